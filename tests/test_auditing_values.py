"""perfscore.auditing.values: signs, slips, dates, reasons."""

from typing import Any

import pytest
from attrs import evolve

import perfscore as ps
from perfscore.auditing.values import overshoot
from tests.books import RATIO, book
from tests.forms import codes, form, leaf, whole

BASE = {"positive": RATIO}
ROUNDED = "0.0900000762939453"


@pytest.mark.parametrize(
    ("code", "sheet", "found"),
    [
        # a promise where something measured should stand
        ("actual-has-sign", form(leaf(target="≥90%", actual="≥90％")), [
            "warning | 平台操作性 | actual1 | ≥90％ | — | — | 平台操作性的实际完成值“≥90％”与目标值一样，是一个范围，不是实际数。请填实际完成的数。",
        ]),
        ("actual-has-sign", form(leaf(target="95%", actual="≤90%")), [
            "warning | 平台操作性 | actual1 | ≤90% | — | — | 平台操作性的实际完成值“≤90%”是一个范围，不是实际数。请填实际完成的数。",
        ]),
        ("actual-has-sign", form(leaf(target="95%", actual=">90%")), [
            "warning | 平台操作性 | actual1 | >90% | — | — | 平台操作性的实际完成值“>90%”是一个范围，不是实际数。请填实际完成的数。",
        ]),
        ("actual-has-sign", form(leaf(target="95%", actual="<90%")), [
            "warning | 平台操作性 | actual1 | <90% | — | — | 平台操作性的实际完成值“<90%”是一个范围，不是实际数。请填实际完成的数。",
        ]),
        ("actual-has-sign", form(leaf(target="≥90%", actual="95%")), []),
        ("actual-has-sign", form(leaf(target="=90%", actual="=90%")), []),
        # a cost with the sign of what should be more
        ("direction-sign", form(leaf("办公费用", target="≥30万元", actual="28万元")), [
            "warning | 办公费用 | target1 | ≥30万元 | — | — | 办公费用像是越低越好的指标，目标值却写“≥30万元”。请核对符号；确是越高越好的，请在指标名称中写明。",
        ]),
        ("direction-sign", form(leaf("办公费用（≥万元）", target="30", actual="28")), [
            "warning | 办公费用（≥万元） | target1 | 30 | — | — | 办公费用（≥万元）像是越低越好的指标，名称中却写“≥”。请核对符号；确是越高越好的，请在指标名称中写明。",
        ]),
        ("direction-sign", form(leaf("办公费用（＞万元）", target="30", actual="28")), [
            "warning | 办公费用（＞万元） | target1 | 30 | — | — | 办公费用（＞万元）像是越低越好的指标，名称中却写“＞”。请核对符号；确是越高越好的，请在指标名称中写明。",
        ]),
        ("direction-sign", form(leaf("办公费用", target="≤30万元", actual="28万元")), []),
        ("direction-sign", form(leaf("办公费用（≥万元）", target="完成", actual="28")), []),
        ("direction-sign", form(leaf("培训人次", target="≥30人次", actual="28人次")), []),
        # what is left of computing with binary fractions
        ("number-noise", form(leaf(target="0.1", actual=ROUNDED)), [
            "note | 平台操作性 | actual1 | 0.0900000762939453 | — | — | 平台操作性的实际完成值“0.0900000762939453”带着计算误差的尾数。请按需要的位数重新填写。",
        ]),
        ("number-noise", form(leaf(target="0.099999999993", actual="0.1")), [
            "note | 平台操作性 | target1 | 0.099999999993 | — | — | 平台操作性的目标值“0.099999999993”带着计算误差的尾数。请按需要的位数重新填写。",
        ]),
        ("number-noise", form(leaf(target="0.09999999993", actual="0.1")), []),
        ("number-noise", form(leaf(target="0.1", actual="0.0910000762939")), [
            "note | 平台操作性 | actual1 | 0.0910000762939 | — | — | 平台操作性的实际完成值“0.0910000762939”带着计算误差的尾数。请按需要的位数重新填写。",
        ]),
        ("number-noise", form(leaf(target="0.1", actual="0.0910007629391")), []),
        ("number-noise", form(leaf(target="编号20230000001234号", actual="完成")), []),
        # characters that look alike
        ("ocr-suspect", form(leaf(target="290%", actual="95%")), [
            "note | 平台操作性 | target1 | 290% | — | — | 平台操作性的目标值“290%”疑似识别错误，可能是“≥90%”。请对照原件核对；此处按表内文字计。",
        ]),
        ("ocr-suspect", form(leaf(target="100%", actual="295.5%")), [
            "note | 平台操作性 | actual1 | 295.5% | — | — | 平台操作性的实际完成值“295.5%”疑似识别错误，可能是“≥95.5%”。请对照原件核对；此处按表内文字计。",
        ]),
        ("ocr-suspect", form(leaf(target="2100%", actual="完成")), [
            "note | 平台操作性 | target1 | 2100% | — | — | 平台操作性的目标值“2100%”疑似识别错误，可能是“≥100%”。请对照原件核对；此处按表内文字计。",
        ]),
        ("ocr-suspect", form(leaf(target="290%", actual="101%")), []),
        ("ocr-suspect", form(leaf(target="200%", actual="95%"), leaf("乙", target="2101%", actual="205%")), []),
        ("ocr-suspect", form(leaf(target="≥290%", actual="95%"), leaf("乙", target="290", actual="190%")), []),
        ("ocr-suspect", form(leaf(target="1O", actual="IO")), [
            "note | 平台操作性 | target1 | 1O | — | — | 平台操作性的目标值“1O”疑似识别错误，可能是“10”。请对照原件核对；此处按表内文字计。",
            "note | 平台操作性 | actual1 | IO | — | — | 平台操作性的实际完成值“IO”疑似识别错误，可能是“10”。请对照原件核对；此处按表内文字计。",
        ]),
        ("ocr-suspect", form(leaf(target="l.O%", actual="5O项"), leaf("乙", target="O", actual="OA")), [
            "note | 平台操作性 | actual1 | 5O项 | — | — | 平台操作性的实际完成值“5O项”疑似识别错误，可能是“50项”。请对照原件核对；此处按表内文字计。",
        ]),
        ("ocr-suspect", form(leaf(criterion="控制率W100%得满分，每超过1个百分点扣1分")), [
            "note | 平台操作性 | criterion1 | 控制率W100%得满分，每超过1个百分点扣1分 | — | — | 平台操作性的评分标准疑似识别错误：“W”应为“≤”。请对照原件核对。",
        ]),
        ("ocr-suspect", form(leaf(criterion="每减少1扣若干分")), []),
        # more than was asked, by half of it or more
        ("overshoot", form(leaf(target="100件", actual="150件", criterion="")), [
            "note | 平台操作性 | actual1 | 150件 | — | — | 平台操作性的实际完成值 150件 超过目标值 100件 50%。请核对目标值是否偏低，并说明原因。",
        ]),
        ("overshoot", form(leaf(target="1件", actual="2.60001件", criterion="")), [
            "note | 平台操作性 | actual1 | 2.60001件 | — | — | 平台操作性的实际完成值 2.60001件 超过目标值 1件 160%。请核对目标值是否偏低，并说明原因。",
        ]),
        ("overshoot", form(leaf(target="100件", actual="149件", criterion="")), []),
        ("overshoot", form(leaf(target="100件", actual="260件", criterion="", remark="任务追加")), []),
        ("overshoot", form(leaf(target="≤100件", actual="260件", criterion="")), []),
        ("overshoot", form(leaf(target="-10", actual="-20", criterion="")), []),
        ("overshoot", form(leaf(target="完成", actual="260件", criterion="")), []),
    ],
)  # fmt: skip
def test_what_cells_print(code: str, sheet: ps.Sheet, found: list[str]) -> None:
    assert found == whole(sheet, code)


