"""Criterion texts and the rules they state (评分标准): tables of real texts, exact stops, and the law parse(str(rule)) = rule."""

import csv
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import example, given, strategies as st

from perfscore.criterion import CLAUSES, LENGTH, NEAREST, nearest, read_criterion
from perfscore.errors import CriterionError, PerfscoreError
from perfscore.rule import Bands, Constraint, Edge, Ladder, Rate, Rule, Steps
from tests import strategies, texts
from tests.effort import effort

HERE = Path(__file__).parent


def table(path: str) -> list[dict[str, str]]:
    with (HERE / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


STATED = table("conformance/criterion.csv")
REAL = table("data/criteria.csv")
SCORES = table("data/criteria-scores.csv")
REFUSALS = table("conformance/refusals.csv")


@pytest.mark.parametrize("row", [*STATED, *REAL, *SCORES], ids=lambda row: row["text"][:20])
def test_every_row_names_its_source(row: dict[str, str]) -> None:
    assert row["source"].strip()


@pytest.mark.parametrize("row", [*STATED, *(row for row in REAL if row["kind"])], ids=lambda row: row["text"][:20])
def test_a_text_states_its_rule(row: dict[str, str]) -> None:
    rule = read_criterion(row["text"])
    assert (row["kind"], row["rule"]) == (rule.kind, str(rule))
    assert rule == read_criterion(str(rule))


@pytest.mark.parametrize("row", [row for row in REAL if not row["kind"]], ids=lambda row: row["text"][:20])
def test_what_is_not_understood_is_refused(row: dict[str, str]) -> None:
    with pytest.raises(CriterionError) as error:
        read_criterion(row["text"])
    assert 0 <= error.value.column <= len(row["text"])
    assert error.value.nearest
    assert isinstance(read_criterion(error.value.nearest), Rule)


@pytest.mark.parametrize("row", SCORES, ids=lambda row: f"{row['text'][:16]}-{row['actual']}")
def test_a_real_text_scores_as_a_reader_does(row: dict[str, str]) -> None:
    rule = read_criterion(row["text"], lenient=row["lenient"] == "1")
    step = rule.apply(weight=row["weight"], target=row["target"] or None, actual=row["actual"])
    assert (Decimal(row["low"]), Decimal(row["high"])) == (step.low, step.high)


@pytest.mark.parametrize("text", sorted({row["text"] for row in SCORES if row["lenient"]}))
def test_slips_of_recognition_are_for_the_lenient_way_alone(text: str) -> None:
    with pytest.raises(CriterionError) as error:
        read_criterion(text)
    assert error.value.suspicions


def test_the_first_sheet_in_full() -> None:
    text = "预算调整率绝对值≤5%，得10分。预算调整率绝对值>5%的，每增加0.1个百分点扣0.1分，扣完为止。"
    ladder = Ladder(side="above", step="0.1", unit="个百分点", points="0.1")
    assert Steps(ladders=[ladder], anchor=5, anchor_unit="%", of="absolute", base=10) == read_criterion(text)
    assert Rate() == read_criterion("得分按执行率*指标权重记分")
    event = "审计等部门重点披露的问题,或造成重大不良社会影响"
    text = "不设权重, 酌情扣分, 如出现审计等部门重点披露的问题, 或造成重大不良社会影响, 评价总得分不得超过 70 分。"
    assert Constraint(cap=70, event=event) == read_criterion(text)


def test_included_edges_belong_to_the_lower_end() -> None:
    rule = read_criterion("分为达成预期指标、部分达成、未达成三档，分别按照该指标对应权重区间100-80%(含)，80-50%(含)，50-0%合理确定分值")
    assert isinstance(rule, Bands)
    assert [(80, 100, False), (50, 80, True), (0, 50, True)] == [(int(band.low), int(band.high), band.high_open) for band in rule.bands]


@pytest.mark.parametrize("space", ["", " ", "　", "\n", " \n "])
def test_white_space_inside_means_nothing(space: str) -> None:
    assert read_criterion("每减少10个百分点扣0.5分，扣完为止") == read_criterion(
        f"每{space}减少{space}10{space}个百{space}分点{space}扣{space}0.{space}5{space}分，{space}扣完{space}为止{space}。"
    )


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("每减少二个百分点扣零点五分", "每减少2个百分点扣0.5分"),
        ("增长率≧１０％得满分，每低１％扣５分", "增长率≥10%得满分，每低1%扣5分"),
        ("执行率>=95%得满分，每低百分之一扣2分", "≥95%得满分，每低1%扣2分"),
        ("每減少1個百分點扣0.5分", "每减少1个百分点扣0.5分"),
        ("每减少1%，扣2分，低于60%的，不得分", "每减少1%扣2分；低于60%不得分"),
        ("变动率未超过5%的得5分，否则不得分", "变动率不高于5%得5分，否则不得分"),
        ("满意度达到90%得5分，未能达到90%不得分", "满意度不低于90%得5分，否则不得分"),
        ("满意度不得低于90%得5分，否则不得分", "满意度不低于90%得5分，否则不得分"),
        ("达到年度目标80%以上得8分，其余不得分", "完成80%以上得8分，其余不得分"),
        ("达到目标值的80%得8分，其余不得分", "完成80%以上得8分，其余不得分"),
        ("完成年度目标任务的90%以上得10分，70%以上得6分，其余不得分", "完成90%以上得10分，70%以上得6分，其余不得分"),
        ("95%以上得10分，90%以上95%以下得8分，其余不得分", "95%以上得10分，90%-95%得8分，其余不得分"),
        ("95%以上得10分，95%以下、90%以上得8分，其余不得分", "95%以上得10分，90%-95%得8分，其余不得分"),
        ("95%(含)以上得10分，90%以上且95%以下得8分，其余不得分", "≥95%得10分，90%(含)-95%(不含)得8分，其余不得分"),
        ("≥95%得10分，大于等于90%，小于95%得8分，其余不得分", "≥95%得10分，90%(含)-95%(不含)得8分，其余不得分"),
        ("5次以上得10分，3次以上5次以下得6分，其余不得分", "5次以上得10分，3次-5次得6分，其余不得分"),
        ("2次以内(含2次)得10分，3-5次得5分，5次以上不得分", "2次以内(含)得10分，3-5次得5分，5次以上不得分"),
        ("80%(不含80%)-90%得8分，其余不得分", "80%(不含)-90%得8分，其余不得分"),
        ("100万元（含）以内得满分，否则不得分", "≤100万元得满分，否则不得分"),
        ("百分之百得满分，每低百分之一扣1分", "100%得满分，每低1%扣1分"),
        ("满意度≥95%得满分，每降1%扣0.5分", "≥95%得满分，每降低1%扣0.5分"),
        ("投诉≤3次得满分，每涨1次扣0.5分", "≤3次得满分，每升高1次扣0.5分"),
        ("满分5分，≥95%得满分，每低1%扣1分", "≥95%得5分，每低1%扣1分"),
        ("95%(含)及以上得满分，每低1%扣1分", "≥95%得满分，每低1%扣1分"),
        ("每亩成本≤800元得满分，每高10元扣1分", "≤800元得满分，每高10元扣1分"),
        ("每低1%扣1分，扣分上限为3分", "每低1%扣1分，最多扣3分"),
        *(
            (f"每低1%扣1分，{floor}", "每低1%扣1分")
            for floor in ("直至扣完该项分值", "直至扣完", "减完为止", "扣完所有分数为止", "扣至零分", "不得低于0分", "扣完爲止")
        ),
        ("实际完成值/年初目标值*分值，最高不得超过该指标分值上限", "实际完成值/年初目标值*分值"),
        ("实际完成值/年初目标值*分值，得分不得突破权重总额", "实际完成值/年初目标值*分值"),
        ("实际成本不超过预算成本得满分，每超1%扣1分", "不超过预算得满分，每超1%扣1分"),
        ("≥95%(含)得8分，90%(含)-95%得6分，其余不得分", "≥95%得8分，90%(含)-95%得6分，其余不得分"),
        ("≥95%得标准分，每低1%扣标准分的5%", "≥95%得满分，每低1%扣分值的5%"),
        ("优秀得满分，良好得满分的一半，较差不得分", "优秀得满分，良好得一半分值，较差不得分"),
        (
            "根据完成情况分为达成指标、部分达成指标、未达成指标三档，分别按照100%-80%(含)、80%-50%(含)、50%-0%合理确定分值",
            "达成指标、部分达成指标、未达成指标三档，分别按照分值区间100%-80%(含)、80%-50%(含)、50%-0%合理确定分值",
        ),
        ("合格率没达到95%的，每低1%扣1分", "≥95%得满分，每低1%扣1分"),
    ],
)
def test_spellings_of_one_rule(text: str, same: str) -> None:
    assert read_criterion(same) == read_criterion(text)


