"""What one row alone would have had to be for a total (所需完成情况): the total's stages taken back, then the row's rule solved."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from typing import Any, Final, NamedTuple

from attrs import evolve, frozen

from perfscore.altering import LABELS, Field, altered, rescored
from perfscore.errors import PerfscoreError, UnitError
from perfscore.formula import Expression, show
from perfscore.governing import governor_of
from perfscore.indicator import is_execution
from perfscore.interval import BOTTOM, LINE, TOP, Cut, Span, Spans, after, before, common, nearest, united, without
from perfscore.line import Line, maybe_plain
from perfscore.lowering import Node
from perfscore.measure import Plan
from perfscore.number import SMALL, ZERO, Quantity, Rounding, finite, pair, plain, quantity
from perfscore.rule import Alternatives, Bands, Rule, YesNo
from perfscore.scorecard import Scorecard
from perfscore.scoring import upper_by_default
from perfscore.solving import Pieces, Quotient, Unsolved, constant, highest, pieces_of, plus, reaching
from perfscore.source import Source
from perfscore.staging import Course, cap_by_rate
from perfscore.value import Shown

# ---- from the total to a row's score ------------------------------------------------------------


class Unreachable(PerfscoreError):  # noqa: N818 - it ends in a reason, not in an error
    """Why a row cannot bring the total to what was asked (达不到的原因)."""


class Least(NamedTuple):
    """What a figure must at least be (下限): ``value`` itself, or more where it must lie ``beyond``."""

    value: Fraction
    beyond: bool = False

    def met(self, value: Fraction) -> bool:
        """Whether a figure is enough (是否达到)."""
        return value > self.value if self.beyond else value >= self.value

    def less(self, value: Fraction) -> "Least":
        """What is left of it where so much is there already (扣除已有)."""
        return Least(self.value - value, self.beyond)

    def units(self, quantum: Fraction) -> Fraction:
        """The least multiple of ``quantum`` that is enough (够用的最小一格)."""
        return quantum * (floor(self.value / quantum) + 1 if self.beyond else ceil(self.value / quantum))


def unrounded(rounding: Rounding, least: Least) -> Least:
    """
    What a figure must at least be so that it is enough once it is rounded (修约前的下限).

    >>> unrounded(Rounding(quantum="0.01"), Least(Fraction(98)))
    Least(value=Fraction(19599, 200), beyond=False)
    """
    quantum = Fraction(rounding.quantum)
    top = least.units(quantum)
    # what rounds to top begins a step below it, half a step below it, or at top itself
    edges = (edge for edge in (top - quantum, top - quantum / 2) if rounding(edge + quantum / 4) >= top)
    edge = next(edges, top)
    return Least(edge, beyond=rounding(edge) < top)


def required(card: Scorecard, lines: Sequence[Line], asked: Decimal, *, at_any_rate: bool = False) -> Least:
    """
    What the exact scores of some lines must at least add up to (所需得分), so that the total reaches ``asked``.

    The stages of the total are taken back from the last to the first.

    Args:
        card: a result with a total.
        lines: the lines that one figure bears on; without any the question is only whether the stages let the total get there.
        asked: the total.
        at_any_rate: leave out the cap by execution rate, for a figure by which the rate becomes another.

    Raises:
        Unreachable: a stage holds the total below it.
        Unsolved: several lines are rounded before they are added.
    """
    book, policy = card.rulebook, card.rulebook.policy
    course = Course(card.sheet, card.lines, None, governor_of(book, policy), card.events)
    printed = policy.sum_of == "printed"
    if printed and len(lines) > 1:
        raise Unsolved

    def others(group: Iterable[Line]) -> Fraction:
        return sum((Fraction(line.score or 0) if printed else _exact(line.figure) for line in group if line not in lines), Fraction(0))

    least = unrounded(card.rounding, Least(Fraction(asked)))
    for place, name in reversed(list(enumerate(book.stages))):
        if name == "round":
            least = unrounded(book.total_rounding, least)
        elif name == "deductions":
            least = least.less(others(course.taken))
            if any(line in course.taken for line in lines):
                least = least.less(_exact(course.after[place - 1][0]))
                break
        elif name == "sum":
            by = Fraction(book.full_score) / Fraction(book.full_score - course.rescaled) if course.rescaled < book.full_score else 1
            least = Least(least.value / by, least.beyond).less(others(line for line in card.lines if line not in course.taken))
        elif name == "event-cap" or (name == "execution-cap" and not at_any_rate):
            most = course.cap if name == "event-cap" else _cap_by_rate(course)
            if most is not None and not least.met(Fraction(most)):
                raise Unreachable(f"{card.sums[place][4]}，不能达到 {plain(asked)}")
    return unrounded(book.rounding, least) if printed and lines else least


def _exact(figure: tuple[int, ...] | None) -> Fraction:
    assert figure is not None  # a card with a total has no open line
    return Fraction(*figure[-2:])


def _cap_by_rate(course: Course) -> Decimal | None:
    """The most that the total may be at the form's execution rate; where that is not known the least of the caps."""
    found = cap_by_rate(course.sheet, course.rules)
    if found is None:
        return min(cap.most or ZERO for cap in course.book.execution_cap)
    return found[0].most if found[0] else None


