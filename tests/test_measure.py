"""From two printed figures to a step: open choices, plans, arithmetic in words, deviation."""

from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import Any, get_args

import pytest
from attrs import asdict, evolve, fields
from hypothesis import given, strategies as st

from perfscore.errors import NumberError, RulebookError, UnitError
from perfscore.indicator import Direction
from perfscore.measure import NOWHERE, Inputs, Origin, Plan, Policy, details, deviation, exact_deviation, open_step, plan, settle
from perfscore.number import SCORE, Rounding, quantity
from perfscore.rule import Band, Bands, Defect, Defects, Discretion, Edge, Formula, Ladder, Proportional, Rate, Rule, Steps, YesNo
from perfscore.source import Citation, Source
from perfscore.trace import Step

ADDING = Steps(ladders=[Ladder(side="above", step=1, points=1, adds=True, limit=2)])
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


def test_a_choice_that_does_not_exist_is_answered_with_those_that_do() -> None:
    with pytest.raises(RulebookError) as error:
        Policy(rate_rounding="two")  # type: ignore[arg-type]
    assert ("口径 rate_rounding 不能是 'two'。", "可用：none、places、percent。") == (error.value.message, error.value.hint)


def test_what_is_named_first_of_a_choice_is_how_it_is_taken_by_default() -> None:
    assert {one.name: (get_args(one.type) or ("",))[0] for one in fields(Policy)} == asdict(Policy())


def test_a_row_without_a_rule_has_no_words_of_its_own() -> None:
    assert ["", None, None, None, None, "", None] == list(asdict(NOWHERE).values())
    weight, nothing = quantity(5), quantity(None)
    assert (False, Policy(), (), ()) == attrgetter("ratio", "policy", "names", "items")(
        Inputs(weight=weight, target=nothing, actual=nothing)
    )


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


@pytest.mark.parametrize(
    ("rule", "first", "others"),
    [
        # the bound of the text stands for the target
        (
            Proportional(anchor=80, anchor_unit="%", direction=Direction.POSITIVE),
            ("100%", "40%", "2.5"),
            [("50%", "20%", "1.25"), ("30%", "80%", "5")],
        ),
        # 是 stands for the count of 1
        (Defects(defects=[Defect(points=2, what="有缺件", once=True)]), ("", "是", "3"), [("", "是", "3")]),
        # both figures are the row's own
        (Proportional(), ("100%", "40%", "2"), [("200%", "40%", "1"), ("100%", "80%", "4")]),
    ],
)
def test_a_plan_holds_fast_to_what_was_put_in_place_and_to_nothing_else(rule: Rule, first: Any, others: Any) -> None:
    given_one = Inputs(weight=quantity(5), target=quantity(first[0]), actual=quantity(first[1]))
    ready = plan(rule.bind, rule.take(given_one)).fix(given_one)
    for target, actual, value in [first, *others]:
        assert Decimal(value) == settle(ready, quantity(5), quantity(target), quantity(actual)).value


@pytest.mark.parametrize(
    ("target", "actual", "deviates"), [("5", "4", True), ("5", "0", True), ("5", "-4", True), ("0", "4", False), ("-5", "4", False)]
)
def test_a_plan_tells_whether_its_row_deviates_from_a_target(target: str, actual: str, deviates: bool) -> None:
    assert deviates is planned(Formula("a + t"), 5, target, actual).deviates


@pytest.mark.parametrize(("target", "actual"), [("达标", "4"), ("5", "达标"), ("", "4"), ("5", "")])
def test_a_row_without_two_figures_does_not_deviate(target: str, actual: str) -> None:
    assert planned(Formula("w"), 5, target, actual).deviates is False


def test_a_figure_that_was_put_in_place_does_not_deviate() -> None:
    rule = Proportional(anchor=80, anchor_unit="%", direction=Direction.POSITIVE)
    given_one = Inputs(weight=quantity(5), target=quantity("100%"), actual=quantity("40%"))
    assert plan(rule.bind, rule.take(given_one)).fix(given_one).deviates is False


@pytest.mark.parametrize(
    ("row", "places"),
    [((5, "8", "4"), 4), ((5, "8.12345", "4"), 8), (("0.00001", "8", "4"), 8), ((5, "8", "4.1234"), 4), ((5, "8万元", "4元"), 4)],
)
def test_scales_come_in_steps_of_four_places(row: Any, places: int) -> None:
    assert places == planned(Proportional(), *row).places


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
    with pytest.raises(NumberError, match="不是 0 或正数") as error:
        LADDER.apply(weight, "100%", "85%")
    assert (f"分值“{quantity(weight)}”不是 0 或正数。", "请给出分值，例如 weight=5。") == (error.value.message, error.value.hint)


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


