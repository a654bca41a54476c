"""Columns that this library has added to a form (标注列): what a marked workbook has more than the evaluator's own is not read."""

from collections.abc import Iterator

from attrs import evolve

from perfscore.reading.grid import Grid, GridRow

#: The heads of the columns that ``mark`` adds, from left to right; the last one only where scores are added up unrounded. A blank
#: form has that one alone.
ADDED = ("核算得分", "差异", "说明", "核算得分（未修约）")
_ALWAYS = 3


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
        known = [one for place, one in enumerate(beside) if (one.text, one.column) == (ADDED[place], cell.column + place)]
        if len(known) >= _ALWAYS and known == list(beside[: len(known)]):
            yield from (one.column for one in known)
        if cell.text == ADDED[-1]:
            yield cell.column
