"""The clauses of a criterion (分句): which pieces belong together, and what each says."""

from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

from attrs import evolve, frozen

from perfscore.bounding import ranged, relative
from perfscore.number import ZERO, plain
from perfscore.piece import Beside, Bound, Effect, Found, Head, Piece, Sign, Words, begin, is_filler
from perfscore.rule import Band, Bands, Defect, Discretion, Item, Ladder
from perfscore.stopping import Stop, past_number
from perfscore.value import Shown
from perfscore.vocabulary import ABOVE_ALL, AGAINST_TARGET, BOTH, COUNTED, GAP, LATE, PLAIN_VERBS, SUMS, UNLESS, UNMET, check
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

# ---- from pieces to clauses -----------------------------------------------------------------------


def clauses_of(pieces: list[Piece], folded: Folded) -> list[AnyClause]:
    """
    The clauses of a text (分句): each effect closes one, with the pieces that stand before it.

    Raises:
        Stop: where pieces do not fit together.
    """
    return _Clauses(folded).of(ranged(pieces))


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
                words = self.words(begin(self.lead[0]), piece.column) if self.lead else None
                room = None
                if piece.kind == "whole" and words is not None:
                    room = self._case_of_whole(words)
                self._prose(piece.column)
                self.found.append(Clause(kind=piece.kind, value=piece.value, column=piece.column, bound=room))
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

    def _case_of_whole(self, words: Words) -> Bound | None:
        """未达到目标值的，按照…; 低于100%的，得分=…: the case in which a formula holds."""
        parts = segments(self.lead)
        last = parts[0][-1] if len(parts) == 1 else None
        if UNMET.fullmatch(words.folded):
            self.lead = []
        elif isinstance(last, Bound) and (last.reference is None or AGAINST_TARGET.fullmatch(f"低于{last.reference.folded}")):
            self.lead = []
            return last
        return None

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
            after = past_number(self.folded.text, head.column + len(head.text))
            raise Stop(f"“{head.text}{plain(head.step)}{head.unit}”之后应写扣几分。", after)
        words = self.words(begin(lead[0]), end)
        if words.folded:
            self.found.append(Clause(kind="prose", column=words.column, words=words))

    def _close(self, effect: Effect) -> None:
        lead, self.lead = stripped(self.lead), []
        if lead and isinstance(lead[0], Sign) and lead[0].kind == "OTHERWISE":
            if any(not (isinstance(piece, Sign) and piece.kind == "SEP") for piece in lead[1:]):
                raise Stop("“否则”之后应写得几分。", begin(lead[1]))
            if effect.act == "by_ratio":
                self.found.append(Clause(kind="by_ratio", value=effect.how, column=lead[0].column))
            else:
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
        elif "MARK" in signs and (effect.act in {"each", "each_of"} or _each_met(lead, effect)):
            self._items(lead, effect)
        elif "MARK" in signs and any(isinstance(piece, Found) for piece in lead) and effect.act == "deduct":
            self._counted(lead, effect)  # ①…；②…。每缺一项扣1分
        elif "MARK" in signs:
            self._item(lead, effect)
        elif any(isinstance(piece, Found) and piece.per for piece in lead):
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
        if any(isinstance(piece, Sign) and piece.kind == "MARK" for piece in before):
            self.found.append(Clause(kind="subject", words=subject, column=subject.column))
            subject = Words()
        if what.folded and subject.folded:
            self.found.append(Clause(kind="subject", words=subject, column=subject.column))
        if found.beyond and effect.how != "nothing":
            raise Stop("几个及以上之后应写不得分。", effect.column)
        if effect.act == "get" and effect.how in {"given", "bare", "full"} and not found.text.startswith("每"):
            check(what, SUMS)
            count = Bound(low=found.per, high=found.per, unit=found.unit, column=found.column, start=found.column)
            self.found.append(Arm(bound=count, label=subject, reward=_reward(effect), column=found.column))
            return
        what = what if what.folded else subject
        verb = "" if effect.act != "deduct" else found.text.removeprefix("每")
        if verb and not PLAIN_VERBS.fullmatch(verb):  # 每漏报一次: the verb says what is counted
            what = evolve(what, text=verb + what.text, folded=verb + what.folded, column=found.column)
        self._count(found.per, found.unit, found.text, what, effect, found.column)

    def _count(self, per: Decimal, unit: str, word: str, what: Words, effect: Effect, column: int) -> None:
        if unit in {"天", "日", "小时", "分钟"} and LATE.search(word + what.folded):
            raise Stop("按天数扣分要知道晚了几天，还读不懂。", column)
        if not COUNTED.fullmatch(f"1{unit}") and unit not in {"期", "场", "批"}:
            raise Stop(f"“{unit}”不是缺陷的个数单位；阶梯应写“每减少”或“每增加”。", column)
        check(what, LATE, GAP)
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

    def _items(self, lead: list[Piece], effect: Effect) -> None:
        """①…；②…。以上每项1分."""
        marks = [piece for piece in lead if isinstance(piece, Sign) and piece.kind == "MARK"]
        if lead[0] is not marks[0]:
            self.lead = lead[: lead.index(marks[0])]
            self._prose(marks[0].column)
        met = next((piece.column for piece in lead if isinstance(piece, Found)), effect.column)
        ends = [*(mark.column for mark in marks[1:]), met]
        for mark, end in zip(marks, ends, strict=True):
            words = self.words(mark.column + len(mark.text), end)
            text = ABOVE_ALL.sub("", words.text)
            check(evolve(words, text=text, folded=ABOVE_ALL.sub("", words.folded)), SUMS)
            self.found.append(Clause(kind="item", value=Item(text=text, points=effect.points or ZERO), column=mark.column))

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
            check(whole, LATE, *([BOTH] if self.folded.text[effect.column] in "各均" else []))
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
        if len(parts) > 1:
            self.found.append(Clause(kind="subject", words=self.words(begin(parts[0][0]), begin(last[0])), column=begin(parts[0][0])))
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
            subject = before
        context = self.words(begin(parts[0][0]), begin(last[0])) if len(parts) > 1 else None
        return Arm(bound=relative(evolve(one, subject=subject)), label=whole, reward=reward, column=one.column, tail=tail, context=context)

    def _levels(self, settle: Sign) -> None:
        """达成、部分达成、未达成三档，分别按照…区间100-80%(含)、…合理确定分值: (含) belongs to the lower edge."""
        lead, self.lead = stripped(self.lead), []
        at = next((i for i, piece in enumerate(lead) if isinstance(piece, Sign) and piece.kind == "LEVELS"), None)
        if at is None or at == 0:
            raise Stop("“合理确定分值”之前应写档名和区间。", settle.column)
        sign = lead[at]
        named = self.words(begin(lead[0]), begin(sign))
        if UNLESS.search(named.folded):
            raise Stop("档名之前另有条件。", named.column)
        labels = [
            part
            for part in named.text.replace("：", ":")
            .rpartition(":")[2]
            .rpartition("分为")[2]
            .removesuffix("等")
            .replace(",", "、")
            .split("、")
            if part
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


def _each_met(lead: list[Piece], effect: Effect) -> bool:
    """①…；②…。每满足一项得1分."""
    last = lead[-1] if lead else None
    return isinstance(last, Found) and last.per == 1 and last.text.startswith("每") and effect.how == "given"


def _reward(effect: Effect) -> Reward:
    if effect.act == "add":
        raise Stop("加分要写明每多少加几分。", effect.column)
    points = effect.points
    if effect.act == "penalty":
        points = -(points or ZERO)
    return Reward(points=points, to=effect.to, share=effect.share, opens=effect.opens, bare=effect.how in {"bare", "scored", "no_loss"},
                  off=effect.act == "deduct", kept=effect.how == "no_loss")  # fmt: skip


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
