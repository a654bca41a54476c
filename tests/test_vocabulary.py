"""Words that bear on a score (用语)."""

import re

import pytest

from perfscore.piece import Words
from perfscore.stopping import Stop
from perfscore.vocabulary import AGAINST_TARGET, BEYOND_WORDS, COUNTED, SUMS, UNMET, VAGUE, check, one_subject


@pytest.mark.parametrize(
    ("words", "pattern"),
    [
        ("每减少一项", VAGUE),
        ("甲部分", BEYOND_WORDS),
        ("超过目标", BEYOND_WORDS),
        ("减少", VAGUE),
        ("有2项问题", COUNTED),
        ("每项", SUMS),
        ("满分", SUMS),
        ("-*", SUMS),
    ],
)
def test_words_that_speak_the_language_of_rules_are_refused(words: str, pattern: re.Pattern[str]) -> None:
    with pytest.raises(Stop):
        check(Words(text=words, folded=words), pattern)


@pytest.mark.parametrize(
    ("words", "below", "above"),
    [("建成面积低于年度任务", "低于", None), ("超过预算", None, "超过"), ("低于全国平均通过率", "低于", None)],
)
def test_words_that_speak_of_the_target(words: str, below: str | None, above: str | None) -> None:
    found = AGAINST_TARGET.fullmatch(words)
    assert found is not None
    assert (below, above) == (found["below"], found["above"])


def test_words_for_the_rest() -> None:
    assert UNMET.fullmatch("未达到目标值的")
    assert not UNMET.fullmatch("完成任务并验收")


def words(text: str) -> Words:
    return Words(text=text, folded=text)


def test_one_thing_or_several() -> None:
    assert one_subject(words("完成率"), None, words("项目完成率"), words("X")) is None
    for one, other in (("产区", "非产区"), ("城市", "农村"), ("满意度", "完成率")):
        found = one_subject(words(one), words(other))
        assert found is not None
        assert other == found.folded
