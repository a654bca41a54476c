"""Help and usage in Chinese (帮助): what the command line says of itself."""

import re
from collections.abc import Sequence
from typing import Any

from perfscore import console
from perfscore.reporting.table import columns, fold, pad


def help_text(command: Any, ctx: Any) -> str:
    """The help of a command (帮助)."""
    width = console.width()
    shown = [param for param in command.params if not param.hidden]
    arguments = [(param.metavar or param.name, param.help or "") for param in shown if param.param_type_name == "argument"]
    options = [(_option(param), param.help or "") for param in shown if param.param_type_name == "option"]
    commands = [(name, (one.help or "").splitlines()[0]) for name, one in getattr(command, "commands", {}).items()]
    pieces = [ctx.command_path, "[选项]", *("命令 …" for _ in commands[:1]), *(name for name, _ in arguments)]
    lines = [f"用法：{' '.join(pieces)}", "", *fold(command.help or "", width)]
    for title, rows in (("参数", arguments), ("命令", commands), ("选项", [*options, ("-h, --help", "显示帮助。")])):
        if rows:
            most = min(max(columns(name) for name, _ in rows), 30)
            lines += ["", f"{title}：", *(line for name, said in rows for line in _help_row(name, said, most, width))]
    lines += ["", *fold(command.epilog, width)] if command.epilog else []
    return "\n".join(lines) + "\n"


def _option(param: Any) -> str:
    names = ", ".join(sorted((*param.opts, *param.secondary_opts), key=len))
    return names if param.is_flag else f"{names} {param.metavar or '值'}"


def _help_row(name: str, said: str, most: int, width: int) -> list[str]:
    return fold(said, width, first=f"  {pad(name, most)}  ", rest=" " * (most + 4))


def misused(error: Any, arguments: Sequence[str]) -> str:
    """What typer says of a call that it cannot read, in Chinese."""
    context, param = getattr(error, "ctx", None), getattr(error, "param", None)
    kind = getattr(param, "param_type_name", "option")
    name = getattr(error, "option_name", "") or (getattr(param, "metavar", None) or getattr(param, "name", ""))
    extra = re.search(r"extra argument\S* \((.*)\)", error.message)
    match type(error).__name__:
        case "NoSuchOption":
            near = "、".join(sorted(error.possibilities or ()))
            said = f"没有选项 {name}。" + (f"是不是 {near}？" if near else "")
        case "MissingParameter":
            said = f"缺少{'参数' if kind == 'argument' else '选项'} {name}。"
        case "BadOptionUsage":
            said = f"选项 {name} 不带内容。" if "does not take" in error.message else f"选项 {name} 后面缺少内容。"
        case _:
            said = f"多出了参数：{extra[1]}。" if extra else f"参数写法不对：{error.message}"
    named = [word for word in arguments[:1] if not word.startswith("-")]
    return f"{said}\n  用 {context.command_path if context else ' '.join(['perfscore', *named])} --help 看用法。"
