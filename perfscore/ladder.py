"""Rules that go step by step (阶梯规则): 每低…扣…分，扣完为止."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

from attrs import evolve, field, frozen

from perfscore.ambiguity import Ambiguity, bearing, beside_percent, is_percent
from perfscore.errors import NumberError
from perfscore.formula import Expression, read_expression
from perfscore.kind import RARE, Edge, Kind, Side, demand_percent, full_or, in_row_unit, maybe, number, one_of
from perfscore.measure import Ends, Inputs, Open
from perfscore.number import Pair, plain, unit_of
from perfscore.ratio import stated
from perfscore.value import Value

LADDER = {"below": "减少", "above": "增加"}


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Ladder(Value):
    """
    One side of a step rule (阶梯): each ``step`` in ``unit`` on ``side`` takes (or ``adds``) ``points``, at most ``limit``.

    ``share`` says that the points, and the limit, are percent of the weight (扣分值的5%).
    """

    side: Side = field(validator=one_of("below", "above"))
    step: Decimal = field(converter=number)
    points: Decimal = field(converter=number)
    unit: str = ""
    adds: bool = False
    limit: Decimal | None = field(default=None, converter=maybe)
    share: bool = field(default=False, metadata=RARE)

    @step.validator
    def _step_above_zero(self, _: object, value: Decimal) -> None:
        if value <= 0:
            raise NumberError(f"每档的步长 {plain(value)} 应大于 0。")

    @points.validator
    def _points_not_below_zero(self, _: object, value: Decimal) -> None:
        if value < 0:
            raise NumberError(f"每档的分数 {plain(value)} 不应小于 0。")

    def __str__(self) -> str:
        act = "加" if self.adds else "扣"
        form = "分值的{}%" if self.share else "{}分"
        limit = f"，最多{act}{form.format(plain(self.limit))}" if self.limit is not None else ""
        return f"每{LADDER[self.side]}{plain(self.step)}{self.unit}{act}{form.format(plain(self.points))}{limit}"


def as_ladders(values: Iterable[Ladder]) -> tuple[Ladder, ...]:
    """Ladders as a tuple (阶梯元组)."""
    return tuple(values)


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Steps(Kind):
    r"""
    Points off for each full step beyond the target (每低…扣…分，扣完为止).

    score = base − ⌊gap / step⌋ × points, gap being how far A (or \|A\|, ``of="absolute"``) lies
    beyond the target, or beyond ``anchor`` (``from`` in JSON), on each ladder's side. ``base``
    is w unless the text names its own points; ``zero_if`` is a veto (低于60%不得分); the floor
    is 0 unless ``below_zero`` (倒扣).

    Source: 中央级行政经费项目支出考评计分办法, 项目完成工作量: 每相差 3 % 扣 1 分.

    >>> rule = Steps(ladders=[Ladder(side="below", step=1, points="0.1")])
    >>> print(rule.apply(weight=5, target="100%", actual="85%").text)
    5 − 15 × 0.1 = 3.5
    """

    kind: ClassVar[str] = "steps"
    ladders: tuple[Ladder, ...] = field(converter=as_ladders)
    anchor: Decimal | None = field(default=None, converter=maybe)
    anchor_unit: str = ""
    of: Literal["value", "absolute"] = field(default="value", validator=one_of("value", "absolute"))
    base: Decimal | None = field(default=None, converter=maybe)
    zero_if: Edge | None = None
    below_zero: bool = False

    @ladders.validator
    def _one_per_side(self, _: object, value: tuple[Ladder, ...]) -> None:
        if not value or len({ladder.side for ladder in value}) < len(value):
            raise NumberError("阶梯应有一边或两边，每边一条。")

    def take(self, inputs: Inputs) -> Inputs:
        """A named anchor stands where the target would (以文中标准代替目标值)."""
        for unit in (self.anchor_unit, self.zero_if.unit if self.zero_if is not None else ""):
            demand_percent(inputs, unit)
        if self.anchor is None:
            return inputs
        return evolve(inputs, target=stated(self.anchor, self.anchor_unit), stated=True)

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        inputs.need("a" if self.anchor is not None else "ta")
        parameters: dict[str, Fraction] = {}
        if self.anchor is not None:
            parameters["anchor"] = Fraction(self.anchor) * pair.by[0]
        if self.base is not None:
            parameters["base"] = Fraction(self.base)
        shares = []
        for ladder in self.ladders:
            step, share = _step_in_row_unit(ladder, inputs, pair)
            parameters[f"{ladder.side}_step"], parameters[f"{ladder.side}_points"] = step, Fraction(ladder.points)
            if ladder.limit is not None:
                parameters[f"{ladder.side}_limit"] = Fraction(ladder.limit)
            shares.append(share)
        if self.zero_if is not None:
            parameters["veto"] = in_row_unit(self.zero_if.value, self.zero_if.unit, pair, bound=inputs.policy.bare_percent == "size")
        if any(shares) and (inputs.target.value or 0) < 0:
            raise Open("目标值为负，按目标值的百分比扣分没有意义，未计算")
        expression = _steps_expression(self, inputs.policy.steps, tuple(shares), tuple(parameters))
        adds = any(ladder.adds for ladder in self.ladders)
        words = (
            "得满分"
            if adds and self.base is not None
            else "未超出标准，得满分"
            if self.anchor is not None
            else "未超过目标，得满分"
            if self._one_side == "above"
            else "达到目标，得满分"
        )
        return Ends(low=expression, parameters=parameters, uses="a" if self.anchor is not None else "ta", full_words=words,
                    zero_words=str(self.zero_if or "扣完为止"), floor_words="扣完为止",
                    labels=("目标值" if self.anchor is None else "标准", "实际完成值"))  # fmt: skip

    @property
    def _one_side(self) -> str:
        return self.ladders[0].side if len(self.ladders) == 1 else ""

    @property
    def full(self) -> Decimal | None:
        return self.base

    @property
    def readings(self) -> tuple[Ambiguity, ...]:
        units = [ladder.unit for ladder in self.ladders]
        return bearing(
            "steps",
            "one_means" if "" in units else None,
            "percent_of" if any(map(is_percent, units)) else None,
            beside_percent(*units, self.anchor_unit),
        )

    def words(self) -> str:
        parts = []
        absolute = "绝对值" if self.of == "absolute" else ""
        if self.anchor is not None:
            sign = {"above": "≤", "below": "≥", "": "="}[self._one_side]
            parts.append(f"{absolute}{sign}{plain(self.anchor)}{self.anchor_unit}得{full_or(self.base)}")
        elif self.base is not None or absolute:
            parts.append(f"{absolute}达到目标得{full_or(self.base)}")
        parts += [str(ladder) for ladder in self.ladders]
        parts.append("可倒扣" if self.below_zero else "扣完为止")
        if self.zero_if is not None:
            parts.append(f"{self.zero_if}不得分")
        return "，".join(parts)


def _step_in_row_unit(ladder: Ladder, inputs: Inputs, pair: Pair) -> tuple[Fraction, bool]:
    """The step in the unit of the row, and whether it is a share of the target."""
    step, percent_row = Fraction(ladder.step), unit_of(pair.unit)[0] == "%"
    if unit_of(ladder.unit)[0] == "%" and not percent_row:
        if inputs.policy.percent_of == "none":
            raise Open(f"评分标准按“{plain(ladder.step)}{ladder.unit}”计，本行不是百分比，未计算")
        named = inputs.ratio and not pair.unit  # 优良率 90 and 88 are percent, though no sign stands there
        return step * unit_of(ladder.unit)[1], not named
    if not ladder.unit and percent_row and inputs.policy.one_means == "ratio":
        return step * 100, False
    return in_row_unit(ladder.step, ladder.unit, pair), False


def _steps_expression(rule: Steps, mode: str, shares: tuple[bool, ...], parameters: tuple[str, ...]) -> Expression:
    """The one expression of a step rule, for the ladders it has; parameters stay names."""
    x = "abs(a)" if rule.of == "absolute" else "a"
    anchor = "anchor" if rule.anchor is not None else "t"
    base = "base" if rule.base is not None else "w"
    lets, terms = {}, []
    for ladder, share in zip(rule.ladders, shares, strict=True):
        side, prefix = ladder.side, "" if len(rule.ladders) == 1 else f"{ladder.side}_"
        lets[f"{prefix}gap"] = f"max({anchor} - {x}, 0)" if side == "below" else f"max({x} - {anchor}, 0)"
        count = f"{prefix}gap * 100 / ({side}_step * t)" if share else f"{prefix}gap / {side}_step"
        count = f"floor({count})" if mode == "whole" else count
        steps = f"{prefix}bonus_steps" if ladder.adds else f"{prefix}steps"
        lets[steps] = f"(0 if {prefix}gap == 0 else {count})" if share else count
        of_weight = f" / 100 * {base}" if ladder.share else ""
        term = f"{steps} * {side}_points{of_weight}"
        terms.append((ladder.adds, f"min({term}, {side}_limit{of_weight})" if ladder.limit is not None else term))
    body = base + "".join(f" {'+' if adds else '-'} {term}" for adds, term in terms)
    met = " and ".join(f"{name} == 0" for name in lets if name.endswith("gap"))
    text = f"{base} if {met} else {body}"
    if rule.zero_if is not None:
        text = f"0 if {x} {rule.zero_if.sign} veto else {text}"
    beyond = any(adds for adds, _ in terms)
    if beyond and not rule.below_zero:
        text = f"max({text}, 0)"
    if (beyond or rule.below_zero) and rule.base is not None:
        text = f"{text} if base >= w else min({text}, w)" if beyond else f"min({text}, w)"
    return read_expression(text, ("w", "t", "a", *parameters), lets=lets, positive=[p for p in parameters if p.endswith("_step")],
                           natural=("w", *(p for p in parameters if p.endswith(("_points", "_limit")))), clamp=not (beyond or rule.below_zero))  # fmt: skip
