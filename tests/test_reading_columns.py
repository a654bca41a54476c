import pytest

from perfscore.reading.columns import WORDS, Columns, field_of, find, is_number, nearest
from perfscore.reading.grid import GridCell, GridRow

HEADS = ("一级指标", "二级指标", "三级指标", "分值", "指标说明", "评分标准", "年初目标值", "实际完成值", "得分", "指标值偏差率", "备注")


def row(number: int, *texts: str, table: bool = True) -> GridRow:
    cells = tuple(GridCell(row=number, column=column, text=text) for column, text in enumerate(texts, 1) if text)
    return GridRow(number=number, cells=cells, table=table)


def head(*texts: str) -> Columns:
    (columns,) = find([row(1, *texts)])
    return columns


@pytest.mark.parametrize(("field", "word"), [(field, word) for field, words in WORDS.items() for word in words])
def test_every_word_names_its_field(field: str, word: str) -> None:
    assert field == field_of(word)
    assert field == field_of(f" {word[0]} {word[1:]}（A）")


def test_no_word_names_two_fields() -> None:
    words = [word for field in WORDS.values() for word in field]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("text", ["", "数量指标", "产出指标(50分)", "预算数", "年" * 100, "1", "()"])
def test_other_words_name_none(text: str) -> None:
    assert "" == field_of(text)


def test_columns_are_known_by_their_words_in_any_order() -> None:
    columns = head("序号", "得分", "三级指标", "年初目标值（A）", "实际完成值（B）", "一级指标", "说不清")
    assert {"printed": 2, "third": 3, "target": 4, "actual": 5, "first": 6} == columns.at
    assert ["说不清"] == [cell.text for cell in columns.unread]
    assert columns.complete
    assert ("first", "third") == columns.levels


@pytest.mark.parametrize("weighted", ["加权得分", "折算后得分", "加权得分（分）"])
def test_the_weighted_score_is_the_one_that_is_added_up(weighted: str) -> None:
    texts = ("二级指标", "权重", "目标值", "实际值", "得分（百分制）")
    assert {6: "printed"} == {place: name for name, place in head(*texts, weighted).at.items() if place > 4}
    assert 5 == head(*texts, "备注").at["printed"]


def test_a_head_of_two_rows_splits_the_target() -> None:
    rows = [
        row(11, "绩效指标", "", "", "年度指标值", "", "", "实际完成值", "分值", "得分"),
        row(12, "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位"),
        row(13, "产出指标", "数量指标", "经费", "≥", "95", "%", "95", "10", "9"),
    ]
    (columns,) = find(rows)
    assert (0, 1) == (columns.first, columns.last)
    expected = {"first": 1, "second": 2, "third": 3, "sign": 4, "target": 5, "unit": 6, "actual": 7, "weight": 8, "printed": 9}
    assert expected == columns.at


