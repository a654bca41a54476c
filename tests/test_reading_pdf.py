import base64 as b64
import logging
import sys
import warnings
import zlib
from collections.abc import Sequence
from contextlib import suppress
from struct import pack
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from perfscore.checking import check
from perfscore.errors import ReadError
from perfscore.reading import bounds, lines, pages, pdf as pdfs, read, scan, tables
from perfscore.reading.grid import Grid
from perfscore.reading.pages import Box, Budget, TooMuch
from perfscore.reading.ruling import _Drawn
from perfscore.scoring import score
from perfscore.sheet import Sheet
from perfscore.source import Source
from tests.hostile_files import GROUPS, font
from tests.pdf_files import FONT, HEIGHT, MARGIN, box, document, drawn, line, pdf, stream, text
from tests.reading_files import EXAMPLE, Table, book, figures, form

WIDTHS = (60, 60, 80, 30, 150, 60, 60, 60, 40, 60, 60)
PLACE = Source(file="表.pdf")


def printed(
    table: Table, widths: Sequence[int] = (70, 70, 90, 40, 120, 60, 60, 40, 60), merges: Sequence[str] = (), **options: Any
) -> bytes:
    """A table printed on pages."""
    (grid,) = tables(book(table, merges=merges))
    assert isinstance(grid, Grid)
    return drawn(grid, widths, **options)


def only(data: bytes) -> Grid:
    (grid,) = pdfs.grids(data, PLACE, "digest")
    return grid


def shown(grid: Grid) -> dict[str, str]:
    return {cell.at: cell.text for row in grid.rows for cell in row.cells}


def refused(data: bytes) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read(data, name="表.pdf")
    assert "表.pdf" == str(caught.value.source)
    return caught.value


# ---- forms ---------------------------------------------------------------------------------------


def test_the_same_form_as_from_the_workbook() -> None:
    (grid,) = tables(EXAMPLE)
    assert isinstance(grid, Grid)
    old, new = read(EXAMPLE), read(drawn(grid, WIDTHS, loose_rows=[1, 2, 3]), name="表.pdf")
    assert figures(old) == figures(new)
    for field in ("title", "unit", "year", "declared", "heads"):
        assert getattr(old, field) == getattr(new, field)
    assert [note.text.replace(" ", "") for note in old.notes] == [note.text.replace(" ", "") for note in new.notes]
    assert () == new.remarks
    assert "第2页表1!C10" == next(row.indicator.cell("name") for row in new.rows if row.path[-1] == "平台操作性").at  # type: ignore[union-attr]


@pytest.mark.parametrize("bottom", [*range(MARGIN + 90, MARGIN + 200, 9), HEIGHT - MARGIN])
def test_a_table_goes_on_wherever_the_page_ends(bottom: int) -> None:
    merges = ["A5:A6", "B1:C1", "A2:B2"]
    data = printed(form(), merges=merges, bottom=bottom)
    assert figures(read(book(form(), merges=merges))) == figures(read(data, name="表.pdf"))


def test_a_form_with_its_head_on_every_page() -> None:
    table = [*form()[:5], form()[3], form()[5]]
    assert 2 == len(read(printed(table, bottom=MARGIN + 150), name="表.pdf").rows)


def test_merged_cells_have_their_spans() -> None:
    merges = ["A1:B2", "C1:C3", "D3:F3"]
    table: Table = [["甲", "", "乙", "丙", "丁", "戊"], ["", "", "", 1, 2, 3], [4, 5, "", 6]]
    grid = only(printed(table, (60,) * 6, merges))
    assert {
        "A1": "甲",
        "C1": "乙",
        "D1": "丙",
        "E1": "丁",
        "F1": "戊",
        "D2": "1",
        "E2": "2",
        "F2": "3",
        "A3": "4",
        "B3": "5",
        "D3": "6",
    } == {at.partition("!")[2]: shown_ for at, shown_ in shown(grid).items()}
    assert {(1, 1, 2, 2), (1, 3, 3, 3), (3, 4, 3, 6)} == {(one.top, one.left, one.bottom, one.right) for one in grid.merges}
    assert grid.to_review
    assert "digest" == grid.digest


