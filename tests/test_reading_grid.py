from collections.abc import Iterator

import pytest

from perfscore.reading.grid import Grid, GridCell, Merge, column_number, letters, rows_of, tidy
from perfscore.source import Source


@pytest.mark.parametrize(("column", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (200, "GR"), (702, "ZZ"), (703, "AAA")])
def test_columns_are_named_as_excel_names_them(column: int, name: str) -> None:
    assert name == letters(column)
    assert column == column_number(name)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  OA  系统 ", "OA 系统"),
        ("持续\n运行", "持续运行"),
        ("≥\n90%", "≥ 90%"),
        ("数量，\r\n质量", "数量，质量"),
        ("a\nb", "a b"),
        ("\u3000评价\u3000单位\xa0", "评价 单位"),
        ("\ufeff零\u200b宽", "零宽"),
        ("甲\x1b[2J\x9b乙\u202e丙\u2069\x85丁", "甲[2J乙丙丁"),
        ("\n\n", ""),
        ("", ""),
    ],
)
def test_white_space_is_folded(text: str, folded: str) -> None:
    assert folded == tidy(text)


def test_empty_cells_and_rows_are_left_out_but_still_counted() -> None:
    def cells() -> Iterator[GridCell]:
        yield GridCell(row=5, column=10, text="b")
        yield GridCell(row=5, column=2, text="a")
        yield GridCell(row=2, column=1, text="")
        yield GridCell(row=9, column=1, lost=True)

    rows = rows_of(cells())
    assert [5, 9] == [row.number for row in rows]
    assert ["B5", "J5"] == [cell.at for cell in rows[0].cells]
    assert rows[0].only is None
    assert rows[1].only is rows[1].get(1)
    assert rows[0].get(3) is None


def test_a_cell_below_the_first_of_a_merge_is_covered() -> None:
    grid = Grid(rows=(), source=Source(), merges=(Merge(top=3, left=1, bottom=5, right=2), Merge(top=7, left=1, bottom=7, right=9)))
    assert not grid.covered(3, 1)
    assert grid.covered(4, 1)
    assert grid.covered(5, 2)
    assert not grid.covered(6, 1)
    assert not grid.covered(7, 5)
