"""perfscore.arithmetic: the expressions of the rules in Chinese."""

import re

import pytest
from hypothesis import given

from perfscore.arithmetic import arithmetic, general
from perfscore.criterion import read_criterion
from perfscore.errors import PerfscoreError
from perfscore.formula import read_expression
from perfscore.measure import Policy
from perfscore.rule import Alternatives, Discretion, Formula, Rule, Single
from tests.laws import Given, rules_and_rows

OWN = re.compile(r"\b(?:min|max|abs)\b")


def single(text: str) -> Single:
    rule = read_criterion(text)
    assert not isinstance(rule, Alternatives)
    return rule


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "每减少1扣0.1分，扣完为止",
            [
                "差距 = 0 时 分值，否则 分值 − 扣分次数 × 每档分数",
                "差距 = max(目标值 − 实际完成值, 0)，扣分次数 = ⌊差距 ÷ 每档⌋",
                "每档 = 1，每档分数 = 0.1",
                "得分不低于 0，不高于分值",
            ],
        ),
        (
            "年初目标值/实际完成值*分值",
            ["实际完成值 ≤ 目标值 时 分值，否则 目标值 ÷ 实际完成值 × 分值", "得分不低于 0，不高于分值"],
        ),
        ("得分按执行率*分值", ["执行率 ≥ 100% 时 分值，否则 执行率 ÷ 100% × 分值", "得分不低于 0，不高于分值"]),
        (
            "≥95%得10分，90%(含)-95%得8-9分，其余不得分",
            [
                "最低 实际完成值 ≥ 第1档下限 时 第1档得分，否则 实际完成值 ≥ 第2档下限 且 实际完成值 ≤ 第2档上限 时 第2档最低得分，否则 其余得分",
                "最高 实际完成值 ≥ 第1档下限 时 第1档得分，否则 实际完成值 ≥ 第2档下限 且 实际完成值 ≤ 第2档上限 时 第2档最高得分，否则 其余得分",
                "第1档下限 = 95，第1档得分 = 10，第2档下限 = 90，第2档上限 = 95，第2档最低得分 = 8，第2档最高得分 = 9，其余得分 = 0",
                "得分不低于 0，不高于分值",
            ],
        ),
        (
            "每发现一例扣1分，最多扣6分，扣完为止",
            [
                "实际完成值 = 0 时 分值，否则 分值 − min(实际完成值 × 每次扣分, 最多扣分)",
                "最多扣分 = 6，每次扣分 = 1",
                "得分不低于 0，不高于分值",
            ],
        ),
    ],
)
def test_the_expression_of_a_rule(text: str, lines: list[str]) -> None:
    found = general(single(text))
    assert found is not None
    assert lines == list(found.lines)
    assert "\n".join(lines) == str(found)


def test_an_expression_that_hangs_on_the_unit_of_the_row_says_so() -> None:
    for text, where in (("每减少1%扣1分，扣完为止", "适用于百分比的行"), ("每减少1万元扣1分，扣完为止", "")):
        found = general(single(text))
        assert found is not None
        assert where == found.where
    found = general(single("≤5天得10分，5天(不含)-10天得5分，其余不得分"))
    assert found is not None
    assert "" == found.where  # a row in percent cannot be compared at all
    assert "适用于百分比的行" == str(general(single("每减少1%扣1分，扣完为止"))).splitlines()[-1]


@pytest.mark.parametrize("text", ["按完成比例得分", "是得2分，否则不得分", "优秀得5分，良好得3分，差得0分", "约束性指标，酌情扣分"])
def test_an_expression_that_hangs_on_the_row_is_not_told(text: str) -> None:
    assert general(single(text)) is None


