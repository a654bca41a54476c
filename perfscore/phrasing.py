"""What one clause of a form's notes says of points (表注用语): full marks, bands, caps, weights, grades, each as a rulebook's value."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from perfscore.number import plain
from perfscore.pattern import pattern


class Phrase(NamedTuple):
    """
    A value that a clause states, and from where to where in the folded clause it does so (语句).

    ``value`` is empty where the clause states the key in a way that is not clear or not known.
    """

    key: str
    value: str
    start: int
    end: int


def phrases(text: str) -> Iterator[Phrase]:
    """
    What a clause states, formulas left out (读一条表注); the text is folded and without white space.

    >>> [(one.key, one.value) for one in phrases("满分100分制,不设置附加分。")]
    [('full_score', '100'), ('bonus', 'none')]
    """
    for read in (_said, _bands, _events, _caps, _weights, _grades):
        yield from read(text)


#: A sentence that is longer is no rule that anybody could follow.
LONG: Final = 800
#: What makes a statement less than a rule, in its own sentence and in the next one.
_HEDGES: Final = pattern(
    r"原则上|一般(?:情况|为|应|按|不|可)|可以|可(?:适当|酌情|根据|按|视|自行|结合)|建议|参考|例如|示例|举例|假设|左右|适当[调浮]|特殊情况|另有规定"
    r"|视情|除[^,。;]{1,20}外|不再(?:执行|采用|按)|取消|废止"
)
_TAKEN_BACK: Final = pattern(r"可[^,。;]{0,8}[调浮]|特殊情况|另有规定|除[^,。;]{1,20}外")
#: What a clause does not hold for, or not yet: …除外, 不受此限, 2024年起, 上年:.
_EXCEPTED: Final = pattern(r"除外|不受此限|例外|视同|(?:20\d\d年|下一?年度?|次年)起|上年(?:度)?[:的]|(?:下|上)一年度")


def excepted(text: str) -> bool:
    """
    Whether a clause names what it does not hold for, or not yet (有例外).

    >>> excepted("满分100分,新增单位除外。"), excepted("满分100分。")
    (True, False)
    """
    return _EXCEPTED.search(text) is not None


def hedged(text: str, start: int, end: int) -> bool:
    """
    Whether a statement holds only as a rule of thumb, or is taken back in the sentence after its own (留有余地).

    >>> hedged("原则上产出指标50分。", 3, 10), hedged("产出指标50分。", 0, 7)
    (True, False)
    """
    begin, stop = _sentence(text, start, end)
    after = text.find("。", stop + 1, stop + LONG)
    following = text[stop : after if after >= 0 else stop + LONG]
    less = _HEDGES.search(text, begin, stop) or _TAKEN_BACK.search(following)
    return less is not None or stop - begin > LONG


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence of a statement begins and ends (所在句); no further away than one too long."""
    stop = text.find("。", end, end + LONG)
    return text.rfind("。", max(0, start - LONG), start) + 1 or max(0, start - LONG), stop if stop >= 0 else min(len(text), end + LONG)


# ---- what is said in so many words --------------------------------------------------------------

BEGIN: Final = r"(?:(?<=[,。;:()])|\A)"
END: Final = r"(?=[,。;)]|\Z)"
WEIGHT: Final = r"(?:该|本|此|各|其|相应|对应)?(?:项|单项|末级|三级|四级)?(?:指标)?(?:所对应|对应|相应|设定|所赋|所占)?的?(?:标准)?(?:权重分值|分值|权重|满分)"
RATE: Final = r"(?:预算)?(?:资金)?(?:预算)?执行率"
_OF_RATE: Final = r"(?:(?<=[=:,。;(按照为])|\A)"
#: After a formula: nothing that could change it.
CLOSE: Final = r"(?:进行)?(?:[记计得赋]分|计算(?:得分)?|确定(?:得分|分值))?[)\]]{0,2}"
_TOTAL: Final = r"(?:(?:绩效)?(?:自评|评价|最终|综合)(?:总得分|总分|得分)|总得分|总分|总评分|绩效自评)"
NOT_ABOVE: Final = r"(?:最高|最多|一律|均)?(?:不得|不能|不应|不可|不)(?:超过|高于|突破|超出)"
_BY_FUNDS: Final = r"(?:采用|按照?|以)?资金(?:额度|规模|量|额)?(?:为权重|大小)?(?:进行)?加权平均(?:法|方式)?(?:计算|汇总|得出)?"

