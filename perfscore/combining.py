"""Several forms of one kind rolled up into one (汇总): the figures first, then one score."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from attrs import evolve, frozen

from perfscore.errors import PerfscoreError, UnitError
from perfscore.governing import governor_of
from perfscore.indicator import Indicator
from perfscore.inferring import Branch
from perfscore.line import Line, maybe_plain
from perfscore.matching import SIDES, Joint, Key, Mismatch, Node, nodes, quoted, unlike, woven
from perfscore.number import NOTHING, ZERO, Number, Quantity, exact, finite, plain, quantity
from perfscore.recognising import recognise
from perfscore.rulebook import Rulebook
from perfscore.scorecard import Scorecard
from perfscore.scoring import line_of, score
from perfscore.sheet import BUDGET_LINE, Budget, BudgetPart, Event, Row, Sheet
from perfscore.source import Cell
from perfscore.trace import Step, preformatted
from perfscore.value import Shown
from perfscore.weighing import Funds, Part, added, averaged, factor, shared_unit

#: What a row prints in which the forms disagree; its criterion asks for a figure that nobody has given, so that it stays open.
OPEN, WAITING = "得分=待定系数×分值", quantity("待定")
#: What a row prints where the forms print different words.
VARIOUS = quantity("各表不同")
#: What the amounts of a budget are called.
AMOUNTS = {"planned": "预算数", "spent": "全年执行数", "initial": "年初预算数", "adjustment": "预算调整数", "excluded": "中央专款"}
SIGNS = {">=": "≥", "<=": "≤"}


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Combined(Shown):
    """
    Several forms rolled up into one (汇总结果).

    ``sheet`` is the form of all together, ``card`` its one score, ``steps`` the arithmetic of each of its figures in the
    form's order, ``mismatches`` where the forms disagree: such a row stays open. ``funds`` is what each form weighs, None
    where that is not known.
    """

    sheets: tuple[Sheet, ...]
    funds: tuple[Decimal | None, ...]
    sheet: Sheet
    card: Scorecard
    steps: tuple[Step, ...]
    mismatches: tuple[Mismatch, ...]

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON data (导出)."""
        sources = [
            {"source": sheet.source.file, "title": sheet.title, "unit": sheet.unit, "funds": maybe_plain(amount)}
            for sheet, amount in zip(self.sheets, self.funds, strict=True)
        ]
        return {
            "sources": sources,
            "mismatches": [one.to_dict() for one in self.mismatches],
            "steps": [step.to_dict() for step in self.steps],
            "result": self.card.to_dict(),
        }

    def __str__(self) -> str:
        return "\n".join(map(str, (self.sheet, *self.mismatches, *self.steps, self.card)))

    def _repr_html_(self) -> str:
        return preformatted(str(self))

    def __repr__(self) -> str:
        return f"<Combined {len(self.sheets)} 张表 {maybe_plain(self.card.total)} 不一致 {len(self.mismatches)} 处>"


