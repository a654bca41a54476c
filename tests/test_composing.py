"""Which clauses make which rule (分句合成规则)."""

import pytest

from perfscore.clause import clauses_of
from perfscore.composing import build
from perfscore.criterion import pieces_of
from perfscore.rule import Checklist, Defects, Edge, Item, Ladder, Proportional, Rule, Steps, Tier, Tiers, YesNo
from perfscore.stopping import Stop
from perfscore.wording import Folded


def made(text: str) -> Rule:
    folded = Folded.of(text)
    return build(clauses_of(pieces_of(folded), folded))


def test_threshold_ladder_and_veto() -> None:
    rule = Steps(
        ladders=[Ladder(side="below", step=1, unit="%", points=2)],
        anchor=95,
        anchor_unit="%",
        zero_if=Edge(side="below", value=60, unit="%"),
    )
    assert rule == made("≥95%得满分，每低1%扣2分，低于60%不得分")
    assert rule == made("低于60%不得分，95%得满分，低于95%的，每低1%扣2分，扣完为止")


def test_a_limit_belongs_to_the_ladder_before_it() -> None:
    rule = made("每增加1%加1分，最多加5分，每减少1%扣2分，最多扣3分")
    assert isinstance(rule, Steps)
    assert [5, 3] == [ladder.limit for ladder in rule.ladders]
    with pytest.raises(Stop):
        made("每增加1%加1分，最多扣5分")


def test_one_threshold_without_another_word_is_nothing_below() -> None:
    assert YesNo(yes=2, what="", when=Edge(side="above", value=90, unit="%", inclusive=True)) == made("≥90%得2分")


def test_a_bare_hundred_percent_is_reached_by_more() -> None:
    assert YesNo(what="完成率", when=Edge(side="above", value=100, unit="%", inclusive=True)) == made("完成率100%得满分，否则不得分")
    assert Tiers(tiers=[Tier(low=0, high=0)], unit="次", otherwise=0) == made("投诉0次得满分，否则不得分")


def test_nested_tiers_belong_to_the_narrower_one() -> None:
    assert Tiers(tiers=[Tier(low=30, points=6), Tier(low=20, points=4)], unit="%", otherwise=0) == made(
        "30%以上得6分，20%以上得4分，否则不得分"
    )


def test_full_marks_in_words_add_nothing() -> None:
    assert Proportional() == made("达到目标得满分，未达到目标的按完成比例得分")
    assert made("每缺一项扣3分") == made("满足全部三项条件，得满分；每缺少一项扣3分，扣完为止")


def test_a_second_case_that_denies_the_first_is_otherwise() -> None:
    assert YesNo(yes=2, what="建立制度") == made("建立制度的得2分，未建立的不得分")


