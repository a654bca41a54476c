"""Write docs/reference/rulebooks.md and rulebooks/<id>.md (评分办法): what is shipped, side by side and one by one."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from pagework import toctree

from perfscore import Bands, Proportional, Rulebook, rulebook, rulebooks
from perfscore.ambiguity import AMBIGUITIES, OVERSHOOT_WORDS
from perfscore.number import plain
from perfscore.provision import KEYS, OF_BUDGET, POLICY, ROW, STAGE_WORDS, STAGES, words_of
from perfscore.rulebook import Value, term_of
from perfscore.shelving import SHIPPED
from perfscore.source import STATUS_WORDS, Document, Seen, Status

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "rulebooks.md"
FOLDER = ROOT / "docs" / "reference" / "rulebooks"
MADE = "<!-- 本页由 docs/make_rulebooks.py 生成，请不要直接修改。 -->"
NOTHING = "—"

SCOPES: Final = {
    "project": "项目支出", "dept": "部门整体支出", "project+dept": "项目支出、部门整体支出", "evaluation": "评价结果",
}  # fmt: skip
SEEN: Final = {Seen.ORIGINAL: "原件", Seen.COPY: "转载件", Seen.PROGRAM: "系统程序", Seen.NONE: "未见"}
SEEN_TOLD: Final = {
    Seen.ORIGINAL: "原件",
    Seen.COPY: "转载件，原件未核对",
    Seen.PROGRAM: "系统程序的做法，不是印发文件",
    Seen.NONE: "文件未见",
}

#: What holds where a document does not set a key; of the choices, the words of the defaults.
DEFAULTS: Final[dict[str, str]] = {
    "full_score": "100 分",
    "bonus": "表内有加分项的，总分超过满分只作提示",
    "weights": "不核对各组分值",
    "output_benefit": "只核对表内自己写明的比例",
    "output_benefit_tolerance": "须恰好相符",
    "row_cap": "得分以本行分值为限，评分标准另写加分的除外",
    "execution": "执行率 × 分值，最多得满分",
    "execution_numerator": "表内的执行数",
    "execution_denominator": "表内的预算数",
    "adjustment": "按本行评分标准；没有的，按正向、反向指标公式",
    "adjustment_excludes": "扣除与不扣除中央专款，符合一种即可",
    "positive": "没有评分标准的正向指标不计算",
    "reverse": "没有评分标准的反向指标不计算",
    "qualitative": "没有评分标准的定性指标不计算",
    "criterion_unread": "本行不计算",
    "overshoot_from": "没有界限",
    "overshoot_reverse_from": "没有界限",
    "overshoot_equal_from": "同正向指标",
    "overshoot_points": "不扣分",
    "explanation": "表内有原因一栏的，扣了分的行应填",
    "either_or": "各行都计",
    "optional_group": "各行都计",
    "constraint_sign": "有分值的从分值中扣，没有分值的以负数记分",
    "event_cap": "只按表内评分标准写明的封顶",
    "event_kinds": "评分标准写明的事件；没有写明的，任何已记录的事件",
    "execution_cap": "不封顶",
    "rounding": "0.01，四舍五入",
    "total_rounding": "同各行得分",
    "stages": " → ".join(STAGE_WORDS[stage] for stage in STAGES),
    "grades": "不定级",
    "deviation": "(实际完成值 - 目标值) / 目标值",
    "attainment_gap": "不预警",
    "unspent": "不预警",
    "rollup_absolute": "直接累加",
    "rollup_relative": "按资金额度加权平均",
    "rollup_qualitative": "按资金额度加权平均",
    **{f"{POLICY}{one.name}": one.default for one in AMBIGUITIES},
    f"{POLICY}overshoot": OVERSHOOT_WORDS["cap"],
}

INTRO = f"""# 内置评分办法

{MADE}

perfscore 带着下面这些评分办法。每个取值都写明出自哪份文件、哪一条、原文怎样说、核实到什么程度；点开编号可以看到全部条目。
同样的内容也可以用命令看，或者两两对照：

```console
$ perfscore rulebooks
$ perfscore rulebooks show cn-mof-2020-10
$ perfscore rulebooks diff cn-bj-2016-project cn-hb-2020-project
```

- **原件**：看到的是发布机关自己公布的文件。**转载件**：看到的是别处转载的文本，没有与原件核对，不写网址。
  **系统程序**：看到的是填报系统的做法，不是印发的文件。
