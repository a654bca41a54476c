"""perfscore.verifying: today's result beside an earlier one, in the words in which the difference is told."""

import json
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings, strategies as st

import perfscore as ps
from perfscore.number import quantity
from perfscore.reporting.json import audit_document, dumps, error_data
from perfscore.verifying import FIGURES, Verification, conclusion, verify
from tests import strategies
from tests.conftest import EXAMPLES
from tests.forms import FIRST, form, leaf

Entry = dict[str, Any]
ENTRY: Entry = json.loads(dumps(ps.audit(ps.read(FIRST)).to_dict()))
NAME = "hanyang-2019.xlsx!Sheet1 · 汉阳区部门整体支出绩效自评表 · 汉阳区大数据中心"
ROW = "产出指标/质量指标/平台操作性〔Sheet1!I24〕"


def data(sheet: ps.Sheet, **options: Any) -> Entry:
    """A form as its entry in a document that was read."""
    found: Entry = json.loads(dumps(ps.audit(sheet, **options).to_dict()))
    return found


def held(earlier: Sequence[Entry], today: Sequence[Entry]) -> tuple[Verification, ...]:
    return verify(audit_document(earlier), today)


def one(earlier: Entry, today: Entry) -> Verification:
    (found,) = held([earlier], [today])
    return found


def other(part: str = "", **values: Any) -> Entry:
    """The first form with other values, of its own or of one of its parts."""
    entry = deepcopy(ENTRY)
    (entry[part] if part else entry).update(values)
    return entry


def row_of(entry: Entry) -> dict[str, Any]:
    """平台操作性."""
    found: dict[str, Any] = next(line for line in entry["lines"] if line["path"][-1] == "平台操作性")
    return found


def error(message: str = "文件是空的。", source: str = "hanyang-2019.xlsx") -> Entry:
    return error_data(ps.ReadError(message), source)


# ---- the same -----------------------------------------------------------------------------------


def test_the_same_file_gives_the_same_result() -> None:
    found = one(ENTRY, data(ps.read(FIRST)))
    assert (True, (), NAME, f"{NAME}：结果相同") == (found.same, found.changes, found.name, str(found))
    assert found.earlier == found.today == ENTRY["receipt"]
    assert "共 1 张表：1 张结果相同，0 张变了。" == conclusion([found])


@pytest.mark.parametrize(
    ("today", "change"),
    [
        (other("receipt", perfscore="0.2.0"), f"perfscore 的版本 原 {ps.__version__}，现 0.2.0"),
        (other("receipt", input_sha256="00"), "文件内容变了"),
        (other("receipt", rulebook_sha256="00"), "评分办法 cn-hb-wh-hanyang-2019-dept 的内容变了，或表注另写的变了"),
        (other("receipt", rulebook="own", rulebook_sha256="00"), "评分办法 原 cn-hb-wh-hanyang-2019-dept，现 own"),
        (other(source="改名.xlsx"), "文件名 原 hanyang-2019.xlsx，现 改名.xlsx"),
    ],
)
def test_the_same_result_of_something_else_is_told(today: Entry, change: str) -> None:
    found = one(ENTRY, today)
    assert (True, (change,)) == (found.same, found.changes)
    assert str(found).endswith(f"：结果相同\n· {change}")
    assert "共 1 张表：1 张结果相同，0 张变了。结果相同的，有 1 张的文件、评分办法或版本与当时不同。" == conclusion([found])


def test_what_is_only_said_of_a_result_does_not_make_it_another() -> None:
    today = other(title="别的标题", opinion="另一句话", recognised_by="由使用者指定")
    row_of(today)["cell"] = "Sheet1!I25"
    today["findings"].reverse()
    assert one(ENTRY, today).same


# ---- what changed -------------------------------------------------------------------------------


def test_a_form_filled_in_anew_is_told_from_file_to_findings() -> None:
    before = data(form(leaf(), leaf("覆盖率", actual="100%", printed="5"), declared="90"))
    after = data(form(leaf(actual="95%", printed="4.5"), leaf("合格率", actual="100%", printed="5"), declared="95"))
    assert one(before, after).changes == (
        "文件内容变了",
        "自评总分 原 90，现 95",
        "各行得分合计 原 5，现 9.5",
        "复算总分 原 8.5，现 9.5",
        "产出指标/质量指标/平台操作性：实际完成值 原 85%，现 95%；表内得分 原 —，现 4.5；复算得分 原 3.5，现 4.5",
        "多了一行 产出指标/质量指标/合格率，复算得分 5",
        "少了一行 产出指标/质量指标/覆盖率，复算得分原 5",
    )
    assert not one(before, after).same


