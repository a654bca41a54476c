"""perfscore.auditing.form: weights, units, criteria, goals."""

from typing import Any

import pytest

import perfscore as ps
from tests.forms import BOOK, codes, form, leaf, only


def test_weight_sum() -> None:
    assert only(form(*[leaf(f"第{n}行", weight=60) for n in range(2)]), "weight-sum").severity == "error"
    assert only(form(leaf()), "weight-sum").severity == "warning"
    assert "weight-sum" not in codes(form(leaf(weight=100)))


def test_points_that_are_shares_of_the_level_above_are_no_certain_fault() -> None:
    def tree(*weights: int) -> ps.Sheet:
        tops = [ps.Indicator(name=f"第{n}组", level=1, children=[leaf(weight=one)]) for n, one in enumerate(weights)]
        return ps.Sheet(branches=tops)

    found = only(tree(100, 100), "weight-sum")
    assert "warning" == found.severity
    assert "每一组的分值合计都是满分，分值可能是占上一级的比例；" in found.message
    assert "error" == only(tree(100, 90), "weight-sum").severity
    assert "error" == only(tree(120), "weight-sum").severity


def test_weights_that_are_missing_are_not_added_up() -> None:
    assert "weight-sum" not in codes(form(leaf(), leaf("乙", weight=None)))


def goal(number: int, output: int, benefit: int, text: str = "") -> ps.Goal:
    tops = [
        ps.Indicator(name=name, level=1, children=[leaf(weight=weight)])
        for name, weight in (("产出指标", output), ("效益指标", benefit))
        if weight
    ]
    return ps.Goal(number=number, text=text, children=tops)


def test_output_benefit_ratio() -> None:
    assert "output-benefit-ratio" not in codes(ps.Sheet(branches=[goal(1, 10, 8)]), BOOK)
    found = only(ps.Sheet(branches=[goal(1, 10, 8), goal(2, 10, 10), goal(3, 10, 0)]), "output-benefit-ratio", BOOK)
    assert found.severity == "warning"
    assert "2 个目标不符：目标3没有效益指标；目标2 10:10" in found.message
    assert "output-benefit-ratio" not in codes(ps.Sheet(branches=[goal(1, 10, 10)]))


def test_unit_clash() -> None:
    found = only(form(leaf(target="100%", actual="1000件")), "unit-clash")
    assert found.row == "平台操作性"
    assert "unit-clash" not in codes(form(leaf(target="5万元", actual="50000元")))


@pytest.mark.parametrize(
    ("target", "actual", "expected"), [("100%", "100", "100%"), ("100%", "0.85", "85%"), ("1", "85%", "100%"), ("100%", "85%", None)]
)
def test_percent_style(target: str, actual: str, expected: str | None) -> None:
    sheet = form(leaf(target=target, actual=actual))
    if expected is None:
        assert "percent-style" not in codes(sheet)
    else:
        assert f"{expected} 计" in only(sheet, "percent-style").message


def test_no_evidence() -> None:
    assert only(form(leaf(target="", actual="—", printed=3)), "no-evidence").printed == "3"
    assert "no-evidence" not in codes(form(leaf(target="", actual="—", printed=0)))
    assert "no-evidence" not in codes(form(leaf(target="", actual="", printed=3, criterion="约束性指标，酌情扣分")))


def test_zero_target() -> None:
    assert only(form(leaf(target="0", actual="0", criterion="")), "zero-target").row == "平台操作性"
    assert "zero-target" not in codes(form(leaf(target="≤0", actual="0", criterion="每增加1扣1分，扣完为止")))


def test_criterion_unread_quotes_the_place() -> None:
    found = only(form(leaf(criterion="每减少1扣若干分", printed=5)), "criterion-unread")
    assert "若干" in found.message
    assert "按表内得分计" in found.message
    assert "criterion-unread" not in codes(form(leaf()))


def test_criterion_unit_odd() -> None:
    assert "目标值的 1%" in only(form(leaf(target="10", actual="10", criterion="每减少1%扣0.1分，扣完为止")), "criterion-unit-odd").message
    assert "criterion-unit-odd" not in codes(form(leaf(criterion="每减少1%扣0.1分，扣完为止")))
    assert "criterion-unit-odd" not in codes(form(leaf("优良率", target="90", actual="88", criterion="每减少1%扣0.1分，扣完为止")))


def test_criterion_note_clash() -> None:
    found = only(form(leaf()), "criterion-note-clash", BOOK)
    assert "平台操作性 3.5（按表注 4.25）" in found.message
    assert "criterion-note-clash" not in codes(form(leaf(actual="100%")), BOOK)
    assert "criterion-note-clash" not in codes(form(leaf()))


def test_goal_without_indicator() -> None:
    empty = ps.Sheet(branches=[ps.Goal(number=1, text="建成平台")])
    assert only(empty, "goal-without-indicator").severity == "warning"
    named = ps.Sheet(branches=[goal(1, 10, 8, text="出楼提升至 5G")])
    assert "“5G”" in only(named, "goal-without-indicator").message
    assert "goal-without-indicator" not in codes(ps.Sheet(branches=[goal(1, 10, 8, text="完成率100%")]))


