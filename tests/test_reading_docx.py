"""Word documents (Word 文档)."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from perfscore.errors import ReadError
from perfscore.reading import docx, read
from perfscore.reading.docx import PART, grids
from perfscore.source import Source
from tests.reading_files import book, figures, form

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def package(body: str, **parts: str) -> bytes:
    """A document with this body, and further parts."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(PART, f'<?xml version="1.0"?><w:document xmlns:w="{SPACE}"><w:body>{body}</w:body></w:document>')
        for name, text in parts.items():
            made.writestr(name, text)
    return out.getvalue()


def paragraph(text: object) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text: object, more: str = "") -> str:
    return f"<w:tc><w:tcPr>{more}</w:tcPr>{paragraph(text)}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def document(rows: list[list[object]]) -> bytes:
    return package(paragraph(rows[0][0]) + table(*("".join(cell(value) for value in row) for row in rows[1:])))


def addresses(body: str) -> list[tuple[str, str]]:
    [grid] = grids(package(body), Source(file="甲.docx"), "")
    return [(found.text, found.at) for row in grid.rows for found in row.cells]


def test_a_form_in_a_document_reads_as_in_a_workbook() -> None:
    sheet = read(document(form()), name="甲.docx")
    assert figures(read(book(form()))) == figures(sheet)
    assert ("某局部门整体支出绩效自评表", "表1!H5") == (sheet.title, sheet.rows[1].source.cell)


def test_cells_merged_across_and_down() -> None:
    body = table(
        cell("甲", '<w:vMerge w:val="restart"/>') + cell("乙", '<w:gridSpan w:val="2"/>') + cell("丙"),
        cell("", "<w:vMerge/>") + cell("丁") + cell("戊") + cell("己"),
    )
    assert [("甲", "表1!A1"), ("乙", "表1!B1"), ("丙", "表1!D1"), ("丁", "表1!B2"), ("戊", "表1!C2"), ("己", "表1!D2")] == addresses(body)
    [grid] = grids(package(body), Source(), "")
    assert grid.covered(2, 1)


def test_a_row_that_begins_further_right() -> None:
    before = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
    assert [("甲", "表1!A1"), ("乙", "表1!B1"), ("丙", "表1!B2")] == addresses(table(cell("甲") + cell("乙"), before + cell("丙")))


def test_what_was_struck_out_is_not_read() -> None:
    body = "<w:p><w:r><w:t>留</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins><w:r><w:t>增</w:t></w:r></w:ins></w:p>"
    assert ["留增"] == [text for text, _ in addresses(body)]
    moved = "<w:p><w:moveFrom><w:r><w:t>移</w:t><w:br/></w:r></w:moveFrom><w:r><w:t>留</w:t></w:r></w:p>"
    assert ["留"] == [text for text, _ in addresses(moved)]


def test_tables_within_tables() -> None:
    inner = table(cell("内"))
    assert ["内", "外"] == [text for text, _ in addresses(table(f"<w:tc>{paragraph('外')}{inner}</w:tc>"))]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (package("<w:p><w:r><w:t>甲</w:p>"), "Word 文档已损坏，读不出内容。"),
        (document(form())[:300], "Word 文档已损坏，读不出内容。"),
    ],
)
def test_a_damaged_document(data: bytes, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        list(grids(data, Source(file="甲.docx"), ""))
    assert (message, "请用 Word 或 WPS 打开，另存为新的 .docx 后再读。") == (caught.value.message, caught.value.hint)


def test_entities_and_bombs_are_refused() -> None:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        made.writestr(PART, '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>')
    with pytest.raises(ReadError, match="不允许的 XML 声明"):
        read(out.getvalue(), name="甲.docx")
    with pytest.raises(ReadError, match="解压后过大"):
        read(package(paragraph("甲" * 100_000_000)), name="甲.docx")


def test_a_document_without_end_is_cut_and_what_is_open_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "MOST_LINES", 50)
    assert 50 < len(addresses("".join(map(paragraph, range(50_000))))) < 5_000
    rows = addresses("<w:tbl>" + "".join(f"<w:tr>{cell(number)}</w:tr>" for number in range(20_000)))
    assert ("0", "表1!A1") == rows[0]
    assert 50 < len(rows) < 5_000


def test_breaks_and_tabs_inside_a_paragraph() -> None:
    assert [("甲", "第 1 行"), ("乙 丙", "第 2 行")] == addresses(
        "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r></w:p>"
    )
