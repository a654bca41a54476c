"""Ruled pages (版面): characters and boxes of cells on pages → lines of text and tables whose columns agree from page to page."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from perfscore.pattern import pattern
from perfscore.reading.document import Block, Cell, Table
from perfscore.reading.pages import TOLERANCE, Box, Character, Page

_LETTER = pattern("[A-Za-z]")
#: A line that only numbers its page.
_NUMBER = pattern(r"[-—–\s·.]*\d{1,4}[-—–\s·.]*|第\s*\d+\s*页.{0,12}")


def blocks(pages: Sequence[tuple[int, Page]]) -> Iterator[Block]:
    """
    The lines and tables of numbered pages in reading order (版面内容).

    The first table of a page whose columns are among those of the last one before it goes on with its columns, and so has
    the same column letters though it may have fewer.
    """
    drawn = [[_Drawn(boxes) for boxes in page.tables] for _, page in pages]
    _align(drawn)
    for (number, page), tables in zip(pages, drawn, strict=True):
        outside = _fill(page.characters, tables)
        found: list[tuple[Any, Block]] = [(line.top, line.text) for line in lines(outside) if not _NUMBER.fullmatch(line.text.strip())]
        found += [(table.box.top, Table(table.rows(), f"第{number}页表{place}")) for place, table in enumerate(tables, 1)]
        yield from (block for _, block in sorted(found, key=lambda one: one[0]))


def _align(pages: list[list["_Drawn"]]) -> None:
    """Give the tables that go on from page to page one set of columns."""
    chain: list[_Drawn] = []
    for tables in pages:
        if chain and tables and _agree(chain[-1].columns, tables[0].columns):
            chain.append(tables[0])
            columns = _merged(side for table in chain for side in table.columns)
            for table in chain:
                table.columns = columns
            chain = chain if len(tables) == 1 else tables[-1:]
        else:
            chain = tables[-1:]


def _agree(some: Sequence[Any], others: Sequence[Any]) -> bool:
    """Whether the sides of one table's columns are all among those of the other."""
    few, many = sorted((some, others), key=len)
    return all(any(abs(side - other) <= TOLERANCE for other in many) for side in few)


def _merged(sides: Iterable[Any]) -> list[Any]:
    """Sides in order, those that are one line once."""
    found: list[Any] = []
    for side in sorted(sides):
        if not found or side - found[-1] > TOLERANCE:
            found.append(side)
    return found


def _nearest(sides: Sequence[Any], side: Any) -> int:
    """The number of the side that is meant."""
    return min(range(len(sides)), key=lambda place: abs(sides[place] - side))


class _Drawn:
    """A table as it is drawn (画出的表格): boxes of cells, the sides of columns and rows, the characters in each box."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        self.boxes = sorted(boxes, key=lambda box: (box.top, box.left))
        self.columns = _merged(side for box in boxes for side in (box.left, box.right))
        self.lines = _merged(side for box in boxes for side in (box.top, box.bottom))
        self.box = Box(self.columns[0], self.lines[0], self.columns[-1], self.lines[-1])
        self.texts: list[list[Character]] = [[] for _ in self.boxes]
        self.owners: dict[tuple[int, int], int] = {}
        self._own = own = self.columns
        for number, box in enumerate(self.boxes):
            for row in range(_nearest(self.lines, box.top), _nearest(self.lines, box.bottom)):
                for column in range(_nearest(own, box.left), _nearest(own, box.right)):
                    self.owners.setdefault((row, column), number)

    def take(self, character: Character) -> bool:
        """Put a character into the cell around its middle; False where there is none."""
        box = character.box
        row = bisect_right(self.lines, (box.top + box.bottom) / 2) - 1
        column = bisect_right(self._own, (box.left + box.right) / 2) - 1
        number = self.owners.get((row, column))
        if number is None:
            return False
        self.texts[number].append(character)
        return True

    def rows(self) -> list[list[Cell]]:
        """The cells of each row with how far they span; where nothing is drawn stands an empty cell."""
        free = {(row, column) for row in range(len(self.lines) - 1) for column in range(len(self.columns) - 1)}
        found: list[list[tuple[int, Cell]]] = [[] for _ in self.lines[1:]]
        for box, characters in zip(self.boxes, self.texts, strict=True):
            top, bottom = _nearest(self.lines, box.top), _nearest(self.lines, box.bottom)
            left, right = _nearest(self.columns, box.left), _nearest(self.columns, box.right)
            covered = {(row, column) for row in range(top, bottom) for column in range(left, right)}
            if covered and covered <= free:
                free -= covered
                found[top].append((left, Cell(_folded(lines(characters), box), bottom - top, right - left)))
        for row, column in free:
            found[row].append((column, Cell("")))
        return [[cell for _, cell in sorted(row, key=lambda one: one[0])] for row in found]


def _fill(characters: Iterable[Character], tables: Sequence[_Drawn]) -> list[Character]:
    """Put characters into the cells of the tables; those outside are given back."""
    return [one for one in characters if not any(table.take(one) for table in tables)]


class Line(NamedTuple):
    """A line of text on a page (一行字), with its first and last character."""

    top: Any
    text: str
    first: Character
    last: Character


def lines(characters: Iterable[Character]) -> Iterator[Line]:
    """
    Characters as lines of text, from top to bottom (成行).

    A gap of a third of the line's height is a space; a character printed twice to look bold is one.
    """
    found: list[list[Character]] = []
    last: Character | None = None
    for one in sorted(characters, key=lambda one: one.box.top + one.box.bottom):
        if last is None or not _level(last, one):
            found.append([])
            last = one
        found[-1].append(one)
    for line in found:
        across = sorted(line, key=lambda one: one.box.left)
        shown = [one for one in across if not one.text.isspace()]
        if shown:
            yield Line(min(one.box.top for one in line), _joined(across), shown[0], shown[-1])


def _level(some: Character, other: Character) -> bool:
    """Whether the middle of the lower character is no deeper than half the height of the taller."""
    deeper = other.box.top + other.box.bottom - some.box.top - some.box.bottom
    return bool(deeper <= max(some.box.bottom - some.box.top, other.box.bottom - other.box.top))


def _joined(characters: Sequence[Character]) -> str:
    text, last = "", list[Character]()
    for one in characters:
        box = one.box
        if any(one.text == other.text and 5 * abs(box.left - other.box.left) <= box.right - box.left for other in last):
            continue
        gap = box.left - last[-1].box.right if last else 0
        text += (" " if 3 * gap > box.bottom - box.top else "") + one.text
        last = [*last[-1:], one]
    return text


def _folded(found: Iterable[Line], box: Box) -> str:
    """The lines of a cell; where a full line was cut (1486.2 and 7, 0.2 and 分), it goes on without a break, but for words of letters."""
    whole, before = "", None
    for line in found:
        if before is not None:
            full = before.last.box.right + line.first.box.right - line.first.box.left > box.right - TOLERANCE
            words = _LETTER.fullmatch(before.last.text) and _LETTER.fullmatch(line.first.text)
            whole += "" if full and not words else "\n"
        whole, before = whole + line.text, line
    return whole
