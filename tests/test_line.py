"""perfscore.line: what a row tells of itself."""

from decimal import Decimal

import pytest

import perfscore as ps
from perfscore.line import fits, maybe_plain
from tests.books import book
from tests.forms import FIRST, form, leaf

HAND = {"policy.overshoot": "hand", "overshoot_from": "≥120%", "positive": "实际完成值/年初目标值*分值"}


def test_a_figure_far_beyond_its_target_is_told_with_its_clause() -> None:
    line = ps.score(form(leaf(target="100件", actual="130件", criterion="")), book(HAND)).lines[0]
    said = "实际完成值达到目标值的 120% 及以上，依据 试行办法 条文 policy.overshoot：“hand”（已核实）"
    assert line.beyond == said
    assert said in line.notes
    near = ps.score(form(leaf(target="100件", actual="110件", criterion="")), book(HAND)).lines[0]
    assert near.beyond == ""


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
