"""The indicator tree of a report (指标表): every row printed against recomputed, with a bar, its deviation and its arithmetic."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from perfscore.line import Line
from perfscore.number import plain
from perfscore.reporting.html.cells import Head, aligned, grid, pixels, value
from perfscore.reporting.html.clauses import Clauses
from perfscore.reporting.html.tree import Content, Element
from perfscore.reporting.text import DIFFERS, SHARED, basis_text, legend, mark, points, room, score_text, unscored
from perfscore.scorecard import Scorecard, Subtotal

HEADS = (
    Head("指标", "name"), Head("分值", "n"), Head("目标值", "v"), Head("实际完成值", "v"), Head("表内得分", "n"), Head("复算得分", "n score"),
    Head("得分率"), Head("偏差率", "n"), Head("算式与依据", "says"),
)  # fmt: skip
CAPTION = "分值、得分以分计；偏差率＝（实际 − 目标）÷ 目标。得分率一栏：色条为复算得分占分值之比，浅色为未定的区间，竖线为表内得分。"
#: A group is known by its goal and the names above.
Key = tuple[int | None, tuple[str, ...]]
#: So many rows may share a reason before it is told below the table.
FEW = 2


class Figures(NamedTuple):
    """The figures of a row, as they stand in their cells: points, printed score, recomputed score, deviation."""

    weight: Content
    printed: Content
    score: Content
    deviation: Content


NO_FIGURES = Figures("", "", "", "")


def rows(card: Scorecard, clauses: Clauses) -> list[Element]:
    """The table of all rows, what its signs mean, and why rows were not recomputed (逐行复算)."""
    told = [Element("p", said, class_="soft") for said in (legend(card.lines), *unscored(card)) if said]
    tree = _Tree(card, clauses)
    return [grid(CAPTION, HEADS, tree.bodies(), _foot(tree.sums), label="逐行复算"), *told]


def _foot(sums: Figures) -> Element:
    cells = [Element("td", text, class_="n") for text in (sums.weight, "", "", sums.printed)]
    return Element("tr", Element("th", "合计", scope="row"), cells, Element("td", sums.score, class_="n score"), [Element("td")] * 3)


class _Tree:
    """The rows of a form under the heads of their groups (指标树); a group that is the whole of another shares its row."""

    def __init__(self, card: Scorecard, clauses: Clauses) -> None:
        self.card, self.clauses = card, clauses
        self.parts: dict[Key, Subtotal] = {(part.goal, part.path): part for part in card.subtotals}
        self.sizes = Counter(key for line in card.lines for key in _keys(line))
        self.reasons = Counter(line.reason for line in card.lines if line.reason)
        self.places = {key: place for place, key in enumerate(self.parts, len(card.lines))}
        self.seen: set[Key] = set()
        *self.figures, self.sums = _columns(card)

    def bodies(self) -> Iterator[Element]:
        """A body of the table for each goal or 一级, its groups headed within it."""
        last: tuple[Key, ...] = ()
        held: list[Element] = []
        for number, line in enumerate(self.card.lines):
            keys = _keys(line)
            if held and keys[:1] != last[:1]:
                yield Element("tbody", held)
                held = []
            same = next(
                (depth for depth, (one, other) in enumerate(zip(keys, last, strict=False)) if one != other), min(len(keys), len(last))
            )
            held += self._heads(keys, same)
            held.append(self._row(line, number))
            last = keys
        if held:
            yield Element("tbody", held)

    def _heads(self, keys: tuple[Key, ...], same: int) -> Iterator[Element]:
        """The heads of the groups that begin, those that hold the same rows in one."""
        held: list[Key] = []
        for depth, key in enumerate(keys[same:], same):
            held.append(key)
            inner = keys[depth + 1 : depth + 2]
            if inner and key[1] and self.sizes[inner[0]] == self.sizes[key]:
                continue
            yield self._group(held, depth - len(held) + 1)
            held = []

    def _group(self, keys: Sequence[Key], depth: int) -> Element:
        """The head of a group with its sums; where it goes on after other rows, only its name."""
        part, again = self.parts[keys[-1]], keys[-1] in self.seen
        self.seen.update(keys)
        goal = next((one for one in self.card.sheet.goals if not part.path and one.number == part.goal), None)
        name = " / ".join(self.parts[key].label for key in keys) + (f"　{goal.text}" if goal is not None and goal.text else "")
        sums = NO_FIGURES if again else self.figures[self.places[keys[-1]]]
        open_ = f"区间 {room(part.low, part.high)}" if part.low != part.high and not again else ""
        place = f"name deep{min(depth, 3)}" if depth else "name"
        head = Element("th", f"{name}（续）" if again else name, scope="row" if depth else "rowgroup", class_=place)
        cells = [Element("td", text, class_="n") for text in (sums.weight, "", "", sums.printed, sums.score, "", "")]
        return Element("tr", head, cells, Element("td", open_, class_="soft"), class_="group inner" if depth else "group")

    def _row(self, line: Line, number: int) -> Element:
        leaf, sign, figures = line.indicator, mark(line), self.figures[number]
        shared = self.reasons[line.reason] > FEW
        place = Element("small", line.source.place) if line.source.place else None
        name = Element(
            "th", Element("span", sign, class_="mark") if sign else None, f"{line.name} " if place else line.name, place,
            scope="row", id=f"row{number + 1}", class_=f"name deep{min(len(_keys(line)) + 1, 3)}",
        )  # fmt: skip
        return Element(
            "tr", name, Element("td", figures.weight, class_="n"), value(leaf.shown("target")),
            value(leaf.shown("actual")), Element("td", figures.printed, class_="n"),
            Element("td", figures.score, class_="n score"), Element("td", bar(line)), Element("td", figures.deviation, _way(line), class_="n"),
            Element("td", _says(line, self.clauses, shared=shared), class_="says"),
            class_="differs" if sign == DIFFERS else "unchecked" if sign else None,
        )  # fmt: skip


def _keys(line: Line) -> tuple[Key, ...]:
    """The groups that a line stands in, the widest first."""
    goal: list[Key] = [(line.goal, ())] if line.goal is not None else []
    return (*goal, *((line.goal, line.path[:depth]) for depth in range(1, len(line.path))))


def _columns(card: Scorecard) -> list[Figures]:
    """The figures of all rows, then those of the groups, then the sums, aligned in their columns."""
    texts = [_of_line(line) for line in card.lines]
    weighed = {key for line in card.lines if line.weight is not None for key in _keys(line)}
    scored = {key for line in card.lines if line.printed is not None for key in _keys(line)}
    texts += [
        _of_group(part, weighed=(part.goal, part.path) in weighed, scored=(part.goal, part.path) in scored) for part in card.subtotals
    ]
    texts.append((points(card.weight_sum), points(card.printed_sum), points(card.stages[0].value, "未定"), ""))
    return [Figures(*cells) for cells in zip(*map(aligned, zip(*texts, strict=True)), strict=True)]


def _of_line(line: Line) -> tuple[str, str, str, str]:
    leaf, deviation = line.indicator, line.deviation
    return leaf.shown("weight") or "—", leaf.shown("printed") or "—", score_text(line), "—" if deviation is None else plain(deviation)


def _of_group(part: Subtotal, *, weighed: bool, scored: bool) -> tuple[str, str, str, str]:
    """The sums of a group; — where none of its rows prints the figure."""
    return plain(part.weight) if weighed else "—", plain(part.printed) if scored else "—", points(part.score, "未定"), ""


def _way(line: Line) -> Content:
    """Whether a deviation is good, in a word below it."""
    if not line.deviation:
        return None
    return Element("div", "有利" if line.favourable else "不利", class_="way")


def _says(line: Line, clauses: Clauses, *, shared: bool) -> Iterator[Content]:
    """How the score came about: the arithmetic, the criterion or the clause, what a reader must know."""
    cite, criterion = line.citation, line.indicator.criterion
    link = clauses.link(cite) if cite is not None and cite.quote != criterion else None
    yield Element("p", SHARED if shared and line.reason else basis_text(line), link)
    open_ = room(line.low, line.high)
    if line.low != line.high and not any(open_ in said for said in (basis_text(line), *line.notes)):
        yield Element("p", f"区间 {open_}", class_="soft")
    if criterion:
        yield Element("p", f"评分标准：{criterion}", class_="soft")
    notes = [note for note in line.notes if note not in {line.step.text, line.reason}]
    if notes:
        yield Element("ul", [Element("li", note) for note in notes], class_="notes")


# ---- bars ---------------------------------------------------------------------------------------


def bar(line: Line) -> Element | None:
    """
    The share of its points that a row earned (得分率), with its room and the printed score; None where it has no points.

    The colours are those of the text around it, so that it shows on paper too.
    """
    weight = line.weight
    if not weight or weight < 0:
        return None
    low, high = (_share(end / Fraction(weight)) for end in (Fraction(line.low), Fraction(line.high)))
    known = low if line.score is None else _share(Fraction(line.score) / Fraction(weight))
    shapes = [
        Element("rect", x="0.5", y="1.5", width="99", height="9", fill="none", stroke="currentColor", stroke_width="0.6"),
        Element("rect", x=pixels(low), y="1.5", width=pixels(high - low), height="9", fill="currentColor", fill_opacity="0.18") if low != high else None,
        Element("rect", x="0.5", y="1.5", width=pixels(known), height="9", fill="currentColor", fill_opacity="0.6") if known else None,
    ]  # fmt: skip
    told = f"分值 {points(weight)}，复算 {score_text(line)}"
    if line.printed is not None:
        at = pixels(_share(Fraction(line.printed) / Fraction(weight)))
        shapes.append(Element("line", x1=at, x2=at, y1="0", y2="12", stroke="currentColor", stroke_width="2"))
        told += f"，表内 {points(line.printed)}"
    return Element("svg", shapes, class_="bar", viewBox="-1 0 102 12", role="img", aria_label=told, preserveAspectRatio="none")


def _share(part: Fraction) -> Fraction:
    """A share of the points as a length on a bar of 99."""
    return max(Fraction(0), min(part, Fraction(1))) * 99
