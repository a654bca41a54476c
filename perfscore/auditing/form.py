"""Checks of the form itself (表格审核): total, weights, units, criteria, goals."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from perfscore.auditing.finding import Check, Finding, Severity, clause
from perfscore.errors import PerfscoreError, UnitError
from perfscore.governing import governor_of
from perfscore.indicator import Direction, Goal, Indicator, is_execution
from perfscore.line import Line
from perfscore.number import ZERO, Rounding, exact, fold, pair, plain, unit_of
from perfscore.pattern import pattern
from perfscore.reading.columns import VALUES, field_in_head
from perfscore.rule import Bands, Checklist, Constraint, Proportional, Rule, Steps, Tiers
from perfscore.rulebook import bare_name
from perfscore.scorecard import Scorecard
from perfscore.staging import cap_by_rate, is_negative, names
from perfscore.tier import shared_edges


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
    in_force = _cap(card)[1]
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


def _cap(card: Scorecard) -> tuple[Decimal | None, bool]:
    """The cap on the total, the rows' own before the rulebook's, and whether a recorded event calls for it."""
    rules = [line.governed.rule for line in card.lines]
    own = [rule.cap for rule in rules if isinstance(rule, Constraint) and rule.cap is not None]
    kinds = card.rulebook.event_kinds
    return min(own, default=card.rulebook.event_cap), any(names(kinds, event.kind) for event in card.events)


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
    (cap, in_force), by_rate = _cap(card), cap_by_rate(card.sheet, governor_of(book, book.policy))
    caps = (cap if in_force else None, by_rate[0].most if by_rate and by_rate[0] else None)
    yield min([total, *(most for most in caps if most is not None)])


def _total_doubt(card: Scorecard, declared: Decimal, total: Decimal, blank: list[Line]) -> str:
    """What would make a total right that differs from the lines."""
    scores = [line.printed for line in card.lines if line.printed is not None]
    loose = sum((Decimal(5).scaleb(-places(score) - 1) for score in scores if places(score.normalize())), ZERO)
    shown = [card.sheet.cell("declared"), *(line.indicator.cell("printed") for line in card.lines)]
    cap = _cap(card)[0]
    if declared == cap and total > cap:
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
            code="total-above-full", severity=Severity.WARNING if _bonus(card) else Severity.ERROR, source=card.sheet.locate(card.sheet.cell("declared")), printed=plain(card.declared), expected=plain(full),
            message=f"自评总分 {plain(card.declared)} 超过满分 {plain(full)}{_clause(card, 'full_score')}。{_bonus(card)}请核对总分与各行得分。",
        )  # fmt: skip


#: Rows that may lie beyond full marks.
_BONUS = pattern(r"加分|附加")


def _bonus(card: Scorecard) -> str:
    """What may lift a form above full marks, unless its rulebook has no bonus."""
    bonus = "bonus" not in card.rulebook and any(_BONUS.search(fold(name)) for line in card.lines for name in line.path)
    return "表内有加分项，可能不计入满分；" if bonus else ""


def cap_ignored(card: Scorecard) -> Iterator[Finding]:
    """有记录的事件要求封顶，总分超过上限."""
    limit, in_force = _cap(card)
    if not in_force or card.declared is None or limit is None or card.declared <= limit:
        return
    stage = next(stage for stage in card.stages if stage.label == "event-cap")
    rules = [line.governed.rule for line in card.lines]
    kinds = "、".join((*card.rulebook.event_kinds, *(rule.event for rule in rules if isinstance(rule, Constraint))))
    sure = any(event.kind in kinds for event in card.events)
    doubt = "" if sure else "该事件是否属于封顶事件，请核实；"
    yield Finding(
        code="cap-ignored", severity=Severity.ERROR if sure else Severity.WARNING, source=card.sheet.locate(card.sheet.cell("declared")), printed=plain(card.declared), expected=plain(limit),
        message=f"{stage.text}，自评总分 {plain(card.declared)} 没有封顶。{doubt}请改为 {plain(min(limit, card.total if card.total is not None else limit))}。",
    )  # fmt: skip


def _clause(card: Scorecard, key: str) -> str:
    cite = clause(card, key)
    return f"（{cite.clause}）" if cite else ""


# ---- weights and units -------------------------------------------------------------------------


def weight_sum(card: Scorecard) -> Iterator[Finding]:
    """分值合计应等于满分."""
    total, full = card.weight_sum, card.rulebook.full_score
    if total is None or total == full or (total < full and any(line.weight is None for line in card.lines)):
        return
    above = total > full
    doubt = _bonus(card) if above else "表格可能不完整；"
    yield Finding(
        code="weight-sum", severity=Severity.WARNING if doubt else Severity.ERROR, printed=plain(total), expected=plain(full), source=card.lines[0].at("weight"),
        message=f"各行分值合计 {plain(total)}，应为 {plain(full)}，{'多' if above else '少'} {plain(abs(total - full))}。{doubt}请核对各行分值。",
    )  # fmt: skip


def output_benefit(card: Scorecard) -> Iterator[Finding]:
    """子目标中产出与效益的权重比, said once for all goals."""
    ruled = _ruled_ratio(card)
    if ruled is None:
        return
    wanted, place = ruled
    shown, tolerance = f"{plain(wanted[0])}:{plain(wanted[1])}", card.rulebook.share("output_benefit_tolerance") or Fraction(0)
    shares = [(goal, *_shares(goal)) for goal in card.sheet.goals]
    off = [
        (goal, output, benefit)
        for goal, output, benefit, wider in shares
        if not any(_in_ratio(output, one, wanted, tolerance) for one in (benefit, wider))
    ]
    if not off:
        return
    told = [f"{goal.label} {plain(output)}:{plain(benefit)}" for goal, output, benefit in off if benefit]
    bare = "、".join(goal.label for goal, _, benefit in off if not benefit)
    told = ([f"{bare}没有效益指标"] if bare else []) + told
    many = "没有一个目标符合" if len(off) == len(card.sheet.goals) else f"{len(off)} 个目标不符"
    yield Finding(
        code="output-benefit-ratio", severity=Severity.WARNING, source=card.sheet.locate(off[0][0].cells[0] if off[0][0].cells else None), expected=shown,
        message=f"{place}规定子目标中产出与效益的权重比为 {shown}，{many}：{'；'.join(told)}。请调整分值或说明理由。",
    )  # fmt: skip


def _in_ratio(output: Decimal, benefit: Decimal, wanted: tuple[Fraction, Fraction], tolerance: Fraction) -> bool:
    """Whether the share of 产出 in both is the one wanted, give or take so many percentage points."""
    both = Fraction(output + benefit)
    return both > 0 and abs(Fraction(output) / both - wanted[0] / (wanted[0] + wanted[1])) <= tolerance


#: The ratio as notes print it: 产出指标与效益指标的权重比为 5: 4.
_RATIO = pattern(r"产出(?:指标)?[与和、:]效益(?:指标)?的?(?:权重|分值)?之?比(?:例|重)?[为是:]?([0-9.]+)[::比]([0-9.]+)")


#: What makes a ratio no rule: 原则上, 可适当调整, 左右.
_LOOSE = pattern(r"原则上|建议|例[:如]|可[^。;]{0,6}调整|上年|左右")


def _ruled_ratio(card: Scorecard) -> tuple[tuple[Fraction, Fraction], str] | None:
    """The ratio that the form's own notes print, else that of a rulebook in force, and where it stands."""
    cite = clause(card, "output_benefit")
    for note in card.sheet.notes:
        found = None if _LOOSE.search(fold(note.text)) else _RATIO.search(fold(note.text))
        if found and min(exact(found[1]), exact(found[2])) > 0:
            return (exact(found[1]), exact(found[2])), cite.clause if cite else f"表注“{note.text[:2].strip()}”"
    wanted = card.rulebook.output_benefit
    return (wanted, cite.clause) if wanted and cite else None


