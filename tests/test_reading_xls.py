import sys
from datetime import date
from io import BytesIO
from struct import pack
from typing import Any

import pytest
import xlwt
from hypothesis import given, settings, strategies as st
from openpyxl import Workbook

from perfscore.errors import ReadError
from perfscore.reading import read, scan, xls
from perfscore.reading.grid import Grid, Merge
from perfscore.sheet import Sheet
from perfscore.source import Source
from tests.reading_files import EXAMPLE, converted, figures, form, old_book, saved_old, stream_of, wrapped

PLACE = Source(file="表.xls")
#: A formula as xlwt leaves it: an empty text for a result, no mark.
UNCOMPUTED = b"\3\0\0\0\0\0\xff\xff\0\0\0\0\0\0"


def opened(data: bytes) -> list[Grid | ReadError]:
    return list(xls.grids(data, PLACE, "digest"))


def only(data: bytes) -> Grid:
    (grid,) = opened(data)
    assert isinstance(grid, Grid), grid
    return grid


def shown(grid: Grid) -> dict[str, str]:
    return {cell.at: cell.text for row in grid.rows for cell in row.cells}


def styled(code: str) -> Any:
    return xlwt.easyxf(num_format_str=code)


def records(*parts: tuple[int, bytes]) -> bytes:
    return b"".join(pack("<HH", code, len(data)) + data for code, data in parts)


BOF = (0x809, pack("<HHHHII", 0x600, 5, 0xDBB, 0x7CC, 0x41, 6))
SHEET_BOF = (0x809, pack("<HHHHII", 0x600, 16, 0xDBB, 0x7CC, 0x41, 6))
END = (0x0A, b"")


def biff(*cells: tuple[int, bytes], more: tuple[tuple[int, bytes], ...] = (), name: str = "数据") -> bytes:
    """A workbook from bare records: one worksheet with these cells, ``more`` among the globals."""
    font = (0x31, pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + b"\5\0Arial")
    style = (0xE0, pack("<HHHBBBBIiH", 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0x20C0))
    text = name.encode("utf-16-le")
    start = len(records(BOF, font, style, *more)) + 4 + 8 + len(text) + 4
    sheet = (0x85, pack("<IBBBB", start, 0, 0, len(name), 1) + text)
    stream = records(BOF, font, style, *more, sheet, END, SHEET_BOF, *cells, END)
    return wrapped(stream + bytes(max(0, 5_000 - len(stream))))


def number(row: int, column: int, value: float) -> tuple[int, bytes]:
    return 0x203, pack("<HHHd", row, column, 0, value)


def formula(row: int, column: int, result: bytes, flags: int = 0) -> tuple[int, bytes]:
    return 0x06, pack("<HHH", row, column, 0) + result + pack("<HIH", flags, 0, 0)


# ---- cells ---------------------------------------------------------------------------------------


def test_cells_are_shown_by_their_number_format() -> None:
    made = xlwt.Workbook()
    sheet = made.add_sheet("数据")
    cells: list[tuple[Any, str]] = [
        (0.85, "0%"), (0.98533, "0%"), (1486.27, "General"), (0.1 + 0.2, "General"), (True, "General"), (5, '0"项"'), (1234567, "#,##0"),
        (date(2019, 12, 31), 'yyyy"年"m"月"'), (43830, "M/D/YY"), ("  OA  系统\n运行 ", "General"), (1e22, "General"), (-3, "General"),
    ]  # fmt: skip
    for row, (value, code) in enumerate(cells):
        sheet.write(row, row, value, styled(code))
    grid = only(saved_old(made))
    assert [
        "85%",
        "99%",
        "1486.27",
        "0.3",
        "TRUE",
        "5项",
        "1,234,567",
        "2019年12月",
        "2019/12/31",
        "OA 系统运行",
        "1" + "0" * 22,
        "-3",
    ] == list(shown(grid).values())
    assert ["A1", "B2", "C3"] == list(shown(grid))[:3]
    assert ["0.98533"] == [cell.stored for row in grid.rows for cell in row.cells if cell.stored]
    assert "digest" == grid.digest
    assert "表.xls!数据" == str(grid.source)


