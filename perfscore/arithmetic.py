"""The expression of a rule in Chinese (算式): its names, its named parts and the values of its parameters."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any, Final

from attrs import evolve, frozen

from perfscore.ambiguity import is_percent
from perfscore.errors import PerfscoreError
from perfscore.formula import Expression
from perfscore.lowering import Node
from perfscore.measure import DEFAULT, PARTS, Ends, Inputs, Open, Policy, inputs_of, plan
from perfscore.number import HUNDRED, Number, Quantity, finite, plain
from perfscore.rule import Rule, Single, Steps
from perfscore.trace import Step
from perfscore.value import Shown

#: What the names of an expression are called: of every kind, then of each; a group is a number counted from 0.
NAMES: Final[dict[str, dict[str, str]]] = {
    "": {"w": "分值", "base": "满分", "veto": "不得分界限", "anchor": "标准", r"rest(\d+)": "后面各档"},
    "steps": {"(?:below|above)_step": "每档", "(?:below|above)_points": "每档分数", "(?:below|above)_limit": "最多分数"},
    "tiers": {r"l(\d+)": "第{}档下限", r"h(\d+)": "第{}档上限", r"p(\d+)": "第{}档最低得分", r"q(\d+)": "第{}档最高得分", "r": "其余得分"},
    "bands": {"p": "本档下限", "q": "本档上限"},
    "yes-no": {"yes": "符合得分", "no": "不符合得分", "bound": "界限"},
    "checklist": {"met": "符合各项的分", "each": "每项分数", r"p(\d+)": "分值低的 {} 项", r"q(\d+)": "分值高的 {} 项"},
    "defects": {
        "points": "每次扣分", "per": "每次个数", "limit": "最多扣分", "veto": "不得分个数", r"s(\d+)": "前 {} 次扣分", "last": "末次扣分", "more": "递增",
        r"d(\d+)": "一次性事项前 {} 项扣分", r"e(\d+)": "一次性事项第 {} 项扣分", "once": "一次性扣分", "most": "最重每次扣分", "most_per": "最重每次个数",
        "least": "最轻每次扣分", "least_per": "最轻每次个数", "slack": "不满一次的余量",
    },
    "discretion": {"p": "酌情下限", "q": "酌情上限"},
}  # fmt: skip
#: Names whose number is itself a count: p2 is 2 items.
COUNTS: Final = {("checklist", "p"), ("checklist", "q"), ("defects", "d")}
SIDES: Final = {"below": "低于", "above": "高于"}

#: How an operation is written, and how strongly it binds.
SIGNS: Final = {
    "or": ("或", 1), "and": ("且", 2), "==": ("=", 3), "!=": ("≠", 3), ">=": ("≥", 3), "<=": ("≤", 3), ">": (">", 3), "<": ("<", 3),
    "+": ("+", 4), "-": ("−", 4), "*": ("×", 5), "/": ("÷", 5),
}  # fmt: skip


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Arithmetic(Shown):
    """
    The expressions that a rule comes to (算式), ``high`` where the score has another upper end; ``names`` are their names in Chinese.

    >>> from perfscore.criterion import read_criterion
    >>> print(general(read_criterion("每减少1个百分点扣0.1分，扣完为止")))
    差距 = 0 时 分值，否则 分值 − 扣分次数 × 每档分数
    差距 = max(目标值 − 实际完成值, 0)，扣分次数 = ⌊差距 ÷ 每档⌋
    每档 = 1，每档分数 = 0.1
    得分不低于 0，不高于分值
    适用于百分比的行
    """

    low: Expression
    high: Expression | None
    parameters: Mapping[str, Fraction]
    names: Mapping[str, str]
    #: Of which rows it holds, empty where it holds of all, or of the row asked for.
    where: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The expression, its named parts, its parameters, its bounds (各行); an end of its own begins with its name."""
        ends = [self.low] if self.high is None else [self.low, self.high]
        told = list(dict.fromkeys(self._said(one.tree) for one in ends))
        told = told if len(told) == 1 else [f"{head} {text}" for head, text in zip(("最低", "最高"), told, strict=True)]
        lets = {self.names[name]: self._said(part, 1) for one in ends for (name, _), part in zip(one.lets, one.parts, strict=True)}
        told.append("，".join(f"{name} = {text}" for name, text in lets.items()))
        told.append("，".join(dict.fromkeys(f"{self.names[name]} = {plain(value)}" for name, value in self._used())))
        told += ["得分不低于 0，不高于分值" if self.low.clamp else "", self.where]
        return tuple(filter(None, told))

    def _said(self, node: Node, least: int = 0) -> str:
        text, bond = _written(node, self.names)
        return text if bond >= least else f"({text})"

    def _used(self) -> list[tuple[str, Decimal]]:
        """The parameters that an expression speaks of; what may be known but plays no part is left out."""
        spoken = {name for one in (self.low, self.high) if one is not None for part in (one.tree, *one.parts) for name in _spoken(part)}
        return [(name, finite(value)) for name, value in self.parameters.items() if name in spoken]

    def to_dict(self) -> dict[str, Any]:
        """The expressions as JSON data (导出): as the library computes them, and in words."""
        high = {} if self.high is None else {"high": _data(self.high)}
        parameters = [{"name": name, "label": self.names[name], "value": plain(value)} for name, value in self._used()]
        return {"text": list(self.lines), "low": _data(self.low), **high, "parameters": parameters}

    def __str__(self) -> str:
        return "\n".join(self.lines)


