"""Rows and totals, straight from the order of the field; nothing of perfscore is used."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.books import Book
from tests.oracle.figures import Figure, Pair, as_percent, deviation, half_up, pair
from tests.oracle.rules import (
    ZERO,
    Case,
    Constraint,
    Defects,
    Discretion,
    Money,
    Rate,
    Room,
    Rule,
    against_target,
    direction_of,
    exactly,
    execution_rate,
    measured,
    negative_base,
    room,
    way_of,
)

DEVIATION = Fraction(1, 10_000)
EXECUTION = "预算执行率"
BUDGET_LINE = "执行率"
PAYING = (EXECUTION, BUDGET_LINE)
ADJUSTMENT = "预算调整率"


@dataclass(frozen=True, slots=True)
class Row:
    """A leaf as printed; ``rule`` is what its own criterion says, ``unread`` that it says nothing to be read."""

    name: str
    weight: Fraction
    target: Figure = Figure()
    actual: Figure = Figure()
    criterion: str = ""
    rule: Rule | None = None
    printed: Fraction | None = None
    deviation: Figure = Figure()
    remark: str = ""
    first: str = "产出指标"
    second: str = "数量指标"

    @property
    def unread(self) -> bool:
        return bool(self.criterion) and self.rule is None


@dataclass(frozen=True, slots=True)
class Form:
    rows: tuple[Row, ...]
    money: Money = Money()
    budget_weight: Fraction | None = None
    budget_printed: Fraction | None = None
    budget_criterion: str = ""
    declared: Fraction | None = None
    events: tuple[str, ...] = ()
    reasons: bool = False  # whether the form has a column for reasons


@dataclass(frozen=True, slots=True)
class Line:
    row: Row
    rule: Rule | None
    governed: str  # criterion, note, none: whose rule it is
    room: Room | None  # what the rule allows, None where it was not computed
    score: Fraction | None
    low: Fraction
    high: Fraction
    low_open: bool
    high_open: bool
    basis: str
    deduction: bool = False  # a constraint row that starts at 0
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    value: Fraction | None
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Card:
    lines: tuple[Line, ...]
    stages: tuple[Stage, ...]
    total: Fraction | None
    low: Fraction
    high: Fraction
    grade: str | None


def lines_of(form: Form) -> tuple[Row, ...]:
    """The budget line, where the form gives it points, then the leaves."""
    if form.budget_weight is None:
        return form.rows
    own = Rate() if form.budget_criterion else None
    rate = Row(
        BUDGET_LINE, form.budget_weight, criterion=form.budget_criterion, rule=own, printed=form.budget_printed, first="预算执行", second=""
    )
    return (rate, *form.rows)


def governing(row: Row, book: Book) -> tuple[Rule | None, str]:
    """The row's own criterion, else what the rulebook says of rows like it."""
    if row.rule is not None:
        return row.rule, "criterion"
    if row.unread and book.values.get("criterion_unread", "nothing") == "nothing":
        return None, "none"
    found = general(row, book)
    return found, "none" if found is None else "note"


def general(row: Row, book: Book) -> Rule | None:
    own = book.row(row.name)
    if own is not None:
        return own
    if row.name in PAYING:
        return book.rule("execution") or Rate()
    if row.name == ADJUSTMENT and book.rule("adjustment") is not None:
        return book.rule("adjustment")
    if row.target.value is None:
        return book.rule("qualitative") if row.actual.words else None
    way = direction_of(case_of(row, None, book))
    return book.rule("reverse" if way == "reverse" else "positive")


def case_of(row: Row, money: Money | None, book: Book) -> Case:
    return Case(row.weight, row.target, row.actual, row.name, row.second, money if row.name in PAYING else None, book.full)


def score_row(row: Row, form: Form, book: Book, choices: Mapping[str, str]) -> Line:
    """One row: its room, and the figure that counts."""
    rule, governed = governing(row, book)
    case = case_of(row, form.money, book)
    if governed == "criterion":  # what the rulebook says of negative figures concerns its own formulas
        choices = {**choices, "negative_actual": "figure"}
    found = None if rule is None else room(rule, case, choices)
    deduction = isinstance(rule, Constraint) and negative_base(case, choices)
    left_out = False
    if not_applicable(row, rule) and choices["not_applicable"] != "open":
        left_out = choices["not_applicable"] in {"rescale", "leave-out"}
        found, governed, rule = exactly(row.weight), "note", None
    elif needs_target(row, rule) and row.target.blank and choices["blank_target"] == "leave-out":
        left_out = True
    elif found is not None and rule is not None and against_target(rule):
        found = beyond(found, rule, row, case, book, choices)
    return counted_line(row, rule, governed, found, deduction=deduction, left_out=left_out)


