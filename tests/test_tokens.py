"""What a formula may not be: each refusal says what was found, where, and what to do."""

import sys

import pytest
from hypothesis import given, settings, strategies as st

from perfscore.errors import FormulaError
from perfscore.formula import read_expression
from perfscore.tokens import BRACKETS, DIGITS, LENGTH, check_names, check_order, offsets, original, scan
from tests.effort import calls

HINT = "只用名称、数字、+ − × ÷ // 、比较、and or not、if else 和括号。"
KNOWN = "可用的名称：w、t、a；函数：min、max、abs、floor。"


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"),
    [
        ("", 0, "公式是空的。", "请写出算式，如 a / t * w。"),
        ("a" * 501, 500, "公式有 501 个字，超过 500 个。", "请改短，或拆成几条。"),
        ("（ａ÷x）", 3, "公式里不认识“x”。", KNOWN),
        ("a ÷ True", 4, "公式里不认识“True”。", KNOWN),
        ("w.real", 1, "公式里不能用“.”。", HINT),
        ("a = 5", 2, "公式里不能用“=”。", "相等请写“==”。"),
        ("85% × w", 2, "公式里不能用“%”。", "百分数请写成小数：85% 写作 0.85。"),
        ("９**９**９", 1, "公式里不能用“**”。", "公式里没有乘方，请写成连乘。"),
        ("a\n+ t", 1, "公式里不能用“换行”。", "请写成一行。"),
        ("a\0", 1, "公式里不能用“控制字符”。", HINT),
        ("a + 0x10", 4, "“0x10”不是数。", "数字只用 0 到 9 和一个小数点；相乘请写“×”。"),
        ("1" * 31, 0, "数字有 31 位，超过 30 位。", "请核对这个数。"),
        ("(" * 51 + "a" + ")" * 51, 0, "括号超过 50 对。", "请拆成几条。"),
        ("w × a t", 6, "“t”前面缺运算符。", "相乘请写“×”。"),
        ("w × ÷ t", 4, "“÷”前面缺一个数或名称。", "请补上，或删去多余的符号。"),
        ("w if", 4, "公式没有写完。", "末尾缺一个数或名称。"),
        ("w × (a + t", 4, "“（”没有配对的“）”。", "请补上右括号。"),
        ("a)", 1, "“）”没有配对的“（”。", "请删去它，或补上左括号。"),
        ("1,000 + a", 1, "逗号只能隔开函数里的数。", "数字里请不要写分节的逗号。"),
        ("1 + min", 4, "“min”是函数，后面要有括号和数。", "如 min(a, t)、floor(a)。"),
        ("min + 1", 0, "“min”是函数，后面要有括号和数。", "如 min(a, t)、floor(a)。"),
        ("1 + min()", 4, "min 要 2 到 20 个数，这里有 0 个。", "各数之间用逗号隔开。"),
        ("abs(a, t)", 0, "abs 要 1 个数，这里有 2 个。", "各数之间用逗号隔开。"),
        ("5 × (a > t)", 5, "这里要一个数，写的却是条件。", "条件写在 if、and、or、not 之后。"),
        ("1 if a else 2", 5, "这里要一个条件，写的却是数。", "请写成比较，如 a >= t。"),
        ("a ÷ (2 − 2)", 5, "除数恒为 0。", "请检查“÷”后面的式子。"),
        ("1//0", 3, "除数恒为 0。", "请检查“÷”后面的式子。"),
        ("a+" * 100 + "a", 0, "公式嵌套有 102 层，超过 60 层。", "请拆成几条。"),
        ("w + (a if a > t)", 5, "公式写法不对。", "条件写作：甲 if 条件 else 乙。"),
    ],
)
def test_refusals_say_what_where_and_what_to_do(text: str, column: int, message: str, hint: str) -> None:
    with pytest.raises(FormulaError) as caught:
        read_expression(text)
    error = caught.value
    assert (message, column, hint, text) == (error.message, error.column, error.hint, error.text)