@pytest.mark.parametrize(
    ("words", "side"), [("减少 降低 低于 少于 下降 不足 低 少", "below"), ("增加 提高 超过 高于 超 多 上升 增长", "above")]
)
def test_ladder_words(words: str, side: Literal["below", "above"]) -> None:
    for word in words.split():
        assert Steps(ladders=[Ladder(side=side, step=2, unit="件", points=1)]) == read_criterion(f"每{word}2件扣1分")


def test_a_veto_beside_a_ladder() -> None:
    rule = read_criterion("≥95%得满分，每低1%扣2分，60%以下不得分")
    assert Edge(side="below", value=60, unit="%", inclusive=True) == rule.zero_if  # type: ignore[union-attr]


# ---- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("每减少扣分", "    每减少扣分\n          ^"),
        ("每减少1扣分", "    每减少1扣分\n             ^"),
        ("每减少0扣0.1分", "    每减少0扣0.1分\n          ^"),
        ("每减少 １ 扣分", "    每减少 １ 扣分\n                ^"),
        ("≥95%得满分，每低1%扣2分，*", "    ≥95%得满分，每低1%扣2分，*\n                             ^"),
        ("得分=__import__('os').system('x')", "    得分=__import__('os').system('x')\n                    ^"),
    ],
)
def test_the_caret_stands_under_the_stop(text: str, shown: str) -> None:
    with pytest.raises(CriterionError) as error:
        read_criterion(text)
    assert shown == error.value.caret()


