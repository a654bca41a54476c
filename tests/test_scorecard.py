"""perfscore.scorecard: finding lines, subtotals, deviations, the result as data."""

import json
from decimal import Decimal

import pytest

import perfscore as ps
from tests.forms import FIRST, form, leaf


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


def test_no_line_and_several_lines_are_key_errors_with_candidates() -> None:
    card = ps.score(form(leaf(), leaf()))
    with pytest.raises(KeyError, match="没有指标“别的”。表内指标：平台操作性、平台操作性"):
        card["别的"]
    with pytest.raises(KeyError, match="“平台操作性”对应 2 行"):
        card["平台操作性"]


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
