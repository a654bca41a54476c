"""Other formats as a plain workbook: a merge of one cell is none."""

from perfscore.marking.plain import plain_workbook
from perfscore.reading.grid import Grid, GridCell, GridRow, Merge
from perfscore.source import Source


def test_a_block_of_one_cell_is_not_merged() -> None:
    rows = (GridRow(number=1, cells=(GridCell(row=1, column=1, text="甲"), GridCell(row=1, column=2, text="乙"))),)
    merges = (Merge(top=1, left=1, bottom=1, right=1), Merge(top=1, left=2, bottom=1, right=3))
    copied, (moved,) = plain_workbook([Grid(rows=rows, source=Source(file="a.docx"), merges=merges, digest="")], "自评表")
    assert ["B1:C1"] == [str(block) for block in copied.book.worksheets[0].merged_cells.ranges]
    assert {"A1": "A1", "B1": "B1"} == moved
