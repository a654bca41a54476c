"""Trees of markup: any text comes back as it was, and nothing can be made that runs or loads."""

import pickle

import pytest
from hypothesis import given

from perfscore.reporting.html.style import PAGE, PICTURE, STYLE
from perfscore.reporting.html.tree import Element, clean, written
from tests.pages import hostile_texts, parsed, seen


@given(hostile_texts(), hostile_texts())
def test_any_text_comes_back(text: str, title: str) -> None:
    made = written(Element("div", text, Element("a", text, aria_label=title)))
    root, page = parsed(made), seen(made)
    assert [clean(text)] * 2 == [root.text or "", root[0].text or ""]
    assert clean(title) == root[0].get("aria-label")
    assert clean(text) * 2 == "".join(page.texts)
    assert clean(title) == dict(page.elements[1][1])["aria-label"]


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ("script", {}), ("img", {}), ("iframe", {}), ("link", {}), ("use", {}), ("image", {}), ("td", {"onclick": "x"}), ("td", {"src": "x"}),
        ("td", {"style": "x"}), ("a", {"href": "http://example.com"}), ("a", {"href": "javascript:x"}), ("a", {"href": "x.html"}), ("svg", {"xlink:href": "x"}),
    ],
)  # fmt: skip
def test_nothing_that_runs_or_loads_can_be_made(tag: str, attributes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="报告"):
        Element(tag, **attributes)


@pytest.mark.parametrize("text", ["a{}</style>", "a{background:url(x)}", "@import 'x'", "a{content:'\\41'}", "a&b"])
def test_no_style_leads_out_of_the_file(text: str) -> None:
    with pytest.raises(ValueError, match="样式离开了报告"):
        Element("style", text)


def test_the_styles_are_sound() -> None:
    for style in (STYLE, PAGE, PICTURE):
        assert style.isascii()
        assert style.count("{") == style.count("}")
        assert style in written(Element("style", style))  # nothing of it is escaped, which a style element would take for its text


def test_void_elements_hold_nothing() -> None:
    assert '<meta charset="utf-8"/>' == written(Element("meta", charset="utf-8"))
    with pytest.raises(ValueError, match="不能有内容"):
        Element("meta", "x")


def test_content_may_stand_in_any_depth() -> None:
    assert "<p>甲乙<b>丙</b></p>" == str(Element("p", ["甲", None, ("乙", [Element("b", "丙")])]))
    assert '<p class="x"></p>' == str(Element("p", class_="x", id=None))


def test_names_are_told_apart_by_their_prefix() -> None:
    made = Element("p", Element("a", href="#row1"), id="row1", aria_labelledby="title", class_="row1")
    assert '<p id="s1-row1" aria-labelledby="s1-title" class="row1"><a href="#s1-row1"></a></p>' == written(made, "s1-")


def test_trees_travel_between_processes() -> None:
    made = Element("p", Element("b", "甲"), "乙", class_="x")
    assert written(made) == written(pickle.loads(pickle.dumps(made)))
