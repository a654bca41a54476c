"""Between what every figure of lowered code lies (区间), given between what its names lie: what 64 bits are known to hold."""

from collections.abc import Iterable, Mapping

from perfscore.lowering import QUOTIENTS, Code, Operand
from perfscore.spread import Spread

#: Of a condition no figure is asked.
TRUTH = Spread(0, 1)


class Ranges:
    """
    The ranges of some lines of integer code (各行的区间).

    Args:
        code: the integer code.
        names: between what the integer of each identifier of a name lies.
        operands: what is asked for.
    """

    def __init__(self, code: Code, names: Mapping[str, Spread], operands: Iterable[Operand]) -> None:
        self.code = code
        self.found = dict(names)
        #: The largest absolute value of anything on the way, and of any quotient.
        self.most, self.quotient = max((one.most for one in names.values()), default=0), 0
        for name in code.reach(operands):
            op, args = code.lines[name]
            spread, peak = spanned(op, [self.of(x) for x in args])
            self.found[name] = self._signed(name, spread)
            self.most = max(self.most, peak)
            self.quotient = max(self.quotient, spread.most) if op in QUOTIENTS else self.quotient

    def of(self, x: Operand) -> Spread:
        """The range of an operand (操作数的区间)."""
        return Spread(x, x) if isinstance(x, int) else self.found[x]

    def _signed(self, name: str, spread: Spread) -> Spread:
        least = 1 if name in self.code.positive else 0 if name in self.code.natural else spread.low
        return Spread(max(spread.low, least), max(spread.high, least))


def spanned(op: str, args: list[Spread]) -> tuple[Spread, int]:
    """
    The range of an operation's result, and the largest absolute value on the way to it (一步的区间).

    >>> spanned("-", [Spread(0, 5), Spread(2, 3)])
    (Spread(low=-3, high=3, nulls=False), 5)
    """
    peak = max(one.most for one in args)
    x, y = args[0], args[-1]
    match op:
        case "*":
            corners = [one * other for one in x[:2] for other in y[:2]]
            found = Spread(min(corners), max(corners))
        case "+":
            found = Spread(x.low + y.low, x.high + y.high)
        case "-":
            found = Spread(x.low - y.high, x.high - y.low)
        case "neg":
            found = Spread(-x.high, -x.low)
        case "abs":
            found = Spread(max(0, x.low, -x.high), x.most)
        case "if":
            found = args[1].joined(args[2])
        case "//" | "floor//":
            # the divisor is above 0, or NULL; a negative numerator is rounded away from zero, by way of divisor − 1 − numerator
            least, most = max(y.low, 1), max(y.high, 1)
            found = Spread(min(x.low // least, x.low // most), max(x.high // least, x.high // most))
            peak = max(peak, y.most + x.most + 1)
        case _:
            found = TRUTH
    return found, max(peak, found.most)
