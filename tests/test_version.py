"""perfscore.version: one version, the package's own."""

import tomllib
from pathlib import Path

from perfscore.version import VERSION


def test_the_version_is_the_one_of_the_package() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    assert VERSION == project["project"]["version"]
