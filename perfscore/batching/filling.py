"""Small tables handed to DuckDB (辅助表): through a file of text, for it takes no other library and no statement for each row."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from perfscore.batching.column import literal

#: What stands for NULL: no cell of a table is written so.
NULL: Final = "\\N"


def fill(connection: Any, folder: str, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
    """
    Make a temporary table of some rows (建辅助表).

    Args:
        connection: of DuckDB.
        folder: where the file is put.
        name: what the table is called.
        columns: the type of each column; the texts of a list column are written ``[1, 2]``.
    """
    import csv

    place = Path(folder, f"{name}.csv")
    with place.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([NULL if value is None else value for value in row] for row in rows)
    kinds = ", ".join(f"{literal(column)}: {literal(kind)}" for column, kind in columns.items())
    options = (
        f"header=false, auto_detect=false, delim=',', quote='\"', escape='\"', new_line='\\n', nullstr={literal(NULL)}, columns={{{kinds}}}"
    )
    connection.execute(f"create or replace temp table {name} as select * from read_csv({literal(str(place))}, {options})")
    place.unlink()
