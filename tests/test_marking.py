"""perfscore.marking: the evaluator's own workbook back, read as a spreadsheet program reads it."""

import ast
import csv
import re
import sys
from decimal import Decimal
from io import BytesIO
from json import dumps
from pathlib import Path
from shutil import copy as copied
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting import rule
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

import perfscore as ps
from perfscore.auditing.finding import CODES
from perfscore.marking.copy import stored_in
from perfscore.marking.ink import widen
from perfscore.marking.place import spot
from perfscore.marking.plain import title_of
from perfscore.marking.terms import Stored
from tests import reading_files
from tests.forms import FIRST, ROOT, form, leaf
from tests.spreadsheet import Live, needs_office, office_faults, recalculated, workbook
from tests.strategies import sheets
from tests.test_conformance import rule_of

HEADS = ["核算得分", "差异", "说明"]
FORMS = sorted((ROOT / "tests" / "data" / "forms").iterdir())
WORKBOOKS = [path for path in FORMS if path.suffix == ".xlsx" and path.stem != "tianjiaan-jiuye-2024"]
MADE = ps.mark(FIRST)


def saved(book: Any) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def first() -> Any:
    return load_workbook(FIRST)


def beside(made: ps.Marked, tab: str = "自评表", *, stored: bool = True) -> dict[str, list[Any]]:
    """Score, difference and words by the name of the row."""
    sheet: Any = load_workbook(BytesIO(made.data), data_only=stored)[tab]
    (at,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == HEADS[0]]
    names = {line.name: line for line in made.audits[0].card.lines}
    found = {}
    for row in sheet.iter_rows(min_row=at.row + 1):
        for name in names.keys() & {str(cell.value) for cell in row}:
            found[name] = [sheet.cell(row[0].row, at.column + number).value for number in range(3)]
    return found


# ---- the first sheet -----------------------------------------------------------------------------


def test_scores_are_formulas_over_the_cells_of_the_form() -> None:
    tab = load_workbook(BytesIO(MADE.data))["Sheet1"]
    rows = "O9:O10,O12:O13,O15:O16,O18:O19,O21:O22,O24:O25,O27:O29"
    assert HEADS == [tab.cell(8, column).value for column in (12, 13, 14)]
    assert {
        "L9": '=IF(COUNT(D9,E5,I5)<3,"待填",IF(E5<=0,"需重标",IFERROR(ROUND(ROUND(MAX(0,IF(I5>=E5,D9,I5/E5*D9)),11),2),"需重标")))',
        "L10": '=IF(COUNT(D10,H10)<2,"待填",IF(H10<0,"需重标",'
        "ROUND(MAX(0,MIN(D10,10-INT(ROUND(MAX(ABS(H10/IF(H10>1.5,100,1))-5%,0)/0.001,8))*0.1)),2)))",
        "L15": '=IF(COUNT(D15,G15,H15)<3,"待填",IF(OR(G15<0,H15<0),"需重标",'
        "ROUND(MAX(0,D15-INT(ROUND(MAX(G15-H15/IF(H15>1.5,100,1),0)/1%,8))*0.1),2)))",
        "L24": '=IF(COUNT(D24,G24,H24)<3,"待填",IF(G24<0,"需重标",ROUND(MAX(0,D24-INT(ROUND(MAX(G24-H24,0)/1%,8))*0.1),2)))',
        "L29": '=IF(COUNT(I29,D29)<2,"待填",ROUND(MIN(MAX(I29,0),D29),2))',
        "M24": '=IF(COUNT(I24,L24)<2,"",ROUND(I24-L24,4))',
        "L3": f'=IF(COUNT({rows})<15,15-COUNT({rows})&" 行未核算",ROUND(ROUND(SUM({rows}),11),2))',
        "M3": '=IF(COUNT(L3)<1,"",ROUND(96-L3,4))',
    } == {at: tab[at].value for at in ("L9", "L10", "L15", "L24", "L29", "M24", "L3", "M3")}


def test_stored_results_are_the_figures_of_the_library() -> None:
    tab = load_workbook(BytesIO(MADE.data), data_only=True)["Sheet1"]
    assert [97.35, -1.35, 9.85, 3.5, -3.5] == [tab[at].value for at in ("L3", "M3", "L9", "L24", "M24")]
    assert [] == Live(MADE.data).faults()
    assert "5 − 15 × 0.1 = 3.5；【错误】得分与评分标准不符" == tab["N24"].value
    assert (
        "核算总分：15 行得分相加；表内总分 96；按未修约的得分相加（在隐藏的 O 列）；全表错误 4 条、提醒 6 条、备注 2 条，见核对清单"
        == tab["N3"].value
    )


