"""perfscore.reading.added: the columns of a marked workbook are no part of the form."""

import pytest

from perfscore.reading.added import ADDED, without_added
from perfscore.reading.grid import Grid, GridCell, GridRow
from perfscore.source import Source


def grid(*rows: tuple[str, ...]) -> Grid:
    cells = (
        GridRow(number=number, cells=tuple(GridCell(row=number, column=place, text=text) for place, text in enumerate(row, 1) if text))
        for number, row in enumerate(rows, 1)
    )
    return Grid(rows=tuple(cells), source=Source())


def texts(made: Grid) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in made.rows]


def test_added_columns_are_left_out() -> None:
    made = grid(("指标", "得分", *ADDED), ("甲", "5", "4", "+1", "话", "4.001"), ("", "", "9"))
    assert [["指标", "得分"], ["甲", "5"]] == texts(without_added(made))


@pytest.mark.parametrize(
    "heads", [("核算得分", "差异"), ("差异", "核算得分", "说明"), ("核算得分", "", "差异", "说明"), ("得分", "差异", "说明")]
)
def test_other_columns_stay(heads: tuple[str, ...]) -> None:
    made = grid(("指标", *heads), ("甲", "5", "1", "话"))
    assert made is without_added(made)


def test_the_hidden_column_is_known_by_its_head() -> None:
    made = grid(("指标", *ADDED[:3], "备注"), ("甲", "5", "1", "话", "原因"))
    assert [["指标", "备注"], ["甲", "原因"]] == texts(without_added(made))


def test_the_hidden_column_of_a_blank_form_stands_alone() -> None:
    made = grid(("指标", "得分", "备注", ADDED[-1]), ("甲", "5", "原因", "4.999"))
    assert [["指标", "得分", "备注"], ["甲", "5", "原因"]] == texts(without_added(made))
