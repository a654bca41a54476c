"""The command line (命令行): audit, score, explain, criterion, rulebooks, findings, schema."""

import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import typer
from attrs import evolve
from typer.core import TyperCommand, TyperGroup

from perfscore import console
from perfscore.arithmetic import arithmetic, general
from perfscore.auditing import CODES
from perfscore.checking import examine
from perfscore.criterion import read_criterion
from perfscore.delivering import FORMS, deliver, delivery
from perfscore.errors import PerfscoreError
from perfscore.gathering import Given, endangered, given, left_out
from perfscore.helping import help_text, misused
from perfscore.line import Line, fits
from perfscore.measure import DEFAULT
from perfscore.number import fold as bare
from perfscore.reading.bounds import MIB, MOST_BYTES
from perfscore.reporting import json
from perfscore.reporting.criterion import rule_text, survey_text
from perfscore.reporting.table import Column, columns, fold, table
from perfscore.reporting.text import error_text, explain_text, step_text
from perfscore.rule import Alternatives, Rule
from perfscore.rulebook import Rulebook, term_of
from perfscore.scorecard import Scorecard
from perfscore.scoring import score
from perfscore.shelving import rulebook, rulebook_diff, rulebooks
from perfscore.surveying import survey_file
from perfscore.sweeping import Job, crash, debugging
from perfscore.tallying import Tally
from perfscore.trace import Step
from perfscore.version import VERSION

FINE, FAULTS, FAILED, STOPPED, CLOSED = 0, 1, 2, 130, 141


class UsageError(PerfscoreError):
    """A call that names what is not there (用法错误)."""


# ---- help in Chinese ----------------------------------------------------------------------------


class _AsTyped:
    """All parameters are text and stay as typed: nothing to convert, no library for conversion to load."""

    @staticmethod
    def coerce(value: Any, param: Any, ctx: Any) -> Any:
        del ctx
        return () if value is None and (param.multiple or param.nargs == -1) else value


def _unconverted(params: list[Any]) -> list[Any]:
    for param in params:
        param._runtime_param = _AsTyped  # noqa: SLF001 - saves loading pydantic, a third of the start-up
    return params


class Command(TyperCommand):
    """A command whose help is in Chinese (命令)."""

    def get_params(self, ctx: Any) -> list[Any]:
        return _unconverted(super().get_params(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_text(self, ctx))


class Group(TyperGroup):
    """A group of commands whose help is in Chinese (命令组)."""

    def get_params(self, ctx: Any) -> list[Any]:
        return _unconverted(super().get_params(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_text(self, ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands and not args[0].startswith("-"):
            raise UsageError(f"没有命令“{args[0]}”。", hint=f"可用：{'、'.join(self.commands)}。")
        return super().resolve_command(ctx, args)


# ---- what the commands share --------------------------------------------------------------------

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="文件…",
        help="自评表文件、文件夹或 -（标准输入）。可读 xlsx、xls、docx、html、pdf、csv、tsv、md、txt 和本程序的 json。",
        show_default=False,
    ),
]
OneFile = Annotated[str, typer.Argument(metavar="文件", help="自评表文件，或 -（标准输入）。", show_default=False)]
Book = Annotated[str, typer.Option("--rulebook", metavar="ID|TOML", help="评分办法：内置办法的 ID，或 .toml 文件。不给则按表注认定。")]
Happened = Annotated[str, typer.Option("--event", metavar="事件", help="已记录的事件，如 审计披露；按评分办法封顶。")]
Format = Annotated[str, typer.Option("--format", metavar="text|json", help="输出格式，默认 text。")]
AuditFormat = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="text|json|jsonl|xlsx",
        help="输出格式，默认 text；jsonl 每张表一行；xlsx 是问题和得分的核对清单，须用 -o 指明文件。",
    ),
]
Size = Annotated[
    str, typer.Option("--max-size", metavar="兆字节", help=f"文件大小的上限，默认 {MOST_BYTES // MIB}（MB）；更大的文件不打开。")
]
Out = Annotated[str, typer.Option("--output", "-o", metavar="文件", help="写入文件（UTF-8），不在终端显示。")]

