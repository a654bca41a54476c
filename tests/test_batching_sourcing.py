"""Where a table comes from: paths and patterns, frames by their module, the address of a table of PostgreSQL."""

from pathlib import Path
from typing import Any

import pytest

from perfscore.batching.column import TableError
from perfscore.batching.sourcing import FRAMES, Opened, files_of, is_postgres, kind_of, open_postgres, opened, reader, spare
from tests.duck import duck

duckdb = pytest.importorskip("duckdb", reason="needs duckdb, the extra perfscore[batch]")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (
        "b.csv",
        "a.csv",
        "c.tsv",
        "年度/2.parquet",
        "年度/1.parquet",
        "年度/深/3.pq",
        "年度/.4.parquet",
        "月/5.parquet",
        "月/.6.parquet",
        "月/七/8.parquet",
        "年度/说明.txt",
    ):
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("x,y\n1,2\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def like(module: str) -> Any:
    """Something of a class of a module."""
    return type("DataFrame", (), {"__module__": module})()


# kinds


@pytest.mark.parametrize(
    ("module", "kind"),
    [
        ("pyarrow.lib", "arrow"), ("polars.dataframe.frame", "polars"), ("pandas", "pandas"), ("duckdb", "duckdb"), ("_duckdb", "duckdb"),
        ("pyspark.sql.classic.dataframe", "spark"),
    ],
)  # fmt: skip
def test_a_frame_is_known_by_its_module(module: str, kind: str) -> None:
    assert kind == kind_of(like(module))
    assert kind in FRAMES.values()


@pytest.mark.parametrize("source", ["a.csv", Path("a.csv"), ["a.csv", Path("b.csv")], ("*.parquet",), "postgresql://x/y#z"])
def test_paths_are_files(source: Any) -> None:
    assert "file" == kind_of(source)


@pytest.mark.parametrize(
    ("source", "name"), [(5, "int"), (None, "NoneType"), ([], "list"), (["a.csv", 5], "list"), ({"a": 1}, "dict"), (b"x", "bytes")]
)
def test_what_holds_no_table_is_refused(source: Any, name: str) -> None:
    with pytest.raises(TableError) as caught:
        kind_of(source)
    assert f"不认识的表：{name}。 可用 Parquet 或 CSV 的路径、Arrow、Polars、pandas、DuckDB 或 Spark 的表。" == str(caught.value)


def test_a_relation_of_duckdb_is_one() -> None:
    assert "duckdb" == kind_of(duckdb.sql("select 1 as x"))


# files


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("b.csv", ["b.csv"]),
        (Path("b.csv"), ["b.csv"]),
        (["b.csv", "a.csv"], ["b.csv", "a.csv"]),
        ("*.csv", ["a.csv", "b.csv"]),
        (["b*.csv", "a.csv"], ["b.csv", "a.csv"]),
        ("年度/*.parquet", ["年度/1.parquet", "年度/2.parquet"]),
        ("**/*.csv", ["a.csv", "b.csv"]),
        ("**/[12].parquet", ["年度/1.parquet", "年度/2.parquet"]),
        ("年度/深", ["年度/深/3.pq"]),
        ("月", ["月/5.parquet", "月/七/8.parquet"]),
    ],
)
def test_paths_and_patterns_mean_files_in_order(folder: Path, source: Any, expected: list[str]) -> None:
    assert expected == files_of(source)


def test_a_file_named_like_a_pattern_is_itself(folder: Path) -> None:
    (folder / "表[1].csv").write_text("x\n", encoding="utf-8")
    assert ["表[1].csv"] == files_of("表[1].csv")


@pytest.mark.parametrize(
    ("source", "missing"),
    [("没有.csv", "没有.csv"), (["a.csv", "没有.csv"], "没有.csv"), ("没有*.csv", "没有*.csv"), ("年度/没有/*.pq", "年度/没有/*.pq")],
)
def test_a_file_that_is_not_there_is_named(folder: Path, source: Any, missing: str) -> None:
    with pytest.raises(TableError) as caught:
        files_of(source)
    assert f"找不到文件 {missing}。 请核对路径；多个文件可用 *。" == str(caught.value)


