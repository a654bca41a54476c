"""
Files made to do harm: each is built here, read in a process of its own, and what that took is reported.

``python -m tests.hostile_files GROUP…`` prints one line of JSON for each case of the groups.
"""

import base64
import json
import os
import random
import struct
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from tests.pdf_files import document, pdf, stream, text
from tests.reading_files import book, changed, form, old_book, stream_of, tabs, wrapped

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MIB = 1 << 20
Case = Callable[[], tuple[str, bytes]]
GROUPS: dict[str, dict[str, Case]] = {}
GOOD = book(form())


def case(group: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Enter a builder under a group; its name says what it is, with the suffix of the file at its end."""

    def enter(build: Callable[[], bytes]) -> Callable[[], bytes]:
        *words, suffix = build.__name__.split("_")
        GROUPS.setdefault(group, {})[" ".join([*words, suffix])] = lambda: (f"a.{suffix}", build())
        return build

    return enter


def replaced(data: bytes, parts: dict[str, bytes]) -> bytes:
    """A package with some of its parts put in place of others, or added."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as before, ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as after:
        whole = {name: before.read(name) for name in before.namelist()} | parts
        for name, content in whole.items():
            after.writestr(name, content)
    return out.getvalue()


def sheet(cells: bytes) -> bytes:
    """The example workbook with other rows."""
    return replaced(GOOD, {SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>'.encode() + cells})


def part(name: str) -> bytes:
    with ZipFile(BytesIO(GOOD)) as package:
        return package.read(name)


def rows(count: int, first: int = 1) -> bytes:
    return b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (row, row, row * 7919) for row in range(first, first + count))


TEXTS = "xl/sharedStrings.xml"
SHARED = replaced(
    sheet(b'<row r="1"><c r="A1" t="s"><v>1</v></c></row></sheetData></worksheet>'),
    {TEXTS: b"<sst><si><t>a</t></si><si><t>b</t></si></sst>"},
)


# ---- packages --------------------------------------------------------------------------------------


@case("zip")
def one_dense_part_xlsx() -> bytes:
    return sheet(b" " * (30 * MIB))


@case("zip")
def dense_rows_xlsx() -> bytes:
    return sheet(b'<row r="1"><c r="A1"><v>1</v></c></row>' * 300_000)


@case("zip")
def dense_texts_xlsx() -> bytes:
    return replaced(SHARED, {TEXTS: b"<sst>" + b"<si><t>a</t></si>" * 500_000 + b"</sst>"})


@case("zip")
def dense_list_of_worksheets_xlsx() -> bytes:
    return replaced(GOOD, {"xl/workbook.xml": part("xl/workbook.xml").replace(b"<sheets>", b" " * (10 * MIB) + b"<sheets>")})


@case("zip")
def dense_document_docx() -> bytes:
    return docx(b" " * (20 * MIB))


def lying(data: bytes, size: int) -> bytes:
    """A package whose directory, and whose parts, tell another unpacked size of the largest one."""
    with ZipFile(BytesIO(data)) as package:
        worst = max(package.infolist(), key=lambda info: info.file_size)
    made = bytearray(data)
    made[worst.header_offset + 22 : worst.header_offset + 26] = struct.pack("<I", size)
    place = data.rindex(b"PK\1\2", 0, data.rindex(worst.filename.encode()))
    made[place + 24 : place + 28] = struct.pack("<I", size)
    return bytes(made)


@case("zip")
def directory_tells_a_small_size_xlsx() -> bytes:
    return lying(sheet(b" " * (20 * MIB)), 1_000)


@case("zip")
def directory_tells_a_size_of_a_gigabyte_xlsx() -> bytes:
    return lying(GOOD, 1 << 30)


@case("zip")
def directory_tells_a_small_packed_size_xlsx() -> bytes:
    data = bytearray(sheet(b" " * (3 * MIB)))
    place = data.rindex(b"PK\1\2", 0, data.rindex(SHEET.encode()))
    data[place + 20 : place + 24] = struct.pack("<I", 2**31)
    return bytes(data)


@case("zip")
def many_entries_xlsx() -> bytes:
    entry = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    directory = entry * 600_000
    return b"PK\3\4" + bytes(26) + directory + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 65535, 65535, len(directory), 30, 0)


@case("zip")
def the_same_worksheet_two_hundred_times_xlsx() -> bytes:
    random.seed(1)
    cells = b"".join(
        b'<row r="%d">' % row + b"".join(b"<c><v>%d</v></c>" % random.randrange(10**9) for _ in range(60)) + b"</row>"
        for row in range(1, 3000)
    )
    names = b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (number, number) for number in range(1, 201))
    workbook = part("xl/workbook.xml")
    start, end = workbook.index(b"<sheets>") + 8, workbook.index(b"</sheets>")
    names = names.replace(b"r:id", b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id')
    return replaced(sheet(cells + b"</sheetData></worksheet>"), {"xl/workbook.xml": workbook[:start] + names + workbook[end:]})


for cut in (10, 100, 1000, 3000, -30, -5):
    GROUPS.setdefault("zip", {})[f"cut at {cut} xlsx"] = lambda cut=cut: ("a.xlsx", GOOD[:cut])  # type: ignore[misc]


# ---- XML -------------------------------------------------------------------------------------------

LAUGHS = b"<!DOCTYPE a [<!ENTITY a0 'ha'>" + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)) + b"]>"
FETCH = b"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'><!ENTITY f SYSTEM 'http://127.0.0.1:9/x'>]>"
REMOTE = b"<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/x.dtd'>"

