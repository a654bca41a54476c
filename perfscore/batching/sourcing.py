"""What a table may come as (表的来源): files, frames, relations, a table of PostgreSQL."""

import glob
import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from perfscore.batching.column import TableError, literal, quoted

Kind = Literal["file", "arrow", "polars", "pandas", "duckdb", "spark"]
#: The libraries whose frames are taken in place, by the first word of their module.
FRAMES: Final[dict[str, Kind]] = {
    "pyarrow": "arrow",
    "polars": "polars",
    "pandas": "pandas",
    "duckdb": "duckdb",
    "_duckdb": "duckdb",
    "pyspark": "spark",
}
#: How each sort of file is read: every cell of a CSV as the text that it is.
READERS: Final = {
    ".parquet": "read_parquet({})", ".pq": "read_parquet({})",
    ".csv": "read_csv({}, all_varchar=true, header=true)", ".tsv": "read_csv({}, all_varchar=true, header=true, delim='\t')",
}  # fmt: skip

#: The sorts of file that say of themselves between what their columns lie, and where cells are empty.
INDEXED: Final = frozenset({".parquet", ".pq"})


#: The package that brings DuckDB's extension for PostgreSQL, and where in it the one for a version of DuckDB stands.
_PACKAGE: Final = "duckdb_extension_postgres_scanner"
_EXTENSION: Final = "extensions/{}/postgres_scanner.duckdb_extension"
#: The password in an address, which no message repeats.
_SECRET: Final = re.compile(r"((?<=[?&\s])password=)[^&\s\"']*|(://[^\s:@/]*:)\S*(?=@)")


class Opened(NamedTuple):
    """
    A source ready to be asked (打开的来源): its SQL, and whether it is ``indexed``, that is, says itself between what its columns lie.
    """

    sql: str
    indexed: bool = False


def kind_of(source: Any) -> Kind:
    """
    What a source is (来源种类).

    Raises:
        TableError: it is nothing that holds a table.
    """
    if isinstance(source, str | Path) or (isinstance(source, Sequence) and source and all(isinstance(one, str | Path) for one in source)):
        return "file"
    found = FRAMES.get(type(source).__module__.partition(".")[0])
    if found is None:
        raise TableError(
            f"不认识的表：{type(source).__name__}。", hint="可用 Parquet 或 CSV 的路径、Arrow、Polars、pandas、DuckDB 或 Spark 的表。"
        )
    return found


def files_of(source: Any) -> list[str]:
    """
    The files that paths and patterns mean, in order (文件清单).

    Raises:
        TableError: there is none, or they are of two sorts.
    """
    given = [source] if isinstance(source, str | Path) else list(source)
    found = [path for one in given for path in (sorted(glob.glob(str(one), recursive=True)) or [str(one)])]  # noqa: PTH207 - patterns anywhere in a path
    found = [inner for path in found for inner in (_within(Path(path)) if Path(path).is_dir() else [path])]
    missing = [path for path in found if not Path(path).is_file()]
    if missing or not found:
        raise TableError(f"找不到文件 {missing[0] if missing else given[0]}。", hint="请核对路径；多个文件可用 *。")
    endings = {Path(path).suffix.lower() for path in found}
    if len(endings) > 1 or not endings <= READERS.keys():
        raise TableError(f"文件的后缀是 {'、'.join(sorted(endings))}，应是同一种，且为 {'、'.join(READERS)} 之一。")
    return found


def _within(folder: Path) -> list[str]:
    return [str(path) for ending in READERS for path in sorted(folder.rglob(f"*{ending}")) if not path.name.startswith(".")]


def spare(source: Any, places: Sequence[Path]) -> None:
    """
    Refuse results where they would stand in place of what is read, or among it (不覆盖输入).

    Args:
        source: what is read.
        places: where results are written.

    Raises:
        TableError: one of these is a file that is read, also by another name, or lies in a folder that is read.
    """
    if isinstance(source, str | Path):
        source = [source]
    if not isinstance(source, Sequence):
        return
    read = [Path(path) for one in source if isinstance(one, str | Path) for path in (glob.glob(str(one), recursive=True) or [str(one)])]  # noqa: PTH207 - patterns anywhere in a path
    for place in places:
        if place.is_file() and any(path.exists() and path.samefile(place) for path in read):
            raise TableError(f"输出文件 {place} 就是输入文件。", hint="请换一个文件名。")
        if any(path.is_dir() and place.resolve().is_relative_to(path.resolve()) for path in read):
            raise TableError(f"输出 {place} 在要计分的文件夹里，下次会把它也读进去。", hint="请写到别处。")


def is_postgres(source: Any) -> bool:
    """Whether a source is the address of a table of PostgreSQL (是否 PostgreSQL)."""
    return isinstance(source, str) and source.startswith(("postgresql://", "postgres://"))


def reader(files: Sequence[str]) -> str:
    """The SQL that reads files (读文件)."""
    listed = f"[{', '.join(literal(path) for path in files)}]"
    return READERS[Path(files[0]).suffix.lower()].format(listed)


def opened(files: Sequence[str]) -> Opened:
    """Files of one sort ready to be asked (打开文件)."""
    return Opened(reader(files), indexed=Path(files[0]).suffix.lower() in INDEXED)


def open_postgres(connection: Any, address: str) -> str:
    """
    The SQL of a table of PostgreSQL, ``postgresql://…/database#schema.table`` (PostgreSQL 表); nothing is downloaded.

    The extension that this takes is the one that DuckDB has installed, else that of the package duckdb-extension-postgres-scanner.

    Raises:
        TableError: DuckDB's extension for it is not at hand, the server does not answer, or no table is named.
    """
    place, _, table = address.partition("#")
    if not table:
        raise TableError("PostgreSQL 的地址没有写表名。", hint="写作 postgresql://用户@主机/库#模式.表。")
    _load_postgres(connection)
    try:
        connection.execute(f"attach {literal(place)} as perfscore_source (type postgres, read_only)")
    except Exception as error:  # noqa: BLE001 - a chained error would show the password
        why = _SECRET.sub(r"\1\2***", str(error).splitlines()[0])
        raise TableError(f"连不上 PostgreSQL：{why}", hint="请核对地址、用户和口令。") from None
    schema, _, name = table.rpartition(".")
    found = f"perfscore_source.{quoted(schema or 'public')}.{quoted(name)}"
    try:
        connection.execute(f"describe {found}")
    except Exception as error:
        raise TableError(f"PostgreSQL 里没有表 {table}，或没有权限读它。", hint="写作 #模式.表；不写模式是 public。") from error
    return found


def _load_postgres(connection: Any) -> None:
    """DuckDB's extension for PostgreSQL, from where it is at hand."""
    try:
        connection.execute("load postgres")
    except Exception as error:
        package, version = find_spec(_PACKAGE), connection.execute("select version()").fetchone()[0]
        folders = (package and package.submodule_search_locations) or ()
        places = [place for folder in folders if (place := Path(folder, _EXTENSION.format(version))).is_file()]
        if not places:
            raise TableError(
                "DuckDB 的 postgres 扩展不在本机，读不了 PostgreSQL 的表。",
                hint=f"请安装与 DuckDB {version} 同版本的 {_PACKAGE.replace('_', '-')}，或在能联网的机器上执行 DuckDB 的 INSTALL postgres，把扩展带来；"
                "也可以先把表导出成 Parquet。",
            ) from error
        connection.execute(f"load {literal(str(places[0]))}")
