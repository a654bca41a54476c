"""What the scripts that write pages share (写页面): the note that a page is made, tables, and how pages reach their files."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
NOTHING = "—"


def made(script: str) -> str:
    """The note that keeps hands off a page."""
    return f"<!-- 本页由 docs/{script}.py 生成，请不要直接修改。 -->\n\n"


def cell(text: str) -> str:
    """A text in a cell of a table: one line, nothing in it is markup."""
    found = " ".join(text.split())
    for sign in ("\\", "|", "*", "_", "<", "[", "$", "`"):
        found = found.replace(sign, f"\\{sign}")
    return found or NOTHING


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(heads), *([*row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) + "\n"


def toctree(names: Iterable[str]) -> str:
    """The pages below a page, which its text already links to."""
    return "```{toctree}\n:hidden:\n\n" + "".join(f"{name}\n" for name in names) + "```\n"


def indexed(word: str) -> str:
    """A word by which the search leads straight to the page."""
    return f"```{{index}} ! {word}\n```\n\n"


def ended(text: str) -> str:
    return text.rstrip("\n") + "\n"


def write(pages: Mapping[Path, str]) -> None:
    """Every page into its file; pages of the same folder that are not among them go."""
    for folder in {path.parent for path in pages} - {REFERENCE, DOCS / "how-to"}:
        folder.mkdir(exist_ok=True)
        for old in set(folder.glob("*.md")) - pages.keys():
            old.unlink()
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
