"""What becomes of a score where the figure lies far beyond its target (远超目标)."""

from fractions import Fraction

from attrs import evolve

from perfscore.formula import Expression, read_expression
from perfscore.indicator import Direction
from perfscore.measure import Bind, Ends, Inputs
from perfscore.number import Pair
from perfscore.provision import Bound
from perfscore.rulebook import Rulebook

#: Which bound concerns a row: that of rows with an equal sign, of reverse rows, of all others.
EQUAL, REVERSE, POSITIVE = "overshoot_equal_from", "overshoot_reverse_from", "overshoot_from"
#: What a figure beyond the bound earns at least and at most; ``scored`` stands for what the rule gives.
EFFECTS: dict[str, tuple[str, str]] = {
    "penalty": ("min(scored, w) - taken", "min(scored, w) - taken"),
    "miss": ("0", "0"),
    "hand": ("0", "w"),
}


def bound_of(book: Rulebook, direction: Direction, sign: str) -> Bound | None:
    """
    From where on a row's figure is far beyond its target (本行的界限), None where the rulebook names no bound for such rows.
    """
    key = EQUAL if sign == "=" and EQUAL in book else REVERSE if direction is Direction.REVERSE else POSITIVE
    return book.bound(key)


def is_beyond(bound: Bound, share: Fraction) -> bool:
    """
    Whether a figure of so many times its target is far beyond it (是否远超).

    >>> from perfscore.provision import read_bound
    >>> is_beyond(read_bound("≥130%"), Fraction(13, 10)), is_beyond(read_bound(">130%"), Fraction(13, 10))
    (True, False)
    """
    return {">=": share >= bound.share, ">": share > bound.share, "≠": share != bound.share}[bound.sign]


def overshooting(bind: Bind, book: Rulebook, bound: Bound | None, effect: str) -> Bind:
    """
    A rule with what the rulebook does about figures far beyond their target (远超目标的处理).

    Rows that measure no figure against a target above 0 stay as they are.
    """
    if bound is None or effect not in EFFECTS:
        return bind
    taken = Fraction(book.overshoot_points or 0)

    def bound_rule(inputs: Inputs, pair: Pair) -> Ends:
        ends = bind(inputs, pair)
        if set(ends.uses) != {"t", "a"} or (inputs.target.value or 0) <= 0:
            return ends
        parameters = {**ends.parameters, "beyond": bound.share, "taken": taken}
        least, most = EFFECTS[effect]
        low, high = ends.low, ends.high or ends.low
        zero = f"实际完成值{bound.words}，按未达标计" if effect == "miss" else ends.zero_words
        room = f"实际完成值{bound.words}，得分可由人工修改" if effect == "hand" else ends.room_words
        after = _after(low, bound, least)
        other = _after(high, bound, most)
        return evolve(ends, low=after, high=None if after is other else other, parameters=parameters, zero_words=zero, room_words=room)

    return bound_rule


def _after(expression: Expression, bound: Bound, text: str) -> Expression:
    """An expression where a figure beyond the bound comes to something else."""
    sign = "!=" if bound.sign == "≠" else bound.sign
    if not expression.clamp:  # nothing else keeps a rule that adds points, or takes them below 0, from falling lower than it may
        text = f"max({text}, min(scored, 0))"
    return read_expression(
        f"{text} if a {sign} beyond * t else {expression.text}", (*expression.names, "beyond", "taken"),
        lets={**dict(expression.lets), "scored": expression.text}, natural=expression.natural, positive=expression.positive, clamp=expression.clamp,
    )  # fmt: skip
