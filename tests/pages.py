"""Reports looked at as a browser does (报告检查): parsed twice, and searched for whatever could run or load."""

import re
from html.parser import HTMLParser
from itertools import cycle
from xml.etree import ElementTree as ET

from attrs import evolve
from hypothesis import strategies as st

from perfscore.indicator import Goal, Indicator
from perfscore.sheet import Sheet
from perfscore.source import Cell, Source
from tests import laws

#: What a page could be made to run or to load with.
LOADING = {"src", "srcset", "data", "action", "formaction", "background", "poster", "cite", "ping", "manifest", "style", "xlink:href"}
RUNNING = {"script", "iframe", "object", "embed", "link", "base", "img", "image", "use", "form", "input", "foreignObject", "animate", "set"}
VOID = {"meta", "col"}


class Seen(HTMLParser):
    """The elements as HTML has them, and the texts between them; tags that are not closed are faults."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self.open[-1:] not in (["style"], []):
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.faults.append(data)


def seen(text: str) -> Seen:
    """A page as HTML."""
    parser = Seen()
    parser.feed(text)
    parser.close()
    parser.faults += [f"<{tag}> stays open" for tag in parser.open]
    return parser


def parsed(text: str) -> ET.Element:
    """A page as XML; ParseError where it is not well-formed."""
    return ET.fromstring(text.removeprefix("<!DOCTYPE html>\n"))


def shown(element: ET.Element) -> str:
    """The text of an element."""
    return "".join(element.itertext())


def faults(text: str) -> list[str]:
    """Everything of a page that is broken, could run or could load; the same elements must come out of both parsers."""
    root, page = parsed(text), seen(text)
    found = list(page.faults)
    as_xml = [(element.tag, {name.lower(): value for name, value in element.attrib.items()}) for element in root.iter()]
    if as_xml != page.elements:
        found.append("HTML and XML see different elements")
    for tag, attributes in as_xml:
        found += [f"<{tag}>"] if tag.lower() in {one.lower() for one in RUNNING} else []
        found += [f"{tag} {name}" for name in attributes if name.startswith("on") or name in LOADING]
        found += [f"{tag} href={link}" for link in [attributes.get("href", "#")] if not re.fullmatch(r"#[\w-]*", link)]
    ids = [attributes["id"] for _, attributes in as_xml if "id" in attributes]
    found += [f"id {one} twice" for one in {one for one in ids if ids.count(one) > 1}]
    links = {attributes["href"][1:] for _, attributes in as_xml if attributes.get("href")}
    found += [f"#{one} leads nowhere" for one in links - set(ids)]
    styles = "".join(element.text or "" for element in root.iter("style"))
    found += [word for word in ("url(", "@import", "expression", "\\") if word in styles]
    return found


# ---- forms that mean harm -----------------------------------------------------------------------

#: Texts that would break out of a cell, an attribute, a picture or a style, and characters that no page may hold.
HOSTILE = (
    "<script>alert(1)</script>", '"onload=alert(1) x="', "'onmouseover='alert(1)", "</style><script>", "</title>", "</svg><img src=x onerror=1>", "]]>",
    "<!--", "-->", "&lt;script&gt;", "&#60;script&#62;", "javascript:alert(1)", "url(http://example.com/x)", "@import 'x'", "</main>", "</body></html>",
    "\x00\x08\x1b[31m", "\ud800", "\udfff甲", "\ufffe\uffff", "\x85\x9f", "\r\n\t", "\u202e\u2066", "= 1+1", "<?xml version='1.0'?>", "<![CDATA[", "𠀀",
)  # fmt: skip


def hostile_texts() -> st.SearchStrategy[str]:
    """Texts that mean harm, any other text, and halves of characters."""
    return (
        st.sampled_from(HOSTILE) | st.text(st.characters(), max_size=6) | st.text(st.characters(categories=("Cc", "Cs", "Cn")), max_size=4)
    )


@st.composite
def hostile_sheets(draw: st.DrawFn) -> Sheet:
    """A form with everything that a form may hold, its texts replaced by such as mean harm."""
    sheet = draw(laws.sheets())
    pool = cycle(draw(st.lists(st.none() | hostile_texts(), min_size=3, max_size=12)))

    def text(old: str) -> str:
        new = next(pool)
        return old if new is None else new

    def leaf(one: Indicator) -> Indicator:
        cells = [Cell(field=field, text=text("5"), at=text("E1")) for field in ("name", "target", "printed")]
        return evolve(
            one, name=text(one.name), criterion=text(one.criterion), definition=text(one.definition), remark=text(one.remark), cells=cells,
            target=text("≥85%"), children=[leaf(child) for child in one.children],
        )  # fmt: skip

    branches = [
        evolve(one, text=text(one.text), children=[leaf(child) for child in one.children]) if isinstance(one, Goal) else leaf(one)
        for one in sheet.branches
    ]
    source = Source(file=text("a.xlsx"), sheet=text("Sheet1"), cell="A1")
    events = [evolve(one, kind=text(one.kind) or "事件", source=text(one.source)) for one in sheet.events]
    notes = [Cell(field="note", text=text("1."), at="A9")]
    remarks, review = [text(one) for one in sheet.remarks], next(pool) is None
    return evolve(
        sheet, title=text(sheet.title), unit=text(sheet.unit), branches=branches, source=source, events=events, notes=notes, remarks=remarks,
        to_review=review,
    )  # fmt: skip
