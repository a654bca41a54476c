"""perfscore.auditing.totals: the total against the lines, against full marks, against its caps."""

from typing import Any

import pytest

import perfscore as ps
from perfscore.auditing.totals import corrections
from perfscore.source import Cell
from tests.books import CAPS, found, row
from tests.forms import BOOK, codes, form, leaf, only

FULL: dict[str, Any] = {"weight": 20, "actual": "100%", "printed": 20}


def full_rows(**last: Any) -> list[ps.Indicator]:
    return [leaf(f"第{n}行", **FULL) for n in range(4)] + [leaf(**(FULL | {"criterion": ""} | last))]


def test_a_total_that_was_capped_is_right() -> None:
    sheet = form(*full_rows(), declared=70)
    assert "total-mismatch" not in codes(sheet, BOOK, event="审计披露")
    found = only(sheet, "total-mismatch", BOOK)
    assert found.severity == "warning"
    assert "按上限 70 封顶" in found.message


@pytest.mark.parametrize(
    ("last", "declared", "words"),
    [
        ({"printed": "18.25"}, "98.3", "可能由修约造成"),
        ({"printed": "18.33"}, "98.335", "可能由修约造成"),
        ({"cells": [Cell(field="printed", text="20", at="A1", stored="19.6")]}, "99.6", "隐藏了部分小数"),
    ],
)
def test_what_keeps_a_wrong_total_from_being_certain(last: dict[str, Any], declared: str, words: str) -> None:
    found = only(form(*full_rows(**last), declared=declared), "total-mismatch")
    assert found.severity == "warning"
    assert words in found.message
    assert "总分应为" not in found.message


def test_a_blank_constraint_may_hold_the_deduction() -> None:
    row = leaf("合规性", weight=None, criterion="约束性指标，酌情扣分", target="", actual="")
    found = only(form(*full_rows(), row, declared=97), "total-mismatch")
    assert found.severity == "warning"
    assert "得分未填的有合规性；约束性指标的扣分可能没有填入" in found.message


def test_a_form_that_was_cut_is_not_told_to_change_its_total() -> None:
    found = only(form(leaf(**FULL), declared=100), "total-mismatch")
    assert "请先补全或核实" in found.message
    assert "总分应为" not in found.message


def test_corrections_name_doubtful_rows_first_and_say_which_are_right() -> None:
    found = only(form(*full_rows(criterion="按完成比例得分", target="≥100%", actual="90%", printed=19), declared=98), "total-mismatch")
    assert "上的有：平台操作性 19 → 18；第0行 20 → 19（现得分符合评分标准）" in found.message


def test_points_beyond_full_marks_are_no_certain_fault_on_a_form_with_a_bonus() -> None:
    sheet = form(*full_rows(), leaf("加分项", weight=5, printed=5, criterion="", target="", actual="获奖"), declared=105)
    for code in ("weight-sum", "total-above-full"):
        assert only(sheet, code).severity == "warning"
        assert only(sheet, code, BOOK).severity == "error"


def test_an_event_that_no_text_names_caps_nothing_for_certain() -> None:
    row = leaf("合规性", **(FULL | {"criterion": "约束性指标，酌情扣分，出现审计披露问题的，总分不得超过70分", "target": "", "actual": ""}))
    sheet = form(*full_rows()[:4], row, declared=100)
    assert only(sheet, "cap-ignored", event="审计披露").severity == "error"


@pytest.mark.parametrize(("weight", "declared", "severity"), [(100, "100", "warning"), (100, "99", "error"), (95, "100", "error")])
def test_a_row_beyond_full_marks_may_stand_beside_the_total(weight: int, declared: str, severity: str) -> None:
    budget = ps.Budget(planned=100, spent=95, rate="95%", weight=10, printed="9.5")
    found = only(form(leaf(weight=weight, criterion="", printed=100), budget=budget, declared=declared), "total-mismatch")
    assert severity == found.severity
    said = "若“执行率”不计入总分（分值合计正好多出它的 10 分），则总分相符；"
    assert (severity == "warning") is (said in found.message)


