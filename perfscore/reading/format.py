"""What a number format shows (数字格式): 0.85 in a 0% cell is 85%."""

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, InvalidOperation, Overflow
from functools import lru_cache
from typing import NamedTuple

from perfscore.number import plain
from perfscore.pattern import pattern

#: Excel keeps 15 significant digits: 0.1 + 0.2 in a cell is 0.3.
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_EVEN)
_WIDE = Context(prec=700)
#: Digits that are shown as they are stored.
_PLAIN = pattern(r"-?(?:0|[1-9]\d{0,14})|(?:0|[1-9]\d{0,5})\.\d{0,7}[1-9]")
#: No stored number has a larger exponent.
_MOST_EXPONENT = 310

#: The formats that a workbook names by number only.
BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "0.00E+00", 49: "@",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: 'yyyy"年"m"月"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip

_TOKEN = pattern(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<elapsed>[hms]+)\]|\[[^\]]*\]'
    r"|(?P<general>General)|(?P<noon>AM/PM|A/P|上午/下午)|(?P<date>y+|m+|d+|h+|s+|a{3,})|(?P<science>E[+-])|(?P<place>[0#?.,%/]+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)


class _Token(NamedTuple):
    """A piece of a number format (格式片段): what it is and its text."""

    kind: str
    text: str


@lru_cache(1024)
def _sections(code: str) -> tuple[tuple[_Token, ...], ...]:
    """The parts of a format between semicolons, for numbers above, below and at zero."""
    sections: list[list[_Token]] = [[]]
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup
        if kind == "other" and match[kind] == ";":
            sections.append([])
        elif kind in ("quoted", "escaped", "currency", "other"):
            sections[-1].append(_Token("literal", match[kind]))
        elif kind is not None:
            sections[-1].append(_Token(kind, match[kind].lower()))
    return tuple(tuple(section) for section in sections)


def show(digits: str, code: str = "General", *, from_1904: bool = False) -> tuple[str, str]:
    """
    A stored number as the workbook shows it, and its exact digits where that hides some (显示值与存储值).

    Rounded half up, as Excel rounds what it shows; 15 significant digits otherwise.

    >>> show("0.85", "0%"), show("0.98533", "0%"), show("1486.27", "#,##0.0")
    (('85%', ''), ('99%', '0.98533'), ('1,486.3', '1486.27'))
    """
    if code == "General" and _PLAIN.fullmatch(digits):
        return digits, ""
    try:
        value = _FIFTEEN.create_decimal(digits)
    except (InvalidOperation, Overflow):
        return digits, ""
    if not value.is_finite() or abs(value.adjusted()) > _MOST_EXPONENT:
        return digits, ""
    section, value_shown = _section(value, code)
    kinds = {token.kind for token in section}
    if kinds & {"date", "elapsed", "noon"}:
        moment = _moment(value, section, from_1904=from_1904)
        return (moment, "") if moment else (plain(value), "")
    if "science" in kinds or any(token.kind == "place" and "/" in token.text for token in section):
        return plain(value), ""
    return _number(value, value_shown, section)


def _section(value: Decimal, code: str) -> tuple[tuple[_Token, ...], Decimal]:
    """The section that a value falls into, and the value that is shown in it."""
    sections = _sections(code) or ((),)
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _number(value: Decimal, part: Decimal, section: tuple[_Token, ...]) -> tuple[str, str]:
    """A number by its places: 0 and # before and after the point, groups of three, percent signs."""
    places = "".join(token.text for token in section if token.kind == "place")
    text, exact = _digits(part, places) if re.search("[0#?]", places) else (plain(abs(part)), True)
    shown, done, general = "", False, False
    for token in section:
        if token.kind == "literal":
            shown += token.text
        elif token.kind == "place":
            digits = re.search("[0#?]", token.text)
            shown += ("" if done or not digits else text) + "%" * token.text.count("%")
            done = done or bool(digits)
        else:  # General
            shown, done, general = shown + plain(abs(part)), True, True
    if section and section[0].text == "@":
        return plain(value), ""
    signed = part < 0 and (general or text.strip("0.,") != "")
    hidden = not (general or exact) or not any(character.isdigit() for character in shown)
    return ("-" if signed and done else "") + shown.strip(), plain(value) if hidden else ""


def _digits(value: Decimal, places: str) -> tuple[str, bool]:
    """The digits of a value in the places of a format, and whether they are all of it."""
    whole, _, after = places.replace("%", "").partition(".")
    scale = len(after or whole) - len((after or whole).rstrip(","))
    fixed = sum(after.count(sign) for sign in "0#?")
    scaled = _WIDE.multiply(abs(value), Decimal(1).scaleb(2 * places.count("%") - 3 * scale))
    rounded = scaled.quantize(Decimal(1).scaleb(-fixed), rounding=ROUND_HALF_UP, context=_WIDE)
    integer, _, fraction = format(rounded, "f").partition(".")
    integer = integer.lstrip("0").zfill(whole.count("0"))
    if "," in whole.rstrip(","):
        integer = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", integer)
    kept = len(fraction.rstrip("0"))
    fraction = fraction[: max(kept, after.rstrip("#?,").count("0"))]
    return integer + (f".{fraction}" if fraction else ""), rounded == scaled


def _moment(value: Decimal, section: tuple[_Token, ...], *, from_1904: bool) -> str:
    """A day number as a date and time; empty where the calendar has no such day."""
    days = int(value)
    if not 0 <= value < 2_958_466:
        return ""
    start = date(1904, 1, 1) if from_1904 else date(1899, 12, 31 if days < 60 else 30)
    try:
        day = start + timedelta(days=days)
    except OverflowError:
        return ""
    seconds = int(((value - days) * 86_400).to_integral_value(rounding=ROUND_HALF_UP))
    shown, after_hour = "", False
    for index, token in enumerate(section):
        minutes = token.kind == "date" and token.text[0] == "m" and (after_hour or _before_seconds(section[index + 1 :]))
        shown += _clock(token, seconds, days) if minutes or token.text[:1] in "hs" else _calendar(token, day)
        if token.kind in ("date", "elapsed"):
            after_hour = token.text[0] == "h"
    return shown.strip()


def _before_seconds(rest: tuple[_Token, ...]) -> bool:
    following = next((token for token in rest if token.kind in ("date", "elapsed")), None)
    return following is not None and following.text[0] == "s"


def _clock(token: _Token, seconds: int, days: int) -> str:
    if token.kind == "literal":
        return token.text
    hours = seconds // 3600 + (24 * days if token.kind == "elapsed" else 0)
    part = {"h": hours, "m": seconds // 60 % 60, "s": seconds % 60}[token.text[0]]
    return str(part).zfill(len(token.text))


def _calendar(token: _Token, day: date) -> str:
    """One token of a date; month and weekday names are not used in Chinese forms and become figures."""
    if token.kind not in ("date", "literal", "place"):
        return ""
    if token.kind != "date":
        return token.text
    letter, length = token.text[0], len(token.text)
    if letter == "y":
        return str(day.year) if length > 2 else f"{day.year % 100:02}"
    if letter == "a":
        return "一二三四五六日"[day.weekday()]
    part = day.month if letter == "m" else day.day
    return str(part).zfill(2 if length == 2 else 1)
