from html.parser import HTMLParser

import pytest

from perfscore.auditing import Audit, audit
from perfscore.reading import read
from perfscore.reporting.html import audit_html, card_html, escape, line_html, step_html
from tests.reading_files import EXAMPLE, book, form


class Tags(HTMLParser):
    """Whether every tag is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def parsed(fragment: str) -> str:
    tags = Tags()
    tags.feed(fragment)
    assert not tags.open
    return "".join(tags.text)


@pytest.fixture(scope="module")
def checked() -> Audit:
    return audit(read(EXAMPLE))


def test_an_audit_shows_totals_lines_findings_and_opinion(checked: Audit) -> None:
    text = parsed(audit_html(checked))
    for part in ("自评总分 96", "平台操作性", "5 − 15 × 0.1 = 3.5", "total-mismatch", checked.opinion):
        assert part in text


def test_a_card_a_line_and_a_step_are_whole(checked: Audit) -> None:
    assert "97.35" in parsed(card_html(checked.card))
    assert "3.5" in parsed(line_html(checked.card["平台操作性"]))
    assert "差距" in parsed(step_html(checked.card["平台操作性"].step))


def test_texts_of_a_form_are_no_markup() -> None:
    sheet = read(book(form(C5="<script>alert(1)</script>")), name="a.xlsx")
    fragment = audit_html(audit(sheet))
    assert "<script" not in fragment
    assert "&lt;script&gt;" in fragment
    assert "&quot;&amp;" == escape('"&')
