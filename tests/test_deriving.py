"""perfscore.deriving: a criterion of a rate that its row does not fill in computes nothing."""

import pytest

import perfscore as ps
from perfscore.deriving import computed_rate
from tests.forms import codes, form, leaf


@pytest.mark.parametrize(
    ("criterion", "rate", "alike"),
    [
        ("偏差率≤5%得满分，每增加1%扣0.5分", "偏差率", "预算编制偏离度"),
        ("偏差率在5%以内得5分，5%-10%得3分，10%以上不得分", "偏差率", "预算偏差率"),
        ("误差率绝对值不超过5%得满分，否则不得分", "误差率", "测量误差"),
        ("偏离度5%以内得满分，否则不得分", "偏离度", "进度偏离"),
        ("增长率≥5%得满分，每低1个百分点扣1分", "增长率", "收入增长"),
        ("增幅达5%得满分，否则不得分", "增幅", "单产提高率"),
        ("下降率≥1%得满分，否则不得分", "下降率", "能耗降低率"),
    ],
)
def test_a_rate_computed_from_two_figures_is_not_the_figure_of_a_row_of_another_name(criterion: str, rate: str, alike: str) -> None:
    assert rate == computed_rate(leaf("编制准确率", criterion=criterion))
    for row in (
        leaf(alike, criterion=criterion),
        leaf("", criterion=criterion),
        leaf(criterion=criterion, definition=f"{alike}=差额/目标"),
    ):
        assert computed_rate(row) == ""


@pytest.mark.parametrize(
    "criterion", ["每下降1%扣1分", "合格率每增长1%扣1分", "每偏离1%扣1分", "增长得满分，下降不得分", "差错率≤5%得满分"]
)
def test_a_step_or_a_case_is_no_rate(criterion: str) -> None:
    assert computed_rate(leaf("编制准确率", criterion=criterion)) == ""


def test_such_a_row_is_not_computed_and_accused_of_nothing_but_of_points_that_no_tier_gives() -> None:
    row = leaf("编制准确率", actual="95%", printed=5, criterion="偏差率≤5%得满分，每增加1%扣0.5分")
    line = ps.score(form(row)).lines[0]
    assert "评分标准按偏差率计分，本行填的不是偏差率，未计算" == line.reason
    assert ("0.00", "5.00", "5.00") == (str(line.low), str(line.high), str(line.score))
    assert set() == codes(form(row)) - {"weight-sum"}
    tiers = "偏差率在5%以内得5分，5%-10%得3分，其余不得分"
    assert "score-not-allowed" in codes(form(leaf("编制准确率", actual="95%", printed=4, criterion=tiers)))
