"""The commands on what the program itself knows (命令：问题代码、输出格式): findings, schema."""

from typing import Annotated

import typer

from perfscore import console
from perfscore.auditing import CODES
from perfscore.cli.call import FINE, Command, UsageError, app, codes
from perfscore.reporting import json
from perfscore.reporting.table import Column, columns, fold, table

GROUPS = {"form": "表式", "scores": "得分", "money": "资金"}


@app.command("findings", cls=Command, help="能发现的问题：列出全部代码，或讲清一个代码。")
def _findings(code: Annotated[str, typer.Argument(metavar="[代码]", help="问题代码，如 total-mismatch。", show_default=False)] = "") -> int:
    if not code:
        rows = [[one.code, GROUPS.get(one.group, one.group), one.title] for one in CODES.values()]
        console.say("\n".join(table([Column("代码"), Column("类别"), Column("说明")], rows, most=console.width())))
        return FINE
    one = CODES[codes([code])[0]]
    lines = [f"{one.code}  {one.title}"]
    for title, said in (("是什么", one.what), ("为什么要紧", one.why), ("怎么办", one.settle)):
        lines += ["", *fold(said, console.width(), first=f"{title}：", rest=" " * columns(f"{title}："))]
    console.say("\n".join(lines))
    return FINE


@app.command("schema", cls=Command, help="输出格式的 JSON Schema：列出全部格式，或给出一个。")
def _schema(name: Annotated[str, typer.Argument(metavar="[格式]", help="格式名，如 audit。", show_default=False)] = "") -> int:
    known = json.schemas()
    if not name:
        rows = [[one, f"perfscore.{one}/1", json.schema_title(one)] for one in known]
        console.say("\n".join(table([Column("名称"), Column("格式"), Column("内容")], rows, most=console.width())))
        return FINE
    short = name.removeprefix("perfscore.").removesuffix("/1")
    if short not in known:
        raise UsageError(f"没有格式“{name}”。", hint=f"可用：{'、'.join(known)}。")
    console.say(json.schema_text(short).rstrip("\n"), as_json=True)
    return FINE
