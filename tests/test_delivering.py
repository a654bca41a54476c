"""perfscore.delivering: the ways in which results reach their reader."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from perfscore import sweeping
from perfscore.checking import check
from perfscore.cli import run
from perfscore.console import Output
from perfscore.delivering import FORMS, WAYS
from perfscore.reporting.json import audit_document, dumps
from perfscore.sweeping import Job, Outcome
from perfscore.tallying import Brief, Tally
from tests.pages import faults, parsed, shown
from tests.reading_files import book, form


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "材料"
    made.mkdir()
    (made / "a.xlsx").write_bytes(book(form(H5=10)))
    (made / "b.xlsx").write_bytes(b"")
    (made / "c.xlsx").write_bytes(book(form()))
    return made


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_document_that_is_written_as_it_comes_is_the_whole_document(capsys: pytest.CaptureFixture[str], count: int) -> None:
    to = WAYS["json"](Output(""), Job())
    entries = [{"source": f"{number}.xlsx", "lines": [{"path": ["一", "二"]}]} for number in range(count)]
    for entry in entries:
        to.add(Outcome(name="", shown=entry, brief=Brief(name="", title="", codes=())))
    to.end(Tally())
    assert dumps(audit_document(entries)) + "\n" == capsys.readouterr().out


def test_lines_are_the_entries_of_the_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == run(["audit", str(folder), "--format", "json"])
    whole = json.loads(capsys.readouterr().out)["sheets"]
    assert 2 == run(["audit", str(folder), "--format", "jsonl"])
    out, err = capsys.readouterr()
    assert whole == [json.loads(line) for line in out.splitlines()]
    assert [check((folder / "a.xlsx").read_bytes(), "a.xlsx")["sheets"][0]] == whole[:1]
    assert "共 2 张表" in err
    assert "读不了：1 处\n  b.xlsx  文件是空的。" in err


def test_a_review_list(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "核对清单.xlsx"
    assert 2 == run(["audit", str(folder), "--format", "xlsx", "-o", str(out)])
    assert "" == capsys.readouterr().out
    made = load_workbook(out)
    assert ["问题清单", "各行得分", "各表汇总", "读不了的"] == made.sheetnames
    assert [("b.xlsx", None, "文件是空的。")] == [row[:3] for row in made["读不了的"].iter_rows(min_row=2, values_only=True)]
    assert ["a.xlsx", "c.xlsx"] == [row[0] for row in made["各表汇总"].iter_rows(min_row=2, values_only=True)]


def test_a_report(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "审核报告.html"
    assert 2 == run(["audit", str(folder), "--format", "html", "-o", str(out)])
    assert "共 2 张表" in capsys.readouterr().err
    made = out.read_text("utf-8")
    assert [] == faults(made)
    root = parsed(made)
    assert ["汇总", "某局部门整体支出绩效自评表", "读不了：b.xlsx", "某局部门整体支出绩效自评表"] == [shown(one) for one in root.iter("h2")]
    assert ["a.xlsx!Sheet1", "c.xlsx!Sheet1"] == [shown(text) for text in root.iter("dd") if "xlsx!" in shown(text)]


def test_a_report_is_the_same_on_every_core(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "材料"
    made.mkdir()
    for number in range(9):
        (made / f"{number}.xlsx").write_bytes(book(form(H5=number)))
    texts = []
    for cores in (1, 2):
        monkeypatch.setattr(sweeping, "cores", lambda cores=cores: cores)
        assert 1 == run(["audit", str(made), "--format", "html"])
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]
    assert 9 == texts[0].count("<article")


def test_a_report_in_the_folder_is_not_read_as_a_form(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its tables have all the heads of a form."""
    assert 2 == run(["audit", str(folder), "--format", "html", "-o", str(folder / "报告.html")])
    assert 2 == run(["audit", str(folder), "--format", "jsonl"])
    assert ["a.xlsx", "b.xlsx", "c.xlsx"] == [json.loads(line)["source"] for line in capsys.readouterr().out.splitlines()]
    assert 2 == run(["audit", str(folder), "--format", "html", "-o", str(folder / "报告.html")])  # its own report may be written anew


@pytest.mark.parametrize("name", FORMS)
def test_what_is_written_into_the_folder_is_not_read_the_next_time(folder: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    out = folder / ("核对.xlsx" if name == "xlsx" else "核对.json" if name == "json" else f"核对.{name}x")
    for _ in range(2):
        assert 2 == run(["audit", str(folder), "--format", name, "-o", str(out)])
        assert "核对." not in capsys.readouterr().err
    assert sorted(path.name for path in folder.iterdir()) == sorted(["a.xlsx", "b.xlsx", "c.xlsx", out.name])


@pytest.mark.parametrize("name", ["a.xlsx", "b.xlsx"])
def test_a_form_of_the_folder_is_never_overwritten(folder: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    before = (folder / name).read_bytes()
    assert 2 == run(["audit", str(folder), "--format", "xlsx", "-o", str(folder / name)])
    assert "在要核对的文件夹里，已有同名文件。" in capsys.readouterr().err
    assert before == (folder / name).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "xlsx"], "核对清单（xlsx）不能显示在终端。"),
        (["--format", "pdf"], "没有输出格式“pdf”。"),
        (["--max-size", "many"], "--max-size“many”应是兆字节数。"),
        (["--max-size", "0"], "应是兆字节数"),
    ],
)
def test_calls_that_make_no_sense(folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert 2 == run(["audit", str(folder), *arguments])
    assert said in capsys.readouterr().err


def test_a_larger_file_is_read_where_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "大.csv"
    path.write_bytes(b"\n" * (65 * 1024 * 1024))
    assert 2 == run(["audit", str(path)])
    assert "超过上限 64 MB，没有打开。" in capsys.readouterr().err
    assert 2 == run(["audit", str(path), "--max-size", "66"])
    assert "超过上限" not in capsys.readouterr().err


def test_recomputing_a_folder_takes_the_same_road(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "scores.json"
    assert 2 == run(["score", str(folder), "--format", "json", "-o", str(out)])
    assert "" == capsys.readouterr().err  # nothing was checked that could be summed up
    whole = json.loads(out.read_text("utf-8"))
    assert ("perfscore.score/1", ["a.xlsx", "b.xlsx", "c.xlsx"]) == (whole["format"], [one["source"] for one in whole["sheets"]])
    assert 2 == run(["score", str(folder), "--format", "json", "-o", str(folder / "a.xlsx")])
    assert "在要核对的文件夹里，已有同名文件。" in capsys.readouterr().err