def test_file_rulebook_and_version_come_first() -> None:
    today = other("receipt", input_sha256="00", rulebook="own", perfscore="0.2.0")
    today["totals"].update(score="97.4", grade="优")
    assert one(ENTRY, today).changes == (
        "文件内容变了",
        "评分办法 原 cn-hb-wh-hanyang-2019-dept，现 own",
        f"perfscore 的版本 原 {ps.__version__}，现 0.2.0",
        "复算总分 原 97.35，现 97.4",
        "评价等级 原 —，现 优",
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"score": "4", "low": "4", "high": "4"}, "复算得分 原 3.5，现 4"),
        ({"high": "5"}, "区间 原 [3.5, 3.5]，现 [3.5, 5]"),
        ({"score": None, "low": "0", "high": "5", "basis": "none"}, "复算得分 原 3.5，现 未定；区间 原 [3.5, 3.5]，现 [0, 5]；得分依据 原 本行评分标准，现 未计算"),
        ({"basis": "guess"}, "得分依据 原 本行评分标准，现 guess"),
        ({"weight": "10", "target": "90%", "printed": None}, "分值 原 5，现 10；年度指标值 原 100%，现 90%；表内得分 原 0，现 —"),
    ],
)  # fmt: skip
def test_a_row_is_told_with_path_and_cell(row: dict[str, Any], told: str) -> None:
    today = deepcopy(ENTRY)
    row_of(today).update(row)
    assert (f"{ROW}：{told}",) == one(ENTRY, today).changes


def test_a_total_that_is_open_is_told_with_its_room() -> None:
    today = other("totals", score=None, low="80")
    today["stages"][-1].update(value=None, low="80")
    assert ("复算总分 原 97.35，现 未定", "区间 原 [87.35, 97.35]，现 [80, 97.35]") == one(ENTRY, today).changes


def test_rows_of_one_path_are_told_apart_by_goal_and_order() -> None:
    def sheet(*actuals: str) -> ps.Sheet:
        goals = [ps.Goal(number=number, children=form(leaf(actual=actual), leaf(actual="100%")).indicators) for number, actual in enumerate(actuals, 1)]  # fmt: skip
        return ps.Sheet(branches=goals)

    changes = one(data(sheet("85%", "90%")), data(sheet("85%", "95%"))).changes
    assert ["产出指标/质量指标/平台操作性：实际完成值 原 90%，现 95%；复算得分 原 4，现 4.5"] == [say for say in changes if "实际" in say]
    gone = one(data(sheet("85%", "90%")), data(sheet("85%"))).changes
    assert ["少了一行 产出指标/质量指标/平台操作性，复算得分原 4", "少了一行 产出指标/质量指标/平台操作性，复算得分原 5"] == [
        say for say in gone if "少了一行" in say
    ]


def test_findings_come_and_go_with_their_severity() -> None:
    today = deepcopy(ENTRY)
    (found,) = [one for one in today["findings"] if one["code"] == "total-mismatch"]
    found["severity"] = "warning"
    today["findings"] += [{"code": "new-code", "severity": "fatal", "row": "平台操作性"}] * 2
    assert one(ENTRY, today).changes == (
        "多了 1 条提醒：整张表 total-mismatch（总分与各行得分之和不等）",
        "多了 2 条fatal：平台操作性 new-code",
        "少了 1 条错误：整张表 total-mismatch（总分与各行得分之和不等）",
    )


# ---- the stages of the total --------------------------------------------------------------------

CAPPED = "70（已记录事件：审计披露，总分不超过 70）"
UNCAPPED = "97.35 [87.35, 97.35]（没有记录事件，不封顶（上限 70））"
HINT = "；当时按事件封顶，事件仍然有效的请加 --event 再核对，例如 --event 审计披露"


def stages(found: Verification) -> list[str]:
    return [say for say in found.changes if say.startswith(("各行相加", "扣减", "事件封顶", "按执行率封顶", "修约", "定级"))]


