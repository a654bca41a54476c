"""perfscore.governing: the row's own criterion, else the rulebook's formula for rows of its sort."""

import pytest

import perfscore as ps
from perfscore import governing
from perfscore.governing import Governed, Governor, is_cost, is_ratio
from perfscore.indicator import is_constraint, is_execution
from perfscore.measure import Policy
from perfscore.sheet import Row
from tests.forms import BOOK, leaf


def governed(indicator: ps.Indicator, book: str = BOOK, path: tuple[str, ...] = ("产出指标", "质量指标")) -> Governed:
    return Governor(ps.rulebook(book), Policy()).of(Row(path=(*path, indicator.name), goal=None, indicator=indicator))


@pytest.mark.parametrize(
    ("name", "definition", "expected"),
    [
        ("预算调整率", "", True),
        ("群众满意度", "", True),
        ("执行率（%）", "", True),
        ("完成比", "实际数/计划数×100%", True),
        ("完成比", "实际数/计划数*100％", True),
        ("培训人次", "", False),
        ("率先完成数", "", False),
    ],
)
def test_ratio_rows(name: str, definition: str, expected: bool) -> None:
    assert is_ratio(name, definition) is expected


def test_kinds_of_rows_by_their_words() -> None:
    assert is_execution("预算执行率", "")
    assert is_execution("执行情况", "预算执行率=执行数/预算数")
    assert not is_execution("覆盖率", "")
    assert is_constraint(("约束性指标", "资金管理", "合规性"))
    assert is_cost(("产出指标", "成本指标", "控制数"))
    assert is_cost(("产出指标", "数量指标", "安全事故数"))
    assert not is_cost(("产出指标", "数量指标", "监测次数"))


def test_the_rows_own_criterion_comes_first() -> None:
    found = governed(leaf())
    assert found.rule
    assert found.citation
    assert (found.basis, found.rule.kind, found.citation.quote) == ("criterion", "steps", "数量每减少1扣0.1分，扣完为止")


@pytest.mark.parametrize(
    ("fields", "kind", "direction", "inferred"),
    [
        ({"target": "≥100%"}, "proportional", "positive", False),
        ({"target": "≤30", "actual": "20"}, "proportional", "reverse", False),
        ({"target": "30", "actual": "20"}, "proportional", "positive", True),
        ({"name": "维护费用", "target": "30", "actual": "20"}, "proportional", "reverse", True),
        ({"target": "达成", "actual": "达成预期指标"}, "bands", "positive", False),
        ({"name": "预算执行率", "target": "90%", "actual": "99%"}, "rate", "positive", False),
    ],
)
def test_without_a_criterion_the_note_serves(fields: dict[str, str], kind: str, direction: str, inferred: bool) -> None:
    found = governed(leaf(**({"criterion": ""} | fields)))
    assert found.rule
    assert found.citation
    assert (found.basis, found.rule.kind, found.direction, found.inferred) == ("note", kind, direction, inferred)
    assert found.citation.clause


def test_without_criterion_and_note_nothing_is_guessed() -> None:
    found = governed(leaf(criterion=""), "general")
    assert (found.rule, found.plan, found.reason) == (None, None, "本行没有评分标准，评分办法也没有通用公式，未计算")


def test_an_unread_criterion_does_not_fall_back_to_the_note() -> None:
    found = governed(leaf(criterion="视情况而定"))
    assert found.plan is None
    assert found.unread is not None
    assert found.basis == "none"


def test_a_ladder_says_which_way_is_better() -> None:
    assert governed(leaf(criterion="数量每增加1扣0.1分，扣完为止")).direction == "reverse"
    assert governed(leaf(name="维护费用")).direction == "positive"


def test_units_that_cannot_be_compared_stop_the_row() -> None:
    found = governed(leaf(target="100%", actual="1000件"))
    assert found.plan is None
    assert "单位不同" in found.reason


def test_a_reason_that_quotes_figures_is_not_shared_with_other_rows() -> None:
    rules = Governor(ps.rulebook(BOOK), Policy())
    for actual in ("1000件", "2000件"):
        row = Row(path=("产出指标", "平台操作性"), goal=None, indicator=leaf(actual=actual))
        assert actual in rules.of(row).reason


@pytest.mark.parametrize("name", ["预算执行率", "部门预算执行率（%）", "资金执行率", "项目资金执行率", "1.预算执行率"])
def test_execution_rates_of_the_budget(name: str) -> None:
    assert is_execution(name, "")


@pytest.mark.parametrize("name", ["制度执行率", "合同执行率", "三公经费预算执行率", "计划执行率"])
def test_other_rates_are_not_the_budgets(name: str) -> None:
    assert not is_execution(name, "")


def test_an_explicit_formula_says_the_direction_itself() -> None:
    found = governed(leaf(name="维护成本", criterion="实际完成值/年初目标值*分值"))
    assert (found.direction, found.inferred) == ("positive", False)


def test_a_long_run_stays_within_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(governing, "KEPT", 3)
    rules = Governor(ps.rulebook(BOOK), Policy())
    for n in range(10):
        row = Row(path=("产出指标", f"第{n}行"), goal=None, indicator=leaf(f"第{n}行"))
        assert rules.of(row).rule is not None
        assert len(rules.rows) <= 3
