"""Rows and forms for the laws of the rules (假设检验用的行与表); the rules themselves stand in strategies.py."""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import frozen
from hypothesis import strategies as st

from perfscore.indicator import Goal, Indicator, Level
from perfscore.measure import Policy
from perfscore.rule import Bands, Checklist, Defects, Discretion, Formula, Rate, Rule, Steps, Tiers, YesNo
from perfscore.sheet import Budget, BudgetPart, Event, Sheet
from perfscore.source import Cell, Source
from tests import strategies

# ---- rows ---------------------------------------------------------------------------------------


@frozen
class Given:
    """What a rule is applied to: weight, target, actual, further names."""

    weight: Decimal
    target: Any
    actual: Any
    names: dict[str, Any]

    def apply(self, rule: Rule, **options: Any) -> Any:
        return rule.apply(self.weight, self.target, self.actual, **self.names, **options)


def weights() -> st.SearchStrategy[Decimal]:
    return st.sampled_from([Decimal(n) for n in (0, 1, 5, 10, 20)]) | st.decimals(0, 100, places=2)


def figures(unit: str, low: int = -50, high: int = 300) -> st.SearchStrategy[str]:
    """Figures as a form prints them, in one unit."""
    return st.decimals(low, high, places=2).map(lambda value: f"{value:f}{unit}")


def units_of(rule: Rule) -> tuple[str, ...]:
    """Units in which a row of this rule may stand."""
    units = {rule.unit} if isinstance(rule, Tiers) else set()
    if isinstance(rule, Steps):
        units = {rule.anchor_unit, *(ladder.unit for ladder in rule.ladders)}
    return tuple(sorted(units | {"", "%"}))


@st.composite
def actuals(draw: st.DrawFn, rule: Rule) -> Any:
    """What a row of this rule may print as its actual."""
    if isinstance(rule, Bands):
        return draw(st.sampled_from([band.label for band in rule.bands]))
    if isinstance(rule, YesNo | Discretion):
        return draw(st.sampled_from(["是", "否", "", "—"]))
    if isinstance(rule, Checklist):
        marks = st.lists(st.sampled_from(["是", "否"]), min_size=len(rule.items), max_size=len(rule.items)).map(tuple)
        return draw(st.integers(0, len(rule.items) + 1).map("{}项".format) | marks)
    if isinstance(rule, Defects):
        return draw(st.integers(0, 60).map(str) | st.just("否"))
    return draw(figures(draw(st.sampled_from(units_of(rule)))))


@st.composite
def rows(draw: st.DrawFn, rule: Rule) -> Given:
    """A row that fits a rule."""
    unit = draw(st.sampled_from(units_of(rule)))
    names = {name: draw(st.decimals(-10, 1000, places=2)) for name in rule.names} if isinstance(rule, Formula) else {}
    if isinstance(rule, Rate) and draw(st.booleans()):
        names = {"planned": draw(st.decimals(0, 10000, places=2)), "spent": draw(st.decimals(0, 20000, places=2))}
    return Given(draw(weights()), draw(figures(unit)), draw(actuals(rule)), names)


@st.composite
def rules_and_rows(draw: st.DrawFn) -> tuple[Rule, Given]:
    rule = draw(strategies.rules())
    return rule, draw(rows(rule))


# ---- open choices -------------------------------------------------------------------------------

#: Each choice of the policy taken another way, and the kinds that it concerns.
CHOICES = {
    ("steps", "proportional"): {"steps"},
    ("one_means", "ratio"): {"steps"},
    ("percent_of", "none"): {"steps"},
    ("bare_percent", "percent"): {"steps", "tiers", "proportional", "rate", "formula"},
    ("rate_from", "printed"): {"rate"},
    ("rate_rounding", "places"): {"rate"},
    ("rate_rounding", "percent"): {"rate"},
    ("reverse_form", "linear"): {"proportional"},
    ("zero_target", "provincial"): {"proportional"},
    ("sum_of", "printed"): set(),
    ("constraint_base", "negative"): {"constraint"},
    ("constraint_base", "pool"): {"constraint"},
}


def policies(kind: str) -> Iterator[dict[str, str]]:
    """The choices that do not concern a kind, each taken another way."""
    for (name, value), kinds in CHOICES.items():
        if kind not in kinds:
            yield {name: value}


def any_policy() -> st.SearchStrategy[Policy]:
    chosen = st.lists(st.sampled_from(sorted(CHOICES)), max_size=4)
    return chosen.map(lambda pairs: Policy(**dict(pairs)))  # type: ignore[arg-type]


