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


#: The words of the grammar itself.
TRUE = lexicon((one.name, one.pattern.to_regexp(), one.priority) for one in _parser()[0].terminals)


def words_of(text: str) -> list[str]:
    return [word.text if word.kind == "TEXT" else f"{word.kind} {word.text}" for word in scan(text, TRUE)]


@pytest.mark.parametrize(
    ("text", "caller"),
    [
        *(("≥5左右", "CMP ≥"), ("达到5左右", "REACH 达到"), ("扣5左右", "DEDUCT 扣"), ("加5左右", "ADD 加"), ("得5左右", "GET 得")),
        *(
            ("最多扣5左右", "LIMIT 最多扣"),
            ("每减少5左右", "BELOW 每减少"),
            ("每增加5左右", "ABOVE 每增加"),
            ("每偏离5左右", "EITHER 每偏离"),
        ),
        *(("分别得5左右", "RESPECTIVELY 分别得"), ("各5分数", "EACH 各"), ("以5左右", "BY 以"), ("倒扣5左右", "PENALTY 倒扣")),
        *(("酌情扣5左右", "WILL_DEDUCT 酌情扣"), ("酌情得5左右", "WILL_AWARD 酌情得"), ("满分5分数", "FRAME 满分")),
        *(("不超过5左右", "NOT_OVER 不超过"), ("不少于5左右", "NOT_UNDER 不少于"), ("总分不得超过5左右", "CAPPED 总分不得超过")),
        *(("-5左右", "RANGE -"), ("、5左右", "LIST 、")),
    ],
)
def test_a_number_that_is_called_for_stands_even_before_free_text(text: str, caller: str) -> None:
    before = {"NOT_OVER": "酌情扣", "NOT_UNDER": "酌情扣", "RANGE": "90%", "LIST": "得2分"}.get(caller.split(maxsplit=1)[0], "")
    assert [caller, "NUM 5", text[-2:]] == words_of(before + text)[-3:]


@pytest.mark.parametrize("text", ["共5左右", "甲5左右", "±5左右", "95号文件"])
def test_a_number_that_nothing_calls_for_is_free_text_beside_free_text(text: str) -> None:
    assert f"NUM {text[1]}" not in words_of(text)


@pytest.mark.parametrize(
    ("leaning", "kind"),
    [("以上", "AFTER"), ("之间", "AMONG"), ("的分值", "SHARE"), ("(含)", "INCLUDED"), ("(不含)", "EXCLUDED"), ("-", "RANGE")],
)
def test_a_word_that_leans_on_a_figure_is_free_text_elsewhere(leaning: str, kind: str) -> None:
    tail = "5%" if leaning == "-" else ""
    assert f"{kind} {leaning}" in words_of(f"95%{leaning}{tail}")
    assert leaning in "".join(word for word in words_of(f"各项%{leaning}{tail}") if " " not in word)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("95以上", "NUM 95"),
        ("95%以上", "UNIT %"),
        ("得95分以上", "FEN 分"),
        ("95%(含)-", "INCLUDED (含)"),
        ("5%(不含)-", "EXCLUDED (不含)"),
    ],
)
def test_each_figure_bears_a_word_that_leans_on_it(text: str, figure: str) -> None:
    *_, borne, leaning = words_of(text if text[-1] != "-" else f"{text}9")[: -1 if text[-1] == "-" else None]
    assert (figure, True) == (borne, " " in leaning)


def test_before_these_a_number_needs_no_other_word() -> None:
    assert [["NUM 5", "的"], ["NUM 5", "即可"], ["NUM 5"]] == [words_of(text) for text in ("5的", "5即可", "5")]


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
