import pytest

from perfscore.errors import ReadError
from perfscore.reading.bounds import MOST_LINES
from perfscore.reading.grid import Grid
from perfscore.reading.text import decode, grids, unwrap
from perfscore.source import Source

PLACE = Source(file="表.md")


def grid(text: str, *, csv: bool = False) -> Grid:
    (one,) = grids(text, PLACE, "", csv=csv)
    return one


def shown(one: Grid) -> dict[str, str]:
    return {cell.at: cell.text for row in one.rows for cell in row.cells}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030"])
def test_the_encoding_is_seen_from_the_bytes(encoding: str) -> None:
    text = "一级指标\t二级指标\t≥90%\t目标 1：平台操作性\n"
    assert text == decode(text.encode(encoding), PLACE).lstrip("\ufeff")


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03\xff\xfe\x80\x81", b"\x81\xff\xff\xff", b"\xef\xbb\xbf\xff", b"abc\x00def ghijkl"])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        decode(data, PLACE)
    assert "不是工作簿，也不是文本：内容无法识别。" == caught.value.message
    assert "请用 Excel 或 WPS 打开原表，另存为 .xlsx 后再读。" == caught.value.hint


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("<b>本年收入合计</b>", "本年收入合计"),
        ("**总计**", "总计"),
        ("发放人数(≥**人)", "发放人数(≥**人)"),
        ("<p>1. 甲。</p> <p>2. 乙。</p>", "1. 甲。\n 2. 乙。\n"),
        ("甲<br/>乙<BR>丙", "甲\n乙\n丙"),
        ("目标值为 <math>\\geq</math>)", "目标值为 ≥)"),
        ("<math>\\leq 30\\%</math>", "≤30%"),
        ("$\\geq 90\\%$", "≥90%"),
        ("$100$", "$100$"),
        ("<5300元", "<5300元"),
        ("<30 且 >20", "<30 且 >20"),
        ("&lt;5&amp;6", "<5&6"),
        ('<span style="color:red">红</span>', "红"),
        ("a\\|b", "a|b"),
    ],
)
def test_marks_around_a_text_are_taken_off(text: str, bare: str) -> None:
    assert bare == unwrap(text)


def test_rows_are_numbered_by_their_lines() -> None:
    one = grid("# 标题\n\n甲\t\t乙\t\r\n总分：96\r丙\t丁")
    assert {"A1": "标题", "A3": "甲", "C3": "乙", "A4": "总分：96", "A5": "丙", "B5": "丁"} == shown(one)
    assert [False, True, False, True] == [row.table for row in one.rows]
    assert one.loose


def test_pipes_part_cells_too() -> None:
    one = grid("| 甲 | | 乙\\|丙 |\n|---|:-:|---|\n| 1 | 2 | 3 |\n甲 | 乙 | 丙 | 丁\n")
    assert {"A1": "甲", "C1": "乙|丙", "A3": "1", "B3": "2", "C3": "3", "A4": "甲", "B4": "乙", "C4": "丙", "D4": "丁"} == shown(one)


def test_a_csv_file_is_cut_at_commas_and_keeps_its_lines_together() -> None:
    one = grid('甲,"乙,1\n2",丙\n\n"a ""b""",,c\n', csv=True)
    assert {"A1": "甲", "B1": "乙,1 2", "C1": "丙", "A3": 'a "b"', "C3": "c"} == shown(one)
    assert not one.loose


@pytest.mark.parametrize("mark", [",", ";"])
def test_commas_are_seen_from_the_heads(mark: str) -> None:
    assert "三级指标" == shown(grid(mark.join(("一级指标", "二级指标", "三级指标", "年初目标值")) + "\n"))["C1"]


def test_a_csv_file_may_be_cut_at_tabs() -> None:
    assert "三级指标" == shown(grid("一级指标\t二级指标\t三级指标\t年初目标值\n", csv=True))["C1"]


def test_a_broken_csv_file_is_refused_with_its_row() -> None:
    with pytest.raises(ReadError) as caught:
        grid('一级指标,二级指标,三级指标\n"' + "x" * 200_000, csv=True)
    assert "csv 文件的引号或换行不完整，读到这里断了。" == caught.value.message
    assert PLACE.at("A2") == caught.value.source


def test_more_lines_than_are_read_are_said() -> None:
    assert (f"只读了前 {MOST_LINES} 行，后面的行没有读。",) == grid("甲\n" * (MOST_LINES + 5)).remarks
    assert ("只读了前 3000 行，后面的行没有读。",) == grid("甲,乙\n" * 3001, csv=True).remarks
    assert () == grid("甲,乙\n" * 3000, csv=True).remarks
