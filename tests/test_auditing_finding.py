"""perfscore.auditing.finding: codes are registered, each with words."""

import re
from pathlib import Path

import pytest

import perfscore as ps
from perfscore.auditing.finding import CODES, READING_WORDS, SEVERITY_WORDS

PACKAGE = Path(ps.__file__).parent / "auditing"


def test_every_code_has_words_and_a_group() -> None:
    for code, entry in CODES.items():
        assert entry.code == code
        assert entry.group in {"form", "scores", "money"}
        assert all((entry.title, entry.what, entry.why, entry.settle))


def test_every_code_is_given_by_some_check() -> None:
    text = "".join(path.read_text("utf-8") for path in PACKAGE.glob("*.py") if path.name != "finding.py")
    assert [] == [code for code in CODES if f'"{code}"' not in text]


def test_an_unregistered_code_is_refused() -> None:
    with pytest.raises(ValueError, match="没有登记"):
        ps.Finding(code="nonsense", severity="error", message="x")


def test_a_finding_says_where() -> None:
    found = ps.Finding(code="overspent", severity="warning", message="多了。", source=ps.Source(file="a.xlsx", sheet="表", cell="B2"))
    assert str(found) == "[提醒] overspent〔表!B2〕 多了。"
    assert found.to_dict()["cell"] == "表!B2"
    assert set(SEVERITY_WORDS) == set(ps.Severity)


def test_every_reading_that_a_check_names_has_words() -> None:
    code = "".join(path.read_text("utf-8") for path in PACKAGE.glob("*.py"))
    named = set(re.findall(r'reading="([^"]+)"', code)) | set(re.findall(r'_warn\(.*"([^"]+)"\)$', code, re.MULTILINE))
    assert {"note", "direction", "own-rounding", "inferred-weight"} <= named
    assert named <= READING_WORDS.keys()
