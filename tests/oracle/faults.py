"""What is wrong with the printed scores, straight from the findings of the field; nothing of perfscore is used."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, product

from tests.oracle.books import POLICIES, Book
from tests.oracle.figures import UNITS, Figure, Pair, half_up, pair
from tests.oracle.rules import (
    ZERO,
    Bands,
    Case,
    Checklist,
    Constraint,
    Defects,
    Discretion,
    Linear,
    Proportional,
    Rate,
    Room,
    Rule,
    Steps,
    Tiers,
    Written,
    YesNo,
    against_target,
    clamp,
    execution_rate,
    inferred_direction,
    room,
    way_of,
)
from tests.oracle.scoring import (
    BUDGET_LINE,
    PAYING,
    Card,
    Form,
    Line,
    Row,
    case_of,
    event_caps,
    execution_caps,
    far_beyond,
    lines_of,
    row_deviation,
    score_row,
    total_rate,
)

CENT, TENTH = Fraction(1, 100), Fraction(1, 10)
#: The other ways that a text may be read, by what is open.
OTHERS: Mapping[str, tuple[str, ...]] = {
    name: POLICIES[name]
    for name in (
        "steps",
        "one_means",
        "percent_of",
        "bare_percent",
        "rate_from",
        "rate_base",
        "rate_rounding",
        "zero_budget",
        "reverse_form",
        "zero_target",
        "negative_actual",
        "shared_edge",
    )
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
            return ("rate_from", "rate_base", "rate_rounding", "zero_budget")
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
    if line.row.actual.value is None:  # no rate is printed that one might go by
        names = tuple(name for name in names if name != "rate_from")
    for values in product(*(OTHERS[name] for name in names)):
        yield score_row(line.row, form, book, {**book.choices, **dict(zip(names, values, strict=True))})


def agrees(printed: Fraction, found: Room | None, quantum: Fraction) -> bool:
    """Whether a printed score is what a rule gives; what is not computed cannot be contradicted."""
    if found is None or found.holds(printed):
        return found is None or found.low != found.high or printed == half_up(found.low, quantum)
    low, high = half_up(found.low, quantum), half_up(found.high, quantum)
    return (printed == low and not found.low_open) or (printed == high and not found.high_open)


def score_fault(line: Line, form: Form, book: Book) -> Fault | None:
    """The first code that fits a printed score, None where it stands."""
    row, printed, rule = line.row, line.row.printed, line.rule
    if printed is None or line.left_out:
        return None
    if printed > max(row.weight, line.room.high if line.room is not None else ZERO):
        return above_weight(line, form)
    if isinstance(rule, Constraint):
        return None
    if rule is None and line.room is None:
        return None if row.criterion else by_target(line, form, book)
    within = agrees(printed, line.room, book.rounding)
    values = allowed(rule, row.weight)
    loose = within and isinstance(rule, Checklist)
    if values is not None and printed not in values | {half_up(value, book.rounding) for value in values} and not loose:
        certain = line.governed == "criterion" and not (isinstance(rule, Checklist) and own_rounding(line.room, printed))
        return Fault("score-not-allowed", row.name, "error" if certain else "warning")
    if within:
        return None
    certain = line.governed == "criterion" and not doubtful(line, form, book)
    others = [other.room for other in readings(line, form, book)]
    if isinstance(rule, Rate):  # a rate that cannot be had is no other reading of the text
        others = [one for one in others if one is not None]
    certain = certain and all(not agrees(printed, one, book.rounding) for one in others)
    certain = (
        certain
        and not any(agrees(printed, one, book.rounding) for one in of_the_target(line, book))
        and not any(own_rounding(one, printed) for one in (line.room, *others))
        and not (isinstance(rule, Tiers) and printed in fitting(rule, line, book))
    )
    return Fault(score_code(line, printed, book), row.name, "error" if certain else "warning")


def above_weight(line: Line, form: Form) -> Fault:
    """More than the row is worth; who knows what an unread text adds, or whether the points are shares of 1."""
    adds = line.room is None and (line.row.unread or isinstance(line.rule, Written | Steps | Linear))
    shares = sum((row.weight for row in lines_of(form)), ZERO) == 1 or out_of_100(form)
    return Fault("score-above-weight", line.row.name, "warning" if adds or shares else "error")


def by_target(line: Line, form: Form, book: Book) -> Fault | None:
    """A row that no rule governs: its target alone speaks."""
    printed, met, figures = line.row.printed, meets(line, form, book), figures_of(line, book)
    if line.row.remark or figures is None or (not line.row.target.sign and figures.actual != figures.target):
        return None
    if far_beyond_target(line, form, book) or (
        line.row.target.sign[:1] == ">" and inferred_direction(case_of(line.row, None, book)) == "reverse"
    ):
        return None
    if printed is not None and met is True and printed < line.row.weight:
        return Fault("target-met-points-cut", line.row.name, "warning")
    if met is False and printed == line.row.weight:
        return Fault("target-missed-full-score", line.row.name, "warning")
    return None


def own_rounding(found: Room | None, printed: Fraction) -> bool:
    """Whether a score is the right one to one place, as many forms print them."""
    return found is not None and found.low == found.high and printed == half_up(found.low, TENTH) != half_up(found.low, Fraction(1))


def of_the_target(line: Line, book: Book) -> Iterator[Room]:
    """What percent of the target would give where a step or a bound in percent may mean them, or the figure itself where it is divided."""
    figures, rule, text = figures_of(line, book), line.rule, line.row.criterion
    if figures is None or figures.unit != "%" or figures.target is None or figures.actual is None or figures.target <= 0:
        return
    share = Figure("", figures.actual / figures.target * 100, "%")
    case = replace(case_of(line.row, None, book), target=Figure("100%", Fraction(100), "%"), actual=share)
    if isinstance(rule, Steps) and rule.anchor is None:
        reads = any(ladder.unit == "%" for ladder in rule.ladders)
    elif isinstance(rule, Steps | Tiers):
        reads = "完成" in text
    else:
        reads = isinstance(rule, Proportional) and rule.anchor is not None
    found = room(rule, case, book.choices) if rule is not None and reads else None
    if isinstance(rule, Proportional) and rule.direction == "positive" and rule.anchor is None and "目标" not in text:
        found = room(rule, replace(case, actual=Figure("", figures.actual, "%")), book.choices)
    yield from [] if found is None else [found]


def fitting(rule: Tiers, line: Line, book: Book) -> set[Fraction]:
    """What each of the tiers gives that a figure lies in, one within another."""
    alone = (Tiers((tier,), rule.unit, None, rule.absolute) for tier in rule.tiers)
    found = [room(one, case_of(line.row, None, book), book.choices) for one in alone]
    return {one.low for one in found if one is not None}


def far_beyond_target(line: Line, form: Form, book: Book) -> bool:
    return far_beyond(Proportional(), line.row, case_of(line.row, form.money, book), book, book.choices)


def doubtful(line: Line, form: Form, book: Book) -> bool:
    """Whether a score rests on more than its own text: an inference, a contradiction, a clause that the form does not print."""
    row, rule = line.row, line.rule
    if isinstance(rule, Proportional) and rule.direction is None and not row.target.sign:
        return True
    if isinstance(rule, Defects) and row.target.blank and row.actual.text != "否" and row.actual.unit not in {"例", "起", "处", "宗"}:
        return True
    if isinstance(rule, Discretion) and row.actual.text not in {"是", "否"}:
        return True
    if isinstance(rule, Steps) and all(ladder.adds for ladder in rule.ladders):  # from where is added, the text does not say
        return True
    if isinstance(rule, Steps) and rule.anchor is None and not row.target.sign and full_for_less(line, book):
        return True
    if against_sign(line) or (half_united(line) and rule is not None and against_target(rule)):
        return True
    case = case_of(row, form.money, book)
    return rule is not None and row.name not in PAYING and far_beyond(rule, row, case, book, book.choices)


def full_for_less(line: Line, book: Book) -> bool:
    """Whether a row that speaks of costs has full marks for less than was asked, though its ladder takes points for that."""
    costs = any(word in line.row.name for word in ("成本", "费用", "支出"))
    return costs and line.row.printed == line.row.weight and way_of(line.rule, case_of(line.row, None, book)) == "positive"


def against_sign(line: Line) -> bool:
    """Whether the criterion and the sign of the target, or what the row is about, point in opposite ways."""
    row, rule = line.row, line.rule
    if not (isinstance(rule, Proportional) and rule.direction is not None) and not (isinstance(rule, Steps) and rule.anchor is None):
        return False
    if isinstance(rule, Steps) and len(rule.ladders) > 1:
        return False
    said = way_of(rule, Case(ZERO, Figure(), Figure(), ""))
    if row.target.sign[:1] in {">", "<"}:
        return (said == "reverse") != (row.target.sign[:1] == "<")
    return (
        not row.target.sign
        and isinstance(rule, Proportional)
        and said == "positive"
        and inferred_direction(case_of(row, None, Book())) == "reverse"
    )


def half_united(line: Line) -> bool:
    """Whether only one of the figures names a unit, so that the other is taken to be in the same."""
    t, a = line.row.target, line.row.actual
    return t.value is not None and a.value is not None and bool(t.unit) != bool(a.unit) and "%" not in {t.unit, a.unit}


def out_of_100(form: Form) -> bool:
    """Whether the rows seem to be scored out of 100 each: most lie above their points, and the total is that of shares."""
    rows = [(row.weight, row.printed) for row in lines_of(form) if row.weight and row.printed is not None]
    weights, total = sum((weight for weight, _ in rows), ZERO), sum((printed for _, printed in rows), ZERO)
    above = [printed for weight, printed in rows if printed > weight]
    if len(rows) < 3 or 2 * len(above) <= len(rows) or 2 * total <= 3 * weights or max(printed for _, printed in rows) > 100:
        return False
    shared = sum((weight * printed for weight, printed in rows), ZERO) / weights
    return form.declared is None or abs(shared - form.declared) < abs(total - form.declared)


def score_code(line: Line, printed: Fraction, book: Book) -> str:
    assert line.room is not None
    if line.row.name in PAYING:
        return "execution-score"
    if line.room.low >= line.row.weight > printed:
        steps = isinstance(line.rule, Steps) and line.rule.anchor is None
        return "score-mismatch" if steps and short(line, book) else "target-met-points-cut"
    missed = printed == line.row.weight and line.room.high < line.row.weight
    return "target-missed-full-score" if missed else "score-mismatch"


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


def meets(line: Line, form: Form, book: Book) -> bool | None:
    """Whether the actual meets the target; None where that cannot be said."""
    figures = figures_of(line, book) if line.row.name not in PAYING else rate_pair(line.row, form, book)
    if figures is None or figures.target is None or figures.actual is None:
        return None
    t, a, sign = figures.target, figures.actual, line.row.target.sign
    way = way_of(line.rule, case_of(line.row, None, book))
    if sign in {">", "<"} and a == t:
        return False
    return a <= t if way == "reverse" else a >= t


def short(line: Line, book: Book) -> bool:
    """Whether the actual lies on the side of the target that is not wanted."""
    figures = figures_of(line, book)
    if figures is None or figures.target is None or figures.actual is None:
        return False
    reverse = way_of(line.rule, case_of(line.row, None, book)) == "reverse"
    return figures.actual > figures.target if reverse else figures.actual < figures.target


def rate_pair(row: Row, form: Form, book: Book) -> Pair | None:
    """Target and execution rate, in percent."""
    rate = execution_rate(case_of(row, form.money, book), book.choices)
    return None if rate is None else pair(row.target, Figure("", rate, "%"), row.name)


def figures_of(line: Line, book: Book) -> Pair | None:
    row = line.row
    return pair(row.target, row.actual, row.name, book.choices["bare_percent"])


def constraint_sign(line: Line, book: Book) -> Fault | None:
    printed = line.row.printed
    if not isinstance(line.rule, Constraint) or printed is None:
        return None
    ruled = book.values.get("constraint_sign") == "negative" and 0 < printed <= line.row.weight
    unweighted = line.deduction and printed > 0
    pooled = not line.deduction and printed < 0
    return Fault("constraint-sign", line.row.name, "warning") if ruled or unweighted or pooled else None


def total_faults(card: Card, form: Form, book: Book) -> Iterator[Fault]:
    """What is wrong with the declared total."""
    if card.total is not None and book.grades and card.grade is None and ZERO <= card.total <= book.grades[0].high:
        yield Fault("grade-gap", None, "warning")
    declared = form.declared
    if declared is None:
        return
    rows = lines_of(form)
    printed = [row.printed for row in rows if row.printed is not None]
    weights = sum((row.weight for row in rows), ZERO)
    caps = event_caps(form, card.lines, book)
    total = sum(printed, ZERO)
    aside = sum((line.row.weight for line in card.lines if line.left_out and line.row.actual.absent), ZERO)
    rescales = book.choices["not_applicable"] == "rescale" and 0 < aside < book.full
    whole = half_up(total * book.full / (book.full - aside), book.total_rounding) if rescales else total
    brought = [*caps, *(execution_caps(form, book, book.choices) or ())]
    stands = {total, max(total, ZERO), half_up(total, book.total_rounding), *(min(total, cap) for cap in brought)}
    if printed and declared not in stands and declared != whole:
        open_room = sum((row.weight for row in rows if row.printed is None), ZERO)
        rounding = abs(declared - total) <= CENT / 2 * sum(one % TENTH != 0 for one in printed)
        rounding = rounding or any(declared == half_up(total, place) for place in (TENTH, Fraction(1)))
        rounding = rounding or any(declared == cap < total for cap in possible_caps(card, book))  # for an event that nobody recorded
        taken = any(line.deduction and line.row.printed is None for line in card.lines)  # deductions that nobody filled in
        outside = declared > total + open_room or (declared < total and not taken)
        beside = any(row.weight == weights - book.full > 0 and row.printed == total - declared for row in rows)
        certain = weights >= book.full and outside and not rounding and not beside and not out_of_100(form)
        yield Fault("total-mismatch", None, "error" if certain else "warning")
    if weights < declared <= book.full:
        yield Fault("impossible-total", None, "warning")
    if any(declared > cap for cap in caps):
        yield Fault("cap-ignored", None, "error" if certainly_capped(card, form, book) else "warning")
    elif any(declared > cap for cap in execution_caps(form, book, book.choices) or ()):
        known = (
            total_rate(form, book, {**book.choices, "rate_from": "budget"}) == total_rate(form, book, book.choices)
            and form.money.spent is not None
        )
        yield Fault("cap-ignored", None, "error" if known else "warning")


def possible_caps(card: Card, book: Book) -> list[Fraction]:
    """The caps that an event would bring."""
    caps = [line.rule.cap for line in card.lines if isinstance(line.rule, Constraint)] + [book.event_cap]
    return [cap for cap in caps if cap is not None]


def certainly_capped(card: Card, form: Form, book: Book) -> bool:
    """Whether the rulebook or a criterion names the event in these very words."""
    if book.event_cap is not None and any(not book.event_kinds or event in book.event_kinds for event in form.events):
        return True
    texts = [line.row.criterion for line in card.lines if isinstance(line.rule, Constraint)]
    return any(event in text for event in form.events for text in texts)


def deviation_faults(card: Card, form: Form, book: Book) -> list[str]:
    """The rows whose printed deviation is not (actual - target) / target."""
    found = []
    for line in card.lines:
        printed = printed_deviation(line.row.deviation)
        ways = [book.choices, {**book.choices, "rate_from": "printed"}] if line.row.name in PAYING else [book.choices]
        right = [one for one in (row_deviation(line.row, form, book, way) for way in ways) if one is not None]
        if printed is None or not right:
            continue
        value, quantum = printed
        if all(value not in {half_up(one, quantum), half_up(one, Fraction(1, 10_000))} for one in right):
            found.append(line.row.name)
    return found


def printed_deviation(cell: Figure) -> tuple[Fraction, Fraction] | None:
    """A printed deviation as a ratio, and the place it is printed to."""
    if cell.value is None:
        return None
    places = len(cell.text.rstrip("%").partition(".")[2])
    part = Fraction(1, 100) if UNITS[cell.unit][0] == "%" else Fraction(1)
    return cell.value * part, part / 10**places


def unexplained(line: Line, form: Form, book: Book) -> bool:
    """Whether a row lost points, or missed its target where the rulebook asks for that, and nobody says why."""
    row = line.row
    if row.remark or (form.reasons and isinstance(line.rule, Constraint)):
        return False
    if form.reasons and all(one.printed is None for one in lines_of(form)):  # a form without scores
        return meets(line, form, book) is False
    lost = row.printed is not None and row.printed < row.weight
    if book.values.get("explanation") == "missed" and not form.reasons:
        return lost and meets(line, form, book) is False
    return lost


def explanation_missing(card: Card, form: Form, book: Book) -> Iterator[Fault]:
    """Row by row where the form has a column for reasons; once where only the rulebook asks for them."""
    rows = [line.row.name for line in card.lines if unexplained(line, form, book)]
    if form.reasons:
        yield from (Fault("explanation-missing", name, "warning") for name in rows if name != BUDGET_LINE)
    elif rows and "explanation" in book.values:
        yield Fault("explanation-missing", None, "warning")


def overshoot(line: Line, form: Form, book: Book) -> Fault | None:
    """Far beyond the target: by the rulebook's bound, else by more than half."""
    row = line.row
    figures = figures_of(line, book) if row.name not in PAYING else rate_pair(row, form, book)
    if row.remark or figures is None or figures.target is None or figures.actual is None or figures.target <= 0:
        return None
    way = way_of(line.rule, case_of(row, None, book))
    if row.unread or row.name in PAYING:
        book = Book()  # a row that is not computed is held to no clause
    if row.target.sign == "=" and "overshoot_equal_from" in book.values:
        if figures.actual != figures.target:
            return Fault("overshoot", row.name, "warning")
        return None
    bound = book.bound("overshoot_reverse_from" if way == "reverse" else "overshoot_from")
    if bound is not None and bound.reached(figures.target, figures.actual):
        return Fault("overshoot", row.name, "warning")
    if bound is not None or way == "reverse" or figures.actual < figures.target * Fraction(3, 2):
        return None
    return Fault("overshoot", row.name, "note")


def faults(card: Card, form: Form, book: Book) -> list[Fault]:
    """All that is wrong with the scores of a form."""
    found = [*total_faults(card, form, book), *explanation_missing(card, form, book)]
    for line in card.lines:
        for fault in (score_fault(line, form, book), constraint_sign(line, book), overshoot(line, form, book)):
            found += [] if fault is None else [fault]
    return found
