"""perfscore.staging: the stages of the total, in the rulebook's order."""

from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, strategies as st

import perfscore as ps
from perfscore.governing import governor_of
from perfscore.measure import DEFAULT
from perfscore.number import SCORE, Rounding
from perfscore.provision import STAGES
from perfscore.staging import added, grade_words, names, rate_of
from tests.books import book
from tests.forms import form, leaf
from tests.strategies import sheets

CAPS = {"execution_cap": "[0%,50%)≤59、[50%,60%)≤69、[60%,70%)≤79、[70%,80%)≤89"}
GRADES = {"grades": "优[90,100]、良[80,90)、中[60,80)、差[0,60)"}
WHOLE = {"grades": "优[90,100]、良[80,89]、中[60,79]、差[0,59]"}


def full(weight: int = 100, **fields: object) -> ps.Indicator:
    return leaf("覆盖率", weight=weight, target="100%", actual="100%", criterion="实际完成值/年初目标值*分值", **fields)


def paid(spent: str | None, planned: str | None = "100") -> ps.Sheet:
    return form(full(), budget=ps.Budget(planned=planned, spent=spent))


def stage(card: ps.Scorecard, name: str) -> ps.Step:
    return next(step for step in card.stages if step.label == name)


@pytest.mark.parametrize(
    ("spent", "total", "words"),
    [
        ("49.99", "59.00", "执行率 49.99 ÷ 100 = 49.99%，在 [0%,50%) 之内，总分不超过 59"),
        ("50", "69.00", "执行率 50 ÷ 100 = 50%，在 [50%,60%) 之内，总分不超过 69"),
        ("69.999", "79.00", "执行率 69.999 ÷ 100 = 70%，在 [60%,70%) 之内，总分不超过 79"),
        ("79", "89.00", "执行率 79 ÷ 100 = 79%，在 [70%,80%) 之内，总分不超过 89"),
        ("80", "100.00", "执行率 80 ÷ 100 = 80%，不封顶"),
    ],
)
def test_the_execution_rate_caps_the_total(spent: str, total: str, words: str) -> None:
    card = ps.score(paid(spent), book(CAPS))
    assert (str(card.total), stage(card, "execution-cap").text) == (total, words)


def test_without_a_rate_a_total_that_a_cap_could_lower_is_open() -> None:
    card = ps.score(paid(None), book(CAPS))
    assert (card.total, str(card.low), str(card.high)) == (None, "59.00", "100.00")
    assert stage(card, "execution-cap").text == "执行率算不出，不知是否封顶"
    small = form(full(weight=50))
    assert str(ps.score(small, book(CAPS)).total) == "50.00"


def test_a_printed_rate_serves_where_no_budget_stands() -> None:
    sheet = form(full(), budget=ps.Budget(rate="0.55"))
    card = ps.score(sheet, book(CAPS))
    assert (str(card.total), stage(card, "execution-cap").text) == ("69.00", "执行率 0.55（表内所填），在 [50%,60%) 之内，总分不超过 69")
    assert rate_of(form(full()), governor_of(book(CAPS), DEFAULT)) is None


def test_a_rulebook_without_such_a_cap_has_no_such_stage() -> None:
    assert [step.label for step in ps.score(paid("10"), book({})).stages] == ["sum", "deductions", "event-cap", "round", "grade"]


ORDERS = [("sum", *middle, "grade") for middle in permutations(STAGES[1:-1])]


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_in_data_is_the_order_in_the_trace(order: tuple[str, ...]) -> None:
    card = ps.score(paid("55"), book(CAPS | {"stages": "、".join(order), "event_cap": "70"}), event="审计披露")
    assert tuple(step.label for step in card.stages) == order
    assert str(card.total) == "69.00"


def test_the_order_decides_where_deductions_come_after_a_cap() -> None:
    shown = leaf("资金合规", weight=None, target=None, actual=None, printed="-5", criterion="不设权重，酌情扣分，以负数记分")
    sheet = form(full(), shown)
    assert str(ps.score(sheet, book({"event_cap": "70"}), event="审计披露").total) == "70.00"
    late = book({"event_cap": "70", "stages": "sum、event-cap、deductions、execution-cap、round、grade"})
    assert str(ps.score(sheet, late, event="审计披露").total) == "65.00"


