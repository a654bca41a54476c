"""Perfscore beside the second scorer: every line, stage, total, grade and finding of a form (对照)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from random import Random

import perfscore as ps
from tests.oracle.books import Book
from tests.oracle.drawing import draw
from tests.oracle.faults import deviation_faults, faults
from tests.oracle.figures import half_up
from tests.oracle.scoring import PAYING, Card, Form, Line, Row, lines_of, row_deviation, score_form
from tests.oracle.texts import digits

FAMILY = (
    "total-mismatch", "impossible-total", "score-mismatch", "score-above-weight", "score-not-allowed", "target-met-points-cut",
    "target-missed-full-score", "constraint-sign", "cap-ignored", "explanation-missing", "overshoot", "execution-score", "grade-gap",
)  # fmt: skip
HEADS = ("一级指标", "二级指标", "三级指标", "分值", "年初目标值", "实际完成值", "得分")
#: How the ids of rulebooks begin that are drawn at random.
DRAWN = "drawn-"
REASON = "偏差原因分析及改进措施"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing on which the two do not agree."""

    what: str
    where: str
    oracle: str
    perfscore: str


@dataclass(slots=True)
class Tally:
    """What a run has seen."""

    sheets: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    books: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    differences: list[tuple[int, int, Difference]] = field(default_factory=list)  # seed, number of the form, and what

    def add(self, other: "Tally") -> None:
        self.sheets += other.sheets
        self.kinds += other.kinds
        self.books += other.books
        self.codes += other.codes
        self.differences += other.differences


def number(value: Fraction | None) -> str | None:
    return None if value is None else digits(value)


def indicator(row: Row) -> ps.Indicator:
    return ps.Indicator(
        name=row.name, weight=number(row.weight), target=row.target.text, actual=row.actual.text, criterion=row.criterion,
        printed=number(row.printed), deviation=row.deviation.text, remark=row.remark,
    )  # fmt: skip


def sheet_of(form: Form) -> ps.Sheet:
    """The form as perfscore holds it."""
    tree: dict[str, dict[str, list[ps.Indicator]]] = {}
    for row in form.rows:
        tree.setdefault(row.first, {}).setdefault(row.second, []).append(indicator(row))
    branches = [
        ps.Indicator(
            name=first, level=1, children=[ps.Indicator(name=second, level=2, children=leaves) for second, leaves in groups.items()]
        )
        for first, groups in tree.items()
    ]
    money = form.money
    budget = ps.Budget(
        planned=number(money.planned), spent=number(money.spent), initial=number(money.initial), weight=number(form.budget_weight),
        printed=number(form.budget_printed), criterion=form.budget_criterion,
    )  # fmt: skip
    heads = (*HEADS, REASON) if form.reasons else HEADS
    return ps.Sheet(
        title="绩效自评表", declared=number(form.declared), budget=budget, branches=branches, heads=heads,
        events=[ps.Event(kind=kind, source="记录") for kind in form.events],
    )  # fmt: skip


