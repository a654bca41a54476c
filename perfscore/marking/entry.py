"""A row's recomputed score as cells (核算得分): a live formula where the rule can be written as one, else the figure and why."""

from decimal import Decimal
from fractions import Fraction

from attrs import evolve, frozen

from perfscore.formula import Expression
from perfscore.line import Line
from perfscore.marking.terms import Raw, Row, found, row_of, terms
from perfscore.number import Figure, Rounding, places, plain
from perfscore.rule import Proportional, Rate
from perfscore.spelling import Spelled, spelled

#: Why a figure stands where a formula might.
TOO_LONG = "规则写不成电子表格公式，填的是核算结果"
NO_ROUNDING = "修约方式写不成电子表格公式，填的是核算结果"


@frozen(kw_only=True)
class Entry:
    """
    What is written beside a row (核算结果).

    ``formula`` without its ``=``, empty where a figure or a text stands; ``score`` what it comes to, in points, None where
    the row is open: then ``room`` is told. ``exact`` is the unrounded formula, where that may be another figure;
    ``value`` what enters the total.
    """

    line: Line
    score: Decimal | None
    value: Fraction | None
    formula: str = ""
    exact: str = ""
    room: str = ""
    remarks: tuple[str, ...] = ()


def entry_of(line: Line, raw: Raw) -> Entry:
    """
    The cells of a line (核算结果).

    Args:
        raw: the number that a cell of the form stores, by its address.
    """
    if line.figure is None:
        return Entry(
            line=line,
            score=None,
            value=None,
            room=f"{plain(line.low)}～{plain(line.high)}" if line.low < line.high else "—",
            remarks=_why(line),
        )
    value = Fraction(line.figure[1], line.figure[2])
    plainly = Entry(line=line, score=line.score, value=value, remarks=_why(line))
    if line.governed.aside:
        return plainly
    to = whole_places(line.rounding)
    if to is None:
        return evolve(plainly, remarks=(*plainly.remarks, NO_ROUNDING))
    made, remarks = _formula(line, raw)
    if made is None:
        return evolve(plainly, remarks=(*plainly.remarks, *remarks))
    bare = line.governed.plan is None and made.places is not None and made.places <= to
    rounded = made if bare else made.rounded(to)
    if rounded.value != line.score or made.value != value:
        return evolve(plainly, remarks=(*plainly.remarks, TOO_LONG))
    grows = made.places is None or made.places > to
    return evolve(plainly, formula=rounded.text, exact=made.text if grows else "", remarks=(*plainly.remarks, *remarks))


def whole_places(rounding: Rounding) -> int | None:
    """The places to which a rounding brings a figure as ROUND does (修约位数), None where it does otherwise."""
    to = places(rounding.quantum)
    return to if rounding.mode == "half-up" and rounding.quantum == Decimal(1).scaleb(-to) else None


def _why(line: Line) -> tuple[str, ...]:
    """Why a row has no figure of its own, or not this one alone."""
    if line.governed.plan is None and not line.governed.aside:
        return ("按表内得分计",) if line.figure is not None else ("没有表内得分，未计入",)
    return ()


def _formula(line: Line, raw: Raw) -> tuple[Spelled | None, tuple[str, ...]]:
    """The formula of a line that has a figure, and what a reader must know of it."""
    printed = _printed(line, raw)
    if line.governed.plan is None:
        return (printed, ()) if printed is not None else (None, ("表内得分不是数字单元格，填的是核算结果",))
    row = row_of(line, raw)
    ends = line.governed.plan.ends
    assert ends is not None
    low, told = _end(line, row, ends.low)
    if line.bottom is line.top or _same(line.bottom, line.top):
        return low, told if low is not None else (TOO_LONG,)
    high, more = _end(line, row, ends.high or ends.low)
    if low is None or high is None:
        return None, (TOO_LONG,)
    if low.value > high.value:
        low, high = high, low
    told = tuple(dict.fromkeys((*told, *more)))
    if line.indicator.printed is None:
        return high, told
    if printed is None:
        return None, ("表内得分不是数字单元格，填的是核算结果",)
    return _between(printed, low, high), told


def _between(printed: Spelled, low: Spelled, high: Spelled) -> Spelled:
    """The printed score as far as it lies in its room: else the nearer end."""
    known = [one.places for one in (printed, low, high) if one.places is not None]
    return Spelled(
        text=f"MIN(MAX({printed.text},{low.text}),{high.text})", value=min(max(printed.value, low.value), high.value),
        places=max(known) if len(known) == 3 else None,
    )  # fmt: skip


def _end(line: Line, row: Row, expression: Expression) -> tuple[Spelled | None, tuple[str, ...]]:
    known, told = terms(line, row, expression)
    rule = line.governed.rule
    most = isinstance(rule, Proportional | Rate) and rule.base is None
    return spelled(expression, known, most=most), told


def _printed(line: Line, raw: Raw) -> Spelled | None:
    """The printed score as a cell, None where its cell holds no number."""
    score = line.indicator.printed
    cell = line.indicator.cell("printed")
    if score is None:
        return None
    where = found(cell, Fraction(score), raw)
    if not where.at or where.by != 1:
        return None
    return Spelled(text=where.cell, value=where.value, places=places(score))


def _same(one: Figure, other: Figure) -> bool:
    return one[1] * other[2] == other[1] * one[2]
