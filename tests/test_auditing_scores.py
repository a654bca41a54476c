"""perfscore.auditing.scores: the printed score of each row against what its rule gives, and how sure that is."""

from typing import Any

import pytest
from attrs import evolve

import perfscore as ps
from perfscore.auditing.scores import constraint_sign
from tests.books import RATIO, book
from tests.forms import cut, form, leaf, only, whole

#: A row has one of these at most.
LINES = (
    "execution-score",
    "score-above-weight",
    "score-mismatch",
    "score-not-allowed",
    "target-met-points-cut",
    "target-missed-full-score",
)

TIERS = "≥95%得5分，90%(含)-95%得3分，其余不得分"
SHARED = "95%-100%得5分，90%-95%得3分，其余不得分"
STEPS = "每减少1个百分点扣1分，扣完为止"
ITEMS = "①有管理制度(2分)；②有执行记录(3分)"
LABELS = "齐全得5分，基本齐全得3分，不齐全得0分"
CASES = "每发现一例扣1分，扣完为止"
RATED = "按完成比例得分"
YES_NO: dict[str, Any] = {"criterion": "是得2分，否则不得分", "weight": 2, "target": "", "printed": "1"}
EXECUTED: dict[str, Any] = {"name": "预算执行率", "criterion": "得分按执行率*分值", "target": "", "actual": ""}
CONSTRAINT: dict[str, Any] = {"name": "合规性", "criterion": "约束性指标，酌情扣分", "target": "", "actual": ""}
BEYOND = {"policy.overshoot": "penalty", "overshoot_points": "1", "overshoot_from": "≥120%"}
NEGATIVE = {"constraint_sign": "negative"}


def paid(*rows: dict[str, Any], **fields: Any) -> ps.Sheet:
    return form(*[leaf(**row) for row in rows], budget=ps.Budget(**fields))


def unscored(**row: Any) -> ps.Sheet:
    """A form that prints neither points nor scores, but has a column for reasons."""
    return form(leaf(**({"weight": None, "criterion": ""} | row)), heads=["年度指标值", "全年完成值", "未完成原因和改进措施"])


