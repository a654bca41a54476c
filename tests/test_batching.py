"""Tables against forms: every row and every sheet of a table comes to what the single form comes to."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import perfscore as ps
from perfscore.batching.storing import sheets_path
from perfscore.recognising import recognise
from tests.tables import form, forms, table, write_csv

duckdb = pytest.importorskip("duckdb", reason="needs duckdb, the extra perfscore[batch]")

ROW = "sheet_id,indicator_id,weight,target,actual,criterion\n"
POSITIVE = "得分=实际完成值/年初目标值*该指标权重，不超过该指标权重。"


def by_id(relation: Any, ids: int) -> dict[tuple[str, ...], tuple[Any, ...]]:
    return {tuple(map(str, row[:ids])): row[ids:] for row in relation.fetchall()}


def differences(rows: list[dict[str, str]], found: ps.TableScores, book: ps.Rulebook) -> list[Any]:
    """Where the rows or the sheets of a table come to something else than the forms they stand for."""
    lines = by_id(found.rows, 2)
    sheets = by_id(found.sheets.select("sheet_id, total, low, high, grade, lines, unscored"), 1)
    out: list[Any] = []
    members: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        members.setdefault(row["sheet_id"], []).append(row)
    for name, one in forms(rows).items():
        card = ps.score(one, book)
        for row, line in zip(members[name], card.lines, strict=True):
            got = lines[name, row["indicator_id"]]
            expected = (line.score, line.low, line.high, line.deviation, line.basis)
            if got[:5] != expected or bool(got[5]) != bool(line.reason):
                out.append((row, expected, line.reason, got))
        whole = (card.total, card.low, card.high, card.grade, len(card.lines), sum(line.score is None for line in card.lines))
        if sheets[(name,)] != whole:
            out.append((name, whole, sheets[(name,)]))
    return out


def compare(tmp_path: Path, rows: list[dict[str, str]], rulebook: str | None = None) -> None:
    book = ps.rulebook(rulebook) if rulebook else recognise(ps.Sheet()).rulebook
    found = ps.score_table(write_csv(tmp_path / "in.csv", rows), rulebook=rulebook)
    assert [] == differences(rows, found, book)[:3]
    assert len(rows) == found.count


@pytest.mark.parametrize(("text", "wide"), [(False, False), (True, False), (True, True), (False, True)])
def test_every_row_and_sheet_comes_to_what_the_form_comes_to(tmp_path: Path, text: bool, wide: bool) -> None:
    compare(tmp_path, table(7 + 2 * text + wide, 40, text=text, wide=wide))


@pytest.mark.parametrize("book", ["cn-hb-wh-hanyang-2019-dept", "cn-he-tj-pmkpi"])
def test_under_every_sort_of_rulebook(tmp_path: Path, book: str) -> None:
    compare(tmp_path, table(20, 25), book)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_two_hundred_thousand_rows(tmp_path: Path, seed: int) -> None:
    compare(tmp_path, table(100 + seed, 3300, text=False, wide=seed % 4 == 3))


@pytest.mark.slow
@pytest.mark.parametrize("book", ps.rulebooks())
def test_every_rulebook(tmp_path: Path, book: str) -> None:
    compare(tmp_path, table(len(book), 150), book)


# ---- types ---------------------------------------------------------------------------------------

PLAIN = """
    select i // 15 as sheet_id, (i % 15)::integer as indicator_id, case i % 4 when 0 then 'steps' when 3 then 'rate' else 'proportional' end as rule,
      case i % 4 when 2 then 'reverse' else 'positive' end as direction, ((i * 7) % 20 * 50 + 50)::bigint as weight,
      ((i * 7919) % 1000000)::bigint as target, ((i * 104729) % 1200000)::bigint as actual,
      ((i % 5 + 1) * 1000)::bigint as step, ((i % 3 + 1) * 1000)::bigint as points from range(3000) t(i)
