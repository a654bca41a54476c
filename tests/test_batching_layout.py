"""The layout of a table: which columns are figures, which texts tell a rule, and what the first stage of the query gives."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from perfscore.batching.column import ANY, Column, TableError
from perfscore.batching.layout import Layout
from perfscore.batching.recipe import BELOW, BIG, NONE, PLAIN, SMALL, ZERO, Form
from perfscore.batching.telling import BEYOND
from tests.duck import Duck, duck

pytest.importorskip("duckdb", reason="needs duckdb, the extra perfscore[batch]")

IDS = {"sheet_id": "INTEGER", "indicator_id": "INTEGER"}
FIGURES = {"weight": "DECIMAL(9,2)", "target": "BIGINT", "actual": "DOUBLE"}
PLAIN_TABLE = {**IDS, **FIGURES}


@pytest.fixture(scope="module")
def database() -> Iterator[Duck]:
    with duck() as made:
        yield made


def layout(extra: Mapping[str, str] | None = None, scale: Mapping[str, int] | None = None) -> Layout:
    return Layout({**PLAIN_TABLE, **(extra or {})}, scale or {})


def first(database: Duck, one: Layout, rows: list[tuple[Any, ...]], joins: str = "") -> list[dict[str, Any]]:
    """What the first stage gives, and the sizes beside it."""
    told = ", ".join(f'"{name}" {kind}' for name, kind in one.kinds.items())
    database.connection.execute(f"create or replace table t ({told})")
    database.connection.executemany(f"insert into t values ({', '.join('?' * len(one.kinds))})", rows)
    found = database.connection.execute(one.keyed(one.base("t", joins)) + " order by sheet_id, indicator_id")
    names = [name for name, *_ in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


# which columns there are


def test_figures_are_told_from_texts() -> None:
    one = layout({"criterion": "VARCHAR", "printed": "VARCHAR", "备注": "VARCHAR", "event": "VARCHAR"}, {"target": 2})
    expected = [
        Column("weight", "decimal", 2, digits=9, spread=ANY), Column("target", "integer", 2, spread=ANY), Column("actual", "double", 4), Column("printed", "text"),
    ]  # fmt: skip
    assert expected == list(one.columns.values())
    assert (("printed",), ("weight", "target", "actual"), (), ("criterion",)) == (one.printed, one.sized, one.formed, one.texts)
    assert {PLAIN: 0} == one.forms


def test_a_text_column_of_targets_prints_forms() -> None:
    one = layout({"target": "VARCHAR", "actual": "VARCHAR", "planned": "BIGINT", "spent": "BIGINT"})
    assert (("target", "actual"), ("target", "actual")) == (one.printed, one.formed)
    assert ("weight", "target", "actual", "planned", "spent") == one.sized


def test_parameters_stay_columns_only_where_rows_have_no_names_and_print_no_units() -> None:
    parameters = {"rule": "VARCHAR", "step": "INTEGER", "points": "DECIMAL(9,2)", "limit": "VARCHAR", "from": "DOUBLE", "base": "INTEGER"}
    one = layout(parameters)
    assert (False, ("step", "points", "base"), ("base",)) == (one.named, one.symbols, one.asked)
    assert ("rule", "limit", "from") == one.texts
    assert Column("points", "decimal", 2, digits=9, spread=ANY) == one.columns["points"]
    for extra in ({"name": "VARCHAR"}, {"indicator_id": "VARCHAR"}, {"target": "VARCHAR"}, {"actual": "VARCHAR"}):
        other = layout({**parameters, **extra})
        assert () == other.symbols == other.asked
        assert {"step", "points", "limit", "from", "base"} <= set(other.texts)
        assert "step" not in other.columns


def test_an_id_that_is_a_text_is_the_name_where_there_is_none() -> None:
    assert (True, ("criterion", "indicator_id")) == ((one := layout({"indicator_id": "VARCHAR", "criterion": "VARCHAR"})).named, one.texts)
    named = layout({"indicator_id": "VARCHAR", "name": "VARCHAR"})
    assert (True, ("name",)) == (named.named, named.texts)
    assert (False, ()) == ((bare := layout()).named, bare.texts)


@pytest.mark.parametrize(
    ("kinds", "scale", "said"),
    [
        ({**IDS, "weight": "INTEGER"}, {}, "表中没有列 target（年初目标值）、actual（实际完成值）。"),
        ({**PLAIN_TABLE, "weight": "DATE"}, {}, "列“weight”的类型 DATE 不是数，也不是文本。"),
        (PLAIN_TABLE, {"weight": 2}, "列“weight”的类型是 DECIMAL(9,2)，不是放大的整数，不能给它指定小数位数。"),
        (PLAIN_TABLE, {"printed": 2}, "scale 指的列 printed 不在表中，或不是数列。"),
    ],
)
def test_a_table_that_cannot_be_scored_is_refused(kinds: Mapping[str, str], scale: Mapping[str, int], said: str) -> None:
    with pytest.raises(TableError) as caught:
        Layout(kinds, scale)
    assert said == caught.value.message


# the first stage


def test_figures_become_integers_and_texts_keys(database: Duck) -> None:
    one = layout({"criterion": "VARCHAR", "rule": "VARCHAR", "step": "INTEGER", "base": "INTEGER", "event": "VARCHAR"}, {"target": 1})
    rows: list[tuple[Any, ...]] = [
        (1, 1, Decimal("2.50"), 1000, 98.5, "按完成比例得分", None, 3, None, "审计披露"),
        (1, 2, None, None, None, None, "rate", None, 5, None),
        (1, 3, Decimal(-1), -3, 0.1 + 0.2, "it's", "", 0, 0, ""),
    ]
    found = first(database, one, rows)
    figures = [tuple(row[name] for name in ("n_weight", "n_target", "n_actual", "r_actual", "n_step", "n_base")) for row in found]
    assert [(250, 1000, 985000, 98.5, 3, None), (None, None, None, None, None, 5), (-100, -3, None, 0.30000000000000004, 0, 0)] == figures
    assert [("按完成比例得分", "", False), ("", "rate", True), ("it's", "", True)] == [
        tuple(row[f"k_{i}"] for i in range(3)) for row in found
    ]
    assert ["审计披露", None, ""] == [row["event"] for row in found]
    assert [(BIG, BIG, BIG), (NONE, NONE, NONE), (BELOW, BELOW, BEYOND)] == [
        tuple(row[f"z_{name}"] for name in ("weight", "target", "actual")) for row in found
    ]
    assert set(one.keys) <= found[0].keys()
    assert ("k_0", "k_1", "k_2", "z_weight", "z_target", "z_actual") == one.keys


def test_printed_texts_are_looked_up_where_they_are_no_bare_numbers(database: Duck) -> None:
    one = layout({"target": "VARCHAR"})
    one.columns["target"] = one.columns["target"]._replace(places=2)
    one.forms[Form(">=", "%")] = 1
    one.forms[Form(nature="words", words="好")] = 2
    database.connection.execute("create or replace table f_target (said varchar, units bigint, form integer, beyond boolean)")
    database.connection.execute("insert into f_target values ('≥85%', 8500, 1, false), ('好', null, 2, false), ('1e99', null, 0, true)")
    rows: list[tuple[Any, ...]] = [(1, i, Decimal(5), said, 1.0) for i, said in enumerate(["85.5", "≥85%", "好", "1e99", None, "-0.01"])]
    found = first(database, one, rows, "left join f_target on f_target.said = s.target")
    assert [8550, 8500, None, None, None, -1] == [row["n_target"] for row in found]
    assert [0, 1, 2, 0, 0, 0] == [row["o_target"] for row in found]
    assert [False, False, False, True, False, False] == [row["b_target"] for row in found]
    assert [BIG, BIG, NONE, BEYOND, NONE, BELOW] == [row["z_target"] for row in found]
    assert ("z_weight", "z_target", "z_actual", "o_target") == one.keys


def test_a_number_may_stand_for_the_texts(database: Duck) -> None:
    one = layout({"criterion": "VARCHAR"})
    assert ["k_0"] == [name for name in _columns(database, one.base("t")) if name.startswith("k")]
    assert ["k"] == [name for name in _columns(database, one.base("t", code="7")) if name.startswith("k")]


def _columns(database: Duck, sql: str) -> list[str]:
    database.connection.execute(
        "create or replace table t (sheet_id int, indicator_id int, weight decimal(9,2), target bigint, actual double, criterion varchar)"
    )
    return [name for name, *_ in database.connection.execute(sql).description]


# sizes


def size_of(value: Decimal | None) -> int:
    if value is None:
        return NONE
    return BELOW if value < 0 else ZERO if value == 0 else SMALL if value <= Decimal("1.5") else BIG


@given(st.lists(st.sampled_from([None, "-5", "-0.0001", "0", "0.0001", "1", "1.5", "1.5001", "2", "99999"]), min_size=3, max_size=3))
def test_sizes_are_those_that_rules_tell_apart(database: Duck, said: list[str | None]) -> None:
    one = layout({"weight": "DECIMAL(18,4)", "target": "BIGINT"}, {"target": 4})
    values = [None if text is None else Decimal(text) for text in said]
    scaled = None if values[1] is None else int(values[1] * 10**4)
    (row,) = first(database, one, [(1, 1, values[0], scaled, None if values[2] is None else float(values[2]))])
    assert [size_of(value) for value in values] == [row["z_weight"], row["z_target"], row["z_actual"]]
    for name, size, dimension in zip(one.sized, map(size_of, values), one.dimensions(), strict=True):
        tests = [f"coalesce({dimension.test({other})}, false)" for other in sorted(dimension.sizes)]
        database.connection.execute(f"create or replace table b as {one.base('t')}")
        (told,) = database.connection.execute(f"select {', '.join(tests)} from b").fetchall()
        assert [other == size for other in sorted(dimension.sizes)] == list(told), name


def test_only_a_column_of_floats_holds_what_is_beyond_by_its_tests() -> None:
    one = layout()
    beyond = {name: BEYOND in dimension.sizes for name, dimension in zip(one.sized, one.dimensions(), strict=True)}
    assert {"weight": False, "target": False, "actual": True} == beyond
