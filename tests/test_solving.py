"""perfscore.solving: what earns a score is what the formula says, everywhere."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from perfscore.formula import Expression, evaluate, read_expression
from perfscore.interval import LINE, TOP, Span, after, before
from perfscore.lowering import COMPARISONS
from perfscore.solving import (
    Floored,
    Piece,
    Pieces,
    Quotient,
    Unsolved,
    constant,
    floored,
    highest,
    pieces_of,
    plus,
    reaching,
    variable,
    where,
)
from tests.conftest import EXAMPLES

#: What formulas may be made of, of every operation; ``gap`` and ``n`` are named parts.
FORMULAS = (
    "w if a >= t else a / t * w",
    "w if a <= t else t / a * w",
    "w if a <= t else 0 if a >= 2 * t else w * (1 - (a - t) / t)",
    "w if gap == 0 else w - n * 0.5",
    "w - abs(a) / 3",
    "min(floor(a / t * 100 + 0.5) / 100, 1) * w",
    "max(w - n * 0.3 + min(floor(max(a - t, 0) / 3) * 0.2, 2), 0)",
    "w * a / (a + 7) if not (a < 3 or a == 5 and t > 4) else 60 / (a - 2)",
    "0 if a * 100 < 60 * t or a != a else a / t * w",
    "w - (n * 0.5 + n * (n + 1) / 2 * 0.25)",
    "(a - 1) / (a + 1) * (a + 1) / 3",
    "floor(n) - 1 if a < 2 and a > -2 and t <= 9 else -a",
    "a // 3 + a // 3 * 2 - 3 * (a // 3) + w / 2",
    "w - n * n / 8",
    "-w + (3 + a / (a - 4)) + 2 / (a - 4)",
)


def read(text: str, *, clamp: bool = True) -> Expression:
    return read_expression(text, lets={"gap": "max(t - a, 0)", "n": "floor(gap / 2)"}, clamp=clamp)


def names(t: Fraction | int) -> Mapping[str, Quotient]:
    return {"w": constant(5), "t": constant(t), "a": variable()}


def value_at(pieces: Pieces, x: Fraction) -> Fraction | None:
    found = [form.at(x) for span, form in pieces if x in span]
    assert len(found) <= 1, "pieces overlap"
    return found[0] if found else None


def scored(expression: Expression, t: Fraction | int, a: Fraction) -> Fraction | None:
    value = evaluate(expression, {"w": 5, "t": t, "a": a})
    return value if value is None or not expression.clamp else min(max(value, Fraction(0)), Fraction(5))


def quarters(low: int = -60, high: int = 60) -> st.SearchStrategy[Fraction]:
    return st.integers(low, high).map(lambda n: Fraction(n, 4))


@settings(max_examples=EXAMPLES * 2)
@given(text=st.sampled_from(FORMULAS), clamp=st.booleans(), t=quarters(), a=quarters(), score=quarters(-20, 24))
def test_pieces_are_the_formula_and_answers_are_where_it_suffices(
    text: str, clamp: bool, t: Fraction, a: Fraction, score: Fraction
) -> None:
    expression = read(text, clamp=clamp)
    pieces = pieces_of(expression, names(t))
    value = scored(expression, t, a)
    assert value == value_at(pieces, a)
    for beyond in (False, True):
        enough = value is not None and (value > score if beyond else value >= score)
        assert enough == any(a in span for span in reaching(pieces, score, beyond=beyond))


@given(text=st.sampled_from(FORMULAS), t=quarters(), a=quarters())
def test_the_highest_is_highest(text: str, t: Fraction, a: Fraction) -> None:
    pieces = pieces_of(read(text), names(t))
    found = highest(pieces, Fraction(1, 4))
    if found is not None:
        most, value = value_at(pieces, found), value_at(pieces, a)
        assert most is not None
        assert value is None or value <= most


@given(st.lists(st.fractions(-9, 9, max_denominator=8), min_size=3, max_size=3), quarters(-400, 400))
def test_whole_numbers_are_told_apart_to_the_last(by: list[Fraction], a: Fraction) -> None:
    form = floored(variable(Fraction(1, 2)), *by)
    for op in COMPARISONS:
        held = {"<": form.at(a) < 0, "<=": form.at(a) <= 0, ">": form.at(a) > 0, ">=": form.at(a) >= 0, "==": form.at(a) == 0}
        assert held.get(op, form.at(a) != 0) == any(a in span for span in where(form, op, LINE[0]))
    span = Span(before(-20), after(17))
    found = highest([Piece(span, form)], Fraction(1, 4))
    assert found is not None
    assert a not in span or form.at(a) <= form.at(found)


@pytest.mark.parametrize(
    ("text", "score", "expected"),
    [
        # 5 − ⌊100 − a⌋ × 0.1 ≥ 4.15 where fewer than 9 full points are missing
        ("w - floor(max(t - a, 0)) * 0.1", "4.15", (Span(after(91), TOP),)),
        # 5 × a ÷ 100 ≥ 4.15 from 83 on
        ("w if a >= t else a / t * w", "4.15", (Span(before(83), TOP),)),
        # 5 × 100 ÷ a ≥ 4 up to 125; a negative figure meets the target too
        ("w if a <= t else t / a * w", "4", (Span(LINE[0].low, after(125)),)),
        # tiers: 5 from 95, 4 from 90 to below 95, 3 from 80
        ("w if a >= 95 else 4 if a >= 90 else 3 if a > 80 else 0", "3", (Span(after(80), TOP),)),
        ("w if a == 3 else 0", "5", (Span(before(3), after(3)),)),
        ("w if a >= t else a / t * w", "5.01", ()),
        ("w if a >= t else a / t * w", "0", LINE),
    ],
)
def test_by_hand(text: str, score: str, expected: tuple[Span, ...]) -> None:
    assert expected == reaching(pieces_of(read(text), names(100)), Fraction(score))


def test_where_nothing_is_defined_nothing_suffices() -> None:
    pieces = pieces_of(read("a / t * w"), names(0))
    assert ((), (), None) == (pieces, reaching(pieces, Fraction(0)), highest(pieces, Fraction(1)))
    divided = pieces_of(read("w / a", clamp=False), names(1))
    assert reaching(divided, Fraction(1)) == (Span(after(0), after(5)),)


def test_what_rises_without_end_is_highest_nowhere() -> None:
    for text in ("a", "-a", "floor(a)", "-floor(a)", "w * a / (a + 1)", "floor(a) * floor(a)"):
        assert highest(pieces_of(read(text, clamp=False), names(1)), Fraction(1)) is None
    assert highest(pieces_of(read("w"), names(1)), Fraction(1)) == 0
    assert highest(pieces_of(read("min(floor(a), 3)", clamp=False), names(1)), Fraction(1)) == 4 - 1
    narrow = (Piece(Span(after(0), before(1)), variable()),)
    assert highest(narrow, Fraction(1)) is None


@pytest.mark.parametrize(
    "text",
    ["a * a", "floor(a) + a", "floor(a) * a", "w / floor(a)", "1 / a + 1 / (a + 1)", "floor(floor(a) / 2 + 0.5)", "min(floor(a), a)",
     "floor(a) * floor(a) * floor(a)", "a / (a + 1) * a", "floor(a) + floor(a / 2)"],
)  # fmt: skip
def test_what_leaves_the_closed_forms_is_refused_in_words(text: str) -> None:
    with pytest.raises(Unsolved, match=r"^公式不能逐步反解$"):
        pieces_of(read(text, clamp=False), names(7))


def test_what_is_not_taken_need_not_be_solved() -> None:
    pieces = pieces_of(read("a * a if t > 9 else w if a > 3 else 0"), names(7))
    assert reaching(pieces, Fraction(5)) == (Span(after(3), TOP),)


def test_sums_stand_where_both_are_defined() -> None:
    low = (Piece(Span(before(0), TOP), variable()),)
    high = (Piece(Span(LINE[0].low, before(5)), constant(2)),)
    assert plus(low, high) == (Piece(Span(before(0), before(5)), Quotient(Fraction(1), Fraction(2))),)


def test_forms_know_whether_they_are_constant() -> None:
    assert (constant(1).constant, variable().constant, Floored(variable()).constant) == (True, False, False)
