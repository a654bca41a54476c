"""tests.oracle: perfscore beside a second scorer; and that the second scorer would see a slip."""

import ast
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve

import perfscore as ps
from tests.oracle.books import Book
from tests.oracle.comparing import run
from tests.oracle.scoring import Card, Form, score_form
from tests.oracle.shelf import shelf

ORACLE = Path(__file__).parent / "oracle"
#: The modules that meet perfscore; the scorer itself and what draws the forms do not.
MEETING = {"comparing", "shelf"}
#: What a rulebook may rule otherwise, and the scorer is told wrongly.
SLIPS = ("steps", "reverse_form", "rate_rounding", "sum_of", "constraint_base", "percent_of")


@pytest.mark.parametrize("seed", range(101, 107))
def test_both_come_to_the_same(seed: int) -> None:
    tally = run(seed, 500, shelf())
    assert not tally.differences, "\n".join(f"{seed} {number} {difference}" for seed, number, difference in tally.differences[:9])
    assert len(tally.kinds) == 12  # every kind of rule, and rows without one


@pytest.mark.parametrize("path", sorted(ORACLE.glob("*.py")), ids=lambda path: path.stem)
def test_the_second_scorer_shares_no_code(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert path.stem in MEETING or not [name for name in names if name.partition(".")[0] == "perfscore"]


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_in_one_parameter_is_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second scorer misreads one parameter of every rulebook."""

    def slipped(form: Form, book: Book, choices: Mapping[str, str] | None = None) -> Card:
        wrong = {"steps": "proportional", "reverse_form": "linear", "rate_rounding": "percent", "sum_of": "printed",
                 "constraint_base": "negative", "percent_of": "none"}  # fmt: skip
        return score_form(form, book, {**(choices or book.choices), name: wrong[name]})

    monkeypatch.setattr("tests.oracle.comparing.score_form", slipped)
    assert any(run(seed, 100, shelf()).differences for seed in range(101, 111))


def test_a_slip_of_a_cent_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    true = ps.audit

    def slipped(sheet: ps.Sheet, rulebook: ps.Rulebook) -> ps.Audit:
        audit = true(sheet, rulebook)
        line = audit.card.lines[0]
        line.high += Decimal("0.01")
        return audit

    monkeypatch.setattr("perfscore.audit", slipped)
    assert len({number for _, number, one in run(101, 20, shelf()).differences if one.what == "high"}) == 20


def test_a_slip_in_a_rulebook_is_seen() -> None:
    """Bands that begin a point too low."""
    pairs = [(book, rulebook) for book, rulebook in shelf() if "qualitative" in rulebook]
    slipped = []
    for book, rulebook in pairs:
        value = rulebook["qualitative"]
        text = value.value.replace("80%", "79%")
        slipped.append((book, evolve(rulebook, values={**rulebook.values, "qualitative": evolve(value, value=text)})))
    assert not run(103, 300, pairs).differences
    assert run(103, 300, slipped).differences
