"""Formulas over the columns of a table: with constants written in or listed beside each row they score the same."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings, strategies as st

from perfscore.batching.column import ANY, Column
from perfscore.batching.recipe import Slot, Term, recipe_of
from perfscore.batching.terms import LEAST_PLACES, POINTS, Cell, Ready, cell_of, column_cell, folded, listed, ready
from perfscore.formula import evaluate, read_expression
from perfscore.querying import OUTSIDE, UNIT
from perfscore.spread import Spread
from tests.duck import Duck, duck, in_lanes
from tests.tables import CRITERIA
from tests.test_batching_recipe import BOOKS, Figures, figures, governor, keys, value_of

pytest.importorskip("duckdb", reason="needs duckdb, the extra perfscore[batch]")

WIDE = "hugeint"
#: Columns of several places, as a table may have them.
COLUMNS = {
    name: Column(name, "integer", places, spread=ANY)
    for name, places in {"weight": 4, "target": 4, "actual": 6, "planned": 4, "spent": 4, "step": 2, "points": 3}.items()
}


@pytest.fixture(scope="module")
def database() -> Iterator[Duck]:
    with duck() as made:
        yield made


def load(database: Duck, given_ones: Figures) -> None:
    """One row of integers, each of its column's places."""
    row = {column_cell(name): None if value is None else int(value.scaleb(COLUMNS[name].places)) for name, value in given_ones.items()}
    database.load([tuple(row.values())], dict.fromkeys(row, "bigint"))


def constants_in(one: Ready, constants: tuple[int, ...]) -> Mapping[str, str]:
    """The SQL of each name, its constant in a list."""
    told = f"[{', '.join(map(str, constants))}]"
    return {name: said.replace("constants[", f"cast({told} as bigint[])[") for name, said in one.sql.items()}


@settings(max_examples=50)
@given(data=st.data(), book=st.sampled_from(BOOKS), criterion=st.sampled_from(CRITERIA), upper=st.booleans())
def test_a_formula_over_columns_scores_as_its_recipe(database: Duck, data: st.DataObject, book: str, criterion: str, upper: bool) -> None:
    key = data.draw(keys(criterion))
    recipe = recipe_of(key, governor(book))
    term = recipe.high if upper else recipe.low
    assume(term is not None)
    assert term is not None
    given_ones = data.draw(figures(key))
    load(database, given_ones)
    exact = value_of(term, given_ones)
    expected = None if exact is None else exact * UNIT // 1
    one = ready(term, COLUMNS, WIDE)
    other, constants = listed(term, COLUMNS, WIDE, 1)
    bounds = {name: max(abs(value), 1) for name, value in zip(_constant_names(term), constants, strict=True)}
    found = [
        in_lanes(one.program.query, one.sql, {}, one.points),
        in_lanes(other.program.query, constants_in(other, constants), bounds, {"w": 10**4}),
    ]
    ((short, long),) = database.asked(*found)
    # a column that is NULL is outside every lane, though the formula may not ask for it
    filled = all(given_ones[slot.column] is not None for slot in term.slots if slot.column)
    assert [] == [said for said in (short, long) if said not in {expected, OUTSIDE}]
    if filled and (expected is None or term.expression.clamp):
        assert expected == short


def _constant_names(term: Term) -> list[str]:
    return [name for name, slot in zip(term.expression.names, term.slots, strict=True) if not slot.column]


@given(
    st.integers(-(10**6), 10**6),
    st.sampled_from(["1", "100", "10000", "0.1", "0.0001", "12.5", "1000000"]),
    st.sampled_from(["target", "actual", "points"]),
)
def test_a_cell_is_the_figure_times_its_factor(database: Duck, units: int, by: str, column: str) -> None:
    database.load([(units,)], {column_cell(column): "bigint"})
    cell = cell_of(Slot(column, Fraction(by)), COLUMNS, WIDE)
    (found,) = database.column(cell.sql)
    assert Fraction(units, 10 ** COLUMNS[column].places) * Fraction(by) == Fraction(found, 10**cell.places)


def test_a_factor_of_one_is_not_written() -> None:
    assert Cell("n_target", 4, ANY) == cell_of(Slot("target", Fraction(1)), COLUMNS, WIDE)
    assert Cell("(cast(n_target as hugeint) * 100)", 4, ANY.times(100)) == cell_of(Slot("target", Fraction(100)), COLUMNS, WIDE)
    assert Cell("n_actual", 8, ANY) == cell_of(Slot("actual", Fraction(1, 100)), COLUMNS, WIDE)
    spark = cell_of(Slot("points", Fraction(25, 2)), COLUMNS, "decimal(38,0)")
    assert Cell("(cast(n_points as decimal(38,0)) * 125)", 4, ANY.times(125)) == spark


