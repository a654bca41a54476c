"""From the lines to the total (合计): the stages of the total in the rulebook's order, each also where it changes nothing."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from perfscore.governing import Governor, printed_money
from perfscore.indicator import is_execution
from perfscore.line import Ends, Exact, Line
from perfscore.measure import Policy
from perfscore.number import PERCENT, SCORE, SMALL, ZERO, Figure, Rounding, plain
from perfscore.provision import Range
from perfscore.rule import Constraint
from perfscore.rulebook import Rulebook
from perfscore.scorecard import Stage
from perfscore.sheet import Event, Sheet
from perfscore.source import Citation


def is_negative(line: Line, policy: Policy) -> bool:
    """Whether a line's deductions start from 0 (以负数记分)."""
    base = policy.constraint_base
    return line.governed.constraint and (base == "negative" or (base == "auto" and not line.weight))


class Course:
    """
    The scores added up and put through the stages of the total (总分各步), in the rulebook's order.

    Args:
        figures: the scores, where every line has just one.
    """

    __slots__ = ("after", "book", "cap", "ends", "events", "lines", "rescaled", "rules", "sheet", "summed", "taken")

    def __init__(
        self, sheet: Sheet, lines: tuple[Line, ...], figures: list[Figure] | None, rules: Governor, events: tuple[Event, ...]
    ) -> None:
        self.sheet, self.lines, self.rules, self.events, self.book = sheet, lines, rules, events, rules.book
        self.taken = [line for line in lines if is_negative(line, rules.policy)] if rules.constrains else []
        self.cap = cap_by_event(lines, self.book, events) if events else None
        rows = [line for line in lines if line not in self.taken] if self.taken else lines
        self.rescaled = (
            sum((line.weight or ZERO for line in lines if line.governed.aside == "rescaled"), ZERO) if rules.sets_aside else ZERO
        )
        self.summed = _sum(rows, None if self.taken else figures, self._printed)
        if ZERO < self.rescaled < self.book.full_score:
            self.summed = _each(_times, self.summed, Fraction(self.book.full_score) / Fraction(self.book.full_score - self.rescaled))
        ends, self.after = self.summed, [self.summed]
        for name in self.book.stages[1:]:
            ends = self._through(name, ends)
            self.after.append(ends)
        self.ends = ends

    @property
    def _printed(self) -> Rounding | None:
        """What scores are rounded to before they are added, where the policy says so."""
        return self.book.rounding if self.rules.policy.sum_of == "printed" else None

    def _through(self, name: str, ends: Ends) -> Ends:
        """The total after one more stage."""
        if name == "round":
            return _each(_rounded, ends, self.book.total_rounding)
        if name == "event-cap":
            return ends if self.cap is None else _each(_least, ends, self.cap.as_integer_ratio())
        if name == "deductions":
            return self._less(ends, _sum(self.taken, None, self._printed)) if self.taken else ends
        return self._by_rate(ends)[0] if name == "execution-cap" else ends

    def _less(self, ends: Ends, taken: Ends) -> Ends:
        """The sum with the deductions, which are negative."""
        (value, low, high), (minus, minus_low, minus_high) = ends, taken
        value = None if value is None or minus is None else _plus(value, minus)
        return value, _plus(low, minus_low), _plus(high, minus_high)

    def _by_rate(self, ends: Ends) -> tuple[Ends, str]:
        """The total under the cap of its execution rate, and the words for it; without a rate it is only known between the caps."""
        found = cap_by_rate(self.sheet, self.rules)
        if found is None:
            value, low, high = ends
            least = min(cap.most or ZERO for cap in self.book.execution_cap).as_integer_ratio()
            low = _least(low, least)
            certain = value is None or _fraction(value) <= _fraction(least)
            return (value if certain else None, low, high), "执行率算不出，不知是否封顶"
        cap, words = found
        if cap is None or cap.most is None:
            return ends, f"执行率 {words}，不封顶"
        return _each(
            _least, ends, cap.most.as_integer_ratio()
        ), f"执行率 {words}，在 {str(cap).partition('≤')[0]} 之内，总分不超过 {plain(cap.most)}"

    def stages(self) -> tuple[Stage, ...]:
        """The total through its stages (总分各步); each also where it changes nothing."""
        return tuple((name, *ends, *self._told(name, ends)) for name, ends in zip(self.book.stages, self.after, strict=True))

    def _told(self, name: str, ends: Ends) -> tuple[str, Citation | None]:
        """What a stage does, in words, and its clause."""
        book, taken = self.book, len(self.taken)
        if name == "sum":
            return self._sum_told(taken)
        if name == "deductions":
            words = f"约束性指标 {taken} 行以负数记分" if taken else "没有以负数记分的约束性指标"
            return words, book.cite("constraint_sign") if taken else None
        if name == "event-cap":
            cap, cite = event_cap(self.lines, book)
            return _event_words(cap, event_kinds(self.lines, book), self.events, self.cap is not None), cite
        if name == "execution-cap":
            return self._by_rate(self.summed)[1], book.cite("execution_cap")
        if name == "round":
            return book.total_rounding.words, book.total_rounding.citation
        return grade_words(book, ends), book.cite("grades")

    def _sum_told(self, taken: int) -> tuple[str, Citation | None]:
        aside = [line for line in self.lines if line.governed.aside]
        words = _sum_words(len(self.lines) - taken - len(aside))
        if not aside:
            return words, None
        words += f"，{len(aside)} 行不计入"
        if not ZERO < self.rescaled < self.book.full_score:
            return words, None
        full, rest = plain(self.book.full_score), plain(self.book.full_score - self.rescaled)
        return f"{words}；不适用的 {plain(self.rescaled)} 分不计，× {full} ÷ {rest} 折算", self.book.cite("policy.not_applicable")


