"""By which formula a row of a table is scored, and from which figures (行方案): made once for all rows of one shape."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from attrs import frozen

from perfscore.criterion import read_criterion
from perfscore.errors import CriterionError, RulebookError, UnitError
from perfscore.formula import Expression, read_expression
from perfscore.governing import Governed, Governor, compared, money_of
from perfscore.indicator import Indicator
from perfscore.lowering import Node
from perfscore.measure import Plan
from perfscore.number import Comparator, Nature, Quantity, pair
from perfscore.reviving import rule_of
from perfscore.rule import Constraint
from perfscore.scoring import upper_by_default
from perfscore.sheet import Budget, Row


class Form(NamedTuple):
    """What of a printed figure is not its digits (数的形式): sign, unit, and the words where it is no number."""

    comparator: Comparator = ""
    unit: str = ""
    nature: Nature = "number"
    words: str = ""


PLAIN: Final = Form()
#: What makes it worth knowing of figures that they are not below 0.
DIVIDES: Final = re.compile("/|floor")
#: Sizes of a figure that rules tell apart: none, below 0, 0, up to 1.5, above.
NONE, BELOW, ZERO, SMALL, BIG = range(5)
#: One figure of each size.
LIKE: Final[Mapping[int, Decimal | None]] = {NONE: None, BELOW: Decimal(-1), ZERO: Decimal(0), SMALL: Decimal(1), BIG: Decimal(100)}


#: Why a row with a negative weight is not scored.
BELOW_ZERO: Final = "分值小于 0，未计算"
#: More points than these no row has; figures of that size would not fit into the columns of the results.
MOST_POINTS: Final = 10**12
TOO_MANY: Final = "分值超过一万亿，未计算"


class Key(NamedTuple):
    """
    What decides how a row is computed, apart from its digits (行的形态): rows with one key share a recipe.

    ``symbols`` names the parameters whose values stand in columns, each with the value that stands for it in ``criterion``.
    """

    criterion: str = ""
    name: str = ""
    definition: str = ""
    path: str = ""
    weight: int = BIG
    target: int = BIG
    actual: int = BIG
    target_form: Form = PLAIN
    actual_form: Form = PLAIN
    direction: str = ""
    planned: int = NONE
    spent: int = NONE
    symbols: tuple[tuple[str, int], ...] = ()


class Slot(NamedTuple):
    """What a name of a formula stands for (名称所指): so many times a column, or a constant where the column is empty."""

    column: str
    by: Fraction


class Term(NamedTuple):
    """A formula and what its names stand for (算式与数)."""

    expression: Expression
    slots: tuple[Slot, ...]


@frozen(kw_only=True)
class Recipe:
    """
    How the rows of one shape are scored (行方案).

    ``low`` and ``high`` are the two ends, the same where no room is left; None where nothing can be
    computed, for the ``reason``. ``upper`` says that the upper end counts where nothing is printed; ``negative`` that the
    row's points are taken off the total; ``cap`` and ``event`` what the row's own criterion caps the total at, and when.
    ``alone`` rows are left to Python one by one, for what is said of them quotes their own figures.
    """

    low: Term | None = None
    high: Term | None = None
    basis: str = "none"
    reason: str = ""
    aside: str = ""
    upper: bool = False
    low_open: bool = False
    high_open: bool = False
    negative: bool = False
    cap: Decimal | None = None
    event: str = ""
    caps: bool = False
    alone: bool = False


def quantity_like(form: Form, size: int) -> Quantity:
    """A figure of this form and size (同形的数)."""
    if form.nature != "number" or size == NONE:
        return Quantity(text=form.words, nature="words" if form.nature == "words" else "blank")
    value = LIKE[size]
    return Quantity(text=f"{value}{form.unit}", value=value, unit=form.unit, comparator=form.comparator)


def directed(one: Quantity, direction: str) -> Quantity:
    """A target with the sign that a column of directions gives it, where it prints none (方向)."""
    if not direction or one.comparator or one.value is None:
        return one
    return Quantity(text=one.text, value=one.value, unit=one.unit, comparator="<=" if direction == "reverse" else ">=")


def row_like(key: Key) -> Row:
    """A row of this shape (同形的行)."""
    weight = LIKE[key.weight]
    leaf = Indicator(
        name=key.name, definition=key.definition, criterion=key.criterion, weight=None if weight is None or weight < 0 else weight,
        target=directed(quantity_like(key.target_form, key.target), key.direction), actual=quantity_like(key.actual_form, key.actual),
    )  # fmt: skip
    return Row(path=path_of(key.path, key.name), goal=None, indicator=leaf)


def path_of(path: str, name: str) -> tuple[str, ...]:
    """The names from 一级 down (指标路径), from a column that parts them by /; the row's own stands last."""
    parts = tuple(part.strip() for part in path.split("/") if part.strip())
    return parts if parts[-1:] == (name,) else (*parts, name)


