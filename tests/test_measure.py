"""From two printed figures to a step: open choices, plans, arithmetic in words, deviation."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from perfscore.errors import NumberError, RulebookError, UnitError
from perfscore.measure import Inputs, Origin, Plan, Policy, details, deviation, exact_deviation, plan, settle
from perfscore.number import SCORE, Rounding, quantity
from perfscore.rule import Band, Bands, Defect, Defects, Formula, Ladder, Proportional, Rate, Rule, Steps
from perfscore.source import Source

LADDER = Steps(ladders=[Ladder(side="below", step=1, points="0.1")])


def planned(rule: Rule, weight: Any, target: Any, actual: Any, *, ratio: bool = False, **choices: Any) -> Plan:
    inputs = Inputs(weight=quantity(weight), target=quantity(target), actual=quantity(actual), ratio=ratio, policy=Policy(**choices))
    return plan(rule.bind, rule.take(inputs))


@pytest.mark.parametrize(
    "choice", [{"steps": "half"}, {"rate_from": "Budget"}, {"one_means": ""}, {"overshoot": "fine"}, {"zero_target": None}]
)
def test_a_choice_that_does_not_exist(choice: Any) -> None:
    with pytest.raises(RulebookError, match=f"口径 {next(iter(choice))} 不能是"):
        Policy(**choice)


def test_one_plan_serves_rows_of_one_shape() -> None:
    ready = planned(LADDER, 5, "100%", "85%")
    weight, target, actual = quantity(5), quantity("90%"), quantity("87%")
    assert (quantity("100%").shape, quantity("85%").shape) == (target.shape, actual.shape)
    assert "5 − 3 × 0.1 = 4.7" == settle(ready, weight, target, actual).text


def test_what_the_rule_puts_in_place_of_a_figure_stays_for_all_rows() -> None:
    rule = Steps(ladders=[Ladder(side="above", step=1, points=1)], anchor=5, anchor_unit="%")
    given_one = Inputs(weight=quantity(10), target=quantity("30%"), actual=quantity("7%"))
    ready = plan(rule.bind, rule.take(given_one)).fix(given_one)
    assert 8 == settle(ready, quantity(10), quantity("30%"), quantity("7%")).value
    assert 6 == settle(ready, quantity(10), quantity("50%"), quantity("9%")).value


def test_words_taken_for_a_number_stay_for_all_rows() -> None:
    rule = Defects(defects=[Defect(points=1)])
    given_one = Inputs(weight=quantity(10), target=quantity("3"), actual=quantity("否"))
    ready = plan(rule.bind, rule.take(given_one)).fix(given_one)
    assert 10 == settle(ready, quantity(10), quantity("5"), quantity("否")).value


def test_a_plan_without_arithmetic_stays_open() -> None:
    given_one = Inputs(weight=quantity(10), target=quantity("3"), actual=quantity("—"))
    assert plan(LADDER.bind, given_one).fix(given_one).ends is None


def test_a_row_of_bare_ratios_is_read_as_percent() -> None:
    step = settle(planned(LADDER, 5, "0.9", "0.85", ratio=True), quantity(5), quantity("0.9"), quantity("0.85"))
    assert "5 − 5 × 0.1 = 4.5" == step.text
    assert ["0.9（按 90% 计）", "0.85（按 85% 计）", "5 个百分点", "5 次"] == [child.text for child in step.children]


def test_an_anchor_of_a_row_of_bare_ratios() -> None:
    rule = Steps(ladders=[Ladder(side="above", step=1, points=1)], anchor="0.05")
    assert 10 == settle(planned(rule, 10, "", "0.05", ratio=True), quantity(10), quantity(""), quantity("0.05")).value
    assert 9 == rule.apply(10, actual="6%").value


@pytest.mark.parametrize(
    ("target", "actual", "reason", "missing"),
    [
        ("100%", "—", "实际完成值未填，未计算", ("actual",)),
        ("", "85%", "目标值未填，未计算", ("target",)),
        ("100%", "已完成", "实际完成值是“已完成”，不是数，未计算", ("actual",)),
        ("2021年12月底前", "100%", "目标值是“2021年12月底前”，不是数，未计算", ("target",)),
        (None, None, "目标值未填，未计算", ("target",)),
    ],
)
def test_what_is_missing_is_said_and_never_guessed(target: Any, actual: Any, reason: str, missing: tuple[str, ...]) -> None:
    step = Proportional().apply(5, target, actual)
    assert [None, None, 0, 5] == [step.value, step.exact, step.low, step.high]
    assert (reason, missing) == (step.text, step.missing)


def test_units_that_clash_stop_the_call() -> None:
    with pytest.raises(UnitError, match=r"100%.*1000件"):
        Proportional().apply(5, "100%", "1000件")


def test_a_divisor_of_zero_is_no_missing_figure() -> None:
    step = Formula("w / (a - t)").apply(5, 1, 1)
    assert ("除数为零，未计算", ()) == (step.text, step.missing)
    assert [0, 5] == [step.low, step.high]


@pytest.mark.parametrize("weight", ["", None, "—", "十", "-1", Decimal(-5)])
def test_a_weight_must_be_a_number_of_points(weight: Any) -> None:
    with pytest.raises(NumberError, match="不是 0 或正数"):
        LADDER.apply(weight, "100%", "85%")


@pytest.mark.parametrize("arguments", [(5.0, "100%", "85%"), (5, 1.0, "85%"), (5, "100%", 0.85)])
def test_floats_are_refused_everywhere(arguments: Any) -> None:
    with pytest.raises(NumberError, match="浮点数不精确"):
        LADDER.apply(*arguments)


def test_a_named_float_is_refused_too() -> None:
    with pytest.raises(NumberError, match="浮点数不精确"):
        Rate().apply(10, spent=1.5, planned="2")  # type: ignore[arg-type]


# ---- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "row", "text"),
    [
        (LADDER, (5, "100%", "100%"), "达到目标，得满分 5"),
        (LADDER, (5, "100%", "99.5%"), "5 − 0 × 0.1 = 5"),
        (LADDER, (5, "100%", "85%"), "5 − 15 × 0.1 = 3.5"),
        (LADDER, (5, "100%", "10%"), "5 − 90 × 0.1 = −4，扣完为止，得 0"),
        (Proportional(), (5, "7", "3"), "3 ÷ 7 × 5 ≈ 2.14"),
        (Proportional(), (5, "8", "-2"), "−2 ÷ 8 × 5 = −1.25，低于 0 按 0 计，得 0"),
        (Proportional(), (5, "7", "-2"), "−2 ÷ 7 × 5 ≈ −1.4286，低于 0 按 0 计，得 0"),
        (Formula("a / t * w"), (5, "8", "10"), "10 ÷ 8 × 5 = 6.25，不超过分值，得 5"),
        (Formula("w + 1"), (5, None, None), "5 + 1 = 6，不超过分值，得 5"),
        (Formula("3"), (5, None, None), "按公式，得 3"),
        (Formula("7"), (5, None, None), "7，不超过分值，得 5"),
        (Formula("a / t"), (5, "3", "1"), "1 ÷ 3 ≈ 0.33"),
    ],
)
def test_the_arithmetic_in_words(rule: Rule, row: Any, text: str) -> None:
    assert text == rule.apply(*row).text


def test_the_words_follow_the_rounding() -> None:
    row = quantity(5), quantity("100%"), quantity("85%")
    assert "85 ÷ 100 × 5 ≈ 4.3" == settle(planned(Proportional(), *row), *row, rounding=Rounding(quantum=Decimal("0.1"))).text
    assert Fraction(17, 4) == settle(planned(Proportional(), *row), *row, rounding=Rounding(quantum=Decimal("0.1"))).exact


def test_an_interval_in_words() -> None:
    rule = Bands(bands=[Band(label="部分达成", low=50, high=80, high_open=True), Band(label="健全", low=2, high=3, share=False)])
    assert "“部分达成”档：10 × 50 ÷ 100 至 10 × 80 ÷ 100，即 [5, 8)" == rule.apply(10, actual="部分达成").text
    assert "“健全”档，在 [2, 3] 之间" == rule.apply(10, actual="健全").text


def test_a_step_shows_what_it_rests_on() -> None:
    weight, target, actual = row = quantity(5), quantity("30万元"), quantity("315000元")
    ready = planned(Steps(ladders=[Ladder(side="above", step=1, points=1)]), *row)
    origin = Origin(
        target=Source(sheet="S", cell="E9"), actual=Source(sheet="S", cell="F9"), criterion="每增加1\n扣1分", criterion_at=Source(cell="H9")
    )
    assert [
        "目标值  30万元  S!E9",
        "实际完成值  315000元（按 31.5万元 计）  S!F9",
        "差距  1.5 万元",
        "扣分次数  1 次",
        "评分标准  每增加1 扣1分  H9",
    ] == [str(step) for step in details(ready, (weight.digits, target.digits, actual.digits), target, actual, origin)]


def test_the_tree_of_a_step() -> None:
    row = quantity(5), quantity("30万元"), quantity("31.5")
    assert (
        "4 / 5  5 − 1 × 1 = 4\n├ 目标值  30万元\n├ 实际完成值  31.5\n├ 差距  1.5 万元\n└ 扣分次数  1 次"
    ) == str(settle(planned(Steps(ladders=[Ladder(side="above", step=1, points=1)]), *row), *row))  # fmt: skip


@pytest.mark.parametrize("weight", ["5", "5.00", "5分", 5, Decimal("5.0"), quantity("5 分")])
def test_full_marks_are_said_however_the_weight_is_printed(weight: Any) -> None:
    assert "达到目标，得满分 5" == LADDER.apply(weight, "100%", "100%").text


def test_words_beside_a_figure_are_shown_as_they_stand() -> None:
    row = quantity(5), quantity("达标"), quantity("3")
    assert ["达标", "3"] == [child.text for child in settle(planned(Formula("a"), *row), *row).children]


# ---- deviation ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        *(("0.9", "0.99", "0.1"), ("80000", "96620", "0.2078"), ("85%", "90.17%", "0.0608"), ("30", "23.6", "-0.2133")),
        *(("100%", "85%", "-0.15"), ("1500", "1523", "0.0153"), ("100%", "90%", "-0.1"), ("1486.27", "1464.43", "-0.0147")),
        *(("100%", "0.85", "-0.15"), ("30万元", "360000元", "0.2"), ("-5", "-4", "-0.2")),
    ],
)
def test_deviation(target: str, actual: str, expected: str) -> None:
    assert Decimal(expected) == deviation(target, actual)


@pytest.mark.parametrize(("target", "actual"), [("0", "5"), ("—", "5"), ("5", "—"), ("达成", "达成"), ("0%", "0%")])
def test_a_deviation_that_is_not_defined(target: str, actual: str) -> None:
    assert deviation(target, actual) is None


def test_deviation_of_units_that_clash() -> None:
    with pytest.raises(UnitError):
        deviation("100%", "1000件")


@given(st.decimals(1, 10**6, places=3), st.decimals(-(10**6), 10**6, places=3))
def test_deviation_is_the_difference_over_the_target(target: Decimal, actual: Decimal) -> None:
    expected = (Fraction(actual) - Fraction(target)) / Fraction(target)
    assert expected == exact_deviation(quantity(target), quantity(actual))
    assert Rounding(quantum="0.0001")(expected) == deviation(target, actual)


def test_scores_are_rounded_once() -> None:
    step = Proportional().apply(5, "24", "3")
    assert (Fraction(5, 8), Decimal("0.63")) == (step.exact, step.value)
    assert SCORE(Fraction(5, 8)) == step.value
