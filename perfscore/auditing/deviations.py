"""Checks of the deviation rates (偏差率审核), said once for all rows that share one cause."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, frozen

from perfscore.auditing.finding import Check, Finding, Severity, clause
from perfscore.auditing.scores import hides_digits, one_unit
from perfscore.errors import UnitError
from perfscore.line import Line
from perfscore.measure import exact_deviation
from perfscore.number import RATE, Bare, Rounding, fold, pair, places, plain, rounded, unit_of
from perfscore.pattern import pattern
from perfscore.scorecard import Scorecard

DIFFERENCE, UNSIGNED, TURNED, CUT = "差值", "不带正负号的差值", "正负号相反的偏差率", "截去尾数的偏差率"
#: The deviation rate that is checked.
RATIO = "(a-t)/t"
#: A note that takes the deviation without its sign: 偏差率取绝对值, |实际-目标|/目标.
_ABSOLUTE = pattern(r"偏差率[^。;；]{0,12}(?:绝对值|[|｜])|绝对值[^。;；]{0,12}偏差率")
#: How many rows a message names.
NAMED = 12


@frozen(kw_only=True, eq=False)
class Off:
    """A deviation that is not the ratio (错误的偏差率): the line, the right figure, the likely way to the printed one."""

    line: Line
    right: Decimal
    cause: str

    @property
    def sure(self) -> bool:
        """Whether no digits are hidden, none were only cut off, and both figures print their unit or neither does (是否确定)."""
        return self.cause != CUT and not hides_digits(self.line) and not one_unit(self.line)


def deviations(card: Scorecard) -> Iterator[Finding]:
    """偏差率, said once for all rows that share one cause."""
    if fold(card.rulebook.get("deviation") or RATIO) != RATIO:
        return  # another formula governs; this one would accuse wrongly
    if any(_ABSOLUTE.search(fold(note.text)) for note in card.sheet.notes):
        return  # the form's own notes take it without its sign
    wrong = [off for line in card.lines if (off := _off(line)) is not None]
    if any(off.cause == UNSIGNED for off in wrong):
        wrong = [
            evolve(off, cause=UNSIGNED) if off.cause == DIFFERENCE and off.line.indicator.deviation.digits > 0 else off for off in wrong
        ]
    kinds = list(dict.fromkeys((off.cause, off.sure) for off in wrong))
    for cause, sure in kinds:
        alike = [off for off in wrong if (off.cause, off.sure) == (cause, sure)]
        if cause and len(alike) > 1:
            yield _column(card, _with_cut_ones(card, alike, wrong), whole=len(kinds) == 1)
        else:
            yield from (_single(card, off) for off in alike)


def _column(card: Scorecard, wrong: list[Off], *, whole: bool) -> Finding:
    severity, formula = _deviation_ground(card, wrong[0])
    told = "；".join(_told(off) for off in wrong[:NAMED]) + (f"；等 {len(wrong)} 行" if len(wrong) > NAMED else "")
    return Finding(
        code="deviation-mismatch", severity=severity, source=wrong[0].line.at("deviation"),
        message=f"偏差率一列有 {len(wrong)} 行不符，填的都是{wrong[0].cause}。{formula}偏差率＝（实际 − 目标）÷ 目标，应为：{told}。请按公式改正{'整列' if whole else '这些行'}。",
    )  # fmt: skip


def _single(card: Scorecard, off: Off) -> Finding:
    severity, formula = _deviation_ground(card, off)
    leaf, like = off.line.indicator, f"，填的像是{off.cause}" if off.cause else ""
    like += "；单元格格式隐藏了部分小数" if hides_digits(off.line) else ""
    return Finding(
        code="deviation-mismatch", severity=severity, row=off.line.name, source=off.line.at("deviation"), printed=leaf.deviation.text, expected=plain(off.right),
        message=f"{off.line.name}偏差率填 {leaf.deviation}，{formula}（实际 − 目标）÷ 目标应为 {plain(off.right)}{like}。请改正。",
    )  # fmt: skip


def _deviation_ground(card: Scorecard, off: Off) -> tuple[Severity, str]:
    cite = clause(card, "deviation")
    if cite is None:
        return Severity.WARNING, ""  # the form itself prints no such clause
    return (Severity.ERROR if off.sure else Severity.WARNING), f"{cite.clause}："


def _with_cut_ones(card: Scorecard, alike: list[Off], wrong: list[Off]) -> list[Off]:
    """With the rows that were filled the same way and only agree with the ratio because both were cut to few places."""
    known = {off.line: off if off in alike else None for off in wrong}
    found = [known[line] if line in known else _alike(line, alike[0].cause) for line in card.lines]
    return [off for off in found if off is not None]


def _alike(line: Line, cause: str) -> Off | None:
    printed, right = line.indicator.deviation.value, line.exact_deviation
    if not printed or right is None or Fraction(printed) == Fraction(RATE(right)) or right in _differences(line):
        return None
    found = _deviation_cause(line, printed, right)
    found = UNSIGNED if (found, cause) == (DIFFERENCE, UNSIGNED) and printed > 0 else found
    return Off(line=line, right=RATE(right), cause=cause) if found == cause and cause in {DIFFERENCE, UNSIGNED} else None


def _told(off: Off) -> str:
    good = "，有利" if off.line.favourable else ""
    other = _from_printed_rate(off.line)
    also = f"（按表内执行率为 {plain(RATE(other))}）" if other is not None and RATE(other) != off.right else ""
    return f"{off.line.name} {plain(off.right)}{also}{good}"


def _from_printed_rate(line: Line) -> Fraction | None:
    """The deviation of an execution rate as printed, beside the one from the budget figures."""
    return None if line.money is None else _plain_deviation(line, "size")


def _plain_deviation(line: Line, bare: Bare) -> Fraction | None:
    try:
        return exact_deviation(line.indicator.target, line.indicator.actual, bare=bare)
    except UnitError:
        return None


def _off(line: Line) -> Off | None:
    printed, right = line.indicator.deviation, line.exact_deviation
    if printed.value is None or right is None:
        return None
    to = places(printed.value)
    for true in (right, _from_printed_rate(line), _plain_deviation(line, "percent")):
        if true is not None and any(rounded(true * scale, to) == printed.value for scale in _scales(printed.unit)):
            return None
    return Off(line=line, right=RATE(right), cause=_deviation_cause(line, printed.value, right))


def _scales(unit: str) -> tuple[int, ...]:
    """A deviation with % is in percent, a bare one a ratio or percent."""
    return (100,) if unit_of(unit)[0] == "%" else (1, 100)


def _differences(line: Line) -> list[Fraction]:
    """Actual − target in the unit of the row, of percentages also as a ratio."""
    leaf = line.indicator
    try:
        both = pair(leaf.target, leaf.actual, ratio=line.governed.ratio)
    except UnitError:
        return []
    if leaf.target.value is None or leaf.actual.value is None:
        return []
    gap = Fraction(leaf.actual.value) * both.by[1] - Fraction(leaf.target.value) * both.by[0]
    return [gap, gap / 100] if unit_of(both.unit)[0] == "%" else [gap]


def _deviation_cause(line: Line, printed: Decimal, right: Fraction) -> str:
    to, gaps = places(printed), _differences(line)
    if any(rounded(gap, to) == printed for gap in gaps):
        return DIFFERENCE
    if any(rounded(-gap, to) == printed for gap in gaps if gap < 0):
        return UNSIGNED
    if any(rounded(-right * scale, to) == printed for scale in (1, 100)):
        return TURNED
    cut = Rounding(quantum=Decimal(1).scaleb(-to), mode="down")
    return CUT if printed and any(cut(right * scale) == printed for scale in _scales(line.indicator.deviation.unit)) else ""


CHECKS: tuple[Check, ...] = (deviations,)
