"""The queries that score a table, stage by stage (分段查询): from figures to units, from units to rows, from rows to sheets."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from perfscore.batching.column import literal
from perfscore.number import Rounding
from perfscore.provision import Range
from perfscore.querying import UNIT
from perfscore.rulebook import Rulebook

#: The type of what a score rests on, and its values.
BASIS: Final = "scoring_basis"
BASIS_TYPE: Final = f"create type {BASIS} as enum ('criterion', 'note', 'printed', 'none')"
#: What holds of no recipe.
FALSE: Final = "false"
#: What is said of a row whose figures give a divisor of 0.
ZERO_DIVISOR: Final = "除数为零，未计算"


class Marks(NamedTuple):
    """
    What the stages after the scores have to know of the recipes, as SQL of a row's number r (各方案的标记).

    ``upper``: the upper end counts where nothing is printed; ``aside``: the row is not counted; ``rescaled``: and the rest
    brought to the full score; ``negative``: its points are taken off the total; ``cap``: what its own criterion caps the total at,
    in units, and ``kinds`` the bit of the event it names. ``FALSE`` and nothing where it is so of no recipe.
    """

    basis: str
    reason: str
    upper: str = FALSE
    low_open: str = FALSE
    high_open: str = FALSE
    aside: str = FALSE
    rescaled: str = FALSE
    negative: str = FALSE
    cap: str = ""
    kinds: str = ""


def counted(marks: Marks, *, roomy: bool, printed: bool, weight: str, table: str) -> str:
    """
    From the units that rules give, ``vl`` and, where room is left, ``vr``, to those that count (所计得分).

    Adds ``v``, the units that count, NULL where the row stays open, and ``low`` and ``high``, between which it lies. What is
    ``OUTSIDE`` stays so in one of them.
    """
    value = "vl"
    if roomy:
        value = f"case when vr is null or vl = vr then vl {_counted_in_room(marks, printed=printed)} end"
    if printed:
        value = f"case when vl is null then p_units else {value} end"
    if marks.aside != FALSE:
        value = f"case when {marks.aside} then 0 else {value} end"
    first = f"select *, cast({value} as bigint) as v from {table}" if value != "vl" else f"select *, vl as v from {table}"
    aside = f"when {marks.aside} then 0 " if marks.aside != FALSE else ""
    unknown = ("least(0, v)", f"greatest({weight}, 0, v)") if printed else ("0", f"greatest({weight}, 0)")
    sides = []
    for name, open_end, end in zip(("low", "high"), unknown, ("least", "greatest"), strict=True):
        room = f"when vr is not null then {end}(vl, vr) " if roomy else ""
        sides.append(f"cast(case {aside}when vl is null then {open_end} {room}else vl end as bigint) as {name}")
    return f"select *, {', '.join(sides)} from ({first})"


def _counted_in_room(marks: Marks, *, printed: bool) -> str:
    """The figure that counts of a row whose rule leaves room, as arms of a CASE: the printed one inside it, else the nearer end."""
    upper = f"when {marks.upper} then greatest(vl, vr)" if marks.upper != FALSE else ""
    if not printed:
        return upper
    none = f"when p_units is null then case {upper} end" if upper else "when p_units is null then null"
    return f"{none} when p_units < least(vl, vr) then least(vl, vr) when p_units > greatest(vl, vr) then greatest(vl, vr) else p_units"


def basis(text: str) -> str:
    """What a score rests on, as SQL: one of few texts that the engine knows by number (依据)."""
    return f"{literal(text)}::{BASIS}"


def held(marks: Marks, *, roomy: bool, printed: bool) -> str:
    """What the figure that counts rests on, as SQL (得分依据)."""
    none, shown = basis("none"), basis("printed")
    arms = [f"when {marks.aside} then {none}"] if marks.aside != FALSE else []
    arms.append(
        f"when vl is null then case when p_units is null then {none} else {shown} end" if printed else f"when vl is null then {none}"
    )
    if roomy:
        arms.append(f"when v is null then {none}")
    if roomy and printed:
        edges = [f"(p_units = least(vl, vr) and {marks.low_open})"] if marks.low_open != FALSE else []
        edges += [f"(p_units = greatest(vl, vr) and {marks.high_open})"] if marks.high_open != FALSE else []
        within = " and ".join(["p_units between least(vl, vr) and greatest(vl, vr)", *(f"not {edge}" for edge in edges)])
        arms.append(f"when vr is not null and vl <> vr and {within} then {shown}")
    return f"case {' '.join(arms)} else {marks.basis} end"


# ---- rounding ----------------------------------------------------------------------------------------


def printed_units(cell: str, rounding: Rounding, *, signed: bool) -> str:
    """
    Units rounded to a printed figure, as so many of the rounding's quantum (修约).

    The engines cut toward zero: below it, half a quantum is taken off instead of added.

    >>> from perfscore.number import SCORE
    >>> printed_units("v", SCORE, signed=False)
    '((v + 50000000) // 100000000)'
    >>> printed_units("v", SCORE, signed=True)
    '((v + case when v < 0 then -50000000 else 50000000 end) // 100000000)'
    """
    step = step_of(rounding)
    half = f"case when {cell} < 0 then -{step // 2} else {step // 2} end" if signed else str(step // 2)
    if rounding.mode == "down":
        return f"({cell} // {step})"
    rounded = f"(({cell} + {half}) // {step})"
    if rounding.mode == "half-even":
        one = f"case when {cell} < 0 then -1 else 1 end" if signed else "1"
        return f"({rounded} - case when ({cell} % {step}) = {half} and ({cell} // {step}) % 2 = 0 then {one} else 0 end)"
    return rounded


def step_of(rounding: Rounding) -> int:
    """The units of one quantum (修约单位)."""
    return int(Fraction(rounding.quantum) * UNIT)


def figure(cell: str, rounding: Rounding, *, digits: int = 18, places: int | None = None) -> str:
    """So many of a quantum as a decimal (化为小数)."""
    quantum = rounding.quantum
    own = max(0, -int(quantum.as_tuple().exponent))
    shown = max(2, own) if places is None else places
    tens = int(quantum.scaleb(own))
    unscaled = f"{cell} * {tens}" if tens > 1 else cell
    if not own:
        return f"cast({unscaled} as decimal({digits},{shown}))"
    unit = f"cast({Decimal(1).scaleb(-own)} as decimal({own + 1},{own}))"
    return f"cast(cast({unscaled} as decimal({digits - own},0)) * {unit} as decimal({digits},{shown}))"


# ---- sheets ---------------------------------------------------------------------------------------


def through(
    book: Rulebook, table: str, kept: Sequence[str], ends: Mapping[str, str], cap: str, taken: Mapping[str, str], *, signed: bool
) -> str:
    """
    A total through the rulebook's stages, as SQL in units, each stage a query of its own (总分各步).

    ``ends`` gives value, low and high, each twice: as the sum of the units, and, with ``_most`` behind, the most that the sum may
    be, for units are rounded down. Where both lead to one total it is the total; else Python has to add up exactly.

    Args:
        kept: the columns that are handed on.
        cap: the cap of a sheet, NULL where no event brings it; empty where there is none.
        taken: the deductions, where they are added up apart.
        signed: whether a total may lie below 0.
    """
    off = {name: f"off_{name}" for name in taken}
    sql = _layer(kept, {**ends, **{off[name]: said for name, said in taken.items()}}, table)
    for stage in book.stages[1:]:
        step: dict[str, str] = {}
        if stage == "deductions" and taken:
            step = {name: f"{name} + {off[name]}" for name in ends}
        elif stage == "event-cap" and cap:
            step = {name: f"case when {name} > {cap} then {cap} else {name} end" for name in ends}
        elif stage == "round":
            quantum = step_of(book.total_rounding)
            step = {name: f"{printed_units(name, book.total_rounding, signed=signed)} * {quantum}" for name in ends}
        if step:
            sql = _layer((*kept, *off.values()), step, sql)
    return sql


def _layer(kept: Sequence[str], said: Mapping[str, str], table: str) -> str:
    return f"select {', '.join([*kept, *(f'{cell} as {name}' for name, cell in said.items())])} from ({table})"


def graded(grades: Sequence[Range], cell: str) -> str:
    """The grade of a total in units, as SQL (定级)."""
    arms = []
    for one in grades:
        low = f"{cell} {'>=' if one.low_closed else '>'} {int(Fraction(one.low) * UNIT)}"
        high = f"{cell} {'<=' if one.high_closed else '<'} {int(Fraction(one.high) * UNIT)}"
        arms.append(f"when {low} and {high} then {literal(one.name)}")
    return f"case {' '.join(arms)} end" if arms else "cast(null as varchar)"