def test_dates_from_1904() -> None:
    made = xlwt.Workbook()
    made.dates_1904 = True
    made.add_sheet("a").write(0, 0, 42368, styled("yyyy-mm-dd"))
    assert {"A1": "2019-12-31"} == shown(only(saved_old(made)))


def test_a_format_that_the_workbook_words_itself() -> None:
    worded = (0x41E, pack("<HHB", 9, 5, 0) + b'0"!"%')
    style = (0xE0, pack("<HHHBBBBIiH", 0, 9, 0, 0x20, 0, 0, 0, 0, 0, 0x20C0))
    (cell,) = only(biff((0x203, pack("<HHHd", 0, 0, 1, 0.5)), more=(worded, style))).rows[0].cells
    assert "50!%" == cell.text


def test_truth_values_and_errors() -> None:
    cells = [(0x205, pack("<HHHBB", 0, column, 0, value, error)) for column, value, error in [(0, 1, 0), (1, 0, 0), (2, 7, 1), (3, 99, 1)]]
    assert {"A1": "TRUE", "B1": "FALSE", "C1": "#DIV/0!", "D1": "#N/A"} == shown(only(biff(*cells)))


def test_merged_cells_are_known() -> None:
    grid = only(old_book([["a"]], merges=[(0, 1, 0, 1), (4, 5, 2, 2)]))
    assert {Merge(top=1, left=1, bottom=2, right=2), Merge(top=5, left=3, bottom=6, right=3)} == set(grid.merges)


def test_worksheets_come_in_order_and_hidden_ones_last() -> None:
    made = xlwt.Workbook()
    for name in ("藏", "二", "三"):
        made.add_sheet(name).write(0, 0, 1)
    made.get_sheet(0).visibility = 1
    grids = [grid for grid in opened(saved_old(made)) if isinstance(grid, Grid)]
    assert ["二", "三", "藏"] == [grid.source.sheet for grid in grids]
    assert ("工作表“藏”是隐藏的。",) == grids[-1].remarks


# ---- formulas ------------------------------------------------------------------------------------


def formulas(*replaced: tuple[bytes, bytes]) -> Grid:
    made = xlwt.Workbook()
    sheet = made.add_sheet("a")
    sheet.write(0, 0, xlwt.Formula("1+1"))
    data = saved_old(made)
    for old, new in replaced:
        assert old in data
        data = data.replace(old, new)
    return only(data)


def lost(grid: Grid) -> list[str]:
    return [cell.at for row in grid.rows for cell in row.cells if cell.lost]


def test_a_formula_that_was_never_computed_is_lost() -> None:
    assert ["A1"] == lost(formulas())
    assert ["A1"] == lost(formulas((UNCOMPUTED, bytes(8) + b"\2\0" + bytes(4))))


def test_a_formula_with_its_result_is_read() -> None:
    assert {"A1": "0"} == shown(formulas((UNCOMPUTED, bytes(14))))
    assert {"A1": "2"} == shown(formulas((UNCOMPUTED, pack("<dHI", 2, 2, 0))))
    assert {"A1": "TRUE"} == shown(formulas((UNCOMPUTED, b"\1\0\1\0\0\0\xff\xff" + bytes(6))))


def test_a_formula_that_gives_an_empty_text_is_blank() -> None:
    empty = UNCOMPUTED[:8]
    assert () == only(biff(formula(0, 0, empty))).rows  # Excel wrote it: it leaves its history in the first record
    grid = only(biff(number(0, 0, 1), formula(0, 1, empty), formula(0, 2, pack("<d", 3))))
    assert {"A1": "1", "C1": "3"} == shown(grid)


