"""perfscore rulebooks: listed, shown and compared, in words that a reader knows, at any width of the terminal."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import perfscore as ps
from perfscore import console
from perfscore.cli import run
from perfscore.reporting.table import columns

Call = Callable[..., str]


@pytest.fixture(params=[60, 80])
def call(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a call on a terminal of so many columns; gives what it prints, no line of which is wider."""
    monkeypatch.setattr(console, "width", lambda: request.param)

    def done(*arguments: str) -> str:
        assert run(["rulebooks", *arguments]) == 0
        out, err = capsys.readouterr()
        assert err == ""
        assert [line for line in out.splitlines() if columns(line) > request.param] == []
        return out

    return done


def test_all_are_listed_with_place_year_and_name(call: Call) -> None:
    lines = call().splitlines()
    assert (lines[0].split(), lines[1]) == (["ID", "地区", "年度"], "  名称")
    assert [line.split()[0] for line in lines if line.startswith("cn-")] == list(ps.rulebooks())
    at = next(number for number, line in enumerate(lines) if line.startswith("cn-bj-2016-project"))
    assert (lines[at].split(), lines[at + 1]) == (["cn-bj-2016-project", "北京市海淀区", "2016"], "  项目支出绩效自评表（2016 年度）")
    assert re.search(r"^cn-mof-2020-10 +中央 +2020–$", "\n".join(lines), re.MULTILINE)


@pytest.mark.parametrize("name", ps.rulebooks())
def test_every_rulebook_is_shown_whole(call: Call, name: str) -> None:
    def bare(text: str) -> str:
        return "".join(text.split())

    shown, whole = call("show", name), str(ps.rulebook(name))
    assert bare(shown) == bare(whole)
    assert [line for line in shown.splitlines() if re.match(r" {2}\S", line)] != []


def test_what_a_child_takes_over_is_shown_with_the_document_it_stands_in(call: Call) -> None:
    shown = call("show", "cn-sx-pmkpi")
    assert "上级办法：cn-pmkpi-default（本办法没有另写的，从其规定）" in shown.replace("\n", "")
    assert "  口径：目标未填：目标值未填的行不计入总分\n    依据 [1] 自评范围：" in shown
    assert "  满分" not in shown
    assert "    依据 [2] 各行得分：每行修约到两位小数（已核实）\n" in shown


def test_two_are_compared_in_words(call: Call) -> None:
    out = call("diff", "cn-gx-pmkpi", "cn-sx-pmkpi")
    assert out == (
        "甲：广西预算绩效系统自评计分（cn-gx-pmkpi）\n乙：山西预算绩效系统自评计分（cn-sx-pmkpi）\n"
        "\n远超目标的界限\n  甲：≥130%\n  乙：≥120%\n"
        "\n口径：目标未填\n  甲：（未规定）\n  乙：目标值未填的行不计入总分\n"
        "\n口径：远超目标\n  甲：必须说明原因\n  乙：得分可由人工修改，不超过分值\n"
    )
    assert "没有差别。" in call("diff", "cn-gx-pmkpi", "cn-gx-pmkpi")


def test_of_no_two_rulebooks_a_word_of_the_code_is_shown(call: Call) -> None:
    for name in ps.rulebooks():
        told = call("diff", "general", name).partition("\n\n")[2]
        assert [line for line in told.splitlines() if re.search(r"[a-z]{2,}", line)] == [], name


def test_ones_own_file_is_shown_and_compared(call: Call, tmp_path: Path) -> None:
    own = tmp_path / "my.toml"
    own.write_text('id = "mine"\ntitle = "本县办法"\nparent = "cn-mof-grades-notice"\n', "utf-8")
    assert call("show", str(own)).startswith("本县办法（mine）\n")
    assert "没有差别。" in call("diff", str(own), "cn-mof-grades-notice")


def test_one_that_is_not_there_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rulebooks", "show", "cn-mof-2020"]) == 2
    assert capsys.readouterr().err == "没有评分办法“cn-mof-2020”。\n  最接近的是 cn-mof-2020-10。也可以给出 .toml 文件。\n"
