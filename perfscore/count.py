"""Rules that count (计数类规则): 分项, 缺陷扣分."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from attrs import evolve, field, frozen

from perfscore.errors import NumberError
from perfscore.kind import RARE, Arms, Kind, ends, maybe, named, number, words_of
from perfscore.measure import Ends, Inputs, Open
from perfscore.number import NOTHING, ZERO, Number, Pair, exact, plain, read_quantity, unit_of
from perfscore.value import Value
from perfscore.verdict import answer


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
    number of unequal items is known the score is an interval. ``each`` is what every item is worth where
    the text does not name them (每完成1项得2分), at most the weight in all.

    >>> rule = Checklist(items=[Item(text="有制度", points=1), Item(text="有记录", points=2)])
    >>> rule.apply(weight=3, actual=("是", "否")).value, rule.apply(weight=3, actual="1项").figure
    (Decimal('1.00'), '[1, 2]')
    """

    kind: ClassVar[str] = "checklist"
    items: tuple[Item, ...] = field(default=(), converter=as_items)
    each: Decimal | None = field(default=None, converter=maybe, metadata=RARE)
    unit: str = field(default="项", metadata=RARE)
    doing: str = field(default="完成", metadata=RARE)

    def __attrs_post_init__(self) -> None:
        if bool(self.items) is (self.each is not None):
            raise NumberError("分项应逐项写明，或写明每项的分值，二者取一。")
        if self.each is not None and self.each <= 0:
            raise NumberError(f"每项的分值 {plain(self.each)} 应大于 0。")

    def take(self, inputs: Inputs) -> Inputs:
        """The target plays no part (不看目标值)."""
        return evolve(inputs, target=NOTHING)

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        """The points of the items met, at least and at most (分项算式)."""
        if inputs.items:
            return ends("met", "met", {"met": self._sum(inputs.items)}, full_words="各项都符合，得满分", figure_words="各项相加")
        inputs.need("a")
        if unit_of(inputs.actual.unit)[0] == "%":
            raise Open("实际完成值是百分比，不是符合的项数，未计算")
        if (inputs.actual.value or ZERO) < 0:
            raise Open("符合的项数为负，未计算")
        if self.each is not None:
            text = "min(floor(a) * each, w)"
            return ends(text, text, {"each": Fraction(self.each)}, "a", full_words="各项都符合，得满分", figure_words="按符合的项数")
        ascending = sorted(item.points for item in self.items)
        parameters = named(_running(ascending), "p") | named(_running(ascending[::-1]), "q")

        def chain(end: str) -> Arms:
            beyond = "0" if end == "p" else "w"  # more items than there are: nobody knows
            n = len(ascending)
            return [*(f"{end}{i} if a < {i + 1}" for i in range(n)), f"{end}{n} if a <= {n}", beyond]

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
        if self.each is not None:
            raise Open("评分标准没有逐项列出，请给出符合的项数，未计算")
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

    @property
    def full(self) -> Decimal | None:
        return sum((item.points for item in self.items), ZERO) if self.items else None

    def words(self) -> str:
        if self.each is not None:
            return f"每{self.doing}1{self.unit}得{plain(self.each)}分"
        return "；".join(f"{_circled(i)}{item.text}({plain(item.points)}分)" for i, item in enumerate(self.items, 1))


def _running(points: list[Decimal]) -> list[Decimal]:
    return [sum(points[:i], ZERO) for i in range(len(points) + 1)]


def _circled(number_: int) -> str:
    return chr(0x245F + number_) if number_ <= 20 else f"{number_}、"


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Defect(Value):
    """
    A kind of defect (扣分事项): ``points`` off for every ``per`` of it; ``once`` for any number (管理不到位的扣2分).

    ``share`` says that the points are percent of the weight.
    """

    what: str = ""
    points: Decimal = field(converter=number)
    unit: str = "项"
    per: Decimal = field(default=Decimal(1), converter=number)
    once: bool = field(default=False, metadata=RARE)
    share: bool = field(default=False, metadata=RARE)

    def __attrs_post_init__(self) -> None:
        if self.once and (self.per != 1 or not self.what):
            raise NumberError("只扣一次的事项应写明事项，不写个数。")
        if self.per <= 0 or self.points < 0:
            raise NumberError(f"每{plain(self.per)}{self.unit}扣{plain(self.points)}分不成立：个数应大于 0，分数不应小于 0。")

    def __str__(self) -> str:
        count = "一" if self.per == 1 else plain(self.per)
        taken = f"扣分值的{plain(self.points)}%" if self.share else f"扣{plain(self.points)}分"
        return f"{self.what}的{taken}" if self.once else f"每发现{count}{self.unit}{self.what}{taken}"


