"""perfscore.auditing.inferred: scores against points that the form does not print, and sub-totals."""

from typing import Any

from attrs import evolve

import perfscore as ps
from perfscore.indicator import Goal, Indicator
from tests.forms import codes, form, leaf, only


def bare(name: str, **fields: Any) -> Indicator:
    """A row without points and without a criterion."""
    return leaf(name, **{"weight": None, "criterion": "", **fields})


def goal(*leaves: Indicator, allotted: int = 80) -> ps.Sheet:
    return ps.Sheet(branches=[Goal(number=1, allotted=allotted, children=leaves)])


def test_full_marks_for_a_missed_target() -> None:
    sheet = goal(bare("甲", printed=30, target="≥90%", actual="80%"), bare("乙", printed=50, target="≥90%", actual="95%"))
    found = only(sheet, "target-missed-full-score")
    assert ("warning", "甲", "30", "inferred-weight") == (found.severity, found.row, found.printed, found.reading)
    assert found.message.endswith("分值没有印出，推定为 30：目标1共 80 分，各行得分合计正好是满分。")


def test_points_cut_although_the_target_was_met() -> None:
    met = bare("甲", printed=20, target="≥90%", actual="95%")
    sheet = goal(met, leaf("乙", weight=50, criterion="", target="≥9", actual="9", printed=50))
    assert ("warning", "30") == (only(sheet, "target-met-points-cut").severity, only(sheet, "target-met-points-cut").expected)


def test_a_criterion_governs_the_row_but_stays_a_warning() -> None:
    sheet = goal(bare("甲", printed=80, target="100%", actual="85%", criterion="每减少1个百分点扣1分，扣完为止"))
    found = only(sheet, "target-missed-full-score")
    assert ("warning", "65") == (found.severity, found.expected)


def test_printed_points_are_no_matter_of_inference() -> None:
    sheet = form(leaf(printed=5, criterion="每减少1个百分点扣0.1分，扣完为止"))
    assert ["error"] == [one.severity for one in ps.audit(sheet).findings if one.code == "target-missed-full-score"]


def test_a_heading_and_its_rows() -> None:
    rows = [leaf("甲", weight=30), leaf("乙", weight=40)]
    findings = [one for one in ps.audit(goal(*rows)).findings if one.code == "weight-sum" and one.printed == "80"]
    assert ["目标1注明 80 分，其下各行分值合计 70，相差 10。表格可能不完整；请核对分值。"] == [one.message for one in findings]
    level = Indicator(name="产出指标（60分）", level=1, weight=60, children=rows)
    findings = [one for one in ps.audit(ps.Sheet(branches=[level])).findings if "注明" in one.message]
    assert [("warning", "60", "70")] == [(one.severity, one.printed, one.expected) for one in findings]
    assert "weight-sum" not in codes(evolve(goal(*rows, allotted=70), budget=ps.Budget(weight=30)))


def test_scores_above_the_points_of_their_heading() -> None:
    level = Indicator(name="数量指标（20分）", level=2, weight=20, children=[bare("甲", printed=21)])
    found = only(ps.Sheet(branches=[level]), "score-above-weight")
    assert ("warning", "甲", "21", "20") == (found.severity, found.row, found.printed, found.expected)
    assert "score-above-weight" not in codes(ps.Sheet(branches=[evolve(level, weight=21)]))
