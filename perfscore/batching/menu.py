"""All recipes of a table (全部行方案): numbered, and the SQL that finds and uses them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, Final

from perfscore.batching.column import PARAMETERS, Column
from perfscore.batching.layout import Layout
from perfscore.batching.preparing import Prepared, prepared
from perfscore.batching.recipe import BELOW, BELOW_ZERO, SYMBOLS, Key, Recipe, Term, criterion_from, deviation_of
from perfscore.batching.telling import BEYOND, Sizes, tree
from perfscore.errors import PerfscoreError
from perfscore.governing import Governor

#: So many rules are told apart by tests in the query; more stand in a table that is joined to the rows.
FEW: Final = 24
#: The texts and parameters that tell a row's rule, in the order of the layout.
Told = tuple[Any, ...]
#: The sizes that each figure has among some rows.
SizesOf = dict[str, set[int]]


class Menu:
    """
    The recipes that the rows of a table need (全部行方案).

    Args:
        layout: the table's columns.
        rules: what governs rows.
    """

    def __init__(self, layout: Layout, rules: Governor) -> None:
        self.layout, self.rules = layout, rules
        self.recipes: dict[Recipe, int] = {}
        self.deviations: dict[Term | None, int] = {None: 0}
        #: The sizes that the figures of rows have, by the number of their recipe, and of their deviation rate.
        self.sizes: tuple[dict[int, SizesOf], dict[int, SizesOf]] = ({}, {})

    @property
    def own_kinds(self) -> list[str]:
        """The events of which the rows' own criteria speak (本行所指事件)."""
        return sorted({one.event for one in self.recipes if one.caps and one.event})

    def kind_bits(self, one: Recipe) -> int:
        """The bit of the event of which a row's criterion speaks (事件位)."""
        return 1 << self.own_kinds.index(one.event) if one.caps and one.event else 0

    def numbers(self, keys: Sequence[tuple[Key, str]]) -> list[tuple[int, int]]:
        """The numbers of the recipe and of the deviation rate of rows of each key (方案编号), given why there may be no rule."""
        told = [key for key, reason in keys if not _ruleless(key, reason)]
        ready = dict(zip(told, prepared(told, self.rules), strict=True))
        return [self._number(key, *self._recipe(key, reason, ready)) for key, reason in keys]

    def _number(self, key: Key, recipe: Recipe, rate: Term | None) -> tuple[int, int]:
        found = (self.recipes.setdefault(recipe, len(self.recipes)), self.deviations.setdefault(rate, len(self.deviations)))
        for which, number in enumerate(found):
            self._note(which, number, key)
        return found

    def _note(self, which: int, number: int, key: Key) -> None:
        """Keep what sizes the rows of a recipe (0) or deviation rate (1) have."""
        sizes = self.sizes[which].setdefault(number, {name: set() for name in self.layout.sized})
        for name, some in sizes.items():
            some.add(getattr(key, name))

    def columns(self, number: int, which: int = 0) -> dict[str, Column]:
        """The columns as the rows of one recipe (0) or deviation rate (1) have them (该方案的列)."""
        return self.layout.narrowed(self.sizes[which][number])

    def _recipe(self, key: Key, reason: str, ready: Mapping[Key, Prepared]) -> Prepared:
        """The recipe and deviation rate of a key; of those without a rule only the deviation rate has to be made."""
        if key in ready and not _ruleless(key, reason):
            return ready[key]
        if BEYOND in key:
            return Recipe(alone=True), None
        return Recipe(reason=reason or BELOW_ZERO), deviation_of(key, self.rules)

    def stated(self, told: Told) -> tuple[Key, str]:
        """What the texts of a row say of its rule: a key without sizes, and why there is no rule (规则文字的行键)."""
        layout = self.layout
        said = dict(zip(layout.texts, told, strict=False))
        there = dict(zip(layout.asked, told[len(layout.texts) :], strict=True))
        direction = said.get("direction", "")
        key = Key(criterion=said.get("criterion", ""), name=said.get("name") or said.get("indicator_id") or "",
                  definition=said.get("definition", ""), path=said.get("path", ""), direction=direction)  # fmt: skip
        if direction not in {"", "positive", "reverse"}:
            return key, f"direction 列的“{direction}”不是 positive（正向）或 reverse（反向），未计算"
        if not said.get("rule"):
            return key, ""
        given = {name: said[name] for name in PARAMETERS if said.get(name)}
        given |= {name: str(SYMBOLS[name]) for name in layout.symbols if there.get(name, True)}
        try:
            criterion = criterion_from(said["rule"], direction, given)
        except PerfscoreError as error:
            return key, str(error)
        return key._replace(criterion=criterion, symbols=tuple((name, SYMBOLS[name]) for name in layout.symbols)), ""

    # few rules: by tests

    def cells(self, codes: Iterable[tuple[Told, int]], *, whole: bool = True) -> None:
        """
        Number the recipes of all combinations of texts and sizes (逐格编号).

        Args:
            codes: the combinations of texts, the commonest last, each with the number that stands for it; one may have several.
            whole: whether there are no others.
        """
        self.whole = whole
        sizes_of = [one.sizes for one in self.layout.dimensions()]
        self.grid: dict[int, dict[Sizes, tuple[int, int]]] = {}
        for texts, code in codes:
            key, reason = self.stated(texts)
            cells = list(product(*sizes_of))
            own = [(with_sizes(key, self.layout.sized, sizes), reason) for sizes in cells]
            self.grid[code] = dict(zip(cells, self.numbers(own), strict=True))

    def tests(self, values: Mapping[int, str], which: int = 0, unknown: str = "") -> str:
        """
        What goes with the number of a row's recipe (0) or deviation rate (1), by tests of texts and sizes (判断式); others are not asked for.

        Args:
            unknown: what goes with other texts, where there may be any.
        """
        dimensions, found = self.layout.dimensions(), {}
        for code, cells in self.grid.items():
            wanted = {sizes: values[numbers[which]] for sizes, numbers in cells.items() if numbers[which] in values}
            if wanted:
                found[code] = tree(wanted, dimensions)
        return by_code(found, "" if self.whole else unknown) if found else ""

    # many rules: by a table

    def keyed(self, keys: Iterable[Told], forms: Mapping[int, Any]) -> list[tuple[Any, ...]]:
        """The keys of a table with the numbers of their recipes and deviation rates (行键表)."""
        layout, told, own = self.layout, list[Told](), list[tuple[Key, str]]()
        texts = len(layout.texts) + len(layout.asked)
        sized = texts + len(layout.sized)
        for values in keys:
            key, reason = self.stated(values[:texts])
            sizes = dict(zip(layout.sized, values[texts:sized], strict=True))
            shown = {f"{name}_form": forms[number] for name, number in zip(layout.formed, values[sized:], strict=True)}
            told.append(values)
            own.append((key._replace(**sizes, **shown), reason))
        return [(*values, *numbers) for values, numbers in zip(told, self.numbers(own), strict=True)]


