"""Checks of scores against points that the form does not print but its arithmetic fixes (推定分值审核): warnings only."""

from collections.abc import Iterator
from decimal import Decimal

from attrs import evolve

from perfscore.auditing.finding import Check, Finding, Severity
from perfscore.auditing.scores import line_scores
from perfscore.indicator import Goal, Indicator
from perfscore.inferring import filled
from perfscore.number import ZERO, plain
from perfscore.scorecard import Scorecard
from perfscore.scoring import score


def inferred_scores(card: Scorecard) -> Iterator[Finding]:
    """每行得分, of rows whose points are inferred: a warning that says from what."""
    sheet = card.sheet
    found = sheet.inferred
    if not found:
        return
    whole = evolve(sheet, branches=[filled(branch, found) for branch in sheet.branches])
    other = score(whole, card.rulebook)
    for line, one in zip(card.lines, other.lines, strict=True):
        fixed = found.get(line.indicator)
        if fixed is not None:
            for finding in line_scores(evolve(other, lines=(one,))):
                told = f"{finding.message}分值没有印出，推定为 {plain(fixed.weight)}：{fixed.why}。"
                yield evolve(finding, severity=Severity.WARNING, message=told, reading="inferred-weight")


def subtotals(card: Scorecard) -> Iterator[Finding]:
    """目标、一级指标所注的分值与其下各行分值之和不等."""
    sheet = card.sheet
    for branch in sheet.branches:
        tops = branch.children if isinstance(branch, Goal) else (branch,)
        if isinstance(branch, Goal) and branch.allotted is not None:
            yield from _subtotal(card, branch.label, branch.allotted, tops)
        for top in tops:
            yield from _of_level(card, top)


def _of_level(card: Scorecard, node: Indicator) -> Iterator[Finding]:
    if node.children and node.weight is not None:
        yield from _subtotal(card, node.name, node.weight, node.children)
    for child in node.children:
        yield from _of_level(card, child)


def _subtotal(card: Scorecard, name: str, allotted: Decimal, nodes: tuple[Indicator, ...]) -> Iterator[Finding]:
    leaves = [leaf for node in nodes for _, leaf in node.leaves()]
    earned = sum((leaf.printed or ZERO for leaf in leaves), ZERO)
    if earned > allotted and all(leaf.weight is None for leaf in leaves):
        yield Finding(
            code="score-above-weight", severity=Severity.WARNING, row=leaves[0].name if len(leaves) == 1 else None, printed=plain(earned), expected=plain(allotted),
            source=card.sheet.locate(leaves[0].cell("printed") or leaves[0].cell("name")),
            message=f"{name}注明 {plain(allotted)} 分，其下各行得分合计 {plain(earned)}，多 {plain(earned - allotted)}。请核对得分与分值。",
        )  # fmt: skip
    total = sum((leaf.weight or ZERO for leaf in leaves), ZERO)
    if total == allotted or any(leaf.weight is None for leaf in leaves):
        return
    yield Finding(
        code="weight-sum", severity=Severity.WARNING, printed=plain(allotted), expected=plain(total), source=card.sheet.locate(leaves[0].cell("weight")),
        message=f"{name}注明 {plain(allotted)} 分，其下各行分值合计 {plain(total)}，相差 {plain(abs(allotted - total))}。表格可能不完整；请核对分值。",
    )  # fmt: skip


CHECKS: tuple[Check, ...] = (subtotals, inferred_scores)
