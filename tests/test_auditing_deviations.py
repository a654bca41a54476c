"""perfscore.auditing.deviations: deviation rates that are something else."""

from typing import Any

import pytest

import perfscore as ps
from perfscore.source import Cell
from tests.books import book
from tests.forms import codes, cut, form, leaf, whole

#: The rulebook prints the formula, so that a wrong figure is certain.
CITED = {"deviation": "(a-t)/t"}
RATE = {"name": "预算执行率", "criterion": "得分按执行率*分值", "target": "90%"}
SPENT = ps.Budget(planned=100, spent=90)


def rows(*marks: str, target: str = "80", actual: str = "60", **fields: Any) -> ps.Sheet:
    """Rows of one target and actual, each with its printed deviation."""
    return form(
        *[leaf(name, target=target, actual=actual, deviation=mark, **fields) for name, mark in zip("甲乙丙丁戊己", marks, strict=False)]
    )


def pairs(*rows_: tuple[str, str, str]) -> ps.Sheet:
    """Rows of target, actual and printed deviation."""
    return form(*[leaf(n, target=t, actual=a, deviation=mark) for n, (t, a, mark) in zip("甲乙丙丁戊己", rows_, strict=False)])


@pytest.mark.parametrize(
    ("code", "sheet", "rules", "found"),
    [
        # one row: what it looks like
        ("deviation-mismatch", rows("7"), CITED, [
            "error | 甲 | deviation1 | 7 | -0.25 | — | 甲偏差率填 7，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25。请改正。",
        ]),
        ("deviation-mismatch", rows("7"), {}, [
            "warning | 甲 | deviation1 | 7 | -0.25 | — | 甲偏差率填 7，（实际 − 目标）÷ 目标应为 -0.25。请改正。",
        ]),
        ("deviation-mismatch", rows("-20"), CITED, [
            "error | 甲 | deviation1 | -20 | -0.25 | — | 甲偏差率填 -20，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25，填的像是差值。请改正。",
        ]),
        ("deviation-mismatch", rows("20"), CITED, [
            "error | 甲 | deviation1 | 20 | -0.25 | — | 甲偏差率填 20，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25，填的像是不带正负号的差值。请改正。",
        ]),
        ("deviation-mismatch", rows("0.25"), CITED, [
            "error | 甲 | deviation1 | 0.25 | -0.25 | — | 甲偏差率填 0.25，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25，填的像是正负号相反的偏差率。请改正。",
        ]),
        ("deviation-mismatch", rows("25%"), CITED, [
            "error | 甲 | deviation1 | 25% | -0.25 | — | 甲偏差率填 25%，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25，填的像是正负号相反的偏差率。请改正。",
        ]),
        ("deviation-mismatch", rows("-0.2"), CITED, [
            "warning | 甲 | deviation1 | -0.2 | -0.25 | — | 甲偏差率填 -0.2，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25，填的像是截去尾数的偏差率。请改正。",
        ]),
        ("deviation-mismatch", rows("-0.25%"), CITED, [
            "error | 甲 | deviation1 | -0.25% | -0.25 | — | 甲偏差率填 -0.25%，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25。请改正。",
        ]),
        ("deviation-mismatch", rows("-33.3%", target="90", actual="60.03"), CITED, []),
        ("deviation-mismatch", rows("0"), CITED, []),
        ("deviation-mismatch", pairs(("80", "90", "10")), CITED, [
            "error | 甲 | deviation1 | 10 | 0.125 | — | 甲偏差率填 10，条文 deviation：（实际 − 目标）÷ 目标应为 0.125，填的像是差值。请改正。",
        ]),
        ("deviation-mismatch", pairs(("80", "90", "-0.125")), CITED, [
            "error | 甲 | deviation1 | -0.125 | 0.125 | — | 甲偏差率填 -0.125，条文 deviation：（实际 − 目标）÷ 目标应为 0.125，填的像是正负号相反的偏差率。请改正。",
        ]),
        ("deviation-mismatch", pairs(("80%", "60%", "-0.2")), CITED, [
            "error | 甲 | deviation1 | -0.2 | -0.25 | — | 甲偏差率填 -0.2，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25，填的像是差值。请改正。",
        ]),
        ("deviation-mismatch", pairs(("80%", "60%", "20%")), CITED, [
            "error | 甲 | deviation1 | 20% | -0.25 | — | 甲偏差率填 20%，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25，填的像是不带正负号的差值。请改正。",
        ]),
        ("deviation-mismatch", pairs(("3万元", "20000元", "-1")), CITED, [
            "error | 甲 | deviation1 | -1 | -0.3333 | — | 甲偏差率填 -1，条文 deviation：（实际 − 目标）÷ 目标应为 -0.3333，填的像是差值。请改正。",
        ]),
        # what makes one uncertain
        ("deviation-mismatch", rows("7", cells=cut("0.98531")), CITED, [
            "warning | 甲 | deviation1 | 7 | -0.25 | — | 甲偏差率填 7，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25；单元格格式隐藏了部分小数。请改正。",
        ]),
        ("deviation-mismatch", pairs(("80件", "60", "7")), CITED, [
            "warning | 甲 | deviation1 | 7 | -0.25 | — | 甲偏差率填 7，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25。请改正。",
        ]),
        # one right figure in any style
        *[("deviation-mismatch", rows(mark), CITED, []) for mark in ("-25%", "-0.25", "-25", "-0.3", "—", "", "偏低")],
        ("deviation-mismatch", pairs(("100%", "0.9", "-0.991")), CITED, []),
        ("deviation-mismatch", pairs(("100%", "0.9", "-0.1")), CITED, []),
        ("deviation-mismatch", pairs(("80%", "60件", "-20")), CITED, []),
        ("deviation-mismatch", pairs(("完成", "完成", "0.5"), ("80", "未测", "0.5")), CITED, []),
        # a column that was filled in one way
        ("deviation-mismatch", rows("20", "20"), CITED, [
            "error | — | deviation1 | — | — | — | 偏差率一列有 2 行不符，填的都是不带正负号的差值。条文 deviation：偏差率＝（实际 − 目标）÷ 目标，应为：甲 -0.25；乙 -0.25。请按公式改正整列。",
        ]),
        ("deviation-mismatch", rows("20", "20"), {}, [
            "warning | — | deviation1 | — | — | — | 偏差率一列有 2 行不符，填的都是不带正负号的差值。偏差率＝（实际 − 目标）÷ 目标，应为：甲 -0.25；乙 -0.25。请按公式改正整列。",
        ]),
        ("deviation-mismatch", pairs(("80", "60", "-20"), ("80", "90", "10")), CITED, [
            "error | — | deviation1 | — | — | — | 偏差率一列有 2 行不符，填的都是差值。条文 deviation：偏差率＝（实际 − 目标）÷ 目标，应为：甲 -0.25；乙 0.125，有利。请按公式改正整列。",
        ]),
        ("deviation-mismatch", pairs(("80", "60", "20"), ("80", "90", "10")), CITED, [
            "error | — | deviation1 | — | — | — | 偏差率一列有 2 行不符，填的都是不带正负号的差值。条文 deviation：偏差率＝（实际 − 目标）÷ 目标，应为：甲 -0.25；乙 0.125，有利。请按公式改正整列。",
        ]),
        ("deviation-mismatch", pairs(("80", "60", "20"), ("80", "70", "-10")), CITED, [
            "error | 甲 | deviation1 | 20 | -0.25 | — | 甲偏差率填 20，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25，填的像是不带正负号的差值。请改正。",
            "error | 乙 | deviation2 | -10 | -0.125 | — | 乙偏差率填 -10，条文 deviation：（实际 − 目标）÷ 目标应为 -0.125，填的像是差值。请改正。",
        ]),
        ("deviation-mismatch", rows("20", "20", "0.25", "-20", "7"), CITED, [
            "error | — | deviation1 | — | — | — | 偏差率一列有 2 行不符，填的都是不带正负号的差值。条文 deviation：偏差率＝（实际 − 目标）÷ 目标，应为：甲 -0.25；乙 -0.25。请按公式改正这些行。",
            "error | 丙 | deviation3 | 0.25 | -0.25 | — | 丙偏差率填 0.25，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25，填的像是正负号相反的偏差率。请改正。",
            "error | 丁 | deviation4 | -20 | -0.25 | — | 丁偏差率填 -20，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25，填的像是差值。请改正。",
            "error | 戊 | deviation5 | 7 | -0.25 | — | 戊偏差率填 7，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25。请改正。",
        ]),
        ("deviation-mismatch", rows("0.25", "25"), CITED, [
            "error | — | deviation1 | — | — | — | 偏差率一列有 2 行不符，填的都是正负号相反的偏差率。条文 deviation：偏差率＝（实际 − 目标）÷ 目标，应为：甲 -0.25；乙 -0.25。请按公式改正整列。",
        ]),
        ("deviation-mismatch", rows("-0.2", "-0.2"), CITED, [
            "warning | — | deviation1 | — | — | — | 偏差率一列有 2 行不符，填的都是截去尾数的偏差率。条文 deviation：偏差率＝（实际 − 目标）÷ 目标，应为：甲 -0.25；乙 -0.25。请按公式改正整列。",
        ]),
        ("deviation-mismatch", rows("7", "8"), CITED, [
            "error | 甲 | deviation1 | 7 | -0.25 | — | 甲偏差率填 7，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25。请改正。",
            "error | 乙 | deviation2 | 8 | -0.25 | — | 乙偏差率填 8，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25。请改正。",
        ]),
        ("deviation-mismatch", rows("20", "20", cells=cut("0.98531")), CITED, [
            "warning | — | deviation1 | — | — | — | 偏差率一列有 2 行不符，填的都是不带正负号的差值。条文 deviation：偏差率＝（实际 − 目标）÷ 目标，应为：甲 -0.25；乙 -0.25。请按公式改正整列。",
        ]),
        # with rows that agree only because both figures were cut to few places
        ("deviation-mismatch", pairs(("80", "60", "-20"), ("80", "90", "10"), ("90%", "95%", "0.1")), CITED, [
            "error | — | deviation1 | — | — | — | 偏差率一列有 3 行不符，填的都是差值。条文 deviation：偏差率＝（实际 − 目标）÷ 目标，应为：甲 -0.25；乙 0.125，有利；丙 0.0556，有利。请按公式改正整列。",
        ]),
        ("deviation-mismatch", pairs(("90%", "95%", "0.1"), ("80", "60", "-20"), ("80", "90", "10")), CITED, [
            "error | — | deviation1 | — | — | — | 偏差率一列有 3 行不符，填的都是差值。条文 deviation：偏差率＝（实际 − 目标）÷ 目标，应为：甲 0.0556，有利；乙 -0.25；丙 0.125，有利。请按公式改正整列。",
        ]),
        ("deviation-mismatch", pairs(("80", "60", "20"), ("80", "70", "10"), ("95%", "90%", "0.1"), ("90%", "95%", "0.1")), CITED, [
            "error | — | deviation1 | — | — | — | 偏差率一列有 4 行不符，填的都是不带正负号的差值。条文 deviation：偏差率＝（实际 − 目标）÷ 目标，应为：甲 -0.25；乙 -0.125；丙 -0.0526；丁 0.0556，有利。请按公式改正整列。",
        ]),
        ("deviation-mismatch", pairs(("80", "60", "20"), ("80", "70", "10"), ("95%", "90%", "-0.1"), ("80", "60", "-0.3"), ("80", "60", "-0.2")), CITED, [
            "error | — | deviation1 | — | — | — | 偏差率一列有 2 行不符，填的都是不带正负号的差值。条文 deviation：偏差率＝（实际 − 目标）÷ 目标，应为：甲 -0.25；乙 -0.125。请按公式改正这些行。",
            "warning | 戊 | deviation5 | -0.2 | -0.25 | — | 戊偏差率填 -0.2，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25，填的像是截去尾数的偏差率。请改正。",
        ]),
        ("deviation-mismatch", form(*[leaf(n, target="80", actual="60", deviation="20") for n in "甲乙"], leaf("丙", target="80", actual="60", deviation="20", cells=cut("0.9"))), CITED, [
            "error | — | deviation1 | — | — | — | 偏差率一列有 2 行不符，填的都是不带正负号的差值。条文 deviation：偏差率＝（实际 − 目标）÷ 目标，应为：甲 -0.25；乙 -0.25。请按公式改正这些行。",
            "warning | 丙 | deviation3 | 20 | -0.25 | — | 丙偏差率填 20，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25，填的像是不带正负号的差值；单元格格式隐藏了部分小数。请改正。",
        ]),
        ("deviation-mismatch", pairs(("80", "60", "-20"), ("80", "90", "10"), ("100%", "133.33%", "0.33")), CITED, [
            "error | — | deviation1 | — | — | — | 偏差率一列有 2 行不符，填的都是差值。条文 deviation：偏差率＝（实际 − 目标）÷ 目标，应为：甲 -0.25；乙 0.125，有利。请按公式改正整列。",
        ]),
        ("deviation-mismatch", pairs(("80", "60", "-20"), ("80", "90", "10"), ("80", "80", "0"), ("80", "96", "0.2")), CITED, [
            "error | — | deviation1 | — | — | — | 偏差率一列有 2 行不符，填的都是差值。条文 deviation：偏差率＝（实际 − 目标）÷ 目标，应为：甲 -0.25；乙 0.125，有利。请按公式改正整列。",
        ]),
        ("deviation-mismatch", pairs(("80", "60", "0.25"), ("80", "90", "-0.125"), ("80", "79", "0")), CITED, [
            "error | — | deviation1 | — | — | — | 偏差率一列有 2 行不符，填的都是正负号相反的偏差率。条文 deviation：偏差率＝（实际 − 目标）÷ 目标，应为：甲 -0.25；乙 0.125，有利。请按公式改正整列。",
        ]),
        # an execution rate, from the budget figures and as printed
        ("deviation-mismatch", form(leaf(**RATE, actual="90万元", deviation="0.2"), budget=SPENT), CITED, [
            "error | 预算执行率 | deviation1 | 0.2 | 0 | — | 预算执行率偏差率填 0.2，条文 deviation：（实际 − 目标）÷ 目标应为 0。请改正。",
        ]),
        ("deviation-mismatch", form(leaf(**RATE, actual="", deviation="0.2"), budget=SPENT), CITED, [
            "error | 预算执行率 | deviation1 | 0.2 | 0 | — | 预算执行率偏差率填 0.2，条文 deviation：（实际 − 目标）÷ 目标应为 0。请改正。",
        ]),
        ("deviation-mismatch", form(leaf(**RATE, actual="91%", deviation="0.0111"), budget=SPENT), CITED, []),
        ("deviation-mismatch", form(leaf(**RATE, actual="81%", deviation="-9"), leaf("乙", target="80", actual="60", deviation="-20"), budget=SPENT), CITED, [
            "error | — | deviation1 | — | — | — | 偏差率一列有 2 行不符，填的都是差值。条文 deviation：偏差率＝（实际 − 目标）÷ 目标，应为：预算执行率 0（按表内执行率为 -0.1），有利；乙 -0.25。请按公式改正整列。",
        ]),
        ("deviation-mismatch", form(leaf(**RATE, actual="0.81", deviation="-9"), leaf("乙", target="80", actual="60", deviation="-20"), budget=SPENT), CITED, [
            "error | — | deviation1 | — | — | — | 偏差率一列有 2 行不符，填的都是差值。条文 deviation：偏差率＝（实际 − 目标）÷ 目标，应为：预算执行率 0（按表内执行率为 -0.1），有利；乙 -0.25。请按公式改正整列。",
        ]),
        ("deviation-mismatch", form(leaf(**RATE, actual="90%", deviation="5"), leaf("乙", target="80", actual="60", deviation="-20"), budget=SPENT), CITED, [
            "error | 预算执行率 | deviation1 | 5 | 0 | — | 预算执行率偏差率填 5，条文 deviation：（实际 − 目标）÷ 目标应为 0。请改正。",
            "error | 乙 | deviation2 | -20 | -0.25 | — | 乙偏差率填 -20，条文 deviation：（实际 − 目标）÷ 目标应为 -0.25，填的像是差值。请改正。",
        ]),
    ],
)  # fmt: skip
def test_deviations_that_are_something_else(code: str, sheet: ps.Sheet, rules: dict[str, str], found: list[str]) -> None:
    assert found == whole(sheet, code, book(rules) if rules else None)