def test_the_text_of_a_formula_follows_it() -> None:
    text = (0x207, pack("<HB", 2, 1) + "合格".encode("utf-16-le"))
    assert {"B1": "合格"} == shown(only(biff(formula(0, 1, bytes(6) + b"\xff\xff"), text)))


def test_names_are_never_computed() -> None:
    bomb = (0x18, pack("<HBBHHHBBBB", 0, 0, 1, 4, 0, 0, 0, 0, 0, 0) + b"\0N" + b"\x17\1\0a")
    assert {"A1": "1"} == shown(only(biff(number(0, 0, 1), more=(bomb,) * 50)))


# ---- bounds --------------------------------------------------------------------------------------


def test_only_the_first_rows_and_columns_are_read_and_merges_still_found() -> None:
    table: list[list[Any]] = [[1] * 201, *([row] for row in range(2, 3300))]
    grid = only(old_book(table, merges=[(0, 1, 220, 221), (3100, 3200, 3, 4)]))
    assert 3000 == len(grid.rows)
    assert "GR1" == grid.rows[0].cells[-1].at
    assert (Merge(top=1, left=221, bottom=2, right=222),) == grid.merges
    assert ("Sheet1：只读了前 3000 行，后面的行没有读。", "Sheet1：只读了前 200 列，后面的列没有读。") == grid.remarks


def test_several_numbers_in_one_record_are_cut_at_the_last_column() -> None:
    rk = pack("<HI", 0, 6)
    data = biff((0xBD, pack("<HH", 0, 198) + rk * 5 + pack("<H", 202)), (0xBD, pack("<HH", 1, 201) + rk * 2 + pack("<H", 202)))
    grid = only(data)
    assert ["GQ1", "GR1"] == list(shown(grid))
    assert ("数据：只读了前 200 列，后面的列没有读。",) == grid.remarks


def test_a_worksheet_of_too_many_cells_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xls, "MOST_CELLS", 10)
    book = old_book([[row, "a"] for row in range(30)], [["b"]] * 6, [["c"] * 9] * 9)
    grids = [grid for grid in opened(book) if isinstance(grid, Grid)]
    assert [("Sheet1：只读了前 3 行，后面的行没有读。",), (), ("Sheet3：只读了前 0 行，后面的行没有读。",)] == [
        grid.remarks for grid in grids
    ]


def test_merged_blocks_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xls, "MOST_MERGES", 3)
    block = (0xE5, pack("<H", 2) + pack("<HHHH", 0, 1, 0, 1) * 2)
    assert 2 == len(only(biff(number(0, 0, 1), block, block)).merges)


@pytest.mark.parametrize(
    ("bound", "most", "message"),
    [("MOST_GLOBALS", 20, "工作簿的格式和工作表记录超过 20 条，已拒绝读取。"), ("MOST_SST", 100, "工作簿里的文字超过 0 MB，已拒绝读取。")],
)
def test_a_workbook_of_too_many_records_or_texts_is_refused(monkeypatch: pytest.MonkeyPatch, bound: str, most: int, message: str) -> None:
    data = old_book([[f"文字{row}" * 300] for row in range(50)])
    monkeypatch.setattr(xls, bound, most)
    with pytest.raises(ReadError) as caught:
        opened(data)
    assert message == caught.value.message


# ---- what cannot be read -------------------------------------------------------------------------


def test_without_the_library_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("xlrd", "xlrd.book"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ReadError) as caught:
        opened(old_book([["a"]]))
    assert "这是旧版 Excel 工作簿（.xls），读取它要用 xlrd，还没有安装。" == caught.value.message
    assert 'pip install "perfscore[xls]"' in caught.value.hint
    assert "另存为 .xlsx" in caught.value.hint