def _ruleless(key: Key, reason: str) -> bool:
    """Whether no recipe has to be made for rows of a key (无须制定): there is no rule, or Python scores them."""
    return bool(reason) or BEYOND in key or key.weight == BELOW


def with_sizes(key: Key, names: Sequence[str], sizes: Sequence[int]) -> Key:
    """A key with the sizes of its figures (补上大小)."""
    told: dict[str, Any] = dict(zip(names, sizes, strict=True))
    return key._replace(**told)


def by_code(found: Mapping[int, str], unknown: str = "") -> str:
    """
    The SQL of what goes with each code (按码分), the commonest, which stands last, tested first; what most codes come to needs no test.

    Unless something else goes with codes that are unknown.

    >>> by_code({7: "1", 8: "2", 9: "2"})
    'case when k = 7 then 1 else 2 end'
    >>> by_code({7: "1", 8: "2"}, "3")
    'case when k = 8 then 2 when k = 7 then 1 else 3 end'
    """
    arms: dict[str, list[int]] = {}
    for code, said in reversed(list(found.items())):
        arms.setdefault(said, []).append(code)
    last = unknown or max(arms, key=lambda said: len(arms[said]))
    tested = [f"when {among(codes)} then {said}" for said, codes in arms.items() if said != last]
    return f"case {' '.join(tested)} else {last} end" if tested else last


def among(codes: Sequence[int]) -> str:
    """Whether a row's code is one of these (属于其中)."""
    return f"k = {codes[0]}" if len(codes) == 1 else f"k in ({', '.join(map(str, codes))})"
