"""perfscore.line: what a row tells of itself."""

import json
from decimal import Decimal
from typing import Any

import pytest

import perfscore as ps
from perfscore.line import BASIS_WORDS, fits, maybe_plain
from tests.books import book
from tests.forms import FIRST, ROOT, form, leaf, placed

HAND = {"policy.overshoot": "hand", "overshoot_from": "≥120%", "positive": "实际完成值/年初目标值*分值"}


def test_a_figure_far_beyond_its_target_is_told_with_its_clause() -> None:
    line = ps.score(form(leaf(target="100件", actual="130件", criterion="")), book(HAND)).lines[0]
    said = "实际完成值达到目标值的 120% 及以上，依据 试行办法 条文 policy.overshoot：“hand”（已核实）"
    assert line.beyond == said
    assert said in line.notes
    near = ps.score(form(leaf(target="100件", actual="110件", criterion="")), book(HAND)).lines[0]
    assert near.beyond == ""


RATIO = "实际完成值/年初目标值*分值"
STEPS = "数量每减少1扣0.1分，扣完为止"
EXECUTED: dict[str, Any] = {"name": "预算执行率", "criterion": "得分按执行率*分值", "target": "100%", "actual": "98%"}
PAID = ps.Budget(planned=300, spent=200)
STORED = [ps.Cell(field="actual", text="99%", at="H3", stored="0.98533"), ps.Cell(field="weight", text="5.0", at="C3", stored="5.004")]


def told(fields: dict[str, Any], rules: dict[str, str], budget: ps.Budget | None = None) -> list[str]:
    """A line, whole: what counts, its deviation, its arithmetic with every figure, its notes."""
    line = ps.score(placed(form(leaf(**fields), budget=budget or ps.Budget())), book(rules)).lines[0]
    good = {True: "有利", False: "不利", None: "—"}[line.favourable]
    head = (line.basis, line.score, line.low, line.high, "唯一" if line.fixed else "有余地", line.deviation, line.exact_deviation, good)
    return [" | ".join(map(str, head)), *str(line).splitlines(), *line.notes]


