"""Between what the figures of some rows lie (取值范围): what their sizes prove of a formula."""

from collections.abc import Mapping
from typing import NamedTuple


class Spread(NamedTuple):
    """What the cells of a column lie between (取值范围), and whether some are NULL."""

    low: int
    high: int
    nulls: bool = False

    def joined(self, other: "Spread") -> "Spread":
        """Both together (合并)."""
        return Spread(min(self.low, other.low), max(self.high, other.high), self.nulls or other.nulls)

    @property
    def most(self) -> int:
        """The largest absolute value (绝对值上界)."""
        return max(abs(self.low), abs(self.high))


#: The spread of each column over some rows.
Spreads = Mapping[str, Spread]


def merged(one: Spreads, other: Spreads) -> dict[str, Spread]:
    """The spreads of two sets of rows together (合并)."""
    return {**one, **{name: spread.joined(one[name]) if name in one else spread for name, spread in other.items()}}
