"""perfscore.combining: several forms of one kind rolled up into one; a small case worked out by hand, laws, disagreements."""

import json
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given, settings, strategies as st

import perfscore as ps
from perfscore.combining import OPEN, combine
from perfscore.errors import NumberError, PerfscoreError
from perfscore.source import Cell
from tests.books import book
from tests.forms import BOOK, FIRST, form, leaf
from tests.strategies import indicators, sheets

PROPORTIONAL = "实际完成值/目标值×分值"
LADDER = "每低于目标值1个百分点扣1分，扣完为止"
WORDS = "健全得10分，基本健全得8分，不健全不得分"


def centre(number: int, unit: str, planned: str, spent: str, trained: str, rate: str, system: tuple[str, str], duty: str) -> ps.Sheet:
    """A form of the example: 20 points each for money and training, 40 for a rate, 10 for words, 10 at discretion, 10 that bind."""
    at = [Cell(field="actual", text="", at=f"E{number}")]
    output = ps.Indicator(
        name="产出指标",
        level=1,
        children=[
            leaf("培训人次", weight=20, target="≥20人次", actual=trained, criterion=PROPORTIONAL, cells=at),
            leaf("合格率", weight=40, target="≥95%", actual=rate, criterion=LADDER, printed=40),
        ],
    )
    benefit = ps.Indicator(
        name="效益指标",
        level=1,
        children=[leaf("制度建设", weight=10, target="健全", actual=system[0], criterion=WORDS, printed=system[1])],
    )
    bound = ps.Indicator(
        name="约束性指标",
        level=1,
        children=[leaf("资金合规", weight=10, target="", actual="", criterion="", printed=duty)],
    )
    budget = ps.Budget(
        planned=planned, spent=spent, weight=20, printed=20, rate="98%", parts=[ps.BudgetPart(name="一般公共预算", planned=planned)]
    )
    source = ps.Source(file=f"{unit}.xlsx", sheet="自评表")
    return ps.Sheet(title="培训项目自评表", unit=unit, year=2020, budget=budget, branches=[output, benefit, bound], source=source)


@pytest.fixture(scope="module")
def two() -> tuple[ps.Sheet, ps.Sheet]:
    return (
        centre(1, "甲中心", "100", "98", "10人次", "80%", ("健全", "10"), "10"),
        centre(2, "乙中心", "300", "270", "24人次", "90%", ("基本健全", "8"), "6"),
    )


# ---- worked out by hand -------------------------------------------------------------------------
#
#   预算执行    (98 + 270) ÷ (100 + 300) × 20 = 368 ÷ 400 × 20                       18.4
#   培训人次    10 + 24 = 34 of 20 + 20 = 40;  34 ÷ 40 × 20                            17
#   合格率      (80 × 100 + 90 × 300) ÷ 400 = 87.5;  95 − 87.5 = 7.5: 7 steps; 40 − 7    33
#   制度建设    (10 × 100 + 8 × 300) ÷ 400                                             8.5
#   资金合规    (10 × 100 + 6 × 300) ÷ 400, anything from 0 to 10                         7
#   total                                                                          83.9   from 76.9 to 86.9


def test_the_example_comes_to_what_the_hand_found(two: tuple[ps.Sheet, ...]) -> None:
    card = combine(two).card
    assert ["18.4", "17", "33", "8.5", "7"] == [format(line.score.normalize(), "f") for line in card.lines if line.score is not None]
    assert (Decimal("83.9"), Decimal("76.9"), Decimal("86.9")) == (card.total, card.low, card.high)


def test_every_figure_tells_its_arithmetic(two: tuple[ps.Sheet, ...]) -> None:
    assert [
        ("预算数", "100 + 300 = 400 万元"),
        ("全年执行数", "98 + 270 = 368 万元"),
        ("一般公共预算·预算数", "100 + 300 = 400 万元"),
        ("培训人次·年度指标值", "20 + 20 = 40 人次"),
        ("培训人次·实际完成值", "10 + 24 = 34 人次"),
        ("合格率·年度指标值", "各表都是 95%"),
        ("合格率·实际完成值", "(80% × 100 + 90% × 300) ÷ 400 = 87.5%"),
        ("制度建设·得分", "(10 × 100 + 8 × 300) ÷ 400 = 8.5"),
        ("资金合规·得分", "(10 × 100 + 6 × 300) ÷ 400 = 7"),
    ] == [(step.label, step.text) for step in combine(two).steps]