def test_the_words_of_a_stop() -> None:
    with pytest.raises(CriterionError) as error:
        read_criterion("每减少 1 扣分")
    assert "“每减少 1 扣”之后应写数，这里是“分”。" == error.value.message
    assert "每减少 1 扣" == error.value.understood
    assert "每减少1扣0.1分，扣完为止" == error.value.nearest


@pytest.mark.parametrize(
    "text",
    [
        # additive or alternative? a step or an outcome?
        "完成1项得2分", "建立制度得2分，开展培训得3分", "优秀得5分，开展培训得3分，差不得分", "产区得2分，非产区得1分，否则不得分",
        # a bound on the gap is no bound on the value
        "每减少1%扣1分，减少10%以上不得分", "每减少1%扣1分，低10%以上不得分", "完成率每低于95%扣1分", "每低于60%1个百分点扣1分",
        # days late are no defects, percents neither
        "每推迟1天扣1分", "逾期1天扣1分", "5%未完成扣1分",
        # tiers over one another, the worse one inside
        "95%以下得5分，90%以下得3分，80%以下不得分", "≥90%得10分，低于90%得5分，低于60%不得分",
        # the start lies on the other side of the ladder
        "≥95%得满分，每高1%扣1分", "达到90%得8分，每提高1个百分点加1分", "每增加1%扣1分，每减少1%扣1分，≥95%得满分",
        # conditions that no rule holds
        "除不可抗力外，每减少1%扣1分", "若实施方案没有该项建设任务的,不扣分", "每减少1扣0.1分，否则不得分",
        # frames, not rules
        "满分5分", "的(1分)", "执行率10分", "产出指标：50分", "的10分", "合格②得10分", "得分=个百分点10分", "得分=10", "最高得5分", "低于60%不得分", "不得分", "得2分", "不设权重", "得分=A/B", "酌情扣1-2分，扣完为止，得2分",
        # two of what can be one
        "每减少1扣0.1分，每减少2扣0.3分", "≥95%得10分，每低1%扣1分，≥80%得5分", "每减少1%扣1分，低于60%不得分，低于50%不得分",
        "如出现甲，总得分不得超过70分；如出现乙，总得分不得超过60分", "≥95%得10分，90件以上得5分", "≥95%得10分，90%-100件得5分",
        # a bound on the excess or on the value? a completion in percent or a value?
        "成本不超过预算得满分，每超1%扣1分，超过10%不得分",
        # a bare percentage: from there on, or just there?
        "合格率90%得5分，否则不得分", "100%得10分，90%得8分，80%得6分，其余不得分",
        # of two things, or twice of one
        "产区达到95%得3分，非产区达到95%得2分，否则不得分", "城市达到95%得3分，农村达到90%得2分", "≥95%得10分，≥95%得8分",
        "满意度≥90%得5分；完成率每低1%扣1分",
        # what earns nothing bounds another figure, or how far the figure lies from its target
        "完成率每低1%扣1分，满意度低于60%不得分", "完成率≥90%得满分，低于90%按比例得分，投诉率高于5%不得分",
        "每低1%扣1分，与目标差距10%以上不得分", "每低1%扣1分，缺口在10%以上不得分", "每低1%扣1分，偏离目标20%以上不得分", "每降低1%扣1分，降幅超过20%不得分",
        "与目标差距在5%以内得满分，5%-10%得一半，10%以上不得分", "超支10%以内扣1分，超支10%-20%扣2分，超支20%以上不得分",
        # conditions that the figure alone does not show
        "未经批准超支的，每超1%扣1分", "无正当理由未完成目标的，每降低1个百分点扣1分", "因主观原因未达到目标值的，每低1%扣1分", "连续两年未达标的，每低1个百分点扣2分",
        "仅对试点县考核，每低1%扣1分", "无正当理由未完成的，按完成比例得分", "连续两年满意度≥90%得10分，80%-90%得5分，其余不得分",
        "≥95%得满分，每低1%扣1分，无正当理由低于60%不得分",
        "除不可抗力外，达到目标值得满分，每低1%扣1分", "若上年未达标，达到目标值得满分，每低1%扣1分", "除特殊情况外，达到目标值得满分，未达到的按比例得分",
        "在不考虑疫情影响的情况下，按完成比例得分", "仅考核试点县，得分按执行率*权重", "在不考虑疫情影响的情况下，≥95%得10分，90%-95%得8分，其余不得分",
        "除特殊情况外，分为达成、部分达成、未达成三档，分别按照权重区间100-80%(含)，80-50%(含)，50-0%合理确定分值",
        # part of a formula, a bonus, a floor
        "分值-超支率×分值", "加分项：得分按执行率*权重", "①有方案1分；②有总结1分；最低得1分",
        # how far the figure lies from its target is no count of defects; once, or each time?
        "少1次扣1分", "超1次扣1分，扣完为止", "减少1人扣1分", "比计划少1次扣1分", "超过1次扣1分，扣完为止", "未建立制度、未开展培训各扣1分", "未建立制度和未开展培训的均扣1分",
        # a note with a figure, or with what it makes of the points
        "每低1%扣1分。注：低于80%按零分处理", "每低1%扣1分。说明：完成率低于60%一票否决", "每低1%扣1分。按上年数据的80%折算", "每低1%扣1分，按就低原则确定得分",
        "每低1%扣1分。根据整改情况核减",
        # a sign or a comparison at the end of the words before a figure
        "偏差率-5%至5%得5分，否则不得分", "完成的不低于8分，未完成的不得分", "效果好的不低于8分，效果一般的5分，效果差的0分",
        # a share of another figure, or by so much beyond it?
        "不超过预算10%得满分，否则不得分", "低于目标值10%的不得分，否则得5分", "高于上年5%得满分，否则不得分",
        "超预算10%以内得5分，超预算10%以上不得分",
        # two bounds that are not the ends of one range
        "90%以上80%以下得8分，其余不得分", "90%以上5次以下得8分，其余不得分", "前5名95%以下得8分，其余不得分",
        # of the absolute value in one tier, of the value in another
        "偏差率在±5%以内得满分，偏差率在5%-10%得5分，其余不得分",
        # slips of recognition
        "人员控制率 W 100%,计 1分;每超过一个百分点扣0.1分", "执行率〈100%的扣2分", "执行率〈100%的不得分，否则得满分",
        "1 2 扣 1 分", "评价指标得分二支出*该项指标分值",
        # a figure that the words before it deny, or a comparison that turns round behind it
        "无低于90%的得满分，否则不得分", "并非低于90%的得满分，否则不得分", "满意度不在90%以上的不得分，否则得5分", "完成率不等于100%的扣2分",
        "超过10%以内得2分，否则不得分", ">95%(含)得8分，否则不得分", "未达到90%(含)的不得分，否则得5分", "投入未达到总额的10%以上得2分，否则不得分", "约90%得10分，80%-90%得8分，其余不得分",
        "未达到目标值得满分，每低于目标值1个百分点扣0.5分",
        # a word between the case and what it earns, or the figure and what it is
        "发现问题的，不得满分，否则得5分", "齐全不得5分，基本齐全得3分，不齐全得0分", "有完整制度不得3分，缺一项扣1分",
        "完成及时率=100%左右，得满分；每有一个项目未及时完成扣1分", "达到目标值得满分；未达到目标值的90%的，按照实际完成值/目标值×分值计算得分",
        "未经批准的，低于100%的，得分=完成率×分值；≥100%得满分",
        # upside down
        "按比例得分，低于60%不得分，低于50%不得分", "酌情扣3-1分", "三档，甲、乙、丙三档，分别按照权重区间100-80%，80-50%合理确定分值",
        "≥95%且≥90%得8分，其余不得分", "每发现0项扣1分", "每减少1扣-1分", "合格得5%-80%的分值，不合格得0%的分值",
    ],
)  # fmt: skip
def test_nothing_is_guessed(text: str) -> None:
    """What is said of each stands in the table of refusals."""
    assert text in {row["text"] for row in REFUSALS}


