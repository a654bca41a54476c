"""The report as one HTML file (HTML 报告): self-contained, with nothing that runs or loads; pure functions of a result."""

from perfscore.reporting.html.page import Part, audit_fragment, audit_html, failed_part, page, part, prefix
from perfscore.reporting.html.tree import Element, written

__all__ = ["Element", "Part", "audit_fragment", "audit_html", "failed_part", "page", "part", "prefix", "written"]
