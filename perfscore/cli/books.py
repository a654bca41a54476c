"""The commands on rulebooks (命令：评分办法): list, show, diff."""

from typing import Annotated

import typer

from perfscore import console
from perfscore.cli.call import FINE, Command, Format, books, is_json
from perfscore.provision import words_of
from perfscore.reporting import json
from perfscore.reporting.table import Column, columns, fold, table
from perfscore.rulebook import Rulebook, term_of
from perfscore.shelving import rulebook, rulebook_diff, rulebooks


@books.callback(invoke_without_command=True)
def _books(ctx: typer.Context) -> int:
    if ctx.invoked_subcommand is None:
        shelf = [rulebook(name) for name in rulebooks()]
        rows = [[book.id, book.jurisdiction, _years(book)] for book in shelf]
        lines = table([Column("ID"), Column("地区"), Column("年度")], rows, most=console.width())
        names = ["名称", *(book.title for book in shelf)]
        told = [[line, *fold(name, console.width(), first="  ", rest="  ")] for line, name in zip(lines, names, strict=True)]
        console.say("\n".join(line for both in told for line in both))
    return FINE


def _years(book: Rulebook) -> str:
    ends = dict.fromkeys(str(year or "") for year in (book.valid_from, book.valid_to))
    return "–".join(ends)


@books.command("show", cls=Command, help="一个评分办法的全部条目和依据。")
def _show(name: Annotated[str, typer.Argument(metavar="ID", help="评分办法的 ID，或 .toml 文件。")], form: Format = "text") -> int:
    book = rulebook(name)
    if is_json(form):
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
    lines = [line for name, book in (("甲", a), ("乙", b)) for line in _folded(f"{name}：", f"{book.title}（{book.id}）")]
    for key, left, right in rows:
        lines += ["", *_folded("", term_of(key))]
        for name, value in (("甲", left), ("乙", right)):
            lines += _folded(f"  {name}：", "（未规定）" if value is None else words_of(key, value))
    console.say("\n".join(lines if rows else [*lines, "没有差别。"]))
    return FINE


def _folded(first: str, text: str) -> list[str]:
    """A text behind what names it, its other lines below the text."""
    return fold(text, console.width(), first=first, rest=" " * columns(first))