def test_the_total_is_rounded_as_the_rulebook_says() -> None:
    sheet = form(leaf(weight=10, target="100%", actual="99.44%", criterion="实际完成值/年初目标值*分值"))
    card = ps.score(sheet, book({"total_rounding": "0.1"}))
    assert (str(card.total), str(card.lines[0].score)) == ("9.90", "9.94")
    assert stage(card, "round").text == "修约到 0.1，四舍五入"
    assert str(stage(card, "round").citation) == "试行办法 条文 total_rounding：“0.1”（已核实）"


@pytest.mark.parametrize(
    ("total", "grade"),
    [("100", "优"), ("90", "优"), ("89.99", "良"), ("80", "良"), ("79.99", "中"), ("60", "中"), ("59.99", "差"), ("0", "差")],
)
def test_grades_have_declared_edges(total: str, grade: str) -> None:
    assert book(GRADES).grade_of(Fraction(total)) == grade


def test_a_total_between_whole_grades_has_none() -> None:
    sheet = form(full(weight=80), leaf(weight=20, target="100%", actual="47.5%", criterion="实际完成值/年初目标值*分值"))
    card = ps.score(sheet, book(WHOLE))
    assert (str(card.total), card.grade) == ("89.50", None)
    assert stage(card, "grade").text == "总分 89.5 落在各档之间（优[90,100]、良[80,89]、中[60,79]、差[0,59]），评分办法没有规定等级"


def test_an_open_total_has_no_grade() -> None:
    rules = book(GRADES)
    assert grade_words(rules, (None, (0, 1), (100, 1))) == "总分未定，不定级"
    card = ps.score(form(full()), rules)
    assert (card.grade, stage(card, "grade").text) == ("优", "总分 100，优[90,100]")


CONSTRAINT: dict[str, Any] = {"criterion": "约束性指标，酌情扣分", "target": "", "actual": ""}
NAMED = CONSTRAINT | {"criterion": "约束性指标，酌情扣分，出现审计披露问题的，总分不得超过60分"}
CAPPED = {"event_cap": "70", "event_kinds": "审计披露、重大不良社会影响"}
NOT_APPLICABLE = {"policy.not_applicable": "rescale"}
RATIO = "实际完成值/年初目标值*分值"


def rows(*more: ps.Indicator, events: tuple[str, ...] = (), actual: str = "100%", weight: int = 100, **budget: Any) -> ps.Sheet:
    """A form with one row in proportion to 100%, further rows, events and money."""
    first = leaf("覆盖率", weight=weight, target="100%", actual=actual, criterion=RATIO)
    return form(first, *more, events=[ps.Event.of(one) for one in events], budget=ps.Budget(**budget))


#: What a stage says that has nothing to tell.
NOTHING = {"没有以负数记分的约束性指标", "没有事件封顶的规定", "修约到 0.01，四舍五入", "评分办法没有规定等级"}


def told(sheet: ps.Sheet, rules: dict[str, str]) -> list[str]:
    """The stages of the total, whole: name, value, low, high, words and clause; without those that change nothing and have nothing to tell."""
    found, before = [], ("", "", "")
    for step in ps.score(sheet, book(rules)).stages:
        points = "—" if step.value is None else str(step.value), str(step.low), str(step.high)
        clause = step.citation.clause or step.citation.document if step.citation else "—"
        if points != before or step.text not in NOTHING or step.citation is not None:
            found.append(" | ".join((step.label, *points, step.text, clause)))
        before = points
    return found


