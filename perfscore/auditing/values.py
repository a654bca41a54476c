"""Checks of what cells print (填写审核): signs, slips of recognition, dates, reasons that are missing."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from perfscore.ambiguity import OVERSHOOT_WORDS
from perfscore.auditing.finding import Check, Finding, Severity, clause, told
from perfscore.governing import is_cost
from perfscore.indicator import Direction
from perfscore.line import Line, maybe_plain
from perfscore.number import RATE, ZERO, Quantity, fold, plain
from perfscore.overshooting import is_beyond
from perfscore.pattern import pattern
from perfscore.provision import Bound
from perfscore.rule import Constraint
from perfscore.scorecard import Scorecard
from perfscore.sheet import BUDGET_LINE

#: A promise where something measured should stand; ＝ says no more than the figure.
PROMISES: Final = frozenset({">=", "<=", ">", "<"})


def _figures(card: Scorecard) -> Iterator[tuple[Line, str, str, Quantity, Quantity]]:
    """The target and the actual of each row: its line, field, name, the figure and the one beside it (目标值、实际完成值)."""
    for line in card.lines:
        target, actual = line.indicator.target, line.indicator.actual
        yield line, "target", "目标值", target, actual
        yield line, "actual", "实际完成值", actual, target


def actual_has_sign(card: Scorecard) -> Iterator[Finding]:
    """实际完成值带着 ≥ ≤: a promise, not what was measured."""
    for line in card.lines:
        actual = line.indicator.actual
        if actual.value is not None and actual.comparator in PROMISES:
            copied = "与目标值一样，" if fold(actual.text) == fold(line.indicator.target.text) else ""
            yield Finding(
                code="actual-has-sign", severity=Severity.WARNING, row=line.name, source=line.at("actual"), printed=actual.text,
                message=f"{line.name}的实际完成值“{actual}”{copied}是一个范围，不是实际数。请填实际完成的数。",
            )  # fmt: skip


def direction_sign(card: Scorecard) -> Iterator[Finding]:
    """符号与指标的方向相反: a cost with ≥."""
    for line in card.lines:
        leaf = line.indicator
        target = leaf.target
        sign = leaf.sign if target.value is not None else ""
        if sign in {">=", ">"} and is_cost(line.path) and not REVERSED.search(fold(leaf.name)):
            where = f"目标值却写“{target}”" if target.comparator else f"名称中却写“{'≥' if sign == '>=' else '＞'}”"
            yield Finding(
                code="direction-sign", severity=Severity.WARNING, row=line.name, source=line.at("target"), printed=target.text,
                message=f"{line.name}像是越低越好的指标，{where}。请核对符号；确是越高越好的，请在指标名称中写明。",
            )  # fmt: skip


#: What is saved or controlled is better where it is more.
REVERSED: Final = pattern(r"节约|降低|下降|减少|压减|控制|挽回|率$|占比|覆盖|保障|满意")


def number_noise(card: Scorecard) -> Iterator[Finding]:
    """数值带着计算机误差: 0.0900000762939453."""
    for line, field, name, one, _ in _figures(card):
        digits = re.sub(r"\D", "", one.text)
        if one.value is not None and len(digits) >= 13 and NOISE.search(digits):
            yield Finding(
                code="number-noise", severity=Severity.NOTE, row=line.name, source=line.at(field), printed=one.text,
                message=f"{line.name}的{name}“{one}”带着计算误差的尾数。请按需要的位数重新填写。",
            )  # fmt: skip


NOISE: Final = pattern(r"0{4,}\d|9{4,}\d")


def ocr_suspect(card: Scorecard) -> Iterator[Finding]:
    """疑似识别错误: 290% for ≥90%; told with the literal text, never repaired."""
    for line, field, name, one, other in _figures(card):
        meant = _meant(one, other)
        if meant:
            yield Finding(
                code="ocr-suspect", severity=Severity.NOTE, row=line.name, source=line.at(field), printed=one.text,
                message=f"{line.name}的{name}“{one}”疑似识别错误，可能是“{meant}”。请对照原件核对；此处按表内文字计。",
            )  # fmt: skip
    for line in card.lines:
        error = line.governed.unread
        if error is not None and error.suspicions:
            yield Finding(
                code="ocr-suspect", severity=Severity.NOTE, row=line.name, source=line.at("criterion"), printed=line.indicator.criterion,
                message=f"{line.name}的评分标准疑似识别错误：{'，'.join(error.suspicions)}。请对照原件核对。",
            )  # fmt: skip


def _meant(one: Quantity, other: Quantity) -> str:
    """What a figure must have been before recognition, if it looks like a slip."""
    shown = fold(one.text)
    slip = SIGN_READ_AS_2.fullmatch(shown)
    if slip:
        return f"≥{slip[1]}" if other.value is None or other.value <= 100 else ""
    return shown.replace("I", "1").replace("O", "0").replace("l", "1") if LETTERS.fullmatch(shown) else ""


#: 290% and 2100%, which may have been ≥90% and ≥100%; 200% is what it says.
SIGN_READ_AS_2: Final = pattern(r"2((?:[1-9]\d(?:\.\d+)?|100(?:\.0+)?)%)")
LETTERS: Final = pattern(r"(?=.*[IOl])(?=.*[\dIOl]{2})[\dIOl.]+(?:%|分|万元|元|个|人|次|项)?")


def date_out_of_year(card: Scorecard) -> Iterator[Finding]:
    """日期不在评价年度."""
    year = card.sheet.year
    if year is None:
        return
    for line, field, name, one, _ in _figures(card):
        found = _year(one.text, named=bool(TIMES.search(fold(line.indicator.name))))
        if found is not None and found != year and abs(found - year) <= 20:
            yield Finding(
                code="date-out-of-year", severity=Severity.WARNING, row=line.name, source=line.at(field), printed=one.text, expected=str(year),
                message=f"{line.name}的{name}“{one.text}”是 {found} 年，评价年度是 {year} 年。请核对日期。",
            )  # fmt: skip


TIMES: Final = pattern(r"时间|日期|时限|期限|完工|竣工|开工|验收|进度")
DATE: Final = pattern(r"(20\d\d)年(?:\d{1,2}月)?.*|(20\d\d)[-/](?:0?[1-9]|1[0-2])(?:[-/]\d{1,2})?")
DOTTED: Final = pattern(r"(20\d\d)\.(?:0?[1-9]|1[0-2])(?:\.\d{1,2})?")


def _year(text: str, *, named: bool) -> int | None:
    """The year that a date names; 2023.12 only in a row that speaks of time."""
    shown = fold(text)
    found = DATE.fullmatch(shown) or (DOTTED.fullmatch(shown) if named else None)
    return int(next(filter(None, found.groups()))) if found else None


def explanation_missing(card: Scorecard) -> Iterator[Finding]:
    """扣了分却没有说明原因, where the form has a column for it; a form without one where the rulebook asks for reasons is told once."""
    if not any(explains(head) for head in card.sheet.heads):
        yield from _no_place_for_reasons(card)
        return
    for line in card.lines:
        lost = _lost(line)
        apart = line.path == BUDGET_LINE  # stands in a table that has no such column
        if lost > 0 and not apart and not is_explained(line) and not isinstance(line.governed.rule, Constraint):
            yield Finding(
                code="explanation-missing", severity=Severity.WARNING, row=line.name, source=line.at("remark"), printed=maybe_plain(line.printed),
                message=f"{line.name}扣了 {plain(lost)} 分，原因一栏没有填。请说明原因和改进措施。",
            )  # fmt: skip


def _no_place_for_reasons(card: Scorecard) -> Iterator[Finding]:
    cite = clause(card, "explanation")
    if cite is None:
        return
    missed = card.rulebook.get("explanation") == "missed"
    rows = [line for line in card.lines if (line.favourable is False if missed else _lost(line) > 0) and not is_explained(line)]
    if rows:
        named = "、".join(line.name for line in rows[:8]) + ("等" if len(rows) > 8 else "")
        what = "没有达到目标的行" if missed else "得分低于分值的行"
        yield Finding(
            code="explanation-missing", severity=Severity.WARNING, source=rows[0].source,
            message=f"{told(cite)}要求{what}说明原因，表内没有原因一栏，备注也没有填：{named}。请补充说明原因和改进措施。",
        )  # fmt: skip


def _lost(line: Line) -> Decimal:
    """How many points a row's printed score is below its weight (扣分)."""
    return ZERO if line.printed is None or line.weight is None else line.weight - line.printed


