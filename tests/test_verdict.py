"""Rules that name a case: words, yes or no, items, defects, discretion, constraints."""

from decimal import Decimal
from typing import Any

import pytest

from perfscore.count import Defect, Defects
from perfscore.errors import NumberError, RulebookError
from perfscore.kind import Edge
from perfscore.measure import Policy
from perfscore.rule import Rule
from perfscore.verdict import Band, Bands, Constraint, Discretion, YesNo

BANDS = Bands(bands=[
    Band(label="达成预期指标", low=80, high=100),
    Band(label="部分达成预期指标", low=50, high=80, high_open=True),
    Band(label="未达成预期指标", low=0, high=50, high_open=True),
])  # fmt: skip
WORDS = Bands(
    bands=[Band(label=label, low=points, high=points, share=False) for label, points in (("齐全", 2), ("基本齐全", 1), ("不齐全", 0))]
)


@pytest.mark.parametrize(
    ("actual", "figure"),
    [
        *(("达成预期指标", "[8, 10]"), ("部分达成预期指标", "[5, 8)"), ("未达成预期指标", "[0, 5)")),
        *(
            ("达成", "[8, 10]"),
            ("部分达成", "[5, 8)"),
            ("未达成", "[0, 5)"),
            (" 达成 预期指标。", "[8, 10]"),
            ("部分达成预期指标并具有一定效果", "[5, 8)"),
        ),
    ],
)
def test_the_band_is_named_by_its_words_or_their_beginning(actual: str, figure: str) -> None:
    assert figure == BANDS.apply(10, actual=actual).figure


@pytest.mark.parametrize("actual", ["基本达成", "已达成预期指标", "达成年度指标", "预期指标", "无", "好"])
def test_words_that_name_no_band_open_the_row(actual: str) -> None:
    step = BANDS.apply(10, actual=actual)
    assert [None, 0, 10] == [step.value, step.low, step.high]
    assert f"“{actual}”不在评分标准的各档之中（达成预期指标、部分达成预期指标、未达成预期指标），未计算" == step.text


def test_a_figure_or_a_blank_names_no_band() -> None:
    figure, blank = (BANDS.apply(10, actual=actual) for actual in ("100%", "—"))
    told = "实际完成值是数，不在评分标准的各档之中（达成预期指标、部分达成预期指标、未达成预期指标），未计算"
    assert (told, ()) == (figure.text, figure.missing)
    assert ("实际完成值未填，未计算", ("actual",)) == (blank.text, blank.missing)


@pytest.mark.parametrize(("actual", "value"), [("齐全", 2), ("基本齐全", 1), ("不齐全", 0)])
def test_a_ladder_of_words(actual: str, value: int) -> None:
    assert value == WORDS.apply(2, actual=actual).value


def test_words_that_begin_several_bands() -> None:
    both = Bands(bands=[Band(label="达成一", low=1, high=1), Band(label="达成二", low=0, high=0)])
    assert both.apply(10, actual="达成").value is None
    assert both.find("达成一") is both.bands[0]


def test_bands_that_make_no_sense() -> None:
    for make, message in (
        (lambda: Band(label="甲", low=5, high="3.50"), "档次“甲”的区间 5–3.5 不成立。"),
        (lambda: Band(label="甲", low=-1, high=3), "档次“甲”的区间 -1–3 不成立。"),
        (lambda: Bands(bands=[]), "定性分档至少要有一档，档名不能重复。"),
        (lambda: Bands(bands=[BANDS.bands[0]] * 2), "定性分档至少要有一档，档名不能重复。"),
    ):
        with pytest.raises(NumberError) as error:
            make()
        assert (message, "") == (error.value.message, error.value.hint)
    assert 0 == Band(label="甲", low=0, high=0).low


# ---- yes or no ----------------------------------------------------------------------------------


@pytest.mark.parametrize("actual", ["是", "有", "达到", "达标", "完成", "已完成", "合格", "符合", "√", "✓", "符合。"])
def test_yes(actual: str) -> None:
    assert ("符合，得 2", "符合，得满分 3") == (YesNo(yes=2).apply(3, actual=actual).text, YesNo().apply(3, actual=actual).text)


