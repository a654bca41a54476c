"""perfscore.auditing.finding: codes are registered, each with words; a finding says where it stands and what it rests on."""

import re
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import perfscore as ps
from perfscore.auditing.finding import CODES, READING_WORDS, SEVERITY_WORDS, Code, clause, told
from perfscore.source import Cell, Citation, Status
from tests.books import book
from tests.forms import ROOT, form, leaf

PACKAGE = Path(ps.__file__).parent / "auditing"
PAGES = ROOT / "docs" / "reference" / "findings"
GROUPS = {"form": "表式", "scores": "得分", "money": "资金"}
HERE = ps.Source(file="a.xlsx", sheet="表", cell="B2")


def finding(code: str = "overspent", **fields: Any) -> ps.Finding:
    return ps.Finding(**({"code": code, "severity": "warning", "message": "多了。"} | fields))


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.md")), ids=lambda path: path.stem)
def test_the_page_of_a_code_has_its_words(path: Path) -> None:
    code, page = CODES[path.stem], path.read_text("utf-8")
    assert path.stem == code.code
    assert page.startswith(f"# {code.title}\n")
    assert f"\n代码 `{code.code}`，{GROUPS[code.group]}类。\n\n{code.what}\n\n## 为什么要紧\n\n{code.why}\n\n" in page
    assert f"\n## 怎样处理\n\n{code.settle}\n\n" in page


def test_every_code_has_a_page() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == set(CODES)


def test_every_code_is_given_by_some_check() -> None:
    text = "".join(path.read_text("utf-8") for path in PACKAGE.glob("*.py") if path.name != "finding.py")
    assert [] == [code for code in CODES if f'"{code}"' not in text]


def test_an_unregistered_code_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^问题代码 nonsense 没有登记$"):
        finding("nonsense")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"source": HERE}, "[提醒] overspent〔表!B2〕 多了。"),
        ({"source": ps.Source(file="a.xlsx")}, "[提醒] overspent 多了。"),
        ({"severity": "error"}, "[错误] overspent 多了。"),
        ({"severity": ps.Severity.NOTE}, "[备注] overspent 多了。"),
    ],
)
def test_a_finding_says_where(fields: dict[str, Any], said: str) -> None:
    assert said == str(finding(**fields))


def test_a_finding_as_data() -> None:
    nothing = dict.fromkeys(("row", "cell", "printed", "expected", "reading"))
    bare = {"code": "overspent", "severity": "warning", "message": "多了。"} | nothing
    full = {"row": "执行数", "printed": "9", "expected": "8", "reading": "note"}
    assert bare == finding().to_dict()
    assert bare == finding(source=ps.Source(file="a.xlsx")).to_dict()
    assert bare | full | {"cell": "表!B2"} == finding(source=HERE, **full).to_dict()


def test_findings_and_codes_are_named_field_by_field() -> None:
    with pytest.raises(TypeError, match="positional"):
        ps.Finding("overspent", "warning", "多了。")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="positional"):
        Code("a", "form", "b", "c", "d", "e")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("code", "by_rule"),
    [
        ("weight-sum", False), ("tier-gap", False), ("criterion-unread", True), ("criterion-unit-odd", True),
        ("score-mismatch", True), ("explanation-missing", False), ("execution-rate", True),
    ],
)  # fmt: skip
def test_what_rests_on_the_rule_of_its_row(code: str, by_rule: bool) -> None:
    assert by_rule is finding(code).by_rule


def test_the_words_for_a_severity() -> None:
    assert {"error": "错误", "warning": "提醒", "note": "备注"} == {one.value: words for one, words in SEVERITY_WORDS.items()}


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        ("note", "表内没有印出计分办法"), ("inferred-weight", "分值由表内推定"), ("direction", "方向由文字推定"),
        ("unit", "单位由一边推定"), ("own-rounding", "自行修约"), ("actual-has-sign", "实际值是范围"), ("actual", "实际值的含义"),
        ("tier-gap", "分档的边界"), ("unprinted", "取决于表外的情形"), ("hidden-digits", "单元格隐藏了小数"),
        ("bare_percent", "百分数写法"), ("percent_of", "按百分比计档"), ("constraint_base", "约束性指标记分方式"),
        ("shared_edge", "共用的边界"), ("steps=proportional", "每档扣分按比例计，不足一档也扣"), ("rate_rounding=none", "执行率不先修约"),
    ],
)  # fmt: skip
def test_the_words_for_a_reading(reading: str, words: str) -> None:
    assert words == READING_WORDS[reading]


def test_every_reading_that_a_check_names_has_words() -> None:
    code = "".join(path.read_text("utf-8") for path in PACKAGE.glob("*.py"))
    named = set(re.findall(r'reading="([^"]+)"', code)) | set(re.findall(r'_warn\(.*"([^"]+)"\)$', code, re.MULTILINE))
    assert {"note", "direction", "own-rounding", "inferred-weight"} <= named
    assert named <= READING_WORDS.keys()


def test_a_clause_holds_where_the_user_has_named_its_rulebook_or_the_form_prints_it() -> None:
    rules = book({"unspent": "20%", "weights": "产出50"})
    chosen, guessed = ps.score(form(leaf()), rules), evolve(ps.score(form(leaf()), rules), recognised_by="按标题认定")
    prints = evolve(ps.score(form(leaf(), notes=[Cell(field="note", text="注：产出50。")]), rules), recognised_by="按标题认定")
    assert ["条文 unspent", "条文 weights", ""] == [_clause(chosen, key) for key in ("unspent", "weights", "positive")]
    assert ["", "", ""] == [_clause(guessed, key) for key in ("unspent", "weights", "positive")]
    assert ["", "条文 weights", ""] == [_clause(prints, key) for key in ("unspent", "weights", "positive")]


def _clause(card: ps.Scorecard, key: str) -> str:
    found = clause(card, key)
    return "" if found is None else found.clause


NUMBERED = "湖北省办法（某财〔2020〕1号，某局）"


@pytest.mark.parametrize(
    ("document", "status", "said"),
    [
        (NUMBERED, Status.VERIFIED, "某财〔2020〕1号第三条"),
        (NUMBERED, Status.INFERRED, "某财〔2020〕1号第三条（推定）"),
        (NUMBERED, Status.UNVERIFIED, "某财〔2020〕1号（未核实）"),
        ("办法", Status.VERIFIED, "办法第三条"),
        ("办法", Status.UNVERIFIED, "办法（未核实）"),
        ("本表", None, "本表第三条"),
    ],
)
def test_a_clause_in_a_message_says_what_was_not_checked(document: str, status: Status | None, said: str) -> None:
    assert said == told(Citation(document=document, clause="第三条", status=status))
