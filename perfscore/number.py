"""Exact numbers and the quantities that forms print (数与量)."""

import re
from collections.abc import Iterable
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple, get_args
from unicodedata import normalize

from attrs import field, frozen

from perfscore.errors import NumberError, UnitError
from perfscore.pattern import pattern
from perfscore.source import Citation
from perfscore.value import Value

#: What a caller may give as a number: never a float.
Number = Decimal | int | str | Fraction

ZERO = Decimal(0)
#: More digits than any budget prints; longer runs are refused before they cost anything.
DIGITS = 30


def exact(value: Number) -> Fraction:
    """
    A number as the exact rational it is (精确值).

    Text is read digit by digit: ``"1,486.27"``, ``"85%"`` is 85. Floats are refused.

    Raises:
        NumberError: the text is no number, or the value is a float.

    >>> exact("1,486.27")
    Fraction(148627, 100)
    """
    if isinstance(value, str):
        return Fraction(decimal(value))
    if isinstance(value, bool) or not isinstance(value, Decimal | int | Fraction):
        raise refused(value)
    if isinstance(value, Decimal) and not value.is_finite():
        raise NumberError(f"{value} 不是有限的数。")
    if (isinstance(value, Decimal) and abs(value.adjusted()) > DIGITS) or (isinstance(value, int) and abs(value) >= 10**DIGITS):
        raise NumberError(f"数太大或太小：超过 {DIGITS} 位。", hint="请核对数字和单位。")
    return Fraction(value)


def refused(value: object) -> NumberError:
    """Why something that is no exact number is not taken (拒收的原因)."""
    why = "浮点数不精确" if isinstance(value, float) else "它不是数"
    return NumberError(f"不接受 {value!r}：{why}。", hint="请用文本、int 或 Decimal 给出，例如 “0.85”。")


def finite(value: Fraction) -> Decimal:
    """
    A rational as the Decimal it is (有限小数), whatever the precision of the context.

    Raises:
        NumberError: it does not end.

    >>> finite(Fraction(1, 8))
    Decimal('0.125')
    """
    rest, places = value.denominator, 0
    for prime in (2, 5):
        times = 0
        while rest % prime == 0:
            rest, times = rest // prime, times + 1
        places = max(places, times)
    if rest != 1:
        raise NumberError(f"{value} 写不成有限小数。", hint="请给出小数或文本。")
    return Decimal(f"{value.numerator * 10**places // value.denominator}E-{places}")


def decimal(text: str) -> Decimal:
    """
    The number a text prints, without its unit (文本中的数).

    Raises:
        NumberError: no number stands there.

    >>> decimal("30 万元以内")
    Decimal('30')
    """
    value = read_quantity(text).value
    if value is None:
        raise NumberError(f"“{text.strip()}”不是数。", hint="请填数字，例如 85 或 85%。")
    return value


def plain(value: Decimal | Fraction | int) -> str:
    """
    The exact digits of a number, without trailing zeros or exponent (十进制写法).

    Raises:
        NumberError: a Fraction that does not end.

    >>> plain(Decimal("3.50")), plain(Decimal("1E+2"))
    ('3.5', '100')
    """
    if isinstance(value, Fraction):
        value = finite(value)
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


Mode = Literal["half-up", "half-even", "down"]


def _quantum(value: Number) -> Decimal:
    return finite(exact(value))


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Rounding(Value):
    """
    One named act of rounding (修约): to a multiple of ``quantum``.

    ``half-up`` means half away from zero, ``down`` towards zero.

    >>> Rounding(quantum=Decimal("0.01"))(Fraction(1, 8))
    Decimal('0.13')
    """

    quantum: Decimal = field(converter=_quantum)
    mode: Mode = field(default="half-up")
    citation: Citation | None = None

    @quantum.validator
    def _above_zero(self, _: object, value: Decimal) -> None:
        if value <= 0:
            raise NumberError(f"修约单位 {value} 应大于 0。")

    @mode.validator
    def _known(self, _: object, value: str) -> None:
        if value not in get_args(Mode):
            raise NumberError(f"不认识修约方式 {value!r}。", hint=f"可用：{'、'.join(get_args(Mode))}。")

    @cached_property
    def words(self) -> str:
        """The rounding in words (修约文字)."""
        how = {"half-up": "四舍五入", "half-even": "四舍六入五成双", "down": "舍去尾数"}[self.mode]
        return f"修约到 {plain(self.quantum)}，{how}"

    def points(self, figure: "Figure") -> Decimal:
        """
        A figure that formulas give, rounded (修约): its units of 0.01 where that is the quantum.

        >>> SCORE.points((13, 1, 8))
        Decimal('0.13')
        """
        return hundredths(figure[0]) if self is SCORE else self(Fraction(figure[1], figure[2]))

    def __call__(self, value: Number) -> Decimal:
        value = value if isinstance(value, Fraction) else exact(value)
        units, rest = divmod(abs(value) / Fraction(self.quantum), 1)
        if self.mode == "half-up":
            units += rest * 2 >= 1
        elif self.mode == "half-even":
            units += rest * 2 > 1 or (rest * 2 == 1 and units % 2 == 1)
        _, digits, exponent = self.quantum.as_tuple()
        whole = units * int("".join(map(str, digits)))
        return Decimal(f"{'-' if value < 0 and whole else ''}{whole}E{exponent}")


