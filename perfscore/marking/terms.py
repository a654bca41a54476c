"""What stands for a row's figures in a formula (代入项): the form's own cells where they hold the figure, else the figure itself."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from attrs import evolve, frozen

from perfscore.formula import Expression
from perfscore.line import Line
from perfscore.number import PERCENT, SMALL, Quantity, places, plain, read_quantity, rounded
from perfscore.pattern import pattern
from perfscore.rule import Checklist, Defects, Proportional, Rate, Steps, Tiers, YesNo
from perfscore.source import Cell
from perfscore.spelling import Term, digits, percentage, places_of


class Stored(NamedTuple):
    """
    The number that a cell holds (单元格的数): as a number, or as a text that a spreadsheet can turn into one: 50, 95%, ≥3次.

    ``less`` are the words that have to be taken out of the text for that, ``percent`` that it prints %; ``value`` is None where the cell holds ``words`` and no number.
    """

    value: Decimal | None
    text: bool = False
    less: tuple[str, ...] = ()
    percent: bool = False
    words: str = ""


#: Gives what a cell holds, None where that is neither a number nor words.
Raw = Callable[[str], Stored | None]

#: What each figure is called in the notes.
NAMES: Final = {"w": "分值", "t": "目标值", "a": "实际完成值", "printed": "表内得分", "planned": "预算数", "spent": "执行数"}
#: By what a stored number may have to be multiplied to be the figure that is printed: 0.85 in a cell that shows 85%, 5.8 in one for 万.
_FACTORS: Final = tuple(Fraction(one) for one in (1, 100, 1000, 10**4, 10**6, 10**7, 10**8, 10**9))
_FULL: Final = Fraction(100)
#: Words that may stand in a formula between quotation marks.
_PLAIN = pattern(r"(?!.*_x)[^\"\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]{1,120}")


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
    #: That text prints %.
    percent: bool = False
    #: What the cell prints, where the figure was read from its text.
    text: str = ""
    #: The condition that the cell holds other words by now, where the figure stands in the formula itself.
    changed: str = ""
    #: A figure without % beside percentages: up to 1.5 it is a ratio, a larger one is percent.
    sized: bool = False

    @property
    def cell(self) -> str:
        """The cell in a formula (单元格): turned into a number where it holds a text, rounded where its format hides digits."""
        if self.cut is not None:
            return f"ROUND({self.at},{self.cut})"
        return self.number

    @property
    def number(self) -> str:
        """The number that the cell holds (单元格的数); no number where the cell is blank or holds other words."""
        if self.less is None:
            return self.at
        text = self.at if self.less else f"TRIM({self.at})"  # of a blank cell VALUE alone makes 0
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
    if stored is None or stored.value is None:
        return Found(value=value, text=cell.text, changed=_changed(cell.at, stored))
    shown = read_quantity(cell.text)
    factors = [by * (100 if shown.unit in PERCENT else 1), by, *_FACTORS]
    for factor in factors:
        if Fraction(stored.value) * factor == value:
            return Found(
                value=value, at=cell.at, by=factor, less=stored.less if stored.text else None, percent=stored.percent, text=cell.text
            )
    cut = _cut(cell, shown)
    if cut is not None:
        seen = Fraction(rounded(Fraction(stored.value), cut))
        for factor in factors:
            if seen * factor == value:
                return Found(value=value, at=cell.at, by=factor, cut=cut)
    return Found(value=value, text=cell.text)


def _changed(at: str, stored: Stored | None) -> str:
    """That a cell holds other words than it does now (文字改了); "" where they may not stand in a formula."""
    return f'{at}<>"{stored.words}"' if stored is not None and _PLAIN.fullmatch(stored.words) else ""


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
    #: Both figures are bare and taken as ratios: that holds as far as both lie in 0…1.5.
    ratio: bool = False
    #: The units of the two differ, so that each must stay printed.
    scaled: bool = False


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
    places_ = [found(cell, value, raw, by=by) for cell, value, by in zip(cells, (t, a), plan.pair.by, strict=True)]
    target, actual = (
        evolve(one, sized=_sized(line, name)) if is_own else Found(value=one.value, changed=one.changed if name == "actual" else "")
        for one, is_own, name in zip(places_, own, ("target", "actual"), strict=True)
    )
    return Row(w=found(leaf.cell("weight"), w, raw), t=target, a=actual, unit=plan.pair.unit, ratio=plan.pair.ratio,
               scaled=plan.pair.unit not in PERCENT and any(by != 1 for by in plan.pair.by))  # fmt: skip


def _sized(line: Line, name: str) -> bool:
    """Whether the size of a figure without % tells whether it is a ratio or percent (按大小分比值与百分数)."""
    plan, leaf = line.governed.plan, line.indicator
    assert plan is not None
    if line.money is not None or plan.inputs.policy.bare_percent != "size":
        return False
    shown = leaf.target if name == "target" else leaf.actual
    unit, cell, target = shown.unit, leaf.cell(name), leaf.target.value
    if shown.value is None or shown.value < 0:
        return False
    by_column = unit in PERCENT and cell is not None and not read_quantity(cell.text).unit  # its % stands in a column of its own
    return (plan.pair.mixed and not unit) or (by_column and name == "actual" and target is not None and abs(target) > SMALL)


def _planned(line: Line) -> Cell | None:
    budget = line.sheet.budget
    assert line.money is not None
    initial = budget.from_initial is not None and line.money[0] == budget.from_initial[0] and line.money[0].value != budget.planned
    return budget.cell("initial" if initial else "planned")


class Terms(NamedTuple):
    """
    What stands for each name of an expression (代入项), and what a reader must know of them.

    ``needs`` are the numbers that must stand in the form for a score; ``unless`` the conditions under which the formula does not
    hold, because the row would then be scored by another one.
    """

    known: dict[str, Term]
    told: tuple[str, ...]
    needs: tuple[str, ...]
    unless: tuple[str, ...]


def terms(line: Line, row: Row, expression: Expression) -> Terms:
    """
    What stands for each name of a line's expression (代入项).

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
    names = _names(expression)
    used = [(name, one) for name, one in (("w", row.w), ("t", row.t), ("a", row.a)) if name in names]
    told = [_said(_called(line, name), one, base if name != "w" else Fraction(1)) for name, one in used]
    words, inlined = line.indicator.actual, [one for _, one in used if not one.at]
    if "a" not in names and words.nature == "words" and not line.governed.constraint:
        told.append(f"档次由文字“{words}”定，改了文字要重新标注")
        inlined.append(row.a)
    cells = [(name, one) for name, one in used if one.at]
    return Terms(
        known=known,
        told=tuple(one for one in told if one),
        needs=tuple(one.number for one in (row.w, *(one for _, one in cells)) if one.at),
        unless=(*(said for name, one in cells for said in _unless(line, row, name, one)), *(one.changed for one in inlined if one.changed)),
    )


