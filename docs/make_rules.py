"""Write docs/reference/rules.md and rules/<kind>.md (规则种类): what each kind computes, its parameters, worked cases."""

import csv
import json
from ast import literal_eval
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from make_criteria import TOLD, examples, source, term
from make_json import properties
from pagework import REFERENCE, ROOT, cell, ended, indexed, made, table, toctree, write

import perfscore as ps
from perfscore.arithmetic import arithmetic
from perfscore.number import plain
from perfscore.reporting.json import schema_text
from perfscore.reviving import rule_of
from perfscore.rule import KINDS

FOLDER = REFERENCE / "rules"
PAGE = REFERENCE / "rules.md"
CASES = ROOT / "tests" / "conformance"
MOST = 8
Row = tuple[str, str | None, str | None]

#: A text of each kind that shows how it computes, and a row for it.
TEXTS: Final[dict[str, tuple[str, Row]]] = {
    "proportional": ("按完成比例得分", ("10", "≥100件", "85件")),
    "rate": ("得分按执行率*权重", ("10", None, "98.5%")),
    "steps": ("每减少1个百分点扣0.1分，扣完为止", ("5", "100%", "85%")),
    "tiers": ("≥95%得10分，90%(含)-95%(不含)得8分，其余不得分", ("10", "95%", "92%")),
    "bands": (
        "达成预期指标得100%(含)-80%(含)的分值，部分达成得80%(不含)-50%(含)的分值，未达成得50%(不含)-0%(含)的分值",
        ("10", None, "部分达成"),
    ),
    "yes-no": ("是得2分，否则不得分", ("2", None, "否")),
    "checklist": ("①制度健全(1分)；②制度合规(1分)；③执行有效(2分)", ("4", None, "2项")),
    "defects": ("每发现一例扣1分，扣完为止", ("5", None, "2例")),
    "discretion": ("酌情扣1-2分", ("5", None, "是")),
    "formula": ("低于70%得0分，70%-80%线性得分，80%即可得满分", ("10", "80%", "75%")),
    "constraint": ("如出现审计披露的问题，评价总得分不得超过70分", ("10", None, None)),
}


def class_of(kind: str) -> str:
    return KINDS[kind].__name__


def formula(kind: str) -> str:
    """How the text of a kind is read, computed on a row, and kept as data."""
    text, row = TEXTS[kind]
    rule = ps.read_criterion(text)
    assert rule.kind == kind, (kind, rule)
    assert not isinstance(rule, ps.Alternatives)
    of_row = f"分值 {row[0]}" + "".join(f"，{name} {value}" for name, value in zip(("目标值", "实际完成值"), row[1:], strict=True) if value)
    return (
        f"## 例子\n\n“{cell(text)}”读作：{cell(str(rule))}。\n\n"
        f"算式：\n\n```text\n{arithmetic(rule, *row)}\n```\n\n"
        f"{of_row}：\n\n```text\n{rule.apply(*row)}\n```\n\n"
        f"存成 JSON（`rule.to_dict()`）：\n\n```json\n{json.dumps(rule.to_dict(), ensure_ascii=False, indent=2)}\n```\n\n"
    )


def cases(kind: str) -> Iterator[tuple[str, ...]]:
    """Worked cases of the kind, one text after the other."""
    with (CASES / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["names"] and not row["policy"]]
    for row in rows[:MOST]:
        rule = rule_of({"kind": kind, **literal_eval(row["rule"])})
        step = rule.apply(row["weight"], row["target"] or None, row["actual"] or None)
        score = plain(step.low) if step.low == step.high else f"{plain(step.low)}–{plain(step.high)}"
        yield cell(str(rule)), row["weight"], cell(row["target"]), cell(row["actual"]), score, cell(step.text), cell(source(row["source"]))


def parameters(kind: str) -> str:
    (found,) = [
        one
        for one in json.loads(schema_text("rule"))["$defs"]["rule"]["oneOf"]
        if one["properties"].get("kind", {}).get("const") == kind and "alternatives" not in one["properties"]
    ]
    return properties({"properties": {k: v for k, v in found["properties"].items() if k != "kind"}, "required": found.get("required", [])})


def page_of(kind: str) -> str:
    texts = "\n".join(examples(kind))
    heads = ("规则", "分值", "目标值", "实际完成值", "得分", "算式", "出处")
    return ended(
        f"# {term(kind)}\n\n{made('make_rules')}{indexed(kind)}种类 `{kind}`。{TOLD[kind]}\n\n{formula(kind)}"
        f"## 参数\n\n{parameters(kind)}"
        f"Python 里是 {{py:class}}`perfscore.{class_of(kind)}`。\n\n"
        f"## 算例\n\n这些算例同时是测试（`tests/conformance/{kind}.csv`）。\n\n{table(heads, cases(kind))}"
        f"## 哪些文字读成这一种\n\n| 原文 | 读作 | 出处 |\n|---|---|---|\n{texts}\n"
    )


INTRO = f"""# 规则种类

{made("make_rules")}每一条评分标准读成下面 {len(KINDS)} 种规则中的一种；种类是封闭的，不能另加。
每种规则只有一条算式，得分不低于 0、不高于分值，最后按评分办法修约一次。
分情形的标准（不低于95%的，产区得2.5分，非产区得1.5分）是同一种规则的几个分支，见 {{py:class}}`perfscore.Alternatives`。

"""


def pages() -> dict[Path, str]:
    """Every page with its text."""
    rows = [(f"[`{kind}`](rules/{kind}.md)", term(kind), cell(TEXTS[kind][0]), TOLD[kind]) for kind in KINDS]
    told = f"{INTRO}{table(('种类', '名称', '例子', '怎样计分'), rows)}{toctree(f'rules/{kind}' for kind in KINDS)}"
    return {PAGE: told} | {FOLDER / f"{kind}.md": page_of(kind) for kind in KINDS}


if __name__ == "__main__":
    write(pages())
