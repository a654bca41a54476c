"""The formulas and marks of a table's recipes in the query (写入查询): written out where they are few, else as columns beside each key."""

from collections.abc import Callable, Iterable, Mapping, Set as AbstractSet
from fractions import Fraction
from typing import Any, Final, NamedTuple

from perfscore.batching.column import Column, literal
from perfscore.batching.layout import Layout
from perfscore.batching.menu import Menu
from perfscore.batching.recipe import Recipe, Term
from perfscore.batching.stages import BASIS, FALSE, Marks, basis
from perfscore.batching.terms import Ready, listed, ready
from perfscore.querying import NULL, UNIT, Operands, Rounded, outside, rounded_in_lanes, units_in_lanes

#: Deviations are given in ten-thousandths.
DEVIATIONS: Final = 10_000
WIDE: Final = "hugeint"


def rate_of(term: Term, columns: Mapping[str, Column]) -> str:
    """The SQL of a deviation rate over the columns of a table, in ten-thousandths (偏差率的 SQL)."""
    one = ready(term, columns, WIDE)
    return rounded_in_lanes(
        Rounded(one.program.code, one.program.expression.tree, DEVIATIONS), Operands(one.sql, {}, one.points, one.spreads)
    )


def units_of(one: Ready, bounds: Mapping[str, int]) -> str:
    """The SQL of a formula that is ready, in units (算式的得分)."""
    return units_in_lanes(one.program.query, Operands(one.sql, bounds, one.points, one.spreads))


class Written(NamedTuple):
    """
    Few recipes, written out behind the tests that tell them (写出).

    ``low`` and ``high`` are both ends in units, ``high`` NULL where it is the same, and empty where no recipe leaves room.
    """

    low: str
    high: str
    deviation: str
    marks: Marks
    columns: Mapping[str, str] = {}

    @classmethod
    def of(cls, menu: Menu) -> "Written":
        """The recipes of a menu (写出各方案)."""

        def units(term: Term, number: int) -> str:
            return units_of(ready(term, menu.columns(number), WIDE), {})

        lows = {n: units(one.low, n) if one.low else outside() if one.alone else NULL for one, n in menu.recipes.items()}
        highs = {n: units(one.high, n) for one, n in menu.recipes.items() if one.high and one.high != one.low}
        highs = {n: said for n, said in highs.items() if said != lows[n]}
        rates = {n: rate_of(term, menu.columns(n, 1)) if term else NULL for term, n in menu.deviations.items()}
        low = menu.tests(lows, unknown=outside()) or NULL
        high = menu.tests({n: highs.get(n, NULL) for n in lows}, unknown=NULL) if highs else ""
        return cls(low, high, menu.tests(rates, 1) or NULL, marks_of(menu, set(highs)))


def marks_of(menu: Menu, roomy: AbstractSet[int]) -> Marks:
    """The marks of few recipes, by the same tests (汇集标记)."""
    recipes = menu.recipes

    def where(test: Callable[[Recipe], bool], among: Iterable[int] = tuple(recipes.values())) -> str:
        said = {number: "true" if test(one) else FALSE for one, number in recipes.items() if number in among}
        return menu.tests(said, unknown=FALSE) if "true" in said.values() else FALSE

    capping = any(one.caps for one in recipes)
    return Marks(
        basis=menu.tests({number: basis(one.basis) for one, number in recipes.items() if one.low}) or basis("none"),
        reason=menu.tests({number: literal(one.reason) if one.reason else "null" for one, number in recipes.items()}) or "null",
        upper=where(lambda one: one.upper, roomy), low_open=where(lambda one: one.low_open, roomy),
        high_open=where(lambda one: one.high_open, roomy), aside=where(lambda one: bool(one.aside)),
        rescaled=where(lambda one: one.aside == "rescaled"), negative=where(lambda one: one.negative),
        cap=f"cast({menu.tests({n: cap_of(one) for one, n in recipes.items()})} as bigint)" if capping else "",
        kinds=f"cast({menu.tests({n: str(menu.kind_bits(one)) for one, n in recipes.items()})} as bigint)" if capping else "",
    )  # fmt: skip


def cap_of(one: Recipe) -> str:
    """What a recipe caps the total at, in units (封顶单位数)."""
    return str(int(Fraction(one.cap) * UNIT)) if one.cap is not None else "null"


