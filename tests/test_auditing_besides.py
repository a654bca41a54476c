"""perfscore.auditing.besides: a score that another meaning of the criterion allows is no error."""

import pytest
from hypothesis import given, settings, strategies as st

import perfscore as ps
from perfscore.auditing.besides import besides
from tests.forms import form, leaf
from tests.test_corpus import CORPUS

SHARE = "若评分标准所说的百分比指实际完成值占目标值的比例，则可得此分。"
WHOLE = "若评分标准所说的完成比例指实际完成值本身，则可得此分。"
ITSELF = "若按实际完成值本身（不除以目标值）乘以分值，则可得此分。"
ABOUT = {"score-mismatch", "target-met-points-cut", "target-missed-full-score"}


def found(row: ps.Indicator) -> ps.Finding | None:
    """The finding about the score of a form's only row."""
    return next((one for one in ps.audit(form(row)).findings if one.code in ABOUT), None)


@pytest.mark.parametrize(
    ("target", "actual", "criterion", "printed", "words"),
    [
        ("80%", "76%", "完成率≥95%得5分，90%(含)-95%得3分，90%以下不得分", "5", SHARE),
        ("80%", "76%", "完成95%以上得5分，75%(含)-95%得3分，75%以下不得分", "3", WHOLE),
        ("80%", "76%", "完成目标值的95%以上得5分，70%(含)-95%得3分，70%以下不得分", "3", WHOLE),
        ("80%", "76%", "完成率≥100%得满分，每低1%扣0.5分", "2.5", SHARE),
        ("0.8", "0.76", "完成率≥100%得满分，每低1%扣0.5分", "2.5", SHARE),
        ("80%", "76%", "每低于目标值1%扣0.5分", "2.5", "若“1%”指目标值的百分比，则可得此分。"),
        ("80%", "56%", "实际完成值/目标值×分值，完成率低于60%不得分", "3.5", SHARE),
        ("80%", "45%", "完成率低于55%不得分，55%以上按比例得分", "2.81", SHARE),
        ("80%", "76%", "完成率×分值", "3.8", ITSELF),
    ],
)
def test_a_percentage_of_the_target_or_the_figure_itself(target: str, actual: str, criterion: str, printed: str, words: str) -> None:
    row = leaf("覆盖率", target=f"≥{target}", actual=actual, criterion=criterion, printed=printed)
    told = found(row)
    assert told is not None
    assert ("warning", "share") == (told.severity, told.reading)
    assert words in told.message


@pytest.mark.parametrize(
    ("target", "actual", "criterion", "printed"),
    [
        ("100%", "96%", "完成率≥95%得5分，90%(含)-95%得3分，90%以下不得分", "3"),
        ("80%", "76%", "满意度≥95%得5分，90%(含)-95%得3分，90%以下不得分", "5"),
        ("80%", "76%", "每低于目标值1个百分点扣0.5分", "2.5"),
        ("80%", "76%", "实际完成值/目标值×分值", "3.8"),
        ("80%", "76%", "每低于目标值1%扣0.5分", "5"),
        ("80人", "76人", "完成率×分值", "3.8"),
    ],
)
def test_what_no_meaning_allows_stays_an_error(target: str, actual: str, criterion: str, printed: str) -> None:
    told = found(leaf("覆盖率", target=f"≥{target}", actual=actual, criterion=criterion, printed=printed))
    assert told is not None
    assert "error" == told.severity


@pytest.mark.parametrize("criterion", ["实际完成值/目标值×分值", "每低于目标值1个百分点扣0.5分"])
@pytest.mark.parametrize(
    ("name", "target", "printed", "severity"),
    [
        ("设备故障率", "5%", "5", "warning"),
        ("设备故障率", "≥5%", "5", "error"),
        ("设备故障率", "5%", "1", "error"),
        ("设备完好率", "5%", "5", "error"),
        ("故障处理率", "5%", "5", "error"),
    ],
)
def test_full_marks_for_less_of_what_is_often_better_where_it_is_less(
    criterion: str, name: str, target: str, printed: str, severity: str
) -> None:
    told = found(leaf(name, target=target, actual="3%", criterion=criterion, printed=printed))
    assert told is not None
    assert severity == told.severity
    if severity == "warning":
        assert "目标值 5% 没有符号，从指标名称看也可能越低越好。" in told.message


TEXTS = [row["text"] for row in CORPUS]
FIGURES = ("80%", "≥76%", "0.8", "1.2", "50", "0%", "-5%", "3‰", "80个百分点", "99.99%", "100%")


@given(st.sampled_from(TEXTS), st.sampled_from(FIGURES), st.sampled_from(FIGURES), st.sampled_from([None, 0, 5, 10]))
@settings(max_examples=300)
def test_every_other_meaning_can_be_computed(criterion: str, target: str, actual: str, weight: int | None) -> None:
    card = ps.score(form(leaf("覆盖率", weight=weight, target=target, actual=actual, criterion=criterion)))
    for step, words in besides(card.lines[0]):
        assert step.low <= step.high
        assert words.endswith("则可得此分。")