@pytest.mark.parametrize(
    ("fields", "rules", "found"),
    [
        # right, or not printed, or nothing to hold it against
        *[({"printed": printed}, {}, []) for printed in ("3.5", None)],
        ({"actual": "100%", "printed": "5"}, {}, []),
        ({"criterion": "视情况而定", "printed": "1"}, {}, []),
        ({"criterion": TIERS, "actual": "92%", "printed": "3"}, {}, []),
        ({"criterion": "酌情扣1-2分", "actual": "是", "printed": "3.5"}, {}, []),
        ({"criterion": RATED, "actual": "不涉及", "printed": "1"}, {"policy.not_applicable": "leave-out"}, []),
        ({"criterion": CASES, "target": "12次", "actual": "12次", "printed": "5"}, {}, []),
        # above the points of the row
        ({"printed": "6"}, {}, [
            "error | score-above-weight | 平台操作性 | printed1 | 6 | 3.5 | — | 平台操作性得分 6 超过分值 5。请改到 5 以内，按评分标准应为 3.5。",
        ]),
        ({"printed": "6", "criterion": "", "actual": ""}, {}, [
            "error | score-above-weight | 平台操作性 | printed1 | 6 | 5 | — | 平台操作性得分 6 超过分值 5。请改到 5 以内。",
        ]),
        ({"printed": "6", "criterion": "视情况而定"}, {}, [
            "warning | score-above-weight | 平台操作性 | printed1 | 6 | 5 | — | 平台操作性得分 6 超过分值 5。评分标准没有算出得分，不知是否另有加分。请改到 5 以内。",
        ]),
        ({"printed": "6", "criterion": "每提高1个百分点加1分，最多5分", "actual": ""}, {}, [
            "warning | score-above-weight | 平台操作性 | printed1 | 6 | 5 | — | 平台操作性得分 6 超过分值 5。评分标准没有算出得分，不知是否另有加分。请改到 5 以内。",
        ]),
        ({"printed": "6", "criterion": "每提高1个百分点加1分，最多5分", "actual": "102%"}, {}, [
            "warning | score-mismatch | 平台操作性 | printed1 | 6 | 7 | unprinted | 平台操作性得分 6，按本行评分标准应为 7（5 + 2 × 1 = 7）。评分标准只写了加分，没有写不加分时得几分，此处从满分加起。请改正得分或补充说明。",
        ]),
        ({"printed": "6", "criterion": "得分＝5＋实际完成值", "actual": ""}, {}, [
            "warning | score-above-weight | 平台操作性 | printed1 | 6 | 5 | — | 平台操作性得分 6 超过分值 5。评分标准没有算出得分，不知是否另有加分。请改到 5 以内。",
        ]),
        ({"printed": "6", "criterion": TIERS, "actual": ""}, {}, [
            "error | score-above-weight | 平台操作性 | printed1 | 6 | 5 | — | 平台操作性得分 6 超过分值 5。请改到 5 以内。",
        ]),
        ({"printed": "6", "criterion": "酌情扣1-2分", "actual": "是"}, {}, [
            "error | score-above-weight | 平台操作性 | printed1 | 6 | [3, 4] | — | 平台操作性得分 6 超过分值 5。请改到 5 以内，按评分标准应为 [3, 4]。",
        ]),
        ({"printed": "100", "weight": "1", "criterion": "", "actual": "完成"}, {}, [
            "warning | score-above-weight | 平台操作性 | printed1 | 100 | 1 | — | 平台操作性得分 100 超过分值 1。各行分值合计是 1，分值可能是权重比例，得分可能按百分制填写。请改到 1 以内。",
        ]),
        # none of the scores that the criterion can give
        ({"criterion": TIERS, "actual": "92%", "printed": "4"}, {}, [
            "error | score-not-allowed | 平台操作性 | printed1 | 4 | 3 | — | 平台操作性得分 4，评分标准只能给 0、3、5 分；按本行评分标准应为 3（按所在档次，得 3）。请按评分标准的档次改正得分。",
        ]),
        ({"criterion": TIERS, "actual": "未测", "printed": "4"}, {}, [
            "error | score-not-allowed | 平台操作性 | printed1 | 4 | 0、3、5 | — | 平台操作性得分 4，评分标准只能给 0、3、5 分。请按评分标准的档次改正得分。",
        ]),
        ({"criterion": "≥95%得满分，90%(含)-95%得7分，其余不得分", "actual": "92%", "printed": "4"}, {}, [
            "error | score-not-allowed | 平台操作性 | printed1 | 4 | 5 | — | 平台操作性得分 4，评分标准只能给 0、5 分；按本行评分标准应为 5（7，不超过分值，得 5）。请按评分标准的档次改正得分。",
        ]),
        ({"criterion": "≥95%得5分，90%(含)-95%得3分", "actual": "92%", "printed": "4"}, {}, [
            "error | score-mismatch | 平台操作性 | printed1 | 4 | 3 | — | 平台操作性得分 4，按本行评分标准应为 3（按所在档次，得 3）。请改正得分或补充说明。",
        ]),
        ({"criterion": "≥95%得5分，90%(含)-95%得2-3分，其余不得分", "actual": "92%", "printed": "4"}, {}, [
            "error | score-mismatch | 平台操作性 | printed1 | 4 | [2, 3] | — | 平台操作性得分 4，按本行评分标准应为 [2, 3]（按所写各档，在 [2, 3] 之间）。请改正得分或补充说明。",
        ]),
        ({"criterion": "≥95%得100%分值，90%(含)-95%得60%分值，其余不得分", "actual": "92%", "printed": "4"}, {}, [
            "error | score-mismatch | 平台操作性 | printed1 | 4 | 3 | — | 平台操作性得分 4，按本行评分标准应为 3（5 × 60 ÷ 100 = 3）。请改正得分或补充说明。",
        ]),
        ({"criterion": LABELS, "actual": "基本齐全", "printed": "4"}, {}, [
            "error | score-not-allowed | 平台操作性 | printed1 | 4 | 3 | — | 平台操作性得分 4，评分标准只能给 0、3、5 分；按本行评分标准应为 3（“基本齐全”档，得 3）。请按评分标准的档次改正得分。",
        ]),
        ({"criterion": "齐全得4-5分，基本齐全得2-3分，不齐全得0分", "actual": "基本齐全", "printed": "1"}, {}, [
            "error | score-mismatch | 平台操作性 | printed1 | 1 | [2, 3] | — | 平台操作性得分 1，按本行评分标准应为 [2, 3]（“基本齐全”档，在 [2, 3] 之间）。请改正得分或补充说明。",
        ]),
        ({"criterion": "按规定公开得5分", "target": "", "actual": "", "printed": "4"}, {}, [
            "warning | score-not-allowed | 平台操作性 | printed1 | 4 | 0、5 | — | 平台操作性得分 4，评分标准只能给 0、5 分。请按评分标准的档次改正得分。",
        ]),
        ({"criterion": "按规定公开得5分，否则不得分", "target": "", "actual": "", "printed": "4"}, {}, [
            "error | score-not-allowed | 平台操作性 | printed1 | 4 | 0、5 | — | 平台操作性得分 4，评分标准只能给 0、5 分。请按评分标准的档次改正得分。",
        ]),
        (YES_NO | {"actual": "是"}, {}, [
            "error | score-not-allowed | 平台操作性 | printed1 | 1 | 2 | — | 平台操作性得分 1，评分标准只能给 0、2 分；按本行评分标准应为 2（符合，得满分 2）。请按评分标准的档次改正得分。",
        ]),
        (YES_NO | {"actual": "否"}, {}, [
            "error | score-not-allowed | 平台操作性 | printed1 | 1 | 0 | — | 平台操作性得分 1，评分标准只能给 0、2 分；按本行评分标准应为 0（不符合，得 0）。请按评分标准的档次改正得分。",
        ]),
        (YES_NO | {"actual": "见附件"}, {}, [
            "error | score-not-allowed | 平台操作性 | printed1 | 1 | 0、2 | — | 平台操作性得分 1，评分标准只能给 0、2 分。请按评分标准的档次改正得分。",
        ]),
        (YES_NO | {"actual": "见附件", "cells": cut("1.4", "printed")}, {}, [
            "warning | score-not-allowed | 平台操作性 | E5 | 1 | 0、2 | — | 平台操作性得分 1，评分标准只能给 0、2 分。请按评分标准的档次改正得分。",
        ]),
        (YES_NO | {"actual": "是", "criterion": "是得满分，否则得0.5分"}, {}, [
            "error | score-not-allowed | 平台操作性 | printed1 | 1 | 2 | — | 平台操作性得分 1，评分标准只能给 0.5、2 分；按本行评分标准应为 2（符合，得满分 2）。请按评分标准的档次改正得分。",
        ]),
        (YES_NO | {"actual": "是", "criterion": "是得2分，否则不得分；发生安全事故的，不得分"}, {}, [
            "warning | score-not-allowed | 平台操作性 | printed1 | 1 | 2 | — | 平台操作性得分 1，评分标准只能给 0、2 分；按本行评分标准应为 2（符合，得满分 2）。请按评分标准的档次改正得分。",
        ]),
        (YES_NO | {"actual": "是", "weight": None}, {}, [
            "warning | score-not-allowed | 平台操作性 | printed1 | 1 | 2 | inferred-weight | 平台操作性得分 1，评分标准只能给 0、2 分；按本行评分标准应为 2（符合，得 2）。请按评分标准的档次改正得分。分值没有印出，推定为 100：全部指标共 100 分、其余各行已知，差额 100 分。",
        ]),
        ({"criterion": "", "actual": "92%", "printed": "4"}, {"positive": TIERS}, [
            "warning | score-not-allowed | 平台操作性 | printed1 | 4 | 3 | — | 平台操作性得分 4，评分标准只能给 0、3、5 分；按试行办法条文 positive的规定应为 3（按所在档次，得 3）。请按评分标准的档次改正得分。",
        ]),
        ({"criterion": ITEMS, "target": "", "actual": "", "printed": "2.5"}, {}, []),
        ({"criterion": ITEMS, "target": "", "actual": "1", "printed": "3.5"}, {}, [
            "warning | score-not-allowed | 平台操作性 | printed1 | 3.5 | [2, 3] | actual | 平台操作性得分 3.5，评分标准各项相加只能是 0、2、3、5；按本行评分标准应为 [2, 3]（只知道符合的项数，在 [2, 3] 之间）。实际完成值“1”是否为评分标准所说的情形或个数，须人工判断。请改正得分或补充说明。",
        ]),
        ({"criterion": ITEMS, "target": "", "actual": "1项", "printed": "4"}, {}, [
            "error | score-not-allowed | 平台操作性 | printed1 | 4 | [2, 3] | — | 平台操作性得分 4，评分标准各项相加只能是 0、2、3、5；按本行评分标准应为 [2, 3]（只知道符合的项数，在 [2, 3] 之间）。请改正得分或补充说明。",
        ]),
        ({"criterion": "≥120得88.33分，50(含)-120(不含)得79.497分，其余不得分", "weight": "88.33", "target": "100", "actual": "85", "printed": "79.5"}, {}, []),
        ({"criterion": "≥120得88.33分，50(含)-120(不含)得79.497分，其余不得分", "weight": "88.33", "target": "100", "actual": "85", "printed": "79.4"}, {}, [
            "error | score-not-allowed | 平台操作性 | printed1 | 79.4 | 79.5 | — | 平台操作性得分 79.4，评分标准只能给 0、79.497、88.33 分；按本行评分标准应为 79.5（按所在档次，得 79.5）。请按评分标准的档次改正得分。",
        ]),
        # another score than the rule gives
        ({"printed": "5", "criterion": TIERS, "target": "≥100%", "actual": "92%"}, {}, [
            "error | target-missed-full-score | 平台操作性 | printed1 | 5 | 3 | — | 平台操作性得分 5，按本行评分标准应为 3（按所在档次，得 3），可能直接按满分填写。请改正得分或补充说明。",
        ]),
        ({"printed": "0"}, {}, [
            "error | score-mismatch | 平台操作性 | printed1 | 0 | 3.5 | — | 平台操作性得分 0，按本行评分标准应为 3.5（5 − 15 × 0.1 = 3.5），可能把未达目标一律记 0 分。请改正得分或补充说明。",
        ]),
        ({"printed": "1"}, {}, [
            "error | score-mismatch | 平台操作性 | printed1 | 1 | 3.5 | — | 平台操作性得分 1，按本行评分标准应为 3.5（5 − 15 × 0.1 = 3.5）。请改正得分或补充说明。",
        ]),
        ({"printed": "5"}, {}, [
            "warning | target-missed-full-score | 平台操作性 | printed1 | 5 | 3.5 | one_means=ratio | 平台操作性得分 5，按本行评分标准应为 3.5（5 − 15 × 0.1 = 3.5），可能直接按满分填写。若百分比行里的“1”指比率 1（100 个百分点），则可得此分。请改正得分或补充说明。",
        ]),
        ({"printed": "5", "criterion": STEPS}, {}, [
            "error | target-missed-full-score | 平台操作性 | printed1 | 5 | 0 | — | 平台操作性得分 5，按本行评分标准应为 0（5 − 15 × 1 = −10，扣完为止，得 0），可能直接按满分填写。请改正得分或补充说明。",
        ]),
        ({"printed": "4", "actual": "100%"}, {}, [
            "error | target-met-points-cut | 平台操作性 | printed1 | 4 | 5 | — | 平台操作性得分 4，按本行评分标准应为 5（达到目标，得满分 5）。请改正得分或补充说明。",
        ]),
        ({"printed": "4.8", "weight": 10, "target": "≥100%", "actual": "48.26%", "criterion": RATED}, {}, [
            "warning | score-mismatch | 平台操作性 | printed1 | 4.8 | 4.83 | own-rounding | 平台操作性得分 4.8，按本行评分标准应为 4.83（48.26 ÷ 100 × 10 ≈ 4.83），可能自行修约到 1 位小数。评分标准没有规定这样修约。请改正得分或补充说明。",
        ]),
        ({"printed": "0", "weight": 1, "actual": "99.99%", "criterion": RATIO}, {}, [
            "error | score-mismatch | 平台操作性 | printed1 | 0 | 1 | — | 平台操作性得分 0，按本行评分标准应为 1（99.99 ÷ 100 × 1 ≈ 1），可能把未达目标一律记 0 分。请改正得分或补充说明。",
        ]),
        ({"printed": "1", "criterion": "酌情扣1-2分", "actual": "是"}, {}, [
            "error | score-mismatch | 平台操作性 | printed1 | 1 | [3, 4] | — | 平台操作性得分 1，按本行评分标准应为 [3, 4]（酌情扣分：5 − 2 至 5 − 1，即 [3, 4]）。请改正得分或补充说明。",
        ]),
        ({"printed": "5", "criterion": "酌情扣1-2分", "actual": "否"}, {}, []),
        ({"printed": "4", "criterion": LABELS.replace("3分", "1-3分"), "actual": "基本齐全", "target": "齐全"}, {}, [
            "error | score-mismatch | 平台操作性 | printed1 | 4 | [1, 3] | — | 平台操作性得分 4，按本行评分标准应为 [1, 3]（“基本齐全”档，在 [1, 3] 之间）。请改正得分或补充说明。",
        ]),
        ({"printed": "5", "criterion": LABELS, "actual": "基本齐全", "target": "齐全"}, {}, [
            "error | target-missed-full-score | 平台操作性 | printed1 | 5 | 3 | — | 平台操作性得分 5，按本行评分标准应为 3（“基本齐全”档，得 3），可能直接按满分填写。请改正得分或补充说明。",
        ]),
        ({"printed": "5", "criterion": CASES, "target": "0", "actual": "2例"}, {}, [
            "error | target-missed-full-score | 平台操作性 | printed1 | 5 | 3 | — | 平台操作性得分 5，按本行评分标准应为 3（5 − 2 × 1 = 3），可能直接按满分填写。请改正得分或补充说明。",
        ]),
        ({"printed": "5", "criterion": CASES, "target": "", "actual": "2例"}, {}, [
            "error | target-missed-full-score | 平台操作性 | printed1 | 5 | 3 | — | 平台操作性得分 5，按本行评分标准应为 3（5 − 2 × 1 = 3），可能直接按满分填写。请改正得分或补充说明。",
        ]),
        ({"printed": "5", "criterion": CASES, "target": "无重大事故", "actual": "2例"}, {}, [
            "warning | target-missed-full-score | 平台操作性 | printed1 | 5 | 3 | actual | 平台操作性得分 5，按本行评分标准应为 3（5 − 2 × 1 = 3），可能直接按满分填写。实际完成值“2例”是否为评分标准所说的情形或个数，须人工判断。请改正得分或补充说明。",
        ]),
        ({"printed": "5", "criterion": CASES, "target": "0例", "actual": "2"}, {}, [
            "error | target-missed-full-score | 平台操作性 | printed1 | 5 | 3 | — | 平台操作性得分 5，按本行评分标准应为 3（5 − 2 × 1 = 3），可能直接按满分填写。请改正得分或补充说明。",
        ]),
        ({"printed": "4", "criterion": CASES, "target": "", "actual": "否"}, {}, [
            "error | target-met-points-cut | 平台操作性 | printed1 | 4 | 5 | — | 平台操作性得分 4，按本行评分标准应为 5（没有发现扣分事项，得满分 5）。请改正得分或补充说明。",
        ]),
        ({"printed": "5", "criterion": ITEMS, "target": "", "actual": "1项"}, {}, [
            "error | target-missed-full-score | 平台操作性 | printed1 | 5 | [2, 3] | — | 平台操作性得分 5，按本行评分标准应为 [2, 3]（只知道符合的项数，在 [2, 3] 之间）。请改正得分或补充说明。",
        ]),
        # the likely way to it
        ({"printed": "4.7", "criterion": RATED, "target": "≥100%", "actual": "93.37%"}, {}, [
            "warning | score-mismatch | 平台操作性 | printed1 | 4.7 | 4.67 | own-rounding | 平台操作性得分 4.7，按本行评分标准应为 4.67（93.37 ÷ 100 × 5 ≈ 4.67），可能自行修约到 1 位小数。评分标准没有规定这样修约。请改正得分或补充说明。",
        ]),
        ({"printed": "4.6", "criterion": RATED, "target": "≥100%", "actual": "93.37%"}, {}, [
            "error | score-mismatch | 平台操作性 | printed1 | 4.6 | 4.67 | — | 平台操作性得分 4.6，按本行评分标准应为 4.67（93.37 ÷ 100 × 5 ≈ 4.67），可能截去了 1 位以后的小数。请改正得分或补充说明。",
        ]),
        ({"printed": "4", "criterion": RATED, "target": "≥100%", "actual": "93.37%"}, {}, [
            "error | score-mismatch | 平台操作性 | printed1 | 4 | 4.67 | — | 平台操作性得分 4，按本行评分标准应为 4.67（93.37 ÷ 100 × 5 ≈ 4.67），可能截去了小数。请改正得分或补充说明。",
        ]),
        ({"printed": "5", "criterion": RATED, "target": "≥100%", "actual": "93.37%"}, {}, [
            "error | target-missed-full-score | 平台操作性 | printed1 | 5 | 4.67 | — | 平台操作性得分 5，按本行评分标准应为 4.67（93.37 ÷ 100 × 5 ≈ 4.67），可能自行修约到整数。请改正得分或补充说明。",
        ]),
        ({"printed": "0", "criterion": RATED, "target": "≥100%", "actual": "93.37%"}, {}, [
            "error | score-mismatch | 平台操作性 | printed1 | 0 | 4.67 | — | 平台操作性得分 0，按本行评分标准应为 4.67（93.37 ÷ 100 × 5 ≈ 4.67），可能把未达目标一律记 0 分。请改正得分或补充说明。",
        ]),
        ({"printed": "2", "criterion": RATED, "target": "≥100%", "actual": "93.37%"}, {}, [
            "error | score-mismatch | 平台操作性 | printed1 | 2 | 4.67 | — | 平台操作性得分 2，按本行评分标准应为 4.67（93.37 ÷ 100 × 5 ≈ 4.67）。请改正得分或补充说明。",
        ]),
        ({"printed": "7.2", "weight": 10, "target": "90%", "actual": "72%", "criterion": RATIO}, {}, [
            "error | score-mismatch | 平台操作性 | printed1 | 7.2 | 8 | — | 平台操作性得分 7.2，按本行评分标准应为 8（72 ÷ 90 × 10 = 8），可能用实际完成值直接乘以分值，没有除以目标值。请改正得分或补充说明。",
        ]),
        ({"printed": "7.2", "weight": 10, "target": "0.9", "actual": "0.72", "criterion": RATIO, "name": "覆盖率"}, {}, [
            "error | score-mismatch | 覆盖率 | printed1 | 7.2 | 8 | — | 覆盖率得分 7.2，按本行评分标准应为 8（72 ÷ 90 × 10 = 8），可能用实际完成值直接乘以分值，没有除以目标值。请改正得分或补充说明。",
        ]),
        ({"printed": "7.2", "weight": 10, "target": "90件", "actual": "72件", "criterion": RATIO}, {}, [
            "error | score-mismatch | 平台操作性 | printed1 | 7.2 | 8 | — | 平台操作性得分 7.2，按本行评分标准应为 8（72 ÷ 90 × 10 = 8）。请改正得分或补充说明。",
        ]),
        ({"printed": "0.1", "weight": "0.2", "target": "90%", "actual": "72%", "criterion": RATIO}, {}, [
            "error | score-mismatch | 平台操作性 | printed1 | 0.1 | 0.16 | — | 平台操作性得分 0.1，按本行评分标准应为 0.16（72 ÷ 90 × 0.2 = 0.16），可能截去了 1 位以后的小数。请改正得分或补充说明。",
        ]),
        ({"printed": "4", "target": "100件", "actual": "90%", "criterion": "≥95%得满分，每低1%扣0.5分"}, {}, [
            "error | score-mismatch | 平台操作性 | printed1 | 4 | 2.5 | — | 平台操作性得分 4，按本行评分标准应为 2.5（5 − 5 × 0.5 = 2.5）。请改正得分或补充说明。",
        ]),
        # a reading that allows it
        ({"printed": "3.45", "actual": "84.5%"}, {}, [
            "warning | score-mismatch | 平台操作性 | printed1 | 3.45 | 3.5 | steps=proportional | 平台操作性得分 3.45，按本行评分标准应为 3.5（5 − 15 × 0.1 = 3.5）。若每档扣分按比例计，不足一档也扣，则可得此分。请改正得分或补充说明。",
        ]),
        ({"printed": "0", "actual": "0.85"}, {}, [
            "warning | score-mismatch | 平台操作性 | printed1 | 0 | 3.5 | bare_percent=percent | 平台操作性得分 0，按本行评分标准应为 3.5（5 − 15 × 0.1 = 3.5），可能把未达目标一律记 0 分。若百分比旁边不带 % 的数一律按百分数读，则可得此分。请改正得分或补充说明。",
        ]),
        ({"printed": "3", "criterion": SHARED, "actual": "95%"}, {}, [
            "warning | target-met-points-cut | 平台操作性 | printed1 | 3 | 5 | shared_edge=worse | 平台操作性得分 3，按本行评分标准应为 5（在最高一档，得满分 5）。若两档都写到的边界归较低的一档，则可得此分。请改正得分或补充说明。",
        ]),
        ({"printed": "5", "criterion": "每减少1%扣1分，扣完为止", "target": "50", "actual": "49"}, {}, [
            "warning | target-missed-full-score | 平台操作性 | printed1 | 5 | 3 | percent_of=none | 平台操作性得分 5，按本行评分标准应为 3（5 − 2 × 1 = 3），可能直接按满分填写。若百分比阶梯遇到非百分比的行不计算，本行无从核对。请改正得分或补充说明。",
        ]),
        ({"printed": "3", "criterion": "每减少1%扣1分，扣完为止", "target": "50", "actual": "49"}, {"policy.percent_of": "none"}, []),
        # what the text leaves in doubt
        ({"printed": "3", "criterion": LABELS, "target": "齐全", "actual": "齐全完整"}, {}, [
            "warning | target-met-points-cut | 平台操作性 | printed1 | 3 | 5 | actual | 平台操作性得分 3，按本行评分标准应为 5（“齐全”档，得满分 5）。实际完成值“齐全完整”是否为评分标准所说的情形或个数，须人工判断。请改正得分或补充说明。",
        ]),
        ({"printed": "3", "criterion": ITEMS, "target": "2", "actual": "2"}, {}, [
            "warning | target-met-points-cut | 平台操作性 | printed1 | 3 | 5 | actual | 平台操作性得分 3，按本行评分标准应为 5（各项都符合，得满分 5）。实际完成值“2”是否为评分标准所说的情形或个数，须人工判断。请改正得分或补充说明。",
        ]),
        ({"printed": "0", "criterion": "按时完成得5分，否则不得分", "target": "按时完成", "actual": "完成"}, {}, [
            "warning | target-met-points-cut | 平台操作性 | printed1 | 0 | 5 | actual | 平台操作性得分 0，按本行评分标准应为 5（符合，得满分 5），可能把未达目标一律记 0 分。实际完成值“完成”是否为评分标准所说的情形或个数，须人工判断。请改正得分或补充说明。",
        ]),
        ({"printed": "5", "criterion": RATED, "target": "50", "actual": "40"}, {}, [
            "warning | target-missed-full-score | 平台操作性 | printed1 | 5 | 4 | direction | 平台操作性得分 5，按本行评分标准应为 4（40 ÷ 50 × 5 = 4），可能直接按满分填写。方向由指标名称推定。请改正得分或补充说明。",
        ]),
        ({"printed": "3", "criterion": "≥95%得5分，90%-95%得3分，其余不得分", "actual": "95%"}, {}, [
            "warning | target-met-points-cut | 平台操作性 | printed1 | 3 | 5 | tier-gap | 平台操作性得分 3，按本行评分标准应为 5（在最高一档，得满分 5）。实际完成值同时符合两档，此处归入较好的一档。请改正得分或补充说明。",
        ]),
        ({"printed": "5", "criterion": "≥95%得5分，90%-95%得3分，其余不得分", "actual": "94%"}, {}, [
            "error | target-missed-full-score | 平台操作性 | printed1 | 5 | 3 | — | 平台操作性得分 5，按本行评分标准应为 3（按所在档次，得 3），可能直接按满分填写。请改正得分或补充说明。",
        ]),
        ({"printed": "5", "criterion": STEPS, "target": "≤5%", "actual": "3%"}, {}, [
            "warning | target-missed-full-score | 平台操作性 | printed1 | 5 | 3 | direction | 平台操作性得分 5，按本行评分标准应为 3（5 − 2 × 1 = 3），可能直接按满分填写。评分标准的方向与目标值 ≤5% 的符号相反，此处按评分标准。请改正得分或补充说明。",
        ]),
        ({"printed": "0", "criterion": "每增加1个百分点扣1分，扣完为止", "target": "≥5%", "actual": "8%"}, {}, [
            "warning | score-mismatch | 平台操作性 | printed1 | 0 | 2 | direction | 平台操作性得分 0，按本行评分标准应为 2（5 − 3 × 1 = 2），可能把未达目标一律记 0 分。评分标准的方向与目标值 ≥5% 的符号相反，此处按评分标准。请改正得分或补充说明。",
        ]),
        ({"printed": "0", "criterion": "每提高1个百分点加1分，扣完为止", "target": "≥5%", "actual": "8%", "weight": 5}, {}, []),
        ({"printed": "5", "criterion": "年初目标值/实际完成值*分值", "target": "≥10", "actual": "20"}, {}, [
            "warning | target-missed-full-score | 平台操作性 | printed1 | 5 | 2.5 | direction | 平台操作性得分 5，按本行评分标准应为 2.5（10 ÷ 20 × 5 = 2.5），可能直接按满分填写。评分标准的方向与目标值 ≥10 的符号相反，此处按评分标准。请改正得分或补充说明。",
        ]),
        ({"printed": "5", "criterion": RATIO, "target": "≤10", "actual": "8"}, {}, [
            "warning | target-missed-full-score | 平台操作性 | printed1 | 5 | 4 | direction | 平台操作性得分 5，按本行评分标准应为 4（8 ÷ 10 × 5 = 4），可能直接按满分填写。评分标准的方向与目标值 ≤10 的符号相反，此处按评分标准。请改正得分或补充说明。",
        ]),
        ({"printed": "3", "criterion": RATIO, "target": "10", "actual": "8", "name": "运行成本"}, {}, [
            "warning | score-mismatch | 运行成本 | printed1 | 3 | 4 | direction | 运行成本得分 3，按本行评分标准应为 4（8 ÷ 10 × 5 = 4）。评分标准的方向与成本类指标的方向相反，此处按评分标准。请改正得分或补充说明。",
        ]),
        ({"printed": "3", "criterion": RATIO, "target": "10", "actual": "8"}, {}, [
            "error | score-mismatch | 平台操作性 | printed1 | 3 | 4 | — | 平台操作性得分 3，按本行评分标准应为 4（8 ÷ 10 × 5 = 4）。请改正得分或补充说明。",
        ]),
        ({"printed": "5", "criterion": STEPS, "actual": "≥98%"}, {}, [
            "warning | target-missed-full-score | 平台操作性 | printed1 | 5 | 3 | actual-has-sign | 平台操作性得分 5，按本行评分标准应为 3（5 − 2 × 1 = 3），可能直接按满分填写。实际完成值 ≥98% 带符号，不是实测数。请改正得分或补充说明。",
        ]),
        ({"printed": "5", "criterion": STEPS, "actual": "98%", "cells": cut("0.984")}, {}, [
            "warning | target-missed-full-score | 平台操作性 | printed1 | 5 | 3 | hidden-digits | 平台操作性得分 5，按本行评分标准应为 3（5 − 2 × 1 = 3），可能直接按满分填写。单元格格式隐藏了部分小数。请改正得分或补充说明。",
        ]),
        ({"printed": "5", "criterion": "每增加1扣0.1分，扣完为止", "target": "30", "actual": "236000元", "name": "维护费用控制在30万以内"}, {}, [
            "warning | target-missed-full-score | 维护费用控制在30万以内 | printed1 | 5 | 0 | unit | 维护费用控制在30万以内得分 5，按本行评分标准应为 0（5 − 235970 × 0.1 = −23592，扣完为止，得 0），可能直接按满分填写。目标值 30 与实际完成值 236000元 只有一边写了单位，此处按同一单位。请改正得分或补充说明。",
        ]),
        ({"printed": "1", "criterion": RATIO, "target": "30件", "actual": "15"}, {}, [
            "warning | score-mismatch | 平台操作性 | printed1 | 1 | 2.5 | unit | 平台操作性得分 1，按本行评分标准应为 2.5（15 ÷ 30 × 5 = 2.5）。目标值 30件 与实际完成值 15 只有一边写了单位，此处按同一单位。请改正得分或补充说明。",
        ]),
        ({"printed": "2", "criterion": "每减少1%扣0.1分，扣完为止；发生安全事故的，不得分"}, {}, [
            "warning | score-mismatch | 平台操作性 | printed1 | 2 | 3.5 | unprinted | 平台操作性得分 2，按本行评分标准应为 3.5（5 − 15 × 0.1 = 3.5）。评分标准另写有不得分的情形，或以表内没有印出的数为准，须人工核对。请改正得分或补充说明。",
        ]),
        ({"printed": "3", "criterion": "每提高1个百分点加1分，最多加5分", "actual": "103%"}, {}, [
            "warning | target-met-points-cut | 平台操作性 | printed1 | 3 | 8 | unprinted | 平台操作性得分 3，按本行评分标准应为 8（5 + 3 × 1 = 8）。评分标准只写了加分，没有写不加分时得几分，此处从满分加起。请改正得分或补充说明。",
        ]),
        ({"printed": "3", "criterion": "每提高1个百分点加1分，最多加5分，每降低1个百分点扣1分，扣完为止", "actual": "103%"}, {}, [
            "error | target-met-points-cut | 平台操作性 | printed1 | 3 | 8 | — | 平台操作性得分 3，按本行评分标准应为 8（5 + 3 × 1 − 0 × 1 = 8）。请改正得分或补充说明。",
        ]),
        ({"printed": "3", "criterion": RATED, "target": "100件", "actual": "130件"}, BEYOND, [
            "warning | score-mismatch | 平台操作性 | printed1 | 3 | 4 | note | 平台操作性得分 3，按本行评分标准应为 4（5 − 1 = 4）。实际完成值达到目标值的 120% 及以上，依据 试行办法 条文 policy.overshoot：“penalty”（已核实），按评分办法另作处理。请改正得分或补充说明。",
        ]),
        ({"printed": "4", "criterion": CASES, "target": "≤3", "actual": "2"}, {}, []),
        ({"printed": "4", "criterion": CASES, "target": "<3例", "actual": "2例"}, {}, []),
        ({"printed": "4", "criterion": CASES, "target": "5例", "actual": "2例"}, {}, []),
        ({"printed": "4", "criterion": CASES, "target": "0", "actual": "2人"}, {}, [
            "warning | score-mismatch | 平台操作性 | printed1 | 4 | 3 | actual | 平台操作性得分 4，按本行评分标准应为 3（5 − 2 × 1 = 3）。实际完成值“2人”是否为评分标准所说的情形或个数，须人工判断。请改正得分或补充说明。",
        ]),
        # by the formula of the rulebook
        ({"printed": "1", "criterion": ""}, {"positive": RATIO}, [
            "warning | score-mismatch | 平台操作性 | printed1 | 1 | 4.25 | note | 平台操作性得分 1，按试行办法条文 positive的规定应为 4.25（85 ÷ 100 × 5 = 4.25）。本行没有评分标准，此处按评分办法的公式（表内没有印出）推算，方向由指标名称推定。请改正得分或补充说明。",
        ]),
        ({"printed": "1", "criterion": "", "target": "50", "actual": "40"}, {"positive": RATIO}, [
            "warning | score-mismatch | 平台操作性 | printed1 | 1 | 4 | note | 平台操作性得分 1，按试行办法条文 positive的规定应为 4（40 ÷ 50 × 5 = 4）。本行没有评分标准，此处按评分办法的公式（表内没有印出）推算，方向由指标名称推定。请改正得分或补充说明。",
        ]),
        ({"printed": "1", "criterion": "", "remark": "疫情影响"}, {"positive": RATIO}, [
            "warning | score-mismatch | 平台操作性 | printed1 | 1 | 4.25 | note | 平台操作性得分 1，按试行办法条文 positive的规定应为 4.25（85 ÷ 100 × 5 = 4.25）。本行没有评分标准，此处按评分办法的公式（表内没有印出）推算，方向由指标名称推定。请改正得分或补充说明。",
        ]),
        # by the formula of a rulebook that is only taken for the form's
        ({"printed": "1", "criterion": "", "target": "≥100%"}, {}, [
            "warning | score-mismatch | 平台操作性 | printed1 | 1 | 4.25 | note | 平台操作性得分 1，按财预〔2020〕10号（未核实）的规定应为 4.25（85 ÷ 100 × 5 = 4.25）。本行没有评分标准，此处按评分办法的公式（表内没有印出）推算。请改正得分或补充说明。",
        ]),
        ({"printed": "1", "criterion": "", "target": "≥100%", "remark": "—"}, {}, [
            "warning | score-mismatch | 平台操作性 | printed1 | 1 | 4.25 | note | 平台操作性得分 1，按财预〔2020〕10号（未核实）的规定应为 4.25（85 ÷ 100 × 5 = 4.25）。本行没有评分标准，此处按评分办法的公式（表内没有印出）推算。请改正得分或补充说明。",
        ]),
        ({"printed": "1", "criterion": "", "target": "≥100%", "remark": "疫情影响"}, {}, []),
        ({"printed": "5", "criterion": "", "target": "≥100%", "remark": "疫情影响"}, {}, [
            "warning | target-missed-full-score | 平台操作性 | printed1 | 5 | 4.25 | note | 平台操作性得分 5，按财预〔2020〕10号（未核实）的规定应为 4.25（85 ÷ 100 × 5 = 4.25），可能直接按满分填写。本行没有评分标准，此处按评分办法的公式（表内没有印出）推算。请改正得分或补充说明。",
        ]),
        ({"printed": "1", "criterion": "", "target": "≥100%", "actual": "≥85%"}, {}, []),
        ({"printed": "0.04", "criterion": "", "target": "≥100%", "actual": "0.85"}, {}, []),
    ],
)  # fmt: skip
def test_the_score_of_a_row(fields: dict[str, Any], rules: dict[str, str], found: list[str]) -> None:
    assert found == whole(form(leaf(**fields)), LINES, book(rules) if rules else None)


