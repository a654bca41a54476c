"""The files that a call names (收集文件): paths, folders, standard input."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import frozen

from perfscore.errors import PerfscoreError, ReadError
from perfscore.source import Source

#: What is read in a folder, and what is a workbook there that cannot be read: each of these gives its error.
READABLE = (".xlsx", ".xlsm", ".docx", ".html", ".htm", ".csv", ".tsv", ".md", ".txt", ".json")
OLD = (".xls", ".xlsb", ".et", ".ods")
#: What may hold a form but is no table: named, not read.
DOCUMENTS = (".doc", ".wps", ".pdf", ".ofd")

STANDARD_INPUT = "标准输入"


@frozen(kw_only=True)
class Given:
    """One file to be read (输入文件): its path or its bytes, and the name that addresses show."""

    source: Path | bytes
    name: str


def given(paths: Iterable[str]) -> Iterator[Given | PerfscoreError]:
    """
    The files that paths mean, in order (输入文件): - is the standard input, a folder all that can be read in it.
    """
    for text in paths:
        path = Path(text)
        if text == "-":
            yield _from_standard_input()
        elif path.is_dir():
            yield from _walked(path)
        else:
            yield Given(source=path, name=path.name)


def _from_standard_input() -> Given | ReadError:
    try:
        if sys.stdin is not None:
            return Given(source=sys.stdin.buffer.read(), name=STANDARD_INPUT)
    except OSError:
        pass
    return ReadError("标准输入读不了。", source=Source(file=STANDARD_INPUT), hint="请用 < 或 | 给出文件内容，或直接写文件名。")


def _walked(folder: Path) -> Iterator[Given | PerfscoreError]:
    """The workbooks and tables below a folder, sorted; links to folders are not followed."""
    found = [path for path in _files(folder) if path.suffix.lower() in (*READABLE, *OLD)]
    for path in found:
        if path.suffix.lower() != ".json" or _is_ours(path):
            yield Given(source=path, name=path.relative_to(folder).as_posix())
    if not found:
        kinds = "、".join(suffix.removeprefix(".") for suffix in READABLE)
        yield ReadError("文件夹里没有可读的文件。", source=Source(file=str(folder)), hint=f"可读的有 {kinds}。")


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
