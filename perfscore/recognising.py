"""Which rulebook a form follows, and why (认评分办法)."""

from functools import lru_cache
from typing import NamedTuple

from perfscore.number import fold
from perfscore.rulebook import GENERAL, Rulebook
from perfscore.sheet import Sheet
from perfscore.shelving import rulebook, rulebooks

#: Why a rulebook holds that the user has named.
CHOSEN = "由使用者指定"
#: The share of a rulebook's quotes that must stand in the form itself.
ENOUGH = (1, 2)
#: The least of them in characters: 满分100分 alone stands in any form.
LENGTH = 40


class Recognition(NamedTuple):
    """A rulebook and the reason for taking it (认定)."""

    rulebook: Rulebook
    why: str


def recognise(sheet: Sheet) -> Recognition:
    """
    The rulebook a form follows (认定评分办法): the one whose clauses stand in the form's own words.

    A rulebook is taken when at least half of its quoted clauses are printed in the form's
    notes or criteria; of several, the one with most. Otherwise the rows' own criteria alone
    decide, and the reason says so.

    >>> recognise(Sheet()).rulebook.id
    'general'
    """
    printed = _printed(sheet)
    best, best_rank, most = None, (0, False, 0), (0, 0)
    for name in rulebooks():
        quotes = _quotes(name)
        found = sum(quote in printed for quote in quotes)
        weighty = sum(len(quote) for quote in quotes if quote in printed)
        rank = (weighty, _valid(rulebook(name), sheet.year), found)
        if found * ENOUGH[1] >= len(quotes) * ENOUGH[0] and weighty >= LENGTH and rank > best_rank:
            best, best_rank, most = name, rank, (found, len(quotes))
    if best is None:
        return Recognition(rulebook=GENERAL, why="表注与内置评分办法都对不上，只按各行自己的评分标准重算")
    return Recognition(rulebook=rulebook(best), why=f"表内印有该办法 {most[1]} 条条文中的 {most[0]} 条")


def prints(sheet: Sheet, quote: str) -> bool:
    """Whether a form prints a clause in its notes or criteria (表内印有)."""
    return bool(quote) and _bare(quote) in _printed(sheet)


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
