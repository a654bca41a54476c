"""Results written whole or not at all (写出结果): beside their place first, then moved there."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from perfscore.batching.column import TableError

#: What results may be written as, by the ending of the file's name.
WAYS = {".parquet": "format parquet, compression zstd, compression_level 1", ".csv": "format csv, header"}


def sheets_path(out: Path) -> Path:
    """
    Where the sheets go whose rows go to ``out`` (逐表结果的文件).

    >>> sheets_path(Path("x.parquet")).name
    'x.sheets.parquet'
    """
    return out.with_name(f"{out.stem}.sheets{out.suffix}")


def way_of(out: Path) -> str:
    """
    How a file is written, by its ending (写出方式).

    Raises:
        TableError: it ends otherwise, or its folder is not there.
    """
    way = WAYS.get(out.suffix.lower())
    if way is None:
        raise TableError(f"输出文件 {out.name} 的后缀不是 {'、'.join(WAYS)}。", hint="例如 结果.parquet。")
    if not out.parent.is_dir():
        raise TableError(f"输出文件的文件夹 {out.parent} 不存在。", hint="请先建文件夹。")
    return way


@contextmanager
def whole(places: Sequence[Path]) -> Iterator[list[Path]]:
    """
    Paths to write to, moved to their places once all are written (整体写出); where anything fails the old files stay.
    """
    for place in places:
        _sweep(place)
    drafts = [place.with_name(f".{place.name}.{os.getpid()}.tmp") for place in places]
    try:
        yield drafts
        for draft, place in zip(drafts, places, strict=True):
            draft.replace(place)
    finally:
        for draft in drafts:
            with suppress(OSError):
                draft.unlink(missing_ok=True)


def _sweep(place: Path) -> None:
    """Remove what runs that were killed have left behind."""
    for left in place.parent.glob(f".{place.name}.*.tmp*"):
        number = left.name.removeprefix(f".{place.name}.").split(".")[0]
        if number.isdigit() and not _alive(int(number)):
            with suppress(OSError):
                left.unlink()


def _alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
