"""What a form gets wrong (审核): all checks over a recomputed form."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from attrs import frozen

from perfscore.auditing import demands, deviations, form, inferred, money, scores, totals, values
from perfscore.auditing.finding import CODES, Check, Code, Finding, Severity
from perfscore.errors import PerfscoreError
from perfscore.number import plain
from perfscore.rulebook import Rulebook
from perfscore.scorecard import Scorecard
from perfscore.scoring import Reading, readings, score
from perfscore.sheet import Event, Sheet

__all__ = ["CODES", "Audit", "Code", "Finding", "Severity", "audit", "draw_with", "readings_of"]

CHECKS: tuple[Check, ...] = (
    *totals.CHECKS,
    *form.CHECKS,
    *values.CHECKS,
    *scores.CHECKS,
    *deviations.CHECKS,
    *inferred.CHECKS,
    *money.CHECKS,
    *demands.CHECKS,
)
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


class Drawn(NamedTuple):
    """How a checked form is drawn (画法): as a file of its own, with the other readings or without, and for a notebook."""

    page: Callable[["Audit", bool], str]
    fragment: Callable[["Audit"], str]


#: What the room of reports, which stands above, has said of it.
_DRAWN: list[Drawn] = []


@frozen(kw_only=True, eq=False)
class Audit:
    """
    A form checked (审核结果): the scorecard and everything found, errors first, then in sheet order.
    """

    card: Scorecard
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing of severity error was found (无错误)."""
        return not self.of(Severity.ERROR)

    @property
    def totals(self) -> dict[str, str | None]:
        """The totals of the scorecard (总分各项)."""
        return self.card.totals()

    def of(self, severity: Severity | str) -> tuple[Finding, ...]:
        """The findings of one severity (按严重程度)."""
        return tuple(finding for finding in self.findings if finding.severity == severity)

    @property
    def opinion(self) -> str:
        """One sentence fit for a 退回意见 (退回意见)."""
        return opinion(self)

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON data (导出)."""
        data = self.card.to_dict()
        receipt = data.pop("receipt")
        return data | {"findings": [finding.to_dict() for finding in self.findings], "opinion": self.opinion, "receipt": receipt}

    def to_html(self, *, with_readings: bool = True) -> str:
        """
        The report as one HTML file (HTML 报告), as ``perfscore audit --format html`` writes it; it loads nothing.

        Args:
            with_readings: add the totals under the other readings, which are computed for it.

        >>> audit(Sheet(title="自评表")).to_html().startswith("<!DOCTYPE html>")
        True
        """
        return _DRAWN[0].page(self, with_readings)

    def __str__(self) -> str:
        card = self.card
        declared = "没有自评总分" if card.declared is None else f"自评总分 {plain(card.declared)}"
        score_ = "未定" if card.total is None else plain(card.total)
        head = f"{declared}，各行合计 {plain(card.printed_sum or 0)}，复算 {score_}，区间 [{plain(card.low)}, {plain(card.high)}]"
        return "\n".join([head, *map(str, self.findings), self.opinion])

    def _repr_html_(self) -> str:
        return _DRAWN[0].fragment(self)

    def __repr__(self) -> str:
        counts = "、".join(f"{severity.value} {len(self.of(severity))}" for severity in Severity)
        return f"<Audit {self.card!r} {counts}>"


def audit(
    sheet: Sheet,
    rulebook: Rulebook | str | None = None,
    *,
    event: Event | str | None = None,
    case: str = "",
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
) -> Audit:
    """
    Recompute a form and say what is wrong with it (审核).

    Args:
        sheet, rulebook, event, case: as for ``score``.
        select: only these codes; ignore: all but these.

    Raises:
        PerfscoreError: there is no such code; a slip of the pen would look like a form without faults.

    >>> audit(Sheet()).ok
    True
    """
    card = score(sheet, rulebook, event=event, case=case)
    wanted, unwanted = ({words} if isinstance(words, str) else set(words) for words in (select, ignore))
    unknown = sorted((wanted | unwanted) - CODES.keys())
    if unknown:
        raise PerfscoreError(f"没有问题代码“{unknown[0]}”。", hint=f"可用：{'、'.join(CODES)}。")
    findings = [f for check in CHECKS for f in check(card) if (not wanted or f.code in wanted) and f.code not in unwanted]
    places = {line.name: number for number, line in enumerate(card.lines)}
    findings.sort(key=lambda f: (_ORDER[f.severity], places.get(f.row or "", -1)))
    return Audit(card=card, findings=tuple(findings))


def draw_with(page: Callable[[Audit, bool], str], fragment: Callable[[Audit], str]) -> None:
    """
    Say how checked forms are drawn (指定画法): as a file of its own, with the other readings or without, and for a notebook.
    """
    _DRAWN[:] = [Drawn(page, fragment)]


def readings_of(checked: Audit) -> tuple[Reading, ...]:
    """The totals of a checked form under each reading (口径对照), with its rulebook and its events."""
    card = checked.card
    given = card.events[len(card.sheet.events) :]
    return readings(card.sheet, card.rulebook, event=given[0] if given else None)


#: What an error without a row is about, in a word.
WHOLE = {
    "total-mismatch": "总分",
    "total-above-full": "总分",
    "cap-ignored": "总分",
    "weight-sum": "分值合计",
    "deviation-mismatch": "偏差率一列",
}


def opinion(audit_: Audit) -> str:
    """
    One sentence fit for a 退回意见 (退回意见): the totals, and what must be mended.
    """
    card, errors = audit_.card, audit_.of(Severity.ERROR)
    unchecked = [line for line in card.lines if line.governed.plan is None and not line.governed.aside]
    told = f"{len(card.lines)} 行中有 {len(unchecked)} 行无法复算，须人工核对；" if unchecked else ""
    if not errors:
        if not told:
            return "未发现计算错误，另有提醒事项。" if audit_.findings else "未发现问题。"
        return f"{told}其余未发现计算错误" + ("，另有提醒事项。" if audit_.findings else "。")
    declared = "" if card.declared is None else f"自评总分 {plain(card.declared)}，"
    total = (
        f"能复算的按评分标准复算后合计 {plain(card.total)}"
        if unchecked and card.total is not None
        else f"按评分标准复算为 {plain(card.total)}"
        if card.total is not None
        else f"按评分标准复算在 {plain(card.low)} 至 {plain(card.high)} 之间"
    )
    named = "、".join(dict.fromkeys(filter(None, (f.row or WHOLE.get(f.code) for f in errors))))
    rows = f"，请核对{named}" if named else ""
    lines = "" if card.printed_sum is None else f"各行得分合计 {plain(card.printed_sum)}，"
    return f"{declared}{lines}{total}；{told}共 {len(errors)} 处错误{rows}，改正后重新报送。"
