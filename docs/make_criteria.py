"""Write docs/reference/criteria.md (评分标准的写法): the language of criteria, from the grammar and from real texts."""

import csv
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from perfscore import CriterionError, read_criterion
from perfscore.criterion import grammar
from perfscore.rule import KINDS

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "criteria.md"
REAL = ROOT / "tests" / "data" / "criteria-scores.csv"
STATED = ROOT / "tests" / "conformance" / "criterion.csv"

INTRO = """# 评分标准怎么写、怎么读

<!-- 本页由 docs/make_criteria.py 生成，请不要直接修改。 -->

自评表里的“评分标准”是一种小语言：每…扣…扣完为止、≥95%得满分、是得2分否则不得分、每发现一例扣1分……
perfscore 把它读成一条能计算的规则；读不懂就明说停在哪里，从不猜。先试一条：

```console
$ perfscore criterion 每减少1个百分点扣0.1分，扣完为止 --weight 5 --target 100% --actual 85%
```

## 一条标准由哪几样东西组成

下面各栏直接取自语法文件 `perfscore/criterion.lark`，例子都能被读懂。夹在中间的普通文字
（说的是什么指标、什么情形、什么缺陷）原样保留在规则里。

"""

#: What a reader must know of each kind, beside its examples.
TOLD = {
    "proportional": "达到目标得满分，达不到按完成的比例；写明界限的（≥90%得满分，低于90%按比例得分）从那个界限算起。",
    "rate": "执行率（或到位率等比率）乘以分值，最多得满分；写“×20”的以 20 分为基数。",
    "steps": "每差多少扣（或加）多少。从目标值算起；文中另有界限的从界限算起。默认只数满了的档次，不满一档不扣。",
    "tiers": "实际完成值落在哪一档得几分。“以上、以下、不低于、不超过”含本数，“低于、高于、超过、不足”不含。",
    "bands": "用文字分档：实际完成值写的是哪一档，就得那一档的分；给的是区间，得分就是区间。",
    "yes-no": "两个得分取一个。条件可以是文字（填 是/否），可以是界限（填数），也可以是个数（有1项不符合要求，不得分）。",
    "checklist": "逐项给分，相加。只知道符合了几项而各项分值不同的，得分是一个区间。",
    "defects": "发现一处扣几分。实际完成值填发现的个数；几种缺陷分值不同而只知道总数的，得分是一个区间。",
    "discretion": "文字给评审留了余地，得分是一个区间，表内得分落在区间内就采用。",
    "formula": "文字或符号写的公式；除分值、目标值、完成值以外的数由调用者给出。",
    "constraint": "只扣不加，或给总分封顶。",
}

READINGS = """## 文字没有说清的地方

下面这些地方，各地有不同的理解。perfscore 取默认的一种，并可按另一种再算一遍（`--readings`）：

| 文字 | 默认 | 另一种 |
|---|---|---|
| 每减少1%扣1分，实际差 2.5% | 只数满了的档次，扣 2 分 | 按比例扣 2.5 分 |
| 百分比行里“每减少1”的“1” | 1 个百分点 | 比率 1，即 100 个百分点 |
| “每减少1%”遇到不是百分比的行 | 目标值的 1% | 不计算 |
| 两档都写到 95% 而没写含不含 | 归较高的一档 | 归较低的一档 |
| 产区得2分，非产区得1分 | 不选定情形，得分是区间 | `--case 产区` 选定 |

"""

LENIENT = """## 识别错误

扫描件里常见的识别错误（`W` 是 ≤，`二` 是 =，`IO` 是 10，`2100%` 是 ≥100%）不会被悄悄改正：
这样的标准读作“读不懂”，并列出疑似之处。确认之后可以用宽松读法 `--lenient`（`read_criterion(text, lenient=True)`），
结果里会写明按什么读的。

"""


def sections() -> Iterator[tuple[str, list[str]]]:
    """The parts of the grammar: the Chinese title of each, and the examples in its comments."""
    head = grammar().partition("// ---- words")[0]
    for part in re.split(r"^// ---- ", head, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        words = re.search(r"[一-龥、]+", title)
        examples = [one.strip() for line in re.findall(r"^// (.*)$", body, re.MULTILINE) for one in re.split(r" · | {3,}", line)]
        yield words[0] if words else title.strip(), [one for one in examples if one]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def source(text: str) -> str:
    """Where a text comes from: its document; an address only of an official host."""
    for said, told in PLACES.items():
        if text.startswith(said):
            return told + text.removeprefix(said)
    address = re.match(r"https?://([^/\s]+)\S*\s*", text)
    if address is None:
        return text
    rest = text[address.end() :].strip("()（） ") or "网页"
    return f"{rest}（{address[0].strip()}）" if address[1].endswith((".gov.cn", ".edu.cn")) else f"{rest}（转载文本，原件未核对）"


#: What the tables say of texts without a document, in the reader's words.
PLACES = {"own text in the wording of the field": "自拟，仿通行写法", "variant of ": "改写自 ", "public GitHub text": "公开代码库中的文本"}


def cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def examples(kind: str, most: int = 6) -> Iterator[str]:
    """Real texts of a kind first, each with how it is read."""
    seen: set[str] = set()
    for row in [*table(REAL), *table(STATED)]:
        text = row["text"]
        if text in seen or len(text) > 120:
            continue
        seen.add(text)
        try:
            rule = read_criterion(text)
        except CriterionError:
            continue
        if rule.kind == kind and most:
            most -= 1
            yield f"| {cell(text)} | {cell(str(rule))} | {cell(source(row['source']))} |"


def term(kind: str) -> str:
    """The Chinese term in the first line of a class."""
    line = (inspect.getdoc(KINDS[kind]) or "").splitlines()[0]
    found = re.search(r"\(([^)]*)\)", line)
    return found[1] if found else kind


def stop() -> str:
    """What a reader sees of a text that cannot be read."""
    try:
        read_criterion("≥95%得满分，每降低扣2分")
    except CriterionError as error:
        return f"```text\n{error}\n```\n"
    raise AssertionError("the example of an unread text is read")


def page() -> str:
    parts = [INTRO]
    for title, shown in sections():
        parts.append(f"**{title}**\n\n" + "\n".join(f"- `{one}`" for one in shown) + "\n\n")
    parts.append("## 读成哪一种规则\n\n")
    for kind in KINDS:
        rows = "\n".join(examples(kind))
        parts.append(f"### {term(kind)}（`{kind}`）\n\n{TOLD[kind]}\n\n| 原文 | 读作 | 出处 |\n|---|---|---|\n{rows}\n\n")
    parts += [READINGS, LENIENT, "## 读不懂的时候\n\n插入符指着停下的地方，后面是最接近的、能读懂的写法：\n\n", stop()]
    parts.append(
        "\n没有一个字影响得分的句子（“以上需提供佐证资料”、指标定义 预算执行率=…×100%）会被略过，并列在 `rule.remarks` 里；"
        "其余读不懂的部分使整条标准读不懂，该行按表内得分计，并提示人工核对。\n"
    )
    return "".join(parts)


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