def test_benefit_is_found_under_any_name_and_with_or_without_satisfaction() -> None:
    def goal_of(**weights: int) -> ps.Sheet:
        tops = [ps.Indicator(name=name, level=1, children=[leaf(weight=weight)]) for name, weight in weights.items()]
        return ps.Sheet(branches=[ps.Goal(number=1, children=tops)])

    assert "output-benefit-ratio" not in codes(goal_of(一产出指标=50, 二社会效益指标=30, 满意度指标=10), BOOK)
    assert "output-benefit-ratio" not in codes(goal_of(产出指标=50, 效益指标=40, 满意度指标=10), BOOK)
    assert "目标1没有效益指标。" in only(goal_of(产出指标=50), "output-benefit-ratio", BOOK).message


def test_a_row_that_was_computed_all_the_same_is_not_called_uncomputed() -> None:
    row = leaf(target="1000人", actual="96%", criterion="≥95%得5分，90%(含)-95%得3分，其余不得分")
    assert "没有复算" not in only(form(row), "unit-clash").message


def test_the_budget_figures_are_evidence() -> None:
    budget = ps.Budget(planned=100, spent=90, weight=10, printed=9)
    row = leaf("预算执行率", criterion="得分按执行率*分值", target="", actual="", weight=10, printed=9)
    assert "no-evidence" not in codes(form(row, budget=budget))


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"criterion": "每发现一例扣1分，扣完为止"}, False),
        ({"criterion": "每增加1起扣1分，扣完为止"}, False),
        ({"criterion": "是得5分，否则不得分"}, False),
        ({"criterion": "每增加1起扣1分，扣完为止", "deviation": "0"}, True),
        ({"criterion": "按完成比例得分"}, True),
    ],
)
def test_a_zero_target_concerns_ratios_and_deviations_only(fields: dict[str, Any], *, found: bool) -> None:
    assert ("zero-target" in codes(form(leaf(target="0", actual="0", **fields)))) is found


def test_an_anchor_of_its_own_makes_a_criterion_fit() -> None:
    row = leaf("预算调整率", target="5", actual="4.8", criterion="绝对值≤5%得10分，每增加0.1个百分点扣0.1分，扣完为止")
    assert "criterion-unit-odd" not in codes(form(row))


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


def test_a_term_that_a_row_of_another_goal_measures_is_not_lost() -> None:
    goals = [goal(1, 10, 8, text="建设5G"), ps.Goal(number=2, children=[ps.Indicator(name="产出", level=1, children=[leaf("5G基站数")])])]
    assert "goal-without-indicator" not in codes(ps.Sheet(branches=goals))


def test_figures_that_cannot_be_compared_clash_with_no_note() -> None:
    row = leaf(target="1000人", actual="96%", criterion="≥95%得5分，90%(含)-95%得3分，其余不得分")
    assert "criterion-note-clash" not in codes(form(row), BOOK)


def test_criterion_weight_clash() -> None:
    found = only(form(leaf(weight=3, printed=2, actual="是", criterion="①有制度(1分)；②有记录(1分)")), "criterion-weight-clash")
    assert found.severity == "warning"
    assert "平台操作性的评分标准各项合计 2 分，本行分值 3，满分没有依据。请核对分值或评分标准。" == found.message
    assert (
        "最高 10 分，本行分值 5，超出的部分得不到"
        in only(form(leaf(criterion="≥95%得10分，每低1%扣1分")), "criterion-weight-clash").message
    )
    assert "criterion-weight-clash" not in codes(form(leaf(weight=2, criterion="①有制度(1分)；②有记录(1分)")))


def test_tier_gap() -> None:
    shared = "95%-100%得5分，90%-95%得3分，其余不得分"
    found = only(form(leaf(actual="95%", criterion=shared)), "tier-gap")
    assert ("note", "shared_edge") == (found.severity, found.reading)
    assert "有两档都写到 95%，没有写含或不含；此处归较高的一档" in found.message
    gap = only(form(leaf(actual="89.5%", printed=4, criterion="90%-100%得5分，80%-89%得3分，低于80%不得分")), "tier-gap")
    assert "不在评分标准的任何一档，得分在 3 到 5 之间都说得通" in gap.message
    assert "tier-gap" not in codes(form(leaf(criterion="≥95%得5分，90%(含)-95%(不含)得3分，其余不得分")))


@pytest.mark.parametrize(("edge", "gap"), [("90%（含）", False), ("90%（不含）", False), ("90%(包含)", False), ("90%", True)])
def test_an_edge_that_one_of_two_tiers_marks_is_written_clearly(edge: str, gap: bool) -> None:
    tiers = f"≥95%得5分；{edge}-95%得4分；85%(含)-90%得3分；低于85%不得分"
    assert gap is ("tier-gap" in codes(form(leaf(criterion=tiers))))


def test_points_below_zero_are_told_where_the_points_do_not_add_up() -> None:
    """They were printed, so that the sum without them is no certain fault."""
    text = "一级指标,三级指标,分值,年度指标值,实际完成值,得分\n产出,办结率,-10,≥90%,90%,0\n产出,合格率,{},≥90%,90%,60\n"
    (found,) = [one for one in ps.audit(ps.read(text.format(110).encode(), name="a.csv")).findings if one.code == "weight-sum"]
    told = "各行分值合计 110，应为 100，多 10。分值是负数的没有计入：办结率 -10（C2）；请核对各行分值。"
    assert (ps.Severity.WARNING, told) == (found.severity, found.message)
    assert "weight-sum" not in {one.code for one in ps.audit(ps.read(text.format(100).encode(), name="a.csv")).findings}