def test_every_figure_names_the_cells_of_the_forms(two: tuple[ps.Sheet, ...]) -> None:
    step = combine(two).steps[4]
    assert ["第 1 张表（甲中心）  10人次  自评表!E1", "第 2 张表（乙中心）  24人次  自评表!E2"] == [child.line() for child in step.children]
    assert ["甲中心.xlsx!自评表!E1", "乙中心.xlsx!自评表!E2"] == [str(child.source) for child in step.children]


def test_the_form_of_all(two: tuple[ps.Sheet, ...]) -> None:
    sheet = combine(two).sheet
    assert ("汇总（2 张表）培训项目自评表", "甲中心等 2 个单位", 2020, None) == (sheet.title, sheet.unit, sheet.year, sheet.declared)
    assert (400, 368, "", 20) == (sheet.budget.planned, sheet.budget.spent, sheet.budget.rate.text, sheet.budget.weight)
    rows = [(row.path[-1], *map(str, (row.indicator.target, row.indicator.actual)), row.indicator.printed) for row in sheet.rows]
    assert [
        ("执行率", "", "", None),
        ("培训人次", "≥40人次", "34人次", None),
        ("合格率", "≥95%", "87.5%", None),
        ("制度建设", "健全", "否", None),
        ("资金合规", "", "", 7),
    ] == rows
    assert "各表都达成得10分，否则酌情扣1.5-1.5分" == sheet.rows[3].indicator.criterion
    assert f"各表文字不同，得分按各表得分汇总；原评分标准：{WORDS}" == sheet.rows[3].indicator.remark


def test_the_form_of_all_is_saved_read_and_audited_without_a_false_finding(two: tuple[ps.Sheet, ...]) -> None:
    combined = combine(two)
    read = ps.Sheet.from_dict(json.loads(json.dumps(combined.sheet.to_dict())))
    audit = ps.audit(read)
    assert (combined.sheet, combined.card.total) == (read, audit.card.total)
    assert [] == [finding for finding in audit.findings if finding.severity is not ps.Severity.NOTE]


def test_the_clauses_of_the_rulebook_are_cited(two: tuple[ps.Sheet, ...]) -> None:
    keys = {"rollup_absolute": "sum", "rollup_relative": "funds", "rollup_qualitative": "funds"}
    steps = combine(two, rulebook=book(keys)).steps
    cited = [step.citation.clause for step in steps if step.citation]
    assert [*["条文 rollup_absolute"] * 5, *["条文 rollup_relative"] * 2, *["条文 rollup_qualitative"] * 2] == cited
    assert [None] * 9 == [step.citation for step in combine(two).steps]


def test_other_funds_weigh_otherwise(two: tuple[ps.Sheet, ...]) -> None:
    combined = combine(two, funds=[" 1.00 ", Decimal(1)])
    assert ((1, 1), "(80% × 1 + 90% × 1) ÷ 2 = 85%") == (combined.funds, combined.steps[6].text)
    assert (100, 300) == combine(two).funds


def test_an_event_caps_the_total_of_all(two: tuple[ps.Sheet, ...]) -> None:
    capped = book({"event_cap": "70"})
    assert 70 == combine(two, rulebook=capped, event="审计披露").card.total
    with_event = [two[0], evolve(two[1], events=[ps.Event(kind="审计披露", source="报告")])]
    assert (70, ("审计披露",)) == (
        combine(with_event, rulebook=capped).card.total,
        tuple(event.kind for event in combine(with_event).sheet.events),
    )


def test_the_rulebook_is_recognised_from_the_notes_of_all() -> None:
    sheet = ps.read(FIRST)
    bare = evolve(sheet, notes=())
    for pair in ([sheet, bare], [bare, sheet]):
        card = combine(pair).card
        assert (BOOK, True) == (card.rulebook.id, card.recognised_by.startswith("表内印有该办法"))


