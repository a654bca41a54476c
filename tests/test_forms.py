"""
Published forms of many templates: what is printed is read, faults that are certain are found, nothing else is called an error.

``data/forms`` holds the forms drawn again in their layout; ``form-rows.csv`` what they print row by row, ``form-faults.csv`` what a
careful reader found, ``certain`` where the arithmetic leaves no doubt. A form that is not ``complete`` was cut off where it was found:
that lines are missing is then neither expected nor wrong.
"""

import csv
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

import pytest

import perfscore as ps
from perfscore.auditing.finding import Severity
from perfscore.reading import scan

DATA = Path(__file__).parent / "data"
#: Faults of rows that a cut-off form lacks.
MISSING = {"total-mismatch", "weight-sum", "impossible-total"}


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


FORMS = {form["form"]: form for form in table("forms.csv")}
ROWS, FAULTS = defaultdict(list), defaultdict(list)
for line in table("form-rows.csv"):
    ROWS[line["form"]].append(line)
for line in table("form-faults.csv"):
    FAULTS[line["form"]].append(line)
FILES = sorted((DATA / "forms").iterdir())


def bare(text: str | None) -> str:
    """A text without what drawings of one form differ in: white space, commas, the two ways of writing ＝."""
    return "".join((text or "").split()).replace("﹦", "=").replace("＝", "=").replace(",", "")


def same(one: str, other: str) -> bool:
    """Whether two cells print the same: the same text, or the same figure, 10 and 10.00."""
    if bare(one) == bare(other):
        return True
    try:
        return Decimal(bare(one).rstrip("%分")) == Decimal(bare(other).rstrip("%分"))
    except InvalidOperation:
        return False


class Result(NamedTuple):
    """What came of a file (结果): rows and cells read of those printed, certain faults found, errors that are none."""

    file: str
    rows: tuple[int, int]
    cells: tuple[int, int]
    faults: tuple[int, int]
    wrong: tuple[str, ...]
    lost: tuple[str, ...]


def _matches(fault: dict[str, str], found: ps.Finding) -> bool:
    return fault["code"] == found.code and (not fault["row"] or not found.row or bare(fault["row"]) == bare(found.row))


def result(file: Path) -> Result:
    """A file read and checked against what it prints."""
    name = file.stem
    sheet = next((one for one in scan(file) if isinstance(one, ps.Sheet)), None)
    assert sheet is not None, file.name
    audit = ps.audit(sheet)
    lines, lost, cells, right = defaultdict(list), [], 0, 0
    for line in audit.card.lines:
        lines[bare(line.name)].append(line.to_dict())
    for row in ROWS[name]:
        known = lines[bare(row["name"])]
        if not known:
            lost.append(row["name"])
            continue
        read = known.pop(0) if len(known) > 1 else known[0]
        for field in ("weight", "target", "actual", "printed"):
            if row[field]:
                cells += 1
                right += same(row[field], read[field] or "")
                lost += [] if same(row[field], read[field] or "") else [f"{row['name']} {field} {row[field]} ≠ {read[field]}"]
    certain = [fault for fault in FAULTS[name] if fault["certain"] == "yes"]
    found = sum(any(_matches(fault, one) for one in audit.findings) for fault in certain)
    lost += [f"{fault['code']} {fault['row']}" for fault in certain if not any(_matches(fault, one) for one in audit.findings)]
    whole = FORMS[name]["complete"] == "yes"
    errors = [one for one in audit.of(Severity.ERROR) if whole or one.code not in MISSING]
    wrong = tuple(str(one) for one in errors if not any(_matches(fault, one) for fault in FAULTS[name]))
    read_rows = len(ROWS[name]) - sum(" " not in one and one in {row["name"] for row in ROWS[name]} for one in lost)
    return Result(file.name, (read_rows, len(ROWS[name])), (right, cells), (found, len(certain)), wrong, tuple(lost))


RESULTS = {file.name: result(file) for file in FILES if ROWS[file.stem]}


@pytest.mark.parametrize("name", RESULTS)
def test_a_form_is_read_as_printed_and_not_accused(name: str) -> None:
    one = RESULTS[name]
    assert ((), ()) == (one.lost, one.wrong)


@pytest.mark.parametrize("file", [file for file in FILES if ROWS[file.stem]], ids=lambda file: str(file.name))
def test_total_and_money_are_read_as_printed(file: Path) -> None:
    forms = [one for one in scan(file) if isinstance(one, ps.Sheet)]
    want, sheet = FORMS[file.stem], forms[0]
    assert int(want["forms"]) == len(forms)

    def figure(text: str) -> Decimal | None:
        return Decimal(text) if text else None

    assert figure(want["declared"]) == sheet.declared
    assert (figure(want["planned"]), figure(want["spent"])) == (sheet.budget.planned, sheet.budget.spent)


def test_every_way_of_drawing_a_form_gives_the_same_findings() -> None:
    for name in FORMS:
        drawn = [file for file in FILES if file.stem == name and ROWS[name]]
        found = [sorted((one.code, bare(one.row)) for one in ps.audit(ps.read_all(file)[0]).findings) for file in drawn]
        assert all(found[0] == other for other in found), name


@pytest.mark.parametrize("name", [form["form"] for form in FORMS.values() if not FAULTS[form["form"]] and ROWS[form["form"]]])
def test_a_clean_form_has_no_errors(name: str) -> None:
    for file in FILES:
        if file.stem == name:
            audit = ps.audit(ps.read_all(file)[0])
            assert [] == [str(one) for one in audit.of(Severity.ERROR) if one.code not in MISSING or FORMS[name]["complete"] == "yes"]


def test_a_form_without_rows_says_so() -> None:
    (file,) = (file for file in FILES if not ROWS[file.stem])
    with pytest.raises(ps.ReadError, match="没有找到自评表"):
        ps.read(file)


def _shares(results: Sequence[Result], field: str) -> str:
    pairs = [getattr(one, field) for one in results]
    return f"{sum(got for got, _ in pairs)}/{sum(want for _, want in pairs)}"


def test_the_table_of_all_forms(capsys: pytest.CaptureFixture[str]) -> None:
    results = list(RESULTS.values())
    with capsys.disabled():
        print(f"\n{'form':44} {'rows':>9} {'cells':>9} {'faults':>7} {'false':>5}")
        for one in results:
            shares = [f"{got}/{want}" for got, want in (one.rows, one.cells, one.faults)]
            print(f"{one.file:44} {shares[0]:>9} {shares[1]:>9} {shares[2]:>7} {len(one.wrong):>5}")
        total = [_shares(results, field) for field in ("rows", "cells", "faults")]
        print(f"{f'{len(results)} files':44} {total[0]:>9} {total[1]:>9} {total[2]:>7} {sum(len(one.wrong) for one in results):>5}")
    assert all(one.rows[0] == one.rows[1] for one in results)
