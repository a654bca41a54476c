"""perfscore.auditing.scores: each code with a form that has it and one that has not."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

import perfscore as ps
from tests.books import book as rulebook_of
from tests.forms import BOOK, codes, cut, form, leaf, only

FULL: dict[str, Any] = {"weight": 20, "actual": "100%", "printed": 20}


def rows(**last: Any) -> list[ps.Indicator]:
    return [leaf(f"第{n}行", **FULL) for n in range(4)] + [leaf(**({"weight": 20} | last))]


@pytest.mark.parametrize(
    ("declared", "severity", "words"),
    [
        (98, "error", "第0行 20 → "),
        (96, None, ""),
        (99, "error", "自评总分 99，各行得分合计 98.5，相差 0.5"),
    ],
)
def test_total_mismatch(declared: int, severity: str | None, words: str) -> None:
    printed = {98: "17", 96: "16", 99: "18.5"}[declared]
    sheet = form(*rows(printed=printed), declared=declared)
    if severity is None:
        assert "total-mismatch" not in codes(sheet)
        return
    found = only(sheet, "total-mismatch")
    assert found.severity == severity
    if declared == 99:
        assert words in found.message
        assert "平台操作性 18.5 → 19" in found.message


def test_total_mismatch_is_a_warning_where_rows_may_be_missing() -> None:
    found = only(form(leaf(**FULL), declared=100), "total-mismatch")
    assert found.severity == "warning"
    assert "表格可能不完整" in found.message


def test_total_mismatch_is_a_warning_where_a_blank_score_would_explain_it() -> None:
    found = only(form(*rows(printed=None), declared=98), "total-mismatch")
    assert found.severity == "warning"


def test_no_correction_reconciles() -> None:
    found = only(form(*[leaf(f"第{n}行", **FULL) for n in range(5)], declared="99.5"), "total-mismatch")
    assert "改任何一行都凑不成 99.5" in found.message


def test_impossible_total_and_total_above_full() -> None:
    assert only(form(leaf(**FULL), declared=30), "impossible-total").severity == "warning"
    assert "impossible-total" not in codes(form(leaf(**FULL), declared=20))
    found = only(form(*rows(printed=20), declared=120), "total-above-full")
    assert (found.severity, found.printed, found.expected) == ("error", "120", "100")
    assert "total-above-full" not in codes(form(*rows(printed=20), declared=100))


def test_cap_ignored() -> None:
    sheet = form(*rows(printed=20), declared=100)
    assert only(sheet, "cap-ignored", BOOK, event="审计披露").expected == "70"
    assert "cap-ignored" not in codes(sheet, BOOK)
    assert "cap-ignored" not in codes(form(*rows(printed=20), declared=70), BOOK, event="审计披露")


@pytest.mark.parametrize(
    ("fields", "code", "severity"),
    [
        ({"printed": "0"}, "score-mismatch", "error"),
        ({"printed": "3.5"}, None, None),
        ({"printed": "6"}, "score-above-weight", "error"),
        ({"printed": "5"}, "target-missed-full-score", "warning"),
        ({"printed": "5", "criterion": "每减少1个百分点扣0.1分，扣完为止"}, "target-missed-full-score", "error"),
        ({"actual": "100%", "printed": "4"}, "target-met-points-cut", "error"),
        ({"actual": "99.5%", "printed": "4", "criterion": "每减少1个百分点扣1分，扣完为止"}, "score-mismatch", "error"),
        ({"actual": "100%", "printed": "5"}, None, None),
        ({"actual": "84.5%", "printed": "3.45"}, "score-mismatch", "warning"),
        ({"actual": "0.85", "printed": "0"}, "score-mismatch", "warning"),
        ({"criterion": "按完成比例得分", "actual": "93.33%", "printed": "4.7"}, "score-mismatch", "warning"),
        ({"criterion": "按完成比例得分", "target": "≥100%", "actual": "93.33%", "printed": "4"}, "score-mismatch", "error"),
        ({"criterion": "是得2分，否则不得分", "actual": "是", "weight": 2, "printed": "1"}, "score-not-allowed", "error"),
        ({"criterion": "≥95%得5分，90%(含)-95%得3分，其余不得分", "actual": "92%", "printed": "4"}, "score-not-allowed", "error"),
        ({"criterion": "≥95%得5分，90%(含)-95%得3分，其余不得分", "actual": "92%", "printed": "3"}, None, None),
        ({"criterion": "酌情扣1-2分", "actual": "是", "printed": "1"}, "score-mismatch", "error"),
        ({"criterion": "酌情扣1-2分", "actual": "是", "printed": "3.5"}, None, None),
        ({"criterion": "视情况而定", "printed": "1"}, None, None),
        ({"name": "预算执行率", "criterion": "得分按执行率*分值", "actual": "98%", "printed": "5"}, "execution-score", "error"),
        ({"name": "预算执行率", "criterion": "得分按执行率*分值", "actual": "98%", "printed": "4.9"}, None, None),
    ],
)
def test_one_fault_one_code(fields: dict[str, str], code: str | None, severity: str | None) -> None:
    about = {
        "score-mismatch",
        "score-above-weight",
        "target-missed-full-score",
        "target-met-points-cut",
        "score-not-allowed",
        "execution-score",
    }
    found = [finding for finding in ps.audit(form(leaf(**fields))).findings if finding.code in about]
    if code is None:
        assert found == []
        return
    assert [(code, severity)] == [(finding.code, finding.severity) for finding in found]


def test_a_formula_of_the_note_supports_warnings_only() -> None:
    found = only(form(leaf(criterion="", printed="1")), "score-mismatch", BOOK)
    assert (found.severity, found.reading) == ("warning", "note")
    assert "注5(4)的规定" in found.message


def test_the_reading_that_would_allow_the_score_is_named() -> None:
    found = only(form(leaf(actual="84.5%", printed="3.45")), "score-mismatch")
    assert found.reading == "steps=proportional"
    assert "若每档扣分按比例计" in found.message


@pytest.mark.parametrize(
    ("printed", "cause"),
    [("4.2", "截去了 1 位以后的小数"), ("4", "可能自行修约到整数"), ("0", "可能把未达目标一律记 0 分")],
)
def test_the_likely_cause_is_said(printed: str, cause: str) -> None:
    found = [f for f in ps.audit(form(leaf(criterion="按完成比例得分", target="≥100%", printed=printed))).findings if f.row]
    assert cause in found[0].message


def test_constraint_sign() -> None:
    row = leaf("合规性", criterion="约束性指标，酌情扣分", target="", actual="", weight=10, printed=10)
    assert only(form(row), "constraint-sign", BOOK).severity == "warning"
    assert "constraint-sign" not in codes(form(row))


def test_corrections_stay_on_the_grain_of_the_form() -> None:
    from perfscore.auditing.totals import corrections

    card = ps.score(form(*rows(printed="18"), declared="98.5"))
    assert corrections(card) == ()
    card = ps.score(form(*rows(printed="18.0"), declared="98.5"))
    assert [(line.name, new) for line, new in corrections(card)] == [("平台操作性", Decimal("18.5"))]


LINES = {
    "score-mismatch",
    "score-above-weight",
    "target-missed-full-score",
    "target-met-points-cut",
    "score-not-allowed",
    "execution-score",
}


def line_finding(sheet: ps.Sheet, rulebook: str | None = None) -> ps.Finding | None:
    """The finding about a line's score, of which there is one at most."""
    found = [finding for finding in ps.audit(sheet, rulebook).findings if finding.code in LINES]
    assert len(found) <= 1, found
    return found[0] if found else None


