"""From two printed figures to a score: open choices, one plan per shape of row (计量)."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from types import FunctionType
from typing import Any, Literal, get_args

from attrs import field, fields, frozen

from perfscore.errors import NumberError, PerfscoreError, RulebookError
from perfscore.formula import Expression, Program, show
from perfscore.number import PERCENT, RATE, SCORE, Figure, Number, Pair, Quantity, Rounding, finite, pair, plain, quantity
from perfscore.source import Citation, Source
from perfscore.trace import Step
from perfscore.value import Shown
from perfscore.voices import equal

ONE = Fraction(1)


@frozen(kw_only=True, cache_hash=True, slots=False)
class Policy:
    """
    What the texts leave open (口径): each choice has a default and can be run the other way.

    Attributes:
        steps: 每…扣 counts completed steps (``whole``) or every fraction of one.
        one_means: on a percent row a bare 1 is a percentage point, or the ratio 1.
        percent_of: a percent step on a row that is no percentage is a share of the target,
            or is not computed.
        bare_percent: beside a percentage a bare figure up to 1.5 is a ratio (``size``), or
            always percent.
        rate_from: the execution rate comes from the budget figures, or as printed.
        rate_base: 预算数 in the rate is the year's (全年、调整后), or the one at its beginning (年初) where the form prints it.
        rate_rounding: the rate enters unrounded, at 2 places of the ratio, or as a whole percent.
        zero_budget: of a budget of 0 there is no rate, or 0 counts as 1 (``one``).
        reverse_form: 反向 is target ÷ actual, or falls in a line to 0 at twice the target.
        zero_target: a zero target is met by what reaches it, else not computed (``met``);
            or 0 and 0 is full, else 0 (``provincial``).
        blank_target: a row without a target is not computed, or stands aside (``leave-out``).
        negative_actual: a negative figure is a figure, or counts as 0 (``zero``).
        not_applicable: a row whose actual is 无 or 不涉及 is not computed; or it stands aside, with the rest
            brought to the full score (``rescale``) or not (``leave-out``); or earns full marks (``full``).
        sum_of: totals add unrounded or printed scores.
        constraint_base: deductions start from the printed weight (``pool``), or from 0
            (``negative``); ``auto`` is pool where the row prints a weight.
        shared_edge: an edge that two tiers both print without 含 or 不含 belongs to the better one, or to the worse.
        case: which of the alternatives holds that a criterion states (产区、非产区); empty leaves it open.
        overshoot: what lies far beyond the target is worth no more than the target (``cap``); costs points
            (``penalty``); earns nothing (``miss``); may be marked down by hand (``hand``); must be explained (``explain``).
    """

    steps: Literal["whole", "proportional"] = "whole"
    one_means: Literal["point", "ratio"] = "point"
    percent_of: Literal["target", "none"] = "target"
    bare_percent: Literal["size", "percent"] = "size"
    rate_from: Literal["budget", "printed"] = "budget"
    rate_base: Literal["year", "initial"] = "year"
    rate_rounding: Literal["none", "places", "percent"] = "none"
    zero_budget: Literal["open", "one"] = "open"
    reverse_form: Literal["ratio", "linear"] = "ratio"
    zero_target: Literal["met", "provincial"] = "met"
    blank_target: Literal["open", "leave-out"] = "open"
    negative_actual: Literal["figure", "zero"] = "figure"
    not_applicable: Literal["open", "rescale", "leave-out", "full"] = "open"
    sum_of: Literal["exact", "printed"] = "exact"
    constraint_base: Literal["auto", "pool", "negative"] = "auto"
    shared_edge: Literal["better", "worse"] = "better"
    overshoot: Literal["cap", "penalty", "miss", "hand", "explain"] = "cap"
    case: str = ""

    def __attrs_post_init__(self) -> None:
        for one in fields(type(self)):
            if get_args(one.type) and getattr(self, one.name) not in get_args(one.type):
                raise RulebookError(
                    f"口径 {one.name} 不能是 {getattr(self, one.name)!r}。", hint=f"可用：{'、'.join(get_args(one.type))}。"
                )


DEFAULT = Policy()


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Ends(Shown):
    """
    What a rule comes to for one shape of row (算式): one expression, or two where room is left.

    ``parameters`` are the values of the expressions' names beyond w, t, a, in the unit of
    the row. ``uses`` names the inputs that must be there. The ``…_words`` are said of full
    marks, of no marks by a veto, of a bare figure, of the clamp at the bottom, and of the room
    that is left; ``labels`` name the two figures, an empty one hides what plays no part.
    """

    low: Expression
    high: Expression | None = None
    parameters: Mapping[str, Fraction] = field(factory=dict)
    uses: str = "ta"
    low_open: bool = False
    high_open: bool = False
    full_words: str = "达到目标，得满分"
    zero_words: str = ""
    figure_words: str = ""
    floor_words: str = "低于 0 按 0 计"
    room_words: str = ""
    labels: tuple[str, str] = ("目标值", "实际完成值")
    notes: tuple[str, ...] = ()


class Open(PerfscoreError):  # noqa: N818 - it ends in an open step, not in an error
    """Why a row cannot be computed (未计算的原因); becomes an open step, never a guess."""

    def __init__(self, message: str, *, missing: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.missing = missing


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Inputs(Shown):
    """What a row gives a rule (输入): weight, the two figures as printed, and how to take them."""

    weight: Quantity
    target: Quantity
    actual: Quantity
    ratio: bool = False
    policy: Policy = DEFAULT
    #: Names beyond w, t, a, given by the caller.
    names: tuple[tuple[str, Quantity], ...] = ()
    #: The items of a checklist, met or with their points, in printed order.
    items: tuple[Number | bool, ...] = ()
    #: Whether a figure of the text stands in the target's place.
    stated: bool = False

    def pair(self) -> Pair:
        """Both figures in one unit (单位对齐)."""
        return pair(self.target, self.actual, ratio=self.ratio, bare=self.policy.bare_percent)

    def need(self, which: str) -> None:
        """Raise ``Open`` where a needed figure is not printed (缺数)."""
        for letter, name, one in (("t", "目标值", self.target), ("a", "实际完成值", self.actual)):
            if letter in which and one.value is None:
                said = "未填" if one.nature == "blank" else f"是“{one}”，不是数"
                raise Open(f"{name}{said}，未计算", missing=("target" if letter == "t" else "actual",))


class Plan:
    """
    A rule made ready for one shape of row (计算方案).

    Integer programs and the factors that bring the row's digits to their scale; ``reason``
    says why nothing can be computed.
    """

    __slots__ = (
        "a_by",
        "a_set",
        "deviates",
        "ends",
        "high",
        "inputs",
        "low",
        "missing",
        "pair",
        "parameters",
        "places",
        "reason",
        "run",
        "same",
        "say",
        "t_by",
        "t_set",
        "w_by",
    )

    def __init__(self, inputs: Inputs, ends: Ends | None, both: Pair, reason: str = "", missing: tuple[str, ...] = ()) -> None:
        self.inputs, self.ends, self.pair, self.reason, self.missing = inputs, ends, both, reason, missing
        self.t_set = self.a_set = 0
        self.deviates = False
        if ends is None:
            return
        by = (ONE, *both.by)
        need = max(
            *(one.places + _places(factor) for one, factor in zip((inputs.weight, inputs.target, inputs.actual), by, strict=True)),
            *(_places(value) for value in ends.parameters.values()),
            0,
        )
        self.places = -(-need // 4) * 4 or 4
        self.w_by, self.t_by, self.a_by = (
            int(10 ** (self.places - one.places) * factor)
            for one, factor in zip((inputs.weight, inputs.target, inputs.actual), by, strict=True)
        )
        self.low, self.parameters = self._program(ends.low)
        self.high = self.low if ends.high is None else self._program(ends.high)[0]
        self.same = self.high is self.low
        self._ready()

    def _ready(self) -> None:
        """Compiled functions of a row's own digits: ``run`` gives the score, ``say`` the sentence, once it is asked for."""
        self.run: Callable[[int, int, int], Figure | None] = with_defaults(self.low.printed_score, self._constants)
        self.say: Callable[[int, int, int, int, int, int], str | None] | None = None
        t, a = self.inputs.target.value, self.inputs.actual.value
        #: Whether the row's own digits give its deviation rate.
        self.deviates = bool(self.t_by and self.a_by and t is not None and t > 0 and a is not None)

    @property
    def _constants(self) -> tuple[int, ...]:
        return (*self.parameters, self.w_by, self.t_by, self.a_by, self.t_set, self.a_set)

    def saying(self) -> Callable[[int, int, int, int, int, int], str | None]:
        """The function that says how a score came about, of the row's digits and the score (说明)."""
        if self.say is None:
            assert self.ends is not None
            self.say = with_defaults(self.low.sentence, (*self._constants, self.ends.full_words, self.ends.floor_words))
        return self.say

    def _program(self, expression: Expression) -> tuple[Program, tuple[int, ...]]:
        assert self.ends is not None
        values = tuple(int(self.ends.parameters[name] * 10**self.places) for name in expression.names[3:])
        return expression.program((self.places,) * len(expression.names)), values

    def arguments(self, w: int, t: int, a: int) -> tuple[int, ...]:
        """The integers that the programs take, from the digits of weight, target and actual (整数参数)."""
        return (w * self.w_by, t * self.t_by + self.t_set, a * self.a_by + self.a_set, *self.parameters)

    def score(self, w: int, t: int, a: int) -> tuple[Figure | None, Figure | None]:
        """The two ends of a row's score, the lesser first, the same object where there is no room (上下限)."""
        low = self.run(w, t, a)
        if self.same:
            return low, low
        high = self.high.score(*self.arguments(w, t, a))
        crossed = low is not None and high is not None and low[1] * high[2] > high[1] * low[2]
        return (high, low) if crossed else (low, high)

    def fix(self, given: Inputs) -> "Plan":
        """
        The plan for rows as ``given`` (固定替换值): a figure that the rule has put in the place of the row's own stays as it is.
        """
        if self.ends is None:
            return self
        if self.inputs.target is not given.target:
            self.t_by, self.t_set = 0, self.inputs.target.digits * self.t_by
        if self.inputs.actual is not given.actual:
            self.a_by, self.a_set = 0, self.inputs.actual.digits * self.a_by
        self._ready()
        return self


