"""Alternatives (分情形的规则)."""

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from perfscore.errors import NumberError, RulebookError
from perfscore.indicator import Direction
from perfscore.measure import Inputs, Policy, plan
from perfscore.number import quantity
from perfscore.rule import (
    Alternatives,
    Defect,
    Defects,
    Edge,
    Formula,
    Ladder,
    Option,
    Proportional,
    Rate,
    Rule,
    Steps,
    Tier,
    Tiers,
    YesNo,
)
from tests import strategies
from tests.laws import rows


def part(anchor: Any) -> Proportional:
    return Proportional(anchor=anchor, anchor_unit="%", direction=Direction.POSITIVE)


def over(bound: Any, unit: str = "%") -> YesNo:
    return YesNo(when=Edge(side="above", value=bound, unit=unit, inclusive=True))


def tiers(bound: Any) -> Tiers:
    return Tiers(unit="%", tiers=[Tier(low=bound, points=10)], otherwise=2, of="completion")


def percent(points: Any = 1) -> Steps:
    return Steps(ladders=[Ladder(side="below", step=1, unit="%", points=points)])


RULE = Alternatives(options=[Option(case="产区", rule=YesNo(yes=3)), Option(case="非产区", rule=YesNo(yes=2))])


def test_the_room_is_what_the_cases_leave() -> None:
    step = RULE.apply(weight=3, actual="是")
    assert ("[2, 3]", "产区、非产区得分不同，在 [2, 3] 之间") == (step.figure, step.text)
    assert "0" == RULE.apply(weight=3, actual="否").figure


def test_a_case_can_be_chosen_by_argument_by_policy_and_for_good() -> None:
    chosen = [
        RULE.apply(weight=3, actual="是", case="非产区"),
        RULE.apply(weight=3, actual="是", policy=Policy(case="非产区")),
        RULE.choose("非产区").apply(weight=3, actual="是"),
    ]
    assert ["2", "2", "2"] == [step.figure for step in chosen]
    assert "[2, 3]" == RULE.apply(weight=3, actual="是", policy=Policy(case="山区")).figure


def test_an_unknown_case_is_refused_with_those_there_are() -> None:
    with pytest.raises(RulebookError, match="评分标准没有“山区”这种情形。 可用：产区、非产区。"):
        RULE.choose("山区")


def test_what_it_holds_is_of_one_kind_and_told_as_such() -> None:
    assert "yes-no" == RULE.kind
    assert ["产区", "非产区"] == [one["case"] for one in RULE.to_dict()["alternatives"]]
    for options in ([], [Option(case="产区", rule=YesNo())], [Option(case="产区", rule=YesNo()), Option(case="非产区", rule=Rate())]):
        with pytest.raises(NumberError):
            Alternatives(options=options)


def by_case(one: Rule, other: Rule) -> Alternatives:
    return Alternatives(options=[Option(case="产区", rule=one), Option(case="非产区", rule=other)])


def below(anchor: Any = None, unit: str = "%") -> Steps:
    return Steps(ladders=[Ladder(side="below", step=1, points=1)], anchor=anchor, anchor_unit=unit if anchor else "")


@pytest.mark.parametrize(
    ("rule", "row", "figures"),
    [
        (by_case(part(90), part(80)), ("100%", "72%"), ["8", "9", "[8, 9]"]),
        (by_case(part(90), part(80)), ("", "85%"), ["9.44", "10", "[9.44, 10]"]),
        (by_case(part(80), part(90)), ("", "85%"), ["10", "9.44", "[9.44, 10]"]),
        (by_case(below(95), below(80)), ("100%", "92%"), ["7", "10", "[7, 10]"]),
        (by_case(over(95), over(80)), ("100%", "85%"), ["0", "10", "[0, 10]"]),
        (by_case(tiers(95), tiers(80)), ("100件", "85件"), ["2", "10", "[2, 10]"]),
        (by_case(tiers(95), tiers(80)), ("", "85%"), ["2", "10", "[2, 10]"]),
        (by_case(over(95), YesNo(yes=1)), ("", "是"), ["10", "1", "[1, 10]"]),
    ],
)
def test_each_case_may_have_a_bound_of_its_own(rule: Alternatives, row: tuple[str, str], figures: list[str]) -> None:
    assert figures == [rule.apply(10, *row, case=case).figure for case in ("产区", "非产区", "")]


