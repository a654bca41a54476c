"""The formulas of notes (表注公式): which direction, what is divided by what, and that nothing is added."""

import pytest

from perfscore.proportion import CONVENTION, LINEAR, POSITIVE, REVERSE, formulas, letters_in


def said(text: str, letters: dict[str, str] | None = None) -> list[tuple[str, str]]:
    return [(one.key, one.value) for one in formulas(text, CONVENTION if letters is None else letters)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "formula",
    [
        "B/A*分值",
        "(B/A)*该指标分值",
        "权重*B/A",
        "B/A*100%*权重",
        "B/Ax分值",
        "实际完成值/年初目标值*该指标权重",
        "全年实际值(B)/年度指标值(A)*该指标分值",
        "实际完成数/计划数*指标分值",
        "实际完成值除以目标值乘以分值",
        "完成值与指标值的比例*分值",
        "完成值与指标值的比例记分",
    ],
)
@pytest.mark.parametrize(
    "lead", ["正向指标得分=", "定量指标若为正向指标(即目标值为≥X),则得分计算方法为:", "正向指标:", "正向指标(越大越好)按"]
)
def test_a_positive_formula_however_it_is_written(lead: str, formula: str) -> None:
    assert [("positive", POSITIVE)] == said(f"{lead}{formula}。")


@pytest.mark.parametrize("lead", ["反向指标得分=", "若为负向指标(即目标值为≤X),则得分=", "逆向指标:"])
def test_a_reverse_formula(lead: str) -> None:
    assert [("reverse", REVERSE)] == said(f"{lead}A/B*分值")
    assert [("reverse", LINEAR)] == said(f"{lead}分值*[1-(实际完成值-目标值)/目标值]")
    assert [("reverse", LINEAR)] == said(f"{lead}(1-(实际完成值-目标值)/目标值)*分值")


@pytest.mark.parametrize("side", ["正向指标", "定量指标"])
def test_the_linear_formula_is_read_for_reverse_rows_only(side: str) -> None:
    assert not said(f"{side}得分=分值*(1-(实际完成值-目标值)/目标值)")
    assert not said("反向指标得分=分值*(1-(实际完成值-目标值)/目标值)*80%")


@pytest.mark.parametrize(
    "end", ["", "。", ";", "记分。", ",若为反向指标,另行规定。", "、反向指标另行规定", ",得分最高不得超过该指标分值。"]
)
def test_where_a_formula_may_end(end: str) -> None:
    assert [("positive", POSITIVE)] == said(f"正向指标得分=B/A*分值{end}")


@pytest.mark.parametrize("end", ["*80%", "+10分", "(不超过120%)", ",最低得60分", ",再由主管部门调整"])
def test_a_formula_that_goes_on_is_not_clear(end: str) -> None:
    assert [("positive", "")] == said(f"正向指标得分=B/A*分值{end}")


@pytest.mark.parametrize(
    "lead", ["得分=", "正向指标达到90%的,得分=", "正向指标得分=0.8*", f"正向指标{'的' * 60}得分=", "满意度正向指标得分=", ""]
)
def test_a_formula_that_is_not_of_every_row_is_not_read(lead: str) -> None:
    assert not said(f"{lead}B/A*分值")


@pytest.mark.parametrize("formula", ["A/B*分值", "A/A*分值", "C/A*分值", "目标值/实际完成值*分值", "全年实际值(A)/年度指标值(B)*分值"])
def test_the_wrong_way_round_is_not_clear(formula: str) -> None:
    assert [("positive", "")] == said(f"正向指标得分={formula}")


MET = "完成值达到指标值,记满分;未达到指标值,按"


def test_full_marks_where_met_else_in_proportion() -> None:
    assert [("positive", POSITIVE), ("reverse", REVERSE)] == said(f"{MET}B/A或A/B*该指标分值记分")
    assert [("positive", POSITIVE), ("reverse", REVERSE)] == said(f"{MET}B/A(正向)或A/B(反向)*该指标分值记分。")
    assert [("positive", POSITIVE)] == said(f"{MET}B/A*该指标分值记分")
    assert [("positive", POSITIVE)] == said(f"{MET}完成值与指标值的比例记分")
    assert [("reverse", REVERSE)] == said(f"反向指标{MET}A/B*该指标分值记分")
    assert [("positive", ""), ("reverse", "")] == said(f"{MET}A/B或B/A*该指标分值记分")
    assert [("positive", "")] == said(f"{MET}B/A*该指标分值记分,再打八折")
    assert not said(f"{MET}规定记分")
    assert not said(f"培训人数:{MET}B/A*该指标分值记分")


def test_letters_have_no_meaning_where_the_form_contradicts_itself() -> None:
    assert [("positive", "")] == said("正向指标得分=B/A*分值", {})
    assert [("positive", POSITIVE)] == said("正向指标得分=实际完成值/目标值*分值", {})


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("实际完成值(B)", {("B", "actual")}),
        ("A代表年度指标值;B表示全年实际值。", {("A", "target"), ("B", "actual")}),
        ("预算数(A),执行数(B)", set()),
        ("A为年度指标值的上限", set()),
    ],
)
def test_what_letters_stand_for(text: str, letters: set[tuple[str, str]]) -> None:
    assert letters == letters_in(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(实际完成值-预期目标值)/预期目标值", "(a - t) / t"),
        ("[B-A]/A*100%", "(a - t) / t"),
        ("(目标值-实际完成值)/目标值。", "(t - a) / t"),
        ("(实际完成值-目标值)/实际完成值", "(a - t) / a"),
        ("实际完成值-目标值", "a - t"),
        ("(B-A),保留两位小数", "a - t"),
        ("B-A/A", ""),
        ("(B-A/A", ""),
        ("(B-B)/A", ""),
        ("(C-A)/A", ""),
        ("(B-A)/C", ""),
    ],
)
def test_deviations(text: str, value: str) -> None:
    assert [("deviation", value)] == said(f"指标值偏差率={text}")


@pytest.mark.parametrize("text", ["成本偏差率=B-A", "偏差率=(B-A)/A+1", "偏差率=(B-A)/A,取绝对值", "偏差率=|B-A|/A"])
def test_deviations_of_another_kind(text: str) -> None:
    assert not said(text)
