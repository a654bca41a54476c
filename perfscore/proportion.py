"""The formulas that a clause of a form's notes states (表注公式): 正向, 反向 and 指标值偏差率."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal

from perfscore.pattern import pattern
from perfscore.phrasing import BEGIN, CLOSE, END, NOT_ABOVE, WEIGHT, Phrase

Side = Literal["actual", "target"]
#: What the letters of a formula stand for, unless the form says otherwise.
CONVENTION: Final[Mapping[str, Side]] = {"A": "target", "B": "actual"}


def formulas(text: str, letters: Mapping[str, Side]) -> Iterator[Phrase]:
    """
    The formulas of a clause (读公式); the text is folded and without white space, ``letters`` say what A and B are.

    >>> [(one.key, one.value) for one in formulas("正向指标得分=B/A*分值。", CONVENTION)]
    [('positive', '实际完成值/年初目标值*分值')]
    """
    yield from _proportions(text, letters)
    yield from _deviations(text, letters)


_ACTUAL: Final = r"(?:全年|年度|本年度?|当年)?(?:实际(?:完成|达成|实现)?(?:指标)?(?:值|数)|(?:完成|达成|实现)(?:指标)?(?:值|数))"
_TARGET: Final = r"(?:(?:年初|全年|年度|本年度?|当年|预期|绩效|计划|设定|设置|预计){0,3}(?:目标|指标|计划|任务)(?:指标)?(?:值|数)|(?:预期|计划)(?:完成)?值)"
_OPERAND: Final = rf"(?:{_ACTUAL}|{_TARGET}|(?<![A-Z])[A-D](?![A-Z]))(?:\([A-D]\))?"
_OVER: Final = r"(?:/|除以)"
_TIMES: Final = r"(?:\*|[xX](?![A-Za-z])|乘以?)"


def _quotient(n: int) -> str:
    return rf"[(\[]?(?P<top{n}>{_OPERAND}){_OVER}(?P<bottom{n}>{_OPERAND})[)\]]?(?:\*100%)?"


#: 实际完成值/年初目标值*该指标权重, 权重*B/A, 完成值与指标值的比例记分.
_PRODUCT: Final = pattern(
    rf"{WEIGHT}{_TIMES}{_quotient(1)}|{_quotient(2)}{_TIMES}{WEIGHT}"
    rf"|(?P<top3>{_ACTUAL})[与和同占](?P<bottom3>{_TARGET})的?(?:比例|比值|之?比)(?:{_TIMES}{WEIGHT}|(?=[记计得赋]分))"
)
#: 按B/A或A/B*该指标分值: the first for 正向, the other for 反向.
_PAIR: Final = pattern(rf"{_quotient(1)}(?:\(正向(?:指标)?\))?[或、]{_quotient(2)}(?:\(反向(?:指标)?\))?{_TIMES}{WEIGHT}")
#: 该指标分值*(1-(实际完成值-年初目标值)/年初目标值).
_EXCESS = rf"[(\[]1-[(\[]{_ACTUAL}-{_TARGET}[)\]]/{_TARGET}[)\]]"
_LINEAR: Final = pattern(rf"{WEIGHT}{_TIMES}{_EXCESS}|{_EXCESS}{_TIMES}{WEIGHT}")
#: Full marks where the target is met, and what is said before the formula for where it is not.
_MET: Final = pattern(
    rf"(?:{_ACTUAL})?(?:达到|完成)(?:或超过|及超过)?{_TARGET}的?,?则?[记计得](?:该|本)?项?(?:指标)?的?(?:所赋)?的?(?:满分|全部分值|全分)"
    rf"[,。;]?(?:未|没有)(?:达到|完成)(?:{_TARGET})?的?,?则?(?:按照?|以)?"
)
_SIDE: Final = pattern("正向|反向|负向|逆向")
#: What may stand before 正向指标 or a formula, where it is for every row: 定量指标若为, 计分方法:.
_LEAD: Final = pattern(
    r"(?:定量|定性|指标|得分|自评|计分|记分|评分|评定|计算|按照|以下|方法|公式|办法|方式|标准|规则|原则|若为?|如|对于?|而|则|且|的|为|是|即|其中|属于|[正反负逆]向"
    r"|\((?:越[大高多小低少]越[好优])?|[:)、])*+"
)
#: What may stand between 正向指标 and its formula.
_FILLER: Final = pattern(
    r"(?:指标值|指标|目标值|目标|年初|年度|预期|数值|的|若为|即|如|为|是|≥|>|≤|<|大于等于|小于等于|大于|小于|等于|不低于|不高于|不超过|或|X|x|\*|N|n"
    r"|越[大高多小低少]越[好优]|[,:;(){}\[\]=]|符号|则|其|得分|自评|计分|记分|评分|计算|方法|公式|办法|方式|标准|应用|采用|应|用|按照|按"
    r"|完成|未|达到|满分|全部|记|计|得|该|所赋|分值){0,40}+"
)
_TAIL: Final = pattern(
    rf"{CLOSE}(?:\Z|(?=[。;])|(?=[,、]?(?:若|如|对于?|而|定量|指标|为|即|属于){{0,4}}(?:反向|负向|逆向|正向|定性))"
    rf"|(?=,(?:且|但|并)?(?:得分)?(?:一[档栏列项])?{NOT_ABOVE}{WEIGHT}))"
)
POSITIVE: Final = "实际完成值/年初目标值*分值"
REVERSE: Final = "年初目标值/实际完成值*分值"
LINEAR: Final = "反向指标超过目标值的部分按比例扣分"


def _proportions(text: str, letters: Mapping[str, Side]) -> Iterator[Phrase]:
    """正向指标…得分=B/A*分值,反向指标…得分=A/B*分值; 完成值达到指标值,记满分;未达到指标值,按B/A或A/B*分值记分."""
    for match in _PRODUCT.finditer(text):
        side = _side(text, match.start())
        if side:
            yield _proportional(side, match, _taken(match), letters)
    for match in _LINEAR.finditer(text):
        if _side(text, match.start()) == "reverse" and _TAIL.match(text, match.end()):
            yield Phrase("reverse", LINEAR, *match.span())
    for met in _MET.finditer(text):
        if not _leads(text, met.start()):
            continue
        both, one = _PAIR.match(text, met.end()), _PRODUCT.match(text, met.end())
        if both:
            yield _proportional("positive", both, "1", letters)
            yield _proportional("reverse", both, "2", letters)
        elif one:
            yield _proportional(_side(text, met.start()) or "positive", one, _taken(one), letters)


def _taken(match: re.Match[str]) -> str:
    """Which of the three ways of writing a product was met (写法)."""
    return next(n for n in "123" if match[f"top{n}"])


def _proportional(key: str, match: re.Match[str], n: str, letters: Mapping[str, Side]) -> Phrase:
    """The ratio of a direction (比例公式); without a value where it goes on otherwise, or is unclear or the wrong way round."""
    sides = _meant(match[f"top{n}"], letters), _meant(match[f"bottom{n}"], letters)
    wanted, value = {"positive": (("actual", "target"), POSITIVE), "reverse": (("target", "actual"), REVERSE)}[key]
    return Phrase(key, value if sides == wanted and _TAIL.match(match.string, match.end()) else "", *match.span())


def _side(text: str, at: int) -> str:
    """Of which direction a formula is (方向): positive, reverse, or empty where the words before it leave that open."""
    heads = list(_SIDE.finditer(text, max(0, at - 60), at))
    if not heads or not _FILLER.fullmatch(text, heads[-1].end(), at) or not _leads(text, heads[-1].start()):
        return ""
    return "positive" if heads[-1][0] == "正向" else "reverse"


def _leads(text: str, at: int) -> bool:
    """Whether what begins here is said of every row, not of some (适用于各行)."""
    begin = max(text.rfind(mark, max(0, at - 60), at) for mark in ",、。;")
    return (begin >= 0 or at <= 60) and _LEAD.fullmatch(text, begin + 1, at) is not None


_ACTUAL_WORD: Final = pattern(_ACTUAL)


def _meant(operand: str, letters: Mapping[str, Side]) -> Side | None:
    """What a word or a letter of a formula stands for (所指); None where nobody says, or its letter and its word differ."""
    word, _, letter = operand.rstrip(")").partition("(")
    meant = letters.get(word) if len(word) == 1 else "actual" if _ACTUAL_WORD.fullmatch(word) else "target"
    return None if letter and letters.get(letter) != meant else meant


_LETTERED: Final = pattern(rf"(?:(?P<actual>{_ACTUAL})|(?P<target>{_TARGET}))\((?P<letter>[A-D])\)")
_EXPLAINED: Final = pattern(rf"(?P<letter>[A-D])(?:为|是|代表|表示|指|=|:)(?:(?P<actual>{_ACTUAL})|(?P<target>{_TARGET})){END}")


def letters_in(text: str) -> frozenset[tuple[str, Side]]:
    """
    What a head or a clause says that letters stand for (字母所指).

    >>> sorted(letters_in("年初目标值(A)")), sorted(letters_in("其中A为年度指标值,B为全年实际值"))
    ([('A', 'target')], [('A', 'target'), ('B', 'actual')])
    """
    found = ((match["letter"], match["actual"]) for known in (_LETTERED, _EXPLAINED) for match in known.finditer(text))
    return frozenset((letter, "actual" if actual else "target") for letter, actual in found)


_DEVIATION: Final = pattern(
    rf"(?:指标(?:完成)?值?的?|{BEGIN})偏[差离][率度](?:\(%\))?(?:的?计算(?:公式|方法))?[=:为]{{1,2}}"
    rf"(?P<open>[(\[])?(?P<from>{_OPERAND})-(?P<less>{_OPERAND})(?P<close>[)\]])?(?:{_OVER}[(\[]?(?P<by>{_OPERAND})[)\]]?)?(?:\*100%)?(?=[,。;](?!/)|\Z)(?![^。]{{0,40}}绝对)"
)
_NAMES: Final = {"actual": "a", "target": "t", None: ""}


def _deviations(text: str, letters: Mapping[str, Side]) -> Iterator[Phrase]:
    """指标值偏差率=(实际完成值-预期目标值)/预期目标值, or the plain difference."""
    for match in _DEVIATION.finditer(text):
        left, right = (_NAMES[_meant(match[name], letters)] for name in ("from", "less"))
        by = _NAMES[_meant(match["by"], letters)] if match["by"] else "1"
        bracketed = match["open"] and match["close"] if match["by"] else bool(match["open"]) == bool(match["close"])
        clear = bracketed and {left, right} == {"a", "t"} and by
        value = f"({left} - {right}) / {by}" if match["by"] else f"{left} - {right}"
        yield Phrase("deviation", value if clear else "", *match.span())
