"""Results for readers and programs (报告): plain text, HTML and JSON; pure functions of a result."""

from perfscore.reporting.html import audit_html
from perfscore.reporting.json import audit_document, dumps, schema_text, schemas, score_document
from perfscore.reporting.text import audit_text, card_text, line_text, readings_text, step_text

__all__ = [
    "audit_document",
    "audit_html",
    "audit_text",
    "card_text",
    "dumps",
    "line_text",
    "readings_text",
    "schema_text",
    "schemas",
    "score_document",
    "step_text",
]