def test_the_expression_of_a_row() -> None:
    assert (
        "实际完成值 ≤ 目标值 时 分值，否则 目标值 ÷ 实际完成值 × 分值"
        == str(arithmetic(single("按完成比例得分"), 5, "≤10", "12")).splitlines()[0]
    )
    shared = arithmetic(single("每减少1%扣1分，扣完为止"), 5, "200人", "190人")
    assert "扣分次数 = (差距 = 0 时 0，否则 ⌊差距 × 100 ÷ (每档 × 目标值)⌋)" in str(shared)
    assert arithmetic(single("每减少1扣1分"), 5, "100%", "") is None
    assert str(arithmetic(single("得分按执行率*分值"), 10, "", "", spent="90", planned="100")).startswith("执行数 ≥ 预算数 时 分值")
    rounded = arithmetic(single("得分按执行率*分值"), 10, "", "98.5%", policy=Policy(rate_rounding="percent"))
    assert "执行率 = ⌊执行率 ÷ 100% × 100 + 0.5⌋ ÷ 100" in str(rounded)
    room = arithmetic(Discretion(low=1, high=2), 5, "", "是")
    assert ("最低 分值 − 酌情上限", "最高 分值 − 酌情下限", "酌情下限 = 1，酌情上限 = 2") == (room and room.lines[:3])
    assert "酌情分数 = 2" in str(arithmetic(Discretion(low=2, high=2), 5, "", "是"))


def test_the_sides_of_a_ladder_and_names_of_a_formula() -> None:
    both = arithmetic(single("达到目标得10分，每低1%扣1分，每高1%加1分，最多加3分"), 10, "100%", "105%")
    assert "高于每档" in str(both)
    assert "加分次数" in str(both)
    own = arithmetic(Formula("w if not (甲 > 1 or a != t) else (a - (t - 甲)) / (2 * -a)", names=["甲"]), 5, 10, 9, 甲=2)
    assert "并非 (甲 > 1 或 实际完成值 ≠ 目标值) 时 分值，否则 (实际完成值 − (目标值 − 甲)) ÷ (2 × −实际完成值)" == str(own).splitlines()[0]


def test_an_expression_as_data() -> None:
    found = arithmetic(single("每减少1扣0.1分，扣完为止"), 5, "100%", "85%")
    assert found is not None
    assert {
        "text": list(found.lines),
        "low": {
            "text": "w if gap == 0 else w - steps * below_points",
            "parts": [{"name": "gap", "text": "max(t - a, 0)"}, {"name": "steps", "text": "floor(gap / below_step)"}],
        },
        "parameters": [
            {"name": "below_step", "label": "每档", "value": "1"},
            {"name": "below_points", "label": "每档分数", "value": "0.1"},
        ],
    } == found.to_dict()
    room = arithmetic(Discretion(low=1, high=2), 5, "", "是")
    assert room is not None
    assert "w - p" == room.to_dict()["high"]["text"]


@given(rules_and_rows())
def test_every_name_has_its_chinese(pair: tuple[Rule, Given]) -> None:
    rule, row = pair
    if isinstance(rule, Alternatives | Formula):
        return
    try:
        found = arithmetic(rule, row.weight, row.target, row.actual, **row.names)
    except PerfscoreError:
        return
    assert not re.search("[A-Za-z]", OWN.sub("", str(found or "")))
    assert not re.search("[A-Za-z]", OWN.sub("", str(general(rule) or "")))


def test_what_is_written_can_be_read_again() -> None:
    """The signs bind as they do in the formula."""
    for text in ("w - (a - t)", "w / (a / t)", "(w + a) * t", "w - a * t", "-(a + t)", "w * -a", "(w if a > t else t) * 2"):
        found = arithmetic(Formula(text), 1, 2, 3)
        assert found is not None
        said = found.lines[0]
        for mark, sign in (("×", "*"), ("÷", "/"), ("−", "-"), ("分值", "w"), ("目标值", "t"), ("实际完成值", "a")):
            said = said.replace(mark, sign)
        said = re.sub(r"\((.*) 时 (.*)，否则 (.*)\)", r"(\2 if \1 else \3)", said)
        assert read_expression(text).tree.op == read_expression(said).tree.op
        assert re.sub(" ", "", text).replace("-(a+t)", "-(a+t)") == re.sub(" ", "", said)


def test_a_row_that_cannot_be_computed_has_no_expression() -> None:
    assert None is arithmetic(single("得分按执行率*分值"), 10, None, None, planned="—", spent=90)
    assert None is arithmetic(single("≥95%得10分，90%(含)-95%得8分，其余不得分"), 10, "200", "150")