def with_defaults(function: Any, constants: tuple[int | str, ...]) -> Callable[..., Any]:
    """A compiled function with its last arguments set (代入常数): called with the row's figures alone, it costs no tuple."""
    return FunctionType(function.__code__, function.__globals__, function.__name__, constants)


def _places(value: Fraction) -> int:
    """The decimal places an exact value needs; a value without end is refused."""
    return max(0, -int(finite(value).as_tuple().exponent))


Bind = Callable[[Inputs, Pair], Ends]


def plan(bind: Bind, inputs: Inputs) -> Plan:
    """
    The plan of a rule for a row (制定方案).

    ``bind`` gives the rule's expressions; what it cannot give becomes the plan's reason.
    """
    both = inputs.pair()
    try:
        ends = bind(inputs, both)
        inputs.need(ends.uses)
    except Open as error:
        return Plan(inputs, None, both, error.message, error.missing)
    return Plan(inputs, ends, both)


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Origin(Shown):
    """Where a step's figures stand and what governs it (步骤的出处)."""

    label: str = ""
    citation: Citation | None = None
    source: Source | None = None
    target: Source | None = None
    actual: Source | None = None
    criterion: str = ""
    criterion_at: Source | None = None


NOWHERE = Origin()


def settle(ready: Plan, weight: Quantity, target: Quantity, actual: Quantity, *, rounding: Rounding = SCORE) -> Step:
    """
    The step that a plan gives for a row's figures (得出步骤): value or interval, arithmetic in words.
    """
    low = high = None
    digits = weight.digits, target.digits, actual.digits
    if ready.ends is not None:
        low, high = ready.score(*digits)
    if low is None or high is None:
        return open_step(ready.reason or "除数为零，未计算", ready.missing, weight.value or Decimal(0))
    return step_of(ready, digits, low, high, weight, rounding=rounding, children=lambda: details(ready, digits, target, actual, NOWHERE))


