"""SQL against Python: the same rows, the same scores in units, OUTSIDE where no lane holds them."""

import math
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from perfscore.batching.lanes import divided
from perfscore.formula import Program, read_expression
from perfscore.lowering import Code
from perfscore.querying import (
    BIGINT,
    DIGITS38,
    DUCKDB,
    FARTHEST,
    OUTSIDE,
    SPARK,
    UNIT,
    Lane,
    Operands,
    Query,
    Rounded,
    columns_of,
    outside,
    reached,
    widest,
)
from perfscore.spread import Spread
from tests.duck import Duck, duck, in_lanes
from tests.test_formula import KINDS, allowed, formulas, half_up, program_of

pytest.importorskip("duckdb", reason="needs duckdb, the extra perfscore[batch]")

ROWS = 2000
BOUNDS = {"w": 10**4, "beyond": 10**9, "step": 10**9, "points": 10**6, "least": 10**6}
#: So many of the random rows of each kind lie in a lane, clamped and unclamped; where a quotient may lie below 0 and is unclamped, none.
HELD = {
    "proportional": (1900, 0), "reverse": (1900, 0), "reverse-linear": (1700, 0), "rate": (1900, 0), "steps": (1620, 1460), "shares": (1620, 0),
    "line": (1900, 0), "nest": (1660, 0), "once": (1980, 0), "short": (1900, 1780),
}  # fmt: skip
#: The widest bound of target and actual of each kind, as a power of 2, in each lane.
GUARDS = {
    "proportional": (49, 86), "reverse": (49, 86), "reverse-linear": (48, 84), "rate": (49, 86), "steps": (42, 78), "shares": (42, 78),
    "line": (49, 86), "nest": (30, 62), "once": (62, 99), "short": (49, 86),
}  # fmt: skip
LONG = "min(" * 14 + "a/t" + "".join(f", t/(a+{i}))" for i in range(14))
#: (actual − target) / target and its like, as deviation rates are.
RATES: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "deviation": ("(a - t) / t", ("t", "a"), ()),
    "money": ("(s * 100 / p - t) / t", ("t", "p", "s"), ("p",)),
    "natural": ("a / t", ("t", "a"), ("t", "a")),
    "floor": ("floor(a / t) - a / 7", ("t", "a"), ()),
    "constant": ("1 / 8 - 3", ("t",), ()),
}

Row = tuple[int, ...]


def bounds_of(program: Program) -> dict[str, int]:
    return {name: bound for name, bound in BOUNDS.items() if name in program.expression.names}


def rows_of(names: Sequence[str], seed: int = 1, count: int = ROWS) -> list[Row]:
    draw = random.Random(seed)
    sizes = (300, 10**6, 10**6, 10**11, 10**15, 10**26)

    def figure(name: str) -> int:
        if name in BOUNDS:
            return draw.randint(0, draw.choice((3, 1000, BOUNDS[name])))
        return draw.choice((0, draw.randint(-(size := draw.choice(sizes)), size), draw.randint(0, size), 500000))

    return [tuple(figure(name) for name in names) for _ in range(count)]


def units(program: Program, row: Row) -> int | None:
    """The exact score in units, rounded down."""
    found = program.score(*row)
    return None if found is None else found[1] * UNIT // found[2]


@pytest.fixture(scope="module")
def database() -> Iterator[Duck]:
    with duck() as made:
        yield made


