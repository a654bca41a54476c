"""Rules that one phrase states whole (整句规则)."""

import pytest

from perfscore.criterion import pieces_of
from perfscore.indicator import Direction
from perfscore.piece import Beside
from perfscore.rule import Formula, Proportional, Rule
from perfscore.stopping import Stop
from perfscore.wording import Folded


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("得分=60+(P-底线值)/(目标值-底线值)×40", Formula("60+(P-底线值)/(t-底线值)×40", names=("P", "底线值"))),
        ("得分 = min(完成值/目标值, 1) * 分值", Proportional(direction=Direction.POSITIVE)),
        ("得分=a/t*w", Formula("a/t*w")),
    ],
)
def test_formulas_take_the_names_of_the_field(text: str, rule: Rule) -> None:
    [piece] = pieces_of(Folded.of(text))
    assert isinstance(piece, Beside)
    assert rule == piece.value


@pytest.mark.parametrize(
    ("text", "column"),
    [("得分=实际完成值/目标值+", 12), ("得分 = 实际完成值 ** 目标值", 8), ("得分=实际完成值 ^ 2", 8)],
)
def test_a_formula_stops_where_it_goes_wrong(text: str, column: int) -> None:
    with pytest.raises(Stop) as stop:
        pieces_of(Folded.of(text))
    assert column == stop.value.column
