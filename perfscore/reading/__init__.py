"""Files into forms (读取): workbook, text table, csv or the library's own JSON → ``Sheet``."""

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from attrs import evolve

from perfscore.errors import PerfscoreError, ReadError
from perfscore.reading import docx, html, text, xlsx
from perfscore.reading.columns import field_of, nearest
from perfscore.reading.grid import MOST_COLUMNS, MOST_ROWS, Grid
from perfscore.reading.layout import HeadError, forms
from perfscore.sheet import Sheet
from perfscore.source import Source, sha256

#: A larger file is not opened.
MOST_BYTES = 300_000_000

_SAVE = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再读。"
_COPY = "请用 Word 或 WPS 打开，把表格复制到 Excel，另存为 .xlsx 后再读。"
_TURN = "请先转成 Excel 表格（可用 WPS 的转换功能），核对无误后存为 .xlsx 再读。"
_UNPACK = "请先解压，再读其中的 .xlsx 文件。"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: What a file is by its first bytes, and what can be done with it.
_KINDS = (
    (b"%PDF", "PDF 文件", _TURN), (b"{\\rtf", "RTF 文档", _COPY), (b"\x89PNG", "图片", _TURN), (b"\xff\xd8\xff", "图片", _TURN),
    (b"GIF8", "图片", _TURN), (b"BM", "图片", _TURN), (b"Rar!", "压缩包", _UNPACK), (b"7z\xbc\xaf", "压缩包", _UNPACK),
    (b"\x1f\x8b", "压缩包", _UNPACK),
)  # fmt: skip
_PACKAGES = (
    ("ppt/presentation.xml", "演示文稿（.pptx）", _COPY),
    ("xl/workbook.bin", "二进制工作簿（.xlsb）", _SAVE), ("content.xml", "OpenDocument 文件（.ods/.odt）", _SAVE), ("OFD.xml", "OFD 文件", _TURN),
)  # fmt: skip
#: A saved page or an old kind of workbook that is text, by how it begins.
_PAGES = (
    (("<?xml", "<workbook"), "XML 文件"), (("mime-version:",), "网页归档文件（.mht）"),
)  # fmt: skip


def read(source: str | Path | bytes, *, name: str = "") -> Sheet:
    """
    The one form of a file (读取自评表).

    Args:
        source: a path, or the bytes of a file.
        name: the file's name where bytes are given; what they are is seen from their content.

    Raises:
        ReadError: the file cannot be read, has no form, or has several.
    """
    sheets = read_all(source, name=name)
    if len(sheets) > 1:
        named = "、".join(f"{sheet.source.sheet or f'第 {index} 张'}“{sheet.title or '无标题'}”" for index, sheet in enumerate(sheets, 1))
        place = Source(file=sheets[0].source.file)
        raise ReadError(f"文件里有 {len(sheets)} 张自评表：{named}。", source=place, hint="请用 ps.read_all 逐张读取。")
    return sheets[0]


def read_all(source: str | Path | bytes, *, name: str = "") -> tuple[Sheet, ...]:
    """
    All forms of a file (读取全部自评表), at least one.

    Raises:
        ReadError: the file cannot be read, has no form, or one of its forms is broken.
    """
    found = scan(source, name=name)
    for one in found:
        if isinstance(one, ReadError):
            raise one
    return tuple(one for one in found if isinstance(one, Sheet))


def scan(source: str | Path | bytes, *, name: str = "") -> tuple[Sheet | ReadError, ...]:
    """
    All forms of a file in order (逐张读取), with the error of each that cannot be read in its place.

    Never raises a ReadError and is never empty: a file that cannot be read gives its one error.
    A worksheet without a form gives nothing; where another one has a form, a damaged worksheet
    or a head without targets is a remark on it.
    """
    try:
        data, file = _load(source, name)
        return tuple(_scan(data, Source(file=file), suffix=Path(file).suffix.lower()))
    except ReadError as error:
        return (error,)


