"""Small forms for tests (测试用表)."""

from pathlib import Path
from typing import Any

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
