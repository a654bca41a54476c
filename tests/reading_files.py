"""Files for the tests of reading: the published form, and small workbooks and texts made on the spot."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook

from perfscore.reading.compound import Compound
from perfscore.sheet import Sheet

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "hanyang-2019.xlsx"
#: The end of the published document: tables of money, then the form, cut by a page break.
PUBLISHED = ROOT / "tests" / "data" / "hanyang-2019-published.md"

HEADS = ("一级指标", "二级指标", "三级指标", "分值", "评分标准", "年度指标值", "实际完成值", "得分", "备注")
FIELDS = ("weight", "target", "actual", "printed", "deviation", "criterion", "definition", "remark")
Table = list[list[Any]]


def form(**cells: Any) -> Table:
    """A small form; ``D5="十分"`` puts something else into a cell."""
    table: Table = [
        ["某局部门整体支出绩效自评表"],
        ["评价单位", "某局", "评价年度", "2021年", "总分：19"],
        ["部门整体支出资金（万元）", "预算数", 100, "全年执行数", 90.5],
        list(HEADS),
        ["产出指标", "数量指标", "培训人次", 10, "每减少1扣1分", 100, 99, 9, "疫情"],
        ["", "质量指标", "合格率", 10, "", "≥90%", "95%", 10],
    ]
    for address, value in cells.items():
        row, column = int(address[1:]) - 1, ord(address[0]) - ord("A")
        while len(table) <= row:
            table.append([])
        table[row] += [""] * (column + 1 - len(table[row]))
        table[row][column] = value
    return table


def book(*tables: Table, names: Sequence[str] = ("Sheet1", "Sheet2", "Sheet3"), merges: Sequence[str] = ()) -> bytes:
    """A workbook with one worksheet for each table."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for table, name in zip(tables, names, strict=False):
        sheet = made.create_sheet(name)
        for row in table:
            sheet.append([value if value != "" else None for value in row])
        for merge in merges:
            sheet.merge_cells(merge)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def tabs(table: Table) -> str:
    return "\n".join("\t".join(str(value) for value in row) for row in table)


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """A workbook with one of its parts changed."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            assert name != part or old in content
            after.writestr(name, content.replace(old, new) if name == part else content)
    return out.getvalue()


def figures(sheet: Sheet) -> list[tuple[Any, ...]]:
    """What every reading of a form must agree on."""
    return [(row.goal, row.path, *(getattr(row.indicator, field) for field in FIELDS)) for row in sheet.rows]


def old_book(
    *tables: Table, names: Sequence[str] = ("Sheet1", "Sheet2", "Sheet3"), merges: Sequence[tuple[int, int, int, int]] = ()
) -> bytes:
    """An old workbook (xls) with one worksheet for each table; merges as first and last row, first and last column, from 0."""
    import xlwt

    made = xlwt.Workbook()
    for table, name in zip(tables, names, strict=False):
        sheet = made.add_sheet(name)
        for row, values in enumerate(table):
            for column, value in enumerate(values):
                if value not in ("", None):
                    sheet.write(row, column, value)
        for merge in merges:
            sheet.merge(*merge)
    return saved_old(made)


def saved_old(made: Any) -> bytes:
    """The bytes of an old workbook."""
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def stream_of(data: bytes) -> bytes:
    """The records of an old workbook."""
    return Compound(data).stream("Workbook")


def wrapped(stream: bytes, name: str = "Workbook") -> bytes:
    """Records as a compound file again."""
    from xlwt.CompoundDoc import XlsDoc

    out = BytesIO()
    XlsDoc().save(out, stream)
    before, after = (one.ljust(32, "\0").encode("utf-16-le") + bytes([2 * len(one) + 2]) for one in ("Workbook", name))
    return out.getvalue().replace(before, after)


def converted(data: bytes) -> bytes:
    """A workbook (xlsx) as an old one (xls): values, number formats, merged cells."""
    import xlwt

    made = xlwt.Workbook()
    for sheet in load_workbook(BytesIO(data)).worksheets:
        copy = made.add_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    copy.write(cell.row - 1, cell.column - 1, cell.value, xlwt.easyxf(num_format_str=cell.number_format))
        for merge in sheet.merged_cells.ranges:
            copy.merge(merge.min_row - 1, merge.max_row - 1, merge.min_col - 1, merge.max_col - 1)
    return saved_old(made)
