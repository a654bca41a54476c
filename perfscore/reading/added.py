"""Columns that this library has added to a form (标注列): what a marked workbook has more than the evaluator's own is not read."""

from collections.abc import Iterator

from attrs import evolve

from perfscore.pattern import pattern
from perfscore.reading.grid import Grid, GridRow

#: The heads of the columns that ``mark`` adds, from left to right; the last one only where scores are added up unrounded. A blank
#: form has that one alone.
ADDED = ("核算得分", "差异", "说明", "核算得分（未修约）")
_ALWAYS = 3
#: Which form a column belongs to, where several stand side by side: 核算得分〔甲局〕.
_OF = pattern("〔[^〔〕]{1,40}〕$")


def added_head(text: str, form: str = "") -> str:
    """
    The head of an added column (标注列的表头), with the form that it belongs to where that must be told.

    >>> added_head("差异", "甲局"), bare_head("差异〔甲局〕")
    ('差异〔甲局〕', '差异')
    """
    return f"{text}〔{form}〕" if form else text


def bare_head(text: str) -> str:
    """The head of an added column without its form (不含表名的表头)."""
    return _OF.sub("", text)


def without_added(grid: Grid) -> Grid:
    """
    A grid without the columns that ``mark`` has added (不含标注列).

    >>> from perfscore.reading.grid import GridCell
    >>> from perfscore.source import Source
    >>> cells = tuple(GridCell(row=1, column=i, text=text) for i, text in enumerate(("得分", *ADDED[:3]), 1))
    >>> kept = without_added(Grid(rows=(GridRow(number=1, cells=cells),), source=Source()))
    >>> [cell.text for cell in kept.rows[0].cells]
    ['得分']
    """
    added = {column for row in grid.rows for column in _in(row)}
    if not added:
        return grid
    rows = (evolve(row, cells=tuple(cell for cell in row.cells if cell.column not in added)) for row in grid.rows)
    return evolve(grid, rows=tuple(row for row in rows if row.cells))


def _in(row: GridRow) -> Iterator[int]:
    """The columns that a row heads as added."""
    for number, cell in enumerate(row.cells):
        beside = row.cells[number : number + len(ADDED)]
        known = [one for place, one in enumerate(beside) if (bare_head(one.text), one.column) == (ADDED[place], cell.column + place)]
        if len(known) >= _ALWAYS and known == list(beside[: len(known)]):
            yield from (one.column for one in known)
        if bare_head(cell.text) == ADDED[-1]:
            yield cell.column
