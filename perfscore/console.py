"""What is written to a terminal (输出): nothing fails because a console knows few characters."""

import codecs
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from errno import ENOSPC
from io import TextIOWrapper
from pathlib import Path
from shutil import get_terminal_size
from typing import IO, Any, Self, TextIO

from perfscore.errors import PerfscoreError, reason
from perfscore.pattern import pattern
from perfscore.reporting.table import COLOURS

#: What stands for a character that a console cannot show: the first of these that it can.
INSTEAD = {
    "−": ("-",), "≈": ("约", "~"), "×": ("x",), "÷": ("/",), "≥": (">=",), "≤": ("<=",), "≠": ("<>",), "→": ("->",), "…": ("...",), "·": ("-",),
    "—": ("-",), "“": ('"',), "”": ('"',), "⌊": ("[",), "⌋": ("]",), "└": ("`",), "├": ("|",), "│": ("|",), "\xa0": (" ",),
    "，": (",",), "。": (".",), "：": (":",), "；": (";",), "、": (",",), "（": ("(",), "）": (")",), "〔": ("[",), "〕": ("]",), "？": ("?",),
}  # fmt: skip

#: The names under which the two ways of replacing are known to the codecs.
TEXT, JSON = "perfscore-text", "perfscore-json"

#: What steers a terminal, other than tabs and line ends: control characters, and signs that turn the direction of writing.
CONTROL_TEXT = "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]"
CONTROL = pattern(CONTROL_TEXT)
#: The same but for the colours that the reports use, and their end.
BUT_COLOURS = pattern(rf"(?!\x1b\[(?:0|{'|'.join(COLOURS.values())})m){CONTROL_TEXT}")

#: Narrower and wider terminals are treated as these.
NARROW, USUAL, WIDE = 60, 100, 120


