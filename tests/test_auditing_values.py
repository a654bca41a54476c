"""perfscore.auditing.values: signs, slips, dates, reasons."""

import pytest
from attrs import evolve

import perfscore as ps
from tests.forms import codes, form, leaf, only


def test_actual_has_sign() -> None:
    found = only(form(leaf(target="≥90%", actual="≥90%")), "actual-has-sign")
    assert ("warning", "≥90%") == (found.severity, found.printed)
    assert "平台操作性的实际完成值“≥90%”与目标值一样，是一个范围，不是实际数。请填实际完成的数。" == found.message
    assert "actual-has-sign" not in codes(form(leaf(target="≥90%", actual="95%")))
    assert "actual-has-sign" not in codes(form(leaf(target="=90%", actual="=90%")))


def test_direction_sign() -> None:
    assert only(form(leaf("办公费用", target="≥30万元", actual="28万元")), "direction-sign").severity == "warning"
    assert "direction-sign" not in codes(form(leaf("办公费用", target="≤30万元", actual="28万元")))
    named = only(form(leaf("办公费用（≥万元）", target="30", actual="28")), "direction-sign")
    assert "办公费用（≥万元）像是越低越好的指标，名称中却写“≥”。请核对符号；确是越高越好的，请在指标名称中写明。" == named.message
    assert "direction-sign" not in codes(form(leaf("成本节约", target="≥30万元", actual="28万元")))


def test_number_noise() -> None:
    assert only(form(leaf(target="0.1", actual="0.0900000762939453")), "number-noise").severity == "note"
    assert "number-noise" not in codes(form(leaf(target="0.1", actual="0.09")))


@pytest.mark.parametrize(("text", "meant"), [("290%", "≥90%"), ("IO", "10"), ("2100%", "≥100%")])
def test_ocr_suspect(text: str, meant: str) -> None:
    found = only(form(leaf(target=text, actual="95%")), "ocr-suspect")
    assert f"疑似识别错误，可能是“{meant}”" in found.message
    assert found.severity == "note"


def test_no_slip_where_the_figures_agree() -> None:
    assert "ocr-suspect" not in codes(form(leaf(target="290%", actual="300%")))
    assert "ocr-suspect" not in codes(form(leaf(target="90%", actual="95%")))


def test_a_criterion_with_a_slip() -> None:
    found = only(form(leaf(criterion="控制率W100%得满分，每超过1个百分点扣1分")), "ocr-suspect")
    assert "评分标准疑似识别错误：“W”应为“≤”" in found.message


def test_the_budget_line_has_no_column_for_reasons() -> None:
    budget = ps.Budget(planned=100, spent=90, weight=10, printed=9)
    sheet = evolve(form(leaf(printed=5, actual="100%"), budget=budget), heads=["得分", "偏差原因分析"])
    assert "explanation-missing" not in codes(sheet)


def test_date_out_of_year() -> None:
    sheet = evolve(form(leaf("项目竣工时间", target="2021年12月底前", actual="2023.12")), year=2021)
    found = only(sheet, "date-out-of-year")
    assert ("2023.12", "2021") == (found.printed, found.expected)
    assert "date-out-of-year" not in codes(evolve(form(leaf("培训人次", target="2000", actual="2023.12")), year=2021))


def test_explanation_missing() -> None:
    heads = ("三级指标", "分值", "得分", "偏差原因分析及改进措施")
    sheet = evolve(form(leaf(printed=3)), heads=heads)
    assert "平台操作性扣了 2 分，原因一栏没有填。请说明原因和改进措施。" == only(sheet, "explanation-missing").message
    assert "explanation-missing" not in codes(evolve(form(leaf(printed=3, remark="疫情影响")), heads=heads))
    assert "explanation-missing" not in codes(form(leaf(printed=3)))


def test_overshoot() -> None:
    assert only(form(leaf(target="100件", actual="260件", criterion="")), "overshoot").severity == "note"
    assert "overshoot" not in codes(form(leaf(target="100件", actual="120件", criterion="")))