#: A key, how its value is said, and the value. The group ``quote`` is what is quoted, where it is not the whole.
SAID: Final = tuple(
    (key, pattern(said), value)
    for key, said, value in (
        ("full_score", rf"{BEGIN}(?:(?:自评|评价|本表|绩效|计分|评分|部门|项目|整体|采用|实行|按|均|总分){{0,3}}满分值?|总分值?|评价总分)(?:为|是|:|=)?(1\d\d)分?制?{END}", r"\1"),
        ("full_score", rf"{BEGIN}(?:(?:计分|评分|评价|自评)?(?:采用|实行|执行|按照?))?(?:百|100)分制(?:[计评打]分)?{END}", "100"),
        ("bonus", rf"{BEGIN}(?:均|一律|且|并|并且|自评)?(?:不再?设[置立定]?|没有|无)(?:附加分|加分项?|附加项){END}", "none"),
        ("row_cap", rf"(?<![总率])(?:得分|自评分)(?:一[档栏列项])?{NOT_ABOVE}(?:{WEIGHT}(?:的?上限|总额)?){END}", "weight"),
        ("row_cap", rf"{BEGIN}(?:各项?|每项|单项|每个)(?:指标)?{NOT_ABOVE}{WEIGHT}(?:的?上限)?{END}", "weight"),
        ("constraint_sign", rf"约束性?指标(?:得分)?(?:均|一律|只)?[以按用]负(?:数|分|值)[记计](?:分|入|算)?{END}", "negative"),
        ("output_benefit", rf"产出(?:指标)?[与和、]效益(?:指标)?的?(?:权重|分值)(?:之?比例?|之比)(?:为|是|应为|:)?([1-9]:[1-9]|[1-9]\d:[1-9]\d){END}", r"\1"),
        ("adjustment_excludes", rf"预算调整率(?:指标)?不(?:包括|包含|含)([一-龥]{{2,18}}(?:调整|调剂|追加|资金|专款)){END}", r"\1"),
        ("execution", rf"{_OF_RATE}{RATE}(?:\*100%)?\*([5-9]|[12]\d|30)分?{CLOSE}(?=[,。;]|\Z)", r"得分按执行率*\1"),
        ("execution", rf"{_OF_RATE}([5-9]|[12]\d|30)分?\*{RATE}{CLOSE}(?=[,。;]|\Z)", r"得分按执行率*\1"),
        ("execution", rf"{_OF_RATE}(?:{RATE}(?:\*100%)?\*{WEIGHT}|{WEIGHT}\*{RATE}){CLOSE}(?=[,。;]|\Z)", "得分按执行率*分值"),
        ("rollup_absolute", rf"绝对值(?:指标|数)?(?:采用|按照?)?(?:直接)?(?:进行)?累加(?:方式|法)?(?:计算|汇总|得出)?{END}", "sum"),
        ("rollup_relative", rf"相对值(?:指标|数)?{_BY_FUNDS}{END}", "funds"),
        ("rollup_qualitative", r"定性[^。]{0,300}[。;,]?(?P<quote>汇总时,?(?:应|均)?以资金(?:额度|规模|量|额)(?:为|作为))(?=权|依据|加权|进行加权|\Z)", "funds"),
        ("rollup_qualitative", rf"定性(?:指标)?[^。;]{{0,60}}汇总时?,?{_BY_FUNDS}{END}", "funds"),
    )
)  # fmt: skip


