"""perfscore.auditing.money: rate, overspending, parts, adjustment."""

from typing import Any

import pytest

import perfscore as ps
from tests.books import book
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
    severity = "warning" if rate == "0.98" else "error"  # cut off, not rounded
    assert (found.expected, found.severity, found.row) == (expected, severity, "执行率")


def test_execution_rate_on_another_base_is_a_warning() -> None:
    found = only(with_budget(planned=100, initial=80, spent=60, rate="75%"), "execution-rate")
    assert (found.severity, found.reading) == ("warning", "rate_base=initial")


@pytest.mark.parametrize(
    ("planned", "spent", "rate", "name"),
    [("120", "1186500", "98.88%", "执行数"), ("1200000", "118.65", "98.88%", "预算数"), ("120", "1186500", "97%", "")],
)
def test_a_rate_that_is_right_where_one_figure_stands_in_yuan_is_no_certain_fault(planned: str, spent: str, rate: str, name: str) -> None:
    found = only(with_budget(planned=planned, spent=spent, rate=rate), "execution-rate")
    assert ("warning" if name else "error") == found.severity
    assert f"{name}可能以元填写，另一数以万元填写。" in found.message or not name


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


@pytest.mark.parametrize(
    ("rate", "spent", "words"), [("0", 90, "没有填写"), ("100%", 105, "按 100% 封顶"), ("0.98", "98.53", "截去了尾数")]
)
def test_rates_that_are_no_mistake_of_arithmetic(rate: str, spent: str, words: str) -> None:
    found = only(with_budget(planned=100, spent=spent, rate=rate), "execution-rate")
    assert found.severity == "warning"
    assert words in found.message


def test_a_rate_of_another_unit_is_left_alone() -> None:
    row = leaf("预算执行率", criterion="得分按执行率*分值", target="100万元", actual="90万元")
    assert "execution-rate" not in codes(form(row, budget=ps.Budget(planned=100, spent=80)))


def test_nothing_is_overspent_where_the_total_is_missing() -> None:
    assert "overspent" not in codes(with_budget(planned=0, spent=90))


@pytest.mark.parametrize(
    ("planned", "parts", "severity"),
    [
        (100, {"一般公共预算": 80, "其中：中央专款": 30, "政府性基金": 20}, None),
        (100, {"基本支出": 60, "项目支出": 40, "一般公共预算": 100}, None),
        ("100.01", {"一般公共预算": "66.67", "政府性基金": "33.35"}, "warning"),
        (100, {"其中：一般公共预算": 80, "2.政府性基金": 30}, "error"),
        (0, {"其中：本年财政拨款": 90}, "error"),
        (100, {"一般公共预算": 60, "一般公共预算结转": 60}, None),
    ],
)
def test_parts_that_may_overlap_are_not_added_up(planned: str, parts: dict[str, str], severity: str | None) -> None:
    sheet = with_budget(planned=planned, spent=0, parts=[ps.BudgetPart(name=name, planned=value) for name, value in parts.items()])
    assert [f.severity for f in ps.audit(sheet).findings if f.code == "budget-parts"] == ([severity] if severity else [])


def test_the_adjustment_rate_may_rest_on_either_base() -> None:
    row = leaf("预算调整率", target="5%", actual="10%", criterion="")
    for planned, initial in ((80, 100), (100, 80), (100, None)):
        assert "adjustment-rate" not in codes(form(row, budget=ps.Budget(planned=planned, initial=initial, spent=0, adjustment=10)), BOOK)
    with_excluded = form(row, budget=ps.Budget(planned=100, spent=0, adjustment=10, excluded=4))
    assert "adjustment-rate" not in codes(with_excluded)
    assert "（扣除 4）" in only(with_excluded, "adjustment-rate", BOOK).message


def test_all_three_sources_are_the_whole() -> None:
    def budget(*planned: int) -> ps.Sheet:
        names = ("其中：当年财政拨款", "上年结转资金", "其他资金")
        return form(
            budget=ps.Budget(
                planned=1200, spent=1000, parts=[ps.BudgetPart(name=n, planned=p) for n, p in zip(names, planned, strict=False)]
            )
        )

    found = only(budget(1000, 100, 0), "budget-parts")
    assert ("warning", "1100") == (found.severity, found.expected)
    assert "budget-parts" not in codes(budget(1000, 200, 0))
    assert "budget-parts" not in codes(budget(1000, 100))  # another may stand for the rest


@pytest.mark.parametrize(
    ("base", "rate", "told"),
    [
        ("initial", "50%", ""),
        ("year", "25%", ""),
        ("initial", "25%", "若以预算数 200 为分母则相符。"),
        ("year", "50%", "若以年初预算数 100 为分母则相符。"),
    ],
)
def test_the_rate_is_held_to_the_budget_that_the_rulebook_measures_against(base: str, rate: str, told: str) -> None:
    sheet = ps.Sheet(
        budget=ps.Budget(planned="200", initial="100", spent="50", rate=rate, weight="10", printed={"50%": "5", "25%": "2.5"}[rate])
    )
    rules = book({"policy.rate_base": base, "execution": "得分按执行率*分值"})
    found = {finding.code: finding for finding in ps.audit(sheet, rules).findings}
    assert set(found) & {"execution-rate", "execution-score"} == ({"execution-rate", "execution-score"} if told else set())
    if told:
        assert told in found["execution-rate"].message
        assert [one.severity for one in found.values() if one.code.startswith("execution")] == ["warning", "warning"]
