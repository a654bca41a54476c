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
        "≧⩾≦⩽﹦–—―−〜減規則滿項個達標數實際權為發現處條無億萬過點給總檔級區間執預準種類對應資產質檢驗證機關單雙額調變動長時後據報書層張場歲極優異營業務員負責養護覽計劃試題問題號碼導致連續較從當與並開閉實績效評價約礎權爲將則經濟環節縣鄉鎮億戶間樣學習師護車輛條棟幢噸頓隻頭畝傑號歷屆簽訂專門國內農業測驗審協議獎勵懲罰據說針難",
        "≥≥≤≤=----~减规则满项个达标数实际权为发现处条无亿万过点给总档级区间执预准种类对应资产质检验证机关单双额调变动长时后据报书层张场岁极优异营业务员负责养护览计划试题问题号码导致连续较从当与并开闭实绩效评价约础权为将则经济环节县乡镇亿户间样学习师护车辆条栋幢吨顿只头亩杰号历届签订专门国内农业测验审协议奖励惩罚据说针难",
        strict=True,
    )
)
CHINESE: Final = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_CHINESE = "[零〇一二两三四五六七八九十]{1,6}(?:点[零〇一二三四五六七八九]{1,6})?"
_COUNTED = "个?百分点|个|人次|项|例|次|处|起|宗|件|条|天|日|人|名|户|家|台|套|份|篇|期|场|班|类|种|笔|页|张|位|门|轮|批|万元|亿元|元"
#: What is written otherwise before the grammar sees it, and how; each found piece keeps its place.
REWRITES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (pattern(r"\|([^|\d]{1,20})\|"), lambda m: f"{m[1]}绝对值"),
    (pattern(r"\(绝对值\)"), lambda _: "绝对值"),
    (pattern(">=|<="), lambda m: {">=": "≥", "<=": "≤"}[m[0]]),
    (pattern(f"百分之({_CHINESE}|[0-9.]+)"), lambda m: f"{arabic(m[1])}%"),
    (pattern(f"(?<![第十百千万之\\d一-九])({_CHINESE})(?=(?:{_COUNTED})(?!法|等|级|性|通过|合格|成功|验收))"), lambda m: arabic(m[1])),
    (pattern(f"(?<=[扣得计记加减])({_CHINESE})(?=分(?!之))"), lambda m: arabic(m[1])),
    (pattern(r"(?<=[\d分]分\))(?=[^,;。、:)])"), lambda _: ";"),
    (pattern(r"(?<![\d.])(\d[\d.]*)([%‰]?|[一-龥]{1,2})(及?以[上下内]|之内|)\((不?含)\1\2\)"), lambda m: f"{m[1]}{m[2]}{m[3]}({m[4]})"),
    (pattern(r"百分之百|百分百"), lambda _: "100%"),
    (pattern(r"[.,;。、]+$"), lambda _: ""),
    (pattern(r"(?<=[,;。])(\d+(?:\.\d+)?分)扣完为止"), lambda m: f"最多扣{m[1]}"),
    (pattern(r"(?:直至)?扣[完满](\d+(?:\.\d+)?分)为?止"), lambda m: f"最多扣{m[1]}"),
    (pattern(r"(?<=[,;。])总分(\d+(?:\.\d+)?)分?$"), lambda m: f"满分{m[1]}分"),
    (pattern(r"(?<![A-Za-z])得分=(\d+(?:\.\d+)?)分?(?=[,;。]|$)"), lambda m: f"得{m[1]}分"),
    (pattern(r"^(?:具体)?(?:评分|计分|评价|得分|赋分|评定)(?:标准|细则|规则|方法|办法|说明):"), lambda _: ""),
)


#: What NFKC leaves as it is, and what is to stay (①, …).
PLAIN: Final = pattern("[!-~①-⑳…一-龥]")


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


class Slip(NamedTuple):
    """A suspected slip of recognition (疑似识别错误): where it stands, the literal characters, what they must have been."""

    at: int
    text: str
    read_as: str

    def __str__(self) -> str:
        return f"“{self.text}”应为“{self.read_as}”" if self.read_as else f"“{self.text}”是多余的字"


