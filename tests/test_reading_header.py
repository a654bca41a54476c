from decimal import Decimal
from typing import Any

import pytest

from perfscore.errors import ReadError
from perfscore.reading.grid import GridCell, GridRow
from perfscore.reading.header import Header, is_label, is_title, number, opens, read_header, total_in
from perfscore.source import Source

PLACE = Source(file="表.xlsx", sheet="Sheet1")


def row(number: int, *texts: str) -> GridRow:
    cells = tuple(GridCell(row=number, column=column, text=text) for column, text in enumerate(texts, 1) if text)
    return GridRow(number=number, cells=cells)


def head(*rows: tuple[str, ...]) -> Header:
    return read_header([row(number, *texts) for number, texts in enumerate(rows, 1)], PLACE)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("汉阳区部门整体支出绩效自评表", True),
        ("2020年度項目支出績效自評表", True),
        ("浙江省2018年度粮食安全省长责任制考核自评", True),
        ("绩效自评表（2021年度）", True),
        ("自评总分：96", False),
        ("附件2：绩效自评表", False),
        ("本单位组织开展了绩效自评，填写了自评表。", False),
        ("部门决算表", False),
    ],
)
def test_a_title_is_told_from_a_sentence(text: str, title: bool) -> None:
    assert title == is_title(row(1, text))


def test_a_row_of_several_cells_is_no_title() -> None:
    assert not is_title(row(1, "绩效自评表", "2021年"))


@pytest.mark.parametrize(
    "texts", [("评价单位", "某局"), ("项目名称", "某项目"), ("单位名称：某局",), ("项目资金（万元）", "全年预算数", "执行数")]
)
def test_labels_open_a_head(texts: tuple[str, ...]) -> None:
    assert opens(row(1, *texts))


def test_other_rows_open_none() -> None:
    assert not opens(row(1, "产出指标", "数量指标", "10"))
    assert not is_label("某局")


@pytest.mark.parametrize(
    ("rows", "unit"),
    [
        ([("评价单位", "", "某局")], "某局"),
        ([("评价单位：某局",)], "某局"),
        ([("评价单位:某局", "填报日期：")], "某局"),
        ([("主管部门", "", "实施单位", "某中心")], "某中心"),
        ([("主管部门", "某厅"), ("评价单位", "某局")], "某局"),
        ([("评价单位", "某局"), ("主管部门", "某厅")], "某局"),
        ([("评价单位", "评价年度", "2021年")], ""),
        ([("部门（单位）名称", "某局")], "某局"),
    ],
)
def test_the_unit(rows: list[tuple[str, ...]], unit: str) -> None:
    assert unit == head(*rows).unit


@pytest.mark.parametrize(
    ("rows", "year", "at"),
    [
        ([("评价年度", "2019 年"), ("2018年度",)], 2019, "B1"),
        ([("评价年度", "2019")], 2019, "B1"),
        ([("2019 年度",)], 2019, "A1"),
        ([("2020年度项目支出绩效自评表",), ("（2021年度）",)], 2021, "A2"),
        ([("2020年度项目支出绩效自评表",)], 2020, "A1"),
        ([("二〇二一年度",)], 2021, "A1"),
        ([("２０２１ 年度",)], 2021, "A1"),
        ([("项目2020",)], None, ""),
        ([("某项目", "2020年")], None, ""),
    ],
)
def test_the_year(rows: list[tuple[str, ...]], year: int | None, at: str) -> None:
    found = head(*rows)
    assert year == found.year
    assert [at] * bool(at) == [cell.at for cell in found.cells if cell.field == "year"]


@pytest.mark.parametrize(
    ("rows", "declared", "at"),
    [
        ([("总分：96",)], "96", "A1"),
        ([("总分: 96分",)], "96", "A1"),
        ([("2019 年度 总分：96",)], "96", "A1"),
        ([("自评总分", "", "96.5")], "96.5", "C1"),
        ([("评价单位", "某局", "自评得分", "88")], "88", "D1"),
        ([("总分：",)], None, ""),
        ([("总分", "—")], None, "B1"),
    ],
)
def test_the_declared_total(rows: list[tuple[str, ...]], declared: str | None, at: str) -> None:
    found = head(*rows)
    assert (None if declared is None else Decimal(declared)) == found.declared
    assert [at] * bool(at) == [cell.at for cell in found.cells if cell.field == "declared"]


