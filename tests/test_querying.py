"""SQL against Python: the same rows, the same scores, NULL where Python gives None."""

import random
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from perfscore.formula import Program, read_expression
from perfscore.lowering import Code
from perfscore.querying import DUCKDB, SPARK, Query
from tests.test_formula import KINDS, allowed, formulas, program_of

duckdb = pytest.importorskip("duckdb", reason="needs duckdb, the extra perfscore[batch]")

ROWS = 2000
BOUNDS = {"w": 10**4, "beyond": 10**9, "step": 10**9, "points": 10**6, "least": 10**6}
LONG = "min(" * 14 + "a/t" + "".join(f", t/(a+{i}))" for i in range(14))


def bounds_of(program: Program) -> dict[str, int]:
    return {name: bound for name, bound in BOUNDS.items() if name in program.expression.names}


def rows_of(program: Program, seed: int = 1) -> list[tuple[int | None, ...]]:
    draw = random.Random(seed)
    sizes = (300, 10**6, 10**6, 10**11, 10**15, 10**26)

    def figure(name: str) -> int | None:
        if draw.random() < 0.02:
            return None
        if name in BOUNDS:
            return draw.randint(0, draw.choice((3, 1000, BOUNDS[name])))
        return draw.choice((0, draw.randint(-(size := draw.choice(sizes)), size), draw.randint(0, size), 500000))

    return [tuple(figure(name) for name in program.expression.names) for _ in range(ROWS)]


@pytest.fixture(scope="module")
def database() -> Iterator[Any]:
    with duckdb.connect() as connection:
        yield connection


def load(database: Any, rows: Sequence[tuple[int | None, ...]]) -> None:
    width = len(rows[0])
    database.execute("create or replace table x (id int, " + ", ".join(f"v{i} hugeint" for i in range(width)) + ")")
    said = ",".join(f"({i},{','.join('null' if v is None else str(v) for v in row)})" for i, row in enumerate(rows))
    database.execute(f"insert into x values {said}")


def check(program: Program, rows: Sequence[tuple[int | None, ...]], found: Sequence[int | None], least: int) -> None:
    """Equal wherever SQL gives a score; at least so many rows have one, and none has that Python has not."""
    scores = [None if None in row else program.score(*row) for row in rows]
    expected = [score and score[0] for score in scores]
    assert [] == [(row, x, y) for row, x, y in zip(rows, expected, found, strict=True) if y is not None and x != y]
    missed = sum(x is not None and y is None for x, y in zip(expected, found, strict=True))
    assert missed <= len(rows) - least


def transliterated(query: str) -> str:
    return query.replace(" div ", " // ").replace("decimal(38,0)", "hugeint")