@pytest.mark.parametrize(("number", "rest"), [(12, ""), (13, "；等 13 行")])
def test_a_long_column_names_a_dozen_rows(number: int, rest: str) -> None:
    sheet = form(*[leaf(f"第{n}行", target="80", actual="60", deviation="20") for n in range(number)])
    named = "；".join(f"第{n}行 -0.25" for n in range(12))
    told = f"偏差率一列有 {number} 行不符，填的都是不带正负号的差值。条文 deviation：偏差率＝（实际 − 目标）÷ 目标，应为：{named}{rest}。请按公式改正整列。"
    assert [f"error | — | deviation1 | — | — | — | {told}"] == whole(sheet, "deviation-mismatch", book(CITED))


@pytest.mark.parametrize(("formula", "found"), [("（a － t）/ t", True), ("(t - a) / t", False)])
def test_a_rulebook_with_another_formula_of_the_deviation_is_not_held_against_this_one(formula: str, found: bool) -> None:
    assert ("deviation-mismatch" in codes(rows("7"), book({"deviation": formula}))) is found


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("6.偏差率取绝对值。", False),
        ("指标值偏差率=|实际完成值-年初目标值|/年初目标值", False),
        ("绝对值计算的偏差率", False),
        ("偏差率＝｜实际－目标｜／目标", False),
        ("偏差率按公式计算。完成值取绝对值", True),
        ("偏差率按公式计算", True),
    ],
)
def test_notes_that_take_the_deviation_without_its_sign(note: str, found: bool) -> None:
    sheet = form(leaf(target="80", actual="60", deviation="25%"), notes=[Cell(field="note", text=note, at="A30")])
    assert ("deviation-mismatch" in codes(sheet)) is found
