"""What the page 在线核算 asks of the library gives what the command line prints, byte for byte; the page's parts are in order."""

import json
import re
import sys
from importlib import import_module
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from openpyxl import load_workbook

import perfscore as ps
from perfscore.cli import run

ROOT = Path(__file__).parents[1]
CHECKER = ROOT / "docs" / "checker"
FIRST = ROOT / "examples" / "hanyang-2019.xlsx"
FORMS = ROOT / "tests" / "data" / "forms"
FILES = [FIRST, FORMS / "daying-anke-2023.docx", FORMS / "chizhou-tangxi-2022.html", FORMS / "chizhou-tangxi-2022.csv"]


def page_module(name: str) -> ModuleType:
    """A module of docs/checker."""
    if str(CHECKER) not in sys.path:
        sys.path.append(str(CHECKER))
    return import_module(name)


CHECK = page_module("check")


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: str) -> tuple[str, str]:
        run(arguments)
        found = capsys.readouterr()
        return found.out, found.err

    return call


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_json_is_that_of_the_command_line(path: Path, printed: Any) -> None:
    answer = CHECK.check(path.read_bytes(), path.name)
    assert printed("audit", str(path), "--format", "json")[0].rstrip("\n") == answer["json"].rstrip("\n")
    assert "" == answer["message"]


def test_the_text_is_that_of_the_command_line(printed: Any) -> None:
    answer = CHECK.check(FIRST.read_bytes(), FIRST.name)
    assert printed("audit", str(FIRST))[0].rstrip("\n") == answer["text"]


def test_a_rulebook_may_be_chosen(printed: Any) -> None:
    answer = CHECK.check(FIRST.read_bytes(), FIRST.name, "cn-mof-2020-10")
    assert "cn-mof-2020-10" == json.loads(answer["json"])["sheets"][0]["rulebook"]
    assert printed("audit", str(FIRST), "--rulebook", "cn-mof-2020-10", "--format", "json")[0].rstrip("\n") == answer["json"].rstrip("\n")


