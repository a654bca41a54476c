"""A form recomputed (计分结果): lines, subtotals, stages, total."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

from attrs import define, field, frozen

from perfscore.errors import UnitError
from perfscore.governing import Governed
from perfscore.indicator import Direction, Indicator
from perfscore.measure import Origin, details, exact_deviation, open_step, step_of
from perfscore.number import SCORE, ZERO, Figure, Quantity, Rounding, hundredths, plain, ten_thousandths
from perfscore.rulebook import Rulebook
from perfscore.sheet import Event, Row, Sheet
from perfscore.source import Citation, Source
from perfscore.trace import Step, preformatted
from perfscore.value import Shown
from perfscore.version import VERSION

Basis = Literal["criterion", "note", "printed", "none"]
BASIS_WORDS = {"criterion": "本行评分标准", "note": "通用公式", "printed": "表内得分", "none": "未计算"}
#: An exact figure as numerator and denominator > 0.
Exact = tuple[int, int]
#: A sum with its room: value, None while a line is open, low, high; one object where there is no room.
Ends = tuple[Exact | None, Exact, Exact]


@define(eq=False)
class Line:
    """
    One row recomputed (指标得分).

    ``low``/``high`` are what its rule allows; ``score`` is the figure that counts, None where
    the row stays open; ``basis`` says what it rests on: criterion, note, printed, none.
    All in points. Made once by scoring and never changed after (not frozen: a frozen class
    costs a third of the time that scoring a form takes).
    """

    sheet: Sheet
    row: Row
    governed: Governed
    basis: Basis
    #: 得分: the figure that counts, None where the row stays open.
    score: Decimal | None
    low: Decimal
    high: Decimal
    #: The same three, rounded and exact.
    figure: Figure | None
    bottom: Figure
    top: Figure
    #: Planned and spent, where the rate comes from the budget.
    money: tuple[Quantity, Quantity] | None
    rounding: Rounding

    @property
    def indicator(self) -> Indicator:
        """The leaf of the form (指标)."""
        return self.row.indicator

    @property
    def name(self) -> str:
        """The indicator's name exactly as printed (指标名称)."""
        return self.row.indicator.name

    @property
    def path(self) -> tuple[str, ...]:
        """Names from 一级 down (指标路径)."""
        return self.row.path

    @property
    def goal(self) -> int | None:
        """The number of its goal, None for rows of no goal (所属目标)."""
        return self.row.goal

    @property
    def weight(self) -> Decimal | None:
        """分值, in points."""
        return self.row.indicator.weight

    @property
    def printed(self) -> Decimal | None:
        """得分 as the form prints it (表内得分)."""
        return self.row.indicator.printed

    @property
    def fixed(self) -> bool:
        """Whether the rule leaves no room (得分唯一)."""
        return self.governed.plan is not None and self.bottom == self.top

    @property
    def reason(self) -> str:
        """Why the row could not be computed (未计算的原因), empty where it was."""
        return self.governed.reason

    @property
    def direction(self) -> Direction:
        """Which way is better for this row (方向)."""
        return self.governed.direction

    def at(self, name: str) -> Source:
        """The cell of a field of this row (单元格), the name's where the field has none."""
        return self.sheet.locate(self.indicator.cell(name) or self.indicator.cell("name"))

    @property
    def source(self) -> Source:
        """The cell of the printed score (得分单元格)."""
        return self.row.source

    @property
    def citation(self) -> Citation | None:
        """The clause that governs the row (依据)."""
        return self.governed.citation

    @property
    def step(self) -> Step:
        """The figure with its arithmetic, clause and cell (计算过程); made anew each time it is asked for."""
        governed, leaf, figure = self.governed, self.row.indicator, self.bottom
        plan, children = governed.plan, self._figures
        if plan is None:
            return open_step(
                self.reason, governed.missing, leaf.weight or ZERO, label=leaf.name, citation=governed.citation, source=self.row.source
            )
        w, t, a = self.row.digits
        if self.money is not None:
            t, a = self.money[0].digits, self.money[1].digits
        if figure is self.top and self.rounding is SCORE:
            q, n, d = figure
            text = (plan.say or plan.saying())(w, t, a, q, n, d)
            if text is not None:
                points = self.low
                return Step(leaf.name, points, points, points, text, governed.citation, self.row.source, leaf.weight, figure, figure, figure, children)  # fmt: skip
        return step_of(
            plan, (w, t, a), figure, self.top, self.row.weight,
            rounding=self.rounding, label=leaf.name, citation=governed.citation, source=self.row.source, children=children,
        )  # fmt: skip

    def _figures(self) -> tuple[Step, ...]:
        """The figures that the line rests on, each with its cell (依据的数)."""
        sheet, leaf, plan, money = self.sheet, self.indicator, self.governed.plan, self.money
        assert plan is not None
        cells = [sheet.budget.cell(name) for name in ("planned", "spent")] if money else [leaf.cell(name) for name in ("target", "actual")]
        places = [sheet.locate(cell or leaf.cell("name")) for cell in (*cells, leaf.cell("criterion"))]
        origin = Origin(target=places[0], actual=places[1], criterion=leaf.criterion, criterion_at=places[2])
        target, actual = money or (leaf.target, leaf.actual)
        return details(plan, (self.row.weight.digits, target.digits, actual.digits), target, actual, origin)

    def _deviation(self) -> Exact | None:
        """(actual − target) / target, not in lowest terms; the execution rate from the budget figures where they are printed."""
        row, plan = self.row, self.governed.plan
        if self.money is not None:
            return self._money_deviation(*self.money)
        if plan is not None and plan.deviates:
            _, t, a = row.digits
            t *= plan.t_by
            return a * plan.a_by - t, t
        leaf = row.indicator
        try:
            exact = exact_deviation(leaf.target, leaf.actual, ratio=self.governed.ratio)
        except UnitError:
            return None
        return None if exact is None else exact.as_integer_ratio()

    def _money_deviation(self, planned: Quantity, spent: Quantity) -> Exact | None:
        """From spent ÷ planned against the target rate t in percent: (100·spent − t·planned) / (t·planned)."""
        target = self.indicator.target
        t = target.digits * self.governed.percent_by * planned.digits * 10**spent.places
        if planned.digits <= 0 or t <= 0:
            return None
        s = 100 * spent.digits * 10 ** (planned.places + target.places)
        return s - t, t

    @property
    def exact_deviation(self) -> Fraction | None:
        """(actual − target) / target unrounded (偏差率精确值), None where it has no meaning."""
        found = self._deviation()
        return None if found is None else Fraction(*found)

    @property
    def deviation(self) -> Decimal | None:
        """The deviation rate (指标值偏差率), signed, rounded to 0.0001."""
        found = self._deviation()
        if found is None:
            return None
        n, d = found
        units = (20000 * abs(n) + d) // (2 * d)
        return ten_thousandths(units if n >= 0 else -units)

    @property
    def favourable(self) -> bool | None:
        """Whether the deviation is good for this row's direction (有利偏差)."""
        found = self._deviation()
        if found is None:
            return None
        return found[0] >= 0 if self.direction is Direction.POSITIVE else found[0] <= 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the line must know (说明)."""
        told = [self.reason] if self.reason else []
        if self.basis == "printed" and not self.reason:
            told.append(f"评分标准留有余地（{self.step.figure}），按表内得分计")
        if self.weight is None and (fixed := self.sheet.inferred.get(self.indicator)):
            told.append(f"分值推定为 {plain(fixed.weight)}（{fixed.why}），只用于提醒")
        if self.governed.inferred and self.governed.plan is not None:
            told.append("方向由指标名称推定")
        if self.governed.unread is not None and self.governed.rule is not None:
            told.append("评分标准读不懂，按评分办法的规定用通用公式")
        if self.governed.rule is not None and self.governed.basis == "criterion":
            told += map(str, self.governed.rule.remarks)
            told += [f"另有一票否决：{self.governed.rule.veto}的不得分；表内没有记载，未计入"] if self.governed.rule.veto else []
        told += [f"单元格存有 {cell.stored}，按显示的 {cell.text} 计" for cell in self.indicator.cells if cell.stored]
        return tuple(told)

    def to_dict(self) -> dict[str, Any]:
        """The line as JSON data (导出)."""
        rule = self.governed.rule
        return {
            "path": list(self.path),
            "goal": self.goal,
            "weight": self.indicator.shown("weight") or None,
            "target": self.indicator.shown("target"),
            "actual": self.indicator.shown("actual"),
            "printed": self.indicator.shown("printed") or None,
            "score": maybe_plain(self.score),
            "low": plain(self.low),
            "high": plain(self.high),
            "basis": self.basis,
            "rule": rule.to_dict() if rule else None,
            "deviation": maybe_plain(self.deviation),
            "favourable": self.favourable,
            "explanation": self.step.text,
            "citation": str(self.citation) if self.citation else None,
            "cell": self.source.place or None,
            "notes": list(self.notes),
        }

    def __str__(self) -> str:
        return str(self.step)

    def _repr_html_(self) -> str:
        return preformatted(str(self))

    def __repr__(self) -> str:
        return f"<Line {'/'.join(self.path)} {maybe_plain(self.score)} [{plain(self.low)}, {plain(self.high)}] {self.basis}>"


def maybe_plain(value: Decimal | None) -> str | None:
    """A figure's exact digits, None where there is none (可缺的数)."""
    return None if value is None else plain(value)


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Subtotal(Shown):
    """
    The sum of some lines (小计): of a goal, a 一级 or a 二级; in points.

    ``weight`` and ``printed`` add what the form prints, ``score`` the recomputed figures
    (None where a line is open), ``low``/``high`` their room.
    """

    label: str
    path: tuple[str, ...]
    goal: int | None
    weight: Decimal
    printed: Decimal
    score: Decimal | None
    low: Decimal
    high: Decimal


