"""Rules that go step by step: what counts as a step, from where, and what bounds them."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from perfscore.errors import NumberError, RulebookError
from perfscore.kind import Edge
from perfscore.ladder import Ladder, Steps, as_ladders
from perfscore.measure import Inputs, Policy, plan, settle
from perfscore.number import quantity


def one(side: Any = "below", step: Any = 1, points: Any = "0.1", *, unit: str = "", **rule: Any) -> Steps:
    return Steps(ladders=[Ladder(side=side, step=step, points=points, unit=unit)], **rule)


def adding(limit: Any = 5, **rule: Any) -> Steps:
    return Steps(ladders=[Ladder(side="above", step=1, points=1, adds=True, limit=limit)], **rule)


SHARE = Steps(ladders=[Ladder(side="below", step=1, points=10, unit="%", share=True, limit=50)])
BOTH = Steps(ladders=[Ladder(side="above", step=2, points=1, adds=True, limit=2), Ladder(side="below", step=1, points=1, limit=3)])
BELOW, ABOVE = Edge(side="below", value=3), Edge(side="above", value=4)


@pytest.mark.parametrize(
    ("actual", "whole", "proportional"), [("100%", "10", "10"), ("99.9%", "10", "9.96"), ("95%", "8", "8"), ("92%", "8", "6.8"), ("80%", "2", "2"), ("10%", "0", "0"), ("130%", "10", "10")]
)  # fmt: skip
def test_whole_steps_and_parts_of_steps(actual: str, whole: str, proportional: str) -> None:
    rule = one(step=5, points=2, unit="%")
    assert Decimal(whole) == rule.apply(10, "100%", actual).value
    assert Decimal(proportional) == rule.apply(10, "100%", actual, policy=Policy(steps="proportional")).value


def test_the_bare_one_of_a_percent_row() -> None:
    ratio = Policy(one_means="ratio")
    assert Decimal("3.5") == one().apply(5, "100%", "85%").value
    assert 5 == one().apply(5, "100%", "85%", policy=ratio).value
    assert Decimal("4.9") == one().apply(5, "200%", "99%", policy=ratio).value
    assert Decimal("3.5") == one(unit="%").apply(5, "100%", "85%", policy=ratio).value
    assert Decimal("3.5") == one().apply(5, "100件", "85件", policy=ratio).value


@pytest.mark.parametrize("unit", ["%", "个百分点"])
def test_a_percent_step_on_a_count_is_a_share_of_the_target(unit: str) -> None:
    rule = one(unit=unit)
    assert Decimal("2.5") == rule.apply(5, "200件", "150件").value
    assert "评分标准按" in rule.apply(5, "200件", "150件", policy=Policy(percent_of="none")).text
    assert 5 == rule.apply(5, "0件", "0件").value
    assert "除数为零，未计算" == rule.apply(5, "0件", "-1件").text
    assert "目标值为负，按目标值的百分比扣分没有意义，未计算" == rule.apply(5, "-10件", "-20件").text


@pytest.mark.parametrize(
    ("actual", "value"),
    [("5%", "10"), ("-5%", "10"), ("0.05", "10"), ("5.05%", "10"), ("5.1%", "9.9"), ("-6%", "9"), ("30%", "0"), ("0%", "10")],
)
def test_the_absolute_value_beyond_a_named_number(actual: str, value: str) -> None:
    rule = one("above", "0.1", unit="个百分点", anchor=5, anchor_unit="%", of="absolute", base=10)
    for target in ("5%", "0.05", "", "按时"):
        assert Decimal(value) == rule.apply(10, target, actual).value


def test_an_anchor_stands_in_the_unit_of_the_row() -> None:
    assert 4 == one("above", 1, 1, unit="万元", anchor=30, anchor_unit="万元").apply(5, None, "315000元").value
    assert 4 == one("above", 1, 1, anchor="0.05").apply(5, None, "6%").value
    assert 3 == one("above", 1, 1, anchor=0).apply(5, None, "2.7%").value
    labels = [child.label for child in one("above", 1, 1, anchor=5, anchor_unit="%").apply(5, "3%", "6%").children]
    assert ["标准", "实际完成值", "差距", "扣分次数"] == labels


def test_two_sides() -> None:
    rule = Steps(ladders=[Ladder(side="above", step=1, points=1), Ladder(side="below", step=2, points=3)])
    assert [10, 7, 7, 10, 0] == [rule.apply(10, 100, actual).value for actual in (100, 103, 97, 99, 90)]
    labels = {child.label: child.text for child in rule.apply(10, "100%", "97%").children}
    assert ("3 个百分点", "1 次", "0 个百分点") == (labels["低于"], labels["低于扣分次数"], labels["高于"])


@pytest.mark.parametrize(("actual", "value"), [("60%", "10"), ("59.99%", "0"), ("100%", "50")])
def test_a_veto(actual: str, value: str) -> None:
    for edge in (Edge(side="below", value=60, unit="%"), Edge(side="below", value="0.6")):
        assert Decimal(value) == one(points=1, unit="%", zero_if=edge).apply(50, "100%", actual).value


def test_a_veto_says_so_and_may_include_its_edge() -> None:
    rule = one("above", 1, 1, zero_if=Edge(side="above", value=3, unit="次", inclusive=True))
    assert "不低于3次，得 0" == rule.apply(10, "0次", "3次").text
    assert 8 == rule.apply(10, "0次", "2次").value
    assert ["低于60%", "不高于60%", "高于60%", "不低于60%"] == [
        str(Edge(side=side, value=60, unit="%", inclusive=inclusive)) for side in ("below", "above") for inclusive in (False, True)
    ]


def test_points_below_zero_only_where_the_text_says() -> None:
    assert [0, -5] == [rule.apply(5, 10, 0).value for rule in (one(points=1), one(points=1, below_zero=True))]
    assert "5 − 10 × 1 = −5" == one(points=1, below_zero=True).apply(5, 10, 0).text
    assert 5 == one(points=1, below_zero=True, base=8).apply(5, 10, 10).value


@pytest.mark.parametrize(
    ("rule", "actual", "value", "text"),
    [
        (adding(), 103, "13", "10 + 3 × 1 = 13"),
        (adding(), 110, "15", "10 + 5 = 15"),
        (adding(), 90, "10", "未超过目标，得满分 10"),
        (adding(None), 130, "40", "10 + 30 × 1 = 40"),
        (adding(base=8), 101, "9", "8 + 1 × 1 = 9"),
        (adding(base=8), 110, "10", "得满分 10"),
        (adding(base=10), 110, "15", "10 + 5 = 15"),
        (adding(base=8), 90, "8", "得 8"),
    ],
)
def test_points_added(rule: Steps, actual: int, value: str, text: str) -> None:
    step = rule.apply(10, 100, actual)
    assert (Decimal(value), text) == (step.value, step.text)


def test_added_and_taken_points_keep_apart() -> None:
    rule = Steps(ladders=[Ladder(side="above", step=1, points=1, adds=True, limit=5), Ladder(side="below", step=1, points=1)])
    assert [10, 13, 15, 5, 0] == [rule.apply(10, 100, actual).value for actual in (100, 103, 110, 95, 80)]
    assert "扣完为止，得 0" == rule.apply(10, 100, 80).text
    assert "高于加分次数" in {child.label for child in rule.apply(10, 100, 103).children}


def test_a_limit_bounds_what_is_taken() -> None:
    rule = Steps(ladders=[Ladder(side="below", step=1, points=1, limit=3)])
    assert [9, 7, 7] == [rule.apply(10, 100, actual).value for actual in (99, 97, 0)]


def test_units_of_text_and_row_that_differ() -> None:
    assert "评分标准说“1件”，本行的单位是“%”，未计算" == one(unit="件").apply(5, "100%", "80%").text
    assert 4 == one("above", 1, 1, unit="万元").apply(5, "30万元", "315000元").value
    assert 3 == one("above", 100, 1, unit="万元").apply(5, "1亿元", "10250万元").value
    assert Decimal("4.9") == one(step=1, unit="个百分点").apply(5, "5‰", "-5‰").value


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Ladder(side="below", step=0, points=1), "每档的步长 0 应大于 0。"),
        (lambda: Ladder(side="below", step="-1.50", points=1), "每档的步长 -1.5 应大于 0。"),
        (lambda: Ladder(side="below", step=1, points="-1.50"), "每档的分数 -1.5 不应小于 0。"),
        (lambda: Steps(ladders=[]), "阶梯应有一边或两边，每边一条。"),
        (lambda: Steps(ladders=[Ladder(side="below", step=1, points=1)] * 2), "阶梯应有一边或两边，每边一条。"),
    ],
)
def test_ladders_that_make_no_sense(make: Any, words: str) -> None:
    with pytest.raises(NumberError) as error:
        make()
    assert (words, "") == (error.value.message, error.value.hint)


def test_a_bound_of_the_text_does_not_hang_on_the_row() -> None:
    rule = one("above", 1, 1, anchor=5, anchor_unit="%")
    row = weight, target, actual = quantity(10), quantity("30%"), quantity("7%")
    ready = plan(rule.bind, rule.take(Inputs(weight=weight, target=target, actual=actual)))
    steps = settle(ready, *row), settle(ready, weight, quantity("50%"), actual)
    assert [(8, "标准  5%")] * 2 == [(step.value, str(step.children[0])) for step in steps]


def test_a_ladder_names_its_side() -> None:
    with pytest.raises(TypeError, match="side"):
        Ladder(step=1, points=1)  # type: ignore[call-arg]
    with pytest.raises(RulebookError, match=r"^side 不能是 'left'。 可用：below、above。$"):
        one("left")
    with pytest.raises(RulebookError, match=r"^of 不能是 'share'。 可用：value、absolute。$"):
        one(of="share")


NONE = ("差距  0", "扣分次数  0 次")


@pytest.mark.parametrize(
    ("rule", "row", "text", "parts"),
    [
        # full marks, by the side and by whose bound it is
        (one(points=1), ("9", "9"), "达到目标，得满分 5", NONE),
        (one("above", points=1), ("9", "3"), "未超过目标，得满分 5", NONE),
        (one(points=1, anchor=5), ("", "9"), "未超出标准，得满分 5", NONE),
        (one("above", points=1, anchor=5), ("", "5"), "未超出标准，得满分 5", NONE),
        (one(points=1, base=3), ("9", "9"), "得 3", NONE),
        (one(points=1, base=8), ("9", "9"), "8，不超过分值，得 5", NONE),
        # what is taken, in the unit of the row, of the target or of the weight
        (one(points=1, unit="%"), ("200件", "196件"), "5 − 2 × 1 = 3", ("差距  4 件", "扣分次数  2 次")),
        (one(points=1, unit="%"), ("0件", "5件"), "达到目标，得满分 5", ("差距  0 件", "扣分次数  0 次")),
        (one(points=1, unit="‰"), ("1000件", "998件"), "5 − 2 × 1 = 3", ("差距  2 件", "扣分次数  2 次")),
        (SHARE, ("100%", "97%"), "5 − 3 × 10 ÷ 100 × 5 = 3.5", ("差距  3 个百分点", "扣分次数  3 次")),
        (SHARE, ("100%", "90%"), "5 − 50 ÷ 100 × 5 = 2.5", ("差距  10 个百分点", "扣分次数  10 次")),
        (evolve(SHARE, base=4), ("100%", "97%"), "4 − 3 × 10 ÷ 100 × 4 = 2.8", ("差距  3 个百分点", "扣分次数  3 次")),
        (one("above", 1, 1, of="absolute"), ("3", "-5"), "5 − 2 × 1 = 3", ("差距  2", "扣分次数  2 次")),
        # vetoes
        (one(points=1, zero_if=BELOW), ("9", "2"), "低于3，得 0", ("差距  7", "扣分次数  7 次")),
        (one(points=1, zero_if=BELOW), ("9", "3"), "5 − 6 × 1 = −1，扣完为止，得 0", ("差距  6", "扣分次数  6 次")),
        (one(points=1, zero_if=evolve(BELOW, inclusive=True)), ("9", "3"), "不高于3，得 0", ("差距  6", "扣分次数  6 次")),
        (one("above", 1, 1, of="absolute", zero_if=ABOVE), ("3", "-5"), "高于4，得 0", ("差距  2", "扣分次数  2 次")),
        # below nothing, beyond the weight
        (one(points=1, below_zero=True), ("9", "2"), "5 − 7 × 1 = −2", ("差距  7", "扣分次数  7 次")),
        (one(points=1, below_zero=True, base=3), ("9", "2"), "3 − 7 × 1 = −4", ("差距  7", "扣分次数  7 次")),
        (adding(3, below_zero=True), ("9", "20"), "5 + 3 = 8", ("差距  11", "加分次数  11 次")),
        # both sides at once
        (BOTH, ("10", "10"), "达到目标，得满分 5", ("高于  0", "高于加分次数  0 次", "低于  0", "低于扣分次数  0 次")),
        (BOTH, ("10", "15"), "5 + 2 × 1 − 0 × 1 = 7", ("高于  5", "高于加分次数  2 次", "低于  0", "低于扣分次数  0 次")),
        (BOTH, ("10", "17"), "5 + 2 − 0 × 1 = 7", ("高于  7", "高于加分次数  3 次", "低于  0", "低于扣分次数  0 次")),
        (BOTH, ("10", "5"), "5 + 0 × 1 − 3 = 2", ("高于  0", "高于加分次数  0 次", "低于  5", "低于扣分次数  5 次")),
    ],
)
def test_how_a_score_comes_about(rule: Steps, row: tuple[str, str], text: str, parts: tuple[str, ...]) -> None:
    step = rule.apply(5, *row)
    figures = [f"{'标准' if rule.anchor is not None else '目标值'}  {rule.anchor or row[0]}", f"实际完成值  {row[1]}"]
    assert (text, [*figures, *parts]) == (step.text, [str(child) for child in step.children])


@pytest.mark.parametrize(
    ("rule", "row", "reason", "missing"),
    [
        (one(unit="件"), ("100%", "80%"), "评分标准说“1件”，本行的单位是“%”，未计算", ()),
        (
            one(unit="%", zero_if=Edge(side="below", value=60, unit="%")),
            ("200", "150"),
            "评分标准的界限是百分比，本行的数不是百分比，未计算",
            (),
        ),
        (one(anchor=60, anchor_unit="%"), ("200", "150"), "评分标准的界限是百分比，本行的数不是百分比，未计算", ()),
        (one(unit="%"), ("-10件", "-20件"), "目标值为负，按目标值的百分比扣分没有意义，未计算", ()),
        (one(unit="%"), ("0件", "-1件"), "除数为零，未计算", ()),
        (one(), ("", ""), "目标值未填，未计算", ("target",)),
        (one(anchor=5), ("", "多"), "实际完成值是“多”，不是数，未计算", ("actual",)),
    ],
)
def test_why_a_row_is_left_open(rule: Steps, row: tuple[str, str], reason: str, missing: tuple[str, ...]) -> None:
    step = rule.apply(5, *row)
    assert (None, reason, missing) == (step.value, step.text, step.missing)


@pytest.mark.parametrize(("unit", "told"), [("%", "1.5%"), ("个百分点", "1.5个百分点"), ("‰", "1.5‰")])
def test_a_percent_step_may_be_held_to_rows_of_percent(unit: str, told: str) -> None:
    step = one(step="1.50", unit=unit).apply(5, "200件", "150件", policy=Policy(percent_of="none"))
    assert f"评分标准按“{told}”计，本行不是百分比，未计算" == step.text


@pytest.mark.parametrize(
    ("rule", "full", "readings"),
    [
        (one(), None, ["steps", "one_means", "bare_percent"]),
        (one(unit="%", base="8.5"), "8.5", ["steps", "percent_of", "bare_percent"]),
        (one(unit="天"), None, ["steps"]),
        (one(anchor=5, anchor_unit="天"), None, ["steps", "one_means"]),
        (BOTH, None, ["steps", "one_means", "bare_percent"]),
    ],
)
def test_what_a_rule_leaves_open(rule: Steps, full: str | None, readings: list[str]) -> None:
    assert (None if full is None else Decimal(full), readings) == (rule.full, [one.name for one in rule.readings])


def test_the_parameters_of_a_rule_and_what_is_told_of_them() -> None:
    bare = {"side": "below", "step": "1", "points": "0.1", "unit": "", "adds": False, "limit": None}
    rest = {"from": None, "anchor_unit": "", "of": "value", "base": None, "zero_if": None, "below_zero": False}
    assert {"kind": "steps", "ladders": [bare]} | rest == one().to_dict()
    assert {"side": "below", "step": "1", "points": "10", "unit": "%", "adds": False, "limit": "50", "share": True} == (
        SHARE.to_dict()["ladders"][0]
    )
    ladder = "Ladder(side='below', step=Decimal('1'), points=Decimal('0.1'), unit='', adds=False, limit=None, share=False)"
    assert repr(one()) == (
        f"Steps(veto='', remarks=(), ladders=({ladder},), anchor=None, anchor_unit='', of='value', base=None, zero_if=None, below_zero=False)"
    )


def test_ladders_become_a_tuple() -> None:
    ladder = Ladder(side="below", step=1, points=1)
    assert (ladder,) == as_ladders([ladder]) == Steps(ladders=[ladder]).ladders


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (one(unit="个百分点"), "每减少1个百分点扣0.1分，扣完为止"),
        (adding(), "每增加1加1分，最多加5分，扣完为止"),
        (one(anchor=5, anchor_unit="%", side="above", of="absolute", base=10), "绝对值≤5%得10分，每增加1扣0.1分，扣完为止"),
        (one(base=8), "达到目标得8分，每减少1扣0.1分，扣完为止"),
        (one(of="absolute"), "绝对值达到目标得满分，每减少1扣0.1分，扣完为止"),
        (one(anchor="5.0", base=8), "≥5得8分，每减少1扣0.1分，扣完为止"),
        (evolve(BOTH, anchor=5, anchor_unit="天"), "=5天得满分，每增加2加1分，最多加2分，每减少1扣1分，最多扣3分，扣完为止"),
        (one(below_zero=True, zero_if=Edge(side="below", value=60, unit="%")), "每减少1扣0.1分，可倒扣，低于60%不得分"),
    ],
)
def test_how_a_rule_reads(rule: Steps, text: str) -> None:
    assert text == str(rule)


def test_points_as_a_share_of_the_weight_are_told() -> None:
    rule = Steps(ladders=[Ladder(side="below", step=1, points=10, unit="%", share=True, limit=50)])
    assert "每减少1%扣分值的10%，最多扣分值的50%，扣完为止" == str(rule)


def test_a_standard_of_its_own_needs_no_target() -> None:
    rule = Steps(ladders=[Ladder(side="above", step=1, points=1)], anchor=5, anchor_unit="%")
    assert "10 − 2 × 1 = 8" == rule.apply(weight=10, target="", actual="7%").text
    assert ("实际完成值未填，未计算", ("actual",)) == ((step := rule.apply(weight=10, target="30%", actual="")).text, step.missing)
    plain = Steps(ladders=[Ladder(side="above", step=1, points=1)])
    assert ("目标值未填，未计算", ("target",)) == ((step := plain.apply(weight=10, target="", actual="7%")).text, step.missing)


def test_a_figure_counts_without_its_sign_where_the_rule_says_so() -> None:
    ladders = [Ladder(side="below", step=1, points=1)]
    assert (8, 2) == tuple(Steps(ladders=ladders, of=of).apply(weight=10, target=5, actual=-3).value for of in ("absolute", "value"))


def test_which_figures_a_ladder_tells() -> None:
    ladder = Ladder(side="below", step=1, points="0.1")
    told = Steps(ladders=[ladder]).apply(weight=5, target="100%", actual="85%").children
    assert [("目标值", "100%"), ("实际完成值", "85%"), ("差距", "15 个百分点"), ("扣分次数", "15 次")] == [
        (one.label, one.text) for one in told
    ]
    above = Steps(ladders=[Ladder(side="above", step=1, points=1)], anchor=5, anchor_unit="%")
    told = above.apply(weight=10, target="", actual="7%").children
    assert [("标准", "5%"), ("实际完成值", "7%"), ("差距", "2 个百分点"), ("扣分次数", "2 次")] == [(one.label, one.text) for one in told]


def test_the_name_of_the_kind() -> None:
    assert "steps" == Steps(ladders=[Ladder(side="below", step=1, points=1)]).to_dict()["kind"]
