from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from perfscore.errors import ReadError
from perfscore.indicator import Goal, Indicator, Level
from perfscore.reading import read, scan
from perfscore.sheet import Sheet
from tests.reading_files import HEADS, Table, book, figures, form, tabs

LEAF = ("10", "", "100%", "90%", "9")


def sheet(table: Table, **options: Any) -> Sheet:
    return read(book(table, **options), name="表.xlsx")


def tree(branches: tuple[Goal | Indicator, ...]) -> list[Any]:
    """The names of a tree, nested as it is."""
    named = [(branch.number if isinstance(branch, Goal) else branch.name, branch) for branch in branches]
    return [{name: tree(branch.children)} if branch.children or isinstance(branch, Goal) else name for name, branch in named]


def with_rows(*rows: tuple[Any, ...]) -> Table:
    return [["绩效自评表"], list(HEADS), *[list(row) for row in rows]]


def test_every_field_of_a_leaf_has_its_cell() -> None:
    leaf = sheet(form()).rows[0].indicator
    expected = {
        "name": ("培训人次", "C5"),
        "weight": ("10", "D5"),
        "criterion": ("每减少1扣1分", "E5"),
        "target": ("100", "F5"),
        "actual": ("99", "G5"),
        "printed": ("9", "H5"),
        "remark": ("疫情", "I5"),
    }
    assert expected == {cell.field: (cell.text, cell.at) for cell in leaf.cells}
    assert (Decimal(10), Decimal(9), Level.THIRD) == (leaf.weight, leaf.printed, leaf.level)


def test_the_head_of_the_form() -> None:
    one = sheet(form())
    assert ("某局部门整体支出绩效自评表", "某局", 2021, Decimal(19)) == (one.title, one.unit, one.year, one.declared)
    assert (Decimal(100), Decimal("90.5"), "万元") == (one.budget.planned, one.budget.spent, one.budget.unit)
    assert HEADS == one.heads
    assert "表.xlsx!Sheet1!E2" == str(one.locate(one.cell("declared")))
    assert () == one.remarks
    assert 64 == len(one.digest)


def test_rows_that_share_a_level_share_its_node() -> None:
    one = sheet(
        with_rows(
            ("产出", "数量", "甲", *LEAF),
            ("", "", "乙", *LEAF),
            ("产出", "数量", "丙", *LEAF),
            ("", "质量", "丁", *LEAF),
            ("效益", "", "戊", *LEAF),
            ("效益", "社会", "己", *LEAF),
            ("产出", "数量", "庚", *LEAF),
        )
    )
    expected = [
        {"产出": [{"数量": ["甲", "乙", "丙"]}, {"质量": ["丁"]}]},
        {"效益": ["戊", {"社会": ["己"]}]},
        {"产出": [{"数量": ["庚"]}]},
    ]
    assert expected == tree(one.branches)
    assert [1, 2, 3] == [one.indicators[0].level, one.indicators[0].children[0].level, one.rows[0].indicator.level]


def test_goals_group_branches_and_some_belong_to_none() -> None:
    one = sheet(
        with_rows(
            ("预算管理", "预算执行", "预算执行率", *LEAF),
            ("目标1：办结",),
            ("产出", "数量", "甲", *LEAF),
            ("目标 二、维护", ""),
            ("产出", "数量", "乙", *LEAF),
            ("约束性指标", "资金", "丙", *LEAF),
            ("效益", "社会", "丁", *LEAF),
            ("年度绩效目标3", "建设"),
            ("产出", "数量", "戊", *LEAF),
        )
    )
    expected = [
        {"预算管理": [{"预算执行": ["预算执行率"]}]},
        {1: [{"产出": [{"数量": ["甲"]}]}]},
        {2: [{"产出": [{"数量": ["乙"]}]}, {"效益": [{"社会": ["丁"]}]}]},
        {"约束性指标": [{"资金": ["丙"]}]},
        {3: [{"产出": [{"数量": ["戊"]}]}]},
    ]
    assert expected == tree(one.branches)
    assert ["办结", "维护", "建设"] == [goal.text for goal in one.goals]
    assert ["A4", "A6", "B10"] == [goal.cells[0].at for goal in one.goals]
    assert [None, 1, 2, 2, None, 3] == [row.goal for row in one.rows]


def test_a_goal_without_indicators_is_kept() -> None:
    assert [{1: []}, {2: [{"产出": [{"数量": ["甲"]}]}]}] == tree(
        sheet(with_rows(("目标1：甲",), ("目标2：乙",), ("产出", "数量", "甲", *LEAF))).branches
    )


def test_a_target_in_three_columns_is_joined() -> None:
    table: Table = [
        ["绩效自评表"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "", "", "实际完成值", "分值", "得分"],
        ["", "", "", "指标性质", "指标值", "度量单位"],
        ["产出", "质量", "合格率", "≥", 90, "%", 95, 10, 10],
    ]
    leaf = sheet(table).rows[0].indicator
    assert ("≥90%", ">=") == (leaf.target.text, leaf.target.comparator)
    assert ("≥90%", "E4") == next((cell.text, cell.at) for cell in leaf.cells if cell.field == "target")


