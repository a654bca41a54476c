"""The whole way (全程): what was read is scored, audited, told in every form of report, and written back."""

import json
from functools import cache
from io import BytesIO
from typing import Any

from jsonschema import Draft202012Validator

import perfscore as ps
from perfscore.auditing import Audit
from perfscore.checking import entry
from perfscore.reporting.json import audit_document, dumps, schema_text, score_document, trace_document
from perfscore.reporting.text import audit_text, card_text, explain_text, step_text
from perfscore.sheet import Sheet
from perfscore.writing import ReviewList
from tests.pages import faults


@cache
def validator(name: str) -> Any:
    return Draft202012Validator(json.loads(schema_text(name)))


def fits(name: str, document: Any) -> None:
    """A document is JSON, and as its schema says."""
    again = json.loads(dumps(document))
    assert again == document, "no plain JSON"
    wrong = next(iter(validator(name).iter_errors(document)), None)
    assert wrong is None, f"{wrong.json_path}: {wrong.message[:300]}"


def through(sheet: Sheet, *, written: bool = True) -> None:
    """A form goes the whole way, and into a review list where it is to be written; what the ways say of it agrees."""
    data = sheet.to_dict()
    fits("sheet", data)
    assert Sheet.from_dict(json.loads(json.dumps(data))) == sheet, "another form after to_dict and from_dict"
    card = ps.score(sheet)
    assert card.low <= card.high
    assert card.total is None or card.low <= card.total <= card.high
    checked = ps.audit(sheet)
    whole = entry(checked, with_readings=True)
    fits("audit", audit_document([whole]))
    fits("score", score_document([card.to_dict()]))
    fits("trace", trace_document([("a", line.path, line.step) for line in card.lines]))
    _told(checked)
    if written:
        review = ReviewList()
        review.add("a", whole)
        review.save(BytesIO())


def _told(checked: Audit) -> None:
    """The reports in words and as a page."""
    card = checked.card
    assert str(checked)
    assert audit_text(checked)
    assert card_text(card)
    for line in card.lines:
        assert explain_text(line, card.rulebook)
        assert step_text(line.step)
    found = faults(checked.to_html())
    assert not found, f"the page: {found[:5]}"
