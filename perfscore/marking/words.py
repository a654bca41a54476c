"""What is said beside the figures (说明与批注): the arithmetic of a row, and the findings of a cell."""

from collections.abc import Iterable, Sequence

from perfscore.auditing.finding import CODES, READING_WORDS, SEVERITY_WORDS, Finding, Severity, told
from perfscore.line import Line
from perfscore.marking.entry import Entry
from perfscore.marking.total import Total
from perfscore.number import plain
from perfscore.scorecard import Scorecard

ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def row_words(entry: Entry, findings: Iterable[Finding]) -> str:
    """
    What stands beside a row (说明): its arithmetic, what a reader must know of the formula, and what was found.
    """
    line = entry.line
    notes = [note for note in line.notes if note != line.step.text]
    said = [line.step.text, *notes, *entry.remarks, *(_title(finding) for finding in findings)]
    return "；".join(dict.fromkeys(part.rstrip("。；") for part in said if part))


def total_words(card: Scorecard, total: Total, findings: Sequence[Finding]) -> str:
    """What stands beside the total (总分说明): its stages that change it, the grade, and how much was found."""
    stages = [stage for before, stage in zip((None, *card.stages), card.stages, strict=False) if before is None or _changes(before, stage)]
    told_ = [stage.text for stage in stages if stage.label != "grade"]
    declared = "" if card.declared is None else f"表内总分 {plain(card.declared)}"
    grade = f"等级 {card.grade}" if card.grade else ""
    counts = [(word, sum(finding.severity is one for finding in findings)) for one, word in SEVERITY_WORDS.items()]
    found = "、".join(f"{word} {count} 条" for word, count in counts if count)
    said = ["核算总分：" + "；".join(told_), declared, grade, *total.remarks, f"全表{found}，见核对清单" if found else ""]
    return "；".join(part.rstrip("。；") for part in said if part)


def _changes(before: object, stage: object) -> bool:
    return [getattr(before, name) for name in ("value", "low", "high")] != [getattr(stage, name) for name in ("value", "low", "high")]


def _title(finding: Finding) -> str:
    return f"【{SEVERITY_WORDS[finding.severity]}】{CODES[finding.code].title}"


def comment_words(findings: Sequence[Finding]) -> str:
    """
    The comment of a cell (批注): each finding in full, with what it rests on and what to do.
    """
    parts = []
    for finding in sorted(findings, key=lambda one: ORDER[one.severity]):
        reading = f"\n口径：{READING_WORDS.get(finding.reading, finding.reading)}" if finding.reading else ""
        parts.append(f"{_title(finding)}\n{finding.message}{reading}\n怎么办：{CODES[finding.code].settle}")
    return "\n\n".join(parts)


def worst(findings: Iterable[Finding]) -> Severity:
    """The gravest severity of some findings (最重的程度)."""
    return min((finding.severity for finding in findings), key=lambda one: ORDER[one])


def clause_words(line: Line | None) -> str:
    """
    The clause that a finding rests on (依据): the one that governs its row; a finding of the whole form names its own in its message.
    """
    if line is None or line.citation is None:
        return ""
    cite = line.citation
    if cite.status is None:
        return f"{cite.document}{cite.clause}：{cite.quote}" if cite.quote else f"{cite.document}{cite.clause}"
    return f"{told(cite)}：{cite.quote}" if cite.quote else told(cite)