def _shares(goal: Goal) -> tuple[Decimal, Decimal, Decimal]:
    """Points of 产出, of 效益, and of 效益 with 满意度, which some forms set beside it."""

    def add(*words: str) -> Decimal:
        tops = [top for top in goal.children if any(word in fold(top.name) for word in words)]
        return sum((leaf.weight or ZERO for top in tops for _, leaf in top.leaves()), ZERO)

    return add("产出"), add("效益", "效果"), add("效益", "效果", "满意度")


def units(card: Scorecard) -> Iterator[Finding]:
    """目标与实际的单位, and percent beside bare figures."""
    for line in card.lines:
        target, actual = line.indicator.target, line.indicator.actual
        if target.value is None or actual.value is None:
            continue
        try:
            both = pair(target, actual, ratio=line.governed.ratio)
        except UnitError as error:
            yield Finding(code="unit-clash", severity=Severity.WARNING, row=line.name, source=line.at("actual"), printed=f"{target} / {actual}",
                          message=f"{line.name}：{error.message}{'本行没有复算。' if line.governed.plan is None else ''}{error.hint}")  # fmt: skip
            continue
        if both.mixed:
            yield Finding(code="percent-style", severity=Severity.WARNING, row=line.name, source=line.at("actual"), printed=f"{target} / {actual}",
                          message=f"{line.name}：目标值 {target}，实际完成值 {actual}，一边带 % 一边不带；此处按{_percent(line, both.by)} 计。请统一写成百分数。",
                          reading="bare_percent")  # fmt: skip


