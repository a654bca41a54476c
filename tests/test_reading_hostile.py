"""
Files made to do harm end in an error of our own, or in the form on top of them: within seconds, within memory, and nothing else happens.

Each is read in a process of its own (``tests/hostile_files.py``); two such processes run side by side.
"""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.hostile_files import GROUPS
from tests.reading_files import ROOT

pytest.importorskip("resource")

#: What reading may take: seconds of the processor, and megabytes of the process with all that was loaded before.
MOST_SECONDS = 3
MOST_MEGABYTES = 512

Told = dict[tuple[str, str], dict[str, Any]]
CASES = [(group, name) for group, cases in GROUPS.items() for name in cases]
#: Cases whose form is read all the same.
READ = {
    ("xml", "a million rows below a form xlsx"), ("xml", "sixteen thousand columns beside a form xlsx"),
    ("xml", "a hundred thousand merged blocks xlsx"), ("xml", "a worksheet over a detour xlsx"),
    ("pages", "a form over a hundred tables docx"), ("pages", "a form and then marks never closed html"),
    ("text", "form in gb18030 md"), ("text", "form in utf-16 md"), ("text", "form in utf-16-be md"), ("text", "form in utf-16-le md"),
    ("text", "form in utf-8-sig md"), ("text", "a million lines md"),
    ("names", "workbook named csv"), ("names", "workbook named et"), ("names", "page named xls"), ("names", "old workbook named pdf"),
    ("names", "text named xls"), ("names", "document named xlsx"), ("xls", "half a million cells xls"), ("xls", "rows of blanks xls"),
    ("xls", "merged blocks xls"), ("xls", "empty records xls"),
}  # fmt: skip


@pytest.fixture(scope="module")
def told() -> Told:
    """What each process said of its cases."""
    shares = (["pdf", "zip"], [group for group in GROUPS if group not in {"pdf", "zip"}])
    running = [
        subprocess.Popen([sys.executable, "-m", "tests.hostile_files", *share], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for share in shares
    ]
    lines = [line for process in running for line in process.communicate()[0].splitlines()]
    return {(one["group"], one["case"]): one for one in map(json.loads, lines)}


@pytest.mark.parametrize(("group", "name"), CASES)
def test_a_hostile_file(told: Told, group: str, name: str) -> None:
    one = told[group, name]
    assert "error" not in one, one
    assert set(one["types"]) <= {"Sheet", "ReadError", "HeadError"}
    assert one["types"]
    assert one["seconds"] < MOST_SECONDS, one
    assert one["peak"] < MOST_MEGABYTES, one
    assert [] == one["seen"]


@pytest.mark.parametrize(("group", "name"), sorted(READ))
def test_the_form_on_top_of_it_is_read(told: Told, group: str, name: str) -> None:
    assert any(said.startswith("form of") for said in told[group, name]["said"])
