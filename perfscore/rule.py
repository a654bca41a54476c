"""The closed set of rule kinds (评分规则): frozen values with one verb, ``apply`` → Step."""

from perfscore.choice import Alternatives, Option
from perfscore.count import Checklist, Defect, Defects, Item
from perfscore.kind import Edge, Remark
from perfscore.ladder import Ladder, Steps
from perfscore.ratio import Constant, Formula, Proportional, Rate
from perfscore.tier import Tier, Tiers
from perfscore.verdict import Band, Bands, Constraint, Discretion, YesNo

#: The kinds themselves.
Single = Proportional | Rate | Steps | Tiers | Bands | YesNo | Checklist | Defects | Discretion | Formula | Constraint
#: What a criterion states: a rule of one kind, or alternatives of one kind (产区、非产区).
Rule = Single | Alternatives

#: Every kind by the name it has in JSON.
KINDS: dict[str, type[Single]] = {
    cls.kind: cls for cls in (Proportional, Rate, Steps, Tiers, Bands, YesNo, Checklist, Defects, Discretion, Formula, Constraint)
}

__all__ = [
    "KINDS", "Alternatives", "Band", "Bands", "Checklist", "Constant", "Constraint", "Defect", "Defects", "Discretion", "Edge", "Formula",
    "Item", "Ladder", "Option", "Proportional", "Rate", "Remark", "Rule", "Single", "Steps", "Tier", "Tiers", "YesNo",
]  # fmt: skip
