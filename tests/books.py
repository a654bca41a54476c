"""Rulebooks for tests, from keys and values, and what is found under them."""

from collections.abc import Mapping

import perfscore as ps
from perfscore.provision import key_of
from perfscore.recognising import CHOSEN
from perfscore.rulebook import Rulebook, Value
from perfscore.source import Citation, Status
from tests.forms import leaf

RATIO = "实际完成值/年初目标值*分值"
CAPS = {"execution_cap": "[0%,50%)≤59、[50%,60%)≤69、[60%,70%)≤79、[70%,80%)≤89"}


def book(values: Mapping[str, str], name: str = "试行办法") -> Rulebook:
    """A rulebook of these values, each sound, all citing one document."""
    for key, value in values.items():
        known = key_of(key)
        assert known is not None, key
        known.check(value)
    cited = {
        key: Value(value=value, cite=Citation(document=name, clause=f"条文 {key}", quote=value, status=Status.VERIFIED))
        for key, value in values.items()
    }
    return Rulebook(id="test", title=name, values=cited)


def row(name: str = "覆盖率", weight: str = "100", actual: str = "100%", **fields: object) -> ps.Indicator:
    """A row in proportion to 100%."""
    return leaf(name, weight=weight, target="100%", actual=actual, criterion=RATIO, **fields)


def found(sheet: ps.Sheet, values: Mapping[str, str], code: str) -> ps.Finding | None:
    """The first finding of a code under a rulebook of these values, which the user names."""
    audit = ps.audit(sheet, book(values))
    assert audit.card.recognised_by == CHOSEN
    return next((finding for finding in audit.findings if finding.code == code), None)
