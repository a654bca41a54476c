"""How a blank form is filled in (填表说明): what the rulebook sets, each value beside its clause and how sure it is."""

from typing import Any

from perfscore.marking.ink import LINE, put_text
from perfscore.provision import words_of
from perfscore.reporting.table import columns
from perfscore.rulebook import Rulebook, term_of
from perfscore.source import SEEN_WORDS, STATUS_WORDS, Citation
from perfscore.templating.formulas import adds_exact
from perfscore.templating.tree import budget_weight

TITLE = "填表说明"
TYPE = "宋体"
HEADS = (("条目", 18), ("规定", 52), ("依据", 40), ("原文", 52), ("核实情况", 20))


def add_guide(book: Any, rules: Rulebook) -> None:
    """Add the worksheet that tells how to fill the form in (加入填表说明)."""
    tab = book.create_sheet(TITLE)
    row = 1
    for text in told(rules):
        _line(tab, row, text, bold=row == 1)
        row += 1
    _row(tab, row, [word for word, _ in HEADS], bold=True)
    for key, value in rules.in_order():
        row += 1
        cite = value.cite
        _row(tab, row, [term_of(key), words_of(key, value.value), f"{cite.document} {cite.clause}".strip(), cite.quote, _status(cite)])
    _set_up(tab)


def told(rules: Rulebook) -> tuple[str, ...]:
    """
    What a filler-in must know (填写要点).
    """
    weight = budget_weight(rules)
    named = any(share.path[0].startswith("预算执行") for share in rules.weights)
    doubt = "" if named or weight is None else "分值 10 分是通行的写法，本办法没有写明，可以改。"
    return (
        f"{rules.title}（{rules.id}）",
        "行数不够时，整行插入并复制上一行；合计公式会自动包括插在中间的行。不用的行可以留空或整行删除。",
        "年度指标值和实际完成值只写数，单位写在“计量单位”一列；百分数的单位写 %，值写 95，不写 95% 或 0.95。",
        "分值合计应为 100，不是 100 时显示红色；组名后面括号里的分数是评分办法规定的该组分值。",
        "“评分办法列明的指标”是办法写明评分标准的行，办法没有写明属于哪一组，可以移到所属的组，各组分值见下；择其一填写的，只填一行。",
        f"预算执行得分由预算数和执行数自动算出。{doubt}",
        _added(rules),
        "填好后可以用 perfscore audit 核对；“核实情况”写推定、未核实的，以印发的文件为准。",
    )


def _added(rules: Rulebook) -> str:
    """How the total is added up (总分怎样相加)."""
    if adds_exact(rules):
        return "总分按各行未修约的得分相加再修约，可能与显示的得分相加差几厘；未修约的得分在右边隐藏的一列，不要删除。"
    return "总分按各行修约后的得分相加。"


def _status(cite: Citation) -> str:
    parts = [STATUS_WORDS[cite.status] if cite.status else "", SEEN_WORDS[cite.seen]]
    return "，".join(part for part in parts if part)


def _line(tab: Any, row: int, text: str, *, bold: bool) -> None:
    from openpyxl.styles import Alignment, Font

    cell = tab.cell(row, 1)
    put_text(cell, text)
    cell.font, cell.alignment = Font(name=TYPE, size=12 if bold else 10, bold=bold), Alignment(vertical="center", wrap_text=True)
    tab.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(HEADS))
    tab.row_dimensions[row].height = 24 if bold else 18


def _row(tab: Any, row: int, texts: list[str], *, bold: bool = False) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    thin = Side(style="thin", color="FFBFBFBF")
    for place, text in enumerate(texts, 1):
        cell = tab.cell(row, place)
        put_text(cell, text)
        cell.font = Font(name=TYPE, size=10, bold=bold)
        cell.alignment = Alignment(vertical="center", horizontal="center" if bold else "left", wrap_text=True)
        cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
        if bold:
            cell.fill = PatternFill("solid", fgColor="FFE7E6E6")
    lines = [-(-max(columns(text), 1) // (wide - 2)) for text, (_, wide) in zip(texts, HEADS, strict=True)]
    tab.row_dimensions[row].height = max(18, LINE * max(lines) + 4)


def _set_up(tab: Any) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for place, (_, wide) in enumerate(HEADS, 1):
        tab.column_dimensions[get_column_letter(place)].width = wide
    tab.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    tab.page_setup.orientation, tab.page_setup.paperSize = "landscape", 9
    tab.page_setup.fitToWidth, tab.page_setup.fitToHeight = 1, 0