@pytest.mark.parametrize("actual", ["否", "未达到", "未达标", "未完成", "不合格", "不符合", "×", "✗"])
def test_no(actual: str) -> None:
    assert ("不符合，得 0", "不符合，得 1") == (YesNo(yes=2).apply(3, actual=actual).text, YesNo(no=1).apply(3, actual=actual).text)
    assert "不符合，得满分 3" == YesNo(no=3).apply(3, actual=actual).text


@pytest.mark.parametrize("actual", ["", "—", None, "无", "100%", "基本"])
def test_neither_yes_nor_no(actual: Any) -> None:
    assert "没有说明是否符合，在 [0, 2] 之间" == YesNo(yes=2).apply(3, actual=actual).text
    assert "[0, 3]" == YesNo(yes=0, no=5).apply(3, actual=actual).figure


def test_points_taken_off_where_the_text_says_so() -> None:
    rule = YesNo(yes=5, no=-1)
    assert [3, -1] == [rule.apply(3, actual=actual).value for actual in ("是", "否")]
    assert ("不符合，得 −1", "[-1, 3]") == (rule.apply(3, actual="否").text, rule.apply(3).figure)


# ---- discretion and constraints -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "yes", "no", "unknown"),
    [
        (Discretion(low=1, high=2), "[3, 4]", "5", "[3, 5]"),
        (Discretion(), "[0, 5]", "5", "[0, 5]"),
        (Discretion(low=1), "[0, 4]", "5", "[0, 5]"),
        (Discretion(high=2), "[3, 5]", "5", "[3, 5]"),
        (Discretion(act="award", low=2, high=4), "[2, 4]", "0", "[2, 4]"),
        (Discretion(act="award"), "[0, 5]", "0", "[0, 5]"),
        (Discretion(act="award", high=9), "[0, 5]", "0", "[0, 5]"),
    ],
)
def test_discretion(rule: Discretion, yes: str, no: str, unknown: str) -> None:
    assert [yes, no, unknown] == [rule.apply(5, actual=actual).figure for actual in ("是", "否", None)]


def test_what_is_told_of_the_actual_alone() -> None:
    for rule in (
        BANDS,
        YesNo(),
        YesNo(when=Edge(side="above", value=90, unit="%")),
        YesNo(no_from=1),
        Discretion(),
        Discretion(act="award"),
    ):
        assert [] == [one.label for one in rule.apply(5, "100%", "是").children if one.label != "实际完成值"]
    assert () == Constraint().apply(5, "100%", "85%").children


@pytest.mark.parametrize(
    ("rule", "texts"),
    [
        (Discretion(low=1, high=2), ("酌情扣分：5 − 2 至 5 − 1，即 [3, 4]", "没有所述情形，得满分 5", "酌情扣分：5 − 2 至 5，即 [3, 5]")),
        (Discretion(), ("酌情扣分：5 − 5 至 5 − 0，即 [0, 5]", "没有所述情形，得满分 5", "酌情扣分：5 − 5 至 5，即 [0, 5]")),
        (Discretion(act="award", low=2, high=4), ("酌情得分，在 [2, 4] 之间", "没有所述情形，得 0", "酌情得分，在 [2, 4] 之间")),
        (Discretion(act="award"), ("酌情得分，在 [0, 5] 之间", "没有所述情形，得 0", "酌情得分，在 [0, 5] 之间")),
        # where the case holds that earns points, nothing is taken
        (
            Discretion(low=1, high=2, what="达到要求", unless=True),
            ("没有所述情形，得满分 5", "酌情扣分：5 − 2 至 5 − 1，即 [3, 4]", "酌情扣分：5 − 2 至 5，即 [3, 5]"),
        ),
        (
            Discretion(low=1, what="达到要求", unless=True, base=3),
            ("得 3", "酌情扣分：3 − 3 至 3 − 1，即 [0, 2]", "酌情扣分：3 − 3 至 3，即 [0, 3]"),
        ),
        (
            Discretion(high=1, what="达到要求", unless=True, base=3),
            ("得 3", "酌情扣分：3 − 1 至 3 − 0，即 [2, 3]", "酌情扣分：3 − 1 至 3，即 [2, 3]"),
        ),
    ],
)
def test_what_is_said_where_a_case_holds_does_not_hold_and_may_hold(rule: Discretion, texts: tuple[str, str, str]) -> None:
    assert texts == tuple(rule.apply(5, actual=actual).text for actual in ("是", "否", ""))


