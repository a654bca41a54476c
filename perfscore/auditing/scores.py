"""Checks of the scores (得分审核): lines, deviations, constraint."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, frozen

from perfscore.ambiguity import AMBIGUITIES
from perfscore.auditing.besides import besides, met_if_less
from perfscore.auditing.finding import READING_WORDS, Check, Finding, Severity, clause, told
from perfscore.auditing.totals import out_of_100
from perfscore.auditing.values import explains, is_explained
from perfscore.errors import UnitError
from perfscore.governing import is_cost, own
from perfscore.indicator import Direction, is_execution
from perfscore.kind import words_of
from perfscore.line import Line, maybe_plain
from perfscore.measure import Policy
from perfscore.number import ZERO, Rounding, fold, pair, places, plain, rounded, unit_of
from perfscore.pattern import pattern
from perfscore.recognising import prints
from perfscore.rule import Bands, Checklist, Constraint, Defects, Discretion, Formula, Proportional, Rule, Steps, Tiers, YesNo
from perfscore.scorecard import Scorecard
from perfscore.scoring import every_reading
from perfscore.trace import Step

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
        if printed is None or line.governed.aside:
            continue
        if line.weight is not None and printed > line.weight and (line.governed.plan is None or printed > line.high):
            yield _above_weight(card, line, printed)
        elif line.governed.constraint and (printed < ZERO or not line.weight):
            continue  # a matter of its sign, which has a check of its own
        elif _barred(line, printed):
            yield _not_allowed(line, printed)
        elif line.governed.plan is not None and not within(line.step, printed) and not _is_idle(card, line, printed):
            yield _wrong_score(card, line, printed)
        elif line.governed.plan is None and line.governed.basis != "criterion" and line.governed.unread is None:
            yield from _by_target(line, printed)


def _is_idle(card: Scorecard, line: Line, printed: Decimal) -> bool:
    """
    Whether a wrong score is not worth telling.

    It breaks only a rulebook that is taken for the form's, and a remark explains the points that were taken, or the figures can be
    read in another way.
    """
    if not card.rulebook.guessed or line.governed.basis != "note" or own(line.citation):
        return False
    if line.indicator.actual.comparator or (printed < line.low and is_explained(line)):
        return True
    readings = every_reading(line, card.rulebook)
    if line.money:  # the way in which the rulebook rounds the rate is at least known
        way = card.rulebook.get("policy.rate_rounding")
        return any(
            policy.rate_rounding == way and other.governed.plan is not None and within(other.step, printed) for policy, other in readings
        )
    return any(other.governed.plan is None or within(other.step, printed) for _, other in readings)


def within(step: Step, printed: Decimal) -> bool:
    """Whether a printed score lies in the room that a step leaves (在允许范围内)."""
    above = printed > step.low or (printed == step.low and not step.low_open)
    below = printed < step.high or (printed == step.high and not step.high_open)
    return above and below


def _above_weight(card: Scorecard, line: Line, printed: Decimal) -> Finding:
    weight, rule = line.weight or ZERO, line.governed.rule
    adds = line.governed.plan is None and (line.governed.unread or isinstance(rule, Formula | Steps))
    doubt = "评分标准没有算出得分，不知是否另有加分。" if adds else ""
    doubt = "多数行的得分超过分值，得分可能按百分制填写。" if out_of_100(card) else doubt
    doubt = "各行分值合计是 1，分值可能是权重比例，得分可能按百分制填写。" if card.weight_sum == 1 else doubt
    return Finding(
        code="score-above-weight", severity=Severity.WARNING if doubt else Severity.ERROR, row=line.name, source=line.source,
        printed=plain(printed), expected=_expected(line) or plain(weight),
        message=f"{line.name}得分 {plain(printed)} 超过分值 {plain(weight)}。{doubt}请改到 {plain(weight)} 以内{_by_rule(line)}。",
    )  # fmt: skip


def _by_rule(line: Line) -> str:
    return f"，按评分标准应为 {_expected(line)}" if line.governed.plan is not None else ""


def _expected(line: Line) -> str:
    return line.step.figure if line.governed.plan is not None else ""


def _wrong_score(card: Scorecard, line: Line, printed: Decimal) -> Finding:
    doubt = _doubt(card, line, printed)
    allowed = _allowed(line.governed.rule, line.weight or ZERO)
    code = _code(line, printed, allowed)
    only = f"评分标准各项相加只能是 {'、'.join(plain(value) for value in allowed)}；" if code == "score-not-allowed" else ""
    return Finding(
        code=code, severity=doubt.severity, row=line.name, source=line.source, printed=plain(printed), expected=_expected(line), reading=doubt.reading,
        message=f"{line.name}得分 {plain(printed)}，{only}按{_ground(line)}应为 {_expected(line)}（{line.step.text}）{_cause(line, printed)}。{doubt.words}请改正得分或补充说明。",
    )  # fmt: skip


def _ground(line: Line) -> str:
    if line.governed.basis == "criterion":
        return "本行评分标准"
    return f"{told(line.citation)}的规定" if line.citation else "通用公式"


def _code(line: Line, printed: Decimal, allowed: tuple[Decimal, ...]) -> str:
    weight = line.weight or ZERO
    if _misses(line, allowed, printed):
        return "score-not-allowed"
    if is_execution(line.name, line.indicator.definition):
        return "execution-score"
    full = line.fixed and Fraction(*line.bottom[1:]) >= weight  # exactly: 99.99% of a target is not the target
    if full and printed < weight and not _short_of_a_step(line):
        return "target-met-points-cut"
    if printed == weight and line.high < weight:
        return "target-missed-full-score"
    return "score-mismatch"


def _short_of_a_step(line: Line) -> bool:
    """Whether a figure misses its target by less than takes points off."""
    rule, plan = line.governed.rule, line.governed.plan
    if plan is None or not isinstance(rule, Steps) or rule.anchor is not None:
        return False
    _, t, a = plan.arguments(*line.row.digits)[:3]
    return a > t if line.direction is Direction.REVERSE else a < t


def _allowed(rule: Rule | None, weight: Decimal) -> tuple[Decimal, ...]:
    """The only scores that a rule can give, where they are countable (可能的得分)."""
    found: set[Decimal] = set()
    match rule:
        case YesNo():
            found = {weight if one is None else one for one in (rule.yes, rule.no)}
        case Tiers() if rule.otherwise is not None and all(
            tier.points_to is None and not tier.share and not tier.off for tier in rule.tiers
        ):
            found = {rule.otherwise, *(weight if tier.points is None else tier.points for tier in rule.tiers)}
        case Bands() if all(band.low == band.high and not band.share for band in rule.bands):
            found = {ZERO, *(band.low for band in rule.bands)}
        case Checklist() if 0 < len(rule.items) <= 10:
            found = {ZERO}
            for item in rule.items:
                found |= {total + item.points for total in found}
    return tuple(sorted({min(value, weight) for value in found}))


def _barred(line: Line, printed: Decimal) -> bool:
    """Whether a score is none that the rule can give, whatever the row reached; the items of a checklist may be met in part."""
    rule = line.governed.rule
    allowed = () if line.weight is None or isinstance(rule, Checklist) else _allowed(rule, line.weight)
    return _misses(line, allowed, printed)


def _misses(line: Line, allowed: tuple[Decimal, ...], printed: Decimal) -> bool:
    """Whether a score is none of a few, as the rule states them or rounded (不在其中)."""
    return bool(allowed) and printed not in {*allowed, *map(line.rounding, allowed)}


def _not_allowed(line: Line, printed: Decimal) -> Finding:
    sure = line.governed.basis == "criterion" and not hides_digits(line) and not line.governed.hedged and _states_all(line)
    only = "、".join(plain(value) for value in _allowed(line.governed.rule, line.weight or ZERO))
    known = line.fixed and not _taken_for(line)
    right = f"；按{_ground(line)}应为 {_expected(line)}（{line.step.text}）" if known else ""
    return Finding(
        code="score-not-allowed", severity=Severity.ERROR if sure else Severity.WARNING, row=line.name, source=line.source,
        printed=plain(printed), expected=_expected(line) if known else only,
        message=f"{line.name}得分 {plain(printed)}，评分标准只能给 {only} 分{right}。请按评分标准的档次改正得分。",
    )  # fmt: skip


def hides_digits(line: Line) -> bool:
    """Whether the number format of a cell hides digits of this row (隐藏小数)."""
    return any(cell.stored for cell in line.indicator.cells)


#: What says in a criterion of yes and no what the other case earns.
_OTHERWISE = pattern(r"否则|反之|其[他余]|不得分|不给分|不计分|[得计]0|0分|无分|扣|未|不")


def _states_all(line: Line) -> bool:
    """Whether a criterion says what each case earns; 按规定公开得5分 leaves open what a part of it does."""
    return not isinstance(line.governed.rule, YesNo) or _OTHERWISE.search(fold(line.indicator.criterion)) is not None


def _by_target(line: Line, printed: Decimal) -> Iterator[Finding]:
    """A row that has no rule at all: a target met with points cut, or missed by its own sign with full marks."""
    leaf, weight = line.indicator, line.weight
    sign = leaf.sign
    met = None if leaf.actual.comparator else _met(line, sign)
    if met is None or not weight or line.beyond:
        return
    said = f"目标值 {leaf.target}，实际完成值 {leaf.actual}"
    if met and printed < weight and not is_explained(line):
        yield Finding(
            code="target-met-points-cut", severity=Severity.WARNING, row=line.name, source=line.source, printed=plain(printed), expected=plain(weight), reading="note",
            message=f"{line.name}得分 {plain(printed)}，{said}，已达到目标，分值是 {plain(weight)}。表内没有印出计分办法，请改正得分或说明扣分理由。",
        )  # fmt: skip
    elif not met and sign and printed == weight:
        yield Finding(
            code="target-missed-full-score", severity=Severity.WARNING, row=line.name, source=line.source, printed=plain(printed), reading="note",
            message=f"{line.name}得满分 {plain(printed)}，{said}，没有达到目标。表内没有印出计分办法，请扣分或说明理由。",
        )  # fmt: skip


def _met(line: Line, sign: str) -> bool | None:
    """
    Whether the figures reach the target under both readings of a bare percentage; None where that is not certain.

    Whether more than a target with ＝ is a miss, rulebooks see in different ways.
    """
    target, actual = line.indicator.target, line.indicator.actual
    if target.value is None or actual.value is None:
        return None
    found = set()
    try:
        for both in (pair(target, actual), pair(target, actual, bare="percent")):
            t, a = Fraction(target.value) * both.by[0], Fraction(actual.value) * both.by[1]
            found.add({">=": a >= t, ">": a > t, "<=": a <= t, "<": a < t, "=": None if a > t else a == t}.get(sign, a == t))
    except UnitError:
        return None
    return found.pop() if len(found) == 1 else None


def missed_without_reason(card: Scorecard) -> Iterator[Finding]:
    """没有得分的表: 未达目标，原因一栏没有填."""
    if any(line.printed is not None for line in card.lines) or not any(explains(head) for head in card.sheet.heads):
        return
    for line in card.lines:
        leaf = line.indicator
        if leaf.sign and not leaf.actual.comparator and not is_explained(line) and _met(line, leaf.sign) is False:
            yield Finding(
                code="explanation-missing", severity=Severity.WARNING, row=line.name, source=line.at("remark"), printed=leaf.actual.text,
                message=f"{line.name}目标值 {leaf.target}，实际完成值 {leaf.actual}，没有达到目标，原因一栏没有填。请说明原因和改进措施。",
            )  # fmt: skip


# ---- how sure a wrong score is ------------------------------------------------------------------


def _doubt(card: Scorecard, line: Line, printed: Decimal) -> Doubt:
    """Certain only if no reading of the text that governs the row allows the printed score."""
    readings = every_reading(line, card.rulebook)
    for policy, other in readings:
        if other.governed.plan is None and line.money:
            continue  # no rate is printed that the score could rest on
        name = _named(policy, card.rulebook.policy)
        if other.governed.plan is None:
            return _warn(f"若{READING_WORDS.get(name, '换一种口径')}，本行无从核对。", name)
        if within(other.step, printed):
            return _warn(f"若{READING_WORDS.get(name, '换一种口径')}，则可得此分。", name)
    exact = [other.step.exact for _, other in readings if other.governed.plan is not None]
    if any(one is not None and _rounds_to(one, printed) for one in exact):
        return _warn("评分标准没有规定这样修约。", "own-rounding")
    return next(_other_doubts(card, line, printed), Doubt(severity=Severity.ERROR))


def one_unit(line: Line) -> bool:
    """Whether a unit other than % stands on one side only (单边单位): that the other side has it too is an inference."""
    target, actual = line.indicator.target, line.indicator.actual
    return bool(target.unit) != bool(actual.unit) and unit_of(target.unit or actual.unit)[0] != "%"


def _warn(words: str, reading: str) -> Doubt:
    return Doubt(severity=Severity.WARNING, words=words, reading=reading)


def _rounds_to(exact: Fraction, printed: Decimal) -> bool:
    """Whether a figure is printed with fewer decimals than 0.01, but with one at least."""
    return any(rounded(exact, to) == printed for to in range(1, places(printed) + 1))


def _other_doubts(card: Scorecard, line: Line, printed: Decimal) -> Iterator[Doubt]:
    """What else keeps a wrong score from being certain: what the form does not print, and what words are taken for."""
    leaf, governed = line.indicator, line.governed
    if governed.basis != "criterion":
        also = "，方向由指标名称推定" if governed.inferred else ""
        yield _warn(f"本行没有评分标准，此处按{_formula(card, line)}推算{also}。", "note")
    if line.beyond and governed.basis == "criterion":
        yield _warn(f"{line.beyond}，按评分办法另作处理。", "note")
    if governed.inferred:
        yield _warn("方向由指标名称推定。", "direction")
    if _against_sign(line):
        other = f"目标值 {leaf.target} 的符号" if leaf.sign else "成本类指标的方向"
        yield _warn(f"评分标准的方向与{other}相反，此处按评分标准。", "direction")
    if met_if_less(line, printed):
        yield _warn(f"目标值 {leaf.target} 没有符号，从指标名称看也可能越低越好。", "direction")
    for step, words in besides(line):
        if within(step, printed):
            yield _warn(words, "share")
    if one_unit(line) and governed.plan is not None and governed.plan.ends is not None and "t" in governed.plan.ends.uses:
        yield _warn(f"目标值 {leaf.target} 与实际完成值 {leaf.actual} 只有一边写了单位，此处按同一单位。", "unit")
    if leaf.actual.comparator:
        yield _warn(f"实际完成值 {leaf.actual} 带符号，不是实测数。", "actual-has-sign")
    if _taken_for(line):
        yield _warn(f"实际完成值“{leaf.actual}”是否为评分标准所说的情形或个数，须人工判断。", "actual")
    if isinstance(governed.rule, Tiers) and _on_shared_edge(line, governed.rule, printed):
        yield _warn("实际完成值同时符合两档，此处归入较好的一档。", "tier-gap")
    if isinstance(governed.rule, Steps) and all(ladder.adds for ladder in governed.rule.ladders):
        yield _warn("评分标准只写了加分，没有写不加分时得几分，此处从满分加起。", "unprinted")
    if line.governed.hedged:
        yield _warn("评分标准另写有不得分的情形，或以表内没有印出的数为准，须人工核对。", "unprinted")
    if hides_digits(line):
        yield _warn("单元格格式隐藏了部分小数。", "hidden-digits")


def _formula(card: Scorecard, line: Line) -> str:
    """What a row without a criterion is computed by, in words."""
    if line.citation is None:
        return "表内没有印出的通用公式"
    return "表注公式" if prints(card.sheet, line.citation.quote) else "评分办法的公式（表内没有印出）"


def _against_sign(line: Line) -> bool:
    """Whether the rule goes one way and the sign of the target, or a cost without a sign, the other."""
    sign, rule = line.indicator.sign, line.governed.rule
    match rule:
        case Steps() if rule.anchor is None and len(rule.ladders) == 1:
            less = (rule.ladders[0].side == "above") != rule.ladders[0].adds
        case Proportional():
            less = rule.direction == "reverse"
        case _:
            return False
    return sign[:1] == (">" if less else "<") if sign else isinstance(rule, Proportional) and not less and is_cost(line.path)


#: Units in which cases are counted; 3项 or 3次 without a target may be what was done.
CASES = frozenset({"例", "起", "处", "宗"})


def _taken_for(line: Line) -> bool:
    """Whether the printed actual is taken for an answer, a label or a number of cases that it may not be."""
    leaf, rule = line.indicator, line.governed.rule
    said = words_of(leaf.actual)
    match rule:
        case YesNo() | Discretion():
            return said not in {"是", "否"}
        case Bands():
            return said not in {band.label for band in rule.bands}
        case Checklist():
            return leaf.actual.unit != "项"
        case Defects():
            counted = leaf.actual.unit in {"", *(defect.unit for defect in rule.defects)}
            cases = leaf.actual.unit in CASES or any(defect.what and defect.what in fold(leaf.name) for defect in rule.defects)
            none_wanted = leaf.target.value == 0 or leaf.target.comparator in {"<", "<="} or (leaf.target.nature == "blank" and cases)
            return said != "否" and not (counted and none_wanted)
        case _:
            return False


def _on_shared_edge(line: Line, rule: Tiers, printed: Decimal) -> bool:
    """Whether a tier that takes the figure in is worth the printed score."""
    leaf, weight = line.indicator, line.weight or ZERO
    for tier in rule.tiers:
        alone = Tiers(tiers=[evolve(tier, points=None, points_to=None, share=False, off=False)], unit=rule.unit, otherwise=ZERO)
        worth = evolve(rule, tiers=[tier])
        if (
            weight
            and alone.apply(weight, leaf.target, leaf.actual).value == weight
            and within(worth.apply(weight, leaf.target, leaf.actual), printed)
        ):
            return True
    return False


def _named(policy: Policy, default: Policy) -> str:
    names = [one.name for one in AMBIGUITIES if getattr(policy, one.name) != getattr(default, one.name)]
    return f"{names[0]}={getattr(policy, names[0])}" if names else "default"


def _cause(line: Line, printed: Decimal) -> str:
    """The likely way to the printed figure (可能原因)."""
    exact = line.step.exact
    if exact is None:
        return ""
    to = places(printed.normalize())
    if rounded(exact, to) == printed:
        return f"，可能自行修约到{'整数' if to == 0 else f' {to} 位小数'}"
    if Rounding(quantum=Decimal(1).scaleb(-to), mode="down")(exact) == printed != ZERO:
        return f"，可能截去了 {to} 位以后的小数" if to else "，可能截去了小数"
    if printed == line.weight:
        return "，可能直接按满分填写"
    if _times_actual(line, printed):
        return "，可能用实际完成值直接乘以分值，没有除以目标值"
    if printed == ZERO:
        return "，可能把未达目标一律记 0 分"
    return ""


def _times_actual(line: Line, printed: Decimal) -> bool:
    """Whether a printed score is the actual times the weight, the target forgotten (实际完成值×分值)."""
    leaf, weight, plan = line.indicator, line.weight, line.governed.plan
    if plan is None or not isinstance(line.governed.rule, Proportional):
        return False  # no target is to be divided by
    both = plan.pair
    if leaf.actual.value is None or not weight or not printed or unit_of(both.unit)[0] != "%":
        return False
    return rounded(Fraction(leaf.actual.value) * both.by[1] / 100 * Fraction(weight), places(printed)) == printed


# ---- constraint ---------------------------------------------------------------------------------


def constraint_sign(card: Scorecard) -> Iterator[Finding]:
    """约束性指标以负数记分，表内却是正分; or the other way round."""
    cite = clause(card, "constraint_sign") if card.rulebook.get("constraint_sign") == "negative" else None
    for line in card.lines:
        printed, weight = line.printed, line.weight or ZERO
        if not isinstance(line.governed.rule, Constraint) or not printed or printed > weight > 0:
            continue
        if printed > 0 and weight and cite is not None:
            told = f"记了正分 {plain(printed)}，{cite.clause}规定约束性指标以负数记分；本表分值合计含此行为 {maybe_plain(card.weight_sum)}，此处按“分值减扣分”计"
        elif printed > 0 and not weight:
            told = f"记了正分 {plain(printed)}，本行却没有分值；此处按从 0 起扣分计，没有计入这些分"
        elif printed < 0 and weight:
            told = f"记了负分 {plain(printed)}，本表分值合计却含此行的 {plain(weight)}；若按“分值减扣分”记，应写 {plain(max(weight + printed, ZERO))}；此处按 {plain(line.score or ZERO)} 计"
        else:
            continue
        yield Finding(
            code="constraint-sign", severity=Severity.WARNING, row=line.name, source=line.source, printed=plain(printed),
            expected="0" if printed > 0 else None, reading="constraint_base",
            message=f"{line.name}{told}。请确认记分方式，{'改为负数或' if printed > 0 else '统一各行的记法或'}在备注中说明。",
        )  # fmt: skip


CHECKS: tuple[Check, ...] = (line_scores, missed_without_reason, constraint_sign)
