"""Rules that name a case (定档类规则): 定性, 是否, 分项, 缺陷, 酌情, 约束."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Final, Literal

from attrs import evolve, field, frozen

from perfscore.ambiguity import Ambiguity, bearing, beside_percent
from perfscore.errors import NumberError
from perfscore.formula import read_expression
from perfscore.kind import RARE, Edge, Kind, demand_percent, ends, full_or, maybe, number, one_of, ranked, words_of
from perfscore.measure import Ends, Inputs, Open
from perfscore.number import NOTHING, ZERO, Pair, Quantity, plain, read_quantity, unit_of
from perfscore.pattern import pattern
from perfscore.ratio import stated
from perfscore.value import Value

YES = frozenset({"是", "有", "达到", "达标", "完成", "已完成", "合格", "符合", "√", "✓"})
NO = frozenset({"否", "未达到", "未达标", "未完成", "不合格", "不符合", "×", "✗"})


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Band(Value):
    """
    One band of a judgement in words (档次): ``low`` to ``high`` percent of the weight, or points.
    """

    label: str
    low: Decimal = field(converter=number)
    high: Decimal = field(converter=number)
    low_open: bool = False
    high_open: bool = False
    share: bool = True

    def __attrs_post_init__(self) -> None:
        if self.low > self.high or self.low < 0:
            raise NumberError(f"档次“{self.label}”的区间 {plain(self.low)}–{plain(self.high)} 不成立。")

    def __str__(self) -> str:
        if not self.share:
            return (
                f"{self.label}得{plain(self.low)}分" if self.low == self.high else f"{self.label}得{plain(self.low)}-{plain(self.high)}分"
            )
        if self.low == self.high and not (self.low_open or self.high_open):
            return f"{self.label}得{plain(self.high)}%的分值"
        left, right = ("(不含)" if self.low_open else "(含)"), ("(不含)" if self.high_open else "(含)")
        return f"{self.label}得{plain(self.high)}%{right}-{plain(self.low)}%{left}的分值"


def as_bands(values: Iterable[Band]) -> tuple[Band, ...]:
    """Bands as a tuple (档次元组)."""
    return tuple(values)


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Bands(Kind):
    """
    The interval of the band that the actual names (定性分档): 达成、部分达成、未达成.

    >>> rule = Bands(bands=[Band(label="达成预期指标", low=80, high=100), Band(label="未达成预期指标", low=0, high=80, high_open=True)])
    >>> rule.apply(weight=10, actual="达成预期指标").figure
    '[8, 10]'
    """

    kind: ClassVar[str] = "bands"
    bands: tuple[Band, ...] = field(converter=as_bands)

    @bands.validator
    def _distinct(self, _: object, value: tuple[Band, ...]) -> None:
        if not value or len({band.label for band in value}) < len(value):
            raise NumberError("定性分档至少要有一档，档名不能重复。")

    def take(self, inputs: Inputs) -> Inputs:
        """The target plays no part (不看目标值)."""
        return evolve(inputs, target=NOTHING)

    def find(self, words: str) -> Band | None:
        """The one band that words name (对应档次): the label itself, or its beginning; None where none or several fit."""
        said = words_of(read_quantity(words))
        exact_ = [band for band in self.bands if band.label == said]
        begun = exact_ or [band for band in self.bands if said and (band.label.startswith(said) or said.startswith(band.label))]
        return begun[0] if len(begun) == 1 else None

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        """The band's two ends (档次算式)."""
        if inputs.actual.nature == "blank":
            raise Open("实际完成值未填，未计算", missing=("actual",))
        band = self.find(inputs.actual.text)
        if band is None:
            said = f"“{inputs.actual}”" if inputs.actual.nature == "words" else "实际完成值是数，"
            raise Open(f"{said}不在评分标准的各档之中（{'、'.join(b.label for b in self.bands)}），未计算")
        worth = "w * {} / 100" if band.share else "{}"
        high = "q" if band.low != band.high else "p"
        return ends(worth.format("p"), worth.format(high), {"p": Fraction(band.low), "q": Fraction(band.high)},
                    low_open=band.low_open, high_open=band.high_open, full_words=f"“{band.label}”档，得满分", figure_words=f"“{band.label}”档", room_words=f"“{band.label}”档")  # fmt: skip

    @property
    def full(self) -> Decimal | None:
        return None if any(band.share for band in self.bands) else max(band.high for band in self.bands)

    def words(self) -> str:
        return "，".join(str(band) for band in self.bands)


#: Conditions that are no achievement: 达标 beside 发生事故不得分 does not mean that one happened.
BAD: Final = pattern(r"[未不没无违]|发生|出现|事故|问题|逾期|超")


