"""Write docs/reference/readings.md (口径): every open choice with the way taken and the others."""

from pathlib import Path

from pagework import REFERENCE, cell, made, table, write

from perfscore.ambiguity import AMBIGUITIES, OVERSHOOT_WORDS
from perfscore.rulebook import term_of

PAGE = REFERENCE / "readings.md"

INTRO = f"""# 口径

{made("make_readings")}文字没有说清的地方，每处有一种默认的理解和别的理解。`--readings` 列出换一种理解时的总分；
评分办法可以用 `policy.名称` 定下一种（[怎样写](../how-to/own-rulebook.md)）。为什么这样处理，见[说明](../explanation/readings.md)。

"""


def page() -> str:
    rows = [
        (f"`{one.name}`", cell(term_of(f"policy.{one.name}").partition("：")[2]), cell(one.default), cell(one.other)) for one in AMBIGUITIES
    ]
    words = [(f"`{value}`", cell(told)) for value, told in OVERSHOOT_WORDS.items()]
    return (
        f"{INTRO}{table(('名称', '哪里', '默认', '另一种'), rows)}"
        f"## 远超目标\n\n评分办法规定了界限的，超过界限以后怎样办（`overshoot`，默认 `cap`）：\n\n{table(('取值', '做法'), words)}"
    ).rstrip("\n") + "\n"


def pages() -> dict[Path, str]:
    """The page with its text."""
    return {PAGE: page()}


if __name__ == "__main__":
    write(pages())