app = typer.Typer(
    name="perfscore", cls=Group, add_completion=False, rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]},
    help="复算并审核预算绩效自评表：逐行重算得分，给出算式和依据，指出与表内不一致的地方。",
    epilog="退出状态：0 没有错误；1 发现错误；2 有文件读不了，或用法不对。设 PERFSCORE_DEBUG=1 可看程序出错的位置。",
)  # fmt: skip
books = typer.Typer(cls=Group, rich_markup_mode=None, help="内置的评分办法：不带命令则列出；show 查看，diff 对照。")
app.add_typer(books, name="rulebooks", cls=Group)


def _is_json(name: str) -> bool:
    if name not in {"text", "json"}:
        raise UsageError(f"没有输出格式“{name}”。", hint="可用：text、json。")
    return name == "json"


def _codes(given_codes: Sequence[str]) -> tuple[str, ...]:
    for code in given_codes:
        if code not in CODES:
            from difflib import get_close_matches

            near = get_close_matches(code, CODES)
            raise UsageError(
                f"没有问题代码“{code}”。", hint=f"是不是 {'、'.join(near)}？" if near else "用 perfscore findings 看全部代码。"
            )
    return tuple(given_codes)


def _book(name: str) -> Rulebook | None:
    return rulebook(name) if name else None


def _warn_of_documents(files: Sequence[str]) -> None:
    lost = left_out(files)
    if lost:
        named = "、".join(lost[:8]) + ("…" if len(lost) > 8 else "")
        console.complain(f"另有 {len(lost)} 个文档没有读（.doc、.wps 请另存为 .docx，.ofd 请转成 .xlsx 后再读）：{named}")


def _done(files: Sequence[str], job: Job, form: str, output: str) -> Tally:
    """Every form of the named files put through a job, and its results delivered; never over a form of a folder that is read."""
    if endangered(output, files):
        raise UsageError(f"输出文件 {output} 在要核对的文件夹里，已有同名文件。", hint="请换一个文件名，或写到别处。")
    with console.Output(output, files) as out:
        tally = deliver(list(given(files, but=output)), job, delivery(form, out, job))
    _warn_of_documents(files)
    return tally


def _most_bytes(text: str) -> int:
    """The bytes of --max-size."""
    if text and not (text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= 100_000):
        raise UsageError(f"--max-size“{text}”应是兆字节数。", hint="例如 --max-size 200。")
    return int(text) * MIB if text else MOST_BYTES


# ---- commands -----------------------------------------------------------------------------------


@app.callback(invoke_without_command=True)
def _top(ctx: typer.Context, version: Annotated[bool, typer.Option("--version", help="显示版本。")] = False) -> int:
    if version:
        console.say(f"perfscore {VERSION}")
        raise typer.Exit(FINE)
    if ctx.invoked_subcommand is None:
        console.say(ctx.get_help())
        raise typer.Exit(FAILED)
    return FINE


@app.command("audit", cls=Command, help="复算并审核：指出总分、得分、执行率、偏差率等与表内不一致的地方，给出退回意见。")
def _audit(
    files: Files,
    *,
    book: Book = "",
    event: Happened = "",
    with_readings: Annotated[bool, typer.Option("--readings", help="同时列出其他口径下的总分。")] = False,
    select: Annotated[list[str], typer.Option("--select", metavar="代码", help="只看这些问题代码，可多次给出。")] = [],  # noqa: B006 - typer copies it
    ignore: Annotated[list[str], typer.Option("--ignore", metavar="代码", help="不看这些问题代码，可多次给出。")] = [],  # noqa: B006 - typer copies it
    form: AuditFormat = "text",
    output: Out = "",
    most: Size = "",
) -> int:
    if form not in FORMS:
        raise UsageError(f"没有输出格式“{form}”。", hint=f"可用：{'、'.join(FORMS)}。")
    if form == "xlsx" and not output:
        raise UsageError("核对清单（xlsx）不能显示在终端。", hint="请用 -o 指明文件，例如 -o 核对清单.xlsx。")
    _book(book)  # a rulebook that is not there stops the call, not each form
    job = Job(
        shape="text" if form == "text" else "data", rulebook=book, event=event, select=_codes(select), ignore=_codes(ignore),
        with_readings=with_readings, colour=console.coloured() and not output, width=console.width(), most_bytes=_most_bytes(most),
    )  # fmt: skip
    tally = _done(files, job, form, output)
    return FAILED if tally.failed else FAULTS if tally.wrong else FINE


