"""A form with other figures in it (改数): which row is meant, and the changed form; the form itself stays as it is."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import count
from typing import Any, Final, Literal

from attrs import evolve

from perfscore.errors import PerfscoreError
from perfscore.indicator import Goal
from perfscore.inferring import Branch
from perfscore.line import Line, fits
from perfscore.number import Quantity, fold, plain
from perfscore.scorecard import Scorecard
from perfscore.scoring import score
from perfscore.sheet import Sheet

#: A row by its name, its path (also written with /) or one of its cells.
Key = str | tuple[str, ...]
#: Fields of a row or of the budget, and what stands in them instead.
Fields = Mapping[str, Quantity | Decimal]

#: Which figure of a form: of a row its actual, of the budget what was planned and spent.
Field = Literal["actual", "planned", "spent"]
LABELS: Final[Mapping[Field, str]] = {"actual": "实际完成值", "planned": "预算数", "spent": "执行数"}

#: So many rows are named where none fits.
NAMED: Final = 8
#: What the budget calls the fields of its line.
OF_BUDGET: Final = {"actual": "rate", "printed": "printed"}


def altered(sheet: Sheet, rows: Mapping[int, Fields], budget: Fields | None = None) -> Sheet:
    """
    A form with other figures (改数后的表); it no longer is the file that it was read from, so it has no digest.

    Args:
        sheet: the form.
        rows: the number of a row among ``sheet.rows``, and its ``actual`` or ``printed``.
        budget: what ``planned`` or ``spent`` is instead.

    >>> from perfscore.indicator import Indicator
    >>> leaf = Indicator(name="覆盖率", target="100%", actual="85%")
    >>> altered(Sheet(branches=[leaf]), {0: {"actual": Quantity(text="95%", value=95, unit="%")}}).rows[0].indicator.actual.text
    '95%'
    """
    leaves = sum(1 for indicator in sheet.indicators for _ in indicator.leaves())
    first = len(sheet.rows) - leaves  # 1 where the budget line stands before the leaves
    line = {OF_BUDGET[name]: value for name, value in rows.get(0, {}).items()} if first else {}
    numbers = count(first)
    branches = [_with(branch, rows, numbers) for branch in sheet.branches]
    return evolve(sheet, branches=branches, budget=_filled(sheet.budget, {**line, **(budget or {})}), digest="")


def _with(branch: Branch, rows: Mapping[int, Fields], numbers: Iterator[int]) -> Any:
    """A branch whose leaves, numbered on, have their new fields."""
    if isinstance(branch, Goal) or branch.children:
        return evolve(branch, children=[_with(child, rows, numbers) for child in branch.children])
    return _filled(branch, rows.get(next(numbers), {}))


def _filled(one: Any, given: Fields) -> Any:
    """A leaf or a budget with new fields, its cells printing them."""
    cells = [evolve(cell, text=_shown(given[cell.field]), stored="") if cell.field in given else cell for cell in one.cells]
    return evolve(one, cells=cells, **given) if given else one


def _shown(value: Quantity | Decimal) -> str:
    return value.text if isinstance(value, Quantity) else plain(value)


def rescored(card: Scorecard, sheet: Sheet) -> Scorecard:
    """Another form under the rulebook and the events of a result (同一办法重算)."""
    return score(evolve(sheet, events=card.events), card.rulebook)


def row_of(lines: Sequence[Line], key: Key) -> int:
    """
    The number of the one row that a name, a path or a cell means (认行).

    Raises:
        PerfscoreError: none fits, or several; names those that are near, or that fit.
    """
    said = key if isinstance(key, str) else "/".join(key)
    path = tuple(said.split("/"))
    found = [number for number, line in enumerate(lines) if fits(line, key) or fits(line, path)]
    found = found or [number for number, line in enumerate(lines) if fold(line.name) == fold(said) or fits(line, said.upper())]
    if len(found) == 1:
        return found[0]
    if found:
        raise PerfscoreError(f"“{said}”对应 {len(found)} 行。", hint=f"请用路径或单元格指明：{_named(lines[number] for number in found)}。")
    near = _near(lines, said)
    raise PerfscoreError(
        f"没有指标“{said}”。",
        hint=f"名称相近的：{_named(near)}。" if near else f"表内指标：{_named(lines)}。" if lines else "表内没有指标。",
    )


def _near(lines: Sequence[Line], said: str) -> list[Line]:
    """The rows whose names hold what was said, or are much like it."""
    from difflib import get_close_matches

    alike = get_close_matches(said, {line.name for line in lines})
    return [line for line in lines if fold(said) in fold(line.name) or line.name in alike] if said.strip() else []


def _named(lines: Any) -> str:
    every = [f"{'/'.join(line.path)}（{line.source.place}）" if line.source.place else "/".join(line.path) for line in lines]
    return "、".join(every[:NAMED]) + ("…" if len(every) > NAMED else "")
