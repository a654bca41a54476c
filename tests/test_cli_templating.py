"""perfscore template: what is written and said, what is refused; the how-to page shows what is printed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from perfscore.cli import run
from tests.forms import ROOT

Call = Callable[..., tuple[int, str, str]]
PAGE = (ROOT / "docs" / "how-to" / "template.md").read_text("utf-8")


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a call in this process, in an empty folder; gives status, standard output and standard error."""
    monkeypatch.chdir(tmp_path)

    def done(*arguments: str) -> tuple[int, str, str]:
        status = run(["template", *arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return done


def test_the_page_shows_what_is_printed(call: Call) -> None:
    (said,) = re.findall(r"\$ perfscore template (.*)\n((?:.+\n)+?)```", PAGE)
    assert (0, said[1], "") == call(*said[0].split())
    assert ["自评表", "填表说明"] == load_workbook("空白表.xlsx").sheetnames


def test_a_users_own_rulebook(call: Call) -> None:
    own = (ROOT / "perfscore" / "rulebooks" / "cn-hb-2020-project.toml").read_text("utf-8")
    Path("my.toml").write_text(own.replace("cn-hb-2020-project", "my-own"), "utf-8")
    assert 0 == call("my.toml", "-o", "a.xlsx")[0]
    assert "（my-own）" in str(load_workbook("a.xlsx")["自评表"]["A23"].value)


def test_what_is_refused(call: Call) -> None:
    Path("有.xlsx").write_bytes(b"x")
    assert (2, "", "没有写明输出文件。\n  请用 -o 指明，例如 -o 空白表.xlsx。\n") == call("cn-mof-2020-10")
    assert (2, "", "已有文件 有.xlsx，没有覆盖：里面可能已经填了数。\n  请换一个文件名，或先把它移走。\n") == call(
        "cn-mof-2020-10", "-o", "有.xlsx"
    )
    assert (2, "", "输出文件 a.csv 的后缀不是 .xlsx。\n  例如 -o 自评表-核对.xlsx。\n") == call("cn-mof-2020-10", "-o", "a.csv")
    status, out, err = call("cn-mof-2020", "-o", "a.xlsx")
    assert (2, "", True) == (status, out, "cn-mof-2020-10" in err)
    assert b"x" == Path("有.xlsx").read_bytes()
