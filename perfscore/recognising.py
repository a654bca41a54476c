"""Which rulebook a form follows, and why (认评分办法)."""

from functools import lru_cache
from typing import NamedTuple

from attrs import evolve

from perfscore.criterion import read_criterion
from perfscore.errors import CriterionError
from perfscore.noting import Noted, noted
from perfscore.number import fold
from perfscore.rulebook import Rulebook, Value, term_of
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

    The one at least half of whose clauses the form prints in its notes or criteria; else the one whose title, place and column
    heads are those of the form; else the national form. What the form's own notes say outranks it, value by value; the
    reason says all of this.

    >>> recognise(Sheet()).rulebook.id
    'cn-mof-2020-10'
    """
    book, why = _by_clauses(sheet) or _by_marks(sheet) or _national()
    own = tuple(note for note in noted(sheet).values() if not _is_said(book, note, sheet))
    if not own:
        return Recognition(rulebook=book, why=why)
    terms = "、".join(dict.fromkeys(term_of(note.key) for note in own))
    return Recognition(rulebook=with_notes(book, own), why=f"{why}；表注另写明的从表注：{terms}")


@lru_cache(256)
def with_notes(book: Rulebook, notes: tuple[Noted, ...]) -> Rulebook:
    """A rulebook under which a form's own notes outrank it (表注优先); the same object for the same notes."""
    own = {note.key: Value(value=note.value, cite=Citation(document="本表", clause=note.clause, quote=note.quote)) for note in notes}
    return evolve(book, values={**book.values, **own})


def prints(sheet: Sheet, quote: str) -> bool:
    """Whether a form prints a clause in its notes or criteria (表内印有)."""
    return bool(quote) and _bare(quote) in _printed(sheet)


def _is_said(book: Rulebook, note: Noted, sheet: Sheet) -> bool:
    """Whether the rulebook says the same as a note, in a clause that the form prints."""
    value = book.values.get(note.key)
    return value is not None and (prints(sheet, value.cite.quote) or value.cite.document == "本表") and _same(value.value, note.value)


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


def _by_clauses(sheet: Sheet) -> tuple[Rulebook, str] | None:
    """The rulebook whose clauses stand in the form's own words."""
    printed = _printed(sheet)
    best, best_rank, most = None, (0, False, 0), (0, 0)
    for name in rulebooks():
        quotes = _quotes(name)
        found = [quote for quote in quotes if quote in printed]
        weighty = sum(map(len, found))
        rank = (weighty, _valid(rulebook(name), sheet.year), len(found))
        if len(found) * ENOUGH[1] >= len(quotes) * ENOUGH[0] and weighty >= LENGTH and rank > best_rank:
            best, best_rank, most = name, rank, (len(found), len(quotes))
    return None if best is None else (rulebook(best), f"表内印有该办法 {most[1]} 条条文中的 {most[0]} 条")


def _by_marks(sheet: Sheet) -> tuple[Rulebook, str] | None:
    """The rulebook whose title, place and column heads are those of the form; the one with most of these."""
    best: tuple[int, Rulebook, str] | None = None
    for name in rulebooks():
        book = guessed(name)
        found = _marks(sheet, book)
        if found is not None and _valid(book, sheet.year) and (best is None or len(found) > best[0]):
            best = len(found), book, "、".join(found)
    return None if best is None else (best[1], f"表内没有印出条文，按{best[2]}认定")


def _marks(sheet: Sheet, book: Rulebook) -> list[str] | None:
    """What of a rulebook's marks the form bears, in words; None where one is missing, or nothing but a title would tell."""
    marks, title, heads = book.marks, fold(sheet.title), {fold(head) for head in sheet.heads}
    where = fold("|".join([sheet.title, sheet.unit, *(note.text for note in sheet.notes)]))
    told = []
    for words, term, within in ((marks.places, "地区", where), (marks.titles, "标题", title)):
        if words:
            found = next((word for word in words if fold(word) in within), None)
            if found is None:
                return None
            told.append(f"{term}“{found}”")
    if marks.heads:
        if not {fold(head) for head in marks.heads} <= heads:
            return None
        told.append(f"表头“{'”“'.join(marks.heads)}”")
    return told if marks.places or marks.heads else None


def _national() -> tuple[Rulebook, str]:
    return guessed(NATIONAL), "表注、标题、地区和表头都没有指明评分办法，按全国通用的自评表"


@lru_cache(256)
def guessed(name: str) -> Rulebook:
    """A rulebook that is only taken for the form's (推测的办法); the same object for the same id."""
    return evolve(rulebook(name), guessed=True)


def _valid(book: Rulebook, year: int | None) -> bool:
    """Whether a rulebook holds for a year (适用年度)."""
    return year is None or (book.valid_from or year) <= year <= (book.valid_to or year)


def _printed(sheet: Sheet) -> str:
    texts = [note.text for note in sheet.notes]
    texts += [text for row in sheet.rows for text in (row.indicator.criterion, row.indicator.definition)]
    return _bare("|".join(dict.fromkeys(texts)))


@lru_cache(256)
def _quotes(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_bare(value.cite.quote) for _, value in rulebook(name).in_order() if value.cite.quote))


@lru_cache(1024)
def _bare(text: str) -> str:
    """A text without the marks that copies differ in."""
    return "".join(c for c in fold(text) if c.isalnum() or c in "%≤≥<>=*/()-|")