def test_hidden_digits_are_kept_beside_what_is_shown() -> None:
    workbook = load_workbook(BytesIO(book(form(G5=0.98533))))
    workbook.worksheets[0]["G5"].number_format = "0%"
    out = BytesIO()
    workbook.save(out)
    leaf = read(out.getvalue()).rows[0].indicator
    assert "99%" == leaf.actual.text
    assert [("99%", "0.98533")] == [(cell.text, cell.stored) for cell in leaf.cells if cell.field == "actual"]


# ---- sums, notes, the rest -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "declared", "at"),
    [
        (("总分", "", "", 100, "", "", "", 98.5), "98.5", "H7"),
        (("合计", "", "", 20, "", "", "", 19), "19", "H7"),
        (("自评总得分", "", "", 20, "", "", "", 19), "19", "H7"),
        (("总分：98.5分",), "98.5", "A7"),
        (("小计", "", "", 20, "", "", "", 19), None, ""),
        (("总分",), None, ""),
        (("总分", "", "", 100), None, ""),
    ],
)
def test_the_total_below_the_table(row: tuple[Any, ...], declared: str | None, at: str) -> None:
    one = sheet([*form(E2=""), list(row)])
    assert (None if declared is None else Decimal(declared)) == one.declared
    assert [at] * bool(at) == [cell.at for cell in one.cells if cell.field == "declared"]
    assert 2 == len(one.rows)
    assert () == one.remarks


@pytest.mark.parametrize(
    "row",
    [
        ("产出指标", "小计", "", 20, "", "", "", 19),
        ("产出指标", "", "小 计", 20, "", "", "", 19),
        ("", "产出指标合计", "", 20, "", "", "", 19),
        ("", "", "合计", 20, "", "—", "—", 19),
    ],
)
def test_a_sum_of_a_part_of_the_tree_is_no_row_wherever_its_word_stands(row: tuple[Any, ...]) -> None:
    table = form()
    one = sheet(
        [*table[:6], list(row), ["效益指标", "社会效益指标", "知晓率", 80, "", "≥90%", "95%", 80], ["合计", "", "", 100, "", "", "", 99]]
    )
    assert ["培训人次", "合格率", "知晓率"] == [leaf.indicator.name for leaf in one.rows]
    assert () == one.remarks


def test_an_indicator_called_a_sum_is_one_where_it_has_figures() -> None:
    row = ["产出指标", "数量指标", "合计", 80, "", "100件", "98件", 78]
    assert ["培训人次", "合格率", "合计"] == [leaf.indicator.name for leaf in sheet([*form(), row]).rows]


def test_the_total_of_the_head_comes_first() -> None:
    assert Decimal(19) == sheet([*form(), ["总分", "", "", 100, "", "", "", 18]]).declared


@pytest.mark.parametrize(
    ("rows", "notes"),
    [
        ([["1. 甲。"], ["2. 乙。(1) 丙 (2) 丁"], ["3．权重比为 5: 4。"]], ["1. 甲。", "2. 乙。(1) 丙 (2) 丁", "3．权重比为 5: 4。"]),
        ([["注：1.甲。2.乙1.5倍。3、丙。"]], ["1.甲。", "2.乙1.5倍。", "3、丙。"]),
        ([["备注:1 .甲。2 .乙。"]], ["1 .甲。", "2 .乙。"]),
        ([["注：\n1. 甲\n2. 乙"]], ["1. 甲", "2. 乙"]),
        ([["说明：不编号的一句。"], ["又一句。"]], ["说明：不编号的一句。 又一句。"]),
        ([["注：总说。1. 甲。"]], ["注：总说。", "1. 甲。"]),
        ([["１．甲，见１．５。"], ["２．乙。"]], ["１．甲，见１．５。", "２．乙。"]),
        ([["①甲。"], ["②乙。"]], ["①甲。 ②乙。"]),
        ([["2. 乙。"], ["3. 丙，见 5: 4。"]], ["2. 乙。", "3. 丙，见 5: 4。"]),
    ],
)
def test_notes_are_cut_into_their_items(rows: Table, notes: list[str]) -> None:
    one = sheet([*form(), *rows])
    assert notes == [note.text for note in one.notes]
    assert "A7" == one.notes[0].at
    assert {"note"} == {note.field for note in one.notes}


def test_what_is_not_read_is_said() -> None:
    one = sheet([*form(), ["领导批示", "加强管理"], ["审核意见", "", "", "同意", "123"]])
    assert ("第 7 行未读：没有认出是什么。", "第 8 行未读：没有认出是什么。") == one.remarks


@pytest.mark.parametrize("text", ["填报人：张三", "填表人（签字）：", "单位负责人: 李四", "联系电话：027-1234567"])
def test_signatures_are_no_part_of_the_form(text: str) -> None:
    assert () == sheet([*form(), [text, "", "", "2021年3月1日"]]).remarks


def test_a_formula_without_its_result_is_never_passed_over() -> None:
    for address in ("E2", "A5", "B5"):
        with pytest.raises(ReadError, match="这里的公式没有保存结果。") as caught:
            sheet(form(**{address: '="总分："&SUM(H5:H6)'}))
        assert f"表.xlsx!Sheet1!{address}" == str(caught.value.source)
    with pytest.raises(ReadError, match="这里的公式没有保存结果。"):
        sheet([*form()[:4], ["=A1"], *form()[4:]])
    assert ("第 8 行未读：没有认出是什么。",) == sheet([*form(), ["注：1. 甲。"], ["制表", "=NOW()"]]).remarks


