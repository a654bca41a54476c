"""Checks of what the rulebook asks beyond the scores of rows (按评分办法审核): grades, weights of groups, warnings."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from perfscore.auditing.finding import Check, Finding, Severity, clause, told
from perfscore.governing import governor_of
from perfscore.indicator import is_execution
from perfscore.line import Line
from perfscore.number import ZERO, Rounding, fold, plain
from perfscore.provision import Share
from perfscore.rulebook import bare_name
from perfscore.scorecard import Scorecard
from perfscore.staging import rate_of

PERCENT = Rounding(quantum=Decimal("0.01"))


def _severity(card: Scorecard, key: str) -> Severity:
    """A warning where the clause is in force, a note where the rulebook is only taken for the form's."""
    return Severity.WARNING if clause(card, key) is not None else Severity.NOTE


def grade_gap(card: Scorecard) -> Iterator[Finding]:
    """总分落在两个等级之间."""
    cite, total = card.rulebook.cite("grades"), card.total
    if cite is None or total is None or card.grade is not None or not ZERO <= total <= card.rulebook.grades[0].high:
        return
    yield Finding(
        code="grade-gap", severity=_severity(card, "grades"), source=card.sheet.locate(card.sheet.cell("declared")), printed=plain(total),
        message=f"复算总分 {plain(total)} 落在各等级之间：{told(cite)}只写到 {'、'.join(map(str, card.rulebook.grades))}。请由主管部门确定等级，或先确定总分怎样取整。",
    )  # fmt: skip


def group_weight(card: Scorecard) -> Iterator[Finding]:
    """各组分值与评分办法规定的不同."""
    cite = clause(card, "weights")
    if cite is None or any(line.weight is None for line in card.lines):
        return
    off = [(share, found) for share in card.rulebook.weights if (found := _weight_of(card.lines, share)) not in {None, share.points}]
    if off:
        rows = "；".join(f"{'/'.join(share.path)} {plain(found or ZERO)}（规定 {plain(share.points)}）" for share, found in off)
        yield Finding(
            code="group-weight", severity=Severity.WARNING, source=card.lines[0].at("weight"),
            message=f"{told(cite)}规定了各组分值，本表不同：{rows}。请调整分值，或说明理由。",
        )  # fmt: skip


def _weight_of(lines: tuple[Line, ...], share: Share) -> Decimal | None:
    """The points of a group's rows in the form, None where it has no such rows."""
    wanted = [bare_name(name) for name in share.path]
    execution = is_execution(share.path[-1], "")
    rows = [line for line in lines if _belongs(line, wanted) or (execution and is_execution(line.name, line.indicator.definition))]
    return sum((row.weight or ZERO for row in rows), ZERO) if rows else None


def _belongs(line: Line, wanted: list[str]) -> bool:
    above = [bare_name(name).removesuffix("指标") for name in line.path[: len(wanted)]]
    return above == [name.removesuffix("指标") for name in wanted]


def attainment_gap(card: Scorecard) -> Iterator[Finding]:
    """指标完成得好，预算却没有执行."""
    most, cite = card.rulebook.share("attainment_gap"), card.rulebook.cite("attainment_gap")
    if most is None or cite is None:
        return
    found = rate_of(card.sheet, governor_of(card.rulebook, card.rulebook.policy))
    rows = [line for line in card.lines if not is_execution(line.name, line.indicator.definition) and not line.governed.aside]
    points, weights = sum((line.score or ZERO for line in rows), ZERO), sum((line.weight or ZERO for line in rows), ZERO)
    if found is None or not points or not weights or any(line.score is None for line in rows):
        return
    attained, rate = Fraction(points) / Fraction(weights), min(found[0], Fraction(1))
    gap = (attained - rate) / attained
    if gap > most:
        yield Finding(
            code="attainment-gap", severity=_severity(card, "attainment_gap"), row="执行率", source=card.sheet.locate(card.sheet.budget.cell("rate")),
            message=f"指标得分率 {_percent(attained)}，预算执行率 {_percent(rate)}，两者之差占指标得分率的 {_percent(gap)}，超过 {_percent(most)}（{told(cite)}）。请说明资金没有执行而指标已完成的原因。",
        )  # fmt: skip


def unspent(card: Scorecard) -> Iterator[Finding]:
    """预算没有执行的比例过高."""
    most, cite, budget = card.rulebook.share("unspent"), card.rulebook.cite("unspent"), card.sheet.budget
    if most is None or cite is None or budget.planned is None or budget.planned <= 0 or budget.spent is None:
        return
    left = 1 - Fraction(budget.spent) / Fraction(budget.planned)
    if left > most:
        yield Finding(
            code="unspent", severity=_severity(card, "unspent"), row="执行数", source=card.sheet.locate(budget.cell("spent")), printed=plain(budget.spent),
            message=f"预算数 {plain(budget.planned)}，执行数 {plain(budget.spent)}，未执行 {_percent(left)}，超过 {_percent(most)}（{told(cite)}）。请说明未执行的原因。",
        )  # fmt: skip


def _percent(ratio: Fraction) -> str:
    return f"{plain(PERCENT(ratio * 100))}%"


def optional_weight(card: Scorecard) -> Iterator[Finding]:
    """选用的可选指标分值之和不是该组分值."""
    group, cite = card.rulebook.optional_group, clause(card, "optional_group")
    if group is None or cite is None:
        return
    rows = [line for line in card.lines if any(fold(name).startswith(one) for name in line.path for one in group.members)]
    chosen = [line for line in rows if line.governed.aside != "unchosen"]
    total = sum((line.weight or ZERO for line in chosen), ZERO)
    if chosen and all(line.weight is not None for line in chosen) and total != group.points:
        yield Finding(
            code="group-weight", severity=Severity.WARNING, source=chosen[0].at("weight"), printed=plain(total), expected=plain(group.points),
            message=f"{group.name}选用的指标分值合计 {plain(total)}，{told(cite)}规定共 {plain(group.points)} 分。请调整分值。",
        )  # fmt: skip


CHECKS: tuple[Check, ...] = (grade_gap, group_weight, optional_weight, attainment_gap, unspent)
