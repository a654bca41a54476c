"""
How fast tables are scored, beside reading the same columns, and beside the same query in floats.

The table is drawn from a seed: every kind of rule, ties, huge and tiny figures, zero targets, rows that are no good. Every figure is
taken in a process of its own, the candidates one after the other in each round; ratios are of one round, the median counts.

With --spark the engine is Spark, in one session of two cores that has been warmed: reading the same columns, grouping them by sheet with
as many sums as the scoring needs, and the totals. Beside the seconds stand those of the processor, which other work disturbs less.

    python benchmarks/tables.py [--sheets 1000000] [--rounds 5] [--spark] [--criteria 100000]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROWS = 15
SCALE = {"weight": 2, "target": 4, "actual": 4, "step": 4, "points": 4}
COLUMNS = ("sheet_id", "indicator_id", "rule", "direction", *SCALE, "event")
TIERS = '{"kind":"tiers","tiers":[{"low":"95","points":"10"},{"low":"90","high":"95","points":"8"}],"otherwise":"0"}'
FORMULA = '{"kind":"formula","text":"min(a/t, 1)*w"}'
CHECKLIST = '{"kind":"checklist","each":"2"}'
#: One row in a hundred thousand has each of: no target, no actual, a negative target; one in two thousand a target of 0.
DRAW = f"""
with r as (select i // {ROWS} as sheet_id, (i % {ROWS})::tinyint as indicator_id, hash(i, 20261126) % 100 as k, hash(i, 1) as a, hash(i, 2) as b,
  hash(i, 3) as c, hash(i, 4) as d from range(:rows) t(i)),
