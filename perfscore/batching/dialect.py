"""The queries of the DuckDB engine in the words of Spark (方言)."""

import re
from collections.abc import Sequence
from typing import Any, Final

from perfscore.batching.lanes import NOTHING, WIDE

#: So many rows of a small table stand in a query.
LISTED: Final = 1000
_WORDS = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|//|\bvarchar\b|::scoring_basis\b|\bhugeint\b|\bsum\(cast\(null as bigint\)\)""")


def spoken(sql: str) -> str:
    """
    A query of the DuckDB engine in Spark's words (转为 Spark 的写法).

    >>> spoken('select "from" // 2 as x')
    'select `from` div 2 as x'
    """
    return _WORDS.sub(lambda found: _word(found[0]), sql)


def _word(said: str) -> str:
    if said.startswith("'"):
        return said.replace("\\", "\\\\")
    if said.startswith('"'):
        return ticked(said[1:-1].replace('""', '"'))
    return {"//": "div", "varchar": "string", "hugeint": WIDE.kind, "::scoring_basis": "", f"sum({NOTHING})": NOTHING}[said]


def ticked(name: str) -> str:
    """
    A name as Spark writes it (加反引号).

    >>> ticked("from")
    '`from`'
    """
    return f"`{name.replace('`', '``')}`"


def text(said: str | None) -> str:
    r"""
    A text as Spark writes it (文本常量); a dollar sign would name a setting of its.

    >>> print(text("it's ${x}"))
    'it\'s \u0024{x}'
    """
    if said is None:
        return "cast(null as string)"
    escaped = said.replace("\\", "\\\\").replace("'", "\\'").replace("$", "\\u0024")
    return f"'{escaped}'"


def made(session: Any, kinds: str, rows: Sequence[Sequence[Any]]) -> Any:
    """
    A small table (小表): few rows stand in its query, so that no other process has to hand them over.

    Args:
        kinds: each column with its type, parted by commas.
    """
    columns = [one.strip().partition(" ") for one in re.split(r",(?![^(]*\))", kinds)]
    if not rows or len(rows) > LISTED or any(isinstance(cell, bytes | bytearray) for row in rows for cell in row):
        return session.createDataFrame([tuple(row) for row in rows], kinds)
    lines = (", ".join("null" if cell is None else text(str(cell)) for cell in row) for row in rows)
    said = ", ".join(f"cast(col{i} as {kind}) as {ticked(name)}" for i, (name, _, kind) in enumerate(columns, 1))
    return session.sql(f"select {said} from values {', '.join(f'({line})' for line in lines)}")


def looked_up(values: Sequence[Any], kind: str, place: str) -> str:
    """One of many constants by its place in a list (查表): the list is one text, which Spark reads once."""
    if len(set(values)) < 2:
        return f"cast({values[0] if values else 'null'} as {kind})"
    return f"cast(split('{','.join(map(str, values))}', ',') as array<{kind}>)[{place}]"
