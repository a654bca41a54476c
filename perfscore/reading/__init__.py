"""Files into forms (读取): workbook, document, PDF file, page, text table, csv or the library's own JSON → ``Sheet``."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from attrs import evolve

from perfscore.errors import PerfscoreError, ReadError
from perfscore.reading import docx, html, pdf, text, xls, xlsx
from perfscore.reading.added import without_added
from perfscore.reading.bounds import MIB, MOST_BYTES, MOST_COLUMNS, MOST_ROWS
from perfscore.reading.columns import field_of, nearest
from perfscore.reading.content import Content, content_of
from perfscore.reading.grid import Grid
from perfscore.reading.layout import HeadError, forms
from perfscore.sheet import Sheet
from perfscore.source import Source, sha256


def read(source: str | Path | bytes, *, name: str = "", most_bytes: int = MOST_BYTES) -> Sheet:
    """
    The one form of a file (读取自评表).

    Args:
        source: a path, or the bytes of a file.
        name: the file's name where bytes are given; what they are is seen from their content.
        most_bytes: a larger file is not opened.

    Raises:
        ReadError: the file cannot be read, has no form, or has several.
    """
    sheets = read_all(source, name=name, most_bytes=most_bytes)
    if len(sheets) > 1:
        named = "、".join(f"{sheet.source.sheet or f'第 {index} 张'}“{sheet.title or '无标题'}”" for index, sheet in enumerate(sheets, 1))
        place = Source(file=sheets[0].source.file)
        raise ReadError(f"文件里有 {len(sheets)} 张自评表：{named}。", source=place, hint="请用 ps.read_all 逐张读取。")
    return sheets[0]


def read_all(source: str | Path | bytes, *, name: str = "", most_bytes: int = MOST_BYTES) -> tuple[Sheet, ...]:
    """
    All forms of a file (读取全部自评表), at least one.

    Raises:
        ReadError: the file cannot be read, has no form, or one of its forms is broken.
    """
    found = scan(source, name=name, most_bytes=most_bytes)
    for one in found:
        if isinstance(one, ReadError):
            raise one
    return tuple(one for one in found if isinstance(one, Sheet))


def scan(source: str | Path | bytes, *, name: str = "", most_bytes: int = MOST_BYTES) -> tuple[Sheet | ReadError, ...]:
    """
    All forms of a file in order (逐张读取), with the error of each that cannot be read in its place.

    Never raises a ReadError and is never empty: a file that cannot be read gives its one error.
    A worksheet without a form gives nothing; where another one has a form, a damaged worksheet
    or a head without targets is a remark on it.
    """
    try:
        data, file = load(source, name, most_bytes)
        return tuple(_scan(data, Source(file=file), suffix=Path(file).suffix.lower()))
    except ReadError as error:
        return (error,)


def load(source: str | Path | bytes, name: str, most: int) -> tuple[bytes, str]:
    """
    The bytes of a file, at most so many, and its name (取文件内容).

    Raises:
        ReadError: there is no such file, it is a folder, too large, or cannot be opened.
    """
    if isinstance(source, bytes):
        if len(source) > most:
            raise _too_large(len(source), most, Source(file=name))
        return source, name
    place = Source(file=Path(source).name)
    try:
        path = Path(source)
        if path.is_dir():
            raise ReadError("这是文件夹，不是文件。", source=place, hint="请给出文件的路径。")
        size = path.stat().st_size
        if size > most:
            raise _too_large(size, most, place)
        with path.open("rb") as file:
            data = file.read(most + 1)  # a device or a pipe does not tell its size
    except FileNotFoundError as error:
        raise ReadError("没有这个文件。", source=place, hint="请核对路径和文件名。") from error
    except (OSError, ValueError) as error:
        raise ReadError("文件打不开。", source=place, hint="请核对路径，并确认有读取权限、没有被其他程序独占。") from error
    if len(data) > most:
        raise _too_large(len(data), most, place)
    return data, name or path.name


def _too_large(size: int, most: int, place: Source) -> ReadError:
    hint = "请只保留自评表，另存后再读；确需读取这样大的文件，命令行可加 --max-size 兆字节，Python 可写 most_bytes=字节数。"
    return ReadError(f"文件有 {_size(size)}，超过上限 {_size(most)}，没有打开。", source=place, hint=hint)


def _size(count: int) -> str:
    """A number of bytes in words: in MB with one place, rounded up; below one MB in bytes."""
    if count < MIB:
        return f"{count:,} 字节"
    whole, tenths = divmod(-(-count * 10 // MIB), 10)
    return f"{whole}.{tenths} MB" if tenths else f"{whole} MB"


def _scan(data: bytes, source: Source, *, suffix: str) -> Iterator[Sheet | ReadError]:
    content = content_of(data, source, suffix)
    if content.kind == "json":
        yield _from_json((content.text or "").lstrip("\ufeff"), source, sha256(data))
        return
    yield from _collected(_grids(data, content, source, suffix), source)


def _grids(data: bytes, content: Content, source: Source, suffix: str) -> Iterator[Grid | ReadError]:
    """The cells of a file by what it is; json is text here."""
    digest = sha256(data)
    match content.kind:
        case "xlsx":
            return xlsx.grids(data, source, digest)
        case "xls":
            return xls.grids(data, source, digest)
        case "docx":
            return docx.grids(data, source, digest)
        case "pdf":
            return pdf.grids(data, source, digest)
        case "html":
            return html.grids(content.text or "", source, digest)
        case _:
            return text.grids(content.text or "", source, digest, csv=suffix == ".csv")


def tables(source: str | Path | bytes, *, name: str = "", most_bytes: int = MOST_BYTES) -> tuple[Grid | ReadError, ...]:
    """
    The cells of a file, whatever they hold (单元格): each worksheet, or the text; a damaged worksheet gives its error.

    Args:
        source, name, most_bytes: as for ``read``.

    Raises:
        ReadError: the file cannot be read.
    """
    data, file = load(source, name, most_bytes)
    place, suffix = Source(file=file), Path(file).suffix.lower()
    return tuple(_grids(data, content_of(data, place, suffix), place, suffix))


def lines(source: str | Path | bytes, *, name: str = "", most_bytes: int = MOST_BYTES) -> tuple[tuple[int, str], ...]:
    """
    The lines of a text that are not blank, with their numbers (文本各行).

    Raises:
        ReadError: the file is no text, or cannot be read.
    """
    data, file = load(source, name, most_bytes)
    place = Source(file=file)
    shown = content_of(data, place, Path(file).suffix.lower()).text
    if shown is None:
        raise ReadError("这是工作簿或文档，不是文本。", source=place, hint="请给出文件名以 .xlsx 结尾的文件。")
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
        grid = without_added(grid)  # noqa: PLW2901 - the grid as it was before it was marked
        seen.append(grid)
        for form in forms(grid):
            (doubtful if isinstance(form, HeadError) else found).append(form)  # type: ignore[arg-type]
    if not found:
        scored = [error.table for error in doubtful if isinstance(error, HeadError) and error.table is not None]
        found, doubtful = [*scored], [] if scored else doubtful
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
    hint = "请确认文件里有自评表，并且表头文字完整。"
    return ReadError(message + cut, source=source, hint=hint + (pdf.NO_FORM if any(grid.to_review for grid in grids) else ""))


def _from_json(shown: str, source: Source, digest: str) -> Sheet:
    """The library's own JSON: its cells and source stay those of the file that the form was read from."""
    import json

    try:
        data = json.loads(shown, parse_float=Decimal)
    except RecursionError as error:
        raise ReadError("JSON 嵌套太深，没有读取。", source=source, hint="请用 Sheet.to_dict() 的输出。") from error
    except (ValueError, ArithmeticError) as error:  # numbers beyond all bounds raise either
        raise ReadError("JSON 文件读不懂，格式不完整。", source=source, hint="请用 Sheet.to_dict() 的输出。") from error
    try:
        sheet = Sheet.from_dict(data)
    except PerfscoreError as error:
        raise ReadError(error.message, source=source, hint=error.hint) from error
    return evolve(sheet, digest=sheet.digest or digest, source=sheet.source if str(sheet.source) else source)