@pytest.mark.parametrize(
    ("fields", "rules", "budget", "found"),
    [
        ({}, {}, None, [
            "criterion | 3.50 | 3.50 | 3.50 | 唯一 | -0.1500 | -3/20 | 不利",
            "平台操作性  3.5 / 5  5 − 15 × 0.1 = 3.5  〔本行评分标准：“数量每减少1扣0.1分，扣完为止”〕  printed1",
            "├ 目标值  100%  target1",
            "├ 实际完成值  85%  actual1",
            "├ 差距  15 个百分点",
            "├ 扣分次数  15 次",
            "└ 评分标准  数量每减少1扣0.1分，扣完为止  criterion1",
        ]),
        ({"printed": 3}, {}, None, [
            "criterion | 3.50 | 3.50 | 3.50 | 唯一 | -0.1500 | -3/20 | 不利",
            "平台操作性  3.5 / 5  5 − 15 × 0.1 = 3.5  〔本行评分标准：“数量每减少1扣0.1分，扣完为止”〕  printed1",
            "├ 目标值  100%  target1",
            "├ 实际完成值  85%  actual1",
            "├ 差距  15 个百分点",
            "├ 扣分次数  15 次",
            "└ 评分标准  数量每减少1扣0.1分，扣完为止  criterion1",
        ]),
        ({"weight": None}, {}, None, [
            "none | None | 0.00 | 0.00 | 有余地 | -0.1500 | -3/20 | 不利",
            "平台操作性  [0, 0] / 0  本行没有分值，未计算  〔本行评分标准：“数量每减少1扣0.1分，扣完为止”〕  printed1",
            "本行没有分值，未计算",
            "分值推定为 100（全部指标共 100 分、其余各行已知，差额 100 分），只用于提醒",
        ]),
        ({"target": "", "printed": 3}, {}, None, [
            "printed | 3.00 | 0.00 | 5.00 | 有余地 | None | None | —",
            "平台操作性  [0, 5] / 5  目标值未填，未计算  〔本行评分标准：“数量每减少1扣0.1分，扣完为止”〕  printed1",
            "目标值未填，未计算",
        ]),
        ({"criterion": "视情况而定", "printed": 3}, {}, None, [
            "printed | 3.00 | 0.00 | 5.00 | 有余地 | -0.1500 | -3/20 | 不利",
            "平台操作性  [0, 5] / 5  评分标准读不懂：没有说什么情形得分。  printed1",
            "评分标准读不懂：没有说什么情形得分。",
        ]),
        ({"criterion": ""}, {}, None, [
            "none | None | 0.00 | 5.00 | 有余地 | -0.1500 | -3/20 | 不利",
            "平台操作性  [0, 5] / 5  本行没有评分标准，评分办法也没有通用公式，未计算  printed1",
            "本行没有评分标准，评分办法也没有通用公式，未计算",
        ]),
        # deviations
        ({"target": "0"}, {}, None, [
            "criterion | 5.00 | 5.00 | 5.00 | 唯一 | None | None | —",
            "平台操作性  5 / 5  达到目标，得满分 5  〔本行评分标准：“数量每减少1扣0.1分，扣完为止”〕  printed1",
            "├ 目标值  0  target1",
            "├ 实际完成值  85%  actual1",
            "├ 差距  0 个百分点",
            "├ 扣分次数  0 次",
            "└ 评分标准  数量每减少1扣0.1分，扣完为止  criterion1",
        ]),
        ({"target": "-5", "actual": "-4", "criterion": RATIO}, {}, None, [
            "none | None | 0.00 | 5.00 | 有余地 | -0.2000 | -1/5 | 不利",
            "平台操作性  [0, 5] / 5  目标值为负，比例没有意义，未计算  〔本行评分标准：“实际完成值/年初目标值*分值”〕  printed1",
            "目标值为负，比例没有意义，未计算",
        ]),
        ({"target": "3", "actual": "4", "criterion": RATIO}, {}, None, [
            "criterion | 5.00 | 5.00 | 5.00 | 唯一 | 0.3333 | 1/3 | 有利",
            "平台操作性  5 / 5  达到目标，得满分 5  〔本行评分标准：“实际完成值/年初目标值*分值”〕  printed1",
            "├ 目标值  3  target1",
            "├ 实际完成值  4  actual1",
            "└ 评分标准  实际完成值/年初目标值*分值  criterion1",
        ]),
        ({"target": "20000", "actual": "19999", "criterion": RATIO}, {}, None, [
            "criterion | 5.00 | 5.00 | 5.00 | 唯一 | -0.0001 | -1/20000 | 不利",
            "平台操作性  5 / 5  19999 ÷ 20000 × 5 ≈ 5  〔本行评分标准：“实际完成值/年初目标值*分值”〕  printed1",
            "├ 目标值  20000  target1",
            "├ 实际完成值  19999  actual1",
            "└ 评分标准  实际完成值/年初目标值*分值  criterion1",
        ]),
        ({"target": "20000", "actual": "20001", "criterion": RATIO}, {}, None, [
            "criterion | 5.00 | 5.00 | 5.00 | 唯一 | 0.0001 | 1/20000 | 有利",
            "平台操作性  5 / 5  达到目标，得满分 5  〔本行评分标准：“实际完成值/年初目标值*分值”〕  printed1",
            "├ 目标值  20000  target1",
            "├ 实际完成值  20001  actual1",
            "└ 评分标准  实际完成值/年初目标值*分值  criterion1",
        ]),
        ({"target": "100%", "actual": "0.85", "criterion": RATIO}, {}, None, [
            "criterion | 4.25 | 4.25 | 4.25 | 唯一 | -0.1500 | -3/20 | 不利",
            "平台操作性  4.25 / 5  85 ÷ 100 × 5 = 4.25  〔本行评分标准：“实际完成值/年初目标值*分值”〕  printed1",
            "├ 目标值  100%  target1",
            "├ 实际完成值  0.85（按 85% 计）  actual1",
            "└ 评分标准  实际完成值/年初目标值*分值  criterion1",
        ]),
        ({"target": "3万元", "actual": "20000元", "criterion": RATIO}, {}, None, [
            "criterion | 3.33 | 3.33 | 3.33 | 唯一 | -0.3333 | -1/3 | 不利",
            "平台操作性  3.33 / 5  2 ÷ 3 × 5 ≈ 3.33  〔本行评分标准：“实际完成值/年初目标值*分值”〕  printed1",
            "├ 目标值  3万元  target1",
            "├ 实际完成值  20000元（按 2万元 计）  actual1",
            "└ 评分标准  实际完成值/年初目标值*分值  criterion1",
        ]),
        ({"target": "100%", "actual": "20000元", "criterion": RATIO}, {}, None, [
            "none | None | 0.00 | 5.00 | 有余地 | None | None | —",
            "平台操作性  [0, 5] / 5  目标“100%”与实际“20000元”单位不同，无法比较。  〔本行评分标准：“实际完成值/年初目标值*分值”〕  printed1",
            "目标“100%”与实际“20000元”单位不同，无法比较。",
        ]),
        ({"target": "≤10%", "actual": "12%", "criterion": "每增加1%扣1分，扣完为止"}, {}, None, [
            "criterion | 3.00 | 3.00 | 3.00 | 唯一 | 0.2000 | 1/5 | 不利",
            "平台操作性  3 / 5  5 − 2 × 1 = 3  〔本行评分标准：“每增加1%扣1分，扣完为止”〕  printed1",
            "├ 目标值  ≤10%  target1",
            "├ 实际完成值  12%  actual1",
            "├ 差距  2 个百分点",
            "├ 扣分次数  2 次",
            "└ 评分标准  每增加1%扣1分，扣完为止  criterion1",
        ]),
        ({"target": "≤10%", "actual": "10%", "criterion": "每增加1%扣1分，扣完为止"}, {}, None, [
            "criterion | 5.00 | 5.00 | 5.00 | 唯一 | 0.0000 | 0 | 有利",
            "平台操作性  5 / 5  未超过目标，得满分 5  〔本行评分标准：“每增加1%扣1分，扣完为止”〕  printed1",
            "├ 目标值  ≤10%  target1",
            "├ 实际完成值  10%  actual1",
            "├ 差距  0 个百分点",
            "├ 扣分次数  0 次",
            "└ 评分标准  每增加1%扣1分，扣完为止  criterion1",
        ]),
        ({"target": "≤10%", "actual": "8%", "criterion": "每增加1%扣1分，扣完为止"}, {}, None, [
            "criterion | 5.00 | 5.00 | 5.00 | 唯一 | -0.2000 | -1/5 | 有利",
            "平台操作性  5 / 5  未超过目标，得满分 5  〔本行评分标准：“每增加1%扣1分，扣完为止”〕  printed1",
            "├ 目标值  ≤10%  target1",
            "├ 实际完成值  8%  actual1",
            "├ 差距  0 个百分点",
            "├ 扣分次数  0 次",
            "└ 评分标准  每增加1%扣1分，扣完为止  criterion1",
        ]),
        ({"target": "5", "actual": "2例", "criterion": "每发现一例扣1分，扣完为止"}, {}, None, [
            "none | None | 0.00 | 5.00 | 有余地 | -0.6000 | -3/5 | 不利",
            "平台操作性  [0, 5] / 5  目标值不是 0，实际完成值是不是扣分事项的个数不能确定，未计算  〔本行评分标准：“每发现一例扣1分，扣完为止”〕  printed1",
            "目标值不是 0，实际完成值是不是扣分事项的个数不能确定，未计算",
        ]),
        # rules that leave room, and another rounding
        ({"criterion": "酌情扣1-2分", "actual": "是", "printed": 4}, {}, None, [
            "printed | 4.00 | 3.00 | 4.00 | 有余地 | None | None | —",
            "平台操作性  [3, 4] / 5  酌情扣分：5 − 2 至 5 − 1，即 [3, 4]  〔本行评分标准：“酌情扣1-2分”〕  printed1",
            "├ 实际完成值  是  actual1",
            "└ 评分标准  酌情扣1-2分  criterion1",
            "评分标准留有余地（[3, 4]），按表内得分计",
        ]),
        ({"criterion": "酌情扣1-2分", "actual": "是"}, {}, None, [
            "criterion | 4.00 | 3.00 | 4.00 | 有余地 | None | None | —",
            "平台操作性  [3, 4] / 5  酌情扣分：5 − 2 至 5 − 1，即 [3, 4]  〔本行评分标准：“酌情扣1-2分”〕  printed1",
            "├ 实际完成值  是  actual1",
            "└ 评分标准  酌情扣1-2分  criterion1",
        ]),
        ({"target": "3", "actual": "1", "criterion": RATIO}, {"rounding": "0.1"}, None, [
            "criterion | 1.7 | 1.7 | 1.7 | 唯一 | -0.6667 | -2/3 | 不利",
            "平台操作性  1.7 / 5  1 ÷ 3 × 5 ≈ 1.7  〔本行评分标准：“实际完成值/年初目标值*分值”〕  printed1",
            "├ 目标值  3  target1",
            "├ 实际完成值  1  actual1",
            "└ 评分标准  实际完成值/年初目标值*分值  criterion1",
        ]),
        ({"target": "3", "actual": "1", "criterion": RATIO}, {}, None, [
            "criterion | 1.67 | 1.67 | 1.67 | 唯一 | -0.6667 | -2/3 | 不利",
            "平台操作性  1.67 / 5  1 ÷ 3 × 5 ≈ 1.67  〔本行评分标准：“实际完成值/年初目标值*分值”〕  printed1",
            "├ 目标值  3  target1",
            "├ 实际完成值  1  actual1",
            "└ 评分标准  实际完成值/年初目标值*分值  criterion1",
        ]),
        # the execution rate
        (EXECUTED, {}, None, [
            "criterion | 4.90 | 4.90 | 4.90 | 唯一 | -0.0200 | -1/50 | 不利",
            "预算执行率  4.9 / 5  98 ÷ 100 × 5 = 4.9  〔本行评分标准：“得分按执行率*分值”〕  printed1",
            "├ 执行率  98%  actual1",
            "└ 评分标准  得分按执行率*分值  criterion1",
        ]),
        (EXECUTED, {}, PAID, [
            "criterion | 3.33 | 3.33 | 3.33 | 唯一 | -0.3333 | -1/3 | 不利",
            "预算执行率  3.33 / 5  200 ÷ 300 × 5 ≈ 3.33  〔本行评分标准：“得分按执行率*分值”〕  printed1",
            "├ 预算数  300  planned",
            "├ 执行数  200  spent",
            "└ 评分标准  得分按执行率*分值  criterion1",
        ]),
        (EXECUTED | {"target": "90%"}, {}, PAID, [
            "criterion | 3.33 | 3.33 | 3.33 | 唯一 | -0.2593 | -7/27 | 不利",
            "预算执行率  3.33 / 5  200 ÷ 300 × 5 ≈ 3.33  〔本行评分标准：“得分按执行率*分值”〕  printed1",
            "├ 预算数  300  planned",
            "├ 执行数  200  spent",
            "└ 评分标准  得分按执行率*分值  criterion1",
        ]),
        (EXECUTED | {"target": "0.9"}, {}, PAID, [
            "criterion | 3.33 | 3.33 | 3.33 | 唯一 | -0.2593 | -7/27 | 不利",
            "预算执行率  3.33 / 5  200 ÷ 300 × 5 ≈ 3.33  〔本行评分标准：“得分按执行率*分值”〕  printed1",
            "├ 预算数  300  planned",
            "├ 执行数  200  spent",
            "└ 评分标准  得分按执行率*分值  criterion1",
        ]),
        (EXECUTED | {"target": "66.67%"}, {}, PAID, [
            "criterion | 3.33 | 3.33 | 3.33 | 唯一 | 0.0000 | -1/20001 | 不利",
            "预算执行率  3.33 / 5  200 ÷ 300 × 5 ≈ 3.33  〔本行评分标准：“得分按执行率*分值”〕  printed1",
            "├ 预算数  300  planned",
            "├ 执行数  200  spent",
            "└ 评分标准  得分按执行率*分值  criterion1",
        ]),
        (EXECUTED | {"target": "1%"}, {}, ps.Budget(planned="1.5", spent="0.25"), [
            "criterion | 0.83 | 0.83 | 0.83 | 唯一 | 15.6667 | 47/3 | 有利",
            "预算执行率  0.83 / 5  0.25 ÷ 1.5 × 5 ≈ 0.83  〔本行评分标准：“得分按执行率*分值”〕  printed1",
            "├ 预算数  1.5  planned",
            "├ 执行数  0.25  spent",
            "└ 评分标准  得分按执行率*分值  criterion1",
        ]),
        (EXECUTED | {"target": "0"}, {}, PAID, [
            "criterion | 3.33 | 3.33 | 3.33 | 唯一 | None | None | —",
            "预算执行率  3.33 / 5  200 ÷ 300 × 5 ≈ 3.33  〔本行评分标准：“得分按执行率*分值”〕  printed1",
            "├ 预算数  300  planned",
            "├ 执行数  200  spent",
            "└ 评分标准  得分按执行率*分值  criterion1",
        ]),
        (EXECUTED | {"target": ""}, {}, PAID, [
            "criterion | 3.33 | 3.33 | 3.33 | 唯一 | None | None | —",
            "预算执行率  3.33 / 5  200 ÷ 300 × 5 ≈ 3.33  〔本行评分标准：“得分按执行率*分值”〕  printed1",
            "├ 预算数  300  planned",
            "├ 执行数  200  spent",
            "└ 评分标准  得分按执行率*分值  criterion1",
        ]),
        (EXECUTED, {}, ps.Budget(planned=0, spent=5), [
            "none | None | 0.00 | 5.00 | 有余地 | -0.0200 | -1/50 | 不利",
            "预算执行率  [0, 5] / 5  预算数不大于 0，执行率没有意义，未计算  〔本行评分标准：“得分按执行率*分值”〕  printed1",
            "预算数不大于 0，执行率没有意义，未计算",
        ]),
        (EXECUTED, {}, ps.Budget(planned=-5, spent=5), [
            "none | None | 0.00 | 5.00 | 有余地 | -0.0200 | -1/50 | 不利",
            "预算执行率  [0, 5] / 5  预算数不大于 0，执行率没有意义，未计算  〔本行评分标准：“得分按执行率*分值”〕  printed1",
            "预算数不大于 0，执行率没有意义，未计算",
        ]),
        # what lies far beyond its target
        ({"target": "100件", "actual": "120件", "criterion": ""}, HAND, None, [
            "none | None | 0.00 | 5.00 | 有余地 | 0.2000 | 1/5 | 有利",
            "平台操作性  [0, 5] / 5  实际完成值达到目标值的 120% 及以上，得分可由人工修改，在 [0, 5] 之间  〔试行办法 条文 positive：“实际完成值/年初目标值*分值”（已核实）〕  printed1",
            "├ 目标值  100件  target1",
            "└ 实际完成值  120件  actual1",
            "实际完成值达到目标值的 120% 及以上，依据 试行办法 条文 policy.overshoot：“hand”（已核实）",
            "方向由指标名称推定",
        ]),
        ({"target": "100件", "actual": "119件", "criterion": ""}, HAND, None, [
            "note | 5.00 | 5.00 | 5.00 | 唯一 | 0.1900 | 19/100 | 有利",
            "平台操作性  5 / 5  达到目标，得满分 5  〔试行办法 条文 positive：“实际完成值/年初目标值*分值”（已核实）〕  printed1",
            "├ 目标值  100件  target1",
            "└ 实际完成值  119件  actual1",
            "方向由指标名称推定",
        ]),
        ({"target": "1件", "actual": "2件", "criterion": ""}, HAND, None, [
            "none | None | 0.00 | 5.00 | 有余地 | 1.0000 | 1 | 有利",
            "平台操作性  [0, 5] / 5  实际完成值达到目标值的 120% 及以上，得分可由人工修改，在 [0, 5] 之间  〔试行办法 条文 positive：“实际完成值/年初目标值*分值”（已核实）〕  printed1",
            "├ 目标值  1件  target1",
            "└ 实际完成值  2件  actual1",
            "实际完成值达到目标值的 120% 及以上，依据 试行办法 条文 policy.overshoot：“hand”（已核实）",
            "方向由指标名称推定",
        ]),
        ({"target": "-1", "actual": "-3", "criterion": ""}, HAND, None, [
            "none | None | 0.00 | 5.00 | 有余地 | 2.0000 | 2 | 有利",
            "平台操作性  [0, 5] / 5  目标值为负，比例没有意义，未计算  〔试行办法 条文 positive：“实际完成值/年初目标值*分值”（已核实）〕  printed1",
            "目标值为负，比例没有意义，未计算",
        ]),
        ({"target": "100件", "actual": "120件", "criterion": ""}, {"overshoot_from": "≥120%", "positive": RATIO}, None, [
            "note | 5.00 | 5.00 | 5.00 | 唯一 | 0.2000 | 1/5 | 有利",
            "平台操作性  5 / 5  达到目标，得满分 5  〔试行办法 条文 positive：“实际完成值/年初目标值*分值”（已核实）〕  printed1",
            "├ 目标值  100件  target1",
            "└ 实际完成值  120件  actual1",
            "实际完成值达到目标值的 120% 及以上",
            "方向由指标名称推定",
        ]),
        # what else a reader must know
        ({"actual": "99%", "cells": STORED}, {}, None, [
            "criterion | 4.90 | 4.90 | 4.90 | 唯一 | -0.0100 | -1/100 | 不利",
            "平台操作性  4.9 / 5  5 − 1 × 0.1 = 4.9  〔本行评分标准：“数量每减少1扣0.1分，扣完为止”〕  printed1",
            "├ 目标值  100%  target1",
            "├ 实际完成值  99%  H3",
            "├ 差距  1 个百分点",
            "├ 扣分次数  1 次",
            "└ 评分标准  数量每减少1扣0.1分，扣完为止  criterion1",
            "单元格存有 0.98533，按显示的 99% 计",
            "单元格存有 5.004，按显示的 5.0 计",
        ]),
        ({"criterion": f"{STEPS}，弄虚作假的不得分。数据来源：统计报表"}, {}, None, [
            "criterion | 3.50 | 3.50 | 3.50 | 唯一 | -0.1500 | -3/20 | 不利",
            "平台操作性  3.5 / 5  5 − 15 × 0.1 = 3.5  〔本行评分标准：“数量每减少1扣0.1分，扣完为止，弄虚作假的不得分。数据来源：统计报表”〕  printed1",
            "├ 目标值  100%  target1",
            "├ 实际完成值  85%  actual1",
            "├ 差距  15 个百分点",
            "├ 扣分次数  15 次",
            "└ 评分标准  数量每减少1扣0.1分，扣完为止，弄虚作假的不得分。数据来源：统计报表  criterion1",
            "“数据来源:统计报表”不影响计分，未采用",
            "另有一票否决：弄虚作假的不得分；表内没有记载，未计入",
        ]),
        ({"criterion": "", "target": "100件", "actual": "90件"}, {"positive": RATIO}, None, [
            "note | 4.50 | 4.50 | 4.50 | 唯一 | -0.1000 | -1/10 | 不利",
            "平台操作性  4.5 / 5  90 ÷ 100 × 5 = 4.5  〔试行办法 条文 positive：“实际完成值/年初目标值*分值”（已核实）〕  printed1",
            "├ 目标值  100件  target1",
            "└ 实际完成值  90件  actual1",
            "方向由指标名称推定",
        ]),
        ({"criterion": "视情况而定"}, {"positive": RATIO, "criterion_unread": "note"}, None, [
            "note | 4.25 | 4.25 | 4.25 | 唯一 | -0.1500 | -3/20 | 不利",
            "平台操作性  4.25 / 5  85 ÷ 100 × 5 = 4.25  〔试行办法 条文 positive：“实际完成值/年初目标值*分值”（已核实）〕  printed1",
            "├ 目标值  100%  target1",
            "├ 实际完成值  85%  actual1",
            "└ 评分标准  视情况而定  criterion1",
            "方向由指标名称推定",
            "评分标准读不懂，按评分办法的规定用通用公式",
        ]),
    ],
)  # fmt: skip
def test_all_that_a_line_tells(fields: dict[str, Any], rules: dict[str, str], budget: ps.Budget | None, found: list[str]) -> None:
    assert found == told(fields, rules, budget)


