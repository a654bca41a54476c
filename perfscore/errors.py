"""What stops a call (错误): a message, its place, and what to do next."""

from errno import EACCES, EEXIST, EISDIR, ENOENT, ENOSPC, ENOTDIR, EROFS
from unicodedata import east_asian_width

from perfscore.source import Source


class PerfscoreError(Exception):
    """
    A call that cannot go on (错误).

    Args:
        message: what was found and what is right, in Chinese.
        source: the file and cell concerned, where there is one.
        hint: one next step for the user.
    """

    def __init__(self, message: str, *, source: Source | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.source = source
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.source}：" if self.source and str(self.source) else ""
        return f"{place}{self.message}" + (f" {self.hint}" if self.hint else "")


class ReadError(PerfscoreError):
    """A file or a form that cannot be read (读取错误)."""


class NumberError(PerfscoreError):
    """A text that is no number where one must stand (数值错误)."""


class UnitError(PerfscoreError):
    """Two quantities whose units cannot be compared (单位不可比)."""


class RulebookError(PerfscoreError):
    """A rulebook that contradicts itself or has an unknown key (评分办法错误)."""


class TextError(PerfscoreError):
    """
    A text that cannot be read, with the place where reading stopped (文本错误).

    Args:
        text: the whole text.
        column: the offset of the first character not understood.
    """

    def __init__(self, message: str, *, text: str = "", column: int = 0, hint: str = "", source: Source | None = None) -> None:
        super().__init__(message, source=source, hint=hint)
        self.text = text
        self.column = column

    def __str__(self) -> str:
        head = super().__str__()
        return f"{head}\n{self.caret()}" if self.text else head

    def caret(self) -> str:
        """
        The text and, below it, a caret under the character where reading stopped (插入符).

        汉字 are two columns wide on a terminal; a long text is cut to what stands around.
        """
        start = max(0, self.column - 30)
        shown = "".join(c if c.isprintable() else " " for c in self.text[start : self.column + 20])
        before = shown[: self.column - start]
        return f"    {shown}\n    {' ' * sum(width(c) for c in before)}^"


class CriterionError(TextError):
    """
    A criterion that cannot be read (评分标准读不懂).

    Args:
        understood: what had been read up to there, in words.
        nearest: the nearest form that would be read.
        suspicions: what looks like a slip of recognition, with the literal text.
    """

    def __init__(
        self, message: str, *, text: str = "", column: int = 0, understood: str = "", nearest: str = "", source: Source | None = None,
        suspicions: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        super().__init__(message, text=text, column=column, hint=f"可写成“{nearest}”。" if nearest else "", source=source)
        self.suspicions = suspicions
        self.understood = understood
        self.nearest = nearest


class FormulaError(TextError):
    """A formula that is not allowed or not defined (公式错误)."""


def width(character: str) -> int:
    """
    The columns a character takes on a terminal (字符宽度): 2 for 汉字, else 1.

    >>> width("率"), width("a")
    (2, 1)
    """
    return 2 if east_asian_width(character) in "WF" else 1


def reason(error: OSError) -> str:
    """
    Why nothing can be written (写不出的原因), in Chinese where it is a usual reason.

    >>> reason(PermissionError(EACCES, "Permission denied"))
    '没有权限'
    """
    words = {
        ENOENT: "没有这个文件夹",
        ENOTDIR: "没有这个文件夹",
        EEXIST: "已有同名文件",
        EISDIR: "这是文件夹",
        EACCES: "没有权限",
        EROFS: "只读",
        ENOSPC: "磁盘已满",
    }
    return words.get(error.errno or 0, error.strerror or type(error).__name__)
