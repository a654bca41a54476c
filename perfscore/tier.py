"""Rules by tiers of the figure (分档规则): ≥95%得10分，90%(含)-95%得8分."""

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, Literal

from attrs import evolve, field, frozen

from perfscore.ambiguity import Ambiguity, bearing, beside_percent
from perfscore.errors import NumberError
from perfscore.kind import RARE, Arms, Kind, demand_percent, ends, full_or, maybe, one_of, ranked
from perfscore.measure import Ends, Inputs
from perfscore.number import ZERO, Pair, Quantity, plain
from perfscore.ratio import stated
from perfscore.value import Value


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Tier(Value):
    """
    One tier (分档): from ``low`` to ``high``, each included unless ``…_open``; worth ``points``, or ``points`` to ``points_to``.

    ``share`` says that the points are percent of the weight, ``off`` that they are taken off it (扣2分).
    """

    low: Decimal | None = field(default=None, converter=maybe)
    high: Decimal | None = field(default=None, converter=maybe)
    low_open: bool = False
    high_open: bool = False
    points: Decimal | None = field(default=None, converter=maybe)
    points_to: Decimal | None = field(default=None, converter=maybe)
    share: bool = False
    off: bool = field(default=False, metadata=RARE)

    def __attrs_post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise NumberError("分档没有上限也没有下限。")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise NumberError(f"分档的下限 {plain(self.low)} 大于上限 {plain(self.high)}。")
        if self.low is not None and self.low == self.high and (self.low_open or self.high_open):
            raise NumberError(f"分档从 {plain(self.low)} 到 {plain(self.low)}，又不含 {plain(self.low)}，没有数在其中。")
        if self.points_to is not None and (self.points is None or self.points > self.points_to):
            raise NumberError(f"分档的得分区间 {full_or(self.points)}至{plain(self.points_to)}分不成立。")
        if self.share and self.points is None:
            raise NumberError("按分值比例得分的分档应写明百分数。")
        if self.off and (self.points is None or self.points_to is not None):
            raise NumberError("扣分的分档应写明扣几分。")

    def condition(self, number_: int) -> str:
        """The tier's condition as a formula writes it (分档条件)."""
        low = f"a {'>' if self.low_open else '>='} l{number_}" if self.low is not None else ""
        high = f"a {'<' if self.high_open else '<='} h{number_}" if self.high is not None else ""
        return " and ".join(part for part in (low, high) if part)

    def worth(self, number_: int, end: Literal["p", "q"]) -> str:
        """What the tier is worth at one end (分档得分)."""
        if self.points is None:
            return "w"
        worth = f"w * {end}{number_} / 100" if self.share else f"{end}{number_}"
        return f"w - {worth}" if self.off else worth

    def words(self, unit: str) -> str:
        """The tier as a criterion prints it (分档文字)."""
        if self.low is not None and self.low == self.high:
            return f"={plain(self.low)}{unit}"
        if self.low is not None and self.high is not None:
            left, right = ("(不含)" if self.low_open else "(含)"), ("(不含)" if self.high_open else "(含)")
            return f"{plain(self.low)}{unit}{left}-{plain(self.high)}{unit}{right}"
        if self.low is not None:
            return f"{'>' if self.low_open else '≥'}{plain(self.low)}{unit}"
        assert self.high is not None
        return f"{'<' if self.high_open else '≤'}{plain(self.high)}{unit}"

    @property
    def rank(self) -> Decimal:
        """By what tiers are ordered, the better one higher (档次高低): full marks, what is taken off, points."""
        if self.points is None:
            return Decimal("Infinity")
        return Decimal("1e9") - self.points if self.off else self.points if self.points_to is None else self.points_to

    def reward(self) -> str:
        """The points as a criterion prints them (分档得分文字)."""
        if self.off and self.points is not None:
            return f"扣分值的{plain(self.points)}%" if self.share else f"扣{plain(self.points)}分"
        return f"得{self._reward()}"

    def _reward(self) -> str:
        to = f"-{plain(self.points_to)}" if self.points_to is not None else ""
        if self.share and self.points is not None:
            return f"{plain(self.points)}%{to + '%' if to else ''}的分值"
        return full_or(self.points) if not to or self.points is None else f"{plain(self.points)}{to}分"