def test_a_count_beside_a_target_may_be_no_count_of_faults() -> None:
    assert line_finding(form(leaf(criterion="每发现一例扣1分，扣完为止", target="12次", actual="12次", printed="5"))) is None


@pytest.mark.parametrize(
    ("fields", "reading"),
    [
        # words or figures that are taken for an answer, a label or a number of cases
        ({"criterion": "齐全得5分，基本齐全得3分，不齐全得0分", "target": "齐全", "actual": "齐全完整", "printed": "3"}, "actual"),
        ({"criterion": "①有管理制度(2分)；②有执行记录(3分)", "target": "2", "actual": "2", "printed": "3"}, "actual"),
        ({"criterion": "按时完成得5分，否则不得分", "target": "按时完成", "actual": "完成", "printed": "0"}, "actual"),
        ({"criterion": "每有一项不规范扣1分", "target": "", "actual": "3项", "printed": "5"}, "actual"),
        ({"criterion": "按完成比例得分", "target": "50", "actual": "40", "printed": "5"}, "direction"),
        # a shared edge, a sign against the ladder or the formula, an actual that is a promise, hidden digits
        ({"criterion": "95%-100%得5分，90%-95%得3分，其余不得分", "actual": "95%", "printed": "3"}, "shared_edge=worse"),
        ({"criterion": "≥95%得5分，90%-95%得3分，其余不得分", "actual": "95%", "printed": "3"}, "tier-gap"),
        ({"criterion": "每减少1个百分点扣1分，扣完为止", "target": "≤5%", "actual": "3%", "printed": "5"}, "direction"),
        ({"criterion": "年初目标值/实际完成值*分值", "target": "≥10", "actual": "20", "printed": "5"}, "direction"),
        ({"criterion": "每减少1个百分点扣1分，扣完为止", "target": "100%", "actual": "≥98%", "printed": "5"}, "actual-has-sign"),
        (
            {"criterion": "每减少1个百分点扣1分，扣完为止", "target": "100%", "actual": "98%", "printed": "5", "cells": cut("0.984")},
            "hidden-digits",
        ),
        ({"criterion": "每减少1%扣1分，扣完为止", "target": "50", "actual": "49", "printed": "5"}, "percent_of=none"),
    ],
)
def test_what_keeps_a_wrong_score_from_being_certain(fields: dict[str, Any], reading: str) -> None:
    found = line_finding(form(leaf(**fields)))
    assert found is not None
    assert (found.severity, found.reading) == ("warning", reading)


