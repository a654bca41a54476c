"""What other figures would have given (假设与反推): what-if, and what would have been needed for a total; never what to write."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from attrs import frozen

from perfscore.altering import LABELS, Field, Key, altered, rescored, row_of
from perfscore.errors import NumberError, PerfscoreError, UnitError
from perfscore.line import Line, maybe_plain
from perfscore.number import Number, Quantity, exact, finite, plain, quantity, unit_of
from perfscore.requiring import Need, Unreachable, judged, moves_rate, need_of, required
from perfscore.rulebook import Rulebook
from perfscore.scorecard import Scorecard
from perfscore.scoring import score
from perfscore.sheet import Event, Sheet
from perfscore.source import Source
from perfscore.trace import preformatted
from perfscore.value import Shown

NOTICE: Final = "只说明要达到这个总分需要怎样的实际完成情况，不是填报建议；实际完成值必须如实填写。"

#: What the budget's figures are called, as keys of changes.
MONEY: Final[Mapping[str, Field]] = {LABELS["planned"]: "planned", LABELS["spent"]: "spent"}


# ---- what if ------------------------------------------------------------------------------------


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Change(Shown):
    """
    A figure that was given in place of another (改动); ``note`` says why it cannot bear on the total, empty where it can.
    """

    path: tuple[str, ...]
    field: Field
    source: Source
    before: str
    after: str
    note: str = ""

    def __str__(self) -> str:
        place = f"〔{self.source.place}〕" if self.source.place else ""
        note = f"（{self.note}）" if self.note else ""
        return f"{'/'.join((*self.path, LABELS[self.field]))}{place} {self.before or '—'} → {self.after or '—'}{note}"


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class WhatIf(Shown):
    """
    A form as it is and with other figures, both recomputed under the same rulebook (假设).
    """

    before: Scorecard
    after: Scorecard
    changes: tuple[Change, ...]

    @property
    def rows(self) -> tuple[tuple[Line, Line], ...]:
        """The rows whose score or room differs (有变化的行), before and after."""
        both = zip(self.before.lines, self.after.lines, strict=True)
        return tuple((a, b) for a, b in both if (a.score, a.low, a.high) != (b.score, b.low, b.high))

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON data (导出)."""
        return {
            "source": self.before.sheet.source.file,
            "rulebook": self.before.rulebook.id,
            "changes": [
                {"path": list(one.path), "field": one.field, "cell": one.source.place or None, "before": one.before, "after": one.after, "note": one.note or None}
                for one in self.changes
            ],
            "before": self.before.totals(),
            "after": self.after.totals(),
            "rows": [{"path": list(a.path), "cell": a.source.place or None, "before": _scored(a), "after": _scored(b)} for a, b in self.rows],
            "notice": NOTICE,
        }  # fmt: skip

    def __str__(self) -> str:
        head = f"总分 {total_words(self.before)} → {total_words(self.after)}"
        rows = (f"{a.name} {score_words(a)} → {score_words(b)}  {b.step.text}" for a, b in self.rows)
        return "\n".join([*(f"假设 {one}" for one in self.changes), head, *rows, NOTICE])

    def _repr_html_(self) -> str:
        return preformatted(str(self))


def _scored(line: Line) -> dict[str, Any]:
    return {"score": maybe_plain(line.score), "low": plain(line.low), "high": plain(line.high), "explanation": line.step.text}


def total_words(card: Scorecard) -> str:
    """A total, or the room that is left (总分文字)."""
    return f"[{plain(card.low)}, {plain(card.high)}]" if card.total is None else plain(card.total)


def score_words(line: Line) -> str:
    """A row's score, or the room that is left (得分文字)."""
    return f"[{plain(line.low)}, {plain(line.high)}]" if line.score is None else plain(line.score)


def what_if(
    sheet: Sheet, changes: Mapping[Any, Number], rulebook: Rulebook | str | None = None, *, event: Event | str | None = None
) -> WhatIf:
    """
    A form recomputed as if other figures stood in it (假设), beside the form as it is, which stays unchanged.

    Args:
        sheet: the form.
        changes: a row (name, path or cell) and its other actual, as text, Decimal or int; 预算数 and 执行数 mean the
            figures of the budget.
        rulebook, event: as for ``score``.

    Raises:
        PerfscoreError: no row is meant by a key, or several, or one by two keys.
        NumberError: a float, or a sum of money that is no number.

    >>> from perfscore.indicator import Indicator
    >>> leaf = Indicator(name="覆盖率", weight=5, target="100%", actual="85%", criterion="每减少1个百分点扣0.1分，扣完为止")
    >>> result = what_if(Sheet(branches=[leaf]), {"覆盖率": "95%"})
    >>> result.before.total, result.after.total
    (Decimal('3.50'), Decimal('4.50'))
    """
    card = score(sheet, rulebook, event=event)
    rows: dict[int, dict[str, Quantity]] = {}
    money: dict[str, Decimal] = {}
    order: list[int | Field] = []
    for key, value in changes.items():
        if isinstance(key, str) and key in MONEY:
            money[MONEY[key]] = _money(key, value, sheet.budget.unit)
            order.append(MONEY[key])
            continue
        number = row_of(card.lines, key)
        if number in rows:
            raise PerfscoreError(f"“{'/'.join(card.lines[number].path)}”给了两个值。", hint="一行只能改成一个值。")
        rows[number] = {"actual": quantity(value)}
        order.append(number)
    found = rescored(card, altered(sheet, rows, money))
    told = (_change(card, found, one) if isinstance(one, int) else _budget_change(card, found, one) for one in order)
    return WhatIf(before=card, after=found, changes=tuple(told))


