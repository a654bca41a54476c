"""Spark against DuckDB: the same rows, the same sheets."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import perfscore as ps
from tests.tables import table, write_csv

pyspark = pytest.importorskip("pyspark", reason="needs pyspark, the extra perfscore[spark]")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(shutil.which("java") is None, reason="needs Java 17 or later, which Spark runs on"),
]


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    settings = {"spark.sql.shuffle.partitions": "4", "spark.ui.enabled": "false"}
    builder = SparkSession.builder.master("local[2]").appName("perfscore")
    for name, value in settings.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    yield made
    made.stop()


@pytest.mark.parametrize(("sheets", "text", "wide"), [(2700, False, False), (40, True, False), (40, True, True), (40, False, True)])
def test_spark_comes_to_what_duckdb_comes_to(session: Any, tmp_path: Path, sheets: int, text: bool, wide: bool) -> None:
    place = write_csv(tmp_path / "in.csv", table(5, sheets, text=text, wide=wide))
    found = ps.score_table(session.read.csv(str(place), header=True).repartition(3))
    other = ps.score_table(place)
    assert sorted(other.rows.fetchall()) == sorted(map(tuple, found.rows.collect()))
    assert sorted(other.sheets.fetchall(), key=str) == sorted(map(tuple, found.sheets.collect()), key=str)


def test_what_is_wrong_with_a_table_is_said_in_the_same_words(session: Any) -> None:
    frame = session.createDataFrame([(1, 1, 5, 3)], ["sheet_id", "indicator_id", "weight", "actual"])
    with pytest.raises(ps.TableError, match=r"表中没有列 target（年初目标值）。"):
        ps.score_table(frame)