@pytest.mark.parametrize(
    "texts",
    [
        ("资金", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
        ("一级指标",),
        ("一级指标", "年初目标值"),
        ("分值", "得分", "备注"),
        ("产出指标", "数量指标", "完成率", "10"),
    ],
)
def test_other_rows_are_no_head(texts: tuple[str, ...]) -> None:
    assert [] == list(find([row(1, *texts)]))


def test_a_head_without_target_and_actual_is_given_and_says_so() -> None:
    columns = head("一级指标", "二级指标", "三级指标", "分值", "得分")
    assert not columns.complete


LEAF = ("10", "说明", "每减少1扣0.1分", "100%", "85%", "0", "0.15")


@pytest.mark.parametrize(
    "texts",
    [
        ("产出指标", "质量指标", "平台操作性", *LEAF),
        ("产出指标", "质量指标", "平台操作性", *LEAF, ""),
        ("", "产出指标", "质量指标", "平台操作性", *LEAF),
        ("", "", "产出指标", "质量指标", "平台操作性", *LEAF),
        ("产出指标", "", "质量指标", "平台操作性", *LEAF),
        ("产出指标", "质量指标", "", "平台操作性", *LEAF),
        ("", "", "平台操作性", *LEAF),
        ("", "平台操作性", *LEAF),
        ("平台操作性", *LEAF),
        ("", "", "", "平台操作性", *LEAF),
    ],
)
def test_cells_that_slid_sideways_find_their_columns(texts: tuple[str, ...]) -> None:
    columns = head(*HEADS)
    cells = columns.cells(row(5, *texts), loose=True)
    shown = {name: cells[name].text for name in ("third", "weight", "criterion", "target", "actual", "printed", "deviation")}
    expected = {
        "third": "平台操作性",
        "weight": "10",
        "criterion": "每减少1扣0.1分",
        "target": "100%",
        "actual": "85%",
        "printed": "0",
        "deviation": "0.15",
    }
    assert expected == shown
    assert columns.fits(row(5, *texts))


def test_cells_of_a_workbook_stay_where_they_are() -> None:
    cells = head(*HEADS).cells(row(5, "平台操作性", *LEAF), loose=False)
    assert "10" == cells["second"].text


@pytest.mark.parametrize(
    "texts",
    [
        ("2080505", "机关事业单位基本养老保险缴费支出", "26.70", "26.70"),
        ("项目", "行次", "决算数", "合计"),
        ("产出指标", "质量指标", "平台操作性", "十分", "说明", "标准", "100%", "85%", "0"),
        ("产出指标", "质量指标", "平台操作性", "10"),
    ],
)
def test_rows_of_other_tables_do_not_fit(texts: tuple[str, ...]) -> None:
    assert not head(*HEADS).fits(row(5, *texts))


def test_the_nearest_row_is_the_one_that_names_most() -> None:
    rows = [row(1, "标题"), row(2, "分值", "得分"), row(3, "分值", "得分", "备注")]
    assert rows[2] is nearest(rows)
    assert nearest(rows[:1]) is None
    assert nearest([]) is None


def test_a_dash_counts_as_a_number_only_where_a_blank_does() -> None:
    dash = GridCell(row=1, column=1, text="—")
    assert is_number(dash, blank=True)
    assert not is_number(dash)


def test_one_head_over_all_levels_stands_for_the_leaves_where_its_span_is_not_told() -> None:
    columns = head("绩效指标", "年初目标值", "实际完成值", "分值", "得分")
    assert {"third": 1, "target": 2, "actual": 3, "weight": 4, "printed": 5} == columns.at


def test_two_rows_of_heads_without_levels_are_no_head() -> None:
    assert [] == list(find([row(1, "分值", "得分"), row(2, "", "", "实际完成值"), row(3, "10", "9", "100")]))


@pytest.mark.parametrize(
    "texts",
    [
        ("绩效指标", "产出指标", "数量指标", "完成数3", "20", "10", "10", "20", "原因说明"),
        ("绩效指标", "产出指标", "数量指标", "完成数3", "达成", "达成", "原因说明"),
        ("绩效指标", "完成数3", "10", "9", "原因说明"),
    ],
)
def test_a_row_with_words_of_heads_is_no_head(texts: tuple[str, ...]) -> None:
    above = row(1, "绩效指标", "一级指标", "二级指标", "三级指标", "分值", "年度指标值", "实际完成值", "得分", "备注")
    assert [0] == [columns.first for columns in find([above, row(2, *texts), row(3, *texts)])]


@pytest.mark.parametrize(
    "texts",
    [
        ("年度绩效指标完成情况", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成指标值", "50"),
        ("项目绩效85分", "一级指标", "二级指标", "指标名称(三级指标)", "年初指标值", "年终完成值", "自评分", "复核分", "评价标准"),
        ("绩效评价指标", "分值", "得分", "完成情况"),
        ("绩效指标", "指标名称", "指标性质", "年初指标值", "全年完成值", "得分系数(%)", "指标权重(分)", "指标得分(分)", "是否核心指标"),
    ],
)
def test_a_repeated_head_is_one_beside_the_points_of_a_block_and_columns_that_are_not_known(texts: tuple[str, ...]) -> None:
    assert [0, 2] == [columns.first for columns in find([row(1, *texts), row(2, "产出指标", "数量指标", "甲", "10"), row(3, *texts)])]
