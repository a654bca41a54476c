"""Many checked forms in one table (汇总表)."""

from collections.abc import Iterator, Sequence

from perfscore.auditing.finding import CODES, SEVERITY_WORDS
from perfscore.reporting.table import Column, fold, table
from perfscore.tallying import Tally

#: So many names are listed under a heading.
NAMED = 20

HEADS = (
    Column("问题代码"),
    *(Column(word, figures=True) for word in SEVERITY_WORDS.values()),
    Column("涉及表数", figures=True),
    Column("问题", optional=True),
)


def summary_text(tally: Tally, *, width: int = 100) -> str:
    """
    Many checked forms in one table (汇总表): how many, findings by code, totals off, full marks throughout, what was not read.

    >>> print(summary_text(Tally(forms=3, wrong=1, doubtful=1)))
    共 3 张表：1 张有错误，2 张没有。其中 1 张只有提醒或备注。
    """
    fine = tally.forms - tally.wrong
    said = f"共 {tally.forms} 张表：{tally.wrong} 张有错误，{fine} 张没有。"
    said += f"其中 {tally.doubtful} 张只有提醒或备注。" if tally.doubtful else ""
    said += f"另有 {len(tally.failed)} 处读不了。" if tally.failed else ""
    lines = [*fold(said, width), *_codes(tally, width)]
    for title, names in (
        (f"自评总分与各行得分之和不等：{len(tally.off)} 张", tally.off),
        (f"各行都得满分：{len(tally.full)} 张，请抽查依据", tally.full),
        (f"读不了：{len(tally.failed)} 处", tally.failed),
    ):
        lines += _list(title, names, width)
    return "\n".join(lines)


def _codes(tally: Tally, width: int) -> list[str]:
    rows = [
        [code, *(str(tally.findings[code, severity] or "—") for severity in SEVERITY_WORDS), str(tally.concerned[code]), CODES[code].title]
        for code in tally.codes
    ]
    return ["", *table(HEADS, rows, most=width)] if rows else []


def _list(title: str, names: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    if not names:
        return
    yield from ("", title)
    for name, said in names[:NAMED]:
        yield from fold(f"{name}  {said}".rstrip(), width, first="  ", rest="    ")
    if len(names) > NAMED:
        yield f"  …另有 {len(names) - NAMED} 个"
