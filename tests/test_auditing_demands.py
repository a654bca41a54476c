"""perfscore.auditing.demands: what the rulebook asks beyond the scores of rows."""

import pytest
from attrs import evolve

import perfscore as ps
from perfscore.auditing.demands import unspent
from perfscore.scorecard import Scorecard
from tests.books import book, found, row
from tests.forms import form, leaf

WHOLE = {"grades": "优[90,100]、良[80,89]、中[60,79]、差[0,59]"}


def test_a_total_between_whole_grades_is_told_not_guessed() -> None:
    sheet = form(row(actual="89.5%"))
    finding = found(sheet, WHOLE, "grade-gap")
    assert finding is not None
    assert (finding.severity, finding.printed) == ("warning", "89.5")
    assert finding.message == (
        "复算总分 89.5 落在各等级之间：试行办法条文 grades只写到 优[90,100]、良[80,89]、中[60,79]、差[0,59]。"
        "请由主管部门确定等级，或先确定总分怎样取整。"
    )
    assert found(form(row(actual="89%")), WHOLE, "grade-gap") is None
    assert found(sheet, {}, "grade-gap") is None


def test_weights_of_groups() -> None:
    top = ps.Indicator(name="产出指标（50分）", level=1, children=[row(weight="40")])
    other = ps.Indicator(name="效益指标", level=1, children=[row("受益率", weight="50")])
    rate = ps.Indicator(name="预算执行", level=1, children=[row("预算执行率", weight="10")])
    sheet = ps.Sheet(branches=[top, other, rate])
    finding = found(sheet, {"weights": "预算执行率10、产出50、效益30、满意度10"}, "group-weight")
    assert finding is not None
    assert (
        finding.message == "试行办法条文 weights规定了各组分值，本表不同：产出 40（规定 50）；效益 50（规定 30）。请调整分值，或说明理由。"
    )
    assert found(sheet, {"weights": "预算执行率10、产出40、效益50"}, "group-weight") is None
    assert found(ps.Sheet(branches=[evolve(top, children=[leaf(weight=None)])]), {"weights": "产出50"}, "group-weight") is None


def test_a_part_of_a_group() -> None:
    inner = ps.Indicator(name="预算编制", level=2, children=[row(weight="20")])
    sheet = ps.Sheet(branches=[ps.Indicator(name="部门预算管理", level=1, children=[inner])])
    finding = found(sheet, {"weights": "部门预算管理80、部门预算管理/预算编制30"}, "group-weight")
    assert finding is not None
    assert "部门预算管理 20（规定 80）；部门预算管理/预算编制 20（规定 30）" in finding.message


def test_weights_that_no_clause_in_force_asks_for_are_not_told() -> None:
    top = ps.Indicator(name="产出指标", level=1, children=[row(weight="40")])
    assert not [one for one in ps.audit(ps.Sheet(branches=[top])).findings if one.code == "group-weight"]


def test_optional_indicators_share_their_points() -> None:
    sheet = form(row("经济效益", weight="20"), row("社会效益", weight="10"))
    finding = found(sheet, {"optional_group": "项目效益40：经济|社会|生态"}, "group-weight")
    assert finding is not None
    assert finding.message == "项目效益选用的指标分值合计 30，试行办法条文 optional_group规定共 40 分。请调整分值。"
    assert found(form(row("经济效益", weight="40")), {"optional_group": "项目效益40：经济|社会|生态"}, "group-weight") is None


def test_indicators_met_while_the_money_is_not_spent() -> None:
    sheet = form(row(weight="90"), budget=ps.Budget(planned="100", spent="79", weight="10"))
    finding = found(sheet, {"attainment_gap": "5%", "unspent": "20%"}, "attainment-gap")
    assert finding is not None
    assert finding.message == (
        "指标得分率 100%，预算执行率 79%，相差 21%，超过 5%（试行办法条文 attainment_gap）。请说明资金没有执行而指标已完成的原因。"
    )
    assert found(form(row(weight="90"), budget=ps.Budget(planned="100", spent="96")), {"attainment_gap": "5%"}, "attainment-gap") is None
    assert found(form(row(weight="90")), {"attainment_gap": "5%"}, "attainment-gap") is None


def test_money_left_unspent() -> None:
    finding = found(form(budget=ps.Budget(planned="100", spent="79")), {"unspent": "20%"}, "unspent")
    assert finding is not None
    assert finding.message == "预算数 100，执行数 79，未执行 21%，超过 20%（试行办法条文 unspent）。请说明未执行的原因。"
    assert found(form(budget=ps.Budget(planned="100", spent="80")), {"unspent": "20%"}, "unspent") is None
    assert found(form(), {"unspent": "20%"}, "unspent") is None


def test_a_rulebook_that_is_only_taken_for_the_forms_gives_notes() -> None:
    rules = book({"unspent": "20%"})
    card = ps.score(form(budget=ps.Budget(planned="100", spent="79")), rules)
    guessed = Scorecard(card.sheet, rules, "按标题认定", card.lines, card.events, card.ends, card.make_sums, card.rounding)
    assert [finding.severity for finding in unspent(guessed)] == ["note"]


def goal(output: str, benefit: str) -> ps.Sheet:
    tops = [
        ps.Indicator(name=name, level=1, children=[row(f"{name}率", weight=weight)])
        for name, weight in (("产出指标", output), ("效益指标", benefit))
    ]
    return ps.Sheet(branches=[ps.Goal(number=1, children=tops)])


@pytest.mark.parametrize(
    ("output", "benefit", "tolerance", "off"),
    [("50", "40", "0%", False), ("55", "40", "0%", True), ("55", "40", "3%", False), ("60", "40", "3%", True), ("50", "0", "40%", True)],
)
def test_the_ratio_of_output_to_benefit_has_a_tolerance(output: str, benefit: str, tolerance: str, off: bool) -> None:
    rules = {"output_benefit": "5:4", "output_benefit_tolerance": tolerance}
    assert (found(goal(output, benefit), rules, "output-benefit-ratio") is not None) is off


def test_points_taken_for_what_lies_far_beyond_the_target_are_no_fault_where_the_rulebook_takes_them() -> None:
    rules = {"policy.overshoot": "penalty", "overshoot_from": "≥130%", "overshoot_points": "2"}
    sheet = form(leaf(weight="10", target="≥100人", actual="150人", printed="8", criterion=""))
    codes = {finding.code for finding in ps.audit(sheet, book(rules)).findings}
    assert "target-met-points-cut" not in codes
    assert "overshoot" in codes
    assert "target-met-points-cut" in {finding.code for finding in ps.audit(sheet, "general").findings}


@pytest.mark.parametrize(("actual", "missed"), [("9场", True), ("10场", False), ("12场", False)])
def test_more_than_an_equal_target_is_not_called_a_miss(actual: str, missed: bool) -> None:
    sheet = form(leaf(weight="10", target="=10场", actual=actual, printed="10", criterion=""))
    codes = {finding.code for finding in ps.audit(sheet, "general").findings}
    assert ("target-missed-full-score" in codes) is missed