@pytest.mark.parametrize(
    ("rule", "row", "quantum", "text"),
    [
        (LADDER, (5, "100%", "100%"), "1", "达到目标，得满分 5"),
        (LADDER, ("5.00", "100%", "100%"), "1", "达到目标，得满分 5"),
        (LADDER, (5, "100%", "85%"), "0.1", "5 − 15 × 0.1 = 3.5"),
        (LADDER, (5, "100%", "85%"), "1", "5 − 15 × 0.1 ≈ 4"),
        (LADDER, (5, "100%", "10%"), "1", "5 − 90 × 0.1 = −4，扣完为止，得 0"),
        (Proportional(), (5, "7", "3"), "0.1", "3 ÷ 7 × 5 ≈ 2.1"),
        (Proportional(), (5, "7", "-2"), "1", "−2 ÷ 7 × 5 ≈ −1.4286，低于 0 按 0 计，得 0"),
        (Formula("a / t * w"), ("5.5", "8", "10"), "1", "10 ÷ 8 × 5.5 = 6.875，不超过分值，得 6"),
        (Formula("7"), (5, None, None), "1", "7，不超过分值，得 5"),
        (Formula("2.5"), (5, None, None), "1", "按公式，得 3"),
        (Formula("5"), ("5.00", None, None), "1", "得满分 5"),
        (evolve(LADDER, base=3), (5, "9", "9"), "1", "得 3"),
        (YesNo(yes=2, no=1), (5, None, "是"), "1", "符合，得 2"),
        (YesNo(yes=2, no=-1), (5, None, "否"), "1", "不符合，得 −1"),
        (YesNo(yes=2, when=Edge(side="above", value=90, unit="%")), (5, None, "80%"), "1", "不符合，得 0"),
        (YesNo(yes=2, when=Edge(side="above", value=90, unit="%")), (5, None, "95%"), "1", "按是否符合，得 2"),
    ],
)
def test_the_words_of_another_rounding(rule: Rule, row: Any, quantum: str, text: str) -> None:
    printed = weight, target, actual = quantity(row[0]), quantity(row[1]), quantity(row[2])
    assert text == settle(planned(rule, *printed), weight, target, actual, rounding=Rounding(quantum=Decimal(quantum))).text


@pytest.mark.parametrize("weight", ["5", "5.00", 5])
@pytest.mark.parametrize(
    "row", [("100%", "100%"), ("100%", "85%"), ("100%", "85.25%"), ("100%", "10%"), ("7", "3"), ("7", "0"), ("7", "9")]
)
@pytest.mark.parametrize("rule", [LADDER, Proportional(), Formula("a / t * w"), Formula("a - t"), Formula("w")])
def test_the_words_are_the_same_by_either_way(rule: Rule, row: tuple[str, str], weight: Any) -> None:
    """A compiled function says the usual sentence; for a rounding of the same 0.01 that is not SCORE itself it is put together."""
    printed = quantity(weight), quantity(row[0]), quantity(row[1])
    ready = planned(rule, *printed)
    assert settle(ready, *printed).text == settle(ready, *printed, rounding=Rounding(quantum=Decimal("0.01"))).text


def whole(step: Step) -> tuple[Any, ...]:
    return step.value, step.exact, step.low, step.high, step.exact_low, step.exact_high, step.low_open, step.high_open, step.full, step.text


def test_an_open_plan_still_knows_its_units() -> None:
    assert (("%", (1, 100)), None) == (planned(LADDER, 5, "100%", "0.8", one_means="ratio").pair[:2], planned(LADDER, 5, "", "3件").ends)
    assert "件" == planned(LADDER, 5, "", "3件").pair.unit


def test_a_step_of_one_figure_is_exact_at_both_ends() -> None:
    step = Proportional().apply("5.00", "7", "3")
    value, figure = Decimal("2.14"), Fraction(15, 7)
    assert (value, figure, value, value, figure, figure, False, False, 5, "3 ÷ 7 × 5 ≈ 2.14") == whole(step)
    assert (("目标值", "7"), ("实际完成值", "3")) == tuple((one.label, one.text) for one in step.children)


@pytest.mark.parametrize(
    ("weight", "low", "high", "opens", "figure"),
    [
        *((10, 50, 80, (left, right), f"{'([' [not left]}5, 8{'])'[right]}") for left in (False, True) for right in (False, True)),
        # an end that was rounded into the room lies in it; one rounded out of it does not
        ("0.05", 50, 100, (True, True), "[0.03, 0.05)"),
        ("0.05", 0, 50, (True, True), "(0, 0.03)"),
        ("0.03", 0, 48, (True, True), "(0, 0.01]"),
        ("0.03", 48, 100, (True, True), "(0.01, 0.03)"),
    ],
)  # fmt: skip
def test_an_end_that_is_left_out(weight: Any, low: int, high: int, opens: tuple[bool, bool], figure: str) -> None:
    band = Band(label="甲", low=low, high=high, low_open=opens[0], high_open=opens[1])
    step = Bands(bands=[band]).apply(weight, actual="甲")
    points = Fraction(Decimal(str(weight))) / 100
    assert figure == step.figure
    assert f"“甲”档：{weight} × {low} ÷ 100 至 {weight} × {high} ÷ 100，即 {figure}" == step.text
    assert (None, None, low * points, high * points) == (step.value, step.exact, step.exact_low, step.exact_high)
    assert (Decimal(str(weight)), ("实际完成值",)) == (step.full, tuple(one.label for one in step.children))


