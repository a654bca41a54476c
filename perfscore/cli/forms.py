"""The commands on forms (命令：审核、计分、讲解): audit, score, explain."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

import typer

from perfscore import console
from perfscore.checking import examine
from perfscore.cli.call import (
    FAILED,
    FAULTS,
    FINE,
    AuditFormat,
    Book,
    Command,
    Files,
    Format,
    Happened,
    OneFile,
    Out,
    Size,
    UsageError,
    Verify,
    app,
    book_of,
    codes,
    done,
    is_json,
    most_bytes,
)
from perfscore.cli.verifying import verified
from perfscore.delivering import FORMS, WAYS
from perfscore.errors import PerfscoreError
from perfscore.gathering import Given, given
from perfscore.line import Line, fits
from perfscore.number import fold as bare
from perfscore.reporting import json
from perfscore.reporting.text import error_text, explain_text, step_text
from perfscore.rulebook import Rulebook
from perfscore.scorecard import Scorecard
from perfscore.scoring import score
from perfscore.sweeping import Job

#: The shape of the results behind a format, where they are no data.
SHAPES: dict[str, Literal["text", "page"]] = {"text": "text", "html": "page"}


@app.command("audit", cls=Command, help="复算并审核：指出总分、得分、执行率、偏差率等与表内不一致的地方，给出退回意见。")
def _audit(
    files: Files,
    *,
    book: Book = "",
    event: Happened = "",
    with_readings: Annotated[bool, typer.Option("--readings", help="同时列出其他口径下的总分。")] = False,
    select: Annotated[list[str], typer.Option("--select", metavar="代码", help="只看这些问题代码，可多次给出。")] = [],  # noqa: B006 - typer copies it
    ignore: Annotated[list[str], typer.Option("--ignore", metavar="代码", help="不看这些问题代码，可多次给出。")] = [],  # noqa: B006 - typer copies it
    receipt: Verify = "",
    form: AuditFormat = "text",
    output: Out = "",
    most: Size = "",
) -> int:
    if form not in FORMS:
        raise UsageError(f"没有输出格式“{form}”。", hint=f"可用：{'、'.join(FORMS)}。")
    if form == "xlsx" and not output and not receipt:
        raise UsageError("核对清单（xlsx）不能显示在终端。", hint="请用 -o 指明文件，例如 -o 核对清单.xlsx。")
    book_of(book)  # a rulebook that is not there stops the call, not each form
    job = Job(
        shape=SHAPES.get(form, "data"), rulebook=book, event=event, select=codes(select), ignore=codes(ignore),
        with_readings=with_readings, colour=console.coloured() and not output, width=console.width(), most_bytes=most_bytes(most),
    )  # fmt: skip
    if receipt:
        return verified(receipt, files, job, form, output)
    tally = done(files, job, WAYS[form], output)
    return FAILED if tally.failed else FAULTS if tally.wrong else FINE


@app.command("score", cls=Command, help="只复算：各行得分、小计、总分各步和回执。")
def _score(files: Files, *, book: Book = "", event: Happened = "", form: Format = "text", output: Out = "", most: Size = "") -> int:
    shape: Literal["text", "data"] = "data" if is_json(form) else "text"
    book_of(book)
    job = Job(
        act="score", shape=shape, rulebook=book, event=event,
        colour=console.coloured() and not output, width=console.width(), most_bytes=most_bytes(most),
    )  # fmt: skip
    return FAILED if done(files, job, WAYS[form], output).failed else FINE


@app.command("explain", cls=Command, help="讲清一行得分怎么来的：目标、实际、差距、算式、评分标准和单元格；不给指标则讲总分和全部各行。")
def _explain(
    file: OneFile,
    row: Annotated[
        str, typer.Argument(metavar="[指标]", help="指标名称、路径（产出指标/质量指标/…）或单元格（I19）。", show_default=False)
    ] = "",
    *,
    book: Book = "",
    event: Happened = "",
    form: Format = "text",
    output: Out = "",
    most: Size = "",
) -> int:
    as_json, rules, out = is_json(form), book_of(book), console.Output(output, [file, book])
    found = [one for each in given([file]) for one in _scored(each, rules, event, most_bytes(most))]
    failed = [one for one in found if isinstance(one, PerfscoreError)]
    for one in failed:
        console.complain(error_text(one, file))
    cards = [one for one in found if isinstance(one, Scorecard)]
    colour, width = console.coloured() and not output, console.width()
    if cards and row:
        card, line = _line(cards, row)
        steps, said = [(card.sheet.source.file, line.path, line.step)], [explain_text(line, card.rulebook, colour=colour, width=width)]
    else:
        steps = [(card.sheet.source.file, (), card.step) for card in cards]
        said = [step_text(card.step, colour=colour, width=width) for card in cards]
    if as_json:
        out.say(json.dumps(json.trace_document(steps)), as_json=True)
    elif said:
        out.say("\n\n".join(said))
    out.end()
    return FAILED if failed else FINE


def _scored(one: Given | PerfscoreError, book: Rulebook | None, event: str, most: int) -> Iterator[Scorecard | PerfscoreError]:
    """The forms of a file recomputed, errors in their place."""
    if isinstance(one, PerfscoreError):
        return iter([one])
    return examine(one.source, one.name, lambda sheet: score(sheet, book, event=event or None), most_bytes=most)


def _line(cards: Sequence[Scorecard], key: str) -> tuple[Scorecard, Line]:
    """The one line that a name, a path or a cell means."""
    lines = [(card, line) for card in cards for line in card.lines]
    path = tuple(key.split("/"))
    found = [one for one in lines if fits(one[1], key) or fits(one[1], path)]
    found = found or [one for one in lines if bare(one[1].name) == bare(key) or fits(one[1], key.upper())]
    if len(found) == 1:
        return found[0]
    near = found or [one for one in lines if bare(key) in bare(one[1].name)] or lines
    listed = "\n".join(f"  {'/'.join(line.path)}  {line.source.place}" for _, line in near)
    if found:
        raise UsageError(f"“{key}”对应 {len(found)} 行，请用路径或单元格指明：\n{listed}")
    raise UsageError(f"没有指标“{key}”。{'表内指标' if near is lines else '名称相近的'}：\n{listed}")
