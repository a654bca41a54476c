"""Alternatives that one criterion states for several cases (分情形的规则): 产区得3分，非产区得2分."""

import re
from collections.abc import Iterable
from typing import Any, Final

from attrs import evolve, field, frozen

from perfscore.ambiguity import Ambiguity, merged
from perfscore.errors import NumberError, RulebookError
from perfscore.formula import Expression, read_expression
from perfscore.kind import Kind
from perfscore.measure import DEFAULT, Ends, Inputs, Open, Policy
from perfscore.number import Number, Pair, Quantity
from perfscore.trace import Step
from perfscore.value import Value


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Option(Value):
    """One case and the rule that holds in it (情形)."""

    case: str
    rule: Any


def as_options(values: Iterable[Option]) -> tuple[Option, ...]:
    """Options as a tuple (情形元组)."""
    return tuple(values)


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Alternatives(Kind):
    """
    The same rule with other points in each of several cases (分情形的规则): 产区得3分，非产区得2分，否则不得分.

    ``kind`` is the kind of its rules. Until the caller chooses (``choose``, ``apply(case="产区")``, or the
    policy's ``case``) the score is the interval that the cases leave.

    >>> from perfscore.verdict import YesNo
    >>> rule = Alternatives(options=[Option(case="产区", rule=YesNo(yes=3)), Option(case="非产区", rule=YesNo(yes=2))])
    >>> rule.apply(weight=3, actual="是").figure, rule.apply(weight=3, actual="是", case="非产区").value
    ('[2, 3]', Decimal('2.00'))
    """

    options: tuple[Option, ...] = field(converter=as_options)

    @options.validator
    def _alike(self, _: object, value: tuple[Option, ...]) -> None:
        if len(value) < 2 or len({one.case for one in value}) < len(value) or len({one.rule.kind for one in value}) > 1:
            raise NumberError("分情形的规则应有两种以上不同的情形，各情形属于同一种规则。")

    @property
    def kind(self) -> str:  # type: ignore[override]
        """The kind of the rules (规则种类)."""
        kind: str = self.options[0].rule.kind
        return kind

    @property
    def cases(self) -> tuple[str, ...]:
        """The cases that can be chosen (情形)."""
        return tuple(one.case for one in self.options)

    def choose(self, case: str) -> Any:
        """
        The rule of one case (选定情形).

        Raises:
            RulebookError: there is no such case.
        """
        for one in self.options:
            if one.case == case:
                return one.rule
        raise RulebookError(f"评分标准没有“{case}”这种情形。", hint=f"可用：{'、'.join(self.cases)}。")

    def apply(  # type: ignore[override]
        self,
        weight: Number | Quantity,
        target: Any = None,
        actual: Any = None,
        *,
        policy: Policy = DEFAULT,
        case: str = "",
        **names: Number,
    ) -> Step:
        if case:
            step: Step = self.choose(case).apply(weight, target, actual, policy=policy, **names)
            return step
        return super().apply(weight, target, actual, policy=policy, **names)

    def _left(self, inputs: Inputs) -> tuple[Any, ...]:
        """The rules that may hold: the one of the policy's case, else all."""
        chosen = [one.rule for one in self.options if one.case == inputs.policy.case]
        return tuple(chosen or [one.rule for one in self.options])

    def take(self, inputs: Inputs) -> Inputs:
        """The inputs as every rule takes them (输入转换): one arithmetic serves all cases, whose bounds may differ, but not in their unit."""
        taken: list[Inputs] = [rule.take(inputs) for rule in self._left(inputs)]
        if len({(one.actual, one.stated, one.target.unit if one.stated else one.target) for one in taken}) > 1:
            raise Open(f"{'、'.join(self.cases)}的标准不能放在一起计算，应先选定情形，未计算")
        return taken[0]

    def bind(self, inputs: Inputs, pair: Pair) -> Ends:
        """The lowest and the highest of what the cases give (各情形的上下限)."""
        every: list[Ends] = [rule.bind(inputs, pair) for rule in self._left(inputs)]
        if len(every) == 1:
            return every[0]
        parameters = {f"{name}{SUFFIX}{i}": value for i, one in enumerate(every) for name, value in one.parameters.items()}
        low = _joined("min", [one.low for one in every], parameters)
        high = _joined("max", [one.high or one.low for one in every], parameters)
        return evolve(every[0], low=low, high=high, parameters=parameters, room_words="、".join(self.cases) + "得分不同")

    @property
    def full(self) -> Any:
        known = [one.rule.full for one in self.options]
        return None if None in known else max(known)

    @property
    def readings(self) -> tuple[Ambiguity, ...]:
        return merged(one.rule.readings for one in self.options)

    def to_dict(self) -> dict[str, Any]:
        """The alternatives as JSON data (导出): each case with its rule."""
        told = [{"case": one.case, "rule": one.rule.to_dict()} for one in self.options]
        own = {key: value for key, value in super().to_dict().items() if key != "options"}
        return own | {"alternatives": told}

    def words(self) -> str:
        return "；".join(f"{one.case}：{one.rule}" for one in self.options)


#: What tells the parameters of one case from those of another.
SUFFIX: Final = "_情形"


def _joined(function: str, expressions: list[Expression], parameters: Iterable[str]) -> Expression:
    """The least or the greatest of several expressions over the same figures, each with its own parameters (合并算式)."""
    lets: dict[str, str] = {}
    natural, positive = {"w"}, set[str]()
    for i, one in enumerate(expressions):
        own = {*one.names[3:], *(name for name, _ in one.lets)}

        def renamed(text: str, own: set[str] = own, i: int = i) -> str:
            return re.sub(r"[^\W\d]\w*", lambda m: f"{m[0]}{SUFFIX}{i}" if m[0] in own else m[0], text)

        lets |= {renamed(name): renamed(text) for name, text in one.lets}
        lets[f"score{SUFFIX}{i}"] = renamed(one.text)
        natural |= {renamed(name) for name in one.natural}
        positive |= {renamed(name) for name in one.positive}
    scores = [f"score{SUFFIX}{i}" for i in range(len(expressions))]
    text = scores[0]
    for score in scores[1:]:
        text = f"{function}({text}, {score})"
    return read_expression(text, ("w", "t", "a", *parameters), lets=lets, natural=natural, positive=positive,
                           clamp=all(one.clamp for one in expressions))  # fmt: skip