@pytest.mark.parametrize(
    ("sheet", "rules", "found"),
    [
        # the execution rate
        (form(leaf(**EXECUTED | {"actual": "98%", "printed": 5})), {}, [
            "error | execution-score | 预算执行率 | printed1 | 5 | 4.9 | — | 预算执行率得分 5，按本行评分标准应为 4.9（98 ÷ 100 × 5 = 4.9），可能自行修约到整数。请改正得分或补充说明。",
        ]),
        (form(leaf(**EXECUTED | {"actual": "98%", "printed": "4.9"})), {}, []),
        (paid(EXECUTED | {"weight": 10, "printed": "7.5"}, planned=100, initial=80, spent=60), {}, [
            "warning | execution-score | 预算执行率 | printed1 | 7.5 | 6 | rate_base=initial | 预算执行率得分 7.5，按本行评分标准应为 6（60 ÷ 100 × 10 = 6）。若执行率以年初预算数为分母，则可得此分。请改正得分或补充说明。",
        ]),
        (paid(EXECUTED | {"weight": 20, "printed": "19.70"}, planned="1486.27", spent="1464.43"), {}, [
            "warning | execution-score | 预算执行率 | printed1 | 19.7 | 19.71 | own-rounding | 预算执行率得分 19.7，按本行评分标准应为 19.71（1464.43 ÷ 1486.27 × 20 ≈ 19.71），可能自行修约到 1 位小数。评分标准没有规定这样修约。请改正得分或补充说明。",
        ]),
        (paid(EXECUTED | {"weight": 10, "printed": 10}, planned=100, initial=80, spent=60), {}, [
            "error | execution-score | 预算执行率 | printed1 | 10 | 6 | — | 预算执行率得分 10，按本行评分标准应为 6（60 ÷ 100 × 10 = 6），可能直接按满分填写。请改正得分或补充说明。",
        ]),
        (paid(EXECUTED | {"weight": 10, "printed": 10}, planned="1486.27", spent="1464.43"), {}, [
            "error | execution-score | 预算执行率 | printed1 | 10 | 9.85 | — | 预算执行率得分 10，按本行评分标准应为 9.85（1464.43 ÷ 1486.27 × 10 ≈ 9.85），可能自行修约到整数。请改正得分或补充说明。",
        ]),
        (paid(EXECUTED | {"weight": 10, "printed": 9, "name": "投入", "definition": "预算执行率"}, planned=100, spent=95), {}, [
            "error | execution-score | 投入 | printed1 | 9 | 9.5 | — | 投入得分 9，按本行评分标准应为 9.5（95 ÷ 100 × 10 = 9.5），可能截去了小数。请改正得分或补充说明。",
        ]),
        (paid(planned=100, spent=97, weight=20, printed=20), {}, [
            "warning | execution-score | 执行率 | printed | 20 | 19.4 | note | 执行率得分 20，按通用公式应为 19.4（97 ÷ 100 × 20 = 19.4），可能直接按满分填写。本行没有评分标准，此处按表内没有印出的通用公式推算。请改正得分或补充说明。",
        ]),
        (paid(planned=100, spent=97, weight=20, printed=20), {"execution": "得分按执行率*分值"}, [
            "warning | execution-score | 执行率 | printed | 20 | 19.4 | note | 执行率得分 20，按试行办法条文 execution的规定应为 19.4（97 ÷ 100 × 20 = 19.4），可能直接按满分填写。本行没有评分标准，此处按评分办法的公式（表内没有印出）推算。请改正得分或补充说明。",
        ]),
        (paid(planned=100, spent="97.004", weight=20, printed="19.4"), {}, []),
        (paid(planned=300, spent=200, weight=10, printed=7), {}, [
            "warning | execution-score | 执行率 | printed | 7 | 6.67 | note | 执行率得分 7，按通用公式应为 6.67（200 ÷ 300 × 10 ≈ 6.67），可能自行修约到整数。本行没有评分标准，此处按表内没有印出的通用公式推算。请改正得分或补充说明。",
        ]),
        (paid(planned=100, initial=80, spent=60, weight=10, printed="7.5"), {}, [
            "warning | execution-score | 执行率 | printed | 7.5 | 6 | rate_base=initial | 执行率得分 7.5，按通用公式应为 6（60 ÷ 100 × 10 = 6）。若执行率以年初预算数为分母，则可得此分。请改正得分或补充说明。",
        ]),
        # the formula that the form itself prints
        (form(leaf(criterion="", printed=1), notes=[ps.Cell(field="note", text=f"注：{RATIO}。")]), {"positive": RATIO}, [
            "warning | score-mismatch | 平台操作性 | printed1 | 1 | 4.25 | note | 平台操作性得分 1，按试行办法条文 positive的规定应为 4.25（85 ÷ 100 × 5 = 4.25）。本行没有评分标准，此处按表注公式推算，方向由指标名称推定。请改正得分或补充说明。",
        ]),
        # points that are shares
        (form(leaf("甲", weight="0.6", criterion="", printed=100), leaf("乙", weight="0.4", criterion="", printed=95)), {}, [
            "warning | score-above-weight | 甲 | printed1 | 100 | [0.51, 0.6] | — | 甲得分 100 超过分值 0.6。各行分值合计是 1，分值可能是权重比例，得分可能按百分制填写。请改到 0.6 以内，按评分标准应为 [0.51, 0.6]。",
            "warning | score-above-weight | 乙 | printed2 | 95 | [0.34, 0.4] | — | 乙得分 95 超过分值 0.4。各行分值合计是 1，分值可能是权重比例，得分可能按百分制填写。请改到 0.4 以内，按评分标准应为 [0.34, 0.4]。",
        ]),
        # the open end of a range of points
        (form(leaf(weight="93.33", target="达成", actual="部分达成", criterion="达成得100%(含)-80%(含)的分值，部分达成得80%(不含)-60%(含)的分值，未达成得60%(不含)-0%(含)的分值", printed="74.66")), {}, []),
        (form(leaf(weight="93.325", target="达成", actual="部分达成", criterion="达成得100%(含)-80%(含)的分值，部分达成得80%(不含)-60%(含)的分值，未达成得60%(不含)-0%(含)的分值", printed="74.66")), {}, [
            "error | score-mismatch | 平台操作性 | printed1 | 74.66 | [56, 74.66) | — | 平台操作性得分 74.66，按本行评分标准应为 [56, 74.66)（“部分达成”档：93.325 × 60 ÷ 100 至 93.325 × 80 ÷ 100，即 [56, 74.66)）。请改正得分或补充说明。",
        ]),
        # constraints are a matter of their sign, unless they are above their points
        (form(leaf(**CONSTRAINT | {"weight": 10, "printed": 11})), {}, [
            "error | score-above-weight | 合规性 | printed1 | 11 | [0, 10] | — | 合规性得分 11 超过分值 10。请改到 10 以内，按评分标准应为 [0, 10]。",
        ]),
        (form(leaf(**CONSTRAINT | {"weight": 10, "printed": -3})), {}, []),
        (form(leaf(**CONSTRAINT | {"weight": None, "printed": 3})), {}, []),
    ],
)  # fmt: skip
def test_the_scores_of_forms(sheet: ps.Sheet, rules: dict[str, str], found: list[str]) -> None:
    assert found == whole(sheet, LINES, book(rules) if rules else None)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"target": "≥95%", "actual": "95%", "printed": 4}, [
            "warning | target-met-points-cut | 平台操作性 | printed1 | 4 | 5 | note | 平台操作性得分 4，目标值 ≥95%，实际完成值 95%，已达到目标，分值是 5。表内没有印出计分办法，请改正得分或说明扣分理由。",
        ]),
        ({"target": ">94%", "actual": "95%", "printed": 4}, [
            "warning | target-met-points-cut | 平台操作性 | printed1 | 4 | 5 | note | 平台操作性得分 4，目标值 >94%，实际完成值 95%，已达到目标，分值是 5。表内没有印出计分办法，请改正得分或说明扣分理由。",
        ]),
        ({"target": "=72890元", "actual": "72890", "printed": 4}, [
            "warning | target-met-points-cut | 平台操作性 | printed1 | 4 | 5 | note | 平台操作性得分 4，目标值 =72890元，实际完成值 72890，已达到目标，分值是 5。表内没有印出计分办法，请改正得分或说明扣分理由。",
        ]),
        ({"target": "6次", "actual": "6次", "printed": 4}, [
            "warning | target-met-points-cut | 平台操作性 | printed1 | 4 | 5 | note | 平台操作性得分 4，目标值 6次，实际完成值 6次，已达到目标，分值是 5。表内没有印出计分办法，请改正得分或说明扣分理由。",
        ]),
        ({"target": "≤6次", "actual": "6次", "printed": 4}, [
            "warning | target-met-points-cut | 平台操作性 | printed1 | 4 | 5 | note | 平台操作性得分 4，目标值 ≤6次，实际完成值 6次，已达到目标，分值是 5。表内没有印出计分办法，请改正得分或说明扣分理由。",
        ]),
        ({"target": "<7次", "actual": "6次", "printed": 4}, [
            "warning | target-met-points-cut | 平台操作性 | printed1 | 4 | 5 | note | 平台操作性得分 4，目标值 <7次，实际完成值 6次，已达到目标，分值是 5。表内没有印出计分办法，请改正得分或说明扣分理由。",
        ]),
        ({"target": "≥3万元", "actual": "30000元", "printed": 4}, [
            "warning | target-met-points-cut | 平台操作性 | printed1 | 4 | 5 | note | 平台操作性得分 4，目标值 ≥3万元，实际完成值 30000元，已达到目标，分值是 5。表内没有印出计分办法，请改正得分或说明扣分理由。",
        ]),
        ({"target": "≥30000元", "actual": "3万元", "printed": 4}, [
            "warning | target-met-points-cut | 平台操作性 | printed1 | 4 | 5 | note | 平台操作性得分 4，目标值 ≥30000元，实际完成值 3万元，已达到目标，分值是 5。表内没有印出计分办法，请改正得分或说明扣分理由。",
        ]),
        ({"target": "≥0.9", "actual": "90%", "printed": 4}, [
            "warning | target-met-points-cut | 平台操作性 | printed1 | 4 | 5 | note | 平台操作性得分 4，目标值 ≥0.9，实际完成值 90%，已达到目标，分值是 5。表内没有印出计分办法，请改正得分或说明扣分理由。",
        ]),
        ({"target": "≥0.9", "actual": "0.9", "printed": 4, "name": "覆盖率"}, [
            "warning | target-met-points-cut | 覆盖率 | printed1 | 4 | 5 | note | 覆盖率得分 4，目标值 ≥0.9，实际完成值 0.9，已达到目标，分值是 5。表内没有印出计分办法，请改正得分或说明扣分理由。",
        ]),
        ({"target": "≥95%", "actual": "1.2", "printed": 4}, []),
        ({"target": "≥95%", "actual": "90%", "printed": 5}, [
            "warning | target-missed-full-score | 平台操作性 | printed1 | 5 | — | note | 平台操作性得满分 5，目标值 ≥95%，实际完成值 90%，没有达到目标。表内没有印出计分办法，请扣分或说明理由。",
        ]),
        ({"target": ">95%", "actual": "95%", "printed": 5}, [
            "warning | target-missed-full-score | 平台操作性 | printed1 | 5 | — | note | 平台操作性得满分 5，目标值 >95%，实际完成值 95%，没有达到目标。表内没有印出计分办法，请扣分或说明理由。",
        ]),
        ({"target": "<5300元", "actual": "5300元", "printed": 5}, [
            "warning | target-missed-full-score | 平台操作性 | printed1 | 5 | — | note | 平台操作性得满分 5，目标值 <5300元，实际完成值 5300元，没有达到目标。表内没有印出计分办法，请扣分或说明理由。",
        ]),
        ({"target": "≤5300元", "actual": "5301元", "printed": 5}, [
            "warning | target-missed-full-score | 平台操作性 | printed1 | 5 | — | note | 平台操作性得满分 5，目标值 ≤5300元，实际完成值 5301元，没有达到目标。表内没有印出计分办法，请扣分或说明理由。",
        ]),
        ({"target": "=6次", "actual": "5次", "printed": 5}, [
            "warning | target-missed-full-score | 平台操作性 | printed1 | 5 | — | note | 平台操作性得满分 5，目标值 =6次，实际完成值 5次，没有达到目标。表内没有印出计分办法，请扣分或说明理由。",
        ]),
        ({"target": "90", "actual": "80", "printed": 5, "name": "数量（≥台）"}, [
            "warning | target-missed-full-score | 数量（≥台） | printed1 | 5 | — | note | 数量（≥台）得满分 5，目标值 90，实际完成值 80，没有达到目标。表内没有印出计分办法，请扣分或说明理由。",
        ]),
        ({"target": "≥95%", "actual": "95%", "printed": 4, "remark": "—"}, [
            "warning | target-met-points-cut | 平台操作性 | printed1 | 4 | 5 | note | 平台操作性得分 4，目标值 ≥95%，实际完成值 95%，已达到目标，分值是 5。表内没有印出计分办法，请改正得分或说明扣分理由。",
        ]),
        *[
            (fields, [])
            for fields in (
                {"target": "=6次", "actual": "7次", "printed": 5}, {"target": "=6次", "actual": "7次", "printed": 4},
                {"target": "≥95%", "actual": "95%", "printed": 4, "remark": "验收有瑕疵"}, {"target": "95%", "actual": "90%", "printed": 5},
                {"target": "≥95%", "actual": "≥95%", "printed": 4}, {"target": "≥95%", "actual": "95件", "printed": 4},
                {"target": "≥95%", "actual": "0.95", "printed": 4}, {"target": "≥95%", "actual": "90%", "printed": 4},
                {"target": "完成", "actual": "完成", "printed": 4}, {"target": "≥95%", "actual": "未测", "printed": 4},
                {"target": "≥95%", "actual": "95%", "printed": 5}, {"target": "≥95%", "actual": "95%", "printed": 0, "weight": 0},
            )
        ],
    ],
)  # fmt: skip
def test_a_row_without_any_rule_is_held_against_its_target(fields: dict[str, Any], found: list[str]) -> None:
    assert found == whole(form(leaf(**({"criterion": ""} | fields))), LINES, "general")


