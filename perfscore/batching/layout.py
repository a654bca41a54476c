"""How a table's columns become figures and texts (表的布局): which there are, and the SQL of the first stage."""

from collections.abc import Mapping, Set as AbstractSet
from typing import Final

from perfscore.batching.column import FIGURES, PARAMETERS, Column, column_of, demand, integer_sql, is_text, quoted
from perfscore.batching.recipe import BELOW, BIG, NONE, PLAIN, SMALL, SYMBOLS, ZERO, Form
from perfscore.batching.telling import BEYOND, Dimension, size_test
from perfscore.batching.terms import column_cell
from perfscore.spread import Spread

#: What the texts of a row say of its rule.
TEXTS: Final = ("criterion", "rule", "direction", "name", "definition", "path")
#: Parameters without which their rule is none: whether they are there is not asked beforehand.
NEEDED: Final = ("step", "points")


class Layout:
    """
    The columns of a table (表的布局).

    Args:
        kinds: the type of each column.
        scale: the decimal places of columns of scaled integers.

    Raises:
        TableError: a column is missing, or holds no figures.
    """

    def __init__(self, kinds: Mapping[str, str], scale: Mapping[str, int]) -> None:
        demand(kinds, scale)
        self.kinds = kinds
        self.columns: dict[str, Column] = {name: column_of(name, kinds[name], scale.get(name)) for name in FIGURES if name in kinds}
        self.named = "name" in kinds or is_text(kinds["indicator_id"])
        #: The signs, units and words that the printed figures have, each with its number.
        self.forms: dict[Form, int] = {PLAIN: 0}
        self.symbols = self._symbols(scale)
        self.texts = tuple(name for name in (*TEXTS, *PARAMETERS) if name in kinds and name not in self.symbols)
        if "name" not in kinds and self.named:
            self.texts += ("indicator_id",)

    @property
    def asked(self) -> tuple[str, ...]:
        """The parameters of which it is asked whether a row has them (问有无的参数)."""
        return tuple(name for name in self.symbols if name not in NEEDED and self.columns[name].spread.nulls)

    def _symbols(self, scale: Mapping[str, int]) -> tuple[str, ...]:
        """The parameters that stay columns: numbers, in a table whose figures print no units and whose rows have no names."""
        if self.named or any(self.columns[name].sort == "text" for name in ("target", "actual")):
            return ()
        found = {name: column_of(name, self.kinds[name], scale.get(name)) for name in SYMBOLS if name in self.kinds}
        whole = {name: column for name, column in found.items() if column.sort in {"integer", "decimal"}}
        self.columns |= whole
        return tuple(whole)

    @property
    def printed(self) -> tuple[str, ...]:
        """The columns whose cells are texts as printed (文本数列)."""
        return tuple(name for name, column in self.columns.items() if column.sort == "text")

    @property
    def sized(self) -> tuple[str, ...]:
        """The figures whose sizes tell rows apart (分大小的列)."""
        return tuple(name for name in ("weight", "target", "actual", "planned", "spent") if name in self.columns)

    @property
    def formed(self) -> tuple[str, ...]:
        """The figures that print signs and units (带单位的列)."""
        return tuple(name for name in ("target", "actual") if name in self.printed)

    def cells(self, table: str) -> list[str]:
        """The SQL of what tells the rule of a row, empty cells being NULL (规则单元格)."""
        own = [f"cast({table}{quoted(name)} as {self.string})" for name in self.texts]
        return [*own, *(f"{table}{quoted(name)} is not null" for name in self.asked)]

    def told(self, table: str) -> list[str]:
        """The SQL of what tells the rule of a row: its texts, then which parameters it has (规则文字)."""
        texts = [f"coalesce(cast({table}{quoted(name)} as {self.string}), '')" for name in self.texts]
        return [*texts, *(f"{table}{quoted(name)} is not null" for name in self.asked)]

    string = "varchar"
    #: The SQL of what the first stage keeps of an event.
    event = "s.event as event"

    def cell(self, name: str) -> str:
        """The SQL of a figure as an integer (整数)."""
        own = integer_sql(self.columns[name], f"s.{quoted(name)}")
        return f"coalesce({own}, f_{name}.units)" if name in self.printed else own

    def base(self, source: str, joins: str = "", code: str = "") -> str:
        """
        The first stage: ids, the texts of the rule, the figures as integers (第一段).

        Args:
            code: the SQL of a number that stands for the texts, where they are not needed themselves.
        """
        said = ["s.sheet_id as sheet_id", "s.indicator_id as indicator_id"]
        said += [f"{code} as k"] if code else [f"{told} as k_{i}" for i, told in enumerate(self.told("s."))]
        for name in self.columns:
            said.append(f"{self.cell(name)} as {column_cell(name)}")
            if name in self.printed:
                said += [f"coalesce(f_{name}.form, 0) as o_{name}", f"coalesce(f_{name}.beyond, false) as b_{name}"]
            if self.columns[name].sort == "double":
                said.append(f"s.{quoted(name)} as r_{name}")
        said += [self.event] if "event" in self.kinds else []
        return f"select {', '.join(said)} from {source} s {joins}"

    def dimensions(self) -> list[Dimension]:
        """By what sizes rows are told apart (判断维度)."""
        return [Dimension(self._sizes(name), lambda sizes, name=name: self._test(name, sizes)) for name in self.sized]  # type: ignore[misc]

    def _sizes(self, name: str) -> frozenset[int]:
        """The sizes that a figure may have, by what its column's lie between."""
        column = self.columns[name]
        low, high, edge = column.spread.low, column.spread.high, 3 * 10**column.places // 2
        there = {NONE: column.spread.nulls, BEYOND: column.sort == "double", BELOW: low < 0, ZERO: low <= 0 <= high,
                 SMALL: high > 0 and low <= edge, BIG: high > edge}  # fmt: skip
        return frozenset(size for size, here in there.items() if here)

    def narrowed(self, sizes: Mapping[str, AbstractSet[int]]) -> dict[str, Column]:
        """The columns over rows whose figures have only some sizes (按大小收窄)."""
        out = dict(self.columns)
        for name, some in sizes.items():
            column = out[name]
            low, high, edge = column.spread.low, column.spread.high, 3 * 10**column.places // 2
            lows = {BELOW: low, ZERO: 0, SMALL: 1, BIG: edge + 1}
            highs = {BELOW: -1, ZERO: 0, SMALL: edge, BIG: high}
            told = some & lows.keys()
            if told:
                spread = Spread(max(low, min(lows[size] for size in told)), min(high, max(highs[size] for size in told)), NONE in some)
                out[name] = column._replace(spread=spread)
        return out

    def _test(self, name: str, sizes: frozenset[int]) -> str:
        column = self.columns[name]
        return size_test(column_cell(name), sizes, 10**column.places, doubtful=f"r_{name}" if column.sort == "double" else "")

    def size(self, name: str) -> str:
        """The SQL of the size of a figure (大小)."""
        cell, column = column_cell(name), self.columns[name]
        beyond = (
            f"when b_{name} then {BEYOND} "
            if column.sort == "text"
            else f"when r_{name} is not null and {cell} is null then {BEYOND} "
            if column.sort == "double"
            else ""
        )
        edge = 3 * 10**column.places // 2
        return f"case {beyond}when {cell} is null then {NONE} when {cell} < 0 then {BELOW} when {cell} = 0 then {ZERO} when {cell} <= {edge} then {SMALL} else {BIG} end"

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that make up the key of a row (行键列)."""
        texts = len(self.texts) + len(self.asked)
        return (*(f"k_{i}" for i in range(texts)), *(f"z_{name}" for name in self.sized), *(f"o_{name}" for name in self.formed))

    def keyed(self, base: str) -> str:
        """A stage with the sizes of the figures beside them (带行键)."""
        return f"select *, {', '.join(f'{self.size(name)} as z_{name}' for name in self.sized)} from ({base})"
