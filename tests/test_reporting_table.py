from hypothesis import given, strategies as st

from perfscore.reporting.table import CLOSING, Column, at_the_point, columns, cut, fold, pad, paint, table

TEXTS = st.text(alphabet="率分ab1,，。（）“” %", max_size=60)


@given(TEXTS, st.integers(4, 40))
def test_what_is_cut_fits(text: str, most: int) -> None:
    assert columns(cut(text, most)) <= most


@given(TEXTS, st.integers(0, 80))
def test_what_is_padded_is_at_least_as_wide(text: str, to: int) -> None:
    assert max(columns(text), to) == columns(pad(text, to))


@given(TEXTS, st.integers(6, 40))
def test_folding_loses_no_character(text: str, most: int) -> None:
    assert text.replace(" ", "") == "".join(fold(text, most)).replace(" ", "")


@given(st.text(alphabet="率分率分，。）”", min_size=1, max_size=60), st.integers(12, 40))
def test_no_line_begins_with_a_closing_mark(text: str, most: int) -> None:
    assert not [line for line in fold(text, most)[1:] if line[0] in CLOSING]


def test_folding_keeps_figures_whole() -> None:
    assert ["偏差率 -0.2133", "，有利"] != fold("偏差率 -0.2133，有利", 14)
    assert ["偏差率", "-0.2133，有利"] == fold("偏差率 -0.2133，有利", 14)


def test_folding_keeps_the_line_ends_of_the_text() -> None:
    assert ["- 甲", "  乙"] == fold("甲\n乙", 20, first="- ", rest="  ")
    assert ["- "[:1]] == fold("", 20, first="- ")


def test_blanks_at_the_beginning_stay() -> None:
    assert "  产出指标" == cut("  产出指标", 20)


def test_columns_stand_below_each_other_under_chinese() -> None:
    lines = table(
        [Column("指标"), Column("得分", figures=True), Column("说明")], [["率", "9.85", "x"], ["OA 系统", "10", "y" * 90]], most=40
    )
    assert ["得分", "9.85", "10"] == [line[line.index(text) :].split()[0] for line, text in zip(lines, ("得分", "9.85", "10"), strict=True)]
    assert 1 == len({columns(line[: line.index(sign)]) for line, sign in zip(lines, ("说", "x", "y"), strict=True)})
    assert max(map(columns, lines)) <= 40


def test_points_stand_below_each_other() -> None:
    assert ["10   ", " -1.5 "[1:], "—", "0.25"] == at_the_point(["10", "-1.5", "—", "0.25"])


def test_colours_only_where_they_are_on() -> None:
    assert "\x1b[31m执行率\x1b[0m" == paint("执行率", "red", on=True)
    assert "执行率" == paint("执行率", "red", on=False)


def test_a_word_longer_than_a_line_is_broken() -> None:
    assert [40, 50] == [len(line) for line in fold("a" * 90, 50)]


def test_the_last_column_gives_way_where_it_may() -> None:
    row = ["率" * 10, "9.85", "5 − 15 × 0.1 = 3.5"]
    lines = table([Column("指标"), Column("得分", figures=True), Column("算式", optional=True)], [row], most=30)
    assert ["率" * 10 + "  9.85"] == lines[1:]
    assert "算式" in table([Column("指标"), Column("得分", figures=True), Column("算式")], [row], most=30)[0]


def test_words_give_way_before_figures() -> None:
    lines = table([Column("指标"), Column("目标"), Column("得分", figures=True)], [["率" * 10, "甲乙丙丁", "123456"]], most=24)
    assert [24, 24] == [columns(line) for line in lines]
    assert "123456" in lines[1]
    assert columns(table([Column("指标"), Column("得分", figures=True)], [["率" * 10, "123456"]], most=4)[1]) > 4