# ---- arithmetic in words ------------------------------------------------------------------------

_ARITHMETIC = re.compile(r"(?P<left>[\d. ()+−×÷]+) [=≈] (?:−?[\d.]+，[^，]*，得 )?(?P<score>−?[\d.]+)")
_WORDS = re.compile(r"(?:.*[满得分] |.*，得 |得 )(?P<score>−?[\d.]+)")


def left_side(text: str) -> Fraction | None:
    """What the arithmetic left of ``=`` comes to; None where the text is words, or rounded inside."""
    match = _ARITHMETIC.fullmatch(text)
    if match is None:
        return None
    python = re.sub(r"(\d+(?:\.\d+)?)", r"Fraction('\1')", match["left"].replace("−", "-").replace("×", "*").replace("÷", "/"))
    return Fraction(eval(python, {"__builtins__": {}, "Fraction": Fraction}))


def said_score(text: str) -> Decimal | None:
    """The score that a text ends in."""
    match = _ARITHMETIC.fullmatch(text) or _WORDS.fullmatch(text)
    return None if match is None else Decimal(match["score"].replace("−", "-"))


# ---- forms --------------------------------------------------------------------------------------

TEXTS = (
    "100%",
    "≥85%",
    "30万元以内",
    "5.8万",
    "—",
    "",
    "达成预期指标",
    "2021年12月31日前",
    "无",
    "1,486.27",
    "−3",
    "0.05",
    "≤10次",
    "500㎡",
)


def texts() -> st.SearchStrategy[str]:
    return st.sampled_from(("投诉案件总量", "平台操作性", "群众满意度", "备注 一", "a\nb", "“引号”", "")) | st.text(max_size=8)


def cells() -> st.SearchStrategy[tuple[Cell, ...]]:
    one = st.builds(
        Cell, field=st.sampled_from(("name", "target", "weight")), text=texts(), at=st.just("E12") | st.just(""), stored=st.just("")
    )
    return st.lists(one, max_size=2).map(tuple)


def points_or_nothing() -> st.SearchStrategy[Decimal | None]:
    return st.none() | st.decimals(0, 100, places=2)


def indicators(depth: int = 3) -> st.SearchStrategy[Indicator]:
    """An indicator with up to so many levels below it."""
    return st.builds(
        Indicator,
        name=texts(),
        level=st.sampled_from(Level),
        weight=points_or_nothing(),
        definition=texts(),
        criterion=texts(),
        target=st.sampled_from(TEXTS) | st.decimals(-5, 500, places=3),
        actual=st.sampled_from(TEXTS) | st.integers(-5, 500),
        printed=st.none() | st.decimals(-10, 100, places=2),
        deviation=st.sampled_from(TEXTS),
        remark=texts(),
        children=st.just(()) if depth == 1 else st.lists(st.deferred(lambda: indicators(depth - 1)), max_size=2),
        cells=cells(),
    )


def goals() -> st.SearchStrategy[Goal]:
    return st.builds(Goal, number=st.integers(1, 9), text=texts(), children=st.lists(indicators(2), max_size=2), cells=cells())


def budgets() -> st.SearchStrategy[Budget]:
    money = st.none() | st.decimals(0, 10**9, places=4)
    part = st.builds(BudgetPart, name=texts(), planned=money, spent=money, cells=cells())
    return st.builds(
        Budget,
        **dict.fromkeys(("planned", "spent", "initial", "adjustment", "excluded"), money),
        rate=st.sampled_from(TEXTS),
        weight=points_or_nothing(),
        printed=points_or_nothing(),
        parts=st.lists(part, max_size=2),
        unit=st.sampled_from(("万元", "元")),
        cells=cells(),
    )


def sheets() -> st.SearchStrategy[Sheet]:
    """A form with everything that a form may hold."""
    return st.builds(
        Sheet,
        title=texts(),
        unit=texts(),
        year=st.none() | st.integers(1990, 2100),
        declared=points_or_nothing(),
        budget=budgets(),
        branches=st.lists(goals() | indicators(), max_size=3),
        notes=cells(),
        events=st.lists(st.builds(Event, kind=texts(), source=texts(), date=texts()), max_size=2),
        remarks=st.lists(texts(), max_size=2),
        heads=st.lists(texts(), max_size=2),
        cells=cells(),
        source=st.builds(Source, file=texts(), sheet=texts(), cell=texts()),
        digest=st.just("") | st.just("ab" * 32),
    )
