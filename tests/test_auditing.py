"""perfscore.auditing: the first sheet, no more and no fewer; order, selection, the opinion."""

import json
import os
from pathlib import Path

import pytest
from attrs import evolve

import perfscore as ps
from tests.forms import FIRST, form, leaf

GOLDEN = Path(__file__).parent / "golden" / "hanyang-2019.audit.json"


@pytest.fixture(scope="module")
def audit() -> ps.Audit:
    return ps.audit(ps.read(FIRST))


def test_the_findings_on_the_first_sheet_no_more_and_no_fewer(audit: ps.Audit) -> None:
    expected = [
        ("error", "total-mismatch", None),
        ("error", "deviation-mismatch", None),
        ("error", "execution-score", "预算执行率"),
        ("error", "score-mismatch", "平台操作性"),
        ("warning", "output-benefit-ratio", None),
        ("warning", "criterion-note-clash", None),
        ("warning", "percent-style", "OA 系统持续稳定运行"),
        ("warning", "percent-style", "机关大楼内政务专线连通率"),
        ("warning", "criterion-unit-odd", "安全攻防演练"),
        ("warning", "constraint-sign", "资金管理合规性"),
        ("note", "goal-without-indicator", None),
        ("note", "adjustment-rate", "预算调整率"),
    ]
    assert expected == [(finding.severity.value, finding.code, finding.row) for finding in audit.findings]


def test_the_one_correction_is_named(audit: ps.Audit) -> None:
    message = audit.findings[0].message
    assert message.count("→") == 1
    assert "平台操作性 0 → 2" in message
    assert "按评分标准应为 3.5" in message
    assert "应为 94" in message


def test_seven_deviations_are_said_once(audit: ps.Audit) -> None:
    message = next(f.message for f in audit.findings if f.code == "deviation-mismatch")
    for figure in ("0.0948（按表内执行率为 0.1）", "0.2078", "0.0608", "-0.2133，有利", "-0.15", "0.0153", "-0.1"):
        assert figure in message
    assert "7 行" in message
    assert "不带正负号的差值" in message


def test_the_whole_result_is_as_recorded(audit: ps.Audit) -> None:
    data = audit.to_dict()
    data["receipt"].pop("perfscore")
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("PERFSCORE_RESET"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(text, "utf-8")
    assert GOLDEN.read_text("utf-8") == text


def test_select_and_ignore() -> None:
    sheet = ps.read(FIRST)
    assert {f.code for f in ps.audit(sheet, select=["percent-style"]).findings} == {"percent-style"}
    assert "percent-style" not in {f.code for f in ps.audit(sheet, ignore=["percent-style"]).findings}


def test_no_message_is_longer_than_a_review_opinion_bears(audit: ps.Audit) -> None:
    for finding in audit.findings:
        assert len(finding.message) <= 330, finding.message
        assert finding.message.endswith("。")


def test_the_opinion(audit: ps.Audit) -> None:
    assert (
        audit.opinion
        == "自评总分 96，各行得分合计 94，按评分标准复算为 97.35；共 4 处错误，请核对总分、偏差率一列、预算执行率、平台操作性，改正后重新报送。"
    )


def test_a_right_form_has_no_errors() -> None:
    rows = [leaf(f"第{n}行", weight=20, actual="100%", printed=20) for n in range(5)]
    found = ps.audit(form(*rows, declared=100))
    assert (found.ok, found.findings, found.opinion) == (True, (), "未发现问题。")


def test_changing_any_cell_changes_the_answer() -> None:
    sheet = ps.read(FIRST)
    assert not any(f.code == "total-mismatch" for f in ps.audit(evolve(sheet, declared=94)).findings)
    found = ps.audit(evolve(sheet, declared=95)).findings[0]
    assert "平台操作性 0 → 1" in found.message
    assert "社会和谐稳定 4 → 5" in found.message


def test_a_code_that_there_is_not_is_refused() -> None:
    for option in ("select", "ignore"):
        with pytest.raises(ps.PerfscoreError, match="没有问题代码“total_mismatch”"):
            ps.audit(ps.Sheet(), **{option: ["total_mismatch"]})  # type: ignore[arg-type]


def test_the_opinion_without_printed_scores_or_errors() -> None:
    assert ps.audit(form(leaf(actual="100%"), budget=ps.Budget(planned=100, spent=90, rate="100%"))).opinion.startswith(
        "按评分标准复算为 5；共 1 处错误"
    )
    assert ps.audit(form(leaf(actual="100%"))).opinion == "未发现计算错误，另有提醒事项。"
    assert (
        ps.audit(form(leaf(criterion="视情况而定", weight=100))).opinion
        == "1 行中有 1 行无法复算，须人工核对；其余未发现计算错误，另有提醒事项。"
    )


def note(sheet: ps.Sheet, number: str, text: str) -> ps.Sheet:
    """The form with one of its notes changed, or left out where the text is empty."""
    notes = [evolve(one, text=text) if one.text.startswith(number) else one for one in sheet.notes]
    return evolve(sheet, notes=[one for one in notes if one.text])


def test_the_answer_follows_the_notes() -> None:
    sheet = ps.read(FIRST)
    changed = next(
        f
        for f in ps.audit(note(sheet, "4.", "4. 子目标中产出指标与效益指标的权重比为 1: 1。")).findings
        if f.code == "output-benefit-ratio"
    )
    assert "权重比为 1:1，2 个目标不符" in changed.message
    assert "output-benefit-ratio" not in {f.code for f in ps.audit(note(sheet, "4.", "")).findings}
    without = {f.code: f for f in ps.audit(note(sheet, "5.", "")).findings}
    assert "criterion-note-clash" not in without
    assert "constraint-sign" not in without
    assert ps.audit(note(sheet, "6.", ""), select="deviation-mismatch").findings[0].severity == "warning"


def test_it_prints_itself() -> None:
    text = str(ps.audit(form(leaf(printed=0), declared=0)))
    assert text.startswith("自评总分 0，各行合计 0，复算 3.5，区间 [3.5, 3.5]\n[错误] score-mismatch")
    assert "复算总分" in ps.audit(form(leaf()))._repr_html_()
    assert repr(ps.audit(form(leaf(printed=0), declared=0))) == "<Audit <Scorecard  3.5 [3.5, 3.5]> error 1、warning 1、note 0>"
