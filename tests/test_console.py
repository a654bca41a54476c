import io
import os
import re
from errno import ENOSPC
from pathlib import Path
from typing import Any

import pytest

from perfscore import console
from perfscore.reporting.table import paint


def stream(encoding: str | None, **settings: Any) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n", **settings)


def written(out: io.TextIOWrapper) -> bytes:
    out.flush()
    assert isinstance(out.buffer, io.BytesIO)
    return out.buffer.getvalue()


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("5 − 15 × 0.1 = 3.5", "gbk", "5 - 15 × 0.1 = 3.5"),
        ("≈9.85，≥90%，≠", "gbk", "≈9.85，≥90%，≠"),
        ("≈9.85", "gb2312", "≈9.85"),
        ("≈9.85 ≥", "ascii", "~9.85 >="),
        ("率，", "ascii", "?,"),
        ("\U0001f600率", "gbk", "?率"),
        ("\udc80", "utf-8", "?"),
        ("率−", None, "率−"),
        ("\x1b[31m红\x1b[0m\t率\n", "utf-8", "[31m红[0m\t率\n"),
        ("\x1b]0;题\x07\x1b[2J率\r\x9b2J\x08", "utf-8", "]0;题[2J率2J"),
        ("甲\u202e乙\u2069", "gbk", "甲乙"),
    ],
)
def test_text_is_fitted_to_the_console(text: str, encoding: str | None, expected: str) -> None:
    assert expected == console.fitted(text, encoding)


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ('"−率"', "gbk", '"\\u2212率"'),
        ('"率"', "ascii", '"\\u7387"'),
        ('"\U0001f600"', "ascii", '"\\ud83d\\ude00"'),
        ('"\udc80"', "utf-8", '"\\udc80"'),
        ('"\x9b\u2066"', "utf-8", '"\\u009b\\u2066"'),
    ],
)
def test_json_escapes_what_the_console_does_not_know(text: str, encoding: str | None, expected: str) -> None:
    assert expected == console.fitted(text, encoding, as_json=True)


def test_a_coloured_text_keeps_the_colours_of_the_reports_alone() -> None:
    text = f"{paint('甲', 'red', on=True)}\x1b[2J\x1b]0;乙\x07\x1b[8m"
    assert "\x1b[31m甲\x1b[0m[2J]0;乙[8m" == console.fitted(text, "utf-8", colours=True)


@pytest.mark.parametrize("sign", console.INSTEAD)
def test_every_sign_has_something_for_the_poorest_console(sign: str) -> None:
    assert "?" not in console.fitted(sign, "ascii").replace("?", "", sign == "？")


def test_the_streams_never_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = stream("gbk"), stream("ascii")
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setattr("sys.stderr", err)
    console.ready()
    console.say("− 率")
    print("−", file=out)
    console.complain("错误：x")
    assert "- 率\n-\n".encode("gbk") == written(out)
    assert b"??:x\n" == written(err)


def test_other_streams_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdout", out)
    console.ready()
    console.say("率")
    assert "率\n" == out.getvalue()


def test_a_closed_pipe_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError

    monkeypatch.setattr("sys.stdout", Closed())
    with pytest.raises(console.ClosedError):
        console.say("x")


class Full(io.StringIO):
    def flush(self) -> None:
        raise OSError(ENOSPC, "No space left on device")


def test_a_full_disk_is_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", Full())
    with pytest.raises(console.OutputError, match="结果写不出去（磁盘已满）。"):
        console.say("x")


def test_a_message_that_cannot_be_written_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "out").open("w") as out, (tmp_path / "err").open("w") as err:
        monkeypatch.setattr(out, "flush", Full().flush)
        monkeypatch.setattr(err, "flush", Full().flush)
        monkeypatch.setattr("sys.stdout", out)
        monkeypatch.setattr("sys.stderr", err)
        console.complain("x")
        monkeypatch.undo()
    assert "" == (tmp_path / "out").read_text() == (tmp_path / "err").read_text()


def test_closed_streams_are_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    monkeypatch.setattr("sys.stderr", None)
    console.ready()
    console.say("x")
    console.complain("x")
    console.hush()
    assert (False, console.USUAL) == (console.coloured(), console.width())


def test_what_is_left_goes_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "out").open("w") as file:
        monkeypatch.setattr("sys.stdout", file)
        console.hush()
        file.write("lost")
        file.flush()
    assert "" == (tmp_path / "out").read_text()


