"""
What lowered integer code says in SQL (查询), of DuckDB and of Spark.

A score comes out in units of 10⁻¹⁰ point, rounded down: from that its printed form follows by one division, and a
total by adding up, for the sum of so many lines is known to so many units.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from perfscore.lowering import QUOTIENTS, Code, Node, Operand, Ratio, Truth

BIGINT: Final = 2**63 - 1
DIGITS38: Final = 10**38 - 1
#: so many units make a point
UNIT: Final = 10**10
#: what a score is where its figures are beyond every lane: no score is so small, and no sum or difference with one overflows
OUTSIDE: Final = -(2**62)
#: the points that a score without bounds may have
FARTHEST: Final = 10**6
#: operations that one expression may hold; a longer formula is left to Python
NESTED: Final = 2000
#: names whose bound would be smaller than 2**10 are not worth a lane
SMALLEST: Final = 10


class Lane(NamedTuple):
    """
    One width of integers in one SQL dialect (数据通道).

    Args:
        kind: the type of the integers.
        divide: integer division that cuts toward zero, of two operands.
        remainder: what that division leaves over, of the same two.
        limit: the largest integer of the type.
        quotient: the largest quotient.
        leaf: an identifier as it stands in the query.
    """

    kind: str
    divide: str
    remainder: str
    limit: int
    quotient: int
    leaf: Callable[[str], str] = str

    def write(self, code: Code, x: Operand, kept: frozenset[str] = frozenset()) -> str:
        """The SQL expression of an operand; lines in ``kept`` stay identifiers (写成 SQL)."""
        if not isinstance(x, str):
            return f"({x})" if x < 0 else str(x)
        if x in kept or x not in code.lines:
            return self.leaf(x)
        op, args = code.lines[x]
        said = [self.typed(y, self.write(code, y, kept)) if op == "if" else self.write(code, y, kept) for y in args]
        if op in QUOTIENTS:
            said[1] = self.divisor(code, args[1], said[1])
        return self.operation(op, said)

    def divisor(self, code: Code, x: Operand, said: str) -> str:
        """A divisor that may be 0 as NULL there (除数); what is known to be above 0 the guard has seen to."""
        return said if code.is_positive(x) else f"nullif({said}, 0)"

    def typed(self, x: Operand, said: str) -> str:
        """A bare integer would make its arm, and what is reckoned from it, too narrow."""
        return said if isinstance(x, str) else f"cast({said} as {self.kind})"

    def operation(self, op: str, said: list[str]) -> str:
        """One operation on what has been written."""
        match op:
            case "neg":
                return f"(-{said[0]})"
            case "abs":
                return f"abs({said[0]})"
            case "not":
                return f"(not {said[0]})"
            case "if":
                return f"case when {said[0]} then {said[1]} else {said[2]} end"
            case "//":
                return self.cut(*said)
            case "floor//":
                # both engines cut toward zero; below zero the quotient is rounded away from it
                up = self.cut(f"({said[1]} - 1 - {said[0]})", said[1])
                return f"case when {said[0]} >= 0 then {self.cut(*said)} else -{up} end"
            case _:
                sign = {"==": "=", "!=": "<>"}.get(op, op)
                return f"({f' {sign} '.join(said)})"

    def cut(self, n: str, d: str) -> str:
        """An integer quotient; the divisor is not 0, or brought to be NULL there, where the engines would stop the query."""
        return self.divide.format(n, d)

    def rest(self, n: str, d: str) -> str:
        """What an integer quotient leaves over (余数)."""
        return self.remainder.format(n, d)

    @property
    def narrow(self) -> bool:
        """Is it the one of 64 bits (窄通道)?"""
        return self.kind == "bigint"

    @property
    def points(self) -> int:
        """The largest 分值 in points that it is for (分值上限)."""
        return 1000 if self.narrow else 10**8


DUCKDB: Final = (Lane("bigint", "({} // {})", "({} % {})", BIGINT, BIGINT), Lane("hugeint", "({} // {})", "({} % {})", DIGITS38, DIGITS38))
# Spark's div answers in 64 bits whatever it divides
SPARK: Final = (
    Lane("bigint", "({} div {})", "({} % {})", BIGINT, BIGINT),
    Lane("decimal(38,0)", "cast({} div {} as decimal(38,0))", "({} % {})", DIGITS38, BIGINT),
)


class Columns(NamedTuple):
    """
    The columns that the names stand for, and how far they are trusted (列).

    Args:
        code: where the signs of the names are known.
        sql: the SQL of each identifier's column.
        bounds: the largest integer of each name.
    """

    code: Code
    sql: Mapping[str, str]
    bounds: Mapping[str, int]

    def __str__(self) -> str:
        """The guard; it is NULL where any column is NULL (范围条件). A constant needs none."""
        tests = [
            f"{self.sql[v]} between {self.lowest(name, v)} and {self.bounds[name]}"
            for name, v in self.code.leaves.items()
            if not self.within(name, v)
        ]
        return " and ".join(tests) or "true"

    def within(self, name: str, v: str) -> bool:
        """Is it a constant that keeps the bounds (常数在范围内)?"""
        said = self.sql[v].strip("()")
        return said.lstrip("-").isdigit() and self.lowest(name, v) <= int(said) <= self.bounds[name]

    def lowest(self, name: str, v: str) -> int:
        """The smallest integer that a name may be."""
        return 1 if v in self.code.positive else 0 if v in self.code.natural else -self.bounds[name]


class Quotient(NamedTuple):
    """One arm of a formula (算式的一支) as a whole number of 1/base points: n over d, known where ok holds."""

    n: Operand
    d: Operand
    ok: Truth


class Query:
    """
    The score of a formula as SQL text (查询): integers only, generated identifiers only.

    Args:
        code: the integer code.
        tree: the formula.
        weight: the scale of the first name.
        clamp: keep the score between 0 and the value of the first name.
    """

    def __init__(self, code: Code, tree: Node, weight: int, *, clamp: bool) -> None:
        self.code = code
        self.tree = tree
        self.clamp = clamp
        self.base = max(weight, 100)
        self.full = code.mul(self.base // weight, "v0")
        self.tests = tuple(self._tests(tree))
        self.arms = {node: self.quotient(code.ratio(node)) for node in self._ends(tree)}
        self.whole = self.quotient(code.ratio(tree))

    def quotient(self, value: Ratio) -> Quotient:
        """A value in 1/base points (化为基数)."""
        c = value.c * self.base
        return Quotient(self.code.mul(c.numerator, value.n), self.code.mul(c.denominator, value.d), value.ok)

    def _ends(self, node: Node) -> Iterator[Node]:
        """The arms of the outermost ifs (各分支)."""
        if node.op == "let" and node.parts[0].op == "if":
            yield from self._ends(node.parts[0])
        elif node.op == "if":
            yield from self._ends(node.parts[1])
            yield from self._ends(node.parts[2])
        else:
            yield node

    def _tests(self, node: Node) -> Iterator[Operand]:
        """What decides between the arms (分支条件)."""
        if node.op == "let" and node.parts[0].op == "if":
            yield from self._tests(node.parts[0])
        elif node.op == "if":
            test = self.code.condition(node.parts[0])
            yield from (test.value, test.ok)
            yield from self._tests(node.parts[1])
            yield from self._tests(node.parts[2])

    @property
    def rest(self) -> int:
        """The units that 1/base points is (每份单位数)."""
        return UNIT // self.base

    @property
    def operands(self) -> tuple[Operand, ...]:
        """What a query has to reckon (所求)."""
        return (*self.tests, *(x for arm in (self.whole, *self.arms.values()) for x in arm), self.full)

    @cached_property
    def long(self) -> bool:
        """Would one expression be too long (过长)?"""
        return self.code.written(self.operands) > NESTED

    # bounds

    def fits(self, lane: Lane, bounds: Mapping[str, int]) -> bool:
        """Does everything stay within the lane (不溢出)?"""
        if self.long:
            return False
        most, quotient = self.code.magnitude(bounds, self.operands)
        if most > lane.limit or quotient > lane.quotient:
            return False
        return all(self._passes(lane, bounds, arm) for arm in (self.whole, *self.arms.values()))

    def _passes(self, lane: Lane, bounds: Mapping[str, int], arm: Quotient) -> bool:
        """Does the division of an arm stay within the lane (除法不溢出)?"""
        n, d, full = (self.code.size(bounds, x) for x in (arm.n, arm.d, self.full))
        if not self.clamp:
            sure = self.code.is_natural(arm.n) or (isinstance(arm.d, int) and self.rest % arm.d == 0)
            return sure and (n + d * FARTHEST * self.base) * self.rest <= lane.limit
        if lane.narrow:
            return max(d * self.chunks[0], (full + 1) * self.rest) <= lane.limit
        return (max(n, full * d) + d) * self.rest <= lane.limit and (full + 1) * self.rest <= BIGINT

    @property
    def chunks(self) -> tuple[int, int]:
        """The factors of the two divisions that follow the first, of what it leaves over (余数分段)."""
        digits = len(str(self.rest)) - 1
        return 10 ** (digits - digits // 2), 10 ** (digits // 2)

    # one expression

    def value(self, lane: Lane, columns: Columns) -> str:
        """The score in units, where the guard holds (得分); the arms of a formula one by one, so that none is reckoned in vain."""
        lane = lane._replace(leaf=lambda v: f"cast({columns.sql[v]} as {lane.kind})")
        said = self._chosen(lane, self.tree)
        return said if lane.narrow else f"cast({said} as bigint)"

    def _chosen(self, lane: Lane, node: Node) -> str:
        if node in self.arms:
            return self._defined(lane, self.arms[node].ok, self._divided(lane, self.arms[node]))
        if node.op == "let":
            return self._chosen(lane, node.parts[0])
        test = self.code.condition(node.parts[0])
        if isinstance(test.value, bool):
            return self._defined(lane, test.ok, self._chosen(lane, node.parts[1 if test.value else 2]))
        one, other = (self._chosen(lane, part) for part in node.parts[1:])
        return self._defined(lane, test.ok, f"case when {lane.write(self.code, test.value)} then {one} else {other} end")

    def _defined(self, lane: Lane, ok: Truth, said: str) -> str:
        # not joined to the guard: an engine may change the order of an "and", and cast what the guard keeps out
        return said if ok is True else f"case when {'false' if ok is False else lane.write(self.code, ok)} then {said} end"

    def _divided(self, lane: Lane, arm: Quotient) -> str:
        """The units of an arm: of a quotient in parts, so that 64 bits hold them."""
        n, d, full = (lane.typed(x, lane.write(self.code, x)) for x in (arm.n, arm.d, self.full))
        d = str(arm.d) if isinstance(arm.d, int) else lane.divisor(self.code, arm.d, d)
        if arm.n == 0:
            return n
        if not self.clamp:
            units = (
                f"{n} * {self.rest // arm.d}" if isinstance(arm.d, int) and self.rest % arm.d == 0 else lane.cut(f"({n} * {self.rest})", d)
            )
            return f"case when abs({n}) <= cast({FARTHEST * self.base} as {lane.kind}) * {d} then {units} else {outside()} end"
        n = n if self.code.is_natural(arm.n) else f"greatest({n}, 0)"
        if arm == (self.full, 1, True):
            return f"{full} * {self.rest}"
        if isinstance(arm.d, int) and self.rest % arm.d == 0:
            return f"least({n}, {full} * {d}) * {self.rest // arm.d}"
        if not lane.narrow:
            return lane.cut(f"(least({n}, {full} * {d}) * {self.rest})", d)
        return self.parts(lane, n, d, full)

    def parts(self, lane: Lane, n: str, d: str, full: str) -> str:
        """A quotient in units, its digits in three parts, each by a division that 64 bits hold (分段除法)."""
        one, two = self.chunks
        left = f"({lane.rest(n, d)} * {one})"
        last = f"({lane.rest(left, d)} * {two})"
        units = f"least({lane.cut(n, d)}, {full}) * {self.rest} + {lane.cut(left, d)} * {two} + {lane.cut(last, d)}"
        return f"least({units}, {full} * {self.rest})"

    # stages

    def figures(self, lane: Lane, columns: Columns) -> tuple[str, str, str]:
        """
        Numerator, denominator and condition of the whole formula, for an engine that divides once for all formulas (分段).

        In 1/base points; the wide lane's numerator is already between 0 and full marks.
        """
        lane = lane._replace(leaf=lambda v: f"cast({columns.sql[v]} as {lane.kind})")
        arm = self.whole
        n, d = (lane.typed(x, lane.write(self.code, x)) for x in (arm.n, arm.d))
        if self.clamp:
            n = n if self.code.is_natural(arm.n) else f"greatest({n}, {lane.typed(0, '0')})"
            n = n if lane.narrow else f"least({n}, {lane.write(self.code, self.full)} * {d})"
        ok = "true" if arm.ok is True else "false" if arm.ok is False else lane.write(self.code, arm.ok)
        return n, d, ok


class Rounded:
    """
    The value of a formula as SQL text, half away from zero (修约值的查询): not kept between any bounds.

    Args:
        code: the integer code.
        tree: the formula.
        quantum: it is given in 1/quantum.
    """

    def __init__(self, code: Code, tree: Node, quantum: int) -> None:
        value = code.ratio(tree)
        c = value.c * quantum
        self.code, self.ok = code, value.ok
        self.n, d = code.mul(c.numerator, value.n), code.mul(c.denominator, value.d)
        self.top, self.bottom = code.add(code.mul(2, code.absolute(self.n)), d), code.mul(2, d)

    def fits(self, lane: Lane, bounds: Mapping[str, int]) -> bool:
        """Does everything stay within the lane (不溢出)?"""
        most, quotient = self.code.magnitude(bounds, (self.top, self.bottom, self.n, self.ok))
        return max(most, quotient) <= lane.limit and self.code.size(bounds, self.top) <= lane.quotient

    def value(self, lane: Lane, columns: Columns) -> str:
        """The rounded value, where the guard holds (修约值); NULL where it is undefined."""
        lane = lane._replace(leaf=lambda v: f"cast({columns.sql[v]} as {lane.kind})")
        size = lane.cut(lane.write(self.code, self.top), lane.divisor(self.code, self.bottom, lane.write(self.code, self.bottom)))
        n = lane.write(self.code, self.n)
        said = size if self.code.is_natural(self.n) else f"case when {n} < 0 then -{size} else {size} end"
        return said if self.ok is True else f"case when {lane.write(self.code, self.ok)} then {said} end"


def widest(query: "Query | Rounded", lane: Lane, given: Mapping[str, int]) -> dict[str, int] | None:
    """The widest bounds of the names within which nothing passes a lane's limits (最宽范围); None where there are none."""
    leaves = query.code.leaves
    fixed = {name: bound for name, bound in given.items() if name in leaves}
    free = [name for name in leaves if name not in fixed]

    def spilled(k: int) -> bool:
        return not query.fits(lane, fixed | dict.fromkeys(free, 2**k))

    k = bisect_left(range(127), True, key=spilled) - 1
    return None if k < SMALLEST and (free or k < 0) else fixed | dict.fromkeys(free, 2**k)


