"""Write docs/reference/glossary.md (名词对照): the words of the field and what the library calls them, from its own docstrings."""

import inspect
import re
from pathlib import Path
from typing import Any, Final

from pagework import REFERENCE, cell, made, table, write

import perfscore as ps

PAGE = REFERENCE / "glossary.md"

#: The field's words, what each is called in the code, and what it means; where two words are used, both.
WORDS: Final[tuple[tuple[str, str, str], ...]] = (
    ("绩效自评表", "sheet", "预算单位年终填报的表：预算执行情况、指标、目标值、完成值、得分、总分。"),
    ("指标", "indicator", "一级、二级、三级指标组成的树；一级在最上。"),
    ("一级指标、二级指标、三级指标", "level", "一级是最上一级；最末一级的行才计分。"),
    ("分值、权重", "weight", "一行的满分，以分计。"),
    ("得分", "score", "一行或总分复算的结果。"),
    ("表内得分、自评得分", "printed", "表上填的得分。"),
    ("自评总分", "declared", "表上填的总分。"),
    ("各行得分合计", "printed_sum", "表上各行得分相加。"),
    ("年度指标值、目标值", "target", "年初定下的数。"),
    ("实际完成值、全年完成值", "actual", "年终实际做到的数。"),
    ("评分标准", "criterion", "一行怎样得分的文字。"),
    ("评分办法", "rulebook", "一份文件（或表注）规定的全部计分规则。"),
    ("表注", "notes", "印在表下的说明。"),
    ("预算数、执行数", "planned, spent", "全年预算（含调整）和全年实际支出。"),
    ("预算执行率", "execution rate", "执行数 ÷ 预算数。"),
    ("预算调整率", "adjustment rate", "预算调整数 ÷ 年初预算数。"),
    ("完成率", "completion rate", "实际完成值 ÷ 目标值。"),
    ("指标值偏差率", "deviation", "（实际完成值 − 目标值）÷ 目标值，带正负号。"),
    ("正向指标、反向指标", "positive, reverse", "越高越好、越低越好。"),
    ("定性指标、定量指标", "qualitative, quantitative", "完成情况写文字的、写数的。"),
    ("约束性指标", "constraint", "只扣分、不得分，或给总分封顶的行。"),
    ("封顶", "cap", "发生规定的事件时总分的上限。"),
    ("扣分", "deduction, points off", "从分值（或规定的起点）往下减。"),
    ("档次、分档", "band, tier", "文字的档（达成、部分达成）、数的档（≥95%）。"),
    ("修约", "rounding", "按规定的位数取整，默认两位小数、四舍五入。"),
    ("口径", "reading, ambiguity", "文字没有说清时的一种理解；每种都有默认，可换一种再算。"),
    ("区间", "low, high", "文字留有余地时得分的下限和上限。"),
    ("评价等级", "grade", "优、良、中、差。"),
    ("复算", "recompute", "按评分标准重新算一遍。"),
    ("问题、问题代码", "finding, code", "表中不对或可疑的一处，和它的种类。"),
    ("错误、提醒、备注", "error, warning, note", "一定不对、取决于口径或推定、写法问题。"),
    ("退回意见", "opinion", "审核结果末尾的一句话，可直接使用。"),
    ("回执", "receipt", "文件、评分办法、版本的摘要，供以后核对。"),
    ("汇总", "combine", "把几个单位的同一种表合成一张。"),
    ("假设、反推", "what-if, reach", "换一个数再算；要到某个总分须完成多少。"),
    ("条文、依据", "clause, citation", "哪份文件、哪一条、原文怎样说、核实到什么程度。"),
)

INTRO = f"""# 名词对照

{made("make_glossary")}命令的消息和本站用中文，代码、问题代码和 JSON 的键用英文。同一个意思只用一个词。

"""


def term(value: Any) -> str:
    """The Chinese words in the first line of a docstring."""
    line = (inspect.getdoc(value) or "").splitlines()[0]
    found = re.search(r"\(([^)]*[一-龥][^)]*)\)", line)
    return found[1] if found else ""


def page() -> str:
    named = [(name, term(getattr(ps, name))) for name in ps.__all__ if callable(getattr(ps, name))]
    rows = [(f"{{py:obj}}`perfscore.{name}`", cell(words)) for name, words in named]
    return (
        f"{INTRO}## 表上的词\n\n{table(('中文', '英文', '含义'), ((cell(a), cell(b), cell(c)) for a, b, c in WORDS))}"
        f"## Python 里的名字\n\n{table(('名字', '中文'), rows)}"
    ).rstrip("\n") + "\n"


def pages() -> dict[Path, str]:
    """The page with its text."""
    return {PAGE: page()}


if __name__ == "__main__":
    write(pages())
