"""From cells to forms (版式): where each form begins and ends, and what each of its rows is."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import zip_longest

from attrs import evolve

from perfscore.errors import ReadError
from perfscore.indicator import Goal, Indicator, allotted, is_execution
from perfscore.inferring import Branch
from perfscore.number import fold, read_quantity
from perfscore.pattern import pattern
from perfscore.reading.columns import LEVELS, VALUES, Columns, field_of, is_number, side_by_side
from perfscore.reading.grid import Grid, GridCell, GridRow
from perfscore.reading.header import demand_value, is_title, read_header, total_in, total_said
from perfscore.reading.leaf import Leaves, is_placeholder, mark, says, sound
from perfscore.reading.row import goal_in_head, goal_of, is_foot, is_item, is_note, is_subtotal, is_sum, items
from perfscore.reading.stretch import Stretch, stretches
from perfscore.sheet import Budget, Sheet
from perfscore.source import Cell, Source

#: First-level names that belong to no goal, wherever their row stands.
_GOALLESS = pattern("预算管理|预算执行|约束性")
#: What names of levels speak of.
_LEVEL_WORD = pattern("指标|产出|效益|效果|满意度|影响|成本|数量|质量|时效|决策|过程|投入|履职")
_SIGNATURE = pattern("填表人|填报人|负责人|审核|联系人|联系电话|联系方式|填报日期|填表日期|盖章|公章")
#: The line of signatures below a form, which is no part of it.
_SIGNED = pattern(r"(.{0,6}签批意见|填[表报]人|(单位|部门|项目)?负责人|审核人?|联系人|联系(电话|方式)|填[表报]日期)[^:：]{0,6}[:：]")
_PAGE = pattern(
    r"[-—–\s·.]*\d{1,4}[-—–\s·.]*|第\s*\d+\s*页.*|<!--.*-->|!\[[^\[\]]*\]\([^()]*\)|[(（]?续\s*[上下]?\s*表[)）]?|[-*_=\s]{3,}|\[?\s*(?:page|页)\s*\d+\s*\]?",
    re.IGNORECASE,
)
#: The title of another table.
_OTHER = pattern(r"[^。；：:，,]{2,40}表(?:[（(][^（）()]*[）)])?")
#: How many rows are named one by one as not read.
MOST_REMARKS = 20


def forms(grid: Grid) -> Iterator[Sheet | ReadError]:
    """
    The forms of a grid in order (各张自评表); one that cannot be read gives its error in its place.
    """
    for part in side_by_side(grid):
        for stretch in stretches(part):
            try:
                sheet = _form(part, stretch)
            except ReadError as error:
                yield error
            else:
                yield sheet


class HeadError(ReadError):
    """
    A head without targets and actuals (表头缺目标值和完成值): it may be another table's.

    ``table`` is the form that it heads where it has scores all the same; it counts where a file has no other.
    """

    table: Sheet | None = None


# ---- one form ------------------------------------------------------------------------------------


def _form(grid: Grid, stretch: Stretch) -> Sheet:
    columns = _with_points(_with_scores_above(stretch), stretch.body)
    incomplete = None if any(head.complete for head in (columns, *stretch.columns[1:])) else _incomplete(grid, columns)
    if incomplete is not None and not columns.scored:
        raise incomplete
    header = read_header(stretch.head, grid.source, columns.at)
    body = _Body(grid=grid, columns=columns, later=_numbered(grid, stretch.columns[1:]), named=_names_points(columns, stretch.body))
    body.head(columns)
    for row, following in zip_longest(stretch.body, stretch.body[1:]):
        body.read(row, following)
    branches = body.tree()
    if not branches:
        raise ReadError("表头下面没有指标行。", source=grid.source.at(f"A{grid.rows[columns.first].number}"), hint="请填写指标行后再读。")
    declared, cells = header.declared, header.cells
    if body.declared is not None and not any(cell.field == "declared" for cell in cells):
        declared, cells = body.declared[0], (*cells, body.declared[1])
    notes = body.noted()
    said = next((evolve(cell, field="declared", text=total) for cell in notes if (total := total_said(cell.text))), None)
    if said is not None and not any(cell.field == "declared" for cell in cells):
        declared, cells = Decimal(said.text), (*cells, said)
    unread = tuple(f"表头“{cell.text}”（{cell.at}）不是已知的列，该列没有读。" for cell in columns.unread)
    budget = _once(header.budget, branches)
    twice = () if budget is header.budget else ("预算执行情况一栏与指标表里的预算执行率一行是同一得分，只计一次。",)
    remarks = (*grid.remarks, *twice, *header.remarks, *unread, *body.unread(), *stretch.remarks)
    sheet = Sheet(
        title=header.title, unit=header.unit, year=header.year, declared=declared, budget=budget, branches=branches,
        notes=notes, remarks=remarks, heads=columns.heads, cells=cells,
        source=grid.source, digest=grid.digest, to_review=grid.to_review,
    )  # fmt: skip
    if incomplete is not None:
        incomplete.table = evolve(sheet, remarks=(f"{incomplete.message}只核对分值和得分。", *remarks))
        raise incomplete
    return sheet


def _once(budget: Budget, branches: Sequence[Branch]) -> Budget:
    """The budget of a form, without points where a row of the tree is the same line again: it counts once."""
    tops = [top for branch in branches for top in (branch.children if isinstance(branch, Goal) else (branch,))]
    again = [leaf for top in tops for _, leaf in top.leaves() if is_execution(leaf.name, leaf.definition)]
    twice = any(leaf.printed == budget.printed and budget.weight in (None, leaf.weight) for leaf in again)
    return evolve(budget, weight=None, printed=None) if twice and budget.printed is not None else budget


def _incomplete(grid: Grid, columns: Columns) -> HeadError:
    line = grid.rows[columns.first].number
    return HeadError(
        f"第 {line} 行的表头“{'、'.join(columns.heads)}”里没有年度指标值（年初目标值），也没有实际完成值。",
        source=grid.source.at(f"A{line}"),
        hint="请补上“年度指标值”和“实际完成值”两列，或检查表头文字。",
    )


def _with_scores_above(stretch: Stretch) -> Columns:
    """The columns of a form, the scores too where their head stands further up, above the table: 自评得分 over 100, 20, 50."""
    columns = stretch.columns[0]
    if "printed" in columns.at:
        return columns
    last = max(columns.at.values())
    above = {cell.column for row in stretch.head for cell in row.cells if field_of(cell.text) == "printed" and cell.column > last}
    for column in sorted(above):
        cells = [cell for row in stretch.body if (cell := row.get(column)) is not None]
        if cells and all(is_number(cell, blank=True) for cell in cells):
            return evolve(
                columns, at={**columns.at, "printed": column}, unread=tuple(one for one in columns.unread if one.column != column)
            )
    return columns


def _with_points(columns: Columns, body: Sequence[GridRow]) -> Columns:
    """The columns of a form, the next column of points where the first is left blank throughout."""
    filled = [
        column for column in columns.weights if any(cell is not None and is_number(cell) for row in body for cell in [row.get(column)])
    ]
    if "weight" not in columns.at or columns.at["weight"] in filled or not filled or filled[-1] < columns.at["weight"]:
        return columns
    return evolve(columns, at={**columns.at, "weight": next(column for column in filled if column > columns.at["weight"])})


def _names_points(columns: Columns, body: Sequence[GridRow]) -> bool:
    """Whether the names of the leaves print their points, as those of most rows do: 签约人数（20分）."""
    column = columns.at.get(columns.levels[-1], 0)
    names = [cell.text for row in body if (cell := row.get(column)) is not None]
    return sum(allotted(name) is not None for name in names) * 2 >= max(len(names), 2)


def _numbered(grid: Grid, heads: Sequence[Columns]) -> dict[int, Columns]:
    """Repeated heads by the numbers of their rows."""
    return {grid.rows[index].number: head for head in heads for index in range(head.first, head.last + 1)}


class _Node:
    """An indicator while its children are still being read (指标); an inner one under which no leaf comes is no indicator."""

    def __init__(self, own: Indicator, *, inner: bool = False) -> None:
        self.own = own
        self.inner = inner
        self.children: list[_Node] = []

    @property
    def holds(self) -> bool:
        return not self.inner or any(child.holds for child in self.children)

    def frozen(self) -> Indicator:
        children = [child.frozen() for child in self.children if child.holds]
        return evolve(self.own, children=children) if children else self.own


class _Group:
    """A goal, or the first-level indicators that stand under none (目标)."""

    def __init__(self, goal: Goal | None) -> None:
        self.goal = goal
        self.children: list[_Node] = []


class _Body:
    """
    Gathers the rows below the head (表体读取): goals, indicators, sums, notes; what is none of them is said.

    ``group`` is the open goal, ``branch`` where the last first-level indicator went, ``path``
    the open node of each level; ``later`` holds the heads that are repeated further down.
    """

    def __init__(self, grid: Grid, columns: Columns, later: dict[int, Columns], *, named: bool) -> None:
        self.grid = grid
        self.columns = columns
        self.later = later
        self.groups: list[_Group] = []
        self.group: _Group | None = None
        self.branch: _Group | None = None
        self.path: dict[str, _Node] = {}
        self.notes: list[tuple[str, str]] = []
        self.leaves = Leaves(grid, named=named)
        self.feet: list[Cell] = []
        self.over, self.last = False, 0
        self.skipped: list[str] = []
        self.table = _table_of(grid.rows[columns.first])
        self.declared: tuple[Decimal | None, Cell] | None = None
        self.summed = False

    @property
    def source(self) -> Source:
        return self.grid.source

    def read(self, row: GridRow, following: GridRow | None = None) -> None:
        """One row, by what it is; the one after it tells a level with its sub-total from a leaf."""
        self._watch(row)
        if row.number in self.later:
            self.head(self.later[row.number])
        elif self._is_subtotal(row):
            return
        elif goal := goal_of(row):
            self._open(goal)
        elif self.notes and row.only is not None and not is_title(row) and not _SIGNATURE.search(row.cells[0].text):
            self.notes.append((row.cells[0].text, row.cells[0].at))
        elif is_sum(row):
            self._sum(row)
        elif len(row.cells) <= 2 and (found := total_in(row, self.source, self.leaves.faults)):
            self.declared = self.declared or found
        elif is_note(row) or (self.groups and not self.grid.loose and is_item(row)):
            self.notes.append((row.cells[0].text, row.cells[0].at))
        elif self.groups and is_foot(row):
            self._foot(row)
        elif not self._indicator(row, following) and not self._is_page(row):
            self._skip(row)

    def _is_subtotal(self, row: GridRow) -> bool:
        """Whether a row adds up a part of the tree, and is no indicator of that name."""
        cells = self.columns.cells(row, loose=self.grid.loose)
        return is_subtotal(row, [cells[name] for name in self.columns.levels if name in cells]) and not self._values(row)

    def _values(self, row: GridRow) -> bool:
        """Whether a row has a target or an actual (有目标值或完成值)."""
        cells = self.columns.cells(row, loose=self.grid.loose)
        return any(name in cells and read_quantity(cells[name].text).nature != "blank" for name in VALUES)

    def _watch(self, row: GridRow) -> None:
        """
        Whether the form is over: another table begins, by its title or by where it stands, or below the total comes a gap or a line.
        """
        foreign = row.table and not self.grid.to_review and _table_of(row) != self.table
        below = self.summed and (row.number > self.last + 1 or not row.table)
        other = bool(self.groups) and row.only is not None and not is_title(row) and _OTHER.fullmatch(row.only.text) is not None
        self.over = not self.grid.loose and (self.over or foreign or below or other) and row.number not in self.later
        self.table = _table_of(row) if row.number in self.later else self.table
        self.last = row.number

    def head(self, columns: Columns) -> None:
        """The columns from here on; a goal that stands beside their heads begins with them."""
        self.columns = columns.told(self.grid)
        goal = next((goal for cell in columns.frames if (goal := goal_in_head(cell))), None)
        known = self.group.goal if self.group is not None else None
        if goal is not None and not (known is not None and known.number == goal.number):
            self._open(goal)
        if columns.opening is not None:
            self._climb(self.grid.rows[columns.first], {"first": columns.opening}, "third")

    def _foot(self, row: GridRow) -> None:
        """What a row below the table says to its label, as a note of its own."""
        demand_value(row.cells[-1], self.source)
        if len(row.cells) > 1:
            self.feet.append(Cell(field="note", text=f"{row.cells[0].text.rstrip(':：')}：{row.cells[1].text}", at=row.cells[1].at))

    def _skip(self, row: GridRow) -> None:
        """A row that is nothing known; what a formula without its result would say is not to be guessed."""
        if not self.notes and not self.summed:
            for cell in row.cells:
                demand_value(cell, self.source)
        if row.only is not None and total_said(row.only.text):
            self.feet.append(Cell(field="note", text=row.only.text, at=row.only.at))
            return
        over = self.summed and (not row.table or _table_of(row) != self.table)  # below the form, and no more of its table
        if not _SIGNED.match(row.cells[0].text) and not self.columns.opening and not over:  # between two tables of a form stands its head
            self.skipped.append(row.cells[0].place or f"第 {row.number} 行")

    def _is_page(self, row: GridRow) -> bool:
        """Whether a row only belongs to the page: its number, or the title again above a repeated head."""
        if is_title(row):
            return row.number < max(self.later, default=0)
        return self.grid.loose and _PAGE.fullmatch(row.cells[0].text) is not None

    # ---- goals and indicators ----

    def _open(self, goal: Goal) -> None:
        self.group = _Group(goal)
        self.groups.append(self.group)
        self.branch, self.path = self.group, {}

    def _indicator(self, row: GridRow, following: GridRow | None) -> bool:
        """A row of the tree; False where the row names no indicator or says nothing about it."""
        cells = self.columns.cells(row, loose=self.grid.loose)
        names = [name for name in self.columns.levels if name in cells]
        if self.over:
            return False
        if names and (self._is_empty(row, cells, names) or self._is_level(row, cells, names, following)):
            self._climb(row, {name: cells[name] for name in names}, "")
            return True
        if not names or not (says(cells) or self._is_named(row, cells, names)) or self._is_signature(row, cells):
            return False
        leaf = names[-1]
        if (leaf == "first" and len(self.columns.levels) > 1 and not self._is_whole(row, cells)) or (
            self.columns.opening and not sound(cells, self.columns)
        ):
            return False
        if (self.notes or self.summed) and not sound(cells, self.columns):  # the form is over: this is something else below it
            return False
        first = cells["first"].text if "first" in cells else self.path["first"].own.name if "first" in self.path else ""
        node = _Node(self.leaves.leaf(row, self.columns, cells, leaf, first))
        self._climb(row, {name: cells[name] for name in names[:-1]}, leaf)
        if not is_placeholder(node.own.name) or says(cells):
            parent = self._parent(leaf)
            (parent.children if parent is not None else self._top(node.own.name).children).append(node)
        return True

    def _is_empty(self, row: GridRow, cells: dict[str, GridCell], names: list[str]) -> bool:
        """Whether a row of the tree only names levels above the leaves: nothing is set under them."""
        named = {cells[name].column for name in names}
        bare = all(read_quantity(cell.text).nature == "blank" for cell in row.cells if cell.column not in named)
        short = all(len(cells[name].text) <= 20 for name in names) and any(_LEVEL_WORD.search(cells[name].text) for name in names)
        inner = names[-1] != self.columns.levels[-1] and (len(names) > 1 or bool(self.path))
        return inner and bare and short and not is_title(row) and not (self.notes or self.summed or self.grid.loose)

    def _is_level(self, row: GridRow, cells: dict[str, GridCell], names: list[str], following: GridRow | None) -> bool:
        """Whether a row is a level with the sum of what stands below it: points and no values, and the next row goes on below it."""
        if following is None or self._values(row) or not self.columns.complete or names[-1] == self.columns.levels[-1]:
            return False
        below = self.columns.cells(following, loose=self.grid.loose)
        deeper = [name for name in self.columns.levels if name in below]
        return bool(deeper) and self.columns.levels.index(deeper[0]) > self.columns.levels.index(names[-1]) and not is_sum(following)

    def _is_whole(self, row: GridRow, cells: dict[str, GridCell]) -> bool:
        """Whether a row that names the first level alone is an indicator: it has a value and a score, or takes points off."""
        if self.grid.loose or "printed" not in cells:
            return False
        printed = read_quantity(cells["printed"].text)
        return self._values(row) or (printed.value is not None and printed.value < 0)

    def _is_named(self, row: GridRow, cells: dict[str, GridCell], names: list[str]) -> bool:
        """Whether a row names a leaf and says nothing of it: the page may be cut here, or its place is only kept free."""
        if names[-1] != self.columns.levels[-1] or any(is_number(cells[name]) for name in names):
            return False
        inside = "first" not in names and bool(self.path) and not (self.notes or self.summed or self.grid.loose)
        named = {cells[name].column for name in names}
        bare = all(read_quantity(cell.text).nature == "blank" for cell in row.cells if cell.column not in named)
        return len(names) > 1 or is_placeholder(cells[names[-1]].text) or (inside and bare and len(cells[names[-1]].text) <= 60)

    def _is_signature(self, row: GridRow, cells: dict[str, GridCell]) -> bool:
        """Whether a row is signed by somebody: short words of who and when, and no figures."""
        signed = any(len(cell.text) <= 30 and _SIGNATURE.search(cell.text) for cell in row.cells if cell is not cells.get("remark"))
        return signed and not any(name in cells and cells[name].text[:1].isdigit() for name in ("weight", "printed"))

    def _climb(self, row: GridRow, names: dict[str, GridCell], leaf: str) -> None:
        """Open the levels above a leaf that the row names; a blank one goes on from the row above."""
        levels = self.columns.levels
        for level in levels[: levels.index(leaf)] if leaf else levels:
            if level not in names:
                continue
            cell, node = names[level], self.path.get(level)
            if node is not None and fold(node.own.name) == fold(cell.text) and self._parent(level) is self._above(level):
                continue
            node = _Node(self.leaves.inner(row, self.columns, level, cell), inner=True)
            self._drop(level)
            parent = self._parent(level)
            (parent.children if parent is not None else self._top(cell.text).children).append(node)
            self.path[level] = node

    def _drop(self, level: str) -> None:
        for name in LEVELS[LEVELS.index(level) :]:
            self.path.pop(name, None)

    def _parent(self, level: str) -> _Node | None:
        above = [self.path[name] for name in LEVELS[: LEVELS.index(level)] if name in self.path]
        return above[-1] if above else None

    def _above(self, level: str) -> _Node | None:
        """The node that the current one of a level hangs on."""
        node = self.path[level]
        above = [self.path[name] for name in LEVELS[: LEVELS.index(level)] if name in self.path]
        return next((parent for parent in above if any(child is node for child in parent.children)), None)

    def _top(self, name: str) -> _Group:
        """Where a first-level indicator goes: into the open goal, or beside the goals."""
        if self.group is not None and not _GOALLESS.search(name):
            self.branch = self.group
        elif self.branch is None or self.branch.goal is not None:
            self.branch = _Group(None)
            self.groups.append(self.branch)
        return self.branch

    def tree(self) -> list[Branch]:
        """Goals and first-level indicators in the form's order."""
        branches: list[Branch] = []
        for group in self.groups:
            children = [node.frozen() for node in group.children if node.holds]
            branches += [evolve(group.goal, children=children)] if group.goal is not None else children
        return branches if any(node.holds for group in self.groups for node in group.children) else []

    # ---- sums, notes, what was not read ----

    def _sum(self, row: GridRow) -> None:
        """A row that adds up: what it prints as 总分 or 合计 is the declared total where no other is printed."""
        name, top = fold(row.cells[0].text).strip(":"), min((self.columns.at.get(level, 0) for level in self.columns.levels), default=0)
        if name == "小计" or row.cells[0].column > top > 0:  # of a part of the tree
            return
        if self.groups:  # else it stands above the rows
            self.summed, self.over = True, "总" in name and not self.grid.loose
        cell = row.get(self.columns.at.get("printed", 0))
        if cell is None and "printed" not in self.columns.at:
            cell = next(iter(row.cells[1:]), None)
        if cell is None and len(row.cells) == 2:
            cell = row.cells[1]
        if cell is not None and self.declared is None and cell.column != self.columns.at.get("weight"):
            self.declared = self.leaves.figure(cell, "总分"), mark("declared", cell)

    def noted(self) -> list[Cell]:
        """The notes, one numbered item each (注)."""
        return [*self.feet, *(Cell(field="note", text=text, at=at) for text, at in items(self.notes))]

    def unread(self) -> list[str]:
        """What was not read, and what was found where a figure must stand; long lists are cut, and their rest is counted."""
        faults = _cut(self.leaves.faults, "另有 {} 处不是数字或没有分值。")
        return [*faults, *_cut([f"{place}未读：没有认出是什么。" for place in self.skipped], "另有 {} 行未读。")]


def _cut(told: list[str], rest: str) -> list[str]:
    return [*told[:MOST_REMARKS], rest.format(len(told) - MOST_REMARKS)] if len(told) > MOST_REMARKS else told


def _table_of(row: GridRow) -> str:
    """Which table of a document a row stands in (所在表格), empty where the file is one table."""
    return row.cells[0].place.partition("!")[0] if "!" in row.cells[0].place else ""