def _said(text: str) -> Iterator[Phrase]:
    for key, said, value in SAID:
        for match in said.finditer(text):
            yield Phrase(key, match.expand(value), *match.span("quote" if "quote" in match.groupdict() else 0))


#: What takes or gives points beyond the formulas: 每低1%扣1分, 每超10%加1分, 按照偏离度适度调减分值, 完成90%以上的得满分.
_CUTS: Final = r"(?:扣|(?<![附不得])加(?:\d|分)|减\d|减分|调减|调低|核减|不得分|不计分|不记分|[得计记为]0分|零分|酌情|折算|打折)"
_STAGES: Final = r"\d(?:%|个?百分点|倍)(?:\(?含\)?)?(?:及?以[上下内]|[-~至到的时,])[^。;]{0,30}?(?:(?<!不)得|[计记赋]|分值|满分)"
_MEASURED: Final = r"(?:完成|实际值|目标值|指标值|定量|正向|反向|负向|超过|高于|低于|超额|超出|偏离|偏高|偏低|未达(?!成))"
_FORMULAS_BENT: Final = pattern(rf"{_MEASURED}[^。;]{{0,100}}?(?:{_CUTS}|{_STAGES})|{_CUTS}[^。;]{{0,100}}?{_MEASURED}")
_OF_OTHERS: Final = pattern(r"(?:(?:执行|调整|控制|变动)率|定性|约束)[^。;]{0,300}")
_RATE_BENT: Final = pattern(r"执行率[^。;*]{0,40}?(?:扣|不得分|不计分|[得计记](?:\d|满分)|每|零分|(?<!\d)0分|酌情)")
#: Scores rounded more than usual; of which scores this is said the words seldom tell.
_ROUNDED: Final = pattern(r"(?<!总分)(?<!总分四舍五入)(?:取整|(?:保留|精确)(?:到|至)?(?:小数点后)?(?:整数|个位|[一1]位|0\.1))")


def bent(text: str) -> frozenset[str]:
    """
    The keys that are not read though they are stated, for a clause adds what their formulas do not say (另有增减).

    >>> sorted(bent("完成值超过指标值30%及以上的,减2分。"))
    ['positive', 'reverse']
    """
    rounded = _ROUNDED.search(text) is not None
    formulas = {"positive", "reverse"} if rounded or _FORMULAS_BENT.search(_OF_OTHERS.sub("", text)) else set()
    return frozenset(formulas | ({"execution"} if rounded or _RATE_BENT.search(text) else set()))


# ---- qualitative bands --------------------------------------------------------------------------

_DASH: Final = r"(?:-{1,2}|~|至|到)"
_MARK: Final = r"(?:\(?(?:不含|含|不包含|包含|不包括|包括)(?:\d{1,3}[%分]?)?\)?)?"
_BAND: Final = rf"\[?(\d{{1,3}})%?({_MARK}){_DASH}(\d{{1,3}})%?({_MARK})\]?"
_DONE = r"(?:达成|完成|实现|达到)(?:预期|年度|年初|绩效|既定|设定){0,2}(?:指标|目标)?(?:值|任务|要求)?"
_EFFECT = r"(?:(?:并|且|并且)?(?:具有|产生|取得|有)一定的?(?:效果|成效))?"
_LABELS: Final = (
    rf"((?:全部)?{_DONE})", rf"((?:部分|基本){_DONE}{_EFFECT})", rf"((?:未能?|没有){_DONE}(?:(?:并|且|并且)?(?:效果|成效)(?:较差|不佳|差))?)",
)  # fmt: skip
_LED: Final = r"(?:(?<=[:,。;(为是成])|\A)"
_SHARE_OF: Final = r"(?:该|本)?项?(?:指标)?的?(?:所?对应|相应)?的?(?:分值|权重|得分|分数)?的?(?:区间|范围)?[内为:]?"
#: Three labels and, behind 分别, their three bands; or each label with its band.
_TOGETHER: Final = pattern(
    rf"{_LED}{_LABELS[0]}[、,;]{_LABELS[1]}[、,;和及以]{{1,2}}{_LABELS[2]}等?(?:[三3]个?(?:档次|等级|档|级|类|种情况))?[,;:。]?"
    rf"(?P<quote>(?:并|再|依次)?分别(?:按照?|对应|在)?{_SHARE_OF}{_BAND}[、,;]?{_BAND}[、,;和及]?{_BAND})(?![%\d(])"
)
_EACH: Final = pattern(
    rf"{_LED}(?P<quote>"
    + r"[、,;。]".join(
        rf"{label}的?[,:]?(?:[记计得按为]|对应){{0,2}}{_SHARE_OF}{_BAND}的?(?:分值|权重|得分)?(?:[记计得]分)?" for label in _LABELS
    )
    + r")(?![%\d(])"
)


