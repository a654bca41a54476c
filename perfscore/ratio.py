"""Rules that take a share of the weight (比例类规则): 按完成比例, 按执行率, 公式."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

from attrs import converters, evolve, field, frozen

from perfscore.ambiguity import Ambiguity, bearing, beside_percent
from perfscore.errors import NumberError
from perfscore.formula import Expression, read_expression
from perfscore.indicator import Direction
from perfscore.kind import RARE, Edge, Kind, demand_percent, full_or, in_row_unit, maybe, number, one_of
from perfscore.lowering import Node
from perfscore.measure import Ends, Inputs, Open
from perfscore.number import HUNDRED, NOTHING, SMALL, ZERO, Number, Pair, Quantity, plain
from perfscore.source import as_texts
from perfscore.value import Value


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Proportional(Kind):
    """
    Points in proportion to completion (按完成比例得分).

    positive: w if A ≥ T, else w·A/T. reverse: w if A ≤ T, else w·T/A (``form="ratio"``), or
    w·(1 − (A−T)/T), 0 from 2T on (``"linear"``). ``direction`` None follows the sign of the
    target, ≤ being reverse; ``form`` None follows the policy. ``anchor`` (``from`` in JSON) stands
    where the text names its own threshold (≥90%得满分，低于90%按比例得分), ``base`` where it names its
    own points; ``zero_if`` is a veto.

    >>> print(Proportional().apply(weight=5, target="100%", actual="85%").text)
    85 ÷ 100 × 5 = 4.25
    """

    kind: ClassVar[str] = "proportional"
    direction: Direction | None = field(default=None, converter=converters.optional(Direction))
    form: Literal["ratio", "linear"] | None = field(default=None, validator=one_of(None, "ratio", "linear"))
    anchor: Decimal | None = field(default=None, converter=maybe, metadata=RARE)
    anchor_unit: str = field(default="", metadata=RARE)
    base: Decimal | None = field(default=None, converter=maybe, metadata=RARE)
    zero_if: Edge | None = field(default=None, metadata=RARE)

    def __attrs_post_init__(self) -> None:
        if self.anchor is not None and (self.direction is None or self.form is not None):
            raise NumberError("文中写明界限的比例应写明方向，反向的形式由口径决定。")

    def take(self, inputs: Inputs) -> Inputs:
        """A named threshold stands where the target would (以文中标准代替目标值)."""
        for unit in (self.anchor_unit, self.zero_if.unit if self.zero_if is not None else ""):
            demand_percent(inputs, unit)
        return inputs if self.anchor is None else evolve(inputs, target=stated(self.anchor, self.anchor_unit), stated=True)

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        inputs.need("ta" if self.anchor is None else "a")
        target = inputs.target.value or ZERO
        if target < 0:
            raise Open("目标值为负，比例没有意义，未计算")
        parameters: dict[str, Fraction] = {} if self.base is None else {"base": Fraction(self.base)}
        if self.anchor is not None:
            parameters["anchor"] = Fraction(self.anchor) * pair.by[0]
        if self.zero_if is not None:
            parameters["veto"] = in_row_unit(self.zero_if.value, self.zero_if.unit, pair, bound=inputs.policy.bare_percent == "size")
        direction = self.direction or (Direction.REVERSE if inputs.target.comparator in {"<", "<="} else Direction.POSITIVE)
        veto, labels = str(self.zero_if or ""), ("目标值" if self.anchor is None else "标准", "实际完成值")
        uses = "ta" if self.anchor is None else "a"
        if direction is Direction.REVERSE:
            form = self.form or inputs.policy.reverse_form
            return Ends(low=self._expression(form, parameters), parameters=parameters, uses=uses, full_words="未超过目标，得满分",
                        zero_words=veto or "达到目标的两倍", labels=labels)  # fmt: skip
        if target == 0:
            if inputs.policy.zero_target == "provincial" and inputs.target.comparator not in {">=", ">"}:
                return Ends(low=read_expression("w if a == 0 else 0"), zero_words="目标值为 0，实际不为 0")
            actual = inputs.actual.value or ZERO
            if actual < 0 or (actual > 0 and inputs.target.comparator == "="):  # =0 is met by 0 alone
                raise Open("目标值为 0 且未达到，比例没有意义，未计算")
        return Ends(low=self._expression("positive", parameters), parameters=parameters, uses=uses, zero_words=veto, labels=labels)

    def _expression(self, form: str, parameters: dict[str, Fraction]) -> Expression:
        text = RATIOS[form].format(w="w" if self.base is None else "base", t="t" if self.anchor is None else "anchor")
        if self.zero_if is not None:
            text = f"0 if a {self.zero_if.sign} veto else {text}"
        return read_expression(text, ("w", "t", "a", *parameters), natural=("w", *(name for name in parameters if name == "base")))

    @property
    def full(self) -> Decimal | None:
        return self.base

    @property
    def readings(self) -> tuple[Ambiguity, ...]:
        falls, rises = self.direction is not Direction.POSITIVE, self.direction is not Direction.REVERSE
        return bearing(
            "reverse_form" if falls and self.form is None else None,
            "zero_target" if rises and not self.anchor else None,
            beside_percent(self.anchor_unit),
        )

    def words(self) -> str:
        veto = f"，{self.zero_if}不得分" if self.zero_if is not None else ""
        if self.anchor is None:
            return self._ratio_words() + veto
        sign, other = ("≤", "高于") if self.direction is Direction.REVERSE else ("≥", "低于")
        value = f"{plain(self.anchor)}{self.anchor_unit}"
        return f"{sign}{value}得{full_or(self.base)}，{other}{value}的按比例得分{veto}"

    def _ratio_words(self) -> str:
        weight = "分值" if self.base is None else f"{plain(self.base)}分"
        if self.direction is None:
            return "按完成比例得分" if self.base is None else f"达到目标得{weight}，未达到的按完成比例得分"
        if self.direction is Direction.POSITIVE:
            return f"实际完成值/年初目标值*{weight}"
        if self.form == "ratio":
            return f"年初目标值/实际完成值*{weight}"
        how = "反向指标按完成比例得分" if self.form is None else "反向指标超过目标值的部分按比例扣分"
        return how if self.base is None else f"达到目标得{weight}，{how}"


def stated(value: Decimal, unit: str) -> Quantity:
    """A figure of the text as a quantity (文中的数)."""
    return Quantity(text=plain(value) + unit, value=value, unit=unit)


RATIOS = {
    "positive": "{w} if a >= {t} else a / {t} * {w}",
    "ratio": "{w} if a <= {t} else {t} / a * {w}",
    "linear": "{w} if a <= {t} else 0 if a >= 2 * {t} else {w} * (1 - (a - {t}) / {t})",
}


def either_way(inputs: Inputs, pair: Pair) -> Ends:
    """
    Points in proportion where neither a sign nor a printed formula tells which way is better (方向不明): both ways at once.

    The figure that meets the target earns full marks either way; any other leaves the room between the two.
    """
    del pair
    inputs.need("ta")
    if (inputs.target.value or ZERO) <= 0:
        raise Open("目标值不大于 0，比例没有意义，未计算")
    return Ends(low=read_expression("w if a == t else a / t * w if a < t else t / a * w"), high=read_expression("w if a == t else w"),
                full_words="达到目标，得满分", room_words="目标值没有符号，看不出越高越好还是越低越好；按比例")  # fmt: skip


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Rate(Kind):
    """
    Points by the execution rate (得分按执行率×权重): min(1, rate)·w.

    The rate is ``actual`` (99%, or 0.99 as a ratio), or ``spent`` ÷ ``planned`` where the
    caller gives both; it is rounded before use only where the policy says so. ``base`` is what the
    text multiplies by instead of the weight (预算执行率*20).

    >>> print(Rate().apply(weight=10, spent="1464.43", planned="1486.27").text)
    1464.43 ÷ 1486.27 × 10 ≈ 9.85
    """

    kind: ClassVar[str] = "rate"
    base: Decimal | None = field(default=None, converter=maybe, metadata=RARE)
    zero_if: Edge | None = field(default=None, metadata=RARE)

    def take(self, inputs: Inputs) -> Inputs:
        names = dict(inputs.names)
        if names.keys() & {"spent", "planned"}:
            return evolve(inputs, target=names.get("planned", NOTHING), actual=names.get("spent", NOTHING))
        return evolve(inputs, target=HUNDRED)

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        printed = inputs.target is HUNDRED
        inputs.need("a" if printed else "")
        for key, name, one in (("planned", "预算数", inputs.target), ("spent", "执行数", inputs.actual)):
            if one.value is None:
                raise Open(f"{name}{'未填' if one.nature == 'blank' else f'是“{one}”，不是数'}，未计算", missing=(key,))
        if (inputs.target.value or ZERO) <= 0:
            raise Open("预算数不大于 0，执行率没有意义，未计算")
        text, lets = RATES[inputs.policy.rate_rounding]
        parameters = {} if self.base is None else {"base": Fraction(self.base)}
        text = text.format(w="base" if parameters else "w")
        if self.zero_if is not None:
            if self.zero_if.unit not in {"", "%"}:
                raise Open(f"执行率不能与“{self.zero_if}”比较，未计算")
            ratio = not self.zero_if.unit and self.zero_if.value <= SMALL
            parameters["veto"] = Fraction(self.zero_if.value) * (100 if ratio else 1)
            text = f"0 if a * 100 {self.zero_if.sign} veto * t else {text}"
        low = read_expression(text, ("w", "t", "a", *parameters), lets=lets, natural=("w", *parameters))
        return Ends(low=low, parameters=parameters, full_words="执行率达到 100%，得满分", zero_words=str(self.zero_if or ""),
                    uses="a" if printed else "ta", labels=("", "执行率") if printed else ("预算数", "执行数"))  # fmt: skip

    @property
    def full(self) -> Decimal | None:
        return self.base

    @property
    def readings(self) -> tuple[Ambiguity, ...]:
        """How the rate comes about (口径); that 0.99 is 99% and not 0.99% no reader doubts, whatever the policy says of other rows."""
        return bearing("rate_from", "rate_base", "rate_rounding")

    def words(self) -> str:
        veto = f"，{self.zero_if}不得分" if self.zero_if is not None else ""
        return ("得分按执行率*分值" if self.base is None else f"得分按执行率*{plain(self.base)}") + veto


RATES: dict[str, tuple[str, dict[str, str]]] = {
    "none": ("{w} if a >= t else a / t * {w}", {}),
    "places": ("min(rate, 1) * {w}", {"rate": "floor(a / t * 10000 + 0.5) / 10000"}),
    "percent": ("min(rate, 1) * {w}", {"rate": "floor(a / t * 100 + 0.5) / 100"}),
}


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Constant(Value):
    """A figure that a formula names and the text states (公式中的常数): 起点=70%."""

    name: str
    value: Decimal = field(converter=number)
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.name}={plain(self.value)}{self.unit}"


def as_constants(values: Iterable[Constant]) -> tuple[Constant, ...]:
    """Constants as a tuple (常数元组)."""
    return tuple(values)


#: From nothing at 零分点 in a straight line to full marks at 满分点, rising and falling.
LINEAR = {
    True: "0 if a <= 零分点 else w if a >= 满分点 else (a - 零分点) / (满分点 - 零分点) * w",
    False: "0 if a >= 零分点 else w if a <= 满分点 else (零分点 - a) / (零分点 - 满分点) * w",
}


def linear(zero: tuple[Number, str], top: tuple[Number, str]) -> "Formula":
    """
    Points in a straight line between two figures (线性得分): none at the one, full marks at the other.

    >>> linear((Decimal(70), "%"), (Decimal(80), "%")).apply(weight=10, actual="75%").value
    Decimal('5.00')
    """
    named = [Constant(name="零分点", value=zero[0], unit=zero[1]), Constant(name="满分点", value=top[0], unit=top[1])]
    return Formula(LINEAR[named[0].value < named[1].value], constants=named)


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Formula(Kind):
    """
    A formula of one's own (公式): exact, safe, over w (分值), t (目标值), a (实际完成值).

    ``names`` are further figures that the caller gives to ``apply``, ``constants`` those that the text
    states. Allowed are numbers,
    + − × ÷ //, comparisons, and/or/not, if/else, min, max, abs, floor.

    Raises:
        FormulaError: when made, if the text is anything else.

    >>> print(Formula("min(a/t, 1)*w").apply(weight=5, target="100%", actual="85%").text)
    85 ÷ 100 × 5 = 4.25
    """

    kind: ClassVar[str] = "formula"
    text: str = field(kw_only=False)
    names: tuple[str, ...] = field(default=(), converter=as_texts)
    constants: tuple[Constant, ...] = field(default=(), converter=as_constants, metadata=RARE)

    def __attrs_post_init__(self) -> None:
        self._expression()

    def _expression(self) -> Expression:
        return read_expression(self.text, ("w", "t", "a", *self.names, *(one.name for one in self.constants)))

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        given = {name: value for name, value in inputs.names if value.value is not None}
        lost = [name for name in self.names if name not in given]
        if lost:
            raise Open(f"公式中的“{'”“'.join(lost)}”没有给出，未计算", missing=tuple(lost))
        given |= {one.name: stated(one.value, one.unit) for one in self.constants}
        names = (*self.names, *(one.name for one in self.constants))
        expression = self._expression()
        unit = pair.unit or next((given[name].unit for name in names if given[name].unit), "")
        bare = inputs.policy.bare_percent == "size"
        parameters = {
            name: in_row_unit(given[name].value or ZERO, given[name].unit, pair._replace(unit=unit), bound=bare and name not in self.names)
            for name in names
        }
        return Ends(low=expression, parameters=parameters, uses=_used(expression.tree), full_words="得满分", figure_words="按公式",
                    labels=("" if self.constants else "目标值", "实际完成值"))  # fmt: skip

    def take(self, inputs: Inputs) -> Inputs:
        """A figure of the text stands where the target would, if the formula speaks of no target (以文中的数代替目标值)."""
        if not self.constants or "t" in _used(self._expression().tree):
            return inputs
        return evolve(inputs, target=stated(self.constants[0].value, self.constants[0].unit), stated=True)

    @property
    def readings(self) -> tuple[Ambiguity, ...]:
        return bearing("bare_percent" if _used(self._expression().tree) else None)

    def words(self) -> str:
        stated_ = {one.name: f"{plain(one.value)}{one.unit}" for one in self.constants}
        if self.text in LINEAR.values() and list(stated_) == ["零分点", "满分点"]:
            zero, top = self.constants
            if (zero.value < top.value) is (self.text == LINEAR[True]) and zero.value != top.value:
                return _linear_words(zero, top)
        where = f"，其中{'，'.join(map(str, self.constants))}" if self.constants else ""
        return f"得分={self.text}{where}"


def _linear_words(zero: Constant, top: Constant) -> str:
    figures = [f"{plain(one.value)}{one.unit}" for one in (zero, top)]
    if zero.value < top.value:
        return f"低于{figures[0]}得0分，{figures[0]}-{figures[1]}线性得分，{figures[1]}及以上得满分"
    return f"高于{figures[0]}得0分，{figures[1]}-{figures[0]}线性得分，{figures[1]}及以下得满分"


def _used(tree: Node) -> str:
    """Which of t and a a formula speaks of (所用数值)."""
    found = tree.name if tree.op == "name" and tree.name in {"t", "a"} else ""
    return "".join(sorted({*found, *(letter for part in tree.parts for letter in _used(part))}))
