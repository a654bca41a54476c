"""Columns: which types hold figures, and how their cells become integers."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from perfscore.batching.column import (
    AMOUNTS,
    ANY,
    ANY_WIDE,
    COLUMNS,
    FIGURES,
    PARAMETERS,
    REQUIRED,
    SHORT,
    Column,
    TableError,
    column_of,
    demand,
    integer_sql,
    is_text,
    literal,
    plain_sql,
    quoted,
)
from perfscore.spread import Spread
from tests.duck import Duck, duck

pytest.importorskip("duckdb", reason="needs duckdb, the extra perfscore[batch]")


@pytest.fixture(scope="module")
def database() -> Iterator[Duck]:
    with duck() as made:
        yield made


def cell_of(database: Duck, value: Any, kind: str, column: Column | None = None) -> Any:
    """A value of a type as the integer of its column."""
    said = integer_sql(column or column_of("target", kind, None), "x")
    said = f"select {said} from (select cast($1 as {kind}) as x)"
    return database.connection.execute(said, [value]).fetchone()[0]


def test_every_figure_and_parameter_is_a_column_that_a_reader_is_told_of() -> None:
    assert {*FIGURES, *REQUIRED} <= COLUMNS.keys()
    assert set(AMOUNTS) <= PARAMETERS.keys()
    assert not COLUMNS.keys() & PARAMETERS.keys()


def printed(units: int, places: int) -> str:
    """So many units of so many places, as a decimal; of any length."""
    digits = f"{abs(units):0{places + 1}}"
    return f"{'-' if units < 0 else ''}{digits[: len(digits) - places]}.{digits[len(digits) - places :]}".rstrip(".")


# types


@pytest.mark.parametrize(
    ("kind", "places", "expected"),
    [
        ("INTEGER", None, ("integer", 0, False, 0)),
        ("bigint", 4, ("integer", 4, False, 0)),
        ("UTINYINT", 2, ("integer", 2, False, 0)),
        ("UINTEGER", 0, ("integer", 0, False, 0)),
        ("UBIGINT", None, ("integer", 0, True, 0)),
        ("HUGEINT", 6, ("integer", 6, True, 0)),
        ("long", 1, ("integer", 1, False, 0)),
        ("DECIMAL(9,2)", None, ("decimal", 2, False, 9)),
        ("DECIMAL(18, 4)", None, ("decimal", 4, False, 18)),
        ("decimal(19,0)", None, ("decimal", 0, True, 19)),
        ("DOUBLE", None, ("double", 4, False, 0)),
        ("FLOAT", None, ("double", 4, False, 0)),
        ("VARCHAR", None, ("text", 0, False, 0)),
        ("string", None, ("text", 0, False, 0)),
        ("ENUM('是', '否')", None, ("text", 0, False, 0)),
    ],
)
def test_a_type_says_what_a_column_is_made_of(kind: str, places: int | None, expected: tuple[Any, ...]) -> None:
    found = column_of("target", kind, places)
    assert ("target", *expected) == found[:-1]
    assert found.spread == (SHORT if found.sort in {"text", "double"} else ANY_WIDE if found.wide else ANY)


@pytest.mark.parametrize("kind", ["DATE", "BOOLEAN", "BLOB", "INTEGER[]", "STRUCT(a INTEGER)", "TIMESTAMP", "DECIMAL"])
def test_a_type_that_holds_no_figures_is_refused(kind: str) -> None:
    with pytest.raises(TableError) as caught:
        column_of("actual", kind, None)
    assert f"列“actual”的类型 {kind} 不是数，也不是文本。 请用整数、DECIMAL、DOUBLE，或表内所印的文本。" == str(caught.value)


@pytest.mark.parametrize("kind", ["DECIMAL(18,4)", "DOUBLE", "DATE"])
def test_only_integers_may_be_scaled(kind: str) -> None:
    with pytest.raises(TableError) as caught:
        column_of("weight", kind, 2)
    assert f"列“weight”的类型是 {kind}，不是放大的整数，不能给它指定小数位数。 scale 只用于整数列。" == str(caught.value)


def test_texts_may_not_be_scaled_for_they_are_taken_as_printed() -> None:
    with pytest.raises(TableError) as caught:
        column_of("weight", "VARCHAR", 2)
    hint = "scale 只用于整数列；csv 的各列是文本，请写原数，或存成 Parquet。"
    assert f"列“weight”的类型是 VARCHAR，不是放大的整数，不能给它指定小数位数。 {hint}" == str(caught.value)


def test_texts_are_told_from_figures() -> None:
    assert [True, True, True, True] == [is_text(kind) for kind in ("VARCHAR", "string", "varchar(20)", "ENUM('a')")]
    assert [False, False, False] == [is_text(kind) for kind in ("INTEGER", "DOUBLE", "VARCHAR[]")]


# columns that must be there


def test_a_table_with_all_that_is_required_is_taken() -> None:
    demand(REQUIRED)
    demand([*REQUIRED, "criterion", "step"], ["target", "step"])


def test_what_is_missing_is_named_with_what_it_is() -> None:
    with pytest.raises(TableError) as caught:
        demand(["sheet_id", "weight", "编号"])
    said = "表中没有列 indicator_id（指标的编号，同一张表内不重复）、target（年初目标值）、actual（实际完成值）。"
    assert f"{said} 现有的列：sheet_id、weight、编号。每行是一个末级指标。" == str(caught.value)
    with pytest.raises(TableError, match="现有的列：没有。每行是一个末级指标。"):
        demand([])


@pytest.mark.parametrize("names", [["printed"], ["criterion"], ["sheet_id"], ["printed", "criterion"]])
def test_a_scale_of_no_column_of_figures_is_refused(names: list[str]) -> None:
    there = [*REQUIRED, "criterion"]
    with pytest.raises(TableError) as caught:
        demand(there, [*names, "target"])
    assert f"scale 指的列 {'、'.join(names)} 不在表中，或不是数列。 现有的列：{'、'.join(there)}。" == str(caught.value)


# SQL


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12))
def test_names_and_texts_go_in_whole(database: Duck, text: str) -> None:
    assert text == database.one(literal(text))
    if text:
        found = database.connection.execute(f"select {quoted(text)} from (select 7 as {quoted(text)})")
        assert (7,) == found.fetchone()


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [("TINYINT", -(2**7), 2**7 - 1), ("UINTEGER", 0, 2**32 - 1), ("BIGINT", -(2**63), 2**63 - 1), ("UBIGINT", 0, 2**64 - 1), ("HUGEINT", -(10**38), 10**38)],
)  # fmt: skip
def test_integers_of_any_type_stay_what_they_are(database: Duck, kind: str, low: int, high: int) -> None:
    assert [low, high, 0] == [cell_of(database, value, kind) for value in (low, high, 0)]
    assert cell_of(database, None, kind) is None


#: Types, and the largest integer of so many places that the query multiplies within the type; see below for what is larger.
DECIMALS = [
    (1, 0, 10), (4, 2, 10**4), (9, 9, 10**9), (15, 0, 10**15), (15, 4, 10**15), (15, 15, 10**15), (16, 4, 10**14), (18, 2, 10**16), (18, 4, 10**14),
    (18, 9, 10**9), (38, 0, 10**38), (38, 4, 10**34), (38, 10, 10**28),
]  # fmt: skip


@pytest.mark.parametrize(("digits", "places", "beyond"), DECIMALS)
@given(data=st.data())
def test_decimals_become_their_digits(database: Duck, digits: int, places: int, beyond: int, data: st.DataObject) -> None:
    units = data.draw(st.integers(1 - beyond, beyond - 1) | st.sampled_from([0, beyond - 1, 1 - beyond]))
    assert units == cell_of(database, printed(units, places), f"DECIMAL({digits},{places})")


@pytest.mark.parametrize(
    ("kind", "value"),
    [("DECIMAL(38,18)", "100"), ("DECIMAL(18,4)", "10000000000"), ("DECIMAL(18,2)", "-100000000000000"), ("DECIMAL(38,4)", "1" + "0" * 33)],
)
def test_a_decimal_of_many_places_does_not_overflow(database: Duck, kind: str, value: str) -> None:
    expected = int(Decimal(value).scaleb(int(kind[:-1].partition(",")[2])))
    assert expected == cell_of(database, value, kind)


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.sampled_from([4, 6, 9]))
def test_a_float_of_at_most_fifteen_digits_is_the_decimal_that_it_prints(database: Duck, units: int, places: int) -> None:
    value = float(printed(units, places))
    assert units == cell_of(database, value, "DOUBLE", Column("target", "double", places))


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([4, 9]))
def test_a_float_is_taken_only_where_it_prints_so(database: Duck, value: float, places: int) -> None:
    found = cell_of(database, value, "DOUBLE", Column("target", "double", places))
    if found is not None:
        assert value == float(printed(found, places))
        assert abs(found) <= 10**15


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "0.00001", "0.30000000000000004", "1e11", "123456789012.5"])
def test_a_float_that_is_not_sure_is_none(database: Duck, value: str) -> None:
    assert cell_of(database, value, "DOUBLE") is None


@pytest.mark.parametrize(
    ("text", "places", "expected"),
    [
        ("85", 0, 85), ("85", 2, 8500), ("-3.5", 1, -35), ("007", 4, 70000), ("0.1234", 4, 1234), ("-0", 2, 0),
        ("999999999999999", 0, 999999999999999), ("99999999999.9999", 4, 999999999999999), ("0.123456789", 9, 123456789),
        ("1000000000000000", 0, None), ("0.12345", 4, None), ("85%", 2, None), ("1,000", 2, None), ("", 2, None), (" 5", 2, None),
        ("+5", 2, None), (".5", 2, None), ("5.", 2, None), ("1e3", 2, None), ("８５", 2, None), ("5.5", 0, None), ("-", 0, None),
    ],
)  # fmt: skip
def test_a_text_that_is_a_bare_number_needs_no_reading(database: Duck, text: str, places: int, expected: int | None) -> None:
    column = Column("target", "text", places)
    assert expected == cell_of(database, text, "VARCHAR", column)
    assert (expected is not None) == database.one(plain_sql(column, literal(text)))


def test_a_text_that_is_not_there_is_none(database: Duck) -> None:
    assert cell_of(database, None, "VARCHAR", Column("target", "text", 4)) is None


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.sampled_from([0, 2, 4, 9]))
def test_bare_numbers_are_read_exactly(database: Duck, units: int, places: int) -> None:
    assert units == cell_of(database, printed(units, places), "VARCHAR", Column("target", "text", places))


# spreads


def test_what_cells_lie_between_is_told_in_integers() -> None:
    assert Spread(-5, 700, nulls=True) == column_of("weight", "INTEGER", 2).between(-5, 700, nulls=True).spread
    assert Spread(-50, 701) == column_of("weight", "DECIMAL(9,2)", None).between(Decimal("-0.5"), Decimal("7.01"), nulls=False).spread
    for kind in ("VARCHAR", "DOUBLE"):
        assert SHORT == column_of("weight", kind, None).between("a", "b", nulls=False).spread
    assert ANY == column_of("weight", "INTEGER", 2).between(None, None, nulls=True).spread


def test_integers_that_64_bits_hold_are_not_wide() -> None:
    assert [False, True] == [column_of("target", "HUGEINT", None).between(0, most, nulls=False).wide for most in (2**61, 2**62)]
    assert column_of("target", "DECIMAL(38,2)", None).between(Decimal(0), Decimal(1), nulls=False).wide