@pytest.mark.parametrize(
    ("rule", "texts"),
    [
        (YesNo(yes=2, no=1), ("符合，得 2", "不符合，得 1", "没有说明是否符合，在 [1, 2] 之间")),
        (YesNo(), ("符合，得满分 5", "不符合，得 0", "没有说明是否符合，在 [0, 5] 之间")),
        (YesNo(yes=0, no=None), ("符合，得 0", "不符合，得满分 5", "没有说明是否符合，在 [0, 5] 之间")),
        (YesNo(yes=9, no=-2), ("符合，得满分 5", "不符合，得 −2", "没有说明是否符合，在 [−2, 5] 之间")),
        (YesNo(yes=9), ("9，不超过分值，得 5", "不符合，得 0", "没有说明是否符合，在 [0, 5] 之间")),
        (YesNo(yes=None, no=-2), ("符合，得满分 5", "不符合，得 −2", "没有说明是否符合，在 [−2, 5] 之间")),
    ],
)
def test_what_is_said_of_yes_of_no_and_of_neither(rule: YesNo, texts: tuple[str, str, str]) -> None:
    assert texts == tuple(rule.apply(5, actual=actual).text for actual in ("是", "否", ""))


@pytest.mark.parametrize(
    ("rule", "actual", "text"),
    [
        (YesNo(yes=2, when=Edge(side="above", value=90, unit="%", inclusive=True)), "90%", "按是否符合，得 2"),
        (YesNo(yes=2, when=Edge(side="above", value=90, unit="%")), "90%", "不符合，得 0"),
        (YesNo(when=Edge(side="below", value=90, unit="%", inclusive=True)), "0.9", "符合，得满分 5"),
        (YesNo(when=Edge(side="below", value=90, unit="%")), "90%", "不符合，得 0"),
        (YesNo(yes=2, no=-1, when=Edge(side="above", value=9)), "9", "按是否符合，得 −1"),
        (YesNo(yes=9, no=-1, when=Edge(side="above", value=9)), "10", "符合，得满分 5"),
        (YesNo(yes=2, when=Edge(side="above", value=3, unit="万元")), "40000元", "按是否符合，得 2"),
        (YesNo(yes=2, when=Edge(side="above", value=9)), "是", "符合，得 2"),
        (YesNo(yes=2, no_from=3), "2项", "按是否符合，得 2"),
        (YesNo(yes=2, no_from=3), "3项", "不符合，得 0"),
        (YesNo(no=None, yes=1, no_from=3), "3项", "符合，得满分 5"),
        (YesNo(yes=2, no_from=3), "否", "不符合，得 0"),
        (YesNo(yes=2, no_from=3), "5‰", "实际完成值是百分比，不是个数，未计算"),
    ],
)
def test_a_figure_decides_where_the_condition_is_a_bound_or_a_count(rule: YesNo, actual: str, text: str) -> None:
    assert text == rule.apply(5, "按时", actual).text


def test_a_bound_in_percent_is_not_held_against_bare_figures() -> None:
    rule = YesNo(yes=2, when=Edge(side="above", value=90, unit="%"))
    assert "评分标准的界限是百分比，本行的数不是百分比，未计算" == rule.apply(5, "200", "150").text


def test_discretion_in_words() -> None:
    assert "酌情扣分：5 − 2 至 5 − 1，即 [3, 4]" == Discretion(low=1, high=2).apply(5, actual="是").text
    assert "酌情得分，在 [2, 4] 之间" == Discretion(act="award", low=2, high=4).apply(5, actual="是").text
    assert "没有所述情形，得满分 5" == Discretion().apply(5, actual="否").text
    assert ["酌情扣1-2分", "酌情扣不少于1分", "酌情得不超过2分", "问题较多的酌情扣分"] == [
        str(Discretion(low=1, high=2)), str(Discretion(low=1)), str(Discretion(act="award", high=2)), str(Discretion(what="问题较多的")),
    ]  # fmt: skip


