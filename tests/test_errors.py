"""What stops a call says where, what and what next."""

import pickle
from unicodedata import east_asian_width

import pytest
from hypothesis import given, strategies as st

from perfscore.errors import (
    CriterionError,
    FormulaError,
    NumberError,
    PerfscoreError,
    ReadError,
    RulebookError,
    UnitError,
    width,
)
from perfscore.source import Source


def test_the_message_stands_between_place_and_hint() -> None:
    error = ReadError("分值不是数。", source=Source(file="a.xlsx", sheet="S", cell="E3"), hint="请填数字。")
    assert "a.xlsx!S!E3：分值不是数。 请填数字。" == str(error)
    assert ("分值不是数。", "请填数字。") == (error.message, error.hint)


@pytest.mark.parametrize("source", [None, Source()])
def test_without_a_place_the_message_stands_alone(source: Source | None) -> None:
    assert "分值不是数。" == str(NumberError("分值不是数。", source=source))


@pytest.mark.parametrize("kind", [ReadError, NumberError, UnitError, RulebookError, CriterionError, FormulaError])
def test_one_class_catches_all(kind: type[PerfscoreError]) -> None:
    with pytest.raises(PerfscoreError, match="读不懂"):
        raise kind("读不懂")


def test_the_caret_counts_two_columns_for_a_hanzi() -> None:
    error = FormulaError("不认识。", text="得分x+1", column=2)
    assert "不认识。\n    得分x+1\n        ^" == str(error)


def test_the_caret_of_a_long_text() -> None:
    error = FormulaError("不认识。", text="字" * 100 + "x" + "字" * 100, column=100)
    shown, caret = error.caret().splitlines()
    assert "    " + "字" * 30 + "x" + "字" * 19 == shown
    assert 4 + 60 == caret.index("^")


def test_without_a_text_there_is_no_caret() -> None:
    assert "不认识。" == str(FormulaError("不认识。"))


def test_a_criterion_error_names_the_nearest_form() -> None:
    error = CriterionError("读到这里为止。", text="每低扣", column=2, understood="每低", nearest="每低1%扣0.1分")
    assert "读到这里为止。 可写成“每低1%扣0.1分”。\n    每低扣\n        ^" == str(error)
    assert ("每低", "每低1%扣0.1分") == (error.understood, error.nearest)
    assert "" == CriterionError("读到这里为止。").hint


@given(st.text(max_size=80), st.integers(0, 100))
def test_the_caret_never_fails(text: str, column: int) -> None:
    lines = FormulaError("错", text=text, column=column).caret().split("\n")
    assert 2 == len(lines)
    assert lines[1].endswith("^")


@given(st.characters())
def test_width_follows_unicode(character: str) -> None:
    assert (2 if east_asian_width(character) in {"W", "F"} else 1) == width(character)


def test_an_error_survives_another_process() -> None:
    error = CriterionError("读到这里为止。", text="每低扣", column=2, nearest="每低1%扣0.1分", source=Source(cell="A1"))
    assert str(error) == str(pickle.loads(pickle.dumps(error)))