def test_the_total_says_what_it_is() -> None:
    """It stands above the heads, where no word of the form or of ours is beside it."""
    tab = load_workbook(BytesIO(MADE.data))["Sheet1"]
    assert ('"总分 "0.00;"总分 "-0.00;"总分 "0.00;"总分 "@', "n") == (
        tab["L3"].number_format,
        load_workbook(BytesIO(MADE.data), data_only=True)["Sheet1"]["L3"].data_type,
    )
    assert tab["M3"].number_format.startswith('"差异 "')


def test_the_marks() -> None:
    tab = load_workbook(BytesIO(MADE.data))["Sheet1"]
    assert ("FFF4CCCC", "FFFFF2CC", "FFEDEDED") == tuple(tab[at].fill.fgColor.rgb for at in ("I24", "F22", "A17"))
    assert tab["I24"].comment.text == (
        "【错误】得分与评分标准不符\n平台操作性得分 0，按本行评分标准应为 3.5（5 − 15 × 0.1 = 3.5），可能把未达目标一律记 0 分。请改正得分或补充说明。\n"
        "怎么办：按评分标准改正得分，或补充说明。"
    )
    assert {one.source.cell for one in MADE.audits[0].findings if one.source} == {
        cell.coordinate for row in tab.iter_rows() for cell in row if cell.comment
    }


def test_the_list_of_findings() -> None:
    tab = load_workbook(BytesIO(MADE.data))["核对清单"]
    texts = [[cell.value for cell in row] for row in tab.iter_rows()]
    heads = next(number for number, row in enumerate(texts) if row[0] == "序号")
    assert ["序号", "程度", "单元格", "指标", "问题", "表内", "应为", "说明", "怎么办", "依据", "口径", "核实情况"] == texts[heads]
    (row,) = [row for row in texts[heads + 1 :] if row[4] == "得分与评分标准不符"]
    assert ["错误", "Sheet1!I24", "平台操作性", 0, 3.5] == [row[1], row[2], row[3], row[5], row[6]]
    assert ("按评分标准改正得分，或补充说明。", "本行评分标准：数量每减少 1 扣 0.1 分, 扣完为止。") == (row[8], row[9])
    links = {cell.value: cell.hyperlink.location for line in tab.iter_rows() for cell in line if cell.hyperlink}
    assert "'Sheet1'!I24" == links["Sheet1!I24"]
    assert len(MADE.audits[0].findings) == len(texts) - heads - 1
    assert "汉阳区部门整体支出绩效自评表　汉阳区大数据中心　工作表“Sheet1”" == texts[0][0]


def test_the_copy_reads_back_as_the_same_form() -> None:
    again = ps.read(MADE.data, name="b.xlsx")
    sheet = ps.read(FIRST)
    assert (sheet.to_dict(), ps.audit(sheet).to_dict()["findings"]) == (
        again.to_dict() | {"source": sheet.to_dict()["source"], "digest": sheet.digest}, ps.audit(again).to_dict()["findings"],
    )  # fmt: skip


def test_a_marked_copy_is_marked_over() -> None:
    made = ps.mark(MADE.data, name="b.xlsx")
    assert ("工作表“Sheet1”：核算得分、差异、说明在 L–N 列", "问题清单在工作表“核对清单(2)”") == made.places
    tab = load_workbook(BytesIO(made.data))["Sheet1"]
    assert 1 == tab["I24"].comment.text.count("得分与评分标准不符")
    assert [] == Live(made.data).faults()


# ---- what stays ----------------------------------------------------------------------------------


def test_the_format_of_the_form_is_kept() -> None:
    book, lower = first(), getattr(rule, "CellIsRule")  # noqa: B009 - untyped
    tab = book.active
    tab.freeze_panes = "D9"
    tab.add_data_validation(DataValidation(type="decimal", operator="between", formula1="0", formula2="100", sqref="I9:I29"))
    tab.conditional_formatting.add("I9:I29", lower(operator="lessThan", formula=["5"], font=Font(color="FF00B050")))
    tab["A34"] = CellRichText("注：", TextBlock(InlineFont(b=True), "加粗"))
    tab["P40"] = "=A34&1"
    tab.print_area = "A1:K35"
    tab["I24"].comment = Comment("原批注", "科长")
    tab.column_dimensions.group("M", "P", hidden=True)
    before: Any = load_workbook(BytesIO(saved(book)), rich_text=True)
    made = ps.mark(saved(book), name="a.xlsx")
    after: Any = load_workbook(BytesIO(made.data), rich_text=True)
    old, new = before.active, after["Sheet1"]
    assert ("D9", "$8:$8", "landscape") == (new.freeze_panes, new.print_title_rows, new.page_setup.orientation)
    assert old.merged_cells.ranges == new.merged_cells.ranges
    assert ["I9:I29"] == [str(one.sqref) for one in new.data_validations.dataValidation]
    assert {"I9:I29"} < {str(one.sqref) for one in new.conditional_formatting}
    assert isinstance(new["A34"].value, CellRichText)
    assert new["I24"].comment.text.startswith("原批注\n――――\n【错误】")
    assert "科长" == new["I24"].comment.author
    assert "'Sheet1'!$A$1:$N$35" == new.print_area
    assert (True, 1, 0) == (new.sheet_properties.pageSetUpPr.fitToPage, new.page_setup.fitToWidth, new.page_setup.fitToHeight)
    assert all(old.column_dimensions[letter].width == new.column_dimensions[letter].width for letter in "ABCDEFGHIJK")
    assert (False, True) == (new.column_dimensions["M"].hidden, new.column_dimensions["P"].hidden)
    same = [cell.coordinate for row in old.iter_rows(max_col=11) for cell in row if cell.value != new[cell.coordinate].value]
    assert [] == same