PIECES = ["a", "t", "w", "1", "0", "0.5", "+", "-", "*", "/", "//", "<", ">=", "(", ")", " ", " and ", " or ", " not ", " if ", " else "]
PIECES += ["min(", "max(", "abs(", "floor(", ",", "(a", "÷t)", "×2", "（", "）"]
HOSTILE = [
    *(" ", "(" * 5000 + "1" + ")" * 5000, "w.__class__", "(lambda: 1)()", "[x for x in (1,2)]", "f'{w}'", "(a:=1)", "__import__('os')"),
    *("rand()", "1;2", "'a'*10**9", "min()", "1e999999999", "w<<99999", "10**100000", "max(*[1,2])", "w[0]", "None", "a" * 100_000),
    *("a<" * 500_000, "not " * 25_000 + "a", "-" * 10_000 + "a", "9" * 5000, "a if a else " * 9000, "-" * 400 + "a", "a/" * 200 + "a"),
    *(
        "1j",
        "1_000",
        "５²",
        "a²",
        "~a",
        "a%t",
        "a|t",
        "a&t",
        "a@t",
        "a==t",
        "a!",
        "...",
        "a#t",
        "a\\t",
        '"',
        "a is t",
        "a in (t)",
        "*a",
        "a:t",
    ),
    *("await a", "yield", "print(a)", "max(a, key=t)", "max(a, t)(1)", "(a)(t)", "a.b", ".", ",", "()", "(,)", "else", "if", "and", "not"),
    *("\u0430 / t", "w\u2024real", "a\u037e t", "a\uff1d5", "a\u2215t", "a\u2044t", "½*a", "Ⅳ*a", "a\u2028t", "a" + "\u0301" * 400),
    *(
        "w.__class__.__mro__",
        "a if (t:=5) else w",
        "lambda: a",
        "f'{a}'",
        "eval(a)",
        "exec",
        "w**w",
        "pow(9, 9)",
        "({}).x",
        "9**9**9",
        "1//0",
    ),
    *("a\u200bt", "\ud800", "٣", "a<t", "min(a<t, 1)", "a and t > 1", "not a", "a//(t-t)*0/0", "a/min(0, 0)", "a/(0*t)", "a/floor(0.5)"),
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_refused_at_once(text: str) -> None:
    def run() -> None:
        with pytest.raises(FormulaError) as caught:
            read_expression(text)
        assert str(caught.value)

    assert calls(run) < 20_000


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*PIECES, *"汉²％\n^.,=!"]), max_size=30).map("".join) | st.text(max_size=40))
def test_any_text_is_a_formula_or_refused(text: str) -> None:
    refused = None
    try:
        read_expression(text).program((0, 0, 0)).score(1, 2, 3)
    except FormulaError as error:
        refused = error
    assert refused is None or (0 <= refused.column <= len(text) and refused.hint)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("w", [("name", "w", 0, "v0")]),
        ("ａ", [("name", "a", 0, "v2")]),
        ("1.5×.5", [("number", "1.5", 0, "0"), ("*", "×", 3, "*"), ("number", ".5", 4, "0")]),
        ("１２．５", [("number", "12.5", 0, "0")]),
        ("a ÷ t", [("name", "a", 0, "v2"), ("/", "÷", 2, "/"), ("name", "t", 4, "v1")]),
        *((f"a{sign}t", [("name", "a", 0, "v2"), (spelled, sign, 1, spelled), ("name", "t", 1 + len(sign), "v1")]) for sign, spelled in (
            ("+", "+"), ("＋", "+"), ("-", "-"), ("－", "-"), ("−", "-"), ("–", "-"), ("*", "*"), ("＊", "*"), ("/", "/"), ("／", "/"), ("//", "//"),
            ("<", "<"), ("＜", "<"), (">", ">"), ("＞", ">"), ("<=", "<="), ("≤", "<="), (">=", ">="), ("≥", ">="), ("==", "=="), ("!=", "!="), ("≠", "!="),
            ("(", "("), ("（", "("), (")", ")"), ("）", ")"), (",", ","), ("，", ","),
        )),
        *((f"{word} a", [(kind, word, 0, word), ("name", "a", len(word) + 1, "v2")]) for word, kind in (
            ("and", "joint"), ("or", "joint"), ("if", "joint"), ("else", "joint"), ("not", "not"),
            ("min", "function"), ("max", "function"), ("abs", "function"), ("floor", "function"),
        )),
        ("ｍｉｎ", [("function", "min", 0, "min")]),
        (" \t\u3000\xa0a ", [("name", "a", 4, "v2")]),
        ("", []),
    ],
)  # fmt: skip
def test_the_words_of_a_formula(text: str, tokens: list[tuple[str, str, int, str]]) -> None:
    assert tokens == scan(text, ("w", "t", "a"))


