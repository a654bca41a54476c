"""perfscore.staging: the stages of the total, in the rulebook's order."""

from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, strategies as st

import perfscore as ps
from perfscore.governing import governor_of
from perfscore.measure import DEFAULT
from perfscore.provision import STAGES
from perfscore.staging import grade_words, names, rate_of
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