def test_the_forms_own_formulas_keep_their_results() -> None:
    book = first()
    book.active["I13"] = "=D13"
    book.active["I25"] = '=IF(D25>4,"5","0")'
    from perfscore.caching import with_results

    data = with_results(saved(book), {"xl/worksheets/sheet1.xml": {"I13": Decimal(10), "I25": "5"}})
    made = ps.mark(data, name="a.xlsx")
    tab = load_workbook(BytesIO(made.data), data_only=True)["Sheet1"]
    assert (10, "5") == (tab["I13"].value, tab["I25"].value)
    assert [] == Live(made.data).faults()


def test_what_cannot_be_kept_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    data = FIRST.read_bytes()
    out = BytesIO()
    with ZipFile(BytesIO(data)) as package, ZipFile(out, "w") as made:
        for info in package.infolist():
            made.writestr(info, package.read(info.filename))
        made.writestr("xl/media/image1.png", b"x")
        made.writestr("xl/drawings/drawing9.xml", b"<xdr:wsDr><xdr:sp></xdr:sp></xdr:wsDr>")
        made.writestr("xl/ctrlProps/ctrlProp1.xml", b"<x/>")
        made.writestr("xl/threadedComments/threadedComment1.xml", b"<x/>")
    monkeypatch.setattr("perfscore.marking.copy._draws", lambda: False)
    assert (
        "没有装 Pillow，图片没有带过来；要保留图片请先 pip install pillow", "形状、文本框没有带过来", "窗体控件没有带过来", "批注的回复没有带过来，批注本身还在",
    ) == ps.mark(out.getvalue(), name="a.xlsx").remarks  # fmt: skip


def test_several_forms_each_have_their_columns() -> None:
    (path,) = [path for path in WORKBOOKS if path.stem == "daying-anke-2023"]
    made = ps.mark(path)
    assert 2 == len(made.audits)
    for title in ("项目1", "项目2"):
        tab = load_workbook(BytesIO(made.data))[title]
        assert HEADS == [cell.value for row in tab.iter_rows() for cell in row if cell.value in HEADS][:3]
    assert "问题清单在工作表“核对清单”" == made.places[-1]


def beside_each_other(*heads: list[Any]) -> bytes:
    """Two forms in the same rows of one worksheet."""
    book: Any = Workbook()
    rows: list[list[Any]] = [
        ["一级指标", "三级指标", "分值", "年度指标值", "实际完成值", "得分"],
        ["产出", "办结率", 50, "≥90%", "81%", 40],
        ["产出", "合格率", 50, "≥90%", "90%", 50],
    ]
    for row in [*heads, *([*row, None, *row] for row in rows)]:
        book.active.append(row)
    return saved(book)


@pytest.mark.parametrize(
    ("heads", "names"),
    [
        ([["甲局自评表", *[None] * 6, "乙局自评表"]], ("甲局自评表", "乙局自评表")),
        ([["项目支出绩效自评表", *[None] * 6, "项目支出绩效自评表"]], ("左起第 1 张表", "左起第 2 张表")),
        ([["甲" * 17 + "自评表", *[None] * 6, "乙自评表"]], ("左起第 1 张表", "左起第 2 张表")),
    ],
)
def test_columns_of_forms_side_by_side_say_whose_they_are(heads: list[Any], names: tuple[str, str]) -> None:
    data = beside_each_other(*heads)
    made = ps.mark(data, name="a.xlsx")
    row = [cell.value for cell in load_workbook(BytesIO(made.data)).worksheets[0][2]]
    assert [f"{head}〔{name}〕" for name in names for head in (*HEADS, "核算得分（未修约）")] == row[13:21]
    assert [f"（{name}）：核算得分、差异、说明在 {at} 列" for name, at in zip(names, ("N–P", "R–T"), strict=True)] == [
        told.removeprefix("工作表“Sheet”") for told in made.places[:2]
    ]
    again = ps.mark(made.data, name="a.xlsx")
    assert made.places[:2] == again.places[:2]
    assert [sheet.heads for sheet in ps.read_all(data, name="a.xlsx")] == [sheet.heads for sheet in ps.read_all(made.data, name="a.xlsx")]


