"""The kinds of rules and what each gives, straight from the table of the field; nothing of perfscore is used."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from tests.oracle.figures import UNITS, Figure, Pair, as_percent, half_up, in_unit, pair

ZERO = Fraction(0)
HUNDRED = Fraction(100)

#: How what texts leave open is taken where nobody says otherwise.
DEFAULTS: Mapping[str, str] = {
    "steps": "whole",
    "one_means": "point",
    "percent_of": "target",
    "bare_percent": "size",
    "rate_from": "budget",
    "rate_base": "year",
    "rate_rounding": "none",
    "zero_budget": "open",
    "reverse_form": "ratio",
    "zero_target": "met",
    "blank_target": "open",
    "negative_actual": "figure",
    "not_applicable": "open",
    "sum_of": "exact",
    "constraint_base": "auto",
    "shared_edge": "better",
    "overshoot": "cap",
}


@dataclass(frozen=True, slots=True)
class Room:
    """What a rule allows: one figure, or all between two."""

    low: Fraction
    high: Fraction
    low_open: bool = False
    high_open: bool = False

    def holds(self, score: Fraction) -> bool:
        above = score > self.low if self.low_open else score >= self.low
        below = score < self.high if self.high_open else score <= self.high
        return above and below


@dataclass(frozen=True, slots=True)
class Money:
    """The budget block, in its own unit."""

    planned: Fraction | None = None
    spent: Fraction | None = None
    initial: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A bound named in a text (低于60%)."""

    side: str  # below, above
    value: Fraction
    unit: str
    inclusive: bool

    def crossed(self, actual: Fraction, row: Pair, bare_percent: str) -> bool | None:
        if row.unit == "" and self.unit == "%":  # a bare figure beside the percent of the text
            actual = as_percent(actual, bare_percent)
            bound: Fraction | None = self.value
        else:
            bound = in_unit(self.value, self.unit, row.unit, row.scale, bare_percent)
        if bound is None:
            return None
        if actual == bound:
            return self.inclusive
        return actual < bound if self.side == "below" else actual > bound


@dataclass(frozen=True, slots=True)
class Proportional:
    kind = "proportional"
    direction: str | None = None
    form: str | None = None
    anchor: Figure | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    kind = "rate"
    base: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    side: str
    step: Fraction
    unit: str
    points: Fraction
    adds: bool = False
    limit: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    kind = "steps"
    ladders: tuple[Ladder, ...]
    anchor: Figure | None = None
    absolute: bool = False
    base: Fraction | None = None
    zero_if: Edge | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    low: Fraction | None
    high: Fraction | None
    low_open: bool
    high_open: bool
    points: Fraction | None  # None: full marks
    points_to: Fraction | None = None

    def holds(self, value: Fraction) -> bool:
        if self.low is not None and (value < self.low or (value == self.low and self.low_open)):
            return False
        return not (self.high is not None and (value > self.high or (value == self.high and self.high_open)))


@dataclass(frozen=True, slots=True)
class Tiers:
    kind = "tiers"
    tiers: tuple[Tier, ...]
    unit: str
    otherwise: Fraction | None
    absolute: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    label: str
    low: Fraction
    high: Fraction
    low_open: bool = False
    high_open: bool = False
    share: bool = True


@dataclass(frozen=True, slots=True)
class Bands:
    kind = "bands"
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class YesNo:
    kind = "yes-no"
    yes: Fraction | None
    no: Fraction
    when: Edge | None = None


@dataclass(frozen=True, slots=True)
class Checklist:
    kind = "checklist"
    items: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Defects:
    kind = "defects"
    points: tuple[Fraction, ...]  # one for each sort of defect
    per: Fraction = Fraction(1)
    zero_from: Fraction | None = None
    limit: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Discretion:
    kind = "discretion"
    act: str
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True, slots=True)
class Linear:
    """低于70%得0分，70%-80%线性得分，80%及以上得满分."""

    kind = "formula"
    zero: Fraction
    full: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class Written:
    """得分=…, as a form prints it; ``shape`` names one of the few that are drawn."""

    kind = "formula"
    shape: str
    number: Fraction = ZERO


@dataclass(frozen=True, slots=True)
class Constraint:
    kind = "constraint"
    cap: Fraction | None
    events: tuple[str, ...] = ()  # the kinds that the text names