#: The digits of weight, target and actual.
Digits = tuple[int, int, int]


def step_of(
    ready: Plan, digits: Digits, low: Figure, high: Figure, weight: Quantity, *, rounding: Rounding = SCORE, label: str = "",
    citation: Citation | None = None, source: Source | None = None, children: Callable[[], tuple[Step, ...]] | tuple[Step, ...] = (),
) -> Step:  # fmt: skip
    """The step of two computed ends, low ≤ high (由上下限成步骤), with its arithmetic in words."""
    fixed = _same(low, high)
    bottom = rounding.points(low)
    top = bottom if fixed else rounding.points(high)
    ends = ready.ends
    assert ends is not None
    text = explain(ready, digits, low, high, weight, rounding=rounding)
    if fixed:
        return Step(label, bottom, bottom, bottom, text, citation, source, weight.value, low, low, low, children)
    low_open, high_open = _opens(ends, low, high, bottom, top)
    return Step(
        label, None, bottom, top, text, citation, source, weight.value, None, low, high, children, low_open=low_open, high_open=high_open
    )


def _same(low: Figure, high: Figure) -> bool:
    """Whether the two exact ends are one figure (上下限相同)."""
    return low is high or low[1] * high[2] == high[1] * low[2]


def _opens(ends: Ends, low: Figure, high: Figure, bottom: Decimal, top: Decimal) -> tuple[bool, bool]:
    """Whether the rounded ends are left out: one that was rounded into the room lies in it (开区间)."""
    return ends.low_open and Fraction(bottom) <= Fraction(*low[1:]), ends.high_open and Fraction(top) >= Fraction(*high[1:])