# ---- rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "formula", "words"),
    [
        ({"target": "≥30次", "actual": "27次", "criterion": "实际完成值/目标值*分值"}, "SUBSTITUTE(G6", ""),
        ({"target": "不少于三次", "actual": "27", "criterion": "是得5分，否则不得分"}, "", ""),
        ({"target": "", "actual": "否", "criterion": "是得5分，否则不得分"}, """IF(G5<>"否","需重标",ROUND(0,2))""", "档次由文字“否”定，改了文字要重新标注"),
        ({"actual": "1,850万元", "target": "2000万元", "criterion": "实际完成值/目标值*分值"}, "1850", "公式里的实际完成值 1850 取自文字“1,850万元”，改了文字要重新标注"),
        ({"actual": "0.98", "target": "5%", "criterion": "≥95%得5分，90%(含)-95%得3分"}, "G5/IF(G5>1.5,100,1)>=95%", ""),
        ({"actual": "2", "target": "", "criterion": "每发现一例扣1分，扣完为止；3例及以上不得分"}, "IF(G5>=3,0,", ""),
        ({"actual": "2项", "target": "", "criterion": "①有制度(2分)；②有记录(2分)；③有检查(1分)"}, "", ""),
        ({"criterion": "看不懂的话"}, """=IF(COUNT(H5)<1,"待填",H5)""", "评分标准读不懂"),
    ],
)  # fmt: skip
def test_a_rule_as_a_formula(fields: dict[str, Any], formula: str, words: str) -> None:
    made = ps.mark(workbook(form(leaf(printed="5", **fields))), name="a.xlsx")
    score, _, said = beside(made, stored=False)["平台操作性"]
    assert formula.replace("G6", "G5") in str(score)
    assert words in said
    assert [] == Live(made.data).faults()


def test_an_open_row_leaves_the_total_open() -> None:
    made = ps.mark(workbook(form(leaf(actual=""), leaf("乙"))), name="a.xlsx")
    assert ["0～5", None, "实际完成值未填，未计算；没有表内得分，未计入"] == [*beside(made)["平台操作性"]]
    tab = load_workbook(BytesIO(made.data))["自评表"]
    assert "3.5～8.5" == tab["I7"].value
    assert "有 1 行得分未定，总分在 3.5 至 8.5 之间" in tab["K7"].value


def test_a_form_without_points_has_no_room_to_tell() -> None:
    made = ps.mark(workbook(form(leaf(weight=None), leaf("乙", weight=None))), name="a.xlsx")
    tab = load_workbook(BytesIO(made.data))["自评表"]
    assert ("未定", "有 2 行得分未定") == (tab["I7"].value, re.search("有 2 行[^；]*", tab["K7"].value)[0])  # type: ignore[index]
    assert "核算总分 未定" in str(load_workbook(BytesIO(made.data))["核对清单"]["A2"].value)


def test_hidden_digits_count_as_they_are_shown() -> None:
    book = load_workbook(BytesIO(workbook(form(leaf(actual="85%", printed="0")))))
    book["自评表"]["G5"].value = 0.84533
    made = ps.mark(saved(book), name="a.xlsx")
    assert "ROUND(G5,2)" in str(beside(made, stored=False)["平台操作性"][0])
    assert "实际完成值 G5 按显示的位数计" in beside(made)["平台操作性"][2]
    assert [] == Live(made.data).faults()


@pytest.mark.parametrize(
    ("rulebook", "event", "words"),
    [
        ("cn-hb-wh-hanyang-2019-dept", "审计披露", "MIN(SUM(I5:I24),70)"),
        ("cn-ytjh-2022-manual", None, "IF(ROUND(D3/B3,10)<50%,59,IF(ROUND(D3/B3,10)<60%,69,IF(ROUND(D3/B3,10)<70%,79,IF(ROUND(D3/B3,10)<80%,89,100))))"),
    ],
)  # fmt: skip
def test_caps_of_the_total(rulebook: str, event: str | None, words: str) -> None:
    leaves = [leaf(f"指标{number}", printed="5", actual="100%") for number in range(20)]
    data = workbook(form(*leaves, budget=ps.Budget(planned=100, spent=55)))
    made = ps.mark(data, name="a.xlsx", rulebook=rulebook, event=event)
    total = load_workbook(BytesIO(made.data))["自评表"]["I25"].value
    assert words in total
    assert [] == Live(made.data).faults()
    assert made.audits[0].card.total in {Decimal(70), Decimal(69)}


def test_real_criteria_as_formulas(tmp_path: Path) -> None:
    """Every case of the conformance tables in one workbook."""
    assert [] == Live(ps.mark(conformance(), name="a.xlsx").data).faults()


def conformance() -> bytes:
    leaves: list[ps.Indicator] = []
    for path in sorted((ROOT / "tests" / "conformance").glob("*.csv")):
        for case in csv.DictReader(path.read_text("utf-8").splitlines()):
            if {"rule", "weight", "target", "actual"} <= case.keys():
                kind = ast.literal_eval(case["rule"])
                text = str(rule_of(path.stem, case["rule"])) if "alternatives" not in kind else ""
                if not case["actual"].startswith("("):
                    leaves.append(
                        leaf(
                            f"指标{len(leaves)}",
                            weight=case["weight"] or None,
                            target=case["target"],
                            actual=case["actual"],
                            criterion=text,
                        )
                    )
    assert len(leaves) > 300
    return workbook(form(*leaves))