def _percent(line: Line, by: tuple[Fraction, Fraction]) -> str:
    target, actual = line.indicator.target, line.indicator.actual
    bare, factor, side = (target, by[0], "目标值") if not target.unit else (actual, by[1], "实际完成值")
    return f"{side} {plain(Fraction(bare.value or ZERO) * factor)}%"


def no_evidence(card: Scorecard) -> Iterator[Finding]:
    """目标与实际都没有填，却有得分."""
    if card.sheet.heads and not any(field_in_head(head) in VALUES for head in card.sheet.heads):
        return  # a table of scores has no place for them
    for line in card.lines:
        leaf = line.indicator
        from_budget = card.sheet.budget.money and is_execution(leaf.name, leaf.definition)  # the budget figures are evidence
        if isinstance(line.governed.rule, Constraint) or not leaf.printed or from_budget:
            continue
        if leaf.target.nature == leaf.actual.nature == "blank":
            yield Finding(code="no-evidence", severity=Severity.WARNING, row=line.name, source=line.source, printed=plain(leaf.printed),
                          message=f"{line.name}得分 {plain(leaf.printed)}，目标值与实际完成值都没有填，得分没有依据。请补填。")  # fmt: skip


def zero_target(card: Scorecard) -> Iterator[Finding]:
    """目标值为 0: 比例和偏差率没有意义."""
    for line in card.lines:
        leaf, rule = line.indicator, line.governed.rule
        ratio = isinstance(rule, Proportional) or (rule is None and not leaf.criterion.strip())
        concerned = (ratio and line.direction is Direction.POSITIVE) or leaf.deviation.value is not None
        if leaf.target.value == 0 and concerned and leaf.sign not in {"<", "<="}:
            yield Finding(code="zero-target", severity=Severity.WARNING, row=line.name, source=line.at("target"), printed=leaf.target.text,
                          message=f"{line.name}目标值为 0，按比例计分和偏差率都没有意义。请改设可衡量的目标值，或说明计分办法。")  # fmt: skip


# ---- criteria -----------------------------------------------------------------------------------