def recipe_of(key: Key, rules: Governor) -> Recipe:
    """How rows of this shape are scored (制定行方案)."""
    row, governed, paid = _governed(key, rules)
    rule = governed.rule
    caps = isinstance(rule, Constraint) and rule.cap is not None and governed.constraint
    base = rules.policy.constraint_base
    negative = governed.constraint and (base == "negative" or (base == "auto" and not row.indicator.weight))
    plan = governed.plan
    known = plan is not None and plan.ends is not None and not governed.aside
    ends = plan.ends if plan is not None else None
    return Recipe(
        low=_term(plan, ends.low, key, paid=paid) if known and plan and ends else None,
        high=_term(plan, ends.high or ends.low, key, paid=paid) if known and plan and ends else None,
        basis=governed.basis if known else "none",
        reason=governed.reason,
        aside=governed.aside,
        upper=upper_by_default(rule, row),
        low_open=ends.low_open if ends else False,
        high_open=ends.high_open if ends else False,
        negative=negative,
        cap=rule.cap if caps and isinstance(rule, Constraint) else None,
        event=rule.event if caps and isinstance(rule, Constraint) else "",
        caps=caps,
        alone=governed.personal,
    )


@lru_cache(1)
def _governed(key: Key, rules: Governor) -> tuple[Row, Governed, bool]:
    """A row of this shape, what governs it, and whether it is the execution rate by the budget figures."""
    row = row_like(key)
    governed, money = rules.of(row), money_like(key, rules)
    if money is None or not governed.pays:
        return row, governed, False
    return row, rules.of_money(row, money), True


def money_like(key: Key, rules: Governor) -> tuple[Quantity, Quantity] | None:
    """Planned and spent of this shape (同形的资金), None where one is missing."""
    planned, spent = LIKE[key.planned], LIKE[key.spent]
    return money_of(Budget(planned=planned, spent=spent), rules.policy)


def _term(plan: Plan, expression: Expression, key: Key, *, paid: bool) -> Term:
    """The formula of a plan, its names bound to columns or constants."""
    assert plan.ends is not None
    slots = [Slot("weight", Fraction(1))]
    figures = (("planned", "spent") if paid else ("target", "actual"), (plan.t_by, plan.a_by), plan.pair.by)
    for column, kept, by, given in zip(*figures, (plan.inputs.target, plan.inputs.actual), strict=True):
        printed = kept and not (column == "planned" and key.planned == ZERO)
        slots.append(Slot(column, by) if printed else _constant(Fraction(given.value or 0) * by, key))
    slots += [_constant(plan.ends.parameters[name], key) for name in expression.names[3:]]
    sizes = key.planned if paid else key.target, key.spent if paid else key.actual
    return Term(_signed(expression, slots, sizes), tuple(slots))


def _signed(expression: Expression, slots: Sequence[Slot], sizes: tuple[int, int]) -> Expression:
    """A formula that knows of target and actual that they are not below 0, and above it where it divides by them."""
    columns = [(name, size) for name, slot, size in zip("ta", slots[1:3], sizes, strict=True) if slot.column]
    positive = [name for name, size in columns if size in {SMALL, BIG} and name in divisors_of(expression)]
    natural = [name for name, size in columns if size in {ZERO, SMALL, BIG} and DIVIDES.search(expression.text)]
    return read_expression(
        expression.text, expression.names, lets=dict(expression.lets), natural=expression.natural.union(natural),
        positive=expression.positive.union(positive), clamp=expression.clamp,
    )  # fmt: skip


@lru_cache(1024)
def divisors_of(expression: Expression) -> frozenset[str]:
    """The names that a formula divides by (除数): of these it is worth knowing that they are above 0."""
    found, waiting = set[str](), [expression.tree]
    while waiting:
        node = waiting.pop()
        waiting += node.parts
        if node.op == "/":
            found |= _names(node.parts[1])
    return frozenset(found)


def _names(node: Node) -> set[str]:
    return {node.name} if node.op == "name" else set[str]().union(*map(_names, node.parts))


def _constant(value: Fraction, key: Key) -> Slot:
    """A constant, or the column whose value stands for it."""
    for column, like in key.symbols:
        if value and value.numerator % like == 0:
            return Slot(column, value / like)
    return Slot("", value)


#: (actual − target) / target, and the same of the execution rate in percent.
DEVIATION: Final = ("(a - t) / t", ("t", "a"))
OF_MONEY: Final = ("(s * 100 / p - t) / t", ("t", "p", "s"))