def test_a_folder_without_tables_holds_none(folder: Path) -> None:
    (folder / "空").mkdir()
    with pytest.raises(TableError) as caught:
        files_of("空")
    assert "找不到文件 空。 请核对路径；多个文件可用 *。" == str(caught.value)


@pytest.mark.parametrize(
    ("source", "endings"),
    [
        (["a.csv", "c.tsv"], ".csv、.tsv"), ("*", None), ("年度/说明.txt", ".txt"), ("年度", ".parquet、.pq"), ("**/*.p*", ".parquet、.pq"),
    ],
)  # fmt: skip
def test_files_of_two_sorts_or_of_none_are_refused(folder: Path, source: Any, endings: str | None) -> None:
    with pytest.raises(TableError) as caught:
        files_of(source)
    said = str(caught.value)
    assert said.startswith("文件的后缀是 ")
    assert said.endswith("，应是同一种，且为 .parquet、.pq、.csv、.tsv 之一。")
    assert endings is None or f"文件的后缀是 {endings}，应是同一种，且为 .parquet、.pq、.csv、.tsv 之一。" == said


def test_an_ending_in_capitals_is_the_same(folder: Path) -> None:
    (folder / "D.CSV").write_text("x\n", encoding="utf-8")
    assert ["D.CSV", "a.csv"] == files_of(["D.CSV", "a.csv"])
    assert "read_csv(['D.CSV'], all_varchar=true, header=true)" == reader(["D.CSV"])


@pytest.mark.parametrize(("name", "indexed"), [("a.parquet", True), ("a.PQ", True), ("a.csv", False), ("read_parquet.csv", False)])
def test_a_source_says_whether_it_knows_between_what_its_columns_lie(name: str, *, indexed: bool) -> None:
    assert Opened(reader([name]), indexed=indexed) == opened([name])


@pytest.mark.parametrize(("name", "separator"), [("x.csv", ","), ("it's.csv", ","), ("x.tsv", "\t")])
def test_every_cell_of_a_text_file_is_the_text_that_it_is(tmp_path: Path, name: str, separator: str) -> None:
    place = tmp_path / name
    place.write_text("\n".join(separator.join(row) for row in [("a", "b"), ("007", "1e3"), ("", "2020-01-01")]) + "\n", encoding="utf-8")
    with duck() as database:
        found = database.connection.execute(f"select * from {reader([str(place)])}").fetchall()
    assert [("007", "1e3"), (None, "2020-01-01")] == found


def test_several_files_are_one_table(tmp_path: Path) -> None:
    with duck() as database:
        for number in (2, 1):
            database.connection.execute(f"copy (select {number} as x) to '{tmp_path / f'{number}.parquet'}' (format parquet)")
        found = database.connection.execute(f"select x from {reader(files_of(tmp_path / '*.parquet'))}").fetchall()
    assert [(1,), (2,)] == found


# PostgreSQL


@pytest.mark.parametrize(
    ("source", "expected"),
    [("postgresql://u@h/db#t", True), ("postgres://h/db#t", True), ("postgres.csv", False), (Path("postgresql://x"), False), (["postgres://x"], False)],
)  # fmt: skip
def test_an_address_of_postgres_is_told_from_a_path(source: Any, expected: bool) -> None:
    assert expected == is_postgres(source)


class Connection:
    """A connection that notes what it is asked to do, and fails where it is told to."""

    def __init__(self, failing: str = "", message: str = "") -> None:
        self.failing, self.message = failing, message
        self.done = list[str]()

    def execute(self, sql: str) -> "Connection":
        self.done.append(sql)
        if self.failing and sql.startswith(self.failing):
            raise OSError(self.message)
        return self

    def fetchone(self) -> tuple[str]:
        return ("v9.9.9",)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("rows", 'perfscore_source."public"."rows"'),
        ("finance.rows", 'perfscore_source."finance"."rows"'),
        ('a"b.自评', 'perfscore_source."a""b"."自评"'),
    ],
)
def test_a_table_of_postgres_is_attached_to_be_read(table: str, expected: str) -> None:
    connection = Connection()
    assert expected == open_postgres(connection, f"postgresql://u:p'w@h:5432/db#{table}")
    attached = "attach 'postgresql://u:p''w@h:5432/db' as perfscore_source (type postgres, read_only)"
    assert ["load postgres", attached, f"describe {expected}"] == connection.done


