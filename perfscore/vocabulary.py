"""Words that bear on a score (用语): what free text may not hold, and what is understood of it beside the grammar."""

from typing import Any, Final

from perfscore.branching import are_pair
from perfscore.pattern import pattern
from perfscore.piece import Words
from perfscore.stopping import Stop

SPOKEN: Final = pattern(
    r"每(?:减少|降低|下降|低|少|增加|提高|超|高|多)(?!完)|扣完|最多|最高|至多|封顶|倒扣|酌情|按比例|线性|插值|[≥≤<>=*/+±]|\d[\d.]*\s*(?:%|‰|个?百分点|倍)|\d\D{0,3}以[上下内]|第\d|第[一二三四五六七八九十]次|首次|再次|一半|减半|折半|打分|至少|最少|取绝对值|(?<![取获不值懂记所应求])得(?=[一部半全相])|\d分|分别|(?<!是)(?<!^)否(?!决|定|认)|[-~]$"
)
#: Words that begin an exception; 除尘 and 除险 are deeds.
EXCEPT: Final = "除(?!险|雪|尘|草|杂|冰|锈|臭|湿)"
VAGUE: Final = pattern(
    rf"{EXCEPT}|但(?!书)|其中|第[一二三四五\d](?!产业|三方)|若|如果|以外|同时|不足|以[上下内]|以后|之后|之前|比例$|后$|每(?!亩|公里|平方米|立方米|吨)|[B-WYZa-wyz二]$|\d+[%个项次例]"
    r"|(?:减少|降低|下降|下滑|增加|提高|提升|上升|增长|新增|压减|相差|偏差|差距|差额|差值|缺口|幅度|偏离[^,;]{0,6}|超出|超支|逾期|延期|节约|上浮|下浮|完成|少|低|高|多|超|差|缺)$"
)
BEYOND_WORDS: Final = pattern(r"超过|低于|高于|部分|不足|超(?:预算|目标|计划|任务|定额|概算|标准)$")
COUNTED: Final = pattern(r"\d+(?:人次|[例项次处起宗个条件台份名人户家类种篇笔张天])")
SUMS: Final = pattern(
    r"(?:^每.{0,3}|各|各占|共|共计|合计|均|分别|满分|分值|权重|标准分|基础分|总分|得|计|扣|加|减|不[低高少多大小]于|超过|[低高少多大小]于|约|最低|保底|(?<=.)(?:不|未|不能|仅|暂|仍|另|再))$|^满分|^每|^以[上下内]"
)
#: Words that tell how a score comes about; in the words of a case they would be lost.
SCORING: Final = pattern(r"得分|计分|赋分|记分|打分|评分|一半|减半|绝对值|比例")
#: What a figure is measured from, other than the target.
REFERENCES: Final = pattern(r"上年|去年|同期|同比|环比|基期|平均|序时|批复|相比|比较|国家标准|先进|全省|全市|全国")
#: Conditions on the whole row, which no rule holds.
CONDITIONS: Final = pattern(r"前提|条件|情况下|考虑|加权|样本|疫情|不可抗力|得分|计分")
#: Conditions of one case, which the figure alone does not show: 未经批准的, 无正当理由的.
PROVIDED: Final = pattern(
    r"理由|原因|未[经按]|无故|擅自|主观|客观|仍[未不然]|整改[后仍不未]|连续[两二三四五六\d]|(?:不合格|不符合)$|^[仅只]|属实$"
)
#: Exceptions from a case, and what it is bound to: 除不可抗力外, 若上年未达标.
UNLESS: Final = pattern(rf"{EXCEPT}|但(?!书)|若(?!干)|如果|以外|之外|情况下|前提|条件下|不可抗力|疫情|考虑")
#: What makes an event of one item the whole: no event beside the rule.
ANY_ITEM: Final = pattern(r"任何|任一|任意|其中|一项|一个|有1|全部|凡|首次|第[一二三四五六七八九十\d]+次|增长|[<>≥≤=\d]")
#: Verbs of a count that say nothing of what is counted.
PLAIN_VERBS: Final = pattern(r"(?:只要|凡|若|如)?(?:发现|出现|发生|存在|有|查出|查实|产生|缺少?|缺失)?")
#: Counts of how far a figure lies from its target; of no defects.
GAP: Final = pattern(
    r"^(?:[^,]{0,8}(?:目标|计划|任务|要求|标准|规定)(?:值|数|量)?)?(?:少|低|差|多|超|高)$|(?:减少|降低|下降|超出|超过|增加|提高)$"
)
#: Between cases that each bear the points (甲、乙各扣1分).
BOTH: Final = pattern("、|和|及")
LATE: Final = pattern(r"除[^,;]*外|不可抗力|^每|逾期|延期|延迟|延长|推迟|超期|滞后|超时|提前|每$")
HAN: Final = pattern(r"[一-龥A-Za-z]")
#: What speaks of the target without its figure: 低于年度任务的, 未达到目标.
AGAINST_TARGET: Final = pattern(
    r"[^,;]{0,24}?(?:(?P<below>低于|未达到?|达不到|少于|未完成|不足|没有达到|小于)|(?P<above>高于|超过|超出|大于))[^,;]{0,24}(?:目标|任务|计划|标准|指标|要求|水平|控制数|定额|预算|基数|上年|去年|平均[^,;]{0,10}[值率数度])(?:值|数|量|的)*"
)


#: The case in which a proportion holds.
UNMET: Final = pattern(
    r"(?:未|没有?)(?:全部)?(?:完成|达到|达标|达成)[^,;\d]{0,8}|其余|不足(?:部分|的)?|低于目标(?:值)?|完成部分|未完成部分|部分完成|完成任务的?|未达标|(?:低于|未达).{0,10}(?:目标|任务|标准|指标)(?:值|数)?"
)
#: What stands between the last item and 每项1分.
ABOVE_ALL: Final = pattern(
    r"[,;。，；]*(?:(?:评分|计分|评价)(?:标准|规则|方法|办法)[:：]?)?(?:(?:以上|上述)(?:各项|条件|内容|要求|要素)?)?[,，]?$"
)


def check(words: Words | None, *patterns: Any) -> None:
    """Refuse free words that speak the language of rules: they would be lost (文字中另有规则)."""
    if words is None:
        return
    if words.folded and not HAN.search(words.text):
        raise Stop(f"“{words.folded}”在这里读不懂。", words.column)
    for known in (SPOKEN, *patterns):
        match = known.search(words.folded)
        if match is not None:
            raise Stop(f"“{match[0]}”在这里读不懂。", words.column + match.start())


#: What stands for the figure itself: 95%>X≥90%.
STANDING_IN: Final = pattern(
    r"[A-Za-zδ]|(?:实际|年度)?(?:完成|实际|指标)值|绝对值|其|该值|该指标|比例|占比|在|为|则|且|即|排名|位居|位列|名次"
)


def one_subject(*subjects: Words | None) -> Words | None:
    """
    The words that speak of something else than the words before them (各说各的), None where all speak of one thing.

    产区 and 非产区, 城市 and 农村 are two things; 完成率 and 项目完成率 one.
    """
    known = [words for words in subjects if words is not None and words.folded and not STANDING_IN.fullmatch(words.folded)]
    for i, words in enumerate(known):
        for other in known[:i]:
            one, two = other.folded, words.folded
            pairs = {one[k : k + 2] for k in range(len(one) - 1)}
            if are_pair(one, two) or not (one in two or two in one or any(two[k : k + 2] in pairs for k in range(len(two) - 1))):
                return words
    return None
