"""What each line of the grammar comes to (语素)."""

from decimal import Decimal

import pytest

from perfscore.criterion import pieces_of
from perfscore.piece import Bound, bound, edges, meet
from perfscore.stopping import Stop
from perfscore.wording import Folded


@pytest.mark.parametrize(
    ("text", "low", "high", "low_open", "high_open"),
    [
        ("≥95%", 95, None, False, False),
        (">95%", 95, None, True, False),
        ("执行率不高于95%", None, 95, False, False),
        ("低于95%", None, 95, False, True),
        ("95%以上", 95, None, False, False),
        ("95%(不含)以上", 95, None, True, False),
        ("95%及以下", None, 95, False, False),
        ("达到95%", 95, None, False, False),
        ("在95%以下", None, 95, False, False),
        ("为95%", 95, 95, False, False),
        ("95%", 95, 95, False, False),
        ("90%-95%", 90, 95, False, False),
        ("90-95%", 90, 95, False, False),
        ("90%(不含)-95%(含)", 90, 95, True, False),
        ("在90%(含)至95%(不含)之间", 90, 95, False, True),
        ("小于95%且大于等于90%", 90, 95, False, True),
        ("95%>执行率≥90%", 90, 95, False, True),
        ("高于90%低于95%", 90, 95, True, True),
        ("前5%", None, 5, False, False),
        ("后5%", 95, None, False, False),
        ("第5%", 5, 5, False, False),
        ("高于95%且低于90%", None, None, False, False),
    ],
)
def test_bounds(text: str, low: int | None, high: int | None, low_open: bool, high_open: bool) -> None:
    if low is high is None:
        with pytest.raises(Stop):
            pieces_of(Folded.of(f"{text}得8分"))
        return
    [found] = [piece for piece in pieces_of(Folded.of(f"{text}得8分")) if isinstance(piece, Bound)]
    assert (low, high, low_open, high_open, "%") == (found.low, found.high, found.low_open, found.high_open, found.unit)


def test_edges_and_meeting_bounds() -> None:
    assert [None, None, None] == edges([(Decimal(1), 0), (Decimal(2), 1)])
    low, high = bound(">=", (Decimal(90), 0, "%")), bound("<", (Decimal(95), 5, ""))
    assert Bound(low=Decimal(90), high=Decimal(95), high_open=True, unit="%", column=0) == meet(high, low)
    with pytest.raises(Stop):
        meet(low, low)
    with pytest.raises(Stop):
        meet(low, bound("<", (Decimal(95), 5, "件")))