@pytest.mark.parametrize(
    ("sheet", "rules", "found"),
    [
        (rows(), {}, [
            "sum | 100.00 | 100.00 | 100.00 | 1 行得分相加 | —",
        ]),
        (ps.Sheet(), {}, [
            "sum | 0.00 | 0.00 | 0.00 | 0 行得分相加 | —",
        ]),
        (rows(leaf("乙", weight=10, criterion="酌情得分")), GRADES | CAPS, [
            "sum | — | 100.00 | 110.00 | 2 行得分相加 | —",
            "execution-cap | — | 59.00 | 110.00 | 执行率算不出，不知是否封顶 | 条文 execution_cap",
            "grade | — | 59.00 | 110.00 | 总分未定，不定级 | 条文 grades",
        ]),
        # deductions
        (rows(leaf("合规性", weight=None, printed=-3, **CONSTRAINT), leaf("廉政", weight=None, printed=-1, **CONSTRAINT)), {"constraint_sign": "negative"}, [
            "sum | 100.00 | 100.00 | 100.00 | 1 行得分相加 | —",
            "deductions | 96.00 | -100.00 | 100.00 | 约束性指标 2 行以负数记分 | 条文 constraint_sign",
        ]),
        (rows(leaf("合规性", weight=None, **CONSTRAINT)), {"constraint_sign": "negative"}, [
            "sum | 100.00 | 100.00 | 100.00 | 1 行得分相加 | —",
            "deductions | 100.00 | 0.00 | 100.00 | 约束性指标 1 行以负数记分 | 条文 constraint_sign",
        ]),
        (rows(leaf("合规性", weight=10, printed=8, **CONSTRAINT)), {"constraint_sign": "negative"}, [
            "sum | 108.00 | 100.00 | 110.00 | 2 行得分相加 | —",
        ]),
        (rows(leaf("合规性", weight=10, printed=-2, **CONSTRAINT)), {"policy.constraint_base": "negative"}, [
            "sum | 100.00 | 100.00 | 100.00 | 1 行得分相加 | —",
            "deductions | 98.00 | 90.00 | 100.00 | 约束性指标 1 行以负数记分 | —",
        ]),
        (rows(leaf("乙", criterion="酌情得分"), leaf("合规性", weight=None, printed=-3, **CONSTRAINT)), {}, [
            "sum | — | 100.00 | 105.00 | 2 行得分相加 | —",
            "deductions | — | 0.00 | 105.00 | 约束性指标 1 行以负数记分 | —",
        ]),
        # rows that are not counted
        (rows(leaf("乙", weight=20, actual="不涉及", criterion=RATIO), weight=80, actual="90%"), NOT_APPLICABLE, [
            "sum | 90.00 | 90.00 | 90.00 | 1 行得分相加，1 行不计入；不适用的 20 分不计，× 100 ÷ 80 折算 | 条文 policy.not_applicable",
        ]),
        (rows(leaf("乙", weight=1, actual="不涉及", criterion=RATIO), weight=99, actual="90%"), NOT_APPLICABLE, [
            "sum | 90.00 | 90.00 | 90.00 | 1 行得分相加，1 行不计入；不适用的 1 分不计，× 100 ÷ 99 折算 | 条文 policy.not_applicable",
        ]),
        (rows(actual="不涉及"), NOT_APPLICABLE, [
            "sum | 0.00 | 0.00 | 0.00 | 0 行得分相加，1 行不计入 | —",
        ]),
        (rows(leaf("乙", weight=20, actual="不涉及", criterion=RATIO), weight=80), {"policy.not_applicable": "leave-out"}, [
            "sum | 80.00 | 80.00 | 80.00 | 1 行得分相加，1 行不计入 | —",
        ]),
        (rows(leaf("乙", weight=20, actual="不涉及", criterion=RATIO), leaf("丙", criterion="酌情得分"), leaf("合规性", weight=None, printed=-3, **CONSTRAINT), weight=75), NOT_APPLICABLE, [
            "sum | — | 93.75 | 100.00 | 2 行得分相加，1 行不计入；不适用的 20 分不计，× 100 ÷ 80 折算 | 条文 policy.not_applicable",
            "deductions | — | -6.25 | 100.00 | 约束性指标 1 行以负数记分 | —",
        ]),
        # caps by events
        (rows(), CAPPED, [
            "sum | 100.00 | 100.00 | 100.00 | 1 行得分相加 | —",
            "event-cap | 100.00 | 100.00 | 100.00 | 没有记录事件，不封顶（上限 70） | 条文 event_cap",
        ]),
        (rows(events=("审计披露:审计报告:2020-06-30", "逾期报送")), CAPPED, [
            "sum | 100.00 | 100.00 | 100.00 | 1 行得分相加 | —",
            "event-cap | 70.00 | 70.00 | 70.00 | 已记录事件：审计披露（审计报告，2020-06-30），总分不超过 70 | 条文 event_cap",
        ]),
        (rows(events=("逾期报送", "停电")), CAPPED, [
            "sum | 100.00 | 100.00 | 100.00 | 1 行得分相加 | —",
            "event-cap | 100.00 | 100.00 | 100.00 | 所给事件“逾期报送、停电”不在封顶事件（审计披露、重大不良社会影响）之列，不封顶（上限 70） | 条文 event_cap",
        ]),
        (rows(events=("逾期报送",)), {"event_cap": "70"}, [
            "sum | 100.00 | 100.00 | 100.00 | 1 行得分相加 | —",
            "event-cap | 70.00 | 70.00 | 70.00 | 已记录事件：逾期报送，总分不超过 70 | 条文 event_cap",
        ]),
        (rows(events=("审计披露",), actual="60%"), CAPPED, [
            "sum | 60.00 | 60.00 | 60.00 | 1 行得分相加 | —",
            "event-cap | 60.00 | 60.00 | 60.00 | 已记录事件：审计披露，总分不超过 70 | 条文 event_cap",
        ]),
        (rows(events=("审计披露",)), {}, [
            "sum | 100.00 | 100.00 | 100.00 | 1 行得分相加 | —",
        ]),
        (rows(leaf("合规性", weight=0, **NAMED), events=("审计披露",)), CAPPED, [
            "sum | 100.00 | 100.00 | 100.00 | 1 行得分相加 | —",
            "deductions | 100.00 | 0.00 | 100.00 | 约束性指标 1 行以负数记分 | —",
            "event-cap | 60.00 | 0.00 | 60.00 | 已记录事件：审计披露，总分不超过 60 | 本行评分标准",
        ]),
        (rows(leaf("合规性", weight=0, **NAMED), leaf("廉政", weight=0, **NAMED | {"criterion": NAMED["criterion"].replace("60", "50")}), events=("审计披露问题",)), {}, [
            "sum | 100.00 | 100.00 | 100.00 | 1 行得分相加 | —",
            "deductions | 100.00 | -100.00 | 100.00 | 约束性指标 2 行以负数记分 | —",
            "event-cap | 50.00 | -100.00 | 50.00 | 已记录事件：审计披露问题，总分不超过 50 | 本行评分标准",
        ]),
        (rows(leaf("乙", criterion="酌情得分"), events=("审计披露",), weight=68), CAPPED, [
            "sum | — | 68.00 | 73.00 | 2 行得分相加 | —",
            "event-cap | — | 68.00 | 70.00 | 已记录事件：审计披露，总分不超过 70 | 条文 event_cap",
        ]),
        (rows(leaf("合规性", weight=0, **NAMED), leaf("廉政", weight=0, **NAMED | {"criterion": NAMED["criterion"].replace("，出现", "；出现")}), events=("审计披露",)), {}, [
            "sum | 100.00 | 100.00 | 100.00 | 1 行得分相加 | —",
            "deductions | 100.00 | -100.00 | 100.00 | 约束性指标 2 行以负数记分 | —",
            "event-cap | 60.00 | -100.00 | 60.00 | 已记录事件：审计披露，总分不超过 60 | 本行评分标准",
        ]),
        # caps by the execution rate
        (rows(planned=100, spent="69.999"), CAPS, [
            "sum | 100.00 | 100.00 | 100.00 | 1 行得分相加 | —",
            "execution-cap | 79.00 | 79.00 | 79.00 | 执行率 69.999 ÷ 100 = 70%，在 [60%,70%) 之内，总分不超过 79 | 条文 execution_cap",
        ]),
        (rows(planned=100, spent=80), CAPS, [
            "sum | 100.00 | 100.00 | 100.00 | 1 行得分相加 | —",
            "execution-cap | 100.00 | 100.00 | 100.00 | 执行率 80 ÷ 100 = 80%，不封顶 | 条文 execution_cap",
        ]),
        (rows(), CAPS, [
            "sum | 100.00 | 100.00 | 100.00 | 1 行得分相加 | —",
            "execution-cap | — | 59.00 | 100.00 | 执行率算不出，不知是否封顶 | 条文 execution_cap",
        ]),
        (rows(weight=59), CAPS, [
            "sum | 59.00 | 59.00 | 59.00 | 1 行得分相加 | —",
            "execution-cap | 59.00 | 59.00 | 59.00 | 执行率算不出，不知是否封顶 | 条文 execution_cap",
        ]),
        (rows(weight=60), CAPS, [
            "sum | 60.00 | 60.00 | 60.00 | 1 行得分相加 | —",
            "execution-cap | — | 59.00 | 60.00 | 执行率算不出，不知是否封顶 | 条文 execution_cap",
        ]),
        (rows(leaf("乙", criterion="酌情得分"), weight=58), CAPS, [
            "sum | — | 58.00 | 63.00 | 2 行得分相加 | —",
            "execution-cap | — | 58.00 | 63.00 | 执行率算不出，不知是否封顶 | 条文 execution_cap",
        ]),
        (rows(planned=100, spent=10, rate="55%"), CAPS | {"policy.rate_from": "printed"}, [
            "sum | 100.00 | 100.00 | 100.00 | 1 行得分相加 | —",
            "execution-cap | 69.00 | 69.00 | 69.00 | 执行率 55%（表内所填），在 [50%,60%) 之内，总分不超过 69 | 条文 execution_cap",
        ]),
        # in another order
        (rows(leaf("合规性", weight=None, printed=-3, **CONSTRAINT), events=("审计披露",), planned=100, spent=55), CAPS | CAPPED | {"stages": "sum、round、execution-cap、event-cap、deductions、grade"}, [
            "sum | 100.00 | 100.00 | 100.00 | 1 行得分相加 | —",
            "execution-cap | 69.00 | 69.00 | 69.00 | 执行率 55 ÷ 100 = 55%，在 [50%,60%) 之内，总分不超过 69 | 条文 execution_cap",
            "event-cap | 69.00 | 69.00 | 69.00 | 已记录事件：审计披露，总分不超过 70 | 条文 event_cap",
            "deductions | 66.00 | -31.00 | 69.00 | 约束性指标 1 行以负数记分 | —",
        ]),
        # rounding
        (rows(actual="99.44%"), {"total_rounding": "0.1"}, [
            "sum | 99.44 | 99.44 | 99.44 | 1 行得分相加 | —",
            "round | 99.40 | 99.40 | 99.40 | 修约到 0.1，四舍五入 | 条文 total_rounding",
        ]),
        (rows(leaf("乙", criterion="酌情得分"), actual="99.44%"), {"total_rounding": "1"}, [
            "sum | — | 99.44 | 104.44 | 2 行得分相加 | —",
            "round | — | 99.00 | 104.00 | 修约到 1，四舍五入 | 条文 total_rounding",
        ]),
        (rows(leaf("合规性", weight=None, printed="-0.36", **CONSTRAINT), actual="0%"), {"total_rounding": "0.1"}, [
            "sum | 0.00 | 0.00 | 0.00 | 1 行得分相加 | —",
            "deductions | -0.36 | -100.00 | 0.00 | 约束性指标 1 行以负数记分 | —",
            "round | -0.40 | -100.00 | 0.00 | 修约到 0.1，四舍五入 | 条文 total_rounding",
        ]),
        (form(*[leaf(name, weight=10, target="3", actual="1", criterion=RATIO) for name in "甲乙丙"]), {"policy.sum_of": "printed"}, [
            "sum | 9.99 | 9.99 | 9.99 | 3 行得分相加 | —",
        ]),
        (form(*[leaf(name, weight=10, target="3", actual="1", criterion=RATIO) for name in "甲乙丙"]), {"policy.sum_of": "printed", "rounding": "0.1"}, [
            "sum | 9.9 | 9.9 | 9.9 | 3 行得分相加 | —",
            "round | 9.9 | 9.9 | 9.9 | 修约到 0.1，四舍五入 | 条文 rounding",
        ]),
        (form(*[leaf(name, weight=10, target="3", actual="1", criterion=RATIO) for name in "甲乙丙"], leaf("丁", weight="1.006", criterion="酌情得分")), {"policy.sum_of": "printed"}, [
            "sum | — | 9.99 | 11.00 | 4 行得分相加 | —",
        ]),
        (form(*[leaf(name, weight=10, target="3", actual="1", criterion=RATIO) for name in "甲乙丙"], leaf("丁", weight="1.006", criterion="酌情得分")), {}, [
            "sum | — | 10.00 | 11.01 | 4 行得分相加 | —",
        ]),
        # grades
        (rows(actual="89.5%"), WHOLE, [
            "sum | 89.50 | 89.50 | 89.50 | 1 行得分相加 | —",
            "grade | 89.50 | 89.50 | 89.50 | 总分 89.5 落在各档之间（优[90,100]、良[80,89]、中[60,79]、差[0,59]），评分办法没有规定等级 | 条文 grades",
        ]),
        (rows(weight=120), GRADES, [
            "sum | 120.00 | 120.00 | 120.00 | 1 行得分相加 | —",
            "grade | 120.00 | 120.00 | 120.00 | 总分 120 超过最高一档（优[90,100]），不定级 | 条文 grades",
        ]),
        (rows(actual="0%"), GRADES, [
            "sum | 0.00 | 0.00 | 0.00 | 1 行得分相加 | —",
            "grade | 0.00 | 0.00 | 0.00 | 总分 0，差[0,60) | 条文 grades",
        ]),
    ],
)  # fmt: skip
def test_every_stage_of_the_total(sheet: ps.Sheet, rules: dict[str, str], found: list[str]) -> None:
    assert found == told(sheet, rules)


