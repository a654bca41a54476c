"""The clauses of a criterion (分句): which pieces belong together, and what each says."""

from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, Literal

from attrs import evolve, frozen

from perfscore.number import ZERO, plain
from perfscore.pattern import pattern
from perfscore.piece import Beside, Bound, Effect, Found, Head, Piece, Sign, Words
from perfscore.rule import Band, Bands, Defect, Discretion, Item, Ladder
from perfscore.stopping import Stop
from perfscore.value import Shown
from perfscore.wording import Folded


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Reward(Shown):
    """What a case is worth (得分): points, full marks (None), a room of points, percents of the weight; ``off`` is taken off."""

    points: Decimal | None = None
    to: Decimal | None = None
    share: bool = False
    opens: tuple[bool, bool] = (False, False)
    bare: bool = False
    off: bool = False
    kept: bool = False


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Arm(Shown):
    """
    A case and what it is worth (情形与得分): a bound, words, or neither.

    ``label`` are all the words of the case, ``tail`` those after its bound, ``context`` those of sentences before it.
    """

    bound: Bound | None = None
    label: Words | None = None
    reward: Reward
    column: int
    tail: Words | None = None
    context: Words | None = None


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Rung(Shown):
    """The ladders of one clause with what stands before them (阶梯)."""

    ladders: tuple[Ladder, ...]
    subject: tuple[Words, ...] = ()
    beyond: Bound | None = None
    column: int = 0


Kind = Literal[
    "defect", "series", "no_from", "gain", "each", "limit", "frame", "standard", "otherwise", "item", "will", "cap", "whole", "by_ratio",
    "by_line", "prose", "subject", "FLOOR", "BELOW_ZERO", "CLAMP", "NO_WEIGHT", "ONWARD", "ITEMWISE", "PLAN",
]  # fmt: skip


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Clause(Shown):
    """Any other clause (其他分句): its kind and what it holds."""

    kind: Kind
    value: Any = None
    column: int = 0
    words: Words | None = None
    bound: Bound | None = None


AnyClause = Arm | Rung | Clause

# ---- words that must not be lost -------------------------------------------------------------------

