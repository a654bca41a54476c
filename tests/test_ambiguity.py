"""perfscore.ambiguity: what the texts leave open, and that what is not told of a rule changes nothing."""

from typing import Any, get_args

import pytest
from attrs import evolve, fields
from hypothesis import given

from perfscore.ambiguity import AMBIGUITIES, WAYS, bearing, beside_percent, is_percent, merged
from perfscore.criterion import read_criterion
from perfscore.errors import PerfscoreError
from perfscore.measure import DEFAULT, Policy
from perfscore.rule import Rule
from tests.laws import Given, rules_and_rows


def test_every_choice_is_one_of_the_policy_with_all_its_ways_but_those_it_already_is() -> None:
    ways = {one.name: set(get_args(one.type)) for one in fields(Policy) if get_args(one.type)}
    assert {"overshoot"} == ways.keys() - {one.name for one in AMBIGUITIES}  # has one way alone
    for one in AMBIGUITIES:
        told = {one.value, *(value for value, _ in one.others)}
        assert told | ({"pool"} if one.name == "constraint_base" else set()) == ways[one.name]
        assert one.default
        assert all(words for _, words in one.others)


def test_a_choice_as_words_and_as_data() -> None:
    (steps,) = bearing("steps", None)
    assert "只数满了的档次，不足一档不计；另一种：每档扣分按比例计，不足一档也扣" == str(steps)
    assert {
        "name": "steps",
        "default": {"value": "whole", "label": "只数满了的档次，不足一档不计"},
        "others": [{"value": "proportional", "label": "每档扣分按比例计，不足一档也扣"}],
    } == steps.to_dict()
    assert "；或" in bearing("rate_rounding")[0].other
    assert ("steps", "proportional", steps.other) in WAYS


def test_percents_and_what_may_stand_beside_them() -> None:
    assert is_percent("个百分点")
    assert not is_percent("")
    assert "bare_percent" == beside_percent("", "%")
    assert beside_percent("天", "%") is None
    assert ("rate_from", "steps") == tuple(one.name for one in merged([bearing("steps"), bearing("rate_from", "steps")]))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("每减少1扣0.1分，扣完为止", ["steps", "one_means", "bare_percent"]),
        ("每减少1%扣0.1分，扣完为止", ["steps", "percent_of", "bare_percent"]),
        ("每减少1天扣1分，扣完为止", ["steps"]),
        ("按完成比例得分", ["bare_percent", "reverse_form", "zero_target"]),
        ("实际完成值/年初目标值*分值", ["bare_percent", "zero_target"]),
        ("年初目标值/实际完成值*分值", ["bare_percent"]),
        ("反向指标按完成比例得分", ["bare_percent", "reverse_form"]),
        ("≥90%得满分，低于90%的按比例得分", ["bare_percent"]),
        ("得分按执行率*分值", ["rate_from", "rate_base", "rate_rounding"]),
        ("≥95%得10分，90%(含)-95%(不含)得8分，其余不得分", ["bare_percent"]),
        ("95%-100%得10分，90%-95%得8分，其余不得分", ["bare_percent", "shared_edge"]),
        ("前3名得5分，4-10名得3分，其余不得分", []),
        ("得分=min(a/t,1)*w", ["bare_percent"]),
        ("≥95%得2分，否则不得分", ["bare_percent"]),
        ("是得2分，否则不得分", []),
        ("约束性指标，酌情扣分", ["constraint_base"]),
        ("每发现一例扣1分，扣完为止", []),
        (
            "到位率不低于95%的，产区得2.5分,非产区得1.5分；每减少1个百分点，产区扣0.5分，非产区扣0.3分；低于90%不得分。",
            ["steps", "percent_of", "bare_percent"],
        ),
    ],
)
def test_a_rule_tells_what_it_leaves_open(text: str, names: list[str]) -> None:
    assert names == [one.name for one in read_criterion(text).readings]


def scored(rule: Rule, row: Given, policy: Policy) -> Any:
    try:
        step = row.apply(rule, policy=policy)
    except PerfscoreError as error:
        return type(error)
    return step.value, step.low, step.high


@given(rules_and_rows())
def test_what_a_rule_does_not_tell_changes_nothing(pair: tuple[Rule, Given]) -> None:
    rule, row = pair
    told = {one.name for one in rule.readings} | ({"bare_percent"} if rule.kind == "rate" else set())
    own = scored(rule, row, DEFAULT)
    for name, value, _ in WAYS:
        if name not in told:
            assert own == scored(rule, row, evolve(DEFAULT, **{name: value})), (name, value)  # type: ignore[arg-type]
