"""perfscore.bounding: what the words around a figure make of it."""

from decimal import Decimal

import pytest

from perfscore.bounding import RELATIVE, ranged, relative
from perfscore.piece import Bound, Piece, Sign, Words
from perfscore.stopping import Stop


def words(text: str, column: int = 0) -> Words:
    return Words(text=text, folded=text, column=column)


def share(subject: str, **given: object) -> Bound:
    """A figure of 50% behind what is said of it."""
    standard = {"low": Decimal(50), "high": Decimal(50), "unit": "%", "bare": True, "subject": words(subject, 3)}
    return Bound(**(standard | given))  # type: ignore[arg-type]


def test_what_a_figure_is_a_share_of() -> None:
    found = RELATIVE.search("结余额度小于当年投入额度的")
    assert found is not None
    assert ("小于", "当年投入额度", "的") == found.groups()


@pytest.mark.parametrize(
    ("subject", "low", "high", "open_end", "said"),
    [
        ("结余小于投入额度的", None, 50, True, "结余占投入额度的比例"),
        ("结余不超过投入额度的", None, 50, False, "结余占投入额度的比例"),
        ("结余不低于投入额度的", 50, None, False, "结余占投入额度的比例"),
        ("结余大于投入额度的", 50, None, True, "结余占投入额度的比例"),
        ("产量达到年度目标的", 50, None, False, "产量完成"),
        ("产量达到目标值", 50, None, False, "产量完成"),
    ],
)
def test_a_share_with_the_comparison_before_what_it_is_a_share_of(
    subject: str, low: int | None, high: int | None, open_end: bool, said: str
) -> None:
    found = relative(share(subject))
    assert (low, high, open_end) == (found.low, found.high, found.low_open or found.high_open)
    assert found.subject is not None
    assert said == found.subject.folded


@pytest.mark.parametrize(("given", "said"), [({"unit": "件"}, "结余小于额度"), ({"bare": False, "sign": "<"}, "结余小于额度")])
def test_other_figures_stay_what_they_are(given: dict[str, object], said: str) -> None:
    one = share("结余小于额度的", **given)
    found = relative(one)
    assert (one.low, one.high) == (found.low, found.high)
    assert found.subject is not None
    assert said == found.subject.folded
    bare = Bound(low=Decimal(50), unit="%")
    assert relative(bare) is bare


@pytest.mark.parametrize(
    ("subject", "message", "column"),
    [
        ("超过预算", "“超过预算50%”是占几成还是相差几成，文中没有说清。", 3),
        ("结余低于上年", "“低于上年50%”是占几成还是相差几成，文中没有说清。", 5),
        ("结余未达到总额的", "“未”在这里读不懂。", 5),
    ],
)
def test_shares_that_may_be_gaps_or_are_denied_are_refused(subject: str, message: str, column: int) -> None:
    with pytest.raises(Stop) as caught:
        relative(share(subject))
    assert (message, column) == (caught.value.message, caught.value.column)


LOW, HIGH = Bound(low=Decimal(90), unit="%", start=2, column=2), Bound(high=Decimal(95), unit="%", high_open=True, start=7, column=7)


@pytest.mark.parametrize("between", [[], [words("且")], [words("但")], [Sign(kind="SEP", text="、", column=5)]])
@pytest.mark.parametrize("ends", [(LOW, HIGH), (HIGH, LOW)])
def test_two_ends_are_one_range(ends: tuple[Bound, Bound], between: list[Piece]) -> None:
    [one] = ranged([ends[0], *between, ends[1]])
    assert isinstance(one, Bound)
    assert (90, 95, False, True, "%") == (one.low, one.high, one.low_open, one.high_open, one.unit)
    assert ends[0].start == one.start


@pytest.mark.parametrize(
    "pieces",
    [
        [LOW, words("得满分"), HIGH],
        [LOW, Bound(high=Decimal(95), unit="件")],
        [LOW, Bound(high=Decimal(80), unit="%")],
        [LOW, Bound(high=Decimal(95), unit="%", subject=words("投诉率"))],
        [Bound(low=Decimal(1), high=Decimal(5), unit="名", ranked="前"), HIGH],
        [LOW, LOW],
        [words("且"), LOW],
    ],
)
def test_what_is_no_range_is_left_apart(pieces: list[Piece]) -> None:
    assert pieces == ranged(pieces)


@pytest.mark.parametrize(
    ("before", "denial"), [("无", "无"), ("满意度不", "不"), ("满意度未", "未"), ("约", "约"), ("接近", "接近"), ("并非", "非")]
)
def test_a_figure_that_is_denied_is_refused(before: str, denial: str) -> None:
    with pytest.raises(Stop) as caught:
        ranged([words(before, 4), LOW])
    assert (f"“{denial}”在这里读不懂。", 4 + len(before) - len(denial)) == (caught.value.message, caught.value.column)
