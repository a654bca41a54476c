"""From clauses to the one rule they make together (分句合成规则); what does not fit is refused, nothing is guessed."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

from attrs import evolve

from perfscore.casing import arms_of
from perfscore.clause import AnyClause, Arm, Clause, Reward, Rung
from perfscore.errors import NumberError
from perfscore.number import ZERO
from perfscore.parts import ACHIEVED, LIVE, NOTHING_MET, Parts, in_words, is_nothing, misfit, parted, veto_edge, veto_of
from perfscore.pattern import pattern
from perfscore.piece import Bound, Words, bound
from perfscore.rule import (
    Checklist,
    Constraint,
    Defect,
    Defects,
    Discretion,
    Item,
    Ladder,
    Remark,
    Single,
    Steps,
    YesNo,
)  # fmt: skip
from perfscore.sharing import line_of, share_of
from perfscore.stopping import Stop
from perfscore.vocabulary import AGAINST_TARGET, BEYOND_WORDS, CONDITIONS, PROVIDED, REFERENCES, SUMS, UNLESS, VAGUE, check, one_subject


def build(clauses: Sequence[AnyClause]) -> Single:
    """
    The rule that clauses make together (合成规则); which kind, their kinds decide.

    Raises:
        Stop: at the clause that does not fit the others.
    """
    parts = parted(clauses)
    try:
        rule = _kind(parts)(parts)
    except NumberError as error:
        raise Stop(error.message, clauses[0].column) from None
    return evolve(rule, veto=parts.veto or rule.veto, remarks=(*rule.remarks, *parts.remarks))


def _kind(parts: Parts) -> Callable[[Parts], Single]:
    if parts.rungs:
        return steps_of
    for kinds, make in (
        ({"by_line"}, line_of), ({"whole", "by_ratio"}, share_of), ({"cap", "NO_WEIGHT"}, constraint_of), ({"defect", "series"}, defects_of),
        ({"gain", "item", "ITEMWISE"}, checklist_of), ({"no_from"}, no_from_of), ({"will"}, discretion_of),
    ):  # fmt: skip
        if kinds & parts.kinds:
            return make
    return lambda parts: arms_of(parts.all, parts.remarks)


# ---- ladders ------------------------------------------------------------------------------------


def steps_of(parts: Parts) -> Steps:
    """Ladders, with the threshold before them and the veto beside them (阶梯)."""
    parts.only("limit", "standard", "BELOW_ZERO", "FLOOR", "CLAMP", arms=True, rungs=True)
    given: dict[str, Any] = {"base": parts.base}
    ladders: list[Ladder] = []
    anchors: list[Bound] = []
    ends: list[tuple[Decimal, Bound]] = []
    absolute = set[bool]()
    known = _spoken_of(parts)
    for clause in parts.all:
        match clause:
            case Rung():
                ladders += clause.ladders
                absolute |= _rung(clause, anchors, ends)
            case Arm():
                absolute |= _anchor_or_veto(clause, ladders, anchors, given, known)
            case Clause(kind="limit"):
                _limit(clause, ladders)
            case Clause(kind="standard"):
                anchors.append(bound("=", clause.value))
            case Clause(kind="BELOW_ZERO"):
                given["below_zero"] = True
            case _:
                pass
    if len({ladder.side for ladder in ladders}) < len(ladders):
        raise misfit(parts.rungs[-1], "同一方向有两条阶梯，还读不懂。")
    odd = one_subject(
        *(one.subject for one in anchors), *(words for rung in parts.rungs for words in rung.subject[-1:] if not _of_target(words))
    )
    if odd is not None:
        raise Stop(f"“{odd.folded}”和前面说的不是同一个数。", odd.column)
    _additions(parts, ladders, given)
    _one_anchor(anchors, ladders, given, parts)
    veto = given.get("zero_if")
    for end, one in ends:  # 80%-90%之间每低1%扣1分: below 80 % nothing is earned
        if veto is None or veto.value != end or veto.unit != one.unit:
            raise Stop("阶梯之外没有说得几分。", one.column)
        given["zero_if"] = evolve(veto, inclusive=False)  # the edge belongs to the range that names it
    return Steps(ladders=ladders, of="absolute" if True in absolute else "value", **given)


def _spoken_of(parts: Parts) -> list[Words | None]:
    """What the ladders and the full marks are measured by (所说的数)."""
    anchors = [arm.bound.subject for arm in parts.arms if arm.bound is not None and arm.reward.points != 0]
    starts = [rung.beyond.subject for rung in parts.rungs if rung.beyond is not None]
    return [*anchors, *starts, *(words for rung in parts.rungs for words in rung.subject[-1:] if not _of_target(words))]


#: What can only be the target itself; 平均水平 or 上年 may be another figure, which the target is taken to print.
TARGET_WORDS: Final = pattern(r"目标|任务|计划|指标|要求|标准")


def _additions(parts: Parts, ladders: list[Ladder], given: dict[str, Any]) -> None:
    """Points added must be bounded, and something must be said of what does not reach the start (加分)."""
    added = [ladder for ladder in ladders if ladder.adds]
    if any(ladder.limit is None for ladder in added) or (added and parts.of("CLAMP")):
        raise misfit(parts.rungs[0], "加分没有写最多加几分。")
    if added and len(added) == len(ladders) and given.get("anchored"):
        raise misfit(parts.rungs[0], "没有达到的得几分，文中没有说。")


def _of_target(words: Words) -> bool:
    return AGAINST_TARGET.fullmatch(words.folded) is not None


def absolutes(*subjects: Words | Bound | None) -> set[bool]:
    """Whether subjects speak of the absolute value (绝对值)."""
    words = [one.subject if isinstance(one, Bound) else one for one in subjects]
    found = {one.folded.endswith("绝对值") for one in words if one is not None}
    return found | {True for one in subjects if isinstance(one, Bound) and one.absolute}


def _rung(rung: Rung, anchors: list[Bound], ends: list[tuple[Decimal, Bound]]) -> set[bool]:
    """The words before a ladder, and >5%的，每增加…: the ladder starts at 5 %, on its own side."""
    side = rung.ladders[0].side
    for words in rung.subject:
        against = AGAINST_TARGET.fullmatch(words.folded)
        word = against and ((against["below"] and "below") or (against["above"] and "above"))
        if word and word == side:
            if not TARGET_WORDS.search(words.folded) and not any(one.reference is not None for one in anchors):
                raise Stop(f"“{words.folded}”不是目标值，文中没有给出这个数。", words.column)
            check(words, CONDITIONS, PROVIDED)
            continue
        check(words, VAGUE, BEYOND_WORDS, REFERENCES, CONDITIONS, PROVIDED)
    beyond = rung.beyond
    if beyond is not None and beyond.reference is None:
        check(beyond.subject, VAGUE, BEYOND_WORDS, PROVIDED)
        below = side == "below"
        start, end = (beyond.high, beyond.low) if below else (beyond.low, beyond.high)
        if start is None or beyond.sign == "=":
            raise Stop("界限的方向与阶梯相反。", beyond.column)
        if end is not None:
            ends.append((end, beyond))
        anchors.append(evolve(beyond, low=start if below else None, high=None if below else start))  # where the full marks lie
    elif beyond is not None:
        anchors.append(beyond)
    return absolutes(*rung.subject[-1:], *([beyond] if beyond is not None else []))


def _anchor_or_veto(arm: Arm, ladders: list[Ladder], anchors: list[Bound], given: dict[str, Any], known: list[Words | None]) -> set[bool]:
    """≥95%得满分 is the anchor, 低于60%不得分 the veto, 达到目标得满分 the target."""
    reward, one = arm.reward, arm.bound
    if reward.share or reward.to is not None or reward.off or arm.tail is not None:
        raise misfit(arm)
    check(arm.context, VAGUE, CONDITIONS, PROVIDED, REFERENCES)
    if reward.points == 0:
        if "zero_if" in given:
            raise misfit(arm)
        given["zero_if"] = veto_edge(arm, *known)
        given["vetoed_at"] = arm
        return set()
    frame = given["base"]
    if ladders or "anchored" in given or (frame is not None and reward.points not in {None, frame}):
        raise misfit(arm)
    given["base"], given["anchored"] = frame if reward.points is None else reward.points, True
    if one is not None:
        if one.reference is None:
            check(one.subject, VAGUE, BEYOND_WORDS, PROVIDED)
        anchors.append(one)
        return absolutes(one)
    check(None if arm.label is None or TARGET_WORDS.search(arm.label.folded) else arm.label, REFERENCES)
    if arm.label is None or not ACHIEVED.fullmatch(arm.label.folded):  # 超过得满分: beyond what, the form does not say
        check(arm.label, VAGUE)
        raise misfit(arm)
    check(arm.label, PROVIDED, UNLESS)
    return {arm.label.folded.startswith("绝对值")}


def _limit(clause: Clause, ladders: list[Ladder]) -> None:
    points, act, share = clause.value
    if (
        not ladders
        or act == "get"
        or (act and (act == "add") is not ladders[-1].adds)
        or ladders[-1].limit is not None
        or share is not ladders[-1].share
    ):
        raise misfit(clause)
    ladders[-1] = evolve(ladders[-1], limit=points)


def _veto_of_value(arm: Arm | None, anchors: list[Bound], ladders: list[Ladder]) -> None:
    """超过10%不得分 beside 每超1%扣1分 may bound the excess, not the value: only one beyond a named threshold is certain."""
    one = arm.bound if arm is not None else None
    if arm is None or one is None or one.low is None or {ladder.side for ladder in ladders} != {"above"}:
        return
    ends = [end for anchor in anchors for end in (anchor.low, anchor.high) if end is not None]
    if (
        not ends
        or one.low <= max(ends)
        or (one.sign == ">" and one.low < 2 * max(ends) and one.low - max(ends) < max(ends) and max(ends) < 50)
    ):
        raise misfit(arm, "这里的界限是对数值还是对超出部分，文中没有说清。")


def _one_anchor(anchors: list[Bound], ladders: list[Ladder], given: dict[str, Any], parts: Parts) -> None:
    """All thresholds name one value, and the full marks lie on the side away from the ladder (同一界限)."""
    given.pop("anchored", None)
    _veto_of_value(given.pop("vetoed_at", None), anchors, ladders)
    sides = {ladder.side for ladder in ladders}
    references = [one for one in anchors if one.reference is not None]
    if references and (len(references) < len(anchors) or _named_apart(references, parts)):
        raise Stop("文中有两个不同的界限，还读不懂。", anchors[-1].column)
    for one in anchors:
        above = one.sign in {">=", ">"} if one.reference is not None else one.low is not None
        fits = (sides == {"below"} and above) or (sides == {"above"} and not above) or one.sign == "="
        if one.reference is not None and one is not anchors[0]:
            continue
        if one.low is not None and one.low == one.high:
            if one.sign == "=" and one.low == 0 and sides == {"above"} and one.subject is not None and one.subject.folded.endswith("率"):
                raise Stop("率为 0 时得满分，负数得几分，文中没有说。", one.column)
            continue
        if one.reference is None and ((sides == {"below"} and one.high is None) or (sides == {"above"} and one.low is None)):
            continue
        if one.reference is None or not fits:
            raise Stop("阶梯的起点应是一个数，方向应与阶梯相合。", one.column)
    if references:
        words = references[0].reference
        assert words is not None
        parts.remarks.append(Remark(kind="assumed", text=words.text))
        return
    figures = {(one.low if one.low is not None else one.high, one.unit) for one in anchors}
    if len(figures) > 1:
        raise Stop("文中有两个不同的界限，还读不懂。", anchors[-1].column)
    if anchors:
        [(given["anchor"], given["anchor_unit"])] = figures


def _named_apart(references: list[Bound], parts: Parts) -> bool:
    """Whether two figures are named that the text does not give: 全省平均水平 and 上年水平, not 全省平均水平 and …平均水平."""
    said = [one.reference.folded for one in references if one.reference is not None]
    for rung in parts.rungs:
        against = [AGAINST_TARGET.fullmatch(words.folded) for words in rung.subject]
        said += [one[0][max(one.end("below"), one.end("above")) :] for one in against if one]
    first, *others = ("" if TARGET_WORDS.search(one) else one.lstrip(".…") for one in said)
    return any(one[:2] != first[:2] and not first.endswith(one) for one in others)


# ---- counts -------------------------------------------------------------------------------------


def defects_of(parts: Parts) -> Single:
    """Defects at their points, with the most they take and the veto (缺陷)."""
    parts.only("defect", "series", "limit", "FLOOR", "ONWARD", "CLAMP", "no_from", arms=True)
    defects: list[Defect] = [clause.value for clause in parts.of("defect")]
    given: dict[str, Any] = {"base": parts.base}
    for clause in parts.of("series"):
        if defects or not parts.of("ONWARD"):
            raise misfit(clause, "逐次递增的扣分应写明“以此类推”。")
        many, unit = clause.value
        check(_before_comma(clause.words))
        defects = [Defect(what=_before_comma(clause.words).text, points=many[0], unit=unit)]
        given["series"] = many
    for clause in parts.of("limit"):
        points, act, share = clause.value
        if act not in {"deduct", ""} or share or "limit" in given or clause is parts.all[0]:
            raise misfit(clause)
        given["limit"] = points
    for clause in parts.of("no_from"):
        _no_from_veto(clause, defects, given)
    for arm in parts.arms:
        _defect_arm(arm, defects, given, parts)
    if any(defect.once for defect in defects) and any(arm.bound is None and arm.reward.points != 0 for arm in parts.arms):
        raise misfit(parts.arms[0], "“是”指前一种情形还是后一种，文中没有说清。")
    if len({(defect.unit, defect.what) for defect in defects if not defect.once}) < sum(not defect.once for defect in defects):
        raise misfit(parts.all[-1], "同一事项写了几种扣法，是逐次相加还是按次数分档，文中没有说清。")
    once = [defect for defect in defects if defect.once]
    if once and len({defect.what for defect in once}) < len(once):
        raise misfit(parts.all[-1], "同一事项写了两次扣分。")
    return Defects(defects=defects, **given)


def _before_comma(words: Words | None) -> Words:
    """The defect of a series, without what is said of each of its cases (事项)."""
    assert words is not None
    head = words.text.replace("，", ",").partition(",")[0]
    return evolve(words, text=head, folded=words.folded.partition(",")[0])


def _no_from_veto(clause: Clause, defects: list[Defect], given: dict[str, Any]) -> None:
    """3项及以上不得分 stated as 有3项不得分."""
    per, unit = clause.value
    if not defects or unit != defects[0].unit or "zero_from" in given or per <= 1:
        raise misfit(clause)
    given["zero_from"] = per


def _defect_arm(arm: Arm, defects: list[Defect], given: dict[str, Any], parts: Parts) -> None:
    """得满分 where nothing is found, 3项及以上不得分, 发生事故的不得分."""
    reward, one = arm.reward, arm.bound
    if reward.points == 0 and one is not None:
        fits = defects and one.unit == defects[0].unit and one.low is not None and one.high is None
        if not fits or arm.context is not None or "zero_from" in given or (one.subject is not None and LIVE.search(one.subject.folded)):
            raise misfit(arm)
        given["zero_from"] = (one.low or ZERO) + 1 if one.low_open else one.low  # 超过3项 is 4 of them
    elif reward.points == 0:
        parts.veto = veto_of(arm, parts.veto)
    elif (in_words(arm) or _none_found(one)) and _gives_all(reward) and arm is parts.all[0] and arm.label is not None and not arm.tail:
        if one is None or in_words(arm):
            check(arm.label, SUMS)
        if reward.points is not None:
            given["base"] = reward.points
    else:
        raise misfit(arm)


def _gives_all(reward: Reward) -> bool:
    """Whether a case earns one figure, not a share, a room or a deduction (一个分数)."""
    return not reward.share and not reward.off and reward.to is None


def _none_found(one: Bound | None) -> bool:
    """达标率100%得满分, 发生0次得满分: a figure that says no defect was found."""
    return one is not None and (one.low, one.unit) in {(Decimal(100), "%"), (ZERO, one.unit)} and one.sign in {"=", ">="}


def checklist_of(parts: Parts) -> Single:
    """Items and their points; what is missing scores nothing (分项)."""
    parts.only("item", "gain", "otherwise", "ITEMWISE", "CLAMP", "limit", arms=True)
    items: list[Item] = [clause.value for clause in parts.of("item")]
    gains = parts.of("gain")
    marked = any(clause.words is not None for clause in parts.of("item"))
    for clause in parts.of("otherwise"):
        if clause is not parts.all[-1] or not is_nothing(clause.value):
            raise misfit(clause)
    for clause in parts.of("limit"):
        if clause.value[1] not in {"get", ""} or clause.value[2] or clause.value[0] != sum((item.points for item in items), ZERO):
            raise misfit(clause)
    for arm in parts.arms:
        match arm:
            case Arm(label=Words() as words, bound=None, reward=Reward(points=Decimal() as points)) if points == 0 and arm is parts.all[-1]:
                assert NOTHING_MET.fullmatch(words.folded)  # of any other case a veto has been made
            case Arm(bound=None, label=Words() as words, reward=Reward(points=Decimal() as points)) if ALL_MET.fullmatch(words.folded):
                if arm.reward.to is not None or arm.reward.share or arm.reward.off or points != sum((item.points for item in items), ZERO):
                    raise misfit(arm, "全部符合的分数不等于各项之和。")
            case Arm(bound=None, label=Words() as words, reward=Reward(points=Decimal() as points, to=None, share=False, off=False)) if (
                not marked and (items or parts.of("ITEMWISE"))
            ):
                check(words, SUMS)
                items.insert(_position(parts, arm), Item(text=words.text, points=points))
            case _:
                raise misfit(arm)
    if gains:
        if items or len(gains) > 1:
            raise misfit(gains[-1])
        each, unit, doing = gains[0].value
        check(gains[0].words, SUMS)
        if parts.base is not None and not ITEM_VERBS.fullmatch(doing):
            raise misfit(gains[0])
        if not ITEM_VERBS.fullmatch(doing):
            raise misfit(gains[0], "每增加多少得几分，应写明从哪个数起算。")
        return Checklist(each=each, unit=unit, doing=doing)
    return Checklist(items=items)


ALL_MET: Final = pattern(r"(?:以上|上述)?(?:各项|条件|要求|内容)?(?:全部|均|都|全)(?:符合|满足|具备|达到|完成)(?:要求|条件|标准)?(?:的)?")
ITEM_VERBS: Final = pattern(
    r"完成|有|具备|建立|建成|符合|达到|满足|获得|取得|开展|组织|实现|落实|制定|出台|新增|举办|发表|培训|形成|推进|发现|出现"
)


def _position(parts: Parts, arm: Arm) -> int:
    """How many items stand before an arm (分项次序)."""
    before = parts.all[: parts.all.index(arm)]
    return sum(1 for clause in before if isinstance(clause, Arm) or (isinstance(clause, Clause) and clause.kind == "item"))


def no_from_of(parts: Parts) -> YesNo:
    """符合要求得满分，有1项不符合要求不得分: one of two values, by the number of cases (个数决定的是否)."""
    parts.only("no_from", "otherwise", arms=True)
    counts = parts.of("no_from")
    if len(counts) > 1 or len(parts.arms) > 1 or len(parts.of("otherwise")) > 1:
        raise misfit(counts[-1])
    per, unit = counts[0].value
    what = counts[0].words
    yes: Decimal | None = parts.base
    label = ""
    for arm in parts.arms:
        reward = arm.reward
        if (
            not in_words(arm)
            or arm.label is None
            or reward.to is not None
            or reward.share
            or reward.off
            or reward.points == 0
            or arm is not parts.all[0]
        ):
            raise misfit(arm)
        check(arm.label, SUMS)
        yes, label = (reward.points if reward.points is not None else yes), arm.label.text
    for clause in parts.of("otherwise"):
        effect = clause.value
        if effect.act != "get" or effect.to is not None or effect.share or effect.points == 0 or parts.arms:
            raise misfit(clause)
        yes = effect.points
    return YesNo(yes=yes, no=ZERO, what=label, no_from=per, no_unit=unit, no_what=what.text if what else "")


# ---- judgement ----------------------------------------------------------------------------------


def constraint_of(parts: Parts) -> Constraint:
    """A deduction at discretion and a cap on the total (约束)."""
    parts.only("NO_WEIGHT", "will", "cap")
    caps, wills = parts.of("cap"), parts.of("will")
    if len(caps) > 1 or len(wills) > 1:
        raise misfit((caps or wills)[-1])
    for clause in wills:
        if clause.value != Discretion():
            raise misfit(clause)
    if not caps and not wills:
        raise Stop("约束性指标没有说扣分或总分上限。", parts.all[0].column)
    cap, event = caps[0].value if caps else (None, "")
    return Constraint(cap=cap, event=event)


def discretion_of(parts: Parts) -> Single:
    """One judgement, alone, or where a case does not hold (酌情)."""
    parts.only("will", "FLOOR", "otherwise", arms=True)
    wills, rest = parts.of("will"), parts.of("otherwise")
    if len(wills) > 1 or len(parts.arms) > 1 or (parts.of("FLOOR") and wills[0].value.act == "award"):
        raise misfit(wills[-1])
    rule: Discretion = wills[0].value
    for clause in rest:
        if rule.act != "award" or parts.arms or not is_nothing(clause.value):
            raise misfit(clause)
    for arm in parts.arms:
        reward = arm.reward
        full = (
            arm.bound is None and arm.label is not None and not (reward.share or reward.off or reward.to is not None or reward.points == 0)
        )
        if arm is not parts.all[0] or not full or rule.act != "deduct" or (rule.what and not UNMET_WORDS.match(rule.what)):
            raise misfit(arm)
        check(arm.label, SUMS)
        assert arm.label is not None
        return evolve(rule, unless=True, base=arm.reward.points, what=arm.label.text)
    return rule


UNMET_WORDS: Final = pattern(r"否则|其余|未|不|没|有缺|存在")
