"""perfscore.scoring: lines, which figure counts, stages, readings."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

import perfscore as ps
from perfscore.scoring import every_reading
from tests.forms import BOOK, FIRST, form, leaf


def line(**fields: Any) -> ps.Line:
    return ps.score(form(leaf(**fields))).lines[0]


def test_the_first_sheet_line_by_line() -> None:
    card = ps.score(ps.read(FIRST))
    expected = ["9.85", "10", "10", "10", "5", "5", "5", "5", "5", "5", "3.5", "5", "5", "4", "10"]
    assert [Decimal(value) for value in expected] == [found.score for found in card.lines]
    assert (Decimal("97.35"), Decimal("87.35"), Decimal("97.35")) == (card.total, card.low, card.high)
    assert (96, 94, 100, 10) == (card.declared, card.printed_sum, card.weight_sum, card.from_printed)
    assert card.grade is None


def test_it_follows_the_cells() -> None:
    sheet = ps.read(FIRST)
    data = sheet.to_dict()
    row = next(
        leaf
        for branch in data["branches"]
        for top in branch.get("children", [])
        for mid in top.get("children", [])
        for leaf in mid.get("children", [])
        if leaf["name"] == "平台操作性"
    )
    row["actual"] = "95%"
    assert Decimal("98.35") == ps.score(ps.Sheet.from_dict(data)).total


@pytest.mark.parametrize(("event", "expected"), [("审计披露", "70"), ("重大不良社会影响", "70"), ("停电", "97.35")])
def test_an_event_caps_the_total_as_a_stage(event: str, expected: str) -> None:
    card = ps.score(ps.read(FIRST), event=ps.Event(kind=event, source="审计报告"))
    assert Decimal(expected) == card.total
    assert [stage.label for stage in card.stages] == ["sum", "deductions", "event-cap", "round", "grade"]
    assert event in card.stages[2].text
    assert card.stages[0].value == Decimal("97.35")


def test_a_total_below_the_cap_is_untouched() -> None:
    sheet = form(leaf(), leaf("约束", criterion="约束性指标，酌情扣分，出现审计披露的，总分不得超过70分", weight=10, printed=10))
    assert Decimal("13.5") == ps.score(sheet, event="审计披露").total
    assert Decimal(0) == ps.score(ps.Sheet(), event="审计披露").total


def test_the_cap_comes_from_the_rows_own_words() -> None:
    sheet = form(
        leaf(weight=100, actual="100%"),
        leaf("约束", criterion="约束性指标，酌情扣分，出现审计披露的，总分不得超过60分", weight=None, target="", actual=""),
    )
    assert Decimal(60) == ps.score(sheet, event="审计披露").total


def test_a_printed_score_inside_the_room_counts() -> None:
    found = line(criterion="酌情扣分", printed="3.5")
    assert (found.score, found.low, found.high, found.basis) == (Decimal("3.5"), 0, 5, "printed")


def test_outside_the_room_the_nearer_end_counts() -> None:
    found = line(criterion="酌情扣1-2分", actual="是", printed="5")
    assert (found.score, found.low, found.high, found.basis) == (4, 3, 4, "criterion")


def test_an_open_end_is_outside() -> None:
    book = ps.rulebook(BOOK)
    sheet = form(leaf(criterion="", target="定性", actual="部分达成预期指标并具有一定效果", weight=10, printed="8"))
    found = ps.score(sheet, book).lines[0]
    assert (found.low, found.high, found.step.high_open, found.basis) == (5, 8, True, "note")


def test_nothing_printed_means_nothing_deducted_for_deductions_only() -> None:
    assert line(criterion="酌情扣分", printed=None).score == 5
    assert line(criterion="酌情得分", printed=None).score is None
    assert line(criterion="约束性指标，酌情扣分", printed=None).score == 5


def test_a_row_that_cannot_be_computed_enters_with_its_printed_score() -> None:
    card = ps.score(form(leaf(criterion="视情况而定", printed="4"), leaf("乙", criterion="视情况而定", printed=None)))
    first, second = card.lines
    assert (first.score, first.low, first.high, first.basis) == (4, 0, 5, "printed")
    assert "读不懂" in first.reason
    assert (second.score, second.basis) == (None, "none")
    assert (card.total, card.low, card.high) == (None, 0, 10)
    assert card.open == (second,)


def test_sums_use_the_unrounded_values() -> None:
    thirds = [leaf(f"第{n}行", weight=1, target="3", actual="1", criterion="按完成比例得分") for n in range(3)]
    assert Decimal(1) == ps.score(form(*thirds)).total
    assert Decimal("0.99") == ps.score(form(*thirds), policy=ps.Policy(sum_of="printed")).total


def test_order_of_rows_is_irrelevant() -> None:
    leaves = [leaf(f"第{n}行", weight=n, actual=f"{80 + n}%") for n in range(1, 8)]
    assert ps.score(form(*leaves)).total == ps.score(form(*reversed(leaves))).total


def test_readings_of_the_first_sheet() -> None:
    found = {reading.name: reading for reading in ps.readings(ps.read(FIRST))}
    totals = {name: str(reading.total.normalize()) for name, reading in found.items() if reading.total is not None}
    assert totals["default"] == "97.35"
    assert totals["rate_from=printed"] == "97.4"
    assert totals["steps=proportional"] == "97.35"
    assert totals["one_means=ratio"] == "99.85"
    assert totals["constraint_base=negative"] == "87.35"
    assert [row.name for row in found["one_means=ratio"].rows] == ["平台操作性", "社会和谐稳定"]
    assert all(reading.label for reading in found.values())
    assert Decimal(96) not in {reading.total for reading in found.values()}


def test_every_reading_of_a_line_runs_all_combinations() -> None:
    card = ps.score(ps.read(FIRST))
    highs = {other.high for _, other in every_reading(card["预算执行率"], card.rulebook)}
    assert highs == {Decimal("9.85"), Decimal("9.9")}


def test_a_rulebook_by_name_and_an_unknown_one() -> None:
    sheet = evolve(ps.read(FIRST), notes=())
    assert ps.score(sheet, BOOK).recognised_by == "由使用者指定"
    with pytest.raises(ps.RulebookError, match="没有评分办法“cn-none”"):
        ps.score(sheet, "cn-none")


def test_the_budget_line_is_a_line_where_the_form_gives_it_points() -> None:
    budget = ps.Budget(planned=100, spent=80, rate="80%", weight=10, printed=10)
    card = ps.score(form(leaf(), budget=budget))
    assert [found.name for found in card.lines] == ["执行率", "平台操作性"]
    assert card["执行率"].score == 8
    assert card["执行率"].step.text == "80 ÷ 100 × 10 = 8"


def test_a_budget_line_with_a_score_alone_counts() -> None:
    card = ps.score(form(leaf(), budget=ps.Budget(planned=100, spent=80, printed=10)))
    assert [found.name for found in card.lines] == ["执行率", "平台操作性"]
    assert card.from_printed == 10


def test_without_a_rulebook_the_row_names_the_events_that_cap() -> None:
    rows = (
        leaf(weight=100, actual="100%"),
        leaf("约束", criterion="约束性指标，酌情扣分，出现审计披露的，总分不得超过70分", weight=0, target="", actual=""),
    )
    assert ps.score(form(*rows), event="审计披露").total == 70
    assert ps.score(form(*rows), event="逾期报送").total == 100


def test_a_sheet_made_in_memory_has_a_receipt_that_can_be_reproduced() -> None:
    first, again = ps.score(form(leaf())), ps.score(ps.Sheet.from_dict(form(leaf()).to_dict()))
    assert len(first.receipt["input_sha256"]) == 64
    assert first.receipt == again.receipt
    assert first.receipt != ps.score(form(leaf(actual="86%"))).receipt


def test_a_case_is_chosen_for_the_whole_form() -> None:
    leaf_ = ps.Indicator(name="到位率", weight="2.5", target="≥95%", actual="93%",
                      criterion="到位率不低于95%的，产区得2.5分,非产区得1.5分；每减少1个百分点，产区扣0.5分，非产区扣0.3分")  # fmt: skip
    sheet = ps.Sheet(branches=[leaf_])
    assert [("0.90", "1.50"), ("1.50", "1.50"), ("0.90", "0.90")] == [
        (str(card.low), str(card.high)) for card in (ps.score(sheet), ps.score(sheet, case="产区"), ps.score(sheet, case="非产区"))
    ]


NEGATIVE = "一级指标,三级指标,分值,年度指标值,实际完成值,得分\n产出,办结率,{},≥90%,81%,10\n产出,合格率,100,≥90%,90%,60\n"


@pytest.mark.parametrize(
    ("weight", "reason"),
    [("-10", "分值 -10 是负数（C2），未计算；请改为 0 或正数"), ("", "本行没有分值，未计算"), ("—", "本行没有分值，未计算")],
)
def test_points_below_zero_are_told_from_missing_ones(weight: str, reason: str) -> None:
    """Also where a row of the same shape without points was governed before."""
    for text in ("", weight):
        card = ps.score(ps.read(NEGATIVE.format(text).encode(), name="a.csv"))
    line = card["办结率"]
    assert (reason, Decimal(10)) == (line.reason, line.score)
    assert reason in line.notes
