"""Which rule governs a row, and with which clause (评分依据)."""

import re
from collections.abc import Callable
from typing import Literal

from attrs import evolve, frozen

from perfscore.criterion import read_criterion
from perfscore.errors import CriterionError, PerfscoreError, UnitError
from perfscore.indicator import BRACKETS, Direction, Indicator, is_constraint, is_execution
from perfscore.measure import Inputs, Plan, Policy, plan
from perfscore.number import HUNDRED, Figure, Quantity, fold, pair
from perfscore.rule import Constraint, Proportional, Rate, Rule, Steps
from perfscore.rulebook import Rulebook
from perfscore.sheet import Row
from perfscore.source import Citation
from perfscore.value import Shown

Basis = Literal["criterion", "note", "none"]

#: Words of a name in which less is better.
COSTS = ("成本", "费用", "支出", "损失", "事故", "能耗", "投诉率", "差错")


def is_ratio(name: str, definition: str) -> bool:
    """
    Whether a row of bare figures speaks of ratios (比率行): its name ends in 率 or 度, or it is defined ×100%.

    >>> is_ratio("预算调整率", ""), is_ratio("培训人次", "")
    (True, False)
    """
    bare = BRACKETS.sub("", fold(name))
    return bare.endswith(("率", "度")) or bool(re.search(r"[×xX*]100%", fold(definition)))


def is_cost(path: tuple[str, ...]) -> bool:
    """Whether less is better, by 二级 成本指标 or by the words of the name (成本类)."""
    return any("成本" in name for name in path[:-1]) or any(word in path[-1] for word in COSTS)


@frozen(kw_only=True, eq=False, repr=False)
class Governed(Shown):
    """
    A row's rule made ready (评分依据).

    ``basis`` says where the rule comes from: the row's own criterion, the form's note, or
    nowhere; ``reason`` why nothing can be computed. ``inferred`` says that the direction is
    taken from words, not from a sign or the rule.
    """

    rule: Rule | None = None
    plan: Plan | None = None
    basis: Basis = "none"
    citation: Citation | None = None
    reason: str = ""
    missing: tuple[str, ...] = ()
    direction: Direction = Direction.POSITIVE
    inferred: bool = False
    ratio: bool = False
    #: The execution rate, to be computed from the budget figures where the form prints them.
    pays: bool = False
    constraint: bool = False
    #: What gives the one figure of weight, target and actual; None where a row needs more than that.
    run: Callable[[int, int, int], Figure | None] | None = None
    #: What brings the printed target of the execution rate to percent; 0 where it is none.
    percent_by: int = 0
    #: The reason quotes the row's own figures, so that no other row may share it.
    personal: bool = False
    unread: CriterionError | None = None

    @property
    def hedged(self) -> bool:
        """Whether the text speaks of an event or a figure that the form does not show (文中另有所指)."""
        rule = self.rule
        return rule is not None and (bool(rule.veto) or any(remark.kind != "ignored" for remark in rule.remarks))


#: So many shapes of row are kept; then the table is begun anew, so that a long run stays within its memory.
KEPT = 50_000


