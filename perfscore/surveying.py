"""Many criteria read one by one (评分标准普查): from a file's column, or the lines of a text, to what is read and what is not."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from perfscore.criterion import read_criterion
from perfscore.errors import CriterionError, ReadError
from perfscore.number import Rounding, fold
from perfscore.reading import lines, tables
from perfscore.reading.columns import field_of, nearest
from perfscore.reading.grid import Grid, GridCell, GridRow, column_number
from perfscore.rule import KINDS, Rule
from perfscore.source import Source
from perfscore.value import Shown

#: Files that are tables; any other is a text of lines, unless it is a workbook.
TABLES: Final = (".csv", ".tsv", ".md", ".xlsx", ".xlsm")
#: Heads of a column of criteria beside those that forms use.
HEADS: Final = ("text", "criterion", "criteria", "标准原文", "评分标准原文", "原文")
#: How a share is printed.
SHARE: Final = Rounding(quantum=Decimal("0.1"))
#: How many heads a message names.
NAMED: Final = 20


@frozen(kw_only=True, eq=False, repr=False)
class Text(Shown):
    """One criterion as a file prints it (一条原文), and its place: a cell, or a line."""

    text: str
    place: str


@frozen(kw_only=True, eq=False, repr=False)
class Entry(Shown):
    """One distinct criterion (一条评分标准): where it stands, and its rule, or why it is not read."""

    text: str
    places: tuple[str, ...]
    rule: Rule | None = None
    error: CriterionError | None = None

    def to_dict(self) -> dict[str, Any]:
        """The criterion as JSON data (导出)."""
        told: dict[str, Any] = {"text": self.text, "places": list(self.places)}
        if self.rule is not None:
            return told | {"kind": self.rule.kind, "read": str(self.rule), "remarks": [str(one) for one in self.rule.remarks]}
        assert self.error is not None
        error = {"message": self.error.message, "column": str(self.error.column), "nearest": self.error.nearest}
        return told | {"error": error | {"suspicions": list(self.error.suspicions)}}


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Survey(Shown):
    """
    What is read of many criteria (普查结果), each distinct one once, in the order of the file.

    ``remarks`` tell what of the file was not looked at.
    """

    source: str
    entries: tuple[Entry, ...]
    remarks: tuple[str, ...] = ()

    @property
    def texts(self) -> int:
        """How many texts there are (条数), those that stand there again included."""
        return sum(len(one.places) for one in self.entries)

    @cached_property
    def unread(self) -> tuple[Entry, ...]:
        """The criteria that are not read (未读懂)."""
        return tuple(one for one in self.entries if one.rule is None)

    @property
    def read(self) -> int:
        """How many texts are read (读懂条数)."""
        return self.texts - sum(len(one.places) for one in self.unread)

    @property
    def share(self) -> str:
        """The percentage of the texts that are read, with one decimal (读懂比例)."""
        return percent(self.read, self.texts)

    @property
    def kinds(self) -> tuple[tuple[str, int, int], ...]:
        """Each kind that occurs, with its texts and its distinct texts (各种条数)."""
        found = ((kind, [one for one in self.entries if one.rule is not None and one.rule.kind == kind]) for kind in KINDS)
        return tuple((kind, sum(len(one.places) for one in those), len(those)) for kind, those in found if those)

    @property
    def suspected(self) -> int:
        """How many of the unread look like slips of recognition (疑似识别错误)."""
        return sum(bool(one.error and one.error.suspicions) for one in self.unread)

    def to_dict(self) -> dict[str, Any]:
        """The survey as JSON data (导出), its figures as text."""
        kinds = [{"kind": kind, "texts": str(texts), "distinct": str(distinct)} for kind, texts, distinct in self.kinds]
        return {
            "source": self.source,
            "texts": str(self.texts),
            "distinct": str(len(self.entries)),
            "read": str(self.read),
            "share": self.share,
            "kinds": kinds,
            "remarks": list(self.remarks),
            "criteria": [one.to_dict() for one in self.entries],
        }


def percent(part: int, whole: int) -> str:
    """
    A share in percent with one decimal, half up (百分比).

    >>> percent(2, 3), percent(3, 3)
    ('66.7', '100.0')
    """
    return f"{SHARE(Fraction(100 * part, whole)):.1f}"


def survey(texts: Iterable[Text], source: str = "", *, lenient: bool = False, remarks: Iterable[str] = ()) -> Survey:
    """
    Many criteria read (普查), each distinct one once.

    Args:
        texts: the criteria with their places.
        source: the file they stand in.
        lenient: as for ``read_criterion``.
        remarks: what of the file was not looked at.

    >>> found = survey([Text(text="是得2分，否则不得分", place="A2"), Text(text="视情况", place="A3")])
    >>> found.read, found.texts, found.share
    (1, 2, '50.0')
    """
    places: dict[str, list[str]] = {}
    for one in texts:
        places.setdefault(one.text, []).append(one.place)
    entries = tuple(_entry(text, tuple(where), lenient=lenient) for text, where in places.items())
    return Survey(source=source, entries=entries, remarks=tuple(remarks))


def _entry(text: str, places: tuple[str, ...], *, lenient: bool) -> Entry:
    try:
        return Entry(text=text, places=places, rule=read_criterion(text, lenient=lenient))
    except CriterionError as error:
        return Entry(text=text, places=places, error=error)


# ---- from files ---------------------------------------------------------------------------------


def survey_file(source: str | Path | bytes, *, name: str = "", column: str = "", lenient: bool = False) -> Survey:
    """
    The criteria of a file read (普查文件): a column of a table, or every line of a text.

    Args:
        source: a path, or the bytes of a text.
        name: the file's name where bytes are given.
        column: the head of the column, its number or its letter; by its head where not given.
        lenient: as for ``read_criterion``.

    Raises:
        ReadError: the file cannot be read, or has no such column, or nothing in it.
    """
    file = name or (Path(source).name if not isinstance(source, bytes) else "")
    place = Source(file=file)
    if not (Path(file).suffix.lower() in TABLES or _is_workbook(source)):
        if column:
            raise ReadError(f"文本文件每行一条，没有“{column}”列。", source=place, hint="请去掉 --column。")
        return survey((Text(text=line, place=f"第 {number} 行") for number, line in lines(source, name=name)), file, lenient=lenient)
    found = tables(source, name=name)
    grids = [one for one in found if isinstance(one, Grid)]
    errors = [one for one in found if isinstance(one, ReadError)]
    if errors and not grids:
        raise errors[0]
    said = [f"{error.source.place if error.source else ''}：{error.message}" for error in errors]
    said += [remark for grid in grids for remark in grid.remarks]
    return survey(_texts(grids, column, place), file, lenient=lenient, remarks=said)


def _is_workbook(source: str | Path | bytes) -> bool:
    """Whether a file without the name of a table is a workbook by its content."""
    if isinstance(source, bytes):
        return False
    try:
        with Path(source).open("rb") as file:
            return file.read(2) == b"PK"
    except (OSError, ValueError):
        return False


def _texts(grids: Sequence[Grid], column: str, place: Source) -> list[Text]:
    """The texts below the head of the column, in every table that has it."""
    found: list[Text] = []
    known = False
    for grid in grids:
        at = _column(grid, column)
        if at is not None:
            known = True
            found += _below(grid, *at)
    if not known:
        raise _no_column(grids, column, place)
    if not found:
        raise ReadError("这一列没有文字。", source=place, hint="请用 --column 指明评分标准所在的列。")
    return found


def _column(grid: Grid, column: str) -> tuple[GridRow | None, int] | None:
    """The row of the head and the number of the column; None where the table has no such column."""
    for row in _heads(grid):
        for cell in row.cells:
            if fold(cell.text) == fold(column) if column else _is_head(cell):
                return row, cell.column
    number = _number(column)
    cells = [(row, cell) for row in grid.rows for cell in row.cells if cell.column == number]
    return (next((row for row, cell in cells if _is_head(cell)), None), number) if cells else None


def _number(column: str) -> int:
    """A column by its number or its letters (列号), 0 where it is neither."""
    if not column.isascii() or len(column) > 3:
        return 0
    return int(column) if column.isdecimal() else column_number(column.upper()) if column.isalpha() else 0


def _heads(grid: Grid) -> list[GridRow]:
    """The rows that may be the head of the table: what stands first, what is one by its words (可能的表头)."""
    rows = [row for row in grid.rows if row.table]
    known = (row for row in rows if any(map(_is_head, row.cells)))
    found = (next(known, None), nearest(rows), next((row for row in rows if len(row.cells) > 1), None), *rows[:1])
    return list({row.number: row for row in found if row is not None}.values())


def _is_head(cell: GridCell) -> bool:
    return field_of(cell.text) == "criterion" or fold(cell.text).lower() in HEADS


def _below(grid: Grid, head: GridRow | None, column: int) -> Iterator[Text]:
    """The cells of a column below its head, other rows and heads on later pages left out."""
    again = fold(_text(head, column)) if head else None
    for row in grid.rows:
        cell = row.get(column)
        if cell is None or not cell.text or (head and (row.number <= head.number or row.table is not head.table)):
            continue
        if again is None or fold(cell.text) != again:
            yield Text(text=cell.text, place=grid.source.at(cell.at).place)


def _text(row: GridRow, column: int) -> str:
    cell = row.get(column)
    return cell.text if cell else ""


def _no_column(grids: Sequence[Grid], column: str, place: Source) -> ReadError:
    heads: list[str] = []
    for grid in grids:
        heads += [cell.text for row in _heads(grid)[:1] for cell in row.cells]
    named = "、".join(dict.fromkeys(heads[:NAMED])) + ("…" if len(heads) > NAMED else "")
    wanted = f"没有“{column}”这一列。" if column else "没有找到评分标准一列。"
    return ReadError(f"{wanted}表头有：{named or '（没有）'}。", source=place, hint="请用 --column 指明列名，或列号（从 1 数起）。")
