"""From cases and what they are worth to a rule (情形合成规则): tiers, yes and no, bands, checklists."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final, Literal

from attrs import evolve

from perfscore.clause import AnyClause, Arm, Clause, Reward
from perfscore.number import ZERO, plain
from perfscore.parts import edges_said, misfit, veto_of
from perfscore.pattern import pattern
from perfscore.piece import Bound, Effect, Words
from perfscore.rule import Band, Bands, Checklist, Discretion, Edge, Item, Remark, Single, Tier, Tiers, YesNo
from perfscore.stopping import Stop
from perfscore.vocabulary import BEYOND_WORDS, COUNTED, EXCEPT, PROVIDED, SCORING, SUMS, UNLESS, VAGUE, check, one_subject


def arms_of(clauses: Sequence[AnyClause], remarks: list[Remark]) -> Single:
    """Cases and what they are worth: by figures, by words, by judgement (分档、定性、是否)."""
    rest: Effect | None = None
    arms: list[Arm] = []
    base = None
    for clause in clauses:
        match clause:
            case Arm() if rest is None:
                arms.append(clause)
            case Arm(label=None, bound=None, reward=Reward(points=Decimal() as points)) if rest is not None and points < 0:
                rest = _penalty(rest, points, clause)
            case Clause(kind="otherwise") if rest is None and arms:
                rest = clause.value
            case Clause(kind="frame"):
                base = clause.value
            case Clause(kind="prose" | "subject" | "PLAN" | "FLOOR"):
                pass
            case _:
                raise misfit(clause)
    arms, rest = _penalised(arms, rest)
    if any(clause.kind == "FLOOR" for clause in clauses if isinstance(clause, Clause)) and len(arms) == 1 and arms[0].reward.off:
        raise misfit(arms[0], "“扣完为止”之前应说每多少扣几分。")
    if not arms:
        raise Stop("没有说什么情形得分。", clauses[0].column if clauses else 0)
    return _of(arms, rest, base, remarks)


def _penalty(rest: Effect, points: Decimal, clause: AnyClause) -> Effect:
    """否则不得分，同时倒扣1分."""
    if rest.points != 0:
        raise misfit(clause)
    return evolve(rest, points=points)


def _penalised(arms: list[Arm], rest: Effect | None) -> tuple[list[Arm], Effect | None]:
    """倒扣 after 不得分 belongs to it."""
    found: list[Arm] = []
    for arm in arms:
        negative = arm.reward.points is not None and arm.reward.points < 0
        if negative and arm.label is None and arm.bound is None and found and found[-1].reward.points == 0:
            found[-1] = evolve(found[-1], reward=arm.reward)
        else:
            found.append(arm)
    return found, rest


def _of(arms: list[Arm], rest: Effect | None, base: Decimal | None, remarks: list[Remark]) -> Single:
    if rest is not None and rest.act == "will_deduct" and len(arms) == 1:
        return _otherwise_at_will(arms[0], rest)
    other = _other(rest, arms[-1])
    if all(arm.bound is not None and arm.tail is None for arm in arms) or _tailed(arms):
        return figures_of(arms, other, base, remarks)
    if len(arms) == 1 and arms[0].reward.to is not None and not arms[0].reward.share and (other is None or other.points == 0):
        return award_of(arms[0])
    if any(arm.label is None for arm in arms):
        raise misfit(next(arm for arm in arms if arm.label is None), "这一句没有说什么情形得分。")
    return words_of(arms, other, base)


def _other(rest: Effect | None, arm: Arm) -> Reward | None:
    """What the rest is worth, one figure (其余得分)."""
    if rest is None:
        return None
    if rest.to is not None or rest.share or rest.many or rest.act not in {"get", "penalty"}:
        raise misfit(arm, "“否则”之后应写得几分。")
    return Reward(points=-(rest.points or ZERO) if rest.act == "penalty" else rest.points)


def _otherwise_at_will(arm: Arm, rest: Effect) -> Discretion:
    """达到要求得1分，否则酌情扣分."""
    if arm.label is None or arm.reward.to is not None or arm.reward.share or arm.reward.off:
        raise misfit(arm)
    check(arm.label, SUMS)
    return Discretion(act="deduct", low=rest.points, high=rest.to, what=arm.label.text, base=arm.reward.points, unless=True)


def award_of(arm: Arm) -> Discretion:
    """得2-5分: points within a room (得分区间)."""
    check(arm.label)
    low, high = arm.reward.points, arm.reward.to
    assert low is not None
    assert high is not None
    return Discretion(act="award", low=low, high=high, what=arm.label.text if arm.label else "")


# ---- figures ------------------------------------------------------------------------------------


def _tailed(arms: list[Arm]) -> bool:
    """有90%达到计划指标…有80-90%达到计划指标: every bound with the same words after it, all in percent."""
    tails = {arm.tail.folded if arm.tail else "" for arm in arms}
    return len(arms) > 1 and len(tails) == 1 and all(arm.bound is not None and arm.bound.unit == "%" for arm in arms)


def figures_of(arms: list[Arm], rest: Reward | None, base: Decimal | None, remarks: list[Remark]) -> Single:
    """Figures: one bound is 是否, several are tiers (分档)."""
    if any(arm.bound is not None and arm.bound.reference is not None for arm in arms):
        return words_of(arms, rest, base)
    if len(arms) == 1 or (len(arms) == 2 and rest is None and _denies(arms)):
        single = _one_bound(arms, rest, base)
        if single is not None:
            return single
    return tiers_of(arms, rest, base, remarks)


def _denies(arms: list[Arm]) -> bool:
    """≥95%得2分，低于95%不得分: the second case is what the first leaves."""
    one, other = arms[0].bound, arms[1].bound
    assert one is not None
    assert other is not None
    up = one.low is not None and one.high is None and other.high == one.low and other.low is None and one.low_open is not other.high_open
    down = one.high is not None and one.low is None and other.low == one.high and other.high is None and one.high_open is not other.low_open
    return (up or down) and one.unit == other.unit and arms[1].reward.points == 0


def _one_bound(arms: list[Arm], rest: Reward | None, base: Decimal | None) -> YesNo | None:
    """≥95%得2分，否则不得分: one of two values, by a figure; None where the bound is no single edge."""
    arm, reward = arms[0], arms[0].reward
    one = arm.bound
    assert one is not None
    if of_absolute(one) or reward.to is not None or reward.share or reward.off:
        return None
    beyond = _passed(one, reward)
    if one.subject is not None and DONE.search(one.subject.folded) and one.unit == "%":
        return None
    if (one.low is None) == (one.high is None) and not beyond:
        return None
    no = rest.points if rest is not None else ZERO
    if _earns_nothing(reward) and rest is None:
        raise misfit(arm, "只说了不得分的情形，没有说得分的情形。")
    yes = reward.points if reward.points is not None else base
    if arm.context is not None:
        assert arm.label is not None
        if SUMS.search(arm.label.folded) or SCORING.search(arm.label.folded):
            raise misfit(arm)
        return YesNo(yes=yes, no=no, what=arm.label.text)
    words = one.subject
    check(words, SUMS)
    if words is not None and VAGUE_SUBJECT.search(words.folded):
        raise misfit(arm, f"“{words.folded}”在这里读不懂。")
    below = one.low is None
    value, left_out = (one.high, one.high_open) if below else (one.low, one.low_open)
    assert value is not None
    when = Edge(side="below" if below else "above", value=value, unit=one.unit, inclusive=not left_out)
    if rest is not None and rest.points is None and yes is None:
        raise misfit(arm, "其余的情形不能也得满分。")
    return YesNo(yes=yes, no=no, what=words.text if words else "", when=when)


VAGUE_SUBJECT: Final = pattern(rf"{EXCEPT}|其中|若|如果|不足|(?:每|各).{{0,2}}$")


def tiers_of(arms: list[Arm], rest: Reward | None, base: Decimal | None, remarks: list[Remark]) -> Tiers:
    """Figures in tiers (分档): all in one unit, no value in two of them that differ."""
    arms, veto = _other_subject(edges_said(arms))
    bounds = [arm.bound for arm in arms if arm.bound]
    units = {one.unit for one in bounds if one.unit or one.low not in {ZERO, None} or one.high not in {ZERO, None}}
    if len(units) > 1:
        raise misfit(arms[-1], f"各档的单位不同：{'、'.join(sorted(unit or '无单位' for unit in units))}。")
    for arm in arms:
        if (
            arm.context is not None
            and arm is arms[0]
            and not any(known.search(arm.context.folded) for known in (VAGUE, PROVIDED, UNLESS))
            and not any(c.isdigit() for c in arm.context.folded)
        ):
            remarks.append(Remark(kind="ignored", text=arm.context.text))
        elif arm.context is not None:
            raise misfit(arm, f"“{arm.context.folded}”在这里读不懂。")
    odd_one = one_subject(*(one.subject for one in bounds))
    if odd_one is not None:
        raise Stop(f"“{odd_one.folded}”和前面说的不是同一个数。", odd_one.column)
    tiers = [_tier(arm, base, [other.bound for other in arms if other is not arm and other.bound]) for arm in arms]
    if len(tiers) == 1 and rest is None and (tiers[0].low == tiers[0].high or tiers[0].points == 0):
        said = "只说了不得分的情形，没有说得分的情形。" if tiers[0].points == 0 else "只说了一个数得几分，没有说其余的情形。"
        raise misfit(arms[0], said)
    for odd in ("share", "off"):
        if any(getattr(tier, odd) for tier in tiers) and not all(
            getattr(tier, odd) or tier.points is None or not tier.points for tier in tiers
        ):
            raise misfit(arms[-1], "有的档按分数，有的档按分值的百分比或扣分，还读不懂。")
    _no_overlap(arms, tiers)
    listed = _nested(tiers) and all(arm.label is None for arm in arms)
    silent = ZERO if (len(tiers) == 1 or listed) and not tiers[0].off else None
    if rest is not None and rest.points is None:
        raise misfit(arms[-1], "其余的情形不能也得满分。")
    return Tiers(
        tiers=tiers, unit=units.pop() if units else "", otherwise=rest.points if rest is not None else silent, veto=veto, of=_absolute(arms)
    )  # fmt: skip


def of_absolute(one: Bound) -> bool:
    """Whether a bound speaks of the absolute value (绝对值)."""
    return one.absolute or (one.subject is not None and one.subject.folded.endswith("绝对值"))


#: Words that make a figure a share of what was asked: 完成80%以上.
DONE: Final = pattern(r"(?:完成|(?:完成|达到|实现)(?:年初|年度|全年|预期|当年)?(?:目标|任务|计划|指标){1,2}(?:值|数|量)?)$")


def _absolute(arms: list[Arm]) -> Literal["value", "absolute", "completion"]:
    """Whether the tiers are of the absolute value: all of them, or all that name what they speak of."""
    bounds = [arm.bound for arm in arms if arm.bound]
    absolute = [of_absolute(one) for one in bounds]
    done = [one.subject is not None and one.unit == "%" and bool(DONE.search(one.subject.folded)) for one in bounds]
    if any(done) and all(one or bound_.subject is None for one, bound_ in zip(done, bounds, strict=True)):
        return "completion"
    if not any(absolute):
        return "value"
    if not all(one or bound_.subject is None for one, bound_ in zip(absolute, bounds, strict=True)):
        raise misfit(arms[-1], "有的档说绝对值，有的档没有说。")
    return "absolute"


def _nested(tiers: list[Tier]) -> bool:
    """30%以上得6分、20%以上得4分、10%以上得2分: what none of them takes in is worth nothing."""
    return len(tiers) > 1 and all(tier.low is not None and tier.high is None and tier.points for tier in tiers)


def _other_subject(arms: list[Arm]) -> tuple[list[Arm], str]:
    """占比为0的不得分 beside 排名前5名…: a case of another figure that earns nothing is a veto."""
    last = arms[-1]
    ranked = all(arm.bound is not None and arm.bound.unit == "名" for arm in arms[:-1])
    odd = len(arms) > 1 and last.reward.points == 0 and ranked and last.bound is not None and not last.bound.unit
    if odd and last.label is not None and last.bound is not None and last.bound.subject is not None:
        return arms[:-1], last.label.text
    return arms, ""


def _tier(arm: Arm, base: Decimal | None, others: list[Bound]) -> Tier:
    """One tier; a bare 100%, or a bare figure where the next tier ends, is reached by what goes beyond it, too."""
    case, worth_ = arm.bound, arm.reward
    assert case is not None
    check(_undone(case), VAGUE, BEYOND_WORDS, PROVIDED)
    if case.bare and case.unit == "%" and case.low not in {ZERO, Decimal(100)} and not _top(case, others) and not case.ranked:
        raise misfit(arm, f"只写了 {plain(case.low or ZERO)}%，没有写以上还是以下。")
    full = base if worth_.points is None else worth_.points
    if worth_.off and base is not None and worth_.points is not None and not worth_.share:
        full = max(base - worth_.points, ZERO)
    beyond = _passed(case, worth_) or (worth_.points != 0 and _top(case, others) and not case.ranked)
    off = worth_.off and not (base is not None and not worth_.share)
    return Tier(
        low=case.low, high=None if beyond else case.high, low_open=case.low_open, high_open=case.high_open, points=full, points_to=worth_.to,
        share=worth_.share, off=off,
    )  # fmt: skip


def _passed(case: Bound, worth: Reward) -> bool:
    """Whether a figure without a sign, or =100%, is also reached by what goes beyond it: 100% of what was asked (达到即可)."""
    return (case.bare or case.sign == "=") and case.low == 100 and case.unit == "%" and worth.points != 0


def _undone(case: Bound) -> Words | None:
    """The subject without 完成, which is told by the rule itself, or by its unit (完成3项)."""
    words = case.subject
    found = DONE.search(words.folded) if words is not None and case.unit else None
    if words is None or found is None:
        return words
    rest = words.folded[: found.start()]
    return evolve(words, text=rest, folded=rest) if rest else None


def _top(case: Bound, others: list[Bound]) -> bool:
    """Whether a bare figure is where the next tier ends."""
    return case.bare and any(other.high == case.low for other in others) and not any(other.low == case.low for other in others)


def _no_overlap(arms: list[Arm], tiers: list[Tier]) -> None:
    """A value in two tiers belongs to the better one, which must then be the narrower (≥30%、≥20%、≥10%) or share one edge only."""
    for i, one in enumerate(tiers):
        for j, other in enumerate(tiers):
            if i < j and (one.low, one.high) == (other.low, other.high):
                raise misfit(arms[j], "同一个界限写了两个分数。")
            if i != j and one.rank >= other.rank and _meet(one, other) and not _within(one, other):
                raise misfit(arms[max(i, j)], "这一档和另一档有重叠，读不懂。")


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


# ---- words --------------------------------------------------------------------------------------

NEGATED: Final = pattern(r"(?:否|没有|没|未|无|不|逾期|缺|[^,]{0,12}(?:未|不|没有|没|无)(?!断))")
GRADED: Final = pattern(
    r"(?:在建|正在|持平|与[^,]{0,6}持平|比[^,]{0,6}(?:上升|增加|提高|增长|下降|减少|降低)|基本|较|一般|部分|合格|及格|良|中|差|未|不|无|没|逾期|大部分|少部分|个别|有一定|比较|有所|有)"
)
#: Words by which a judgement is graded, however far apart the labels are otherwise.
GRADES: Final = pattern(
    r"(?:非常|很|较|比较|一般|基本|部分|大部分|不|未|无|没|优|良|中|差|高|低|好|合格|及格|显著|明显|逾期|按时|及时|全部|全面|完全)"
)


def words_of(arms: list[Arm], rest: Reward | None, base: Decimal | None) -> Single:
    """Words and their points: 是/否, or a ladder of words, or items that add up (是否、定性分档、分项)."""
    arms = [_decided(arm) for arm in arms]
    for arm in arms:
        check(arm.label, SUMS)
        if arm.reward.kept and len(arms) == 1:
            raise misfit(arm, "“不扣分”之后应说每差多少扣多少分。")
        if arm.reward.off or arm.tail is not None or (arm.bound is not None and arm.bound.reference is not None and len(arms) > 2):
            raise misfit(arm)
    if any(arm.reward.share for arm in arms):
        return Bands(bands=[_share_band(arm) for arm in [*arms, *_rest_of(rest, arms[-1])]])
    if _scored_items(arms, rest) or _same_points(arms, rest) or _add_up(arms, rest, base):
        return _checklist(arms)
    if rest is None and len(arms) == 3 and _yes_and_no(arms[:2]) and arms[2].reward.points == 0:
        return evolve(yes_no(arms[:2], None, base), veto=veto_of(arms[2]))
    if (rest is None and len(arms) > 1 and not _yes_and_no(arms)) or (len(arms) > 1 and rest is not None):
        return _several(arms, rest)
    return yes_no(arms, rest, base)


def _decided(arm: Arm) -> Arm:
    """结果为“否”时: the answer itself; 是否充分，充分3分: the word after the question."""
    asked = ASKED.match(arm.label.folded) if arm.label else None
    if asked and arm.label:
        arm = evolve(arm, label=evolve(arm.label, text=arm.label.text[asked.end() :], folded=arm.label.folded[asked.end() :]))
    found = DECIDES.fullmatch(arm.label.folded) if arm.label else None
    return evolve(arm, label=evolve(arm.label, text=found[1], folded=found[1])) if found and arm.label else arm


def _yes_and_no(arms: list[Arm]) -> bool:
    labels = [arm.label.folded for arm in arms if arm.label]
    if len(arms) != 2 or len(labels) != 2 or arms[1].reward.points is None or arms[1].reward.points > 0:
        return False
    if {*labels} == {"是", "否"}:
        return True
    if re.search("[且并]", labels[1]):
        return False  # 未完成且无合理说明 is not all that 完成 leaves
    denied = any(labels[0].endswith(word + labels[1]) for word in ("不", "未", "没有", "没"))  # 不超过预算…超过预算…
    return denied or (not NEGATED.match(labels[0]) and bool(NEGATED.match(labels[1])))


def _scored_items(arms: list[Arm], rest: Reward | None) -> bool:
    """符合规划(1分)符合计划(1分): points in brackets after each of several items."""
    nothing = rest is None or (rest.points == 0 and rest.to is None)
    return len(arms) > 1 and nothing and all(arm.reward.bare and arm.reward.points for arm in arms) and not _decreasing(arms)


def _add_up(arms: list[Arm], rest: Reward | None, base: Decimal | None) -> bool:
    """满分3分：健全得1分，有效得2分: what adds up to the full marks is a list of items."""
    points = [arm.reward.points for arm in arms if arm.reward.points and arm.reward.to is None]
    nothing = rest is None or rest.points == 0
    return base is not None and nothing and len(points) == len(arms) > 1 and sum(points, ZERO) == base


def _same_points(arms: list[Arm], rest: Reward | None) -> bool:
    """有目标得1分，目标合理得1分: cases worth the same are no ladder, they add up."""
    points = {arm.reward.points for arm in arms}
    labels = [arm.label.folded if arm.label else "" for arm in arms]
    alike = len(arms) > 1 and len(points) == 1 and points.isdisjoint({None, ZERO}) and all(arm.reward.to is None for arm in arms)
    return (
        alike and (rest is None or rest.points == 0) and not any(GRADED.match(label) for label in labels[1:] if not label.startswith("有"))
    )


def _decreasing(arms: list[Arm]) -> bool:
    points = [arm.reward.points for arm in arms]
    return all(one is not None and other is not None and one > other for one, other in pairwise(points))


def _checklist(arms: list[Arm]) -> Checklist:
    items: list[Item] = []
    for arm in arms:
        assert arm.label is not None
        if not arm.label.text or arm.reward.points is None or WEIGHING.search(arm.label.folded):
            raise misfit(arm, "这里像是分值的分配，没有说什么情形得分。")
        items.append(Item(text=arm.label.text, points=arm.reward.points))
    return Checklist(items=items)


#: What points are shared out to, not earned by: 产出指标50分、效益指标30分.
WEIGHING: Final = pattern(r"(?:指标|执行率|分值|权重)$|统一设置")


def _several(arms: list[Arm], rest: Reward | None) -> Single:
    """Several cases in words: a ladder of words, or items that add up, or neither for certain."""
    labels = [arm.label.folded if arm.label else "" for arm in arms]
    if _apart(labels) and rest is not None and rest.points == 0 and all(arm.reward.to is None and arm.reward.points for arm in arms):
        return _checklist(arms)
    if rest is not None:
        if rest.points is None or rest.points < 0:
            raise misfit(arms[-1], "这几种情形是并列还是分档，文中没有说清。")
        arms = [*arms, *_rest_of(rest, arms[-1])]
    return graded(arms)


def _apart(labels: list[str]) -> bool:
    """Whether labels speak of different things: long, without words that grade, and with no two characters in common (互不相干)."""
    pairs = [{label[i : i + 2] for i in range(len(label) - 1)} for label in labels]
    long = all(len(label) >= 6 for label in labels)
    mixed = any(pairs[i] & pairs[j] for i in range(len(pairs)) for j in range(i))
    return long and not mixed and not any(GRADES.search(label) for label in labels[1:])


def yes_no(arms: list[Arm], rest: Reward | None, base: Decimal | None) -> YesNo:
    """是得2分，否则不得分: the condition in words, and the other case."""
    yes, label = arms[0].reward, arms[0].label
    other = rest if rest is not None else arms[1].reward if len(arms) == 2 else Reward(points=ZERO)
    if len(arms) + (rest is not None) > 2 or yes.to is not None or other.to is not None:
        raise misfit(arms[-1], "这几种情形是并列还是分档，文中没有说清。")
    if label is None or not label.text:
        raise misfit(arms[0], "这一句没有说什么情形得分。")
    if len(arms) == 1 and rest is None and yes.bare and SUM_ONLY.fullmatch(label.folded):
        raise misfit(arms[0], "这里像是分值，没有说什么情形得分。")
    if (_earns_nothing(yes) and rest is None and len(arms) == 1) or (yes.points is None and other.points is None):
        raise misfit(arms[0], "只说了不得分的情形，没有说得分的情形。")
    points = yes.points if yes.points is not None else base
    if label.text == "否":
        return YesNo(yes=other.points, no=points, what="是")
    return YesNo(yes=points, no=other.points, what=label.text)


def _earns_nothing(reward: Reward) -> bool:
    """不得分, 倒扣1分."""
    return reward.points is not None and reward.points <= 0


#: 设立依据是否充分，充分3分: the question before the answer.
ASKED: Final = pattern(r"[^,:;]*是否(?P<word>[^,:;]{1,8})[,:](?=(?P=word)$)")
#: 结果为“是”时: the answer itself.
DECIDES: Final = pattern(r"(?:[^,;]{0,4}结果|答案)?为?[“”\"']?([是否])[“”\"']?时?")
#: What bears points but is no condition: 产出指标：50分, 执行率10分.
SUM_ONLY: Final = pattern(r".{0,12}(?:指标|率|度|项|类|部分|情况|分|管理|绩效|产出|效益|投入|过程)")


def graded(arms: list[Arm]) -> Bands:
    """齐全得5分，基本齐全得3分，不齐全得0分: each word says less than the one before."""
    bands: list[Band] = []
    if all(_shares(arms[0], arm) for arm in arms[1:]) and all(arm.reward.points is not None for arm in arms):
        arms = sorted(arms, key=lambda arm: -(arm.reward.points or ZERO))
    for i, arm in enumerate(arms):
        low, high = arm.reward.points, arm.reward.to
        assert arm.label is not None
        graded_ = i == 0 or bool(GRADED.match(arm.label.folded)) or arm.label.folded == "其余" or _shares(arms[0], arm)
        if low is None or low < 0 or not graded_ or (i and low >= bands[-1].low):
            raise misfit(arm, "这几种情形是并列还是分档，文中没有说清。")
        check(arm.label, COUNTED)
        bands.append(Band(label=arm.label.text, low=low, high=low if high is None else high, share=False))
    return Bands(bands=bands)


def _shares(one: Arm, other: Arm) -> bool:
    """Whether two labels grade the same thing: a word in common, and one that grades."""
    first, label = (arm.label.folded if arm.label else "" for arm in (one, other))
    pairs = {first[i : i + 2] for i in range(len(first) - 1)}
    return any(label[i : i + 2] in pairs for i in range(len(label) - 1)) and bool(GRADES.search(label) or GRADES.search(first))


def _rest_of(rest: Reward | None, last: Arm) -> list[Arm]:
    return [] if rest is None else [Arm(label=Words(text="其余", folded="其余"), reward=rest, column=last.column)]


def _share_band(arm: Arm) -> Band:
    """达成预期指标得100%(含)-80%(含)的分值: the higher end stands first."""
    reward, label = arm.reward, arm.label
    assert label is not None
    if not reward.share and reward.points and reward.points != 0:
        raise misfit(arm, "有的档按分数，有的档按分值的百分比，还读不懂。")
    reward = evolve(reward, points=Decimal(100)) if reward.points is None else reward
    assert reward.points is not None
    low = reward.points if reward.to is None else reward.to
    if low > reward.points:
        raise misfit(arm, "档次的区间应从高到低写，如 100%(含)-80%(含)的分值。")
    return Band(label=label.text, low=low, high=reward.points, low_open=reward.opens[1], high_open=reward.opens[0])
