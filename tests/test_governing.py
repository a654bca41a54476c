"""perfscore.governing: the row's own criterion, else the rulebook's formula for rows of its sort."""

from typing import Any

import pytest

import perfscore as ps
from perfscore import governing
from perfscore.governing import Governed, Governor, is_cost, is_ratio
from perfscore.indicator import is_constraint, is_execution
from perfscore.measure import Policy
from perfscore.sheet import Row
from tests.books import book
from tests.forms import BOOK, form, leaf, only


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
    for name in ("能耗下降率", "成本节约率", "安全事故处理率", "支出完成率", "支出进度", "费用报销及时率", "挽回损失"):
        assert not is_cost(("产出指标", "数量指标", name))
        assert is_cost(("产出指标", "成本指标", name))


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


@pytest.mark.parametrize(("name", "score"), [("优良率", "4.00"), ("优良度（%）", "4.00"), ("优良处数", "3.00")])
def test_a_percent_step_is_a_point_where_the_name_says_that_bare_figures_are_percent(name: str, score: str) -> None:
    row = leaf(name, target="50", actual="49", criterion="每减少1%扣1分")
    line = ps.score(form(row)).lines[0]
    assert score == str(line.score)
    found = only(form(leaf(name, target="50", actual="49", criterion=row.criterion, printed=1)), "score-mismatch")
    assert ("warning", "percent_of=none") == (found.severity, found.reading)


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


# ---- what a rulebook may set ----------------------------------------------------------------------

RATIO = {"positive": "实际完成值/年初目标值*分值", "reverse": "年初目标值/实际完成值*分值"}


def line_under(rules: dict[str, str], **fields: Any) -> ps.Line:
    return ps.score(form(leaf(**{"weight": 10, "criterion": "", **fields})), book(RATIO | rules)).lines[0]


@pytest.mark.parametrize("said", ["不涉及", "无", "不适用。", "未涉及"])
def test_a_row_that_does_not_apply_earns_full_marks_where_the_rulebook_says_so(said: str) -> None:
    found = line_under({"policy.not_applicable": "full"}, actual=said)
    assert (str(found.score), found.step.text) == ("10.00", f"实际完成值是“{said}”，不适用，按满分计算，得满分 10")
    assert str(found.citation) == "试行办法 条文 policy.not_applicable：“full”（已核实）"


def test_a_row_that_does_not_apply_may_be_left_out_or_the_rest_rescaled() -> None:
    rows = [leaf("甲", weight=80, target="100%", actual="50%", criterion=""), leaf("乙", weight=20, actual="不涉及", criterion="")]
    out = ps.score(form(*rows), book(RATIO | {"policy.not_applicable": "leave-out"}))
    assert (str(out.total), out.lines[1].reason) == ("40.00", "实际完成值是“不涉及”，不适用，不计入总分")
    scaled = ps.score(form(*rows), book(RATIO | {"policy.not_applicable": "rescale"}))
    assert (str(scaled.total), scaled.stages[0].text) == ("50.00", "1 行得分相加，1 行不计入；不适用的 20 分不计，× 100 ÷ 80 折算")
    assert str(scaled.stages[0].citation) == "试行办法 条文 policy.not_applicable：“rescale”（已核实）"
    assert ps.score(form(*rows), book(RATIO)).total is None


def test_none_of_what_may_not_happen_is_a_figure() -> None:
    assert line_under({"policy.not_applicable": "full"}, target="≤1起", actual="无").score is None
    assert line_under({"policy.not_applicable": "full"}, target="0起", actual="无").score is None


def test_a_row_without_a_target_may_be_left_out() -> None:
    found = line_under({"policy.blank_target": "leave-out"}, target="—", actual="5")
    assert (str(found.score), found.reason) == ("0.00", "目标值未填，不计入总分")
    assert line_under({}, target="—", actual="5").score is None
    rate = line_under({"policy.blank_target": "leave-out", "execution": "得分按执行率*分值"}, name="预算执行率", target="—", actual="90%")
    assert str(rate.score) == "9.00"


