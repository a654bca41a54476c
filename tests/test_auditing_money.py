"""perfscore.auditing.money: rate, overspending, parts, adjustment."""

from typing import Any

import pytest

import perfscore as ps
from tests.forms import BOOK, codes, form, leaf, only


def with_budget(**fields: Any) -> ps.Sheet:
    return form(leaf(), budget=ps.Budget(**fields))


@pytest.mark.parametrize(
    ("rate", "expected"),
    [("98.53%", None), ("98.5%", None), ("0.99", None), ("99%", None), ("98.54%", "98.53%"), ("0.98", "98.53%"), ("100", "98.53%")],
)
def test_execution_rate(rate: str, expected: str | None) -> None:
    sheet = with_budget(planned="1486.27", spent="1464.43", rate=rate)
    if expected is None:
        assert "execution-rate" not in codes(sheet)
        return
    found = only(sheet, "execution-rate")
    assert (found.expected, found.severity, found.row) == (expected, "error", "执行率")


def test_execution_rate_on_another_base_is_a_warning() -> None:
    found = only(with_budget(planned=100, initial=80, spent=60, rate="75%"), "execution-rate")
    assert (found.severity, found.reading) == ("warning", "年初预算数")


def test_execution_rate_of_a_zero_budget_is_left_alone() -> None:
    assert "execution-rate" not in codes(with_budget(planned=0, spent=5, rate="100%"))


def test_overspent() -> None:
    found = only(with_budget(planned=100, spent="100.5"), "overspent")
    assert "多 0.5万元" in found.message
    assert "overspent" not in codes(with_budget(planned=100, spent=100))


def test_budget_parts() -> None:
    parts = [ps.BudgetPart(name="一般公共预算", planned=80, spent=70), ps.BudgetPart(name="政府性基金", planned=30, spent=0)]
    assert only(with_budget(planned=100, spent=70, parts=parts), "budget-parts").severity == "error"
    assert only(with_budget(planned=120, spent=70, parts=parts), "budget-parts").severity == "warning"
    assert "budget-parts" not in codes(with_budget(planned=110, spent=70, parts=parts))
    assert "budget-parts" not in codes(with_budget(planned=110, spent=70, parts=parts[:1]))


def test_adjustment_rate() -> None:
    row = leaf("预算调整率", target="0.05", actual="0.05", criterion="")
    assert only(form(row), "adjustment-rate", BOOK).severity == "note"
    wrong = form(row, budget=ps.Budget(planned=100, spent=90, adjustment=8))
    assert only(wrong, "adjustment-rate", BOOK).expected == "8%"
    right = form(row, budget=ps.Budget(planned=100, spent=90, adjustment=8, excluded=3))
    assert "adjustment-rate" not in codes(right, BOOK)
