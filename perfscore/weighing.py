"""Figures of several forms in one (汇总的数): brought to one unit, added up, or averaged by funds."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from perfscore.errors import NumberError, PerfscoreError
from perfscore.governing import is_ratio
from perfscore.indicator import BRACKETS
from perfscore.number import Bare, Quantity, Rounding, finite, fold, pair, plain, unit_of
from perfscore.source import Citation, Source
from perfscore.trace import Step
from perfscore.value import Shown
from perfscore.voices import guarded, show

ONE = Fraction(1)


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Part(Shown):
    """
    What one form gives to a figure (一张表的数): its name, the text of the cell, the value in the unit of all.

    ``grain`` is one unit of its last printed digit: 0.1 of 85.5.
    """

    name: str
    text: str
    value: Fraction
    grain: Fraction = ONE
    source: Source = Source()


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Funds(Shown):
    """
    What forms weigh (资金额度): an amount for each, None where none is known.

    They are asked for only where figures differ, so that forms without a budget can still be added up.
    """

    amounts: tuple[Decimal | None, ...]
    names: tuple[str, ...]
    sources: tuple[Source, ...]

    def shares(self) -> tuple[Fraction, ...]:
        """
        The amounts, all above 0 (权数).

        Raises:
            PerfscoreError: one is missing, or not above 0; names the form.
        """
        for amount, name, source in zip(self.amounts, self.names, self.sources, strict=True):
            if amount is None or amount <= 0:
                said = "没有预算数" if amount is None else f"的资金额度是 {plain(amount)}，应大于 0"
                raise PerfscoreError(
                    f"{name}{said}，无法按资金额度加权平均。",
                    source=source,
                    hint="请补上预算数，或给出每张表的资金额度（funds=[…]，命令行 --funds）。",
                )
        return tuple(Fraction(amount) for amount in self.amounts if amount is not None)


# ---- one unit -----------------------------------------------------------------------------------

#: Names that speak of a mean, whatever their unit, and of a share, where they print none.
_MEAN, _SHARE = re.compile(r"人均|户均|平均"), re.compile(r"比例|比重|占比|[(\[][^)\]]*[%‰]")


def is_relative(unit: str, name: str, definition: str) -> bool:
    """
    Whether figures are averaged, not added (相对值): percentages, so much for each, means; bare figures and points by their name.

    >>> is_relative("%", "覆盖率", ""), is_relative("元/人", "补助标准", ""), is_relative("人次", "培训人次", "")
    (True, True, False)
    """
    named = fold(name)
    if unit_of(unit)[0] == "%" or "/" in unit or "每" in unit or _MEAN.search(BRACKETS.sub("", named)):
        return True
    return unit in {"", "分"} and not named.endswith("制度") and (is_ratio(name, definition) or bool(_SHARE.search(named)))


def shared_unit(units: Iterable[str]) -> str:
    """
    The unit to which figures are brought (统一单位): the largest of the first one's kind, so that no order of the forms matters.

    >>> shared_unit(["", "元", "万元", "件"])
    '万元'
    """
    printed = list(dict.fromkeys(unit for unit in units if unit))
    alike = [unit for unit in printed if unit_of(unit)[0] == unit_of(printed[0])[0]]
    return min(alike, key=lambda unit: (-unit_of(unit)[1], unit), default="")


def factor(unit: str, value: Fraction, own: str, bare: Bare) -> Fraction:
    """
    What brings a figure in its own unit to the shared one (换算倍数).

    Raises:
        UnitError: the units cannot be compared.

    >>> factor("万元", Fraction(8000), "元", "size")
    Fraction(1, 10000)
    """
    one = Quantity(text=f"1{unit}", value=Decimal(1), unit=unit)
    figure = finite(value)
    return pair(one, Quantity(text=plain(figure) + own, value=figure, unit=own), bare=bare).by[1]


# ---- figures ------------------------------------------------------------------------------------


def added(label: str, parts: Sequence[Part], unit: str, citation: Citation | None = None) -> Step:
    """
    A figure that adds up (直接累加): exact.

    >>> parts = [Part(name="甲", text="12个", value=Fraction(12)), Part(name="乙", text="30个", value=Fraction(30))]
    >>> added("建设数量", parts, "个").text
    '12 + 30 = 42 个'
    """
    total = sum((part.value for part in parts), Fraction(0))
    first, *rest = (_digits(part.value) for part in parts)
    said = f"{' + '.join([first, *map(guarded, rest)])} = " if rest else "只有一张表有："
    return _step(label, total, f"{said}{_digits(total)}{f' {unit}' if unit else ''}", parts, unit, citation)


def averaged(
    label: str, parts: Sequence[Part], unit: str, funds: Funds, citation: Citation | None = None, *, rounding: Rounding | None = None
) -> Step:
    """
    A figure that is averaged by funds (按资金额度加权平均).

    Exact where it ends within two digits beyond the finest printed one, else rounded there, half up: it stays between the
    least and the greatest of its parts, which lie on that grid. ``rounding`` is another one, for scores.

    Raises:
        PerfscoreError: the parts differ, and a form has no funds.

    >>> parts = [Part(name="甲", text="80%", value=Fraction(80)), Part(name="乙", text="90%", value=Fraction(90))]
    >>> averaged("覆盖率", parts, "%", Funds(amounts=(100, 300), names=("甲", "乙"), sources=(Source(),) * 2)).text
    '(80% × 100 + 90% × 300) ÷ 400 = 87.5%'
    """
    rounding = rounding or Rounding(quantum=min(part.grain for part in parts) / 100)
    if len({part.value for part in parts}) == 1:
        value = parts[0].value
        return _step(label, Fraction(rounding(value)), f"各表都是 {_tight(value, unit)}", parts, unit, citation)
    shares = funds.shares()
    mean = sum((part.value * share for part, share in zip(parts, shares, strict=True)), Fraction(0)) / sum(shares)
    rounded = Fraction(rounding(mean))
    terms = [f"{guarded(_tight(part.value, unit))} × {plain(share)}" for part, share in zip(parts, shares, strict=True)]
    said = f"({' + '.join(terms)}) ÷ {plain(sum(shares))}"
    result = _tight(rounded, unit)
    text = f"{said} = {result}" if rounded == mean and "≈" not in said else f"{said} ≈ {result}（{rounding.words}）"
    return _step(label, rounded, text, parts, unit, citation)


def _step(label: str, value: Fraction, text: str, parts: Sequence[Part], unit: str, citation: Citation | None) -> Step:
    children = tuple(Step(label=part.name, value=None, text=part.text, source=part.source) for part in parts)
    return Step(label=label, value=finite(value), exact=value, text=text, unit=unit, citation=citation, children=children)


def _tight(value: Fraction, unit: str) -> str:
    """A figure with its unit, as it stands inside arithmetic."""
    return f"{_digits(value)}{unit}"


def _digits(value: Fraction) -> str:
    """All digits of a figure; where they do not end, ≈ and four places."""
    try:
        return plain(value).replace("-", "−")
    except NumberError:
        return show(*value.as_integer_ratio())
