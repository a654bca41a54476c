"""perfscore.auditing.demands: what the rulebook asks beyond the scores of rows."""

from typing import Any

import pytest
from attrs import evolve

import perfscore as ps
from perfscore.auditing.demands import attainment_gap, grade_gap, unspent
from tests.books import book, row
from tests.forms import codes, form, leaf, whole

GRADES = {"grades": "优[90,100]、良[80,89]、中[60,79]、差[0,59]"}
SHARES = {"weights": "预算执行率10、产出50、效益30、满意度10"}
GROUP = {"optional_group": "项目效益40：经济|社会|生态"}
GAP = {"attainment_gap": "5%"}
UNSPENT = {"unspent": "20%"}


def tops(*heads: tuple[str, Any], budget: ps.Budget | None = None) -> ps.Sheet:
    """A heading for each name, with one row of so many points."""
    branches = [ps.Indicator(name=name, level=1, children=[row(f"{name[:2]}率", weight=weight)]) for name, weight in heads]
    return ps.Sheet(branches=branches, budget=budget or ps.Budget())


def paid(*rows: ps.Indicator, **fields: Any) -> ps.Sheet:
    return form(*rows, budget=ps.Budget(**({"planned": 100} | fields)))


@pytest.mark.parametrize(
    ("code", "sheet", "rules", "found"),
    [
        # totals between whole grades
        ("grade-gap", form(row(actual="89.5%")), GRADES, [
            "warning | — | declared | 89.5 | — | — | 复算总分 89.5 落在各等级之间：试行办法条文 grades只写到 优[90,100]、良[80,89]、中[60,79]、差[0,59]。请由主管部门确定等级，或先确定总分怎样取整。",
        ]),
        ("grade-gap", form(row(actual="59.01%")), GRADES, [
            "warning | — | declared | 59.01 | — | — | 复算总分 59.01 落在各等级之间：试行办法条文 grades只写到 优[90,100]、良[80,89]、中[60,79]、差[0,59]。请由主管部门确定等级，或先确定总分怎样取整。",
        ]),
        ("grade-gap", form(row(actual="0%")), GRADES, []),
        ("grade-gap", form(row(actual="89%")), GRADES, []),
        ("grade-gap", form(row(weight="120")), GRADES, []),
        ("grade-gap", form(leaf(weight=100, criterion="视情况而定")), GRADES, []),
        ("grade-gap", form(leaf("合规性", weight=None, printed=-1, criterion="约束性指标，酌情扣分", target="", actual="")), GRADES, []),
        ("grade-gap", form(row(actual="89.5%")), {}, []),
        # weights of groups
        ("group-weight", tops(("产出指标（50分）", "40"), ("效益指标", "50"), ("管理", "10")), SHARES, [
            "warning | — | weight1 | — | — | — | 试行办法条文 weights规定了各组分值，本表不同：产出 40（规定 50）；效益 50（规定 30）。请调整分值，或说明理由。",
        ]),
        ("group-weight", tops(("产出指标（50分）", "50"), ("效益", "30"), ("满意度指标", "10"), budget=ps.Budget(weight=10)), SHARES, []),
        ("group-weight", tops(("产出指标（50分）", "50"), ("效益", "30"), ("满意度指标", "10"), budget=ps.Budget(weight=9)), SHARES, [
            "warning | — | weight | — | — | — | 试行办法条文 weights规定了各组分值，本表不同：预算执行率 9（规定 10）。请调整分值，或说明理由。",
        ]),
        ("group-weight", tops(("产出指标", "50"), ("预算执行", None)), SHARES, []),
        ("group-weight", ps.Sheet(branches=[ps.Indicator(name="投入", level=1, children=[row("资金", weight="9", definition="预算执行率")])]), SHARES, [
            "warning | — | weight1 | — | — | — | 试行办法条文 weights规定了各组分值，本表不同：预算执行率 9（规定 10）。请调整分值，或说明理由。",
        ]),
        ("group-weight", ps.Sheet(branches=[ps.Indicator(name="部门预算管理", level=1, children=[ps.Indicator(name="预算编制", level=2, children=[row(weight="20"), row("乙", weight="5")]), row("丙", weight="3")])]), {"weights": "部门预算管理80、部门预算管理/预算编制30"}, [
            "warning | — | weight1 | — | — | — | 试行办法条文 weights规定了各组分值，本表不同：部门预算管理 28（规定 80）；部门预算管理/预算编制 25（规定 30）。请调整分值，或说明理由。",
        ]),
        ("group-weight", tops(("产出", "40")), {"weights": "产出指标50"}, [
            "warning | — | weight1 | — | — | — | 试行办法条文 weights规定了各组分值，本表不同：产出指标 40（规定 50）。请调整分值，或说明理由。",
        ]),
        ("group-weight", tops(("产出指标", "40")), {}, []),
        # indicators to choose from
        ("group-weight", form(row("经济效益", weight="20"), row("社会效益", weight="10")), GROUP, [
            "warning | — | weight1 | 30 | 40 | — | 项目效益选用的指标分值合计 30，试行办法条文 optional_group规定共 40 分。请调整分值。",
        ]),
        ("group-weight", form(row("经济效益", weight="40")), GROUP, []),
        ("group-weight", form(row("经济效益", weight="30"), leaf("生态效益", weight=None)), GROUP, []),
        ("group-weight", form(row("经济效益", weight="40"), leaf("社会效益", weight=10, target="", actual="", criterion="")), GROUP, []),
        ("group-weight", form(row("覆盖率", weight="30")), GROUP, []),
        # indicators met while the money is not spent
        ("attainment-gap", paid(row(weight="90"), spent=79, weight="10"), GAP, [
            "warning | 执行率 | rate | — | — | — | 指标得分率 100%，预算执行率 79%，两者之差占指标得分率的 21%，超过 5%（试行办法条文 attainment_gap）。请说明资金没有执行而指标已完成的原因。",
        ]),
        ("attainment-gap", paid(row(weight="90", actual="50%"), spent=40), GAP, [
            "warning | 执行率 | rate | — | — | — | 指标得分率 50%，预算执行率 40%，两者之差占指标得分率的 20%，超过 5%（试行办法条文 attainment_gap）。请说明资金没有执行而指标已完成的原因。",
        ]),
        ("attainment-gap", paid(row(weight="90"), spent=95), GAP, []),
        ("attainment-gap", paid(row(weight="90"), spent="94.99"), GAP, [
            "warning | 执行率 | rate | — | — | — | 指标得分率 100%，预算执行率 94.99%，两者之差占指标得分率的 5.01%，超过 5%（试行办法条文 attainment_gap）。请说明资金没有执行而指标已完成的原因。",
        ]),
        ("attainment-gap", paid(row(weight="90"), spent=200), GAP, []),
        ("attainment-gap", paid(row("甲", weight="50", actual="90%"), row("乙", weight="50", actual="不涉及"), spent=80), GAP | {"policy.not_applicable": "rescale"}, [
            "warning | 执行率 | rate | — | — | — | 指标得分率 90%，预算执行率 80%，两者之差占指标得分率的 11.11%，超过 5%（试行办法条文 attainment_gap）。请说明资金没有执行而指标已完成的原因。",
        ]),
        ("attainment-gap", paid(row("甲", weight="50", actual="80%"), row("预算执行率", weight="50", actual="10%"), spent=10), GAP, [
            "warning | 执行率 | rate | — | — | — | 指标得分率 80%，预算执行率 10%，两者之差占指标得分率的 87.5%，超过 5%（试行办法条文 attainment_gap）。请说明资金没有执行而指标已完成的原因。",
        ]),
        ("attainment-gap", paid(row("甲", weight="50"), row("投入", weight="50", definition="预算执行率", actual="10%"), spent=10), GAP, [
            "warning | 执行率 | rate | — | — | — | 指标得分率 100%，预算执行率 10%，两者之差占指标得分率的 90%，超过 5%（试行办法条文 attainment_gap）。请说明资金没有执行而指标已完成的原因。",
        ]),
        ("attainment-gap", paid(row("甲", weight="50"), leaf("乙", criterion="视情况而定"), spent=10), GAP, []),
        ("attainment-gap", paid(row(weight="90", actual="0%"), spent=10), GAP, []),
        ("attainment-gap", paid(leaf("甲", weight=None, printed=-1, criterion="约束性指标，酌情扣分", target="", actual=""), spent=10), GAP, []),
        ("attainment-gap", form(row(weight="90")), GAP, []),
        ("attainment-gap", paid(row(weight="90"), spent=10), {}, []),
        # money that is left
        ("unspent", paid(spent=79), UNSPENT, [
            "warning | 执行数 | spent | 79 | — | — | 预算数 100，执行数 79，未执行 21%，超过 20%（试行办法条文 unspent）。请说明未执行的原因。",
        ]),
        ("unspent", paid(spent="66.67"), UNSPENT, [
            "warning | 执行数 | spent | 66.67 | — | — | 预算数 100，执行数 66.67，未执行 33.33%，超过 20%（试行办法条文 unspent）。请说明未执行的原因。",
        ]),
        ("unspent", paid(spent=80), UNSPENT, []),
        ("unspent", paid(planned=1, spent=0), UNSPENT, [
            "warning | 执行数 | spent | 0 | — | — | 预算数 1，执行数 0，未执行 100%，超过 20%（试行办法条文 unspent）。请说明未执行的原因。",
        ]),
        ("unspent", paid(planned=0, spent=0), UNSPENT, []),
        ("unspent", paid(planned=-1, spent=0), UNSPENT, []),
        ("unspent", paid(planned=100), UNSPENT, []),
        ("unspent", paid(planned=None, spent=5), UNSPENT, []),
        ("unspent", paid(spent=79), {}, []),
    ],
)  # fmt: skip
def test_what_a_rulebook_demands(code: str, sheet: ps.Sheet, rules: dict[str, str], found: list[str]) -> None:
    assert found == whole(sheet, code, book(rules))


@pytest.mark.parametrize("check", [grade_gap, attainment_gap, unspent])
def test_a_rulebook_that_is_only_taken_for_the_forms_gives_notes(check: Any) -> None:
    card = ps.score(paid(row(actual="89.5%"), spent="49"), book(GRADES | GAP | UNSPENT))
    for recognised_by, severity in ((card.recognised_by, "warning"), ("按标题认定", "note")):
        assert [severity] == [finding.severity for finding in check(evolve(card, recognised_by=recognised_by))]


def test_weights_that_no_clause_in_force_asks_for_are_not_told() -> None:
    assert "group-weight" not in codes(tops(("产出指标", "40")))


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