def test_an_event_that_is_no_longer_given_is_told_with_what_to_do() -> None:
    capped = data(ps.read(FIRST), event="审计披露")
    assert one(capped, ENTRY).changes[:3] == (
        "复算总分 原 70，现 97.35",
        "区间 原 [70, 70]，现 [87.35, 97.35]",
        f"事件封顶 原 {CAPPED}，现 {UNCAPPED}{HINT}",
    )
    assert [f"事件封顶 原 {UNCAPPED}，现 {CAPPED}"] == stages(one(ENTRY, capped))
    assert one(capped, capped).same


def test_what_stands_below_a_cap_is_told_where_the_total_stays() -> None:
    capped = data(ps.read(FIRST), event="审计披露")
    today = deepcopy(capped)
    today["stages"][0].update(value="97.4")
    assert ("各行相加 原 97.35 [87.35, 97.35]，现 97.4 [87.35, 97.35]",) == one(capped, today).changes


def test_a_stage_that_only_one_side_has() -> None:
    today = deepcopy(ENTRY)
    (rounded,) = [stage for stage in today["stages"] if stage["stage"] == "round"]
    today["stages"].insert(3, {**rounded, "stage": "execution-cap", "text": "执行率 98.53%，不封顶"})
    assert ("按执行率封顶 原 没有这一步，现 97.35 [87.35, 97.35]（执行率 98.53%，不封顶）",) == one(ENTRY, today).changes
    assert ("按执行率封顶 原 97.35 [87.35, 97.35]（执行率 98.53%，不封顶），现 没有这一步",) == one(today, ENTRY).changes


def test_a_total_that_changes_is_not_told_again_stage_by_stage() -> None:
    assert [] == stages(one(data(form(leaf())), data(form(leaf(actual="95%")))))


# ---- which form is which ------------------------------------------------------------------------


def known(source: str, digest: str, *, sheet: str = "Sheet1", title: str = "自评表", unit: str = "甲局") -> Entry:
    entry = other(source=source, title=title, unit=unit, receipt={**ENTRY["receipt"], "input_sha256": digest})
    for line in entry["lines"]:
        line["cell"] = f"{sheet}!{line['cell'].partition('!')[2]}"
    return entry


@pytest.mark.parametrize(
    "today",
    [
        known("a.xlsx", "2"),
        known("a.xlsx", "2", sheet="Sheet2"),
        known("a.xlsx", "2", title="别的", unit="乙局"),
        known("a.xlsx", "2", sheet="Sheet2", title="别的"),
        known("b.xlsx", "1"),
        known("b.xlsx", "1", sheet="Sheet2", unit="乙局"),
        known("材料/a.xlsx", "2"),
    ],
)
def test_a_form_is_found_by_file_worksheet_title_unit_place_or_content(today: Entry) -> None:
    assert 1 == len(held([known("a.xlsx", "1")], [today]))


@pytest.mark.parametrize("today", [known("b.xlsx", "2"), known("材料/a.xlsx", "2", unit="乙局")])
def test_a_form_of_another_file_with_other_content_is_another(today: Entry) -> None:
    was, now = held([known("a.xlsx", "1")], [today])[::-1]
    assert ("a.xlsx", False, "无法比较", ("回执里有这张表，这次没有",)) == (was.source, was.same, was.verdict, was.changes)
    assert (today["source"], False, "无法比较", ("回执里没有这张表",)) == (now.source, now.same, now.verdict, now.changes)
    assert ((ENTRY["receipt"] | {"input_sha256": "1"}, None), None) == ((was.earlier, was.today), now.earlier)


def test_forms_of_one_file_are_paired_by_what_they_share_most() -> None:
    first, second, third = (known("a.xlsx", "1", sheet=f"Sheet{n}", unit=unit) for n, unit in enumerate(("甲局", "乙局", "丙局"), 1))
    found = held([first, second, third], [third, second])
    assert [("Sheet3", True), ("Sheet2", True), ("Sheet1", False)] == [(one.sheet, one.same) for one in found]
    assert "共 3 张表：2 张结果相同，0 张变了，1 张只有一次的结果，无法比较。" == conclusion(found)


def test_the_name_outranks_the_content() -> None:
    found = held([known("a.xlsx", "1"), known("b.xlsx", "2")], [known("b.xlsx", "1"), known("c.xlsx", "2")])
    assert [("b.xlsx", "文件内容变了"), ("c.xlsx", "回执里没有这张表"), ("a.xlsx", "回执里有这张表，这次没有")] == [
        (one.source, *one.changes) for one in found
    ]