def test_figures_that_were_read_from_no_cell_stand_where_their_row_does() -> None:
    name = [ps.Cell(field="name", text="平台操作性", at="B3")]
    budget = ps.Budget(planned=300, spent=200)
    for sheet in (form(leaf(cells=name)), form(leaf(**EXECUTED, cells=name), budget=budget)):
        step = ps.score(sheet, book({})).lines[0].step
        placed = [child.source.cell for child in step.children if child.source]
        assert {"B3"} == {*placed, step.source and step.source.cell}
        assert len(placed) == 3


def test_the_words_for_what_a_score_rests_on() -> None:
    assert {"criterion": "本行评分标准", "note": "通用公式", "printed": "表内得分", "none": "未计算"} == BASIS_WORDS


def test_points_that_are_inferred_are_told_beside_the_line() -> None:
    rows = [leaf("甲", weight=None, printed=30, criterion=""), leaf("乙", weight=50)]
    line = ps.score(ps.Sheet(branches=[ps.Goal(number=1, allotted=80, children=rows)])).lines[0]
    assert "分值推定为 30（目标1共 80 分，各行得分合计正好是满分），只用于提醒" in line.notes


def test_the_lines_of_the_first_sheet_are_as_recorded() -> None:
    recorded = json.loads((ROOT / "tests" / "golden" / "hanyang-2019.audit.json").read_text("utf-8"))
    assert recorded["lines"] == [line.to_dict() for line in ps.score(ps.read(FIRST)).lines]