#: A figure as formulas give it: units of 0.01 rounded half up, numerator, denominator.
Figure = tuple[int, int, int]


def exact_of(figure: Figure) -> Fraction:
    """
    The exact value of a figure (精确值).

    >>> exact_of((985, 985302, 100000))
    Fraction(492651, 50000)
    """
    return Fraction(figure[1], figure[2])


@lru_cache(65536)
def hundredths(units: int) -> Decimal:
    """
    So many hundredths (百分之几).

    >>> hundredths(985)
    Decimal('9.85')
    """
    return Decimal(f"{units}E-2")


#: More digits than any figure has, so that products of Decimals are exact.
_EXACT = Context(prec=1000, traps=[Inexact])
_TEN_THOUSANDTH = Decimal("0.0001")


def ten_thousandths(units: int) -> Decimal:
    """
    So many ten-thousandths (万分之几); not kept, for there are too many of them.

    >>> ten_thousandths(-1500)
    Decimal('-0.1500')
    """
    return _EXACT.multiply(units, _TEN_THOUSANDTH)


def places(value: Decimal) -> int:
    """
    The decimal places a figure is printed with (小数位数).

    >>> places(Decimal("9.85")), places(Decimal(10))
    (2, 0)
    """
    return max(0, -int(value.as_tuple().exponent))


def rounded(value: Fraction, to: int) -> Decimal:
    """A figure at so many decimal places (按位数四舍五入)."""
    return Rounding(quantum=Decimal(1).scaleb(-to))(value)


#: Scores are printed to 0.01 point, deviations and rates to 0.0001.
SCORE = Rounding(quantum=Decimal("0.01"))
RATE = Rounding(quantum=Decimal("0.0001"))

# ---- quantities ---------------------------------------------------------------------------------

Comparator = Literal["", ">=", "<=", ">", "<", "="]
#: Words and glyphs of comparison, longest first; 以上、以内 include the number, 超过、不足 do not.
BEFORE: dict[str, Comparator] = {
    "不低于": ">=", "不少于": ">=", "≮": ">=", "不小于": ">=", "大于等于": ">=", "大于或等于": ">=", "至少": ">=", "≥": ">=", "≧": ">=", ">=": ">=", "⩾": ">=",
    "不超过": "<=", "不高于": "<=", "≯": "<=", "不大于": "<=", "不多于": "<=", "小于等于": "<=", "小于或等于": "<=", "至多": "<=", "≤": "<=", "≦": "<=", "<=": "<=", "⩽": "<=",
    "控制在": "<=", "高于": ">", "大于": ">", "多于": ">", "超过": ">", ">": ">",
    "低于": "<", "小于": "<", "少于": "<", "不足": "<", "不满": "<", "<": "<", "等于": "=", "=": "=",
}  # fmt: skip
AFTER: dict[str, Comparator] = {
    "(不含)以上": ">", "以上(不含)": ">", "(不含)以下": "<", "以下(不含)": "<", "以上(含)": ">=", "以下(含)": "<=", "以内(含)": "<=",
    "及以上": ">=", "(含)以上": ">=", "以上": ">=", "及以下": "<=", "(含)以下": "<=", "以下": "<=", "以内": "<=", "之内": "<=", "内": "<=", "(含)": "",
}  # fmt: skip
BLANK = frozenset({"", "-", "--", "---", "—", "——", "–", "―", "/", "\\", "\\\\", "一一", "*"})

_NUMBER = r"[+\-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+\-−]?\.\d+"


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_QUANTITY = pattern(
    rf"(?P<before>{_alternatives(BEFORE)})?(?P<number>{_NUMBER})(?P<unit>(?![.\-/*+~])(?:[^\d<>=≥≤,，。;；:：]|(?<=[a-z])[23])*?)(?P<after>{_alternatives(AFTER)})?"
)
#: A point in time is no figure: 2021年底, 12月, 6月30日前; 3年 and 12个月 are.
_DATE = pattern(r"(?:19|20)\d\d年.*|\d{1,2}月(?:份|底|末|初|中旬|上旬|下旬)?(?:之?前)?|\d{1,2}[日号]之?前")
#: About so much is no figure either: 90%左右, 100余人.
_ABOUT = pattern(r".*(?:左右|上下)|.*\d[百千万亿]?(?:余|多|几).*")
#: What is said of a percentage and is no part of its unit: 100%完成.
_SAID = pattern("%(?:完成|达成|实现|达标|合格|到位|覆盖)")

