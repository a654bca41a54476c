"""A table scored from beginning to end: progress, a second look at the rules, errors in the words of this library."""

import sys
from pathlib import Path
from threading import Event
from typing import Any

import pytest

import perfscore as ps
from perfscore.batching import duckdb as engine, running
from perfscore.batching.column import TableError
from perfscore.batching.running import connect, said, speaking
from tests.tables import write_csv

duckdb = pytest.importorskip("duckdb", reason="needs duckdb, the extra perfscore[batch]")

SHARE, LADDER = "按完成比例得分", "数量每减少 10 扣 0.1 分，扣完为止。"


def rows(*criteria: str) -> list[dict[str, str]]:
    """One sheet of one row for each criterion, half of the target done."""
    told = {"indicator_id": "1", "weight": "10", "target": "100", "actual": "50"}
    return [{"sheet_id": str(number), **told, "criterion": one} for number, one in enumerate(criteria)]


def figures_of(source: Path) -> Path:
    """The same rows as figures, not texts."""
    place = source.with_suffix(".parquet")
    kinds = "sheet_id::int as sheet_id, indicator_id::int as indicator_id, weight::decimal(9,2) as weight"
    told = f"{kinds}, target::bigint as target, actual::bigint as actual, criterion"
    duckdb.sql(f"copy (select {told} from read_csv('{source}', all_varchar=true)) to '{place}' (format parquet)")
    return place


def totals(found: ps.TableScores) -> list[str]:
    return [str(total) for (total,) in found.sheets.select("total").fetchall()]


class Once(Event):
    """A signal that nobody waits for a second; it is not set when it is first asked for."""

    asked = False

    def wait(self, timeout: float | None = None) -> bool:
        first, self.asked = not self.asked, True
        return False if first else super().wait(timeout)


def test_how_far_a_query_has_come_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "Signal", Once)
    told: list[float] = []
    ps.score_table(write_csv(tmp_path / "in.csv", rows(SHARE)), tmp_path / "out.csv", progress=told.append)
    assert [float, float] == [type(one) for one in told]


def test_who_cannot_be_told_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: float) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(running, "Signal", Once)
    assert ["5.00"] == totals(ps.score_table(write_csv(tmp_path / "in.csv", rows(SHARE)), progress=broken))


def test_rules_that_the_first_rows_had_not_are_looked_for_again_where_many_sheets_need_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = figures_of(write_csv(tmp_path / "in.csv", rows(*[SHARE] * 6, *[LADDER] * 3)))
    expected = ["5.00"] * 6 + ["9.50"] * 3
    looked: list[Any] = []
    again = engine.Scoring.look_again

    def noted(scoring: engine.Scoring) -> None:
        looked.append(scoring)
        again(scoring)

    monkeypatch.setattr(engine.Scoring, "look_again", noted)
    monkeypatch.setattr(engine, "SAMPLE", 4)
    for most, times in ((3, 0), (2, 1)):
        monkeypatch.setattr(running, "MANY", most)
        assert expected == totals(ps.score_table(source))
        assert times == len(looked)


def test_a_sound_table_is_scored_to_its_end_however_strict(tmp_path: Path) -> None:
    assert ["5.00"] == totals(ps.score_table(write_csv(tmp_path / "in.csv", rows(SHARE)), strict=True))


def test_without_the_library_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(TableError) as caught:
        connect("64MiB", str(tmp_path))
    assert ("整表计分要用 DuckDB，本机没有安装。", "请安装 perfscore[batch]。") == (caught.value.message, caught.value.hint)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (MemoryError(), "内存不够。"),
        (duckdb.OutOfMemoryException("Out of Memory Error: could not allocate block\nmore"), "内存不够。"),
        (duckdb.ConversionException("Conversion Error: Could not convert\nLINE 1"), "DuckDB 不能完成：Conversion Error: Could not convert"),
        (OSError(28, "No space left on device"), "磁盘写满了；原来的文件没有动。"),
        (duckdb.Error(""), "DuckDB 不能完成：Error"),
    ],
)
def test_errors_of_the_engine_are_said_in_chinese(error: Exception, message: str) -> None:
    assert message == said(error, None).message


def test_a_fault_of_the_program_is_none_of_the_engine() -> None:
    with pytest.raises(KeyError), speaking():
        raise KeyError("甲")


def test_points_that_no_column_of_the_result_holds_are_errors_of_their_rows(tmp_path: Path) -> None:
    place = tmp_path / "in.parquet"
    told = "1 as sheet_id, i as indicator_id, 1e18::decimal(36,2) as weight, 100 as target, 90 as actual, '按完成比例得分' as criterion"
    duckdb.sql(f"copy (select {told} from range(3) t(i)) to '{place}' (format parquet)")
    found = ps.score_table(place)
    assert found.rows is not None
    assert ["分值超过一万亿，未计算"] * 3 == [one[0] for one in found.rows.select("error").fetchall()]
