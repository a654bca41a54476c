"""Where the reading of a criterion stops (停处)."""


class Stop(Exception):  # noqa: N818
    """Where reading stops (停处): a message, and the offset in the folded text."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.message, self.column = message, column
