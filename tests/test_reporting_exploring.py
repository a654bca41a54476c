"""perfscore.reporting.exploring: what-if and reach as text, and as documents that keep to their schemas."""

import pytest

import perfscore as ps
from perfscore.exploring import NOTICE, Reach, WhatIf, reach, what_if
from perfscore.reporting.exploring import reach_text, what_if_text
from perfscore.reporting.json import reach_document, what_if_document
from perfscore.reporting.table import columns
from tests.forms import FIRST, form, leaf
from tests.test_reporting_json import faults, schema


@pytest.fixture(scope="module")
def first() -> ps.Sheet:
    return ps.read(FIRST)


@pytest.fixture(scope="module")
def changed(first: ps.Sheet) -> WhatIf:
    return what_if(first, {"平台操作性": "95%", "预算执行率": "97%"})


def test_changes_then_totals_then_rows(changed: WhatIf) -> None:
    assert (
        what_if_text(changed)
        == f"""\
假设  产出指标/质量指标/平台操作性/实际完成值〔Sheet1!H24〕 85% → 95%
假设  预算管理/预算执行/预算执行率/实际完成值〔Sheet1!H9〕 0.99 → 97%（得分由预算数与执行数计算，本
      行所填的数不影响得分；请改“执行数”或“预算数”）

总分 97.35 → 98.35

指标        改前  改后  改后算式
平台操作性   3.5   4.5  5 − 5 × 0.1 = 4.5

{NOTICE}"""
    )


def test_a_change_that_changes_no_score_is_told_as_such(first: ps.Sheet) -> None:
    assert f"\n\n总分 97.35 → 97.35\n\n各行得分不变\n\n{NOTICE}" in what_if_text(what_if(first, {"区直单位覆盖率": "120%"}))


def test_what_would_have_been_needed_then_why_others_cannot(first: ps.Sheet) -> None:
    assert (
        reach_text(reach(first, "97.4"))
        == f"""\
总分要达到 97.4（现为 97.35，还差 0.05），单看一行，实际完成须是：
  预算执行率：执行数 1464.43万元 → 1470.67万元（+6.24），须不低于 1470.664165万元，本行得 9.9，总分
    97.4
  平台操作性：85% → 86%（+1），须大于 85%，本行得 3.6，总分 97.45
  社会和谐稳定：90% → 91%（+1），须大于 90%，本行得 4.1，总分 97.45

其余各行单独达不到：
  预算调整率、网上群众工作部投诉案件总量、群众满意度、资金管理合规性：本行已得满分 10 分
  OA 系统持续稳定运行、全年维护费用控制在 30 万以内、区直单位覆盖率、机关大楼内政务专线连通率、全区
    党政机关安全监测、安全攻防演练、群众诉求响应速度、整合视频监控探头：本行已得满分 5 分

{NOTICE}"""
    )


def test_where_no_row_is_enough_only_reasons_stand(first: ps.Sheet) -> None:
    text = reach_text(reach(first, 100))
    assert text.startswith("总分要达到 100（现为 97.35，还差 2.65），单看一行，实际完成须是：\n\n哪一行单独都达不到：\n  预算执行率：")


def test_where_every_row_is_enough_no_reasons_stand() -> None:
    text = reach_text(reach(form(leaf("制度", criterion="是得满分，否则不得分", target="是", actual="", printed="2")), 5))
    assert (
        text
        == f"""\
总分要达到 5（现为 2，还差 3），单看一行，实际完成须是：
  制度：— → 是，须为“是”，本行得 5，总分 5

{NOTICE}"""
    )


def test_what_holds_for_all_rows_stands_alone(first: ps.Sheet) -> None:
    assert f"总分要达到 90（现为 97.35）：\n总分已是 97.35，达到所问的 90\n\n{NOTICE}" == reach_text(reach(first, 90))


@pytest.fixture(scope="module")
def several(first: ps.Sheet) -> tuple[Reach, ...]:
    return tuple(reach(first, total) for total in ("97.4", 98, 100, 90))


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_the_terminal(changed: WhatIf, several: tuple[Reach, ...], width: int) -> None:
    for text in (what_if_text(changed, width=width), *(reach_text(one, width=width) for one in several)):
        assert width >= max(map(columns, text.splitlines()))


def test_colours_add_nothing_but_colours(changed: WhatIf, several: tuple[Reach, ...]) -> None:
    pairs = [(what_if_text(changed, colour=True), what_if_text(changed))]
    pairs += [(reach_text(one, colour=True), reach_text(one)) for one in several]
    for painted, bare in pairs:
        assert "\x1b[1m" in painted
        for code in ("\x1b[1m", "\x1b[2m", "\x1b[0m"):
            painted = painted.replace(code, "")  # noqa: PLW2901 - the codes are taken off one after the other
        assert bare == painted


def test_the_documents_keep_to_their_schemas(changed: WhatIf, several: tuple[Reach, ...], first: ps.Sheet) -> None:
    open_ = form(leaf("甲", criterion="≥95%得4-5分，其余不得分", target="", actual="80%"), leaf("乙"))
    for found in (changed, what_if(open_, {"甲": "96%"}), what_if(first, {"执行数": 1400, "预算数": 1500})):
        assert [] == faults("what-if", what_if_document(found))
    for one in (*several, reach(open_, 8), reach(form(leaf("甲", criterion="酌情得分")), 4)):
        assert [] == faults("reach", reach_document(one))
    assert ("perfscore.what-if/1", "perfscore.reach/1") == (what_if_document(changed)["format"], reach_document(several[0])["format"])


def test_what_the_schemas_share_with_others_is_the_same() -> None:
    shared = schema("score")["$defs"]
    for name in ("what-if", "reach"):
        assert [shared[key] for key in ("number", "totals")] == [schema(name)["$defs"][key] for key in ("number", "totals")]
