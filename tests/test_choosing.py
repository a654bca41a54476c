"""perfscore.choosing: rows of which only some are scored."""

import pytest

import perfscore as ps
from tests.books import book
from tests.forms import form, leaf

PAIR = {"either_or": "拨付进度|结转结余率", "positive": "实际完成值/年初目标值*分值"}
Filled = tuple[str | None, str | None]
GROUP = {"optional_group": "项目效益40：经济|社会|生态", "positive": "实际完成值/年初目标值*分值"}


def row(name: str, actual: str | None, printed: str | None = None, weight: int = 20) -> ps.Indicator:
    return leaf(name, weight=weight, target="100%", actual=actual, printed=printed, criterion="")


@pytest.mark.parametrize(
    ("first", "second", "counted"),
    [
        (("80%", None), (None, None), ("16.00", "0.00")),
        ((None, None), ("50%", None), ("0.00", "10.00")),
        (("80%", "16"), ("50%", None), ("16.00", "0.00")),
        (("80%", None), ("50%", "10"), ("0.00", "10.00")),
    ],
)
def test_one_of_a_pair_is_scored(first: Filled, second: Filled, counted: tuple[str, str]) -> None:
    card = ps.score(form(row("拨付进度", *first), row("结转结余率", *second)), book(PAIR))
    assert tuple(str(line.score) for line in card.lines) == counted
    assert card.weight_sum == 20
    aside = next(line for line in card.lines if line.governed.aside)
    kept = next(line for line in card.lines if not line.governed.aside)
    assert aside.notes == (f"拨付进度、结转结余率择其一，按“{kept.name}”计，本行不计",)


def test_a_pair_that_does_not_tell_which_stays_open_between_the_two() -> None:
    card = ps.score(form(row("拨付进度", "80%"), row("结转结余率", "50%")), book(PAIR))
    assert (card.total, str(card.low), str(card.high)) == (None, "10.00", "16.00")
    assert card.lines[0].reason == "拨付进度、结转结余率择其一，表内看不出按哪一行计"
    assert card.lines[1].reason == "拨付进度、结转结余率择其一，已与“拨付进度”合并计算"


def test_a_pair_with_one_row_in_the_form_is_a_row_like_any_other() -> None:
    assert str(ps.score(form(row("拨付进度", "80%")), book(PAIR)).total) == "16.00"


def test_members_that_were_not_chosen_do_not_count() -> None:
    sheet = form(leaf("经济效益", weight=40, target="100%", actual="50%", criterion=""),
                 leaf("生态效益", weight=None, target=None, actual=None, criterion=""))  # fmt: skip
    card = ps.score(sheet, book(GROUP))
    assert str(card.total) == "20.00"
    assert card.lines[1].reason == "项目效益的可选指标，没有选用，不计入"
    assert card.stages[0].text == "1 行得分相加，1 行不计入"


@pytest.mark.parametrize(("declared", "off"), [("9", False), ("10", False), ("19", False), ("12", True)])
def test_a_total_with_one_of_a_pair_is_no_mismatch(declared: str, off: bool) -> None:
    sheet = form(row("拨付进度", "80%", "9"), row("结转结余率", "50%", "10"), declared=declared)
    assert ("total-mismatch" in {finding.code for finding in ps.audit(sheet, book(PAIR)).findings}) is off


def test_a_row_that_does_not_apply_is_not_the_one_that_is_filled_in() -> None:
    card = ps.score(form(row("拨付进度", "80%"), row("结转结余率", "不涉及")), book(PAIR))
    assert str(card.total) == "16.00"


def test_rows_that_print_the_same_are_told_apart_by_where_they_stand() -> None:
    unused = leaf("覆盖面", weight="10", target=None, actual=None, criterion="")
    tops = [ps.Indicator(name=name, level=1, children=[unused]) for name in ("社会效益", "产出指标")]
    card = ps.score(ps.Sheet(branches=tops), book(GROUP))
    assert [line.governed.aside for line in card.lines] == ["unchosen", ""]