# ---- texts ---------------------------------------------------------------------------------------

HOSTILE = ('=HYPERLINK("http://x","y")', "=1+1", "+1", "-1+2", "@SUM(A1)", "=8个", "\t=1", '"&cmd|x!A1', "_x000D_=1", "甲]乙", "'=1")


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_stay_texts(text: str) -> None:
    made = ps.mark(
        workbook(form(leaf(text, criterion=text + "扣分", printed="5", target=text, actual="100" + text), title=text)), name="a.xlsx"
    )
    book = load_workbook(BytesIO(made.data))
    ours = re.compile(r"=(ROUND|MIN|MAX|IF|SUM|VALUE)\(|=[A-Z]{1,2}\d+$")
    formulas = [cell.value for tab in book for row in tab.iter_rows() for cell in row if cell.data_type == "f"]
    assert [] == [one for one in formulas if not ours.match(str(one)) or "cmd" in str(one) or "HYPERLINK" in str(one)]
    assert text in {cell.value for row in book["自评表"].iter_rows() for cell in row} | {text for _ in [1] if "\t" in text or "_x" in text}


def test_only_plain_words_come_into_a_formula() -> None:
    assert Stored(Decimal(3), text=True, less=("≥", "次")) == stored_in("≥3次")
    assert (Stored(Decimal("0.025"), text=True, percent=True), Stored(Decimal("0.85"))) == (stored_in("2.5%"), stored_in(0.85))
    for text in ('3"次', "3&A1", "3-1", "3 次", "=3", '≥3")', "3次(含)", "1,500", True, None, "3次" * 9):
        stored = stored_in(text)
        assert stored is None or stored.value is None or text == "=3"


# ---- where ---------------------------------------------------------------------------------------


def test_the_input_is_never_written(tmp_path: Path) -> None:
    mine, link, hard = tmp_path / "甲.xlsx", tmp_path / "乙.xlsx", tmp_path / "丙.xlsx"
    copied(FIRST, mine)
    before = mine.read_bytes()
    hard.hardlink_to(mine)
    targets = [mine, hard, tmp_path / "." / "甲.xlsx"]
    if sys.platform != "win32":
        link.symlink_to(mine)
        targets.append(link)
    for out in targets:
        with pytest.raises(ps.PerfscoreError, match="就是输入文件"):
            ps.mark(mine, out)
    assert before == mine.read_bytes()


@pytest.mark.parametrize("name", ["a.xls", "a", "a.docx", "a.xlsx.txt"])
def test_another_ending_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ps.PerfscoreError, match=r"后缀不是 \.xlsx"):
        ps.mark(FIRST, tmp_path / name)


def test_a_copy_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    out.write_bytes(b"old")
    ps.mark(FIRST, out)
    assert b"PK" == out.read_bytes()[:2]
    with pytest.raises(ps.PerfscoreError, match="没有这个文件夹"):
        ps.mark(FIRST, tmp_path / "无" / "a.xlsx")
    assert [out] == list(tmp_path.iterdir())


def test_what_cannot_be_marked_is_refused() -> None:
    with pytest.raises(ps.ReadError, match="json"):
        ps.mark(dumps(ps.read(FIRST).to_dict()).encode(), name="a.json")
    with pytest.raises(ps.ReadError):
        ps.mark(b"PK\5\6", name="a.xlsx")
    with pytest.raises(ps.ReadError, match="没有这个文件"):
        ps.mark("无.xlsx")


@pytest.mark.parametrize("path", [path for path in FORMS if path.suffix in {".docx", ".html", ".csv"}], ids=lambda path: path.name)
def test_other_formats_become_a_plain_workbook(path: Path) -> None:
    made = ps.mark(path)
    assert ("原文件不是 .xlsx，已转成只有文字、边框和合并单元格的工作簿；原来的版式请看原文件",) == made.remarks
    assert [] == Live(made.data).faults()
    sheets_ = ps.read_all(path)
    assert [ps.score(sheet).total for sheet in sheets_] == [one.card.total for one in made.audits]


def test_the_names_of_worksheets() -> None:
    assert ("a b", "自评表", "A2", "x" * 28) == (title_of("a/b", []), title_of("[]", []), title_of("A", ["a"]), title_of("x" * 40, []))
    assert ((19, 10), None) == (spot("J19"), spot("表2!C5"))


def test_shared_widths_are_divided() -> None:
    book: Any = Workbook()
    tab = book.active
    tab.column_dimensions.group("C", "Z", hidden=True)
    widen(tab, 5, (10, 9, 48, 0))
    again: Any = load_workbook(BytesIO(saved(book))).active
    spans = sorted((one.min, one.max, one.hidden) for one in again.column_dimensions.values())
    assert [(3, 4, True), (5, 5, False), (6, 6, False), (7, 7, False), (8, 8, True), (9, 26, True)] == spans