def columns_of(code: Code, columns: Mapping[str, str], bounds: Mapping[str, int]) -> Columns:
    """The columns of the names, each v0, v1, … unless told otherwise (列)."""
    return Columns(code, {v: columns.get(name, v) for name, v in code.leaves.items()}, bounds)


def in_lanes(query: "Query | Rounded", columns: Mapping[str, str], bounds: Mapping[str, int], points: Mapping[str, int]) -> str:
    """
    What a query gives as one DuckDB expression over integer columns (DuckDB 表达式): 64 bits, else 128, else ``OUTSIDE``.

    NULL where the value is undefined. The columns must not be NULL.

    Args:
        columns: the SQL of each name's column, already quoted, or a constant; v0, v1, … otherwise.
        bounds: the largest integer of a name; for names not mentioned it is searched for.
        points: the names that are points, each with its scale: a lane takes as many as are usual for it.
    """
    arms = []
    for lane in DUCKDB:
        found = widest(query, lane, {**{name: lane.points * scale for name, scale in points.items()}, **bounds})
        if found is not None:
            within = columns_of(query.code, columns, found)
            arms.append(f"when {within} then {query.value(lane, within)}")
    return f"case {' '.join(arms)} else {outside()} end" if arms else outside()


def outside() -> str:
    """``OUTSIDE`` in SQL (通道之外)."""
    return f"cast({OUTSIDE} as bigint)"