def test_a_form_that_follows_another_rulebook_is_told() -> None:
    one, other = ps.read(FIRST), form(leaf(), title="其他自评表", source=ps.Source(file="b.xlsx"))
    found = combine([evolve(one, notes=()), other], funds=[1, 1]).mismatches[0]
    assert str(found).startswith("b.xlsx：第 2 张表（其他自评表）认定的评分办法是“")
    assert str(found).endswith("；这里按后者，可用 rulebook 指定。")
    assert () == combine([other, other], funds=[1, 1]).mismatches
    assert "认定" not in str(combine([evolve(one, notes=()), other], funds=[1, 1], rulebook=BOOK).mismatches[0])


def test_what_a_combined_result_prints(two: tuple[ps.Sheet, ...]) -> None:
    combined = combine(two)
    assert "<Combined 2 张表 83.9 不一致 0 处>" == repr(combined)
    for text in ("汇总（2 张表）培训项目自评表", "34人次  10 + 24 = 34 人次", "总分  83.9 / 100"):
        assert text in str(combined)
        assert text in combined._repr_html_()


def test_a_combined_result_as_data(two: tuple[ps.Sheet, ...]) -> None:
    combined = combine(two)
    data = combined.to_dict()
    assert ["sources", "mismatches", "steps", "result"] == list(data)
    assert {"source": "乙中心.xlsx", "title": "培训项目自评表", "unit": "乙中心", "funds": "300"} == data["sources"][1]
    assert ([], "83.9", 9) == (data["mismatches"], data["result"]["totals"]["score"], len(data["steps"]))


# ---- laws ---------------------------------------------------------------------------------------


def figures_of(card: ps.Scorecard) -> tuple[object, ...]:
    return card.total, card.low, card.high, sorted((line.path, line.score or -1, line.low, line.high) for line in card.lines)


@settings(max_examples=50)
@given(sheets())
def test_one_form_is_its_own_roll_up(sheet: ps.Sheet) -> None:
    combined = combine([sheet])
    assert figures_of(ps.score(sheet)) == figures_of(combined.card)
    assert (sheet, (), ()) == (combined.sheet, combined.steps, combined.mismatches)


#: Rows whose forms can be told apart: what a row of each sort prints, all of one unit and sign.
SORTS: dict[str, tuple[str, st.SearchStrategy[dict[str, Any]]]] = {
    "件": (PROPORTIONAL, st.fixed_dictionaries({"target": st.integers(1, 99).map("≥{}件".format), "actual": st.integers(0, 99).map("{}件".format)})),
    "%": (LADDER, st.fixed_dictionaries({"target": st.integers(1, 100).map("≥{}%".format), "actual": st.decimals(0, 120, places=1).map("{}%".format)})),
    "words": (WORDS, st.fixed_dictionaries({"target": st.just("健全"), "actual": st.sampled_from(("健全", "基本健全", "不健全", "有一些"))})),
    "room": ("酌情扣分", st.fixed_dictionaries({"target": st.just("好"), "actual": st.sampled_from(("好", "较好"))})),
    "money": ("每超支1万元扣1分", st.fixed_dictionaries({"target": st.integers(1, 9).map("≤{}万元".format), "actual": st.integers(0, 150000).map("{}元".format)})),
    "unread": ("看情况", st.fixed_dictionaries({"target": st.just("5"), "actual": st.integers(0, 9).map(str)})),
}  # fmt: skip


@st.composite
def alike(draw: st.DrawFn) -> list[ps.Sheet]:
    """Several forms of one kind, with funds, whose rows go together."""
    sorts = draw(st.lists(st.sampled_from(list(SORTS)), min_size=1, max_size=4))
    found = []
    for _ in range(draw(st.integers(2, 4))):
        planned, spent = draw(st.decimals("0.01", 500, places=2)), draw(st.decimals(0, 500, places=2))
        leaves = [
            leaf(
                f"指标{number}",
                **{"criterion": SORTS[sort][0], **draw(SORTS[sort][1]), "printed": draw(st.sampled_from(("0", "2.5", "5")))},
            )
            for number, sort in enumerate(sorts)
        ]
        found.append(form(*leaves, budget=ps.Budget(planned=planned, spent=spent, weight=10)))
    return found


