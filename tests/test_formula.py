"""Formulas: the code a text becomes against a plain reckoning of the same text with fractions."""

import ast
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings, strategies as st

from perfscore.errors import FormulaError
from perfscore.formula import Program, evaluate, read_expression, show
from tests.duck import in_lanes
from tests.effort import calls

NAMES = ("w", "t", "a")
#: text, lets, extra names
KINDS: Mapping[str, tuple[str, Mapping[str, str], tuple[str, ...]]] = {
    "proportional": ("w if a >= t else a / t * w", {}, ()),
    "reverse": ("w if a <= t else t / a * w", {}, ()),
    "reverse-linear": ("w if a <= t else 0 if a >= 2*t else w*(1 - (a - t)/t)", {}, ()),
    "rate": ("min(a / t, 1) * w", {}, ()),
    "steps": (
        "w - steps * points",
        {"gap": "max(t - a, 0)", "steps": "floor(max(gap - beyond, 0) / step)"},
        ("beyond", "step", "points"),
    ),
    "shares": ("max(w - steps * points, least)", {"gap": "abs(a - t)", "steps": "max(gap, 0) / step"}, ("step", "points", "least")),
    "line": ("60+(a-50)/(t-50)*40", {}, ()),
    "nest": ("max(min(a/t, t/a), abs(a-t)/(a+t)) * w if t != 0 and a/t > 0.5 else w - (a//3)*0.1", {}, ()),
    "once": ("1/(1/a) + w", {}, ()),
    "short": ("w if t == 0 or a / t > 1 else w * floor(-a / 7)", {}, ()),
}


