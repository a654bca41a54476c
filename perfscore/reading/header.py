"""What stands above the table (表首): title, unit, year, declared total and the money."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, frozen

from perfscore.errors import ReadError
from perfscore.number import NOTHING, Quantity, fold, plain, read_quantity, unit_of
from perfscore.pattern import pattern
from perfscore.reading.grid import GridCell, GridRow
from perfscore.sheet import Budget, BudgetPart
from perfscore.source import Cell, Source

#: Labels of the head, the better one first.
UNITS = (
    "评价单位", "填报单位", "自评单位", "部门名称", "单位名称", "部门(单位)名称", "预算单位", "项目单位", "部门单位名称", "项目实施单位",
    "实施单位", "资金使用单位", "主管部门", "中央主管部门",
)  # fmt: skip
#: Labels that open a head block without being read.
OTHERS = ("项目名称", "转移支付名称", "专项名称", "填报日期")
YEARS = ("评价年度", "自评年度", "预算年度", "年度", "填报年度")
TOTALS = ("总分", "自评总分", "评价总分", "总得分", "自评得分", "自评总得分", "综合得分", "绩效自评得分", "得分合计", "评价得分")
MONEY = {
    "planned": ("预算数", "全年预算数", "调整后预算数", "年度预算数", "预算安排数", "全年预算", "预算总额", "调整预算数", "调整后预算", "预算资金总额", "预算总金额"),
    "spent": ("全年执行数", "执行数", "实际执行数", "全年支出数", "实际支出数", "预算执行数", "实际支出", "支出数", "全年执行"),
    "initial": ("年初预算数", "年初预算", "年初批复数"),
    "adjustment": ("预算调整数", "调整数", "调整金额", "预算调整金额"),
    "excluded": ("中央专款", "中央专款调整", "中央专款调整数"),
    "rate": ("执行率", "预算执行率", "资金执行率", "预算执行进度"),
    "weight": ("分值", "权重", "执行率权重"),
    "printed": ("得分", "自评得分", "执行率得分"),
}  # fmt: skip

_BRACKETS = pattern(r"\([^()]*\)|[:*]")
_MONEY = {fold(word): name for name, words in MONEY.items() for word in words}
#: The same in longer words: 转移支付预算数.
_LONGER = (
    ("planned", pattern(r"(?:转移支付|项目|资金|专项|部门|全年|年度)+(?:调整后)?(?:预算|预算安排|安排)(?:数|金额|总额|资金)")),
    (
        "spent",
        pattern(
            r"(?:转移支付|项目|资金|专项|部门|全年|年度)+(?:预算|实际)?(?:执行|支付)(?:数|金额|总额)|(?:资金|全年|年度)(?:实际)?支出(?:数|金额)"
        ),
    ),
)
_PART = pattern("其中|预算|拨款|资金|收入|支出|执行|结转|补助|财政|总额|总金额|合计")
_SPENT = pattern("执行|支出")
#: What a unit spends on, planned and not spent: 基本支出总额, 项目支出总额.
_KINDS = pattern("(?:基本|项目)支出(?:总额|预算)?(?:\\([^()]*\\))?$")
#: The row of the total, where it stands below the parts.
_TOTAL_ROW = pattern("(?:资金)?(?:合计|总计)(?:金额|资金)?:?")
#: What begins the rows of the parts.
_PARTIAL = pattern("其中")
#: What heads of columns end in.
_HEADLIKE = pattern("(?:情况|原因|问题|措施|说明|方法|办法|标准|备注|依据|评分?|复核分?)$|原因|措施")
_TOTAL = pattern(r"(?:自评|评价|综合)?(?:总得?分|得分合计)[:：]\s*(.*)")
#: The same between other words of a line, and in a sentence.
_TOLD = pattern(r"(?:^|[\s;；，,。])(?:自评|评价|综合)?(?:总得?分|得分合计)\s*[:：]\s*(\d{1,3}(?:\.\d{1,2})?)\s*分?(?=$|[\s;；，,。])")
_SAID = pattern(r"(?:自评|自我评价|综合|最终|[本该]项目)(?:总得分|总分|得分|评分|结果|得)\s*[为是:：]?\s*(\d{1,3}(?:\.\d{1,2})?)\s*分")
#: Longer prose speaks of other totals too.
SHORT = 80
_MAKING = pattern("上年|去年|往年|复核|财政|平均|满分|其中|组成|构成|设置|以上|以下|权重")
_UNIT = pattern(r"[（(](?:单位[:：])?\s*(万元|亿元|千元|元)\s*[）)]|单位\s*[:：]\s*(万元|亿元|千元|元)")
_YEAR = pattern(r"((?:19|20)\d\d)\s*(?:年|(?=$))")
_HAN_YEAR = pattern("([一二][〇○零O0一二三四五六七八九]{3})年")
_HAN = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_TITLE = pattern("自评|自評")
_ANNEX = pattern(r"^附[件表录]\s*[\d一二三四五六七八九十]*\s*[-—.、:：]?\s*\d*\s*[:：]?\s*")
#: A table of scores has a title of its own: 部门整体支出绩效评价得分表.
_SCORES = pattern(r"[^。；：:]{0,40}(?:绩效|评价)[^。；：:]{0,10}(?:得分表|评分表)")
#: 得分（20分*执行率）, and 预算执行情况（20分）.
_RATED = pattern(r"得分\(?((?P<points>\d{1,3}(?:\.\d{1,2})?)分?[*×](?:预算|资金)?执行率)\)?")
_BLOCK = pattern(
    r"^(?:[一二三四五\d]*[、.])?(?:项目|年度|部门)?(?:预算|资金)[^()]{0,8}(?:\([^()\d]*\))*\((?P<points>\d{1,3}(?:\.\d{1,2})?)分\)$"
)


@frozen(kw_only=True, eq=False)
class Header:
    """The head of a form as read (表首), in the words of ``Sheet``."""

    title: str = ""
    unit: str = ""
    year: int | None = None
    declared: Decimal | None = None
    budget: Budget = Budget()
    cells: tuple[Cell, ...] = ()
    remarks: tuple[str, ...] = ()


def is_title(row: GridRow) -> bool:
    """
    Whether a row is the title of a form (标题行): one cell that speaks of 自评 and is no sentence.
    """
    cell = row.only
    if cell is None or not 3 <= len(cell.text) <= 60:
        return False
    if _SCORES.fullmatch(cell.text):
        return True
    if not _TITLE.search(cell.text):
        return False
    return re.search("[。；:：]|总分|得分|自评单位|附件", cell.text) is None and re.search("表|自评$|自评[（(]|情况", cell.text) is not None


def money_of(text: str) -> str:
    """
    The figure of the money that a label names (资金标签), empty where it names none.

    >>> money_of("全年预算数(A)"), money_of("转移支付执行数(B)"), money_of("其他资金")
    ('planned', 'spent', '')
    """
    label = _label(text)
    return _MONEY.get(label) or next((name for name, words in _LONGER if words.fullmatch(label)), "")


def is_annex(row: GridRow) -> bool:
    """Whether a row names the form as an annex: 附件2 项目支出绩效自评表; in a text it may be a line of a list."""
    cell = row.only
    return (
        cell is not None
        and _ANNEX.match(cell.text) is not None
        and is_title(evolve(row, cells=(evolve(cell, text=_ANNEX.sub("", cell.text)),)))
    )


def is_label(text: str) -> bool:
    """Whether a text is a label of the head (标签): 评价单位, 总分, 预算数."""
    label = _label(text)
    return label in UNITS or label in YEARS or label in TOTALS or bool(money_of(text))


def opens(row: GridRow) -> bool:
    """
    Whether a row belongs to the head of a form, its title apart (表首行): who and when, planned and spent.

    Other words of money are no sign: 预算执行率 is an indicator too.
    """
    labels = [_before_colon(cell.text) for cell in row.cells]
    return any(label in (*UNITS, *YEARS, *OTHERS) or _MONEY.get(label) in ("planned", "spent", "initial") for label in labels)


def totals(row: GridRow) -> bool:
    """Whether a row prints a total in words (总分行)."""
    return any(_before_colon(cell.text) in TOTALS for cell in row.cells)


def number(cell: GridCell, name: str, source: Source) -> Quantity:
    """
    The number that a cell must print, or blank (数值单元格).

    Raises:
        ReadError: text stands there, or a formula without its result.
    """
    demand_value(cell, source)
    shown = read_quantity(cell.text)
    if shown.nature == "words" or (shown.value is not None and shown.comparator):
        raise ReadError(f"{name}“{cell.text}”不是数字。", source=source.at(cell.at), hint=f"请在 {cell.at} 填数字，例如 10；没有就留空。")
    return shown


def taken_as_blank(error: ReadError, cell: GridCell) -> str:
    """What is said of words where a figure must stand (按没有填写计)."""
    return f"{error.message.rstrip('。')}（{cell.at}），按没有填写计。{error.hint}"


def demand_value(cell: GridCell, source: Source) -> None:
    """Refuse a formula whose result was not saved (公式无结果): it is not 0 and not blank."""
    if cell.lost:
        raise ReadError("这里的公式没有保存结果。", source=source.at(cell.at), hint="请用 Excel/WPS 打开后保存一次，再重新读取。")


def total_in(row: GridRow, source: Source, remarks: list[str]) -> tuple[Decimal | None, Cell] | None:
    """The total that a row prints in words (总分：96), with its cell; None where it prints none. What is no figure is told in the remarks."""
    for cell in row.cells:
        for piece in re.split(r"\s{2,}|[;；，,]", cell.text):
            match = _TOTAL.fullmatch(piece.strip()) or _TOTAL.fullmatch(piece.strip().rpartition(" ")[2])
            if match and match[1]:
                own = Cell(field="declared", text=match[1], at=cell.at)
                try:
                    return number(evolve(cell, text=match[1]), "总分", source).value, own
                except ReadError as error:
                    remarks.append(taken_as_blank(error, cell))
                    return None, own
        if found := _TOLD.search(cell.text):
            return Decimal(found[1]), Cell(field="declared", text=found[1], at=cell.at)
    return None


def total_said(text: str) -> str:
    """
    The total that a note says (说明中的总分), empty where it says none or only how a total is made, and in longer prose.

    >>> total_said("经自评，项目自评得分为 98.5 分，等级为优。"), total_said("自评总分100分，其中产出60分。")
    ('98.5', '')
    """
    found = _SAID.search(text)
    return found[1] if found and len(text) <= SHORT and not _MAKING.search(text) else ""


def _before_colon(text: str) -> str:
    return _label(text.partition("：")[0].partition(":")[0])


def _label(text: str) -> str:
    return _BRACKETS.sub("", fold(text)) if len(text) <= 40 else ""


def read_header(rows: Sequence[GridRow], source: Source, columns: Mapping[str, int] | None = None) -> Header:
    """
    The head of a form from the rows above its table (读表首).

    Raises:
        ReadError: text stands where a number must be, or a formula without its result.
    """
    reader = _Reader(source, columns or {})
    for index, row in enumerate(rows):
        if not reader.title and (is_title(row) or is_annex(row)):
            reader.cells["title"] = Cell(field="title", text=_ANNEX.sub("", row.cells[0].text), at=row.cells[0].at)
        elif not reader.money(row, rows[index + 1 :], rows[index - 1] if index else None):
            reader.labels(row, rows[index + 1 :])
    reader.points(rows)
    reader.total(rows)
    reader.year(rows)
    for row in rows:
        for cell in row.cells:
            demand_value(cell, source)
    return reader.header()


class _Reader:
    """Gathers the head row by row (表首读取)."""

    def __init__(self, source: Source, columns: Mapping[str, int]) -> None:
        self.source = source
        #: The columns of the table below, by field.
        self.columns = columns
        self.cells: dict[str, Cell] = {}
        self.rank = len(UNITS)
        self.declared: Decimal | None = None
        self.calendar: int | None = None
        self.amounts: dict[str, Quantity] = {}
        self.amount_cells: dict[str, Cell] = {}
        self.parts: list[BudgetPart] = []
        self.currency = ""
        self.total_label = ""
        self.table: dict[int, str] = {}
        self.first = ""
        self.remarks: list[str] = []

    @property
    def title(self) -> str:
        return self.cells["title"].text if "title" in self.cells else ""

    # ---- labels and values ----

    def labels(self, row: GridRow, below: Sequence[GridRow] = ()) -> None:
        """The labels of a row, each with what stands after its colon or in the next cell, a total also below it."""
        for index, cell in enumerate(row.cells):
            before, _, inside = re.sub("[:：]", "：", cell.text, count=1).partition("：")
            after = row.cells[index + 1] if index + 1 < len(row.cells) and not is_label(row.cells[index + 1].text) else None
            value = GridCell(row=cell.row, column=cell.column, text=inside.strip()) if inside.strip() else after
            if _label(before) in TOTALS:
                value = self._below(cell, below) if value is None else self._beneath_points(row, value)
            if value is not None:
                self._take(_label(before), value)

    def _beneath_points(self, row: GridRow, value: GridCell) -> GridCell:
        """The total of a row that stands above the columns of the table: beside the sum of the points it is what the scores add up to."""
        score = row.get(self.columns.get("printed", 0))
        return score if score is not None and value.column == self.columns.get("weight") and _is_amount(score) else value

    @staticmethod
    def _below(cell: GridCell, below: Sequence[GridRow]) -> GridCell | None:
        """The figure below a label that has nothing beside it."""
        found = below[0].get(cell.column) if below else None
        return found if found is not None and _is_amount(found) else None

    def _take(self, label: str, value: GridCell) -> None:
        if label in UNITS and UNITS.index(label) < self.rank:
            demand_value(value, self.source)
            self.rank = UNITS.index(label)
            self.cells["unit"] = Cell(field="unit", text=value.text, at=value.at)
        elif label in YEARS and self.calendar is None and (year := _year(value.text, bare=True)):
            self.calendar = year
            self.cells["year"] = Cell(field="year", text=value.text, at=value.at)
        elif label in TOTALS and ("declared" not in self.cells or (self.total_label == "总分" and label != "总分")):
            self.total_label = label  # 总分 100 beside 自评得分 92 is what the form is worth
            self.declared = self._figure(value, "总分").value
            self.cells["declared"] = Cell(field="declared", text=value.text, at=value.at)

    def total(self, rows: Sequence[GridRow]) -> None:
        for row in rows:
            if "declared" in self.cells:
                return
            found = total_in(row, self.source, self.remarks)
            if found:
                self.declared, self.cells["declared"] = found

    def year(self, rows: Sequence[GridRow]) -> None:
        """The year where no label gives it: from a short line of its own, else from the title."""
        lines = [row.only for row in rows if row.only is not None]
        for cell in sorted(lines, key=lambda cell: len(cell.text)):
            if self.calendar is None and len(cell.text) <= 60 and (year := _year(cell.text)):
                self.calendar = year
                self.cells["year"] = Cell(field="year", text=cell.text, at=cell.at)

    # ---- money ----

    def points(self, rows: Sequence[GridRow]) -> None:
        """The points of the budget line where only its head prints them: 得分（20分*执行率）, 预算执行情况（20分）."""
        cells = [cell for row in rows for cell in row.cells if len(cell.text) <= 40]
        rated = next(((found, cell) for cell in cells if (found := _RATED.search(fold(cell.text)))), None)
        block = next(((found, cell) for cell in cells if (found := _BLOCK.search(fold(cell.text)))), None)
        if rated is not None:
            self.amount_cells["criterion"] = Cell(field="criterion", text=rated[0][1], at=rated[1].at)
        if (stated := rated or block) is not None and "weight" not in self.amounts:
            found, cell = stated
            self.amounts["weight"] = read_quantity(found["points"])
            self.amount_cells["weight"] = Cell(field="weight", text=found["points"], at=cell.at)

    def money(self, row: GridRow, below: Sequence[GridRow], above: GridRow | None = None) -> bool:
        """A row of the budget block; False where it is none."""
        self._currency(row)
        if self.table and self._table_row(row):
            return True
        heads = {cell.column: name for cell in row.cells if (name := money_of(cell.text))}
        if "planned" not in heads.values():  # the sources of the money side by side, and what they add up to
            heads |= {cell.column: "planned" for cell in row.cells if _label(cell.text) == "合计"}
        if {"planned", "spent", "initial"} & set(heads.values()) and len(heads) >= 2 and not any(_is_amount(cell) for cell in row.cells):
            heads = _of_spending(heads, above)
            names = list(heads.values())
            self.table = {column: name for column, name in heads.items() if names.count(name) == 1 or _holds_figures(below, column)}
            return True
        return _is_money(row) and self._pairs(row)

    def _currency(self, row: GridRow) -> None:
        for cell in row.cells:
            match = _UNIT.search(cell.text)
            if match and not self.currency:
                self.currency = match[1] or match[2]

    def _table_row(self, row: GridRow) -> bool:
        """A row below the heads 预算数, 执行数, …: the total first, then the parts; the points may stand with a part."""
        values = {name: cell for column, name in self.table.items() if (cell := row.get(column)) is not None}
        label = next((cell for cell in reversed(row.cells) if cell.column < min(self.table)), None)
        named = label is not None and _PART.search(label.text) is not None
        first = not self.amounts.keys() & {"planned", "spent"}
        whole = first and not (label is not None and _PARTIAL.match(label.text))
        figures = [cell for cell in values.values() if cell.lost or read_quantity(cell.text).nature in {"number", "blank"}]
        if (
            not (named or (whole and label is None))
            or (values and not figures and not whole)
            or any(money_of(cell.text) for cell in row.cells)
        ):
            self.table = {}
            return False
        for name, cell in values.items():
            if whole:
                self.first = label.text if label is not None else ""
            if whole or (name in {"weight", "printed"} and read_quantity(cell.text).nature == "number"):
                self._amount(name, cell)
        if not whole and label is not None and _TOTAL_ROW.fullmatch(fold(label.text)) and {"planned", "spent"} <= values.keys():
            self._total_below(values)
            return True
        if not whole and values and label is not None:
            self._part(label.text, values.get("planned"), values.get("spent"))
        return True

    def _total_below(self, values: dict[str, GridCell]) -> None:
        """The total of the block stands in its last row: what was taken for it is the first part."""
        first = {name: cell for name in ("planned", "spent") if (cell := self.amount_cells.get(name)) is not None}
        figures = {name: self._converted(self.amounts[name]) for name in first}
        self.parts.insert(0, BudgetPart(name=self.first, cells=tuple(first.values()), **figures))
        for name, shown in values.items():
            self.amounts.pop(name, None)
            self._amount(name, shown)

    def _pairs(self, row: GridRow) -> bool:
        """A row where each label has its figure to the right: 预算数 1486.27 全年执行数 1464.43."""
        part: list[tuple[str, GridCell | None]] = []
        for index, cell in enumerate(row.cells):
            after = row.cells[index + 1] if index + 1 < len(row.cells) else None
            value = after if after is not None and not _is_money_label(after.text) else None
            name = money_of(cell.text)
            if name and value is not None and not _is_label_like(value):
                self._amount(name, value)
            elif not name and _is_part(cell.text) and value is not None and (_is_amount(value) or value.lost):
                part.append((cell.text, value))
        if part:
            if len(part) == 2 and fold(part[0][0]) == fold(part[1][0]):  # 其中：财政拨款 300 其中：财政拨款 270
                self._part(part[0][0], part[0][1], part[1][1])
                return True
            planned = next(((text, cell) for text, cell in part if not _SPENT.search(text)), None)
            spent = next(((text, cell) for text, cell in part if _SPENT.search(text)), None)
            self._part((planned or part[0])[0], planned[1] if planned else None, spent[1] if spent else None)
        return True

    def _amount(self, name: str, cell: GridCell) -> None:
        words = {"rate": "执行率", "weight": "预算分值", "printed": "预算得分"}
        shown = read_quantity(cell.text) if name == "rate" and not cell.lost else self._figure(cell, words.get(name, MONEY[name][0]))
        if name not in self.amounts:
            self.amounts[name] = shown
            self.amount_cells[name] = Cell(field=name, text=cell.text, at=cell.at, stored=cell.stored)

    def _part(self, label: str, planned: GridCell | None, spent: GridCell | None) -> None:
        name = re.sub(r"^其中\s*[:：]?\s*", "", label).strip(":： ")
        cells = [(name, cell) for name, cell in (("planned", planned), ("spent", spent)) if cell is not None]
        figures = {name: self._converted(self._figure(cell, MONEY[name][0])) for name, cell in cells}
        marks = tuple(Cell(field=name, text=cell.text, at=cell.at, stored=cell.stored) for name, cell in cells)
        self.parts.append(BudgetPart(name=name, cells=marks, **figures))

    def _figure(self, cell: GridCell, name: str) -> Quantity:
        """The figure that a cell must print; other words are told and count as not filled in."""
        try:
            return number(cell, name, self.source)
        except ReadError as error:
            if cell.lost:
                raise
            self.remarks.append(taken_as_blank(error, cell))
            return NOTHING

    def _converted(self, shown: Quantity) -> Decimal | None:
        """A figure in the unit of the block: 5000元 beside 万元 is 0.5."""
        unit = self.currency or "万元"
        if shown.value is None or not shown.unit or unit_of(shown.unit)[0] != "元" or shown.unit == unit:
            return shown.value
        return Decimal(plain(Fraction(shown.value) * unit_of(shown.unit)[1] / unit_of(unit)[1]))

    def header(self) -> Header:
        figures = {name: self._converted(shown) for name, shown in self.amounts.items() if name != "rate"}
        if "planned" not in self.amounts and "initial" in self.amounts and "planned" not in self.table.values():
            figures["planned"] = figures["initial"]  # the form knows one budget only
        if (figures.get("weight") or 0) < 0:
            cell = self.amount_cells["weight"]
            self.remarks.append(f"执行率的分值 {cell.text} 是负数（{cell.at}），当作没有填写；请改为 0 或正数。")
            figures["weight"] = None
        rated, unit = (of[name].text if name in of else "" for of, name in ((self.amount_cells, "criterion"), (self.cells, "unit")))
        cells, currency = tuple(self.amount_cells.values()), self.currency or "万元"
        budget = Budget(**figures, rate=self.amounts.get("rate"), criterion=rated, parts=self.parts, unit=currency, cells=cells)
        cells = tuple(self.cells[name] for name in ("title", "unit", "year", "declared") if name in self.cells)
        return Header(
            title=self.title, unit=unit, year=self.calendar, declared=self.declared, budget=budget, cells=cells, remarks=tuple(self.remarks)
        )


def _year(text: str, *, bare: bool = False) -> int | None:
    text = fold(text)
    match = _YEAR.search(text) if bare or "年" in text else None
    han = _HAN_YEAR.search(text)
    return int(match[1]) if match else int(han[1].translate(_HAN)) if han else None


def _is_amount(cell: GridCell) -> bool:
    return read_quantity(cell.text).nature == "number"


def _is_money_label(text: str) -> bool:
    return bool(money_of(text)) or _is_part(text)


def _is_part(text: str) -> bool:
    """Whether a text names a part of the money: words of money and no figure of its own."""
    shown = 2 <= len(text) <= 40 and _PART.search(text) is not None and read_quantity(text).nature == "words"
    return shown and _KINDS.match(fold(text)) is None


def _is_money(row: GridRow) -> bool:
    """Whether a row holds labels of money, and none of who and when; 自评得分 alone is the total of the form."""
    if any(_label(cell.text) in (*UNITS, *YEARS) for cell in row.cells):
        return False
    named = {name for cell in row.cells if (name := money_of(cell.text))}
    if named == {"printed"}:
        return False
    parts = any(_is_part(cell.text) for cell in row.cells)
    return bool(named) or (parts and any(_is_amount(cell) or cell.lost for cell in row.cells))


def _is_label_like(cell: GridCell) -> bool:
    """Whether a cell beside a label is another head rather than its figure: words without any digit that end as heads do."""
    return not cell.lost and read_quantity(cell.text).nature == "words" and _HEADLIKE.search(fold(cell.text)) is not None


def _of_spending(heads: dict[int, str], above: GridRow | None) -> dict[int, str]:
    """The heads of one table where two with the same heads stand beside each other: of the one below 支出, else of the first."""
    columns, names = list(heads), list(heads.values())
    half = len(columns) // 2
    if names[:half] != names[half:] or "planned" not in names:
        return heads
    spending = above is not None and any("支出" in cell.text and columns[half - 1] < cell.column <= columns[half] for cell in above.cells)
    return {column: heads[column] for column in (columns[half:] if spending else columns[:half])}


def _holds_figures(below: Sequence[GridRow], column: int) -> bool:
    """Whether the row below a head has a figure, or nothing, in its column."""
    cell = below[0].get(column) if below else None
    return cell is None or cell.lost or read_quantity(cell.text).nature != "words"