def test_a_table_with_fewer_columns_on_the_next_page_has_the_same_letters() -> None:
    first = box(40, 40, 100, 60) + box(100, 40, 200, 60) + box(200, 40, 300, 60) + text(45, 42, "甲") + text(205, 42, "丙")
    second = box(40, 40, 200, 60) + box(200, 40, 300, 60) + text(45, 42, "丁") + text(205, 42, "戊")
    assert {"第1页表1!A1": "甲", "第1页表1!C1": "丙", "第2页表1!A1": "丁", "第2页表1!C1": "戊"} == shown(only(pdf(first, second)))
    assert {"第1页表1!A1": "丁", "第1页表1!C1": "戊", "第2页表1!A1": "甲", "第2页表1!C1": "丙"} == shown(only(pdf(second, first)))


def test_another_table_on_the_next_page_has_its_own_columns() -> None:
    first = box(40, 40, 100, 60) + box(100, 40, 200, 60) + text(45, 42, "甲")
    second = box(40, 40, 150, 60) + box(150, 40, 400, 60) + text(155, 42, "乙")
    third = text(40, 40, "没有表格")
    assert {"第1页表1!A1": "甲", "第2页表1!B1": "乙", "第 3 行": "没有表格"} == shown(only(pdf(first, second, third)))


def test_several_tables_on_a_page_and_the_lines_between_them() -> None:
    content = text(40, 20, "上") + box(40, 40, 100, 60) + box(100, 40, 200, 60) + text(45, 42, "甲")
    content += text(40, 70, "中") + box(40, 90, 100, 110) + box(100, 90, 200, 110) + text(105, 92, "乙") + text(40, 130, "— 3 —")
    assert {"第 1 行": "上", "第1页表1!A1": "甲", "第 3 行": "中", "第1页表2!B1": "乙"} == shown(only(pdf(content)))


def test_where_no_cell_is_drawn_the_others_keep_their_columns() -> None:
    content = box(40, 40, 100, 60) + box(100, 40, 200, 60) + box(200, 40, 300, 60)
    content += box(40, 60, 100, 80) + box(200, 60, 300, 80) + line(100, 60, 100, 60) + text(45, 62, "甲") + text(205, 62, "丙")
    assert {"A2": "甲", "C2": "丙"} == {at.partition("!")[2]: words for at, words in shown(only(pdf(content))).items()}


def test_figures_cut_by_a_narrow_cell_are_whole_and_lines_of_their_own_are_not() -> None:
    narrow = (
        box(40, 40, 66, 90) + box(66, 40, 200, 90) + text(43, 42, "1486") + text(43, 56, ".27") + text(69, 42, "90") + text(69, 56, "95")
    )
    assert ["1486.27", "90 95"] == list(shown(only(pdf(narrow))).values())


def test_a_text_printed_twice_to_look_bold_is_read_once() -> None:
    bold = text(40, 40, "绩效自评表") + text(40.4, 40.2, "绩效自评表")
    assert ["绩效自评表"] == list(shown(only(pdf(bold))).values())


def test_a_cell_drawn_over_another_holds_nothing_of_its_own() -> None:
    content = box(40, 40, 100, 80) + box(100, 40, 200, 80) + text(45, 42, "甲") + text(105, 42, "乙")
    over = _Drawn([Box(40, 40, 100, 80), Box(40, 40, 200, 60), Box(100, 60, 200, 80)])
    assert [(1, 2), (1, 1), (1, 1)] == [(cell.across, cell.down) for row in over.rows() for cell in row]
    assert ["甲", "乙"] == list(shown(only(pdf(content))).values())


def test_a_line_of_spaces_is_none() -> None:
    assert ["甲"] == list(shown(only(pdf(text(40, 40, "甲") + text(40, 90, "  ")))).values())


def test_a_font_of_two_names_is_read_once() -> None:
    resources = "<</Font<</F1 5 0 R/F2 5 0 R>>>>"
    content = text(40, 40, "甲") + text(40, 90, "乙").replace(b"/F1", b"/F2")
    assert ["甲", "乙"] == list(shown(only(pdf(content, resources=resources, more=(FONT,)))).values())


def test_a_watermark_is_not_read() -> None:
    slanted = b"BT /F1 40 Tf 0.7 0.7 -0.7 0.7 200 200 Tm <" + "样张".encode("utf-16-be").hex().encode() + b"> Tj ET\n"
    assert ["甲"] == list(shown(only(pdf(text(40, 40, "甲") + slanted))).values())


