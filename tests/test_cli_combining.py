"""perfscore combine: text, json, the form of all saved, exit statuses; the how-to page shows what is printed."""

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from shutil import copy

import pytest

import perfscore as ps
from perfscore.cli import run
from perfscore.combining import combine

Call = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "how-to" / "combine.md").read_text("utf-8")
#: The forms of the example under the names that the page gives them.
FORMS = {"甲中心.csv": "jia.csv", "乙中心.csv": "yi.csv", "丙站.csv": "bing.csv"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, file in FORMS.items():
        copy(ROOT / "tests" / "data" / "combine" / file, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], folder: Path) -> Call:
    """Run a call in this process, in the folder of the forms; gives status, standard output and standard error."""

    def done(*arguments: str) -> tuple[int, str, str]:
        status = run(["combine", *arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return done


def test_two_forms_become_one(call: Call) -> None:
    status, out, err = call("甲中心.csv", "乙中心.csv")
    assert (0, "") == (status, err)
    for text in ("第 2 张  乙中心       300  乙中心.csv", "(80% × 100 + 90% × 300) ÷ 400 = 87.5%", "复算 86.15"):
        assert text in out


@pytest.mark.parametrize("comma", [",", "，", "、"])
def test_funds_may_be_given(call: Call, comma: str) -> None:
    assert "(80% × 1 + 90% × 1.5) ÷ 2.5 = 86%" in call("甲中心.csv", "乙中心.csv", "--funds", f"1{comma}1.5")[1]


def test_a_folder_in_the_order_of_its_names(call: Call, folder: Path) -> None:
    (folder / "丙站.csv").unlink()
    (folder / "说明.doc").write_bytes(b"")
    status, out, err = call(".")
    assert (0, True) == (status, "第 1 张  乙中心" in out)
    assert "另有 1 个文档没有读" in err


def test_an_event_and_a_rulebook_reach_the_total(call: Call, folder: Path) -> None:
    cite = 'cite = { document = "试行办法", clause = "三", quote = "按资金额度加权平均", status = "verified" }'
    values = {"event_cap": "60", "rollup_relative": "funds"}
    told = "".join(f'[{key}]\nvalue = "{value}"\n{cite}\n' for key, value in values.items())
    (folder / "试行.toml").write_text(f'id = "trial"\ntitle = "试行办法"\n{told}', "utf-8")
    out = call("甲中心.csv", "乙中心.csv", "--rulebook", "试行.toml", "--event", "审计披露")[1]
    assert "复算 60 " in out
    assert "依据：试行办法 三：“按资金额度加权平均”（已核实）" in out


def test_disagreements_give_status_one(call: Call) -> None:
    status, out, err = call("甲中心.csv", "乙中心.csv", "丙站.csv", "--format", "json")
    document = json.loads(out, parse_float=str)
    assert (1, "", "perfscore.combined/1", 3, None) == (
        status, err, document["format"], len(document["mismatches"]), document["result"]["totals"]["score"],
    )  # fmt: skip


def test_the_form_of_all_is_saved_beside_the_report(call: Call, folder: Path) -> None:
    status, out, err = call("甲中心.csv", "乙中心.csv", "--sheet", "汇总.json", "-o", "过程.txt")
    assert (0, "", "") == (status, out, err)
    assert "复算 86.15" in (folder / "过程.txt").read_text("utf-8")
    assert "86.15" == str(ps.score(ps.read(folder / "汇总.json")).total)


# ---- what cannot go on --------------------------------------------------------------------------


def test_with_a_file_that_cannot_be_read_nothing_is_combined(call: Call, folder: Path) -> None:
    (folder / "空.csv").write_bytes(b"")
    status, out, err = call("甲中心.csv", "没有.csv", "空.csv", "--sheet", "汇总.json")
    assert (2, "", False) == (status, out, (folder / "汇总.json").exists())
    assert (
        """\
没有.csv：没有这个文件。
  请核对路径和文件名。
空.csv：文件是空的。"""
        in err
    )
    assert err.endswith("有 2 处读不了，没有汇总：缺了一张，汇总的数就不对。\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--funds", "1"), "资金额度有 1 个，表有 2 张。"),
        (("--funds", "1,很多"), "“很多”不是数。"),
        (("--funds", "1,0"), "第 2 张表（乙中心）的资金额度是 0，应大于 0"),
        (("--format", "xlsx"), "没有输出格式“xlsx”。"),
        (("--rulebook", "没有"), "没有评分办法“没有”。"),
        (("--sheet", "甲中心.csv"), "输出文件 甲中心.csv 就是输入文件。"),
        (("--sheet", "a.json", "-o", "./a.json"), "-o 与 --sheet 是同一个文件。"),
    ],
)
def test_calls_that_make_no_sense(call: Call, folder: Path, arguments: tuple[str, ...], message: str) -> None:
    before = sorted(folder.iterdir())
    status, out, err = call("甲中心.csv", "乙中心.csv", *arguments)
    assert (2, "", True) == (status, out, message in err)
    assert before == sorted(folder.iterdir())


@pytest.mark.parametrize("option", ["-o", "--sheet"])
def test_nothing_is_written_into_a_folder_that_is_combined(call: Call, folder: Path, option: str) -> None:
    status, out, err = call(".", option, "汇总.json")
    assert (2, "") == (status, out)
    assert "输出文件 汇总.json 在要汇总的文件夹里，下次汇总会把它也算进去。" in err
    assert not (folder / "汇总.json").exists()


# ---- the page -----------------------------------------------------------------------------------

CONSOLE = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("block", CONSOLE, ids=[block.splitlines()[0] for block in CONSOLE])
def test_what_the_page_shows_is_printed(block: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line that is only … stands for lines left out; of several commands the last one's output is shown."""
    commands = re.findall(r"^\$ perfscore (.*)$", block, re.MULTILINE)
    for command in commands:
        capsys.readouterr()
        run(shlex.split(command))
    whole, at = capsys.readouterr().out, 0
    for part in block.rpartition(f"{commands[-1]}\n")[2].split("…\n"):
        at = whole.find(part.strip("\n"), at)
        assert at >= 0, f"not printed:\n{part}\n--- but:\n{whole}"


def test_the_python_of_the_page_runs(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ps, "combine", combine, raising=False)
    (program,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(program, "combine.md", "exec"), {})
    assert capsys.readouterr().out.startswith("86.15\n预算数 100 + 300 = 400 万元\n")


def test_the_page_shows_commands() -> None:
    assert len(CONSOLE) >= 4