def open_step(
    reason: str, missing: tuple[str, ...], full: Decimal, *, label: str = "", citation: Citation | None = None, source: Source | None = None
) -> Step:
    """A step that says why nothing was computed (未计算的步骤): anything between 0 and the weight."""
    return Step(
        label=label, value=None, low=Decimal(0), high=full, exact_low=(0, 1), exact_high=full.as_integer_ratio(),
        text=reason, full=full, citation=citation, source=source, missing=missing,
    )  # fmt: skip


def explain(ready: Plan, digits: Digits, low: Figure, high: Figure, weight: Quantity, *, rounding: Rounding = SCORE) -> str:
    """
    The arithmetic of a row in words (算式文字): ``5 − 15 × 0.1 = 3.5``.

    Full marks and the clamp are said: ``达到目标，得满分 5``, ``扣完为止，得 0``.
    """
    if _same(low, high):
        said = ready.saying()(*digits, *low) if rounding is SCORE else None
        return said or _explain_fixed(ready, ready.arguments(*digits), low, weight, rounding)
    return _room(ready, ready.arguments(*digits), low, high, rounding)


def _explain_fixed(ready: Plan, arguments: tuple[int, ...], low: Figure, weight: Quantity, rounding: Rounding) -> str:
    """The words of one figure where the arithmetic alone does not say all: full marks, a bare figure, a clamp, another rounding."""
    ends, said = ready.ends, ready.low.text(*arguments)
    assert ends is not None
    if said == weight.text:
        return f"{ends.full_words} {said}"
    units, top, bottom = low
    n, d = ready.low.exact(*arguments) or (0, 1)
    shown = _signed(rounding.points(low))
    if top * d != n * bottom:
        return _clamped(said, n, d, shown, ends, below=n * bottom < top * d)
    if " " in said or not _is_figure(said):
        exact = 100 * top == units * bottom if rounding is SCORE else Fraction(top, bottom) == rounding.points(low)
        return f"{said} {'=' if exact else '≈'} {shown}"
    if n * 10**weight.places == d * weight.digits:
        return f"{ends.full_words} {plain(weight.value or Decimal(0))}"
    return f"{_figure_words(ends, units)}得 {shown}"


def _clamped(said: str, n: int, d: int, shown: str, ends: Ends, *, below: bool) -> str:
    """The words where the arithmetic left its bounds and was brought back (越界)."""
    words = ends.floor_words if below else "不超过分值"
    result = "" if _is_figure(said) else f" {equal(n, d)}"
    return f"{said}{result}，{words}，得 {shown}"


def _figure_words(ends: Ends, units: int) -> str:
    words = ends.figure_words if units else ends.zero_words or ends.figure_words
    return f"{words}，" if words else ""


def _room(ready: Plan, arguments: tuple[int, ...], low: Figure, high: Figure, rounding: Rounding) -> str:
    ends = ready.ends
    assert ends is not None
    bottom, top = rounding.points(low), rounding.points(high)
    low_open, high_open = _opens(ends, low, high, bottom, top)
    room = f"{'(' if low_open else '['}{_signed(bottom)}, {_signed(top)}{')' if high_open else ']'}"
    said = [program.text(*arguments) for program in (ready.low, ready.high)]
    words = ends.room_words or ends.full_words
    return f"{words}，在 {room} 之间" if all(map(_is_figure, said)) else f"{words}：{' 至 '.join(said)}，即 {room}"


