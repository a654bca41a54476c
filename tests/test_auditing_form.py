"""perfscore.auditing.form: weights, units, criteria, goals."""

from typing import Any

import pytest

import perfscore as ps
from perfscore.source import Cell
from tests.books import RATIO, book
from tests.forms import codes, form, leaf, only, whole

RATIOED = {"output_benefit": "10:8"}
NO_MARKS: dict[str, Any] = {"weight": None, "criterion": "", "target": "", "actual": ""}
NEGATIVE = {"weight": None, "cells": [Cell(field="weight", text="-10", at="C2")]}
FIVE_G: dict[str, Any] = {"5g基站": 2}
CLASH = {"target": "1000人", "actual": "96%"}


def goal(number: int, text: str = "", **weights: Any) -> ps.Goal:
    """A goal with one row of so many points under each heading."""
    tops = [ps.Indicator(name=name, level=1, children=[leaf(f"{name}率", weight=weight)]) for name, weight in weights.items()]
    return ps.Goal(number=number, text=text, children=tops)


def goals(*branches: ps.Goal, **fields: Any) -> ps.Sheet:
    return ps.Sheet(branches=branches, **fields)


@pytest.mark.parametrize(
    ("code", "sheet", "rules", "found"),
    [
        # the points of the rows against full marks
        ("weight-sum", form(leaf("甲", weight=60), leaf("乙", weight=60)), {}, [
            "error | — | weight1 | 120 | 100 | — | 各行分值合计 120，应为 100，多 20。请核对各行分值。",
        ]),
        ("weight-sum", form(leaf(weight=99)), {}, [
            "warning | — | weight1 | 99 | 100 | — | 各行分值合计 99，应为 100，少 1。表格可能不完整；请核对各行分值。",
        ]),
        ("weight-sum", form(leaf("甲", weight=60), leaf("加分项", weight=60)), {}, [
            "warning | — | weight1 | 120 | 100 | — | 各行分值合计 120，应为 100，多 20。表内有加分项，可能不计入满分；请核对各行分值。",
        ]),
        ("weight-sum", form(leaf("加分项", weight=60)), {}, [
            "warning | — | weight1 | 60 | 100 | — | 各行分值合计 60，应为 100，少 40。表格可能不完整；请核对各行分值。",
        ]),
        ("weight-sum", form(leaf("甲", **NEGATIVE), leaf("乙", **NEGATIVE), leaf("丙", weight=110)), {}, [
            "warning | — | C2 | 110 | 100 | — | 各行分值合计 110，应为 100，多 10。分值是负数的没有计入：甲 -10（C2）、乙 -10（C2）；请核对各行分值。",
        ]),
        ("weight-sum", form(leaf("甲", **NEGATIVE), leaf("丙", weight=90)), {}, []),
        ("weight-sum", form(leaf(weight=100)), {}, []),
        ("weight-sum", form(leaf("甲", weight=60), leaf("乙", weight=None)), {}, []),
        ("weight-sum", form(leaf("甲", weight=101), leaf("乙", weight=None)), {}, [
            "error | — | weight1 | 101 | 100 | — | 各行分值合计 101，应为 100，多 1。请核对各行分值。",
        ]),
        ("weight-sum", form(leaf(weight=None)), {}, []),
        # output and benefit within a goal
        ("output-benefit-ratio", goals(goal(1, 产出指标=10, 效益指标=8), goal(2, 产出指标=10, 效益指标=10), goal(3, 产出指标=10)), RATIOED, [
            "warning | — | goal2 | — | 10:8 | — | 条文 output_benefit规定子目标中产出与效益的权重比为 10:8，2 个目标不符：目标3没有效益指标；目标2 10:10。请调整分值或说明理由。",
        ]),
        ("output-benefit-ratio", goals(goal(1, 产出指标=8, 效益指标=8), goal(2, 产出指标=10, 效益指标=10)), RATIOED, [
            "warning | — | goal1 | — | 10:8 | — | 条文 output_benefit规定子目标中产出与效益的权重比为 10:8，没有一个目标符合：目标1 8:8；目标2 10:10。请调整分值或说明理由。",
        ]),
        ("output-benefit-ratio", goals(goal(1, 产出指标=10), goal(2, 产出指标=9)), RATIOED, [
            "warning | — | goal1 | — | 10:8 | — | 条文 output_benefit规定子目标中产出与效益的权重比为 10:8，没有一个目标符合：目标1、目标2没有效益指标。请调整分值或说明理由。",
        ]),
        ("output-benefit-ratio", goals(goal(1, 一产出指标=50, 二社会效益指标=40, 满意度指标=10)), RATIOED, []),
        ("output-benefit-ratio", goals(goal(1, 产出=50, 效果指标=30, 满意度指标=10)), RATIOED, []),
        ("output-benefit-ratio", goals(goal(1, 产出=50, 效果指标=30, 管理指标=10)), RATIOED, [
            "warning | — | goal1 | — | 10:8 | — | 条文 output_benefit规定子目标中产出与效益的权重比为 10:8，没有一个目标符合：目标1 50:30。请调整分值或说明理由。",
        ]),
        ("output-benefit-ratio", goals(goal(1, 产出=52, 效益指标=38)), RATIOED | {"output_benefit_tolerance": "3%"}, []),
        ("output-benefit-ratio", goals(goal(1, 产出=53, 效益指标=37)), {"output_benefit": "50:40", "output_benefit_tolerance": "3%"}, [
            "warning | — | goal1 | — | 50:40 | — | 条文 output_benefit规定子目标中产出与效益的权重比为 50:40，没有一个目标符合：目标1 53:37。请调整分值或说明理由。",
        ]),
        ("output-benefit-ratio", goals(goal(1, 产出=5, 效益指标=5)), {"output_benefit": "5:4", "output_benefit_tolerance": "5%"}, [
            "warning | — | goal1 | — | 5:4 | — | 条文 output_benefit规定子目标中产出与效益的权重比为 5:4，没有一个目标符合：目标1 5:5。请调整分值或说明理由。",
        ]),
        ("output-benefit-ratio", goals(goal(1, 产出=10, 效益指标=10)), {}, []),
        ("output-benefit-ratio", goals(goal(1, 管理=10)), RATIOED | {"output_benefit_tolerance": "60%"}, [
            "warning | — | goal1 | — | 10:8 | — | 条文 output_benefit规定子目标中产出与效益的权重比为 10:8，没有一个目标符合：目标1没有效益指标。请调整分值或说明理由。",
        ]),
        # units
        ("unit-clash", form(leaf(target="100%", actual="1000件")), {}, [
            "warning | 平台操作性 | actual1 | 100% / 1000件 | — | — | 平台操作性：目标“100%”与实际“1000件”单位不同，无法比较。本行没有复算。请把两者改成同一单位。",
        ]),
        ("unit-clash", form(leaf(**CLASH, criterion="≥95%得5分，90%(含)-95%得3分，其余不得分")), {}, [
            "warning | 平台操作性 | actual1 | 1000人 / 96% | — | — | 平台操作性：目标“1000人”与实际“96%”单位不同，无法比较。请把两者改成同一单位。",
        ]),
        ("unit-clash", form(leaf(target="5万元", actual="50000元"), leaf("乙", target="完成", actual="5人")), {}, []),
        ("percent-style", form(leaf(target="100%", actual="100")), {}, [
            "warning | 平台操作性 | actual1 | 100% / 100 | — | bare_percent | 平台操作性：目标值 100%，实际完成值 100，一边带 % 一边不带；此处按实际完成值 100% 计。请统一写成百分数。",
        ]),
        ("percent-style", form(leaf(target="100%", actual="0.85")), {}, [
            "warning | 平台操作性 | actual1 | 100% / 0.85 | — | bare_percent | 平台操作性：目标值 100%，实际完成值 0.85，一边带 % 一边不带；此处按实际完成值 85% 计。请统一写成百分数。",
        ]),
        ("percent-style", form(leaf(target="1", actual="85%")), {}, [
            "warning | 平台操作性 | actual1 | 1 / 85% | — | bare_percent | 平台操作性：目标值 1，实际完成值 85%，一边带 % 一边不带；此处按目标值 100% 计。请统一写成百分数。",
        ]),
        ("percent-style", form(leaf(target="100%", actual="85%"), leaf("乙", target="100%", actual="未测"), leaf("丙", target="", actual="5%")), {}, []),
        # points without any figure
        ("no-evidence", form(leaf(target="", actual="—", printed=3)), {}, [
            "warning | 平台操作性 | printed1 | 3 | — | — | 平台操作性得分 3，目标值与实际完成值都没有填，得分没有依据。请补填。",
        ]),
        ("no-evidence", form(leaf(target="", actual="—", printed=0)), {}, []),
        ("no-evidence", form(leaf(target="", actual="", printed=3, criterion="约束性指标，酌情扣分")), {}, []),
        ("no-evidence", form(leaf("甲", target="完成", actual="", printed=3), leaf("乙", target="", actual="完成", printed=3)), {}, []),
        ("no-evidence", form(leaf("预算执行率", target="", actual="", printed=9)), {}, [
            "warning | 预算执行率 | printed1 | 9 | — | — | 预算执行率得分 9，目标值与实际完成值都没有填，得分没有依据。请补填。",
        ]),
        ("no-evidence", form(leaf("预算执行率", target="", actual="", printed=9), budget=ps.Budget(planned=100, spent=90)), {}, []),
        ("no-evidence", form(leaf("投入", definition="预算执行率", target="", actual="", printed=9), budget=ps.Budget(planned=100, spent=90)), {}, []),
        ("no-evidence", form(leaf("合格率", target="", actual="", printed=9), budget=ps.Budget(planned=100, spent=90)), {}, [
            "warning | 合格率 | printed1 | 9 | — | — | 合格率得分 9，目标值与实际完成值都没有填，得分没有依据。请补填。",
        ]),
        ("no-evidence", form(leaf(target="", actual="", printed=3), heads=["三级指标", "分值", "得分"]), {}, []),
        ("no-evidence", form(leaf(target="", actual="", printed=3), heads=["三级指标", "分值", "年度指标值", "得分"]), {}, [
            "warning | 平台操作性 | printed1 | 3 | — | — | 平台操作性得分 3，目标值与实际完成值都没有填，得分没有依据。请补填。",
        ]),
        # targets of 0
        ("zero-target", form(leaf(target="0", actual="0", criterion=" ")), {}, [
            "warning | 平台操作性 | target1 | 0 | — | — | 平台操作性目标值为 0，按比例计分和偏差率都没有意义。请改设可衡量的目标值，或说明计分办法。",
        ]),
        ("zero-target", form(leaf(target="0件", actual="0件", criterion="按完成比例得分")), {}, [
            "warning | 平台操作性 | target1 | 0件 | — | — | 平台操作性目标值为 0，按比例计分和偏差率都没有意义。请改设可衡量的目标值，或说明计分办法。",
        ]),
        ("zero-target", form(leaf(target="0", actual="0", criterion="每增加1起扣1分，扣完为止", deviation="0")), {}, [
            "warning | 平台操作性 | target1 | 0 | — | — | 平台操作性目标值为 0，按比例计分和偏差率都没有意义。请改设可衡量的目标值，或说明计分办法。",
        ]),
        ("zero-target", form(leaf(target="1", actual="0", criterion="", deviation="0")), {}, []),
        ("zero-target", form(leaf(target="0", actual="0", criterion="每增加1起扣1分，扣完为止")), {}, []),
        ("zero-target", form(leaf(target="0", actual="0", criterion="每发现一例扣1分，扣完为止")), {}, []),
        ("zero-target", form(leaf(target="0", actual="0", criterion="是得5分，否则不得分")), {}, []),
        ("zero-target", form(leaf(target="0", actual="0", criterion="视情况而定")), {}, []),
        ("zero-target", form(leaf("投诉率", target="0", actual="0", criterion="")), {}, []),
        ("zero-target", form(leaf(target="≤0", actual="0", criterion="", deviation="0"), leaf("乙", target="<0", actual="0", criterion="", deviation="0")), {}, []),
        # criteria that are not read
        ("criterion-unread", form(leaf(criterion="每减少1扣若干分", printed=5)), {}, [
            "warning | 平台操作性 | criterion1 | 每减少1扣若干分 | — | — | 平台操作性的评分标准在“扣若干分”处读不懂（“每减少1”之后应写扣几分），本行没有复算，按表内得分计。请人工核对。",
        ]),
        ("criterion-unread", form(leaf(criterion="每减少1扣0.1分，由主管部门会同财政部门另行研究确定具体比例", printed=5)), {}, [
            "warning | 平台操作性 | criterion1 | 每减少1扣0.1分，由主管部门会同财政部门另行研究确定具体比例 | — | — | 平台操作性的评分标准在“由主管部门会同财政部门另”处读不懂（“由主管部门会同财政部门另行研究确定具体比”没有说得几分），本行没有复算，按表内得分计。请人工核对。",
        ]),
        ("criterion-unread", form(leaf(criterion="每减少1扣", printed=5)), {}, [
            "warning | 平台操作性 | criterion1 | 每减少1扣 | — | — | 平台操作性的评分标准在“扣”处读不懂（“每减少1”之后应写扣几分），本行没有复算，按表内得分计。请人工核对。",
        ]),
        ("criterion-unread", form(leaf()), {}, []),
        # steps of percent in a row without percent
        ("criterion-unit-odd", form(leaf(target="10", actual="10", criterion="每减少1%扣0.1分，扣完为止")), {}, [
            "warning | 平台操作性 | criterion1 | 每减少1%扣0.1分，扣完为止 | — | percent_of | 平台操作性的评分标准按“1%”计档，目标值 10 与实际完成值 10 却不是百分比；此处读作目标值的 1%。请改写评分标准的单位。",
        ]),
        ("criterion-unit-odd", form(leaf(target="10件", actual="9件", criterion="每减少5个百分点扣0.1分，扣完为止")), {}, [
            "warning | 平台操作性 | criterion1 | 每减少5个百分点扣0.1分，扣完为止 | — | percent_of | 平台操作性的评分标准按“5个百分点”计档，目标值 10件 与实际完成值 9件 却不是百分比；此处读作目标值的 5个百分点。请改写评分标准的单位。",
        ]),
        ("criterion-unit-odd", form(leaf(target="10", actual="10", criterion="每减少1%扣0.1分，扣完为止")), {"policy.percent_of": "none"}, [
            "warning | 平台操作性 | criterion1 | 每减少1%扣0.1分，扣完为止 | — | percent_of | 平台操作性的评分标准按“1%”计档，目标值 10 与实际完成值 10 却不是百分比；本行没有复算。请改写评分标准的单位。",
        ]),
        ("criterion-unit-odd", form(leaf(criterion="每减少1%扣0.1分，扣完为止"), leaf("乙", target="10", actual="9", criterion="每减少1扣0.1分，扣完为止")), {}, []),
        ("criterion-unit-odd", form(leaf(**CLASH, criterion="每减少1%扣0.1分，扣完为止")), {}, []),
        ("criterion-unit-odd", form(leaf(target="完成", actual="10", criterion="每减少1%扣0.1分，扣完为止")), {}, []),
        ("criterion-unit-odd", form(leaf(target="10", actual="完成", criterion="每减少1%扣0.1分，扣完为止")), {}, []),
        ("criterion-unit-odd", form(leaf("预算调整率", target="5", actual="4.8", criterion="绝对值≤5%得10分，每增加0.1个百分点扣0.1分，扣完为止")), {}, []),
        # criteria against the general formula
        ("criterion-note-clash", form(leaf("甲"), leaf("乙", actual="90%")), {"positive": RATIO}, [
            "warning | — | criterion1 | — | — | — | 条文 positive的通用公式与各行评分标准得分不同，此处以本行评分标准为准：甲 3.5（按表注 4.25）；乙 4（按表注 4.5）。请在备注中说明采用哪一种。",
        ]),
        ("criterion-note-clash", form(leaf("投诉率", target="≤10%", actual="20%", criterion="每增加1%扣0.1分，扣完为止")), {"reverse": "目标值/实际完成值*分值"}, [
            "warning | — | criterion1 | — | — | — | 条文 reverse的通用公式与各行评分标准得分不同，此处以本行评分标准为准：投诉率 4（按表注 2.5）。请在备注中说明采用哪一种。",
        ]),
        ("criterion-note-clash", form(leaf("投诉率", target="≤10%", actual="20%", criterion="每增加1%扣0.1分，扣完为止")), {"positive": RATIO}, []),
        ("criterion-note-clash", form(leaf(target="≥100%", criterion="≥95%得5分，其余不得分")), {"positive": RATIO}, []),
        ("criterion-note-clash", form(leaf(actual="100%"), leaf("乙", criterion=""), leaf("丙", criterion="按完成比例得分")), {"positive": RATIO}, []),
        ("criterion-note-clash", form(leaf(**CLASH, criterion="≥95%得5分，90%(含)-95%得3分，其余不得分")), {"positive": RATIO}, []),
        ("criterion-note-clash", form(leaf(weight=None), leaf("乙", target="", criterion="≥95%得5分，其余不得分")), {"positive": RATIO}, []),
        ("criterion-note-clash", form(leaf(actual="89.5%", printed=4, criterion="90%-100%得5分，80%-89%得3分，低于80%不得分")), {"positive": RATIO}, []),
        ("criterion-note-clash", form(leaf()), {}, []),
        # criteria against the points of their row
        ("criterion-weight-clash", form(leaf(weight=3, printed=2, actual="是", criterion="①有制度(1分)；②有记录(1分)")), {}, [
            "warning | 平台操作性 | criterion1 | 3 | 2 | — | 平台操作性的评分标准各项合计 2 分，本行分值 3，满分没有依据。请核对分值或评分标准。",
        ]),
        ("criterion-weight-clash", form(leaf(criterion="≥95%得10分，每低1%扣1分")), {}, [
            "warning | 平台操作性 | criterion1 | 5 | 10 | — | 平台操作性的评分标准最高 10 分，本行分值 5，超出的部分得不到。请核对分值或评分标准。",
        ]),
        ("criterion-weight-clash", form(leaf(criterion="≥95%得4分，90%(含)-95%得3分，其余不得分")), {}, [
            "warning | 平台操作性 | criterion1 | 5 | 4 | — | 平台操作性的评分标准最高 4 分，本行分值 5，满分没有依据。请核对分值或评分标准。",
        ]),
        ("criterion-weight-clash", form(leaf(weight=2, criterion="①有制度(1分)；②有记录(1分)"), leaf("乙", weight=None, criterion="≥95%得10分，每低1%扣1分")), {}, []),
        # edges and gaps of tiers
        ("tier-gap", form(leaf(actual="95%", criterion="95%-100%得5分，90%-95%得4分，80%-90%得3分，其余不得分")), {}, [
            "note | 平台操作性 | criterion1 | 95%-100%得5分，90%-95%得4分，80%-90%得3分，其余不得分 | — | shared_edge | 平台操作性的评分标准有两档都写到 95%、90%，没有写清归哪一档；此处归较高的一档。请在评分标准中写明。",
        ]),
        ("tier-gap", form(leaf(actual="89.5%", printed=4, criterion="90%-100%得5分，80%-89%得3分，低于80%不得分")), {}, [
            "note | 平台操作性 | criterion1 | 89.5% | — | — | 平台操作性的实际完成值 89.5% 不在评分标准的任何一档，得分在 3 到 5 之间都说得通。请补全评分标准。",
        ]),
        ("tier-gap", form(leaf(actual="95%", criterion="90%-100%得5分，80%-89%得3分，低于80%不得分")), {}, []),
        ("tier-gap", form(leaf(actual="未测", criterion="90%-100%得5分，80%-89%得3分，低于80%不得分")), {}, []),
        ("tier-gap", form(leaf(actual="85%", criterion="90%-100%得4-5分，80%-89%得2-3分，低于80%不得分")), {}, []),
        ("tier-gap", form(leaf(criterion="≥95%得5分，90%(含)-95%(不含)得3分，其余不得分"), leaf("乙", criterion="")), {"positive": "95%-100%得5分，90%-95%得4分，其余不得分"}, []),
        # goals
        ("goal-without-indicator", goals(ps.Goal(number=1, text="建成平台")), {}, [
            "warning | — | goal1 | 建成平台 | — | — | 目标1“建成平台”下没有任何指标。请补设指标，或删去该目标；若表格缺页，请先补全。",
        ]),
        ("goal-without-indicator", goals(ps.Goal(number=2, text="建成一二三四五六七八九十一二三四五六七八")), {}, [
            "warning | — | goal2 | 建成一二三四五六七八九十一二三四五六七八 | — | — | 目标2“建成一二三四五六七八九十一二三四五六七八”下没有任何指标。请补设指标，或删去该目标；若表格缺页，请先补全。",
        ]),
        ("goal-without-indicator", goals(ps.Goal(number=2, text="建成一二三四五六七八九十一二三四五六七八九")), {}, [
            "warning | — | goal2 | 建成一二三四五六七八九十一二三四五六七八九 | — | — | 目标2“建成一二三四五六七八九十一二三四五六七八…”下没有任何指标。请补设指标，或删去该目标；若表格缺页，请先补全。",
        ]),
        ("goal-without-indicator", goals(ps.Goal(number=1), goal(2, 产出=10, text="出楼提升至 5G，建设GIS平台、GIS和oa平台、出楼 5G")), {}, [
            "warning | — | goal1 | — | — | — | 目标1下没有任何指标。请补设指标，或删去该目标；若表格缺页，请先补全。",
            "note | — | goal2 | 出楼提升至 5G，建设GIS平台、GIS和oa平台、出楼 5G | — | — | 目标2提到“5G”“GIS”“oa”，没有一行指标衡量它。请补设指标，或修改目标表述。",
        ]),
        ("goal-without-indicator", goals(goal(1, 产出=8, text="完成率100%")), {}, []),
        ("goal-without-indicator", goals(goal(1, 产出=8, text="建设5G"), goal(2, **FIVE_G)), {}, []),
    ],
)  # fmt: skip
def test_what_is_odd_about_a_form(code: str, sheet: ps.Sheet, rules: dict[str, str], found: list[str]) -> None:
    assert found == whole(sheet, code, book(rules) if rules else None)


