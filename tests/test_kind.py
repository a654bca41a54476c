"""What all kinds share: apply, parameters, and the rule as JSON data."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from perfscore.errors import NumberError, RulebookError
from perfscore.kind import FEW, Kind, Remark, demand_percent, ends, full_or, in_row_unit, maybe, named, number, ranked, words_of
from perfscore.measure import Inputs, Open
from perfscore.number import Pair, quantity, read_quantity
from perfscore.rule import KINDS, Alternatives, Edge, Item, Ladder, Rate, Rule, Steps, Tier
from tests import strategies

ONE = (Fraction(1), Fraction(1))


def test_parameters_are_exact() -> None:
    assert Decimal("0.1") == number("0.1")
    assert Decimal("1" * 30) == number("1" * 30)
    with pytest.raises(NumberError, match="写不成有限小数"):
        number(Fraction(1, 3))
    assert [None, Decimal("0.1"), Decimal(0)] == [maybe(value) for value in (None, "0.1", 0)]


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


@pytest.mark.parametrize(
    ("unit", "row", "reason"),
    [("件", "%", "评分标准说“3.5件”，本行的单位是“%”，未计算"), ("%", "件", "评分标准说“3.5%”，本行的单位是“件”，未计算")],
)
def test_a_figure_of_another_unit_is_told_with_both(unit: str, row: str, reason: str) -> None:
    with pytest.raises(Open) as error:
        in_row_unit(Decimal("3.50"), unit, Pair(unit=row, by=ONE))
    assert (reason, ()) == (error.value.message, error.value.missing)


@pytest.mark.parametrize(("value", "read"), [("0", 0), ("0.01", 1), ("1", 100), ("1.5", 150), ("1.51", "1.51"), ("2", 2), ("-0.5", "-0.5")])
def test_a_small_bare_bound_on_a_row_of_percent_is_a_ratio(value: str, read: Any) -> None:
    assert Fraction(read) == in_row_unit(Decimal(value), "", Pair(unit="%", by=ONE), bound=True)
    assert Fraction(value) == in_row_unit(Decimal(value), "", Pair(unit="%", by=ONE))
    for unit in ("", "件", "‰"):
        assert Fraction(value) == in_row_unit(Decimal(value), "", Pair(unit=unit, by=ONE), bound=True)


@pytest.mark.parametrize(
    ("unit", "target", "actual", "ratio", "refused"),
    [
        *(
            (unit, "200", "150", False, refused)
            for unit, refused in (("%", True), ("个百分点", True), ("‰", True), ("", False), ("件", False))
        ),
        *(
            ("%", target, "150", False, refused)
            for target, refused in (("1.51", True), ("1.5", False), ("1", False), ("0", False), ("-3", False))
        ),
        *(
            ("%", target, actual, False, False)
            for target, actual in (("200件", "150"), ("200", "150件"), ("", "150"), ("200", ""), ("多", "1"))
        ),
        ("%", "200", "150", True, False),
    ],
)
def test_a_percentage_is_not_held_against_bare_figures(unit: str, target: str, actual: str, ratio: bool, refused: bool) -> None:
    inputs = Inputs(weight=quantity(5), target=quantity(target), actual=quantity(actual), ratio=ratio)
    if refused:
        with pytest.raises(Open, match=r"^评分标准的界限是百分比，本行的数不是百分比，未计算$"):
            demand_percent(inputs, unit)
    else:
        demand_percent(inputs, unit)


def test_the_ends_of_two_texts() -> None:
    one = ends("w * p0", "w * p0", named(["0.5"]), "a", full_words="满", zero_words="零", low_open=True)  # type: ignore[list-item]
    assert (None, "a", {"p0": Fraction(1, 2)}, ("", "实际完成值")) == (one.high, one.uses, one.parameters, one.labels)
    assert ("满", "零", True, False) == (one.full_words, one.zero_words, one.low_open, one.high_open)
    assert (("w", "t", "a", "p0"), True) == (one.low.names, one.low.clamp)
    two = ends("0", "w", {}, clamp=False)
    assert two.high is not None
    assert ("0", "w", "", False, False) == (two.low.text, two.high.text, two.uses, two.low.clamp, two.high.clamp)


@pytest.mark.parametrize("count", [1, 7, 8, 9, 16, 17, 64, 65])
def test_a_chain_of_any_length_is_one_chain(count: int) -> None:
    arms = [*(f"{i} if a == {i}" for i in range(count)), "w"]
    found = ends(arms, arms, {}).low
    assert [*((i, 1) for i in range(count)), (500, 1)] == [found.program((0, 0, 0)).exact(500, 0, a) for a in range(count + 1)]
    assert max(len(text.split(" else ")) for text in (found.text, *(text for _, text in found.lets))) <= FEW + 1


def test_a_long_chain_is_read_in_pieces() -> None:
    arms = [*(f"{i} if a < {i + 1}" for i in range(100)), "w"]
    found = ends(arms, arms, {}).low.program((0, 0, 0))
    assert [(0, 1), (57, 1), (99, 1), (500, 1)] == [found.exact(500, 0, a) for a in (0, 57, 99, 100)]


def test_remarks_as_a_reader_is_told() -> None:
    remarks = [Remark(kind=kind, text="甲") for kind in ("ignored", "assumed", "repaired")]
    assert ["“甲”不影响计分，未采用", "“甲”以本行目标值为准", "疑似识别错误，按甲读"] == list(map(str, remarks))
    with pytest.raises(RulebookError) as error:
        Remark(kind="seen", text="甲")  # type: ignore[arg-type]
    assert ("kind 不能是 'seen'。", "可用：ignored、assumed、repaired。") == (error.value.message, error.value.hint)


def test_an_event_and_remarks_stand_beside_every_rule() -> None:
    remark = Remark(kind="ignored", text="注")
    rule = Rate(veto="发生事故", remarks=[remark])
    assert ("得分按执行率*分值；发生事故的，不得分", (remark,)) == (str(rule), rule.remarks)
    assert (rule, Rate()) == (Rate(veto="发生事故"), Rate(remarks=[remark]))
    assert rule != Rate()
    assert {"kind": "rate", "veto": "发生事故", "remarks": [{"kind": "ignored", "text": "注"}]} == rule.to_dict()
    assert ["kind", "ladders", "from", "anchor_unit", "of", "base", "zero_if", "below_zero", "veto"] == list(
        Steps(ladders=[Ladder(side="below", step=1, points=1)], veto="事故").to_dict()
    )
    assert ("", (), None, ()) == (Rate().veto, Rate().remarks, Rate().full, Kind().readings)
    assert Kind().full is None


def test_what_cannot_be_taken_opens_the_row() -> None:
    step = Steps(ladders=[Ladder(side="below", step=1, points=1)], anchor=60, anchor_unit="%").apply("2.5", "200", "150")
    assert ("评分标准的界限是百分比，本行的数不是百分比，未计算", (), 0, Decimal("2.5")) == (step.text, step.missing, step.low, step.high)
    assert (0, Fraction(5, 2), Decimal("2.5")) == (step.exact_low, step.exact_high, step.full)
    assert step.children == ()


class Missing(Rate):
    def take(self, inputs: Inputs) -> Inputs:
        raise Open("未填，未计算", missing=("actual",))


def test_what_is_missing_when_figures_are_taken_is_named() -> None:
    step = Missing().apply(5)
    assert ("未填，未计算", ("actual",), 5) == (step.text, step.missing, step.high)


def test_bounds_in_words_and_as_data() -> None:
    edges = [Edge(side=side, value="3.50", unit="天", inclusive=inclusive) for side in ("below", "above") for inclusive in (False, True)]
    assert ["低于3.5天", "不高于3.5天", "高于3.5天", "不低于3.5天"] == list(map(str, edges))
    assert ["<", "<=", ">", ">="] == [edge.sign for edge in edges]
    assert "Edge(side='above', value=Decimal('3'), unit='', inclusive=False)" == repr(Edge(side="above", value=3))


@pytest.mark.parametrize(
    "text", [" 达成 预期指标。", "达成预期指标；", "达成预期指标;", "达成预期指标，", "达成预期指标,", "、达成预期指标"]
)
def test_signs_around_words_do_not_count(text: str) -> None:
    assert "达成预期指标" == words_of(read_quantity(text))


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
