"""What stands for a row's figures in a formula (代入项): the form's own cells where they hold the figure, else the figure itself."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from attrs import frozen

from perfscore.formula import Expression
from perfscore.line import Line
from perfscore.number import PERCENT, Quantity, places, plain, read_quantity, rounded
from perfscore.rule import Proportional, Rate, Steps, Tiers, YesNo
from perfscore.source import Cell
from perfscore.spelling import Term, digits, percentage, places_of


class Stored(NamedTuple):
    """
    The number that a cell holds (单元格的数): as a number, or as a text that a spreadsheet can turn into one: 50, 95%, ≥3次.

    ``less`` are the words that have to be taken out of the text for that.
    """

    value: Decimal
    text: bool = False
    less: tuple[str, ...] = ()


#: Gives the number that a cell holds, None where it holds none.
Raw = Callable[[str], Stored | None]

#: What each figure is called in the notes.
NAMES: Final = {"w": "分值", "t": "目标值", "a": "实际完成值", "printed": "表内得分", "planned": "预算数", "spent": "执行数"}
#: By what a stored number may have to be multiplied to be the figure that is printed: 0.85 in a cell that shows 85%, 5.8 in one for 万.
_FACTORS: Final = tuple(Fraction(one) for one in (1, 100, 1000, 10**4, 10**6, 10**7, 10**8, 10**9))
_FULL: Final = Fraction(100)


@frozen(kw_only=True)
class Found:
    """
    A figure of a row and where a formula finds it (取数): ``at`` a cell, or "" where its text is no number.

    ``by`` brings what the cell stores to the figure; ``cut`` are the places to which it is rounded first, because its number
    format hides the rest.
    """

    value: Fraction
    at: str = ""
    by: Fraction = Fraction(1)
    cut: int | None = None
    #: What has to be taken out of the text that the cell holds, None where it holds a number.
    less: tuple[str, ...] | None = None
    #: What the cell prints, where the figure was read from its text.
    text: str = ""

    @property
    def cell(self) -> str:
        """The cell in a formula (单元格): turned into a number where it holds a text, rounded where its format hides digits."""
        if self.less is None:
            return self.at if self.cut is None else f"ROUND({self.at},{self.cut})"
        text = self.at
        for word in self.less:
            text = f'SUBSTITUTE({text},"{word}","")'
        return f"VALUE({text})"


def found(cell: Cell | None, value: Fraction, raw: Raw, *, by: Fraction = Fraction(1)) -> Found:
    """
    Where a formula finds a figure (取数): in the cell, if that holds it.

    Args:
        value: the figure in the unit of the row, ``by`` times what is printed.
    """
    if cell is None or not cell.at:
        return Found(value=value)
    stored = raw(cell.at)
    if stored is None:
        return Found(value=value, text=cell.text)
    shown = read_quantity(cell.text)
    factors = [by * (100 if shown.unit in PERCENT else 1), by, *_FACTORS]
    for factor in factors:
        if Fraction(stored.value) * factor == value:
            return Found(value=value, at=cell.at, by=factor, less=stored.less if stored.text else None, text=cell.text)
    cut = _cut(cell, shown)
    if cut is not None:
        seen = Fraction(rounded(Fraction(stored.value), cut))
        for factor in factors:
            if seen * factor == value:
                return Found(value=value, at=cell.at, by=factor, cut=cut)
    return Found(value=value, text=cell.text)


def _cut(cell: Cell, shown: Quantity) -> int | None:
    """The places at which a number format cuts what a cell stores, None where it hides nothing."""
    if not cell.stored or shown.value is None:
        return None
    return places(shown.value) + (2 if shown.unit in PERCENT else 0)


@frozen(kw_only=True)
class Row:
    """The figures of a row, each with its place (一行的数): weight, target and actual; ``unit`` is that of the row."""

    w: Found
    t: Found
    a: Found
    unit: str = ""


def row_of(line: Line, raw: Raw) -> Row:
    """
    The figures that a line is computed from (取本行的数), in the unit of the row; the line has a plan.
    """
    plan, leaf = line.governed.plan, line.indicator
    assert plan is not None
    digits_ = line.row.digits
    cells = [leaf.cell("target"), leaf.cell("actual")]
    if line.money is not None:
        digits_ = (digits_[0], line.money[0].digits, line.money[1].digits)
        cells = [_planned(line), line.sheet.budget.cell("spent")]
    w, t, a = (Fraction(one, 10**plan.places) for one in plan.arguments(*digits_)[:3])
    own = (plan.t_by != 0, plan.a_by != 0)  # else the rule has put its own figure in the place of the row's
    target, actual = (
        found(cell, value, raw, by=by) if is_own else Found(value=value)
        for cell, value, by, is_own in zip(cells, (t, a), plan.pair.by, own, strict=True)
    )
    return Row(w=found(leaf.cell("weight"), w, raw), t=target, a=actual, unit=plan.pair.unit)


def _planned(line: Line) -> Cell | None:
    budget = line.sheet.budget
    assert line.money is not None
    initial = budget.from_initial is not None and line.money[0] == budget.from_initial[0] and line.money[0].value != budget.planned
    return budget.cell("initial" if initial else "planned")


def terms(line: Line, row: Row, expression: Expression) -> tuple[dict[str, Term], tuple[str, ...]]:
    """
    What stands for each name of a line's expression (代入项), and what a reader must know of them.

    A row of percentages whose cells store ratios is computed in ratios: its bounds are then written 90%, its steps 1%.
    """
    plan = line.governed.plan
    assert plan is not None
    assert plan.ends is not None
    measured = _measured(line, plan.ends.parameters)
    base = _base(row) if measured is not None else Fraction(1)
    known = {"w": _term(row.w, Fraction(1), natural=True), "t": _term(row.t, base), "a": _term(row.a, base)}
    for name, value in plan.ends.parameters.items():
        in_base = value / base if measured and name in measured else value
        text = percentage(in_base) if base == _FULL and measured and name in measured else digits(in_base)
        known[name] = Term(text, in_base, places_of(in_base), natural=value >= 0)
    used = _names(expression)
    told = [
        _said(_called(line, name), one, base if name != "w" else Fraction(1))
        for name, one in (("w", row.w), ("t", row.t), ("a", row.a))
        if name in used
    ]
    words = line.indicator.actual
    if "a" not in used and words.nature == "words" and not line.governed.constraint:
        told.append(f"档次由文字“{words}”定，改了文字要改公式")
    return known, tuple(one for one in told if one)


def _called(line: Line, name: str) -> str:
    money = {"t": "planned", "a": "spent"} if line.money is not None else {}
    return NAMES[money.get(name, name)]


def _said(name: str, one: Found, base: Fraction) -> str:
    """That a figure is written into the formula, because its cell holds a text, or is rounded as it is shown."""
    if one.at:
        return f"{name} {one.at} 按显示的位数计" if one.cut is not None else ""
    if not one.text:
        return ""
    shown = percentage(one.value / base) if base == _FULL else digits(one.value)
    return f"公式里的{name} {shown} 取自文字“{one.text}”，改了文字要改公式"


def _term(one: Found, base: Fraction, *, natural: bool = False) -> Term:
    value = one.value / base
    if not one.at:
        return Term(percentage(value) if base == _FULL else digits(value), value, places_of(value), natural=value >= 0)
    by, whole = one.by / base, places_of(value)
    clean = one.less is None or one.by == 1
    if by == 1:
        return Term(one.cell, value, whole, natural=natural, clean=clean)
    if by < 1:
        return Term(f"{one.cell}/{plain(1 / by)}", value, whole, natural=natural, clean=clean, loose=True)
    return Term(f"ROUND({one.cell}*{plain(by)},10)", value, whole, natural=natural)


def _base(row: Row) -> Fraction:
    """By what the figures of a row are divided in its formulas: 100 where its percentages are stored as ratios, or stand as texts."""
    if row.unit not in PERCENT or row.unit == "":
        return Fraction(1)
    stored = [one.by for one in (row.t, row.a) if one.at]
    return _FULL if not stored or _FULL in stored else Fraction(1)


def _measured(line: Line, parameters: Mapping[str, Fraction]) -> frozenset[str] | None:
    """The parameters in the unit of the row; None where a rule may mix them with figures of another kind."""
    rule = line.governed.rule
    match rule:
        case Proportional():
            known = {"veto"}
        case Steps():
            known = {"veto", "anchor", "below_step", "above_step"}
        case Tiers():
            known = {name for name in parameters if name[0] in "lh" and name[1:].isdigit()} if rule.of != "completion" else set()
        case YesNo():
            known = {"bound"}
        case Rate():
            known = set()
        case _:
            return None
    others = {"base", "below_points", "above_points", "below_limit", "above_limit", "yes", "no", "r", "veto", "beyond", "taken"}
    numbered = {name for name in parameters if name[0] in "pqlh" and name[1:].isdigit()}
    return frozenset(known) if parameters.keys() <= known | others | numbered else None


def _names(expression: Expression) -> frozenset[str]:
    """The names that an expression speaks of."""
    names, nodes = set(), [expression.tree]
    while nodes:
        node = nodes.pop()
        nodes += node.parts
        if node.op == "name":
            names.add(node.name)
    return frozenset(names | {expression.names[0]} if expression.clamp else names)