def test_many_rows_that_are_not_read_are_counted() -> None:
    remarks = sheet([*form(), *[["杂项", str(number)] for number in range(50)]]).remarks
    assert (21, "另有 30 行未读。") == (len(remarks), remarks[-1])


def test_a_column_that_is_not_known_is_said() -> None:
    assert ("表头“专家意见”（J4）不是已知的列，该列没有读。",) == sheet(form(J4="专家意见")).remarks


def test_another_table_below_the_notes_does_no_harm() -> None:
    one = sheet(
        [*form(), ["注：1. 甲。"], ["收入", "项目", "名称", "金额", "", "元", "元", "元"], ["1", "2", "3", "约五", "", "5", "5", "优"]]
    )
    assert 2 == len(one.rows)
    assert 2 == len(one.remarks)


def test_heads_repeated_on_the_next_page_are_skipped() -> None:
    table = form()
    assert figures(sheet(table)) == figures(sheet([*table[:5], list(HEADS), *table[5:]]))


MONEY_ROW = ["预算管理", "预算执行", "预算执行率", 10, "得分按执行率*分值", 100, 99, 9]


@pytest.mark.parametrize(
    "again",
    [
        [list(HEADS)],
        [["某局部门整体支出绩效自评表"], list(HEADS)],
        [["某局部门整体支出绩效自评表（续表）"], list(HEADS)],
        [["某局部门整体支出绩效自评表（续）"], list(HEADS)],
    ],
)
def test_a_row_of_money_and_the_title_again_open_no_new_form(again: Table) -> None:
    table = [*form()[:4], MONEY_ROW, *form()[4:]]
    one = sheet([*table[:6], *again, *table[6:]])
    assert figures(sheet(table)) == figures(one)
    assert () == one.remarks
    (other,) = scan(tabs([*table[:6], [""], ["— 3 —"], ["（续表）"], *again, *table[6:]]).encode(), name="表.md")
    assert isinstance(other, Sheet)
    assert figures(sheet(table)) == figures(other)
    assert () == other.remarks


@pytest.mark.parametrize(
    "head",
    [
        [["某局部门整体支出绩效自评表"], ["评价单位", "某局"]],
        [["某局部门整体支出绩效自评表"], ["", "", "总分：19"]],
        [["另一局部门整体支出绩效自评表"]],
        [["部门整体支出资金（万元）", "预算数", 100, "全年执行数", 90.5]],
    ],
)
def test_another_title_or_the_labels_of_a_head_open_a_new_form(head: Table) -> None:
    found = scan(book([*form(), *head, list(HEADS), MONEY_ROW, *form()[5:]]), name="表.xlsx")
    assert [2, 2] == [len(one.rows) for one in found if isinstance(one, Sheet)]


def test_two_forms_side_by_side_are_both_read() -> None:
    wide = [[*row, *[""] * (10 - len(row)), *row] for row in form()]
    one, other = (found for found in scan(book(wide), name="表.xlsx") if isinstance(found, Sheet))
    assert figures(one) == figures(other) == figures(sheet(form()))
    assert ("D5", "N5") == tuple(cell.at for found in (one, other) for cell in found.rows[0].indicator.cells if cell.field == "weight")
    assert () == one.remarks == other.remarks


# ---- points ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "message", "cell", "hint"),
    [
        ({"H5": "=SUM(D5)"}, "这里的公式没有保存结果。", "H5", "请用 Excel/WPS 打开后保存一次，再重新读取。"),
        ({"G6": "=1+1"}, "这里的公式没有保存结果。", "G6", "请用 Excel/WPS 打开后保存一次，再重新读取。"),
        ({"C3": "=1+1"}, "这里的公式没有保存结果。", "C3", "请用 Excel/WPS 打开后保存一次，再重新读取。"),
        ({"A7": "总分", "E2": "", "H7": "=SUM(H5:H6)"}, "这里的公式没有保存结果。", "H7", "请用 Excel/WPS 打开后保存一次，再重新读取。"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(cells: dict[str, Any], message: str, cell: str, hint: str) -> None:
    with pytest.raises(ReadError) as caught:
        sheet(form(**cells))
    assert (message, hint) == (caught.value.message, caught.value.hint)
    assert f"表.xlsx!Sheet1!{cell}" == str(caught.value.source)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"D5": "十分"}, "分值“十分”不是数字（D5），按没有填写计。请在 D5 填数字，例如 10；没有就留空。"),
        ({"D5": "≤10"}, "分值“≤10”不是数字（D5），按没有填写计。请在 D5 填数字，例如 10；没有就留空。"),
        ({"D5": -5}, "分值 -5 是负数（D5），按没有填写计。请核对 D5，分值应为 0 或正数。"),
        ({"D5": ""}, "指标“培训人次”没有分值（D5）。请在 D5 填写分值，例如 10。"),
        ({"D5": "—"}, "指标“培训人次”没有分值（D5）。请在 D5 填写分值，例如 10。"),
        ({"H5": "优秀"}, "得分“优秀”不是数字（H5），按没有填写计。请在 H5 填数字，例如 10；没有就留空。"),
        ({"H6": "#DIV/0!"}, "得分“#DIV/0!”不是数字（H6），按没有填写计。请在 H6 填数字，例如 10；没有就留空。"),
        ({"C3": "约一千"}, "预算数“约一千”不是数字（C3），按没有填写计。请在 C3 填数字，例如 10；没有就留空。"),
        ({"A7": "总分", "E2": "", "H7": "优"}, "总分“优”不是数字（H7），按没有填写计。请在 H7 填数字，例如 10；没有就留空。"),
        ({"A7": "总分：优", "E2": ""}, "总分“优”不是数字（A7），按没有填写计。请在 A7 填数字，例如 10；没有就留空。"),
    ],
)
def test_what_is_no_figure_is_told_and_the_rest_is_read(cells: dict[str, Any], said: str) -> None:
    one = sheet(form(**cells))
    assert (said,) == one.remarks
    assert 2 == len(one.rows)
    assert None in (
        one.rows[0].weight.value,
        one.rows[0].indicator.printed,
        one.rows[1].indicator.printed,
        one.budget.planned,
        one.declared,
    )


