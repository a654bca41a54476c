"""The report as a whole: whatever a form holds, the page is well-formed, runs nothing, loads nothing, and tells the figures of the JSON."""

import re
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given

import perfscore as ps
from perfscore.auditing import Audit, audit, readings_of
from perfscore.auditing.finding import CODES
from perfscore.errors import ReadError
from perfscore.reading import read
from perfscore.reporting.html import audit_fragment, audit_html, failed_part, page, part, tree
from perfscore.sheet import Sheet
from perfscore.source import Source
from tests import laws
from tests.pages import HOSTILE, faults, hostile_sheets, hostile_texts, parsed, seen, shown
from tests.reading_files import EXAMPLE


@pytest.fixture(scope="module")
def checked() -> Audit:
    return audit(read(EXAMPLE))


def cells(root: Element, label: str) -> list[list[str]]:
    """The rows of the body of a table, by what its region is called."""
    (region,) = (one for one in root.iter("div") if one.get("aria-label") == label)
    return [[shown(cell) for cell in row] for body in region.iter("tbody") for row in body]


def rows(root: Element) -> list[list[str]]:
    """The rows of the indicators alone."""
    (region,) = (one for one in root.iter("div") if one.get("aria-label") == "逐行复算")
    return [[shown(cell) for cell in row] for body in region.iter("tbody") for row in body if "id" in row[0].attrib]


# ---- laws ---------------------------------------------------------------------------------------


@given(laws.sheets())
def test_any_form_makes_a_page_that_is_well_formed_and_harmless(sheet: Sheet) -> None:
    assert [] == faults(audit_html(audit(sheet)))


@given(hostile_sheets())
def test_no_text_leaves_its_place(sheet: Sheet) -> None:
    checked = audit(sheet)
    assert [] == faults(page([part(checked), failed_part(ReadError(sheet.title, source=sheet.source, hint=sheet.unit))]))
    assert [] == faults(audit_fragment(checked))


@given(hostile_texts())
def test_an_error_tells_any_text(text: str) -> None:
    made = page([failed_part(ReadError(text, source=Source(file=text, cell=text), hint=text), text)])
    assert [] == faults(made)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_means_harm_stays_text(text: str) -> None:
    made = audit_html(
        audit(Sheet(title=text, branches=[ps.Indicator(name=text, weight=5, criterion=text, target=text, actual=text, printed=3)]))
    )
    clean = re.sub("[^\\w<>/='\"();&:@.,!?\\[\\]#-]", "", text)
    assert clean in re.sub("[^\\w<>/='\"();&:@.,!?\\[\\]#-]", "", "".join(seen(made).texts))


@given(laws.sheets())
def test_every_figure_is_that_of_the_json(sheet: Sheet) -> None:
    checked = audit(sheet)
    data, root = checked.to_dict(), parsed(audit_html(checked))
    same_lines(data, root)
    totals = [shown(one) for one in root.iter("dd")]
    assert {one for one in (data["totals"]["declared"], data["totals"]["score"]) if one} <= {text.removesuffix(" ≠") for text in totals}
    stages = cells(root, "总分各步")
    assert [stage["value"] or "未定" for stage in data["stages"]] == [row[1] for row in stages]
    open_ = [f"[{one['low']}, {one['high']}]" if one["low"] != one["high"] else "—" for one in data["stages"]]
    assert open_ == [row[2] for row in stages]
    if data["findings"]:
        told = [[tree.clean(one["printed"] or "—"), tree.clean(one["expected"] or "—")] for one in data["findings"]]
        assert told == [row[3:5] for row in cells(root, "问题")]


def same_lines(data: Any, root: Element) -> None:
    """Every row of the table tells what its line of the JSON says."""
    if not data["lines"]:
        return
    for line, row in zip(data["lines"], rows(root), strict=True):
        told = [tree.clean(line[name] or "—") for name in ("weight", "target", "actual", "printed")]
        assert told == row[1:5]
        whole = f"[{line['low']}, {line['high']}]"
        assert row[5] in {line["score"], f"({line['score']})", whole, "—"}
        assert (line["deviation"] or "—") == re.sub("[有不]利$", "", row[7])
        if line["low"] != line["high"]:
            assert whole in row[5] + row[8]


# ---- the first sheet ----------------------------------------------------------------------------


