"""A table scored on Spark from beginning to end (Spark 计分): opened, checked, scored, what needs it scored one by one, written."""

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from perfscore.batching.alone import scored
from perfscore.batching.column import COLUMNS, FIGURES, PARAMETERS, TableError, demand
from perfscore.batching.dialect import LISTED, made, ticked
from perfscore.batching.running import BITS, TableScores
from perfscore.batching.sourcing import READERS, files_of, is_postgres, kind_of
from perfscore.batching.staged import SparkScoring
from perfscore.batching.storing import sheets_path, way_of, whole
from perfscore.rulebook import Rulebook

#: Where more sheets than these have rows beyond 64 bits, the wide lane is worth its query.
MANY: Final = 5000
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_WHOLE_DECIMAL = re.compile(r"decimal\(\d+,0\)")


def spark_scores(
    source: Any, out: str | Path | None, book: Rulebook, *, rows: bool = True, scale: Mapping[str, int] | None = None, strict: bool = False
) -> TableScores:
    """
    A table scored by Spark (Spark 计分): as ``perfscore.score_table`` says.

    A Spark DataFrame is scored where it is; files are read with the active session, or one on this machine. Results for an
    address such as ``hdfs://…/x.parquet`` become folders of that name, those for a local path single files.

    Args:
        source: a Spark DataFrame, paths or addresses of Parquet or CSV files, an Arrow, Polars or pandas frame.
        out: where the rows are written; the sheets go beside it, to ``x.sheets.parquet``.
        book: the rules.
        rows: score the rows too, or only the sheets.
        scale: the decimal places of columns that hold scaled integers.
        strict: stop at the first row that cannot be scored.

    Raises:
        TableError: pyspark or Java is missing, a column is missing or holds no figures, an indicator stands twice in a sheet.
    """
    if out is not None and not _ADDRESS.match(str(out)):
        way_of(Path(out))
    frame = opened(source)
    with speaking():
        run = SparkRun(frame, book, scale or {}, with_rows=rows)
        return run.scores(out, strict=strict)


# ---- sources -----------------------------------------------------------------------------------------