@pytest.mark.parametrize("word", ["节约", "降低", "下降", "减少", "压减", "控制", "挽回", "占比", "覆盖", "保障", "满意"])
def test_more_of_what_is_saved_is_better(word: str) -> None:
    assert "direction-sign" not in codes(form(leaf(f"成本{word}额", target="≥30万元", actual="28万元")))


def test_more_of_a_rate_is_better() -> None:
    assert "direction-sign" not in codes(form(leaf("成本公开率", target="≥30%", actual="28%")))


@pytest.mark.parametrize("unit", ["", "%", "分", "万元", "元", "个", "人", "次", "项"])
def test_letters_before_a_unit_are_slips(unit: str) -> None:
    found = whole(form(leaf(target=f"lO{unit}", actual="95%")), "ocr-suspect")
    assert [f"“lO{unit}”疑似识别错误，可能是“10{unit}”" in one for one in found] == [True]


@pytest.mark.parametrize(
    ("name", "year", "actual", "found"),
    [
        ("设备采购", 2021, "2023年底前", "warning | 设备采购 | actual1 | 2023年底前 | 2021 | — | 设备采购的实际完成值“2023年底前”是 2023 年，评价年度是 2021 年。请核对日期。"),
        *[("设备采购", 2021, text, text) for text in ("2023年", "2023年1月", "2023-12", "2023/1", "2023-01-31", "２０２２年", "2041年", "2001-1")],
        *[("设备采购", 2021, text, "") for text in ("2021年底前", "2023-13", "2023.12", "约2023年", "2042年", "2023", "2000-1")],
        *[(f"项目{word}", 2021, "2023.12", "2023.12") for word in ("时间", "日期", "时限", "期限", "完工", "竣工", "开工", "验收", "进度")],
        *[("竣工时间", 2021, text, text) for text in ("2023.1", "2023.01.31")],
        *[("竣工时间", 2021, text, "") for text in ("2023.13", "2021.12")],
        ("竣工时间", None, "2023年", ""),
        ("竣工时间", 2022, "2001年", ""),
    ],
)  # fmt: skip
def test_a_date_out_of_the_year(name: str, year: int | None, actual: str, found: str) -> None:
    sheet = evolve(form(leaf(name, target="2000", actual=actual)), year=year)
    assert [found in one for one in whole(sheet, "date-out-of-year")] == [True] * bool(found)