def test_the_first_sheet(checked: Audit) -> None:
    made = audit_html(checked, readings_of(checked))
    root = parsed(made)
    assert [] == faults(made)
    facts = [(shown(word), shown(text)) for one in root.iter("dl") for word, text in pairs(one)]
    for fact in (
        ("单位", "汉阳区大数据中心"), ("年度", "2019 年"), ("出处", "hanyang-2019.xlsx!Sheet1"), ("自评总分", "96 ≠"), ("各行得分合计", "94"),
        ("复算总分", "97.35"), ("区间", "[87.35, 97.35]"), ("评价等级", "—"), ("满分", "100"), ("认定理由", "表内印有该办法 14 条条文中的 14 条"),
        ("评分办法", "汉阳区部门整体支出绩效自评表（2019 年度）表注（cn-hb-wh-hanyang-2019-dept）"), ("输入摘要", checked.card.receipt["input_sha256"]),
    ):  # fmt: skip
        assert fact in facts
    assert "5 − 15 × 0.1 = 3.5" in made
    assert "1464.43 ÷ 1486.27 × 10 ≈ 9.85" in made
    assert "纵轴自 80 分起" in made
    assert ["≠平台操作性 Sheet1!I24", "5", "100%", "85%", "0", "3.5", "分值 5"] == [
        *(row := next(row for row in rows(root) if "平台操作性" in row[0]))[:6], "分值 5"
    ]  # fmt: skip
    assert "-0.15不利" == row[7]
    same_lines(checked.to_dict(), root)


def pairs(facts: Element) -> list[tuple[Element, Element]]:
    """The words and texts of a list of facts, which may stand in groups."""
    flat = [one for child in facts for one in (child if child.tag == "div" else [child])]
    return list(zip(flat[::2], flat[1::2], strict=True))


def test_the_findings_of_the_first_sheet(checked: Audit) -> None:
    root = parsed(audit_html(checked))
    found = cells(root, "问题")
    assert [[one.printed or "—", one.expected or "—"] for one in checked.findings] == [row[3:5] for row in found]
    for finding, row in zip(checked.findings, found, strict=True):
        assert CODES[finding.code].title in row[2]
        assert finding.source is not None
        assert finding.source.place in row[2]
        assert finding.message in row[5]
        assert CODES[finding.code].settle in row[5]
    assert "依据：〔" in next(row[5] for row in found if "偏差率算错" in row[2])
    assert "依据：本行评分标准“数量每减少 1 扣 0.1 分, 扣完为止。”" in next(row[5] for row in found if "score-mismatch" in row[2])


def test_readers_who_cannot_see_are_told(checked: Audit) -> None:
    root = parsed(audit_html(checked, readings_of(checked)))
    assert "zh-CN" == root.get("lang")
    assert ["h1", "h2", *["h3"] * 7] == [one.tag for one in root.iter() if re.fullmatch("h[1-6]", one.tag)]
    assert all(one.get("role") == "img" and one.get("aria-label") for one in root.iter("svg"))
    assert all(one[0].tag == "caption" and shown(one[0]) for one in root.iter("table"))
    assert all(one.get("scope") for one in root.iter("th"))
    assert all(one.get("scope") == "col" for head in root.iter("thead") for one in head.iter("th"))
    assert {"≠"} == {shown(one) for one in root.iter("span") if one.get("class") == "mark"}
    assert {"■ 错误", "▲ 提醒", "○ 备注"} == {row[1] for row in cells(root, "问题")}


def test_it_is_one_file_that_names_no_address(checked: Audit) -> None:
    made = audit_html(checked, readings_of(checked))
    assert "://" not in made
    assert not [word for word in ("url(", "@import", "<script", "<link", "<img") if word in made]
    assert "default-src 'none'" in made
    for word in ("prefers-color-scheme:dark", "@media print", "size:A4"):
        assert word in made


# ---- from Python --------------------------------------------------------------------------------


def test_an_audit_draws_itself(checked: Audit) -> None:
    assert audit_html(checked, readings_of(checked)) == checked.to_html()
    assert audit_html(checked) == checked.to_html(with_readings=False)
    assert "其他口径下的总分" in checked.to_html()
    assert "其他口径下的总分" not in checked.to_html(with_readings=False)


def test_a_notebook_gets_the_report_without_a_page_around_it(checked: Audit) -> None:
    made = checked._repr_html_()
    assert [] == faults(made)
    assert made.startswith('<div class="ps" lang="zh-CN">')
    assert "97.35" in made
    assert "<html" not in made
    rules = re.findall(r"^[^@{}\n][^{\n]*\{", re.sub(r"@media[^{]*\{", "", shown(next(parsed(made).iter("style")))), re.MULTILINE)
    assert [] == [rule for rule in rules if not all(one.startswith(".ps") for one in rule.split(","))]
    other = audit(Sheet(title="另一张"))._repr_html_()
    assert not set(re.findall('id="([^"]*)"', made)) & set(re.findall('id="([^"]*)"', other))
