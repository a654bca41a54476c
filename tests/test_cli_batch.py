"""The command that scores tables."""

import io
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import perfscore as ps
from perfscore import console
from perfscore.cli import run
from perfscore.recognising import recognise
from tests.tables import table, write_csv

duckdb = pytest.importorskip("duckdb", reason="needs duckdb, the extra perfscore[batch]")

HEAD = "sheet_id,indicator_id,weight,target,actual,criterion\n"
GOOD = HEAD + "1,1,5,100,85,实际完成值/年初目标值*分值\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    place = tmp_path / "in.csv"
    place.write_text(GOOD, encoding="utf-8")
    return place


def test_a_table_is_scored_and_summed_up_in_a_line(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = source.with_name("x.csv")
    assert 0 == run(["batch", str(source), str(out)])
    assert f"1 张表 1 行，各行都有得分，没有不能计分的行。已写入 {out}、{out.with_name('x.sheets.csv')}\n" == capsys.readouterr().out
    assert "4.25" in out.read_text(encoding="utf-8")
    assert 0 == run(["batch", str(source), str(out), "--totals", "--rulebook", "cn-hb-wh-hanyang-2019-dept"])
    assert f"1 张表 1 行，各行都有得分。已写入 {out.with_name('x.sheets.csv')}\n" == capsys.readouterr().out


def test_rows_that_cannot_be_scored_give_status_1(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source.write_text(GOOD + "1,2,5,100,85,谁也读不懂\n", encoding="utf-8")
    assert 1 == run(["batch", str(source), str(source.with_name("x.parquet"))])
    assert "1 行没有唯一得分，其中 1 行不能计分（原因见 error 列）" in capsys.readouterr().out


def test_each_file_goes_into_a_folder_and_is_not_done_again(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = source.with_name("out")
    folder.mkdir()
    source.with_name("b.csv").write_text("nothing\n", encoding="utf-8")
    pattern = str(source.with_name("*.csv"))
    assert 2 == run(["batch", pattern, str(folder)])
    said = capsys.readouterr()
    assert "表中没有列 sheet_id" in said.err
    assert f"{source}：1 张表 1 行" in said.out
    assert 2 == run(["batch", pattern, str(folder)])
    assert f"{source}：已有结果，没有重做（--again 重做）\n" == capsys.readouterr().out
    assert 0 == run(["batch", str(source), f"{folder}/", "--again"])
    assert {"in.parquet", "in.sheets.parquet"} == {one.name for one in folder.iterdir()}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--engine", "dask"], "没有引擎“dask”。"),
        (["--scale", "weight=x"], "--scale 中的“weight=x”应写作 列=小数位数，位数不超过 9。"),
        (["--scale", "colour=2"], "scale 指的列 colour 不在表中，或不是数列。"),
        (["--scale", "colour=2,weight=99"], "--scale 中的“weight=99”应写作 列=小数位数，位数不超过 9。"),
    ],
)
def test_what_is_asked_wrongly_is_said(source: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    status = run(["batch", str(source), str(source.with_name("x.parquet")), *arguments])
    found = capsys.readouterr()
    assert (2, True) == (status, said in found.err)


def test_a_folder_of_forms_tells_what_it_could_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "forms"
    folder.mkdir()
    (folder / "a.xlsx").write_bytes(Path("examples/hanyang-2019.xlsx").read_bytes())
    (folder / "b.xlsx").write_bytes(b"nothing")
    assert 2 == run(["batch", str(folder), str(tmp_path / "x.parquet")])
    said = capsys.readouterr()
    assert "b.xlsx" in said.err
    assert "1 张表 15 行，各行都有得分，没有不能计分的行；1 处读不了，见上。" in said.out
    found = ps.score_table(folder)
    assert [("a.xlsx", Decimal("97.35"))] == found.sheets.select("sheet_id, total").fetchall()
    assert 15 == len(found.rows.fetchall())
    with pytest.raises(ps.TableError, match=r"^1 个文件读不了："):
        ps.score_table(folder, strict=True)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (7, "不认识的表：int。"),
        ("postgresql://user@host/db", "PostgreSQL 的地址没有写表名。"),
        ("postgresql://user@host/db#t", "DuckDB 的 postgres 扩展不在本机，读不了 PostgreSQL 的表。"),
        ("nope.parquet", "找不到文件 nope.parquet。"),
    ],
)
def test_sources_that_are_none_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: object, said: str) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))  # where DuckDB keeps extensions
    monkeypatch.setattr("perfscore.batching.sourcing.find_spec", lambda _: None)
    with pytest.raises(ps.TableError) as caught:
        ps.score_table(given)
    assert said == caught.value.message


def test_an_engine_that_is_none_is_refused(source: Path) -> None:
    with pytest.raises(ps.TableError, match="没有引擎“dask”。"):
        ps.score_table(source, engine="dask")  # type: ignore[arg-type]


def test_budgets_and_declared_totals_of_a_table(tmp_path: Path) -> None:
    rows = [{"sheet_id": "1", "indicator_id": "1", "name": "预算执行率", "weight": "10", "target": "100%", "actual": "99%", "criterion": "得分按执行率*分值",
             "planned": "1486.27", "spent": "1464.43", "declared": "96", "printed": "10"}]  # fmt: skip
    found = ps.score_table(write_csv(tmp_path / "in.csv", rows))
    assert Decimal("9.85") == found.rows.fetchall()[0][2]
    assert (Decimal("9.85"), Decimal(10), Decimal(96)) == found.sheets.select("total, printed_sum, declared").fetchall()[0]
    assert repr(found) == "<TableScores 1 张表 1 行，0 行没有得分>"


def test_figures_that_only_python_holds_in_a_whole_table(tmp_path: Path) -> None:
    rows = table(3, 5, text=True, wide=True)
    for row in rows:
        row |= {"target": "1" + "0" * 27, "actual": "3" + "0" * 26, "planned": "", "spent": "", "declared": "90"}
    found = ps.score_table(write_csv(tmp_path / "in.csv", rows), tmp_path / "x.parquet", rulebook=recognise(ps.Sheet()).rulebook)
    assert len(rows) == found.count == len(found.rows.fetchall())
    far = found.rows.filter("error = '得分超出结果表能写的范围，没有写出'").select("score, low, high").fetchall()
    assert far
    assert all(None in points for points in far)


def test_how_far_it_has_come_is_shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    with console.percent("计分") as tell:
        assert tell is not None
        tell(45.2)
        tell(-1)
    assert "· 计分 45% " in shown.getvalue()