def as_points(values: Iterable[Number]) -> tuple[Decimal, ...]:
    """Points as a tuple (分数元组)."""
    return tuple(number(value) for value in values)


def as_defects(values: Iterable[Defect]) -> tuple[Defect, ...]:
    """Defects as a tuple (扣分事项元组)."""
    return tuple(values)


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Defects(Kind):
    """
    Points off for every defect found (缺陷扣分): 每发现一例扣1分，扣完为止；3项及以上不得分.

    ``actual`` is the number of defects; of several kinds at different points only the sum
    is known, so the score is an interval. ``zero_from`` is the veto, ``limit`` the most that
    is taken, ``base`` what the text gives where nothing is found. ``series`` are the points that the
    first, the second … defect takes, growing on as the last two do (分别扣5分、6分、7分，以此类推).

    >>> Defects(defects=[Defect(points=1, unit="例")]).apply(weight=5, actual="2").text
    '5 − 2 × 1 = 3'
    """

    kind: ClassVar[str] = "defects"
    defects: tuple[Defect, ...] = field(converter=as_defects)
    zero_from: Decimal | None = field(default=None, converter=maybe)
    limit: Decimal | None = field(default=None, converter=maybe)
    base: Decimal | None = field(default=None, converter=maybe, metadata=RARE)
    series: tuple[Decimal, ...] = field(default=(), converter=as_points, metadata=RARE)

    @defects.validator
    def _some(self, _: object, value: tuple[Defect, ...]) -> None:
        if not value:
            raise NumberError("缺陷扣分至少要有一种扣分事项。")

    def __attrs_post_init__(self) -> None:
        if self.series and (len(self.defects) > 1 or len(self.series) < 2 or self.defects[0].points != self.series[0]):
            raise NumberError("逐次递增的扣分应只有一种事项，至少写明两次，从第一次写起。")

    def take(self, inputs: Inputs) -> Inputs:
        """否 is no defect, 是 the one that is taken only once (输入转换)."""
        known = {"否": "0"} | ({"是": "1"} if len(self.defects) == 1 and self.defects[0].once else {})
        said = known.get(words_of(inputs.actual))
        if said:
            return evolve(inputs, target=NOTHING, actual=read_quantity(said))
        return inputs if inputs.target.value else evolve(inputs, target=NOTHING)

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        """Weight minus what the defects take, at most and at least (缺陷算式)."""
        inputs.need("a")
        if inputs.target.value:
            raise Open("目标值不是 0，实际完成值是不是扣分事项的个数不能确定，未计算")
        if unit_of(inputs.actual.unit)[0] == "%":
            raise Open("实际完成值是百分比，不是扣分事项的个数，未计算")
        if (inputs.actual.value or ZERO) < 0:
            raise Open("缺陷个数为负，未计算")
        parameters: dict[str, Fraction] = {}
        for name, value in (("limit", self.limit), ("veto", self.zero_from), ("base", self.base)):
            if value is not None:
                parameters[name] = Fraction(value)
        most, least = (self._taken(end, parameters) for end in ("most", "least"))
        low, high = (self._text(taken) for taken in (most, least))
        veto = f"达到{plain(self.zero_from)}{self.defects[0].unit}" if self.zero_from is not None else ""
        return ends(low, high, parameters, "a", full_words="没有发现扣分事项，得满分", zero_words=veto,
                    floor_words="扣完为止", room_words="扣分事项分值不一，只知道总数")  # fmt: skip

    def _taken(self, end: str, parameters: dict[str, Fraction]) -> str | Arms:
        """What a number of defects takes, at most or at least (扣分)."""
        if self.series:
            return self._series(parameters)
        if len(self.defects) == 1:
            return self._one(self.defects[0], "", parameters)
        return self._mixed(end, parameters)

    def _one(self, defect: Defect, prefix: str, parameters: dict[str, Fraction]) -> str:
        parameters[f"{prefix}points"], parameters[f"{prefix}per"] = Fraction(defect.points), Fraction(defect.per)
        count = "min(a, 1)" if defect.once else "a" if defect.per == 1 else f"floor(a / {prefix}per)"
        if defect.per == 1:
            del parameters[f"{prefix}per"]
        return f"{count} * {prefix}points" + (" / 100 * w" if defect.share else "")

    def _series(self, parameters: dict[str, Fraction]) -> Arms:
        """The points of the first so many defects, chained; beyond them they grow as between the last two (逐次递增)."""
        sums = [sum(self.series[:i], ZERO) for i in range(1, len(self.series) + 1)]
        parameters |= named(sums, "s") | {"last": Fraction(self.series[-1]), "more": Fraction(self.series[-1] - self.series[-2])}
        n = len(sums)
        on = f"(floor(a) - {n})"
        return [*(f"s{i} if a < {i + 2}" for i in range(n)), f"s{n - 1} + {on} * last + {on} * ({on} + 1) / 2 * more"]

    def _mixed(self, end: str, parameters: dict[str, Fraction]) -> str | Arms:
        """Several kinds: only their sum is known, so the dearest, or the cheapest, are taken to be all of it (多种事项)."""
        if len({defect.share for defect in self.defects}) > 1:
            raise Open("扣分事项有的按分数，有的按分值的百分比，只知道总数，未计算")
        share = " / 100 * w" if self.defects[0].share else ""
        once = sorted((defect.points for defect in self.defects if defect.once), reverse=True)
        often = sorted(
            (defect for defect in self.defects if not defect.once), key=lambda defect: Fraction(defect.points) / Fraction(defect.per)
        )
        return self._dearest(once, often, share, parameters) if end == "most" else self._cheapest(once, often, share, parameters)

    def _dearest(self, once: list[Decimal], often: list[Defect], share: str, parameters: dict[str, Fraction]) -> str | Arms:
        """The kinds taken only once as long as they are dearer, then the dearest of the others (至多扣分)."""
        rate = Fraction(often[-1].points) / Fraction(often[-1].per) if often else Fraction(0)
        dear = [points for points in once if points > rate]
        n = len(dear)
        parameters |= named(_running(dear)[: n + 1], "d") if n else {}
        beyond = _at_rate(f"(a - {n})" if n else "a", often[-1], "most", parameters) if often else "0"
        rest = f"(d{n} + {beyond}){share}" if n else f"{beyond}{share}"
        parameters |= named(dear, "e")
        return [*(f"(d{i} + (a - {i}) * e{i}){share} if a < {i + 1}" for i in range(n)), rest]

    def _cheapest(self, once: list[Decimal], often: list[Defect], share: str, parameters: dict[str, Fraction]) -> str:
        """All of the cheapest kind (至少扣分); what does not fill a step of 每3处 costs nothing."""
        found = []
        if once:
            parameters["once"] = Fraction(once[-1])
            found.append("min(a, 1) * once")
        if often:
            least = _at_rate("a", often[0], "least", parameters)
            slack = sum((defect.points for defect in often if defect.per != 1), ZERO)
            if slack:
                parameters["slack"] = Fraction(slack)
                least = f"max({least} - slack, 0)"
            found.append(least)
        return (f"min({', '.join(found)})" if len(found) > 1 else found[0]) + share

    def _text(self, taken: str | Arms) -> Arms:
        """From what is taken to what is left, with the limit and the veto."""
        base = "w" if self.base is None else "base"
        arms = [taken] if isinstance(taken, str) else taken

        def left(arm: str) -> str:
            points, _, condition = arm.partition(" if ")
            points = f"min({points}, limit)" if self.limit is not None else f"({points})" if " + " in points else points
            return f"{base} - {points}" + (f" if {condition}" if condition else "")

        veto = ["0 if a >= veto"] if self.zero_from is not None else []
        return [*veto, f"{base} if a == 0", *(left(arm) for arm in arms)]

    @property
    def full(self) -> Decimal | None:
        return self.base

    def words(self) -> str:
        base = f"未发现问题得{plain(self.base)}分，" if self.base is not None else ""
        limit = f"，最多扣{plain(self.limit)}分" if self.limit is not None else ""
        veto = f"；{plain(self.zero_from)}{self.defects[0].unit}及以上不得分" if self.zero_from is not None else ""
        return base + (self._series_words() or "，".join(str(defect) for defect in self.defects)) + limit + "，扣完为止" + veto

    def _series_words(self) -> str:
        if not self.series:
            return ""
        unit, what = self.defects[0].unit, self.defects[0].what
        ordinals = "、".join(f"第{arabic_to_chinese(i)}{unit}" for i in range(1, len(self.series) + 1))
        return f"{ordinals}{what}分别扣{'、'.join(f'{plain(points)}分' for points in self.series)}，以此类推"


def arabic_to_chinese(value: int) -> str:
    """
    A small whole number in Chinese (中文数字).

    >>> arabic_to_chinese(4), arabic_to_chinese(10), arabic_to_chinese(23)
    ('四', '十', '二十三')
    """
    ones = " 一二三四五六七八九"
    tens, one = divmod(value, 10)
    return ((ones[tens] if tens > 1 else "") + ("十" if tens else "") + (ones[one] if one else "")).strip()


def _at_rate(count: str, defect: Defect, name: str, parameters: dict[str, Fraction]) -> str:
    """What so many defects of one kind take, in proportion (按件计)."""
    parameters[name] = Fraction(defect.points)
    if defect.per == 1:
        return f"{count} * {name}"
    parameters[f"{name}_per"] = Fraction(defect.per)
    return f"{count} / {name}_per * {name}"
