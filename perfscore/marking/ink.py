"""How cells are written (着色与书写): texts that stay texts, figures with their own digits, borders and type like the form's."""

from collections.abc import Iterator, Sequence
from copy import copy
from decimal import Decimal
from typing import Any

from perfscore.auditing.finding import Finding, Severity
from perfscore.marking.words import comment_words, worst
from perfscore.number import plain
from perfscore.pattern import pattern
from perfscore.reading.bounds import MOST_COLUMNS
from perfscore.reporting.table import columns

#: The ground of each severity, and of what is ours.
SHADES = {Severity.ERROR: "FFF4CCCC", Severity.WARNING: "FFFFF2CC", Severity.NOTE: "FFEDEDED"}
OURS = "FFDDEBF7"
#: What no XML text may hold.
_ILLEGAL = pattern("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
#: Characters of a cell, and of a comment; a spreadsheet keeps no more.
MOST_TEXT = 32_000
MOST_COMMENT = 4_000
#: A line of text of ten or eleven points.
LINE = 15


def clean(text: str) -> str:
    r"""
    A text that a workbook can hold (可写入的文本).

    >>> clean("甲\x01乙")
    '甲乙'
    """
    return _ILLEGAL.sub("", text)[:MOST_TEXT]


def put_text(cell: Any, text: str) -> None:
    """Write a text that stays one (写文本), whatever it begins with."""
    cell.value = None
    text = clean(text)
    if text:
        cell._value, cell.data_type = text, "s"  # noqa: SLF001 - set as a value, a text beginning with = would become a formula
        cell.quotePrefix = text[0] in "=+-@"


def put_figure(cell: Any, value: Decimal) -> None:
    """Write a number with its own digits (写数): given as a number, openpyxl would take it through a float."""
    cell._value, cell.data_type = plain(value), "n"  # noqa: SLF001 - there is no other way to hand over digits


def put_formula(cell: Any, formula: str) -> None:
    """Write a formula (写公式), given without its =."""
    cell.value = f"={formula}"


def dress(cell: Any, like: Any, *, wrap: bool = False, bold: bool = False, ground: str = OURS, form: str = "") -> None:
    """Dress a cell like one of the form (套用格式): its type and its border, on our own ground."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    font = copy(like.font)
    cell.font = Font(name=font.name, size=font.size, charset=font.charset, family=font.family, bold=bold, color="FF1F3864")
    thin = Side(style="thin", color="FF8EA9DB")
    cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
    cell.alignment = Alignment(horizontal="left" if wrap else "center", vertical="center", wrap_text=True)
    if ground:
        cell.fill = PatternFill("solid", fgColor=ground)
    if form:
        cell.number_format = form


def shade(cell: Any, findings: Sequence[Finding]) -> None:
    """Mark a cell (标注): a ground by severity, and the findings as a comment, so that the colour is not the only sign."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", fgColor=SHADES[worst(findings)])
    said, known = clean(comment_words(findings)), cell.comment
    author = "perfscore"
    if known is not None and known.author != author:
        said, author = f"{known.text}\n――――\n{said}", known.author or author
    said = said[:MOST_COMMENT]
    lines = sum(-(-max(columns(line), 1) // 44) for line in said.splitlines())
    cell.comment = Comment(said, author, height=min(30 + lines * 18, 600), width=360)


def widen(tab: Any, first: int, widths: Sequence[int]) -> None:
    """
    Give neighbouring columns their widths (设列宽).

    A width that the form gives to many columns at once is divided, for two widths of one column make a workbook damaged.
    """
    from openpyxl.utils import get_column_letter

    last = first + len(widths) - 1
    _divide(tab, first, last)
    for place, wide in enumerate(widths, first):
        one = tab.column_dimensions[get_column_letter(place)]
        one.width, one.hidden = wide or 12, not wide


def _divide(tab: Any, first: int, last: int) -> None:
    """Free some columns from the widths that also hold for others."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.dimensions import ColumnDimension

    for key, one in list(tab.column_dimensions.items()):
        low, high = one.min, one.max
        if not low or not high or high < first or low > last:
            continue
        del tab.column_dimensions[key]
        for start, end in ((low, first - 1), (last + 1, high)):
            if start <= end:
                tab.column_dimensions[get_column_letter(start)] = ColumnDimension(
                    tab, index=get_column_letter(start), width=one.width, min=start, max=end, hidden=one.hidden,
                    outlineLevel=one.outlineLevel, collapsed=one.collapsed, style=one.style if one.has_style else None, customWidth=True,
                )  # fmt: skip


def heighten(tab: Any, row: int, text: str, wide: int) -> None:
    """
    Make a row tall enough for a text in so wide a column (调行高).

    A row without a height of its own gets one that all its texts fit into: not every program lets such rows grow.
    """
    known, lines = tab.row_dimensions[row].height, _lines(text, wide)
    if known is None and lines > 1:
        lines = max([lines, *(_lines(str(cell.value), _width(tab, cell)) for cell in _filled(tab, row))])
    if lines > 1 and (known is None or known < lines * LINE):
        tab.row_dimensions[row].height = lines * LINE


def _filled(tab: Any, row: int) -> Iterator[Any]:
    """The cells of a row that hold a text or a figure; to walk the row would make every cell that is not there."""
    found = (tab._cells.get((row, column)) for column in range(1, MOST_COLUMNS + 1))  # noqa: SLF001
    return (cell for cell in found if cell is not None and cell.value is not None and cell.data_type != "f")


def _lines(text: str, wide: int) -> int:
    """How many lines a text takes in a column of so many characters."""
    return sum(-(-max(columns(line), 1) // max(wide - 2, 1)) for line in text.splitlines() or [""])


def _width(tab: Any, cell: Any) -> int:
    """The characters that a cell is wide, with those that it is merged with."""
    from openpyxl.utils import get_column_letter

    block = next((one for one in tab.merged_cells.ranges if (one.min_row, one.min_col) == (cell.row, cell.column)), None)
    last = min(block.max_col, cell.column + 50) if block is not None else cell.column
    return sum(int(tab.column_dimensions[get_column_letter(column)].width or 8) for column in range(cell.column, last + 1))
