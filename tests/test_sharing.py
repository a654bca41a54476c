"""Shares of the weight (按比例的规则)."""

import pytest

from perfscore.criterion import read_criterion
from perfscore.errors import CriterionError
from perfscore.indicator import Direction
from perfscore.ratio import linear
from perfscore.rule import Edge, Proportional, Rate, Rule

POSITIVE, REVERSE = Direction.POSITIVE, Direction.REVERSE
BELOW_60 = Edge(side="below", value=60, unit="%")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("持证率≥90%得满分，低于90%按比例得分", Proportional(direction=POSITIVE, anchor=90, anchor_unit="%")),
        ("≤5%得满分，高于5%按比例得分", Proportional(direction=REVERSE, anchor=5, anchor_unit="%")),
        ("达到目标值得满分，未达到目标值的按完成比例得分", Proportional()),
        ("按完成比例得分，低于60%不得分", Proportional(zero_if=BELOW_60)),
        ("完成率≥100%得满分，60%(含)-100%按比例得分，低于60%不得分",
         Proportional(direction=POSITIVE, anchor=100, anchor_unit="%", zero_if=BELOW_60)),
        ("自评得分(预算执行率*20)", Rate(base=20)),
        ("得分按执行率×权重，执行率低于60%不得分", Rate(zero_if=BELOW_60)),
        ("实际完成值/年初目标值×10分", Proportional(direction=POSITIVE, base=10)),
        ("按比例得分，满分5分", Proportional(base=5)),
        ("超过部分按比例扣分", Proportional(direction=REVERSE, form="linear")),
        ("低于70%得0分，70%-80%线性得分，80%即可得满分", linear((70, "%"), (80, "%"))),
        ("高于80%得0分，70%-80%线性得分，70%及以下得满分", linear((80, "%"), (70, "%"))),
    ],
)  # fmt: skip
def test_shares(text: str, rule: Rule) -> None:
    assert rule == read_criterion(text)


@pytest.mark.parametrize(
    "text",
    [
        "70%-80%线性得分",
        "低于60%得0分，70%-80%线性得分，80%得满分",
        "≥90%得满分，低于80%按比例得分",
        "60%以上按比例得分",
        "实际完成值/年初目标值×分值，≥90%得满分",
        "≥90%得满分，≥80%得8分，按比例得分",
    ],
)
def test_what_leaves_a_gap_is_refused(text: str) -> None:
    with pytest.raises(CriterionError):
        read_criterion(text)


@pytest.mark.parametrize(("actual", "score"), [("59%", 0), ("60%", 6), ("90%", 9), ("120%", 10)])
def test_a_proportion_with_a_veto(actual: str, score: int) -> None:
    rule = read_criterion("完成率≥100%得满分，60%(含)-100%按比例得分，低于60%不得分")
    assert score == rule.apply(weight=10, actual=actual).value
