"""The figures of a table as Spark reads them (Spark 的数列): every cell an integer, and between what they lie."""

from typing import Any

from perfscore.batching.column import SURE_DIGITS, Column
from perfscore.batching.dialect import spoken, ticked
from perfscore.batching.lanes import WIDE
from perfscore.batching.layout import Layout
from perfscore.batching.terms import column_cell
from perfscore.spread import Spread


def integer(column: Column, cell: str) -> str:
    """The SQL of a cell as an integer of the column's places (化为整数); NULL where it is none, or its decimal is not sure."""
    scale, kind = 10**column.places, WIDE.kind if column.wide else "bigint"
    if column.sort == "integer" or (column.sort == "decimal" and not column.places):
        return f"cast({cell} as {kind})"
    if column.sort == "decimal" and column.digits > SURE_DIGITS:
        part = f"cast(({cell} % 1) * cast({scale} as decimal({column.places + 1},0)) as {kind})"
        return f"(cast({cell} - {cell} % 1 as {kind}) * {scale} + {part})"
    if column.sort == "decimal":
        return f"cast(rint(cast({cell} as double) * {scale}D) as bigint)"
    if column.sort == "double":
        units = f"rint({cell} * {scale}D)"
        return f"case when abs({cell}) < 1e{SURE_DIGITS - column.places}D and {units} / {scale}D = {cell} then cast({units} as bigint) end"
    return f"case when {plain(column, cell)} then cast(rint(cast({cell} as double) * {scale}D) as bigint) end"


def plain(column: Column, cell: str) -> str:
    """The SQL of whether a text is a bare number that a column's places hold (纯数字文本)."""
    point = f"([.][0-9]{{1,{column.places}}})?" if column.places else ""
    return f"{cell} rlike '^-?[0-9]{{1,{SURE_DIGITS - column.places}}}{point}$'"


class SparkLayout(Layout):
    """The columns of a table, as Spark reads them (Spark 的布局)."""

    string = "string"

    def cell(self, name: str) -> str:
        own = integer(self.columns[name], ticked(name))
        return f"coalesce({own}, f_{name}_units)" if name in self.printed else own

    def first(self) -> list[str]:
        """What the first stage makes of a row (第一段)."""
        said = ["sheet_id", "indicator_id", *(f"{spoken(told)} as k_{i}" for i, told in enumerate(self.told("")))]
        for name, column in self.columns.items():
            said.append(f"{self.cell(name)} as {column_cell(name)}")
            if name in self.printed:
                said += [f"coalesce(f_{name}_form, 0) as o_{name}", f"coalesce(f_{name}_beyond, false) as b_{name}"]
            if column.sort == "double":
                said.append(f"{ticked(name)} as r_{name}")
        return [*said, *self.events]

    #: What the first stage keeps of an event.
    events: tuple[str, ...] = ()


def misfit(column: Column, places: int) -> str:
    """The SQL of whether a cell has more than so many places (位数不足)."""
    cell = ticked(column.name)
    if column.sort == "text":
        return f"{cell} rlike '^-?[0-9]+[.][0-9]{{{places + 1},}}$'"
    if column.sort == "decimal":
        return f"round({cell}, {places}) <> {cell}"
    return f"{cell} is not null and ({integer(column._replace(places=places), cell)}) is null"


def spreads_of(one: Any, layout: Layout) -> dict[str, Spread]:
    """Between what the figures of the rows of one key lie (取值范围)."""
    found = {}
    for i, name in enumerate(layout.columns):
        low, high, there = one[f"low_{i}"], one[f"high_{i}"], one[f"there_{i}"]
        found[name] = Spread(int(low or 0), int(high or 0), nulls=there < one.n)
    return found
