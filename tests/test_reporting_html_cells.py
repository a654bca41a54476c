"""Tables of a report: aligned figures keep their text, lengths are exact to a tenth."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from perfscore.reporting.html.cells import Head, aligned, grid, is_figure, pixels, value
from perfscore.reporting.html.tree import Element
from tests.pages import parsed, shown


@given(st.lists(st.sampled_from(("10", "9.85", "-0.2133", "0.123456", "—", "", "85%", "[0, 10]", "(10)")), max_size=6))
def test_figures_keep_their_text(texts: list[str]) -> None:
    assert texts == [shown(parsed(str(Element("td", cell)))) for cell in aligned(texts)]


def test_points_stand_below_each_other() -> None:
    assert ["q4", "p2", None, "p3"] == [
        cell.attributes["class"] if isinstance(cell, Element) else None for cell in aligned(["0", "0.15", "0.2133", "0.1"])
    ]
    assert ["q4", None] == [cell.attributes["class"] if isinstance(cell, Element) else None for cell in aligned(["0", "0.1234567"])]


@pytest.mark.parametrize(
    ("text", "figure"), [("10", True), ("-0.15", True), ("1.", True), ("", False), ("85%", False), ("1.2.3", False), ("—", False)]
)
def test_what_is_a_figure(text: str, figure: bool) -> None:
    assert figure is is_figure(text)


@pytest.mark.parametrize(
    ("exact", "told"),
    [(Fraction(10, 3), "3.3"), (Fraction(1, 20), "0.1"), (12, "12"), (0, "0"), (Fraction(-10, 3), "-3.3"), (Fraction(299, 100), "3")],
)
def test_lengths(exact: Fraction | int, told: str) -> None:
    assert told == pixels(exact)


def test_a_table_has_caption_heads_and_foot() -> None:
    root = parsed(str(grid("说明", [Head("指标", "name"), Head("分值", "n")], Element("tbody"), Element("tr"), label="表")))
    assert ("region", "0", "表") == (root.get("role"), root.get("tabindex"), root.get("aria-label"))
    assert ["caption", "thead", "tbody", "tfoot"] == [one.tag for one in root[0]]
    assert [("col", "name"), ("col", "n")] == [(one.get("scope"), one.get("class")) for one in root.iter("th")]
    assert "说明" == parsed(str(grid("说明", [], []))).get("aria-label")


def test_words_stand_to_the_left() -> None:
    assert ["v", "v", "words"] == [value(text).attributes["class"] for text in (None, "≥85%", "数量每减少 1 扣 0.1 分")]
