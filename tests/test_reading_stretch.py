"""perfscore.reading.stretch: where one form ends and another begins."""

from decimal import Decimal

from perfscore.reading.grid import Grid, GridCell, GridRow
from perfscore.reading.stretch import stretches
from perfscore.source import Source
from tests.reading_files import Table, form
from tests.test_reading_layout import sheet

HEADS = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]
LEAF = ["产出", "数量", "甲", "5", "5", "100", "100"]


def grid(table: Table) -> Grid:
    rows = (
        GridRow(number=number, cells=tuple(GridCell(row=number, column=at, text=text) for at, text in enumerate(row, 1) if text))
        for number, row in enumerate(table, 1)
    )
    return Grid(rows=tuple(row for row in rows if row.cells), source=Source(file="表.xlsx"))


def test_two_forms_are_two_stretches_and_a_repeated_head_is_none() -> None:
    table: Table = [["甲局自评表"], HEADS, LEAF, ["甲局自评表（续）"], HEADS, LEAF, ["乙局自评表"], HEADS, LEAF]
    first, second = stretches(grid(table))
    assert (["甲局自评表"], 2, ["乙局自评表"], 1) == (
        [row.cells[0].text for row in first.head], len(first.columns), [row.cells[0].text for row in second.head], len(second.columns),
    )  # fmt: skip


def test_a_form_that_is_an_annex_begins_there() -> None:
    accounts: Table = [
        ["附件1 收支决算总表"],
        ["项目", "行次", "决算数", "项目", "行次", "决算数"],
        ["财政拨款收入", "1", "1200", "公共服务支出", "30", "900"],
    ]
    own: Table = [["附件2 项目支出绩效自评表"], ["项目资金（万元）", "预算数", "100", "执行数", "98.5"], HEADS, LEAF]
    one = sheet([*accounts, *own])
    assert ("项目支出绩效自评表", Decimal(100), Decimal("98.5"), ()) == (one.title, one.budget.planned, one.budget.spent, one.budget.parts)


def test_the_title_of_another_table_ends_a_form_without_a_total() -> None:
    assets: Table = [
        ["国有资产占用使用情况表"],
        ["资产类别", "名称", "单位", "数量", "原值", "折旧", "净值"],
        ["房屋", "办公楼", "平方米", "12", "36", "12", "24"],
    ]
    one = sheet([["绩效自评表"], HEADS, LEAF, *assets])
    assert ["甲"] == [row.indicator.name for row in one.rows]


def test_a_form_in_a_workbook_is_its_whole_worksheet() -> None:
    assert 2 == len(sheet(form()).rows) == len(sheet([[""], *form()]).rows)
