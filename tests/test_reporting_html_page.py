"""The page: one form, several under their digest, and what could not be read in its place."""

import pytest

from perfscore.auditing import audit
from perfscore.errors import PerfscoreError, ReadError
from perfscore.indicator import Indicator
from perfscore.reading import read
from perfscore.reporting.html import failed_part, page, part, written
from perfscore.reporting.html.page import digest, prefix
from perfscore.sheet import Sheet
from perfscore.source import Source
from tests.pages import faults, parsed, shown
from tests.reading_files import EXAMPLE

WRONG = ReadError("没有找到自评表。", source=Source(file="b.xlsx", sheet="Sheet1", cell="A3"), hint="请补上表头。")


def test_several_forms_stand_under_their_digest() -> None:
    parts = [part(audit(read(EXAMPLE))), failed_part(WRONG), part(audit(Sheet(title="空表")))]
    made = page(parts)
    assert [] == faults(made)
    root = parsed(made)
    assert ["汇总", "汉阳区部门整体支出绩效自评表", "读不了：b.xlsx", "空表"] == [shown(one) for one in root.iter("h2")]
    table = [[shown(cell) for cell in row] for row in next(root.iter("tbody"))]
    name = "汉阳区部门整体支出绩效自评表hanyang-2019.xlsx!Sheet1"
    assert ["1", name, "96", "94", "97.35", "[87.35, 97.35]", "—", "4", "6", "2"] == table[0]
    assert ["2", "b.xlsx", "读不了：没有找到自评表。"] == table[1]
    assert ["#s1-form", "#s2-form", "#s3-form"] == [one.get("href") for one in root.iter("a")][:3]
    assert "共 2 张表，1 张有错误；另有 1 处读不了。" in made


def test_a_part_that_was_written_before_is_put_in_as_it_is() -> None:
    parts = [part(audit(read(EXAMPLE))), failed_part(WRONG)]
    assert page(parts) == page(parts, [written(one.tree, prefix(number)) for number, one in enumerate(parts, 1)])


def test_one_form_needs_no_digest() -> None:
    made = page([part(audit(read(EXAMPLE)))])
    assert "汇总" not in made
    assert "<title>汉阳区部门整体支出绩效自评表 · 绩效自评表审核报告</title>" in made


def test_an_error_alone_is_a_page_too() -> None:
    made = page([failed_part(WRONG)])
    assert [] == faults(made)
    for text in ("读不了：b.xlsx", "Sheet1!A3", "没有找到自评表。", "请补上表头。"):
        assert text in made
    assert "没有名字" not in page([failed_part(PerfscoreError("坏了"))])
    assert [] == faults(page([]))


def test_the_head_of_a_form() -> None:
    sheet = Sheet(title="自评表", to_review=True, remarks=["第 3 行没有读。"], branches=[Indicator(name="甲", weight=10)])
    made = written(part(audit(sheet, event="审计披露:审计报告:2020-06-30")).tree)
    for text in ("待复核：", "第 3 行没有读。", "审计披露（审计报告，2020-06-30）"):
        assert text in made
    assert "（没有标题的自评表）" in written(part(audit(Sheet())).tree)
    assert "表内没有指标行。" in written(part(audit(Sheet())).tree)


def test_an_opinion_that_sends_a_form_back_stands_first() -> None:
    wrong, fine = (written(part(audit(one)).tree) for one in (read(EXAMPLE), Sheet()))
    assert wrong.index("退回意见：") < wrong.index("扣分构成")
    assert fine.index("结论：") > fine.index("<h3>问题</h3>")


@pytest.mark.parametrize("number", [0, 2])
def test_the_digest_counts(number: int) -> None:
    made = str(digest([part(audit(Sheet()))] * number))
    assert f"共 {number} 张表，0 张有错误。" in made
