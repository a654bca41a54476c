"""A filled form: its rows, and the way to JSON and back."""

import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from perfscore.errors import PerfscoreError, ReadError
from perfscore.indicator import Goal, Indicator
from perfscore.sheet import MOST_LEVELS, Budget, BudgetPart, Event, Sheet
from perfscore.source import Cell, Source
from tests.laws import sheets


def small() -> Sheet:
    leaf = Indicator(
        name="平台操作性", weight=5, target="100%", actual="85%", printed="0", cells=[Cell(field="printed", text="0", at="J19")]
    )
    inner = Indicator(name="质量指标", level=2, children=[leaf])
    goal = Goal(number=2, text="运维", children=[Indicator(name="产出指标", level=1, children=[inner])])
    return Sheet(
        title="自评表", unit="数据中心", year=2019, declared="96", branches=[goal, Indicator(name="约束性指标", level=1, weight=10)],
        budget=Budget(planned="1,486.27", spent="1464.43", parts=[BudgetPart(name="一般公共预算", planned=1000)], cells=[Cell(field="spent", text="1464.43", at="D6")]),
        notes=[Cell(field="note", text="注1")], events=[Event(kind="审计披露", source="审计报告")], remarks=["缺一页"], heads=["指标"],
        cells=[Cell(field="declared", text="96分", at="B2")], source=Source(file="a.xlsx", sheet="S"), digest="ab" * 32,
    )  # fmt: skip


def test_rows_in_the_order_of_the_form() -> None:
    sheet = small()
    assert [(("产出指标", "质量指标", "平台操作性"), 2), (("约束性指标",), None)] == [(row.path, row.goal) for row in sheet.rows]
    assert ["产出指标", "约束性指标"] == [top.name for top in sheet.indicators]
    assert [2] == [goal.number for goal in sheet.goals]
    assert [Decimal(5), Decimal(10)] == [row.weight.value for row in sheet.rows]


def test_rows_alike_share_their_key() -> None:
    def key(**fields: Any) -> object:
        return Sheet(branches=[Indicator(name="甲", weight=5, **fields)]).rows[0].key

    assert key(target="100%", actual="85%") == key(target="90%", actual="12%")
    assert key(target="100%", actual="85%") != key(target="100%", actual="0%")
    assert key(target="100%", actual="85%") != key(target="100%", actual="—")
    assert key(target="100%", actual="0.85") != key(target="100%", actual="85")


def test_places_of_the_form() -> None:
    sheet = small()
    assert "a.xlsx!S!B2" == str(sheet.locate(sheet.cell("declared")))
    assert "a.xlsx!S" == str(sheet.locate(sheet.cell("title")))
    assert "D6" == (sheet.budget.cell("spent") or Cell(field="", text="")).at
    assert sheet.budget.cell("planned") is None


def test_the_money_of_a_form() -> None:
    money = small().budget.money
    assert money is not None
    assert [("1486.27", "万元"), ("1464.43", "万元")] == [(one.text, one.unit) for one in money]
    assert Budget(planned=1).money is None
    assert Budget(spent=1).money is None


def test_there_and_back() -> None:
    data = small().to_dict()
    assert "perfscore.sheet/1" == data["format"]
    assert small() == Sheet.from_dict(json.loads(json.dumps(data), parse_float=Decimal))
    assert {"goal": 2, "text": "运维"}.items() <= data["branches"][0].items()
    leaf = data["branches"][0]["children"][0]["children"][0]["children"][0]
    assert {
        "weight": "5",
        "target": "100%",
        "actual": "85%",
        "printed": "0",
        "cells": [{"field": "printed", "text": "0", "at": "J19"}],
    }.items() <= leaf.items()


@given(sheets())
def test_any_form_there_and_back(sheet: Sheet) -> None:
    data = json.loads(json.dumps(sheet.to_dict()))
    back = Sheet.from_dict(data)
    assert sheet == back
    assert data == back.to_dict()
    assert sheet.cells == back.cells


def branch(data: dict[str, Any]) -> Any:
    return data["branches"][0]["children"][0]


