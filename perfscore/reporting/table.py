"""Text set in columns (排版): 汉字 are two columns wide, cells are cut or folded at a width."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from attrs import frozen

from perfscore.errors import width

#: What may not stand at the beginning of a line, and at its end.
CLOSING = frozenset("，。；：、！？）》”’】〕」』％…,.;:!?)]}%")
OPENING = frozenset("（《“‘【〔「『([{")
GAP = "  "
LEAST = 12
#: The ANSI codes of the colours that the reports use.
COLOURS = {"red": "31", "yellow": "33", "green": "32", "dim": "2", "bold": "1"}
#: A longer word is broken.
LONG = 40


def columns(text: str) -> int:
    """
    The columns that a text takes on a terminal (显示宽度).

    >>> columns("执行率 90%")
    10
    """
    return len(text) if text.isascii() else sum(map(width, text))


def cut(text: str, most: int) -> str:
    """
    A text within so many columns, … standing for what is left out (截断); blanks at its beginning stay.

    >>> cut("机关大楼内政务专线连通率", 11)
    '机关大楼内…'
    """
    text = text[: len(text) - len(text.lstrip(" "))] + " ".join(text.split())
    if columns(text) <= most:
        return text
    return "".join(character for character, used in zip(text, accumulate(map(width, text)), strict=True) if used < most) + "…"


def pad(text: str, to: int, *, right: bool = False) -> str:
    """
    A text filled up with blanks to so many columns (补齐).

    >>> pad("分值", 6), pad("10", 6, right=True)
    ('分值  ', '    10')
    """
    blanks = " " * (to - columns(text))
    return blanks + text if right else text + blanks


def fold(text: str, most: int, *, first: str = "", rest: str = "") -> list[str]:
    """
    A text in lines of so many columns (折行): words and figures stay whole, no line begins with a closing mark.

    Args:
        text: the text; its own line ends are kept.
        most: columns of a line, ``first`` and ``rest`` included.
        first: what stands before the first line.
        rest: what stands before the others.

    >>> fold("各行得分合计 94，与自评总分 96 不等。", 16, first="· ", rest="  ")
    ['· 各行得分合计', '  94，与自评总分', '  96 不等。']
    """
    lines: list[str] = []
    for part in text.splitlines() or [""]:
        line = first if not lines else rest
        empty = True
        for atom in _atoms(part):
            if not empty and columns(line) + columns(atom.rstrip()) > most:
                lines.append(line.rstrip())
                line, empty = rest, True
            line += atom.lstrip() if empty else atom
            empty = False
        lines.append(line.rstrip())
    return lines


def _atoms(text: str) -> list[str]:
    """The pieces between which a line may end: a 汉字 with the marks that cling to it, or a word."""
    atoms: list[str] = []
    for character in text:
        clings = bool(atoms) and (
            character in CLOSING
            or atoms[-1][-1] in OPENING
            or character.isspace()
            or (
                len(atoms[-1]) < LONG
                and width(character) == 1
                and width(atoms[-1][-1]) == 1
                and not atoms[-1][-1].isspace()
                and character not in OPENING
            )
        )
        if clings:
            atoms[-1] += character
        else:
            atoms.append(character)
    return atoms


@frozen(eq=False)
class Column:
    """A column of a table (列): its head, its side, and the most columns that it may take."""

    head: str
    right: bool = False
    most: int = 200
    figures: bool = False
    #: Whether it is left out, standing last, where fewer than ``LEAST`` columns remain.
    optional: bool = False


def table(heads: Sequence[Column], rows: Sequence[Sequence[str]], *, most: int) -> list[str]:
    """
    Rows under their heads in aligned columns (表格), the head first.

    The last column takes what is left, and is left out where that is too little; then the
    widest columns of words give way.

    >>> for line in table([Column("指标"), Column("得分", figures=True)], [["合格率", "3.5"], ["OA 系统", "10"]], most=40):
    ...     print(line)
    指标     得分
    合格率    3.5
    OA 系统  10
    """
    texts = [[cut(text, head.most) for head, text in zip(heads, row, strict=True)] for row in rows]
    for place, head in enumerate(heads):
        if head.figures:
            for row, text in zip(texts, at_the_point([row[place] for row in texts]), strict=True):
                row[place] = text
    wide = [max(columns(text) for text in (head.head, *(row[place] for row in texts))) for place, head in enumerate(heads)]
    left = most - sum(wide[:-1]) - len(GAP) * (len(wide) - 1)
    if min(wide[-1], LEAST) <= left:
        wide[-1] = min(wide[-1], left)
    elif heads[-1].optional:
        wide.pop()
    _narrowed(heads, wide, most)
    lines = [[head.head for head in heads], *texts]
    return [GAP.join(_cell(text, head, to) for text, head, to in zip(line, heads, wide, strict=False)).rstrip() for line in lines]


def _narrowed(heads: Sequence[Column], wide: list[int], most: int) -> None:
    """Take columns from the widest words until a line fits, or nothing is left to take."""
    while sum(wide) + len(GAP) * (len(wide) - 1) > most:
        widest = max((place for place in range(len(wide)) if not heads[place].figures), key=lambda place: wide[place])
        if wide[widest] <= columns(heads[widest].head) + 2:
            return
        wide[widest] -= 1


def _cell(text: str, head: Column, to: int) -> str:
    return pad(cut(text, to) if columns(text) > to else text, to, right=head.right or head.figures)


def at_the_point(texts: Iterable[str]) -> list[str]:
    """
    Figures filled up so that their decimal points stand below each other (小数点对齐).

    >>> at_the_point(["10", "9.85", "3.5"])
    ['10   ', '9.85', '3.5 ']
    """
    texts = list(texts)
    tails = [len(text) - text.find(".") if "." in text and _is_figure(text) else 0 for text in texts]
    most = max(tails, default=0)
    return [text + " " * (most - tail) if _is_figure(text) else text for text, tail in zip(texts, tails, strict=True)]


def _is_figure(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()


def paint(text: str, colour: str, *, on: bool) -> str:
    """A text in a colour (着色), where colours are on."""
    return f"\x1b[{COLOURS[colour]}m{text}\x1b[0m" if on and text else text
