"""A table scored from beginning to end (整表计分): checked, scored, what needs it scored one by one, written."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event as Signal, Thread
from typing import Any, Final
from weakref import finalize

from attrs import define

from perfscore.batching.alone import scored
from perfscore.batching.column import TableError, literal, quoted
from perfscore.batching.duckdb import Scoring
from perfscore.batching.filling import fill
from perfscore.batching.layout import Layout
from perfscore.batching.sourcing import Kind, Opened, files_of, is_postgres, kind_of, open_postgres, opened, reader
from perfscore.batching.stages import BASIS_TYPE
from perfscore.batching.storing import sheets_path, way_of, whole
from perfscore.rulebook import Rulebook

#: The memory that DuckDB may use before it spills to disk.
MEMORY: Final = "640MiB"
#: The optimizer of DuckDB 2 that makes long queries longer.
LENGTHY: Final = "partial_aggregate_pushdown"
#: Ids of indicators that lie so near together are told apart by the bits of an integer.
BITS: Final = 62
#: So many sheets Python scores rather than that all rows are looked at once more.
MANY: Final = 2000
#: The columns of rows and sheets that Python has scored.
ROW: Final = ("sheet_id", "indicator_id", "score", "low", "high", "deviation", "basis", "error")
ALONE_ROWS: Final = dict.fromkeys(ROW, "varchar")
ALONE_SHEETS: Final = {**dict.fromkeys(("sheet_id", "total", "low", "high", "grade"), "varchar"), "unscored": "bigint"}


@define(eq=False)
class TableScores:
    """
    A table scored (整表结果).

    ``rows`` has a row for each row of the table: its ids, ``score``, ``low``, ``high``, ``deviation``, ``basis``, ``error``; ``sheets``
    one for each sheet: ``total``, ``low``, ``high``, ``grade``, ``lines``, ``unscored``, ``printed_sum``, ``declared``. Both are of
    the kind that the source was: relations of DuckDB for files. ``rows`` is None where only the totals were asked for.
    """

    rows: Any
    sheets: Any
    #: How many rows and sheets there are, how many rows have an error, how many have no single score.
    count: int
    sheet_count: int
    errors: int | None
    unscored: int
    #: Where they were written, where they were.
    rows_path: Path | None = None
    sheets_path: Path | None = None
    #: Of a folder of forms: why some could not be read.
    unread: tuple[str, ...] = ()
    #: What keeps the relations alive.
    connection: Any = None

    def __repr__(self) -> str:
        bad = "" if self.errors is None else f"，{self.errors} 行有错"
        return f"<TableScores {self.sheet_count} 张表 {self.count} 行，{self.unscored} 行没有得分{bad}>"


class Run:
    """
    One table being scored (一次计分).

    Args:
        source: what holds the table.
        book: the rulebook.
        scale: the decimal places of columns of scaled integers.
        strict: stop at the first row that cannot be scored.
        memory: what DuckDB may use before it spills.
        progress: is told how far a query has come, in percent.
    """

    def __init__(
        self, source: Any, book: Rulebook, scale: Mapping[str, int], *, strict: bool, memory: str, progress: Callable[[float], None] | None
    ) -> None:
        self.book, self.strict, self.progress, self.joined = book, strict, progress, False
        self.kind: Kind = kind_of(source)
        self.folder = own_folder(self)
        self.connection = connect(memory, self.folder)
        self.source, self.indexed = self._opened(source)
        with speaking():
            kinds = {name: str(kind) for name, kind, *_ in self._do(f"describe select * from {self.source}").fetchall()}
        if self.kind in {"arrow", "polars", "pandas"}:
            self.source = "perfscore_source"
        with speaking():
            layout = Layout(kinds, scale)
            self.mask = self._checked(layout)
            self.scoring = Scoring(self.connection, self.source, layout, book, self.folder)

    @classmethod
    def over(cls, parts: Sequence[Path], memory: str, *, with_rows: bool) -> "Run":
        """Several results put together, none of them reckoned again (合并各部分)."""
        run = cls.__new__(cls)
        run.kind, run.progress, run.patched = "file", None, False
        run.folder = own_folder(run)
        run.connection = connect(memory, run.folder)
        for name, places in (("sheets", [sheets_path(one) for one in parts]), *((("joined", list(parts)),) if with_rows else ())):
            listed = ", ".join(literal(str(place)) for place in places)
            run._do(f"create temp table {name} as select * from read_parquet([{listed}], union_by_name=true)")  # noqa: SLF001 - its own
        run.joined = True
        return run

    def finished(self, out: Path | None, sheets: int, *, with_rows: bool, unread: tuple[str, ...]) -> TableScores:
        """Results that have been put together, written or handed on (交出)."""
        total, unscored = self._do("select coalesce(sum(lines), 0)::bigint, coalesce(sum(unscored), 0)::bigint from sheets").fetchall()[0]
        if out is None:
            rows = self.frame(self.rows()) if with_rows else None
            errors = self._do("select count(error) from joined").fetchall()[0][0] if with_rows else None
            return TableScores(rows, self.frame(self.sheets_sql), total, sheets, errors, unscored, unread=unread, connection=self)
        self.write(out, with_rows=with_rows)
        done = self.written(out, total, sheets, unscored, with_rows=with_rows)
        done.unread = unread
        return done

    def _do(self, sql: str) -> Any:
        return self.connection.execute(sql)

    def _opened(self, source: Any) -> Opened:
        """A source ready to be asked."""
        with speaking():
            if self.kind == "duckdb":  # its connection is another; through a file it needs no other library
                place = str(Path(self.folder, "source.parquet"))
                source.write_parquet(place)
                return opened([place])
            if self.kind != "file":
                self.connection.register("perfscore_source", source)
                return Opened("perfscore_source")
            return Opened(open_postgres(self.connection, source)) if is_postgres(source) else opened(files_of(source))

    def _checked(self, layout: Layout) -> str:
        """Refuse rows without ids, and rows that stand there twice; the SQL of a bit that tells it later, where ids are small numbers."""
        ids = "indicator_id"
        asked = [f"min({ids})", f"max({ids})", "count(*)", "count(sheet_id)", f"count({ids})"]
        figures = [name for name, column in layout.columns.items() if column.sort in {"integer", "decimal"}]
        asked += [f"{act}({quoted(name)})" for name in figures for act in ("min", "max")]
        asked += [] if self.indexed else [f"count({quoted(name)})" for name in figures]
        low, high, rows, sheets, indicators, *found = self._do(f"select {', '.join(asked)} from {self.source}").fetchall()[0]
        for at, name in enumerate(figures):
            nulls = self._empty_cells(name) if self.indexed else found[2 * len(figures) + at] < rows
            layout.columns[name] = layout.columns[name].between(*found[2 * at : 2 * at + 2], nulls=nulls)
        if sheets < rows or indicators < rows:
            lost = "sheet_id" if sheets < rows else "indicator_id"
            raise TableError(f"有 {rows - min(sheets, indicators)} 行没有 {lost}。", hint="每行都要有 sheet_id 和 indicator_id。")
        if isinstance(low, int) and high - low < BITS:
            return f"(cast(1 as bigint) << cast({ids} - ({low}) as integer))"
        self._refuse(f"select sheet_id, {ids}, count(*) from {self.source} group by all having count(*) > 1 limit 3")
        return ""

    def _empty_cells(self, name: str) -> bool:
        """Whether a column has empty cells."""
        return bool(self._do(f"select 1 from {self.source} where {quoted(name)} is null limit 1").fetchall())

    def _refuse(self, sql: str) -> None:
        """Refuse a table with rows that stand there twice."""
        found = self._do(sql).fetchall()
        if found:
            told = "、".join(f"sheet_id={sheet} indicator_id={indicator}（{times} 次）" for sheet, indicator, times in found)
            raise TableError(f"同一张表里同一个指标出现多次：{told}。", hint="请去掉重复的行，或改正编号。")

    # the run

    def sheets(self) -> tuple[int, int]:
        """Score all sheets into a table of their own; how many there are, and how many rows have no single score."""
        with speaking(), self._watched():
            if self._sheets() > MANY and self.scoring.sampled:
                self.scoring.look_again()
                self._sheets()
        if self.mask and self._do("select count(*) from sheets where twice").fetchall()[0][0]:
            self._refuse(
                f"select sheet_id, indicator_id, count(*) from {self.source} where sheet_id in (select sheet_id from sheets where twice limit 100) "
                "group by all having count(*) > 1 limit 3"
            )
        self.patched = bool(self._routed())
        if self.patched:
            with speaking():
                self._score_alone()
        return self._do("select count(*), coalesce(sum(unscored), 0)::bigint from sheets").fetchall()[0]  # type: ignore[no-any-return]

    def _sheets(self) -> int:
        """Score the sheets into a table of their own; how many Python has to score."""
        self._do(f"create or replace temp table sheets as {self.scoring.sheets(mask=self.mask)}")
        return self._routed()

    def _routed(self) -> int:
        return int(self._do("select count(*) from sheets where routed").fetchall()[0][0])

    def _score_alone(self) -> None:
        """Score the sheets in Python that need it, and put their totals and rows where the query's stand."""
        layout = self.scoring.layout
        place = str(Path(self.folder, "alone.parquet"))
        self._do(
            f"copy (select * from {self.source} where sheet_id in (select sheet_id from sheets where routed) order by sheet_id) "
            f"to {literal(place)} (format parquet)"
        )
        found = self.connection.cursor().execute(f"select * from {reader([place])}")
        names = [one[0] for one in found.description]
        rows = (dict(zip(names, row, strict=True)) for row in iter(found.fetchone, None))
        done = list(scored(rows, layout, self.book))
        fill(self.connection, self.folder, "alone_rows", ALONE_ROWS, (values for one in done for values in one.rows()))
        fill(self.connection, self.folder, "alone_sheets", ALONE_SHEETS, (one.totals() for one in done))
        self._do(
            "update sheets set total = a.total, low = a.low, high = a.high, grade = a.grade, unscored = a.unscored from alone_sheets a "
            "where cast(sheets.sheet_id as varchar) = a.sheet_id"
        )

    def rows(self) -> str:
        """The SQL of the rows of the result."""
        if self.joined:
            return "select * from joined"
        rows, shown = self.scoring.rows(), ", ".join(ROW)
        if not self.patched:
            return f"select {shown} from ({rows})"
        kinds = {name: kind for name, kind, *_ in self._do(f"describe {rows}").fetchall()}
        own = ", ".join(f"cast({name} as {kinds[name]}) as {name}" for name in ROW)
        away = "select sheet_id from sheets where routed"
        return f"select {shown} from ({rows}) where sheet_id not in ({away}) union all select {own} from alone_rows"

    @property
    def sheets_sql(self) -> str:
        """The SQL of the sheets of the result, in the order of their ids: the same each time, whichever core was first."""
        told = [name for name, *_ in self._do("describe sheets").fetchall() if name not in {"routed", "twice"}]
        return f"select {', '.join(told)} from sheets order by sheet_id"

    def first_error(self) -> None:
        """Stop at the first row that cannot be scored."""
        found = self._do(f"select sheet_id, indicator_id, error from ({self.rows()}) where error is not null limit 1").fetchall()
        for sheet, indicator, error in found:
            raise TableError(f"sheet_id={sheet} indicator_id={indicator}：{error}", hint="改正这一行，或不用 strict，让其他行照常计分。")

    def write(self, out: Path, *, with_rows: bool) -> None:
        """Write the results, all or nothing."""
        way, places = way_of(out), [sheets_path(out), *([out] if with_rows else [])]
        with whole(places) as drafts, speaking(out), self._watched():
            self._do(f"copy ({self.sheets_sql}) to {literal(str(drafts[0]))} ({way})")
            if with_rows:
                self._do(f"copy ({self.rows()}) to {literal(str(drafts[1]))} ({way})")

    def written(self, out: Path, count: int, sheets: int, unscored: int, *, with_rows: bool) -> TableScores:
        """What has been written, read lazily from there."""
        below, reading = sheets_path(out), "read_parquet" if out.suffix.lower() == ".parquet" else "read_csv"
        rows = f"select * from {reading}({literal(str(out))})"
        errors = self._do(f"select count(error) from ({rows})").fetchall()[0][0] if with_rows else None
        shown = self.frame(rows) if with_rows else None
        kept = self.frame(f"select * from {reading}({literal(str(below))})")
        return TableScores(shown, kept, count, sheets, errors, unscored, out if with_rows else None, below, connection=self)

    def frame(self, sql: str) -> Any:
        """A result as what the source was: Arrow, Polars, pandas, else a relation of DuckDB."""
        named = any(name == "basis" for name, *_ in self._do(f"describe {sql}").fetchall())
        plain = f"select * replace (cast(basis as varchar) as basis) from ({sql})" if named else sql
        found = self.connection.sql(plain)
        ways: dict[str, str] = {"arrow": "to_arrow_table", "polars": "pl", "pandas": "df"}
        return getattr(found, ways[self.kind])() if self.kind in ways else found

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Tell how far a query has come while it runs."""
        if self.progress is None:
            yield
            return
        over, tell = Signal(), self.progress

        def watch() -> None:
            while not over.wait(1):
                with suppress(Exception):
                    tell(self.connection.query_progress())

        thread = Thread(target=watch, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def own_folder(owner: object) -> str:
    """A folder that is gone when its owner is (临时文件夹)."""
    folder = tempfile.mkdtemp(prefix="perfscore-")
    finalize(owner, shutil.rmtree, folder, ignore_errors=True)
    return folder


def connect(memory: str, folder: str) -> Any:
    """
    A connection of DuckDB that downloads nothing and spills to a folder (连接).

    Raises:
        TableError: DuckDB is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise TableError("整表计分要用 DuckDB，本机没有安装。", hint="请安装 perfscore[batch]。") from None
    settings: dict[str, Any] = {
        "memory_limit": memory,
        "temp_directory": folder,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    connection = duckdb.connect(":memory:", config=settings)
    connection.execute(BASIS_TYPE)
    # from DuckDB 2 on, it would write the formulas out again for every sum, and reading such a query takes longer than the table
    for (name,) in connection.execute(f"select name from duckdb_optimizers() where name = '{LENGTHY}'").fetchall():
        connection.execute(f"set disabled_optimizers = '{name}'")
    return connection


@contextmanager
def speaking(out: Path | None = None) -> Iterator[None]:
    """What DuckDB complains of, in the words of this library (DuckDB 的错误)."""
    try:
        yield
    except TableError:
        raise
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in {"duckdb", "_duckdb"} and not isinstance(error, OSError):
            raise
        raise said(error, out) from error


def said(error: Exception, out: Path | None) -> TableError:
    """One of DuckDB's errors for a reader (错误说明)."""
    first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if any(words in str(error) for words in ("No space", "File too large", "Disk quota", "space left")):
        return TableError(f"磁盘写满了{f'，没有写出 {out}' if out else ''}；原来的文件没有动。", hint="请腾出空间，或写到别的磁盘。")
    if out is not None and any(words in str(error) for words in ("Permission denied", "Read-only file system")):
        return TableError(f"写不了文件 {out}（没有权限）；原来的文件没有动。", hint="请核对文件夹和权限。")
    if "Parquet" in str(error) or "parquet" in first or "magic bytes" in str(error) or "snappy" in first.lower() or "zstd" in first.lower():
        return TableError(f"Parquet 文件读不了，可能已损坏：{first}", hint="请重新导出这个文件。")
    if isinstance(error, MemoryError) or "Out of Memory" in str(error):
        return TableError("内存不够。", hint="请给出更大的 memory，或分批计分。")
    return TableError(f"DuckDB 不能完成：{first}", hint="请核对表的列和类型。")
