"""The stages after the scores: what counts, what is printed, what a total comes to, each against a plain reckoning."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import given, settings, strategies as st

from perfscore.batching.stages import FALSE, Marks, counted, figure, graded, held, printed_units, step_of, through
from perfscore.number import SCORE, Mode, Rounding
from perfscore.querying import OUTSIDE, UNIT
from perfscore.rulebook import GENERAL, Rulebook
from perfscore.shelving import rulebook, rulebooks
from tests.books import book
from tests.duck import Duck, duck

pytest.importorskip("duckdb", reason="needs duckdb, the extra perfscore[batch]")

MODES: tuple[Mode, ...] = get_args(Mode)
QUANTA = ("0.0001", "0.01", "0.1", "0.5", "1", "5", "10", "0.25")


@pytest.fixture(scope="module")
def database() -> Iterator[Duck]:
    with duck() as made:
        yield made


def points(units: int) -> Fraction:
    return Fraction(units, UNIT)


# rounding


def ties(step: int) -> st.SearchStrategy[int]:
    """Units at a tie of a rounding, just beside one, and anywhere."""
    near = st.builds(lambda times, beside: times * step + step // 2 + beside, st.integers(-50, 50), st.integers(-1, 1))
    return near | st.integers(-(10**14), 10**14) | st.builds(lambda times: times * step, st.integers(-5, 5))


@pytest.mark.parametrize("quantum", QUANTA)
@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=4)
@given(data=st.data())
def test_units_are_rounded_as_any_figure_is(database: Duck, mode: Mode, quantum: str, data: st.DataObject) -> None:
    rounding = Rounding(quantum=quantum, mode=mode)
    units = data.draw(st.lists(ties(step_of(rounding)), min_size=60, max_size=90))
    database.load([(one,) for one in units], {"v": "bigint"})
    expected = [rounding(points(one)) for one in units]
    assert expected == [found * rounding.quantum for found in database.column(printed_units("v", rounding, signed=True))]
    natural = [one for one in units if one >= 0] or [0]
    database.load([(one,) for one in natural], {"v": "bigint"})
    expected = [rounding(points(one)) for one in natural]
    assert expected == [found * rounding.quantum for found in database.column(printed_units("v", rounding, signed=False))]


@pytest.mark.parametrize("mode", MODES)
def test_an_expression_is_rounded_as_a_whole(database: Duck, mode: Mode) -> None:
    rounding = Rounding(quantum="0.01", mode=mode)
    rows = [(5 * 10**7, 10**8), (-(10**8), 5 * 10**7), (0, -15 * 10**7), (25 * 10**7, 0)]
    database.load(rows, {"v": "bigint", "down": "bigint"})
    found = database.column(printed_units("(coalesce(v, 0) + down)", rounding, signed=True))
    assert [rounding(points(v + down)) for v, down in rows] == [one * rounding.quantum for one in found]


@pytest.mark.parametrize(("quantum", "step"), [("0.01", 10**8), ("1", UNIT), ("0.5", UNIT // 2), ("0.0001", 10**6), ("10", 10 * UNIT)])
def test_a_quantum_is_so_many_units(quantum: str, step: int) -> None:
    assert step == step_of(Rounding(quantum=quantum))


@pytest.mark.parametrize("quantum", [*QUANTA, "1E+1", "0.001", "0.000001"])
@settings(max_examples=15)
@given(count=st.integers(-(10**7), 10**7))
def test_so_many_of_a_quantum_are_a_decimal(database: Duck, quantum: str, count: int) -> None:
    rounding = Rounding(quantum=Decimal(quantum))
    found = database.one(figure(f"cast({count} as bigint)", rounding))
    assert isinstance(found, Decimal)
    assert count * Decimal(quantum) == found


@pytest.mark.parametrize(
    ("quantum", "options", "kind"),
    [
        ("0.01", {}, "DECIMAL(18,2)"), ("1", {}, "DECIMAL(18,2)"), ("0.0001", {}, "DECIMAL(18,4)"), ("0.01", {"digits": 38}, "DECIMAL(38,2)"),
        ("0.01", {"places": 3}, "DECIMAL(18,3)"), ("1", {"places": 0}, "DECIMAL(18,0)"),
    ],
)  # fmt: skip
def test_a_decimal_has_at_least_two_places(database: Duck, quantum: str, options: dict[str, int], kind: str) -> None:
    said = figure("cast(7 as bigint)", Rounding(quantum=quantum), **options)
    assert kind == database.one(f"typeof({said})")
    assert 7 * Decimal(quantum) == database.one(said)


def test_no_figure_is_none(database: Duck) -> None:
    assert database.one(figure("cast(null as bigint)", SCORE)) is None
    assert database.one(printed_units("cast(null as bigint)", SCORE, signed=True)) is None


# what counts

#: One row: the two ends, the printed score, the weight, and what marks say of it.
COLUMNS = {
    "vl": "bigint", "vr": "bigint", "p_units": "bigint", "w": "bigint", "upper": "boolean", "aside": "boolean", "low_open": "boolean",
    "high_open": "boolean",
}  # fmt: skip
MARKED = Marks("'criterion'", "null", upper="upper", low_open="low_open", high_open="high_open", aside="aside")


def plainly(row: Mapping[str, Any]) -> tuple[int | None, int | None, int | None, str]:
    """What counts, the low and the high, and what it rests on: as ``scoring`` has it, in units."""
    low, high, printed, weight = row["vl"], row["vr"], row["p_units"], row["w"]
    if row["aside"]:
        return 0, 0, 0, "none"
    if low is None:
        ends = [0, weight or 0, *([] if printed is None else [printed])]
        return printed, min(ends), max(ends), "none" if printed is None else "printed"
    if high is None or low == high:
        return low, low, low, "criterion"
    low, high = min(low, high), max(low, high)
    if printed is None:
        return (high, low, high, "criterion") if row["upper"] else (None, low, high, "none")
    if printed < low or (row["low_open"] and printed == low):
        return low, low, high, "criterion"
    if printed > high or (row["high_open"] and printed == high):
        return high, low, high, "criterion"
    return printed, low, high, "printed"


def rows_of(**fixed: Any) -> list[dict[str, Any]]:
    """Rows of all combinations, but for what is fixed."""
    told: dict[str, list[Any]] = {
        "vl": [None, 0, 3, 5, -2], "vr": [None, 3, 5], "p_units": [None, 0, 3, 4, 5, 9], "w": [None, 0, 8], "upper": [False, True],
        "aside": [False, True], "low_open": [False, True], "high_open": [False, True],
    }  # fmt: skip
    told |= {name: [value] for name, value in fixed.items()}
    # a rule gives two ends or none
    return [
        row
        for row in (dict(zip(told, values, strict=True)) for values in product(*told.values()))
        if row["vl"] is not None or row["vr"] is None
    ]


def checked(database: Duck, rows: list[dict[str, Any]], marks: Marks, *, roomy: bool, printed: bool) -> None:
    database.load([tuple(row[name] for name in COLUMNS) for row in rows], COLUMNS)
    sql = counted(marks, roomy=roomy, printed=printed, weight="w", table="x")
    basis = held(marks, roomy=roomy, printed=printed)
    found = database.connection.execute(f"select v, low, high, {basis} from ({sql}) order by id").fetchall()
    assert [] == [(row, plainly(row), got) for row, got in zip(rows, found, strict=True) if plainly(row) != got]


def test_the_printed_score_counts_inside_the_room_that_is_left(database: Duck) -> None:
    checked(database, rows_of(), MARKED, roomy=True, printed=True)


def test_where_nothing_is_printed_only_what_is_taken_off_by_default_counts(database: Duck) -> None:
    checked(database, rows_of(p_units=None), MARKED, roomy=True, printed=False)


def test_where_no_rule_leaves_room_the_scores_count(database: Duck) -> None:
    checked(database, rows_of(vr=None), MARKED, roomy=False, printed=True)
    checked(database, rows_of(vr=None, p_units=None), MARKED, roomy=False, printed=False)


def test_what_holds_of_no_recipe_is_not_asked(database: Duck) -> None:
    bare = Marks("'criterion'", "null")
    fixed = dict.fromkeys(("upper", "aside", "low_open", "high_open"), False)
    for roomy, printed in product((True, False), repeat=2):
        rows = rows_of(**fixed, **({} if roomy else {"vr": None}), **({} if printed else {"p_units": None}))
        checked(database, rows, bare, roomy=roomy, printed=printed)
        assert FALSE not in counted(bare, roomy=roomy, printed=printed, weight="w", table="x")


def test_what_is_outside_stays_so_in_an_end(database: Duck) -> None:
    fixed = dict.fromkeys(("aside", "low_open", "high_open"), False)
    for ends in ({"vl": OUTSIDE}, {"vl": OUTSIDE, "vr": OUTSIDE}, {"vr": OUTSIDE, "vl": 5}):
        rows = rows_of(**{"vr": None, **fixed, **ends, "w": 10**17, "p_units": 3})
        database.load([tuple(row[name] for name in COLUMNS) for row in rows], COLUMNS)
        sql = counted(MARKED, roomy=True, printed=True, weight="w", table="x")
        found = database.connection.execute(f"select least(vl, low) from ({sql})").fetchall()
        assert {(OUTSIDE,)} == set(found)


# totals

Ends = tuple[Fraction, Fraction, Fraction]


def reckoned(rules: Rulebook, ends: Ends, off: Ends | None, cap: Fraction | None) -> Ends:
    """A total through the stages of a rulebook."""
    acts: dict[str, Callable[[Fraction], Fraction]] = {
        "round": lambda one: Fraction(rules.total_rounding(one)),
        "event-cap": lambda one: one if cap is None else min(one, cap),
    }
    for stage in rules.stages[1:]:
        if stage == "deductions" and off is not None:
            value, low, high = (one + other for one, other in zip(ends, off, strict=True))
            ends = value, low, high
        elif stage in acts:
            value, low, high = map(acts[stage], ends)
            ends = value, low, high
    return ends


ORDERS = ("sum、deductions、event-cap、execution-cap、round、grade", "sum、event-cap、deductions、round、execution-cap、grade",
          "sum、round、deductions、event-cap、execution-cap、grade", "sum、round、event-cap、execution-cap、deductions、grade")  # fmt: skip
#: A sum, how far low and high lie from it, deductions, and a cap.
ROW = st.tuples(
    st.integers(0, 120 * UNIT), st.integers(0, 20 * UNIT), st.integers(0, 20 * UNIT), st.integers(-30 * UNIT, 0), st.none() | st.sampled_from([70 * UNIT, 90 * UNIT])
)  # fmt: skip


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("quantum", ["0.01", "0.1", "1"])
@pytest.mark.parametrize(("capped", "parted"), [(True, True), (False, True), (True, False), (False, False)])
@settings(max_examples=3)
@given(rows=st.lists(ROW, min_size=10, max_size=30))
def test_a_total_goes_through_the_stages(database: Duck, order: str, quantum: str, capped: bool, parted: bool, rows: list[Any]) -> None:
    rules = book({"stages": order, "total_rounding": quantum})
    database.load(rows, dict.fromkeys(("s", "less", "more", "ts", "cap"), "bigint"))
    ends = {"value": "s", "low": "s - less", "high": "s + more"}
    taken = {"value": "ts", "low": "ts - 5", "high": "ts + 7"} if parted else {}
    sql = through(rules, "select * from x", ("id", "cap"), ends, "cap" if capped else "", taken, signed=True)
    found = database.connection.execute(f"select value, low, high from ({sql}) order by id").fetchall()
    for (s, less, more, ts, cap), got in zip(rows, found, strict=True):
        off = (points(ts), points(ts - 5), points(ts + 7)) if parted else None
        whole = points(s), points(s - less), points(s + more)
        expected = reckoned(rules, whole, off, points(cap) if capped and cap is not None else None)
        assert expected == tuple(map(points, got))


def test_a_sum_below_zero_is_rounded_away_from_it(database: Duck) -> None:
    rules = book({"total_rounding": "0.1"})
    database.load([(-15 * UNIT // 100,), (15 * UNIT // 100,)], {"s": "bigint"})
    found = database.connection.execute(
        f"select value from ({through(rules, 'select * from x', ('id',), {'value': 's'}, '', {}, signed=True)}) order by id"
    )
    assert [(-2 * UNIT // 10,), (2 * UNIT // 10,)] == found.fetchall()


# grades

WITH_GRADES = [name for name in rulebooks() if rulebook(name).grades]
#: Grades with other ends open than documents leave open.
GRADES = ("优(90,100]、良(80,90]、差[0,80]", "优[90,100)、差[0,90)", "优[90,100]、良[80,89]、差[0,79]")


@pytest.mark.parametrize("name", [*WITH_GRADES, *GRADES])
def test_a_total_has_the_grade_of_its_rulebook(database: Duck, name: str) -> None:
    rules = book({"grades": name}) if name in GRADES else rulebook(name)
    edges = {Fraction(edge) for one in rules.grades for edge in (one.low, one.high)}
    totals = sorted(
        {int(edge * UNIT) + beside for edge in edges for beside in (-(10**8), -1, 0, 1, 10**8)}
        | {-5 * UNIT, 120 * UNIT, 8499 * UNIT // 100}
    )
    database.load([(total,) for total in totals], {"total": "bigint"})
    found = database.column(graded(rules.grades, "total"))
    assert [rules.grade_of(points(total)) for total in totals] == found
    assert len({*found} - {None}) == len(rules.grades)


def test_without_grades_there_is_none(database: Duck) -> None:
    assert () == GENERAL.grades
    assert database.one(graded((), "cast(5 as bigint)")) is None
    assert "VARCHAR" == database.one(f"typeof({graded((), 'total')})")
