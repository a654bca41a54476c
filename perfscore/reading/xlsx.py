"""Workbooks (xlsx) as grids (工作簿): streamed, bounded, each figure as the workbook shows it."""

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, NamedTuple
from xml.parsers.expat import ExpatError

from perfscore.errors import ReadError
from perfscore.pattern import pattern
from perfscore.reading.format import BUILTIN, show
from perfscore.reading.grid import MOST_COLUMNS, MOST_ROWS, Grid, GridCell, Merge, column_number, rows_of, tidy
from perfscore.source import Source

#: What is unpacked of a workbook at most: its small parts, its texts, the rows looked at, the rest run through for merged cells.
MOST_PART = 20_000_000
MOST_TEXTS = 200_000_000
MOST_ROW_BYTES = 60_000_000
MOST_TAIL = 400_000_000
MOST_RATIO = 100
MOST_CELLS = 700_000
MOST_SHEETS = 200
MOST_MERGES = 20_000

_CHUNK = 1 << 16
_ADDRESS = pattern(r"([A-Z]{1,3})(\d{1,7})")
_RANGE = pattern(rb'ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_ESCAPE = pattern("_x([0-9A-Fa-f]{4})_")
_VALUE = pattern(rb"<(?:\w+:)?(?:v|is)[\s>]")
DAMAGED = "请用 Excel 或 WPS 打开，另存为新的 .xlsx 后再读。"


@contextmanager
def refusing(source: Source, kind: str = "工作簿", hint: str = DAMAGED) -> Iterator[None]:
    """Turn whatever a damaged package makes the libraries raise into a ReadError (文件损坏)."""
    from zipfile import BadZipFile

    from defusedxml.common import DefusedXmlException

    try:
        yield
    except DefusedXmlException as error:
        raise ReadError("文件内容含有不允许的 XML 声明（DTD 或实体），已拒绝读取。", source=source, hint=hint) from error
    except (BadZipFile, ExpatError, zlib.error, LookupError, ValueError, ArithmeticError, RuntimeError, OSError) as error:
        raise ReadError(f"{kind}已损坏，读不出内容。", source=source, hint=hint) from error
    except EOFError as error:
        raise ReadError(f"{kind}不完整，内容在中途断了。", source=source, hint="请重新下载或复制这个文件。") from error


class _Tab(NamedTuple):
    """A worksheet as the workbook lists it (工作表)."""

    name: str
    part: str
    hidden: bool


class _Workbook:
    """The opened package with what all its worksheets share (工作簿)."""

    def __init__(self, package: Any, source: Source, digest: str) -> None:
        self.package = package
        self.source = source
        self.digest = digest
        self.from_1904 = False
        self.formats: list[str] = []


def grids(data: bytes, source: Source, digest: str) -> Iterator[Grid | ReadError]:
    """
    The worksheets of a workbook (各工作表), visible ones before hidden ones.

    A worksheet that is damaged gives a ReadError in its place.

    Raises:
        ReadError: the bytes are no workbook that can be opened.
    """
    from zipfile import ZipFile

    with refusing(source):
        book = _Workbook(ZipFile(BytesIO(data)), source, digest)
        tabs = _tabs(book)
        book.formats = _formats(book)
    for tab in sorted(tabs[:MOST_SHEETS], key=lambda tab: tab.hidden):
        place = Source(file=source.file, sheet=tab.name)
        try:
            with refusing(place):
                grid = _grid(book, tab, place)
        except ReadError as error:
            yield error
        else:
            yield grid


# ---- the parts of the package --------------------------------------------------------------------

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


def parser(start: Start, end: End | None = None, text: Callable[[str], None] | None = None) -> Any:
    """An expat parser with the guards of defusedxml, names without their namespace; no tree is built."""
    from defusedxml.ElementTree import DefusedXMLParser

    local: dict[str, str] = {}

    def named(tag: str) -> str:
        return local.setdefault(tag, tag.rpartition("}")[2])

    expat = DefusedXMLParser(forbid_dtd=True).parser
    expat.ordered_attributes = False
    expat.buffer_text = True
    expat.DefaultHandlerExpand = None
    expat.StartElementHandler = lambda tag, attributes: start(named(tag), attributes)
    expat.EndElementHandler = (lambda tag: end(named(tag))) if end else None
    expat.CharacterDataHandler = text
    return expat


def _bytes(book: _Workbook, part: str, most: int) -> Iterator[bytes]:
    return pieces(book.package, part, most, book.source)


def pieces(package: Any, part: str, most: int, source: Source) -> Iterator[bytes]:
    """A part of a package in pieces (分块), refused where it unpacks to more than ``most`` or out of all proportion."""
    done, packed = 0, max(1, package.getinfo(part).compress_size)
    with package.open(part) as stream:
        while piece := stream.read(_CHUNK):
            done += len(piece)
            if done > most or (done > MOST_PART and done > packed * MOST_RATIO):
                raise ReadError(
                    f"文件中的 {part} 解压后过大（超过 {min(most, packed * MOST_RATIO) // 1_000_000} MB），已拒绝读取。",
                    source=source,
                    hint="请删去与自评表无关的内容，另存后再读。",
                )
            yield piece


def _parse(book: _Workbook, part: str, start: Start) -> None:
    expat = parser(start)
    for piece in _bytes(book, part, MOST_PART):
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
            targets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else main[: -len("workbook.xml")] + target

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
    """Gathers the cells of a worksheet while its XML goes by (收集单元格)."""

    def __init__(self) -> None:
        self.cells: list[_Cell] = []
        self.merges: list[Merge] = []
        self.row = self.column = self.count = 0
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
        match = _ADDRESS.fullmatch(attributes.get("r", ""))
        self.column = column_number(match[1]) if match else self.column + 1
        self.count += 1
        self.done = self.done or self.count > MOST_CELLS
        if self.count <= MOST_CELLS:
            style = int(attributes.get("s", "0"))
            self.cell = _Cell(self.row, self.column, attributes.get("t", "n"), style)

    def merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        top, bottom = _ADDRESS.fullmatch(first), _ADDRESS.fullmatch(last)
        if top and bottom and int(top[2]) <= MOST_ROWS and len(self.merges) < MOST_MERGES:
            self.merges.append(Merge(top=int(top[2]), left=column_number(top[1]), bottom=int(bottom[2]), right=column_number(bottom[1])))

    def text(self, piece: str) -> None:
        if self.listening and self.cell is not None:
            self.cell.text += piece
            self.cell.valued = True

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


def _grid(book: _Workbook, tab: _Tab, place: Source) -> Grid:
    """A worksheet's first rows and columns as a grid."""
    found, remarks = _Collector(), []
    expat = parser(found.start, found.end, found.text)
    with book.package.open(tab.part) as stream:
        size = 0
        while not found.done and (piece := stream.read(_CHUNK)):
            size += len(piece)
            expat.Parse(piece, False)
            if size > MOST_ROW_BYTES:
                found.done = True
        if found.done:
            more, merges = _tail(stream, piece)
            found.merges += merges
            if more or found.more or found.count > MOST_CELLS:
                remarks.append(f"{place.place}：只读了前 {min(found.row, MOST_ROWS)} 行，后面的行没有读。")
        else:
            expat.Parse(b"", True)
    if found.wide:
        remarks.append(f"{place.place}：只读了前 {MOST_COLUMNS} 列，后面的列没有读。")
    if tab.hidden:
        remarks.append(f"工作表“{tab.name}”是隐藏的。")
    texts = _texts(book, {int(cell.text) for cell in found.cells if cell.kind == "s" and cell.text})
    cells = (_shown(cell, texts, book) for cell in found.cells)
    return Grid(rows=rows_of(cells), source=place, merges=tuple(found.merges), remarks=tuple(remarks), digest=book.digest)


def _tail(stream: Any, before: bytes) -> tuple[bool, list[Merge]]:
    """
    Run through what is not read of a worksheet, for its merged cells, which stand after the last row.

    Also says whether any cell there holds a value. The pieces are searched, not parsed.
    """
    more, size, found = False, 0, _Collector()
    while size < MOST_TAIL and (piece := stream.read(_CHUNK * 16)):
        size += len(piece)
        window = before[-64:] + piece
        more = more or bool(_VALUE.search(window))
        if b"mergeCell " in window:
            window = window[window.index(b"mergeCell ") :] + stream.read(_CHUNK * 16)
            for left, top, right, bottom in _RANGE.findall(window):
                found.merge(f"{left.decode()}{int(top)}:{right.decode()}{int(bottom)}")
            break
        before = piece
    return more, found.merges


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
        if state["listening"]:
            texts[state["index"]] += piece

    expat = parser(start, end, text)
    for piece in _bytes(book, "xl/sharedStrings.xml", MOST_TEXTS):
        expat.Parse(piece, False)
        if state["index"] > last:
            break
    return texts


def _shown(cell: _Cell, texts: dict[int, str], book: _Workbook) -> GridCell:
    """A cell's text as the workbook shows it."""
    text, stored = cell.text, ""
    if cell.kind == "s" and text:
        text = texts[int(text)]
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
