"""The pages that are written from the grammar and from real texts are up to date, and what they show is so."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from perfscore.criterion import pieces_of, read_criterion
from perfscore.rule import KINDS
from perfscore.wording import Folded

ROOT = Path(__file__).parents[1]


def script(name: str) -> ModuleType:
    """A script of docs/, which may import its neighbours."""
    if str(ROOT / "docs") not in sys.path:
        sys.path.append(str(ROOT / "docs"))
    return import_module(name)


CRITERIA = script("make_criteria")


def test_the_page_on_criteria_is_up_to_date() -> None:
    assert CRITERIA.page() == CRITERIA.PAGE.read_text("utf-8"), "run: make pages"


@pytest.mark.parametrize("example", [one for _, shown in CRITERIA.sections() for one in shown])
def test_every_example_of_the_grammar_is_made_of_its_pieces(example: str) -> None:
    assert pieces_of(Folded.of(example))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_told_with_real_texts(kind: str) -> None:
    assert CRITERIA.TOLD[kind]
    assert len(list(CRITERIA.examples(kind))) >= 1


def test_the_texts_of_the_page_read_as_it_says() -> None:
    rows = [row.strip("| ").split(" | ") for kind in KINDS for row in CRITERIA.examples(kind)]
    assert rows
    for text, said, _ in rows:
        assert said.replace("\\|", "|") == str(read_criterion(text.replace("\\|", "|")))


def test_sources_name_documents_and_only_official_addresses() -> None:
    assert "广水市 2021（转载文本，原件未核对）" == CRITERIA.source("https://pdf.example.com/archives/x.html (广水市 2021)")
    assert "办法（https://www.mof.gov.cn/a.html）" == CRITERIA.source("https://www.mof.gov.cn/a.html (办法)")
    assert "汉阳区决算" == CRITERIA.source("汉阳区决算")