# ---- what a row's score depends on --------------------------------------------------------------


def answers(rule: Rule | None) -> tuple[str, ...]:
    """
    The words of which a rule takes one as the actual (可填的词), empty where it takes a figure or none at all.

    >>> answers(YesNo(yes=2))
    ('是', '否')
    """
    match rule:
        case Bands():
            return tuple(band.label for band in rule.bands)
        case YesNo():
            return ("是", "否")
        case Alternatives():
            return tuple(dict.fromkeys(word for one in rule.options for word in answers(one.rule)))
        case _:
            return ()


def reads_actual(plan: Plan) -> bool:
    """Whether a score is computed from the figure that the row prints as its actual (用到实际完成值)."""
    return bool(plan.a_by) and any(_names_actual(program.expression.tree) for program in (plan.low, plan.high))


def _names_actual(node: Node) -> bool:
    return (node.op == "name" and node.name == "a") or any(map(_names_actual, node.parts))


def judged(line: Line) -> bool:
    """Whether a score is left to judgement whatever the actual (由人酌定): 酌情, 约束性."""
    plan = line.governed.plan
    return plan is not None and plan.ends is not None and "a" not in plan.ends.uses and not answers(line.governed.rule)


def awarded(line: Line, least: Least) -> Decimal | None:
    """The least points within a row's room that are enough (须评得的分数), None where there are none."""
    plan = line.governed.plan
    if plan is None or plan.ends is None or line.fixed:
        return None
    quantum, top = Fraction(line.rounding.quantum), _exact(line.top)
    points = max(least.units(quantum), Least(_exact(line.bottom), beyond=plan.ends.low_open).units(quantum))
    return finite(points) if points < top or (points == top and not plan.ends.high_open) else None


class Figure(NamedTuple):
    """The one figure through which a row's score can be another (可变的数): its actual, or what was spent where that counts."""

    field: Field
    source: Source
    value: Quantity
    #: The finest decimal place that is printed in it, or in what it is measured against.
    step: Fraction

    def other(self, value: Fraction) -> Quantity:
        """Another value, printed as the present one is (另一个值)."""
        number = finite(value)
        return evolve(self.value, text=f"{plain(number)}{self.value.unit}", value=number, comparator="")


def figure_of(card: Scorecard, line: Line) -> Figure:
    """The figure through which the score of a line can be another (本行可变的数)."""
    sheet, leaf = card.sheet, line.indicator
    if line.money is not None:
        planned, spent = line.money
        shown = evolve(spent, text=f"{spent.text}{spent.unit}")
        return Figure("spent", sheet.locate(sheet.budget.cell("spent")), shown, Fraction(1, 10 ** max(planned.places, spent.places)))
    step = Fraction(1, 10**leaf.actual.places)
    try:
        by = pair(leaf.target, leaf.actual, ratio=line.governed.ratio, bare=card.rulebook.policy.bare_percent).by
        step = min(step, by[0] / by[1] / 10**leaf.target.places)
    except UnitError:
        pass  # the target says nothing of how finely the actual is printed
    return Figure("actual", line.at("actual"), leaf.actual, step)