def test_a_target_may_name_a_date_too() -> None:
    sheet = evolve(form(leaf("竣工时间", target="2022年12月底前", actual="2021.12")), year=2021)
    told = "竣工时间的目标值“2022年12月底前”是 2022 年，评价年度是 2021 年。请核对日期。"
    assert [f"warning | 竣工时间 | target1 | 2022年12月底前 | 2021 | — | {told}"] == whole(sheet, "date-out-of-year")


BUDGET = ps.Budget(planned=100, spent=90, weight=10, printed=9)
MISSING = "warning | 平台操作性 | remark1 | {} | — | — | 平台操作性扣了 {} 分，原因一栏没有填。请说明原因和改进措施。"


@pytest.mark.parametrize(
    ("sheet", "found"),
    [
        (form(leaf(printed=3)), [MISSING.format(3, 2)]),
        (form(leaf(printed=0)), [MISSING.format(0, 5)]),
        *[(form(leaf(printed=3, remark=remark)), [MISSING.format(3, 2)]) for remark in ("无", "/", "—", "–", "-", " ")],
        *[(form(leaf(printed=3, remark=remark)), []) for remark in ("疫情影响", "X")],
        (form(leaf(printed=5)), []),
        (form(leaf(printed=6)), []),
        (form(leaf()), []),
        (form(leaf(weight=None, printed=3)), []),
        (form(leaf(printed=3, criterion="约束性指标，酌情扣分")), []),
        (form(leaf(printed=5, actual="100%"), budget=BUDGET), []),  # the budget line stands in a table that has no such column
    ],
)
def test_a_reason_that_is_missing(sheet: ps.Sheet, found: list[str]) -> None:
    for head in ("偏差原因分析", "改进措施"):
        assert found == whole(evolve(sheet, heads=("得分", head)), "explanation-missing")
    assert [] == whole(evolve(sheet, heads=("得分", "说明")), "explanation-missing")


def rows(number: int, **fields: Any) -> ps.Sheet:
    return form(*[leaf(f"第{n}行", **({"weight": 10, "actual": "50%", "criterion": RATIO, "printed": 5} | fields)) for n in range(number)])


