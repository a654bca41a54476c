"""The files that a call names (收集文件): paths, folders, standard input."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import frozen

from perfscore.errors import PerfscoreError, ReadError
from perfscore.source import Source

#: What is read in a folder, and what is a workbook there that cannot be read: each of these gives its error.
READABLE = (".xlsx", ".xlsm", ".xls", ".docx", ".html", ".htm", ".pdf", ".csv", ".tsv", ".md", ".txt", ".json")
OLD = (".xlsb", ".et", ".ods")
#: What may hold a form but cannot be read: named, not opened.
DOCUMENTS = (".doc", ".wps", ".ofd")

STANDARD_INPUT = "标准输入"
#: The title in the properties of a review list, by which it is known when it is met again.
LIST_TITLE = "perfscore 核对清单"
#: By which a report is known, in its first lines.
PAGE_MARK = b'name="generator" content="perfscore"'


@frozen(kw_only=True)
class Given:
    """One file to be read (输入文件): its path or its bytes, and the name that addresses show."""

    source: Path | bytes
    name: str


def given(paths: Iterable[str], *, but: str = "") -> Iterator[Given | PerfscoreError]:
    """
    The files that paths mean, in order (输入文件): - is the standard input, a folder all that can be read in it.

    Args:
        paths: files, folders, or -.
        but: a file that is left out where a folder has it: the one that results are written to.
    """
    for text in paths:
        path = Path(text)
        if text == "-":
            yield _from_standard_input()
        elif path.is_dir():
            yield from _walked(path, Path(but) if but else None)
        else:
            yield Given(source=path, name=path.name)


def endangered(output: str, paths: Iterable[str]) -> bool:
    """
    Whether results would be written over what a folder holds to be read (会覆盖待读文件): a file of it that this library has not written.
    """
    path = Path(output)
    if not path.is_file() or path.suffix.lower() not in (*READABLE, *OLD, *DOCUMENTS) or _is_result(path):
        return False
    place = path.resolve()
    return any(place.is_relative_to(Path(text).resolve()) for text in paths if text != "-" and Path(text).is_dir())


def _is_result(path: Path) -> bool:
    """Whether a file was written by this library: a review list, a report, or its JSON other than a form."""
    from zipfile import BadZipFile, ZipFile

    try:
        if not path.is_file():
            return False
        if path.suffix.lower() == ".xlsx":
            with ZipFile(path) as package:
                return f"title>{LIST_TITLE}<".encode() in package.read("docProps/core.xml")
        with path.open("rb") as file:
            head = file.read(400)
            return PAGE_MARK in head or (b'"format": "perfscore.' in head and b"perfscore.sheet/" not in head)
    except (OSError, KeyError, BadZipFile):
        return False


def _from_standard_input() -> Given | ReadError:
    try:
        if sys.stdin is not None:
            return Given(source=sys.stdin.buffer.read(), name=STANDARD_INPUT)
    except OSError:
        pass
    return ReadError("标准输入读不了。", source=Source(file=STANDARD_INPUT), hint="请用 < 或 | 给出文件内容，或直接写文件名。")


def _walked(folder: Path, but: Path | None) -> Iterator[Given | PerfscoreError]:
    """The workbooks and tables below a folder, sorted; links to folders are not followed."""
    found = [
        path
        for path in _files(folder)
        if path.suffix.lower() in (*READABLE, *OLD) and not _same(path, but) and not path.is_fifo() and not _is_list(path)
    ]
    for path in found:
        if path.suffix.lower() != ".json" or _is_ours(path):
            yield Given(source=path, name=path.relative_to(folder).as_posix())
    if not found:
        kinds = "、".join(suffix.removeprefix(".") for suffix in READABLE)
        yield ReadError("文件夹里没有可读的文件。", source=Source(file=str(folder)), hint=f"可读的有 {kinds}。")


def _is_list(path: Path) -> bool:
    return path.suffix.lower() in {".xlsx", ".html", ".htm"} and _is_result(path)


def _same(path: Path, other: Path | None) -> bool:
    return other is not None and path.name == other.name and other.exists() and path.exists() and path.samefile(other)


def _files(folder: Path) -> Iterator[Path]:
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(at, name) for name in sorted(names) if not name.startswith((".", "~$")))


def _is_ours(path: Path) -> bool:
    """Whether a JSON file in a folder is a form of this library; others are none of its business."""
    try:
        with path.open("rb") as file:
            return b"perfscore.sheet/" in file.read(400)
    except OSError:
        return True


def left_out(paths: Iterable[str]) -> tuple[str, ...]:
    """The documents in the named folders that may hold a form and are not read (没有读的文档)."""
    folders = [Path(text) for text in paths if text != "-" and Path(text).is_dir()]
    return tuple(path.relative_to(folder).as_posix() for folder in folders for path in _files(folder) if path.suffix.lower() in DOCUMENTS)
