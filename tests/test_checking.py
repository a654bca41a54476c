import json

import pytest

from perfscore.auditing import Audit, audit, readings_of
from perfscore.checking import check, entry, examine
from perfscore.errors import PerfscoreError, ReadError
from perfscore.reading import read
from perfscore.scoring import score
from perfscore.sheet import Sheet
from tests.reading_files import EXAMPLE, book, form


@pytest.fixture(scope="module")
def example() -> bytes:
    return EXAMPLE.read_bytes()


def test_bytes_are_read_scored_and_audited(example: bytes) -> None:
    (one,) = check(example, "表.xlsx")["sheets"]
    assert ("表.xlsx", "97.35") == (one["source"], one["totals"]["score"])
    assert {"total-mismatch", "score-mismatch"} <= {finding["code"] for finding in one["findings"]}
    assert "readings" not in one


def test_it_says_what_the_parts_say(example: bytes) -> None:
    sheet = read(example, name="表.xlsx")
    assert [audit(sheet, event="审计披露", ignore=["percent-style"]).to_dict()] == check(
        example, "表.xlsx", event="审计披露", ignore=["percent-style"]
    )["sheets"]
    assert {"percent-style"} == {f["code"] for f in check(example, "x", select=["percent-style"])["sheets"][0]["findings"]}
    assert "general" == check(example, "x", rulebook="general")["sheets"][0]["rulebook"]


def test_readings_are_of_the_same_event_and_rulebook(example: bytes) -> None:
    (one,) = check(example, "表.xlsx", event="审计披露", with_readings=True)["sheets"]
    assert {"70"} == {reading["total"] for reading in one["readings"]}
    checked = audit(read(example, name="x"), "general")
    assert readings_of(checked)[0].total == checked.card.total
    assert "readings" in entry(checked, with_readings=True)


def test_several_forms_are_all_checked() -> None:
    data = book(form(), form(A1="另一局绩效自评表"))
    assert ["某局部门整体支出绩效自评表", "另一局绩效自评表"] == [one["title"] for one in check(data, "a.xlsx")["sheets"]]


def test_a_broken_form_stands_in_its_place() -> None:
    first, second = check(book(form(D5="=1+1"), form()), "a.xlsx")["sheets"]
    assert first["error"]["message"]
    assert "Sheet1" in first["error"]["cell"]
    assert second["lines"]


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"hello", b"{}", b"%PDF-1.4", "一级指标\t得分".encode(), bytes(range(256))],
)
def test_whatever_the_bytes_an_entry_says_what_is_wrong(data: bytes) -> None:
    (one,) = check(data, "a.xlsx")["sheets"]
    assert "a.xlsx" == one["source"]
    assert one["error"]["message"]
    assert json.dumps(one, ensure_ascii=False)


def test_an_unknown_rulebook_is_said_of_each_form(example: bytes) -> None:
    (one,) = check(example, "a.xlsx", rulebook="nowhere")["sheets"]
    assert "没有评分办法" in one["error"]["message"]


def test_any_act_may_be_done(example: bytes) -> None:
    (card,) = examine(example, "a.xlsx", score)
    assert not isinstance(card, PerfscoreError)
    assert "97.35" == str(card.total)

    def refuse(sheet: Sheet) -> Audit:
        raise ReadError("不行。")

    (error,) = examine(example, "a.xlsx", refuse)
    assert "不行。" == str(error)