- **已核实**：读到了原文（或程序）；**推定**：由别处间接看出；**未核实**：没有看到条文，只是通行的说法。
- 大多数办法看到的是转载件。要依据某一个办法退回报表，请先与正式文件核对；自己的办法可以[写成文件](../how-to/own-rulebook.md)。

"""


# ---- cells --------------------------------------------------------------------------------------


def cell(text: str) -> str:
    """A text in a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|").replace("*", "\\*") or NOTHING


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(heads), *([*row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) + "\n"


def years(book: Rulebook) -> str:
    if book.valid_from is None:
        return NOTHING
    if book.valid_to is None:
        return f"{book.valid_from} 起"
    return str(book.valid_from) if book.valid_to == book.valid_from else f"{book.valid_from}–{book.valid_to}"


def seen(book: Rulebook) -> str:
    """What was read of the documents that a rulebook's values rest on."""
    found = {value.cite.seen for value in book.values.values() if value.cite.status is not Status.UNVERIFIED}
    return "、".join(words for one, words in SEEN.items() if one in found)


# ---- how each scores ----------------------------------------------------------------------------


def execution(book: Rulebook) -> str:
    points = [f"{plain(share.points)} 分" for share in book.weights if len(share.path) == 1 and share.path[0].startswith("预算执行")]
    rule = book.get("execution")
    told = [*points, *(["执行率×分值"] if rule else [])]
    told += [words_of(f"{POLICY}{name}", v) for name in OF_BUDGET if (v := book.get(f"{POLICY}{name}"))]
    return "；".join(told)


def proportional(book: Rulebook, key: str) -> str:
    rule = book.rule(key)
    if not isinstance(rule, Proportional):
        return ""
    if key == "positive":
        return "实际÷目标"
    return "超出部分直线扣到 0" if book.policy.reverse_form == "linear" else "目标÷实际"


def qualitative(book: Rulebook) -> str:
    rule = book.rule("qualitative")
    return "、".join(f"{plain(band.low)}%" for band in rule.bands[:-1]) + " 分三档" if isinstance(rule, Bands) else ""


def overshoot(book: Rulebook) -> str:
    if f"{POLICY}overshoot" not in book:
        return ""
    sides = (("正向", "overshoot_from"), ("反向", "overshoot_reverse_from"), ("等于", "overshoot_equal_from"))
    bounds = "、".join(f"{side} {book.get(key)}" for side, key in sides if key in book)
    effect = f"扣 {plain(book.overshoot_points)} 分" if book.overshoot_points else OVERSHOOT_WORDS[book.policy.overshoot]
    return f"{bounds}：{effect}" if bounds else effect


def not_counted(book: Rulebook) -> str:
    told = [words_of(f"{POLICY}{name}", value) for name in ("not_applicable", "blank_target") if (value := book.get(f"{POLICY}{name}"))]
    told += ["二者择其一"] if "either_or" in book else []
    return "；".join(told + (["可选指标组"] if "optional_group" in book else []))


def caps(book: Rulebook) -> str:
    told = [f"记录了事件的 {plain(book.event_cap)}"] if book.event_cap else []
    return "、".join(told + ([f"执行率 {book.get('execution_cap')}"] if book.execution_cap else []))


def roundings(book: Rulebook) -> str:
    told = (("各行", book.get("rounding")), ("总分", book.get("total_rounding")))
    return "、".join(f"{what} {value}" for what, value in told if value)


#: The columns of the comparison.
HOW: Final[dict[str, Callable[[Rulebook], str]]] = {
    "执行率": execution,
    "正向": lambda book: proportional(book, "positive"),
    "反向": lambda book: proportional(book, "reverse"),
    "定性分档": qualitative,
    "远超目标": overshoot,
    "不适用": not_counted,
    "封顶": caps,
    "等级": lambda book: book.get("grades") or "",
    "修约": roundings,
    "逐项标准": lambda book: str(sum(key.startswith(ROW) or key == "adjustment" for key in book.values) or ""),
}


def overview(books: Iterable[Rulebook]) -> str:
    rows = []
    for book in books:
        found = Counter(value.cite.status for value in book.values.values())
        counts = [str(found[status] or NOTHING) for status in Status]
        link = f"[{book.id}](rulebooks/{book.id}.md)"
        rows.append([link, cell(book.title), cell(book.jurisdiction), years(book), SCOPES[book.scope], seen(book), *counts])
    return table(["编号", "名称", "地区", "年度", "用于", "所见", *STATUS_WORDS.values()], rows)


def comparison(books: Iterable[Rulebook]) -> str:
    return table(["编号", *HOW], ([book.id, *(cell(told(book)) for told in HOW.values())] for book in books))


def page() -> str:
    """The page of all."""
    books = [rulebook(name) for name in rulebooks()]
    return (
        f"{INTRO}## 有哪些\n\n{overview(books)}"
        f"## 怎样计分\n\n“{NOTHING}”是办法没有写，按默认的做法（各办法的页面逐条列出）。写明上级办法的，从上级办法来的取值也列在内。\n\n"
        f"{comparison(books)}"
        f"{toctree(f'rulebooks/{book.id}' for book in books)}"
    )


# ---- one rulebook -------------------------------------------------------------------------------


def remarks(name: str) -> list[str]:
    """What the file itself says in its comments."""
    return [line[1:].strip() for line in (SHIPPED / f"{name}.toml").read_text("utf-8").splitlines() if line.startswith("#")]


def head(book: Rulebook) -> str:
    rows = [
        ("编号", f"`{book.id}`"),
        ("发布", cell(book.issuer)),
        ("地区", cell(book.jurisdiction)),
        ("年度", years(book)),
        ("用于", SCOPES[book.scope]),
        ("上级办法", f"[{book.parent}]({book.parent}.md)（本办法没有另写的，从其规定）" if book.parent else NOTHING),
        ("条目", "，".join(f"{STATUS_WORDS[one]} {number}" for one, number in sorted(statuses(book).items()))),
    ]
    return table(["", ""], rows)


def statuses(book: Rulebook) -> dict[Status, int]:
    return Counter(value.cite.status for value in book.values.values() if value.cite.status)


def documents(book: Rulebook) -> str:
    read = {value.cite.document for value in book.values.values() if value.cite.status is not Status.UNVERIFIED}
    told = (document(one) if str(one) in read else f"{one}：条文未见" for one in book.documents)
    return "".join(f"{number}. {words}\n" for number, words in enumerate(told, 1)) + "\n"


def document(one: Document) -> str:
    return f"{one}：{SEEN_TOLD[one.seen]}{f'，<{one.address}>' if one.address else ''}"


def provisions(book: Rulebook, found: Iterable[tuple[str, Value]]) -> str:
    numbers = {str(one): str(number) for number, one in enumerate(book.documents, 1)}
    rows = []
    for key, value in found:
        cite = value.cite
        status = STATUS_WORDS[cite.status] if cite.status else ""
        rows.append(
            [cell(term_of(key)), cell(words_of(key, value.value)), numbers[cite.document], cell(cite.clause), cell(cite.quote), status]
        )
    return table(["条目", "取值", "文件", "条款", "原文（系统程序的，是其做法）", "状态"], rows)


def inherited(book: Rulebook) -> dict[str, Value]:
    """What comes from the parent as it stands there."""
    above = rulebook(book.parent).values if book.parent else {}
    return {key: value for key, value in book.in_order() if above.get(key) is value}


def silent(book: Rulebook) -> str:
    return table(["条目", "默认"], ([cell(term_of(key)), cell(DEFAULTS[key])] for key in KEYS if key not in book))


def parts(book: Rulebook) -> Iterator[str]:
    above = inherited(book)
    yield f"# {book.title}\n\n{MADE}\n\n{head(book)}"
    yield f"## 文件\n\n{documents(book)}"
    if told := remarks(book.id):
        yield "## 说明\n\n" + "".join(f"- {one}\n" for one in told) + "\n"
    yield f"## 条目\n\n{provisions(book, (pair for pair in book.in_order() if pair[0] not in above))}"
    if above:
        yield f"## 从上级办法来的\n\n下面的条目本办法没有另写，从 [{book.parent}]({book.parent}.md)。\n\n{provisions(book, above.items())}"
    yield f"## 没有写的\n\n文件没有写（或没有看到）的条目，按下面的默认做法；可以在自己的文件里[另写](../../how-to/own-rulebook.md)。\n\n{silent(book)}"


def page_of(name: str) -> str:
    """The page of one rulebook."""
    return "".join(parts(rulebook(name))).rstrip("\n") + "\n"


def pages() -> dict[Path, str]:
    """Every page with its text."""
    return {PAGE: page().rstrip("\n") + "\n"} | {FOLDER / f"{name}.md": page_of(name) for name in rulebooks()}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}\n{FOLDER.relative_to(ROOT)}/\n")


if __name__ == "__main__":
    main()
