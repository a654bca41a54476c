"""Write docs/reference/corpus.md (评分标准语料): how much of the project's own corpus is read, and what is not."""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from perfscore.reporting.criterion import kind_words
from perfscore.rule import KINDS
from perfscore.surveying import Entry, Survey, percent, survey_file

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "corpus.md"
CORPUS = ROOT / "tests" / "data" / "corpus.csv"
CASES = ROOT / "tests" / "data" / "criteria-scores.csv"
NO_KIND = "不属于任何一行"

INTRO = """# 评分标准语料

<!-- 本页由 docs/make_corpus.py 生成，请不要直接修改。 -->

`tests/data/corpus.csv` 收了公开材料里的评分用语，一行一条，写明出处和一个读者归的种类（不看程序怎么读）。
其中能照文字机械计分的，另有算例在 `tests/data/criteria-scores.csv`；其余的靠人判断，或者说的是整张表
（权重怎么分、总分怎么汇总），不读才对。

"""

AGAIN = """## 怎样重做

```console
$ make corpus
```

它执行下面这一句，再写成本页；换成自己的文件，就是自己那批评分标准的普查：

```console
$ perfscore criterion --file tests/data/corpus.csv
```

全部读懂时退出状态为 0，有读不懂的为 1，文件读不了为 2；加 `--format json` 得到同样内容的 JSON（perfscore.criteria/1），
加 `--lenient` 则把疑似识别错误的字按更正后的读。
"""


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cases() -> set[str]:
    """The texts that have cases: those that can be scored by their words alone."""
    return {row["text"] for row in rows_of(CASES)}


def folded(text: str) -> str:
    """A text as the survey prints it: white space does not count."""
    return "".join(text.split())


def cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("*", "\\*")


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(heads), *([*row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) + "\n"


def figures(survey: Survey, scored: set[str]) -> str:
    able = [one for one in survey.entries if folded(one.text) in scored]
    others = [one for one in survey.entries if folded(one.text) not in scored]
    rows = []
    for title, those in (("有算例的", able), ("没有算例的", others), ("合计", survey.entries)):
        read = sum(one.rule is not None for one in those)
        rows.append([title, str(len(those)), str(read), f"{percent(read, len(those))}%"])
    return table(("", "条数", "读懂", "比例"), rows)


def kinds(survey: Survey) -> str:
    corpus = rows_of(CORPUS)
    all_, read = Counter(row["kind"] for row in corpus), dict.fromkeys(("", *KINDS), 0)
    known = {folded(row["text"]): row["kind"] for row in corpus}
    for one in survey.entries:
        read[known[folded(one.text)]] += one.rule is not None
    rows = [[kind_words(kind) if kind else NO_KIND, str(all_[kind]), str(read[kind])] for kind in (*KINDS, "") if all_[kind]]
    return table(("种类（读者归的）", "条数", "读懂"), rows)


def unread(entries: Iterable[Entry]) -> str:
    rows = []
    for one in entries:
        assert one.error is not None
        rows.append(["、".join(one.places), cell(one.text), cell(one.error.message)])
    return table(("位置", "原文", "停在哪里"), rows)


def parts() -> Iterator[str]:
    survey, scored = survey_file(CORPUS), {folded(text) for text in cases()}
    yield INTRO
    yield f"## 读懂多少\n\n{figures(survey, scored)}"
    yield kinds(survey)
    for title, inside in (("有算例而没有读懂的", True), ("没有算例、也没有读懂的", False)):
        found = [one for one in survey.unread if (folded(one.text) in scored) is inside]
        if found:
            yield f"## {title}\n\n位置是 `tests/data/corpus.csv` 的单元格。\n\n{unread(found)}"
    yield AGAIN


def page() -> str:
    return "".join(parts())


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