@pytest.mark.parametrize("blank", ["", "—", "/"])
def test_nothing_printed_is_not_zero(blank: str) -> None:
    assert sheet(form(H5=blank)).rows[0].indicator.printed is None


@pytest.mark.parametrize("cells", [{"C6": "其中：女学员", "D6": ""}, {"C6": "★女学员", "D6": ""}, {"A6": "约束性指标", "D6": "—"}])
def test_some_rows_may_go_without_points(cells: dict[str, Any]) -> None:
    assert sheet(form(**cells)).rows[1].indicator.weight is None


def test_points_merged_over_two_rows_stand_in_the_first() -> None:
    one = sheet(form(D6=""), merges=["D5:D6"])
    assert [Decimal(10), None] == [row.indicator.weight for row in one.rows]


def test_a_form_without_a_column_of_points_has_none() -> None:
    table = [row[:3] + row[4:] if index > 2 else row for index, row in enumerate(form())]
    assert [None, None] == [row.indicator.weight for row in sheet(table).rows]


@pytest.mark.parametrize("heads", [("一级指标", "二级指标", "三级指标", "分值", "评分标准", "说明", "措施", "其他")])
def test_a_head_with_neither_target_nor_actual(heads: tuple[str, ...]) -> None:
    table = form()
    table[3] = list(heads)
    with pytest.raises(ReadError) as caught:
        sheet(table)
    message = f"第 4 行的表头“{'、'.join(heads)}”里没有年度指标值（年初目标值），也没有实际完成值。"
    assert message == caught.value.message
    assert "请补上“年度指标值”和“实际完成值”两列，或检查表头文字。" == caught.value.hint
    assert "表.xlsx!Sheet1!A4" == str(caught.value.source)


def test_a_table_of_scores_is_a_form_where_there_is_no_other() -> None:
    table: Table = [
        ["评价得分表"],
        ["一级指标", "二级指标", "三级指标", "得分"],
        ["决策（25分）", "目标（15分）", "相关性（5分）", "5"],
        ["", "", "明确性（5分）", "3"],
    ]
    one = sheet(table)
    assert ([Decimal(5), Decimal(5)], [Decimal(5), Decimal(3)]) == (
        [row.indicator.weight for row in one.rows], [row.indicator.printed for row in one.rows],
    )  # fmt: skip
    assert (
        "第 2 行的表头“一级指标、二级指标、三级指标、得分”里没有年度指标值（年初目标值），也没有实际完成值。只核对分值和得分。",
    ) == one.remarks
    assert 1 == len(scan(book(form(), table)))


def test_a_head_with_one_of_them_is_enough() -> None:
    table = form()
    table[3][5] = "计划情况说明"
    assert ["", ""] == [row.indicator.target.text for row in sheet(table).rows]


def test_a_head_without_rows() -> None:
    with pytest.raises(ReadError, match="表头下面没有指标行。"):
        sheet(form()[:4])


# ---- several forms ---------------------------------------------------------------------------------


def test_two_forms_in_one_worksheet_are_told_apart() -> None:
    second = form(A1="另一张绩效自评表", B2="某局二", H5=8)
    one, two = scan(book([*form(), [], *second]))
    assert isinstance(one, Sheet)
    assert isinstance(two, Sheet)
    assert ["某局", "某局二"] == [one.unit, two.unit]
    assert [9, 8] == [found.rows[0].indicator.printed for found in (one, two)]
    assert "H12" == two.rows[0].indicator.cells[-1].at
    assert (2, 2) == (len(one.rows), len(two.rows))


def test_two_forms_without_titles_are_told_apart_by_their_heads() -> None:
    found = scan(book([*form()[1:], [], *form(B2="某局二")[1:]]))
    assert ["某局", "某局二"] == [one.unit for one in found if isinstance(one, Sheet)]


def test_a_broken_form_does_not_hide_the_other() -> None:
    one, two = scan(book([*form(D5="=1+1"), [], *form()]))
    assert isinstance(one, ReadError)
    assert isinstance(two, Sheet)


# ---- texts -----------------------------------------------------------------------------------------


def test_a_text_gives_what_the_workbook_gives() -> None:
    assert figures(sheet(form())) == figures(read(tabs(form()).encode(), name="表.txt"))


