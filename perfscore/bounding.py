"""Bounds beside the words around them (界限与前后文字): a share with its comparison, a figure denied, two ends that are one range."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from attrs import evolve

from perfscore.comparing import comparison
from perfscore.number import ZERO, plain
from perfscore.pattern import pattern
from perfscore.piece import Bound, Piece, Sign, Words, meet
from perfscore.stopping import Stop

#: A comparison that stands before what the figure is a share of: 小于当年投入额度的50%.
RELATIVE: Final = pattern(
    r"(不低于|不少于|不小于|大于等于|不超过|不高于|不大于|小于等于|高于|大于|超过|低于|小于|少于|达到)([^,;]{1,40}?)(的?)$"
)
#: What a share of is how much of it was done: 达到目标值的80%.
TARGETS: Final = pattern(r"(?:年初|年度|全年|预期|当年)?(?:目标|任务|计划|指标){1,2}(?:值|数|量)?")


def relative(one: Bound) -> Bound:
    """A bare share with the comparison that stands before what it is a share of (占…的比例, of the target 完成)."""
    if one.subject is None:
        return one
    found = RELATIVE.search(one.subject.folded) if one.unit == "%" else None
    if found is None or (not one.bare and (found[1] != "达到" or one.sign != ">=")):
        return evolve(one, subject=_without_de(one.subject))
    if not found[3] and found[1] != "达到":  # 超过预算10%: by so much
        raise Stop(f"“{found[0]}{plain(one.low or ZERO)}%”是占几成还是相差几成，文中没有说清。", one.subject.column + found.start())
    denied = DENIAL.search(one.subject.folded[: found.start()])
    if denied is not None:
        raise Stop(f"“{denied[0]}”在这里读不懂。", one.subject.column + denied.start())
    said = one.subject.folded[: found.start()] + ("完成" if TARGETS.fullmatch(found[2]) else f"占{found[2]}的比例")
    subject = evolve(one.subject, folded=said, text=said)
    if not one.bare:
        return evolve(one, subject=subject)
    sign = ">=" if found[1] == "达到" else comparison(found[1])
    low, high = (one.low, None) if ">" in sign else (None, one.low)
    return evolve(one, low=low, high=high, low_open=sign == ">", high_open=sign == "<", bare=False, sign=sign, subject=subject)


def _without_de(words: Words) -> Words:
    return evolve(words, text=words.text.removesuffix("的"), folded=words.folded.removesuffix("的"))


#: What turns the figure after it into its contrary, or blurs it: 无低于90%的, 不在90%以上, 约90%.
DENIAL: Final = pattern(r"(?:未|没有?|无|非|不(?:得|能|可|应|会|准|许)?|[未不]能|约|接?近)$")


def _undenied(pieces: Sequence[Piece]) -> None:
    """Refuse a figure that the words before it deny; as they stand they would name its contrary (否定的界限)."""
    for words, one in pairwise(pieces):
        if isinstance(words, Words) and isinstance(one, Bound) and (match := DENIAL.search(words.folded)):
            raise Stop(f"“{match[0]}”在这里读不懂。", words.column + match.start())


#: What may stand between the two ends of one range: 90%以上且95%以下.
BETWEEN: Final = frozenset({"、", "且", "但", "并且", ","})


def ranged(pieces: Sequence[Piece]) -> list[Piece]:
    """
    The pieces with 90%以上95%以下 as the one range that it is (上下界合为区间).

    Raises:
        Stop: at words that deny the figure after them.
    """
    _undenied(pieces)
    found: list[Piece] = []
    for piece in pieces:
        at = -2 if found and _is_between(found[-1]) else -1
        one = found[at] if len(found) >= -at else None
        if isinstance(one, Bound) and isinstance(piece, Bound) and _are_ends(one, piece):
            found[at:] = [evolve(meet(one, piece), start=one.start, column=one.column)]
        else:
            found.append(piece)
    return found


def _is_between(piece: Piece) -> bool:
    return (isinstance(piece, Words) and piece.folded in BETWEEN) or (isinstance(piece, Sign) and piece.text in BETWEEN)


def _are_ends(one: Bound, other: Bound) -> bool:
    """Whether two bounds are the lower and the upper end of one range (一个区间的两端)."""
    plain_ = all(not (each.ranked or each.absolute or each.reference or each.subject) for each in (one, other))
    low, high = (one, other) if one.high is None else (other, one)
    one_sided = low.low is not None is not high.high and low.high is None is high.low
    return plain_ and one_sided and low.unit == high.unit and (low.low or ZERO) < (high.high or ZERO)
