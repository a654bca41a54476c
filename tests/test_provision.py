"""perfscore.provision: every key that a rulebook may set, and what makes its value sound."""

import csv
import re
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import get_args

import pytest
from attrs import fields
from hypothesis import given, strategies as st

import perfscore as ps
from perfscore.measure import DEFAULT, Policy
from perfscore.number import plain
from perfscore.provision import (
    CAPS_LIKE,
    GRADES_LIKE,
    KEYS,
    POLICY,
    STAGES,
    Range,
    in_order,
    key_of,
    ranges,
    read_bound,
    read_caps,
    read_grades,
    read_groups,
    read_optional,
    read_points,
    read_ratio,
    read_rounding,
    read_share,
    read_stages,
    read_weights,
    words_of,
)

BANDS = "达成预期指标得100%(含)-80%(含)的分值，部分达成得80%(不含)-50%(含)的分值，未达成得50%(不含)-0%(含)的分值"


# ---- values that are sound ----------------------------------------------------------------------


def test_grades_are_stretches_with_names() -> None:
    best, *_, worst = read_grades("优[90,100]、良[80,90)、中[60,80)、差[0,60)")
    assert (best.name, best.low, best.high) == ("优", 90, 100)
    assert [Decimal(points) in best for points in ("90", "89.99", "100")] == [True, False, True]
    assert [Decimal(points) in worst for points in ("0", "59.99", "60")] == [True, True, False]


def test_grades_and_caps_may_be_written_from_either_end() -> None:
    assert [one.name for one in read_grades("差[0,60)、中[60,80)、良[80,90)、优[90,100]")] == ["优", "良", "中", "差"]
    assert [one.most for one in read_caps("[50%,60%)≤69、[0%,50%)≤59")] == [59, 69]


def test_grades_in_whole_numbers_stay_as_printed() -> None:
    found = read_grades("优[90,100]、良[80,89]、中[60,79]、差[0,59]")
    assert "、".join(map(str, found)) == "优[90,100]、良[80,89]、中[60,79]、差[0,59]"
    assert not any(Decimal("89.5") in one for one in found)


def test_caps_rise_with_the_rate() -> None:
    low, high = read_caps("[0%,50%)≤59、[50%,60%)≤69")
    assert (low.most, high.most, str(high)) == (59, 69, "[50%,60%)≤69")


def test_weights_may_have_parts() -> None:
    found = read_weights("部门预算管理80、部门预算管理/预算编制30")
    assert [(share.path, share.points) for share in found] == [(("部门预算管理",), 80), (("部门预算管理", "预算编制"), 30)]


@pytest.mark.parametrize(
    ("text", "share", "words"),
    [
        ("≥130%", Fraction(13, 10), "达到目标值的 130% 及以上"),
        (">100%", Fraction(1), "超过目标值的 100%"),
        ("≠", Fraction(1), "与目标值不同"),
    ],
)
def test_bounds(text: str, share: Fraction, words: str) -> None:
    assert (read_bound(text).share, read_bound(text).words) == (share, words)


def test_groups_and_the_optional_group() -> None:
    assert read_groups("甲|乙、丙|丁|戊") == (("甲", "乙"), ("丙", "丁", "戊"))
    assert read_optional("项目效益40：经济|社会") == ("项目效益", 40, ("经济", "社会"))
    assert (read_ratio("5:4"), read_ratio("5 ： 4"), read_share("20%")) == ((5, 4), (5, 4), Fraction(1, 5))
    assert (read_points("70"), read_points("22.5 分"), read_rounding("0.1").quantum) == (70, Decimal("22.5"), Decimal("0.1"))


@pytest.mark.parametrize("order", list(permutations(STAGES[1:-1]))[::5])
def test_the_stages_between_sum_and_grade_may_stand_in_any_order(order: tuple[str, ...]) -> None:
    text = "、".join(("sum", *order, "grade"))
    assert read_stages(text) == ("sum", *order, "grade")
    assert words_of("stages", text).startswith("各行相加 → ")


def test_a_range_holds_its_closed_ends_and_nothing_beyond() -> None:
    values = [Decimal(value) for value in ("49.99", "50", "50.01", "59.99", "60", "60.01")]
    for text, inside in (("[50%,60%]", "011110"), ("[50%,60%)", "011100"), ("(50%,60%]", "001110"), ("(50%,60%)", "001100")):
        (one,) = ranges(text, CAPS_LIKE)
        assert inside == "".join("01"[value in one] for value in values)
        assert text == str(one)


