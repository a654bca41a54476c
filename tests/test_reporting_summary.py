"""perfscore.reporting.summary: many checked forms in one table."""

from perfscore.auditing.finding import Severity
from perfscore.reporting.summary import NAMED, summary_text
from perfscore.reporting.table import columns
from perfscore.tallying import Brief, Tally


def tally(forms: int) -> Tally:
    made = Tally()
    for number in range(forms):
        codes = (("total-mismatch", Severity.ERROR), ("percent-style", Severity.WARNING), ("percent-style", Severity.WARNING))
        made.take(Brief(name=f"{number}.xlsx", title="某局自评表", codes=codes, off="自评总分 96，各行得分合计 94", full=True), "", "")
    made.fail("坏.xlsx", "文件是空的。")
    return made


def test_the_table() -> None:
    assert """共 2 张表：2 张有错误，0 张没有。另有 1 处读不了。

问题代码        错误  提醒  备注  涉及表数  问题
percent-style      —     4     —         2  百分数写法不一
total-mismatch     2     —     —         2  总分与各行得分之和不等

自评总分与各行得分之和不等：2 张
  0.xlsx  自评总分 96，各行得分合计 94
  1.xlsx  自评总分 96，各行得分合计 94

各行都得满分：2 张，请抽查依据
  0.xlsx  某局自评表
  1.xlsx  某局自评表

读不了：1 处
  坏.xlsx  文件是空的。""" == summary_text(tally(2))


def test_long_lists_are_cut_and_lines_folded() -> None:
    text = summary_text(tally(NAMED + 3), width=60)
    assert 2 == text.count("  …另有 3 个")
    assert all(columns(line) <= 60 for line in text.splitlines())