def answer(value: Quantity, what: str = "") -> bool | None:
    """Whether a cell says 是 or 否 (是否); 完成, 达标 and the like only of a condition that is an achievement; None where it says neither."""
    said = words_of(value)
    if BAD.search(what) and said not in {"是", "否"}:
        return None
    return True if said in YES else False if said in NO else None


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class YesNo(Kind):
    """
    One of two values (是否): 是得2分，否则不得分. None is full marks; ``what`` is the condition's words.

    ``when`` is the condition where it is a bound (≥95%得2分, 前5名得2分): then the actual may also be a figure, or a rank.
    ``no_from`` is the count from which the other case holds (有1项不符合要求，不得分): then the actual may
    also be the number of such cases. A ``no`` below 0 is taken off (否则倒扣1分).

    >>> YesNo(yes=2).apply(weight=2, actual="否").value
    Decimal('0.00')
    >>> YesNo(yes=2, what="", when=Edge(side="above", value=10, unit="%", inclusive=True)).apply(weight=2, actual="15%").value
    Decimal('2.00')
    """

    kind: ClassVar[str] = "yes-no"
    yes: Decimal | None = field(default=None, converter=maybe)
    no: Decimal | None = field(default=ZERO, converter=maybe)
    what: str = "是"
    when: Edge | None = field(default=None, metadata=RARE)
    no_from: Decimal | None = field(default=None, converter=maybe, metadata=RARE)
    no_unit: str = field(default="", metadata=RARE)
    no_what: str = field(default="", metadata=RARE)

    def __attrs_post_init__(self) -> None:
        if self.when is not None and self.no_from is not None:
            raise NumberError("是否类规则的条件不能既是界限又是个数。")
        if self.no_from is not None and self.no_from <= 0:
            raise NumberError(f"不得分的个数 {plain(self.no_from)} 应大于 0。")

    def take(self, inputs: Inputs) -> Inputs:
        """The target plays no part; a bound stands in its place (不看目标值). 第3名 is a figure beside 前5名, none beside ≥95%."""
        demand_percent(inputs, self.when.unit if self.when is not None else "")
        if self.when is not None and self.when.side == "below":
            inputs = evolve(inputs, actual=ranked(inputs.actual))
        if self.when is None or not self._measured(inputs):
            return evolve(inputs, target=NOTHING)
        return evolve(inputs, target=stated(self.when.value, self.when.unit), stated=True)

    def _measured(self, inputs: Inputs) -> bool:
        """Whether the actual is a figure that decides."""
        return inputs.actual.value is not None and (self.when is not None or self.no_from is not None)

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        """One of the two values, both where nobody says which (是否算式)."""
        parameters = {name: Fraction(value) for name, value in (("yes", self.yes), ("no", self.no)) if value is not None}
        below = self.no is not None and self.no < 0
        yes = "w" if self.yes is None else "min(yes, w)" if below else "yes"
        no = "w" if self.no is None else "no"
        if self._measured(inputs):
            condition = self._condition(inputs, pair, parameters)
            text = f"{yes} if {condition} else {no}"
            return ends(
                text, text, parameters, "a", clamp=not below, full_words="符合，得满分", figure_words="按是否符合", zero_words="不符合"
            )
        said = answer(inputs.actual, self.what)
        low, high = (no, yes) if said is None else (yes, yes) if said else (no, no)
        if said is None:
            low, high = f"min({low}, {high})", f"max({low}, {high})"
        return ends(low, high, parameters, clamp=not below, full_words="不符合，得满分" if said is False else "符合，得满分",
                    figure_words="不符合" if said is False else "符合", room_words="没有说明是否符合")  # fmt: skip

    def _condition(self, inputs: Inputs, pair: Pair, parameters: dict[str, Fraction]) -> str:
        if self.when is not None:
            parameters["bound"] = Fraction(self.when.value) * pair.by[0]
            return f"a {self.when.sign} bound"
        if unit_of(inputs.actual.unit)[0] == "%":
            raise Open("实际完成值是百分比，不是个数，未计算")
        parameters["bound"] = Fraction(self.no_from or 1)
        return "a < bound"

    @property
    def full(self) -> Decimal | None:
        return None if self.yes is None or self.no is None else max(self.yes, self.no)

    @property
    def readings(self) -> tuple[Ambiguity, ...]:
        return bearing(beside_percent(self.when.unit) if self.when is not None else None)

    def words(self) -> str:
        condition = self.what + (str(self.when) if self.when is not None else "")
        if self.no_from is not None:
            count = f"有{plain(self.no_from)}{self.no_unit}{self.no_what}{_earns(self.no)}"
            return f"{condition}得{full_or(self.yes)}，{count}" if condition else f"{count}，否则得{full_or(self.yes)}"
        return f"{condition}{_earns(self.yes)}，否则{_earns(self.no)}"


