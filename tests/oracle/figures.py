"""Figures as a form prints them, as plain fractions; nothing of perfscore is used."""

from dataclasses import dataclass
from fractions import Fraction

#: Base unit, and how many of it one is.
UNITS = {
    "": ("", Fraction(1)),
    "%": ("%", Fraction(1)),
    "个百分点": ("%", Fraction(1)),
    "元": ("元", Fraction(1)),
    "万元": ("元", Fraction(10_000)),
    "亿元": ("元", Fraction(100_000_000)),
    "个": ("个", Fraction(1)),
    "万个": ("个", Fraction(10_000)),
    **{unit: (unit, Fraction(1)) for unit in ("件", "次", "天", "人次", "公里", "例", "项", "名")},
}
BLANK = ("", "—", "-", "/")
NOT_APPLICABLE = ("无", "不涉及")


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell: a number with unit and sign, or words, or nothing."""

    text: str = ""
    value: Fraction | None = None
    unit: str = ""
    sign: str = ""

    @property
    def blank(self) -> bool:
        return self.text in BLANK

    @property
    def words(self) -> bool:
        return self.value is None and not self.blank

    @property
    def absent(self) -> bool:
        """Whether the cell says that there was nothing to measure."""
        return self.text in NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Pair:
    """Target and actual in one unit; None where there is no number."""

    target: Fraction | None
    actual: Fraction | None
    unit: str  # of the row: base unit
    scale: Fraction  # what a bare number of the row is in the base unit


def half_up(value: Fraction, quantum: Fraction) -> Fraction:
    """Rounded once, half away from zero."""
    steps = abs(value) / quantum
    whole = (2 * steps.numerator + steps.denominator) // (2 * steps.denominator)
    return whole * quantum if value >= 0 else -whole * quantum


def as_percent(value: Fraction, bare_percent: str) -> Fraction:
    """A bare number beside a percent: up to 1.5 it is a ratio, beyond it is percent."""
    if bare_percent == "size" and 0 < value <= Fraction(3, 2):
        return value * 100
    return value


def in_unit(value: Fraction, unit: str, base: str, scale: Fraction, bare_percent: str) -> Fraction | None:
    """A figure in the base unit of another; None where they cannot be compared."""
    if unit == "":
        return as_percent(value, bare_percent) if base == "%" else value * scale
    own, size = UNITS[unit]
    if base == "" and own != "%":
        return value  # the bare side takes the unit of this one
    return value * size if own == base else None


def pair(target: Figure, actual: Figure, name: str, bare_percent: str = "size") -> Pair | None:
    """Target and actual of a row in one unit, None where their units clash."""
    t, a = target.value, actual.value
    unit = (target.unit if t is not None else "") or (actual.unit if a is not None else "")
    base, scale = UNITS[unit]
    if unit == "":
        both = t is not None and a is not None and 0 <= t <= Fraction(3, 2) and 0 <= a <= Fraction(3, 2)
        if both and name.endswith(("率", "度")):
            assert t is not None
            assert a is not None
            return Pair(t * 100, a * 100, "%", Fraction(1))
        return Pair(t, a, "", Fraction(1))
    if t is not None:
        t = in_unit(t, target.unit, base, scale, bare_percent)
        if t is None:
            return None
    if a is not None:
        a = in_unit(a, actual.unit, base, scale, bare_percent)
        if a is None:
            return None
    return Pair(t, a, base, scale)


def deviation(target: Fraction | None, actual: Fraction | None) -> Fraction | None:
    """(actual - target) / target, None where it is undefined."""
    if target is None or actual is None or target == 0:
        return None
    return (actual - target) / target
