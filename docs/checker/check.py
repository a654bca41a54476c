"""
What the page 在线核算 asks of the library: every function takes bytes and text, and gives text (and bytes of workbooks).

The same functions run in the browser and under CPython, where the tests compare them with the command line. What is wrong with a
file is told in ``message``, in the words of the command line; nothing is raised.
"""

import json
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import perfscore as ps
from perfscore.arithmetic import arithmetic, general, other_readings
from perfscore.auditing import Audit, readings_of
from perfscore.checking import entry, examine
from perfscore.reporting.criterion import rule_text
from perfscore.reporting.exploring import reach_text, what_if_text
from perfscore.reporting.html.page import failed_part, page, part
from perfscore.reporting.json import audit_document, dumps, error_data
from perfscore.reporting.text import audit_text, error_text
from perfscore.sweeping import crash

Answer = dict[str, Any]
#: How wide the texts of the page are, in columns of the terminal.
WIDTH = 100


def check(data: bytes, name: str, rulebook: str | None = None) -> Answer:
    """
    A file checked (核对): ``json`` as ``perfscore audit --format json`` prints it, ``text`` as it prints without, ``message`` of what was not read.
    """

    def act() -> Answer:
        found = _examined(data, name, rulebook)
        failed = [one for one in found if isinstance(one, ps.PerfscoreError)]
        audits = [one for one in found if isinstance(one, Audit)]
        document = audit_document(error_data(one, name) if isinstance(one, ps.PerfscoreError) else entry(one) for one in found)
        return {
            "json": dumps(document),
            "text": "\n\n".join(audit_text(one, width=WIDTH) for one in audits),
            "message": "\n".join(error_text(one, name) for one in failed),
        }

    return _told(act)


def _examined(data: bytes, name: str, rulebook: str | None) -> list[Audit | ps.PerfscoreError]:
    return list(examine(data, name, lambda sheet: ps.audit(sheet, rulebook or None)))


def report(data: bytes, name: str, rulebook: str | None = None) -> Answer:
    """The report of a file as one HTML file (HTML 报告), as ``perfscore audit --format html`` writes it."""

    def act() -> Answer:
        parts = [
            failed_part(one, name) if isinstance(one, ps.PerfscoreError) else part(one, readings_of(one))
            for one in _examined(data, name, rulebook)
        ]
        return {"html": page(parts)}

    return _told(act)


def mark(data: bytes, name: str, rulebook: str | None = None) -> Answer:
    """The reader's own workbook with scores, differences and marks (标注工作簿), as ``perfscore mark`` writes it; ``remarks`` what it could not keep."""

    def act() -> Answer:
        made = ps.mark(data, name=name, rulebook=rulebook or None)
        return {"workbook": made.data, "remarks": "\n".join(made.remarks)}

    return _told(act)


def review(documents: Sequence[str]) -> Answer:
    """The findings and lines of many checked files as one workbook (核对清单), from the ``json`` of each."""
    from perfscore.writing import ReviewList

    def act() -> Answer:
        found = ReviewList()
        for text in documents:
            for one in json.loads(text)["sheets"]:
                found.add(one["source"], one)
        out = BytesIO()
        found.save(out)
        return {"workbook": out.getvalue()}

    return _told(act)


def criterion(text: str, weight: str = "", target: str = "", actual: str = "", *, lenient: bool = False) -> Answer:
    """A criterion tried (评分标准试算), as ``perfscore criterion`` prints it."""

    def act() -> Answer:
        rule = ps.read_criterion(text, lenient=lenient)
        row = (weight, target or None, actual or None)
        step = rule.apply(*row) if weight else None
        how = None if isinstance(rule, ps.Alternatives) else arithmetic(rule, *row) if weight else general(rule)
        others = [] if step is None else list(other_readings(rule, step, *row))
        return {"text": rule_text(rule, step, others, arithmetic=how, width=WIDTH)}

    if (target or actual) and not weight:
        return {"message": "要计分还缺分值。"}
    return _told(act)


def what_if(data: bytes, name: str, number: int, rulebook: str | None = None, changes: Answer | None = None, total: str = "") -> Answer:
    """One form of a file with other figures, or what a total would have needed (假设、反推), as ``perfscore what-if`` prints it."""

    def act() -> Answer:
        sheet = ps.read_all(data, name=name)[number]
        if total:
            return {"text": reach_text(ps.reach(sheet, total, rulebook or None), width=WIDTH)}
        return {"text": what_if_text(ps.what_if(sheet, dict(changes or {}), rulebook or None), width=WIDTH)}

    return _told(act)


def _told(act: Callable[[], Answer]) -> Answer:
    try:
        return act()
    except ps.PerfscoreError as error:
        return {"message": error_text(error)}
    except (MemoryError, RecursionError) as error:
        return {"message": f"文件太大或太复杂，浏览器里算不了（{type(error).__name__}）。请用命令行 perfscore audit。"}
    except Exception as error:  # noqa: BLE001 - the page has to stay usable
        return {"message": crash(error)}