@pytest.mark.parametrize(
    ("sheet", "rules", "rate", "words"),
    [
        (rows(planned=100, spent=55), {}, "11/20", "55 ÷ 100 = 55%"),
        (rows(planned=300, spent=200), {}, "2/3", "200 ÷ 300 = 66.67%"),
        (rows(planned=100, spent=55, rate="60%"), {"policy.rate_from": "printed"}, "3/5", "60%（表内所填）"),
        (rows(planned=100, initial=50, spent=40), {"policy.rate_base": "initial"}, "4/5", "40 ÷ 50 = 80%"),
        (rows(planned=0, spent=55, rate="60%"), {}, "3/5", "60%（表内所填）"),
        (rows(planned=-5, spent=55, rate="60%"), {}, "3/5", "60%（表内所填）"),
        (rows(planned=1, spent=1), {}, "1", "1 ÷ 1 = 100%"),
        (rows(rate="0.6"), {}, "3/5", "0.6（表内所填）"),
        (rows(rate="1.5"), {}, "3/2", "1.5（表内所填）"),
        (rows(rate="-1.5"), {}, "-3/2", "-1.5（表内所填）"),
        (rows(rate="1.6"), {}, "2/125", "1.6（表内所填）"),
        (rows(rate="0.6%"), {}, "3/500", "0.6%（表内所填）"),
        (rows(leaf("预算执行率", actual="90%", criterion="")), {}, "9/10", "90%（表内所填）"),
        (rows(leaf("投入", definition="预算执行率", actual="90%", criterion="")), {}, "9/10", "90%（表内所填）"),
        (rows(leaf("预算执行率", actual="90万元", criterion=""), leaf("预算执行率", actual="未测"), leaf("预算执行率", actual="80%")), {}, "4/5", "80%（表内所填）"),
        (rows(leaf("制度执行率", actual="90%", criterion="")), {}, None, None),
        (rows(), {}, None, None),
    ],
)  # fmt: skip
def test_the_execution_rate_of_a_form(sheet: ps.Sheet, rules: dict[str, str], rate: str | None, words: str | None) -> None:
    rulebook = book(rules)
    found = rate_of(sheet, governor_of(rulebook, rulebook.policy))
    assert found == (None if rate is None or words is None else (Fraction(rate), words))