@app.command("score", cls=Command, help="只复算：各行得分、小计、总分各步和回执。")
def _score(files: Files, *, book: Book = "", event: Happened = "", form: Format = "text", output: Out = "", most: Size = "") -> int:
    shape: Literal["text", "data"] = "data" if _is_json(form) else "text"
    _book(book)
    job = Job(
        act="score", shape=shape, rulebook=book, event=event,
        colour=console.coloured() and not output, width=console.width(), most_bytes=_most_bytes(most),
    )  # fmt: skip
    return FAILED if _done(files, job, form, output).failed else FINE


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
    as_json, chosen, out = _is_json(form), _book(book), console.Output(output, [file])
    found = [one for each in given([file]) for one in _scored(each, chosen, event, _most_bytes(most))]
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


@app.command(
    "criterion", cls=Command, help="试读一条评分标准：读成什么规则；给出分值、目标和实际，就按它计分。或普查一个文件里的评分标准。"
)
def _criterion(
    text: Annotated[
        str | None, typer.Argument(metavar="[评分标准]", help="评分标准原文，如 每减少1个百分点扣0.1分，扣完为止。", show_default=False)
    ] = None,
    *,
    weight: Annotated[str, typer.Option("--weight", "-w", metavar="分值", help="分值，如 5。")] = "",
    target: Annotated[str, typer.Option("--target", "-t", metavar="目标值", help="目标值，如 100%。")] = "",
    actual: Annotated[str, typer.Option("--actual", "-a", metavar="实际值", help="实际完成值，如 85%。")] = "",
    case: Annotated[str, typer.Option("--case", metavar="情形", help="评分标准分情形时选定一种，如 产区。")] = "",
    lenient: Annotated[bool, typer.Option("--lenient", help="把疑似识别错误的字按更正后的读，并说明。")] = False,
    file: Annotated[
        str, typer.Option("--file", metavar="文件", help="普查：txt 每行一条，csv、tsv、md、xlsx 读一列；- 为标准输入，每行一条。")
    ] = "",
    column: Annotated[str, typer.Option("--column", metavar="列", help="评分标准所在的列：列名或列号。不给则按表头认定。")] = "",
    form: Format = "text",
) -> int:
    as_json = _is_json(form)
    if file:
        if text is not None or weight or target or actual or case:
            raise UsageError("--file 普查整个文件，不能同时给出评分标准、分值、目标、实际或情形。", hint="请分两次执行。")
        return _surveyed(file, column, lenient=lenient, as_json=as_json)
    if text is None or column:
        raise UsageError(
            "没有给出评分标准。" if text is None else "--column 只与 --file 同用。",
            hint="请写上评分标准原文，或用 --file 指明文件，例如 perfscore criterion --file 评分标准.xlsx --column 评分标准。",
        )
    rule = read_criterion(text, lenient=lenient)
    if (target or actual) and not weight:
        raise UsageError("要计分还缺分值。", hint="请加上 --weight，例如 --weight 5。")
    if case and not isinstance(rule, Alternatives):
        raise UsageError("这条评分标准不分情形。", hint="请去掉 --case。")
    chosen = rule.choose(case) if case and isinstance(rule, Alternatives) else rule
    row = (weight, target or None, actual or None)
    step = chosen.apply(*row) if weight else None
    how = None if isinstance(chosen, Alternatives) else arithmetic(chosen, *row) if weight else general(chosen)
    others = [] if step is None else list(_other_readings(chosen, step, *row))
    if as_json:
        console.say(json.dumps(json.rule_document(text, rule, step, others, case=case, arithmetic=how)), as_json=True)
    else:
        console.say(rule_text(rule, step, others, case=case, arithmetic=how, width=console.width()))
    return FINE


def _other_readings(rule: Rule, step: Step, weight: str, target: str | None, actual: str | None) -> Iterator[tuple[str, str, Step]]:
    """The score under each open choice that bears on the rule, where it is another."""
    for one in rule.readings:
        for value, label in one.others:
            other = rule.apply(weight, target, actual, policy=evolve(DEFAULT, **{one.name: value}))  # type: ignore[arg-type]
            if (other.value, other.low, other.high) != (step.value, step.low, step.high):
                yield f"{one.name}={value}", label, other


