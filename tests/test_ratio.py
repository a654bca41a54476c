"""Rules that take a share of the weight: by completion, by the execution rate, by a formula."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve

from perfscore.errors import FormulaError, NumberError, RulebookError, UnitError
from perfscore.indicator import Direction
from perfscore.kind import Edge
from perfscore.measure import Policy
from perfscore.ratio import Formula, Proportional, Rate, linear


def test_the_sign_gives_the_direction_unless_the_rule_does() -> None:
    assert Decimal("6.4") == Proportional().apply(8, "≤100", "125").value
    assert Decimal("6.4") == Proportional().apply(8, "<100", "125").value
    assert 8 == Proportional().apply(8, "≥100", "125").value
    assert 8 == Proportional().apply(8, "100", "125").value
    assert Decimal("6.4") == Proportional(direction=Direction.REVERSE).apply(8, "100", "125").value
    assert 8 == Proportional(direction=Direction.POSITIVE).apply(8, "≤100", "125").value


def test_a_direction_may_be_given_by_its_word_only() -> None:
    assert Direction.REVERSE is Proportional(direction="reverse").direction
    with pytest.raises(ValueError, match="upwards"):
        Proportional(direction="upwards")
    with pytest.raises(RulebookError, match="form 不能是 'line'"):
        Proportional(form="line")  # type: ignore[arg-type]


@pytest.mark.parametrize(("actual", "expected"), [("30", "10"), ("20", "10"), ("36", "8"), ("59.9", "0.03"), ("60", "0"), ("90", "0")])
def test_the_linear_form_falls_to_zero_at_twice_the_target(actual: str, expected: str) -> None:
    assert Decimal(expected) == Proportional(direction=Direction.REVERSE, form="linear").apply(10, "30", actual).value
    assert (
        Decimal(expected) == Proportional(direction=Direction.REVERSE).apply(10, "30", actual, policy=Policy(reverse_form="linear")).value
    )


def test_the_form_of_the_rule_outranks_the_policy() -> None:
    rule = Proportional(direction=Direction.REVERSE, form="ratio")
    assert 5 == rule.apply(10, "30", "60", policy=Policy(reverse_form="linear")).value


@pytest.mark.parametrize(
    ("actual", "choice", "value"), [("0", "met", "5"), ("3", "met", "5"), ("-1", "met", None), ("0", "provincial", "5"), ("3", "provincial", "0"), ("-1", "provincial", "0")]
)  # fmt: skip
def test_a_target_of_zero(actual: str, choice: Any, value: str | None) -> None:
    step = Proportional().apply(5, "0", actual, policy=Policy(zero_target=choice))
    assert (None if value is None else Decimal(value)) == step.value


@pytest.mark.parametrize(("actual", "expected"), [("-1", 5), ("0", 5), ("0.01", 0)])
def test_a_reverse_target_of_zero_needs_no_ratio(actual: str, expected: int) -> None:
    for choice in ("met", "provincial"):
        for form in ("ratio", "linear"):
            policy = Policy(zero_target=choice, reverse_form=form)
            assert expected == Proportional().apply(5, "≤0", actual, policy=policy).value


@pytest.mark.parametrize("target", ["-5", "≤-5%"])
def test_a_negative_target_has_no_ratio(target: str) -> None:
    assert "目标值为负，比例没有意义，未计算" == Proportional().apply(5, target, "3").text


def test_how_a_rule_reads() -> None:
    texts = [str(Proportional(direction=direction, form=form)) for direction, form in ((None, None), (Direction.POSITIVE, None), (Direction.REVERSE, None), (Direction.REVERSE, "ratio"), (Direction.REVERSE, "linear"))]  # type: ignore[arg-type]  # fmt: skip
    assert 5 == len(set(texts))
    assert ["得分按执行率*分值", "得分=a/t*w"] == [str(Rate()), str(Formula("a/t*w"))]


# ---- the execution rate -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "value", "text"),
    [("none", "9.85", "1464.43 ÷ 1486.27 × 10 ≈ 9.85"), ("places", "9.85", "0.9853 × 10 ≈ 9.85"), ("percent", "9.9", "0.99 × 10 = 9.9")],
)
def test_the_rate_is_rounded_only_where_the_policy_says(choice: Any, value: str, text: str) -> None:
    step = Rate().apply(10, spent="1464.43", planned="1486.27", policy=Policy(rate_rounding=choice))
    assert (Decimal(value), text) == (step.value, step.text)


def test_two_places_are_those_of_the_percent_figure() -> None:
    step = Rate().apply(100, spent="1464.43", planned="1486.27", policy=Policy(rate_rounding="places"))
    assert Decimal("98.53") == step.value == Decimal(str(step.exact and step.exact.numerator)) / 100


@pytest.mark.parametrize(
    ("actual", "value"), [("99%", "9.9"), ("0.99", "9.9"), ("99", "9.9"), ("104%", "10"), ("1", "10"), ("0%", "0"), ("-1%", "0")]
)
def test_a_printed_rate(actual: str, value: str) -> None:
    for target in ("", "0.9", "100%", "95件", "按时"):
        assert Decimal(value) == Rate().apply(10, target, actual).value


def test_money_in_several_units() -> None:
    assert 8 == Rate().apply(10, spent="1.2亿元", planned="15000万元").value
    assert 8 == Rate().apply(10, spent="12000", planned="15000万元").value
    with pytest.raises(UnitError):
        Rate().apply(10, spent="12000万元", planned="15000件")


@pytest.mark.parametrize(
    ("money", "text", "missing"),
    [
        ({"spent": "5"}, "预算数未填，未计算", ("planned",)),
        ({"planned": "5"}, "执行数未填，未计算", ("spent",)),
        ({"spent": "—", "planned": "5"}, "执行数未填，未计算", ("spent",)),
        ({"spent": "5", "planned": "待定"}, "预算数是“待定”，不是数，未计算", ("planned",)),
        ({"spent": "5", "planned": "0"}, "预算数不大于 0，执行率没有意义，未计算", ()),
        ({"spent": "5", "planned": "-3"}, "预算数不大于 0，执行率没有意义，未计算", ()),
    ],
)
def test_money_that_is_not_there(money: dict[str, str], text: str, missing: tuple[str, ...]) -> None:
    step = Rate().apply(10, actual="99%", **money)  # type: ignore[arg-type]
    assert (None, text, missing) == (step.value, step.text, step.missing)


def test_the_step_names_the_money() -> None:
    assert ["预算数", "执行数"] == [child.label for child in Rate().apply(10, spent="1", planned="2").children]
    assert ["执行率"] == [child.label for child in Rate().apply(10, "95%", "99%").children]
    assert "执行率达到 100%，得满分 10" == Rate().apply(10, spent="3", planned="2").text


# ---- formulas -----------------------------------------------------------------------------------


def test_a_formula_with_names() -> None:
    rule = Formula("60+(P-底线值)/(t-底线值)*40", names=["P", "底线值"])
    step = rule.apply(100, "100%", P="85%", 底线值="50%")
    assert "60 + (85 − 50) ÷ (100 − 50) × 40 = 88" == step.text


def test_names_nobody_gave() -> None:
    rule = Formula("x + y", names=("x", "y"))
    assert ("公式中的“x”“y”没有给出，未计算", ("x", "y")) == (rule.apply(5).text, rule.apply(5).missing)
    assert ("y",) == rule.apply(5, x=1, y="—").missing


@pytest.mark.parametrize(("actual", "x"), [("30万元", "600000元"), ("30万元", "60"), ("30", "60万元"), ("30", "60")])
def test_names_take_the_unit_of_the_row(actual: str, x: str) -> None:
    assert 5 == Formula("a/x*w", names=("x",)).apply(10, None, actual, x=x).value


def test_a_name_in_another_unit_opens_the_row() -> None:
    assert Formula("a/x*w", names=("x",)).apply(10, None, "30万元", x="60件").value is None


@pytest.mark.parametrize("text", ["a/t*w", "ａ÷ｔ×ｗ", "min(a / t, 1) * w", "w*a/(t)"])
def test_a_formula_needs_what_it_speaks_of(text: str) -> None:
    rule = Formula(text)
    assert Decimal("7.5") == rule.apply(10, "40", "30").value
    assert ("target",) == rule.apply(10, "", "30").missing
    assert ("actual",) == rule.apply(10, "40", "—").missing


def test_a_formula_does_not_need_what_it_leaves_out() -> None:
    assert 3 == Formula("w - 2").apply(5, "达成", "—").value
    assert 4 == Formula("a").apply(5, "按时", "4").value


@pytest.mark.parametrize("text", ["", "x", "a.real", "__import__('os')", "a**2", "w/0", "True"])
def test_what_is_no_formula_is_refused_when_made(text: str) -> None:
    with pytest.raises(FormulaError):
        Formula(text)


def test_a_formula_stays_between_zero_and_the_weight() -> None:
    assert [5, 0] == [Formula(text).apply(5).value for text in ("w*2", "w-9")]
    assert "5 − 9 = −4，低于 0 按 0 计，得 0" == Formula("w-9").apply(5).text


def test_a_name_must_be_a_number_that_ends() -> None:
    rule = Formula("x", names=("x",))
    assert ("x",) == rule.apply(5, x="1" * 31).missing
    with pytest.raises(NumberError, match="写不成有限小数"):
        rule.apply(5, x=Fraction(1, 3))


def test_a_share_of_the_budget_is_held_against_a_percentage() -> None:
    rule = Rate(zero_if=Edge(side="below", value=3, unit="件"))
    step = rule.apply(10, planned=100, spent=90)
    assert (None, "执行率不能与“低于3件”比较，未计算") == (step.value, step.text)


def test_a_line_whose_ends_are_turned_round_is_told_as_its_formula() -> None:
    zero, top = (Decimal(80), "%"), (Decimal(70), "%")
    assert "得分=" not in linear(zero, top).words()
    turned = evolve(linear(zero, top), constants=linear(top, zero).constants)
    assert turned.words().startswith("得分=0 if a >= 零分点")
    assert turned.words().endswith("其中零分点=70%，满分点=80%")


def test_an_equal_target_of_0_is_met_by_0_alone() -> None:
    rule = Proportional()
    assert "5.00" == str(rule.apply(weight=5, target="=0起", actual="0起").value)
    assert rule.apply(weight=5, target="=0起", actual="1起").value is None
    assert "5.00" == str(rule.apply(weight=5, target="≥0起", actual="1起").value)
