"""The answer that is its own explanation: one line, a tree, JSON."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from perfscore.source import Citation, Source
from perfscore.trace import Children, Step, preformatted


def step(label: str, value: str | None = None, **fields: Any) -> Step:
    return Step(label=label, value=None if value is None else Decimal(value), **fields)


def test_a_line_holds_what_is_known() -> None:
    full = step(
        "合格率", "9.50", full=Decimal(10), text="10 − 1 × 0.5 = 9.5",
        citation=Citation(document="自评表", clause="注5"), source=Source(file="a.xlsx", sheet="S", cell="J3"),
    )  # fmt: skip
    assert "合格率  9.5 / 10  10 − 1 × 0.5 = 9.5  〔自评表 注5〕  S!J3" == full.line()
    assert "满意度" == step("满意度").line()
    assert "0.9853" == step("", "0.98530").line()
    assert "执行率  98.53%" == step("执行率", "98.53", unit="%").line()


def test_a_line_is_one_line() -> None:
    assert "评分标准  每低1% 扣0.1分" == step("评分标准", text="每低1%\n  扣0.1分").line()


def test_an_interval_shows_its_ends() -> None:
    room: dict[str, Any] = {"low": Decimal("5.00"), "high": Decimal(8), "full": Decimal(10)}
    assert "[5, 8]" == step("x", **room).figure
    assert "[5, 8)" == step("x", high_open=True, **room).figure
    assert "(5, 8)" == step("x", low_open=True, high_open=True, **room).figure
    assert "[0, 0]" == step("x", full=Decimal(0)).figure
    assert "" == step("x").figure


def test_ends_follow_the_value() -> None:
    assert (Decimal("3.5"), Decimal("3.5")) == (step("x", "3.5").low, step("x", "3.5").high)
    assert [0, 0] == [step("x").low, step("x").high]
    assert 2 == step("x", low=Decimal(2)).high


def test_a_tree_is_drawn_with_branches() -> None:
    leaf = step("目标值", text="100%")
    tree = step("总分", "9", children=(step("甲", "4", children=(leaf, leaf)), step("乙", "5", children=(leaf,))))
    assert (
        "总分  9\n"
        "├ 甲  4\n"
        "│ ├ 目标值  100%\n"
        "│ └ 目标值  100%\n"
        "└ 乙  5\n"
        "  └ 目标值  100%"
    ) == str(tree)  # fmt: skip
    assert [0, 1, 2, 2, 1, 2] == [depth for depth, _ in tree.walk()]


def test_children_are_made_once_and_when_asked_for() -> None:
    made = []

    def make() -> Children:
        made.append(1)
        return (step("目标值"),)

    tree = step("甲", "4", children=make)
    assert "甲  4" == tree.line()
    assert [] == made
    assert tree.children is tree.children
    assert [1] == made


def test_json_figures_have_no_trailing_zeros_and_no_exponent() -> None:
    data = step("甲", "1E+1", exact=Fraction(10), full=Decimal(10), missing=("target",), source=Source(sheet="S", cell="A1")).to_dict()
    assert ("10", "10", "10", "10") == (data["value"], data["low"], data["high"], data["exact"])
    assert (["target"], "S!A1", None, []) == (data["missing"], data["cell"], data["citation"], data["children"])
    third = step("乙", "0.30", exact=Fraction(1, 3), children=(step("丙"),)).to_dict()
    assert ("0.3", "1/3", None) == (third["value"], third["exact"], third["children"][0]["value"])


def test_a_notebook_shows_the_tree_as_it_is_drawn() -> None:
    assert "<pre>总分  9\n└ 甲  &lt; 4</pre>" == step("总分", "9", children=(step("甲", text="< 4"),))._repr_html_()


def test_a_step_as_data_word_by_word() -> None:
    full = step(
        "合格率", "9.50", full=Decimal(10), text="10 − 1 × 0.5 = 9.5", exact=(9, 19, 2), unit="%", missing=("目标值",), high_open=True,
        citation=Citation(document="自评表", clause="注5"), source=Source(file="a.xlsx", sheet="S", cell="J3"), children=(step("甲"),),
    )  # fmt: skip
    data = full.to_dict()
    assert {
        "label": "合格率", "value": "9.5", "low": "9.5", "high": "9.5", "exact": "19/2", "low_open": False, "high_open": True,
        "text": "10 − 1 × 0.5 = 9.5", "unit": "%", "citation": "自评表 注5", "cell": "S!J3", "missing": ["目标值"],
        "children": [step("甲").to_dict()],
    } == data  # fmt: skip


def test_exact_figures_are_given_as_fractions_or_as_units_over_units() -> None:
    one = step("x", "3.5", exact=(3, 7, 2), exact_low=Fraction(1, 3), exact_high=(0, 5, 2))
    assert (Fraction(7, 2), Fraction(1, 3), Fraction(5, 2)) == (one.exact, one.exact_low, one.exact_high)


def test_a_step_in_a_notebook_is_text_and_no_marks() -> None:
    assert "<pre>&lt;b&gt; &amp;lt; 甲</pre>" == preformatted("<b> &lt; 甲")


def test_what_a_step_is_where_nothing_else_is_said() -> None:
    bare = step("甲", "3.50", exact=Fraction(7, 2), exact_low=(0, 1), exact_high=(1, 1), children=(step("乙"),))
    assert (
        "Step(label='甲', value=Decimal('3.50'), low=Decimal('3.50'), high=Decimal('3.50'), text='', citation=None, source=None, full=None, "
        "low_open=False, high_open=False, unit='', missing=())"
    ) == repr(bare)
    assert (None, None, None, ()) == (step("甲").exact, step("甲").exact_low, step("甲").exact_high, step("甲").children)
    assert [0, 0] == [step("甲", low=Decimal(0)).high, step("甲").low]


@pytest.mark.parametrize(
    ("fields", "figure"),
    [
        ({"low": Decimal(0), "high": Decimal(0)}, ""),
        ({"low": Decimal(3), "high": Decimal(3)}, ""),
        ({"low": Decimal(3), "high": Decimal(3), "full": Decimal(5)}, "[3, 3]"),
        ({"low": Decimal(0), "high": Decimal("2.50")}, "[0, 2.5]"),
        ({"low": Decimal(-1), "high": Decimal(0), "low_open": True}, "(-1, 0]"),
    ],
)
def test_the_figure_of_a_step_without_a_value(fields: dict[str, Any], figure: str) -> None:
    assert figure == step("甲", **fields).figure


def test_every_level_of_a_tree_keeps_its_lines() -> None:
    deep = step("甲", children=(step("乙", children=(step("丙", children=(step("丁"),)), step("戊"))), step("己")))
    assert "甲\n├ 乙\n│ ├ 丙\n│ │ └ 丁\n│ └ 戊\n└ 己" == str(deep)
    assert [(1, "甲"), (2, "乙"), (3, "丙"), (4, "丁"), (3, "戊"), (2, "己")] == [(depth, one.label) for depth, one in deep.walk(1)]


@pytest.mark.parametrize("field", ["label", "text", "unit"])
def test_steps_differ_by_their_words(field: str) -> None:
    fields = {"label": "甲", "text": "甲", "unit": "甲"}
    assert step(**fields | {field: "乙"}) != step(**fields)


@pytest.mark.parametrize("field", ["value", "low", "high", "full", "exact"])
def test_steps_differ_by_their_figures(field: str) -> None:
    fields: dict[str, Any] = {"value": Decimal(1), "low": Decimal(1), "high": Decimal(1), "full": Decimal(1), "exact": Fraction(1)}
    assert Step(label="甲", **fields | {field: fields[field] + 1}) != Step(label="甲", **fields)


def test_steps_are_equal_by_what_they_show() -> None:
    shown = step("x", "3.5", exact=Fraction(7, 2))
    assert shown == step("x", "3.5", exact=Fraction(7, 2), exact_low=Fraction(1), exact_high=Fraction(9), children=(step("y"),))
    assert shown != step("x", "3.5", exact=Fraction(7, 2), high_open=True)
    with pytest.raises(TypeError, match="unhashable"):
        hash(shown)
