"""Checks of the scores (得分审核): total, lines, deviations, constraint, cap."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from perfscore.auditing.finding import Check, Finding, Severity
from perfscore.governing import is_execution
from perfscore.measure import Policy
from perfscore.number import RATE, ZERO, Rounding, pair, plain, unit_of
from perfscore.rule import Bands, Checklist, Constraint, Rule, Tiers, YesNo
from perfscore.scorecard import Line, Scorecard
from perfscore.scoring import ALTERNATIVES, every_reading, is_negative
from perfscore.trace import Step

LABELS = {f"{name}={value}": label for name, value, label in ALTERNATIVES}


def places(value: Decimal) -> int:
    """
    The decimal places a figure is printed with (小数位数).

    >>> places(Decimal("9.85")), places(Decimal(10))
    (2, 0)
    """
    return max(0, -int(value.as_tuple().exponent))


def rounded(value: Fraction, to: int) -> Decimal:
    """A figure at so many decimal places (按位数四舍五入)."""
    return Rounding(quantum=Decimal(1).scaleb(-to))(value)


# ---- the total ----------------------------------------------------------------------------------


def total_mismatch(card: Scorecard) -> Iterator[Finding]:
    """总分与各行得分之和不等, with the single-line corrections that would reconcile."""
    declared, total = card.declared, card.printed_sum
    if declared is None or total is None or declared == total:
        return
    room = sum((line.weight or ZERO for line in card.lines if line.printed is None), ZERO)
    complete = (card.weight_sum or ZERO) >= card.rulebook.full_score
    certain = complete and not total <= declared <= total + room
    doubt = "" if certain else "表格可能不完整，或有得分未填；" if not complete or room else ""
    yield Finding(
        code="total-mismatch",
        severity=Severity.ERROR if certain else Severity.WARNING,
        message=f"自评总分 {plain(declared)}，各行得分合计 {plain(total)}，相差 {plain(declared - total)}。{doubt}{_ways_out(card, declared, total)}",
        source=card.sheet.locate(card.sheet.cell("declared")),
        printed=plain(declared),
        expected=plain(total),
    )


def corrections(card: Scorecard) -> tuple[tuple[Line, Decimal], ...]:
    """
    The single lines whose change alone would make the total right (单行更正): line and new score,
    within [0, 分值] and with no more decimals than the form's scores have.
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


def _ways_out(card: Scorecard, declared: Decimal, total: Decimal) -> str:
    ways = corrections(card)
    header = f"也可能是总分填错，应为 {plain(total)}。"
    if not ways:
        return f"改任何一行都凑不成 {plain(declared)}；总分应为 {plain(total)}，请改正总分。"
    told = "；".join(_way(line, new) for line, new in ways[:5])
    more = f"等 {len(ways)} 行" if len(ways) > 5 else ""
    return f"只改一行就能对上的有：{told}{more}。{header}"


def _way(line: Line, new: Decimal) -> str:
    rule = f"（按评分标准应为 {plain(line.score)}）" if line.fixed and line.score is not None and line.score != new else ""
    return f"{line.name} {plain(line.printed or ZERO)} → {plain(new)}〔{line.source.place}〕{rule}"


def impossible_total(card: Scorecard) -> Iterator[Finding]:
    """总分超出各行分值所能达到的范围."""
    declared, most = card.declared, card.weight_sum
    if declared is None or most is None or any(line.weight is None for line in card.lines):
        return
    lowest = -sum((line.weight or ZERO for line in card.lines if is_negative(line, card.rulebook.policy)), ZERO)
    if declared > card.rulebook.full_score or lowest <= declared <= most:
        return
    side = f"各行分值合计只有 {plain(most)}" if declared > most else "得分不会小于 0"
    yield Finding(
        code="impossible-total", severity=Severity.WARNING, source=card.sheet.locate(card.sheet.cell("declared")), printed=plain(declared), expected=plain(most),
        message=f"自评总分 {plain(declared)} 不可能得到：{side}。表格可能不完整；请核对总分，或补全缺少的行。",
    )  # fmt: skip


def total_above_full(card: Scorecard) -> Iterator[Finding]:
    """总分超过满分."""
    full = card.rulebook.full_score
    if card.declared is not None and card.declared > full:
        yield Finding(
            code="total-above-full", severity=Severity.ERROR, source=card.sheet.locate(card.sheet.cell("declared")), printed=plain(card.declared), expected=plain(full),
            message=f"自评总分 {plain(card.declared)} 超过满分 {plain(full)}{_clause(card, 'full_score')}。请核对总分与各行得分。",
        )  # fmt: skip


