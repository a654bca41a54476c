"""The laws that hold for every kind of rule."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, strategies as st

from perfscore import rule as module
from perfscore.errors import UnitError
from perfscore.indicator import Direction
from perfscore.measure import Plan, Policy
from perfscore.number import SCORE, plain
from perfscore.rule import KINDS, Alternatives, Constraint, Formula, Ladder, Proportional, Rate, Rule, Steps, Tier, Tiers, YesNo
from perfscore.trace import Step
from tests.laws import Given, any_policy, figures, left_side, policies, rules_and_rows, said_score, weights


def scored(rule: Rule, row: Given, **options: Any) -> Step:
    """The step of a row whose units can be compared."""
    try:
        step: Step = row.apply(rule, **options)
    except UnitError:
        assume(False)
        raise
    return step


def test_eleven_kinds_each_under_its_name() -> None:
    names = {"proportional", "rate", "steps", "tiers", "bands", "yes-no", "checklist", "defects", "discretion", "formula", "constraint"}
    assert names == set(KINDS)
    assert all(name == kind.kind for name, kind in KINDS.items())
    assert {kind.__name__ for kind in KINDS.values()} <= set(module.__all__)


def goes_beyond(rule: Rule) -> bool:
    """Whether the text takes points below 0, or adds some beyond the weight."""
    match rule:
        case Steps():
            return rule.below_zero or any(ladder.adds for ladder in rule.ladders)
        case YesNo():
            return rule.no is not None and rule.no < 0
        case Alternatives():
            return any(goes_beyond(one.rule) for one in rule.options)
        case _:
            return isinstance(rule, Constraint)


@given(rules_and_rows(), any_policy())
def test_the_quick_sentence_says_what_the_long_way_says(given_one: tuple[Rule, Given], policy: Policy) -> None:
    rule, row = given_one
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Plan, "saying", lambda _: lambda *_: None)
        long = scored(rule, row, policy=policy)
    assert long == scored(rule, row, policy=policy)


@given(rules_and_rows(), any_policy())
def test_scores_lie_between_nothing_and_the_weight(given_one: tuple[Rule, Given], policy: Policy) -> None:
    rule, row = given_one
    step = scored(rule, row, policy=policy)
    assert step.low <= step.high
    if not goes_beyond(rule):
        assert 0 <= step.low
        assert step.high <= SCORE(Fraction(row.weight))


@given(rules_and_rows())
def test_the_printed_figure_is_the_exact_one_rounded_once(given_one: tuple[Rule, Given]) -> None:
    step = scored(*given_one)
    assert step.exact_low is not None
    assert step.exact_high is not None
    assert (SCORE(step.exact_low), SCORE(step.exact_high)) == (step.low, step.high)
    if step.value is None:
        assert step.exact is None
    else:
        assert step.low == step.high == step.value == SCORE(step.exact or Fraction(0))
        assert step.exact == step.exact_low == step.exact_high
        assert [False, False] == [step.low_open, step.high_open]


@given(rules_and_rows())
def test_the_words_replay_to_the_score(given_one: tuple[Rule, Given]) -> None:
    rule, row = given_one
    step = scored(rule, row)
    if step.value is None:
        assert step.text
        return
    assert step.value == said_score(step.text), step.text
    value = left_side(step.text)
    if value is None or step.exact is None:
        return
    if goes_beyond(rule):
        assert value == step.exact or "得" in step.text
    else:
        assert step.exact == min(max(value, Fraction(0)), Fraction(row.weight)), step.text


@given(rules_and_rows())
def test_a_choice_that_does_not_concern_the_rule_changes_nothing(given_one: tuple[Rule, Given]) -> None:
    rule, row = given_one
    words = str(scored(rule, row))
    for choice in policies(rule.kind):
        assert words == str(scored(rule, row, policy=Policy(**choice)))  # type: ignore[arg-type]


@given(rules_and_rows())
def test_the_weight_may_be_given_in_any_exact_form(given_one: tuple[Rule, Given]) -> None:
    rule, row = given_one
    forms: list[Any] = [plain(row.weight), f"{row.weight:.2f}", f"{plain(row.weight)}分", Fraction(row.weight)]
    if row.weight == int(row.weight):
        forms.append(int(row.weight))
    step = scored(rule, row)
    for weight in forms:
        other = rule.apply(weight, row.target, row.actual, **row.names)
        assert (step.exact_low, step.exact_high, step.text) == (other.exact_low, other.exact_high, other.text)


@given(rules_and_rows())
def test_a_step_prints(given_one: tuple[Rule, Given]) -> None:
    step = scored(*given_one)
    lines = str(step).split("\n")
    assert len(list(step.walk())) == len(lines)
    assert all(line == line.strip("\n") and line for line in lines)
    data = step.to_dict()
    assert len(step.children) == len(data["children"])
    for key in ("value", "low", "high"):
        assert data[key] is None or Decimal(data[key]) == getattr(step, key)


@given(rules_and_rows())
def test_equal_rules_are_one_key(given_one: tuple[Rule, Given]) -> None:
    rule, _ = given_one
    assert {rule: 1}[rule] == 1
    assert rule == rule  # noqa: PLR0124


# ---- better never scores less -------------------------------------------------------------------


@st.composite
def improving(draw: st.DrawFn) -> tuple[Rule, int, str]:
    """A rule under which more is better (1) or less (-1), and the unit of its rows."""
    unit = draw(st.sampled_from(("", "%", "件", "万元")))
    points = draw(st.decimals("0.01", 5, places=2))
    step = draw(st.decimals("0.01", 20, places=2))
    side = draw(st.sampled_from(("below", "above")))
    cuts = sorted(draw(st.lists(st.integers(0, 200), min_size=1, max_size=4, unique=True)))
    tiers = [Tier(low=cut, high=above, points=i + 1) for i, (cut, above) in enumerate(zip(cuts, [*cuts[1:], None], strict=True))]
    found: tuple[tuple[Rule, int, str], ...] = (
        (Proportional(direction=Direction.POSITIVE), 1, unit),
        (Proportional(direction=Direction.REVERSE), -1, unit),
        (Proportional(direction=Direction.REVERSE, form="linear"), -1, unit),
        (Rate(), 1, "%"),
        (Steps(ladders=[Ladder(side=side, step=step, points=points)]), 1 if side == "below" else -1, unit),  # type: ignore[arg-type]
        (Steps(ladders=[Ladder(side="above", step=step, points=points, adds=True, limit=5)]), 1, unit),
        (Tiers(tiers=tiers, unit=unit, otherwise=0), 1, unit),
        (Tiers(tiers=tiers, unit=unit), 1, unit),
    )
    return draw(st.sampled_from(found))


@given(improving(), weights(), figures("", 0, 250), figures("", -50, 250), figures("", -50, 250), any_policy())
def test_better_never_scores_less(
    found: tuple[Rule, int, str], weight: Decimal, target: str, first: str, second: str, policy: Policy
) -> None:
    rule, sign, unit = found
    worse, better = sorted((Decimal(first), Decimal(second)), key=lambda value: sign * value)
    before, after = (rule.apply(weight, target + unit, f"{value:f}{unit}", policy=policy) for value in (worse, better))
    assume(before.value is not None or not before.text.endswith("未计算"))
    assert (before.exact_low or 0) <= (after.exact_low or 0)
    assert (before.exact_high or 0) <= (after.exact_high or 0)


@pytest.mark.parametrize(
    "rule", [Proportional(), Rate(), Formula("a/t*w"), Steps(ladders=[Ladder(side="below", step=1, points=1)]), Tiers(tiers=[Tier(low=1)])]
)
def test_a_blank_is_said_and_never_zero(rule: Rule) -> None:
    for blank in ("", "—", "/", None):
        step = rule.apply(5, blank, blank)
        assert [None, 0, 5] == [step.value, step.low, step.high]
        assert step.missing
        assert step.text.endswith("未填，未计算")