def test_words_that_stand_apart_on_a_line() -> None:
    assert ["评价单位：某局 2021年"] == list(shown(only(pdf(text(40, 40, "评价单位：某局") + text(300, 41, "2021年")))).values())


# ---- to be reviewed ------------------------------------------------------------------------------


def test_a_form_from_a_pdf_is_to_be_reviewed() -> None:
    sheet = read(printed(form()), name="表.pdf")
    assert sheet.to_review
    assert not read(book(form())).to_review
    assert Sheet.from_dict(sheet.to_dict()) == sheet
    assert Sheet.from_dict(sheet.to_dict()).to_review
    assert score(sheet).to_dict()["to_review"] is True
    (one,) = check(printed(form()), "表.pdf")["sheets"]
    assert one["to_review"] is True


# ---- what cannot be read -------------------------------------------------------------------------


def test_without_the_library_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pdfplumber", "pdfplumber.page"):
        monkeypatch.setitem(sys.modules, name, None)
    error = refused(printed(form()))
    assert "这是 PDF 文件，读取它要用 pdfplumber，还没有安装。" == error.message
    assert 'pip install "perfscore[pdf]"' in error.hint


def test_a_scanned_file_is_told_from_a_damaged_one() -> None:
    image = stream(bytes(300), "/Type/XObject/Subtype/Image/Width 10/Height 10/ColorSpace/DeviceRGB/BitsPerComponent 8")
    resources = f"<</Font<</F1 {FONT}>>/XObject<</X {{}} 0 R>>>>"
    picture = b"q 800 0 0 500 20 20 cm /X Do Q"
    error = refused(pdf(picture, resources=resources.format(5), more=[image]))
    assert "这是扫描件，没有文字层：各页只有图像，读不出文字。" == error.message
    assert "OCR" in error.hint
    grid = only(pdf(text(40, 40, "甲"), picture, resources=resources.format(7), more=[image]))
    assert ("第 2 页是图像，没有文字，没有读。",) == grid.remarks


def test_a_file_with_a_password() -> None:
    locked = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{'11' * 32}>/U<{'22' * 32}>/P -4>>/ID[<00><00>]"
    error = refused(pdf(text(40, 40, "甲"), trailer=locked))
    assert ("PDF 文件设有密码，打不开。", "请先取消密码保护，再另存后读取。") == (error.message, error.hint)
    assert "PDF 文件设有密码，打不开。" == refused(pdf(b"", trailer="/Encrypt<</Filter/Other/V 1>>")).message


def test_a_file_that_anyone_may_open_is_read_though_it_is_encrypted() -> None:
    from hashlib import md5

    from pdfminer.arcfour import Arcfour
    from pdfminer.pdfdocument import PDFStandardSecurityHandler

    padding, owner = PDFStandardSecurityHandler.PASSWORD_PADDING, bytes(32)
    key = md5(padding + owner + b"\xfc\xff\xff\xff" + b"\0").digest()[:5]
    content = b"BT /F1 9 Tf 40 500 Td (words) Tj ET"
    packed = Arcfour(md5(key + b"\4\0\0\0\0").digest()[:10]).encrypt(zlib.compress(content))
    body = b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream"
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 595]/Contents 4 0 R/Resources<</Font<</F1 <</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
    trailer = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{owner.hex()}>/U<{Arcfour(key).encrypt(padding).hex()}>/P -4>>/ID[<00><00>]"
    made = document(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]>>", page, body], trailer=trailer)
    assert ["words"] == list(shown(only(made)).values())


