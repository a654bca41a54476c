"""Spark against DuckDB: the same rows, the same sheets."""

import runpy
import shutil
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import perfscore as ps
from perfscore.batching import lanes, spark, staged
from perfscore.batching.alone import TOO_FAR
from tests.tables import table, write_csv

pyspark = pytest.importorskip("pyspark", reason="needs pyspark, the extra perfscore[spark]")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(shutil.which("java") is None, reason="needs Java 17 or later, which Spark runs on"),
]
BENCH = runpy.run_path(str(Path(__file__).parents[1] / "benchmarks" / "tables.py"))
BOOK = "cn-hb-wh-hanyang-2019-dept"


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    settings = {"spark.sql.shuffle.partitions": "2", "spark.ui.enabled": "false", "spark.sql.session.timeZone": "UTC"}
    builder = SparkSession.builder.master("local[2]").appName("perfscore")
    for name, value in settings.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    yield made
    made.stop()


def same(found: ps.TableScores, other: ps.TableScores) -> None:
    """All rows and all sheets of both, one by one."""
    rows = sorted(map(tuple, found.rows.collect()))
    assert sorted(other.rows.fetchall()) == rows
    assert sorted(other.sheets.fetchall(), key=str) == sorted(map(tuple, found.sheets.collect()), key=str)
    assert (other.count, other.sheet_count, other.unscored) == (len(rows), found.sheet_count, found.unscored)


def drawn(place: Path, sheets: int) -> Path:
    """The table that benchmarks/ draws: rules with parameters, integers that are scaled."""
    import duckdb

    duckdb.sql(f"copy ({BENCH['DRAW'].replace(':rows', str(sheets * BENCH['ROWS']))}) to '{place}' (format parquet)")
    return place


@pytest.mark.parametrize(("sheets", "text", "wide"), [(2700, False, False), (40, True, True), (40, False, True)])
def test_spark_comes_to_what_duckdb_comes_to(session: Any, tmp_path: Path, sheets: int, text: bool, wide: bool) -> None:
    place = write_csv(tmp_path / "in.csv", table(5, sheets, text=text, wide=wide))
    same(ps.score_table(session.read.csv(str(place), header=True).repartition(3)), ps.score_table(place))


def test_figures_that_no_result_holds(session: Any, tmp_path: Path) -> None:
    rows = [row | {"target": "1" + "0" * 27, "actual": "3" + "0" * 26} for row in table(3, 5)]
    place = write_csv(tmp_path / "in.csv", rows)
    found = ps.score_table(session.read.csv(str(place), header=True))
    assert {TOO_FAR} < {row.error for row in found.rows.collect()}
    same(found, ps.score_table(place))


def test_rules_with_parameters_and_scaled_integers(session: Any, tmp_path: Path) -> None:
    place = drawn(tmp_path / "in.parquet", 2000)
    asked: Mapping[str, Any] = {"scale": BENCH["SCALE"], "rulebook": BOOK}
    same(ps.score_table(session.read.parquet(str(place)), **asked), ps.score_table(place, **asked))


#: One row in seven is beyond 64 bits, some of these beyond 38 digits; the others are as usual.
FAR = """
select i // 10 as sheet_id, i % 10 as indicator_id, 10.0::decimal(9,2) as weight,
  case when i % 7 = 0 then (1000 + i)::decimal(38,4) * power(10, i % 5 * 6)::decimal(38,0) else 100 + i % 9 end::decimal(38,4) as target,
  case when i % 7 = 0 then (999 + i)::decimal(38,4) * power(10, i % 5 * 6)::decimal(38,0) else 95 + i % 11 end::decimal(38,4) as actual,
  case i % 3 when 0 then '按完成比例得分' when 1 then '数量每减少 10 扣 0.1 分，扣完为止。' else '得分=年初目标值/实际完成值*该指标权重，不超过该指标权重。' end
    as criterion
from range(600) t(i)
"""


