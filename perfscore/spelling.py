"""A formula in the language of spreadsheets (电子表格公式): the fifth voice of a formula, over cells instead of figures."""

import operator
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from attrs import frozen

from perfscore.formula import Expression
from perfscore.lowering import COMPARISONS, Node
from perfscore.number import Rounding, finite, plain

#: How tightly the pieces of a formula hold together: what is looser than its surroundings stands in brackets.
_SUM, _PRODUCT, _ATOM = 1, 2, 9
#: The places to which noise is taken off: of a quotient before its whole part, of a side of a comparison, of a score before it is rounded.
WHOLE, SIDE, FINE = 8, 10, 11
#: A longer formula is not written: a spreadsheet refuses it beyond 8192 characters.
MOST_TEXT = 4000
MOST_NESTED = 40

_SIGNS: Final[Mapping[str, str]] = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "=", "!=": "<>"}
_COMPARE: Final[Mapping[str, Callable[[Fraction, Fraction], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


class Term(NamedTuple):
    """
    What stands for a name of a formula (代入项): a cell or a figure, in the words of a spreadsheet.

    ``value`` is what it comes to; ``places`` how many decimal places it has at most, None where it may have any number;
    ``natural`` says that it is ≥ 0 and stays so, ``clean`` that the spreadsheet has it without noise, ``loose`` that it is a
    product and may need brackets.
    """

    text: str
    value: Fraction
    places: int | None = None
    natural: bool = False
    clean: bool = True
    loose: bool = False


class Piece(NamedTuple):
    """A part of a formula already spelled (已写成的部分); ``value`` None where it is not defined."""

    text: str
    value: Fraction | None
    rank: int = _ATOM
    places: int | None = None
    natural: bool = False
    #: Free of noise: a cell or a figure.
    clean: bool = False
    #: A figure that stands in the formula itself.
    literal: bool = False


class Truth(NamedTuple):
    """A condition already spelled (已写成的条件)."""

    text: str
    value: bool | None


@frozen(kw_only=True)
class Spelled:
    """
    A formula as a spreadsheet takes it, without its ``=`` (电子表格公式).

    ``value`` is what it comes to as it is written; ``places`` how many decimal places that has at most, None where
    it may have any number: then it has to be rounded twice, the noise of the spreadsheet first.
    """

    text: str
    value: Fraction
    places: int | None = None

    def rounded(self, places: int) -> "Spelled":
        """
        The figure rounded half up to so many places (四舍五入), as ROUND does; noise is taken off before.

        >>> Spelled(text="A1/B1", value=Fraction(1, 3)).rounded(2).text
        'ROUND(ROUND(A1/B1,11),2)'
        """
        text, value = self.text, self.value
        if self.places is None or self.places > places:
            text, value = f"ROUND({text},{FINE})", half_up(value, FINE)
        return Spelled(text=f"ROUND({text},{places})", value=half_up(value, places), places=places)


def half_up(value: Fraction, to: int) -> Fraction:
    """
    A figure as ROUND gives it (四舍五入): half goes away from zero.

    >>> half_up(Fraction(-1, 8), 2)
    Fraction(-13, 100)
    """
    return Fraction(Rounding(quantum=Decimal(1).scaleb(-to))(value))


def digits(value: Fraction) -> str:
    """
    The exact digits of a figure in a formula (数字), a fraction where they do not end.

    >>> digits(Fraction(1, 8)), digits(Fraction(1, 3))
    ('0.125', '(1/3)')
    """
    if _ends(value):
        return plain(finite(value))
    return f"({value.numerator}/{value.denominator})"


def percentage(ratio: Fraction) -> str:
    """
    A ratio as a formula writes it (比率): 90% where a spreadsheet reads that to the very figure of 0.9, else its digits.

    >>> percentage(Fraction(9, 10)), percentage(Fraction(9017, 10000))
    ('90%', '0.9017')
    """
    return f"{digits(ratio * 100)}%" if (ratio * 100).denominator in {1, 2} else digits(ratio)


def _ends(value: Fraction) -> bool:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def places_of(value: Fraction) -> int | None:
    """How many decimal places a figure has (小数位数), None where they do not end."""
    return max(0, -int(finite(value).as_tuple().exponent)) if _ends(value) else None


def spelled(expression: Expression, terms: Mapping[str, Term], *, most: bool = False) -> Spelled | None:
    """
    An expression over cells (写成电子表格公式), clamped as the expression says; None where it is too long or not defined.

    Args:
        terms: what stands for each name.
        most: the expression is known never to come to more than its first name.

    >>> from perfscore.formula import read_expression
    >>> cells = {name: Term(f"{at}2", Fraction(value)) for name, at, value in (("w", "D", 5), ("t", "G", 100), ("a", "H", 85))}
    >>> spelled(read_expression("w if a >= t else a / t * w"), cells, most=True).text
    'MAX(0,IF(H2>=G2,D2,H2/G2*D2))'
    """
    speller = _Speller(terms)
    try:
        found = speller.number(expression.tree)
    except _TooLong:
        return None
    if expression.clamp:
        weight = speller.number(Node("name", name=expression.names[0]))
        if not (most or speller.is_at_most(expression.tree, expression.names[0])):
            found = speller.call("MIN", [weight, found])
        if not found.natural:
            found = speller.call("MAX", [_literal(Fraction(0)), found])
    if found.value is None or len(found.text) > MOST_TEXT:
        return None
    return Spelled(text=found.text, value=found.value, places=found.places)


class _TooLong(Exception):  # noqa: N818 - a way out of the recursion, never seen outside
    """The formula grows beyond what a spreadsheet takes (过长)."""


class _Speller:
    """Spells the tree of an expression over the terms of its names (逐节写出)."""

    def __init__(self, terms: Mapping[str, Term]) -> None:
        self.terms = terms
        self.depth = 0

    # ---- numbers ----

    def number(self, node: Node) -> Piece:
        """A node that is a number (数)."""
        self.depth += 1
        try:
            found = self._number(node)
        finally:
            self.depth -= 1
        if self.depth > MOST_NESTED or len(found.text) > MOST_TEXT:
            raise _TooLong
        return found

    def _number(self, node: Node) -> Piece:
        match node.op:
            case "num":
                return _literal(node.value)
            case "name":
                term = self.terms[node.name]
                literal = term.text == digits(term.value)
                return Piece(term.text, term.value, _PRODUCT if term.loose else _ATOM, term.places, term.natural, term.clean, literal)
            case "let":
                return self.number(node.parts[0])
            case "if":
                return self._either(node)
            case "floor":
                return self._whole(self.number(node.parts[0]))
            case "min" | "max" | "abs":
                return self.call(node.op.upper(), [self.number(part) for part in node.parts])
            case "neg":
                (one,) = (self.number(part) for part in node.parts)
                return Piece(f"-{_bracketed(one, _PRODUCT + 1)}", None if one.value is None else -one.value, _SUM, one.places)
            case _:
                left, right = (self.number(part) for part in node.parts)
                return self._joined(node.op, left, right)

    def _joined(self, op: str, left: Piece, right: Piece) -> Piece:
        if op in {"*", "/"} and right.literal and right.value == 1:
            return left
        if op == "*" and left.literal and left.value == 1:
            return right
        rank = _SUM if op in {"+", "-"} else _PRODUCT
        text = f"{_bracketed(left, rank)}{op}{_bracketed(right, rank + (op in {'-', '/'}))}"
        values = None if left.value is None or right.value is None else (left.value, right.value)
        natural = op != "-" and left.natural and right.natural
        value, places = None, None
        if values is not None and not (op == "/" and values[1] == 0):
            value = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}[op](*values)
        if left.places is not None and right.places is not None and op != "/":
            places = left.places + right.places if op == "*" else max(left.places, right.places)
        elif op == "/" and right.literal and right.value and left.places is not None:
            more = places_of(1 / right.value)
            places = None if more is None else left.places + more
        return Piece(text, value, rank, places, natural)

    def call(self, name: str, parts: list[Piece]) -> Piece:
        """MIN, MAX or ABS of some numbers (函数)."""
        values = [part.value for part in parts if part.value is not None]
        value = None
        if len(values) == len(parts):
            value = min(values) if name == "MIN" else max(values) if name == "MAX" else abs(values[0])
        if value is not None and all(part.literal for part in parts):
            return _literal(value)
        known = [part.places for part in parts if part.places is not None]
        natural = name == "ABS" or (any if name == "MAX" else all)(part.natural for part in parts)
        places = max(known) if len(known) == len(parts) else None
        return Piece(f"{name}({','.join(part.text for part in parts)})", value, places=places, natural=natural)

    def _whole(self, one: Piece) -> Piece:
        """The whole part of a number; the noise of a quotient is taken off before."""
        value = None if one.value is None else one.value if one.clean else half_up(one.value, WHOLE)
        whole = None if value is None else Fraction(value.numerator // value.denominator)
        text = one.text if one.clean else f"ROUND({one.text},{WHOLE})"
        return Piece(f"INT({text})", whole, places=0, natural=one.natural)

    def _either(self, node: Node) -> Piece:
        test, left, right = node.parts
        if self._is_idle(test, left, right):
            return self.number(right)
        truth, yes, no = self.truth(test), self.number(left), self.number(right)
        value = None if truth.value is None else yes.value if truth.value else no.value
        places = None if yes.places is None or no.places is None else max(yes.places, no.places)
        return Piece(f"IF({truth.text},{yes.text},{no.text})", value, places=places, natural=yes.natural and no.natural)

    # ---- conditions ----

    def truth(self, node: Node) -> Truth:
        """A node that is a condition (条件)."""
        if node.op in COMPARISONS:
            left, right = (self.number(part) for part in node.parts)
            sides = [_side(left), _side(right)]
            values = [value for _, value in sides if value is not None]
            return Truth(f"{sides[0][0]}{_SIGNS[node.op]}{sides[1][0]}", _COMPARE[node.op](*values) if len(values) == 2 else None)
        parts = [self.truth(part) for part in node.parts]
        text = f"{node.op.upper()}({','.join(part.text for part in parts)})"
        known = [part.value for part in parts]
        if node.op == "not":
            return Truth(text, None if known[0] is None else not known[0])
        if None in known:
            return Truth(text, None)
        return Truth(text, all(known) if node.op == "and" else any(known))

    # ---- what is known of a tree ----

    def _is_idle(self, test: Node, left: Node, right: Node) -> bool:
        """Whether an ``if`` says nothing: where there is no gap, nothing is added or taken off anyway."""
        tests = test.parts if test.op == "and" else (test,)
        names = {_named(one) for one in tests}
        if not all(names):
            return False
        while right.op in {"+", "-"}:
            if not self._vanishes(right.parts[1], names):
                return False
            right = right.parts[0]
        return right.op == "name" == left.op and right.name == left.name

    def _vanishes(self, node: Node, names: set[str]) -> bool:
        """Whether a node is 0, and always defined, where the named parts are 0."""
        match node.op:
            case "let":
                return node.name in names or self._vanishes(node.parts[0], names)
            case "*":
                return any(self._vanishes(part, names) for part in node.parts) and not any(
                    self._divides(part) for part in node.parts if not self._vanishes(part, names)
                )
            case "/":
                return self._vanishes(node.parts[0], names) and not self._divides(node)
            case "floor":
                return self._vanishes(node.parts[0], names)
            case "min":
                return self._vanishes(node.parts[0], names) and all(self.number(part).natural for part in node.parts)
            case "if":  # 0 if gap == 0 else …
                return _named(node.parts[0]) in names and node.parts[1].op == "num" and node.parts[1].value == 0
            case _:
                return False

    def _divides(self, node: Node) -> bool:
        """Whether a node divides by anything but a figure of the rule."""
        below = node.parts[1] if node.op == "/" else None
        own = below is not None and not (below.op == "num" or (below.op == "name" and below.name not in {"w", "t", "a"}))
        return own or any(map(self._divides, node.parts))

    def is_at_most(self, node: Node, name: str) -> bool:
        """Whether a node is known never to come to more than a name (不超过)."""
        match node.op:
            case "name":
                term = self.terms[node.name]
                return node.name == name or (term.text == digits(term.value) and term.value <= 0)
            case "num":
                return node.value <= 0
            case "let":
                return self.is_at_most(node.parts[0], name)
            case "if":
                return all(self.is_at_most(part, name) for part in node.parts[1:])
            case "min":
                return any(self.is_at_most(part, name) for part in node.parts)
            case "max":
                return all(self.is_at_most(part, name) for part in node.parts)
            case "-":
                return self.is_at_most(node.parts[0], name) and self.number(node.parts[1]).natural
            case "/":  # w * 80 / 100
                share, whole = self._share(node.parts[0], name), node.parts[1]
                return share is not None and whole.op == "num" and share <= whole.value
            case _:
                return False

    def _share(self, node: Node, name: str) -> Fraction | None:
        """By what a name is multiplied, where it is by a figure of the rule that is not below 0."""
        if node.op != "*" or node.parts[0].op != "name" or node.parts[0].name != name:
            return None
        found = self.number(node.parts[1])
        return found.value if found.natural and node.parts[1].op == "name" and found.clean else None


def _named(test: Node) -> str:
    """The named part that a condition holds to be 0 (… == 0), empty where it is another condition."""
    found = test.op == "==" and test.parts[0].op == "let" and test.parts[1].op == "num" and test.parts[1].value == 0
    return test.parts[0].name if found else ""


def _literal(value: Fraction) -> Piece:
    return Piece(digits(value), value, _ATOM if value >= 0 else _SUM, places_of(value), natural=value >= 0, clean=True, literal=True)


def _bracketed(piece: Piece, rank: int) -> str:
    return f"({piece.text})" if piece.rank < rank else piece.text


def _side(piece: Piece) -> tuple[str, Fraction | None]:
    """A side of a comparison, the noise of what was computed taken off."""
    if piece.clean:
        return piece.text, piece.value
    return f"ROUND({piece.text},{SIDE})", None if piece.value is None else half_up(piece.value, SIDE)


def refs(column: str, rows: list[int]) -> str:
    """
    Cells of one column as the arguments of SUM (区域): neighbours together.

    >>> refs("L", [9, 10, 11, 13])
    'L9:L11,L13'
    """
    return ",".join(f"{column}{first}" if first == last else f"{column}{first}:{column}{last}" for first, last in _runs(sorted(rows)))


def _runs(rows: list[int]) -> Iterator[tuple[int, int]]:
    start = rows[0]
    for before, after in zip(rows, [*rows[1:], None], strict=True):
        if after != before + 1:
            yield start, before
            start = after if after is not None else before
