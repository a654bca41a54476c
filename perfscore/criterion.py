"""From the words of a criterion to a rule (评分标准 → 评分规则), through the grammar in criterion.lark."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

from attrs import evolve

from perfscore.branching import branches, options_of
from perfscore.clause import clauses_of
from perfscore.composing import build
from perfscore.errors import CriterionError
from perfscore.piece import Piece, Reader, Sign
from perfscore.rule import Alternatives, Option, Proportional, Rate, Remark, Rule, Steps, Tiers
from perfscore.scanning import Word, lexicon, scan
from perfscore.stopping import Stop
from perfscore.wording import Folded, Slip

#: One text at a time: the parser calls one reader.
READING: Final = Lock()
LENGTH: Final = 1000
CLAUSES: Final = 60


@lru_cache(8192)
def read_criterion(text: str, *, lenient: bool = False) -> Rule:
    """
    The rule that a criterion states (读评分标准).

    Nothing is guessed: a part that is not understood makes the whole text unread, unless the rest is
    complete without it; what was passed over is told in the rule's ``remarks``.

    Args:
        text: 评分标准 as the form prints it, at most 1,000 characters.
        lenient: read slips of recognition (W for ≤, 二 for =, IO for 10) as what they must have been; the
            rule's ``remarks`` say which. Otherwise such a text is not read, and the error names them.

    Raises:
        CriterionError: with the place where reading stopped, what was understood, and the nearest readable form.

    >>> print(read_criterion("数量每减少 100 扣 0.1 分，扣完为止。"))
    每减少100扣0.1分，扣完为止
    >>> read_criterion("每减少扣分")
    Traceback (most recent call last):
    perfscore.errors.CriterionError: “每减少”之后应写数，这里是“扣分”。 可写成“每减少1扣0.1分，扣完为止”。
        每减少扣分
              ^
    """
    if len(text) > LENGTH:
        raise CriterionError(f"评分标准有 {len(text)} 个字，超过 {LENGTH} 个。", text=text, column=LENGTH, nearest=nearest(""))
    folded = Folded.of(text)
    if not folded.text:
        raise CriterionError("评分标准是空的。", text=text, nearest=nearest(""))
    slips = folded.slips()
    if lenient:
        folded = folded.repaired(slips)
    try:
        rule = _certain(_rule(folded if lenient else _clean(folded, slips)))
    except Stop as stop:
        column = folded.column(stop.column)
        raise CriterionError(
            stop.message, text=text, column=column, understood=text[:column].strip(), nearest=nearest(folded.text),
            suspicions=tuple(map(str, slips)),
        ) from None  # fmt: skip
    return evolve(rule, remarks=(*rule.remarks, *(Remark(kind="repaired", text=str(slip)) for slip in slips)))


def _clean(folded: Folded, slips: tuple[Slip, ...]) -> Folded:
    """The text, if nothing in it looks like a slip of recognition (没有疑似识别错误)."""
    if slips:
        raise Stop(f"疑似识别错误：{'，'.join(map(str, slips))}。", slips[0].at)
    return folded


def _rule(folded: Folded) -> Rule:
    """The rule of a folded text: alternatives by case, or one rule."""
    options = _stated_by_case(folded)
    if options:
        return Alternatives(options=options)
    pieces = pieces_of(folded)
    cases = options_of(pieces)
    if not cases:
        return build(clauses_of(pieces, folded))
    found = [Option(case=case, rule=build(clauses_of(left, folded))) for case, left in cases]
    if len({one.rule.kind for one in found}) > 1:
        raise Stop("两种情形的规则不是同一种。", 0)
    return Alternatives(options=found)


def _stated_by_case(folded: Folded) -> list[Option]:
    """重点省份：…得1分；其他省份：…得1分: each case with a whole rule of its own."""
    parts = branches(folded.text)
    if not parts:
        return []
    try:
        rules = [build(clauses_of(pieces_of(part), part)) for part in (folded.cut(start, end) for _, start, end in parts)]
    except Stop:
        return []
    if len({rule.kind for rule in rules}) > 1:
        return []
    return [Option(case=case, rule=rule) for (case, _, _), rule in zip(parts, rules, strict=True)]


#: Kinds that hold no words of the text; a law holds that what they say reads back.
WORDLESS: Final = (Proportional, Rate, Steps, Tiers)


def _certain(rule: Rule) -> Rule:
    """
    The rule, if its own words state it again (回读核对): words of a rule within a label would state another.

    Its words may also be longer than the text (what holds in both cases is told in both), or look like a slip
    that the text did not show (250-300% is told as 250%-300%), or that stands in a label as printed.
    """
    said = Folded.of(str(rule))
    if len(said.given) > LENGTH:
        raise Stop(f"读成的规则写出来有 {len(said.given)} 个字，超过 {LENGTH} 个。", 0)
    slips = said.slips()
    if slips:
        raise Stop(f"读成的规则写出来有疑似识别错误：{'，'.join(map(str, slips))}。", 0)
    if isinstance(rule, WORDLESS) and not rule.veto:
        return rule
    try:
        again = _rule(said)
    except Stop:
        again = None
    if again != rule:
        raise Stop("情形的文字里有评分用语，读不准。", 0)
    return rule


#: What a text with such words is nearest to.
NEAREST: Final = (
    (r"得分[=:]|公式", "得分=实际完成值/目标值*分值"),
    (r"每.{0,12}(?:发现|出现|有\d)|\d[例项处起]", "每发现一项扣1分，扣完为止"),
    (r"每|扣完", "每减少1扣0.1分，扣完为止"),
    (r"执行率[*×]", "得分按执行率*分值"),
    (r"比例|/", "实际完成值/年初目标值*分值"),
    (r"酌情", "酌情扣1-2分"),
    (r"总分|总得分", "约束性指标，酌情扣分，出现审计披露问题的，总分不得超过70分"),
    (r"[≥≤%]|以上|低于", "≥95%得10分，90%(含)-95%得8分，其余不得分"),
    (r"[①②]|\d、", "①有管理制度(1分)；②有执行记录(1分)"),
    (r"得|否则", "是得2分，否则不得分"),
    (r"", "每减少1扣0.1分，扣完为止"),
)


def nearest(folded: str) -> str:
    """The readable form nearest to a text (相近写法)."""
    return next(form for pattern, form in NEAREST if re.search(pattern, folded))


@cache
def grammar() -> str:
    """The grammar of criteria (评分标准的语法), as criterion.lark states it."""
    return (Path(__file__).parent / "criterion.lark").read_text(encoding="utf-8")


@cache
def _parser() -> tuple[Any, Reader, type[Exception]]:
    """The parser of criterion.lark, built by the first call (语法分析器)."""
    from lark import Lark, Token
    from lark.exceptions import UnexpectedToken
    from lark.lexer import Lexer

    class Scanner(Lexer):
        """The words of a text for the parser."""

        def __init__(self, conf: Any) -> None:
            self.words = lexicon((one.name, one.pattern.to_regexp(), one.priority) for one in conf.terminals)

        def lex(self, state: Any, _: Any = None) -> Iterator[Token]:
            text = getattr(state, "text", state)
            return map(token, scan(getattr(text, "text", text), self.words))

    def token(word: Word) -> Token:
        return Token(word.kind, word.text, word.start, end_pos=word.end)

    reader = Reader()
    parser = Lark(grammar(), parser="lalr", lexer=Scanner, transformer=reader)
    return parser, reader, UnexpectedToken


def pieces_of(folded: Folded) -> list[Piece]:
    """
    The pieces of a text, in order (语素).

    Raises:
        Stop: where the words make no piece of the grammar.
    """
    parser, reader, unexpected = _parser()
    try:
        with READING:
            reader.folded = folded
            found: list[Piece] = parser.parse(folded.text)
    except unexpected as error:
        raise Stop(*_unexpected(folded, error)) from None
    if sum(type(piece).__name__ == "Effect" for piece in found) > CLAUSES:
        raise Stop(f"评分标准的分句超过 {CLAUSES} 个。", 0)
    return found[1:] if _lone_number(found) else found


def _lone_number(found: list[Piece]) -> bool:
    """Whether the text is one entry of a list that is elsewhere (独条序号): （40）开展宣传教育…"""
    marks = [piece for piece in found if isinstance(piece, Sign) and piece.kind == "MARK"]
    return len(marks) == 1 and found[0] is marks[0] and marks[0].text.removeprefix("(").rstrip(").、").isdecimal()


#: What the grammar would go on with, in words.
AWAITED: Final = {"NUM": "数", "FEN": "“分”", "TEXT": "文字"}


def _unexpected(folded: Folded, error: Any) -> tuple[str, int]:
    """The message and the place of a parser's stop (停处说明)."""
    at = len(folded.text) if error.token.type == "$END" else error.pos_in_stream
    column = folded.column(at)
    # Where the text might end, anything may begin as well: nothing in particular is awaited.
    wanted = "" if "$END" in error.accepts else "、".join(words for name, words in AWAITED.items() if name in error.accepts)
    rest, read = folded.given[column : column + 8].strip(), folded.given[max(0, column - 8) : column].strip()
    here = f"这里是“{rest}”" if rest else "这里已经结束"
    before = f"“{read}”之后" if read else "开头"
    return (f"{before}应写{wanted}，{here}。" if wanted else f"{before}读不懂，{here}。"), at
