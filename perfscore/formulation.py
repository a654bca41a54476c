"""Rules that one phrase states whole (整句规则): shares of the weight, and formulas in words and signs."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from perfscore.errors import FormulaError
from perfscore.indicator import Direction
from perfscore.number import fold
from perfscore.pattern import pattern
from perfscore.rule import Constant, Formula, Proportional, Rate, Rule
from perfscore.stopping import Stop
from perfscore.wording import Folded

#: The figure that stands where the weight would: 执行率*20, 完成值/目标值*10分.
TIMES: Final = pattern(r"(?:[*×]|乘以)\(?(?:[^\d%]{0,10}?)(\d+(?:\.\d+)?)(?!\d*%)分?\)*(?:计算)?(?:记分|计分|得分|计算|赋分)?[”\"]?$")


#: The same before the rate: 20分*执行率.
OF: Final = pattern(r"^(?:(?:自评)?得分)?[=:]?\(?(\d+(?:\.\d+)?)分?(?:[*×]|乘以)")


def base_of(word: str) -> Decimal | None:
    """The points that a share is taken of, None for the weight (基数)."""
    found = OF.search(word) or TIMES.search(word)
    return Decimal(found[1]) if found else None


def rate_of(_: Folded, word: Any) -> Rule:
    """得分按执行率*分值 (按执行率)."""
    return Rate(base=base_of(word))


def ratio_of(_: Folded, word: Any) -> Rule:
    """实际完成值/年初目标值*分值 and its inverse (按完成比例)."""
    if word.type == "RATIO_TIMES":
        return Proportional(direction=Direction.POSITIVE, base=base_of(word))
    if word.type == "INVERSE_TIMES":
        return Proportional(direction=Direction.REVERSE, form="ratio", base=base_of(word))
    return Proportional(direction=Direction.REVERSE, form="linear" if word.type == "REVERSE_LINEAR" else None)


#: What follows a formula: constants, and words that bring the score within its bounds.
WHERE: Final = pattern(r",其中:?(?P<constants>[^=,;。]+=-?\d+(?:\.\d+)?[^\d=,]*(?:,[^=,;。]+=-?\d+(?:\.\d+)?[^\d=,]*)*)$")
BOUNDED: Final = pattern(
    r",(?:扣完为止|超过100%的?(?:部分)?,?(?:均|一律)?按100%(?:计算|计)|(?:得|至)?满分为止|(?:最高|最多)?(?:得分)?不超过(?:该项|本项|此项|该|本)?(?:指标)?(?:满分|分值|权重分?))$"
)


def formula_of(folded: Folded, word: Any) -> Rule:
    """A formula in words and signs (文字公式): the field's own names become w, t and a, others are given by the caller."""
    sign = re.search("[=:]", word)
    assert sign is not None
    start, end = word.start_pos + sign.end(), word.end_pos
    text = folded.text[start:end]
    tail = BOUNDED.search(text)
    if tail:
        end, text = start + tail.start(), text[: tail.start()]
    constants: list[Constant] = []
    where = WHERE.search(text)
    if where:
        constants = [constant(one, start + where.start("constants")) for one in where["constants"].split(",")]
        end = start + where.start()
    if end <= start:
        raise Stop("公式是空的。", start)
    return _read(folded, start, end, constants)


def constant(text: str, column: int) -> Constant:
    """One figure that the text states for a name (常数): 起点=70%."""
    name, _, value = text.partition("=")
    digits = re.match(r"-?\d+(?:\.\d+)?", value)
    if digits is None or not name.isidentifier():
        raise Stop(f"“{text}”应写成 名称=数。", column)
    return Constant(name=name, value=Decimal(digits[0]), unit=value[digits.end() :])


def _read(folded: Folded, start: int, end: int, constants: list[Constant]) -> Rule:
    body = folded.given[folded.places[start] : folded.places[end - 1] + 1]
    text, places, names, worded = "", list[int](), list[str](), False
    for match in re.finditer(r"[^\W\d]\w*|.", body, re.DOTALL):
        word = fold(match[0]) or " "
        word = word.lower() if word.lower() in FUNCTIONS else word
        letter = LETTERS.get(word)
        worded = worded or letter is not None
        if letter is None and word.isidentifier() and word not in {"w", "t", "a", *FUNCTIONS} and word not in names:
            names.append(word)
        piece = letter or (word if word.isidentifier() else match[0])
        text += piece
        places += [match.start()] * len(piece)
    known = KNOWN.get(fold(text).replace("×", "*").replace("÷", "/")) if worded and not set(names) - {"执行率", "预算执行率"} else None
    if known is not None:
        return known
    stated = {one.name for one in constants}
    try:
        rule = Formula(text.strip(), names=[name for name in names if name not in stated], constants=constants)
    except FormulaError as error:
        at = places[min(error.column, len(places) - 1)] if places else 0
        shift = sum(1 for place in folded.places[start:end] if place < folded.places[start] + at)
        raise Stop(f"公式读不懂：{error.message}", start + shift) from None
    spoken = next((name for name in names if len(name) > 16 or SAYING.search(name)), None)
    if spoken is not None or not re.search(r"\bw\b|(?<!\w)\d", text) or not (names or re.search(r"\b[at]\b", text)):
        raise Stop(f"“{spoken}”不像一个数的名称。" if spoken else "公式里应有分值或分数，也应有完成值、目标值等数。", start)
    return rule


#: What no figure is called.
SAYING: Final = pattern(r"[得扣每按]|(?<!^)满分(?!点)|不|为|酌情|其余|否则|以[上下内]|\d分|分$")
FUNCTIONS: Final = frozenset({"min", "max", "abs", "floor", "if", "else", "and", "or", "not"})
LETTERS: Final = dict.fromkeys(
    ("实际完成值", "完成值", "实际值", "全年完成值", "全年实际完成值", "年度实际完成值", "实际完成数", "实际完成量", "实际完成"), "a") | dict.fromkeys(
    ("目标值", "年初目标值", "年度目标值", "年度指标值", "预期目标值", "指标值", "计划值", "计划完成值"), "t") | dict.fromkeys(
    ("分值", "权重", "指标分值", "指标权重", "该指标权重", "该指标分值", "该项指标分值", "该项指标权重", "该项分值", "本项分值", "标准分", "权重分",
     "指标满分", "该指标满分"), "w")  # fmt: skip
_POSITIVE, _REVERSE = Proportional(direction=Direction.POSITIVE), Proportional(direction=Direction.REVERSE, form="ratio")
KNOWN: Final[Mapping[str, Rule]] = (
    dict.fromkeys(
        ("a/t*w", "(a/t)*w", "w*a/t", "w*(a/t)", "min(a/t,1)*w", "min(1,a/t)*w", "w*min(a/t,1)", "w*min(1,a/t)"), _POSITIVE
    ) | dict.fromkeys(("t/a*w", "(t/a)*w", "w*t/a", "w*(t/a)"), _REVERSE)
    | dict.fromkeys(("执行率*w", "w*执行率", "预算执行率*w", "w*预算执行率"), Rate())
)  # fmt: skip
