"""README.md: what it shows is what the commands print."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCKS = re.findall(r"```console\n\$ perfscore (.*?)\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)


def printed(command: str) -> str:
    call = [sys.executable, "-m", "perfscore", *shlex.split(command)]
    environment = {"PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT), "COLUMNS": "100", "PATH": ""}
    return subprocess.run(call, capture_output=True, cwd=ROOT, env=environment, check=False).stdout.decode("utf-8")


@pytest.mark.parametrize(("command", "shown"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_what_the_readme_shows_is_printed(command: str, shown: str) -> None:
    """A line that is only … stands for lines left out."""
    whole, at = printed(command), 0
    for part in shown.split("\n…\n"):
        at = whole.find(part.strip("\n"), at)
        assert at >= 0, f"{command} does not print:\n{part}\n--- but:\n{whole}"


def test_the_readme_shows_commands() -> None:
    assert len(BLOCKS) >= 3


def test_the_python_in_the_readme_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    (program,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    exec(compile(program, "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith("97.35\n平台操作性  3.5 / 5  5 − 15 × 0.1 = 3.5")


def test_the_number_of_findings_in_the_readme_is_the_number_there_is() -> None:
    from perfscore import CODES

    assert f"with {len(CODES)} kinds of finding" in (ROOT / "README.md").read_text("utf-8")
