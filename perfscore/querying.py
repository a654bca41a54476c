"""
What lowered integer code says in SQL (查询), of DuckDB and of Spark.

A score comes out in units of 10⁻¹⁰ point, rounded down: from that its printed form follows by one division, and a
total by adding up, for the sum of so many lines is known to so many units.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from perfscore.lowering import QUOTIENTS, Code, Node, Operand, Truth
from perfscore.spread import Spread

BIGINT: Final = 2**63 - 1
DIGITS38: Final = 10**38 - 1
#: so many units make a point
UNIT: Final = 10**10
#: what a score is where its figures are beyond every lane: no score is so small, and no sum or difference with one overflows
OUTSIDE: Final = -(2**62)
#: no value, in SQL
NULL: Final = "null"
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
        if op == "if" and (found := code.extreme(x)):
            which, *values = found
            return f"{which}({', '.join(self.typed(y, self.write(code, y, kept)) for y in values)})"
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
        spreads: between what the integers of a name lie, where that is known.
    """

    code: Code
    sql: Mapping[str, str]
    bounds: Mapping[str, int]
    spreads: Mapping[str, Spread] = {}

    def __str__(self) -> str:
        """The guard; it is NULL where any column is NULL (范围条件). What is known to keep its bounds is not asked after."""
        return " and ".join(filter(None, (self._test(name, self.code.leaves[name]) for name in self.bounds))) or "true"

    def _test(self, name: str, v: str) -> str:
        """Whether a name keeps its bounds, as SQL; empty where it is known to."""
        low, high, known = self.lowest(name, v), self.bounds[name], self.known(name, v)
        if known is None or (known.nulls and known.low >= low and known.high <= high):
            return f"{self.sql[v]} between {low} and {high}"
        below, above = known.low < low, known.high > high
        if below and above:
            return f"{self.sql[v]} between {low} and {high}"
        return f"{self.sql[v]} >= {low}" if below else f"{self.sql[v]} <= {high}" if above else ""

    def most(self, x: Operand) -> int:
        """The largest absolute value of an operand within the bounds (上界)."""
        given = {name: self.bounds.get(name, BIGINT) for name in self.code.leaves}
        return self.code.size(given, x)

    def leaves(self, lane: Lane) -> Lane:
        """A lane whose identifiers are these columns, each in the lane's type."""
        return lane._replace(leaf=lambda v: f"cast({self.sql[v]} as {lane.kind})")

    def known(self, name: str, v: str) -> Spread | None:
        """Between what the integers of a name lie (已知范围): a constant is known."""
        said = self.sql[v].strip("()")
        return Spread(int(said), int(said)) if said.lstrip("-").isdigit() else self.spreads.get(name)

    def lowest(self, name: str, v: str) -> int:
        """The smallest integer that a name may be."""
        return 1 if v in self.code.positive else 0 if v in self.code.natural else -self.bounds[name]


class Quotient(NamedTuple):
    """A value as a whole number of 1/base points (化为基数): n over d, known where ok holds."""

    n: Operand
    d: Operand
    ok: Truth


