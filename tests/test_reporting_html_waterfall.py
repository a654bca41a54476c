"""The picture of the points: it begins at what could be earned, ends at the total, and leaves nothing out."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from perfscore.indicator import Indicator
from perfscore.reading import read
from perfscore.reporting.html.waterfall import BOTTOM, MOST_BARS, TOP, axis, bars, waterfall
from perfscore.scorecard import Scorecard
from perfscore.scoring import score
from perfscore.sheet import Event, Sheet
from tests import laws
from tests.pages import parsed, shown
from tests.reading_files import EXAMPLE

CUT = "每减少1扣1分，扣完为止"


@pytest.fixture(scope="module")
def card() -> Scorecard:
    return score(read(EXAMPLE))


def leaf(name: str, weight: object = 10, actual: object = 10, **more: object) -> Indicator:
    return Indicator(name=name, **{"weight": weight, "target": 10, "actual": actual, "criterion": CUT, **more})  # type: ignore[arg-type]


def told(card: Scorecard) -> list[tuple[str, str]]:
    return [(bar.label, bar.figure) for bar in bars(card)]


def picture(card: Scorecard) -> str:
    made = waterfall(card)
    assert made is not None
    return str(made)


@given(laws.sheets())
def test_from_what_could_be_earned_to_the_total(sheet: Sheet) -> None:
    card = score(sheet)
    drawn = bars(card)
    if not drawn:
        assert waterfall(card) is None
        return
    first, *changes, last = drawn
    at = first.points
    for bar in changes:
        to = at - bar.points if bar.kind == "loss" else at + bar.points
        assert (min(at, to), max(at, to)) == (bar.low, bar.high)
        assert bar.points > 0
        at = to
    assert (card.high if card.total is None else card.total) == at == last.points


def test_the_first_sheet(card: Scorecard) -> None:
    assert [
        ("分值合计", "100"), ("预算执行率", "−0.15"), ("平台操作性", "−1.5"), ("社会和谐稳定", "−1"), ("复算总分", "97.35"),
    ] == told(card)  # fmt: skip
    root = parsed(picture(card))
    texts = [shown(one) for one in root.iter("text")]
    for text in ("纵轴自 80 分起", "自评 96", "87.35", "−1.5"):
        assert text in texts
    svg = next(root.iter("svg"))
    assert "扣分构成：分值合计 100；预算执行率 −0.15；平台操作性 −1.5；社会和谐稳定 −1；复算总分 97.35" == svg.get("aria-label")
    assert ["title", "desc", "style"] == [one.tag for one in svg][:3]
    assert "从分值合计起，逐行减去没有得到的分，到复算总分为止。右端竖线是总分的区间 [87.35, 97.35]。" == shown(
        next(root.iter("figcaption"))
    )


def test_an_event_has_a_bar_of_its_own() -> None:
    capped = score(read(EXAMPLE), event=Event(kind="审计披露"))
    assert ("事件封顶", "−27.35") in told(capped)
    assert ("复算总分", "70") == told(capped)[-1]


def test_an_axis_from_nought_is_not_called_broken() -> None:
    made = picture(score(Sheet(branches=[leaf("甲", actual=0), leaf("乙")])))
    assert "纵轴自" not in made
    assert "单位：分" in made
    assert 'class="break"' not in made


def test_full_marks_are_said() -> None:
    made = picture(score(Sheet(branches=[leaf("甲"), leaf("乙")])))
    assert "各行都按满分计，没有扣分。" in made


def test_many_rows_share_a_bar() -> None:
    card = score(Sheet(branches=[leaf(f"指标{number}", actual=10 - number % 5 - 1) for number in range(20)]))
    drawn = bars(card)
    assert MOST_BARS + 2 == len(drawn)
    assert "其余 11 行" == drawn[-2].label


def test_a_total_that_is_open_is_drawn_by_its_upper_end() -> None:
    card = score(Sheet(branches=[leaf("甲", criterion="专家评分"), leaf("乙", actual=9)]))
    assert card.total is None
    assert ("复算上限", plain := str(card.high.normalize())) == told(card)[-1]
    assert "总分未定（1 行没有唯一得分），图中各行按上限画。" in picture(card)
    assert plain == "19"


def test_rows_without_points_begin_at_the_full_marks() -> None:
    card = score(Sheet(branches=[leaf("甲", 20, 9), leaf("乙", None, printed=80)]))
    assert ("满分", "100") == told(card)[0]
    assert "没有复算的行按表内得分画。" in picture(card)
    assert None is waterfall(score(Sheet(branches=[leaf("乙", None, printed=80)])))
    assert None is waterfall(score(Sheet()))


def test_what_adds_points_is_told_by_its_sign() -> None:
    card = score(Sheet(branches=[leaf("甲", 5, 12, criterion="每增加1加1分，最多加7分"), leaf("乙")]))
    assert [("分值合计", "15"), ("甲", "+2"), ("复算总分", "17")] == told(card)


def test_long_names_are_folded_and_cut() -> None:
    made = parsed(picture(score(Sheet(branches=[leaf(f"很长很长的指标名称第{number}号" * 4, actual=8) for number in range(9)]))))
    lines = [shown(one) for one in made.iter("text") if one.get("class") == "axis"]
    assert any(line.endswith("…") for line in lines)
    assert max(map(len, lines)) < 12


@pytest.mark.parametrize(
    ("levels", "low", "high", "tick"),
    [
        (("100", "97.35"), "96", "100", "1"), (("100", "97.35", "87.35"), "80", "100", "5"), (("100", "30"), "0", "100", "20"),
        (("99.55", "20"), "0", "100", "20"), (("10", "10"), "9.8", "10", "0.1"), (("0", "0"), "0", "0.1", "0.1"), (("5000", "1"), "0", "5000", "1000"),
    ],
)  # fmt: skip
def test_axes(levels: tuple[str, ...], low: str, high: str, tick: str) -> None:
    found = axis([Decimal(level) for level in levels])
    assert (Decimal(low), Decimal(tick)) == (found.low, found.tick)
    assert found.high >= max(map(Decimal, levels))
    assert Decimal(high) == found.high
    assert Fraction(BOTTOM) == found.at(found.low)
    assert Fraction(TOP) == found.at(found.high)
    assert 2 <= len(found.marks) <= 9


def test_it_holds_its_own_style(card: Scorecard) -> None:
    """Taken out of the report it still has its colours."""
    style = next(parsed(picture(card)).iter("style")).text or ""
    assert "var(--accent,#9b2226)" in style
    assert all(rule.startswith(".fall") for rule in style.split("\n") if rule)


def test_small_changes_that_come_to_nothing_have_no_bar() -> None:
    small = [leaf("多", criterion="每增加1加1分，最多加1分", target=8, actual=9), leaf("少", actual=9)]
    card = score(Sheet(branches=[*(leaf(f"指标{number}", actual=5) for number in range(MOST_BARS - 1)), *small]))
    drawn = [bar.label for bar in bars(card)]
    assert ["分值合计", *(f"指标{number}" for number in range(MOST_BARS - 1)), "复算总分"] == drawn