SUMS = [
    [], [(350, 35000, 10**4)], [(350, 35000, 10**4), (-1, -100, 10**4)], [(33, 1, 3), (33, 1, 3)], [(33, 1, 3), (14, 1, 7), (350, 35000, 10**4)],
    [(1, 1, 100), (1, 1, 3), (350, 35000, 10**4)], [(1, 123456, 10**8), (1, 10**5, 10**7)], [(1, 10**5, 10**7), (1, 123456, 10**8)],
    [(1, 1, 3 * 10**4), (1, 1, 9 * 10**4), (1, 1, 3 * 10**4)], [(1, 1, 9 * 10**4), (1, 2, 3 * 10**4), (33, 1, 3), (2, 5, 9 * 10**4)],
]  # fmt: skip


@pytest.mark.parametrize("figures", SUMS)
def test_sums_are_exact(figures: list[tuple[int, int, int]]) -> None:
    assert sum((Fraction(*one[1:]) for one in figures), Fraction(0)) == Fraction(*added(figures, None))
    assert sum((Fraction(one[0], 100) for one in figures), Fraction(0)) == Fraction(*added(figures, SCORE))
    tenth = Rounding(quantum=Decimal("0.1"))
    assert sum((Fraction(tenth(Fraction(*one[1:]))) for one in figures), Fraction(0)) == Fraction(*added(figures, tenth))