@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: row["text"][:20])
def test_a_refusal_says_what_is_wrong_and_where(row: dict[str, str]) -> None:
    with pytest.raises(CriterionError) as error:
        read_criterion(row["text"])
    assert (row["message"], row["at"]) == (error.value.message, row["text"][error.value.column : error.value.column + 6])
    assert (row["nearest"], row["text"][: error.value.column].strip()) == (error.value.nearest, error.value.understood)


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 0, "评分标准是空的。"),
        (" 。", 0, "评分标准是空的。"),
        ("每" * (LENGTH + 1), LENGTH, "评分标准有 1001 个字，超过 1000 个。"),
        # the grammar's own stops: what is awaited, after what, and what stands there; at most eight characters of each
        ("满分", 0, "开头读不懂，这里是“满分”。"),
        ("每减少", 3, "“每减少”之后应写数，这里已经结束。"),
        ("≤", 1, "“≤”之后应写数、文字，这里已经结束。"),
        ("得5-", 2, "“得5”之后应写“分”，这里是“-”。"),
        ("以95%", 4, "“以95%”之后读不懂，这里已经结束。"),
        ("每减少1%扣2分至3件", 10, "“少1%扣2分至3”之后应写“分”，这里是“件”。"),
        ("得分按实际情况，每减少 扣分就是这样子的", 12, "“际情况，每减少”之后应写数，这里是“扣分就是这样子的”。"),
        # what is too much, or too little
        ("，".join(f"情形{i}号得1分" for i in range(CLAUSES + 1)), 0, "评分标准的分句超过 60 个。"),
        ("无故迟到早退，一次扣0.5分，无故旷工一天扣2分，缺勤1天扣1.5分", 0, "情形的文字里有评分用语，读不准。"),
    ],
)
def test_a_text_that_stops_the_reader_is_told_where_and_why(text: str, column: int, message: str) -> None:
    with pytest.raises(CriterionError) as error:
        read_criterion(text)
    assert (message, column) == (error.value.message, error.value.column)
    assert (text, f"可写成“{error.value.nearest}”。") == (error.value.text, error.value.hint)


