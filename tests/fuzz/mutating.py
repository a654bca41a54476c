"""Inputs made from others (变异): texts, bytes, and the parts of packages; the same seed gives the same inputs."""

import json
import random
import re
import zlib
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

Dice = random.Random
Mutate = Callable[[bytes, Dice], bytes]

#: Texts that a page, a spreadsheet, a shell, a parser of XML, of numbers or of encodings could trip over.
HOSTILE = (
    "<script>alert(1)</script>", '"onload=alert(1) x="', "</td></tr></table>", "]]>", "<!--", "&lt;b&gt;", "&#0;", "javascript:alert(1)",
    '=HYPERLINK("http://127.0.0.1:9/","甲")', "=cmd|' /C calc'!A0", "+1+1", "-1-1", "@SUM(A1)", "\t=1", "'=1", "_x000D_", 'DDE("cmd")',
    "\0", "\x1b[31m", "\x85", "\ufffe", "\uffff", "\ud800", "\u202e", "\u200b", "\u3000", "\ufeff", "\r\n", "𠀀", "e\u0301", "ﬁ", "㎡", "①", "½",
    "9" * 40, "1e999999", "-1e-999999", "1e5", "NaN", "Infinity", "-0", "0x10", "1_000", "１２３", "٣", "²", "1,000", "1,00", "1.2.3", "..", "−5",
    "0", "-1", "1/0", "9**9**9", "(" * 60, ")" * 60, "'; drop table rows; --", "%s%n", "{0}", "${x}", "{{7*7}}", "../../etc/passwd", "a" * 600,
)  # fmt: skip
#: Words and signs of forms and of what stands in them.
WORDS = (
    "每", "减少", "增加", "低于", "高于", "不低于", "超过", "以内", "以上", "及以上", "扣", "得", "加", "分", "扣完为止", "满分", "不得分", "否则", "其中", "酌情",
    "个百分点", "%", "％", "‰", "万元", "元", "亿元", "次", "件", "项", "人次", "天", "≥", "≤", "=", ">", "<", "＜", "W", "IO", "二", "约", "（含）", "(", ")",
    "，", "。", "；", "、", "：", "-", "—", "~", "/", "×", "÷", "+", "*", "//", "第3名", "前15%", "目标值", "实际完成值", "年初目标值", "权重", "分值", "得分=",
    "按比例", "反向", "正向", "达成预期指标", "部分达成", "是", "否", "无", "不涉及", "2021年12月31日前", "一级指标", "三级指标", "总分", "合计", "注：1.", "目标1：",
    "约束性指标", "执行率", "预算数", "全年执行数", "w", "t", "a", "min(", "max(", "abs(", "floor(", " if ", " else ", " and ", " or ", "not ", "1", "5", "10", "100",
    "0.1", "85%", "±5%", "①", "②", "A", "B", "Ⅰ", " ", "\n", "\t",
)  # fmt: skip


