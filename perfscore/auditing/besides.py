"""What a criterion may mean besides (另有所指): the row's own figure or its share of the target, points or percent, less or more."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from attrs import evolve

from perfscore.errors import UnitError
from perfscore.governing import DONE_ABOUT
from perfscore.indicator import Direction
from perfscore.line import Line
from perfscore.number import HUNDRED, PERCENT, ZERO, Quantity, fold, pair, plain, rounded, unit_of
from perfscore.pattern import pattern
from perfscore.rule import Proportional, Rate, Rule, Steps, Tiers
from perfscore.trace import Step

#: What a criterion calls a figure that may be the share of the target: 完成率≥95%, 达到目标值的90%.
_COMPLETION: Final = pattern(r"完成|达成率|实现率|(?:目标|指标|计划|任务)(?:值|数|量)?的?\d")
#: What makes it certain that the actual is divided by the target.
_QUOTIENT: Final = pattern(r"[/÷]|除以|比值|目标|指标值|计划|年初|任务数|任务量")
#: Names of what is often better where it is less, though nothing in the form says so.
_FEWER: Final = pattern(
    r"死亡|故障|流失|失业|空置|闲置|差错|错误|误差|投诉|上访|信访|事故|违[规法纪]|[发立]案|案发|发病|发生率|感染|缺陷|不良|不合格|损耗|损失"
    r"|能耗|耗[电水能]|排放|浓度|污染|天数|时间|时长|时限|周期|工期|用时|耗时|间隔|逾期|超期|延误|拖欠|负债|债务|结转|结余|返贫|贫困|辍学|漏"
    r"|成本|费用|支出|经费|单价|均价|造价"
)
#: Decimals enough for the share of a target.
_PLACES: Final = 12


def met_if_less(line: Line, printed: Decimal) -> bool:
    """
    Whether a row has full marks for a figure below its target that may be good (越低越好也说得通).

    No sign tells the direction; the criterion takes points for less, the name speaks of what is often better where it is less.
    """
    leaf, rule = line.indicator, line.governed.rule
    falls = isinstance(rule, Proportional) or (isinstance(rule, Steps) and rule.anchor is None)
    below, name = line.exact_deviation is not None and line.exact_deviation < 0, fold(leaf.name)
    fewer = _FEWER.search(name) is not None and DONE_ABOUT.search(name) is None
    return not leaf.sign and falls and below and line.direction is Direction.POSITIVE and printed == line.weight and fewer


def besides(line: Line) -> Iterator[tuple[Step, str]]:
    """
    What a row whose figures are percentages earns where its criterion is taken another way (另一种读法的得分), and the words for it.

    Beside a target of 100% they all come to the same.
    """
    found = _percentages(line)
    if line.governed.basis != "criterion" or found is None or found[0] <= 0 or found[0] == 100:
        return
    target, actual = (_percent(one) for one in found)
    share = _percent(found[1] * 100 / found[0])
    for rule, t, a, words in _ways(line, target, actual, share):
        yield rule.apply(line.weight or ZERO, t, a), words


def _ways(line: Line, target: Quantity, actual: Quantity, share: Quantity) -> Iterator[tuple[Rule, Quantity, Quantity, str]]:
    """The rule and the figures of each other way, and its words."""
    rule, text = line.governed.rule, fold(line.indicator.criterion)
    of_target = "若评分标准所说的百分比指实际完成值占目标值的比例，则可得此分。"
    match rule:
        case Tiers(of="completion"):
            yield evolve(rule, of="value"), target, actual, "若评分标准所说的完成比例指实际完成值本身，则可得此分。"
        case Tiers() if rule.unit in PERCENT and _COMPLETION.search(text):
            yield rule, HUNDRED, share, of_target
        case Steps() if rule.anchor is not None and _COMPLETION.search(text):
            yield rule, HUNDRED, share, of_target
        case Steps() if rule.anchor is None and any(unit_of(ladder.unit)[0] == "%" and "点" not in ladder.unit for ladder in rule.ladders):
            yield rule, HUNDRED, share, f"若“{plain(rule.ladders[0].step)}%”指目标值的百分比，则可得此分。"
        case Proportional() if rule.anchor is not None or rule.zero_if is not None:
            yield rule, HUNDRED, share, of_target
        case Proportional(direction=Direction.POSITIVE) if not _QUOTIENT.search(text):
            yield Rate(base=rule.base), HUNDRED, actual, "若按实际完成值本身（不除以目标值）乘以分值，则可得此分。"
        case _:
            return


def _percentages(line: Line) -> tuple[Fraction, Fraction] | None:
    """Target and actual in percent, None where they are none."""
    leaf = line.indicator
    if leaf.target.value is None or leaf.actual.value is None:
        return None
    try:
        both = pair(leaf.target, leaf.actual, ratio=line.governed.ratio, bare=line.governed.bare)
    except UnitError:
        return None
    base, by = unit_of(both.unit)
    if base != "%":
        return None
    return Fraction(leaf.target.value) * both.by[0] * by, Fraction(leaf.actual.value) * both.by[1] * by


def _percent(value: Fraction) -> Quantity:
    figure = rounded(value, _PLACES)
    return Quantity(text=f"{plain(figure)}%", value=figure, unit="%")