@pytest.mark.parametrize(
    ("sheet", "rows_below", "rows_missed"),
    [
        (rows(8), "第0行、第1行、第2行、第3行、第4行、第5行、第6行、第7行", "第0行、第1行、第2行、第3行、第4行、第5行、第6行、第7行"),
        (rows(9), "第0行、第1行、第2行、第3行、第4行、第5行、第6行、第7行等", "第0行、第1行、第2行、第3行、第4行、第5行、第6行、第7行等"),
        (rows(1, actual="100%"), "第0行", ""),
        (rows(1, printed=10), "", "第0行"),
        (rows(1, target="≤50%", actual="60%", printed=10, criterion=""), "", "第0行"),
        (rows(1, target="完成", actual="完成"), "第0行", ""),
        (rows(1, remark="任务调减"), "", ""),
        (rows(1, remark="—"), "第0行", "第0行"),
    ],
)
def test_reasons_that_the_rulebook_asks_for_where_the_form_has_no_place_for_them(
    sheet: ps.Sheet, rows_below: str, rows_missed: str
) -> None:
    for kind, what, named in (("below-weight", "得分低于分值的行", rows_below), ("missed", "没有达到目标的行", rows_missed)):
        told = f"试行办法条文 explanation要求{what}说明原因，表内没有原因一栏，备注也没有填：{named}。请补充说明原因和改进措施。"
        found = [f"warning | — | printed1 | — | — | — | {told}"] if named else []
        assert found == whole(sheet, "explanation-missing", book({"explanation": kind}))
    assert [] == whole(sheet, "explanation-missing")


@pytest.mark.parametrize(
    ("code", "sheet", "rules", "found"),
    [
        ("overshoot", form(leaf(target="100件", actual="130件", criterion="")), {"overshoot_from": "≥130%", "policy.overshoot": "explain"}, [
            "warning | 平台操作性 | actual1 | 130件 | — | — | 平台操作性的实际完成值 130件 达到目标值的 130% 及以上（目标值 100件）（试行办法条文 policy.overshoot：必须说明原因）。请核对目标值，并说明原因。",
        ]),
        ("overshoot", form(leaf(target="100件", actual="131件", criterion="")), {"overshoot_from": ">130%"}, [
            "note | 平台操作性 | actual1 | 131件 | — | — | 平台操作性的实际完成值 131件 超过目标值的 130%（目标值 100件）。请核对目标值，并说明原因。",
        ]),
        ("overshoot", form(leaf(target="100件", actual="129件", criterion="")), {"overshoot_from": "≥130%"}, []),
        ("overshoot", form(leaf(target="100件", actual="180件", criterion="")), {"overshoot_from": "≥190%"}, []),
        ("overshoot", form(leaf(target="100件", actual="130件", criterion="", remark="任务追加")), {"overshoot_from": "≥130%"}, []),
        ("overshoot", form(leaf(target="-1", actual="-3", criterion="")), {"overshoot_from": "≥130%"}, []),
        ("overshoot", form(leaf(target="1", actual="3", criterion="")), {"overshoot_from": "≥130%"}, [
            "note | 平台操作性 | actual1 | 3 | — | — | 平台操作性的实际完成值 3 达到目标值的 130% 及以上（目标值 1）。请核对目标值，并说明原因。",
        ]),
    ],
)  # fmt: skip
def test_far_beyond_the_target_as_the_rulebook_says(code: str, sheet: ps.Sheet, rules: dict[str, str], found: list[str]) -> None:
    assert found == whole(sheet, code, book(BASE | rules))


def test_a_rulebook_that_is_only_taken_for_the_forms_gives_a_note_of_what_lies_far_beyond() -> None:
    rules = book(BASE | {"policy.overshoot": "penalty", "overshoot_from": "≥130%", "overshoot_points": "2"})
    card = evolve(ps.score(form(leaf(target="100件", actual="130件", criterion="")), rules), recognised_by="按标题认定")
    (found,) = overshoot(card)
    assert ("note", True) == (found.severity, "（试行办法条文 policy.overshoot：扣分）" in found.message)