@settings(max_examples=50)
@given(alike())
def test_forms_of_one_kind_leave_nothing_open_and_no_mean_leaves_its_parts(forms: list[ps.Sheet]) -> None:
    combined = combine(forms)
    cards = [ps.score(sheet) for sheet in forms]
    assert () == combined.mismatches
    assert combined.card.total is not None
    for place, line in enumerate(combined.card.lines):
        own = [card.lines[place] for card in cards]
        if line.indicator.criterion.startswith("各表都达成"):
            assert min(one.score or 0 for one in own) <= (line.score or 0) <= max(one.score or 0 for one in own)
            assert min(one.low for one in own) <= line.low <= max(one.low for one in own)
            assert min(one.high for one in own) <= line.high <= max(one.high for one in own)


@settings(max_examples=50)
@given(alike(), st.randoms(use_true_random=False))
def test_the_order_of_the_forms_does_not_matter(forms: list[ps.Sheet], random: Any) -> None:
    turned = random.sample(forms, len(forms))
    assert figures_of(combine(forms).card) == figures_of(combine(turned).card)


@settings(max_examples=50)
@given(alike())
def test_a_form_twice_scores_as_once_where_its_rules_are_shares(forms: list[ps.Sheet]) -> None:
    sheet = forms[0]
    assume(all(row.indicator.criterion != "每超支1万元扣1分" for row in sheet.rows))
    assert figures_of(ps.score(sheet)) == figures_of(combine([sheet, sheet, sheet]).card)


@settings(max_examples=50)
@given(alike())
def test_the_form_of_all_scores_the_same_when_read_back(forms: list[ps.Sheet]) -> None:
    combined = combine(forms)
    read = ps.Sheet.from_dict(json.loads(json.dumps(combined.sheet.to_dict())))
    assert figures_of(combined.card) == figures_of(ps.score(read, combined.card.rulebook))


@st.composite
def unlike(draw: st.DrawFn) -> list[ps.Sheet]:
    """Several forms filled in however they may be, some without a row of the others."""
    found = []
    for _ in range(draw(st.integers(2, 3))):
        leaves = [draw(indicators(f"指标{number}")) for number in draw(st.lists(st.integers(1, 3), unique=True))]
        found.append(form(*leaves, budget=ps.Budget(planned=draw(st.none() | st.just("5")), spent=draw(st.none() | st.just("4")))))
    return found


@given(unlike(), st.randoms(use_true_random=False))
def test_whatever_is_given_a_disagreement_is_told_and_leaves_the_total_open(forms: list[ps.Sheet], random: Any) -> None:
    funds = list(range(1, len(forms) + 1))
    combined = combine(forms, funds=funds)
    rows = {one.path for one in combined.mismatches if one.path[0] != "预算执行"}
    assert rows <= {line.path for line in combined.card.open}
    assert rows == {line.path for line in combined.card.lines if line.indicator.criterion == OPEN}
    assert not rows or combined.card.total is None
    assert {row.path for sheet in forms for row in sheet.rows} == {row.path for row in combined.sheet.rows}
    pairs = random.sample(list(zip(forms, funds, strict=True)), len(forms))
    turned = combine([sheet for sheet, _ in pairs], funds=[amount for _, amount in pairs])
    assert figures_of(combined.card) == figures_of(turned.card)
    assert {one.path for one in combined.mismatches} == {one.path for one in turned.mismatches}


# ---- disagreements ------------------------------------------------------------------------------


def test_disagreements_are_told_row_by_row_in_the_forms_order(two: tuple[ps.Sheet, ...]) -> None:
    first, second = two
    output = second.branches[0]
    other = evolve(
        second,
        branches=[
            evolve(output, children=[evolve(output.children[0], weight=25), evolve(output.children[1], actual="良好"), leaf("教材")]),
            second.branches[2],
        ],
        budget=evolve(second.budget, spent=None, weight=None, printed=None),
    )
    combined = combine([first, other])
    assert [
        "乙中心.xlsx：预算执行/全年执行数：第 2 张表（乙中心）的全年执行数没有印出。",
        "乙中心.xlsx：预算执行/执行率：第 2 张表（乙中心）没有这一行。",
        "乙中心.xlsx!自评表：产出指标/培训人次：第 2 张表（乙中心）的分值是“25”，第 1 张表（甲中心）是“20”。",
        "乙中心.xlsx!自评表：产出指标/合格率：第 2 张表（乙中心）的实际完成值是“良好”，第 1 张表（甲中心）是“80%”，一个是数，一个不是。",
        "甲中心.xlsx!自评表：产出指标/教材：第 1 张表（甲中心）没有这一行。",
        "乙中心.xlsx!自评表：效益指标/制度建设：第 2 张表（乙中心）没有这一行。",
    ] == [str(one).replace("乙中心.xlsx!自评表：预算", "乙中心.xlsx：预算") for one in combined.mismatches]


