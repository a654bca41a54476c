"""The list of findings inside the marked workbook (核对清单): each with its cell as a link."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from perfscore.auditing import Audit
from perfscore.auditing.finding import CODES, READING_WORDS, SEVERITY_WORDS, Finding
from perfscore.line import fits, maybe_plain
from perfscore.marking.entry import AGAIN, MISSING
from perfscore.marking.ink import LINE, SHADES, clean, put_figure, put_text
from perfscore.marking.total import room_of
from perfscore.marking.words import clause_words
from perfscore.number import plain, read_quantity
from perfscore.reporting.table import columns

TITLE = "核对清单"
TYPE = "宋体"


class _Head(NamedTuple):
    text: str
    wide: int


HEADS = (
    _Head("序号", 6), _Head("程度", 7), _Head("单元格", 16), _Head("指标", 22), _Head("问题", 20), _Head("表内", 11), _Head("应为", 11),
    _Head("说明", 58), _Head("怎么办", 36), _Head("依据", 36), _Head("口径", 14), _Head("核实情况", 14),
)  # fmt: skip
LEGEND = "底色：红为错误（按任何读法都不对），黄为提醒（取决于读法或推定），灰为备注。点“单元格”一列可跳到表内；表内同一格的批注写有全文。"

HOW = (
    f"核算得分显示“{MISSING}”的，是分值、目标值、实际完成值空着或不是数；显示“{AGAIN}”的，改动后公式不再适用，请重新标注。"
    "改了评分标准、符号、单位也请重新标注。"
)


def add_list(book: Any, checked: Sequence[tuple[Audit, str]]) -> str:
    """
    Add the list of findings as the last worksheet (加入核对清单) and give its name.

    Args:
        checked: each form with the name of its worksheet.
    """
    name = free_name(book, TITLE)
    tab = book.create_sheet(name)
    row = 1
    for audit, title in checked:
        row = _form(tab, row, audit, title) + 2
    _set_up(tab)
    return name


def free_name(book: Any, wanted: str) -> str:
    """A name that no worksheet has yet (不重名): worksheets that differ in case alone are one to a spreadsheet."""
    known = {title.casefold() for title in book.sheetnames}
    names = (wanted if number == 1 else f"{wanted}({number})" for number in range(1, len(known) + 2))
    return next(name for name in names if name.casefold() not in known)


def _form(tab: Any, row: int, audit: Audit, title: str) -> int:
    """A form: its totals, its opinion, its findings; gives the last row written."""
    card = audit.card
    score = maybe_plain(card.total) or room_of(card)
    told = [f"自评总分 {maybe_plain(card.declared) or '未填'}", f"各行合计 {maybe_plain(card.printed_sum) or '—'}", f"核算总分 {score}"]
    grade = [f"等级 {card.grade}"] if card.grade else []
    head = "　".join(part for part in (card.sheet.title or "自评表", card.sheet.unit, f"工作表“{title}”") if part)
    for text, bold in ((head, True), ("　".join([*told, *grade]), True), (f"评分办法：{card.rulebook.title}（{card.recognised_by}）", False),
                       (audit.opinion, False), (LEGEND, False), (HOW, False)):  # fmt: skip
        _wide(tab, row, text, bold=bold)
        row += 1
    for remark in card.sheet.remarks:
        _wide(tab, row, f"读表说明：{remark}", bold=False)
        row += 1
    _heads(tab, row)
    for number, finding in enumerate(audit.findings, 1):
        row += 1
        _finding(tab, row, number, finding, audit, title)
    if not audit.findings:
        row += 1
        _wide(tab, row, "没有发现问题。", bold=False)
    return row


def _wide(tab: Any, row: int, text: str, *, bold: bool) -> None:
    """A line over all columns."""
    from openpyxl.styles import Alignment, Font

    cell = tab.cell(row, 1)
    put_text(cell, text)
    cell.font = Font(name=TYPE, bold=bold, size=12 if bold else 10)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    tab.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(HEADS))
    room = sum(head.wide for head in HEADS) - 4
    tab.row_dimensions[row].height = max(18, LINE * -(-columns(text) // room))


def _heads(tab: Any, row: int) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for place, head in enumerate(HEADS, 1):
        cell = tab.cell(row, place)
        put_text(cell, head.text)
        cell.font = Font(name=TYPE, bold=True, size=10)
        cell.fill = PatternFill("solid", fgColor="FFD9E2F3")
        cell.alignment = Alignment(horizontal="center", vertical="center")
        _frame(cell)


def _finding(tab: Any, row: int, number: int, finding: Finding, audit: Audit, title: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    named = [one for one in audit.card.lines if one.name == finding.row]
    line = next((one for one in named if finding.source is not None and fits(one, finding.source.cell)), next(iter(named), None))
    code = CODES[finding.code]
    at = finding.source.cell if finding.source else ""
    texts = (
        str(number), SEVERITY_WORDS[finding.severity], at and (f"{title}!{at}" if len(title) <= 8 else at), finding.row or "整张表", code.title,
        finding.printed, finding.expected, finding.message, code.settle, clause_words(line) if finding.by_rule else "",
        READING_WORDS.get(finding.reading or "", finding.reading), "",
    )  # fmt: skip
    for place, text in enumerate(texts, 1):
        cell = tab.cell(row, place)
        shown = read_quantity(text or "")
        if place in {1, 6, 7} and shown.value is not None and plain(shown.value) == text and len(text) <= 15:
            put_figure(cell, shown.value)
        else:
            put_text(cell, text or "")
        cell.font = Font(name=TYPE, size=10)
        cell.alignment = Alignment(vertical="center", horizontal="center" if place in {1, 2, 3, 6, 7} else "left", wrap_text=True)
        _frame(cell)
    tab.cell(row, 2).fill = PatternFill("solid", fgColor=SHADES[finding.severity])
    if at:
        _link(tab.cell(row, 3), title, at)
    lines = [-(-columns(text or "") // (head.wide - 2)) for text, head in zip(texts, HEADS, strict=True)]
    tab.row_dimensions[row].height = max(18, LINE * max(lines) + 6)


def _link(cell: Any, title: str, at: str) -> None:
    """A link to a cell of this workbook."""
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    quoted = title.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{at}", display=clean(str(cell.value)))
    cell.font = Font(name=TYPE, size=10, color="FF0563C1", underline="single")


def _frame(cell: Any) -> None:
    from openpyxl.styles import Border, Side

    thin = Side(style="thin", color="FFBFBFBF")
    cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)


def _set_up(tab: Any) -> None:
    """Widths, and a landscape page as wide as the list."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for place, head in enumerate(HEADS, 1):
        tab.column_dimensions[get_column_letter(place)].width = head.wide
    tab.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    tab.page_setup.orientation, tab.page_setup.paperSize = "landscape", 9
    tab.page_setup.fitToWidth, tab.page_setup.fitToHeight = 1, 0
