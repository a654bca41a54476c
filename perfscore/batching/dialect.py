"""The queries of the DuckDB engine in the words of Spark (方言)."""

import re
from collections.abc import Sequence
from typing import Any

from perfscore.batching.lanes import NOTHING, WIDE

_WORDS = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|//|\bvarchar\b|\bhugeint\b|\bsum\(cast\(null as bigint\)\)""")


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
    return {"//": "div", "varchar": "string", "hugeint": WIDE.kind, f"sum({NOTHING})": NOTHING}[said]


def ticked(name: str) -> str:
    """
    A name as Spark writes it (加反引号).

    >>> ticked("from")
    '`from`'
    """
    return f"`{name.replace('`', '``')}`"


def text(said: str | None) -> str:
    """A text as Spark writes it (文本常量)."""
    return "cast(null as string)" if said is None else "'" + said.replace("\\", "\\\\").replace("'", "\\'") + "'"


def looked_up(values: Sequence[Any], kind: str, place: str) -> str:
    """One of many constants by its place in a list (查表): the list is one text, which Spark reads once."""
    if len(set(values)) < 2:
        return f"cast({values[0] if values else 'null'} as {kind})"
    return f"cast(split('{','.join(map(str, values))}', ',') as array<{kind}>)[{place}]"