def test_a_line_of_which_little_is_printed_as_data() -> None:
    data = ps.score(form(leaf(weight=None, criterion="", target="", actual="")), book({})).lines[0].to_dict()
    assert {
        "path": ["产出指标", "质量指标", "平台操作性"], "goal": None, "weight": None, "target": "", "actual": "", "printed": None, "score": None,
        "low": "0", "high": "0", "basis": "none", "rule": None, "deviation": None, "favourable": None, "explanation": "本行没有评分标准，评分办法也没有通用公式，未计算",
        "citation": None, "cell": None, "notes": ["本行没有评分标准，评分办法也没有通用公式，未计算", "分值推定为 100（全部指标共 100 分、其余各行已知，差额 100 分），只用于提醒"],
    } == data  # fmt: skip


@pytest.mark.parametrize("key", ["平台操作性", "产出指标/质量指标/平台操作性", ("质量指标", "平台操作性"), "I24", "Sheet1!I24"])
def test_a_line_by_name_path_or_cell(key: str | tuple[str, ...]) -> None:
    assert [line.name for line in ps.score(ps.read(FIRST)).lines if fits(line, key)] == ["平台操作性"]


def test_a_figure_that_may_be_missing() -> None:
    assert (maybe_plain(None), maybe_plain(Decimal("3.50"))) == (None, "3.5")