s as (select *, case when a % 10 = 0 then 1000000000000000 when a % 10 = 1 then 300 else 1000000 end as top from r)
select sheet_id, indicator_id,
  case when k < 45 then 'proportional' when k < 68 then 'steps' when k < 74 then 'rate' when k < 79 then 'defects' when k < 84 then '{TIERS}'
    when k < 88 then '{FORMULA}' when k < 91 then '{CHECKLIST}' when k < 94 then 'yes-no' when k < 97 then 'discretion' else 'constraint' end as rule,
  case when k between 30 and 44 then 'reverse' else 'positive' end as direction,
  (b % 20 * 50 + 50)::integer as weight,
  case when d % 100000 = 7 then null when d % 100000 = 8 then -5 when d % 2000 = 0 or k between 74 and 78 then 0
    else (c % top::ubigint)::bigint + 1 end as target,
  case when d % 100000 = 9 then null when k between 74 and 78 then (b % 5 * 10000)::bigint when d % 2000 = 1 then 0
    when d % 50 = 2 then (c % top::ubigint)::bigint + 1 else ((c % top::ubigint + 1) * (50 + b % 70) // 100)::bigint end as actual,
  ((a % 50 + 1) * 10000)::bigint as step, ((b % 10 + 1) * 1000)::bigint as points, d % 97 = 0 as event
from s
"""
SCAN = """
import duckdb; c = duckdb.connect(); c.execute("set threads=2")
print(c.execute(f"select sum(sheet_id), sum(indicator_id), sum(strlen(rule)), sum(strlen(direction)), sum(weight), sum(target), sum(actual), sum(step), sum(points), sum(event::int) from '{path}'").fetchall())
"""
#: What the engine needs at the least for totals: the same columns, grouped by sheet with the sums that a total takes, kept in a table.
GROUP = """
import duckdb; c = duckdb.connect(); c.execute("set threads=2")
c.execute(f'''create temp table sheets as select sheet_id, count(*) n, count(actual) k, sum(weight) low, sum(target) high,
  bit_or(1::bigint << indicator_id) m, bool_or(event) e, min(strlen(rule) + strlen(direction)) r, max(step + points) p from '{path}' group by sheet_id''')
"""
#: And for rows: the same columns, written as eight of the types that rows have.
WRITE = """
import duckdb; c = duckdb.connect(); c.execute("set threads=2")
c.execute("create type basis as enum ('criterion', 'none')")
c.execute(f'''copy (select sheet_id, indicator_id, (actual % 10000)::decimal(18,2) score, (target % 10000)::decimal(18,2) low,
  (weight + step % 10000)::decimal(18,2) high, (actual - target)::decimal(38,4) deviation, (if(event, 'none', 'criterion'))::basis basis,
  if(points < 0, rule || direction, null) error from '{path}') to '{out}' (format parquet, compression zstd, compression_level 1)''')
"""
TOTALS = """
import perfscore as ps
print(ps.score_table(path, out=out, rows=False, scale=scale, rulebook='cn-hb-wh-hanyang-2019-dept'))
"""
ROWS_TOO = TOTALS.replace("rows=False", "rows=True")
#: The very query of the library, its integers and divisions in float64; what floats lead astray is not scored again.
FLOAT = """
import re
import perfscore as ps
from perfscore.batching.duckdb import Scoring
from perfscore.batching.running import Run
from perfscore.querying import Query
exact = Scoring.sheets
def floored(sql):
    while (at := sql.find(' // ')) >= 0:
        depth, left = 0, at
        while depth >= 0:
            left -= 1
            depth += (sql[left] == ')') - (sql[left] == '(')
        sql = sql[:left] + 'floor' + sql[left:at] + ' / ' + sql[at + 4:]
    return sql
def divided(self, lane, columns, n, d):
    one, other = self.code.lines.get(str(n)), self.code.lines.get(str(d))
    if one and other and 'if' == one.op == other.op and one.args[0] == other.args[0]:
        arms = (divided(self, lane, columns, *both) for both in zip(one.args[1:], other.args[1:], strict=True))
        return lane.operation('if', [lane.write(self.code, one.args[0]), *arms])
    top, full, by = self._natural(lane, n), lane.write(self.code, self.full), self._factor(d)
    return f'least({top} * {by}, {full} * {self.rest})' if by else f'least({top} * {self.rest} / {lane.write(self.code, d)}, {full} * {self.rest})'
Query._divided = divided
def floats(self, *, mask=''):
    sql = re.sub('as (bigint|hugeint)[)]', 'as double)', floored(exact(self, mask='MASK'))).replace('MASK', mask)
    assert ' / ' in sql and '//' not in sql and 'hugeint' not in sql  # nothing of the exact divisions is left
    return sql
Scoring.sheets = floats
Run._score_alone = lambda self: None
print(ps.score_table(path, out=out, rows=False, scale=scale, rulebook='cn-hb-wh-hanyang-2019-dept'))
"""
CRITERIA = """
import random, time
import perfscore as ps
dice = random.Random(1)
with open(path, "w") as file:
    file.write("sheet_id,indicator_id,weight,target,actual,criterion\\n")
    for i in range(count):
        file.write(f"{i // 15},{i % 15},10,{dice.randint(1, 999)},{dice.randint(1, 999)},每减少{i + 1}扣{dice.randint(1, 9) / 10}分，扣完为止\\n")
start = time.perf_counter()
print(ps.score_table(path, out=out), f"{time.perf_counter() - start:.1f} s")
"""


#: As many figures of a sheet as the scoring takes: counts, sums, an event, the bits that tell a row that stands there twice.
SPARK_GROUP = ("count(*) n", "count(actual) k", "sum(weight) w", "sum(target) t", "sum(actual) a", "sum(step + points) p", "max(event) e",
               "bit_or(indicator_id) m", "max(length(rule)) r", "max(length(direction)) d")  # fmt: skip
SPARK_SCAN = ("sum(sheet_id)", "sum(indicator_id)", "sum(length(rule))", "sum(length(direction))", "sum(weight)", "bit_xor(target)",
              "bit_xor(actual)", "sum(step)", "sum(points)", "count_if(event)")  # fmt: skip


def spark_session() -> Any:
    """A session of two cores on this machine."""
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "4", "spark.driver.memory": "4g"}
    builder = SparkSession.builder.master("local[2]").appName("perfscore")
    for name, value in settings.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    return made


def spark_sides(frame: Any) -> dict[str, Callable[[], object]]:
    """What is measured with Spark."""
    from pyspark.sql.functions import expr

    import perfscore as ps

    def grouped() -> object:
        found = frame.groupBy("sheet_id").agg(*map(expr, SPARK_GROUP))
        return found.agg(*(expr(f"max({one.split()[-1]})") for one in SPARK_GROUP)).collect()

    def totals() -> object:
        found = ps.score_table(frame, rows=False, scale=SCALE, rulebook="cn-hb-wh-hanyang-2019-dept")
        told = found.sheets.selectExpr("sum(total)", "count(grade)").collect()
        found.connection.kept.unpersist()
        return told

    return {"scan": lambda: frame.selectExpr(*SPARK_SCAN).collect(), "scan and group": grouped, "totals": totals}


def processor(pid: int) -> float:
    """The seconds that a process has had of the processor, on Linux."""
    place = Path(f"/proc/{pid}/stat")
    told = place.read_text(encoding="utf-8").rpartition(")")[2].split() if place.exists() else []
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK") if told else float("nan")


def measure_spark(path: str, rounds: int) -> None:
    """Spark's own reading and grouping beside the totals, in turn; the first two rounds only warm."""
    session = spark_session()
    pid = session.sparkContext._gateway.proc.pid  # noqa: SLF001 - there is no other way to the number of its process
    sides, found = spark_sides(session.read.parquet(path)), list[dict[str, tuple[float, float]]]()
    for number in range(-2, rounds):
        taken = {}
        for name, act in sides.items():
            start, before = time.perf_counter(), processor(pid)
            act()
            taken[name] = time.perf_counter() - start, processor(pid) - before
        told = ", ".join(f"{name} {seconds:.2f} s (processor {own:.2f} s)" for name, (seconds, own) in taken.items())
        print(f"{'warming' if number < 0 else f'round {number + 1}'}: {told}; load {os.getloadavg()[0]:.1f}", flush=True)
        found += [taken] if number >= 0 else []
    for name in sides:
        ratios = [statistics.median(one[name][i] / one["scan and group"][i] for one in found) for i in range(2)]
        seconds = statistics.median(one[name][0] for one in found)
        print(f"{name:16} {seconds:6.2f} s  {ratios[0]:5.2f} × scan and group, of the processor {ratios[1]:5.2f} ×; bound 2 ×")


def measured(code: str, **names: object) -> tuple[float, float]:
    """Seconds that a process takes beyond starting its interpreter and libraries, and its peak memory in GiB."""
    head = "".join(f"{name} = {value!r}\n" for name, value in names.items())
    timed = (
        f"import time, resource, json, sys\nimport duckdb, perfscore\nduckdb.sql('select 1').fetchall()\n{head}start = time.perf_counter()\n{code}\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20\n"
        "sys.stderr.write(json.dumps([time.perf_counter() - start, peak]))"
    )
    done = subprocess.run([sys.executable, "-c", timed], check=True, capture_output=True, text=True, encoding="utf-8")
    seconds, peak = json.loads(done.stderr.splitlines()[-1])
    return seconds, peak


def main() -> None:
    import duckdb

    asked = argparse.ArgumentParser()
    asked.add_argument("--sheets", type=int, default=1_000_000)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--criteria", type=int, default=0)
    asked.add_argument("--spark", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path, out = str(Path(folder, "in.parquet")), str(Path(folder, "out.parquet"))
        if given.criteria:
            seconds, peak = measured(CRITERIA, path=str(Path(folder, "c.csv")), out=out, count=given.criteria)
            print(f"{given.criteria} distinct criteria: {seconds:.1f} s, {peak:.2f} GiB; bound 60 s for 100,000")
            return
        draw = DRAW.replace(":rows", str(given.sheets * ROWS))
        duckdb.sql(f"copy ({draw}) to '{path}' (format parquet, compression zstd)")
        print(
            f"{given.sheets:,} sheets, {given.sheets * ROWS:,} rows, {Path(path).stat().st_size / 2**20:.0f} MiB, load {os.getloadavg()[0]:.1f}"
        )
        if given.spark:
            measure_spark(path, given.rounds)
            return
        sides = {
            "scan": SCAN,
            "scan and group": GROUP,
            "scan and write": WRITE,
            "float64": FLOAT,
            "totals": TOTALS,
            "rows and sheets": ROWS_TOO,
        }
        rounds: list[dict[str, tuple[float, float]]] = []
        for number in range(given.rounds):
            rounds.append({name: measured(code, path=path, out=out, scale=SCALE) for name, code in sides.items()})
            print(
                f"round {number + 1}: "
                + ", ".join(f"{name} {seconds:.2f} s {peak:.2f} GiB" for name, (seconds, peak) in rounds[-1].items())
            )
        for name in sides:
            ratio = statistics.median(one[name][0] / one["scan"][0] for one in rounds)
            seconds, peak = (statistics.median(one[name][i] for one in rounds) for i in range(2))
            print(f"{name:16} {seconds:6.2f} s  {ratio:5.2f} × scan  {peak:.2f} GiB")
        print(
            f"totals / float64: {statistics.median(one['totals'][0] / one['float64'][0] for one in rounds):.2f}; bounds 3.5 ×, 6 ×, 1.1 ×"
        )


if __name__ == "__main__":
    main()
