"""What the texts leave open (口径): each choice with the way it is taken and the other ways."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from attrs import frozen

from perfscore.measure import DEFAULT, Policy
from perfscore.number import unit_of
from perfscore.value import Value


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Ambiguity(Value):
    """
    One choice that a text leaves open (口径): ``name`` is the field of ``Policy``, ``default`` the words of the way taken.

    ``others`` are the other ways: the value of the policy's field, and its words.

    >>> print(bearing("shared_edge")[0])
    两档都写到的边界归较高的一档；另一种：两档都写到的边界归较低的一档
    """

    name: str
    default: str
    others: tuple[tuple[str, str], ...]

    @property
    def value(self) -> str:
        """The default as the policy's field has it (默认取值)."""
        return str(getattr(DEFAULT, self.name))

    @property
    def other(self) -> str:
        """The words of the other ways (其他取法)."""
        return "；或".join(words for _, words in self.others)

    def to_dict(self) -> dict[str, Any]:
        """The choice as JSON data (导出)."""
        others = [{"value": value, "label": words} for value, words in self.others]
        return {"name": self.name, "default": {"value": self.value, "label": self.default}, "others": others}

    def __str__(self) -> str:
        return f"{self.default}；另一种：{self.other}"


#: Every open choice, as ``Policy`` has it, in the order in which readings are told.
AMBIGUITIES: Final = tuple(
    Ambiguity(name=name, default=default, others=others)
    for name, default, others in (
        ("rate_from", "执行率按预算数与执行数计算", (("printed", "执行率按表内所填，不按预算数与执行数计算"),)),
        ("rate_base", "执行率以全年（调整后）预算数为分母", (("initial", "执行率以年初预算数为分母"),)),
        (
            "rate_rounding",
            "执行率不先修约",
            (("places", "执行率先修约到百分数两位小数"), ("percent", "执行率先修约到整数百分比")),
        ),
        ("zero_budget", "预算数为 0 的，执行率不计算", (("one", "预算数为 0 的，按 1 计算执行率"),)),
        ("steps", "只数满了的档次，不足一档不计", (("proportional", "每档扣分按比例计，不足一档也扣"),)),
        ("one_means", "百分比行里的“1”指 1 个百分点", (("ratio", "百分比行里的“1”指比率 1（100 个百分点）"),)),
        ("percent_of", "百分比阶梯遇到非百分比的行，按目标值的百分比计", (("none", "百分比阶梯遇到非百分比的行不计算"),)),
        ("bare_percent", "百分比旁边不带 % 的数，不超过 1.5 的按比率读", (("percent", "百分比旁边不带 % 的数一律按百分数读"),)),
        ("reverse_form", "反向指标按目标值 ÷ 实际完成值得分", (("linear", "反向指标超出部分按直线扣到 0"),)),
        ("zero_target", "目标为 0：达到目标得满分，没有达到的不计算", (("provincial", "目标为 0：实际也为 0 得满分，否则 0 分"),)),
        ("blank_target", "目标值未填的行不计算", (("leave-out", "目标值未填的行不计入总分"),)),
        ("negative_actual", "实际完成值为负的，照负数计算", (("zero", "实际完成值为负的，按 0 计算"),)),
        (
            "not_applicable",
            "实际填“无”“不涉及”的行不计算",
            (("rescale", "不适用的行不计，其余折算为满分"), ("leave-out", "不适用的行不计入总分"), ("full", "不适用的行按满分计算")),
        ),
        ("shared_edge", "两档都写到的边界归较高的一档", (("worse", "两档都写到的边界归较低的一档"),)),
        ("sum_of", "总分按各行未修约的得分相加", (("printed", "总分按各行修约后的得分相加"),)),
        ("constraint_base", "约束性指标从本行分值中扣，没有分值的从 0 起以负数记分", (("negative", "约束性指标从 0 起以负数记分"),)),
    )
)

#: What each choice is about.
POLICY_WORDS: Final = {
    "steps": "不足一档", "one_means": "百分比行里的“1”", "percent_of": "百分比阶梯遇到非百分比的行", "bare_percent": "百分比旁边不带 % 的数",
    "rate_from": "执行率的来源", "rate_base": "执行率的分母", "rate_rounding": "执行率的修约", "zero_budget": "预算数为 0", "reverse_form": "反向指标的公式",
    "zero_target": "目标为 0", "blank_target": "目标未填", "negative_actual": "实际为负", "not_applicable": "不适用", "shared_edge": "两档共有的边界",
    "sum_of": "总分相加", "constraint_base": "约束性指标的起点", "overshoot": "远超目标",
}  # fmt: skip
#: How what lies far beyond a target is taken; which figures are far beyond, the rulebook says.
OVERSHOOT_WORDS: Final = {
    "cap": "得分以分值为限，不另扣分", "penalty": "扣分", "miss": "按未达标计，不得分", "hand": "得分可由人工修改，不超过分值", "explain": "必须说明原因",
}  # fmt: skip

#: Each way of each open choice, and what a reader calls it.
WAYS: Final = tuple((one.name, value, words) for one in AMBIGUITIES for value, words in ((one.value, one.default), *one.others))


def other_ways(policy: Policy) -> Iterator[tuple[str, str, str]]:
    """
    Each open choice taken another way than a policy takes it (其他取法): the choice, its value, what a reader calls it.

    >>> [value for name, value, _ in other_ways(Policy(rate_rounding="percent")) if name == "rate_rounding"]
    ['none', 'places']
    """
    return ((name, value, words) for name, value, words in WAYS if getattr(policy, name) != value)


def bearing(*names: str | None) -> tuple[Ambiguity, ...]:
    """The choices of these names, in their order (有关口径); None names none."""
    return tuple(one for one in AMBIGUITIES if one.name in names)


def is_percent(unit: str) -> bool:
    """Whether a unit is one of percent (百分比单位): %, ‰, 个百分点."""
    return unit_of(unit)[0] == "%"


def beside_percent(*units: str) -> str | None:
    """``bare_percent`` where figures of these units, given or in the text, may stand beside a percentage (可能与百分比相对的数)."""
    return "bare_percent" if all(unit_of(unit)[0] in {"", "%"} for unit in units) else None


def merged(readings: Iterable[tuple[Ambiguity, ...]]) -> tuple[Ambiguity, ...]:
    """The choices that bear on any of several rules (合并口径)."""
    return bearing(*(one.name for each in readings for one in each))