@pytest.mark.parametrize("many", [5000, 5])
def test_rows_beyond_64_bits(session: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    import duckdb

    place = tmp_path / "in.parquet"
    duckdb.sql(f"copy ({FAR}) to '{place}' (format parquet)")
    monkeypatch.setattr(spark, "MANY", many)
    found = ps.score_table(session.read.parquet(str(place)))
    assert found.connection.scoring.widely == (many == 5)
    same(found, ps.score_table(place))


def rows_of(session: Any, *told: tuple[Any, ...]) -> Any:
    kinds = "sheet_id bigint, indicator_id bigint, weight decimal(9,2), target bigint, actual bigint, criterion string"
    return session.createDataFrame(
        [(sheet, indicator, Decimal(weight), *rest, "按完成比例得分") for sheet, indicator, weight, *rest in told], kinds
    )


def test_totals_alone(session: Any) -> None:
    found = ps.score_table(rows_of(session, (1, 1, 6, 100, 50), (1, 2, 4, 3, 1), (2, 1, 5, 9, None)), rows=False)
    assert found.rows is None
    assert (3, 2, 1) == (found.count, found.sheet_count, found.unscored)
    assert [("1", "4.33"), ("2", "None")] == [(str(one.sheet_id), str(one.total)) for one in found.sheets.sort("sheet_id").collect()]


def test_results_are_written_and_read_back(session: Any, tmp_path: Path) -> None:
    place = write_csv(tmp_path / "in.csv", table(7, 5, text=False, wide=False))
    for ending in ("parquet", "csv"):
        found = ps.score_table(place, tmp_path / f"out.{ending}", "spark")
        assert (tmp_path / f"out.{ending}", tmp_path / f"out.sheets.{ending}") == (found.rows_path, found.sheets_path)
        assert found.count == found.rows.count()
        assert found.sheet_count == found.sheets.count()
    address = (tmp_path / "folder.parquet").as_uri()
    assert found.count == ps.score_table(place, address, "spark").rows.count()
    assert (tmp_path / "folder.sheets.parquet").is_dir()
    assert ["folder.parquet", "folder.sheets.parquet", "in.csv"] == sorted(one.name for one in tmp_path.iterdir() if "out" not in one.name)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([(1, 1, 5, 3, 3), (1, 1, 5, 3, 3)], r"同一张表里同一个指标出现多次：sheet_id=1 indicator_id=1（2 次）"),
        ([(1, 1, 5, 3, 3), (1, 900, 5, 3, 3), (1, 900, 5, 3, 3)], r"同一张表里同一个指标出现多次：sheet_id=1 indicator_id=900（2 次）"),
        ([(1, 1, 5, 3, 3), (None, 2, 5, 3, 3)], r"有 1 行没有 sheet_id。"),
        ([(1, 1, 5, 3, 3), (1, None, 5, 3, 3)], r"有 1 行没有 indicator_id。"),
        ([(1, 1, 5, 3, 3), (1, 2, 5, 3, None)], r"sheet_id=1 indicator_id=2：.*"),
    ],
)
def test_what_is_wrong_with_rows_is_said(session: Any, rows: list[tuple[Any, ...]], told: str) -> None:
    with pytest.raises(ps.TableError, match=told):
        ps.score_table(rows_of(session, *rows), strict=True)


def test_what_is_wrong_with_a_table_is_said_in_the_same_words(session: Any) -> None:
    frame = session.createDataFrame([(1, 1, 5, 3)], ["sheet_id", "indicator_id", "weight", "actual"])
    with pytest.raises(ps.TableError, match=r"表中没有列 target（年初目标值）。"):
        ps.score_table(frame)
    with pytest.raises(ps.TableError, match=r"Spark 引擎不读 PostgreSQL 的地址。"):
        ps.score_table("postgresql://host/base#public.rows", engine="spark")
    with pytest.raises(ps.TableError, match=r"找不到文件"):
        ps.score_table("file:///nowhere/x.parquet", engine="spark")


# ---- rarer tables --------------------------------------------------------------------------------

