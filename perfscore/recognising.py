"""Which rulebook a form follows, and why (认评分办法)."""

from functools import lru_cache
from typing import NamedTuple

from attrs import evolve

from perfscore.criterion import read_criterion
from perfscore.errors import CriterionError
from perfscore.noting import Noted, noted
from perfscore.number import fold
from perfscore.pattern import pattern
from perfscore.rulebook import Marks, Rulebook, Value, term_of
from perfscore.sheet import Sheet
from perfscore.shelving import rulebook, rulebooks
from perfscore.source import Citation

#: Why a rulebook holds that the user has named.
CHOSEN = "由使用者指定"
#: The share of a rulebook's quotes that must stand in the form itself.
ENOUGH = (1, 2)
#: The least of them in characters: 满分100分 alone stands in any form.
LENGTH = 40
#: What holds where nothing points to a document: the form that the whole country uses.
NATIONAL = "cn-mof-2020-10"


class Recognition(NamedTuple):
    """A rulebook and the reason for taking it (认定)."""

    rulebook: Rulebook
    why: str


def recognise(sheet: Sheet) -> Recognition:
    """
    The rulebook a form follows (认定评分办法).

    The one that the form's notes name by its id; else the one at least half of whose clauses the form prints in its notes or criteria; else the one whose title, place and column
    heads are those of the form; else the national form. What the form's own notes say outranks it, value by value; the
    reason says all of this.

    >>> recognise(Sheet()).rulebook.id
    'cn-mof-2020-10'
    """
    words = Words(
        title=sheet.title, unit=sheet.unit, year=sheet.year, heads=sheet.heads,
        notes=tuple(note.text for note in sheet.notes), criteria=tuple(_criteria(sheet)),
    )  # fmt: skip
    book, why = _base(words)
    notes = noted(sheet)
    if book.guessed and (unread := notes.unread.intersection(book.values)):
        book = without(book, unread)
        why += f"；表注另有没有读懂的规定，不以该办法代替：{'、'.join(map(term_of, sorted(unread)))}"
    own = tuple(note for note in notes.stated.values() if not _is_said(book, note.key, note.value, words))
    if not own:
        return Recognition(rulebook=book, why=why)
    terms = "、".join(dict.fromkeys(term_of(note.key) for note in own))
    return Recognition(rulebook=with_notes(book, own), why=f"{why}；表注另写明的从表注：{terms}")


class Words(NamedTuple):
    """What of a form may point to a document (认定所据文字)."""

    title: str
    unit: str
    year: int | None
    heads: tuple[str, ...]
    notes: tuple[str, ...]
    criteria: tuple[str, ...]

    @property
    def printed(self) -> str:
        """The notes and criteria, without the marks that copies differ in (印出的条文)."""
        return _joined((*self.notes, *self.criteria))


def _criteria(sheet: Sheet) -> dict[str, None]:
    return dict.fromkeys(text for row in sheet.rows for text in (row.indicator.criterion, row.indicator.definition))


@lru_cache(512)
def _joined(texts: tuple[str, ...]) -> str:
    return _bare("|".join(dict.fromkeys(texts)))


@lru_cache(512)
def _base(words: Words) -> tuple[Rulebook, str]:
    """The rulebook that a form's words point to, before its own notes; once for all forms of the same words."""
    return _by_name(words) or _by_clauses(words) or _by_marks(words) or _national()


@lru_cache(256)
def without(book: Rulebook, keys: frozenset[str]) -> Rulebook:
    """A rulebook that is silent where a form's notes rule what was not read (不以办法代替); the same object for the same keys."""
    return evolve(book, values={key: value for key, value in book.values.items() if key not in keys})


@lru_cache(256)
def with_notes(book: Rulebook, notes: tuple[Noted, ...]) -> Rulebook:
    """A rulebook under which a form's own notes outrank it (表注优先); the same object for the same notes."""
    own = {note.key: Value(value=note.value, cite=Citation(document="本表", clause=note.clause, quote=note.quote)) for note in notes}
    return evolve(book, values={**book.values, **own})


def prints(sheet: Sheet, quote: str) -> bool:
    """Whether a form prints a clause in its notes or criteria (表内印有)."""
    return bool(quote) and _stands(quote, sheet.stated)


@lru_cache(4096)
def _stands(quote: str, stated: str) -> bool:
    """Whether a quote is among what is printed; every finding of a form asks it anew."""
    return _bare(quote) in _bare(stated)


@lru_cache(512)
def _is_said(book: Rulebook, key: str, noted_value: str, words: Words) -> bool:
    """Whether the rulebook says the same as a note, in a clause that the form prints."""
    value = book.values.get(key)
    quote = value.cite.quote if value else ""
    return value is not None and bool(quote) and _bare(quote) in words.printed and _same(value.value, noted_value)


