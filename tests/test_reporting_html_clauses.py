"""Clauses in a report: each numbered once, each finding led to those that it names."""

import pytest

from perfscore.auditing import audit
from perfscore.reading import read
from perfscore.reporting.html.clauses import Clauses, clauses_of
from perfscore.source import Citation
from tests.pages import parsed, shown
from tests.reading_files import EXAMPLE

ONE, OTHER = Citation(document="办法", clause="第一条", quote="甲"), Citation(document="办法", clause="第二条")


def test_a_clause_is_numbered_once() -> None:
    clauses = Clauses()
    assert ["〔1〕", "〔2〕", "〔1〕"] == [shown(parsed(str(clauses.link(one)))) for one in (ONE, OTHER, ONE)]
    assert 2 == len(clauses)
    listing = parsed(str(clauses.listing()))
    assert [("clause1", str(ONE)), ("clause2", str(OTHER))] == [(one.get("id"), shown(one)) for one in listing]


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("output-benefit-ratio", {"注4"}), ("constraint-sign", {"注5(5)"}), ("criterion-note-clash", {"注5(4)"}), ("deviation-mismatch", {"注6"}),
        ("adjustment-rate", {"注1"}), ("total-mismatch", set()),
    ],
)  # fmt: skip
def test_a_finding_leads_to_the_clauses_that_it_names(code: str, named: set[str]) -> None:
    """注5(5) is not 注5, nor 注5(4)."""
    checked = audit(read(EXAMPLE))
    (finding,) = (one for one in checked.findings if one.code == code)
    assert named == {cite.clause for cite in clauses_of(finding, checked.card)}
