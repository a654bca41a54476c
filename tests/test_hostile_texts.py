"""
Texts that mean harm, in every place of a form at once, through every report: they stay texts.

Pages are searched by tests/pages.py; here are the others: what a terminal obeys, what a spreadsheet reckons, what JSON holds.
"""

import csv
import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

import perfscore as ps
from perfscore import console
from perfscore.checking import entry
from perfscore.reporting.combining import combined_text
from perfscore.reporting.text import audit_text, card_text, explain_text, readings_text
from perfscore.rulebook import Value
from perfscore.sheet import Sheet
from perfscore.writing import ReviewList
from tests.fuzz.whole import fits, through
from tests.pages import faults
from tests.reading_files import form

#: What a spreadsheet takes for a formula, a page for an element, a terminal for an order, a shell or a template for its own.
HOSTILE = (
    '=HYPERLINK("http://127.0.0.1:9/","甲")', "=cmd|' /C calc'!A0", "+1+cmd|' /C calc'!A0", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", " =1+1", "＝1+1",
    "'=1+1", '"=1+1"', "=1+1", "<script>alert(1)</script>", "]]><x/>", "&lt;b&gt;", "\x1b[2J\x1b]0;x\x07", "\x9b31m", "\u202e甲", "\ud800", "\0",
    "%s%n{0}${x}{{7*7}}", "../../etc/passwd", "\\\\127.0.0.1\\x", "_x000D_=1", "甲\n=1+1",
)  # fmt: skip
ORDERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def everywhere(text: str) -> Sheet:
    """A form that says a text wherever a form says anything."""
    cell = ps.Cell(field="note", text=text, at="A9")
    leaf = ps.Indicator(
        name=text, weight=10, target=text, actual=text, printed=5, criterion=text, definition=text, remark=text, deviation=text
    )
    counted = ps.Indicator(name=f"{text}率", weight=10, target="100%", actual="85%", printed=5, criterion="每减少1扣1分", remark=text)
    second = ps.Indicator(name=text, level=2, children=[leaf, counted])
    goal = ps.Goal(number=1, text=text, children=[ps.Indicator(name=text, level=1, children=[second])])
    part = ps.BudgetPart(name=text, planned=5, spent=6)
    return ps.Sheet(
        title=text, unit=text, year=2021, declared=9, branches=[goal], notes=[cell], remarks=[text], heads=[text],
        events=[ps.Event(kind=text or "事件", source=text, date=text)] if text.strip() else [],
        budget=ps.Budget(planned=100, spent=90, weight=10, printed=10, rate=text, criterion=text, parts=[part]),
        source=ps.Source(file=text, sheet=text),
    )  # fmt: skip


def table(text: str) -> Any:
    """The same as the cells of a file."""
    return form(
        A1=text, B2=text, A5=text, B5=text, C5=text, E5=text, F5=text, G5=text, I5=text, C6=f"{text}率", I6=text, A7=f"注：1.{text}"
    )


def as_texts(table: list[list[Any]]) -> bytes:
    """A workbook in which every text is a text, whatever it begins with."""
    made = Workbook()
    for row, values in enumerate(table, 1):
        for column, value in enumerate(values, 1):
            cell = made.worksheets[0].cell(row, column)
            cell.value = value if value != "" else None
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def theirs(data: bytes) -> list[str]:
    """The formulas of a workbook that one of the hostile texts has come into."""
    return [one for one in formulas(data) if re.search(r"HYPERLINK|cmd|calc|1\+1|SUM\(1\)|DDE|script", one)]


def formulas(data: bytes) -> list[str]:
    """What a spreadsheet program reckons in a workbook."""
    return [str(cell.value) for tab in load_workbook(BytesIO(data)) for row in tab.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_form_goes_the_whole_way(text: str) -> None:
    through(everywhere(text))


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_what_is_printed_only_shows(text: str) -> None:
    sheet = everywhere(text)
    checked = ps.audit(sheet)
    said = [audit_text(checked), card_text(checked.card), readings_text(ps.readings(sheet))]
    said += [explain_text(line, checked.card.rulebook) for line in checked.card.lines]
    said += [combined_text(ps.combine([sheet, sheet])), str(ps.ReadError(text, source=sheet.source))]
    for one in said:
        assert not ORDERS.search(console.fitted(one, "utf-8"))
    whole = json.dumps(entry(checked), ensure_ascii=False)
    printed = console.fitted(whole, "utf-8", as_json=True)
    assert not ORDERS.search(printed)
    assert json.loads(whole) == json.loads(printed)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_nothing_of_a_form_is_reckoned_in_a_workbook(text: str) -> None:
    review, out = ReviewList(), BytesIO()
    review.add(text, entry(ps.audit(everywhere(text)), with_readings=True))
    review.add(text, {"source": text, "error": {"cell": text, "message": text, "hint": text}})
    review.save(out)
    assert [] == formulas(out.getvalue())
    shown = text.translate(dict.fromkeys([0, 7, 27, 0xD800]))
    lines = "\n".join("\t".join(str(cell).replace("\t", " ") for cell in row) for row in table(shown))
    for name, data in (("a.xlsx", as_texts(table(shown))), ("a.md", lines.encode())):
        assert [] == theirs(marked(data, name))


def marked(data: bytes, name: str) -> bytes:
    made = ps.mark(data, name=name)
    for audit in made.audits:
        fits("audit", {"format": "perfscore.audit/1", "version": ps.__version__, "sheets": [entry(audit)]})
        assert [] == faults(audit.to_html())
    return made.data


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_rulebook_of_such_words_makes_a_harmless_blank_form(text: str) -> None:
    quoted = ps.Citation(document=text, clause=text, quote=text)
    kept = {key: Value(value=value.value, cite=quoted) for key, value in ps.rulebook("cn-bj-2016-project").values.items()}
    rules = ps.Rulebook(
        id=f"x{text}",
        title=text,
        issuer=text,
        jurisdiction=text,
        values=kept,
        documents=(ps.Document(title=text, issuer=text, number=text),),
    )
    made = ps.template(rules)
    assert [] == theirs(made)
    assert b"<script" not in b"".join(ZipFile(BytesIO(made)).read(part) for part in ZipFile(BytesIO(made)).namelist())


def test_ids_of_a_table_come_back_as_they_were(tmp_path: Path) -> None:
    """A csv file of results is joined to the table by its ids, so none of them is altered: docs/explanation/trust.md says what that means."""
    source, out = tmp_path / "a.csv", tmp_path / "out.csv"
    texts = [text for text in HOSTILE if text.isprintable() and text.strip() == text]
    with source.open("w", encoding="utf-8", newline="") as file:
        made = csv.writer(file)
        made.writerow(["sheet_id", "indicator_id", "weight", "target", "actual", "criterion", "name"])
        made.writerows([text, text, 5, 100, text, text, text] for text in texts)
    ps.score_table(source, out)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(texts) == sorted(row["sheet_id"] for row in rows) == sorted(row["indicator_id"] for row in rows)
    for row in rows:
        assert [] == [
            value for key, value in row.items() if key not in {"sheet_id", "indicator_id"} and value[:1] in {"=", "+", "@", "\t", "\r"}
        ]
