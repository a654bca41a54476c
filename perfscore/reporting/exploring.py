"""What-if and what would have been needed as plain text (假设与反推的文本报告)."""

from collections.abc import Iterator

from perfscore.exploring import NOTICE, Reach, WhatIf, score_words, total_words
from perfscore.reporting.table import Column, fold, paint, table
from perfscore.reporting.text import WIDTH

ROW_HEADS = (
    Column("指标", most=30),
    Column("改前", right=True, most=16),
    Column("改后", right=True, most=16),
    Column("改后算式", optional=True),
)


def what_if_text(result: WhatIf, *, colour: bool = False, width: int = WIDTH) -> str:
    """
    A form with other figures beside the form as it is (假设报告): what was changed, the totals, the rows that differ.
    """
    lines = [line for one in result.changes for line in fold(str(one), width, first="假设  ", rest=" " * 6)]
    lines += ["", paint(f"总分 {total_words(result.before)} → {total_words(result.after)}", "bold", on=colour)]
    rows = [[a.name, score_words(a), score_words(b), b.step.text] for a, b in result.rows]
    head, *drawn = table(ROW_HEADS, rows, most=width) if rows else ["各行得分不变"]
    return "\n".join([*lines, "", paint(head, "dim", on=colour), *drawn, "", *fold(NOTICE, width)])


def reach_text(result: Reach, *, colour: bool = False, width: int = WIDTH) -> str:
    """
    What would have brought a form to a total (反推报告): row by row what would have been needed, then why others cannot.
    """
    lines = [paint(line, "bold", on=colour) for line in fold(result.question, width)]
    if result.reason:
        lines += fold(result.reason, width)
    else:
        lines += [line for one in result.needs if one.actual is not None for line in fold(str(one), width, first="  ", rest="    ")]
        lines += _reasons(result, width)
    return "\n".join([*lines, "", *fold(NOTICE, width)])


def _reasons(result: Reach, width: int) -> Iterator[str]:
    """Why the other rows cannot bring it there, reasons that are shared said once."""
    reasons: dict[str, list[str]] = {}
    for one in result.needs:
        if one.actual is None:
            reasons.setdefault(one.reason, []).append(one.name)
    if reasons:
        others = len(result.needs) > sum(map(len, reasons.values()))
        yield from ("", "其余各行单独达不到：" if others else "哪一行单独都达不到：")
    for reason, names in reasons.items():
        yield from fold(f"{'、'.join(names)}：{reason}", width, first="  ", rest="    ")
