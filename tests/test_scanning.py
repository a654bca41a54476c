"""From a folded text to the words of the grammar (切词)."""

import itertools
import re

import pytest
from hypothesis import given, strategies as st

from perfscore.criterion import _parser, grammar
from perfscore.scanning import Word, lexicon, scan

WORDS = lexicon(
    [("NUM", r"\d+", 1), ("UNIT", "项|%", 2), ("AFTER", "以上", 2), ("GET", r"得(?=\d)", 2), ("SEP", ",", 2)],
)


def kinds(text: str) -> list[tuple[str, str]]:
    return [(word.kind, word.text) for word in scan(text, WORDS)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("95%以上得5", [("NUM", "95"), ("UNIT", "%"), ("AFTER", "以上"), ("GET", "得"), ("NUM", "5")]),
        ("以上情况", [("TEXT", "以上情况")]),
        ("〔2018〕561号文件", [("TEXT", "〔2018〕561号文件")]),
        ("得5分", [("GET", "得"), ("NUM", "5"), ("TEXT", "分")]),
        ("5的", [("NUM", "5"), ("TEXT", "的")]),
        ("", []),
    ],
)
def test_words_and_free_text(text: str, found: list[tuple[str, str]]) -> None:
    assert found == kinds(text)


@given(st.text(alphabet="每得扣95%项以上,件号", max_size=30))
def test_no_character_is_lost_and_free_text_stands_in_one_piece(text: str) -> None:
    words = scan(text, WORDS)
    assert text == "".join(word.text for word in words)
    assert all(one.end == other.start for one, other in itertools.pairwise(words))
    assert not any(one.kind == other.kind == "TEXT" for one, other in itertools.pairwise(words))


def test_the_higher_number_is_tried_first() -> None:
    words = lexicon([("LONG", "不得分", 2), ("SHORT", "得", 1), ("ALSO", "不", 1)])
    assert [Word("LONG", "不得分", 0)] == scan("不得分", words)


def test_no_word_of_the_grammar_is_empty() -> None:
    parser = _parser()[0]
    assert all(re.match(one.pattern.to_regexp(), "") is None for one in parser.terminals)
    assert len(parser.terminals) > 40


def test_every_word_of_the_grammar_is_told() -> None:
    named = set(re.findall(r"^([A-Z_]+)\.\d+:", grammar(), re.MULTILINE))
    used = set(re.findall(r"\b[A-Z_]{2,}\b", grammar().partition("// ---- words")[0].partition("start:")[2]))
    assert used - {"TEXT"} <= named
    assert named <= used
