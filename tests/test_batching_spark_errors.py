"""What Spark complains of, in the words of this library; none of it needs Spark."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from perfscore.batching.column import TableError
from perfscore.batching.spark import SparkRun, opened, session, speaking


def pyspark(monkeypatch: pytest.MonkeyPatch, *, active: Any = None, made: Any = None) -> None:
    """A library whose builder gives a session, or raises what it is given."""

    def get_or_create() -> Any:
        if isinstance(made, Exception):
            raise made
        return made

    builder = SimpleNamespace(appName=lambda _: SimpleNamespace(getOrCreate=get_or_create))
    module = ModuleType("pyspark.sql")
    module.SparkSession = SimpleNamespace(getActiveSession=lambda: active, builder=builder)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pyspark", ModuleType("pyspark"))
    monkeypatch.setitem(sys.modules, "pyspark.sql", module)


def test_without_the_library_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(TableError) as caught:
        session()
    assert ("用 Spark 计分要有 pyspark，本机没有安装。", "请安装 perfscore[spark]。") == (caught.value.message, caught.value.hint)


def test_the_session_there_is_is_taken_or_a_new_one_made(monkeypatch: pytest.MonkeyPatch) -> None:
    pyspark(monkeypatch, active="已有", made="新建")
    assert "已有" == session()
    pyspark(monkeypatch, made="新建")
    assert "新建" == session()


@pytest.mark.parametrize(
    ("error", "message", "hint"),
    [
        (RuntimeError("[JAVA_GATEWAY_EXITED] Java gateway process exited"), "Spark 要有 Java，本机没有找到。", "请安装 Java 17 或更新的版本，并设好 JAVA_HOME。"),
        (FileNotFoundError("No such file: 'java'"), "Spark 要有 Java，本机没有找到。", "请安装 Java 17 或更新的版本，并设好 JAVA_HOME。"),
        (ValueError("bad master\nmore"), "Spark 会话建不起来：bad master", "请核对 Spark 的设置。"),
        (ValueError(), "Spark 会话建不起来：ValueError", "请核对 Spark 的设置。"),
    ],
)  # fmt: skip
def test_a_session_that_cannot_be_made(monkeypatch: pytest.MonkeyPatch, error: Exception, message: str, hint: str) -> None:
    pyspark(monkeypatch, made=error)
    with pytest.raises(TableError) as caught:
        session()
    assert (message, hint) == (caught.value.message, caught.value.hint)


class AnalysisError(Exception):
    """An error of the library's."""

    __module__ = "pyspark.errors"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[PATH_NOT_FOUND] Path does not exist: x\nmore", "找不到文件：[PATH_NOT_FOUND] Path does not exist: x"),
        ("[UNRESOLVED] a column\nmore", "Spark 不能完成：[UNRESOLVED] a column"),
    ],
)
def test_errors_of_the_engine_are_said_in_chinese(text: str, message: str) -> None:
    with pytest.raises(TableError) as caught, speaking():
        raise AnalysisError(text)
    assert message == caught.value.message


def test_a_fault_of_the_program_is_none_of_the_engine() -> None:
    with pytest.raises(KeyError), speaking():
        raise KeyError("甲")
    with pytest.raises(TableError, match=r"^原话$"), speaking():
        raise TableError("原话")


def test_an_address_that_ends_in_no_table_is_refused() -> None:
    with pytest.raises(TableError, match=r"^文件的后缀是 .txt，应是 .parquet、.pq、.csv、.tsv 之一。$"):
        opened("hdfs://host/in.txt")


@pytest.mark.parametrize(("module", "way"), [("polars", "to_arrow"), ("duckdb", "to_arrow_table"), ("pandas", "")])
def test_frames_of_other_libraries_are_handed_over(monkeypatch: pytest.MonkeyPatch, module: str, way: str) -> None:
    pyspark(monkeypatch, active=SimpleNamespace(createDataFrame=lambda table: ("Spark", table)))
    frame = type("Frame", (), {"__module__": module, way or "unused": lambda _: "Arrow"})()
    assert ("Spark", "Arrow" if way else frame) == opened(frame)


def test_a_cluster_does_not_write_on_this_machine(tmp_path: Path) -> None:
    run = SparkRun.__new__(SparkRun)
    run.frame = SimpleNamespace(sparkSession=SimpleNamespace(conf=SimpleNamespace(get=lambda *_: "yarn")))
    with pytest.raises(TableError) as caught:
        run._written_here(tmp_path / "out.parquet", None, None)
    assert f"Spark 在集群 yarn 上，写不到本机的 {tmp_path / 'out.parquet'}。" == caught.value.message
    assert "hdfs://…" in (caught.value.hint or "")


class Sums:
    """Totals that cannot be added up."""

    def persist(self) -> "Sums":
        return self

    def agg(self, *_: Any) -> Any:
        raise OverflowError("too much")


@pytest.mark.parametrize(("times", "error"), [([], OverflowError), ([("甲", 1, 9)], TableError)])
def test_where_sums_fail_rows_that_stand_there_twice_are_the_reason(
    monkeypatch: pytest.MonkeyPatch, times: list[Any], error: type[Exception]
) -> None:
    functions = ModuleType("pyspark.sql.functions")
    functions.expr = str  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pyspark.sql.functions", functions)
    counts = SimpleNamespace(where=lambda _: SimpleNamespace(limit=lambda _: SimpleNamespace(collect=lambda: times)))
    run = SparkRun.__new__(SparkRun)
    run.frame, run.mask = SimpleNamespace(groupBy=lambda *_: SimpleNamespace(count=lambda: counts)), ""
    run.scoring = SimpleNamespace(sheets=lambda mask: mask, ask=lambda *_, **__: Sums())  # type: ignore[assignment]
    with pytest.raises(error):
        run._totals()