def criterion_unread(card: Scorecard) -> Iterator[Finding]:
    """评分标准读不懂的行没有复算."""
    for line in card.lines:
        error = line.governed.unread
        if error is not None:
            rest = error.text[error.column : error.column + 12]
            where = f"在“{rest}”处" if rest else "在末尾"
            yield Finding(code="criterion-unread", severity=Severity.WARNING, row=line.name, source=line.at("criterion"), printed=line.indicator.criterion,
                          message=f"{line.name}的评分标准{where}读不懂（{error.message.rstrip('。')}），本行没有复算，按表内得分计。请人工核对。")  # fmt: skip


def criterion_unit(card: Scorecard) -> Iterator[Finding]:
    """评分标准按百分比计档，本行却不是百分比."""
    for line in card.lines:
        rule, leaf = line.governed.rule, line.indicator
        if not isinstance(rule, Steps) or rule.anchor is not None or leaf.target.value is None or leaf.actual.value is None:
            continue
        odd = [ladder for ladder in rule.ladders if unit_of(ladder.unit)[0] == "%"]
        unit = _row_unit(line)
        if odd and unit is not None and unit_of(unit)[0] != "%":
            share = "目标值的 " if line.governed.plan is not None else ""
            yield Finding(code="criterion-unit-odd", severity=Severity.WARNING, row=line.name, source=line.at("criterion"), printed=leaf.criterion,
                          message=f"{line.name}的评分标准按“{plain(odd[0].step)}{odd[0].unit}”计档，目标值 {leaf.target} 与实际完成值 {leaf.actual} 却不是百分比；"
                          f"此处读作{share}{plain(odd[0].step)}{odd[0].unit}。请改写评分标准的单位。", reading="percent_of")  # fmt: skip


def _row_unit(line: Line) -> str | None:
    try:
        return pair(line.indicator.target, line.indicator.actual, ratio=line.governed.ratio).unit
    except PerfscoreError:
        return None


def criterion_note_clash(card: Scorecard) -> Iterator[Finding]:
    """本行评分标准与表注通用公式得分不同, said once for all rows."""
    told = [(line, other) for line in card.lines if (other := _by_note(card, line)) is not None and other != line.score]
    if not told:
        return
    cite = clause(card, "positive" if told[0][0].direction is Direction.POSITIVE else "reverse")
    if cite is None:
        return  # the form prints no general formula
    rows = "；".join(f"{line.name} {plain(line.score or ZERO)}（按表注 {plain(other)}）" for line, other in told)
    yield Finding(
        code="criterion-note-clash", severity=Severity.WARNING, source=told[0][0].at("criterion"),
        message=f"{cite.clause}的通用公式与各行评分标准得分不同，此处以本行评分标准为准：{rows}。请在备注中说明采用哪一种。",
    )  # fmt: skip


def _by_note(card: Scorecard, line: Line) -> Decimal | None:
    """What the note's formula would give a row that has its own criterion."""
    if line.governed.basis != "criterion" or not line.fixed or not isinstance(line.governed.rule, Steps | Tiers | Bands):
        return None
    rule: Rule | None = card.rulebook.rule("positive" if line.direction is Direction.POSITIVE else "reverse")
    leaf = line.indicator
    if rule is None or leaf.weight is None or leaf.target.value is None or leaf.actual.value is None:
        return None
    try:
        return rule.apply(leaf.weight, leaf.target, leaf.actual, policy=card.rulebook.policy).value
    except PerfscoreError:
        return None


def criterion_weight(card: Scorecard) -> Iterator[Finding]:
    """评分标准中的分数与本行分值不一致."""
    for line in card.lines:
        rule, weight = line.governed.rule, line.weight
        full = rule.full if rule is not None and line.governed.basis == "criterion" else None
        if full is None or weight is None or full == weight or isinstance(rule, Constraint):
            continue
        told = f"各项合计 {plain(full)} 分" if isinstance(rule, Checklist) else f"最高 {plain(full)} 分"
        lost = "超出的部分得不到" if full > weight else "满分没有依据"
        yield Finding(
            code="criterion-weight-clash", severity=Severity.WARNING, row=line.name, source=line.at("criterion"), printed=plain(weight), expected=plain(full),
            message=f"{line.name}的评分标准{told}，本行分值 {plain(weight)}，{lost}。请核对分值或评分标准。",
        )  # fmt: skip


