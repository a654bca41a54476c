"""Checks of the total (总分审核): against the lines, against full marks, against its caps."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from perfscore.auditing.finding import Check, Finding, Severity, clause, told
from perfscore.governing import governor_of
from perfscore.indicator import is_execution
from perfscore.line import Line
from perfscore.number import ZERO, fold, places, plain, rounded
from perfscore.pattern import pattern
from perfscore.rulebook import bare_name
from perfscore.scorecard import Scorecard
from perfscore.source import Status
from perfscore.staging import cap_by_event, cap_by_rate, event_cap, event_kinds, is_negative


def total_mismatch(card: Scorecard) -> Iterator[Finding]:
    """总分与各行得分之和不等, with the single-line corrections that would reconcile."""
    declared, total = card.declared, card.printed_sum
    if declared is None or total is None or declared == total:
        return
    in_force = cap_by_event(card.lines, card.rulebook, card.events) is not None
    if declared in _other_totals(card, total):
        return
    blank = [line for line in card.lines if line.printed is None and (line.weight or line.governed.constraint)]
    room = sum((line.weight or ZERO for line in blank), ZERO)
    complete = (card.weight_sum or ZERO) >= card.rulebook.full_score
    doubt = "" if in_force else _total_doubt(card, declared, total, blank)
    certain = complete and not total <= declared <= total + room and not doubt
    unsure = "表格可能不完整；" if not complete else f"得分未填的有{'、'.join(line.name for line in blank[:5])}；" if blank else ""
    yield Finding(
        code="total-mismatch",
        severity=Severity.ERROR if certain else Severity.WARNING,
        message=f"自评总分 {plain(declared)}，各行得分合计 {plain(total)}，相差 {plain(declared - total)}。"
        f"{unsure}{doubt}{_left_out(card, declared, total) if complete and not doubt else ''}{_ways_out(card, declared, total, whole=complete and not (blank or doubt))}",
        source=card.sheet.locate(card.sheet.cell("declared")),
        printed=plain(declared),
        expected=plain(total),
    )


def _other_totals(card: Scorecard, total: Decimal) -> Iterator[Decimal]:
    """What else the lines may add up to: under a cap in force, or with the rows that do not apply left out (封顶、折算后的总分)."""
    book = card.rulebook
    aside = sum((line.weight or ZERO for line in card.lines if line.governed.aside == "rescaled"), ZERO)
    if ZERO < aside < book.full_score:
        total = rounded(Fraction(total) * Fraction(book.full_score) / Fraction(book.full_score - aside), places(card.declared or ZERO))
        yield total
    for group in book.either_or:
        wanted = {bare_name(name) for name in group}
        printed = [line.printed for line in card.lines if bare_name(line.name) in wanted and line.printed is not None]
        yield from (total - sum(printed, ZERO) + one for one in printed)
    if total < ZERO:
        yield ZERO
    if not book.guessed:
        yield book.total_rounding(total)
    by_rate = cap_by_rate(card.sheet, governor_of(book, book.policy))
    caps = (cap_by_event(card.lines, book, card.events), by_rate[0].most if by_rate and by_rate[0] else None)
    yield min([total, *(most for most in caps if most is not None)])


def out_of_100(card: Scorecard) -> bool:
    """
    Whether the rows seem to be scored out of 100 each, their points being shares (百分制).

    Most scores of three at least lie above the points of their rows, none above 100, together half as much again; the total, where one is printed, is nearer
    to what they come to when weighted.
    """
    rows = [(line.weight, line.printed) for line in card.lines if line.weight and line.printed is not None]
    above = sum(1 for weight, printed in rows if printed > weight)
    weights, total = sum((weight for weight, _ in rows), ZERO), sum((printed for _, printed in rows), ZERO)
    if len(rows) < 3 or above * 2 <= len(rows) or total * 2 <= weights * 3 or any(printed > 100 for _, printed in rows):
        return False
    weighted = sum((weight * printed for weight, printed in rows), ZERO)
    return card.declared is None or abs(weighted - card.declared * weights) < abs(total - card.declared) * weights


def _total_doubt(card: Scorecard, declared: Decimal, total: Decimal, blank: list[Line]) -> str:
    """What would make a total right that differs from the lines."""
    scores = [line.printed for line in card.lines if line.printed is not None]
    loose = sum((Decimal(5).scaleb(-places(score) - 1) for score in scores if places(score.normalize())), ZERO)
    shown = [card.sheet.cell("declared"), *(line.indicator.cell("printed") for line in card.lines)]
    cap = event_cap(card.lines, card.rulebook)[0]
    apart = _beside_the_total(card, declared, total)
    if apart is not None:
        return f"若“{apart.name}”不计入总分（分值合计正好多出它的 {plain(apart.weight or ZERO)} 分），则总分相符；"
    if out_of_100(card):
        return "各行得分可能按百分制填写，总分可能按分值加权得出；"
    if cap is not None and declared == cap < total:
        return f"若因审计披露等事件按上限 {plain(cap)} 封顶，请写明事件；"
    if declared in {one.most for one in card.rulebook.execution_cap} and total > declared:
        return f"若因预算执行率偏低按上限 {plain(declared)} 封顶，请写明执行率；"
    if declared < total and any(is_negative(line, card.rulebook.policy) for line in blank):
        return "约束性指标的扣分可能没有填入；"
    if any(cell is not None and cell.stored for cell in shown):
        return "单元格格式隐藏了部分小数，合计可能按隐藏的数相加；"
    if abs(declared - total) <= loose or (places(declared) and rounded(Fraction(total), places(declared)) == declared):
        return "可能由修约造成；"
    return ""


def _beside_the_total(card: Scorecard, declared: Decimal, total: Decimal) -> Line | None:
    """The row whose points the form has beyond full marks and whose score its total leaves out: 执行率 beside rows of 100 points."""
    beyond = (card.weight_sum or ZERO) - card.rulebook.full_score
    return next((line for line in card.lines if line.weight == beyond > ZERO and line.printed == total - declared), None)


def corrections(card: Scorecard) -> tuple[tuple[Line, Decimal], ...]:
    """
    The single lines whose change alone would make the total right (单行更正).

    Line and new score, within [0, 分值] and with no more decimals than the form's scores have.
    """
    declared, total = card.declared, card.printed_sum
    if declared is None or total is None:
        return ()
    scores = [line.printed for line in card.lines if line.printed is not None]
    gap, grain = declared - total, max(places(score) for score in scores)
    if places(gap.normalize()) > grain:
        return ()
    ways = ((line, line.printed + gap) for line in card.lines if line.printed is not None and line.weight is not None)
    return tuple((line, new) for line, new in ways if ZERO <= new <= (line.weight or ZERO))


#: More single-line corrections than these single nothing out.
WAYS = 5


def _left_out(card: Scorecard, declared: Decimal, total: Decimal) -> str:
    """The one row that a total may have left out, or counted twice (漏加、重复加)."""
    gap = total - declared
    alike = [line for line in card.lines if line.printed and line.printed == abs(gap)]
    money = [line for line in alike if is_execution(line.name, line.indicator.definition)]
    found = money or alike
    if len(found) != 1:
        return ""
    return f"总分可能{'漏加' if gap > 0 else '重复加'}了“{found[0].name}”的 {plain(abs(gap))} 分；"


def _ways_out(card: Scorecard, declared: Decimal, total: Decimal, *, whole: bool) -> str:
    ways = list(corrections(card))
    if not ways:
        alone = f"改任何一行都凑不成 {plain(declared)}；"
        return f"{alone}总分应为 {plain(total)}，请改正总分。" if whole else f"{alone}请先补全或核实，再核对总分。"
    if len(ways) > WAYS:
        return f"有 {len(ways)} 行单独改动都能对上，看不出是哪一行；" + (
            f"也可能是总分填错，应为 {plain(total)}。请核对总分。" if whole else "请先补全或核实，再核对总分。"
        )
    ways = sorted(ways, key=lambda way: way[0].fixed and way[0].score == way[0].printed)
    told = "；".join(_way(line, new) for line, new in ways)
    return f"只改一行就能对上的有：{told}。" + (f"也可能是总分填错，应为 {plain(total)}。" if whole else "请先补全或核实，再核对总分。")


def _way(line: Line, new: Decimal) -> str:
    rule = ""
    if line.fixed and line.score is not None and line.score != new:
        rule = "（现得分符合评分标准）" if line.score == line.printed else f"（按评分标准应为 {plain(line.score)}）"
    place = f"〔{line.source.place}〕" if line.source.place else ""
    return f"{line.name} {plain(line.printed or ZERO)} → {plain(new)}{place}{rule}"


def impossible_total(card: Scorecard) -> Iterator[Finding]:
    """总分超出各行分值所能达到的范围."""
    declared, most = card.declared, card.weight_sum
    if declared is None or most is None or any(line.weight is None for line in card.lines):
        return
    lowest = -sum((line.weight or ZERO for line in card.lines if line.governed.constraint), ZERO)
    if declared > card.rulebook.full_score or lowest <= declared <= most:
        return
    side, bound = ("各行分值合计只有", most) if declared > most else ("得分不会小于", lowest)
    yield Finding(
        code="impossible-total", severity=Severity.WARNING, source=card.sheet.locate(card.sheet.cell("declared")), printed=plain(declared), expected=plain(bound),
        message=f"自评总分 {plain(declared)} 不可能得到：{side} {plain(bound)}。表格可能不完整；请核对总分，或补全缺少的行。",
    )  # fmt: skip


def total_above_full(card: Scorecard) -> Iterator[Finding]:
    """总分超过满分."""
    full = card.rulebook.full_score
    if card.declared is not None and card.declared > full:
        yield Finding(
            code="total-above-full", severity=Severity.WARNING if bonus(card) else Severity.ERROR, source=card.sheet.locate(card.sheet.cell("declared")), printed=plain(card.declared), expected=plain(full),
            message=f"自评总分 {plain(card.declared)} 超过满分 {plain(full)}{_clause(card, 'full_score')}。{bonus(card)}请核对总分与各行得分。",
        )  # fmt: skip


#: Rows that may lie beyond full marks.
BONUS = pattern(r"加分|附加")


def bonus(card: Scorecard) -> str:
    """What may lift a form above full marks, unless its rulebook has no bonus."""
    bonus = "bonus" not in card.rulebook and any(BONUS.search(fold(name)) for line in card.lines for name in line.path)
    return "表内有加分项，可能不计入满分；" if bonus else ""


def cap_ignored(card: Scorecard) -> Iterator[Finding]:
    """有记录的事件要求封顶，总分超过上限."""
    limit = cap_by_event(card.lines, card.rulebook, card.events)
    if card.declared is None or limit is None or card.declared <= limit:
        return
    stage = next(stage for stage in card.stages if stage.label == "event-cap")
    kinds = "、".join(event_kinds(card.lines, card.rulebook))
    sure = any(event.kind in kinds for event in card.events)
    doubt = "" if sure else "该事件是否属于封顶事件，请核实；"
    yield Finding(
        code="cap-ignored", severity=Severity.ERROR if sure else Severity.WARNING, source=card.sheet.locate(card.sheet.cell("declared")), printed=plain(card.declared), expected=plain(limit),
        message=f"{stage.text}，自评总分 {plain(card.declared)} 没有封顶。{doubt}请改为 {plain(min(limit, card.total if card.total is not None else limit))}。",
    )  # fmt: skip


def _clause(card: Scorecard, key: str) -> str:
    cite = clause(card, key)
    return f"（{cite.clause}）" if cite else ""


def rate_cap_ignored(card: Scorecard) -> Iterator[Finding]:
    """执行率低，总分却没有封顶."""
    declared, cite = card.declared, card.rulebook.cite("execution_cap")
    found = cap_by_rate(card.sheet, governor_of(card.rulebook, card.rulebook.policy))
    if declared is None or cite is None or found is None:
        return
    cap, words = found
    if cap is None or cap.most is None or declared <= cap.most:
        return
    sure = clause(card, "execution_cap") is not None and cite.status is not Status.UNVERIFIED and card.sheet.budget.money is not None
    yield Finding(
        code="cap-ignored", severity=Severity.ERROR if sure else Severity.WARNING, source=card.sheet.locate(card.sheet.cell("declared")),
        printed=plain(declared), expected=plain(cap.most), reading=None if sure else "note",
        message=f"执行率 {words}，{told(cite)}规定总分不超过 {plain(cap.most)}，自评总分 {plain(declared)} 没有封顶。请改到 {plain(cap.most)} 以内。",
    )  # fmt: skip


CHECKS: tuple[Check, ...] = (total_mismatch, impossible_total, total_above_full, cap_ignored, rate_cap_ignored)