def _load(source: str | Path | bytes, name: str) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        return source, name
    place = Source(file=Path(source).name)
    try:
        path = Path(source)
        if path.is_dir():
            raise ReadError("这是文件夹，不是文件。", source=place, hint="请给出自评表文件的路径。")
        if path.stat().st_size > MOST_BYTES:
            raise ReadError(f"文件超过 {MOST_BYTES // 1_000_000} MB，没有打开。", source=place, hint="请只保留自评表，另存后再读。")
        return path.read_bytes(), name or path.name
    except FileNotFoundError as error:
        raise ReadError("没有这个文件。", source=place, hint="请核对路径和文件名。") from error
    except (OSError, ValueError) as error:
        raise ReadError("文件打不开。", source=place, hint="请核对路径，并确认有读取权限、没有被其他程序独占。") from error


def _scan(data: bytes, source: Source, *, suffix: str) -> Iterator[Sheet | ReadError]:
    shown = _text(data, source)
    if shown and (suffix == ".json" or shown.lstrip("\ufeff \t\r\n").startswith("{")):
        yield _from_json(shown.lstrip("\ufeff"), source, sha256(data))
        return
    yield from _collected(_grids(data, shown, source, suffix), source)


def _text(data: bytes, source: Source) -> str | None:
    """The text of a file that is one, None for a package; whatever else it is is refused."""
    if not data.strip(b"\0 \t\r\n"):
        raise ReadError("文件是空的。", source=source, hint="请确认导出或下载是否完整。")
    if data.startswith(b"PK"):
        _check_package(data, source)
        return None
    _check_binary(data, source)
    return text.decode(data, source)


def _grids(data: bytes, shown: str | None, source: Source, suffix: str) -> Iterator[Grid | ReadError]:
    if shown is None:
        return docx.grids(data, source, sha256(data)) if _is_document(data) else xlsx.grids(data, source, sha256(data))
    if _is_page(shown):
        return html.grids(shown, source, sha256(data))
    if kind := _page(shown):
        raise _refused(kind, source, _SAVE)
    return text.grids(shown, source, sha256(data), csv=suffix == ".csv")


def tables(source: str | Path | bytes, *, name: str = "") -> tuple[Grid | ReadError, ...]:
    """
    The cells of a file, whatever they hold (单元格): each worksheet, or the text; a damaged worksheet gives its error.

    Args:
        source, name: as for ``read``.

    Raises:
        ReadError: the file cannot be read.
    """
    data, file = _load(source, name)
    place = Source(file=file)
    return tuple(_grids(data, _text(data, place), place, Path(file).suffix.lower()))


def lines(source: str | Path | bytes, *, name: str = "") -> tuple[tuple[int, str], ...]:
    """
    The lines of a text that are not blank, with their numbers (文本各行).

    Raises:
        ReadError: the file is no text, or cannot be read.
    """
    data, file = _load(source, name)
    place = Source(file=file)
    shown = _text(data, place)
    if shown is None:
        raise ReadError("这是工作簿，不是文本。", source=place, hint="请给出文件名以 .xlsx 结尾的文件。")
    found = ((number, line.strip()) for number, line in enumerate(shown.lstrip("\ufeff").splitlines(), 1))
    return tuple((number, line) for number, line in found if line)


def _collected(grids: Iterator[Grid | ReadError], source: Source) -> Iterator[Sheet | ReadError]:
    """The forms of all grids; what only may have been a form is a remark where a form was found."""
    found: list[Sheet | ReadError] = []
    doubtful: list[ReadError] = []
    seen: list[Grid] = []
    for grid in grids:
        if isinstance(grid, ReadError):
            doubtful.append(grid)
            continue
        seen.append(grid)
        for form in forms(grid):
            (doubtful if isinstance(form, HeadError) else found).append(form)  # type: ignore[arg-type]
    if not found and doubtful:
        raise doubtful[0]
    if not found:
        raise _no_form(seen, source)
    said = tuple(f"{error.source.place if error.source else ''}：{error.message}" for error in doubtful)
    for form in found:
        yield evolve(form, remarks=(*form.remarks, *said)) if said and isinstance(form, Sheet) else form


