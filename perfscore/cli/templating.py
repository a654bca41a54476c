"""The command that makes a blank form (命令：空白表): template."""

from typing import Annotated

import typer

from perfscore import console
from perfscore.cli.call import FINE, Command, UsageError, app
from perfscore.shelving import rulebook
from perfscore.templating import template


@app.command(
    "template",
    cls=Command,
    help="空白自评表：按评分办法的分值和指标写一张空白表（xlsx），得分、执行率、总分、等级是公式，填的数有校验，另附填表说明和依据。",
)
def _template(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="评分办法的 ID（perfscore rulebooks 列出），或 .toml 文件。", show_default=False)
    ],
    *,
    output: Annotated[str, typer.Option("--output", "-o", metavar="文件", help="写到哪里，.xlsx；已有的文件不覆盖。")] = "",
) -> int:
    if not output:
        raise UsageError("没有写明输出文件。", hint="请用 -o 指明，例如 -o 空白表.xlsx。")
    book = rulebook(name)
    template(book, output)
    console.say(f"已写入 {output}\n  {book.title}（{book.id}）的空白表；依据在工作表“填表说明”")
    return FINE
