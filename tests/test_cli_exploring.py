"""perfscore what-if: other figures, or what a total would have needed; the how-to page shows what is printed."""

import io
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from perfscore.cli import run
from perfscore.exploring import NOTICE
from tests.reading_files import EXAMPLE, book, form
from tests.test_reporting_json import faults

Call = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "how-to" / "what-if.md").read_text("utf-8")


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Run the command in this process; gives status, standard output and standard error."""

    def done(*arguments: object) -> tuple[int, str, str]:
        status = run(["what-if", *map(str, arguments)])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return done


def loaded(text: str) -> Any:
    return json.loads(text, parse_float=str)


def test_another_figure(call: Call) -> None:
    status, out, err = call(EXAMPLE, "--set", "平台操作性=95%", "--set", "执行数 = 1486.27")
    assert (0, "") == (status, err)
    for part in ("〔Sheet1!H24〕 85% → 95%", "执行数〔Sheet1!I5〕 1464.43 → 1486.27", "总分 97.35 → 98.5", "5 − 5 × 0.1 = 4.5", NOTICE):
        assert part in out


def test_what_a_total_would_have_needed(call: Call) -> None:
    status, out, err = call(EXAMPLE, "--reach", "98")
    assert (0, "") == (status, err)
    assert "  平台操作性：85% → 92%（+7），须大于 91%，本行得 4.2，总分 98.05\n" in out
    assert out.endswith(f"\n{NOTICE}\n")


@pytest.mark.parametrize(("option", "value", "name"), [("--set", "H24=95%", "what-if"), ("--reach", "98", "reach")])
def test_both_as_json(call: Call, option: str, value: str, name: str) -> None:
    status, out, _ = call(EXAMPLE, option, value, "--format", "json")
    document = loaded(out)
    assert (0, f"perfscore.{name}/1", []) == (status, document["format"], faults(name, document))


def test_an_event_and_a_rulebook_count(call: Call) -> None:
    assert "总分不超过 70，不能达到 98" in call(EXAMPLE, "--reach", "98", "--event", "审计披露")[1]
    document = loaded(call(EXAMPLE, "--set", "H24=95%", "--rulebook", "general", "--format", "json")[1])
    assert "general" == document["rulebook"]


def test_a_result_goes_to_a_file(call: Call, tmp_path: Path) -> None:
    place = tmp_path / "反推.txt"
    assert (0, "", "") == call(EXAMPLE, "--reach", "98", "-o", place)
    assert place.read_text("utf-8").startswith("总分要达到 98")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "--set 与 --reach 应给出一个，不能都给。"),
        (("--set", "H24=95%", "--reach", "98"), "--set 与 --reach 应给出一个，不能都给。"),
        (("--set", "平台操作性"), "--set“平台操作性”应写成 指标=值。"),
        (("--set", "=95%"), "--set“=95%”应写成 指标=值。"),
        (("--set", "H24=95%", "--set", "H24 = 96%"), "--set 给了“H24”两个值。"),
        (("--set", "操作性=95%"), "没有指标“操作性”。"),
        (("--reach", "101"), "所问总分 101 超过满分 100。"),
        (("--reach", "很高"), "“很高”不是数。"),
        (("--reach", "98", "--rulebook", "没有"), "没有评分办法“没有”。"),
        (("--reach", "98", "--format", "xlsx"), "没有输出格式“xlsx”。"),
        (("--reach", "98", "--max-size", "0"), "--max-size“0”应是兆字节数。"),
    ],
)
def test_calls_that_make_no_sense(call: Call, arguments: tuple[str, ...], message: str) -> None:
    status, out, err = call(EXAMPLE, *arguments)
    assert (2, "", True) == (status, out, message in err)


def test_one_form_at_a_time(call: Call, tmp_path: Path) -> None:
    several = tmp_path / "几张.xlsx"
    several.write_bytes(book(*(form(A1=f"第{n}局绩效自评表") for n in "一二三")))
    status, out, err = call(several, "--reach", "98")
    assert (2, "") == (status, out)
    assert "文件里有 3 张自评表：“第一局绩效自评表”（几张.xlsx!Sheet1）、“第二局绩效自评表”（几张.xlsx!Sheet2）、" in err
    assert err.endswith("。\n  一次只看一张，请把它另存为一个文件。\n")
    assert f"{tmp_path} 是文件夹。" in call(tmp_path, "--reach", "98")[2]


def test_files_that_cannot_be_read(call: Call, tmp_path: Path) -> None:
    (tmp_path / "空.xlsx").write_bytes(b"")
    assert (2, "空.xlsx：文件是空的。\n  请确认导出或下载是否完整。\n") == call(tmp_path / "空.xlsx", "--reach", "98")[::2]
    status, out, err = call(tmp_path / "没有.xlsx", "--reach", "98")
    assert (2, "", True) == (status, out, "没有.xlsx：没有这个文件。" in err)


def test_the_standard_input_is_a_form_too(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(EXAMPLE.read_bytes())))
    status, out, err = call("-", "--reach", "98")
    assert (0, "", True) == (status, err, out.startswith("总分要达到 98"))


# ---- the page -----------------------------------------------------------------------------------

PROGRAMS = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = re.findall(r"```console\n\$ perfscore (.*?)\n(.*?)```", PAGE, re.DOTALL)


def test_the_python_of_the_page_prints_what_it_shows(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    assert 3 == len(PROGRAMS) == PAGE.count("```python")
    for program, shown in PROGRAMS:
        exec(compile(program, "what-if.md", "exec"), names)
        assert shown == capsys.readouterr().out


@pytest.mark.parametrize(("command", "shown"), COMMANDS)
def test_the_commands_of_the_page_print_what_it_shows(
    command: str, shown: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert 0 == run(shlex.split(command))
    assert shown == capsys.readouterr().out


def test_the_page_shows_both_ways_and_says_what_they_are_not() -> None:
    assert 2 == len(COMMANDS) == PAGE.count("```console")
    assert "它**不是填报建议**：表里的实际完成值必须如实填写" in PAGE
