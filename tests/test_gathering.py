import io
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from perfscore.errors import ReadError
from perfscore.gathering import STANDARD_INPUT, Given, endangered, given, left_out
from perfscore.reading import scan
from perfscore.writing import ReviewList
from tests.reading_files import EXAMPLE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.xlsx", "a.csv", "下级/c.XLSX", "下级/旧.xls", "下级/d.pdf", "~$b.xlsx", ".hidden/e.xlsx", "图.png", "other.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"{}")
    (tmp_path / "form.json").write_text('{"format": "perfscore.sheet/1"}')
    return tmp_path


def names(*paths: str) -> list[str]:
    return [one.name if isinstance(one, Given) else str(one) for one in given(paths)]


def test_a_folder_is_walked_in_order(folder: Path) -> None:
    assert ["a.csv", "b.xlsx", "form.json", "下级/c.XLSX", "下级/d.pdf", "下级/旧.xls"] == names(str(folder))


def test_links_to_folders_are_not_followed(folder: Path) -> None:
    (folder / "again").symlink_to(folder)
    (folder / "下级" / "up").symlink_to(folder, target_is_directory=True)
    (folder / "itself.xlsx").symlink_to(folder / "itself.xlsx")
    assert [*names(str(folder))] == ["a.csv", "b.xlsx", "form.json", "itself.xlsx", "下级/c.XLSX", "下级/d.pdf", "下级/旧.xls"]
    (error,) = scan(folder / "itself.xlsx")
    assert "文件打不开。" == getattr(error, "message", "")


def test_documents_are_named(folder: Path) -> None:
    (folder / "下级" / "e.doc").write_bytes(b"")
    assert ("下级/e.doc",) == left_out([str(folder), "-", str(folder / "b.xlsx")])


def test_what_is_written_to_is_not_read(folder: Path) -> None:
    found = [one.name for one in given([str(folder)], but=str(folder / "下级" / ".." / "b.xlsx")) if isinstance(one, Given)]
    assert "b.xlsx" not in found
    assert 5 == len(found)


def test_a_folder_without_forms_is_an_error(tmp_path: Path) -> None:
    (one,) = given([str(tmp_path)])
    assert isinstance(one, ReadError)
    assert "没有可读的文件" in one.message


def test_files_come_as_named_even_where_they_are_not(tmp_path: Path) -> None:
    assert ["b.xlsx", "a.png"] == names(str(tmp_path / "b.xlsx"), str(tmp_path / "a.png"))


def test_the_standard_input_is_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"\xff")))
    assert [Given(source=b"\xff", name=STANDARD_INPUT)] == list(given(["-"]))


@pytest.mark.parametrize("closed", [None, SimpleNamespace(buffer=SimpleNamespace(read=lambda: os.read(-1, 1)))])
def test_a_standard_input_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch, closed: object) -> None:
    monkeypatch.setattr("sys.stdin", closed)
    (one,) = given(["-"])
    assert isinstance(one, ReadError)
    assert "标准输入读不了。" == one.message


def test_a_json_file_that_cannot_be_opened_is_left_to_the_reader(tmp_path: Path) -> None:
    (tmp_path / "a.json").symlink_to(tmp_path / "gone")
    assert ["a.json"] == names(str(tmp_path))


def test_pipes_and_review_lists_in_a_folder_are_passed_over(folder: Path) -> None:
    os.mkfifo(folder / "pipe.xlsx")
    review = ReviewList()
    with (folder / "清单.xlsx").open("wb") as file:
        review.save(file)
    assert not {"pipe.xlsx", "清单.xlsx"} & set(names(str(folder)))


def test_a_form_that_was_made_by_this_library_is_read(folder: Path) -> None:
    (folder / "hanyang.xlsx").write_bytes(EXAMPLE.read_bytes())  # its maker is perfscore too
    assert "hanyang.xlsx" in names(str(folder))
    assert endangered(str(folder / "hanyang.xlsx"), [str(folder)])


@pytest.mark.parametrize(("name", "ours"), [("perfscore.audit/1", True), ("perfscore.verification/1", True), ("perfscore.sheet/1", False)])
def test_results_may_be_written_over_and_forms_may_not(tmp_path: Path, name: str, ours: bool) -> None:
    (tmp_path / "out.json").write_text(f'{{\n  "format": "{name}"\n}}', "utf-8")
    assert ours is not endangered(str(tmp_path / "out.json"), [str(tmp_path)])