@pytest.mark.parametrize(
    ("criterion", "actual"),
    [
        ("每发现一例扣1分，扣完为止", "100%"),
        ("①有管理制度(2分)；②有执行记录(3分)", "100%"),
        ("未按时完成酌情扣1-2分", "已完成"),
        ("发生安全事故不得分，否则得5分", "达标"),
    ],
)
@pytest.mark.parametrize("printed", ["3", "5"])
def test_a_figure_or_a_word_that_answers_something_else_accuses_nobody(criterion: str, actual: str, printed: str) -> None:
    found = ps.audit(form(leaf(criterion=criterion, target=actual, actual=actual, printed=printed)), select=LINES).findings
    assert {("error", one.code) for one in found if one.severity == "error"} <= {("error", "score-not-allowed")}


@pytest.mark.parametrize(
    ("code", "sheet", "rules", "found"),
    [
        # constraints: from which end their points are counted
        ("constraint-sign", form(leaf(**CONSTRAINT, weight=10, printed=10)), NEGATIVE, [
            "warning | 合规性 | printed1 | 10 | 0 | constraint_base | 合规性记了正分 10，条文 constraint_sign规定约束性指标以负数记分；本表分值合计含此行为 10，此处按“分值减扣分”计。请确认记分方式，改为负数或在备注中说明。",
        ]),
        ("constraint-sign", form(leaf("甲", weight=90), leaf(**CONSTRAINT, weight=10, printed=9)), NEGATIVE, [
            "warning | 合规性 | printed2 | 9 | 0 | constraint_base | 合规性记了正分 9，条文 constraint_sign规定约束性指标以负数记分；本表分值合计含此行为 100，此处按“分值减扣分”计。请确认记分方式，改为负数或在备注中说明。",
        ]),
        ("constraint-sign", form(leaf(**CONSTRAINT, weight=10, printed=10)), {"constraint_sign": "positive"}, []),
        ("constraint-sign", form(leaf(**CONSTRAINT, weight=10, printed=10)), {}, []),
        ("constraint-sign", form(leaf(**CONSTRAINT, weight=None, printed=10)), {}, [
            "warning | 合规性 | printed1 | 10 | 0 | constraint_base | 合规性记了正分 10，本行却没有分值；此处按从 0 起扣分计，没有计入这些分。请确认记分方式，改为负数或在备注中说明。",
        ]),
        ("constraint-sign", form(leaf(**CONSTRAINT, weight=None, printed=10)), NEGATIVE, [
            "warning | 合规性 | printed1 | 10 | 0 | constraint_base | 合规性记了正分 10，本行却没有分值；此处按从 0 起扣分计，没有计入这些分。请确认记分方式，改为负数或在备注中说明。",
        ]),
        ("constraint-sign", form(leaf(**CONSTRAINT, weight=0, printed=1)), {}, [
            "warning | 合规性 | printed1 | 1 | 0 | constraint_base | 合规性记了正分 1，本行却没有分值；此处按从 0 起扣分计，没有计入这些分。请确认记分方式，改为负数或在备注中说明。",
        ]),
        ("constraint-sign", form(leaf(**CONSTRAINT, weight=10, printed=-3)), {}, [
            "warning | 合规性 | printed1 | -3 | — | constraint_base | 合规性记了负分 -3，本表分值合计却含此行的 10；若按“分值减扣分”记，应写 7；此处按 0 计。请确认记分方式，统一各行的记法或在备注中说明。",
        ]),
        ("constraint-sign", form(leaf(**CONSTRAINT, weight=10, printed=-12)), {}, [
            "warning | 合规性 | printed1 | -12 | — | constraint_base | 合规性记了负分 -12，本表分值合计却含此行的 10；若按“分值减扣分”记，应写 0；此处按 0 计。请确认记分方式，统一各行的记法或在备注中说明。",
        ]),
        ("constraint-sign", form(leaf(**CONSTRAINT, weight=1, printed=-1)), NEGATIVE, [
            "warning | 合规性 | printed1 | -1 | — | constraint_base | 合规性记了负分 -1，本表分值合计却含此行的 1；若按“分值减扣分”记，应写 0；此处按 0 计。请确认记分方式，统一各行的记法或在备注中说明。",
        ]),
        ("constraint-sign", form(leaf(**CONSTRAINT, weight=None, printed=-3)), {}, []),
        ("constraint-sign", form(leaf(**CONSTRAINT, weight=10, printed=0)), NEGATIVE, []),
        ("constraint-sign", form(leaf(**CONSTRAINT, weight=10)), NEGATIVE, []),
        ("constraint-sign", form(leaf(**CONSTRAINT, weight=10, printed=11)), NEGATIVE, []),
        ("constraint-sign", form(leaf(weight=10, printed=10), leaf(weight=10, printed=-3), leaf(**CONSTRAINT, weight=None, printed=1)), NEGATIVE, [
            "warning | 合规性 | printed3 | 1 | 0 | constraint_base | 合规性记了正分 1，本行却没有分值；此处按从 0 起扣分计，没有计入这些分。请确认记分方式，改为负数或在备注中说明。",
        ]),
        # forms without scores still owe reasons
        ("explanation-missing", unscored(target="≥90%", actual="80%"), {}, [
            "warning | 平台操作性 | remark1 | 80% | — | — | 平台操作性目标值 ≥90%，实际完成值 80%，没有达到目标，原因一栏没有填。请说明原因和改进措施。",
        ]),
        ("explanation-missing", unscored(target="≥90%", actual="80%", remark="无"), {}, [
            "warning | 平台操作性 | remark1 | 80% | — | — | 平台操作性目标值 ≥90%，实际完成值 80%，没有达到目标，原因一栏没有填。请说明原因和改进措施。",
        ]),
        ("explanation-missing", unscored(target="80", actual="90", name="费用（≤万元）"), {}, [
            "warning | 费用（≤万元） | remark1 | 90 | — | — | 费用（≤万元）目标值 80，实际完成值 90，没有达到目标，原因一栏没有填。请说明原因和改进措施。",
        ]),
        ("explanation-missing", unscored(target="≥90%", actual="80%", remark="疫情影响"), {}, []),
        ("explanation-missing", unscored(target="≥90%", actual="≥80%"), {}, []),
        ("explanation-missing", unscored(target="≥90%", actual="95%"), {}, []),
        ("explanation-missing", unscored(target="90%", actual="80%"), {}, []),
        ("explanation-missing", unscored(target="≥90%", actual="未测"), {}, []),
        ("explanation-missing", evolve(unscored(target="≥90%", actual="80%"), heads=["年度指标值"]), {}, []),
        ("explanation-missing", evolve(unscored(target="≥90%", actual="80%"), budget=ps.Budget(planned=100, spent=100, weight=10, printed=10)), {}, []),
    ],
)  # fmt: skip
def test_signs_and_reasons(code: str, sheet: ps.Sheet, rules: dict[str, str], found: list[str]) -> None:
    assert found == whole(sheet, code, book(rules) if rules else None)