Rule = Proportional | Rate | Steps | Tiers | Bands | YesNo | Checklist | Defects | Discretion | Linear | Written | Constraint


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule is applied to."""

    weight: Fraction
    target: Figure
    actual: Figure
    name: str
    second: str = ""
    money: Money | None = None  # the budget figures, where the row is the execution rate
    full: Fraction = HUNDRED


def direction_of(case: Case) -> str:
    """positive, reverse, or equal: the sign, else what the row is about."""
    if case.target.sign:
        return {">": "positive", "<": "reverse", "=": "equal"}[case.target.sign[0]]
    return inferred_direction(case)


def way_of(rule: Rule | None, case: Case) -> str:
    """Which way is good: the text's own word first."""
    if isinstance(rule, Proportional) and rule.direction is not None:
        return rule.direction
    if isinstance(rule, Steps) and len({(ladder.side == "below") != ladder.adds for ladder in rule.ladders}) == 1:
        ladder = rule.ladders[0]
        return "positive" if (ladder.side == "below") != ladder.adds else "reverse"
    return direction_of(case)


def against_target(rule: Rule) -> bool:
    """Whether a rule measures the actual against the target of the row."""
    match rule:
        case Proportional() | Steps():
            return rule.anchor is None
        case Written():
            return rule.shape != "unknown"
        case _:
            return False


def inferred_direction(case: Case) -> str:
    named = any(word in case.name for word in ("成本", "费用", "支出", "损失", "事故")) and "挽回" not in case.name
    cost = case.second == "成本指标" or named
    return "reverse" if cost else "positive"


def measured(case: Case, choices: Mapping[str, str], unit: str = "") -> Pair | None:
    """The figures of a row in one unit, that of the criterion where they print none; None where they clash."""
    beside = unit == "%" and choices["bare_percent"] == "percent"  # then a bare figure is no ratio, whatever the row is called
    found = pair(case.target, case.actual, "" if beside else case.name, choices["bare_percent"])
    if found is not None and found.unit == "" and unit:
        base, size = UNITS[unit]
        t, a = (None if one is None else in_unit(one, "", base, size, choices["bare_percent"]) for one in (found.target, found.actual))
        found = Pair(t, a, base, size)
    if found is None or found.actual is None:
        return found
    if choices["negative_actual"] == "zero" and found.actual < 0:
        return Pair(found.target, ZERO, found.unit, found.scale)
    return found


def clamp(value: Fraction, weight: Fraction) -> Fraction:
    return min(max(value, ZERO), weight)


def exactly(value: Fraction) -> Room:
    return Room(value, value)


def room(rule: Rule, case: Case, choices: Mapping[str, str]) -> Room | None:
    """What a rule gives a row; None where it cannot be computed."""
    match rule:
        case Proportional():
            return proportional(rule, case, choices)
        case Rate():
            return rate(rule, case, choices)
        case Steps():
            return steps(rule, case, choices)
        case Tiers():
            return tiers(rule, case, choices)
        case Bands():
            return bands(rule, case)
        case YesNo():
            return yes_no(rule, case, choices)
        case Checklist():
            return checklist(rule, case)
        case Defects():
            return defects(rule, case, choices)
        case Discretion():
            return discretion(rule, case)
        case Linear():
            return linear(rule, case, choices)
        case Written():
            return written(rule, case, choices)
        case Constraint():
            return constraint(case, choices)


def proportional(rule: Proportional, case: Case, choices: Mapping[str, str]) -> Room | None:
    figures = measured(case, choices, rule.anchor.unit if rule.anchor is not None else "")
    if figures is None or figures.actual is None:
        return None
    a, t, w = figures.actual, figures.target, case.weight
    if rule.anchor is not None:
        assert rule.anchor.value is not None
        t = in_unit(rule.anchor.value, rule.anchor.unit, figures.unit, figures.scale, choices["bare_percent"])
    if t is None or t < 0:
        return None
    way = rule.direction or direction_of(case)
    if way == "reverse":
        return exactly(reverse(rule.form or choices["reverse_form"], w, t, a))
    if t == 0:
        way = "equal" if case.target.sign == "=" and rule.anchor is None else way
        return zero_target(way, case.target.sign[:1] == ">" or rule.anchor is not None, w, a, choices)
    return exactly(clamp(w * a / t, w))


def reverse(form: str, w: Fraction, t: Fraction, a: Fraction) -> Fraction:
    if a <= t:
        return w
    if t == 0:
        return ZERO
    if form == "ratio":
        return w * t / a
    return ZERO if a >= 2 * t else w * (1 - (a - t) / t)


def zero_target(way: str, least: bool, w: Fraction, a: Fraction, choices: Mapping[str, str]) -> Room | None:
    """A positive or equal-to row whose target is 0; ≥0 is met by all that is not negative, also in the provinces."""
    if choices["zero_target"] == "provincial" and not least:
        return exactly(w if a == 0 else ZERO)
    met = a == 0 if way == "equal" else a >= 0
    return exactly(w) if met else None


