"""Tables of many sheets scored with the rules of the single form (整表计分)."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from perfscore.batching.collecting import are_forms, score_forms
from perfscore.batching.column import TableError
from perfscore.batching.running import MEMORY, Run, TableScores
from perfscore.batching.sourcing import kind_of, spare
from perfscore.batching.spark import spark_scores
from perfscore.batching.storing import sheets_path, way_of
from perfscore.recognising import recognise
from perfscore.rulebook import Rulebook
from perfscore.sheet import Sheet
from perfscore.shelving import rulebook as rulebook_of

__all__ = ["TableError", "TableScores", "score_table"]


def score_table(
    source: Any,
    out: str | Path | None = None,
    engine: Literal["duckdb", "spark"] = "duckdb",
    rulebook: Rulebook | str | None = None,
    *,
    rows: bool = True,
    scale: Mapping[str, int] | None = None,
    strict: bool = False,
    memory: str = MEMORY,
    progress: Callable[[float], None] | None = None,
) -> TableScores:
    """
    A long table scored (整表计分): one row for each leaf, many sheets below one another.

    The columns are ``sheet_id, indicator_id, weight, target, actual`` and either ``criterion`` or ``rule`` with its parameters;
    ``perfscore.batching.column.COLUMNS`` has the others. Scores, totals and grades are those of ``perfscore.score``.

    Args:
        source: the path of a Parquet or CSV file, a pattern, a list of these; an Arrow, Polars or pandas frame, a relation of
            DuckDB, ``postgresql://…#schema.table``, a Spark DataFrame; or forms themselves, files or folders of them.
        out: where the rows are written, ``x.parquet`` or ``x.csv``; the sheets go to ``x.sheets.parquet`` beside it.
        engine: what reckons; a Spark DataFrame takes Spark.
        rulebook: the rules, or their id. Without it the rows of a table that have no criterion follow the form that the whole
            country uses, and forms each the rulebook that they point to.
        rows: score the rows too, or only the sheets.
        scale: the decimal places of columns that hold scaled integers.
        strict: stop at the first row that cannot be scored.
        memory: what DuckDB may use before it spills to disk.
        progress: is told how far it has come, in percent.

    Raises:
        TableError: a column is missing or holds no figures, an indicator stands twice in a sheet, a file cannot be read or written.
        RulebookError: there is no rulebook of that id.
    """
    place = None if out is None else Path(out)
    if place is not None and place.name:
        spare(source, (place, sheets_path(place)))
    if engine == "duckdb" and are_forms(source):
        named = rulebook_of(rulebook) if isinstance(rulebook, str) else rulebook
        return score_forms(source, place, named, rows=rows, strict=strict, memory=memory, progress=progress)
    book = rulebook if isinstance(rulebook, Rulebook) else rulebook_of(rulebook) if rulebook else recognise(Sheet()).rulebook
    if kind_of(source) == "spark" or engine == "spark":
        return spark_scores(source, out, book, rows=rows, scale=scale or {}, strict=strict)
    if engine != "duckdb":
        raise TableError(f"没有引擎“{engine}”。", hint="可用：duckdb、spark。")
    if place is not None:
        way_of(place)
    run = Run(source, book, scale or {}, strict=strict, memory=memory, progress=progress)
    count, unscored = run.sheets()
    total = run.connection.execute("select coalesce(sum(lines), 0)::bigint from sheets").fetchall()[0][0]
    if strict:
        run.first_error()
    if place is None:
        table = run.frame(run.rows()) if rows else None
        return TableScores(table, run.frame(run.sheets_sql), total, count, None, unscored, connection=run)
    run.write(place, with_rows=rows)
    return run.written(place, total, count, unscored, with_rows=rows)
