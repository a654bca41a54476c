"""The arithmetic in words, and the functions that are compiled."""

import pytest
from hypothesis import given, strategies as st

from perfscore import voices
from perfscore.formula import read_expression
from perfscore.voices import MOST_PLACES, NESTING, Told, guarded, show, teller


@pytest.mark.parametrize(
    ("n", "d", "said"),
    [
        (0, 1, "0"),
        (5, 1, "5"),
        (-5, 1, "−5"),
        (850000, 10000, "85"),
        (1, 8, "0.125"),
        (-1, 8, "−0.125"),
        (1234567, 1000, "1234.567"),
        (1, 10**8, "0.00000001"),
        (1, 10**9, "≈0.0000"),
        (-1, 10**9, "≈0.0000"),
        (2, 3, "≈0.6667"),
        (-2, 3, "≈−0.6667"),
        (10**26 + 1, 3, "≈33333333333333333333333333.6667"),
        (10**27, 10, "100000000000000000000000000"),
        (1, 0, "无意义"),
    ],
)
def test_show(n: int, d: int, said: str) -> None:
    assert said == show(n, d)


@given(st.integers(0, MOST_PLACES), st.integers(-(10**14), 10**14), st.integers(0, MOST_PLACES))
def test_tellers_print_as_show_does(places: int, digits: int, zeros: int) -> None:
    n = digits * 10**zeros
    said = show(n, 10**places)
    assert said == teller(places)(n) == Told(places)[n]
    assert guarded(said) == teller(places, inner=True)(n)


def test_guarded() -> None:
    assert ["4", "(−4)", "(≈−0.3333)", "≈0.3333"] == [guarded(said) for said in ("4", "−4", "≈−0.3333", "≈0.3333")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a", "−3"),
        ("+a", "−3"),
        ("−a", "−(−3)"),
        ("−(−a)", "−(−(−3))"),
        ("t − a", "7 − (−3)"),
        ("t − (w − a)", "7 − (5 − (−3))"),
        ("t − (w + 1)", "7 − (5 + 1)"),
        ("t + (w − 1)", "7 + 5 − 1"),
        ("−(t + 1) × 2", "(−(7 + 1)) × 2"),
        ("t × (w ÷ 2)", "7 × 5 ÷ 2"),
        ("t ÷ (w × 2)", "7 ÷ (5 × 2)"),
        ("(t + 1) × 2", "(7 + 1) × 2"),
        ("2 × (t if a > 0 else w + 1)", "2 × (5 + 1)"),
        ("min(t, w, a + 9) × 2", "5 × 2"),
        ("max(t, w)", "7"),
        ("abs(a) + floor(t ÷ 2)", "3 + 3"),
        ("t // 2 + 1 ÷ 3", "3 + 1 ÷ 3"),
        ("floor(1 ÷ (a + 3)) + 1", "无意义 + 1"),
        ("t if a > 0 else 1 if a > −1 else w − 1", "5 − 1"),
        ("0.10 × w", "0.1 × 5"),
    ],
)
def test_the_arithmetic_as_a_reader_writes_it(text: str, said: str) -> None:
    assert said == read_expression(text).program((0, 0, 0)).text(5, 7, -3)


def test_named_parts_show_their_values() -> None:
    expression = read_expression("w × rate − gap", lets={"rate": "a ÷ t", "gap": "a − t"})
    program = expression.program((0, 0, 0))
    assert "5 × ≈−0.4286 − (−10)" == program.text(5, 7, -3).replace("(≈−0.4286)", "≈−0.4286")
    assert "5 × 无意义 − (−3)" == program.text(5, 0, -3)


def test_deep_expressions_are_cut_into_lines() -> None:
    text = "abs(1 + " * 26 + "a" + ")" * 26
    assert 2 * 26 > NESTING
    assert (26, 1) == read_expression(text).program((0, 0, 0)).exact(5, 7, 0)


def test_figures_that_are_told_are_kept_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "MOST_TOLD", 1)
    told = Told(2)
    assert ["9.85", "0.01", "9.85"] == [told[n] for n in (985, 1, 985)]
    assert [985] == list(told)