def test_a_product_that_64_bits_hold_stays_in_them() -> None:
    near = {**COLUMNS, "target": COLUMNS["target"]._replace(spread=Spread(0, 10**15, nulls=True))}
    assert Cell("(n_target * 100)", 4, Spread(0, 10**17, nulls=True)) == cell_of(Slot("target", Fraction(100)), near, WIDE)


STEPS = Term(
    read_expression("w - floor(max(t - a, 0) / step) * points", ("w", "t", "a", "step", "points"), positive=("step",), natural=("points",)),
    (Slot("weight", Fraction(1)), Slot("", Fraction(100)), Slot("actual", Fraction(1)), Slot("", Fraction(1, 2)), Slot("points", Fraction(1))),
)  # fmt: skip


def test_constants_are_written_in() -> None:
    found = folded(STEPS)
    assert ("w", "a", "points") == found.expression.names
    assert ["weight", "actual", "points"] == [slot.column for slot in found.slots]
    assert (frozenset({"points"}), frozenset()) == (found.expression.natural, found.expression.positive)
    assert (("t", "(100) / 1"), ("step", "(1) / 2")) == found.expression.lets
    assert found is not STEPS
    values: dict[str, Fraction | Decimal | int] = {"w": 10, "a": Decimal("98.25"), "points": Decimal("0.5")}
    assert Fraction(17, 2) == evaluate(found.expression, values)
    assert evaluate(STEPS.expression, values | {"t": 100, "step": Fraction(1, 2)}) == evaluate(found.expression, values)


def test_a_formula_without_constants_stays_as_it_is() -> None:
    term = Term(read_expression("a / t * w"), (Slot("weight", Fraction(1)), Slot("target", Fraction(1)), Slot("actual", Fraction(1))))
    assert term is folded(term)
    assert ((), "n_target") == ((found := listed(term, COLUMNS, WIDE, 1))[1], found[0].sql["t"])


def test_a_negative_constant_is_written_in() -> None:
    term = Term(read_expression("w - a - t"), (Slot("weight", Fraction(1)), Slot("", Fraction(-7, 2)), Slot("actual", Fraction(1))))
    assert Fraction(21, 2) == evaluate(folded(term).expression, {"w": 10, "a": 3})


def test_points_are_told_with_their_scales() -> None:
    assert {"w": 10**4, "points": 10**3} == ready(STEPS, COLUMNS, WIDE).points
    assert {"weight", "points"} == POINTS.intersection(COLUMNS)


def test_constants_stand_in_a_list_one_after_the_other() -> None:
    one, values = listed(STEPS, COLUMNS, WIDE, 3)
    assert (100 * 10**LEAST_PLACES, 5000) == values
    assert {"w": "n_weight", "t": "constants[3]", "a": "n_actual", "step": "constants[4]", "points": "n_points"} == one.sql
    assert (4, 4, 6, 4, 3) == one.program.places
    fine = Term(read_expression("w * a / t"), (Slot("weight", Fraction(1)), Slot("", Fraction("0.0000125")), Slot("actual", Fraction(1))))
    fine_one, fine_values = listed(fine, COLUMNS, WIDE, 1)
    assert ((125,), 7) == (fine_values, fine_one.program.places[1])


def test_a_formula_with_its_constants_in_a_list_scores_the_same(database: Duck) -> None:
    database.load([(100_000, 98_250_000, 500)], {"n_weight": "bigint", "n_actual": "bigint", "n_points": "bigint"})
    short, (long, constants) = ready(STEPS, COLUMNS, WIDE), listed(STEPS, COLUMNS, WIDE, 1)
    bounds = {"t": 10**6, "step": 5000}
    found = (
        in_lanes(short.program.query, short.sql, {}, short.points),
        in_lanes(long.program.query, constants_in(long, constants), bounds, {}),
    )
    assert [(17 * UNIT // 2, 17 * UNIT // 2)] == database.asked(*found)


def test_formulas_that_differ_in_constants_alone_are_one_program() -> None:
    other = STEPS._replace(slots=(*STEPS.slots[:3], Slot("", Fraction(2)), STEPS.slots[4]))
    assert listed(STEPS, COLUMNS, WIDE, 1)[0].program is listed(other, COLUMNS, WIDE, 1)[0].program
    assert ready(STEPS, COLUMNS, WIDE).program is not ready(other, COLUMNS, WIDE).program
