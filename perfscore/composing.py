"""From clauses to the one rule they make together (分句合成规则); what does not fit is refused, nothing is guessed."""

from decimal import Decimal
from typing import Any, Final

from attrs import evolve

from perfscore.clause import COUNTED, SUMS, VAGUE, AnyClause, Arm, Bound, Clause, Reward, Rung, Stop, Words, bound, check
from perfscore.errors import NumberError
from perfscore.number import ZERO
from perfscore.pattern import pattern
from perfscore.rule import (
    Band,
    Bands,
    Checklist,
    Constraint,
    Defect,
    Defects,
    Discretion,
    Edge,
    Item,
    Ladder,
    Proportional,
    Rule,
    Steps,
    Tier,
    Tiers,
    YesNo,
)  # fmt: skip


def build(clauses: list[AnyClause]) -> Rule:
    """
    The rule that clauses make together (合成规则); which kind, their kinds decide.

    Raises:
        Stop: at the clause that does not fit the others.
    """
    kinds = {clause.kind for clause in clauses if isinstance(clause, Clause)}
    try:
        if any(isinstance(clause, Rung) for clause in clauses):
            return steps_of(clauses)
        for kind, make in (("whole", whole_of), ("defect", defects_of), ("item", checklist_of), ("cap", constraint_of), ("NO_WEIGHT", constraint_of), ("will", discretion_of)):  # fmt: skip
            if kind in kinds:
                return make(clauses)
        return arms_of(clauses)
    except NumberError as error:
        raise Stop(error.message, clauses[0].column) from None


def misfit(clause: AnyClause, why: str = "") -> Stop:
    """A clause that does not fit the ones before it (不能合用的分句)."""
    return Stop(why or "这一句和前面的合不成一条规则。", clause.column)


MET: Final = pattern(
    r"(?:绝对值)?(?:全部|按时|按期)?(?:达到|完成|达成|符合|不低于|不高于|不超过).{0,8}?(?:目标|任务|指标|标准|计划|要求)(?:值|数|任务)?|达标|完成|绝对值达到目标"
)


def steps_of(clauses: list[AnyClause]) -> Steps:
    """Ladders, with the threshold before them and the veto beside them (阶梯)."""
    ladders: list[Ladder] = []
    parts: dict[str, Any] = {}
    absolute = set[bool]()
    anchors: list[Bound] = []
    for clause in clauses:
        match clause:
            case Rung():
                check(clause.subject, VAGUE)
                ladders.append(clause.ladder)
                absolute |= absolutes(clause.subject, clause.beyond)
                _beyond(clause, anchors)
            case Arm():
                absolute |= _anchor_or_veto(clause, ladders, anchors, parts)
            case Clause(kind="limit"):
                _limit(clause, ladders)
            case Clause(kind="standard"):
                anchors.append(bound("=", clause.value))
            case Clause(kind="BELOW_ZERO"):
                parts["below_zero"] = True
            case Clause(kind="FLOOR"):
                pass
            case _:
                raise misfit(clause)
    if len({ladder.side for ladder in ladders}) < len(ladders):
        raise misfit(clauses[-1], "同一方向有两条阶梯，还读不懂。")
    _one_anchor(anchors, ladders, parts)
    return Steps(ladders=ladders, of="absolute" if True in absolute else "value", **parts)


def absolutes(*subjects: Words | Bound | None) -> set[bool]:
    """Whether subjects speak of the absolute value (绝对值)."""
    words = [one.subject if isinstance(one, Bound) else one for one in subjects]
    return {one.folded.endswith("绝对值") for one in words if one is not None}


def _beyond(rung: Rung, anchors: list[Bound]) -> None:
    """>5%的，每增加…: the ladder starts at 5 %, on its own side."""
    if rung.beyond is None:
        return
    check(rung.beyond.subject, VAGUE)
    below = rung.ladder.side == "below"
    if (rung.beyond.high if below else rung.beyond.low) is None or (rung.beyond.low if below else rung.beyond.high) is not None:
        raise Stop("界限的方向与阶梯相反。", rung.beyond.column)
    beyond = rung.beyond
    anchors.append(evolve(beyond, low=beyond.high, high=beyond.low))  # where the full marks lie


