"""Documents that an earlier version wrote: what is still read, and what is refused, as docs/how-to/upgrade.md says."""

import json
from pathlib import Path
from typing import Any

import pytest

import perfscore as ps
from perfscore.receipt import read_receipt
from perfscore.verifying import verify

EXAMPLE = Path(__file__).parents[1] / "examples" / "hanyang-2019.xlsx"


def data_of(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def test_a_form_of_this_format_is_read_again_to_the_same_scores() -> None:
    sheet = ps.read(EXAMPLE)
    again = ps.read(data_of(sheet.to_dict()), name="表.json")
    assert ps.score(sheet).total == ps.score(again).total
    assert ps.score(sheet).to_dict()["lines"] == ps.score(again).to_dict()["lines"]


def test_a_form_with_fields_left_out_takes_their_defaults() -> None:
    document = ps.read(EXAMPLE).to_dict()
    for key in ("title", "unit", "year", "notes"):
        document.pop(key, None)
    assert len(ps.read(EXAMPLE).rows) == len(ps.Sheet.from_dict(document).rows)


@pytest.mark.parametrize("name", ["perfscore.sheet/0", "perfscore.sheet/2"])
def test_a_form_of_another_format_is_refused_in_words(name: str) -> None:
    document = ps.read(EXAMPLE).to_dict() | {"format": name}
    with pytest.raises(ps.PerfscoreError, match=r"不是 perfscore\.sheet/1 格式的数据"):
        ps.read(data_of(document), name="表.json")


def test_a_receipt_of_an_earlier_version_is_still_held_against_today() -> None:
    """The first receipts did not name the rulebook in the receipt itself, and were of another version."""
    today = ps.check(EXAMPLE.read_bytes(), EXAMPLE.name)
    earlier = json.loads(data_of(today))
    (form,) = earlier["sheets"]
    del form["receipt"]["rulebook"]
    form["receipt"]["perfscore"] = "0.0.1"
    (found,) = verify(read_receipt(data_of(earlier), name="回执.json"), today["sheets"])
    version = ps.__version__
    assert (True, (f"perfscore 的版本 原 0.0.1，现 {version}",)) == (found.same, found.changes)


@pytest.mark.parametrize("name", ["perfscore.audit/0", "perfscore.audit/2", "perfscore.score/1"])
def test_a_receipt_of_another_format_is_refused_in_words(name: str) -> None:
    document = ps.check(EXAMPLE.read_bytes(), EXAMPLE.name) | {"format": name}
    with pytest.raises(ps.PerfscoreError, match=f"回执应是 perfscore.audit/1 格式的审核结果，这个文件格式是“{name}”"):
        read_receipt(data_of(document))
