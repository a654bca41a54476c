"""From a form and a rulebook to a scorecard (计分); the same under other readings (口径对照)."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import Any

from attrs import evolve, frozen

from perfscore.ambiguity import ALTERNATIVES
from perfscore.governing import Governed, Governor
from perfscore.indicator import is_constraint
from perfscore.measure import Policy
from perfscore.number import SCORE, Figure, Quantity, Rounding, hundredths, plain
from perfscore.recognising import CHOSEN, recognise
from perfscore.rule import Constraint, Defects, Discretion, Rule
from perfscore.rulebook import Rulebook
from perfscore.scorecard import Basis, Ends, Exact, Line, Scorecard, Stage, maybe_plain
from perfscore.sheet import Event, Row, Sheet
from perfscore.shelving import rulebook
from perfscore.source import Citation
from perfscore.value import Shown


@lru_cache(256)
def governor(book: Rulebook, policy: Policy) -> Governor:
    """The rules of a rulebook under a policy, kept ready (依据表)."""
    return Governor(book, policy)


@lru_cache(256)
def in_case(book: Rulebook, case: str) -> Rulebook:
    """A rulebook where one case is known to hold (选定情形); the same object for the same case."""
    return evolve(book, case=case)


def score(
    sheet: Sheet,
    rulebook: Rulebook | str | None = None,
    *,
    event: Event | str | None = None,
    policy: Policy | None = None,
    case: str = "",
) -> Scorecard:
    """
    A form recomputed (计分): every line, the total through its stages, with low and high.

    Args:
        sheet: the form.
        rulebook: the rules, or their id; None recognises them from the form.
        event: a recorded fact that bears on the total (审计披露), beside those of the form.
        policy: how open choices are taken; None follows the rulebook.
        case: which of the cases holds that a criterion tells apart (产区、非产区).

    Raises:
        RulebookError: there is no rulebook of that id.

    >>> from perfscore.indicator import Indicator
    >>> leaf = Indicator(name="覆盖率", weight=5, target="100%", actual="85%", criterion="每减少1个百分点扣0.1分，扣完为止")
    >>> score(Sheet(branches=[leaf])).total
    Decimal('3.50')
    """
    book, why = _rules(sheet, rulebook)
    book = in_case(book, case) if case else book
    rules = governor(book, policy or book.policy)
    lines, figures = lines_of(sheet, rules)
    events = sheet.events
    if event is not None:
        events = (*events, Event(kind=event) if isinstance(event, str) else event)
    tally = Tally(lines, figures, rules, events)
    return Scorecard(sheet, book, why, lines, events, tally.rounded, tally.stages, book.rounding)


def _rules(sheet: Sheet, given: Rulebook | str | None) -> tuple[Rulebook, str]:
    """The rulebook and why it is taken."""
    if given is None:
        found = recognise(sheet)
        return found.rulebook, found.why
    return given if isinstance(given, Rulebook) else rulebook(given), CHOSEN


# ---- lines --------------------------------------------------------------------------------------


def lines_of(sheet: Sheet, rules: Governor) -> tuple[tuple[Line, ...], list[Figure] | None]:
    """Every row recomputed (逐行计分), and the scores where every row has just one."""
    known, rounding, paid = rules.rows, rules.book.rounding, sheet.budget.money
    lines, figures = [], []
    for row in sheet.rows:
        governed, money = known.get(row.key) or rules.of(row), None
        w, t, a = row.digits
        if paid is not None and governed.pays:
            governed, money = rules.of_money(row, paid), paid
            t, a = paid[0].digits, paid[1].digits
        run = governed.run
        found = None if run is None or rounding is not SCORE else run(w, t, a)
        if found is None:
            lines.append(line_of(sheet, row, rules))
        else:
            points = hundredths(found[0])
            figures.append(found)
            lines.append(Line(sheet, row, governed, governed.basis, points, points, points, found, found, found, money, rounding))
    return tuple(lines), figures if len(figures) == len(lines) else None


def line_of(sheet: Sheet, row: Row, rules: Governor) -> Line:
    """One row recomputed (单行计分), of any kind."""
    governed, money = rules.of(row), None
    target, actual = row.indicator.target, row.indicator.actual
    if governed.pays and sheet.budget.money is not None:
        money = target, actual = sheet.budget.money
        governed = rules.of_money(row, money)
    plan = governed.plan
    if plan is None:
        return _uncomputed(sheet, row, governed, rules)
    low, high = plan.score(row.weight.digits, target.digits, actual.digits)
    if low is None or high is None:
        return _uncomputed(sheet, row, evolve(governed, plan=None, run=None, reason="除数为零，未计算", missing=("target",)), rules)
    if low is high or low == high:
        return _line(sheet, row, governed, governed.basis, low, low, low, rules, money)
    return _roomy(sheet, row, governed, low, high, rules)


def _line(
    sheet: Sheet, row: Row, governed: Governed, basis: Basis, figure: Figure | None, low: Figure, high: Figure, rules: Governor,
    money: tuple[Quantity, Quantity] | None = None,
) -> Line:  # fmt: skip
    points = rules.book.rounding.points
    score_ = None if figure is None else points(figure)
    return Line(sheet, row, governed, basis, score_, points(low), points(high), figure, low, high, money, rules.book.rounding)


def _figure(value: Decimal | int) -> Figure:
    """A printed figure as rounded and exact (印出数)."""
    exact = Fraction(value)
    return int(SCORE(exact).scaleb(2)), exact.numerator, exact.denominator


def _value(figure: Figure) -> Fraction:
    return Fraction(figure[1], figure[2])


def _uncomputed(sheet: Sheet, row: Row, governed: Governed, rules: Governor) -> Line:
    """A row that cannot be computed: its printed score counts, with the room [0, w]."""
    weight, printed = row.indicator.weight, row.indicator.printed
    figure = None if printed is None else _figure(printed)
    ends = [_figure(0), _figure(weight or 0), *([figure] if figure else [])]
    basis: Basis = "none" if figure is None else "printed"
    return _line(sheet, row, governed, basis, figure, min(ends, key=_value), max(ends, key=_value), rules)


def _roomy(sheet: Sheet, row: Row, governed: Governed, low: Figure, high: Figure, rules: Governor) -> Line:
    """A row whose rule leaves room: the printed score if it lies inside, else the nearer end."""
    if _value(low) > _value(high):
        low, high = high, low
    printed = row.indicator.printed
    figure: Figure | None
    basis: Basis
    if printed is None:
        figure = high if upper_by_default(governed.rule, row) else None
        basis = governed.basis if figure else "none"
    else:
        figure, basis = _placed(_figure(printed), low, high, governed)
    return _line(sheet, row, governed, basis, figure, low, high, rules)


def _placed(printed: Figure, low: Figure, high: Figure, governed: Governed) -> tuple[Figure, Basis]:
    assert governed.plan is not None
    assert governed.plan.ends is not None
    ends, value = governed.plan.ends, _value(printed)
    if value < _value(low) or (ends.low_open and value == _value(low)):
        return low, governed.basis
    if value > _value(high) or (ends.high_open and value == _value(high)):
        return high, governed.basis
    return printed, "printed"


def upper_by_default(rule: Rule | None, row: Row) -> bool:
    """Whether nothing printed means nothing deducted (默认不扣): constraint and deduction rows."""
    deducts = isinstance(rule, Constraint | Defects) or (isinstance(rule, Discretion) and rule.act == "deduct")
    return deducts or is_constraint(row.path)


# ---- stages -------------------------------------------------------------------------------------

NOTHING: Exact = (0, 1)


def is_negative(line: Line, policy: Policy) -> bool:
    """Whether a line's deductions start from 0 (以负数记分)."""
    base = policy.constraint_base
    return line.governed.constraint and (base == "negative" or (base == "auto" and not line.weight))


