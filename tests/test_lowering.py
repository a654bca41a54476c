"""The integer code itself: written once, known integers folded, signs kept in mind."""

import operator
import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given, strategies as st

from perfscore.errors import FormulaError
from perfscore.formula import read_expression
from perfscore.lowering import BOUNDLESS, Code, Node, Operand, Ratio, Truth, grown, never_negative
from perfscore.querying import outside
from tests.duck import in_lanes
from tests.test_formula import formulas


def code(**signs: tuple[str, ...]) -> Code:
    return Code(("w", "t", "a"), (100, 10**4, 10**4), signs.get("natural", ()), signs.get("positive", ()))


def lowered(text: str, **signs: tuple[str, ...]) -> tuple[Code, Ratio]:
    found = code(**signs)
    return found, found.ratio(read_expression(text, natural=signs.get("natural", ()), positive=signs.get("positive", ())).tree)


def test_a_symbol_has_no_truth() -> None:
    with pytest.raises(TypeError, match="no truth"):
        bool(Node("num"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 × 3 − 4 ÷ 8", Fraction(13, 2)),
        ("−(1 − 3) ÷ 3", Fraction(2, 3)),
        ("floor(−7 ÷ 2)", Fraction(-4)),
        ("min(3, 2, 4) + max(1, 5) + abs(−0.5)", Fraction(15, 2)),
        ("1 if 2 > 1 and not 3 < 2 else a", Fraction(1)),
        ("a if 2 > 1 and 3 < 2 or 1 == 2 else 7", Fraction(7)),
        ("0 × a", Fraction(0)),
        ("−0.1 − 0.2", Fraction(-3, 10)),
        ("1 − 1", Fraction(0)),
    ],
)
def test_known_numbers_need_no_code(text: str, value: Fraction) -> None:
    _, found = lowered(text)
    assert (value, 1, 1, True) == (found.c, found.n, found.d, found.ok)


def test_scales_cancel() -> None:
    found, value = lowered("(a − 50) ÷ (t − 50)")
    assert Fraction(1) == value.c
    assert {("-", ("v2", 500000)), ("-", ("v1", 500000))} <= {(line.op, line.args) for line in found.lines.values()}


def test_a_sum_that_begins_below_zero_is_a_difference() -> None:
    found, value = lowered("−a + 2 × t")
    assert Fraction(0) < value.c
    assert ["-"] == [line.op for line in found.lines.values() if line.op in {"+", "-"}]


def test_a_line_is_written_once() -> None:
    found, _ = lowered("(a × t) ÷ (1 + a × t) + a × t")
    assert 1 == sum(("*", ("v2", "v1")) == (line.op, line.args) for line in found.lines.values())


def test_dividing_by_a_positive_name_needs_no_test() -> None:
    found, value = lowered("a ÷ t", positive=("t",))
    assert (True, {}) == (value.ok, found.lines)
    found, value = lowered("a ÷ t", natural=("t",))
    assert ["!="] == [line.op for line in found.lines.values()]
    found, value = lowered("a ÷ t")
    assert {"!=", "<", "neg", "if", "abs"} == {line.op for line in found.lines.values()}


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("floor(max(t − a, 0) ÷ 3)", "//"),
        ("floor(abs(a) ÷ 3)", "//"),
        ("floor(w × max(1, a))", "//"),
        ("floor(min(w, abs(t)) ÷ 3)", "//"),
        ("floor(max(t − a, −1) ÷ 3)", "floor//"),
        ("floor(a ÷ 3)", "floor//"),
    ],
)
def test_signs_known_spare_the_floor_its_test(text: str, op: str) -> None:
    found, _ = lowered(text, natural=("w",))
    assert op in {line.op for line in found.lines.values()}


