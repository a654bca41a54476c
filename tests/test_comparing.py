"""Comparisons in words (比较词)."""

import pytest

from perfscore.comparing import after, comparison, includes


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("≥ 不低于 不少于 大于等于 高于或等于 未低于 没有低于 不得低于 不能少于 未小于", ">="),
        ("≤ 不超过 不高于 小于或等于 未超过 并未超过 没有超出 没高于 不得超过 不应高于 不突破 未突破 未大于 未曾多于", "<="),
        ("< 低于 不足 未达到 未达 不到 未能达到 没有达到 没达到 尚未达到 仍未达 未实现 不能达到", "<"),
        ("> 高于 超过 超出 的超过", ">"),
        ("= 等于", "="),
    ],
)
def test_a_word_before_the_figure_and_its_denial(words: str, sign: str) -> None:
    for word in words.split():
        assert sign == comparison(word), word


@pytest.mark.parametrize(
    ("words", "sign"), [("以上 及以上 以后", ">="), ("以下 以内 之内", "<="), ("(不含)以上 以上(不含)", ">"), ("(不含)以下", "<")]
)
def test_a_word_after_the_figure(words: str, sign: str) -> None:
    for word in words.split():
        assert sign == after(word), word


def test_a_word_that_writes_that_the_figure_is_taken_in() -> None:
    assert [True, True, True, False, False] == list(map(includes, ("以上(含)", "(含)以下", "及以下", "以上", "以上(不含)")))