def rate_of(sheet: Sheet, rules: Governor) -> tuple[Fraction, str] | None:
    """
    The execution rate of a form (预算执行率) and its arithmetic: from the budget figures, else as printed; None where neither is there.
    """
    money = printed_money(sheet.budget, rules.policy)
    if money is not None and rules.policy.rate_from == "budget" and money[0].digits > 0:
        planned, spent = (Fraction(one.value or ZERO) for one in money)
        return spent / planned, f"{plain(spent)} ÷ {plain(planned)} = {plain(Rounding(quantum=Decimal('0.01'))(100 * spent / planned))}%"
    printed = [
        sheet.budget.rate,
        *(row.indicator.actual for row in sheet.rows if is_execution(row.indicator.name, row.indicator.definition)),
    ]
    for one in printed:
        if one.value is not None and one.unit in {"", *PERCENT}:
            ratio = one.unit == "" and abs(one.value) <= SMALL
            return Fraction(one.value) / (1 if ratio else 100), f"{one}（表内所填）"
    return None


def cap_by_rate(sheet: Sheet, rules: Governor) -> tuple[Range | None, str] | None:
    """
    The cap that a form's execution rate brings (按执行率封顶), None where it brings none, and the rate in words.

    None altogether where the rulebook has no such caps, or the form no rate.
    """
    found = rate_of(sheet, rules) if rules.book.execution_cap else None
    if found is None:
        return None
    rate, words = found
    return next((one for one in rules.book.execution_cap if rate * 100 in one), None), words


def grade_words(book: Rulebook, ends: Ends) -> str:
    """How a total is graded, in words (定级文字)."""
    if not book.grades:
        return "评分办法没有规定等级"
    value = ends[0]
    if value is None:
        return "总分未定，不定级"
    found = book.graded(_fraction(value))
    shown = plain(book.total_rounding(_fraction(value)))
    if found is not None:
        return f"总分 {shown}，{found}"
    if _fraction(value) > book.grades[0].high:
        return f"总分 {shown} 超过最高一档（{book.grades[0]}），不定级"
    return f"总分 {shown} 落在各档之间（{'、'.join(map(str, book.grades))}），评分办法没有规定等级"


@lru_cache(1024)
def _sum_words(rows: int) -> str:
    return f"{rows} 行得分相加"


def _each(act: Callable[[Exact, Any], Exact], ends: Ends, by: Any) -> Ends:
    """The same done to value, low and high, once where there is no room."""
    value, low, high = ends
    if value is low is high:
        done = act(low, by)
        return done, done, done
    return None if value is None else act(value, by), act(low, by), act(high, by)


def _fraction(exact: Exact) -> Fraction:
    return Fraction(*exact)


def _plus(one: Exact, other: Exact) -> Exact:
    return one[0] * other[1] + other[0] * one[1], one[1] * other[1]


def _times(one: Exact, by: Fraction) -> Exact:
    return one[0] * by.numerator, one[1] * by.denominator


def _least(one: Exact, other: Exact) -> Exact:
    return one if one[0] * other[1] <= other[0] * one[1] else other


def _rounded(exact: Exact, rounding: Rounding) -> Exact:
    n, d = exact
    if rounding is SCORE and n >= 0:
        return (200 * n + d) // (2 * d), 100
    return rounding(Fraction(n, d)).as_integer_ratio()


