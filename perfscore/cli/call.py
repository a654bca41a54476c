"""What the commands share (命令共用): the application, its help in Chinese, options, and the road of many files."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from perfscore import console
from perfscore.auditing import CODES
from perfscore.delivering import Way, deliver
from perfscore.errors import PerfscoreError
from perfscore.gathering import endangered, given, left_out
from perfscore.helping import help_text
from perfscore.reading.bounds import MIB, MOST_BYTES
from perfscore.rulebook import Rulebook
from perfscore.shelving import rulebook
from perfscore.sweeping import Job
from perfscore.tallying import Tally

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
Happened = Annotated[
    str, typer.Option("--event", metavar="事件", help="已记录的事件，如 审计披露，或 审计披露:来源:日期；按评分办法封顶。")
]
Format = Annotated[str, typer.Option("--format", metavar="text|json", help="输出格式，默认 text。")]
AuditFormat = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="text|json|jsonl|html|xlsx",
        help="输出格式，默认 text；jsonl 每张表一行；html 是可打印的审核报告，一个文件；xlsx 是问题和得分的核对清单，须用 -o 指明文件。",
    ),
]
Verify = Annotated[
    str,
    typer.Option(
        "--verify",
        metavar="回执",
        help="核对回执：逐表说明今天的结果与当时（audit --format json -o 回执）是否相同、哪里变了；全部相同退出状态为 0，有变为 1。",
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


def is_json(name: str) -> bool:
    """Whether --format asks for JSON (输出格式)."""
    if name not in {"text", "json"}:
        raise UsageError(f"没有输出格式“{name}”。", hint="可用：text、json。")
    return name == "json"


def codes(given_codes: Sequence[str]) -> tuple[str, ...]:
    """Codes of findings, each known (问题代码)."""
    for code in given_codes:
        if code not in CODES:
            from difflib import get_close_matches

            near = get_close_matches(code, CODES)
            raise UsageError(
                f"没有问题代码“{code}”。", hint=f"是不是 {'、'.join(near)}？" if near else "用 perfscore findings 看全部代码。"
            )
    return tuple(given_codes)


def book_of(name: str) -> Rulebook | None:
    """The rulebook that --rulebook names, None where it names none (评分办法)."""
    return rulebook(name) if name else None


def warn_of_documents(files: Sequence[str]) -> None:
    """Say which documents of the named folders were not read (没有读的文档)."""
    lost = left_out(files)
    if lost:
        named = "、".join(lost[:8]) + ("…" if len(lost) > 8 else "")
        console.complain(f"另有 {len(lost)} 个文档没有读（.doc、.wps 请另存为 .docx，.ofd 请转成 .xlsx 后再读）：{named}")


def done(files: Sequence[str], job: Job, way: Way, output: str, *, also: Sequence[str] = ()) -> Tally:
    """
    Every form of the named files put through a job, and its results delivered (逐张处理); never over what the call reads.

    Args:
        way: how the results are delivered.
        also: what the call reads besides the forms.
    """
    if endangered(output, files):
        raise UsageError(f"输出文件 {output} 在要核对的文件夹里，已有同名文件。", hint="请换一个文件名，或写到别处。")
    with console.Output(output, [*files, job.rulebook, *also]) as out:
        tally = deliver(list(given(files, but=output)), job, way(out, job))
    warn_of_documents(files)
    return tally


def most_bytes(text: str) -> int:
    """The bytes of --max-size (文件大小上限)."""
    if text and not (text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= 100_000):
        raise UsageError(f"--max-size“{text}”应是兆字节数。", hint="例如 --max-size 200。")
    return int(text) * MIB if text else MOST_BYTES
