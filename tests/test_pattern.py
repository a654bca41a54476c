"""perfscore.pattern: as re.compile, but later."""

import re

import pytest

from perfscore.pattern import pattern


def test_it_does_what_a_compiled_expression_does() -> None:
    late, early = pattern("(?P<year>20[0-9]{2})年"), re.compile("(?P<year>20[0-9]{2})年")
    assert early.search("于2019年").groupdict() == late.search("于2019年").groupdict()  # type: ignore[union-attr]
    assert early.pattern == late.pattern
    assert pattern("a", re.IGNORECASE).fullmatch("A")
    assert pattern(rb"\d").findall(b"a1") == [b"1"]


def test_it_is_compiled_when_first_used() -> None:
    late = pattern("(")
    with pytest.raises(re.error):
        late.search("x")
