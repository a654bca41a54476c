"""Word documents (docx) as grids (Word 文档): paragraphs and tables in order, gridSpan and vMerge as Word shows them."""

from collections.abc import Iterator
from typing import Any

from perfscore.reading.bounds import MOST_LINES
from perfscore.reading.document import Block, Cell, document_grid
from perfscore.reading.grid import Grid
from perfscore.reading.package import opened, parser, pieces, refusing
from perfscore.source import Source

PART = "word/document.xml"
DAMAGED = "请用 Word 或 WPS 打开，另存为新的 .docx 后再读。"
#: Text that a document holds and does not show.
_UNSEEN = frozenset({"delText", "instrText", "txbxContent", "del", "moveFrom"})


def grids(data: bytes, source: Source, digest: str) -> Iterator[Grid]:
    """
    The document as one grid (文档网格).

    Raises:
        ReadError: the document is damaged, or unpacks to more than a form could need.
    """
    body = _Body()
    with refusing(source, "Word 文档", DAMAGED), opened(data, source) as package:
        expat = parser(body.start, body.end, body.text)
        for piece in pieces(package, PART, source):
            expat.Parse(piece, False)
            if body.count > MOST_LINES:
                break
        else:
            expat.Parse(b"", True)
    body.finish()
    yield document_grid(body.blocks, source, digest)


class _Row:
    """A row that is being read (读取中的行): cells with how far they span; a merged cell below its first one says so."""

    def __init__(self) -> None:
        self.cells: list[tuple[str, int, str]] = []  # text, columns, vMerge: "", "restart" or "continue"
        self.text: list[str] = []
        self.across = 1
        self.merge = ""


class _Body:
    """The blocks of a document as its marks come (正文解析)."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.line: list[str] = []
        self.tables: list[list[_Row]] = []
        self.rows: list[_Row] = []
        self.hidden = 0
        self.shown = False
        self.count = 0  # rows and lines so far

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _UNSEEN:
            self.hidden += 1
        elif tag == "tbl":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.rows.append(_Row())
            self.tables[-1].append(self.rows[-1])
            self.count += 1
        elif tag == "tc" and self.rows:
            row = self.rows[-1]
            row.text, row.across, row.merge = [], 1, ""
        elif tag == "gridSpan" and self.rows:
            self.rows[-1].across = _number(attributes)
        elif tag == "gridBefore" and self.rows:
            self.rows[-1].cells.append(("", _number(attributes), ""))
        elif tag == "vMerge" and self.rows:
            self.rows[-1].merge = _value(attributes) or "continue"
        elif tag in {"tab", "br", "cr"}:
            self._add("\n" if tag != "tab" else " ")
        elif tag == "t":
            self.shown = True

    def end(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.hidden -= 1
        elif tag == "t":
            self.shown = False
        elif tag == "p":
            self._paragraph()
        elif tag == "tc" and self.rows:
            row = self.rows[-1]
            row.cells.append(("".join(row.text), row.across, row.merge))
            row.text = []
        elif tag == "tr" and self.rows:
            self.rows.pop()
        elif tag == "tbl" and self.tables:
            self.blocks.append(_spanned(self.tables.pop()))

    def text(self, data: str) -> None:
        """Characters of a run; those between the marks are no text."""
        if self.shown:
            self._add(data)

    def _add(self, data: str) -> None:
        if not self.hidden:
            (self.rows[-1].text if self.rows else self.line).append(data)

    def _paragraph(self) -> None:
        if self.rows:
            self.rows[-1].text.append("\n")
            return
        lines = "".join(self.line).splitlines()
        self.line = []
        found = [line for line in lines if line.strip()]
        self.blocks += found
        self.count += len(found)

    def finish(self) -> None:
        """The end of what is read: what is still open is closed."""
        self.blocks += [_spanned(table) for table in reversed(self.tables)]


def _spanned(rows: list[_Row]) -> list[list[Cell]]:
    """The rows of a table with vertical merges told at their first cell, as a page tells them."""
    found: list[list[Cell]] = []
    open_: dict[int, tuple[int, int]] = {}  # column → row and place of the cell that goes on downwards
    for number, row in enumerate(rows):
        cells: list[Cell] = []
        column, next_open = 1, dict[int, tuple[int, int]]()
        for text, across, merge in row.cells:
            if merge == "continue" and column in open_:
                top, place = open_[column]
                found[top][place] = found[top][place]._replace(down=number - top + 1)
                next_open[column] = top, place
            else:
                if merge:
                    next_open[column] = number, len(cells)
                cells.append(Cell(text, 1, across))
            column += across
        found.append(cells)
        open_ = next_open
    return found


def _value(attributes: dict[str, str]) -> str:
    return next((value for name, value in attributes.items() if name.rpartition("}")[2] == "val"), "")


def _number(attributes: dict[str, Any]) -> int:
    digits = _value(attributes)
    return max(1, min(int(digits), 20_000)) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 1