# ---- needs --------------------------------------------------------------------------------------


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Need(Shown):
    """
    What one row alone would have had to be (所需完成情况), or ``reason`` why it cannot bring the total there.

    ``actual`` is the nearest figure on the row's own grain (``step``), or the words, with which the total reaches what was
    asked; ``bound`` says from where on, ``change`` by how much it differs from the present one. ``points`` is what would
    have to be awarded beside it where the rule leaves room. ``score`` and ``total`` are what the row and the form then
    come to, in points.
    """

    line: Line
    field: Field
    source: Source
    present: str
    actual: str | None = None
    bound: str = ""
    change: Decimal | None = None
    step: Decimal | None = None
    points: Decimal | None = None
    score: Decimal | None = None
    total: Decimal | None = None
    reason: str = ""

    @property
    def name(self) -> str:
        """The indicator's name exactly as printed (指标名称)."""
        return self.line.name

    @property
    def path(self) -> tuple[str, ...]:
        """Names from 一级 down (指标路径)."""
        return self.line.path

    @property
    def shown(self) -> str:
        """The present figure or words, 执行数 said where it is that (现值)."""
        return f"{LABELS['spent']} {self.present}" if self.field == "spent" else self.present or "—"

    def to_dict(self) -> dict[str, Any]:
        """The need as JSON data (导出)."""
        figures = {name: maybe_plain(getattr(self, name)) for name in ("change", "step", "points", "score", "total")}
        told = {"path": list(self.path), "field": self.field, "cell": self.source.place or None, "present": self.present}
        return {**told, "actual": self.actual, "bound": self.bound or None, **figures, "reason": self.reason or None}

    def __str__(self) -> str:
        if self.actual is None:
            return f"{self.name}：{self.reason}"
        change = f"（{signed(self.change)}）" if self.change else ""
        ends = f"本行得 {maybe_plain(self.score)}，总分 {maybe_plain(self.total)}"
        return f"{self.name}：{self.shown} → {self.actual}{change}，{self.bound}，{ends}"


def signed(value: Decimal) -> str:
    """
    A change with its sign (带符号的数).

    >>> signed(Decimal(7)), signed(Decimal("-0.5"))
    ('+7', '−0.5')
    """
    return f"+{plain(value)}" if value > 0 else plain(value).replace("-", "−")


def need_of(card: Scorecard, number: int, asked: Decimal, reason: str = "") -> Need:
    """
    What one row alone would have had to be (一行的反推).

    Args:
        card: the form as it is, with a total.
        number: which of its lines.
        asked: the total to be reached.
        reason: what already holds for every row.
    """
    line = card.lines[number]
    figure = figure_of(card, line)
    base = Need(line=line, field=figure.field, source=figure.source, present=figure.value.text, reason=reason)
    try:
        return base if reason else _Row(card, number, asked, figure).need(base)
    except (Unreachable, Unsolved) as error:
        return evolve(base, reason=error.message)


#: The sizes that decide how a figure is read, each with one of that size: below 0, 0, up to 1.5 (beside % a ratio), above.
SIZES: Final = (
    (Span(BOTTOM, before(0)), -1),
    (Span(before(0), after(0)), 0),
    (Span(after(0), after(Fraction(SMALL))), 1),
    (Span(after(Fraction(SMALL)), TOP), 2),
)