def _surveyed(file: str, column: str, *, lenient: bool, as_json: bool) -> int:
    """The criteria of a file read, and what is said of them."""
    (one,) = given([file]) if not Path(file).is_dir() else [Given(source=Path(file), name=Path(file).name)]
    if isinstance(one, PerfscoreError):
        raise one
    found = survey_file(one.source, name=one.name, column=column, lenient=lenient)
    console.say(json.dumps(json.criteria_document(found)) if as_json else survey_text(found, width=console.width()), as_json=as_json)
    return FAULTS if found.unread else FINE


@books.callback(invoke_without_command=True)
def _books(ctx: typer.Context) -> int:
    if ctx.invoked_subcommand is None:
        shelf = [rulebook(name) for name in rulebooks()]
        rows = [[book.id, book.jurisdiction, _years(book), book.title] for book in shelf]
        console.say("\n".join(table([Column("ID"), Column("地区"), Column("年度"), Column("名称")], rows, most=console.width())))
    return FINE


def _years(book: Rulebook) -> str:
    ends = dict.fromkeys(str(year) for year in (book.valid_from, book.valid_to) if year is not None)
    return "–".join(ends)


@books.command("show", cls=Command, help="一个评分办法的全部条目和依据。")
def _show(name: Annotated[str, typer.Argument(metavar="ID", help="评分办法的 ID，或 .toml 文件。")], form: Format = "text") -> int:
    book = rulebook(name)
    if _is_json(form):
        console.say(json.dumps(json.rulebook_document(book)), as_json=True)
    else:
        said = (
            line
            for part in str(book).splitlines()
            for line in fold(part.strip(), console.width(), first=_indent(part), rest=_indent(part) + "  ")
        )
        console.say("\n".join(said))
    return FINE


def _indent(text: str) -> str:
    return " " * (len(text) - len(text.lstrip(" ")))


@books.command("diff", cls=Command, help="两个评分办法的不同之处。")
def _diff(
    one: Annotated[str, typer.Argument(metavar="甲", help="评分办法的 ID，或 .toml 文件。")],
    other: Annotated[str, typer.Argument(metavar="乙", help="评分办法的 ID，或 .toml 文件。")],
) -> int:
    a, b = rulebook(one), rulebook(other)
    rows = rulebook_diff(a, b)
    lines = [f"甲：{a.title}（{a.id}）", f"乙：{b.title}（{b.id}）"]
    for key, left, right in rows:
        lines += ["", term_of(key)]
        for name, value in (("甲", left), ("乙", right)):
            lines += fold(value if value is not None else "（未规定）", console.width(), first=f"  {name}：", rest="      ")
    console.say("\n".join(lines if rows else [*lines, "没有差别。"]))
    return FINE


GROUPS = {"form": "表式", "scores": "得分", "money": "资金"}


@app.command("findings", cls=Command, help="能发现的问题：列出全部代码，或讲清一个代码。")
def _findings(code: Annotated[str, typer.Argument(metavar="[代码]", help="问题代码，如 total-mismatch。", show_default=False)] = "") -> int:
    if not code:
        rows = [[one.code, GROUPS.get(one.group, one.group), one.title] for one in CODES.values()]
        console.say("\n".join(table([Column("代码"), Column("类别"), Column("说明")], rows, most=console.width())))
        return FINE
    one = CODES[_codes([code])[0]]
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


# ---- the door -----------------------------------------------------------------------------------


def run(arguments: Sequence[str] | None = None) -> int:
    """
    Do what a call says and give its exit status (执行): 0 fine, 1 errors found, 2 unreadable or misused.
    """
    console.ready()
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        return int(typer.main.get_command(app).main(arguments, prog_name="perfscore", standalone_mode=False) or FINE)
    except console.ClosedError:
        console.hush()
        return CLOSED
    except KeyboardInterrupt:
        return STOPPED
    except PerfscoreError as error:
        return _failed(error_text(error))
    except Exception as error:
        if hasattr(error, "format_message"):
            return _failed(misused(error, arguments))
        if debugging():
            raise
        return _failed(crash(error))


def _failed(said: str) -> int:
    console.complain(said)
    return FAILED


def main() -> NoReturn:
    """The entry of the command ``perfscore`` (入口); being told to end is taken like an interrupt, so that nothing is left behind."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(run())