def text_of(data: bytes) -> str:
    """The text that bytes of a text target stand for; halves of characters are among them."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def bytes_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def word(dice: Dice) -> str:
    """A piece to put in."""
    kind = dice.random()
    if kind < 0.6:
        return dice.choice(WORDS)
    if kind < 0.8:
        return dice.choice(HOSTILE)
    if kind < 0.9:
        return str(dice.choice((dice.randrange(20), dice.randrange(10**6), dice.randrange(1000) / 10)))
    return chr(
        dice.choice((dice.randrange(32, 127), dice.randrange(0x4E00, 0x9FA6), dice.randrange(0xFF00, 0xFFF0), dice.randrange(0x110000)))
    )


def mutated(text: str, dice: Dice, most: int = 2000) -> str:
    """A text with some of its pieces put elsewhere, left out, doubled or replaced."""
    for _ in range(dice.choice((1, 1, 2, 3, 6))):
        at, end = sorted((dice.randint(0, len(text)), dice.randint(0, len(text))))
        if dice.random() < 0.7:
            end = min(len(text), at + dice.randint(0, 4))
        match dice.randrange(5):
            case 0:
                text = text[:at] + text[end:]
            case 1:
                text = text[:at] + word(dice) + text[at:]
            case 2:
                text = text[:at] + word(dice) + text[end:]
            case 3:
                text = text[:end] + text[at:]
            case _:
                to = dice.randint(0, len(text))
                text = text[:to] + text[at:end] + text[to:]
    return text[:most]


def mixed(seeds: Sequence[str], most: int = 2000) -> Mutate:
    """Texts changed, now and then with a half of another one behind them."""

    def mutate(data: bytes, dice: Dice) -> bytes:
        text = text_of(data)
        if dice.random() < 0.2:
            other = dice.choice(seeds)
            text = text[: dice.randint(0, len(text))] + other[dice.randint(0, len(other)) :]
        return bytes_of(mutated(text, dice, most))

    return mutate


def flipped(data: bytes, dice: Dice) -> bytes:
    """Bytes with some of them changed, cut off, doubled or left out."""
    made = bytearray(data)
    for _ in range(dice.choice((1, 1, 3, 10, 30))):
        if not made:
            break
        at = dice.randrange(len(made))
        match dice.randrange(6):
            case 0:
                made[at] ^= 1 << dice.randrange(8)
            case 1:
                made[at] = dice.choice((0, 0xFF, 0x7F, 0x80, dice.randrange(256)))
            case 2:
                made[at : at + 4] = dice.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", dice.randbytes(4)))
            case 3:
                del made[at : at + dice.randint(1, 40)]
            case 4:
                made[at:at] = made[at : at + dice.randint(1, 40)]
            case _ if dice.random() < 0.1:
                del made[at:]
    return bytes(made)


def pieces_replaced(pattern: str) -> Callable[[str, Dice], str]:
    """A text with some of the pieces that fit a pattern (in its group 1) replaced by words."""
    found = re.compile(pattern)

    def mutate(text: str, dice: Dice) -> str:
        places = [match.span(1) for match in found.finditer(text)]
        for start, end in sorted(dice.sample(places, min(len(places), dice.choice((1, 1, 2, 5, 30)))), reverse=True):
            old = text[start:end]
            new = mutated(old, dice, 40_000) if dice.random() < 0.5 else word(dice)
            if dice.random() < 0.8:
                new = new.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
            text = text[:start] + new + text[end:]
        return text

    return mutate


cells_replaced = pieces_replaced(r">([^<>]+)<")
attributes_replaced = pieces_replaced(r'="([^"]*)"')


def marked_up(data: bytes, dice: Dice) -> bytes:
    """A page or a part of XML: texts, attributes, elements or bytes changed."""
    text = data.decode("utf-8", "surrogateescape")
    kind = dice.random()
    if kind < 0.5:
        text = cells_replaced(text, dice)
    elif kind < 0.75:
        text = attributes_replaced(text, dice)
    elif kind < 0.9:
        tags = [match.span() for match in re.finditer(r"<[^<>]*>", text)]
        if tags:
            start, end = dice.choice(tags)
            to = dice.choice(tags)[0]
            text = text[:to] + text[start:end] + text[to:] if dice.random() < 0.5 else text[:start] + text[end:]
    else:
        return flipped(data, dice)
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character has come in
        return text.encode("utf-8", dice.choice(("surrogatepass", "replace")))


def packaged(data: bytes, dice: Dice) -> bytes:
    """A package (xlsx, docx) with one of its parts changed, missing or in another's place; now and then its bytes."""
    try:
        with ZipFile(BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    except Exception:  # noqa: BLE001 - it is broken already, in one of many ways
        return flipped(data, dice)
    if not parts or dice.random() < 0.1:
        return flipped(data, dice)
    telling = [name for name in parts if re.search(r"sheet\d|sharedStrings|document\.xml$", name)] or [*parts]
    name = dice.choice(telling if dice.random() < 0.75 else [*parts])
    kind = dice.random()
    if kind < 0.92:
        parts[name] = marked_up(parts[name], dice)
    elif kind < 0.96:
        del parts[name]
    else:
        parts[name] = parts[dice.choice([*parts])]
    return zipped(parts, 1)


def zipped(parts: dict[str, bytes], level: int) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=level) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


_QUOTED = re.compile(r'"([^"\n]*)"')


def quoted_changed(seeds: Sequence[str]) -> Mutate:
    """TOML: quoted texts changed, or put in place of one another; now and then lines or the text as a whole."""
    known = [found for seed in seeds for found in _QUOTED.findall(seed)]
    whole = mixed(seeds, 20_000)

    def mutate(data: bytes, dice: Dice) -> bytes:
        if dice.random() < 0.25:
            return whole(data, dice)
        text = text_of(data)
        if dice.random() < 0.2:
            lines, others = text.split("\n\n"), dice.choice(seeds).split("\n\n")
            lines[dice.randrange(len(lines))] = dice.choice(others)
            text = "\n\n".join(lines)
        places = [match.span(1) for match in _QUOTED.finditer(text)]
        for start, end in sorted(dice.sample(places, min(len(places), dice.choice((1, 1, 2, 5)))), reverse=True):
            kind = dice.random()
            new = dice.choice(known) if kind < 0.3 else word(dice) if kind < 0.5 else mutated(text[start:end], dice)
            text = text[:start] + json.dumps(new, ensure_ascii=False)[1:-1] + text[end:]
        return bytes_of(text)

    return mutate


