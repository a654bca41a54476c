"""What is wrong with the printed scores, straight from the findings of the field; nothing of perfscore is used."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product

from tests.oracle.books import Book
from tests.oracle.figures import UNITS, Figure, Pair, half_up, pair
from tests.oracle.rules import (
    ZERO,
    Bands,
    Checklist,
    Constraint,
    Defects,
    Proportional,
    Rate,
    Room,
    Rule,
    Steps,
    Tiers,
    YesNo,
    clamp,
    way_of,
)
from tests.oracle.scoring import PAYING, Card, Form, Line, case_of, event_caps, execution_caps, lines_of, row_deviation, score_row

#: The other ways that a text may be read, by what is open.
OTHERS: Mapping[str, tuple[str, ...]] = {
    "steps": ("whole", "proportional"),
    "one_means": ("point", "ratio"),
    "percent_of": ("target", "none"),
    "bare_percent": ("size", "percent"),
    "rate_from": ("budget", "printed"),
    "rate_base": ("year", "initial"),
    "rate_rounding": ("none", "places", "percent"),
    "zero_budget": ("open", "one"),
    "reverse_form": ("ratio", "linear"),
    "zero_target": ("met", "provincial"),
    "negative_actual": ("figure", "zero"),
    "shared_edge": ("better", "worse"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    code: str
    row: str | None
    severity: str


def open_choices(rule: Rule) -> tuple[str, ...]:
    """What the text of a rule leaves open."""
    match rule:
        case Steps():
            return ("steps", "one_means", "percent_of", "bare_percent", "negative_actual")
        case Defects():
            return ("steps",)
        case Rate():
            return ("rate_from", "rate_base", "rate_rounding", "zero_budget", "bare_percent")
        case Proportional():
            return ("reverse_form", "zero_target", "bare_percent", "negative_actual")
        case Tiers():
            return ("shared_edge", "bare_percent", "negative_actual")
        case Constraint():
            return ()
        case _:
            return ("bare_percent", "negative_actual")


def readings(line: Line, form: Form, book: Book) -> Iterator[Line]:
    """A row under every reading of the text that governs it."""
    if line.rule is None:
        return
    names = open_choices(line.rule)
    for values in product(*(OTHERS[name] for name in names)):
        yield score_row(line.row, form, book, {**book.choices, **dict(zip(names, values, strict=True))})


def agrees(printed: Fraction, found: Room | None, quantum: Fraction) -> bool:
    """Whether a printed score is what a rule gives; what is not computed cannot be contradicted."""
    if found is None:
        return True
    if found.low == found.high:
        return printed in {found.low, half_up(found.low, quantum)}
    return found.holds(printed) or (
        not found.holds(printed)
        and (
            (printed == half_up(found.low, quantum) and not found.low_open)
            or (printed == half_up(found.high, quantum) and not found.high_open)
        )
    )


def score_fault(line: Line, form: Form, book: Book) -> Fault | None:
    """The first code that fits a printed score, None where it stands."""
    row, printed, rule = line.row, line.row.printed, line.rule
    if printed is None or line.left_out:
        return None
    if printed > row.weight and (line.room is None or line.room.high <= row.weight):
        certain = rule is not None or not row.criterion
        return Fault("score-above-weight", row.name, "error" if certain else "warning")
    if rule is None or isinstance(rule, Constraint):
        return None
    values = allowed(rule, row.weight)
    if values is not None and line.governed == "criterion" and printed not in values:
        return Fault("score-not-allowed", row.name, "error")
    if agrees(printed, line.room, book.rounding):
        return None
    certain = line.governed == "criterion" and not rests_on_inference(line)
    certain = certain and all(not agrees(printed, other.room, book.rounding) for other in readings(line, form, book))
    return Fault(score_code(line, printed), row.name, "error" if certain else "warning")


def rests_on_inference(line: Line) -> bool:
    """Whether nothing printed says which way is good."""
    row, rule = line.row, line.rule
    return isinstance(rule, Proportional) and rule.direction is None and not row.target.sign


def score_code(line: Line, printed: Fraction) -> str:
    assert line.room is not None
    if line.row.name in PAYING:
        return "execution-score"
    if line.room.low == line.row.weight:
        return "target-met-points-cut"
    return "target-missed-full-score" if printed == line.row.weight else "score-mismatch"


def allowed(rule: Rule | None, weight: Fraction) -> set[Fraction] | None:
    """The only scores that a text can give, None where they are not a few."""
    match rule:
        case Tiers() if all(tier.points_to is None for tier in rule.tiers):
            least = ZERO if rule.otherwise is None else rule.otherwise
            return {clamp(weight if tier.points is None else tier.points, weight) for tier in rule.tiers} | {clamp(least, weight)}
        case YesNo():
            return {clamp(weight if rule.yes is None else rule.yes, weight), clamp(rule.no, weight)}
        case Bands() if all(not band.share and band.low == band.high for band in rule.bands):
            return {clamp(band.low, weight) for band in rule.bands}
        case Checklist():
            counts = range(len(rule.items) + 1)
            return {clamp(sum(chosen, ZERO), weight) for count in counts for chosen in combinations(rule.items, count)}
        case _:
            return None


def meets(line: Line, book: Book) -> bool | None:
    """Whether the actual meets the target; None where that cannot be said."""
    figures = figures_of(line, book)
    if figures is None or figures.target is None or figures.actual is None:
        return None
    t, a, sign = figures.target, figures.actual, line.row.target.sign
    way = way_of(line.rule, case_of(line.row, None, book))
    if sign in {">", "<"} and a == t:
        return False
    if way == "equal":
        return a == t
    return a <= t if way == "reverse" else a >= t


def figures_of(line: Line, book: Book) -> Pair | None:
    row = line.row
    return pair(row.target, row.actual, row.name, book.choices["bare_percent"])


def constraint_sign(line: Line, book: Book) -> Fault | None:
    printed = line.row.printed
    if not isinstance(line.rule, Constraint) or printed is None:
        return None
    ruled = book.values.get("constraint_sign") == "negative" and printed > 0
    unweighted = line.deduction and printed > 0
    pooled = not line.deduction and printed < 0
    return Fault("constraint-sign", line.row.name, "warning") if ruled or unweighted or pooled else None


def total_faults(card: Card, form: Form, book: Book) -> Iterator[Fault]:
    """What is wrong with the declared total."""
    if card.total is not None and book.grades and card.grade is None and card.total <= book.grades[0].high:
        yield Fault("grade-gap", None, "warning")
    declared = form.declared
    if declared is None:
        return
    rows = lines_of(form)
    printed = [row.printed for row in rows if row.printed is not None]
    weights = sum((row.weight for row in rows), ZERO)
    caps = event_caps(form, card.lines, book)
    total = sum(printed, ZERO)
    stands = {total, half_up(total, book.total_rounding), *(min(total, cap) for cap in caps)}
    if printed and declared not in stands:
        open_room = sum((row.weight for row in rows if row.printed is None), ZERO)
        rounding = abs(declared - total) <= Fraction(1, 200) * len(printed)
        outside = not total <= declared <= total + open_room
        certain = weights >= book.full and outside and not rounding
        yield Fault("total-mismatch", None, "error" if certain else "warning")
    if weights < declared <= book.full:
        yield Fault("impossible-total", None, "warning")
    if any(declared > cap for cap in caps):
        yield Fault("cap-ignored", None, "error")
    elif any(declared > cap for cap in execution_caps(form, book, book.choices) or ()):
        yield Fault("cap-ignored", None, "warning")


def deviation_faults(card: Card, form: Form, book: Book) -> list[str]:
    """The rows whose printed deviation is not (actual - target) / target."""
    found = []
    for line in card.lines:
        printed = printed_deviation(line.row.deviation)
        right = row_deviation(line.row, form, book, book.choices)
        if printed is None or right is None:
            continue
        value, quantum = printed
        if half_up(right, quantum) != value and half_up(right, Fraction(1, 10_000)) != value:
            found.append(line.row.name)
    return found


def printed_deviation(cell: Figure) -> tuple[Fraction, Fraction] | None:
    """A printed deviation as a ratio, and the place it is printed to."""
    if cell.value is None:
        return None
    places = len(cell.text.rstrip("%").partition(".")[2])
    part = Fraction(1, 100) if UNITS[cell.unit][0] == "%" else Fraction(1)
    return cell.value * part, part / 10**places


def unexplained(line: Line, book: Book) -> bool:
    """Whether a row lost points, or missed its target where the rulebook asks for that, and nobody says why."""
    row = line.row
    if row.remark or isinstance(line.rule, Constraint):
        return False
    if book.values.get("explanation") == "missed":
        return meets(line, book) is False
    return row.printed is not None and row.printed < row.weight


def explanation_missing(card: Card, form: Form, book: Book) -> Iterator[Fault]:
    """Row by row where the form has a column for reasons; once where only the rulebook asks for them."""
    rows = [line.row.name for line in card.lines if unexplained(line, book)]
    if form.reasons:
        yield from (Fault("explanation-missing", name, "warning") for name in rows)
    elif rows and "explanation" in book.values:
        yield Fault("explanation-missing", None, "warning")


def overshoot(line: Line, book: Book) -> Fault | None:
    """Far beyond the target: by the rulebook's bound, else by more than half."""
    row = line.row
    figures = figures_of(line, book)
    if row.remark or figures is None or figures.target is None or figures.actual is None or figures.target <= 0:
        return None
    way = way_of(line.rule, case_of(row, None, book))
    if row.target.sign == "=" and "overshoot_equal_from" in book.values:
        if figures.actual != figures.target:
            return Fault("overshoot", row.name, "warning")
        return None
    bound = book.bound("overshoot_reverse_from" if way == "reverse" else "overshoot_from")
    if bound is not None and bound.reached(figures.target, figures.actual):
        return Fault("overshoot", row.name, "warning")
    if way == "reverse" or figures.actual <= figures.target * Fraction(3, 2):
        return None
    return Fault("overshoot", row.name, "note")


def faults(card: Card, form: Form, book: Book) -> list[Fault]:
    """All that is wrong with the scores of a form."""
    found = [*total_faults(card, form, book), *explanation_missing(card, form, book)]
    for line in card.lines:
        for fault in (score_fault(line, form, book), constraint_sign(line, book), overshoot(line, book)):
            found += [] if fault is None else [fault]
    return found
