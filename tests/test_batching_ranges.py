"""Ranges of lowered code: no figure of any row lies outside of them, nor of what is passed through on the way."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings, strategies as st

from perfscore.batching.ranges import Ranges
from perfscore.formula import read_expression
from perfscore.lowering import CONDITIONS, FOLD, QUOTIENTS, Operand
from perfscore.spread import Spread

TEXTS = (
    "w if a >= t else a / t * w",
    "w - floor(max(t - a, 0) / 3) * 2",
    "min(floor(a) * 2, w)",
    "w - abs(a - t) / (t + 1) * 5",
    "max(min(a / t, 1) * w, 0 - w)",
    "w * (1 - (a - t) / t) if a < 2 * t or w < 3 else 0 - a",
    "floor((t - a) / 7) * w",
)


def spreads(least: int) -> st.SearchStrategy[Spread]:
    return st.tuples(st.integers(least, 10**6), st.integers(0, 10**6)).map(lambda one: Spread(one[0], sum(one)))


#: A 分值 is never below 0.
TABLES = st.fixed_dictionaries({"w": spreads(0), "t": spreads(-(10**6)), "a": spreads(-(10**6))})


def reckoned(op: str, args: list[int]) -> int:
    """One operation as the engines do it; a divisor of 0 is NULL there, and counts as 1 here."""
    match op:
        case "neg":
            return -args[0]
        case "abs":
            return abs(args[0])
        case "not":
            return int(not args[0])
        case "and":
            return int(all(args))
        case "or":
            return int(any(args))
        case "if":
            return args[1] if args[0] else args[2]
        case _ if op in QUOTIENTS:
            return args[0] // (args[1] or 1)
        case _:
            return int(FOLD[op](*args))


@pytest.mark.parametrize("text", TEXTS)
@settings(max_examples=100)
@given(TABLES, st.data())
def test_no_figure_lies_outside(text: str, told: Mapping[str, Spread], data: st.DataObject) -> None:
    code = read_expression(text, ("w", "t", "a")).program((2, 4, 4)).code
    asked: list[Operand] = list(code.lines)
    found = Ranges(code, {code.leaves[name]: spread for name, spread in told.items()}, asked)
    values = {code.leaves[name]: data.draw(st.integers(one.low, one.high)) for name, one in told.items()}
    for name, (op, args) in code.lines.items():
        given = [x if isinstance(x, int) else values[x] for x in args]
        values[name] = reckoned(op, given)
        if op not in CONDITIONS:
            own = found.of(name)
            assert own.low <= values[name] <= own.high
        assert max(map(abs, [*given, values[name]])) <= found.most
        if op in QUOTIENTS:
            assert abs(values[name]) <= found.quotient
        if op == "floor//":
            assert abs(given[1] - 1 - given[0]) <= found.most


def test_a_divisor_far_above_0_makes_the_quotient_small() -> None:
    code = read_expression("w - floor(t / a) * 2", ("w", "t", "a"), natural=frozenset("t"), positive=frozenset("a")).program((2, 4, 4)).code
    found = Ranges(code, {"v0": Spread(0, 1000), "v1": Spread(0, 10**12), "v2": Spread(10**4, 10**6)}, list(code.lines))
    assert 10**8 == found.quotient