def test_notes_on_lines_of_their_own_end_with_the_last_item() -> None:
    text = tabs(form()) + "\n\n注：\n1. 甲。\n2. 乙。\n\n后记：本文完。\n\n项目\t金额\n收入\t5\n"
    one = read(text.replace("注：\n1.", "注：1.").encode(), name="表.md")
    assert ["1. 甲。", "2. 乙。"] == [note.text for note in one.notes]
    assert ("第 13 行起的表格与本表的列不符，没有作为本表读取。",) == one.remarks


def test_a_table_that_follows_is_not_taken_for_the_form() -> None:
    text = tabs(form()) + "\n\n附表\n\n科目\t名称\t金额\n2080505\t养老保险\t26.70\n"
    one = read(text.encode(), name="表.md")
    assert 2 == len(one.rows)
    assert ("第 10 行起的表格与本表的列不符，没有作为本表读取。",) == one.remarks


def test_a_row_with_a_fault_after_a_page_break_is_not_lost_in_silence() -> None:
    rows = tabs(form(D5="十分")).split("\n")
    one = read("\n".join([*rows[:4], "", "- 3 -", "", *rows[4:]]).encode(), name="表.md")
    assert any(said.startswith("分值“十分”不是数字") for said in one.remarks)
    assert 2 == len(one.rows)


def test_a_title_may_take_two_lines() -> None:
    one = sheet([["某市部门整体支出"], ["绩效自评表"], ["绩效自评情况（2021年度）"], *form()[1:]])
    assert ("绩效自评表", 2021) == (one.title, one.year)


def test_a_total_beside_its_label() -> None:
    assert Decimal(96) == sheet([*form(E2=""), ["总分", 96]]).declared
    table = [row[:7] for row in form(E2="")]
    assert Decimal(96) == sheet([*table, ["总分", "", 96]]).declared


def test_goals_are_numbered_in_chinese_too() -> None:
    one = sheet(with_rows(("目标三：甲",), ("产出", "数量", "甲", *LEAF), ("目标十二：乙",), ("产出", "数量", "乙", *LEAF)))
    assert [3, 12] == [goal.number for goal in one.goals]


def test_a_first_level_name_alone_is_no_indicator() -> None:
    assert ("第 7 行未读：没有认出是什么。",) == sheet(form(A7="产出指标", D7=5)).remarks


def test_the_text_far_below_a_form_is_not_searched() -> None:
    far = "\n".join("一行正文。" for _ in range(60))
    row = "产出指标\t数量指标\t别处\t10\t\t1\t1\t10"
    assert 2 == len(read(f"{tabs(form())}\n\n{far}\n{row}\n".encode(), name="表.md").rows)


# ---- points that stand elsewhere ----------------------------------------------------------------


def test_goals_beside_the_heads_with_their_points() -> None:
    heads = ["一级指标", "二级指标", "三级指标", "年初目标值（A）", "实际完成值（B）", "得分"]
    one = sheet(
        [
            ["项目绩效自评表"],
            ["年度绩效目标1（50分）", *heads],
            ["", "产出指标", "数量指标", "甲", "5", "5", "50"],
            ["年度绩效目标2（30分）", *heads],
            ["", "产出指标", "数量指标", "乙", "5", "4", "24"],
            ["总分", "", "", "", "", "", "74"],
        ]
    )
    assert [{1: [{"产出指标": [{"数量指标": ["甲"]}]}]}, {2: [{"产出指标": [{"数量指标": ["乙"]}]}]}] == tree(one.branches)
    assert [Decimal(50), Decimal(30)] == [goal.allotted for goal in one.goals]
    assert (() == one.remarks, Decimal(74)) == (True, one.declared)


def test_points_of_the_levels_above_the_leaves() -> None:
    one = sheet(
        [
            ["部门绩效自评表"],
            ["一级指标", "分值", "二级指标", "分值", "三级指标", "分值", "目标值", "完成值", "得分"],
            ["产出指标", "60", "数量指标", "25", "甲", "15", "5", "5", "15"],
            ["", "", "", "", "乙", "10", "5", "5", "10"],
            ["", "", "质量指标", "35", "丙", "35", "5", "5", "35"],
        ]
    )
    (top,) = one.indicators
    assert (Decimal(60), [Decimal(25), Decimal(35)]) == (top.weight, [level.weight for level in top.children])
    assert ["15", "10", "35"] == [row.indicator.shown("weight") for row in one.rows]


def test_points_merged_over_rows_are_those_of_their_level() -> None:
    table = [
        ["部门绩效自评表"],
        ["一级指标", "二级指标", "分值", "三级指标", "目标值", "完成值", "得分"],
        ["产出指标", "数量指标", "25", "甲", "5", "5", "15"],
        ["", "", "", "乙", "5", "5", "10"],
    ]
    merged = sheet(table, merges=["C3:C4"])
    assert ([None, None], Decimal(25)) == ([row.indicator.weight for row in merged.rows], merged.indicators[0].children[0].weight)
    assert [Decimal(25), None] == [row.indicator.weight for row in sheet([*table[:3], ["", "", "", "其中：乙", "5", "5", ""]]).rows]


def test_points_in_the_name_of_a_level() -> None:
    one = sheet(with_rows(("产出指标（60分）", "数量", "甲", *LEAF)))
    assert Decimal(60) == one.indicators[0].weight


