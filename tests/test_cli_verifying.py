"""perfscore audit --verify: exit statuses, formats, rulebooks and events of then; the how-to page shows what is printed."""

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from perfscore.cli import run
from perfscore.receipt import HOW
from tests.forms import BOOK
from tests.reading_files import EXAMPLE, book, form
from tests.test_reporting_json import faults

Call = Callable[..., tuple[int, str, str]]
PAGE = (Path(__file__).parents[1] / "docs" / "how-to" / "receipt.md").read_text("utf-8")
SAME = "自评表.xlsx!Sheet1 · 汉阳区部门整体支出绩效自评表 · 汉阳区大数据中心：结果相同\n\n共 1 张表：1 张结果相同，0 张变了。\n"


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Run an audit in this process; gives status, standard output and standard error."""

    def done(*arguments: str) -> tuple[int, str, str]:
        status = run(["audit", *arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return done


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first form with its receipt, and as it is handed in again."""
    folder = tmp_path_factory.mktemp("receipt")
    (folder / "自评表.xlsx").write_bytes(EXAMPLE.read_bytes())
    (folder / "重报").mkdir()
    again = load_workbook(EXAMPLE)
    again["Sheet1"]["H24"], again["Sheet1"]["I24"] = 0.95, 4.5
    again.save(folder / "重报" / "自评表.xlsx")
    assert 1 == run(["audit", str(folder / "自评表.xlsx"), "--format", "json", "-o", str(folder / "回执.json")])
    return folder


