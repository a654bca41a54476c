"""Write docs/reference/commands.md (命令): every command with its arguments and options, from the application itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from pagework import REFERENCE, cell, made, table, write

from perfscore.cli import app

PAGE = REFERENCE / "commands.md"

INTRO = f"""# 命令

{made("make_commands")}`perfscore 命令 --help` 给出同样的说明；`python -m perfscore` 与 `perfscore` 相同。

退出状态：0 没有错误；1 发现错误；2 有文件读不了，或用法不对（其余文件照常处理）。
`-` 作为文件名表示标准输入。终端不是 UTF-8 时也不会出错；写入文件的总是 UTF-8。

"""


def commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Every command that does something, by its full name."""
    below = getattr(command, "commands", {})
    if not below or name.endswith("rulebooks"):
        yield name, command
    for word, one in below.items():
        yield from commands(one, f"{name} {word}")


def option(param: Any) -> str:
    names = "、".join(f"`{name}`" for name in sorted((*param.opts, *param.secondary_opts), key=len))
    return names if param.is_flag else f"{names} {cell(param.metavar or '值')}"


def section(name: str, command: Any) -> str:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option" and not one.hidden]
    pieces = [name, *(["[选项]"] if options else []), *(one.metavar or one.name for one in arguments)]
    told = f"## `{name}`\n\n{command.help}\n\n```text\n{' '.join(pieces)}\n```\n\n"
    if arguments:
        told += table(("参数", "含义"), ((cell(one.metavar or one.name), cell(one.help or "")) for one in arguments))
    if options:
        told += table(("选项", "含义"), ((option(one), cell(one.help or "")) for one in options))
    return told


def page() -> str:
    found = list(commands(typer.main.get_command(app), "perfscore"))
    return f"{INTRO}{''.join(section(*one) for one in found)}".rstrip("\n") + "\n"


def pages() -> dict[Path, str]:
    """The page with its text."""
    return {PAGE: page()}


if __name__ == "__main__":
    write(pages())
