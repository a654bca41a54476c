"""Trees of HTML and SVG (标记树): text stays text, whatever it holds, and nothing can be made that runs or loads."""

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from perfscore.pattern import pattern

#: What a report is made of; there is no other element.
TAGS: Final = frozenset(
    (
        *(
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "header",
            "main",
            "footer",
            "nav",
            "article",
            "section",
            "figure",
            "figcaption",
        ),
        *("h1", "h2", "h3", "p", "ol", "ul", "li", "dl", "dt", "dd", "div", "span", "a", "b", "small", "code"),
        *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
        *("svg", "desc", "g", "rect", "line", "path", "text", "tspan"),
    )
)
#: What an element may carry: nothing that runs, nothing that names another file.
ATTRIBUTES: Final = frozenset(
    (
        *("lang", "charset", "name", "content", "http-equiv", "class", "id", "href", "scope", "colspan", "role", "tabindex"),
        *("aria-label", "aria-labelledby", "aria-hidden"),
        *("viewBox", "width", "height", "x", "y", "x1", "x2", "y1", "y2", "d", "dx", "dy", "rx", "text-anchor"),
        *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "preserveAspectRatio"),
    )
)
#: Elements that hold nothing and are closed at once.
VOID: Final = frozenset(("meta", "col"))
#: Elements that begin a line of the file, for whoever compares two reports.
LINES: Final = frozenset(
    ("head", "meta", "title", "style", "body", "header", "main", "footer", "section", "figure", "h1", "h2", "h3", "p", "li", "dt", "table",
     "caption", "colgroup", "thead", "tbody", "tfoot", "tr", "svg")
)  # fmt: skip
#: Attributes that name an element of the same report.
REFERENCES: Final = frozenset(("id", "href", "aria-labelledby"))
#: What no HTML text may hold: control characters, halves of characters, what is no character.
ILLEGAL: Final = pattern("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufdd0-\\ufdef\\ufffe\\uffff]")
#: What would lead a style sheet out of its element or out of the file.
LEADING_OUT: Final = ("<", "&", "url", "@import", "\\")

#: What may stand in an element: text, elements, nothing, or several of these.
Content: TypeAlias = "str | Element | Iterable[Content] | None"


class Element:
    """
    An element of a report (元素): its tag, its attributes, and what stands in it.

    Attributes are named as in Python: ``class_`` is class, ``aria_label`` aria-label. The names of other elements
    (``id``, ``href``) hold within one form; the writing puts the form's own prefix before them.

    Raises:
        ValueError: a report has no such element or attribute, or a link leads out of the file.

    >>> str(Element("td", "3 < 5", class_="n"))
    '<td class="n">3 &lt; 5</td>'
    """

    __slots__ = ("attributes", "children", "tag")

    def __init__(self, tag: str, *children: Content, **attributes: str | None) -> None:
        self.tag = tag
        self.children: tuple[str | Element, ...] = tuple(_flat(children))
        self.attributes = {_name(name): text for name, text in attributes.items() if text is not None}
        self._check()

    def _check(self) -> None:
        if self.tag not in TAGS or not ATTRIBUTES.issuperset(self.attributes):
            raise ValueError(f"报告里没有 <{self.tag} {' '.join(self.attributes)}>")
        if not self.attributes.get("href", "#").startswith("#"):
            raise ValueError(f"链接 {self.attributes['href']} 离开了报告")
        if self.tag == "style" and any(one in str(child) for child in self.children for one in LEADING_OUT):
            raise ValueError("样式离开了报告")
        if self.tag in VOID and self.children:
            raise ValueError(f"<{self.tag}> 里不能有内容")

    def __str__(self) -> str:
        return written(self)


def _name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _flat(content: Iterable[Content]) -> Iterator[str | Element]:
    """The texts and elements of some content, however deep they stand in it."""
    for one in content:
        if isinstance(one, str | Element):
            yield one
        elif one is not None:
            yield from _flat(one)


def clean(text: str) -> str:
    r"""
    A text without what no HTML may hold (可用文本): a sign stands in its place, line ends are those of Unix.

    >>> clean("A\x00B\ud800"), clean("甲\r\n乙")
    ('A�B�', '甲\n乙')
    """
    return ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def escaped(text: str) -> str:
    """
    A text as it stands between tags (转义).

    >>> escaped("<script>&")
    '&lt;script&gt;&amp;'
    """
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    r"""
    A text as it stands in an attribute (转义并加引号).

    >>> print(quoted('"onload=x\n'))
    "&quot;onload=x&#10;"
    """
    return f'"{escaped(text).replace(chr(34), "&quot;").replace(chr(9), "&#9;").replace(chr(10), "&#10;")}"'


def written(element: Element, prefix: str = "") -> str:
    """
    A tree as text (写出): well-formed both as HTML and as XML.

    Args:
        element: the tree.
        prefix: what stands before the names of its elements, so that several forms may stand in one file.

    >>> written(Element("a", "甲", href="#row1", id="x"), "s2-")
    '<a href="#s2-row1" id="s2-x">甲</a>'
    """
    parts: list[str] = []
    _write(element, prefix, parts)
    return "".join(parts)


def _write(element: Element, prefix: str, parts: list[str]) -> None:
    tag = element.tag
    told = "".join(f" {name}={quoted(_named(name, text, prefix))}" for name, text in element.attributes.items())
    parts.append(f"\n<{tag}{told}" if tag in LINES and parts else f"<{tag}{told}")
    if tag in VOID:
        parts.append("/>")
        return
    parts.append(">")
    for child in element.children:
        if isinstance(child, Element):
            _write(child, prefix, parts)
        else:
            parts.append(escaped(child))
    parts.append(f"</{tag}>")


def _named(name: str, text: str, prefix: str) -> str:
    if name not in REFERENCES or not prefix:
        return text
    return f"#{prefix}{text[1:]}" if name == "href" else f"{prefix}{text}"
