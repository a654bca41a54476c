"""The command on other figures (命令：假设与反推): what-if."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from perfscore import console
from perfscore.cli.call import (
    FINE,
    Book,
    Command,
    Format,
    Happened,
    OneFile,
    Out,
    Size,
    UsageError,
    app,
    book_of,
    is_json,
    most_bytes,
)
from perfscore.errors import PerfscoreError
from perfscore.exploring import reach, what_if
from perfscore.gathering import given
from perfscore.reading import scan
from perfscore.reporting import json
from perfscore.reporting.exploring import reach_text, what_if_text
from perfscore.sheet import Sheet


@app.command(
    "what-if",
    cls=Command,
    help="假设：换一个实际完成值（--set），总分会怎样；或反推：总分要达到多少（--reach），实际完成须是怎样。不是填报建议。",
)
def _what_if(
    file: OneFile,
    *,
    given_values: Annotated[
        list[str],
        typer.Option(
            "--set", metavar="指标=值", help="把一行的实际完成值换成另一个，如 平台操作性=95%；可多次给出。也可写 预算数=、执行数=。"
        ),
    ] = [],  # noqa: B006 - typer copies it
    total: Annotated[str, typer.Option("--reach", metavar="总分", help="逐行反推：只看这一行，总分要达到这个数，实际完成须是多少。")] = "",
    book: Book = "",
    event: Happened = "",
    form: Format = "text",
    output: Out = "",
    most: Size = "",
) -> int:
    as_json, rules = is_json(form), book_of(book)
    if bool(given_values) is bool(total):
        raise UsageError("--set 与 --reach 应给出一个，不能都给。", hint="例如 --set 平台操作性=95%，或 --reach 90。")
    changes = _changes(given_values)
    with console.Output(output, [file, book]) as out:
        sheet, colour, width = _form(file, most_bytes(most)), console.coloured() and not output, console.width()
        if total:
            found = reach(sheet, total, rules, event=event or None)
            said = json.dumps(json.reach_document(found)) if as_json else reach_text(found, colour=colour, width=width)
        else:
            result = what_if(sheet, changes, rules, event=event or None)
            said = json.dumps(json.what_if_document(result)) if as_json else what_if_text(result, colour=colour, width=width)
        out.say(said, as_json=as_json)
        out.end()
    return FINE


def _changes(texts: Sequence[str]) -> dict[str, str]:
    """What --set names: 指标=值."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise UsageError(f"--set“{text}”应写成 指标=值。", hint="例如 --set 平台操作性=95%。")
        if name.strip() in found:
            raise UsageError(f"--set 给了“{name.strip()}”两个值。", hint="一行只能改成一个值。")
        found[name.strip()] = value.strip()
    return found


def _form(file: str, limit: int) -> Sheet:
    """The one form of a file."""
    if file != "-" and Path(file).is_dir():
        raise UsageError(f"{file} 是文件夹。", hint="一次只看一张表，请给出一个文件。")
    (one,) = given([file])
    found = [one] if isinstance(one, PerfscoreError) else scan(one.source, name=one.name, most_bytes=limit)
    failed = [each for each in found if isinstance(each, PerfscoreError)]
    if failed:
        raise failed[0]
    sheets = [each for each in found if isinstance(each, Sheet)]
    if len(sheets) > 1:
        named = "、".join(f"“{sheet.title or '无标题'}”（{sheet.source}）" for sheet in sheets)
        raise UsageError(f"文件里有 {len(sheets)} 张自评表：{named}。", hint="一次只看一张，请把它另存为一个文件。")
    return sheets[0]
