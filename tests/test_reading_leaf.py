"""perfscore.reading.leaf: the cells of a row as the fields of its indicator."""

from decimal import Decimal

import pytest

from perfscore.errors import ReadError
from perfscore.reading.columns import Columns
from perfscore.reading.grid import Grid, GridCell, GridRow
from perfscore.reading.leaf import Leaves, is_placeholder, says, sound, target_of
from perfscore.source import Source

COLUMNS = Columns(at={"third": 1, "weight": 2, "target": 3, "actual": 4, "printed": 5}, heads=(), first=0, last=0)


def cells(**texts: str) -> dict[str, GridCell]:
    return {name: GridCell(row=7, column=column, text=text) for column, (name, text) in enumerate(texts.items(), 1)}


def leaves(*, named: bool = False) -> Leaves:
    return Leaves(Grid(rows=(), source=Source(file="表.xlsx", sheet="表")), named=named)


ROW = GridRow(number=7, cells=())


@pytest.mark.parametrize(
    ("texts", "target"),
    [
        ({"sign": "≥", "target": "90", "unit": "%"}, "≥90%"),
        ({"sign": "定量指标", "target": "100%", "unit": "%"}, "100%"),  # the unit is not said twice
        ({"sign": "定性", "target": "优良中低差"}, "定性优良中低差"),
        ({"sign": "正向指标", "target": "26次", "unit": "次"}, "26次"),
        ({"sign": "—", "target": "5", "unit": "个"}, "5个"),
        ({"target": "100%", "adjusted": "95%"}, "95%"),  # what it was changed to in the year
        ({"target": "100%", "adjusted": "—"}, "100%"),
        ({"sign": "≥"}, "≥"),
        ({"unit": "个"}, None),
        ({}, None),
    ],
)
def test_the_target_is_joined_from_its_columns(texts: dict[str, str], target: str | None) -> None:
    found = target_of(cells(**texts))
    assert target == (found.text if found else None)


@pytest.mark.parametrize("name", ["指标2：", "……", "/", "—", "指标1:/", "绩效指标3", "."])
def test_placeholders(name: str) -> None:
    assert is_placeholder(name)


@pytest.mark.parametrize("name", ["指标1：培训人次", "合格率", "1年", "指标值"])
def test_names_that_are_no_placeholders(name: str) -> None:
    assert not is_placeholder(name)


def test_a_dash_says_nothing() -> None:
    assert not says(cells(third="甲", target="—", actual="/"))
    assert says(cells(third="甲", target="5"))
    assert says({"actual": GridCell(row=7, column=3, lost=True)})


def test_sound_points() -> None:
    assert sound(cells(third="甲", weight="10", target="5", actual="5", printed="—"), COLUMNS)
    assert not sound(cells(third="甲", weight="", target="5"), COLUMNS)
    assert not sound(cells(third="甲", weight="10", printed="优"), COLUMNS)


def test_what_is_no_figure_is_told() -> None:
    made = leaves()
    leaf = made.leaf(ROW, COLUMNS, cells(third="甲", weight="-5", target="5", actual="5", printed="IO"), "third", "产出指标")
    assert (None, None, "IO") == (leaf.weight, leaf.printed, leaf.shown("printed"))
    assert [
        "分值 -5 是负数（B7），按没有填写计。请核对 B7，分值应为 0 或正数。",
        "得分“IO”不是数字（E7），按没有填写计。请在 E7 填数字，例如 10；没有就留空。",
    ] == made.faults


def test_a_formula_without_its_result_stops() -> None:
    lost = {"third": GridCell(row=7, column=1, text="甲"), "weight": GridCell(row=7, column=2, lost=True)}
    with pytest.raises(ReadError, match="没有保存结果"):
        leaves().leaf(ROW, COLUMNS, lost, "third", "")
    with pytest.raises(ReadError, match="没有保存结果"):
        leaves().figure(lost["weight"], "分值")


def test_points_in_a_name_count_where_there_is_no_column_for_them() -> None:
    scores = Columns(at={"first": 1, "third": 2, "printed": 3}, heads=(), first=0, last=0)
    assert (
        Decimal(5) == leaves(named=True).leaf(ROW, scores, cells(first="决策", third="明确性（5分）", printed="4"), "third", "决策").weight
    )
    assert leaves().leaf(ROW, scores, cells(first="决策", third="明确性（5分）", printed="4"), "third", "决策").weight is None
    assert leaves(named=True).leaf(ROW, COLUMNS, cells(third="明确性（5分）", target="5"), "third", "决策").weight is None


@pytest.mark.parametrize(
    ("actual", "unit", "target", "read"),
    [
        ("100", "%", "100", "100%"),
        ("0.98", "%", "100", "0.98"),  # may be a ratio
        ("0.2", "%", "0.5", "0.2%"),  # as small as its target
        ("0", "%", "1", "0%"),
        ("0", "%", "95", "0%"),
        ("98%", "%", "100", "98%"),
        ("26", "次", "30", "26次"),
        ("26", "次", "30次", "26"),  # the target says its unit itself
        ("完成", "次", "30", "完成"),
        ("≥26", "次", "30", "≥26"),
        ("26", "文字描述：及时完成率", "30", "26"),
    ],
)
def test_a_column_of_units_is_for_both_sides(actual: str, unit: str, target: str, read: str) -> None:
    columns = Columns(at={"third": 1, "target": 2, "unit": 3, "actual": 4}, heads=(), first=0, last=0)
    leaf = leaves().leaf(ROW, columns, cells(third="甲", target=target, unit=unit, actual=actual), "third", "")
    assert (read, actual) == (leaf.actual.text, leaf.shown("actual"))
