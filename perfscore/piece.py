"""The pieces of a criterion (语素), and what each line of criterion.lark comes to."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final, Literal

from attrs import evolve, frozen

from perfscore.comparing import after, comparison, includes
from perfscore.formulation import formula_of, rate_of, ratio_of
from perfscore.number import DIGITS, ZERO, plain
from perfscore.rule import Rule
from perfscore.stopping import Stop
from perfscore.value import Shown, Value
from perfscore.wording import Folded


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Words(Shown):
    """Free words of a text (文字): as printed, as folded, and where."""

    text: str = ""
    folded: str = ""
    column: int = 0


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Sign(Shown):
    """A word that stands for itself (标志词): a separator, a mark, 否则, 扣完为止 …; ``kind`` is its name in the grammar."""

    kind: str
    text: str
    column: int


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Bound(Value):
    """
    A range of values (界限), as one clause states it.

    ``subject`` is what it speaks of, ``bare`` a figure without a sign, ``reference`` the words that stand
    where a figure would (≥全省平均水平), ``ranked`` a place in an order (前5名). ``said`` tells of either edge
    whether its 含 is written (90%(含)), or not (80%-90%, 90%以上); None where a sign says it (≥90%).
    """

    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False
    high_open: bool = False
    unit: str = ""
    column: int = 0
    subject: Words | None = None
    bare: bool = False
    reference: Words | None = None
    sign: str = ""
    ranked: str = ""
    absolute: bool = False
    start: int = 0
    said: tuple[bool | None, bool | None] = (None, None)


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Head(Shown):
    """The head of a ladder (阶梯): 每减少1%, before its points."""

    side: Literal["below", "above", "either"]
    step: Decimal
    unit: str
    column: int
    text: str = ""


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Found(Shown):
    """A count of cases (个数): 每发现1例, 有1名."""

    per: Decimal
    unit: str
    text: str
    column: int
    beyond: bool = False


Act = Literal["get", "deduct", "add", "penalty", "will_deduct", "will_award", "by_ratio", "by_line", "each", "each_of"]


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Effect(Shown):
    """
    What a case is worth (得分、扣分): points, full marks (None), a room, percents of the weight, or a list.

    ``how`` is the line of the grammar it came from.
    """

    act: Act
    points: Decimal | None = None
    to: Decimal | None = None
    share: bool = False
    opens: tuple[bool, bool] = (False, False)
    many: tuple[Decimal, ...] = ()
    how: str = ""
    category: Words | None = None
    column: int = 0


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Beside(Shown):
    """What stands beside the cases (附带说明): a limit, the full marks, a standard, a cap, a rule stated whole."""

    kind: Literal["limit", "frame", "standard", "cap", "whole"]
    value: Any
    column: int


Piece = Words | Sign | Bound | Head | Found | Effect | Beside
#: A number with where it stands, and with its unit.
Figure = tuple[Decimal, int]
Measured = tuple[Decimal, int, str]


def begun(make: Callable[[Any, list[Any]], Bound]) -> Callable[[Any, list[Any]], Bound]:
    """What makes a bound, told where it begins (起点)."""

    def made(reader: Any, parts: list[Any]) -> Bound:
        first = parts[0]
        start = first[1] if isinstance(first, tuple) else first.start_pos
        return evolve(make(reader, parts), start=start)

    return made


class Reader:
    """
    What each line of the grammar comes to (语法动作): called by the parser with the parts of the line.

    Args:
        folded: the text that is read.
    """

    def __init__(self) -> None:
        self.folded = Folded("", "", ())

    def start(self, parts: list[Piece]) -> list[Piece]:
        return parts

    def words(self, parts: list[Any]) -> Words:
        [word] = parts
        start, end = word.start_pos, word.end_pos
        return Words(text=self.folded.words(start, end), folded=str(word), column=start)

    def NUM(self, word: Any) -> Figure:  # noqa: N802
        if len(word) > DIGITS:
            raise Stop(f"这里的数有 {len(word)} 个字，超过 {DIGITS} 个。", word.start_pos)
        return Decimal(word.replace(",", "")), word.start_pos

    def UNIT(self, word: Any) -> str:  # noqa: N802
        return {"个点": "个百分点", "个百分比": "个百分点", "位": "名"}.get(str(word), str(word))

    def FEN(self, word: Any) -> str:  # noqa: N802
        return str(word)

    def _sign(self, word: Any) -> Sign:
        return Sign(kind=word.type, text=str(word), column=word.start_pos)

    SEP = MARK = OTHERWISE = SERIES = ITEMWISE = LEVELS = SETTLE = PLAN = _sign
    FLOOR = BELOW_ZERO = CLAMP = NO_WEIGHT = ONWARD = _sign

    def plain(self, parts: list[Any]) -> Measured:
        return (*parts[0], parts[1] if len(parts) > 1 else "")

    def value(self, parts: list[Any]) -> Measured:
        return parts[0] if len(parts[0]) == 3 else (*parts[0], "分")

    amount = value

    def points(self, parts: list[Any]) -> Figure:
        found: Figure = parts[0]
        return found

    # ladders and counts

    def head(self, parts: list[Any]) -> Head:
        side, (step, column, unit) = parts
        if unit in {"名", "位", "位次"}:
            raise Stop("名次的升降与数的大小相反，还读不懂。", column)
        if step <= 0:
            raise Stop(f"每档的步长 {plain(step)} 应大于 0。", column)
        if step >= 50 and unit in PERCENT and side.endswith(("于", "过", "目标", "目标值")):
            raise Stop(f"“{plain(step)}{unit}”是界限还是每档的步长，文中没有说清。", column)
        return Head(side=side.type.lower(), step=step, unit=unit, column=side.start_pos, text=str(side))

    def found(self, parts: list[Any]) -> Found:
        word, *rest = parts
        beyond = len(rest) > 2
        if beyond and after(str(rest.pop())) != ">=":
            raise Stop("个数之后应写“及以上”。", word.start_pos)
        per, column = rest[0] if len(rest) > 1 else (Decimal(1), word.start_pos)
        if per < 0 or (per == 0 and word.startswith("每")):
            raise Stop(f"每{plain(per)}{rest[-1]}扣分不成立：个数应大于 0。", column)
        return Found(per=per, unit=rest[-1], text=str(word), column=word.start_pos, beyond=beyond)

    # bounds

    @begun
    def compared(self, parts: list[Any]) -> Bound:
        sign, word = comparison(parts[0]), parts[2] if len(parts) > 2 else None
        if word is not None and word.type == "INCLUDED" and "=" not in sign:
            raise Stop(f"“{parts[0]}”与“{word}”相反，读不懂。", parts[0].start_pos)
        # 超过10%以内: beyond the target by so much, or up to 10 %?
        if word is not None and word.type == "AFTER" and sign[0] != after(word)[0]:
            raise Stop(f"“{parts[0]}”与“{word}”方向相反，读不懂。", parts[0].start_pos)
        return bound(sign, parts[1])

    @begun
    def versus(self, parts: list[Any]) -> Bound:
        sign = comparison(parts[0])
        return Bound(reference=parts[1], sign=sign, column=parts[0].start_pos)

    @begun
    def exactly(self, parts: list[Any]) -> Bound:
        return evolve(bound("=", parts[0]), bare=True)

    @begun
    def bounded(self, parts: list[Any]) -> Bound:
        word = str(parts[1])
        return evolve(bound(after(word), parts[0]), said=(includes(word), includes(word)))

    @begun
    def reached(self, parts: list[Any]) -> Bound:
        if len(parts) > 2:
            return self.bounded(parts[1:])
        return bound(">=", parts[1]) if parts[0] in REACHED else evolve(bound("=", parts[1]), bare=True)

    @begun
    def between(self, parts: list[Any]) -> Bound:
        (one, column, unit), (other, _, other_unit) = (part for part in parts if isinstance(part, tuple))
        opens = edges(parts)
        unit = one_unit(unit, other_unit, column)
        opens = [stated if stated is not None else opened for stated, opened in zip(_stated(parts, (one, other)), opens, strict=False)]
        left, right = opens[:2]
        said = (left is False, right is False)
        if one > other:  # 100%-80%(含), as bands are written
            return Bound(low=other, high=one, low_open=right is True, high_open=left is True, unit=unit, column=column, sign="down",
                         said=said[::-1])  # fmt: skip
        return Bound(low=one, high=other, low_open=left is True, high_open=right is True, unit=unit, column=column, said=said)

    @begun
    def both(self, parts: list[Any]) -> Bound:
        return meet(self.compared(parts[:2]), self.compared(parts[-2:]))

    @begun
    def sandwich(self, parts: list[Any]) -> Bound:
        subject = parts.pop(2) if len(parts) == 5 else None
        first, left, right, last = parts
        turned = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "=": "="}
        return evolve(meet(bound(turned[comparison(left)], first), bound(comparison(right), last)), subject=subject)

    @begun
    def within(self, parts: list[Any]) -> Bound:
        """±5%以内: the absolute value, up to the figure; 超出±5% beyond it."""
        beyond = parts[0].startswith(("超", "大", "高", ">")) or (len(parts) > 2 and "上" in parts[2])
        return evolve(bound(">" if beyond else "<=", parts[1]), absolute=True)

    @begun
    def ranked(self, parts: list[Any]) -> Bound:
        """前5名 is up to 5, 第1名 just 1, 后50% what comes after half."""
        word, (value, column, unit) = parts
        if word.endswith("第"):
            return evolve(bound("=", (value, column, unit)), ranked="第")
        if word.endswith("后"):
            if unit != "%":
                raise Stop("“后几名”要知道总数，还读不懂。", column)
            return evolve(bound(">=", (100 - value, column, unit)), ranked="后")
        return evolve(bound("<=", (value, column, unit)), ranked="前")

    @begun
    def ranked_between(self, parts: list[Any]) -> Bound:
        return evolve(self.between(parts[1:]), ranked="第")

    # effects

    def given(self, parts: list[Any]) -> Effect:
        return Effect(act="get", points=parts[1][0], how="given", column=parts[0].start_pos)

    def given_room(self, parts: list[Any]) -> Effect:
        low, high = (part for part in parts if isinstance(part, tuple))
        if low[0] > high[0]:
            raise Stop("得分区间的下限应不大于上限。", low[1])
        return Effect(act="get", points=low[0], to=high[0], how="room", column=parts[0].start_pos)

    def given_full(self, parts: list[Any]) -> Effect:
        return Effect(act="get", how="full", column=parts[0].start_pos)

    def given_share(self, parts: list[Any]) -> Effect:
        figures = percents(parts)
        opens = edges(parts)
        return Effect(
            act="get", points=figures[0], to=figures[1] if len(figures) > 1 else None, share=True, how="share",
            opens=(opens[0] is True, opens[1] is True), column=parts[0].start_pos,
        )  # fmt: skip

    def half(self, parts: list[Any]) -> Effect:
        return Effect(act="get", points=Decimal(50), share=True, how="share", column=parts[0].start_pos)

    def nothing(self, parts: list[Any]) -> Effect:
        return Effect(act="get", points=ZERO, how="nothing", column=parts[0].start_pos)

    def no_loss(self, parts: list[Any]) -> Effect:
        return Effect(act="get", how="no_loss", column=parts[0].start_pos)

    def bare(self, parts: list[Any]) -> Effect:
        return Effect(act="get", points=parts[0][0], how="bare", column=parts[0][1])

    def scored(self, parts: list[Any]) -> Effect:
        digits = re.search(r"\d+(?:\.\d+)?", parts[0])
        assert digits is not None
        if len(digits[0]) > DIGITS:
            raise Stop(f"这里的数有 {len(digits[0])} 个字，超过 {DIGITS} 个。", parts[0].start_pos)
        return Effect(act="get", points=Decimal(digits[0]), how="scored", column=parts[0].start_pos)

    def taken(self, parts: list[Any]) -> Effect:
        return self._taken("deduct", parts)

    def added(self, parts: list[Any]) -> Effect:
        return self._taken("add", parts)

    def _taken(self, act: Act, parts: list[Any]) -> Effect:
        return Effect(act=act, points=parts[-1][0], how="taken", column=parts[0].start_pos)

    def taken_room(self, parts: list[Any]) -> Effect:
        low, high = (part for part in parts if isinstance(part, tuple))
        if low[0] > high[0]:
            raise Stop(f"酌情区间 {plain(low[0])}-{plain(high[0])} 的下限大于上限。", low[1])
        return Effect(act="will_deduct", points=low[0], to=high[0], how="room", column=parts[0].start_pos)

    def taken_share(self, parts: list[Any]) -> Effect:
        return Effect(act="deduct", points=percents(parts)[0], share=True, how="taken", column=parts[0].start_pos)

    def added_share(self, parts: list[Any]) -> Effect:
        return evolve(self.taken_share(parts), act="add")

    def penalty(self, parts: list[Any]) -> Effect:
        words = parts[1] if isinstance(parts[1], Words) else None
        return Effect(act="penalty", points=parts[-1][0], how="penalty", category=words, column=parts[0].start_pos)

    def respectively(self, parts: list[Any]) -> Effect:
        act: Act = "deduct" if "扣" in parts[0] else "add" if "加" in parts[0] else "get"
        many = tuple(part[0] for part in parts if isinstance(part, tuple))
        return Effect(act=act, many=many, how="respectively", column=parts[0].start_pos)

    def each(self, parts: list[Any]) -> Effect:
        act: Act = "each_of" if parts[0].startswith("每") else "each"
        return Effect(act=act, points=parts[1][0], how="each", column=parts[0].start_pos)

    def by_ratio(self, parts: list[Any]) -> Effect:
        how = "扣" if "扣" in parts[0] else "率" if "完成" in parts[0] else "得"
        return Effect(act="by_ratio", how=how, column=parts[0].start_pos)

    def by_line(self, parts: list[Any]) -> Effect:
        return Effect(act="by_line", how="line", column=parts[0].start_pos)

    def at_will(self, parts: list[Any]) -> Effect:
        act: Act = "will_deduct" if parts[0].type == "WILL_DEDUCT" else "will_award"
        figures = [part for part in parts if isinstance(part, tuple)]
        if len(figures) == 2 and figures[0][0] > figures[1][0]:
            raise Stop(f"酌情区间 {plain(figures[0][0])}-{plain(figures[1][0])} 的下限大于上限。", figures[0][1])
        if not figures and not parts[0].endswith("分"):
            raise Stop("酌情之后应写分数。", parts[0].end_pos)
        low, high = (figures[0][0], figures[-1][0]) if figures else (None, None)
        return Effect(act=act, points=low, to=high, how="will", column=parts[0].start_pos)

    def at_will_up_to(self, parts: list[Any]) -> Effect:
        return evolve(self.at_will(parts), points=None)

    def at_will_from(self, parts: list[Any]) -> Effect:
        return evolve(self.at_will(parts), to=None)

    # beside them

    def limit(self, parts: list[Any]) -> Beside:
        share = any(isinstance(part, str) and part in {"%", "‰"} for part in parts)
        points = next(part for part in parts if isinstance(part, tuple))
        word = next((str(part) for part in parts if getattr(part, "type", "") in {"LIMIT", "ENOUGH"}), "")
        act = (
            "total"
            if "不超过" in word and "扣" not in word
            else "add"
            if "加" in word
            else "get"
            if "得" in word
            else "deduct"
            if "扣" in word
            else ""
        )
        return Beside(kind="limit", value=(points[0], act, share), column=points[1])

    def frame(self, parts: list[Any]) -> Beside:
        return Beside(kind="frame", value=parts[1][0], column=parts[0].start_pos)

    def standard(self, parts: list[Any]) -> Beside:
        return Beside(kind="standard", value=parts[1], column=parts[0].start_pos)

    def cap(self, parts: list[Any]) -> Beside:
        start, end = parts[0].start_pos, parts[0].end_pos
        lead = re.match("(?:如果|如|若|凡)?(?:出现|发生|存在)", parts[0])
        tail = re.search("(?:的,?|,)?$", parts[0])
        assert lead is not None
        assert tail is not None
        event = self.folded.words(start + lead.end(), end - len(tail[0]))
        return Beside(kind="cap", value=(parts[2][0], "" if event == "所述事件" else event), column=start)

    def whole(self, parts: list[Any]) -> Beside:
        word = parts[0]
        make = {"FORMULA": formula_of, "RATE_TIMES": rate_of, "RATE_OF_TIMES": rate_of, "TIMES_RATE": rate_of}.get(word.type, ratio_of)
        rule: Rule = make(self.folded, word)
        return Beside(kind="whole", value=rule, column=word.start_pos)


PERCENT: Final = frozenset({"%", "百分点", "个百分点"})
REACHED: Final = frozenset({"达到", "实现", "达"})


def begin(piece: Piece) -> int:
    """Where a piece begins in the folded text (起点)."""
    return piece.start if isinstance(piece, Bound) else piece.column


def is_filler(piece: Piece) -> bool:
    """A separator, or a lone 的 or 时 (虚词)."""
    return (isinstance(piece, Sign) and piece.kind == "SEP") or (
        isinstance(piece, Words) and piece.folded in {"的", "、", "时", "则", "者", "等", "…", "……", "同时", "并"}
    )


def percents(parts: Sequence[Any]) -> list[Decimal]:
    """The figures of a share, all of them percents (百分数)."""
    figures = [part for part in parts if isinstance(part, tuple)]
    units = [part for part in parts if type(part) is str]
    if len(units) < len(figures) or set(units) != {"%"}:
        raise Stop("分值的比例应写百分数。", figures[0][1])
    return [figure[0] for figure in figures]


def edges(parts: Sequence[Any]) -> list[bool | None]:
    """Whether each figure of a range is left out (不含), taken in (含), or bare (None)."""
    found: list[bool | None] = []
    for part in parts:
        if isinstance(part, tuple):
            found.append(None)
        elif found and getattr(part, "type", "") in {"INCLUDED", "EXCLUDED"}:
            found[-1] = part.type == "EXCLUDED"
    return [*found, None]


def _stated(parts: Sequence[Any], figures: Sequence[Decimal]) -> list[bool | None]:
    """80%-90%(含80%): the edge that is named beside the range, left out (True), taken in (False), or not named."""
    word = next((str(part) for part in parts if getattr(part, "type", "") == "WITH"), "")
    digits = re.search(r"\d+(?:\.\d+)?", word)
    if digits is None:
        return [None, None]
    if Decimal(digits[0]) not in figures:
        raise Stop(f"“{word}”不是区间的一端。", next(part.start_pos for part in parts if getattr(part, "type", "") == "WITH"))
    return [("不含" in word) if figure == Decimal(digits[0]) else None for figure in figures]


def bound(sign: str, value: Measured) -> Bound:
    """A comparison as a bound (比较)."""
    figure, column, unit = value
    low, high = sign in {">=", ">", "="}, sign in {"<=", "<", "="}
    return Bound(
        low=figure if low else None, high=figure if high else None, low_open=sign == ">", high_open=sign == "<", unit=unit, column=column,
        sign=sign,
    )  # fmt: skip


def meet(one: Bound, other: Bound) -> Bound:
    """Two comparisons of one value as one range (两个比较合为区间)."""
    low, high = (one, other) if one.low is not None else (other, one)
    if low.low is None or low.high is not None or high.high is None or high.low is not None or low.low > high.high:
        raise Stop("这两个比较合不成一个区间。", other.column)
    return evolve(low, high=high.high, high_open=high.high_open, unit=one_unit(low.unit, high.unit, other.column), sign="",
                  said=(low.said[0], high.said[1]))  # fmt: skip


def one_unit(one: str, other: str, column: int) -> str:
    """The unit of two figures, of which one may be bare (共同单位)."""
    if one and other and one != other:
        raise Stop(f"这里的单位先是“{one}”，后是“{other}”。", column)
    return one or other
