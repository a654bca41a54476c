"""Spreads of columns: joined they hold what each held."""

from collections.abc import Mapping

from hypothesis import given, strategies as st

from perfscore.batching.spread import Spread, merged

SPREADS = st.builds(lambda low, more, nulls: Spread(low, low + more, nulls), st.integers(), st.integers(0), st.booleans())
TABLES = st.dictionaries(st.sampled_from(["weight", "target", "actual"]), SPREADS)


@given(SPREADS, SPREADS)
def test_joined_spreads_hold_both(one: Spread, other: Spread) -> None:
    both = one.joined(other)
    assert both == other.joined(one)
    assert (min(one.low, other.low), max(one.high, other.high), one.nulls or other.nulls) == both


@given(SPREADS)
def test_no_figure_of_a_spread_is_larger_than_its_most(one: Spread) -> None:
    assert one.most >= abs(one.low)
    assert one.most >= abs(one.high)
    assert one.most in {abs(one.low), abs(one.high)}


@given(TABLES, TABLES)
def test_merged_spreads_have_every_column(one: Mapping[str, Spread], other: Mapping[str, Spread]) -> None:
    both = merged(one, other)
    assert {*one, *other} == set(both)
    for name, spread in both.items():
        there = [table[name] for table in (one, other) if name in table]
        assert spread == there[0].joined(there[-1])
