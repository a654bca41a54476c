"""Results for readers and programs (报告): plain text, JSON, HTML fragments; pure functions of a result."""

from perfscore.reporting.html import audit_html, card_html, line_html, step_html
from perfscore.reporting.json import audit_document, dumps, schema_text, schemas, score_document
from perfscore.reporting.text import audit_text, card_text, line_text, readings_text, step_text

__all__ = [
    "audit_document",
    "audit_html",
    "audit_text",
    "card_html",
    "card_text",
    "dumps",
    "line_html",
    "line_text",
    "readings_text",
    "schema_text",
    "schemas",
    "score_document",
    "step_html",
    "step_text",
]
