"""Rules that name a case (定档类规则): 定性, 是否, 分项, 缺陷, 酌情, 约束."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Final, Literal

from attrs import evolve, field, frozen

from perfscore.errors import NumberError
from perfscore.formula import read_expression
from perfscore.kind import Arms, Kind, ends, full_or, maybe, named, number, one_of, words_of
from perfscore.measure import Ends, Inputs, Open
from perfscore.number import NOTHING, ZERO, Pair, Quantity, exact, plain, read_quantity, unit_of
from perfscore.pattern import pattern
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

    def __str__(self) -> str:
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
    One of two values (是否): 是得2分，否则不得分. ``yes`` None is full marks; ``what`` is the condition's words.

    A ``no`` below 0 is taken off (否则倒扣1分).

    >>> YesNo(yes=2).apply(weight=2, actual="否").value
    Decimal('0.00')
    """

    kind: ClassVar[str] = "yes-no"
    yes: Decimal | None = field(default=None, converter=maybe)
    no: Decimal = field(default=ZERO, converter=number)
    what: str = "是"

    def take(self, inputs: Inputs) -> Inputs:
        """The target plays no part (不看目标值)."""
        return evolve(inputs, target=NOTHING)

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        """One of the two values, both where nobody says which (是否算式)."""
        said = answer(inputs.actual, self.what)
        parameters = {"no": Fraction(self.no)} | ({"yes": Fraction(self.yes)} if self.yes is not None else {})
        yes = "w" if self.yes is None else "min(yes, w)" if self.no < 0 else "yes"
        low, high = ("no", yes) if said is None else (yes, yes) if said else ("no", "no")
        if said is None:
            low, high = f"min({low}, {high})", f"max({low}, {high})"
        return ends(low, high, parameters, clamp=self.no >= 0, full_words="不符合，得满分" if said is False else "符合，得满分",
                    figure_words="不符合" if said is False else "符合", room_words="没有说明是否符合")  # fmt: skip

    def __str__(self) -> str:
        other = "不得分" if self.no == 0 else f"得{plain(self.no)}分"
        return f"{self.what}得{full_or(self.yes)}，否则{other}"


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Item(Value):
    """One item of a checklist (分项), worth ``points``."""

    text: str
    points: Decimal = field(converter=number)

    @points.validator
    def _not_negative(self, _: object, value: Decimal) -> None:
        if value < 0:
            raise NumberError(f"分项“{self.text}”的分值 {plain(value)} 小于 0。")


def as_items(values: Iterable[Item]) -> tuple[Item, ...]:
    """Items as a tuple (分项元组)."""
    return tuple(values)


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Checklist(Kind):
    """
    The sum of the items met (分项得分): ①…(1分)；②…(1分).

    ``actual`` is ``N项``, or a tuple of 是/否 or points in printed order; where only the
    number of unequal items is known the score is an interval.

    >>> rule = Checklist(items=[Item(text="有制度", points=1), Item(text="有记录", points=2)])
    >>> rule.apply(weight=3, actual=("是", "否")).value, rule.apply(weight=3, actual="1项").figure
    (Decimal('1.00'), '[1, 2]')
    """

    kind: ClassVar[str] = "checklist"
    items: tuple[Item, ...] = field(converter=as_items)

    @items.validator
    def _some(self, _: object, value: tuple[Item, ...]) -> None:
        if not value:
            raise NumberError("分项至少要有一项。")

    def take(self, inputs: Inputs) -> Inputs:
        """The target plays no part (不看目标值)."""
        return evolve(inputs, target=NOTHING)

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        """The points of the items met, at least and at most (分项算式)."""
        if inputs.items:
            return ends("met", "met", {"met": self._sum(inputs.items)}, full_words="各项都符合，得满分", figure_words="各项相加")
        inputs.need("a")
        if unit_of(inputs.actual.unit)[0] == "%":
            raise Open(f"实际完成值 {inputs.actual} 是百分比，不是符合的项数，未计算")
        ascending = sorted(item.points for item in self.items)
        parameters = named(_running(ascending), "p") | named(_running(ascending[::-1]), "q")

        def chain(end: str) -> Arms:
            return [*(f"{end}{i} if a < {i + 1}" for i in range(len(ascending))), f"{end}{len(ascending)}"]

        return ends(
            chain("p"),
            chain("q"),
            parameters,
            "a",
            full_words="各项都符合，得满分",
            figure_words="按符合的项数",
            room_words="只知道符合的项数",
        )

    def _sum(self, given: tuple[object, ...]) -> Fraction:
        if len(given) != len(self.items):
            raise Open(f"评分标准有 {len(self.items)} 项，给出了 {len(given)} 项，未计算")
        total = Fraction(0)
        for number_, (item, said) in enumerate(zip(self.items, given, strict=True), 1):
            met = said if isinstance(said, bool) else answer(read_quantity(said)) if isinstance(said, str) else None
            if met is None and (said is None or (isinstance(said, str) and read_quantity(said).nature == "blank")):
                raise Open(f"第 {number_} 项未填，未计算", missing=("actual",))
            worth = Fraction(item.points) * met if met is not None else exact(said)  # type: ignore[arg-type]
            if not 0 <= worth <= item.points:
                raise Open(f"第 {number_} 项最多 {plain(item.points)} 分，给出的是 {said}，未计算")
            total += worth
        return total

    def __str__(self) -> str:
        return "；".join(f"{_circled(i)}{item.text}({plain(item.points)}分)" for i, item in enumerate(self.items, 1))