for label, doctype in (("laughs", LAUGHS), ("outside entities", FETCH), ("outside dtd", REMOTE)):
    for where in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", TEXTS, "xl/styles.xml"):
        GROUPS.setdefault("xml", {})[f"{label} in {where} xlsx"] = lambda doctype=doctype, where=where: (  # type: ignore[misc]
            "a.xlsx", replaced(SHARED, {where: doctype + b"<a>&a11;&e;</a>"})
        )  # fmt: skip
    GROUPS["xml"][f"{label} docx"] = lambda doctype=doctype: ("a.docx", docx(b"", before=doctype))  # type: ignore[misc]
    GROUPS["xml"][f"{label} html"] = lambda doctype=doctype: ("a.html", doctype + b"<html><body>&a11;&e;<table><tr><td>a</table>")  # type: ignore[misc]


@case("xml")
def a_million_rows_below_a_form_xlsx() -> bytes:
    good = part(SHEET)
    place = good.index(b"</sheetData>")
    return replaced(GOOD, {SHEET: good[:place] + rows(1_000_000, 10) + good[place:]})


@case("xml")
def three_hundred_thousand_rows_xlsx() -> bytes:
    return sheet(rows(300_000) + b"</sheetData></worksheet>")


@case("xml")
def sixteen_thousand_columns_beside_a_form_xlsx() -> bytes:
    good = part(SHEET)
    place = good.index(b"</sheetData>")
    wide = b"".join(
        b'<row r="%d">' % row + b"".join(b"<c><v>%d</v></c>" % (row * column * 7919) for column in range(16_384)) + b"</row>"
        for row in range(10, 20)
    )
    return replaced(GOOD, {SHEET: good[:place] + wide + good[place:]})


@case("xml")
def a_hundred_thousand_merged_blocks_xlsx() -> bytes:
    good = part(SHEET)
    merges = b"".join(b'<mergeCell ref="A%d:GR%d"/>' % (row % 2900 + 8, row % 2900 + 60) for row in range(100_000))
    return replaced(GOOD, {SHEET: good.replace(b"</sheetData>", b"</sheetData><mergeCells>" + merges + b"</mergeCells>")})


@case("xml")
def a_worksheet_that_is_the_workbook_xlsx() -> bytes:
    return changed(GOOD, "xl/_rels/workbook.xml.rels", b"/xl/worksheets/sheet1.xml", b"/xl/workbook.xml")


