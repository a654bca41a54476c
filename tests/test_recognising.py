"""perfscore.recognising: the rulebook whose clauses stand in the form."""

import pytest
from attrs import evolve

import perfscore as ps
from perfscore import recognising
from perfscore.recognising import recognise
from tests.forms import BOOK, FIRST, form, leaf


def test_the_first_sheet_is_known_by_its_own_notes() -> None:
    found = recognise(ps.read(FIRST))
    assert found.rulebook.id == BOOK
    assert found.why == "表内印有该办法 14 条条文中的 14 条"


def test_without_its_notes_it_is_not() -> None:
    sheet = evolve(ps.read(FIRST), notes=())
    found = recognise(sheet)
    assert found.rulebook.id == "general"
    assert found.why == "表注与内置评分办法都对不上，只按各行自己的评分标准重算"


def test_the_name_of_the_file_or_the_unit_decides_nothing() -> None:
    sheet = evolve(form(leaf()), title="汉阳区部门整体支出绩效自评表", unit="汉阳区大数据中心", year=2019)
    assert recognise(sheet).rulebook.id == "general"


def test_a_few_short_quotes_are_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognising, "_quotes", lambda _: ("满分100分", "不设置附加分"))
    sheet = form(leaf(criterion="满分100分,不设置附加分"))
    assert recognise(sheet).rulebook.id == "general"


def test_whether_a_form_prints_a_clause() -> None:
    sheet = ps.read(FIRST)
    assert recognising.prints(sheet, "约束性指标以负数记分")
    assert not recognising.prints(sheet, "约束性指标以正数记分")
    assert not recognising.prints(sheet, "")
