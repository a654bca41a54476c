"""perfscore mark: what is written and said, exit statuses; the how-to page shows what is printed."""

import re
import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from json import dumps
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from openpyxl import load_workbook

import perfscore as ps
from perfscore.cli import run
from tests.forms import FIRST, ROOT, form, leaf
from tests.spreadsheet import workbook

Call = Callable[..., tuple[int, str, str]]
PAGE = (ROOT / "docs" / "how-to" / "mark.md").read_text("utf-8")


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a call in this process, in a folder that has the first sheet; gives status, standard output and standard error."""
    (tmp_path / "examples").mkdir()
    copy(FIRST, tmp_path / "examples" / FIRST.name)
    (tmp_path / "表.json").write_text(dumps(ps.read(FIRST).to_dict()), "utf-8")
    monkeypatch.chdir(tmp_path)

    def done(*arguments: str) -> tuple[int, str, str]:
        status = run(["mark", *arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return done


def test_the_page_shows_what_is_printed(call: Call) -> None:
    (said,) = re.findall(r"\$ perfscore mark (.*)\n((?:.+\n)+?)```", PAGE)
    assert (1, said[1], "") == call(*said[0].split())
    assert "核对清单" in load_workbook("汉阳-核对.xlsx").sheetnames


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((str(FIRST),), "没有写明输出文件。\n  请用 -o 指明，例如 -o 自评表-核对.xlsx。\n"),
        (("a.xlsx", "-o", "b.docx"), "输出文件 b.docx 的后缀不是 .xlsx。\n  例如 -o 自评表-核对.xlsx。\n"),
        (("examples/hanyang-2019.xlsx", "-o", "examples/../examples/hanyang-2019.xlsx"),
         "输出文件 examples/../examples/hanyang-2019.xlsx 就是输入文件。\n  请换一个文件名。\n"),
        (("无.xlsx", "-o", "b.xlsx"), "无.xlsx：没有这个文件。\n  请核对路径和文件名。\n"),
        (("examples", "-o", "b.xlsx"), "examples：这是文件夹，不是文件。\n  请给出文件的路径。\n"),
        ((str(FIRST), "-o", "无/b.xlsx"), "写不了文件 无/b.xlsx（没有这个文件夹）。\n  请核对文件夹和权限。\n"),
        ((str(FIRST), "-o", "b.xlsx", "--select", "total-mismach"), "没有问题代码“total-mismach”。\n  是不是 total-mismatch、score-mismatch？\n"),
        (("表.json", "-o", "b.xlsx"), "表.json：这是程序的数据（json），没有可以标注的单元格。\n  请给出原来的表格文件。\n"),
    ],
)  # fmt: skip
def test_what_is_refused(call: Call, arguments: tuple[str, ...], said: str) -> None:
    assert (2, "", said) == call(*arguments)
    assert not Path("b.xlsx").exists()


def test_a_form_without_faults(call: Call) -> None:
    Path("a.xlsx").write_bytes(workbook(form(leaf(printed="3.5", remark="说明"), declared="3.5", unit="甲单位")))
    status, out, err = call("a.xlsx", "-o", "b.xlsx", "--select", "total-mismatch")
    assert (0, "") == (status, err)
    assert "  甲单位：自评 3.5，核算 3.5；错误 0，提醒 0，备注 0\n" in out


def test_what_is_lost_is_said(call: Call) -> None:
    Path("a.csv").write_text("一级指标,三级指标,分值,年度指标值,实际完成值,得分\n产出,办结率,10,≥90%,,10\n", "utf-8")
    status, out, err = call("a.csv", "-o", "b.xlsx")
    assert "原文件不是 .xlsx，已转成只有文字、边框和合并单元格的工作簿；原来的版式请看原文件\n" == err
    assert "：自评总分未填，核算 10；" in out
    assert status in {0, 1}


def test_standard_input(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(FIRST.read_bytes())))
    assert 1 == call("-", "-o", "b.xlsx")[0]
    assert "汉阳区大数据中心" == ps.read("b.xlsx").unit
    monkeypatch.setattr(sys, "stdin", None)
    status, out, err = call("-", "-o", "c.xlsx")
    assert (2, "") == (status, out)
    assert "标准输入：标准输入读不了。\n  请用 < 或 | 给出文件内容，或直接写文件名。\n" == err
    assert not Path("c.xlsx").exists()


def test_a_form_that_cannot_be_read_is_said(call: Call) -> None:
    book: Any = load_workbook(FIRST)
    tab = book.copy_worksheet(book.active)
    tab["H9"] = "=1+1"
    book.save("a.xlsx")
    status, out, err = call("a.xlsx", "-o", "b.xlsx")
    assert 2 == status
    assert "公式" in err
    assert "工作表“Sheet1”" in out
