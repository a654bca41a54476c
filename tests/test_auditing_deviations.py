"""perfscore.auditing.deviations: deviation rates that are something else."""

from typing import Any

import pytest
from attrs import evolve

import perfscore as ps
from perfscore.source import Cell
from tests.forms import BOOK, codes, cut, form, leaf, only

FULL: dict[str, Any] = {"weight": 20, "actual": "100%", "printed": 20}


def test_deviations_one_by_one_where_causes_differ() -> None:
    sheet = form(leaf(deviation="0.15"), leaf("乙", target="50", actual="60", deviation="7"))
    found = [f for f in ps.audit(sheet, BOOK).findings if f.code == "deviation-mismatch"]
    assert [("平台操作性", "-0.15", "error"), ("乙", "0.2", "error")] == [(f.row, f.expected, f.severity) for f in found]


@pytest.mark.parametrize("deviation", ["-15%", "-0.15", "-15", "—", ""])
def test_right_deviations_in_any_style(deviation: str) -> None:
    assert "deviation-mismatch" not in codes(form(leaf(deviation=deviation)), BOOK)


def test_without_a_printed_formula_a_wrong_deviation_is_a_warning() -> None:
    assert only(form(leaf(deviation="0.3")), "deviation-mismatch").severity == "warning"


def test_a_right_deviation_cut_to_few_places_is_not_counted_among_the_differences() -> None:
    sheet = form(
        leaf(deviation="0.15"),
        leaf("乙", target="50", actual="40", deviation="10"),
        leaf("丙", target="100%", actual="133.33%", deviation="0.33"),
    )
    found = only(sheet, "deviation-mismatch", BOOK)
    assert "2 行不符" in found.message
    assert "丙" not in found.message


def test_deviations_that_share_a_cause_are_said_once_beside_others() -> None:
    numbers = {"target": "80", "actual": "60"}
    marks = ("20", "20", "0.25", "-20", "7")
    sheet = form(*[leaf(f"第{n}行", **numbers, deviation=mark) for n, mark in enumerate(marks)])
    found = [f for f in ps.audit(sheet, BOOK).findings if f.code == "deviation-mismatch"]
    assert [f.row for f in found] == [None, "第2行", "第3行", "第4行"]
    assert "请按公式改正这些行" in found[0].message
    assert "正负号相反的偏差率" in found[1].message


def test_signed_differences_are_called_so() -> None:
    sheet = form(leaf("甲", target="80", actual="60", deviation="-20"), leaf("乙", target="80", actual="90", deviation="10"))
    assert "填的都是差值" in only(sheet, "deviation-mismatch", BOOK).message


def test_a_long_column_names_a_dozen_rows() -> None:
    sheet = form(*[leaf(f"第{n}行", target="80", actual="60", deviation="20") for n in range(14)])
    message = only(sheet, "deviation-mismatch", BOOK).message
    assert "14 行不符" in message
    assert "第11行" in message
    assert "第12行" not in message


@pytest.mark.parametrize(
    ("fields", "severity"),
    [
        ({"target": "80000", "actual": "96620", "deviation": "0.20"}, "warning"),
        ({"target": "0.9", "actual": "0.99", "deviation": "0.0948", "cells": cut("0.98531")}, "warning"),
        ({"target": "100%", "actual": "0.9", "deviation": "-0.991"}, None),
        ({"target": "80%", "actual": "60件", "deviation": "-20"}, None),
        ({"target": "完成", "actual": "完成", "deviation": "0.5"}, None),
    ],
)
def test_deviations_that_are_no_certain_fault(fields: dict[str, Any], severity: str | None) -> None:
    found = [f.severity for f in ps.audit(form(leaf(**fields)), BOOK).findings if f.code == "deviation-mismatch"]
    assert found == ([severity] if severity else [])


def test_a_rate_that_is_printed_as_money_does_not_stop_the_audit() -> None:
    row = leaf("预算执行率", criterion="得分按执行率*分值", target="90%", actual="90万元", printed="4.5", deviation="0.2")
    found = only(form(row, budget=ps.Budget(planned=100, spent=90)), "deviation-mismatch", BOOK)
    assert found.expected == "0"
    blank = leaf("预算执行率", criterion="得分按执行率*分值", target="90%", actual="", printed="4.5", deviation="0.2")
    assert only(form(blank, budget=ps.Budget(planned=100, spent=90)), "deviation-mismatch", BOOK).expected == "0"


def test_a_rulebook_with_another_formula_of_the_deviation_is_not_held_against_this_one() -> None:
    book = ps.rulebook(BOOK)
    other = evolve(book, values={**book.values, "deviation": evolve(book["deviation"], value="(t - a) / t")})
    found = ps.audit(form(leaf(deviation="0.15")), other).findings
    assert "deviation-mismatch" not in {f.code for f in found}


@pytest.mark.parametrize("note", ["6.偏差率取绝对值。", "指标值偏差率=|实际完成值-年初目标值|/年初目标值", "绝对值计算的偏差率"])
def test_notes_that_take_the_deviation_without_its_sign(note: str) -> None:
    sheet = form(leaf(deviation="15%"), notes=[Cell(field="note", text=note, at="A30")])
    assert "deviation-mismatch" not in codes(sheet)
    assert "deviation-mismatch" in codes(form(leaf(deviation="15%")))
