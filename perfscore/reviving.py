"""From JSON data back to a rule (规则还原): what ``to_dict`` of a rule gives."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import NOTHING, Attribute, fields

from perfscore.errors import PerfscoreError, RulebookError
from perfscore.rule import (
    KINDS,
    Alternatives,
    Band,
    Constant,
    Defect,
    Edge,
    Item,
    Ladder,
    Option,
    Rule,
    Tier,
)

#: What the parts of a rule are made of, by the name of the parameter.
PARTS: Final[Mapping[str, type[Any]]] = {
    "bands": Band, "constants": Constant, "defects": Defect, "items": Item, "ladders": Ladder, "tiers": Tier, "when": Edge, "zero_if": Edge,
}  # fmt: skip
#: What plays no part in the score.
UNREAD: Final = frozenset({"kind", "remarks"})


def rule_of(data: Mapping[str, Any]) -> Rule:
    """
    The rule that JSON data states (规则还原): its kind and its parameters, as ``to_dict`` writes them.

    Raises:
        RulebookError: there is no such kind or parameter, or a value is none.

    >>> print(rule_of({"kind": "steps", "ladders": [{"side": "below", "step": "1", "points": "0.1"}]}))
    每减少1扣0.1分，扣完为止
    """
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise RulebookError(f"不认识规则种类 {kind!r}。", hint=f"可用：{'、'.join(KINDS)}。")
    if "alternatives" in data:
        try:
            options = [Option(case=one["case"], rule=rule_of(one["rule"])) for one in data["alternatives"]]
        except (TypeError, KeyError):
            raise RulebookError(f"{kind} 的 alternatives 应逐项写明 case 和 rule。") from None
        return Alternatives(options=options)
    return _made(KINDS[kind], data, kind)  # type: ignore[no-any-return]


def _made(cls: type[Any], data: Mapping[str, Any], where: str) -> Any:
    """One of the classes from its parameters."""
    if not isinstance(data, Mapping):
        raise RulebookError(f"{where} 应是一组参数，这里是 {data!r}。")
    known = {named(one): one for one in fields(cls)}
    unknown = [name for name in data if name not in known and name not in UNREAD]
    if unknown:
        raise RulebookError(
            f"{where} 没有参数“{'”“'.join(unknown)}”。", hint=f"可用：{'、'.join(name for name in known if name not in UNREAD)}。"
        )
    given = {known[name].alias or known[name].name: _value(name, value, where) for name, value in data.items() if name not in UNREAD}
    try:
        return cls(**given)
    except TypeError:
        lost = [name for name, one in known.items() if one.default is NOTHING and name not in data]
        told = f"缺少参数{'、'.join(lost)}" if lost else "的参数写法不对"
        raise RulebookError(f"{where} {told}。", hint="请补上，或改用评分标准文字。") from None
    except PerfscoreError:
        raise
    except (ValueError, ArithmeticError, AttributeError) as error:
        raise RulebookError(f"{where} 的参数不成立：{error}", hint="请核对各参数。") from None


def named(one: "Attribute[Any]") -> str:
    """What a parameter is called in JSON (参数名称)."""
    return "from" if one.name == "anchor" else str(one.alias or one.name)


def _value(name: str, value: Any, where: str) -> Any:
    cls = PARTS.get(name)
    if cls is None or value is None:
        return tuple(value) if isinstance(value, list) else value
    if isinstance(value, list):
        return tuple(_made(cls, one, f"{where}.{name}") for one in value)
    if not isinstance(value, Mapping):
        raise RulebookError(f"{where} 的“{name}”应是一组参数，这里是 {value!r}。")
    return _made(cls, value, f"{where}.{name}")
