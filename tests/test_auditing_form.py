"""perfscore.auditing.form: weights, units, criteria, goals."""

import pytest

import perfscore as ps
from tests.forms import BOOK, codes, form, leaf, only


def test_weight_sum() -> None:
    assert only(form(*[leaf(f"第{n}行", weight=60) for n in range(2)]), "weight-sum").severity == "error"
    assert only(form(leaf()), "weight-sum").severity == "warning"
    assert "weight-sum" not in codes(form(leaf(weight=100)))
    assert "weight-sum" not in codes(form(leaf(), leaf("乙", weight=None)))


def goal(number: int, output: int, benefit: int, text: str = "") -> ps.Goal:
    tops = [
        ps.Indicator(name=name, level=1, children=[leaf(weight=weight)])
        for name, weight in (("产出指标", output), ("效益指标", benefit))
        if weight
    ]
    return ps.Goal(number=number, text=text, children=tops)


def test_output_benefit_ratio() -> None:
    assert "output-benefit-ratio" not in codes(ps.Sheet(branches=[goal(1, 10, 8)]), BOOK)
    found = only(ps.Sheet(branches=[goal(1, 10, 8), goal(2, 10, 10), goal(3, 10, 0)]), "output-benefit-ratio", BOOK)
    assert found.severity == "warning"
    assert "2 个目标不符：目标3没有效益指标；目标2 10:10" in found.message
    assert "output-benefit-ratio" not in codes(ps.Sheet(branches=[goal(1, 10, 10)]))


def test_unit_clash() -> None:
    found = only(form(leaf(target="100%", actual="1000件")), "unit-clash")
    assert found.row == "平台操作性"
    assert "unit-clash" not in codes(form(leaf(target="5万元", actual="50000元")))


@pytest.mark.parametrize(
    ("target", "actual", "expected"), [("100%", "100", "100%"), ("100%", "0.85", "85%"), ("1", "85%", "100%"), ("100%", "85%", None)]
)
def test_percent_style(target: str, actual: str, expected: str | None) -> None:
    sheet = form(leaf(target=target, actual=actual))
    if expected is None:
        assert "percent-style" not in codes(sheet)
    else:
        assert f"{expected} 计" in only(sheet, "percent-style").message


def test_no_evidence() -> None:
    assert only(form(leaf(target="", actual="—", printed=3)), "no-evidence").printed == "3"
    assert "no-evidence" not in codes(form(leaf(target="", actual="—", printed=0)))
    assert "no-evidence" not in codes(form(leaf(target="", actual="", printed=3, criterion="约束性指标，酌情扣分")))


def test_zero_target() -> None:
    assert only(form(leaf(target="0", actual="0")), "zero-target").row == "平台操作性"
    assert "zero-target" not in codes(form(leaf(target="≤0", actual="0", criterion="每增加1扣1分，扣完为止")))


def test_criterion_unread_quotes_the_place() -> None:
    found = only(form(leaf(criterion="每减少1扣若干分", printed=5)), "criterion-unread")
    assert "若干" in found.message
    assert "按表内得分计" in found.message
    assert "criterion-unread" not in codes(form(leaf()))


def test_criterion_unit_odd() -> None:
    assert "目标值的 1%" in only(form(leaf(target="10", actual="10", criterion="每减少1%扣0.1分，扣完为止")), "criterion-unit-odd").message
    assert "criterion-unit-odd" not in codes(form(leaf(criterion="每减少1%扣0.1分，扣完为止")))


def test_criterion_note_clash() -> None:
    found = only(form(leaf()), "criterion-note-clash", BOOK)
    assert "平台操作性 3.5（按表注 4.25）" in found.message
    assert "criterion-note-clash" not in codes(form(leaf(actual="100%")), BOOK)
    assert "criterion-note-clash" not in codes(form(leaf()))


def test_goal_without_indicator() -> None:
    empty = ps.Sheet(branches=[ps.Goal(number=1, text="建成平台")])
    assert only(empty, "goal-without-indicator").severity == "warning"
    named = ps.Sheet(branches=[goal(1, 10, 8, text="出楼提升至 5G")])
    assert "“5G”" in only(named, "goal-without-indicator").message
    assert "goal-without-indicator" not in codes(ps.Sheet(branches=[goal(1, 10, 8, text="完成率100%")]))
