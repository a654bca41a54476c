"""Whole folders of forms scored as tables (批量计分): read, parted by rulebook, scored, put together again."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from perfscore.batching.column import TableError
from perfscore.batching.forms import pile, read_files
from perfscore.batching.running import Run, TableScores, speaking
from perfscore.batching.sourcing import READERS, files_of, spare
from perfscore.batching.storing import sheets_path, way_of
from perfscore.errors import PerfscoreError, reason
from perfscore.gathering import READABLE, given
from perfscore.rulebook import Rulebook

#: Files that hold one form each, not a table of many.
FORMS = tuple(ending for ending in READABLE if ending not in READERS)


def are_forms(source: object) -> bool:
    """Whether a source is files of forms, or a folder with no table in it (是否自评表文件)."""
    paths = [source] if isinstance(source, str | Path) else source if isinstance(source, Sequence) else []
    found = [Path(one) for one in paths if isinstance(one, str | Path)]
    return bool(found) and all(_is_form(path) for path in found)


def _is_form(path: Path) -> bool:
    if path.is_dir():
        return not any(_is_table(one) for ending in READERS for one in path.rglob(f"*{ending}"))
    return path.suffix.lower() in FORMS


def _is_table(path: Path) -> bool:
    """Whether a file is a long table: Parquet, or text whose first line names the column of sheets."""
    if path.suffix.lower() not in {".csv", ".tsv"}:
        return True
    try:
        with path.open("rb") as file:
            return b"sheet_id" in file.readline(4096)
    except OSError:
        return False


def score_each(
    source: Any, folder: Path, act: Callable[[str, Path], TableScores], *, again: bool = False
) -> Iterator[tuple[str, TableScores | PerfscoreError | None]]:
    """
    Each file of a source scored by itself into a folder (逐文件计分): its name and what came of it, None where that was there already.

    Args:
        act: scores one file into another.
        again: score also what has a result that is not older than the file.

    Raises:
        TableError: the files cannot be found, two of them would have one result, or the folder is read itself or cannot be made.
    """
    places = {name: folder / f"{Path(name).stem}.parquet" for name in files_of(source)}
    _apart(places)
    spare(source, [folder])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TableError(f"建不了文件夹 {folder}（{reason(error)}）。", hint="请核对路径和权限。") from None
    for name, place in places.items():
        results = [one for one in (place, sheets_path(place)) if one.exists()]
        if not again and sheets_path(place) in results and min(one.stat().st_mtime_ns for one in results) >= Path(name).stat().st_mtime_ns:
            yield name, None
            continue
        try:
            yield name, act(name, place)
        except PerfscoreError as error:
            yield name, error


def _apart(places: Mapping[str, Path]) -> None:
    """Refuse files whose results would be one file: the later would take the place of the earlier."""
    taken: dict[Path, str] = {}
    for name, place in places.items():
        for one in (place, sheets_path(place)):
            other = taken.setdefault(one, name)
            if other != name:
                raise TableError(f"{other} 和 {name} 的结果是同一个文件 {one.name}。", hint="请改名，或分别写到两个文件夹。")


def score_forms(
    source: object,
    out: Path | None,
    book: Rulebook | None,
    *,
    rows: bool,
    strict: bool,
    memory: str,
    progress: Callable[[float], None] | None,
) -> TableScores:
    """
    The forms of files and folders scored as one table (批量计分); those that cannot be read are told, and the others go on.

    What has been read is kept beside ``out`` until the end: a run that was stopped goes on from there.

    Raises:
        TableError: none of the files holds a form; or ``strict``, and one cannot be read.
    """
    paths = [str(source)] if isinstance(source, str | Path) else [str(one) for one in source]  # type: ignore[attr-defined]
    if out is not None:
        way_of(out)
    files = list(given(paths))
    with tempfile.TemporaryDirectory(prefix="perfscore-") as folder:
        kept = Path(folder, "read") if out is None else out.with_name(f".{out.name}.parts")
        with speaking(out):
            found = read_files(files, kept, lambda done: progress(100 * done / len(files)) if progress else None)
            piles, errors, count = pile(found, Path(folder), book)
        if not piles or (strict and errors):
            if not piles:
                shutil.rmtree(kept, ignore_errors=True)
            raise TableError(f"{len(errors)} 个文件读不了：{errors[0] if errors else '没有自评表'}", hint="请核对文件夹里的文件。")
        parts = []
        for number, one in enumerate(piles):
            part = Run(one.place, one.book, {}, strict=strict, memory=memory, progress=None)
            part.sheets()
            if strict:
                part.first_error()
            place = Path(folder, f"part{number}.parquet")
            part.write(place, with_rows=rows)
            parts.append(place)
        whole = Run.over(parts, memory, with_rows=rows)
        done = whole.finished(out, count, with_rows=rows, unread=tuple(errors))
    if out is not None:
        shutil.rmtree(kept, ignore_errors=True)
    return done
