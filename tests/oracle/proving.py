"""So many forms at random on every core, perfscore beside the second scorer (独立核算)."""

import argparse
import os
from collections import Counter
from multiprocessing import get_context

from tests.oracle.comparing import Tally, run
from tests.oracle.shelf import shelf

#: How many forms one seed stands for.
SHARD = 1000


def shard(task: tuple[int, int]) -> Tally:
    seed, count = task
    return run(seed, count, shelf())


def told(title: str, counts: Counter[str]) -> str:
    return f"· {title}：" + "、".join(f"{name} {count:,}" for name, count in sorted(counts.items()))


def report(tally: Tally) -> str:
    lines = [
        f"· 自评表 {tally.sheets:,} 张，指标行 {sum(tally.kinds.values()):,} 行，不一致 {len(tally.differences):,} 处",
        told("各种规则的行", tally.kinds),
        told("各评分办法的表", tally.books),
        told("查出的问题", tally.codes),
    ]
    return "\n".join([*lines, *(f"  种子 {seed} 第 {number} 张：{difference}" for seed, number, difference in tally.differences[:20])])


def main(arguments: list[str] | None = None) -> int:
    """Status 1 where the two differ."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle")
    parser.add_argument("--sheets", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    told_ = parser.parse_args(arguments)
    whole, rest = divmod(told_.sheets, SHARD)
    tasks = [(told_.seed + n, SHARD) for n in range(whole)] + ([(told_.seed + whole, rest)] if rest else [])
    total = Tally()
    with get_context("spawn").Pool(told_.jobs) as pool:
        for tally in pool.imap_unordered(shard, tasks):
            total.add(tally)
    print(report(total))
    return 1 if total.differences else 0
