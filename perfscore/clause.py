"""The clauses of a criterion (分句), and what each line of criterion.lark comes to."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, Literal

from attrs import evolve, frozen

from perfscore.errors import FormulaError
from perfscore.indicator import Direction
from perfscore.number import BEFORE, DIGITS, ZERO, fold, plain
from perfscore.pattern import pattern
from perfscore.rule import Band, Bands, Defect, Discretion, Formula, Item, Ladder, Proportional, Rate, Rule
from perfscore.value import Shown, Value
from perfscore.wording import Folded


class Stop(Exception):  # noqa: N818
    """Where reading stops (停处): a message, and the offset in the folded text."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.message, self.column = message, column


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Words(Shown):
    """Free words of a text (文字): as printed, as folded, and where."""

    text: str = ""
    folded: str = ""
    column: int = 0


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Bound(Value):
    """A range of values (界限), as one clause states it; ``subject`` is what it speaks of, ``bare`` a figure without a sign."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False
    high_open: bool = False
    unit: str = ""
    column: int = 0
    subject: Words | None = None
    bare: bool = False


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Reward(Shown):
    """What a case is worth (得分): points, full marks (None), a room of points, or percents of the weight."""

    points: Decimal | None = None
    to: Decimal | None = None
    share: bool = False
    opens: tuple[bool, bool] = (False, False)
    bare: bool = False


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Arm(Shown):
    """A case and what it is worth (情形与得分): a bound, words, or neither."""

    bound: Bound | None = None
    label: Words | None = None
    reward: Reward
    column: int
    counted: bool = False


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Rung(Shown):
    """One ladder with what stands before it (阶梯)."""

    ladder: Ladder
    subject: Words | None = None
    beyond: Bound | None = None
    column: int = 0


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Clause(Shown):
    """Any other clause (其他分句): its kind and what it holds."""

    kind: Literal["defect", "limit", "FLOOR", "BELOW_ZERO", "CLAMP", "NO_WEIGHT", "standard", "otherwise", "item", "will", "cap", "whole"]
    value: Any = None
    column: int = 0


AnyClause = Arm | Rung | Clause


PERCENT: Final = frozenset({"%", "百分点", "个百分点"})


class Reader:
    """
    What each line of the grammar comes to (语法动作): called by the parser with the parts of the line.

    Args:
        folded: the text that is read.
    """

    def __init__(self) -> None:
        self.folded = Folded("", "", ())

    def start(self, parts: list[AnyClause]) -> list[AnyClause]:
        return parts

    def TEXT(self, word: Any) -> Words:  # noqa: N802
        start, end = word.start_pos, word.end_pos
        return Words(text=self.folded.words(start, end).removesuffix("的"), folded=str(word).removesuffix("的"), column=start)

    def NUM(self, word: Any) -> tuple[Decimal, int]:  # noqa: N802
        if len(word) > DIGITS:
            raise Stop(f"这里的数有 {len(word)} 个字，超过 {DIGITS} 个。", word.start_pos)
        return Decimal(word.replace(",", "")), word.start_pos

    def UNIT(self, word: Any) -> str:  # noqa: N802
        return "个百分点" if word == "个点" else str(word)

    def FEN(self, word: Any) -> str:  # noqa: N802
        return str(word)

    def amount(self, parts: list[Any]) -> tuple[Decimal, int, str]:
        return (*parts[0], parts[1] if len(parts) > 1 else "")

    value = amount

    def points(self, parts: list[Any]) -> tuple[Decimal, int]:
        points: tuple[Decimal, int] = parts[0]
        return points

    # ladders

    def ladder(self, parts: list[Any], beyond: Bound | None = None) -> Rung:
        subject = parts.pop(0) if isinstance(parts[0], Words) else None
        side, (step, column, unit), act, (points, at) = parts
        if step <= 0:
            raise Stop(f"每档的步长 {plain(step)} 应大于 0。", column)
        if points < 0:
            raise Stop(f"每档的分数 {plain(points)} 不应小于 0。", at)
        if step >= 50 and unit in PERCENT and side.endswith(("于", "过", "目标", "目标值")):
            raise Stop(f"“{plain(step)}{unit}”是界限还是每档的步长，文中没有说清。", column)
        ladder = Ladder(side="below" if side.type == "BELOW" else "above", step=step, unit=unit, points=points, adds=act.type == "ADD")
        return Rung(ladder=ladder, subject=subject, beyond=beyond, column=side.start_pos)

    def ladder_beyond(self, parts: list[Any]) -> Rung:
        return self.ladder(parts[1:], beyond=parts[0])

    def limit(self, parts: list[Any]) -> Clause:
        points = next(part for part in parts if isinstance(part, tuple))
        adds = any("加" in part for part in parts if isinstance(part, str))
        return Clause(kind="limit", value=(points[0], adds), column=points[1])

    def remark(self, parts: list[Any]) -> Clause:
        return Clause(kind=parts[0].type, column=parts[0].start_pos)

    def standard(self, parts: list[Any]) -> Clause:
        return Clause(kind="standard", value=parts[1], column=parts[0].start_pos)

    # defects

    def found(self, parts: list[Any]) -> Clause:
        words = [part for part in parts if isinstance(part, Words)]
        numbers = [part for part in parts if isinstance(part, tuple)]
        unit = next(part for part in parts if type(part) is str)
        per, column = numbers[0] if len(numbers) > 1 else (Decimal(1), numbers[-1][1])
        if per <= 0:
            raise Stop(f"每{plain(per)}{unit}扣分不成立：个数应大于 0。", column)
        if not COUNTED.fullmatch(f"1{unit}"):
            raise Stop(f"“{unit}”不是缺陷的个数单位；阶梯应写“每减少”或“每增加”。", column)
        for one in words:
            check(one, LATE)
        what = words[-1].text if words else ""
        return Clause(kind="defect", value=Defect(what=what, points=numbers[-1][0], unit=unit, per=per), column=column)

    found_each = found_bare = found

    def found_after(self, parts: list[Any]) -> Clause:
        words, (per, column, unit), _, points = parts
        return self.found([words, (per, column), unit, points])

    # arms

    def arm_bound(self, parts: list[Any]) -> Arm:
        return Arm(bound=parts[0], reward=parts[1], column=parts[0].column)

    def arm_count(self, parts: list[Any]) -> Arm:
        check(parts[1])
        return Arm(bound=parts[0], reward=Reward(points=ZERO), column=parts[0].column, counted=True)

    def arm_words(self, parts: list[Any]) -> Arm:
        return Arm(label=parts[0], reward=parts[1], column=parts[0].column)

    def arm_bare(self, parts: list[Any]) -> Arm:
        return Arm(label=parts[0], reward=Reward(points=parts[1][0], bare=True), column=parts[0].column)

    def arm_alone(self, parts: list[Any]) -> Arm:
        return Arm(reward=parts[0], column=0)

    def otherwise(self, parts: list[Any]) -> Clause:
        return Clause(kind="otherwise", value=parts[1], column=parts[0].start_pos)

    # bounds

    def cond(self, parts: list[Any]) -> Bound:
        case: Bound = parts[-1]
        return case if len(parts) == 1 else evolve(case, subject=parts[0])

    def compared(self, parts: list[Any]) -> Bound:
        return bound(BEFORE[parts[0].lstrip("的")] if parts[0].lstrip("的") in BEFORE else WORDED[parts[0].lstrip("的")], parts[1])

    def exactly(self, parts: list[Any]) -> Bound:
        return evolve(bound("=", parts[0]), bare=True)

    def bounded(self, parts: list[Any]) -> Bound:
        return bound(after(str(parts[1])), parts[0])

    def reached(self, parts: list[Any]) -> Bound:
        if len(parts) > 2:
            return bound(after(str(parts[2])), parts[1])
        return bound(">=", parts[1]) if parts[0] == "达到" else evolve(bound("=", parts[1]), bare=True)

    def between(self, parts: list[Any]) -> Bound:
        (low, column, unit), (high, _, high_unit) = (part for part in parts if isinstance(part, tuple))
        if low > high:
            raise Stop(f"区间的下限 {plain(low)} 大于上限 {plain(high)}。", column)
        opens = edges(parts)
        return Bound(
            low=low, high=high, low_open=opens[0] is True, high_open=opens[1] is True, unit=one_unit(unit, high_unit, column), column=column
        )

    def reached_between(self, parts: list[Any]) -> Bound:
        return self.between(parts[1:])

    def both(self, parts: list[Any]) -> Bound:
        return meet(self.compared(parts[:2]), self.compared(parts[2:]))

    def sandwich(self, parts: list[Any]) -> Bound:
        turned = {"≥": "≤", "≤": "≥", ">": "<", "<": ">", "=": "="}
        if len(parts) == 5:
            check(parts.pop(2))
        first, left, right, last = parts
        if left not in turned or right not in turned:
            raise Stop("这里的区间应写成 95%>执行率≥90%。", last[1])
        return meet(bound(BEFORE[turned[left]], first), bound(BEFORE[str(right)], last))

    # rewards

    def given(self, parts: list[Any]) -> Reward:
        return Reward(points=parts[1][0])

    def given_bare(self, parts: list[Any]) -> Reward:
        return Reward(points=parts[1][0], bare=parts[0] == ":")

    def given_room(self, parts: list[Any]) -> Reward:
        return Reward(points=parts[1][0], to=parts[2][0])

    def given_full(self, parts: list[Any]) -> Reward:
        return Reward()

    def given_no_loss(self, parts: list[Any]) -> Reward:
        return Reward(bare=True)

    def given_nothing(self, parts: list[Any]) -> Reward:
        return Reward(points=ZERO)

    def given_share(self, parts: list[Any]) -> Reward:
        figures = [part[0] for part in parts if isinstance(part, tuple)]
        opens = edges(parts)
        return Reward(
            points=figures[0], to=figures[1] if len(figures) > 1 else None, share=True, opens=(opens[0] is True, opens[1] is True)
        )

    def item(self, parts: list[Any]) -> Clause:
        words = next(part for part in parts if isinstance(part, Words))
        check(words, SUMS)
        return Clause(kind="item", value=Item(text=words.text, points=parts[-1][0]), column=words.column)

    # judgement

    def at_will(self, parts: list[Any]) -> Clause:
        what = parts.pop(0) if isinstance(parts[0], Words) else Words()
        check(what)
        act: Literal["deduct", "award"] = "deduct" if parts[0].type == "WILL_DEDUCT" else "award"
        figures = [part[0] for part in parts if isinstance(part, tuple)]
        if len(figures) == 2 and figures[0] > figures[1]:
            raise Stop(f"酌情区间 {plain(figures[0])}-{plain(figures[1])} 的下限大于上限。", parts[1][1])
        low, high = (figures[0], figures[-1]) if figures else (None, None)
        return Clause(kind="will", value=Discretion(act=act, low=low, high=high, what=what.text), column=parts[0].start_pos)

    def at_will_up_to(self, parts: list[Any]) -> Clause:
        clause = self.at_will(parts)
        return evolve(clause, value=evolve(clause.value, low=None))

    def at_will_from(self, parts: list[Any]) -> Clause:
        clause = self.at_will(parts)
        return evolve(clause, value=evolve(clause.value, high=None))

    def cap(self, parts: list[Any]) -> Clause:
        event = parts[1].text.removesuffix(",")
        return Clause(kind="cap", value=(parts[2][0], "" if event == "所述事件" else event), column=parts[0].start_pos)

    # whole rules

    def rate(self, parts: list[Any]) -> Clause:
        return Clause(kind="whole", value=Rate())

    def positive(self, parts: list[Any]) -> Proportional:
        return Proportional(direction=Direction.POSITIVE)

    def reverse(self, parts: list[Any]) -> Proportional:
        return Proportional(direction=Direction.REVERSE, form="ratio")

    def ratio_times(self, parts: list[Any]) -> Clause:
        return Clause(kind="whole", value=parts[0])

    def by_ratio(self, parts: list[Any]) -> Clause:
        return Clause(kind="whole", value=Proportional(), column=parts[0].start_pos)

    def reverse_by_ratio(self, parts: list[Any]) -> Clause:
        return Clause(kind="whole", value=Proportional(direction=Direction.REVERSE))

    def reverse_linear(self, parts: list[Any]) -> Clause:
        return Clause(kind="whole", value=Proportional(direction=Direction.REVERSE, form="linear"))

    def formula(self, parts: list[Any]) -> Clause:
        return Clause(kind="whole", value=formula_of(self.folded, parts[1].start_pos, parts[1].end_pos), column=parts[0].start_pos)

    def share_range(self, parts: list[Any]) -> tuple[Decimal, Decimal]:
        high, low = (part[0] for part in parts if isinstance(part, tuple))
        if low > high:
            raise Stop("档次的区间应从高到低写，如 100-80%(含)。", parts[0][1])
        return low, high

    def levels(self, parts: list[Any]) -> Clause:
        """(含) belongs to the lower edge, a shared edge to the better band (含下限，共用的边界归上一档)."""
        labels = parts[0].text.rpartition(":")[2].removesuffix("等").split("、")
        rooms = parts[2:]
        if len(labels) != len(rooms) or len(labels) != "一二三四五".index(parts[1][0]) + 1:
            raise Stop(f"说了{parts[1][0]}档，写出的档名有 {len(labels)} 个，区间有 {len(rooms)} 个。", parts[1].start_pos)
        shared = [False] + [low == below for (low, _), (_, below) in pairwise(rooms)]
        bands = [
            Band(label=label, low=low, high=high, high_open=open_) for label, (low, high), open_ in zip(labels, rooms, shared, strict=True)
        ]
        return Clause(kind="whole", value=Bands(bands=bands), column=parts[0].column)


WORDED: Final = {"大于等于": ">=", "大于或等于": ">=", "≥": ">=", "≤": "<=", ">": ">", "<": "<", "=": "="}


def after(word: str) -> str:
    """The comparison that a word after the figure makes (后置比较词): 以上、以内 include it."""
    if "不含" in word:
        return ">" if "上" in word else "<"
    return ">=" if "上" in word else "<="


def edges(parts: Sequence[Any]) -> list[bool | None]:
    """Whether each figure of a range is left out (不含), taken in (含), or bare (None)."""
    found: list[bool | None] = []
    for part in parts:
        if isinstance(part, tuple):
            found.append(None)
        elif found and getattr(part, "type", "") in {"INCLUDED", "EXCLUDED"}:
            found[-1] = part.type == "EXCLUDED"
    return [*found, None]


def bound(sign: str, value: tuple[Decimal, int, str]) -> Bound:
    """A comparison as a bound (比较)."""
    figure, column, unit = value
    low, high = sign in {">=", ">", "="}, sign in {"<=", "<", "="}
    return Bound(
        low=figure if low else None, high=figure if high else None, low_open=sign == ">", high_open=sign == "<", unit=unit, column=column
    )


def meet(one: Bound, other: Bound) -> Bound:
    """Two comparisons of one value as one range (两个比较合为区间)."""
    low, high = (one, other) if one.low is not None else (other, one)
    if low.low is None or low.high is not None or high.high is None or high.low is not None or low.low > high.high:
        raise Stop("这两个比较合不成一个区间。", other.column)
    return evolve(low, high=high.high, high_open=high.high_open, unit=one_unit(low.unit, high.unit, other.column))


def one_unit(one: str, other: str, column: int) -> str:
    """The unit of two figures, of which one may be bare (共同单位)."""
    if one and other and one != other:
        raise Stop(f"这里的单位先是“{one}”，后是“{other}”。", column)
    return one or other


SPOKEN = pattern(
    r"每(?:减少|降低|下降|低|少|增加|提高|超|高|多)|扣完|最多|最高|至多|封顶|倒扣|酌情|按比例|线性|插值|[≥≤<>=*/+]|\d\s*(?:%|‰|个?百分点|倍)|\d\D{0,3}以[上下内]|第\d|\d分|分别|(?<!是)否"
)
VAGUE = pattern(
    r"[,;]|除|但|部分|其中|第[一二三四五\d]|若|如果|以外|同时|超过|低于|高于|不足|以[上下内]|以后|之后|之前|比例$|排名|后$|每|[A-WYZa-wyz二]$|\d+[%个项次例]"
    r"|(?:减少|降低|下降|下滑|增加|提高|提升|上升|增长|新增|压减|相差|偏差|超出|完成|少|低|高|多|超|差|缺)$"
)
COUNTED = pattern(r"\d+(?:人次|[例项次处起宗个条件台份名人户家类种篇笔张天])")
SUMS = pattern(r"(?:^每.{0,3}|各|各占|共|共计|合计|均|分别|满分|分值|权重|标准分|基础分|总分|得|计|扣|加|减)$|^满分|^每|^以[上下内]")
LATE = pattern(r"^每|逾期|延期|延迟|延长|推迟|超期|滞后|超时|提前|每$")


HAN = pattern(r"[\u4e00-\u9fffA-Za-z]")


def check(words: Words | None, *patterns: re.Pattern[str]) -> None:
    """Refuse free words that speak the language of rules: they would be lost (文字中另有规则)."""
    if words is None:
        return
    if words.folded and not HAN.search(words.text):
        raise Stop(f"“{words.folded}”在这里读不懂。", words.column)
    for known in (SPOKEN, *patterns):
        match = known.search(words.folded)
        if match is not None:
            raise Stop(f"“{match[0]}”在这里读不懂。", words.column + match.start())


def formula_of(folded: Folded, start: int, end: int) -> Rule:
    """A formula in words and signs (文字公式): the field's own names become w, t and a, others are given by the caller."""
    body = folded.given[folded.places[start] : folded.places[end - 1] + 1]
    text, places, names, worded = "", list[int](), list[str](), False
    for match in re.finditer(r"[^\W\d]\w*|.", body, re.DOTALL):
        word = fold(match[0]) or " "
        letter = LETTERS.get(word)
        worded = worded or letter is not None
        if letter is None and word.isidentifier() and word not in {"w", "t", "a", *FUNCTIONS} and word not in names:
            names.append(word)
        piece = letter or (word if word.isidentifier() else match[0])
        text += piece
        places += [match.start()] * len(piece)
    known = KNOWN.get(fold(text).replace("×", "*").replace("÷", "/")) if worded and not set(names) - {"执行率", "预算执行率"} else None
    if known is not None:
        return known
    try:
        rule = Formula(text.strip(), names=names)
    except FormulaError as error:
        at = places[min(error.column, len(places) - 1)] if places else 0
        shift = sum(1 for place in folded.places[start:end] if place < folded.places[start] + at)
        raise Stop(f"公式读不懂：{error.message}", start + shift) from None
    spoken = next((name for name in names if len(name) > 16 or SAYING.search(name)), None)
    if spoken is not None or not re.search(r"\bw\b|(?<!\w)\d", text) or not (names or re.search(r"\b[at]\b", text)):
        raise Stop(f"“{spoken}”不像一个数的名称。" if spoken else "公式里应有分值或分数，也应有完成值、目标值等数。", start)
    return rule