@given(sheets(), st.sampled_from(["event_cap", "execution_cap"]))
def test_caps_never_raise_a_total(sheet: ps.Sheet, cap: str) -> None:
    rules = CAPS if cap == "execution_cap" else {"event_cap": "70"}
    event = "审计披露" if cap == "event_cap" else None
    plain, capped = ps.score(sheet, book({})), ps.score(sheet, book(rules), event=event)
    assert capped.low <= plain.low
    assert capped.high <= plain.high
    assert plain.total is None or capped.total is None or capped.total <= plain.total


def test_a_total_above_the_best_grade_has_none() -> None:
    card = ps.score(form(full(weight=120)), book(GRADES))
    assert (card.grade, stage(card, "grade").text) == (None, "总分 120 超过最高一档（优[90,100]），不定级")


def test_an_event_is_one_of_those_named() -> None:
    assert names((), "逾期报送")
    assert not names(("审计披露",), "逾期报送")


@pytest.mark.parametrize(
    ("kind", "capped"),
    [
        ("审计等部门重点披露的问题", True),
        ("造成重大不良社会影响", True),
        ("审计署审计披露", True),
        ("审计披露", True),
        ("重大", False),
        ("审", False),
        ("计露", False),
    ],
)
def test_events_in_the_forms_own_words_cap_and_scraps_do_not(kind: str, capped: bool) -> None:
    assert names(("审计披露", "重大不良社会影响"), kind) is capped


