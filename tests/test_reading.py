import csv
import json
import os
import re
import zipfile
from contextlib import suppress
from importlib.util import module_from_spec, spec_from_file_location
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from openpyxl import Workbook, load_workbook

from perfscore.errors import PerfscoreError, ReadError
from perfscore.reading import lines, read, read_all, scan, tables
from perfscore.reading.bounds import MOST_BYTES
from perfscore.reading.grid import Grid
from perfscore.sheet import Sheet
from tests.reading_files import EXAMPLE, PUBLISHED, ROOT, Table, book, changed, figures, form, tabs

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
WORD = "请用 Word 或 WPS 打开，另存为 .docx 后再读。"
SAVE = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再读。"
COPY = "请用 Word 或 WPS 打开，把表格复制到 Excel，另存为 .xlsx 后再读。"
TURN = "请先转成 Excel 表格（可用 WPS 的转换功能），核对无误后存为 .xlsx 再读。"
TEXT = PUBLISHED.read_text(encoding="utf-8")


def entry(name: str) -> bytes:
    """A name as a compound file lists it."""
    return OLE + name.encode("utf-16-le") + b"\0" * 64


def package(*parts: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for part in parts:
            made.writestr(part, "<a/>")
    return out.getvalue()


# ---- the first sheet -------------------------------------------------------------------------------


def test_the_published_text_and_the_workbook_give_the_same_form() -> None:
    book_, text = read(EXAMPLE), read(PUBLISHED)
    assert figures(book_) == figures(text)
    assert 15 == len(book_.rows)
    for field in ("title", "unit", "year", "declared", "heads"):
        assert getattr(book_, field) == getattr(text, field)
    assert [(goal.number, goal.text, goal.weight) for goal in book_.goals] == [(goal.number, goal.text, goal.weight) for goal in text.goals]
    assert [note.text for note in book_.notes] == [note.text for note in text.notes]
    money = [
        (one.budget.planned, one.budget.spent, one.budget.unit, [(p.name, p.planned, p.spent) for p in one.budget.parts])
        for one in (book_, text)
    ]
    assert money[0] == money[1]
    assert () == book_.remarks == text.remarks


def test_the_same_from_the_json_of_either() -> None:
    for path in (EXAMPLE, PUBLISHED):
        sheet = read(path)
        data = json.dumps(sheet.to_dict(), ensure_ascii=False).encode()
        assert sheet == read(data, name="表.json")


def test_where_the_cells_of_the_first_sheet_stand() -> None:
    row = next(row for row in read(EXAMPLE).rows if row.path[-1] == "平台操作性")
    assert [("weight", "5", "D24"), ("printed", "0", "I24")] == [
        (c.field, c.text, c.at) for c in row.indicator.cells if c.field in ("weight", "printed")
    ]
    assert ("产出指标", "质量指标", "平台操作性") == row.path
    assert 5 == row.goal


def test_the_example_is_what_its_script_makes() -> None:
    spec = spec_from_file_location("make_hanyang", ROOT / "examples" / "make_hanyang.py")
    assert spec is not None
    assert spec.loader is not None
    script = module_from_spec(spec)
    spec.loader.exec_module(script)

    def content(data: bytes) -> tuple[Any, Any]:
        sheet = load_workbook(BytesIO(data)).worksheets[0]
        cells = {cell.coordinate: (cell.value, cell.number_format) for row in sheet.iter_rows() for cell in row if cell.value is not None}
        return cells, sorted(str(merge) for merge in sheet.merged_cells.ranges)

    assert content(EXAMPLE.read_bytes()) == content(script.workbook())
    assert script.workbook() == script.workbook()


# ---- variations of the published text --------------------------------------------------------------

LINES = TEXT.split("\n")
TOP = next(number for number, line in enumerate(LINES) if line.startswith("一级指标\t"))
EXPECTED = figures(read(PUBLISHED))


def varied(text: str, name: str = "表.md", encoding: str = "utf-8") -> Sheet:
    return read(text.encode(encoding), name=name)


@pytest.mark.parametrize("place", range(TOP + 1, len(LINES) - 1))
@pytest.mark.parametrize("page", [("",), ("", "— 12 —", ""), ("", "第 12 页 共 20 页"), ("<!-- page 12 -->", "", "---", "")])
def test_a_page_may_break_at_any_row(place: int, page: tuple[str, ...]) -> None:
    sheet = varied("\n".join([*LINES[:place], *page, *LINES[place:]]))
    assert figures(sheet) == EXPECTED
    assert 6 == len(sheet.notes)


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        (r"\t+$", ""),
        (r"$", "\t\t"),
        (r"\t", " \t "),
        (r"^(?=[预产效约\t])", "\t"),
        (r"^\t\t(?=预算调整率)", "\t"),
        (r"^\t\t(?=预算调整率)", ""),
        (r"^\t\t(?=预算调整率)", "\t\t\t\t"),
        (r"^产出指标\t", "产出指标\t\t"),
        (r"^(\S+指标\t\S+)\t", r"\1\t\t"),
        (r"^(?=目标)", "\t"),
        (r"^产出指标\t(?=成本指标|产出数量\t安全)", "\t"),
        (r"^产出指标\t(?:成本指标)\t", "\t成本指标\t"),
        (r"\n", "\r\n"),
        (r"\n", "\r"),
        (r"(平台操作性|85%)", r"<b>\1</b>"),
        (r"平台操作性", "平台操作性<br>"),
        (r"平台操作性", "**平台操作性**"),
        (r"\t", "|"),
    ],
)
def test_the_cells_may_stand_behind_other_tabs(pattern: str, replacement: str) -> None:
    below = "\n".join(LINES[TOP + 1 : -2])
    slid = re.sub(pattern, replacement, below, flags=re.MULTILINE)
    sheet = varied("\n".join([*LINES[: TOP + 1], slid, *LINES[-2:]]))
    assert figures(sheet) == EXPECTED


