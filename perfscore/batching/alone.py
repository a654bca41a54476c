"""Sheets of a table that are scored one by one (逐表计分): what does not fit into the integers of a query, or must be added up exactly."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from perfscore.batching.column import AMOUNTS, PARAMETERS
from perfscore.batching.layout import Layout
from perfscore.batching.recipe import BELOW_ZERO, MOST_POINTS, TOO_MANY, criterion_from, directed, path_of
from perfscore.errors import NumberError, PerfscoreError
from perfscore.indicator import Indicator
from perfscore.number import NOTHING, Quantity, plain, quantity
from perfscore.rulebook import Rulebook
from perfscore.scorecard import Scorecard
from perfscore.scoring import score
from perfscore.sheet import Budget, Event, Sheet

#: What a boolean column of events says.
RECORDED = "已记录的事件"
#: What a row whose rule is none has for a criterion: words that nobody reads as a rule.
NO_RULE = "规则不成立"
#: Points, and deviation rates, from here on do not fit into the columns of a result.
HELD, HELD_RATE = 10**16, 10**34
TOO_FAR = "得分超出结果表能写的范围，没有写出"


class Scored(NamedTuple):
    """A sheet of a table scored (逐表结果): its id, the ids of its rows in the order of the lines, the scorecard."""

    sheet_id: Any
    indicators: tuple[Any, ...]
    reasons: tuple[str, ...]
    card: Scorecard

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Its rows as a result has them (逐行的值): ids, score, low, high, deviation, basis, error."""
        for indicator, reason, line in zip(self.indicators, self.reasons, self.card.lines, strict=True):
            plan_less = line.governed.plan is None or line.governed.plan.ends is None
            points = (line.score, line.low, line.high)
            error = reason or (line.reason if plan_less or line.reason else "")
            error = error or ("" if all(value is None or abs(value) < HELD for value in points) else TOO_FAR)
            yield (self.sheet_id, indicator, *map(_held, points), _held(line.deviation, HELD_RATE), line.basis, error or None)

    def totals(self) -> tuple[Any, ...]:
        """Its totals as a result has them (总分的值): id, total, low, high, grade, how many rows have no single score."""
        card = self.card
        unscored = sum(_held(line.score) is None for line in card.lines)
        return (self.sheet_id, *map(_held, (card.total, card.low, card.high)), card.grade, unscored)


def _held(value: Decimal | None, most: int = HELD) -> Decimal | None:
    """A figure that the columns of a result hold, nothing where they do not."""
    return None if value is None or abs(value) >= most else value


def scored(rows: Iterable[Mapping[str, Any]], layout: Layout, book: Rulebook) -> Iterator[Scored]:
    """Each sheet of some rows scored (逐表计分); the rows of a sheet stand together."""
    for sheet_id, group in groupby(rows, key=lambda row: row["sheet_id"]):
        members = list(group)
        leaves = [_leaf(row, layout) for row in members]
        form = Sheet(
            branches=[leaf for leaf, _ in leaves], budget=_budget(members, layout), declared=_first(members, "declared", layout),
            events=_events(members, book),
        )  # fmt: skip
        reasons = tuple(reason for _, reason in leaves)
        yield Scored(sheet_id, tuple(row["indicator_id"] for row in members), reasons, score(form, book))


def shown(name: str, value: Any, layout: Layout) -> Quantity:
    """
    A cell as a quantity (单元格的量): scaled integers in their places, floats as they print at 15 digits, texts as printed.

    A number of more digits than any figure has is words, as it is in a form.
    """
    column = layout.columns.get(name)
    if value is None:
        return NOTHING
    if isinstance(value, float):
        value = Decimal(format(value, ".15g"))
    elif isinstance(value, int) and column is not None and column.sort == "integer":
        value = Decimal(value).scaleb(-column.places)
    try:
        return quantity(value)
    except NumberError:
        return quantity(format(value, "f"))


def _points(name: str, row: Mapping[str, Any], layout: Layout) -> Decimal | None:
    """Points as a row has them; so many as no row has are none."""
    value = shown(name, row.get(name), layout).value
    return None if value is None or abs(value) > MOST_POINTS or (name == "weight" and value < 0) else value


def _leaf(row: Mapping[str, Any], layout: Layout) -> tuple[Indicator, str]:
    """The leaf of a row, below the branches that its path names, and why it has no rule."""
    name = str(row.get("name") or (row["indicator_id"] if layout.named else ""))
    criterion, reason = str(row.get("criterion") or ""), ""
    direction = str(row.get("direction") or "")
    if row.get("rule"):
        given = {one: _parameter(one, row[one], layout) for one in PARAMETERS if row.get(one) not in {None, ""}}
        try:
            criterion = criterion_from(str(row["rule"]), direction, given)
        except PerfscoreError as error:
            criterion, reason = NO_RULE, str(error)
    weight = shown("weight", row.get("weight"), layout).value or 0
    if weight < 0 or weight > MOST_POINTS:
        criterion, reason = NO_RULE, BELOW_ZERO if weight < 0 else TOO_MANY
    leaf = Indicator(
        name=name, definition=str(row.get("definition") or ""), criterion=criterion, weight=_points("weight", row, layout),
        target=directed(shown("target", row.get("target"), layout), direction), actual=shown("actual", row.get("actual"), layout),
        printed=_points("printed", row, layout),
    )  # fmt: skip
    for above in reversed(path_of(str(row.get("path") or ""), name)[:-1]):
        leaf = Indicator(name=above, children=(leaf,))
    return leaf, reason


def _parameter(name: str, value: Any, layout: Layout) -> str:
    if name in AMOUNTS:
        figure = shown(name, value, layout).value
        return str(value) if figure is None else plain(figure)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _first(rows: Sequence[Mapping[str, Any]], name: str, layout: Layout) -> Decimal | None:
    found = (_points(name, row, layout) if name == "declared" else shown(name, row.get(name), layout).value for row in rows)
    return max((one for one in found if one is not None), default=None)


def _budget(rows: Sequence[Mapping[str, Any]], layout: Layout) -> Budget:
    return Budget(planned=_first(rows, "planned", layout), spent=_first(rows, "spent", layout))


def _events(rows: Sequence[Mapping[str, Any]], book: Rulebook) -> tuple[Event, ...]:
    told = dict.fromkeys(row.get("event") for row in rows)
    return tuple(event_of(one, book) for one in told if one)


def event_of(told: Any, book: Rulebook) -> Event:
    """An event as a table records it (事件): its text, or that there is one of those that count."""
    if isinstance(told, str):
        return Event.of(told)
    kinds = book.event_kinds
    return Event(kind=kinds[0] if kinds else RECORDED)
