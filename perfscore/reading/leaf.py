"""The rows of the tree (指标行): each cell of a row as a field of its indicator; what cannot be a figure is told, not guessed."""

from decimal import Decimal
from typing import Any

from perfscore.errors import ReadError
from perfscore.indicator import Indicator, Level, allotted
from perfscore.number import PERCENT, SMALL, ZERO, fold, plain, read_quantity
from perfscore.pattern import pattern
from perfscore.reading.columns import LEVELS, POINTS, Columns, is_number
from perfscore.reading.grid import Grid, GridCell, GridRow
from perfscore.reading.header import demand_value, number, taken_as_blank
from perfscore.source import Cell

#: What a row of the tree says of its indicator.
SAYING = ("weight", "target", "adjusted", "sign", "actual", "printed", "criterion")
#: Leaves that stand under another leaf and may go without points.
_UNWEIGHTED = pattern("^(其中|★|☆|—|-|#)")
_CONSTRAINT = pattern("约束性")
#: Rows that only add or take off points.
_ADDING = pattern("^(?:扣分|加分|减分|附加分)")
#: Names that only keep a place free: 指标2：, ……, /.
_PLACEHOLDER = pattern(r"(?:(?:绩效)?指标[\dＩI一二三四五六七八九十]*)?[:：.、]?[/—–\-…·.\s]*")
#: What in a column of signs says of the nature of an indicator, and is no part of its target.
_NATURE = pattern("定量(?:指标)?|定性指标|正向(?:指标)?|反向(?:指标)?|逆向(?:指标)?|[—–/\\-]+")
_WORDS = ("definition", "criterion", "actual", "deviation", "remark")


def is_placeholder(name: str) -> bool:
    """
    Whether a name only keeps a place free in a printed form (占位).

    >>> is_placeholder("指标2："), is_placeholder("……"), is_placeholder("指标1：培训人次")
    (True, True, False)
    """
    return _PLACEHOLDER.fullmatch(name) is not None


def says(cells: dict[str, GridCell]) -> bool:
    """Whether a row says anything of its indicator (有内容): a dash says nothing."""
    return any(name in cells and (cells[name].lost or read_quantity(cells[name].text).nature != "blank") for name in SAYING)


def sound(cells: dict[str, GridCell], columns: Columns) -> bool:
    """Whether the points of a row are such (分值和得分是数), and none is missing."""
    figures = all(is_number(cells[name], blank=True) for name in POINTS if name in cells)
    return figures and ("weight" not in columns.at or ("weight" in cells and is_number(cells["weight"])))


def level_of(name: str) -> Level:
    """The level that a column of names stands for (级次)."""
    return Level(LEVELS.index(name) + 1)


def mark(name: str, cell: GridCell) -> Cell:
    """A cell as the source of a field (来源单元格)."""
    return Cell(field=name, text=cell.text, at=cell.at, stored=cell.stored)