@pytest.mark.parametrize(
    ("sign", "shown", "hint"),
    [
        *((sign, sign, "百分数请写成小数：85% 写作 0.85。") for sign in "%％"),
        ("=", "=", "相等请写“==”。"),
        ("＝", "=", "相等请写“==”。"),
        *((sign, sign, "公式里没有乘方，请写成连乘。") for sign in ("**", "^")),
        *(("\n", "换行", "请写成一行。"), ("\r", "换行", HINT), ("\0", "控制字符", HINT), ("\x7f", "控制字符", HINT)),
        *((sign, sign, HINT) for sign in "!.&|@~#[]{};:'\"?"),
    ],
)
def test_signs_that_are_not_allowed(sign: str, shown: str, hint: str) -> None:
    with pytest.raises(FormulaError) as caught:
        scan(f"a {sign}", ("w", "t", "a"))
    assert (f"公式里不能用“{shown}”。", 2, hint) == (caught.value.message, caught.value.column, caught.value.hint)


@pytest.mark.parametrize(("function", "least", "most"), [("min", 2, 20), ("max", 2, 20), ("abs", 1, 1), ("floor", 1, 1)])
def test_how_many_numbers_a_function_takes(function: str, least: int, most: int) -> None:
    wanted = f"{least} 到 {most}" if most > least else f"{least}"
    for count in range(22):
        text = f"{function}({', '.join('a' * count)})"
        if least <= count <= most:
            assert text == read_expression(text).text
        else:
            with pytest.raises(FormulaError) as caught:
                read_expression(text)
            assert (f"{function} 要 {wanted} 个数，这里有 {count} 个。", "各数之间用逗号隔开。") == (
                caught.value.message,
                caught.value.hint,
            )


def test_as_much_as_may_be() -> None:
    assert "a".ljust(LENGTH) == read_expression("a".ljust(LENGTH)).text
    assert BRACKETS == len([token for token in scan("(" * BRACKETS + "a" + ")" * BRACKETS, ("a",)) if token.kind == "("])
    assert read_expression("(" * BRACKETS + "a" + ")" * BRACKETS).names == ("w", "t", "a")
    assert ["1" * DIGITS, "0." + "1" * (DIGITS - 1)] == [token.text for token in scan(f"{'1' * DIGITS} 0.{'1' * (DIGITS - 1)}", ())]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0." + "1" * 30, "数字有 31 位，超过 30 位。"),
        ("1e9", "“1e9”不是数。"),
        ("1_000", "“1_000”不是数。"),
        ("2w", "“2w”不是数。"),
        ("1.2.3", "“1.2.3”不是数。"),
        ("1" * 20, ""),
        ("1" * 19 + "aa", f"“{'1' * 19}a…”不是数。"),
        ("长" * 20, f"公式里不认识“{'长' * 20}”。"),
        ("长" * 21, f"公式里不认识“{'长' * 20}…”。"),
        ("a " + "t" * 3, "公式里不认识“ttt”。"),
    ],
)
def test_numbers_and_names_in_messages(text: str, message: str) -> None:
    try:
        scan(text, ("a",))
        told = ""
    except FormulaError as error:
        told = error.message
    assert message == told