def test_a_veto_counts_what_is_counted() -> None:
    rule = made("每发现一例扣1分；3例及以上的，不得分")
    assert isinstance(rule, Defects)
    assert 3 == rule.zero_from
    assert made("每发现一例扣1分；4例及以上不得分") == made("每发现一例扣1分；超过3例不得分")
    for text in ("每发现一例扣1分；3项及以上不得分", "每发现一例扣1分，得2分"):
        with pytest.raises(Stop):
            made(text)


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("约束性指标，约束性指标", 0, "约束性指标没有说扣分或总分上限。"),
        ("酌情扣分，不得分", 5, "这一句和前面的合不成一条规则。"),
        ("得分=分值*2，得2分", 7, "公式读不懂：逗号只能隔开函数里的数。"),
        ("按完成比例得分，每减少1%扣1分", 0, "这一句和前面的合不成一条规则。"),
        ("①有(1分)；得2分", 7, "这一句和前面的合不成一条规则。"),
        ("≥95%得满分，其余得满分", 1, "其余的情形不能也得满分。"),
        ("优得5分，良得3分，良得2分", 0, "定性分档至少要有一档，档名不能重复。"),
        ("≥95%得5-8分，每低1%扣1分", 1, "这一句和前面的合不成一条规则。"),
        ("有制度得2分，每减少1%扣1分", 0, "这一句和前面的合不成一条规则。"),
        ("每减少1%扣1分，得分=10*完成值", 9, "这一句和前面的合不成一条规则。"),
        ("≥90%得满分，90%不得分，每低1%扣1分", 8, "这一句和前面的合不成一条规则。"),
        ("≥5%的，每减少1%扣1分", 1, "界限的方向与阶梯相反。"),
        ("90%-95%得满分，每低1%扣1分", 0, "阶梯的起点应是一个数，方向应与阶梯相合。"),
        ("≥95%得满分，低于90%的，每低1%扣1分", 10, "文中有两个不同的界限，还读不懂。"),
        ("酌情得5-2分", 3, "酌情区间 5-2 的下限大于上限。"),
        ("得5-2分", 1, "得分区间的下限应不大于上限。"),
        ("≥95%得100%的分值，≥90%得5分，其余不得分", 14, "有的档按分数，有的档按分值的百分比或扣分，还读不懂。"),
        ("甲得80%的分值，乙得2分", 9, "有的档按分数，有的档按分值的百分比，还读不懂。"),
        ("未建立不得分", 0, "只说了不得分的情形，没有说得分的情形。"),
        ("有制度得2分，否则得3-5分", 0, "“否则”之后应写得几分。"),
        ("有制度得1分，基本有得满分，没有得0分", 7, "这几种情形是并列还是分档，文中没有说清。"),
        ("每发现一例扣1分；3项及以上不得分", 9, "这一句和前面的合不成一条规则。"),
        ("每发现一例扣1分，得2分", 9, "这一句和前面的合不成一条规则。"),
        ("每增加1%加1分，最多扣5分", 12, "这一句和前面的合不成一条规则。"),
        ("每超1%扣1分，超过120%不得分", 10, "这里的界限是对数值还是对超出部分，文中没有说清。"),
        ("每建成1个得0.5分，最多得5分", 14, "这一句和前面的合不成一条规则。"),
        ("齐全得2分，缺1项得1分", 6, "这几种情形是并列还是分档，文中没有说清。"),
        ("最多扣5分酌情", 5, "“酌情”没有说得几分。"),
        ("产区得2分，非产区得1分，否则不得分", 6, "这几种情形是并列还是分档，文中没有说清。"),
    ],
)
def test_misfits(text: str, column: int, message: str) -> None:
    with pytest.raises(Stop) as stop:
        made(text)
    assert (message, column) == (stop.value.message, stop.value.column)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("≥95%得满分，每低1%扣2分，低于60%不得分", "steps", "≥95%得满分，每减少1%扣2分，扣完为止，低于60%不得分"),
        ("≥95%得8分，每低1%扣2分，最多扣5分", "steps", "≥95%得8分，每减少1%扣2分，最多扣5分，扣完为止"),
        ("达到95%得满分，每降低1个百分点扣0.5分，扣完为止", "steps", "≥95%得满分，每减少1个百分点扣0.5分，扣完为止"),
        ("达到目标得满分，每低1%扣1分", "steps", "每减少1%扣1分，扣完为止"),
        ("达到目标值得5分，每低于目标值1%扣1分", "steps", "达到目标得5分，每减少1%扣1分，扣完为止"),
        ("每低1%扣1分，低于80%不得分", "steps", "每减少1%扣1分，扣完为止，低于80%不得分"),
        ("每低1%扣1分，60%及以下不得分", "steps", "每减少1%扣1分，扣完为止，不高于60%不得分"),
        ("≤5%得满分，每超1%扣1分，超过20%不得分", "steps", "≤5%得满分，每增加1%扣1分，扣完为止，高于20%不得分"),
        ("≤100%得满分，>100%的，每增加1%扣1分", "steps", "≤100%得满分，每增加1%扣1分，扣完为止"),
        (">5%的，每增加0.1个百分点扣0.1分", "steps", "≤5%得满分，每增加0.1个百分点扣0.1分，扣完为止"),
        ("以95%为标准，每低1%扣1分", "steps", "≥95%得满分，每减少1%扣1分，扣完为止"),
        ("以100%为基准，每低1个百分点扣0.5分，扣完为止", "steps", "≥100%得满分，每减少1个百分点扣0.5分，扣完为止"),
        ("每低1%扣1分，可倒扣", "steps", "每减少1%扣1分，可倒扣"),
        ("每低1%扣1分，最多扣5分，扣完为止", "steps", "每减少1%扣1分，最多扣5分，扣完为止"),
        ("每低1%扣1分，每高1%扣0.5分", "steps", "每减少1%扣1分，每增加1%扣0.5分，扣完为止"),
        ("每偏离1%扣1分", "steps", "每减少1%扣1分，每增加1%扣1分，扣完为止"),
        ("每增加1%加1分，最多加5分，每减少1%扣2分，最多扣3分", "steps", "每增加1%加1分，最多加5分，每减少1%扣2分，最多扣3分，扣完为止"),
        ("90%-95%之间每低1%扣1分，低于90%不得分", "steps", "≥95%得满分，每减少1%扣1分，扣完为止，低于90%不得分"),
        ("偏差率绝对值≤5%得满分，每增加1%扣1分", "steps", "绝对值≤5%得满分，每增加1%扣1分，扣完为止"),
        ("每低1%扣分值的5%", "steps", "每减少1%扣分值的5%，扣完为止"),
        ("每低1%扣分值的5%，最多扣分值的50%", "steps", "每减少1%扣分值的5%，最多扣分值的50%，扣完为止"),
        ("低于目标的，每低1%扣1分", "steps", "每减少1%扣1分，扣完为止"),
        ("未达到目标的，每低5%扣2分", "steps", "每减少5%扣2分，扣完为止"),
        ("每减少1%扣1分，发生安全事故的不得分", "steps", "每减少1%扣1分，扣完为止；发生安全事故的，不得分"),
        ("该项满分5分，每低1%扣1分", "steps", "达到目标得5分，每减少1%扣1分，扣完为止"),
        ("每发现一例扣1分，扣完为止", "defects", "每发现一例扣1分，扣完为止"),
        ("每发现一例扣1分，最多扣5分", "defects", "每发现一例扣1分，最多扣5分，扣完为止"),
        ("每发现一例扣1分，3例及以上不得分", "defects", "每发现一例扣1分，扣完为止；3例及以上不得分"),
        ("每发现一例扣1分，超过3例不得分", "defects", "每发现一例扣1分，扣完为止；4例及以上不得分"),
        ("未发现问题得5分，每发现一项扣1分", "defects", "未发现问题得5分，每发现一项扣1分，扣完为止"),
        ("无投诉得5分，每发生一起扣1分", "defects", "未发现问题得5分，每发现一起扣1分，扣完为止"),
        ("每发现1处不规范扣0.5分，每发生1起事故扣2分", "defects", "每发现一处不规范扣0.5分，每发现一起事故扣2分，扣完为止"),
        ("每发现3处扣1分", "defects", "每发现3处扣1分，扣完为止"),
        ("第一起、第二起分别扣5分、6分，以此类推", "defects", "第一起、第二起分别扣5分、6分，以此类推，扣完为止"),
        ("管理不到位扣2分，记录不全扣1分", "defects", "管理不到位的扣2分，记录不全的扣1分，扣完为止"),
        ("发生投诉的扣2分", "defects", "发生投诉的扣2分，扣完为止"),
        ("每缺1项扣1分", "defects", "每发现一项扣1分，扣完为止"),
        ("每出现1次扣分值的10%", "defects", "每发现一次扣分值的10%，扣完为止"),
        ("①有制度(1分)；②有记录(2分)", "checklist", "①有制度(1分)；②有记录(2分)"),
        ("①有制度(1分)；②有记录(2分)；最多得3分", "checklist", "①有制度(1分)；②有记录(2分)"),
        ("①有制度；②有记录；每项1分", "checklist", "①有制度(1分)；②有记录(1分)"),
        ("制度健全、记录完整各1分", "checklist", "①制度健全(1分)；②记录完整(1分)"),
        ("有制度(1分)、有记录(1分)、有台账(1分)", "checklist", "①有制度(1分)；②有记录(1分)；③有台账(1分)"),
        ("每完成1项得2分", "checklist", "每完成1项得2分"),
        ("每项1分", "checklist", "每完成1项得1分"),
        ("全部符合得3分，有1项不符合不得分", "yes-no", "全部符合得3分，有1项不符合不得分"),
        ("符合要求得2分，有1项不符合要求不得分", "yes-no", "符合要求得2分，有1项不符合要求不得分"),
        ("酌情扣1-2分", "discretion", "酌情扣1-2分"),
        ("酌情扣分", "discretion", "酌情扣分"),
        ("酌情得2-5分", "discretion", "酌情得2-5分"),
        ("视情况扣1-3分，扣完为止", "discretion", "酌情扣1-3分"),
        ("管理较差的酌情扣1-2分", "discretion", "管理较差酌情扣1-2分"),
        ("酌情扣不超过3分", "discretion", "酌情扣不超过3分"),
        ("酌情得不少于2分", "discretion", "酌情得不少于2分"),
        ("达到要求得5分，否则酌情扣分", "discretion", "达到要求得5分，否则酌情扣分"),
        ("完成较好的酌情得1-3分，否则不得分", "discretion", "完成较好酌情得1-3分"),
        ("约束性指标，酌情扣分", "constraint", "约束性指标，酌情扣分"),
        (
            "不设权重，酌情扣分，如出现审计披露的问题，总分不得超过70分",
            "constraint",
            "约束性指标，酌情扣分，出现审计披露的问题的，总分不得超过70分",
        ),
        ("如出现重大事故，总得分不得超过60分", "constraint", "约束性指标，酌情扣分，出现重大事故的，总分不得超过60分"),
        ("按完成比例得分", "proportional", "按完成比例得分"),
        ("按比例得分，低于60%不得分", "proportional", "按完成比例得分，低于60%不得分"),
        ("达到目标得5分，未达到的按完成比例得分", "proportional", "达到目标得5分，未达到的按完成比例得分"),
        ("≥90%得满分，低于90%按比例得分", "proportional", "≥90%得满分，低于90%的按比例得分"),
        ("≤100%得满分，高于100%的按比例得分", "proportional", "≤100%得满分，高于100%的按比例得分"),
        ("低于70%得0分，70%-80%线性得分，80%及以上得满分", "formula", "低于70%得0分，70%-80%线性得分，80%及以上得满分"),
        ("得分按执行率*权重，低于60%不得分", "rate", "得分按执行率*分值，低于60%不得分"),
        ("预算执行率*20", "rate", "得分按执行率*20"),
        ("实际完成值/年初目标值*分值，低于60%不得分", "proportional", "实际完成值/年初目标值*分值，低于60%不得分"),
        ("年初目标值/实际完成值*分值", "proportional", "年初目标值/实际完成值*分值"),
        ("反向指标按完成比例得分", "proportional", "反向指标按完成比例得分"),
        ("得分=实际完成值/目标值*分值", "proportional", "实际完成值/年初目标值*分值"),
        ("得分=(完成值-起点)/(目标值-起点)*分值，其中起点=70%", "formula", "得分=(a-起点)/(t-起点)*w，其中起点=70%"),
    ],
)
def test_how_clauses_of_many_wordings_are_read(text: str, kind: str, words: str) -> None:
    rule = made(text)
    assert (kind, words) == (rule.kind, str(rule))


def test_a_veto_beyond_the_anchor_and_a_limit_that_is_the_sum() -> None:
    rule = made("≤5%得满分，每超1%扣1分，超过20%不得分")
    assert isinstance(rule, Steps)
    assert Edge(side="above", value=20, unit="%") == rule.zero_if
    assert Checklist(items=[Item(text="有制度", points=1), Item(text="有记录", points=1)]) == made("①有制度(1分)；②有记录(1分)；最多得2分")


def test_a_figure_that_the_text_only_names_is_assumed_to_be_the_target() -> None:
    for text in ("≥全省平均水平得满分，<全省平均水平的，每低1%扣1分", "执行率≥全省平均水平的，每低1%扣1分"):
        rule = made(text)
        assert [("assumed", "全省平均水平")] == [(remark.kind, remark.text.removesuffix("的")) for remark in rule.remarks]
        assert (Ladder(side="below", step=1, points=1, unit="%"),) == rule.ladders if isinstance(rule, Steps) else False
