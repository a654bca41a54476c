"""Every command on the consoles that there are: no traceback, no failure of encoding, and something that can be read."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from perfscore.cli import COMMANDS

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "hanyang-2019.xlsx"
#: What the environment says, and in which encoding the output then comes.
CONSOLES = {
    "C": ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8"}, "utf-8"),
    "ascii": ({"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "ascii"),
    "gbk": ({"PYTHONIOENCODING": "gbk:strict", "PYTHONUTF8": "0"}, "gbk"),
}
#: Calls of every command, with names that every console knows: the exit status and what is in the output.
CALLS: dict[str, tuple[tuple[str, ...], int, str]] = {
    "help": (("--help",), 0, "what-if"),
    "audit": (("audit", "{example}"), 1, "97.35"),
    "audit json": (("audit", "{example}", "--format", "json"), 1, '"score": "97.35"'),
    "audit html": (("audit", "{example}", "--format", "html"), 1, "97.35"),
    "audit nothing": (("audit", "no.xlsx"), 2, ".xlsx"),
    "score": (("score", "{example}"), 0, "97.35"),
    "explain": (("explain", "{example}", "I24"), 0, "= 3.5"),
    "explain nothing": (("explain", "{example}", "none"), 2, "I24"),
    "mark": (("mark", "{example}", "-o", "marked.xlsx"), 1, "97.35"),
    "template": (("template", "cn-mof-2020-10", "-o", "blank.xlsx"), 0, "cn-mof-2020-10"),
    "combine": (("combine", "{example}", "{example}"), 0, "perfscore"),
    "what-if": (("what-if", "{example}", "--reach", "98"), 0, "98"),
    "batch": (("batch", "long.csv", "out.csv"), 0, ".csv"),
    "batch nothing": (("batch", "no.csv", "out.csv"), 2, ".csv"),
    "criterion": (("criterion", "--file", "texts.txt"), 1, "texts.txt"),
    "rulebooks": (("rulebooks",), 0, "cn-mof-2020-10"),
    "rulebooks show": (("rulebooks", "show", "cn-mof-2020-10"), 0, "2020"),
    "findings": (("findings",), 0, "total-mismatch"),
    "schema": (("schema", "audit"), 0, "perfscore.audit/1"),
    "no such command": (("no-such",), 2, "audit"),
}


def test_no_command_is_left_out() -> None:
    assert {*COMMANDS, "rulebooks"} <= {words[0] for words, _, _ in CALLS.values()}


@pytest.mark.parametrize("console", CONSOLES)
@pytest.mark.parametrize("name", CALLS)
def test_a_command_on_a_console(tmp_path: Path, name: str, console: str) -> None:
    settings, encoding = CONSOLES[console]
    if (name, console) == ("help", "ascii"):  # typer takes such a console to be misconfigured, and writes UTF-8
        encoding = "utf-8"
    words, status, shown = CALLS[name]
    (tmp_path / "long.csv").write_text("sheet_id,indicator_id,weight,target,actual,criterion\n1,1,5,100,85,按完成比例得分\n", "utf-8")
    (tmp_path / "texts.txt").write_text("每减少1个百分点扣0.1分，扣完为止\n视情况而定\n", "utf-8")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHON"))}
    call = [sys.executable, "-m", "perfscore", *(word.format(example=EXAMPLE) for word in words)]
    done = subprocess.run(call, cwd=tmp_path, env={**kept, "PYTHONPATH": str(ROOT), **settings}, capture_output=True, check=False)
    out = done.stdout.decode(encoding) + done.stderr.decode(encoding)  # what is written is of that encoding, whole
    assert (status, True, False) == (done.returncode, shown in out, "Traceback" in out), out
    assert encoding == "ascii" or name == "schema" or "?" not in out  # a schema has patterns, and ? is one of their signs
