"""perfscore.reporting.criterion: one criterion as it was read, and many."""

import pytest

from perfscore.ambiguity import bearing
from perfscore.arithmetic import arithmetic, general
from perfscore.criterion import read_criterion
from perfscore.errors import CriterionError, RulebookError
from perfscore.reporting.criterion import KIND_WORDS, kind_words, notes, rule_text, survey_text, why
from perfscore.reporting.table import columns
from perfscore.rule import KINDS, Alternatives, Option, Remark, Steps, YesNo
from perfscore.surveying import Text, survey

CASES = Alternatives(
    options=[
        Option(case="产区", rule=YesNo(yes=3, veto="发生事故")),
        Option(case="非产区", rule=YesNo(yes=2, remarks=[Remark(kind="ignored", text="以上需提供资料")])),
    ],
    remarks=[Remark(kind="repaired", text="“二”应为“=”")],
)


def test_every_kind_has_its_words() -> None:
    assert set(KINDS) == set(KIND_WORDS)
    assert "是否（yes-no）" == kind_words("yes-no")


def test_a_criterion_as_it_was_read() -> None:
    rule = read_criterion("每减少1个百分点扣0.1分，扣完为止")
    assert isinstance(rule, Steps)
    step, other = rule.apply(5, "100%", "84.5%"), rule.apply(5, "100%", "85%")
    text = rule_text(rule, step, [("steps=proportional", "按比例", other)], arithmetic=arithmetic(rule, 5, "100%", "84.5%"))
    places = [
        text.index(part)
        for part in (
            "读作：每减少1个百分点扣0.1分，扣完为止\n",
            "种类：阶梯扣分（steps）\n",
            "算式：差距 = 0 时 分值，否则 分值 − 扣分次数 × 每档分数\n      差距 = max(",
            "\n\n得分  3.5 / 5",
            "\n\n口径\n  steps         只数满了的档次，不足一档不计；另一种：每档扣分按比例计",
            "\n\n其他口径\n  3.5  按比例：",
        )
    ]
    assert sorted(places) == places
    bare = rule_text(rule, arithmetic=general(rule))
    assert "得分  " not in bare
    assert "口径\n" in bare
    assert "算式" not in rule_text(rule)


def test_what_is_not_open_is_not_told() -> None:
    assert "读作：是得2分，否则不得分\n种类：是否（yes-no）" == rule_text(YesNo(yes=2))


def test_remarks_and_vetoes_are_told() -> None:
    rule = YesNo(yes=2, veto="发生安全事故", remarks=[Remark(kind="ignored", text="以上需提供佐证资料")])
    text = rule_text(rule)
    assert "\n\n说明：“以上需提供佐证资料”不影响计分，未采用\n说明：另有一票否决：发生安全事故；表内没有记载，未计入得分" in text
    assert (
        "疑似识别错误，按“二”应为“=”读",
        "产区：另有一票否决：发生事故；表内没有记载，未计入得分",
        "非产区：“以上需提供资料”不影响计分，未采用",
    ) == notes(CASES)


def test_cases_are_listed_and_chosen() -> None:
    assert "\n情形：产区、非产区；用 --case 产区 选定" in rule_text(CASES)
    chosen = rule_text(CASES, case="非产区")
    assert "\n情形：非产区（另有产区）" in chosen
    assert "一票否决" not in chosen.partition("说明")[2]
    with pytest.raises(RulebookError):
        rule_text(CASES, case="山区")


def test_no_line_is_wider_than_asked_for() -> None:
    rule = read_criterion("95%-100%得10分，90%-95%得8分，其余不得分")
    assert "shared_edge" in rule_text(rule, width=60)
    assert bearing("bare_percent", "shared_edge") == rule.readings
    assert max(columns(line) for line in rule_text(rule, width=60).splitlines()) <= 60


def test_a_survey_as_text() -> None:
    texts = [("是得2分，否则不得分", "A2"), ("视情况而定", "A3"), ("视情况而定", "A4"), ("得分二完成值/目标值*分值", "A5")]
    text = survey_text(survey((Text(text=one, place=at) for one, at in texts), "a.csv", remarks=["只读了前 4 行，后面的行没有读。"]))
    for part in (
        "a.csv：4 条，不同的 3 条\n读懂 1 条（25.0%），读不懂 3 条\n说明：只读了前 4 行，后面的行没有读。\n\n种类",
        "是否（yes-no）     1       1",
        "读不懂的\n  A3 等 2 处  视情况而定\n    ",
        "\n  A5  得分二完成值/目标值*分值\n    疑似识别错误：“二”应为“=”。相近写法：",
        "其中 1 条疑似识别错误；核对原件后可加 --lenient，按更正后的字读。",
    ):
        assert part in text


def test_a_survey_in_which_all_or_nothing_is_read() -> None:
    assert "评分标准：1 条，不同的 1 条\n读懂 1 条（100.0%），全部读懂\n\n种类" in survey_text(
        survey([Text(text="是得2分，否则不得分", place="A2")])
    )
    assert "种类" not in survey_text(survey([Text(text="视情况而定", place="A2")]))


def test_why_names_the_nearest_form() -> None:
    assert ("不行。相近写法：甲", "不行。") == (why(CriterionError("不行。", nearest="甲")), why(CriterionError("不行。")))