def execution_rate(case: Case, choices: Mapping[str, str]) -> Fraction | None:
    """The execution rate in percent."""
    money = case.money
    if money is not None and choices["rate_from"] == "budget":
        below = money.planned
        if choices["rate_base"] == "initial" and money.initial is not None:
            below = money.initial
        if below is not None and money.spent is not None:
            if below == 0:
                if choices["zero_budget"] == "open":
                    return None
                below = Fraction(1)
            return money.spent / below * 100
    if case.actual.value is None:
        return None
    if case.actual.unit in {"%", "个百分点"}:
        return case.actual.value
    return in_unit(case.actual.value, case.actual.unit, "%", Fraction(1), choices["bare_percent"])


def rate(rule: Rate, case: Case, choices: Mapping[str, str]) -> Room | None:
    found = execution_rate(case, choices)
    if found is None:
        return None
    if choices["negative_actual"] == "zero":
        found = max(found, ZERO)
    quantum = {"places": Fraction(1, 100), "percent": Fraction(1)}.get(choices["rate_rounding"])
    if quantum is not None:
        found = half_up(found, quantum)
    top = case.weight if rule.base is None else rule.base
    return exactly(clamp(min(found / 100 * top, top), case.weight))


def steps(rule: Steps, case: Case, choices: Mapping[str, str]) -> Room | None:
    figures = measured(case, choices, rule.anchor.unit if rule.anchor is not None else "")
    if figures is None or figures.actual is None:
        return None
    counted = choices["percent_of"] != "none"
    if (
        counted
        and figures.unit == ""
        and case.name.endswith(("率", "度"))
        and all(UNITS[ladder.unit][0] in {"", "%"} for ladder in rule.ladders)
    ):
        percents = tuple(replace(ladder, step=ladder.step * UNITS[ladder.unit][1], unit="") for ladder in rule.ladders)
        rule = replace(rule, ladders=percents)
    a = abs(figures.actual) if rule.absolute else figures.actual
    start = figures.target
    if rule.anchor is not None:
        assert rule.anchor.value is not None
        start = in_unit(rule.anchor.value, rule.anchor.unit, figures.unit, figures.scale, choices["bare_percent"])
    if start is None:
        return None
    if rule.anchor is not None and UNITS[rule.anchor.unit][0] == figures.unit:  # a bare step is counted as the text counts
        figures = Pair(figures.target, figures.actual, figures.unit, UNITS[rule.anchor.unit][1])
    sizes = [step_size(ladder, figures, start, choices) for ladder in rule.ladders]
    if any(size is None or size < 0 for size in sizes):
        return None
    if rule.zero_if is not None:
        crossed = rule.zero_if.crossed(a, figures, choices["bare_percent"])
        if crossed is None or crossed:
            return None if crossed is None else exactly(ZERO)
    value = most = case.weight
    if rule.base is not None:
        value = rule.base
    for ladder, size in zip(rule.ladders, sizes, strict=True):
        gap = start - a if ladder.side == "below" else a - start
        if gap <= 0:
            continue
        if not size:
            return None
        count = gap / size
        if choices["steps"] == "whole":
            count = Fraction(count.numerator // count.denominator)
        points = count * ladder.points
        if ladder.limit is not None:
            points = min(points, ladder.limit)
        value += points if ladder.adds else -points
        if ladder.adds:
            most = max(most, value)  # the text itself adds points beyond the weight
    return exactly(min(max(value, ZERO), most))


def step_size(ladder: Ladder, figures: Pair, start: Fraction, choices: Mapping[str, str]) -> Fraction | None:
    """How large one step is in the base unit of the row."""
    if ladder.unit == "":
        if figures.unit == "%" and choices["one_means"] == "ratio":
            return ladder.step * 100
        return ladder.step * figures.scale
    base, size = UNITS[ladder.unit]
    if base == "%" and figures.unit != "%":
        return None if choices["percent_of"] == "none" else start * ladder.step / 100
    if figures.unit == "":
        return ladder.step
    return ladder.step * size if base == figures.unit else None


def tiers(rule: Tiers, case: Case, choices: Mapping[str, str]) -> Room | None:
    figures = measured(case, choices, rule.unit)
    if figures is None or figures.actual is None:
        return None
    own = UNITS[rule.unit]
    a = figures.actual
    if rule.unit == "":
        a /= figures.scale
    elif own[0] != figures.unit:
        return None
    a = abs(a) if rule.absolute else a
    fitting = [
        tier
        for tier in rule.tiers
        if Tier(
            None if tier.low is None else tier.low * own[1],
            None if tier.high is None else tier.high * own[1],
            tier.low_open,
            tier.high_open,
            None,
        ).holds(a)
    ]
    if not fitting:
        return None if rule.otherwise is None else exactly(clamp(rule.otherwise, case.weight))
    worth = [case.weight if tier.points is None else tier.points for tier in fitting]
    best = worth.index(max(worth))
    touching = [
        one for one, tier in zip(worth, fitting, strict=True) if a in {end * own[1] for end in (tier.low, tier.high) if end is not None}
    ]
    stated = any(tier.low is None or tier.high is None for tier in fitting)  # ≥ and ≤ say whose the edge is
    if choices["shared_edge"] == "worse" and len(touching) > 1 and not stated:
        best = worth.index(min(touching))
    upper = fitting[best].points_to
    return Room(clamp(worth[best], case.weight), clamp(worth[best] if upper is None else upper, case.weight))


def bands(rule: Bands, case: Case) -> Room | None:
    for band in rule.bands:
        if band.label == case.actual.text:
            part = case.weight / 100 if band.share else Fraction(1)
            low, high = band.low * part, band.high * part
            return Room(
                clamp(low, case.weight),
                clamp(high, case.weight),
                band.low_open and low < case.weight,
                band.high_open and high <= case.weight,
            )
    return None


def yes_no(rule: YesNo, case: Case, choices: Mapping[str, str]) -> Room | None:
    yes = clamp(case.weight if rule.yes is None else rule.yes, case.weight)
    no = clamp(rule.no, case.weight)
    if rule.when is None:
        return {"是": exactly(yes), "否": exactly(no)}.get(case.actual.text, Room(min(yes, no), max(yes, no)))
    figures = measured(case, choices)
    if figures is None or figures.actual is None:
        return None
    crossed = rule.when.crossed(figures.actual, figures, choices["bare_percent"])
    return None if crossed is None else exactly(yes if crossed else no)


def counted(case: Case) -> int | None:
    """How many: a whole number that is not below 0."""
    value = case.actual.value
    if value is None or value.denominator != 1 or value < 0 or case.actual.unit == "%":
        return None
    return int(value)


def checklist(rule: Checklist, case: Case) -> Room | None:
    count = counted(case)
    if count is None or count > len(rule.items):
        return None
    sums = [sum(chosen, ZERO) for chosen in combinations(rule.items, count)]
    return Room(clamp(min(sums), case.weight), clamp(max(sums), case.weight))


def defects(rule: Defects, case: Case, choices: Mapping[str, str]) -> Room | None:
    count = counted(case)
    if count is None:
        return None
    if rule.zero_from is not None and count >= rule.zero_from:
        return exactly(ZERO)
    times = count / rule.per
    if choices["steps"] == "whole":
        times = Fraction(times.numerator // times.denominator)
    most, least = times * max(rule.points), times * min(rule.points)
    if rule.limit is not None:
        most, least = min(most, rule.limit), min(least, rule.limit)
    return Room(clamp(case.weight - most, case.weight), clamp(case.weight - least, case.weight))


def discretion(rule: Discretion, case: Case) -> Room | None:
    w = case.weight
    if rule.act == "deduct":
        if case.actual.text == "否":
            return exactly(w)
        stated = case.actual.text == "是"  # else the case may not have happened at all
        least = rule.low if stated and rule.low is not None else ZERO
        most = w if rule.high is None else rule.high
        return Room(clamp(w - most, w), clamp(w - least, w))
    return Room(clamp(ZERO if rule.low is None else rule.low, w), clamp(w if rule.high is None else rule.high, w))


def linear(rule: Linear, case: Case, choices: Mapping[str, str]) -> Room | None:
    figures = measured(case, choices, rule.unit)
    if figures is None or figures.actual is None:
        return None
    unit = UNITS[rule.unit]
    a = figures.actual
    if rule.unit == "":
        a /= figures.scale
    elif unit[0] != figures.unit:
        return None
    zero, full = rule.zero * unit[1], rule.full * unit[1]
    share = (a - zero) / (full - zero)
    return exactly(clamp(share * case.weight, case.weight))


def written(rule: Written, case: Case, choices: Mapping[str, str]) -> Room | None:
    figures = measured(case, choices)
    if figures is None or figures.actual is None or figures.target is None:
        return None
    w, t, a = case.weight, figures.target / figures.scale, figures.actual / figures.scale
    match rule.shape:
        case "ratio":
            value = None if t == 0 else a / t * w
        case "inverse":
            value = None if a == 0 else t / a * w
        case "least":
            value = None if t == 0 else min(a / t, Fraction(1)) * w
        case "gap":
            value = w - rule.number * abs(a - t)
        case _:
            value = None  # a name that nobody gave a figure for
    return None if value is None else exactly(clamp(value, w))


def constraint(case: Case, choices: Mapping[str, str]) -> Room:
    if negative_base(case, choices):
        return Room(-(case.weight or case.full), ZERO)
    return Room(ZERO, case.weight)


def negative_base(case: Case, choices: Mapping[str, str]) -> bool:
    """Whether deductions of a constraint row start at 0."""
    return choices["constraint_base"] == "negative" or (choices["constraint_base"] == "auto" and case.weight <= 0)
