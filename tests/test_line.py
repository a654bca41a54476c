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
