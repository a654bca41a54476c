"""Results as fragments of HTML (网页片段): plain tables, no style, no script; for notebooks."""

from collections.abc import Iterable, Sequence

from perfscore.auditing import Audit
from perfscore.auditing.finding import SEVERITY_WORDS
from perfscore.reporting.text import LINE_HEADS, line_cells, resting, totals_text
from perfscore.scorecard import Line, Scorecard
from perfscore.trace import Step


def escape(text: str) -> str:
    """
    A text that HTML shows as it is (转义).

    >>> escape("目标值 <5 & ≥3")
    '目标值 &lt;5 &amp; ≥3'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _table(heads: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def line_html(line: Line) -> str:
    """One line as a table of one row (单行)."""
    return f'<div class="perfscore">{_table([head.head for head in LINE_HEADS], [line_cells(line)])}</div>'


def step_html(step: Step) -> str:
    """A step and all below it as nested lists (计算过程)."""
    below = f"<ul>{''.join(step_html(child) for child in step.children)}</ul>" if step.children else ""
    return f"<li>{escape(step.line())}{below}</li>"


def _card(card: Scorecard) -> str:
    sheet = card.sheet
    about = " · ".join(part for part in (sheet.unit, f"{sheet.year} 年" if sheet.year else "", sheet.source.file, card.rulebook.id) if part)
    lines = _table([head.head for head in LINE_HEADS], [line_cells(line) for line in card.lines])
    rest = f"<p>{escape(resting(card))}</p>" if resting(card) else ""
    return f"<h4>{escape(sheet.title)}</h4><p>{escape(about)}</p><p><b>{escape(totals_text(card))}</b></p>{lines}{rest}"


def card_html(card: Scorecard) -> str:
    """A recomputed form (计分结果): totals and lines."""
    return f'<div class="perfscore">{_card(card)}</div>'


def audit_html(audit: Audit) -> str:
    """A checked form (审核结果): totals, lines, findings, and the sentence for a 退回意见."""
    rows = [
        (SEVERITY_WORDS[f.severity], f.code, f.row or "", f.source.place if f.source else "", f.printed or "", f.expected or "", f.message)
        for f in audit.findings
    ]
    found = _table(("程度", "代码", "行", "单元格", "表内", "应为", "说明"), rows) if rows else ""
    return f'<div class="perfscore">{_card(audit.card)}{found}<p><b>{escape(audit.opinion)}</b></p></div>'
