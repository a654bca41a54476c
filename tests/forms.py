"""Small forms for tests (测试用表)."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from attrs import evolve

import perfscore as ps
from perfscore.source import Cell

ROOT = Path(__file__).parents[1]
FIRST = ROOT / "examples" / "hanyang-2019.xlsx"
BOOK = "cn-hb-wh-hanyang-2019-dept"


def leaf(name: str = "平台操作性", **fields: Any) -> ps.Indicator:
    """A leaf with what a row needs, unless told otherwise."""
    standard: dict[str, Any] = {"weight": 5, "target": "100%", "actual": "85%", "criterion": "数量每减少1扣0.1分，扣完为止"}
    return ps.Indicator(name=name, **(standard | fields))


def form(*leaves: ps.Indicator, **fields: Any) -> ps.Sheet:
    """A form of these leaves, all under 产出指标."""
    top = ps.Indicator(name="产出指标", level=1, children=[ps.Indicator(name="质量指标", level=2, children=leaves)])
    return ps.Sheet(branches=[top], **fields)


def only(sheet: ps.Sheet, code: str, rulebook: ps.Rulebook | str | None = None, **options: Any) -> ps.Finding:
    """The one finding of a code."""
    found = [finding for finding in ps.audit(sheet, rulebook, **options).findings if finding.code == code]
    assert len(found) == 1, found
    return found[0]


def codes(sheet: ps.Sheet, rulebook: ps.Rulebook | str | None = None, **options: Any) -> set[str]:
    """The codes found on a form."""
    return {finding.code for finding in ps.audit(sheet, rulebook, **options).findings}


def cut(stored: str, name: str = "actual") -> list[Cell]:
    """A cell whose number format hides digits."""
    return [Cell(field=name, text="", at="E5", stored=stored)]


#: What of a form stands in cells.
PLACES = {
    "row": ("name", "weight", "target", "actual", "printed", "criterion", "deviation", "remark"),
    "budget": ("planned", "spent", "rate", "weight", "printed"),
    "sheet": ("declared",),
}


def placed(sheet: ps.Sheet) -> ps.Sheet:
    """The form with a cell for every figure: actual2 is the actual of the second row, goal1 the first goal."""
    numbers = count(1)
    parts = [evolve(part, cells=[Cell(field="spent", text="", at=f"spent of {part.name}")]) for part in sheet.budget.parts]
    budget = evolve(sheet.budget, parts=parts, cells=[*sheet.budget.cells, *_cells("budget")])
    branches = [_branch(branch, numbers) for branch in sheet.branches]
    return evolve(sheet, branches=branches, budget=budget, cells=[*sheet.cells, *_cells("sheet")])


def _branch(branch: Any, numbers: Iterator[int]) -> Any:
    if not branch.children and isinstance(branch, ps.Indicator):
        return evolve(branch, cells=[*branch.cells, *_cells("row", next(numbers))])
    own = [Cell(field="goal", text=branch.text, at=f"goal{branch.number}")] if isinstance(branch, ps.Goal) else []
    return evolve(branch, children=[_branch(child, numbers) for child in branch.children], cells=[*branch.cells, *own])


def _cells(kind: str, number: int | str = "") -> list[Cell]:
    return [Cell(field=name, text="", at=f"{name}{number}") for name in PLACES[kind]]


def whole(sheet: ps.Sheet, code: str | tuple[str, ...], rulebook: ps.Rulebook | str | None = None, **options: Any) -> list[str]:
    """Every finding of a code, whole: severity, row, cell, printed, expected, reading (— for what there is not) and the message; of several codes with the code."""
    names = ("severity", *(() if isinstance(code, str) else ("code",)), "row", "cell", "printed", "expected", "reading", "message")
    found = [one.to_dict() for one in ps.audit(placed(sheet), rulebook, select=code, **options).findings]
    return [" | ".join(one[name] or "—" for name in names) for one in found]