def cap_ignored(card: Scorecard) -> Iterator[Finding]:
    """有记录的事件要求封顶，总分超过上限."""
    cap = next((stage for stage in card.stages if stage.label == "event-cap"), None)
    if cap is None or card.declared is None or "总分不超过" not in cap.text:
        return
    limit = max(
        (r.cap for r in (line.governed.rule for line in card.lines) if isinstance(r, Constraint) and r.cap is not None),
        default=card.rulebook.event_cap,
    )
    if limit is not None and card.declared > limit:
        yield Finding(
            code="cap-ignored", severity=Severity.ERROR, source=card.sheet.locate(card.sheet.cell("declared")), printed=plain(card.declared), expected=plain(limit),
            message=f"{cap.text}，自评总分 {plain(card.declared)} 没有封顶。请改为 {plain(min(limit, card.total if card.total is not None else limit))}。",
        )  # fmt: skip


def _clause(card: Scorecard, key: str) -> str:
    cite = card.rulebook.cite(key)
    return f"（{cite.clause}）" if cite else ""


# ---- the lines ----------------------------------------------------------------------------------


@frozen(kw_only=True, eq=False)
class Doubt:
    """How sure a wrong score is (确定程度): the severity, the words for it, the reading that would allow the printed score."""

    severity: Severity
    words: str = ""
    reading: str | None = None


def line_scores(card: Scorecard) -> Iterator[Finding]:
    """每行得分: one fault, one code, the first that fits."""
    for line in card.lines:
        printed = line.printed
        if printed is None:
            continue
        if line.weight is not None and printed > max(line.weight, line.high):
            yield _above_weight(line, printed)
        elif line.governed.plan is not None and not within(line.step, printed):
            yield _wrong_score(card, line, printed)


def within(step: Step, printed: Decimal) -> bool:
    """Whether a printed score lies in the room that a step leaves (在允许范围内)."""
    above = printed > step.low or (printed == step.low and not step.low_open)
    below = printed < step.high or (printed == step.high and not step.high_open)
    return above and below


def _above_weight(line: Line, printed: Decimal) -> Finding:
    weight = line.weight or ZERO
    return Finding(
        code="score-above-weight", severity=Severity.ERROR, row=line.name, source=line.source, printed=plain(printed), expected=_expected(line) or plain(weight),
        message=f"{line.name}得分 {plain(printed)} 超过分值 {plain(weight)}。请改到 {plain(weight)} 以内{_by_rule(line)}。",
    )  # fmt: skip


def _by_rule(line: Line) -> str:
    return f"，按评分标准应为 {_expected(line)}" if line.governed.plan is not None else ""


def _expected(line: Line) -> str:
    if line.governed.plan is None:
        return ""
    return plain(line.low) if line.fixed else line.step.figure


def _wrong_score(card: Scorecard, line: Line, printed: Decimal) -> Finding:
    doubt = _doubt(card, line, printed)
    allowed = _allowed(line.governed.rule, line.weight or ZERO)
    code = _code(line, printed, allowed)
    only = f"评分标准只能给 {'、'.join(plain(value) for value in allowed)} 分；" if code == "score-not-allowed" and allowed else ""
    return Finding(
        code=code, severity=doubt.severity, row=line.name, source=line.source, printed=plain(printed), expected=_expected(line), reading=doubt.reading,
        message=f"{line.name}得分 {plain(printed)}，{only}按{_ground(line)}应为 {_expected(line)}（{line.step.text}）{_cause(line, printed)}。{doubt.words}请改正得分或补充说明。",
    )  # fmt: skip


def _ground(line: Line) -> str:
    if line.governed.basis == "criterion":
        return "本行评分标准"
    return line.citation.clause + "的公式" if line.citation else "通用公式"


def _code(line: Line, printed: Decimal, allowed: tuple[Decimal, ...]) -> str:
    weight = line.weight or ZERO
    if allowed and printed not in allowed:
        return "score-not-allowed"
    if is_execution(line.name, line.indicator.definition):
        return "execution-score"
    if line.fixed and line.low == weight and printed < weight:
        return "target-met-points-cut"
    if printed == weight and line.high < weight:
        return "target-missed-full-score"
    return "score-mismatch"