class Listed(NamedTuple):
    """
    Many recipes, whose formulas are told apart by numbers and whose constants and marks stand beside the keys (附列).

    ``columns`` are those that stand there, with their types; ``told`` gives them.
    """

    low: str
    high: str
    deviation: str
    marks: Marks
    columns: Mapping[str, str]
    values: Mapping[int, tuple[Any, ...]]

    @classmethod
    def of(cls, menu: Menu, layout: Layout) -> "Listed":
        """The recipes of a menu (列出各方案)."""
        lows, highs, constants = Shapes("p"), Shapes("q"), dict[int, tuple[int, ...]]()
        for one, number in menu.recipes.items():
            first = lows.add(number, one.low, layout, 1)
            rest = highs.add(number, one.high if one.high != one.low else None, layout, 1 + len(first))
            constants[number] = (*first, *rest)
        away = f"when p = {AWAY} then {outside()} " if any(one.alone for one in menu.recipes) else ""
        rates = {n: rate_of(term, menu.columns(n, 1)) for term, n in menu.deviations.items() if term}
        arms = " ".join(f"when d = {n} then {said}" for n, said in rates.items())
        values = {number: (AWAY if one.alone else lows.number(number), highs.number(number), list(constants[number]), *marked(menu, one))
                  for one, number in menu.recipes.items()}  # fmt: skip
        return cls(lows.units(away), highs.units() if highs.groups else "", f"case {arms} end" if arms else NULL, listed_marks(menu), {"d": "integer", "p": "integer", "q": "integer",
                   "constants": "bigint[]", **MARKED}, values)  # fmt: skip

    def told(self, recipe: int, deviation: int) -> tuple[Any, ...]:
        """What stands beside the key of a recipe (附列的值)."""
        return (deviation, *self.values[recipe])


#: The number of rows that Python has to score.
AWAY: Final = -1
#: The marks that stand beside keys, with their types.
MARKED: Final[Mapping[str, str]] = {
    "m_basis": BASIS, "m_reason": "varchar", "m_upper": "boolean", "m_low_open": "boolean", "m_high_open": "boolean", "m_aside": "boolean",
    "m_rescaled": "boolean", "m_negative": "boolean", "m_cap": "bigint", "m_kinds": "bigint",
}  # fmt: skip


def marked(menu: Menu, one: Recipe) -> tuple[Any, ...]:
    """The marks of a recipe (方案标记)."""
    cap = int(Fraction(one.cap) * UNIT) if one.cap is not None else None
    return (one.basis, one.reason or None, one.upper, one.low_open, one.high_open, bool(one.aside), one.aside == "rescaled", one.negative,
            cap, menu.kind_bits(one))  # fmt: skip


def listed_marks(menu: Menu) -> Marks:
    """The marks as columns, where any recipe has them (标记列)."""
    recipes = list(menu.recipes)

    def where(column: str, test: Callable[[Recipe], bool]) -> str:
        return column if any(map(test, recipes)) else FALSE

    capping = any(one.caps for one in recipes)
    return Marks(
        basis="m_basis", reason="m_reason", upper=where("m_upper", lambda one: one.upper), low_open=where("m_low_open", lambda one: one.low_open),
        high_open=where("m_high_open", lambda one: one.high_open), aside=where("m_aside", lambda one: bool(one.aside)),
        rescaled=where("m_rescaled", lambda one: one.aside == "rescaled"), negative=where("m_negative", lambda one: one.negative),
        cap="m_cap" if capping else "", kinds="m_kinds" if capping else "",
    )  # fmt: skip


class Shapes:
    """
    Formulas that differ only in their constants, numbered (同形算式).

    Args:
        column: the column in which a row's number stands.
    """

    def __init__(self, column: str) -> None:
        self.column = column
        self.groups: dict[Any, int] = {}
        self.ready: list[Ready] = []
        self.most: list[dict[str, int]] = []
        self.numbers: dict[int, int] = {}

    def add(self, recipe: int, term: Term | None, layout: Layout, first: int) -> tuple[int, ...]:
        """Take up the formula of a recipe, its constants from place ``first`` on; these constants (收入)."""
        if term is None:
            return ()
        one, values = listed(term, layout.columns, WIDE, first)
        key = (one.program, tuple(one.sql.items()))
        number = self.groups.setdefault(key, len(self.groups))
        self.numbers[recipe] = number
        names = [name for name, slot in zip(term.expression.names, term.slots, strict=True) if not slot.column]
        if number == len(self.ready):
            self.ready.append(one)
            self.most.append(dict.fromkeys(names, 1))
        most = self.most[number]
        most |= {name: max(most[name], abs(value)) for name, value in zip(names, values, strict=True)}
        return values

    def number(self, recipe: int) -> int | None:
        """The number of a recipe's formula, None where it has none (编号)."""
        return self.numbers.get(recipe)

    def units(self, first: str = "") -> str:
        """The units of all of them, by their numbers (按编号取值)."""
        found = [units_of(one, most) for one, most in zip(self.ready, self.most, strict=True)]
        arms = " ".join(f"when {self.column} = {i} then {said}" for i, said in enumerate(found))
        return f"case {first}{arms} end" if first or arms else NULL
