"""What stands together in a criterion (分句)."""

import pytest

from perfscore.clause import AnyClause, Clause, Rung, clauses_of
from perfscore.criterion import pieces_of
from perfscore.rule import Defect
from perfscore.wording import Folded


def clauses(text: str) -> list[AnyClause]:
    folded = Folded.of(text)
    return clauses_of(pieces_of(folded), folded)


def test_a_ladder_keeps_what_stands_before_it() -> None:
    [rung] = clauses("预算调整率绝对值>5%的，每增加0.1个百分点扣0.1分")
    assert isinstance(rung, Rung)
    assert rung.beyond is not None
    assert (5, "%", True) == (rung.beyond.low, rung.beyond.unit, rung.beyond.low_open)
    assert ["预算调整率绝对值"] == [words.text for words in rung.subject]


@pytest.mark.parametrize(
    ("text", "defect"),
    [
        ("每发现一例扣1分", Defect(points=1, unit="例")),
        ("每起扣1分", Defect(points=1, unit="起")),
        ("每有三处未整改的，扣2分", Defect(what="未整改", points=2, unit="处", per=3)),
        ("台账不全的，每缺一项扣1分", Defect(what="台账不全", points=1)),
        ("一项做不到扣2分", Defect(what="做不到", points=2)),
        ("服务态度差一次扣1分", Defect(what="服务态度差", points=1, unit="次")),
        ("不按时上报一次，扣2分", Defect(what="不按时上报", points=2, unit="次")),
        ("有差评的，一次扣10分", Defect(what="有差评", points=10, unit="次")),
        ("①材料不齐全的扣1分", Defect(what="材料不齐全", points=1, once=True)),
    ],
)
def test_defects(text: str, defect: Defect) -> None:
    [clause] = clauses(text)
    assert isinstance(clause, Clause)
    assert defect == clause.value


def test_words_in_a_part_of_their_own_are_what_a_count_is_about() -> None:
    subject, count = clauses("安全生产，1次事故扣5分")
    assert isinstance(subject, Clause)
    assert isinstance(count, Clause)
    assert ("subject", "安全生产") == (subject.kind, subject.words.text if subject.words else "")
    assert Defect(what="事故", points=5, unit="次") == count.value
