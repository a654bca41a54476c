"""Regular expressions that cost nothing until they are used (正则表达式)."""

import re
from typing import Any, TypeVar, cast

Text = TypeVar("Text", str, bytes)


def pattern(text: Text, flags: int = 0) -> re.Pattern[Text]:
    """
    A regular expression, compiled when something is first asked of it (延迟编译).

    The package has some sixty; compiling them all would be a third of the time that
    importing it takes.

    >>> pattern("[0-9]+").findall("12 与 34")
    ['12', '34']
    """
    return cast("re.Pattern[Text]", _Pattern(text, flags))


class _Pattern:
    """Stands for a compiled expression; keeps each method it was asked for."""

    def __init__(self, text: Any, flags: int) -> None:
        self._source = text, flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._source), name)
        setattr(self, name, value)
        return value
