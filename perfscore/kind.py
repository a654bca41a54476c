"""What all rule kinds share (评分规则的共同部分): the verb ``apply``, and the rule as JSON data."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, ClassVar

from attrs import fields

from perfscore.errors import RulebookError
from perfscore.formula import Expression, read_expression
from perfscore.measure import DEFAULT, Ends, Inputs, Open, Policy, inputs_of, plan, settle
from perfscore.number import PERCENT, SMALL, Number, Pair, Quantity, exact, finite, fold, plain, unit_of
from perfscore.trace import Step
from perfscore.value import Value

FULL = "满分"


def number(value: Number) -> Decimal:
    """A parameter as an exact Decimal (参数值); floats are refused."""
    return finite(exact(value))


def maybe(value: Number | None) -> Decimal | None:
    """A parameter that may be left out (可省参数)."""
    return None if value is None else number(value)


def one_of(*choices: str | None) -> Callable[[Any, Any, Any], None]:
    """A validator: a parameter must be one of these words (取值须在其中)."""

    def check(_: Any, attribute: Any, value: Any) -> None:
        if value not in choices:
            raise RulebookError(f"{attribute.name} 不能是 {value!r}。", hint=f"可用：{'、'.join(filter(None, choices))}。")

    return check


class Kind(Value):
    """A rule kind (规则种类): frozen parameters, one verb."""

    __slots__ = ()
    kind: ClassVar[str]

    def apply(
        self, weight: Number | Quantity, target: Any = None, actual: Any = None, *, policy: Policy = DEFAULT, **names: Number
    ) -> Step:
        """
        The score of one row, with its arithmetic (计分).

        Args:
            weight: 分值, in points.
            target, actual: text as a form prints it, Decimal or int; never a float.
            policy: how open choices are taken.
            names: figures that a formula names beyond w, t and a.

        Raises:
            NumberError: the weight is no number of points, or a float was given.
            UnitError: target and actual cannot be compared.
        """
        inputs = self.take(inputs_of(weight, target, actual, policy, names))
        return settle(plan(self.bind, inputs), inputs.weight, inputs.target, inputs.actual)

    def take(self, inputs: Inputs) -> Inputs:
        """The inputs with words and lists become numbers (输入转换), where the kind reads them so."""
        return inputs

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        """The expressions that the rule comes to for one shape of row (算式)."""
        raise AssertionError(f"{type(self).__name__} 没有算式")

    def to_dict(self) -> dict[str, Any]:
        """The rule as JSON data (导出): its kind and its parameters, numbers as strings."""
        return {"kind": self.kind, **_data(self)}


def _data(value: Any) -> dict[str, Any]:
    return {f.alias if f.name != "anchor" else "from": _plain(getattr(value, f.name)) for f in fields(type(value))}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return _data(value) if hasattr(type(value), "__attrs_attrs__") else value


def full_or(points: Decimal | None) -> str:
    """Points in words, 满分 where the text names none (分数文字)."""
    return FULL if points is None else f"{plain(points)}分"


def in_row_unit(value: Decimal, unit: str, pair: Pair, *, bound: bool = False) -> Fraction:
    """
    A figure of the text in the unit of the row (换算到本行单位).

    A bare one is already in it; as a ``bound`` on a percent row it is read as ``pair`` reads
    a bare figure beside a percentage: 0.6 is 60%.

    Raises:
        Open: the two cannot be compared.
    """
    if not unit:
        return Fraction(value) * (100 if bound and pair.unit in PERCENT and 0 < value <= SMALL else 1)
    base, factor = unit_of(unit)
    row_base, row_factor = unit_of(pair.unit)
    if pair.unit and base != row_base:
        raise Open(f"评分标准说“{plain(value)}{unit}”，本行的单位是“{pair.unit}”，未计算")
    return Fraction(value) * factor / row_factor if pair.unit else Fraction(value)


def words_of(value: Quantity) -> str:
    """The words that a cell prints, folded for comparison (文字)."""
    return fold(value.text).strip("。；;，,、")


#: The arms of a chain of ifs, and what holds where none does.
Arms = list[str]
#: How many arms are read in one piece.
FEW = 8


def named(parameters: Iterable[Decimal | Fraction], prefix: str = "p") -> dict[str, Fraction]:
    """Values as the numbered parameters of an expression (编号参数)."""
    return {f"{prefix}{i}": Fraction(value) for i, value in enumerate(parameters)}


def ends(
    low: str | Arms, high: str | Arms, parameters: dict[str, Fraction], uses: str = "", *, clamp: bool = True, **words: str | bool
) -> Ends:
    """The two ends of a rule from two texts over the same parameters (上下限算式)."""
    names = ("w", "t", "a", *parameters)
    bottom, top = (_read(text, names, clamp=clamp) for text in (low, high))
    labels = ("", "实际完成值")
    return Ends(low=bottom, high=None if high == low else top, parameters=parameters, uses=uses, labels=labels, **words)  # type: ignore[arg-type]


def _read(text: str | Arms, names: tuple[str, ...], *, clamp: bool) -> Expression:
    """A chain of arms read a few at a time: the text of a formula is bounded (分段读)."""
    lets: dict[str, str] = {}
    if not isinstance(text, str):
        arms, text = text[:-1], text[-1]
        for start in range(len(arms) - 1 - (len(arms) - 1) % FEW, -1, -FEW):
            text = " else ".join([*arms[start : start + FEW], text])
            if start:
                lets[f"rest{start}"] = text
                text = f"rest{start}"
    return read_expression(text, names, lets=lets, clamp=clamp)