def _sum(lines: Sequence[Line], only: list[Figure] | None, rounding: Rounding | None) -> Ends:
    """Scores, lows and highs added up exactly, or as printed where the rulebook says so; ``only`` where there is one figure a line."""
    if only is not None:
        total = added(only, rounding)
        return total, total, total
    figures = [line.figure for line in lines if line.figure is not None]
    known = added(figures, rounding) if len(figures) == len(lines) else None
    if known is not None and all(line.bottom is line.top for line in lines):
        return known, known, known
    return known, added([line.bottom for line in lines], rounding), added([line.top for line in lines], rounding)


#: The denominator of most scores: those that end after four places.
USUAL = 10**4


def added(figures: Sequence[Figure], rounding: Rounding | None) -> Exact:
    """An exact sum in integers (求和): what is over the usual denominator apart from the rest, which is n / (usual · d)."""
    if rounding is not None:
        figures = [_printed(figure, rounding) for figure in figures]
    whole, n, d = 0, 0, 1
    for _, top, bottom in figures:
        if bottom == USUAL:
            whole += top
            continue
        by, rest = divmod(bottom, USUAL)
        if rest:
            n, d = n * bottom + top * d * USUAL, d * bottom
        elif d % by:
            n, d = n * by + top * d, d * by
        else:
            n += top * (d // by)
    return whole * d + n, d * USUAL


def _printed(figure: Figure, rounding: Rounding) -> Figure:
    """A figure whose exact value is the rounded one."""
    units, top, bottom = figure
    return (units, units, 100) if rounding is SCORE else (units, *rounding(Fraction(top, bottom)).as_integer_ratio())


def _capping(lines: Sequence[Line]) -> list[tuple[Constraint, Line]]:
    """The constraint rows whose own criterion caps the total."""
    rules = ((line.governed.rule, line) for line in lines if line.governed.constraint)
    return [(rule, line) for rule, line in rules if isinstance(rule, Constraint) and rule.cap is not None]


def event_cap(lines: Sequence[Line], book: Rulebook) -> tuple[Decimal | None, Citation | None]:
    """The cap that an event would bring (事件封顶) and its clause: the rows' own, else the rulebook's; None where there is none."""
    own = [(rule.cap, line.citation) for rule, line in _capping(lines) if rule.cap is not None]
    return min(own, key=lambda pair: pair[0]) if own else (book.event_cap, None if book.event_cap is None else book.cite("event_cap"))


def event_kinds(lines: Sequence[Line], book: Rulebook) -> tuple[str, ...]:
    """The events that cap the total (封顶事件), in the rulebook's words, else in the rows' own."""
    return book.event_kinds or tuple(rule.event for rule, _ in _capping(lines) if rule.event)


def cap_by_event(lines: Sequence[Line], book: Rulebook, events: Sequence[Event]) -> Decimal | None:
    """The cap that recorded events bring (按事件封顶), None where none of them counts."""
    kinds = event_kinds(lines, book)
    return event_cap(lines, book)[0] if any(names(kinds, event.kind) for event in events) else None


#: So many characters of an event's name tell it.
LEAST = 4


def names(kinds: tuple[str, ...], kind: str) -> bool:
    """
    Whether an event is one of those named (是否在列); any, where none is named.

    The one is a shorter way to say the other: its characters stand there in this order. A scrap of a few characters says nothing.

    >>> names(("审计等部门重点披露的问题",), "审计披露"), names(("审计披露",), "审计署披露"), names(("审计披露",), "审")
    (True, True, False)
    """
    return not kinds or any((len(kind) >= min(len(words), LEAST) and _stands_in(kind, words)) or _stands_in(words, kind) for words in kinds)


def _stands_in(kind: str, words: str) -> bool:
    rest = iter(words)
    return all(character in rest for character in kind)


@lru_cache(1024)
def _event_words(cap: Decimal | None, kinds: tuple[str, ...], events: tuple[Event, ...], counted: bool) -> str:  # noqa: FBT001 - part of the key
    if cap is None:
        return "没有事件封顶的规定"
    named = "、".join(str(event) for event in events if counted is names(kinds, event.kind))
    if counted:
        return f"已记录事件：{named}，总分不超过 {plain(cap)}"
    other = f"所给事件“{named}”不在封顶事件（{'、'.join(kinds)}）之列" if events else "没有记录事件"
    return f"{other}，不封顶（上限 {plain(cap)}）"
