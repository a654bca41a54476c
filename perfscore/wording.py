"""The words of a criterion before the grammar sees them (文字折叠): signs, glyphs and small numerals folded, places kept."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple
from unicodedata import normalize

from perfscore.number import fold
from perfscore.pattern import pattern

#: Signs and traditional glyphs, one for one.
GLYPHS: Final = dict(
    zip(
        "≧⩾≦⩽﹦–—―−〜減規則滿項個達標數實際權為發現處條無億萬過點給總",
        "≥≥≤≤=----~减规则满项个达标数实际权为发现处条无亿万过点给总",
        strict=True,
    )
)
CHINESE: Final = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_CHINESE = "[零〇一二两三四五六七八九十]+(?:点[零〇一二三四五六七八九]+)?"
_COUNTED = "个?百分点|个|人次|项|例|次|处|起|宗|件|条|天|日|人|名|户|家|台|套|份|篇|期|场|班|类|种|万元|亿元|元"
#: What is written otherwise before the grammar sees it, and how; each found piece keeps its place.
REWRITES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (pattern(">=|<="), lambda m: {">=": "≥", "<=": "≤"}[m[0]]),
    (pattern(f"百分之({_CHINESE}|[0-9.]+)"), lambda m: f"{arabic(m[1])}%"),
    (pattern(f"(?<![第十百千万之\\d一-九])({_CHINESE})(?=(?:{_COUNTED})(?!法|等|级|性))"), lambda m: arabic(m[1])),
    (pattern(f"(?<=[扣得计记加减])({_CHINESE})(?=分(?!之))"), lambda m: arabic(m[1])),
    (pattern(r"(?<=分\))(?=[^,;。、])"), lambda _: ";"),
    (pattern(r"[.,;。、]+$"), lambda _: ""),
)


def arabic(text: str) -> str:
    """
    Small Chinese numerals in digits (中文数字).

    >>> arabic("十二"), arabic("零点五"), arabic("3")
    ('12', '0.5', '3')
    """
    whole, point, rest = text.partition("点")
    if whole[0] not in CHINESE:
        return text
    tens, ten, ones = whole.rpartition("十")
    value = "".join(str(CHINESE[c]) for c in ones) or "0"
    if ten:
        value = str(10 * int(arabic(tens) if tens else 1) + int(value))
    return value + (f".{''.join(str(CHINESE[c]) for c in rest)}" if point else "")


class Folded(NamedTuple):
    """
    A text folded for the grammar (折叠后的文本), each character with its offset in the text as given.
    """

    given: str
    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, given: str) -> "Folded":
        """Fold full-width signs, white space, glyphs and numerals (折叠)."""
        found: list[tuple[str, int]] = []
        gap = False
        for i, char in enumerate(given):
            if char.isspace():
                gap = True
                continue
            folded = GLYPHS.get(char) or (char if "①" <= char <= "⑳" or char == "…" else "".join(normalize("NFKC", char).split()))
            found += [(mark, i) for mark in (_gap(found, folded) if gap else "") + folded]
            gap = False
        for found_by, rewrite in REWRITES:
            found = _rewritten(found, found_by, rewrite)
        return cls(given, "".join(c for c, _ in found), tuple(i for _, i in found))

    def column(self, at: int) -> int:
        """The offset in the text as given (原文位置)."""
        return self.places[at] if at < len(self.places) else len(self.given.rstrip())

    def words(self, start: int, end: int) -> str:
        """The words as printed, folded only in width and white space (原文文字)."""
        return fold(self.given[self.places[start] : self.places[end - 1] + 1])


def _gap(before: list[tuple[str, int]], folded: str) -> str:
    """White space that parts: after 满分 or 10分 a clause ends; between two digits it stays and is not read."""
    last = "".join(c for c, _ in before[-3:])
    if (
        re.search(r"(?:满|得|计|\d)分$", last)
        and not last.endswith("百分")
        and folded not in set(",;。.、:)值数按")
        and "得分" not in last[-2:].replace("不得分", "")
    ):
        return ";"
    if last.endswith("不得分") and folded not in set(",;。.、:)"):
        return ";"
    return " " if last[-1:].isdigit() and folded[:1].isdigit() else ""


def _rewritten(found: list[tuple[str, int]], pattern: re.Pattern[str], rewrite: Callable[[re.Match[str]], str]) -> list[tuple[str, int]]:
    text = "".join(c for c, _ in found)
    out, at = [], 0
    for match in pattern.finditer(text):
        out += found[at : match.start()]
        place = found[min(match.start(), len(found) - 1)][1]
        out += [(c, place) for c in rewrite(match)]
        at = match.end()
    return out + found[at:] if at or out else found