@pytest.fixture
def folder(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(made)
    return made


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two small forms of a workbook, one more, and a file that is empty."""
    monkeypatch.chdir(tmp_path)
    Path("材料").mkdir()
    Path("材料/a.xlsx").write_bytes(book(form(), form(A1="第二局绩效自评表", B2="第二局")))
    Path("材料/b.xlsx").write_bytes(book(form()))
    return tmp_path


# ---- statuses and formats -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_the_same_files_give_status_zero(call: Call, own: Path, name: str) -> None:
    call("材料", "--format", name, "-o", "回执.json")
    status, out, err = call("材料", "--verify", "回执.json")
    assert (0, "") == (status, err)
    assert (
        out
        == """\
a.xlsx!Sheet1 · 某局部门整体支出绩效自评表 · 某局：结果相同
a.xlsx!Sheet2 · 第二局绩效自评表 · 第二局：结果相同
b.xlsx!Sheet1 · 某局部门整体支出绩效自评表 · 某局：结果相同

共 3 张表：3 张结果相同，0 张变了。
"""
    )


def test_what_changed_gives_status_one(call: Call, own: Path) -> None:
    call("材料", "--format", "json", "-o", "回执.json")
    Path("材料/b.xlsx").write_bytes(book(form(G5=100)))
    status, out, _ = call("材料", "--verify", "回执.json", "--format", "json")
    document = json.loads(out)
    assert (1, [], "回执.json", False) == (status, faults("verification", document), document["receipt"], document["same"])
    assert [True, True, False] == [one["same"] for one in document["forms"]]
    assert "产出指标/数量指标/培训人次〔Sheet1!H5〕：实际完成值 原 99，现 100；复算得分 原 9，现 10" in document["forms"][2]["changes"]
    status, out, _ = call("材料/a.xlsx", "--verify", "回执.json")
    assert (1, True) == (status, out.endswith("共 3 张表：2 张结果相同，0 张变了，1 张只有一次的结果，无法比较。\n"))


def test_a_file_that_cannot_be_read_gives_status_two(call: Call, own: Path) -> None:
    Path("材料/空.csv").write_bytes(b"")
    call("材料", "--format", "json", "-o", "回执.json")
    status, out, err = call("材料", "--verify", "回执.json")
    assert (2, "") == (status, err)
    assert "空.csv：结果相同\n  · 当时和现在都读不了：文件是空的。\n" in out
    status, out, _ = call("材料", "没有.xlsx", "--verify", "回执.json")
    assert 2 == status
    assert "没有.xlsx：无法比较\n  · 回执里没有这张表\n  · 现在读不了：没有这个文件。\n" in out


def test_the_result_may_go_to_a_file_again_and_again(call: Call, own: Path) -> None:
    call("材料", "--format", "json", "-o", "回执.json")
    for _ in range(2):
        assert (0, "", "") == call("材料", "--verify", "回执.json", "--format", "json", "-o", "材料/核对.json")
    assert json.loads(Path("材料/核对.json").read_text("utf-8"))["same"]
    assert (0, "", "") == call("材料", "--verify", "回执.json", "-o", "核对.txt")
    assert Path("核对.txt").read_text("utf-8").startswith("a.xlsx!Sheet1")


def test_the_receipt_is_never_overwritten(call: Call, folder: Path) -> None:
    before = Path("回执.json").read_bytes()
    status, out, err = call("自评表.xlsx", "--verify", "回执.json", "-o", "回执.json")
    assert (2, "", "输出文件 回执.json 就是输入文件。\n  请换一个文件名。\n") == (status, out, err)
    assert before == Path("回执.json").read_bytes()


def test_a_renamed_file_is_known_by_its_content(call: Call, folder: Path) -> None:
    Path("改名.xlsx").write_bytes(EXAMPLE.read_bytes())
    status, out, _ = call("改名.xlsx", "--verify", "回执.json")
    assert 0 == status
    assert "：结果相同\n  · 文件名 原 自评表.xlsx，现 改名.xlsx\n" in out


# ---- rulebooks and events of then ---------------------------------------------------------------


def test_a_rulebook_that_was_named_is_named_again(call: Call, folder: Path) -> None:
    call("自评表.xlsx", "--rulebook", "general", "--format", "json", "-o", "通用.json")
    assert (0, SAME, "") == call("自评表.xlsx", "--verify", "通用.json")
    status, out, _ = call("自评表.xlsx", "--verify", "通用.json", "--rulebook", BOOK)
    assert 1 == status
    assert f"  · 评分办法 原 general，现 {BOOK}\n" in out


def test_a_rulebook_of_the_users_own_is_asked_for(call: Call, folder: Path) -> None:
    Path("my.toml").write_text(f'id = "own"\nparent = "{BOOK}"\n', "utf-8")
    call("自评表.xlsx", "--rulebook", "my.toml", "--format", "json", "-o", "自定.json")
    status, out, err = call("自评表.xlsx", "--verify", "自定.json")
    assert (2, "") == (status, out)
    assert err.startswith(
        "回执用的是当时指定的评分办法“own”，不在内置的办法之列。\n  如果是自己写的办法，请给出那个文件，例如 --rulebook my.toml；"
    )
    assert (0, SAME, "") == call("自评表.xlsx", "--verify", "自定.json", "--rulebook", "my.toml")
    Path("my.toml").write_text('id = "own"\nparent = "cn-mof-2020-10"\n', "utf-8")
    assert "  · 评分办法 own 的内容变了，或表注另写的变了\n" in call("自评表.xlsx", "--verify", "自定.json", "--rulebook", "my.toml")[1]


def test_the_findings_of_then_are_those_that_were_chosen(call: Call, folder: Path) -> None:
    call("自评表.xlsx", "--select", "total-mismatch", "--format", "json", "-o", "部分.json")
    assert (0, SAME, "") == call("自评表.xlsx", "--select", "total-mismatch", "--verify", "部分.json")
    assert "  · 多了 1 条错误：平台操作性 score-mismatch（得分与评分标准不符）\n" in call("自评表.xlsx", "--verify", "部分.json")[1]


# ---- calls that make no sense -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--format", "jsonl"), "--verify 没有输出格式“jsonl”。\n  可用：text、json。\n"),
        (("--format", "xlsx"), "--verify 没有输出格式“xlsx”。\n  可用：text、json。\n"),
        (("--format", "xml"), "没有输出格式“xml”。\n  可用：text、json、jsonl、html、xlsx。\n"),
        (("--readings",), "--readings 与 --verify 不能同用：回执只核对采用的口径。\n  请去掉 --readings，或分两次执行。\n"),
        (("--verify", "没有.json"), "没有.json：没有这个文件。\n  请核对路径和文件名。\n"),
        (("--verify", "重报"), "重报：这是文件夹，不是文件。\n  请给出文件的路径。\n"),
        (("--verify", "自评表.xlsx"), f"自评表.xlsx：回执不完整，或不是 UTF-8 编码的文本。\n  {HOW}在 Windows 上请用 -o 写出，不要用 >。\n"),
        (("--verify", "截断.json"), f"截断.json：回执不是完整的 JSON：第 9 行第 7 列读不下去。\n  {HOW}\n"),
        (("--verify", "缺项.json"), f"缺项.json：回执不完整：sheets[0] 缺少 receipt。\n  {HOW}\n"),
    ],
)  # fmt: skip
def test_calls_that_make_no_sense(call: Call, folder: Path, arguments: tuple[str, ...], message: str) -> None:
    text = Path("回执.json").read_text("utf-8")
    Path("截断.json").write_text("\n".join([*text.split("\n")[:8], '      "']), "utf-8")
    document: dict[str, Any] = json.loads(text)
    del document["sheets"][0]["receipt"]
    Path("缺项.json").write_text(json.dumps(document), "utf-8")
    assert (2, "", message) == call("自评表.xlsx", "--verify", "回执.json", *arguments)


# ---- the page -----------------------------------------------------------------------------------

CONSOLE = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("block", CONSOLE, ids=[block.splitlines()[0] for block in CONSOLE])
def test_what_the_page_shows_is_printed(block: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line that is only … stands for lines left out."""
    for command, shown in re.findall(r"\$ perfscore (.*)\n((?:(?!\$ ).*\n)*)", block):
        capsys.readouterr()
        run(shlex.split(command))
        whole, at = capsys.readouterr().out, 0
        assert shown or not whole
        for part in shown.split("…\n"):
            at = whole.find(part.strip("\n"), at)
            assert at >= 0, f"{command} does not print:\n{part}\n--- but:\n{whole}"


def test_the_python_of_the_page_prints_what_it_shows(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ((program, printed),) = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(program, "receipt.md", "exec"), {})
    assert printed == capsys.readouterr().out


def test_the_page_shows_commands_and_their_messages(call: Call, folder: Path) -> None:
    assert 3 == len(CONSOLE)
    assert "--verify 回执" in call("--help")[1]
