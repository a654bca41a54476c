"""Texts with tables as grids (文本表格): markdown pipes, tabs inside a longer text, csv."""

import re
from collections.abc import Iterator

from perfscore.errors import ReadError
from perfscore.pattern import pattern
from perfscore.reading.bounds import MOST_COLUMNS, MOST_LINES, MOST_ROWS, MOST_TEXT_CELLS
from perfscore.reading.columns import field_of
from perfscore.reading.grid import Grid, GridCell, GridRow, tidy, unescaped
from perfscore.source import Source

_TAG = pattern(r"<(/?)(p|br|div|li|tr|b|i|u|em|strong|span|sup|sub|math|font|center|td|th|table|tbody)\b[^<>]{0,200}>", re.IGNORECASE)
_BREAKS = {"p", "br", "div", "li", "tr"}
_MATH = {
    "geqslant": "≥", "geq": "≥", "ge": "≥", "leqslant": "≤", "leq": "≤", "le": "≤", "gt": ">", "lt": "<", "times": "×", "div": "÷",
    "cdot": "×", "neq": "≠", "pm": "±", "approx": "≈",
}  # fmt: skip
_COMMAND = pattern(r"\\(" + "|".join(sorted(_MATH, key=len, reverse=True)) + r")(?![A-Za-z])\s?")
_FORMULA = pattern(r"\$([^$\n]{1,200})\$")
_LINE = pattern(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_HEADING = pattern(r"#{1,6}\s+")
_RULE = pattern(r"[\s|:+-]*-[\s|:+-]*")
_PIPE = pattern(r"(?<!\\)\|")
_BOLD = pattern(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)


def decode(data: bytes, source: Source) -> str:
    """
    The text of a file (解码): UTF-8, UTF-16 or GBK, with or without a byte order mark.

    Raises:
        ReadError: the bytes are no text.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decoded(data, (encoding,), source)
    zeros = data[:4000].count(0)
    if zeros:
        low = 2 * data[1:4000:2].count(0) > zeros
        return _decoded(data, ("utf-16-le" if low else "utf-16-be",), source)
    return _decoded(data, ("utf-8", "gb18030"), source)


def _decoded(data: bytes, encodings: tuple[str, ...], source: Source) -> str:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and (not encoding.startswith("utf-16") or re.search(r"[\t\n\r,|<]", text)):
            return text
    raise ReadError("不是工作簿，也不是文本：内容无法识别。", source=source, hint="请用 Excel 或 WPS 打开原表，另存为 .xlsx 后再读。")


def unwrap(text: str) -> str:
    r"""
    A text without the marks of a page or a document around it (去标记): <p>, <br>, <math>, **, $.

    >>> unwrap("<p>目标值为 <math>\\geq</math>85%&nbsp;</p>")
    '目标值为 ≥85%\xa0\n'
    """
    if "<" in text:
        text = _TAG.sub(lambda tag: "\n" if tag[2].lower() in _BREAKS and (tag[1] or tag[2].lower() == "br") else "", text)
    text = unescaped(text)
    if "\\" in text:
        text = _FORMULA.sub(lambda formula: formula[1] if "\\" in formula[1] else formula[0], text)
        text = _COMMAND.sub(lambda command: _MATH[command[1]], text).replace("\\%", "%").replace("\\|", "|")
    whole = _BOLD.fullmatch(text.strip())
    return whole[2] if whole else text


def grids(text: str, source: Source, digest: str, *, csv: bool = False) -> Iterator[Grid]:
    """
    A text as one grid (文本网格): each line a row, each row's number its line.

    A line of a table is cut at its tabs or pipes, any other line is one cell. ``csv`` cuts
    at commas (or semicolons) with quotes instead; so does a text whose heads stand between commas.
    """
    mark = _separator(text, csv=csv)
    rows, last = _csv_rows(text, mark, source) if mark else _rows(text)
    remarks = (f"只读了前 {last} 行，后面的行没有读。",) if last else ()
    yield Grid(rows=rows, source=source, loose=not mark, remarks=remarks, digest=digest)


def _lines_of(text: str) -> Iterator[str]:
    """The lines of a text with their ends, one after the other: a large text is not copied."""
    return (match[0] for match in _LINE.finditer(text))


def _rows(text: str) -> tuple[tuple[GridRow, ...], int]:
    """The rows of a text with tables, and the last line read where not all are."""
    rows: list[GridRow] = []
    cells = 0
    for number, line in enumerate(_lines_of(text), 1):
        if number > MOST_LINES or cells > MOST_TEXT_CELLS:
            return tuple(rows), number - 1
        if row := _row(number, line.rstrip("\r\n")):
            rows.append(row)
            cells += len(row.cells)
    return tuple(rows), 0


def _separator(text: str, *, csv: bool) -> str:
    """What parts the cells of a csv file; empty for tabs and pipes, which are cut line by line."""
    best, mark = 1, ""
    for line in text[:400_000].splitlines():
        for candidate in (",", ";", "\t", "|"):
            heads = len({field_of(part.strip(' "')) for part in line.split(candidate)} - {""})
            if heads > best:
                best, mark = heads, candidate
    if not mark:
        return "," if csv else ""
    if mark == "\t" and csv:
        return mark
    return mark if mark in ",;" else ""


def _csv_rows(text: str, mark: str, source: Source) -> tuple[tuple[GridRow, ...], int]:
    """The records of a csv file as rows, and the last one read where not all are."""
    import csv

    rows: list[GridRow] = []
    try:
        for number, record in enumerate(csv.reader(_lines_of(text), delimiter=mark), 1):
            if number > MOST_ROWS:
                return tuple(rows), MOST_ROWS
            if cells := _cells(number, record):
                rows.append(GridRow(number=number, cells=cells))
    except csv.Error as error:
        place = source.at(f"A{len(rows) + 1}")
        raise ReadError(
            "csv 文件的引号或换行不完整，读到这里断了。", source=place, hint="请用 Excel 或 WPS 打开，另存为 .xlsx。"
        ) from error
    return tuple(rows), 0


def _row(number: int, line: str) -> GridRow | None:
    """One line as a row; None for an empty line and for the rule below a markdown head."""
    stripped = line.strip()
    if not stripped or ("|" in stripped and _RULE.fullmatch(stripped)):
        return None
    if stripped.startswith("|") or ("\t" not in line and len(_PIPE.findall(line)) > 2):
        parts = _PIPE.split(stripped)
        parts = parts[1 if stripped.startswith("|") else 0 : -1 if stripped.endswith("|") else None]
        table = True
    else:
        parts, table = line.strip(" \r\n\f\v").split("\t"), "\t" in line
    if not table:
        parts = [_HEADING.sub("", stripped, count=1)]
    cells = _cells(number, parts)
    return GridRow(number=number, cells=cells, table=table) if cells else None


def _cells(number: int, parts: list[str]) -> tuple[GridCell, ...]:
    shown = ((column, _lines(unwrap(part))) for column, part in enumerate(parts[:MOST_COLUMNS], 1))
    return tuple(GridCell(row=number, column=column, text=text) for column, text in shown if text)


def _lines(text: str) -> str:
    """Inner lines kept apart where each is an item of its own (1. 2. 3.), so that notes can be told from one another."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(re.match(r"\s*\d{1,2}\s*[.．、]", line) for line in lines):
        return " ".join(tidy(line) for line in lines)
    return tidy(text)
