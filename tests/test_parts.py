"""What may be passed over, and what never is (归类)."""

import pytest

from perfscore.criterion import read_criterion
from perfscore.errors import CriterionError
from perfscore.rule import Defects, Steps


def ignored(text: str) -> list[str]:
    return [remark.text for remark in read_criterion(text).remarks if remark.kind == "ignored"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("符合规划(1分)符合计划(1分)以上需提供佐证资料。", ["以上需提供佐证资料"]),
        ("预算执行率=实际支出/预算数×100%，≥95%得10分，其余不得分", ["预算执行率=实际支出/预算数×100%"]),
        ("根据项目验收材料评分。每发现一项不合格扣1分，扣完为止", ["根据项目验收材料评分"]),
        ("每减少1%扣0.1分，扣完为止", []),
    ],
)
def test_words_without_bearing_are_told(text: str, words: list[str]) -> None:
    assert words == ignored(text)


@pytest.mark.parametrize(
    "text",
    [
        "每减少1%扣0.1分，另有规定的除外",
        "每减少1%扣0.1分，但最低得2分",
        "是得2分，否则不得分，特殊情况暂不扣",
        "每减少1%扣0.1分。若实施方案没有该任务",
    ],
)
def test_words_that_may_bear_are_never_passed_over(text: str) -> None:
    with pytest.raises(CriterionError):
        read_criterion(text)


def test_an_event_that_forfeits_all_is_kept_in_words_and_changes_no_figure() -> None:
    rule = read_criterion("每发现一例扣1分，扣完为止；发生重大安全事故的，不得分")
    assert isinstance(rule, Defects)
    assert "发生重大安全事故" == rule.veto
    assert 3 == rule.apply(weight=5, actual="2").value


def test_the_points_of_the_row_are_its_base() -> None:
    rule = read_criterion("每发现一起扣0.1分，0.5分封顶。该项满分0.5分。")
    assert (0, "0.5") == (rule.apply(weight="0.5", actual="8").value, str(rule.full))


@pytest.mark.parametrize(
    "text",
    [
        "完成率≥95%得满分，每低1%扣1分，完成率低于60%不得分",
        "每低1%扣1分，满意度低于60%不得分",
        "降幅≥5%得满分，每低1%扣1分，降幅低于2%不得分",
    ],
)
def test_what_earns_nothing_is_told_of_the_figure_that_the_rule_is_about(text: str) -> None:
    rule = read_criterion(text)
    assert isinstance(rule, Steps)
    assert rule.zero_if is not None


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("80%-90%(含90%)得8分，90%以上得10分，80%以下得0分", "80%(含)-90%(含)得8分，>90%得10分，≤80%得0分"),
        ("80%-90%得8分，90%以上得10分，80%以下(含80%)不得分", "80%(不含)-90%(含)得8分，≥90%得10分，≤80%得0分"),
        ("5%(不含)-10%得3分，5%以内得5分，10%及以上不得分", "5%(不含)-10%(不含)得3分，≤5%得5分，≥10%得0分"),
        ("80%(含)-90%(含)得8分，90%(含)以上得10分，80%以下得0分", "80%(含)-90%(含)得8分，≥90%得10分，<80%得0分"),
        ("80%-90%得8分，≥90%得10分，≤80%得0分", "80%(含)-90%(含)得8分，≥90%得10分，≤80%得0分"),
    ],
)
def test_an_edge_belongs_to_the_case_that_writes_its_inclusion(text: str, same: str) -> None:
    assert read_criterion(same) == read_criterion(text)


@pytest.mark.parametrize(("actual", "points"), [("95%", 10), ("90%", 8), ("80%", 8), ("79%", 0)])
def test_a_figure_on_an_edge_scores_where_its_inclusion_is_written(actual: str, points: int) -> None:
    rule = read_criterion("80%-90%(含90%)得8分，90%以上得10分，80%以下得0分")
    assert points == rule.apply(weight=10, target="90%", actual=actual).value
