"""What one clause says of points (表注用语): where a statement begins and ends, what takes it back, edges as worded."""

import pytest

from perfscore.phrasing import bent, hedged, phrases


def said(text: str) -> list[tuple[str, str, str]]:
    """Keys and values with the words that they rest on."""
    return [(one.key, one.value, text[one.start : one.end]) for one in phrases(text)]


def value(text: str) -> str | None:
    """The value of a clause that states one thing; None where it states nothing."""
    found = said(text)
    assert len(found) < 2, found
    return found[0][1] if found else None


def test_each_statement_has_its_own_words() -> None:
    assert [
        ("full_score", "100", "满分100分制"),
        ("bonus", "none", "不设置附加分"),
        ("row_cap", "weight", "得分不得超过该指标分值"),
    ] == said("满分100分制,不设置附加分。得分不得超过该指标分值。")


def test_a_statement_is_found_wherever_it_stands_alone() -> None:
    assert value("本表(不设附加分)供填报") == "none"
    assert value("产出指标不设附加分") is None
    assert value("不设附加分项目除外") is None


@pytest.mark.parametrize(
    "text",
    [
        "原则上不设附加分。",
        "不设附加分,重点项目可适当放宽。",
        "不设附加分。特殊情况报批。",
        "不设附加分。各单位可自行调整。",
        "除重点项目外,不设附加分。",
        "不再执行不设附加分的规定,不设附加分。",
    ],
)
def test_a_rule_of_thumb_is_hedged(text: str) -> None:
    start = text.index("不设附加分")
    assert hedged(text, start, start + 5)


@pytest.mark.parametrize(
    "text", ["不设附加分。", "原则上按年填报。不设附加分。", "不设附加分。按年填报。原则上不改。", "一般公共预算项目不设附加分。"]
)
def test_another_sentence_does_not_hedge(text: str) -> None:
    start = text.index("不设附加分")
    assert not hedged(text, start, start + 5)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("完成值超过指标值30%及以上的,减2分", {"positive", "reverse"}),
        ("扣完为止,未达到指标值的不计分", {"positive", "reverse"}),
        ("执行率每低1%扣1分", {"execution"}),
        ("执行率低于60%的不得分,完成率低于60%的不得分", {"execution"}),
        ("完成率低于60%的不得分;执行率低于60%的不得分", {"positive", "reverse", "execution"}),
        ("定性指标未完成的酌情给分", set()),
        ("得分=20分*执行率", set()),
        ("超额完成不得加分,不设附加分", set()),
        ("完成目标值80%-90%的,得80%的分值", {"positive", "reverse"}),
        ("正向指标得分=实际完成值/目标值*100%*分值", set()),
        ("达成指标的得100%-80%(含);部分达成的得80%-50%(含);未达成的得50%-0%", set()),
        ("得分精确到个位", {"positive", "reverse", "execution"}),
    ],
)
def test_what_goes_beyond_the_formulas(text: str, keys: set[str]) -> None:
    assert keys == bent(text)


# ---- bands --------------------------------------------------------------------------------------

THREE = "达成预期指标、部分达成预期指标、未达成预期指标三档,分别按照该指标对应分值区间"
BANDS = "达成预期指标得100%(含)-80%(含)的分值，部分达成预期指标得80%(不含)-50%(含)的分值，未达成预期指标得50%(不含)-0%(含)的分值"


@pytest.mark.parametrize(
    "bands",
    [
        "100-80%(含)、80-50%(含)、50-0%",
        "100%-80%(含80%)、80%-50%(含50%)、50%-0",
        "100%至80%(含),80%到50%(含)和50%~0%",
        "80%(含)-100%、50%(含)-80%(不含)、0%-50%(不含)",
        "80%-100%(含80%)、50%-80%(含50%)、0%-50%",
        "[100%(含)-80%(含)]、[80%-50%(含)]、[50%-0%(含)]",
    ],
)
def test_edges_of_bands_are_read_as_worded(bands: str) -> None:
    assert value(f"定性指标分为{THREE}{bands}合理确定分值") == BANDS


@pytest.mark.parametrize(
    "bands",
    [
        "100-80%、80-50%、50-0%",
        "80%-100%(含)、50%-80%(含)、0%-50%(含)",
        "100%-80%(含)、80%(含)-50%(含)、50%-0%",
        "100%-80%(含90%)、80%-50%(含)、50%-0%",
        "100%-80%(含)、75%-50%(含)、50%-0%",
        "100%-80%(含)、80%-50%(含)、50%-10%",
        "90%-80%(含)、80%-50%(含)、50%-0%",
        "100-80(含)、80-50(含)、50-0",
    ],
)
def test_edges_that_are_not_clear_give_no_bands(bands: str) -> None:
    assert not value(f"定性指标分为{THREE}{bands}合理确定分值")


