"""The closed set of rule kinds (评分规则): frozen values with one verb, ``apply`` → Step."""

from perfscore.ladder import Edge, Ladder, Steps
from perfscore.ratio import Formula, Proportional, Rate
from perfscore.tier import Tier, Tiers
from perfscore.verdict import Band, Bands, Checklist, Constraint, Defect, Defects, Discretion, Item, YesNo

Rule = Proportional | Rate | Steps | Tiers | Bands | YesNo | Checklist | Defects | Discretion | Formula | Constraint

#: Every kind by the name it has in JSON.
KINDS: dict[str, type[Rule]] = {
    cls.kind: cls for cls in (Proportional, Rate, Steps, Tiers, Bands, YesNo, Checklist, Defects, Discretion, Formula, Constraint)
}

__all__ = [
    "KINDS", "Band", "Bands", "Checklist", "Constraint", "Defect", "Defects", "Discretion", "Edge", "Formula", "Item", "Ladder",
    "Proportional", "Rate", "Rule", "Steps", "Tier", "Tiers", "YesNo",
]  # fmt: skip
