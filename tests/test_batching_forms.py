"""Forms made into a long table: what a file holds, what is kept of it, how its quantities are written."""

from json import dumps, loads
from pathlib import Path

import pytest

from perfscore.batching import forms
from perfscore.batching.forms import COLUMNS, Read, pile, read_file, read_files, rows_of
from perfscore.errors import PerfscoreError, ReadError
from perfscore.gathering import Given
from perfscore.indicator import Indicator
from perfscore.number import Quantity, read_quantity
from perfscore.reading import read
from perfscore.recognising import recognise
from perfscore.sheet import Budget, Event, Sheet
from perfscore.source import Source
from tests.forms import FIRST, form, leaf
from tests.reading_files import book, form as workbook

CLOSED = ReadError("标准输入读不了。", source=Source(file="标准输入"))


@pytest.fixture
def files(tmp_path: Path) -> list[Given | PerfscoreError]:
    """A form, two forms in one workbook of which the other cannot be read, and what could not even be opened."""
    (tmp_path / "甲.xlsx").write_bytes(FIRST.read_bytes())
    (tmp_path / "乙.xlsx").write_bytes(book(workbook(), workbook(H5="=1+1")))
    return [*(Given(source=tmp_path / name, name=name) for name in ("甲.xlsx", "乙.xlsx")), CLOSED]


def test_what_a_file_holds_and_what_is_wrong_with_it(files: list[Given | PerfscoreError]) -> None:
    found = [read_file(one) for one in files]
    assert [("甲.xlsx", 1), ("乙.xlsx", 1), ("标准输入", 0)] == [(one.name, len(one.forms)) for one in found]
    assert () == found[0].errors
    assert "这里的公式没有保存结果。" in found[1].errors[0]
    assert (str(CLOSED),) == found[2].errors
    assert Read("", (), (str(ReadError("没有文件。")),)) == read_file(ReadError("没有文件。"))


def test_what_has_been_read_is_not_read_again(files: list[Given | PerfscoreError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_here: list[object] = []

    def noted(one: Given | PerfscoreError) -> Read:
        read_here.append(one)
        return read_file(one)

    monkeypatch.setattr(forms, "read_file", noted)
    told: list[int] = []
    first, second = (list(read_files(files, tmp_path / "kept", told.append)) for _ in range(2))
    assert first == second
    assert ([3, 3], 3) == (told, len(read_here))
    (tmp_path / "甲.xlsx").write_bytes(book(workbook()))
    (changed, *_) = read_files(files, tmp_path / "kept", told.append)
    assert (6, "某局") == (len(read_here), Sheet.from_dict(loads(changed.forms[0])).unit)
    (part,) = (tmp_path / "kept").iterdir()
    part.write_text("not what was kept", "utf-8")
    assert 3 == len(list(read_files(files, tmp_path / "kept", told.append)))
    assert 9 == len(read_here)


def test_bytes_are_known_by_what_they_are_called(tmp_path: Path) -> None:
    one = Given(source=FIRST.read_bytes(), name="标准输入")
    assert ["标准输入"] == [found.name for found in read_files([one], tmp_path / "kept", lambda _: None)]


def test_the_rows_of_a_form() -> None:
    sheet = form(
        leaf("甲", printed="4.50"), leaf("甲", target=Quantity(value=90, unit="%", comparator=">=", text="九成以上")),
        leaf("预算执行率", weight=None, criterion=""),
        declared=96, events=[Event(kind="审计披露", source="报告"), Event(kind="其他")], budget=Budget(planned=100, spent="98.5"),
    )  # fmt: skip
    told = list(rows_of(sheet, "表", recognise(sheet).rulebook))
    assert all(row.keys() == set(COLUMNS) for row in told)
    path = "产出指标/质量指标/"
    assert [f"{path}甲", f"{path}甲#2", f"{path}预算执行率"] == [row["indicator_id"] for row in told]
    assert ["审计披露:报告", "", ""] == [row["event"] for row in told]
    assert ["96", "", ""] == [row["declared"] for row in told]
    assert ["100%", ">=90%", "100%"] == [row["target"] for row in told]
    assert [("", ""), ("", ""), ("100", "98.5")] == [(row["planned"], row["spent"]) for row in told]
    assert read_quantity(told[1]["target"]).value == 90


def test_forms_are_parted_by_their_rulebooks(tmp_path: Path) -> None:
    other = Sheet(title="自评表", branches=[Indicator(name="甲", weight=10)])
    text = dumps(other.to_dict(), ensure_ascii=False)
    found = [Read("一", (dumps(read(FIRST).to_dict()), text), ()), Read("二", (text,), ("读不了",))]
    piles, errors, count = pile(iter(found), tmp_path, None)
    assert (2, ["读不了"], 3) == (len(piles), errors, count)
    names = [{line.partition(",")[0] for line in one.place.read_text("utf-8").splitlines()[1:]} for one in piles]
    assert [{"一#1"}, {"一#2", "二"}] == names
