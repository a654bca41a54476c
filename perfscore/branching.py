"""Cases that one criterion tells apart (分情形): 产区…非产区…, 重点省份：…其他省份：…."""

import re
from itertools import pairwise

from attrs import evolve

from perfscore.pattern import pattern
from perfscore.piece import Effect, Piece, Sign, Words

#: A case before its own rule: 重点支持省份：…
_LABEL = pattern(r"(?:^|(?<=;)|(?<=。))([一-龥A-Za-z]{1,12}):")


def are_pair(one: str, other: str) -> bool:
    """
    Whether the second case is what the first leaves (互补的情形).

    >>> are_pair("产区", "非产区"), are_pair("重点支持省份", "其他省份"), are_pair("产出", "效益")
    (True, True, False)
    """
    if other == f"非{one}" or one == f"非{other}":
        return True
    rest = re.fullmatch("(?:其他|其余|一般)(.{2,})", other)
    return bool(rest) and one != other and one.endswith(rest[1])  # type: ignore[index]


def branches(text: str) -> list[tuple[str, int, int]]:
    """
    The cases of a text that states each with a rule of its own (情形): name, and where its rule stands.

    >>> branches("产区:是得2分,否则不得分;非产区:是得1分,否则不得分")
    [('产区', 3, 13), ('非产区', 18, 28)]
    """
    found = list(_LABEL.finditer(text))
    if len(found) < 2 or found[0].start() or not all(are_pair(found[0][1], one[1]) for one in found[1:]):
        return []
    ends = [*(one.start() for one in found[1:]), len(text)]
    return [(one[1], one.end(), end - (text[end - 1] in ";。")) for one, end in zip(found, ends, strict=True)]


def options_of(pieces: list[Piece]) -> list[tuple[str, list[Piece]]]:
    """
    The pieces that hold in each of two cases (各情形的语素): 产区得2分，非产区得1分，否则不得分.

    Each effect of the one case stands right before that of the other; everything else holds in both.
    """
    effects = [i for i, piece in enumerate(pieces) if isinstance(piece, Effect)]
    left: dict[str, list[Piece | None]] = {}
    last = -1
    for i, j in pairwise(effects):
        between = [piece for piece in pieces[i + 1 : j] if not (isinstance(piece, Sign) and piece.kind == "SEP")]
        if i <= last or len(between) != 1 or not isinstance(between[0], Words):
            continue
        other = between[0].folded
        one = _named(pieces, i, other)
        if one is None or not _alike(pieces[i], pieces[j]):
            continue
        here = left.setdefault(one, list(pieces))
        there = left.setdefault(other, list(pieces))
        if len(left) > 2:
            return []
        _drop(pieces, here, there, (i, j), one)
        last = j
    return [(case, [piece for piece in kept if piece is not None]) for case, kept in left.items()]


def _alike(one: Piece, other: Piece) -> bool:
    """Whether two effects differ in their points alone; after 倒扣产区4分 a bare 非产区5分 goes on."""
    assert isinstance(one, Effect)
    assert isinstance(other, Effect)
    return (one.act, one.share, one.points is None) == (other.act, other.share, other.points is None) or (
        one.act == "penalty" and other.how == "bare"
    )


def _named(pieces: list[Piece], i: int, other: str) -> str | None:
    """The case that an effect belongs to, if the case after it is what that one leaves (情形名)."""
    effect = pieces[i]
    assert isinstance(effect, Effect)
    words = effect.category or (pieces[i - 1] if i else None)
    if not isinstance(words, Words):
        return None
    one = other.removeprefix("非") if other.startswith("非") else f"非{other}"
    return one if words.folded.endswith(one) and are_pair(one, other) else None


def _drop(pieces: list[Piece], here: list[Piece | None], there: list[Piece | None], at: tuple[int, int], one: str) -> None:
    """Leave to each case its own effect, without the name of the case."""
    i, j = at
    first, second, words = pieces[i], pieces[j], pieces[i - 1]
    assert isinstance(first, Effect)
    assert isinstance(second, Effect)
    column = first.column
    for kept in (here, there):
        kept[i + 1 : j + 1] = [None] * (j - i)
    if first.category is None:
        assert isinstance(words, Words)
        rest = words.folded.removesuffix(one).rstrip(",的")
        column = words.column + len(words.folded) - len(one)
        left = evolve(words, text=words.text[: len(words.text) - len(one)].rstrip("，,的"), folded=rest) if rest else None
        here[i - 1] = there[i - 1] = left
    here[i] = evolve(first, category=None, column=column)
    there[i] = evolve(first, category=None, column=column, points=second.points, to=second.to)
