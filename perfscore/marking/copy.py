"""The evaluator's own workbook, opened to be written into (原工作簿的副本): what it holds stays, and what cannot stay is said."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any

from perfscore.caching import Result, parts_of, with_results
from perfscore.errors import ReadError
from perfscore.marking.terms import Raw, Stored
from perfscore.pattern import pattern
from perfscore.reading.bounds import MIB, MOST_UNPACKED
from perfscore.reading.package import refusing
from perfscore.source import Source

#: A text that a spreadsheet turns into a number once its words are out: 50, 89.974, ≥95%, 30天. The words go into a formula between
#: quotation marks, so that nothing but 汉字, letters and signs of comparison may stand there.
_NUMBER = pattern(r"([<>]=|[≥≤＞＜><=]|[不大小高低少多超等于过约达到]{1,4})?(-?[0-9]{1,12}(?:\.[0-9]{1,8})?%?)([A-Za-z\u4e00-\u9fff]{0,6})")
#: What openpyxl warns of, and what that means to a reader.
_LOST = (
    ("Data Validation extension", "引用其他工作表的数据验证没有带过来"),
    ("Conditional Formatting extension", "新式条件格式（数据条、图标集等）没有全部带过来"),
    ("Sparkline", "迷你图没有带过来"),
    ("Slicer", "切片器没有带过来"),
    ("header or footer", "页眉页脚没有带过来"),
)
_SAVE_AGAIN = "请用 Excel 或 WPS 打开，另存为新的 .xlsx 后再标注。"


class WorkbookCopy:
    """
    A workbook to be written into (工作簿副本).

    ``remarks`` say what of the original could not be kept; ``results`` take, by worksheet, what each formula comes to.
    """

    def __init__(self, book: Any, values: Mapping[str, Mapping[str, Any]], remarks: list[str]) -> None:
        self.book = book
        self.values = values
        self.remarks = remarks
        self.results: dict[str, dict[str, Result]] = {title: _formulas(book[title], values.get(title, {})) for title in _tabs(book)}

    @classmethod
    def of(cls, data: bytes, source: Source, *, macros: bool = False) -> "WorkbookCopy":
        """
        Open a workbook (打开副本).

        Args:
            macros: keep its macros; the copy must then be an .xlsm.

        Raises:
            ReadError: it unpacks to too much, or openpyxl cannot open it.
        """
        _bounded(data, source)
        from warnings import catch_warnings

        with catch_warnings(record=True) as caught:
            try:
                with refusing(source, hint=_SAVE_AGAIN, errors=(Exception,)):
                    book, shown = _loaded(data, macros=macros), _loaded(data, data_only=True)
            except ReadError as error:
                raise ReadError(f"工作簿打不开，写不了副本：{error.message}", source=source, hint=_SAVE_AGAIN) from error
        remarks = [said for mark, said in _LOST if any(mark in str(one.message) for one in caught)]
        remarks += _lost(data, macros=macros)
        values = {title: {cell.coordinate: cell.value for cell in shown[title]._cells.values()} for title in _tabs(shown)}  # noqa: SLF001
        return cls(book, values, list(dict.fromkeys(remarks)))

    def raw(self, title: str) -> Raw:
        """What gives the numbers that the cells of a worksheet hold (取单元格的数)."""
        values = self.values.get(title, {})

        def stored(at: str) -> Stored | None:
            return stored_in(_plain(values.get(at)))

        return stored

    def saved(self) -> bytes:
        """The workbook with the results of its formulas (保存)."""
        out = BytesIO()
        self.book.save(out)
        parts = parts_of(out.getvalue())
        return with_results(out.getvalue(), {parts[title]: results for title, results in self.results.items() if title in parts})


def stored_in(value: object) -> Stored | None:
    """
    The number that a value of a cell is (单元格的数), or its words; None where it is neither.

    >>> stored_in("≥3次")
    Stored(value=Decimal('3'), text=True, less=('≥', '次'), percent=False, words='')
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return Stored(Decimal(format(value, ".15g")))
    if not isinstance(value, str):
        return None
    match = _NUMBER.fullmatch(value)
    if match is None:
        return Stored(None, text=True, words=value)
    digits, less = match[2], tuple(word for word in (match[1], match[3]) if word)
    percent = digits.endswith("%")
    return Stored(Decimal(digits[:-1]).scaleb(-2) if percent else Decimal(digits), text=True, less=less, percent=percent)


def _tabs(book: Any) -> Iterator[str]:
    return (tab.title for tab in book.worksheets)


def _loaded(data: bytes, **how: bool) -> Any:
    from openpyxl import load_workbook

    macros = how.pop("macros", False)
    return load_workbook(BytesIO(data), rich_text=True, keep_vba=macros, **how)


def _formulas(tab: Any, values: Mapping[str, Any]) -> dict[str, Result]:
    """The results of the form's own formulas, which openpyxl does not write again."""
    cells = tab._cells.values()  # noqa: SLF001 - blank cells need not be made
    return {cell.coordinate: _plain(values.get(cell.coordinate)) for cell in cells if cell.data_type == "f"}


def _plain(value: Any) -> Result:
    return str(value) if type(value).__name__ == "CellRichText" else value


def _bounded(data: bytes, source: Source) -> None:
    """Refuse what unpacks to more than is read of any file: openpyxl would unpack all of it."""
    from zipfile import ZipFile

    with refusing(source), ZipFile(BytesIO(data)) as package:
        size = sum(info.file_size for info in package.infolist())
    if size > MOST_UNPACKED:
        hint = "请删去与自评表无关的工作表和空白格式，另存后再标注。"
        raise ReadError(f"工作簿展开后有 {size // MIB} MB，超过上限 {MOST_UNPACKED // MIB} MB，没有写副本。", source=source, hint=hint)


def _lost(data: bytes, *, macros: bool) -> Iterator[str]:
    """What openpyxl does not carry over, by the parts of the package."""
    from zipfile import ZipFile

    with ZipFile(BytesIO(data)) as package:
        names = package.namelist()
        drawings = [package.read(name) for name in names if name.startswith("xl/drawings/drawing") and name.endswith(".xml")]
    if any(name.startswith("xl/media/") for name in names) and not _draws():
        yield "没有装 Pillow，图片没有带过来；要保留图片请先 pip install pillow"
    if any(b":sp>" in one or b":sp " in one or b":grpSp>" in one for one in drawings):
        yield "形状、文本框没有带过来"
    if any(name.startswith("xl/ctrlProps/") for name in names):
        yield "窗体控件没有带过来"
    if any(name.startswith("xl/threadedComments/") for name in names):
        yield "批注的回复没有带过来，批注本身还在"
    if any(name.endswith("vbaProject.bin") for name in names) and not macros:
        yield "宏没有带过来；要保留宏，请把输出文件写成 .xlsm"


def _draws() -> bool:
    """Whether pictures can be kept."""
    from importlib.util import find_spec

    return find_spec("PIL") is not None