def test_a_row_without_agreement_waits_with_the_most_points_it_may_have(two: tuple[ps.Sheet, ...]) -> None:
    first, second = two
    output = second.branches[0]
    changed = evolve(output, children=[evolve(output.children[0], weight=25, remark="另行说明"), output.children[1]])
    card = combine([first, evolve(second, branches=[changed, *second.branches[1:]])]).card
    line = card["培训人次"]
    assert (None, 0, 25, "待定") == (line.score, line.low, line.high, line.indicator.actual.text)
    assert "公式中的“待定系数”没有给出，未计算" == line.reason
    assert "另行说明；各表不一致，未汇总" == line.indicator.remark
    assert (None, Decimal("59.9"), Decimal("94.9")) == (card.total, card.low, card.high)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (("产出指标",), {"criterion": "酌情扣分"}),
        (("产出指标",), {"criterion": "每发现一例扣1分，扣完为止"}),
        (("约束性指标",), {"criterion": ""}),
        (("约束性指标",), {"criterion": "约束性指标，酌情扣分"}),
        (("产出指标",), {"name": "预算执行率", "criterion": "得分按执行率*分值"}),
    ],
)
@pytest.mark.parametrize(
    "values", [{}, {"policy.blank_target": "leave-out"}, {"criterion_unread": "note", "execution": "得分按执行率*分值"}]
)
def test_a_row_without_agreement_is_open_under_every_rule_and_rulebook(
    path: tuple[str, ...], fields: dict[str, Any], values: dict[str, str]
) -> None:
    one, other = (
        ps.Sheet(
            budget=ps.Budget(planned=100, spent=90),
            branches=[ps.Indicator(name=path[0], level=1, children=[leaf(**(fields | {"target": "", "actual": "", "weight": weight}))])],
        )
        for weight in (5, 10)
    )
    card = combine([one, other], rulebook=book(values)).card
    assert (None, 0, 10) == (card.total, card.low, card.high)


def test_a_goal_is_known_by_its_number() -> None:
    one, other = (ps.Sheet(branches=[ps.Goal(number=number, text="完成", children=[leaf()])]) for number in (1, 2))
    assert ["平台操作性：第 2 张表没有这一行。", "平台操作性：第 1 张表没有这一行。"] == [str(x) for x in combine([one, other]).mismatches]
    assert (1, "完成") == (combine([one, one]).sheet.goals[0].number, combine([one, one]).sheet.goals[0].text)


def test_a_sum_that_would_be_read_as_a_date_is_a_disagreement() -> None:
    found = combine([form(leaf(target="", actual="1000年底")), form(leaf(target="", actual="1019年底"))])
    assert ["产出指标/质量指标/平台操作性：汇总后的实际完成值“2019年底”会被读成别的意思。"] == [str(one) for one in found.mismatches]
    assert (None, ()) == (found.card.total, found.steps)


# ---- rows in words ------------------------------------------------------------------------------


def rolled(*rows: dict[str, Any], funds: tuple[int, ...] = (1, 3), path: str = "产出指标", rulebook: Any = None) -> Any:
    """Forms of one row each, rolled up: the line and its last step."""
    forms = [ps.Sheet(branches=[ps.Indicator(name=path, level=1, children=[leaf(**row)])]) for row in rows]
    combined = combine(forms, funds=funds, rulebook=rulebook)
    assert () == combined.mismatches
    return combined.card.lines[0], combined.steps[-1] if combined.steps else None


SAME: dict[str, Any] = {"weight": 10, "target": "健全"}


def test_the_same_words_are_kept_with_the_mean_of_the_scores() -> None:
    row = {**SAME, "criterion": "达成得8-10分，部分达成得5-8分", "actual": "达成"}
    line, step = rolled({**row, "printed": 10}, {**row, "printed": 8})
    assert ("达成", row["criterion"], Decimal("8.5"), 8, 10) == (
        line.indicator.actual.text,
        line.indicator.criterion,
        line.score,
        line.low,
        line.high,
    )
    assert "(10 × 1 + 8 × 3) ÷ 4 = 8.5" == step.text


