"""Sheets scored one by one: what a row's cells stand for, and the scorecard of the form that they make."""

import random
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

import perfscore as ps
from perfscore.batching.alone import NO_RULE, RECORDED, TOO_FAR, Scored, event_of, scored, shown
from perfscore.batching.layout import Layout
from perfscore.batching.recipe import BELOW_ZERO
from perfscore.number import NOTHING
from perfscore.recognising import recognise
from tests.books import book
from tests.tables import forms, table

TEXT = dict.fromkeys(
    ("sheet_id", "indicator_id", "weight", "target", "actual", "criterion", "name", "printed", "direction", "event", "path"), "VARCHAR"
)
TYPED = {"sheet_id": "INTEGER", "indicator_id": "INTEGER", "weight": "DECIMAL(9,2)", "target": "BIGINT", "actual": "DOUBLE"}
DEFAULT = recognise(ps.Sheet()).rulebook
POSITIVE = "按完成比例得分"


def typed(extra: Mapping[str, str] | None = None, scale: Mapping[str, int] | None = None) -> Layout:
    return Layout({**TYPED, **(extra or {})}, scale or {})


def rows_of(*cells: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    usual = {"sheet_id": 1, "weight": Decimal(10), "target": 100, "actual": 85.0, "criterion": POSITIVE}
    return ({"indicator_id": place, **usual, **one} for place, one in enumerate(cells))


def only(layout: Layout, *cells: Mapping[str, Any], rules: ps.Rulebook = DEFAULT) -> Scored:
    (found,) = scored(rows_of(*cells), layout, rules)
    return found


def told(card: ps.Scorecard) -> tuple[Any, ...]:
    """What a result says of a sheet and its lines."""
    lines = [(line.score, line.low, line.high, line.deviation, line.basis, line.reason) for line in card.lines]
    return card.total, card.low, card.high, card.grade, lines


# whole sheets


@pytest.mark.parametrize(
    "name",
    ["", "cn-pmkpi-default", "cn-hb-wh-hanyang-2019-dept", "cn-unknown-doczj-project", "cn-sc-2017-optional-groups", "cn-ytjh-2022-manual"],
)
def test_rows_of_texts_score_as_the_form_that_they_stand_for(name: str) -> None:
    rules = ps.rulebook(name) if name else DEFAULT
    rows = table(11, 40)
    found = {one.sheet_id: one for one in scored(iter(rows), Layout(TEXT, {}), rules)}
    expected = {sheet: ps.score(form, rules) for sheet, form in forms(rows).items()}
    assert list(expected) == list(found)
    for sheet, card in expected.items():
        mine = found[sheet].card
        differing = [(x, y) for x, y in zip(told(card)[4], told(mine)[4], strict=True) if x != y]
        # a negative weight is told of in words of its own
        assert [] == [pair for pair in differing if pair[0][:5] != pair[1][:5]]
        assert told(card)[:4] == told(mine)[:4]
        assert [row["indicator_id"] for row in rows if row["sheet_id"] == sheet] == list(found[sheet].indicators)
        negative = [row["weight"].startswith("-") for row in rows if row["sheet_id"] == sheet]
        assert [BELOW_ZERO if one else "" for one in negative] == list(found[sheet].reasons)


@given(st.integers(0, 10**6))
def test_figures_of_any_type_score_as_the_form_that_prints_them(seed: int) -> None:
    dice = random.Random(seed)
    layout = typed({"criterion": "VARCHAR"}, {"target": 2})
    cells, leaves = [], []
    for place in range(dice.randint(1, 6)):
        weight, target = Decimal(dice.randint(0, 2000)).scaleb(-2), dice.randint(-500, 50000)
        actual = dice.choice([dice.randint(0, 500) / 4, round(dice.uniform(0, 500), 4), 0.1 + 0.2])
        criterion = dice.choice([POSITIVE, "每减少10扣0.1分，扣完为止", "酌情扣1-2分", "谁也读不懂", ""])
        cells.append({"weight": weight, "target": target, "actual": actual, "criterion": criterion})
        printed = Decimal(target).scaleb(-2), Decimal(format(actual, ".15g"))
        leaves.append(ps.Indicator(name="", weight=weight, target=str(printed[0]), actual=str(printed[1]), criterion=criterion))
        assert place == len(leaves) - 1
    assert told(ps.score(ps.Sheet(branches=leaves), DEFAULT)) == told(only(layout, *cells).card)


def test_sheets_come_one_after_the_other_with_the_ids_of_their_rows() -> None:
    rows = [*rows_of({"sheet_id": 7}, {"sheet_id": 7, "actual": 100.0}), *rows_of({"sheet_id": 3, "indicator_id": 44})]
    found = list(scored(iter(rows), typed({"criterion": "VARCHAR"}), DEFAULT))
    assert [(7, (0, 1)), (3, (44,))] == [(one.sheet_id, one.indicators) for one in found]
    assert [Decimal("18.50"), Decimal("8.50")] == [one.card.total for one in found]


def test_money_and_the_printed_total_are_those_of_any_row() -> None:
    layout = typed(
        {"criterion": "VARCHAR", "name": "VARCHAR", "planned": "DECIMAL(18,2)", "spent": "DECIMAL(18,2)", "declared": "DECIMAL(9,2)"}
    )
    cells: list[dict[str, Any]] = [
        {"name": "预算执行率", "criterion": "得分按执行率*分值", "planned": None, "spent": Decimal(90), "declared": None},
        {"name": "覆盖率", "planned": Decimal(120), "spent": None, "declared": Decimal("98.5")},
    ]
    cells.append({"name": "人次", "planned": Decimal(100), "spent": Decimal(80), "declared": Decimal(90)})
    sheet = (found := only(layout, *cells)).card.sheet
    assert (Decimal(120), Decimal(90), Decimal("98.5")) == (sheet.budget.planned, sheet.budget.spent, sheet.declared)
    assert Decimal("7.50") == found.card.lines[0].score


# what a row says


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("target", None, None), ("target", 12345, "123.45"), ("target", -5, "-0.05"), ("actual", 0.1 + 0.2, "0.3"), ("actual", 1e20, "100000000000000000000"),
        ("weight", Decimal("2.50"), "2.50"), ("step", 7, "7"), ("target", "≥85%", "85"),
    ],
)  # fmt: skip
def test_a_cell_is_the_figure_that_its_column_says(name: str, value: Any, expected: str | None) -> None:
    found = shown(name, value, typed({}, {"target": 2}))
    assert (None if expected is None else Decimal(expected)) == found.value
    assert value is not None or found is NOTHING