def not_applicable(row: Row, rule: Rule | None) -> bool:
    """Whether a row says that it does not apply; 无 may also be none of what is counted."""
    if isinstance(rule, Constraint) or row.name in PAYING:
        return False
    none = row.actual.text == "无" and (row.criterion or row.target.value == 0 or row.target.sign[:1] == "<")
    return row.actual.absent and not none


def needs_target(row: Row, rule: Rule | None) -> bool:
    """Whether a row is measured by its target: one with a criterion of its own may not be."""
    return not row.criterion and row.name not in PAYING and not isinstance(rule, Constraint)


def counted_line(row: Row, rule: Rule | None, governed: str, found: Room | None, *, deduction: bool, left_out: bool) -> Line:
    """Which figure counts."""
    if left_out:
        return Line(row, rule, governed, None, ZERO, ZERO, ZERO, False, False, "none", deduction, True)
    if found is None:
        basis = "none" if row.printed is None else "printed"
        low, high = ZERO, row.weight
        if row.printed is not None:  # what counts lies within the room, whatever was printed
            low, high = min(low, row.printed), max(high, row.printed)
        return Line(row, rule, governed, None, row.printed, low, high, False, False, basis, deduction)
    ends = (found.low, found.high, found.low_open, found.high_open)
    if found.low == found.high:
        return Line(row, rule, governed, found, found.low, *ends, governed, deduction)
    if row.printed is not None:
        if found.holds(row.printed):
            return Line(row, rule, governed, found, row.printed, *ends, "printed", deduction)
        nearer = found.low if row.printed <= found.low else found.high
        return Line(row, rule, governed, found, nearer, *ends, governed, deduction)
    upper = isinstance(rule, Constraint | Defects) or (isinstance(rule, Discretion) and rule.act == "deduct")
    return Line(row, rule, governed, found, found.high if upper else None, *ends, governed if upper else "none", deduction)


def beyond(found: Room, rule: Rule, row: Row, case: Case, book: Book, choices: Mapping[str, str]) -> Room:
    """What becomes of figures far beyond their target."""
    way = choices["overshoot"]
    if way in {"cap", "explain"} or not far_beyond(rule, row, case, book, choices):
        return found
    if way == "miss":
        return exactly(ZERO)
    if way == "penalty":
        off = book.number("overshoot_points", "0")
        low, high = (max(min(end, case.weight) - off, ZERO) for end in (found.low, found.high))
        return Room(low, high, found.low_open, found.high_open)
    return Room(ZERO, case.weight)  # hand: any score up to the weight


def far_beyond(rule: Rule, row: Row, case: Case, book: Book, choices: Mapping[str, str]) -> bool:
    figures = measured(case, choices)
    if figures is None or figures.target is None or figures.actual is None or figures.target <= 0:
        return False
    way = way_of(rule, case)
    if row.target.sign == "=" and "overshoot_equal_from" in book.values:
        way = "equal"
    if way == "reverse":
        bound = book.bound("overshoot_reverse_from")
    elif way == "equal" and book.values.get("overshoot_equal_from") == "≠":
        return figures.actual != figures.target
    else:
        bound = book.bound("overshoot_from")
    return bound is not None and bound.reached(figures.target, figures.actual)


def row_deviation(row: Row, form: Form, book: Book, choices: Mapping[str, str]) -> Fraction | None:
    """The deviation of a row from its target, unrounded."""
    case = case_of(row, form.money, book)
    figures: Pair | None = None
    rate = execution_rate(case, choices) if row.name in PAYING else None
    if row.name in PAYING and rate is None:  # the budget gives none
        rate = execution_rate(case, {**choices, "rate_from": "printed"})
    if rate is not None:
        figures = pair(row.target, Figure("", rate, "%"), row.name)
    else:
        figures = pair(row.target, row.actual, row.name, choices["bare_percent"])
    return None if figures is None else deviation(figures.target, figures.actual)