"""
SCALE = {"weight": 2, "target": 4, "actual": 4, "step": 4, "points": 4}
SHAPES = {
    "decimal": "cast({0} as decimal(12,0)) * cast({1} as decimal(5,4))",
    "double": "cast({0} as double) / {2}",
    "text": "cast(cast({0} as decimal(12,0)) * cast({1} as decimal(5,4)) as varchar)",
}


def shaped(shape: str) -> str:
    """The plain table with its integers as figures of another type."""
    if shape == "integer":
        return PLAIN
    cells = [f"{SHAPES[shape].format(name, Decimal(1).scaleb(-places), 10**places)} as {name}" for name, places in SCALE.items()]
    return f"select * exclude ({', '.join(SCALE)}), {', '.join(cells)} from ({PLAIN})"


@pytest.mark.parametrize("shape", ["decimal", "double", "text"])
def test_figures_of_any_type_come_to_the_same(tmp_path: Path, shape: str) -> None:
    results = []
    for one in ("integer", shape):
        place = tmp_path / f"{one}.parquet"
        duckdb.sql(shaped(one)).write_parquet(str(place))
        found = ps.score_table(place, scale=SCALE if one == "integer" else None)
        results.append((sorted(found.rows.fetchall()), sorted(found.sheets.fetchall())))
    assert results[0] == results[1]
    assert 3000 == len(results[0][0])


def test_a_rule_in_columns_is_the_criterion_that_says_the_same(tmp_path: Path) -> None:
    place, text = tmp_path / "rule.parquet", tmp_path / "text.parquet"
    duckdb.sql(shaped("integer")).write_parquet(str(place))
    said = """case rule when 'steps' then '每减少' || (step / 10000.0)::decimal(9,4) || '扣' || (points / 10000.0)::decimal(9,4) || '分，扣完为止'
      when 'rate' then '得分按执行率*分值' else case direction when 'reverse' then '反向指标按完成比例得分' else '实际完成值/年初目标值*分值' end end"""
    duckdb.sql(f"select * exclude (rule, step, points), {said} as criterion from ({PLAIN})").write_parquet(str(text))
    both = [
        sorted(ps.score_table(one, scale=scale).rows.fetchall())
        for one, scale in ((place, SCALE), (text, {name: SCALE[name] for name in ("weight", "target", "actual")}))
    ]
    assert both[0] == both[1]


def test_huge_figures_take_the_wide_lane_or_python(tmp_path: Path) -> None:
    rows = [("1", "1", "10", "9" * 20, "8" * 20, POSITIVE), ("1", "2", "10", "1" + "0" * 28, "3" + "0" * 27, POSITIVE)]
    rows += [("2", "1", "10", "0.000000000003", "0.000000000001", POSITIVE), ("2", "2", "3", "3", "1", POSITIVE)]
    told = [dict(zip(ROW.strip().split(","), row, strict=True)) for row in rows]
    compare(tmp_path, told)
    found = by_id(ps.score_table(tmp_path / "in.csv").rows, 2)
    assert Decimal("8.89") == found["1", "1"][0]
    assert [Decimal("3.00"), Decimal("3.33")] == [found["1", "2"][0], found["2", "1"][0]]


def test_thirds_that_meet_a_tie_are_added_up_exactly(tmp_path: Path) -> None:
    # 1/6 of 0.03 is 0.005, three times 1/9 of 0.015 too: units rounded down would lose the tie
    rows = [dict(zip(ROW.strip().split(","), ("1", str(i), w, t, a, POSITIVE), strict=True))
            for i, (w, t, a) in enumerate([("0.015", "9", "1"), ("0.015", "9", "1"), ("0.015", "9", "1")])]  # fmt: skip
    found = ps.score_table(write_csv(tmp_path / "in.csv", rows))
    assert Decimal("0.01") == found.sheets.fetchall()[0][1] == ps.score(form(rows)).total


@pytest.mark.parametrize(("library", "name"), [("pyarrow", "arrow"), ("polars", "pl"), ("pandas", "df")])
def test_frames_come_back_as_what_they_were(library: str, name: str) -> None:
    pytest.importorskip(library, reason=f"needs {library}")
    relation = duckdb.sql(shaped("decimal"))
    frame = relation.to_arrow_table() if name == "arrow" else getattr(relation, name)()
    found = ps.score_table(frame)
    assert type(frame) is type(found.rows) is type(found.sheets)
    assert 3000 == len(found.rows)
    assert sorted(ps.score_table(relation).rows.fetchall()) == sorted(_tuples(found.rows))


def _tuples(frame: Any) -> list[tuple[Any, ...]]:
    kept = frame  # noqa: F841 - DuckDB finds it by its name
    cast = "cast(score as decimal(18,2)), cast(low as decimal(18,2)), cast(high as decimal(18,2)), cast(deviation as decimal(38,4))"
    found: list[tuple[Any, ...]] = duckdb.sql(f"select sheet_id, indicator_id, {cast}, basis, error from kept").fetchall()
    return found


# ---- what is written -----------------------------------------------------------------------------


def test_rows_and_sheets_are_written_beside_one_another(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", table(1, 10, text=False, wide=True))
    found = ps.score_table(source, tmp_path / "x.parquet")
    assert (tmp_path / "x.parquet", tmp_path / "x.sheets.parquet") == (found.rows_path, found.sheets_path)
    kinds = {name: str(kind) for name, kind, *_ in duckdb.sql(f"describe select * from '{tmp_path / 'x.parquet'}'").fetchall()}
    assert {"sheet_id": "VARCHAR", "indicator_id": "VARCHAR", "score": "DECIMAL(18,2)", "low": "DECIMAL(18,2)", "high": "DECIMAL(18,2)",
            "deviation": "DECIMAL(38,4)", "basis": "VARCHAR", "error": "VARCHAR"} == kinds  # fmt: skip
    names = duckdb.sql(f"select * from '{tmp_path / 'x.sheets.parquet'}'").columns
    assert ["sheet_id", "total", "low", "high", "grade", "lines", "unscored", "printed_sum"] == names
    assert {"in.csv", "x.parquet", "x.sheets.parquet"} == {one.name for one in tmp_path.iterdir()}


def test_totals_alone_are_those_with_rows(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", table(2, 30))
    alone, both = ps.score_table(source, tmp_path / "a.csv", rows=False), ps.score_table(source, tmp_path / "b.csv")
    assert (tmp_path / "a.sheets.csv").read_text() == (tmp_path / "b.sheets.csv").read_text()
    assert None is alone.rows is alone.rows_path
    assert both.count == alone.count


ERRORS = [
    ("sheet_id,indicator_id,weight,actual\n1,1,5,3\n", "表中没有列 target（年初目标值）。 现有的列：sheet_id、indicator_id、weight、actual。每行是一个末级指标。"),
    (ROW + "1,1,5,3,3,x\n1,1,5,3,3,x\n", "同一张表里同一个指标出现多次：sheet_id=1 indicator_id=1（2 次）。 请去掉重复的行，或改正编号。"),
    (ROW + "1,1,5,3,3,x\n,2,5,3,3,x\n", "有 1 行没有 sheet_id。 每行都要有 sheet_id 和 indicator_id。"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "message"), ERRORS)
def test_what_is_wrong_with_a_table_is_said_and_nothing_written(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "in.csv").write_text(content, encoding="utf-8")
    with pytest.raises(ps.TableError) as caught:
        ps.score_table(tmp_path / "in.csv", tmp_path / "x.parquet")
    assert message == str(caught.value)
    assert ["in.csv"] == [one.name for one in tmp_path.iterdir()]


def test_dense_ids_that_stand_there_twice_are_found_too(tmp_path: Path) -> None:
    place = tmp_path / "in.parquet"
    duckdb.sql(f"{PLAIN} union all select * from ({PLAIN}) where sheet_id = 7 and indicator_id = 3").write_parquet(str(place))
    with pytest.raises(ps.TableError, match=r"同一张表里同一个指标出现多次：sheet_id=7 indicator_id=3（2 次）。"):
        ps.score_table(place, scale=SCALE)


def test_a_type_that_holds_no_figures_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "in.parquet"
    duckdb.sql("select 1 as sheet_id, 1 as indicator_id, 5 as weight, date '2020-01-01' as target, 3 as actual").write_parquet(str(place))
    with pytest.raises(ps.TableError, match=r"列“target”的类型 DATE 不是数，也不是文本。"):
        ps.score_table(place)


@pytest.mark.parametrize("cut", [0, 10, 4000])
def test_a_corrupt_file_is_told_from_a_table(tmp_path: Path, cut: int) -> None:
    place = tmp_path / "in.parquet"
    duckdb.sql(PLAIN).write_parquet(str(place))
    place.write_bytes(place.read_bytes()[:cut])
    with pytest.raises(ps.TableError, match=r"Parquet 文件读不了，可能已损坏"):
        ps.score_table(place)


def test_bad_rows_carry_their_error_and_strict_stops_at_the_first(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        ROW + f"1,1,5,100,85,{POSITIVE}\n1,2,5,100,85,谁也读不懂\n1,3,,3,3,{POSITIVE}\n1,4,-1,3,3,{POSITIVE}\n", encoding="utf-8"
    )
    found = ps.score_table(tmp_path / "in.csv", tmp_path / "x.csv")
    told = {key[1]: (row[0], row[5]) for key, row in by_id(found.rows, 2).items()}
    assert (3, 3, 4) == (found.errors, found.unscored, found.count)
    assert told["1"][1] is None
    assert told["2"][1].startswith("评分标准读不懂：")
    assert ["本行没有分值，未计算", "分值小于 0，未计算"] == [told["3"][1], told["4"][1]]
    with pytest.raises(ps.TableError, match=r"^sheet_id=1 indicator_id=2：评分标准读不懂"):
        ps.score_table(tmp_path / "in.csv", tmp_path / "y.csv", strict=True)
    assert not (tmp_path / "y.csv").exists()


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
import perfscore as ps
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    ps.score_table(sys.argv[1], sys.argv[2], scale={scale})
except ps.TableError as error:
    print(error)
"""