def test_a_range_as_it_is_read() -> None:
    (one,) = ranges("优［90.5％，100％）≤98.25", GRADES_LIKE)
    assert (
        Range(name="优", low=Decimal("90.5"), high=Decimal(100), low_closed=True, high_closed=False, most=Decimal("98.25"), unit="%") == one
    )
    (bare,) = ranges("(0,9999.9999]", GRADES_LIKE)
    assert Range(name="", low=Decimal(0), high=Decimal("9999.9999"), low_closed=False, high_closed=True, most=None, unit="") == bare
    assert ["[90%,100%)≤98.25", "优(0,1]"] == [
        str(read) for read in (*ranges("[90%,100%)≤98.25", CAPS_LIKE), *ranges("优(0,1]", GRADES_LIKE))
    ]


@pytest.mark.parametrize(
    "text", ["优[12345,99999]", "优[1,2.12345]", "一二三四五六七八九十甲乙丙[1,2]", "优[1,2]≤", "优[1,2", "优(一,二)", ""]
)
def test_what_is_no_range(text: str) -> None:
    with pytest.raises(ps.RulebookError) as caught:
        ranges(text, "优[1,2]")
    assert f"“{text}”不是区间，应写成 优[1,2] 的样子。" == caught.value.message


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        *(
            ("≥130%", (">=", Fraction(13, 10))),
            (">100%", (">", 1)),
            ("≥100%", (">=", 1)),
            ("≥130.5%", (">=", Fraction(261, 200))),
            (" ≠ ", ("≠", 1)),
        ),
    ],
)
def test_a_bound_as_it_is_read(text: str, bound: tuple[str, Fraction]) -> None:
    assert bound == read_bound(text)


