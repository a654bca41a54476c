"""perfscore.overshooting: what becomes of figures far beyond their target."""

from fractions import Fraction
from pathlib import Path

import pytest

import perfscore as ps
from perfscore.indicator import Direction
from perfscore.overshooting import bound_of, is_beyond
from perfscore.provision import read_bound
from perfscore.rulebook import Rulebook
from tests.books import book
from tests.forms import form, leaf

PENALTY = {"policy.overshoot": "penalty", "overshoot_from": "≥130%", "overshoot_points": "2"}
RATIO = {"positive": "实际完成值/年初目标值*分值", "reverse": "年初目标值/实际完成值*分值"}


def scored(rules: dict[str, str], target: str, actual: str, criterion: str = "", printed: str | None = None) -> ps.Line:
    return ps.score(form(leaf(weight=10, target=target, actual=actual, criterion=criterion, printed=printed)), book(RATIO | rules)).lines[0]


@pytest.mark.parametrize(
    ("target", "actual", "score", "words"),
    [
        ("100件", "129件", "10.00", "达到目标，得满分 10"),
        ("100件", "130件", "8.00", "10 − 2 = 8"),
        ("100件", "90件", "9.00", "90 ÷ 100 × 10 = 9"),
        ("≤100件", "130件", "7.69", "100 ÷ 130 × 10 ≈ 7.69"),
        ("0件", "5件", "10.00", "达到目标，得满分 10"),
    ],
)
def test_a_penalty_concerns_what_is_far_above_a_positive_target(target: str, actual: str, score: str, words: str) -> None:
    line = scored(PENALTY, target, actual)
    assert (str(line.score), line.step.text) == (score, words)


def test_a_penalty_holds_beside_a_rows_own_criterion() -> None:
    line = scored(PENALTY, "100件", "150件", "每减少1件扣0.1分，扣完为止")
    assert (str(line.score), line.step.text) == ("8.00", "10 − 2 = 8")


def test_a_penalty_holds_beside_a_long_formula() -> None:
    criterion = "得分=" + "MIN(" * 20 + "完成值/指标值" + ",1.0000)" * 20 + "*分值"
    line = scored(PENALTY, "100件", "130件", criterion)
    assert (len(criterion), str(line.score), line.step.text) == (253, "8.00", "10 − 2 = 8")
    assert scored(PENALTY, "100件", "90件", criterion).step.text.endswith("90 ÷ 100 × 10 = 9")


def test_a_penalty_never_takes_a_row_below_0() -> None:
    assert str(scored(PENALTY | {"overshoot_points": "20"}, "100件", "150件").score) == "0.00"
    added = "每减少1件扣1分，扣完为止；每增加1件加0.5分，最多加2分"
    assert str(scored(PENALTY | {"overshoot_points": "20"}, "100件", "150件", added).score) == "0.00"
    assert str(scored(PENALTY, "100件", "150件", added).score) == "8.00"


def test_a_figure_below_a_target_below_0_is_not_far_beyond_it() -> None:
    line = scored(PENALTY, "-5件", "-15件", "每减少1件扣0.1分，扣完为止")
    assert (str(line.score), line.beyond) == ("9.00", "")
    audit = ps.audit(form(leaf(weight=10, target="-5件", actual="-15件", criterion="每减少1件扣0.1分，扣完为止")), book(RATIO | PENALTY))
    assert not audit.of("overshoot")


def test_a_miss_earns_nothing_and_says_why() -> None:
    rules = {"policy.overshoot": "miss", "overshoot_from": ">130%"}
    assert str(scored(rules, "100件", "130件").score) == "10.00"
    line = scored(rules, "100件", "131件")
    assert (str(line.score), line.step.text) == ("0.00", "实际完成值超过目标值的 130%，按未达标计，得 0")


@pytest.mark.parametrize("criterion", ["≥70%得满分，低于70%按比例得分", "≥70%得10分，每减少1%扣0.1分，扣完为止"])
def test_a_figure_is_not_beyond_a_target_that_its_criterion_does_not_ask_for(criterion: str) -> None:
    rules = {"policy.overshoot": "miss", "overshoot_from": ">130%"}
    assert str(scored(rules, "98%", "95%", criterion).score) == "10.00"  # 95% is above 130% of 70%, and yet short of its target
    assert str(scored(rules, "60%", "95%", criterion).score) == "10.00"


def test_a_score_may_be_marked_down_by_hand() -> None:
    rules = {"policy.overshoot": "hand", "overshoot_from": "≥120%", "overshoot_reverse_from": ">100%", "overshoot_equal_from": "≠"}
    assert str(scored(rules, "≥100件", "119件").score) == "10.00"
    open_ = scored(rules, "≥100件", "120件")
    assert (open_.score, str(open_.low), str(open_.high)) == (None, "0.00", "10.00")
    assert open_.step.text == "实际完成值达到目标值的 120% 及以上，得分可由人工修改，在 [0, 10] 之间"
    assert str(scored(rules, "≥100件", "120件", printed="7").score) == "7.00"
    assert scored(rules, "≤100件", "101件").score is None
    assert scored(rules, "=100件", "101件").score is None
    assert str(scored(rules, "=100件", "100件").score) == "10.00"


def test_an_explanation_changes_no_score() -> None:
    assert str(scored({"policy.overshoot": "explain", "overshoot_from": "≥130%"}, "100件", "300件").score) == "10.00"


def test_which_bound_concerns_a_row() -> None:
    rules = book({"policy.overshoot": "hand", "overshoot_from": "≥120%", "overshoot_reverse_from": ">100%"})
    assert bound_of(rules, Direction.POSITIVE, "=") == read_bound("≥120%")
    assert bound_of(rules, Direction.REVERSE, "<=") == read_bound(">100%")
    assert bound_of(Rulebook(id="x"), Direction.POSITIVE, "") is None


@pytest.mark.parametrize(
    ("text", "share", "beyond"), [("≥130%", "1.3", True), (">130%", "1.3", False), ("≠", "1", False), ("≠", "0.5", True)]
)
def test_bounds(text: str, share: str, beyond: bool) -> None:
    assert is_beyond(read_bound(text), Fraction(share)) is beyond


def test_the_file_is_read_with_its_bounds(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    cite = 'cite = { document = "文件", status = "verified" }'
    path.write_text(
        f'id = "x"\n[overshoot_from]\nvalue = "≥130%"\n{cite}\n[overshoot_points]\nvalue = "2"\n{cite}\n'
        f'[policy]\novershoot = {{ value = "penalty", {cite} }}\n',
        "utf-8",
    )
    assert ps.rulebook(path).overshoot_points == 2