@pytest.mark.parametrize(
    ("text", "message", "column", "hint"),
    [
        *((f"a {word}", f"“{word}”前面缺运算符。", 2, "相乘请写“×”。") for word in ("1", "t", "(", "not", "abs")),
        *(
            (f"{word} a", f"“{word}”前面缺一个数或名称。", 0, "请补上，或删去多余的符号。")
            for word in ("*", "/", "and", "if", "else", "<", ",", ")")
        ),
        *((f"min {word}", "“min”是函数，后面要有括号和数。", 0, "如 min(a, t)、floor(a)。") for word in ("", "a", ")", "+")),
        ("((a), t)", "逗号只能隔开函数里的数。", 4, "数字里请不要写分节的逗号。"),
        ("()", "“)”前面缺一个数或名称。", 1, "请补上，或删去多余的符号。"),
        ("a - (t + (w)", "“（”没有配对的“）”。", 4, "请补上右括号。"),
        ("a + ", "公式没有写完。", 4, "末尾缺一个数或名称。"),
        ("a not", "“not”前面缺运算符。", 2, "相乘请写“×”。"),
        ("abs(a) t", "“t”前面缺运算符。", 7, "相乘请写“×”。"),
    ],
)
def test_words_that_cannot_stand_side_by_side(text: str, message: str, column: int, hint: str) -> None:
    with pytest.raises(FormulaError) as caught:
        check_order(scan(text, ("w", "t", "a")), len(text))
    assert (message, column, hint) == (caught.value.message, caught.value.column, caught.value.hint)


@pytest.mark.parametrize(
    "text", ["- - a", "+a", "not a", "not not a", "min(a, (t))", "min(abs(a), -t)", "(a) if (t) else (w)", "min()", "a + not t"]
)
def test_words_that_may(text: str) -> None:
    check_order(scan(text, ("w", "t", "a")), len(text))


def test_a_place_in_what_the_parser_gets_is_one_in_the_text() -> None:
    """It gets the words with one blank between them: ``v2 / ( v1 + 0 )``."""
    tokens = scan("a  ÷（t＋１００）", ("w", "t", "a"))
    assert [0, 3, 5, 7, 10, 12, 14] == list(offsets(tokens))
    assert [0, 0, 0, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7, 7, 10, 10] == [original(tokens, offset) for offset in range(16)]
    assert (0, 0, []) == (original([], 0), original(tokens, -1), list(offsets([])))


@pytest.mark.parametrize(
    ("names", "signed", "message", "hint"),
    [
        *(
            ((name,), (), f"“{name}”不能作名称。", "名称用汉字、字母和数字，不以数字开头。")
            for name in ("min", "not", "if", "1a", "", "a b", "ｉｆ")
        ),
        (("a", "b", "ａ"), (), "名称“a”出现了两次。", "请改其中一个。"),
        (("a", "b"), ("c",), "说明了“c”的正负，公式却没有这个名称。", "可用的名称：a、b。"),
    ],
)
def test_names_that_are_refused(names: tuple[str, ...], signed: tuple[str, ...], message: str, hint: str) -> None:
    with pytest.raises(FormulaError) as caught:
        check_names(names, signed, names)
    error = caught.value
    assert (message, hint, 0) == (error.message, error.hint, error.column)
    assert error.text in {*names, *signed}
    check_names(("完成值", "a2", "_b"), ("a2",), ("a2",))


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("w", "min"), "“min”不能作名称。"),
        (("w", "if"), "“if”不能作名称。"),
        (("w", "1a"), "“1a”不能作名称。"),
        (("w", "a); drop table x; --"), "“a); drop table x; --”不能作名称。"),
        (("w", "a", "ａ"), "名称“a”出现了两次。"),
    ],
)
def test_names_no_formula_could_use(names: tuple[str, ...], message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        read_expression("w", names)
    assert message == caught.value.message


def test_parts_are_read_like_formulas() -> None:
    with pytest.raises(FormulaError) as caught:
        read_expression("w - gap", lets={"gap": "a ÷ x"})
    assert ("a ÷ x", 4) == (caught.value.text, caught.value.column)
    with pytest.raises(FormulaError, match="名称“a”出现了两次"):
        read_expression("w", lets={"a": "1"})
    with pytest.raises(FormulaError, match="说明了“b”的正负"):
        read_expression("w", positive=("b",))
    with pytest.raises(FormulaError, match="不认识“late”"):
        read_expression("w", lets={"early": "late", "late": "1"})


def test_a_caller_deep_in_the_stack_gets_an_error_of_ours() -> None:
    def descend(depth: int) -> None:
        if depth:
            return descend(depth - 1)
        with pytest.raises(FormulaError, match="嵌套太深"):
            read_expression("-" * 50 + "a + 4321")
        return None

    frame, used = sys._getframe(), 0
    while frame.f_back:
        frame, used = frame.f_back, used + 1
    descend(sys.getrecursionlimit() - used - 90)