def test_discretion_that_makes_no_sense() -> None:
    for fields, message in (
        ({"low": "2.50", "high": 1}, "酌情区间 2.5–1 的下限大于上限。"),
        ({"low": -1}, "酌情区间不应小于 0。"),
        ({"high": "-1"}, "酌情区间不应小于 0。"),
    ):
        with pytest.raises(NumberError) as error:
            Discretion(**fields)
        assert message == error.value.message
    assert ["酌情扣1-1分", "酌情扣0-0分"] == [str(Discretion(low=one, high=one)) for one in (1, 0)]
    for more in ({"unless": True}, {"base": 5}, {"act": "award", "unless": True, "what": "达到要求"}):
        with pytest.raises(NumberError, match="“否则酌情扣分”之前应写明情形"):
            Discretion(**more)
    with pytest.raises(RulebookError) as unknown:
        Discretion(act="give")  # type: ignore[arg-type]
    assert ("act 不能是 'give'。", "可用：deduct、award。") == (unknown.value.message, unknown.value.hint)


@pytest.mark.parametrize(
    ("weight", "base", "figure"),
    [
        (10, "auto", "[0, 10]"),
        (10, "pool", "[0, 10]"),
        (10, "negative", "[-10, 0]"),
        (0, "auto", "[-100, 0]"),
        (0, "negative", "[-100, 0]"),
        (0, "pool", "0"),
    ],
)
def test_constraints(weight: int, base: Any, figure: str) -> None:
    for actual in (None, "是", "100%"):
        assert figure == Constraint(cap=70, event="审计披露").apply(weight, "达标", actual, policy=Policy(constraint_base=base)).figure


def test_how_the_rules_read() -> None:
    assert "齐全得2分，基本齐全得1分，不齐全得0分" == str(WORDS)
    assert "达成预期指标得100%(含)-80%(含)的分值" == str(BANDS.bands[0])
    assert "健全得2-3分" == str(Band(label="健全", low=2, high=3, share=False))
    assert ["是得满分，否则不得分", "有制度得2分，否则得1分"] == [str(YesNo()), str(YesNo(yes=2, no=1, what="有制度"))]
    assert "每发现一例扣1分，最多扣6分，扣完为止；3例及以上不得分" == str(
        Defects(defects=[Defect(points=1, unit="例")], zero_from=3, limit=6)
    )
    assert "每发现3项缺件扣0.5分" == str(Defect(points="0.5", per=3, what="缺件"))
    assert "约束性指标，酌情扣分，出现审计披露的，总分不得超过70分" == str(Constraint(cap=70, event="审计披露"))
    assert "约束性指标，酌情扣分" == str(Constraint())


@pytest.mark.parametrize("words", ["达标", "完成", "已完成"])
def test_an_achievement_is_no_answer_to_a_fault(words: str) -> None:
    fault = YesNo(yes=Decimal(0), no=Decimal(5), what="发生事故")
    assert fault.apply(weight=5, actual=words).value is None
    assert fault.apply(weight=5, actual="是").value == 0
    assert YesNo(what="按时").apply(weight=5, actual=words).value == 5


@pytest.mark.parametrize(
    ("side", "value", "unit", "actual", "figure"),
    [
        ("below", 5, "名", "第5名", "2"),
        ("below", 5, "名", "第 6 名", "0"),
        ("below", 5, "名", "第3季度完成", "[0, 2]"),
        ("below", 20, "%", "前15%", "2"),
        ("below", 20, "%", "后30%", "0"),
        ("below", 20, "%", "是", "2"),
        ("above", 95, "%", "前15%", "[0, 2]"),
        ("above", 95, "%", "后3%", "[0, 2]"),
    ],
)
def test_a_rank_is_a_figure_where_the_condition_may_be_one(side: Any, value: int, unit: str, actual: str, figure: str) -> None:
    rule = YesNo(yes=2, what="", when=Edge(side=side, value=value, unit=unit, inclusive=True))
    assert figure == rule.apply(2, actual=actual).figure