def _allowed(rule: Rule | None, weight: Decimal) -> tuple[Decimal, ...]:
    """The only scores that a rule can give, where they are countable (可能的得分)."""
    match rule:
        case YesNo():
            return tuple(sorted({weight if rule.yes is None else rule.yes, rule.no}))
        case Tiers() if rule.otherwise is not None and all(tier.points_to is None and not tier.share for tier in rule.tiers):
            return tuple(sorted({rule.otherwise, *(weight if tier.points is None else tier.points for tier in rule.tiers)}))
        case Bands() if all(band.low == band.high and not band.share for band in rule.bands):
            return tuple(sorted({band.low for band in rule.bands}))
        case Checklist() if len(rule.items) <= 10:
            sums = {ZERO}
            for item in rule.items:
                sums |= {total + item.points for total in sums}
            return tuple(sorted(sums))
    return ()


def _doubt(card: Scorecard, line: Line, printed: Decimal) -> Doubt:
    """Certain only if no reading of the text that governs the row allows the printed score."""
    for policy, other in every_reading(line, card.rulebook):
        if other.governed.plan is None or within(other.step, printed):
            name = _named(policy, card.rulebook.policy)
            return Doubt(severity=Severity.WARNING, words=f"若{LABELS.get(name, '换一种口径')}，则可得此分。", reading=name)
    exact = line.step.exact
    if exact is not None and places(printed) > 0 and rounded(exact, places(printed)) == printed:
        return Doubt(severity=Severity.WARNING, words="评分标准没有规定这样修约。", reading="own-rounding")
    if line.governed.basis != "criterion":
        return Doubt(severity=Severity.WARNING, words="本行没有评分标准，此处按表注公式推算。", reading="note")
    if line.governed.inferred:
        return Doubt(severity=Severity.WARNING, words="方向由指标名称推定。", reading="direction")
    if any(cell.stored for cell in line.indicator.cells):
        return Doubt(severity=Severity.WARNING, words="单元格格式隐藏了部分小数。", reading="hidden-digits")
    return Doubt(severity=Severity.ERROR)


def _named(policy: Policy, default: Policy) -> str:
    names = [name for name, *_ in ALTERNATIVES if getattr(policy, name) != getattr(default, name)]
    return f"{names[0]}={getattr(policy, names[0])}" if names else "default"


def _cause(line: Line, printed: Decimal) -> str:
    """The likely way to the printed figure (可能原因)."""
    exact = line.step.exact
    if exact is None:
        return ""
    to = places(printed)
    if rounded(exact, to) == printed:
        return f"，可能自行修约到{'整数' if to == 0 else f' {to} 位小数'}"
    if Rounding(quantum=Decimal(1).scaleb(-to), mode="down")(exact) == printed != ZERO:
        return f"，可能截去了 {to} 位以后的小数" if to else "，可能截去了小数"
    if printed == line.weight:
        return "，可能直接按满分填写"
    if printed == ZERO:
        return "，可能把未达目标一律记 0 分"
    return ""


# ---- deviations ---------------------------------------------------------------------------------


@frozen(kw_only=True, eq=False)
class Off:
    """A deviation that is not the ratio (错误的偏差率): the line, the printed figure, the right one, the likely way."""

    line: Line
    printed: Decimal
    right: Decimal
    cause: str


def deviations(card: Scorecard) -> Iterator[Finding]:
    """偏差率, said once where the whole column shares one cause."""
    wrong = [off for line in card.lines if (off := _off(line)) is not None]
    cite = card.rulebook.cite("deviation")
    severity = Severity.ERROR if cite else Severity.WARNING
    formula = f"{cite.clause}：" if cite else ""
    causes = {off.cause for off in wrong}
    if len(wrong) > 1 and len(causes) == 1 and causes != {""}:
        wrong = _whole_column(card, wrong)
        told = "；".join(_told(off) for off in wrong)
        yield Finding(
            code="deviation-mismatch", severity=severity, source=wrong[0].line.at("deviation"),
            message=f"偏差率一列有 {len(wrong)} 行不符，填的都是{causes.pop()}。{formula}偏差率＝（实际 − 目标）÷ 目标，应为：{told}。请按公式改正整列。",
        )  # fmt: skip
        return
    for off in wrong:
        yield Finding(
            code="deviation-mismatch", severity=severity, row=off.line.name, source=off.line.at("deviation"), printed=off.line.indicator.deviation.text, expected=plain(off.right),
            message=f"{off.line.name}偏差率填 {off.line.indicator.deviation}，{formula}（实际 − 目标）÷ 目标应为 {plain(off.right)}{f'，填的像是{off.cause}' if off.cause else ''}。请改正。",
        )  # fmt: skip