def _no_form(grids: list[Grid], source: Source) -> ReadError:
    """What was looked for, what was found, and what was not read."""
    message = "没有找到自评表：没有一行表头同时有指标级次（一级指标、二级指标、三级指标）和年度指标值（年初目标值）或实际完成值。"
    for grid in grids:
        row = nearest(grid.rows)
        if row is not None:
            words = "、".join(cell.text for cell in row.cells if field_of(cell.text))
            message += f"最接近的是{grid.source.sheet}第 {row.number} 行，只有：{words}。"
            break
    cut = "".join(remark for grid in grids for remark in grid.remarks if "只读了" in remark)
    if cut and not any(grid.loose for grid in grids):
        cut = f"每张工作表只在前 {MOST_ROWS} 行、前 {MOST_COLUMNS} 列里找表；" + cut
    return ReadError(message + cut, source=source, hint="请确认文件里有自评表，并且表头文字完整。")


def _from_json(shown: str, source: Source, digest: str) -> Sheet:
    """The library's own JSON: its cells and source stay those of the file that the form was read from."""
    import json

    try:
        data = json.loads(shown, parse_float=Decimal)
    except RecursionError as error:
        raise ReadError("JSON 嵌套太深，没有读取。", source=source, hint="请用 Sheet.to_dict() 的输出。") from error
    except ValueError as error:
        raise ReadError("JSON 文件读不懂，格式不完整。", source=source, hint="请用 Sheet.to_dict() 的输出。") from error
    try:
        sheet = Sheet.from_dict(data)
    except PerfscoreError as error:
        raise ReadError(error.message, source=source, hint=error.hint) from error
    return evolve(sheet, digest=sheet.digest or digest, source=sheet.source if str(sheet.source) else source)


# ---- what is no workbook and no text ---------------------------------------------------------------


def _check_package(data: bytes, source: Source) -> None:
    """Refuse a zip file that is no workbook."""
    from zipfile import ZipFile

    with xlsx.refusing(source), ZipFile(BytesIO(data)) as package:
        infos = package.infolist()
        names = {info.filename for info in infos}
    for part, kind, hint in _PACKAGES:
        if part in names:
            raise _refused(kind, source, hint)
    if any(info.flag_bits & 1 for info in infos):
        raise ReadError("压缩包设有密码，打不开。", source=source, hint="请先取消密码保护，再另存为 .xlsx。")
    if docx.PART not in names and not any(name.endswith("workbook.xml") for name in names):
        raise ReadError("这是压缩包，里面没有工作簿。", source=source, hint=_UNPACK)


def _check_binary(data: bytes, source: Source) -> None:
    """Refuse, by name, what is neither a package nor a text."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ReadError("工作簿设有密码，打不开。", source=source, hint="请先取消密码保护，再另存为 .xlsx。")
        if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
            raise ReadError("这是旧版 Excel 工作簿（.xls）。", source=source, hint=_SAVE)
        if "WordDocument".encode("utf-16-le") in data:
            raise _refused("Word 文档（.doc/.wps）", source, _COPY)
        raise _refused("旧版 Office 文件", source, _SAVE)
    for magic, kind, hint in _KINDS:
        if data.startswith(magic):
            raise _refused(kind, source, hint)


def _refused(kind: str, source: Source, hint: str) -> ReadError:
    return ReadError(f"这是{' ' if kind[0].isascii() else ''}{kind}，目前还不能直接读取。", source=source, hint=hint)


#: How a page begins, and what it holds.
_OPENINGS = ("<!doctype html", "<html", "<head", "<meta", "<style", "<table", "<body", "<div")


def _is_page(shown: str) -> bool:
    """Whether a text is a published page (网页)."""
    start = shown[:2000].lstrip("\ufeff \t\r\n").lower()
    return start.startswith(_OPENINGS) or ("<html" in start and not start.startswith("mime-version:"))


def _is_document(data: bytes) -> bool:
    """Whether a package is a Word document (Word 文档)."""
    from zipfile import ZipFile

    with ZipFile(BytesIO(data)) as package:
        return docx.PART in package.namelist()


def _page(shown: str) -> str:
    """What kind of saved page or old workbook a text is, empty where it is none."""
    start = shown[:2000].lstrip("\ufeff \t\r\n").lower()
    return next((kind for signs, kind in _PAGES if start.startswith(signs)), "")