def _anchor_or_veto(arm: Arm, ladders: list[Ladder], anchors: list[Bound], parts: dict[str, Any]) -> set[bool]:
    """≥95%得满分 is the anchor, 低于60%不得分 the veto, 达到目标得满分 the target."""
    reward = arm.reward
    if reward.share or reward.to is not None or arm.counted:
        raise misfit(arm)
    if arm.bound is not None and reward.points == 0:
        check(arm.bound.subject, VAGUE)
        if "zero_if" in parts or (arm.bound.low is None) == (arm.bound.high is None):
            raise misfit(arm)
        below = arm.bound.high is not None
        value, left_out = (arm.bound.high, arm.bound.high_open) if below else (arm.bound.low, arm.bound.low_open)
        assert value is not None
        parts["zero_if"] = Edge(side="below" if below else "above", value=value, unit=arm.bound.unit, inclusive=not left_out)
        return set()
    if ladders or "base" in parts:
        raise misfit(arm)
    parts["base"] = reward.points
    if arm.bound is not None:
        check(arm.bound.subject, VAGUE)
        anchors.append(arm.bound)
        return absolutes(arm.bound)
    if arm.label is None or not MET.fullmatch(arm.label.folded):
        raise misfit(arm)
    return {arm.label.folded.startswith("绝对值")}


def _limit(clause: Clause, ladders: list[Ladder]) -> None:
    points, adds = clause.value
    if not ladders or ladders[-1].adds is not adds or ladders[-1].limit is not None:
        raise misfit(clause)
    ladders[-1] = evolve(ladders[-1], limit=points)


def _one_anchor(anchors: list[Bound], ladders: list[Ladder], parts: dict[str, Any]) -> None:
    """All thresholds name one value, and the full marks lie on the side away from the ladder (同一界限)."""
    sides = {ladder.side for ladder in ladders}
    for one in anchors:
        if one.low == one.high or (sides == {"below"} and one.high is None) or (sides == {"above"} and one.low is None):
            continue
        raise Stop("阶梯的起点应是一个数，方向应与阶梯相合。", one.column)
    figures = {(one.low if one.low is not None else one.high, one.unit) for one in anchors}
    if len(figures) > 1:
        raise Stop("文中有两个不同的界限，还读不懂。", anchors[-1].column)
    if anchors:
        [(parts["anchor"], parts["anchor_unit"])] = figures


def defects_of(clauses: list[AnyClause]) -> Defects:
    """Defects at their points, with the most they take and the veto (缺陷)."""
    defects: list[Defect] = []
    parts: dict[str, Any] = {}
    for clause in clauses:
        match clause:
            case Clause(kind="defect"):
                defects.append(clause.value)
            case Clause(kind="limit", value=(points, False)) if defects and "limit" not in parts:
                parts["limit"] = points
            case Arm(bound=Bound() as case_, reward=Reward(points=Decimal(), to=None, share=False)) if clause.reward.points == 0:
                _count_veto(clause, case_, defects, parts)
            case Arm(bound=None, label=Words(), reward=Reward(points=None, share=False)) if not defects:
                check(clause.label, SUMS)
            case Clause(kind="FLOOR"):
                pass
            case _:
                raise misfit(clause)
    return Defects(defects=defects, **parts)


def _count_veto(arm: Arm, case: Bound, defects: list[Defect], parts: dict[str, Any]) -> None:
    """3项及以上不得分: in the unit that is counted."""
    fits = defects and case.unit == defects[0].unit and case.low is not None and case.high is None and not case.low_open
    if not fits or case.subject is not None or "zero_from" in parts:
        raise misfit(arm)
    parts["zero_from"] = case.low


def checklist_of(clauses: list[AnyClause]) -> Checklist:
    """Items and their points; what is missing scores nothing (分项)."""
    items: list[Item] = []
    for clause in clauses:
        match clause:
            case Clause(kind="item"):
                items.append(clause.value)
            case Clause(kind="otherwise", value=Reward(points=Decimal() as points, to=None)) if points == 0 and clause is clauses[-1]:
                pass
            case Arm(label=Words(folded="没有" | "无"), reward=Reward(points=Decimal() as points)) if points == 0 and clause is clauses[-1]:
                pass
            case _:
                raise misfit(clause)
    return Checklist(items=items)


def constraint_of(clauses: list[AnyClause]) -> Constraint:
    """A deduction at discretion and a cap on the total (约束)."""
    parts: dict[str, Any] = {}
    deducts = False
    for clause in clauses:
        match clause:
            case Clause(kind="NO_WEIGHT"):
                pass
            case Clause(kind="will", value=Discretion(act="deduct", low=None, high=None, what="")) if not deducts:
                deducts = True
            case Clause(kind="cap", value=(points, event)) if not parts:
                parts = {"cap": points, "event": event}
            case _:
                raise misfit(clause)
    if not deducts and not parts:
        raise Stop("约束性指标没有说扣分或总分上限。", clauses[0].column)
    return Constraint(**parts)


