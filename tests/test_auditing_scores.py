"""perfscore.auditing.scores: each code with a form that has it and one that has not."""

from decimal import Decimal
from typing import Any

import pytest

import perfscore as ps
from tests.forms import BOOK, codes, form, leaf, only

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
    assert "注5(4)的公式" in found.message


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


def test_deviations_one_by_one_where_causes_differ() -> None:
    sheet = form(leaf(deviation="0.15"), leaf("乙", target="50", actual="60", deviation="7"))
    found = [f for f in ps.audit(sheet, BOOK).findings if f.code == "deviation-mismatch"]
    assert [("平台操作性", "-0.15", "error"), ("乙", "0.2", "error")] == [(f.row, f.expected, f.severity) for f in found]


@pytest.mark.parametrize("deviation", ["-15%", "-0.15", "-15", "—", ""])
def test_right_deviations_in_any_style(deviation: str) -> None:
    assert "deviation-mismatch" not in codes(form(leaf(deviation=deviation)), BOOK)


def test_without_a_printed_formula_a_wrong_deviation_is_a_warning() -> None:
    assert only(form(leaf(deviation="0.3")), "deviation-mismatch").severity == "warning"


def test_constraint_sign() -> None:
    row = leaf("合规性", criterion="约束性指标，酌情扣分", target="", actual="", weight=10, printed=10)
    assert only(form(row), "constraint-sign", BOOK).severity == "warning"
    assert "constraint-sign" not in codes(form(row))


def test_corrections_stay_on_the_grain_of_the_form() -> None:
    from perfscore.auditing.scores import corrections

    card = ps.score(form(*rows(printed="18"), declared="98.5"))
    assert corrections(card) == ()
    card = ps.score(form(*rows(printed="18.0"), declared="98.5"))
    assert [(line.name, new) for line, new in corrections(card)] == [("平台操作性", Decimal("18.5"))]
