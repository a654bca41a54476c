"""A blank form as a worksheet (空白表): head, budget, rows, total and notes, with formulas, checks of what is entered, and print setup."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from perfscore.caching import Result
from perfscore.indicator import is_execution
from perfscore.marking.entry import whole_places
from perfscore.marking.ink import put_figure, put_formula, put_text
from perfscore.number import plain
from perfscore.reading.added import ADDED
from perfscore.reading.grid import letters
from perfscore.rulebook import Rulebook
from perfscore.spelling import refs
from perfscore.templating.formulas import (
    adds_exact,
    base_of,
    exact_formula,
    grade_formula,
    own_formula,
    rate_formula,
    row_formula,
    total_formula,
)
from perfscore.templating.tree import Leaf, budget_weight, leaves, levels

FILL, COMPUTED, HEAD = "FFFFFBE6", "FFEAF2FB", "FFE7E6E6"
SIGNS = "≥,≤,=,定性"
NAMES = ("一级指标", "二级指标", "三级指标", "四级指标")
VALUES = ("指标符号", "年度指标值", "计量单位", "实际完成值", "分值", "得分")
TYPE = "宋体"


class BlankForm:
    """
    Writes the blank form of a rulebook (写空白表).

    ``results`` takes what each formula comes to while the form is blank.
    """

    def __init__(self, tab: Any, book: Rulebook) -> None:
        self.tab = tab
        self.book = book
        self.rows = leaves(book)
        self.depth = levels(self.rows)
        self.weight = budget_weight(book)
        self.results: dict[str, Result] = {}
        self.criteria = any(row.criterion for row in self.rows)
        names = ("sign", "target", "unit", "actual", "weight", "score")
        self.at = {name: self.depth + 2 + place for place, name in enumerate(names)}
        self.last = self.depth + 8 + self.criteria
        self.money = 0
        #: The rows that are added up, each with its unrounded formula, "" where a person gives the score.
        self.scores: dict[int, str] = {}
        self.head = 0

    def write(self) -> None:
        """Write the whole form (全表)."""
        self._head()
        self._budget(5)
        first = self._heads(10)
        end = self._tree(first)
        self._total(end)
        self._notes(end + 1)
        self._guard(first, end - 1)
        self._page(first)

    # ---- cells ----

    def _put(self, row: int, column: int, text: str, *, across: int = 1, ground: str = "", bold: bool = False, wide: bool = False) -> Any:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        thin = Side(style="thin", color="FF000000")
        for place in range(column, column + across):
            cell = self.tab.cell(row, place)
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            if ground:
                cell.fill = PatternFill("solid", fgColor=ground)
        cell = self.tab.cell(row, column)
        put_text(cell, text)
        cell.font = Font(name=TYPE, size=10, bold=bold)
        cell.alignment = Alignment(horizontal="left" if wide else "center", vertical="center", wrap_text=True)
        if across > 1:
            self.tab.merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + across - 1)
        return cell

    def _formula(self, row: int, name: str, formula: str, form: str, blank: Result = "") -> None:
        """A formula with what it comes to in a blank form; a cell to be filled in by a person where there is none."""
        column = self.at.get(name, self.last)
        cell = self._put(row, column, "", ground=COMPUTED if formula else FILL)
        cell.number_format = form
        if formula:
            put_formula(cell, formula)
            self.results[cell.coordinate] = blank

    def _address(self, row: int, name: str) -> str:
        return f"{letters(self.at[name])}{row}"

    def _cells(self, row: int) -> dict[str, str]:
        """The addresses of the figures of a row."""
        money = {name: self._address(self.money, at) for name, at in (("initial", "sign"), ("planned", "target"), ("spent", "unit"))}
        return {name: self._address(row, name) for name in self.at} | money

    # ---- parts ----

    def _head(self) -> None:
        from openpyxl.styles import Alignment, Font

        for row, text, size in ((1, title_of(self.book), 16), (2, "（      年度）", 11)):
            cell = self.tab.cell(row, 1)
            put_text(cell, text)
            cell.font, cell.alignment = Font(name=TYPE, size=size, bold=row == 1), Alignment(horizontal="center", vertical="center")
            self.tab.merge_cells(start_row=row, end_row=row, start_column=1, end_column=self.last)
        department, half = is_department(self.book), self.at["sign"]
        self._put(3, 1, "部门名称" if department else "项目名称", across=self.depth + 1)
        self._put(3, half, "", across=self.last - half + 1, ground=FILL)
        self._put(4, 1, "主管部门", across=self.depth + 1)
        self._put(4, half, "", across=3, ground=FILL)
        self._put(4, half + 3, "填报单位" if department else "实施单位", across=2)
        self._put(4, half + 5, "", across=self.last - half - 4, ground=FILL)

    def _budget(self, top: int) -> None:
        """The money: the total, and below it the parts of which it is made up."""
        self.money = top + 1
        words = ["年初预算数", "全年预算数", "全年执行数", "执行率", *(["分值", "得分"] if self.weight is not None else ["", ""])]
        self._put(top, 1, "项目资金（万元）" if not is_department(self.book) else "部门支出（万元）", ground=HEAD)
        self._put(top, 2, "", across=self.depth, ground=HEAD)
        for place, word in enumerate(words):
            self._put(top, self.at["sign"] + place, word, ground=HEAD)
        self._put(top, self.at["score"] + 1, "", across=self.last - self.at["score"])
        for number, name in enumerate(("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金")):
            row = top + 1 + number
            self._put(row, 2, name, across=self.depth)
            for place in range(3):
                self._put(row, self.at["sign"] + place, "", ground=FILL).number_format = "0.00####"
            for name_ in ("actual", "weight", "score"):
                self._put(row, self.at[name_], "—" if number and (name_ == "actual" or self.weight is not None) else "")
            self._put(row, self.at["score"] + 1, "", across=self.last - self.at["score"])
            self._put(row, 1, "", ground=HEAD)
            self.tab.row_dimensions[row].height = 20
        self.tab.merge_cells(start_row=top, end_row=top + 4, start_column=1, end_column=1)
        cells = self._cells(self.money)
        base, spent = cells[base_of(self.book)], cells["spent"]
        self._formula(self.money, "actual", f'IF(COUNT({base},{spent})<2,"",IF({base}=0,"",ROUND({spent}/{base},4)))', "0.00%")
        if self.weight is not None:
            put_figure(self._put(self.money, self.at["weight"], ""), self.weight)
            self._formula(self.money, "score", rate_formula(self.book, cells), "0.00")
            self.scores[self.money] = rate_formula(self.book, cells, exact=True)

    def _heads(self, row: int) -> int:
        """The heads of the table; gives the row below them."""
        self.head = row
        words = ["绩效指标", *NAMES[: self.depth], *VALUES, *(["评分标准"] if self.criteria else []), "偏差原因分析及改进措施"]
        for column, word in enumerate(words, 1):
            self._put(row, column, word, ground=HEAD, bold=True)
        self.tab.row_dimensions[row].height = 30
        return row + 1

    def _tree(self, first: int) -> int:
        """The rows of the tree; gives the row below them."""
        for row, leaf in enumerate(self.rows, first):
            self.scores[row] = self._leaf(row, leaf)
        end = first + len(self.rows)
        for level in range(self.depth):
            self._merge(first, end, level)
        if end - first > 1:
            self.tab.merge_cells(start_row=first, end_row=end - 1, start_column=1, end_column=1)
        put_text(self.tab.cell(first, 1), "绩效指标")
        return end

    def _leaf(self, row: int, leaf: Leaf) -> str:
        """A row of the tree; gives its unrounded formula."""
        cells, own = self._cells(row), len(leaf.path) + 1
        self._put(row, 1, "")
        for level in range(1, self.depth + 1):
            text = leaf.path[level - 1] if level < own else leaf.name if level == self.depth else ""
            self._put(row, level + 1, text, ground=FILL if level == self.depth and not leaf.name else "", wide=level == self.depth)
        for name in ("sign", "target", "unit", "actual", "weight"):
            self._put(row, self.at[name], "", ground=FILL)
        formula, exact, unit = self._scored(leaf, cells)
        if is_execution(leaf.name, ""):
            rate = self._address(self.money, "actual")
            self._formula(row, "actual", f'IF(ISNUMBER({rate}),{rate}*100,"")', "0.00")
        if unit:
            put_text(self.tab.cell(row, self.at["unit"]), unit)
        if leaf.weight is not None:
            put_figure(self.tab.cell(row, self.at["weight"]), leaf.weight)
        self._formula(row, "score", formula, "0.00")
        if self.criteria:
            self._put(row, self.at["score"] + 1, leaf.criterion, wide=True)
        self._put(row, self.last, "", ground=FILL, wide=True)
        self.tab.row_dimensions[row].height = 30 if len(leaf.criterion) <= 24 else 15 * (1 + -(-len(leaf.criterion) // 14))
        return exact

    def _scored(self, leaf: Leaf, cells: dict[str, str]) -> tuple[str, str, str]:
        """The formula of a row, the same unrounded, and the unit of its figures; all "" where a person gives the score."""
        if leaf.constraint:
            return "", "", ""
        if is_execution(leaf.name, ""):
            return rate_formula(self.book, cells), rate_formula(self.book, cells, exact=True), "%"
        if leaf.criterion:
            formula, unit = own_formula(self.book, leaf.criterion, cells)
            return formula, own_formula(self.book, leaf.criterion, cells, exact=True)[0], unit
        return row_formula(self.book, cells), row_formula(self.book, cells, exact=True), ""

    def _merge(self, first: int, end: int, level: int) -> None:
        """Merge equal names of a level that stand one below the other under the same names."""
        paths = [leaf.path[: level + 1] if len(leaf.path) > level else () for leaf in self.rows]
        start = 0
        for place in range(1, end - first + 1):
            if place == end - first or paths[place] != paths[start] or not paths[start]:
                if place - start > 1 and paths[start]:
                    top, bottom = first + start, first + place - 1
                    self.tab.merge_cells(start_row=top, end_row=bottom, start_column=level + 2, end_column=level + 2)
                start = place

    def _total(self, row: int) -> None:
        """Weights and scores added up, and the grade."""
        self._put(row, 1, "总分", across=self.at["actual"], ground=HEAD, bold=True)
        rows = list(self.scores)
        weights, scores = (refs(letters(self.at[name]), rows) for name in ("weight", "score"))
        cells, added = self._cells(row), self._unrounded()
        self._formula(row, "weight", f"SUM({weights})", "0.##", _sum(self.rows, self.weight))
        self._formula(row, "score", total_formula(self.book, scores, (cells[base_of(self.book)], cells["spent"]), added), "0.00")
        if self.criteria:
            self._put(row, self.last - 1, "")
        grade = grade_formula(self.book, self._address(row, "score"))
        self._put(row, self.last, "")
        if grade:
            self._formula(row, "grade", grade, "General")

    def _unrounded(self) -> str:
        """A hidden column of what the rows add to the total, where that is not what they show; gives its cells, "" where there is none."""
        to = whole_places(self.book.rounding)
        if not adds_exact(self.book) or to is None or not any(self.scores.values()):
            return ""
        column = self.last + 1
        self._put(self.head, column, ADDED[-1], ground=HEAD)
        for row, exact in self.scores.items():
            cell = self.tab.cell(row, column)
            put_formula(cell, exact_formula(self._address(row, "score"), exact, to))
            self.results[cell.coordinate] = ""
        self.tab.column_dimensions[letters(column)].hidden = True
        return refs(letters(column), list(self.scores))

    def _notes(self, row: int) -> None:
        from openpyxl.styles import Alignment, Font

        for number, text in enumerate(notes_of(self.book)):
            cell = self.tab.cell(row + number, 1)
            put_text(cell, text)
            cell.font, cell.alignment = Font(name=TYPE, size=9), Alignment(vertical="center", wrap_text=True)
            self.tab.merge_cells(start_row=row + number, end_row=row + number, start_column=1, end_column=self.last)
            self.tab.row_dimensions[row + number].height = 26

    # ---- checks ----

    def _guard(self, first: int, last: int) -> None:
        """What may be entered: signs from a list, points from 0 to 100, scores up to the points, money from 0."""
        bound = [row for row, leaf in enumerate(self.rows, first) if leaf.constraint]
        plain_rows = [row for row in range(first, last + 1) if row not in bound]
        self._list(self._span("sign", plain_rows), SIGNS, "指标符号只能是 ≥、≤、=、定性。")
        self._between(self._span("weight", plain_rows), "0", "100", "分值应在 0 到 100 之间。")
        score = self._span("score", plain_rows)
        self._between(score, "0", f"{letters(self.at['weight'])}{plain_rows[0]}", "得分不能小于 0，也不能超过本行分值。")
        if bound:
            self._between(self._span("score", bound), "-100", "0", "约束性指标以负数记分：没有扣分填 0。")
        money = f"{letters(self.at['sign'])}{self.money}:{letters(self.at['unit'])}{self.money + 3}"
        self._between(money, "0", "999999999999", "金额应是不小于 0 的数，单位万元。")
        if self.weight is not None:
            self._between(self._address(self.money, "score"), "0", self._address(self.money, "weight"), "得分不能小于 0，也不能超过分值。")
        self._alarm(last + 1)

    def _span(self, name: str, rows: Sequence[int]) -> str:
        return refs(letters(self.at[name]), list(rows)).replace(",", " ")

    def _list(self, cells: str, choices: str, said: str) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation

        self._add(DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True, sqref=cells), said)

    def _between(self, cells: str, low: str, high: str, said: str) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation

        self._add(DataValidation(type="decimal", operator="between", formula1=low, formula2=high, allow_blank=True, sqref=cells), said)

    def _add(self, check: Any, said: str) -> None:
        check.error, check.errorTitle, check.showErrorMessage = said, "请核对", True
        self.tab.add_data_validation(check)

    def _alarm(self, total: int) -> None:
        """The sum of the weights turns red where it is not the full score."""
        from openpyxl.formatting import rule
        from openpyxl.styles import Font, PatternFill

        rules: Any = rule
        red = rules.CellIsRule(operator="notEqual", formula=[plain(self.book.full_score)], font=Font(color="FFC00000", bold=True),
                               fill=PatternFill("solid", bgColor="FFF4CCCC"))  # fmt: skip
        self.tab.conditional_formatting.add(self._address(total, "weight"), red)

    def _page(self, first: int) -> None:
        from openpyxl.worksheet.properties import PageSetupProperties

        tab = self.tab
        widths = [8, *([15] * (self.depth - 1)), 22, 11, 12, 11, 12, 9, 9, *([30] if self.criteria else []), 26]
        for column, width in enumerate(widths, 1):
            tab.column_dimensions[letters(column)].width = width
        for row, height in ((1, 30), (2, 20), (3, 22), (4, 22)):
            tab.row_dimensions[row].height = height
        tab.freeze_panes = f"A{first}"
        tab.print_title_rows = f"{first - 1}:{first - 1}"
        tab.page_setup.orientation, tab.page_setup.paperSize = "landscape", 9
        tab.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        tab.page_setup.fitToWidth, tab.page_setup.fitToHeight = 1, 0
        tab.print_options.horizontalCentered = True


def _sum(rows: Sequence[Leaf], budget: Decimal | None) -> Decimal:
    """The weights that stand in a blank form."""
    return sum((row.weight for row in rows if row.weight is not None), budget or Decimal(0))


def is_department(book: Rulebook) -> bool:
    """Whether the form is of a department (部门整体支出), not of a project."""
    return book.scope == "dept"


def title_of(book: Rulebook) -> str:
    """The title of the form (标题)."""
    return "部门整体支出绩效自评表" if is_department(book) else "项目支出绩效自评表"


def notes_of(book: Rulebook) -> tuple[str, ...]:
    """
    The notes below the form (表注): which rulebook it follows, and how it is filled in.
    """
    return (
        f"注：1.评分办法：{book.title}（{book.id}）。各项规定和依据见工作表“填表说明”。",
        "2.浅黄色的格由人填写，浅蓝色的格是公式；没有公式的得分由填表人按评分办法评定。",
        "3.指标符号选“定性”的，年度指标值和实际完成值写文字，得分由人填写，可以盖过公式。",
    )
