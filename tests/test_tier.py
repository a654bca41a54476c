"""Points by the tier that the actual falls in: edges, gaps, ranks, shares."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from perfscore.criterion import read_criterion
from perfscore.errors import NumberError, RulebookError
from perfscore.measure import Policy
from perfscore.tier import Tier, Tiers, as_tiers

LADDER = Tiers(
    unit="%", tiers=[Tier(low=95, points=10), Tier(low=90, high=94, points=8), Tier(low=80, high=90, high_open=True, points=5, points_to=7)]
)


@pytest.mark.parametrize(
    ("actual", "figure"),
    [
        *(("120%", "10"), ("95%", "10"), ("94.5%", "[8, 10]"), ("94%", "8"), ("90%", "8"), ("89.99%", "[5, 7]"), ("80%", "[5, 7]")),
        *(("79%", "[0, 7]"), ("-1%", "[0, 7]"), ("0.95", "10"), ("93", "8")),
    ],
)
def test_where_a_figure_falls(actual: str, figure: str) -> None:
    assert figure == LADDER.apply(10, "100%", actual).figure


@pytest.mark.parametrize(("high_open", "low_open", "expected"), [(False, False, 10), (True, False, 10), (False, True, 8)])
def test_a_shared_edge_belongs_to_the_better_tier_unless_worded(high_open: bool, low_open: bool, expected: int) -> None:
    rule = Tiers(
        unit="%", tiers=[Tier(low=90, high=95, high_open=high_open, points=8), Tier(low=95, low_open=low_open, points=10)], otherwise=0
    )
    assert expected == rule.apply(10, actual="95%").value


def test_an_edge_that_no_tier_takes() -> None:
    rule = Tiers(tiers=[Tier(low=95, low_open=True, points=10), Tier(low=90, high=95, high_open=True, points=8)])
    assert "[8, 10]" == rule.apply(10, actual="95").figure


def test_what_the_text_says_of_the_rest_holds_everywhere() -> None:
    rule = Tiers(unit="%", tiers=[Tier(low=90, high=100, points=10), Tier(low=60, high=80, points=5)], otherwise=1)
    assert [1, 10, 1, 5, 1] == [rule.apply(10, actual=actual).value for actual in ("101%", "95%", "85%", "70%", "10%")]


def test_beyond_the_outermost_tier_the_text_is_silent() -> None:
    rule = Tiers(unit="%", tiers=[Tier(low=90, high=100, points=10), Tier(low=80, high=90, points=8)])
    assert ["[0, 10]", "[0, 8]"] == [rule.apply(10, actual=actual).figure for actual in ("103%", "79%")]
    less_is_better = Tiers(tiers=[Tier(low=0, high=5, points=10), Tier(low=6, high=9, points=8)])
    assert ["[0, 10]", "[0, 8]", "[8, 10]"] == [less_is_better.apply(10, actual=actual).figure for actual in ("-1", "10", "5.5")]


@pytest.mark.parametrize(("actual", "value"), [("第3名", "5"), ("第 5 名", "5"), ("第6名", "4.5"), ("7", "4.5"), ("第15名", "4")])
def test_ranks(actual: str, value: str) -> None:
    rule = Tiers(tiers=[Tier(high=5), Tier(low=6, high=10, points="4.5"), Tier(low=11, points=4)])
    assert Decimal(value) == rule.apply(5, actual=actual).value


@pytest.mark.parametrize(("actual", "value"), [("前15%", 10), ("前20%", 10), ("前40%", 5), ("前60%", 0), ("后30%", 0), ("后70%", 5)])
def test_shares_of_a_field(actual: str, value: int) -> None:
    rule = Tiers(unit="%", tiers=[Tier(high=20, points=10), Tier(high=50, points=5)], otherwise=0)
    assert value == rule.apply(10, actual=actual).value


@pytest.mark.parametrize("actual", ["第三名", "后进", "第", "优", "—", None])
def test_what_is_no_figure_opens_the_row(actual: Any) -> None:
    step = LADDER.apply(10, actual=actual)
    assert (None, ("actual",)) == (step.value, step.missing)


def test_bare_bounds_beside_a_percentage() -> None:
    rule = Tiers(tiers=[Tier(low="0.9", points=10), Tier(low="0.8", high="0.9", points=8)])
    assert [10, 8, 8] == [rule.apply(10, actual=actual).value for actual in ("92%", "85%", "0.85")]
    percent = Tiers(tiers=[Tier(low=90, points=10), Tier(low=1, high=90, points=8)])
    assert [10, 8] == [percent.apply(10, actual=actual).value for actual in ("92%", "1.2%")]


def test_a_bare_actual_may_always_be_percent() -> None:
    assert "[0, 7]" == LADDER.apply(10, actual="0.95", policy=Policy(bare_percent="percent")).figure


def test_units_are_converted() -> None:
    rule = Tiers(unit="万元", tiers=[Tier(high=30, points=10)], otherwise=0)
    assert [10, 0, 10] == [rule.apply(10, actual=actual).value for actual in ("300000元", "300001元", "30")]


def test_points_in_percent_of_the_weight_and_full_marks() -> None:
    rule = Tiers(
        tiers=[Tier(low=95), Tier(low=90, high=95, points=80, share=True), Tier(low=80, high=90, points=50, points_to=70, share=True)],
        otherwise=0,
    )
    assert ["20", "16", "[10, 14]", "0"] == [rule.apply(20, actual=actual).figure for actual in ("99", "90", "85", "5")]


def test_no_tier_gives_more_than_the_weight() -> None:
    assert "7，不超过分值，得 5" == Tiers(tiers=[Tier(low=0, points=7)]).apply(5, actual="1").text


def test_many_tiers() -> None:
    rule = Tiers(tiers=[Tier(low=i, high=i + 1, points=i) for i in range(60)])
    assert [58, 7, 0] == [rule.apply(100, actual=actual).value for actual in ("58.5", "7.2", "0.5")]
    assert "[0, 59]" == rule.apply(100, actual="61").figure


def test_the_bound_is_not_shown_as_a_target() -> None:
    assert ["实际完成值"] == [child.label for child in LADDER.apply(10, "100%", "95%").children]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Tier(points=5), "没有上限也没有下限"),
        (lambda: Tier(low=5, high=3), "下限 5 大于上限 3"),
        *(
            (lambda one=one: Tier(low=5, high=5, **one), "从 5 到 5，又不含 5，没有数在其中")
            for one in ({"low_open": True}, {"high_open": True})
        ),
        (lambda: Tier(low=5, points=5, points_to=3), "得分区间 5分至3分不成立"),
        (lambda: Tier(low=5, points_to=3), "得分区间 满分至3分不成立"),
        (lambda: Tier(low=5, share=True), "按分值比例得分的分档应写明百分数"),
        (lambda: Tier(low=5, off=True), "扣分的分档应写明扣几分"),
        (lambda: Tier(low=5, points=1, points_to=2, off=True), "扣分的分档应写明扣几分"),
        (lambda: Tiers(tiers=[]), "至少要有一档"),
    ],
)
def test_tiers_that_make_no_sense(make: Any, words: str) -> None:
    with pytest.raises(NumberError, match=words):
        make()


def test_how_a_rule_reads() -> None:
    assert "≥95%得10分，90%(含)-94%(含)得8分，80%(含)-90%(不含)得5-7分" == str(LADDER)
    rest = Tiers(
        tiers=[
            Tier(low=3, low_open=True),
            Tier(high=3, points=80, share=True),
            Tier(high=1, high_open=True, points=5, points_to=6, share=True),
        ],
        otherwise=0,
    )
    assert ">3得满分，≤3得80%的分值，<1得5%-6%的分值，其余不得分" == str(rest)
    assert "≥1得满分，其余得2分" == str(Tiers(tiers=[Tier(low=1)], otherwise=2))
    assert LADDER.tiers == as_tiers(list(LADDER.tiers))


def test_tiers_of_completion_stand_against_the_target() -> None:
    rule = Tiers(unit="%", tiers=[Tier(low=90)], otherwise=0, of="completion")
    assert [5, 0, 5] == [rule.apply(5, "200件", actual).value for actual in ("180件", "179件", "200件")]


def test_between_points_and_a_share_the_lesser_is_the_lower_end() -> None:
    rule = Tiers(unit="%", tiers=[Tier(low=95, points=80, share=True), Tier(low=80, high=90, points=5)])
    assert ["[4, 5]", "[5, 8]"] == [rule.apply(weight, actual="92%").figure for weight in (5, 10)]


def test_only_the_actual_is_told_of_a_tier() -> None:
    told = read_criterion("完成率≥90%得满分，低于90%得2分").apply(weight=5, target="100%", actual="85%").children
    assert [("实际完成值", "85%")] == [(one.label, one.text) for one in told]


def test_what_tiers_may_be_held_against() -> None:
    tiers: Any = read_criterion("完成率≥90%得满分，低于90%得2分")
    with pytest.raises(RulebookError, match=r"^of 不能是 'share'"):
        evolve(tiers, of="share")
    assert ["value", "absolute", "completion"] == [evolve(tiers, of=of).of for of in ("value", "absolute", "completion")]