def test_labels_below_the_table_are_notes() -> None:
    one = sheet([*form(), ["偏差大或目标未完成原因分析", "受疫情影响"], ["改进措施及结果应用方案"]])
    assert (("偏差大或目标未完成原因分析：受疫情影响",), ()) == (tuple(note.text for note in one.notes), one.remarks)


# ---- tables of other templates -------------------------------------------------------------------


MANAGED: Table = [
    ["中央对地方转移支付区域绩效目标自评表"],
    ["资金投入情况（万元）", "", "", "全年预算数(A)", "全年执行数(B)", "分值", "预算执行率(B/A×100%)", "得分"],
    ["", "", "年度资金总额：", "4", "4", "10", "100%", "10"],
    ["", "", "其中：中央财政资金", "4", "4", "—", "", ""],
    ["资金管理情况", "", "", "情况说明", "", "分值", "得分", "存在问题和改进措施"],
    ["", "", "分配科学性", "科学分配", "", "6", "6", ""],
    ["", "", "支出责任履行情况", "按要求履行", "", "5", "4", "整改"],
    ["总体目标完成情况", "", "年初设定目标", "", "", "全年实际完成情况", "", ""],
    ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "全年完成值", "分值", "得分"],
    ["", "产出指标", "数量指标", "设备数量", "≥5套", "5套", "79", "79"],
]


def test_scores_for_how_money_was_managed_are_rows_of_their_own() -> None:
    one = sheet(MANAGED)
    assert [{"资金管理情况": ["分配科学性", "支出责任履行情况"]}, {"产出指标": [{"数量指标": ["设备数量"]}]}] == tree(one.branches)
    assert ["科学分配", "按要求履行", "5套"] == [row.indicator.actual.text for row in one.rows[1:]]
    assert (Decimal(4), Decimal(4), 1) == (one.budget.planned, one.budget.spent, len(one.budget.parts))
    assert (Decimal(100), ()) == (sum(row.indicator.weight or 0 for row in one.rows), one.remarks)


def test_a_list_without_levels() -> None:
    one = sheet([["自评表"], ["序号", "绩效指标", "年初目标值", "实际完成值", "自评得分"], ["1", "免疫密度", "≥90%", "95%", "20"]])
    assert [("免疫密度",)] == [row.path for row in one.rows]


def test_one_head_over_all_levels() -> None:
    table: Table = [
        ["绩效评价得分表"],
        ["绩效评价指标", "", "", "分值", "得分"],
        ["共性指标（30分）", "决策（20分）", "必要性", "20", "18"],
        ["", "", "可行性", "10", "10"],
    ]
    one = sheet(table, merges=["A2:C2"])
    assert [{"共性指标（30分）": [{"决策（20分）": ["必要性", "可行性"]}]}] == tree(one.branches)


def test_rows_that_only_keep_a_place_free_are_no_rows() -> None:
    rows = [("产出指标", "数量", "甲", *LEAF), ("", "质量", "指标1："), ("", "", "……"), ("效益指标", "经济"), ("", "社会", "乙", *LEAF)]
    one = sheet(with_rows(*rows))
    assert [{"产出指标": [{"数量": ["甲"]}]}, {"效益指标": [{"社会": ["乙"]}]}] == tree(one.branches)
    assert () == one.remarks


def test_a_row_that_only_has_its_name_is_a_row() -> None:
    one = sheet(with_rows(("产出指标", "数量", "甲", *LEAF), ("", "", "不合格产品处置率")))
    assert ["甲", "不合格产品处置率"] == [row.indicator.name for row in one.rows]


def test_scores_whose_head_stands_above_the_table() -> None:
    table: Table = [
        ["补助资金绩效目标自评表"],
        ["中央主管部门", "总局", "", "", "", "", "自评得分"],
        ["省级主管部门", "省局", "", "", "", "", "100"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "50"],
        ["", "产出指标", "数量指标", "培训", "5", "5", "50"],
    ]
    one = sheet(table)
    assert (Decimal(100), Decimal(50), ()) == (one.declared, one.rows[0].indicator.printed, one.remarks)


