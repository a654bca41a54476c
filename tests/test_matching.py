"""perfscore.matching: the rows of several forms side by side."""

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

import perfscore as ps
from perfscore.matching import Joint, Mismatch, nodes, unlike, woven
from perfscore.source import Cell
from tests.forms import form, leaf

NAMES = ("第 1 张表", "第 2 张表", "第 3 张表")


def lines(*rows: dict[str, Any], criterion: str = "实际完成值/目标值×分值", **fields: Any) -> list[ps.Line]:
    """One row of several forms, each in a file of its own, with the cells of its figures."""
    found = []
    for number, row in enumerate(rows, 1):
        cells = [Cell(field=name, text=str(text), at=f"E{number}") for name, text in row.items() if name != "name"]
        sheet = form(leaf(**{"criterion": criterion, **fields, **row}, cells=cells), source=ps.Source(file=f"{number}.xlsx"))
        found.append(ps.score(sheet).lines[0])
    return found


def joint(*rows: dict[str, Any], **fields: Any) -> Joint:
    return Joint(NAMES[: len(rows)], lines(*rows, **fields), "size")


def faults(*rows: dict[str, Any], **fields: Any) -> list[str]:
    return [str(fault) for fault in joint(*rows, **fields).faults]


ROW = "产出指标/质量指标/平台操作性"

# ---- trees --------------------------------------------------------------------------------------


def test_branches_are_known_by_name_sort_and_place() -> None:
    tops: list[ps.Goal | ps.Indicator] = [
        ps.Indicator(name="产出 指标", level=1, children=[leaf("甲"), leaf("甲"), ps.Indicator(name="甲", children=[leaf("乙")])]),
        ps.Goal(number=2, children=[leaf("丙")]),
    ]
    sheet = ps.Sheet(branches=tops)
    found = nodes(sheet.branches, iter(ps.score(sheet).lines))
    assert [("产出指标", False, 0), (2, False, 0)] == list(found)
    below = found["产出指标", False, 0].below
    assert [("甲", True, 0), ("甲", True, 1), ("甲", False, 0)] == list(below)
    line = below["甲", False, 0].below["乙", True, 0].line
    assert line is not None
    assert ("产出 指标", "甲", "乙") == line.path


@pytest.mark.parametrize(
    ("lists", "order"),
    [
        (["abc", "abc"], "abc"),
        (["ac", "abc"], "abc"),
        (["bc", "abc"], "abc"),
        (["ab", "cb"], "acb"),
        (["ab", "cd"], "abcd"),
        (["", "ab"], "ab"),
        (["ab", "ba"], "ab"),
    ],
)
def test_one_order_of_all(lists: list[str], order: str) -> None:
    assert order == "".join(woven(lists))


@given(st.lists(st.lists(st.integers(0, 9), unique=True), max_size=4))
def test_nothing_is_lost_or_doubled(lists: list[list[int]]) -> None:
    found = woven(lists)
    assert len(set(found)) == len(found)
    assert {item for items in lists for item in items} == set(found)


# ---- what must be the same ----------------------------------------------------------------------


def test_what_a_form_lacks_and_what_differs() -> None:
    first, second = lines(
        {"weight": 5, "criterion": "每低 1 个百分点扣1分", "definition": ""},
        {"weight": "10", "criterion": "每低1个百分点扣2分", "definition": "覆盖数÷总数"},
    )
    sheets = [first.sheet, second.sheet, ps.Sheet(source=ps.Source(file="3.xlsx"))]
    assert [
        f"2.xlsx!E2：{ROW}：第 2 张表的分值是“10”，第 1 张表是“5”。",
        f"2.xlsx!E2：{ROW}：第 2 张表的评分标准是“每低1个百分点扣2分”，第 1 张表是“每低 1 个百分点扣1分”。",
        f"2.xlsx!E2：{ROW}：第 2 张表的指标说明是“覆盖数÷总数”，第 1 张表是空白。",
        f"3.xlsx：{ROW}：第 3 张表没有这一行。",
    ] == list(map(str, unlike([first, second, None], NAMES, sheets)))


def test_the_first_form_that_has_the_row_is_the_measure() -> None:
    (line,) = lines({"weight": None})
    told = [str(one) for one in unlike([None, line], NAMES[:2], [ps.Sheet(), line.sheet])]
    assert [f"{ROW}：第 1 张表没有这一行。"] == told


def test_white_space_and_full_width_make_no_difference() -> None:
    one, other = lines({"criterion": "每低 1% 扣 1 分"}, {"criterion": "每低１％扣１分"})
    assert [] == list(unlike([one, other], NAMES[:2], [one.sheet, other.sheet]))


def test_a_mismatch_as_data() -> None:
    here = Mismatch(path=("产出", "覆盖率"), what="不同。", source=ps.Source(file="a.xlsx", sheet="Sheet1", cell="E5"))
    assert {"path": ["产出", "覆盖率"], "message": "不同。", "source": "a.xlsx", "cell": "Sheet1!E5"} == here.to_dict()
    assert {"path": [], "message": "不同。", "source": None, "cell": None} == Mismatch(path=(), what="不同。").to_dict()
    assert "不同。" == str(Mismatch(path=(), what="不同。"))