def session() -> Any:
    """
    The active session, or a new one on this machine (Spark 会话).

    Raises:
        TableError: pyspark or Java is missing.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise TableError("用 Spark 计分要有 pyspark，本机没有安装。", hint="请安装 perfscore[spark]。") from None
    found = SparkSession.getActiveSession()
    if found is not None:
        return found
    try:
        return SparkSession.builder.appName("perfscore").getOrCreate()
    except Exception as error:
        if "JAVA_GATEWAY" in str(error) or "java" in str(error).lower():
            raise TableError("Spark 要有 Java，本机没有找到。", hint="请安装 Java 17 或更新的版本，并设好 JAVA_HOME。") from error
        raise TableError(f"Spark 会话建不起来：{_first_line(error)}", hint="请核对 Spark 的设置。") from error


def opened(source: Any) -> Any:
    """A source as a Spark DataFrame (打开来源)."""
    if isinstance(source, str | Path) and _ADDRESS.match(str(source)) and not is_postgres(source):
        return _read([str(source)])
    kind = kind_of(source)
    if kind == "spark":
        return source
    if kind == "file":
        if is_postgres(source):
            raise TableError("Spark 引擎不读 PostgreSQL 的地址。", hint="请用 spark.read.jdbc 读成 DataFrame，或用 DuckDB 引擎。")
        return _read([Path(path).absolute().as_uri() for path in files_of(source)])
    ways = {"polars": "to_arrow", "duckdb": "to_arrow_table"}
    table = getattr(source, ways[kind])() if kind in ways else source
    with speaking():
        return session().createDataFrame(table)


def _read(addresses: list[str]) -> Any:
    ending = Path(addresses[0]).suffix.lower()
    if ending not in READERS:
        raise TableError(f"文件的后缀是 {ending or '空'}，应是 {'、'.join(READERS)} 之一。")
    reader = session().read
    with speaking():
        if ending in {".parquet", ".pq"}:
            return reader.parquet(*addresses)
        options = {"header": True, "sep": "\t" if ending == ".tsv" else ",", "escape": '"', "multiLine": True}
        frame = reader.options(**options).csv(addresses)
        return frame.toDF(*(name.lstrip("\ufeff") for name in frame.columns))


# ---- the run -----------------------------------------------------------------------------------------


class SparkRun:
    """
    One table being scored (一次计分).

    Args:
        frame: the table.
        book: the rulebook.
        scale: the decimal places of columns of scaled integers.
        with_rows: whether the rows are asked for.
    """

    def __init__(self, frame: Any, book: Rulebook, scale: Mapping[str, int], *, with_rows: bool) -> None:
        self.book, self.with_rows = book, with_rows
        kinds = dict(frame.dtypes)
        demand(kinds, scale)
        known = [name for name in kinds if name in COLUMNS or name in PARAMETERS]
        self.frame = frame.select(*(ticked(name) for name in known))
        self.wide = [name for name in scale if name in FIGURES and _WHOLE_DECIMAL.fullmatch(kinds[name])]
        kinds |= dict.fromkeys(self.wide, "HUGEINT")
        self.scoring = SparkScoring(self.frame, {name: kinds[name] for name in known}, book, scale, with_rows=with_rows)
        self.mask = self._checked()

    def _checked(self) -> str:
        """Refuse rows without ids, and rows that stand there twice; the SQL of a bit that tells it later, where ids are small numbers."""
        self._complete(self.scoring.lost, "indicator_id")
        ids = self.scoring.ids
        if ids is not None and ids[1] - ids[0] < BITS:
            return f"shiftleft(cast(1 as bigint), cast(indicator_id - ({ids[0]}) as int))"
        self._refuse(self.frame)
        return ""

    @staticmethod
    def _complete(lost: int, name: str) -> None:
        """Refuse rows without an id."""
        if lost:
            raise TableError(f"有 {lost} 行没有 {name}。", hint="每行都要有 sheet_id 和 indicator_id。")

    @staticmethod
    def _refuse(frame: Any) -> None:
        """Refuse a table with rows that stand there twice."""
        found = frame.groupBy("sheet_id", "indicator_id").count().where("count > 1").limit(3).collect()
        if found:
            told = "、".join(f"sheet_id={sheet} indicator_id={indicator}（{times} 次）" for sheet, indicator, times in found)
            raise TableError(f"同一张表里同一个指标出现多次：{told}。", hint="请去掉重复的行，或改正编号。")

    def scores(self, out: str | Path | None, *, strict: bool) -> TableScores:
        """The table scored; written, if somewhere (计分)."""
        scoring = self.scoring
        found = self._totals()
        if found.routed > MANY and scoring.doubts and not scoring.alone:
            self.kept.unpersist()
            scoring.widely = True
            found = self._totals()
        self._complete(found.lost, "sheet_id")
        if self.mask and found.twice:
            self._refuse(self.frame.join(self.kept.where("twice").select("sheet_id").limit(100), "sheet_id", "left_semi"))
        sheets, unscored, self.patched = self.kept, found.unscored, bool(found.routed)
        if self.patched:
            sheets, own = self._score_alone()
            unscored += own
        sheets = sheets.select(*(name for name in sheets.columns if name not in {"routed", "twice"}))
        rows = self._rows() if self.with_rows or strict else None
        if strict:
            self._first_error(rows)
        rows = rows if self.with_rows else None
        if out is None:
            return TableScores(rows, sheets, scoring.count, found.sheets, None, unscored, connection=self)
        return self._written(out, rows, sheets, (scoring.count, found.sheets, unscored))

    def _totals(self) -> Any:
        """Add up all sheets, and keep them; how many there are, how many of their rows have no single score, how many Python has to score."""
        from pyspark.sql.functions import expr

        asked = ["count(*) as sheets", "coalesce(sum(cast(routed as int)), 0) as routed",
                 "coalesce(sum(case when routed then 0 else unscored end), 0) as unscored",
                 "coalesce(sum(case when sheet_id is null then lines end), 0) as lost"]  # fmt: skip
        asked += ["coalesce(bool_or(twice), false) as twice"] if self.mask else []
        self.kept = self.scoring.ask(self.scoring.sheets(mask=self.mask), deviations=False).persist()
        try:
            return self.kept.agg(*map(expr, asked)).collect()[0]
        except Exception:
            self._refuse(self.frame)  # what stands there many times may be too much to add up
            raise

    # what Python scores

    def _score_alone(self) -> tuple[Any, int]:
        """Score the sheets in Python that need it, and put their totals where the query's stand; how many rows have no single score."""
        lines: list[tuple[Any, ...]] = []
        totals: list[tuple[Any, ...]] = []
        for one in scored(self._cells(self._left()), self.scoring.layout, self.book):
            lines += one.rows()
            totals.append(one.totals())
        kinds = {field.name: field.dataType.simpleString() for field in self.frame.schema.fields}
        own, session = f"a_sheet {kinds['sheet_id']}", self.frame.sparkSession
        points = dict(self.kept.dtypes)["total"]
        figures = "score decimal(38,10), low decimal(38,10), high decimal(38,10), deviation decimal(38,4)"
        self.lines = made(session, f"{own}, a_indicator {kinds['indicator_id']}, {figures}, basis string, error string", lines)
        patch = made(session, f"{own}, a_total {points}, a_low {points}, a_high {points}, a_grade string, a_unscored bigint", totals)
        joined = _with(self.kept, patch, "sheet_id = a_sheet")
        said = [
            f"case when a_sheet is not null then a_{name} else {name} end as {name}" if name in PATCHED else name
            for name in self.kept.columns
        ]
        return joined.selectExpr(*said), sum(total[-1] for total in totals)

    def _left(self) -> Iterator[Any]:
        """The rows of the sheets that Python has to score, those of a sheet together: few at once, many as they come."""
        ids = self.kept.where("routed").select("sheet_id")
        some = [one.sheet_id for one in ids.limit(LISTED + 1).collect()]
        if len(some) <= LISTED and self.scoring.lines <= LISTED:
            return iter(sorted(self.frame.where(self.frame.sheet_id.isin(some)).collect(), key=lambda row: row.sheet_id))
        return self.frame.join(ids, "sheet_id", "left_semi").sort("sheet_id").toLocalIterator()  # type: ignore[no-any-return]

    def _cells(self, rows: Iterator[Any]) -> Iterator[dict[str, Any]]:
        """The rows of a table one by one, their integers as integers."""
        for row in rows:
            told = row.asDict()
            yield told | {name: int(told[name]) for name in self.wide if told[name] is not None}

    def _rows(self) -> Any:
        """The rows of the result."""
        rows = self.scoring.ask(self.scoring.rows(), deviations=True)
        shown = ["sheet_id", "indicator_id", "score", "low", "high", "deviation", "basis", "error"]
        if not self.patched:
            return rows.select(*shown)
        kinds = dict(rows.dtypes)
        renamed = self.lines.toDF("a_sheet", "a_indicator", *(f"a_{name}" for name in shown[2:]))
        joined = _with(rows, renamed, "sheet_id = a_sheet and indicator_id = a_indicator")
        when = "a_sheet is not null" if self.scoring.alone else "a_sheet is not null and routed"
        said = [f"case when {when} then cast(a_{name} as {kinds[name]}) else {name} end as {name}" for name in shown[2:]]
        return joined.selectExpr(*shown[:2], *said)

    @staticmethod
    def _first_error(rows: Any) -> None:
        """Stop at the first row that cannot be scored."""
        found = rows.where("error is not null").select("sheet_id", "indicator_id", "error").limit(1).collect()
        if found:
            sheet, indicator, error = found[0]
            raise TableError(f"sheet_id={sheet} indicator_id={indicator}：{error}", hint="改正这一行，或不用 strict，让其他行照常计分。")

    # results

    def _written(self, out: str | Path, rows: Any, sheets: Any, counts: tuple[int, int, int]) -> TableScores:
        """Write the results, and read them lazily from there."""
        if _ADDRESS.match(str(out)):
            place, below = str(out), re.sub(r"(\.\w+)?$", r".sheets\1", str(out).rstrip("/"), count=1)
            for frame, address in ((sheets, below), (rows, place)):
                if frame is not None:
                    _save(frame, address)
        else:
            self._written_here(Path(out), rows, sheets)
            place, below = Path(out).absolute().as_uri(), sheets_path(Path(out)).absolute().as_uri()
        self.kept.unpersist()
        shown = _read_back(place, self.frame.sparkSession) if rows is not None else None
        errors = shown.selectExpr("count(error) as errors").collect()[0].errors if shown is not None else None
        count, sheet_count, unscored = counts
        return TableScores(
            shown, _read_back(below, self.frame.sparkSession), count, sheet_count, errors, unscored,
            Path(out) if rows is not None else None, sheets_path(Path(out)), connection=self,
        )  # fmt: skip

    def _written_here(self, out: Path, rows: Any, sheets: Any) -> None:
        """Write single files on this machine, all or nothing."""
        master = self.frame.sparkSession.conf.get("spark.master", "local")
        if not master.startswith("local"):
            raise TableError(
                f"Spark 在集群 {master} 上，写不到本机的 {out}。",
                hint="请写到各节点都能到的地方，例如 hdfs://…、s3a://… 或 file:///共享文件夹/…。",
            )
        places = [sheets_path(out), *([out] if rows is not None else [])]
        with whole(places) as drafts:
            for frame, draft in zip((sheets, rows), drafts, strict=False):
                folder = draft.with_name(f"{draft.name}.d")
                try:
                    _save(frame.coalesce(1), folder.absolute().as_uri(), out.suffix.lower())
                    next(iter(folder.glob("part-*"))).replace(draft)
                finally:
                    shutil.rmtree(folder, ignore_errors=True)