def test_a_line_prints_itself() -> None:
    line = ps.score(form(leaf(printed=3)))["平台操作性"]
    assert "<Line 产出指标/质量指标/平台操作性 3.5 [3.5, 3.5] criterion>" == repr(line)
    assert f"<pre>{line}</pre>" == line._repr_html_()


def test_a_bare_rate_stands_beside_its_target_in_percent() -> None:
    row = ps.Indicator(name="预算执行率", weight=10, target="0.9", actual="45", criterion="得分按执行率*权重")
    assert "-0.5000" == str(ps.score(ps.Sheet(branches=[row])).lines[0].deviation)


def test_the_step_of_a_line_is_whole() -> None:
    step = ps.score(ps.read(FIRST))["平台操作性"].step
    assert ("平台操作性", Decimal("3.5"), Decimal("3.5"), Decimal("3.5"), 5) == (step.label, step.value, step.low, step.high, step.full)
    assert [Decimal("3.5")] * 3 == [step.exact, step.exact_low, step.exact_high]
    assert "本行评分标准：“数量每减少 1 扣 0.1 分, 扣完为止。”" == str(step.citation)
    places = [(child.label, child.text, child.source and child.source.cell) for child in step.children]
    assert [
        ("目标值", "100%", "G24"), ("实际完成值", "85%", "H24"), ("差距", "15 个百分点", None), ("扣分次数", "15 次", None),
        ("评分标准", "数量每减少 1 扣 0.1 分, 扣完为止。", "F24"),
    ] == places  # fmt: skip
    assert "I24" == (step.source and step.source.cell)