FAULTS: list[tuple[str, Any, str]] = [
    ("unknown key", lambda data: data.update(titel="x"), "表 不认识的字段 titel"),
    ("unknown key of a branch", lambda data: branch(data).update(wieght=1), r"表.branches\[0\].children\[0\] 不认识的字段 wieght"),
    ("missing name", lambda data: branch(data).pop("name"), r"表.branches\[0\].children\[0\].name 缺少这个字段"),
    ("name null", lambda data: branch(data).update(name=None), r"表.branches\[0\].children\[0\].name 读到 None，应为文本"),
    ("negative weight", lambda data: data["branches"][1].update(weight="-3"), r"表.branches\[1\] 指标“约束性指标”的分值 -3 小于 0"),
    ("float weight", lambda data: data["branches"][1].update(weight=3.5), r"表.branches\[1\].weight 不接受 3.5：浮点数不精确"),
    ("weight in words", lambda data: data["branches"][1].update(weight="十"), r"表.branches\[1\].weight “十”不是数"),
    ("float target", lambda data: data["branches"][1].update(target=0.5), r"表.branches\[1\].target 不接受 0.5"),
    ("no such level", lambda data: data["branches"][1].update(level=0), r"表.branches\[1\]"),
    ("year in words", lambda data: data.update(year="2019年"), "表.year 读到 '2019年'，应为整数"),
    ("half a year", lambda data: data.update(year=2019.5), "表.year 读到 2019.5，应为整数"),
    ("branches no list", lambda data: data.update(branches=5), "表.branches 值的类型或取值不对"),
    ("branch no mapping", lambda data: data.update(branches=[5]), r"表.branches\[0\]"),
    ("goal without a number", lambda data: data["branches"][0].update(goal="二"), r"表.branches\[0\].number 读到 '二'"),
    ("goal with number", lambda data: data["branches"][0].update(number=3), r"表.branches\[0\] 不认识的字段 number（应写作 goal）"),
    ("part without a name", lambda data: data["budget"].update(parts=[{}]), r"表.budget.parts\[0\].name 缺少这个字段"),
    ("unknown key of an event", lambda data: data["events"][0].update(cause="x"), r"表.events\[0\] 不认识的字段 cause"),
    ("number for a text", lambda data: data.update(title=5), "表.title 读到 5，应为文本"),
    ("words for a truth", lambda data: data.update(to_review="是"), "表.to_review 读到 '是'，应为 true 或 false"),
    ("truth for a score", lambda data: data.update(declared=True), "表.declared 不接受 True"),
]


@pytest.mark.parametrize(("change", "words"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_bad_data_name_their_place(change: Any, words: str) -> None:
    data = deepcopy(small().to_dict())
    change(data)
    with pytest.raises(ReadError, match=words):
        Sheet.from_dict(data)


@pytest.mark.parametrize("data", [{}, {"format": "perfscore.sheet/2"}, {"title": "x"}, [1], None, "x"])
def test_another_format_is_refused(data: Any) -> None:
    with pytest.raises(ReadError, match=r"不是 perfscore.sheet/1 格式的数据"):
        Sheet.from_dict(data)


def test_all_faults_are_told_at_once() -> None:
    data = deepcopy(small().to_dict())
    data["year"] = "x"
    data["title"] = 1
    with pytest.raises(ReadError, match=r"(表.title.*表.year|表.year.*表.title)"):
        Sheet.from_dict(data)


def test_the_budget_line_is_a_row_where_the_form_gives_it_points() -> None:
    cells = [
        Cell(field="rate", text="98.5%", at="F6"),
        Cell(field="planned", text="100", at="C6"),
        Cell(field="printed", text="9.8", at="H6"),
    ]
    sheet = Sheet(
        budget=Budget(planned=100, spent="98.5", rate="98.5%", weight=10, printed="9.8", cells=cells), branches=[Indicator(name="产出")]
    )
    first, second = sheet.rows
    assert [("预算执行", "执行率"), ("产出",)] == [first.path, second.path]
    line = first.indicator
    assert ["10", "98.5%", "9.8"] == [line.shown("weight"), line.shown("actual"), line.shown("printed")]
    assert [("actual", "F6"), ("printed", "H6")] == [(cell.field, cell.at) for cell in line.cells]
    assert first.goal is None


@pytest.mark.parametrize("text", ["", ":", "：来源", " : :2020"])
def test_an_event_without_a_kind_is_refused(text: str) -> None:
    with pytest.raises(PerfscoreError, match="没有写明种类"):
        Event.of(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("审计披露", "审计披露"),
        ("审计披露：报告第3号", "审计披露（报告第3号）"),
        ("审计披露::2020", "审计披露（2020）"),
        ("a:b:c:d", "a（b，c:d）"),
    ],
)
def test_an_event_with_its_source_and_date(text: str, shown: str) -> None:
    assert str(Event.of(text)) == shown


def test_a_form_with_half_a_character_has_its_digest_too() -> None:
    """JSON may hold one, and a receipt is made of whatever was read."""
    whole, half, other = (Sheet(title=title).content_digest for title in ("局", "\ud800", "\ud801"))
    assert 3 == len({whole, half, other})


def test_an_event_is_given_in_words_or_as_itself() -> None:
    with pytest.raises(PerfscoreError, match="事件 3 不是文本") as caught:
        Event.of(3)  # type: ignore[arg-type]
    assert "请写种类，例如 审计披露，或给出 Event。" == caught.value.hint


def test_indicators_below_one_another_without_end_are_refused() -> None:
    """Whatever walks a form goes down by calling itself."""

    def chain(depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {"name": "甲", "weight": "5"}
        for _ in range(depth - 1):
            data = {"name": "甲", "children": [data]}
        return {"format": "perfscore.sheet/1", "branches": [data]}

    deepest = Sheet.from_dict(chain(MOST_LEVELS))
    assert MOST_LEVELS == len(deepest.rows[0].path)
    assert deepest == Sheet.from_dict(deepest.to_dict())
    for depth in (MOST_LEVELS + 1, 300):
        with pytest.raises(ReadError, match="数据中的指标超过 60 层"):
            Sheet.from_dict(chain(depth))


def test_points_of_the_budget_below_zero_are_refused_at_once() -> None:
    with pytest.raises(PerfscoreError, match="执行率的分值 -10 小于 0"):
        Budget(weight=-10)
    with pytest.raises(ReadError, match="执行率的分值 -1 小于 0"):
        Sheet.from_dict({"format": "perfscore.sheet/1", "budget": {"weight": "-1"}})