def _running(points: list[Decimal]) -> list[Decimal]:
    return [sum(points[:i], ZERO) for i in range(len(points) + 1)]


def _circled(number_: int) -> str:
    return chr(0x245F + number_) if number_ <= 20 else f"{number_}、"


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Defect(Value):
    """A kind of defect (扣分事项): ``points`` off for every ``per`` of it."""

    what: str = ""
    points: Decimal = field(converter=number)
    unit: str = "项"
    per: Decimal = field(default=Decimal(1), converter=number)

    def __attrs_post_init__(self) -> None:
        if self.per <= 0 or self.points < 0:
            raise NumberError(f"每{plain(self.per)}{self.unit}扣{plain(self.points)}分不成立：个数应大于 0，分数不应小于 0。")

    def __str__(self) -> str:
        count = "一" if self.per == 1 else plain(self.per)
        return f"每发现{count}{self.unit}{self.what}扣{plain(self.points)}分"


def as_defects(values: Iterable[Defect]) -> tuple[Defect, ...]:
    """Defects as a tuple (扣分事项元组)."""
    return tuple(values)


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Defects(Kind):
    """
    Points off for every defect found (缺陷扣分): 每发现一例扣1分，扣完为止；3项及以上不得分.

    ``actual`` is the number of defects; of several kinds at different points only the sum
    is known, so the score is an interval. ``zero_from`` is the veto, ``limit`` the most that
    is taken.

    >>> Defects(defects=[Defect(points=1, unit="例")]).apply(weight=5, actual="2").text
    '5 − 2 × 1 = 3'
    """

    kind: ClassVar[str] = "defects"
    defects: tuple[Defect, ...] = field(converter=as_defects)
    zero_from: Decimal | None = field(default=None, converter=maybe)
    limit: Decimal | None = field(default=None, converter=maybe)

    @defects.validator
    def _some(self, _: object, value: tuple[Defect, ...]) -> None:
        if not value:
            raise NumberError("缺陷扣分至少要有一种扣分事项。")

    def take(self, inputs: Inputs) -> Inputs:
        """否 is no defect; the target plays no part (不看目标值)."""
        none = words_of(inputs.actual) == "否"
        return evolve(inputs, target=NOTHING, actual=read_quantity("0") if none else inputs.actual)

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        """Weight minus what the defects take, at most and at least (缺陷算式)."""
        inputs.need("a")
        if unit_of(inputs.actual.unit)[0] == "%":
            raise Open(f"实际完成值 {inputs.actual} 是百分比，不是扣分事项的个数，未计算")
        if (inputs.actual.value or ZERO) < 0:
            raise Open("缺陷个数为负，未计算")
        most = max(self.defects, key=lambda d: d.points / d.per)
        least = min(self.defects, key=lambda d: d.points / d.per)
        parameters = {
            "most": Fraction(most.points),
            "least": Fraction(least.points),
            "most_per": Fraction(most.per),
            "least_per": Fraction(least.per),
        }
        for name, value in (("limit", self.limit), ("veto", self.zero_from)):
            if value is not None:
                parameters[name] = Fraction(value)
        mixed = most != least and any(defect.per != 1 for defect in self.defects)
        if mixed:
            parameters["slack"] = sum((Fraction(d.points) for d in self.defects if d.per != 1), Fraction(0))
        low, high = (self._text(end, one, mixed=mixed) for end, one in (("most", most), ("least", least)))
        veto = f"达到{plain(self.zero_from)}{self.defects[0].unit}" if self.zero_from is not None else ""
        return ends(low, low if most == least else high, parameters, "a", full_words="没有发现扣分事项，得满分", zero_words=veto,
                    floor_words="扣完为止", room_words="扣分事项分值不一，只知道总数")  # fmt: skip

    def _text(self, end: str, defect: Defect, *, mixed: bool) -> str:
        """What one kind takes; mixed counts per kind are unknown, so their sum is bounded (按一种扣分)."""
        taken = f"a * {end}" if defect.per == 1 else f"floor(a / {end}_per) * {end}"
        if mixed:
            taken = f"a / {end}_per * {end}" if end == "most" else f"max(a / {end}_per * {end} - slack, 0)"
        taken = f"min({taken}, limit)" if self.limit is not None else taken
        text = f"w if a == 0 else w - {taken}"
        return f"0 if a >= veto else {text}" if self.zero_from is not None else text

    def __str__(self) -> str:
        limit = f"，最多扣{plain(self.limit)}分" if self.limit is not None else ""
        veto = f"；{plain(self.zero_from)}{self.defects[0].unit}及以上不得分" if self.zero_from is not None else ""
        return "，".join(str(defect) for defect in self.defects) + limit + "，扣完为止" + veto


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Discretion(Kind):
    """
    The interval that a text leaves to judgement (酌情): 酌情扣1-2分, 得2-5分, 专家评分.

    ``low`` to ``high`` points are taken off (``act="deduct"``) or given (``"award"``); None
    is as much as the weight allows. ``actual`` 是 means that the stated case holds, 否 that it
    does not, nothing that nobody knows.

    >>> Discretion(low=1, high=2).apply(weight=5, actual="是").figure
    '[3, 4]'
    """

    kind: ClassVar[str] = "discretion"
    act: Literal["deduct", "award"] = field(default="deduct", validator=one_of("deduct", "award"))
    low: Decimal | None = field(default=None, converter=maybe)
    high: Decimal | None = field(default=None, converter=maybe)
    what: str = ""

    def __attrs_post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise NumberError(f"酌情区间 {plain(self.low)}–{plain(self.high)} 的下限大于上限。")
        if any(bound is not None and bound < 0 for bound in (self.low, self.high)):
            raise NumberError("酌情区间不应小于 0。")

    def take(self, inputs: Inputs) -> Inputs:
        """The target plays no part (不看目标值)."""
        return evolve(inputs, target=NOTHING)

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        """The room that the text leaves (酌情算式)."""
        said = {"是": True, "否": False}.get(words_of(inputs.actual))
        parameters = {name: Fraction(value) for name, value in (("p", self.low), ("q", self.high)) if value is not None}
        least, most = "p" if self.low is not None else "0", "q" if self.high is not None else "w"
        if said is False:
            untouched = "w" if self.act == "deduct" else "0"
            return ends(untouched, untouched, parameters, full_words="没有所述情形，得满分", zero_words="没有所述情形")
        if self.act == "award":
            return ends(least, most, parameters, room_words="酌情得分")
        return ends(f"w - {most}", f"w - {least}" if said else "w", parameters, room_words="酌情扣分")

    def __str__(self) -> str:
        act = "扣" if self.act == "deduct" else "得"
        room = (
            f"{plain(self.low)}-{plain(self.high)}"
            if self.low is not None and self.high is not None
            else f"不超过{plain(self.high)}"
            if self.high is not None
            else ""
        )
        room = f"不少于{plain(self.low)}" if self.low is not None and self.high is None else room
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

    def __str__(self) -> str:
        cap = f"，出现{self.event or '所述事件'}的，总分不得超过{plain(self.cap)}分" if self.cap is not None else ""
        return f"约束性指标，酌情扣分{cap}"