# ---- laws ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.stem)
def test_published_forms(path: Path) -> None:
    made = ps.mark(path)
    assert [] == Live(made.data).faults()
    again = [ps.score(sheet) for sheet in ps.read_all(made.data, name="a.xlsx")]
    shown = [[(line.path, line.score, line.printed, line.indicator.remark) for line in card.lines] for card in again]
    assert [[(line.path, line.score, line.printed, line.indicator.remark) for line in one.card.lines] for one in made.audits] == shown


@given(sheets(), st.sampled_from((None, *ps.rulebooks())))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_form_is_marked_with_its_own_figures(sheet: ps.Sheet, rulebook: str | None) -> None:
    data = workbook(sheet)
    made = ps.mark(data, name="a.xlsx", rulebook=rulebook)
    (checked,) = made.audits
    assert [] == Live(made.data).faults()
    found = beside(made)
    for line in checked.card.lines:
        score = found[line.name][0] if line.name in found else None
        if line.score is not None and line.name in found:
            assert float(line.score) == score
    again = ps.score(ps.read(made.data, name="a.xlsx"), rulebook)
    assert (checked.card.total, [line.score for line in checked.card.lines]) == (again.total, [line.score for line in again.lines])


@needs_office
def test_libreoffice_comes_to_the_same_figures(tmp_path: Path) -> None:
    assert [] == office_faults(MADE.data, tmp_path)


@needs_office
def test_libreoffice_comes_to_the_same_figures_for_real_criteria(tmp_path: Path) -> None:
    assert [] == office_faults(ps.mark(conformance(), name="a.xlsx").data, tmp_path)


@needs_office
def test_libreoffice_rounds_random_figures_as_we_do(tmp_path: Path) -> None:
    """Shares, ladders and tiers over 600 random pairs: noise must not move a printed figure."""
    from random import Random

    draw = Random(2019)
    criteria = ("实际完成值/年初目标值*分值", "年初目标值/实际完成值*分值", "每减少1%扣0.1分，扣完为止", "每减少0.3个百分点扣0.7分，扣完为止",
                "≥95%得10分，90%(含)-95%得8分，其余不得分", "反向指标超过目标值的部分按比例扣分")  # fmt: skip
    leaves = []
    for number in range(600):
        if number % 2:
            target, actual = (f"{draw.randrange(1, 10_000) / 100:.2f}%".replace(".00", "") for _ in range(2))
        else:
            target, actual = (f"{draw.randrange(1, 100_000) / 8:g}" for _ in range(2))
        weight = draw.choice(("5", "7.5", "10", "12.25", "3"))
        leaves.append(leaf(f"指标{number}", weight=weight, target=target, actual=actual, criterion=draw.choice(criteria)))
    made = ps.mark(workbook(form(*leaves)), name="a.xlsx")
    assert [] == Live(made.data).faults()
    assert [] == office_faults(made.data, tmp_path)


# ---- a reader changes cells ---------------------------------------------------------------------

#: What people write where a figure must stand.
CHANGES = (None, "无", "达成", 0, 1, 2, 50, 85, 95, 120, 0.5, 0.95, 3, -3, "50", "95%", "0.9", "≤80%", "≥3次", "   ", "—", "/")
POINTS = (None, "无", 3, "5", 7.5)


def changed(data: bytes, edits: dict[tuple[str, str], Any]) -> bytes:
    """A workbook with other values in some cells, each a number or a text as it is given."""
    book = load_workbook(BytesIO(data))
    for (title, at), value in edits.items():
        book[title][at].value = value
        if isinstance(value, str):
            book[title][at].data_type = "s"
    return saved(book)


def edits_of(made: ps.Marked, seed: int) -> dict[tuple[str, str], Any]:
    """At most one change in each row, in a third of the rows."""
    from random import Random

    draw, found = Random(seed), {}
    book = load_workbook(BytesIO(made.data))
    for checked in made.audits:
        title = checked.card.sheet.source.sheet
        for line in checked.card.lines:
            names = [name for name in ("weight", "target", "actual", "actual", "printed") if (one := line.indicator.cell(name)) and one.at]
            cell = line.indicator.cell(draw.choice(names)) if names and draw.random() < 0.35 else None
            if cell is not None and book[title][cell.at].data_type != "f":
                found[title, cell.at] = draw.choice(CHANGES if cell.field in {"target", "actual"} else POINTS)
    return found