class Refer(ast.NodeVisitor):
    """The plain reckoning: Python's own rules over fractions."""

    def __init__(self, text: str, values: Mapping[str, Fraction]) -> None:
        self.text = text
        self.values = values

    def visit_Expression(self, node: ast.Expression) -> Any:
        return self.visit(node.body)

    def visit_Constant(self, node: ast.Constant) -> Any:
        return Fraction(ast.get_source_segment(self.text, node) or "")

    def visit_Name(self, node: ast.Name) -> Any:
        return self.values[node.id]

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        value = self.visit(node.operand)
        return not value if isinstance(node.op, ast.Not) else -value if isinstance(node.op, ast.USub) else value

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        x, y = self.visit(node.left), self.visit(node.right)
        match node.op:
            case ast.Add():
                return x + y
            case ast.Sub():
                return x - y
            case ast.Mult():
                return x * y
            case ast.Div():
                return x / y
            case _:
                return Fraction(x // y)

    def visit_BoolOp(self, node: ast.BoolOp) -> Any:
        join = all if isinstance(node.op, ast.And) else any
        return join(self.visit(value) for value in node.values)

    def visit_Compare(self, node: ast.Compare) -> Any:
        left = self.visit(node.left)
        for op, side in zip(node.ops, node.comparators, strict=True):
            right = self.visit(side)
            if not {"Lt": left < right, "LtE": left <= right, "Gt": left > right, "GtE": left >= right, "Eq": left == right}.get(
                type(op).__name__, left != right
            ):
                return False
            left = right
        return True

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        return self.visit(node.body if self.visit(node.test) else node.orelse)

    def visit_Call(self, node: ast.Call) -> Any:
        values = [self.visit(part) for part in node.args]
        assert isinstance(node.func, ast.Name)
        functions: dict[str, Any] = {"min": min, "max": max, "abs": abs, "floor": lambda x: Fraction(x // 1)}
        return functions[node.func.id](*values)


def refer(text: str, values: Mapping[str, Fraction], lets: Mapping[str, str] | None = None) -> Fraction | None:
    known = dict(values)
    try:
        for name, part in (lets or {}).items():
            known[name] = Refer(part, known).visit(ast.parse(part, mode="eval"))
        found = Refer(text, known).visit(ast.parse(text, mode="eval"))
    except ZeroDivisionError:
        return None
    return Fraction(found)


def half_up(value: Fraction, quantum: int) -> int:
    size = (2 * abs(value) * quantum + 1) // 2
    return int(size if value >= 0 else -size)


def fraction(found: tuple[int, int] | None) -> Fraction | None:
    return None if found is None else Fraction(*found)


def program_of(kind: str, places: Sequence[int] | None = None, *, clamp: bool = True) -> Program:
    text, lets, extra = KINDS[kind]
    names = (*NAMES, *extra)
    return read_expression(text, names, lets=lets, clamp=clamp).program(tuple(places or (2, 4, 4, 4, 4, 4)[: len(names)]))


def reckon_back(text: str) -> Fraction:
    plain = text.translate(str.maketrans("−×÷", "-*/"))
    return Fraction(eval(re.sub(r"[0-9.]+", r"F('\g<0>')", plain), {"F": Fraction}))


small = st.integers(-300, 300)
figures = st.one_of(small, st.integers(-(10**26), 10**26), st.sampled_from([0, 1, -1, 10**4, 500000, 10**26]))
weights = st.one_of(st.integers(0, 2000), st.integers(0, 10**26))
numbers = st.sampled_from(["0", "1", "2", "3", "0.1", "0.5", "10", "7.25", "100"])


def joined(sign: str) -> Any:
    return lambda pair: f"({pair[0]} {sign} {pair[1]})"


def deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    compared = st.tuples(inner, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), inner).map(" ".join)
    chained = st.tuples(inner, inner, inner).map(lambda x: f"{x[0]} < {x[1]} <= {x[2]}")
    simple = st.one_of(compared, chained, compared.map("not {}".format))
    condition = st.one_of(simple, st.tuples(simple, st.sampled_from(["and", "or"]), simple).map(" ".join))
    arms = st.tuples(inner, condition, inner).map(lambda x: f"({x[0]} if {x[1]} else {x[2]})")
    calls = st.one_of(pair.map(lambda x: f"min({x[0]}, {x[1]})"), pair.map(lambda x: f"max({x[0]}, {x[1]})"))
    single = st.one_of(inner.map("abs({})".format), inner.map("floor({})".format), inner.map("(-{})".format))
    return st.one_of(*(pair.map(joined(sign)) for sign in ("+", "-", "*", "/", "//")), arms, calls, single)


formulas = st.recursive(st.one_of(numbers, st.sampled_from(NAMES)), deeper, max_leaves=9)


def allowed(text: str, *, clamp: bool = True) -> Any:
    """The formula, unless it divides by a constant zero or has grown too long."""
    try:
        return read_expression(text, NAMES, clamp=clamp)
    except FormulaError as error:
        assume(not error.message.startswith(("除数恒为", "公式有", "公式嵌套", "括号超过")))
        raise


# laws


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_exact_is_the_plain_reckoning(kind: str, data: st.DataObject) -> None:
    text, lets, extra = KINDS[kind]
    names, program = (*NAMES, *extra), program_of(kind)
    values = [data.draw(weights), *(data.draw(figures) for _ in names[1:])]
    rows = {name: Fraction(value, scale) for name, value, scale in zip(names, values, program.scales, strict=True)}
    assert refer(text, rows, lets) == fraction(program.exact(*values))


@settings(max_examples=300)
@given(formulas, weights, figures, figures)
def test_exact_is_the_plain_reckoning_for_any_formula(text: str, w: int, t: int, a: int) -> None:
    expression = allowed(text)
    rows = {"w": Fraction(w, 100), "t": Fraction(t, 10), "a": Fraction(a)}
    expected = refer(text, rows)
    assert expected == fraction(expression.program((2, 1, 0)).exact(w, t, a))
    assert expected == evaluate(expression, rows)


@settings(max_examples=300)
@given(formulas, weights, figures, figures, st.sampled_from([1, 3, 10, 100, 1000]), st.integers(0, 3))
def test_score_is_the_exact_value_clamped_and_rounded_half_up(text: str, w: int, t: int, a: int, quantum: int, places: int) -> None:
    program = allowed(text).program((places, 1, 0), quantum)
    exact, score = fraction(program.exact(w, t, a)), program.score(w, t, a)
    if exact is None:
        assert score is None
    else:
        kept = min(max(exact, Fraction(0)), Fraction(w, 10**places))
        assert score is not None
        assert (half_up(kept, quantum), kept) == (score[0], Fraction(*score[1:]))
        assert score[2] > 0


@settings(max_examples=200)
@given(formulas, figures, figures, figures)
def test_unclamped_scores_are_rounded_away_from_zero(text: str, w: int, t: int, a: int) -> None:
    program = allowed(text, clamp=False).program((2, 1, 0))
    exact, score = fraction(program.exact(w, t, a)), program.score(w, t, a)
    assert (None if exact is None else (half_up(exact, 100), exact)) == (score and (score[0], Fraction(*score[1:])))


@settings(max_examples=300)
@given(formulas, st.integers(0, 2000), small, small)
def test_the_text_reckoned_back_gives_the_value(text: str, w: int, t: int, a: int) -> None:
    program = allowed(text).program((2, 1, 0))
    exact, said = program.exact(w, t, a), program.text(w, t, a)
    assert said
    assert "−−" not in said
    assume(exact is not None)
    if "≈" not in said:
        assert fraction(exact) == reckon_back(said)


@settings(max_examples=100)
@given(formulas, st.integers(0, 2000), st.integers(1, 300), st.integers(1, 300))
def test_declared_signs_change_no_value(text: str, w: int, t: int, a: int) -> None:
    allowed(text)
    told = read_expression(text, NAMES, positive=("t",), natural=("a",)).program((2, 1, 0))
    assert fraction(allowed(text).program((2, 1, 0)).exact(w, t, a)) == fraction(told.exact(w, t, a))


@given(st.integers(-(10**30), 10**30), st.integers(1, 10**12))
def test_show_is_the_value_or_says_that_it_is_near(n: int, d: int) -> None:
    said = show(n, d)
    value = Fraction(said.replace("−", "-").removeprefix("≈"))
    assert abs(value - Fraction(n, d)) <= (Fraction(1, 20000) if said.startswith("≈") else 0)


# named examples


@pytest.mark.parametrize(
    ("kind", "values", "said", "score"),
    [
        ("proportional", (500, 1000000, 850000), "85 ÷ 100 × 5", 425),
        ("proportional", (500, 47540000, 46040000), "4604 ÷ 4754 × 5", 484),
        ("proportional", (500, 850000, 1000000), "5", 500),
        ("reverse-linear", (1000, 300000, 450000), "10 × (1 − (45 − 30) ÷ 30)", 500),
        ("reverse-linear", (1000, 300000, 600000), "0", 0),
        ("steps", (500, 1000000, 850000, 0, 10000, 1000), "5 − 15 × 0.1", 350),
        ("steps", (500, 1000000, 100000, 0, 10000, 1000), "5 − 90 × 0.1", 0),
        ("rate", (500, 1000000, 850000), "85 ÷ 100 × 5", 425),
        ("rate", (500, 1000000, 1850000), "1 × 5", 500),
        ("line", (10000, 900000, 850000), "60 + (85 − 50) ÷ (90 − 50) × 40", 9500),
        ("shares", (500, 30000, 20000, 30000, 10000, 0), "5 − ≈0.3333 × 1", 467),
    ],
)
def test_named_examples(kind: str, values: tuple[int, ...], said: str, score: int) -> None:
    program = program_of(kind)
    found = program.score(*values)
    assert found
    assert (said, score) == (program.text(*values), found[0])


def test_named_parts_have_values() -> None:
    program = program_of("steps")
    assert {"gap": (15, 1), "steps": (15, 1)} == program.parts(500, 1000000, 850000, 0, 10000, 1000)
    assert {"gap": (15, 1)} == program.parts(500, 1000000, 850000, 0, 0, 1000)
    assert {} == program_of("rate").parts(500, 1, 1)


def test_a_zero_divisor_counts_only_on_the_arm_taken() -> None:
    expression = read_expression("w if a >= t else a / t * w").program((0, 0, 0))
    assert (5, 1) == expression.exact(5, 0, 3)
    assert expression.exact(5, 0, -3) is None
    assert expression.score(5, 0, -3) is None
    once = read_expression("1/(1/a)").program((0, 0, 0))
    assert once.exact(5, 1, 0) is None
    assert "1 ÷ (1 ÷ 0)" == once.text(5, 1, 0)
    assert "无意义" == read_expression("floor(1/a)").program((0, 0, 0)).text(5, 1, 0)


def test_half_goes_up_and_below_zero_away_from_zero() -> None:
    halves = read_expression("a / 8", clamp=False).program((0, 0, 2))
    assert ((63, 500, 800), (-63, -500, 800)) == (halves.score(0, 0, 500), halves.score(0, 0, -500))


def test_a_weight_finer_than_the_quantum_is_compared_exactly() -> None:
    program = read_expression("w * a / t").program((3, 0, 0))
    assert (100, 995, 1000) == program.score(995, 1, 1)
    assert (99, 994, 1000) == program.score(994, 1, 1)
    tenth = read_expression("w * a / t").program((2, 0, 0), quantum=10)
    assert (10, 95, 100) == tenth.score(95, 1, 2)


def test_a_name_against_its_declared_sign_is_not_computed() -> None:
    program = read_expression("w - a / t", natural=("a",), positive=("t",)).program((0, 0, 0))
    assert [None] * 4 == [program.exact(5, 0, 1), program.exact(5, 1, -1), program.exact(-5, 1, 1), program.score(5, -1, 1)]
    assert (4, 1) == program.exact(5, 1, 1)


def test_the_same_texts_give_the_same_objects() -> None:
    first = read_expression("a / t", ["w", "t", "a"], lets={"x": "a"})
    assert first is read_expression("a / t", ("w", "t", "a"), lets={"x": "a"})
    assert first.program((0, 0, 0)) is first.program((0, 0, 0))
    assert first.program((0, 0, 0)) is not first.program((0, 0, 0), quantum=10)
    assert ("a / t", NAMES, (("x", "a"),)) == (first.text, first.names, first.lets)
    assert 1 == len({first, read_expression("a / t", lets={"x": "a"})})


def test_a_program_has_one_query_and_it_knows_what_scores_are_kept_to() -> None:
    program = read_expression("w * a / t").program((3, 0, 0))
    assert program.query is program.query
    assert (program.code, True) == (program.query.code, program.query.clamp)
    assert (1000, 1000) == (program.weight, program.query.base)
    unclamped = read_expression("w * a / t", clamp=False).program((1, 0, 0))
    assert (None, False, 100) == (unclamped.weight, unclamped.query.clamp, unclamped.query.base)


def test_chinese_names_field_signs_and_keywords_as_names() -> None:
    text = "６０＋（完成值２－底线值）÷（from－底线值）×４０"
    expression = read_expression(text, ("w", "完成值2", "底线值", "from"))
    values: dict[str, Fraction | Decimal | int] = {"w": 100, "完成值2": Decimal("85.0"), "底线值": 50, "from": Fraction(90)}
    assert Fraction(95) == evaluate(expression, values)
    assert "60 + (85 − 50) ÷ (90 − 50) × 40" == expression.program((0, 0, 0, 0)).text(100, 85, 50, 90)


@pytest.mark.parametrize(("text", "expected"), [("a ≥ t", 1), ("a ≤ t", 0), ("a ≠ t", 1), ("a ＝＝ t", 0), ("t ＜ a ！＝ t", 1)])
def test_field_signs_of_comparison(text: str, expected: int) -> None:
    assert expected == evaluate(read_expression(f"1 if {text} else 0"), {"w": 5, "t": 1, "a": 2})


def test_evaluate_takes_any_exact_number_and_no_float() -> None:
    expression = read_expression("a // t + floor(-a)", clamp=False)
    assert Fraction(0) == evaluate(expression, {"w": 1, "t": Fraction(2, 7), "a": Fraction(1, 3)})
    assert Fraction(0) == evaluate(read_expression("0 * a"), {"w": 1, "t": 1, "a": 1})
    with pytest.raises(TypeError):
        evaluate(expression, {"w": 1, "t": 1, "a": 0.5})  # type: ignore[dict-item]
    with pytest.raises(FormulaError, match="公式缺少 t、a 的值。"):
        evaluate(expression, {"w": 1})


def test_places_must_fit_the_names() -> None:
    for places in ((0, 0), (0, 0, -1)):
        with pytest.raises(ValueError, match="places"):
            read_expression("a").program(places)


@pytest.mark.parametrize(
    "text", ["a" + "/t/a" * 14, "min(a/t, " * 25 + "1" + ")" * 25, "w if a > t else " * 18 + "t", "-" * 55 + "a", "1+" * 57 + "a"]
)
def test_the_deepest_and_longest_formulas_are_quick(text: str) -> None:
    def run() -> None:
        program = read_expression(text).program((2, 4, 4))
        assert refer(text, {"w": Fraction(5), "t": Fraction(3), "a": Fraction(2)}) == fraction(program.exact(500, 30000, 20000))
        assert program.score(500, 30000, 20000)
        assert program.text(500, 30000, 20000)
        assert in_lanes(program.query, {}, {"w": 10**4}, {})

    assert calls(run) < 200_000


@pytest.mark.parametrize(
    ("text", "message", "hint", "column"),
    [
        ("a if t", "公式写法不对。", "条件写作：甲 if 条件 else 乙。", 0),
        ("a if a else t", "这里要一个条件，写的却是数。", "请写成比较，如 a >= t。", 5),
        ("(a>=t)+1", "这里要一个数，写的却是条件。", "条件写在 if、and、or、not 之后。", 1),
        ("min(a)", "min 要 2 到 20 个数，这里有 1 个。", "各数之间用逗号隔开。", 0),
        ("1+abs(a,t)", "abs 要 1 个数，这里有 2 个。", "各数之间用逗号隔开。", 2),
        ("floor()", "floor 要 1 个数，这里有 0 个。", "各数之间用逗号隔开。", 0),
        ("x/t", "公式里不认识“x”。", "可用的名称：w、t、a；函数：min、max、abs、floor。", 0),
        ("1+" + "9" * 31, "数字有 31 位，超过 30 位。", "请核对这个数。", 2),
        ("a if t else", "公式没有写完。", "末尾缺一个数或名称。", 11),
    ],
)
def test_what_a_refusal_says_and_where(text: str, message: str, hint: str, column: int) -> None:
    with pytest.raises(FormulaError) as refused:
        read_expression(text, ("w", "t", "a"))
    error = refused.value
    assert (message, hint, column, text) == (error.message, error.hint, error.column, error.text)


def test_thirty_digits_are_not_too_many() -> None:
    assert int("9" * 30) == evaluate(read_expression("9" * 30, ()), {})


def test_a_float_is_told_what_to_be() -> None:
    with pytest.raises(TypeError, match=r"^a float is not exact; give int, Decimal or Fraction$"):
        evaluate(read_expression("a", ("a",)), {"a": 0.5})  # type: ignore[dict-item]


def test_a_sign_told_of_a_name_that_the_formula_lacks() -> None:
    with pytest.raises(FormulaError) as refused:
        read_expression("a", ("a",), positive=["t"])
    assert ("说明了“t”的正负，公式却没有这个名称。", "t", "可用的名称：a。") == (
        refused.value.message,
        refused.value.text,
        refused.value.hint,
    )
