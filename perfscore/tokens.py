"""The words of a formula, checked before a parser sees them (记号)."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, NamedTuple
from unicodedata import normalize

from perfscore.errors import FormulaError
from perfscore.pattern import pattern

LENGTH: Final = 500
DIGITS: Final = 30
BRACKETS: Final = 50

#: the field's signs, one character for one, so that every offset stays true
FIELD: Final = str.maketrans("×÷（），－−–＋＜＞＝！／＊．０１２３４５６７８９\u3000\xa0\t", "*/(),---+<>=!/*.0123456789   ")
TOKEN: Final = pattern(r"(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)|(?P<word>[^\W\d]\w*)|(?P<sign>\*\*|//|<=|>=|==|!=|[-+*/<>(),≤≥≠])")
SPELL: Final = {"≤": "<=", "≥": ">=", "≠": "!="}
JOINTS: Final = frozenset({"and", "or", "if", "else"})
#: how many numbers each function takes, at least and at most
FUNCTIONS: Final = {"min": (2, 20), "max": (2, 20), "abs": (1, 1), "floor": (1, 1)}
RESERVED: Final = JOINTS | {"not"} | FUNCTIONS.keys()
REFUSED: Final = {
    "%": "百分数请写成小数：85% 写作 0.85。",
    "％": "百分数请写成小数：85% 写作 0.85。",
    "=": "相等请写“==”。",
    "**": "公式里没有乘方，请写成连乘。",
    "^": "公式里没有乘方，请写成连乘。",
    "\n": "请写成一行。",
}


class Token(NamedTuple):
    """
    One word of a formula (记号).

    Args:
        kind: number, name, function, joint, or the sign itself.
        text: as it was printed.
        column: its offset in the text as given.
        spelled: as the parser gets it.
    """

    kind: str
    text: str
    column: int
    spelled: str


def check_names(names: Sequence[str], signed: Collection[str], known: Collection[str]) -> None:
    """Refuse names that no formula could use, or that stand for two things (核对名称)."""
    folded = [normalize("NFKC", name) for name in names]
    for name, plain in zip(names, folded, strict=True):
        if not plain.isidentifier() or plain in RESERVED:
            raise FormulaError(f"“{name}”不能作名称。", text=name, hint="名称用汉字、字母和数字，不以数字开头。")
        if folded.count(plain) > 1:
            raise FormulaError(f"名称“{name}”出现了两次。", text=name, hint="请改其中一个。")
    for name in signed:
        if name not in known:
            raise FormulaError(f"说明了“{name}”的正负，公式却没有这个名称。", text=name, hint=f"可用的名称：{'、'.join(names)}。")


def scan(text: str, known: Collection[str]) -> list[Token]:
    """Cut a text into words, all of which are known (分词)."""
    if len(text) > LENGTH:
        raise FormulaError(f"公式有 {len(text)} 个字，超过 {LENGTH} 个。", column=LENGTH, hint="请改短，或拆成几条。")
    folded, at, found = text.translate(FIELD), 0, list[Token]()
    while at < len(folded):
        if folded[at] == " ":
            at += 1
            continue
        match = TOKEN.match(folded, at)
        if not match or match[0] in REFUSED:
            raise refused(match[0] if match else folded[at], at)
        found.append(token(match, text[at : match.end()], known))
        at = match.end()
    return found


def refused(sign: str, column: int) -> FormulaError:
    """What to say of a sign that is not allowed (不许用的符号)."""
    shown = sign if sign.isprintable() else "换行" if sign in "\r\n" else "控制字符"
    hint = REFUSED.get(sign, "只用名称、数字、+ − × ÷ // 、比较、and or not、if else 和括号。")
    return FormulaError(f"公式里不能用“{shown}”。", column=column, hint=hint)


def token(match: re.Match[str], printed: str, known: Collection[str]) -> Token:
    """One word, judged by itself (记号)."""
    column, text = match.start(), match[0]
    if match["number"]:
        check_number(match, printed)
        return Token("number", text, column, "0")
    if match["sign"]:
        return Token(SPELL.get(text, text), printed, column, SPELL.get(text, text))
    word = normalize("NFKC", text) if text.isidentifier() else text
    if word in FUNCTIONS:
        return Token("function", word, column, word)
    if word in RESERVED:
        return Token("not" if word == "not" else "joint", word, column, word)
    if word not in known:
        hint = f"可用的名称：{'、'.join(known)}；函数：{'、'.join(FUNCTIONS)}。"
        raise FormulaError(f"公式里不认识“{shorten(printed)}”。", column=column, hint=hint)
    return Token("name", word, column, f"v{list(known).index(word)}")


def check_number(match: re.Match[str], printed: str) -> None:
    """Refuse what only looks like a number: 0x10, 1e9, 1_000, 2w, 1.2.3 (核对数字)."""
    rest = re.compile(r"[\w.]*").match(match.string, match.end())
    if rest and rest[0]:
        hint = "数字只用 0 到 9 和一个小数点；相乘请写“×”。"
        raise FormulaError(f"“{shorten(printed + rest[0])}”不是数。", column=match.start(), hint=hint)
    digits = len(match[0].replace(".", ""))
    if digits > DIGITS:
        raise FormulaError(f"数字有 {digits} 位，超过 {DIGITS} 位。", column=match.start(), hint="请核对这个数。")


def shorten(text: str) -> str:
    """
    A word as a message shows it (缩写).

    >>> shorten("a" * 50)
    'aaaaaaaaaaaaaaaaaaaa…'
    """
    return text if len(text) <= 20 else text[:20] + "…"


def check_order(tokens: Sequence[Token], end: int) -> None:
    """Refuse words that cannot stand side by side, before the parser sees them (核对次序)."""
    if not tokens:
        raise FormulaError("公式是空的。", hint="请写出算式，如 a / t * w。")
    if sum(token.kind == "(" for token in tokens) > BRACKETS:
        raise FormulaError(f"括号超过 {BRACKETS} 对。", column=tokens[0].column, hint="请拆成几条。")
    opened: list[tuple[Token, bool]] = []
    wanting, last = True, None
    for token in tokens:
        wanting = after_joint(token, last, opened) if wanting else after_value(token, opened)
        last = token
    if last and last.kind == "function":
        raise bare_function(last)
    if wanting:
        raise FormulaError("公式没有写完。", column=end, hint="末尾缺一个数或名称。")
    if opened:
        raise FormulaError("“（”没有配对的“）”。", column=opened[-1][0].column, hint="请补上右括号。")


def after_joint(token: Token, last: Token | None, opened: list[tuple[Token, bool]]) -> bool:
    """Where a value must come: does one still have to come after this word (应为数处)?"""
    if last and last.kind == "function" and token.kind != "(":
        raise bare_function(last)
    if token.kind == "(":
        opened.append((token, bool(last and last.kind == "function")))
    elif token.kind == ")" and last and last.kind == "(" and opened[-1][1]:
        opened.pop()  # a function without numbers, which its own check refuses in better words
        return False
    elif token.kind not in {"number", "name", "function", "+", "-", "not"}:
        raise FormulaError(f"“{token.text}”前面缺一个数或名称。", column=token.column, hint="请补上，或删去多余的符号。")
    return token.kind not in {"number", "name"}


def after_value(token: Token, opened: list[tuple[Token, bool]]) -> bool:
    """After a value: does another have to come after this word (数后)?"""
    if token.kind == ")":
        if not opened:
            raise FormulaError("“）”没有配对的“（”。", column=token.column, hint="请删去它，或补上左括号。")
        opened.pop()
        return False
    if token.kind == "," and not (opened and opened[-1][1]):
        raise FormulaError("逗号只能隔开函数里的数。", column=token.column, hint="数字里请不要写分节的逗号。")
    if token.kind in {"number", "name", "function", "(", "not"}:
        raise FormulaError(f"“{shorten(token.text)}”前面缺运算符。", column=token.column, hint="相乘请写“×”。")
    return True


def bare_function(token: Token) -> FormulaError:
    """What to say of a function without its numbers (函数缺括号)."""
    return FormulaError(f"“{token.text}”是函数，后面要有括号和数。", column=token.column, hint="如 min(a, t)、floor(a)。")


def original(tokens: Sequence[Token], offset: int) -> int:
    """The offset in the text as given, of an offset in what the parser got (原位置)."""
    starts = list(offsets(tokens))
    return tokens[max(bisect_right(starts, offset) - 1, 0)].column if tokens else 0


def offsets(tokens: Iterable[Token]) -> Iterator[int]:
    """Where each word begins in what the parser gets (起点)."""
    at = 0
    for token in tokens:
        yield at
        at += len(token.spelled) + 1