def disagreements(data: bytes, made: ps.Marked, edits: dict[tuple[str, str], Any], value: Any) -> list[object]:
    """Where a formula of a changed row shows an error, or another figure than the changed form scores; ``value`` gives what it shows."""
    found: list[object] = []
    book = load_workbook(BytesIO(made.data))
    for checked, sheet in zip(made.audits, ps.read_all(changed(data, edits), name="a.xlsx"), strict=True):
        title = checked.card.sheet.source.sheet
        column = next(cell.column for row in book[title].iter_rows() for cell in row if cell.value == HEADS[0])
        rows = {spot(at)[0]: (at, new) for (tab, at), new in edits.items() if tab == title}  # type: ignore[index]
        for line in ps.score(sheet).lines:
            where = line.indicator.cell("printed") or line.indicator.cell("name")
            row = spot(where.at)[0] if where else 0  # type: ignore[index]
            cell = book[title].cell(row or 1, column)
            if row not in rows or cell.data_type != "f":
                continue
            shown = value(title, cell.coordinate)
            if isinstance(shown, str):
                wrong = shown not in {"待填", "需重标"}
            else:
                wrong = line.score is None or shown is None or abs(float(line.score) - shown) > 1e-9
            if wrong:
                found.append((title, cell.coordinate, rows[row], shown, line.score, line.reason, cell.value))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_a_changed_cell_never_shows_a_wrong_score(seed: int) -> None:
    data = conformance()
    made = ps.mark(data, name="a.xlsx")
    edits = edits_of(made, seed)
    assert len(edits) > 100
    assert [] == disagreements(data, made, edits, Live(changed(made.data, edits)).value)


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.stem)
def test_a_changed_cell_of_a_published_form_never_shows_a_wrong_score(path: Path) -> None:
    made = ps.mark(path)
    edits = edits_of(made, 7)
    assert [] == disagreements(path.read_bytes(), made, edits, Live(changed(made.data, edits)).value)


@needs_office
def test_libreoffice_shows_words_and_no_errors_in_changed_rows(tmp_path: Path) -> None:
    data = conformance()
    made = ps.mark(data, name="a.xlsx")
    edits = edits_of(made, 11)
    office = recalculated(changed(made.data, edits), tmp_path)
    assert [] == disagreements(data, made, edits, lambda tab, at: office[tab][at].value)
    assert [] == [cell.coordinate for tab in office for row in tab.iter_rows() for cell in row if str(cell.value).startswith(("#", "Err:"))]


#: Target and actual as the form has them, the new actual, and what the score, the difference and the total then show.
SHOWN = (
    (100, 90, None, "待填", None, "1 行未核算"), (100, 90, "九十", "待填", None, "1 行未核算"), (100, 90, "95", "待填", None, "1 行未核算"),
    ("≥100件", "90件", None, "待填", None, "1 行未核算"), ("≥100件", "90件", "无", "待填", None, "1 行未核算"),
    ("≥100件", "90件", "95件", 9.5, 0.5, 19.5), ("≥100件", "90件", 95, 9.5, 0.5, 19.5),
    ("≥90%", "81%", "85.5%", 9.5, 0.5, 19.5), ("≥90%", "81%", 0.855, 9.5, 0.5, 19.5), ("≥90%", "81%", "85.5", "需重标", None, "1 行未核算"),
    ("≥90%", 81, 0.855, 9.5, 0.5, 19.5), ("≥90%", 81, 85.5, 9.5, 0.5, 19.5), ("≥90%", 81, "85.5%", "待填", None, "1 行未核算"),
)  # fmt: skip


@needs_office
def test_what_stands_beside_a_changed_cell(tmp_path: Path) -> None:
    rows = [leaf(name, weight="10", target="1", actual="1", printed="10", criterion="实际完成值/年初目标值*分值") for name in ("甲", "乙")]
    bare = load_workbook(BytesIO(workbook(form(*rows))))
    for number, (target, actual, *_) in enumerate(SHOWN):
        tab = bare.copy_worksheet(bare["自评表"])
        tab.title, tab["F5"].value, tab["G5"].value = f"第{number}张", target, actual
    bare.remove(bare["自评表"])
    made = load_workbook(BytesIO(ps.mark(saved(bare), name="a.xlsx").data))
    for number, (_, _, new, *_) in enumerate(SHOWN):
        made[f"第{number}张"]["G5"].value = new
    office = recalculated(saved(made), tmp_path)
    for number, shown in enumerate(SHOWN):
        assert list(shown[3:]) == [office[f"第{number}张"][at].value for at in ("I5", "J5", "I7")], shown


@pytest.mark.parametrize(
    ("actual", "printed", "score"),
    [(30, 10, 10), (24, 8, 8), (24, 7, 8), (24, 11, 10), (40, 5, 7.5), (24, None, "待填"), (30, None, "待填")],
)
def test_a_row_of_unknown_direction_is_computed_both_ways(actual: int, printed: int | None, score: object) -> None:
    """Under a rulebook that is only guessed; the row meets its target when it is marked."""
    data = workbook(form(leaf(weight="10", target="30", actual="30", printed="10", criterion="")))
    made = ps.mark(data, name="a.xlsx")
    line = made.audits[0].card["平台操作性"]
    assert line.governed.plan is not None
    assert line.governed.plan.ends is not None
    assert line.governed.plan.ends.high is not None
    edits = {("自评表", "G5"): actual, ("自评表", "H5"): printed}
    assert score == Live(changed(made.data, edits)).value("自评表", "I5")


