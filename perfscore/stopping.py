"""Where the reading of a criterion stops (停处)."""


class Stop(Exception):  # noqa: N818
    """Where reading stops (停处): a message, and the offset in the folded text."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.message, self.column = message, column


def past_number(text: str, at: int) -> int:
    """The offset behind a number that begins at ``at`` (数的末尾)."""
    while at < len(text) and (text[at].isdigit() or text[at] in ".,%"):
        at += 1
    return at
