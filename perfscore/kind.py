"""What all rule kinds share (评分规则的共同部分): the verb ``apply``, and the rule as JSON data."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, ClassVar, Literal

from attrs import evolve, field, fields, frozen

from perfscore.ambiguity import Ambiguity
from perfscore.errors import RulebookError
from perfscore.formula import Expression, read_expression
from perfscore.measure import DEFAULT, Ends, Inputs, Open, Policy, inputs_of, open_step, plan, settle
from perfscore.number import PERCENT, SMALL, Number, Pair, Quantity, exact, finite, fold, plain, read_quantity, unit_of
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


#: Of a parameter that is told only where it says something.
RARE = {"rare": True}
LAST = ("veto", "remarks")
Side = Literal["below", "above"]


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Edge(Value):
    """
    A bound beyond which something holds (界限): 低于60% is ``below`` 60 %, 3项及以上 ``above`` 3, inclusive.
    """

    side: Side = field(validator=one_of("below", "above"))
    value: Decimal = field(converter=number)
    unit: str = ""
    inclusive: bool = False

    @property
    def sign(self) -> str:
        """The comparison as a formula writes it (比较符)."""
        return {"below": "<", "above": ">"}[self.side] + ("=" if self.inclusive else "")

    def __str__(self) -> str:
        word = {("below", False): "低于", ("below", True): "不高于", ("above", False): "高于", ("above", True): "不低于"}[
            self.side, self.inclusive
        ]
        return f"{word}{plain(self.value)}{self.unit}"


#: How a reader is told of each sort of remark.
REMARKS: dict[str, str] = {
    "ignored": "“{}”不影响计分，未采用",
    "assumed": "“{}”以本行目标值为准",
    "repaired": "疑似识别错误，按{}读",
}


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Remark(Value):
    """
    What a reader of the criterion must know beside the rule (读法说明).

    ``ignored`` words play no part in the score; ``assumed`` words name a figure that the target is
    taken to print; ``repaired`` is a slip of recognition that was read as what it must have been.

    >>> print(Remark(kind="ignored", text="以上需提供佐证资料"))
    “以上需提供佐证资料”不影响计分，未采用
    """

    kind: Literal["ignored", "assumed", "repaired"] = field(validator=one_of(*REMARKS))
    text: str

    def __str__(self) -> str:
        return REMARKS[self.kind].format(self.text)


def as_remarks(values: Iterable[Remark]) -> tuple[Remark, ...]:
    """Remarks as a tuple (说明元组)."""
    return tuple(values)


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Kind(Value):
    """
    A rule kind (规则种类): frozen parameters, one verb.

    ``veto`` are the words of an event under which the row earns nothing (发生安全事故的不得分); a rule does
    not know whether it happened, so it changes no figure. ``remarks`` tell how the text was read; they
    make no difference between rules.
    """

    kind: ClassVar[str]
    veto: str = field(default="", metadata=RARE)
    remarks: tuple[Remark, ...] = field(default=(), converter=as_remarks, eq=False, metadata=RARE)

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
        given = inputs_of(weight, target, actual, policy, names)
        try:
            inputs = self.take(given)
        except Open as error:
            return open_step(error.message, error.missing, given.weight.value or Decimal(0))
        return settle(plan(self.bind, inputs), inputs.weight, inputs.target, inputs.actual)

    def take(self, inputs: Inputs) -> Inputs:
        """The inputs with words and lists become numbers (输入转换), where the kind reads them so."""
        return inputs

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        """The expressions that the rule comes to for one shape of row (算式)."""
        raise AssertionError(f"{type(self).__name__} 没有算式")

    def to_dict(self) -> dict[str, Any]:
        """The rule as JSON data (导出): its kind and its parameters, numbers as strings; what is left out says nothing."""
        return {"kind": self.kind, **_data(self)}

    def words(self) -> str:
        """The rule in plain Chinese, without its veto (规则文字)."""
        raise AssertionError(f"{type(self).__name__} 没有文字")

    def __str__(self) -> str:
        return self.words() + (f"；{self.veto}的，不得分" if self.veto else "")

    @property
    def full(self) -> Decimal | None:
        """The most points that the text itself states (文中满分), None where it leaves them to the weight."""
        return None

    @property
    def readings(self) -> tuple[Ambiguity, ...]:
        """What the text leaves open that bears on the score (口径)."""
        return ()


def _data(value: Any) -> dict[str, Any]:
    told = ((f, getattr(value, f.name)) for f in sorted(fields(type(value)), key=lambda f: f.name in LAST))
    return {f.alias if f.name != "anchor" else "from": _plain(found) for f, found in told if not f.metadata or found != f.default}


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


def demand_percent(inputs: Inputs, unit: str) -> None:
    """
    Refuse to hold a percentage of the text against a row of bare figures that are none (须为百分比).

    Raises:
        Open: the text says 95%, the row prints 200 and 150.
    """
    target, actual = inputs.target, inputs.actual
    bare = target.value is not None and actual.value is not None and not target.unit and not actual.unit
    if unit_of(unit)[0] == "%" and bare and not inputs.ratio and (target.value or 0) > SMALL:
        raise Open("评分标准的界限是百分比，本行的数不是百分比，未计算")


def words_of(value: Quantity) -> str:
    """The words that a cell prints, folded for comparison (文字)."""
    return fold(value.text).strip("。；;，,、")


#: The units of a rank, by the word before it; 后3名 cannot be told without their number.
RANKS = {"第": ("", "名", "位", "%"), "前": ("", "名", "位", "%"), "后": ("%",)}


def ranked(actual: Quantity) -> Quantity:
    """第3名 and 前15% as numbers; 后30% lies from 70% on (名次)."""
    words = words_of(actual)
    if words[:1] not in {"第", "前", "后"}:
        return actual
    found = read_quantity(words.lstrip("第前") if words[0] != "后" else words[1:])
    if found.value is None or found.unit not in RANKS[words[0]]:  # 第3季度完成 is no rank
        return actual
    return found if words[0] != "后" else evolve(found, value=100 - found.value)


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