@pytest.mark.parametrize(
    ("criterion", "actual"),
    [
        ("每发现一例扣1分，扣完为止", "100%"),
        ("①有管理制度(2分)；②有执行记录(3分)", "100%"),
        ("未按时完成酌情扣1-2分", "已完成"),
        ("发生安全事故不得分，否则得5分", "达标"),
    ],
)
@pytest.mark.parametrize("printed", ["3", "5"])
def test_a_figure_or_a_word_that_answers_something_else_accuses_nobody(criterion: str, actual: str, printed: str) -> None:
    found = line_finding(form(leaf(criterion=criterion, target=actual, actual=actual, printed=printed)))
    assert found is None or found.severity == "warning" or found.code == "score-not-allowed"


@pytest.mark.parametrize(
    "fields",
    [
        {"criterion": "每发现一例扣1分，扣完为止", "target": "0", "actual": "2例", "printed": "5"},
        {"criterion": "每发现一例扣1分，扣完为止", "target": "", "actual": "否", "printed": "4"},
        {"name": "检查发现的问题", "criterion": "每发现1个问题扣1分，扣完为止", "target": "", "actual": "3个", "printed": "5"},
        {"criterion": "①有管理制度(2分)；②有执行记录(3分)", "target": "", "actual": "1项", "printed": "5"},
        {"criterion": "≥95%得5分，90%(含)-95%得3分，其余不得分", "actual": "97%", "printed": "3"},
        {"criterion": "齐全得5分，基本齐全得3分，不齐全得0分", "target": "齐全", "actual": "基本齐全", "printed": "5"},
    ],
)
def test_what_is_certain_stays_an_error(fields: dict[str, Any]) -> None:
    found = line_finding(form(leaf(**fields)))
    assert found is not None
    assert found.severity == "error"


@pytest.mark.parametrize(
    ("fields", "expected", "severity"),
    [
        ({"actual": "见附件"}, "0、2", "error"),
        ({"actual": ""}, "0、2", "error"),
        ({"actual": "否"}, "0", "error"),
        ({"actual": "", "cells": cut("1.4", "printed")}, "0、2", "warning"),
    ],
)
def test_a_score_that_the_criterion_cannot_give_whatever_was_reached(fields: dict[str, Any], expected: str, severity: str) -> None:
    standard: dict[str, Any] = {"criterion": "是得2分，否则不得分", "weight": 2, "target": "", "printed": "1"}
    found = line_finding(form(leaf(**(standard | fields))))
    assert found is not None
    assert (found.code, found.expected, found.severity) == ("score-not-allowed", expected, severity)
    assert "评分标准只能给 0、2 分" in found.message


