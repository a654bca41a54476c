"""The rows of a blank form (空白表的指标): groups with the points that the rulebook gives them, and the rows it names."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from attrs import frozen

from perfscore.indicator import is_execution
from perfscore.number import ZERO, plain
from perfscore.provision import ROW
from perfscore.rulebook import Rulebook

#: The second levels of the national form, by what a first level begins with, with so many rows each.
NATIONAL: Final[dict[str, tuple[tuple[str, int], ...]]] = {
    "产出": (("数量指标", 2), ("质量指标", 2), ("时效指标", 1), ("成本指标", 1)),
    "效益": (("经济效益指标", 1), ("社会效益指标", 1), ("生态效益指标", 1), ("可持续影响指标", 1)),
    "满意度": (("服务对象满意度指标", 1),),
}
#: Names of groups that stand for the whole tree of the national form: 年度绩效目标 80.
WHOLE: Final = ("年度绩效目标", "绩效指标", "绩效目标")
CONSTRAINT: Final = "约束性指标"
#: The most levels that a form has columns for.
MOST_LEVELS: Final = 4


@frozen(kw_only=True)
class Leaf:
    """
    A row of a blank form (空白行): the names above it, its own name or "" where the user gives it one.

    ``weight`` in points where the rulebook fixes it.
    """

    path: tuple[str, ...]
    name: str = ""
    criterion: str = ""
    weight: Decimal | None = None
    constraint: bool = False


def leaves(book: Rulebook) -> tuple[Leaf, ...]:
    """
    The rows of a rulebook's blank form (空白表各行).

    >>> from perfscore.shelving import rulebook
    >>> found = leaves(rulebook("cn-mof-2020-10"))
    >>> found[0].path, len(found)
    (('产出指标（50分）', '数量指标'), 11)
    """
    budget = tuple(_managed(book))
    named = tuple(_named(book))
    groups = tuple(_groups(book, ZERO if budget_weight(book) is None else budget_weight(book) or ZERO))
    return (*budget, *groups, *named, *_bound(book))


def levels(rows: tuple[Leaf, ...]) -> int:
    """How many levels of names the rows need (级数), the leaf's own included."""
    return min(max(3, *(len(row.path) + 1 for row in rows)), MOST_LEVELS)


def budget_weight(book: Rulebook) -> Decimal | None:
    """The points of the budget block (预算执行分值), None where the rulebook gives it none, or makes a row of the tree of it."""
    if "adjustment" in book:
        return None
    stated = next((share.points for share in book.weights if len(share.path) == 1 and _is_budget(share.path[0])), None)
    return stated if stated is not None or "execution" not in book or book.weights else Decimal(10)


def _is_budget(name: str) -> bool:
    return is_execution(name, "") or name == "预算执行"


def _managed(book: Rulebook) -> Iterator[Leaf]:
    """The rows of 预算管理, where the rulebook scores the adjustment of the budget too."""
    if "adjustment" in book:
        above = ("预算管理", "预算执行")
        adjusted = book.rule("adjustment")
        if "execution" in book:
            yield Leaf(path=above, name="预算执行率", criterion=book.get("execution") or "", weight=Decimal(10))
        yield Leaf(
            path=above, name="预算调整率", criterion=book.get("adjustment") or "", weight=adjusted.full if adjusted is not None else None
        )


def _groups(book: Rulebook, taken: Decimal) -> Iterator[Leaf]:
    """The groups that the rulebook gives points, and the rest up to the full score."""
    shares = [share for share in book.weights if not (len(share.path) == 1 and _is_budget(share.path[0]))]
    tops = [share for share in shares if len(share.path) == 1]
    if not tops or any(share.path[0] in WHOLE for share in tops):
        yield from _standard("产出指标", "效益指标", "满意度指标")
        return
    for share in tops:
        yield from _group(book, share.path, share.points)
    rest = book.full_score - taken - sum((share.points for share in tops), ZERO)
    if rest > 0:
        names = [share.path[0] for share in tops]
        output = any(name.startswith("产出") for name in names) and not any(name.startswith("效益") for name in names)
        name = "效益指标" if output else "其他指标"
        yield from _standard(name if _names_rows(book) else f"{name}（{plain(rest)}分）")


def _standard(*names: str) -> Iterator[Leaf]:
    for name in names:
        known = next((below for word, below in NATIONAL.items() if name.startswith(word)), (("", 2),))
        for second, count in known:
            yield from [Leaf(path=(name, second) if second else (name,))] * count


def _group(book: Rulebook, path: tuple[str, ...], points: Decimal, above: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """A group with its parts: those that the rulebook names, else those of the national form."""
    name = path[-1]
    title = f"{name}指标" if not above and any(name == word for word in NATIONAL) else name
    label = (*above, title if _names_rows(book) else f"{title}（{plain(points)}分）")
    below = [
        share for share in book.weights if share.path[:-1] == path or (share.path[: len(path)] == path and _is_next(book, share.path, path))
    ]
    group = book.optional_group
    if not above and title != name:
        yield from _standard(label[0])
        return
    inner = ZERO
    for share in below:
        inner += share.points
        if len(label) + 1 < MOST_LEVELS:
            yield from _group(book, share.path, share.points, (*label, *share.path[len(path) : -1]))
        else:
            yield Leaf(path=label, name=share.path[-1], weight=share.points)
    if group is not None and name == group.name:
        yield from (Leaf(path=label, name=f"{member}效益" if len(member) == 2 else member) for member in group.members)
    elif not below or inner < points:
        yield from [Leaf(path=label)] * 2


def _names_rows(book: Rulebook) -> bool:
    """Whether the rulebook has criteria for rows without saying to which group they belong: the points of the groups then stay open."""
    return bool(book.either_or) or any(key.startswith(ROW) for key in book.values)


def _is_next(book: Rulebook, path: tuple[str, ...], above: tuple[str, ...]) -> bool:
    """Whether a group has no other group with points between it and another one above it."""
    known = {share.path for share in book.weights}
    return len(path) > len(above) and not any(path[:length] in known for length in range(len(above) + 1, len(path)))


def _named(book: Rulebook) -> Iterator[Leaf]:
    """The rows that the rulebook has criteria for, and pairs of which one counts."""
    above = ("评分办法列明的指标",)
    for key, value in book.values.items():
        if key.startswith(ROW):
            rule = book.rule(key)
            yield Leaf(path=above, name=key.removeprefix(ROW), criterion=value.value, weight=rule.full if rule is not None else None)
    for pair in book.either_or:
        yield from (Leaf(path=(*above, "择其一填写"), name=name) for name in pair)


def _bound(book: Rulebook) -> Iterator[Leaf]:
    """The row from which deductions are made, where the rulebook has one."""
    if "constraint_sign" in book:
        cap = f"，如出现{'、'.join(book.event_kinds)}的，评价总得分不得超过{plain(book.event_cap)}分" if book.event_cap is not None else ""
        yield Leaf(path=(CONSTRAINT,), name="资金管理合规性", criterion=f"不设权重，酌情扣分{cap}", constraint=True)
