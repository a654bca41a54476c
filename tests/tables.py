"""Random tables of rows, and the forms that they stand for (随机整表)."""

import csv
import random
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import perfscore as ps

#: Criteria of every kind, some that leave room, some that nobody reads.
CRITERIA = (
    "得分=实际完成值/年初目标值*该指标权重，不超过该指标权重。", "得分=年初目标值/实际完成值*该指标权重，不超过该指标权重。", "按完成比例得分",
    "反向指标超过目标值的部分按比例扣分", "得分按执行率*指标权重记分", "数量每减少 10 扣 0.1 分，扣完为止。", "每增加1个百分点扣0.5分，扣完为止",
    "绝对值≤5%得10分，>5%的每增加0.1个百分点扣0.1分，扣完为止", "每提高1个百分点加1分，最多5分", "≥95%得10分，90%(含)-95%得8分，其余不得分", "前3名得5分，4-10名得3分，其余不得分",
    "达成预期指标得100%-80%(含)的分值，部分达成得80%-50%(含)的分值，未达成得50%-0%的分值", "是得2分，否则不得分", "①有制度(1分)；②有记录(2分)；③有检查(2分)",
    "每发现一例扣1分，扣完为止；3项及以上不得分", "酌情扣1-2分", "得2-5分", "得分=60+(P-60)/(100-60)*40", "约束性指标，不设权重，酌情扣分，如出现审计披露等问题，总分不得超过70分",
    "≥90%得满分，低于90%按比例得分", "每低于目标值1个百分点扣1分，低于60%不得分，可倒扣", "这一条谁也读不懂", "", "每完成1项得2分", "每减少1%扣分值的5%，扣完为止",
)  # fmt: skip
WORDS = ("达成预期指标", "部分达成", "未达成", "是", "否", "第3名", "前15%", "无", "不涉及", "优", "—", "", "2021年12月31日前")
NAMES = ("预算执行率", "预算调整率", "群众满意度", "投诉案件总量", "维护费用", "资金管理合规性", "覆盖率", "培训人次")


def figure(dice: random.Random, *, text: bool) -> str:
    """A figure as a form prints it."""
    if text and dice.random() < 0.12:
        return dice.choice(WORDS)
    size = dice.choice((1, 10, 100, 100, 1000, 10**6, 10**9 if dice.random() < 0.3 else 100))
    value = Decimal(dice.randint(0, size * 10 ** (places := dice.choice((0, 0, 1, 2, 4))))).scaleb(-places)
    if dice.random() < 0.03:
        value = -value
    if not text:
        return format(value, "f")
    unit = dice.choice(("", "", "", "%", "%", "万元", "件", "个百分点", "元"))
    return f"{dice.choice(('', '', '', '≥', '≤', '=', '>', '不超过'))}{format(value, 'f')}{unit}"


def pair(dice: random.Random, *, text: bool) -> tuple[str, str]:
    """A target and an actual that often meet, or lie a whole step or a tie apart."""
    target = figure(dice, text=text)
    if dice.random() < 0.15:
        return target, target
    if dice.random() < 0.3 and not text:
        return target, format(Decimal(target) * dice.choice((Decimal("0.5"), Decimal("0.875"), Decimal("1.1"), Decimal(1) / 8)), "f")[:15]
    return target, figure(dice, text=text)


def row(dice: random.Random, *, text: bool, wide: bool) -> dict[str, str]:
    """One row: its figures, its criterion, and where the table is wide what else a row may say."""
    target, actual = pair(dice, text=text)
    weight = dice.choice(
        ("5", "10", "2.5", "4", "20", "0", "3.33", "10", "5", "-1" if dice.random() < 0.05 else "6", "" if dice.random() < 0.1 else "8")
    )
    told = {"weight": weight, "target": target, "actual": actual, "criterion": dice.choice(CRITERIA)}
    if wide:
        printed = "" if dice.random() < 0.3 else str(dice.choice((0, 5, 10, Decimal("9.85"), Decimal("3.333"), 2, 4)))
        told |= {"name": dice.choice(NAMES), "printed": printed, "direction": dice.choice(("", "", "positive", "reverse"))}
        told |= {
            "event": "审计披露:审计报告" if dice.random() < 0.02 else "",
            "path": dice.choice(("产出指标/数量指标", "产出指标/成本指标", "约束性指标", "")),
        }
    return told


def table(seed: int, sheets: int, *, text: bool = True, wide: bool = True) -> list[dict[str, str]]:
    """The rows of so many sheets, up to 15 each."""
    dice = random.Random(seed)
    return [
        {"sheet_id": str(sheet), "indicator_id": str(place)} | row(dice, text=text, wide=wide)
        for sheet in range(sheets)
        for place in range(dice.randint(1, 15))
    ]


def write_csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Rows as a CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, list(rows[0]))
        out.writeheader()
        out.writerows(rows)
    return path


def points(text: str) -> Decimal | None:
    """Points of a row, None where none are printed or they are none."""
    try:
        value = Decimal(text)
    except ArithmeticError:
        return None
    return value if value >= 0 else None


def forms(rows: Iterable[Mapping[str, str]]) -> dict[str, ps.Sheet]:
    """Each sheet of a table as the form that it stands for, made apart from the library's own way of doing so."""
    found: dict[str, list[Mapping[str, str]]] = {}
    for one in rows:
        found.setdefault(one["sheet_id"], []).append(one)
    return {name: form(members) for name, members in found.items()}


def form(rows: Sequence[Mapping[str, str]]) -> ps.Sheet:
    """One sheet as a form."""
    events = dict.fromkeys(one["event"] for one in rows if one.get("event"))
    return ps.Sheet(branches=[leaf(one) for one in rows], events=[ps.Event.of(text) for text in events])


def leaf(one: Mapping[str, str]) -> ps.Indicator:
    """A row as a leaf, below its branches."""
    sign = {"positive": "≥", "reverse": "≤", "": ""}[one.get("direction", "")]
    target = ps.quantity(one["target"])
    if sign and target.value is not None and not target.comparator:
        target = ps.quantity(sign + one["target"])
    name = one.get("name") or one["indicator_id"]
    criterion = "谁也读不懂" if one["weight"].startswith("-") else one["criterion"]
    made = ps.Indicator(
        name=name, weight=points(one["weight"]), target=target, actual=one["actual"], criterion=criterion,
        printed=one.get("printed") or None,
    )  # fmt: skip
    for above in reversed([part for part in one.get("path", "").split("/") if part]):
        made = ps.Indicator(name=above, children=[made])
    return made
