"""From a form and a rulebook to a scorecard (计分); the same under other readings (口径对照)."""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import Any

from attrs import evolve, frozen

from perfscore.ambiguity import other_ways
from perfscore.choosing import NONE, chosen
from perfscore.governing import Governed, Governor, governor_of, money_of
from perfscore.indicator import is_constraint
from perfscore.line import Basis, Line, maybe_plain
from perfscore.measure import Policy
from perfscore.number import SCORE, Figure, Quantity, exact_of, hundredths, plain
from perfscore.recognising import CHOSEN, recognise
from perfscore.rule import Constraint, Defects, Discretion, Rule
from perfscore.rulebook import Rulebook
from perfscore.scorecard import Scorecard
from perfscore.sheet import Event, Row, Sheet
from perfscore.shelving import rulebook, rulebooks
from perfscore.staging import Course
from perfscore.value import Shown


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
        event: a recorded fact that bears on the total (审计披露, or 审计披露:来源:日期), beside those of the form.
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
    rules = governor_of(book, policy or book.policy)
    lines, figures = lines_of(sheet, rules)
    events = sheet.events
    if event is not None:
        events = (*events, Event.of(event))
    course = Course(sheet, lines, figures, rules, events)
    finest = book.total_rounding if book.total_rounding.quantum < book.rounding.quantum else book.rounding
    return Scorecard(sheet, book, why, lines, events, course.ends, course.stages, finest)


def _rules(sheet: Sheet, given: Rulebook | str | None) -> tuple[Rulebook, str]:
    """The rulebook and why it is taken."""
    if given is None:
        found = recognise(sheet)
        return found.rulebook, found.why
    return given if isinstance(given, Rulebook) else rulebook(given), CHOSEN


# ---- lines --------------------------------------------------------------------------------------


def lines_of(sheet: Sheet, rules: Governor) -> tuple[tuple[Line, ...], list[Figure] | None]:
    """Every row recomputed (逐行计分), and the scores where every row has just one."""
    known, rounding, paid = rules.rows, rules.book.rounding, money_of(sheet.budget, rules.policy)
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
    if rules.book.chooses:
        return chosen(tuple(lines), rules.book), None
    return tuple(lines), figures if len(figures) == len(lines) else None


def line_of(sheet: Sheet, row: Row, rules: Governor) -> Line:
    """One row recomputed (单行计分), of any kind."""
    governed, money = rules.of(row), None
    target, actual = row.indicator.target, row.indicator.actual
    paid = money_of(sheet.budget, rules.policy) if governed.pays else None
    if paid is not None:
        money = target, actual = paid
        governed = rules.of_money(row, paid)
    plan = governed.plan
    if governed.aside:
        return _line(sheet, row, governed, "none", NONE, NONE, NONE, rules)
    if plan is None:
        return _uncomputed(sheet, row, governed, rules)
    low, high = plan.score(row.weight.digits, target.digits, actual.digits)
    if low is None or high is None:
        return _uncomputed(sheet, row, evolve(governed, plan=None, run=None, reason="除数为零，未计算", missing=("target",)), rules)
    if low is high or low[1] * high[2] == high[1] * low[2]:
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


def _uncomputed(sheet: Sheet, row: Row, governed: Governed, rules: Governor) -> Line:
    """A row that cannot be computed: its printed score counts, with the room [0, w]."""
    weight, printed, below = row.indicator.weight, row.indicator.printed, row.indicator.below_zero
    if below is not None and governed.missing == ("weight",):
        at = f"（{below.at}）" if below.at else ""
        governed = evolve(governed, reason=f"分值 {below.text} 是负数{at}，未计算；请改为 0 或正数")
    figure = None if printed is None else _figure(printed)
    ends = [_figure(0), _figure(weight or 0), *([figure] if figure else [])]
    basis: Basis = "none" if figure is None else "printed"
    return _line(sheet, row, governed, basis, figure, min(ends, key=exact_of), max(ends, key=exact_of), rules)


def _roomy(sheet: Sheet, row: Row, governed: Governed, low: Figure, high: Figure, rules: Governor) -> Line:
    """A row whose rule leaves room: the printed score if it lies inside, else the nearer end."""
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
    ends, value = governed.plan.ends, exact_of(printed)
    if value < exact_of(low) or (ends.low_open and value == exact_of(low)):
        return low, governed.basis
    if value > exact_of(high) or (ends.high_open and value == exact_of(high)):
        return high, governed.basis
    return printed, "printed"


def upper_by_default(rule: Rule | None, row: Row) -> bool:
    """Whether nothing printed means nothing deducted (默认不扣): constraint and deduction rows."""
    deducts = isinstance(rule, Constraint | Defects) or (isinstance(rule, Discretion) and rule.act == "deduct")
    return deducts or is_constraint(row.path)


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
    The total under each defensible reading (口径对照).

    The rulebook's own first, then each open choice the other way, then the other rulebooks, each as if it had been named.

    >>> [reading.name for reading in readings(Sheet())][:2]
    ['default', 'rate_from=printed']
    """
    book, _ = _rules(sheet, rulebook)
    base = score(sheet, book, event=event)
    found = [Reading(name="default", label=f"按{book.title}", total=base.total, low=base.low, high=base.high)]
    for name, value, label in other_ways(book.policy):
        other = score(sheet, book, event=event, policy=evolve(book.policy, **{name: value}))  # type: ignore[arg-type]
        found.append(_reading(f"{name}={value}", label, base, other))
    for name in rulebooks():
        if name != book.id:
            other = score(sheet, name, event=event)
            found.append(_reading(f"rulebook={name}", f"按{other.rulebook.title}", base, other))
    return tuple(found)


def _reading(name: str, label: str, base: Scorecard, other: Scorecard) -> Reading:
    rows = (
        Difference(name=a.name, default=a.score, score=b.score)
        for a, b in zip(base.lines, other.lines, strict=True)
        if (a.score, a.low, a.high) != (b.score, b.low, b.high)
    )
    return Reading(name=name, label=label, total=other.total, low=other.low, high=other.high, rows=tuple(rows))


def every_reading(line: Line, book: Rulebook) -> tuple[tuple[Policy, Line], ...]:
    """
    A line under every combination of the choices that bear on its rule (单行各种口径), the rulebook's own first.
    """
    rule = line.governed.rule
    concerns = [] if rule is None else [one.name for one in rule.readings]
    choices = [
        [getattr(book.policy, name), *(value for choice, value, _ in other_ways(book.policy) if choice == name)] for name in concerns
    ]
    policies = [evolve(book.policy, **dict(zip(concerns, chosen, strict=True))) for chosen in product(*choices)]
    return tuple((policy, line_of(line.sheet, line.row, governor_of(book, policy))) for policy in policies)