def _data(expression: Expression) -> dict[str, Any]:
    return {"text": expression.text, "parts": [{"name": name, "text": text} for name, text in expression.lets]}


def _spoken(node: Node) -> Iterator[str]:
    """The names that a tree speaks of, without those of its named parts (用到的名称)."""
    if node.op == "name":
        yield node.name
    elif node.op != "let":
        for part in node.parts:
            yield from _spoken(part)


def _written(node: Node, names: Mapping[str, str]) -> tuple[str, int]:
    """A tree as written, and how strongly it holds together (写出)."""

    def at(part: Node, least: int) -> str:
        text, bond = _written(part, names)
        return text if bond >= least else f"({text})"

    match node.op:
        case "num":
            return plain(finite(node.value)), 7
        case "name" | "let":
            return names[node.name], 7
        case "if":
            condition, yes, no = node.parts
            return f"{at(condition, 1)} 时 {at(yes, 1)}，否则 {at(no, 0)}", 0
        case "floor":
            return f"⌊{at(node.parts[0], 0)}⌋", 7
        case "neg":
            return f"−{at(node.parts[0], 6)}", 6
        case "not":
            return f"并非 {at(node.parts[0], 3)}", 2
        case "min" | "max" | "abs":
            return f"{node.op}({', '.join(at(part, 0) for part in node.parts)})", 7
        case _:
            sign, bond = SIGNS[node.op]
            first, *rest = node.parts
            tighter = bond + (node.op in {"-", "/"} or bond == 3)
            return f" {sign} ".join([at(first, bond + (bond == 3)), *(at(part, tighter) for part in rest)]), bond


# ---- names --------------------------------------------------------------------------------------


def _names(rule: Single, ends: Ends, target: Quantity) -> dict[str, str]:
    """The names of all that the expressions speak of."""
    t, a = ends.labels
    known = {"t": "100%" if target is HUNDRED else t or "目标值", "a": a or "实际完成值"}
    found = {*ends.parameters}
    for one in (ends.low, ends.high):
        found |= {*one.names, *(name for name, _ in one.lets)} if one is not None else set()
    names = {name: known.get(name) or _name(name, rule) for name in sorted(found)}
    for name, value in ends.parameters.items():
        other = f"p{name[1:]}"
        if name[0] == "q" and ends.parameters.get(other) == value:
            names[other] = names[name] = ONE_END.get(names[name], re.sub("最高|分值高的 ", "", names[name]))
    return names


#: What the two ends of a room are called where they are one.
ONE_END: Final = {"本档上限": "本档得分", "酌情上限": "酌情分数"}