def test_a_text_keeps_its_unit_and_sign() -> None:
    found = shown("target", "≥85%", typed({"target": "VARCHAR"}))
    assert (">=", "%", "≥85%") == (found.comparator, found.unit, found.text)
    words = shown("actual", "达成预期指标", typed({"actual": "VARCHAR"}))
    assert ("words", None) == (words.nature, words.value)


def test_a_negative_weight_has_its_reason_and_no_rule() -> None:
    found = only(typed({"criterion": "VARCHAR"}), {"weight": Decimal(-1)}, {})
    assert (BELOW_ZERO, "") == found.reasons
    assert (None, NO_RULE) == ((leaf := found.card.lines[0].indicator).weight, leaf.criterion)
    assert [None, Decimal("8.50")] == [line.score for line in found.card.lines]


def test_a_rule_in_columns_is_read_with_its_parameters() -> None:
    layout = typed(
        {"rule": "VARCHAR", "step": "INTEGER", "points": "DECIMAL(9,3)", "unit": "VARCHAR", "adds": "BOOLEAN", "limit": "INTEGER"},
        {"step": 1},
    )
    cells: list[dict[str, Any]] = [
        {"rule": "steps", "criterion": None, "step": 50, "points": Decimal("0.500"), "unit": None, "adds": None, "limit": None},
        {"rule": "steps", "criterion": None, "step": 50, "points": Decimal("0.500"), "unit": "", "adds": False, "limit": 1},
        {"rule": "steps", "criterion": None, "step": 50, "points": None, "unit": "", "adds": None, "limit": None},
        {"rule": "", "step": 50, "points": Decimal(9), "unit": "", "adds": None, "limit": None},
    ]
    found = only(layout, *cells)
    expected = ["每减少5扣0.5分，扣完为止", "每减少5扣0.5分，最多扣1分，扣完为止", NO_RULE, POSITIVE]
    assert expected == [line.indicator.criterion for line in found.card.lines]
    assert ("", "", "规则 steps 缺少参数列 points，未计算。", "") == found.reasons
    assert [Decimal("8.50"), Decimal("9.00"), None, Decimal("8.50")] == [line.score for line in found.card.lines]