def _earns(points: Decimal | None) -> str:
    if points is not None and points < 0:
        return f"不得分，同时倒扣{plain(-points)}分"
    return "不得分" if points == 0 else f"得{full_or(points)}"


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Discretion(Kind):
    """
    The interval that a text leaves to judgement (酌情): 酌情扣1-2分, 得2-5分, 专家评分.

    ``low`` to ``high`` points are taken off (``act="deduct"``) or given (``"award"``); None
    is as much as the weight allows. ``actual`` 是 means that the stated case holds, 否 that it
    does not, nothing that nobody knows. ``unless`` says that the room opens where the case does not hold
    (达到要求得1分，否则酌情扣分), which is worth ``base`` where it does.

    >>> Discretion(low=1, high=2).apply(weight=5, actual="是").figure
    '[3, 4]'
    """

    kind: ClassVar[str] = "discretion"
    act: Literal["deduct", "award"] = field(default="deduct", validator=one_of("deduct", "award"))
    low: Decimal | None = field(default=None, converter=maybe)
    high: Decimal | None = field(default=None, converter=maybe)
    what: str = ""
    base: Decimal | None = field(default=None, converter=maybe, metadata=RARE)
    unless: bool = field(default=False, metadata=RARE)

    def __attrs_post_init__(self) -> None:
        if (self.unless and (self.act == "award" or not self.what)) or (self.base is not None and not self.unless):
            raise NumberError("“否则酌情扣分”之前应写明情形。")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise NumberError(f"酌情区间 {plain(self.low)}–{plain(self.high)} 的下限大于上限。")
        if any(bound is not None and bound < 0 for bound in (self.low, self.high)):
            raise NumberError("酌情区间不应小于 0。")

    def take(self, inputs: Inputs) -> Inputs:
        """The target plays no part (不看目标值)."""
        return evolve(inputs, target=NOTHING)

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        """The room that the text leaves (酌情算式)."""
        said = answer(inputs.actual, self.what) if self.unless else {"是": True, "否": False}.get(words_of(inputs.actual))
        if self.unless and said is not None:
            said = not said
        parameters = {name: Fraction(value) for name, value in (("p", self.low), ("q", self.high)) if value is not None}
        least, most = "p" if self.low is not None else "0", "q" if self.high is not None else "w"
        base = "w"
        if self.base is not None:
            parameters["base"], base = Fraction(self.base), "base"
            most = most if most == "q" else "base"
        if said is False:
            untouched = base if self.act == "deduct" else "0"
            return ends(untouched, untouched, parameters, full_words="没有所述情形，得满分", zero_words="没有所述情形")
        if self.act == "award":
            return ends(least, most, parameters, room_words="酌情得分")
        return ends(f"{base} - {most}", f"{base} - {least}" if said else base, parameters, room_words="酌情扣分")

    @property
    def full(self) -> Decimal | None:
        return self.base if self.unless else self.high if self.act == "award" else None

    def words(self) -> str:
        act = "扣" if self.act == "deduct" else "得"
        room = (
            f"{plain(self.low)}-{plain(self.high)}"
            if self.low is not None and self.high is not None
            else f"不超过{plain(self.high)}"
            if self.high is not None
            else ""
        )
        room = f"不少于{plain(self.low)}" if self.low is not None and self.high is None else room
        if self.unless:
            return f"{self.what}得{full_or(self.base)}，否则酌情{act}{room}分"
        return f"{self.what}酌情{act}{room}分"


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Constraint(Kind):
    """
    A row that only takes away (约束性指标): a deduction at discretion, a cap on the total, or both.

    Its room is [0, w], deductions taken from the printed weight (``constraint_base`` pool), or
    [−w, 0], deductions taken from 0 (negative; down to the full marks of 100 where the row
    prints no weight). ``cap`` bounds the total once ``event`` is on
    record; the row itself does not say that it is.

    >>> Constraint(cap=70, event="审计披露").apply(weight=10).figure
    '[0, 10]'
    """

    kind: ClassVar[str] = "constraint"
    cap: Decimal | None = field(default=None, converter=maybe)
    event: str = ""

    def take(self, inputs: Inputs) -> Inputs:
        """Neither figure plays a part (不看目标与实际)."""
        return evolve(inputs, target=NOTHING, actual=NOTHING)

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        """The room for deductions (约束算式)."""
        base = inputs.policy.constraint_base
        if base == "pool" or (base == "auto" and (inputs.weight.value or ZERO) > 0):
            return ends("0", "w", {}, full_words="约束性指标，得", room_words="约束性指标，按扣分情况")
        names = ("w", "t", "a")
        most = "-w" if (inputs.weight.value or ZERO) > 0 else "-100"
        return Ends(
            low=read_expression(most, names, clamp=False),
            high=read_expression("0", names, clamp=False),
            uses="",
            full_words="约束性指标，以负数记分，得",
            room_words="约束性指标，以负数记分",
        )

    @property
    def readings(self) -> tuple[Ambiguity, ...]:
        return bearing("constraint_base")

    def words(self) -> str:
        cap = f"，出现{self.event or '所述事件'}的，总分不得超过{plain(self.cap)}分" if self.cap is not None else ""
        return f"约束性指标，酌情扣分{cap}"
