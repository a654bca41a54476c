"""The rows of several forms side by side (对表): what belongs together, and where the forms disagree."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar

from attrs import frozen

from perfscore.errors import UnitError
from perfscore.governing import is_ratio
from perfscore.indicator import Indicator
from perfscore.inferring import Branch
from perfscore.line import Line
from perfscore.number import NOTHING, Bare, Quantity, fold, pair, plain
from perfscore.rule import Checklist
from perfscore.sheet import Sheet
from perfscore.source import Source
from perfscore.value import Value
from perfscore.weighing import Part, factor, is_relative, shared_unit

#: What the figures of a row are called.
SIDES = {"target": "年度指标值", "actual": "实际完成值"}
#: What must be the same in a row of every form.
LIKE = {"weight": "分值", "criterion": "评分标准", "definition": "指标说明"}


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Mismatch(Value):
    """
    Where forms disagree (不一致): the path of the row, what differs in Chinese, the cell.

    >>> print(Mismatch(path=("产出", "覆盖率"), what="第 2 张表没有这一行。", source=Source(file="乙.xlsx")))
    乙.xlsx：产出/覆盖率：第 2 张表没有这一行。
    """

    path: tuple[str, ...]
    what: str
    source: Source = Source()

    def __str__(self) -> str:
        return "：".join(part for part in (str(self.source), "/".join(self.path), self.what) if part)

    def to_dict(self) -> dict[str, Any]:
        """The mismatch as JSON data (导出)."""
        return {"path": list(self.path), "message": self.what, "source": self.source.file or None, "cell": self.source.place or None}


# ---- trees --------------------------------------------------------------------------------------

#: By what a branch is known among its brothers: number of the goal or name, whether it is a leaf, the how-manieth of these.
Key = tuple[int | str, bool, int]


class Node(NamedTuple):
    """A branch of one form with what stands below it (节点); a leaf has its line."""

    branch: Branch
    line: Line | None
    below: "dict[Key, Node]"


def nodes(branches: Iterable[Branch], lines: Iterator[Line]) -> dict[Key, Node]:
    """The branches of a form by their keys, each leaf with its line (按键排列)."""
    found: dict[Key, Node] = {}
    for branch in branches:
        below = nodes(branch.children, lines)
        leaf = isinstance(branch, Indicator) and not below
        name = fold(branch.name) if isinstance(branch, Indicator) else branch.number
        nth = sum(key[:2] == (name, leaf) for key in found)
        found[name, leaf, nth] = Node(branch, next(lines) if leaf else None, below)
    return found


Item = TypeVar("Item")


def woven(lists: Iterable[Collection[Item]]) -> list[Item]:
    """
    What stands in any of several lists, in one order (合并次序): what only a later one has stands by its neighbours there.

    >>> woven(["abd", "bcd"])
    ['a', 'b', 'c', 'd']
    """
    order: list[Item] = []
    for items in lists:
        at = next((order.index(item) for item in items if item in order), len(order))
        for item in items:
            if item in order:
                at = order.index(item) + 1
            else:
                order.insert(at, item)
                at += 1
    return order


# ---- rows ---------------------------------------------------------------------------------------


def unlike(found: Sequence[Line | None], names: Sequence[str], sheets: Sequence[Sheet]) -> Iterator[Mismatch]:
    """What a form lacks, and what must be the same in a row and is not (表式不一致); at least one form has the row."""
    first, told = next((line, name) for line, name in zip(found, names, strict=True) if line)
    for line, name, sheet in zip(found, names, sheets, strict=True):
        if line is None:
            yield Mismatch(path=first.path, what=f"{name}没有这一行。", source=sheet.source)
            continue
        for field, words in LIKE.items():
            one, other = _text(line.indicator, field), _text(first.indicator, field)
            if fold(one) != fold(other):
                yield Mismatch(path=first.path, what=f"{name}的{words}是{quoted(one)}，{told}是{quoted(other)}。", source=line.at(field))


def _text(leaf: Indicator, field: str) -> str:
    value = leaf.weight if field == "weight" else getattr(leaf, field)
    return value if isinstance(value, str) else "" if value is None else plain(value)


def quoted(text: str) -> str:
    """What a cell prints, in quotes (引用); 空白 where it prints nothing."""
    return f"“{text}”" if text else "空白"


class Joint:
    """
    One row as all forms print it (同一行): its figures in one unit; ``faults`` is where they do not go together.

    ``paid`` says that every form takes its rate from the budget: then the rate of all comes from the budget of all.
    """

    def __init__(self, names: Sequence[str], lines: Sequence[Line], bare: Bare) -> None:
        self.names, self.lines, self.bare = names, lines, bare
        self.path, first = lines[0].path, lines[0].indicator
        self.paid = all(line.money is not None for line in lines)
        #: Whether a number counts the items of one list, which every form has for itself, and so is no amount.
        self.listed = isinstance(lines[0].governed.rule, Checklist)
        self.printed = {side: [self._printed(line, side) for line in lines] for side in SIDES}
        self.unit = ""
        self.by = {side: [Fraction(1)] * len(lines) for side in SIDES}
        self.faults = [fault for side in SIDES for fault in self._unlike(side)]
        self.faults += [] if self.faults else self._converted(ratio=is_ratio(first.name, first.definition))
        self.relative = is_relative(self.unit, first.name, first.definition)

    def _printed(self, line: Line, side: str) -> Quantity:
        found: Quantity = getattr(line.indicator, side)
        return NOTHING if self.paid and side == "actual" else found

    def is_figure(self, side: str) -> bool:
        """Whether the forms print numbers there (是否为数)."""
        return self.printed[side][0].nature == "number" and not self.listed

    def differs(self, side: str) -> bool:
        """Whether the forms print different words there, or words here and nothing there (文字不同)."""
        texts = {"" if one.nature == "blank" else fold(one.text) for one in self.printed[side]}
        return not self.is_figure(side) and len(texts) > 1

    def _unlike(self, side: str) -> Iterator[Mismatch]:
        """A row that counts here and not there, a number here and none there, or another sign."""
        first = self.printed[side][0]
        for number, (one, line) in enumerate(zip(self.printed[side], self.lines, strict=True)):
            if side == "actual" and line.governed.aside != self.lines[0].governed.aside:
                yield self._fault(number, side, "一张表计入这一行，一张不计入")
            elif (one.nature == "number") is not (first.nature == "number"):
                yield self._fault(number, side, "一个是数，一个不是")
            elif one.comparator != first.comparator:
                yield self._fault(number, side, "符号不同")

    def _fault(self, number: int, side: str, why: str) -> Mismatch:
        one, first = (quoted(self.printed[side][place].text) for place in (number, 0))
        what = f"{self.names[number]}的{SIDES[side]}是{one}，{self.names[0]}是{first}，{why}。"
        return Mismatch(path=self.path, what=what, source=self.lines[number].at(side))

    def _converted(self, *, ratio: bool) -> Iterator[Mismatch]:
        """Bring the figures to one unit, first in each form, then in all; what cannot be compared is a mismatch."""
        pairs = []
        for name, line, target, actual in zip(self.names, self.lines, self.printed["target"], self.printed["actual"], strict=True):
            try:
                pairs.append(pair(target, actual, ratio=ratio, bare=self.bare))
            except UnitError as error:
                yield Mismatch(path=self.path, what=f"{name}：{error.message}", source=line.at("actual"))
        if len(pairs) < len(self.lines) or all(one.ratio for one in pairs):
            return  # bare ratios stay bare
        self.unit = shared_unit(one.unit for one in pairs)
        for place, side in enumerate(SIDES):
            for number, (printed, own) in enumerate(zip(self.printed[side], pairs, strict=True)):
                value = Fraction(printed.value or 0) * own.by[place]
                try:
                    self.by[side][number] = own.by[place] * factor(self.unit, value, own.unit, self.bare)
                except UnitError:
                    yield self._fault(number, side, "单位不能换算")

    def parts(self, side: str) -> tuple[Part, ...]:
        """What each form gives to a figure (各表的数)."""
        columns = (self.names, self.lines, self.printed[side], self.by[side])
        return tuple(self._part(name, line.at(side), one, by) for name, line, one, by in zip(*columns, strict=True))

    def _part(self, name: str, source: Source, printed: Quantity, by: Fraction) -> Part:
        value = Fraction(printed.value or 0) * by
        text = printed.text if by == 1 else f"{printed.text}（按 {plain(value)}{self.unit} 计）"
        return Part(name=name, text=text, value=value, grain=Fraction(1, 10**printed.places) * by, source=source)
