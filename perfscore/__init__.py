"""perfscore: recompute, explain and check budget performance self-evaluation forms (绩效自评表复算与审核)."""

from perfscore.ambiguity import Ambiguity
from perfscore.auditing import Audit, Finding, Severity, audit
from perfscore.auditing.finding import CODES
from perfscore.batching import TableError, TableScores, score_table
from perfscore.checking import check
from perfscore.combining import Combined, combine
from perfscore.criterion import read_criterion
from perfscore.errors import (
    CriterionError,
    FormulaError,
    NumberError,
    PerfscoreError,
    ReadError,
    RulebookError,
    TextError,
    UnitError,
)
from perfscore.exploring import Change, Reach, WhatIf, reach, what_if
from perfscore.indicator import Direction, Goal, Indicator, Level
from perfscore.line import Line
from perfscore.marking import Marked, mark
from perfscore.matching import Mismatch
from perfscore.measure import Policy, deviation
from perfscore.number import Quantity, Rounding, quantity
from perfscore.reading import read, read_all
from perfscore.requiring import Need
from perfscore.rule import (
    Alternatives,
    Band,
    Bands,
    Checklist,
    Constant,
    Constraint,
    Defect,
    Defects,
    Discretion,
    Edge,
    Formula,
    Item,
    Ladder,
    Option,
    Proportional,
    Rate,
    Remark,
    Steps,
    Tier,
    Tiers,
    YesNo,
)
from perfscore.rulebook import Rulebook
from perfscore.scorecard import Scorecard
from perfscore.scoring import Reading, readings, score
from perfscore.sheet import Budget, BudgetPart, Event, Row, Sheet
from perfscore.shelving import rulebook, rulebook_diff, rulebooks
from perfscore.source import Cell, Citation, Document, Source, Status
from perfscore.templating import template
from perfscore.trace import Step
from perfscore.verifying import Verification, verify
from perfscore.version import VERSION as __version__

__all__ = [
    "CODES",
    "Alternatives",
    "Ambiguity",
    "Audit",
    "Band",
    "Bands",
    "Budget",
    "BudgetPart",
    "Cell",
    "Change",
    "Checklist",
    "Citation",
    "Combined",
    "Constant",
    "Constraint",
    "CriterionError",
    "Defect",
    "Defects",
    "Direction",
    "Discretion",
    "Document",
    "Edge",
    "Event",
    "Finding",
    "Formula",
    "FormulaError",
    "Goal",
    "Indicator",
    "Item",
    "Ladder",
    "Level",
    "Line",
    "Marked",
    "Mismatch",
    "Need",
    "NumberError",
    "Option",
    "PerfscoreError",
    "Policy",
    "Proportional",
    "Quantity",
    "Rate",
    "Reach",
    "ReadError",
    "Reading",
    "Remark",
    "Rounding",
    "Row",
    "Rulebook",
    "RulebookError",
    "Scorecard",
    "Severity",
    "Sheet",
    "Source",
    "Status",
    "Step",
    "Steps",
    "TableError",
    "TableScores",
    "TextError",
    "Tier",
    "Tiers",
    "UnitError",
    "Verification",
    "WhatIf",
    "YesNo",
    "__version__",
    "audit",
    "check",
    "combine",
    "deviation",
    "mark",
    "quantity",
    "reach",
    "read",
    "read_all",
    "read_criterion",
    "readings",
    "rulebook",
    "rulebook_diff",
    "rulebooks",
    "score",
    "score_table",
    "template",
    "verify",
    "what_if",
]
