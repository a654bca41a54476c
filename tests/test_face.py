"""The public face: `import perfscore as ps` is enough, it is light, and every name of it explains itself in Chinese."""

import inspect
import re
import subprocess
import sys

import pytest

import perfscore

#: Loaded by the first call that needs them, never by the import.
HEAVY = ("cattrs", "click", "duckdb", "lark", "numpy", "openpyxl", "rich", "typer")

CHINESE = re.compile("[\u4e00-\u9fff]")


def rank(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest, each by the alphabet: the order that ruff keeps."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


def test_all_is_sorted_and_has_no_name_twice() -> None:
    assert sorted(set(perfscore.__all__), key=rank) == list(perfscore.__all__)


@pytest.mark.parametrize("name", perfscore.__all__)
def test_every_name_is_there(name: str) -> None:
    assert hasattr(perfscore, name)


@pytest.mark.parametrize("name", [name for name in perfscore.__all__ if callable(getattr(perfscore, name))])
def test_every_name_explains_itself(name: str) -> None:
    lines = (inspect.getdoc(getattr(perfscore, name)) or "").strip().splitlines()
    assert lines, f"ps.{name} has no docstring"
    assert CHINESE.search(lines[0]), f"the first line of ps.{name} gives no Chinese term: {lines[0]}"


def test_the_import_is_light() -> None:
    code = f"import sys, perfscore; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "" == done.stdout.strip()
