"""perfscore.writing: the review list, read back as a spreadsheet program would."""

import re
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings, strategies as st
from openpyxl import load_workbook

import perfscore as ps
from perfscore.checking import entry
from perfscore.writing import FINDINGS, FORMS, LINES, UNREAD, ReviewList
from tests.forms import FIRST, form, leaf


def made(*entries: Any, full: bool = False) -> Any:
    review = ReviewList()
    for one in entries:
        review.add("甲.xlsx", one, full=full)
    out = BytesIO()
    review.save(out)
    return out


def rows(out: BytesIO, tab: str) -> list[dict[str, Any]]:
    heads, *others = load_workbook(out)[tab].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in others]


FIRST_ENTRY = entry(ps.audit(ps.read(FIRST)))


def test_findings() -> None:
    found = rows(made(FIRST_ENTRY), "问题清单")
    assert len(FIRST_ENTRY["findings"]) == len(found)
    assert list(range(1, len(found) + 1)) == [row["序号"] for row in found]
    row = next(row for row in found if row["代码"] == "score-mismatch")
    assert ("错误", "平台操作性", "得分与评分标准不符", 0, 3.5) == (row["程度"], row["指标"], row["问题"], row["表内"], row["应为"])
    assert "整张表" in {row["指标"] for row in found}


def test_lines_and_forms() -> None:
    out = made(FIRST_ENTRY, full=True)
    line = next(row for row in rows(out, "各行得分") if row["指标"].endswith("平台操作性"))
    assert (5, "100%", "85%", 0, 3.5, "5 − 15 × 0.1 = 3.5") == tuple(
        line[head] for head in ("分值", "目标值", "实际完成值", "表内得分", "复算得分", "算式")
    )
    (one,) = rows(out, "各表汇总")
    assert (96, 94, 97.35, "是") == (one["自评总分"], one["各行合计"], one["复算总分"], one["各行满分"])
    assert [] == rows(out, "读不了的")


def test_what_was_not_read() -> None:
    error = {"source": "乙.xlsx", "error": {"message": "文件是空的。", "hint": None, "cell": "Sheet1!A1"}}
    assert [{"文件": "乙.xlsx", "单元格": "Sheet1!A1", "原因": "文件是空的。", "怎么办": None}] == rows(made(error), "读不了的")


@pytest.mark.parametrize(
    "text", ["=HYPERLINK(1)", "+1+1", "-cmd|' /C calc'!A0", "@SUM(A1)", "甲\x07\x00乙", "\ufffe\uffff丙", "<script>&'"]
)
def test_text_stays_text(text: str) -> None:
    out = made(entry(ps.audit(form(leaf(text, printed=0)))))
    name = rows(out, "各行得分")[0]["指标"]
    assert name.endswith(re.sub("[\x07\x00\ufffe\uffff]", "", text))
    tab = load_workbook(out)["各行得分"]
    assert {"s"} == {cell.data_type for row in tab.iter_rows(min_row=2, min_col=3, max_col=3) for cell in row}
    assert b"<f>" not in b"".join(ZipFile(out).read(part) for part in ZipFile(out).namelist())


@settings(max_examples=30, deadline=None)
@given(st.decimals("-99999999", "99999999", allow_nan=False, places=4))
def test_figures_keep_their_digits(value: Decimal) -> None:
    shown = format(value, "f")
    finding = {
        "code": "weight-sum",
        "severity": "note",
        "row": None,
        "cell": None,
        "printed": shown,
        "expected": "1/3",
        "message": "",
        "reading": None,
    }
    out = made({**FIRST_ENTRY, "findings": [finding], "lines": []})
    sheet = ZipFile(out).read("xl/worksheets/sheet1.xml").decode()
    assert f"<v>{shown}</v>" in sheet
    assert "1/3" == rows(out, "问题清单")[0]["应为"]


def test_heads_are_all_different() -> None:
    for heads in (FINDINGS, LINES, FORMS, UNREAD):
        assert len({head.text for head in heads}) == len(heads)


@pytest.mark.parametrize(("printed", "shaded"), [("5.00", False), ("5分", False), ("4", True), ("", False)])
def test_only_a_score_that_differs_is_shaded(printed: str, shaded: bool) -> None:
    line = dict(FIRST_ENTRY["lines"][0], printed=printed or None, score="5")
    tab = load_workbook(made({**FIRST_ENTRY, "lines": [line]}))["各行得分"]
    assert shaded == (tab["H2"].fill.fgColor.rgb == "FFF4CCCC")
