"""The clauses of one criterion sorted by what they are (分句归类), and what may be passed over."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from attrs import evolve

from perfscore.clause import AnyClause, Arm, Clause, Rung
from perfscore.kind import Edge, Remark
from perfscore.pattern import pattern
from perfscore.piece import Bound, Effect, Words
from perfscore.stopping import Stop
from perfscore.vocabulary import ANY_ITEM, BEYOND_WORDS, PROVIDED, SUMS, UNLESS, VAGUE, check, one_subject

#: Words that play no part in a score: what to hand in, where to look, who judges.
HARMLESS: Final = pattern(
    r"(?:以上|此项|该项|本项)?(?:需|须|应|请)?(?:另行)?(?:提供|附|出具|报送|上传)(?:[^扣得]*?)(?:资料|材料|证明|凭证|文件|方案|依据|报告|清单|说明)"
    r"|(?:由|根据|依据|按照|按|以|参照|对照|查看?|查阅|现场|结合)[^扣]*?(?:评分|打分|评定|核定|认定|折算|考核|查看|检查|核实|确定|计算|赋分|得分|计分|情况)?"
    r"|(?:数据|资料|评分|计分)(?:来源|依据|方法|办法|标准|规则|说明)?[:为]?.*|(?:备注|注|说明|评分标准|计分标准|评价标准|计算公式|评分办法|计分办法|评分规则)[:：]?.*|.{0,10}(?:赋分|计分|评分),?即?|超(?:额|过目标(?:值)?|出目标(?:值)?)(?:完成)?(?:的|部分)*不(?:再|予|另)?(?:加|增加)分?|[①-⑳].*"
)
#: What would change a score, so that it is never passed over.
LIVE: Final = pattern(
    r"[扣≥≤<>]|得分?[\d满]|加\d|最终|为准|视同|不再|不纳入|纳入|可不|免|核定|豁免|调整|另行|疫情|不可抗力|\d分|不得|满分|否则|酌|除外|以外|但|如果|若|暂不|不计|不含|倒|封顶|最高|最低|至少|上限|下限|[零满]分|否决|核减|就低|就高|较[低高]|孰[低高]|加分项|附加|[选择]一|[-+*/=]$|加倍|翻倍|折半|减半"
)
#: A figure in a sentence that was to be passed over: a bound, or a factor (注：低于80%的…, 按70%折算).
FIGURED: Final = pattern(r"\d[\d.]*(?:%|‰|个?百分点|倍)")


class Parts:
    """The clauses of one text sorted by what they are (分句归类)."""

    def __init__(self, clauses: Sequence[AnyClause]) -> None:
        self.all = list(clauses)
        self.kinds = {clause.kind for clause in clauses if isinstance(clause, Clause)}
        self.rungs = [clause for clause in clauses if isinstance(clause, Rung)]
        self.arms = [clause for clause in clauses if isinstance(clause, Arm)]
        self.remarks: list[Remark] = []
        self.base: Decimal | None = None
        self.veto = ""

    def of(self, *kinds: str) -> list[Clause]:
        """The clauses of some kinds, in order (某类分句)."""
        return [clause for clause in self.all if isinstance(clause, Clause) and clause.kind in kinds]

    def only(self, *kinds: str, arms: bool = False, rungs: bool = False) -> None:
        """Refuse a clause of any other kind (不能合用的分句)."""
        for clause in self.all:
            if isinstance(clause, Clause) and clause.kind not in {*kinds, "prose", "subject", "PLAN", "frame"}:
                raise misfit(clause)
            if (isinstance(clause, Arm) and not arms) or (isinstance(clause, Rung) and not rungs):
                raise misfit(clause)


def misfit(clause: AnyClause, why: str = "") -> Stop:
    """A clause that does not fit the ones before it (不能合用的分句)."""
    return Stop(why or "这一句和前面的合不成一条规则。", clause.column)


def veto_of(arm: Arm, before: str = "") -> str:
    """The words of an event under which nothing is earned (一票否决): 发生安全事故的不得分."""
    if before or arm.label is None or not arm.label.text:
        raise misfit(arm)
    if arm.label.folded.startswith(("否则", "其余")) or ANY_ITEM.search(arm.label.folded):
        raise misfit(arm)
    check(arm.label, SUMS)
    return arm.label.text


def parted(clauses: Sequence[AnyClause]) -> Parts:
    """
    The clauses sorted, frames and prose judged (归类).

    Raises:
        Stop: where a sentence without an effect may bear on the score.
    """
    parts = Parts(clauses)
    _frames(parts)
    _prose(parts)
    _veto(parts)
    return parts


#: Items that are missing, no event.
NOTHING_MET: Final = pattern(
    r"没有|无|都没有|均没有|均无|未完成|不符合|未建立|以上(?:均)?(?:没有|无|不符合)|(?:未完成|缺失|不符合)(?:的)?(?:项)?|未达到|不完整"
)


def _veto(parts: Parts) -> None:
    """发生安全事故的，不得分 beside a rule that is complete without it."""
    for arm in parts.arms:
        words = arm.bound is None and arm.label is not None and arm.reward.points == 0 and not NOTHING_MET.fullmatch(arm.label.folded)
        others = [
            clause
            for clause in parts.all
            if clause is not arm and not (isinstance(clause, Clause) and clause.kind in {"prose", "subject", "PLAN", "frame"})
        ]
        if words and arm is not parts.all[0] and any(not isinstance(clause, Arm) or clause.bound is not None for clause in others):
            parts.veto = veto_of(arm, parts.veto)
            parts.all.remove(arm)
    parts.arms = [clause for clause in parts.all if isinstance(clause, Arm)]


def _frames(parts: Parts) -> None:
    """该项满分5分: the points of the row, told once."""
    frames = parts.of("frame")
    if len({clause.value for clause in frames}) > 1:
        raise misfit(frames[-1], "写了两个不同的满分。")
    if frames:
        if len(frames) == len(parts.all):
            raise misfit(frames[0], "只写了满分，没有说怎样得分。")
        parts.base = frames[0].value


def _prose(parts: Parts) -> None:
    """Sentences without an effect: passed over and told where nothing in them bears on a score."""
    for clause in parts.of("prose", "subject", "PLAN"):
        words = clause.words
        assert words is not None
        harmless = clause.kind != "prose" or HARMLESS.fullmatch(words.folded) or _leading(parts, clause)
        figured = clause.kind == "prose" and FIGURED.search(words.folded)
        if clause.kind != "PLAN" and (LIVE.search(words.folded) or figured or not harmless):
            raise Stop(f"“{words.folded[:20]}”没有说得几分。", words.column)
        if len(parts.arms) == 1 and parts.arms[0].reward.bare and parts.arms[0] is parts.all[0]:
            raise misfit(clause, "只写了分值，没有说怎样得分。")
        parts.remarks.append(Remark(kind="ignored", text=words.text))


def _leading(parts: Parts, clause: Clause) -> bool:
    """Whether prose stands before everything that scores, as what is scored."""
    words = clause.words
    if words is None or clause is not parts.all[0] or any(c.isdigit() for c in words.folded):
        return False
    return not any(known.search(words.folded) for known in (VAGUE, PROVIDED, UNLESS))


ACHIEVED: Final = pattern(
    r"(?:.*?(?<![未不没非])(?<!没有)(?<!未能)(?:绝对值)?(?:全部|按时|按期|全面|如期)?(?:达到|完成|达成|符合|不低于|不高于|不超过|未超过|实现|满足|未突破|控制在).{0,14}?(?:目标|任务|指标|标准|计划|要求|水平|预算|定额|条件)(?:值|数|任务|成本|以内|之内|范围内|内|以下)*|[^,;]{0,12}(?:目标|计划|预算|任务|定额|标准)(?:值|数)?(?:以内|之内|范围内|内)|达标|完成|合格|绝对值达到目标|全部完成|按时完成|按期完成)"
)


def edge_of(one: Bound) -> Edge:
    """A one-sided bound as an edge (单边界限)."""
    below = one.high is not None
    value, left_out = (one.high, one.high_open) if below else (one.low, one.low_open)
    assert value is not None
    return Edge(side="below" if below else "above", value=value, unit=one.unit, inclusive=not left_out)


#: Figures of how much another one changed; beside a rule of that other one they bound the change.
CHANGE: Final = pattern(r"[增降减涨跌]幅$|误差$")


def veto_edge(arm: Arm, *known: Words | None) -> Edge:
    """
    The figure below or beyond which nothing is earned (不得分的界限): 低于60%不得分.

    Args:
        arm: the case.
        known: what the other clauses speak of, with which its figure must be one.
    """
    one = arm.bound
    if one is None or one.reference is not None or (one.low is None) == (one.high is None):
        raise misfit(arm)
    check(one.subject, VAGUE, BEYOND_WORDS, PROVIDED)
    if one.subject is not None:
        others = [words for words in known if words is not None]
        changes = bool(CHANGE.search(one.subject.folded)) and not any(CHANGE.search(words.folded) for words in others)
        if changes or one_subject(*others, one.subject) is one.subject:
            raise Stop(f"“{one.subject.folded}”和前面说的不是同一个数。", one.subject.column)
    return edge_of(one)


def edges_said(arms: Sequence[Arm]) -> list[Arm]:
    """80%-90%(含90%) beside 90%以上: an edge belongs to the case that writes its 含, not to the one that does not."""
    bounds = [arm.bound for arm in arms if arm.bound is not None]
    lows = {one.low for one in bounds if one.said[0] and not one.low_open}
    highs = {one.high for one in bounds if one.said[1] and not one.high_open}
    return [arm if arm.bound is None else evolve(arm, bound=_yielding(arm.bound, lows, highs)) for arm in arms]


def _yielding(one: Bound, lows: set[Decimal | None], highs: set[Decimal | None]) -> Bound:
    if one.low == one.high:
        return one
    low_open = one.low_open or (one.said[0] is False and one.low is not None and one.low in highs)
    high_open = one.high_open or (one.said[1] is False and one.high is not None and one.high in lows)
    return evolve(one, low_open=low_open, high_open=high_open)


#: A count that is the whole: 满足全部三项条件.
ALL_OF: Final = pattern(r"全部|所有|以上|上述|均")


def in_words(arm: Arm) -> bool:
    """Whether a case is told in words, be there a count among them (满足全部三项条件)."""
    one = arm.bound
    return one is None or (one.bare and one.unit != "%" and one.subject is not None and bool(ALL_OF.search(one.subject.folded)))


def is_nothing(effect: Effect) -> bool:
    """Whether an effect gives no points at all (不得分)."""
    return effect.act == "get" and effect.points == 0 and effect.to is None