def test_a_clause_on_signs_that_the_form_does_not_print_is_not_held_against_it() -> None:
    card = ps.score(form(leaf(**CONSTRAINT, weight=10, printed=10)), book(NEGATIVE))
    assert [1, 0] == [len(list(constraint_sign(one))) for one in (card, evolve(card, recognised_by="按标题认定"))]


@pytest.mark.parametrize(
    ("printed", "taken", "named"),
    [("5", False, False), ("4.99", False, True), ("5.2", False, True), ("5.16", True, True), ("6", True, True)],
)
def test_a_rulebook_that_is_only_taken_for_the_forms_may_round_the_rate_and_a_form_may_not(printed: str, taken: bool, named: bool) -> None:
    sheet = paid(planned="310.21", initial=300, spent="154.74", weight=10, printed=printed)  # 49.88 % and 51.58 %
    rules = book({"execution": "得分按执行率*分值", "policy.rate_rounding": "percent"})
    assert (taken, named) == tuple(bool(whole(sheet, LINES, one)) for one in (evolve(rules, guessed=True), rules))


def test_a_reading_that_gives_the_score_is_named_before_a_rounding_of_another() -> None:
    budget = ps.Budget(planned=120, spent=115, rate="96%", weight=10, printed="9.6", criterion="得分按执行率*分值")
    found = only(form(leaf(weight=90, printed=None), budget=budget), "execution-score")
    assert "rate_rounding=percent" == found.reading


