"""The tables of tests/conformance: one for each kind of rule, one row for each case, each with its source."""

import ast
import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perfscore.measure import Policy
from perfscore.rule import KINDS, Band, Defect, Edge, Item, Ladder, Rule, Tier
from tests.laws import policies

FOLDER = Path(__file__).parent / "conformance"
COLUMNS = ("name", "rule", "weight", "target", "actual", "names", "policy", "low", "high", "text", "source")
#: What the parts of a rule are made of.
PARTS: dict[str, type[Any]] = {"ladders": Ladder, "tiers": Tier, "bands": Band, "items": Item, "defects": Defect, "zero_if": Edge}

Case = dict[str, str]


def cases(path: Path) -> Iterator[Case]:
    """The rows of a table; one without a source is refused."""
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, strict=True), 2):
            assert tuple(row) == COLUMNS, f"{path.name}:{number} has the columns {tuple(row)}"
            assert row["source"].strip(), f"{path.name}:{number} has no source"
            yield row


def rule_of(kind: str, text: str) -> Rule:
    """A rule from the parameters that to_dict() gives, written as Python data."""
    given = {"anchor" if key == "from" else key: value for key, value in ast.literal_eval(text).items()}
    for key, part in PARTS.items():
        if key in given:
            given[key] = part(**given[key]) if key == "zero_if" else [part(**one) for one in given[key]]
    return KINDS[kind](**given)


def pairs(text: str) -> dict[str, str]:
    """``a=1;b=2`` as a mapping."""
    return dict(pair.split("=", 1) for pair in text.split(";") if pair)


TABLES = {kind: list(cases(FOLDER / f"{kind}.csv")) for kind in KINDS}
CASES = [pytest.param(kind, case, id=f"{kind}-{case['name']}") for kind, table in TABLES.items() for case in table]


@pytest.mark.parametrize("kind", TABLES)
def test_every_kind_has_cases(kind: str) -> None:
    assert TABLES[kind]


@pytest.mark.parametrize("kind", TABLES)
def test_names_are_distinct(kind: str) -> None:
    names = [case["name"] for case in TABLES[kind]]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_a_case(kind: str, case: Case) -> None:
    given = case["actual"]
    actual = ast.literal_eval(given) if given.startswith("(") else given
    policy = Policy(**pairs(case["policy"]))  # type: ignore[arg-type]
    step = rule_of(kind, case["rule"]).apply(case["weight"], case["target"], actual, policy=policy, **pairs(case["names"]))
    assert (Decimal(case["low"]), Decimal(case["high"])) == (step.low, step.high)
    assert (step.low if step.low == step.high else None) == step.value
    if case["text"]:
        assert case["text"] == step.text


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_a_choice_that_does_not_concern_the_kind_changes_nothing(kind: str, case: Case) -> None:
    rule, base = rule_of(kind, case["rule"]), pairs(case["policy"])
    actual = ast.literal_eval(case["actual"]) if case["actual"].startswith("(") else case["actual"]
    steps = {
        str(rule.apply(case["weight"], case["target"], actual, policy=Policy(**(base | other)), **pairs(case["names"])))  # type: ignore[arg-type]
        for other in ({}, *policies(kind))
    }
    assert len(steps) == 1


def test_a_row_without_a_source_fails(tmp_path: Path) -> None:
    path = tmp_path / "steps.csv"
    path.write_text(",".join(COLUMNS) + "\n空,{},5,1,1,,,5,5,,\n", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"steps.csv:2 has no source"):
        list(cases(path))