class _Row:
    """One row of which is asked what it would have had to be (所问的一行)."""

    def __init__(self, card: Scorecard, number: int, asked: Decimal, figure: Figure) -> None:
        self.card, self.number, self.asked, self.figure = card, number, asked, figure
        self.line = card.lines[number]
        #: The lines that the figure bears on: on what was spent there may be several.
        self.lines = [line for line in card.lines if line.money] if self.line.money else [self.line]
        #: Whether another figure is another execution rate, which may cap the total.
        self.caps = bool(card.rulebook.execution_cap) and moves_rate(self.line)
        self.least = required(card, self.lines, asked, at_any_rate=self.caps)

    def need(self, base: Need) -> Need:
        """The nearest figure, or the least of the words, with which the total reaches what was asked."""
        line = self.line
        if line.governed.aside:
            raise Unreachable(line.reason)
        if not self.caps and all(map(_is_full, self.lines)):
            raise Unreachable(f"本行已得满分 {maybe_plain(line.score)} 分")
        low, high = self._functions()
        if high:
            return self._by_figure(base, low, high)
        if words := answers(line.governed.rule):
            return self._by_words(base, words)
        if judged(line):
            raise Unreachable(self._judged())
        raise Unreachable(line.reason or f"实际完成值“{self.figure.value}”是文字，不能反推")

    # by a figure

    def _functions(self) -> tuple[Pieces, Pieces]:
        """The lower and the upper end of the score as functions of the figure; empty where it is none, or plays no part."""
        low: Pieces = ()
        high: Pieces = ()
        places, read = max(0, -int(finite(self.figure.step).as_tuple().exponent)), False
        for span, sample in SIZES if self.figure.value.value is not None else ():
            given = evolve(self.figure.value, value=Decimal(sample * 10**places).scaleb(-places), comparator="")
            plans = [(line, plan) for line in self.lines if (plan := self._plan(line, given)) is not None]
            if len(plans) == len(self.lines):
                read = read or any(reads_actual(plan) for _, plan in plans)
                found = reduce(plus, (_function(plan, plan.low.expression, line, given, span) for line, plan in plans))
                low += found
                if not all(plan.same for _, plan in plans):
                    found = reduce(plus, (_function(plan, plan.high.expression, line, given, span) for line, plan in plans))
                high += found
        return (low, high) if read else ((), ())

    def _plan(self, line: Line, given: Quantity) -> Plan | None:
        """The plan of a line for a figure of some size."""
        rules = governor_of(self.card.rulebook, self.card.rulebook.policy)
        if line.money is not None:
            return rules.of_money(line.row, (line.money[0], given)).plan
        return rules.of(evolve(line.row, indicator=evolve(line.indicator, actual=given))).plan

    def _by_figure(self, base: Need, low: Pieces, high: Pieces) -> Need:
        """The nearest figure for which the rule alone gives enough, else the nearest with which enough may be awarded."""
        score, beyond = self.least
        ends = [reaching(pieces, score, beyond=beyond) for pieces in (low, high)]
        sure, possible = (common(spans, self._uncapped()) for spans in (common(*ends), united([*ends[0], *ends[1]])))
        printed, now = self.line.printed, Fraction(self.figure.value.value or 0)
        upper = upper_by_default(self.line.governed.rule, self.line.row) if printed is None else self.least.met(Fraction(printed))
        for spans in (possible if upper else sure, possible):
            found = nearest(spans, self.figure.step, now)
            need = self._with(base, self.figure.other(found[0])) if found else None
            if found and need:
                change, step = finite(found[0] - now), finite(self.figure.step)
                return evolve(need, bound=_bound(found[1], self.figure.value.unit) + _award_words(need.points), change=change, step=step)
        best = highest(high, self.figure.step)
        if best is None:
            raise Unreachable("按公式本行得不到所需的分数")
        raise Unreachable(self._most([self.figure.other(best)]))

    def _uncapped(self) -> Spans:
        """The sums spent whose execution rate does not cap the total below what was asked."""
        if not self.caps or self.line.money is None:
            return LINE
        hundredth = Fraction(self.line.money[0].value or 0) / 100

        def cut(percent: Decimal, *, behind: bool) -> Cut:
            return (after if behind else before)(Fraction(percent) * hundredth)

        caps = [cap for cap in self.card.rulebook.execution_cap if cap.most is not None and cap.most < self.asked]
        return without(LINE, [Span(cut(cap.low, behind=not cap.low_closed), cut(cap.high, behind=cap.high_closed)) for cap in caps])

    # forms with other figures

    def _changed(self, value: Quantity, points: Decimal | None = None) -> Scorecard:
        """The form recomputed with another figure, and with other points where the rule leaves room."""
        fields: dict[str, Quantity | Decimal] = {} if points is None else {"printed": points}
        if self.figure.field == "actual":
            return rescored(self.card, altered(self.card.sheet, {self.number: {"actual": value, **fields}}))
        return rescored(self.card, altered(self.card.sheet, {self.number: fields}, {"spent": value.value or ZERO}))

    def _with(self, base: Need, value: Quantity) -> Need | None:
        """The need with another figure, and the points that have to be awarded beside it; None where it is not enough."""
        card, points = self._changed(value), None
        if not self._reached(card):
            points = awarded(card.lines[self.number], self.least)
            card = card if points is None else self._changed(value, points)
        if not self._reached(card):
            return None
        return evolve(base, actual=value.text, points=points, score=card.lines[self.number].score, total=card.total)

    def _reached(self, card: Scorecard) -> bool:
        return card.total is not None and card.total >= self.asked

    def _most(self, values: Sequence[Quantity]) -> str:
        """What the row and the total come to at the most, with one of several figures or words."""
        lines = [(value, line) for value in values if (line := self._changed(value).lines[self.number]).governed.plan is not None]
        if not lines:
            return self.line.reason
        value, line = max(lines, key=lambda one: one[1].high)
        card = self._changed(value, None if line.fixed else line.high)
        if card.total is None:
            raise Unreachable(f"总分随之不能确定：{next(stage[4] for stage in card.sums if stage[1] is None)}")
        plan = line.governed.plan
        short = plan is not None and plan.ends is not None and plan.ends.high_open
        if self._reached(card) and not short:
            raise Unsolved  # the total does not follow this row's score alone
        more = line.high - (self.line.score or ZERO)
        if more <= 0:
            return f"本行已得 {maybe_plain(self.line.score)} 分，不能再多"
        return f"本行最多再得{'不到' if short else ''} {plain(more)} 分，总分最多{'不到' if short else '到'} {plain(card.total)}"

    # by words

    def _by_words(self, base: Need, words: Sequence[str]) -> Need:
        """The least demanding of the words that suffice."""
        found = [need for word in words if (need := self._with(base, quantity(word))) is not None]
        if not found:
            raise Unreachable(self._most([quantity(word) for word in words]))
        need = min(found, key=lambda one: one.score or ZERO)
        return evolve(need, bound=f"须为“{need.actual}”{_award_words(need.points)}")

    def _judged(self) -> str:
        points = awarded(self.line, self.least)
        told = self._most([self.line.indicator.actual]) if points is None else f"本行须评得 {plain(points)} 分"
        return f"得分由人酌定，不由实际完成值决定；{told}"