def test_yes_or_no_that_makes_no_sense() -> None:
    with pytest.raises(NumberError, match="是否类规则的条件不能既是界限又是个数"):
        YesNo(when=Edge(side="above", value=90), no_from=1)
    for no_from in (-10, 0):
        with pytest.raises(NumberError, match=rf"^不得分的个数 {no_from} 应大于 0。$"):
            YesNo(no_from=no_from)


def test_a_percentage_is_no_number_of_cases() -> None:
    rule = YesNo(yes=2, what="符合要求", no_from=1, no_unit="项")
    assert "实际完成值是百分比，不是个数，未计算" == rule.apply(2, actual="50%").text
    assert [2, 0] == [rule.apply(2, actual=actual).value for actual in ("0项", "1项")]


@pytest.mark.parametrize(("label", "text"), [("优", "“优”档，在 [8, 10] 之间"), ("良", "“良”档，得 6"), ("全", "“全”档，得满分 10")])
def test_what_is_said_of_a_band(label: str, text: str) -> None:
    bands = [
        Band(label="优", low=8, high=10, share=False),
        Band(label="良", low=6, high=6, share=False),
        Band(label="全", low=10, high=10, share=False),
    ]
    assert text == Bands(bands=bands).apply(weight=10, actual=label).text


@pytest.mark.parametrize(("actual", "text"), [("是", "符合，得满分 5"), ("", "没有说明是否符合，在 [0, 5] 之间")])
def test_what_is_said_of_yes_and_no(actual: str, text: str) -> None:
    assert text == YesNo().apply(weight=5, actual=actual).text


def test_what_is_said_of_a_constraint() -> None:
    assert "约束性指标，按扣分情况，在 [0, 10] 之间" == Constraint().apply(weight=10, actual="").text
    below = Policy(constraint_base="negative")
    assert "约束性指标，以负数记分，在 [−10, 0] 之间" == Constraint().apply(weight=10, policy=below).text
    assert "约束性指标，以负数记分，在 [−100, 0] 之间" == Constraint().apply(weight=0).text
    assert "约束性指标，得 0" == Constraint().apply(weight=0, policy=Policy(constraint_base="pool")).text


@pytest.mark.parametrize(
    ("rule", "words", "full", "readings"),
    [
        (BANDS, "达成预期指标得100%(含)-80%(含)的分值，部分达成预期指标得80%(不含)-50%(含)的分值，未达成预期指标得50%(不含)-0%(含)的分值", None, []),
        (WORDS, "齐全得2分，基本齐全得1分，不齐全得0分", 2, []),
        (Bands(bands=[Band(label="甲", low=2, high=3, share=False), Band(label="乙", low=0, high=4)]), "甲得2-3分，乙得4%(含)-0%(含)的分值", None, []),
        (Bands(bands=[Band(label="甲", low=9, high=9, high_open=True)]), "甲得9%(不含)-9%(含)的分值", None, []),
        (Bands(bands=[Band(label="甲", low=9, high=9, low_open=True)]), "甲得9%(含)-9%(不含)的分值", None, []),
        (Bands(bands=[Band(label="甲", low="80.0", high=80)]), "甲得80%的分值", None, []),
        (YesNo(), "是得满分，否则不得分", None, []),
        (YesNo(yes=2, no=3, what="有制度"), "有制度得2分，否则得3分", 3, []),
        (YesNo(yes=2, no=None), "是得2分，否则得满分", None, []),
        (YesNo(yes=2, no="-0.50"), "是得2分，否则不得分，同时倒扣0.5分", 2, []),
        (YesNo(yes=0, no=2), "是不得分，否则得2分", 2, []),
        (YesNo(yes=2, what="率", when=Edge(side="above", value=90, unit="%")), "率高于90%得2分，否则不得分", 2, ["bare_percent"]),
        (YesNo(yes=2, what="", when=Edge(side="above", value=9, unit="天")), "高于9天得2分，否则不得分", 2, []),
        (YesNo(yes=2, what="齐全", no_from=3, no_unit="项", no_what="缺件"), "齐全得2分，有3项缺件不得分", 2, []),
        (YesNo(what="", no=1, no_from=3, no_unit="项"), "有3项得1分，否则得满分", None, []),
        (Discretion(low=1, high=2), "酌情扣1-2分", None, []),
        (Discretion(act="award", low=1, high="2.50", what="根据成效"), "根据成效酌情得1-2.5分", Decimal("2.5"), []),
        (Discretion(act="award", low=1), "酌情得不少于1分", None, []),
        (Discretion(high=2), "酌情扣不超过2分", None, []),
        (Discretion(what="较差的"), "较差的酌情扣分", None, []),
        (Discretion(what="达到要求", unless=True, base=3, low=1), "达到要求得3分，否则酌情扣不少于1分", 3, []),
        (Discretion(what="达到要求", unless=True, high=1), "达到要求得满分，否则酌情扣不超过1分", None, []),
        (Constraint(), "约束性指标，酌情扣分", None, ["constraint_base"]),
        (Constraint(cap="70.0"), "约束性指标，酌情扣分，出现所述事件的，总分不得超过70分", None, ["constraint_base"]),
    ],
)  # fmt: skip
def test_what_a_rule_says_of_itself(rule: Rule, words: str, full: Decimal | None, readings: list[str]) -> None:
    assert (words, full, readings) == (str(rule), rule.full, [one.name for one in rule.readings])


