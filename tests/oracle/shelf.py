"""The rulebooks of a run: those that are shipped, and some drawn from all that a rulebook may set (评分办法)."""

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random

import perfscore as ps
from tests.oracle.books import POLICIES, Book, read_book

SHIPPED = Path(ps.__file__).parent / "rulebooks"
DRAWN = 60
CITE = 'cite = { document = "办法", clause = "第一条", quote = "原文", status = "verified" }'

VALUES: Mapping[str, tuple[str, ...]] = {
    "positive": ("实际完成值/年初目标值*分值",),
    "reverse": ("年初目标值/实际完成值*分值", "反向指标超过目标值的部分按比例扣分"),
    "execution": ("得分按执行率*分值",),
    "qualitative": (
        "达成预期指标得100%(含)-80%(含)的分值，部分达成预期指标并具有一定效果得80%(不含)-50%(含)的分值，未达成预期指标且效果较差得50%(不含)-0%(含)的分值",
        "达成年度指标得100%(含)-80%(含)的分值，部分达成年度指标并具有一定效果得80%(不含)-60%(含)的分值，未达成年度指标且效果较差得60%(不含)-0%(含)的分值",
    ),
    "criterion_unread": ("nothing", "note"),
    "explanation": ("below-weight", "missed"),
    "constraint_sign": ("negative", "positive"),
    "event_cap": ("70", "80"),
    "execution_cap": ("[0%,50%)≤59、[50%,60%)≤69、[60%,70%)≤79、[70%,80%)≤89",),
    "rounding": ("0.01", "0.1"),
    "total_rounding": ("0.01", "0.1", "1"),
    "grades": ("优[90,100]、良[80,90)、中[60,80)、差[0,60)", "优[90,100]、良[80,89]、中[60,79]、差[0,59]"),
}
OVERSHOOTS = ("penalty", "miss", "hand", "explain")


def drawn(number: int) -> str:
    """A rulebook at random, as its file."""
    random = Random(number)
    lines = [f'id = "drawn-{number}"', 'title = "抽取的办法"', "", '[documents."办法"]', 'title = "办法"', ""]
    values = {key: random.choice(ways) for key, ways in VALUES.items() if random.random() < 0.5}
    if "event_cap" in values and random.random() < 0.5:
        values["event_kinds"] = "审计披露、重大不良社会影响"
    policies = {key: random.choice(ways) for key, ways in POLICIES.items() if random.random() < 0.5}
    if random.random() < 0.4:
        policies["overshoot"] = random.choice(OVERSHOOTS)
        values["overshoot_from"] = random.choice(("≥130%", ">130%", "≥120%"))
        if random.random() < 0.3:
            values["overshoot_reverse_from"] = ">100%"
        if policies["overshoot"] == "penalty":
            values["overshoot_points"] = random.choice(("2", "0.5", "20"))
    for key, value in values.items():
        lines += [f"[{key}]", f'value = "{value}"', CITE, ""]
    lines += ["[policy]", *(f'{key} = {{ value = "{value}", {CITE} }}' for key, value in policies.items())]
    return "\n".join(lines) + "\n"


@cache
def shelf() -> list[tuple[Book, ps.Rulebook]]:
    """Each rulebook, as the second scorer reads it and as perfscore does."""
    found = [(read_book(path), ps.rulebook(path.stem)) for path in sorted(SHIPPED.glob("*.toml"))]
    with tempfile.TemporaryDirectory() as folder:
        for number in range(DRAWN):
            path = Path(folder) / f"drawn-{number}.toml"
            path.write_text(drawn(number), encoding="utf-8")
            found.append((read_book(path), ps.rulebook(path)))
    return found