@pytest.mark.parametrize(
    ("text", "name", "lost"),
    [
        ("建成５Ｇ基站", "5G 基站", ""),
        ("ＯＡ系统稳定运行", "OA系统", ""),
        ("Wi-Fi 全覆盖", "WIFI覆盖率", ""),
        ("种植500kg、20km、300m²、24h 在线，≥30℃，装机50MW、10kV", "产量", ""),
        ("创建4A景区，达到Ⅱ类水质，A4纸，X射线", "面积", ""),
        ("PM2.5浓度下降", "PM2.5浓度", ""),
        ("建设GIS平台", "平台", "GIS"),
    ],
)
def test_units_classes_and_other_spellings_are_no_lost_terms(text: str, name: str, lost: str) -> None:
    tops = [ps.Indicator(name="产出指标", level=1, children=[leaf(name)])]
    found = [
        f for f in ps.audit(ps.Sheet(branches=[ps.Goal(number=1, text=text, children=tops)])).findings if f.code == "goal-without-indicator"
    ]
    assert [f"提到“{lost}”" in f.message for f in found] == [True] * bool(lost)


def test_a_goal_that_was_read_from_no_cell_is_told_where_its_form_is() -> None:
    source = ps.Source(file="a.xlsx")
    sheet = goals(goal(1, 产出=10), ps.Goal(number=2, text="建成平台"), source=source)
    found = ps.audit(sheet, book(RATIOED), select=("output-benefit-ratio", "goal-without-indicator")).findings
    assert [("output-benefit-ratio", source), ("goal-without-indicator", source)] == [(one.code, one.source) for one in found]


