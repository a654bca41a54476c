"""perfscore.surveying: many criteria, from a column or from lines."""

from pathlib import Path

import pytest

from perfscore.errors import ReadError
from perfscore.surveying import Survey, Text, percent, survey, survey_file
from tests.reading_files import EXAMPLE, Table, book, changed, form

YES, NO = "是得2分，否则不得分", "视情况而定"
CSV = f"序号,评分标准,备注\n1,{YES},甲\n2,,乙\n3,{NO},丙\n序号,评分标准,备注\n4,{YES},丁\n"


def places(found: Survey) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.text, one.places) for one in found.entries]


def written(folder: Path, name: str, data: str | bytes) -> Path:
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return folder / name


def test_what_is_read_is_counted() -> None:
    found = survey([Text(text=YES, place="A2"), Text(text=NO, place="A3"), Text(text=YES, place="A4")], "a.csv")
    assert (3, 2, 2, "66.7") == (found.texts, len(found.entries), found.read, found.share)
    assert (("yes-no", 2, 1),) == found.kinds
    assert [NO] == [one.text for one in found.unread]
    assert 0 == found.suspected
    first, last = found.to_dict()["criteria"]
    assert {"text": YES, "places": ["A2", "A4"], "kind": "yes-no", "read": YES, "remarks": []} == first
    assert {"message", "column", "nearest", "suspicions"} == last["error"].keys()


def test_slips_are_read_only_when_asked_for() -> None:
    texts = [Text(text="评价指标得分二支出使用资金占到位资金的比例*该项指标分值", place="A2")]
    assert (0, 1) == ((strict := survey(texts)).read, strict.suspected)
    lenient = survey(texts, lenient=True)
    assert (1, 0) == (lenient.read, lenient.suspected)
    assert lenient.to_dict()["criteria"][0]["remarks"]


@pytest.mark.parametrize(("part", "whole", "said"), [(1, 3, "33.3"), (1, 2000, "0.1"), (0, 7, "0.0"), (7, 7, "100.0")])
def test_a_share_is_exact_to_one_decimal(part: int, whole: int, said: str) -> None:
    assert said == percent(part, whole)


def test_a_column_is_found_by_its_head(tmp_path: Path) -> None:
    expected = [(YES, ("B2", "B6")), (NO, ("B4",))]
    assert expected == places(survey_file(written(tmp_path, "a.csv", CSV)))
    assert expected == places(survey_file(written(tmp_path, "a.tsv", CSV.replace(",", "\t"))))
    assert expected == places(survey_file(written(tmp_path, "b.csv", CSV.replace("评分标准", "text"))))
    for column in ("2", "B", "b", "评分标准", " 评分标准 "):
        assert expected == places(survey_file(tmp_path / "a.csv", column=column))
    with pytest.raises(ReadError):
        survey_file(tmp_path / "a.csv", column="甲")  # a cell, no head
    own: Table = [["某局考核标准"], ["编号", "考核原话"], [1, YES], [2, NO]]
    assert [(YES, ("Sheet1!B3",)), (NO, ("Sheet1!B4",))] == places(survey_file(written(tmp_path, "d.xlsx", book(own)), column="考核原话"))
    assert ["甲", "乙", "丙", "丁"] == [one.text for one in survey_file(tmp_path / "a.csv", column="备注").entries]
    assert 5 == survey_file(written(tmp_path, "c.csv", f"a,{YES}\n" * 5), column="2").texts


def test_a_page_has_its_column_among_other_text(tmp_path: Path) -> None:
    page = f"# 办法\n\n评分标准如下：\n\n| 评分标准 | 分值 |\n|---|---|\n| {YES} | 2 |\n\n以上。\n"
    assert [(YES, ("A7",))] == places(survey_file(written(tmp_path, "a.md", page)))


def test_worksheets_are_read_each_by_its_own_head(tmp_path: Path) -> None:
    path = written(tmp_path, "a.xlsx", book(form(), [["说明"]], [["编号", "计分标准"], [1, YES]]))
    assert [("每减少1扣1分", ("Sheet1!E5",)), (YES, ("Sheet3!B2",))] == places(survey_file(path))
    bare = tmp_path / "bare"
    bare.write_bytes(path.read_bytes())
    assert places(survey_file(path)) == places(survey_file(bare))
    assert survey_file(EXAMPLE).read > 0


def test_a_damaged_worksheet_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    data = book([["评分标准"], [YES]], [["评分标准"], [NO]])
    found = survey_file(written(tmp_path, "a.xlsx", changed(data, "xl/worksheets/sheet2.xml", b"<sheetData>", b"<sheetData><row r='x'>")))
    assert [(YES, ("Sheet1!A2",))] == places(found)
    assert found.remarks
    assert "Sheet2" in found.remarks[0]
    alone = changed(book([["评分标准"], [YES]]), "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetData><row r='x'>")
    with pytest.raises(ReadError):
        survey_file(written(tmp_path, "b.xlsx", alone))


def test_lines_are_criteria(tmp_path: Path) -> None:
    text = f"\ufeff{YES}\n\n  {NO}, 分值, 得分 \n{YES}\n"
    assert [(YES, ("第 1 行", "第 4 行")), (f"{NO}, 分值, 得分", ("第 3 行",))] == places(survey_file(written(tmp_path, "a.txt", text)))
    assert [(YES, ("第 1 行",))] == places(survey_file(YES.encode("gbk"), name="标准输入"))


@pytest.mark.parametrize(
    ("name", "data", "column", "message"),
    [
        ("a.csv", "甲,乙\n1,2\n", "", "没有找到评分标准一列。表头有：甲、乙。"),
        ("a.csv", "甲,乙\n1,2\n", "丙", "没有“丙”这一列。表头有：甲、乙。"),
        ("a.csv", "甲,乙\n1,2\n", "3", "没有“3”这一列。"),
        ("a.md", "没有表\n", "", "表头有：（没有）。"),
        ("a.csv", "评分标准,乙\n,2\n", "", "这一列没有文字。"),
        ("a.csv", ",".join(f"列{n}" for n in range(30)) + "\n", "", "列19…。"),
        ("a.txt", YES, "2", "文本文件每行一条，没有“2”列。"),
        ("a.txt", "", "", "文件是空的。"),
        ("a.txt", b"%PDF", "", "这是工作簿或文档，不是文本。"),
        ("a.csv", "%PDF-1.7", "", "PDF"),
    ],
)
def test_what_cannot_be_surveyed(tmp_path: Path, name: str, data: str | bytes, column: str, message: str) -> None:
    with pytest.raises(ReadError) as error:
        survey_file(written(tmp_path, name, data), column=column)
    assert message in error.value.message
    assert error.value.source
    assert name == error.value.source.file
    assert error.value.hint


def test_files_that_are_not_there_or_no_text(tmp_path: Path) -> None:
    for path in (tmp_path / "无.csv", tmp_path / "无", tmp_path):
        with pytest.raises(ReadError):
            survey_file(path)
    with pytest.raises(ReadError, match="这是工作簿"):
        survey_file(book(form()), name="标准输入")
