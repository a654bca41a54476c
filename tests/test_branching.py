"""Cases that one criterion tells apart (分情形)."""

import pytest

from perfscore.branching import are_pair, branches, options_of
from perfscore.criterion import pieces_of, read_criterion
from perfscore.errors import CriterionError
from perfscore.rule import Alternatives
from perfscore.wording import Folded


@pytest.mark.parametrize(
    ("one", "other", "paired"),
    [
        ("产区", "非产区", True),
        ("非产区", "产区", True),
        ("重点支持省份", "其他省份", True),
        ("产出", "效益", False),
        ("省份", "省份", False),
        ("其他省份", "其他省份", False),
    ],
)
def test_pairs(one: str, other: str, paired: bool) -> None:
    assert paired is are_pair(one, other)


def test_labels_that_are_no_pair_part_nothing() -> None:
    assert [] == branches("产出:是得2分;效益:是得1分")
    assert [] == branches("其中产区:是得2分;非产区:是得1分")


def test_each_case_keeps_its_own_effects_and_what_holds_in_both() -> None:
    pieces = pieces_of(Folded.of("达到标准的，产区得2分，非产区得1分，否则不得分"))
    assert ["产区", "非产区"] == [case for case, _ in options_of(pieces)]
    assert [] == options_of(pieces_of(Folded.of("达到标准的得2分，非产区得1分，否则不得分")))


def test_the_caller_chooses() -> None:
    rule = read_criterion(
        "主推技术到位率不低于95%的，产区得2.5分,非产区得1.5分；每减少1个百分点，产区扣0.5分，非产区扣0.3分；低于90%不得分。"
    )
    assert isinstance(rule, Alternatives)
    assert ("产区", "非产区") == rule.cases
    assert ["1.5", "0.9"] == [str(rule.apply("2.5", "≥95%", "93%", case=case).value.normalize()) for case in rule.cases]  # type: ignore[union-attr]
    assert "[0.9, 1.5]" == rule.apply("2.5", "≥95%", "93%").figure


def test_two_different_pairs_are_refused() -> None:
    with pytest.raises(CriterionError):
        read_criterion("达到标准的，产区得2分，非产区得1分；完成任务的，重点县得2分，非重点县得1分，否则不得分")
