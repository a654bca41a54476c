"""The project's own corpus of criteria: how much of it is read, of which kinds, and the page that says so."""

import csv
from pathlib import Path

import pytest

from perfscore.criterion import read_criterion
from perfscore.errors import CriterionError
from perfscore.rule import KINDS
from tests.test_docs import script

DATA = Path(__file__).parent / "data"
PAGE = script("make_corpus")

#: Texts that are read as another kind than a reader said, and why that is right.
OTHERWISE = {
    "无结余,3分;有结余,但不超过上年结转,2分;结余超过上年结转,不得分。": (
        "bands",
        "the cases are words; no figure is printed that could lie in a tier",
    ),
}


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


CORPUS, SCORES = table("corpus.csv"), table("criteria-scores.csv")


def kind_of(text: str) -> str:
    try:
        return read_criterion(text).kind
    except CriterionError:
        return ""


def test_every_text_names_its_kind_and_its_source() -> None:
    assert {"", *KINDS} == {row["kind"] for row in CORPUS}
    assert all(row["text"].strip() and row["source"].strip() for row in CORPUS)
    assert len({row["text"] for row in CORPUS}) == len(CORPUS)


def test_every_case_is_of_a_text_of_the_corpus() -> None:
    sources = {row["text"]: row["source"] for row in CORPUS}
    assert all(sources[row["text"]] == row["source"] for row in SCORES)


def test_of_the_texts_with_cases_nearly_all_are_read() -> None:
    texts = {row["text"] for row in SCORES}
    assert 100 * sum(bool(kind_of(text)) for text in texts) >= 97 * len(texts)


@pytest.mark.parametrize("row", CORPUS, ids=lambda row: row["text"][:20])
def test_what_is_read_is_of_the_kind_that_a_reader_says(row: dict[str, str]) -> None:
    kind = kind_of(row["text"])
    if kind and row["kind"]:
        assert OTHERWISE.get(row["text"], (row["kind"],))[0] == kind


def test_no_exception_is_out_of_date() -> None:
    said = {row["text"]: row["kind"] for row in CORPUS}
    assert all(kind_of(text) == kind != said[text] and why for text, (kind, why) in OTHERWISE.items())


def test_the_page_on_the_corpus_is_up_to_date() -> None:
    assert PAGE.page() == PAGE.PAGE.read_text("utf-8"), "run: make corpus"
