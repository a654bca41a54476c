"""A roll-up as plain text (汇总报告): what went in, where the forms disagree, the arithmetic of each figure, the score."""

from collections.abc import Iterator

from perfscore.combining import Combined
from perfscore.number import plain
from perfscore.reporting.table import Column, columns, fold, paint, table
from perfscore.reporting.text import WIDTH, card_text

SOURCE_HEADS = (Column("表"), Column("单位", most=30), Column("资金额度", figures=True), Column("文件"))


def combined_text(combined: Combined, *, colour: bool = False, width: int = WIDTH) -> str:
    """
    A roll-up for reading (汇总报告): the forms with their funds, disagreements, every figure, then the form of all recomputed.
    """
    lines = [
        *_sources(combined, width, colour=colour),
        *_mismatches(combined, width, colour=colour),
        *_steps(combined, width, colour=colour),
    ]
    return "\n".join([*lines, "", card_text(combined.card, colour=colour, width=width)])


def _sources(combined: Combined, width: int, *, colour: bool) -> Iterator[str]:
    rows = [
        [
            f"第 {number} 张",
            sheet.unit or sheet.title,
            "—" if amount is None else plain(amount),
            _place(sheet.source.file, sheet.source.sheet),
        ]
        for number, (sheet, amount) in enumerate(zip(combined.sheets, combined.funds, strict=True), 1)
    ]
    head, *drawn = table(SOURCE_HEADS, rows, most=width)
    yield paint(head, "dim", on=colour)
    yield from drawn
    if len(rows) == 1:
        yield "只有一张表，汇总就是它本身。"


def _place(file: str, sheet: str) -> str:
    return "!".join(part for part in (file, sheet) if part)


def _mismatches(combined: Combined, width: int, *, colour: bool) -> Iterator[str]:
    if not combined.mismatches:
        return
    yield ""
    yield paint(f"不一致 {len(combined.mismatches)} 处，没有汇总", "red", on=colour)
    for one in combined.mismatches:
        yield from fold(str(one), width, first="  ", rest="    ")


def _steps(combined: Combined, width: int, *, colour: bool) -> Iterator[str]:
    """Each figure of the form of all with its arithmetic; the clauses once, below."""
    if not combined.steps:
        return
    yield ""
    yield paint("逐项汇总", "bold", on=colour)
    most = min(max(columns(step.label) for step in combined.steps), 40)
    for step in combined.steps:
        gap = " " * max(most - columns(step.label), 0)
        yield from fold(step.text, width, first=f"  {step.label}{gap}  ", rest=" " * 6)
    for cited in dict.fromkeys(str(step.citation) for step in combined.steps if step.citation):
        yield from fold(cited, width, first="  依据：", rest=" " * 8)
