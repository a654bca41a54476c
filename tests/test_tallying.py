"""perfscore.tallying: what many forms add up to."""

import pytest
from attrs import evolve

import perfscore as ps
from perfscore.auditing.finding import Severity
from perfscore.tallying import Brief, Tally, all_full, brief
from tests.forms import FIRST, form, leaf

FULL = {"target": "100%", "actual": "100%", "printed": 5}


def test_a_form_in_brief() -> None:
    one = brief(ps.audit(ps.read(FIRST)), "甲.xlsx")
    assert ("甲.xlsx", "自评总分 96，各行得分合计 94", False, False) == (one.name, one.off, one.full, one.ok)
    assert ("total-mismatch", Severity.ERROR) in one.codes


def test_a_form_without_a_total_is_not_off() -> None:
    assert "" == brief(ps.audit(form(leaf(printed=3))), "").off


@pytest.mark.parametrize(
    ("leaves", "full"),
    [
        ([leaf(str(i), **FULL) for i in range(3)], True),
        ([leaf(str(i), **FULL) for i in range(2)], False),  # too few to wonder
        ([*[leaf(str(i), **FULL) for i in range(3)], leaf("丁", printed=4)], False),
        ([*[leaf(str(i), **FULL) for i in range(3)], leaf("丁", printed=None)], False),
        ([leaf(str(i), weight=None, printed=25) for i in range(4)], True),  # they add up to the full marks of the form
        ([leaf(str(i), weight=None, printed=25) for i in range(3)], False),
    ],
)
def test_full_marks_throughout(leaves: list[ps.Indicator], full: bool) -> None:
    assert full == all_full(ps.score(form(*leaves)))


def test_constraints_do_not_count_as_scored() -> None:
    constraint = ps.Indicator(
        name="约束性指标", level=1, children=[leaf("资金合规", weight=None, criterion="", target="", actual="", printed=0)]
    )
    sheet = form(*[leaf(str(i), **FULL) for i in range(3)])
    assert all_full(ps.score(evolve(sheet, branches=[*sheet.branches, constraint])))


def test_a_tally() -> None:
    tally = Tally()
    tally.take(Brief(name="甲", title="表", codes=(("weight-sum", Severity.ERROR), ("weight-sum", Severity.WARNING))), "甲", "")
    tally.take(Brief(name="乙", title="表", codes=(("overshoot", Severity.NOTE),), off="自评总分 9，各行得分合计 8", full=True), "乙", "")
    tally.take(Brief(name="丙", title="表", codes=()), "丙", "")
    tally.take(None, "丁", "文件是空的。")
    assert (3, 1, 1) == (tally.forms, tally.wrong, tally.doubtful)
    assert (["weight-sum", "overshoot"], 1) == (list(tally.codes), tally.concerned["weight-sum"])
    assert (1, 1) == (tally.findings["weight-sum", Severity.ERROR], tally.findings["weight-sum", Severity.WARNING])
    assert ([("乙", "自评总分 9，各行得分合计 8")], [("乙", "表")], [("丁", "文件是空的。")]) == (tally.off, tally.full, tally.failed)