def test_points_for_a_part_of_an_item_are_no_certain_fault() -> None:
    criterion = "①有管理制度(2分)；②有执行记录(3分)"
    assert line_finding(form(leaf(criterion=criterion, target="", actual="", printed="2.5"))) is None
    found = line_finding(form(leaf(criterion=criterion, target="", actual="1", printed="3.5")))
    assert found is not None
    assert (found.code, found.severity) == ("score-not-allowed", "warning")
    assert "各项相加只能是 0、2、3、5" in found.message


@pytest.mark.parametrize(
    ("criterion", "severity"), [("", "error"), ("视情况而定", "warning"), ("每提高1个百分点加1分，最多5分", "warning")]
)
def test_a_score_above_the_weight_where_nothing_was_computed(criterion: str, severity: str) -> None:
    found = line_finding(form(leaf(criterion=criterion, actual="", printed="6")))
    assert found is not None
    assert (found.code, found.severity) == ("score-above-weight", severity)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"target": "≥95%", "actual": "95%", "printed": 4}, "target-met-points-cut"),
        ({"target": "=72890元", "actual": "72890", "printed": 4}, "target-met-points-cut"),
        ({"target": "6次", "actual": "6次", "printed": 4}, "target-met-points-cut"),
        ({"target": "≥95%", "actual": "95%", "printed": 4, "remark": "验收有瑕疵"}, None),
        ({"target": "≥95%", "actual": "90%", "printed": 5}, "target-missed-full-score"),
        ({"target": "<5300元", "actual": "5830元", "printed": 5}, "target-missed-full-score"),
        ({"target": "95%", "actual": "90%", "printed": 5}, None),
        ({"target": "≥95%", "actual": "≥95%", "printed": 4}, None),
        ({"target": "≥95%", "actual": "1.2", "printed": 4}, "target-met-points-cut"),
        ({"target": "≥95%", "actual": "95件", "printed": 4}, None),
        ({"target": "完成", "actual": "完成", "printed": 4}, None),
        ({"target": "≥95%", "actual": "95%", "printed": 5}, None),
    ],
)
def test_a_row_without_any_rule_is_held_against_its_target(fields: dict[str, Any], code: str | None) -> None:
    found = line_finding(form(leaf(**({"criterion": ""} | fields))))
    assert (found and (found.code, found.severity)) == (code and (code, "warning"))


def test_the_rate_on_another_base_and_with_fewer_places_is_no_certain_fault() -> None:
    row = {"name": "预算执行率", "criterion": "得分按执行率*分值", "target": "", "actual": ""}
    initial = form(leaf(**row, weight=10, printed="7.5"), budget=ps.Budget(planned=100, initial=80, spent=60))
    assert only(initial, "execution-score").reading == "rate_base=initial"
    short = form(leaf(**row, weight=20, printed="19.70"), budget=ps.Budget(planned="1486.27", spent="1464.43"))
    assert only(short, "execution-score").reading == "own-rounding"
    neither = form(leaf(**row, weight=10, printed="10"), budget=ps.Budget(planned=100, initial=80, spent=60))
    assert only(neither, "execution-score").severity == "error"
    sure = form(leaf(**row, weight=10, printed="10"), budget=ps.Budget(planned="1486.27", spent="1464.43"))
    assert only(sure, "execution-score").severity == "error"


def test_the_budget_line_says_that_its_formula_is_not_printed() -> None:
    found = only(form(budget=ps.Budget(planned=100, spent=97, weight=20, printed=20)), "execution-score")
    assert found.severity == "warning"
    assert "表内没有印出的通用公式" in found.message


@pytest.mark.parametrize(
    ("weight", "printed", "words"),
    [(10, -3, "应写 7；此处按 0 计"), (None, 10, "没有分值"), (None, -3, None), (10, 0, None), (10, None, None), (None, None, None)],
)
def test_the_sign_of_a_constraint(weight: int | None, printed: int | None, words: str | None) -> None:
    row = leaf("合规性", criterion="约束性指标，酌情扣分", target="", actual="", weight=weight, printed=printed)
    for book in (None, BOOK):
        found = [f for f in ps.audit(form(row), book).findings if f.code != "weight-sum"]
        assert [(f.code, f.severity.value) for f in found] == ([("constraint-sign", "warning")] if words else [])
        assert all((words or "") in f.message for f in found)


def test_a_unit_on_one_side_only_is_an_inference() -> None:
    found = [
        f
        for f in ps.audit(
            form(leaf("维护费用控制在30万以内", target="30", actual="236000元", criterion="每增加1扣0.1分，扣完为止", printed=5))
        ).findings
        if f.row
    ]
    assert {f.severity.value for f in found} == {"warning"}