@lru_cache(1024)
def _same(one: str, other: str) -> bool:
    """Whether two values say the same: as texts, else as the rules that they read as."""
    if fold(one) == fold(other):
        return True
    try:
        return read_criterion(one) == read_criterion(other)
    except CriterionError:
        return False


# ---- by what the form prints --------------------------------------------------------------------


#: The id of a rulebook, as a blank form prints it in its notes.
_ID = pattern(r"(?<![a-z0-9-])cn-[a-z0-9-]+")


def _by_name(words: Words) -> tuple[Rulebook, str] | None:
    """The one shipped rulebook that the notes name by its id."""
    named = {one for note in words.notes if "评分办法" in note for one in _ID.findall(note)} & set(rulebooks())
    return (rulebook(name), f"表注写明评分办法 {name}") if len(named) == 1 and (name := next(iter(named))) else None


def _by_clauses(words: Words) -> tuple[Rulebook, str] | None:
    """The rulebook whose clauses stand in the form's own words."""
    printed = words.printed
    best, best_rank, most = None, (0, False, 0), (0, 0)
    for name in rulebooks():
        quotes = _quotes(name)
        found = [quote for quote in quotes if quote in printed]
        weighty = sum(map(len, found))
        rank = (weighty, _valid(rulebook(name), words.year), len(found))
        if len(found) * ENOUGH[1] >= len(quotes) * ENOUGH[0] and weighty >= LENGTH and rank > best_rank:
            best, best_rank, most = name, rank, (len(found), len(quotes))
    return None if best is None else (rulebook(best), f"表内印有该办法 {most[1]} 条条文中的 {most[0]} 条")


def _by_marks(words: Words) -> tuple[Rulebook, str] | None:
    """The rulebook whose title, place and column heads are those of the form; the one with most of these."""
    best: tuple[int, Rulebook, str] | None = None
    for name in rulebooks():
        book = guessed(name)
        found = marks_of(words, book.marks)
        if found and _valid(book, words.year) and (best is None or len(found) > best[0]):
            best = len(found), book, "、".join(found)
    return None if best is None else (best[1], f"表内没有印出条文，按{best[2]}认定")


def marks_of(words: Words, marks: Marks) -> tuple[str, ...]:
    """What of a rulebook's marks a form bears, in words (符合的标志); nothing where one is missing, or only a title would tell."""
    named = [_NAMESAKE.sub("", fold(text)) for text in (words.unit, words.title)]
    place = next((word for word in marks.places if any(_is_place(word, text) for text in named)), "")
    title = next((word for word in marks.titles if fold(word) in fold(words.title)), "")
    heads = marks.heads if {fold(head) for head in marks.heads} <= {fold(head) for head in words.heads} else ()
    told = (("地区", marks.places, place), ("标题", marks.titles, title), ("表头", marks.heads, "”“".join(heads)))
    if any(wanted and not found for _, wanted, found in told) or not (place or heads):
        return ()
    return tuple(f"{term}“{found}”" for term, _, found in told if found)


def _is_place(word: str, text: str) -> bool:
    """Whether a text names a place, not only its characters (佛山西站): at its beginning, or with what sort of place it is."""
    return text.startswith(word) or any(f"{word}{sort}" in text for sort in ("省", "市", "县", "区", "壮族自治区"))


#: A street, a village or a house that is called by the name of another place: 湖北路小学, 河北镇, 山西会馆.
_NAMESAKE = pattern(r"[\u4e00-\u9fff]{2}(?=路|街|大道|巷|弄|胡同|镇|乡|村|社区|会馆|商会|医院|大厦|新村|小区|里弄)")


def _national() -> tuple[Rulebook, str]:
    return guessed(NATIONAL), "表注、标题、地区和表头都没有指明评分办法，按全国通用的自评表"


@lru_cache(256)
def guessed(name: str) -> Rulebook:
    """A rulebook that is only taken for the form's (推测的办法); the same object for the same id."""
    return evolve(rulebook(name), guessed=True)


def _valid(book: Rulebook, year: int | None) -> bool:
    """Whether a rulebook holds for a year (适用年度)."""
    return year is None or (book.valid_from or year) <= year <= (book.valid_to or year)


@lru_cache(256)
def _quotes(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_bare(value.cite.quote) for _, value in rulebook(name).in_order() if value.cite.quote))


@lru_cache(1024)
def _bare(text: str) -> str:
    """A text without the marks that copies differ in."""
    return "".join(c for c in fold(text) if c.isalnum() or c in "%≤≥<>=*/()-|")