_STREAM = re.compile(rb"/Length (\d+)/Filter/FlateDecode(.*?)>>stream\n(.*?)\nendstream", re.DOTALL)


def paged(data: bytes, dice: Dice) -> bytes:
    """A PDF file: what is drawn on its pages, its numbers and names, or its bytes changed."""
    streams = [*_STREAM.finditer(data)]
    if not streams or dice.random() < 0.4:
        return _numbered(data, dice) if dice.random() < 0.6 else flipped(data, dice)
    found = dice.choice(streams)
    try:
        drawn = zlib.decompress(found[3])
    except zlib.error:
        return flipped(data, dice)
    body = zlib.compress(_numbered(drawn, dice) if dice.random() < 0.7 else flipped(drawn, dice), 1)
    return (
        data[: found.start()]
        + b"/Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(body), found[2], body)
        + data[found.end() :]
    )


def _numbered(data: bytes, dice: Dice) -> bytes:
    """Some of the numbers, names and operators of a PDF file replaced by others of it, doubled or left out."""
    tokens = [match.span() for match in re.finditer(rb"/?[A-Za-z0-9.*+-]+", data)]
    for start, end in sorted(dice.sample(tokens, min(len(tokens), dice.choice((1, 2, 5)))), reverse=True):
        other = data[slice(*dice.choice(tokens))]
        new = dice.choice((other, other, b"", b"-1", b"0", b"99999999999", b"1e9", b"0.0001", data[start:end] * 2))
        data = data[:start] + new + data[end:]
    return data


def tabled(data: bytes, dice: Dice) -> bytes:
    """A csv file or a text table: cells, lines or bytes changed."""
    if dice.random() < 0.15:
        return flipped(data, dice)
    lines = text_of(data).split("\n")
    if dice.random() < 0.3:
        at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        lines[at : at + dice.randint(0, 2)] = [lines[other]] * dice.randint(0, 2)
    for _ in range(dice.choice((1, 2, 5))):
        if not lines:
            return b""
        at = dice.randrange(len(lines))
        mark = "\t" if "\t" in lines[at] else "|" if "|" in lines[at] else ","
        cells = lines[at].split(mark)
        place = dice.randrange(len(cells))
        cells[place] = word(dice) if dice.random() < 0.6 else mutated(cells[place], dice)
        lines[at] = mark.join(cells)
    return bytes_of("\n".join(lines))


def structured(data: bytes, dice: Dice) -> bytes:
    """JSON with some of its values replaced, doubled, nested or left out; now and then its text."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return bytes_of(mutated(text_of(data), dice, 100_000))
    if dice.random() < 0.15:
        return bytes_of(mutated(text_of(data), dice, 100_000))
    for _ in range(dice.choice((1, 1, 2, 5))):
        _change(value, dice)
    return bytes_of(json.dumps(value, ensure_ascii=dice.random() < 0.5))


def _change(value: Any, dice: Dice) -> None:
    """One place of a JSON value, found by going down at random, changed."""
    while isinstance(value, dict | list) and value:
        key: Any = dice.choice([*value]) if isinstance(value, dict) else dice.randrange(len(value))
        inner = value[key]
        if isinstance(inner, dict | list) and inner and dice.random() < 0.85:
            value = inner
            continue
        kind = dice.random()
        if kind < 0.75 and isinstance(inner, str) and re.fullmatch(r"[0-9.]+", inner):
            value[key] = dice.choice(
                ("0", "5", "100", "0.01", "3.333", "-1", "99999999999999.99", "9" * 29, inner + "0", inner[::-1], "0." + inner)
            )
        elif kind < 0.8 and isinstance(inner, str):
            value[key] = mutated(inner, dice) if dice.random() < 0.5 else word(dice)
        elif kind < 0.85:
            value[key] = dice.choice(
                (None, True, 0, -1, 10**30, 1.5, [], {}, "", "5", "1e999999", "NaN", word(dice), [inner], {"name": inner})
            )
        elif kind < 0.9:
            del value[key]
        elif kind < 0.96 and isinstance(value, list):
            value.append(inner)
        else:
            value[key] = [inner, inner] if isinstance(inner, str) else word(dice)
        return