def test_the_money_beside_its_labels() -> None:
    budget = head(
        ("部门整体支出资金（万元）", "", "预算数", "", "1,486.27", "", "全年执行数", "", "1464.43"),
        ("", "", "其中：一般公共预算财政拨款", "", "1486.27", "", "其中：一般公共预算执行数", "", "1464.43"),
        ("", "", "政府性基金预算财政拨款", "", "0", "", "政府性基金预算财政拨款执行数", "", "0"),
        ("", "", "年初预算数", "", "1400", "", "预算调整数", "", "86.27", "", "中央专款", "5"),
    ).budget
    assert (Decimal("1486.27"), Decimal("1464.43")) == (budget.planned, budget.spent)
    assert (Decimal(1400), Decimal("86.27"), Decimal(5)) == (budget.initial, budget.adjustment, budget.excluded)
    shown = [(part.name, part.planned, part.spent, [cell.at for cell in part.cells]) for part in budget.parts]
    expected: list[tuple[Any, ...]] = [
        ("一般公共预算财政拨款", Decimal("1486.27"), Decimal("1464.43"), ["E2", "I2"]),
        ("政府性基金预算财政拨款", 0, 0, ["E3", "I3"]),
    ]
    assert expected == shown
    assert "万元" == budget.unit
    assert [("planned", "1,486.27", "E1"), ("spent", "1464.43", "I1")] == [(cell.field, cell.text, cell.at) for cell in budget.cells[:2]]


