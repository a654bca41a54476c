"""Documents with tables as one grid (文档)."""

from perfscore.reading.bounds import MOST_LINES
from perfscore.reading.document import Block, Cell, document_grid
from perfscore.reading.grid import Grid
from perfscore.source import Source


def grid(*blocks: Block) -> Grid:
    return document_grid(blocks, Source(file="甲.docx"), "")


def test_lines_and_tables_stand_in_order_with_their_own_addresses() -> None:
    found = grid("标题", [[Cell("甲"), Cell("乙")], [Cell(""), Cell("丙")]], "  ", "落款", [[Cell("丁")]])
    shown = [(row.number, [(cell.text, cell.at) for cell in row.cells]) for row in found.rows]
    assert [
        (1, [("标题", "第 1 行")]),
        (2, [("甲", "表1!A1"), ("乙", "表1!B1")]),
        (3, [("丙", "表1!B2")]),
        (4, [("落款", "第 4 行")]),
        (5, [("丁", "表2!A1")]),
    ] == shown
    assert [False, True, True, False, True] == [row.table for row in found.rows]


def test_a_cell_that_spans_keeps_its_columns_free() -> None:
    found = grid([[Cell("甲", 2, 2), Cell("乙")], [Cell("丙")], [Cell("丁"), Cell("戊")]])
    assert [["A1", "C1"], ["C2"], ["A3", "B3"]] == [[cell.at.removeprefix("表1!") for cell in row.cells] for row in found.rows]
    assert found.covered(2, 1)
    assert not found.covered(3, 1)


def test_spans_without_bounds_do_no_harm() -> None:
    found = grid([[Cell("甲", 10**9, 10**9), Cell("乙")]])
    assert ["甲"] == [cell.text for row in found.rows for cell in row.cells]


def test_a_long_document_is_read_so_far_and_says_so() -> None:
    found = grid(*["行"] * (MOST_LINES + 5))
    assert MOST_LINES == len(found.rows)
    assert (f"只读了前 {MOST_LINES} 行，后面的行没有读。",) == found.remarks


def test_a_long_table_is_read_so_far_and_says_so() -> None:
    found = grid([[Cell("甲")]] * (MOST_LINES + 5), "后面")
    assert MOST_LINES == len(found.rows)
    assert (f"只读了前 {MOST_LINES} 行，后面的行没有读。",) == found.remarks
