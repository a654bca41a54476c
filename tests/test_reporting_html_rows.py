"""The indicator tree of a report: groups with their sums, rows with bar, deviation and arithmetic."""

from typing import Any

import pytest

from perfscore.indicator import Goal, Indicator
from perfscore.reading import read
from perfscore.reporting.html.clauses import Clauses
from perfscore.reporting.html.rows import bar, rows
from perfscore.reporting.html.tree import Element
from perfscore.scorecard import Scorecard
from perfscore.scoring import score
from perfscore.sheet import Sheet
from tests.pages import parsed, shown
from tests.reading_files import EXAMPLE, book, form


def table(card: Scorecard) -> list[list[str]]:
    root = parsed(str(Element("div", rows(card, Clauses()))))
    return [[shown(cell) for cell in row] for row in root.iter("tr")]


def leaf(name: str, **more: Any) -> Indicator:
    return Indicator(name=name, **{"weight": 10, "target": 10, "actual": 9, "criterion": "每减少1扣1分，扣完为止", "printed": 9, **more})


def group(name: str, *children: Indicator) -> Indicator:
    return Indicator(name=name, level=1, children=children)


def test_groups_are_headed_with_their_sums() -> None:
    found = table(score(read(EXAMPLE)))
    heads = {row[0]: row[1:6] for row in found if "/" in row[0] or row[0].startswith("目标")}
    assert ["20", "", "", "20", "19.85"] == heads["预算管理 / 预算执行"]
    assert ["10", "", "", "5", "8.5"] == heads["目标5　建设汉阳区群众投诉管理平台, 完善全区指挥调度机制"]
    assert ["合计", "100", "", "", "94", "97.35"] == found[-1][:6]
    assert ["指标", "分值", "目标值", "实际完成值", "表内得分", "复算得分", "得分率", "偏差率", "算式与依据"] == found[0]


def test_a_group_that_goes_on_is_not_summed_twice() -> None:
    card = score(Sheet(branches=[group("产出", leaf("甲")), group("效益", leaf("乙")), group("产出", leaf("丙"))]))
    assert [("产出", "20"), ("效益", "10"), ("产出（续）", "")] == [
        (row[0], row[1]) for row in table(card) if row[0][:2] in {"产出", "效益"}
    ]


def test_goals_and_levels_stand_in_each_other() -> None:
    sheet = Sheet(
        branches=[Goal(number=1, text="办结", children=[group("产出", group("数量", leaf("甲")), group("质量", leaf("乙")))]), leaf("丙")]
    )
    assert ["目标1　办结", "产出", "数量", "甲", "质量", "乙", "丙", "合计"] == [
        row[0].lstrip("≠?").strip() for row in table(score(sheet))[1:]
    ]


def test_figures_that_no_row_prints_are_not_nought() -> None:
    card = score(Sheet(branches=[group("产出", leaf("甲", weight=None, printed=None))]))
    assert ["产出", "—", "", "", "—"] == table(card)[1][:5]


def test_rows_tell_what_they_rest_on() -> None:
    card = score(read(book(form(E5="专家打分", E6="每减少扣分")), name="a.xlsx"))
    text = str(Element("div", rows(card, Clauses())))
    assert "评分标准：每减少扣分" in text
    assert "?" in {shown(one) for one in parsed(text).iter("span") if one.get("class") == "mark"}
    assert "没有复算：" in text


def test_reasons_that_rows_share_are_told_once() -> None:
    card = score(Sheet(branches=[leaf(f"指标{number}", criterion="每减少扣分") for number in range(4)]))
    text = str(Element("div", rows(card, Clauses())))
    assert 4 == text.count("没有复算，原因见表下")
    assert 1 == text.count("4 行没有复算：")


@pytest.mark.parametrize(
    ("given", "label", "shapes"),
    [
        ({}, "分值 10，复算 9，表内 9", ["rect", "rect", "line"]),
        ({"printed": None}, "分值 10，复算 9", ["rect", "rect"]),
        ({"actual": 0, "target": 100}, "分值 10，复算 0，表内 9", ["rect", "line"]),
        ({"criterion": "专家评分", "printed": None}, "分值 10，复算 [0, 10]", ["rect", "rect"]),
        ({"criterion": "酌情扣分", "printed": 4}, "分值 10，复算 4，表内 4", ["rect", "rect", "rect", "line"]),
        ({"printed": 30}, "分值 10，复算 9，表内 30", ["rect", "rect", "line"]),
    ],
)
def test_bars(given: dict[str, Any], label: str, shapes: list[str]) -> None:
    (line,) = score(Sheet(branches=[leaf("甲", **given)])).lines
    made = bar(line)
    assert made is not None
    root = parsed(str(made))
    assert (label, "img") == (root.get("aria-label"), root.get("role"))
    assert shapes == [one.tag for one in root]
    assert all(0 <= int((one.get("x1") or one.get("width") or "").split(".")[0]) <= 99 for one in root)


@pytest.mark.parametrize("weight", [None, 0])
def test_a_row_without_points_has_no_bar(weight: int | None) -> None:
    (line,) = score(Sheet(branches=[leaf("甲", weight=weight)])).lines
    assert None is bar(line)


def test_a_form_without_rows_has_only_its_head_and_its_sum() -> None:
    text = str(Element("div", rows(score(Sheet()), Clauses())))
    assert "<tbody" not in text
    assert ["合计", "—"] == table(score(Sheet()))[-1][:2]
