"""Old workbooks (xls) as grids (旧版工作簿): through xlrd, fed only the records that bear text, each figure as the workbook shows it."""

from collections.abc import Iterator
from io import StringIO
from struct import pack, unpack, unpack_from
from typing import Any

from perfscore.errors import ReadError
from perfscore.reading.bounds import (
    MIB,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_GLOBALS,
    MOST_MERGES,
    MOST_RECORDS,
    MOST_ROWS,
    MOST_SHEETS,
    MOST_SST,
)
from perfscore.reading.compound import Compound
from perfscore.reading.format import BUILTIN, show
from perfscore.reading.grid import Grid, GridCell, Merge, rows_of, tidy
from perfscore.reading.package import refusing
from perfscore.source import Source

SAVE = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再读。"
INSTALL = '请先执行 pip install "perfscore[xls]"；或用 Excel 或 WPS 打开，另存为 .xlsx 后再读。'
#: The streams that hold a workbook: of Excel 97 and later, of Excel 5 and 95.
STREAMS = ("Workbook", "Book")

_BOF, _EOF, _FILEPASS, _SST, _CONTINUE, _FORMAT, _MERGED, _MULRK = 0x809, 0x0A, 0x2F, 0xFC, 0x3C, 0x41E, 0xE5, 0xBD
_FORMULAS = frozenset({0x06, 0x206, 0x406})
#: Cells that hold something: number, label, boolean or error, rk, several rk, rich text, shared text, formula.
_CELLS = frozenset({0x203, 0x204, 0x205, 0x27E, _MULRK, 0xD6, 0xFD}) | _FORMULAS
#: What else is handed to the library: encoding, dates, fonts, formats, styles, worksheets, the text of a formula and what may stand before it.
_OTHERS = frozenset({_BOF, _EOF, _SST, _FORMAT, 0x22, 0x31, 0x42, 0x85, 0xE0, 0x207, 0x221, 0x4BC, 0x236, 0x37})
_TEXT, _NUMBERS, _TRUTH, _ERROR = 1, (2, 3), 4, 5


def grids(data: bytes, source: Source, digest: str) -> Iterator[Grid | ReadError]:
    """
    The worksheets of an old workbook (各工作表), visible ones before hidden ones; a damaged one gives a ReadError in its place.

    Raises:
        ReadError: xlrd is not installed, or the bytes are no workbook that can be opened.
    """
    try:
        import xlrd.book
    except ImportError as error:
        raise ReadError("这是旧版 Excel 工作簿（.xls），读取它要用 xlrd，还没有安装。", source=source, hint=INSTALL) from error
    with refusing(source, hint=SAVE, errors=(Exception,)):
        compound = Compound(data)
        stream = compound.stream(next(name for name in STREAMS if name in compound.names))
        book = _Workbook(xlrd.book.Book(), source, digest)
        book.open(stream)
    # The smaller ones first, so that a form is read though a large list stands before it.
    found = {number: _found(book, number, name) for number, name in sorted(enumerate(book.names), key=lambda one: book.sizes[one[0]])}
    in_order = [found[number] for number in range(len(book.names))]
    yield from (grid for hidden in (False, True) for grid, concealed in in_order if concealed is hidden)


def _found(book: "_Workbook", number: int, name: str) -> tuple[Grid | ReadError, bool]:
    """A worksheet as a grid or its error, and whether it is hidden."""
    place = Source(file=book.source.file, sheet=tidy(name))
    try:
        with refusing(place, hint=SAVE, errors=(Exception,)):
            return book.grid(number, place)
    except ReadError as error:
        return error, False


