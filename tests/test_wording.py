"""Folding keeps the place of every character, and changes nothing that has a meaning."""

import pytest
from hypothesis import given, strategies as st

from perfscore.wording import Folded, arabic


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("数量每减少 １００ 扣 ０．１ 分，扣完为止。", "数量每减少100扣0.1分,扣完为止"),
        ("≧95％　得 满 分", "≥95%得满分"),
        (">=90%<=95%", "≥90%≤95%"),
        ("超过百分之五扣二分", "超过5%扣2分"),
        ("每减少一个百分点扣零点五分", "每减少1个百分点扣0.5分"),
        ("每发现十二例", "每发现12例"),
        ("第一次一次性三公经费三级", "第一次一次性三公经费三级"),
        ("有，得满分 无，不得分", "有,得满分;无,不得分"),
        ("有，得3分\n无，不得分\n", "有,得3分;无,不得分"),
        ("无，不得分 有，得3分", "无,不得分;有,得3分"),
        ("得分 按执行率", "得分按执行率"),
        ("一个百分 点扣0. 1分", "1个百分点扣0.1分"),
        ("1 2", "1 2"),
        ("①有(1分)②有(1分)", "①有(1分);②有(1分)"),
        ("計減滿項", "计减满项"),
        ("90%—95%～100%", "90%-95%~100%"),
        (" \n", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert folded == Folded.of(text).text


@pytest.mark.parametrize(
    ("text", "digits"), [("两", "2"), ("十", "10"), ("二十", "20"), ("三十五", "35"), ("零点零五", "0.05"), ("0.5", "0.5")]
)
def test_small_numerals(text: str, digits: str) -> None:
    assert digits == arabic(text)


@given(st.text(alphabet="每减少百分之一个点扣二分 ，。５％\n①得满", max_size=30))
def test_places_point_into_the_text_and_never_back(text: str) -> None:
    folded = Folded.of(text)
    assert len(folded.text) == len(folded.places)
    assert list(folded.places) == sorted(folded.places)
    assert all(0 <= place < len(text) for place in folded.places)


def test_a_column_is_that_of_the_text_as_given() -> None:
    folded = Folded.of("每减少 一个 百分点 扣")
    assert [0, 3, 4, 5][0] == folded.column(0)
    assert 4 == folded.column(folded.text.index("1"))
    assert len("每减少 一个 百分点 扣") == folded.column(99)


def test_words_are_those_of_the_text_as_given() -> None:
    folded = Folded.of("发现 一例 投诉")
    assert "发现一例" == folded.words(0, 4)


def test_of_slips_that_overlap_the_first_is_mended() -> None:
    folded = Folded.of("I290%")
    assert ["“I290”应为“1290”", "“2”应为“≥”"] == list(map(str, folded.slips()))
    assert "1290%" == folded.repaired(folded.slips()).text


def test_a_bracket_before_a_percentage_is_a_comparison_misprinted() -> None:
    assert ["“〈”应为“<”"] == list(map(str, Folded.of("执行率〈100%的扣2分").slips()))
    assert () == Folded.of("按《2023年办法》和〈细则〉执行").slips()