@pytest.mark.parametrize(
    ("rule", "shown", "told"),
    [
        (
            Bands(bands=[Band(label="甲", low=1, high=2)]),
            "bands=(Band(label='甲', low=Decimal('1'), high=Decimal('2'), low_open=False, high_open=False, share=True),)",
            {"kind": "bands", "bands": [{"label": "甲", "low": "1", "high": "2", "low_open": False, "high_open": False, "share": True}]},
        ),
        (
            YesNo(),
            "yes=None, no=Decimal('0'), what='是', when=None, no_from=None, no_unit='', no_what=''",
            {"kind": "yes-no", "yes": None, "no": "0", "what": "是"},
        ),
        (
            YesNo(when=Edge(side="above", value=3)),
            f"yes=None, no=Decimal('0'), what='是', when={Edge(side='above', value=3)!r}, no_from=None, no_unit='', no_what=''",
            {"kind": "yes-no", "yes": None, "no": "0", "what": "是"}
            | {"when": {"side": "above", "value": "3", "unit": "", "inclusive": False}},
        ),
        (
            YesNo(yes=3, no_from=2, no_unit="项", no_what="缺"),
            "yes=Decimal('3'), no=Decimal('0'), what='是', when=None, no_from=Decimal('2'), no_unit='项', no_what='缺'",
            {"kind": "yes-no", "yes": "3", "no": "0", "what": "是", "no_from": "2", "no_unit": "项", "no_what": "缺"},
        ),
        (
            Discretion(),
            "act='deduct', low=None, high=None, what='', base=None, unless=False",
            {"kind": "discretion", "act": "deduct", "low": None, "high": None, "what": ""},
        ),
        (
            Discretion(low=1, high=2, what="甲", base=3, unless=True),
            "act='deduct', low=Decimal('1'), high=Decimal('2'), what='甲', base=Decimal('3'), unless=True",
            {"kind": "discretion", "act": "deduct", "low": "1", "high": "2", "what": "甲", "base": "3", "unless": True},
        ),
        (Constraint(), "cap=None, event=''", {"kind": "constraint", "cap": None, "event": ""}),
    ],
)
def test_the_parameters_of_a_rule_and_what_is_told_of_them(rule: Rule, shown: str, told: Any) -> None:
    assert (f"{type(rule).__name__}(veto='', remarks=(), {shown})", told) == (repr(rule), rule.to_dict())


def test_the_answer_is_told_of_yes_and_no() -> None:
    assert [("实际完成值", "是")] == [(one.label, one.text) for one in YesNo().apply(weight=5, actual="是").children]