def _is_figure(said: str) -> bool:
    return said.lstrip("−≈").replace(".", "").isdigit()


@lru_cache(65536)
def _signed(score: Decimal) -> str:
    return plain(score).replace("-", "−")


#: What the named parts of an expression are called.
PARTS = {
    "gap": "差距", "steps": "扣分次数", "bonus_steps": "加分次数", "below_gap": "低于", "above_gap": "高于", "below_steps": "低于扣分次数",
    "above_steps": "高于扣分次数", "below_bonus_steps": "低于加分次数", "above_bonus_steps": "高于加分次数", "rate": "执行率",
}  # fmt: skip


def details(ready: Plan, digits: Digits, target: Quantity, actual: Quantity, origin: Origin) -> tuple[Step, ...]:
    """The figures a row rests on (依据的数), each with its cell: target, actual, named parts, the criterion's words."""
    assert ready.ends is not None
    labels, place = ready.ends.labels, origin.target
    if "t" not in ready.ends.uses:
        target, place = ready.inputs.target, None
    steps = [
        _figure(name, quantity_, by, ready.pair.unit, at)
        for name, quantity_, by, at in (
            (labels[0], target, ready.pair.by[0], place),
            (labels[1], actual, ready.pair.by[1], origin.actual),
        )
        if name and quantity_.nature != "blank"
    ]
    unit = _unit_words(ready.pair.unit)
    for name, (n, d) in ready.low.parts(*ready.arguments(*digits)).items():
        if name not in PARTS:
            continue
        steps.append(_part(PARTS[name], Fraction(n, d), unit if "gap" in name else " 次" if "steps" in name else ""))
    if origin.criterion:
        steps.append(Step(label="评分标准", value=None, text=origin.criterion, source=origin.criterion_at))
    return tuple(steps)


def _figure(label: str, printed: Quantity, by: Fraction, unit: str, place: Source | None) -> Step:
    if printed.value is None:
        return Step(label=label, value=None, text=printed.text, source=place)
    value = RATE(Fraction(printed.value) * by)
    read_as = f"按 {plain(value)}{unit} 计" if by != 1 else ""
    shown = f"{printed.text}" + (f"（{read_as}）" if read_as else "")
    return Step(label=label, value=None, text=shown, source=place)


def _part(label: str, value: Fraction, unit: str) -> Step:
    return Step(label=label, value=None, text=show(value.numerator, value.denominator) + unit)


def _unit_words(unit: str) -> str:
    return " 个百分点" if unit in PERCENT else unit and f" {unit}"


# ---- deviation ----------------------------------------------------------------------------------


def deviation(target: Quantity | Number, actual: Quantity | Number, *, ratio: bool = False, rounding: Rounding = RATE) -> Decimal | None:
    """
    The deviation rate (指标值偏差率): (actual − target) / target, signed, as a ratio.

    None where the target is 0 or one of the figures is not printed as a number.

    Raises:
        UnitError: the units cannot be compared.

    >>> deviation("1500", "1523")
    Decimal('0.0153')
    """
    exact_value = exact_deviation(quantity(target), quantity(actual), ratio=ratio)
    return None if exact_value is None else rounding(exact_value)


def exact_deviation(
    target: Quantity, actual: Quantity, *, ratio: bool = False, bare: Literal["size", "percent"] = "size"
) -> Fraction | None:
    """The deviation rate unrounded (偏差率精确值)."""
    if not target.value or actual.value is None:
        return None
    both = pair(target, actual, ratio=ratio, bare=bare)
    t, a = Fraction(target.value) * both.by[0], Fraction(actual.value) * both.by[1]
    return (a - t) / t


def inputs_of(weight: Quantity | Number, target: Any, actual: Any, policy: Policy, names: Mapping[str, Number | Quantity]) -> Inputs:
    """What ``apply`` was given, as inputs (整理输入)."""
    items: tuple[Number | bool, ...] = ()
    if isinstance(actual, Sequence) and not isinstance(actual, str):
        items, actual = tuple(actual), None
    given = tuple((name, quantity(value)) for name, value in names.items())
    inputs = Inputs(weight=quantity(weight), target=quantity(target), actual=quantity(actual), policy=policy, names=given, items=items)
    if inputs.weight.value is None or inputs.weight.value < 0:
        raise NumberError(f"分值“{inputs.weight}”不是 0 或正数。", hint="请给出分值，例如 weight=5。")
    return inputs