#: What of a sheet Python may have scored.
PATCHED: Final = frozenset({"total", "low", "high", "grade", "unscored"})


def _with(frame: Any, small: Any, on: str) -> Any:
    from pyspark.sql.functions import broadcast, expr

    return frame.join(broadcast(small), expr(on), "left")


def _save(frame: Any, address: str, ending: str = "") -> None:
    writer = frame.write.mode("overwrite")
    if (ending or Path(address).suffix.lower()) == ".csv":
        writer.csv(address, header=True, escape='"')
    else:
        writer.parquet(address, compression="zstd")


def _read_back(address: str, session: Any) -> Any:
    return session.read.csv(address, header=True, escape='"') if address.endswith(".csv") else session.read.parquet(address)


# ---- errors ------------------------------------------------------------------------------------------


@contextmanager
def speaking() -> Iterator[None]:
    """What Spark complains of, in the words of this library (Spark 的错误)."""
    try:
        yield
    except TableError:
        raise
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in {"pyspark", "py4j"}:
            raise
        first = _first_line(error)
        if "PATH_NOT_FOUND" in str(error):
            raise TableError(f"找不到文件：{first}", hint="请核对路径。") from error
        raise TableError(f"Spark 不能完成：{first}", hint="请核对表的列和类型。") from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