def test_the_money_below_its_heads() -> None:
    budget = head(
        ("项目资金（元）", "", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
        ("", "年度资金总额", "", "250000.00", "250000.00", "215,457.6", "10", "86.19%", "8.62"),
        ("", "其中：当年财政拨款", "", "200000", "200000", "200000", "—", "", "—"),
        ("", "其他资金", "", "", "50000", "15457.6", "—", "", "—"),
        ("年度总体目标", "预期目标", "", "", "", "实际完成情况"),
    ).budget
    assert ("元", Decimal(250000), Decimal(250000), Decimal("215457.6")) == (budget.unit, budget.initial, budget.planned, budget.spent)
    assert (Decimal(10), "86.19%", Decimal("8.62")) == (budget.weight, budget.rate.text, budget.printed)
    expected = [("当年财政拨款", Decimal(200000), Decimal(200000)), ("其他资金", Decimal(50000), Decimal("15457.6"))]
    assert expected == [(p.name, p.planned, p.spent) for p in budget.parts]
    cell = budget.cell("printed")
    assert cell is not None
    assert "I2" == cell.at


def test_a_figure_in_another_unit_is_brought_to_that_of_the_block() -> None:
    budget = head(("资金（万元）", "预算数", "5000元", "全年执行数", "0.45万元")).budget
    assert (Decimal("0.5"), Decimal("0.45")) == (budget.planned, budget.spent)


@pytest.mark.parametrize("blank", ["—", "/", "-"])
def test_a_dash_is_nothing_printed(blank: str) -> None:
    assert head(("资金（万元）", "预算数", blank, "全年执行数", "5")).budget.planned is None


@pytest.mark.parametrize(
    ("rows", "message", "cell"),
    [
        ([("资金（万元）", "预算数", "约一千")], "预算数“约一千”不是数字。", "C1"),
        ([("资金（万元）", "预算数", "100", "全年执行数", "九十")], "全年执行数“九十”不是数字。", "E1"),
        ([("总分：优秀",)], "总分“优秀”不是数字。", "A1"),
        ([("自评总分", "优秀")], "总分“优秀”不是数字。", "B1"),
        ([("资金", "预算数", "执行数", "得分"), ("年度资金总额", "5", "5", "满分")], "预算得分“满分”不是数字。", "D2"),
    ],
)
def test_words_where_a_figure_must_be_are_told_and_count_as_blank(rows: list[tuple[str, ...]], message: str, cell: str) -> None:
    one = head(*rows)
    assert (f"{message[:-1]}（{cell}），按没有填写计。请在 {cell} 填数字，例如 10；没有就留空。",) == one.remarks
    assert one.declared is None


def test_a_formula_without_its_result_is_no_number() -> None:
    with pytest.raises(ReadError, match="这里的公式没有保存结果。"):
        number(GridCell(row=3, column=4, lost=True), "得分", PLACE)


def test_a_row_without_a_total_gives_none() -> None:
    assert total_in(row(1, "评价总得分不得超过70分"), PLACE, []) is None


def test_a_total_in_words_between_others_is_told_at_its_own_cell() -> None:
    one = head(("绩效自评表",), ("制表", "张三；自评总分：九十五"))
    assert None is one.declared
    assert ("总分“九十五”不是数字（B2），按没有填写计。请在 B2 填数字，例如 10；没有就留空。",) == one.remarks


@pytest.mark.parametrize(
    ("rows", "weight", "criterion", "at"),
    [
        (
            [("预算执行情况（万元）（20分）", "", "预算数（A）", "执行数（B）", "执行率（B/A）", "得分（20分*执行率）"),
             ("", "年度财政资金总额", "100", "90", "90%", "18")],
            "20", "20分*执行率", "F1",
        ),
        (
            [("", "", "预算数", "执行数", "得分(10×预算执行率)"), ("预算执行（10分）", "年度资金总额", "100", "90", "9")],
            "10", "10×预算执行率", "E1",
        ),
        ([("项目资金（万元）（10分）", "", "预算数", "执行数", "得分"), ("", "年度资金总额", "100", "90", "9")], "10", "", "A1"),
        (
            [("项目资金（10分）", "", "预算数", "执行数", "分值", "得分"), ("", "年度资金总额", "100", "90", "8", "7.2")],
            "8", "", "E2",
        ),
    ],
)  # fmt: skip
def test_points_of_the_budget_line_in_its_heads(rows: list[tuple[str, ...]], weight: str, criterion: str, at: str) -> None:
    budget = head(*rows).budget
    cell = budget.cell("weight")
    assert cell is not None
    assert (weight, criterion, at) == (str(budget.weight), budget.criterion, cell.at)


def test_what_a_unit_spends_on_is_no_part_of_what_was_spent() -> None:
    budget = head(
        ("基本支出总额", "500", "项目支出总额", "300"),
        ("预算执行情况（万元）（20分）", "", "预算数（A）", "执行数（B）", "执行率（B/A）", "得分（20分*执行率）"),
        ("", "部门整体支出总额", "800", "760", "95%", "19"),
    ).budget
    assert (Decimal(800), Decimal(760), ()) == (budget.planned, budget.spent, budget.parts)


@pytest.mark.parametrize(("right", "spent"), [("预算支出", 118), ("其他", 110)])
def test_of_two_tables_of_money_side_by_side_the_one_of_spending_counts(right: str, spent: int) -> None:
    rows = [
        ("预算执行情况（万元）", "预算收入", "", "", right),
        ("", "项目", "预算数", "执行数", "项目", "预算数", "执行数"),
        ("", "一般公共预算", "120", "110", "基本支出", "90", "90"),
        ("", "其他资金", "0", "0", "项目支出预算", "30", "28"),
        ("", "合计", "120", "110", "合计", "120", "118"),
    ]
    budget = head(*rows).budget
    assert (Decimal(120), Decimal(spent)) == (budget.planned, budget.spent)


def test_full_marks_beside_the_score_are_no_total() -> None:
    one = head(("总分", "100", "自评得分", "92", "等级", "优"))
    assert Decimal(92) == one.declared
    assert Decimal(92) == head(("自评得分", "92", "总分", "100")).declared


def test_parts_with_one_name_are_planned_and_spent() -> None:
    rows = [("资金（万元）", "预算数", "300", "执行数", "270"), ("", "其中：财政拨款", "300", "其中：财政拨款", "270")]
    (part,) = head(*rows).budget.parts
    assert (Decimal(300), Decimal(270)) == (part.planned, part.spent)


@pytest.mark.parametrize(("points", "weight", "said"), [("10", Decimal(10), 0), ("0", Decimal(0), 0), ("-10", None, 1)])
def test_points_of_the_budget_below_zero_count_as_not_printed(points: str, weight: Decimal | None, said: int) -> None:
    rows = [
        ("", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
        ("年度资金总额", "100", "100", "90", points, "90%", "9"),
    ]
    found = head(*rows)
    assert (weight, Decimal(9)) == (found.budget.weight, found.budget.printed)
    assert ["执行率的分值 -10 是负数（E2），当作没有填写；请改为 0 或正数。"] * said == list(found.remarks)