def combine(
    sheets: Sequence[Sheet],
    *,
    funds: Sequence[Number] | None = None,
    rulebook: Rulebook | str | None = None,
    event: Event | str | None = None,
) -> Combined:
    """
    Several forms of one kind rolled up into one (汇总).

    Absolute figures add up, relative ones are averaged by funds, and so are the scores of rows in words; then the whole
    is scored once. One form alone is its own roll-up.

    Args:
        sheets: the forms, at least one.
        funds: what each form weighs (资金额度), above 0; None takes each form's 预算数.
        rulebook, event: as for ``score``; None recognises the rulebook from the first form and the notes of all.

    Raises:
        PerfscoreError: there is no form, there are more or fewer funds than forms, or figures must be averaged and a form
            has no funds.

    >>> leaf = Indicator(name="覆盖率", weight=10, target="100%", actual="80%", criterion="实际完成值/目标值×分值")
    >>> forms = [Sheet(branches=[leaf]), Sheet(branches=[evolve(leaf, actual="90%")])]
    >>> combined = combine(forms, funds=[100, 300])
    >>> combined.steps[1].text, combined.card.total
    ('(80% × 100 + 90% × 300) ÷ 400 = 87.5%', Decimal('8.75'))
    """
    sheets = tuple(sheets)
    names = tuple(_name(number, sheet) for number, sheet in enumerate(sheets, 1))
    weights = _funds(sheets, names, funds)
    if len(sheets) == 1:
        card = score(sheets[0], rulebook, event=event)
        return Combined(sheets=sheets, funds=weights.amounts, sheet=sheets[0], card=card, steps=(), mismatches=())
    head = _head(sheets, names)
    known = score(evolve(sheets[0], notes=head.notes, year=head.year), rulebook)
    others = () if rulebook is not None else _otherwise(sheets, names, head, known.rulebook)
    roll = _Roll(sheets, names, weights, known.rulebook)
    sheet = roll.sheet(head)
    card = evolve(score(sheet, known.rulebook, event=event), recognised_by=known.recognised_by)
    mismatches = (*others, *roll.mismatches)
    return Combined(sheets=sheets, funds=weights.amounts, sheet=sheet, card=card, steps=tuple(roll.steps), mismatches=mismatches)


def _otherwise(sheets: Sequence[Sheet], names: Sequence[str], head: Sheet, book: Rulebook) -> Iterator[Mismatch]:
    """The forms that follow another rulebook than the first, read with the notes of all."""
    for name, sheet in zip(names, sheets, strict=True):
        own = recognise(evolve(sheet, notes=head.notes, year=head.year)).rulebook
        if own.id != book.id:
            what = f"{name}认定的评分办法是“{own.title}”，{names[0]}是“{book.title}”；这里按后者，可用 rulebook 指定。"
            yield Mismatch(path=(), what=what, source=sheet.source)


def _name(number: int, sheet: Sheet) -> str:
    told = sheet.unit or sheet.title
    return f"第 {number} 张表" + (f"（{told}）" if told else "")


def _funds(sheets: Sequence[Sheet], names: tuple[str, ...], given: Sequence[Number] | None) -> Funds:
    """What each form weighs: as given, else its 预算数 in one unit."""
    if not sheets:
        raise PerfscoreError("没有给出自评表。", hint="请至少给出一张表。")
    sources = tuple(sheet.locate(sheet.budget.cell("planned")) for sheet in sheets)
    if given is None:
        unit = shared_unit(sheet.budget.unit for sheet in sheets)
        return Funds(amounts=tuple(_in_unit(sheet.budget.planned, sheet, unit) for sheet in sheets), names=names, sources=sources)
    if len(given) != len(sheets):
        raise PerfscoreError(f"资金额度有 {len(given)} 个，表有 {len(sheets)} 张。", hint="请给每张表一个资金额度，顺序与表相同。")
    found = Funds(amounts=tuple(map(_bare, given)), names=names, sources=sources)
    found.shares()  # what the caller gives must be sound, whether it is needed or not
    return found


def _bare(amount: Number) -> Decimal:
    """Funds as the caller gives them: a number without a unit, for the forms' units are not asked for."""
    value, printed = finite(exact(amount)), quantity(amount)
    if printed.unit or printed.comparator:
        raise PerfscoreError(f"资金额度“{printed}”应只写数。", hint="请先换算成同一单位，例如 100、300。")
    return value


def _in_unit(amount: Decimal | None, sheet: Sheet, unit: str) -> Decimal | None:
    """An amount of a budget in the shared unit, None where there is none or it cannot be compared."""
    if amount is None:
        return None
    try:
        return finite(Fraction(amount) * factor(unit, Fraction(amount), sheet.budget.unit, "size"))
    except UnitError:
        return None


