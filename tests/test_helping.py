import re

import pytest
import typer

from perfscore.cli import app, run
from perfscore.helping import misused
from perfscore.reporting.table import columns

ENGLISH = re.compile(r"Usage|Options|Arguments|Commands|Show this|Error|Missing|No such|required|default", re.IGNORECASE)
COMMANDS = ("audit", "score", "explain", "criterion", "rulebooks", "rulebooks show", "rulebooks diff", "findings", "schema")


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = run(arguments)
    out, err = capsys.readouterr()
    return status, out, err


@pytest.mark.parametrize("command", ["", *COMMANDS])
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_is_in_chinese(capsys: pytest.CaptureFixture[str], command: str, option: str) -> None:
    status, out, err = said(capsys, *command.split(), option)
    assert (0, "") == (status, err)
    assert out.startswith(f"用法：perfscore {command}".rstrip())
    assert "显示帮助。" in out
    assert not ENGLISH.search(out)
    assert max(map(columns, out.splitlines())) <= 100


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = said(capsys, "--help")
    assert all(f"\n  {command.split()[0]} " in out for command in COMMANDS)
    assert "退出状态" in out


@pytest.mark.parametrize(
    ("call", "message", "hint"),
    [
        ("audi", "没有命令“audi”。", "可用：audit、"),
        ("audit", "缺少参数 文件…。", "用 perfscore audit --help 看用法。"),
        ("audit --fromat json x", "没有选项 --fromat。是不是 --format？", "perfscore audit --help"),
        ("audit -z x", "没有选项 -z。", "perfscore audit --help"),
        ("audit x --output", "选项 --output 后面缺少内容。", "perfscore audit --help"),
        ("audit x --readings=3", "选项 --readings 不带内容。", "perfscore audit --help"),
        ("schema a b", "多出了参数：b。", "perfscore schema --help"),
        ("rulebooks show", "缺少参数 ID。", "perfscore rulebooks show --help"),
        ("rulebooks shwo", "没有命令“shwo”。", "show、diff"),
        ("--verbose", "没有选项 --verbose。", "用 perfscore --help"),
        ("audit x --format xml", "没有输出格式“xml”。", "可用：text、json、jsonl、html、xlsx。"),
        ("audit x --select total-mismach", "没有问题代码“total-mismach”。", "total-mismatch"),
        ("audit x --ignore 甲", "没有问题代码“甲”。", "perfscore findings"),
        ("findings 甲", "没有问题代码“甲”。", "perfscore findings"),
        ("schema 甲", "没有格式“甲”。", "audit、"),
        ("rulebooks show 甲", "没有评分办法“甲”。", "可用："),
    ],
)
def test_misuse_is_said_in_chinese(capsys: pytest.CaptureFixture[str], call: str, message: str, hint: str) -> None:
    status, out, err = said(capsys, *call.split())
    assert (2, "") == (status, out)
    assert message in err
    assert hint in err
    assert not ENGLISH.search(err.replace("pmkpi-default", ""))


def test_what_typer_says_beyond_that_is_passed_on() -> None:
    assert "参数写法不对：odd" in misused(typer.BadParameter("odd"), [])


def test_every_option_says_what_it_is_for() -> None:
    group = typer.main.get_command(app)
    commands = [group, *group.commands.values(), *group.commands["rulebooks"].commands.values()]  # type: ignore[attr-defined]
    assert all(param.help and re.search("[\u4e00-\u9fff]", param.help) for command in commands for param in command.params)
