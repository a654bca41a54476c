"""Workbooks (xlsx) as grids (工作簿): streamed, bounded, each figure as the workbook shows it."""

from collections.abc import Iterator
from itertools import islice
from posixpath import normpath
from typing import Any, NamedTuple

from perfscore.errors import ReadError
from perfscore.pattern import pattern
from perfscore.reading.bounds import (
    MOST_CELLS,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_MERGES,
    MOST_PART,
    MOST_ROW_BYTES,
    MOST_ROWS,
    MOST_SHEETS,
    MOST_TAIL,
)
from perfscore.reading.format import BUILTIN, show
from perfscore.reading.grid import Grid, GridCell, Merge, column_number, rows_of, tidy
from perfscore.reading.package import SMALLER, Start, opened, parser, pieces, refusing
from perfscore.source import Source

_ADDRESS = pattern(r"([A-Z]{1,3})(\d{1,7})")
_RANGE = pattern(rb'ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_ESCAPE = pattern("_x([0-9A-Fa-f]{4})_")
_VALUE = pattern(rb"<(?:\w+:)?(?:v|is)[\s>]")
#: How far the merged blocks behind the rows are searched at a time.
_WINDOW = 1 << 20


class _Tab(NamedTuple):
    """A worksheet as the workbook lists it (工作表)."""

    name: str
    part: str
    hidden: bool


class _Workbook:
    """The opened package with what all its worksheets share, and what may still be read of them (工作簿)."""

    def __init__(self, package: Any, source: Source) -> None:
        self.package = package
        self.sizes = {info.filename: info.file_size for info in package.infolist()}
        self.source = source
        self.from_1904 = False
        self.formats: list[str] = []
        self.texts: dict[int, str] = {}
        self.fault: ReadError | None = None  # what is wrong with the shared texts
        self.cells = MOST_CELLS
        self.row_bytes = MOST_ROW_BYTES
        self.tail_bytes = MOST_TAIL

    def share(self, wanted: set[int]) -> None:
        """Look up the shared texts, once for all worksheets (共享文本)."""
        try:
            with refusing(self.source):
                self.texts = _texts(self, wanted)
        except ReadError as error:
            self.fault = error


def grids(data: bytes, source: Source, digest: str) -> Iterator[Grid | ReadError]:
    """
    The worksheets of a workbook (各工作表), visible ones before hidden ones.

    A worksheet that is damaged gives a ReadError in its place.

    Raises:
        ReadError: the bytes are no workbook that can be opened.
    """
    with refusing(source):
        book = _Workbook(opened(data, source), source)
        tabs = _tabs(book)
        book.formats = _formats(book)
    tabs = sorted(tabs[:MOST_SHEETS], key=lambda tab: tab.hidden)
    # The smaller ones first, so that a form is read though a large list stands before it.
    order = sorted(range(len(tabs)), key=lambda place: book.sizes.get(tabs[place].part, 0))
    read = {place: _read(book, tabs[place]) for place in order}
    book.share({number for found in read.values() if isinstance(found, _Collector) for number in found.shared()})
    for place, tab in enumerate(tabs):
        found = read[place]
        if isinstance(found, ReadError):
            yield found
            continue
        where = Source(file=source.file, sheet=tab.name)
        try:
            with refusing(where):
                grid = _grid(book, tab, found, where, digest)
        except ReadError as error:
            yield error
        else:
            yield grid


# ---- the parts of the package --------------------------------------------------------------------


def _parse(book: _Workbook, part: str, start: Start) -> None:
    expat = parser(start)
    for piece in pieces(book.package, part, book.source, MOST_PART):
        expat.Parse(piece, False)
    expat.Parse(b"", True)


def _tabs(book: _Workbook) -> list[_Tab]:
    """The worksheets in the order of the workbook."""
    names, targets = set(book.package.namelist()), {}
    main = next((name for name in ("xl/workbook.xml", "workbook.xml") if name in names), "")
    if not main:
        raise ReadError("压缩包里没有工作簿。", source=book.source, hint="请用 Excel 或 WPS 打开原表，另存为 .xlsx。")
    listed: list[tuple[str, str, bool]] = []

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else main[: -len("workbook.xml")] + target
            targets[attributes.get("Id", "")] = normpath(path)

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "workbookPr":
            book.from_1904 = attributes.get("date1904", "") in ("1", "true")
        elif tag == "sheet":
            identity = next((value for name, value in attributes.items() if name.endswith("}id")), "")
            listed.append((attributes.get("name", ""), identity, attributes.get("state", "visible") != "visible"))

    _parse(book, main.replace("workbook.xml", "_rels/workbook.xml.rels"), relation)
    _parse(book, main, sheet)
    return [_Tab(name=tidy(name), part=targets[key], hidden=hidden) for name, key, hidden in listed if key in targets]


def _formats(book: _Workbook) -> list[str]:
    """The number format of each cell style, by its number."""
    codes, styles, inside = dict(BUILTIN), [], [False]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "General")
        elif tag in ("cellXfs", "cellStyles", "dxfs"):
            inside[0] = tag == "cellXfs"
        elif tag == "xf" and inside[0]:
            styles.append(int(attributes.get("numFmtId", "0")))

    if "xl/styles.xml" in book.package.namelist():
        _parse(book, "xl/styles.xml", start)
    return [codes.get(number, "General") for number in styles]