def test_as_long_and_as_many_as_may_be() -> None:
    assert "每减少1扣1分，扣完为止" == str(read_criterion("每减少1扣1分".ljust(LENGTH, "，")))
    assert CLAUSES == len(read_criterion("，".join(f"情形{i}号得1分" for i in range(CLAUSES))).items)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        ("得分= 得分: 公式 公式,每减少1扣1分", "得分=实际完成值/目标值*分值"),
        ("每项发现 每有个人出现 每有1 1例 2项 3处 4起 每出现1例扣完为止", "每发现一项扣1分，扣完为止"),
        ("每 扣完 每甲有 每甲乙丙丁戊己庚辛壬癸子丑寅发现 每酌情 每5%", "每减少1扣0.1分，扣完为止"),
        ("执行率* 执行率×比例", "得分按执行率*分值"),
        ("比例 a/b 比例酌情", "实际完成值/年初目标值*分值"),
        ("酌情 酌情总分", "酌情扣1-2分"),
        ("总分 总得分 总得分5%", "约束性指标，酌情扣分，出现审计披露问题的，总分不得超过70分"),
        ("5% ≥5 ≤ 以上 低于 90%得5分", "≥95%得10分，90%(含)-95%得8分，其余不得分"),
        ("① ② 3、 ①得", "①有管理制度(1分)；②有执行记录(1分)"),
        ("得 否则", "是得2分，否则不得分"),
        ("看情况 一例", "每减少1扣0.1分，扣完为止"),
    ],
)
def test_the_nearest_form_is_told_by_the_words_of_a_text(texts: str, form: str) -> None:
    assert {form} == {nearest(text) for text in texts.split()}


