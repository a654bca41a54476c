"""From clauses to a share of the weight (按比例的规则): a rule stated whole, a threshold and a proportion, a straight line."""

from decimal import Decimal
from typing import Any, Final

from attrs import evolve

from perfscore.clause import AnyClause, Arm, Clause
from perfscore.indicator import Direction
from perfscore.parts import ACHIEVED, Parts, misfit, veto_edge
from perfscore.pattern import pattern
from perfscore.piece import Bound, Words
from perfscore.ratio import linear
from perfscore.rule import Bands, Edge, Proportional, Rate, Single
from perfscore.stopping import Stop
from perfscore.vocabulary import BEYOND_WORDS, PROVIDED, SUMS, UNLESS, UNMET, VAGUE, check


def share_of(parts: Parts) -> Single:
    """A rule that one clause states, with the threshold before it and the veto beside it (整句规则、按比例)."""
    parts.only("whole", "by_ratio", "CLAMP", "FLOOR", "standard", arms=True)
    wholes, ratios = parts.of("whole"), parts.of("by_ratio")
    if len(wholes) > 1 or len(ratios) > 1 or (wholes and ratios):
        raise misfit((wholes + ratios)[-1])
    rule: Single = wholes[0].value if wholes else Proportional()
    if isinstance(rule, Bands):
        parts.only("whole")
        return rule
    given: dict[str, Any] = {}
    for clause in [*ratios, *(one for one in wholes if one.bound is not None and one.bound.reference is None)]:
        _ratio_case(clause, given)
    for arm in parts.arms:
        _threshold(arm, given, [other.bound.subject for other in parts.arms if other is not arm and other.bound is not None])
    if parts.base is not None:
        given["base"] = parts.base
    _room(given, parts.all[-1])
    if given.get("anchor") not in {None, Decimal(100)} and any(clause.value == "率" for clause in ratios):
        raise misfit(ratios[0], "完成率以目标值还是以文中的界限为 100%，没有说清。")
    if not given:
        return rule
    if not isinstance(rule, Proportional | Rate) or (isinstance(rule, Rate) and set(given) - {"base", "veto", "zero_if"}):
        raise misfit(parts.arms[-1] if parts.arms else parts.all[-1])
    if "anchor" in given and wholes and given["anchor"] == 100 and given.get("anchor_unit") == "%" and isinstance(rule, Proportional):
        rule = evolve(rule, direction=None)  # 完成率 below 100 % of what is asked: the same line
    if "anchor" in given and rule.direction is not None and wholes:  # type: ignore[union-attr]
        raise misfit(parts.arms[0] if parts.arms else wholes[0], "文中的界限与公式中的目标值并存，读不准。")
    return evolve(rule, **given)


def _ratio_case(clause: Clause, given: dict[str, Any]) -> None:
    """低于90%的按比例得分: where the line begins."""
    one, words = clause.bound, clause.words
    if one is None:
        if words is not None and words.folded and not UNMET.fullmatch(words.folded):
            if clause.value == "扣" and pattern(r"超过?.{0,10}").fullmatch(words.folded):
                given |= {"direction": Direction.REVERSE, "form": "linear"}
                return
            check(words, VAGUE, SUMS, BEYOND_WORDS, PROVIDED, UNLESS)
        return
    if one.reference is not None or one.sign == "=":
        raise Stop("按比例得分的起点应是一个界限。", clause.column)
    check(one.subject, VAGUE, BEYOND_WORDS, PROVIDED)
    given["above"], given["below"] = one.low, one.high
    given["room_unit"] = one.unit