def test_a_room_that_comes_to_one_figure_is_that_figure() -> None:
    step = Bands(bands=[Band(label="甲", low=50, high=80, high_open=True)]).apply(0, actual="甲")
    assert (0, 0, 0, 0, 0, 0, False, False, 0, "0 × 50 ÷ 100 = 0") == whole(step)


def test_ends_that_come_the_wrong_way_round_are_turned() -> None:
    room = Discretion(low=8, high=9, base=2, unless=True, what="达到要求")
    assert "0" == room.apply(5, actual="否").figure
    assert "[-1, 3]" == YesNo(yes=5, no=-1).apply(3).figure


def test_an_open_step_in_full() -> None:
    place, clause = Source(sheet="S", cell="J3"), Citation(document="自评表", clause="注5")
    step = open_step("未填", ("actual",), Decimal("2.5"), label="甲", citation=clause, source=place)
    assert (None, None, 0, Decimal("2.5"), 0, Fraction(5, 2), False, False, Decimal("2.5"), "未填") == whole(step)
    assert ("甲", clause, place, ("actual",), ()) == (step.label, step.citation, step.source, step.missing, step.children)
    bare = open_step("未填", (), Decimal(5))
    assert ("", None, None, ()) == (bare.label, bare.citation, bare.source, bare.missing)


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


@pytest.mark.parametrize(
    ("step", "points", "places"), [("1", "1", 4), ("0.0001", "1", 4), ("0.00001", "1", 8), ("1", "0.0000001", 8), ("0.000000001", "1", 12)]
)
def test_scales_hold_every_digit_of_the_text(step: str, points: str, places: int) -> None:
    assert places == planned(Steps(ladders=[Ladder(side="below", step=step, points=points)]), 5, "100", "85").places


@pytest.mark.parametrize(
    ("adds", "mode", "lines"),
    [
        ((False, False), "whole", ["高于  2.5", "高于扣分次数  2 次", "低于  0", "低于扣分次数  0 次"]),
        ((True, True), "whole", ["高于  2.5", "高于加分次数  2 次", "低于  0", "低于加分次数  0 次"]),
        ((True, False), "proportional", ["高于  2.5", "高于加分次数  2.5 次", "低于  0", "低于扣分次数  0 次"]),
    ],
)
def test_every_part_of_the_arithmetic_has_a_name(adds: tuple[bool, bool], mode: Any, lines: list[str]) -> None:
    above, below = adds
    ladders = [Ladder(side="above", step=1, points=1, adds=above, limit=1), Ladder(side="below", step=1, points=1, adds=below, limit=1)]
    told = Steps(ladders=ladders).apply(5, "10", "12.5", policy=Policy(steps=mode)).children
    assert ["目标值  10", "实际完成值  12.5", *lines] == [str(child) for child in told]


@pytest.mark.parametrize(("mode", "rate"), [("none", []), ("places", ["执行率  0.6667"]), ("percent", ["执行率  0.67"])])
def test_a_rate_that_is_rounded_before_use_is_told(mode: Any, rate: list[str]) -> None:
    told = Rate().apply(10, spent="2", planned="3", policy=Policy(rate_rounding=mode)).children
    assert ["预算数  3", "执行数  2", *rate] == [str(child) for child in told]


@pytest.mark.parametrize(
    ("rule", "row", "lines"),
    [
        (LADDER, ("100%", "85%"), ["目标值  100%", "实际完成值  85%", "差距  15 个百分点", "扣分次数  15 次"]),
        (LADDER, ("100%", "0.85"), ["目标值  100%", "实际完成值  0.85（按 85% 计）", "差距  15 个百分点", "扣分次数  15 次"]),
        (LADDER, ("100", "85"), ["目标值  100", "实际完成值  85", "差距  15", "扣分次数  15 次"]),
        (LADDER, ("100件", "85"), ["目标值  100件", "实际完成值  85", "差距  15 件", "扣分次数  15 次"]),
        (Rate(), ("", "85%"), ["执行率  85%"]),
        (ADDING, ("9", "12"), ["目标值  9", "实际完成值  12", "差距  3", "加分次数  3 次"]),
        (Proportional(), ("7万元", "30000元"), ["目标值  7万元", "实际完成值  30000元（按 3万元 计）"]),
        (Bands(bands=[Band(label="甲", low=0, high=9)]), ("7", "甲"), ["实际完成值  甲"]),
        (Formula("w - 1"), ("—", "3"), ["实际完成值  3"]),
    ],
)
def test_the_figures_that_a_step_rests_on(rule: Rule, row: tuple[str, str], lines: list[str]) -> None:
    assert lines == [str(child) for child in rule.apply(5, *row).children]


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
