"""Trees of tests: they give each combination of sizes its own, whatever the mapping."""

from collections.abc import Iterator, Mapping
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings, strategies as st

from perfscore.batching.recipe import BELOW, BIG, NONE, SMALL, ZERO
from perfscore.batching.telling import BEYOND, PLAIN_SETS, Dimension, Sizes, size_test, tree
from tests.duck import Duck, duck

pytest.importorskip("duckdb", reason="needs duckdb, the extra perfscore[batch]")

#: Cells of each size for an integer of one place: the integer, and what it was made of.
CELLS: Mapping[int, list[tuple[int | None, int | None]]] = {
    NONE: [(None, None)], BELOW: [(-1, 1), (-(10**18), 1)], ZERO: [(0, 1)], SMALL: [(1, 1), (15, 1)], BIG: [(16, 1), (10**18, 1)],
    BEYOND: [(None, 1)],
}  # fmt: skip
PLAIN_SIZES = frozenset({NONE, BELOW, ZERO, SMALL, BIG})


def subsets(sizes: frozenset[int]) -> list[frozenset[int]]:
    return [frozenset(some) for some in chain.from_iterable(combinations(sorted(sizes), n) for n in range(1, len(sizes) + 1))]


@pytest.fixture(scope="module")
def database() -> Iterator[Duck]:
    with duck() as made:
        yield made


def grid(database: Duck, names: str, sizes: frozenset[int]) -> list[Sizes]:
    """A table of all cells of all combinations; the sizes of each row."""
    found = [[(size, *cell) for size in sorted(sizes) for cell in CELLS[size]] for _ in names]
    rows = list(product(*found))
    columns = {f"{prefix}_{name}": "bigint" for name in names for prefix in "nr"}
    database.load([tuple(part for _, *cell in row for part in cell) for row in rows], columns)
    return [tuple(size for size, *_ in row) for row in rows]


def dimensions(names: str, sizes: frozenset[int], *, doubtful: bool) -> list[Dimension]:
    return [
        Dimension(sizes, lambda some, name=name: size_test(f"n_{name}", some, 10, doubtful=f"r_{name}" if doubtful else ""))  # type: ignore[misc]
        for name in names
    ]


@pytest.mark.parametrize("doubtful", [False, True])
def test_each_set_of_sizes_is_told_by_its_test(database: Duck, doubtful: bool) -> None:
    sizes = PLAIN_SIZES | {BEYOND} if doubtful else PLAIN_SIZES
    rows = grid(database, "t", sizes)
    for some in subsets(sizes):
        said = size_test("n_t", some, 10, doubtful="r_t" if doubtful else "")
        assert [size in some for (size,) in rows] == database.column(f"case when {said} then true else false end"), said


def test_a_negated_set_is_not_asked_for_but_a_conjunction_is(database: Duck) -> None:
    rows = grid(database, "ta", PLAIN_SIZES)
    one, other = (size_test(f"n_{name}", {BELOW, BIG}, 10) for name in "ta")
    expected = [{t, a} <= {BELOW, BIG} for t, a in rows]
    assert expected == database.column(f"case when {one} and {other} then true else false end")


@pytest.mark.parametrize(("scale", "edge"), [(1, 1), (10, 15), (100, 150), (10_000, 15_000)])
def test_the_edge_of_small_figures_is_one_and_a_half(scale: int, edge: int) -> None:
    assert f"t > {edge}" == size_test("t", {BIG}, scale)
    assert f"t > 0 and t <= {edge}" == size_test("t", {SMALL}, scale)
    assert f"t >= 0 and t <= {edge}" == size_test("t", {ZERO, SMALL}, scale)


@settings(max_examples=40)
@given(data=st.data(), figures=st.integers(1, 3), texts=st.integers(1, 6), doubtful=st.booleans())
def test_a_tree_gives_every_combination_its_own(database: Duck, data: st.DataObject, figures: int, texts: int, doubtful: bool) -> None:
    names, sizes = "tap"[:figures], PLAIN_SIZES | {BEYOND} if doubtful else PLAIN_SIZES
    known = [
        sizes if figures < 3 else sizes - {data.draw(st.sampled_from(sorted(sizes)))} for _ in names
    ]  # every size is tried where there are two
    cells = list(product(*map(sorted, known)))
    told = data.draw(st.lists(st.integers(1, texts), min_size=len(cells), max_size=len(cells)))
    mapping = {cell: str(text) for cell, text in zip(cells, told, strict=True)}
    missing = data.draw(st.sets(st.sampled_from(cells), max_size=len(cells) - 1))
    kept = {cell: text for cell, text in mapping.items() if cell not in missing}
    given_ones = [Dimension(some, one.test) for some, one in zip(known, dimensions(names, sizes, doubtful=doubtful), strict=True)]
    rows = grid(database, names, sizes)
    found = database.column(tree(kept, given_ones))
    assert [] == [(row, kept[row], value) for row, value in zip(rows, found, strict=True) if row in kept and kept[row] != str(value)]


@given(st.lists(st.integers(1, 3), min_size=5, max_size=5))
def test_a_tree_over_one_figure_is_never_longer_than_its_cells(told: list[int]) -> None:
    mapping: dict[tuple[int, ...], str] = {(size,): str(text) for size, text in zip(sorted(PLAIN_SIZES), told, strict=True)}
    said = tree(mapping, dimensions("t", PLAIN_SIZES, doubtful=False))
    assert said.count("when ") <= 4
    assert ("case" in said) == (len(set(told)) > 1)


def test_one_text_for_all_needs_no_test() -> None:
    mapping = dict.fromkeys(product(sorted(PLAIN_SIZES), repeat=2), "7")
    assert "7" == tree(mapping, dimensions("ta", PLAIN_SIZES, doubtful=False))


def test_a_figure_that_decides_nothing_is_not_asked_after() -> None:
    mapping: dict[tuple[int, ...], str] = {(t, a): "1" if t == NONE else "2" for t, a in product(sorted(PLAIN_SIZES), repeat=2)}
    assert "case when n_t is not null then 2 else 1 end" == tree(mapping, dimensions("ta", PLAIN_SIZES, doubtful=False))


def test_what_is_missing_widens_a_block() -> None:
    mapping: dict[tuple[int, ...], str] = {(BELOW,): "1", (BIG,): "2"}
    assert "case when n_t >= 0 then 2 else 1 end" == tree(mapping, dimensions("t", PLAIN_SIZES, doubtful=False))


def test_sets_told_by_one_comparison_stand_from_the_largest_down() -> None:
    lengths = list(map(len, PLAIN_SETS))
    assert sorted(lengths, reverse=True) == lengths
    assert all(" or " not in size_test("t", some, 10, doubtful="r") for some in PLAIN_SETS)
    assert {frozenset({size}) for size in PLAIN_SIZES | {BEYOND}} <= set(PLAIN_SETS)