@pytest.mark.parametrize("clamp", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_duckdb_gives_the_scores_of_python(database: Any, kind: str, clamp: bool) -> None:
    program = program_of(kind, clamp=clamp)
    rows = rows_of(program)
    load(database, rows)
    found = database.execute(f"select {program.duckdb(bounds=bounds_of(program))} from x order by id").fetchall()
    check(program, rows, [row[0] for row in found], 800)


@pytest.mark.parametrize("clamp", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_spark_text_gives_the_scores_of_python(database: Any, kind: str, clamp: bool) -> None:
    program = program_of(kind, clamp=clamp)
    rows = rows_of(program, 2)
    load(database, rows)
    query = transliterated(program.spark("x", bounds=bounds_of(program), keep=("id",)))
    found = database.execute(f"select score from ({query}) order by id").fetchall()
    check(program, rows, [row[0] for row in found], 700)


@settings(max_examples=40)
@given(formulas, st.booleans(), st.integers(0, 9), st.integers(0, 3))
def test_any_formula_gives_the_same_in_sql(text: str, clamp: bool, seed: int, places: int) -> None:
    program = allowed(text, clamp=clamp).program((places, 1, 0))
    rows = rows_of(program, seed)[:60]
    with duckdb.connect() as connection:
        load(connection, rows)
        nested = connection.execute(f"select {program.duckdb(bounds=bounds_of(program))} from x order by id").fetchall()
        check(program, rows, [row[0] for row in nested], 0)
        query = transliterated(program.spark("x", bounds=bounds_of(program), keep=("id",)))
        staged = connection.execute(f"select score from ({query}) order by id").fetchall()
        check(program, rows, [row[0] for row in staged], 0)


def test_every_lane_is_used(database: Any) -> None:
    program = program_of("proportional")
    rows = [
        (500, 10**6, 850000),
        (500, 10**30, 85 * 10**28),
        (500, 10**36, 85 * 10**34),
        (None, 1, 1),
        (500, None, 1),
        (500, 0, -1),
        (-1, 1, 1),
    ]
    load(database, rows)
    expected = [(425,), (425,), (None,), (None,), (None,), (None,), (None,)]
    assert expected == database.execute(f"select {program.duckdb()} from x order by id").fetchall()
    query = transliterated(program.spark("x", keep=("id",)))
    assert expected == database.execute(f"select score from ({query}) order by id").fetchall()


def test_quotients_beyond_64_bits_are_cut_down_before_dividing(database: Any) -> None:
    program = program_of("rate")
    load(database, [(500, 1, 10**28), (500, -1, 10**28)])
    query = transliterated(read_expression("a / t * w").program((2, 4, 4)).spark("x", keep=("id",)))
    assert [(500,), (0,)] == database.execute(f"select score from ({query}) order by id").fetchall()
    assert "p_ceiling" in program.spark("x")


def test_narrow_columns_do_not_overflow(database: Any) -> None:
    program = read_expression("w * (3 if a > t else 2) * a / t").program((2, 4, 4))
    database.execute("create or replace table y as select 9000::int w, 2000000000::int t, 2000000001::int a")
    found = database.execute(f"select {program.duckdb({'w': 'w', 't': 't', 'a': 'a'})} from y").fetchone()
    assert (9000,) == found


def test_formulas_too_long_for_one_expression(database: Any) -> None:
    program = read_expression("w * " + LONG).program((2, 0, 0))
    assert "cast(null as bigint)" == program.duckdb()
    query = program.spark("x", bounds={"w": 10**4}, keep=("id",))
    assert len(query) < 100_000
    rows = [(500, t, a) for t in range(1, 6) for a in range(1, 40)]
    load(database, rows)
    found = database.execute(f"select score from ({transliterated(query)}) order by id").fetchall()
    check(program, rows, [row[0] for row in found], 0)


def test_a_formula_that_no_integer_type_can_hold_is_null() -> None:
    program = read_expression("w + " + "*".join("a" * 50)).program((2, 4, 4))
    assert "cast(null as bigint)" == program.duckdb()
    assert "select `id`, cast(null as bigint) as score from x" == program.spark("x", keep=("`id`",))


def test_a_shared_line_becomes_a_column_of_a_long_query(database: Any) -> None:
    sums = {"s0": "a / t", **{f"s{i}": f"s{i - 1} + s{i - 1} - floor(s{i - 1})" for i in range(1, 9)}}
    program = read_expression("w * s8", lets=sums, positive=("t",), natural=("a",)).program((2, 0, 0))
    query = program.spark("x", bounds={"w": 10**4, "a": 100, "t": 7}, keep=("id",))
    assert "as p_s" in query
    rows = [(500, t, a) for t in range(1, 8) for a in range(40)]
    load(database, rows)
    found = database.execute(f"select score from ({transliterated(query)}) order by id").fetchall()
    check(program, rows, [row[0] for row in found], len(rows))


def test_spark_query_has_two_lanes_and_generated_names_only() -> None:
    program = program_of("steps")
    columns = {name: f"`{name}_列`" for name in program.expression.names}
    query = program.spark("`表`", columns, bounds_of(program), keep=("`编号`", "`p_x`"))
    narrow, wide = query.split(" union all ")
    assert 3 == narrow.count("select ") == wide.count("select ")
    assert ("decimal(38,0)" in wide, "decimal" in narrow) == (True, False)
    assert " div " in narrow
    assert " div " in wide
    assert "/" not in query
    assert ") is not true)" in wide
    bare = re.sub(r"`[^`]*`", "", query)
    assert bare.isascii()
    words = set(re.findall(r"[a-z_]\w*", bare))
    generated = {word for word in words if word.startswith("p__")}
    keywords = re.findall(
        r"\w+",
        "select from where case when then else end cast as bigint decimal div nullif least greatest and or not "
        "abs between coalesce true false is union all score",
    )
    assert words <= generated.union(keywords)


def test_guards_are_made_for_each_formula() -> None:
    bounds = {}
    for kind in ("proportional", "steps"):
        program = program_of(kind)
        query = Query(program.code, program.expression.tree, 100, 100)
        given = {"w": 10**4, "beyond": 10**9, "step": 10**9, "points": 10**6}
        bounds[kind] = [(query.bounds(lane, given) or {}).get("t") for lane in (*DUCKDB, SPARK[1])]
    assert {"proportional": [2**48, 2**111, 2**111], "steps": [2**41, 2**104, 2**61]} == bounds


def test_given_bounds_that_do_not_fit_leave_no_lane() -> None:
    program = program_of("rate")
    assert "cast(null as bigint)" == program.duckdb(bounds={"w": 10**40, "t": 1, "a": 1})
    assert "hugeint" in program.duckdb(bounds={"w": 10**4, "t": 10**20, "a": 10**20})
    assert 1 == program.spark("x", bounds={"w": 10**4, "t": 10**20, "a": 10**20}).count("p_a")


def test_rows_never_pass_for_full_marks_because_of_null() -> None:
    code = Code(("w",), (1,), (), ())
    assert "nullif(v0, 0)" in DUCKDB[0].write(code, code.put("//", 1, "v0"))