def test_where_a_value_is_defined_follows_python() -> None:
    assert lowered("1 if t == 0 or a ÷ t > 1 else 0")[1].ok is not True
    assert lowered("1 if 1 == 1 or a ÷ t > 1 else 0")[1].ok is True
    assert lowered("1 if 1 == 2 and a ÷ t > 1 else 0")[1].ok is True
    assert lowered("a ÷ t if 1 == 2 else 0")[1].ok is True
    for text in ("a ÷ t if w > 1 else 0", "0 if w > 1 else a ÷ t", "a ÷ t if w > 1 else t ÷ a", "a ÷ t if w > 1 else 2 ÷ t"):
        assert isinstance(lowered(text)[1].ok, str)


def test_written_length_is_counted_without_writing() -> None:
    text = "a ÷ t"
    lets = {"s0": text, **{f"s{i}": f"s{i - 1} + 1 ÷ (s{i - 1} + {i})" for i in range(1, 30)}}
    expression = read_expression("s29", lets=lets)
    found = Code(expression.names, (1, 1, 1), (), ())
    value = found.ratio(expression.tree)
    assert found.written((value.n, value.d)) > 10**12
    assert len(found.lines) < 500
    query = expression.program((0, 0, 0)).query
    assert query.long
    assert outside() == in_lanes(query, {}, {}, {})


def test_magnitude_bounds_every_line() -> None:
    found, value = lowered("w × a ÷ t − floor(a ÷ 3)")
    most, quotient = found.magnitude({"w": 10, "t": 20, "a": 30}, (value.n, value.d))
    assert quotient == 31
    assert most >= 10 * 30


# how large one operand gets