def test_too_many_ways_out_single_nothing_out() -> None:
    sheet = form(*[leaf(f"第{n}行", weight="12.5", actual="100%", printed="12.5") for n in range(8)], declared=98)
    assert "有 8 行单独改动都能对上，看不出是哪一行" in only(sheet, "total-mismatch").message


def test_a_reading_that_gives_the_score_is_named_before_a_rounding_of_another() -> None:
    budget = ps.Budget(planned=120, spent=115, rate="96%", weight=10, printed="9.6", criterion="得分按执行率*分值")
    found = only(form(leaf(weight=90, printed=None), budget=budget), "execution-score")
    assert "rate_rounding=percent" == found.reading


def test_a_rate_on_another_base_was_not_multiplied_by_mistake() -> None:
    budget = ps.Budget(initial=200, planned=180, spent=171, rate="85.5%", weight=10, printed="8.55")
    found = only(form(leaf(weight=90, printed=None), budget=budget), "execution-score")
    assert "应为 9.5（171 ÷ 180 × 10 = 9.5）。若执行率以年初预算数为分母，则可得此分。" in found.message


def test_the_actual_times_the_weight() -> None:
    row = leaf(weight=10, target="90%", actual="72%", printed="7.2", criterion="实际完成值/目标值×分值")
    assert "可能用实际完成值直接乘以分值，没有除以目标值" in only(form(row), "score-mismatch").message
    tiers = leaf(weight=10, target="90%", actual="72%", printed="7.2", criterion="≥90%得10分，70%(含)-90%得8分，其余不得分")
    assert "直接乘以分值" not in only(form(tiers), "score-not-allowed").message
    other = leaf(weight=10, target="90件", actual="72件", printed="7.2", criterion="实际完成值/目标值×分值")
    assert "直接乘以分值" not in only(form(other), "score-mismatch").message


def test_a_form_without_scores_still_owes_reasons() -> None:
    missed = leaf("甲", weight=None, criterion="", target="≥90%", actual="80%")
    others = [
        leaf("乙", weight=None, criterion="", target="≥90%", actual="95%"),
        leaf("丙", weight=None, criterion="", target="90%", actual="80%"),  # no sign says which way is better
        leaf("丁", weight=None, criterion="", target="≥90%", actual="80%", remark="疫情影响"),
        leaf("戊", weight=None, criterion="", target="≥90%", actual="≥80%"),
    ]
    sheet = evolve(form(missed, *others), heads=["年度指标值", "全年完成值", "未完成原因和改进措施"])
    found = only(sheet, "explanation-missing")
    assert ("warning", "甲") == (found.severity, found.row)
    assert "甲目标值 ≥90%，实际完成值 80%，没有达到目标，原因一栏没有填。请说明原因和改进措施。" == found.message
    assert "explanation-missing" not in codes(evolve(sheet, heads=["年度指标值"]))
    scored = evolve(sheet, budget=ps.Budget(planned=100, spent=100, weight=10, printed=10))
    assert "explanation-missing" not in codes(scored)


def test_weights_that_are_shares_accuse_nobody() -> None:
    sheet = form(leaf("甲", weight="0.6", criterion="", printed=100), leaf("乙", weight="0.4", criterion="", printed=95))
    assert {"warning"} == {one.severity for one in ps.audit(sheet).findings if one.code == "score-above-weight"}
    assert "各行分值合计是 1，分值可能是权重比例" in next(
        one.message for one in ps.audit(sheet).findings if one.code == "score-above-weight"
    )


@pytest.mark.parametrize(
    ("printed", "declared", "severity"),
    [
        ((95, 100, 30), 98, "warning"),
        ((95, 100, 30), None, "warning"),
        ((95, 100, 30), 225, "error"),  # the sum of the lines, and not what they come to out of 100
        ((12, 40, 30), None, "error"),
        ((95, 140, 30), None, "error"),
    ],
)
def test_scores_out_of_100_accuse_nobody(printed: tuple[int, ...], declared: int | None, severity: str) -> None:
    weights = {"甲": 10, "乙": 50, "丙": 40}
    rows = [leaf(name, weight=weight, criterion="", printed=one) for (name, weight), one in zip(weights.items(), printed, strict=True)]
    found = [one for one in ps.audit(form(*rows, declared=declared)).findings if one.code == "score-above-weight"]
    assert {severity} == {one.severity for one in found}
    assert (severity == "warning") is all("多数行的得分超过分值，得分可能按百分制填写。" in one.message for one in found)


