"""From a form and a rulebook to a scorecard (计分); the same under other readings (口径对照)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import Any

from attrs import evolve, frozen

from perfscore.governing import Governed, Governor, is_constraint
from perfscore.measure import Policy
from perfscore.number import SCORE, Figure, Quantity, Rounding, hundredths, plain
from perfscore.recognising import Recognition, recognise
from perfscore.rule import Constraint, Defects, Discretion, Proportional, Rate, Rule, Steps, Tiers
from perfscore.rulebook import Rulebook, rulebook
from perfscore.scorecard import Basis, Exact, Line, Scorecard, Stage, maybe_plain
from perfscore.sheet import Event, Row, Sheet
from perfscore.source import Citation


@lru_cache(256)
def governor(book: Rulebook, policy: Policy) -> Governor:
    """The rules of a rulebook under a policy, kept ready (依据表)."""
    return Governor(book, policy)


def score(
    sheet: Sheet, rulebook: Rulebook | str | None = None, *, event: Event | str | None = None, policy: Policy | None = None
) -> Scorecard:
    """
    A form recomputed (计分): every line, the total through its stages, with low and high.

    Args:
        sheet: the form.
        rulebook: the rules, or their id; None recognises them from the form.
        event: a recorded fact that bears on the total (审计披露), beside those of the form.
        policy: how open choices are taken; None follows the rulebook.

    Raises:
        RulebookError: there is no rulebook of that id.

    >>> from perfscore.indicator import Indicator
    >>> leaf = Indicator(name="覆盖率", weight=5, target="100%", actual="85%", criterion="每减少1个百分点扣0.1分，扣完为止")
    >>> score(Sheet(branches=[leaf])).total
    Decimal('3.50')
    """
    found = _rules(sheet, rulebook)
    book = found.rulebook
    rules = governor(book, policy or book.policy)
    lines = tuple(lines_of(sheet, rules))
    events = (*sheet.events, *([Event(kind=event)] if isinstance(event, str) else [event] if event else []))
    return Scorecard(
        sheet=sheet, rulebook=book, recognised_by=found.why, lines=lines, events=events,
        sums=tuple(_stages(lines, book, rules.policy, events)), rounding=book.rounding,
    )  # fmt: skip


def _rules(sheet: Sheet, given: Rulebook | str | None) -> Recognition:
    if given is None:
        return recognise(sheet)
    return Recognition(rulebook=given if isinstance(given, Rulebook) else rulebook(given), why="由使用者指定")


# ---- lines --------------------------------------------------------------------------------------


def lines_of(sheet: Sheet, rules: Governor) -> Iterator[Line]:
    """Every row recomputed (逐行计分)."""
    known, rounding, plain_points = rules.rows, rules.book.rounding, rules.book.rounding is SCORE
    for row in sheet.rows:
        governed = known.get(row.key) or rules.of(row)
        if governed.direct and plain_points:
            plan, (w, t, a) = governed.plan, row.digits
            found = plan.low_score(w * plan.w_by, t * plan.t_by + plan.t_set, a * plan.a_by + plan.a_set)  # type: ignore[union-attr]
            if found is not None:
                points = hundredths(found[0])
                yield Line(sheet, row, governed, governed.basis, points, points, points, found, found, found, None, rounding)
                continue
        yield line_of(sheet, row, rules)


def line_of(sheet: Sheet, row: Row, rules: Governor) -> Line:
    """One row recomputed (单行计分), of any kind."""
    governed, money = rules.of(row), None
    target, actual = row.indicator.target, row.indicator.actual
    if governed.pays and sheet.budget.money is not None:
        money = target, actual = sheet.budget.money
        governed = rules.of_money(row, money)
    plan = governed.plan
    if plan is None:
        return _uncomputed(sheet, row, governed, rules)
    arguments = plan.arguments(row.weight, target, actual)
    low = plan.low.score(*arguments)
    high = low if plan.same else plan.high.score(*arguments)
    if low is None or high is None:
        return _uncomputed(sheet, row, evolve(governed, plan=None, direct=False, reason="除数为零，未计算", missing=("target",)), rules)
    if low is high or low == high:
        return _line(sheet, row, governed, governed.basis, low, low, low, rules, money)
    return _roomy(sheet, row, governed, low, high, rules)


def _line(
    sheet: Sheet, row: Row, governed: Governed, basis: Basis, figure: Figure | None, low: Figure, high: Figure, rules: Governor,
    money: tuple[Quantity, Quantity] | None = None,
) -> Line:  # fmt: skip
    points = rules.book.rounding.points
    score_ = None if figure is None else points(figure)
    return Line(sheet, row, governed, basis, score_, points(low), points(high), figure, low, high, money, rules.book.rounding)


def _figure(value: Decimal | int) -> Figure:
    """A printed figure as rounded and exact (印出数)."""
    exact = Fraction(value)
    return int(SCORE(exact).scaleb(2)), exact.numerator, exact.denominator


def _value(figure: Figure) -> Fraction:
    return Fraction(figure[1], figure[2])


def _uncomputed(sheet: Sheet, row: Row, governed: Governed, rules: Governor) -> Line:
    """A row that cannot be computed: its printed score counts, with the room [0, w]."""
    weight, printed = row.indicator.weight, row.indicator.printed
    figure = None if printed is None else _figure(printed)
    ends = [_figure(0), _figure(weight or 0), *([figure] if figure else [])]
    basis: Basis = "none" if figure is None else "printed"
    return _line(sheet, row, governed, basis, figure, min(ends, key=_value), max(ends, key=_value), rules)


def _roomy(sheet: Sheet, row: Row, governed: Governed, low: Figure, high: Figure, rules: Governor) -> Line:
    """A row whose rule leaves room: the printed score if it lies inside, else the nearer end."""
    if _value(low) > _value(high):
        low, high = high, low
    printed = row.indicator.printed
    figure: Figure | None
    basis: Basis
    if printed is None:
        figure = high if upper_by_default(governed.rule, row) else None
        basis = governed.basis if figure else "none"
    else:
        figure, basis = _placed(_figure(printed), low, high, governed)
    return _line(sheet, row, governed, basis, figure, low, high, rules)


def _placed(printed: Figure, low: Figure, high: Figure, governed: Governed) -> tuple[Figure, Basis]:
    assert governed.plan is not None
    assert governed.plan.ends is not None
    ends, value = governed.plan.ends, _value(printed)
    if value < _value(low) or (ends.low_open and value == _value(low)):
        return low, governed.basis
    if value > _value(high) or (ends.high_open and value == _value(high)):
        return high, governed.basis
    return printed, "printed"


def upper_by_default(rule: Rule | None, row: Row) -> bool:
    """Whether nothing printed means nothing deducted (默认不扣): constraint and deduction rows."""
    deducts = isinstance(rule, Constraint | Defects) or (isinstance(rule, Discretion) and rule.act == "deduct")
    return deducts or is_constraint(row.path)


# ---- stages -------------------------------------------------------------------------------------

NOTHING: Exact = (0, 1)


def is_negative(line: Line, policy: Policy) -> bool:
    """Whether a line's deductions start from 0 (以负数记分)."""
    base = policy.constraint_base
    return line.governed.constraint and (base == "negative" or (base == "auto" and not line.weight))