@pytest.mark.parametrize("data", [b"", b"x", b"PK\x03\x04broken", b"%PDF-1.4", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"], ids=repr)
def test_a_bad_file_gives_the_words_of_the_command_line(data: bytes, printed: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("坏文件.xlsx").write_bytes(data)
    answer = CHECK.check(data, "坏文件.xlsx")
    assert printed("audit", "坏文件.xlsx")[1].rstrip("\n") == answer["message"]
    assert printed("audit", "坏文件.xlsx", "--format", "json")[0].rstrip("\n") == answer["json"].rstrip("\n")


def test_a_criterion_is_tried_as_on_the_command_line(printed: Any) -> None:
    row = ("每减少1%扣1分", "5", "100%", "98.5%")
    shown = printed("criterion", row[0], "-w", row[1], "-t", row[2], "-a", row[3])[0]
    assert shown.rstrip("\n") == CHECK.criterion(*row)["text"].rstrip("\n")
    assert printed("criterion", row[0])[0].rstrip("\n") == CHECK.criterion(row[0])["text"].rstrip("\n")
    assert printed("criterion", "≥95%得满分，每降低扣2分")[1].rstrip("\n") == CHECK.criterion("≥95%得满分，每降低扣2分")["message"]
    assert "要计分还缺分值。" == CHECK.criterion(row[0], "", "100%")["message"]
    cases = "到位率不低于95%的，产区得2.5分,非产区得1.5分；每减少1个百分点，产区扣0.5分，非产区扣0.3分；低于90%不得分。"
    assert printed("criterion", cases)[0].rstrip("\n") == CHECK.criterion(cases)["text"].rstrip("\n")


def test_other_figures_as_on_the_command_line(printed: Any) -> None:
    data = FIRST.read_bytes()
    assert printed("what-if", str(FIRST), "--set", "平台操作性=95%")[0].rstrip("\n") == CHECK.what_if(
        data, FIRST.name, 0, changes={"平台操作性": "95%"}
    )["text"].rstrip("\n")
    assert printed("what-if", str(FIRST), "--reach", "97.4")[0].rstrip("\n") == CHECK.what_if(data, FIRST.name, 0, total="97.4")[
        "text"
    ].rstrip("\n")
    assert "没有" in CHECK.what_if(data, FIRST.name, 0, changes={"没有的指标": "1"})["message"]


def test_the_review_list_holds_every_file() -> None:
    documents = [CHECK.check(path.read_bytes(), path.name)["json"] for path in FILES[:2]] + [CHECK.check(b"x", "坏.xlsx")["json"]]
    book = load_workbook(BytesIO(CHECK.review(documents)["workbook"]))
    assert {FIRST.name, FILES[1].name} == {row[0] for row in book["各表汇总"].iter_rows(min_row=2, values_only=True)}
    assert [("坏.xlsx",)] == [row[:1] for row in book["读不了的"].iter_rows(min_row=2, values_only=True)]


def test_the_report_and_the_marked_workbook_are_those_of_the_command_line(printed: Any, tmp_path: Path) -> None:
    data, out = FIRST.read_bytes(), tmp_path / "r.html"
    printed("audit", str(FIRST), "--format", "html", "-o", str(out))
    assert out.read_text("utf-8") == CHECK.report(data, FIRST.name)["html"]
    made = CHECK.mark(data, FIRST.name)
    assert cells_of(made["workbook"]) == cells_of(ps.mark(FIRST).data)
    assert "" == made["remarks"]
    unread = CHECK.check(b"x", "a.xlsx")["message"]
    assert {"message": unread} == CHECK.mark(b"x", "a.xlsx")
    assert unread.splitlines()[0].partition("：")[2] in CHECK.report(b"x", "a.xlsx")["html"]


def cells_of(workbook: bytes) -> list[tuple[str, list[tuple[object, ...]]]]:
    """Every worksheet of a workbook with the stored values of its cells."""
    book = load_workbook(BytesIO(workbook), data_only=True)
    return [(tab.title, list(tab.iter_rows(values_only=True))) for tab in book]


@pytest.mark.parametrize(
    ("fault", "said"),
    [(MemoryError(), "浏览器里算不了"), (RecursionError(), "命令行"), (ZeroDivisionError(), "程序出错（ZeroDivisionError）")],
)
def test_no_fault_escapes(fault: Exception, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise fault

    monkeypatch.setattr(CHECK, "examine", fail)
    assert said in CHECK.check(b"x", "a.xlsx")["message"]


# ---- the parts of the page ----------------------------------------------------------------------


def test_the_page_loads_nothing_from_elsewhere() -> None:
    for path in [*CHECKER.iterdir(), *(ROOT / "docs" / "_static").iterdir(), ROOT / "docs" / "conf.py"]:
        if path.suffix in {".js", ".css", ".md", ".svg"} or path.name == "conf.py":
            hosts = re.findall(r"(?:https?:)?//([\w.-]+\.\w+)/", path.read_text("utf-8"))
            assert set(hosts) <= {"local.invalid", "www.w3.org"}, path


def test_texts_of_a_form_never_become_markup() -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", (CHECKER / "page.js").read_text("utf-8"))


def test_what_is_shipped_is_pure_python() -> None:
    build = page_module("build")
    names = [name for _, name in build.files()]
    assert {"perfscore/__init__.py", "perfscore/criterion.lark", "checker.py", "lark/__init__.py"} <= set(names)
    assert not [name for name in names if name.endswith((".so", ".pyd", ".dll"))]
    assert "\nPyodide " in (told := "".join(build.licences()))
    assert all(one.metadata["Name"] in told for one in build.distributions())


def test_without_npm_the_page_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    build = page_module("build")
    monkeypatch.setattr(build, "OUT", tmp_path)
    monkeypatch.setattr(build, "able", lambda: False)
    (tmp_path / "runtime.js").write_text("old")
    assert 0 == build.main()
    assert not (tmp_path / "runtime.js").exists()
    assert "没有装入计算引擎" in capsys.readouterr().out


def test_a_package_that_is_another_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetching = page_module("fetching")
    monkeypatch.setattr(fetching.shutil, "which", lambda name: name)
    monkeypatch.setattr(fetching.subprocess, "run", lambda *_, **__: (tmp_path / "pyodide-0.29.5.tgz").write_bytes(b"another"))
    with pytest.raises(SystemExit, match="与记录的摘要不符"):
        fetching.fetched("pyodide", tmp_path)
    assert [] == list(tmp_path.iterdir())