@case("xml")
def a_worksheet_that_is_not_there_xlsx() -> bytes:
    return changed(GOOD, "xl/_rels/workbook.xml.rels", b"/xl/worksheets/sheet1.xml", b"/xl/worksheets/sheet9.xml")


@case("xml")
def a_worksheet_outside_the_package_xlsx() -> bytes:
    return changed(GOOD, "xl/_rels/workbook.xml.rels", b"/xl/worksheets/sheet1.xml", b"../../../../../../etc/passwd")


@case("xml")
def a_worksheet_over_a_detour_xlsx() -> bytes:
    return changed(GOOD, "xl/_rels/workbook.xml.rels", b"/xl/worksheets/sheet1.xml", b"../xl/./worksheets/../worksheets/sheet1.xml")


@case("xml")
def a_text_of_8_mb_in_a_cell_xlsx() -> bytes:
    random.seed(2)
    return sheet(b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + random.randbytes(4 * MIB).hex().encode() + b"</t></is></c></row>")


@case("xml")
def elements_within_elements_xlsx() -> bytes:
    return sheet(b"<a>" * 300_000)


@case("xml")
def a_hundred_thousand_attributes_xlsx() -> bytes:
    return sheet(b"<row " + b" ".join(b'a%d="1"' % number for number in range(100_000)) + b"/>")


# ---- documents and pages ---------------------------------------------------------------------------


def docx(body: bytes, before: bytes = b"") -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as made:
        made.writestr("word/document.xml", before + f'<w:document xmlns:w="{WORD}"><w:body>'.encode() + body + b"</w:body></w:document>")
    return out.getvalue()


def word_table(table: Any, span: str = "") -> bytes:
    cells = (b"".join(f"<w:tc>{span}<w:p><w:r><w:t>{one}</w:t></w:r></w:p></w:tc>".encode() for one in row) for row in table)
    return b"<w:tbl>" + b"".join(b"<w:tr>" + row + b"</w:tr>" for row in cells) + b"</w:tbl>"


@case("pages")
def tables_within_tables_docx() -> bytes:
    return docx(b"<w:tbl><w:tr><w:tc>" * 50_000 + b"</w:tc></w:tr></w:tbl>" * 50_000)


@case("pages")
def spans_without_measure_docx() -> bytes:
    span = '<w:tcPr><w:gridSpan w:val="99999"/><w:vMerge w:val="restart"/></w:tcPr>'
    go_on = '<w:tcPr><w:gridSpan w:val="999999999999"/><w:vMerge/></w:tcPr>'
    return docx(word_table(form(), span) + word_table(form(), go_on) * 300)


@case("pages")
def a_form_over_a_hundred_tables_docx() -> bytes:
    return docx(word_table(form()) + b"".join(word_table([list(range(number, number + 60))] * 5) for number in range(100)))


@case("pages")
def many_paragraphs_docx() -> bytes:
    return docx(b"".join(b"<w:p><w:r><w:t>%d</w:t></w:r></w:p>" % number for number in range(200_000)))


@case("pages")
def tables_within_tables_html() -> bytes:
    return b"<html>" + b"<table><tr><td>" * 100_000


@case("pages")
def spans_without_measure_html() -> bytes:
    cells = "".join(f"<tr>{''.join(f'<td rowspan=99999999 colspan=99999999>{one}</td>' for one in row)}</tr>" for row in form())
    return f"<html><table>{cells}</table>".encode() * 50


@case("pages")
def spans_of_a_thousand_html() -> bytes:
    return b"<html><table>" + b"<tr>" + b"<td rowspan=20000 colspan=200>a" * 50_000


@case("pages")
def cells_never_closed_html() -> bytes:
    return b"<html><table><tr>" + b"<td>" * 700_000


@case("pages")
def a_form_and_then_marks_never_closed_html() -> bytes:
    cells = "".join(f"<tr>{''.join(f'<td>{one}</td>' for one in row)}</tr>" for row in form())
    return f"<html><table>{cells}</table>".encode() + b"<div><b><p>" * 50_000