def _head(sheets: Sequence[Sheet], names: Sequence[str]) -> Sheet:
    """What stands above the rows of the roll-up: the first form's words, the notes, events and remarks of all."""
    first = sheets[0]
    years, units = {sheet.year for sheet in sheets}, {sheet.unit for sheet in sheets}
    notes = dict.fromkeys(evolve(note, at="") for sheet in sheets for note in sheet.notes)
    return Sheet(
        title=f"汇总（{len(sheets)} 张表）{first.title}",
        unit=first.unit if len(units) == 1 else f"{first.unit}等 {len(sheets)} 个单位",
        year=first.year if len(years) == 1 else None,
        notes=notes,
        events=dict.fromkeys(event for sheet in sheets for event in sheet.events),
        remarks=[f"{name}：{remark}" for name, sheet in zip(names, sheets, strict=True) for remark in sheet.remarks],
        heads=first.heads,
        to_review=any(sheet.to_review for sheet in sheets),
    )


class _Roll:
    """A roll-up in the making (汇总过程): its steps and mismatches, in the form's order."""

    def __init__(self, sheets: Sequence[Sheet], names: Sequence[str], funds: Funds, book: Rulebook) -> None:
        self.sheets, self.names, self.funds, self.book = sheets, names, funds, book
        self.rules = governor_of(book, book.policy)
        self.steps: list[Step] = []
        self.mismatches: list[Mismatch] = []
        self.base = Sheet(budget=self._budget())

    def sheet(self, head: Sheet) -> Sheet:
        """The form of all together (汇总表)."""
        lines = [list(score(sheet, self.book).lines) for sheet in self.sheets]
        budget, paid = self.base.budget, [own.pop(0) if _is_paid(sheet) else None for sheet, own in zip(self.sheets, lines, strict=True)]
        if any(paid):
            line = self._leaf(paid)
            budget = evolve(budget, weight=line.weight, rate=line.actual, printed=line.printed, criterion=line.criterion)
        trees = [nodes(sheet.branches, iter(own)) for sheet, own in zip(self.sheets, lines, strict=True)]
        return evolve(head, budget=budget, branches=self._joined(trees))

    # ---- money ----

    def _budget(self) -> Budget:
        """The amounts of all budgets added up; of their parts, by name, what is printed."""
        budgets = [sheet.budget for sheet in self.sheets]
        unit = shared_unit(budget.unit for budget in budgets)
        amounts = {field: self._amount(field, unit) for field in AMOUNTS}
        parts = [
            BudgetPart(name=name, planned=self._of_part(name, "planned", unit), spent=self._of_part(name, "spent", unit))
            for name in woven([part.name for part in budget.parts] for budget in budgets)
        ]
        return Budget(**amounts, parts=parts, unit=unit)  # type: ignore[arg-type]

    def _amount(self, field: str, unit: str) -> Decimal | None:
        """One amount of all budgets; where only some print it there is no sum."""
        printed = [getattr(sheet.budget, field) for sheet in self.sheets]
        if printed.count(None) == len(printed):
            return None
        found = [_in_unit(one, sheet, unit) for one, sheet in zip(printed, self.sheets, strict=True)]
        cells = [sheet.budget.cell(field) for sheet in self.sheets]
        if None not in found:
            return self._sum(AMOUNTS[field], found, cells, unit)
        for name, sheet, cell, one, amount in zip(self.names, self.sheets, cells, printed, found, strict=True):
            if amount is None:
                said = "没有印出" if one is None else f"以“{sheet.budget.unit}”计，不能换算成“{unit}”"
                what = f"{name}的{AMOUNTS[field]}{said}。"
                self.mismatches.append(Mismatch(path=(BUDGET_LINE[0], AMOUNTS[field]), what=what, source=sheet.locate(cell)))
        return None

    def _of_part(self, name: str, field: str, unit: str) -> Decimal | None:
        """One amount of a part of the budgets, from the forms that print it."""
        parts = [next((part for part in sheet.budget.parts if part.name == name), BudgetPart(name=name)) for sheet in self.sheets]
        found = [_in_unit(getattr(part, field), sheet, unit) for part, sheet in zip(parts, self.sheets, strict=True)]
        cells = [next((cell for cell in part.cells if cell.field == field), None) for part in parts]
        return None if found.count(None) == len(found) else self._sum(f"{name}·{AMOUNTS[field]}", found, cells, unit)

    def _sum(self, label: str, amounts: Sequence[Decimal | None], cells: Sequence[Cell | None], unit: str) -> Decimal | None:
        parts = [
            Part(name=name, text=f"{plain(amount)} {unit}", value=Fraction(amount), source=sheet.locate(cell))
            for name, sheet, amount, cell in zip(self.names, self.sheets, amounts, cells, strict=True)
            if amount is not None
        ]
        return self._kept(added(label, parts, unit, self.book.cite("rollup_absolute"))).value

    # ---- rows ----

    def _joined(self, trees: Sequence[Mapping[Key, Node]]) -> tuple[Branch, ...]:
        """The branches of all forms as one tree."""
        return tuple(self._branch([tree.get(key) for tree in trees]) for key in woven(trees))

    def _branch(self, found: Sequence[Node | None]) -> Branch:
        """One branch of all forms, as the first form prints it that has it."""
        first = next(node for node in found if node)
        if first.line is not None:
            return self._leaf([node.line if node else None for node in found])
        return evolve(first.branch, children=self._joined([node.below if node else {} for node in found]), cells=())  # type: ignore[arg-type]

    def _leaf(self, found: Sequence[Line | None]) -> Indicator:
        """One row of all forms; where they disagree it waits."""
        faults = list(unlike(found, self.names, self.sheets))
        lines = [line for line in found if line is not None]
        if not faults:
            joint = Joint(self.names, lines, self.rules.policy.bare_percent)
            faults = joint.faults
        if not faults:
            return self._together(joint)
        self.mismatches += faults
        return _waiting(lines)

    def _together(self, joint: Joint) -> Indicator:
        """A row whose figures go together: figures aggregated, words kept where they are the same, then what score it needs."""
        steps = {side: self._figure(joint, side) for side in SIDES if joint.is_figure(side)}
        printed = {side: _written(steps[side], joint.printed[side][0]) if side in steps else _said(joint, side) for side in SIDES}
        misread = [side for side, step in steps.items() if printed[side].value != step.value]
        if misread:
            self.mismatches += [
                Mismatch(path=joint.path, what=f"汇总后的{SIDES[side]}“{printed[side]}”会被读成别的意思。", source=joint.lines[0].at(side))
                for side in misread
            ]
            return _waiting(joint.lines)
        self.steps += steps.values()
        leaf = evolve(joint.lines[0].indicator, target=printed["target"], actual=printed["actual"], **_cleared(joint.lines))
        return self._roomy(leaf, joint.lines) if any(map(joint.differs, SIDES)) else self._scored(leaf, joint.lines)

    def _figure(self, joint: Joint, side: str) -> Step:
        label = f"{joint.path[-1]}·{SIDES[side]}"
        if joint.relative:
            return averaged(label, joint.parts(side), joint.unit, self.funds, self.book.cite("rollup_relative"))
        return added(label, joint.parts(side), joint.unit, self.book.cite("rollup_absolute"))

    def _scored(self, leaf: Indicator, lines: Sequence[Line]) -> Indicator:
        """
        A row with the printed score that it needs: none where its rule gives one score, else the mean of what the forms print.

        Where a form prints none, what it comes to stands in (nothing deducted); a row that a form leaves open stays so.
        """
        row = Row(path=lines[0].path, goal=lines[0].goal, indicator=leaf)
        line = line_of(self.base, row, self.rules)
        unprinted = [one.figure for one in lines if one.printed is None]
        if line.fixed or line.governed.aside or len(unprinted) == len(lines) or None in unprinted:
            return leaf
        return evolve(leaf, printed=self._kept(self._mean(leaf, lines, "printed")).value)

    def _roomy(self, leaf: Indicator, lines: Sequence[Line]) -> Indicator:
        """
        A row in which the forms print different words: its score is the mean of theirs, and so are the ends of its room.

        Its criterion becomes that room, so that the form of all scores to it. A row that a form leaves open stays so, a
        constraint keeps its own words, and so does a row with points beyond its weight or below 0.
        """
        low, high = self._mean(leaf, lines, "bottom"), self._mean(leaf, lines, "top")
        mean = None if any(line.figure is None for line in lines) else self._mean(leaf, lines, "figure")
        step = Step(
            label=low.label, value=mean.value if mean else None, low=low.low, high=high.high, full=leaf.weight,
            text=_room_words(mean, low.low, high.high), citation=low.citation, children=low.children,
        )  # fmt: skip
        self.steps.append(step)
        weight, fixed = leaf.weight, step.low == step.high
        if mean is None or weight is None or lines[0].governed.constraint or not ZERO <= step.low <= step.high <= weight:
            return evolve(leaf, printed=step.value)
        lost = f"{plain(weight - step.high)}-{plain(weight - step.low)}"
        told = f"各表文字不同，得分按各表得分汇总；原评分标准：{leaf.criterion or '无'}"
        return evolve(
            leaf,
            actual="否",
            printed=None if fixed else step.value,
            criterion=f"各表都达成得{plain(weight)}分，否则酌情扣{lost}分",
            remark="；".join(filter(None, (leaf.remark, told))),
        )

    def _mean(self, leaf: Indicator, lines: Sequence[Line], which: Literal["printed", "figure", "bottom", "top"]) -> Step:
        """The mean by funds of the forms' printed scores, of their scores, or of one end of their rooms; rounded as scores are."""
        parts = []
        for name, line in zip(self.names, lines, strict=True):
            points = line.printed if which == "printed" and line.printed is not None else line.score
            value = Fraction(points) if which == "printed" and points is not None else Fraction(*getattr(line, which)[1:])
            text = f"{quoted(line.indicator.actual.text)}，得 {maybe_plain(points) or '未定'}"
            parts.append(Part(name=name, text=text, value=value, source=line.source))
        cite, rounding = self.book.cite("rollup_qualitative"), self.book.rounding
        return averaged(f"{leaf.name}·得分", parts, "", self.funds, cite, rounding=rounding)

    def _kept(self, step: Step) -> Step:
        self.steps.append(step)
        return step