def _room(given: dict[str, Any], clause: AnyClause) -> None:
    """Where the proportion holds: from the veto up to the full marks, or beyond the full marks of a reverse row."""
    above, below, unit = given.pop("above", None), given.pop("below", None), given.pop("room_unit", "")
    if above is None and below is None:
        return
    veto: Edge | None = given.get("zero_if")
    ends = [below, above] if given.get("direction") is not Direction.REVERSE else [above, below]
    starts, stops = ends
    if starts is not None:
        if given.get("anchor", starts) != starts or given.get("anchor_unit", unit) != unit:
            raise misfit(clause, "按比例得分的起点与满分的界限不一致。")
        given |= {"anchor": starts, "anchor_unit": unit, "direction": given.get("direction", Direction.POSITIVE)}
    if stops is not None and (veto is None or veto.value != stops or veto.unit != unit):
        raise misfit(clause, "按比例得分的下限之外没有说得几分。")
    if stops is not None and veto is not None:
        given["zero_if"] = evolve(veto, inclusive=False)  # the edge belongs to the range that names it


def _threshold(arm: Arm, given: dict[str, Any], known: list[Words | None]) -> None:
    """≥90%得满分 is where the full marks begin, 低于60%不得分 the veto."""
    reward, one = arm.reward, arm.bound
    if reward.share or reward.to is not None or reward.off or arm.tail is not None:
        raise misfit(arm)
    if reward.points == 0:
        if "zero_if" in given:
            raise misfit(arm)
        given["zero_if"] = veto_edge(arm, *known)
        return
    if reward.points is not None:
        given["base"] = reward.points
    if one is not None and one.reference is not None and one.sign in {">=", "<="}:
        return
    if one is None:
        if arm.label is None or not (ACHIEVED.fullmatch(arm.label.folded) or SIGN_WORDS.fullmatch(arm.label.folded)):
            raise misfit(arm)
        check(arm.label, PROVIDED, UNLESS)
        return
    if one.reference is not None or ((one.low is None) == (one.high is None) and one.low != one.high):
        raise misfit(arm)
    check(one.subject, VAGUE, BEYOND_WORDS, PROVIDED)
    value = one.low if one.low is not None else one.high
    if given.get("anchor", value) != value or given.get("anchor_unit", one.unit) != one.unit:
        raise misfit(arm, "文中有两个不同的界限，还读不懂。")
    down = one.low is None
    given |= {"anchor": value, "anchor_unit": one.unit, "direction": Direction.REVERSE if down else Direction.POSITIVE}
    if down:
        given["form"] = None


SIGN_WORDS: Final = pattern(r"[“\"]?[≥≤][”\"]?时?")


def line_of(parts: Parts) -> Single:
    """低于70%得0分，70%-80%线性得分，80%及以上得满分: a straight line between two figures (线性)."""
    parts.only("by_line", "FLOOR", "CLAMP", arms=True)
    lines = parts.of("by_line")
    room = lines[0].bound
    if len(lines) > 1 or room is None or room.low is None or room.high is None or room.low == room.high:
        raise misfit(lines[0], "线性得分应写明从哪个数到哪个数。")
    zero: Decimal | None = None
    top: Decimal | None = None
    for arm in parts.arms:
        one = arm.bound
        if one is None or one.unit not in {room.unit, ""} or arm.reward.to is not None or arm.reward.share or arm.reward.off or arm.tail:
            raise misfit(arm)
        check(one.subject, VAGUE, BEYOND_WORDS, PROVIDED)
        ends = {value for value in (one.low, one.high) if value is not None}
        value = next(iter(ends)) if len(ends) == 1 else None
        if value not in {room.low, room.high} or not _outside(one, room):
            raise misfit(arm, "线性得分的两端应与前后各档相接。")
        if arm.reward.points is None or (parts.base is not None and arm.reward.points == parts.base):
            top = value
        elif arm.reward.points == 0:
            zero = value
        else:
            raise misfit(arm, "线性得分的两端应是满分和 0 分。")
    if zero is None or top is None or zero == top:
        raise misfit(lines[0], "线性得分应写明哪一端满分、哪一端 0 分。")
    return linear((zero, room.unit), (top, room.unit))


def _outside(one: Bound, room: Bound) -> bool:
    """Whether a case lies beside the line, touching it at most (在线段之外)."""
    below = one.low is None and one.high == room.low
    above = one.high is None and one.low == room.high
    return below or above or (one.low == one.high and one.low in {room.low, room.high})
