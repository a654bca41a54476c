"""Rows of which only some are scored (择项计分): either-or pairs, and groups of optional indicators."""

from collections.abc import Iterator

from attrs import evolve

from perfscore.governing import is_absent
from perfscore.line import Line
from perfscore.number import Figure, exact_of
from perfscore.rulebook import Rulebook, bare_name

#: What a row earns that is not counted.
NONE: Figure = (0, 0, 1)


def chosen(lines: tuple[Line, ...], book: Rulebook) -> tuple[Line, ...]:
    """
    The lines with those set aside that their group leaves out (择项计分).

    Of an either-or pair the row that is filled in counts, else the one whose score is printed; where that does not tell,
    one row stays open between the two. Of a group of optional indicators those count that are filled in.
    """
    changed = dict(_either(lines, book)) | dict(_optional(lines, book))
    return tuple(changed.get(line, line) for line in lines)


def _aside(line: Line, reason: str) -> Line:
    governed, zero = evolve(line.governed, aside="unchosen", reason=reason, plan=None, run=None), line.rounding.points(NONE)
    return evolve(line, governed=governed, basis="none", score=zero, low=zero, high=zero, figure=NONE, bottom=NONE, top=NONE)


def _either(lines: tuple[Line, ...], book: Rulebook) -> Iterator[tuple[Line, Line]]:
    for names in book.either_or:
        wanted = {bare_name(name) for name in names}
        rows = [line for line in lines if bare_name(line.name) in wanted]
        if len(rows) > 1:
            yield from _of_one(rows, "、".join(row.name for row in rows))


def _of_one(rows: list[Line], named: str) -> Iterator[tuple[Line, Line]]:
    filled = [row for row in rows if row.indicator.actual.nature != "blank" and not is_absent(row.indicator)]
    told = filled if len(filled) == 1 else [row for row in rows if row.printed is not None]
    if len(told) == 1:
        yield from ((row, _aside(row, f"{named}择其一，按“{told[0].name}”计，本行不计")) for row in rows if row is not told[0])
        return
    first, *others = rows
    bottom, top = min((row.bottom for row in rows), key=exact_of), max((row.top for row in rows), key=exact_of)
    governed = evolve(first.governed, plan=None, run=None, reason=f"{named}择其一，表内看不出按哪一行计")
    points = first.rounding.points
    yield first, evolve(first, governed=governed, basis="none", score=None, figure=None, bottom=bottom, top=top,
                                  low=points(bottom), high=points(top))  # fmt: skip
    yield from ((row, _aside(row, f"{named}择其一，已与“{first.name}”合并计算")) for row in others)


def _optional(lines: tuple[Line, ...], book: Rulebook) -> Iterator[tuple[Line, Line]]:
    group = book.optional_group
    if group is None:
        return
    for line in lines:
        member = any(bare_name(name).startswith(one) for name in line.path for one in group.members)
        leaf = line.indicator
        if member and leaf.target.nature == leaf.actual.nature == "blank" and not line.printed:
            yield line, _aside(line, f"{group.name}的可选指标，没有选用，不计入")