@pytest.mark.parametrize(("target", "score"), [("100", "0.00"), ("≤100", "10.00"), ("0", "10.00")])
def test_a_negative_figure_may_count_as_0(target: str, score: str) -> None:
    rules = {"policy.negative_actual": "zero", "policy.zero_target": "provincial"}
    assert str(line_under(rules, target=target, actual="-5").score) == score


def test_without_it_a_negative_figure_is_a_figure() -> None:
    assert str(line_under({"policy.zero_target": "provincial"}, target="0", actual="-5").score) == "0.00"


def test_reverse_rows_fall_in_a_line_where_the_rulebook_says_so() -> None:
    rules = {"policy.reverse_form": "linear", "reverse": "反向指标按完成比例得分"}
    assert [str(line_under(rules, target="≤100", actual=actual).score) for actual in ("100", "150", "200", "250")] == [
        "10.00",
        "5.00",
        "0.00",
        "0.00",
    ]


def test_a_row_of_the_documents_own_table() -> None:
    rules = {"row.在职人员控制率": "≤100%得10分，每超过1个百分点扣0.5分，扣完为止"}
    found = line_under(rules, name="“在职人员”控制率（%）", target="—", actual="103%")
    assert (str(found.score), found.basis) == ("8.50", "note")
    assert str(found.citation) == "试行办法 条文 row.在职人员控制率：“≤100%得10分，每超过1个百分点扣0.5分，扣完为止”（已核实）"


def test_a_rows_own_criterion_outranks_the_documents() -> None:
    rules = {"row.平台操作性": "≥95%得10分，其余不得分"}
    assert str(line_under(rules, criterion="每减少1个百分点扣0.1分，扣完为止").score) == "8.50"


@pytest.mark.parametrize(
    ("rules", "budget", "score"),
    [
        ({"policy.rate_base": "initial"}, {"planned": "200", "initial": "100", "spent": "50"}, "5.00"),
        ({}, {"planned": "200", "initial": "100", "spent": "50"}, "2.50"),
        ({"policy.rate_base": "initial"}, {"planned": "200", "spent": "50"}, "2.50"),
        ({"policy.zero_budget": "one"}, {"planned": "0", "spent": "0"}, "0.00"),
        ({"policy.zero_budget": "one"}, {"planned": "0", "spent": "5"}, "10.00"),
        ({"policy.rate_rounding": "percent"}, {"planned": "310.2", "spent": "154.74"}, "5.00"),
        ({"policy.rate_rounding": "places"}, {"planned": "310.2", "spent": "154.74"}, "4.99"),
    ],
)
def test_the_execution_rate_as_the_rulebook_takes_it(rules: dict[str, str], budget: dict[str, Any], score: str) -> None:
    sheet = ps.Sheet(budget=ps.Budget(weight="10", **budget))
    assert str(ps.score(sheet, book({"execution": "得分按执行率*分值"} | rules)).total) == score


def test_a_budget_of_0_has_no_rate_without_being_told() -> None:
    assert ps.score(ps.Sheet(budget=ps.Budget(weight="10", planned="0", spent="5")), book({})).total is None


def test_a_criterion_that_is_not_understood_may_leave_the_row_to_the_general_formula() -> None:
    found = line_under({"criterion_unread": "note"}, criterion="按有关规定评定")
    assert (str(found.score), found.basis) == ("8.50", "note")
    assert "评分标准读不懂，按评分办法的规定用通用公式" in found.notes
    assert line_under({}, criterion="按有关规定评定").score is None


def test_a_formula_whose_divisor_is_zero_is_not_computed() -> None:
    zero = line_under({"row.平台操作性": "得分=a/(t-t)*w"}, target="5", actual="5")
    assert zero.reason == "除数为零，未计算"