def discretion_of(clauses: list[AnyClause]) -> Discretion:
    """One judgement, alone (酌情)."""
    for clause in clauses:
        if not isinstance(clause, Clause) or clause.kind not in {"will", "FLOOR"} or (clause.kind == "will" and clause is not clauses[0]):
            raise misfit(clause)
    rule = clauses[0].value  # type: ignore[union-attr]
    assert isinstance(rule, Discretion)
    return rule


def whole_of(clauses: list[AnyClause]) -> Rule:
    """A rule that one clause states; 满分为止 and 达到目标得满分 add nothing to a proportion (整句规则)."""
    rules = [clause.value for clause in clauses if isinstance(clause, Clause) and clause.kind == "whole"]
    for i, clause in enumerate(clauses):
        match clause:
            case Clause(kind="whole") if len(rules) == 1:
                pass
            case Clause(kind="CLAMP") if i and not isinstance(rules[0], Bands):
                pass
            case Arm(bound=None, label=Words() as label, reward=Reward(points=None, share=False)) if (
                i == 0 and isinstance(rules[0], Proportional) and MET.fullmatch(label.folded)
            ):
                pass
            case _:
                raise misfit(clause)
    rule: Rule = rules[0]
    return rule


def arms_of(clauses: list[AnyClause]) -> Rule:
    """Cases and what they are worth: by figures, by words, by judgement (分档、定性、是否)."""
    last = clauses[-1]
    rest = last.value if isinstance(last, Clause) and last.kind == "otherwise" else None
    arms = [clause for clause in clauses if isinstance(clause, Arm) and not clause.counted]
    if len(arms) + (rest is not None) < len(clauses):
        raise misfit(next(clause for clause in clauses if clause not in arms))
    if rest is not None and (rest.to is not None or rest.share or not arms):
        raise misfit(last)
    if all(arm.bound is not None for arm in arms):
        return tiers_of(arms, rest)
    if len(arms) == 1 and arms[0].reward.to is not None and not arms[0].reward.share and rest is None:
        return award_of(arms[0])
    if all(arm.label is not None for arm in arms):
        return words_of(arms, rest)
    raise misfit(arms[0], "这一句没有说什么情形得分。")


def award_of(arm: Arm) -> Discretion:
    """得2-5分: points within a room (得分区间)."""
    check(arm.label)
    low, high = arm.reward.points, arm.reward.to
    if low is None or high is None or low > high:
        raise misfit(arm, "得分区间的下限应不大于上限。")
    return Discretion(act="award", low=low, high=high, what=arm.label.text if arm.label else "")


def tiers_of(arms: list[Arm], rest: Reward | None) -> Tiers:
    """Figures in tiers (分档): all in one unit, no value in two of them that differ."""
    units = {arm.bound.unit for arm in arms if arm.bound}
    if len(units) > 1:
        raise misfit(arms[-1], f"各档的单位不同：{'、'.join(sorted(unit or '无单位' for unit in units))}。")
    tiers = [_tier(arm) for arm in arms]
    if len(tiers) == 1 and rest is None and tiers[0].low == tiers[0].high:
        raise misfit(arms[0], "只说了一个数得几分，没有说其余的情形。")
    if any(tier.share for tier in tiers) and not all(tier.share or not tier.points for tier in tiers):
        raise misfit(arms[-1], "有的档按分数，有的档按分值的百分比，还读不懂。")
    _no_overlap(arms, tiers)
    if len(tiers) == 1 and rest is None and tiers[0].points == 0:
        raise misfit(arms[0], "只说了不得分的情形，没有说得分的情形。")
    silent = ZERO if len(tiers) == 1 else None
    if rest is not None and rest.points is None:
        raise misfit(arms[-1], "其余的情形不能也得满分。")
    return Tiers(tiers=tiers, unit=units.pop(), otherwise=rest.points if rest is not None else silent)


def _tier(arm: Arm) -> Tier:
    """One tier; a bare 100% is reached by what goes beyond it, too (100%得满分)."""
    case, worth_ = arm.bound, arm.reward
    assert case is not None
    check(case.subject, VAGUE)
    if True in absolutes(case):
        raise misfit(arm, "绝对值的分档还读不懂。")
    beyond = case.bare and case.low == 100 and case.unit == "%" and worth_.points != 0
    high = None if beyond else case.high
    return Tier(
        low=case.low,
        high=high,
        low_open=case.low_open,
        high_open=case.high_open,
        points=worth_.points,
        points_to=worth_.to,
        share=worth_.share,
    )


