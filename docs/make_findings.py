"""Write docs/reference/findings.md and findings/<code>.md (问题代码): what each code means, a real example, the clauses behind it."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from pagework import NOTHING, REFERENCE, ROOT, cell, ended, indexed, made, table, toctree, write

import perfscore as ps
from perfscore.auditing.finding import SEVERITY_WORDS, Code
from perfscore.cli.about import GROUPS
from perfscore.provision import words_of
from perfscore.reading import scan
from perfscore.rulebook import term_of
from perfscore.source import STATUS_WORDS

FOLDER = REFERENCE / "findings"
PAGE = REFERENCE / "findings.md"
FIRST = "examples/hanyang-2019.xlsx"
FORMS = ROOT / "tests" / "data"

#: Which keys of a rulebook a code rests on; the others rest on the form's own words and on arithmetic alone.
CLAUSES: Final[dict[str, tuple[str, ...]]] = {
    "weight-sum": ("full_score", "weights"),
    "output-benefit-ratio": ("output_benefit", "output_benefit_tolerance"),
    "percent-style": ("policy.bare_percent",),
    "zero-target": ("policy.zero_target",),
    "criterion-unread": ("criterion_unread",),
    "criterion-note-clash": ("positive", "reverse"),
    "criterion-unit-odd": ("policy.percent_of",),
    "tier-gap": ("policy.shared_edge",),
    "group-weight": ("weights", "optional_group"),
    "total-above-full": ("full_score", "bonus"),
    "total-mismatch": ("policy.sum_of", "stages"),
    "impossible-total": ("full_score",),
    "score-mismatch": ("positive", "reverse", "qualitative", "policy.steps"),
    "score-above-weight": ("row_cap",),
    "target-met-points-cut": ("positive", "reverse"),
    "target-missed-full-score": ("positive", "reverse"),
    "constraint-sign": ("constraint_sign", "policy.constraint_base"),
    "grade-gap": ("grades", "total_rounding"),
    "cap-ignored": ("event_cap", "event_kinds", "execution_cap"),
    "explanation-missing": ("explanation",),
    "overshoot": ("overshoot_from", "overshoot_reverse_from", "overshoot_equal_from", "overshoot_points", "policy.overshoot"),
    "deviation-mismatch": ("deviation",),
    "execution-rate": ("execution_numerator", "execution_denominator", "policy.rate_base", "policy.rate_rounding"),
    "execution-score": ("execution", "policy.rate_from"),
    "attainment-gap": ("attainment_gap",),
    "unspent": ("unspent",),
    "adjustment-rate": ("adjustment", "adjustment_excludes"),
}


class Example(NamedTuple):
    """A finding, the form it was found on, where that comes from, and how to see it again."""

    finding: ps.Finding
    file: str
    origin: str
    command: str


def leaf(name: str, **fields: Any) -> ps.Indicator:
    standard: dict[str, Any] = {"weight": 10, "target": "≥100件", "actual": "100件", "criterion": ""}
    return ps.Indicator(name=name, **(standard | fields))


def form(*leaves: ps.Indicator, **fields: Any) -> ps.Sheet:
    top = ps.Indicator(name="产出指标", level=1, children=[ps.Indicator(name="质量指标", level=2, children=leaves)])
    return ps.Sheet(branches=[top], **fields)


#: Forms made up for codes that no collected form shows, each with its rulebook.
MADE_UP: Final[dict[str, tuple[ps.Sheet, str | None]]] = {
    "number-noise": (form(leaf("合格率", target="0.09", actual="0.0900000762939453")), None),
    "tier-gap": (
        form(leaf("合格率", target="95%", actual="95%", printed=8, criterion="95%-100%得10分，90%-95%得8分，90%以下不得分")),
        None,
    ),
    "total-above-full": (form(leaf("数量", printed=10), leaf("质量", weight=90, printed=90), declared=101), None),
    "score-above-weight": (form(leaf("数量", printed=12)), None),
    "grade-gap": (
        form(leaf("合格率", weight=100, target="100%", actual="89.5%", criterion="实际完成值/目标值*分值")),
        "cn-mof-grades-notice",
    ),
    "attainment-gap": (form(leaf("数量", printed=10), budget=ps.Budget(planned="100", spent="60")), "cn-gx-pmkpi"),
    "unspent": (form(leaf("数量", printed=10), budget=ps.Budget(planned="100", spent="60")), "cn-gx-pmkpi"),
}


def origins() -> dict[str, str]:
    with (FORMS / "forms.csv").open(encoding="utf-8", newline="") as file:
        return {row["form"]: row["source"] for row in csv.DictReader(file)}


@cache
def found() -> dict[str, Example]:
    """The first example of each code, the most certain one of the first forms that show it."""
    told: dict[str, Example] = {}
    known = origins()
    for path in (ROOT / FIRST, *sorted((FORMS / "forms").glob("*.xlsx"))):
        name = str(path.relative_to(ROOT).as_posix())
        origin = known.get(path.stem, "武汉市汉阳区大数据中心，2019 年度部门决算附件")
        for sheet in scan(path):
            for one in ps.audit(sheet).findings if isinstance(sheet, ps.Sheet) else ():
                told.setdefault(one.code, Example(one, path.name, origin, f"perfscore audit {name} --select {one.code}"))
    capped = ps.audit(ps.read(ROOT / FIRST), event="审计披露", select="cap-ignored").findings[0]
    told.setdefault(
        "cap-ignored",
        Example(
            capped,
            Path(FIRST).name,
            "武汉市汉阳区大数据中心，2019 年度部门决算附件；假设另有审计披露",
            f"perfscore audit {FIRST} --event 审计披露 --select cap-ignored",
        ),
    )
    for code, (sheet, book) in MADE_UP.items():
        if code not in told:
            (one, *_) = ps.audit(sheet, book, select=code).findings
            told[code] = Example(one, "", "", "")
    return told


def example(code: str) -> str:
    one = found()[code]
    shown = one.finding
    rows = [("程度", SEVERITY_WORDS[shown.severity]), ("指标", cell(shown.row or "整张表"))]
    if one.file and shown.source:
        rows.append(("单元格", cell(shown.source.place)))
    rows += [(name, cell(value)) for name, value in (("表内", shown.printed), ("应为", shown.expected)) if value]
    told = f"{table(('', ''), rows)}{cell(shown.message)}\n\n"
    if not one.file:
        return f"收集到的表里还没有遇到，下面是一个自拟的例子。\n\n{told}"
    return f"{cell(one.origin)}（`{one.file}`）：\n\n{told}```console\n$ {one.command}\n```\n\n"


def clauses(code: str) -> str:
    """What the shipped rulebooks say of it, each where it says it itself."""
    rows = []
    for name in ps.rulebooks():
        book = ps.rulebook(name)
        above = ps.rulebook(book.parent).values if book.parent else {}
        for key in CLAUSES.get(code, ()):
            value = book.values.get(key)
            if value is not None and above.get(key) is not value:
                cite = value.cite
                status = STATUS_WORDS[cite.status] if cite.status else NOTHING
                link = f"[{name}](../rulebooks/{name}.md)"
                rows.append((link, cell(term_of(key)), cell(words_of(key, value.value)), cell(cite.clause), cell(cite.quote), status))
    if rows:
        return "表注印有条文的，以表注为准；下面是内置评分办法里的条文。\n\n" + table(
            ("评分办法", "条目", "取值", "条款", "原文", "状态"), rows
        )
    if code in CLAUSES:
        return "内置评分办法都没有写这一条；依据是默认的口径，见[口径](../../explanation/readings.md)。\n\n"
    return "不依据某个评分办法：凭表内的文字和算术就能判断。\n\n"


def page_of(one: Code) -> str:
    return ended(
        f"# {one.title}\n\n{made('make_findings')}{indexed(one.code)}代码 `{one.code}`，{GROUPS[one.group]}类。\n\n{one.what}\n\n"
        f"## 为什么要紧\n\n{one.why}\n\n## 例子\n\n{example(one.code)}## 怎样处理\n\n{one.settle}\n\n"
        f"不需要看这一类时：`perfscore audit 自评表.xlsx --ignore {one.code}`。\n\n## 依据的条文\n\n{clauses(one.code)}"
    )


INTRO = f"""# 问题代码

{made("make_findings")}perfscore 能发现下面 {len(ps.CODES)} 种问题。每一种有一页：是什么、为什么要紧、真实的例子、怎样处理、依据哪一条。
命令 `perfscore findings` 列出同样的内容，`perfscore findings score-mismatch` 讲一种。

- **错误**：按表内文字的任何一种读法都不对，可以直接写进退回意见。
- **提醒**：取决于某种口径或推定，消息里写明是哪一种，请人工判断。
- **备注**：写法问题，或无法核对的地方。

同一种问题的程度随情形而定：表上印着条文、数字齐全的是错误，靠推定的是提醒。

"""


def parts() -> Iterator[str]:
    yield INTRO
    for group, words in GROUPS.items():
        rows = [(f"[`{one.code}`](findings/{one.code}.md)", one.title, one.what) for one in ps.CODES.values() if one.group == group]
        yield f"## {words}\n\n{table(('代码', '问题', '是什么'), rows)}"
    yield toctree(f"findings/{code}" for code in ps.CODES)


def pages() -> dict[Path, str]:
    """Every page with its text."""
    return {PAGE: "".join(parts())} | {FOLDER / f"{code}.md": page_of(one) for code, one in ps.CODES.items()}


if __name__ == "__main__":
    write(pages())
