"""The tree of indicators, and goals that group its branches."""

from decimal import Decimal
from typing import Any

import pytest

from perfscore.errors import NumberError
from perfscore.indicator import Direction, Goal, Indicator, Level, points
from perfscore.source import Cell


def test_the_top_is_level_one() -> None:
    assert Level.FIRST < Level.SECOND < Level.THIRD < Level.FOURTH
    assert Level.SECOND is Indicator(name="质量指标", level=2).level
    assert "positive" == Direction.POSITIVE.value


@pytest.mark.parametrize(
    ("value", "expected"),
    [("10分", 10), ("10", 10), ("—", None), ("", None), (None, None), (5, 5), (Decimal("2.5"), Decimal("2.5")), ("-1.35", Decimal("-1.35")), ("1,486.27", Decimal("1486.27"))],
)  # fmt: skip
def test_points(value: Any, expected: Any) -> None:
    assert expected == points(value)


@pytest.mark.parametrize("value", ["十分", "优", "10/10", 0.5, True])
def test_what_is_no_number_of_points(value: Any) -> None:
    with pytest.raises(NumberError):
        points(value)


def test_figures_keep_their_text() -> None:
    leaf = Indicator(name="投诉", weight="5分", target="≥ 85％", actual=3, printed="4.50")
    assert ("≥ 85％", Decimal(85), "3") == (leaf.target.text, leaf.target.value, leaf.actual.text)
    assert (Decimal(5), Decimal("4.50")) == (leaf.weight, leaf.printed)


def test_a_weight_is_not_negative_but_a_printed_score_may_be() -> None:
    assert Decimal(-2) == Indicator(name="约束", weight=0, printed="-2").printed
    with pytest.raises(NumberError, match="指标“投诉”的分值 -3 小于 0。 分值应为 0 或正数"):
        Indicator(name="投诉", weight="-3")


def test_what_the_form_shows() -> None:
    cells = [Cell(field="weight", text="5.0 分", at="E3")]
    leaf = Indicator(name="投诉", weight=5, printed="4.50", target="≥85%", cells=cells)
    assert "5.0 分" == leaf.shown("weight")
    assert "4.5" == leaf.shown("printed")
    assert "≥85%" == leaf.shown("target")
    assert "" == Indicator(name="投诉").shown("weight")
    assert "E3" == (leaf.cell("weight") or cells[0]).at
    assert leaf.cell("target") is None


def test_leaves_carry_their_path() -> None:
    tree = Indicator(
        name="产出", children=[Indicator(name="数量", children=[Indicator(name="场次"), Indicator(name="人次")]), Indicator(name="质量")]
    )
    assert [("产出", "数量", "场次"), ("产出", "数量", "人次"), ("产出", "质量")] == [path for path, _ in tree.leaves()]
    assert ["场次", "人次", "质量"] == [leaf.name for _, leaf in tree.leaves()]
    assert [("上", "产出")] == [path[:2] for path, _ in tree.leaves(("上",))][:1]


def test_a_goal_weighs_what_its_leaves_weigh() -> None:
    branch = Indicator(
        name="产出", weight=99, children=[Indicator(name="甲", weight="2.5"), Indicator(name="乙"), Indicator(name="丙", weight=5)]
    )
    goal = Goal(number=3, text="办好", children=[branch])
    assert (Decimal("7.5"), "目标3") == (goal.weight, goal.label)
    assert 0 == Goal(number=1).weight


def test_a_tree_may_be_deeper_than_forms_are() -> None:
    deep = Indicator(name="末级", level=6)
    assert deep.level == 6
    assert repr(deep.level) == "<Level.LEVEL_6: 6>"
    with pytest.raises(ValueError, match="0 is not a valid Level"):
        Indicator(name="末级", level=0)