@pytest.mark.parametrize(
    ("rule", "row"),
    [
        (by_case(over(90), over(60, "件")), ("100件", "70件")),
        (by_case(over(60, "件"), over(90)), ("100件", "70件")),
        (by_case(below(95), below()), ("100%", "92%")),
        (by_case(below(), below(95)), ("100%", "92%")),
        (by_case(over(95), YesNo()), ("", "85%")),
        (by_case(Defects(defects=[Defect(points=1)]), Defects(defects=[Defect(points=1, what="投诉", once=True)])), ("", "是")),
    ],
)
def test_bounds_that_cannot_stand_in_one_arithmetic_leave_the_row_open(rule: Alternatives, row: tuple[str, str]) -> None:
    step = rule.apply(10, *row)
    assert (None, "产区、非产区的标准不能放在一起计算，应先选定情形，未计算") == (step.value, step.text)


def test_where_the_cases_agree_the_words_are_those_of_the_first() -> None:
    falling = Proportional(anchor=90, anchor_unit="%", direction=Direction.REVERSE)
    texts = [by_case(*rules).apply(10, actual="90%").text for rules in ((part(90), falling), (falling, part(90)))]
    assert ["达到目标，得满分 10", "未超过目标，得满分 10"] == texts


def test_what_each_case_is_given() -> None:
    rule = by_case(Formula("a * k", names=("k",)), Formula("a * k + t", names=("k",)))
    assert ["6", "7", "[6, 7]"] == [rule.apply(10, "1", "2", case=case, k="3").figure for case in ("产区", "非产区", "")]
    over_policy = Policy(bare_percent="percent")
    assert ["10", "0"] == [
        by_case(over(90), over(80)).apply(10, actual="0.95", case="产区", policy=policy).figure for policy in (Policy(), over_policy)
    ]


def test_the_rules_as_data() -> None:
    assert {
        "kind": "yes-no",
        "veto": "事故",
        "alternatives": [
            {"case": "产区", "rule": {"kind": "yes-no", "yes": "3", "no": "0", "what": "是"}},
            {"case": "非产区", "rule": {"kind": "yes-no", "yes": "2", "no": "0", "what": "是"}},
        ],
    } == evolve(RULE, veto="事故").to_dict()
    assert "产区：是得3分，否则不得分；非产区：是得2分，否则不得分；事故的，不得分" == str(evolve(RULE, veto="事故"))
    assert (("产区", "非产区"), 3) == (RULE.cases, RULE.full)
    assert by_case(YesNo(), YesNo(yes=2)).full is None
    assert ["steps", "one_means", "percent_of", "bare_percent"] == [one.name for one in by_case(below(), percent()).readings]


@pytest.mark.parametrize("second", ["产区", "非产区"])
def test_cases_that_make_no_sense(second: str) -> None:
    other = YesNo() if second == "产区" else Rate()
    with pytest.raises(NumberError) as error:
        Alternatives(options=[Option(case="产区", rule=YesNo()), Option(case=second, rule=other)])
    assert "分情形的规则应有两种以上不同的情形，各情形属于同一种规则。" == error.value.message


@pytest.mark.parametrize("weight", [10, "2.5"])
@pytest.mark.parametrize("row", [("100%", "85%"), ("100件", "97件"), ("0件", "0件"), ("-5件", "-6件")])
def test_parts_of_a_target_in_each_case(row: tuple[str, str], weight: Any) -> None:
    """Names of one case never meet those of another: both have a gap, steps and points."""
    rule = by_case(percent(), percent(points=2))
    steps = [rule.apply(weight, *row, case=case) for case in ("产区", "非产区", "")]
    assert (min(step.low for step in steps[:2]), max(step.high for step in steps[:2])) == (steps[2].low, steps[2].high)


def test_what_is_known_of_the_parameters_of_a_case_is_known_of_them_still() -> None:
    ready = plan(by_case(percent(), percent(2)).bind, Inputs(weight=quantity(5), target=quantity("9件"), actual=quantity("8件")))
    known = ready.low.expression
    assert {"below_step_情形0", "below_step_情形1"} == known.positive
    assert {"w", "below_points_情形0", "below_points_情形1"} == known.natural
    assert {"gap_情形0", "steps_情形0", "score_情形0", "gap_情形1", "steps_情形1", "score_情形1"} == {name for name, _ in known.lets}


@given(strategies.alternatives(), st.data())
def test_the_ends_are_those_of_the_cases(rule: Alternatives, data: st.DataObject) -> None:
    """Lowest of the low ends, highest of the high ones, whatever the row prints."""
    row = data.draw(rows(rule.options[0].rule))
    steps = [row.apply(option.rule) for option in rule.options]
    both = row.apply(rule)
    assert (min(step.low for step in steps), max(step.high for step in steps)) == (both.low, both.high)
