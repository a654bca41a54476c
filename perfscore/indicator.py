"""The indicator tree of a form (指标体系)."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import IntEnum, StrEnum

from attrs import field, frozen

from perfscore.errors import NumberError
from perfscore.number import NOTHING, ZERO, Number, Quantity, decimal, fold, plain, quantity
from perfscore.pattern import pattern
from perfscore.source import Cell, as_cells
from perfscore.value import Value


class Level(IntEnum):
    """
    The depth of an indicator (指标级次). 一级 is the top of the tree, the leaf has the largest number.

    Forms have three levels or four; any further depth is a level too.

    >>> Level(7) > Level.FOURTH
    True
    """

    FIRST = 1
    SECOND = 2
    THIRD = 3
    FOURTH = 4

    @classmethod
    def _missing_(cls, value: object) -> "Level | None":
        if not isinstance(value, int) or value < 1:
            return None
        deeper = int.__new__(cls, value)
        deeper._name_, deeper._value_ = f"LEVEL_{value}", value
        return deeper


class Direction(StrEnum):
    """Which way is better (指标方向): more for 正向, less for 反向."""

    POSITIVE = "positive"
    REVERSE = "reverse"


def points(value: Number | None) -> Decimal | None:
    """
    Points as a form prints them (分数): a number of points, or None where nothing stands.

    Raises:
        NumberError: text stands where a number must be.

    >>> points("10分"), points("—")
    (Decimal('10'), None)
    """
    if isinstance(value, str):
        return None if quantity(value).nature == "blank" else decimal(value)
    shown = quantity(value)
    return shown.value


#: The points that a heading prints in brackets: 产出指标（50分）.
ALLOTTED = pattern(r"[（(]\s*(?:共|计|满分|分值[:：]?)?\s*(\d{1,3}(?:\.\d{1,2})?)\s*分\s*[)）]")
#: The same without brackets: 项目决策2分.
_BARE = pattern(r"(?<=[指标决策管理成果效益产出绩])(\d{1,3}(?:\.\d{1,2})?)分$")


def allotted(text: str) -> Decimal | None:
    """
    The points that a heading prints in brackets (标题所注分值): 产出指标（50分）; None where it prints none.

    >>> allotted("年度绩效目标1 (80分)"), allotted("产出指标")
    (Decimal('80'), None)
    """
    found = ALLOTTED.search(text) or _BARE.search(text)
    return Decimal(found[1]) if found else None


def as_indicators(values: Iterable["Indicator"]) -> tuple["Indicator", ...]:
    """Indicators as a tuple (指标元组)."""
    return tuple(values)


def level(value: int) -> Level:
    """A level from its number (级次)."""
    return Level(value)


#: What stands beside a name and is no part of it: （%）.
BRACKETS = pattern(r"[(（\[【].*?[)）\]】]|%")
#: The execution rate of the budget as a whole; 制度执行率, 合同执行率 or 三公经费执行率 is another matter.
_EXECUTION = pattern(
    r"(?:指标)?[0-9]*[:.、]?(?:(?:全年|年度|本年|当年|部门|单位|整体|项目|财政|支出|资金|总)*预算(?:资金|支出|总)?|(?:项目|财政|支出)*资金)?执行率"
)


def is_execution(name: str, definition: str) -> bool:
    """
    Whether a row is the execution rate of the budget (预算执行率).

    >>> is_execution("部门预算执行率（%）", ""), is_execution("制度执行率", "")
    (True, False)
    """
    return bool(_EXECUTION.fullmatch(BRACKETS.sub("", fold(name)))) or fold(definition).startswith(("预算执行率", "资金执行率"))


def is_constraint(path: tuple[str, ...]) -> bool:
    """Whether a row belongs to the 约束性指标 (约束性指标行)."""
    return any("约束" in fold(name) for name in path)


#: A sign beside the unit in a name: 投入资金（≤万元）.
_SIGNED = pattern(r"[(（]\s*([≥≤＞＜><≧≦])[^()（）≥≤＞＜><]{0,8}[)）]\s*$")


def sign_of(name: str) -> str:
    """
    The sign that a name prints beside its unit (名称中的符号), empty where it prints none.

    >>> sign_of("投入资金（≤万元）"), sign_of("建设面积（平方米）")
    ('<=', '')
    """
    found = _SIGNED.search(name)
    return {"≥": ">=", "≧": ">=", "≤": "<=", "≦": "<=", "＞": ">", "＜": "<"}.get(found[1], found[1]) if found else ""


@frozen(kw_only=True, eq=False, repr=False)
class Indicator(Value):
    """
    One node of the indicator tree (指标).

    The leaf carries weight, target, actual and criterion; ``children`` are the next level.
    ``weight`` and ``printed`` are in points; ``target`` and ``actual`` keep the text as
    printed. ``cells`` says where each field stands.

    >>> leaf = Indicator(name="平台操作性", weight=5, target="100%", actual="85%", printed="0")
    >>> leaf.target.value, leaf.printed
    (Decimal('100'), Decimal('0'))
    """

    name: str
    level: Level = field(default=Level.THIRD, converter=level)
    #: 分值, in points; None where the form prints none.
    weight: Decimal | None = field(default=None, converter=points)
    #: 指标说明: what is measured.
    definition: str = ""
    #: 评分标准, as text.
    criterion: str = ""
    #: 年初目标值 and 实际完成值.
    target: Quantity = field(default=NOTHING, converter=quantity)
    actual: Quantity = field(default=NOTHING, converter=quantity)
    #: 得分 as printed, in points; None where nothing is printed.
    printed: Decimal | None = field(default=None, converter=points)
    #: 指标值偏差率 as printed.
    deviation: Quantity = field(default=NOTHING, converter=quantity)
    #: 备注.
    remark: str = ""
    children: tuple["Indicator", ...] = field(default=(), converter=as_indicators)
    cells: tuple[Cell, ...] = field(default=(), converter=as_cells, repr=False)

    @weight.validator
    def _not_negative(self, _: object, value: Decimal | None) -> None:
        if value is not None and value < ZERO:
            raise NumberError(f"指标“{self.name}”的分值 {plain(value)} 小于 0。", hint="分值应为 0 或正数。")

    @property
    def sign(self) -> str:
        """The sign of the target (目标值的符号), or the one beside the unit in the name; empty where neither prints one."""
        return self.target.comparator or sign_of(self.name)

    @property
    def below_zero(self) -> Cell | None:
        """The cell of points that are printed below 0 (负分值), which count as not printed; None where there are none such."""
        cell = self.cell("weight")
        value = quantity(cell.text).value if cell is not None and self.weight is None else None
        return cell if value is not None and value < ZERO else None

    def cell(self, name: str) -> Cell | None:
        """The cell that a field was read from (所在单元格), None where it was not read from one."""
        for cell in self.cells:
            if cell.field == name:
                return cell
        return None

    def shown(self, name: str) -> str:
        """The text that the form prints for a field (原文)."""
        cell = self.cell(name)
        if cell is not None:
            return cell.text
        value = getattr(self, name)
        return "" if value is None else plain(value) if isinstance(value, Decimal) else str(value)

    def leaves(self, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], "Indicator"]]:
        """
        The leaves below, each with its path of names from the top (末级指标).

        >>> [path for path, _ in Indicator(name="产出", children=[Indicator(name="数量")]).leaves()]
        [('产出', '数量')]
        """
        path = (*above, self.name)
        if not self.children:
            yield path, self
        for child in self.children:
            yield from child.leaves(path)


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Goal(Value):
    """
    A numbered annual goal that groups branches (年度绩效目标).

    ``weight`` is the sum of its leaves, in points; ``allotted`` what its heading prints (80分).

    >>> Goal(number=1, text="投诉按期办结", children=[Indicator(name="办结率", weight=10)]).weight
    Decimal('10')
    """

    number: int
    text: str = ""
    #: 目标分值 as its heading prints it, in points; None where it prints none.
    allotted: Decimal | None = field(default=None, converter=points)
    children: tuple[Indicator, ...] = field(default=(), converter=as_indicators)
    cells: tuple[Cell, ...] = field(default=(), converter=as_cells, repr=False)

    @property
    def weight(self) -> Decimal:
        """The points that its leaves can earn (目标分值)."""
        return sum((leaf.weight or ZERO for branch in self.children for _, leaf in branch.leaves()), ZERO)

    @property
    def label(self) -> str:
        """How the form calls it (目标名称): 目标1."""
        return f"目标{self.number}"
