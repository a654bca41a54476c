"""A form recomputed (计分结果): lines, subtotals, stages, total."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

from attrs import define, field, frozen

from perfscore.line import Ends, Exact, Line, fits, maybe_plain
from perfscore.number import SCORE, ZERO, Rounding, hundredths, plain
from perfscore.rulebook import Rulebook
from perfscore.sheet import Event, Sheet
from perfscore.source import Citation
from perfscore.trace import Step, preformatted
from perfscore.value import Shown
from perfscore.version import VERSION


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
