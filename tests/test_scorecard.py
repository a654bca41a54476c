"""perfscore.scorecard: finding lines, subtotals, deviations, the result as data."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve

import perfscore as ps
from perfscore.version import VERSION
from tests.books import book
from tests.forms import FIRST, ROOT, form, leaf, placed


@pytest.fixture(scope="module")
def card() -> ps.Scorecard:
    return ps.score(ps.read(FIRST))


def test_a_line_by_name_path_and_cell(card: ps.Scorecard) -> None:
    found = card["平台操作性"]
    assert card["产出指标/质量指标/平台操作性"] is found
    assert card["质量指标", "平台操作性"] is found
    assert card[found.source.cell] is found
    assert card[found.source.place] is found
    assert card[str(found.source)] is found


RATIO = "实际完成值/年初目标值*分值"
UNREAD: dict[str, Any] = {"criterion": "视情况而定"}


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("别的", "没有指标“别的”。表内指标：甲、乙、甲"),
        (("产出指标", "甲"), "没有指标“('产出指标', '甲')”。表内指标：甲、乙、甲"),
        ("甲", "“甲”对应 2 行：产出指标/质量指标/甲（printed1）、产出指标/质量指标/甲（printed3）"),
    ],
)
def test_no_line_and_several_lines_are_key_errors_with_candidates(key: Any, message: str) -> None:
    card = ps.score(placed(form(leaf("甲"), leaf("乙"), leaf("甲"))))
    with pytest.raises(KeyError) as error:
        card[key]
    assert (message,) == error.value.args


def told(sheet: ps.Sheet, rules: dict[str, str]) -> list[str]:
    """A scorecard, whole: its totals, its subtotals, its steps but those of the figures, itself."""
    card = ps.score(sheet, book(rules))
    totals = {**card.totals(), "exact": card.exact, "weights": card.weight_sum, "open": "、".join(line.name for line in card.open)}
    parts = [" / ".join(map(str, (p.goal, *p.path, p.label, p.weight, p.printed, p.score, p.low, p.high))) for p in card.subtotals]
    steps = [line for line in str(card).splitlines() if not line.startswith("│ │")]
    return [" ".join(f"{name}={value}" for name, value in totals.items()), *parts, *steps, repr(card)]


def goals(*goals: tuple[ps.Indicator, ...], **fields: Any) -> ps.Sheet:
    """A form of goals of these rows, each beside one of no heading."""
    tops = [[ps.Indicator(name="产出", level=1, children=rows), leaf("丁", actual="100%", printed=4)] for rows in goals]
    return ps.Sheet(branches=[ps.Goal(number=n, children=rows) for n, rows in enumerate(tops, 1)], **fields)


@pytest.mark.parametrize(
    ("sheet", "rules", "found"),
    [
        (ps.Sheet(title="自评表"), {}, [
            "declared=None printed_sum=None score=0 low=0 high=0 grade=None from_printed=0 exact=0 weights=None open=",
            "总分  0 / 100",
            "├ sum  0 / 100  0 行得分相加",
            "├ deductions  0 / 100  没有以负数记分的约束性指标",
            "├ event-cap  0 / 100  没有事件封顶的规定",
            "├ round  0 / 100  修约到 0.01，四舍五入",
            "└ grade  0 / 100  评分办法没有规定等级",
            "<Scorecard 自评表 0 [0, 0]>",
        ]),
        (form(leaf(printed=3), leaf("乙", printed=4, **UNREAD), declared=8, unit="某局"), {}, [
            "declared=8 printed_sum=7 score=7.5 low=3.5 high=8.5 grade=None from_printed=4 exact=15/2 weights=10 open=",
            "None / 产出指标 / 产出指标 / 10 / 7 / 7.50 / 3.50 / 8.50",
            "None / 产出指标 / 质量指标 / 质量指标 / 10 / 7 / 7.50 / 3.50 / 8.50",
            "总分  7.5 / 100",
            "├ sum  7.5 / 100  2 行得分相加",
            "│ ├ 平台操作性  3.5 / 5  5 − 15 × 0.1 = 3.5  〔本行评分标准：“数量每减少1扣0.1分，扣完为止”〕",
            "│ └ 乙  [0, 5] / 5  评分标准读不懂：没有说什么情形得分。",
            "├ deductions  7.5 / 100  没有以负数记分的约束性指标",
            "├ event-cap  7.5 / 100  没有事件封顶的规定",
            "├ round  7.5 / 100  修约到 0.01，四舍五入",
            "└ grade  7.5 / 100  评分办法没有规定等级",
            "<Scorecard 某局 7.5 [3.5, 8.5]>",
        ]),
        (form(leaf(), leaf("乙", **UNREAD)), {}, [
            "declared=None printed_sum=None score=None low=3.5 high=8.5 grade=None from_printed=0 exact=None weights=10 open=乙",
            "None / 产出指标 / 产出指标 / 10 / 0 / None / 3.50 / 8.50",
            "None / 产出指标 / 质量指标 / 质量指标 / 10 / 0 / None / 3.50 / 8.50",
            "总分  [3.5, 8.5] / 100",
            "├ sum  [3.5, 8.5] / 100  2 行得分相加",
            "│ ├ 平台操作性  3.5 / 5  5 − 15 × 0.1 = 3.5  〔本行评分标准：“数量每减少1扣0.1分，扣完为止”〕",
            "│ └ 乙  [0, 5] / 5  评分标准读不懂：没有说什么情形得分。",
            "├ deductions  [3.5, 8.5] / 100  没有以负数记分的约束性指标",
            "├ event-cap  [3.5, 8.5] / 100  没有事件封顶的规定",
            "├ round  [3.5, 8.5] / 100  修约到 0.01，四舍五入",
            "└ grade  [3.5, 8.5] / 100  评分办法没有规定等级",
            "<Scorecard  None [3.5, 8.5]>",
        ]),
        (form(leaf("甲", weight=None, **UNREAD), leaf("乙", weight=None, **UNREAD)), {}, [
            "declared=None printed_sum=None score=None low=0 high=0 grade=None from_printed=0 exact=None weights=None open=甲、乙",
            "None / 产出指标 / 产出指标 / 0 / 0 / None / 0.00 / 0.00",
            "None / 产出指标 / 质量指标 / 质量指标 / 0 / 0 / None / 0.00 / 0.00",
            "总分  [0, 0] / 100",
            "├ sum  [0, 0] / 100  2 行得分相加",
            "│ ├ 甲  [0, 0] / 0  评分标准读不懂：没有说什么情形得分。",
            "│ └ 乙  [0, 0] / 0  评分标准读不懂：没有说什么情形得分。",
            "├ deductions  [0, 0] / 100  没有以负数记分的约束性指标",
            "├ event-cap  [0, 0] / 100  没有事件封顶的规定",
            "├ round  [0, 0] / 100  修约到 0.01，四舍五入",
            "└ grade  [0, 0] / 100  评分办法没有规定等级",
            "<Scorecard  None [0, 0]>",
        ]),
        (goals((leaf("甲", printed=3), leaf("乙", weight=None, printed=2)), (leaf("丙", **UNREAD),)), {}, [
            "declared=None printed_sum=13 score=None low=13.5 high=20.5 grade=None from_printed=2 exact=None weights=20 open=丙",
            "1 / 目标1 / 10 / 9 / 10.50 / 8.50 / 10.50",
            "1 / 产出 / 产出 / 5 / 5 / 5.50 / 3.50 / 5.50",
            "2 / 目标2 / 10 / 4 / None / 5.00 / 10.00",
            "2 / 产出 / 产出 / 5 / 0 / None / 0.00 / 5.00",
            "总分  [13.5, 20.5] / 100",
            "├ sum  [13.5, 20.5] / 100  5 行得分相加",
            "│ ├ 甲  3.5 / 5  5 − 15 × 0.1 = 3.5  〔本行评分标准：“数量每减少1扣0.1分，扣完为止”〕",
            "│ ├ 乙  [0, 0] / 0  本行没有分值，未计算  〔本行评分标准：“数量每减少1扣0.1分，扣完为止”〕",
            "│ ├ 丁  5 / 5  达到目标，得满分 5  〔本行评分标准：“数量每减少1扣0.1分，扣完为止”〕",
            "│ ├ 丙  [0, 5] / 5  评分标准读不懂：没有说什么情形得分。",
            "│ └ 丁  5 / 5  达到目标，得满分 5  〔本行评分标准：“数量每减少1扣0.1分，扣完为止”〕",
            "│   ├ 目标值  100%",
            "│   ├ 实际完成值  100%",
            "│   ├ 差距  0 个百分点",
            "│   ├ 扣分次数  0 次",
            "│   └ 评分标准  数量每减少1扣0.1分，扣完为止",
            "├ deductions  [13.5, 20.5] / 100  没有以负数记分的约束性指标",
            "├ event-cap  [13.5, 20.5] / 100  没有事件封顶的规定",
            "├ round  [13.5, 20.5] / 100  修约到 0.01，四舍五入",
            "└ grade  [13.5, 20.5] / 100  评分办法没有规定等级",
            "<Scorecard  None [13.5, 20.5]>",
        ]),
        (form(*[leaf(name, weight=10, target="3", actual="1", criterion=RATIO) for name in "甲乙丙"]), {"rounding": "0.1", "total_rounding": "0.01"}, [
            "declared=None printed_sum=None score=10 low=10 high=10 grade=None from_printed=0 exact=10 weights=30 open=",
            "None / 产出指标 / 产出指标 / 30 / 0 / 10.00 / 10.00 / 10.00",
            "None / 产出指标 / 质量指标 / 质量指标 / 30 / 0 / 10.00 / 10.00 / 10.00",
            "总分  10 / 100",
            "├ sum  10 / 100  3 行得分相加",
            "│ ├ 甲  3.3 / 10  1 ÷ 3 × 10 ≈ 3.3  〔本行评分标准：“实际完成值/年初目标值*分值”〕",
            "│ ├ 乙  3.3 / 10  1 ÷ 3 × 10 ≈ 3.3  〔本行评分标准：“实际完成值/年初目标值*分值”〕",
            "│ └ 丙  3.3 / 10  1 ÷ 3 × 10 ≈ 3.3  〔本行评分标准：“实际完成值/年初目标值*分值”〕",
            "│   ├ 目标值  3",
            "│   ├ 实际完成值  1",
            "│   └ 评分标准  实际完成值/年初目标值*分值",
            "├ deductions  10 / 100  没有以负数记分的约束性指标",
            "├ event-cap  10 / 100  没有事件封顶的规定",
            "├ round  10 / 100  修约到 0.01，四舍五入  〔试行办法 条文 total_rounding：“0.01”（已核实）〕",
            "└ grade  10 / 100  评分办法没有规定等级",
            "<Scorecard  10 [10, 10]>",
        ]),
        (form(*[leaf(name, weight=10, target="3", actual="1", criterion=RATIO) for name in "甲乙丙"]), {"rounding": "0.1"}, [
            "declared=None printed_sum=None score=10 low=10 high=10 grade=None from_printed=0 exact=10 weights=30 open=",
            "None / 产出指标 / 产出指标 / 30 / 0 / 10.0 / 10.0 / 10.0",
            "None / 产出指标 / 质量指标 / 质量指标 / 30 / 0 / 10.0 / 10.0 / 10.0",
            "总分  10 / 100",
            "├ sum  10 / 100  3 行得分相加",
            "│ ├ 甲  3.3 / 10  1 ÷ 3 × 10 ≈ 3.3  〔本行评分标准：“实际完成值/年初目标值*分值”〕",
            "│ ├ 乙  3.3 / 10  1 ÷ 3 × 10 ≈ 3.3  〔本行评分标准：“实际完成值/年初目标值*分值”〕",
            "│ └ 丙  3.3 / 10  1 ÷ 3 × 10 ≈ 3.3  〔本行评分标准：“实际完成值/年初目标值*分值”〕",
            "│   ├ 目标值  3",
            "│   ├ 实际完成值  1",
            "│   └ 评分标准  实际完成值/年初目标值*分值",
            "├ deductions  10 / 100  没有以负数记分的约束性指标",
            "├ event-cap  10 / 100  没有事件封顶的规定",
            "├ round  10 / 100  修约到 0.1，四舍五入  〔试行办法 条文 rounding：“0.1”（已核实）〕",
            "└ grade  10 / 100  评分办法没有规定等级",
            "<Scorecard  10 [10, 10]>",
        ]),
        (form(leaf(weight=10, target="3", actual="1", criterion=RATIO), leaf("合规性", weight=None, printed="-5.36", criterion="约束性指标，酌情扣分", target="", actual="")), {"rounding": "0.1"}, [
            "declared=None printed_sum=-5.36 score=-2 low=-96.7 high=3.3 grade=None from_printed=-5.4 exact=-152/75 weights=10 open=",
            "None / 产出指标 / 产出指标 / 10 / -5.36 / -2.0 / -96.7 / 3.3",
            "None / 产出指标 / 质量指标 / 质量指标 / 10 / -5.36 / -2.0 / -96.7 / 3.3",
            "总分  -2 / 100",
            "├ sum  3.3 / 100  1 行得分相加",
            "│ ├ 平台操作性  3.3 / 10  1 ÷ 3 × 10 ≈ 3.3  〔本行评分标准：“实际完成值/年初目标值*分值”〕",
            "│ └ 合规性  [-100, 0]  约束性指标，以负数记分，在 [−100, 0] 之间  〔本行评分标准：“约束性指标，酌情扣分”〕",
            "│   └ 评分标准  约束性指标，酌情扣分",
            "├ deductions  -2 / 100  约束性指标 1 行以负数记分",
            "├ event-cap  -2 / 100  没有事件封顶的规定",
            "├ round  -2 / 100  修约到 0.1，四舍五入  〔试行办法 条文 rounding：“0.1”（已核实）〕",
            "└ grade  -2 / 100  评分办法没有规定等级",
            "<Scorecard  -2 [-96.7, 3.3]>",
        ]),
        (form(leaf("经济效益", weight=40, criterion=RATIO), leaf("社会效益", weight=40, target="", actual="", criterion="")), {"optional_group": "项目效益40：经济|社会|生态"}, [
            "declared=None printed_sum=None score=34 low=34 high=34 grade=None from_printed=0 exact=34 weights=40 open=",
            "None / 产出指标 / 产出指标 / 80 / 0 / 34.00 / 34.00 / 34.00",
            "None / 产出指标 / 质量指标 / 质量指标 / 80 / 0 / 34.00 / 34.00 / 34.00",
            "总分  34 / 100",
            "├ sum  34 / 100  1 行得分相加，1 行不计入",
            "│ ├ 经济效益  34 / 40  85 ÷ 100 × 40 = 34  〔本行评分标准：“实际完成值/年初目标值*分值”〕",
            "│ └ 社会效益  [0, 40] / 40  项目效益的可选指标，没有选用，不计入",
            "├ deductions  34 / 100  没有以负数记分的约束性指标",
            "├ event-cap  34 / 100  没有事件封顶的规定",
            "├ round  34 / 100  修约到 0.01，四舍五入",
            "└ grade  34 / 100  评分办法没有规定等级",
            "<Scorecard  34 [34, 34]>",
        ]),
        (form(leaf("合规性", weight=None, printed="-0.36", criterion="约束性指标，酌情扣分", target="", actual="")), {"total_rounding": "0.1"}, [
            "declared=None printed_sum=-0.36 score=-0.4 low=-100 high=0 grade=None from_printed=-0.36 exact=-9/25 weights=None open=",
            "None / 产出指标 / 产出指标 / 0 / -0.36 / -0.36 / -100.00 / 0.00",
            "None / 产出指标 / 质量指标 / 质量指标 / 0 / -0.36 / -0.36 / -100.00 / 0.00",
            "总分  -0.4 / 100",
            "├ sum  0 / 100  0 行得分相加",
            "│ └ 合规性  [-100, 0]  约束性指标，以负数记分，在 [−100, 0] 之间  〔本行评分标准：“约束性指标，酌情扣分”〕",
            "│   └ 评分标准  约束性指标，酌情扣分",
            "├ deductions  -0.36 / 100  约束性指标 1 行以负数记分",
            "├ event-cap  -0.36 / 100  没有事件封顶的规定",
            "├ round  -0.4 / 100  修约到 0.1，四舍五入  〔试行办法 条文 total_rounding：“0.1”（已核实）〕",
            "└ grade  -0.4 / 100  评分办法没有规定等级",
            "<Scorecard  -0.4 [-100, 0]>",
        ]),
        (form(leaf(weight=100, criterion=RATIO)), {"grades": "优[90,100]、良[80,90)、中[60,80)、差[0,60)"}, [
            "declared=None printed_sum=None score=85 low=85 high=85 grade=良 from_printed=0 exact=85 weights=100 open=",
            "None / 产出指标 / 产出指标 / 100 / 0 / 85.00 / 85.00 / 85.00",
            "None / 产出指标 / 质量指标 / 质量指标 / 100 / 0 / 85.00 / 85.00 / 85.00",
            "总分  85 / 100",
            "├ sum  85 / 100  1 行得分相加",
            "│ └ 平台操作性  85 / 100  85 ÷ 100 × 100 = 85  〔本行评分标准：“实际完成值/年初目标值*分值”〕",
            "│   ├ 目标值  100%",
            "│   ├ 实际完成值  85%",
            "│   └ 评分标准  实际完成值/年初目标值*分值",
            "├ deductions  85 / 100  没有以负数记分的约束性指标",
            "├ event-cap  85 / 100  没有事件封顶的规定",
            "├ round  85 / 100  修约到 0.01，四舍五入",
            "└ grade  85 / 100  总分 85，良[80,90)  〔试行办法 条文 grades：“优[90,100]、良[80,90)、中[60,80)、差[0,60)”（已核实）〕",
            "<Scorecard  85 [85, 85]>",
        ]),
        (form(leaf(weight=95, criterion=RATIO, actual="100%"), leaf("乙", weight=5, **UNREAD)), {"grades": "优[90,100]、良[80,90)、中[60,80)、差[0,60)"}, [
            "declared=None printed_sum=None score=None low=95 high=100 grade=None from_printed=0 exact=None weights=100 open=乙",
            "None / 产出指标 / 产出指标 / 100 / 0 / None / 95.00 / 100.00",
            "None / 产出指标 / 质量指标 / 质量指标 / 100 / 0 / None / 95.00 / 100.00",
            "总分  [95, 100] / 100",
            "├ sum  [95, 100] / 100  2 行得分相加",
            "│ ├ 平台操作性  95 / 95  达到目标，得满分 95  〔本行评分标准：“实际完成值/年初目标值*分值”〕",
            "│ └ 乙  [0, 5] / 5  评分标准读不懂：没有说什么情形得分。",
            "├ deductions  [95, 100] / 100  没有以负数记分的约束性指标",
            "├ event-cap  [95, 100] / 100  没有事件封顶的规定",
            "├ round  [95, 100] / 100  修约到 0.01，四舍五入",
            "└ grade  [95, 100] / 100  总分未定，不定级  〔试行办法 条文 grades：“优[90,100]、良[80,90)、中[60,80)、差[0,60)”（已核实）〕",
            "<Scorecard  None [95, 100]>",
        ]),
    ],
)  # fmt: skip
def test_all_that_a_scorecard_tells(sheet: ps.Sheet, rules: dict[str, str], found: list[str]) -> None:
    assert found == told(sheet, rules)


def test_the_first_sheet_is_as_recorded(card: ps.Scorecard) -> None:
    recorded = json.loads((ROOT / "tests" / "golden" / "hanyang-2019.audit.json").read_text("utf-8"))
    data = card.to_dict()
    assert VERSION == data["receipt"].pop("perfscore")
    assert {key: value for key, value in recorded.items() if key not in {"findings", "opinion"}} == data


def test_the_receipt_of_a_sheet_made_in_memory_has_its_own_digest() -> None:
    sheet, rules = form(leaf()), book({})
    expected = {"input_sha256": sheet.content_digest, "rulebook": "test", "rulebook_sha256": rules.digest, "perfscore": VERSION}
    assert expected == ps.score(sheet, rules).receipt
    assert "abc" == ps.score(evolve(sheet, digest="abc"), rules).receipt["input_sha256"]


def test_the_steps_of_the_total_keep_their_ends_their_clauses_and_the_form(card: ps.Scorecard) -> None:
    total, first = card.step, card.step.children[0]
    ends = (card.total, card.low, card.high, card.exact, 100)
    assert ("总分", *ends) == (total.label, total.value, total.low, total.high, total.exact, total.full)
    assert ("sum", *ends) == (first.label, first.value, first.low, first.high, first.exact, first.full)
    assert [line.name for line in card.lines] == [step.label for step in first.children]
    assert list(card.stages[1:]) == list(total.children[1:])
    for stage, (_, value, low, high, _, _) in zip(card.stages, card.sums, strict=True):
        assert (100, card.sheet.source, Fraction(*(value or ()))) == (stage.full, stage.source, stage.exact)
        assert (Fraction(*low), Fraction(*high)) == (stage.exact_low, stage.exact_high)


def test_the_deviations_of_the_first_sheet(card: ps.Scorecard) -> None:
    expected = {"预算执行率": "0.0948", "网上群众工作部投诉案件总量": "0.2078", "群众满意度": "0.0608", "全年维护费用控制在 30 万以内": "-0.2133",
                "平台操作性": "-0.15", "整合视频监控探头": "0.0153", "社会和谐稳定": "-0.1"}  # fmt: skip
    found = {line.name: line.deviation for line in card.lines if line.deviation}
    assert {name: Decimal(value) for name, value in expected.items()} == found
    assert card["全年维护费用控制在 30 万以内"].favourable is True
    assert card["平台操作性"].favourable is False
    assert card["资金管理合规性"].deviation is None


def test_subtotals_add_up(card: ps.Scorecard) -> None:
    goals = [part for part in card.subtotals if part.goal is not None and not part.path]
    assert [part.label for part in goals] == [f"目标{n}" for n in range(1, 7)]
    assert [Decimal(value) for value in ("20", "10", "10", "10", "8.5", "9")] == [part.score for part in goals]
    tops = [part for part in card.subtotals if len(part.path) == 1]
    assert sum((part.score or Decimal(0) for part in tops), Decimal(0)) == card.total
    assert sum((part.weight for part in tops), Decimal(0)) == 100
    assert [part.weight for part in goals] == [goal.weight for goal in card.sheet.goals]


def test_the_step_of_a_line_explains_it(card: ps.Scorecard) -> None:
    step = card["平台操作性"].step
    text = str(step)
    assert "5 − 15 × 0.1 = 3.5" in text
    assert "数量每减少 1 扣 0.1 分" in text
    assert "85%" in text
    assert card["平台操作性"].at("actual").cell in text
    assert [child.label for child in step.children] == ["目标值", "实际完成值", "差距", "扣分次数", "评分标准"]


def test_the_execution_rate_comes_from_the_budget(card: ps.Scorecard) -> None:
    assert card["预算执行率"].step.text == "1464.43 ÷ 1486.27 × 10 ≈ 9.85"


def test_the_total_as_a_tree(card: ps.Scorecard) -> None:
    assert card.step.value == card.total
    assert len(card.step.children[0].children) == 15
    assert sum((line.exact for line in card.step.children[0].children if line.exact is not None), start=0) + 10 == card.exact


def test_json_figures_are_strings_of_exact_digits(card: ps.Scorecard) -> None:
    data = json.loads(json.dumps(card.to_dict()))
    assert data["totals"] == {
        "declared": "96",
        "printed_sum": "94",
        "score": "97.35",
        "low": "87.35",
        "high": "97.35",
        "grade": None,
        "from_printed": "10",
    }
    row = next(line for line in data["lines"] if line["path"][-1] == "平台操作性")
    assert (row["weight"], row["target"], row["actual"], row["printed"], row["score"], row["deviation"]) == (
        "5",
        "100%",
        "85%",
        "0",
        "3.5",
        "-0.15",
    )
    assert row["rule"]["kind"] == "steps"
    assert data["receipt"]["input_sha256"]


def test_hidden_digits_are_told() -> None:
    cell = ps.Cell(field="actual", text="99%", at="H3", stored="0.98533")
    found = ps.score(form(leaf(actual="99%", cells=[cell]))).lines[0]
    assert found.notes == ("单元格存有 0.98533，按显示的 99% 计",)


def test_results_print_themselves(card: ps.Scorecard) -> None:
    assert str(card).startswith("总分  97.35 / 100\n├ sum  97.35 / 100  15 行得分相加")
    assert str(card["平台操作性"]) == str(card["平台操作性"].step)
    assert card._repr_html_() == f"<pre>{str(card).replace('<', '&lt;').replace('>', '&gt;')}</pre>"
    assert (
        str(card.sheet)
        == "汉阳区部门整体支出绩效自评表 · 汉阳区大数据中心 · 2019 年 · hanyang-2019.xlsx!Sheet1\n自评总分 96，15 行指标，6 个目标"
    )
    assert repr(card.sheet) == "<Sheet 汉阳区大数据中心 2019 15 行>"
    assert repr(card) == "<Scorecard 汉阳区大数据中心 97.35 [87.35, 97.35]>"
    assert f"<pre>{card.sheet}</pre>" == card.sheet._repr_html_()


def test_what_a_scorecard_says_as_data(card: ps.Scorecard) -> None:
    data = card.to_dict()
    assert {
        "source", "title", "unit", "year", "to_review", "rulebook", "recognised_by", "totals", "lines", "subtotals", "stages", "remarks", "receipt",
    } == set(data)  # fmt: skip
    (line,) = [line for line in data["lines"] if line["path"][-1] == "平台操作性"]
    rule = line.pop("rule")
    assert "steps" == rule["kind"]
    assert {
        "path": ["产出指标", "质量指标", "平台操作性"], "goal": card["平台操作性"].to_dict()["goal"], "weight": "5", "target": "100%", "actual": "85%",
        "printed": "0", "score": "3.5", "low": "3.5", "high": "3.5", "basis": "criterion", "deviation": "-0.15", "favourable": False,
        "explanation": "5 − 15 × 0.1 = 3.5", "citation": "本行评分标准：“数量每减少 1 扣 0.1 分, 扣完为止。”", "cell": "Sheet1!I24", "notes": [],
    } == line  # fmt: skip
    assert {
        "label": "预算执行", "path": ["预算管理", "预算执行"], "goal": None, "weight": "20", "printed": "20", "score": "19.85", "low": "19.85", "high": "19.85",
    } == data["subtotals"][1]  # fmt: skip
    assert {"stage": "sum", "value": "97.35", "low": "87.35", "high": "97.35", "text": "15 行得分相加"} == data["stages"][0]