#: Figures without texts beside them: three rules, and what the columns are made of is up to the test.
PLAIN = """
select i // 6 as sheet_id, i % 6 as indicator_id, {weight} as weight, {target} as target, {actual} as actual,
  case i % 3 when 0 then '按完成比例得分' when 1 then '每减少 {step} 扣 0.5 分，扣完为止' else '≥95得8分，90(含)-95得5分，其余不得分' end as criterion
  {more}
from range(240) t(i)
"""
USUAL = {
    "weight": "(5 + i % 4)::decimal(9,2)",
    "target": "(100 + i % 9)::bigint",
    "actual": "(60 + i % 50)::bigint",
    "step": "10",
    "more": "",
}


def plain(place: Path, **cells: str) -> Path:
    import duckdb

    duckdb.sql(f"copy ({PLAIN.format(**(USUAL | cells))}) to '{place}' (format parquet)")
    return place


@pytest.mark.parametrize(
    "cells",
    [
        {"target": "((100 + i % 9) / 8)::double", "actual": "case when i % 11 = 0 then 1/3 when i % 13 = 0 then null else (60 + i % 50) / 16 end::double",
         "more": ", '' as event"},
        {"target": "(100 + i % 9)::decimal(38,12) + 0.123456789012::decimal(13,12)", "actual": "(60 + i % 50)::decimal(30,11)"},
        {"weight": "case when i % 19 = 0 then 1e9 else 6 end::decimal(18,2)", "more": ", case when i % 17 = 0 then 1e9 else i % 9 end::decimal(20,4) as printed"},
    ],
    ids=["doubles", "many places", "far points"],
)  # fmt: skip
def test_rarer_columns_come_to_the_same(session: Any, tmp_path: Path, cells: dict[str, str]) -> None:
    place = plain(tmp_path / "in.parquet", **cells)
    same(ps.score_table(session.read.parquet(str(place))), ps.score_table(place))


def test_points_of_too_many_places_are_refused(session: Any, tmp_path: Path) -> None:
    place = plain(tmp_path / "in.parquet", weight="0.1234567891234::decimal(38,13)")
    with pytest.raises(ps.TableError, match=r"^列“weight”有超过 9 位的小数。") as caught:
        ps.score_table(session.read.parquet(str(place)))
    assert "请把分值和得分修约后再计分。" == caught.value.hint


def test_nothing_to_reckon_is_no_fault(session: Any) -> None:
    frame = rows_of(session, (1, 1, 6, 100, None), (1, 2, 4, 3, None)).replace("按完成比例得分", "这一条谁也读不懂")
    found = ps.score_table(frame)
    assert [(None, Decimal(0), Decimal(6)), (None, Decimal(0), Decimal(4))] == [
        (one.score, one.low, one.high) for one in found.rows.sort("indicator_id").collect()
    ]
    assert [(None, 2)] == [(one.total, one.unscored) for one in found.sheets.collect()]


@pytest.mark.parametrize(
    ("module", "name", "most"),
    [(lanes, "FOLDED", 1), (lanes, "LONGEST", 100), (staged, "CELLS", 1)],
    ids=["constants in a list", "left to Python", "keys in a table"],
)
def test_what_is_reckoned_in_another_way_comes_to_the_same(
    session: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, most: int
) -> None:
    place = plain(tmp_path / "in.parquet")
    monkeypatch.setattr(module, name, most)
    same(ps.score_table(session.read.parquet(str(place))), ps.score_table(place))


def test_a_sound_table_is_scored_to_its_end_however_strict(session: Any) -> None:
    assert [Decimal("3.00")] == [one.score for one in ps.score_table(rows_of(session, (1, 1, 6, 100, 50)), strict=True).rows.collect()]


def test_totals_alone_are_written_to_an_address(session: Any, tmp_path: Path) -> None:
    found = ps.score_table(rows_of(session, (1, 1, 6, 100, 50)), (tmp_path / "out.parquet").as_uri(), rows=False)
    assert None is found.rows is found.rows_path
    assert ["out.sheets.parquet"] == [one.name for one in tmp_path.iterdir()]
    assert [Decimal("3.00")] == [one.total for one in found.sheets.collect()]


def test_a_frame_of_another_library_comes_to_the_same(session: Any, tmp_path: Path) -> None:
    import polars as pl

    place = plain(tmp_path / "in.parquet")
    frame = pl.read_parquet(place)
    same(ps.score_table(frame, engine="spark"), ps.score_table(place))