class _Workbook:
    """
    The library's workbook, and what its worksheets share (工作簿).

    The library asks for one record after the other; what is none of a form's business is left out here, so that names,
    drawings and links are never interpreted, and rows beyond the corner that is searched are never stored.
    """

    def __init__(self, book: Any, source: Source, digest: str) -> None:
        self.book = book
        self.source = source
        self.digest = digest
        self.formats: set[int] = set()
        self.records = self.count = 0
        self.sheet = _Seen()
        self._record = book.get_record_parts
        book.get_record_parts = self.record

    def open(self, stream: bytes) -> None:
        """The globals of the workbook: formats, styles, shared texts, the list of worksheets."""
        self.formats = _checked(stream, self.source)
        self.book.biff2_8_load(file_contents=stream, logfile=StringIO(), formatting_info=True, on_demand=True, ragged_rows=True)
        self.book.biff_version = self.book.getbof(0x05)
        #: Excel leaves a history here; other programs mostly do not.
        self.foreign = stream[12:16] == bytes(4)
        self.book.parse_globals()
        self.names: list[str] = self.book.sheet_names()[:MOST_SHEETS]
        starts: list[int] = self.book._sh_abs_posn  # noqa: SLF001 - where each worksheet begins
        self.sizes = [min((other for other in starts if other > start), default=len(stream)) - start for start in starts[:MOST_SHEETS]]
        self.book._sheet_list = [None] * len(starts)  # noqa: SLF001 - as the library's own opening does

    def record(self) -> tuple[int, int, bytes]:
        """The next record that the library is to see (下一条记录)."""
        while self.records < MOST_RECORDS and self.count <= MOST_CELLS:
            self.records += 1
            code, length, data = self._record()
            if code in _CELLS:
                data = self._cell(code, data)
                if data:
                    return code, len(data), data
            elif code == _MERGED:
                self.sheet.merged += unpack_from("<H", data)[0]
                if self.sheet.merged <= MOST_MERGES:
                    return code, length, data
            elif code in _OTHERS:
                return code, length, data
        self.sheet.more = True
        return _EOF, 0, b""

    def _cell(self, code: int, data: bytes) -> bytes:
        """A cell within the corner that is searched; nothing for one outside, whose being there is noted."""
        row, column = unpack_from("<HH", data)
        if row >= MOST_ROWS:
            self.sheet.more = True
            return b""
        if column >= MOST_COLUMNS:
            self.sheet.wide = True
            return b""
        self.count += 1
        if code == _MULRK:
            last = unpack("<H", data[-2:])[0]
            self.count += last - column
            if last >= MOST_COLUMNS:
                self.sheet.wide = True
                data = data[: 4 + 6 * (MOST_COLUMNS - column)] + pack("<H", MOST_COLUMNS - 1)
        elif code in _FORMULAS:
            self.sheet.formula(row, column, data)
        self.sheet.last = max(self.sheet.last, row + 1)
        return data

    def grid(self, number: int, place: Source) -> tuple[Grid, bool]:
        """A worksheet's first rows and columns as a grid, and whether it is hidden (一张工作表)."""
        self.sheet = seen = _Seen()
        sheet = self.book.get_sheet(number)
        self.book.unload_sheet(number)
        remarks = []
        if seen.more:
            remarks.append(f"{place.place}：只读了前 {min(seen.last, MOST_ROWS)} 行，后面的行没有读。")
        if seen.wide:
            remarks.append(f"{place.place}：只读了前 {MOST_COLUMNS} 列，后面的列没有读。")
        if sheet.visibility:
            remarks.append(f"工作表“{place.sheet}”是隐藏的。")
        lost = seen.lost(foreign=self.foreign)
        cells = (
            self._shown(sheet, row, column, lost) for row in range(min(sheet.nrows, MOST_ROWS)) for column in range(sheet.row_len(row))
        )
        merges = tuple(
            Merge(top=top + 1, left=left + 1, bottom=bottom, right=right)
            for top, bottom, left, right in sheet.merged_cells
            if top < MOST_ROWS and top < bottom and left < right
        )
        grid = Grid(rows=rows_of(cells), source=place, merges=merges, remarks=tuple(remarks), digest=self.digest)
        return grid, bool(sheet.visibility)

    def _shown(self, sheet: Any, row: int, column: int, lost: set[tuple[int, int]]) -> GridCell:
        """A cell's text as the workbook shows it."""
        kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
        text, stored = "", ""
        if (row, column) in lost:
            return GridCell(row=row + 1, column=column + 1, lost=True)
        if kind == _TEXT:
            text = value
        elif kind in _NUMBERS:
            text, stored = show(format(value, ".15g"), self._format(sheet.cell_xf_index(row, column)), from_1904=self.book.datemode == 1)
        elif kind == _TRUTH:
            text = "TRUE" if value else "FALSE"
        elif kind == _ERROR:
            from xlrd import error_text_from_code

            text = error_text_from_code.get(value, "#N/A")
        return GridCell(row=row + 1, column=column + 1, text=tidy(text), stored=stored)

    def _format(self, style: int) -> str:
        """The number format of a style: as the workbook words it, else as its number is known."""
        key = self.book.xf_list[style].format_key
        if key in self.formats or key not in BUILTIN:
            code: str = self.book.format_map[key].format_str
            return code
        return BUILTIN[key]


def _checked(stream: bytes, source: Source) -> set[int]:
    """
    The number formats that a workbook words itself, by number; a workbook that the library should not interpret is refused.

    Names (whose formulas it would compute), links and drawings are never shown to it; formats, styles and texts are counted.
    """
    if unpack_from("<H", stream)[0] != _BOF:
        raise ReadError("这是 Excel 4.0 或更早版本的工作簿，不能读取。", source=source, hint=SAVE)
    formats = set[int]()
    place = code = texts = 0
    for _ in range(MOST_GLOBALS):
        before, (code, length) = code, unpack_from("<HH", stream, place)
        code = _SST if before == _SST and code == _CONTINUE else code
        place += 4
        if code == _EOF:
            return formats
        if code == _FILEPASS:
            raise ReadError("工作簿设有密码，打不开。", source=source, hint="请先取消密码保护，再另存为 .xlsx。")
        if code == _FORMAT:
            formats.add(unpack_from("<H", stream, place)[0])
        texts += length if code == _SST else 0
        if texts > MOST_SST:
            raise ReadError(f"工作簿里的文字超过 {MOST_SST // MIB} MB，已拒绝读取。", source=source, hint="请只保留自评表，另存后再读。")
        place += length
    raise ReadError(f"工作簿的格式和工作表记录超过 {MOST_GLOBALS:,} 条，已拒绝读取。", source=source, hint="请只保留自评表，另存后再读。")


class _Seen:
    """What went by of a worksheet (读过的记录): values beyond the corner, merged blocks, formulas and whether they have results."""

    def __init__(self) -> None:
        self.more = self.wide = False
        self.last = self.merged = 0
        self.computed = False
        self.unsaved: set[tuple[int, int]] = set()
        self.empty: set[tuple[int, int]] = set()

    def formula(self, row: int, column: int, data: bytes) -> None:
        """
        A formula, and whether its result was saved.

        A program that writes formulas without computing them leaves 0 with the mark "compute when opened" (bit 1), or
        an empty text everywhere.
        """
        result, flags = unpack_from("<8sH", data, 6)
        if result == bytes(8) and flags & 2:
            self.unsaved.add((row, column))
        elif result[:1] == b"\3" and result[6:] == b"\xff\xff":
            self.empty.add((row, column))
        else:
            self.computed = True

    def lost(self, *, foreign: bool) -> set[tuple[int, int]]:
        """The formulas that have no result (公式无结果): empty texts count where no formula of a foreign worksheet has another result."""
        return self.unsaved | (self.empty if foreign and not self.computed else set())