class Tally:
    """
    The scores added up, through the stages of the total (合计).

    Args:
        figures: the scores, where every line has just one.
    """

    __slots__ = ("book", "cap", "capped", "constraints", "deducted", "events", "lines", "rounded", "summed", "taken")

    def __init__(self, lines: tuple[Line, ...], figures: list[Figure] | None, rules: Governor, events: tuple[Event, ...]) -> None:
        book, self.lines, self.events = rules.book, lines, events
        self.book = book
        self.constraints = [line for line in lines if line.governed.constraint] if rules.constrains else []
        self.taken = [line for line in self.constraints if is_negative(line, rules.policy)]
        rounding = book.rounding if rules.policy.sum_of == "printed" else None
        rows = [line for line in lines if line not in self.taken] if self.taken else lines
        self.summed = self.deducted = _sum(rows, None if self.taken else figures, rounding)
        if self.taken:
            self.deducted = self._less(_sum(self.taken, None, rounding))
        self.cap = _counted_cap(self.constraints, book, events) if events else None
        most = None if self.cap is None else self.cap.as_integer_ratio()
        self.capped = self.deducted if most is None else _each(_least, self.deducted, most)
        self.rounded = _each(_rounded, self.capped, book.rounding)

    def _less(self, taken: Ends) -> Ends:
        """The sum with the deductions, which are negative; its low is not below 0."""
        (value, low, high), (minus, minus_low, minus_high) = self.summed, taken
        value = None if value is None or minus is None else _plus(value, minus)
        return value, max(_plus(low, minus_low), NOTHING, key=_fraction), _plus(high, minus_high)

    def stages(self) -> tuple[Stage, ...]:
        """The total through its stages (总分各步); each also where it changes nothing."""
        book, taken, rounding = self.book, len(self.taken), self.book.rounding
        words = f"约束性指标 {taken} 行以负数记分" if taken else "没有以负数记分的约束性指标"
        cap, cite = _cap(self.constraints, book)
        return (
            ("sum", *self.summed, _sum_words(len(self.lines) - taken), None),
            ("deductions", *self.deducted, words, book.cite("constraint_sign") if taken else None),
            ("event-cap", *self.capped, _event_words(cap, book.event_kinds, self.events, self.cap is not None), cite),
            ("round", *self.rounded, rounding.words, rounding.citation),
            ("grade", *self.rounded, "评分办法没有规定等级", None),
        )