def _bands(text: str) -> Iterator[Phrase]:
    """达成预期指标、部分达成…、未达成…三档,分别按照…100%-80%(含)、80%-50%(含)、50%-0%合理确定分值."""
    for known, labels_at, bands_at in ((_TOGETHER, (0, 1, 2), (4, 8, 12)), (_EACH, (1, 6, 11), (2, 7, 12))):
        for match in known.finditer(text):
            groups = match.groups()
            labels, edges = [groups[at] for at in labels_at], [_edges(*groups[at : at + 4]) for at in bands_at]
            shares = _chain(edges) if "%" in match["quote"] else ()
            value = "，".join(f"{label}得{share}的分值" for label, share in zip(labels, shares, strict=False))
            yield Phrase("qualitative", value, *match.span("quote"))


def _chain(edges: list[tuple[int, int, bool] | None]) -> tuple[str, ...]:
    """Three bands from 100% to 0% that meet, the shared figure said to belong to the upper one; else none (三档相接)."""
    match edges:
        case [(100, upper, True), (high, lower, True), (rest, 0, _)] if (high, rest) == (upper, lower) and 100 > upper > lower > 0:
            return f"100%(含)-{upper}%(含)", f"{upper}%(不含)-{lower}%(含)", f"{lower}%(不含)-0%(含)"
        case _:
            return ()


def _edges(one: str, one_mark: str, other: str, other_mark: str) -> tuple[int, int, bool] | None:
    """
    High end, low end, and whether the low one is said to belong to the band (档次两端); None where that is not clear.

    含 belongs to the figure that it follows or names: 100-80%(含), 80%(含)-100%, 80%-100%(含80%).
    """
    marks = _marks((one, one_mark), (other, other_mark))
    high, low = max(int(one), int(other)), min(int(one), int(other))
    clear = set(marks) <= {high, low} and not (marks.get(Decimal(high)) and high != 100)
    return (high, low, marks.get(Decimal(low), False)) if clear else None


def _marks(*ends: tuple[str, str]) -> dict[Decimal, bool]:
    """Which figures are said to be included, which excluded (含与不含)."""
    return {Decimal("".join(c for c in mark if c.isdigit()) or figure): "不" not in mark for figure, mark in ends if mark}


# ---- caps ---------------------------------------------------------------------------------------

_EVENT: Final = pattern(
    rf"(?<![未不没])(?:出现|发生|存在|被)([^。;:\d]{{4,60}}?)(?:的情[况形]|的)?,(?:则|其|该|本)?(?:项目|部门|单位)?{_TOTAL}{NOT_ABOVE}([1-9]\d)分{END}"
)
#: What an event is called when it is recorded, and how forms speak of it.
EVENTS: Final = {
    "审计披露": pattern(
        r"审计(?:等|等?(?:部门|机关))?(?:部门|机关)?(?:重点)?披露(?:的)?(?:重大|重要|突出|违规|违纪|严重)?(?:问题)?(?:的)?"
    ),
    "重大不良社会影响": pattern(r"(?:造成|引发|产生|出现)?重大不良社会影响(?:的)?"),
}