def _known(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _in_text(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    lost = error.object[error.start : error.end]
    known = (next((one for one in INSTEAD.get(character, ()) if _known(one, error.encoding)), "?") for character in lost)
    return "".join(known), error.end


def _in_json(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2)), error.end


codecs.register_error(TEXT, _in_text)
codecs.register_error(JSON, _in_json)


class OutputError(PerfscoreError):
    """A file that cannot be written (写出错误)."""


class ClosedError(Exception):
    """Nobody reads the output any more (输出已关闭)."""


def ready() -> None:
    """Make the standard streams replace what they cannot show (准备输出)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=TEXT)


def fitted(text: str, encoding: str | None, *, as_json: bool = False, colours: bool = False) -> str:
    r"""
    A text in the characters that an encoding knows (可编码的文本); in JSON what it does not know is escaped.

    Characters that steer a terminal, which a file may hold, are left out, in JSON escaped; with ``colours`` those of the reports stay.

    >>> fitted("5 − 15 × 0.1 ≈ 3.5", "gbk"), fitted('"−"', "gbk", as_json=True)
    ('5 - 15 × 0.1 ≈ 3.5', '"\\u2212"')
    """
    encoding = encoding or "utf-8"
    text = CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text) if as_json else (BUT_COLOURS if colours else CONTROL).sub("", text)
    return text.encode(encoding, JSON if as_json else TEXT).decode(encoding)


def say(text: str, *, as_json: bool = False) -> None:
    """
    Write a text and a line end to the standard output (输出).

    Raises:
        ClosedError: nobody reads it.
    """
    _write(sys.stdout, text, as_json=as_json)


def complain(text: str) -> None:
    """Write a message to the standard error (提示), after what was written before it; where none can be written, none is."""
    for stream, said in ((sys.stdout, None), (sys.stderr, text)):
        try:
            _write(stream, said)
        except OutputError:
            hush(stream)


def _write(stream: TextIO | None, text: str | None, *, as_json: bool = False) -> None:
    if stream is None:  # the caller closed it: nobody listens
        return
    try:
        if text is not None:
            stream.write(fitted(text, stream.encoding, as_json=as_json, colours=coloured()) + "\n")
        stream.flush()
    except BrokenPipeError as error:
        raise ClosedError from error
    except OSError as error:
        raise OutputError(f"结果写不出去（{reason(error)}）。", hint="请核对磁盘空间，或改用 -o 写入别处。") from error


def hush(stream: TextIO | None = None) -> None:
    """Send what is still to be written nowhere (静默): the reader of the output, or the room for it, has gone."""
    stream = stream or sys.stdout
    if stream is not None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _is_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def coloured() -> bool:
    """Whether the output is a terminal that shows colours (是否着色)."""
    if not _is_terminal() or "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb":
        return False
    return os.name != "nt" or "WT_SESSION" in os.environ or "ANSICON" in os.environ


def width() -> int:
    """The columns of the terminal (终端宽度), 100 where the output is none."""
    return max(NARROW, min(WIDE, get_terminal_size((USUAL, 24)).columns)) if _is_terminal() else USUAL


def marked_up(text: str) -> str:
    """
    A page of markup as the standard output takes it (可输出的网页): a page calls itself UTF-8, and an output of another kind gets plain ASCII.
    """
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "").replace("_", "")
    return text if encoding.startswith("utf8") else text.encode("ascii", "xmlcharrefreplace").decode("ascii")


class Output:
    """
    Where the results go (输出): to the terminal as they come, or to a file.

    A file is written beside its place and put there at the end, so that a run that fails leaves what was there before.
    """

    def __init__(self, path: str, inputs: Sequence[str] = ()) -> None:
        self.path = _followed(Path(path)) if path else None
        self._temporary: IO[bytes] | None = None
        self._draft: Path | None = None
        if self.path and any(
            one not in {"", "-"} and self.path.exists() and Path(one).exists() and self.path.samefile(one) for one in inputs
        ):
            raise OutputError(f"输出文件 {path} 就是输入文件。", hint="请换一个文件名。")

    def say(self, text: str, *, as_json: bool = False) -> None:
        """Write a part (写出)."""
        if self.path is None:
            say(text, as_json=as_json)
            return
        with self.file() as file, self._refusing():
            file.write((fitted(text, "utf-8", as_json=as_json) + "\n").encode())

    @contextmanager
    def file(self) -> Iterator[IO[bytes]]:
        """The file that is being written, for bytes (写入中的文件)."""
        assert self.path is not None
        with self._refusing():
            if self._temporary is None:
                self._temporary = self._opened(self.path)
            yield self._temporary

    def _opened(self, path: Path) -> IO[bytes]:
        if path.exists() and not path.is_file():  # a device or a folder: nothing can be put in its place
            return path.open("wb")
        self._draft = path.with_name(f".{path.name}.{os.urandom(4).hex()}")  # known before it is there: an interrupt leaves nothing behind
        return self._draft.open("xb")

    def end(self) -> None:
        """Put the file in its place (写完)."""
        if self.path is None:
            return
        with self.file() as file, self._refusing():
            file.close()
            if self._draft is not None:
                self._draft.replace(self.path)
        self._temporary = self._draft = None

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.drop()
            hint = "请核对磁盘空间。" if error.errno == ENOSPC else "请核对文件夹和权限。"
            raise OutputError(f"写不了文件 {self.path}（{reason(error)}）。", hint=hint) from None

    def drop(self) -> None:
        """Leave nothing half written (弃置)."""
        file, self._temporary = self._temporary, None
        draft, self._draft = self._draft, None
        if file is not None:
            with suppress(OSError):
                file.close()
        if draft is not None:
            with suppress(OSError):
                draft.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()


def _followed(path: Path) -> Path:
    """The file that a link leads to: it is written, the link stays."""
    try:
        return path.resolve() if path.is_symlink() and path.resolve().is_file() else path
    except (OSError, RuntimeError):
        return path


# ---- the bar ------------------------------------------------------------------------------------

#: With fewer files no bar is shown.
FEW = 8


class Bar:
    """How far a long run has come (进度条), on the standard error; where that is no terminal, nothing is shown."""

    def __init__(self, shown: Any = None, total: int = 0) -> None:
        self.shown = shown
        self.task = shown.add_task("核对", total=total) if shown is not None else None

    def step(self) -> None:
        """One more file is done (前进一步)."""
        if self.shown is not None:
            self.shown.advance(self.task)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the bar away while results are printed on the same terminal (让开)."""
        if self.shown is None or not _is_terminal():
            yield
            return
        self.shown.stop()
        try:
            yield
        finally:
            self.shown.start()


@contextmanager
def progress(total: int) -> Iterator[Bar]:
    """A bar for so many files (进度条), where they are many and the standard error is a terminal."""
    if total < FEW or sys.stderr is None or not sys.stderr.isatty():
        yield Bar()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("剩余"), TimeRemainingColumn())
    with Progress(*parts, console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False) as shown:
        yield Bar(shown, total)


#: Is told how far something has come, in percent.
Tell = Callable[[float], None]


@contextmanager
def percent(what: str) -> Iterator[Tell | None]:
    """What shows how far one long act has come (百分比进度), on a terminal; None where the standard error is none."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return

    def tell(done: float) -> None:
        if done >= 0:
            sys.stderr.write(f"\r· {what} {min(done, 100):.0f}% ")
            sys.stderr.flush()

    try:
        yield tell
    finally:
        sys.stderr.write("\r" + " " * 24 + "\r")