def test_the_same_words_under_a_rule_that_gives_one_score_need_none() -> None:
    row = {**SAME, "criterion": WORDS, "actual": "基本健全"}
    line, step = rolled({**row, "printed": 10}, {**row, "printed": 8}, funds=(1, 3))
    assert (8, None, None) == (line.score, line.printed, step)


def test_printed_scores_are_averaged_before_they_are_held_against_the_rule() -> None:
    row = {**SAME, "criterion": "达成得8-10分，部分达成得5-8分", "actual": "达成"}
    line, step = rolled({**row, "printed": 2}, {**row, "printed": 10})
    assert ("(2 × 1 + 10 × 3) ÷ 4 = 8", Decimal(8), "printed") == (step.text, line.score, line.basis)


def test_where_nothing_is_printed_nothing_was_taken_off() -> None:
    row = {**SAME, "criterion": "酌情扣分", "actual": "健全"}
    line, step = rolled({**row, "printed": 8}, {**row, "printed": None})
    assert ("(8 × 1 + 10 × 3) ÷ 4 = 9.5", Decimal("9.5")) == (step.text, line.score)
    line, step = rolled({**row, "printed": None}, {**row, "printed": None})
    assert (10, None, None) == (line.score, line.printed, step)


def test_a_row_that_one_form_leaves_open_stays_open() -> None:
    row = {**SAME, "criterion": "达成得8-10分，部分达成得5-8分", "actual": "达成"}
    line, step = rolled({**row, "printed": 8}, {**row, "printed": None})
    assert (None, 8, 10, None) == (line.score, line.low, line.high, step)


def test_other_words_leave_the_mean_of_their_rooms() -> None:
    row = {**SAME, "criterion": "达成得8-10分，部分达成得5-8分"}
    line, step = rolled({**row, "actual": "达成", "printed": 9}, {**row, "actual": "部分达成", "printed": 6})
    assert (Decimal("6.75"), Decimal("5.75"), Decimal("8.5"), "printed") == (line.score, line.low, line.high, line.basis)
    assert "(9 × 1 + 6 × 3) ÷ 4 = 6.75；区间 [5.75, 8.5]" == step.text
    assert ["“达成”，得 9", "“部分达成”，得 6"] == [child.text for child in step.children]
    assert (None, Decimal("6.75"), "[5.75, 8.5]") == (None, step.value, f"[{step.low}, {step.high}]")


def test_other_words_without_a_score_stay_open() -> None:
    row = {**SAME, "criterion": "达成得8-10分，部分达成得5-8分", "printed": None}
    line, step = rolled({**row, "actual": "达成"}, {**row, "actual": "部分达成"})
    assert (None, 0, 10, "各表不同") == (line.score, line.low, line.high, line.indicator.actual.text)
    assert ("有的表没有得分，未定；区间 [5.75, 8.5]", None, "“达成”，得 未定") == (step.text, step.value, step.children[0].text)


def test_yes_here_and_no_there() -> None:
    row = {**SAME, "target": "是", "criterion": "是得满分，否则不得分"}
    line, step = rolled({**row, "actual": "是"}, {**row, "actual": "否"})
    assert (Decimal("2.5"), "(10 × 1 + 0 × 3) ÷ 4 = 2.5") == (line.score, step.text)


def test_means_of_scores_are_rounded_as_scores_are() -> None:
    row = {**SAME, "criterion": WORDS}
    line, step = rolled({**row, "actual": "健全"}, {**row, "actual": "基本健全"}, funds=(1, 2))
    assert ("(10 × 1 + 8 × 2) ÷ 3 ≈ 8.67（修约到 0.01，四舍五入）", Decimal("8.67")) == (step.text, line.score)
    assert "各表都达成得10分，否则酌情扣1.33-1.33分" == line.indicator.criterion


