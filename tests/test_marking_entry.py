"""What stands beside a row: a formula where there is one that comes to the same, else the figure."""

from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve

import perfscore as ps
from perfscore.marking.entry import NO_NUMBER, NO_ROUNDING, TOO_LONG, entry_of, whole_places
from perfscore.marking.terms import Found, Stored, found
from perfscore.number import Rounding
from perfscore.source import Cell
from perfscore.spelling import spelled
from tests.books import book
from tests.forms import form, leaf

SHARE = "实际完成值/年初目标值*分值"


def line_of(rules: ps.Rulebook | None = None, **fields: object) -> ps.Line:
    return ps.score(form(leaf(**fields)), rules).lines[0]  # type: ignore[arg-type]


def test_a_row_that_stands_aside_has_its_figure_alone() -> None:
    entry = entry_of(line_of(book({"policy.not_applicable": "rescale"}), actual="不涉及", printed=0), lambda _: None)
    assert (Decimal(0), "", ()) == (entry.score, entry.formula, entry.remarks)


def test_a_rounding_that_no_spreadsheet_has_is_said() -> None:
    assert [2, None, None] == [
        whole_places(one) for one in (Rounding(quantum="0.01"), Rounding(quantum="0.05"), Rounding(quantum="0.01", mode="down"))
    ]
    entry = entry_of(evolve(line_of(), rounding=Rounding(quantum="0.05")), lambda _: None)
    assert ("", (NO_ROUNDING,)) == (entry.formula, entry.remarks)


def test_a_figure_so_near_to_a_tie_that_a_spreadsheet_would_round_it_up_is_written_as_a_figure() -> None:
    entry = entry_of(line_of(weight=1, target="3", actual="0.0149999999999999", criterion=SHARE), lambda _: None)
    assert (Decimal("0.00"), "") == (entry.score, entry.formula)
    assert TOO_LONG in entry.remarks


def test_an_open_row_shows_its_room() -> None:
    assert "0～5" == entry_of(line_of(actual=""), lambda _: None).room
    assert "—" == entry_of(line_of(actual="", weight=0), lambda _: None).room


def test_where_a_formula_finds_a_figure() -> None:
    cell = Cell(field="actual", text="85%", at="G5")
    value = Fraction(85)
    assert Found(value=value) == found(None, value, lambda _: None) == found(evolve(cell, at=""), value, lambda _: None)
    assert "" == found(cell, value, lambda _: None).at
    words = found(cell, value, lambda _: Stored(None, text=True, words="全部"))
    assert ("", 'G5<>"全部"') == (words.at, words.changed)
    ratio = found(cell, value, lambda _: Stored(Decimal("0.85")))
    assert ("G5", Fraction(100), "G5") == (ratio.at, ratio.by, ratio.cell)
    text = found(cell, value, lambda _: Stored(Decimal("0.85"), text=True, percent=True))
    assert "VALUE(TRIM(G5))" == text.number
    assert "" == found(cell, value, lambda _: Stored(Decimal(7))).at


def test_a_figure_that_its_number_format_hides_and_that_is_another_is_written_out() -> None:
    cell = Cell(field="actual", text="85%", at="G5", stored="0.84533")
    kept = found(cell, Fraction(85), lambda _: Stored(Decimal("0.84533")))
    assert ("ROUND(G5,2)", Fraction(100)) == (kept.cell, kept.by)
    assert "" == found(cell, Fraction(85), lambda _: Stored(Decimal("0.5"))).at


def test_a_row_of_ratios_holds_as_long_as_they_are_ratios() -> None:
    cells = [
        Cell(field=name, text=text, at=at) for name, text, at in (("target", "1", "F5"), ("actual", "0.85", "G5"), ("weight", "5", "D5"))
    ]
    line = ps.score(form(leaf("覆盖率", target="1", actual="0.85", criterion=SHARE, cells=cells))).lines[0]
    entry = entry_of(line, {"F5": Stored(Decimal(1)), "G5": Stored(Decimal("0.85")), "D5": Stored(Decimal(5))}.get)
    for test in ("F5<0", "F5>1.5", "G5<0", "G5>1.5"):
        assert test in entry.formula


def test_a_printed_score_that_no_cell_holds_is_no_formula() -> None:
    for criterion in ("这一条谁也读不懂", "得2-5分"):
        entry = entry_of(line_of(criterion=criterion, printed=3), lambda _: None)
        assert (Decimal(3), "") == (entry.score, entry.formula)
        assert NO_NUMBER in entry.remarks


def test_an_upper_end_that_is_too_long_is_no_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [None, spelled]
    monkeypatch.setattr("perfscore.marking.entry.spelled", lambda *given, **more: (end := made.pop()) and end(*given, **more))
    entry = entry_of(line_of(criterion="得2-5分", printed=3), lambda _: None)
    assert ("", (TOO_LONG,)) == (entry.formula, entry.remarks[-1:])