def _events(text: str) -> Iterator[Phrase]:
    """如出现审计等部门重点披露的问题,或造成重大不良社会影响,评价总得分不得超过70分: the cap only with all its events."""
    for match in _EVENT.finditer(text):
        parts = [part for part in re.split(r"[,、]或?者?|或者?", match[1]) if part]
        kinds = [next((kind for kind, known in EVENTS.items() if known.fullmatch(part)), "") for part in parts]
        known = all(kinds)
        yield Phrase("event_cap", match[2] if known else "", *match.span())
        yield Phrase("event_kinds", "、".join(dict.fromkeys(kinds)) if known else "", *match.span())


_CAP: Final = pattern(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=项目)|(?<=部门)|(?<=年度)|(?<=整体)|(?<=如)|(?<=若)|(?<=凡)){RATE}(?:(?:低于|不足|小于|未达到?|<)(?P<below>[1-9]\d)%|(?:为|在|处于|介于)?(?P<low>[1-9]\d)%?(?:\(含\))?{_DASH}(?P<high>[1-9]\d|100)%(?:\(不含\))?(?:之间)?)"
    rf"的?(?:项目|单位|部门)?的?,?其?{_TOTAL}(?:得分|总分)?{NOT_ABOVE}(?P<most>[1-9]\d)分{END}"
)
#: The next stretch, where the rate is not named again: 低于70%的不得超过79分.
_MORE: Final = pattern(
    rf"[;,]?(?:低于|不足|小于|未达到?|<)(?P<below>[1-9]\d)%(?P<low>)(?P<high>)的?,?其?(?:{_TOTAL})?(?:得分|总分)?{NOT_ABOVE}(?P<most>[1-9]\d)分{END}"
)
#: Every stretch of the rate that a clause speaks of.
_RATED: Final = pattern(r"执行率[^。;,]{0,14}?\d")


def _caps(text: str) -> Iterator[Phrase]:
    """执行率低于50%的,绩效自评不超过59分;…: all that the clause caps, or nothing. A shared figure has the higher cap."""
    named = list(_CAP.finditer(text))
    found = sorted([*named, *_next(text, named)], key=lambda one: int(one["below"] or one["high"]))
    if not found:
        return
    stretches, before = [], "0"
    for match in found:
        high = match["below"] or match["high"]
        stretches.append(f"[{match['low'] or before}%,{high}%)≤{match['most']}")
        before = high
    whole = len(named) == len(_RATED.findall(text))
    yield Phrase("execution_cap", "、".join(stretches) if whole else "", min(m.start() for m in found), max(m.end() for m in found))


