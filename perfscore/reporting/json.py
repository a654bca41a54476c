"""Results as JSON documents (JSON 报告): versioned formats, every figure a string of exact digits."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from perfscore.arithmetic import Arithmetic
from perfscore.auditing import Audit
from perfscore.combining import Combined
from perfscore.errors import PerfscoreError
from perfscore.exploring import Reach, WhatIf
from perfscore.rule import Alternatives, Rule
from perfscore.rulebook import Rulebook
from perfscore.scoring import Reading
from perfscore.surveying import Survey
from perfscore.trace import Step
from perfscore.verifying import Verification, conclusion
from perfscore.version import VERSION

SCHEMAS = Path(__file__).parent / "schemas"


def document(name: str, **content: Any) -> dict[str, Any]:
    """A document of one format (文档): its format and version first."""
    return {"format": f"perfscore.{name}/1", "version": VERSION, **content}


def error_data(error: PerfscoreError, source: str = "") -> dict[str, Any]:
    """
    What could not be read, in the place of a sheet (错误).

    >>> error_data(PerfscoreError("文件是空的。"), "a.xlsx")
    {'source': 'a.xlsx', 'error': {'message': '文件是空的。', 'hint': None, 'cell': None}}
    """
    place = error.source
    cell = (place.place or None) if place else None
    return {
        "source": (place.file if place else "") or source,
        "error": {"message": error.message, "hint": error.hint or None, "cell": cell},
    }


def audit_data(audit: Audit, readings: Sequence[Reading] = ()) -> dict[str, Any]:
    """One checked form as it stands among the sheets of a document (一张表的审核结果)."""
    data = audit.to_dict()
    if readings:
        receipt = data.pop("receipt")
        data |= {"readings": [reading.to_dict() for reading in readings], "receipt": receipt}
    return data


def audit_document(sheets: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Checked forms and errors as one document (审核文档), perfscore.audit/1."""
    return document("audit", sheets=list(sheets))


def line_of(entry: Mapping[str, Any]) -> str:
    """
    One entry of a document in one line (一行 JSON).

    >>> line_of({"source": "甲.xlsx", "year": 2021})
    '{"source":"甲.xlsx","year":2021}'
    """
    import json

    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))


def score_document(sheets: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Recomputed forms and errors as one document (计分文档), perfscore.score/1."""
    return document("score", sheets=list(sheets))


def combined_document(combined: Combined) -> dict[str, Any]:
    """A roll-up (汇总文档), perfscore.combined/1: the forms, where they disagree, every figure, the form of all recomputed."""
    return document("combined", **combined.to_dict())


def what_if_document(result: WhatIf) -> dict[str, Any]:
    """A form with other figures (假设文档), perfscore.what-if/1: the changes, the totals before and after, the rows that differ."""
    return document("what-if", **result.to_dict())


def reach_document(result: Reach) -> dict[str, Any]:
    """What would have brought a form to a total (反推文档), perfscore.reach/1: for each row what would have been needed, or why it cannot."""
    return document("reach", **result.to_dict())


def verification_document(found: Sequence[Verification], receipt: str = "") -> dict[str, Any]:
    """Today's results beside those of a receipt (核对文档), perfscore.verification/1: whether all are the same, what changed in each form."""
    forms = [one.to_dict() for one in found]
    return document("verification", receipt=receipt, same=all(one.same for one in found), conclusion=conclusion(found), forms=forms)


def trace_document(traces: Iterable[tuple[str, Sequence[str], Step]]) -> dict[str, Any]:
    """Steps with the file and the path of their row (计算过程文档), perfscore.trace/1; an empty path is the total."""
    return document("trace", traces=[{"source": source, "path": list(path), "step": step.to_dict()} for source, path, step in traces])


def rule_document(
    criterion: str,
    rule: Rule,
    step: Step | None = None,
    readings: Iterable[tuple[str, str, Step]] = (),
    *,
    case: str = "",
    arithmetic: Arithmetic | None = None,
) -> dict[str, Any]:
    """
    A criterion read (评分标准文档), perfscore.rule/1: the rule, its expression, what it leaves open, and with figures its score.

    Args:
        criterion, rule: the text and the whole rule.
        step, readings: the score, and under each other reading where that differs.
        case: the case that was chosen.
        arithmetic: the expression, of the row where figures are given.
    """
    chosen = rule.choose(case) if case and isinstance(rule, Alternatives) else rule
    told: dict[str, Any] = {"case": case} if case else {}
    told |= {} if arithmetic is None else {"arithmetic": arithmetic.to_dict()}
    told["ambiguities"] = [one.to_dict() for one in chosen.readings]
    if step is not None:
        others = [{"name": name, "label": label, "step": other.to_dict()} for name, label, other in readings]
        told |= {"step": step.to_dict(), "readings": others}
    return document("rule", criterion=criterion, text=str(rule), rule=rule.to_dict(), **told)


def criteria_document(survey: Survey) -> dict[str, Any]:
    """Many criteria read (普查文档), perfscore.criteria/1."""
    return document("criteria", **survey.to_dict())


def rulebook_document(book: Rulebook) -> dict[str, Any]:
    """A rulebook with its clauses (评分办法文档), perfscore.rulebook/1."""
    return document("rulebook", **book.to_dict())


def dumps(data: Any) -> str:
    """
    A document as text (JSON 文本), 汉字 as they are.

    >>> print(dumps({"得分": "3.5"}))
    {
      "得分": "3.5"
    }
    """
    import json

    return json.dumps(data, ensure_ascii=False, indent=2)


def schemas() -> tuple[str, ...]:
    """
    The names of the formats that have a schema (格式名).

    >>> schemas()
    ('audit', 'combined', 'criteria', 'reach', 'rule', 'rulebook', 'score', 'sheet', 'trace', 'verification', 'what-if')
    """
    return tuple(sorted(path.stem for path in SCHEMAS.glob("*.json")))


def schema_title(name: str) -> str:
    """
    What a format holds (格式内容).

    >>> schema_title("audit")
    '审核结果'
    """
    import json

    title: str = json.loads(schema_text(name), parse_float=str)["title"]
    return title


def schema_text(name: str) -> str:
    """The JSON Schema of a format as text (格式说明). Raises KeyError where there is none."""
    if name not in schemas():
        raise KeyError(name)
    return (SCHEMAS / f"{name}.json").read_text("utf-8")
