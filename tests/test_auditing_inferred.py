"""perfscore.auditing.inferred: scores against points that the form does not print, and sub-totals."""

from typing import Any

import pytest
from attrs import evolve

import perfscore as ps
from perfscore.indicator import Goal, Indicator
from perfscore.source import Cell
from tests.books import book
from tests.forms import form, leaf, whole

LOST = "每减少1个百分点扣1分，扣完为止"


def bare(name: str, **fields: Any) -> Indicator:
    """A row without points and without a criterion."""
    return leaf(name, **{"weight": None, "criterion": "", **fields})


def goal(*leaves: Indicator, allotted: int | None = 80) -> ps.Sheet:
    return ps.Sheet(branches=[Goal(number=1, allotted=allotted, children=leaves)])


def heading(*leaves: Indicator, weight: int | None = 20) -> Indicator:
    return Indicator(name="数量指标", level=2, weight=weight, children=leaves)


@pytest.mark.parametrize(
    ("code", "sheet", "found"),
    [
        # scores against points that are fixed by others
        ("target-missed-full-score", goal(bare("甲", printed=30, target="≥90%", actual="80%"), bare("乙", printed=50, target="≥90%", actual="95%")), [
            "warning | 甲 | printed1 | 30 | 26.67 | inferred-weight | 甲得分 30，按财预〔2020〕10号（未核实）的规定应为 26.67（80 ÷ 90 × 30 ≈ 26.67），可能直接按满分填写。本行没有评分标准，此处按评分办法的公式（表内没有印出）推算。请改正得分或补充说明。分值没有印出，推定为 30：目标1共 80 分，各行得分合计正好是满分。",
        ]),
        ("target-met-points-cut", goal(bare("甲", printed=20, target="≥90%", actual="95%"), leaf("乙", weight=50, criterion="", target="≥9", actual="9", printed=50)), [
            "warning | 甲 | printed1 | 20 | 30 | inferred-weight | 甲得分 20，按财预〔2020〕10号（未核实）的规定应为 30（达到目标，得满分 30）。本行没有评分标准，此处按评分办法的公式（表内没有印出）推算。请改正得分或补充说明。分值没有印出，推定为 30：目标1共 80 分、其余各行已知，差额 30 分。",
        ]),
        ("target-missed-full-score", goal(bare("甲", printed=80, criterion=LOST)), [
            "warning | 甲 | printed1 | 80 | 65 | inferred-weight | 甲得分 80，按本行评分标准应为 65（80 − 15 × 1 = 65），可能直接按满分填写。请改正得分或补充说明。分值没有印出，推定为 80：目标1共 80 分，各行得分合计正好是满分。",
        ]),
        ("target-missed-full-score", form(leaf(printed=5, criterion="每减少1个百分点扣0.1分，扣完为止")), [
            "error | 平台操作性 | printed1 | 5 | 3.5 | — | 平台操作性得分 5，按本行评分标准应为 3.5（5 − 15 × 0.1 = 3.5），可能直接按满分填写。请改正得分或补充说明。",
        ]),
        ("score-mismatch", goal(bare("甲", criterion=LOST), leaf("乙", weight=50, criterion=LOST, printed=0)), [
            "error | 乙 | printed2 | 0 | 35 | — | 乙得分 0，按本行评分标准应为 35（50 − 15 × 1 = 35），可能把未达目标一律记 0 分。请改正得分或补充说明。",
        ]),
        # what a heading prints against the rows below it
        ("weight-sum", goal(leaf("甲", weight=30), leaf("乙", weight=40)), [
            "warning | — | weight1 | 70 | 100 | — | 各行分值合计 70，应为 100，少 30。表格可能不完整；请核对各行分值。",
            "warning | — | weight1 | 80 | 70 | — | 目标1注明 80 分，其下各行分值合计 70，相差 10。表格可能不完整；请核对分值。",
        ]),
        ("weight-sum", goal(leaf("甲", weight=30), leaf("乙", weight=50)), [
            "warning | — | weight1 | 80 | 100 | — | 各行分值合计 80，应为 100，少 20。表格可能不完整；请核对各行分值。",
        ]),
        ("weight-sum", goal(leaf("甲", weight=30), leaf("乙", weight=40), allotted=None), [
            "warning | — | weight1 | 70 | 100 | — | 各行分值合计 70，应为 100，少 30。表格可能不完整；请核对各行分值。",
        ]),
        ("weight-sum", goal(leaf("甲", weight=30), bare("乙")), []),
        ("weight-sum", evolve(goal(leaf("甲", weight=30), leaf("乙", weight=40), allotted=70), budget=ps.Budget(weight=30)), []),
        ("weight-sum", ps.Sheet(branches=[Indicator(name="产出指标（60分）", level=1, weight=60, children=[heading(leaf("甲", weight=99), leaf("乙", weight=1))])]), [
            "warning | — | weight1 | 60 | 100 | — | 产出指标（60分）注明 60 分，其下各行分值合计 100，相差 40。表格可能不完整；请核对分值。",
            "warning | — | weight1 | 20 | 100 | — | 数量指标注明 20 分，其下各行分值合计 100，相差 80。表格可能不完整；请核对分值。",
        ]),
        ("score-above-weight", ps.Sheet(branches=[heading(bare("甲", printed=21))]), [
            "warning | 甲 | printed1 | 21 | 20 | — | 数量指标注明 20 分，其下各行得分合计 21，多 1。请核对得分与分值。",
        ]),
        ("score-above-weight", ps.Sheet(branches=[heading(bare("甲", printed=11), bare("乙", printed=11), bare("丙"))]), [
            "warning | — | printed1 | 22 | 20 | — | 数量指标注明 20 分，其下各行得分合计 22，多 2。请核对得分与分值。",
        ]),
        ("score-above-weight", ps.Sheet(branches=[heading(bare("甲", printed=10), bare("乙", printed=10), bare("丙"))]), []),
        ("score-above-weight", ps.Sheet(branches=[heading(bare("甲", printed=19), leaf("乙", weight=1, printed=1, actual="100%"), bare("丙", printed=9))]), []),
        ("score-above-weight", ps.Sheet(branches=[heading(bare("甲", printed=21), weight=None)]), []),
    ],
)  # fmt: skip
def test_points_that_are_inferred(code: str, sheet: ps.Sheet, found: list[str]) -> None:
    assert found == whole(sheet, code)


def test_a_score_above_its_heading_stands_where_its_row_does_where_it_is_read_from_no_cell() -> None:
    named = bare("甲", printed=21, cells=[Cell(field="name", text="甲", at="B3")])
    assert ["B3"] == [
        one.source and one.source.cell for one in ps.audit(ps.Sheet(branches=[heading(named)]), select="score-above-weight").findings
    ]


def test_the_rulebook_that_was_given_governs_the_row() -> None:
    sheet = goal(bare("甲", printed=30, target="≥90%", actual="81%"), bare("乙", printed=50, target="≥90%", actual="95%"))
    (found,) = whole(sheet, "target-missed-full-score", book({"positive": "实际完成值/年初目标值*分值"}))
    assert "甲得分 30，按试行办法条文 positive的规定应为 27（81 ÷ 90 × 30 = 27）" in found