class Figures(NamedTuple):
    """The SQL of numerator, denominator and condition (分子、分母与条件); what is known where the condition holds."""

    n: str
    d: str
    ok: str


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
        self.clamp = clamp
        self.base = max(weight, 100)
        self.full = code.mul(self.base // weight, "v0")
        value = code.ratio(tree)
        c = value.c * self.base
        self.whole = Quotient(code.mul(c.numerator, value.n), code.mul(c.denominator, value.d), value.ok)

    @property
    def rest(self) -> int:
        """The units that 1/base points is (每份单位数)."""
        return UNIT // self.base

    @property
    def operands(self) -> tuple[Operand, ...]:
        """What a query has to reckon (所求)."""
        return (*self.whole, self.full)

    @cached_property
    def long(self) -> bool:
        """Would one expression be too long (过长)?"""
        return self.code.written(self.operands) > NESTED

    @property
    def even(self) -> bool:
        """Does every quotient come to whole units (整除)?"""
        return isinstance(self.whole.d, int) and self.rest % self.whole.d == 0

    def fits(self, lane: Lane, bounds: Mapping[str, int], least: Mapping[str, int] | None = None) -> bool:
        """Does everything stay within the lane, the division too (不溢出)? No name is below what is ``least``."""
        if self.long:
            return False
        most, quotient = self.code.magnitude(bounds, self.operands, least)
        if most > lane.limit or quotient > lane.quotient:
            return False
        n, d, full = (self.code.size(bounds, x, least) for x in (self.whole.n, self.whole.d, self.full))
        if not self.clamp:
            return (self.even or self.code.is_natural(self.whole.n)) and (n + d * FARTHEST * self.base) * self.rest <= lane.limit
        most = max(n, full * d) if lane.narrow else (max(n, full * d) + d) * self.rest
        return most <= lane.limit and (full + 1) * self.rest <= BIGINT

    def figures(self, lane: Lane, columns: Columns) -> Figures:
        """
        Numerator, denominator and condition, where the guard holds (分子、分母与条件): it is divided once for all formulas.

        In 1/base points; the wide lane's numerator is already between 0 and full marks.
        """
        lane = columns.leaves(lane)
        found = self.whole
        n, d = (lane.typed(x, lane.write(self.code, x)) for x in (found.n, found.d))
        if self.clamp:
            n = self._natural(lane, found.n)
            n = n if lane.narrow else f"least({n}, {lane.write(self.code, self.full)} * {d})"
        return Figures(n, d, truth(lane, self.code, found.ok))

    def units(self, lane: Lane, columns: Columns) -> str:
        """The score in units, where the guard holds (得分); NULL where it is undefined."""
        own, found = columns.leaves(lane), self.whole
        said = self._divided(own, columns, found.n, found.d) if self.clamp else self._free(own)
        ok = truth(own, self.code, found.ok)
        return said if ok == "true" else f"case when {ok} then {said} end"

    def _natural(self, lane: Lane, x: Operand) -> str:
        """A numerator, 0 where it is below."""
        said = lane.typed(x, lane.write(self.code, x))
        return said if self.code.is_natural(x) else f"greatest({said}, {lane.typed(0, '0')})"

    def _free(self, lane: Lane) -> str:
        """Units of a score that has no bounds, ``OUTSIDE`` where it is farther than any may be."""
        n, d = (lane.typed(x, lane.write(self.code, x)) for x in self.whole[:2])
        by = self._factor(self.whole.d)
        near = f"{n} * {by}" if by else lane.cut(f"({n} * {self.rest})", f"nullif({d}, 0)")
        said = f"case when abs({n}) <= cast({FARTHEST * self.base} as {lane.kind}) * {d} then {near} else {outside()} end"
        return said if lane.narrow else f"cast({said} as bigint)"

    def _factor(self, d: Operand) -> int:
        """By what a numerator comes to its units without a division; 0 where one is needed."""
        return self.rest // d if isinstance(d, int) and self.rest % d == 0 else 0

    def _divided(self, lane: Lane, columns: Columns, n: Operand, d: Operand) -> str:
        """
        A quotient in units, between 0 and full marks: where numerator and denominator hang on the same test, each arm by itself.

        In 64 bits where its product with the units is sure to be held, or is found to be; else that one product is taken in 128.
        """
        one, other = self.code.lines.get(str(n)), self.code.lines.get(str(d))
        if one and other and "if" == one.op == other.op and one.args[0] == other.args[0]:
            arms = (self._divided(lane, columns, *both) for both in zip(one.args[1:], other.args[1:], strict=True))
            return lane.operation("if", [lane.write(self.code, one.args[0]), *arms])
        top, full, by = self._natural(lane, n), lane.write(self.code, self.full), self._factor(d)
        most = full if d == 1 else f"{full} * {lane.write(self.code, d)}"
        if by:
            said = f"{top if n == self.full and d == 1 else f'least({top}, {most})'} * {by}"
            return said if lane.narrow else f"cast({said} as bigint)"
        bottom = f"nullif({lane.write(self.code, d)}, 0)"
        if not lane.narrow:
            return f"cast({lane.cut(f'(least({top}, {most}) * {self.rest})', bottom)} as bigint)"
        wide, limit = DUCKDB[1].kind, f"{full} * {self.rest}"
        at_once = lane.cut(f"({top} * {self.rest})", bottom)
        at_length = f"cast(least({lane.cut(f'(cast({top} as {wide}) * {self.rest})', bottom)}, {limit}) as bigint)"
        if columns.most(n) <= BIGINT // self.rest:
            return f"least({at_once}, {limit})"
        return f"case when {top} <= {BIGINT // self.rest} then least({at_once}, {limit}) else {at_length} end"


def truth(lane: Lane, code: Code, ok: Truth) -> str:
    """The SQL of where a value is known (条件)."""
    return "true" if ok is True else "false" if ok is False else lane.write(code, ok)


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

    @property
    def operands(self) -> tuple[Operand, ...]:
        """What a query has to reckon (所求)."""
        return (self.top, self.bottom, self.n, self.ok)

    def fits(self, lane: Lane, bounds: Mapping[str, int], least: Mapping[str, int] | None = None) -> bool:
        """Does everything stay within the lane (不溢出)?"""
        most, quotient = self.code.magnitude(bounds, self.operands, least)
        return max(most, quotient) <= lane.limit and self.code.size(bounds, self.top, least) <= lane.quotient

    def value(self, lane: Lane, columns: Columns) -> str:
        """The rounded value, where the guard holds (修约值); NULL where it is undefined."""
        lane = columns.leaves(lane)
        size = lane.cut(lane.write(self.code, self.top), lane.divisor(self.code, self.bottom, lane.write(self.code, self.bottom)))
        n = lane.write(self.code, self.n)
        said = size if self.code.is_natural(self.n) else f"case when {n} < 0 then -{size} else {size} end"
        return said if self.ok is True else f"case when {lane.write(self.code, self.ok)} then {said} end"


def reached(query: "Query | Rounded") -> list[str]:
    """The names on which a query rests, or whose sign is given (所涉名称): what else has a name may be as large as it will."""
    code, asked = query.code, query.operands
    found = {str(x) for line in code.reach(asked) for x in code.lines[line].args} | {str(x) for x in asked}
    found |= {str(x) for x in code.positive | code.natural}
    return [name for name, v in code.leaves.items() if v in found]


def widest(query: "Query | Rounded", lane: Lane, given: Mapping[str, int], least: Mapping[str, int] | None = None) -> dict[str, int] | None:
    """The widest bounds of the names within which nothing passes a lane's limits (最宽范围); None where there are none."""
    names = reached(query)
    fixed = {name: bound for name, bound in given.items() if name in names}
    free = [name for name in names if name not in fixed]

    def spilled(k: int) -> bool:
        return not query.fits(lane, dict.fromkeys(query.code.leaves, 1) | fixed | dict.fromkeys(free, 2**k), least)

    k = bisect_left(range(127), True, key=spilled) - 1
    return None if k < SMALLEST and (free or k < 0) else fixed | dict.fromkeys(free, 2**k)


def columns_of(code: Code, columns: Mapping[str, str], bounds: Mapping[str, int], spreads: Mapping[str, Spread] | None = None) -> Columns:
    """The columns of the names, each v0, v1, … unless told otherwise (列)."""
    return Columns(code, {v: columns.get(name, v) for name, v in code.leaves.items()}, bounds, spreads or {})


class Operands(NamedTuple):
    """
    What the names of a formula stand for in a query (名称所指).

    Args:
        sql: the SQL of each name's column, already quoted, or a constant; v0, v1, … otherwise.
        bounds: the largest integer of a name; for names not mentioned it is searched for.
        points: the names that are points, each with its scale: a lane takes as many as are usual for it.
        spreads: between what the integers of a name lie, where that is known: what they keep anyway is not tested.
    """

    sql: Mapping[str, str] = {}
    bounds: Mapping[str, int] = {}
    points: Mapping[str, int] = {}
    spreads: Mapping[str, Spread] = {}

    def held(self, query: "Query | Rounded", lane: Lane) -> Columns | None:
        """The columns, within the bounds of a lane: those of all rows where it holds them, else the widest (通道范围)."""
        usual = {name: lane.points * scale for name, scale in self.points.items()}
        most = {name: max(one.most, 1) for name, one in self.spreads.items()}
        whole = {**usual, **most, **self.bounds}
        names, least = reached(query), {name: one.low for name, one in self.spreads.items()}
        if all(name in whole for name in names) and query.fits(lane, dict.fromkeys(query.code.leaves, 1) | whole, least):
            found: dict[str, int] | None = {name: whole[name] for name in names}
        else:
            given = {**{name: min(bound, most.get(name, bound)) for name, bound in usual.items()}, **self.bounds}
            found = widest(query, lane, given, least)
        return None if found is None else columns_of(query.code, self.sql, found, self.spreads)


def in_lanes(arms: Iterable[tuple[str, str]], other: str = "") -> str:
    """
    The first of some values whose guard holds, as SQL (按通道取值), else ``OUTSIDE``.

    >>> in_lanes([("a < 5", "a"), ("true", "b"), ("c < 5", "c")])
    'case when a < 5 then a else b end'
    """
    tested: list[str] = []
    for guard, said in arms:
        if guard == "true":
            return f"case {' '.join(tested)} else {said} end" if tested else said
        tested.append(f"when {guard} then {said}")
    other = other or outside()
    return f"case {' '.join(tested)} else {other} end" if tested else other


def rounded_in_lanes(query: Rounded, operands: Operands) -> str:
    """A rounded value as one DuckDB expression (修约值): 64 bits, else 128, else ``OUTSIDE``; NULL where it is undefined."""
    held = ((lane, operands.held(query, lane)) for lane in DUCKDB)
    return in_lanes((str(columns), query.value(lane, columns)) for lane, columns in held if columns is not None)


def units_in_lanes(query: Query, operands: Operands) -> str:
    """A score in units as one DuckDB expression over integer columns (得分): 64 bits, else 128, else ``OUTSIDE``; these are not NULL."""
    held = ((lane, operands.held(query, lane)) for lane in DUCKDB)
    return in_lanes((str(columns), query.units(lane, columns)) for lane, columns in held if columns is not None)


def outside() -> str:
    """``OUTSIDE`` in SQL (通道之外)."""
    return f"cast({OUTSIDE} as bigint)"