def _name(name: str, rule: Single) -> str:
    if name in PARTS:
        return PARTS[name]
    side, _, _ = name.partition("_")
    prefix = SIDES.get(side, "") if isinstance(rule, Steps) and len(rule.ladders) > 1 else ""
    for pattern, words in (NAMES[""] | NAMES.get(rule.kind, {})).items():
        match = re.fullmatch(pattern, name)
        if match:
            number = int(match[1]) + ((rule.kind, name[0]) not in COUNTS) if match.lastindex else 0
            return prefix + words.format(number)
    return name  # a formula's own


# ---- from a rule --------------------------------------------------------------------------------


def arithmetic(
    rule: Single,
    weight: Number | Quantity,
    target: Any = None,
    actual: Any = None,
    *,
    policy: Policy = DEFAULT,
    **names: Number,
) -> Arithmetic | None:
    """
    The expressions by which a row is scored (本行算式), None where it cannot be computed.

    Args:
        rule: the rule; the others are as for ``rule.apply``.

    Raises:
        UnitError: target and actual cannot be compared.
    """
    try:
        taken = rule.take(inputs_of(weight, target, actual, policy, names))
    except Open:
        return None
    found = _bound(rule, taken)
    return None if found is None else _arithmetic(rule, *found)


def _bound(rule: Single, inputs: Inputs) -> tuple[Ends, Quantity] | None:
    ends = plan(rule.bind, inputs).ends
    return None if ends is None else (ends, inputs.target)


def _arithmetic(rule: Single, ends: Ends, target: Quantity) -> Arithmetic:
    return Arithmetic(low=ends.low, high=ends.high, parameters=ends.parameters, names=_names(rule, ends, target))


#: Kinds whose expression may hang on nothing but the rule; the others ask what the row says in words.
GENERAL: Final = frozenset({"proportional", "rate", "steps", "tiers", "defects", "formula"})


def other_readings(rule: Rule, step: Step, weight: str, target: str | None, actual: str | None) -> Iterator[tuple[str, str, Step]]:
    """The score of a row under each open choice that bears on its rule (其他口径), where it is another than ``step``: choice, words, step."""
    for one in rule.readings:
        for value, label in one.others:
            other = rule.apply(weight, target, actual, policy=evolve(DEFAULT, **{one.name: value}))  # type: ignore[arg-type]
            if (other.value, other.low, other.high) != (step.value, step.low, step.high):
                yield f"{one.name}={value}", label, other


def general(rule: Single) -> Arithmetic | None:
    """
    The expression that holds for every row (通用算式); None where it hangs on the row: on its units, its sign, its words.

    Rows with and without units, with and without a sign stand in for all; where they differ and the rule
    names a unit, those in its unit, which ``where`` then says.

    >>> from perfscore.criterion import read_criterion
    >>> general(read_criterion("按完成比例得分")) is None  # it hangs on the sign of the target
    True
    """
    if rule.kind not in GENERAL:
        return None
    own = _units(rule)
    found = _every(rule, {"", "%", *own})
    if len(found) == 1:
        return _arithmetic(rule, *found[0])
    found = _every(rule, own) if len(own) == 1 else []
    if len(found) != 1:
        return None
    (unit,) = own
    return evolve(_arithmetic(rule, *found[0]), where="适用于百分比的行" if is_percent(unit) else f"适用于以“{unit}”计的行")


def _units(rule: Single) -> set[str]:
    """The units that a rule names (文中单位)."""
    ladders = rule.ladders if isinstance(rule, Steps) else ()
    return {getattr(rule, "unit", ""), getattr(rule, "anchor_unit", ""), *(ladder.unit for ladder in ladders)} - {""}


def _every(rule: Single, units: set[str]) -> list[tuple[Ends, Quantity]]:
    """What a rule comes to for rows in these units, each only once (各种行的算式)."""
    found: dict[Any, tuple[Ends, Quantity]] = {}
    for unit, target, actual in product(sorted(units), ("100{}", "≤100{}", ""), ("85{}", "110{}")):
        row = inputs_of(Decimal(10), target.format(unit), actual.format(unit), DEFAULT, {})
        try:
            one = _bound(rule, rule.take(row))
        except PerfscoreError:
            continue
        if one is not None:
            found[one[0].low, one[0].high, tuple(sorted(one[0].parameters.items())), one[0].labels] = one
    return list(found.values())
