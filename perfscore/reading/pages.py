"""
The pages of a PDF file (PDF 页面): characters and ruled tables, through pdfplumber, with every kind of work counted.

The libraries below follow whatever a file says: streams that unpack without end, code ranges of four billion, drawings that
draw themselves. So their parts are given limits here, each on work that can be counted, none on the clock.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from io import BytesIO
from struct import unpack_from
from types import SimpleNamespace
from typing import Any, NamedTuple

from perfscore.pattern import pattern
from perfscore.reading.bounds import (
    FONT_CODES,
    MIB,
    MOST_CODES,
    MOST_CONTENT,
    MOST_FONTS,
    MOST_ITEMS,
    MOST_OBJECTS,
    MOST_PAGES,
    MOST_PAIRS,
    MOST_STREAM,
    MOST_STREAMS,
    MOST_TOKENS,
    PAGE_CONTENT,
    PAGE_ITEMS,
    PAGE_PAIRS,
)

#: Sides of cells that are no further apart than this many points are one line.
TOLERANCE = 3
_LOGGERS = ("pdfminer", "pdfplumber")
_START = pattern(rb"startxref\s+(\d{1,10})")
#: Names of code tables that a file may ask for.
_MOST_NAMES = 10


class TooMuch(Exception):  # noqa: N818 - it is no error of the program
    """A file that asks for more work than any form needs (超出上限)."""


class Locked(Exception):  # noqa: N818 - it is no error of the program
    """A file that asks for a password, or is encrypted in an unknown way (加密)."""


class Box(NamedTuple):
    """A rectangle on a page (矩形), in points from its upper left corner."""

    left: Any
    top: Any
    right: Any
    bottom: Any


class Character(NamedTuple):
    """A character and where it stands (字符)."""

    text: str
    box: Box


class Page(NamedTuple):
    """What a page holds (页面): its characters, its ruled tables as the boxes of their cells, whether it shows pictures."""

    characters: tuple[Character, ...]
    tables: tuple[tuple[Box, ...], ...]
    pictured: bool


class Budget:
    """What may still be done with a file, and with the page at hand (剩余额度)."""

    def __init__(self) -> None:
        self.left = {
            "tokens": MOST_TOKENS, "objects": MOST_OBJECTS, "streams": MOST_STREAMS, "content": MOST_CONTENT,
            "items": MOST_ITEMS, "pairs": MOST_PAIRS, "fonts": MOST_FONTS, "codes": MOST_CODES,
        }  # fmt: skip
        self.names: set[str] = set()
        self.page: dict[str, int] = {}

    def turn(self) -> None:
        """Begin another page (换页)."""
        self.page = {"content": PAGE_CONTENT, "items": PAGE_ITEMS, "pairs": PAGE_PAIRS}

    def spend(self, kind: str, amount: int = 1) -> None:
        """Take some of what is left of one kind of work (扣减)."""
        for left in (self.left, self.page):
            if kind in left:
                left[kind] -= amount
                if left[kind] < 0:
                    raise TooMuch(kind)


@contextmanager
def silence() -> Iterator[None]:
    """Keep the libraries from telling the user's terminal or log what they think of a file (静默)."""
    import logging
    import warnings

    loggers = [logging.getLogger(name) for name in _LOGGERS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def pages(data: bytes) -> Iterator[Page | str]:
    """
    The pages of a file in order, words for one that could not be read (逐页读取).

    Raises:
        ImportError: pdfplumber is not installed.
        Locked: the file asks for a password.
        TooMuch: the file as a whole asks for too much.
        Exception: whatever the libraries make of damaged bytes.
    """
    import pdfplumber.page
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfpage import PDFPage

    made, budget = _library(), Budget()
    try:
        document = made.document(data, budget)
    except (PDFEncryptionError, PDFPasswordIncorrect) as error:
        raise Locked from error
    resources = made.resources(budget)
    host: Any = SimpleNamespace(rsrcmgr=resources, laparams=None, unicode_norm=None, raise_unicode_errors=False)
    for number, (identity, node) in enumerate(_nodes(document), 1):
        if number > MOST_PAGES:
            yield "页数过多，没有读"
            return
        budget.turn()
        try:
            drawn = pdfplumber.page.Page(host, PDFPage(document, identity, node, None), number)
            drawn._layout = made.layout(drawn.page_obj, resources, budget)  # noqa: SLF001 - the library's own would draw without limits
            found: Page | str = _page(drawn, budget)
        except TooMuch:
            found = "内容过多，没有读"
        except Exception:  # noqa: BLE001 - the libraries raise anything on damaged bytes; the other pages may be sound
            found = "已损坏，读不出来"
        yield found


def _nodes(document: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """The pages of the tree with what they inherit; each node is visited once."""
    from pdfminer.pdftypes import PDFObjRef, resolve1

    waiting: list[tuple[Any, dict[str, Any]]] = [(document.catalog.get("Pages"), {})]
    seen = set[int]()
    while waiting:
        reference, inherited = waiting.pop()
        node = resolve1(reference) if isinstance(reference, PDFObjRef) else None
        if not isinstance(node, dict) or reference.objid in seen:
            continue
        seen.add(reference.objid)
        whole = {name: value for name, value in inherited.items() if name in {"Resources", "MediaBox", "CropBox", "Rotate"}} | node
        kids = resolve1(node.get("Kids"))
        if isinstance(kids, list):
            waiting += [(kid, whole) for kid in reversed(kids)]
        else:
            yield reference.objid, whole


def _page(page: Any, budget: Budget) -> Page:
    """The characters and tables of a page; text that slants is a watermark or a stamp."""
    level = (one for one in page.chars if 10 * abs(one["matrix"][1]) <= abs(one["matrix"][0]))
    characters = tuple(Character(one["text"], Box(one["x0"], one["top"], one["x1"], one["bottom"])) for one in level)
    return Page(characters, tuple(_tables(page.edges, budget)), bool(page.images))


def _tables(edges: list[Any], budget: Budget) -> Iterator[tuple[Box, ...]]:
    """The ruled tables among the lines of a page, as the library finds them, with a limit on lines that cross."""
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges
    from pdfplumber.utils.geometry import filter_edges

    lines = merge_edges(filter_edges(edges, min_length=1), TOLERANCE, TOLERANCE, TOLERANCE, TOLERANCE)
    lines = filter_edges(lines, min_length=TOLERANCE)
    upright = sum(line["orientation"] == "v" for line in lines)
    budget.spend("pairs", 10 * upright * (len(lines) - upright))
    crossings = edges_to_intersections(lines, TOLERANCE, TOLERANCE)
    budget.spend("pairs", len(crossings) ** 2)
    return (tuple(Box(*cell) for cell in table) for table in cells_to_tables(intersections_to_cells(crossings)))


# ---- the libraries' parts with limits ----------------------------------------------------------------


@lru_cache(1)
def _library() -> SimpleNamespace:
    """The library's classes with limits, made when first needed."""
    parser = _parser_class(_stream_class())
    return SimpleNamespace(document=_document_function(parser), resources=_resources_class(), layout=_layout_function())


def _stream_class() -> Any:
    from pdfminer.pdftypes import PDFStream

    class Stream(PDFStream):
        """A stream that unpacks within bounds (数据流)."""

        budget: Budget
        rawdata: Any

        def decode(self) -> None:
            data, kind = self.rawdata or b"", "streams"
            if self.decipher:
                data = self.decipher(self.objid or 0, self.genno or 0, data, self.attrs)
            if getattr(self.get("Type"), "name", "") in {"ObjStm", "XRef"}:
                kind = "objects"
            for filter_, settings in self.get_filters():
                data = _unpacked(getattr(filter_, "name", ""), data, min(MOST_STREAM, self.budget.left[kind]))
                data = _predicted(settings, data)
            self.budget.spend(kind, len(data))
            self.data, self.rawdata = data, None

    return Stream


def _unpacked(name: str, data: bytes, most: int) -> Any:
    """A stream without one of its filters; pictures are never unpacked."""
    from pdfminer import ascii85, lzw, runlength

    if name in {"FlateDecode", "Fl"}:
        return _inflated(data, most)
    if name in {"LZWDecode", "LZW"}:
        whole = bytearray()
        for piece in lzw.LZWDecoder(BytesIO(data)).run():
            whole += piece
            if len(whole) > most:
                raise TooMuch(name)
        return bytes(whole)
    if name in {"RunLengthDecode", "RL"} and len(data) * 64 <= most:
        return runlength.rldecode(data)
    if name in {"ASCII85Decode", "A85"} and len(data) * 4 <= most:
        return ascii85.ascii85decode(data)
    if name in {"ASCIIHexDecode", "AHx"} and len(data) <= most:
        return ascii85.asciihexdecode(data)
    raise TooMuch(name)


def _inflated(data: bytes, most: int) -> bytes:
    """What a compressed stream holds, up to where it is damaged: many a file has only a wrong sum at its end."""
    engine, whole = zlib.decompressobj(), bytearray()
    for start in range(0, len(data), 4096):
        before, kept = engine.copy(), len(whole)
        try:
            whole += engine.decompress(data[start : start + 4096], most + 1 - len(whole))
        except zlib.error:
            del whole[kept:]
            with suppress(zlib.error):
                for place in range(start, min(start + 4096, len(data))):  # pragma: no branch - the same damage ends it
                    whole += before.decompress(data[place : place + 1], most + 1 - len(whole))
            break
        if len(whole) > most:
            break
    if len(whole) > most:
        raise TooMuch("FlateDecode")
    return bytes(whole)


def _predicted(settings: Any, data: bytes) -> Any:
    """A stream whose rows were stored as differences."""
    from pdfminer import utils
    from pdfminer.pdftypes import int_value

    kind = int_value(settings.get("Predictor", 1)) if isinstance(settings, dict) else 1
    if kind < 2:
        return data
    colors, columns, bits = (
        int_value(settings.get(name, usual)) for name, usual in (("Colors", 1), ("Columns", 1), ("BitsPerComponent", 8))
    )
    if not 0 < colors * columns * bits <= 8 * FONT_CODES or len(data) > MOST_OBJECTS:
        raise TooMuch("Predictor")
    if kind == 2:
        return utils.apply_tiff_predictor(colors, columns, bits, data)
    return utils.apply_png_predictor(kind, colors, columns, bits, data)


def _parser_class(stream: Any) -> Any:
    from pdfminer.pdfparser import PDFParser
    from pdfminer.pdftypes import PDFStream

    class Parser(PDFParser):
        """A parser that counts what it reads (解析器)."""

        budget: Budget
        fills = 0

        def nexttoken(self) -> Any:
            self.budget.spend("tokens")
            self.fills = 0
            return super().nexttoken()

        def nextline(self) -> Any:
            self.budget.spend("tokens")
            self.fills = 0
            return super().nextline()

        def fillbuf(self) -> Any:
            self.fills += 1
            if self.fills > 512:  # one word, or one line, of two megabytes
                raise TooMuch("tokens")
            return super().fillbuf()

        def do_keyword(self, pos: int, token: Any) -> None:
            super().do_keyword(pos, token)
            if token is self.KEYWORD_STREAM and self.curstack and isinstance(self.curstack[-1][1], PDFStream):
                place, plain = self.curstack.pop()
                bounded = stream(plain.attrs, plain.rawdata, plain.decipher)
                bounded.budget = self.budget
                self.push((place, bounded))

    return Parser


def _document_function(parser_class: Any) -> Any:
    from pdfminer.pdfdocument import PDFDocument, PDFNoValidXRef

    class Document(PDFDocument):
        """A document whose tables of contents are each read once (文档)."""

        def __init__(self, data: bytes, budget: Budget) -> None:
            self.bytes, self.budget, self.read = data, budget, set[int]()
            parser = parser_class(BytesIO(data))
            parser.budget = budget
            super().__init__(parser)

        def find_xref(self, parser: Any) -> int:
            found = _START.match(self.bytes, max(0, self.bytes.rfind(b"startxref")))
            if found is None or int(found[1]) >= len(self.bytes):
                raise PDFNoValidXRef("no startxref")
            return int(found[1])

        def read_xref_from(self, parser: Any, start: int, xrefs: Any) -> None:
            if start not in self.read and len(self.read) < 100:
                self.read.add(start)
                super().read_xref_from(parser, start, xrefs)

        def getobj(self, objid: int) -> Any:
            self.budget.spend("tokens", 2)
            return super().getobj(objid)

    return Document


def _resources_class() -> Any:
    from pdfminer.cmapdb import CMapParser, FileUnicodeMap
    from pdfminer.pdfinterp import PDFResourceManager
    from pdfminer.pdftypes import PDFStream, resolve1

    class Counting(FileUnicodeMap):
        """A code table that counts its codes (字符映射)."""

        def __init__(self, budget: Budget) -> None:
            super().__init__()
            self.budget, self.left = budget, FONT_CODES

        def add_cid2unichr(self, cid: Any, code: Any) -> None:
            self.left -= 1
            if self.left < 0:
                raise TooMuch("codes")
            self.budget.spend("codes")
            super().add_cid2unichr(cid, code)

    class Resources(PDFResourceManager):
        """Fonts, each looked at before the library builds it (字体)."""

        def __init__(self, budget: Budget) -> None:
            super().__init__()
            self.budget = budget

        def get_font(self, objid: Any, spec: Any) -> Any:
            if not objid or objid not in self._cached_fonts:
                self.budget.spend("fonts")
                spec = _with_sound_file(spec)
                table = resolve1(spec.get("ToUnicode"))
                if isinstance(table, PDFStream):
                    data = table.get_data()
                    if len(data) > 2 * MIB or data.count(b"usecmap") > 2:
                        raise TooMuch("codes")
                    CMapParser(Counting(self.budget), BytesIO(data)).run()
                _demand_few_codes(spec, self.budget)
            return super().get_font(objid, spec)

    return Resources


def _demand_few_codes(spec: Any, budget: Budget) -> None:
    """Refuse a font that names ever more code tables, or gives widths to more codes than there are characters."""
    from pdfminer.pdftypes import resolve1

    name = resolve1(spec.get("Encoding"))
    budget.names.add(getattr(name, "name", ""))
    if len(budget.names) > _MOST_NAMES:
        raise TooMuch("names")
    for key, group in (("W", 3), ("W2", 5)):
        count, run = 0, list[Any]()
        widths = resolve1(spec.get(key))
        for value in widths if isinstance(widths, list) else ():
            one = resolve1(value)
            run = [] if isinstance(one, list) else [*run, one]
            if len(run) == group:
                first, last = run[:2]
                count, run = count + (max(0, last - first) if isinstance(first, int) and isinstance(last, int) else 0), []
        if count > FONT_CODES:
            raise TooMuch("codes")
        budget.spend("codes", count)


def _with_sound_file(spec: Any) -> Any:
    """A font without its file where that maps more codes than there are characters; its codes then stay unknown."""
    from pdfminer.pdftypes import PDFStream, resolve1

    descriptor = resolve1(spec.get("FontDescriptor"))
    file = resolve1(descriptor.get("FontFile2")) if isinstance(descriptor, dict) else None
    if not isinstance(file, PDFStream) or _codes(file.get_data()) <= FONT_CODES:
        return spec
    return {**spec, "FontDescriptor": {name: value for name, value in descriptor.items() if name != "FontFile2"}}


def _codes(data: bytes) -> int:
    """How many codes a font file maps; one that cannot be followed, or is of a kind that no Chinese font is, maps too many."""
    count, endless = 0, FONT_CODES + 1
    for entry in range(12, 12 + 16 * min(64, unpack_from(">H", data, 4)[0]), 16):
        if data[entry : entry + 4] != b"cmap":
            continue
        base = unpack_from(">I", data, entry + 8)[0]
        for table in range(min(64, unpack_from(">H", data, base + 2)[0])):
            place = base + unpack_from(">I", data, base + 8 + 8 * table)[0]
            kind = unpack_from(">H", data, place)[0]
            if kind == 4:
                segments = unpack_from(">H", data, place + 6)[0] // 2
                ends = unpack_from(f">{segments}H", data, place + 14)
                starts = unpack_from(f">{segments}H", data, place + 16 + 2 * segments)
                count += sum(max(0, end - start + 1) for start, end in zip(starts, ends, strict=True))
            elif kind == 12:
                groups = unpack_from(">I", data, place + 12)[0]
                numbers = unpack_from(f">{3 * groups}I", data, place + 16)
                count += sum(max(0, end - start + 1) for start, end in zip(numbers[::3], numbers[1::3], strict=True))
            elif kind not in {0, 6, 10}:
                return endless
    return count


def _layout_function() -> Any:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfinterp import PDFPageInterpreter
    from pdfminer.pdftypes import list_value, stream_value

    class Device(PDFPageAggregator):
        """A page on which every character, line and picture is counted (画布)."""

        budget: Budget

        def render_char(self, *args: Any) -> Any:
            self.budget.spend("items")
            return super().render_char(*args)

        def paint_path(self, gstate: Any, stroke: Any, fill: Any, evenodd: Any, path: Any) -> None:
            self.budget.spend("items", 1 + len(path))
            super().paint_path(gstate, stroke, fill, evenodd, path)

    class Interpreter(PDFPageInterpreter):
        """An interpreter that counts what it is given to draw (绘制)."""

        def execute(self, streams: Any) -> None:
            budget = self.device.budget
            size = 1000 + sum(1000 + len(stream_value(stream).get_data()) for stream in list_value(streams)[:1000])
            budget.spend("content", size)
            super().execute(streams)

    def layout(page: Any, resources: Any, budget: Budget) -> Any:
        device = Device(resources, laparams=None)
        device.budget = budget
        Interpreter(resources, device).process_page(page)
        return device.get_result()

    return layout