def tier_gap(card: Scorecard) -> Iterator[Finding]:
    """分档的边界没有写清，或实际完成值落在两档之间."""
    for line in card.lines:
        rule = line.governed.rule
        if not isinstance(rule, Tiers) or line.governed.basis != "criterion":
            continue
        edges = shared_edges(rule.tiers)
        if edges:
            told = "、".join(f"{plain(edge)}{rule.unit}" for edge in edges)
            yield Finding(
                code="tier-gap", severity=Severity.NOTE, row=line.name, source=line.at("criterion"), printed=line.indicator.criterion, reading="shared_edge",
                message=f"{line.name}的评分标准有两档都写到 {told}，没有写含或不含；此处归较高的一档。请在评分标准中写明。",
            )  # fmt: skip
        elif line.governed.plan is not None and line.low != line.high and all(tier.points_to is None for tier in rule.tiers):
            yield Finding(
                code="tier-gap", severity=Severity.NOTE, row=line.name, source=line.at("criterion"), printed=line.indicator.actual.text,
                message=f"{line.name}的实际完成值 {line.indicator.actual} 不在评分标准的任何一档，得分在 {plain(line.low)} 到 {plain(line.high)} 之间都说得通。请补全评分标准。",
            )  # fmt: skip


# ---- goals --------------------------------------------------------------------------------------

#: A term that a goal names in letters (5G, OA, GIS): easily told apart from the running text.
_TERM = pattern(r"[0-9]*[A-Za-z][A-Za-z0-9]*")
#: What letters also stand for: a unit after its figure, a class (3A, A4), a Roman number, a lone letter.
_NO_TERM = pattern(
    r"[0-9]*(?:[a-z]|[kcdm]?m[23]?|[kmKM]?[gtlhLVWw]|hm2|[kKM]?[wW]h|kVA|MPa|min|ha|[KMGT]B)|[0-9]?A+|A[0-9]|[IVX]+|[A-Za-z]"
)


def goals(card: Scorecard) -> Iterator[Finding]:
    """目标没有指标, or names something that no row of the form measures."""
    measured = _spoken("|".join(_told(leaf, path) for top in card.sheet.indicators for path, leaf in top.leaves())).lower()
    for goal in card.sheet.goals:
        source = card.sheet.locate(goal.cells[0] if goal.cells else None)
        if not goal.children:
            yield Finding(code="goal-without-indicator", severity=Severity.WARNING, source=source, printed=goal.text,
                          message=f"{goal.label}“{_short(goal.text)}”下没有任何指标。请补设指标，或删去该目标；若表格缺页，请先补全。")  # fmt: skip
            continue
        terms = [term for term in dict.fromkeys(_TERM.findall(_spoken(goal.text))) if not _NO_TERM.fullmatch(term)]
        lost = [term for term in terms if term.lower() not in measured]
        if lost:
            yield Finding(code="goal-without-indicator", severity=Severity.NOTE, source=source, printed=goal.text,
                          message=f"{goal.label}提到“{'”“'.join(lost)}”，没有一行指标衡量它。请补设指标，或修改目标表述。")  # fmt: skip


def _told(leaf: Indicator, path: tuple[str, ...]) -> str:
    return "".join((*path, leaf.definition, leaf.criterion, str(leaf.target), str(leaf.actual), leaf.remark))


def _spoken(text: str) -> str:
    """A text whose terms are written in one way: Wi-Fi is WiFi, ℃ no letter."""
    return fold(text.replace("℃", "度")).replace("-", "")


def _short(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "…"


CHECKS: tuple[Check, ...] = (
    total_mismatch,
    impossible_total,
    total_above_full,
    cap_ignored,
    weight_sum,
    output_benefit,
    units,
    no_evidence,
    zero_target,
    criterion_unread,
    criterion_unit,
    criterion_note_clash,
    criterion_weight,
    tier_gap,
    goals,
)