class Leaves:
    """
    Makes the leaves of a form from the cells of its rows (指标行读取).

    ``faults`` tells what was found where a figure must stand; such a cell counts as not filled in.
    """

    def __init__(self, grid: Grid, *, named: bool = False) -> None:
        self.grid = grid
        #: Whether the names of the leaves print their points.
        self.named = named
        self.faults: list[str] = []

    def leaf(self, row: GridRow, columns: Columns, cells: dict[str, GridCell], level: str, first: str) -> Indicator:
        """
        A row as a leaf (一行指标).

        Args:
            row, columns, cells: the row, the columns of its table, its cells by field.
            level: the column that its name stands in.
            first: the name of the first level that it stands under.

        Raises:
            ReadError: a formula stands there without its result.
        """
        for cell in cells.values():
            demand_value(cell, self.grid.source)
        name = cells[level]
        actual = _with_unit(cells)
        words: dict[str, Any] = {field: cells[field].text if field in cells else "" for field in _WORDS}
        marks = [mark("name", name), *(mark(field, cells[field]) for field in words if field in cells)]
        if "remark" in columns.at and "remark" not in cells:  # where a reason is missing
            marks.append(Cell(field="remark", text="", at=name.beside(columns.at["remark"])))
        target = target_of(cells)
        marks += [target] if target else []
        marks += [mark(field, cells[field]) for field in POINTS if field in cells]
        return Indicator(
            name=name.text, level=level_of(level), weight=self._weight(row, columns, cells, name.text, first),
            target=target.text if target else None, printed=self.figure(cells["printed"], "得分") if "printed" in cells else None,
            cells=marks, **(words | {"actual": actual}),
        )  # fmt: skip

    def inner(self, row: GridRow, columns: Columns, level: str, cell: GridCell) -> Indicator:
        """A level above the leaves (上级指标), with the points that its name or its own column prints for all that stands below it."""
        demand_value(cell, self.grid.source)
        shown = row.get(columns.subtotals.get(level, 0))
        weight = allotted(cell.text) if shown is None else self.figure(shown, "分值")
        marks = [mark("name", cell), *([mark("weight", shown)] if shown is not None else [])]
        return Indicator(name=cell.text, level=level_of(level), weight=weight, cells=marks)

    def figure(self, cell: GridCell, name: str) -> Decimal | None:
        """
        The points that a cell prints (分数), None where none or something else stands there.

        Raises:
            ReadError: a formula stands there without its result.
        """
        demand_value(cell, self.grid.source)
        try:
            value = number(cell, name, self.grid.source).value
        except ReadError as error:
            self.faults.append(taken_as_blank(error, cell))
            return None
        if value is not None and value < 0 and name == "分值":
            self.faults.append(f"分值 {plain(value)} 是负数（{cell.at}），按没有填写计。请核对 {cell.at}，分值应为 0 或正数。")
            return None
        return value

    def _weight(self, row: GridRow, columns: Columns, cells: dict[str, GridCell], name: str, first: str) -> Decimal | None:
        """The points of a leaf, None where the form has no such column, and where the row goes without."""
        if "weight" not in columns.at:
            return allotted(name) if self.named else None
        if "weight" in cells and read_quantity(cells["weight"].text).nature != "blank":
            return self.figure(cells["weight"], "分值")
        covered = self.grid.covered(row.number, columns.at["weight"])
        left_out = "weight" in cells and "printed" in cells and read_quantity(cells["printed"].text).nature == "blank"  # dashes on purpose
        covered = covered or left_out or _ADDING.search(name) is not None
        if says(cells) and not (covered or _CONSTRAINT.search(first) or _UNWEIGHTED.match(name)):
            at = GridCell(row=row.number, column=columns.at["weight"]).at if "weight" not in cells else cells["weight"].at
            self.faults.append(f"指标“{name}”没有分值（{at}）。请在 {at} 填写分值，例如 10。")
        return None


def target_of(cells: dict[str, GridCell]) -> Cell | None:
    """
    The target as it holds (目标值): what it was changed to where that is printed; sign, value and unit joined where they stand apart.

    ≥, 90 and % is ≥90%; a unit that the value has already is not said twice, the nature of an indicator (定量) is no sign.
    """
    adjusted = cells.get("adjusted")
    value = adjusted if adjusted is not None and read_quantity(adjusted.text).nature != "blank" else cells.get("target")
    sign, unit = cells.get("sign"), cells.get("unit")
    parts = [sign] if sign is not None and not _NATURE.fullmatch(fold(sign.text)) else []
    parts += [value] if value is not None else []
    parts += [unit] if unit is not None and parts and not (value is not None and _has_unit(value.text, unit.text)) else []
    if not parts:
        return None
    main = value if value is not None else parts[0]
    return Cell(field="target", text="".join(part.text for part in parts), at=main.at, stored=main.stored)


def _with_unit(cells: dict[str, GridCell]) -> str:
    """
    The actual as it holds (实际完成值): a bare figure has the unit that a column of its own gives the row.

    Beside % a figure up to 1.5 stays bare where the target is larger: it may be a ratio.
    """
    actual, unit, target = cells.get("actual"), cells.get("unit"), cells.get("target")
    if actual is None or unit is None or target is None or len(unit.text) > 8 or _has_unit(target.text, unit.text):
        return actual.text if actual is not None else ""
    figure = read_quantity(actual.text)
    bare = figure.value is not None and not figure.unit and not figure.comparator
    wanted = read_quantity(target.text).value
    if not bare or wanted is None or (fold(unit.text) in PERCENT and ZERO < abs(figure.value or ZERO) <= SMALL < abs(wanted)):
        return actual.text
    return actual.text + unit.text


def _has_unit(value: str, unit: str) -> bool:
    """Whether a value prints its unit itself, or is words that need none."""
    return fold(value).endswith(fold(unit)) and fold(value) != fold(unit)
