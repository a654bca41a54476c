"""Between what figures lie: joined, multiplied, the largest of them."""

from hypothesis import given, strategies as st

from perfscore.spread import Spread, merged

ends = st.tuples(st.integers(-(10**20), 10**20), st.integers(-(10**20), 10**20), st.booleans()).map(
    lambda one: Spread(min(one[:2]), max(one[:2]), one[2])
)


@given(ends, ends)
def test_two_spreads_lie_in_the_joined_one(one: Spread, other: Spread) -> None:
    both = one.joined(other)
    assert both == other.joined(one)
    assert (both.low, both.high) == (min(one.low, other.low), max(one.high, other.high))
    assert both.nulls == (one.nulls or other.nulls)
    assert both.most == max(one.most, other.most)


@given(ends, st.integers(-1000, 1000))
def test_so_many_times_a_spread(one: Spread, factor: int) -> None:
    found = one.times(factor)
    assert {found.low, found.high} == {one.low * factor, one.high * factor}
    assert found.low <= found.high
    assert found.nulls == one.nulls


def test_columns_of_two_sets_of_rows() -> None:
    one, other = {"a": Spread(0, 5), "b": Spread(1, 1)}, {"a": Spread(-3, 2, nulls=True), "c": Spread(7, 9)}
    assert {"a": Spread(-3, 5, nulls=True), "b": Spread(1, 1), "c": Spread(7, 9)} == merged(one, other)