def _next(text: str, named: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The stretches that follow those named, without the word for the rate."""
    for match in named:
        more = _MORE.match(text, match.end())
        while more:
            yield more
            more = _MORE.match(text, more.end())


# ---- weights ------------------------------------------------------------------------------------

#: Groups of indicators in the order in which their points are told, and what forms call them.
GROUPS: Final = {
    "预算执行率": r"(?:项目)?(?:预算)?(?:资金)?(?:支出)?(?:预算)?执行率?",
    "决策": r"(?:项目)?决策", "过程": r"(?:项目)?过程", "投入": r"(?:项目)?投入", "成本": r"(?:项目)?成本", "产出": r"(?:项目)?产出",
    "效益": r"(?:项目)?效益", "效果": r"(?:项目)?效果",
    "满意度": r"(?:服务对象|社会公众|社会公众[或及和]服务对象|服务对象[或及和]社会公众|受益对象|公众|群众)?满意度",
}  # fmt: skip
_GROUP = "|".join(f"(?P<g{at}>{words})" for at, words in enumerate(GROUPS.values()))
_SHARE: Final = pattern(
    rf"(?:{_GROUP})类?(?:指标)?的?(?:分值|权重|满分)?(?:占比|占|为|:)?(?P<open>\()?(?P<points>\d{{1,3}}(?:\.\d{{1,2}})?)(?P<unit>分|%)\)?"
)
_BETWEEN: Final = pattern(r"[、,;]?(?:和|及|以及|与)?")
_LIST_BEGINS: Final = pattern(r"[。:;(]\Z|(?:为|是|设置|如下|包括|分别|其中)[,:]?\Z|\A\Z")
_LIST_ENDS: Final = pattern(r"\)?(?:[。;](?!、)|\Z|,(?!(?:实|自评|共|合计)?得)(?!(?!合计|共计|总计|总分|满分)[^,。;]{1,16}?\d))")
_TOLD: Final = pattern(r"自评(?!满分|表|采用|实行)|[实所]得|扣|不低于|不少于|不超过|不高于|至少|以[上下内]|[上下]限|约(?!束)")
#: Where a group is missing, its points go elsewhere.
_UNLESS: Final = pattern(r"(?:如(?!下)|若|没有|无|未设置?|不涉及|不含)[^,。;:]{0,12}(?:满意度|效益|产出|成本|某[项类])")
_ALLOTS: Final = pattern(r"分值|权重|设置|赋|满分|分配")


def _weights(text: str) -> Iterator[Phrase]:
    """产出指标50分、效益指标30分、满意度指标10分、预算资金执行率10分: two groups or more, and nothing else among them."""
    for items in _lists(_SHARE, text):
        start, end = items[0].start(), items[-1].end()
        sentence = text[_sentence(text, start, end)[0] : end]
        alone = _LIST_BEGINS.search(text, max(0, start - 8), start) and _LIST_ENDS.match(text, end)
        allots = all(one["open"] for one in items) or _ALLOTS.search(sentence)
        if len(items) > 1 and alone and allots and not _TOLD.search(sentence):
            yield Phrase("weights", "" if _UNLESS.search(text) else _shares(items), start, end)


def _lists(item: re.Pattern[str], text: str) -> Iterator[list[re.Match[str]]]:
    """Items that follow one another, parted by no more than a mark (并列各项)."""
    at = 0
    while first := item.search(text, at):
        items = [first]
        while (between := _BETWEEN.match(text, items[-1].end())) and (following := item.match(text, between.end())):
            items.append(following)
        at = items[-1].end()
        yield items


def _shares(items: list[re.Match[str]]) -> str:
    """The groups and their points in canonical order, empty where they make no sense together (权重写法)."""
    points = {name: Decimal(one["points"]) for one in items for at, name in enumerate(GROUPS) if one[f"g{at}"] is not None}
    units = {one["unit"] for one in items}
    if len(points) != len(items) or len(units) > 1 or (units == {"%"} and sum(points.values()) != 100):
        return ""
    return "、".join(f"{name}{plain(points[name])}" for name in GROUPS if name in points)


# ---- grades -------------------------------------------------------------------------------------

_GRADE: Final = r"(?P<name>优秀|优良|优|良好|良|中等|中|一般|合格|及格|较差|差|不合格|不及格)"
_SCORE: Final = r"\d{1,3}(?:\.\d)?"
_STRETCH: Final = (
    rf"(?:(?P<one>{_SCORE})分?(?P<one_in>{_MARK}){_DASH}(?P<two>{_SCORE})分?(?P<two_in>{_MARK})(?:之间)?"
    rf"|≥(?P<least>{_SCORE})分?|(?P<from>{_SCORE})分?≤(?:得分|总分|[SsXx])?<(?P<until>{_SCORE})分?|(?:<|低于|不足|小于)(?P<under>{_SCORE})分?"
    rf"|(?P<up>{_SCORE})分?(?P<up_in>{_MARK}|及)以上(?P<up_too>{_MARK})(?:,?(?P<down>{_SCORE})分?(?P<down_in>{_MARK})以下(?P<down_too>{_MARK}))?"
    rf"|(?P<low>{_SCORE})分?(?P<low_in>{_MARK})以下(?P<low_too>{_MARK}))"
)
_OF_TOTAL: Final = r"(?:(?:自评|综合|评价|绩效)?(?:总得分|得分|总分|分数|分值))?(?:在|为|:)?"
_NAME_FIRST: Final = pattern(rf"{_GRADE}[:为]?[(\[]?{_OF_TOTAL}{_STRETCH}[)\]]?")
_FIGURE_FIRST: Final = pattern(rf"{_OF_TOTAL}[(\[]?{_STRETCH}[)\]]?(?:的?,?(?:等级|评价等级|评定|评)?(?:为|是)|的|:)?{_GRADE}")
_OF_ROWS: Final = pattern(r"满意|单项|该指标|三级指标|定性|定量|问卷")
End = tuple[Decimal, bool | None]


def _grades(text: str) -> Iterator[Phrase]:
    """优(90-100分)、良(80-89分)…, 90分(含)以上为优、80分(含)-90分为良…: three grades or more, their edges as worded."""
    for item in (_NAME_FIRST, _FIGURE_FIRST):
        for items in _lists(item, text):
            start, end = items[0].start(), items[-1].end()
            if len(items) > 2 and not _OF_ROWS.search(text, max(0, start - 40), start):
                yield Phrase("grades", _scale(items), start, end)


def _scale(items: list[re.Match[str]]) -> str:
    """Grades as intervals, the best first, empty where it is not clear to which of two a figure belongs (等级写法)."""
    if len({one["name"] for one in items}) < len(items):
        return ""
    found = sorted(items, key=lambda one: -_ends(one)[1][0])
    lows, highs = [_ends(one)[0] for one in found], [_ends(one)[1] for one in found]
    for at, (upper, lower) in enumerate(pairwise(found)):
        settled = _settled(lows[at], highs[at + 1], ranges_from=bool(upper["one"] and lower["low"]))
        if settled is None:
            return ""
        lows[at], highs[at + 1] = settled
    return "、".join(
        f"{one['name']}{'(' if low_in is False else '['}{plain(low)},{plain(high)}{')' if high_in is False else ']'}"
        for one, (low, low_in), (high, high_in) in zip(found, lows, highs, strict=True)
    )


def _settled(low: End, high: End, *, ranges_from: bool) -> tuple[End, End] | None:
    """
    Where one grade ends and the next begins (相邻两档的边界); None where both or neither may have the shared figure.

    ``ranges_from`` says 60-79分 above 60分以下: the figure belongs to the range that begins with it.
    """
    (edge, edge_in), (other, other_in) = low, high
    if edge == other + 1:
        return None if False in (edge_in, other_in) else ((edge, True), (other, True))
    if edge_in is other_in is None and ranges_from:
        edge_in = True
    edge_in, other_in = (other_in is False if edge_in is None else edge_in), (edge_in is False if other_in is None else other_in)
    return ((edge, edge_in), (other, other_in)) if edge == other and edge_in != other_in else None


def _ends(one: re.Match[str]) -> tuple[End, End]:
    """Low and high end of a grade, each with whether it belongs to it, None where nothing is said (等级两端)."""
    if one["one"]:
        low, high = sorted((Decimal(one["one"]), Decimal(one["two"])))
        marks = _marks((one["one"], one["one_in"]), (one["two"], one["two_in"]))
        return (low, marks.get(low)), (high, marks.get(high))
    if one["from"]:
        return (Decimal(one["from"]), True), (Decimal(one["until"]), False)
    if one["up"] or one["least"]:
        marks = _marks((one["up"], one["up_in"] or one["up_too"] or ""), (one["down"], one["down_in"] or one["down_too"] or ""))
        low, high = Decimal(one["up"] or one["least"]), Decimal(one["down"] or 100)
        return (low, True if one["least"] else marks.get(low)), (high, marks.get(high))
    high = Decimal(one["under"] or one["low"])
    marks = _marks((one["low"], one["low_in"] or one["low_too"] or ""))
    return (Decimal(0), None), (high, False if one["under"] else marks.get(high))
