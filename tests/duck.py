"""Rows handed to DuckDB and answers fetched from it (测试用的 DuckDB), by tests of what is written in SQL."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from perfscore.batching.stages import BASIS_TYPE
from perfscore.querying import Operands, Query, Rounded, rounded_in_lanes, units_in_lanes
from perfscore.spread import Spread

Row = tuple[Any, ...]


class Duck:
    """
    A connection with one table, ``x``.

    Args:
        connection: of DuckDB.
        place: a file through which rows are handed over.
    """

    def __init__(self, connection: Any, place: Path) -> None:
        self.connection, self.place = connection, place

    def load(self, rows: Sequence[Row], columns: Mapping[str, str] | None = None) -> None:
        """Rows as the table x, each with its number; None is NULL."""
        kinds = columns or {f"v{i}": "hugeint" for i in range(len(rows[0]))}
        lines = (",".join([str(i), *("" if value is None else str(value) for value in row)]) for i, row in enumerate(rows))
        self.place.write_text("\n".join(lines) + "\n", encoding="utf-8")
        told = ", ".join(f"'{name}': '{kind}'" for name, kind in {"id": "integer", **kinds}.items())
        read = f"read_csv('{self.place}', header=false, auto_detect=false, delim=',', nullstr='', columns={{{told}}})"
        self.connection.execute(f"create or replace table x as select * from {read}")

    def asked(self, *expressions: str) -> list[Row]:
        """What expressions come to, row by row."""
        rows: list[Row] = self.connection.execute(f"select {', '.join(expressions)} from x order by id").fetchall()
        return rows

    def column(self, expression: str) -> list[Any]:
        """What one expression comes to, row by row."""
        return [one for (one,) in self.asked(expression)]

    def one(self, expression: str) -> Any:
        """What an expression without columns comes to."""
        return self.connection.execute(f"select {expression}").fetchone()[0]


@contextmanager
def duck() -> Iterator[Duck]:
    """A database of its own, gone at the end."""
    import duckdb

    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(BASIS_TYPE)
        yield Duck(connection, Path(folder, "rows.csv"))


def in_lanes(
    query: Query | Rounded, columns: Mapping[str, str], bounds: Mapping[str, int], points: Mapping[str, int],
    spreads: Mapping[str, Spread] | None = None,
) -> str:  # fmt: skip
    """What a query comes to as one expression, its division too."""
    operands = Operands(columns, bounds, points, spreads or {})
    if isinstance(query, Rounded):
        return rounded_in_lanes(query, operands)
    return units_in_lanes(query, operands)