def test_the_form_as_a_markdown_table() -> None:
    table = [f"| {' | '.join(line.split(chr(9)))} |" if "\t" in line else line for line in LINES]
    rule = "|" + "---|" * 11
    assert figures(varied("\n".join([*table[: TOP + 1], rule, *table[TOP + 1 :]]))) == EXPECTED


@pytest.mark.parametrize(("mark", "name"), [(",", "表.csv"), (",", ""), (";", "表.csv"), ("\t", "表.tsv")])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_the_form_as_a_csv_file(mark: str, name: str, encoding: str) -> None:
    out = StringIO()
    csv.writer(out, delimiter=mark).writerows(line.split("\t") for line in LINES[TOP - 10 :] if line.strip())
    assert figures(read(out.getvalue().encode(encoding), name=name)) == EXPECTED


@pytest.mark.parametrize("above", ["总分：96", "**总分：96**", "自评总分: 96 分", "<p>总分：96</p>"])
def test_the_total_stands_in_the_text_above_the_table(above: str) -> None:
    assert 96 == varied(TEXT.replace("总分：96", above)).declared


def test_the_answer_follows_the_cells() -> None:
    sheet = varied(TEXT.replace("100%\t85%\t0\t", "100%\t95%\t1.5\t"))
    leaf = next(row.indicator for row in sheet.rows if row.path[-1] == "平台操作性")
    assert ("95%", "1.5") == (leaf.actual.text, str(leaf.printed))


# ---- one, several, none ----------------------------------------------------------------------------


def test_several_forms_are_named() -> None:
    data = book(form(), form(A1="乙局绩效自评表"), names=("甲", "乙"))
    with pytest.raises(ReadError) as caught:
        read(data, name="汇总.xlsx")
    assert "汇总.xlsx：文件里有 2 张自评表：甲“某局部门整体支出绩效自评表”、乙“乙局绩效自评表”。 请用 ps.read_all 逐张读取。" == str(
        caught.value
    )
    assert ["甲", "乙"] == [sheet.source.sheet for sheet in read_all(data)]


def test_two_forms_in_one_text_are_named() -> None:
    text = tabs(form()) + "\n\n" + tabs(form(A1="乙局绩效自评表"))
    with pytest.raises(ReadError, match="有 2 张自评表：第 1 张“某局部门整体支出绩效自评表”、第 2 张“乙局绩效自评表”"):
        read(text.encode(), name="表.md")


def test_a_broken_form_among_others_is_raised_and_scanned() -> None:
    data = book(form(), form(D5="=1+1"), names=("甲", "乙"))
    with pytest.raises(ReadError, match="这里的公式没有保存结果。"):
        read_all(data)
    good, bad = scan(data)
    assert isinstance(good, Sheet)
    assert isinstance(bad, ReadError)


def test_other_worksheets_do_no_harm() -> None:
    other: Table = [["一级指标", "二级指标", "三级指标", "分值", "得分"], ["产出", "数量", "甲", 5, 5]]
    sheet = read(book([["封面"]], other, form(), names=("封面", "汇总", "自评")))
    assert "自评" == sheet.source.sheet
    assert (
        "汇总!A1：第 1 行的表头“一级指标、二级指标、三级指标、分值、得分”里没有年度指标值（年初目标值），也没有实际完成值。",
    ) == sheet.remarks


