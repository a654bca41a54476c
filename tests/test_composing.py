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
    "text",
    [
        *(
            "约束性指标，约束性指标",
            "酌情扣分，不得分",
            "得分=分值*2，得2分",
            "按完成比例得分，每减少1%扣1分",
            "①有(1分)；得2分",
            "≥95%得满分，其余得满分",
        ),
        *(
            "优得5分，良得3分，良得2分",
            "≥95%得5-8分，每低1%扣1分",
            "有制度得2分，每减少1%扣1分",
            "每减少1%扣1分，得分=10*完成值",
            "≥90%得满分，90%不得分，每低1%扣1分",
        ),
        *(
            "≥5%的，每减少1%扣1分",
            "90%-95%得满分，每低1%扣1分",
            "≥95%得满分，低于90%的，每低1%扣1分",
            "酌情得5-2分",
            "得5-2分",
        ),
        *(
            "≥95%得100%的分值，≥90%得5分，其余不得分",
            "甲得80%的分值，乙得2分",
            "未建立不得分",
            "有制度得2分，否则得3-5分",
            "有制度得1分，基本有得满分，没有得0分",
        ),
    ],
)
def test_misfits(text: str) -> None:
    with pytest.raises(Stop):
        made(text)


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
