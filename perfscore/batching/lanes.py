"""The formulas of a table in stages (分段算式): figures of all formulas first, then one division for all; each width of integers apart."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from perfscore.batching.layout import Layout
from perfscore.batching.recipe import Slot, Term
from perfscore.batching.spread import Spread, Spreads
from perfscore.batching.terms import Ready, folded, listed, ready
from perfscore.lowering import Code, Node
from perfscore.number import finite, places
from perfscore.querying import BIGINT, FARTHEST, SPARK, UNIT, Columns, Lane, Query, Rounded, outside, widest

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
#: What 64 bits hold of a quotient, as a float that is sure.
SURE_QUOTIENT: Final = "4e18D"


class Rate(Rounded):
    """A deviation rate in stages (分段偏差率): its quotient is seen to when the query runs, so that the wide lane is wide."""

    def __init__(self, code: Code, tree: Node, quantum: int) -> None:
        super().__init__(code, tree, quantum)
        value = code.ratio(tree)
        self.d = code.mul((value.c * quantum).denominator, value.d)

    def fits(self, lane: Lane, bounds: Mapping[str, int]) -> bool:
        most, quotient = self.code.magnitude(bounds, (self.top, self.bottom, self.n, self.ok))
        return most <= lane.limit and quotient <= lane.quotient

    def figures(self, lane: Lane, columns: Columns) -> tuple[str, str, str]:
        """Numerator, denominator and condition (分子、分母与条件)."""
        lane = lane._replace(leaf=lambda v: f"cast({columns.sql[v]} as {lane.kind})")
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
        self.program, self.sql, self.points = one.program, one.sql, one.points
        self.scored = self.program.expression.names[:1] == ("w",)
        self.query: Query | Rate = self.program.query if self.scored else Rate(self.program.code, self.program.expression.tree, DEVIATIONS)
        self.operands = {name: one for name, one in operands.items() if self.query.code.leaves[name] in self._reached()}

    def _reached(self) -> set[str]:
        """The identifiers on which its figures rest: what else has a name may be as large as it will."""
        code, query = self.query.code, self.query
        asked = query.operands if isinstance(query, Query) else (query.top, query.bottom, query.n, query.ok)
        return {str(x) for name in code.reach(asked) for x in code.lines[name].args} | {str(x) for x in asked}

    def widen(self, operands: Mapping[str, Operand]) -> None:
        """Rows of another recipe are scored by it too (并入)."""
        for name, own in self.operands.items():
            other = operands[name]
            self.operands[name] = own._replace(spread=own.spread.joined(other.spread))

    @property
    def free(self) -> bool:
        """Is its score kept between no bounds (不设界)?"""
        return isinstance(self.query, Query) and not self.query.clamp

    def lowest(self, name: str, bound: int) -> int:
        """The smallest integer that a name may be (下界)."""
        code, v = self.query.code, self.query.code.leaves[name]
        return 1 if v in code.positive else 0 if v in code.natural else -bound

    @cached_property
    def long(self) -> bool:
        """Would its text be too long for one method (过长)? Then it is left to Python."""
        return max(map(len, self.figures(NARROW))) > LONGEST

    def proven(self) -> bool:
        """Do all its rows stay in 64 bits (全在窄通道)?"""
        bounds = {**dict.fromkeys(self.query.code.leaves, 1), **{name: one.spread.most * one.factor for name, one in self.operands.items()}}
        signed = all(not one.spread.nulls and one.spread.low * one.factor >= self.lowest(name, bounds[name])
                     for name, one in self.operands.items())  # fmt: skip
        return signed and not self.long and self.query.fits(NARROW, bounds)

    def guard(self, lane: Lane) -> str:
        """Whether a row stays in a lane, as SQL (范围条件); never NULL."""
        fixed = {name: lane.points * scale for name, scale in self.points.items()}
        fixed |= {name: max(one.spread.most, 1) for name, one in self.operands.items() if not one.column}
        found = widest(self.query, lane, fixed)
        if found is None or self.long:
            return "false"
        tests = []
        for name, one in self.operands.items():
            low, bound = self.lowest(name, found[name]), found[name] // one.factor
            least = -bound if low < 0 else low
            tests.append(f"{one.column or self.sql[name]} between {least} and {bound}")
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
        """A quotient in units: by one division where 64 bits hold it, else its digits in three parts."""
        digits = len(str(rest)) - 1
        one, two = 10 ** (digits - digits // 2), 10 ** (digits // 2)
        left = f"(({n} % {d}) * {one})"
        parts = f"least({n} div {d}, {full}) * {rest} + ({left} div {d}) * {two} + (({left} % {d}) * {two}) div {d}"
        return f"case when {n} <= {BIGINT // rest} then least(({n} * {rest}) div {d}, {full} * {rest}) else least({parts}, {full} * {rest}) end"

    def rate(self) -> str:
        """The deviation rate in ten-thousandths, half away from zero (偏差率)."""
        if not self.used:
            return NOTHING
        n, d = self.n, self.d
        size = f"((2 * abs({n}) + {d}) div (2 * {d}))"
        said = f"case when {n} < 0 then -{size} else {size} end"
        if not self.lane.narrow:
            said = f"case when cast(abs({n}) as double) < {SURE_QUOTIENT} * cast({d} as double) then {said} else {outside()} end"
        return self._known(f"cast({said} as bigint)")

    def _known(self, said: str) -> str:
        """A value where it is defined: ``least`` and ``greatest`` would pass over a NULL."""
        beyond = f"when {self.held} = {BEYOND_LANE} then {outside()} " if self.doubtful else ""
        return apart(f"case {beyond}when {self.n} is not null and {self.d} is not null and coalesce({self.ok}, 1) = 1 then {said} end")
