"""Checks of the form itself (表格审核): weights, units, criteria, goals."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from perfscore.auditing.finding import Check, Finding, Severity, clause
from perfscore.auditing.totals import bonus
from perfscore.errors import PerfscoreError, UnitError
from perfscore.indicator import Direction, Goal, Indicator, is_execution
from perfscore.line import Line, maybe_plain
from perfscore.number import ZERO, fold, pair, plain, unit_of
from perfscore.pattern import pattern
from perfscore.reading.columns import VALUES, field_in_head
from perfscore.rule import Bands, Checklist, Constraint, Proportional, Rule, Steps, Tiers
from perfscore.scorecard import Scorecard
from perfscore.tier import shared_edges

# ---- weights and units -------------------------------------------------------------------------


def weight_sum(card: Scorecard) -> Iterator[Finding]:
    """分值合计应等于满分."""
    total, full = card.weight_sum, card.rulebook.full_score
    if total is None or total == full or (total < full and any(line.weight is None for line in card.lines)):
        return
    above = total > full
    below = [
        f"{line.name} {cell.text}（{line.at('weight').place}）" for line in card.lines if (cell := line.indicator.below_zero) is not None
    ]
    doubt = bonus(card) or _of_their_level(card) if above else "表格可能不完整；"
    doubt += f"分值是负数的没有计入：{'、'.join(below)}；" if below else ""
    yield Finding(
        code="weight-sum", severity=Severity.WARNING if doubt else Severity.ERROR, printed=plain(total), expected=plain(full), source=card.lines[0].at("weight"),
        message=f"各行分值合计 {plain(total)}，应为 {plain(full)}，{'多' if above else '少'} {plain(abs(total - full))}。{doubt}请核对各行分值。",
    )  # fmt: skip


def _of_their_level(card: Scorecard) -> str:
    """Whether the points of each lowest group come to full marks: they may be shares of what the level above has (占上级的比例)."""
    groups: dict[tuple[str, ...], Decimal] = {}
    for line in card.lines:
        groups[line.path[:-1]] = groups.get(line.path[:-1], ZERO) + (line.weight or ZERO)
    alike = len(groups) > 1 and set(groups.values()) == {card.rulebook.full_score}
    return "每一组的分值合计都是满分，分值可能是占上一级的比例；" if alike else ""


def output_benefit(card: Scorecard) -> Iterator[Finding]:
    """子目标中产出与效益的权重比, said once for all goals."""
    wanted, cite = card.rulebook.output_benefit, clause(card, "output_benefit")
    if wanted is None or cite is None:
        return
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
        code="output-benefit-ratio", severity=Severity.WARNING, source=card.sheet.locate(next(iter(off[0][0].cells), None)), expected=shown,
        message=f"{cite.clause}规定子目标中产出与效益的权重比为 {shown}，{many}：{'；'.join(told)}。请调整分值或说明理由。",
    )  # fmt: skip


def _in_ratio(output: Decimal, benefit: Decimal, wanted: tuple[Fraction, Fraction], tolerance: Fraction) -> bool:
    """Whether the share of 产出 in both is the one wanted, give or take so many percentage points."""
    both = Fraction(output + benefit)
    return both > 0 and abs(Fraction(output) / both - wanted[0] / (wanted[0] + wanted[1])) <= tolerance


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
        odd = [f"{plain(ladder.step)}{ladder.unit}" for ladder in rule.ladders if unit_of(ladder.unit)[0] == "%"]
        unit = _row_unit(line)
        if odd and unit is not None and unit_of(unit)[0] != "%" and (unit or not line.governed.ratio):
            taken = f"此处读作目标值的 {odd[0]}" if line.governed.plan is not None else "本行没有复算"
            yield Finding(code="criterion-unit-odd", severity=Severity.WARNING, row=line.name, source=line.at("criterion"), printed=leaf.criterion,
                          message=f"{line.name}的评分标准按“{odd[0]}”计档，目标值 {leaf.target} 与实际完成值 {leaf.actual} 却不是百分比；"
                          f"{taken}。请改写评分标准的单位。", reading="percent_of")  # fmt: skip


def _row_unit(line: Line) -> str | None:
    """The base unit that a row's figures are compared in, None where they cannot be."""
    try:
        return unit_of(pair(line.indicator.target, line.indicator.actual, ratio=line.governed.ratio).unit)[0]
    except UnitError:
        return None


def criterion_note_clash(card: Scorecard) -> Iterator[Finding]:
    """本行评分标准与表注通用公式得分不同, said once for all rows."""
    told = [(line, other) for line in card.lines if (other := _by_note(card, line)) is not None and other != line.score]
    if not told:
        return
    cite = clause(card, "positive" if told[0][0].direction is Direction.POSITIVE else "reverse")
    if cite is None:
        return  # the form prints no general formula
    rows = "；".join(f"{line.name} {maybe_plain(line.score)}（按表注 {plain(other)}）" for line, other in told)
    yield Finding(
        code="criterion-note-clash", severity=Severity.WARNING, source=told[0][0].at("criterion"),
        message=f"{cite.clause}的通用公式与各行评分标准得分不同，此处以本行评分标准为准：{rows}。请在备注中说明采用哪一种。",
    )  # fmt: skip


def _by_note(card: Scorecard, line: Line) -> Decimal | None:
    """What the note's formula would give a row that has its own criterion."""
    if line.governed.basis != "criterion" or not line.fixed or not isinstance(line.governed.rule, Steps | Tiers | Bands):
        return None
    rule: Rule | None = card.rulebook.rule("positive" if line.direction is Direction.POSITIVE else "reverse")
    if rule is None:
        return None
    try:
        return rule.apply(line.row.weight, line.indicator.target, line.indicator.actual, policy=card.rulebook.policy).value
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
                message=f"{line.name}的评分标准有两档都写到 {told}，没有写清归哪一档；此处归较高的一档。请在评分标准中写明。",
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
        source = card.sheet.locate(next(iter(goal.cells), None))
        if not goal.children:
            yield Finding(code="goal-without-indicator", severity=Severity.WARNING, source=source, printed=goal.text,
                          message=f"{goal.label}{_short(goal.text)}下没有任何指标。请补设指标，或删去该目标；若表格缺页，请先补全。")  # fmt: skip
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
    """What a goal says, quoted and cut short; nothing where it says nothing."""
    return "" if not text else f"“{text}”" if len(text) <= 20 else f"“{text[:20]}…”"


CHECKS: tuple[Check, ...] = (
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
