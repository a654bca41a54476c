"""One row recomputed (指标得分): which figure counts, what it rests on, its arithmetic."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from attrs import define

from perfscore.errors import UnitError
from perfscore.governing import Governed, compared
from perfscore.indicator import Direction, Indicator
from perfscore.measure import Origin, details, exact_deviation, open_step, step_of
from perfscore.number import SCORE, ZERO, Figure, Quantity, Rounding, plain, ten_thousandths
from perfscore.overshooting import is_beyond
from perfscore.sheet import Row, Sheet
from perfscore.source import Citation, Source
from perfscore.trace import Step, preformatted

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
        try:
            actual = compared(row.indicator, self.governed.rule)
            exact = exact_deviation(row.indicator.target, actual, bare=self.governed.bare)
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
    def beyond(self) -> str:
        """That the figure lies far beyond its target (远超目标), in words; empty where it does not, or the rulebook names no bound."""
        bound, deviation = self.governed.beyond, self.exact_deviation
        if bound is None or deviation is None or self.indicator.target.digits <= 0 or not is_beyond(bound, deviation + 1):
            return ""
        cite = self.governed.beyond_cite
        return f"实际完成值{bound.words}" + (f"，依据 {cite}" if cite else "")

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the line must know (说明)."""
        told = [self.reason] if self.reason else []
        if self.basis == "printed" and not self.reason:
            told.append(f"评分标准留有余地（{self.step.figure}），按表内得分计")
        if self.weight is None and (fixed := self.sheet.inferred.get(self.indicator)):
            told.append(f"分值推定为 {plain(fixed.weight)}（{fixed.why}），只用于提醒")
        if self.beyond:
            told.append(self.beyond)
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


def fits(line: Line, key: str | tuple[str, ...]) -> bool:
    """Whether a name, a path or a cell means a line (按名称、路径或单元格)."""
    if isinstance(key, tuple):
        return line.path == key or line.path[-len(key) :] == key
    if key in {line.name, "/".join(line.path)}:
        return True
    cells = {cell.at for cell in line.indicator.cells if cell.at}
    sources = [line.sheet.source.at(cell) for cell in cells]
    return key in cells or any(key in {source.place, str(source)} for source in sources)
