"""Where a form begins and ends (一张表的范围): between titles and heads, and in a text where its table goes on after a page."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from perfscore.number import fold
from perfscore.pattern import pattern
from perfscore.reading.columns import Columns, find
from perfscore.reading.grid import Grid, GridRow
from perfscore.reading.header import is_annex, is_title, opens, totals
from perfscore.reading.row import goal_of, is_item, is_note, is_sum

_CONTINUED = pattern(r"\(续[表一二三四五六七八九十\d]*\)|^续表?[:：\s]*|续表?$")
#: How far a title stands above its table in a text.
_REACH = 40


class Stretch(NamedTuple):
    """The rows of one form: those of its head, its columns, those below (一张表的范围)."""

    head: tuple[GridRow, ...]
    columns: tuple[Columns, ...]
    body: tuple[GridRow, ...]
    remarks: tuple[str, ...] = ()


def stretches(grid: Grid) -> Iterator[Stretch]:
    """The rows of each form of a grid, in order (各表范围)."""
    heads = list(find(grid.rows, grid.across))
    firsts = [index for index, columns in enumerate(heads) if index == 0 or _begins(grid, heads[index - 1].last + 1, columns.first)]
    starts = [_start(grid, heads[index - 1].last + 1 if index else 0, heads[index].first) for index in firsts]
    for place, index in enumerate(firsts):
        end = starts[place + 1] if place + 1 < len(starts) else len(grid.rows)
        own = heads[index : firsts[place + 1] if place + 1 < len(firsts) else len(heads)]
        below = grid.rows[own[0].last + 1 : end]
        body, remarks = _rejoined(below, own) if grid.loose else (below, ())
        yield Stretch(head=grid.rows[starts[place] : own[0].first], columns=tuple(own), body=body, remarks=remarks)


def _begins(grid: Grid, after: int, head: int) -> bool:
    """
    Whether a head after another one opens a new form: another title, or the labels of a head, stand between.

    The same title and nothing else above the head is the next page of the same form.
    """
    between = grid.rows[after:head]
    titles = [index for index, row in enumerate(between) if is_title(row)]
    if not titles:
        return any(opens(row) for row in between)
    known = {_untold(row.cells[0].text) for row in grid.rows[:after] if is_title(row)}
    fresh = any(_untold(between[index].cells[0].text) not in known for index in titles)
    return fresh or any(opens(row) for row in between) or any(totals(row) for row in between[titles[-1] :])


def _untold(title: str) -> str:
    """A title without the word that it goes on (续表)."""
    return _CONTINUED.sub("", fold(title))


def _start(grid: Grid, after: int, head: int) -> int:
    """The first row of a form: its title, else the first row of its head block, else what stands close above."""
    near = max(after, head - _REACH) if grid.loose else after
    titles = [index for index in range(near, head) if is_title(grid.rows[index]) or (not grid.loose and is_annex(grid.rows[index]))]
    if titles:
        start = titles[-1]
        while start - 1 in titles:
            start -= 1
        return start
    openings = [index for index in range(near, head) if opens(grid.rows[index])]
    return openings[0] if after and openings else after if not grid.loose else max(near, head - 8)


def _rejoined(rows: tuple[GridRow, ...], heads: Sequence[Columns]) -> tuple[tuple[GridRow, ...], tuple[str, ...]]:
    """
    The rows of a form in a text, up to the last one that is of this form (跨页续表).

    A table that blank lines, page numbers or other lines interrupt goes on as long as a later
    row fits its columns, is a goal or a note; what comes after the last such row is not the form's.
    """
    last, previous, broken, noted = 0, None, False, False
    continued = heads[-1].last - heads[0].last
    for index, row in enumerate(rows, 1):
        gap = previous is not None and row.number > previous.number + 1
        broken = broken or gap or not (row.table or noted)
        noted = noted or is_note(row)
        if _belongs(row, heads, noted=noted):
            last, broken = index, False
        elif not broken:
            last = index
        elif (is_title(row) and index > continued) or index - last > _REACH:
            break
        previous = row
    rest = next((row for row in rows[last:] if row.table), None)
    remark = (f"第 {rest.number} 行起的表格与本表的列不符，没有作为本表读取。",) if rest is not None else ()
    return rows[:last], remark


def _belongs(row: GridRow, heads: Sequence[Columns], *, noted: bool) -> bool:
    """Whether a row of a text is certainly of this form."""
    if goal_of(row) or is_note(row) or is_sum(row):
        return True
    if noted and is_item(row):
        return True
    return row.table and any(columns.fits(row) for columns in heads)
