"""The command line (命令行): audit, score, explain, mark, template, combine, what-if, batch, criterion, rulebooks, findings, schema."""

import signal
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from perfscore import console
from perfscore.cli import about, batch, books, combining, criteria, exploring, forms, marking, templating
from perfscore.cli.call import CLOSED, FAILED, FINE, STOPPED, app
from perfscore.errors import PerfscoreError
from perfscore.helping import misused
from perfscore.reporting.text import error_text
from perfscore.sweeping import crash, debugging
from perfscore.version import VERSION

__all__ = ["about", "app", "batch", "books", "combining", "criteria", "exploring", "forms", "main", "marking", "run", "templating"]

#: The commands in the order in which the help lists them; every command stands here.
COMMANDS = ("audit", "score", "explain", "mark", "template", "combine", "what-if", "batch", "criterion", "findings", "schema")
app.registered_commands.sort(key=lambda one: COMMANDS.index(one.name or ""))


@app.callback(invoke_without_command=True)
def _top(ctx: typer.Context, version: Annotated[bool, typer.Option("--version", help="显示版本。")] = False) -> int:
    if version:
        console.say(f"perfscore {VERSION}")
        raise typer.Exit(FINE)
    if ctx.invoked_subcommand is None:
        console.say(ctx.get_help())
        raise typer.Exit(FAILED)
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
