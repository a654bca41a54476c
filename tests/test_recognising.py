"""perfscore.recognising: the rulebook that a form follows, and why."""

import pytest
from attrs import evolve

import perfscore as ps
from perfscore import recognising
from perfscore.recognising import CHOSEN, NATIONAL, Words, marks_of, recognise
from perfscore.rulebook import Marks
from perfscore.source import Cell
from tests.forms import BOOK, FIRST, form, leaf

NONE = Words(title="", unit="", year=None, heads=(), notes=(), criteria=())
NOWHERE = "表注、标题、地区和表头都没有指明评分办法，按全国通用的自评表"


def noting(*texts: str) -> ps.Sheet:
    """A form with these notes."""
    return evolve(form(leaf(criterion="")), notes=[Cell(field="note", text=text, at=f"A{30 + row}") for row, text in enumerate(texts)])


def test_the_first_sheet_is_known_by_its_own_notes() -> None:
    found = recognise(ps.read(FIRST))
    assert found.rulebook is ps.rulebook(BOOK)
    assert found.why == "表内印有该办法 14 条条文中的 14 条"


def test_where_nothing_points_to_a_document_the_national_form_holds() -> None:
    found = recognise(form(leaf()))
    assert (found.rulebook.id, found.rulebook.guessed, found.why) == (NATIONAL, True, NOWHERE)


def test_without_its_notes_the_first_sheet_is_known_by_title_and_place() -> None:
    found = recognise(evolve(ps.read(FIRST), notes=()))
    assert (found.rulebook.id, found.rulebook.guessed) == (BOOK, True)
    assert found.why == "表内没有印出条文，按地区“汉阳”、标题“部门整体支出”认定"
    assert recognise(evolve(ps.read(FIRST), notes=(), year=2030)).rulebook.id == NATIONAL


def test_a_few_short_quotes_are_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognising, "_quotes", lambda _: ("满分100分", "不设置附加分"))
    sheet = form(leaf(criterion="满分100分,不设置附加分"))
    assert recognise(sheet).rulebook.id == NATIONAL


@pytest.mark.parametrize(
    ("marks", "words", "told"),
    [
        (Marks(places=("湖北",)), NONE._replace(unit="湖北省某局"), ("地区“湖北”",)),
        (Marks(places=("湖北",)), NONE._replace(notes=("参照湖北省做法",)), ()),
        (Marks(places=("湖北",)), NONE._replace(unit="某局"), ()),
        (Marks(places=("湖北",)), NONE._replace(unit="青岛市湖北路小学"), ()),
        (Marks(places=("山西",)), NONE._replace(unit="佛山西站枢纽管理处"), ()),
        (Marks(places=("山西",)), NONE._replace(unit="福州市山西商会"), ()),
        (Marks(places=("广西",)), NONE._replace(unit="广西壮族自治区某厅"), ("地区“广西”",)),
        (Marks(places=("河北",)), NONE._replace(unit="北京市房山区河北镇人民政府"), ()),
        (Marks(places=("天津",)), NONE._replace(unit="天津路街道办事处、天津市某局"), ("地区“天津”",)),
        (Marks(places=("湖北",), titles=("项目自评表",)), NONE._replace(title="2020年度湖北省某项目自评表"), ("地区“湖北”", "标题“项目自评表”")),
        (Marks(places=("湖北",), titles=("项目自评表",)), NONE._replace(title="部门自评表", unit="湖北某局"), ()),
        (Marks(titles=("项目自评表",)), NONE._replace(title="项目自评表"), ()),
        (Marks(heads=("年初目标值(A)", "实际完成值(B)")), NONE._replace(heads=("指标", "年初目标值（A）", "实际完成值（B）")), ("表头“年初目标值(A)”“实际完成值(B)”",)),
        (Marks(heads=("年初目标值(A)", "实际完成值(B)")), NONE._replace(heads=("年初目标值（A）",)), ()),
    ],
)  # fmt: skip
def test_the_marks_of_a_form(marks: Marks, words: Words, told: tuple[str, ...]) -> None:
    assert marks_of(words, marks) == told


