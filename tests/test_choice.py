"""Alternatives (分情形的规则)."""

import pytest
from hypothesis import given, strategies as st

from perfscore.errors import NumberError, RulebookError
from perfscore.measure import Policy
from perfscore.rule import Alternatives, Option, Rate, YesNo
from tests import strategies
from tests.laws import rows

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


@given(strategies.alternatives(), st.data())
def test_the_ends_are_those_of_the_cases(rule: Alternatives, data: st.DataObject) -> None:
    """Lowest of the low ends, highest of the high ones, whatever the row prints."""
    row = data.draw(rows(rule.options[0].rule))
    steps = [row.apply(option.rule) for option in rule.options]
    both = row.apply(rule)
    assert (min(step.low for step in steps), max(step.high for step in steps)) == (both.low, both.high)
