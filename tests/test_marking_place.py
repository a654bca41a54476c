"""Where the new columns of a form go."""

from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

import perfscore as ps
from perfscore.auditing.finding import Severity
from perfscore.errors import PerfscoreError
from perfscore.marking.columns import FormColumns
from perfscore.marking.place import place_of
from perfscore.scoring import score
from perfscore.source import Source
from tests.forms import form, leaf
from tests.spreadsheet import workbook


def test_a_form_without_addresses_has_no_place() -> None:
    sheet = form(leaf())
    with pytest.raises(PerfscoreError) as caught:
        place_of(sheet, score(sheet).lines, Workbook().active)
    assert ("这张表的各行没有单元格地址，不知道写在哪里。", "请给出原来的工作簿。") == (caught.value.message, caught.value.hint)


def test_the_total_stands_below_a_head_that_is_repeated_at_the_end() -> None:
    data = workbook(form(leaf(printed=3)))
    book = load_workbook(BytesIO(data))
    tab: Any = book["自评表"]
    for cell in tab[4]:
        tab.cell(6, cell.column, cell.value)
    out = BytesIO()
    book.save(out)
    marked = load_workbook(BytesIO(ps.mark(out.getvalue(), name="a.xlsx").data))["自评表"]
    assert ["核算得分", "核算得分"] == [marked["I4"].value, marked["I6"].value]
    assert "SUM(I5)" in marked["I7"].value


def test_the_print_area_and_the_page_take_the_new_columns() -> None:
    book = load_workbook(BytesIO(workbook(form(leaf(printed=3)))))
    tab = book["自评表"]
    tab.print_area = "A1:H5,A30:C31"
    out = BytesIO()
    book.save(out)
    marked: Any = load_workbook(BytesIO(ps.mark(out.getvalue(), name="a.xlsx").data))["自评表"]
    assert ["$A$1:$K$5", "$A$30:$C$31"] == [one.rpartition("!")[2] for one in marked.print_area.split(",")]
    assert (True, 1, 0) == (marked.sheet_properties.pageSetUpPr.fitToPage, marked.page_setup.fitToWidth, marked.page_setup.fitToHeight)


def test_a_finding_at_no_cell_of_the_worksheet_colours_none() -> None:
    at = Source(file="a.docx", cell="表1!A5")
    finding = ps.Finding(code="no-evidence", severity=Severity.NOTE, message="没有说明。", source=at)
    mark = FormColumns.__new__(FormColumns)
    mark.tab, mark.checked = Workbook().active, SimpleNamespace(findings=[finding])  # type: ignore[assignment]
    mark._mark()
    assert not list(mark.tab._cells)
