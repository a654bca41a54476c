"""Cells where they stand (单元格网格): what every file format is turned into before a form is looked for."""

from collections.abc import Iterator
from functools import lru_cache
from unicodedata import east_asian_width

from attrs import field, frozen

from perfscore.pattern import pattern
from perfscore.reading import bounds
from perfscore.source import Source

MOST_COLUMNS = bounds.MOST_COLUMNS

_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: A character reference whose number no character has.
_LONG = pattern(r"&#[xX]?[0-9A-Fa-f]{8,}+;?")

#: What stands in a text without being seen: zero-width spaces, byte order marks, control characters, signs that turn the direction of writing.
_CONTROLS = (*range(9), *range(14, 28), *range(0x7F, 0x85), *range(0x86, 0xA0))
_TURNS = (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *_CONTROLS, *_TURNS))


@lru_cache(4096)
def letters(column: int) -> str:
    """
    A column as Excel names it (列标).

    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column_number(name: str) -> int:
    """
    The number of a column from its letters (列号).

    >>> column_number("AB")
    28
    """
    number = 0
    for character in name:
        number = number * 26 + ord(character) - ord("A") + 1
    return number


def tidy(text: str) -> str:
    r"""
    A text with its white space folded (折叠空白): runs become one space, a line break between 汉字 nothing.

    >>> tidy(" OA  系统\n持续 稳定\n运行 ")
    'OA 系统持续 稳定运行'
    """
    if text.isascii() and text.isprintable() and " " not in text:
        return text
    whole = ""
    for line in text.translate(_UNSEEN).splitlines():
        part = " ".join(line.split())
        if whole and part and not (_wide(whole[-1]) and _wide(part[0])):
            whole += " "
        whole += part
    return whole


def unescaped(text: str) -> str:
    r"""
    A text with its character references resolved (还原字符引用); a number that no character has is one that is not known.

    >>> unescaped("A&amp;B&nbsp;&#20998;"), unescaped("&#" + "9" * 5000 + ";")
    ('A&B\xa0分', '�')
    """
    if "&" not in text:
        return text
    from html import unescape

    return unescape(_LONG.sub("&#0;", text))


def _wide(character: str) -> bool:
    return east_asian_width(character) in "WF"


@frozen(kw_only=True)
class GridCell:
    """
    A cell that is not empty (单元格): its text as shown and where it stands.

    ``stored`` holds the exact digits where the number format hides some. ``lost`` says that
    a formula stands here whose result was not saved: the cell has no value, which is not 0.
    """

    row: int
    column: int
    text: str = ""
    stored: str = ""
    lost: bool = False
    #: The address where rows and columns of the grid do not tell it (表2!C5).
    place: str = ""

    @property
    def at(self) -> str:
        """The address (地址): J19."""
        return self.place or f"{letters(self.column)}{self.row}"

    def beside(self, column: int) -> str:
        """The address of a cell in the same row (同行另一列的地址)."""
        if not self.place:
            return f"{letters(column)}{self.row}"
        table, _, own = self.place.rpartition("!")
        return f"{table}!{letters(column)}{own.lstrip(_CAPITALS)}" if table else self.place


@frozen(kw_only=True)
class GridRow:
    """
    A row with at least one cell that is not empty (行).

    ``number`` counts from 1 as the file shows it. ``table`` is False for a line of a text
    that stands in no table.
    """

    number: int
    cells: tuple[GridCell, ...]
    table: bool = True

    def get(self, column: int) -> GridCell | None:
        """The cell in a column (取单元格), None where it is empty."""
        return next((cell for cell in self.cells if cell.column == column), None)

    @property
    def only(self) -> GridCell | None:
        """The one cell of a row that has a single one (唯一单元格), else None."""
        return self.cells[0] if len(self.cells) == 1 else None


@frozen(kw_only=True)
class Merge:
    """A block of merged cells (合并单元格); the text stands in its first cell."""

    top: int
    left: int
    bottom: int
    right: int


@frozen(kw_only=True, eq=False)
class Grid:
    """
    One worksheet or one text (网格): rows in order, empty ones left out.

    ``loose`` says that cells may have slid sideways, as in text copied out of a document.
    ``remarks`` tell what of the file was not read.
    """

    rows: tuple[GridRow, ...]
    source: Source
    merges: tuple[Merge, ...] = ()
    loose: bool = False
    remarks: tuple[str, ...] = ()
    digest: str = ""
    #: The cells come from a page's drawing and must be compared with the original (待复核).
    to_review: bool = False
    _covers: dict[int, tuple[Merge, ...]] = field(init=False, repr=False, eq=False)
    #: The cells that span several columns, and how many.
    _wide: dict[tuple[int, int], int] = field(init=False, repr=False, eq=False)

    @_covers.default
    def _covers_by_column(self) -> dict[int, tuple[Merge, ...]]:
        tall: dict[int, list[Merge]] = {}
        for merge in self.merges:
            if merge.bottom > merge.top and merge.left <= MOST_COLUMNS:
                for column in range(merge.left, min(merge.right, MOST_COLUMNS) + 1):
                    tall.setdefault(column, []).append(merge)
        return {column: tuple(merges) for column, merges in tall.items()}

    @_wide.default
    def _columns_of_the_wide(self) -> dict[tuple[int, int], int]:
        return {(merge.top, merge.left): merge.right - merge.left + 1 for merge in self.merges if merge.right > merge.left}

    def is_tall(self, column: int, *, below: int) -> bool:
        """Whether cells of a column below a row are merged downwards (有纵向合并)."""
        return any(merge.top > below for merge in self._covers.get(column, ()))

    def across(self, row: int, column: int) -> int:
        """How many columns a cell spans (跨列数)."""
        return self._wide.get((row, column), 1)

    def covered(self, row: int, column: int) -> bool:
        """Whether a cell belongs to the one above it (被上方合并)."""
        return any(merge.top < row <= merge.bottom for merge in self._covers.get(column, ()))


def rows_of(cells: Iterator[GridCell]) -> tuple[GridRow, ...]:
    """Cells in reading order as rows (按行归并); cells without text are left out."""
    rows: dict[int, list[GridCell]] = {}
    for cell in cells:
        if cell.text or cell.lost:
            rows.setdefault(cell.row, []).append(cell)
    return tuple(GridRow(number=number, cells=tuple(sorted(rows[number], key=_column))) for number in sorted(rows))


def _column(cell: GridCell) -> int:
    return cell.column
