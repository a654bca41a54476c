"""Where the new columns go (位置): right of a form, beside its rows, clear of everything that stands there."""

from collections.abc import Iterator, Sequence
from typing import Any

from attrs import frozen

from perfscore.errors import PerfscoreError
from perfscore.line import Line
from perfscore.marking.ink import OURS
from perfscore.pattern import pattern
from perfscore.reading.added import ADDED, bare_head
from perfscore.reading.grid import column_number, letters, tidy
from perfscore.sheet import Sheet
from perfscore.source import Cell

#: 核算得分、差异、说明, and the hidden column of unrounded scores.
COLUMNS = 4
#: So many heads make a row a head.
HEADS = 3
LAST_COLUMN = 16384
_ADDRESS = pattern(r"([A-Z]{1,3})(\d{1,7})")


@frozen(kw_only=True)
class Place:
    """
    Where the columns of one form stand (位置).

    ``first`` is the column of the scores; ``edge`` the last column of the form; ``heads`` the rows of its heads, ``rows`` those of
    its lines, ``total`` that of its total; ``top`` to ``bottom`` all rows of it.
    """

    first: int
    edge: int
    top: int
    bottom: int
    heads: tuple[int, ...]
    rows: tuple[int, ...]
    total: int

    @property
    def columns(self) -> tuple[str, str, str, str]:
        """The letters of the four columns (列标): score, difference, words, unrounded score."""
        one, two, three, four = (letters(self.first + more) for more in range(COLUMNS))
        return one, two, three, four


def spot(at: str) -> tuple[int, int] | None:
    """
    Row and column of an address (行列号), None where it is none of a worksheet.

    >>> spot("J19"), spot("表2!C5")
    ((19, 10), None)
    """
    found = _ADDRESS.fullmatch(at)
    return (int(found[2]), column_number(found[1])) if found else None


def place_of(sheet: Sheet, lines: Sequence[Line], tab: Any, others: Sequence[Place] = ()) -> Place:
    """
    Where the columns of a form go (定位).

    Args:
        tab: the worksheet.
        others: the forms of this worksheet that have their columns already.

    Raises:
        PerfscoreError: no row of the form has an address, or there is no column left.
    """
    rows = tuple(_row(line) for line in lines)
    if not any(rows):
        raise PerfscoreError("这张表的各行没有单元格地址，不知道写在哪里。", source=sheet.source, hint="请给出原来的工作簿。")
    known = sorted({at[0] for at in _spots(sheet)} | {row for row in rows if row})
    texts = _texts(tab, known[0], known[-1])
    heads = _heads(texts, set(sheet.heads), min(row for row in rows if row), rows)
    total = _total(sheet, rows, heads)
    top, bottom = min(known[0], *heads, total), max(known[-1], total)
    texts = _without_added(tab, texts)
    edge = _edge(tab, texts, top, bottom)
    first = max([edge + 1, *(one.first + COLUMNS for one in others if one.top <= bottom and top <= one.bottom)])
    if first + COLUMNS - 1 > LAST_COLUMN:
        far = "、".join(f"{tab.cell(*at).coordinate} 的“{text[:20]}”" for at, text in texts.items() if at[1] == edge) or "合并单元格"
        raise PerfscoreError(f"表的右边没有空列，写不下核算结果：最右边有{far}。", source=sheet.source, hint="请删去右边无关的内容后再试。")
    for block in tab.merged_cells.ranges:
        if block.min_row <= bottom and block.max_row >= top and block.min_col < first + COLUMNS and block.max_col >= first:
            told = f"合并单元格 {block.coord} 一直到表的右边以外，写不下核算结果。"
            raise PerfscoreError(told, source=sheet.source, hint="请取消这处合并，或只合并到表的最后一列，再试。")
    return Place(first=first, edge=edge, top=top, bottom=bottom, heads=heads, rows=rows, total=total)  # fmt: skip


def side_by_side(places: Sequence[Place]) -> list[bool]:
    """Which forms of a worksheet stand beside another one, so that their columns must say whose they are (并排的表)."""
    return [any(one is not other and one.top <= other.bottom and other.top <= one.bottom for other in places) for one in places]


def _row(line: Line) -> int:
    """The row of a line; 0 where it has none."""
    cell = line.indicator.cell("printed") or line.indicator.cell("name") or next(iter(line.indicator.cells), None)
    found = spot(cell.at) if cell is not None else None
    return found[0] if found else 0


def _spots(sheet: Sheet) -> Iterator[tuple[int, int]]:
    cells: list[Cell] = [*sheet.cells, *sheet.budget.cells, *(cell for row in sheet.rows for cell in row.indicator.cells)]
    yield from (found for cell in cells if (found := spot(cell.at)))


def _texts(tab: Any, top: int, bottom: int) -> dict[tuple[int, int], str]:
    """What stands in the rows of a form and a little above it: formatted blanks, of which there may be millions, are passed over."""
    cells = tab._cells  # noqa: SLF001 - to walk the grid would make every cell that is not there
    near = ((at, tidy(str(cell.value))) for at, cell in cells.items() if top - 3 <= at[0] <= bottom + 1 and cell.value is not None)
    return {at: text for at, text in near if text}


def _without_added(tab: Any, texts: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
    """The texts without columns from an earlier marking, which are written over: heads in our words and on our ground, and no others."""
    before = set[int]()
    for row, column in texts:
        ours = [bare_head(texts.get((row, column + number), "")) == text for number, text in enumerate(ADDED)]
        grounds = {tab.cell(row, column + number).fill.fgColor.rgb for number in range(3)} if all(ours[:3]) else set()
        if grounds == {OURS}:
            before.update(range(column, column + (COLUMNS if ours[3] else COLUMNS - 1)))
    return {at: text for at, text in texts.items() if at[1] not in before}


def _heads(texts: dict[tuple[int, int], str], words: set[str], first: int, rows: Sequence[int]) -> tuple[int, ...]:
    """The rows of the heads: the best one above the first line, and those that repeat it."""
    counts: dict[int, int] = {}
    for (row, _), text in texts.items():
        if row not in rows and text in words:
            counts[row] = counts.get(row, 0) + 1
    above = max((row for row in counts if row < first), key=lambda row: (counts[row], row), default=0)
    known = {row for row in counts if counts[row] >= HEADS} | ({above} if above else set())
    return tuple(sorted(known)) or (max(min(row for row in rows if row) - 1, 1),)


def _total(sheet: Sheet, rows: Sequence[int], heads: Sequence[int]) -> int:
    """The row of the declared total, else the one below the last line."""
    cell = sheet.cell("declared")
    declared = spot(cell.at) if cell is not None else None
    if declared and declared[0] not in rows and declared[0] not in heads:
        return declared[0]
    below = max(rows) + 1
    while below in heads:
        below += 1
    return below


def _edge(tab: Any, texts: dict[tuple[int, int], str], top: int, bottom: int) -> int:
    """The last column that a form takes, with its merged cells and whatever else stands beside it."""
    merged: list[int] = [block.max_col for block in tab.merged_cells.ranges if block.min_row <= bottom and block.max_row >= top]
    return max([column for row, column in texts if top <= row <= bottom] + [one for one in merged if one < LAST_COLUMN - COLUMNS] + [1])
