"""Rulebooks for tests, from keys and values."""

from collections.abc import Mapping

from perfscore.provision import key_of
from perfscore.rulebook import Rulebook, Value
from perfscore.source import Citation, Status


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