def wrong(rows: Sequence[Row], expected: Sequence[Any], found: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows whose value in SQL is neither OUTSIDE nor the expected one."""
    return [(row, x, y) for row, x, y in zip(rows, expected, found, strict=True) if y not in {OUTSIDE, x}]


def check(database: Duck, program: Program, rows: Sequence[Row], bounds: Mapping[str, int]) -> int:
    """Every score that SQL gives is Python's, and NULL where Python has none; how many rows are not OUTSIDE."""
    database.load(rows)
    found = database.column(in_lanes(program.query, {}, bounds, {}))
    assert [] == wrong(rows, [units(program, row) for row in rows], found)
    return sum(one != OUTSIDE for one in found)


@pytest.mark.parametrize("clamp", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_scores_of_every_kind_are_those_of_python(database: Duck, kind: str, clamp: bool) -> None:
    program = program_of(kind, clamp=clamp)
    held = check(database, program, rows_of(program.expression.names), bounds_of(program))
    assert held >= HELD[kind][not clamp]


@pytest.mark.parametrize("kind", KINDS)
def test_points_bound_a_lane_where_nothing_else_does(database: Duck, kind: str) -> None:
    program = program_of(kind)
    rows = rows_of(program.expression.names, 3, 500)
    database.load(rows)
    points = {name: 10**place for name, place in zip(program.expression.names, program.places, strict=True) if name in BOUNDS}
    found = database.column(in_lanes(program.query, {}, {}, points))
    assert [] == wrong(rows, [units(program, row) for row in rows], found)
    assert 150 <= sum(one != OUTSIDE for one in found)


@settings(max_examples=50)
@given(formulas, st.booleans(), st.integers(0, 9), st.integers(0, 3))
def test_any_formula_gives_the_same_in_sql(database: Duck, text: str, clamp: bool, seed: int, places: int) -> None:
    program = allowed(text, clamp=clamp).program((places, 1, 0))
    check(database, program, rows_of(program.expression.names, seed, 60), {"w": 10**4})


@settings(max_examples=40)
@given(formulas, st.integers(0, 9))
def test_declared_signs_change_no_score_in_sql(database: Duck, text: str, seed: int) -> None:
    allowed(text)
    program = read_expression(text, ("w", "t", "a"), positive=("t",), natural=("a",)).program((2, 1, 0))
    check(database, program, rows_of(program.expression.names, seed, 60), {"w": 10**4})


def test_every_lane_is_used(database: Duck) -> None:
    program = program_of("proportional")
    rows = [
        (500, 10**6, 850000),
        (500, 10**20, 85 * 10**18),
        (500, 10**36, 85 * 10**34),
        (500, 0, -1),
        (500, 10**20, -1),
        (-1, 1, 1),
        (500, 3 * 10**6, 10**6),
    ]
    database.load(rows)
    expected = [425 * 10**8, 425 * 10**8, OUTSIDE, None, 0, OUTSIDE, 16666666666]
    assert expected == database.column(in_lanes(program.query, {}, {"w": 10**4}, {}))
    narrow = {"w": 10**4, **dict.fromkeys("ta", 2**64)}
    assert [False, True] == [program.query.fits(lane, narrow) for lane in DUCKDB]


def test_a_score_is_rounded_down_to_a_unit(database: Duck) -> None:
    program = read_expression("w * a / t").program((2, 0, 0))
    rows = [(100, 3, 1), (100, 3, 2), (100, 7, 6), (100, 10**10, 1), (100, 10**10 + 1, 1), (100, 2, 3)]
    database.load(rows)
    expected = [3333333333, 6666666666, 8571428571, 1, 0, UNIT]
    assert expected == database.column(in_lanes(program.query, {}, {}, {}))


def test_no_sum_or_difference_with_outside_overflows() -> None:
    farthest = FARTHEST * UNIT
    assert -(2**63) == OUTSIDE + OUTSIDE
    assert OUTSIDE < -farthest
    assert OUTSIDE - farthest > -BIGINT
    assert farthest - OUTSIDE < BIGINT


def test_a_score_without_bounds_is_outside_where_it_is_too_large(database: Duck) -> None:
    program = read_expression("w + a / 4", clamp=False).program((2, 0, 0))
    rows = [(500, 0, 3), (500, 0, -3), (-500, 0, 0), (0, 0, 4 * FARTHEST), (0, 0, 4 * FARTHEST + 4), (0, 0, -4 * FARTHEST - 4)]
    database.load(rows)
    expected = [57500000000, 42500000000, -5 * UNIT, FARTHEST * UNIT, OUTSIDE, OUTSIDE]
    assert expected == database.column(in_lanes(program.query, {}, {}, {}))


def test_without_bounds_a_quotient_that_may_lie_below_zero_has_no_lane() -> None:
    program = program_of("proportional", clamp=False)
    assert outside() == in_lanes(program.query, {}, {}, {})


def test_without_bounds_a_quotient_that_is_never_below_zero_is_rounded_down(database: Duck) -> None:
    program = read_expression("a / t * w", positive=("t",), natural=("a", "w"), clamp=False).program((2, 0, 0))
    database.load([(100, 3, 2), (100, 3, 7), (100, 3, 3 * FARTHEST), (100, 3, 3 * FARTHEST + 1), (100, 3, -1), (100, 0, 1)])
    expected = [6666666666, 23333333333, FARTHEST * UNIT, OUTSIDE, OUTSIDE, OUTSIDE]
    assert expected == database.column(in_lanes(program.query, {}, {}, {}))


def test_without_bounds_a_part_that_does_not_end_has_no_lane() -> None:
    assert outside() == in_lanes(read_expression("w - a / 3", clamp=False).program((2, 0, 0)).query, {}, {}, {})
    assert outside() != in_lanes(read_expression("w - a / 4", clamp=False).program((2, 0, 0)).query, {}, {}, {})


@pytest.mark.parametrize("places", [(0, 0, 0), (1, 4, 4), (2, 2, 0), (3, 0, 0), (3, 4, 2), (4, 0, 4), (5, 0, 0)])
def test_the_digits_of_a_quotient_come_out_for_every_scale(database: Duck, places: tuple[int, ...]) -> None:
    program = read_expression("w * a / t", positive=("t",), natural=("a",)).program(places)
    draw = random.Random(5)
    rows = [(draw.randint(0, 10 ** (places[0] + 1)), t := draw.randint(1, 10**7), draw.randint(0, t)) for _ in range(300)]
    assert 300 == check(database, program, rows, {})


def test_a_divisor_is_no_larger_than_its_remainders_may_be(database: Duck) -> None:
    program = read_expression("a / t").program((2, 0, 0))
    rows = [(100, 10**k, 10**k - 1) for k in range(12, 19)] + [
        (100, 9 * 10**18, 9 * 10**18 - 1),
        (100, 2**49, 2**49 - 1),
        (100, 2**50, 2**50 - 1),
    ]
    assert len(rows) == check(database, program, rows, {"w": 1000})


def test_narrow_columns_do_not_overflow(database: Duck) -> None:
    program = read_expression("w * (3 if a > t else 2) * a / t").program((2, 4, 4))
    database.connection.execute("create or replace table y as select 9000::int w, 2000000000::int t, 2000000001::int a")
    said = in_lanes(program.query, {"w": "w", "t": "t", "a": "a"}, {}, {})
    assert (90 * UNIT,) == database.connection.execute(f"select {said} from y").fetchone()


def test_a_formula_too_long_for_one_expression_is_outside() -> None:
    program = read_expression("w * " + LONG).program((2, 0, 0))
    assert program.query.long
    assert f"cast({OUTSIDE} as bigint)" == outside() == in_lanes(program.query, {}, {}, {})


def test_a_formula_that_no_integer_type_can_hold_is_outside() -> None:
    program = read_expression("w + " + "*".join("a" * 50)).program((2, 4, 4))
    assert not program.query.long
    assert [None, None] == [widest(program.query, lane, {}) for lane in DUCKDB]
    assert outside() == in_lanes(program.query, {}, {}, {})


def test_given_bounds_that_do_not_fit_leave_no_lane() -> None:
    query = program_of("rate").query
    assert outside() == in_lanes(query, {}, {"w": 10**40, "t": 1, "a": 1}, {})
    large, small = ({"w": 10**4, "t": most, "a": most} for most in (10**20, 10**6))
    assert [None, large] == [held and held.bounds for held in (Operands(bounds=large).held(query, lane) for lane in DUCKDB)]
    assert "bigint) //" not in in_lanes(query, {}, large, {})
    assert [small, small] == [held and held.bounds for held in (Operands(bounds=small).held(query, lane) for lane in DUCKDB)]


@pytest.mark.parametrize("kind", KINDS)
def test_guards_are_made_for_each_formula(kind: str) -> None:
    query = program_of(kind).query
    found = [widest(query, lane, BOUNDS) for lane in DUCKDB]
    reaches = "t" in reached(query)
    assert [2**power if reaches else None for power in GUARDS[kind]] == [bounds and bounds.get("t") for bounds in found]
    assert all(bounds and bounds["w"] == BOUNDS["w"] for bounds in found)


@pytest.mark.parametrize("kind", KINDS)
def test_the_guard_is_as_wide_as_the_lane(kind: str) -> None:
    query = program_of(kind).query
    for lane in DUCKDB:
        found = widest(query, lane, BOUNDS)
        if found is not None:
            others = dict.fromkeys(query.code.leaves, 1)
            assert query.fits(lane, others | found)
            assert not query.fits(lane, others | {name: bound if name in BOUNDS else 2 * bound for name, bound in found.items()})


def test_constants_within_their_bounds_need_no_guard(database: Duck) -> None:
    program = program_of("steps")
    columns = {"w": "500", "t": "1000000", "a": "(-5)", "beyond": "0", "step": "10000", "points": "1000"}
    said = in_lanes(program.query, columns, {}, {})
    assert "between" not in said
    assert 0 == database.one(said)
    columns |= {"a": "v0"}
    database.load([(850000,), (999999,), (10**6,)])
    said = in_lanes(program.query, columns, {}, {})
    assert [350 * UNIT // 100, 5 * UNIT, 5 * UNIT] == database.column(said)
    assert 2 == said.count("between")


def test_a_constant_against_its_sign_is_guarded() -> None:
    code = Code(("w", "t", "a"), (1, 1, 1), ("w",), ("t",))
    bounds = dict.fromkeys("wta", 10)
    assert "0 >= 1" == str(columns_of(code, {"w": "0", "t": "0", "a": "(-10)"}, bounds))
    assert "(-1) >= 0 and 11 <= 10" == str(columns_of(code, {"w": "(-1)", "t": "11", "a": "10"}, bounds))
    assert "true" == str(columns_of(code, {"w": "10", "t": "1", "a": "(-10)"}, bounds))
    assert "v0 between 0 and 10 and n_t between 1 and 10 and v2 between -10 and 10" == str(columns_of(code, {"t": "n_t"}, bounds))


def test_a_zero_divisor_never_stops_a_query(database: Duck) -> None:
    code = Code(("w",), (1,), (), ())
    assert "nullif(v0, 0)" in DUCKDB[0].write(code, code.put("//", 1, "v0"))
    program = read_expression("w - floor(a / t) if a != 0 else w").program((0, 0, 0))
    database.load([(5, 0, 3), (5, 0, 0), (5, 2, 3)])
    assert [None, 5 * UNIT, 4 * UNIT] == database.column(in_lanes(program.query, {}, {}, {}))


def test_only_generated_names_stand_in_an_expression() -> None:
    program = program_of("nest")
    columns = {name: f'"{name}_列"' for name in program.expression.names}
    said = in_lanes(program.query, columns, bounds_of(program), {})
    assert all(said.count(column) > 2 for column in columns.values())
    bare = re.sub(r'"[^"]*"', "", said)
    assert bare.isascii()
    keywords = re.findall(r"\w+", "case when then else end cast as bigint hugeint is null nullif least greatest and or not abs between")
    assert set(re.findall(r"[a-z_]\w*", bare)) <= set(keywords)
    assert [] == re.findall(r"(?<!/)/(?!/)", bare)


# ---- figures of a formula, divided elsewhere ----------------------------------------------------


def transliterated(said: str) -> str:
    return said.replace(" div ", " // ").replace("decimal(38,0)", "hugeint")


def inside(query: Query | Rounded, lane: Lane, given: Mapping[str, int], rows: Sequence[Row]) -> list[Row]:
    """The rows within the widest bounds of a lane."""
    bounds = widest(query, lane, given)
    if bounds is None:
        return []
    guard = columns_of(query.code, {}, bounds)
    return [
        row
        for row in rows
        if all(
            guard.lowest(name, v) <= value <= bounds[name]
            for (name, v), value in zip(query.code.leaves.items(), row, strict=True)
            if name in bounds
        )
    ]


def figures_are_the_score(database: Duck, program: Program, lane: Lane, rows: Sequence[Row]) -> None:
    query, clamp = program.query, program.expression.clamp
    database.load(rows)
    said = query.figures(lane, columns_of(query.code, {}, {}))
    for row, (n, d, ok) in zip(rows, database.asked(*map(transliterated, said)), strict=True):
        exact = program.score(*row)
        if exact is None:
            assert ok is False, row
            continue
        assert ok is True, row
        assert n is not None, row
        assert d > 0, row
        value = Fraction(n, d * query.base)
        if clamp:
            assert n >= 0, row
            full = Fraction(row[0], program.scales[0])
            assert lane.narrow or value <= full, row
            value = min(value, full)
        assert Fraction(*exact[1:]) == value, row


@pytest.mark.parametrize("clamp", [True, False])
@pytest.mark.parametrize("lane", SPARK, ids=["narrow", "wide"])
@pytest.mark.parametrize("kind", KINDS)
def test_figures_of_every_kind_are_the_score(database: Duck, kind: str, lane: Lane, clamp: bool) -> None:
    # what a lane holds without bounds is seen to when the query divides
    program = program_of(kind, clamp=clamp)
    guard = program_of(kind).query
    rows = inside(guard, lane, BOUNDS, rows_of(program.expression.names, 2, 600))
    assert 80 < len(rows)
    figures_are_the_score(database, program, lane, [row for row in rows if row[0] >= 0])


@settings(max_examples=40)
@given(formulas, st.integers(0, 9), st.sampled_from(SPARK))
def test_figures_of_any_formula_are_the_score(database: Duck, text: str, seed: int, lane: Lane) -> None:
    program = allowed(text).program((2, 1, 0))
    rows = inside(program.query, lane, {"w": 10**4}, rows_of(program.expression.names, seed, 60))
    if rows:
        figures_are_the_score(database, program, lane, rows)


def test_figures_say_in_spark_how_to_divide() -> None:
    query = program_of("steps").query
    narrow, wide = (" ".join(query.figures(lane, columns_of(query.code, {"t": "`目标`"}, {}))) for lane in SPARK)
    assert ("decimal(38,0)" in wide, "decimal" in narrow) == (True, False)
    assert [True, True] == [" div " in said and "`目标`" in said for said in (narrow, wide)]
    assert [False, False] == ["/" in said for said in (narrow, wide)]


# ---- rounded values ------------------------------------------------------------------------------


def rounded_of(kind: str, places: int, quantum: int) -> tuple[Program, Rounded]:
    text, names, positive = RATES[kind]
    program = read_expression(text, names, positive=positive, clamp=False).program((places,) * len(names), quantum)
    return program, Rounded(program.code, program.expression.tree, quantum)


def rounds(database: Duck, program: Program, query: Rounded, quantum: int, rows: Sequence[Row]) -> int:
    database.load(rows)
    found = database.column(in_lanes(query, {}, {}, {}))
    exact = [program.exact(*row) for row in rows]
    assert [] == wrong(rows, [None if one is None else half_up(Fraction(*one), quantum) for one in exact], found)
    return sum(one not in {OUTSIDE, None} for one in found)


@pytest.mark.parametrize("quantum", [1, 3, 100, 10_000])
@pytest.mark.parametrize("places", [0, 4])
@pytest.mark.parametrize("kind", RATES)
def test_rounded_values_go_half_away_from_zero(database: Duck, kind: str, places: int, quantum: int) -> None:
    program, query = rounded_of(kind, places, quantum)
    rows = rows_of(program.expression.names, 4, 400)
    assert 110 <= rounds(database, program, query, quantum, rows)


def test_a_deviation_rate_of_a_negative_target(database: Duck) -> None:
    program, query = rounded_of("deviation", 0, 10_000)
    rows = [(-3, 5), (-3, -5), (20000, 20001), (20000, 19999), (-20000, -20001), (-20000, -19999), (0, 5), (7, 7), (60000, 60001)]
    database.load(rows)
    expected = [-26667, 6667, 1, -1, 1, -1, None, 0, 0]
    assert expected == database.column(in_lanes(query, {}, {}, {}))
    assert len(rows) - 1 == rounds(database, program, query, 10_000, rows)


@settings(max_examples=40)
@given(formulas, st.sampled_from([1, 7, 100, 10_000]), st.integers(0, 9))
def test_any_formula_is_rounded_the_same_in_sql(database: Duck, text: str, quantum: int, seed: int) -> None:
    program = allowed(text, clamp=False).program((2, 1, 0), quantum)
    query = Rounded(program.code, program.expression.tree, quantum)
    rounds(database, program, query, quantum, rows_of(program.expression.names, seed, 60))


def test_a_rounded_value_has_guards_of_its_own() -> None:
    _, query = rounded_of("deviation", 0, 10_000)
    assert [2**47, 2**110] == [(widest(query, lane, {}) or {}).get("t") for lane in DUCKDB]


def test_lanes_are_as_wide_as_their_types() -> None:
    assert [(2**63 - 1, True, 1000), (10**38 - 1, False, 10**8)] == [(lane.limit, lane.narrow, lane.points) for lane in DUCKDB]
    assert [BIGINT, BIGINT] == [lane.quotient for lane in SPARK]
    assert [BIGINT, DIGITS38] == [lane.quotient for lane in DUCKDB]


def test_a_known_condition_chooses_its_arm_beforehand(database: Duck) -> None:
    program = read_expression("w if 1 == 1 else a / t").program((2, 0, 0))
    database.load([(500, 0, 3)])
    said = in_lanes(program.query, {}, {}, {})
    assert "/" not in said
    assert [5 * UNIT] == database.column(said)


# ---- what a table's columns lie between ---------------------------------------------------------


def test_what_columns_keep_anyway_is_not_tested() -> None:
    query = program_of("proportional").query
    tight = {"w": Spread(0, 1000), "t": Spread(1, 10**9), "a": Spread(0, 10**9)}
    held = [
        Operands(points={"w": 100}, spreads=tight | more).held(query, DUCKDB[0])
        for more in ({}, {"a": Spread(0, 10**18)}, {"t": Spread(1, 10, nulls=True)})
    ]
    far = 2**53
    assert ["true", f"v2 <= {far}", "v1 between -10 and 10"] == list(map(str, held))


@settings(max_examples=60)
@given(st.sampled_from(sorted(KINDS)), st.integers(0, 9), st.integers(1, 12))
def test_what_is_known_of_columns_changes_no_score(database: Duck, kind: str, seed: int, digits: int) -> None:
    program = program_of(kind)
    names = program.expression.names
    rows = [tuple(max(-(10**digits), min(10**digits, one)) for one in row) for row in rows_of(names, seed, 40)]
    spreads = {name: Spread(min(one), max(one)) for name, one in zip(names, zip(*rows, strict=True), strict=True)}
    database.load(rows)
    exact = [units(program, row) for row in rows]
    assert [] == wrong(rows, exact, database.column(in_lanes(program.query, {}, {}, {}, spreads)))


def test_a_divisor_that_is_never_small_leaves_more_room() -> None:
    names = ("w", "t", "a", "step", "points")
    text = "w - floor(max(t - a, 0) / step) * points"
    query = read_expression(text, names, positive=("step",), natural=("points",)).program((2, 4, 4, 4, 4)).query
    spreads = {"w": Spread(0, 1000), "points": Spread(0, 10**4), "t": Spread(0, 10**15), "a": Spread(0, 10**15)}
    points = {"w": 100, "points": 10**4}
    held = [Operands(points=points, spreads=spreads | {"step": Spread(least, 10**6)}).held(query, DUCKDB[0]) for least in (1, 10**4)]
    assert ["v1 <= 281474976710656 and v2 <= 281474976710656", "true"] == list(map(str, held))


@given(
    st.integers(0, 10**18),
    st.integers(1, 10**15),
    st.integers(0, 10**5),
    st.lists(st.sampled_from([10, 100, 1000]), min_size=1, max_size=3),
)
def test_the_digits_of_a_division_come_out_part_by_part(database: Duck, n: int, d: int, full: int, factors: list[int]) -> None:
    database.load([(n, d)], {"v0": "bigint", "v1": "bigint"})
    rest = math.prod(factors)
    assert [min(n * rest // d, full * rest)] == database.column(divided(DUCKDB[0], "v0", "v1", f"cast({full} as bigint)", rest, factors))