def test_a_damaged_worksheet_is_a_remark_on_the_good_one() -> None:
    sheet = read(changed(book([["封面"]], form(), names=("封面", "自评")), "xl/worksheets/sheet1.xml", b"</row>", b""))
    assert ("封面：工作簿已损坏，读不出内容。",) == sheet.remarks


# ---- what cannot be read ---------------------------------------------------------------------------

NO_FORM = "没有找到自评表：没有一行表头同时有指标级次（一级指标、二级指标、三级指标）和年度指标值（年初目标值）或实际完成值。"


@pytest.mark.parametrize(
    ("data", "message", "hint"),
    [
        (b"", "文件是空的。", "请确认导出或下载是否完整。"),
        (b"\0\0\n \r\n", "文件是空的。", "请确认导出或下载是否完整。"),
        (b"\x81\xff\x00\x01", "不是工作簿，也不是文本：内容无法识别。", "请用 Excel 或 WPS 打开原表，另存为 .xlsx 后再读。"),
        (entry("Workbook"), "工作簿已损坏，读不出内容。", SAVE),
        (entry("Book"), "工作簿已损坏，读不出内容。", SAVE),
        (entry("EncryptedPackage"), "工作簿设有密码，打不开。", "请先取消密码保护，再另存为 .xlsx。"),
        (entry("WordDocument"), "这是 Word 文档（.doc/.wps），目前还不能直接读取。", WORD),
        (entry("PowerPoint Document"), "这是演示文稿（.ppt/.dps），目前还不能直接读取。", COPY),
        (b"{\\rtf1", "这是 RTF 文档，目前还不能直接读取。", WORD),
        (OLE, "这是旧版 Office 文件，目前还不能直接读取。", SAVE),
        (b"%PDF-1.7\n", "PDF 文件已损坏，读不出内容。", "请重新下载或导出；有原来的 Excel 或 Word 文件的，请直接读它。"),
        (b"\x89PNG\r\n", "这是图片，目前还不能直接读取。", TURN),
        (b"<?xml version='1.0'?><Workbook/>", "这是 XML 文件，目前还不能直接读取。", SAVE),
        (b"MIME-Version: 1.0\r\n", "这是网页归档文件（.mht），目前还不能直接读取。", SAVE),
        (b"Rar!\x1a", "这是压缩包，目前还不能直接读取。", "请先解压，再读其中的 .xlsx 文件。"),
        (package("xl/workbook.bin"), "这是二进制工作簿（.xlsb），目前还不能直接读取。", SAVE),
        (package("a.txt"), "这是压缩包，里面没有工作簿。", "请先解压，再读其中的 .xlsx 文件。"),
        (b"PK\x03\x04garbage", "工作簿已损坏，读不出内容。", "请用 Excel 或 WPS 打开，另存为新的 .xlsx 后再读。"),
        (b'{"format": ', "JSON 文件读不懂，格式不完整。", "请用 Sheet.to_dict() 的输出。"),
        (b"{}", "不是 perfscore.sheet/1 格式的数据（读到 None）。", "请用 Sheet.to_dict() 的输出。"),
        (b'{"a":' * 200_000, "JSON 嵌套太深，没有读取。", "请用 Sheet.to_dict() 的输出。"),
        (b'{"declared": 1e99999999999999999999}', "JSON 文件读不懂，格式不完整。", "请用 Sheet.to_dict() 的输出。"),
        (book([["部门决算表"], ["收入", 5]]), NO_FORM, "请确认文件里有自评表，并且表头文字完整。"),
        ("自评表\n\n没有表格。".encode(), NO_FORM, "请确认文件里有自评表，并且表头文字完整。"),
        (
            book([["项目", "分值", "得分"], ["甲", 5, 5]]),
            f"{NO_FORM}最接近的是Sheet1第 1 行，只有：分值、得分。",
            "请确认文件里有自评表，并且表头文字完整。",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_what_it_is(data: bytes, message: str, hint: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(data, name="甲.xlsx")
    assert (message, hint, "甲.xlsx") == (caught.value.message, caught.value.hint, str(caught.value.source))
    (error,) = scan(data, name="甲.xlsx")
    assert isinstance(error, ReadError)


def test_an_encrypted_zip_is_refused() -> None:
    data = bytearray(book(form()))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := data.find(mark, place + 1)) >= 0:
            data[place + offset] |= 1
    with pytest.raises(ReadError, match="压缩包设有密码，打不开。"):
        read(bytes(data))


def test_paths_that_lead_nowhere(tmp_path: Path) -> None:
    paths: list[tuple[str | Path, str]] = [
        (tmp_path, "这是文件夹，不是文件。"),
        (tmp_path / "无.xlsx", "没有这个文件。"),
        ("a\0b", "文件打不开。"),
    ]
    for path, message in paths:
        with pytest.raises(ReadError) as caught:
            read(path)
        assert message == caught.value.message


def test_a_file_without_the_right_to_read_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"")

    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ReadError, match="文件打不开。"):
        read(path)


def test_a_huge_file_is_not_opened(tmp_path: Path) -> None:
    size = EXAMPLE.stat().st_size
    for file in (EXAMPLE, EXAMPLE.read_bytes()):
        with pytest.raises(ReadError) as caught:
            read(file, most_bytes=size - 1)
        assert f"文件有 {size:,} 字节，超过上限 {size - 1:,} 字节，没有打开。" == caught.value.message
        assert "--max-size" in caught.value.hint
        assert "most_bytes" in caught.value.hint
    assert 15 == len(read(EXAMPLE, most_bytes=size).rows)
    path = tmp_path / "大.xlsx"
    with path.open("wb") as out:
        out.truncate(MOST_BYTES + 1)
    (error,) = scan(path)
    assert isinstance(error, ReadError)
    assert "文件有 64.1 MB，超过上限 64 MB，没有打开。" == error.message
    for act in (read_all, tables, lines):
        with pytest.raises(ReadError, match=r"文件有 64\.1 MB"):
            act(path)


def test_a_pipe_does_not_tell_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(EXAMPLE.read_bytes())
    monkeypatch.setattr(Path, "stat", lambda *_, **__: os.stat_result((0,) * 10))
    with pytest.raises(ReadError, match="超过上限 1,000 字节，没有打开。"):
        read(path, most_bytes=1_000)


@pytest.mark.parametrize(
    ("data", "name", "message", "hint"),
    [
        (entry("Workbook"), "表.et", "这是 WPS 表格文件（.et），目前还不能直接读取。", "请用 WPS 打开，另存为 .xlsx 后再读。"),
        (OLE, "表.ET", "这是 WPS 表格文件（.et），目前还不能直接读取。", "请用 WPS 打开，另存为 .xlsx 后再读。"),
        (OLE, "表.wps", "这是 Word 文档（.doc/.wps），目前还不能直接读取。", WORD),
        (OLE, "表.doc", "这是 Word 文档（.doc/.wps），目前还不能直接读取。", WORD),
        (OLE, "表.xls", "工作簿已损坏，读不出内容。", SAVE),
    ],
)
def test_the_name_decides_where_the_content_does_not(data: bytes, name: str, message: str, hint: str) -> None:
    (error,) = scan(data, name=name)
    assert isinstance(error, ReadError)
    assert (message, hint) == (error.message, error.hint)


@pytest.mark.parametrize("name", ["表.et", "表.xls", "表.doc", "表.csv"])
def test_a_workbook_or_a_page_under_another_name_is_read(name: str) -> None:
    assert figures(read(EXAMPLE.read_bytes(), name=name)) == EXPECTED
    cells = "".join("<tr>" + "".join(f"<td>{value}</td>" for value in row) + "</tr>" for row in form())
    assert 2 == len(read(f"<html><body><table>{cells}</table></body></html>".encode(), name=name).rows)


def test_the_content_decides_what_a_file_is() -> None:
    assert figures(read(EXAMPLE.read_bytes(), name="表.csv")) == EXPECTED
    assert figures(read(PUBLISHED.read_bytes(), name="表.xlsx")) == EXPECTED


def test_a_form_is_looked_for_in_the_first_rows_only() -> None:
    rows: list[list[Any]] = [["数据", number, number] for number in range(3100)]
    with pytest.raises(ReadError) as caught:
        read(book([*rows, *form()]))
    assert caught.value.message.endswith("每张工作表只在前 3000 行、前 200 列里找表；Sheet1：只读了前 3000 行，后面的行没有读。")
    sheet = read(book([*form(), [], *rows]))
    assert 2 == len(sheet.rows)
    assert "Sheet1：只读了前 3000 行，后面的行没有读。" in sheet.remarks


def test_a_dimension_that_lies_does_no_harm() -> None:
    data = book(form())
    assert figures(read(data)) == figures(
        read(changed(data, "xl/worksheets/sheet1.xml", b'<dimension ref="A1:I6"', b'<dimension ref="A1:XFD1048576"'))
    )


# ---- laws ------------------------------------------------------------------------------------------


def holds(data: bytes, name: str = "") -> None:
    """Any bytes give sheets or errors of our own, and what is read can be written down and read again."""
    for found in scan(data, name=name):
        assert isinstance(found, Sheet | ReadError)
        if isinstance(found, Sheet):
            assert Sheet.from_dict(found.to_dict()) == found
    with suppress(PerfscoreError):
        read(data, name=name)


@given(st.binary(max_size=2000), st.sampled_from(["", "a.xlsx", "a.csv", "a.json", "a.md"]))
def test_any_bytes(data: bytes, name: str) -> None:
    holds(data, name)


@given(
    st.sampled_from([b"PK\x03\x04", OLE, b"{", b"\xff\xfe", b"\xef\xbb\xbf", "一级指标\t三级指标\t得分\t年初目标值\n".encode()]),
    st.binary(max_size=400),
)
def test_any_bytes_after_a_known_beginning(start: bytes, rest: bytes) -> None:
    holds(start + rest)


WORKBOOK, TEXT_BYTES = EXAMPLE.read_bytes(), PUBLISHED.read_bytes()


@settings(max_examples=150)
@given(st.data(), st.sampled_from([WORKBOOK, TEXT_BYTES]))
def test_any_damage_to_a_file(data: st.DataObject, file: bytes) -> None:
    damaged = bytearray(file)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    holds(bytes(damaged))


PARTS = {name: zipfile.ZipFile(BytesIO(WORKBOOK)).read(name) for name in zipfile.ZipFile(BytesIO(WORKBOOK)).namelist()}


@settings(max_examples=150)
@given(st.data())
def test_any_damage_inside_a_workbook(data: st.DataObject) -> None:
    parts = dict(PARTS)
    name = data.draw(st.sampled_from(sorted(parts)))
    content = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 5))] = data.draw(
            st.sampled_from([b"", b"9", b"<", b'"', b"-", "汉".encode(), b"&#0;", b"1e999"])
        )
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for part, inner in parts.items():
            made.writestr(part, bytes(content) if part == name else inner)
    holds(out.getvalue())


