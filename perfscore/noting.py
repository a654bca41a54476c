"""What a form's own notes rule (读表注): values as a rulebook writes them, each with its clause and its words."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple
from unicodedata import normalize

from attrs import frozen

from perfscore.errors import PerfscoreError
from perfscore.inferring import FULL
from perfscore.number import ZERO
from perfscore.pattern import pattern
from perfscore.phrasing import bent, excepted, hedged, phrases
from perfscore.proportion import CONVENTION, Side, formulas, letters_in
from perfscore.provision import KEYS, Share, in_order, read_grades, read_weights
from perfscore.sheet import Sheet
from perfscore.source import Source
from perfscore.value import Value
from perfscore.wording import GLYPHS, PLAIN, Folded, arabic

#: Formulas that stand or fall together: who writes one the wrong way round may have meant the other.
FORMULAS: Final = frozenset({"positive", "reverse"})
#: So many characters of a note are read.
LONGEST: Final = 20_000


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Noted(Value):
    """
    A value that a form's note states (表注取值): ``value`` as a rulebook writes it, ``quote`` the note's own words.

    ``clause`` is the number of the note, 注5(4), or where the note has none 表注 with its cell.
    """

    key: str
    value: str
    clause: str
    quote: str
    source: Source


class Notes(NamedTuple):
    """
    What the notes of a form say (表注): ``stated`` by the keys of ``provision.KEYS`` in their order, and the keys left ``unread``.
    """

    stated: Mapping[str, Noted]
    unread: frozenset[str]


def noted(sheet: Sheet) -> Notes:
    """
    What the notes of a form rule (读表注); nothing that their words leave open.

    A key that the notes state in two ways is not read, nor is a formula to which they add what it does not say.

    >>> from perfscore.source import Cell
    >>> one = noted(Sheet(notes=[Cell(field="note", text="5. (1) 满分 100 分制, 不设置附加分。", at="A34")])).stated["bonus"]
    >>> one.value, one.clause, one.quote
    ('none', '注5(1)', '不设置附加分')
    """
    letters = _letters((*sheet.heads, *(note.text for note in sheet.notes)))
    found: dict[str, Noted] = {}
    unclear: set[str] = set()
    for note in sheet.notes:
        source = sheet.locate(note)
        stated, doubtful = _read(note.text, letters)
        unclear |= doubtful
        for key, value, clause, quote in stated:
            one = Noted(key=key, value=value, clause=clause or f"表注 {source.place}".strip(), quote=quote, source=source)
            if found.setdefault(key, one).value != value:
                unclear.add(key)
    if unclear & FORMULAS:
        unclear |= FORMULAS
    unclear |= _beyond({key: one.value for key, one in found.items() if key not in unclear})
    return Notes({key: found[key] for key in in_order(found) if key not in unclear}, frozenset(unclear))


def _beyond(values: Mapping[str, str]) -> set[str]:
    """Keys whose points do not fit the full marks (与满分不合)."""
    full = Decimal(values.get("full_score", "100"))
    shares = read_weights(values["weights"]) if "weights" in values else ()
    highest = read_grades(values["grades"])[0].high if "grades" in values else full
    fitting = {"weights": not shares or _fit(shares, full), "grades": highest == full}
    return {key for key, fits in fitting.items() if not fits}


#: What a form may set aside for the execution rate, which its notes need not name among the groups.
ASIDE: Final = (0, 10, 20)
#: No group has fewer points.
LEAST: Final = 5


def _fit(shares: tuple[Share, ...], full: Decimal) -> bool:
    """
    Whether groups make the whole form, or may be a part of it (合计相符): a digit lost in copying must not become a rule.

    With the execution rate they are the whole, three others the rest of it; two may be tens of points, half the form or more.
    """
    total = sum((share.points for share in shares), ZERO)
    if min(share.points for share in shares) < LEAST:
        return False
    if any(share.path == ("预算执行率",) for share in shares) or full != FULL:
        return total == full
    return full - total in ASIDE if len(shares) > 2 else full <= 2 * total <= 2 * full and total % 10 == 0


Letters = frozenset[tuple[str, Side]]


@lru_cache(512)
def _letters(texts: tuple[str, ...]) -> Letters:
    """What the letters of formulas stand for by heads and notes (字母所指); nothing where two of them differ."""
    said = frozenset(pair for text in texts for pair in letters_in(_folded(text[:LONGEST]).text))
    usual = frozenset(CONVENTION.items())
    if said <= usual:
        return usual
    return said if len(dict(said)) == len(said) else frozenset()


class Statement(NamedTuple):
    """A value, the number of its clause and its words (条文)."""

    key: str
    value: str
    clause: str
    quote: str


@lru_cache(512)
def _read(text: str, letters: Letters) -> tuple[tuple[Statement, ...], frozenset[str]]:
    """What a note states, and the keys that it makes unclear (读一条注)."""
    stated: dict[str, Statement] = {}
    unclear: set[str] = set()
    for number, given in _clauses(_bounded(text)):
        folded = _folded(given)
        if _REPORT.match(folded.text):
            continue
        unclear |= bent(folded.text)
        less = excepted(folded.text)
        for one in (*phrases(folded.text), *formulas(folded.text, dict(letters))):
            statement = Statement(one.key, one.value, number, _quote(folded, one.start, one.end))
            firm = not less and _sound(one.key, one.value) and not hedged(folded.text, one.start, one.end)
            if not firm or stated.setdefault(one.key, statement).value != one.value:
                unclear.add(one.key)
    return tuple(one for key, one in stated.items() if key not in unclear), frozenset(unclear)


def _sound(key: str, value: str) -> bool:
    """Whether a value is one that a rulebook may have (取值成立)."""
    try:
        KEYS[key].check(value)
    except PerfscoreError:
        return False
    return True


#: What reports on the year and rules nothing: 评价结论：…, 存在问题：….
_REPORT: Final = pattern(r"[^:。;,]{0,12}(?:结论|问题|原因|措施|意见|成效|经验|建议)[^:。;,]{0,8}:")


def _bounded(text: str) -> str:
    """A note up to the last whole sentence of what is read (限长)."""
    return text if len(text) <= LONGEST else text[: text.rfind("。", 0, LONGEST) + 1]


# ---- folded words -------------------------------------------------------------------------------

#: Signs that forms write in several ways, and quotation marks and invisible characters, which say nothing.
_SIGNS: Final = GLYPHS | dict(zip("×✕∗÷∕⁄∶‐‑", "***///:--", strict=True)) | dict.fromkeys("“”‘’\"'「」『』\u200b\ufeff", "")
_STOP: Final = pattern(r"\.(?!\d)")


def _folded(given: str) -> Folded:
    """Marks, glyphs and white space folded; white space between two digits parts them."""
    marks: list[str] = []
    places: list[int] = []
    gap = False
    for place, char in enumerate(given):
        if char.isspace():
            gap = True
            continue
        sign = _SIGNS.get(char)
        folded = sign if sign is not None else char if PLAIN.match(char) else "".join(normalize("NFKC", char).split())
        for mark in (" " if gap and marks and marks[-1].isdigit() and folded[:1].isdigit() else "") + folded:
            marks.append(mark)
            places.append(place)
        gap = gap and not folded
    return Folded(given, _STOP.sub("。", "".join(marks)), tuple(places))


def _quote(folded: Folded, start: int, end: int) -> str:
    """The words as the note prints them (原文)."""
    return folded.given[folded.places[start] : folded.places[end - 1] + 1]


# ---- numbered clauses ---------------------------------------------------------------------------

_HAN = "[一二三四五六七八九十]{1,3}"
#: The numbers of clauses from the outermost to the innermost: 一、 （一） 1. (1) ①.
_NUMBERS: Final = pattern(
    rf"(?:\A|(?<=[\s。；;：:!！?？)），,、.注]))\s*(?:({_HAN})、|([（(]{_HAN}[）)])|(\d{{1,2}})\s?[.．、](?!\d)|([（(]\s?\d{{1,2}}\s?[）)])|([①-⑳]))\s*"
)
_NOTE_WORD: Final = pattern(r"\s*(?:注|备注|说明|填表说明|填报说明|注释)?\s*[:：]?\s*")
#: The word that opens a note without numbers: 注：, 备注：, 计分说明：.
_OPENING: Final = pattern(r"\s*(?:注|备注|注释|(?:[填计评打][表报分])?(?:说明|办法|方法|规则|标准))(?:\s*[:：]\s*|\s+)")
_WIDTHS: Final = str.maketrans("（）０１２３４５６７８９", "()0123456789")
_ORDINALS: Final[tuple[Callable[[str], int], ...]] = (
    lambda text: int(arabic(text)),
    lambda text: int(arabic(text[1:-1])),
    int,
    lambda text: int(text[1:-1]),
    lambda text: ord(text) - ord("①") + 1,
)


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """
    The numbered clauses of a note (分条), each with its number 注5(4), empty where the note has none.

    A number counts where it is the first at the beginning of the note, the 1 of its level, or follows the one before
    it, one left out at most.
    """
    path: list[str] = ["", "", "", "", ""]
    opening = _OPENING.match(text)
    at = opening.end() if opening else 0
    for match in _NUMBERS.finditer(text):
        level = next(index for index, group in enumerate(match.groups()) if group)
        printed = "".join(match[level + 1].split()).translate(_WIDTHS)
        number, last = _ORDINALS[level](printed), _ORDINALS[level](path[level]) if path[level] else 0
        opens = not any(path) and _NOTE_WORD.fullmatch(text, 0, match.start())
        if not opens and not last < number <= last + (2 if last else 1):
            continue
        if not opens and text[at : max(at, match.start())].strip():
            yield _name(path), text[at : match.start()]
        path[level:] = [printed, *[""] * (4 - level)]
        at = match.end()
    yield _name(path), text[at:]


def _name(path: list[str]) -> str:
    return f"注{''.join(path)}" if any(path) else ""
