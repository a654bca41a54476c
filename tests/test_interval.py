"""perfscore.interval: sets of figures with open, closed and infinite ends."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from perfscore.interval import BOTTOM, LINE, TOP, Cut, Span, after, before, cells, common, nearest, overlap, united, without


def cuts() -> st.SearchStrategy[Cut]:
    values = st.integers(-10, 10).map(lambda n: Fraction(n, 2))
    return st.sampled_from((BOTTOM, TOP)) | values.map(before) | values.map(after)


def spans() -> st.SearchStrategy[Span]:
    return st.lists(cuts(), min_size=2, max_size=2, unique=True).map(sorted).map(lambda pair: Span(*pair))


def sets() -> st.SearchStrategy[list[Span]]:
    return st.lists(spans(), max_size=4)


def inside(value: Fraction, found: object) -> bool:
    return any(value in span for span in found)  # type: ignore[attr-defined]


@given(sets(), sets(), st.integers(-44, 44).map(lambda n: Fraction(n, 4)))
def test_sets_hold_what_they_should(xs: list[Span], ys: list[Span], value: Fraction) -> None:
    x, y = inside(value, xs), inside(value, ys)
    assert (x or y, x and y, x and not y) == tuple(inside(value, found) for found in (united([*xs, *ys]), common(xs, ys), without(xs, ys)))


@given(sets())
def test_a_set_has_one_form_only(xs: list[Span]) -> None:
    found = united(xs)
    assert found == united(reversed(found)) == common(found, LINE) == without(LINE, without(LINE, xs))
    assert all(one.high < other.low for one, other in pairwise(found))


@given(spans())
def test_some_figure_of_a_span_lies_in_it(span: Span) -> None:
    assert span.some in span
    assert span.single == (span.low == before(span.some) and span.high == after(span.some))


@pytest.mark.parametrize(
    ("span", "some"),
    [
        (Span(BOTTOM, TOP), 0),
        (Span(BOTTOM, before(3)), 2),
        (Span(after(3), TOP), 4),
        (Span(before(3), after(5)), 3),
        (Span(after(3), after(5)), 5),
        (Span(after(3), before(6)), Fraction(9, 2)),
    ],
)
def test_which_figure_is_taken_of_a_span(span: Span, some: Fraction) -> None:
    assert some == span.some


@given(spans(), st.sampled_from([Fraction(1), Fraction(1, 4), Fraction(3)]))
def test_first_and_last_are_the_outermost_multiples(span: Span, step: Fraction) -> None:
    multiples = [step * n for n in range(-60, 61) if step * n in span]
    assert (None if span.low == BOTTOM or not multiples else multiples[0]) == span.first(step)
    assert (None if span.high == TOP or not multiples else multiples[-1]) == span.last(step)


@given(sets(), st.integers(-9, 9).map(Fraction))
def test_nearest_is_nearest(xs: list[Span], to: Fraction) -> None:
    found = nearest(united(xs), Fraction(1, 2), to)
    multiples = [Fraction(n, 2) for n in range(-60, 61) if inside(Fraction(n, 2), xs)]
    if found is None:
        assert not multiples
    else:
        assert found[0] in found[1]
        assert abs(found[0] - to) == min(abs(value - to) for value in multiples)


@given(st.lists(st.integers(-5, 5).map(Fraction)))
def test_cells_are_the_whole_line(points: list[Fraction]) -> None:
    found = list(cells(points))
    assert united(found) == LINE
    assert len(found) == 2 * len(set(points)) + 1
    assert {span.some for span in found if span.single} == set(points)


def test_spans_that_only_meet_do_not_overlap() -> None:
    assert overlap(Span(before(0), before(1)), Span(before(1), TOP)) is None
    assert Span(before(1), after(1)) == overlap(Span(before(0), after(1)), Span(before(1), TOP))


@pytest.mark.parametrize("value", [1, "1", None])
def test_only_exact_figures_lie_in_a_span(value: object) -> None:
    assert value not in LINE[0]