def test_words_below_a_head_that_stands_above_the_table_are_no_scores() -> None:
    table: Table = [
        ["补助资金绩效目标自评表"],
        ["中央主管部门", "总局", "", "", "", "", "自评得分"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"],
        ["", "产出指标", "数量指标", "培训", "5", "5", "全部完成"],
    ]
    assert None is sheet(table).rows[0].indicator.printed


def test_a_column_of_points_that_is_left_blank_gives_way_to_the_next() -> None:
    table: Table = [
        ["自评表"],
        ["一级指标", "二级指标", "三级指标", "指标分值", "目标值", "完成值", "权重占比（%）", "得分"],
        ["产出指标", "质量", "甲", "", "5", "5", "25", "25"],
    ]
    assert Decimal(25) == sheet(table).rows[0].indicator.weight


def test_a_total_in_the_words_of_a_note() -> None:
    one = sheet([*form(E2=""), ["自评结论", "经自评，项目自评得分为 98.5 分，等级为优。"]])
    cell = one.cell("declared")
    assert cell is not None
    assert (Decimal("98.5"), "B7") == (one.declared, cell.at)
    assert sheet([*form(E2=""), ["说明", "自评得分满分100分，其中产出50分。"]]).declared is None


def test_what_follows_a_form_in_a_document_is_not_called_unread() -> None:
    heads = "".join(f"<td>{head}</td>" for head in ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"))
    leaf = "".join(f"<td>{text}</td>" for text in ("产出", "数量", "甲", "5", "5", "100", "100"))
    other = "<tr><td>收入</td><td>5</td></tr>"
    page = "<html><p>项目绩效自评表</p><table><tr>{}</tr><tr>{}</tr>{}{}</table><p>三、名词解释</p><table>{}</table></html>"
    total = "<tr><td>总分</td><td></td><td></td><td></td><td></td><td>100</td><td>100</td></tr>"
    assert () == read(page.format(heads, leaf, "", total, other).encode(), name="a.html").remarks
    odd = "<tr><td>领导批示</td><td>加强管理</td></tr>"
    assert ("表1!A3未读：没有认出是什么。",) == read(page.format(heads, leaf, odd, total, other).encode(), name="a.html").remarks


def test_points_in_the_names_of_most_rows_are_their_points() -> None:
    heads = ["一级指标", "二级指标", "三级指标", "年初目标值", "实际完成值", "得分"]
    rows = [["产出", "数量", "签约人数（60分）", "5", "5", "60"], ["效益", "社会", "受益人数（40分）", "5", "5", "40"]]
    assert [Decimal(60), Decimal(40)] == [row.indicator.weight for row in sheet([["自评表"], heads, *rows]).rows]
    plain = [["产出", "数量", "测评得分（90分）", "5", "5", "60"], ["", "", "乙", "5", "5", "20"], ["", "", "丙", "5", "5", "20"]]
    assert {None} == {row.indicator.weight for row in sheet([["自评表"], heads, *plain]).rows}


def test_levels_over_their_names_and_points() -> None:
    table: Table = [
        ["自评表"],
        ["一级指标", "", "二级指标", "", "三级指标", "", "评分标准", "指标值", "完成值", "得分"],
        ["名称", "分值", "名称", "分值", "名称", "分值"],
        ["产出", "60", "数量", "60", "甲", "35", "", "5", "5", "35"],
        ["", "", "", "", "乙", "25", "", "5", "5", "25"],
    ]
    one = sheet(table)
    assert [("甲", Decimal(35)), ("乙", Decimal(25))] == [(row.indicator.name, row.indicator.weight) for row in one.rows]
    assert (Decimal(60), Decimal(60)) == (one.indicators[0].weight, one.indicators[0].children[0].weight)


@pytest.mark.parametrize(
    "said", ["自评得分为98分，等级为优。", "综合得分98分", "经自评，该项目最终得分98分", "备注：项目自评得98分", "经自评，本项目得分98分"]
)
def test_a_total_in_a_sentence_below(said: str) -> None:
    one = sheet([*form(E2=""), [said]])
    assert (Decimal(98), ()) == (one.declared, one.remarks)


BELOW: list[Table] = [
    [
        ["三公经费支出情况"],
        ["序号", "单位", "项目", "预算数", "决算数", "增减额", "上年数"],
        ["1", "本级", "公务接待费", "5", "4", "-1", "5"],
    ],
    [["序号", "专家", "单位", "评分", "意见", "权重", "得分"], ["1", "王一", "大学", "95", "好", "50", "47.5"]],
    [["90", "", "100", "80", "60", "50", "40"]],
]


@pytest.mark.parametrize("other", BELOW)
def test_tables_below_the_total_are_no_rows_of_the_form(other: Table) -> None:
    heads = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]
    rows: Table = [["绩效自评表"], heads, ["产出", "数量", "甲", "5", "5", "100", "100"], ["总分", "", "", "", "", "100", "100"]]
    assert [("产出", "数量", "甲")] == [row.path for row in sheet([*rows, *other]).rows]
    page = "<html>" + "".join(
        "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in table) + "</table>"
        for table in (rows[:3], other)
    )
    assert [("产出", "数量", "甲")] == [row.path for row in read((page + "</html>").encode(), name="a.html").rows]


def test_sums_of_parts_are_no_rows_and_no_totals() -> None:
    heads = ["一级指标", "二级指标", "三级指标", "分值", "目标值", "完成值", "得分"]
    leaves: Table = [["产出指标", "数量", "甲", "60", "5", "5", "60"], ["", "产出指标合计", "", "60", "", "", "60"]]
    more: Table = [
        ["效益指标", "社会", "乙", "40", "5", "5", "40"],
        ["", "合计", "", "40", "", "", "40"],
        ["总计", "", "", "100", "", "", "100"],
    ]
    one = sheet([["绩效自评表"], heads, *leaves, *more])
    assert (["甲", "乙"], Decimal(100), ()) == ([row.indicator.name for row in one.rows], one.declared, one.remarks)


def test_a_budget_line_that_stands_in_the_tree_too_counts_once() -> None:
    table: Table = [
        ["绩效自评表"],
        ["资金来源", "年初预算", "全年预算数", "执行数", "执行率", "得分"],
        ["中央资金", "300", "300", "280", "93.33%", ""],
        ["省级资金", "250", "250", "220", "88%", ""],
        ["合计", "550", "550", "500", "90.91%", "9.09"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "完成值", "分值", "得分"],
        ["预算执行", "预算执行", "预算执行率", "100%", "90.91%", "10", "9.09"],
        ["产出指标", "数量", "甲", "5", "5", "90", "90"],
    ]
    one = sheet(table)
    assert (Decimal(550), Decimal(500), ["中央资金", "省级资金"]) == (
        one.budget.planned,
        one.budget.spent,
        [part.name for part in one.budget.parts],
    )
    assert ["预算执行率", "甲"] == [row.indicator.name for row in one.rows]


PLAIN = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]


