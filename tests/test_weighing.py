"""perfscore.weighing: figures of several forms in one unit, added up, or averaged by funds."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from perfscore.errors import PerfscoreError, UnitError
from perfscore.number import SCORE, read_quantity
from perfscore.source import Citation, Source
from perfscore.weighing import Funds, Part, added, averaged, factor, is_relative, shared_unit
from tests.strategies import figures

CLAUSE = Citation(document="试行办法", clause="注", quote="按资金额度加权平均")


def part(text: str, name: str = "甲") -> Part:
    one = read_quantity(text)
    return Part(name=name, text=text, value=one.exact, grain=Fraction(1, 10**one.places), source=Source(file=f"{name}.xlsx", cell="E5"))


def funds(*amounts: str | None) -> Funds:
    names = tuple(f"第 {number} 张表" for number in range(1, len(amounts) + 1))
    return Funds(
        amounts=tuple(None if one is None else Decimal(one) for one in amounts),
        names=names,
        sources=tuple(Source(file=f"{name}.xlsx") for name in names),
    )


# ---- which figures are averaged -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "name", "definition", "relative"),
    [
        ("%", "覆盖人数", "", True),
        ("‰", "事故", "", True),
        ("个百分点", "增幅", "", True),
        ("元/人", "补助标准", "", True),
        ("元每亩", "补助标准", "", True),
        ("", "群众满意度", "", True),
        ("分", "群众满意度", "", True),
        ("分", "竞赛积分", "", False),
        ("", "覆盖面", "覆盖面=覆盖数/总数×100%", True),
        ("元", "人均支出", "", True),
        ("天", "平均办理时限", "", True),
        ("", "女职工占比", "", True),
        ("", "合格（≥**%）", "", True),
        ("人", "低保发放人数（按月平均）", "", False),
        ("人", "按比例配备人数", "", False),
        ("项", "增长 5% 以上的项目", "", False),
        ("人次", "培训人次", "", False),
        ("", "培训人次", "", False),
        ("项", "健全管理制度", "", False),
        ("", "健全管理制度", "", False),
        ("米", "道路长度", "", False),
    ],
)
def test_what_is_relative(unit: str, name: str, definition: str, relative: bool) -> None:
    assert relative is is_relative(unit, name, definition)


# ---- one unit -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("units", "shared"),
    [
        (["元", "万元", "亿元"], "亿元"),
        (["个百分点", "‰", "%"], "%"),
        (["", "个", ""], "个"),
        (["件", "万元"], "件"),
        (["", ""], ""),
        ([], ""),
    ],
)
def test_the_unit_of_all(units: list[str], shared: str) -> None:
    assert shared == shared_unit(units)


@given(st.permutations(["元", "万元", "", "千万元"]))
def test_the_order_of_the_units_does_not_matter(units: list[str]) -> None:
    assert "千万元" == shared_unit(units)


@pytest.mark.parametrize(
    ("unit", "value", "own", "by"),
    [
        ("万元", "8000", "元", Fraction(1, 10000)),
        ("%", "855", "‰", Fraction(1, 10)),
        ("个", "3", "", Fraction(1)),
        ("%", "0.85", "", Fraction(100)),
        ("%", "85", "", Fraction(1)),
        ("", "3", "", Fraction(1)),
    ],
)
def test_a_figure_is_brought_to_the_unit(unit: str, value: str, own: str, by: Fraction) -> None:
    assert by == factor(unit, Fraction(value), own, "size")


def test_a_bare_figure_beside_a_percentage_may_always_be_percent() -> None:
    assert 1 == factor("%", Fraction("0.85"), "", "percent")


def test_what_cannot_be_compared() -> None:
    with pytest.raises(UnitError):
        factor("%", Fraction(3), "件", "size")


# ---- sums ---------------------------------------------------------------------------------------


def test_a_sum() -> None:
    step = added("培训人次·实际完成值", [part("12人次"), part("30.5人次", "乙"), part("8人次", "丙")], "人次", CLAUSE)
    assert "12 + 30.5 + 8 = 50.5 人次" == step.text
    assert (Decimal("50.5"), Fraction("50.5"), "50.5人次", CLAUSE) == (step.value, step.exact, step.figure, step.citation)
    assert [("甲", "12人次", "甲.xlsx!E5"), ("乙", "30.5人次", "乙.xlsx!E5"), ("丙", "8人次", "丙.xlsx!E5")] == [
        (child.label, child.text, str(child.source)) for child in step.children
    ]


def test_a_sum_with_negative_figures_and_without_a_unit() -> None:
    assert "−3 + (−2.5) + 1 = −4.5" == added("增减", [part("-3"), part("-2.5"), part("1")], "").text


def test_what_one_form_alone_has() -> None:
    assert "只有一张表有：3.36 万元" == added("市级·预算数", [part("3.36")], "万元").text


@given(st.lists(figures(), min_size=1, max_size=8))
def test_a_sum_is_exact_in_any_order(values: list[Decimal]) -> None:
    parts = [part(format(value, "f")) for value in values]
    assert sum(map(Fraction, values)) == added("x", parts, "").exact == added("x", parts[::-1], "").exact


# ---- means --------------------------------------------------------------------------------------


def test_a_mean_that_ends() -> None:
    step = averaged("合格率·实际完成值", [part("80%"), part("90%", "乙")], "%", funds("100", "300"), CLAUSE)
    assert ("(80% × 100 + 90% × 300) ÷ 400 = 87.5%", Decimal("87.5"), CLAUSE) == (step.text, step.value, step.citation)


def test_a_mean_that_does_not_end_is_rounded_once() -> None:
    step = averaged("合格率", [part("80.5%"), part("90%")], "%", funds("1", "2"))
    assert "(80.5% × 1 + 90% × 2) ÷ 3 ≈ 86.833%（修约到 0.001，四舍五入）" == step.text
    assert (Decimal("86.833"), Fraction("86.833")) == (step.value, step.exact)


def test_two_digits_beyond_the_finest_are_kept_and_not_three() -> None:
    assert "= 80.25%" in averaged("x", [part("80%"), part("81%")], "%", funds("3", "1")).text
    assert "≈ 80.13%" in averaged("x", [part("80%"), part("81%")], "%", funds("7", "1")).text


def test_another_rounding_may_be_asked_for() -> None:
    step = averaged("x", [part("8"), part("10")], "", funds("2", "1"), rounding=SCORE)
    assert ("(8 × 2 + 10 × 1) ÷ 3 ≈ 8.67（修约到 0.01，四舍五入）", Decimal("8.67")) == (step.text, step.value)


def test_equal_figures_need_no_funds() -> None:
    step = averaged("x", [part("100%"), part("100%")], "%", funds(None, "0"))
    assert ("各表都是 100%", Decimal(100)) == (step.text, step.value)


def test_equal_figures_without_an_end_are_rounded_too() -> None:
    third = Part(name="甲", text="", value=Fraction(10, 3), grain=Fraction(1, 100))
    assert ("各表都是 ≈3.3333", Decimal("3.3333")) == (averaged("x", [third, third], "", funds("1", "1")).text, Decimal("3.3333"))


def test_figures_without_an_end_are_told_as_such() -> None:
    third = Part(name="甲", text="", value=Fraction(10, 3), grain=Fraction(1, 100))
    half = Part(name="乙", text="", value=Fraction(20, 3), grain=Fraction(1, 100))
    assert "(≈3.3333 × 1 + ≈6.6667 × 1) ÷ 2 ≈ 5（修约到 0.0001，四舍五入）" == averaged("x", [third, half], "", funds("1", "1")).text


def test_long_figures_are_told_in_full() -> None:
    text = averaged("x", [part("0.000000001"), part("0.000000002")], "", funds("1", "1")).text
    assert "(0.000000001 × 1 + 0.000000002 × 1) ÷ 2 = 0.0000000015" == text


def test_negative_figures_in_a_mean() -> None:
    assert "((−3%) × 1 + 1% × 1) ÷ 2 = −1%" == averaged("x", [part("-3%"), part("1%")], "%", funds("1", "1")).text


@pytest.mark.parametrize(
    ("amounts", "message"),
    [
        (("100", None), "第 2 张表.xlsx：第 2 张表没有预算数，无法按资金额度加权平均。"),
        (("0", "100"), "第 1 张表.xlsx：第 1 张表的资金额度是 0，应大于 0，无法按资金额度加权平均。"),
        (("100", "-5.50"), "第 2 张表.xlsx：第 2 张表的资金额度是 -5.5，应大于 0，无法按资金额度加权平均。"),
    ],
)
def test_without_funds_nothing_is_averaged(amounts: tuple[str | None, ...], message: str) -> None:
    with pytest.raises(PerfscoreError) as caught:
        averaged("x", [part("80%"), part("90%")], "%", funds(*amounts))
    assert f"{message} 请补上预算数，或给出每张表的资金额度（funds=[…]，命令行 --funds）。" == str(caught.value)


@given(st.lists(st.tuples(figures(places=2), st.decimals("0.01", "100000", places=2)), min_size=1, max_size=8))
def test_a_mean_lies_between_its_parts_and_is_near_the_exact_one(rows: list[tuple[Decimal, Decimal]]) -> None:
    parts = [part(format(value, "f")) for value, _ in rows]
    weights = funds(*(str(amount) for _, amount in rows))
    step, turned = averaged("x", parts, "", weights), averaged("x", parts[::-1], "", funds(*(str(amount) for _, amount in rows[::-1])))
    total = sum((Fraction(value) * Fraction(amount) for value, amount in rows), Fraction(0))
    exact = total / sum((Fraction(amount) for _, amount in rows), Fraction(0))
    assert step.value is not None
    assert min(value for value, _ in rows) <= step.value <= max(value for value, _ in rows)
    assert abs(Fraction(step.value) - exact) <= Fraction(1, 20000)
    assert ("≈" in step.text) is (step.value != exact)
    assert step.value == turned.value
