"""A row's recomputed score as cells (核算得分): a live formula where the rule can be written as one, else the figure and why."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, frozen

from perfscore.formula import Expression
from perfscore.line import Line
from perfscore.marking.terms import Raw, Row, found, row_of, terms
from perfscore.number import Figure, Rounding, places, plain
from perfscore.pattern import pattern
from perfscore.rule import Proportional, Rate
from perfscore.scoring import upper_by_default
from perfscore.spelling import WHOLE, Spelled, spelled

#: Why a figure stands where a formula might.
TOO_LONG = "规则写不成电子表格公式，填的是核算结果"
NO_ROUNDING = "修约方式写不成电子表格公式，填的是核算结果"
NO_NUMBER = "表内得分不是数字单元格，填的是核算结果"
#: What a formula shows in place of a score: a figure of the row is blank or no number; the row has become one of another formula.
MISSING, AGAIN = "待填", "需重标"
#: What may come to a division by 0.
_DIVIDES = pattern(r"/(?!\d|IF\([^,]*,100,1\))")


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
    made = _formula(line, raw)
    if made.spelled is None:
        return evolve(plainly, remarks=(*plainly.remarks, *made.remarks))
    spelled_ = made.spelled
    bare = line.governed.plan is None and spelled_.places is not None and spelled_.places <= to
    rounded = spelled_ if bare else spelled_.rounded(to)
    if rounded.value != line.score or spelled_.value != value:
        return evolve(plainly, remarks=(*plainly.remarks, TOO_LONG))
    grows = spelled_.places is None or spelled_.places > to
    formula = guarded(rounded.text, made.needs, made.unless)
    return evolve(plainly, formula=formula, exact=spelled_.text if grows else "", remarks=(*plainly.remarks, *made.remarks))


def guarded(formula: str, needs: Sequence[str], unless: Sequence[str] = ()) -> str:
    """
    A formula that shows a word where it has no score (防错), never an error: 待填 or 需重标.

    Args:
        needs: the numbers that must be there.
        unless: the conditions under which the formula does not hold.

    >>> guarded("ROUND(H9/G9*D9,2)", ["G9", "H9"], ["G9<=0"])
    'IF(COUNT(G9,H9)<2,"待填",IF(G9<=0,"需重标",IFERROR(ROUND(H9/G9*D9,2),"需重标")))'
    """
    needs, unless = list(dict.fromkeys(needs)), list(dict.fromkeys(unless))
    if _DIVIDES.search(formula):
        formula = f'IFERROR({formula},"{AGAIN}")'
    if unless:
        test = unless[0] if len(unless) == 1 else f"OR({','.join(unless)})"
        formula = f'IF({test},"{AGAIN}",{formula})'
    return f'IF(COUNT({",".join(needs)})<{len(needs)},"{MISSING}",{formula})' if needs else formula


def whole_places(rounding: Rounding) -> int | None:
    """The places to which a rounding brings a figure as ROUND does (修约位数), None where it does otherwise."""
    to = places(rounding.quantum)
    return to if rounding.mode == "half-up" and rounding.quantum == Decimal(1).scaleb(-to) else None


def _why(line: Line) -> tuple[str, ...]:
    """Why a row has no figure of its own, or not this one alone."""
    if line.governed.plan is None and not line.governed.aside:
        return ("按表内得分计",) if line.figure is not None else ("没有表内得分，未计入",)
    return ()


@frozen(kw_only=True)
class _Made:
    """The formula of a line (写成的公式), None where there is none, with what it needs and what a reader must know of it."""

    spelled: Spelled | None = None
    remarks: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


def _formula(line: Line, raw: Raw) -> _Made:
    """The formula of a line that has a figure."""
    printed = _printed(line, raw)
    if line.governed.plan is None:
        told = (NO_NUMBER,) if printed.spelled is None else ()
        return evolve(printed, remarks=told, unless=tuple(_amended(line, raw)))
    row = row_of(line, raw)
    ends = line.governed.plan.ends
    assert ends is not None
    low = _end(line, row, ends.low)
    if ends.high is None or low.spelled is None:
        return low
    high = _end(line, row, ends.high)
    if high.spelled is None:
        return high
    both = _joined(low, high)
    ordered = sorted((low.spelled, high.spelled), key=lambda one: one.value)
    if line.indicator.printed is None and upper_by_default(line.governed.rule, line.row):
        return evolve(both, spelled=ordered[1])
    if printed.spelled is not None:
        return evolve(_joined(printed, both), spelled=_between(printed.spelled, *ordered))
    if line.bottom is line.top or _same(line.bottom, line.top):  # only as long as the rule leaves no room
        apart = f"{ordered[0].rounded(WHOLE).text}<>{ordered[1].rounded(WHOLE).text}"
        return evolve(both, spelled=ordered[0], unless=(*both.unless, apart))
    return _Made(remarks=(NO_NUMBER,))


def _amended(line: Line, raw: Raw) -> Iterator[str]:
    """When a row that could not be computed may be one that can: a figure that was missing is there, or words are others (补填、改写)."""
    leaf = line.indicator
    missing = (leaf.cell(name) for name in line.governed.missing)
    yield from (f"COUNT({cell.at})>0" for cell in missing if cell is not None and cell.at)
    if line.governed.unread is None:
        words = (found(leaf.cell(name), Fraction(0), raw).changed for name in ("target", "actual"))
        yield from (one for one in words if one)


def _joined(one: _Made, other: _Made) -> _Made:
    """What both need, and what a reader must know of either."""
    remarks, needs, unless = (tuple(dict.fromkeys((*getattr(one, name), *getattr(other, name)))) for name in ("remarks", "needs", "unless"))
    return _Made(remarks=remarks, needs=needs, unless=unless)


def _between(printed: Spelled, low: Spelled, high: Spelled) -> Spelled:
    """The printed score as far as it lies in its room: else the nearer end."""
    known = [one.places for one in (printed, low, high) if one.places is not None]
    return Spelled(
        text=f"MIN(MAX({printed.text},{low.text}),{high.text})", value=min(max(printed.value, low.value), high.value),
        places=max(known) if len(known) == 3 else None,
    )  # fmt: skip


def _end(line: Line, row: Row, expression: Expression) -> _Made:
    found_ = terms(line, row, expression)
    rule = line.governed.rule
    most = isinstance(rule, Proportional | Rate) and rule.base is None
    made = spelled(expression, found_.known, most=most)
    return _Made(spelled=made, remarks=found_.told if made is not None else (TOO_LONG,), needs=found_.needs, unless=found_.unless)


def _printed(line: Line, raw: Raw) -> _Made:
    """The printed score as a cell, none where its cell holds no number."""
    score = line.indicator.printed
    cell = line.indicator.cell("printed")
    if score is None:
        return _Made()
    where = found(cell, Fraction(score), raw)
    if not where.at or where.by != 1:
        return _Made()
    return _Made(spelled=Spelled(text=where.cell, value=where.value, places=places(score)), needs=(where.number,))


def _same(one: Figure, other: Figure) -> bool:
    return one[1] * other[2] == other[1] * one[2]