def _unless(line: Line, row: Row, name: str, one: Found) -> Iterator[str]:
    """When a figure would make another formula of the row's (公式不适用的情形)."""
    x = one.number
    if one.percent:
        assert line.governed.plan is not None
        inputs, bare = line.governed.plan.inputs, f'ISERROR(FIND("%",{one.at}))'
        beside = (inputs.actual if name == "t" else inputs.target).unit  # without it nothing but this cell says that the row is in percent
        yield f"AND({bare},{x}>{SMALL})" if beside else bare
    elif one.less is not None and not one.sized:
        yield f'ISNUMBER(FIND("%",{one.at}))'
    signed = name == "t" and (isinstance(line.governed.rule, Proportional) or line.governed.basis == "note")
    if one.less and (row.scaled or (signed and line.indicator.target.comparator)):
        yield from (f'ISERROR(FIND("{word}",{one.at}))' for word in one.less)
    if (row.ratio and name != "w") or one.sized:
        yield f"{x}<0"
    if row.ratio and name != "w":
        yield f"{x}>{SMALL}"
    rule, above = line.governed.rule, one.value > 0
    if name == "t" and (isinstance(rule, Proportional) or line.money is not None):
        yield f"{x}<=0" if above else f"{x}<>0"
    if (name == "t" and isinstance(rule, Steps) and above) or (name == "a" and isinstance(rule, Defects | Checklist)):
        yield f"{x}<0"


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
    return f"公式里的{name} {shown} 取自文字“{one.text}”，改了文字要重新标注"


def _term(one: Found, base: Fraction, *, natural: bool = False) -> Term:
    value = one.value / base
    if not one.at:
        return Term(percentage(value) if base == _FULL else digits(value), value, places_of(value), natural=value >= 0)
    by, whole = one.by / base, places_of(value)
    if one.sized:
        x = one.cell
        if base == _FULL:
            return Term(f"{x}/IF({x}>{SMALL},100,1)", value, whole, natural=natural, clean=one.less is None, loose=True)
        return Term(f"ROUND({x}*IF({x}>{SMALL},1,100),10)", value, whole, natural=natural)
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
