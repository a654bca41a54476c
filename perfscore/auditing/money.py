"""Checks of the money (资金审核): execution rate, overspending, parts, adjustment rate."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from perfscore.auditing.finding import Check, Finding, Severity, clause
from perfscore.governing import printed_money
from perfscore.indicator import is_execution
from perfscore.line import Line
from perfscore.number import PERCENT, RATE, SMALL, ZERO, Quantity, Rounding, fold, places, plain, rounded
from perfscore.pattern import pattern
from perfscore.scorecard import Scorecard
from perfscore.sheet import BUDGET_LINE
from perfscore.source import Source

_FUND = pattern(r"(?:其中:?)?(?:\(?[0-9一二三四五六]+[.、)])*(一般公共预算|政府性基金|国有资本经营|财政专户|社会保险基金)")


def as_ratio(printed: Quantity) -> tuple[Fraction, int] | None:
    """
    A printed rate as a ratio, and its decimal places as such (比率): 99% is 0.99, a bare 0.99 too, a bare 99 as well.
    """
    if printed.value is None or printed.unit not in {"", *PERCENT}:
        return None
    percent = printed.unit in PERCENT or (not printed.unit and abs(printed.value) > SMALL)
    value, to = Fraction(printed.value), places(printed.value)
    return (value / 100, to + 2) if percent else (value, to)


def _rates(card: Scorecard) -> Iterator[tuple[str, Quantity, Source]]:
    """The printed execution rates: in the budget block, and in rows of that name."""
    budget, sheet = card.sheet.budget, card.sheet
    if budget.rate.value is not None:
        yield "执行率", budget.rate, sheet.locate(budget.cell("rate"))
    for line in card.lines:
        if is_execution(line.name, line.indicator.definition) and line.path != BUDGET_LINE:
            yield line.name, line.indicator.actual, line.at("actual")


def execution_rate(card: Scorecard) -> Iterator[Finding]:
    """预算执行率＝执行数÷预算数."""
    budget, base = card.sheet.budget, _base(card)
    if not base or base < 0 or budget.spent is None:
        return
    right = Fraction(budget.spent) / Fraction(base)
    for name, printed, source in _rates(card):
        found = as_ratio(printed)
        if found is None or rounded(right, found[1]) == rounded(found[0], found[1]):
            continue
        other = _other_base(card, base, found)
        doubt = other or _rate_doubt(found, right) or _other_unit(found, right)
        yield Finding(
            code="execution-rate", severity=Severity.WARNING if doubt else Severity.ERROR, row=name, source=source,
            printed=printed.text, expected=f"{plain(RATE(right) * 100)}%", reading=_other_way(card) if other else None,
            message=f"{name}填 {printed}，执行数 {plain(budget.spent)} ÷ {_base_words(card, base)} {plain(base)} 应为 {plain(RATE(right) * 100)}%。{doubt}请核对执行数与预算数。",
        )  # fmt: skip


def _rate_doubt(found: tuple[Fraction, int], right: Fraction) -> str:
    """What makes a wrong rate likely to be no mistake of arithmetic."""
    value, to = found
    if value == 0:
        return "填 0 可能是没有填写。"
    if value == 1 < right:
        return "可能按 100% 封顶填写。"
    cut = Rounding(quantum=Decimal(1).scaleb(-to), mode="down")
    return "可能截去了尾数。" if to and Fraction(cut(right)) == value else ""


def _other_unit(found: tuple[Fraction, int], right: Fraction) -> str:
    """Whether the rate is right where one of the two figures stands in 元 beside the other in 万元."""
    value, to = found
    for name, factor in (("执行数", 10_000), ("预算数", Fraction(1, 10_000))):
        if value and rounded(right / factor, to) == rounded(value, to):
            return f"{name}可能以元填写，另一数以万元填写。"
    return ""


def _base(card: Scorecard) -> Decimal | None:
    """The budget that the rulebook measures the execution against."""
    money = printed_money(card.sheet.budget, card.rulebook.policy)
    return money[0].value if money else None


def _other_way(card: Scorecard) -> str:
    """The reading that takes the other budget."""
    return f"rate_base={'year' if card.rulebook.policy.rate_base == 'initial' else 'initial'}"


def _base_words(card: Scorecard, base: Decimal) -> str:
    budget = card.sheet.budget
    return "年初预算数" if base == budget.initial != budget.planned else "预算数"


def _other_base(card: Scorecard, base: Decimal, found: tuple[Fraction, int]) -> str:
    budget = card.sheet.budget
    other = budget.planned if base == budget.initial else budget.initial
    if not other or budget.spent is None or other == base:
        return ""
    agrees = rounded(Fraction(budget.spent) / Fraction(other), found[1]) == rounded(found[0], found[1])
    return f"若以{_base_words(card, other)} {plain(other)} 为分母则相符。" if agrees else ""


def overspent(card: Scorecard) -> Iterator[Finding]:
    """执行数大于预算数."""
    budget, sheet = card.sheet.budget, card.sheet
    pairs = [("执行数", budget.planned, budget.spent, budget.cell("spent"))]
    pairs += [(part.name, part.planned, part.spent, next((c for c in part.cells if c.field == "spent"), None)) for part in budget.parts]
    for name, planned, spent, cell in pairs:
        if planned and planned > 0 and spent is not None and spent > planned:  # of 0 nothing is spent: the figure is missing
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
        if total is None or not known or added == total or (added < total and not _whole(card)):
            continue
        loose = sum((Decimal(5).scaleb(-places(figure) - 1) for figure in (total, *known)), ZERO)
        largest = max(known)
        near = abs(added - total) <= loose
        certain = not near and added > total and (largest > total or bool(_funds(card)))
        if not certain and not _whole(card):
            continue  # the parts may be parts of one another, or two ways to part one sum
        doubt = "可能由各项修约造成；" if near else "" if certain else "其中可能还有未列出或重复列出的项；"
        said = f"其中一项是 {plain(largest)}" if largest > total else f"其中各项相加 {plain(added)}，相差 {plain(abs(total - added))}"
        yield Finding(
            code="budget-parts", severity=Severity.ERROR if certain else Severity.WARNING, row=row, source=sheet.locate(cell), printed=plain(total), expected=plain(added),
            message=f"{row}合计 {plain(total)}，{said}。{doubt}请核对合计与各项。",
        )  # fmt: skip


def budget_total_blank(card: Scorecard) -> Iterator[Finding]:
    """资金合计为空或 0，其中各项有数."""
    budget, sheet = card.sheet.budget, card.sheet
    for row, total, parts, cell in (
        ("预算数", budget.planned, [part.planned for part in budget.parts], budget.cell("planned")),
        ("执行数", budget.spent, [part.spent for part in budget.parts], budget.cell("spent")),
    ):
        known = [part for part in parts if part]
        if known and not total:
            shown = "填 0" if total is not None else "没有填"
            added = sum(known, ZERO)
            yield Finding(
                code="budget-total-blank", severity=Severity.WARNING, row=row, source=sheet.locate(cell), printed=plain(total) if total is not None else None, expected=plain(added),
                message=f"{row}合计{shown}，其中各项有 {'、'.join(plain(part) for part in known)}。请补填合计。",
            )  # fmt: skip


def _funds(card: Scorecard) -> list[str]:
    """The funds that the parts with figures are, where each is another one: they have nothing in common."""
    found = [_FUND.match(fold(part.name)) for part in card.sheet.budget.parts if part.planned is not None or part.spent is not None]
    names = [match[1] for match in found if match]
    return names if len(set(names)) == len(found) else []


#: The three sources that the national form parts the money into.
SOURCES = ("财政拨款", "结转", "其他资金")


def _whole(card: Scorecard) -> bool:
    """Whether the printed parts are meant to be the whole: both funds stand there and no other part, or all three sources of a form."""
    if {"一般公共预算", "政府性基金"} <= set(_funds(card)):
        return True
    names = [fold(part.name) for part in card.sheet.budget.parts if part.planned is not None]
    return len(names) == len(SOURCES) and all(any(word in name for name in names) for word in SOURCES)


def adjustment_rate(card: Scorecard) -> Iterator[Finding]:
    """预算调整率＝预算调整数÷预算数; without 调整数 it cannot be verified."""
    for line in card.lines:
        if "预算调整率" not in fold(line.name) or line.indicator.actual.value is None:
            continue
        yield from _adjusted(card, line)


def _adjusted(card: Scorecard, line: Line) -> Iterator[Finding]:
    budget, printed = card.sheet.budget, line.indicator.actual
    if budget.adjustment is None or not (budget.initial or budget.planned):
        lacks, wanted = ("预算调整数", f"预算调整数（{_excludes(card)}）") if budget.adjustment is None else ("预算数", "预算数")
        yield Finding(
            code="adjustment-rate", severity=Severity.NOTE, row=line.name, source=line.at("actual"), printed=printed.text,
            message=f"{line.name}填 {printed}，表内没有{lacks}，无法核对。请附{wanted}。",
        )  # fmt: skip
        return
    found = as_ratio(printed)
    bases = [base for base in (budget.initial, budget.planned) if base]
    sums = [budget.adjustment - (budget.excluded or ZERO)]
    sums += [budget.adjustment] if "adjustment_excludes" not in card.rulebook else []
    if found is None or any(
        rounded(abs(Fraction(one) / Fraction(base)), found[1]) == rounded(abs(found[0]), found[1]) for base in bases for one in sums
    ):
        return
    right = plain(RATE(Fraction(sums[0]) / Fraction(bases[0])) * 100)
    less = f"（扣除 {plain(budget.excluded)}）" if budget.excluded else ""
    yield Finding(
        code="adjustment-rate", severity=Severity.WARNING, row=line.name, source=line.at("actual"), printed=printed.text, expected=f"{right}%",
        message=f"{line.name}填 {printed}，预算调整数 {plain(budget.adjustment)}{less} ÷ 预算数 {plain(bases[0])} 应为 {right}%。请核对调整数与分母。",
    )  # fmt: skip


def _excludes(card: Scorecard) -> str:
    words, cite = card.rulebook.get("adjustment_excludes"), clause(card, "adjustment_excludes")
    return f"{cite.clause}：不包括{words}" if words and cite else "说明是否含中央专款"


CHECKS: tuple[Check, ...] = (execution_rate, overspent, budget_parts, budget_total_blank, adjustment_rate)
