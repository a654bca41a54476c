"""Write docs/how-to/own-rulebook.md (自己的评分办法): every key with an example, and what is refused in its own words."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from perfscore import RulebookError, rulebook
from perfscore.measure import DEFAULT
from perfscore.provision import KEYS, POLICY, WORDS

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "how-to" / "own-rulebook.md"

#: A sound value of each key that is no choice between ways.
EXAMPLES: Final[dict[str, str]] = {
    "full_score": "100",
    "bonus": "none",
    "weights": "预算执行率10、产出50、产出/数量指标20、效益30、满意度10",
    "output_benefit": "5:4",
    "output_benefit_tolerance": "5%",
    "row_cap": "weight",
    "execution": "得分按执行率*分值",
    "execution_numerator": "全年执行数",
    "execution_denominator": "全年预算数",
    "adjustment": "绝对值≤5%得10分，每增加0.1个百分点扣0.1分，扣完为止",
    "adjustment_excludes": "中央专款调整",
    "positive": "实际完成值/年初目标值*分值",
    "reverse": "年初目标值/实际完成值*分值",
    "qualitative": "达成预期指标得100%(含)-80%(含)的分值，部分达成得80%(不含)-50%(含)的分值，未达成得50%(不含)-0%(含)的分值",
    "criterion_unread": "note",
    "overshoot_from": "≥130%",
    "overshoot_reverse_from": ">100%",
    "overshoot_equal_from": "≠",
    "overshoot_points": "2",
    "explanation": "below-weight",
    "either_or": "结转结余率|结转结余变动率",
    "optional_group": "项目效益40：经济|社会|生态",
    "constraint_sign": "negative",
    "event_cap": "70",
    "event_kinds": "审计披露、重大不良社会影响",
    "execution_cap": "[0%,50%)≤59、[50%,60%)≤69、[60%,70%)≤79、[70%,80%)≤89",
    "rounding": "0.01",
    "total_rounding": "0.1",
    "stages": "sum、deductions、event-cap、execution-cap、round、grade",
    "grades": "优[90,100]、良[80,90)、中[60,80)、差[0,60)",
    "deviation": "(a - t) / t",
    "attainment_gap": "5%",
    "unspent": "20%",
    "rollup_absolute": "sum",
    "rollup_relative": "funds",
    "rollup_qualitative": "funds",
}

CHILD: Final = """id = "my-county-2024"
title = "某县项目支出绩效自评表（2024 年度）"
jurisdiction = "某县"
valid_from = 2024
parent = "cn-mof-2020-10"

[documents."办法"]
title = "某县项目支出绩效自评办法"
number = "某财绩〔2024〕1号"
issuer = "某县财政局"
year = 2024

[marks]
titles = ["项目支出绩效自评表"]
places = ["某县"]

[reverse]
value = "年初目标值/实际完成值*分值"
cite = { document = "办法", clause = "第九条", quote = "反向指标按年初目标值/实际完成值*分值记分", status = "verified" }

[overshoot_from]
value = "≥130%"
cite = { document = "办法", clause = "第十条", quote = "超过指标值 30%及以上的减 2 分", status = "verified" }

[overshoot_points]
value = "2"
cite = { document = "办法", clause = "第十条", quote = "超过指标值 30%及以上的减 2 分", status = "verified" }

[policy]
overshoot = { value = "penalty", cite = { document = "办法", clause = "第十条", quote = "减 2 分", status = "verified" } }

[row]
"预算编制准确率" = { value = "≥95%得10分，每降低1个百分点扣1分，扣完为止", cite = { document = "办法", clause = "附表", status = "inferred" } }
"""

INTRO: Final = f"""# 写一个自己的评分办法

<!-- 本页由 docs/make_own_rulebook.py 生成，请不要直接修改。 -->

[内置的评分办法](../reference/rulebooks.md)之外，各地可以把自己的办法写成一个 TOML 文件（UTF-8 编码的文本，扩展名 `.toml`），用法与内置的一样：

```console
$ perfscore audit 自评表.xlsx --rulebook my.toml
$ perfscore rulebooks show my.toml
$ perfscore rulebooks diff cn-mof-2020-10 my.toml
```

在 Python 里是 `ps.score(sheet, ps.rulebook("my.toml"))`。

## 一个例子

这个办法从财政部的办法来（`parent`），只写与它不同的几处，其余都从它：

```toml
{CHILD}```

## 开头

| 键 | 写什么 |
| --- | --- |
| `id` | 编号，必须有，不能与内置的相同 |
| `title`、`issuer`、`jurisdiction` | 名称、发布机关、适用地区 |
| `valid_from`、`valid_to` | 适用年度的起止，写整数；一直适用的不写 `valid_to` |
| `scope` | 用于什么：`project` 项目支出，`dept` 部门整体支出 |
| `parent` | 上级办法：内置办法的编号，或放在同一文件夹里的 `.toml` 文件 |