SPOKEN: Final = pattern(
    r"每(?:减少|降低|下降|低|少|增加|提高|超|高|多)(?!完)|扣完|最多|最高|至多|封顶|倒扣|酌情|按比例|线性|插值|[≥≤<>=*/+]|\d\s*(?:%|‰|个?百分点|倍)|\d\D{0,3}以[上下内]|第\d|\d分|分别|(?<!是)(?<!^)否(?!决|定|认)"
)
VAGUE: Final = pattern(
    r"除(?!险|雪|尘|草|杂|冰|锈|臭|湿)|但(?!书)|其中|第[一二三四五\d](?!产业|三方)|若|如果|以外|同时|不足|以[上下内]|以后|之后|之前|比例$|后$|每|[A-WYZa-wyz二]$|\d+[%个项次例]"
    r"|(?:减少|降低|下降|下滑|增加|提高|提升|上升|增长|新增|压减|相差|偏差|超出|完成|少|低|高|多|超|差|缺)$"
)
BEYOND_WORDS: Final = pattern(r"超过|低于|高于|部分|不足")
COUNTED: Final = pattern(r"\d+(?:人次|[例项次处起宗个条件台份名人户家类种篇笔张天])")
SUMS: Final = pattern(r"(?:^每.{0,3}|各|各占|共|共计|合计|均|分别|满分|分值|权重|标准分|基础分|总分|得|计|扣|加|减)$|^满分|^每|^以[上下内]")
LATE: Final = pattern(r"^每|逾期|延期|延迟|延长|推迟|超期|滞后|超时|提前|每$")
HAN: Final = pattern(r"[一-龥A-Za-z]")
#: What speaks of the target without its figure: 低于年度任务的, 未达到目标.
AGAINST_TARGET: Final = pattern(
    r"[^,;]{0,24}?(?:(?P<below>低于|未达到?|达不到|少于|未完成|不足|没有达到|小于)|(?P<above>高于|超过|超出|大于))[^,;]{0,24}(?:目标|任务|计划|标准|指标|要求|水平|控制数|定额|预算|基数|上年|去年|平均[^,;]{0,10}[值率数度])(?:值|数|量|的)*"
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


# ---- from pieces to clauses -----------------------------------------------------------------------


def clauses_of(pieces: list[Piece], folded: Folded) -> list[AnyClause]:
    """
    The clauses of a text (分句): each effect closes one, with the pieces that stand before it.

    Raises:
        Stop: where pieces do not fit together.
    """
    return _Clauses(folded).of(pieces)


class _Clauses:
    """The clauses of one text, as they are found."""

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        self.found: list[AnyClause] = []
        self.lead: list[Piece] = []

    def of(self, pieces: list[Piece]) -> list[AnyClause]:
        for piece in pieces:
            if isinstance(piece, Effect):
                self._close(piece)
            elif isinstance(piece, Sign) and piece.kind == "SETTLE":
                self._levels(piece)
            elif isinstance(piece, Beside):
                self._prose(piece.column)
                self.found.append(Clause(kind=piece.kind, value=piece.value, column=piece.column))
            elif isinstance(piece, Sign) and piece.kind in {"FLOOR", "BELOW_ZERO", "CLAMP", "NO_WEIGHT", "ONWARD", "ITEMWISE", "PLAN"}:
                start = piece.column
                if piece.kind == "PLAN" and self.lead and isinstance(self.lead[-1], Words):
                    start = self.lead.pop().column
                self._prose(start)
                words = self.words(start, piece.column + len(piece.text))
                self.found.append(Clause(kind=piece.kind, column=piece.column, words=words))  # type: ignore[arg-type]
            elif isinstance(piece, Sign) and piece.text == "。" and all(isinstance(one, Words) or is_filler(one) for one in self.lead):
                self._prose(piece.column)
            else:
                self.lead.append(piece)
        self._prose(len(self.folded.text))
        return self.found

    def words(self, start: int, end: int) -> Words:
        """The words between two places, without the separators and 的 at their ends (文字)."""
        text = self.folded.text
        while end > start and text[end - 1] in ",;。:、(.":
            end -= 1
        while start < end and text[start] in ",;。:、).":
            start += 1
        if end > start + 1 and text[end - 1] == "的":
            end -= 1
        return Words(text=self.folded.words(start, end) if end > start else "", folded=text[start:end], column=start)

    def _prose(self, end: int) -> None:
        """What stands where no effect follows: told, and judged where the rule is known (散文)."""
        lead, self.lead = stripped(self.lead), []
        if not lead:
            return
        head = next((piece for piece in lead if isinstance(piece, Head)), None)
        if head is not None:
            raise _no_points(head, self.folded)
        words = self.words(begin(lead[0]), end)
        if words.folded:
            self.found.append(Clause(kind="prose", column=words.column, words=words))

    def _close(self, effect: Effect) -> None:
        lead, self.lead = stripped(self.lead), []
        if lead and isinstance(lead[0], Sign) and lead[0].kind == "OTHERWISE":
            if any(not (isinstance(piece, Sign) and piece.kind == "SEP") for piece in lead[1:]):
                raise Stop("“否则”之后应写得几分。", begin(lead[1]))
            self.found.append(Clause(kind="otherwise", value=effect, column=lead[0].column))
            return
        kinds = {type(piece) for piece in lead}
        signs = {piece.kind for piece in lead if isinstance(piece, Sign)}
        if "OTHERWISE" in signs:
            at = next(i for i, piece in enumerate(lead) if isinstance(piece, Sign) and piece.kind == "OTHERWISE")
            self.lead = lead[:at]
            self._prose(begin(lead[at]))
            self.lead = lead[at:]
            self._close(effect)
        elif Head in kinds:
            self._rung(lead, effect)
        elif "SERIES" in signs or "LEVELS" in signs:
            self._series(lead, effect)
        elif "MARK" in signs:
            self._item(lead, effect)
        elif Found in kinds:
            self._counted(lead, effect)
        else:
            self._case(lead, effect)

    # ladders

    def _rung(self, lead: list[Piece], effect: Effect) -> None:
        """每减少1%扣2分, with what it is measured from."""
        at = max(i for i, piece in enumerate(lead) if isinstance(piece, Head))
        head = lead[at]
        assert isinstance(head, Head)
        before = stripped(lead[:at])
        between = lead[at + 1 :]
        if any(isinstance(piece, Head) for piece in before) or any(not is_filler(piece) for piece in between):
            raise Stop("每档之后应写扣几分。", begin(next(piece for piece in [*between, head] if not is_filler(piece))))
        if effect.act not in {"deduct", "add"} or effect.many or effect.points is None:
            raise Stop("每档之后应写扣几分或加几分。", effect.column)
        sides: tuple[Literal["below", "above"], ...] = ("below", "above") if head.side == "either" else (head.side,)
        ladders = tuple(
            Ladder(side=side, step=head.step, unit=head.unit, points=effect.points, adds=effect.act == "add", share=effect.share)
            for side in sides
        )
        beyond = before[-1] if before and isinstance(before[-1], Bound) else None
        if beyond is not None:
            before = stripped(before[:-1])
        subject = tuple(self.words(begin(part[0]), self._end(part, head.column)) for part in segments(before))
        self.found.append(Rung(ladders=ladders, subject=subject, beyond=beyond, column=head.column))

    def _end(self, part: list[Piece], limit: int) -> int:
        """Where a segment ends: at the separator after it, or where something else begins."""
        last = part[-1]
        if isinstance(last, Words):
            return last.column + len(last.folded)
        text = self.folded.text
        end = begin(last) + 1
        while end < limit and text[end] not in ",;。:":
            end += 1
        return end

    # counts

    def _counted(self, lead: list[Piece], effect: Effect) -> None:
        """每发现1例扣1分, 有1名不符合要求不得分, 每完成1项得2分."""
        at = max(i for i, piece in enumerate(lead) if isinstance(piece, Found))
        found = lead[at]
        assert isinstance(found, Found)
        before, after_ = stripped(lead[:at]), stripped(lead[at + 1 :])
        if any(not isinstance(piece, Words | Sign) for piece in [*after_, *before[-1:]]):
            raise Stop("个数之后应写扣几分。", begin((after_ or before)[-1]))
        what = self.words(begin(after_[0]), effect.column) if after_ else Words()
        subject = self.words(begin(before[0]), found.column) if before else Words()
        if what.folded and subject.folded:
            self.found.append(Clause(kind="subject", words=subject, column=subject.column))
        self._count(found.per, found.unit, found.text, what if what.folded else subject, effect, found.column)

    def _count(self, per: Decimal, unit: str, word: str, what: Words, effect: Effect, column: int) -> None:
        if unit in {"天", "日", "小时", "分钟"} and LATE.search(word + what.folded):
            raise Stop("按天数扣分要知道晚了几天，还读不懂。", column)
        if not COUNTED.fullmatch(f"1{unit}") and unit not in {"期", "场", "批"}:
            raise Stop(f"“{unit}”不是缺陷的个数单位；阶梯应写“每减少”或“每增加”。", column)
        check(what, LATE)
        if effect.act == "deduct" and effect.points is not None and not effect.many:
            defect = Defect(what=what.text, points=effect.points, unit=unit, per=per, share=effect.share)
            self.found.append(Clause(kind="defect", value=defect, column=column))
        elif effect.act == "get" and effect.how == "nothing":
            self.found.append(Clause(kind="no_from", value=(per, unit), words=what, column=column))
        elif (
            effect.act in {"get", "add"} and effect.points is not None and effect.to is None and word.startswith("每") and not effect.share
        ):
            doing = word.removeprefix("每") or "完成"
            self.found.append(Clause(kind="gain", value=(effect.points / per, unit, doing), words=what, column=column))
        else:
            raise Stop("个数之后应写扣几分。", effect.column)

    def _series(self, lead: list[Piece], effect: Effect) -> None:
        """第一起、第二起火灾分别扣5分、6分."""
        sign = next((piece for piece in lead if isinstance(piece, Sign) and piece.kind == "SERIES"), None)
        if sign is None or effect.act != "deduct" or len(effect.many) != sign.text.count("、") + 1:
            raise Stop("第几次与各扣几分应一一对应。", effect.column)
        what = self.words(sign.column + len(sign.text), effect.column)
        ordinals = [part[1:-1] for part in sign.text.split("、")]
        if ordinals != list("一二三四五六七八九十"[: len(ordinals)]) or len({part[-1] for part in sign.text.split("、")}) > 1:
            raise Stop("第几次应从第一次起依次写。", sign.column)
        self.found.append(Clause(kind="series", value=(effect.many, sign.text[2]), words=what, column=sign.column))

    # items

    def _item(self, lead: list[Piece], effect: Effect) -> None:
        """①有制度(1分): each mark before the last one heads a group or is a clause of its own."""
        at = max(i for i, piece in enumerate(lead) if isinstance(piece, Sign) and piece.kind == "MARK")
        if at:
            self.lead = lead[:at]
            self._prose(begin(lead[at]))
        rest = stripped(lead[at + 1 :])
        if not rest:
            raise Stop("序号之后应写内容。", effect.column)
        if effect.act == "get" and effect.points is not None and not effect.share and effect.how in {"given", "bare", "scored"}:
            words = self.words(begin(rest[0]), effect.column)
            check(words, SUMS)
            self.found.append(Clause(kind="item", value=Item(text=words.text, points=effect.points), column=words.column, words=words))
            return
        self.lead = rest
        self._close(effect)

    # cases

    def _case(self, lead: list[Piece], effect: Effect) -> None:
        """A case in words or figures, and what it is worth."""
        parts = segments(lead)
        last = parts[-1] if parts else []
        whole = self.words(begin(lead[0]), effect.column) if lead else None
        bounds = [piece for piece in last if isinstance(piece, Bound)]
        if effect.many or effect.act in {"each", "each_of"}:
            self._listed(lead, bounds, whole, effect)
            return
        if effect.act in {"by_ratio", "by_line"}:
            kind: Kind = "by_ratio" if effect.act == "by_ratio" else "by_line"
            self.found.append(Clause(kind=kind, value=effect.how, bound=bounds[-1] if bounds else None, words=whole, column=effect.column))
            return
        if effect.act in {"will_deduct", "will_award"}:
            act: Literal["deduct", "award"] = "deduct" if effect.act == "will_deduct" else "award"
            check(whole)
            rule = Discretion(act=act, low=effect.points, high=effect.to, what=whole.text if whole else "")
            self.found.append(Clause(kind="will", value=rule, words=whole, column=effect.column))
            return
        if bounds and self._count_of_cases(parts, bounds, whole, effect):
            return
        if effect.act == "deduct" and not bounds and whole is not None:
            check(whole, LATE)
            self.found.append(Clause(kind="defect", column=whole.column, words=whole,
                                     value=Defect(what=whole.text, points=effect.points or ZERO, once=True, share=effect.share)))  # fmt: skip
            return
        self.found.append(self._arm(parts, bounds, whole, effect))

    def _count_of_cases(self, parts: list[list[Piece]], bounds: list[Bound], whole: Words | None, effect: Effect) -> bool:
        """一项做不到扣2分, 不按时上报一次扣2分, 1台不完好不得分, 1项1分: a bare count, beside words or alone."""
        one, last = bounds[0], parts[-1]
        rest = [piece for piece in last if isinstance(piece, Words)]
        plain_count = len(bounds) == 1 and one.bare and bool(COUNTED.fullmatch(f"1{one.unit}")) and one.low is not None
        if plain_count and last == [one] and whole is not None and effect.how == "bare" and len(parts) == 1:
            self.found.append(
                Clause(kind="gain", value=((effect.points or ZERO) / (one.low or 1), one.unit, "完成"), words=Words(), column=one.start)
            )
            return True
        if not plain_count or not (effect.act == "deduct" or effect.how == "nothing"):
            return False
        assert one.low is not None
        if last == [one] and len(parts) > 1 and effect.act == "deduct":
            self._count(one.low, one.unit, "", self.words(begin(parts[0][0]), one.start), effect, one.start)
            return True
        if len(last) != 2 or not rest:
            return False
        words = rest[0]
        after_ = words.column > one.start
        what = self.words(words.column, effect.column if after_ else one.start)
        if effect.how == "nothing" and not after_:
            return False
        self._count(one.low, one.unit, "", what, effect, one.start)
        return True

    def _listed(self, lead: list[Piece], bounds: list[Bound], whole: Words | None, effect: Effect) -> None:
        """30%以上、20%以上分别得6分、4分; 甲、乙各1分."""
        if effect.act in {"each", "each_of"}:
            if effect.act == "each" and whole is not None and not bounds:
                check(whole)
                items = [part for part in whole.text.replace("，", "、").replace(",", "、").split("、") if part]
                self.found += [
                    Clause(kind="item", value=Item(text=part, points=effect.points or ZERO), column=whole.column) for part in items
                ]
                return
            if effect.act == "each_of" and whole is None:
                self.found.append(Clause(kind="gain", value=(effect.points, "项", "完成"), words=Words(), column=effect.column))
                return
            raise Stop("“各”之前应写各项内容。", effect.column)
        every = [piece for piece in lead if isinstance(piece, Bound)]
        if len(every) != len(effect.many) or effect.act != "get":
            raise Stop(f"写了 {len(every)} 个界限，{len(effect.many)} 个分数，应一一对应。", effect.column)
        first = lead[0] if isinstance(lead[0], Words) else None
        self.found += [
            Arm(bound=evolve(one, subject=first if i == 0 else None), reward=Reward(points=points), column=one.column)
            for i, (one, points) in enumerate(zip(every, effect.many, strict=True))
        ]

    def _arm(self, parts: list[list[Piece]], bounds: list[Bound], whole: Words | None, effect: Effect) -> Arm:
        reward = _reward(effect)
        last = parts[-1] if parts else []
        if not bounds:
            return Arm(label=whole, reward=reward, column=whole.column if whole else effect.column)
        one = bounds[-1]
        at = last.index(one)
        if len(bounds) > 1 or (one.bare and one.unit != "%" and at + 1 < len(last)):
            return Arm(label=whole, reward=reward, column=whole.column if whole else one.column)
        tail = self.words(begin(last[at + 1]), effect.column) if at + 1 < len(last) else None
        before = last[at - 1] if at else None
        subject = one.subject
        if isinstance(before, Words):
            subject = evolve(before, text=before.text.removesuffix("的"), folded=before.folded.removesuffix("的"))
        context = self.words(begin(parts[0][0]), begin(last[0])) if len(parts) > 1 else None
        return Arm(bound=_relative(evolve(one, subject=subject)), label=whole, reward=reward, column=one.column, tail=tail, context=context)

    def _levels(self, settle: Sign) -> None:
        """达成、部分达成、未达成三档，分别按照…区间100-80%(含)、…合理确定分值: (含) belongs to the lower edge."""
        lead, self.lead = stripped(self.lead), []
        at = next((i for i, piece in enumerate(lead) if isinstance(piece, Sign) and piece.kind == "LEVELS"), None)
        if at is None or at == 0:
            raise Stop("“合理确定分值”之前应写档名和区间。", settle.column)
        sign = lead[at]
        named = self.words(begin(lead[0]), begin(sign))
        labels = [
            part for part in named.text.replace("：", ":").rpartition(":")[2].removesuffix("等").replace(",", "、").split("、") if part
        ]
        rooms = [piece for piece in lead[at + 1 :] if isinstance(piece, Bound)]
        strange = [piece for piece in lead[at + 1 :] if not isinstance(piece, Bound) and not is_filler(piece)]
        if strange:
            raise Stop("档次的区间之间有读不懂的字。", begin(strange[0]))
        count = "一二三四五".index(next(c for c in self.folded.text[begin(sign) :] if c in "二三四五")) + 1
        if len(labels) != len(rooms) or len(labels) != count:
            raise Stop(f"说了{'一二三四五'[count - 1]}档，写出的档名有 {len(labels)} 个，区间有 {len(rooms)} 个。", begin(sign))
        for room in rooms:
            if room.unit != "%" or room.sign != "down":
                raise Stop("档次的区间应从高到低写，如 100-80%(含)。", room.column)
        shared = [False] + [above.low == below.high for above, below in pairwise(rooms)]
        bands = [
            Band(label=label, low=room.low or ZERO, high=room.high or ZERO, high_open=open_)
            for label, room, open_ in zip(labels, rooms, shared, strict=True)
        ]
        self.found.append(Clause(kind="whole", value=Bands(bands=bands), column=named.column))


def _reward(effect: Effect) -> Reward:
    if effect.act == "add":
        raise Stop("加分要写明每多少加几分。", effect.column)
    points = effect.points
    if effect.act == "penalty":
        points = -(points or ZERO)
    return Reward(points=points, to=effect.to, share=effect.share, opens=effect.opens, bare=effect.how in {"bare", "scored", "no_loss"},
                  off=effect.act == "deduct", kept=effect.how == "no_loss")  # fmt: skip


#: A comparison that stands before what the figure is a share of: 小于当年投入额度的50%.
RELATIVE: Final = pattern(
    r"(不低于|不少于|不小于|大于等于|不超过|不高于|不大于|小于等于|高于|大于|超过|低于|小于|少于|达到)([^,;]{1,40}?)的?$"
)
SIGNS: Final = {
    "不低于": ">=", "不少于": ">=", "不小于": ">=", "大于等于": ">=", "达到": ">=", "不超过": "<=", "不高于": "<=", "不大于": "<=", "小于等于": "<=",
    "高于": ">", "大于": ">", "超过": ">", "低于": "<", "小于": "<", "少于": "<",
}  # fmt: skip


def _relative(one: Bound) -> Bound:
    """A bare share with the comparison that stands before what it is a share of (占…的比例)."""
    found = RELATIVE.search(one.subject.folded) if one.unit == "%" and one.subject else None
    if found is None or one.subject is None:
        return one
    said = f"{one.subject.folded[: found.start()]}占{found[2]}的比例"
    subject = evolve(one.subject, folded=said, text=said)
    if not one.bare:
        return evolve(one, subject=subject) if found[1] == "达到" and one.sign == ">=" else one
    sign = SIGNS[found[1]]
    low, high = (one.low, None) if ">" in sign else (None, one.low)
    return evolve(one, low=low, high=high, low_open=sign == ">", high_open=sign == "<", bare=False, sign=sign, subject=subject)


def begin(piece: Piece) -> int:
    """Where a piece begins in the folded text (起点)."""
    return piece.start if isinstance(piece, Bound) else piece.column


def is_filler(piece: Piece) -> bool:
    """A separator, or a lone 的 or 时 (虚词)."""
    return (isinstance(piece, Sign) and piece.kind == "SEP") or (
        isinstance(piece, Words) and piece.folded in {"的", "时", "则", "者", "等", "…", "……", "同时", "并"}
    )


def stripped(pieces: list[Piece]) -> list[Piece]:
    """Pieces without the fillers at both ends (去掉首尾虚词)."""
    found = list(pieces)
    while found and is_filler(found[-1]):
        found.pop()
    while found and isinstance(found[0], Sign) and found[0].kind == "SEP":
        found.pop(0)
    return found


def segments(pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces parted at the separators (小句), fillers left out."""
    found: list[list[Piece]] = [[]]
    for piece in pieces:
        if isinstance(piece, Sign) and piece.kind == "SEP":
            found.append([])
        elif not is_filler(piece):
            found[-1].append(piece)
    return [part for part in found if part]


def _no_points(head: Head, folded: Folded) -> Stop:
    """每减少1扣分: the ladder that has no points."""
    text = folded.text
    at = head.column + len(head.text)
    while at < len(text) and (text[at].isdigit() or text[at] in ".,%"):
        at += 1
    return Stop(f"“{head.text}{plain(head.step)}{head.unit}”之后应写扣几分。", at)