def test_levels_with_their_sums_are_no_leaves() -> None:
    table: Table = [
        ["绩效自评表"], PLAIN,
        ["产出指标", "", "", "", "", "60", "60"],
        ["", "数量指标", "", "", "", "60", "60"],
        ["", "", "甲", "5", "5", "60", "60"],
        ["效益指标", "", "", "", "", "40", "40"],
        ["", "社会效益", "乙", "5", "5", "40", "40"],
        ["总分（满分100分）", "", "", "", "", "100", "100"],
    ]  # fmt: skip
    one = sheet(table)
    assert [{"产出指标": [{"数量指标": ["甲"]}]}, {"效益指标": [{"社会效益": ["乙"]}]}] == tree(one.branches)
    assert (Decimal(100), ()) == (one.declared, one.remarks)


def test_a_row_that_names_the_first_level_alone_is_an_indicator_where_it_has_values() -> None:
    rows: Table = [
        ["预算执行率", "", "", "100%", "90%", "10", "9"],
        ["产出", "数量", "甲", "5", "5", "90", "90"],
        ["扣分", "", "", "", "", "", "-2"],
    ]
    one = sheet([["绩效自评表"], PLAIN, *rows, ["总分", "", "", "", "", "100", "97"]])
    assert [("预算执行率", Decimal(9)), ("甲", Decimal(90)), ("扣分", Decimal(-2))] == [
        (row.indicator.name, row.indicator.printed) for row in one.rows
    ]
    assert () == one.remarks


def test_two_rows_of_heads_without_targets() -> None:
    table: Table = [
        ["绩效自评表"],
        ["评价指标", "", "", "指标说明", "评分标准", "分值", "自评得分", "扣分原因"],
        ["一级指标", "二级指标", "三级指标"],
        ["履职效能", "整体效能", "甲", "", "没有违规得5分", "5", "5", ""],
    ]
    assert [("履职效能", "整体效能", "甲")] == [row.path for row in sheet(table, merges=["A2:C2"]).rows]


def test_a_missing_reason_is_told_at_its_own_cell() -> None:
    one = sheet([["绩效自评表"], [*PLAIN, "偏差原因分析"], ["产出", "数量", "甲", "5", "4", "100", "80"]])
    cell = one.rows[0].indicator.cell("remark")
    assert cell is not None
    assert ("", "H3") == (cell.text, cell.at)
    page = "<html><p>绩效自评表</p><table><tr>{}</tr><tr>{}</tr></table></html>"
    cells = ["".join(f"<td>{text}</td>" for text in texts) for texts in ([*PLAIN, "偏差原因分析"], LEAF_OF_SEVEN)]
    found = read(page.format(*cells).encode(), name="a.html").rows[0].indicator.cell("remark")
    assert found is not None
    assert "表1!H2" == found.at


LEAF_OF_SEVEN = ["产出", "数量", "甲", "5", "4", "100", "80"]


def test_long_lists_of_faults_are_cut_and_counted() -> None:
    one = sheet([["绩效自评表"], PLAIN, *[["产出", "数量", f"行{number}", "5", "5", "十分", "10"] for number in range(25)]])
    assert (21, "另有 5 处不是数字或没有分值。") == (len(one.remarks), one.remarks[-1])


def test_a_row_with_values_is_no_sum_whatever_its_name() -> None:
    one = sheet([["绩效自评表"], PLAIN, ["产出", "数量", "甲", "5", "5", "50", "50"], ["", "", "投入合计", "≤100", "90", "50", "50"]])
    assert ["甲", "投入合计"] == [row.indicator.name for row in one.rows]


TOTALS_ABOVE: list[list[Any]] = [
    ["项目支出绩效自评表"], ["项目名称", "甲"], ["总分", None, 100, None, None, 90], ["一级指标", "三级指标", "分值", "年度指标值", "实际完成值", "得分"],
    ["产出", "办结率", 50, "≥90%", "81%", 40], ["产出", "合格率", 50, "≥90%", "90%", 50],
]  # fmt: skip


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4, 5), (0, 1, 3, 2, 4, 5), (0, 1, 3, 4, 5, 2)])
def test_a_total_that_sums_up_points_and_scores_declares_the_scores(order: tuple[int, ...]) -> None:
    """Above the heads, between them and the rows, and below: 100 is what the form is worth."""
    made: Any = Workbook()
    for place in order:
        made.active.append(TOTALS_ABOVE[place])
    out = BytesIO()
    made.save(out)
    found = read(out.getvalue(), name="a.xlsx")
    assert (Decimal(90), f"F{order.index(2) + 1}", 2) == (
        found.declared,
        next(one.at for one in found.cells if one.field == "declared"),
        len(found.rows),
    )
