"""perfscore.reading.row: goals, sums, notes and labels below the head."""

from decimal import Decimal

import pytest

from perfscore.reading.grid import GridCell, GridRow
from perfscore.reading.row import goal_in_head, goal_of, is_foot, is_item, is_note, is_sum, items


def row(*texts: str) -> GridRow:
    return GridRow(number=3, cells=tuple(GridCell(row=3, column=column, text=text) for column, text in enumerate(texts, 1)))


@pytest.mark.parametrize(
    ("texts", "number", "text", "allotted"),
    [
        (("目标 1：投诉按期办结",), 1, "投诉按期办结", None),
        (("年度绩效目标1（80分）",), 1, "", Decimal(80)),
        (("年度绩效目标二（ 40 分 ）：完成建设",), 2, "完成建设", Decimal(40)),
        (("目标3", "完成建设"), 3, "完成建设", None),
    ],
)
def test_goals(texts: tuple[str, ...], number: int, text: str, allotted: Decimal | None) -> None:
    found = goal_of(row(*texts))
    assert found is not None
    assert (number, text, allotted) == (found.number, found.text, found.allotted)


@pytest.mark.parametrize("texts", [("年度绩效目标（80分）",), ("目标值", "1"), ("产出指标", "数量指标", "目标1"), ("目标管理1项",)])
def test_what_is_no_goal(texts: tuple[str, ...]) -> None:
    assert goal_of(row(*texts)) is None


def test_a_goal_beside_the_heads() -> None:
    found = goal_in_head(GridCell(row=7, column=1, text="年度绩效目标2（50分）"))
    assert found is not None
    assert (2, Decimal(50), "A7") == (found.number, found.allotted, found.cells[0].at)
    assert goal_in_head(GridCell(row=7, column=1, text="绩效指标")) is None


@pytest.mark.parametrize(
    "text",
    [
        "偏差大或目标未完成原因分析", "改进措施及结果应用方案", "说明", "其他需要说明的问题", "存在的问题", "二、主要原因分析", "自评结论：",
        "未完成原因（可附页）",
    ],
)  # fmt: skip
def test_labels_below_the_table(text: str) -> None:
    assert is_foot(row(text))
    assert is_foot(row(text, "加强管理"))
    assert not is_foot(row(text, "加强管理", "10"))


@pytest.mark.parametrize("text", ["审核意见", "总分", "产出指标", "这里说明了全年各项工作都按计划完成，没有出现任何偏差的情况。"])
def test_other_rows_are_no_labels(text: str) -> None:
    assert not is_foot(row(text, "加强管理"))


def test_sums_notes_and_items() -> None:
    assert is_sum(row("总 分", "95"))
    assert not is_sum(row("总分说明", "95"))
    assert is_note(row("注：1.满分100分。"))
    assert not is_note(row("注：", "2"))
    assert is_item(row("２．定量指标"))
    assert not is_item(row("2.5万元"))
    assert [("1.满分100分。", "A3"), ("2.按1.5倍计。", "A3")] == list(items([("1.满分100分。2.按1.5倍计。", "A3")]))