# ---- figures that do not go together ------------------------------------------------------------


def test_a_number_here_and_words_there() -> None:
    assert [
        f"2.xlsx!E2：{ROW}：第 2 张表的实际完成值是“已完成”，第 1 张表是“80%”，一个是数，一个不是。",
        f"3.xlsx!E3：{ROW}：第 3 张表的实际完成值是空白，第 1 张表是“80%”，一个是数，一个不是。",
    ] == faults({"actual": "80%"}, {"actual": "已完成"}, {"actual": ""})


def test_other_signs() -> None:
    assert [f"2.xlsx!E2：{ROW}：第 2 张表的年度指标值是“≤90%”，第 1 张表是“≥90%”，符号不同。"] == faults(
        {"target": "≥90%"}, {"target": "≤90%"}
    )
    assert [] == faults({"target": "≥90%"}, {"target": "90%以上"})


def test_units_that_cannot_be_compared_in_all_forms() -> None:
    assert [
        f"2.xlsx!E2：{ROW}：第 2 张表的年度指标值是“30件”，第 1 张表是“100%”，单位不能换算。",
        f"2.xlsx!E2：{ROW}：第 2 张表的实际完成值是“20件”，第 1 张表是“85%”，单位不能换算。",
    ] == faults({"target": "100%", "actual": "85%"}, {"target": "30件", "actual": "20件"})


def test_units_that_cannot_be_compared_in_one_form() -> None:
    assert [
        f"2.xlsx!E2：{ROW}：第 2 张表：目标“100%”与实际“20件”单位不同，无法比较。",
    ] == faults({"target": "100%", "actual": "85%"}, {"target": "100%", "actual": "20件"})


def test_a_row_that_counts_in_one_form_only() -> None:
    rows = lines({"actual": "不涉及"}, {"actual": "是"}, criterion="")
    aside = evolve(rows[0], governed=evolve(rows[0].governed, aside="left-out"))
    assert [f"2.xlsx!E2：{ROW}：第 2 张表的实际完成值是“是”，第 1 张表是“不涉及”，一张表计入这一行，一张不计入。"] == [
        str(fault) for fault in Joint(NAMES[:2], [aside, rows[1]], "size").faults
    ]


# ---- figures that do ----------------------------------------------------------------------------


def values(one: Joint, side: str = "actual") -> list[str]:
    return [f"{part.value} {part.grain} {part.text}" for part in one.parts(side)]


def test_figures_come_to_the_largest_unit() -> None:
    found = joint({"target": "100000元", "actual": "80000元"}, {"target": "20.5万元", "actual": "210000元"})
    assert ("万元", False) == (found.unit, found.relative)
    assert ["8 1/10000 80000元（按 8万元 计）", "21 1/10000 210000元（按 21万元 计）"] == values(found)
    assert ["10 1/10000 100000元（按 10万元 计）", "41/2 1/10 20.5万元"] == values(found, "target")


def test_a_bare_figure_takes_the_unit_of_the_other_forms() -> None:
    found = joint({"target": "12", "actual": "10"}, {"target": "3个", "actual": "4个"})
    assert ("个", ["10 1 10", "4 1 4个"]) == (found.unit, values(found))


def test_bare_figures_beside_percentages_are_read_as_everywhere() -> None:
    found = joint({"target": "100%", "actual": "0.85"}, {"target": "1", "actual": "0.9"}, {"target": "100", "actual": "95"})
    assert ("%", True) == (found.unit, found.relative)
    assert ["85 1 0.85（按 85% 计）", "90 10 0.9（按 90% 计）", "95 1 95"] == values(found)


def test_bare_ratios_stay_bare() -> None:
    found = joint({"target": "0.95", "actual": "0.9"}, {"target": "0.95", "actual": "0.855"}, name="合格率")
    assert ("", True, ["9/10 1/10 0.9", "171/200 1/1000 0.855"]) == (found.unit, found.relative, values(found))


def test_words_are_the_same_or_not() -> None:
    same = joint({"target": "", "actual": "已 完成"}, {"target": "—", "actual": "已完成"})
    assert [(False, False), (False, False)] == [(same.is_figure(side), same.differs(side)) for side in ("target", "actual")]
    other = joint({"target": "健全", "actual": "健全"}, {"target": "健全", "actual": ""})
    assert [(False, False), (False, True)] == [(other.is_figure(side), other.differs(side)) for side in ("target", "actual")]


def test_a_count_of_the_items_of_a_list_is_no_amount() -> None:
    found = joint({"target": "", "actual": "2项"}, {"target": "", "actual": "1项"}, criterion="①制度健全（1分）；②执行到位（2分）")
    assert (False, True) == (found.is_figure("actual"), found.differs("actual"))