def test_where_nothing_more_can_be_written_the_old_result_stays(tmp_path: Path) -> None:
    source, out = tmp_path / "in.parquet", tmp_path / "x.parquet"
    duckdb.sql(PLAIN).write_parquet(str(source))
    out.write_text("old")
    code = LIMITED.replace("{scale}", repr(SCALE))
    done = subprocess.run([sys.executable, "-c", code, str(source), str(out)], capture_output=True, text=True, encoding="utf-8", check=True)
    assert f"磁盘写满了，没有写出 {out}；原来的文件没有动。 请腾出空间，或写到别的磁盘。\n" == done.stdout
    assert {"in.parquet", "x.parquet"} == {one.name for one in tmp_path.iterdir()}
    assert "old" == out.read_text()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 128 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(place)], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("needs the right to mount a tmpfs")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_on_a_full_disk_the_old_result_stays(tmp_path: Path, small_disk: Path) -> None:
    source, out = tmp_path / "in.parquet", small_disk / "x.parquet"
    duckdb.sql(PLAIN.replace("range(3000)", "range(300000)")).write_parquet(str(source))
    for place in (out, sheets_path(out)):
        place.write_text("old")
    with pytest.raises(ps.TableError) as error:
        ps.score_table(source, out, scale=SCALE)
    assert (f"磁盘写满了，没有写出 {out}；原来的文件没有动。", "请腾出空间，或写到别的磁盘。") == (error.value.message, error.value.hint)
    assert ["old", "old"] == [place.read_text() for place in (out, sheets_path(out))]
    assert {"x.parquet", "x.sheets.parquet"} == {one.name for one in small_disk.iterdir()}


