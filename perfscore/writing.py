"""Results as workbooks (写出工作簿): the review list of findings and lines (核对清单)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import IO, Any, NamedTuple

from perfscore.auditing.finding import CODES, READING_WORDS, SEVERITY_WORDS, Severity
from perfscore.gathering import LIST_TITLE
from perfscore.line import BASIS_WORDS
from perfscore.number import read_quantity
from perfscore.pattern import pattern
from perfscore.reporting.table import columns

_RED, _YELLOW, _GREY = "FFF4CCCC", "FFFFF2CC", "FFEDEDED"
_SHADES = {Severity.ERROR: _RED, Severity.WARNING: _YELLOW, Severity.NOTE: _GREY}


#: What no XML text may hold.
_ILLEGAL = pattern("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


class _Head(NamedTuple):
    """A column of the list (列): its head, its width in characters, and whether it holds figures."""

    text: str
    wide: int
    figures: bool = False


FINDINGS = (
    _Head("序号", 6, figures=True), _Head("文件", 24), _Head("单位", 20), _Head("指标", 24), _Head("单元格", 12), _Head("程度", 6),
    _Head("问题", 22), _Head("表内", 10, figures=True), _Head("应为", 10, figures=True), _Head("说明", 70), _Head("口径", 14),
    _Head("代码", 22), _Head("核实情况", 16),
)  # fmt: skip
LINES = (
    _Head("文件", 24), _Head("单位", 20), _Head("指标", 40), _Head("分值", 8, figures=True), _Head("目标值", 14), _Head("实际完成值", 14),
    _Head("表内得分", 10, figures=True), _Head("复算得分", 10, figures=True), _Head("下限", 8, figures=True), _Head("上限", 8, figures=True),
    _Head("偏差率", 10, figures=True), _Head("算式", 44), _Head("依据", 14), _Head("条文", 30), _Head("单元格", 12), _Head("备注", 40),
)  # fmt: skip
FORMS = (
    _Head("文件", 24), _Head("标题", 36), _Head("单位", 24), _Head("年度", 8), _Head("自评总分", 10, figures=True),
    _Head("各行合计", 10, figures=True), _Head("复算总分", 10, figures=True), _Head("下限", 8, figures=True), _Head("上限", 8, figures=True),
    _Head("错误", 6, figures=True), _Head("提醒", 6, figures=True), _Head("备注", 6, figures=True), _Head("各行满分", 10), _Head("待复核", 8),
    _Head("评分办法", 26), _Head("结论", 60),
)  # fmt: skip
UNREAD = (_Head("文件", 30), _Head("单元格", 14), _Head("原因", 60), _Head("怎么办", 50))


class ReviewList:
    """
    A review list (核对清单), added to form by form: worksheets of findings, lines, forms, and of what was not read.

    The rows are written as they come, so that a list over many forms takes no more memory than a short one. Texts stay
    texts, whatever they begin with; figures are written with their exact digits.
    """

    def __init__(self) -> None:
        from openpyxl import Workbook

        self._book = Workbook(write_only=True)
        self._book.properties.creator = "perfscore"
        self._book.properties.title = LIST_TITLE
        self._findings = self._tab("问题清单", FINDINGS)
        self._lines = self._tab("各行得分", LINES)
        self._forms = self._tab("各表汇总", FORMS)
        self._unread = self._tab("读不了的", UNREAD)
        self._count = 0

    def add(self, name: str, entry: Mapping[str, Any], *, full: bool = False) -> None:
        """
        Add a form (加入一张表).

        Args:
            name: the file.
            entry: the form as ``perfscore.audit/1`` has it, or its error.
            full: every row has full marks.
        """
        if "error" in entry:
            error = entry["error"]
            self._row(self._unread, UNREAD, [entry["source"] or name, error["cell"], error["message"], error["hint"]])
            return
        for finding in entry["findings"]:
            self._finding(name, entry, finding)
        for line in entry["lines"]:
            self._line(name, entry, line)
        totals, words = entry["totals"], [finding["severity"] for finding in entry["findings"]]
        self._row(
            self._forms, FORMS,
            [name, entry["title"], entry["unit"], entry["year"], totals["declared"], totals["printed_sum"], totals["score"], totals["low"],
             totals["high"], *(str(words.count(severity.value)) for severity in SEVERITY_WORDS), "是" if full else "",
             "是" if entry["to_review"] else "", entry["rulebook"], entry["opinion"]],
        )  # fmt: skip

    def _finding(self, name: str, entry: Mapping[str, Any], finding: Mapping[str, Any]) -> None:
        self._count += 1
        severity = Severity(finding["severity"])
        self._row(
            self._findings, FINDINGS,
            [str(self._count), name, entry["unit"], finding["row"] or "整张表", finding["cell"], SEVERITY_WORDS[severity],
             CODES[finding["code"]].title, finding["printed"], finding["expected"], finding["message"],
             READING_WORDS.get(finding["reading"], finding["reading"]), finding["code"], ""],
            shade=_SHADES[severity],
        )  # fmt: skip

    def _line(self, name: str, entry: Mapping[str, Any], line: Mapping[str, Any]) -> None:
        self._row(
            self._lines, LINES,
            [name, entry["unit"], " / ".join(line["path"]), line["weight"], line["target"], line["actual"], line["printed"], line["score"],
             line["low"], line["high"], line["deviation"], line["explanation"], BASIS_WORDS[line["basis"]], line["citation"], line["cell"],
             "；".join(line["notes"])],
            shade=_RED if _differs(line["printed"], line["score"]) else "",
        )  # fmt: skip

    def save(self, file: IO[bytes]) -> None:
        """Write the workbook (保存)."""
        self._book.save(file)

    # ---- cells ----

    def _tab(self, title: str, heads: Sequence[_Head]) -> Any:
        from openpyxl.styles import Alignment, Font, PatternFill
        from openpyxl.utils import get_column_letter

        tab = self._book.create_sheet(title)
        tab.freeze_panes = "A2"
        tab.auto_filter.ref = f"A1:{get_column_letter(len(heads))}1"
        for place, head in enumerate(heads, 1):
            tab.column_dimensions[get_column_letter(place)].width = max(head.wide, columns(head.text) + 2)
        cells = [self._text(tab, head.text) for head in heads]
        for cell in cells:
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="FFD9E2F3")
            cell.alignment = Alignment(vertical="center", wrap_text=True)
        tab.append(cells)
        return tab

    def _row(self, tab: Any, heads: Sequence[_Head], texts: Sequence[Any], *, shade: str = "") -> None:
        from openpyxl.styles import Alignment, PatternFill

        cells = []
        for head, text in zip(heads, texts, strict=True):
            shown = "" if text is None else str(text)
            cell = self._figure(tab, shown) if head.figures and _is_figure(shown) else self._text(tab, shown)
            cell.alignment = Alignment(vertical="top", wrap_text=head.wide >= 20)
            if shade and head.text in {"程度", "复算得分"}:
                cell.fill = PatternFill("solid", fgColor=shade)
            cells.append(cell)
        tab.append(cells)

    @staticmethod
    def _text(tab: Any, text: str) -> Any:
        """A cell that stays text, also where it begins like a formula."""
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(tab, _ILLEGAL.sub("", text) or None)
        if text:
            cell.data_type = "s"
            cell.quotePrefix = text[0] in "=+-@"
        return cell

    @staticmethod
    def _figure(tab: Any, digits: str) -> Any:
        """A number with its own digits: given as a number, openpyxl would take it through a float."""
        from openpyxl.cell import WriteOnlyCell

        cell: Any = WriteOnlyCell(tab)
        cell._value, cell.data_type = digits, "n"  # noqa: SLF001 - there is no other way to hand over digits
        return cell


def _differs(printed: str | None, score: str | None) -> bool:
    """Whether a printed score is another figure than the one that counts: 10.00 and 10分 are 10."""
    shown = read_quantity(printed or "").value
    return shown is not None and score is not None and shown != Decimal(score)


def _is_figure(text: str) -> bool:
    """Whether a text is a bare number that a workbook keeps exactly: no unit, no comma, at most 15 digits."""
    return bool(text) and text.removeprefix("-").replace(".", "", 1).isdecimal() and text.isascii() and len(text) <= 15
