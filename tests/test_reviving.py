"""Rules from JSON data: what to_dict writes is read back as the same rule, and what is none is told."""

import json
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from perfscore.errors import NumberError, PerfscoreError, RulebookError
from perfscore.kind import Remark
from perfscore.reviving import rule_of
from perfscore.rule import KINDS, Alternatives, Rate, Rule, Steps
from tests import strategies

#: The strategy of each kind.
OF_KIND = {
    "proportional": strategies.proportionals, "rate": strategies.rates, "steps": strategies.steps, "tiers": strategies.tiers,
    "bands": strategies.bands, "yes-no": strategies.yes_nos, "checklist": strategies.checklists, "defects": strategies.defects,
    "discretion": strategies.discretions, "formula": strategies.formulas, "constraint": strategies.constraints,
}  # fmt: skip


def through_json(rule: Rule) -> Any:
    return json.loads(json.dumps(rule.to_dict(), ensure_ascii=False))


def test_every_kind_is_tried() -> None:
    assert set(KINDS) == set(OF_KIND)


@pytest.mark.parametrize("kind", OF_KIND)
@settings(max_examples=30)
@given(data=st.data())
def test_a_rule_of_every_kind_comes_back(kind: str, data: st.DataObject) -> None:
    rule: Any = data.draw(OF_KIND[kind]())
    again = rule_of(rule.to_dict())
    assert (kind, rule, type(rule)) == (again.kind, again, type(again))
    assert rule == rule_of(through_json(rule))
    assert rule.to_dict() == again.to_dict()


@given(strategies.alternatives())
def test_alternatives_come_back_with_their_cases(rule: Alternatives) -> None:
    again = rule_of(through_json(rule))
    assert rule == again
    assert isinstance(again, Alternatives)
    assert rule.cases == again.cases


@given(strategies.rules())
def test_what_comes_back_says_the_same(rule: Rule) -> None:
    assert str(rule) == str(rule_of(rule.to_dict()))


def test_remarks_and_kind_are_no_parameters() -> None:
    rule = Rate(base=5, remarks=[Remark(kind="ignored", text="以上需提供佐证资料")])
    assert rule.to_dict()["remarks"]
    assert Rate(base=5) == rule_of(rule.to_dict())
    assert () == rule_of(rule.to_dict()).remarks


def test_numbers_may_stand_as_texts_or_as_integers() -> None:
    ladder = {"side": "below", "step": 1, "points": "0.1"}
    found = rule_of({"kind": "steps", "ladders": [ladder], "from": 90, "base": "5"})
    assert isinstance(found, Steps)
    assert ("1", "0.1", "90", "5") == (str(found.ladders[0].step), str(found.ladders[0].points), str(found.anchor), str(found.base))


ALL_KINDS = "可用：proportional、rate、steps、tiers、bands、yes-no、checklist、defects、discretion、formula、constraint。"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"kind": "no-such"}, f"不认识规则种类 'no-such'。 {ALL_KINDS}"),
        ({}, f"不认识规则种类 None。 {ALL_KINDS}"),
        ({"kind": ["rate"]}, f"不认识规则种类 ['rate']。 {ALL_KINDS}"),
        ({"kind": "rate", "step": "1", "points": "2"}, "rate 没有参数“step”“points”。 可用：veto、base、zero_if。"),
        ({"kind": "proportional", "anchor": "1"}, "proportional 没有参数“anchor”。 可用：veto、direction、form、from、anchor_unit、base、zero_if。"),
        (
            {"kind": "steps", "ladders": [{"side": "below", "step": "1", "points": "1", "per": "2"}]},
            "steps.ladders 没有参数“per”。 可用：side、step、points、unit、adds、limit、share。",
        ),
        ({"kind": "rate", "zero_if": "60%"}, "rate 的“zero_if”应是一组参数，这里是 '60%'。"),
        ({"kind": "bands", "bands": 5}, "bands 的“bands”应是一组参数，这里是 5。"),
    ],
)  # fmt: skip
def test_what_is_no_rule_is_told(data: dict[str, Any], said: str) -> None:
    with pytest.raises(RulebookError) as caught:
        rule_of(data)
    assert said == str(caught.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"kind": "steps", "ladders": [{"side": "up", "step": "1", "points": "1"}]}, "side 不能是 'up'。 可用：below、above。"),
        ({"kind": "steps", "ladders": [{"side": "below", "step": "0", "points": "1"}]}, "每档的步长 0 应大于 0。"),
        ({"kind": "rate", "base": 1.5}, "不接受 1.5：浮点数不精确。 请用文本、int 或 Decimal 给出，例如 “0.85”。"),
        ({"kind": "rate", "base": "很多"}, "“很多”不是数。 请填数字，例如 85 或 85%。"),
        ({"kind": "steps", "ladders": []}, "阶梯应有一边或两边，每边一条。"),
        ({"kind": "rate", "alternatives": []}, "分情形的规则应有两种以上不同的情形，各情形属于同一种规则。"),
    ],
)
def test_what_a_parameter_may_not_be_the_rule_itself_says(data: dict[str, Any], said: str) -> None:
    with pytest.raises(PerfscoreError) as caught:
        rule_of(data)
    assert said == str(caught.value)


def test_a_value_that_is_no_number_at_all_is_told() -> None:
    with pytest.raises(NumberError, match="不接受 True：它不是数。"):
        rule_of({"kind": "rate", "base": True})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"kind": "steps"}, "steps 缺少参数ladders。 请补上，或改用评分标准文字。"),
        ({"kind": "steps", "ladders": [{"side": "below"}]}, "steps.ladders 缺少参数step、points。 请补上，或改用评分标准文字。"),
        ({"kind": "rate", "zero_if": {"side": "below"}}, "rate.zero_if 缺少参数value。 请补上，或改用评分标准文字。"),
    ],
)
def test_parameters_that_are_missing_are_named(data: dict[str, Any], said: str) -> None:
    with pytest.raises(RulebookError) as caught:
        rule_of(data)
    assert said == str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "steps", "ladders": [5]},
        {"kind": "rate", "alternatives": 5},
        {"kind": "rate", "alternatives": [5]},
        {"kind": "rate", "alternatives": [{"case": "产区"}]},
        {"kind": "rate", "alternatives": [{"rule": {"kind": "rate"}}]},
    ],
)
def test_parts_that_are_none_are_told(data: dict[str, Any]) -> None:
    with pytest.raises(RulebookError):
        rule_of(data)