def test_every_form_that_is_told_as_nearest_is_read() -> None:
    assert all(read_criterion(form) for _, form in NEAREST)


@pytest.mark.parametrize(
    ("text", "column", "slips", "rule"),
    [
        ("人员控制率 W 100%,计 1分;每超过一个百分点扣0.1分", 6, ["“W”应为“≤”"], "≤100%得1分，每增加1个百分点扣0.1分，扣完为止"),
        ("每低IO%扣05分", 2, ["“IO”应为“10”", "“05”应为“0.5”"], "每减少10%扣0.5分，扣完为止"),
    ],
)
def test_a_slip_is_named_and_the_lenient_way_says_what_it_has_mended(text: str, column: int, slips: list[str], rule: str) -> None:
    with pytest.raises(CriterionError) as error:
        read_criterion(text)
    assert (f"疑似识别错误：{'，'.join(slips)}。", column, tuple(slips)) == (
        error.value.message,
        error.value.column,
        error.value.suspicions,
    )
    found = read_criterion(text, lenient=True)
    assert (rule, [("repaired", slip) for slip in slips]) == (str(found), [(one.kind, one.text) for one in found.remarks])


def test_what_the_lenient_way_does_not_read_either_is_told_with_its_slips() -> None:
    with pytest.raises(CriterionError) as error:
        read_criterion("每低IO%扣", lenient=True)
    assert ("“每低10%”之后应写扣几分。", 5, "每低IO%", ("“IO”应为“10”",)) == (
        error.value.message, error.value.column, error.value.understood, error.value.suspicions
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *((f"{mark}是得2分，否则不得分", "yes-no") for mark in ("(40)", "（40）", "1、", "1.", "12.")),
        *((f"{mark}是得2分，否则不得分", "checklist") for mark in ("①", "一、")),
    ],
)
def test_a_number_before_the_whole_text_is_that_of_another_list(text: str, kind: str) -> None:
    assert kind == read_criterion(text).kind


