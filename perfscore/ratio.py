"""Rules that take a share of the weight (比例类规则): 按完成比例, 按执行率, 公式."""

from typing import ClassVar, Literal

from attrs import converters, evolve, field, frozen

from perfscore.formula import read_expression
from perfscore.indicator import Direction
from perfscore.kind import Kind, in_row_unit, one_of
from perfscore.lowering import Node
from perfscore.measure import Ends, Inputs, Open
from perfscore.number import HUNDRED, NOTHING, ZERO, Pair
from perfscore.source import as_texts


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Proportional(Kind):
    """
    Points in proportion to completion (按完成比例得分).

    positive: w if A ≥ T, else w·A/T. reverse: w if A ≤ T, else w·T/A (``form="ratio"``), or
    w·(1 − (A−T)/T), 0 from 2T on (``"linear"``). ``direction`` None follows the sign of the
    target, ≤ being reverse; ``form`` None follows the policy.

    >>> print(Proportional().apply(weight=5, target="100%", actual="85%").text)
    85 ÷ 100 × 5 = 4.25
    """

    kind: ClassVar[str] = "proportional"
    direction: Direction | None = field(default=None, converter=converters.optional(Direction))
    form: Literal["ratio", "linear"] | None = field(default=None, validator=one_of(None, "ratio", "linear"))

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        inputs.need("ta")
        target = inputs.target.value or ZERO
        if target < 0:
            raise Open("目标值为负，比例没有意义，未计算")
        direction = self.direction or (Direction.REVERSE if inputs.target.comparator in {"<", "<="} else Direction.POSITIVE)
        if direction is Direction.REVERSE:
            form = self.form or inputs.policy.reverse_form
            return Ends(low=read_expression(RATIOS[form], natural=("w",)), full_words="未超过目标，得满分", zero_words="达到目标的两倍")
        if target == 0:
            if inputs.policy.zero_target == "provincial":
                return Ends(low=read_expression("w if a == 0 else 0"), zero_words="目标值为 0，实际不为 0")
            if (inputs.actual.value or ZERO) < 0:
                raise Open("目标值为 0 且未达到，比例没有意义，未计算")
        return Ends(low=read_expression(RATIOS["positive"], natural=("w",)))

    def __str__(self) -> str:
        if self.direction is None:
            return "按完成比例得分"
        if self.direction is Direction.POSITIVE:
            return "实际完成值/年初目标值*分值"
        return {None: "反向指标按完成比例得分", "ratio": "年初目标值/实际完成值*分值", "linear": "反向指标超过目标值的部分按比例扣分"}[
            self.form
        ]


RATIOS = {
    "positive": "w if a >= t else a / t * w",
    "ratio": "w if a <= t else t / a * w",
    "linear": "w if a <= t else 0 if a >= 2 * t else w * (1 - (a - t) / t)",
}


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Rate(Kind):
    """
    Points by the execution rate (得分按执行率×权重): min(1, rate)·w.

    The rate is ``actual`` (99%, or 0.99 as a ratio), or ``spent`` ÷ ``planned`` where the
    caller gives both; it is rounded before use only where the policy says so.

    >>> print(Rate().apply(weight=10, spent="1464.43", planned="1486.27").text)
    1464.43 ÷ 1486.27 × 10 ≈ 9.85
    """

    kind: ClassVar[str] = "rate"

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
        return Ends(low=read_expression(text, lets=lets, natural=("w",)), full_words="执行率达到 100%，得满分",
                    uses="a" if printed else "ta", labels=("", "执行率") if printed else ("预算数", "执行数"))  # fmt: skip

    def __str__(self) -> str:
        return "得分按执行率*分值"


RATES: dict[str, tuple[str, dict[str, str]]] = {
    "none": ("w if a >= t else a / t * w", {}),
    "places": ("min(rate, 1) * w", {"rate": "floor(a / t * 10000 + 0.5) / 10000"}),
    "percent": ("min(rate, 1) * w", {"rate": "floor(a / t * 100 + 0.5) / 100"}),
}


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Formula(Kind):
    """
    A formula of one's own (公式): exact, safe, over w (分值), t (目标值), a (实际完成值).

    ``names`` are further figures that the caller gives to ``apply``. Allowed are numbers,
    + − × ÷ //, comparisons, and/or/not, if/else, min, max, abs, floor.

    Raises:
        FormulaError: when made, if the text is anything else.

    >>> print(Formula("min(a/t, 1)*w").apply(weight=5, target="100%", actual="85%").text)
    85 ÷ 100 × 5 = 4.25
    """

    kind: ClassVar[str] = "formula"
    text: str = field(kw_only=False)
    names: tuple[str, ...] = field(default=(), converter=as_texts)

    def __attrs_post_init__(self) -> None:
        read_expression(self.text, ("w", "t", "a", *self.names))

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        given = {name: value for name, value in inputs.names if value.value is not None}
        lost = [name for name in self.names if name not in given]
        if lost:
            raise Open(f"公式中的“{'”“'.join(lost)}”没有给出，未计算", missing=tuple(lost))
        expression = read_expression(self.text, ("w", "t", "a", *self.names))
        unit = pair.unit or next((given[name].unit for name in self.names if given[name].unit), "")
        parameters = {name: in_row_unit(given[name].value or ZERO, given[name].unit, pair._replace(unit=unit)) for name in self.names}
        return Ends(low=expression, parameters=parameters, uses=_used(expression.tree), full_words="得满分", figure_words="按公式")

    def __str__(self) -> str:
        return f"得分={self.text}"


def _used(tree: Node) -> str:
    """Which of t and a a formula speaks of (所用数值)."""
    found = tree.name if tree.op == "name" and tree.name in {"t", "a"} else ""
    return "".join(sorted({*found, *(letter for part in tree.parts for letter in _used(part))}))