@lru_cache(1024)
def _sum_words(rows: int) -> str:
    return f"{rows} 行得分相加"


def _each(act: Callable[[Exact, Any], Exact], ends: Ends, by: Any) -> Ends:
    """The same done to value, low and high, once where there is no room."""
    value, low, high = ends
    if value is low is high:
        done = act(low, by)
        return done, done, done
    return None if value is None else act(value, by), act(low, by), act(high, by)


def _fraction(exact: Exact) -> Fraction:
    return Fraction(*exact)


def _plus(one: Exact, other: Exact) -> Exact:
    return one[0] * other[1] + other[0] * one[1], one[1] * other[1]


def _least(one: Exact, other: Exact) -> Exact:
    return one if one[0] * other[1] <= other[0] * one[1] else other


def _rounded(exact: Exact, rounding: Rounding) -> Exact:
    n, d = exact
    if rounding is SCORE and n >= 0:
        return (200 * n + d) // (2 * d), 100
    return rounding(Fraction(n, d)).as_integer_ratio()


def _sum(lines: Sequence[Line], only: list[Figure] | None, rounding: Rounding | None) -> Ends:
    """Scores, lows and highs added up exactly, or as printed where the rulebook says so; ``only`` where there is one figure a line."""
    if only is not None:
        total = _added(only, rounding)
        return total, total, total
    figures = [line.figure for line in lines if line.figure is not None]
    known = _added(figures, rounding) if len(figures) == len(lines) else None
    if known is not None and all(line.bottom is line.top for line in lines):
        return known, known, known
    return known, _added([line.bottom for line in lines], rounding), _added([line.top for line in lines], rounding)


#: The denominator of most scores: those that end after four places.
USUAL = 10**4


