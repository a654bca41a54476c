"""Every command that writes: nothing that is read is ever overwritten, and what cannot be written is said in Chinese."""

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from perfscore.cli import run

EXAMPLE = Path(__file__).parents[1] / "examples" / "hanyang-2019.xlsx"
TABLE = "sheet_id,indicator_id,weight,target,actual,criterion\n1,1,5,100,85,实际完成值/年初目标值*分值\n"
BOOK = 'id = "my-own"\ntitle = "自己的办法"\nparent = "cn-mof-2020-10"\n'


class Writer(NamedTuple):
    """A call that writes a file, without the file's name, and what the name must end in."""

    arguments: tuple[str, ...]
    ending: str


WRITERS = {
    "audit": Writer(("audit", "表.xlsx", "-o"), ".txt"),
    "audit json": Writer(("audit", "表.xlsx", "--format", "json", "-o"), ".json"),
    "audit jsonl": Writer(("audit", "表.xlsx", "--format", "jsonl", "-o"), ".jsonl"),
    "audit html": Writer(("audit", "表.xlsx", "--format", "html", "-o"), ".html"),
    "audit xlsx": Writer(("audit", "表.xlsx", "--format", "xlsx", "-o"), ".xlsx"),
    "audit verify": Writer(("audit", "表.xlsx", "--verify", "回执.json", "-o"), ".json"),
    "score": Writer(("score", "表.xlsx", "-o"), ".txt"),
    "explain": Writer(("explain", "表.xlsx", "-o"), ".txt"),
    "what-if": Writer(("what-if", "表.xlsx", "--reach", "98", "-o"), ".txt"),
    "combine": Writer(("combine", "表.xlsx", "又.xlsx", "-o"), ".txt"),
    "combine sheet": Writer(("combine", "表.xlsx", "又.xlsx", "--sheet"), ".json"),
    "mark": Writer(("mark", "表.xlsx", "-o"), ".xlsx"),
    "template": Writer(("template", "cn-mof-2020-10", "-o"), ".xlsx"),
    "batch": Writer(("batch", "长表.csv"), ".csv"),
    "batch parquet": Writer(("batch", "长表.csv"), ".parquet"),
    "batch forms": Writer(("batch", "表.xlsx"), ".csv"),
}
#: What each of them reads, and must not write.
READ = {
    "audit": ("表.xlsx", "my.toml"), "audit json": ("表.xlsx", "my.toml"), "audit jsonl": ("表.xlsx", "my.toml"),
    "audit html": ("表.xlsx", "my.toml"), "audit xlsx": ("表.xlsx", "my.toml"), "audit verify": ("表.xlsx", "回执.json", "my.toml"),
    "score": ("表.xlsx", "my.toml"), "explain": ("表.xlsx", "my.toml"), "what-if": ("表.xlsx", "my.toml"),
    "combine": ("表.xlsx", "又.xlsx", "my.toml"), "combine sheet": ("表.xlsx", "又.xlsx", "my.toml"), "mark": ("表.xlsx",), "batch": ("长表.csv",),
}  # fmt: skip

Call = Callable[..., tuple[int, str]]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """A call in a folder with all that these calls read: its status, and what it complains of."""
    monkeypatch.chdir(tmp_path)
    for name in ("表.xlsx", "又.xlsx"):
        Path(name).write_bytes(EXAMPLE.read_bytes())
    Path("长表.csv").write_text(TABLE, "utf-8")
    Path("my.toml").write_text(BOOK, "utf-8")
    Path("内").mkdir()
    run(["audit", "表.xlsx", "--format", "json", "-o", "回执.json"])
    capsys.readouterr()

    def called(*arguments: str) -> tuple[int, str]:
        return run(arguments), capsys.readouterr().err

    return called


def contents() -> dict[str, str]:
    """All files of the folder, by their digests; none is left half written."""
    return {path.as_posix(): sha256(path.read_bytes()).hexdigest() for path in sorted(Path().rglob("*")) if path.is_file()}


@pytest.mark.parametrize("name", WRITERS)
def test_a_name_with_dots_is_a_name_like_others(call: Call, name: str) -> None:
    arguments, ending = WRITERS[name]
    before = contents()
    status, _ = call(*arguments, f"内/../内/出{ending}")
    assert status in {0, 1}
    assert Path(f"内/出{ending}").stat().st_size > 0
    assert before == {path: digest for path, digest in contents().items() if path in before}


@pytest.mark.parametrize("name", WRITERS)
def test_a_folder_that_is_not_there(call: Call, name: str) -> None:
    arguments, ending = WRITERS[name]
    before = contents()
    status, err = call(*arguments, f"无/出{ending}")
    assert 2 == status
    assert err in {
        f"写不了文件 无/出{ending}（没有这个文件夹）。\n  请核对文件夹和权限。\n",
        "输出文件的文件夹 无 不存在。\n  请先建文件夹。\n",
    }
    assert (before, False) == (contents(), Path("无").exists())


@pytest.mark.parametrize("name", WRITERS)
def test_a_folder_stands_where_the_file_should(call: Call, name: str) -> None:
    arguments, ending = WRITERS[name]
    Path(f"夹{ending}").mkdir()
    before = contents()
    if name.startswith("batch"):  # a folder is where results of many files go
        assert call(*arguments, f"夹{ending}")[0] in {0, 2}
    else:
        status, err = call(*arguments, f"夹{ending}")
        assert (2, True) == (status, f"夹{ending}（这是文件夹）" in err or f"已有文件 夹{ending}" in err)
    assert before == {path: digest for path, digest in contents().items() if path in before}