#: What no figure is called.
SAYING: Final = pattern(r"[得扣每按]|满分|不|为|酌情|其余|否则|以[上下内]|\d分|分$")
FUNCTIONS: Final = frozenset({"min", "max", "abs", "floor", "if", "else", "and", "or", "not"})
LETTERS: Final = dict.fromkeys(("实际完成值", "完成值", "实际值", "全年完成值", "全年实际完成值", "年度实际完成值"), "a") | dict.fromkeys(
    ("目标值", "年初目标值", "年度目标值", "年度指标值", "预期目标值"), "t") | dict.fromkeys(
    ("分值", "权重", "指标分值", "指标权重", "该指标权重", "该指标分值", "该项指标分值", "该项分值", "本项分值", "标准分"), "w")  # fmt: skip
_POSITIVE, _REVERSE = Proportional(direction=Direction.POSITIVE), Proportional(direction=Direction.REVERSE, form="ratio")
KNOWN: Final[Mapping[str, Rule]] = (
    dict.fromkeys(("a/t*w", "(a/t)*w", "w*a/t", "w*(a/t)"), _POSITIVE) | dict.fromkeys(("t/a*w", "(t/a)*w", "w*t/a", "w*(t/a)"), _REVERSE)
    | dict.fromkeys(("执行率*w", "w*执行率", "预算执行率*w", "w*预算执行率"), Rate())
)  # fmt: skip