def _whole_column(card: Scorecard, sure: list[Off]) -> list[Off]:
    """With the rows that were filled the same way and only agree with the ratio because both were cut to few places."""
    names = {id(off.line): off for off in sure}
    alike = [names.get(id(line)) or _alike(line, sure[0].cause) for line in card.lines]
    return [off for off in alike if off is not None]


def _alike(line: Line, cause: str) -> Off | None:
    printed, right = line.indicator.deviation.value, line.exact_deviation
    if not printed or right is None or Fraction(printed) == Fraction(RATE(right)):
        return None
    found = _deviation_cause(line, printed, places(printed), right)
    return Off(line=line, printed=printed, right=RATE(right), cause=found) if found == cause else None


def _told(off: Off) -> str:
    good = "，有利" if off.line.favourable else ""
    other = _from_printed_rate(off.line)
    also = f"（按表内执行率为 {plain(RATE(other))}）" if other is not None and RATE(other) != off.right else ""
    return f"{off.line.name} {plain(off.right)}{also}{good}"


def _from_printed_rate(line: Line) -> Fraction | None:
    """The deviation of an execution rate as printed, beside the one from the budget figures."""
    if line.money is None:
        return None
    leaf = line.indicator
    if not leaf.target.value or leaf.actual.value is None:
        return None
    both = pair(leaf.target, leaf.actual, ratio=line.governed.ratio)
    t, a = Fraction(leaf.target.value) * both.by[0], Fraction(leaf.actual.value) * both.by[1]
    return (a - t) / t


def _off(line: Line) -> Off | None:
    printed, right = line.indicator.deviation, line.exact_deviation
    if printed.value is None or right is None:
        return None
    to = places(printed.value)
    for true in (right, _from_printed_rate(line)):
        if true is not None and any(rounded(true * scale, to) == printed.value for scale in _scales(printed.unit)):
            return None
    return Off(line=line, printed=printed.value, right=RATE(right), cause=_deviation_cause(line, printed.value, to, right))


def _scales(unit: str) -> tuple[int, ...]:
    """A deviation with % is in percent, a bare one a ratio or percent."""
    return (100,) if unit_of(unit)[0] == "%" else (1, 100)


def _deviation_cause(line: Line, printed: Decimal, to: int, right: Fraction) -> str:
    leaf = line.indicator
    if leaf.target.value is None or leaf.actual.value is None:
        return ""
    both = pair(leaf.target, leaf.actual, ratio=line.governed.ratio)
    gap = Fraction(leaf.actual.value) * both.by[1] - Fraction(leaf.target.value) * both.by[0]
    percent = unit_of(both.unit)[0] == "%"
    differences = [gap] + ([gap / 100] if percent else [])
    if any(rounded(abs(gap_), to) == printed for gap_ in differences):
        return "不带正负号的差值"
    if any(rounded(gap_, to) == printed for gap_ in differences):
        return "差值"
    if any(rounded(-right * scale, to) == printed for scale in (1, 100)):
        return "正负号相反的偏差率"
    return ""


# ---- constraint ---------------------------------------------------------------------------------


def constraint_sign(card: Scorecard) -> Iterator[Finding]:
    """约束性指标以负数记分，表内却是正分."""
    if card.rulebook.get("constraint_sign") != "negative":
        return
    for line in card.lines:
        if isinstance(line.governed.rule, Constraint) and line.printed is not None and line.printed > 0:
            yield Finding(
                code="constraint-sign", severity=Severity.WARNING, row=line.name, source=line.source, printed=plain(line.printed), expected="0",
                message=f"{line.name}记了正分 {plain(line.printed)}，{_ruled(card)}约束性指标以负数记分；"
                f"本表分值合计含此行为 {plain(card.weight_sum or ZERO)}，此处按“分值减扣分”计。请确认记分方式，改为负数或在备注中说明。",
            )  # fmt: skip


def _ruled(card: Scorecard) -> str:
    cite = card.rulebook.cite("constraint_sign")
    return f"{cite.clause}规定" if cite else "评分办法规定"


CHECKS: tuple[Check, ...] = (total_mismatch, impossible_total, total_above_full, cap_ignored, line_scores, deviations, constraint_sign)