#: The total after one stage (总分的一步): its name, exact value, None while a line is open, with its low and high, words, clause.
Stage = tuple[str, Exact | None, Exact, Exact, str, Citation | None]


@define(eq=False, slots=False)
class Scorecard:
    """
    A form recomputed (计分结果).

    ``total``, ``low``, ``high`` in points after all stages; ``total`` is None while a line
    stays open. ``from_printed`` says how many of its points rest on printed scores.
    """

    sheet: Sheet
    rulebook: Rulebook
    recognised_by: str
    lines: tuple[Line, ...]
    events: tuple[Event, ...]
    #: The total after all stages: value, low, high.
    ends: Ends
    #: How to make the stages, in the rulebook's order.
    make_sums: Callable[[], tuple[Stage, ...]] = field(repr=False)
    rounding: Rounding

    def __getitem__(self, key: str | tuple[str, ...]) -> Line:
        found = [line for line in self.lines if fits(line, key)]
        if len(found) == 1:
            return found[0]
        if not found:
            raise KeyError(f"没有指标“{key}”。表内指标：{'、'.join(line.name for line in self.lines)}")
        named = "、".join(f"{'/'.join(line.path)}（{line.source.place}）" for line in found)
        raise KeyError(f"“{key}”对应 {len(found)} 行：{named}")

    @cached_property
    def sums(self) -> tuple[Stage, ...]:
        """The total through the rulebook's stages (总分各步), exact."""
        return self.make_sums()

    @property
    def exact(self) -> Fraction | None:
        """The total before it is rounded (总分精确值)."""
        _, value, *_ = next(before for before, (name, *_) in pairwise(self.sums) if name == "round")
        return None if value is None else Fraction(*value)

    def points(self, exact: Exact) -> Decimal:
        """An exact sum, rounded as the rulebook says (修约)."""
        n, d = exact
        if self.rounding is SCORE and n >= 0:
            return hundredths((200 * n + d) // (2 * d))
        return self.rounding(Fraction(n, d))

    @property
    def total(self) -> Decimal | None:
        """The recomputed total (复算总分), None while a line stays open."""
        value = self.ends[0]
        return None if value is None else self.points(value)

    @property
    def low(self) -> Decimal:
        """The least the total can be (总分下限)."""
        return self.points(self.ends[1])

    @property
    def high(self) -> Decimal:
        """The most the total can be (总分上限)."""
        return self.points(self.ends[2])

    @property
    def declared(self) -> Decimal | None:
        """The total that the form prints (自评总分)."""
        return self.sheet.declared

    @property
    def printed_sum(self) -> Decimal | None:
        """The printed scores added up (表内得分合计), None where none is printed."""
        printed = [line.printed for line in self.lines if line.printed is not None]
        return sum(printed, ZERO) if printed else None

    @property
    def weight_sum(self) -> Decimal | None:
        """The printed weights added up (分值合计), None where none is printed."""
        weights = [line.weight for line in self.lines if line.weight is not None and line.governed.aside != "unchosen"]
        return sum(weights, ZERO) if weights else None

    @property
    def grade(self) -> str | None:
        """优良中差 from the total, None where the rulebook has no grades or none for this total, or the total is open (评价等级)."""
        value = self.ends[0]
        return None if value is None else self.rulebook.grade_of(Fraction(*value))

    @property
    def from_printed(self) -> Decimal:
        """The points of the total that rest on printed scores (依表内得分的分数)."""
        return sum((line.score for line in self.lines if line.basis == "printed" and line.score is not None), ZERO)

    @property
    def open(self) -> tuple[Line, ...]:
        """The lines without a single score (未定行)."""
        return tuple(line for line in self.lines if line.score is None)

    @cached_property
    def stages(self) -> tuple[Step, ...]:
        """The stages of the total in the rulebook's order (总分各步), each also when it changes nothing."""
        full, source = self.rulebook.full_score, self.sheet.source
        steps, last, least = [], None, ZERO
        for name, value, low, high, words, citation in self.sums:
            if low is not last:
                last, least = low, self.points(low)
            most = least if high is low else self.points(high)
            points = None if value is None else least if value is low else self.points(value)
            steps.append(Step(name, points, least, most, words, citation, source, full, value, low, high))
        return tuple(steps)

    @cached_property
    def step(self) -> Step:
        """The total with everything it rests on (总分计算过程): stages, below the first the lines."""
        first, *rest = self.stages
        lines = tuple(line.step for line in self.lines)
        top = Step(
            label=first.label,
            value=first.value,
            low=first.low,
            high=first.high,
            exact=first.exact,
            text=first.text,
            full=first.full,
            children=lines,
        )
        return Step(
            label="总分",
            value=self.total,
            low=self.low,
            high=self.high,
            exact=self.exact,
            full=self.rulebook.full_score,
            children=(top, *rest),
        )

    @cached_property
    def subtotals(self) -> tuple[Subtotal, ...]:
        """Sums per goal, and per 一级 and 二级 within it (小计), in the form's order."""
        groups: dict[tuple[int | None, tuple[str, ...]], list[Line]] = {}
        for line in self.lines:
            keys = [(line.goal, line.path[:depth]) for depth in range(1, len(line.path))]
            for key in ([(line.goal, ())] if line.goal is not None else []) + keys:
                groups.setdefault(key, []).append(line)
        return tuple(_subtotal(goal, path, lines, self.rounding) for (goal, path), lines in groups.items())

    @property
    def receipt(self) -> dict[str, str]:
        """What it takes to reproduce the result (回执): input, rulebook and version."""
        return {
            "input_sha256": self.sheet.digest or self.sheet.content_digest,
            "rulebook": self.rulebook.id,
            "rulebook_sha256": self.rulebook.digest,
            "perfscore": VERSION,
        }

    def totals(self) -> dict[str, str | None]:
        """The totals as JSON data (总分各项)."""
        return {
            "declared": maybe_plain(self.declared),
            "printed_sum": maybe_plain(self.printed_sum),
            "score": maybe_plain(self.total),
            "low": plain(self.low),
            "high": plain(self.high),
            "grade": self.grade,
            "from_printed": plain(self.from_printed),
        }

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON data (导出)."""
        sheet = self.sheet
        return {
            "source": sheet.source.file, "title": sheet.title, "unit": sheet.unit, "year": sheet.year, "to_review": sheet.to_review,
            "rulebook": self.rulebook.id, "recognised_by": self.recognised_by,
            "totals": self.totals(),
            "lines": [line.to_dict() for line in self.lines],
            "subtotals": [_subtotal_data(part) for part in self.subtotals],
            "stages": [{"stage": s.label, "value": maybe_plain(s.value), "low": plain(s.low), "high": plain(s.high), "text": s.text} for s in self.stages],
            "remarks": list(sheet.remarks),
            "receipt": self.receipt,
        }  # fmt: skip

    def __str__(self) -> str:
        return str(self.step)

    def _repr_html_(self) -> str:
        return preformatted(str(self))

    def __repr__(self) -> str:
        return f"<Scorecard {self.sheet.unit or self.sheet.title} {maybe_plain(self.total)} [{plain(self.low)}, {plain(self.high)}]>"


def fits(line: Line, key: str | tuple[str, ...]) -> bool:
    """Whether a name, a path or a cell means a line (按名称、路径或单元格)."""
    if isinstance(key, tuple):
        return line.path == key or line.path[-len(key) :] == key
    if key in {line.name, "/".join(line.path)}:
        return True
    cells = {cell.at for cell in line.indicator.cells if cell.at}
    sources = [line.sheet.source.at(cell) for cell in cells]
    return key in cells or any(key in {source.place, str(source)} for source in sources)


def _subtotal(goal: int | None, path: tuple[str, ...], lines: list[Line], rounding: Rounding) -> Subtotal:
    add: Callable[[Iterator[Fraction]], Fraction] = lambda values: sum(values, Fraction(0))  # noqa: E731
    known = all(line.figure for line in lines)
    label = path[-1] if path else f"目标{goal}"
    return Subtotal(
        label=label, path=path, goal=goal,
        weight=sum((line.weight or ZERO for line in lines), ZERO),
        printed=sum((line.printed or ZERO for line in lines), ZERO),
        score=rounding(add(Fraction(*line.figure[1:]) for line in lines if line.figure)) if known else None,
        low=rounding(add(Fraction(*line.bottom[1:]) for line in lines)),
        high=rounding(add(Fraction(*line.top[1:]) for line in lines)),
    )  # fmt: skip


def _subtotal_data(part: Subtotal) -> dict[str, Any]:
    return {
        "label": part.label, "path": list(part.path), "goal": part.goal, "weight": plain(part.weight), "printed": plain(part.printed),
        "score": maybe_plain(part.score), "low": plain(part.low), "high": plain(part.high),
    }  # fmt: skip
