"""What lowered integer code says in SQL: DuckDB and Spark (查询)."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from perfscore.lowering import Code, Node, Operand, Truth
from perfscore.voices import shared

BIGINT: Final = 2**63 - 1
DIGITS38: Final = 10**38 - 1
#: operations that one expression may hold; beyond, shared lines become columns of their own
NESTED: Final = 2000
#: the 分值 in points up to which a score is reckoned in SQL, unless told otherwise
POINTS: Final = 100
#: names whose bound would be smaller than 2**10 are not worth a lane
SMALLEST: Final = 10


class Lane(NamedTuple):
    """
    One width of integers in one SQL dialect (数据通道).

    Args:
        kind: the type of the integers.
        divide: integer division that cuts toward zero, of two operands.
        limit: the largest integer of the type.
        quotient: the largest quotient.
        leaf: an identifier as it stands in the query.
    """

    kind: str
    divide: str
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
        return self.operation(op, said)

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
        """An integer quotient, NULL for a zero divisor where the engines would stop the query."""
        return self.divide.format(n, d if d.isdigit() else f"nullif({d}, 0)")


DUCKDB: Final = (Lane("bigint", "({} // {})", BIGINT, BIGINT), Lane("hugeint", "({} // {})", DIGITS38, DIGITS38))
# Spark's div answers in 64 bits whatever it divides
SPARK: Final = (
    Lane("bigint", "({} div {})", BIGINT, BIGINT),
    Lane("decimal(38,0)", "cast({} div {} as decimal(38,0))", DIGITS38, BIGINT),
)


class Columns(NamedTuple):
    """
    The columns that the names stand for, and how far they are trusted (列).

    Args:
        code: where the signs of the names are known.
        sql: the SQL of each name's column.
        bounds: the largest integer of each name.
    """

    code: Code
    sql: Mapping[str, str]
    bounds: Mapping[str, int]

    def __str__(self) -> str:
        """The guard; it is NULL where any column is NULL (范围条件)."""
        return " and ".join(f"{self.sql[v]} between {self.lowest(name, v)} and {self.bounds[name]}" for name, v in self.code.leaves.items())

    def lowest(self, name: str, v: str) -> int:
        """The smallest integer that a name may be."""
        return 1 if v in self.code.positive else 0 if v in self.code.natural else -self.bounds[name]


class Query:
    """
    The score of a formula as SQL text (查询): integers only, generated identifiers only.

    Args:
        code: the integer code.
        tree: the formula.
        quantum: the score is given in 1/quantum, half up.
        weight: the scale of the first name, to whose value the score is clamped; None leaves it unclamped.
    """

    def __init__(self, code: Code, tree: Node, quantum: int, weight: int | None) -> None:
        value = code.ratio(tree)
        self.code = code
        self.weight = weight
        self.ok: Truth = value.ok
        c = value.c * quantum
        self.n = code.mul(c.numerator, value.n)
        d = code.mul(c.denominator, value.d)
        self.top = code.add(code.mul(2, self.n if weight else code.absolute(self.n)), d)
        self.bottom = code.mul(2, d)
        self.cap = self._full(quantum, weight) if weight else 0
        self.ceiling = code.mul(self.cap, self.bottom)

    def _full(self, quantum: int, weight: int) -> Operand:
        """Full marks in 1/quantum, half up (满分)."""
        if quantum % weight == 0:
            return self.code.mul(quantum // weight, "v0")
        return self.code.put("//", self.code.add(self.code.mul(2 * quantum, "v0"), weight), 2 * weight)

    @cached_property
    def operands(self) -> tuple[Operand, ...]:
        """What a query has to reckon (所求)."""
        return (self.top, self.bottom, self.ceiling, self.n, self.ok)

    @cached_property
    def long(self) -> bool:
        """Would one expression be too long (过长)?"""
        return self.code.written(self.operands) > NESTED

    # bounds

    def bounds(self, lane: Lane, given: Mapping[str, int]) -> dict[str, int] | None:
        """The widest bounds within which nothing passes the lane's limits; None where there are none (范围)."""
        fixed = {name: bound for name, bound in given.items() if name in self.code.leaves}
        if self.weight:
            fixed.setdefault(next(iter(self.code.leaves)), POINTS * self.weight)
        free = [name for name in self.code.leaves if name not in fixed]

        def spilled(k: int) -> bool:
            return not self.fits(lane, fixed | dict.fromkeys(free, 2**k))

        k = bisect_left(range(127), True, key=spilled) - 1
        return None if k < SMALLEST else fixed | dict.fromkeys(free, 2**k)

    def fits(self, lane: Lane, bounds: Mapping[str, int]) -> bool:
        """Does everything stay within the lane (不溢出)?"""
        most, quotient = self.code.magnitude(bounds, self.operands)
        if not self.weight:
            quotient = max(quotient, self.code.magnitude(bounds, (self.top,))[0])
        return most <= lane.limit and quotient <= lane.quotient

    # DuckDB

    def duckdb(self, columns: Mapping[str, str], bounds: Mapping[str, int]) -> str:
        """One expression: 64 bits, else 128 bits, else NULL (表达式)."""
        arms = [] if self.long else [arm for lane in DUCKDB if (arm := self._arm(lane, columns, bounds))]
        return f"case {' '.join(arms)} else cast(null as bigint) end" if arms else "cast(null as bigint)"

    def _arm(self, lane: Lane, columns: Mapping[str, str], bounds: Mapping[str, int]) -> str:
        found = self.bounds(lane, bounds)
        if found is None:
            return ""
        within = self.columns(columns, found)
        lane = lane._replace(leaf=lambda v: f"cast({within.sql[v]} as {lane.kind})")
        said = [lane.write(self.code, x) for x in (self.top, self.bottom, self.cap, self.n)]
        score = self._clamped(lane, *said[:3]) if self.weight else self._signed(lane, said[0], said[1], said[3])
        if self.weight and lane.kind != "bigint":
            score = f"cast({score} as bigint)"
        if self.ok is not True:
            # not joined to the guard: an engine may change the order of an "and", and cast what the guard keeps out
            score = f"case when {lane.write(self.code, self.ok)} then {score} end"
        return f"when {within} then {score}"

    def columns(self, columns: Mapping[str, str], bounds: Mapping[str, int]) -> Columns:
        """The columns of the names, each v0, v1, … unless told otherwise (列)."""
        return Columns(self.code, {v: columns.get(name, v) for name, v in self.code.leaves.items()}, bounds)

    def _clamped(self, lane: Lane, top: str, bottom: str, cap: str) -> str:
        above = top if self.code.is_natural(self.n) else f"greatest({top}, 0)"
        return f"least({lane.cut(above, bottom)}, {cap})"

    def _signed(self, lane: Lane, top: str, bottom: str, n: str) -> str:
        score = lane.cut(top, bottom)
        return score if self.code.is_natural(self.n) else f"case when {n} < 0 then -{score} else {score} end"

    # Spark

    def spark(self, table: str, columns: Mapping[str, str], bounds: Mapping[str, int], keep: tuple[str, ...]) -> str:
        """Rows within 64 bits and the other rows as two queries in stages (分段查询)."""
        mark = prefix(keep)
        narrow, wide = (found and self.columns(columns, found) for found in (self.bounds(lane, bounds) for lane in SPARK))
        rest = f"from {table} where ({narrow}) is not true" if narrow else f"from {table}"
        out = [self._stages(SPARK[0], narrow, f"from {table} where {narrow}", keep, mark)] if narrow else []
        out.append(
            self._stages(SPARK[1], wide, rest, keep, mark) if wide else f"select {listed(*keep, 'cast(null as bigint) as score')} {rest}"
        )
        return " union all ".join(out)

    def _stages(self, lane: Lane, columns: Columns, source: str, keep: tuple[str, ...], mark: str) -> str:
        """Names as integers; then top and bottom; then the one division (三段)."""
        lane = lane._replace(leaf=lambda x: mark + x)
        inside = "true" if lane.kind == "bigint" else f"coalesce({columns}, false)"
        cast = "cast({})" if lane.kind == "bigint" else f"case when {columns} then cast({{}}) end"
        names = [f"{cast.format(f'{column} as {lane.kind}')} as {mark}{v}" for v, column in columns.sql.items()]
        names.append(f"{inside} as {mark}in")
        first = f"select {listed(*keep, *names)} {source}"
        for layer, kept in self._layers() if self.long else ():
            said = [f"{lane.write(self.code, x, kept)} as {mark}{x}" for x in layer]
            first = f"select {listed('*', *said)} from ({first}) as {mark}s"
        second = f"select {listed(*keep, *self._figures(lane, mark))} from ({first}) as {mark}a"
        return f"select {listed(*keep, self._last(lane, mark))} from ({second}) as {mark}b"

    def _figures(self, lane: Lane, mark: str) -> list[str]:
        kept = self._shared if self.long else frozenset()
        figures = {"top": self.top, "bottom": self.bottom} | ({"ceiling": self.ceiling} if self.weight else {"n": self.n})
        said = [f"{lane.typed(x, lane.write(self.code, x, kept))} as {mark}{name}" for name, x in figures.items()]
        ok = "true" if self.ok is True else lane.write(self.code, self.ok, kept)
        return [*said, f"{mark}in and {ok} as {mark}ok"]

    @cached_property
    def _shared(self) -> frozenset[str]:
        return frozenset(shared(self.code, self.operands))

    def _layers(self) -> Iterator[tuple[list[str], frozenset[str]]]:
        """Shared lines that rest only on the layers before, and those: one subquery each, for an alias would be written out again."""
        depth, layers = dict[Operand, int](), list[list[str]]()
        for x in self.code.reach(self.operands):
            depth[x] = max(depth.get(y, 0) for y in self.code.lines[x].args)
            if x in self._shared:
                layers += [[]] * (depth[x] == len(layers))
                layers[depth[x]] = [*layers[depth[x]], x]
                depth[x] += 1
        kept = frozenset[str]()
        for layer in layers:
            yield layer, kept
            kept |= set(layer)

    def _last(self, lane: Lane, mark: str) -> str:
        top, bottom = f"{mark}top", f"{mark}bottom"
        if not self.weight:
            score = self._signed(lane, top, bottom, f"{mark}n")
        else:
            # cut down before dividing, for the quotient has 64 bits only
            score = lane.cut(f"least(greatest({top}, 0), {mark}ceiling)", bottom)
        return f"case when {mark}ok then cast({score} as bigint) end as score"


def listed(*columns: str) -> str:
    """
    A list of columns (列表).

    >>> listed("a", "b")
    'a, b'
    """
    return ", ".join(columns)


def prefix(keep: tuple[str, ...]) -> str:
    """
    What generated identifiers begin with: nothing that a kept column begins with (前缀).

    >>> prefix(("id",)), prefix(("p_x",))
    ('p_', 'p__')
    """
    mark = "p_"
    while any(mark in column.lower() for column in keep):
        mark += "_"
    return mark
