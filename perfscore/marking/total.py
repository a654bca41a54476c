"""The total over the new cells (核算总分): the rows added up and put through the rulebook's stages, as one formula."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, frozen

from perfscore.governing import governor_of, printed_money
from perfscore.line import Line
from perfscore.marking.entry import Entry, guarded, whole_places
from perfscore.marking.terms import Found, Raw, found
from perfscore.number import ZERO, plain
from perfscore.provision import Range
from perfscore.scorecard import Scorecard
from perfscore.spelling import FINE, SIDE, Spelled, digits, half_up, refs
from perfscore.staging import Course, cap_by_rate, is_negative


@frozen(kw_only=True)
class Total:
    """The total of a form as cells (核算总分): like an ``Entry``, for the whole form."""

    score: Decimal | None
    formula: str = ""
    room: str = ""
    remarks: tuple[str, ...] = ()


def total_of(card: Scorecard, entries: Sequence[tuple[int, Entry]], columns: tuple[str, str], raw: Raw) -> Total:
    """
    The total of a form (核算总分).

    Args:
        entries: what stands beside the rows, each with its row in the worksheet.
        columns: the letters of the columns of scores and of unrounded scores.
        raw: the number that a cell of the form holds.
    """
    if card.total is None:
        between = f"，总分在 {plain(card.low)} 至 {plain(card.high)} 之间" if card.low < card.high else ""
        return Total(score=None, room=room_of(card), remarks=(f"有 {len(card.open)} 行得分未定{between}",))
    plainly = Total(score=card.total)
    to = whole_places(card.rulebook.total_rounding)
    made = _staged(card, entries, columns, raw) if to is not None and entries else None
    if made is None or made.value != card.total:
        return evolve(plainly, remarks=("总分的算法写不成电子表格公式，填的是核算结果",))
    column = sum_column(card, entries, columns)
    told = (f"按未修约的得分相加（在隐藏的 {column} 列）",) if column != columns[0] else ()
    rate = _rate(card, raw)
    money = _money(card, raw) if rate and rate in made.text else ()
    counted, rows = f"COUNT({refs(column, [row for row, _ in entries])})", len(entries)
    whole = guarded(made.text, [one.number for one in money])
    return evolve(plainly, formula=f'IF({counted}<{rows},{rows}-{counted}&" 行未核算",{whole})', remarks=told)


def room_of(card: Scorecard) -> str:
    """Between what a total lies that is not fixed (总分区间); 未定 where the form prints no points from which that could be told."""
    return f"{plain(card.low)}～{plain(card.high)}" if card.low < card.high else "未定"


def sum_column(card: Scorecard, entries: Sequence[tuple[int, Entry]], columns: tuple[str, str]) -> str:
    """Which column is added up (相加的列): that of the unrounded scores where the rulebook adds them and some may differ."""
    printed = governor_of(card.rulebook, card.rulebook.policy).policy.sum_of == "printed"
    return columns[1] if not printed and any(entry.exact for _, entry in entries) else columns[0]


class _Sum:
    """The rows of a form as a spreadsheet adds them (求和)."""

    def __init__(self, card: Scorecard, entries: Sequence[tuple[int, Entry]], columns: tuple[str, str]) -> None:
        self.column = sum_column(card, entries, columns)
        self.rounded = self.column == columns[0]
        self.policy = card.rulebook.policy
        self.entries = entries

    def of(self, *, taken: bool) -> Spelled:
        """The deductions, or all other rows."""
        rows = [(row, entry) for row, entry in self.entries if is_negative(entry.line, self.policy) is taken]
        values = [Fraction(entry.score or ZERO) if self.rounded else entry.value or Fraction(0) for _, entry in rows]
        text = f"SUM({refs(self.column, [row for row, _ in rows])})" if rows else "0"
        return Spelled(text=text, value=sum(values, Fraction(0)), places=4 if self.rounded else None)


def _staged(card: Scorecard, entries: Sequence[tuple[int, Entry]], columns: tuple[str, str], raw: Raw) -> Spelled | None:
    """The sum put through the stages of the rulebook."""
    sums, book = _Sum(card, entries, columns), card.rulebook
    total = _rescaled(card, sums.of(taken=False))
    rules = governor_of(book, book.policy)
    course = Course(card.sheet, card.lines, None, rules, card.events)
    for stage in book.stages[1:]:
        if stage == "deductions" and any(is_negative(entry.line, sums.policy) for _, entry in entries):
            off = sums.of(taken=True)
            total = Spelled(text=f"{total.text}+{off.text}", value=total.value + off.value, places=total.places)
        elif stage == "event-cap" and course.cap is not None:
            total = _least(total, Spelled(text=plain(course.cap), value=Fraction(course.cap), places=0))
        elif stage == "execution-cap":
            found_cap = cap_by_rate(card.sheet, rules)
            if found_cap is None:
                return None
            total = _capped(card, total, found_cap[0], raw)
        elif stage == "round":
            to = whole_places(book.total_rounding)
            assert to is not None
            value = half_up(half_up(total.value, FINE), to)
            text = f"ROUND(ROUND({total.text},{FINE}),{to})" if total.places is None or total.places > to else f"ROUND({total.text},{to})"
            total = Spelled(text=text, value=value, places=to)
    return total


def _rescaled(card: Scorecard, total: Spelled) -> Spelled:
    """The sum brought to the full score, where rows are left out that do not apply."""
    full = card.rulebook.full_score
    out = sum((line.weight or ZERO for line in card.lines if line.governed.aside == "rescaled"), ZERO)
    if not ZERO < out < full:
        return total
    return Spelled(text=f"{total.text}*{plain(full)}/{plain(full - out)}", value=total.value * Fraction(full) / Fraction(full - out))


def _least(total: Spelled, cap: Spelled) -> Spelled:
    return Spelled(text=f"MIN({total.text},{cap.text})", value=min(total.value, cap.value), places=total.places)


def _capped(card: Scorecard, total: Spelled, cap: Range | None, raw: Raw) -> Spelled:
    """The total under the cap of its execution rate: by the cells of the budget where they hold it, else the cap as it is now."""
    caps, full = card.rulebook.execution_cap, card.rulebook.full_score
    now = full if cap is None or cap.most is None else cap.most
    rate = _rate(card, raw)
    if not rate:
        return total if cap is None else _least(total, Spelled(text=plain(now), value=Fraction(now), places=0))
    arms = "".join(f"IF({rate}{'<=' if one.high_closed else '<'}{plain(one.high)}%,{plain(one.most or full)}," for one in caps)
    return _least(total, Spelled(text=f"{arms}{plain(full)}{')' * len(caps)}", value=Fraction(now), places=0))


def _rate(card: Scorecard, raw: Raw) -> str:
    """The execution rate over the cells of the budget, "" where they do not hold its figures."""
    money = _money(card, raw)
    return f"ROUND({money[1].cell}/{money[0].cell},{SIDE})" if money else ""


def _money(card: Scorecard, raw: Raw) -> tuple[Found, ...]:
    """Planned and spent as cells of the budget, empty where they do not hold the figures of the rate."""
    policy, budget = card.rulebook.policy, card.sheet.budget
    money = printed_money(budget, policy)
    if money is None or policy.rate_from != "budget" or money[0].digits <= 0 or money != budget.money:
        return ()
    cells = tuple(found(budget.cell(name), Fraction(one.value or ZERO), raw) for name, one in zip(("planned", "spent"), money, strict=True))
    return cells if all(one.at and one.by == 1 for one in cells) else ()


def difference(line: Line, at: str, raw: Raw) -> str:
    """The formula of what a form prints too much for a row (差异): printed less recomputed, empty where it prints nothing."""
    printed = line.indicator.printed
    return _difference(
        None if printed is None else Fraction(printed), found(line.indicator.cell("printed"), Fraction(printed or 0), raw), at
    )


def total_difference(card: Scorecard, at: str, raw: Raw) -> str:
    """The same of the total that a form declares (总分差异)."""
    declared = card.declared
    return _difference(
        None if declared is None else Fraction(declared), found(card.sheet.cell("declared"), Fraction(declared or 0), raw), at
    )


def _difference(printed: Fraction | None, where: Found, at: str) -> str:
    if printed is None:
        return ""
    its_own = where.at and where.by == 1
    needs = [where.number, at] if its_own else [at]
    return f'IF(COUNT({",".join(needs)})<{len(needs)},"",ROUND({where.cell if its_own else digits(printed)}-{at},4))'
