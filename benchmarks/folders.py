"""
How fast a folder is checked: 2,000 small workbooks audited on every core, beside one process that merely opens them with openpyxl.

The two take turns on the same files, round by round; what counts is their ratio. The memory of the audit is the largest that
any of its processes took, looked at over the first tenth of the files and over all of them.
"""

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

FILES = 2000
ROUNDS = 3
HEADS = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
CRITERIA = ("每减少1个百分点扣0.5分，扣完为止", "实际完成值/年度指标值×分值", "≥95%得满分，90%（含）-95%得8分，其余不得分", "")
OPEN = """
import sys
from pathlib import Path
from openpyxl import load_workbook
for path in sorted(Path(sys.argv[1]).iterdir()):
    for sheet in load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                cell.value
"""
#: The audit as the command line runs it, with the largest memory of its processes told on the standard error.
AUDIT = """
import resource, sys
from perfscore.cli import run
status = run(["audit", sys.argv[1], "--format", "jsonl", "-o", sys.argv[2]])
most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(f"{most // 1024}", file=sys.stderr)
sys.exit(status == 2)
"""


def make(path: Path, dice: random.Random) -> None:
    """A form as units send it: title, budget block, 12 to 18 rows with merged levels, a total, borders and fonts."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    planned = dice.randint(100, 90_000) / 100
    spent = round(planned * dice.uniform(0.8, 1), 2)
    sheet.append(["项目支出绩效自评表"])
    sheet.append(["（2023年度）"])
    sheet.append(["项目名称", None, f"第{dice.randint(1, 999)}号项目", None, "实施单位", f"第{dice.randint(1, 99)}局"])
    sheet.append(["项目资金（万元）", None, None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"])
    rate = spent / planned
    sheet.append([None, "年度资金总额", None, planned, planned, spent, 10, f"{rate:.2%}", round(10 * rate, 2)])
    sheet.append([None, "其中：当年财政拨款", None, planned, planned, spent, "—", None, "—"])
    sheet.append([*HEADS, "评分标准"])
    count, total = dice.randint(12, 18), round(10 * rate, 2)
    for number in range(count):
        weight = 90 // count + (number < 90 % count)
        actual = dice.choice([100, 100, 99, 95, 88])
        score = weight if actual == 100 else round(weight * actual / 100, 2)
        total += score
        levels = ("产出指标", f"数量指标{number}") if number % 4 == 0 else (None, None)
        sheet.append([*levels, f"第{number}项完成率", "100%", f"{actual}%", weight, score, None, dice.choice(CRITERIA)])
    sheet.append(["总分", None, None, None, None, 100, round(total, 2)])
    for first in range(8, 8 + count - 4, 4):
        sheet.merge_cells(f"A{first}:A{first + 3}")
        sheet.merge_cells(f"B{first}:B{first + 3}")
    sheet.merge_cells("A1:I1")
    thin = Side(style="thin")
    for row in sheet.iter_rows():
        for cell in row:
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            cell.font = Font(name="宋体", size=10)
    book.save(path)


def timed(code: str, *arguments: str) -> tuple[float, str]:
    """Seconds that a process takes, and what it says on the standard error."""
    start = perf_counter()
    done = subprocess.run([sys.executable, "-c", code, *arguments], check=True, stderr=subprocess.PIPE, text=True)
    return perf_counter() - start, done.stderr.split()[-1] if done.stderr.split() else ""


def main() -> None:
    dice = random.Random(20231)
    with tempfile.TemporaryDirectory() as place:
        folder, part, out = Path(place, "forms"), Path(place, "part"), Path(place, "out.jsonl")
        folder.mkdir()
        part.mkdir()
        for number in range(FILES):
            make(folder / f"{number:05}.xlsx", dice)
        for path in sorted(folder.iterdir())[: FILES // 10]:
            os.link(path, part / path.name)
        rounds = []
        for number in range(ROUNDS):
            opened, _ = timed(OPEN, str(folder))
            audited, most = timed(AUDIT, str(folder), str(out))
            rounds.append((audited / opened, opened, audited))
            print(f"round {number + 1}: openpyxl {opened:.1f} s, audit {audited:.1f} s, {audited / opened:.2f} ×, {most} MiB at most")
        _, few = timed(AUDIT, str(part), str(out))
        ratio, opened, audited = (median(column) for column in zip(*rounds, strict=True))
        print(f"{FILES} workbooks, median: {audited:.1f} s against {opened:.1f} s for opening them, {ratio:.2f} ×; bound 3 ×")
        print(f"memory of the largest process: {few} MiB over {FILES // 10} files, {most} MiB over {FILES}; bound 300 MiB")


if __name__ == "__main__":
    main()