def test_the_execution_rate_tells_the_figures_of_the_budget() -> None:
    step = ps.score(ps.read(FIRST))["预算执行率"].step
    places = [(child.label, child.text, child.source and child.source.cell) for child in step.children]
    assert [("预算数", "1486.27", "E5"), ("执行数", "1464.43", "I5"), ("评分标准", "得分按执行率*指标权重记分", "F9")] == places


def test_a_line_that_is_not_computed_keeps_its_clause_and_its_room() -> None:
    line = ps.score(form(leaf(criterion="不设权重, 酌情扣分", target="无", actual="", printed=3))).lines[0]
    assert (0, 5) == (line.step.low, line.step.high)
    unread = ps.score(form(leaf(target="", actual="", printed=3)))["平台操作性"]
    assert "本行评分标准：“数量每减少1扣0.1分，扣完为止”" == str(unread.step.citation)
    assert (unread.step.label, unread.basis, unread.step.missing) == ("平台操作性", "printed", unread.governed.missing)


def test_what_is_told_of_a_line() -> None:
    room = ps.score(ps.read(FIRST))["资金管理合规性"]
    assert ("评分标准留有余地（[0, 10]），按表内得分计",) == room.notes
    guessed = ps.score(
        form(leaf("运行成本", target="30万元", actual="35万元", criterion="")), book({"reverse": "年初目标值/实际完成值*分值"})
    )
    assert "方向由指标名称推定" in guessed.lines[0].notes
    vetoed = ps.score(form(leaf(criterion="数量每减少1扣0.1分，扣完为止，弄虚作假的不得分"))).lines[0]
    assert "另有一票否决：弄虚作假的不得分；表内没有记载，未计入" in vetoed.notes


def test_what_a_criterion_says_besides_its_rule_is_told() -> None:
    source = leaf(criterion="数量每减少1扣0.1分，扣完为止。数据来源：统计报表")
    assert ("“数据来源:统计报表”不影响计分，未采用",) == ps.score(form(source)).lines[0].notes


@pytest.mark.parametrize(("bare", "rate"), [("size", "0.1111"), ("percent", "-0.9889")])
@pytest.mark.parametrize("criterion", ["按完成比例得分", "酌情而定，另行研究", ""])
def test_a_deviation_takes_a_bare_figure_as_the_rulebook_does_also_without_a_rule(criterion: str, bare: str, rate: str) -> None:
    row = leaf(target="90%", actual="1", criterion=criterion)
    line = ps.score(form(row), book({"policy.bare_percent": bare, "positive": "实际完成值/年初目标值*分值"})).lines[0]
    assert Decimal(rate) == line.deviation