def test_points_that_are_shares_of_the_level_above_are_no_certain_fault() -> None:
    def tree(*weights: int) -> ps.Sheet:
        tops = [ps.Indicator(name=f"第{n}组", level=1, children=[leaf(weight=one)]) for n, one in enumerate(weights)]
        return ps.Sheet(branches=tops)

    found = only(tree(100, 100), "weight-sum")
    assert "warning" == found.severity
    assert "每一组的分值合计都是满分，分值可能是占上一级的比例；" in found.message
    assert "error" == only(tree(100, 90), "weight-sum").severity
    assert "error" == only(tree(120), "weight-sum").severity


@pytest.mark.parametrize(("name", "target", "actual", "odd"), [("优良率", "90", "88", False), ("平台操作性", "10", "10", True)])
def test_a_percent_step_is_odd_only_where_the_row_counts_no_percent(name: str, target: str, actual: str, odd: bool) -> None:
    row = leaf(name, target=target, actual=actual, criterion="每减少1%扣0.1分，扣完为止")
    assert odd is ("criterion-unit-odd" in codes(form(row)))


@pytest.mark.parametrize(
    ("above", "below", "gap"),
    [("90%（含）", "90%", False), ("90%（不含）", "90%", False), ("90%", "90%（含）", False), ("90%", "90%", True), ("90%（含）", "90%（含）", True)],
)  # fmt: skip
def test_an_edge_that_one_of_two_tiers_marks_is_written_clearly(above: str, below: str, gap: bool) -> None:
    tiers = f"≥95%得5分；{above}-95%得4分；85%(含)-{below}得3分；低于85%不得分"
    assert gap is ("tier-gap" in codes(form(leaf(criterion=tiers))))
