"""Write docs/reference/json.md and json/<format>.md (输出格式): every key of each format, from the schemas that are shipped."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pagework import NOTHING, REFERENCE, ROOT, cell, ended, made, table, toctree, write

import perfscore as ps
from perfscore.reporting.json import dumps, schema_text, schema_title, schemas

FOLDER = REFERENCE / "json"
PAGE = REFERENCE / "json.md"

#: How each document is made.
MADE_BY: Final[dict[str, str]] = {
    "audit": "perfscore audit examples/hanyang-2019.xlsx --format json",
    "score": "perfscore score examples/hanyang-2019.xlsx --format json",
    "combined": "perfscore combine 甲中心.csv 乙中心.csv --format json",
    "criteria": "perfscore criterion --file tests/data/corpus.csv --format json",
    "reach": "perfscore what-if examples/hanyang-2019.xlsx --reach 97.4 --format json",
    "rule": "perfscore criterion 每减少1个百分点扣0.1分，扣完为止 --weight 5 --target 100% --actual 85% --format json",
    "rulebook": "perfscore rulebooks show cn-mof-2020-10 --format json",
    "sheet": "perfscore combine 甲中心.csv 乙中心.csv --sheet 汇总.json",
    "trace": "perfscore explain examples/hanyang-2019.xlsx 平台操作性 --format json",
    "verification": "perfscore audit 自评表.xlsx --verify 回执.json --format json",
    "what-if": "perfscore what-if examples/hanyang-2019.xlsx --set 平台操作性=95% --format json",
}
TYPES: Final = {"string": "文本", "integer": "整数", "boolean": "真假", "null": "空", "object": "对象", "array": "列表", "number": "数"}
#: Definitions that every format shares, in a word; the pages say no more of them.
PARTS: Final = {"number": "数", "rule": "评分规则"}


def type_of(schema: Mapping[str, Any]) -> str:
    """The type of a value in words."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return PARTS.get(name, f"`{name}`")
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return "、".join("空" if one is None else f"`{str(one).lower() if isinstance(one, bool) else one}`" for one in schema["enum"])
    if "anyOf" in schema or "oneOf" in schema:
        return "或".join(dict.fromkeys(type_of(one) for one in schema.get("anyOf", schema.get("oneOf", ()))))
    if schema.get("type") == "array":
        return f"列表：{type_of(schema['items'])}" if schema.get("items") else "列表"
    types = schema.get("type", "object")
    return "或".join(TYPES[one] for one in ([types] if isinstance(types, str) else types))


def properties(schema: Mapping[str, Any]) -> str:
    """The keys of an object, those of objects within them behind a dot."""
    return table(("键", "类型", "必有", "含义"), _rows(schema, ""))


def _rows(schema: Mapping[str, Any], above: str) -> Iterator[tuple[str, ...]]:
    for key, value in schema.get("properties", {}).items():
        yield f"`{above}{key}`", type_of(value), "是" if key in schema.get("required", ()) else NOTHING, cell(value.get("description", ""))
        inner = value.get("items", value) if isinstance(value.get("items", value), dict) else {}
        if "properties" in inner:
            yield from _rows(inner, f"{above}{key}{'[]' if 'items' in value else ''}.")


def sample() -> str:
    """The document of the first form, with one line, one stage and one finding left."""
    data = ps.check((ROOT / "examples" / "hanyang-2019.xlsx").read_bytes(), "hanyang-2019.xlsx")
    (sheet,) = data["sheets"]
    sheet["lines"] = [line for line in sheet["lines"] if line["path"][-1] == "平台操作性"]
    sheet["findings"] = [one for one in sheet["findings"] if one["code"] == "score-mismatch"]
    sheet["subtotals"], sheet["stages"], sheet["remarks"] = sheet["subtotals"][:1], sheet["stages"][:1], sheet["remarks"][:1]
    return f"下面是第一张表的结果，各行、各小计、各步和问题只留一项：\n\n```json\n{dumps(data).strip()}\n```\n\n"


def page_of(name: str) -> str:
    schema = json.loads(schema_text(name))
    parts = [
        f"# {schema_title(name)}\n\n{made('make_json')}格式名 `perfscore.{name}/1`。这样得到：\n\n```console\n$ {MADE_BY[name]}\n```\n\n完整的定义：`perfscore schema {name}`。\n\n## 最外层\n\n{properties(schema)}"
    ]
    for part, told in schema.get("$defs", {}).items():
        if part not in PARTS:
            head = f"## `{part}`\n\n" + (f"{cell(told['description'])}。\n\n" if "description" in told else "")
            parts.append(head + (properties(told) if "properties" in told else f"{type_of(told)}。\n\n"))
    if "rule" in schema.get("$defs", {}):
        parts.append("评分规则的写法见[规则种类](../rules.md)。\n\n")
    if name == "audit":
        parts.append(f"## 样子\n\n{sample()}")
    return ended("".join(parts))


INTRO = f"""# 输出格式（JSON）

{made("make_json")}给程序用的结果都是 JSON。每种格式有名字和版本（`"format": "perfscore.audit/1"`），随软件附有 JSON Schema：

```console
$ perfscore schema
$ perfscore schema audit
```

- 每个数都写成文本，是精确的十进制数字，末尾不带 0（`"3.5"`）；空是 `null`。
- 键是英文，消息是中文，UTF-8 编码。
- 读不了的文件在它的位置上留一项 `error`，其余照常。
- 版本号里的 `/1` 只在格式不再兼容时改变；以后可能多出新的键，读的程序应当略过不认识的键。

"""


def pages() -> dict[Path, str]:
    """Every page with its text."""
    rows = [
        (f"[`perfscore.{name}/1`](json/{name}.md)", schema_title(name), f"`{MADE_BY[name].split(' --format')[0]}`") for name in schemas()
    ]
    told = f"{INTRO}{table(('格式', '内容', '怎样得到'), rows)}{toctree(f'json/{name}' for name in schemas())}"
    return {PAGE: told} | {FOLDER / f"{name}.md": page_of(name) for name in schemas()}


if __name__ == "__main__":
    write(pages())