@pytest.mark.parametrize(
    ("terminal", "environment", "expected"),
    [
        (True, {"TERM": "xterm"}, True),
        (True, {"TERM": "dumb"}, False),
        (True, {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (False, {"TERM": "xterm"}, False),
    ],
)
def test_colours_stand_only_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, environment: dict[str, str], expected: bool
) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return terminal

    monkeypatch.setattr("sys.stdout", Screen())
    monkeypatch.setattr(os, "environ", environment)
    monkeypatch.setattr(os, "name", "posix")
    assert expected is console.coloured()


@pytest.mark.parametrize(("terminal", "wide", "expected"), [(True, "80", 80), (True, "20", 60), (True, "300", 120), (False, "80", 100)])
def test_the_width_is_that_of_the_terminal(monkeypatch: pytest.MonkeyPatch, terminal: bool, wide: str, expected: int) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return terminal

    monkeypatch.setattr("sys.stdout", Screen())
    monkeypatch.setenv("COLUMNS", wide)
    assert expected == console.width()


def test_an_output_file_is_written_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    out = console.Output(str(path))
    out.say("− 率")
    out.say("二")
    assert not path.exists()
    out.end()
    assert "− 率\n二\n".encode() == path.read_bytes()


def test_without_an_output_file_parts_come_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    out = console.Output("")
    out.say("率")
    out.end()
    assert "率\n" == capsys.readouterr().out


def test_an_output_file_that_cannot_be_written(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "no" / "out.txt", "没有这个文件夹"), (tmp_path, "这是文件夹")):
        with pytest.raises(console.OutputError, match=f"写不了文件 {re.escape(str(path))}（{reason}）。"):
            console.Output(str(path)).end()


def test_an_input_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"x")
    with pytest.raises(console.OutputError, match="就是输入文件"):
        console.Output(str(tmp_path / "." / "a.xlsx"), ["-", str(path)])
    console.Output(str(tmp_path / "b.xlsx"), [str(path)])


def test_an_interrupt_while_the_file_is_made_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def told_to_end(self: Path, mode: str) -> None:
        opened(self, mode).close()
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "open", told_to_end)
    with pytest.raises(KeyboardInterrupt), console.Output(str(tmp_path / "out.txt")) as out:
        out.say("率")
    assert [] == list(tmp_path.iterdir())


# ---- the bar ------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_bar_on_a_terminal_makes_way_for_results(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = Terminal(), Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setattr("sys.stderr", err)
    with console.progress(10) as bar:
        with bar.aside():
            console.say("结果")
        bar.step()
    assert "结果\n" == out.getvalue()
    assert "1/10" in err.getvalue()


@pytest.mark.parametrize(("total", "stream"), [(10, io.StringIO()), (3, Terminal()), (10, None)])
def test_no_bar_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch, total: int, stream: io.StringIO | None) -> None:
    monkeypatch.setattr("sys.stderr", stream)
    with console.progress(total) as bar:
        with bar.aside():
            pass
        bar.step()
    assert not stream or "" == stream.getvalue()


def test_a_link_stays_a_link_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("旧")
    link.symlink_to(real)
    with console.Output(str(link)) as out:
        out.say("新")
        out.end()
    assert (True, "新\n") == (link.is_symlink(), real.read_text("utf-8"))


@pytest.mark.parametrize(
    ("encoding", "expected"), [("utf-8", "率−"), ("utf8", "率−"), ("gbk", "&#29575;&#8722;"), ("ascii", "&#29575;&#8722;")]
)
def test_a_page_is_what_it_calls_itself(monkeypatch: pytest.MonkeyPatch, encoding: str, expected: str) -> None:
    monkeypatch.setattr("sys.stdout", stream(encoding))
    assert expected == console.marked_up("率−")


def test_a_page_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    assert "率" == console.marked_up("率")


def test_a_file_that_is_not_ended_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "out.txt").write_text("旧")
    with console.Output(str(tmp_path / "out.txt")) as out:
        out.say("新")
        assert 2 == len(list(tmp_path.iterdir()))
    assert [("out.txt", "旧")] == [(path.name, path.read_text()) for path in tmp_path.iterdir()]


@pytest.mark.skipif(not Path(os.devnull).is_char_device(), reason="a device in the file system")
def test_a_device_is_written_to_and_stays_what_it_is() -> None:
    for ended in (True, False):
        with console.Output(os.devnull) as out:
            out.say("率")
            if ended:
                out.end()
        assert Path(os.devnull).is_char_device()


def test_a_link_that_leads_to_itself_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = tmp_path / "out.txt"
    link.symlink_to(link)

    def circling(path: Path, strict: bool = False) -> Path:
        raise RuntimeError("Symlink loop")

    monkeypatch.setattr(Path, "resolve", circling)
    with console.Output(str(link)) as out:
        out.say("新")
        out.end()
    assert (False, "新\n") == (link.is_symlink(), link.read_text("utf-8"))