ACTS: Mapping[str, Callable[..., Any]] = {
    "*": operator.mul, "+": operator.add, "-": operator.sub, "neg": operator.neg, "abs": abs, "not": operator.not_,
    "//": operator.floordiv, "floor//": operator.floordiv, "if": lambda test, x, y: x if test else y,
    "and": lambda *tests: all(tests), "or": lambda *tests: any(tests),
    "<": operator.lt, "<=": operator.le, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def reckoned(found: Code, values: Mapping[str, int]) -> dict[str, Any]:
    """The integer of every line, none where one divides by 0."""
    known: dict[str, Any] = {found.leaves[name]: value for name, value in values.items()}
    try:
        for name, (op, args) in found.lines.items():
            known[name] = ACTS[op](*(known[one] if isinstance(one, str) else one for one in args))
    except ZeroDivisionError:
        return {}
    return known


def at(found: Code, x: Any, values: Mapping[str, int]) -> Any:
    """What an operand or a condition comes to."""
    return reckoned(found, values)[x] if isinstance(x, str) else x


VALUES = [{"w": w, "t": t, "a": a} for w in (0, 1) for t in (-3, 0, 2) for a in (-2, 0, 2)]
OPERANDS: tuple[Operand, ...] = (-1, 0, 1, 3, "v1", "v2")
TRUTHS: tuple[Truth, ...] = ("p", "q", True, False)


@pytest.mark.parametrize(
    ("make", "means"), [(Code.mul, operator.mul), (Code.add, operator.add), (Code.subtract, operator.sub)], ids=["mul", "add", "subtract"]
)
def test_integers_come_to_what_they_mean(make: Any, means: Any) -> None:
    for x, y in product(OPERANDS, repeat=2):
        found = code()
        made, test = make(found, x, y), found.put("<", "v1", "v2")
        chosen = found.pick(test, x, y)
        for values in VALUES:
            one, other = at(found, x, values), at(found, y, values)
            expected = means(one, other), one if values["t"] < values["a"] else other
            assert expected == (at(found, made, values), at(found, chosen, values)), (x, y, values)


@pytest.mark.parametrize(
    ("make", "lines"),
    [
        (lambda found: found.mul(0, "v1"), 0),
        (lambda found: found.mul("v1", 0), 0),
        (lambda found: found.mul("v1", 1), 0),
        (lambda found: found.mul(3, -4), 0),
        (lambda found: found.mul("v1", -1), 1),
        (lambda found: found.mul("v1", 2), 1),
        (lambda found: found.add(0, "v1"), 0),
        (lambda found: found.add("v1", 0), 0),
        (lambda found: found.add(1, 2), 0),
        (lambda found: found.add("v1", 1), 1),
        (lambda found: found.subtract("v1", 0), 0),
        (lambda found: found.subtract(0, "v1"), 1),
        (lambda found: found.subtract(3, 5), 0),
        (lambda found: found.negate(3), 0),
        (lambda found: found.absolute(-3), 0),
        (lambda found: found.absolute("v0"), 0),
        (lambda found: found.absolute("v1"), 1),
        (lambda found: found.pick(True, "v1", "v2"), 0),
        (lambda found: found.pick(False, "v1", "v2"), 0),
        (lambda found: found.pick("v0", "v1", "v1"), 0),
        (lambda found: found.pick("v0", "v1", "v2"), 1),
        (lambda found: found.inverse(True), 0),
        (lambda found: found.inverse("v0"), 1),
        (lambda found: found.both(), 0),
        (lambda found: found.both("v0", True, "v0"), 0),
        (lambda found: found.both("v0", "v1", "v0"), 1),
        (lambda found: found.both("v0", False, "v1"), 0),
        (lambda found: found.either("v0", False), 0),
        (lambda found: found.either("v0", "v1"), 1),
        (lambda found: found.either("v0", True, "v1"), 0),
    ],
)
def test_what_needs_no_line_gets_none(make: Any, lines: int) -> None:
    found = code(natural=("w",))
    make(found)
    assert lines == len(found.lines)


def test_conditions_come_to_what_they_mean() -> None:
    """Every test and both conditions it chooses from, known or not, for all that may hold."""
    for kinds in product(TRUTHS, repeat=3):
        found = code()
        known = {"p": found.put("<", "v1", "v2"), "q": found.put("==", "v1", "v2")}
        test, x, y = (known.get(str(one), one) for one in kinds)
        agreed, both, either, inverse = found.agree(test, x, y), found.both(test, x, y), found.either(test, x, y), found.inverse(test)
        for values in VALUES:
            one, two, three = (at(found, it, values) for it in (test, x, y))
            assert [two if one else three, one and two and three, one or two or three, not one] == [
                at(found, it, values) for it in (agreed, both, either, inverse)
            ], (kinds, values)


NOWHERE: set[tuple[int, int]] = {(0, 0), (1, 0)}


@pytest.mark.parametrize(
    ("text", "undefined"),
    [
        ("1 if w == 1 or a ÷ t > 1 else 0", {(0, 0)}),
        ("1 if w == 1 and a ÷ t > 1 else 0", {(1, 0)}),
        ("1 if a ÷ t > 1 or w == 1 else 0", NOWHERE),
        ("1 if a ÷ t > 1 and w == 1 else 0", NOWHERE),
        ("1 if not a ÷ t > 1 else 0", NOWHERE),
        ("a ÷ t if w == 1 else 0", {(1, 0)}),
        ("0 if w == 1 else a ÷ t", {(0, 0)}),
        ("a ÷ t if w == 1 else 1 ÷ (t − 2)", {(1, 0), (0, 2)}),
        *((f"a ÷ t {sign} w", NOWHERE) for sign in "+−×"),
        *((f"w {sign} a ÷ t", NOWHERE) for sign in "+−×"),
        *((f"1 if a ÷ t {sign} w else 0", NOWHERE) for sign in ("<", "<=", ">", ">=", "==", "!=")),
        *((f"1 if w {sign} a ÷ t else 0", NOWHERE) for sign in ("<", "<=", ">", ">=", "==", "!=")),
        *((f"{function}({one}, {other})", NOWHERE) for function in ("min", "max") for one, other in (("a ÷ t", "w"), ("w", "a ÷ t"))),
        *((f"{function}(a ÷ t)", NOWHERE) for function in ("abs", "floor", "−")),
        ("(1 ÷ t) ÷ a", NOWHERE),
        ("1 ÷ (a ÷ t)", NOWHERE),
        ("a ÷ (t × w)", {(0, -3), (0, 0), (0, 2), (1, 0)}),
    ],
)
def test_where_a_formula_is_not_defined(text: str, undefined: set[tuple[int, int]]) -> None:
    """As in Python: the right side counts only where the left does not settle it."""
    exact = read_expression(text, clamp=False).program((0, 0, 0)).exact
    assert undefined == {(w, t) for w, t in product((0, 1), (-3, 0, 2)) if exact(w, t, 2) is None}


@pytest.mark.parametrize(
    ("op", "sizes", "divisor", "result", "passes"),
    [
        ("*", [3, 5], 1, 15, 15),
        ("+", [3, 5], 1, 8, 8),
        ("-", [3, 5], 1, 8, 8),
        ("//", [7, 5], 1, 8, 13),
        ("//", [7, 5], 2, 4, 13),
        ("floor//", [8, 5], 4, 3, 14),
        ("if", [9, 3, 5], 1, 5, 5),
        ("neg", [3], 1, 3, 3),
        ("abs", [3], 1, 3, 3),
        *((op, [3, 5], 1, 1, 1) for op in ("<", "<=", "==", "!=", "and", "or", "not")),
    ],
)
def test_how_large_an_operation_gets(op: str, sizes: list[int], divisor: int, result: int, passes: int) -> None:
    assert (result, passes) == grown(op, sizes, divisor)
    assert divisor != 1 or grown(op, sizes) == (result, passes)


@pytest.mark.parametrize(
    ("text", "least", "magnitude"),
    [
        ("a", {}, (30, 0)),
        ("w × a", {}, (300, 0)),
        ("w × a + t", {}, (320, 0)),
        ("floor(a ÷ 3)", {}, (34, 31)),
        ("floor(a ÷ t)", {}, (51, 31)),
        ("floor(a ÷ t)", {"t": 4}, (51, 8)),
        ("floor(a ÷ t)", {"t": 0}, (51, 31)),
        ("floor(a ÷ t) + floor(t ÷ a)", {"t": 4}, (51, 21)),
    ],
)
def test_how_large_a_formula_gets(text: str, least: dict[str, int], magnitude: tuple[int, int]) -> None:
    found = Code(("w", "t", "a"), (1, 1, 1), ("w",), ("t", "a"))
    value = found.ratio(read_expression(text, natural=("w",), positive=("t", "a")).tree)
    bounds = {"w": 10, "t": 20, "a": 30}
    assert magnitude == found.magnitude(bounds, (value.n, value.d), least)
    assert found.magnitude(bounds, (value.n, value.d)) == found.magnitude(bounds, (value.n, value.d), {})


@pytest.mark.parametrize(
    ("text", "written"),
    [("a", 2), ("a + t", 3 + 1), ("(a + t) × (a + t)", 7 + 1), ("(a + t) × w", 5 + 1), ("w if a > t else t", 6 + 1), ("a ÷ t", 1 + 1)],
)
def test_how_long_a_formula_is_when_written_out(text: str, written: int) -> None:
    found = Code(("w", "t", "a"), (1, 1, 1), (), ("t",))
    value = found.ratio(read_expression(text, positive=("t",)).tree)
    assert written == found.written((value.n, value.d))


@pytest.mark.parametrize(
    ("text", "extreme"),
    [
        ("min(a, t)", ("least", "v2", "v1")),
        ("max(a, t)", ("greatest", "v1", "v2")),
        ("a if a <= t else t", ("least", "v2", "v1")),
        ("t if a <= t else a", ("greatest", "v2", "v1")),
        ("a if a < t else t", None),
        ("w if a <= t else t", None),
        ("a if a <= t else w", None),
    ],
)
def test_a_choice_of_the_smaller_or_the_larger_is_known_as_such(text: str, extreme: Any) -> None:
    found = Code(("w", "t", "a"), (1, 1, 1), (), ())
    value = found.ratio(read_expression(text).tree)
    assert isinstance(value.n, str)
    assert extreme == found.extreme(value.n)


@pytest.mark.parametrize(
    ("text", "natural", "positive"),
    [
        *(("w × t", True, True), ("w + t", True, True), ("w × a", True, False), ("w + a", True, False), ("w − t", False, False)),
        *(("w if a > t else t", True, True), ("w if a > t else a", True, False), ("abs(w − t)", True, False), ("−w", False, False)),
        *(("floor(a ÷ w)", True, False), ("max(w − t, 0)", True, False), ("max(w − t, −1)", False, False), ("min(w − t, 0)", False, False)),
    ],
)
def test_what_is_known_of_the_sign_of_a_line(text: str, natural: bool, positive: bool) -> None:
    found = Code(("w", "t", "a"), (1, 1, 1), ("a",), ("w", "t"))
    value = found.ratio(read_expression(text, natural=("a",), positive=("w", "t")).tree)
    known = value.c > 0
    assert (natural, positive) == (known and found.is_natural(value.n), known and found.is_positive(value.n))


def test_known_integers_have_signs_too() -> None:
    assert [(False, False), (True, False), (True, True)] == [(code().is_natural(x), code().is_positive(x)) for x in (-1, 0, 1)]
    assert [True, True, True, False, False, False] == [
        never_negative(x)
        for x in (
            *(Ratio(Fraction(c), 1, 1) for c in (0, 1, 2)),
            *(Ratio(Fraction(-1), 1, 1), Ratio(Fraction(1), "v1", 1), Ratio(Fraction(1), 1, "v1")),
        )
    ]


@given(formulas, st.integers(0, 99), st.sampled_from([1, 7, 10**6, 10**18]))
def test_no_line_is_larger_than_its_size(text: str, seed: int, most: int) -> None:
    try:
        found, _ = lowered(text)
    except FormulaError:
        assume(False)
    draw, bounds = random.Random(seed), {"w": most, "t": most, "a": 3 * most}
    for _ in range(10):
        known = reckoned(found, {name: draw.randint(-bound, bound) for name, bound in bounds.items()})
        for name, value in known.items():
            size = found.size(bounds, name)
            assert size == BOUNDLESS or abs(value) <= size, (name, found.lines.get(name))


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("w × a", 10 * 30),
        ("a + t", 30 + 20),
        ("a − t", 30 + 20),
        ("a × t ÷ w", 30 * 20),
        ("floor(a ÷ 3)", 30 + 1),
        ("max(a, t)", 30),
        ("w if a > t else t", 20),
        ("abs(a − t)", 50),
    ],
)
def test_the_size_of_one_operand_is_its_own(text: str, size: int) -> None:
    found = Code(("w", "t", "a"), (1, 1, 1), ("w",), ("w",))
    value = found.ratio(read_expression(text, natural=("w",), positive=("w",)).tree)
    found.mul("v2", found.mul("v2", "v2"))  # a larger line that the operand does not rest on
    assert size == found.size({"w": 10, "t": 20, "a": 30}, value.n)


def test_the_size_of_a_known_integer_a_name_and_a_condition() -> None:
    found = code()
    bounds = {"w": 10, "t": 20, "a": 30}
    operands: tuple[Operand, ...] = (7, -7, 0, "v1", found.put("<", "v1", "v2"), found.both("v1", "v2"))
    assert [7, 7, 0, 20, 1, 1] == [found.size(bounds, x) for x in operands]


def test_a_size_beyond_every_type_is_not_told_apart() -> None:
    found, value = lowered("*".join("a" * 40))
    assert (BOUNDLESS, BOUNDLESS) == (found.size({"w": 1, "t": 1, "a": 10**9}, value.n), found.size({"w": 1, "t": 1, "a": 10**30}, value.n))
    assert BOUNDLESS > found.size({"w": 1, "t": 1, "a": 10}, value.n) == 10**40