HOSTILE = (
    *(
        "",
        " ",
        "\n\t",
        "\x00",
        "每" * 100_000,
        "(" * 9999,
        "≥95%得" * 5000,
        "每减少 1e99999 扣 0.1 分",
        "每减少" + "9" * 31 + "扣1分",
        "1" * 900,
    ),
    *(
        "得" * LENGTH,
        "每减少" * 300,
        "A，" * 480,
        "的" * LENGTH,
        "每减少1扣1分，" * 100,
        "①有(1分)；" * 120,
        "得分=" + "(" * 400,
        "得分=9**9**9",
    ),
    *(
        "得分=min()",
        "得分=",
        "得分=，",
        "得分=;",
        "\ud800",
        "每减少1扣0.1分\u202e",
        "。。。",
        "１" * 999,
        "≥" * 999,
        "(1分)" * 200,
        "-" * 999,
        "为1" * 333,
        "=" * 999,
        ":" * 999,
        "一二三四五六" * 166,
        "指标" * 499,
        "9公顷" * 333,
        "如出现" * 333,
    ),
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_refused_at_once(text: str) -> None:
    """The least of three runs, in the time of this process alone: a busy machine is no slow reader."""
    read_criterion("每减少1扣0.1分")

    def run() -> None:
        with pytest.raises(CriterionError):
            read_criterion(text)

    assert effort(run) < 1


#: The pieces of which criteria are made, in any order.
PIECES = (
    *[
        "每减少",
        "每增加",
        "每低",
        "每超过",
        "1",
        "2",
        "95",
        "0.5",
        "%",
        "个百分点",
        "件",
        "项",
        "次",
        "分",
        "扣",
        "加",
        "得",
        "满分",
        "不得分",
        "，",
        "；",
        "。",
        "≥",
        "≤",
        "<",
        "低于",
        "以上",
        "以下",
        "(含)",
        "(不含)",
        "-",
        "否则",
        "其余",
        "扣完为止",
    ],
    *[
        "最多扣",
        "可倒扣",
        "每发现",
        "一例",
        "有制度",
        "无制度",
        "未建立",
        "是",
        "酌情",
        "酌情扣",
        "酌情得",
        "绝对值",
        "达到",
        "目标",
        "实际完成值",
        "/",
        "*",
        "年初目标值",
        "分值",
        "得分=",
        "①",
        "②",
        "(1分)",
    ],
    *[
        "不设权重",
        "如出现",
        "总分不得超过",
        "执行率",
        "按完成比例得分",
        "不扣分",
        "的",
        "基本",
        "合格",
        "%的分值",
        "以",
        "为标准",
        "95%",
        "10分",
        "±5%",
        "前15%",
        "≥平均水平",
        "分别得",
        "实际完成值/目标值*分值",
        "倒扣1分",
        "90%",
        "得10分",
        "得8分",
        "每减少1%扣2分",
        "得满分",
    ],
)


def read_or_stop(text: str, *, lenient: bool = False) -> Rule | CriterionError:
    try:
        return read_criterion(text, lenient=lenient)
    except CriterionError as error:
        return error


def says_itself_or_stops(text: str, *, lenient: bool = False) -> None:
    found = read_or_stop(text, lenient=lenient)
    if isinstance(found, CriterionError):
        assert 0 <= found.column <= len(text)
        assert str(found)
    else:
        assert found == read_criterion(str(found))


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join))
def test_pieces_in_any_order_give_a_rule_that_says_itself_or_an_error(text: str) -> None:
    says_itself_or_stops(text)