def _stages(lines: tuple[Line, ...], book: Rulebook, policy: Policy, events: tuple[Event, ...]) -> Iterator[Stage]:
    """The total through its stages; each also where it changes nothing."""
    constraints = [line for line in lines if line.governed.constraint]
    taken = [line for line in constraints if is_negative(line, policy)]
    rows = [line for line in lines if line not in taken] if taken else lines
    rounding = book.rounding if policy.sum_of == "printed" else None
    value, low, high = _sum(rows, rounding)
    yield Stage("sum", value, low, high, f"{len(rows)} 行得分相加")
    if taken:
        minus, minus_low, minus_high = _sum(taken, rounding)
        value = None if value is None or minus is None else _plus(value, minus)
        low, high = max(_plus(low, minus_low), NOTHING, key=_fraction), _plus(high, minus_high)
        yield Stage("deductions", value, low, high, f"约束性指标 {len(taken)} 行以负数记分", book.cite("constraint_sign"))
    else:
        yield Stage("deductions", value, low, high, "没有以负数记分的约束性指标")
    cap, words, cite = _event_cap(constraints, book, events)
    if cap is not None:
        most = cap.as_integer_ratio()
        value, low, high = (None if value is None else _least(value, most)), _least(low, most), _least(high, most)
    yield Stage("event-cap", value, low, high, words, cite)
    value, low, high = (
        (None if value is None else _rounded(value, book.rounding)),
        _rounded(low, book.rounding),
        _rounded(high, book.rounding),
    )
    yield Stage("round", value, low, high, book.rounding.words, book.rounding.citation)
    yield Stage("grade", value, low, high, "评分办法没有规定等级")