def score_form(form: Form, book: Book, choices: Mapping[str, str] | None = None) -> Card:
    """The whole form: lines, then the total through its stages."""
    chosen = book.choices if choices is None else choices
    lines = tuple(score_row(row, form, book, chosen) for row in lines_of(form))
    stages: list[Stage] = []
    value, low, high = sums([line for line in lines if not line.deduction], book, chosen)
    value, low, high = rescaled(lines, (value, low, high), book, chosen)
    stages.append(Stage("sum", value, low, high))
    more = sums([line for line in lines if line.deduction], book, chosen)
    value = None if value is None or more[0] is None else value + more[0]
    low, high = low + more[1], high + more[2]
    stages.append(Stage("deductions", value, low, high))
    for cap in event_caps(form, lines, book):
        value, low, high = None if value is None else min(value, cap), min(low, cap), min(high, cap)
    stages.append(Stage("event-cap", value, low, high))
    if book.execution_cap:
        value, low, high = capped_by_rate((value, low, high), form, book, chosen)
        stages.append(Stage("execution-cap", value, low, high))
    quantum = book.total_rounding
    value = None if value is None else half_up(value, quantum)
    low, high = half_up(low, quantum), half_up(high, quantum)
    stages.append(Stage("round", value, low, high))
    grade = None
    if value is not None:
        grade = next((one.name for one in book.grades if one.holds(value)), None)
    stages.append(Stage("grade", value, low, high))
    return Card(lines, tuple(stages), value, low, high, grade)


def sums(lines: list[Line], book: Book, choices: Mapping[str, str]) -> tuple[Fraction | None, Fraction, Fraction]:
    """Score, low and high of some lines, added up."""

    def part(figure: Fraction) -> Fraction:
        return half_up(figure, book.rounding) if choices["sum_of"] == "printed" else figure

    scores = [line.score for line in lines]
    value = None if any(score is None for score in scores) else sum((part(score) for score in scores if score is not None), ZERO)
    return value, sum((part(line.low) for line in lines), ZERO), sum((part(line.high) for line in lines), ZERO)


def rescaled(
    lines: tuple[Line, ...], ends: tuple[Fraction | None, Fraction, Fraction], book: Book, choices: Mapping[str, str]
) -> tuple[Fraction | None, Fraction, Fraction]:
    """Rows that do not apply are dropped and the others stand for the full marks."""
    if choices["not_applicable"] != "rescale" or not any(line.left_out and line.row.actual.absent for line in lines):
        return ends
    applicable = book.full - sum((line.row.weight for line in lines if line.left_out and line.row.actual.absent), ZERO)
    if not 0 < applicable < book.full:
        return ends
    value, low, high = (None if end is None else end * book.full / applicable for end in ends)
    assert low is not None
    assert high is not None
    return value, low, high


def event_caps(form: Form, lines: tuple[Line, ...], book: Book) -> list[Fraction]:
    """The caps that the events on record bring: the form's own where it prints one, else the rulebook's."""
    rules = [line.rule for line in lines if isinstance(line.rule, Constraint) and line.rule.cap is not None]
    kinds = [*book.event_kinds, *(event for rule in rules for event in rule.events)]
    if not any(event in kinds or not kinds for event in form.events):
        return []
    own = [rule.cap for rule in rules if rule.cap is not None]
    return own or ([] if book.event_cap is None else [book.event_cap])


def total_rate(form: Form, book: Book, choices: Mapping[str, str]) -> Fraction | None:
    """The execution rate of the form in percent: from the budget figures, else as a row prints it."""
    money = form.money
    below = money.planned
    if choices["rate_base"] == "initial" and money.initial is not None:
        below = money.initial
    if choices["rate_from"] == "budget" and below is not None and money.spent is not None and below > 0:
        return money.spent / below * 100
    for row in form.rows:
        if row.name == EXECUTION and row.actual.value is not None and row.actual.unit in {"", "%"}:
            return row.actual.value if row.actual.unit == "%" else as_percent(row.actual.value, "size")
    return None


def execution_caps(form: Form, book: Book, choices: Mapping[str, str]) -> list[Fraction] | None:
    """The caps that the execution rate brings, None where nobody knows the rate."""
    rate = total_rate(form, book, choices)
    return None if rate is None else [cap for where, cap in book.execution_cap if where.holds(rate)]


def capped_by_rate(
    ends: tuple[Fraction | None, Fraction, Fraction], form: Form, book: Book, choices: Mapping[str, str]
) -> tuple[Fraction | None, Fraction, Fraction]:
    value, low, high = ends
    caps = execution_caps(form, book, choices)
    if caps is None:  # the lowest of the caps may hold, or none
        least = min(cap for _, cap in book.execution_cap)
        return (None if value is None or value > least else value), min(low, least), high
    for cap in caps:
        value, low, high = None if value is None else min(value, cap), min(low, cap), min(high, cap)
    return value, low, high
