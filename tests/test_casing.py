"""Cases and what they are worth (情形合成规则)."""

import pytest

from perfscore.criterion import read_criterion
from perfscore.errors import CriterionError
from perfscore.rule import Band, Bands, Checklist, Discretion, Edge, Item, Rule, Tier, Tiers, YesNo


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("投入达到总额的10%以上,得2分", YesNo(yes=2, what="投入占总额的比例", when=Edge(side="above", value=10, unit="%", inclusive=True))),
        ("结余额度小于投入额度的50%(6分)", YesNo(yes=6, what="结余额度占投入额度的比例", when=Edge(side="below", value=50, unit="%"))),
        ("结果为“否”时，得满分", YesNo(yes=0, no=None, what="是")),
        ("按计划推进的，得1分，否则不得分；发生事故的，不得分", YesNo(yes=1, what="按计划推进", veto="发生事故")),
        ("按规定报送的，得0.5分，否则不得分，同时倒扣1分", YesNo(yes="0.5", no=-1, what="按规定报送")),
        ("达到要求的，得1分，否则酌情扣分", Discretion(what="达到要求", base=1, unless=True)),
        ("完成宣传活动的，得0.6分；悬挂统一标识的，得0.4分；否则不得分",
         Checklist(items=[Item(text="完成宣传活动", points="0.6"), Item(text="悬挂统一标识", points="0.4")])),
        ("按时完成得5分，逾期完成得3分，未完成不得分",
         Bands(bands=[Band(label=label, low=n, high=n, share=False) for label, n in (("按时完成", 5), ("逾期完成", 3), ("未完成", 0))])),
        ("占比30%以上、20%以上，分别得6分、4分", Tiers(unit="%", tiers=[Tier(low=30, points=6), Tier(low=20, points=4)], otherwise=0)),
        ("前5名得满分，6-10名扣0.5分，11名以后扣1分",
         Tiers(unit="名", tiers=[Tier(high=5), Tier(low=6, high=10, points="0.5", off=True), Tier(low=11, points=1, off=True)])),
        ("满分5分，前5名得满分，6-10名扣0.5分，占比为0的不得分",
         Tiers(unit="名", tiers=[Tier(high=5, points=5), Tier(low=6, high=10, points="4.5")], veto="占比为0")),
        ("施工现场配备门禁设施得1分，未配备不得分，弄虚作假不得分", YesNo(yes=1, what="施工现场配备门禁设施", veto="弄虚作假")),
        ("是得2分，否不得分", YesNo(yes=2)),
        ("不符合要求扣1-2分", Discretion(what="不符合要求", low=1, high=2)),
        ("发生安全事故的，倒扣1分，否则得满分", YesNo(yes=-1, no=None, what="发生安全事故")),
        ("制度健全得2分，未健全且未整改不得分",
         Bands(bands=[Band(label="制度健全", low=2, high=2, share=False), Band(label="未健全且未整改", low=0, high=0, share=False)])),
        ("已完成90%以上得满分，否则不得分", Tiers(unit="%", tiers=[Tier(low=90)], otherwise=0, of="completion")),
        ("单产有90%达到计划 10 单产有80-90%达到计划 7", Tiers(unit="%", tiers=[Tier(low=90, points=10), Tier(low=80, high=90, points=7)])),
    ],
)  # fmt: skip
def test_cases_make_a_rule(text: str, rule: Rule) -> None:
    assert rule == read_criterion(text)


@pytest.mark.parametrize(
    "text",
    [
        "产出指标50分、效益指标30分、满意度指标10分",
        "建立制度得2分，开展培训得3分",
        "按时完成任务，且≥95%得5分，≥90%得3分",
        "满分5分，满分6分，是得5分",
        "前5名得5分，后5名得1分",
    ],
)
def test_what_is_no_rule_for_certain_is_refused(text: str) -> None:
    with pytest.raises(CriterionError):
        read_criterion(text)


def test_a_condition_that_a_figure_alone_does_not_decide_is_told_in_words() -> None:
    rule = read_criterion("按时完成任务，且合格率达到95%以上的，得5分，否则不得分")
    assert isinstance(rule, YesNo)
    assert rule.when is None
    assert "[0, 5]" == rule.apply(weight=5, actual="96%").figure


@pytest.mark.parametrize(("actual", "points"), [("81件", 8), ("80件", 8), ("79件", 0)])
def test_a_share_of_the_target_is_how_much_of_it_was_done(actual: str, points: int) -> None:
    rule = read_criterion("达到年度目标的80%以上得8分，其余不得分")
    assert points == rule.apply(weight=10, target="100件", actual=actual).value
