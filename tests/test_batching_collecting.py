"""Folders of forms as tables: what is taken for forms, what is told where none can be read."""

from pathlib import Path

import pytest

from perfscore.batching.collecting import are_forms, score_forms
from perfscore.batching.column import TableError
from tests.forms import FIRST

pytest.importorskip("duckdb", reason="needs duckdb, the extra perfscore[batch]")


def test_a_folder_holds_forms_unless_a_table_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(FIRST.read_bytes())
    (tmp_path / "notes.csv").write_text("指标,分值\n", "utf-8")
    (tmp_path / "folder.csv").mkdir()  # a name alone makes no table
    assert are_forms(tmp_path)
    (tmp_path / "rows.csv").write_text("sheet_id,indicator_id\n", "utf-8")
    assert not are_forms(tmp_path)
    (tmp_path / "rows.csv").unlink()
    assert are_forms(tmp_path)
    (tmp_path / "rows.parquet").write_bytes(b"PAR1")
    assert not are_forms(tmp_path)
    assert are_forms([tmp_path / "a.xlsx"])
    assert not are_forms([])
    assert not are_forms(7)


def test_where_no_form_can_be_read_the_first_reason_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"nothing")
    with pytest.raises(TableError, match=r"^1 个文件读不了：a.xlsx") as caught:
        score_forms(tmp_path, None, None, rows=True, strict=False, memory="64MiB", progress=None)
    assert "请核对文件夹里的文件。" == caught.value.hint


def test_forms_are_scored_to_their_end_however_strict(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(FIRST.read_bytes())
    told: list[float] = []
    found = score_forms(tmp_path, None, None, rows=True, strict=True, memory="64MiB", progress=told.append)
    assert [("a.xlsx", "97.35")] == [(name, str(total)) for name, total in found.sheets.select("sheet_id, total").fetchall()]
    assert [100] == told
