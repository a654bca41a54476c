"""Which recipe a row has, told by the sizes of its figures (认行方案): a tree of tests instead of a table of all sizes."""

from collections.abc import Callable, Mapping, Sequence, Set as AbstractSet
from itertools import product
from typing import Final, NamedTuple

from perfscore.batching.recipe import BELOW, BIG, NONE, SMALL, ZERO

#: A figure that Python has to read: its digits are more than the table's integers hold.
BEYOND: Final = 9
#: The sizes of several figures, in order.
Sizes = tuple[int, ...]


def size_test(cell: str, sizes: AbstractSet[int], scale: int, *, doubtful: str = "") -> str:
    """
    The SQL of whether a figure has one of some sizes (大小判断), as one comparison where they lie side by side.

    Args:
        cell: the integer.
        sizes: some of the sizes.
        scale: of the integer.
        doubtful: what the integer was made of, where it may be NULL without that.

    >>> size_test("t", {SMALL, BIG}, 100), size_test("t", {SMALL}, 100), size_test("t", {BELOW, BIG}, 100)
    ('t > 0', 't > 0 and t <= 150', '(t < 0 or t > 150)')
    """
    edge = 3 * scale // 2
    missing = f"{doubtful} is null" if doubtful else f"{cell} is null"
    singles = {NONE: missing, BEYOND: f"{doubtful} is not null and {cell} is null", BELOW: f"{cell} < 0", ZERO: f"{cell} = 0",
               SMALL: f"{cell} > 0 and {cell} <= {edge}", BIG: f"{cell} > {edge}"}  # fmt: skip
    known = {
        frozenset({SMALL, BIG}): f"{cell} > 0", frozenset({ZERO, SMALL, BIG}): f"{cell} >= 0", frozenset({BELOW, ZERO}): f"{cell} <= 0",
        frozenset({BELOW, ZERO, SMALL}): f"{cell} <= {edge}", frozenset({BELOW, ZERO, SMALL, BIG}): f"{cell} is not null",
        frozenset({ZERO, SMALL}): f"{cell} >= 0 and {cell} <= {edge}",
    }  # fmt: skip
    wanted = frozenset(sizes)
    if wanted in known:
        return known[wanted]
    said = [singles[size] for size in sorted(wanted)]
    return said[0] if len(said) == 1 else f"({' or '.join(said)})"


class Dimension(NamedTuple):
    """One of the figures by whose sizes rows are told apart (判断维度): its sizes, and the SQL of some of them."""

    sizes: frozenset[int]
    test: Callable[[AbstractSet[int]], str]


#: Sets of sizes that one comparison tells, the largest first.
PLAIN_SETS: Final = tuple(map(frozenset, (
    {BELOW, ZERO, SMALL, BIG}, {ZERO, SMALL, BIG}, {BELOW, ZERO, SMALL}, {SMALL, BIG}, {BELOW, ZERO}, {NONE}, {BELOW}, {ZERO}, {SMALL}, {BIG},
    {BEYOND},
)))  # fmt: skip


def tree(cells: Mapping[Sizes, str], dimensions: Sequence[Dimension]) -> str:
    """
    The SQL that gives each combination of sizes its text (判断树): the largest block of one text first, then the rest in the same way.

    Combinations that are missing may come to anything.

    >>> two = frozenset({NONE, BIG})
    >>> sides = [Dimension(two, lambda sizes: size_test("t", sizes, 1)), Dimension(two, lambda sizes: size_test("a", sizes, 1))]
    >>> tree({(NONE, NONE): "1", (NONE, BIG): "1", (BIG, NONE): "1", (BIG, BIG): "2"}, sides)
    'case when t > 1 and a > 1 then 2 else 1 end'
    """
    left, arms = dict(cells), list[str]()
    while len(set(left.values())) > 1:
        start = max(left)
        block = _block(left, start, dimensions)
        tests = [one.test(sizes) for sizes, one in zip(block, dimensions, strict=True) if sizes != one.sizes]
        arms.append(f"when {' and '.join(tests)} then {left[start]}")
        left = {sizes: said for sizes, said in left.items() if not all(size in part for size, part in zip(sizes, block, strict=True))}
    last = next(iter(left.values()))
    return f"case {' '.join(arms)} else {last} end" if arms else last


def _block(cells: Mapping[Sizes, str], start: Sizes, dimensions: Sequence[Dimension]) -> list[frozenset[int]]:
    """A large block of sizes around one combination that all come to the same (同值方块), each side told by one comparison."""
    block = [frozenset({size}) for size in start]
    for at, one in enumerate(dimensions):
        wider = (one.sizes, *(sizes & one.sizes for sizes in PLAIN_SETS if start[at] in sizes))
        block[at] = next(sizes for sizes in wider if _alike(cells, [*block[:at], sizes, *block[at + 1 :]], cells[start]))
    return block


def _alike(cells: Mapping[Sizes, str], block: Sequence[AbstractSet[int]], said: str) -> bool:
    return all(cells.get(sizes, said) == said for sizes in product(*block))
