"""What all kinds share: apply, parameters, and the rule as JSON data."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from perfscore.errors import NumberError, RulebookError
from perfscore.kind import Kind, ends, full_or, in_row_unit, named, number, ranked, words_of
from perfscore.measure import Inputs, Open
from perfscore.number import Pair, quantity, read_quantity
from perfscore.rule import KINDS, Alternatives, Edge, Item, Ladder, Rule, Steps, Tier
from tests import strategies

ONE = (Fraction(1), Fraction(1))


def test_parameters_are_exact() -> None:
    assert Decimal("0.1") == number("0.1")
    assert Decimal("1" * 30) == number("1" * 30)
    with pytest.raises(NumberError, match="写不成有限小数"):
        number(Fraction(1, 3))


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        *(
            ("第3名", 3, "名"),
            ("第 3 名。", 3, "名"),
            ("第3位", 3, "位"),
            ("前5", 5, ""),
            ("前15%", 15, "%"),
            ("后30%", 70, "%"),
            ("7%", 7, "%"),
        ),
        *((text, None, "") for text in ("后3名", "第3季度完成", "第三方检测合格", "后进", "第", "—", "")),
    ],
)
def test_a_rank_is_a_figure(text: str, value: int | None, unit: str) -> None:
    found = ranked(read_quantity(text))
    assert (value, unit) == (found.value, found.unit)


@pytest.mark.parametrize("make", [lambda x: Ladder(side="below", step=x, points=1), lambda x: Edge(side="below", value=x), lambda x: Tier(low=x), lambda x: Item(text="甲", points=x)])  # fmt: skip
def test_no_parameter_is_a_float(make: Any) -> None:
    with pytest.raises(NumberError, match="浮点数不精确"):
        make(0.1)
    with pytest.raises(NumberError, match="不是数"):
        make("多")


@pytest.mark.parametrize(
    ("value", "unit", "row", "bound", "expected"),
    [
        ("60", "%", "%", False, 60),
        ("0.6", "", "%", False, Fraction(3, 5)),
        ("0.6", "", "%", True, 60),
        ("60", "", "%", True, 60),
        ("0.6", "", "件", True, Fraction(3, 5)),
        ("1", "万元", "元", False, 10000),
        ("1", "万元", "", False, 1),
        ("1", "%", "‰", False, 10),
    ],
)
def test_a_figure_of_the_text_in_the_unit_of_the_row(value: str, unit: str, row: str, bound: bool, expected: Any) -> None:
    assert expected == in_row_unit(Decimal(value), unit, Pair(unit=row, by=ONE), bound=bound)


def test_a_figure_of_another_unit_opens_the_row() -> None:
    with pytest.raises(Open, match="评分标准说“3件”，本行的单位是“%”，未计算"):
        in_row_unit(Decimal(3), "件", Pair(unit="%", by=ONE))


def test_small_words() -> None:
    assert ("满分", "2.5分") == (full_or(None), full_or(Decimal("2.50")))
    assert "达成预期指标" == words_of(read_quantity(" 达成 预期指标。"))
    assert {"p0": 1, "p1": Fraction(1, 2)} == named([Decimal(1), Decimal("0.5")])


def test_a_long_chain_is_read_in_pieces() -> None:
    arms = [*(f"{i} if a < {i + 1}" for i in range(100)), "w"]
    found = ends(arms, arms, {}).low.program((0, 0, 0))
    assert [(0, 1), (57, 1), (99, 1), (500, 1)] == [found.exact(500, 0, a) for a in (0, 57, 99, 100)]


def test_a_kind_alone_has_no_arithmetic() -> None:
    nothing = Inputs(weight=quantity(1), target=quantity(None), actual=quantity(None))
    assert nothing is Kind().take(nothing)
    with pytest.raises(AssertionError, match="Kind 没有算式"):
        Kind().bind(nothing, Pair(unit="", by=ONE))
    with pytest.raises(AssertionError, match="Kind 没有文字"):
        Kind().words()


def test_words_outside_the_list_are_refused() -> None:
    with pytest.raises(RulebookError, match=r"side 不能是 'up'。 可用：below、above。"):
        Ladder(side="up", step=1, points=1)  # type: ignore[arg-type]
    with pytest.raises(RulebookError, match="of 不能是 'abs'"):
        Steps(ladders=[Ladder(side="below", step=1, points=1)], of="abs")  # type: ignore[arg-type]


def plain_values(data: Any) -> Any:
    if isinstance(data, dict):
        return [leaf for value in data.values() for leaf in plain_values(value)]
    return [leaf for value in data for leaf in plain_values(value)] if isinstance(data, list) else [data]


@given(strategies.rules())
def test_a_rule_as_json(rule: Rule) -> None:
    data = rule.to_dict()
    assert isinstance(rule, Alternatives) or KINDS[data["kind"]] is type(rule)
    assert "kind" == next(iter(data))
    assert data == json.loads(json.dumps(data))
    for leaf in plain_values(data):
        assert leaf is None or isinstance(leaf, str | bool)


def test_numbers_in_json_have_no_trailing_zeros() -> None:
    rule = Steps(
        ladders=[Ladder(side="below", step="1.00", points=Decimal("1E+1"))], anchor="5.0", zero_if=Edge(side="below", value=60, unit="%")
    )
    assert {
        "kind": "steps",
        "ladders": [{"side": "below", "step": "1", "points": "10", "unit": "", "adds": False, "limit": None}],
        "from": "5",
        "anchor_unit": "",
        "of": "value",
        "base": None,
        "zero_if": {"side": "below", "value": "60", "unit": "%", "inclusive": False},
        "below_zero": False,
    } == rule.to_dict()


def test_the_sides_of_an_edge() -> None:
    assert [">", "<", "≥", "≤"] == [
        Edge(side=side, value=3, inclusive=inclusive).sign.replace(">=", "≥").replace("<=", "≤")
        for inclusive in (False, True)
        for side in ("above", "below")
    ]
    with pytest.raises(RulebookError, match=r"^side 不能是 'left'。"):
        Edge(side="left", value=1)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="side"):
        Edge(value=1)  # type: ignore[call-arg]


@pytest.mark.parametrize(("target", "actual", "missing"), [("", "85%", "target"), ("100%", "", "actual")])
def test_a_figure_that_is_not_there_is_named(target: str, actual: str, missing: str) -> None:
    step = Steps(ladders=[Ladder(side="below", step=1, points="0.1")]).apply(weight=5, target=target, actual=actual)
    assert ((missing,), 0, 5, None) == (step.missing, step.low, step.high, step.value)


def test_a_bound_in_percent_beside_bare_figures() -> None:
    rule = Steps(ladders=[Ladder(side="below", step=1, points=1)], zero_if=Edge(side="below", value=60, unit="%"))
    assert isinstance(rule.apply(weight=5, target="100%", actual="85%").value, Decimal)
