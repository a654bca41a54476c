"""Published pages (html) as grids (网页): the lines and tables of a page, spans and nested tables as a browser shows them."""

from collections.abc import Iterator
from html.parser import HTMLParser

from perfscore.reading.bounds import MOST_COLUMNS, MOST_DEPTH
from perfscore.reading.document import Block, Cell, document_grid
from perfscore.reading.grid import Grid
from perfscore.source import Source

#: What a page does not show.
_HIDDEN = frozenset({"script", "style", "head", "noscript", "template", "select", "textarea", "svg", "iframe", "object"})
#: What ends a line of text.
_BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "center", "caption", "pre"}
)
_CELLS = frozenset({"td", "th"})


def grids(text: str, source: Source, digest: str) -> Iterator[Grid]:
    """The page as one grid (网页网格)."""
    page = _Page()
    page.feed(text)
    page.close()
    page.end()
    yield document_grid(page.blocks, source, digest)


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

    def open_cell(self, attrs: list[tuple[str, str | None]]) -> None:
        self.close_cell()
        if not self.rows:
            self.rows.append([])
        if len(self.rows[-1]) < MOST_COLUMNS:  # what stands further right is not looked at
            given = dict(attrs)
            self.text, self.span = [], (_span(given.get("rowspan")), _span(given.get("colspan")))

    def open_row(self) -> None:
        self.close_cell()
        self.rows.append([])


class _Page(HTMLParser):
    """The blocks of a page as its marks come (页面解析)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.line: list[str] = []
        self.tables: list[_Table] = []
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self.hidden.append(tag)
        elif self.hidden:
            return
        elif tag == "table" and len(self.tables) < MOST_DEPTH:
            self._end_line()
            self.tables.append(_Table())
        elif tag == "tr" and self.tables:
            self.tables[-1].open_row()
        elif tag in _CELLS and self.tables:
            self.tables[-1].open_cell(attrs)
        elif tag == "br":
            self._text("\n")
        elif tag in _BLOCKS:
            self._block()

    def handle_endtag(self, tag: str) -> None:
        if self.hidden:
            if tag in self.hidden:
                del self.hidden[self.hidden.index(tag) :]
        elif tag == "table" and self.tables:
            self._end_table()
        elif tag in _CELLS and self.tables:
            self.tables[-1].close_cell()
        elif tag in _BLOCKS:
            self._block()

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self._text(data)

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
        self.blocks += [line for line in lines if line.strip()]

    def _end_table(self) -> None:
        table = self.tables.pop()
        table.close_cell()
        if table.rows:
            self.blocks.append(table.rows)


def _span(value: str | None) -> int:
    """A rowspan or colspan; what is no number counts as 1."""
    digits = (value or "").strip()
    return max(1, min(int(digits), 20_000)) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 1
