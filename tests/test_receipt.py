"""perfscore.receipt: whatever is given as a receipt, it is an earlier document with all that is compared, or one message."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

import perfscore as ps
from perfscore.receipt import HOW, entries_of, named_rulebook, read_receipt
from perfscore.reporting.json import audit_document, dumps, error_data, line_of, score_document
from tests.forms import BOOK, FIRST, form, leaf

DOCUMENT = json.loads(dumps(ps.check(FIRST.read_bytes(), "表.xlsx")))
TEXT = dumps(DOCUMENT)


def stopped(data: bytes | str) -> ps.PerfscoreError:
    """The message of a receipt that cannot be read."""
    with pytest.raises(ps.ReadError) as caught:
        read_receipt(data.encode() if isinstance(data, str) else data, name="回执.json")
    return caught.value


def changed(*path: Any, **entry: Any) -> dict[str, Any]:
    """The document with a key of its form taken away, or put in."""
    document: dict[str, Any] = deepcopy(DOCUMENT)
    at = document["sheets"][0]
    for key in path[:-1]:
        at = at[key]
    if entry:
        at[path[-1]] = entry["value"]
    else:
        del at[path[-1]]
    return document


# ---- what is read -------------------------------------------------------------------------------


def test_a_document_and_its_lines_are_the_same_receipt(tmp_path: Path) -> None:
    error = error_data(ps.ReadError("文件是空的。"), "空.xlsx")
    document = {"format": "perfscore.audit/1", "sheets": [*DOCUMENT["sheets"], error]}
    for text in (dumps(document), line_of(document), "\ufeff" + dumps(document), dumps(document).replace("\n", "\r\n")):
        assert document == read_receipt(text.encode(), name="回执.json")
    lines = "\n".join(map(line_of, document["sheets"]))
    assert document == read_receipt(f"{lines}\r\n".encode())
    (tmp_path / "回执.jsonl").write_text(lines.replace("\n", "\n\n"), "utf-8")
    assert document == read_receipt(tmp_path / "回执.jsonl")


def test_a_line_end_that_is_none_of_json_stays_within_its_line() -> None:
    entry = {**DOCUMENT["sheets"][0], "title": "绩效\u2028自评表"}
    assert [entry] == read_receipt(line_of(entry).encode())["sheets"]


def test_what_is_read_is_checked_as_it_is_given() -> None:
    assert tuple(DOCUMENT["sheets"]) == entries_of(DOCUMENT)
    assert () == entries_of(audit_document([]))


def test_the_first_receipts_left_the_rulebook_to_the_form() -> None:
    assert tuple(DOCUMENT["sheets"]) == entries_of(changed("receipt", "rulebook"))
    assert BOOK == DOCUMENT["sheets"][0]["receipt"]["rulebook"]


# ---- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "回执不是完整的 JSON：第 1 行第 1 列读不下去。"),
        ("共 3 张表", "回执不是完整的 JSON：第 1 行第 1 列读不下去。"),
        (TEXT[: TEXT.index('"stages"')], "回执不是完整的 JSON：第 "),
        (f"{line_of(DOCUMENT['sheets'][0])}\n\n{line_of(DOCUMENT['sheets'][0])[:100]}", "回执不是完整的 JSON：第 3 行第 "),
        ("[" * 100_000, "回执不是完整的 JSON：数太长或嵌套太深。"),
        (f'{{"year": {"9" * 5000}}}', "回执不是完整的 JSON：数太长或嵌套太深。"),
        (TEXT.encode("gbk", "replace"), "回执不完整，或不是 UTF-8 编码的文本。"),
        (TEXT.encode("utf-16"), "回执不完整，或不是 UTF-8 编码的文本。"),
        (TEXT.encode()[: TEXT.encode().index("汉".encode()) + 1], "回执不完整，或不是 UTF-8 编码的文本。"),
        (FIRST.read_bytes(), "回执不完整，或不是 UTF-8 编码的文本。"),
    ],
)
def test_what_is_no_whole_text_of_json(data: bytes | str, message: str) -> None:
    error = stopped(data)
    assert error.message.startswith(message)
    assert error.hint.startswith(HOW)
    assert "回执.json" == str(error.source)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "回执应是 perfscore.audit/1 格式的审核结果，这个文件没有写明格式。"),
        ({"receipt": {}}, "回执应是 perfscore.audit/1 格式的审核结果，这个文件没有写明格式。"),
        (score_document([]), "回执应是 perfscore.audit/1 格式的审核结果，这个文件格式是“perfscore.score/1”。"),
        ({"format": "perfscore.audit/2"}, "回执应是 perfscore.audit/1 格式的审核结果，这个文件格式是“perfscore.audit/2”。"),
        ({"format": "perfscore.audit/1"}, "回执不完整：缺少 sheets。"),
        ({"format": "perfscore.audit/1", "sheets": {}}, "回执不完整：缺少 sheets。"),
        ({"format": "perfscore.audit/1", "sheets": [3]}, "回执不完整：sheets[0] 的值不对。"),
        ({"format": "perfscore.audit/1", "sheets": [{}]}, "回执不完整：sheets[0] 缺少 source。"),
        ({"format": "perfscore.audit/1", "sheets": [{"source": "a", "error": {}}]}, "回执不完整：sheets[0].error 缺少 message。"),
        (changed("receipt"), "回执不完整：sheets[0] 缺少 receipt。"),
        (changed("receipt", "input_sha256"), "回执不完整：sheets[0].receipt 缺少 input_sha256。"),
        (changed("receipt", "rulebook", value=3), "回执不完整：sheets[0].receipt.rulebook 的值不对。"),
        (changed("lines", 3, "score"), "回执不完整：sheets[0].lines[3] 缺少 score。"),
        (changed("lines", 3, "path", 1, value=None), "回执不完整：sheets[0].lines[3].path[1] 的值不对。"),
        (changed("lines", value={}), "回执不完整：sheets[0].lines 的值不对。"),
        (changed("totals", "score", value=97), "回执不完整：sheets[0].totals.score 的值不对。"),
        (changed("findings", 0, "code"), "回执不完整：sheets[0].findings[0] 缺少 code。"),
    ],
)
def test_what_is_no_such_document(document: Any, message: str) -> None:
    error = stopped(dumps(document))
    assert (message, HOW, "回执.json") == (error.message, error.hint, str(error.source))


def test_a_file_that_is_not_there_or_too_large(tmp_path: Path) -> None:
    with pytest.raises(ps.ReadError, match="没有这个文件"):
        read_receipt(tmp_path / "无.json")
    with pytest.raises(ps.ReadError, match="这是文件夹，不是文件。 请给出文件的路径。"):
        read_receipt(tmp_path)
    with pytest.raises(ps.ReadError, match="超过上限 10 字节"):
        read_receipt(TEXT.encode(), most_bytes=10)


@given(st.integers(0, len(TEXT) - 2))
def test_a_receipt_that_is_cut_anywhere_is_refused(at: int) -> None:
    assert stopped(TEXT[:at]).hint.startswith(HOW)


@pytest.mark.parametrize("key", ["title", "unit", "receipt", "lines"])
@pytest.mark.parametrize("value", [0, ["14"], {"input_sha256": ["0"]}, None, "别的"])
def test_an_error_is_known_by_its_file_and_worksheet_alone(key: str, value: Any) -> None:
    error = error_data(ps.ReadError("文件是空的。"), "空.xlsx")
    document = {"format": "perfscore.audit/1", "sheets": [{**error, key: value}]}
    assert (error,) == entries_of(document)
    (found,) = ps.verify(document, [error])
    assert ("空.xlsx", "", "", True, None) == (found.name, found.title, found.unit, found.same, found.earlier)


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
NAMES = st.sampled_from(("source", "error", "message", "lines", "totals"))
INNER = LEAVES | st.lists(LEAVES, max_size=2) | st.dictionaries(NAMES, LEAVES, max_size=3)


@given(INNER | st.lists(INNER, max_size=2) | st.dictionaries(NAMES, INNER, max_size=3))
def test_whatever_else_stands_for_a_form_is_refused(entry: Any) -> None:
    with pytest.raises(ps.ReadError, match=r"^回执不完整：sheets\[0\]"):
        entries_of({"format": "perfscore.audit/1", "sheets": [entry]})


@given(st.sampled_from(("source", "title", "unit", "recognised_by", "totals", "lines", "stages", "findings", "receipt")), st.booleans())
def test_nothing_that_is_compared_may_be_missing(key: str, there: bool) -> None:
    document = changed(key, value=None) if there else changed(key)
    assert key in stopped(dumps(document)).message


# ---- the rulebook of then -----------------------------------------------------------------------


def audited(*rulebooks: str | ps.Rulebook | None) -> dict[str, Any]:
    return audit_document(ps.audit(form(leaf()), book).to_dict() for book in rulebooks)


def test_a_rulebook_holds_again_where_the_user_had_named_it(tmp_path: Path) -> None:
    assert "" == named_rulebook(DOCUMENT)
    assert BOOK == named_rulebook(audited(BOOK, BOOK))
    assert "general" == named_rulebook(audited("general"))
    assert "" == named_rulebook(audit_document([error_data(ps.ReadError("文件是空的。"), "空.xlsx")]))


def test_a_rulebook_of_the_users_own_must_be_given_again(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(f'id = "own.toml"\nparent = "{BOOK}"\n', "utf-8")
    with pytest.raises(ps.PerfscoreError) as caught:
        named_rulebook(audited(ps.rulebook(own)))
    assert "回执用的是当时指定的评分办法“own.toml”，不在内置的办法之列。" == caught.value.message
    assert caught.value.hint == (
        "如果是自己写的办法，请给出那个文件，例如 --rulebook my.toml；否则用 perfscore rulebooks 看现有的办法，以 --rulebook 指明一个。"
    )


def test_rulebooks_that_were_not_chosen_in_one_way_are_not_mixed() -> None:
    with pytest.raises(ps.PerfscoreError) as caught:
        named_rulebook(audited(None, BOOK, "general"))
    assert f"回执里各表所用的评分办法不是同样来的：按表认定、{BOOK}、general。" == caught.value.message
    assert "请分成几份回执核对，或用 --rulebook 指明一个。" == caught.value.hint