def test_targets_in_other_words_are_words_too() -> None:
    row = {"weight": 10, "criterion": "每低1个百分点扣1分", "actual": "80%"}
    line, step = rolled({**row, "target": "全部", "printed": 8}, {**row, "target": "大部", "printed": 4})
    assert (5, 0, 10, "各表不同") == (line.score, line.low, line.high, line.indicator.target.text)
    assert "(8 × 1 + 4 × 3) ÷ 4 = 5；区间 [0, 10]" == step.text


def test_constraints_keep_their_rule() -> None:
    row = {"weight": 10, "target": "", "criterion": ""}
    line, step = rolled({**row, "actual": "无", "printed": 10}, {**row, "actual": "有违规", "printed": 8}, path="约束性指标")
    assert (Decimal("8.5"), 0, 10, True, "各表不同") == (
        line.score,
        line.low,
        line.high,
        line.governed.constraint,
        line.indicator.actual.text,
    )
    assert "(10 × 1 + 8 × 3) ÷ 4 = 8.5；区间 [0, 10]" == step.text


def test_deductions_from_nothing_average_too() -> None:
    row = {"weight": None, "target": "", "actual": "", "criterion": ""}
    line, step = rolled({**row, "printed": 0}, {**row, "printed": -4}, path="约束性指标")
    assert (-3, "(0 × 1 + (−4) × 3) ÷ 4 = −3") == (line.score, step.text)


def test_points_beyond_the_weight_are_not_put_into_words() -> None:
    row = {**SAME, "criterion": "看情况"}
    line, _ = rolled({**row, "actual": "好", "printed": 14}, {**row, "actual": "一般", "printed": 10})
    assert (11, "看情况") == (line.score, line.indicator.criterion)


def test_figures_that_the_rule_cannot_score_take_the_mean_of_the_printed() -> None:
    row = {"weight": 10, "target": "10件", "criterion": "看情况"}
    line, step = rolled({**row, "actual": "8件", "printed": 8}, {**row, "actual": "10件", "printed": 10})
    assert (Decimal("9.5"), "20件", "18件", "printed") == (line.score, line.indicator.target.text, line.indicator.actual.text, line.basis)
    assert "(8 × 1 + 10 × 3) ÷ 4 = 9.5" == step.text


def test_a_count_of_items_is_no_amount() -> None:
    row = {"weight": 3, "target": "", "criterion": "①制度健全（1分）；②执行到位（1分）；③档案齐全（1分）"}
    line, step = rolled({**row, "actual": "3项"}, {**row, "actual": "1项"})
    assert (Decimal("1.5"), "(3 × 1 + 1 × 3) ÷ 4 = 1.5") == (line.score, step.text)


def test_rows_that_apply_nowhere_stay_aside() -> None:
    row = {"weight": 10, "target": "100%", "actual": "不涉及", "criterion": PROPORTIONAL, "printed": 10}
    line, _ = rolled(row, row, rulebook=book({"policy.not_applicable": "leave-out"}))
    assert ("left-out", None) == (line.governed.aside, line.printed)


def test_a_bare_ratio_stays_bare() -> None:
    row = {"name": "合格率", "weight": 10, "target": "0.95", "criterion": PROPORTIONAL}
    line, _ = rolled({**row, "actual": "0.9"}, {**row, "actual": "0.8"})
    assert ("0.825", Decimal("8.68")) == (line.indicator.actual.text, line.score)


# ---- money --------------------------------------------------------------------------------------


def test_budgets_add_up_in_one_unit() -> None:
    one = ps.Budget(
        planned="100", spent="90", initial="80", adjustment="20", excluded="5", parts=[ps.BudgetPart(name="省级", planned="60")]
    )
    other = ps.Budget(planned="2000000", spent="1500000", initial="1000000", adjustment="0", excluded="10000", unit="元",
                      parts=[ps.BudgetPart(name="省级", planned="500000", spent="1"), ps.BudgetPart(name="市级", spent="3")])  # fmt: skip
    combined = combine([form(leaf(actual="80%"), budget=one), form(leaf(actual="95%"), budget=other)])
    budget = combined.sheet.budget
    assert (300, 240, 180, 20, 6) == (budget.planned, budget.spent, budget.initial, budget.adjustment, budget.excluded)
    assert ("万元", (100, 200)) == (budget.unit, combined.funds)
    assert [("省级", Decimal(110), Decimal("0.0001")), ("市级", None, Decimal("0.0003"))] == [
        (x.name, x.planned, x.spent) for x in budget.parts
    ]
    assert "(80% × 100 + 95% × 200) ÷ 300 = 90%" == combined.steps[-1].text