def _fraction(exact: Exact) -> Fraction:
    return Fraction(*exact)


def _plus(one: Exact, other: Exact) -> Exact:
    return one[0] * other[1] + other[0] * one[1], one[1] * other[1]


def _least(one: Exact, other: Exact) -> Exact:
    return one if one[0] * other[1] <= other[0] * one[1] else other


def _rounded(exact: Exact, rounding: Rounding) -> Exact:
    n, d = exact
    if rounding is SCORE and n >= 0:
        return (200 * n + d) // (2 * d), 100
    return rounding(Fraction(n, d)).as_integer_ratio()


def _sum(lines: Sequence[Line], rounding: Rounding | None) -> tuple[Exact | None, Exact, Exact]:
    """Scores, lows and highs added up exactly, or as printed where the rulebook says so."""
    figures = [line.figure for line in lines if line.figure is not None]
    total = _added(figures, rounding) if len(figures) == len(lines) else None
    if total is not None and all(line.bottom is line.top for line in lines):
        return total, total, total
    return total, _added([line.bottom for line in lines], rounding), _added([line.top for line in lines], rounding)


def _added(figures: list[Figure], rounding: Rounding | None) -> Exact:
    """An exact sum in integers: common denominators are not multiplied again."""
    n, d = 0, 1
    for units, top, bottom in figures:
        if rounding is not None:
            top, bottom = (units, 100) if rounding is SCORE else rounding(Fraction(top, bottom)).as_integer_ratio()  # noqa: PLW2901
        if bottom == d:
            n += top
        elif bottom % d == 0:
            n, d = n * (bottom // d) + top, bottom
        elif d % bottom == 0:
            n += top * (d // bottom)
        else:
            n, d = n * bottom + top * d, d * bottom
    return n, d


def _event_cap(constraints: list[Line], book: Rulebook, events: tuple[Event, ...]) -> tuple[Decimal | None, str, Citation | None]:
    """The cap that an event brings: the rows' own, else the rulebook's."""
    cap, cite = _cap(constraints, book)
    if cap is None:
        return None, "没有事件封顶的规定", None
    kinds = book.event_kinds
    counted = [event for event in events if not kinds or event.kind in kinds]
    return (cap if counted else None), _event_words(cap, kinds, events, bool(counted)), cite


@lru_cache(1024)
def _event_words(cap: Decimal, kinds: tuple[str, ...], events: tuple[Event, ...], counted: bool) -> str:  # noqa: FBT001 - part of the key
    named = "、".join(
        f"{event.kind}（{event.source}）" if event.source else event.kind
        for event in events
        if counted is (not kinds or event.kind in kinds)
    )
    if counted:
        return f"已记录事件：{named}，总分不超过 {plain(cap)}"
    other = f"所给事件“{named}”不在封顶事件（{'、'.join(kinds)}）之列" if events else "没有记录事件"
    return f"{other}，不封顶（上限 {plain(cap)}）"


def _cap(constraints: list[Line], book: Rulebook) -> tuple[Decimal | None, Citation | None]:
    own = [
        (line.governed.rule.cap, line.citation)
        for line in constraints
        if isinstance(line.governed.rule, Constraint) and line.governed.rule.cap is not None
    ]
    return min(own, key=lambda pair: pair[0]) if own else (book.event_cap, book.cite("event_cap"))


# ---- readings -----------------------------------------------------------------------------------

#: Each open choice taken the other way, and what a reader calls it.
ALTERNATIVES: tuple[tuple[str, str, str], ...] = (
    ("rate_from", "printed", "执行率按表内所填，不按预算数与执行数计算"),
    ("rate_rounding", "places", "执行率先修约到百分数两位小数"),
    ("rate_rounding", "percent", "执行率先修约到整数百分比"),
    ("steps", "proportional", "每档扣分按比例计，不足一档也扣"),
    ("one_means", "ratio", "百分比行里的“1”指比率 1（100 个百分点）"),
    ("percent_of", "none", "百分比阶梯遇到非百分比的行不计算"),
    ("bare_percent", "percent", "百分比旁边不带 % 的数一律按百分数读"),
    ("reverse_form", "linear", "反向指标超出部分按直线扣到 0"),
    ("zero_target", "provincial", "目标为 0：实际也为 0 得满分，否则 0 分"),
    ("sum_of", "printed", "总分按各行修约后的得分相加"),
    ("constraint_base", "negative", "约束性指标从 0 起以负数记分"),
)

#: The choices that bear on each kind of rule.
CONCERNS: dict[type, tuple[str, ...]] = {
    Rate: ("rate_from", "rate_rounding"),
    Steps: ("steps", "one_means", "percent_of", "bare_percent"),
    Proportional: ("reverse_form", "zero_target", "bare_percent"),
    Tiers: ("bare_percent",),
    Constraint: ("constraint_base",),
}


@frozen(kw_only=True, eq=False)
class Difference:
    """One row under two readings (口径差异), in points."""

    name: str
    default: Decimal | None
    score: Decimal | None


@frozen(kw_only=True, eq=False)
class Reading:
    """
    The total under one defensible reading (口径): ``name`` is the choice, ``label`` its words, ``rows`` what differs.
    """

    name: str
    label: str
    total: Decimal | None
    low: Decimal
    high: Decimal
    rows: tuple[Difference, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The reading as JSON data (导出)."""
        rows = [{"row": row.name, "default": maybe_plain(row.default), "score": maybe_plain(row.score)} for row in self.rows]
        return {
            "name": self.name,
            "label": self.label,
            "total": maybe_plain(self.total),
            "low": plain(self.low),
            "high": plain(self.high),
            "rows": rows,
        }


def readings(sheet: Sheet, rulebook: Rulebook | str | None = None, *, event: Event | str | None = None) -> tuple[Reading, ...]:
    """
    The total under each defensible reading (口径对照): the rulebook's own first, then each open choice the other way.

    >>> [reading.name for reading in readings(Sheet())][:2]
    ['default', 'rate_from=printed']
    """
    book = _rules(sheet, rulebook).rulebook
    base = score(sheet, book, event=event)
    found = [Reading(name="default", label="评分办法的口径", total=base.total, low=base.low, high=base.high)]
    for name, value, label in ALTERNATIVES:
        if getattr(book.policy, name) == value:
            continue
        other = score(sheet, book, event=event, policy=evolve(book.policy, **{name: value}))  # type: ignore[arg-type]
        rows = (
            Difference(name=a.name, default=a.score, score=b.score)
            for a, b in zip(base.lines, other.lines, strict=True)
            if (a.score, a.low, a.high) != (b.score, b.low, b.high)
        )
        found.append(Reading(name=f"{name}={value}", label=label, total=other.total, low=other.low, high=other.high, rows=tuple(rows)))
    return tuple(found)


def every_reading(line: Line, book: Rulebook) -> tuple[tuple[Policy, Line], ...]:
    """
    A line under every combination of the choices that bear on its rule (单行各种口径), the rulebook's own first.
    """
    concerns = CONCERNS.get(type(line.governed.rule), ())
    choices = [
        [getattr(book.policy, name), *(v for n, v, _ in ALTERNATIVES if n == name and v != getattr(book.policy, name))] for name in concerns
    ]
    policies = [evolve(book.policy, **dict(zip(concerns, chosen, strict=True))) for chosen in product(*choices)]
    return tuple((policy, line_of(line.sheet, line.row, governor(book, policy))) for policy in policies)
