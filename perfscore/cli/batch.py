"""The command that scores tables (命令：整表计分): batch."""

from pathlib import Path
from typing import Annotated

import typer

from perfscore import console
from perfscore.batching import TableScores, score_table
from perfscore.batching.collecting import score_each
from perfscore.batching.running import MEMORY
from perfscore.cli.call import FAILED, FAULTS, FINE, Book, Command, UsageError, app, book_of
from perfscore.errors import PerfscoreError
from perfscore.reporting.text import error_text


@app.command(
    "batch",
    cls=Command,
    help="整表计分：给长表（Parquet、CSV，每行一个末级指标）或整个文件夹的自评表逐行计分、逐表汇总，结果写成 Parquet 或 CSV。",
)
def _batch(
    source: Annotated[
        str,
        typer.Argument(
            metavar="输入", help="Parquet 或 CSV 文件、通配符（加引号）、文件夹，或 postgresql://…#模式.表。", show_default=False
        ),
    ],
    out: Annotated[
        str,
        typer.Argument(
            metavar="输出",
            help="逐行结果的文件 x.parquet 或 x.csv，逐表结果写在旁边的 x.sheets.parquet；是文件夹则每个输入文件各写一份，做完的不再做。",
            show_default=False,
        ),
    ],
    *,
    engine: Annotated[str, typer.Option("--engine", metavar="duckdb|spark", help="用什么计算，默认 duckdb。")] = "duckdb",
    book: Book = "",
    totals: Annotated[bool, typer.Option("--totals", help="只算各表总分，不写逐行结果。")] = False,
    scale: Annotated[
        str, typer.Option("--scale", metavar="列=位数,…", help="放大的整数列各有几位小数，例如 weight=2,target=4,actual=4。")
    ] = "",
    strict: Annotated[bool, typer.Option("--strict", help="遇到第一个不能计分的行就停，不写结果。")] = False,
    again: Annotated[bool, typer.Option("--again", help="输出是文件夹时，做完的也重做。")] = False,
    memory: Annotated[str, typer.Option("--memory", metavar="大小", help=f"DuckDB 可用的内存，默认 {MEMORY}，超过则用磁盘。")] = MEMORY,
) -> int:
    if engine not in {"duckdb", "spark"}:
        raise UsageError(f"没有引擎“{engine}”。", hint="可用：duckdb、spark。")
    places = _places(scale)
    with console.percent("计分") as tell:
        if Path(out).is_dir() or out.endswith(("/", "\\")):
            return _each(source, Path(out), engine, book, places, rows=not totals, strict=strict, memory=memory, again=again, tell=tell)
        done = score_table(source, out, engine, book_of(book), rows=not totals, scale=places, strict=strict, memory=memory, progress=tell)  # type: ignore[arg-type]
    for line in done.unread:
        console.complain(line)
    console.say(told(done))
    return FAILED if done.unread else FAULTS if done.errors else FINE


def _each(
    source: str, folder: Path, engine: str, book: str, places: dict[str, int], *, rows: bool, strict: bool, memory: str, again: bool,
    tell: console.Tell | None,
) -> int:  # fmt: skip
    """Every file by itself, each result in the folder."""
    status, rules = FINE, book_of(book)

    def act(name: str, place: Path) -> TableScores:
        return score_table(name, place, engine, rules, rows=rows, scale=places, strict=strict, memory=memory, progress=tell)  # type: ignore[arg-type]

    for name, done in score_each(source, folder, act, again=again):
        if isinstance(done, PerfscoreError):
            console.complain(error_text(done, name))
            status = FAILED
        elif done is None:
            console.say(f"{name}：已有结果，没有重做（--again 重做）")
        else:
            console.say(f"{name}：{told(done)}")
            status = max(status, FAULTS if done.errors else FINE)
    return status


def _places(text: str) -> dict[str, int]:
    """The decimal places that --scale gives for each column."""
    found = {}
    for part in filter(None, text.replace("，", ",").split(",")):
        name, _, number = part.partition("=")
        if not (number.isascii() and number.isdecimal() and int(number) <= 9):
            raise UsageError(f"--scale 中的“{part}”应写作 列=小数位数，位数不超过 9。", hint="例如 --scale weight=2,target=4,actual=4。")
        found[name.strip()] = int(number)
    return found


def told(done: TableScores) -> str:
    """What a run has done, in one line (一句话结果)."""
    errors = "" if done.errors is None else f"，其中 {done.errors} 行不能计分（原因见 error 列）" if done.errors else "，没有不能计分的行"
    open_ = f"{done.unscored} 行没有唯一得分" if done.unscored else "各行都有得分"
    places = "、".join(str(place) for place in (done.rows_path, done.sheets_path) if place)
    unread = f"；{len(done.unread)} 处读不了，见上" if done.unread else ""
    return f"{done.sheet_count} 张表 {done.count} 行，{open_}{errors}{unread}。已写入 {places}"
