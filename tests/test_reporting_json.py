"""The documents have the shape of the schemas that are shipped, and those leave nothing open."""

import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from jsonschema import Draft202012Validator

from perfscore.arithmetic import arithmetic, general
from perfscore.auditing import audit
from perfscore.auditing.finding import CODES
from perfscore.criterion import read_criterion
from perfscore.errors import PerfscoreError, ReadError
from perfscore.reading import read
from perfscore.reporting.json import (
    audit_data,
    audit_document,
    criteria_document,
    dumps,
    error_data,
    rule_document,
    rulebook_document,
    schema_text,
    schemas,
    score_document,
    trace_document,
)
from perfscore.rule import KINDS, Alternatives, Discretion, Rule
from perfscore.scoring import readings, score
from perfscore.sheet import Sheet
from perfscore.shelving import rulebook, rulebooks
from perfscore.source import Source
from perfscore.surveying import Text, survey
from tests import laws
from tests.reading_files import EXAMPLE, book, form
from tests.strategies import rules


def schema(name: str) -> Any:
    return json.loads(schema_text(name), parse_float=Decimal)


def closed(part: Any) -> Any:
    """A schema that allows no other keys than those it names."""
    if isinstance(part, dict):
        part = {key: closed(value) for key, value in part.items()}
        if part.get("type") == "object" and "properties" in part:
            part["additionalProperties"] = False
    elif isinstance(part, list):
        part = [closed(value) for value in part]
    return part


def faults(name: str, document: Any) -> list[str]:
    """Where a document, as it is printed, leaves its schema."""
    printed = json.loads(dumps(document), parse_float=Decimal)
    validator = Draft202012Validator(closed(deepcopy(schema(name))))
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in validator.iter_errors(printed)]


CLOSED_RULE = Draft202012Validator(closed({**schema("rule")["$defs"]["rule"], "$defs": schema("rule")["$defs"]}))


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    return read(EXAMPLE)


@pytest.mark.parametrize("name", schemas())
def test_a_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert "https://json-schema.org/draft/2020-12/schema" == schema(name)["$schema"]
    assert {"const": f"perfscore.{name}/1"} == schema(name)["properties"]["format"]


def test_what_schemas_share_is_the_same() -> None:
    shared: dict[str, list[Any]] = {}
    for name in ("audit", "score", "rule", "trace", "combined"):
        for key, part in schema(name)["$defs"].items():
            if key != "sheet":
                shared.setdefault(key, []).append(part)
    assert all(one == parts[0] for parts in shared.values() for one in parts)


def test_an_audit(sheet: Sheet) -> None:
    error = ReadError("文件是空的。", source=Source(file="b.xlsx", sheet="Sheet1", cell="A1"), hint="请核对。")
    document = audit_document([audit_data(audit(sheet)), audit_data(audit(sheet, event="审计披露"), readings(sheet)), error_data(error)])
    assert [] == faults("audit", document)
    assert ["format", "version", "sheets"] == list(document)
    assert {"source": "b.xlsx", "error": {"message": "文件是空的。", "hint": "请核对。", "cell": "Sheet1!A1"}} == document["sheets"][2]
    assert "readings" in document["sheets"][1]


def test_a_score_with_open_and_unread_lines() -> None:
    odd = read(book(form(E5="专家打分", E6="每减少扣分", H5="", G6="", F6="")), name="a.xlsx")
    assert [] == faults("score", score_document([score(odd).to_dict(), error_data(PerfscoreError("x"), "c.xlsx")]))
    assert [] == faults("audit", audit_document([audit_data(audit(odd), readings(odd))]))


def test_traces_of_rows_and_of_the_total(sheet: Sheet) -> None:
    card = score(sheet)
    traces = [("a.xlsx", (), card.step), *(("a.xlsx", line.path, line.step) for line in card.lines)]
    assert [] == faults("trace", trace_document(traces))


def test_a_form_and_its_round_trip(sheet: Sheet) -> None:
    assert [] == faults("sheet", sheet.to_dict())
    assert sheet == Sheet.from_dict(json.loads(dumps(sheet.to_dict()), parse_float=Decimal))


@pytest.mark.parametrize("name", rulebooks())
def test_a_rulebook(name: str) -> None:
    assert [] == faults("rulebook", rulebook_document(rulebook(name)))


