"""From a score back to the figures that earn it (反解): a formula's tree solved exactly, piece by piece, never searched."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from math import floor, isqrt
from typing import Final, NamedTuple

from perfscore.errors import PerfscoreError
from perfscore.formula import Expression
from perfscore.interval import BOTTOM, LINE, TOP, Span, Spans, cells, common, overlap, united
from perfscore.lowering import COMPARISONS, Node

ZERO = Fraction(0)
ONE = Fraction(1)


class Unsolved(PerfscoreError):  # noqa: N818 - it ends in a reason, not in an error
    """A formula whose steps cannot be inverted one by one (不能逐步反解)."""

    def __init__(self) -> None:
        super().__init__("公式不能逐步反解")


# ---- forms --------------------------------------------------------------------------------------


class Quotient(NamedTuple):
    """The value (p·x + q) / (r·x + u) (分式), r being 1 or, with u = 1, 0; made by ``quotient``."""

    p: Fraction
    q: Fraction
    r: Fraction = ZERO
    u: Fraction = ONE

    @property
    def constant(self) -> bool:
        """Whether x plays no part (常数)."""
        return not self.p and not self.r

    def at(self, x: Fraction) -> Fraction:
        """The value at x (取值)."""
        return (self.p * x + self.q) / (self.r * x + self.u)


class Floored(NamedTuple):
    """The value base + by·N + square·N² of the whole number N = ⌊inner⌋ (取整式); made by ``floored``."""

    inner: Quotient
    base: Fraction = ZERO
    by: Fraction = ONE
    square: Fraction = ZERO

    @property
    def constant(self) -> bool:
        """Never: what does not depend on x is a quotient (常数)."""
        return False

    def at(self, x: Fraction) -> Fraction:
        """The value at x (取值)."""
        return self.of(floor(self.inner.at(x)))

    def of(self, n: int) -> Fraction:
        """The value for a whole number (整数处的值)."""
        return self.base + self.by * n + self.square * n * n


Form = Quotient | Floored


class Piece(NamedTuple):
    """A form and where it holds (一段)."""

    span: Span
    form: Form


#: A function of x: where no piece lies it is undefined.
Pieces = tuple[Piece, ...]


def constant(value: Fraction | int) -> Quotient:
    """A value that does not depend on x (常数)."""
    return Quotient(ZERO, Fraction(value))


def variable(by: Fraction | int = 1) -> Quotient:
    """The figure itself, in another unit where ``by`` is not 1 (变量)."""
    return Quotient(Fraction(by), ZERO)


def quotient(p: Fraction, q: Fraction, r: Fraction, u: Fraction) -> Quotient:
    """
    (p·x + q) / (r·x + u) in its one form (化简): a constant has no x, a denominator with x begins with 1·x.

    >>> quotient(Fraction(2), Fraction(4), Fraction(1), Fraction(2)) == constant(2)
    True
    """
    if p * u == q * r:
        return constant(p / r if r else q / u)
    by = r or u
    return Quotient(p / by, q / by, r / by, u / by)


def floored(inner: Quotient, base: Fraction, by: Fraction, square: Fraction) -> Form:
    """base + by·N + square·N², N = ⌊inner⌋, in its one form (化简): a constant where no N is left."""
    return Floored(inner, base, by, square) if by or square else constant(base)


def scaled(form: Form, by: Fraction) -> Form:
    """A form times a constant (乘常数)."""
    if isinstance(form, Floored):
        return floored(form.inner, form.base * by, form.by * by, form.square * by)
    return quotient(form.p * by, form.q * by, form.r, form.u)


def added(x: Form, y: Form) -> Form:
    """
    The sum of two forms (和).

    Raises:
        Unsolved: it is of neither form.
    """
    if isinstance(x, Quotient) and x.constant:
        x, y = y, x
    match x, y:
        case Quotient(), Quotient() if (x.r, x.u) == (y.r, y.u):
            return quotient(x.p + y.p, x.q + y.q, x.r, x.u)
        case Quotient(), Quotient() if y.constant:
            return quotient(x.p + y.q * x.r, x.q + y.q * x.u, x.r, x.u)
        case Floored(), Quotient() if y.constant:
            return x._replace(base=x.base + y.q)
        case Floored(), Floored() if x.inner == y.inner:
            return floored(x.inner, x.base + y.base, x.by + y.by, x.square + y.square)
    raise Unsolved


def multiplied(x: Form, y: Form) -> Form:
    """
    The product of two forms (积); what stands above and below is cancelled.

    Raises:
        Unsolved: it is of neither form.
    """
    if isinstance(x, Quotient) and x.constant:
        x, y = y, x
    match x, y:
        case _, Quotient() if y.constant:
            return scaled(x, y.q)
        case Quotient(), Quotient():
            (a, b), (c, d) = _cancelled((x.p, x.q), (y.r, y.u)), _cancelled((y.p, y.q), (x.r, x.u))
            return quotient(*_times(a, c), *_times(b, d))
        case Floored(), Floored() if x.inner == y.inner and not x.square and not y.square:
            return floored(x.inner, x.base * y.base, x.base * y.by + x.by * y.base, x.by * y.by)
    raise Unsolved


#: p·x + q.
Linear = tuple[Fraction, Fraction]


def _cancelled(above: Linear, below: Linear) -> tuple[Linear, Linear]:
    """Two linear terms, their ratio where one is a multiple of the other."""
    if above[0] and above[0] * below[1] == above[1] * below[0]:
        return (ZERO, above[0] / below[0]), (ZERO, ONE)
    return above, below


def _times(x: Linear, y: Linear) -> Linear:
    if x[0] and y[0]:
        raise Unsolved
    return x[0] * y[1] + x[1] * y[0], x[1] * y[1]


# ---- where a form is what -----------------------------------------------------------------------

HOLDS: Final[Mapping[str, tuple[bool, bool, bool]]] = {
    "<": (True, False, False),
    "<=": (True, True, False),
    "==": (False, True, False),
    "!=": (True, False, True),
    ">=": (False, True, True),
    ">": (False, False, True),
}
#: The comparison that holds where one does not.
OPPOSITE: Final[Mapping[str, str]] = {"<": ">=", "<=": ">", "==": "!=", "!=": "==", ">=": "<", ">": "<="}


def where(form: Form, op: str, span: Span) -> Spans:
    """
    Where in a span a form is < 0, <= 0, == 0 … (何处成立).

    >>> where(Floored(variable(), Fraction(5), Fraction(-1)), ">=", LINE[0])[0].high  # 5 − ⌊x⌋ ≥ 0 before 6
    (0, Fraction(6, 1), 0)
    """
    if isinstance(form, Floored):
        found = (at_whole(form.inner, low, high, span) for low, high in _whole_numbers(form, op))
        return united(part for parts in found for part in parts)
    points = [-form.q / form.p] if form.p else []
    points += [-form.u / form.r] if form.r else []
    held_ = ((part, cell.some) for cell in cells(points) if (part := overlap(cell, span)) is not None)
    return united(part for part, x in held_ if _holds(op, form.at(x)))


def _holds(op: str, value: Fraction) -> bool:
    return HOLDS[op][(value > 0) - (value < 0) + 1]


def at_whole(inner: Quotient, low: int | None, high: int | None, span: Span) -> Spans:
    """Where in a span ⌊inner⌋ lies between two whole numbers, both included (取整在何处)."""
    above = (span,) if low is None else where(added(inner, constant(-low)), ">=", span)
    return above if high is None else common(above, where(added(inner, constant(-high - 1)), "<", span))


def _whole_numbers(form: Floored, op: str) -> Iterator[tuple[int | None, int | None]]:
    """The runs of whole numbers N for which a form is < 0, <= 0 …: its sign changes only beside its roots."""
    near = sorted({root + by for root in _roots(form) for by in (-1, 0, 1, 2)}) or [0]
    runs: list[tuple[int | None, int | None, int]] = [(None, near[0] - 1, near[0] - 1), (near[-1] + 1, None, near[-1] + 1)]
    runs += [(n, n, n) for n in near] + [(a + 1, b - 1, a + 1) for a, b in pairwise(near) if b - a > 1]
    return ((low, high) for low, high, one in runs if _holds(op, form.of(one)))


def _roots(form: Floored) -> list[int]:
    """The whole parts of the roots of a form, not more than 1 off."""
    if not form.square:
        return [floor(-form.base / form.by)]
    under = form.by * form.by - 4 * form.square * form.base
    if under < 0:
        return []
    scale = under.denominator * form.square.denominator  # the root in parts of 1/scale, which are small beside ``square``
    root = Fraction(isqrt(int(under * scale * scale)), scale)
    return [floor((-form.by + sign * root) / (2 * form.square)) for sign in (-1, 1)]


# ---- the tree -----------------------------------------------------------------------------------


class Truth(NamedTuple):
    """Where a condition holds and where it does not (真假); elsewhere it is undefined."""

    true: Spans
    false: Spans


def pieces_of(expression: Expression, names: Mapping[str, Quotient], within: Spans = LINE) -> Pieces:
    """
    A formula as pieces of closed form (分段), brought between 0 and its first name where scores are.

    Args:
        expression: the formula.
        names: what each name stands for: a constant, or the figure x in some unit.
        within: where x may lie.

    Raises:
        Unsolved: a step leaves the closed forms.

    >>> from perfscore.formula import read_expression
    >>> rate = read_expression("w if a >= t else a / t * w")
    >>> for span, form in pieces_of(rate, {"w": constant(5), "t": constant(100), "a": variable()}):
    ...     print(span.some, form.at(span.some))
    101 5
    0 0
    -1 0
    """
    found = _Walk(names).pieces(expression.tree, within)
    if not expression.clamp:
        return found
    weight = tuple(Piece(span, names[expression.names[0]]) for span in within)
    nothing = tuple(Piece(span, constant(0)) for span in within)
    return extreme("min", extreme("max", found, nothing), weight)


class _Walk:
    """The walk through a tree (走树), every part only where it is asked for, so that what is not taken need not be solved."""

    def __init__(self, names: Mapping[str, Quotient]) -> None:
        self.names = names

    def pieces(self, node: Node, within: Spans) -> Pieces:
        """A number of the tree as pieces."""
        match node.op:
            case "num" | "name":
                form = constant(node.value) if node.op == "num" else self.names[node.name]
                return tuple(Piece(span, held(span, form)) for span in within)
            case "let":
                return self.pieces(node.parts[0], within)
            case "if":
                test, x, y = node.parts
                truth = self.truth(test, within)
                return self.pieces(x, truth.true) + self.pieces(y, truth.false)
            case "neg" | "abs" | "floor":
                return tuple(piece for one in self.pieces(node.parts[0], within) for piece in _single(node.op, one))
            case "min" | "max":
                return reduce(lambda x, y: extreme(node.op, x, y), (self.pieces(part, within) for part in node.parts))
            case _:
                left, right = (self.pieces(part, within) for part in node.parts)
                return tuple(piece for span, a, b in _both(left, right) for piece in _double(node.op, span, a, b))

    def truth(self, node: Node, within: Spans) -> Truth:
        """A condition of the tree; as in Python the right side counts only where the left does not settle it."""
        if node.op in COMPARISONS:
            x, y = (self.pieces(part, within) for part in node.parts)
            sides = [(span, added(a, scaled(b, -ONE))) for span, a, b in _both(x, y)]
            return Truth(*(united(part for span, form in sides for part in where(form, op, span)) for op in (node.op, OPPOSITE[node.op])))
        first = self.truth(node.parts[0], within)
        if node.op == "not":
            return Truth(first.false, first.true)
        for part in node.parts[1:]:
            if node.op == "and":
                other = self.truth(part, first.true)
                first = Truth(other.true, united([*first.false, *other.false]))
            else:
                other = self.truth(part, first.false)
                first = Truth(united([*first.true, *other.true]), other.false)
        return first


def _both(xs: Pieces, ys: Pieces) -> Iterator[tuple[Span, Form, Form]]:
    """Where two functions are both defined, with their forms there."""
    return ((span, held(span, x.form), held(span, y.form)) for x in xs for y in ys if (span := overlap(x.span, y.span)) is not None)


def held(span: Span, form: Form) -> Form:
    """A form where it holds (所在处的式子): at a single figure its value."""
    return constant(form.at(span.some)) if span.single else form


def _single(op: str, piece: Piece) -> Iterator[Piece]:
    span, form = piece
    if op == "floor":
        yield Piece(span, _whole(form))
    elif op == "neg":
        yield Piece(span, scaled(form, -ONE))
    else:
        yield from (Piece(part, form) for part in where(form, ">=", span))
        yield from (Piece(part, scaled(form, -ONE)) for part in where(form, "<", span))


def _whole(form: Form) -> Form:
    if isinstance(form, Quotient):
        return constant(floor(form.q)) if form.constant else Floored(form)
    if form.base.denominator == form.by.denominator == form.square.denominator == 1:
        return form
    raise Unsolved


def _double(op: str, span: Span, x: Form, y: Form) -> Iterator[Piece]:
    match op:
        case "*":
            yield Piece(span, multiplied(x, y))
        case "/":
            if isinstance(y, Floored):
                raise Unsolved
            for part in where(y, "!=", span):
                yield Piece(part, multiplied(x, quotient(y.r, y.u, y.p, y.q)))
        case _:
            yield Piece(span, added(x, y if op == "+" else scaled(y, -ONE)))


def extreme(op: str, xs: Pieces, ys: Pieces) -> Pieces:
    """The less or the greater of two functions (取小、取大)."""
    found: list[Piece] = []
    for span, x, y in _both(xs, ys):
        gap, first = added(x, scaled(y, -ONE)), "<=" if op == "min" else ">="
        found += (Piece(part, x) for part in where(gap, first, span))
        found += (Piece(part, y) for part in where(gap, OPPOSITE[first], span))
    return tuple(found)


def plus(xs: Pieces, ys: Pieces) -> Pieces:
    """The sum of two functions (相加), where both are defined."""
    return tuple(Piece(span, added(x, y)) for span, x, y in _both(xs, ys))


# ---- answers ------------------------------------------------------------------------------------


def reaching(pieces: Iterable[Piece], score: Fraction, *, beyond: bool = False) -> Spans:
    """
    The figures for which a function is at least ``score`` (达到的取值), or greater where it must lie ``beyond``.

    >>> from perfscore.formula import read_expression
    >>> rule = read_expression("w - floor(max(t - a, 0) / 1) * 0.1")
    >>> (span,) = reaching(pieces_of(rule, {"w": constant(5), "t": constant(100), "a": variable()}), Fraction("4.15"))
    >>> Fraction(91) in span, Fraction("91.01") in span
    (False, True)
    """
    less = constant(-score)
    return united(part for span, form in pieces for part in where(added(form, less), ">" if beyond else ">=", span))


def highest(pieces: Iterable[Piece], step: Fraction) -> Fraction | None:
    """
    A multiple of ``step`` at which a function is greatest (最高处), None where it goes on rising.

    >>> from perfscore.formula import read_expression
    >>> rate = read_expression("w if a >= t else a / t * w")
    >>> print(highest(pieces_of(rate, {"w": constant(5), "t": constant(100), "a": variable()}), Fraction(1)))
    100
    """
    found: list[tuple[Fraction, Fraction]] = []
    for span, form in pieces:
        if (span.high == TOP and _rises(form, 1)) or (span.low == BOTTOM and _rises(form, -1)):
            return None
        ends = [end for part in (span, *_turns(form, span)) for end in (part.first(step), part.last(step)) if end is not None]
        found += [(form.at(x), x) for x in ends or [ZERO] if x in span]
    return max(found, key=lambda one: one[0])[1] if found else None


def _rises(form: Form, side: int) -> bool:
    """Whether a form goes on rising towards one side of the line."""
    if isinstance(form, Quotient):
        return side * (form.p * form.u - form.q * form.r) > 0
    return form.square > 0 or (not form.square and form.by * side * (1 if _rises(form.inner, 1) else -1) > 0)


def _turns(form: Form, span: Span) -> Spans:
    """Where a form with N² may be greatest within a span."""
    if isinstance(form, Quotient) or not form.square:
        return ()
    peak = floor(-form.by / (2 * form.square))
    return (*at_whole(form.inner, peak, peak, span), *at_whole(form.inner, peak + 1, peak + 1, span))