#: What recognition takes for something else, and what it must have been. The group is the slip itself.
SLIPS: Final[tuple[tuple[re.Pattern[str], Callable[[str], str]], ...]] = (
    (pattern(r"(?<=[一-龥%])(W)(?=\d)"), lambda _: "≤"),
    (pattern(r"([〈《])(?=\d+(?:\.\d+)?%)"), lambda _: "<"),
    (pattern(r"([〉》])(?=\d+(?:\.\d+)?%)"), lambda _: ">"),
    (pattern(r"(?<=得分)(二)(?=[^分级等类次])"), lambda _: "="),
    (pattern(r"(?<![A-Za-z])([IlO]?[IlO\d]*[IlO][\dO]*)(?=%|分)"), lambda m: m.replace("I", "1").replace("l", "1").replace("O", "0")),
    (pattern(r"(?<![\d.])(2(?=(?:100|[5-9]\d)(?:\.\d+)?%))"), lambda _: "≥"),
    (pattern(r"(?<![\d.])(0\d+)(?=%|分|个?百分点)"), lambda m: f"0.{m[1:]}"),
    (pattern(r"(?<=\d%)(\((?:\d+%?,\d+%\)|(?!含|不含|即|其中)[^()、,;。]*?(?=[、,;。]|合理)))"), lambda _: ""),
)


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
        marks: list[str] = []
        places: list[int] = []
        gap = False
        for i, char in enumerate(given):
            if char.isspace():
                gap = True
                continue
            folded = GLYPHS.get(char) or (char if PLAIN.match(char) else "".join(normalize("NFKC", char).split()))
            for mark in (_gap(marks, folded) if gap else "") + folded:
                marks.append(mark)
                places.append(i)
            gap = False
        text = "".join(marks)
        if "分" not in text:
            text, places = _cells(text, places, given)
        for found_by, rewrite in REWRITES:
            text, places = _rewritten(text, places, found_by, rewrite)
        return cls(given, text, tuple(places))

    def slips(self) -> tuple[Slip, ...]:
        """What looks like a slip of recognition, in order (疑似识别错误)."""
        found = [Slip(match.start(1), match[1], mend(match[1])) for known, mend in SLIPS for match in known.finditer(self.text)]
        return tuple(sorted(slip for slip in found if slip.text != slip.read_as))

    def repaired(self, slips: tuple[Slip, ...]) -> "Folded":
        """The text with its slips mended (宽松读法), each character still at its place."""
        text, places, at = "", list[int](), 0
        for slip in slips:
            if slip.at < at:
                continue
            text += self.text[at : slip.at] + slip.read_as
            places += [*self.places[at : slip.at], *[self.places[slip.at]] * len(slip.read_as)]
            at = slip.at + len(slip.text)
        return Folded(self.given, text + self.text[at:], (*places, *self.places[at:]))

    def cut(self, start: int, end: int) -> "Folded":
        """A part of the text, at its own places (截取)."""
        return Folded(self.given, self.text[start:end], self.places[start:end])

    def column(self, at: int) -> int:
        """The offset in the text as given (原文位置)."""
        return self.places[at] if at < len(self.places) else len(self.given.rstrip())

    def words(self, start: int, end: int) -> str:
        """The words as printed, folded only in width and white space (原文文字)."""
        return "".join(char if "①" <= char <= "⑳" else fold(char) for char in self.given[self.places[start] : self.places[end - 1] + 1])


def _gap(before: list[str], folded: str) -> str:
    """White space that parts: after 满分 or 10分 a clause ends; between two digits it stays and is not read."""
    last = "".join(before[-3:])
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


#: A bare number with white space on both sides, as one table cell beside another.
CELL: Final = pattern(r"(?<=[一-龥])\s+(\d+(?:\.\d+)?)(?=\s+[一-龥(]|\s*$)")


def _cells(text: str, places: list[int], given: str) -> tuple[str, list[int]]:
    """达到计划指标 10 …达到计划指标 7: where no 分 is written at all, such numbers are the points."""
    ends = {match.start(1): match.end(1) - 1 for match in CELL.finditer(given)}
    marks: list[str] = []
    found: list[int] = []
    for char, place in zip(text, places, strict=True):
        for mark in (",得" if place in ends else "") + char + ("分;" if place in ends.values() else ""):
            marks.append(mark)
            found.append(place)
    return "".join(marks), found


def _rewritten(text: str, places: list[int], pattern: re.Pattern[str], rewrite: Callable[[re.Match[str]], str]) -> tuple[str, list[int]]:
    out, found, at = "", list[int](), 0
    for match in pattern.finditer(text):
        new = rewrite(match)
        out += text[at : match.start()] + new
        found += [*places[at : match.start()], *[places[min(match.start(), len(places) - 1)]] * len(new)]
        at = match.end()
    return (out + text[at:], found + places[at:]) if at or out else (text, places)