def test_amounts_name_their_cells() -> None:
    cells = [Cell(field="planned", text="5", at="D4")]
    money = ps.Budget(planned=5, cells=cells, parts=[ps.BudgetPart(name="省级", planned=5, cells=[evolve(cells[0], at="D5")])])
    steps = combine([form(budget=money, source=ps.Source(file="a.xlsx"))] * 2).steps
    assert [["a.xlsx!D4"] * 2, ["a.xlsx!D5"] * 2] == [[str(child.source) for child in step.children] for step in steps]


def test_budgets_in_units_that_cannot_be_compared() -> None:
    money = [ps.Budget(planned="5", unit="万元"), ps.Budget(planned="5", unit="人")]
    combined = combine([form(leaf(), budget=one) for one in money])
    assert ["预算执行/预算数：第 2 张表的预算数以“人”计，不能换算成“万元”。"] == [str(one) for one in combined.mismatches]
    assert (None, (5, None)) == (combined.sheet.budget.planned, combined.funds)


def test_a_rate_without_amounts_is_averaged() -> None:
    money = [ps.Budget(rate="90%", weight=10), ps.Budget(rate="98%", weight=10)]
    combined = combine([form(leaf(), budget=one) for one in money], funds=[1, 3])
    assert ("96%", Decimal("9.6")) == (combined.sheet.budget.rate.text, combined.card.lines[0].score)


def test_a_row_of_the_tree_may_bear_the_name_of_the_budget_line() -> None:
    top = ps.Indicator(name="预算执行", level=1, children=[leaf("执行率", target="100%", actual="90%", criterion=PROPORTIONAL)])
    combined = combine([ps.Sheet(branches=[top])] * 2)
    assert (1, None) == (len(combined.sheet.rows), combined.sheet.budget.weight)


# ---- calls that cannot go on --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("funds", "message"),
    [
        ([1], "资金额度有 1 个，表有 2 张。 请给每张表一个资金额度，顺序与表相同。"),
        (
            [1, 0],
            "第 2 张表的资金额度是 0，应大于 0，无法按资金额度加权平均。 请补上预算数，或给出每张表的资金额度（funds=[…]，命令行 --funds）。",
        ),
        (
            [1, -3],
            "第 2 张表的资金额度是 -3，应大于 0，无法按资金额度加权平均。 请补上预算数，或给出每张表的资金额度（funds=[…]，命令行 --funds）。",
        ),
        ([1, "300万元"], "资金额度“300万元”应只写数。 请先换算成同一单位，例如 100、300。"),
        ([1, "≥3"], "资金额度“≥3”应只写数。 请先换算成同一单位，例如 100、300。"),
        ([1, "很多"], "“很多”不是数。 请填数字，例如 85 或 85%。"),
        ([1, 0.5], "不接受 0.5：浮点数不精确。 请用文本、int 或 Decimal 给出，例如 “0.85”。"),
    ],
)
def test_funds_that_are_not_sound(funds: list[Any], message: str) -> None:
    with pytest.raises(PerfscoreError) as caught:
        combine([form(leaf()), form(leaf())], funds=funds)
    assert message == str(caught.value)


def test_floats_are_refused_even_for_one_form() -> None:
    with pytest.raises(NumberError):
        combine([form(leaf())], funds=[1.0])  # type: ignore[list-item]


def test_no_form_at_all() -> None:
    with pytest.raises(PerfscoreError) as caught:
        combine([])
    assert "没有给出自评表。 请至少给出一张表。" == str(caught.value)


def test_figures_that_differ_need_funds_and_others_do_not() -> None:
    cells = [Cell(field="planned", text="", at="D4")]
    other = form(leaf(actual="95%"), source=ps.Source(file="b.xlsx"), budget=ps.Budget(cells=cells))
    with pytest.raises(PerfscoreError) as caught:
        combine([form(leaf(), budget=ps.Budget(planned=5)), other])
    assert str(caught.value).startswith("b.xlsx!D4：第 2 张表没有预算数，无法按资金额度加权平均。")
    assert "各表都是 85%" == combine([form(leaf()), form(leaf())]).steps[-1].text
