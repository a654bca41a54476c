"""perfscore.requiring: from a total back to a row's score, and from there to its figure."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

import perfscore as ps
from perfscore.number import Mode, Rounding
from perfscore.requiring import Least, Unreachable, answers, awarded, figure_of, judged, need_of, reads_actual, required, unrounded
from perfscore.rule import Bands, Defects
from perfscore.solving import Unsolved
from tests.books import book
from tests.forms import form, leaf
from tests.test_staging import CAPS

RATIO = "实际完成值/年初目标值*分值"
BANDS = "达成预期指标得100%-80%(含)的分值，部分达成预期指标得80%-50%(含)的分值，未达成预期指标得50%-0%的分值"
ITEMS = "①有制度(3分)；②有记录(3分)；③有检查(4分)"
FIRES = "第一起、第二起、第三起、第四起森林火灾,分别扣5分、6分、7分、8分,以此类推"
NEGATIVE = "不设权重，酌情扣分，以负数记分"


# ---- from the total to a row's score ------------------------------------------------------------


@given(
    st.sampled_from(["half-up", "half-even", "down"]),
    st.sampled_from(["0.01", "0.1", "1"]),
    st.integers(-800, 800).map(lambda n: Fraction(n, 400)),
    st.integers(-800, 800).map(lambda n: Fraction(n, 400)),
    st.booleans(),
)
def test_what_is_enough_before_rounding_is_enough_after(mode: Mode, quantum: str, value: Fraction, least: Fraction, beyond: bool) -> None:
    rounding, wanted = Rounding(quantum=Decimal(quantum), mode=mode), Least(least, beyond)
    assert wanted.met(Fraction(rounding(value))) == unrounded(rounding, wanted).met(value)


def card(*leaves: ps.Indicator, rules: Mapping[str, str] | None = None, event: str | None = None, **fields: Any) -> ps.Scorecard:
    return ps.score(form(*leaves, **fields), book(rules or {}), event=event)


def ratio(name: str = "甲", actual: str = "80%", weight: int = 30) -> ps.Indicator:
    return leaf(name, weight=weight, target="100%", actual=actual, criterion=RATIO)


@pytest.mark.parametrize(
    ("rules", "asked", "expected"),
    [
        # 24 + 20 = 44; 甲 must come to 60 − 0.005 − 20
        ({}, "60", "39.995"),
        ({"total_rounding": "1"}, "45", "24.5"),
        ({"total_rounding": "1"}, "45.01", "25.5"),
        # printed scores are added: what rounds to 40 begins at 39.995
        ({"policy.sum_of": "printed"}, "60", "39.995"),
        ({"policy.sum_of": "printed", "rounding": "0.1", "total_rounding": "0.01"}, "60", "39.95"),
    ],
)
def test_the_stages_are_taken_back(rules: Mapping[str, str], asked: str, expected: str) -> None:
    found = card(ratio(), ratio("乙", "100%", 20), rules=rules)
    assert Least(Fraction(expected)) == required(found, found.lines[:1], Decimal(asked))


def test_what_is_brought_to_the_full_score_is_brought_back() -> None:
    absent = leaf("丙", weight=20, target="100%", actual="不涉及", criterion=RATIO)
    found = card(ratio(), ratio("乙", "100%", 20), absent, rules={"policy.not_applicable": "rescale"})
    # (24 + 20) × 100 ÷ 80 = 55
    assert (Decimal(55), Least(Fraction("59.995") * 80 / 100 - 20)) == (found.total, required(found, found.lines[:1], Decimal(60)))
    assert "实际完成值是“不涉及”，不适用，不计入总分，其余各行折算为满分" == need_of(found, 2, Decimal(60)).reason


def taking(points: str) -> ps.Indicator:
    return leaf("资金合规", weight=None, target=None, actual=None, printed=points, criterion=NEGATIVE)


def test_deductions_are_given_back_and_are_rows_themselves() -> None:
    found = card(ratio(), taking("-5"))
    assert Decimal(19) == found.total
    assert Least(Fraction("24.995")) == required(found, found.lines[:1], Decimal(20))
    assert Least(Fraction("-4.005")) == required(found, found.lines[1:], Decimal(20))
    assert "得分由人酌定，不由实际完成值决定；本行须评得 -4 分" == need_of(found, 1, Decimal(20)).reason


@pytest.mark.parametrize(
    ("order", "asked", "expected"),
    [
        # the cap comes first: what is above 64.995 after the deduction was above 69.995, and 70 is the most
        ("event-cap、deductions", "65", "69.995"),
        ("event-cap、deductions", "65.01", None),
        ("deductions、event-cap", "70", "74.995"),
        ("deductions、event-cap", "70.01", None),
    ],
)
def test_a_cap_holds_what_comes_before_it(order: str, asked: str, expected: str | None) -> None:
    rules = {"event_cap": "70", "stages": f"sum、{order}、execution-cap、round、grade"}
    found = card(ratio(weight=50), taking("-5"), rules=rules, event="审计披露")
    if expected:
        assert Least(Fraction(expected)) == required(found, found.lines[:1], Decimal(asked))
    else:
        with pytest.raises(Unreachable, match=rf"^已记录事件：审计披露，总分不超过 70，不能达到 {asked}$"):
            required(found, found.lines[:1], Decimal(asked))


RATE = leaf("预算执行率", weight=20, target="100%", actual="55.5%", criterion="得分按执行率*分值")


def test_the_cap_by_rate_holds_every_row_but_the_rate() -> None:
    found = card(ratio(actual="90%", weight=80), RATE, rules=CAPS, budget=ps.Budget(planned=100, spent="55.5"))
    words = "执行率 55.5 ÷ 100 = 55.5%，在 [50%,60%) 之内，总分不超过 69，不能达到 70"
    assert (Decimal(69), words) == (found.total, need_of(found, 0, Decimal(70)).reason)
    # 72 + 11.1 is enough for either; from 60% on the total may be 79, from 70% on 89
    assert "预算执行率：执行数 55.5万元 → 60万元（+4.5），须不低于 60万元，本行得 12，总分 79" == str(need_of(found, 1, Decimal(79)))
    assert "预算执行率：执行数 55.5万元 → 70万元（+14.5），须不低于 70万元，本行得 14，总分 86" == str(need_of(found, 1, Decimal(80)))
    # 72 + 20 × 80% = 88
    assert "预算执行率：执行数 55.5万元 → 80万元（+24.5），须不低于 79.975万元，本行得 16，总分 88" == str(need_of(found, 1, Decimal(88)))


def test_a_printed_rate_that_caps_the_total_is_not_guessed_at() -> None:
    found = card(ratio(actual="90%", weight=80), RATE, rules=CAPS)
    assert Decimal(69) == found.total
    assert "公式不能逐步反解" == need_of(found, 1, Decimal(80)).reason
    low = card(ratio(weight=40), RATE, rules=CAPS)
    assert "预算执行率：55.5% → 90%（+34.5），须不低于 89.975%，本行得 18，总分 50" == str(need_of(low, 1, Decimal(50)))


def test_without_a_rate_the_least_cap_holds() -> None:
    found = card(ratio(weight=50), rules=CAPS)
    assert "执行率算不出，不知是否封顶，不能达到 60" == need_of(found, 0, Decimal(60)).reason
    assert Decimal(48) == need_of(found, 0, Decimal(48)).total
    jump = card(leaf("甲", weight=80, target="", actual="否", criterion="是得满分，否则不得分"), rules=CAPS)
    assert "总分随之不能确定：执行率算不出，不知是否封顶" == need_of(jump, 0, Decimal(50)).reason


def test_rows_that_rest_on_one_sum_are_solved_together() -> None:
    rate = leaf("预算执行率", weight=10, target="100%", actual="90%", criterion="得分按执行率*分值")
    budget = ps.Budget(planned=200, spent=150, weight=20)
    found = card(rate, budget=budget)
    assert Decimal("22.5") == found.total
    # 30 × A ÷ 200 = 24 at 160 (to 0.005 at 159.97)
    assert "执行率：执行数 150万元 → 160万元（+10），须不低于 ≈159.9667万元，本行得 16，总分 24" == str(need_of(found, 0, Decimal(24)))
    assert "预算执行率：执行数 150万元 → 160万元（+10），须不低于 ≈159.9667万元，本行得 8，总分 24" == str(need_of(found, 1, Decimal(24)))
    printed = card(rate, budget=budget, rules={"policy.sum_of": "printed"})
    with pytest.raises(Unsolved):
        required(printed, printed.lines, Decimal(24))
    assert "公式不能逐步反解" == need_of(printed, 0, Decimal(24)).reason


# ---- figures ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "actual", "step"),
    [
        ("100%", "85%", "1"),
        ("85%", "90.17%", "0.01"),
        ("99.5%", "85%", "0.1"),
        ("0.90", "85%", "1"),
        ("100%", "0.9", "0.01"),
        ("30万元", "236000元", "1"),
        ("236000元", "30万元", "0.0001"),
        ("2.5亿元", "23600万元", "1"),
        ("10件", "85%", "1"),
        ("—", "8.5", "0.1"),
    ],
)
def test_the_grain_is_the_finest_place_printed(target: str, actual: str, step: str) -> None:
    found = card(leaf(target=target, actual=actual))
    assert Fraction(step) == figure_of(found, found.lines[0]).step


def test_the_grain_of_money_is_that_of_both_sums() -> None:
    found = card(leaf("预算执行率", criterion="得分按执行率*分值"), budget=ps.Budget(planned="1486.275", spent="1464.4"))
    figure = figure_of(found, found.lines[0])
    assert ("spent", "1464.4万元", Fraction(1, 1000), "1470.5万元") == (
        figure.field, figure.value.text, figure.step, figure.other(Fraction("1470.50")).text,
    )  # fmt: skip


# ---- needs of every kind ------------------------------------------------------------------------


def need(criterion: str, target: str, actual: str, asked: str, printed: str | None = None, **options: Any) -> str:
    found = card(
        leaf("甲", weight=10, criterion=criterion, target=target, actual=actual, printed=printed), rules={"full_score": "200"}, **options
    )
    return str(need_of(found, 0, Decimal(asked)))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # 10 − 8 × 0.1 = 9.2, nine points short would give 9.1
        (("每减少1个百分点扣0.1分，扣完为止", "100%", "85%", "9.15"), "85% → 92%（+7），须大于 91%，本行得 9.2，总分 9.2"),
        # 179.9 ÷ 200 × 10 = 8.995, which rounds to 9
        ((RATIO, "≥200", "150", "9"), "150 → 180（+30），须不低于 179.9，本行得 9，总分 9"),
        ((RATIO, "≥0.9", "80%", "9.5"), "80% → 86%（+6），须不低于 85.455%，本行得 9.56，总分 9.56"),
        # 30 ÷ A × 10 ≥ 7.995
        (("年初目标值/实际完成值*分值", "≤30万元", "40万元", "8"), "40万元 → 37万元（−3），须不高于 ≈37.5235万元，本行得 8.11，总分 8.11"),
        (("反向指标超过目标值的部分按比例扣分", "≤20", "30", "8"), "30 → 24（−6），须不高于 24.01，本行得 8，总分 8"),
        (("≥95%得10分，90%(含)-95%得8分，其余不得分", "95%", "80%", "8"), "80% → 90%（+10），须不低于 90%，本行得 8，总分 8"),
        # below 90% the text is silent, so that the rule itself gives 9 only from 95% on
        (("≥95%得10分，90%(含)-95%得8分", "95%", "80%", "9", "5"), "80% → 95%（+15），须不低于 95%，本行得 10，总分 10"),
        (("≥95%得8-10分，其余不得分", "95%", "80%", "9"), "80% → 95%（+15），须不低于 95%，并评得 9 分，本行得 9，总分 9"),
        (("每提高1个百分点加1分，最多加2分", "90%", "90%", "11"), "90% → 91%（+1），须不低于 91%，本行得 11，总分 11"),
        (("绝对值≤5%得10分，每增加1个百分点扣1分，扣完为止", "5%", "-8%", "8"), "-8% → -7%（+1），须大于 −8%，且小于 8%，本行得 8，总分 8"),
        (("每发现一例扣1分，扣完为止", "0", "4", "8"), "4 → 2（−2），须不低于 0，且不高于 2.005，本行得 8，总分 8"),
        (("每完成1项得2分", "5项", "1项", "5"), "1项 → 3项（+2），须不低于 3项，本行得 6，总分 6"),
        # two of the items may be worth 6 or 7
        ((ITEMS, "3项", "1项", "6", "3"), "1项 → 2项（+1），须不低于 2项，且不高于 3项，本行得 6，总分 6"),
        ((ITEMS, "3项", "1项", "7", "3"), "1项 → 3项（+2），须等于 3项，本行得 10，总分 10"),
        (("得分按执行率*分值", "100%", "0.8", "9"), "0.8 → 0.9（+0.1），须不低于 0.8995，且不高于 1.5，本行得 9，总分 9"),
        (("得分=w*a/(a+1)", "1", "1", "10"), "1 → -2（−3），须小于 −1，本行得 10，总分 10"),
        ((BANDS, "达成", "未达成预期指标", "7", "3"), "未达成预期指标 → 部分达成预期指标，须为“部分达成预期指标”，并评得 7 分，本行得 7，总分 7"),
        # the band ends before 8, where the better one begins
        ((BANDS, "达成", "部分达成预期指标", "8", "6"), "部分达成预期指标 → 达成预期指标，须为“达成预期指标”，本行得 8，总分 8"),
        ((BANDS, "达成", "部分达成预期指标", "7", "6"), "部分达成预期指标 → 部分达成预期指标，须为“部分达成预期指标”，并评得 7 分，本行得 7，总分 7"),
        (("是得满分，否则不得分", "是", "否", "10"), "否 → 是，须为“是”，本行得 10，总分 10"),
    ],
)  # fmt: skip
def test_what_would_have_been_needed(row: tuple[str, ...], expected: str) -> None:
    assert f"甲：{expected}" == need(*row)


def test_a_series_of_defects_is_solved_by_its_squares() -> None:
    found = card(leaf("火灾", weight=30, criterion=FIRES, target="0", actual="4"))
    assert isinstance(found.lines[0].governed.rule, Defects)
    assert [("3", 12), ("2", 19), ("0", 30)] == [
        (one.actual, one.score) for one in (need_of(found, 0, Decimal(asked)) for asked in ("4.01", "12.01", "25.01"))
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("是得6分，否则不得分", "是", "否", "8"), "本行最多再得 6 分，总分最多到 6"),
        (("≥95%得8分，其余不得分", "95%", "80%", "9"), "本行最多再得 8 分，总分最多到 8"),
        (("≥95%得6-8分，其余不得分", "95%", "80%", "9"), "本行最多再得 8 分，总分最多到 8"),
        (("≥95%得6-8分，其余不得分", "95%", "96%", "9", "8"), "本行已得 8 分，不能再多"),
        (("达成得100%(不含)-80%(含)的分值，未达成得80%-0%的分值", "", "未达成", "10", "3"), "本行最多再得不到 7 分，总分最多不到 10"),
        ((RATIO, "100%", "120%", "11"), "本行已得满分 10 分"),
        (("得分=w-(t-a)*(t-a)", "1", "3", "9"), "公式不能逐步反解"),
        (("得分=w*a/(a+1)*0.9 if a >= 0 else 0", "1", "1", "9.5"), "按公式本行得不到所需的分数"),
        (("酌情扣分", "", "100%", "8", "6"), "得分由人酌定，不由实际完成值决定；本行须评得 8 分"),
        (("酌情扣1-2分", "", "是", "10", "8"), "得分由人酌定，不由实际完成值决定；本行最多再得 1 分，总分最多到 9"),
        (("约束性指标，酌情扣分", "", "", "8", "6"), "得分由人酌定，不由实际完成值决定；本行须评得 8 分"),
        (("读不懂的标准", "1", "2", "8", "5"), "评分标准读不懂：没有说什么情形得分。"),
        (("", "1", "2", "8", "5"), "本行没有评分标准，评分办法也没有通用公式，未计算"),
        ((RATIO, "100%", "10件", "8", "5"), "目标“100%”与实际“10件”单位不同，无法比较。"),
        ((RATIO, "100%", "基本完成", "8", "5"), "实际完成值是“基本完成”，不是数，未计算"),
        ((BANDS, "", "95%", "11", "5"), "本行最多再得 5 分，总分最多到 10"),
        (("每发现一例扣1分，最多扣3分", "0", "否", "11"), "本行已得满分 10 分"),
        (("前3名得10分，前5名得8分，其余不得分", "", "第5名", "9"), "实际完成值“第5名”是文字，不能反推"),
    ],
)  # fmt: skip
def test_why_a_row_cannot(row: tuple[str, ...], reason: str) -> None:
    assert f"甲：{reason}" == need(*row)


def test_a_band_without_a_weight_is_computed_with_no_word() -> None:
    found = card(leaf("甲", weight=None, criterion=BANDS, target="", actual="达成预期指标", printed=5))
    assert "本行没有分值，未计算" == need_of(found, 0, Decimal(8)).reason


def test_what_holds_for_every_row_is_not_solved() -> None:
    assert "总分已达到" == need_of(card(ratio()), 0, Decimal(8), "总分已达到").reason


def test_a_negative_figure_that_counts_as_nothing_is_a_figure_still() -> None:
    found = card(ratio(actual="-5%"), rules={"policy.negative_actual": "zero"})
    assert "甲：-5% → 50%（+55），须不低于 ≈49.9833%，本行得 15，总分 15" == str(need_of(found, 0, Decimal(15)))


def test_an_unpaired_row_is_not_reached_through() -> None:
    pair = [
        leaf(name, weight=20, target="100%", actual=actual, criterion=RATIO) for name, actual in (("拨付进度", "80%"), ("结转结余率", ""))
    ]
    found = card(*pair, rules={"either_or": "拨付进度|结转结余率"})
    assert "拨付进度、结转结余率择其一，按“拨付进度”计，本行不计" == need_of(found, 1, Decimal(18)).reason
    assert "90%" == need_of(found, 0, Decimal(18)).actual


# ---- parts --------------------------------------------------------------------------------------


def test_words_of_a_rule() -> None:
    rule = ps.read_criterion("产区：是得3分，否则不得分；非产区：是得2分，否则不得分")
    assert ("是", "否") == answers(rule)
    assert () == answers(None) == answers(ps.Rate())
    assert isinstance(ps.read_criterion(BANDS), Bands)


def test_what_is_left_to_judgement() -> None:
    lines = card(
        leaf("甲", criterion="酌情扣分"), leaf("乙", criterion=BANDS, actual="达成预期指标"), ratio("丙"), leaf("丁", criterion="")
    ).lines
    assert [True, False, False, False] == [judged(line) for line in lines]
    plans = [line.governed.plan for line in lines]
    assert [False, False, True] == [reads_actual(plan) for plan in plans if plan is not None]


def test_points_are_awarded_within_the_room_only() -> None:
    roomy, fixed, unread = card(
        leaf("甲", weight=10, criterion="酌情扣1-3分", actual="是", printed=8), ratio(), leaf("丙", criterion="读不懂的标准")
    ).lines
    assert [None, Decimal("8.01"), Decimal(7), None] == [
        awarded(roomy, Least(value)) for value in (Fraction("9.001"), Fraction("8.001"), Fraction(1), Fraction(10))
    ]
    assert (None, None) == (awarded(fixed, Least(Fraction(1))), awarded(unread, Least(Fraction(1))))


def test_a_need_as_data() -> None:
    found = card(ratio())
    assert {
        "path": ["产出指标", "质量指标", "甲"], "field": "actual", "cell": None, "present": "80%", "actual": "90%", "bound": "须不低于 ≈89.9833%",
        "change": "10", "step": "1", "points": None, "score": "27", "total": "27", "reason": None,
    } == need_of(found, 0, Decimal(27)).to_dict()  # fmt: skip
    told = need_of(found, 0, Decimal(31))
    assert {"本行最多再得 6 分，总分最多到 30", "甲", ("产出指标", "质量指标", "甲")} == {told.reason, told.name, told.path}
    assert (None, None, None) == tuple(told.to_dict()[name] for name in ("actual", "bound", "total"))
