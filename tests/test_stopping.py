"""Where reading stops (停处)."""

from perfscore.stopping import Stop


def test_a_stop_keeps_its_message_and_its_place() -> None:
    stop = Stop("这里读不懂。", 7)
    assert ("这里读不懂。", 7, "这里读不懂。") == (stop.message, stop.column, str(stop))
