"""A plain workbook of a form that came in another format (转成工作簿): its cells where they stood, with borders."""

from collections.abc import Mapping, Sequence
from itertools import islice, product
from typing import Any

from attrs import evolve

from perfscore.indicator import Goal, Indicator
from perfscore.inferring import Branch
from perfscore.marking.copy import WorkbookCopy
from perfscore.marking.ink import put_figure, put_text
from perfscore.number import PERCENT, plain, read_quantity
from perfscore.pattern import pattern
from perfscore.reading.grid import Grid, GridCell, letters
from perfscore.reporting.table import columns
from perfscore.sheet import Sheet
from perfscore.source import Cell

#: Columns are made as wide as their texts, between these.
NARROW, WIDE = 8, 30
#: So many cells of a merged block get a border.
MOST_FRAMED = 400
_FORBIDDEN = pattern(r"[\[\]:*?/\\\x00-\x1f]")
REMARK = "原文件不是 .xlsx，已转成只有文字、边框和合并单元格的工作簿；原来的版式请看原文件"


def title_of(name: str, taken: Sequence[str]) -> str:
    """
    A name that a worksheet may have (工作表名).

    >>> title_of("自评表[1]/乙", ["甲"])
    '自评表 1 乙'
    """
    bare = " ".join(_FORBIDDEN.sub(" ", name).split()).strip("'")[:28] or "自评表"
    known, number, wanted = {one.casefold() for one in taken}, 1, bare
    while wanted.casefold() in known:
        number += 1
        wanted = f"{bare}{number}"
    return wanted


def plain_workbook(grids: Sequence[Grid], name: str) -> tuple[WorkbookCopy, list[dict[str, str]]]:
    """
    A workbook of some grids (转成工作簿), and for each where its addresses went.

    Args:
        name: what a worksheet is called whose grid has no name.
    """
    from openpyxl import Workbook

    book: Any = Workbook()
    book.remove(book.active)
    moved = []
    for grid in grids:
        tab = book.create_sheet(title_of(grid.source.sheet or name, book.sheetnames))
        moved.append(_filled(tab, grid))
    values = {tab.title: {cell.coordinate: cell.value for row in tab.iter_rows() for cell in row} for tab in book.worksheets}
    return WorkbookCopy(book, values, [REMARK]), moved


def _filled(tab: Any, grid: Grid) -> dict[str, str]:
    """The cells of a grid in a worksheet; gives the new address of each."""
    from openpyxl.styles import Alignment, Border, Font, Side

    thin = Side(style="thin", color="FF7F7F7F")
    moved, wide = {}, dict[int, int]()
    for row in grid.rows:
        for one in row.cells:
            cell = tab.cell(one.row, one.column)
            moved[one.at] = cell.coordinate
            _put(cell, one)
            alone = row.only is not None
            cell.font = Font(name="宋体", size=10)
            cell.alignment = Alignment(
                vertical="center", horizontal="left" if alone or len(one.text) > 12 else "center", wrap_text=not alone
            )
            if row.table and not alone:
                cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            if grid.across(one.row, one.column) == 1 and row.only is None:
                wide[one.column] = max(wide.get(one.column, NARROW), min(columns(one.text) + 2, WIDE))
    for merge in grid.merges:
        if merge.bottom > merge.top or merge.right > merge.left:
            whole = product(range(merge.top, merge.bottom + 1), range(merge.left, merge.right + 1))
            for row_, column in islice(whole, MOST_FRAMED):
                tab.cell(row_, column).border = Border(left=thin, right=thin, top=thin, bottom=thin)
            tab.merge_cells(start_row=merge.top, end_row=merge.bottom, start_column=merge.left, end_column=merge.right)
    for column, width in wide.items():
        tab.column_dimensions[letters(column)].width = width
    tab.page_setup.orientation, tab.page_setup.paperSize = "landscape", 9
    return moved


def _put(cell: Any, one: GridCell) -> None:
    """A cell's text, as a number where it prints one whose digits a workbook shows again."""
    shown = read_quantity(one.text)
    whole = shown.value is not None and not shown.comparator and len(one.text) <= 15
    if whole and shown.value is not None and plain(shown.value) == one.text:
        put_figure(cell, shown.value)
    elif whole and shown.value is not None and shown.unit in PERCENT and f"{plain(shown.value)}%" == one.text:
        put_figure(cell, shown.value.scaleb(-2))
        cell.number_format = f"0.{'0' * shown.places}%" if shown.places else "0%"
    else:
        put_text(cell, one.text)


def relocated(sheet: Sheet, moved: Mapping[str, str], title: str) -> Sheet:
    """A form whose cells stand elsewhere (换址): in a worksheet of that title, by the new address of each old one."""

    def cells(known: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(evolve(cell, at=moved.get(cell.at, "")) for cell in known)

    def leaf(one: Indicator) -> Indicator:
        return evolve(one, cells=cells(one.cells), children=tuple(map(leaf, one.children)))

    def branch(one: Branch) -> Branch:
        return evolve(one, cells=cells(one.cells), children=tuple(map(leaf, one.children))) if isinstance(one, Goal) else leaf(one)

    budget = sheet.budget
    parts = tuple(evolve(part, cells=cells(part.cells)) for part in budget.parts)
    return evolve(
        sheet, branches=tuple(map(branch, sheet.branches)), budget=evolve(budget, parts=parts, cells=cells(budget.cells)),
        notes=cells(sheet.notes), cells=cells(sheet.cells), source=evolve(sheet.source, sheet=title, cell=""),
    )  # fmt: skip
