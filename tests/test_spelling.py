"""perfscore.spelling: formulas in the language of spreadsheets, held against the exact ones."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from perfscore.formula import Expression, evaluate as exactly, read_expression
from perfscore.number import Rounding
from perfscore.rule import Ladder, Steps
from perfscore.spelling import Spelled, Term, digits, half_up, percentage, places_of, refs, spelled
from tests.spreadsheet import evaluate, rounded

W, T, A = Term("D2", Fraction(5), 0, natural=True), Term("G2", Fraction(100), 0), Term("H2", Fraction(85), 0)
CELLS = {"w": W, "t": T, "a": A}
LADDER = {"gap": "max(t - a, 0)", "steps": "floor(gap / step)"}


def expression(text: str, *names: str, **options: object) -> Expression:
    return read_expression(text, ("w", "t", "a", *names), **options)  # type: ignore[arg-type]


def made(text: str, most: bool = False, **parameters: str) -> str:
    terms = CELLS | {name: Term(value, Fraction(value), places_of(Fraction(value)), natural=True) for name, value in parameters.items()}
    found = spelled(expression(text, *parameters), terms, most=most)
    assert found is not None
    return found.text


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("w if a >= t else a / t * w", "MAX(0,MIN(D2,IF(H2>=G2,D2,H2/G2*D2)))"),
        ("w * (1 - (a - t) / t)", "MAX(0,MIN(D2,D2*(1-(H2-G2)/G2)))"),
        ("w - (t - a)", "MAX(0,MIN(D2,D2-(G2-H2)))"),
        ("w if a == t and t > 0 or not a < 3 else 0", "IF(OR(AND(H2=G2,G2>0),NOT(H2<3)),D2,0)"),
        ("w if a != t else w / (a / t)", "MAX(0,MIN(D2,IF(H2<>G2,D2,D2/(H2/G2))))"),
        ("min(a / t, 1) * w", "MAX(0,MIN(D2,MIN(H2/G2,1)*D2))"),
        ("abs(-a)", "MIN(D2,ABS(-H2))"),
        ("floor(a)", "MAX(0,MIN(D2,INT(H2)))"),
        ("floor(a / t) * 1", "MAX(0,MIN(D2,INT(ROUND(H2/G2,8))))"),
        ("w * 80 / 100", "MIN(D2,D2*80/100)"),
        ("w if a - t >= 0 else 0", "IF(ROUND(H2-G2,10)>=0,D2,0)"),
        ("w - max(3, 4) * 2", "MAX(0,D2-4*2)"),
    ],
)
def test_texts(text: str, formula: str) -> None:
    assert formula == made(text)


def test_what_is_known_never_to_exceed_the_weight_is_not_cut() -> None:
    assert "MAX(0,IF(H2>=G2,D2,H2/G2*D2))" == made("w if a >= t else a / t * w", most=True)
    assert "MIN(D2,D2*120/100)" == made("w * p / 100", p="120")
    assert "D2*80/100" == made("w * p / 100", p="80")


def test_a_ladder_is_written_without_what_says_nothing() -> None:
    rule = Steps(ladders=[Ladder(side="below", step=1, points="0.1")])
    assert "5 − 15 × 0.1 = 3.5" == rule.apply(weight=5, target="100%", actual="85%").text
    text = "w if gap == 0 else w - steps * points"
    step = read_expression(text, ("w", "t", "a", "step", "points"), lets=LADDER, positive=["step"], natural=["w", "points"])
    terms = CELLS | {"step": Term("1", Fraction(1), 0, natural=True), "points": Term("0.1", Fraction(1, 10), 1, natural=True)}
    found = spelled(step, terms)
    assert found is not None
    assert ("MAX(0,D2-INT(ROUND(MAX(G2-H2,0),8))*0.1)", Fraction(7, 2)) == (found.text, found.value)
    assert "ROUND(MAX(0,D2-INT(ROUND(MAX(G2-H2,0),8))*0.1),2)" == found.rounded(2).text


def test_what_divides_by_the_target_keeps_its_condition() -> None:
    lets = {"gap": "max(t - a, 0)", "steps": "gap / t"}
    found = spelled(read_expression("w if gap == 0 else w - steps * 2", ("w", "t", "a"), lets=lets), CELLS)
    assert found is not None
    assert found.text.startswith("MAX(0,MIN(D2,IF(ROUND(MAX(G2-H2,0),10)=0,D2,")


def test_what_has_no_end_is_rounded_twice() -> None:
    third = Spelled(text="A1/3", value=Fraction(1, 3))
    assert ("ROUND(ROUND(A1/3,11),2)", Fraction(33, 100)) == (third.rounded(2).text, third.rounded(2).value)
    assert "ROUND(A1,2)" == Spelled(text="A1", value=Fraction(1), places=1).rounded(2).text


def test_undefined_and_endless_formulas_are_not_written() -> None:
    assert spelled(expression("a / t"), CELLS | {"t": Term("G2", Fraction(0))}) is None
    deep = "a"
    lets = {}
    for number in range(30):
        lets[f"p{number}"] = f"min({deep}, {deep} + 1)"
        deep = f"p{number}"
    assert spelled(read_expression(deep, ("w", "t", "a"), lets=lets), CELLS) is None


def test_figures() -> None:
    assert ("0.125", "-3", "(1/3)") == (digits(Fraction(1, 8)), digits(Fraction(-3)), digits(Fraction(1, 3)))
    assert ("90%", "2.5%", "0.9017", "0%") == tuple(map(percentage, (Fraction(9, 10), Fraction(1, 40), Fraction("0.9017"), Fraction(0))))
    assert (2, 0, None) == (places_of(Fraction("0.25")), places_of(Fraction(7)), places_of(Fraction(1, 7)))
    assert Fraction("-0.13") == half_up(Fraction(-1, 8), 2)
    assert "L9:L11,L13,L15:L16" == refs("L", [16, 9, 10, 11, 13, 15])
    assert "L9" == refs("L", [9])


# ---- laws ----------------------------------------------------------------------------------------

LAWFUL = (
    "w if a >= t else a / t * w", "w if a <= t else t / a * w", "w if a <= t else 0 if a >= 2 * t else w * (1 - (a - t) / t)",
    "w - floor(max(t - a, 0) / step) * points", "w - max(t - a, 0) / step * points", "10 if a >= t else 8 if a >= t - step else 0",
    "w if a * 100 / t >= 95 else w * 80 / 100", "min(a / t, 1) * w", "0.6 * w + (a - step) / (t - step) * 0.4 * w",
)  # fmt: skip
figures = st.decimals(0, 100_000, places=2) | st.decimals(0, 1, places=4) | st.integers(0, 1000).map(Decimal)


@given(
    st.sampled_from(LAWFUL), st.decimals(0, 100, places=1), figures, figures,
    st.sampled_from(("0.1", "1", "5", "100")).map(Decimal), st.sampled_from(("0.1", "0.5", "1", "3")).map(Decimal),
)  # fmt: skip
@settings(max_examples=600, deadline=None)
def test_floats_come_to_the_exact_score(text: str, w: Decimal, t: Decimal, a: Decimal, step: Decimal, points: Decimal) -> None:
    values = {"w": w, "t": t, "a": a, "step": step, "points": points}
    terms = {name: Term(f"{name.upper()}1", Fraction(value), places_of(Fraction(value)), natural=True) for name, value in values.items()}
    terms = {name: term._replace(text=f"{'WTASP'[place]}1") for place, (name, term) in enumerate(terms.items())}
    formula = read_expression(text, tuple(values), positive=["step"], natural=("w", "points"))
    exact, found = exactly(formula, values), spelled(formula, terms)
    if exact is None:
        assert found is None
        return
    assert found is not None
    cells = {f"{'WTASP'[place]}1": float(value) for place, value in enumerate(values.values())}
    score = Rounding(quantum=Decimal("0.01"))(min(max(exact, Fraction(0)), Fraction(w)))
    assert float(score) == evaluate(found.rounded(2).text, cells.__getitem__)
    assert score == found.rounded(2).value


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.integers(1, 400).map(lambda n: Decimal(n) / 4))
@settings(max_examples=600, deadline=None)
def test_ties_go_up(a: int, t: int, w: Decimal) -> None:
    """Shares of the weight that end in 5 at the third place are the ones that noise would tip over."""
    exact = Rounding(quantum=Decimal("0.01"))(Fraction(a, t) * Fraction(w))
    assert float(exact) == rounded(rounded(a / t * float(w), 11), 2)


def test_what_a_spreadsheet_would_divide_by_zero_beside_its_condition_is_not_spelled() -> None:
    """AND evaluates all of its parts; Python stops at the first that is false."""
    text = "w if t != 0 and a / t >= 1 else 0"
    assert "IF(AND(G2<>0,ROUND(H2/G2,10)>=1),D2,0)" == made(text)
    assert (0, 1) == expression(text).program((0, 0, 0)).exact(5, 0, 85)
    assert None is spelled(expression(text), CELLS | {"t": Term("G2", Fraction(0), 0)})
