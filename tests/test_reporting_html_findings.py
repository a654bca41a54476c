"""Findings and readings in a report: each leads to its row, and only readings that differ are told."""

import pytest
from attrs import evolve

from perfscore.auditing import Audit, audit, readings_of
from perfscore.auditing.finding import Finding, Severity
from perfscore.indicator import Indicator
from perfscore.reading import read
from perfscore.reporting.html.clauses import Clauses
from perfscore.reporting.html.findings import findings, readings
from perfscore.scoring import readings as all_readings, score
from perfscore.sheet import Sheet
from perfscore.source import Cell
from tests.effort import calls
from tests.forms import form, leaf
from tests.pages import parsed, shown
from tests.reading_files import EXAMPLE


def test_a_finding_leads_to_its_row() -> None:
    checked = audit(read(EXAMPLE))
    root = parsed(str(findings(checked, Clauses())))
    links = {shown(one): one.get("href") for one in root.iter("a") if "#row" in (one.get("href") or "")}
    assert "#row11" == links["平台操作性"]
    assert "平台操作性" == checked.card.lines[10].name


def test_of_rows_of_one_name_it_leads_to_that_of_its_cell() -> None:
    leaves = [Indicator(name="合格率", weight=5, cells=[Cell(field="printed", text="5", at=f"H{row}")]) for row in (5, 6)]
    card = score(Sheet(branches=leaves))
    for at, href in (("H6", "#row2"), ("H7", None)):
        finding = Finding(code="score-mismatch", severity=Severity.ERROR, message="不符", row="合格率", source=card.sheet.source.at(at))
        root = parsed(str(findings(Audit(card=card, findings=(finding,)), Clauses())))
        assert href == next((one.get("href") for one in root.iter("a")), None)


def test_nothing_found_is_said() -> None:
    assert "<p>未发现问题。</p>" == str(findings(audit(Sheet()), Clauses()))


def test_what_a_warning_rests_on_is_told_in_words() -> None:
    made = str(findings(audit(read(EXAMPLE)), Clauses()))
    assert "取决于口径：百分数写法。" in made
    assert "bare_percent" not in made
    assert "■ 错误 4 条，▲ 提醒 6 条，○ 备注 2 条。" in made


def test_only_readings_that_differ_are_told() -> None:
    root = parsed(str(readings(readings_of(audit(read(EXAMPLE))))))
    (body,) = root.iter("tbody")
    found = [[shown(cell).replace("\n", "") for cell in row] for row in body]
    assert ["97.35", "采用：按汉阳区部门整体支出绩效自评表（2019 年度）表注", "—"] == found[0]
    assert ["99.85", "百分比行里的“1”指比率 1（100 个百分点）", "平台操作性 3.5 → 5社会和谐稳定 4 → 5"] in found
    assert ["97.4", "评分办法：项目支出绩效自评表（2016 年度）", "预算执行率 9.85 → 9.9"] in found
    assert "97.35" in [row[0] for row in found[1:]]  # 区间不同
    assert all(row[2] != "—" or row[0] != "97.35" for row in found[1:])


def test_no_other_reading_is_said() -> None:
    own, *_ = all_readings(Sheet())
    made = str(readings([own, evolve(own, name="steps=proportional")]))
    assert "此表换哪一种都相同。" in made
    assert 1 == made.count("<tr><td")


@pytest.mark.parametrize("name", ["指标", "指标{}"])
def test_four_times_the_rows_take_four_times_the_work(name: str) -> None:
    """Rows of one name, or of names of their own, each with a finding that may name any clause."""

    def work(count: int) -> int:
        leaves = [leaf(name.format(number), printed=4, cells=[Cell(field="printed", text="4", at=f"H{number}")]) for number in range(count)]
        checked = audit(form(*leaves))
        assert count <= len(checked.findings)
        checked.to_html()
        return calls(checked.to_html)

    assert work(200) < 5 * work(50)
