"""What each line of the grammar comes to (分句)."""

import re
from decimal import Decimal

import pytest

from perfscore.clause import COUNTED, SUMS, VAGUE, AnyClause, Arm, Bound, Clause, Rung, Stop, Words, bound, check, edges, meet
from perfscore.criterion import clauses_of
from perfscore.rule import Defect, Formula
from perfscore.wording import Folded


def clauses(text: str) -> list[AnyClause]:
    return clauses_of(Folded.of(text))


@pytest.mark.parametrize(
    ("text", "low", "high", "low_open", "high_open"),
    [
        ("≥95%", 95, None, False, False),
        (">95%", 95, None, True, False),
        ("执行率不高于95%", None, 95, False, False),
        ("低于95%", None, 95, False, True),
        ("95%以上", 95, None, False, False),
        ("95%(不含)以上", 95, None, True, False),
        ("95%及以下", None, 95, False, False),
        ("达到95%", 95, None, False, False),
        ("在95%以下", None, 95, False, False),
        ("为95%", 95, 95, False, False),
        ("95%", 95, 95, False, False),
        ("90%-95%", 90, 95, False, False),
        ("90-95%", 90, 95, False, False),
        ("90%(不含)-95%(含)", 90, 95, True, False),
        ("在90%(含)至95%(不含)之间", 90, 95, False, True),
        ("小于95%且大于等于90%", 90, 95, False, True),
        ("95%>执行率≥90%", 90, 95, False, True),
        ("95%≥90%", None, None, False, False),
    ],
)
def test_bounds(text: str, low: int | None, high: int | None, low_open: bool, high_open: bool) -> None:
    if low is high is None:
        with pytest.raises(Stop):
            clauses(f"{text}得8分")
        return
    [arm] = clauses(f"{text}得8分")
    assert isinstance(arm, Arm)
    assert arm.bound is not None
    assert (low, high, low_open, high_open, "%") == (arm.bound.low, arm.bound.high, arm.bound.low_open, arm.bound.high_open, arm.bound.unit)


def test_a_ladder_keeps_what_stands_before_it() -> None:
    [rung] = clauses("预算调整率绝对值>5%的，每增加0.1个百分点扣0.1分")
    assert isinstance(rung, Rung)
    assert rung.beyond is not None
    assert rung.beyond.subject is not None
    assert "预算调整率绝对值" == rung.beyond.subject.text


@pytest.mark.parametrize(
    ("text", "defect"),
    [
        ("每发现一例扣1分", Defect(points=1, unit="例")),
        ("每起扣1分", Defect(points=1, unit="起")),
        ("每有三处未整改的，扣2分", Defect(what="未整改", points=2, unit="处", per=3)),
        ("台账不全的，每缺一项扣1分", Defect(what="台账不全", points=1)),
        ("一项做不到扣2分", Defect(what="做不到", points=2)),
        ("不按时上报一次，扣2分", Defect(what="不按时上报", points=2, unit="次")),
        ("有差评的，一次扣10分", Defect(what="有差评", points=10, unit="次")),
    ],
)
def test_defects(text: str, defect: Defect) -> None:
    [clause] = clauses(text)
    assert isinstance(clause, Clause)
    assert defect == clause.value


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("得分=60+(P-底线值)/(目标值-底线值)×40", Formula("60+(P-底线值)/(t-底线值)×40", names=("P", "底线值"))),
        ("得分 = min(完成值/目标值, 1) * 分值", Formula("min(a/t, 1) * w", names=())),
        ("得分=a/t*w", Formula("a/t*w")),
    ],
)
def test_formulas_take_the_names_of_the_field(text: str, rule: Formula) -> None:
    [clause] = clauses(text)
    assert isinstance(clause, Clause)
    assert rule == clause.value


@pytest.mark.parametrize(
    ("text", "column"),
    [("得分=实际完成值/目标值+", 12), ("得分 = 实际完成值 ** 目标值", 8), ("得分=实际完成值 ^ 2", 8)],
)
def test_a_formula_stops_where_it_goes_wrong(text: str, column: int) -> None:
    with pytest.raises(Stop) as stop:
        clauses(text)
    assert column == stop.value.column


@pytest.mark.parametrize(
    ("words", "pattern"),
    [
        ("每减少一项", VAGUE),
        ("甲部分", VAGUE),
        ("超过90%", VAGUE),
        ("减少", VAGUE),
        ("有2项问题", COUNTED),
        ("每项", SUMS),
        ("满分", SUMS),
        ("-*", SUMS),
    ],
)
def test_words_that_speak_the_language_of_rules_are_refused(words: str, pattern: re.Pattern[str]) -> None:
    with pytest.raises(Stop):
        check(Words(text=words, folded=words), pattern)


def test_edges_and_meeting_bounds() -> None:
    assert [None, None, None] == edges([(Decimal(1), 0), (Decimal(2), 1)])
    low, high = bound(">=", (Decimal(90), 0, "%")), bound("<", (Decimal(95), 5, ""))
    assert Bound(low=Decimal(90), high=Decimal(95), high_open=True, unit="%", column=0) == meet(high, low)
    with pytest.raises(Stop):
        meet(low, low)
    with pytest.raises(Stop):
        meet(low, bound("<", (Decimal(95), 5, "件")))
