import pytest
from attrs import evolve

from perfscore.auditing import audit
from perfscore.auditing.finding import CODES, Finding
from perfscore.criterion import read_criterion
from perfscore.errors import CriterionError, ReadError
from perfscore.reading import read
from perfscore.reporting.table import columns
from perfscore.reporting.text import (
    STAGE_WORDS,
    audit_text,
    card_text,
    error_text,
    explain_text,
    finding_text,
    legend,
    line_text,
    readings_text,
    stage_text,
    step_text,
    totals_text,
)
from perfscore.scorecard import Scorecard
from perfscore.scoring import readings, score
from perfscore.sheet import Sheet
from perfscore.source import Source
from tests.reading_files import EXAMPLE, book, form


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    return read(EXAMPLE)


@pytest.fixture(scope="module")
def odd() -> Sheet:
    """A form with a row that cannot be read, one that is open, and no notes."""
    return read(book(form(E5="专家打分", E6="每减少扣分", H5="")), name="a.xlsx")


def test_an_audit_reads_from_totals_to_opinion(sheet: Sheet) -> None:
    text = audit_text(audit(sheet))
    order = [
        "汉阳区部门整体支出绩效自评表", "汉阳区大数据中心 · 2019 年 · hanyang-2019.xlsx!Sheet1", "评分办法：", "自评总分 96", "≠  平台操作性", "\n   合计",
        "错误 ", "total-mismatch", "提醒 ", "备注 ", "余地的有资金管理合规性。", "退回意见：",
    ]  # fmt: skip
    places = [text.index(part) for part in order]
    assert sorted(places) == places
    assert "5 − 15 × 0.1 = 3.5" in text


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_no_line_is_wider_than_the_terminal(sheet: Sheet, odd: Sheet, width: int) -> None:
    for one in (sheet, odd):
        checked = audit(one)
        for text in (
            audit_text(checked, readings(one), width=width),
            card_text(checked.card, width=width),
            step_text(checked.card.step, width=width),
        ):
            assert [] == [line for line in text.splitlines() if columns(line) > width and "摘要" not in line]


def test_lines_stand_in_columns(sheet: Sheet) -> None:
    lines = audit_text(audit(sheet)).splitlines()
    table = lines[(start := next(i for i, line in enumerate(lines) if "算式与依据" in line)) : start + 16]
    edges = {columns(line[: line.index(word)]) for line, word in zip(table[1:], ["1464", "未超出"], strict=False)}
    assert {columns(table[0][: table[0].index("算式")])} == edges


def test_stages_are_shown_where_they_change_something(sheet: Sheet) -> None:
    assert "总分各步" not in audit_text(audit(sheet))
    text = audit_text(audit(sheet, event="审计披露"))
    assert "事件封顶 70" in text
    assert "评价等级" not in text
    unknown = audit_text(audit(sheet, event="下雨"))
    assert "“下雨”不在封顶事件" in unknown.replace("\n      ", "")


def test_a_score_shows_subtotals_stages_and_receipt(sheet: Sheet) -> None:
    card = score(sheet)
    text = card_text(card)
    for part in ("小计", "\n目标5", "\n  产出指标", "\n    质量指标", "各行相加 97.35", "评价等级", card.receipt["input_sha256"]):
        assert part in text


def test_rows_that_were_not_checked_are_marked(odd: Sheet) -> None:
    text = audit_text(audit(odd))
    assert "? " in text
    assert "没有复算（括号内照抄表内得分）或没有唯一得分" in text
    assert "?  合格率" in text
    assert "(10)" in text
    assert "? “合格率”没有复算：评分标准读不懂" in text
    assert "复算未定" in text
    assert "评分标准读不懂" in text


def test_a_reason_that_rows_share_is_said_once() -> None:
    rows = [["产出指标", "数量指标", f"指标{n}", 5, "", 10, 10, 5] for n in range(3)]
    text = audit_text(audit(read(book([*form()[:4], *rows]), name="a.xlsx"), "general"))
    assert 3 == text.count("没有复算，原因见表下")
    assert 1 == text.count("? 3 行没有复算：")
    assert "复算 15（其中 15 未复算）    区间 [0, 15]" in text


def test_a_form_from_a_pdf_is_to_be_reviewed(sheet: Sheet) -> None:
    said = "待复核：本表由 PDF 读出，请先对照原件核对数值。"
    doubtful = evolve(sheet, to_review=True)
    assert said in card_text(score(doubtful)).splitlines()
    assert said in audit_text(audit(doubtful)).splitlines()
    assert said not in card_text(score(sheet))