@given(
    st.text(
        alphabet="每减少增加低于高≥≤95%10.分得扣不满否则其余，。；:()（含）-~酌情发现一二项例①②完成值/*=按比率执行权重三档 \n\x00wta",
        max_size=40,
    )
    | st.text(max_size=60)
)
@example("得分=\ud800")
@example("百分之")
@example("得一点分")
@example("三档区间1-0")
def test_any_text_gives_a_rule_or_a_criterion_error(text: str) -> None:
    says_itself_or_stops(text)


# ---- laws ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [
        "proportionals",
        "rates",
        "steps",
        "tiers",
        "bands",
        "yes_nos",
        "checklists",
        "defects",
        "discretions",
        "formulas",
        "constraints",
        "alternatives",
    ],
)
def test_what_a_rule_says_reads_back_to_it(kind: str) -> None:
    @given(getattr(strategies, kind)())
    def law(rule: Rule) -> None:
        assert rule == read_criterion(str(rule))

    law()


@given(texts.criteria())
def test_however_it_is_worded_a_text_states_its_rule(stated: tuple[str, Rule]) -> None:
    text, rule = stated
    assert rule == read_criterion(text)


LONE = (
    "≥95%",
    "95%以上",
    "100%",
    "=100%",
    "<5件",
    "前5名",
    "第1名",
    "排名前20%",
    "后30%",
    "±5%以内",
    "绝对值≤5%",
    "覆盖率=100%",
    "完成100%",
)
WORTH = ("得2分", "不扣分", "得满分，否则得1分", "得50%的分值", "得1-2分", "扣1分", "不得分，其余得2分", "得2分，>5名不得分")


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize("worth", WORTH)
@pytest.mark.parametrize("bound", LONE)
def test_one_bound_says_itself_however_it_is_worded(bound: str, worth: str, lenient: bool) -> None:
    says_itself_or_stops(bound + worth, lenient=lenient)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("甲" * 600 + "，产区得0.6分，非产区得1.2分，否则不得分", "读成的规则写出来有 1230 个字，超过 1000 个。"),
        ("；".join(f"{20 + i}.5-{21 + i}.5得{i + 1}分" for i in range(60)), "读成的规则写出来有 1190 个字，超过 1000 个。"),
        ("≥100%得满分，≥90%＜90%不得分", "分档从 90 到 90，又不含 90，没有数在其中。"),
        ("250-300%得10分，其余不得分", "读成的规则写出来有疑似识别错误：“2”应为“≥”。"),
        ("制度健全；合格率290%以上得2分，否则不得分", "读成的规则写出来有疑似识别错误：“2”应为“≥”。"),
    ],
)
def test_what_cannot_be_told_again_is_refused(text: str, message: str) -> None:
    with pytest.raises(CriterionError) as error:
        read_criterion(text, lenient=True)
    assert message == error.value.message


def test_reading_is_remembered() -> None:
    assert read_criterion("每减少7扣0.1分") is read_criterion("每减少7扣0.1分")


def test_importing_does_not_load_the_parser() -> None:
    code = "import sys, perfscore.criterion; print('lark' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=HERE.parent)
    assert "False" == shown.stdout.strip()


def test_a_criterion_error_is_a_perfscore_error() -> None:
    with pytest.raises(PerfscoreError):
        read_criterion("看情况")


@pytest.mark.parametrize("unit", ["公里", "亩", "平方米", "小时", "吨", "例", "户"])
def test_a_range_may_name_its_unit_twice(unit: str) -> None:
    rule = read_criterion(f"≥18{unit}得6分，10{unit}-18{unit}得4分，其余不得分")
    assert rule == read_criterion(f"≥18{unit}得6分，10-18{unit}得4分，其余不得分")