def test_a_total_of_scores_out_of_100_is_a_doubt() -> None:
    rows = [leaf(f"第{n}行", weight=25, criterion="", printed=90 + n) for n in range(4)]
    found = only(form(*rows, declared="91.5"), "total-mismatch")
    assert "warning" == found.severity
    assert "各行得分可能按百分制填写，总分可能按分值加权得出；" in found.message
    assert "error" == only(form(*rows, declared="400"), "total-mismatch").severity


def test_a_form_without_scores_or_total_has_no_corrections() -> None:
    assert corrections(ps.score(form(leaf()))) == ()
    assert corrections(ps.score(form(leaf(printed=3)))) == ()


def test_a_total_that_left_a_row_out_or_counted_it_twice() -> None:
    rows = [leaf("甲", weight=40, printed=40, criterion=""), leaf("乙", weight=50, printed=50, criterion="")]
    budget = ps.Budget(planned=100, spent=100, weight=10, printed=10)
    assert "总分可能漏加了“执行率”的 10 分；" in only(form(*rows, budget=budget, declared=90), "total-mismatch").message
    assert "总分可能漏加了“甲”的 40 分；" in only(form(*rows, budget=budget, declared=60), "total-mismatch").message
    assert "总分可能重复加了“乙”的 50 分；" in only(form(*rows, budget=budget, declared=150), "total-mismatch").message
    assert "可能" not in only(form(*rows, declared=40), "total-mismatch").message.replace("表格可能不完整", "")  # rows may be missing
    assert "可能漏加" not in only(form(*rows, budget=budget, declared=95), "total-mismatch").message


@pytest.mark.parametrize(
    ("spent", "declared", "told_of"), [("55", "70", True), ("55", "69", False), ("85", "100", False), (None, "100", False)]
)
def test_a_total_above_the_cap_of_its_execution_rate(spent: str | None, declared: str, told_of: bool) -> None:
    sheet = form(row(), budget=ps.Budget(planned="100", spent=spent), declared=declared)
    finding = found(sheet, CAPS, "cap-ignored")
    assert (finding is not None) is told_of
    if finding is not None:
        assert (finding.severity, finding.printed, finding.expected) == ("error", "70", "69")
        assert finding.message == (
            "执行率 55 ÷ 100 = 55%，试行办法条文 execution_cap规定总分不超过 69，自评总分 70 没有封顶。请改到 69 以内。"
        )


def test_a_cap_by_a_printed_rate_is_a_warning() -> None:
    finding = found(form(row(), budget=ps.Budget(rate="55%"), declared="70"), CAPS, "cap-ignored")
    assert finding is not None
    assert (finding.severity, finding.reading) == ("warning", "note")


@pytest.mark.parametrize(("spent", "declared", "off"), [("79", "89", False), ("79", "88", True), ("69.9", "79", False), ("85", "89", True)])
def test_a_total_under_the_cap_of_its_execution_rate_is_no_mismatch(spent: str, declared: str, off: bool) -> None:
    sheet = form(row(printed="100"), budget=ps.Budget(planned="100", spent=spent), declared=declared)
    assert (found(sheet, CAPS, "total-mismatch") is not None) is off


def test_a_total_that_may_be_capped_by_a_rate_that_is_not_known_is_a_warning() -> None:
    finding = found(form(row(printed="100"), declared="89"), CAPS, "total-mismatch")
    assert finding is not None
    assert finding.severity == "warning"
    assert "若因预算执行率偏低按上限 89 封顶，请写明执行率；" in finding.message


@pytest.mark.parametrize(("declared", "off"), [("90", False), ("72", False), ("91", True)])
def test_a_total_without_the_rows_that_do_not_apply_is_no_mismatch(declared: str, off: bool) -> None:
    sheet = form(
        row("甲", weight="80", actual="90%", printed="72"), row("乙", weight="20", actual="不涉及", printed="0"), declared=declared
    )
    assert (found(sheet, {"policy.not_applicable": "rescale"}, "total-mismatch") is not None) is off


def test_a_total_rounded_as_the_rulebook_says_is_right() -> None:
    sheet = form(leaf(printed="3.55"), declared="3.6")
    assert "total-mismatch" not in codes(sheet, "cn-jx-2017-project")
    assert "total-mismatch" in codes(sheet, "cn-hb-2020-project")