# ---- one worksheet -------------------------------------------------------------------------------


class _Cell:
    """A cell as it stands in the XML, before its text is looked up (原始单元格)."""

    __slots__ = ("column", "formula", "kind", "row", "style", "text", "valued")

    def __init__(self, row: int, column: int, kind: str, style: int) -> None:
        self.row = row
        self.column = column
        self.kind = kind
        self.style = style
        self.text = ""
        self.formula = False
        self.valued = False


class _Collector:
    """Gathers the cells of a worksheet while its XML goes by (收集单元格), ``most`` of them."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.cells: list[_Cell] = []
        self.merges: list[Merge] = []
        self.row = self.column = self.count = self.cut = 0
        self.cell: _Cell | None = None
        self.listening = self.phonetic = False
        #: Nothing more is wanted; values stand further right; values stand further down.
        self.done = self.wide = self.more = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._open(attributes)
        elif tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
            self.done = self.done or self.row > MOST_ROWS
        elif tag == "rPh":
            self.phonetic = True
        elif self.cell is not None:
            self.listening = tag == "v" or (tag == "t" and not self.phonetic)
            self.cell.formula = self.cell.formula or tag == "f"
        elif tag == "mergeCell":
            self.merge(attributes.get("ref", ""))

    def _open(self, attributes: dict[str, str]) -> None:
        match = _ADDRESS.fullmatch(attributes["r"]) if "r" in attributes else None
        self.column = column_number(match[1]) if match else self.column + 1
        self.count += 1
        if self.count > self.most:
            self.done, self.cut = True, self.cut or self.row
        else:
            self.cell = _Cell(self.row, self.column, attributes.get("t", "n"), int(attributes.get("s", "0")))

    def merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        top, bottom = _ADDRESS.fullmatch(first), _ADDRESS.fullmatch(last)
        if top and bottom and int(top[2]) <= MOST_ROWS and len(self.merges) < MOST_MERGES:
            self.merges.append(Merge(top=int(top[2]), left=column_number(top[1]), bottom=int(bottom[2]), right=column_number(bottom[1])))

    def text(self, piece: str) -> None:
        if self.listening and self.cell is not None:
            self.cell.valued = True
            if len(self.cell.text) < MOST_CHARACTERS:
                self.cell.text += piece

    def end(self, tag: str) -> None:
        if tag == "c" and self.cell is not None:
            if self.cell.row > MOST_ROWS:
                self.more = self.more or self.cell.valued
            elif self.cell.column > MOST_COLUMNS:
                self.wide = self.wide or self.cell.valued
            elif self.cell.valued or self.cell.formula:
                self.cells.append(self.cell)
            self.cell = None
        elif tag == "rPh":
            self.phonetic = False
        elif tag in ("v", "t"):
            self.listening = False

    def shared(self) -> Iterator[int]:
        """The numbers of the shared texts that the cells name (共享文本序号)."""
        return (int(cell.text) for cell in self.cells if cell.kind == "s" and cell.text.isdecimal())


def _read(book: _Workbook, tab: _Tab) -> _Collector | ReadError:
    """The cells of a worksheet's first rows and columns as they stand in the XML, or what is wrong with it."""
    place = Source(file=book.source.file, sheet=tab.name)
    try:
        with refusing(place):
            return _collected(book, tab, place)
    except ReadError as error:
        return error