def test_a_form_without_anything() -> None:
    text = audit_text(audit(Sheet()))
    assert "没有标题的自评表" in text
    assert "结论：" in text
    assert "没有标题的自评表）\n评分办法：" in audit_text(audit(Sheet()))
    assert "\n读表说明：缺页。" in audit_text(audit(Sheet(remarks=["缺页。"])))
    assert "小计" not in card_text(score(Sheet()))


def test_a_grade_stands_beside_the_total(sheet: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Scorecard, "grade", "优")
    assert "等级 优" in totals_text(score(sheet))


def test_a_line_in_words(sheet: Sheet) -> None:
    line = score(sheet)["平台操作性"]
    assert "产出指标/质量指标/平台操作性〔Sheet1!I24〕  分值 5，目标 100%，实际 85%，表内 0，复算 3.5  5 − 15 × 0.1 = 3.5" == line_text(
        line
    )
    assert "≠ 表内得分与复算不同" == legend([line])


def test_a_line_explained(sheet: Sheet) -> None:
    card = score(sheet)
    text = explain_text(card["平台操作性"], card.rulebook)
    for part in (
        "（目标5）",
        "偏差率 -0.15（不利）",
        "Sheet1!G24",
        "15 个百分点",
        "15 次",
        "5 − 15 × 0.1 = 3.5",
        "数量每减少 1 扣 0.1 分",
        "其他口径：百分比行里",
    ):
        assert part in text
    assert 1 == text.count("数量每减少 1 扣 0.1 分")
    assert "（有利）" in explain_text(card["整合视频监控探头"], card.rulebook)
    assert "· 评分标准留有余地" in explain_text(card["资金管理合规性"], card.rulebook)


def test_a_line_that_was_not_computed_explained(odd: Sheet) -> None:
    card = score(odd)
    text = explain_text(card["合格率"], card.rulebook)
    assert "分值 10，目标 ≥90%，实际 95%，表内得分 10，没有复算" in text
    assert 1 == text.count("评分标准读不懂")


def test_a_reading_that_does_not_compute_is_said(sheet: Sheet) -> None:
    card = score(sheet)
    assert "不计算，本行不计算" in explain_text(card["安全攻防演练"], card.rulebook)


def test_a_finding_says_where_what_and_under_which_reading() -> None:
    code = next(iter(CODES))
    found = Finding(code=code, severity="warning", message="某事。", row="某行", source=Source(sheet="S", cell="A1"), reading="steps")
    assert f"  {code}  某行  S!A1\n    某事。（另一种口径：每档扣分按比例计，不足一档也扣）" == finding_text(found)
    other = Finding(code=code, severity="note", message="某事。", reading="别的")
    assert f"  {code}  整张表\n    某事。" == finding_text(other)


def test_readings_show_only_what_differs(sheet: Sheet) -> None:
    found = readings(sheet)
    text = readings_text(found)
    assert "采用：97.35  按汉阳区部门整体支出绩效自评表（2019 年度）表注" in text
    assert "预算执行率 9.85 → 9.9" in text
    assert "反向指标超出部分" not in text
    assert "安全攻防演练 5（区间不同）" in text.replace("\n", "")
    assert "" == readings_text(())
    assert "其他评分办法下的总分：都与采用的相同" in readings_text(found[:1])


def test_readings_of_an_open_form_show_the_room(odd: Sheet) -> None:
    text = readings_text(readings(odd))
    assert "采用：[0, 20]  按项目支出绩效评价管理办法（财预〔2020〕10号）" in text
    assert ["其他口径下的总分：都与采用的相同", "其他评分办法下的总分：都与采用的相同"] == text.splitlines()[-2:]


def test_colours_only_where_asked(sheet: Sheet) -> None:
    assert "\x1b" not in audit_text(audit(sheet))
    assert "\x1b[31m" in audit_text(audit(sheet), colour=True)


def test_every_stage_has_its_word(sheet: Sheet) -> None:
    assert {stage.label for stage in score(sheet).stages} <= set(STAGE_WORDS)
    assert "修约 97.35 [87.35, 97.35]  修约到 0.01，四舍五入" == stage_text(score(sheet).stages[3])


def test_an_error_says_place_message_and_next_step() -> None:
    assert "a.xlsx：空的。\n  请核对。" == error_text(ReadError("空的。", source=Source(file="a.xlsx"), hint="请核对。"))
    assert "b.xlsx：空的。" == error_text(ReadError("空的。"), "b.xlsx")
    with pytest.raises(CriterionError) as caught:
        read_criterion("每减少扣分")
    assert "\n    每减少扣分\n          ^" in error_text(caught.value)
