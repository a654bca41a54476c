"""The formulas of a table in stages (分段算式): figures of all formulas first, then one division for all; each width of integers apart."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from perfscore.batching.layout import Layout
from perfscore.batching.ranges import Ranges
from perfscore.batching.recipe import Slot, Term
from perfscore.batching.terms import Ready, folded, listed, ready
from perfscore.lowering import Code, Node, Operand as LineOperand
from perfscore.number import finite, places
from perfscore.querying import BIGINT, FARTHEST, NESTED, SPARK, UNIT, Columns, Lane, Query, Rounded, outside
from perfscore.spread import Spread, Spreads

NARROW: Final = SPARK[0]
WIDE: Final = SPARK[1]
#: Deviations are given in ten-thousandths.
DEVIATIONS: Final = 10_000
#: So many formulas are written with their constants in them; more are told apart only by their shape.
FOLDED: Final = 64
#: So much text of formulas makes one method: what is made of more HotSpot leaves to its interpreter.
METHOD: Final = 2_500
#: So much of one formula is written; a method may not be longer than 65,536 bytes of code.
LONGEST: Final = 9_000
#: What stands for the number of a row's formula where the lane does not hold the row.
BEYOND_LANE: Final = -9
#: What stands for a value that is none.
NOTHING: Final = "cast(null as bigint)"
#: A quotient is reckoned so many times its digits by so many at least; a power of ten.
LEAST_PART: Final = 100
#: A deviation rate beyond this is left to Python, for its ten-thousandths must be integers of 64 bits.
FARTHEST_RATE: Final = 9 * 10**14


class Rate(Rounded):
    """A deviation rate in stages (分段偏差率): numerator and denominator; its digits come by the division that follows."""

    def __init__(self, code: Code, tree: Node) -> None:
        super().__init__(code, tree, 1)
        self.d = code.mul(code.ratio(tree).c.denominator, code.ratio(tree).d)

    @property
    def operands(self) -> tuple[LineOperand, ...]:
        """What a query has to reckon (所求)."""
        return (self.n, self.d, self.ok)

    def figures(self, lane: Lane, columns: Columns) -> tuple[str, str, str]:
        """Numerator, denominator and condition (分子、分母与条件)."""
        lane = columns.leaves(lane)
        n, d = (lane.typed(x, lane.write(self.code, x)) for x in (self.n, self.d))
        return n, d, "true" if self.ok is True else lane.write(self.code, self.ok)


class Operand(NamedTuple):
    """What a name of a formula is read from (取值来源): a column and the factor before it, or a constant in a list, between two bounds."""

    column: str
    factor: int
    spread: Spread


class Formula:
    """
    One of the formulas of a table (一个算式).

    Args:
        one: the formula over the columns.
        operands: what each of its names is read from.
    """

    def __init__(self, one: Ready, operands: Mapping[str, Operand]) -> None:
        self.program, self.sql = one.program, one.sql
        self.scored = self.program.expression.names[:1] == ("w",)
        self.query: Query | Rate = self.program.query if self.scored else Rate(self.program.code, self.program.expression.tree)
        self.asked = (*self.query.whole, self.query.full) if isinstance(self.query, Query) else self.query.operands
        self.operands = {name: one for name, one in operands.items() if self.query.code.leaves[name] in self._reached()}

    def _reached(self) -> set[str]:
        """The identifiers on which its figures rest: what else has a name may be as large as it will."""
        code = self.query.code
        return {str(x) for name in code.reach(self.asked) for x in code.lines[name].args} | {str(x) for x in self.asked}

    def widen(self, operands: Mapping[str, Operand]) -> None:
        """Rows of another recipe are scored by it too (并入)."""
        for name, own in self.operands.items():
            other = operands[name]
            self.operands[name] = own._replace(spread=own.spread.joined(other.spread))

    @property
    def free(self) -> bool:
        """Is its score kept between no bounds (不设界)?"""
        return isinstance(self.query, Query) and not self.query.clamp

    @cached_property
    def long(self) -> bool:
        """Would its text be too long for one method (过长)? Then it is left to Python."""
        code, asked = self.query.code, self.asked
        return code.written(asked) > NESTED or max(map(len, self.figures(NARROW))) > LONGEST

    # what a lane holds

    def within(self, most: int) -> dict[str, Spread]:
        """The integers of its names as far as they are no larger than this, and of the sign they must have (所取区间)."""
        found = {}
        for name, one in self.operands.items():
            v, own = self.query.code.leaves[name], one.spread
            least = 1 if v in self.query.code.positive else 0 if v in self.query.code.natural else -most
            bound = most // one.factor
            low = max(own.low, -(-least // one.factor))
            found[name] = Spread(max(low, -bound), max(min(own.high, bound), low))
        return found

    def ranges(self, within: Mapping[str, Spread]) -> Ranges:
        """Between what its figures lie where its names lie within some (各步区间)."""
        code = self.query.code
        told = {
            code.leaves[name]: Spread(one.low * self.operands[name].factor, one.high * self.operands[name].factor)
            for name, one in within.items()
        }
        return Ranges(code, {**dict.fromkeys(code.leaves.values(), Spread(0, 0)), **told}, self.asked)

    def fits(self, lane: Lane, within: Mapping[str, Spread]) -> bool:
        """Does a lane hold everything on the way to its value (不溢出)?"""
        found = self.ranges(within)
        if found.most > lane.limit or found.quotient > lane.quotient:
            return False
        if not isinstance(self.query, Query):
            n, d = found.of(self.query.n).most, found.of(self.query.d).most
            return d * (2 * LEAST_PART + 1) <= lane.limit if lane.narrow else (2 * n + 1) * DEVIATIONS + d <= lane.limit
        query, arm = self.query, self.query.whole
        n, d, full = (found.of(x).most for x in (arm.n, arm.d, query.full))
        if self.free:  # below zero a quotient would be cut upward
            sure = query.code.is_natural(arm.n) or (isinstance(arm.d, int) and query.rest % arm.d == 0)
            return sure and (d * FARTHEST * query.base) * query.rest <= lane.limit
        if (full + 1) * query.rest > BIGINT:
            return False
        return d * LEAST_PART <= lane.limit if lane.narrow else full * d <= lane.limit and (full * d + d) * query.rest <= lane.limit

    def held(self, lane: Lane) -> dict[str, Spread] | None:
        """The widest ranges of its names that a lane holds (最宽范围); None where there are none."""
        if self.long:
            return None
        k = bisect_left(range(127), True, key=lambda k: not self.fits(lane, self.within(2**k))) - 1
        return None if k < 0 else self.within(2**k)

    @cached_property
    def narrow(self) -> dict[str, Spread] | None:
        """What 64 bits hold (窄通道的范围); asked for when all recipes are known."""
        return self.held(NARROW)

    @property
    def divisor(self) -> int:
        """The largest denominator among its rows in 64 bits (分母上界)."""
        return self.ranges(self.narrow or {}).of(self.query.whole.d if isinstance(self.query, Query) else self.query.d).most

    def proven(self) -> bool:
        """Do all its rows stay in 64 bits (全在窄通道)?"""
        held = self.narrow
        if held is None or any(not self._covers(name, one) for name, one in held.items()):
            return False
        if isinstance(self.query, Query):
            return True
        found = self.ranges(held)
        return found.of(self.query.n).most // max(found.of(self.query.d).low, 1) <= FARTHEST_RATE

    def _covers(self, name: str, held: Spread) -> bool:
        own = self.operands[name].spread
        return held.low <= own.low and own.high <= held.high and not own.nulls

    def guard(self, lane: Lane) -> str:
        """Whether a row stays in a lane, as SQL (范围条件); never NULL."""
        found = self.narrow if lane.narrow else self.held(lane)
        if found is None:
            return "false"
        tests = [f"{self.operands[name].column or self.sql[name]} between {one.low} and {one.high}" for name, one in found.items()
                 if not self._covers(name, one)]  # fmt: skip
        return f"coalesce({' and '.join(tests)}, false)" if tests else "true"

    def figures(self, lane: Lane) -> tuple[str, str, str]:
        """Numerator, denominator and condition as SQL (分子、分母与条件)."""
        code = self.query.code
        said = {v: self.sql[name].replace(f" as {WIDE.kind})", f" as {lane.kind})") for name, v in code.leaves.items()}
        return self.query.figures(lane, Columns(code, said, {}))


def factor_of(slot: Slot) -> int:
    """The factor by which the integer of a column is multiplied (倍数)."""
    return int(slot.by * 10 ** places(finite(slot.by)))


def operands_of(term: Term, spreads: Spreads, constants: Sequence[int]) -> dict[str, Operand]:
    """What the names of a formula are read from (取值来源)."""
    given, found = iter(constants), {}
    for name, slot in zip(term.expression.names, term.slots, strict=True):
        if slot.column:
            found[name] = Operand(f"n_{slot.column}", factor_of(slot), spreads[slot.column])
        else:
            value = next(given)
            found[name] = Operand("", 1, Spread(value, value))
    return found


class Wanted(NamedTuple):
    """A formula that some rows need (所需算式), and the spreads of their figures."""

    term: Term
    spreads: Spreads


class Formulas:
    """
    All formulas of a table, numbered (全部算式).

    Args:
        layout: the table's columns.
        wanted: what each recipe needs, in a row where there are two ends.
    """

    def __init__(self, layout: Layout, wanted: Mapping[int, Sequence[Wanted]]) -> None:
        self.layout = layout
        self.numbers: dict[int, list[int]] = {}
        self.constants: dict[int, list[int]] = {}
        if not self._take(wanted, listing=False):
            self._take(wanted, listing=True)

    def _take(self, wanted: Mapping[int, Sequence[Wanted]], *, listing: bool) -> bool:
        """Number the formulas, with their constants in them or in a list; whether they are few enough for that."""
        self.all = list[Formula]()
        known: dict[object, int] = {}
        for recipe, ends in wanted.items():
            self.numbers[recipe], self.constants[recipe] = [], []
            for term, spreads in ends:
                kept = self.constants[recipe]
                own, values = listed(term, self.layout.columns, WIDE.kind, len(kept)) if listing else (self._folded(term), ())
                operands = operands_of(term if listing else folded(term), spreads, values)
                number = known.setdefault((own.program, tuple(own.sql.items())), len(known))
                if number == len(self.all):
                    self.all.append(Formula(own, operands))
                else:
                    self.all[number].widen(operands)
                self.numbers[recipe].append(number)
                kept += values
            if not listing and len(self.all) > FOLDED:
                return False
        return True

    def _folded(self, term: Term) -> Ready:
        return ready(term, self.layout.columns, WIDE.kind)

    @property
    def listing(self) -> int:
        """How many constants stand beside a row (常量个数)."""
        return max(map(len, self.constants.values()), default=0)

    def doubtful(self, numbers: Iterable[int]) -> list[int]:
        """Those of some formulas whose rows may pass 64 bits (可能超出者)."""
        return sorted(number for number in set(numbers) if not self.all[number].proven())


def divided(lane: Lane, n: str, d: str, full: str, rest: int, factors: Sequence[int]) -> str:
    """
    A quotient in units, not above full marks (除法): by one division where 64 bits hold it, else its digits part by part.

    Args:
        n: a numerator of 64 bits, not below 0.
        d: its denominator, above 0.
        full: full marks in 1/base points.
        rest: the units that 1/base points is.
        factors: by what is left over is multiplied before each further division; together they make ``rest``.
    """
    left, over = rest, n
    parts = [f"least({lane.cut(n, d)}, {full}) * {rest}"]
    for chunk in factors:
        over = f"({lane.rest(over, d)} * {chunk})"
        left //= chunk
        parts.append(f"{lane.cut(over, d)} * {left}" if left > 1 else lane.cut(over, d))
    at_once = lane.cut(f"({n} * {rest})", d)
    return f"least(case when {n} <= {BIGINT // rest} then {at_once} else {' + '.join(parts)} end, {full} * {rest})"


def apart(*expressions: str) -> str:
    """
    The one of several expressions that is not NULL (各自成一方法), and Spark makes a method of each: it does so with what stands twice.

    A method that is longer than 8,000 bytes of code would be left to the interpreter.

    >>> apart("a")
    'greatest(a, a)'
    """
    return f"greatest({', '.join([*expressions, *expressions])})"


class Stages:
    """
    The stages in which the rows of one lane get their values (一个通道的各段).

    Args:
        formulas: all formulas.
        lane: the lane.
        column: where the number of a row's formula stands.
        used: the numbers that stand there.
        filtered: only rows come that 64 bits hold, or come in the wide lane.
    """

    def __init__(self, formulas: Formulas, lane: Lane, column: str, used: Iterable[int], *, filtered: bool) -> None:
        self.formulas, self.lane, self.column = formulas, lane, column
        self.used = sorted(set(used))
        self.doubtful = [] if filtered and lane.narrow else formulas.doubtful(self.used)
        self.n, self.d, self.ok, self.held = (f"{column}_{name}" for name in ("top", "bottom", "ok", "held"))

    def figures(self) -> list[list[str]]:
        """The columns that each stage adds: whether the lane holds the row, then numerator, denominator and condition (各段的列)."""
        guards = {number: f"case when {self.formulas.all[number].guard(self.lane)} then 0 else 1 end" for number in self.doubtful}
        column = self.held if guards else self.column
        first = [f"case when {self._arms(guards, self.column)} = 1 then {BEYOND_LANE} else {self.column} end as {self.held}"]
        found = {number: one.figures(self.lane) for number in self.used if not (one := self.formulas.all[number]).long}
        tops, bottoms = ({number: figures[i] for number, figures in found.items()} for i in (0, 1))
        tests = {number: f"case when {ok} then 1 else 0 end" for number, (_, _, ok) in found.items() if ok != "true"}
        said = [f"{self._arms(arms, column)} as {name}" for arms, name in ((tops, self.n), (bottoms, self.d), (tests, self.ok))]
        return [first, said] if guards else [said]

    @staticmethod
    def _arms(said: Mapping[int, str], column: str) -> str:
        """What goes with the number of a row's formula: each portion of the arms in a method of its own; NULL for other numbers."""
        alike: dict[str, list[int]] = {}
        for number, one in said.items():
            alike.setdefault(one, []).append(number)
        portions: list[list[str]] = []
        room = 0
        for one, numbers in alike.items():
            if room < len(one):
                portions.append([])
                room = METHOD
            portions[-1].append(f"when {column} in ({', '.join(map(str, numbers))}) then {one}")
            room -= len(one)
        if not portions:
            return NOTHING
        return apart(*(f"case {' '.join(portion)} end" for portion in portions))

    # the division

    def units(self, full: str, base: int) -> str:
        """The score in units (得分); NULL where there is none, ``OUTSIDE`` beyond the lane."""
        if not self.used:
            return NOTHING
        n, d, rest = self.n, self.d, UNIT // base
        wide = f"cast(cast({n} * {rest} as decimal(38,0)) div {d} as bigint)"
        said = self._in_parts(n, d, full, rest) if self.lane.narrow else wide
        free = [number for number in self.used if self.formulas.all[number].free]
        if free:
            most = f"cast({FARTHEST * base} as {self.lane.kind}) * {d}"
            near = f"cast(({n} * {rest}) div {d} as bigint)"
            own = f"case when abs({n}) <= {most} then {near} else {outside()} end"
            said = f"case when {self.column} in ({', '.join(map(str, free))}) then {own} else {said} end"
        return self._known(said)

    def _in_parts(self, n: str, d: str, full: str, rest: int) -> str:
        """A quotient in units: by one division where 64 bits hold it, else by as few as the denominators allow (分段除法)."""
        left, factors = rest, list[int]()
        while left > 1:
            factors.append(min(self.part, left))
            left //= factors[-1]
        return divided(self.lane, n, d, full, rest, factors)

    @property
    def part(self) -> int:
        """By so much what a division leaves over may be multiplied (每段倍数)."""
        most = max(1, 1, *(one.divisor for number in self.used if (one := self.formulas.all[number]).narrow is not None))
        part = LEAST_PART
        while most * part * 10 <= BIGINT:
            part *= 10
        return part

    def rate(self) -> str:
        """The deviation rate in ten-thousandths, half away from zero (偏差率)."""
        if not self.used:
            return NOTHING
        n, d = self.n, self.d
        whole, left = f"(abs({n}) div {d})", f"(abs({n}) % {d} * {LEAST_PART})"
        if self.lane.narrow:
            last = f"((2 * {LEAST_PART} * ({left} % {d}) + {d}) div (2 * {d}))"
            size = f"({whole} * {DEVIATIONS} + ({left} div {d}) * {LEAST_PART} + {last})"
            near = f"{whole} <= {FARTHEST_RATE}"
        else:
            size = f"((2 * {DEVIATIONS} * abs({n}) + {d}) div (2 * {d}))"
            near = f"cast(abs({n}) as double) < {FARTHEST_RATE}D * cast({d} as double)"
        said = f"case when {near} then case when {n} < 0 then -{size} else {size} end else {outside()} end"
        return self._known(f"cast({said} as bigint)")

    def _known(self, said: str) -> str:
        """A value where it is defined: ``least`` and ``greatest`` would pass over a NULL."""
        beyond = f"when {self.held} = {BEYOND_LANE} then {outside()} " if self.doubtful else ""
        return apart(f"case {beyond}when {self.n} is not null and {self.d} is not null and coalesce({self.ok}, 1) = 1 then {said} end")
