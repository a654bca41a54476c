from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from perfscore.errors import ReadError
from perfscore.reading import xlsx
from perfscore.reading.bounds import MOST_CHARACTERS
from perfscore.reading.grid import Grid, Merge
from perfscore.reading.package import DAMAGED, refusing
from perfscore.source import Source
from tests.reading_files import book, changed

PLACE = Source(file="表.xlsx")
SHEET = "xl/worksheets/sheet1.xml"


def opened(data: bytes) -> list[Grid | ReadError]:
    return list(xlsx.grids(data, PLACE, "digest"))


def only(data: bytes) -> Grid:
    (grid,) = opened(data)
    assert isinstance(grid, Grid)
    return grid


def shown(grid: Grid) -> dict[str, str]:
    return {cell.at: cell.text for row in grid.rows for cell in row.cells}


def saved(workbook: Workbook) -> bytes:
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def worksheet(xml: str, *, shared: str = "", compression: int = ZIP_DEFLATED) -> bytes:
    """A workbook whose only worksheet has this XML inside its sheetData."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    out = BytesIO()
    with ZipFile(out, "w", compression) as package:
        package.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets><sheet name="数据" r:id="a"/></sheets></workbook>'
        )
        relation = f'<Relationship Id="a" Type="{links}/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
        package.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{relation}</Relationships>")
        package.writestr(SHEET, f'<worksheet xmlns="{main}"><dimension ref="A1:B2"/><sheetData>{xml}</worksheet>')
        if shared:
            package.writestr("xl/sharedStrings.xml", shared)
    return out.getvalue()


def test_cells_are_shown_by_their_number_format() -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for address, value, code in [
        ("A1", 0.85, "0%"),
        ("B2", 0.98533, "0%"),
        ("C3", 1486.27, "General"),
        ("D4", 0.1 + 0.2, "General"),
        ("E5", True, "General"),
    ]:
        sheet[address] = value
        sheet[address].number_format = code
    grid = only(saved(workbook))
    assert {"A1": "85%", "B2": "99%", "C3": "1486.27", "D4": "0.3", "E5": "TRUE"} == shown(grid)
    assert ["0.98533"] == [cell.stored for row in grid.rows for cell in row.cells if cell.stored]
    assert "digest" == grid.digest


def test_texts_are_folded_and_rich_texts_joined() -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet["A1"] = " OA  系统\n运行 "
    sheet["A2"] = CellRichText("总分：", TextBlock(InlineFont(b=True), "96"))
    assert {"A1": "OA 系统运行", "A2": "总分：96"} == shown(only(saved(workbook)))


def test_shared_texts_without_their_readings() -> None:
    shared = (
        "<sst><si><t>未用</t></si><si><r><t>平台</t></r><r><t>操作_x000D_性</t></r><rPh><t>ping</t></rPh></si><si><t>未用</t></si></sst>"
    )
    grid = only(worksheet('<row r="2"><c r="B2" t="s"><v>1</v></c></row></sheetData>', shared=shared))
    assert {"B2": "平台操作性"} == shown(grid)


def test_cells_without_addresses_are_counted() -> None:
    grid = only(worksheet("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c><v>4</v></c></row></sheetData>"))
    assert {"A1": "1", "C1": "3", "A2": "4"} == shown(grid)


def test_a_formula_without_its_result_is_lost_and_one_with_it_is_read() -> None:
    cells = '<c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v></v></c><c r="C1"><f>1+1</f><v>2</v></c><c r="D1" t="str"><f>""</f><v></v></c>'
    grid = only(worksheet(f'<row r="1">{cells}</row></sheetData>'))
    assert [("A1", "", True), ("B1", "", True), ("C1", "2", False)] == [(c.at, c.text, c.lost) for c in grid.rows[0].cells]


def test_merged_cells_are_known() -> None:
    assert (Merge(top=1, left=1, bottom=2, right=2),) == only(book([["a", None], [None, None]], merges=["A1:B2"])).merges


def test_worksheets_come_in_order_and_hidden_ones_last() -> None:
    workbook = Workbook()
    first = workbook.active
    assert first is not None
    first.title, first.sheet_state = "藏", "hidden"
    workbook.create_sheet("二")["A1"] = 1
    workbook.create_sheet("三")["A1"] = 1
    grids = opened(saved(workbook))
    assert ["二", "三", "藏"] == [grid.source.sheet for grid in grids if isinstance(grid, Grid)]
    assert ("工作表“藏”是隐藏的。",) == (grids[-1].remarks if isinstance(grids[-1], Grid) else ())


def test_only_the_first_rows_and_columns_are_read_and_merges_still_found() -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(2, 3300))
    wide = '<row r="1"><c r="A1"><v>1</v></c><c r="GR1"><v>2</v></c><c r="GS1"><v>3</v></c></row>'
    merges = '<mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="A3100:B3200"/></mergeCells>'
    grid = only(worksheet(f"{wide}{rows}</sheetData>{merges}"))
    assert 3000 == len(grid.rows)
    assert "GR1" == grid.rows[0].cells[-1].at
    assert (Merge(top=1, left=1, bottom=2, right=2),) == grid.merges
    assert ("数据：只读了前 3000 行，后面的行没有读。", "数据：只读了前 200 列，后面的列没有读。") == grid.remarks


def test_empty_rows_further_down_are_not_worth_a_remark() -> None:
    empty = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(3001, 9000))
    assert () == only(worksheet(f'<row r="1"><c r="A1"><v>1</v></c></row>{empty}</sheetData>')).remarks


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"])
def test_a_damaged_part_is_refused(part: str) -> None:
    with pytest.raises(ReadError) as caught:
        opened(changed(book([["a"]]), part, b"</", b"<"))
    assert ("工作簿已损坏，读不出内容。", DAMAGED) == (caught.value.message, caught.value.hint)


def test_a_damaged_worksheet_leaves_the_others() -> None:
    found = opened(changed(book([["a"]], [["b"]]), SHEET, b"</row>", b""))
    assert isinstance(found[0], ReadError)
    assert "表.xlsx!Sheet1" == str(found[0].source)
    assert isinstance(found[1], Grid)


def test_a_document_type_is_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet'
    (found,) = opened(changed(worksheet("</sheetData>"), SHEET, b"<worksheet", bomb))
    assert isinstance(found, ReadError)
    assert "文件内容含有不允许的 XML 声明（DTD 或实体），已拒绝读取。" == found.message


def test_a_text_part_that_unpacks_too_far_is_refused() -> None:
    shared = "<sst><si><t>" + "一" * 12_000_000 + "</t></si><si><t>b</t></si></sst>"
    (found,) = opened(worksheet('<row r="1"><c r="A1" t="s"><v>1</v></c></row></sheetData>', shared=shared))
    assert isinstance(found, ReadError)
    assert found.message.startswith("文件中的 xl/sharedStrings.xml 解压后过大")
    assert "请删去与自评表无关的内容，另存后再读。" == found.hint


def test_a_row_without_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_CELLS", 1000)
    cells = '<c r="A1"><v>1</v></c>' * 50_000
    grid = only(worksheet(f'<row r="1">{cells}</row></sheetData>'))
    assert ("数据：只读了前 1 行，后面的行没有读。",) == grid.remarks


def test_a_large_list_does_not_hide_the_form_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_CELLS", 1000)
    large, larger = [[row * 7919] for row in range(1200)], [[row * 7919] for row in range(1800)]
    found = opened(book(larger, large, [["甲"]], names=("甲", "乙", "丙")))
    assert isinstance(found[0], ReadError)
    assert ("前面的工作表太大，这一张没有读。", "表.xlsx!甲") == (found[0].message, str(found[0].source))
    assert isinstance(found[1], Grid)
    assert ("乙：只读了前 1000 行，后面的行没有读。",) == found[1].remarks
    assert isinstance(found[2], Grid)
    assert {"A1": "甲"} == shown(found[2])


def test_what_is_run_through_for_merged_blocks_is_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_TAIL", 100_000)
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 60_000))
    assert () == only(worksheet(f'{rows}</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>')).merges


def test_a_cell_that_names_no_text_is_refused() -> None:
    (found,) = opened(worksheet('<row r="1"><c r="A1" t="s"><v>7</v></c></row></sheetData>', shared="<sst><si><t>a</t></si></sst>"))
    assert isinstance(found, ReadError)


def test_a_stored_package_is_read_too() -> None:
    grid = only(worksheet('<row r="1"><c r="A1" t="inlineStr"><is><t>直接</t></is></c></row></sheetData>', compression=ZIP_STORED))
    assert {"A1": "直接"} == shown(grid)


def test_merges_are_found_behind_many_rows_that_are_not_read() -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 60_000))
    merges = '<mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="A3100:B3200"/></mergeCells>'
    assert (Merge(top=1, left=1, bottom=2, right=2),) == only(worksheet(f"{rows}</sheetData>{merges}")).merges


def test_a_worksheet_of_too_many_bytes_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROW_BYTES", 100_000)
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 3000))
    (remark,) = only(worksheet(f"{rows}</sheetData>")).remarks
    assert remark.startswith("数据：只读了前 ")


def test_dates_by_their_own_kind_and_formats_of_the_workbook() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1"], sheet["B1"] = 43830, 3
    sheet["A1"].number_format, sheet["B1"].number_format = 'yyyy"年"m"月"', '0"项"'
    assert {"A1": "2019年12月", "B1": "3项"} == shown(only(saved(workbook)))
    assert {"A1": "2019-12-31"} == shown(only(worksheet('<row r="1"><c r="A1" t="d"><v>2019-12-31T00:00:00Z</v></c></row></sheetData>')))


def test_readings_beside_a_text_do_not_belong_to_it() -> None:
    cell = '<c r="A1" t="inlineStr"><is><r><t>平台</t></r><rPh sb="0" eb="2"><t>ping</t></rPh></is></c>'
    assert {"A1": "平台"} == shown(only(worksheet(f'<row r="1">{cell}</row></sheetData>')))


def test_a_package_without_a_workbook_is_refused() -> None:
    out = BytesIO()
    with ZipFile(out, "w") as package:
        package.writestr("a.txt", "a")
    with pytest.raises(ReadError, match="压缩包里没有工作簿。"):
        opened(out.getvalue())


def test_a_part_that_ends_early_is_said() -> None:
    with pytest.raises(ReadError, match="工作簿不完整，内容在中途断了。"), refusing(PLACE):
        raise EOFError


def test_a_text_longer_than_a_cell_holds_is_cut() -> None:
    runs = f"<r><t>{'长' * MOST_CHARACTERS}</t></r><r><t>尾</t></r>"
    (text,) = shown(only(worksheet(f'<row r="1"><c r="A1" t="inlineStr"><is>{runs}</is></c></row></sheetData>'))).values()
    assert "长" * MOST_CHARACTERS == text