# ---- values that are refused --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("full_score", "一百", "应是大于 0 的分数，例如 70。"),
        ("full_score", "0", "应是大于 0 的分数，例如 70。"),
        ("full_score", "100%", "应是大于 0 的分数，例如 70。"),
        ("event_cap", "70分以内", "应是大于 0 的分数，例如 70。"),
        ("overshoot_points", "-2", "应是大于 0 的分数，例如 70。"),
        ("bonus", "5", "只能写 none。"),
        ("explanation", "扣分的", "应是 below-weight、missed 之一。"),
        ("weights", "产出", "“产出”应写成 产出50 的样子，几组之间用顿号。"),
        ("weights", "产出50,效益30", "“产出50,效益30”应写成 产出50 的样子，几组之间用顿号。"),
        ("weights", "产出/50", "“产出/50”应写成 产出50 的样子，几组之间用顿号。"),
        ("weights", "产出50、", "“”应写成 产出50 的样子，几组之间用顿号。"),
        ("weights", "产出50、产出40", "同一组出现两次。"),
        ("weights", "预算管理30、预算管理/编制20、预算管理/执行20", "预算管理 30 分，其下合计 40 分。"),
        ("output_benefit", "5:0", "应写成 5:4 的样子，两边都大于 0。"),
        ("output_benefit", "5:四", "应写成 5:4 的样子，两边都大于 0。"),
        ("output_benefit", "5:4:1", "应写成 5:4 的样子，两边都大于 0。"),
        ("output_benefit", "5%:4%", "应写成 5:4 的样子，两边都大于 0。"),
        ("output_benefit_tolerance", "5", "应是 0% 至 100% 的百分比，例如 20%。"),
        ("unspent", "≥20%", "应是 0% 至 100% 的百分比，例如 20%。"),
        ("unspent", "120%", "应是 0% 至 100% 的百分比，例如 20%。"),
        ("execution_numerator", " ", "不能是空的。"),
        ("positive", "越多越好", "没有说什么情形得分。"),
        ("qualitative", "≥95%得10分，其余不得分", "应是定性分档，各档写占分值的百分比，例如 达成预期指标得100%(含)-80%(含)的分值，…。"),
        ("qualitative", "健全得5分，基本健全得3分，不健全得0分", "应是定性分档，各档写占分值的百分比，例如 达成预期指标得100%(含)-80%(含)的分值，…。"),
        ("qualitative", BANDS.replace("80%(不含)-50%", "70%(不含)-50%"), "“达成预期指标”与“部分达成”两档之间有空档。"),
        ("qualitative", BANDS.replace("80%(不含)-50%", "80%(含)-50%"), "“达成预期指标”与“部分达成”两档重叠。"),
        ("qualitative", BANDS.replace("-80%(含)", "-80%(不含)"), "“达成预期指标”与“部分达成”两档之间有空档。"),
        ("qualitative", BANDS.replace("80%(不含)-50%", "90%(不含)-50%"), "“达成预期指标”与“部分达成”两档重叠。"),
        ("overshoot_from", "130", "应写成 ≥130% 的样子（占目标值的百分比，不小于 100%），或 ≠。"),
        ("overshoot_from", "≥30%", "应写成 ≥130% 的样子（占目标值的百分比，不小于 100%），或 ≠。"),
        ("overshoot_from", "≤130%", "应写成 ≥130% 的样子（占目标值的百分比，不小于 100%），或 ≠。"),
        ("either_or", "甲", "应写成 甲|乙 的样子，几组之间用顿号。"),
        ("either_or", "甲|", "应写成 甲|乙 的样子，几组之间用顿号。"),
        ("either_or", "甲|乙、丙|甲", "同一行出现两次。"),
        ("optional_group", "项目效益40", "应写成 项目效益40：经济|社会|生态 的样子，只写一组。"),
        ("optional_group", "项目效益：甲|乙", "应写成 项目效益40：经济|社会|生态 的样子，只写一组。"),
        ("optional_group", "项目效益40、产出50：甲|乙", "应写成 项目效益40：经济|社会|生态 的样子，只写一组。"),
        ("optional_group", "项目效益40：甲|乙、丙|丁", "应写成 项目效益40：经济|社会|生态 的样子，只写一组。"),
        ("optional_group", "项目效益40：甲|甲", "同一行出现两次。"),
        ("optional_group", "项目效益40：甲|", "应写成 甲|乙 的样子，几组之间用顿号。"),
        ("execution_cap", "[0%,50%)≤59、[50%,60%)≤59", "执行率更高，封顶却不更高：“[0%,50%)≤59”与“[50%,60%)≤59”。"),
        ("execution_cap", "[0%,50%)≤59、[60%,70%)≤69", "“[0%,50%)≤59”与“[60%,70%)≤69”之间有空档。"),
        ("execution_cap", "[0%,50%]≤59、[50%,60%)≤69", "“[0%,50%]≤59”与“[50%,60%)≤69”重叠。"),
        ("execution_cap", "[10%,50%)≤59", "“[10%,50%)≤59”应从 0% 起。"),
        ("execution_cap", "(0%,50%)≤59", "“(0%,50%)≤59”应从 0% 起。"),
        ("execution_cap", "[0,50)≤59", "“[0,50)≤59”不是封顶，应写成 [0%,50%)≤59、[50%,60%)≤69 的样子。"),
        ("execution_cap", "[0%,50%)", "“[0%,50%)”不是封顶，应写成 [0%,50%)≤59、[50%,60%)≤69 的样子。"),
        ("execution_cap", "低[0%,50%)≤59", "“低[0%,50%)≤59”不是封顶，应写成 [0%,50%)≤59、[50%,60%)≤69 的样子。"),
        ("execution_cap", "[0%,50)≤59", "“[0%,50)≤59”不是区间，应写成 [0%,50%)≤59、[50%,60%)≤69 的样子。"),
        ("rounding", "0.05", "应是 1、0.1、0.01、0.001、0.0001 之一。"),
        ("stages", "sum、grade", "应把 sum、deductions、event-cap、execution-cap、round、grade 各写一次。"),
        ("stages", "sum、sum、event-cap、execution-cap、round、grade", "应把 sum、deductions、event-cap、execution-cap、round、grade 各写一次。"),
        ("stages", "round、deductions、event-cap、execution-cap、sum、grade", "第一步应是 sum，最后一步应是 grade。"),
        ("grades", "优[90,100]、良[80,88]、中[0,80)", "“良[80,88]”与“优[90,100]”之间有空档。"),
        ("grades", "优[90,100]、良(80,90)、差[0,80)", "“差[0,80)”与“良(80,90)”之间有空档。"),
        ("grades", "优[90,100]、良[80,90]、差[0,80)", "“良[80,90]”与“优[90,100]”重叠。"),
        ("grades", "优[85,100]、良[80,90)、差[0,80)", "“良[80,90)”与“优[85,100]”重叠。"),
        ("grades", "优[60,100]", "最低一档“优[60,100]”应从 0 起。"),
        ("grades", "优[60,100]、差(0,60)", "最低一档“差(0,60)”应从 0 起。"),
        ("grades", "[60,100]、差[0,60)", "“[60,100]”不是等级，应写成 优[90,100]、良[80,90) 的样子。"),
        ("grades", "优[60,100]≤90、差[0,60)", "“优[60,100]≤90”不是等级，应写成 优[90,100]、良[80,90) 的样子。"),
        ("grades", "优[60%,100%]、差[0%,60%)", "“优[60%,100%]”不是等级，应写成 优[90,100]、良[80,90) 的样子。"),
        ("grades", "优[60,100]、优[0,60)", "同一个等级出现两次。"),
        ("grades", "优[100,90]", "“优[100,90]”的下限不小于上限。"),
        ("grades", "优90以上", "“优90以上”不是区间，应写成 优[90,100]、良[80,90) 的样子。"),
        ("deviation", "(a - t) / x", "公式里不认识“x”。"),
        ("policy.steps", "half", "应是 whole、proportional 之一。"),
        ("policy.overshoot", "free", "应是 cap、penalty、miss、hand、explain 之一。"),
        *(("full_score", text, "应是大于 0 的分数，例如 70。") for text in ("70件", "")),
        *(("unspent", text, "应是 0% 至 100% 的百分比，例如 20%。") for text in ("-1%", "100.1%", "20分", "两成", "")),
        *(("rounding", text, "应是 1、0.1、0.01、0.001、0.0001 之一。") for text in ("0", "10", "0.00001", "1.0", "")),
        *(("overshoot_from", text, "应写成 ≥130% 的样子（占目标值的百分比，不小于 100%），或 ≠。") for text in ("=130%", "≥130", "≥99.9%", "多")),
        *(("output_benefit", text, "应写成 5:4 的样子，两边都大于 0。") for text in ("0:4", "5", "5:4分", "")),
        ("qualitative", BANDS.replace("50%(不含)", "50%(含)"), "“部分达成”与“未达成”两档重叠。"),
        ("qualitative", BANDS.replace("-50%(含)", "-50%(不含)"), "“部分达成”与“未达成”两档之间有空档。"),
        ("grades", "优[90,100]、良[80,89)、差[0,80)", "“良[80,89)”与“优[90,100]”之间有空档。"),
        ("grades", "优(89,100]、良[80,88]、差[0,80)", "“良[80,88]”与“优(89,100]”之间有空档。"),
        ("grades", "优[1,100]、差[-1,1)", "“差[-1,1)”不是区间，应写成 优[90,100]、良[80,90) 的样子。"),
        ("grades", "优[90,90]、差[0,90)", "“优[90,90]”的下限不小于上限。"),
        ("grades", "优[61,100]、差[0,60%]", "“差[0,60%]”不是区间，应写成 优[90,100]、良[80,90) 的样子。"),
        ("execution_cap", "[0%,50%]≤59、[51%,60%)≤69", "“[0%,50%]≤59”与“[51%,60%)≤69”之间有空档。"),
        ("execution_cap", "[0%,50%)≤69、[50%,60%)≤59", "执行率更高，封顶却不更高：“[0%,50%)≤69”与“[50%,60%)≤59”。"),
        ("row.在职人员控制率", "看情况", "没有说什么情形得分。"),
    ],
)  # fmt: skip
def test_what_is_unsound_is_refused(key: str, value: str, message: str) -> None:
    known = key_of(key)
    assert known is not None
    with pytest.raises(ps.PerfscoreError) as caught:
        known.check(value)
    assert caught.value.message == message


