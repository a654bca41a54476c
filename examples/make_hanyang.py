"""
Make hanyang-2019.xlsx, the published form in its official layout, from hanyang-2019.json (生成示例工作簿).

Run it in the project: python examples/make_hanyang.py
"""

import json
import re
from decimal import Decimal
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).parent
DATA = HERE / "hanyang-2019.json"
BOOK = HERE / "hanyang-2019.xlsx"

#: A to K, in the order of the heads.
WIDTHS = (11, 12, 17, 6, 25, 31, 9, 9, 7, 10, 8)
SONG, HEI = "宋体", "黑体"
THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
#: Long texts stand at the left, everything else in the middle.
LEFT = (3, 5, 6)
#: About how many 汉字 a unit of column width and a line of text take.
PER_WIDTH, LINE = 0.5, 14.5


def stored(text: str) -> tuple[str | int | Decimal, str]:
    """What a cell stores for a text as printed, and its number format: 85% is 0.85 in 0%."""
    if re.fullmatch(r"-?\d+", text):
        return int(text), "General"
    if re.fullmatch(r"-?\d+\.\d+", text):
        return Decimal(text), "General"
    if match := re.fullmatch(r"(\d+)(?:\.(\d+))?%", text):
        places = len(match[2] or "")
        return Decimal(text[:-1]) / 100, f"0.{'0' * places}%" if places else "0%"
    return text, "General"


def put(sheet: Worksheet, row: int, column: int, text: str, *, to: tuple[int, int] | None = None, **style: Any) -> Cell:
    """Write a text into a cell, merged up to row and column ``to``."""
    bottom, right = to or (row, column)
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value, cell.number_format = stored(text) if style.get("figures", True) else (text, "General")
    cell.font = Font(name=style.get("font", SONG), size=style.get("size", 10), bold=style.get("bold", False))
    cell.alignment = Alignment(horizontal=style.get("side", "center"), vertical="center", wrap_text=True)
    if style.get("box", True):
        for inner in sheet.iter_rows(row, bottom, column, right):
            for one in inner:
                one.border = BOX
    if (bottom, right) != (row, column):
        sheet.merge_cells(start_row=row, start_column=column, end_row=bottom, end_column=right)
    return cell


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a width of columns."""
    columns = sum(2 if ord(character) > 255 else 1 for character in text)
    return max(1, -int(-columns // (width - 1)))


def head(sheet: Worksheet, data: dict[str, Any]) -> int:
    """Title, unit and money; gives the row of the column heads."""
    wide = len(WIDTHS)
    put(sheet, 1, 1, data["title"], to=(1, wide), font=HEI, size=18, box=False)
    put(sheet, 2, 1, data["period"], to=(2, wide), size=11, box=False)
    put(sheet, 3, 1, data["total"], to=(3, wide), size=11, side="right", box=False)
    for text, (first, last) in zip(data["unit"], ((1, 2), (3, 6), (7, 9), (10, 11)), strict=True):
        put(sheet, 4, first, text, to=(4, last))
    funds = data["funds"]
    put(sheet, 5, 1, funds["label"], to=(4 + len(funds["rows"]), 2))
    for row, texts in enumerate(funds["rows"], 5):
        for text, (first, last) in zip(texts, ((3, 4), (5, 6), (7, 8), (9, 11)), strict=True):
            put(sheet, row, first, text, to=(row, last))
    for row, height in enumerate((30, 18, 18, 21, 21, 30, 30), 1):
        sheet.row_dimensions[row].height = height
    return 5 + len(funds["rows"])


def table(sheet: Worksheet, data: dict[str, Any], top: int) -> int:
    """Heads, goals and indicators; gives the row below."""
    for column, text in enumerate(data["heads"], 1):
        put(sheet, top, column, text, bold=True)
    sheet.row_dimensions[top].height = 30
    for row, texts in enumerate(data["rows"], top + 1):
        if len(texts) == 1:
            put(sheet, row, 1, texts[0], to=(row, len(WIDTHS)), side="left", bold=True)
            sheet.row_dimensions[row].height = 21
            continue
        for column, text in enumerate(texts[2:], 3):
            put(sheet, row, column, text, side="left" if column in LEFT else "center")
        sheet.row_dimensions[row].height = 6 + LINE * max(lines(text, width) for text, width in zip(texts, WIDTHS, strict=True))
    levels(sheet, data["rows"], top + 1)
    return top + 1 + len(data["rows"])


def levels(sheet: Worksheet, rows: list[list[str]], top: int) -> None:
    """一级 and 二级, merged down the rows that share them."""
    numbered = list(enumerate(rows, top))
    for depth in (1, 2):
        for names, group in groupby(numbered, lambda item, depth=depth: tuple(item[1][:depth])):
            own = [row for row, texts in group if len(texts) > 1]
            if own:
                put(sheet, own[0], depth, names[-1], to=(own[-1], depth))


def notes(sheet: Worksheet, data: dict[str, Any], top: int) -> None:
    for row, text in enumerate(data["notes"], top):
        put(sheet, row, 1, text, to=(row, len(WIDTHS)), side="left", size=9, box=False)
        sheet.row_dimensions[row].height = 4 + 13 * lines(text, sum(WIDTHS) * 1.08)


def workbook() -> bytes:
    """The workbook, the same bytes each time."""
    data = json.loads(DATA.read_text(encoding="utf-8"), parse_float=Decimal)
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Sheet1"
    for column, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFGHIJK"[column]].width = width
    top = head(sheet, data)
    notes(sheet, data, table(sheet, data, top))
    sheet.print_title_rows = f"{top}:{top}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.sheet_view.showGridLines = False
    book.properties.creator, book.properties.title = "perfscore", data["title"]
    made = BytesIO()
    book.save(made)
    return undated(made.getvalue())


def undated(data: bytes) -> bytes:
    """The same package without the moment of its making."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*", rb"\g<1>2020-01-01T00:00:00Z", part)
            info = ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, part)
    return out.getvalue()


if __name__ == "__main__":
    BOOK.write_bytes(workbook())
    print(f"已写入 {BOOK.name}")
