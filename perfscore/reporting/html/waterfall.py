"""Where the points went (扣分构成图): from the full marks down to the recomputed total, row by row, as SVG."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Literal, NamedTuple

from perfscore.errors import width
from perfscore.line import Line
from perfscore.number import ZERO, plain
from perfscore.reporting.html.cells import pixels
from perfscore.reporting.html.style import PICTURE
from perfscore.reporting.html.tree import Content, Element
from perfscore.reporting.table import fold
from perfscore.reporting.text import STAGE_WORDS, room
from perfscore.scorecard import Scorecard
from perfscore.staging import is_negative

#: So many rows have a bar of their own; of more, those that lost least share one.
MOST_BARS = 10
#: The picture: its width, the left edge of the plot, the right one, its top and its bottom; all in units of the drawing.
WIDE = 960
LEFT, RIGHT, TOP, BOTTOM = 40, 880, 42, 238
#: The widest place of a bar, the widest bar, and the height of a line of text.
WIDEST, STOUT, TEXT = 168, 84, 15
#: The least distance between the marks of the axis, in points; the others are twice, five times, ten times it, and so on.
LEAST_TICK, MOST_TICKS = Decimal("0.1"), 7
#: An axis shows at least this part of the highest total, so that trifles do not look like much.
LEAST_SPAN = 20

Kind = Literal["whole", "loss", "gain", "total"]


class Bar(NamedTuple):
    """A bar (柱): what it is called, the points it tells, between which totals it stands."""

    label: str
    points: Decimal
    low: Decimal
    high: Decimal
    kind: Kind

    @property
    def figure(self) -> str:
        """The points with their sign (带符号的分数)."""
        sign = {"loss": "−", "gain": "+"}.get(self.kind, "")
        return sign + plain(self.points)


def bars(card: Scorecard) -> list[Bar]:
    """
    The bars from the points that could be earned to the total (瀑布图各柱); none where no row prints its points.

    Where rows print no points the bars begin at the full marks. Where the total is open all rows count with their upper ends. What
    the rows do not explain, such as rounding, has a bar of its own.
    """
    counted = [line for line in card.lines if line.governed.aside != "unchosen"]
    full = sum((line.weight for line in counted if line.weight is not None), ZERO)
    if not full:
        return []
    bare = any(line.weight is None and line.high for line in counted)
    start = ("满分", card.rulebook.full_score) if bare else ("分值合计", full)
    changes = _grouped([(line.name, _change(line, card)) for line in counted if line.weight is not None])
    reached = start[1] + sum((change for _, change in changes), ZERO)
    for stage in card.stages:
        value = stage.high if card.total is None or stage.value is None else stage.value
        name = "其他（未印分值的行、折算或修约）" if stage.label == "sum" else STAGE_WORDS.get(stage.label, stage.label)
        changes += [(name, value - reached)] if value != reached else []
        reached = value
    end = "复算总分" if card.total is not None else "复算上限"
    return [Bar(*start, ZERO, start[1], "whole"), *_falling(start[1], changes), Bar(end, reached, ZERO, reached, "total")]


def _change(line: Line, card: Scorecard) -> Decimal:
    """What a row takes from its points, negative, or adds to them; a row whose deductions start from 0 brings none."""
    counted = ZERO if is_negative(line, card.rulebook.policy) else line.high if card.total is None or line.score is None else line.score
    return counted - (line.weight or ZERO)


def _grouped(changes: Sequence[tuple[str, Decimal]]) -> list[tuple[str, Decimal]]:
    """The rows that changed something, the least of very many in one."""
    changed = [one for one in changes if one[1]]
    if len(changed) <= MOST_BARS:
        return changed
    kept = sorted(range(len(changed)), key=lambda place: -abs(changed[place][1]))[: MOST_BARS - 1]
    rest = [change for place, (_, change) in enumerate(changed) if place not in kept]
    return [*(changed[place] for place in sorted(kept)), (f"其余 {len(rest)} 行", sum(rest, ZERO))]


def _falling(full: Decimal, changes: Sequence[tuple[str, Decimal]]) -> Iterator[Bar]:
    at = full
    for label, change in changes:
        to = at + change
        if change:
            yield Bar(label, abs(change), min(at, to), max(at, to), "loss" if change < 0 else "gain")
        at = to


class Axis(NamedTuple):
    """The axis of points (纵轴): its ends and the distance of its marks; broken where it does not begin at 0."""

    low: Decimal
    high: Decimal
    tick: Decimal

    def at(self, value: Decimal) -> Fraction:
        """The height of a total on the picture, within the plot."""
        inside = max(self.low, min(value, self.high))
        return BOTTOM - Fraction(inside - self.low) / Fraction(self.high - self.low) * (BOTTOM - TOP)

    @property
    def marks(self) -> list[Decimal]:
        """The marks, from the lowest."""
        return [self.low + self.tick * number for number in range(int((self.high - self.low) / self.tick) + 1)]


def axis(levels: Sequence[Decimal]) -> Axis:
    """
    An axis on which all levels stand (定纵轴): from 0, or broken where all of them lie far above it.

    >>> [plain(axis([Decimal(100), Decimal(least)]).low) for least in ("97.35", "30")]
    ['96', '0']
    """
    least, most = min(levels), max(levels)
    span = max(most - least, most / LEAST_SPAN) or Decimal(1)
    low = least - span / 4 if span * 2 < most else ZERO
    ticks = (LEAST_TICK * by * 10**power for power in count() for by in (1, 2, 5))
    tick = next(one for one in ticks if (most - low) / one <= MOST_TICKS)
    floor = max(_whole(low, tick), ZERO)
    return Axis(floor, max(-_whole(-most, tick), floor + tick), tick)


def _whole(value: Decimal, tick: Decimal) -> Decimal:
    """The multiple of the tick that is not above a value; Decimal's own // cuts towards 0."""
    return (Fraction(value) // Fraction(tick)) * tick


# ---- the picture --------------------------------------------------------------------------------


def waterfall(card: Scorecard) -> Element | None:
    """
    The picture with its caption (扣分构成图), None where no row prints its points.

    A broken axis is said on the picture; signs stand beside the colours; a reader who cannot see it is told the figures.
    """
    drawn = bars(card)
    if not drawn:
        return None
    levels = [level for bar in drawn for level in (bar.low, bar.high) if level or bar.kind not in {"whole", "total"}]
    declared = card.declared if card.declared is not None and card.declared >= 0 else None
    scale = axis([*levels, card.low, card.high, *([] if declared is None else [declared])])
    slot = min(Fraction(RIGHT - LEFT, len(drawn)), Fraction(WIDEST))
    shapes = [
        *_scale(scale),
        *(shape for number, bar in enumerate(drawn) for shape in _bar(bar, number, slot, scale, last=bar is drawn[-1])),
        *_room(card, drawn, slot, scale),
        *(_declared(declared, scale) if declared is not None and declared != card.total else ()),
    ]
    high = BOTTOM + TEXT * max(len(_label(bar.label, slot)) for bar in drawn) + 10
    told = "；".join(f"{bar.label} {bar.figure}" for bar in drawn)
    picture = Element(
        "svg", Element("title", "扣分构成"), Element("desc", told), Element("style", PICTURE), shapes,
        class_="fall", viewBox=f"0 0 {WIDE} {high}", role="img", aria_label=f"扣分构成：{told}",
    )  # fmt: skip
    return Element(
        "figure", Element("div", picture, class_="wide", role="region", tabindex="0", aria_label="扣分构成图"), _caption(card, drawn)
    )


def _caption(card: Scorecard, drawn: Sequence[Bar]) -> Element:
    said = "从分值合计起，逐行减去没有得到的分，到复算总分为止。"
    if len(drawn) == 2 and card.total is not None:
        said = "各行都按满分计，没有扣分。"
    if card.total is None:
        said += f"总分未定（{len(card.open)} 行没有唯一得分），图中各行按上限画。" if card.open else "总分未定，图中按上限画。"
    elif any(line.reason and line.score is not None for line in card.lines):
        said += "没有复算的行按表内得分画。"
    if card.low != card.high:
        said += f"右端竖线是总分的区间 {room(card.low, card.high)}。"
    return Element("figcaption", said)


def _text(content: Content, x: Fraction | int, y: Fraction | int, kind: str, anchor: str = "middle") -> Element:
    return Element("text", content, x=pixels(x), y=pixels(y), class_=kind, text_anchor=anchor)


def _scale(scale: Axis) -> Iterator[Element]:
    for mark in scale.marks:
        y = scale.at(mark)
        yield Element("line", x1=str(LEFT), x2=str(RIGHT), y1=pixels(y), y2=pixels(y), class_="base" if mark == scale.low else "grid")
        yield _text(plain(mark), LEFT - 6, y + 4, "axis", "end")
    said = f"纵轴自 {plain(scale.low)} 分起" if scale.low else "单位：分"
    yield _text(said, LEFT - 34, 13, "told", "start")


def _bar(bar: Bar, number: int, slot: Fraction, scale: Axis, *, last: bool) -> Iterator[Element]:
    wide = min(slot * 2 / 3, Fraction(STOUT))
    left = LEFT + slot * number + (slot - wide) / 2
    middle, top, bottom = left + wide / 2, scale.at(bar.high), scale.at(bar.low)
    kind = {"total": "whole"}.get(bar.kind, bar.kind)
    shape = Element("title", f"{bar.label} {bar.figure}")
    yield Element(
        "rect", shape, x=pixels(left), y=pixels(top), width=pixels(wide), height=pixels(max(bottom - top, Fraction(2))), class_=kind
    )
    if scale.low and kind == "whole":
        yield Element("path", d=_torn(left, wide), class_="break")
    yield _text(bar.figure, middle, top - 6, "figure minus" if bar.kind in {"loss", "gain"} else "figure")
    if not last:
        y = pixels(bottom if bar.kind == "loss" else top)
        yield Element("line", x1=pixels(left + wide), x2=pixels(left + slot), y1=y, y2=y, class_="joint")
    for place, line in enumerate(_label(bar.label, slot)):
        yield _text(line, middle, BOTTOM + 18 + TEXT * place, "axis")


def _torn(left: Fraction, wide: Fraction) -> str:
    """A torn line across the foot of a bar whose axis is broken."""
    step = wide / 6
    return "M" + " ".join(f"{pixels(left + step * place)},{BOTTOM - (12 if place % 2 else 8)}" for place in range(7))


def _label(text: str, slot: Fraction) -> list[str]:
    """The name of a bar in at most four lines of its place, … for what is left out."""
    most = max(int(slot * 2 / 12), 6)
    lines = fold(" ".join(text.split()), most)
    if len(lines) <= 4:
        return lines
    last = lines[3]
    while sum(map(width, last)) > most - 2:
        last = last[:-1]
    return [*lines[:3], f"{last}…"]


def _room(card: Scorecard, drawn: Sequence[Bar], slot: Fraction, scale: Axis) -> Iterator[Element]:
    """The room of the total, as a line with ends beside its bar."""
    if card.low == card.high:
        return
    x = LEFT + slot * (len(drawn) - Fraction(1, 2)) + min(slot / 3, Fraction(STOUT, 2)) + 9
    top, bottom = scale.at(card.high), scale.at(card.low)
    ends = " ".join(f"M{pixels(x - 4)},{pixels(y)} H{pixels(x + 4)}" for y in (top, bottom))
    yield Element(
        "path",
        Element("title", f"区间 {room(card.low, card.high)}"),
        d=f"M{pixels(x)},{pixels(top)} V{pixels(bottom)} {ends}",
        class_="room",
    )
    yield _text(plain(card.low), x + 8, min(bottom + 4, Fraction(BOTTOM - 4)), "axis", "start")


def _declared(declared: Decimal, scale: Axis) -> Iterator[Element]:
    """The declared total, as a dashed line across."""
    y = pixels(scale.at(declared))
    yield Element("line", x1=str(LEFT), x2=str(RIGHT), y1=y, y2=y, class_="declared")
    yield _text(f"自评 {plain(declared)}", RIGHT + 4, scale.at(declared) + 4, "figure minus", "start")