CELLS = st.sampled_from(
    ["", "一级指标", "目标1：甲", "总分", "10", "-5", "≥90%", "注：1. 甲", "合计", "自评表", "—", "1e5", "约束性指标", "=1+1", "年初目标值"]
)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.one_of(CELLS, st.text(max_size=12))), max_size=12))
def test_any_cells_in_a_form(changes: list[tuple[int, int, str]]) -> None:
    table = [list(row) for row in form()] + [[], [], []]
    for row, column, text in changes:
        table[row] += [""] * (column + 1 - len(table[row]))
        table[row][column] = text
    holds(tabs(table).encode("utf-8", "replace"), "表.md")


@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, 8), st.one_of(CELLS, st.integers(), st.floats(allow_nan=False, allow_infinity=False))),
        max_size=9,
    )
)
@settings(max_examples=30)
def test_any_cells_in_a_workbook(changes: list[tuple[int, int, Any]]) -> None:
    made = Workbook()
    sheet = made.worksheets[0]
    for row, texts in enumerate(form(), 1):
        for column, value in enumerate(texts, 1):
            sheet.cell(row, column, value)
    for row, column, value in changes:
        sheet.cell(row + 1, column + 1, value)
    out = BytesIO()
    made.save(out)
    holds(out.getvalue())


# ---- cells and lines, whatever they hold ----------------------------------------------------------


def test_cells_are_given_without_a_form(tmp_path: Path) -> None:
    (one,) = tables("甲,乙\n1,2\n".encode(), name="a.csv")
    assert isinstance(one, Grid)
    assert [["甲", "乙"], ["1", "2"]] == [[cell.text for cell in row.cells] for row in one.rows]
    path = tmp_path / "a.xlsx"
    path.write_bytes(book([["甲"]], [["乙"]]))
    assert ["Sheet1", "Sheet2"] == [grid.source.sheet for grid in tables(path) if isinstance(grid, Grid)]
    for data in (b"", b"%PDF"):
        with pytest.raises(ReadError):
            tables(data, name="a.csv")


def test_lines_keep_their_numbers() -> None:
    assert ((1, "甲, 乙"), (3, "丙|丁")) == lines("\ufeff甲, 乙\r\n \r\n  丙|丁".encode(), name="a.txt")
    with pytest.raises(ReadError, match="这是工作簿"):
        lines(book(form()))
