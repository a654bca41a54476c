"""Checks of the money (资金审核): execution rate, overspending, parts, adjustment rate."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from perfscore.auditing.finding import Check, Finding, Severity
from perfscore.auditing.scores import places, rounded
from perfscore.governing import is_execution
from perfscore.number import RATE, SMALL, ZERO, Quantity, fold, plain, unit_of
from perfscore.scorecard import Line, Scorecard
from perfscore.source import Source


def as_ratio(printed: Quantity) -> tuple[Fraction, int] | None:
    """
    A printed rate as a ratio, and its decimal places as such (比率): 99% is 0.99, a bare 0.99 too, a bare 99 as well.
    """
    if printed.value is None:
        return None
    percent = unit_of(printed.unit)[0] == "%" or (not printed.unit and abs(printed.value) > SMALL)
    value, to = Fraction(printed.value), places(printed.value)
    return (value / 100, to + 2) if percent else (value, to)


def _rates(card: Scorecard) -> Iterator[tuple[str, Quantity, Source]]:
    """The printed execution rates: in the budget block, and in rows of that name."""
    budget, sheet = card.sheet.budget, card.sheet
    if budget.rate.value is not None:
        yield "执行率", budget.rate, sheet.locate(budget.cell("rate"))
    for line in card.lines:
        if is_execution(line.name, line.indicator.definition) and not (line.name == "执行率" and line.goal is None):
            yield line.name, line.indicator.actual, line.at("actual")


def execution_rate(card: Scorecard) -> Iterator[Finding]:
    """预算执行率＝执行数÷预算数."""
    budget = card.sheet.budget
    if not budget.planned or budget.spent is None:
        return
    right = Fraction(budget.spent) / Fraction(budget.planned)
    for name, printed, source in _rates(card):
        found = as_ratio(printed)
        if found is None or rounded(right, found[1]) == rounded(found[0], found[1]):
            continue
        other = _other_base(card, found)
        yield Finding(
            code="execution-rate", severity=Severity.WARNING if other else Severity.ERROR, row=name, source=source,
            printed=printed.text, expected=f"{plain(RATE(right) * 100)}%", reading="年初预算数" if other else None,
            message=f"{name}填 {printed}，执行数 {plain(budget.spent)} ÷ 预算数 {plain(budget.planned)} 应为 {plain(RATE(right) * 100)}%。{other}请核对执行数与预算数。",
        )  # fmt: skip


def _other_base(card: Scorecard, found: tuple[Fraction, int]) -> str:
    budget = card.sheet.budget
    if not budget.initial or budget.spent is None or budget.initial == budget.planned:
        return ""
    other = Fraction(budget.spent) / Fraction(budget.initial)
    return f"若以年初预算数 {plain(budget.initial)} 为分母则相符。" if rounded(other, found[1]) == rounded(found[0], found[1]) else ""


def overspent(card: Scorecard) -> Iterator[Finding]:
    """执行数大于预算数."""
    budget, sheet = card.sheet.budget, card.sheet
    pairs = [("执行数", budget.planned, budget.spent, budget.cell("spent"))]
    pairs += [(part.name, part.planned, part.spent, next((c for c in part.cells if c.field == "spent"), None)) for part in budget.parts]
    for name, planned, spent, cell in pairs:
        if planned is not None and spent is not None and spent > planned:
            yield Finding(
                code="overspent", severity=Severity.WARNING, row="执行数", source=sheet.locate(cell), printed=plain(spent), expected=plain(planned),
                message=f"{name}：执行数 {plain(spent)} 大于预算数 {plain(planned)}，多 {plain(spent - planned)}{budget.unit}。请核对预算数是否含调整，或说明超支原因。",
            )  # fmt: skip
            return


def budget_parts(card: Scorecard) -> Iterator[Finding]:
    """其中各项相加应等于合计."""
    budget, sheet = card.sheet.budget, card.sheet
    for row, total, parts, cell in (
        ("预算数", budget.planned, [part.planned for part in budget.parts], budget.cell("planned")),
        ("执行数", budget.spent, [part.spent for part in budget.parts], budget.cell("spent")),
    ):
        known = [part for part in parts if part is not None]
        added = sum(known, ZERO)
        if total is None or not known or added == total:
            continue
        certain = added > total
        if not certain and not _whole(card):
            continue
        yield Finding(
            code="budget-parts", severity=Severity.ERROR if certain else Severity.WARNING, row=row, source=sheet.locate(cell), printed=plain(total), expected=plain(added),
            message=f"{row}合计 {plain(total)}，其中各项相加 {plain(added)}，相差 {plain(total - added)}。请核对合计与各项。",
        )  # fmt: skip


def _whole(card: Scorecard) -> bool:
    """Whether the printed parts are meant to be the whole: both funds stand there with figures."""
    names = [fold(part.name) for part in card.sheet.budget.parts if part.planned is not None]
    return any("一般公共预算" in name for name in names) and any("政府性基金" in name for name in names)


def adjustment_rate(card: Scorecard) -> Iterator[Finding]:
    """预算调整率＝预算调整数÷预算数; without 调整数 it cannot be verified."""
    for line in card.lines:
        if "预算调整率" not in fold(line.name) or line.indicator.actual.value is None:
            continue
        yield from _adjusted(card, line)


def _adjusted(card: Scorecard, line: Line) -> Iterator[Finding]:
    budget, printed = card.sheet.budget, line.indicator.actual
    if budget.adjustment is None or not (budget.initial or budget.planned):
        yield Finding(
            code="adjustment-rate", severity=Severity.NOTE, row=line.name, source=line.at("actual"), printed=printed.text,
            message=f"{line.name}填 {printed}，表内没有预算调整数，无法核对。请附预算调整数（{_excludes(card)}）。",
        )  # fmt: skip
        return
    base = budget.initial or budget.planned or Decimal(1)
    right = Fraction(budget.adjustment - (budget.excluded or ZERO)) / Fraction(base)
    found = as_ratio(printed)
    if found is not None and rounded(abs(right), found[1]) != rounded(abs(found[0]), found[1]):
        yield Finding(
            code="adjustment-rate", severity=Severity.WARNING, row=line.name, source=line.at("actual"), printed=printed.text, expected=f"{plain(RATE(right) * 100)}%",
            message=f"{line.name}填 {printed}，预算调整数 {plain(budget.adjustment)} ÷ 预算数 {plain(base)} 应为 {plain(RATE(right) * 100)}%。请核对调整数与分母。",
        )  # fmt: skip


def _excludes(card: Scorecard) -> str:
    words, cite = card.rulebook.get("adjustment_excludes"), card.rulebook.cite("adjustment_excludes")
    return f"{cite.clause}：不包括{words}" if words and cite else "说明是否含中央专款"


CHECKS: tuple[Check, ...] = (execution_rate, overspent, budget_parts, adjustment_rate)