@pytest.mark.parametrize(("actual", "score"), [(0.81, 4.5), (0.45, 2.5), (81, "需重标"), (-0.1, "需重标"), (None, "待填")])
def test_bare_ratios_stay_ratios(actual: object, score: object) -> None:
    """Two figures without % are ratios as long as both lie in 0…1.5."""
    data = workbook(form(leaf("覆盖率", target="0.9", actual="0.9", printed="5", criterion="实际完成值/年初目标值*分值")))
    made = ps.mark(data, name="a.xlsx")
    assert score == Live(changed(made.data, {("自评表", "G5"): actual})).value("自评表", "I5")


def test_a_printed_score_that_no_formula_can_take_leaves_the_figure() -> None:
    book = load_workbook(BytesIO(workbook(form(leaf(actual="达成", target="达成", criterion="酌情得2-5分", printed="4")))))
    book["自评表"]["H5"].value = "4 分"
    made = ps.mark(saved(book), name="a.xlsx")
    score, _, said = beside(made, stored=False)["平台操作性"]
    assert (4, True) == (score, "表内得分不是数字单元格，填的是核算结果" in said)


# ---- what stands beside a form already -----------------------------------------------------------


def test_columns_of_the_reader_stay_whatever_they_are_called() -> None:
    book = first()
    tab = book["Sheet1"]
    mine = {(8, 12): "核算得分", (8, 13): "差异", (8, 14): "说明", (8, 15): "复核人", (9, 12): 15, (9, 14): "处室意见", (9, 15): "张三"}
    for at, value in mine.items():
        tab.cell(*at).value = value
    made = load_workbook(BytesIO(ps.mark(saved(book), name="a.xlsx").data))["Sheet1"]
    assert mine == {at: made.cell(*at).value for at in mine}
    assert HEADS == [made.cell(8, column).value for column in (16, 17, 18)]


def test_columns_of_an_earlier_marking_are_written_over() -> None:
    again = load_workbook(BytesIO(ps.mark(MADE.data, name="a.xlsx").data))["Sheet1"]
    assert [8] * 3 == [cell.row for row in again.iter_rows() for cell in row if cell.value in HEADS]


def test_a_blank_far_to_the_right_is_no_content_and_a_text_there_is_named() -> None:
    book = first()
    book["Sheet1"]["XFD12"].value = " "
    assert "在 L–N 列" in ps.mark(saved(book), name="a.xlsx").places[0]
    book["Sheet1"]["XFD12"].value = "附注"
    with pytest.raises(ps.PerfscoreError, match="最右边有XFD12 的“附注”"):
        ps.mark(saved(book), name="a.xlsx")


@pytest.mark.parametrize("across", ["A1:J1", "A1:GR1", "A1:ZZ1"])
def test_the_columns_may_stand_far_to_the_right_in_rows_that_hold_nothing_else(across: str) -> None:
    made = ps.mark(reading_files.book(reading_files.form(E2="", G5=""), merges=[across]), name="a.xlsx")
    tab: Any = load_workbook(BytesIO(made.data)).worksheets[0]
    ((said,),) = [[cell for cell in row if str(cell.value).startswith("核算总分：")] for row in tab.iter_rows(min_row=7, max_row=7)]
    assert made.places[0].endswith(f"–{said.column_letter} 列")
    assert 45 == tab.row_dimensions[7].height  # as tall as its words need


def test_a_merged_cell_that_leaves_no_room_is_named() -> None:
    book = first()
    book["Sheet1"].merge_cells("L12:XFD12")
    with pytest.raises(ps.PerfscoreError, match="合并单元格 L12:XFD12 一直到表的右边以外"):
        ps.mark(saved(book), name="a.xlsx")


@pytest.mark.parametrize("act", [lambda out: ps.mark(FIRST, out), lambda out: ps.template("cn-mof-2020-10", out)])
def test_a_workbook_without_macros_is_not_called_xlsm(act: Any, tmp_path: Path) -> None:
    with pytest.raises(ps.PerfscoreError, match="内容不带宏"):
        act(tmp_path / "a.xlsm")
    assert [] == list(tmp_path.iterdir())


def test_what_is_odd_about_the_form_cites_no_clause_of_the_row() -> None:
    (tab,) = [one for one in load_workbook(BytesIO(MADE.data)) if one.title == "核对清单"]
    rows = [row for row in tab.iter_rows(values_only=True) if row[4] and row[9] is not None]
    told = {one.code: CODES[one.code].title for one in MADE.audits[0].findings if not one.by_rule}
    assert told
    assert [] == [row for row in rows if row[4] in told.values() and row[9]]