def as_tiers(values: Iterable[Tier]) -> tuple[Tier, ...]:
    """Tiers as a tuple (分档元组)."""
    return tuple(values)


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Tiers(Kind):
    r"""
    Points by the tier that the actual falls in (分档得分): ≥95%得10分，90%(含)-95%得8分.

    A bare shared edge belongs to the better tier. ``otherwise`` is what the rest is worth;
    where the text is silent, a value between two tiers lies between their points, one beyond
    the outermost tier between 0 and that tier's points. Ranks are figures: 前5名 is up to 5 名, 后30% from 70 %.
    ``of="absolute"`` looks at \|A\| (偏差率在±5%以内), ``"completion"`` at A in percent of T (完成80%以上得…).

    >>> rule = Tiers(unit="%", tiers=[Tier(low=95, points=10), Tier(low=90, high=95, points=8)], otherwise=0)
    >>> rule.apply(weight=10, actual="95%").value, rule.apply(weight=10, actual="80%").value
    (Decimal('10.00'), Decimal('0.00'))
    """

    kind: ClassVar[str] = "tiers"
    tiers: tuple[Tier, ...] = field(converter=as_tiers)
    unit: str = ""
    otherwise: Decimal | None = field(default=None, converter=maybe)
    of: Literal["value", "absolute", "completion"] = field(
        default="value", validator=one_of("value", "absolute", "completion"), metadata=RARE
    )

    @tiers.validator
    def _some(self, _: object, value: tuple[Tier, ...]) -> None:
        if not value:
            raise NumberError("分档至少要有一档。")

    def take(self, inputs: Inputs) -> Inputs:
        """The bound stands where the target would; 第3名 and 前15% are numbers (以界限代替目标值)."""
        if self.of == "completion" and (inputs.target.value or ZERO) > 0:
            return evolve(inputs, actual=ranked(inputs.actual))
        demand_percent(inputs, self.unit)
        return evolve(inputs, actual=ranked(inputs.actual), target=self._outermost(), stated=True)

    def _outermost(self) -> Quantity:
        """The highest bound, which stands where the target would."""
        bound = max(b for tier in self.tiers for b in (tier.low, tier.high) if b is not None)
        return stated(bound, self.unit)

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        """One chain of tiers, the better ones first (分档算式)."""
        inputs.need("a")
        completion = self.of == "completion" and not inputs.stated
        by = Fraction(1) if completion else pair.by[0]
        better = sorted(self.tiers, key=lambda tier: tier.rank, reverse=True)
        if inputs.policy.shared_edge == "worse":
            better = _without_shared_edges(better)
        parameters: dict[str, Fraction] = {}
        for i, tier in enumerate(better):
            for name, bound in (("l", tier.low), ("h", tier.high)):
                if bound is not None:
                    parameters[f"{name}{i}"] = Fraction(bound) * by
            if tier.points is not None:
                parameters[f"p{i}"] = Fraction(tier.points)
                parameters[f"q{i}"] = Fraction(tier.points if tier.points_to is None else tier.points_to)
        low, high = self._rest(better, parameters)

        x = "abs(a)" if self.of == "absolute" else "(a * 100 / t)" if completion else "a"

        def chain(end: Literal["p", "q"], rest: Arms) -> Arms:
            arms = [*(f"{tier.worth(i, end)} if {tier.condition(i)}" for i, tier in enumerate(better)), *rest]
            return [re.sub(r"\ba\b", x, arm) for arm in arms] if x != "a" else arms

        return ends(
            chain("p", low),
            chain("q", high),
            parameters,
            "a",
            full_words="在最高一档，得满分",
            figure_words="按所在档次",
            room_words="按所写各档",
        )

    def _rest(self, better: list[Tier], parameters: dict[str, Fraction]) -> tuple[Arms, Arms]:
        """What a value outside every tier may be worth, at least and at most."""
        if self.otherwise is not None:
            parameters["r"] = Fraction(self.otherwise)
            return ["r"], ["r"]
        if any(tier.off for tier in better):  # nothing is taken off outside them
            return ["w"], ["w"]
        order = sorted(range(len(better)), key=lambda i: _low(better[i]))
        low: Arms = []
        high: Arms = []
        for below, above in pairwise(order):
            if better[above].low is not None:
                worse, best = max(below, above), min(below, above)
                between = f" if a <= l{above} and a >= {_top(better, below)}"
                low.append(better[worse].worth(worse, "p") + between)
                high.append(better[best].worth(best, "q") + between)
        bottom, top = order[0], max(order, key=lambda i: _high(better[i]))
        if better[bottom].low is not None and better[top].high is not None and bottom != top:
            high.append(f"{better[bottom].worth(bottom, 'q')} if a <= l{bottom}")
        outer = top if better[top].high is not None else bottom
        return [*low, "0"], [*high, better[outer].worth(outer, "q")]

    @property
    def full(self) -> Decimal | None:
        points = [tier.points if tier.points_to is None else tier.points_to for tier in self.tiers]
        known = [one for one in points if one is not None]
        return None if len(known) < len(points) or any(tier.share or tier.off for tier in self.tiers) else max(known)

    @property
    def readings(self) -> tuple[Ambiguity, ...]:
        return bearing(beside_percent(self.unit), "shared_edge" if shared_edges(self.tiers) else None)

    def words(self) -> str:
        parts = [f"{tier.words(self.unit)}{tier.reward()}" for tier in self.tiers]
        if self.of == "absolute":
            parts[0] = f"绝对值{parts[0]}"
        if self.of == "completion":
            parts[: len(self.tiers)] = [f"完成{part}" for part in parts[: len(self.tiers)]]
        if self.otherwise is not None:
            parts.append("其余不得分" if self.otherwise == 0 else f"其余得{plain(self.otherwise)}分")
        return "，".join(parts)


def shared_edges(tiers: Iterable[Tier]) -> tuple[Decimal, ...]:
    """
    The figures that two ranges both include (共用的边界): 95 in 90%-95%, 95%-100%.

    >>> shared_edges([Tier(low=90, high=95, points=8), Tier(low=95, high=100, points=10)])
    (Decimal('95'),)
    """
    ranges = [tier for tier in tiers if tier.low is not None and tier.high is not None and tier.low < tier.high]
    lows = {tier.low for tier in ranges if not tier.low_open}
    return tuple(tier.high for tier in ranges if tier.high is not None and not tier.high_open and tier.high in lows)


def _without_shared_edges(better: list[Tier]) -> list[Tier]:
    """The better tiers without the edges that they share with a worse one (边界归下一档)."""
    found = []
    for i, tier in enumerate(better):
        edges = set(shared_edges(better[i:]))
        found.append(
            evolve(tier, low_open=tier.low_open or tier.low in edges, high_open=tier.high_open or tier.high in edges)
            if tier.low != tier.high
            else tier
        )
    return found


def _low(tier: Tier) -> Decimal:
    return Decimal("-Infinity") if tier.low is None else tier.low


def _high(tier: Tier) -> Decimal:
    return Decimal("Infinity") if tier.high is None else tier.high


def _top(tiers: list[Tier], number_: int) -> str:
    return f"h{number_}" if tiers[number_].high is not None else f"l{number_}"