def _added(figures: Sequence[Figure], rounding: Rounding | None) -> Exact:
    """An exact sum in integers (求和): what is over the usual denominator apart from the rest, which is n / (usual · d)."""
    if rounding is not None:
        figures = [_printed(figure, rounding) for figure in figures]
    whole, n, d = 0, 0, 1
    for _, top, bottom in figures:
        if bottom == USUAL:
            whole += top
            continue
        by, rest = divmod(bottom, USUAL)
        if rest:
            n, d = n * bottom + top * d * USUAL, d * bottom
        elif d % by:
            n, d = n * by + top * d, d * by
        else:
            n += top * (d // by)
    return whole * d + n, d * USUAL


def _printed(figure: Figure, rounding: Rounding) -> Figure:
    """A figure whose exact value is the rounded one."""
    units, top, bottom = figure
    return (units, units, 100) if rounding is SCORE else (units, *rounding(Fraction(top, bottom)).as_integer_ratio())


def _counted_cap(constraints: list[Line], book: Rulebook, events: tuple[Event, ...]) -> Decimal | None:
    """The cap that an event brings (事件封顶): the rows' own, else the rulebook's; None where no event counts."""
    kinds = event_kinds(constraints, book)
    return _cap(constraints, book)[0] if any(names(kinds, event.kind) for event in events) else None


def event_kinds(constraints: list[Line], book: Rulebook) -> tuple[str, ...]:
    """The events that cap the total (封顶事件), in the rulebook's words, else in the rows' own."""
    rules = (line.governed.rule for line in constraints)
    return book.event_kinds or tuple(rule.event for rule in rules if isinstance(rule, Constraint) and rule.cap is not None and rule.event)


def names(kinds: tuple[str, ...], kind: str) -> bool:
    """
    Whether an event is one of those named (是否在列): its characters stand in one of them in this order; any, where none is named.

    >>> names(("审计等部门重点披露的问题",), "审计披露"), names(("审计披露",), "逾期报送")
    (True, False)
    """
    return not kinds or any(_stands_in(kind, words) for words in kinds)


def _stands_in(kind: str, words: str) -> bool:
    rest = iter(words)
    return all(character in rest for character in kind)


@lru_cache(1024)
def _event_words(cap: Decimal | None, kinds: tuple[str, ...], events: tuple[Event, ...], counted: bool) -> str:  # noqa: FBT001 - part of the key
    if cap is None:
        return "没有事件封顶的规定"
    named = "、".join(
        f"{event.kind}（{event.source}）" if event.source else event.kind for event in events if counted is names(kinds, event.kind)
    )
    if counted:
        return f"已记录事件：{named}，总分不超过 {plain(cap)}"
    other = f"所给事件“{named}”不在封顶事件（{'、'.join(kinds)}）之列" if events else "没有记录事件"
    return f"{other}，不封顶（上限 {plain(cap)}）"


def _cap(constraints: list[Line], book: Rulebook) -> tuple[Decimal | None, Citation | None]:
    own = [
        (line.governed.rule.cap, line.citation)
        for line in constraints
        if isinstance(line.governed.rule, Constraint) and line.governed.rule.cap is not None
    ]
    if own:
        return min(own, key=lambda pair: pair[0])
    return book.event_cap, None if book.event_cap is None else book.cite("event_cap")


# ---- readings -----------------------------------------------------------------------------------


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Difference(Shown):
    """One row under two readings (口径差异), in points."""

    name: str
    default: Decimal | None
    score: Decimal | None


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Reading(Shown):
    """
    The total under one defensible reading (口径): ``name`` is the choice, ``label`` its words, ``rows`` what differs.
    """

    name: str
    label: str
    total: Decimal | None
    low: Decimal
    high: Decimal
    rows: tuple[Difference, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The reading as JSON data (导出)."""
        rows = [{"row": row.name, "default": maybe_plain(row.default), "score": maybe_plain(row.score)} for row in self.rows]
        return {
            "name": self.name,
            "label": self.label,
            "total": maybe_plain(self.total),
            "low": plain(self.low),
            "high": plain(self.high),
            "rows": rows,
        }


def readings(sheet: Sheet, rulebook: Rulebook | str | None = None, *, event: Event | str | None = None) -> tuple[Reading, ...]:
    """
    The total under each defensible reading (口径对照): the rulebook's own first, then each open choice the other way.

    >>> [reading.name for reading in readings(Sheet())][:2]
    ['default', 'rate_from=printed']
    """
    book, _ = _rules(sheet, rulebook)
    base = score(sheet, book, event=event)
    found = [Reading(name="default", label="评分办法的口径", total=base.total, low=base.low, high=base.high)]
    for name, value, label in ALTERNATIVES:
        if getattr(book.policy, name) == value:
            continue
        other = score(sheet, book, event=event, policy=evolve(book.policy, **{name: value}))  # type: ignore[arg-type]
        rows = (
            Difference(name=a.name, default=a.score, score=b.score)
            for a, b in zip(base.lines, other.lines, strict=True)
            if (a.score, a.low, a.high) != (b.score, b.low, b.high)
        )
        found.append(Reading(name=f"{name}={value}", label=label, total=other.total, low=other.low, high=other.high, rows=tuple(rows)))
    return tuple(found)


def every_reading(line: Line, book: Rulebook) -> tuple[tuple[Policy, Line], ...]:
    """
    A line under every combination of the choices that bear on its rule (单行各种口径), the rulebook's own first.
    """
    rule = line.governed.rule
    concerns = [] if rule is None else [one.name for one in rule.readings]
    choices = [
        [getattr(book.policy, name), *(v for n, v, _ in ALTERNATIVES if n == name and v != getattr(book.policy, name))] for name in concerns
    ]
    policies = [evolve(book.policy, **dict(zip(concerns, chosen, strict=True))) for chosen in product(*choices)]
    return tuple((policy, line_of(line.sheet, line.row, governor(book, policy))) for policy in policies)
