"""perfscore.auditing.totals: the total against the lines, against full marks, against its caps."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

import perfscore as ps
from perfscore.auditing.totals import corrections, rate_cap_ignored
from perfscore.source import Cell, Status
from tests.books import CAPS, book, row
from tests.forms import form, leaf, only, whole

CAPPED = {"event_cap": "70", "event_kinds": "审计披露、重大不良社会影响"}
DISCLOSED = [ps.Event(kind="审计披露")]
CONSTRAINT: dict[str, Any] = {"criterion": "约束性指标，酌情扣分", "target": "", "actual": ""}
WORDS: dict[str, Any] = {"criterion": "", "target": "", "actual": "获奖"}
#: A row whose own criterion caps the total.
NAMED = leaf("合规性", weight=20, printed=20, **CONSTRAINT | {"criterion": "约束性指标，酌情扣分，出现审计披露问题的，总分不得超过70分"})
PAID = ps.Budget(planned=100, spent=100, weight=10, printed=10)


def hides(field: str) -> list[Cell]:
    return [Cell(field=field, text="20", at="A1", stored="19.6")]


def total(declared: Any, *printed: Any, more: tuple[ps.Indicator, ...] = (), **fields: Any) -> ps.Sheet:
    """A form of rows of 20 points that have met their target, with these scores, and further rows."""
    rows = [leaf(name, weight=20, actual="100%", printed=one) for name, one in zip("甲乙丙丁戊己庚", printed, strict=False)]
    return form(*rows, *more, declared=declared, **fields)


@pytest.mark.parametrize(
    ("code", "sheet", "rules", "found"),
    [
        # nothing to compare, or nothing amiss
        ("total-mismatch", total(None, 20, 20), {}, []),
        ("total-mismatch", total(40, None, None), {}, []),
        ("total-mismatch", total(40, 20, 20), {}, []),
        # a form that is whole
        ("total-mismatch", total(99, 20, 20, 20, 20, 20), {}, [
            "error | — | declared | 99 | 100 | — | 自评总分 99，各行得分合计 100，相差 -1。只改一行就能对上的有：甲 20 → 19〔printed1〕（现得分符合评分标准）；乙 20 → 19〔printed2〕（现得分符合评分标准）；丙 20 → 19〔printed3〕（现得分符合评分标准）；丁 20 → 19〔printed4〕（现得分符合评分标准）；戊 20 → 19〔printed5〕（现得分符合评分标准）。也可能是总分填错，应为 100。",
        ]),
        ("total-mismatch", total(79, 20, 20, 20, 20, 0), {}, [
            "error | — | declared | 79 | 80 | — | 自评总分 79，各行得分合计 80，相差 -1。只改一行就能对上的有：甲 20 → 19〔printed1〕（现得分符合评分标准）；乙 20 → 19〔printed2〕（现得分符合评分标准）；丙 20 → 19〔printed3〕（现得分符合评分标准）；丁 20 → 19〔printed4〕（现得分符合评分标准）。也可能是总分填错，应为 80。",
        ]),
        ("total-mismatch", total(81, 20, 20, 20, 20, 0), {}, [
            "error | — | declared | 81 | 80 | — | 自评总分 81，各行得分合计 80，相差 1。只改一行就能对上的有：戊 0 → 1〔printed5〕（按评分标准应为 20）。也可能是总分填错，应为 80。",
        ]),
        ("total-mismatch", total(101, 20, 20, 20, 20, 20), {}, [
            "error | — | declared | 101 | 100 | — | 自评总分 101，各行得分合计 100，相差 1。改任何一行都凑不成 101；总分应为 100，请改正总分。",
        ]),
        ("total-mismatch", total(109, 20, 20, 20, 20, 20, 10), {}, [
            "error | — | declared | 109 | 110 | — | 自评总分 109，各行得分合计 110，相差 -1。有 6 行单独改动都能对上，看不出是哪一行；也可能是总分填错，应为 110。请核对总分。",
        ]),
        ("total-mismatch", total(71, 20, 19, 18, 17, 16), {}, [
            "error | — | declared | 71 | 90 | — | 自评总分 71，各行得分合计 90，相差 -19。总分可能漏加了“乙”的 19 分；只改一行就能对上的有：乙 19 → 0〔printed2〕（按评分标准应为 20）；甲 20 → 1〔printed1〕（现得分符合评分标准）。也可能是总分填错，应为 90。",
        ]),
        ("total-mismatch", total(109, 20, 19, 18, 17, 16), {}, [
            "error | — | declared | 109 | 90 | — | 自评总分 109，各行得分合计 90，相差 19。总分可能重复加了“乙”的 19 分；改任何一行都凑不成 109；总分应为 90，请改正总分。",
        ]),
        ("total-mismatch", total(60, 20, 20, 20, 20, 10), {}, [
            "error | — | declared | 60 | 90 | — | 自评总分 60，各行得分合计 90，相差 -30。改任何一行都凑不成 60；总分应为 90，请改正总分。",
        ]),
        ("total-mismatch", total("98.5", 20, 20, 20, 20, 19), {}, [
            "error | — | declared | 98.5 | 99 | — | 自评总分 98.5，各行得分合计 99，相差 -0.5。改任何一行都凑不成 98.5；总分应为 99，请改正总分。",
        ]),
        ("total-mismatch", total("98.70", "19.5", "19.5", 20, 20, 20), {}, [
            "error | — | declared | 98.7 | 99 | — | 自评总分 98.7，各行得分合计 99，相差 -0.3。只改一行就能对上的有：甲 19.5 → 19.2〔printed1〕（按评分标准应为 20）；乙 19.5 → 19.2〔printed2〕（按评分标准应为 20）；丙 20 → 19.7〔printed3〕（现得分符合评分标准）；丁 20 → 19.7〔printed4〕（现得分符合评分标准）；戊 20 → 19.7〔printed5〕（现得分符合评分标准）。也可能是总分填错，应为 99。",
        ]),
        ("total-mismatch", total("98.55", "19.5", "19.5", 20, 20, 20), {}, [
            "error | — | declared | 98.55 | 99 | — | 自评总分 98.55，各行得分合计 99，相差 -0.45。改任何一行都凑不成 98.55；总分应为 99，请改正总分。",
        ]),
        ("total-mismatch", form(leaf("甲", weight=40, printed=40), leaf("乙", weight=50, printed=50), budget=PAID, declared=90), {}, [
            "error | — | declared | 90 | 100 | — | 自评总分 90，各行得分合计 100，相差 -10。总分可能漏加了“执行率”的 10 分；只改一行就能对上的有：甲 40 → 30〔printed1〕（按评分标准应为 38.5）；乙 50 → 40〔printed2〕（按评分标准应为 48.5）；执行率 10 → 0〔printed〕（现得分符合评分标准）。也可能是总分填错，应为 100。",
        ]),
        ("total-mismatch", total(90, 20, 20, 20, 10, 20, more=(leaf("预算执行率", weight=10, printed=10),)), {}, [
            "warning | — | declared | 90 | 100 | — | 自评总分 90，各行得分合计 100，相差 -10。若“预算执行率”不计入总分（分值合计正好多出它的 10 分），则总分相符；有 6 行单独改动都能对上，看不出是哪一行；请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total(70, 20, 20, 20, 10, more=(leaf("投入", definition="预算执行率", weight=20, printed=10),)), {}, [
            "error | — | declared | 70 | 80 | — | 自评总分 70，各行得分合计 80，相差 -10。总分可能漏加了“投入”的 10 分；只改一行就能对上的有：丁 10 → 0〔printed4〕（按评分标准应为 20）；投入 10 → 0〔printed5〕（按评分标准应为 18.5）；甲 20 → 10〔printed1〕（现得分符合评分标准）；乙 20 → 10〔printed2〕（现得分符合评分标准）；丙 20 → 10〔printed3〕（现得分符合评分标准）。也可能是总分填错，应为 80。",
        ]),
        # a form that is not whole
        ("total-mismatch", total(100, 20), {}, [
            "warning | — | declared | 100 | 20 | — | 自评总分 100，各行得分合计 20，相差 80。表格可能不完整；改任何一行都凑不成 100；请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total(20, 20, 20), {}, [
            "warning | — | declared | 20 | 40 | — | 自评总分 20，各行得分合计 40，相差 -20。表格可能不完整；只改一行就能对上的有：甲 20 → 0〔printed1〕（现得分符合评分标准）；乙 20 → 0〔printed2〕（现得分符合评分标准）。请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total(35, 20, 20, 20), {}, [
            "warning | — | declared | 35 | 60 | — | 自评总分 35，各行得分合计 60，相差 -25。表格可能不完整；改任何一行都凑不成 35；请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total(119, 20, 20, 20, 20, 20, 20), {}, [
            "error | — | declared | 119 | 120 | — | 自评总分 119，各行得分合计 120，相差 -1。有 6 行单独改动都能对上，看不出是哪一行；也可能是总分填错，应为 120。请核对总分。",
        ]),
        ("total-mismatch", total(39, 10, 10, more=(leaf("己", weight=None, printed=20),)), {}, [
            "warning | — | declared | 39 | 40 | — | 自评总分 39，各行得分合计 40，相差 -1。表格可能不完整；只改一行就能对上的有：甲 10 → 9〔printed1〕（按评分标准应为 20）；乙 10 → 9〔printed2〕（按评分标准应为 20）。请先补全或核实，再核对总分。",
        ]),
        # rows that print no score
        ("total-mismatch", total(100, 20, 20, 20, 20, None), {}, [
            "warning | — | declared | 100 | 80 | — | 自评总分 100，各行得分合计 80，相差 20。得分未填的有戊；改任何一行都凑不成 100；请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total(101, 20, 20, 20, 20, None), {}, [
            "error | — | declared | 101 | 80 | — | 自评总分 101，各行得分合计 80，相差 21。得分未填的有戊；改任何一行都凑不成 101；请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total(79, 20, 20, 20, 20, None), {}, [
            "error | — | declared | 79 | 80 | — | 自评总分 79，各行得分合计 80，相差 -1。得分未填的有戊；只改一行就能对上的有：甲 20 → 19〔printed1〕（现得分符合评分标准）；乙 20 → 19〔printed2〕（现得分符合评分标准）；丙 20 → 19〔printed3〕（现得分符合评分标准）；丁 20 → 19〔printed4〕（现得分符合评分标准）。请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total(50, 20, None, None, None, None, None, None), {}, [
            "warning | — | declared | 50 | 20 | — | 自评总分 50，各行得分合计 20，相差 30。得分未填的有乙、丙、丁、戊、己；改任何一行都凑不成 50；请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total(99, 20, 20, 20, 20, 20, more=(leaf("己", weight=None, printed=None), leaf("庚", weight=0, printed=None))), {}, [
            "error | — | declared | 99 | 100 | — | 自评总分 99，各行得分合计 100，相差 -1。只改一行就能对上的有：甲 20 → 19〔printed1〕（现得分符合评分标准）；乙 20 → 19〔printed2〕（现得分符合评分标准）；丙 20 → 19〔printed3〕（现得分符合评分标准）；丁 20 → 19〔printed4〕（现得分符合评分标准）；戊 20 → 19〔printed5〕（现得分符合评分标准）。也可能是总分填错，应为 100。",
        ]),
        # what would make another total right
        ("total-mismatch", total(70, 20, 20, 20, 20, 20), CAPPED, [
            "warning | — | declared | 70 | 100 | — | 自评总分 70，各行得分合计 100，相差 -30。若因审计披露等事件按上限 70 封顶，请写明事件；改任何一行都凑不成 70；请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total(70, 20, 20, 20, 5, 0), CAPPED, [
            "error | — | declared | 70 | 65 | — | 自评总分 70，各行得分合计 65，相差 5。总分可能重复加了“丁”的 5 分；只改一行就能对上的有：丁 5 → 10〔printed4〕（按评分标准应为 20）；戊 0 → 5〔printed5〕（按评分标准应为 20）。也可能是总分填错，应为 65。",
        ]),
        ("total-mismatch", total(71, 20, 20, 20, 20, 20, events=DISCLOSED), CAPPED, [
            "error | — | declared | 71 | 100 | — | 自评总分 71，各行得分合计 100，相差 -29。改任何一行都凑不成 71；总分应为 100，请改正总分。",
        ]),
        ("total-mismatch", total(70, 20, 20, 20, 20, 20, events=DISCLOSED), CAPPED, []),
        ("total-mismatch", total(89, 20, 20, 20, 20, 20), CAPS, [
            "warning | — | declared | 89 | 100 | — | 自评总分 89，各行得分合计 100，相差 -11。若因预算执行率偏低按上限 89 封顶，请写明执行率；只改一行就能对上的有：甲 20 → 9〔printed1〕（现得分符合评分标准）；乙 20 → 9〔printed2〕（现得分符合评分标准）；丙 20 → 9〔printed3〕（现得分符合评分标准）；丁 20 → 9〔printed4〕（现得分符合评分标准）；戊 20 → 9〔printed5〕（现得分符合评分标准）。请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total(89, 20, 20, 20, 20, 5), CAPS, [
            "error | — | declared | 89 | 85 | — | 自评总分 89，各行得分合计 85，相差 4。只改一行就能对上的有：戊 5 → 9〔printed5〕（按评分标准应为 20）。也可能是总分填错，应为 85。",
        ]),
        ("total-mismatch", total(88, 20, 20, 20, 20, 20), CAPS, [
            "error | — | declared | 88 | 100 | — | 自评总分 88，各行得分合计 100，相差 -12。只改一行就能对上的有：甲 20 → 8〔printed1〕（现得分符合评分标准）；乙 20 → 8〔printed2〕（现得分符合评分标准）；丙 20 → 8〔printed3〕（现得分符合评分标准）；丁 20 → 8〔printed4〕（现得分符合评分标准）；戊 20 → 8〔printed5〕（现得分符合评分标准）。也可能是总分填错，应为 100。",
        ]),
        ("total-mismatch", total(97, 20, 20, 20, 20, 20, more=(leaf("合规性", weight=None, **CONSTRAINT),)), {}, [
            "warning | — | declared | 97 | 100 | — | 自评总分 97，各行得分合计 100，相差 -3。得分未填的有合规性；约束性指标的扣分可能没有填入；只改一行就能对上的有：甲 20 → 17〔printed1〕（现得分符合评分标准）；乙 20 → 17〔printed2〕（现得分符合评分标准）；丙 20 → 17〔printed3〕（现得分符合评分标准）；丁 20 → 17〔printed4〕（现得分符合评分标准）；戊 20 → 17〔printed5〕（现得分符合评分标准）。请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total(101, 20, 20, 20, 20, 20, more=(leaf("合规性", weight=None, **CONSTRAINT),)), {}, [
            "error | — | declared | 101 | 100 | — | 自评总分 101，各行得分合计 100，相差 1。得分未填的有合规性；改任何一行都凑不成 101；请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total(95, 20, 20, 20, 20, 20, more=(leaf("合规性", weight=5, **CONSTRAINT),)), {"policy.constraint_base": "negative"}, [
            "warning | — | declared | 95 | 100 | — | 自评总分 95，各行得分合计 100，相差 -5。得分未填的有合规性；约束性指标的扣分可能没有填入；只改一行就能对上的有：甲 20 → 15〔printed1〕（现得分符合评分标准）；乙 20 → 15〔printed2〕（现得分符合评分标准）；丙 20 → 15〔printed3〕（现得分符合评分标准）；丁 20 → 15〔printed4〕（现得分符合评分标准）；戊 20 → 15〔printed5〕（现得分符合评分标准）。请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total(95, 20, 20, 20, 20, 20, more=(leaf("合规性", weight=5, **CONSTRAINT),)), {}, [
            "error | — | declared | 95 | 100 | — | 自评总分 95，各行得分合计 100，相差 -5。得分未填的有合规性；只改一行就能对上的有：甲 20 → 15〔printed1〕（现得分符合评分标准）；乙 20 → 15〔printed2〕（现得分符合评分标准）；丙 20 → 15〔printed3〕（现得分符合评分标准）；丁 20 → 15〔printed4〕（现得分符合评分标准）；戊 20 → 15〔printed5〕（现得分符合评分标准）。请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total(70, 20, 20, 20, 20, more=(NAMED,)), {}, [
            "warning | — | declared | 70 | 100 | — | 自评总分 70，各行得分合计 100，相差 -30。若因审计披露等事件按上限 70 封顶，请写明事件；改任何一行都凑不成 70；请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total("98.3", 20, 20, 20, 20, "18.25"), {}, [
            "warning | — | declared | 98.3 | 98.25 | — | 自评总分 98.3，各行得分合计 98.25，相差 0.05。可能由修约造成；只改一行就能对上的有：戊 18.25 → 18.3〔printed5〕（按评分标准应为 20）。请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total("98.2", 20, 20, 20, 20, "18.25"), {}, [
            "error | — | declared | 98.2 | 98.25 | — | 自评总分 98.2，各行得分合计 98.25，相差 -0.05。只改一行就能对上的有：戊 18.25 → 18.2〔printed5〕（按评分标准应为 20）；甲 20 → 19.95〔printed1〕（现得分符合评分标准）；乙 20 → 19.95〔printed2〕（现得分符合评分标准）；丙 20 → 19.95〔printed3〕（现得分符合评分标准）；丁 20 → 19.95〔printed4〕（现得分符合评分标准）。也可能是总分填错，应为 98.25。",
        ]),
        ("total-mismatch", total("98.335", 20, 20, 20, 20, "18.33"), {}, [
            "warning | — | declared | 98.335 | 98.33 | — | 自评总分 98.335，各行得分合计 98.33，相差 0.005。可能由修约造成；改任何一行都凑不成 98.335；请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total("98.336", 20, 20, 20, 20, "18.33"), {}, [
            "error | — | declared | 98.336 | 98.33 | — | 自评总分 98.336，各行得分合计 98.33，相差 0.006。改任何一行都凑不成 98.336；总分应为 98.33，请改正总分。",
        ]),
        ("total-mismatch", total("96.67", 20, 20, 20, "18.33", "18.33"), {}, [
            "warning | — | declared | 96.67 | 96.66 | — | 自评总分 96.67，各行得分合计 96.66，相差 0.01。可能由修约造成；只改一行就能对上的有：丁 18.33 → 18.34〔printed4〕（按评分标准应为 20）；戊 18.33 → 18.34〔printed5〕（按评分标准应为 20）。请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total("96.665", 20, 20, 20, "18.33", "18.330"), {}, [
            "warning | — | declared | 96.665 | 96.66 | — | 自评总分 96.665，各行得分合计 96.66，相差 0.005。可能由修约造成；只改一行就能对上的有：丁 18.33 → 18.335〔printed4〕（按评分标准应为 20）；戊 18.33 → 18.335〔printed5〕（按评分标准应为 20）。请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total(98, 20, 20, 20, 20, "18.25"), {}, [
            "error | — | declared | 98 | 98.25 | — | 自评总分 98，各行得分合计 98.25，相差 -0.25。只改一行就能对上的有：戊 18.25 → 18〔printed5〕（按评分标准应为 20）；甲 20 → 19.75〔printed1〕（现得分符合评分标准）；乙 20 → 19.75〔printed2〕（现得分符合评分标准）；丙 20 → 19.75〔printed3〕（现得分符合评分标准）；丁 20 → 19.75〔printed4〕（现得分符合评分标准）。也可能是总分填错，应为 98.25。",
        ]),
        ("total-mismatch", total("98.5", 20, 20, 20, 20, "18.0"), {}, [
            "error | — | declared | 98.5 | 98 | — | 自评总分 98.5，各行得分合计 98，相差 0.5。只改一行就能对上的有：戊 18 → 18.5〔printed5〕（按评分标准应为 20）。也可能是总分填错，应为 98。",
        ]),
        ("total-mismatch", total(99, 20, 20, 20, 20, 20, cells=hides("declared")), {}, [
            "warning | — | A1 | 99 | 100 | — | 自评总分 99，各行得分合计 100，相差 -1。单元格格式隐藏了部分小数，合计可能按隐藏的数相加；只改一行就能对上的有：甲 20 → 19〔printed1〕（现得分符合评分标准）；乙 20 → 19〔printed2〕（现得分符合评分标准）；丙 20 → 19〔printed3〕（现得分符合评分标准）；丁 20 → 19〔printed4〕（现得分符合评分标准）；戊 20 → 19〔printed5〕（现得分符合评分标准）。请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total(99, 20, 20, 20, 20, more=(leaf("戊", weight=20, printed=20, cells=hides("printed")),)), {}, [
            "warning | — | declared | 99 | 100 | — | 自评总分 99，各行得分合计 100，相差 -1。单元格格式隐藏了部分小数，合计可能按隐藏的数相加；只改一行就能对上的有：戊 20 → 19〔A1〕（按评分标准应为 18.5）；甲 20 → 19〔printed1〕（现得分符合评分标准）；乙 20 → 19〔printed2〕（现得分符合评分标准）；丙 20 → 19〔printed3〕（现得分符合评分标准）；丁 20 → 19〔printed4〕（现得分符合评分标准）。请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", total(99, 20, 20, 20, 20, more=(leaf("戊", weight=20, printed=20, cells=hides("actual")),)), {}, [
            "error | — | declared | 99 | 100 | — | 自评总分 99，各行得分合计 100，相差 -1。只改一行就能对上的有：戊 20 → 19〔printed5〕（按评分标准应为 18.5）；甲 20 → 19〔printed1〕（现得分符合评分标准）；乙 20 → 19〔printed2〕（现得分符合评分标准）；丙 20 → 19〔printed3〕（现得分符合评分标准）；丁 20 → 19〔printed4〕（现得分符合评分标准）。也可能是总分填错，应为 100。",
        ]),
        # other sums that are right
        ("total-mismatch", form(row("甲", weight="80", printed="72"), row("乙", weight="20", actual="不涉及", printed="0"), declared="90"), {"policy.not_applicable": "rescale"}, []),
        ("total-mismatch", form(row("甲", weight="80", printed="72"), row("乙", weight="20", actual="不涉及", printed="0"), declared="91"), {"policy.not_applicable": "rescale"}, [
            "error | — | declared | 91 | 72 | — | 自评总分 91，各行得分合计 72，相差 19。只改一行就能对上的有：乙 0 → 19〔printed2〕。也可能是总分填错，应为 72。",
        ]),
        ("total-mismatch", form(row("甲", weight="70", printed="60"), row("乙", weight="30", actual="不涉及", printed="0"), declared="85.7"), {"policy.not_applicable": "rescale"}, []),
        ("total-mismatch", form(row("甲", actual="不涉及", printed="0"), declared="1"), {"policy.not_applicable": "rescale"}, [
            "error | — | declared | 1 | 0 | — | 自评总分 1，各行得分合计 0，相差 1。只改一行就能对上的有：甲 0 → 1〔printed1〕。也可能是总分填错，应为 0。",
        ]),
        ("total-mismatch", total(80, 20, 20, 20, 20, 10), {"either_or": "丁|戊"}, []),
        ("total-mismatch", total(70, 20, 20, 20, 20, 10), {"either_or": "丁|戊"}, []),
        ("total-mismatch", total(60, 20, 20, 20, 20, 10), {"either_or": "丁|戊"}, [
            "warning | — | declared | 60 | 90 | — | 自评总分 60，各行得分合计 90，相差 -30。表格可能不完整；改任何一行都凑不成 60；请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", form(leaf("合规性", weight=None, printed=-3, **CONSTRAINT), declared=0), {}, []),
        ("total-mismatch", total("3.6", more=(leaf(printed="3.55"),)), {"total_rounding": "0.1"}, []),
        ("total-mismatch", total("3.5", more=(leaf(printed="3.55"),)), {"total_rounding": "0.1"}, [
            "warning | — | declared | 3.5 | 3.55 | — | 自评总分 3.5，各行得分合计 3.55，相差 -0.05。表格可能不完整；只改一行就能对上的有：平台操作性 3.55 → 3.5〔printed1〕。请先补全或核实，再核对总分。",
        ]),
        ("total-mismatch", form(row(printed="100"), budget=ps.Budget(planned="100", spent="79"), declared="89"), CAPS, []),
        ("total-mismatch", form(row(printed="100"), budget=ps.Budget(planned="100", spent="79"), declared="88"), CAPS, [
            "error | — | declared | 88 | 100 | — | 自评总分 88，各行得分合计 100，相差 -12。只改一行就能对上的有：覆盖率 100 → 88〔printed1〕（现得分符合评分标准）。也可能是总分填错，应为 100。",
        ]),
        ("total-mismatch", form(row(printed="100"), budget=ps.Budget(planned="100", spent="85"), declared="99"), CAPS, [
            "error | — | declared | 99 | 100 | — | 自评总分 99，各行得分合计 100，相差 -1。只改一行就能对上的有：覆盖率 100 → 99〔printed1〕（现得分符合评分标准）。也可能是总分填错，应为 100。",
        ]),
        ("total-mismatch", form(row(printed="100"), budget=ps.Budget(planned="100", spent="55"), declared="69", events=DISCLOSED), CAPS | CAPPED, []),
        ("total-mismatch", form(row(printed="100"), budget=ps.Budget(planned="100", spent="55"), declared="70", events=DISCLOSED), CAPS | CAPPED, [
            "error | — | declared | 70 | 100 | — | 自评总分 70，各行得分合计 100，相差 -30。只改一行就能对上的有：覆盖率 100 → 70〔printed1〕（现得分符合评分标准）。也可能是总分填错，应为 100。",
        ]),
        # which single rows would reconcile
        ("total-mismatch", total(98, 20, 20, 20, 20, more=(leaf("戊", weight=20, criterion="按完成比例得分", target="≥100%", actual="90%", printed=19),)), {}, [
            "error | — | declared | 98 | 99 | — | 自评总分 98，各行得分合计 99，相差 -1。只改一行就能对上的有：戊 19 → 18〔printed5〕；甲 20 → 19〔printed1〕（现得分符合评分标准）；乙 20 → 19〔printed2〕（现得分符合评分标准）；丙 20 → 19〔printed3〕（现得分符合评分标准）；丁 20 → 19〔printed4〕（现得分符合评分标准）。也可能是总分填错，应为 99。",
        ]),
        ("total-mismatch", total(98, 20, 20, 20, 20, more=(leaf("戊", weight=20, criterion="视情况而定", printed=19),)), {}, [
            "error | — | declared | 98 | 99 | — | 自评总分 98，各行得分合计 99，相差 -1。只改一行就能对上的有：戊 19 → 18〔printed5〕；甲 20 → 19〔printed1〕（现得分符合评分标准）；乙 20 → 19〔printed2〕（现得分符合评分标准）；丙 20 → 19〔printed3〕（现得分符合评分标准）；丁 20 → 19〔printed4〕（现得分符合评分标准）。也可能是总分填错，应为 99。",
        ]),
        ("total-mismatch", total(97, 20, 20, 20, 20, more=(leaf("戊", weight=20, criterion="按完成比例得分", target="≥100%", actual="90%", printed=19),)), {}, [
            "error | — | declared | 97 | 99 | — | 自评总分 97，各行得分合计 99，相差 -2。只改一行就能对上的有：戊 19 → 17〔printed5〕（按评分标准应为 18）；甲 20 → 18〔printed1〕（现得分符合评分标准）；乙 20 → 18〔printed2〕（现得分符合评分标准）；丙 20 → 18〔printed3〕（现得分符合评分标准）；丁 20 → 18〔printed4〕（现得分符合评分标准）。也可能是总分填错，应为 99。",
        ]),
        # totals that no scores add up to
        ("impossible-total", total(90, 20, 20, 20, 20), {}, [
            "warning | — | declared | 90 | 80 | — | 自评总分 90 不可能得到：各行分值合计只有 80。表格可能不完整；请核对总分，或补全缺少的行。",
        ]),
        ("impossible-total", total(80, 20, 20, 20, 20), {}, []),
        ("impossible-total", total(100, 20), {}, [
            "warning | — | declared | 100 | 20 | — | 自评总分 100 不可能得到：各行分值合计只有 20。表格可能不完整；请核对总分，或补全缺少的行。",
        ]),
        ("impossible-total", total(101, 20), {}, []),
        ("impossible-total", total(-1, 20), {}, [
            "warning | — | declared | -1 | 0 | — | 自评总分 -1 不可能得到：得分不会小于 0。表格可能不完整；请核对总分，或补全缺少的行。",
        ]),
        ("impossible-total", total(0, 20), {}, []),
        ("impossible-total", total(-5, 20, more=(leaf("合规性", weight=5, **CONSTRAINT),)), {}, []),
        ("impossible-total", total(-6, 20, more=(leaf("合规性", weight=5, **CONSTRAINT),)), {}, [
            "warning | — | declared | -6 | -5 | — | 自评总分 -6 不可能得到：得分不会小于 -5。表格可能不完整；请核对总分，或补全缺少的行。",
        ]),
        ("impossible-total", total(90, 20, more=(leaf("合规性", weight=None),)), {}, []),
        ("impossible-total", total(None, 20), {}, []),
        # totals above full marks
        ("total-above-full", total(101, 20), {}, [
            "error | — | declared | 101 | 100 | — | 自评总分 101 超过满分 100。请核对总分与各行得分。",
        ]),
        ("total-above-full", total(101, 20), {"full_score": "100"}, [
            "error | — | declared | 101 | 100 | — | 自评总分 101 超过满分 100（条文 full_score）。请核对总分与各行得分。",
        ]),
        ("total-above-full", total(101, 20, more=(leaf("加分项", weight=5, printed=5, **WORDS),)), {}, [
            "warning | — | declared | 101 | 100 | — | 自评总分 101 超过满分 100。表内有加分项，可能不计入满分；请核对总分与各行得分。",
        ]),
        ("total-above-full", total(101, 20, more=(leaf("附加分", weight=5, printed=5, **WORDS),)), {"bonus": "none"}, [
            "error | — | declared | 101 | 100 | — | 自评总分 101 超过满分 100。请核对总分与各行得分。",
        ]),
        ("total-above-full", total(101, 20, more=(ps.Indicator(name="附加指标", level=1, children=[leaf("己")]),)), {"rounding": "0.01"}, [
            "warning | — | declared | 101 | 100 | — | 自评总分 101 超过满分 100。表内有加分项，可能不计入满分；请核对总分与各行得分。",
        ]),
        ("total-above-full", total(100, 20), {}, []),
        ("total-above-full", total(None, 20), {}, []),
        # caps by what has happened
        ("cap-ignored", total(71, 20, 20, 20, 20, 20, events=DISCLOSED), CAPPED, [
            "error | — | declared | 71 | 70 | — | 已记录事件：审计披露，总分不超过 70，自评总分 71 没有封顶。请改为 70。",
        ]),
        ("cap-ignored", total(71, 20, 20, 20, 20, 20, events=[ps.Event(kind="审计署审计披露")]), CAPPED, [
            "warning | — | declared | 71 | 70 | — | 已记录事件：审计署审计披露，总分不超过 70，自评总分 71 没有封顶。该事件是否属于封顶事件，请核实；请改为 70。",
        ]),
        ("cap-ignored", total(71, 20, events=DISCLOSED), CAPPED, [
            "error | — | declared | 71 | 70 | — | 已记录事件：审计披露，总分不超过 70，自评总分 71 没有封顶。请改为 20。",
        ]),
        ("cap-ignored", total(71, 20, more=(leaf(criterion="视情况而定", weight=80),), events=DISCLOSED), CAPPED, [
            "error | — | declared | 71 | 70 | — | 已记录事件：审计披露，总分不超过 70，自评总分 71 没有封顶。请改为 70。",
        ]),
        ("cap-ignored", total(70, 20, events=DISCLOSED), CAPPED, []),
        ("cap-ignored", total(None, 20, events=DISCLOSED), CAPPED, []),
        ("cap-ignored", total(71, 20, events=[ps.Event(kind="逾期报送")]), CAPPED, []),
        ("cap-ignored", total(71, 20), CAPPED, []),
        ("cap-ignored", total(71, 20, events=[ps.Event(kind="逾期报送")]), {"event_cap": "70"}, [
            "warning | — | declared | 71 | 70 | — | 已记录事件：逾期报送，总分不超过 70，自评总分 71 没有封顶。该事件是否属于封顶事件，请核实；请改为 20。",
        ]),
        ("cap-ignored", total(100, 20, 20, 20, 20, more=(NAMED,), events=DISCLOSED), {}, [
            "error | — | declared | 100 | 70 | — | 已记录事件：审计披露，总分不超过 70，自评总分 100 没有封顶。请改为 70。",
        ]),
        # caps by the execution rate
        ("cap-ignored", form(row(), budget=ps.Budget(planned="100", spent="55"), declared="70"), CAPS, [
            "error | — | declared | 70 | 69 | — | 执行率 55 ÷ 100 = 55%，试行办法条文 execution_cap规定总分不超过 69，自评总分 70 没有封顶。请改到 69 以内。",
        ]),
        ("cap-ignored", form(row(), budget=ps.Budget(planned="100", spent="55"), declared="69"), CAPS, []),
        ("cap-ignored", form(row(), budget=ps.Budget(planned="100", spent="85"), declared="100"), CAPS, []),
        ("cap-ignored", form(row(), budget=ps.Budget(planned="100"), declared="100"), CAPS, []),
        ("cap-ignored", form(row(), budget=ps.Budget(planned="100", spent="55")), CAPS, []),
        ("cap-ignored", form(row(), budget=ps.Budget(rate="55%"), declared="70"), CAPS, [
            "warning | — | declared | 70 | 69 | note | 执行率 55%（表内所填），试行办法条文 execution_cap规定总分不超过 69，自评总分 70 没有封顶。请改到 69 以内。",
        ]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_total(code: str, sheet: ps.Sheet, rules: dict[str, str], found: list[str]) -> None:
    assert found == whole(sheet, code, book(rules) if rules else None)


@pytest.mark.parametrize("changed", [{"status": Status.UNVERIFIED}, {"quote": "执行率低的封顶"}])
def test_a_cap_that_nobody_has_verified_is_a_warning(changed: dict[str, Any]) -> None:
    rules = book(CAPS)
    value = rules["execution_cap"]
    doubted = evolve(rules, values={"execution_cap": evolve(value, cite=evolve(value.cite, **changed))})
    card = ps.score(form(row(), budget=ps.Budget(planned="100", spent="55"), declared="70"), doubted)
    (found,) = rate_cap_ignored(evolve(card, recognised_by="按标题认定") if "quote" in changed else card)
    assert ("warning", "note") == (found.severity, found.reading)


@pytest.mark.parametrize(("weight", "declared", "severity"), [(100, "100", "warning"), (100, "99", "error"), (95, "100", "error")])
def test_a_row_beyond_full_marks_may_stand_beside_the_total(weight: int, declared: str, severity: str) -> None:
    budget = ps.Budget(planned=100, spent=95, rate="95%", weight=10, printed="9.5")
    found = only(form(leaf(weight=weight, criterion="", printed=100), budget=budget, declared=declared), "total-mismatch")
    assert severity == found.severity
    said = "若“执行率”不计入总分（分值合计正好多出它的 10 分），则总分相符；"
    assert (severity == "warning") is (said in found.message)


def test_a_total_of_scores_out_of_100_is_a_doubt() -> None:
    rows = [leaf(f"第{n}行", weight=25, criterion="", printed=90 + n) for n in range(4)]
    found = only(form(*rows, declared="91.5"), "total-mismatch")
    assert "warning" == found.severity
    assert "各行得分可能按百分制填写，总分可能按分值加权得出；" in found.message
    assert "error" == only(form(*rows, declared="400"), "total-mismatch").severity


def test_a_form_without_scores_or_total_has_no_corrections() -> None:
    assert () == corrections(ps.score(form(leaf())))
    assert () == corrections(ps.score(form(leaf(printed=3))))
    assert () == corrections(ps.score(form(leaf(), declared=3)))


def test_corrections_stay_within_the_points_and_the_places_of_a_form() -> None:
    def ways(declared: str, *printed: str) -> list[tuple[str, Decimal]]:
        return [(line.name, new) for line, new in corrections(ps.score(total(declared, *printed)))]

    assert [("甲", Decimal(20))] == ways("30", "10", "10", "0")[:1]
    assert [("甲", Decimal(20)), ("乙", Decimal(20)), ("丙", Decimal(10))] == ways("30", "10", "10", "0")
    assert [("甲", Decimal(0)), ("乙", Decimal(0))] == ways("10", "10", "10", "0")
    assert [("丙", Decimal("11.5"))] == ways("31.5", "10", "10.0", "0")
    assert [] == ways("31.55", "10", "10.0", "0")