def test_an_event_that_no_row_names_is_told_by_its_name() -> None:
    row = ps.Indicator(name="资金管理合规性", weight=0, criterion="酌情扣分，如出现审计披露的问题，评价总得分不得超过70分", printed="0")
    card = ps.score(ps.Sheet(branches=[row], events=[ps.Event.of("逾期报送")]), book({}))
    told = stage(card, "event-cap").text
    assert "所给事件“逾期报送”不在封顶事件（审计披露的问题）之列，不封顶（上限 70）" == told


def test_a_total_lies_within_its_room_also_below_0() -> None:
    row = ps.Indicator(
        name="资金管理合规性", weight=0, criterion="不设权重，酌情扣分，如出现审计披露的问题，评价总得分不得超过70分", printed="-3"
    )
    card = ps.score(ps.Sheet(branches=[row]), book({}))
    assert (Decimal(-3), Decimal(-100), Decimal(0)) == (card.total, card.low, card.high)


def test_a_total_keeps_the_places_that_its_rulebook_gives_it() -> None:
    card = ps.score(
        form(leaf(weight="6.67", target="100%", actual="100%", criterion="按完成比例得分")),
        book({"rounding": "0.1", "total_rounding": "0.01"}),
    )
    assert (Decimal("6.7"), Decimal("6.67")) == (card.lines[0].score, card.total)


def test_each_stage_cites_its_clause() -> None:
    card = ps.score(paid("49.99"), book({**CAPS, **GRADES}))
    cited = {step.label: step.citation and step.citation.clause for step in card.stages}
    assert {
        "sum": None, "deductions": None, "event-cap": None, "execution-cap": "条文 execution_cap", "round": None, "grade": "条文 grades",
    } == cited  # fmt: skip


def test_scores_are_rounded_before_they_are_added_where_the_policy_says_so() -> None:
    thirds = [leaf(name, weight=10, target="3", actual="1", criterion="实际完成值/年初目标值*分值") for name in ("甲", "乙", "丙")]
    exact = ps.score(form(*thirds), book(GRADES))
    printed = ps.score(form(*thirds), book({**GRADES, "policy.sum_of": "printed"}))
    assert (Decimal(10), Decimal("9.99")) == (exact.total, printed.total)
    assert (Fraction(10), Fraction("9.99")) == (exact.exact, printed.exact)
