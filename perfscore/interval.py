"""Sets of figures as intervals with exact ends (区间)."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Final, NamedTuple

#: A place between figures (分界): the end of the line it belongs to (−1, 0 neither, 1), a figure, and whether
#: it lies before (0) or after it (1). So cuts are in order as tuples, and open and closed ends need no cases.
Cut = tuple[int, Fraction, int]

BOTTOM: Final[Cut] = (-1, Fraction(0), 0)
TOP: Final[Cut] = (1, Fraction(0), 0)


def before(value: Fraction | int) -> Cut:
    """The place just before a figure (数前): what begins there includes it."""
    return 0, Fraction(value), 0


def after(value: Fraction | int) -> Cut:
    """The place just after a figure (数后): what begins there excludes it."""
    return 0, Fraction(value), 1


class Span(NamedTuple):
    """
    An interval (区间): from one cut to a later one.

    >>> span = Span(after(91), TOP)
    >>> Fraction(91) in span, Fraction(92) in span
    (False, True)
    """

    low: Cut
    high: Cut

    def __contains__(self, value: object) -> bool:
        return isinstance(value, Fraction) and self.low <= before(value) and after(value) <= self.high

    @property
    def single(self) -> bool:
        """Whether only one figure lies inside (单点)."""
        return self.low == before(self.high[1]) and self.high == after(self.low[1])

    @property
    def some(self) -> Fraction:
        """A figure that lies inside (其中一数)."""
        (low_end, low, left), (high_end, high, right) = self
        if low_end or high_end:
            return low + 1 if not low_end else high - 1 if not high_end else Fraction(0)
        return low if not left else high if right else (low + high) / 2

    def first(self, step: Fraction) -> Fraction | None:
        """The least multiple of ``step`` that lies inside (最小的一格), None where there is none or no least one."""
        end, low, left = self.low
        found = step * (floor(low / step) + 1 if left else ceil(low / step))
        return found if not end and found in self else None

    def last(self, step: Fraction) -> Fraction | None:
        """The greatest multiple of ``step`` that lies inside (最大的一格), None where there is none or no greatest one."""
        end, high, right = self.high
        found = step * (floor(high / step) if right else ceil(high / step) - 1)
        return found if not end and found in self else None


#: A set of figures: spans in order, no two of which touch.
Spans = tuple[Span, ...]
LINE: Final[Spans] = (Span(BOTTOM, TOP),)


def united(spans: Iterable[Span]) -> Spans:
    """
    What lies in any of the spans (并集).

    >>> united([Span(before(0), before(1)), Span(before(1), after(2))]) == (Span(before(0), after(2)),)
    True
    """
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.low <= found[-1].high:
            found[-1] = Span(found[-1].low, max(found[-1].high, span.high))
        else:
            found.append(span)
    return tuple(found)


def common(xs: Iterable[Span], ys: Iterable[Span]) -> Spans:
    """
    What lies in both sets (交集).

    >>> common(LINE, [Span(before(0), TOP)]) == (Span(before(0), TOP),)
    True
    """
    others = tuple(ys)
    return united(span for x in xs for y in others if (span := overlap(x, y)) is not None)


def without(xs: Iterable[Span], ys: Iterable[Span]) -> Spans:
    """
    What lies in the first set and not in the second (差集).

    >>> without(LINE, [Span(before(0), TOP)]) == (Span(BOTTOM, before(0)),)
    True
    """
    rest: list[Span] = []
    low = BOTTOM
    for span in united(ys):
        rest.append(Span(low, span.low))
        low = span.high
    # What is empty among these overlaps with nothing.
    return common(xs, [*rest, Span(low, TOP)])


def overlap(x: Span, y: Span) -> Span | None:
    """Where two spans overlap (重叠处), None where they do not."""
    low, high = max(x.low, y.low), min(x.high, y.high)
    return Span(low, high) if low < high else None


def cells(points: Iterable[Fraction]) -> Iterator[Span]:
    """The line cut at some figures (逐段): each figure by itself and what lies between them."""
    last = BOTTOM
    for point in sorted(set(points)):
        yield Span(last, before(point))
        yield Span(before(point), after(point))
        last = after(point)
    yield Span(last, TOP)


def nearest(spans: Iterable[Span], step: Fraction, to: Fraction) -> tuple[Fraction, Span] | None:
    """
    The multiple of ``step`` inside one of the spans that lies nearest to a multiple of it (最近的一格), with its span; itself if it lies in one.

    >>> nearest([Span(after(91), TOP)], Fraction(1), Fraction(85))[0]
    Fraction(92, 1)
    """
    found = ((to if to in span else span.first(step) if before(to) < span.low else span.last(step), span) for span in spans)
    return min(((value, span) for value, span in found if value is not None), key=lambda one: abs(one[0] - to), default=None)