def test_a_file_without_ruled_tables_gets_a_hint() -> None:
    error = refused(pdf(text(40, 40, "一级指标") + text(140, 40, "三级指标") + text(240, 40, "年度指标值")))
    assert error.message.startswith("没有找到自评表")
    assert "PDF 里只认有框线的表格" in error.hint


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7\n", "PDF 文件已损坏，读不出内容。"),
        (document(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]>>"]), "PDF 文件里没有页面。"),
        (document(["<</Type/Catalog/Pages 2 0 R>>", "2 0 R"]), "PDF 文件的内容过多，远超一张表的需要，已拒绝读取。"),
        (
            document(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]>>", "<</Type/Page/MediaBox[/a]/Rotate/x>>"]),
            "PDF 文件各页都没有读出：第 1 页已损坏，读不出来。",
        ),
        (
            pdf(text(40, 40, "甲").replace(b"F1", b"F2"), resources="<</Font<</F2<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H"
                "/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(A)/Ordering(B)/Supplement 0>>>>]>>>>>>"),
            "PDF 文件的字体没有注明文字编码，读出来是乱码。",
        ),
    ],
)  # fmt: skip
def test_a_damaged_file(data: bytes, message: str) -> None:
    assert message == refused(data).message


def test_a_page_of_too_much_is_left_out_and_said() -> None:
    much = b"0 0 m 9 9 l S\n" * 60_000
    assert ("第 2 页内容过多，没有读。",) == only(pdf(text(40, 40, "甲"), much)).remarks


def test_further_pages_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (pages, pdfs):
        monkeypatch.setattr(module, "MOST_PAGES", 2)
    grid = only(pdf(*(text(40, 40, words) for words in "甲乙丙丁")))
    assert ["甲", "乙"] == list(shown(grid).values())
    assert ("只读了前 2 页，后面的页没有读。",) == grid.remarks


def test_a_pdf_has_no_lines_of_text() -> None:
    with pytest.raises(ReadError, match="这是工作簿或文档，不是文本"):
        lines(printed(form()), name="表.pdf")


def test_nothing_is_printed_or_logged(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    level = logging.getLogger("pdfminer").level
    data = printed(form())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for place in range(0, len(data), 199):
            scan(data[:place] + b"\xee" + data[place + 1 :], name="a.pdf")
    assert ("", "") == tuple(capsys.readouterr())
    assert [] == caplog.records
    assert level == logging.getLogger("pdfminer").level


# ---- streams and fonts ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("FlateDecode", zlib.compress(b"words " * 9)),
        ("Fl", zlib.compress(b"words " * 9)[:-4] + b"xxxx"),
        ("ASCIIHexDecode", (b"words " * 9).hex().encode() + b">"),
        ("ASCII85Decode", b64.a85encode(b"words " * 9) + b"~>"),
        ("RunLengthDecode", b"\x35" + b"words " * 9 + b"\x80"),
        ("LZWDecode", b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01"),
    ],
)
def test_streams_are_unpacked(name: str, packed: bytes) -> None:
    expected = b"-----A---B" if name == "LZWDecode" else b"words " * 9
    assert expected[:40] == pages._unpacked(name, packed, 10_000)[:40]
    with pytest.raises(TooMuch):
        pages._unpacked(name, packed, 3)


def test_a_picture_is_never_unpacked() -> None:
    with pytest.raises(TooMuch):
        pages._unpacked("DCTDecode", b"", 1_000)


def test_rows_stored_as_differences() -> None:
    assert b"\1\2\4\6" == pages._predicted({"Predictor": 12, "Columns": 2}, b"\2\1\2\2\3\4")
    assert b"\1\3\6" == pages._predicted({"Predictor": 2, "Columns": 3}, b"\1\2\3")
    assert b"\1" == pages._predicted({"Predictor": 1}, b"\1") == pages._predicted(None, b"\1")
    for columns in (0, 10**9):
        with pytest.raises(TooMuch):
            pages._predicted({"Predictor": 12, "Columns": columns}, b"")


def test_the_words_of_a_font_of_its_own() -> None:
    table = stream(b"1 beginbfchar <0001> <7532> endbfchar 1 beginbfrange <0002> <0003> <4E59> endbfrange")
    cid = (
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        "/W[1[500 500]2 3 500]/W2[1 2 3 4 5]/FontDescriptor<</FontFile2 7 0 R>>>>"
    )
    resources = "<</Font<</F1 <</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode 5 0 R/DescendantFonts[6 0 R]>>>>>>"
    content = b"BT /F1 9 Tf 50 500 Td <000100020003> Tj ET BT /F1 9 Tf 50 400 Td <0001> Tj ET"
    assert ["甲乙乚", "甲"] == list(
        shown(only(pdf(content, resources=resources, more=(table, cid, stream(b"\0\1\0\0" + bytes(8)))))).values()
    )