#: How many base units one unit is; a unit not listed is comparable with itself only.
FACTORS: dict[str, tuple[str, Fraction]] = {
    "%": ("%", Fraction(1)), "百分点": ("%", Fraction(1)), "个百分点": ("%", Fraction(1)), "百分比": ("%", Fraction(1)), "‰": ("%", Fraction(1, 10)),
    "公里": ("米", Fraction(1000)), "km": ("米", Fraction(1000)), "m2": ("平方米", Fraction(1)), "m3": ("立方米", Fraction(1)),
    "台套": ("台(套)", Fraction(1)), "台/套": ("台(套)", Fraction(1)), "kg": ("克", Fraction(1000)), "公斤": ("克", Fraction(1000)), "吨": ("克", Fraction(10**6)), "公顷": ("平方米", Fraction(10**4)),
}  # fmt: skip
#: The units beside which a bare figure may be a ratio.
PERCENT = frozenset({"%", "百分比"})
MULTIPLES = {"千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "亿": 10**8, "千": 1000}


@lru_cache(4096)
def unit_of(unit: str) -> tuple[str, Fraction]:
    """
    The base unit of a unit and how many of it one is (基本单位与倍数).

    >>> unit_of("万元"), unit_of("个百分点")
    (('元', Fraction(10000, 1)), ('%', Fraction(1, 1)))
    """
    if unit in FACTORS:
        return FACTORS[unit]
    if unit.endswith("/年"):  # a form is of one year
        return unit_of(unit.removesuffix("/年"))
    for word, factor in MULTIPLES.items():
        if unit.startswith(word):
            base, inner = unit_of(unit[len(word) :])
            return base, inner * factor
    return unit, Fraction(1)


Nature = Literal["number", "words", "blank"]


def _decimal_or_none(value: Number | None) -> Decimal | None:
    return value if value is None or isinstance(value, Decimal) else finite(exact(value))


@frozen(kw_only=True, eq=False, repr=False)
class Quantity(Value):
    """
    A figure as a form prints it (量): value, unit and, where printed, a comparator.

    ``nature`` is ``number``, ``words`` (达成预期指标, a date, 无) or ``blank`` (nothing
    printed: —, /, empty; never zero). ``value`` is None unless it is a number.

    >>> q = read_quantity("≥85%")
    >>> q.value, q.unit, q.comparator
    (Decimal('85'), '%', '>=')
    """

    text: str
    value: Decimal | None = field(default=None, converter=_decimal_or_none)
    unit: str = ""
    comparator: Comparator = ""
    nature: Nature = "number"
    #: Decimal places of ``value``, and its digits as one integer: value = digits / 10**places.
    places: int = field(init=False, repr=False, eq=False)
    digits: int = field(init=False, repr=False, eq=False)
    #: What decides how the figure is computed, apart from its digits; rows alike share their plan.
    shape: str = field(init=False, repr=False, eq=False)

    @places.default
    def _places(self) -> int:
        return max(0, -int(self.value.as_tuple().exponent)) if self.value is not None else 0

    @digits.default
    def _digits(self) -> int:
        return int(Fraction(self.value) * 10**self.places) if self.value is not None else 0

    @shape.default
    def _shape(self) -> str:
        if self.value is None:
            return "blank" if self.nature == "blank" else f"words|{self.text}"
        size = "below" if self.value < 0 else "zero" if self.value == 0 else "small" if self.value <= SMALL else "big"
        return f"{self.comparator}|{self.unit}|{size}|{self.places}"

    def __str__(self) -> str:
        return self.text

    @property
    def base(self) -> str:
        """The base unit (基本单位): 元 of 万元, % of 个百分点."""
        return unit_of(self.unit)[0]

    @property
    def exact(self) -> Fraction:
        """The value in base units (以基本单位计的精确值); raises NumberError for words and blanks."""
        if self.value is None:
            raise NumberError(f"“{self.text}”不是数。", hint="请填数字，例如 85 或 85%。")
        return Fraction(self.value) * unit_of(self.unit)[1]


#: A bare figure up to here beside a percentage is a ratio: 0.99 is 99%.
SMALL = Decimal("1.5")
NOTHING = Quantity(text="", nature="blank")
#: What a rate is measured against.
HUNDRED = Quantity(text="100%", value=Decimal(100), unit="%")


def fold(text: str) -> str:
    """
    A text with full-width forms and white space folded (折叠全半角与空白).

    >>> fold("≥ ８５ ％")
    '≥85%'
    """
    return "".join(normalize("NFKC", text).replace("﹦", "=").split())


@lru_cache(65536)
def read_quantity(text: str) -> Quantity:
    """
    The quantity that a cell or an argument prints (读取量).

    What is no single number becomes ``words``; what means "nothing printed" ``blank``.

    >>> read_quantity("30万元以内").comparator, read_quantity("—").nature, read_quantity("达成预期指标").nature
    ('<=', 'blank', 'words')
    """
    shown = " ".join(text.split())
    folded = fold(text)
    if folded in BLANK:
        return Quantity(text=shown, nature="blank")
    match = _QUANTITY.fullmatch(folded)
    if match is None or sum(c.isdigit() for c in match["number"]) > DIGITS or _DATE.fullmatch(folded) or _ABOUT.fullmatch(folded):
        return Quantity(text=shown, nature="words")
    before, after = match["before"], match["after"]
    comparator = AFTER[after] if after else BEFORE[before] if before else ""
    value = Decimal(match["number"].replace(",", "").replace("−", "-"))
    unit = "%" if _SAID.fullmatch(match["unit"]) else match["unit"]
    return Quantity(text=shown, value=value, unit=unit, comparator=comparator)


def quantity(value: "Quantity | Number | None") -> Quantity:
    """
    Whatever a caller gives, as a quantity (转为量): text as printed, a number bare, None as blank.

    >>> quantity(5).value, quantity(None).nature
    (Decimal('5'), 'blank')
    """
    if isinstance(value, Quantity):
        return value
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return read_quantity(value)
    number = exact(value)
    figure = value if isinstance(value, Decimal) else finite(number)
    return Quantity(text=plain(figure), value=figure)


Bare = Literal["size", "percent"]


class Pair(NamedTuple):
    """
    A target and an actual in one unit (可比的目标与实际).

    Target figure × ``by[0]`` and actual figure × ``by[1]`` are both in ``unit``: the unit
    that the target prints, else the actual's ("%" for percentages). ``mixed`` says that a bare figure stands beside a percentage,
    ``ratio`` that both are bare ratios read as percentages.
    """

    unit: str
    by: tuple[Fraction, Fraction]
    mixed: bool = False
    ratio: bool = False


def pair(target: Quantity, actual: Quantity, *, ratio: bool = False, bare: Bare = "size") -> Pair:
    """
    How two printed figures are brought to one unit (单位对齐).

    Beside a percentage a bare x is a ratio where 0 < x ≤ 1.5 (``bare="size"``), else
    percent; beside ‰ and 个百分点 it takes their unit. With ``ratio`` two bare figures of 0…1.5 are ratios: 0.05 is 5%. A bare
    figure takes the unit of the other side. A figure that is missing on one side takes
    part with factor 1.

    Raises:
        UnitError: the units cannot be compared (100% against 1000件).

    >>> pair(read_quantity("100%"), read_quantity("0.85")).by
    (Fraction(1, 1), Fraction(100, 1))
    """
    if not target.unit and not actual.unit:
        figures = [q.value for q in (target, actual) if q.value is not None]
        if ratio and figures and all(0 <= value <= SMALL for value in figures):
            return Pair(unit="%", by=(Fraction(100), Fraction(100)), ratio=True)
        return Pair(unit="", by=(Fraction(1), Fraction(1)))
    if target.value is None or actual.value is None:
        return Pair(unit=(target if target.value is not None else actual).unit, by=(Fraction(1), Fraction(1)))
    if target.unit and actual.unit:
        (t_unit, t_by), (a_unit, a_by) = unit_of(target.unit), unit_of(actual.unit)
        if t_unit != a_unit and "%" not in {t_unit, a_unit} and "" in {t_unit, a_unit}:
            t_unit = a_unit  # 200万 beside 195.5万元: a bare multiple takes the unit of the other side
        if t_unit != a_unit:
            raise UnitError(f"目标“{target}”与实际“{actual}”单位不同，无法比较。", hint="请把两者改成同一单位。")
        return Pair(unit=target.unit, by=(Fraction(1), a_by / t_by))
    unit = target.unit or actual.unit
    if unit not in PERCENT:
        return Pair(unit=unit, by=(Fraction(1), Fraction(1)))
    t_by, a_by = (Fraction(1) if q.unit else _beside_percent(q, bare) for q in (target, actual))
    return Pair(unit="%", by=(t_by, a_by), mixed=True)


def _beside_percent(bare_one: Quantity, reading: Bare) -> Fraction:
    value = bare_one.value or ZERO
    return Fraction(100) if reading == "size" and 0 < value <= SMALL else Fraction(1)