## 文件

条文出自哪些文件，写在 `[documents."简称"]` 下，条目里用简称引用。每份文件可写 `title`（必须有）、`number` 文号、`issuer`、`year`、
`address` 网址，以及 `seen`：看到的是什么。

| `seen` | 意思 | 网址 |
| --- | --- | --- |
| `original` | 发布机关自己的文件（不写就是它） | 可以写，只收 gov.cn、edu.cn 的 |
| `copy` | 别处的转载件，没有与原件核对 | 不写 |
| `program` | 系统程序的做法；`quote` 用自己的话说明，不是引文 | 不写 |
| `none` | 没有见到这份文件，只知道有它 | 不写 |

## 条目

每个条目有 `value`（取值，一律写成带引号的文本）和 `cite`（依据）：

| `cite` 里 | 写什么 |
| --- | --- |
| `document` | 文件的简称，必须有 |
| `clause` | 第几条、表注几、表内哪一栏 |
| `quote` | 原文 |
| `status` | 核实到什么程度，必须有：`verified` 读到了原文，`inferred` 由别处推定，`unverified` 没有看到条文 |

文件没有写的条目不要写：不写就按默认的做法，结果里会说明。

"""

MARKS: Final = """## 某一指标的评分标准

`[row]` 下用指标名作键（中文的键要加引号），值是评分标准，[写法](../reference/criteria.md)与自评表里的一样。指标名里的引号、括号和
其中的文字不影响比对。表内该行自己写了评分标准的，从表内的。

## 怎样认出来

`[marks]` 是认定标志：表里没有印出条文时，靠它认出这个办法。`titles` 标题里有其中之一，`places` 标题或单位写明是其中一地，
`heads` 这些列名都在。自己的文件要用 `--rulebook` 指明，标志写给以后收入内置的人看。

"""


def cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("*", "\\*")


def code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


def ways(key: str) -> str:
    """The words of a closed list of values, the default first."""
    default = str(getattr(DEFAULT, key.removeprefix(POLICY), ""))
    found = sorted(((value, words) for (one, value), words in WORDS.items() if one == key), key=lambda way: way[0] != default)
    return "；".join(f"{code(value)} {words}" for value, words in found)


def keys() -> str:
    """The keys with an example each."""
    rows = [f"| {code(key)} | {cell(KEYS[key].term)} | {code(EXAMPLES[key])} | {ways(key)} |\n" for key in EXAMPLES]
    return f"## 全部条目\n\n| 键 | 含义 | 例 | 可写的值 |\n| --- | --- | --- | --- |\n{''.join(rows)}\n"


def choices() -> str:
    rows = [f"| {code(key.removeprefix(POLICY))} | {ways(key)} |\n" for key in KEYS if key.startswith(POLICY)]
    return f"## 口径\n\n写在 `[policy]` 下；第一个是默认的，不写就是它。\n\n| 键 | 可写的值 |\n| --- | --- |\n{''.join(rows)}\n"


# ---- what is refused ----------------------------------------------------------------------------

CITE: Final = 'cite = { document = "办法", clause = "第九条", status = "verified" }'


def one(key: str, value: str) -> str:
    return f'[{key}]\nvalue = "{value}"\n{CITE}\n'


#: Files that are refused, below their first line, each for one fault.
REFUSED: Final = (
    one("grade", "优[90,100]"),
    f"[full_score]\nvalue = 100\n{CITE}\n",
    '[full_score]\nvalue = "100"\n',
    one("full_score", "100").replace("verified", "sure"),
    one("grades", "优[90,100]、良[80,88]、中[60,80)、差[0,60)"),
    one("weights", "产出60、效益50"),
    one("weights", "产出50、产出/数量指标60"),
    one("positive", "看情况给分"),
    one("overshoot_points", "2"),
    f'[policy]\novershoot = {{ value = "miss", {CITE} }}\n',
    '[documents."办法"]\ntitle = "办法"\naddress = "https://www.example.com/1.html"\n',
    'parent = "my.toml"\n',
    "[documents.办法]\n",
)


def refusal(text: str) -> str:
    """What is said of a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "my.toml"
        path.write_text(f'id = "x"\n{text}', "utf-8")
        try:
            rulebook(path)
        except RulebookError as error:
            return str(error)
    raise AssertionError(f"this is not refused:\n{text}")


def refusals() -> str:
    told = "".join(f"```toml\n{text}```\n\n> {cell(refusal(text))}\n\n" for text in REFUSED)
    return (
        "## 什么会被退回\n\n有一处不成立，整个文件就不用，并说明在哪一行、怎样改，决不猜着用。"
        f'下面每一段前面都有一行 `id = "x"`：\n\n{told}'
        "总共不能超过 1 MB，上级办法不能互相引用。浮点数、日期等一律不收：数也写成带引号的文本。\n"
    )


def page() -> str:
    return INTRO + keys() + choices() + MARKS + refusals()


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