CRITERIA = {
    "proportional": "实际完成值/年初目标值*分值",
    "rate": "得分按执行率*指标权重记分",
    "steps": "预算调整率绝对值≤5%，得10分。预算调整率绝对值>5%的，每增加0.1个百分点扣0.1分，扣完为止。",
    "tiers": "≥95%得10分，90%(含)-95%得8分，其余不得分",
    "bands": "达成预期指标得100%-80%(含)的分值，部分达成预期指标并具有一定效果得80%-50%(含)的分值，未达成预期指标且效果较差得50%-0%的分值",
}


@pytest.mark.parametrize("kind", CRITERIA)
def test_a_criterion_read(kind: str) -> None:
    rule = read_criterion(CRITERIA[kind])
    assert kind == rule.kind
    assert [] == faults("rule", rule_document(CRITERIA[kind], rule))
    step = rule.apply(10, "100%", "85%")
    assert not isinstance(rule, Alternatives)
    how = arithmetic(rule, 10, "100%", "85%")
    document = rule_document(CRITERIA[kind], rule, step, [("steps=proportional", "按比例", step)], arithmetic=how)
    assert [] == faults("rule", document)
    assert [one.name for one in rule.readings] == [one["name"] for one in document["ambiguities"]]
    assert ("arithmetic" in document) is (how is not None)


def test_a_criterion_with_cases_and_with_two_ends() -> None:
    text = "到位率不低于95%的，产区得2.5分,非产区得1.5分；每减少1个百分点，产区扣0.5分，非产区扣0.3分；低于90%不得分。"
    rule = read_criterion(text)
    assert isinstance(rule, Alternatives)
    document = rule_document(text, rule, rule.choose("产区").apply(2, "95%", "93%"), case="产区", arithmetic=general(rule.choose("产区")))
    assert [] == faults("rule", document)
    assert "产区" == document["case"]
    room = Discretion(low=1, high=2)
    assert [] == faults("rule", rule_document("酌情扣1-2分", room, arithmetic=arithmetic(room, 5, "", "是")))


def test_a_survey() -> None:
    texts = ("是得2分，否则不得分", "视情况而定", "评价指标得分二支出使用资金占到位资金的比例*该项指标分值")
    for lenient in (False, True):
        found = survey((Text(text=text, place=f"A{row}") for row, text in enumerate(texts, 2)), "a.csv", lenient=lenient, remarks=["甲"])
        document = criteria_document(found)
        assert [] == faults("criteria", document)
        assert ("3", "3", "2" if lenient else "1") == (document["texts"], document["distinct"], document["read"])


def test_every_kind_of_rule_is_described() -> None:
    described = [
        one["properties"]["kind"]["const"] for one in schema("rule")["$defs"]["rule"]["oneOf"] if "alternatives" not in one["properties"]
    ]
    assert list(KINDS) == described


@given(laws.sheets(), st.sampled_from(rulebooks()))
@settings(max_examples=60, deadline=None)
def test_what_is_said_of_any_form_fits_its_descriptions(sheet: Sheet, name: str) -> None:
    book = rulebook(name)
    card = score(sheet, book)
    steps = [("a.xlsx", (), card.step), *(("a.xlsx", line.path, line.step) for line in card.lines)]
    assert [] == faults("sheet", sheet.to_dict())
    assert [] == faults("score", score_document([card.to_dict()]))
    assert [] == faults("trace", trace_document(steps))
    assert [] == faults("audit", audit_document([audit_data(audit(sheet, rulebook=book), readings(sheet, book))]))


@given(rules())
def test_every_rule_fits_its_description(rule: Rule) -> None:
    assert CLOSED_RULE.is_valid(rule.to_dict()), rule.to_dict()


def test_codes_fit_their_pattern() -> None:
    pattern = schema("audit")["$defs"]["finding"]["properties"]["code"]
    assert all(Draft202012Validator(pattern).is_valid(code) for code in CODES)


def test_there_is_no_other_schema() -> None:
    with pytest.raises(KeyError):
        schema_text("nothing")


def test_figures_are_exact_texts(sheet: Sheet) -> None:
    def numbers(data: Any) -> list[Any]:
        if isinstance(data, dict):
            return [x for value in data.values() for x in numbers(value)]
        if isinstance(data, list):
            return [x for value in data for x in numbers(value)]
        return [data] if isinstance(data, (int, float)) and not isinstance(data, bool) else []

    found = numbers(json.loads(dumps(audit_document([audit_data(audit(sheet), readings(sheet))]))))
    assert {2019, *range(1, 7)} == set(found)
