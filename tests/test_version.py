"""perfscore.version: one version, the package's own."""

import tomllib
from pathlib import Path

from perfscore.version import VERSION


def test_the_version_is_the_one_of_the_package() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    assert VERSION == project["project"]["version"]


def test_the_citation_and_the_changes_name_it_too() -> None:
    root = Path(__file__).parents[1]
    assert f"\nversion: {VERSION}\n" in (root / "CITATION.cff").read_text("utf-8")
    assert f"\n## {VERSION} — " in (root / "CHANGELOG.md").read_text("utf-8")