class Governor:
    """
    The rules of one rulebook under one policy, made ready once for each shape of row (依据表).
    """

    def __init__(self, book: Rulebook, policy: Policy) -> None:
        self.book = book
        self.policy = policy
        self.rows: dict[str, Governed] = {}
        #: Rows that differ in nothing but their names share what governs them, so that little has to be kept at hand.
        self.alike: dict[tuple[object, ...], Governed] = {}
        self.with_money: dict[tuple[Governed, str, str], Governed] = {}
        #: Whether any row so far is a constraint.
        self.constrains = False

    def of(self, row: Row) -> Governed:
        """What governs a row by the figures printed in it (本行依据)."""
        found = self.rows.get(row.key)
        if found is None:
            if len(self.rows) >= KEPT:
                self.rows, self.alike, self.with_money = {}, {}, {}
            found = self._make(row, row.indicator.target, row.indicator.actual)
            self.constrains = self.constrains or found.constraint
            if not found.personal:
                self.rows[row.key] = found
        return found

    def of_money(self, row: Row, money: tuple[Quantity, Quantity]) -> Governed:
        """What governs the execution rate, from planned and spent (按预算数与执行数)."""
        base = self.rows.get(row.key) or self.of(row)
        key = (base, money[0].shape, money[1].shape)
        found = self.with_money.get(key)
        if found is None:
            inputs = Inputs(weight=row.weight, target=money[0], actual=money[1], policy=self.policy)
            assert isinstance(base.rule, Rate)  # whose plans give one figure
            ready = plan(base.rule.bind, inputs)
            known = ready if ready.ends else None
            found = self.with_money[key] = evolve(
                base,
                plan=known,
                run=known.run if known else None,
                reason=ready.reason,
                missing=ready.missing,
                percent_by=_percent_by(row, base),
            )
        return found

    def _make(self, row: Row, target: Quantity, actual: Quantity) -> Governed:
        leaf = row.indicator
        direction, inferred = self._direction(row)
        unread: CriterionError | None = None
        try:
            rule, basis, citation = self._rule(row, direction)
        except CriterionError as error:
            if self.book.get("criterion_unread") != "note":
                return Governed(reason=f"评分标准读不懂：{error.message}", unread=error, direction=direction, inferred=inferred)
            unread = error  # the document says that the general formula then holds
            rule, basis, citation = self._by_note(row, direction)
        if rule is None:
            return Governed(
                reason="本行没有评分标准，评分办法也没有通用公式，未计算", direction=direction, inferred=inferred, unread=unread
            )
        if isinstance(rule, Proportional) and rule.direction is None:
            rule = evolve(rule, direction=direction)
        elif isinstance(rule, Proportional) and basis == "criterion":
            direction, inferred = rule.direction or direction, False
        elif isinstance(rule, Steps):
            direction, inferred = _ladder_direction(rule, direction), False
        base = Governed(rule=rule, basis=basis, citation=citation, direction=direction, inferred=inferred and isinstance(rule, Proportional),
                        ratio=is_ratio(leaf.name, leaf.definition), pays=self._pays(rule, leaf), constraint=isinstance(rule, Constraint), unread=unread)  # fmt: skip
        if leaf.weight is None and not isinstance(rule, Constraint):
            return evolve(base, reason="本行没有分值，未计算", missing=("weight",))
        told = (rule.remarks, unread.text if unread else "")  # what equal rules may differ in
        key = (rule, told, basis, citation, direction, base.inferred, base.ratio, base.pays, row.weight.shape, target.shape, actual.shape)
        found = self.alike.get(key)
        if found is None:
            found = self._planned(base, Inputs(weight=row.weight, target=target, actual=actual, ratio=base.ratio, policy=self.policy))
            if not found.personal:
                self.alike[key] = found
        return found

    def _planned(self, base: Governed, inputs: Inputs) -> Governed:
        assert base.rule is not None
        try:
            ready = plan(base.rule.bind, base.rule.take(inputs)).fix(inputs)
        except PerfscoreError as error:
            return evolve(base, reason=error.message, personal=True)
        if ready.ends is None:
            return evolve(base, reason=ready.reason, missing=ready.missing)
        return evolve(base, plan=ready, run=ready.run if ready.same and not base.pays else None)

    def _rule(self, row: Row, direction: Direction) -> tuple[Rule | None, Basis, Citation | None]:
        """The row's own criterion, else what the rulebook has for rows of its sort."""
        leaf = row.indicator
        if leaf.criterion.strip():
            return read_criterion(leaf.criterion), "criterion", Citation(document="本行评分标准", quote=leaf.criterion)
        return self._by_note(row, direction)

    def _by_note(self, row: Row, direction: Direction) -> tuple[Rule | None, Basis, Citation | None]:
        """What the rulebook has for rows of this sort (通用公式)."""
        if is_constraint(row.path):
            return Constraint(cap=self.book.event_cap, event=self.book.get("event_kinds") or ""), "note", self.book.cite("event_cap")
        key = self._key(row, direction)
        rule = self.book.rule(key)
        if rule is None and key == "execution":  # what the rate earns where no document says otherwise
            rule = Rate()
        return rule, "note", self.book.cite(key)

    def _pays(self, rule: Rule, leaf: Indicator) -> bool:
        return (
            isinstance(rule, Rate)
            and self.policy.rate_from == "budget"
            and leaf.weight is not None
            and is_execution(leaf.name, leaf.definition)
        )

    def _key(self, row: Row, direction: Direction) -> str:
        leaf = row.indicator
        if is_execution(leaf.name, leaf.definition):
            return "execution"
        if "words" in {leaf.target.nature, leaf.actual.nature}:
            return "qualitative"
        return "reverse" if direction is Direction.REVERSE else "positive"

    def _direction(self, row: Row) -> tuple[Direction, bool]:
        """The sign of the target; else the words of the row, which only infer."""
        comparator = row.indicator.sign
        if comparator in {"<", "<="}:
            return Direction.REVERSE, False
        if comparator in {">", ">=", "="}:
            return Direction.POSITIVE, False
        return (Direction.REVERSE if is_cost(row.path) else Direction.POSITIVE), True


def _percent_by(row: Row, governed: Governed) -> int:
    try:
        return int(pair(row.indicator.target, HUNDRED, ratio=governed.ratio).by[0])
    except UnitError:
        return 0


def _ladder_direction(rule: Steps, otherwise: Direction) -> Direction:
    sides = {(ladder.side == "above") != ladder.adds for ladder in rule.ladders}
    return otherwise if len(sides) != 1 else Direction.REVERSE if sides == {True} else Direction.POSITIVE
