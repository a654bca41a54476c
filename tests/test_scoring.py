"""perfscore.scoring: lines, which figure counts, stages, readings."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve

import perfscore as ps
from perfscore.ambiguity import other_ways
from perfscore.governing import governor_of
from perfscore.scoring import every_reading, in_case, line_of, lines_of
from tests.books import book
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


RATIO = "实际完成值/年初目标值*分值"
LABELS = "达成得100%(含)-80%(含)的分值，部分达成得80%(不含)-60%(含)的分值，未达成得60%(不含)-0%(含)的分值"
CONSTRAINT: dict[str, Any] = {"name": "合规性", "criterion": "约束性指标，酌情扣分", "target": "", "actual": ""}
EXECUTED: dict[str, Any] = {"name": "预算执行率", "criterion": "得分按执行率*分值", "target": "", "actual": ""}
UNREAD: dict[str, Any] = {"criterion": "视情况而定"}
NEGATIVE_CELL = {"weight": None, "cells": [ps.Cell(field="weight", text="-10", at="C2")]}
NO_CELL = {"weight": None, "cells": [ps.Cell(field="weight", text="-10")]}


def told(fields: dict[str, Any], rules: dict[str, str]) -> str:
    """Which figure of a row counts and why: basis, score, low, high, the same exact, the reason why it was not computed."""
    line = ps.score(form(leaf(**fields)), book(rules)).lines[0]
    exact = ["—" if one is None else str(Fraction(*one[1:])) for one in (line.figure, line.bottom, line.top)]
    return " | ".join([line.basis, str(line.score), str(line.low), str(line.high), *exact, "、".join(line.governed.missing), line.reason])


@pytest.mark.parametrize(
    ("fields", "rules", "found"),
    [
        ({}, {}, "criterion | 3.50 | 3.50 | 3.50 | 7/2 | 7/2 | 7/2 |  | "),
        ({"target": "3", "actual": "1", "criterion": RATIO}, {}, "criterion | 1.67 | 1.67 | 1.67 | 5/3 | 5/3 | 5/3 |  | "),
        ({"target": "3", "actual": "1", "criterion": RATIO}, {"rounding": "0.1"}, "criterion | 1.7 | 1.7 | 1.7 | 5/3 | 5/3 | 5/3 |  | "),
        ({"criterion": ""}, {"positive": RATIO}, "note | 4.25 | 4.25 | 4.25 | 17/4 | 17/4 | 17/4 |  | "),
        # rows that cannot be computed
        (UNREAD, {}, "none | None | 0.00 | 5.00 | — | 0 | 5 |  | 评分标准读不懂：没有说什么情形得分。"),
        (UNREAD | {"printed": 4}, {}, "printed | 4.00 | 0.00 | 5.00 | 4 | 0 | 5 |  | 评分标准读不懂：没有说什么情形得分。"),
        (UNREAD | {"printed": "4.567"}, {}, "printed | 4.57 | 0.00 | 5.00 | 4567/1000 | 0 | 5 |  | 评分标准读不懂：没有说什么情形得分。"),
        (UNREAD | {"printed": "4.999"}, {}, "printed | 5.00 | 0.00 | 5.00 | 4999/1000 | 0 | 5 |  | 评分标准读不懂：没有说什么情形得分。"),
        (UNREAD | {"printed": "-0.001"}, {}, "printed | 0.00 | 0.00 | 5.00 | -1/1000 | -1/1000 | 5 |  | 评分标准读不懂：没有说什么情形得分。"),
        ({"criterion": "得分＝100/实际完成值", "actual": "0"}, {}, "none | None | 0.00 | 5.00 | — | 0 | 5 | target | 除数为零，未计算"),
        ({"criterion": "得分＝100/实际完成值", "actual": "0", "printed": 3}, {}, "printed | 3.00 | 0.00 | 5.00 | 3 | 0 | 5 | target | 除数为零，未计算"),
        (UNREAD | {"printed": 6}, {}, "printed | 6.00 | 0.00 | 6.00 | 6 | 0 | 6 |  | 评分标准读不懂：没有说什么情形得分。"),
        (UNREAD | {"printed": -1}, {}, "printed | -1.00 | -1.00 | 5.00 | -1 | -1 | 5 |  | 评分标准读不懂：没有说什么情形得分。"),
        (UNREAD | {"printed": 0}, {}, "printed | 0.00 | 0.00 | 5.00 | 0 | 0 | 5 |  | 评分标准读不懂：没有说什么情形得分。"),
        (UNREAD | {"weight": None}, {}, "none | None | 0.00 | 0.00 | — | 0 | 0 |  | 评分标准读不懂：没有说什么情形得分。"),
        (UNREAD | {"weight": None, "printed": 4}, {}, "printed | 4.00 | 0.00 | 4.00 | 4 | 0 | 4 |  | 评分标准读不懂：没有说什么情形得分。"),
        ({"actual": "0", "target": "5", "criterion": "年初目标值/实际完成值*分值"}, {}, "criterion | 5.00 | 5.00 | 5.00 | 5 | 5 | 5 |  | "),
        ({"actual": "0", "target": "5", "criterion": "年初目标值/实际完成值*分值", "printed": 3}, {}, "criterion | 5.00 | 5.00 | 5.00 | 5 | 5 | 5 |  | "),
        ({"criterion": RATIO, "target": "0", "actual": "5", "printed": 3}, {}, "criterion | 5.00 | 5.00 | 5.00 | 5 | 5 | 5 |  | "),
        (NEGATIVE_CELL, {}, "none | None | 0.00 | 0.00 | — | 0 | 0 | weight | 分值 -10 是负数（C2），未计算；请改为 0 或正数"),
        (NO_CELL, {}, "none | None | 0.00 | 0.00 | — | 0 | 0 | weight | 分值 -10 是负数，未计算；请改为 0 或正数"),
        (NEGATIVE_CELL | UNREAD, {}, "none | None | 0.00 | 0.00 | — | 0 | 0 |  | 评分标准读不懂：没有说什么情形得分。"),
        # rows that are set aside
        ({"criterion": RATIO, "actual": "不涉及", "printed": 3}, {"policy.not_applicable": "leave-out"}, "none | 0.00 | 0.00 | 0.00 | 0 | 0 | 0 |  | 实际完成值是“不涉及”，不适用，不计入总分"),
        # rules that leave room
        ({"criterion": "酌情扣分", "printed": "3.5"}, {}, "printed | 3.50 | 0.00 | 5.00 | 7/2 | 0 | 5 |  | "),
        ({"criterion": "酌情扣1-2分", "actual": "是", "printed": 5}, {}, "criterion | 4.00 | 3.00 | 4.00 | 4 | 3 | 4 |  | "),
        ({"criterion": "酌情扣1-2分", "actual": "是", "printed": 4}, {}, "printed | 4.00 | 3.00 | 4.00 | 4 | 3 | 4 |  | "),
        ({"criterion": "酌情扣1-2分", "actual": "是", "printed": 3}, {}, "printed | 3.00 | 3.00 | 4.00 | 3 | 3 | 4 |  | "),
        ({"criterion": "酌情扣1-2分", "actual": "是", "printed": 2}, {}, "criterion | 3.00 | 3.00 | 4.00 | 3 | 3 | 4 |  | "),
        ({"criterion": "酌情扣1-2分", "actual": "是"}, {}, "criterion | 4.00 | 3.00 | 4.00 | 4 | 3 | 4 |  | "),
        ({"criterion": "≥95%得4.5分，90%(含)-95%得3.5-3.5分，其余不得分", "actual": "92%", "weight": "4.5"}, {}, "criterion | 3.50 | 3.50 | 3.50 | 7/2 | 7/2 | 7/2 |  | "),
        ({"criterion": "酌情扣1-1分", "actual": "是", "weight": "4.5", "printed": 2}, {}, "criterion | 3.50 | 3.50 | 3.50 | 7/2 | 7/2 | 7/2 |  | "),
        ({"criterion": "酌情得分", "weight": 0}, {}, "criterion | 0.00 | 0.00 | 0.00 | 0 | 0 | 0 |  | "),
        ({"criterion": "酌情得分"}, {}, "none | None | 0.00 | 5.00 | — | 0 | 5 |  | "),
        ({"criterion": LABELS, "target": "达成", "actual": "部分达成", "weight": 10, "printed": 8}, {}, "criterion | 8.00 | 6.00 | 8.00 | 8 | 6 | 8 |  | "),
        ({"criterion": LABELS, "target": "达成", "actual": "部分达成", "weight": 10, "printed": "7.99"}, {}, "printed | 7.99 | 6.00 | 8.00 | 799/100 | 6 | 8 |  | "),
        ({"criterion": LABELS, "target": "达成", "actual": "部分达成", "weight": 10, "printed": 6}, {}, "printed | 6.00 | 6.00 | 8.00 | 6 | 6 | 8 |  | "),
        ({"criterion": LABELS, "target": "达成", "actual": "未达成", "weight": 10}, {}, "none | None | 0.00 | 6.00 | — | 0 | 6 |  | "),
        ({"criterion": "≥100%得5分，≥90%得(3,4]分，其余不得分", "actual": "95%", "printed": 3}, {}, "printed | 3.00 | 0.00 | 5.00 | 3 | 0 | 5 |  | 评分标准读不懂：“≥90%得(3,4]分”没有说得几分。"),
        ({"criterion": "每发现一例扣1-2分，扣完为止", "target": "", "actual": "1例"}, {}, "none | None | 0.00 | 5.00 | — | 0 | 5 |  | 评分标准读不懂：个数之后应写扣几分。"),
        (CONSTRAINT, {}, "criterion | 5.00 | 0.00 | 5.00 | 5 | 0 | 5 |  | "),
        (CONSTRAINT | {"weight": None}, {}, "criterion | 0.00 | -100.00 | 0.00 | 0 | -100 | 0 |  | "),
        (CONSTRAINT | {"weight": None, "printed": -3}, {}, "printed | -3.00 | -100.00 | 0.00 | -3 | -100 | 0 |  | "),
        ({"name": "约束性指标", "criterion": "酌情得分"}, {}, "criterion | 5.00 | 0.00 | 5.00 | 5 | 0 | 5 |  | "),
    ],
)  # fmt: skip
def test_which_figure_of_a_row_counts(fields: dict[str, Any], rules: dict[str, str], found: str) -> None:
    assert found == told(fields, rules)


FORMS = [
    form(leaf(), leaf("乙", target="3", actual="1", criterion=RATIO), leaf("丙", **UNREAD), leaf("丁", criterion="酌情扣分", printed=3), leaf(**CONSTRAINT)),
    form(leaf("甲", weight=None), leaf(**EXECUTED), budget=ps.Budget(planned=300, spent=200, weight=10, printed=6)),
    form(leaf(**EXECUTED | {"actual": "98%"}), leaf("乙", criterion=RATIO, actual="不涉及"), budget=ps.Budget(planned=0, spent=0)),
    form(leaf(**EXECUTED), budget=ps.Budget(planned=300, initial=250, spent=200)),
    form(leaf(criterion="得分＝100/实际完成值", actual="0", printed=3), leaf("乙", criterion="酌情扣1-1分", actual="是", weight="4.5")),
]  # fmt: skip


@pytest.mark.parametrize("sheet", [*FORMS, ps.read(FIRST)])
@pytest.mark.parametrize(
    "rules", [{}, {"rounding": "0.1"}, {"policy.rate_base": "initial", "policy.not_applicable": "rescale", "positive": RATIO}]
)
def test_a_row_by_itself_is_the_row_of_its_form(sheet: ps.Sheet, rules: dict[str, str]) -> None:
    rulebook = book(rules)
    governor = governor_of(rulebook, rulebook.policy)
    lines, figures = lines_of(sheet, governor)
    for line, row in zip(lines, sheet.rows, strict=True):
        alone = line_of(sheet, row, governor)
        assert [getattr(alone, name) for name in SHOWN] == [getattr(line, name) for name in SHOWN]
        assert (str(alone), alone.deviation) == (str(line), line.deviation)
        assert (sheet, row) == (line.sheet, line.row)
    assert figures is None or figures == [line.figure for line in lines]


SHOWN = (
    "basis",
    "score",
    "low",
    "high",
    "figure",
    "bottom",
    "top",
    "money",
    "rounding",
    "fixed",
    "reason",
    "direction",
    "citation",
    "notes",
)


def test_a_form_of_fixed_scores_gives_its_figures_at_once() -> None:
    rules = book({})
    governor = governor_of(rules, rules.policy)
    assert [[(350, 7, 2)], None, None] == [
        figures and [(one[0], *Fraction(*one[1:]).as_integer_ratio()) for one in figures]
        for figures in (lines_of(form(leaf(**fields)), governor)[1] for fields in ({}, UNREAD, {"criterion": "酌情扣分"}))
    ]


def test_a_scorecard_keeps_what_it_was_made_of() -> None:
    sheet, rules = form(leaf(), events=[ps.Event(kind="停电")]), book({"rounding": "0.1", "total_rounding": "0.01"})
    card = ps.score(sheet, rules, event="审计披露:报告:2020-01-01")
    assert (sheet, rules, "由使用者指定") == (card.sheet, card.rulebook, card.recognised_by)
    assert (ps.Event(kind="停电"), ps.Event(kind="审计披露", source="报告", date="2020-01-01")) == card.events
    assert [Decimal("0.01"), Decimal("0.1"), Decimal("0.1")] == [
        ps.score(sheet, book(one)).rounding.quantum
        for one in (
            {"rounding": "0.1", "total_rounding": "0.01"},
            {"rounding": "0.1", "total_rounding": "1"},
            {"rounding": "0.1", "total_rounding": "0.1"},
        )
    ]
    assert ("cn-mof-2020-10", True) == (ps.score(sheet).rulebook.id, ps.score(sheet).rulebook.guessed)
    assert (BOOK, False) == (ps.score(sheet, BOOK).rulebook.id, ps.score(sheet, BOOK).rulebook.guessed)
    assert [rules, True] == [ps.score(sheet, rules).rulebook, ps.score(sheet, rules, case="产区").rulebook is in_case(rules, "产区")]


def test_a_policy_that_is_given_outranks_that_of_the_rulebook() -> None:
    sheet, rules = form(leaf(actual="0.85")), book({"policy.bare_percent": "percent"})
    assert [Decimal(0), Decimal("3.5")] == [ps.score(sheet, rules, policy=policy).total for policy in (None, ps.Policy())]


def test_the_readings_of_a_form_whole() -> None:
    rules = book({"policy.steps": "proportional"})
    found = [one.to_dict() for one in ps.readings(form(leaf(actual="0.845", printed=3), leaf("乙", criterion="酌情得分")), rules)]
    ways = [(f"{name}={value}", label) for name, value, label in other_ways(rules.policy)]
    books = [(f"rulebook={name}", f"按{ps.rulebook(name).title}") for name in ps.rulebooks()]
    assert [("default", "按试行办法"), *ways, *books] == [(one["name"], one["label"]) for one in found]
    same: dict[str, Any] = {"total": None, "low": "3.45", "high": "8.45", "rows": []}
    other = {name: one for one in found if (name := one.pop("name")) in dict(ways) and one | same != one}
    row = {"row": "平台操作性", "default": "3.45"}
    assert {
        "steps=whole": {"label": "只数满了的档次，不足一档不计", "total": None, "low": "3.5", "high": "8.5", "rows": [row | {"score": "3.5"}]},
        "one_means=ratio": {"label": "百分比行里的“1”指比率 1（100 个百分点）", "total": None, "low": "4.98", "high": "9.98", "rows": [row | {"score": "4.98"}]},
        "bare_percent=percent": {"label": "百分比旁边不带 % 的数一律按百分数读", "total": None, "low": "0", "high": "5", "rows": [row | {"score": "0"}]},
    } == other  # fmt: skip


def test_a_rulebook_is_not_among_its_own_other_readings() -> None:
    names = [one.name for one in ps.readings(ps.Sheet(), BOOK)]
    assert names.count("default") == 1
    assert f"rulebook={BOOK}" not in names
    assert len(ps.rulebooks()) - 1 == sum(name.startswith("rulebook=") for name in names)


def test_the_events_that_are_given_hold_under_every_reading() -> None:
    sheet = form(leaf(weight=100, actual="100%"))
    rules = book({"event_cap": "70"})
    assert {Decimal(70)} == {one.total for one in ps.readings(sheet, rules, event="审计披露") if not one.name.startswith("rulebook=")}
    named = {one.name: one.total for one in ps.readings(sheet, rules, event="审计披露")}
    assert Decimal(70) == named[f"rulebook={BOOK}"]


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