# ---- laws ---------------------------------------------------------------------------------------


@st.composite
def scales(draw: st.DrawFn, least: int = 1) -> tuple[str, list[Decimal]]:
    """Grades without gaps, half open, and their edges."""
    edges = sorted(draw(st.sets(st.decimals("0.01", "99.99", places=2), min_size=least, max_size=5)))
    ends = [Decimal(0), *edges, Decimal(100)]
    parts = [
        f"{name}[{plain(low)},{plain(high)}{']' if high == 100 else ')'}"
        for name, low, high in zip("壹贰叁肆伍陆", ends, ends[1:], strict=False)
    ]
    return "、".join(reversed(parts)), edges


@given(scale=scales(), total=st.decimals("0", "100", places=2))
def test_every_total_has_one_grade(scale: tuple[str, list[Decimal]], total: Decimal) -> None:
    text, edges = scale
    found = read_grades(text)
    assert "、".join(map(str, found)) == text
    for points in (total, *edges):
        assert sum(points in one for one in found) == 1


@given(scale=scales(least=2), data=st.data())
def test_a_scale_without_one_of_its_inner_grades_is_refused(scale: tuple[str, list[Decimal]], data: st.DataObject) -> None:
    parts = scale[0].split("、")
    del parts[data.draw(st.integers(1, len(parts) - 2), label="out")]
    with pytest.raises(ps.RulebookError, match="之间有空档"):
        read_grades("、".join(parts))