def test_each_band_beside_its_label() -> None:
    text = "达成预期指标的,得100%-80%(含)的分值;部分达成预期指标的,得80%-50%(含)的分值;未达成预期指标的,得50%-0%的分值"
    assert [("qualitative", BANDS, text.removesuffix("的分值") + "的分值")] == said(text)


# ---- caps, weights, grades ----------------------------------------------------------------------


def test_a_cap_has_all_its_events_or_none() -> None:
    assert [("event_cap", "70"), ("event_kinds", "审计披露、重大不良社会影响")] == [
        one[:2] for one in said("如出现审计部门披露问题或造成重大不良社会影响的,总分不得超过70分")
    ]
    assert [("event_cap", ""), ("event_kinds", "")] == [one[:2] for one in said("如出现审计部门披露问题、数据造假的,总分不得超过70分")]


@pytest.mark.parametrize(
    ("text", "caps"),
    [
        ("执行率低于50%的,自评得分不超过59分", "[0%,50%)≤59"),
        ("执行率在50%(含)-60%之间的,总分最高不超过69分;执行率<50%的,总分不得高于59分", "[0%,50%)≤59、[50%,60%)≤69"),
        ("执行率低于50%的,自评得分不超过59分;执行率60-70的,自评得分不超过79分", ""),
        ("执行率低于50%的,自评得分不超过59分;执行率低于6%的,自评得分不超过69分", ""),
        ("执行率50%以下的,自评得分不超过59分", None),
    ],
)
def test_caps_by_the_execution_rate(text: str, caps: str | None) -> None:
    assert caps == value(text)


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("分值:满意度10分、产出50分", "产出50、满意度10"),
        ("产出指标(50分)、社会公众或服务对象满意度指标(10分)", "产出50、满意度10"),
        ("权重设置:产出指标占50%、效益指标占50%", "产出50、效益50"),
        ("分值:产出指标为47.5分和效益指标为30分", "产出47.5、效益30"),
        ("权重:产出50分、效益30%", ""),
        ("权重:产出50%、效益30%", ""),
        ("权重:产出50分、产出30分", ""),
        ("分值:产出指标50分", None),
        ("分值:产出指标50分、效益指标30分、管理10分", None),
        ("分值:产出指标50分,效益指标30分,管理10分", None),
        ("分值:产出指标50分、效益指标30分,得80分", None),
        ("分值:管理10分、产出指标50分、效益指标30分", None),
        ("产出指标50分、效益指标30分", None),
        ("分值:产出指标50分以上、效益指标30分", None),
        ("自评分值:产出指标50分、效益指标30分", None),
        ("分值:产出指标50分、效益指标30分、满意度10分。没有满意度指标的,效益指标40分。", ""),
    ],
)
def test_weights_of_groups(text: str, weights: str | None) -> None:
    assert weights == value(text)


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("优(90-100分)、良(80-89分)、差(0-79分)", "优[90,100]、良[80,89]、差[0,79]"),
        ("差(0-79分)、良(80-89分)、优(90-100分)", "优[90,100]、良[80,89]、差[0,79]"),
        ("90分(不含)以上为优,80分-90分(含)为良,80分(不含)以下为差", "优(90,100]、良[80,90]、差[0,80)"),
        ("优:90分及以上、良:80分及以上90分以下、差:80分以下", "优[90,100]、良[80,90)、差[0,80)"),
        ("优:≥90分、良:80≤得分<90、差:低于80分", "优[90,100]、良[80,90)、差[0,80)"),
        ("优:90-100、良:80-89、差:80分以下", "优[90,100]、良[80,89]、差[0,80)"),
        ("优:90-100、良:80-90、差:80分以下", ""),
        ("优:90分以上、良:80分以上90分以下、差:80分以下", ""),
        ("优:90(含)-100、良:80(含)-90(含)、差:80分以下", ""),
        ("优:90(不含)-100、良:80(含)-90(不含)、差:80分以下", ""),
        ("优:90(不含)-100、良:80-89、差:0-79", ""),
        ("优:90-100、良:70-79、差:0-69", ""),
        ("优:90-100、良:80-89、良:0-79", ""),
        ("优:90-100、差:0-89", None),
        ("满意度优:90-100、良:80-89、差:0-79", None),
    ],
)
def test_grades_have_their_edges_as_worded(text: str, grades: str | None) -> None:
    assert grades == value(text)