def _collected(book: _Workbook, tab: _Tab, place: Source) -> _Collector:
    if not book.cells or not book.row_bytes:
        raise ReadError("前面的工作表太大，这一张没有读。", source=place, hint=SMALLER)
    found = _Collector(book.cells)
    expat = parser(found.start, found.end, found.text)
    stream = pieces(book.package, tab.part, place)
    for piece in stream:
        book.row_bytes = max(0, book.row_bytes - len(piece))
        expat.Parse(piece, False)
        found.done = found.done or not book.row_bytes
        if found.done:
            found.more = _tail(book, stream, piece, found) or found.more or found.count > found.most
            break
    else:
        expat.Parse(b"", True)
    book.cells = max(0, book.cells - found.count)
    return found


def _tail(book: _Workbook, stream: Iterator[bytes], before: bytes, found: _Collector) -> bool:
    """
    Run through what is not read of a worksheet, for its merged cells, which stand after the last row.

    Says whether any cell there holds a value. The pieces are searched, not parsed.
    """
    more, window = False, before[-64:]
    for piece in stream:
        book.tail_bytes -= len(piece)
        window += piece
        if len(window) < _WINDOW and book.tail_bytes > 0:
            continue
        more = more or bool(_VALUE.search(window))
        if b"mergeCell " in window or book.tail_bytes <= 0:
            break
        window = window[-64:]
    more = more or bool(_VALUE.search(window))
    rest = window[window.index(b"mergeCell ") :] + b"".join(islice(stream, _WINDOW >> 14)) if b"mergeCell " in window else b""
    for left, top, right, bottom in _RANGE.findall(rest):
        found.merge(f"{left.decode()}{int(top)}:{right.decode()}{int(bottom)}")
    return more


def _grid(book: _Workbook, tab: _Tab, found: _Collector, place: Source, digest: str) -> Grid:
    """A worksheet's first rows and columns as a grid."""
    if book.fault is not None and next(found.shared(), None) is not None:
        raise book.fault
    remarks = []
    if found.more:
        remarks.append(f"{place.place}：只读了前 {min(found.cut or found.row, MOST_ROWS)} 行，后面的行没有读。")
    if found.wide:
        remarks.append(f"{place.place}：只读了前 {MOST_COLUMNS} 列，后面的列没有读。")
    if tab.hidden:
        remarks.append(f"工作表“{tab.name}”是隐藏的。")
    cells = (_shown(cell, book) for cell in found.cells)
    return Grid(rows=rows_of(cells), source=place, merges=tuple(found.merges), remarks=tuple(remarks), digest=digest)


def _texts(book: _Workbook, wanted: set[int]) -> dict[int, str]:
    """The shared texts that are used, by number; reading stops at the last one wanted."""
    texts: dict[int, str] = {}
    if not wanted:
        return texts
    last, state = max(wanted), {"index": -1, "phonetic": False, "listening": False}

    def start(tag: str, _: dict[str, str]) -> None:
        if tag == "si":
            state["index"] += 1
            if state["index"] in wanted:
                texts[state["index"]] = ""
        elif tag == "rPh":
            state["phonetic"] = True
        elif tag == "t":
            state["listening"] = not state["phonetic"] and state["index"] in wanted

    def end(tag: str) -> None:
        if tag == "rPh":
            state["phonetic"] = False
        elif tag == "t":
            state["listening"] = False

    def text(piece: str) -> None:
        if state["listening"] and len(texts[state["index"]]) < MOST_CHARACTERS:
            texts[state["index"]] += piece

    expat = parser(start, end, text)
    for piece in pieces(book.package, "xl/sharedStrings.xml", book.source):
        expat.Parse(piece, False)
        if state["index"] > last:
            break
    return texts


def _shown(cell: _Cell, book: _Workbook) -> GridCell:
    """A cell's text as the workbook shows it."""
    text, stored = cell.text, ""
    if cell.kind == "s" and text:
        text = book.texts[int(text)]
    elif cell.kind == "b":
        text = {"1": "TRUE", "0": "FALSE"}.get(text, text)
    elif cell.kind == "d":
        text = text.replace("T00:00:00", "").rstrip("Z")
    elif cell.kind == "n" and text:
        code = book.formats[cell.style] if 0 <= cell.style < len(book.formats) else "General"
        text, stored = show(text.strip(), code, from_1904=book.from_1904)
    if cell.kind in ("s", "str", "inlineStr"):
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    lost = cell.formula and not cell.valued and cell.kind != "str"
    return GridCell(row=cell.row, column=cell.column, text=tidy(text), stored=stored, lost=lost)