for label, mark in (
    ("comments", b"<!--"), ("sections", b"<![CDATA["), ("instructions", b"<?"), ("end tags", b"</"), ("declarations", b"<!a"),
    ("brackets", b"<"), ("attributes", b"<a x='"), ("attributes without end", b"<a "), ("references", b"&#x"), ("names", b"&a"), ("scripts", b"<script>"),
    ("scripts half closed", b"<script></scrip "), ("comments half closed", b"<!-- -- "), ("textareas", b"<textarea></"),
):  # fmt: skip
    GROUPS.setdefault("marks", {})[f"{label} never closed html"] = lambda mark=mark: ("a.html", b"<html>" + mark * (MIB // 2 // len(mark)))  # type: ignore[misc]


# ---- texts -----------------------------------------------------------------------------------------

for encoding in ("utf-16", "utf-16-le", "utf-16-be", "gb18030", "utf-8-sig"):
    GROUPS.setdefault("text", {})[f"form in {encoding} md"] = lambda encoding=encoding: ("a.md", tabs(form()).encode(encoding))  # type: ignore[misc]


@case("text")
def zeros_among_letters_csv() -> bytes:
    return tabs(form()).encode().replace(b"1", b"1\0")


@case("text")
def one_line_of_10_mb_md() -> bytes:
    return "一级指标\t".encode() * (10 * MIB // 13)


@case("text")
def a_million_lines_md() -> bytes:
    return tabs(form()).encode() + b"\n" + b"\n" * 1_000_000 + b"a\t" * 100_000


@case("text")
def pipes_md() -> bytes:
    return b"|" * (4 * MIB)


@case("text")
def stars_md() -> bytes:
    return b"a\t" + b"**a" * (MIB // 2) + b"\t$" + b"\\ge" * (MIB // 2)


@case("text")
def a_quote_never_closed_csv() -> bytes:
    return "一级指标,三级指标,年度指标值,得分\n".encode() + b'"' + b"a,\n" * (2 * MIB)


@case("text")
def commas_csv() -> bytes:
    return "一级指标,三级指标,年度指标值,得分\n".encode() + b"," * (8 * MIB)


@case("text")
def brackets_json() -> bytes:
    return b'{"a":' + b"[" * (10 * MIB)


@case("text")
def a_number_of_a_million_digits_json() -> bytes:
    return b'{"format": "perfscore.sheet/1", "year": ' + b"9" * MIB + b"}"


@case("text")
def many_fields_json() -> bytes:
    return ('{"format": "perfscore.sheet/1", ' + ", ".join(f'"{number}": 1' for number in range(150_000)) + "}").encode()


# ---- under another name ----------------------------------------------------------------------------


def disguised() -> Iterator[tuple[str, str, bytes]]:
    page = f"<html><table>{''.join(f'<tr>{chr(60)}td>' + '<td>'.join(map(str, row)) for row in form())}</table>".encode()
    yield "workbook", "csv", GOOD
    yield "workbook", "pdf", GOOD
    yield "workbook", "docx", GOOD
    yield "workbook", "et", GOOD
    yield "page", "xls", page
    yield "page", "xlsx", page
    yield "pdf", "xlsx", PDF
    yield "pdf", "xls", PDF
    yield "old workbook", "xlsx", OLD
    yield "old workbook", "pdf", OLD
    yield "document", "xlsx", docx(word_table(form()))
    yield "text", "xls", tabs(form()).encode("gb18030")
    yield "archived page", "xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html></html>"


# ---- old workbooks ---------------------------------------------------------------------------------

OLD = old_book(form())
STREAM = stream_of(OLD)


def broken(data: bytes, seed: int) -> bytes:
    """A file with some of its bytes replaced, or cut off."""
    dice = random.Random(seed)
    made = bytearray(data)
    if seed % 3 == 0:
        return bytes(made[: dice.randrange(len(made))])
    for _ in range(dice.choice((1, 3, 30))):
        made[dice.randrange(len(made))] = dice.randrange(256)
    return bytes(made)


for seed in range(30):
    GROUPS.setdefault("xls", {})[f"broken {seed} xls"] = lambda seed=seed: ("a.xls", broken(OLD, seed))  # type: ignore[misc]
    GROUPS["xls"][f"broken records {seed} xls"] = lambda seed=seed: ("a.xls", wrapped(broken(STREAM, seed) + bytes(5000)))  # type: ignore[misc]


def inserted(records: bytes, *, globally: bool = False) -> bytes:
    """The old workbook with further records at the end of its globals, or of its worksheet."""
    place = STREAM.index(b"\x0a\0\0\0") if globally else STREAM.rindex(b"\x0a\0\0\0")
    return wrapped(STREAM[:place] + records + STREAM[place:])


@case("xls")
def half_a_million_cells_xls() -> bytes:
    return inserted(b"".join(struct.pack("<HHHHHd", 0x203, 14, row, 0, 15, 1) for row in range(10, 3000)) * 150)


@case("xls")
def rows_of_blanks_xls() -> bytes:
    blank = struct.pack("<200H", *([15] * 200))
    return inserted(b"".join(struct.pack("<HHHH", 0xBE, 406, row, 0) + blank + struct.pack("<H", 199) for row in range(10, 65000)))


@case("xls")
def merged_blocks_xls() -> bytes:
    block = struct.pack("<HHH", 0xE5, 8002, 1000) + struct.pack("<HHHH", 8, 2900, 0, 199) * 1000
    return inserted(block * 100)


@case("xls")
def styles_xls() -> bytes:
    return inserted(struct.pack("<HH", 0xE0, 20) + struct.pack("<HHHBBBBIiH", 0, 0, 0, 32, 0, 0, 0, 0, 0, 0x20C0), globally=True)[
        :0
    ] or inserted((struct.pack("<HH", 0xE0, 20) + struct.pack("<HHHBBBBIiH", 0, 0, 0, 32, 0, 0, 0, 0, 0, 0x20C0)) * 500_000, globally=True)


@case("xls")
def empty_records_xls() -> bytes:
    return inserted(struct.pack("<HH", 0x1234, 0) * 2_100_000)


@case("xls")
def a_text_table_without_end_xls() -> bytes:
    return inserted(struct.pack("<HHII", 0xFC, 8, 2**31 - 1, 2**31 - 1) + struct.pack("<HH", 0x3C, 8000) * 1 + bytes(8000), globally=True)


@case("xls")
def many_texts_xls() -> bytes:
    return inserted(struct.pack("<HHII", 0xFC, 8, 0, 2_700_000) + (struct.pack("<HH", 0x3C, 8001) + b"\0\0\0" * 2667) * 1000, globally=True)


@case("xls")
def names_that_double_xls() -> bytes:
    names = b""
    for number in range(40):
        formula = b"\x17\xff\0" + b"a" * 255 if not number else struct.pack("<BHxxBHxxB", 0x23, number, 0x23, number, 8)
        data = struct.pack("<HBBHHHBBBB", 0, 0, 1, len(formula), 0, 0, 0, 0, 0, 0) + b"\0N" + formula
        names += struct.pack("<HH", 0x18, len(data)) + data
    return inserted(names, globally=True)


@case("xls")
def a_directory_that_doubles_xls() -> bytes:
    entries = [OLD[512 + 512 * int.from_bytes(OLD[48:52], "little") :][:128]]
    for number in range(1, 60):
        entry = bytearray(entries[0])
        entry[66], entry[68:76], entry[76:80] = 1, struct.pack("<II", number + 1, number + 1), struct.pack("<I", 0xFFFFFFFF)
        entries.append(bytes(entry))
    entries[0] = entries[0][:76] + struct.pack("<I", 1) + entries[0][80:]
    header = bytearray(OLD[:512])
    header[44:52], header[76:80] = struct.pack("<II", 1, 1), struct.pack("<I", 0)
    table = struct.pack("<128I", 0xFFFFFFFD, *range(2, 16), 0xFFFFFFFE, *([0xFFFFFFFF] * 112))
    return bytes(header) + table + b"".join(entries)


# ---- PDF files -------------------------------------------------------------------------------------

PDF = pdf(text(40, 40, "绩效自评表"))
FONT = "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode 5 0 R/DescendantFonts[6 0 R]>>"
CID = "<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>%s>>"

for seed in range(25):
    GROUPS.setdefault("pdf", {})[f"broken {seed} pdf"] = lambda seed=seed: ("a.pdf", broken(PDF, seed))  # type: ignore[misc]


def font(table: bytes, more: str = "") -> bytes:
    """A page with one word in a font of its own."""
    content = b"BT /F1 9 Tf 50 500 Td <0001> Tj ET"
    return pdf(content, resources=f"<</Font<</F1 {FONT}>>>>", more=(stream(table), CID % more))


@case("pdf")
def pages_in_a_circle_pdf() -> bytes:
    return document(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 9/Kids[3 0 R 2 0 R]>>", "<</Type/Pages/Kids[2 0 R 3 0 R]>>"])


@case("pdf")
def pages_that_double_pdf() -> bytes:
    kids = [f"<</Type/Pages/Kids[{number} 0 R {number} 0 R]>>" for number in range(3, 60)]
    return document(["<</Type/Catalog/Pages 2 0 R>>", *kids])


@case("pdf")
def an_object_that_is_itself_pdf() -> bytes:
    return document(["<</Type/Catalog/Pages 2 0 R>>", "2 0 R"])


@case("pdf")
def a_box_that_doubles_pdf() -> bytes:
    chain = [f"[{number} 0 R {number} 0 R]" for number in range(5, 60)]
    return document(
        ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]>>", "<</Type/Page/Parent 2 0 R/MediaBox 4 0 R/Rotate 4 0 R>>", *chain]
    )


@case("pdf")
def a_page_of_much_pdf() -> bytes:
    packed = zlib.compress(b" " * (40 * MIB), 1)
    body = f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n".encode() + packed + b"\nendstream"
    return document(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
            body,
        ]
    )


def filtered(data: bytes, filters: str) -> bytes:
    body = f"<</Length {len(data)}/Filter[{filters}]>>stream\n".encode() + data + b"\nendstream"
    return document(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
            body,
        ]
    )


@case("pdf")
def packed_twice_pdf() -> bytes:
    return filtered(zlib.compress(zlib.compress(b" " * (40 * MIB), 1)), "/FlateDecode/FlateDecode")


@case("pdf")
def packed_in_letters_pdf() -> bytes:
    return filtered(base64.a85encode(zlib.compress(b" " * (40 * MIB), 1)) + b"~>", "/ASCII85Decode/FlateDecode")


@case("pdf")
def packed_by_lzw_pdf() -> bytes:
    dice = random.Random(3)
    return filtered(dice.randbytes(4 * MIB), "/LZWDecode")


@case("pdf")
def packed_in_runs_pdf() -> bytes:
    return filtered(b"\x81a" * (2 * MIB), "/RunLengthDecode")


@case("pdf")
def rows_as_differences_pdf() -> bytes:
    body = zlib.compress(bytes(3 * MIB))
    data = (
        f"<</Length {len(body)}/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 999999999>>>>stream\n".encode()
        + body
        + b"\nendstream"
    )
    return document(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
            data,
        ]
    )


@case("pdf")
def a_million_lines_pdf() -> bytes:
    return pdf(b"".join(b"%d 0 m %d 500 l S\n" % (number, number) for number in range(300_000)))


@case("pdf")
def lines_that_cross_pdf() -> bytes:
    upright = b"".join(b"%d 0 m %d 9000 l S\n" % (number * 9, number * 9) for number in range(2000))
    return pdf(upright + b"".join(b"0 %d m 20000 %d l S\n" % (number * 9, number * 9) for number in range(2000)))


@case("pdf")
def one_path_without_end_pdf() -> bytes:
    return pdf(b"0 0 m " + b"1 1 l " * 300_000 + b"S")


@case("pdf")
def drawings_that_draw_themselves_pdf() -> bytes:
    chain = [
        stream(b"/X Do " * 20, f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {number} 0 R>>>>")
        for number in range(6, 40)
    ]
    return pdf(b"/X Do", resources="<</XObject<</X 5 0 R>>>>", more=(*chain, chain[0]))


@case("pdf")
def code_ranges_without_end_pdf() -> bytes:
    return font(b"1 beginbfrange <00000000> <ffffffff> <0041> endbfrange")


@case("pdf")
def code_ranges_in_words_pdf() -> bytes:
    return font(b"1 begincidrange (\\000\\000\\000\\000) (\\377\\377\\377\\377) 5 endcidrange")


@case("pdf")
def widths_without_end_pdf() -> bytes:
    return font(b"", "/W[0 4294967295 500]")


@case("pdf")
def widths_again_and_again_pdf() -> bytes:
    return font(b"", f"/W[{'0 65535 500 ' * 5000}]")


@case("pdf")
def a_font_of_many_codes_pdf() -> bytes:
    count = 20_000
    table = struct.pack(">HHHHHHH", 4, 0, 0, count * 2, 0, 0, 0) + b"\xff\xff" * count + b"\0\0" + b"\0\0" * (3 * count)
    cmap = struct.pack(">HHHHI", 0, 1, 3, 1, 12) + table
    file = b"\0\1\0\0" + struct.pack(">HHHH", 1, 0, 0, 0) + b"cmap" + struct.pack(">III", 0, 28, len(cmap)) + cmap
    resources = "<</Font<</F1 <</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[6 0 R]>>>>>>"
    content = b"BT /F1 9 Tf 50 500 Td <0001> Tj ET"
    return pdf(content, resources=resources, more=(stream(file), CID % "/FontDescriptor<</FontFile2 5 0 R>>"))


@case("pdf")
def every_code_table_pdf() -> bytes:
    names = [
        "83pv-RKSJ-H", "90ms-RKSJ-H", "90msp-RKSJ-H", "90pv-RKSJ-H", "Add-H", "B5-H", "B5pc-H", "CNS-EUC-H", "CNS1-H",
        "CNS2-H", "ETen-B5-H", "EUC-H", "Ext-H", "GB-EUC-H", "GB-H", "GBK-EUC-H", "GBT-H", "H",
    ]  # fmt: skip
    fonts = "".join(
        f"/F{number} <</Type/Font/Subtype/Type0/BaseFont/A/Encoding/{name}/DescendantFonts[5 0 R]>>" for number, name in enumerate(names)
    )
    content = b"".join(b"BT /F%d 9 Tf 50 500 Td <0001> Tj ET\n" % number for number in range(len(names)))
    return pdf(content, resources=f"<</Font<<{fonts}>>>>", more=(CID % "",))


@case("pdf")
def lists_of_objects_in_a_circle_pdf() -> bytes:
    start = PDF.index(b"xref\n")
    return PDF.replace(b"/Root", b"/Prev %d/Root" % start)


@case("pdf")
def a_list_of_objects_without_end_pdf() -> bytes:
    body = zlib.compress(bytes(50 * MIB))
    head = f"1 0 obj\n<</Type/XRef/Size 2147483647/Index[0 2147483647]/W[1 2 1]/Root 2 0 R/Length {len(body)}/Filter/FlateDecode>>stream\n"
    return b"%PDF-1.5\n" + head.encode() + body + b"\nendstream\nendobj\nstartxref\n9\n%%EOF"


@case("pdf")
def sixty_megabytes_in_one_line_pdf() -> bytes:
    return b"%PDF-1.4 " + b"a" * (60 * MIB)


@case("pdf")
def one_word_of_sixty_megabytes_pdf() -> bytes:
    return b"%PDF-1.4\n1 0 obj\n(" + b"a" * (60 * MIB) + b")\nendobj\nstartxref\n9\n%%EOF"


@case("pdf")
def lists_within_lists_pdf() -> bytes:
    return document(["<</Type/Catalog/Pages 2 0 R>>", "[" * 150_000 + "]" * 150_000])


@case("pdf")
def a_length_below_zero_pdf() -> bytes:
    return PDF.replace(b"/Length", b"/Length -99/Old")


@case("pdf")
def objects_again_and_again_pdf() -> bytes:
    return b"%PDF-1.4\n" + b"1 0 obj\n<</A 1>>\nendobj\n" * 150_000 + b"trailer\n<</Root 1 0 R>>\n"


@case("pdf")
def ten_thousand_pages_pdf() -> bytes:
    kids = " ".join(["3 0 R"] * 5000 + [f"{number} 0 R" for number in range(5, 9000)])
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 900]/Contents 4 0 R>>"
    return document(["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]>>", page, stream(b" " * 1000), *[page] * 9000])


# ---- reading them ----------------------------------------------------------------------------------

for kind, suffix, content in disguised():
    GROUPS.setdefault("names", {})[f"{kind} named {suffix}"] = lambda suffix=suffix, content=content: (f"a.{suffix}", content)  # type: ignore[misc]

FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "urllib.",
    "ftplib.",
    "webbrowser.",
    "ctypes.dlopen",
)