def _money(name: str, value: Number, unit: str) -> Decimal:
    """A sum of money in the unit of the budget."""
    found = quantity(value)
    if found.value is None:
        raise NumberError(f"{name}“{found}”不是数。", hint=f"请填数字，例如 1500，或 1500{unit}。")
    (base, by), (own, own_by) = unit_of(found.unit or unit), unit_of(unit)
    if base != own:
        raise UnitError(f"{name}“{found}”的单位与表内的“{unit}”不同，无法换算。", hint=f"请以{unit}为单位。")
    return finite(Fraction(found.value) * by / own_by)


def _budget_change(old: Scorecard, new: Scorecard, field: Field) -> Change:
    values = [maybe_plain(getattr(card.sheet.budget, field)) or "" for card in (old, new)]
    unread = values[0] != values[1] and [line.money for line in old.lines] == [line.money for line in new.lines]
    note = f"没有按{LABELS[field]}计算的行，改动不影响得分" if unread and total_words(old) == total_words(new) else ""
    source = old.sheet.locate(old.sheet.budget.cell(field))
    return Change(path=(), field=field, source=source, before=values[0], after=values[1], note=note)


def _change(old: Scorecard, new: Scorecard, number: int) -> Change:
    was, line = old.lines[number], new.lines[number]
    note = ""
    if line.money:
        note = "得分由预算数与执行数计算，本行所填的数不影响得分；请改“执行数”或“预算数”"
    elif line.reason:
        note = f"本行没有复算：{line.reason}"
    elif judged(line) and (was.score, was.low, was.high) == (line.score, line.low, line.high):
        note = "得分由人酌定，不由这个实际完成值决定"
    return Change(
        path=line.path,
        field="actual",
        source=was.at("actual"),
        before=was.indicator.actual.text,
        after=line.indicator.actual.text,
        note=note,
    )


# ---- what would have been needed ----------------------------------------------------------------


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Reach(Shown):
    """
    What would have brought a form to a total (反推): for each row by itself. ``reason`` says what holds for all of them.
    """

    card: Scorecard
    asked: Decimal
    needs: tuple[Need, ...]
    reason: str = ""

    def __getitem__(self, key: Key) -> Need:
        return self.needs[row_of(self.card.lines, key)]

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON data (导出)."""
        return {
            "source": self.card.sheet.source.file,
            "rulebook": self.card.rulebook.id,
            "asked": plain(self.asked),
            "totals": self.card.totals(),
            "reason": self.reason or None,
            "needs": [need.to_dict() for need in self.needs],
            "notice": NOTICE,
        }

    @property
    def question(self) -> str:
        """What was asked, beside the present total (所问)."""
        if self.card.total is None or self.reason:
            return f"总分要达到 {plain(self.asked)}（现为 {total_words(self.card)}）："
        gap = plain(self.asked - self.card.total)
        return f"总分要达到 {plain(self.asked)}（现为 {total_words(self.card)}，还差 {gap}），单看一行，实际完成须是："

    def __str__(self) -> str:
        return "\n".join([self.question, *([self.reason] if self.reason else map(str, self.needs)), NOTICE])

    def _repr_html_(self) -> str:
        return preformatted(str(self))


def reach(sheet: Sheet, total: Number, rulebook: Rulebook | str | None = None, *, event: Event | str | None = None) -> Reach:
    """
    What actual would have been needed for a total (反推), for each row by itself: solved from its rule, exactly.

    It tells what performance would have been needed, never what to write.

    Args:
        sheet: the form.
        total: the total asked for, as text, Decimal or int.
        rulebook, event: as for ``score``.

    Raises:
        PerfscoreError: the total is above full marks.
        NumberError: it is no number, or a float.

    >>> from perfscore.indicator import Indicator
    >>> leaf = Indicator(name="覆盖率", weight=5, target="100%", actual="85%", criterion="每减少1个百分点扣0.1分，扣完为止")
    >>> print(reach(Sheet(branches=[leaf]), 4)["覆盖率"])
    覆盖率：85% → 90%（+5），须大于 89%，本行得 4，总分 4
    """
    card = score(sheet, rulebook, event=event)
    asked, full = finite(exact(total)), card.rulebook.full_score
    if asked > full:
        raise PerfscoreError(f"所问总分 {plain(asked)} 超过满分 {plain(full)}。", hint=f"请给出不超过 {plain(full)} 的总分。")
    reason = _settled(card, asked)
    needs = tuple(need_of(card, number, asked, reason) for number in range(len(card.lines)))
    return Reach(card=card, asked=asked, needs=needs, reason=reason)


def _settled(card: Scorecard, asked: Decimal) -> str:
    """Why there is nothing to solve for any row, empty where there is."""
    if card.total is None:
        why = next(stage[4] for stage in card.sums if stage[1] is None)
        rows = "、".join(line.name for line in card.open)
        return f"总分未定：{f'{rows} 没有唯一得分' if rows else why}，无从反推"
    if card.total >= asked:
        return f"总分已是 {plain(card.total)}，达到所问的 {plain(asked)}"
    try:
        required(card, (), asked, at_any_rate=any(map(moves_rate, card.lines)))
    except Unreachable as error:
        return error.message
    return ""
