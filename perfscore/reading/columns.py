"""The column heads of a form (表头): each column is known by its words, never by its place or its file."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from attrs import evolve, field, frozen

from perfscore.number import fold, read_quantity
from perfscore.pattern import pattern
from perfscore.reading.grid import MOST_COLUMNS, Grid, GridCell, GridRow

#: What each column is called in the forms; brackets, spaces and digits around a word do not count.
WORDS: dict[str, tuple[str, ...]] = {
    "first": ("一级指标", "一级", "考核内容", "指标类别", "指标类型"),
    "second": ("二级指标", "二级", "考核事项"),
    "third": (
        "三级指标", "三级", "指标名称", "绩效指标名称", "具体指标", "指标", "指标内容", "评价内容", "考核指标", "评价指标", "三级指标名称",
    ),
    "fourth": ("四级指标", "四级"),
    "weight": (
        "分值", "权重", "指标分值", "标准分", "标准分值", "指标权重", "权重分值", "满分", "分值权重", "分数", "参考分值", "满分值", "应得分",
        "指标满分", "评价分值", "设定分值", "标准得分", "权重分",
    ),
    "definition": ("指标说明", "指标解释", "指标释义", "指标定义", "指标内涵", "指标描述"),
    "criterion": (
        "评分标准", "评分细则", "评分办法", "计分标准", "计分办法", "评价标准", "评分规则", "计分规则", "评分依据", "得分标准", "赋分标准",
        "得分计算方法", "评价标准及依据", "评分方法", "计分方法", "扣分标准", "评分说明", "评分要点", "考核标准",
    ),
    "target": (
        "年初目标值", "年度指标值", "目标值", "指标值", "计划值", "年度目标值", "年初指标值", "预期指标值", "预期目标值", "年初设定目标值",
        "计划目标值", "绩效目标值", "年初绩效目标值", "预期值", "年度绩效指标值", "目标指标值", "全年目标值", "预期目标", "目标", "年度目标指标值",
        "标准值", "设定值", "值", "年初目标",
    ),
    #: What the target was changed to in the year; where a row prints it, it is the target.
    "adjusted": ("调整指标值", "调整后指标值", "调整目标值", "调整后目标值", "年中调整值", "调整值"),
    "sign": ("指标性质", "指标符号", "运算符号", "计算符号", "比较符", "符号", "性质", "绩效指标性质"),
    "unit": ("度量单位", "计量单位", "指标单位", "单位", "指标值单位", "绩效度量单位"),
    "actual": (
        "实际完成值", "全年完成值", "全年实际值", "完成值", "实际值", "年度完成值", "全年实际完成值", "实际完成", "实际完成情况",
        "实际完成指标值", "年度实际完成值", "年末完成值", "自评完成值", "目标完成值", "指标完成值", "完成情况", "年终完成值", "全年完成情况",
        "指标完成情况", "实施进度", "实现值", "实际完成数", "全年完成数", "完成数", "全年完成", "年度完成", "全年实际",
    ),
    "printed": (
        "得分", "自评得分", "自评分", "实际得分", "自评分数", "评价得分", "单位自评得分", "部门自评得分", "自评分值", "指标得分", "指标自评得分",
        "单项指标得分", "评分", "评价分数", "考核得分", "完成得分",
    ),
    "deviation": ("指标值偏差率", "偏差率", "偏差度", "指标偏差率", "偏离度", "偏差"),
    "remark": (
        "备注", "偏差原因分析及改进措施", "偏差原因分析", "未完成原因和改进措施", "未完成原因及拟采取的改进措施", "未完成原因分析",
        "扣分原因", "偏差原因", "原因分析", "未完成原因", "偏差原因及改进措施", "扣分原因分析", "未完成原因及改进措施",
        "偏差大或目标未完成原因分析", "说明", "存在问题和改进措施",
    ),
    #: 绩效指标 down the left side of a table, beside what it frames.
    "frame": (
        "绩效指标", "年度绩效指标", "年度绩效目标", "绩效目标", "年度目标", "序号", "绩效指标完成情况", "年度绩效指标完成情况", "绩效目标完成情况",
    ),
}  # fmt: skip

#: Heads in words that the table above does not have, told by what they end in; only in a row that other heads make a head.
ENDINGS: tuple[tuple[str, str], ...] = (
    ("remark", r"(?:原因|措施|备注|问题).{0,12}"),
    ("criterion", r".{0,6}(?:评分|计分|打分|得分|扣分|赋分|评价|考核)(?:标准|细则|办法|方法|规则|依据|要点|说明).{0,6}"),
    ("actual", r".{0,8}(?:实际|完成|实现|达成|实施)(?!率).{0,6}(?:值|数|情况|结果|进度|水平)"),
    ("deviation", r".{0,6}偏差(?:率|度)"),
    ("target", r".{0,8}(?:目标|指标|计划|预期|设定|年初).{0,4}(?:值|数)"),
    ("weight", r".{0,6}(?:分值|权重)(?:占比)?"),
    ("printed", r".{0,8}得分|.{0,6}(?:自评|评价|实际|最终|单位|部门|评估|考核)(?:分数|评分|分)"),
)

#: What a column may be called that holds the names of a list without levels.
FLAT = ("绩效指标", "年度绩效指标", "绩效指标内容", "绩效评价指标", "评价指标", "考核指标", "指标")

LEVELS = ("first", "second", "third", "fourth")
VALUES = ("target", "actual")
POINTS = ("weight", "printed")

_FIELDS = {fold(word): name for name, words in WORDS.items() for word in words}
_BRACKETS = pattern(r"\([^()]*\)|\[[^\[\]]*\]|[:*★]|^\d+[.、]?|^[一二三四五六七八九十]+、|\d+$")
#: The number of a head once its brackets are off: 年度绩效目标1（80分）.
_NUMBER = pattern(r"[\d一二三四五六七八九十]+$")


@lru_cache(8192)
def field_of(text: str) -> str:
    """
    The field that a column head names (表头词), empty where it names none.

    >>> field_of("年初目标值（A）"), field_of("得分(20分*执行率)"), field_of("备 注"), field_of("数量指标")
    ('target', 'printed', 'remark', '')
    """
    if not 0 < len(text) <= 60:
        return ""
    bare = _BRACKETS.sub("", fold(text))
    return _FIELDS.get(bare) or _FIELDS.get(_NUMBER.sub("", bare), "")


#: The scores that a total adds up, where others stand beside them that are out of 100 each.
_WEIGHTED = pattern(r"(?:加权|折算|折合)后?得分(?:\([^()]*\))?")
_ENDINGS = tuple((name, pattern(words)) for name, words in ENDINGS)


def field_in_head(text: str) -> str:
    """
    The field that a cell of a head names (表头词), by its words or else by what they end in.

    >>> field_in_head("项目完成指标值"), field_in_head("预算设定指标值"), field_in_head("数量指标")
    ('actual', 'target', '')
    """
    known = field_of(text)
    if known or not 0 < len(text) <= 30:
        return known
    bare = _BRACKETS.sub("", fold(text))
    return next((name for name, words in _ENDINGS if words.fullmatch(bare)), "")


@frozen(kw_only=True, eq=False)
class Columns:
    """
    The columns of a form (列): which field stands where, and the heads in the form's words.

    ``first`` and ``last`` are the indices of the head's rows; a head takes one row or two.
    ``unread`` are heads that name no known field.
    """

    at: dict[str, int]
    heads: tuple[str, ...]
    first: int
    last: int
    unread: tuple[GridCell, ...] = ()
    #: What stands beside the heads and frames the table: 年度绩效目标1（80分）.
    frames: tuple[GridCell, ...] = ()
    #: The columns of points that belong to a level above the leaves: 一级指标 分值 二级指标 分值.
    subtotals: dict[str, int] = field(factory=dict)
    #: Every column of points, where one is left blank.
    weights: tuple[int, ...] = ()
    #: The first level that the heads themselves name, of a table whose rows stand without levels: 资金管理情况.
    opening: GridCell | None = None

    @property
    def levels(self) -> tuple[str, ...]:
        """The fields of the indicator levels (指标级次), the top first."""
        return tuple(name for name in LEVELS if name in self.at or (name == "first" and self.opening is not None))

    @property
    def complete(self) -> bool:
        """Whether targets or actuals have a column (有目标值或完成值)."""
        return any(name in self.at for name in VALUES)

    @property
    def scored(self) -> bool:
        """Whether scores have a column and points a place (有得分): a table of scores needs no targets."""
        return "printed" in self.at and ("weight" in self.at or "criterion" in self.at or len(self.levels) > 1)

    def told(self, grid: Grid) -> "Columns":
        """The columns as the table uses them (列的用法): points merged over several rows, left of the leaves, are those of a level."""
        names = [name for name in LEVELS if name in self.at]
        column, last = self.at.get("weight", 0), max((self.at[name] for name in names), default=0)
        above = [name for name in names if self.at[name] < column]
        if not above or column > last or not grid.is_tall(column, below=grid.rows[self.last].number):
            return self
        return evolve(
            self, at={name: place for name, place in self.at.items() if name != "weight"}, subtotals={**self.subtotals, above[-1]: column}
        )

    def cells(self, row: GridRow, *, loose: bool) -> dict[str, GridCell]:
        """
        The cells of a row by field (按列取值).

        In a loose text cells may have slid: tabs are missing or too many before or between
        the level names. The smallest slide under which the row fits its columns best is taken.
        """
        placed = self._place(row, 0, 0)
        if not loose or (least := self._misfit(row, placed)) == 0:
            return placed
        start = min(self.at[name] for name in self.levels if name in self.at)
        for step in (-1, 1, -2, 2):
            for offset in range(len(self.levels) + 1):
                slid = self._place(row, start + offset, step)
                if slid and (cost := self._misfit(row, slid)) < least:
                    placed, least = slid, cost
        return placed

    def fits(self, row: GridRow) -> bool:
        """Whether a row of a loose text can be a row of this table (合表)."""
        placed = self.cells(row, loose=True)
        has_value = any(name in placed for name in ("target", "actual", "printed"))
        return has_value and self._misfit(row, placed) == 0

    def _place(self, row: GridRow, start: int, step: int) -> dict[str, GridCell]:
        """The cells by field after those from column ``start`` on moved by ``step``; empty where they cannot."""
        kept = [cell for cell in row.cells if not start <= cell.column < start - step]
        moved = {cell.column + (step if cell.column >= start else 0): cell for cell in kept}
        if len(moved) < len(row.cells):
            return {}
        return {name: moved[column] for name, column in self.at.items() if column in moved}

    def _misfit(self, row: GridRow, placed: dict[str, GridCell]) -> int:
        """How badly a row stands in these columns: 0 is a fit."""
        cost = 2 * (len(row.cells) - len(placed))
        cost += sum(2 for name in (*LEVELS, "definition", "criterion") if name in placed and is_number(placed[name]))
        cost += sum(3 for name in POINTS if name in placed and not is_number(placed[name], blank=True))
        cost += 3 * (not any(name in placed for name in self.levels[-1:])) + 2 * ("weight" in self.at and "weight" not in placed)
        return cost + ("deviation" in placed and not is_number(placed["deviation"], blank=True))


def is_number(cell: GridCell, *, blank: bool = False) -> bool:
    """Whether a cell prints a number (是数); with ``blank`` a dash counts too."""
    return read_quantity(cell.text).nature in (("number", "blank") if blank else ("number",))


#: How many columns the cell of a row and a column spans.
Across = Callable[[int, int], int]


def single(_: int, __: int) -> int:
    """A cell that spans one column (不跨列)."""
    return 1


def find(rows: Sequence[GridRow], across: Across = single) -> Iterator[Columns]:
    """
    The heads among the rows (表头行), in order; ``across`` tells how far a cell spans.

    A head names a level and at least three fields in all. Where it names neither targets
    nor actuals it is given too, so that the reader can say so.
    """
    index = 0
    while index < len(rows):
        found = _head(rows, index, across)
        if found is not None:
            yield found
        index = index + 1 if found is None else found.last + 1


def _head(rows: Sequence[GridRow], index: int, across: Across) -> Columns | None:
    upper = _known(rows[index])
    if len(set(upper.values())) < 2 and not (set(upper.values()) == {"frame"} and len(upper) > 1):
        return None
    if (managed := _managed(rows, index)) is not None:
        return managed
    if _lower(rows, index) and _heads(rows[index : index + 2]):
        columns = _columns(rows[index : index + 2], index, across)
        if columns.levels and (columns.complete or columns.scored) and len(columns.at) >= 3:
            return columns
    if not _heads(rows[index : index + 1]):
        return None
    columns = _columns(rows[index : index + 1], index, across)
    bare = len(columns.levels) >= 2 and any(name in columns.at for name in (*POINTS, "criterion"))
    table = columns.scored and len(columns.at) >= 4
    return columns if columns.levels and len(columns.at) >= 3 and (columns.complete or bare or table) else None


def _heads(rows: Sequence[GridRow]) -> bool:
    """
    Whether most cells are heads, and none but the points of a block is a figure (是否表头): a row of the tree may hold words of heads too.

    绩效指标, 产出指标, 数量指标, 完成数3, 10, 9, 原因说明 is an indicator.
    """
    cells = [cell for row in rows for cell in row.cells]
    known = sum(bool(field_in_head(cell.text)) or fold(cell.text) in _NAMES for cell in cells)
    return 2 * known > len(cells) and sum(map(is_number, cells)) <= 1


#: The block of a form that scores how its money was managed, each row by a word and what is said to it.
_MANAGED = pattern("(?:项目)?资金管理情况")


def _managed(rows: Sequence[GridRow], index: int) -> Columns | None:
    """The heads of the block 资金管理情况 where it has scores; its rows are named in the column that the first of them begins in."""
    opening, *others = rows[index].cells
    names = {field_in_head(cell.text): cell.column for cell in reversed(others)}
    if not _MANAGED.fullmatch(fold(opening.text)) or not {"weight", "printed"} <= names.keys() or index + 1 == len(rows):
        return None
    first = rows[index + 1].cells[0]
    said = next((cell.column for cell in others if fold(cell.text) in {"情况说明", "说明"}), 0)
    at: dict[str, int] = {
        "third": first.column,
        **{name: names[name] for name in ("weight", "printed", "remark") if name in names and names[name] != said},
    }
    at |= {"actual": said} if said else {}
    texts = tuple(cell.text for cell in rows[index].cells)
    return Columns(at=at, heads=texts, first=index, last=index, opening=opening) if not is_number(first) else None


def _known(row: GridRow) -> dict[int, str]:
    return {cell.column: name for cell in row.cells if (name := field_of(cell.text))}


#: What in the second row of a head says of a level only that its names stand here: 一级指标 over 名称 and 分值.
_NAMES = {"名称": "name"}


def _lower(rows: Sequence[GridRow], index: int) -> bool:
    """Whether the next row is the second row of the same head: heads that the first lacks, and no figures."""
    if index + 1 >= len(rows) or rows[index + 1].number > rows[index].number + 1:
        return False
    cells = rows[index + 1].cells
    below = [name for cell in cells if (name := _NAMES.get(fold(cell.text)) or field_in_head(cell.text))]
    own = set(below) - set(_known(rows[index]).values())
    return len(below) * 5 >= len(cells) * 4 and bool(own) and not any(is_number(cell) for cell in cells)


def _columns(rows: Sequence[GridRow], index: int, across: Across) -> Columns:
    """The columns from one row or two: below a head that spans several columns its parts count."""
    heads = {cell.column: cell for row in rows for cell in row.cells if row is rows[0] or fold(cell.text) not in _NAMES}
    named = [(column, name) for column in sorted(heads) if (name := field_in_head(heads[column].text)) and name != "frame"]
    left = min((column for column, name in named if name in LEVELS), default=0)
    at: dict[str, int] = {}
    for column, name in named:
        if column >= left or field_of(heads[column].text):  # left of the levels stands what frames the table
            at.setdefault(name, column)
        if _WEIGHTED.fullmatch(fold(heads[column].text)):
            at["printed"] = column
    flat = next((cell for _, cell in sorted(heads.items()) if fold(cell.text) in FLAT), None)
    if flat is not None and len(at) > 1 and not any(name in at and at[name] != flat.column for name in LEVELS):
        wide = min(across(flat.row, flat.column), len(LEVELS))
        at |= {name: flat.column + place for place, name in enumerate(LEVELS[:wide])} if wide > 1 else {"third": flat.column}
    weights = [column for column, name in named if name == "weight"]
    subtotals = _subtotals(at, weights)
    unread = tuple(cell for column, cell in sorted(heads.items()) if not field_in_head(cell.text))
    frames = tuple(cell for column, cell in sorted(heads.items()) if field_of(cell.text) == "frame")
    texts = tuple(cell.text for row in rows for cell in row.cells)
    return Columns(
        at=at,
        heads=texts,
        first=index,
        last=index + len(rows) - 1,
        unread=unread,
        frames=frames,
        subtotals=subtotals,
        weights=tuple(weights),
    )


def _subtotals(at: dict[str, int], points: list[int]) -> dict[str, int]:
    """Of several columns of points those left of the leaves, by the level on their left; the leaves keep the next one on their right."""
    last = max((at[name] for name in LEVELS if name in at), default=0)
    inner = [column for column in points if column < last]
    if len(points) < 2 or not inner:
        return {}
    right = [column for column in points if column > last]
    at["weight"] = right[0] if right else inner.pop()
    above = {column: [name for name in LEVELS if name in at and at[name] < column] for column in inner}
    return {names[-1]: column for column, names in above.items() if names}


def nearest(rows: Sequence[GridRow]) -> GridRow | None:
    """The row that names most fields without being a head (最像表头的行)."""
    best = max(rows, key=lambda row: len(set(_known(row).values())), default=None)
    return best if best is not None and len(set(_known(best).values())) >= 2 else None


def side_by_side(grid: Grid) -> Iterator[Grid]:
    """The grid cut in columns where two forms stand beside each other (并排的表): the same heads twice in one row."""
    for row in grid.rows:
        half = len(row.cells) // 2
        texts = [cell.text for cell in row.cells]
        if half >= 3 and texts[:half] == texts[half:] and next(find([evolve(row, cells=row.cells[:half])]), None):
            cut = row.cells[half].column
            yield _columns_of(grid, 1, cut)
            yield from side_by_side(_columns_of(grid, cut, MOST_COLUMNS + 1))
            return
    yield grid


def _columns_of(grid: Grid, first: int, end: int) -> Grid:
    rows = (evolve(row, cells=tuple(cell for cell in row.cells if first <= cell.column < end)) for row in grid.rows)
    return evolve(grid, rows=tuple(row for row in rows if row.cells))