def test_pages_and_their_lists_of_objects_packed_as_newer_programs_do() -> None:
    content = stream(text(40, 40, "甲"))
    inner = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Resources<</Font<</F1 " + FONT + ">>>>/MediaBox[0 0 842 595]>>",
             "<</Type/Page/Parent 2 0 R/Contents 5 0 R>>"]  # fmt: skip
    listed, body = "", ""
    for number, one in enumerate(inner, 1):
        listed += f"{number} {len(body)} "
        body += one + " "
    objects = stream((listed + body).encode(), f"/Type/ObjStm/N 3/First {len(listed)}")
    out = b"%PDF-1.5\n"
    places = {}
    for number, packed in ((4, objects), (5, content)):
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + packed + b"\nendobj\n"
    entries = bytes(5) + b"".join(b"\2\0\0\4" + bytes([index]) for index in range(3))
    entries += b"".join(b"\1" + places[number].to_bytes(3, "big") + b"\0" for number in (4, 5))
    rows = b"".join(b"\0" + entries[place : place + 5] for place in range(0, 30, 5))
    start = len(out)
    table = stream(rows, "/Type/XRef/Size 6/W[1 3 1]/Root 1 0 R/DecodeParms<</Predictor 12/Columns 5>>")
    out += b"6 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF" % start
    assert ["甲"] == list(shown(only(out)).values())


@pytest.mark.parametrize(
    "name",
    [
        "code ranges without end", "widths again and again", "widths without end", "a font of many codes", "every code table", "packed twice",
        "drawings that draw themselves", "one word of sixty megabytes", "a list of objects without end", "lists of objects in a circle",
    ],
)  # fmt: skip
def test_hostile_files_are_refused_by_count(name: str) -> None:
    refused(GROUPS["pdf"][f"{name} pdf"]()[1])


def test_a_code_table_that_is_too_long_is_not_read() -> None:
    assert "PDF 文件各页都没有读出：第 1 页内容过多，没有读。" == refused(font(b" " * (3 << 20))).message
    assert "PDF 文件各页都没有读出：第 1 页内容过多，没有读。" == refused(font(b"/GBK-EUC-H usecmap " * 3)).message


def file_with(*tables: bytes) -> bytes:
    """A font file whose only part maps codes by these tables."""
    places = [4 + 8 * len(tables) + sum(map(len, tables[:number])) for number in range(len(tables))]
    cmap = pack(">HH", 0, len(tables)) + b"".join(pack(">HHI", 3, 1, place) for place in places) + b"".join(tables)
    return b"\0\1\0\0" + pack(">HHHH", 2, 0, 0, 0) + b"glyf" + bytes(12) + b"cmap" + pack(">III", 0, 44, len(cmap)) + cmap


def test_the_codes_of_a_font_file_are_counted() -> None:
    by_segments = pack(">7H", 4, 0, 0, 4, 0, 0, 0) + pack(">2H", 9, 0xFFFF) + b"\0\0" + pack(">2H", 5, 0xFFFF)
    by_groups = pack(">2H3I", 12, 0, 0, 0, 2) + pack(">6I", 5, 9, 0, 20, 20, 0)
    assert 6 == pages._codes(file_with(by_segments))
    assert 12 == pages._codes(file_with(by_segments, by_groups, pack(">H", 6)))
    assert pages._codes(file_with(pack(">H", 2))) > 100_000
    assert 0 == pages._codes(b"\0\1\0\0" + bytes(8))


def test_budgets_are_for_the_file_and_for_the_page() -> None:
    budget = Budget()
    budget.turn()
    budget.spend("items", bounds.PAGE_ITEMS)
    with pytest.raises(TooMuch):
        budget.spend("items")
    budget.turn()
    budget.spend("items")
    with pytest.raises(TooMuch):
        budget.spend("fonts", bounds.MOST_FONTS + 1)


FILE = printed(form())


@settings(max_examples=40)
@given(st.data())
def test_any_damage_to_a_file(data: st.DataObject) -> None:
    damaged = bytearray(FILE)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    for found in scan(bytes(damaged), name="a.pdf"):
        assert isinstance(found, Sheet | ReadError)
    with suppress(ReadError):
        read(bytes(damaged), name="a.pdf")