def _is_paid(sheet: Sheet) -> bool:
    """Whether the first of a form's rows is its budget line, which stands in no branch."""
    return len(sheet.rows) > sum(1 for top in sheet.indicators for _ in top.leaves())


def _room_words(mean: Step | None, low: Decimal, high: Decimal) -> str:
    said = mean.text if mean else "有的表没有得分，未定"
    return said if low == high else f"{said}；区间 [{plain(low)}, {plain(high)}]"


def _written(step: Step, like: Quantity) -> Quantity:
    """An aggregated figure as a form prints it, with the sign of its parts."""
    assert step.value is not None
    return quantity(f"{SIGNS.get(like.comparator, like.comparator)}{plain(step.value)}{step.unit}")


def _said(joint: Joint, side: str) -> Quantity:
    """The words of a row, where the forms print the same."""
    return VARIOUS if joint.differs(side) else joint.printed[side][0]


def _cleared(lines: Sequence[Line]) -> dict[str, Any]:
    """What a row of the roll-up does not take from one form: score, deviation and cells; the remarks of all are joined."""
    remarks = dict.fromkeys(line.indicator.remark for line in lines if line.indicator.remark)
    return {"printed": None, "deviation": NOTHING, "remark": "；".join(remarks), "cells": ()}


def _waiting(lines: Sequence[Line]) -> Indicator:
    """A row in which the forms disagree: it waits, with the most points that one of them gives, open under any rulebook."""
    weights = [line.weight for line in lines if line.weight is not None]
    first = evolve(lines[0].indicator, **_cleared(lines))
    told = "；".join(filter(None, (first.remark, "各表不一致，未汇总")))
    return evolve(first, weight=max(weights, default=None), criterion=OPEN, target=WAITING, actual=WAITING, remark=told)