#: What the texts of a rulebook are made of, so that many come near to being sound.
PIECES = (
    *(
        "优",
        "良",
        "产出",
        "效益",
        "项目效益",
        "[",
        "]",
        "(",
        ")",
        ",",
        "，",
        "、",
        "|",
        "/",
        ":",
        "：",
        "≤",
        "≥",
        ">",
        "≠",
        "%",
        "分",
        "0",
        "5",
        "60",
    ),
    *(
        "90",
        "100",
        "130",
        "0.01",
        "-1",
        "sum",
        "grade",
        "whole",
        "得",
        "达成",
        "(含)",
        "-",
        "的分值",
        "每减少",
        "扣",
        "a",
        "t",
        "÷",
        " ",
        "\u3000",
    ),
)


@given(key=st.sampled_from([*KEYS, "row.甲"]), value=st.text() | st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_any_text_is_a_value_or_refused_in_words(key: str, value: str) -> None:
    known = key_of(key)
    assert known is not None
    try:
        known.check(value)
        told = words_of(key, value)
    except ps.PerfscoreError as error:
        told = error.message
    assert told


# ---- keys ---------------------------------------------------------------------------------------


def test_every_choice_of_the_policy_is_a_key() -> None:
    choices = [one.name for one in fields(Policy) if get_args(one.type)]
    assert [key.removeprefix(POLICY) for key in KEYS if key.startswith(POLICY)] == choices
    assert "case" not in choices


def test_every_default_of_the_policy_is_sound() -> None:
    for key in (key for key in KEYS if key.startswith(POLICY)):
        KEYS[key].check(getattr(DEFAULT, key.removeprefix(POLICY)))


def test_every_value_of_a_closed_list_has_chinese_words() -> None:
    for one in fields(Policy):
        for value in get_args(one.type):
            assert re.search("[一-龥]", words_of(f"{POLICY}{one.name}", value)), (one.name, value)
    for key, value in (("bonus", "none"), ("row_cap", "weight"), ("explanation", "missed"), ("rollup_relative", "funds")):
        assert re.search("[一-龥]", words_of(key, value))


def test_every_key_with_its_term_and_the_words_of_its_values() -> None:
    with (Path(__file__).parent / "conformance/keys.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(KEYS) == list(dict.fromkeys(row["key"] for row in rows))
    for row in rows:
        key = KEYS[row["key"]]
        key.check(row["value"])
        assert (row["term"], row["words"] or row["value"]) == (key.term, words_of(row["key"], row["value"]))


def test_every_key_has_a_chinese_term() -> None:
    for name, key in KEYS.items():
        assert re.search("[一-龥]", key.term), name
    assert len({key.term for key in KEYS.values()}) == len(KEYS)


def test_formulas_are_shown_with_words() -> None:
    assert words_of("deviation", "(a - t) / t") == "(实际完成值 - 目标值) / 目标值"
    assert words_of("positive", "实际完成值/年初目标值*分值") == "实际完成值/年初目标值*分值"


def test_keys_stand_in_the_order_of_the_table_rows_last() -> None:
    assert list(in_order(["row.甲", "policy.steps", "full_score", "row.乙", "weights"])) == [
        "full_score",
        "weights",
        "policy.steps",
        "row.甲",
        "row.乙",
    ]
    assert (key_of("row."), key_of("policy.colour")) == (None, None)
    assert list(KEYS) == list(in_order(reversed(KEYS)))


def test_the_parts_of_a_group_may_come_to_all_of_it() -> None:
    text = "部门/预算管理/编制12.5、部门/预算管理/执行17.5、部门/预算管理30、部门80、效益20"
    assert ["12.5", "17.5", "30", "80", "20"] == [plain(share.points) for share in read_weights(text)]
    assert [("部门", "预算管理", "编制"), ("部门", "预算管理", "执行"), ("部门", "预算管理"), ("部门",), ("效益",)] == [
        share.path for share in read_weights(text)
    ]
    with pytest.raises(ps.RulebookError) as caught:
        read_weights(text.replace("17.5", "17.6"))
    assert "部门/预算管理 30 分，其下合计 30.1 分。" == caught.value.message