def is_explained(line: Line) -> bool:
    """Whether a remark says anything; a dash or 无 says nothing."""
    return bool(line.indicator.remark.strip(" -—–/无"))


def explains(head: str) -> bool:
    """Whether a column is for reasons (原因一栏)."""
    shown = fold(head)
    return "原因" in shown or "改进措施" in shown


def overshoot(card: Scorecard) -> Iterator[Finding]:
    """实际完成值远超目标: the target was set too low, or a slip of the pen; from where on, the rulebook says, else half as much again."""
    for line in card.lines:
        deviation, bound = line.exact_deviation, line.governed.beyond
        if deviation is None or line.indicator.target.digits <= 0 or is_explained(line):
            continue
        if bound is not None and is_beyond(bound, deviation + 1):
            yield from _beyond(card, line, bound)
        elif bound is None and line.direction is Direction.POSITIVE and deviation >= FAR:
            yield Finding(
                code="overshoot", severity=Severity.NOTE, row=line.name, source=line.at("actual"), printed=line.indicator.actual.text,
                message=f"{line.name}的实际完成值 {line.indicator.actual} 超过目标值 {line.indicator.target} {plain(RATE(deviation) * 100)}%。请核对目标值是否偏低，并说明原因。",
            )  # fmt: skip


def _beyond(card: Scorecard, line: Line, bound: Bound) -> Iterator[Finding]:
    cite = card.rulebook.cite("policy.overshoot")
    effect = OVERSHOOT_WORDS[card.rulebook.policy.overshoot]
    ground = f"（{told(cite)}：{effect}）" if cite else ""
    yield Finding(
        code="overshoot", severity=Severity.WARNING if clause(card, "policy.overshoot") else Severity.NOTE, row=line.name, source=line.at("actual"), printed=line.indicator.actual.text,
        message=f"{line.name}的实际完成值 {line.indicator.actual} {bound.words}（目标值 {line.indicator.target}）{ground}。请核对目标值，并说明原因。",
    )  # fmt: skip


#: Half as much again as was asked.
FAR: Final = Decimal("0.5")


CHECKS: tuple[Check, ...] = (
    actual_has_sign,
    direction_sign,
    number_noise,
    ocr_suspect,
    date_out_of_year,
    explanation_missing,
    overshoot,
)
