"""Documents with tables as one grid (文档): the lines and the tables of a page, in order, each cell with its table and place."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from perfscore.reading.bounds import MOST_COLUMNS, MOST_LINES, MOST_TABLE_CELLS
from perfscore.reading.grid import Grid, GridCell, GridRow, Merge, letters, tidy
from perfscore.source import Source


class Cell(NamedTuple):
    """A cell of a table in a document (文档单元格): its text and how far it spans."""

    text: str
    down: int = 1
    across: int = 1


class Table(NamedTuple):
    """A table with the name that its addresses begin with (带名称的表格): 第2页表1."""

    rows: list[list[Cell]]
    name: str


#: A line of text, or a table as its rows; one without a name is known by its number.
Block = str | list[list[Cell]] | Table


def document_grid(blocks: Iterable[Block], source: Source, digest: str) -> Grid:
    """
    The blocks of a document as one grid (文档网格): rows are counted through, addresses name table and cell (表2!C5).
    """
    canvas = _Canvas()
    tables = 0
    for block in blocks:
        if canvas.full:
            break
        if isinstance(block, str):
            canvas.line(block)
        elif isinstance(block, Table):
            canvas.table(block.rows, block.name)
        else:
            tables += 1
            canvas.table(block, f"表{tables}")
    remarks = (f"只读了前 {canvas.number} 行，后面的行没有读。",) if canvas.full else ()
    return Grid(rows=tuple(canvas.rows), source=source, merges=tuple(canvas.merges), remarks=remarks, digest=digest)


class _Canvas:
    """The rows of a document as they are laid (行的排布)."""

    def __init__(self) -> None:
        self.rows: list[GridRow] = []
        self.merges: list[Merge] = []
        self.number = 0
        self.cells = 0

    @property
    def full(self) -> bool:
        """Whether no more is read."""
        return self.number >= MOST_LINES or self.cells >= MOST_TABLE_CELLS

    def line(self, text: str) -> None:
        """A line outside the tables."""
        shown = tidy(text)
        if shown:
            self.number += 1
            cell = GridCell(row=self.number, column=1, text=shown, place=f"第 {self.number} 行")
            self.rows.append(GridRow(number=self.number, cells=(cell,), table=False))

    def table(self, rows: list[list[Cell]], name: str) -> None:
        """A table; a cell that spans rows keeps its columns free in those below."""
        top = self.number
        taken: dict[int, int] = {}  # column → the last row it is covered in
        for row, cells in enumerate(rows, 1):
            if self.full:
                return
            self.number += 1
            self._row(list(_placed(cells, row, taken)), top, row, name)

    def _row(self, placed: list[tuple[int, Cell]], top: int, row: int, name: str) -> None:
        found = []
        for column, cell in placed:
            text = tidy(cell.text)
            if cell.down > 1 or cell.across > 1:
                self.merges.append(
                    Merge(top=top + row, left=column, bottom=top + row + cell.down - 1, right=min(column + cell.across - 1, MOST_COLUMNS))
                )
            if text:
                found.append(GridCell(row=top + row, column=column, text=text, place=f"{name}!{letters(column)}{row}"))
        self.cells += len(placed)
        if found:
            self.rows.append(GridRow(number=top + row, cells=tuple(found)))


def _placed(cells: list[Cell], row: int, taken: dict[int, int]) -> Iterator[tuple[int, Cell]]:
    """The cells of a row at their columns, past those that a cell above covers."""
    column = 1
    for cell in cells:
        while taken.get(column, 0) >= row:
            column += 1
        if column > MOST_COLUMNS:
            return
        across = max(1, min(cell.across, MOST_COLUMNS - column + 1))
        down = max(1, min(cell.down, MOST_LINES))
        for covered in range(column, column + across):
            taken[covered] = row + down - 1
        yield column, cell._replace(down=down, across=across)
        column += across