@pytest.mark.parametrize("address", ["postgresql://h/db", "postgresql://h/db#"])
def test_an_address_without_a_table_is_refused(address: str) -> None:
    connection = Connection()
    with pytest.raises(TableError) as caught:
        open_postgres(connection, address)
    assert "PostgreSQL 的地址没有写表名。 写作 postgresql://用户@主机/库#模式.表。" == str(caught.value)
    assert [] == connection.done


def test_an_extension_that_is_not_at_hand_is_not_fetched() -> None:
    connection = Connection("load postgres", "not found")
    with pytest.raises(TableError) as caught:
        open_postgres(connection, "postgresql://h/db#t")
    said = "DuckDB 的 postgres 扩展不在本机，读不了 PostgreSQL 的表。"
    hint = (
        "请安装与 DuckDB v9.9.9 同版本的 duckdb-extension-postgres-scanner，或在能联网的机器上执行 DuckDB 的 INSTALL postgres，把扩展带来；"
        "也可以先把表导出成 Parquet。"
    )
    assert f"{said} {hint}" == str(caught.value)
    assert ["load postgres", "select version()"] == connection.done


@pytest.mark.parametrize(("version", "found"), [("v9.9.9", True), ("v9.9.8", False)])
def test_an_extension_that_came_as_a_package_is_taken_if_it_is_of_this_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, found: bool
) -> None:
    place = tmp_path / "duckdb_extension_postgres_scanner" / "extensions" / version / "postgres_scanner.duckdb_extension"
    place.parent.mkdir(parents=True)
    place.touch()
    (tmp_path / "duckdb_extension_postgres_scanner" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    connection = Connection("load postgres", "not found")
    if not found:
        with pytest.raises(TableError, match="同版本"):
            open_postgres(connection, "postgresql://h/db#t")
        return
    open_postgres(connection, "postgresql://h/db#t")
    assert f"load '{place}'" == connection.done[2]


def test_a_server_that_does_not_answer_is_told() -> None:
    with pytest.raises(TableError) as caught:
        open_postgres(Connection("attach", "connection refused\nIs the server running?"), "postgresql://h/db#t")
    assert "连不上 PostgreSQL：connection refused 请核对地址、用户和口令。" == str(caught.value)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://u:p@ss:w0rd@h:5432/db", "postgresql://u:***@h:5432/db"),
        ("postgresql://h/db?user=u&password=p@ss:w0rd", "postgresql://h/db?user=u&password=***"),
        ("postgresql://h/db?password=p@ssw0rd&user=u", "postgresql://h/db?password=***&user=u"),
        ("postgresql://u@h:5432/db", "postgresql://u@h:5432/db"),
    ],
)
def test_no_password_is_told(address: str, shown: str) -> None:
    with pytest.raises(TableError) as caught:
        open_postgres(Connection("attach", f'Unable to connect to Postgres at "{address}": connection refused'), f"{address}#t")
    assert f'连不上 PostgreSQL：Unable to connect to Postgres at "{shown}": connection refused 请核对地址、用户和口令。' == str(
        caught.value
    )
    assert caught.value.__suppress_context__


def test_a_table_that_is_not_there_is_told() -> None:
    with pytest.raises(TableError) as caught:
        open_postgres(Connection("describe", "Catalog Error"), "postgresql://h/db#财政.自评")
    assert "PostgreSQL 里没有表 财政.自评，或没有权限读它。 写作 #模式.表；不写模式是 public。" == str(caught.value)


def test_a_frame_is_never_written_over_and_a_file_in_a_list_is_not(tmp_path: Path) -> None:
    place = tmp_path / "in.csv"
    place.write_text("sheet_id\n", "utf-8")
    spare(duckdb.sql("select 1 as x"), (place,))
    spare([place], (tmp_path / "out.csv",))
    with pytest.raises(TableError):
        spare([str(place)], (place,))
