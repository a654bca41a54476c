"""What a piece of work costs, told so that a busy machine changes nothing: calls counted, or the least of the processor's seconds."""

import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any


def calls(run: Callable[[], object]) -> int:
    """How many functions of Python's a run enters; what its regular expressions do is not among them."""
    entered = 0

    def count(frame: FrameType, event: str, value: Any) -> None:
        nonlocal entered
        entered += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(before)
    return entered


def effort(run: Callable[[], object], times: int = 3) -> float:
    """The seconds of this process's own that a run takes, the least of some: for what no counting sees, with wide bounds."""
    spent = []
    for _ in range(times):
        began = time.process_time()
        run()
        spent.append(time.process_time() - began)
    return min(spent)