@lru_cache(2)
def _expression(text: str, names: tuple[str, ...]) -> Expression:
    return read_expression(text, names, positive=[name for name in names if name == "p"], clamp=False)


def deviation_of(key: Key, rules: Governor) -> Term | None:
    """The formula of the deviation rate of rows of this shape (偏差率算式), None where it has no meaning."""
    row, governed, paid = _governed(key, rules)
    target, actual = row.indicator.target, compared(row.indicator, governed.rule)
    if paid:
        if not target.value or target.value < 0 or governed.percent_by <= 0:
            return None
        slots = (Slot("target", Fraction(governed.percent_by)), Slot("planned", Fraction(1)), Slot("spent", Fraction(1)))
        return Term(_expression(*OF_MONEY), slots)
    if not target.value or actual.value is None:
        return None
    plan = governed.plan
    try:
        by = plan.pair.by if plan is not None and plan.deviates else pair(target, actual, ratio=governed.ratio, bare=governed.bare).by
    except UnitError:
        return None
    return Term(_expression(*DEVIATION), (Slot("target", by[0]), Slot("actual", by[1])))


# ---- what a row says of its rule ------------------------------------------------------------------

#: What stands for the parameters that columns hold: numbers that no criterion has.
SYMBOLS: Final[Mapping[str, int]] = {
    "step": 1000003, "points": 1000033, "limit": 1000037, "from": 1000039, "base": 1000081, "each": 1000099, "zero_from": 1000117,
}  # fmt: skip
#: The parameters of each kind that may stand in columns, those it cannot do without first; the others kinds come as JSON.
FLAT: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "proportional": ((), ("form", "from", "base")), "rate": ((), ("base",)),
    "steps": (("step", "points"), ("side", "limit", "unit", "from", "base", "adds")),
    "defects": (("points",), ("limit", "base", "zero_from")), "checklist": (("each",), ()), "yes-no": ((), ("yes", "no")),
    "discretion": ((), ()), "constraint": ((), ()),
}  # fmt: skip


def criterion_from(rule: str, direction: str, given: Mapping[str, str]) -> str:
    """
    The criterion that a rule in columns amounts to (规则列的评分标准): a kind with its parameters, or the JSON of a rule.

    Raises:
        PerfscoreError: there is no such rule, or a parameter is missing or no number.

    >>> criterion_from("steps", "", {"step": "10", "points": "0.1"})
    '每减少10扣0.1分，扣完为止'
    """
    from json import loads

    try:
        data = loads(rule) if rule.lstrip().startswith("{") else _flat(rule.strip(), direction, given)
    except (ValueError, RecursionError):
        raise RulebookError("rule 列的 JSON 写法不对。", hint='请按 rule.to_dict() 的写法，例如 {"kind": "rate"}。') from None
    try:
        stated = rule_of(data)
        said = str(stated)
    except (TypeError, AttributeError):
        raise RulebookError("rule 列的规则有参数写法不对。", hint="请按 rule.to_dict() 的写法核对各参数。") from None
    try:
        again = read_criterion(said)
    except CriterionError as error:
        raise RulebookError(f"规则“{said}”读不懂：{error.message}") from None
    if again != stated:
        raise RulebookError(f"规则写成评分标准是“{said}”，读回来是另一条规则。", hint="请改用 criterion 列写评分标准文字。")
    return said


def _flat(kind: str, direction: str, given: Mapping[str, str]) -> dict[str, object]:
    """The JSON of a kind whose parameters stand in columns."""
    if kind not in FLAT:
        kinds = "、".join(FLAT)
        raise RulebookError(
            f"rule 列的“{kind}”不是可以用参数列写的规则种类。", hint=f"可用：{kinds}；其他种类请在 rule 列写 JSON，或写 criterion。"
        )
    needed, optional = FLAT[kind]
    lost = [name for name in needed if not given.get(name)]
    if lost:
        raise RulebookError(f"规则 {kind} 缺少参数列 {'、'.join(lost)}，未计算。")
    told: dict[str, object] = {name: given[name] for name in (*needed, *optional) if given.get(name)}
    if kind == "proportional" and direction:
        told["direction"] = direction
    if kind == "steps":
        side = told.pop("side", "above" if direction == "reverse" else "below")
        ladder: dict[str, object] = {
            "side": side,
            **{name: told.pop(name) for name in ("step", "points", "unit", "limit", "adds") if name in told},
        }
        if "adds" in ladder:
            ladder["adds"] = str(ladder["adds"]).lower() in {"true", "1", "是"}
        told["ladders"] = [ladder]
    if kind == "defects":
        told["defects"] = [{"points": told.pop("points"), "unit": "例"}]
    return {"kind": kind, **told}