def test_a_workbook_with_a_password() -> None:
    with pytest.raises(ReadError) as caught:
        opened(biff(more=((0x2F, bytes(6)),)))
    assert ("工作簿设有密码，打不开。", "请先取消密码保护，再另存为 .xlsx。") == (caught.value.message, caught.value.hint)


def test_a_workbook_from_before_windows_95() -> None:
    with pytest.raises(ReadError, match=r"这是 Excel 4\.0 或更早版本的工作簿"):
        opened(wrapped(records((0x409, pack("<HHH", 0, 0x10, 0)), END) + bytes(5_000)))


def test_a_damaged_worksheet_leaves_the_others() -> None:
    made = xlwt.Workbook()
    for name in ("甲", "乙"):
        made.add_sheet(name).write(0, 0, name)
    stream = stream_of(saved_old(made))
    place = stream.index(b"\x09\x08", 2)
    damaged, good = opened(wrapped(stream[:place] + b"\xff" * 4 + stream[place + 4 :]))
    assert isinstance(damaged, ReadError)
    assert ("工作簿已损坏，读不出内容。", "表.xls!甲") == (damaged.message, str(damaged.source))
    assert isinstance(good, Grid)


def test_nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    data = old_book(form())
    for place in range(0, len(data), 97):
        scan(data[:place] + b"\xee" + data[place + 1 :], name="a.xls")
    assert ("", "") == tuple(capsys.readouterr())


# ---- forms ---------------------------------------------------------------------------------------


def test_the_same_form_as_from_the_new_workbook() -> None:
    new, old = read(EXAMPLE), read(converted(EXAMPLE.read_bytes()), name="表.xls")
    assert figures(new) == figures(old)
    assert new.to_dict() == old.to_dict() | {"source": new.to_dict()["source"], "digest": new.digest}


def test_a_form_of_excel_95() -> None:
    bof = (0x809, pack("<HHHH", 0x500, 5, 0, 1995))
    page, font = (0x42, pack("<H", 936)), (0x31, pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + b"\5Arial")
    style, name = (0xE0, pack("<HHHBBIi", 0, 0, 0, 0, 0, 0, 0)), "自评".encode("gbk")
    start = len(records(bof, page, font, style)) + 4 + 7 + len(name) + 4
    sheet = (0x85, pack("<IBBB", start, 0, 0, len(name)) + name)
    cells = []
    for row, values in enumerate(form()):
        for column, value in enumerate(values):
            text = str(value).encode("gbk")
            cells.append(number(row, column, value) if isinstance(value, int) else (0x204, pack("<HHHH", row, column, 0, len(text)) + text))
    stream = records(bof, page, font, style, sheet, END, (0x809, pack("<HHHH", 0x500, 16, 0, 1995)), *cells, END)
    old = read(wrapped(stream + bytes(max(0, 5_000 - len(stream))), "Book"), name="表.xls")
    assert figures(read(old_book(form()))) == figures(old)
    assert "自评" == old.source.sheet


OLD = old_book(form())


@settings(max_examples=150)
@given(st.data())
def test_any_damage_to_a_file(data: st.DataObject) -> None:
    damaged = bytearray(OLD if data.draw(st.booleans()) else stream_of(OLD))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    whole = bytes(damaged) if damaged.startswith(OLD[:8]) else wrapped(bytes(damaged))
    for found in scan(whole, name="a.xls"):
        assert isinstance(found, Sheet | ReadError)


@pytest.mark.parametrize("value", [0.1, 1 / 3, 98.533, 1e-7, 123456789.125, 5e15, -2.5, 0.285, 1e300])
def test_figures_are_those_of_the_new_workbook(value: float) -> None:
    made = Workbook()
    made.worksheets[0]["A1"] = value
    out = BytesIO()
    made.save(out)
    from perfscore.reading import xlsx

    (new,) = xlsx.grids(out.getvalue(), PLACE, "")
    assert isinstance(new, Grid)
    assert shown(new) == shown(only(old_book([[value]])))
