"""Published pages (网页)."""

import subprocess
import sys

import pytest
from hypothesis import given, strategies as st

from perfscore.errors import PerfscoreError
from perfscore.reading import html, read, read_all
from perfscore.reading.html import grids
from perfscore.source import Source
from tests.reading_files import book, figures, form


def texts(page: str) -> list[list[str]]:
    [grid] = grids(page, Source(file="甲.html"), "")
    return [[cell.text for cell in row.cells] for row in grid.rows]


def page(table: list[list[object]]) -> str:
    rows = "".join("<tr>" + "".join(f"<td>{value}</td>" for value in row) + "</tr>" for row in table[1:])
    return f"<!DOCTYPE html><html><body><div>首页</div><h1>{table[0][0]}</h1><table>{rows}</table></body></html>"


def test_a_form_on_a_page_reads_as_in_a_workbook() -> None:
    assert figures(read(book(form()))) == figures(read(page(form()).encode(), name="甲.html"))
    assert "表1!H5" == read(page(form()).encode(), name="甲.html").rows[1].source.cell


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_the_encodings_of_pages(encoding: str) -> None:
    assert 2 == len(read(page(form()).encode(encoding), name="甲.htm").rows)


def test_what_a_page_does_not_show_is_not_read() -> None:
    shown = "<html><head><title>题</title></head><script>var a='<td>1</td>'</script><style>p{}</style><p>甲&nbsp;乙</p><!-- 丙 --></html>"
    assert [["甲 乙"]] == texts(shown)


def test_cells_left_open_and_tables_within_tables() -> None:
    assert [["甲", "乙"], ["丙", "丁"]] == texts("<table><tr><td>甲<td>乙<tr><td>丙<td>丁")
    assert [["内"], ["外", "旁"]] == texts("<table><tr><td>外<table><tr><td>内</td></tr></table></td><td>旁</td></tr></table>")
    assert [["甲 乙"]] == texts("<table><tr><td>甲<br>\n 乙</td></tr></table>") or [["甲乙"]] == texts(
        "<table><tr><td>甲<br>乙</td></tr></table>"
    )


def test_spans() -> None:
    [grid] = grids('<table><tr><td rowspan="2" colspan=2>甲</td><td>乙</td></tr><tr><td rowspan="x">丙</td></tr></table>', Source(), "")
    assert ["表1!A1", "表1!C1", "表1!C2"] == [cell.at for row in grid.rows for cell in row.cells]


def test_several_forms_on_a_page() -> None:
    both = page(form()) + page([["某项目支出绩效自评表"], *form()[1:]])
    assert 2 == len(read_all(both.encode(), name="甲.html"))


def test_marks_as_a_browser_takes_them() -> None:
    assert [["甲乙"]] == texts("<html><TABLE><TR><TD title='a>b' data-x=\"<td>\" hidden>甲<b>乙</b></TD></TR></TABLE>")
    assert [["甲"], ["乙"]] == texts("<p>甲<br/><script src='x'/>乙</p>")
    assert [["1 < 2 且 A&B"]] == texts("<p>1 < 2 且 A&amp;B</p>")
    assert [["甲"]] == texts("甲<!-- 乙 <table> ")
    assert [["甲"]] == texts("甲<table x='")
    assert [["甲"]] == texts("甲<script>乙</scrip")
    assert [["甲 丙"]] == texts("甲<script>'</b>'</SCRIPT > 丙<?php 丁")
    assert [["甲乙"]] == texts("甲<![CDATA[x]]>乙</>")
    assert [["\ufffd"]] == texts("&#" + "9" * 9000 + ";")


def test_cells_without_a_row_and_lines_within_cells() -> None:
    assert [["甲乙", "丙"]] == texts("<table><td><p>甲</p><div>乙</div></td><td>丙</table>")


def test_spans_with_quotes_and_without() -> None:
    [grid] = grids("<table><tr><td ROWSPAN = '2' colspan=x>甲<td colspan='3'>乙<tr><td>丙</table>", Source(), "")
    assert [(1, 1, 2, 1), (1, 2, 1, 4)] == [(one.top, one.left, one.bottom, one.right) for one in grid.merges]
    assert ["表1!A1", "表1!B1", "表1!B2"] == [cell.at for row in grid.rows for cell in row.cells]


@pytest.mark.parametrize("bound", ["MOST_LINES", "MOST_MARKS"])
def test_a_page_without_end_is_cut(monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    monkeypatch.setattr(html, bound, 5)
    assert 4 <= len(texts("<p>甲" * 50)) <= 7
    assert 4 <= len(texts("<table>" + "<tr><td>甲" * 50)) + 3 <= 9


#: Prints the seconds that a page takes to be refused.
TIMED = """
import sys, time, perfscore
page, started = sys.stdin.buffer.read(), time.process_time()
try:
    perfscore.read(page, name="甲.html")
except perfscore.PerfscoreError:
    print(time.process_time() - started)
"""


@pytest.mark.parametrize(
    "hostile",
    [
        "<table>" * 50_000,
        "<div>" * 100_000,
        "<td rowspan=99999 colspan=99999>" * 2000,
        "&amp;" * 200_000,
        "<table><tr>" + "<td>1" * 200_000,
        "<" * 300_000,
    ],
)
def test_hostile_pages_end_in_an_error_at_once(hostile: str) -> None:
    """In a process of its own, so that what measures the tests is not measured with it."""
    with pytest.raises(PerfscoreError):
        read(("<html>" + hostile).encode(), name="甲.html")
    done = subprocess.run([sys.executable, "-c", TIMED], input=("<html>" + hostile).encode(), capture_output=True, check=True)
    assert float(done.stdout) < 3


@given(st.text(alphabet="<>/table tr td=\"'1甲乙&;!-", max_size=80))
def test_any_page_gives_rows_or_none(shown: str) -> None:
    list(grids(shown, Source(), ""))
