"""Tables of a report (表格): captions, heads with their scope, figures whose points stand below each other."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from perfscore.reporting.html.tree import Content, Element

#: So many decimal places are aligned; longer figures stand as they are.
MOST_PLACES = 4
#: Longer texts in a column of figures are words.
SHORT = 8


class Head(NamedTuple):
    """A column of a table (列): its head, and the class of its cells."""

    text: str
    kind: str = ""


def grid(caption: str, heads: Sequence[Head], bodies: Content, foot: Content = None, *, label: str = "") -> Element:
    """
    A table under its caption (表格); it scrolls by itself where the screen is narrow.

    Args:
        caption, heads: what stands above, and the heads of the columns.
        bodies, foot: groups of rows, and what stands under them.
        label: what a reader who cannot see the table is told; the caption where it is empty.
    """
    head = Element("thead", Element("tr", [Element("th", one.text, scope="col", class_=one.kind or None) for one in heads]))
    table = Element("table", Element("caption", caption), head, bodies, Element("tfoot", foot) if foot is not None else None)
    return Element("div", table, class_="wide", role="region", tabindex="0", aria_label=label or caption)


def aligned(texts: Sequence[str]) -> list[Content]:
    """
    Figures of a column, each with room for the places that it lacks (小数点对齐); the text itself stays as it is.

    >>> [str(cell) for cell in aligned(["10", "9.85", "3.5", "—"])]
    ['<span class="q2">10</span>', '9.85', '<span class="p1">3.5</span>', '—']
    """
    places = [len(text.partition(".")[2]) for text in texts if is_figure(text)]
    most = min(max(places, default=0), MOST_PLACES)
    return [_padded(text, most) if is_figure(text) else text for text in texts]


def _padded(text: str, most: int) -> Content:
    _, point, tail = text.partition(".")
    lacks = max(most - len(tail), 0)
    return Element("span", text, class_=f"{'p' if point else 'q'}{lacks}") if lacks else text


def is_figure(text: str) -> bool:
    """
    Whether a text is a bare figure (是否为数).

    >>> is_figure("-0.15"), is_figure("85%")
    (True, False)
    """
    return text.removeprefix("-").replace(".", "", 1).isdecimal()


def pixels(exact: Fraction | int) -> str:
    """
    A length on a picture (长度), to a tenth of a unit.

    >>> pixels(Fraction(10, 3)), pixels(12)
    ('3.3', '12')
    """
    tenths = int(exact * 10 + Fraction(1, 2)) if exact >= 0 else -int(-exact * 10 + Fraction(1, 2))
    whole, tenth = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{whole}" + (f".{tenth}" if tenth else "")


def value(text: str | None) -> Element:
    """
    A cell for what a form prints (取值单元格): figures to the right, words to the left, — for nothing.

    >>> str(value("85%")), str(value(None))
    ('<td class="v">85%</td>', '<td class="v">—</td>')
    """
    return Element("td", text or "—", class_="v" if len(text or "") <= SHORT else "words")
