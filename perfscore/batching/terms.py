"""The formulas of recipes as SQL over the columns of a table (算式的 SQL)."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from perfscore.batching.column import BEYOND_WIDE, Column
from perfscore.batching.recipe import Slot, Term
from perfscore.formula import Program, read_expression
from perfscore.number import finite, places
from perfscore.spread import Spread


class Cell(NamedTuple):
    """What stands for a name (名称的取值): the SQL of an integer, its decimal places, and between what it lies."""

    sql: str
    places: int
    spread: Spread


def column_cell(name: str) -> str:
    """The integer of a column in the stages of a query (列的整数)."""
    return f"n_{name}"


def cell_of(slot: Slot, columns: Mapping[str, Column], wide: str) -> Cell:
    """The SQL of a column that stands for a name (取值); a factor is taken in a type that holds any product."""
    column = columns[slot.column]
    more = places(finite(slot.by))
    factor = int(slot.by * 10**more)
    spread = column.spread.times(factor)
    said = column_cell(slot.column)
    if factor != 1:
        said = f"({said} * {factor})" if spread.most < BEYOND_WIDE else f"(cast({said} as {wide}) * {factor})"
    return Cell(said, column.places + more, spread)


class Ready(NamedTuple):
    """
    A formula made ready for a table (就绪算式).

    Args:
        program: what it comes to.
        sql: the SQL of each name.
        points: the scales of those that are points.
        spreads: between what those lie that are columns.
    """

    program: Program
    sql: Mapping[str, str]
    points: Mapping[str, int]
    spreads: Mapping[str, Spread] = {}


#: Columns whose figures are points: no larger than a 分值.
POINTS: Final = frozenset({"weight", "points", "limit", "base", "each"})


def folded(term: Term) -> Term:
    """A formula whose constants are written into it (代入常量), so that what they decide is decided once."""
    expression, slots = term
    constants = {name: slot.by for name, slot in zip(expression.names, slots, strict=True) if not slot.column}
    if not constants:
        return term
    lets = {name: f"({value.numerator}) / {value.denominator}" for name, value in constants.items()} | dict(expression.lets)
    names = tuple(name for name in expression.names if name not in constants)
    kept = read_expression(
        expression.text, names, lets=lets, natural=expression.natural.intersection(names), positive=expression.positive.intersection(names),
        clamp=expression.clamp,
    )  # fmt: skip
    return Term(kept, tuple(slot for slot in slots if slot.column))


def ready(term: Term, columns: Mapping[str, Column], wide: str) -> Ready:
    """A formula over the columns of a table (就绪)."""
    term = folded(term)
    cells = [cell_of(slot, columns, wide) for slot in term.slots]
    program = term.expression.program(tuple(cell.places for cell in cells))
    points = {
        name: 10**cell.places for name, slot, cell in zip(term.expression.names, term.slots, cells, strict=True) if slot.column in POINTS
    }
    told = dict(zip(term.expression.names, cells, strict=True))
    return Ready(program, {n: cell.sql for n, cell in told.items()}, points, {n: cell.spread for n, cell in told.items()})


def listed(term: Term, columns: Mapping[str, Column], wide: str, first: int) -> tuple[Ready, tuple[int, ...]]:
    """A formula whose constants stand in a list beside each row (常量入表), from place ``first`` on, and these constants."""
    sql, values, scales, spreads = {}, list[int](), [], {}
    for name, slot in zip(term.expression.names, term.slots, strict=True):
        if slot.column:
            cell = cell_of(slot, columns, wide)
            sql[name] = cell.sql
            scales.append(cell.places)
            spreads[name] = cell.spread
            continue
        kept = max(LEAST_PLACES, places(finite(slot.by)))
        sql[name] = f"constants[{first + len(values)}]"
        values.append(int(slot.by * 10**kept))
        scales.append(kept)
    return Ready(term.expression.program(tuple(scales)), sql, {}, spreads), tuple(values)


#: The decimal places of constants in a list, at least: so more formulas are alike.
LEAST_PLACES: Final = 4
