"""Points by the tier that the actual falls in: edges, gaps, ranks, shares."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from perfscore.criterion import read_criterion
from perfscore.errors import NumberError, RulebookError
from perfscore.measure import Policy
from perfscore.tier import Tier, Tiers, as_tiers, shared_edges

LADDER = Tiers(
    unit="%", tiers=[Tier(low=95, points=10), Tier(low=90, high=94, points=8), Tier(low=80, high=90, high_open=True, points=5, points_to=7)]
)


RANKS = Tiers(unit="%", tiers=[Tier(high=20, points=10), Tier(high=50, points=5)], otherwise=0)


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
        (lambda: Tier(points=5), "分档没有上限也没有下限。"),
        (lambda: Tier(low="5.0", high="3.50"), "分档的下限 5 大于上限 3.5。"),
        *(
            (lambda one=one: Tier(low=5, high=5, **one), "分档从 5 到 5，又不含 5，没有数在其中。")
            for one in ({"low_open": True}, {"high_open": True})
        ),
        (lambda: Tier(low=5, points=5, points_to="3.50"), "分档的得分区间 5分至3.5分不成立。"),
        (lambda: Tier(low=5, points_to=3), "分档的得分区间 满分至3分不成立。"),
        (lambda: Tier(low=5, share=True), "按分值比例得分的分档应写明百分数。"),
        (lambda: Tier(low=5, off=True), "扣分的分档应写明扣几分。"),
        (lambda: Tier(low=5, points=1, points_to=2, off=True), "扣分的分档应写明扣几分。"),
        (lambda: Tiers(tiers=[]), "分档至少要有一档。"),
    ],
)
def test_tiers_that_make_no_sense(make: Any, words: str) -> None:
    with pytest.raises(NumberError) as error:
        make()
    assert (words, "") == (error.value.message, error.value.hint)


def test_a_tier_may_be_one_figure_and_its_points_too() -> None:
    assert "=5得3-3分" == str(Tiers(tiers=[Tier(low=5, high="5.0", points=3, points_to="3.00")]))


TWO = [Tier(low=95, high=100, points=10), Tier(low=90, high=95, points=8)]
OFF = [Tier(low=95, high=100, points=2, off=True), Tier(low=90, high=95, points=1, off=True)]
WORSE = Policy(shared_edge="worse")


@pytest.mark.parametrize(
    ("rule", "target", "texts"),
    [
        (LADDER, "100%", {"95%": "在最高一档，得满分 10", "94.5%": "按所写各档，在 [8, 10] 之间", "94%": "按所在档次，得 8", "79%": "按所写各档，在 [0, 7] 之间"}),
        # what is taken off: nothing outside the tiers, the lesser at an edge
        (Tiers(tiers=OFF), "", {"97": "10 − 2 = 8", "95": "10 − 1 = 9", "92": "10 − 1 = 9", "89": "在最高一档，得满分 10", "101": "在最高一档，得满分 10"}),
        (Tiers(tiers=[Tier(low=95, points=20, share=True, off=True)]), "", {"95": "10 − 10 × 20 ÷ 100 = 8"}),
        (Tiers(tiers=[Tier(low=95, points=80, share=True)]), "", {"95": "10 × 80 ÷ 100 = 8", "94": "按所写各档：0 至 10 × 80 ÷ 100，即 [0, 8]"}),
        # where the text is silent
        (Tiers(tiers=[Tier(low=95), Tier(low=90, high=95, points=8)]), "", {"95": "在最高一档，得满分 10", "89": "按所写各档，在 [0, 8] 之间"}),
        (Tiers(tiers=[Tier(high=5, points=10), Tier(low=5, high=9, points=8)]), "", {"5": "在最高一档，得满分 10", "-1": "在最高一档，得满分 10", "9.1": "按所写各档，在 [0, 8] 之间"}),
        (Tiers(tiers=[Tier(low=5, points=10), Tier(low=3, points=8)]), "", {"3": "按所在档次，得 8", "2": "按所写各档，在 [0, 8] 之间"}),
        # against what
        (Tiers(tiers=[Tier(low=-5, high=5, points=9)], of="absolute", unit="%", otherwise=2), "", {"-5%": "按所在档次，得 9", "-6%": "按所在档次，得 2", "0.05": "按所在档次，得 9"}),
        (Tiers(tiers=[Tier(high=5, points=9)], of="absolute", otherwise=2), "", {"-5": "按所在档次，得 9", "-5.1": "按所在档次，得 2"}),
        (Tiers(tiers=[Tier(low=80, points=9)], of="completion", unit="%", otherwise=2), "10件", {"8件": "按所在档次，得 9", "7件": "按所在档次，得 2"}),
        (Tiers(tiers=[Tier(low=80, points=9)], unit="%"), "200", {"80": "评分标准的界限是百分比，本行的数不是百分比，未计算"}),
        # ranks
        (RANKS, "", {"第15%": "在最高一档，得满分 10", "前50%": "按所在档次，得 5", "后80%": "在最高一档，得满分 10", "后80": "实际完成值是“后80”，不是数，未计算"}),
        (RANKS, "", {"后5名": "实际完成值是“后5名”，不是数，未计算", "后": "实际完成值是“后”，不是数，未计算", "": "实际完成值未填，未计算"}),
    ],
)  # fmt: skip
def test_what_is_said_of_each_tier(rule: Tiers, target: str, texts: dict[str, str]) -> None:
    assert texts == {actual: rule.apply(10, target, actual).text for actual in texts}


@pytest.mark.parametrize(
    ("tiers", "actual", "better", "worse"),
    [
        (TWO, "95", 10, 8),
        (TWO[::-1], "95", 10, 8),
        (OFF, "95", 9, 8),
        ([evolve(TWO[0], low_open=True), TWO[1]], "95", 8, 8),
        ([TWO[0], evolve(TWO[1], high_open=True)], "95", 10, 10),
        ([Tier(low=95, high=95, points=10), TWO[1]], "95", 10, 10),
        ([Tier(high=95, points=10), Tier(high=99, points=8)], "95", 10, 10),
        ([Tier(low=95, high=100), TWO[1]], "95", 10, 8),
        ([Tier(low=95, high=100, points=5, points_to=9), TWO[1]], "92", 8, 8),
        ([Tier(low=0, high=5, points=10), Tier(low=5, high=9, points=8)], "5", 10, 8),
    ],
)
def test_to_which_tier_a_shared_edge_belongs(tiers: list[Tier], actual: str, better: int, worse: int) -> None:
    rule = Tiers(tiers=tiers)
    assert [better, worse] == [rule.apply(10, actual=actual, policy=policy).value for policy in (Policy(), WORSE)]


@pytest.mark.parametrize(
    ("tiers", "edges"),
    [
        (TWO, [95]),
        (OFF, [95]),
        ([evolve(TWO[0], low_open=True), TWO[1]], []),
        ([TWO[0], evolve(TWO[1], high_open=True)], []),
        ([Tier(low=95, high=95), TWO[1]], []),
        ([Tier(low=95), TWO[1]], []),
        ([Tier(high=95), TWO[0]], []),
        ([*TWO, Tier(low=60, high=90)], [90, 95]),
    ],
)
def test_edges_that_two_tiers_print(tiers: list[Tier], edges: list[int]) -> None:
    assert edges == sorted(shared_edges(tiers))
    assert ["bare_percent", *(["shared_edge"] if edges else [])] == [one.name for one in Tiers(tiers=tiers).readings]


@pytest.mark.parametrize(
    ("rule", "words", "full"),
    [
        (Tiers(tiers=[Tier(low=3, low_open=True, points="2.50")]), ">3得2.5分", Decimal("2.5")),
        (Tiers(tiers=[Tier(high=3, high_open=True, points=2, points_to=3)]), "<3得2-3分", 3),
        (Tiers(tiers=TWO), "95(含)-100(含)得10分，90(含)-95(含)得8分", 10),
        (Tiers(unit="天", tiers=[Tier(low=1, high=2, low_open=True, high_open=True)]), "1天(不含)-2天(不含)得满分", None),
        (Tiers(unit="天", tiers=[Tier(high=2, points=1), Tier(high=3)], otherwise=1), "≤2天得1分，≤3天得满分，其余得1分", None),
        (Tiers(tiers=[Tier(low=1, points=2, off=True)]), "≥1扣2分", None),
        (Tiers(tiers=[Tier(low=1, points="2.50", off=True, share=True)]), "≥1扣分值的2.5%", None),
        (Tiers(tiers=[Tier(low=1, points=50, points_to=80, share=True)], otherwise=0), "≥1得50%-80%的分值，其余不得分", None),
        (Tiers(tiers=[Tier(low=-5, high=5, points=9), Tier(low=9)], of="absolute"), "绝对值-5(含)-5(含)得9分，≥9得满分", None),
        (Tiers(tiers=TWO, of="completion", otherwise=0), "完成95(含)-100(含)得10分，完成90(含)-95(含)得8分，其余不得分", 10),
    ],
)
def test_what_a_rule_says_of_itself(rule: Tiers, words: str, full: Decimal | None) -> None:
    assert (words, full) == (str(rule), rule.full)


def test_the_parameters_of_a_rule_and_what_is_told_of_them() -> None:
    tier = "Tier(low=Decimal('1'), high=None, low_open=False, high_open=False, points=None, points_to=None, share=False, off=False)"
    bare = Tiers(tiers=[Tier(low=1)])
    assert f"Tiers(veto='', remarks=(), tiers=({tier},), unit='', otherwise=None, of='value')" == repr(bare)
    told = {"low": "1", "high": None, "low_open": False, "high_open": False, "points": None, "points_to": None, "share": False}
    assert {"kind": "tiers", "tiers": [told], "unit": "", "otherwise": None} == bare.to_dict()
    full = Tiers(tiers=[Tier(low=1, points=3, share=True, off=True)], otherwise=1, of="completion")
    assert {
        "kind": "tiers",
        "tiers": [told | {"points": "3", "share": True, "off": True}],
        "unit": "",
        "otherwise": "1",
        "of": "completion",
    } == (full.to_dict())


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


@pytest.mark.parametrize("target", ["90%", "90", "80%", "90.0%"])
def test_a_target_that_reads_like_a_bound_is_still_a_target(target: str) -> None:
    rule = Tiers(unit="%", tiers=[Tier(low=90)], otherwise=0, of="completion")
    share = Decimal(target.rstrip("%")) * 9 / 10
    assert [5, 0] == [rule.apply(5, target, actual).value for actual in (share, share - 1)]


@pytest.mark.parametrize("target", ["", "—", "按时", "0", "0%", "-5%"])
def test_completion_without_a_target_above_nothing_is_what_is_printed(target: str) -> None:
    rule = Tiers(unit="%", tiers=[Tier(low=90)], otherwise=0, of="completion")
    assert [5, 0] == [rule.apply(5, target, actual).value for actual in ("90%", "89%")]


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
