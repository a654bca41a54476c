"""The shipped rulebooks: every value has its clause, and every golden figure is computed."""

import csv
import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, strategies as st

import perfscore as ps
from perfscore.number import plain
from perfscore.shelving import OFFICIAL, SHIPPED
from perfscore.source import Seen
from tests.forms import FIRST
from tests.strategies import sheets

TABLE = Path(__file__).parent / "conformance" / "rulebooks.csv"
COLUMNS = ["rulebook", "row", "weight", "target", "actual", "criterion", "budget", "score", "source"]
MONEY = {"年初预算数": "initial", "预算数": "planned", "执行数": "spent"}
BOOKS = ps.rulebooks()


def cases() -> Iterator[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        assert reader.fieldnames == COLUMNS
        yield from reader


def computed(case: dict[str, str]) -> str:
    """What a form of this one row earns: a score, an interval, or 不计."""
    money: dict[str, Any] = {MONEY[name]: value for name, _, value in (part.partition("=") for part in case["budget"].split(";") if part)}
    row = ps.Indicator(name=case["row"], weight=case["weight"], target=case["target"], actual=case["actual"], criterion=case["criterion"])
    (line,) = ps.score(ps.Sheet(budget=ps.Budget(**money), branches=[row]), case["rulebook"]).lines
    if line.governed.aside:
        return "不计"
    if line.score is not None:
        return plain(line.score)
    ends = line.governed.plan.ends if line.governed.plan else None
    assert ends is not None, line.reason
    left, right = "(" if ends.low_open else "[", ")" if ends.high_open else "]"
    return f"{left}{plain(line.low)}, {plain(line.high)}{right}"


@pytest.mark.parametrize(
    "case", [pytest.param(one, id=f"{one['rulebook']}-{one['row']}-{one['actual'] or one['budget']}") for one in cases()]
)
def test_golden_figures(case: dict[str, str]) -> None:
    assert computed(case) == case["score"], case["source"]
    assert case["source"].strip()


# ---- totals -------------------------------------------------------------------------------------


def total(book: str, *scores: str, budget: ps.Budget | None = None) -> ps.Scorecard:
    """A form of rows that earn so many of 100 points each, by their own criteria."""
    rows = [
        ps.Indicator(name=f"指标{number}", weight=100, target="100", actual=score, criterion="实际完成值/目标值*分值")
        for number, score in enumerate(scores)
    ]
    return ps.score(ps.Sheet(budget=budget or ps.Budget(), branches=rows), book)


@pytest.mark.parametrize(
    ("book", "points", "grade"),
    [
        ("cn-mof-2020-10", "90", "优"),
        ("cn-mof-2020-10", "89.99", "良"),
        ("cn-mof-2020-10", "60", "中"),
        ("cn-mof-2020-10", "59.99", "差"),
        ("cn-ah-chizhou-2022-project", "80", "良"),
        ("cn-pmkpi-default", "90", "优"),
        ("cn-gx-pmkpi", "79.99", "中"),
        ("cn-mof-grades-notice", "89", "良"),
        ("cn-mof-grades-notice", "89.5", None),
        ("cn-mof-grades-notice", "59.5", None),
        ("cn-hb-2020-project", "95", None),
    ],
)
def test_grades(book: str, points: str, grade: str | None) -> None:
    assert total(book, points).grade == grade


@pytest.mark.parametrize(
    ("spent", "points"), [("49", "59"), ("50", "69"), ("60", "79"), ("69.99", "79"), ("70", "89"), ("80", "100"), ("100", "100")]
)
def test_the_manual_caps_totals_by_execution_rate(spent: str, points: str) -> None:
    card = total("cn-ytjh-2022-manual", "100", budget=ps.Budget(planned=100, spent=spent))
    assert card.total == Decimal(points)


def test_jiangxi_prints_one_decimal_place() -> None:
    assert total("cn-jx-2017-project", "99.25").total == Decimal("99.3")


def test_the_provincial_system_adds_printed_scores() -> None:
    rows = [ps.Indicator(name=f"指标{n}", weight=10, target="≥3", actual="1") for n in range(3)]
    sheet = ps.Sheet(branches=rows)
    assert [str(ps.score(sheet, name).total) for name in ("cn-pmkpi-default", "cn-mof-2020-10")] == ["9.99", "10.00"]


def test_what_does_not_apply_is_rescaled_to_100() -> None:
    rows = [
        ps.Indicator(name="论文发表", weight=20, target="≥4篇", actual="不涉及"),
        ps.Indicator(name="项目验收", weight=80, target="100%", actual="90%"),
    ]
    assert ps.score(ps.Sheet(branches=rows), "cn-unknown-doczj-project").total == 90


def test_optional_indicators_that_are_not_chosen_stand_aside() -> None:
    rows = [
        ps.Indicator(name="经济效益(可选项)", weight=40, target="100%", actual="50%", criterion="实际完成值/目标值*分值"),
        ps.Indicator(name="社会效益(可选项)"),
        ps.Indicator(name="服务对象满意度", weight=10, target="100%", actual="100%", criterion="实际完成值/目标值*分值"),
    ]
    card = ps.score(ps.Sheet(branches=rows), "cn-sc-2017-optional-groups")
    assert (card.total, card.weight_sum) == (30, 50)
    assert [line.governed.aside for line in card.lines] == ["", "unchosen", ""]


def test_one_of_two_carry_over_rows_is_scored() -> None:
    rows = [
        ps.Indicator(name="结转结余率", weight=20, target="9%", actual=""),
        ps.Indicator(name="结转结余变动率", weight=20, target="30%", actual="15%"),
    ]
    card = ps.score(ps.Sheet(branches=rows), "cn-unknown-2019-either-or")
    assert (card.total, [line.governed.aside for line in card.lines]) == (10, ["unchosen", ""])


def test_daying_counts_the_indicators_that_hit() -> None:
    rule = ps.rulebook("cn-sc-daying-2020-dept").rule("row.目标实现")
    assert rule is not None
    counts: dict[str, Any] = {"达到预期值的数量指标个数": "4", "全部数量指标个数": "5"}
    assert rule.apply(10, None, None, **counts).value == Decimal("8.00")


def test_daying_without_the_counts_says_what_is_missing() -> None:
    row = ps.Indicator(name="目标实现", weight=10, target="100%", actual="80%", printed="8")
    (line,) = ps.score(ps.Sheet(branches=[row]), "cn-sc-daying-2020-dept").lines
    assert line.reason == "公式中的“达到预期值的数量指标个数”“全部数量指标个数”没有给出，未计算"
    assert (line.basis, str(line.score), str(line.low), str(line.high)) == ("printed", "8.00", "0.00", "10.00")


def test_of_two_rows_one_is_scored() -> None:
    rows = [
        ps.Indicator(name="结转结余率", weight=20, target="9%", actual=None),
        ps.Indicator(name="结转结余变动率", weight=20, target="100%", actual="90%", criterion="实际完成值/目标值*分值"),
        ps.Indicator(name="应付账款(暂存款)率", weight=10, target="100%", actual="50%", criterion="实际完成值/目标值*分值"),
        ps.Indicator(name="应付账款(暂存款)变动率", weight=10),
    ]
    card = ps.score(ps.Sheet(branches=rows), "cn-unknown-2019-either-or")
    assert (card.total, [line.governed.aside for line in card.lines]) == (23, ["unchosen", "", "", "unchosen"])


def test_a_clean_sheet_of_hubei_earns_what_it_prints() -> None:
    """2020年度长江禁捕项目自评表: 20 + 20 + 10 + 10 + 40 = 100."""
    rows = [
        ps.Indicator(name="补贴渔船数", weight=20, target="6", actual="6"),
        ps.Indicator(name="渔船补贴发放率", weight=10, target="100%", actual="100%"),
        ps.Indicator(name="补贴发放及时率", weight=10, target="100%", actual="100%"),
        ps.Indicator(name="渔民满意度", weight=40, target="≥90%", actual="90%"),
    ]
    card = ps.score(ps.Sheet(budget=ps.Budget(planned="1.56", spent="1.56", weight=20), branches=rows), "cn-hb-2020-project")
    assert card.total == 100


# ---- every value has its clause -----------------------------------------------------------------


def raw(name: str) -> dict[str, Any]:
    return tomllib.loads((SHIPPED / f"{name}.toml").read_text("utf-8"))


def cited(data: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Every citation of a file."""
    for key, item in data.items():
        if key == "cite":
            yield item
        elif isinstance(item, dict):
            yield from cited(item)


def test_at_least_twelve_are_shipped() -> None:
    assert len(BOOKS) >= 12


@pytest.mark.parametrize("name", BOOKS)
def test_every_value_has_document_clause_quote_and_status(name: str) -> None:
    data, book = raw(name), ps.rulebook(name)
    assert book.id == name
    assert book.values
    assert list(cited(data))
    for cite in cited(data):
        assert set(cite) == {"document", "clause", "quote", "status"}
        assert cite["document"] in data["documents"]
        assert cite["clause"]
        assert bool(cite["quote"]) or (cite["status"], cite["clause"]) == ("unverified", "条文未见")
    assert {cite["document"] for cite in cited(data)} == set(data["documents"]), "a document that nothing rests on"


@pytest.mark.parametrize("name", BOOKS)
def test_only_originals_on_official_hosts_have_an_address(name: str) -> None:
    for document in ps.rulebook(name).documents:
        assert not document.address or document.seen is Seen.ORIGINAL, document
    text = (SHIPPED / f"{name}.toml").read_text("utf-8")
    hosts = re.findall(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|cn|net|org|info|top|cc|xyz)\b", text)
    assert all(host.endswith(OFFICIAL) for host in hosts), hosts
    assert len(re.findall("https?:", text)) == len(hosts)


@pytest.mark.parametrize("name", BOOKS)
def test_what_a_program_does_is_told_in_chinese(name: str) -> None:
    programs = {key for key, one in raw(name)["documents"].items() if one.get("seen") == "program"}
    for cite in cited(raw(name)):
        assert cite["document"] not in programs or not re.search(r"[A-Za-z_]", cite["quote"]), cite


@pytest.mark.parametrize("name", BOOKS)
def test_the_head_is_told(name: str) -> None:
    book = ps.rulebook(name)
    assert book.title
    assert book.jurisdiction
    assert book.scope in {"project", "dept", "project+dept", "evaluation"}
    assert not book.parent or ps.rulebook(book.parent).id == book.parent


@pytest.mark.parametrize("name", BOOKS)
def test_a_rulebook_reads_as_chinese(name: str) -> None:
    told = [line for line in str(ps.rulebook(name)).splitlines() if line.startswith("  ")]
    assert len(told) == 2 * len(ps.rulebook(name).values)
    for line in told:
        assert not re.search(r"[a-z]{2,}", line), line


@pytest.mark.parametrize("name", BOOKS)
def test_every_criterion_keeps_its_sense_when_written_back(name: str) -> None:
    book = ps.rulebook(name)
    for key in book.values:
        if key in {"execution", "adjustment", "positive", "reverse", "qualitative"} or key.startswith("row."):
            rule = book.rule(key)
            assert rule is not None
            assert ps.read_criterion(str(rule)) == rule


def test_the_first_rulebook_quotes_the_published_form_word_for_word() -> None:
    sheet = ps.read(FIRST)
    printed = "".join(text for note in sheet.notes for text in note.text.split())
    printed += "".join(text for row in sheet.rows for text in row.indicator.criterion.split())
    plain_text = printed.replace(",", "，").replace(":", "：")
    for key, value in ps.rulebook("cn-hb-wh-hanyang-2019-dept").in_order():
        quote = "".join(value.cite.quote.split()).replace(",", "，").replace(":", "：")
        assert quote in plain_text, key


# ---- inheritance --------------------------------------------------------------------------------


@cache
def child_of(name: str) -> ps.Rulebook:
    """A child that overrides nothing."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "child.toml"
        path.write_text(f'id = "child"\nparent = "{name}"\n', "utf-8")
        return ps.rulebook(path)


def result(sheet: ps.Sheet, book: ps.Rulebook) -> object:
    card = ps.score(sheet, book)
    lines = [(line.score, line.low, line.high, line.basis, line.step.text, str(line.citation)) for line in card.lines]
    return lines, [(step.label, step.value, step.low, step.high, step.text) for step in card.stages], card.grade


@given(sheet=sheets(), name=st.sampled_from(BOOKS))
def test_a_child_that_overrides_nothing_is_its_parent(sheet: ps.Sheet, name: str) -> None:
    child, parent = child_of(name), ps.rulebook(name)
    assert (child.values, child.policy, child.stages, child.documents) == (parent.values, parent.policy, parent.stages, parent.documents)
    assert ps.rulebook_diff(child, parent) == ()
    assert result(sheet, child) == result(sheet, parent)


@pytest.mark.parametrize("name", [one for one in BOOKS if ps.rulebook(one).parent])
def test_a_shipped_child_differs_only_in_what_it_states(name: str) -> None:
    child = ps.rulebook(name)
    data = raw(name)
    stated = {key for key in data if isinstance(data[key], dict) and "cite" in data[key]}
    stated |= {f"{table}.{key}" for table in ("policy", "row") for key in data.get(table, {})}
    differing = {key for key, _, _ in ps.rulebook_diff(child.parent, child)}
    assert differing <= stated
    assert {key for key in child.values if child.values[key].cite.document in map(str, child.documents[: len(data["documents"])])} >= stated