def exact(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def differ(what: str, where: str, oracle: object, product: object) -> Iterator[Difference]:
    if oracle != product:
        yield Difference(what, where, str(oracle), str(product))


def rounded(value: Fraction | None, quantum: Fraction) -> Fraction | None:
    return None if value is None else half_up(value, quantum)


def compare_line(one: Line, other: ps.Line, form: Form, book: Book) -> Iterator[Difference]:
    quantum, where = book.rounding, one.row.name
    yield from differ("score", where, rounded(one.score, quantum), exact(other.score))
    yield from differ("low", where, half_up(one.low, quantum), exact(other.low))
    yield from differ("high", where, half_up(one.high, quantum), exact(other.high))
    yield from differ("basis", where, one.basis, other.basis)
    if not one.left_out and book.choices["bare_percent"] == "size":
        yield from differ("deviation", where, row_deviation(one.row, form, book, book.choices), other.exact_deviation)


def compare_card(one: Card, other: ps.Scorecard, form: Form, book: Book) -> Iterator[Difference]:
    mine = {line.row.name: line for line in one.lines}
    theirs = {line.name: line for line in other.lines}
    yield from differ("rows", "", sorted(mine), sorted(theirs))
    for name in mine.keys() & theirs.keys():
        yield from compare_line(mine[name], theirs[name], form, book)
    yield from differ("stages", "", [stage.name for stage in one.stages], [step.label for step in other.stages])
    for stage, step in zip(one.stages, other.stages, strict=False):
        quantum = book.total_rounding if stage.name in {"round", "grade"} else min(book.rounding, book.total_rounding)
        yield from differ("stage", stage.name, rounded(stage.value, quantum), exact(step.value))
        yield from differ("stage low", stage.name, half_up(stage.low, quantum), exact(step.low))
        yield from differ("stage high", stage.name, half_up(stage.high, quantum), exact(step.high))
    yield from differ("total", "", (one.total, one.low, one.high), (exact(other.total), exact(other.low), exact(other.high)))
    yield from differ("grade", "", one.grade, other.grade)


def compare(form: Form, book: Book, rulebook: ps.Rulebook, tally: Tally) -> Iterator[Difference]:
    """All on which the two differ about one form."""
    audit = ps.audit(sheet_of(form), rulebook)
    card = score_form(form, book)
    yield from compare_card(card, audit.card, form, book)
    for line in card.lines:
        tally.kinds[line.rule.kind if line.rule is not None else "none"] += 1
    if book.id.startswith(DRAWN):  # what is wrong under rulebooks that nobody has issued is not settled
        return
    mine = {(fault.code, fault.row): fault.severity for fault in faults(card, form, book)}
    theirs = {(one.code, one.row): one.severity.value for one in audit.findings if one.code in FAMILY}
    tally.codes.update(code for code, _ in mine)
    for key in mine.keys() | theirs.keys():
        if not settled(*key, card, book):
            continue
        one, other = mine.get(key), theirs.get(key)
        unsaid = key[0] == "execution-score" or (key[0] == "total-mismatch" and may_be_rounding(form))
        if one and other and unsaid:  # how grave it is
            continue
        yield from differ(f"finding {key[0]}", str(key[1]), one, other)
    wrong = deviation_faults(card, form, book)
    found = [one for one in audit.findings if one.code == "deviation-mismatch"]
    tally.codes["deviation-mismatch"] += bool(wrong)
    if not any(row.name in PAYING and row.deviation.value is not None for row in form.rows):
        yield from differ("finding deviation-mismatch", ",".join(wrong), bool(wrong), bool(found))


def settled(code: str, row: str | None, card: Card, book: Book) -> bool:
    """Whether the rules of the field say all that a code takes."""
    if code == "explanation-missing":
        return book.values.get("explanation") != "missed" and any(line.row.printed is not None for line in card.lines)
    line = next((line for line in card.lines if line.row.name == row), None)
    if code == "overshoot":  # of a rate of the budget, also by another name
        return row not in {*PAYING, "一般公共预算支出实际完成率"}
    return not (code.startswith("target-") and line is not None and line.room is None)  # what its target alone says of a row


def may_be_rounding(form: Form) -> bool:
    """Whether the difference is so small that rounding may explain it; how much it may explain, nobody says."""
    total = sum((row.printed for row in lines_of(form) if row.printed is not None), Fraction(0))
    return form.declared is not None and abs(form.declared - total) <= Fraction(1, 2)


def pick(random: Random, shelf: list[tuple[Book, ps.Rulebook]]) -> tuple[Book, ps.Rulebook]:
    """A rulebook: of those that are issued more often than their number would give."""
    issued = [one for one in shelf if not one[0].id.startswith(DRAWN)]
    return random.choice(issued if issued and random.random() < 0.6 else shelf)


def run(seed: int, count: int, shelf: list[tuple[Book, ps.Rulebook]]) -> Tally:
    """So many forms of one seed."""
    tally = Tally()
    for number_of in range(count):
        random = Random(seed * 10_000_019 + number_of)
        book, rulebook = pick(random, shelf)
        form = draw(random, book)
        tally.sheets += 1
        tally.books["drawn" if book.id.startswith(DRAWN) else book.id] += 1
        for difference in compare(form, book, rulebook, tally):
            tally.differences.append((seed, number_of, difference))
    return tally
