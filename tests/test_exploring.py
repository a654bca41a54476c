"""perfscore.exploring: what-if, and what would have been needed for a total."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

import perfscore as ps
from perfscore.altering import altered, rescored
from perfscore.exploring import NOTICE, Reach, reach, what_if
from perfscore.number import Number
from perfscore.requiring import Need
from tests import laws, strategies
from tests.books import book
from tests.conftest import EXAMPLES
from tests.forms import FIRST, form, leaf

PLACE = "产出指标/质量指标/平台操作性/实际完成值〔Sheet1!H24〕"


@pytest.fixture(scope="module")
def first() -> ps.Sheet:
    return ps.read(FIRST)


# ---- what if ------------------------------------------------------------------------------------


def test_another_actual_gives_another_score_and_total(first: ps.Sheet) -> None:
    result = what_if(first, {"平台操作性": "95%"})
    assert (Decimal("97.35"), Decimal("98.35")) == (result.before.total, result.after.total)
    assert [("平台操作性", Decimal("3.5"), Decimal("4.5"))] == [(a.name, a.score, b.score) for a, b in result.rows]
    assert str(result) == (
        f"假设 {PLACE} 85% → 95%\n总分 97.35 → 98.35\n平台操作性 3.5 → 4.5  5 − 5 × 0.1 = 4.5\n{NOTICE}"
    )  # fmt: skip
    assert "<pre>" in result._repr_html_()
    assert first == ps.read(FIRST)
    assert first.digest != result.after.receipt["input_sha256"]


@pytest.mark.parametrize(
    ("value", "expected"), [("95", "98.35"), (95, "98.35"), (Decimal("0.95"), "98.35"), ("100%", "98.85"), ("", "93.85")]
)
def test_a_figure_may_be_text_or_a_number(first: ps.Sheet, value: Number, expected: str) -> None:
    # nothing filled in is not computed: the printed 0 stands
    assert Decimal(expected) == what_if(first, {"平台操作性": value}).after.total


def test_the_sums_of_the_budget_are_figures_too(first: ps.Sheet) -> None:
    result = what_if(first, {"执行数": "14862700元", "预算数": Decimal("1486.27")})
    assert [("预算执行率", Decimal("9.85"), Decimal(10))] == [(a.name, a.score, b.score) for a, b in result.rows]
    assert ["执行数〔Sheet1!I5〕 1464.43 → 1486.27", "预算数〔Sheet1!E5〕 1486.27 → 1486.27"] == [str(one) for one in result.changes]


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"预算执行率": "97%"}, "得分由预算数与执行数计算，本行所填的数不影响得分；请改“执行数”或“预算数”"),
        ({"资金管理合规性": "好"}, "得分由人酌定，不由这个实际完成值决定"),
        ({"平台操作性": "基本完成"}, "本行没有复算：实际完成值是“基本完成”，不是数，未计算"),
        ({"社会和谐稳定": "95%"}, ""),
    ],
)
def test_what_cannot_bear_is_said(first: ps.Sheet, changes: Mapping[Any, Number], note: str) -> None:
    (change,) = what_if(first, changes).changes
    assert note == change.note
    assert not note or f"（{note}）" in str(change)


def test_sums_on_which_nothing_rests_are_told() -> None:
    notes = [one.note for one in what_if(form(leaf(), budget=ps.Budget(planned=100, spent=50)), {"执行数": 60, "预算数": 90}).changes]
    assert ["没有按执行数计算的行，改动不影响得分", "没有按预算数计算的行，改动不影响得分"] == notes
    (same,) = what_if(form(leaf(), budget=ps.Budget(planned=100, spent=50)), {"执行数": 50}).changes
    assert "" == same.note
    capped = book({"execution_cap": "[0%,50%)≤2、[50%,60%)≤3"})
    (change,) = what_if(form(leaf(), budget=ps.Budget(planned=100, spent=50)), {"执行数": 70}, capped).changes
    assert "" == change.note
    (filled,) = what_if(form(leaf()), {"执行数": 70}).changes
    assert "执行数 — → 70（没有按执行数计算的行，改动不影响得分）" == str(filled)


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"平台操作性": 0.95}, ps.NumberError, "不接受 0.95：浮点数不精确。 请用文本、int 或 Decimal 给出，例如 “0.85”。"),
        ({"平台操作性": True}, ps.NumberError, "不接受 True：它不是数。 请用文本、int 或 Decimal 给出，例如 “0.85”。"),
        ({"执行数": "全部"}, ps.NumberError, "执行数“全部”不是数。 请填数字，例如 1500，或 1500万元。"),
        ({"预算数": "15件"}, ps.UnitError, "预算数“15件”的单位与表内的“万元”不同，无法换算。 请以万元为单位。"),
        (
            {"平台操作性": "95%", "H24": "96%"},
            ps.PerfscoreError,
            "“产出指标/质量指标/平台操作性”给了两个值。 一行只能改成一个值。",
        ),
        (
            {"操作性": "95%"},
            ps.PerfscoreError,
            "没有指标“操作性”。 名称相近的：产出指标/质量指标/平台操作性（Sheet1!I24）。",
        ),
    ],
)
def test_what_cannot_be_changed_is_refused(first: ps.Sheet, changes: Mapping[Any, Any], error: type[ps.PerfscoreError], said: str) -> None:
    with pytest.raises(error) as caught:
        what_if(first, changes)
    assert said == str(caught.value)


def test_room_is_told_where_there_is_no_single_score() -> None:
    sheet = form(leaf(criterion="酌情得分", printed=None), leaf("乙"))
    assert "总分 [3.5, 8.5] → [4.5, 9.5]" in str(what_if(sheet, {"乙": "95%"}))
    roomy = form(leaf(criterion="≥95%得4-5分，其余不得分", target="", actual="80%", printed=None))
    assert "平台操作性 0 → [4, 5]  " in str(what_if(roomy, {"平台操作性": "96%"}))


def test_what_if_as_data(first: ps.Sheet) -> None:
    data = what_if(first, {"平台操作性": "95%", "执行数": 1400}).to_dict()
    assert ["source", "rulebook", "changes", "before", "after", "rows", "notice"] == list(data)
    path = ["产出指标", "质量指标", "平台操作性"]
    assert {"path": path, "field": "actual", "cell": "Sheet1!H24", "before": "85%", "after": "95%", "note": None} == data["changes"][0]
    assert {
        "path": path,
        "cell": "Sheet1!I24",
        "before": {"score": "3.5", "low": "3.5", "high": "3.5", "explanation": "5 − 15 × 0.1 = 3.5"},
        "after": {"score": "4.5", "low": "4.5", "high": "4.5", "explanation": "5 − 5 × 0.1 = 4.5"},
    } == data["rows"][1]
    assert ("97.35", "97.92") == (data["before"]["score"], data["after"]["score"])


# ---- reach --------------------------------------------------------------------------------------


def test_what_would_have_brought_the_first_sheet_to_98(first: ps.Sheet) -> None:
    result = reach(first, 98)
    reached = {need.name: str(need) for need in result.needs if need.actual is not None}
    # 97.353… − 3.5 + 4.2: eight full points short of the target, that is more than 91%
    assert {
        "平台操作性": "平台操作性：85% → 92%（+7），须大于 91%，本行得 4.2，总分 98.05",
        "社会和谐稳定": "社会和谐稳定：90% → 97%（+7），须大于 96%，本行得 4.7，总分 98.05",
    } == reached
    assert "本行最多再得 0.15 分，总分最多到 97.5" == result["预算执行率"].reason
    assert "本行已得满分 5 分" == result["区直单位覆盖率"].reason
    assert "得分由人酌定" not in result["资金管理合规性"].reason
    assert str(result).startswith("总分要达到 98（现为 97.35，还差 0.65），单看一行，实际完成须是：\n预算执行率：")
    assert str(result).endswith(f"\n{NOTICE}")
    assert "<pre>" in result._repr_html_()


@pytest.mark.parametrize(("asked", "spent"), [("97.36", "1464.72万元"), ("97.4", "1470.67万元"), ("97.5", "1485.53万元")])
def test_money_is_reached_by_what_was_spent(first: ps.Sheet, asked: str, spent: str) -> None:
    need = reach(first, asked)["预算执行率"]
    assert ("spent", "1464.43万元", spent, Decimal(asked)) == (need.field, need.present, need.actual, need.total)


def test_the_rows_of_one_total_are_none_of_them_enough(first: ps.Sheet) -> None:
    assert not [need.name for need in reach(first, 100).needs if need.actual is not None]
    assert "本行最多再得 1.5 分，总分最多到 98.85" == reach(first, 100)["平台操作性"].reason


@pytest.mark.parametrize(
    ("asked", "event", "reason"),
    [
        (97, None, "总分已是 97.35，达到所问的 97"),
        ("97.35", None, "总分已是 97.35，达到所问的 97.35"),
        (98, "审计披露", "已记录事件：审计披露，总分不超过 70，不能达到 98"),
    ],
)
def test_what_holds_for_all_rows_is_said_once(first: ps.Sheet, asked: Number, event: str | None, reason: str) -> None:
    result = reach(first, asked, event=event)
    assert {reason} == {result.reason, *(need.reason for need in result.needs)}
    total = "70" if event else "97.35"
    assert str(result) == f"总分要达到 {asked}（现为 {total}）：\n{reason}\n{NOTICE}"


def test_an_open_total_is_no_ground_to_stand_on() -> None:
    result = reach(form(leaf("甲", criterion="酌情得分", printed=None), leaf("乙")), 9)
    assert "总分未定：甲 没有唯一得分，无从反推" == result.reason
    assert str(result).startswith("总分要达到 9（现为 [3.5, 8.5]）：\n总分未定")
    rate = book({"execution_cap": "[0%,50%)≤2、[50%,60%)≤3"})
    assert "总分未定：执行率算不出，不知是否封顶，无从反推" == reach(form(leaf()), 5, rate).reason


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ("100.01", ps.PerfscoreError, "所问总分 100.01 超过满分 100。 请给出不超过 100 的总分。"),
        (98.5, ps.NumberError, "不接受 98.5：浮点数不精确。 请用文本、int 或 Decimal 给出，例如 “0.85”。"),
        ("九十八", ps.NumberError, "“九十八”不是数。 请填数字，例如 85 或 85%。"),
    ],
)
def test_totals_that_cannot_be_asked_for(first: ps.Sheet, asked: Any, error: type[ps.PerfscoreError], said: str) -> None:
    with pytest.raises(error) as caught:
        reach(first, asked)
    assert said == str(caught.value)


def test_reach_as_data(first: ps.Sheet) -> None:
    data = reach(first, 98).to_dict()
    assert ["source", "rulebook", "asked", "totals", "reason", "needs", "notice"] == list(data)
    assert ("98", "97.35", None, NOTICE, 15) == (data["asked"], data["totals"]["score"], data["reason"], data["notice"], len(data["needs"]))
    assert "总分已是 97.35，达到所问的 90" == reach(first, 90).to_dict()["reason"]


# ---- laws ---------------------------------------------------------------------------------------

RULES = (
    ("policy.sum_of", "printed"), ("total_rounding", "0.1"), ("execution_cap", "[0%,50%)≤5、[50%,60%)≤9、[60%,70%)≤12"), ("event_cap", "15"),
    ("positive", "实际完成值/年初目标值*分值"), ("policy.negative_actual", "zero"), ("policy.reverse_form", "linear"),
    ("policy.rate_rounding", "percent"), ("policy.steps", "proportional"), ("stages", "sum、round、event-cap、deductions、execution-cap、grade"),
)  # fmt: skip


@st.composite
def rows(draw: st.DrawFn, name: str) -> ps.Indicator:
    """A row of a rule of any kind, with figures or words as they fit it."""
    rule = draw(strategies.rules())
    row = draw(laws.rows(rule))
    actual = f"{sum(said == '是' for said in row.actual)}项" if isinstance(row.actual, tuple) else row.actual
    return leaf(name, weight=row.weight, target=row.target, actual=actual, criterion=str(rule), printed=draw(laws.points_or_nothing()))


@st.composite
def questions(draw: st.DrawFn) -> tuple[Reach, Decimal]:
    """A form with a total, and a higher total."""
    leaves = [draw(rows(name)) for name in ("甲", "乙")]
    budget = ps.Budget(planned="120.5", spent=draw(st.decimals(0, 200, places=2)), weight=draw(st.none() | st.just(10)))
    taken = leaf(
        "资金合规", weight=None, target="", actual="", printed=draw(st.sampled_from((None, "-2"))), criterion="酌情扣分，以负数记分"
    )
    sheet = form(*leaves, *draw(st.sampled_from(((), (taken,)))), budget=budget)
    chosen = draw(st.lists(st.sampled_from(RULES), max_size=3))
    total = ps.score(sheet, book(dict(chosen)), event="审计披露").total
    more = draw(st.decimals("0.01", 12, places=2))
    asked = (total or Decimal(0)) + more if (total or Decimal(0)) + more <= 100 else Decimal(100)
    return reach(sheet, asked, book(dict(chosen)), event="审计披露"), asked


def with_(result: Reach, need: Need, value: str, points: Decimal | None = None) -> ps.Scorecard:
    """The form scored with another figure in the place of one need."""
    number = result.needs.index(need)
    key = "执行数" if need.field == "spent" else "/".join(need.path)
    card = what_if(result.card.sheet, {key: value}, result.card.rulebook, event="审计披露").after
    return card if points is None else rescored(card, altered(card.sheet, {number: {"printed": points}}))


@settings(max_examples=EXAMPLES // 2)
@given(questions())
def test_what_would_have_been_needed_is_enough_and_one_step_less_is_not(question: tuple[Reach, Decimal]) -> None:
    result, asked = question
    for need in result.needs:
        if need.actual is None:
            assert need.reason
            continue
        card = with_(result, need, need.actual, need.points)
        line = card.lines[result.needs.index(need)]
        assert (need.total, need.score) == (card.total, line.score)
        assert card.total is not None
        assert card.total >= asked
        if need.points is not None:  # a hundredth less, where the room begins lower
            less = with_(result, need, need.actual, max(need.points - Decimal("0.01"), line.low))
            assert less.total is None or less.total < asked or need.points == line.low
        elif need.change and need.step:
            figure = ps.quantity(need.actual)
            assert figure.value is not None
            back = with_(result, need, f"{figure.value - need.step.copy_sign(need.change)}{figure.unit}")
            assert back.total is None or back.total < asked or back.lines[result.needs.index(need)].reason


@settings(max_examples=EXAMPLES // 4)
@given(questions(), st.integers(-300, 300))
def test_where_it_says_that_a_row_cannot_no_figure_can(question: tuple[Reach, Decimal], steps: int) -> None:
    result, asked = question
    for need in result.needs:
        figure = ps.quantity(need.present)
        if need.reason.startswith("本行") and "没有" not in need.reason and figure.value is not None:
            value = figure.value + Decimal(steps).scaleb(-figure.places)
            card = with_(result, need, f"{value}{figure.unit}")
            assert card.total is None or card.total < asked or card.lines[result.needs.index(need)].reason
