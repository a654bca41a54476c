"""perfscore.ambiguity: what the texts leave open, and that what is not told of a rule changes nothing."""

import csv
from pathlib import Path
from typing import Any, get_args

import pytest
from attrs import evolve, fields
from hypothesis import given

from perfscore.ambiguity import (
    AMBIGUITIES,
    OVERSHOOT_WORDS,
    POLICY_WORDS,
    WAYS,
    bearing,
    beside_percent,
    is_percent,
    merged,
    other_ways,
)
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


def test_every_choice_and_each_of_its_ways_in_words() -> None:
    with (Path(__file__).parent / "conformance/choices.csv").open(encoding="utf-8", newline="") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    told = [(one.name, POLICY_WORDS[one.name], way, words) for one in AMBIGUITIES for way, words in ((one.value, one.default), *one.others)]
    assert rows == [*told, *(("overshoot", POLICY_WORDS["overshoot"], *way) for way in OVERSHOOT_WORDS.items())]
    assert {name for name, *_ in rows} == POLICY_WORDS.keys()


def test_a_choice_as_words_and_as_data() -> None:
    (steps,) = bearing("steps", None)
    assert "只数满了的档次，不足一档不计；另一种：每档扣分按比例计，不足一档也扣" == str(steps)
    assert {
        "name": "steps",
        "default": {"value": "whole", "label": "只数满了的档次，不足一档不计"},
        "others": [{"value": "proportional", "label": "每档扣分按比例计，不足一档也扣"}],
    } == steps.to_dict()
    assert "执行率先修约到百分数两位小数；或执行率先修约到整数百分比" == bearing("rate_rounding")[0].other
    assert ("steps", "proportional", steps.other) in WAYS


def test_percents_and_what_may_stand_beside_them() -> None:
    assert is_percent("个百分点")
    assert not is_percent("")
    assert "bare_percent" == beside_percent("", "%")
    assert beside_percent("天", "%") is None
    assert [True, True, True, False, False, False] == [is_percent(unit) for unit in ("%", "‰", "个百分点", "", "件", "万元")]
    assert [] == [unit for unit in ("天", "万元") if beside_percent(unit) or beside_percent("", unit) or beside_percent(unit, "%")]
    assert ["bare_percent"] * 4 == [beside_percent(), beside_percent(""), beside_percent("‰"), beside_percent("%", "", "个百分点")]
    assert ("rate_from", "steps") == tuple(one.name for one in merged([bearing("steps"), bearing("rate_from", "steps")]))


def test_the_other_ways_of_every_choice_are_those_not_taken() -> None:
    assert [(one.name, *way) for one in AMBIGUITIES for way in one.others] == list(other_ways(DEFAULT))
    taken = Policy(rate_rounding="places", constraint_base="pool")
    assert [
        ("rate_rounding", "none", "执行率不先修约"),
        ("rate_rounding", "percent", "执行率先修约到整数百分比"),
        ("constraint_base", "auto", "约束性指标从本行分值中扣，没有分值的从 0 起以负数记分"),
        ("constraint_base", "negative", "约束性指标从 0 起以负数记分"),
    ] == [way for way in other_ways(taken) if way[0] in {"rate_rounding", "constraint_base"}]


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
