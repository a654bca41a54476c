"""Rulebooks as their files state them, read anew; nothing of perfscore is used but its data."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.oracle.figures import Figure
from tests.oracle.rules import (
    DEFAULTS,
    Band,
    Bands,
    Defects,
    Ladder,
    Linear,
    Proportional,
    Rate,
    Rule,
    Steps,
    Tier,
    Tiers,
    Written,
)

#: The ways that each policy may have.
POLICIES: Mapping[str, tuple[str, ...]] = {
    "steps": ("whole", "proportional"),
    "one_means": ("point", "ratio"),
    "percent_of": ("target", "none"),
    "bare_percent": ("size", "percent"),
    "rate_from": ("budget", "printed"),
    "rate_base": ("year", "initial"),
    "rate_rounding": ("none", "places", "percent"),
    "zero_budget": ("open", "one"),
    "reverse_form": ("ratio", "linear"),
    "zero_target": ("met", "provincial"),
    "blank_target": ("open", "leave-out"),
    "negative_actual": ("figure", "zero"),
    "not_applicable": ("open", "rescale", "leave-out", "full"),
    "sum_of": ("exact", "printed"),
    "constraint_base": ("auto", "negative", "pool"),
    "shared_edge": ("better", "worse"),
}

F = Fraction


def _bands(words: tuple[str, str, str], middle: int) -> Bands:
    best, some, none = words
    return Bands(
        (
            Band(best, F(80), F(100)),
            Band(some, F(middle), F(80), high_open=True),
            Band(none, F(0), F(middle), high_open=True),
        )
    )


EXPECTED = ("达成预期指标", "部分达成预期指标并具有一定效果", "未达成预期指标且效果较差")
YEARLY = ("达成年度指标", "部分达成年度指标并具有一定效果", "未达成年度指标且效果较差")


def _figure(number: str, unit: str) -> Figure:
    return Figure(f"{number}{unit}", F(number), unit)


def _excess(number: str, points: str, off: str, base: str | None, step: str = "1", unit: str = "个百分点") -> Steps:
    """≤100%得5分，每增加1个百分点扣0.5分，扣完为止."""
    ladder = Ladder("above", F(step), unit, F(off))
    return Steps((ladder,), anchor=_figure(number, "%"), base=None if base is None else F(points))


def _shortfall(number: str, points: str, step: str, off: str) -> Steps:
    return Steps((Ladder("below", F(step), "%", F(off)),), anchor=_figure(number, "%"), base=F(points))


def _ladder(*cuts: tuple[str, str]) -> tuple[Tier, ...]:
    """Tiers from above: (lower end, points), closed below."""
    found = []
    for i, (cut, points) in enumerate(cuts):
        found.append(Tier(F(cut), F(cuts[i - 1][0]) if i else None, False, bool(i), F(points)))
    return tuple(found)


def _upward(*cuts: tuple[str, str]) -> tuple[Tier, ...]:
    """=0 best, then (low, high] each: (upper end, points)."""
    found = [Tier(F(0), F(0), False, False, F(cuts[0][1]))]
    for (below, _), (cut, points) in pairwise(cuts):
        found.append(Tier(F(below), F(cut), True, False, F(points)))
    return tuple(found)


#: What each text of a rulebook says, transcribed by hand.
TEXTS: Mapping[str, Rule] = {
    "实际完成值/年初目标值*分值": Proportional("positive"),
    "年初目标值/实际完成值*分值": Proportional("reverse", "ratio"),
    "反向指标超过目标值的部分按比例扣分": Proportional("reverse", "linear"),
    "得分按执行率*分值": Rate(),
    "达成预期指标得100%(含)-80%(含)的分值，部分达成预期指标并具有一定效果得80%(不含)-50%(含)的分值，"
    "未达成预期指标且效果较差得50%(不含)-0%(含)的分值": _bands(EXPECTED, 50),
    "达成年度指标得100%(含)-80%(含)的分值，部分达成年度指标并具有一定效果得80%(不含)-60%(含)的分值，"
    "未达成年度指标且效果较差得60%(不含)-0%(含)的分值": _bands(YEARLY, 60),
    "绝对值≤5%得10分，每增加0.1个百分点扣0.1分，扣完为止": Steps(
        (Ladder("above", F("0.1"), "个百分点", F("0.1")),), anchor=_figure("5", "%"), absolute=True, base=F(10)
    ),
    "≤100%得5分，每增加1个百分点扣0.5分，扣完为止": _excess("100", "5", "0.5", "5"),
    "≤0%得8分，每增加1个百分点扣0.8分，扣完为止": _excess("0", "8", "0.8", "8"),
    "≤0%得5分，每增加1个百分点扣0.5分，扣完为止": _excess("0", "5", "0.5", "5"),
    "≤100%得6分，每增加1个百分点扣1分，扣完为止": _excess("100", "6", "1", "6"),
    "≤100%得满分，每超过5%扣2分，扣完为止": _excess("100", "0", "2", None, "5", "%"),
    "≥100%得5分，每减少5%扣2分，扣完为止": _shortfall("100", "5", "5", "2"),
    "≥90%得10分，每减少5%扣1分，扣完为止": _shortfall("90", "10", "5", "1"),
    "=0%得5分，0%(不含)-10%(含)得4分，10%(不含)-20%(含)得3分，20%(不含)-30%(含)得2分，其余不得分": Tiers(
        _upward(("0", "5"), ("10", "4"), ("20", "3"), ("30", "2")), "%", F(0)
    ),
    "=0%得3分，0%(不含)-10%(含)得2分，10%(不含)-20%(含)得1分，20%(不含)-30%(含)得0.5分，其余不得分": Tiers(
        _upward(("0", "3"), ("10", "2"), ("20", "1"), ("30", "0.5")), "%", F(0)
    ),
    "≥90%得5分，80%(含)-90%(不含)得4分，70%(含)-80%(不含)得3分，60%(含)-70%(不含)得2分，其余不得分": Tiers(
        _ladder(("90", "5"), ("80", "4"), ("70", "3"), ("60", "2")), "%", F(0)
    ),
    "绝对值≤10%得5分，10%-15%得3分，15%-20%得1分，其余不得分": Tiers(
        (
            Tier(None, F(10), False, False, F(5)),
            Tier(F(10), F(15), False, False, F(3)),
            Tier(F(15), F(20), False, False, F(1)),
        ),
        "%",
        F(0),
        absolute=True,
    ),
    "无结余得3分；有结余，但不超过上年结转得2分；结余超过上年结转，不得分": Bands(
        (
            Band("无结余", F(3), F(3), share=False),
            Band("有结余，但不超过上年结转", F(2), F(2), share=False),
            Band("结余超过上年结转", F(0), F(0), share=False),
        )
    ),
    "每出现一个专项未按进度完成资金下达扣0.5分，扣完为止": Defects((F("0.5"),)),
    "高于10%得0分，0%-10%线性得分，0%及以下得满分": Linear(F(10), F(0), "%"),
    "得分=达到预期值的数量指标个数/全部数量指标个数*分值": Written("unknown"),
}


@dataclass(frozen=True, slots=True)
class Bound:
    """From where on a figure is far beyond its target: a share of it."""

    share: Fraction
    inclusive: bool

    def reached(self, target: Fraction, actual: Fraction) -> bool:
        if target <= 0:
            return False
        edge = target * self.share
        return actual > edge or (self.inclusive and actual == edge)


@dataclass(frozen=True, slots=True)
class Range:
    name: str
    low: Fraction
    high: Fraction
    high_open: bool

    def holds(self, value: Fraction) -> bool:
        return self.low <= value and (value < self.high if self.high_open else value <= self.high)


@dataclass(frozen=True)
class Book:
    """What a rulebook rules, the defaults of the field where it is silent."""

    id: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULTS))
    rows: Mapping[str, Rule] = field(default_factory=dict)
    set_choices: frozenset[str] = frozenset()

    def rule(self, key: str) -> Rule | None:
        return TEXTS[self.values[key]] if key in self.values else None

    def row(self, name: str) -> Rule | None:
        return self.rows.get(name)

    def number(self, key: str, default: str) -> Fraction:
        return F(self.values.get(key, default))

    @cached_property
    def full(self) -> Fraction:
        return self.number("full_score", "100")

    @cached_property
    def rounding(self) -> Fraction:
        return self.number("rounding", "0.01")

    @cached_property
    def total_rounding(self) -> Fraction:
        return self.number("total_rounding", self.values.get("rounding", "0.01"))

    @cached_property
    def event_cap(self) -> Fraction | None:
        return F(self.values["event_cap"]) if "event_cap" in self.values else None

    @cached_property
    def event_kinds(self) -> tuple[str, ...]:
        return tuple(filter(None, self.values.get("event_kinds", "").split("、")))

    @cached_property
    def grades(self) -> tuple[Range, ...]:
        found = re.findall(r"(\w+?)\[([\d.]+),([\d.]+)([\])])", self.values.get("grades", ""))
        return tuple(Range(name, F(low), F(high), end == ")") for name, low, high, end in found)

    @cached_property
    def execution_cap(self) -> tuple[tuple[Range, Fraction], ...]:
        found = re.findall(r"\[([\d.]+)%,([\d.]+)%([\])])≤([\d.]+)", self.values.get("execution_cap", ""))
        return tuple((Range("", F(low), F(high), end == ")"), F(cap)) for low, high, end, cap in found)

    def bound(self, key: str) -> Bound | None:
        text = self.values.get(key)
        if text is None or text == "≠":
            return None
        return Bound(F(text.strip("≥>%")) / 100, text.startswith("≥"))


def read_book(path: Path) -> Book:
    """A rulebook of a file, its parents below it."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return _merged(data, path.parent)


def _merged(data: Mapping[str, Any], folder: Path) -> Book:
    values: dict[str, str] = {}
    choices: dict[str, str] = {}
    rows: dict[str, Rule] = {}
    if "parent" in data:
        above = read_book(folder / f"{data['parent']}.toml")
        values.update(above.values)
        choices.update({key: above.choices[key] for key in above.set_choices})
        rows.update(above.rows)
    for key, entry in data.items():
        if key == "policy":
            choices.update({name: one["value"] for name, one in entry.items()})
        elif key == "row":
            rows.update({name: TEXTS[one["value"]] for name, one in entry.items()})
        elif isinstance(entry, Mapping) and "value" in entry:
            values[key] = entry["value"]
    return Book(data["id"], values, {**DEFAULTS, **choices}, rows, frozenset(choices))