def test_a_run_that_is_killed_leaves_no_half_result(tmp_path: Path) -> None:
    source, out = tmp_path / "in.parquet", tmp_path / "x.parquet"
    duckdb.sql(PLAIN.replace("range(3000)", "range(3000000)")).write_parquet(str(source))
    out.write_text("old")
    code = f"import perfscore as ps; ps.score_table({str(source)!r}, {str(out)!r}, scale={SCALE!r})"
    with subprocess.Popen([sys.executable, "-c", code]) as run:
        for _ in range(2000):
            if list(tmp_path.glob(".x*.tmp")) or run.poll() is not None:
                break
            time.sleep(0.01)
        os.kill(run.pid, signal.SIGKILL)
    assert "old" == out.read_text()
    assert list(tmp_path.glob(".x*.tmp"))
    duckdb.sql(PLAIN).write_parquet(str(source))
    ps.score_table(source, out, scale=SCALE)
    assert {"in.parquet", "x.parquet", "x.sheets.parquet"} == {one.name for one in tmp_path.iterdir()}


# ---- forms ---------------------------------------------------------------------------------------


def test_a_folder_of_forms_comes_to_what_each_form_comes_to(tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.xlsx").write_bytes(Path("examples/hanyang-2019.xlsx").read_bytes())
    (folder / "bad.xlsx").write_bytes(b"PK nothing")
    found = ps.score_table(folder, tmp_path / "x.parquet")
    card = ps.score(ps.read("examples/hanyang-2019.xlsx"))
    totals = {row[0]: row[1:4] for row in found.sheets.fetchall()}
    assert dict.fromkeys(("0.xlsx", "1.xlsx", "2.xlsx"), (card.total, card.low, card.high)) == totals
    assert 1 == len(found.unread)
    assert "bad.xlsx" in found.unread[0]
    lines = {key[1]: row[0] for key, row in by_id(found.rows, 2).items() if key[0] == "0.xlsx"}
    assert {"/".join(line.path): line.score for line in card.lines} == lines
    assert not list(tmp_path.glob(".x*"))


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("weight", pa.decimal128(38, 2), Decimal("1e17")), ("weight", pa.int64(), 10**17), ("weight", pa.float64(), 1e17),
        ("weight", pa.string(), "100000000000000000"), ("weight", pa.int64(), 10**12 + 1), ("printed", pa.decimal128(38, 2), Decimal("1e35")),
        ("printed", pa.int64(), 10**17), ("printed", pa.string(), "1000000000000000"), ("declared", pa.decimal128(38, 2), Decimal("1e20")),
    ],
)  # fmt: skip
def test_points_beyond_any_form_fail_only_their_row(name: str, kind: pa.DataType, value: Any) -> None:
    """So many points would not fit into the columns of the results."""
    usual = {"weight": 10, "printed": 7, "declared": 80}
    cells = {one: pa.array([said] * 3) for one, said in usual.items()}
    cells[name] = pa.array([value, *([type(value)(usual[name])] * 2)], type=kind)
    table = pa.table({"sheet_id": [1, 1, 2], "indicator_id": [1, 2, 1], "target": [5] * 3, "actual": [4] * 3, **cells})
    found = ps.score_table(table, rulebook="cn-hb-wh-hanyang-2019-dept")
    rows = {(one["sheet_id"], one["indicator_id"]): one for one in found.rows.to_pylist()}
    sheets = {one["sheet_id"]: one for one in found.sheets.to_pylist()}
    far = name == "weight"
    assert (Decimal(7) if far else Decimal(8)) == rows[1, 1]["score"]
    assert ("分值超过一万亿，未计算" if far else None) == rows[1, 1]["error"]
    assert [Decimal(8), Decimal(8)] == [rows[1, 2]["score"], rows[2, 1]["score"]]
    assert [Decimal(15 if far else 16), Decimal(8)] == [sheets[1]["total"], sheets[2]["total"]]
    assert [Decimal(7 if name == "printed" else 14), Decimal(7)] == [sheets[1]["printed_sum"], sheets[2]["printed_sum"]]
    assert [Decimal(80), Decimal(80)] == [sheets[1]["declared"], sheets[2]["declared"]]


def test_a_rule_whose_refusal_has_several_lines_fails_only_its_row() -> None:
    """The line ends of such a message made the whole table one that DuckDB could not read."""
    rules = ['{"kind": "formula", "text": "60++(P-60)/(100-60)*mula40", "names": ["P"]}', '{"kind":' * 5000, '{"kind": "rate"}']
    for some in (rules[:1], rules):
        same = {"sheet_id": ["1"], "weight": ["5"], "target": ["100"], "actual": ["85"]}
        cells = {name: cell * len(some) for name, cell in same.items()}
        found = ps.score_table(pa.table({**cells, "indicator_id": [*map(str, range(len(some)))], "rule": some})).rows.to_pylist()
        said = [row["error"] for row in found]
        assert said[0].startswith("公式里不认识“mula40”。")
        assert "\n" in said[0]
        assert ["rule 列的 JSON 写法不对。"] == [one.split(" 请")[0] for one in said[1:2]] or len(some) == 1