def moves_rate(line: Line) -> bool:
    """Whether the figure of a line is the execution rate, or makes it (关系执行率)."""
    return line.money is not None or is_execution(line.name, line.indicator.definition)


def _is_full(line: Line) -> bool:
    """Whether a line has all that its rule may give."""
    plan = line.governed.plan
    return plan is not None and plan.high.weight is not None and line.figure is not None and _exact(line.figure) == line.weight


def _function(plan: Plan, expression: Expression, line: Line, given: Quantity, span: Span) -> Pieces:
    """One end of a line's score as a function of the figure as printed, for figures of one size."""
    w, t = line.row.weight.digits, (line.money[0] if line.money else line.indicator.target).digits
    zero, one = plan.arguments(w, t, 0), plan.arguments(w, t, 1)
    scale = 10**plan.places
    names: Mapping[str, Quotient] = {name: constant(Fraction(value, scale)) for name, value in zip(expression.names, zero, strict=True)}
    by = Fraction((one[2] - zero[2]) * 10**given.places, scale)
    return pieces_of(expression, {**names, "a": Quotient(by, Fraction(zero[2], scale))}, (span,))


def _bound(span: Span, unit: str) -> str:
    """From where to where a figure suffices, in words."""
    (low_end, low, left), (high_end, high, right) = span
    if span.single:
        return f"须等于 {_shown(low, unit)}"
    said = [] if low_end else [f"{'大于' if left else '不低于'} {_shown(low, unit)}"]
    said += [] if high_end else [f"{'不高于' if right else '小于'} {_shown(high, unit)}"]
    return f"须{'，且'.join(said)}"


def _shown(value: Fraction, unit: str) -> str:
    return show(*value.as_integer_ratio()) + unit


def _award_words(points: Decimal | None) -> str:
    return "" if points is None else f"，并评得 {plain(points)} 分"
