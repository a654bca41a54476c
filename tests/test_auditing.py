"""perfscore.auditing: the first sheet, no more and no fewer; order, selection, the opinion."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import perfscore as ps
from perfscore.auditing import CODES, readings_of
from tests.books import book, row
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


def test_select_and_ignore(audit: ps.Audit) -> None:
    sheet, every = ps.read(FIRST), {f.code for f in audit.findings}
    for one in ("percent-style", ["percent-style"]):
        assert {"percent-style"} == {f.code for f in ps.audit(sheet, select=one).findings}
        assert every - {"percent-style"} == {f.code for f in ps.audit(sheet, ignore=one).findings}
    assert not ps.audit(sheet, select="percent-style", ignore="percent-style").findings


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
        with pytest.raises(ps.PerfscoreError) as error:
            ps.audit(ps.Sheet(), **{option: ["weight-sum", "total_mismatch", "zzz"]})  # type: ignore[arg-type]
        assert ("没有问题代码“total_mismatch”。", f"可用：{'、'.join(CODES)}。") == (error.value.message, error.value.hint)


MET: dict[str, Any] = {"weight": 20, "actual": "100%", "printed": 20}
UNREAD: dict[str, Any] = {"weight": 20, "printed": 20, "criterion": "视情况而定"}
NOT_APPLICABLE = {"policy.not_applicable": "rescale"}
CAPPED = {"event_cap": "70", "event_kinds": "审计披露"}


def rows(number: int, *more: ps.Indicator, **fields: Any) -> ps.Sheet:
    return form(*[leaf(f"第{n}行", **MET) for n in range(number)], *more, **fields)


@pytest.mark.parametrize(
    ("sheet", "rules", "head", "opinion"),
    [
        (rows(5, declared=100), {}, "自评总分 100，各行合计 100，复算 100，区间 [100, 100]", "未发现问题。"),
        (rows(1), {}, "没有自评总分，各行合计 20，复算 20，区间 [20, 20]", "未发现计算错误，另有提醒事项。"),
        (form(leaf(weight=None)), {}, "没有自评总分，各行合计 0，复算 未定，区间 [0, 0]", "1 行中有 1 行无法复算，须人工核对；其余未发现计算错误。"),
        (rows(4, leaf(**UNREAD)), {}, "没有自评总分，各行合计 100，复算 100，区间 [80, 100]",
         "5 行中有 1 行无法复算，须人工核对；其余未发现计算错误，另有提醒事项。"),
        (rows(4, leaf(**UNREAD), declared=99), {}, "自评总分 99，各行合计 100，复算 100，区间 [80, 100]",
         "自评总分 99，各行得分合计 100，能复算的按评分标准复算后合计 100；5 行中有 1 行无法复算，须人工核对；共 1 处错误，请核对总分，改正后重新报送。"),
        (rows(4, leaf(**UNREAD | {"printed": None}), declared=101), {}, "自评总分 101，各行合计 80，复算 未定，区间 [80, 100]",
         "自评总分 101，各行得分合计 80，按评分标准复算在 80 至 100 之间；5 行中有 1 行无法复算，须人工核对；共 2 处错误，请核对总分，改正后重新报送。"),
        (rows(6, declared=120), {}, "自评总分 120，各行合计 120，复算 120，区间 [120, 120]",
         "自评总分 120，各行得分合计 120，按评分标准复算为 120；共 2 处错误，请核对总分、分值合计，改正后重新报送。"),
        (form(leaf("甲", printed=6), leaf("乙", printed=7)), {}, "没有自评总分，各行合计 13，复算 7，区间 [7, 7]",
         "各行得分合计 13，按评分标准复算为 7；共 2 处错误，请核对甲、乙，改正后重新报送。"),
        (form(leaf("", printed=6)), {}, "没有自评总分，各行合计 6，复算 3.5，区间 [3.5, 3.5]",
         "各行得分合计 6，按评分标准复算为 3.5；共 1 处错误，改正后重新报送。"),
        (form(leaf(actual="100%"), budget=ps.Budget(planned=100, spent=90, rate="100%")), {}, "没有自评总分，各行合计 0，复算 5，区间 [5, 5]",
         "按评分标准复算为 5；共 1 处错误，请核对执行率，改正后重新报送。"),
        (form(row("甲", weight="80", printed="80"), row("乙", weight="20", actual="不涉及"), declared="100"), NOT_APPLICABLE,
         "自评总分 100，各行合计 80，复算 100，区间 [100, 100]", "未发现问题。"),
        (form(row(printed="100"), declared="100", events=[ps.Event(kind="审计披露")]), CAPPED,
         "自评总分 100，各行合计 100，复算 70，区间 [70, 70]", "自评总分 100，各行得分合计 100，按评分标准复算为 70；共 1 处错误，请核对总分，改正后重新报送。"),
        (form(*[leaf(n, target="80", actual="60", deviation="20", criterion="") for n in "甲乙"]), {"deviation": "(a-t)/t"},
         "没有自评总分，各行合计 0，复算 未定，区间 [0, 10]",
         "按评分标准复算在 0 至 10 之间；2 行中有 2 行无法复算，须人工核对；共 1 处错误，请核对偏差率一列，改正后重新报送。"),
    ],
)  # fmt: skip
def test_the_head_and_the_opinion(sheet: ps.Sheet, rules: dict[str, str], head: str, opinion: str) -> None:
    found = ps.audit(sheet, book(rules) if rules else None)
    assert (head, opinion) == (str(found).splitlines()[0], found.opinion)
    assert [head, *map(str, found.findings), opinion] == str(found).splitlines()


def test_findings_stand_in_the_order_of_the_rows_those_of_the_whole_first() -> None:
    clash = leaf("乙", target="100%", actual="1000件", criterion="")
    found = ps.audit(form(leaf("甲", target="≥90%", actual="≥90%", criterion="", printed=5), clash)).findings
    assert [("weight-sum", None), ("actual-has-sign", "甲"), ("unit-clash", "乙")] == [(one.code, one.row) for one in found]
    assert ["warning"] * 3 == [one.severity for one in found]


def test_findings_of_one_severity(audit: ps.Audit) -> None:
    for given in ("note", ps.Severity.NOTE):
        assert ["goal-without-indicator", "adjustment-rate"] == [one.code for one in audit.of(given)]
    assert (False, audit.card.totals()) == (audit.ok, audit.totals)


def test_the_readings_of_a_checked_form_are_those_of_its_rulebook_and_its_events() -> None:
    sheet = form(row(printed="100"), events=[ps.Event(kind="逾期报送")])
    for event, total in ((None, "100.00"), ("审计披露", "70.00")):
        first, *_ = readings_of(ps.audit(sheet, book(CAPPED), event=event))
        assert total == str(first.total)
    assert "约束性指标从 0 起以负数记分" in [one.label for one in readings_of(ps.audit(form(leaf()), book({})))]


def test_the_report_has_the_other_readings_unless_told_otherwise(audit: ps.Audit) -> None:
    label = "执行率先修约到整数百分比"
    assert [True, True, False] == [
        label in page for page in (audit.to_html(), audit.to_html(with_readings=True), audit.to_html(with_readings=False))
    ]
    assert label not in audit._repr_html_()


def test_the_case_that_holds_is_one_of_the_rows() -> None:
    sheet = form(
        leaf(weight="2.5", target="≥95%", actual="95%", printed="1.5", criterion="不低于95%的，产区得2.5分，非产区得1.5分，否则不得分")
    )
    rules = book({})
    assert rules is ps.audit(sheet, rules).card.rulebook
    assert [("产区", False), ("非产区", True)] == [(case, ps.audit(sheet, case=case, select=LINES).ok) for case in ("产区", "非产区")]


LINES = ("score-mismatch", "score-not-allowed", "target-met-points-cut")


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