def test_a_direction_gives_a_target_its_sign() -> None:
    found = only(
        typed({"criterion": "VARCHAR", "direction": "VARCHAR"}), {"direction": "reverse"}, {"direction": "positive"}, {"direction": None}
    )
    assert ["<=", ">=", ""] == [line.indicator.target.comparator for line in found.card.lines]


def test_a_path_and_a_name_place_a_row() -> None:
    layout = typed({"criterion": "VARCHAR", "name": "VARCHAR", "path": "VARCHAR", "definition": "VARCHAR"})
    found = only(
        layout,
        {"name": "覆盖率", "path": "产出指标/数量指标", "definition": "说明"},
        {"name": "人次", "path": "产出指标/人次"},
        {"name": None},
    )
    assert [("产出指标", "数量指标", "覆盖率"), ("产出指标", "人次"), ("2",)] == [line.path for line in found.card.lines]
    assert "说明" == found.card.lines[0].indicator.definition


def test_an_id_names_a_row_only_where_it_is_a_text() -> None:
    assert [("",)] == [line.path for line in only(typed({"criterion": "VARCHAR"}), {"indicator_id": 5}).card.lines]
    layout = typed({"criterion": "VARCHAR", "indicator_id": "VARCHAR"})
    assert [("投诉率",)] == [line.path for line in only(layout, {"indicator_id": "投诉率"}).card.lines]


# events


def test_an_event_is_its_text_or_that_there_is_one() -> None:
    capping = ps.rulebook("cn-hb-wh-hanyang-2019-dept")
    assert ps.Event(kind="审计披露", source="审计报告", date="2023-05") == event_of("审计披露:审计报告:2023-05", capping)
    assert ps.Event(kind=capping.event_kinds[0]) == event_of(True, capping)
    assert ps.Event(kind=RECORDED) == event_of(True, book({}))


def test_equal_events_of_a_sheet_count_once() -> None:
    layout = typed({"criterion": "VARCHAR", "event": "VARCHAR"})
    found = only(layout, {"event": "审计披露"}, {"event": None}, {"event": ""}, {"event": "审计披露"}, {"event": "被通报"})
    assert ("审计披露", "被通报") == tuple(event.kind for event in found.card.sheet.events)


def test_an_event_caps_the_total() -> None:
    layout, rules = typed({"criterion": "VARCHAR", "event": "BOOLEAN"}), ps.rulebook("cn-hb-wh-hanyang-2019-dept")
    cells: list[dict[str, Any]] = [{"weight": Decimal(100), "actual": 95.0, "event": None}]
    assert Decimal("95.00") == only(layout, *cells, rules=rules).card.total
    assert Decimal("70.00") == only(layout, cells[0] | {"event": True}, rules=rules).card.total


def test_what_no_column_of_a_result_holds_is_said() -> None:
    ladder = "每低于目标值1扣1分，可倒扣"
    far, near = ({"weight": "5", "target": f"{10**places}件", "actual": "0件", "criterion": ladder} for places in (17, 15))
    one = only(Layout(TEXT, {}), far | {"indicator_id": "1"}, near | {"indicator_id": "2"})
    first, second = one.rows()
    assert ("1", None, None, None, Decimal(-1), "criterion", TOO_FAR) == first[1:]
    assert ("2", *[5 - Decimal(10**15)] * 3, Decimal(-1), "criterion", None) == second[1:]
    assert (None, None, None) == one.totals()[1:4]
    assert 1 == one.totals()[-1]