def test_what_the_notes_say_outranks_the_rulebook() -> None:
    sheet = noting(
        "注:1.定量指标若为正向指标,得分=全年实际值/年度指标值*该指标分值。2.评价等级:优(90-100分)、良(80-89分)、中(60-79分)、差(0-59分)。"
    )
    found = recognise(sheet)
    assert found.rulebook.id == NATIONAL
    assert found.why.startswith(f"{NOWHERE}；表注另写明的从表注：")
    assert found.rulebook["grades"].value == "优[90,100]、良[80,89]、中[60,79]、差[0,59]"
    cite = found.rulebook["grades"].cite
    assert (cite.document, cite.status) == ("本表", None)
    assert cite.quote in sheet.notes[0].text


def test_the_same_notes_give_the_same_rulebook() -> None:
    sheet = noting("评价等级:优(90-100分)、良(80-89分)、中(60-79分)、差(0-59分)。")
    assert recognise(sheet).rulebook is recognise(evolve(sheet, unit="另一单位")).rulebook
    other = noting("评价等级:优(90-100分)、良(80-90分)、中(60-80分)、差(0-60分)。")
    assert recognise(sheet).rulebook is not recognise(other).rulebook


def test_a_rulebook_that_the_user_names_is_not_outranked() -> None:
    sheet = noting("评价等级:优(90-100分)、良(80-89分)、中(60-79分)、差(0-59分)。")
    card = ps.score(sheet, BOOK)
    assert (card.recognised_by, card.rulebook.get("grades")) == (CHOSEN, None)


def test_whether_a_form_prints_a_clause() -> None:
    sheet = ps.read(FIRST)
    assert recognising.prints(sheet, "约束性指标以负数记分")
    assert not recognising.prints(sheet, "约束性指标以正数记分")
    assert not recognising.prints(sheet, "")


def test_values_that_read_as_one_rule_say_the_same() -> None:
    assert recognising._same("按执行率*分值得分", "得分按执行率*分值")
    assert not recognising._same("得分按执行率*分值", "得分按执行率*20")
    assert not recognising._same("100", "120")


def test_a_rule_of_the_notes_that_is_not_read_is_not_replaced_by_the_national_forms() -> None:
    found = recognise(noting("注：正向指标得分=实际完成值/年初目标值*分值，合格率指标除外。"))
    assert found.rulebook.get("positive") is None
    assert found.why == f"{NOWHERE}；表注另有没有读懂的规定，不以该办法代替：正向指标公式"


def test_what_is_only_guessed_says_nothing_of_a_rows_own_criterion() -> None:
    row = leaf("三公经费变动率", weight="10", target="≤-5%", actual="-20%", criterion="每增加1个百分点扣1分，扣完为止")
    far = leaf("培训", weight="10", target="≥100", actual="200", criterion="每减少1扣0.1分，扣完为止")
    guessed = ps.score(evolve(form(row), title="项目支出绩效自评表", unit="广西壮族自治区某局"))
    assert (guessed.rulebook.id, str(guessed.total)) == ("cn-gx-pmkpi", "10.00")
    miss = ps.score(evolve(form(far), title="部门整体支出绩效自评表", unit="大英县总工会", year=2020))
    assert (miss.rulebook.id, str(miss.total)) == ("cn-sc-daying-2020-dept", "10.00")


def test_a_budget_is_not_read_by_what_is_only_guessed() -> None:
    sheet = evolve(form(), title="项目支出绩效自评表", unit="北京市海淀区教委", year=2016,
                   budget=ps.Budget(planned="100", spent="50", initial="200", weight="10"))  # fmt: skip
    card = ps.score(sheet)
    assert (card.rulebook.id, str(card["执行率"].score)) == ("cn-bj-2016-project", "5.00")


def test_the_notes_may_name_a_rulebook_by_its_id() -> None:
    note = ps.Cell(field="note", text="注：1.评分办法：某办法（cn-pmkpi-default）。", at="A30")
    found = recognise(ps.Sheet(notes=[note]))
    assert ("cn-pmkpi-default", "表注写明评分办法 cn-pmkpi-default", False) == (found.rulebook.id, found.why, found.rulebook.guessed)
    for text in (
        "cn-pmkpi-default",
        "评分办法：cn-pmkpi-default、cn-hn-2015-dept",
        "评分办法：xcn-pmkpi-default",
        "评分办法：cn-pmkpi-default-x",
    ):
        assert "cn-mof-2020-10" == recognise(ps.Sheet(notes=[ps.Cell(field="note", text=text, at="A30")])).rulebook.id
