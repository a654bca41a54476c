"""perfscore.reporting.verifying: what changed since a receipt as text, and as a document that keeps to its schema."""

import pytest

import perfscore as ps
from perfscore.reporting.json import audit_document, error_data, verification_document
from perfscore.reporting.table import columns
from perfscore.reporting.verifying import verification_text
from perfscore.verifying import Verification, verify
from tests.forms import FIRST, form, leaf
from tests.test_reporting_json import faults, schema


@pytest.fixture(scope="module")
def found() -> tuple[Verification, ...]:
    """Three forms: one is as it was, one is not, one is not there any more."""
    first = ps.read(FIRST)
    earlier = [
        ps.audit(first).to_dict(),
        ps.audit(form(leaf(), title="甲表")).to_dict(),
        error_data(ps.ReadError("文件是空的。"), "空.csv"),
    ]
    return verify(audit_document(earlier), [earlier[0], ps.audit(form(leaf(actual="95%"), title="甲表")).to_dict()])


def test_each_form_with_what_changed_then_a_sentence(found: tuple[Verification, ...]) -> None:
    assert (
        verification_text(found, width=80)
        == """\
hanyang-2019.xlsx!Sheet1 · 汉阳区部门整体支出绩效自评表 · 汉阳区大数据中心：结果
  相同
甲表：结果变了
  · 文件内容变了
  · 复算总分 原 3.5，现 4.5
  · 产出指标/质量指标/平台操作性：实际完成值 原 85%，现 95%；复算得分 原 3.5，现
    4.5
空.csv：无法比较
  · 回执里有这张表，这次没有
  · 当时读不了：文件是空的。

共 3 张表：1 张结果相同，1 张变了，1 张只有一次的结果，无法比较。"""
    )


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_the_terminal(found: tuple[Verification, ...], width: int) -> None:
    assert width >= max(map(columns, verification_text(found, width=width).splitlines()))


def test_colours_add_nothing_but_colours(found: tuple[Verification, ...]) -> None:
    painted = verification_text(found, colour=True)
    for code in ("\x1b[32m", "\x1b[31m", "\x1b[1m", "\x1b[0m"):
        assert code in painted
        painted = painted.replace(code, "")
    assert verification_text(found) == painted


def test_the_document_keeps_to_its_schema(found: tuple[Verification, ...]) -> None:
    document = verification_document(found, "回执.json")
    assert [] == faults("verification", document)
    assert ["format", "version", "receipt", "same", "conclusion", "forms"] == list(document)
    assert ("perfscore.verification/1", "回执.json", False) == tuple(document[key] for key in ("format", "receipt", "same"))
    assert [(True, []), (False, list(found[1].changes)), (False, list(found[2].changes))] == [
        (one["same"], one["changes"]) for one in document["forms"]
    ]
    assert [] == faults("verification", verification_document(()))


def test_what_the_schema_shares_with_others_is_the_same() -> None:
    assert schema("audit")["$defs"]["receipt"] == schema("verification")["$defs"]["receipt"]