def test_forms_that_were_not_read() -> None:
    again = one(error(), error())
    assert (True, "结果相同", ("当时和现在都读不了：文件是空的。",)) == (again.same, again.verdict, again.changes)
    assert "共 1 张表：1 张结果相同，0 张变了。" == conclusion([again])
    for was, now, told in (
        (error(), ENTRY, ("当时读不了：文件是空的。",)),
        (ENTRY, error(), ("现在读不了：文件是空的。",)),
        (error(), error("文件打不开。"), ("当时读不了：文件是空的。", "现在读不了：文件打不开。")),
    ):
        found = one(was, now)
        assert (False, "无法比较", told) == (found.same, found.verdict, found.changes)
    assert ("回执里没有这张表", "现在读不了：文件是空的。") == held([], [error()])[0].changes
    assert ("回执里有这张表，这次没有", "当时读不了：文件是空的。") == held([error()], [])[0].changes


def test_a_form_without_any_name() -> None:
    assert "（没有标题的自评表）：结果相同" == str(one(data(form(leaf())), data(form(leaf()))))


def test_the_earlier_document_must_be_one() -> None:
    with pytest.raises(ps.ReadError, match="这个文件没有写明格式"):
        verify({}, [])


# ---- laws ---------------------------------------------------------------------------------------


@settings(max_examples=EXAMPLES // 2)
@given(st.lists(strategies.sheets(most=3), max_size=3), st.randoms(use_true_random=False))
def test_a_document_held_against_the_same_files_is_the_same_in_any_order(sheets: list[ps.Sheet], random: Any) -> None:
    document = json.loads(dumps(audit_document(ps.audit(sheet).to_dict() for sheet in sheets)))
    today = [ps.audit(sheet).to_dict() for sheet in sheets]
    random.shuffle(today)
    assert [(True, ())] * len(sheets) == [(one.same, one.changes) for one in verify(document, today)]


def values(name: str, leaf: ps.Indicator) -> st.SearchStrategy[str]:
    """Another value for a field of a leaf."""
    numbers = st.sampled_from(("0", "1", "1.5", "2.5", "3.25", "5", "10", "20"))
    return (strategies.printed() if name == "actual" else numbers).filter(lambda text: str(quantity(text)) != leaf.shown(name))


@given(strategies.sheets(most=4), st.sampled_from(("printed", "actual", "weight")), st.data())
def test_another_printed_score_actual_or_weight_is_always_told(sheet: ps.Sheet, name: str, drawn: st.DataObject) -> None:
    (top,) = sheet.indicators
    (second,) = top.children
    number = drawn.draw(st.integers(0, len(second.children) - 1))
    row = second.children[number]
    another: dict[str, Any] = {name: drawn.draw(values(name, row))}
    changed = evolve(row, **another)
    leaves = [*second.children[:number], changed, *second.children[number + 1 :]]
    found = one(data(sheet), data(evolve(sheet, branches=[evolve(top, children=[evolve(second, children=leaves)])])))
    told = f"{FIGURES[name]} 原 {row.shown(name) or '—'}，现 {changed.shown(name) or '—'}"
    assert not found.same
    assert [True] == [told in say for say in found.changes if say.startswith(f"产出指标/数量指标/{row.name}：")]


def places(data: Any) -> list[tuple[Any, ...]]:
    """The way to every value in data."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [(key, *way) for key, value in inner for way in places(value) or [()]]


RESULTS = {"totals": {"declared", "printed_sum", "score", "low", "high", "grade"}, "stages": {"stage", "value", "low", "high", "text"},
           "lines": {"path", "goal", *FIGURES, "low", "high", "basis"}, "findings": {"code", "severity", "row"}}  # fmt: skip


def test_whatever_value_of_the_result_is_another_it_is_told_and_nothing_else_is() -> None:
    """Only the words of the grade are left out: they repeat the total."""
    ways = places(ENTRY)
    assert len(ways) > 500
    for *way, last in ways:
        today = deepcopy(ENTRY)
        at = today
        for key in way:
            at = at[key]
        key = next((step for step in (*way[1:], last) if isinstance(step, str)), "")
        counts = bool(way) and key in RESULTS.get(way[0], ()) and (key, at.get("stage") if key == "text" else "") != ("text", "grade")
        at[last] = "别的"
        assert counts is not one(ENTRY, today).same, (*way, last)
