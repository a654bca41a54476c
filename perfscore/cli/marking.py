"""The command that gives a workbook back marked (命令：标注): mark."""

from pathlib import Path
from typing import Annotated

import typer

from perfscore import console
from perfscore.auditing.finding import SEVERITY_WORDS
from perfscore.cli.call import FAILED, FAULTS, FINE, Book, Command, Happened, OneFile, Size, UsageError, app, book_of, codes, most_bytes
from perfscore.errors import PerfscoreError
from perfscore.gathering import given
from perfscore.marking import Marked, checked_name, mark
from perfscore.number import plain
from perfscore.reporting.text import error_text


@app.command(
    "mark",
    cls=Command,
    help="标注原工作簿：另存一份，各行右边写上核算得分（公式）、差异和说明，有问题的单元格上色并加批注，另附核对清单。原文件不动。",
)
def _mark(
    file: OneFile,
    *,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="文件", help="写到哪里，.xlsx；原文件是 .xlsm 的写成 .xlsm 可保留宏。不能是原文件。")
    ] = "",
    book: Book = "",
    event: Happened = "",
    select: Annotated[list[str], typer.Option("--select", metavar="代码", help="只标这些问题代码，可多次给出。")] = [],  # noqa: B006 - typer copies it
    ignore: Annotated[list[str], typer.Option("--ignore", metavar="代码", help="不标这些问题代码，可多次给出。")] = [],  # noqa: B006 - typer copies it
    most: Size = "",
) -> int:
    if not output:
        raise UsageError("没有写明输出文件。", hint="请用 -o 指明，例如 -o 自评表-核对.xlsx。")
    checked_name(output, [file])
    rules = book_of(book)
    (one,) = given([file]) if file == "-" else [None]
    if isinstance(one, PerfscoreError):
        raise one
    replaced = Path(output).exists()
    made = mark(
        file if one is None else one.source, output, name=one.name if one is not None else "", rulebook=rules, event=event or None,
        select=codes(select), ignore=codes(ignore), most_bytes=most_bytes(most),
    )  # fmt: skip
    for error in made.unread:
        console.complain(error_text(error, file))
    for remark in made.remarks:
        console.complain(remark)
    console.say(told(output, made, replaced=replaced))
    return FAILED if made.unread else FINE if made.ok else FAULTS


def told(output: str, made: Marked, *, replaced: bool = False) -> str:
    """
    What was done, a line for each form (一句话结果).
    """
    lines = [f"已写入 {output}{'（原有的同名文件已替换）' if replaced else ''}"]
    for one in made.audits:
        card = one.card
        declared = "自评总分未填" if card.declared is None else f"自评 {plain(card.declared)}"
        score = f"{plain(card.low)}～{plain(card.high)}" if card.total is None else plain(card.total)
        counts = "，".join(f"{word} {len(one.of(severity))}" for severity, word in SEVERITY_WORDS.items())
        lines.append(f"  {card.sheet.unit or card.sheet.title or card.sheet.source.file}：{declared}，核算 {score}；{counts}")
    return "\n".join([*lines, *(f"  {place}" for place in made.places)])