@pytest.mark.parametrize(("name", "read"), [(name, read) for name, all_read in READ.items() for read in all_read])
@pytest.mark.parametrize("way", ["{}", "./{}", "内/../{}", "连.xlsx"])
def test_what_is_read_is_never_written(call: Call, name: str, read: str, way: str) -> None:
    arguments, _ = WRITERS[name]
    if way == "连.xlsx":
        way = f"连{Path(read).suffix}"
        Path(way).symlink_to(read)
    before = contents()
    head, *rest = arguments
    if read == "my.toml":
        rest = ["--rulebook", read, *rest]
    status, err = call(head, *rest, way.format(read))
    assert 2 == status
    assert f"输出文件 {read if way == './{}' else way.format(read)} 就是输入文件。\n  请换一个文件名。\n" == err.replace(
        "./", "", way == "./{}"
    )
    assert before == contents()


def test_results_for_the_sheets_of_a_table_do_not_take_its_place_either(call: Call) -> None:
    Path("长表.csv").rename("甲.sheets.csv")
    before = contents()
    assert (2, "输出文件 甲.sheets.csv 就是输入文件。\n  请换一个文件名。\n") == call("batch", "甲.sheets.csv", "甲.csv")
    assert before == contents()


def test_a_blank_form_never_takes_the_place_of_another_file(call: Call) -> None:
    before = contents()
    status, err = call("template", "cn-mof-2020-10", "-o", "内/../表.xlsx")
    assert (2, True) == (status, err.startswith("已有文件 内/../表.xlsx，没有覆盖"))
    assert before == contents()


@pytest.mark.parametrize("out", ["内/出.csv", "内/", "内/下/", "内/下/../出.parquet"])
def test_tables_are_not_written_into_the_folder_that_is_read(call: Call, out: str) -> None:
    Path("长表.csv").rename("内/长表.csv")
    Path("内/下").mkdir()
    before = contents()
    status, err = call("batch", "内", out)
    assert (2, f"输出 {Path(out)} 在要计分的文件夹里，下次会把它也读进去。\n  请写到别处。\n") == (status, err)
    assert before == contents()


@pytest.mark.parametrize(("other", "one"), [("内/长表.csv", "长表.parquet"), ("长表.sheets.csv", "长表.sheets.parquet")])
def test_two_tables_do_not_share_a_result(call: Call, other: str, one: str) -> None:
    Path(other).write_text(TABLE, "utf-8")
    before = contents()
    status, err = call("batch", "**/长表*.csv", "出/")
    assert (2, True) == (status, f"的结果是同一个文件 {one}。\n  请改名，或分别写到两个文件夹。\n" in err)
    assert before == contents()


def test_a_folder_for_results_that_cannot_be_made(call: Call) -> None:
    assert (2, "建不了文件夹 my.toml（已有同名文件）。\n  请核对路径和权限。\n") == call("batch", "长表.csv", "my.toml/")
    assert BOOK == Path("my.toml").read_text("utf-8")


def test_a_form_that_is_not_there_leaves_nothing_behind(call: Call) -> None:
    before = contents()
    status, err = call("batch", "无.xlsx", "出.csv")
    assert (2, "1 个文件读不了：无.xlsx：没有这个文件。 请核对路径和文件名。\n  请核对文件夹里的文件。\n") == (status, err)
    assert before == contents()
    assert not Path(".出.csv.parts").exists()


# ---- a folder in which nothing may be written ------------------------------------------------------


class _Head(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("thread", ctypes.c_int))


class _Powers(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


@pytest.fixture
def bound_by_rights() -> Iterator[None]:
    """
    Have the rights of folders hold for this thread, also where the tests are run by root: Linux takes CAP_DAC_OVERRIDE (bit 1) away for a while.
    """
    if not sys.platform.startswith("linux") or os.geteuid():
        yield
        return
    system = ctypes.CDLL(None, use_errno=True)
    head, powers = _Head(0x20080522, 0), (_Powers * 2)()
    assert 0 == system.capget(ctypes.byref(head), powers)
    whole = powers[0].effective
    powers[0].effective = whole & ~0b10
    assert 0 == system.capset(ctypes.byref(head), powers)
    yield
    powers[0].effective = whole
    assert 0 == system.capset(ctypes.byref(head), powers)


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.usefixtures("bound_by_rights")
def test_a_folder_that_may_only_be_read(call: Call, name: str) -> None:
    arguments, ending = WRITERS[name]
    if not name.startswith(("template", "audit xlsx")):
        Path(f"内/出{ending}").write_bytes(b"old")
    Path("内").chmod(0o555)
    before = contents()
    try:
        status, err = call(*arguments, f"内/出{ending}")
    finally:
        Path("内").chmod(0o755)
    assert (2, True) == (status, f"写不了文件 内/出{ending}（没有权限）" in err), err
    assert "请核对文件夹和权限。\n" in err
    assert before == contents()


@pytest.mark.usefixtures("bound_by_rights")
def test_a_folder_for_results_where_none_may_be_made(call: Call) -> None:
    Path("内").chmod(0o555)
    try:
        assert (2, "建不了文件夹 内/下（没有权限）。\n  请核对路径和权限。\n") == call("batch", "长表.csv", "内/下/")
    finally:
        Path("内").chmod(0o755)
