"""To which cell a row belongs, as Spark asks it (查格): the number of its rule and of the sizes of its figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from perfscore.batching.dialect import text
from perfscore.batching.layout import Layout
from perfscore.batching.recipe import BELOW, BIG, NONE, SMALL, ZERO
from perfscore.batching.telling import BEYOND
from perfscore.batching.terms import column_cell


def code(layout: Layout, name: str, sizes: Sequence[int]) -> str:
    """The number of a figure's size among those that there are, as SQL (大小编号)."""
    edge, cell, column = 3 * 10 ** layout.columns[name].places // 2, column_cell(name), layout.columns[name]
    tests = {NONE: f"{cell} is null", BELOW: f"{cell} < 0", ZERO: f"{cell} = 0", SMALL: f"{cell} <= {edge}", BIG: f"{cell} > {edge}"}
    if column.sort == "double":
        tests = {NONE: f"r_{name} is null", **tests, BEYOND: f"{cell} is null"} | {NONE: f"r_{name} is null"}
    order = [size for size in (NONE, BEYOND, BELOW, ZERO, SMALL, BIG) if size in sizes]
    arms = [f"when {tests[size]} then {sizes.index(size)}" for size in order[:-1]]
    return f"case {' '.join(arms)} else {sizes.index(order[-1])} end" if arms else "0"


def by_texts(found: Mapping[tuple[Any, ...], int], at: int = 0) -> str:
    """
    The number of a combination of texts, as SQL (规则文字编号): one column after the other.

    >>> by_texts({("a", True): 0, ("a", False): 1, ("b", True): 2})
    "case when k_0 = 'a' then case when k_1 then 0 else 1 end else 2 end"
    """
    if len(found) == 1:
        return str(next(iter(found.values())))
    groups: dict[Any, dict[tuple[Any, ...], int]] = {}
    for told, number in found.items():
        groups.setdefault(told[at], {})[told] = number
    *first, (_, last) = groups.items()
    arms = [f"when {_told(f'k_{at}', value)} then {by_texts(group, at + 1)}" for value, group in first]
    return f"case {' '.join(arms)} else {by_texts(last, at + 1)} end" if arms else by_texts(last, at + 1)


def _told(column: str, value: Any) -> str:
    return f"{column} = {text(value)}" if isinstance(value, str) else column if value else f"not {column}"
