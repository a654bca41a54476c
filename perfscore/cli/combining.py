"""The command that rolls forms up (命令：汇总): combine."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from perfscore import console
from perfscore.cli.call import (
    FAILED,
    FAULTS,
    FINE,
    Book,
    Command,
    Files,
    Format,
    Happened,
    Out,
    Size,
    UsageError,
    app,
    book_of,
    is_json,
    most_bytes,
    warn_of_documents,
)
from perfscore.combining import Combined, combine
from perfscore.errors import PerfscoreError
from perfscore.gathering import Given, given
from perfscore.reading import scan
from perfscore.reporting import json
from perfscore.reporting.combining import combined_text
from perfscore.reporting.text import error_text
from perfscore.sheet import Sheet


@app.command(
    "combine", cls=Command, help="汇总：把同一表式的几张自评表合成一张。绝对值相加，比率和定性得分按资金额度加权平均，再计一次分。"
)
def _combine(
    files: Files,
    *,
    funds: Annotated[
        str, typer.Option("--funds", metavar="数,数…", help="各表的资金额度，顺序与表相同，用逗号隔开；不给则用各表的预算数。")
    ] = "",
    book: Book = "",
    event: Happened = "",
    form: Format = "text",
    output: Out = "",
    sheet: Annotated[str, typer.Option("--sheet", metavar="文件", help="把汇总表另存为 json，可再用 audit、explain 等命令核对。")] = "",
    most: Size = "",
) -> int:
    as_json, rules, limit = is_json(form), book_of(book), most_bytes(most)
    _settle(output, sheet, files)
    with console.Output(output, [*files, book]) as out, console.Output(sheet, [*files, book]) as saved:
        forms = _forms(files, limit)
        if not forms:
            return FAILED
        combined = combine(forms, funds=re.split("[,，、]", funds) if funds else None, rulebook=rules, event=event or None)
        out.say(_said(combined, as_json=as_json, shown=not output), as_json=as_json)
        if sheet:
            saved.say(json.dumps(combined.sheet.to_dict()), as_json=True)
        saved.end()
        out.end()
    warn_of_documents(files)
    return FAULTS if combined.mismatches else FINE


def _said(combined: Combined, *, as_json: bool, shown: bool) -> str:
    if as_json:
        return json.dumps(json.combined_document(combined))
    return combined_text(combined, colour=console.coloured() and shown, width=console.width())


def _settle(output: str, sheet: str, files: Sequence[str]) -> None:
    """Refuse to write both results to one file, or where a later call would read them as one more form."""
    places = [Path(one).resolve() for one in (output, sheet) if one]
    if len(set(places)) < len(places):
        raise UsageError("-o 与 --sheet 是同一个文件。", hint="请换一个文件名。")
    folders = [Path(one).resolve() for one in files if one != "-" and Path(one).is_dir()]
    for place in places:
        if any(place.is_relative_to(folder) for folder in folders):
            raise UsageError(f"输出文件 {place.name} 在要汇总的文件夹里，下次汇总会把它也算进去。", hint="请写到别处。")


def _forms(files: Sequence[str], limit: int) -> list[Sheet]:
    """All forms of the named files; none, and the reasons said, where one cannot be read: without it every sum would be wrong."""
    found = [one for each in given(files) for one in _of_file(each, limit)]
    failed = [one for one in found if isinstance(one, PerfscoreError)]
    for one in failed:
        console.complain(error_text(one))
    if failed:
        console.complain(f"有 {len(failed)} 处读不了，没有汇总：缺了一张，汇总的数就不对。")
        return []
    return [one for one in found if isinstance(one, Sheet)]


def _of_file(one: Given | PerfscoreError, limit: int) -> Iterator[Sheet | PerfscoreError]:
    return iter([one]) if isinstance(one, PerfscoreError) else iter(scan(one.source, name=one.name, most_bytes=limit))
