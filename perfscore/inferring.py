"""Points that a form does not print but its arithmetic fixes (推定分值): for warnings only, each with why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from attrs import evolve

from perfscore.errors import UnitError
from perfscore.indicator import Goal, Indicator, is_constraint
from perfscore.number import ZERO, fold, pair, plain

#: What a form adds up to.
FULL = Decimal(100)
#: A goal, or a first-level indicator that stands under none.
Branch = Goal | Indicator


class Inferred(NamedTuple):
    """The points of a row that prints none (推定分值), and the arithmetic that fixes them."""

    weight: Decimal
    why: str


class _Block(NamedTuple):
    """Rows whose points add up to a figure that the form prints (分值已知的一组): its name, the figure, the leaves."""

    name: str
    allotted: Decimal
    leaves: tuple[Indicator, ...]


def inferred(branches: Sequence[Branch], whole: Decimal | None = None) -> Mapping[Indicator, Inferred]:
    """
    The points that the arithmetic of a form fixes (推定分值), by leaf; empty where every row prints its own.

    A block of rows (a goal with its points, 产出指标（50分）, the form as a whole) fixes them where its printed
    scores add up to all its points, or where one row alone is left beside rows with points or a target met in full.

    Args:
        branches: the tree of the form.
        whole: what all its rows add up to, the budget line apart; None where that is not known.

    >>> leaves = [Indicator(name="甲", target="5", actual="5", printed=30), Indicator(name="乙", target="≥9", actual="8", printed=40)]
    >>> found = inferred([Goal(number=1, allotted=80, children=leaves)])
    >>> [str(one.weight) for one in found.values()]
    ['30', '50']
    """
    found: dict[Indicator, Inferred] = {}
    for block in _blocks(branches, whole):
        missing = [leaf for leaf in block.leaves if leaf.weight is None and leaf not in found]
        if missing:
            known = [found[leaf].weight if leaf in found else leaf.weight or ZERO for leaf in block.leaves if leaf not in missing]
            found |= _fixed(block, missing, block.allotted - sum(known, ZERO))
    return found


def filled(branch: Branch, found: Mapping[Indicator, Inferred]) -> Branch:
    """A branch with the points that were inferred for its leaves (补上推定分值)."""
    if isinstance(branch, Goal):
        return evolve(branch, children=[_filled(child, found) for child in branch.children])
    return _filled(branch, found)


def _filled(node: Indicator, found: Mapping[Indicator, Inferred]) -> Indicator:
    if node.children:
        return evolve(node, children=[_filled(child, found) for child in node.children])
    return evolve(node, weight=found[node].weight) if node in found else node


def _blocks(branches: Sequence[Branch], whole: Decimal | None) -> Iterator[_Block]:
    """The blocks of a form whose points are printed, the smallest first."""
    every: list[Indicator] = []
    for branch in branches:
        tops = branch.children if isinstance(branch, Goal) else (branch,)
        every += tops
        for top in tops:
            yield from _inner(top)
        if isinstance(branch, Goal) and branch.allotted is not None:
            yield _block(branch.label, branch.allotted, tops)
    if whole is not None:
        yield _block("全部指标", whole, every)


def _inner(node: Indicator) -> Iterator[_Block]:
    for child in node.children:
        yield from _inner(child)
    if node.children and node.weight is not None:
        yield _block(node.name, node.weight, [node])


def _block(name: str, allotted: Decimal, tops: Iterable[Indicator]) -> _Block:
    leaves = tuple(leaf for top in tops for path, leaf in top.leaves() if not is_constraint(path))
    return _Block(name, allotted, leaves)


def _fixed(block: _Block, missing: Sequence[Indicator], rest: Decimal) -> dict[Indicator, Inferred]:
    """The points of the rows of a block that print none, where what is left for them fixes them."""
    printed = [leaf.printed for leaf in missing if leaf.printed is not None]
    if len(printed) == len(missing) and sum(printed, ZERO) == rest and all(score > 0 for score in printed):
        why = f"{block.name}共 {plain(block.allotted)} 分，各行得分合计正好是满分"
        return {leaf: Inferred(leaf.printed or ZERO, why) for leaf in missing}
    full = {leaf: leaf.printed for leaf in missing if leaf.printed and leaf.printed > 0 and _met(leaf)} if len(missing) > 1 else {}
    last = [leaf for leaf in missing if leaf not in full]
    left = rest - sum(full.values(), ZERO)
    if len(last) != 1 or left <= 0 or left < (last[0].printed or ZERO):
        return {}
    known = "、其余各行达到目标按满分" if full else "、其余各行已知"
    found = {
        leaf: Inferred(score, f"{block.name}共 {plain(block.allotted)} 分，本行达到目标，按得满分推定") for leaf, score in full.items()
    }
    return found | {last[0]: Inferred(left, f"{block.name}共 {plain(block.allotted)} 分{known}，差额 {plain(left)} 分")}


def _met(leaf: Indicator) -> bool:
    """Whether a row reaches its target whatever its rule (达到目标): the same words, the same figure, or a figure within its sign."""
    target, actual = leaf.target, leaf.actual
    if target.value is None or actual.value is None:
        return bool(fold(target.text)) and fold(target.text) == fold(actual.text)
    if actual.comparator:
        return False
    try:
        both = pair(target, actual)
    except UnitError:
        return False
    t, a = Fraction(target.value) * both.by[0], Fraction(actual.value) * both.by[1]
    return not both.mixed and {">=": a >= t, ">": a > t, "<=": a <= t, "<": a < t}.get(target.comparator, a == t)