def test_a_rate_on_another_base_was_not_multiplied_by_mistake() -> None:
    budget = ps.Budget(initial=200, planned=180, spent=171, rate="85.5%", weight=10, printed="8.55")
    found = only(form(leaf(weight=90, printed=None), budget=budget), "execution-score")
    assert "应为 9.5（171 ÷ 180 × 10 = 9.5）。若执行率以年初预算数为分母，则可得此分。" in found.message


def test_a_target_that_nothing_is_divided_by_was_not_forgotten() -> None:
    tiers = leaf(weight=10, target="90%", actual="72%", printed="7.2", criterion="≥90%得10分，70%(含)-90%得8分，其余不得分")
    assert "直接乘以分值" not in only(form(tiers), "score-not-allowed").message


@pytest.mark.parametrize(
    ("fields", "severity"),
    [
        ({"criterion": "每有一项不规范扣1分", "target": "", "actual": "3项", "printed": "5"}, "warning"),
        ({"name": "检查发现的问题", "criterion": "每发现1个问题扣1分，扣完为止", "target": "", "actual": "3个", "printed": "5"}, "error"),
    ],
)
def test_a_count_is_of_faults_where_row_or_unit_say_so(fields: dict[str, Any], severity: str) -> None:
    found = [one for one in ps.audit(form(leaf(**fields))).findings if one.code in LINES]
    assert [severity] == [one.severity for one in found]


@pytest.mark.parametrize(
    ("printed", "declared", "severity"),
    [
        ((95, 100, 30), 98, "warning"),
        ((95, 100, 30), None, "warning"),
        ((95, 100, 30), 225, "error"),  # the sum of the lines, and not what they come to out of 100
        ((12, 40, 30), None, "error"),
        ((95, 140, 30), None, "error"),
    ],
)
def test_scores_out_of_100_accuse_nobody(printed: tuple[int, ...], declared: int | None, severity: str) -> None:
    weights = {"甲": 10, "乙": 50, "丙": 40}
    rows = [leaf(name, weight=weight, criterion="", printed=one) for (name, weight), one in zip(weights.items(), printed, strict=True)]
    found = [one for one in ps.audit(form(*rows, declared=declared)).findings if one.code == "score-above-weight"]
    assert {severity} == {one.severity for one in found}
    assert (severity == "warning") is all("多数行的得分超过分值，得分可能按百分制填写。" in one.message for one in found)