@pytest.mark.parametrize(("criterion", "severity"), [("按规定公开得5分", "warning"), ("按规定公开得5分，否则不得分", "error")])
def test_a_case_that_is_not_told_leaves_room(criterion: str, severity: str) -> None:
    found = only(form(leaf(criterion=criterion, target="", actual="", printed=4)), "score-not-allowed")
    assert severity == found.severity


def test_the_target_forgotten_is_not_looked_for_where_units_clash() -> None:
    row = leaf(target="100件", actual="90%", criterion="≥95%得满分，每低1%扣0.5分", printed=4)
    message = "平台操作性得分 4，按本行评分标准应为 2.5（5 − 5 × 0.5 = 2.5）。请改正得分或补充说明。"
    assert message == only(form(row), "score-mismatch").message


def test_what_the_rulebook_does_about_a_figure_far_beyond_its_target_is_a_doubt() -> None:
    given = {"policy.overshoot": "penalty", "overshoot_points": "1", "overshoot_from": "≥120%"}
    found = only(form(leaf(target="100件", actual="130件", criterion="按完成比例得分", printed=3)), "score-mismatch", rulebook_of(given))
    assert ("warning", "note", "4") == (found.severity, found.reading, found.expected)
    assert (
        "实际完成值达到目标值的 120% 及以上，依据 试行办法 条文 policy.overshoot：“penalty”（已核实），按评分办法另作处理。"
        in found.message
    )


def test_an_event_that_the_form_does_not_show_is_a_doubt() -> None:
    found = only(form(leaf(criterion="每减少1%扣0.1分，扣完为止；发生安全事故的，不得分", printed=2)), "score-mismatch")
    assert ("warning", "unprinted", "3.5") == (found.severity, found.reading, found.expected)
    assert "评分标准另写有不得分的情形，或以表内没有印出的数为准，须人工核对。" in found.message


def test_what_only_rounds_to_full_marks_has_not_met_its_target() -> None:
    (found,) = (
        finding
        for finding in ps.audit(
            form(leaf(weight=1, target="100%", actual="99.99%", criterion="实际完成值/年初目标值*分值", printed=0)), BOOK
        ).findings
        if finding.row is not None and finding.expected is not None
    )
    assert ("score-mismatch", "1") == (found.code, found.expected)


def test_a_score_just_below_an_open_end_lies_within() -> None:
    criterion = "达成得100%(含)-80%(含)的分值，部分达成得80%(不含)-60%(含)的分值，未达成得60%(不含)-0%(含)的分值"
    row = leaf(weight="93.33", target="达成", actual="部分达成", criterion=criterion, printed="74.66")  # 80% are 74.664
    assert "score-mismatch" not in codes(form(row), BOOK)
    assert "score-mismatch" in codes(form(evolve(row, weight="93.325")), BOOK)  # 80% are 74.66


def test_points_of_a_tier_may_be_printed_rounded() -> None:
    row = leaf(weight="88.33", target="100", actual="85", criterion="≥120得88.33分，50(含)-120(不含)得79.497分，其余不得分", printed="79.5")
    assert "score-not-allowed" not in codes(form(row), BOOK)
    assert "score-not-allowed" in codes(form(evolve(row, printed="79.4")), BOOK)


def test_what_a_criterion_only_adds_is_added_to_no_certain_score() -> None:
    """From where the points are added, and what a row short of its target earns, the text does not say."""
    row = leaf(weight=5, target="100%", actual="103%", criterion="每提高1个百分点加1分，最多加5分", printed=3)
    (found,) = (one for one in ps.audit(form(row), BOOK).findings if one.row == row.name and one.printed == "3")
    assert ("warning", "unprinted", "8") == (found.severity, found.reading, found.expected)
    assert "评分标准只写了加分，没有写不加分时得几分，此处从满分加起。" in found.message
    both = evolve(row, criterion="每提高1个百分点加1分，最多加5分，每降低1个百分点扣1分，扣完为止")
    assert {"error"} == {one.severity for one in ps.audit(form(both), BOOK).findings if one.row == row.name and one.printed == "3"}
