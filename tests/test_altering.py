"""perfscore.altering: which row is meant, and a form with other figures in it."""

from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

import perfscore as ps
from perfscore.altering import altered, rescored, row_of
from perfscore.number import quantity
from perfscore.source import Cell
from tests.conftest import EXAMPLES
from tests.forms import FIRST, form, leaf
from tests.strategies import sheets


@pytest.fixture(scope="module")
def first() -> ps.Scorecard:
    return ps.score(ps.read(FIRST))


@pytest.mark.parametrize(
    "key",
    [
        "平台操作性",
        ("质量指标", "平台操作性"),
        "产出指标/质量指标/平台操作性",
        "质量指标/平台操作性",
        "I24",
        "h24",
        "Sheet1!H24",
        " 平台 操作性",
    ],
)
def test_a_row_is_known_by_name_path_or_cell(first: ps.Scorecard, key: str | tuple[str, ...]) -> None:
    assert "平台操作性" == first.lines[row_of(first.lines, key)].name


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("平台", "没有指标“平台”。 名称相近的：产出指标/质量指标/平台操作性（Sheet1!I24）。"),
        ("平台操作型", "没有指标“平台操作型”。 名称相近的：产出指标/质量指标/平台操作性（Sheet1!I24）。"),
        (("甲", "乙"), "没有指标“甲/乙”。 表内指标：预算管理/预算执行/预算执行率（Sheet1!I9）、"),
        ("", "没有指标“”。 表内指标：预算管理/预算执行/预算执行率（Sheet1!I9）、"),
    ],
)
def test_a_row_that_is_not_there_is_told_with_those_that_are(first: ps.Scorecard, key: str | tuple[str, ...], said: str) -> None:
    with pytest.raises(ps.PerfscoreError) as caught:
        row_of(first.lines, key)
    assert str(caught.value).startswith(said)
    assert str(caught.value).endswith("…。") is (len(said) < 90 and "表内" in said)


def test_several_rows_of_one_name_are_told_apart_by_cell() -> None:
    twins = [leaf(cells=[Cell(field="printed", text="5", at=at)]) for at in ("F3", "F4")]
    lines = ps.score(form(*twins)).lines
    with pytest.raises(ps.PerfscoreError) as caught:
        row_of(lines, "平台操作性")
    place = "产出指标/质量指标/平台操作性"
    assert str(caught.value) == f"“平台操作性”对应 2 行。 请用路径或单元格指明：{place}（F3）、{place}（F4）。"
    assert 1 == row_of(lines, "F4")


def test_a_form_without_rows_says_so() -> None:
    with pytest.raises(ps.PerfscoreError, match=r"^没有指标“甲”。 表内没有指标。$"):
        row_of((), "甲")
    with pytest.raises(ps.PerfscoreError, match=r"^没有指标“乙”。 表内指标：产出指标/质量指标/平台操作性。$"):
        row_of(ps.score(form(leaf())).lines, "乙")


def test_cells_print_what_is_there_now(first: ps.Scorecard) -> None:
    number = row_of(first.lines, "平台操作性")
    sheet = altered(first.sheet, {number: {"actual": quantity("95%"), "printed": Decimal("4.50")}}, {"spent": Decimal(1400)})
    shown = sheet.rows[number].indicator
    assert ("95%", "4.5", "100%") == tuple(shown.shown(name) for name in ("actual", "printed", "target"))
    cell = sheet.budget.cell("spent")
    assert cell is not None
    assert ("1400", "I5", Decimal(1400)) == (cell.text, cell.at, sheet.budget.spent)
    assert ("", first.sheet.content_digest) != (sheet.digest, sheet.content_digest)
    assert first.sheet == ps.read(FIRST)


def test_what_a_number_format_hid_is_gone_with_the_figure() -> None:
    sheet = form(leaf(cells=[Cell(field="actual", text="85%", at="E5", stored="0.8456")]))
    cell = altered(sheet, {0: {"actual": quantity("90%")}}).rows[0].indicator.cell("actual")
    assert Cell(field="actual", text="90%", at="E5") == cell


def test_the_budget_line_has_its_figures_in_the_budget() -> None:
    sheet = form(leaf(), budget=ps.Budget(weight=10, rate="90%", printed=9))
    changed = altered(sheet, {0: {"actual": quantity("95%"), "printed": Decimal(8)}, 1: {"actual": quantity("99%")}})
    assert ("95%", Decimal(8)) == (changed.budget.rate.text, changed.budget.printed)
    assert ["95%", "99%"] == [row.indicator.actual.text for row in changed.rows]


@settings(max_examples=EXAMPLES // 2)
@given(sheets(), st.data())
def test_only_what_is_meant_changes(sheet: ps.Sheet, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(sheet.rows) - 1))
    changed = altered(sheet, {number: {"actual": quantity("7件")}})
    assert [n for n, (a, b) in enumerate(zip(sheet.rows, changed.rows, strict=True)) if a.indicator.actual != b.indicator.actual] in (
        [number],
        [],
    )
    assert "7件" == changed.rows[number].indicator.actual.text
    assert altered(changed, {number: {"actual": sheet.rows[number].indicator.actual}}) == sheet


def test_it_is_scored_under_the_same_rules_and_events(first: ps.Scorecard) -> None:
    capped = ps.score(first.sheet, event="审计披露")
    again = rescored(capped, altered(first.sheet, {}))
    assert (capped.total, capped.rulebook, capped.events) == (again.total, again.rulebook, again.events)
