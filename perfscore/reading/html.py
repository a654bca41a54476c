"""Published pages (html) as grids (网页): the lines and tables of a page, spans and nested tables as a browser shows them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from perfscore.pattern import pattern
from perfscore.reading.bounds import MOST_COLUMNS, MOST_DEPTH, MOST_LINES, MOST_MARKS
from perfscore.reading.document import Block, Cell, document_grid
from perfscore.reading.grid import Grid, unescaped
from perfscore.source import Source

#: What a page does not show.
_HIDDEN = frozenset({"script", "style", "head", "noscript", "template", "select", "textarea", "svg", "iframe", "object"})
#: What ends a line of text.
_BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "center", "caption", "pre"}
)
_CELLS = frozenset({"td", "th"})


#: What is text to its own end mark, whatever stands in it.
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
#: A mark: its slash, its name, the rest up to the bracket that is in no quoted value, and the text after it. Nothing is tried twice.
_MARK = pattern(r"""<(/?)([A-Za-z][^\s/>]*+)((?:=\s*+(?:"[^"]*+"|'[^']*+')|[^>])*+)>([^<]*+)""")
_OPEN = pattern("<[A-Za-z!?/]")
_VALUE = pattern(r"""([^\s/>=]++)\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s>]*+)""")


def grids(text: str, source: Source, digest: str) -> Iterator[Grid]:
    """The page as one grid (网页网格)."""
    page = _Page()
    for mark in _marks(text):
        page.take(mark)
        if page.count > MOST_LINES or page.marks > MOST_MARKS:
            break
    page.end()
    yield document_grid(page.blocks, source, digest)


class _Mark(NamedTuple):
    """A mark of a page and the text after it (标记): the name in small letters, empty for the text before the first one."""

    name: str
    ends: bool
    values: str
    text: str

    def number(self, name: str) -> int:
        """A rowspan or colspan; what is no number counts as 1."""
        given = next((value.strip("\"' ") for key, value in _VALUE.findall(self.values) if key.lower() == name), "")
        return max(1, min(int(given), 20_000)) if given.isascii() and given.isdigit() and len(given) < 6 else 1


def _marks(text: str) -> Iterator[_Mark]:
    """
    The marks of a page in order (逐个标记), in one pass.

    As a browser does: what is opened and not closed, a comment or a mark, lasts to the end of the page.
    """
    place, size = 0, len(text)
    while place < size:
        if match := _MARK.match(text, place):
            slash, name, values, after = match.groups()
            name, place = name.lower(), match.end()
            if values.endswith("/") and not slash:
                yield _Mark(name, ends=False, values=values[:-1], text="")
                slash = "/"
            elif name in _RAW and not slash:
                found = re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE).search(text, match.end(3))
                after, place = "", found.start() if found else size
            yield _Mark(name, bool(slash), values, unescaped(after))
        elif text.startswith("<!--", place):
            place = _after(text, "-->", place + 4)
        elif _OPEN.match(text, place):
            place = _after(text, ">", place) if text[place + 1] in "!?/" else size
        else:
            opening = _OPEN.search(text, place + 1)
            end = opening.start() if opening else size
            yield _Mark("", ends=False, values="", text=unescaped(text[place:end]))
            place = end


def _after(text: str, sign: str, place: int) -> int:
    end = text.find(sign, place)
    return len(text) if end < 0 else end + len(sign)


class _Table:
    """A table that is being read (读取中的表格)."""

    def __init__(self) -> None:
        self.rows: list[list[Cell]] = []
        self.text: list[str] | None = None  # of the cell that is open
        self.span = (1, 1)

    def close_cell(self) -> None:
        if self.text is not None:
            self.rows[-1].append(Cell("".join(self.text), *self.span))
            self.text = None

    def open_cell(self, mark: _Mark) -> None:
        self.close_cell()
        if not self.rows:
            self.rows.append([])
        if len(self.rows[-1]) < MOST_COLUMNS:  # what stands further right is not looked at
            self.text, self.span = [], (mark.number("rowspan"), mark.number("colspan")) if mark.values else (1, 1)

    def open_row(self) -> None:
        self.close_cell()
        self.rows.append([])


class _Page:
    """The blocks of a page as its marks come (页面解析)."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.line: list[str] = []
        self.tables: list[_Table] = []
        self.hidden: list[str] = []
        self.count = self.marks = 0  # rows and lines so far, and marks

    def take(self, mark: _Mark) -> None:
        """A mark, and the text after it."""
        self.marks += 1
        if mark.ends:
            self._close(mark.name)
        elif mark.name:
            self._open(mark)
        if mark.text and not self.hidden:
            self._text(mark.text)

    def _open(self, mark: _Mark) -> None:
        tag = mark.name
        if tag in _HIDDEN:
            self.hidden.append(tag)
        elif self.hidden:
            return
        elif tag == "table" and len(self.tables) < MOST_DEPTH:
            self._end_line()
            self.tables.append(_Table())
        elif tag == "tr" and self.tables:
            self.tables[-1].open_row()
            self.count += 1
        elif tag in _CELLS and self.tables:
            self.tables[-1].open_cell(mark)
        elif tag == "br":
            self._text("\n")
        elif tag in _BLOCKS:
            self._block()

    def _close(self, tag: str) -> None:
        if self.hidden:
            if tag in self.hidden:
                del self.hidden[self.hidden.index(tag) :]
        elif tag == "table" and self.tables:
            self._end_table()
        elif tag in _CELLS and self.tables:
            self.tables[-1].close_cell()
        elif tag in _BLOCKS:
            self._block()

    def end(self) -> None:
        """The end of the page: what is still open is closed."""
        while self.tables:
            self._end_table()
        self._end_line()

    def _text(self, text: str) -> None:
        if not self.tables:
            self.line.append(text)
        elif self.tables[-1].text is not None:
            self.tables[-1].text.append(text)

    def _block(self) -> None:
        if self.tables:
            self._text("\n")
        else:
            self._end_line()

    def _end_line(self) -> None:
        lines = "".join(self.line).splitlines()
        self.line = []
        found = [line for line in lines if line.strip()]
        self.blocks += found
        self.count += len(found)

    def _end_table(self) -> None:
        table = self.tables.pop()
        table.close_cell()
        if table.rows:
            self.blocks.append(table.rows)
