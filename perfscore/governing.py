"""Which rule governs a row, and with which clause (评分依据)."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from attrs import evolve, frozen

from perfscore.criterion import read_criterion
from perfscore.deriving import computed_rate
from perfscore.errors import CriterionError, PerfscoreError, UnitError
from perfscore.formula import read_expression
from perfscore.indicator import BRACKETS, Direction, Indicator, is_constraint, is_execution
from perfscore.measure import DEFAULT, Bind, Ends, Inputs, Plan, Policy, plan
from perfscore.number import HUNDRED, SMALL, Bare, Figure, Pair, Quantity, fold, pair
from perfscore.overshooting import bound_of, overshooting
from perfscore.pattern import pattern
from perfscore.provision import Bound
from perfscore.ratio import either_way
from perfscore.rule import Constraint, Formula, Proportional, Rate, Rule, Steps
from perfscore.rulebook import Rulebook
from perfscore.sheet import Budget, Row
from perfscore.source import Citation
from perfscore.value import Shown

Basis = Literal["criterion", "note", "none"]
#: Why a row is not counted: left out, left out and the rest brought to the full score, not chosen among others.
Aside = Literal["", "left-out", "rescaled", "unchosen"]

#: What stands in place of a figure where a row does not apply.
ABSENT = frozenset({"无", "不涉及", "不适用", "未涉及", "无此项", "不涉及此项", "不涉及该项"})
#: What a budget of 0 counts as where the rulebook says so.
ONE_BUDGET = Quantity(text="1（预算数为 0，按 1 计）", value=Decimal(1))

#: Words of a name in which less is better.
COSTS = ("成本", "费用", "支出", "损失", "事故", "能耗", "投诉率", "差错")
#: What is done about them is better where it is more: 能耗下降率, 成本节约率, 事故处理率, 支出完成率.
DONE_ABOUT = pattern(
    r"下降|降低|减少|压减|节约|节支|挽回|追回|处理|处置|整改|查处|完成率|执行率|进度|及时|到位|合规|准确|达标|覆盖|保障|满意|公开"
)


def is_ratio(name: str, definition: str) -> bool:
    """
    Whether a row of bare figures speaks of ratios (比率行): its name ends in 率 or 度, or it is defined ×100%.

    >>> is_ratio("预算调整率", ""), is_ratio("培训人次", "")
    (True, False)
    """
    bare = BRACKETS.sub("", fold(name))
    return bare.endswith(("率", "度")) or bool(re.search(r"[×xX*]100%", fold(definition)))


def is_cost(path: tuple[str, ...]) -> bool:
    """Whether less is better, by 二级 成本指标 or by the words of the name (成本类), where they are not of what is done about it."""
    named = any(word in path[-1] for word in COSTS) and not DONE_ABOUT.search(fold(path[-1]))
    return named or any("成本" in name for name in path[:-1])


def is_absent(leaf: Indicator) -> bool:
    """
    Whether a row says that it does not apply (不适用): 不涉及; 无 beside a target of at most so many is none of them, a figure.

    >>> is_absent(Indicator(name="楼堂馆所", target="100%", actual="不涉及")), is_absent(Indicator(name="事故", target="≤1起", actual="无"))
    (True, False)
    """
    said, target = fold(leaf.actual.text).strip("。;；"), leaf.target
    none = said == "无" and (target.value == 0 or target.comparator in {"<", "<="})
    return said in ABSENT and not none


def compared(leaf: Indicator, rule: Rule | None) -> Quantity:
    """
    The actual as it stands beside its target (对比口径): a bare execution rate above 1.5 is counted in percent.

    >>> row = Indicator(name="预算执行率", target="0.9", actual="45")
    >>> str(compared(row, Rate())), compared(row, Rate()).unit
    ('45', '%')
    """
    actual = leaf.actual
    bare = isinstance(rule, Rate) and is_execution(leaf.name, leaf.definition) and not actual.unit
    return evolve(actual, unit="%") if bare and actual.value is not None and actual.value > SMALL else actual


def printed_money(budget: Budget, policy: Policy) -> tuple[Quantity, Quantity] | None:
    """Planned, or initial where the policy says so, and spent as the form prints them (预算数与执行数); None where one is not printed."""
    return budget.from_initial if policy.rate_base == "initial" and budget.from_initial is not None else budget.money


def money_of(budget: Budget, policy: Policy) -> tuple[Quantity, Quantity] | None:
    """What the execution rate is computed from (执行率所据): the money printed, with a budget of 0 as the policy counts it."""
    money = printed_money(budget, policy)
    if money is not None and policy.zero_budget == "one" and not money[0].digits:
        return evolve(ONE_BUDGET, unit=money[0].unit), money[1]
    return money


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
    #: Why the row is not counted, empty where it is.
    aside: Aside = ""
    #: From where on the figure is far beyond its target, where the rulebook says so.
    beyond: Bound | None = None
    beyond_cite: Citation | None = None
    #: The reason quotes the row's own figures, so that no other row may share it.
    personal: bool = False
    unread: CriterionError | None = None
    #: How a bare figure beside a percentage is taken.
    bare: Bare = "size"

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
        #: How a row's own criterion is taken: what is only guessed says nothing of it.
        self.own_policy = policy
        if book.guessed:  # another reading than the book's is the reader's
            said = [name for name in book.choices if getattr(policy, name) == getattr(book.policy, name)]
            self.own_policy = evolve(policy, **{name: getattr(DEFAULT, name) for name in said})
        self.rows: dict[str, Governed] = {}
        #: Rows that differ in nothing but their names share what governs them, so that little has to be kept at hand.
        self.alike: dict[tuple[object, ...], Governed] = {}
        self.with_money: dict[tuple[Governed, str, str], Governed] = {}
        #: Whether any row so far is a constraint, or is not counted.
        self.constrains = self.sets_aside = False

    def of(self, row: Row) -> Governed:
        """What governs a row by the figures printed in it (本行依据)."""
        found = self.rows.get(row.key)
        if found is None:
            if len(self.rows) >= KEPT:
                self.rows, self.alike, self.with_money = {}, {}, {}
            found = self._make(row)
            bare = (self.own_policy if found.basis == "criterion" or found.unread else self.policy).bare_percent
            found = found if bare == found.bare else evolve(found, bare=bare)
            self.constrains = self.constrains or found.constraint
            self.sets_aside = self.sets_aside or bool(found.aside)
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

    def _make(self, row: Row) -> Governed:
        leaf = row.indicator
        if (stands := self._standing(row)) is not None:
            return stands
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
                reason="本行没有评分标准，评分办法也没有通用公式，未计算", direction=direction, inferred=inferred, unread=unread,
                beyond=bound_of(self.book, direction, leaf.sign), beyond_cite=self.book.cite("policy.overshoot"),
            )  # fmt: skip
        undirected = inferred and basis == "note" and self.book.guessed and isinstance(rule, Proportional) and not own(citation)
        if undirected:
            rule, inferred = Proportional(), False
        elif isinstance(rule, Proportional) and rule.direction is None:
            rule = evolve(rule, direction=direction)
        elif isinstance(rule, Proportional) and basis == "criterion":
            direction, inferred = rule.direction or direction, False
        elif isinstance(rule, Steps):
            direction, inferred = _ladder_direction(rule, direction), False
        base = Governed(rule=rule, basis=basis, citation=citation, direction=direction, inferred=inferred and isinstance(rule, Proportional),
                        ratio=is_ratio(leaf.name, leaf.definition), pays=self._pays(rule, leaf), constraint=isinstance(rule, Constraint), unread=unread)  # fmt: skip
        if leaf.weight is None and not isinstance(rule, Constraint):
            return evolve(base, reason="本行没有分值，未计算", missing=("weight",))
        if basis == "criterion" and (rate := computed_rate(leaf)):
            return evolve(base, reason=f"评分标准按{rate}计分，本行填的不是{rate}，未计算")
        return self._shared(base, row, leaf.sign, undirected=undirected)

    def _shared(self, base: Governed, row: Row, sign: str, *, undirected: bool) -> Governed:
        """What governs all rows of one shape, made once."""
        rule, target, actual = base.rule, row.indicator.target, row.indicator.actual
        assert rule is not None
        told = (rule.remarks, base.unread.text if base.unread else "")  # what equal rules may differ in
        key = (rule, told, base.basis, base.citation, base.direction, base.inferred, base.ratio, base.pays, sign,
               row.weight.shape, target.shape, actual.shape)  # fmt: skip
        found = self.alike.get(key)
        if found is None:
            if not (base.pays or base.constraint or (self.book.guessed and base.basis == "criterion")):
                base = evolve(base, beyond=bound_of(self.book, base.direction, sign), beyond_cite=self.book.cite("policy.overshoot"))
            policy = self.own_policy if base.basis == "criterion" else self.policy
            inputs = Inputs(weight=row.weight, target=target, actual=actual, ratio=base.ratio, policy=policy)
            found = self._planned(base, inputs, either_way if undirected else None)
            if not found.personal:
                self.alike[key] = found
        return found

    def _standing(self, row: Row) -> Governed | None:
        """What becomes of a row that does not apply, or has no target (不适用、目标未填); None where it is computed like any other."""
        leaf, policy = row.indicator, self.policy
        has_criterion = bool(leaf.criterion.strip())
        counted = has_criterion and fold(leaf.actual.text) == "无"  # none of what the criterion counts
        special = counted or is_execution(leaf.name, leaf.definition) or is_constraint(row.path)
        if policy.not_applicable != "open" and not special and is_absent(leaf):
            cite, said = self.book.cite("policy.not_applicable"), f"实际完成值是“{leaf.actual}”，不适用"
            if policy.not_applicable == "full":
                inputs = Inputs(weight=row.weight, target=leaf.target, actual=leaf.actual, policy=policy)
                return self._planned(Governed(rule=Formula("w"), basis="note", citation=cite), inputs, _full(f"{said}，按满分计算，得满分"))
            rest = "，其余各行折算为满分" if policy.not_applicable == "rescale" else ""
            return Governed(aside="rescaled" if rest else "left-out", reason=f"{said}，不计入总分{rest}", citation=cite)
        if policy.blank_target == "leave-out" and not (special or has_criterion) and leaf.target.nature == "blank":
            return Governed(aside="left-out", reason="目标值未填，不计入总分", citation=self.book.cite("policy.blank_target"))
        return None

    def _planned(self, base: Governed, inputs: Inputs, bind: Bind | None = None) -> Governed:
        assert base.rule is not None
        bind = bind or overshooting(base.rule.bind, self.book, base.beyond, self.policy.overshoot)
        counted = (
            evolve(inputs, actual=_zeroed(inputs.actual)) if self.policy.negative_actual == "zero" and base.basis == "note" else inputs
        )
        try:
            ready = plan(bind, base.rule.take(counted)).fix(inputs)
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
        key = self.book.row(row.indicator.name) or self._key(row, direction)
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


def own(citation: Citation | None) -> bool:
    """Whether a clause stands in the form itself (本表自己的条文)."""
    return citation is not None and citation.status is None


@lru_cache(256)
def governor_of(book: Rulebook, policy: Policy) -> Governor:
    """The rules of a rulebook under a policy, kept ready (依据表)."""
    return Governor(book, policy)


def _full(words: str) -> Bind:
    """Full marks, whatever the figures are (满分)."""

    def bind(inputs: Inputs, pair: Pair) -> Ends:
        del inputs, pair
        return Ends(low=read_expression("w"), full_words=words, uses="", labels=("", ""))

    return bind


def _zeroed(actual: Quantity) -> Quantity:
    """A negative figure as 0 (负数按 0 计)."""
    below = actual.value is not None and actual.value < 0
    return Quantity(text=f"{actual.text}（按 0 计）", value=Decimal(0), unit=actual.unit) if below else actual


def _percent_by(row: Row, governed: Governed) -> int:
    try:
        return int(pair(row.indicator.target, HUNDRED, ratio=governed.ratio).by[0])
    except UnitError:
        return 0


def _ladder_direction(rule: Steps, otherwise: Direction) -> Direction:
    sides = {(ladder.side == "above") != ladder.adds for ladder in rule.ladders}
    return otherwise if len(sides) != 1 else Direction.REVERSE if sides == {True} else Direction.POSITIVE