def _no_overlap(arms: list[Arm], tiers: list[Tier]) -> None:
    """A value in two tiers belongs to the better one, which must then be the narrower (≥30%、≥20%、≥10%) or share one edge only."""
    for i, one in enumerate(tiers):
        for j, other in enumerate(tiers):
            if i != j and worth(one) >= worth(other) and _meet(one, other) and not _within(one, other):
                raise misfit(arms[max(i, j)], "这一档和另一档有重叠，读不懂。")


def worth(tier: Tier) -> Decimal:
    """By what tiers are ranked (档次高低)."""
    return Decimal("Infinity") if tier.points is None else tier.points_to or tier.points


def _meet(one: Tier, other: Tier) -> bool:
    """Whether two tiers share more than one edge."""
    low, high = max(_low(one), _low(other)), min(_high(one), _high(other))
    return low < high


def _within(one: Tier, other: Tier) -> bool:
    return _low(other) <= _low(one) and _high(one) <= _high(other)


def _low(tier: Tier) -> Decimal:
    return tier.low if tier.low is not None else Decimal("-Infinity")


def _high(tier: Tier) -> Decimal:
    return tier.high if tier.high is not None else Decimal("Infinity")


NEGATED: Final = pattern(r"(?:否|没有|没|未|无|不|逾期)")
GRADED: Final = pattern(r"(?:基本|较|一般|部分|合格|良|中|差|未|不|无|没)")


def words_of(arms: list[Arm], rest: Reward | None) -> YesNo | Bands:
    """Words and their points: 是/否, or a ladder of words (是否、定性分档)."""
    for arm in arms:
        check(arm.label, SUMS)
        if arm.reward.bare and arm.reward.points is None:
            raise misfit(arm, "“不扣分”之后应说每差多少扣多少分。")
    if all(arm.reward.share for arm in arms) and rest is None:
        return Bands(bands=[_share_band(arm) for arm in arms])
    if any(arm.reward.share for arm in arms):
        raise misfit(arms[-1])
    if rest is None and len(arms) > 1 and not _yes_and_no(arms):
        return graded(arms)
    for arm in arms:
        check(arm.label, COUNTED)
    return yes_no(arms, rest)


def _yes_and_no(arms: list[Arm]) -> bool:
    labels = [arm.label.folded for arm in arms if arm.label]
    return len(arms) == 2 and not NEGATED.match(labels[0]) and bool(NEGATED.match(labels[1])) and arms[1].reward.points == 0


def yes_no(arms: list[Arm], rest: Reward | None) -> YesNo:
    """是得2分，否则不得分: the condition in words, and the other case."""
    yes, label = arms[0].reward, arms[0].label
    other = rest if rest is not None else arms[1].reward if len(arms) == 2 else Reward(points=ZERO)
    assert label is not None
    if len(arms) + (rest is not None) > 2 or yes.to is not None or other.points is None:
        raise misfit(arms[-1], "这几种情形是并列还是分档，文中没有说清。")
    if not label.text:
        raise misfit(arms[0], "这一句没有说什么情形得分。")
    if len(arms) == 1 and rest is None and yes.bare:
        raise misfit(arms[0], "这里像是分值，没有说什么情形得分。")
    if yes.points == 0 and rest is None:
        raise misfit(arms[0], "只说了不得分的情形，没有说得分的情形。")
    return YesNo(yes=yes.points, no=other.points, what=label.text)


def graded(arms: list[Arm]) -> Bands:
    """齐全得5分，基本齐全得3分，不齐全得0分: each word says less than the one before."""
    bands: list[Band] = []
    for i, arm in enumerate(arms):
        low, high = arm.reward.points, arm.reward.to
        assert arm.label is not None
        graded_ = i == 0 or GRADED.match(arm.label.folded)
        if low is None or low < 0 or not graded_ or (i and low >= bands[-1].low):
            raise misfit(arm, "这几种情形是并列还是分档，文中没有说清。")
        check(arm.label, COUNTED)
        bands.append(Band(label=arm.label.text, low=low, high=low if high is None else high, share=False))
    return Bands(bands=bands)


def _share_band(arm: Arm) -> Band:
    """达成预期指标得100%(含)-80%(含)的分值: the higher end stands first."""
    reward, label = arm.reward, arm.label
    assert reward.points is not None
    assert label is not None
    low = reward.points if reward.to is None else reward.to
    if low > reward.points:
        raise misfit(arm, "档次的区间应从高到低写，如 100%(含)-80%(含)的分值。")
    return Band(label=label.text, low=low, high=reward.points, low_open=reward.opens[1], high_open=reward.opens[0])
