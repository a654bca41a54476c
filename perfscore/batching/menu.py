"""All recipes of a table (全部行方案): numbered, and the SQL that finds and uses them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, Final

from perfscore.batching.column import PARAMETERS, literal
from perfscore.batching.layout import Layout
from perfscore.batching.recipe import BELOW, BELOW_ZERO, SYMBOLS, Key, Recipe, Term, criterion_from, deviation_of, recipe_of
from perfscore.batching.telling import BEYOND, Sizes, tree
from perfscore.errors import PerfscoreError
from perfscore.governing import Governor

#: So many rules are told apart by tests in the query; more stand in a table that is joined to the rows.
FEW: Final = 24
#: The texts and parameters that tell a row's rule, in the order of the layout.
Told = tuple[Any, ...]


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

    @property
    def own_kinds(self) -> list[str]:
        """The events of which the rows' own criteria speak (本行所指事件)."""
        return sorted({one.event for one in self.recipes if one.caps and one.event})

    def kind_bits(self, one: Recipe) -> int:
        """The bit of the event of which a row's criterion speaks (事件位)."""
        return 1 << self.own_kinds.index(one.event) if one.caps and one.event else 0

    def number(self, key: Key, reason: str) -> int:
        """The number of the recipe of rows of one key (方案编号)."""
        return self.recipes.setdefault(self._recipe(key, reason), len(self.recipes))

    def _recipe(self, key: Key, reason: str) -> Recipe:
        if BEYOND in key:
            return Recipe(alone=True)
        if reason or key.weight == BELOW:
            return Recipe(reason=reason or BELOW_ZERO)
        return recipe_of(key, self.rules)

    def deviation(self, key: Key) -> int:
        """The number of the deviation rate of rows of one key (偏差率编号)."""
        found = None if BEYOND in key else deviation_of(key, self.rules)
        return self.deviations.setdefault(found, len(self.deviations))

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

    def cells(self, told: Iterable[Told]) -> None:
        """Number the recipes of all combinations of texts and sizes (逐格编号)."""
        sizes_of = [one.sizes for one in self.layout.dimensions()]
        self.grid: dict[Told, dict[Sizes, tuple[int, int]]] = {}
        for texts in sorted(told, key=str):
            key, reason = self.stated(texts)
            found = self.grid[texts] = {}
            for sizes in product(*sizes_of):
                own = with_sizes(key, self.layout.sized, sizes)
                found[sizes] = self.number(own, reason), self.deviation(own)

    def tests(self, values: Mapping[int, str], which: int = 0) -> str:
        """What goes with the number of a row's recipe (0) or deviation rate (1), by tests of texts and sizes (判断式); others are not asked for."""
        dimensions, found = self.layout.dimensions(), {}
        for texts, cells in self.grid.items():
            wanted = {sizes: values[numbers[which]] for sizes, numbers in cells.items() if numbers[which] in values}
            if wanted:
                found[texts] = tree(wanted, dimensions)
        return by_texts(found) if found else ""

    # many rules: by a table

    def keyed(self, keys: Iterable[Told], forms: Mapping[int, Any]) -> list[tuple[Any, ...]]:
        """The keys of a table with the numbers of their recipes and deviation rates (行键表)."""
        layout, out = self.layout, []
        texts = len(layout.texts) + len(layout.asked)
        sized = texts + len(layout.sized)
        for values in keys:
            key, reason = self.stated(values[:texts])
            sizes = dict(zip(layout.sized, values[texts:sized], strict=True))
            shown = {f"{name}_form": forms[number] for name, number in zip(layout.formed, values[sized:], strict=True)}
            key = key._replace(**sizes, **shown)
            out.append((*values, self.number(key, reason), self.deviation(key)))
        return out


def with_sizes(key: Key, names: Sequence[str], sizes: Sequence[int]) -> Key:
    """A key with the sizes of its figures (补上大小)."""
    told: dict[str, Any] = dict(zip(names, sizes, strict=True))
    return key._replace(**told)


def by_texts(found: Mapping[Told, str], at: int = 0) -> str:
    """
    The SQL of what goes with each combination of texts (按文字分): one column after the other.

    >>> by_texts({("a", True): "1", ("a", False): "2", ("b", True): "3"})
    "case when k_0 = 'a' then case when k_1 then 1 else 2 end else 3 end"
    """
    if len(set(found.values())) < 2:
        return next(iter(found.values()), "0")
    groups: dict[Any, dict[Told, str]] = {}
    for told, said in found.items():
        groups.setdefault(told[at], {})[told] = said
    arms: dict[str, list[Any]] = {}
    for value, group in groups.items():
        arms.setdefault(by_texts(group, at + 1), []).append(value)
    if len(arms) == 1:
        return next(iter(arms))
    # what most texts come to stands last, where no test is needed
    *first, (last, _) = sorted(arms.items(), key=lambda arm: (len(arm[1]), False in arm[1]))
    tested = [f"when {' or '.join(test(f'k_{at}', value) for value in values)} then {said}" for said, values in first]
    return f"case {' '.join(tested)} else {last} end"


def test(column: str, value: Any) -> str:
    """Whether a column holds a text, or a truth (列的判断)."""
    return f"{column} = {literal(value)}" if isinstance(value, str) else column if value else f"not {column}"
