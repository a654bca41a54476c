"""The menu of a table: every row finds the recipe of its own rule and figures, by tests or by its key."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest
from hypothesis import given, strategies as st

from perfscore.batching.layout import Layout
from perfscore.batching.menu import Menu, among, by_code, with_sizes
from perfscore.batching.recipe import BELOW, BELOW_ZERO, BIG, NONE, PLAIN, SMALL, SYMBOLS, ZERO, Form, Key, Recipe, deviation_of, recipe_of
from perfscore.batching.telling import BEYOND, Sizes
from tests.duck import Duck, duck
from tests.test_batching_recipe import governor

pytest.importorskip("duckdb", reason="needs duckdb, the extra perfscore[batch]")

FIGURES = {"sheet_id": "INTEGER", "indicator_id": "INTEGER", "weight": "BIGINT", "target": "BIGINT", "actual": "BIGINT"}
CAPPED = "约束性指标，不设权重，酌情扣分，如出现审计披露等问题，总分不得超过70分"
#: An integer of no places of each size.
LIKE: Mapping[int, int | None] = {NONE: None, BELOW: -3, ZERO: 0, SMALL: 1, BIG: 7}


def menu(kinds: Mapping[str, str] | None = None, book: str = "") -> Menu:
    return Menu(Layout({**FIGURES, **(kinds or {})}, {}), governor(book))


@pytest.fixture(scope="module")
def database() -> Iterator[Duck]:
    with duck() as made:
        yield made


# codes


@given(st.dictionaries(st.integers(0, 30), st.sampled_from(["1", "2", "3", "k + 0"]), min_size=1, max_size=15))
def test_every_code_comes_to_its_own(database: Duck, found: dict[int, str]) -> None:
    database.load([(code,) for code in found], {"k": "integer"})
    expected = [code if said == "k + 0" else int(said) for code, said in found.items()]
    assert expected == database.column(by_code(found))


def test_what_most_codes_come_to_needs_no_test() -> None:
    assert "case when k = 4 then b else a end" == by_code({1: "a", 2: "a", 3: "a", 4: "b"})
    assert "case when k in (5, 4) then b when k = 6 then c else a end" == by_code({1: "a", 2: "a", 3: "a", 6: "c", 4: "b", 5: "b"})
    assert "a" == by_code({1: "a", 2: "a"})
    assert ("k = 3", "k in (3, 5)") == (among([3]), among([3, 5]))


# what a row says of its rule


def test_the_texts_of_a_row_make_its_key() -> None:
    one = menu({"criterion": "VARCHAR", "name": "VARCHAR", "definition": "VARCHAR", "path": "VARCHAR", "direction": "VARCHAR"})
    assert ("criterion", "direction", "name", "definition", "path") == one.layout.texts
    key, reason = one.stated(("按完成比例得分", "reverse", "覆盖率", "说明", "产出指标/数量指标"))
    assert Key(criterion="按完成比例得分", direction="reverse", name="覆盖率", definition="说明", path="产出指标/数量指标") == key
    assert "" == reason


def test_an_id_is_the_name_where_there_is_none() -> None:
    one = menu({"indicator_id": "VARCHAR", "criterion": "VARCHAR"})
    assert "覆盖率" == one.stated(("", "覆盖率"))[0].name
    both = menu({"indicator_id": "VARCHAR", "name": "VARCHAR"})
    assert "投诉率" == both.stated(("投诉率",))[0].name


@pytest.mark.parametrize("direction", ["正向", "Positive", " reverse", "up"])
def test_a_direction_that_is_none_is_a_reason(direction: str) -> None:
    _, reason = menu({"direction": "VARCHAR"}).stated((direction,))
    assert f"direction 列的“{direction}”不是 positive（正向）或 reverse（反向），未计算" == reason


def test_a_rule_in_columns_becomes_a_criterion() -> None:
    one = menu({"criterion": "VARCHAR", "rule": "VARCHAR", "unit": "VARCHAR", "step": "VARCHAR", "points": "VARCHAR"})
    assert ("criterion", "rule", "step", "points", "unit") == one.layout.texts
    assert ("每减少2%扣0.5分，扣完为止", "") == ((told := one.stated(("按完成比例得分", "steps", "2", "0.5", "%")))[0].criterion, told[1])
    assert ("按完成比例得分", "") == ((told := one.stated(("按完成比例得分", "", "2", "0.5", "%")))[0].criterion, told[1])
    assert "规则 steps 缺少参数列 points，未计算。" == one.stated(("", "steps", "2", "", ""))[1]
    assert "rule 列的 JSON 写法不对" == one.stated(("", "{", "", "", ""))[1].partition("。")[0]


def test_numbers_that_stay_columns_stand_as_symbols() -> None:
    one = menu({"rule": "VARCHAR", "step": "INTEGER", "points": "INTEGER", "limit": "INTEGER"})
    assert (("rule",), ("limit",)) == (one.layout.texts, one.layout.asked)
    with_limit, without = (one.stated(("steps", there))[0] for there in (True, False))
    assert ("每减少1000003扣1000033分，最多扣1000037分，扣完为止", "每减少1000003扣1000033分，扣完为止") == (
        with_limit.criterion,
        without.criterion,
    )
    assert tuple((name, SYMBOLS[name]) for name in ("step", "points", "limit")) == with_limit.symbols


# recipes


def test_equal_recipes_have_one_number() -> None:
    one = menu()
    texts = ("按完成比例得分", "酌情扣分", "按完成比例得分")
    assert [0, 1, 0] == [number for number, _ in one.numbers([(Key(criterion=text), "") for text in texts])]
    assert [0, 1, 0] == [rate for _, rate in menu().numbers([(Key(target=target, actual=BIG), "") for target in (NONE, BIG, ZERO)])]


def test_a_row_that_cannot_be_scored_has_its_reason() -> None:
    one = menu()
    key = Key(criterion="按完成比例得分")
    numbers = [
        number for number, _ in one.numbers([(key._replace(weight=BELOW), ""), (key, "没有规则"), (key._replace(weight=BELOW), "没有规则")])
    ]
    recipes = {number: recipe for recipe, number in one.recipes.items()}
    assert [Recipe(reason=BELOW_ZERO), Recipe(reason="没有规则"), Recipe(reason="没有规则")] == [recipes[number] for number in numbers]


@pytest.mark.parametrize("name", ["weight", "target", "actual", "planned"])
def test_a_figure_beyond_the_integers_is_left_to_python(name: str) -> None:
    one = menu()
    assert [(0, 0)] == one.numbers([(with_sizes(Key(criterion="按完成比例得分"), [name], [BEYOND]), "")])
    assert [Recipe(alone=True)] == list(one.recipes)


def test_the_events_of_own_criteria_have_each_a_bit() -> None:
    one = menu()
    other = CAPPED.replace("审计披露等问题", "被媒体曝光")
    one.numbers([(Key(criterion=text, weight=NONE), "") for text in (CAPPED, other, "按完成比例得分")])
    assert sorted(["审计披露等问题", "被媒体曝光"]) == one.own_kinds
    bits = {recipe.event: one.kind_bits(recipe) for recipe in one.recipes}
    assert [0, 1, 2] == sorted(bits.values())
    assert 0 == bits[""]


# by tests


def told(one: Menu, texts: list[tuple[Any, ...]], *, whole: bool = True) -> dict[int, str]:
    """The texts by the codes that stand for them."""
    one.cells([(text, code) for code, text in enumerate(texts, 5)], whole=whole)
    return {code: text for code, (text,) in enumerate(texts, 5)}


def grid(database: Duck, one: Menu, *others: int) -> list[tuple[int, Sizes]]:
    """A row of each code and each combination of sizes."""
    rows = [(code, sizes) for code in (*one.grid, *others) for sizes in product(LIKE, repeat=3)]
    columns: dict[str, str] = {"k": "integer", **{f"n_{name}": "bigint" for name in one.layout.sized}}
    database.load([(code, *(LIKE[size] for size in sizes)) for code, sizes in rows], columns)
    return rows


@pytest.mark.parametrize("book", ["", "cn-pmkpi-default"])
def test_tests_find_the_recipe_of_every_row(database: Duck, book: str) -> None:
    one = menu({"criterion": "VARCHAR"}, book)
    texts = [("按完成比例得分",), ("",), ("每减少10扣0.1分，扣完为止",), ("谁也读不懂",), (CAPPED,), ("酌情扣1-2分",)]
    texts_by_code = told(one, texts)
    rows = grid(database, one)
    recipes = {number: recipe for recipe, number in one.recipes.items()}
    terms = {number: term for term, number in one.deviations.items()}
    found = database.asked(one.tests({number: str(number) for number in recipes}), one.tests({number: str(number) for number in terms}, 1))
    for (code, sizes), (recipe, term) in zip(rows, found, strict=True):
        key = with_sizes(Key(criterion=texts_by_code[code]), one.layout.sized, sizes)
        expected = Recipe(reason=BELOW_ZERO) if key.weight == BELOW else recipe_of(key, one.rules)
        assert (expected, deviation_of(key, one.rules)) == (recipes[recipe], terms[term]), key


def test_tests_ask_only_for_what_is_wanted(database: Duck) -> None:
    one = menu({"criterion": "VARCHAR"})
    told(one, [("按完成比例得分",), ("酌情扣1-2分",), ("谁也读不懂",)])
    rows = grid(database, one)
    wanted = {number: str(10 + number) for recipe, number in one.recipes.items() if recipe.upper}
    found = database.column(one.tests(wanted))
    numbers = [one.grid[code][sizes][0] for code, sizes in rows]
    assert len(rows) == len(numbers)
    assert [] == [row for row, number, value in zip(rows, numbers, found, strict=True) if number in wanted and int(wanted[number]) != value]
    assert "" == one.tests({})


def test_texts_that_were_not_seen_come_to_something_of_their_own(database: Duck) -> None:
    one = menu({"criterion": "VARCHAR"})
    told(one, [("按完成比例得分",), ("谁也读不懂",)], whole=False)
    rows = grid(database, one, 99)
    found = database.column(one.tests({number: str(number) for number in one.recipes.values()}, unknown="-1"))
    assert [one.grid[code][sizes][0] if code != 99 else -1 for code, sizes in rows] == found


def test_a_recipe_keeps_the_sizes_of_its_rows() -> None:
    one = menu({"criterion": "VARCHAR"})
    told(one, [("按完成比例得分",)])
    sizes = [{name: cells[name] for name in ("target", "actual")} for cells in one.sizes[0].values()]
    assert {"target": {SMALL, BIG}, "actual": {ZERO, SMALL, BIG}} in sizes
    number = sizes.index({"target": {SMALL, BIG}, "actual": {ZERO, SMALL, BIG}})
    columns = one.columns(number)
    assert [(1, False), (0, False)] == [(columns[name].spread.low, columns[name].spread.nulls) for name in ("target", "actual")]


# by keys


def test_keys_find_the_recipe_of_their_row() -> None:
    one = menu({"criterion": "VARCHAR", "target": "VARCHAR", "actual": "VARCHAR"})
    forms = {0: PLAIN, 1: Form(">=", "%"), 2: Form(nature="words", words="是")}
    keys: list[tuple[Any, ...]] = [
        ("按完成比例得分", BIG, BIG, SMALL, 1, 0),
        ("是得满分，否则不得分", BIG, NONE, NONE, 2, 2),
        ("按完成比例得分", BELOW, BIG, BIG, 0, 0),
        ("按完成比例得分", BIG, BIG, BEYOND, 0, 0),
    ]
    found = one.keyed(keys, forms)
    assert keys == [row[:-2] for row in found]
    recipes = {number: recipe for recipe, number in one.recipes.items()}
    expected = [
        recipe_of(Key(criterion="按完成比例得分", target=BIG, actual=SMALL, target_form=forms[1]), one.rules),
        recipe_of(Key(criterion="是得满分，否则不得分", target=NONE, actual=NONE, target_form=forms[2], actual_form=forms[2]), one.rules),
        Recipe(reason=BELOW_ZERO),
        Recipe(alone=True),
    ]
    assert expected == [recipes[row[-2]] for row in found]
    assert [False, True, False, True] == [row[-1] == 0 for row in found]


def test_keys_and_tests_agree() -> None:
    one, other = menu({"criterion": "VARCHAR"}), menu({"criterion": "VARCHAR"})
    texts = told(one, [("按完成比例得分",), ("酌情扣1-2分",)])
    keys = [(text, *sizes) for text, cells in zip(texts.values(), one.grid.values(), strict=True) for sizes in cells]
    found = other.keyed(keys, {0: PLAIN})
    numbers = [cells[sizes] for cells in one.grid.values() for sizes in cells]
    assert numbers == [row[-2:] for row in found]
    assert list(one.recipes) == list(other.recipes)
