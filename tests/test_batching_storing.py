"""Results are written whole or not at all, and what a killed run has left behind is cleared."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from perfscore.batching.column import TableError
from perfscore.batching.storing import WAYS, sheets_path, way_of, whole


def dead_process() -> int:
    """The number of a process that has ended."""
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


@pytest.fixture
def places(tmp_path: Path) -> list[Path]:
    found = [tmp_path / "结果.sheets.parquet", tmp_path / "结果.parquet"]
    for place in found:
        place.write_text(f"old {place.name}", encoding="utf-8")
    return found


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


@pytest.mark.parametrize(
    ("out", "sheets"), [("x.parquet", "x.sheets.parquet"), ("年度.csv", "年度.sheets.csv"), ("a.b.parquet", "a.b.sheets.parquet")]
)
def test_the_sheets_stand_beside_the_rows(out: str, sheets: str) -> None:
    assert Path("folder") / sheets == sheets_path(Path("folder") / out)


def test_the_ending_says_how_a_file_is_written(tmp_path: Path) -> None:
    assert [WAYS[".parquet"], WAYS[".parquet"], WAYS[".csv"]] == [way_of(tmp_path / name) for name in ("x.parquet", "x.PARQUET", "x.csv")]


@pytest.mark.parametrize("name", ["结果.xlsx", "结果", "结果.csv.gz"])
def test_another_ending_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(TableError) as caught:
        way_of(tmp_path / name)
    assert f"输出文件 {name} 的后缀不是 .parquet、.csv。 例如 结果.parquet。" == str(caught.value)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        way_of(tmp_path / "没有" / "x.csv")
    assert f"输出文件的文件夹 {tmp_path / '没有'} 不存在。 请先建文件夹。" == str(caught.value)


def test_drafts_are_moved_once_all_are_written(places: list[Path]) -> None:
    with whole(places) as drafts:
        for draft, place in zip(drafts, places, strict=True):
            assert draft.parent == place.parent
            assert draft not in places
            draft.write_text(f"new {place.name}", encoding="utf-8")
        assert {f"old {place.name}" for place in places} == {place.read_text(encoding="utf-8") for place in places}
    assert {place.name: f"new {place.name}" for place in places} == contents(places[0].parent)


def broken_off(places: list[Path], written: int, error: BaseException) -> None:
    """So many of the drafts are written, then it ends in an error."""
    with whole(places) as drafts:
        for draft in drafts[:written]:
            draft.write_text("half", encoding="utf-8")
        raise error


@pytest.mark.parametrize("error", [RuntimeError("磁盘"), KeyboardInterrupt()])
@pytest.mark.parametrize("written", [0, 1, 2])
def test_where_anything_fails_the_old_files_stay(places: list[Path], written: int, error: BaseException) -> None:
    with pytest.raises(type(error)) as caught:
        broken_off(places, written, error)
    assert error is caught.value
    assert {place.name: f"old {place.name}" for place in places} == contents(places[0].parent)


def test_a_draft_that_was_never_written_is_an_error(places: list[Path]) -> None:
    with pytest.raises(FileNotFoundError), whole(places[1:]):
        pass
    assert {place.name: f"old {place.name}" for place in places} == contents(places[0].parent)


def test_places_that_are_new_are_made(tmp_path: Path) -> None:
    with whole([tmp_path / "new.csv"]) as drafts:
        drafts[0].write_text("rows", encoding="utf-8")
    assert {"new.csv": "rows"} == contents(tmp_path)


def test_what_killed_runs_left_behind_is_cleared(tmp_path: Path) -> None:
    place, dead, alive = tmp_path / "x.parquet", dead_process(), os.getppid()
    left = [f".x.parquet.{dead}.tmp", f".x.parquet.{dead}.tmp.wal"]
    kept = [f".x.parquet.{alive}.tmp", f".x.csv.{dead}.tmp", ".x.parquet.mine.tmp", "x.parquet.tmp", f".other.{dead}.tmp"]
    for name in (*left, *kept):
        (tmp_path / name).write_text("left", encoding="utf-8")
    with whole([place]) as drafts:
        assert sorted(kept) == sorted(path.name for path in tmp_path.iterdir())
        drafts[0].write_text("new", encoding="utf-8")
    assert sorted([*kept, "x.parquet"]) == sorted(contents(tmp_path))


def test_a_run_of_somebody_else_is_alive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(_: int, __: int) -> None:
        raise PermissionError

    (tmp_path / ".x.csv.7.tmp").write_text("left", encoding="utf-8")
    monkeypatch.setattr(os, "kill", forbidden)
    with whole([tmp_path / "x.csv"]) as drafts:
        drafts[0].write_text("rows", encoding="utf-8")
    assert {".x.csv.7.tmp": "left", "x.csv": "rows"} == contents(tmp_path)


def test_runs_at_the_same_time_do_not_share_drafts(tmp_path: Path) -> None:
    with whole([tmp_path / "x.csv"]) as drafts:
        assert str(os.getpid()) in drafts[0].name
        drafts[0].write_text("new", encoding="utf-8")
        with whole([tmp_path / "y.csv"]) as others:
            others[0].write_text("other", encoding="utf-8")
            assert drafts[0].exists()
    assert {"x.csv": "new", "y.csv": "other"} == contents(tmp_path)