def watched() -> list[str]:
    """What a reader must not do: touch the net, start a program, write a file. Names of the events, as they come."""
    seen: list[str] = []

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event.startswith(FORBIDDEN):
            seen.append(event)
        elif event == "open" and isinstance(args[0], str) and isinstance(args[1], str) and set(args[1]) & set("wax+"):
            seen.append(f"write {args[0]}")
        elif event == "open" and "passwd" in str(args[0]):
            seen.append(f"open {args[0]}")

    sys.addaudithook(hook)
    return seen


def slowness() -> float:
    """How much slower this machine is, just now, than the one that the seconds are meant for; from 1 to 2: more is no excuse."""
    start = time.process_time()
    for _ in range(2_000_000):
        pass
    return min(2.0, max(1.0, (time.process_time() - start) / 0.115))


def measured(build: Case) -> dict[str, Any]:
    """What reading a file gives and takes, in this process."""
    import resource

    from perfscore.reading import scan
    from perfscore.sheet import Sheet

    name, data = build()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seen = watched()
    start = time.process_time()
    found = scan(data, name=name)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds /= slowness() if seconds > 1 else 1
    said = [f"form of {len(one.rows)} rows" if isinstance(one, Sheet) else one.message for one in found]
    types = [type(one).__name__ for one in found]
    return {
        "size": len(data),
        "seconds": round(seconds, 3),
        "before": before // 1024,
        "peak": peak // 1024,
        "said": said,
        "types": types,
        "seen": seen,
    }


def forked(build: Case) -> dict[str, Any]:
    """The same in a child, so that neither memory nor harm is left behind."""
    import resource

    inlet, outlet = os.pipe()
    child = os.fork()
    if not child:
        os.close(inlet)
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
        resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
        try:
            told = measured(build)
        except BaseException as error:  # noqa: BLE001 - it is what is to be told
            told = {"error": f"{type(error).__name__}: {error}"[:300]}
        with os.fdopen(outlet, "w") as out:
            json.dump(told, out)
        os._exit(0)
    os.close(outlet)
    with os.fdopen(inlet) as back:
        answer = back.read()
    os.waitpid(child, 0)
    result: dict[str, Any] = json.loads(answer or '{"error": "killed"}')
    return result


def main(groups: list[str]) -> None:
    """Read the cases of some groups; the libraries are loaded once, before."""
    from perfscore.reading import scan

    for warm in (GOOD, OLD, PDF):
        scan(warm, name="a")
    for group in groups:
        for name, build in GROUPS[group].items():
            print(json.dumps({"group": group, "case": name, **forked(build)}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
