"""Today's results beside earlier ones as plain text (核对回执的文本报告)."""

from collections.abc import Iterator, Sequence

from perfscore.reporting.table import fold, paint
from perfscore.reporting.text import WIDTH
from perfscore.verifying import Verification, conclusion


def verification_text(found: Sequence[Verification], *, colour: bool = False, width: int = WIDTH) -> str:
    """
    Each form with its verdict and what changed (核对报告), then a sentence for all.
    """
    lines = [line for one in found for line in _form(one, width, colour=colour)]
    return "\n".join([*lines, "", *(paint(line, "bold", on=colour) for line in fold(conclusion(found), width))])


def _form(one: Verification, width: int, *, colour: bool) -> Iterator[str]:
    shade = "green" if one.same else "red"
    yield from (paint(line, shade, on=colour) for line in fold(f"{one.name}：{one.verdict}", width, rest="  "))
    for said in one.changes:
        yield from fold(said, width, first="  · ", rest="    ")
