"""perfscore.inferring: points that a form does not print but its arithmetic fixes."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

import perfscore as ps
from perfscore.indicator import Goal, Indicator
from perfscore.inferring import filled, inferred
from tests.forms import form, leaf


def bare(name: str, **fields: Any) -> Indicator:
    """A row without points and without a criterion."""
    return leaf(name, **{"weight": None, "criterion": "", **fields})


def weights(*leaves: Indicator, allotted: str = "80") -> list[str]:
    found = inferred([Goal(number=1, allotted=allotted, children=leaves)])
    return [str(found[one].weight) if one in found else "" for one in leaves]


MET = {"target": "≥90%", "actual": "95%"}
MISSED = {"target": "≥90%", "actual": "80%"}


def test_scores_that_add_up_to_all_the_points_are_the_points() -> None:
    assert ["30", "50"] == weights(bare("甲", printed=30, **MISSED), bare("乙", printed=50, target="通过", actual="完成"))


def test_one_row_alone_is_what_is_left() -> None:
    assert ["", "50"] == weights(leaf("甲", weight=30, **MISSED), bare("乙", printed=40, **MISSED))
    assert ["", "50"] == weights(leaf("甲", weight=30, **MISSED), bare("乙", **MISSED))


def test_rows_that_meet_their_target_have_their_points() -> None:
    assert ["30", "50"] == weights(bare("甲", printed=30, **MET), bare("乙", printed=40, **MISSED))


@pytest.mark.parametrize(
    "leaves",
    [
        (bare("甲", printed=30, **MISSED), bare("乙", printed=40, **MISSED)),  # two are left
        (bare("甲", printed=30, target="≥90%", actual="≥95%"), bare("乙", printed=40, **MISSED)),  # a promise is no figure
        (bare("甲", printed=30, target="90%", actual="95%"), bare("乙", printed=40, **MISSED)),  # no sign says that more is better
        (bare("甲", printed=30, target="5件", actual="5人"), bare("乙", printed=40, **MISSED)),
        (bare("甲", printed=30, target="1%", actual="1"), bare("乙", printed=40, **MISSED)),  # two readings
        (bare("甲", printed=90, **MET), bare("乙", printed=40, **MISSED)),  # more than there is
        (leaf("甲", weight=70), bare("乙", printed=40, **MISSED)),  # less left than it scored
    ],
)
def test_nothing_is_inferred_where_the_arithmetic_leaves_room(leaves: tuple[Indicator, ...]) -> None:
    assert {} == inferred([Goal(number=1, allotted=80, children=leaves)])


def test_blocks_are_goals_levels_and_the_whole() -> None:
    level = Indicator(name="产出指标（30分）", level=1, weight=30, children=[bare("甲", **MISSED)])
    found = inferred([level])
    assert ["产出指标（30分）共 30 分、其余各行已知，差额 30 分"] == [one.why for one in found.values()]
    sheet = form(bare("甲", printed=80, **MISSED), budget=ps.Budget(weight=20, printed=20))
    assert ["全部指标共 80 分，各行得分合计正好是满分"] == [one.why for one in sheet.inferred.values()]
    assert {} == evolve(sheet, budget=ps.Budget(printed=20)).inferred  # the points of the budget line are not known


def test_a_row_of_constraints_has_no_points_to_infer() -> None:
    constraint = Indicator(name="约束性指标", level=1, children=[bare("资金合规", target="", actual="")])
    assert {} == inferred([constraint], Decimal(100))


def test_filled_keeps_what_is_printed() -> None:
    goal = Goal(number=1, allotted=80, children=[Indicator(name="产出", children=[leaf("甲", weight=30), bare("乙")])])
    assert Decimal(80) == filled(goal, inferred([goal])).weight
    assert goal.children[0] == filled(goal.children[0], {})


def test_the_line_says_what_is_inferred() -> None:
    line = ps.score(form(bare("甲", printed=100, **MISSED)))["甲"]
    assert "分值推定为 100（全部指标共 100 分，各行得分合计正好是满分），只用于提醒" in line.notes
    assert (None, "") == (line.weight, line.indicator.shown("weight"))


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.data())
def test_inferred_points_add_up_to_the_block(scores: list[int], data: st.DataObject) -> None:
    lost = data.draw(st.integers(0, 5))
    leaves = [bare(f"行{i}", printed=score, **MET) for i, score in enumerate(scores[:-1])]
    leaves.append(bare("末行", printed=scores[-1], **MISSED))
    found = inferred([Goal(number=1, allotted=sum(scores) + lost, children=leaves)])
    assert sum(scores) + lost == sum(one.weight for one in found.values())
    assert all(one.weight >= (leaf.printed or 0) for leaf, one in found.items())


def test_a_score_below_zero_is_no_full_score() -> None:
    """It was taken for the points of its row, which none can have, and the whole form was refused."""
    leaves = [
        bare("甲", target="5", actual="5", printed=-1),
        bare("乙", target="5", actual="5", printed=30),
        bare("丙", target="9", printed=1),
    ]
    assert ["", "", ""] == weights(*leaves)
    top = ps.Indicator(name="产出指标（80分）", level=1, weight=80, children=leaves)
    assert [Decimal(-1), Decimal(30), Decimal(1)] == [line.printed for line in ps.audit(ps.Sheet(branches=[top])).card.lines]
