"""perfscore.reporting.combining: a roll-up as text, and as a document that keeps to its schema."""

from pathlib import Path

import pytest

from perfscore.combining import Combined, combine
from perfscore.reading import read
from perfscore.reporting.combining import combined_text
from perfscore.reporting.json import combined_document
from perfscore.reporting.table import columns
from perfscore.reporting.text import card_text
from perfscore.sheet import Sheet
from tests.books import book
from tests.test_reporting_json import faults

DATA = Path(__file__).parent / "data" / "combine"


def forms(*names: str) -> list[Sheet]:
    return [read(DATA / f"{name}.csv") for name in names]


@pytest.fixture(scope="module")
def two() -> Combined:
    return combine(forms("jia", "yi"))


@pytest.fixture(scope="module")
def three() -> Combined:
    """The third form has other points in two rows, and words where a number belongs."""
    return combine(forms("jia", "yi", "bing"), rulebook=book({"rollup_absolute": "sum", "rollup_relative": "funds"}))


def test_what_went_in_then_every_figure_then_the_form_of_all(two: Combined) -> None:
    text = combined_text(two)
    assert text.startswith("""\
表       单位    资金额度  文件
第 1 张  甲中心       100  jia.csv
第 2 张  乙中心       300  yi.csv

逐项汇总
  预算数                 100 + 300 = 400 万元
  全年执行数             98 + 270 = 368 万元
  培训人次·年度指标值    20 + 20 = 40 人次
  培训人次·实际完成值    10 + 24 = 34 人次
  合格率·年度指标值      各表都是 95%
  合格率·实际完成值      (80% × 100 + 90% × 300) ÷ 400 = 87.5%
  制度建设·得分          (10 × 100 + 8 × 300) ÷ 400 = 8.5
  群众满意度·年度指标值  各表都是 90%
  群众满意度·实际完成值  (90% × 100 + 81% × 300) ÷ 400 = 83.25%

汇总（2 张表）培训项目绩效自评表
""")
    assert text.endswith(f"\n\n{card_text(two.card)}")


def test_disagreements_stand_before_the_figures_and_clauses_below(three: Combined) -> None:
    text = combined_text(three)
    assert (
        """

不一致 3 处，没有汇总
  bing.csv!G8：产出指标/数量指标/培训人次：第 3 张表（丙站）的实际完成值是“基本完成”，第 1 张表（甲
    中心）是“10人次”，一个是数，一个不是。
  bing.csv!D9：产出指标/质量指标/合格率：第 3 张表（丙站）的分值是“30”，第 1 张表（甲中心）是“40”。
  bing.csv!D11：满意度指标/服务对象满意度/群众满意度：第 3 张表（丙站）的分值是“20”，第 1 张表（甲中
    心）是“10”。

逐项汇总
  预算数         100 + 300 + 300 = 700 万元
  全年执行数     98 + 270 + 270 = 638 万元
  制度建设·得分  (10 × 100 + 8 × 300 + 8 × 300) ÷ 700 ≈ 8.29（修约到 0.01，四舍五入）
  依据：试行办法 条文 rollup_absolute：“sum”（已核实）

汇总（3 张表）"""
        in text
    )


def test_one_form_is_told_as_such() -> None:
    text = combined_text(combine(forms("jia")))
    assert text.startswith(
        "表       单位    资金额度  文件\n第 1 张  甲中心       100  jia.csv\n只有一张表，汇总就是它本身。\n\n培训项目绩效自评表\n"
    )


def test_forms_from_memory_have_no_file_and_no_funds() -> None:
    text = combined_text(combine([Sheet(title="自评表"), Sheet()]))
    assert "第 1 张  自评表         —" in text
    assert "逐项汇总" not in text


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_the_terminal(two: Combined, three: Combined, width: int) -> None:
    for one in (two, three):
        assert width >= max(
            columns(line) for line in combined_text(one, width=width).splitlines() if "input" not in line and "摘要" not in line
        )


def test_colours_add_nothing_but_colours(three: Combined) -> None:
    painted = combined_text(three, colour=True)
    for code in ("\x1b[31m", "\x1b[1m", "\x1b[2m", "\x1b[33m", "\x1b[0m"):
        assert code in painted
        painted = painted.replace(code, "")
    assert combined_text(three) == painted


def test_the_document_keeps_to_its_schema(two: Combined, three: Combined) -> None:
    for one in (two, three, combine(forms("jia")), combine([Sheet(), Sheet()])):
        assert [] == faults("combined", combined_document(one))
    document = combined_document(three)
    assert ["format", "version", "sources", "mismatches", "steps", "result"] == list(document)
    assert "perfscore.combined/1" == document["format"]
    assert {"source": "bing.csv", "title": "培训项目绩效自评表", "unit": "丙站", "funds": "300"} == document["sources"][2]
    assert {
        "path": ["产出指标", "质量指标", "合格率"],
        "message": "第 3 张表（丙站）的分值是“30”，第 1 张表（甲中心）是“40”。",
        "source": "bing.csv",
        "cell": "D9",
    } == document["mismatches"][1]
    assert "100 + 300 + 300 = 700 万元" == document["steps"][0]["text"]
    assert (None, "26.52") == (document["result"]["totals"]["score"], document["result"]["totals"]["low"])
