"""The formulas of recipes as SQL over the columns of a table (算式的 SQL)."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from perfscore.batching.column import Column
from perfscore.batching.recipe import Slot, Term
from perfscore.formula import Program, read_expression
from perfscore.number import finite, places


class Cell(NamedTuple):
    """What stands for a name (名称的取值): the SQL of an integer, and its decimal places."""

    sql: str
    places: int


def column_cell(name: str) -> str:
    """The integer of a column in the stages of a query (列的整数)."""
    return f"n_{name}"


def cell_of(slot: Slot, columns: Mapping[str, Column], wide: str) -> Cell:
    """The SQL of a column that stands for a name (取值); a factor is taken in a type that holds any product."""
    column = columns[slot.column]
    more = places(finite(slot.by))
    factor = int(slot.by * 10**more)
    said = column_cell(slot.column)
    return Cell(said if factor == 1 else f"(cast({said} as {wide}) * {factor})", column.places + more)


class Ready(NamedTuple):
    """A formula made ready for a table (就绪算式): its program, the SQL of each name, and the scales of those that are points."""

    program: Program
    sql: Mapping[str, str]
    points: Mapping[str, int]


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
    return Ready(program, dict(zip(term.expression.names, (cell.sql for cell in cells), strict=True)), points)


def listed(term: Term, columns: Mapping[str, Column], wide: str, first: int) -> tuple[Ready, tuple[int, ...]]:
    """A formula whose constants stand in a list beside each row (常量入表), from place ``first`` on, and these constants."""
    sql, values, scales = {}, list[int](), []
    for name, slot in zip(term.expression.names, term.slots, strict=True):
        if slot.column:
            cell = cell_of(slot, columns, wide)
            sql[name] = cell.sql
            scales.append(cell.places)
            continue
        kept = max(LEAST_PLACES, places(finite(slot.by)))
        sql[name] = f"constants[{first + len(values)}]"
        values.append(int(slot.by * 10**kept))
        scales.append(kept)
    return Ready(term.expression.program(tuple(scales)), sql, {}), tuple(values)


#: The decimal places of constants in a list, at least: so more formulas are alike.
LEAST_PLACES: Final = 4
