"""Rules that count: items, defects (分项、缺陷扣分)."""

from decimal import Decimal
from typing import Any

import pytest

from perfscore.count import Checklist, Defect, Defects, Item, arabic_to_chinese
from perfscore.errors import NumberError

# ---- items --------------------------------------------------------------------------------------

DEAR = Defect(points=5, what="甲", once=True, share=True)
ONCE = Defects(defects=[Defect(what="管理不到位", points=2, once=True)])
ITEMS = Checklist(items=[Item(text="甲", points=1), Item(text="乙", points=2), Item(text="丙", points=2)])


@pytest.mark.parametrize(
    ("actual", "figure"),
    [
        *(("0项", "0"), ("1项", "[1, 2]"), ("2项", "[3, 4]"), ("3项", "5"), ("9项", "[0, 5]"), ("2", "[3, 4]"), (1, "[1, 2]")),
        *((("是", "否", "是"), "3"), ((True, False, False), "1"), (["否", "0.5", 2], "2.5"), (("√", "×", Decimal("1.5")), "2.5")),
    ],
)
def test_items_met(actual: Any, figure: str) -> None:
    assert figure == ITEMS.apply(5, actual=actual).figure


@pytest.mark.parametrize(
    ("actual", "words"),
    [
        (("是", "是"), "评分标准有 3 项，给出了 2 项，未计算"),
        ((2, "是", "是"), "第 1 项最多 1 分，给出的是 2，未计算"),
        (("是", "-1", "是"), "第 2 项最多 2 分，给出的是 -1，未计算"),
        (("是", "—", "是"), "第 2 项未填，未计算"),
        (("是", None, "是"), "第 2 项未填，未计算"),
        (None, "实际完成值未填，未计算"),
        ((), "实际完成值未填，未计算"),
        ("是", "实际完成值是“是”，不是数，未计算"),
    ],
)
def test_items_that_leave_the_row_open(actual: Any, words: str) -> None:
    step = ITEMS.apply(5, actual=actual)
    assert (None, words) == (step.value, step.text)
    assert (("actual",) if "未填" in words or "不是数" in words else ()) == step.missing


def test_items_are_no_floats_and_no_words() -> None:
    with pytest.raises(NumberError, match="浮点"):
        ITEMS.apply(5, actual=(0.5, "是", "是"))
    with pytest.raises(NumberError, match="部分"):
        ITEMS.apply(5, actual=("部分", "是", "是"))


def test_many_items() -> None:
    rule = Checklist(items=[Item(text=str(i), points=i + 1) for i in range(60)])
    assert "[28, 399]" == rule.apply(2000, actual="7项").figure
    assert 1830 == rule.apply(2000, actual="60项").value
    assert str(rule).endswith("；60、59(60分)")
    assert str(rule).startswith("①0(1分)；②1(2分)")


# ---- defects ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actual", "value", "text"),
    [
        *(("0", 10, "没有发现扣分事项，得满分 10"), ("否", 10, "没有发现扣分事项，得满分 10"), ("2例", 8, "10 − 2 × 1 = 8")),
        *(("3", 0, "达到3例，得 0"), ("30", 0, "达到3例，得 0")),
    ],
)
def test_defects_with_a_veto(actual: str, value: int, text: str) -> None:
    step = Defects(defects=[Defect(points=1, unit="例")], zero_from=3).apply(10, actual=actual)
    assert [value, text] == [step.value, step.text]


def test_defects_take_no_more_than_there_is() -> None:
    assert "10 − 15 × 1 = −5，扣完为止，得 0" == Defects(defects=[Defect(points=1)]).apply(10, actual="15").text
    assert [8, 4, 4] == [Defects(defects=[Defect(points=1)], limit=6).apply(10, actual=n).value for n in (2, 6, 9)]
    assert [10, 10, 9] == [Defects(defects=[Defect(points=1, per=3)]).apply(10, actual=n).value for n in (0, 2, 5)]


def test_several_defects_at_different_points() -> None:
    step = Defects(defects=[Defect(points=1, unit="例"), Defect(points=2, unit="例")]).apply(10, actual="2")
    assert ("[6, 8]", "扣分事项分值不一，只知道总数：10 − 2 × 2 至 10 − 2 × 1，即 [6, 8]") == (step.figure, step.text)
    assert 8 == Defects(defects=[Defect(points=1, what="甲"), Defect(points=1, what="乙")]).apply(10, actual="2").value


def test_several_defects_counted_in_different_numbers() -> None:
    """Three of them: 3 off if all cost 1 each; 3 off if all cost 3 for two; 4 off if mixed; 2 off at least."""
    step = Defects(defects=[Defect(points=1), Defect(points=3, per=2)]).apply(10, actual="3")
    assert step.low <= 6
    assert step.high >= 8
    assert 10 == Defects(defects=[Defect(points=1), Defect(points=3, per=2)]).apply(10, actual="0").value


@pytest.mark.parametrize("actual", ["", "—", "无", "不涉及", "有", "-1"])
def test_a_count_that_is_not_there(actual: str) -> None:
    assert Defects(defects=[Defect(points=1)]).apply(10, actual=actual).value is None


def test_a_percentage_is_no_number_of_defects_or_items() -> None:
    for rule in (Defects(defects=[Defect(points=1)]), Checklist(items=[Item(text="有制度", points=1)])):
        step = rule.apply(weight=5, actual="100%")
        assert step.value is None
        assert "是百分比" in step.text


# ---- the rarer forms ----------------------------------------------------------------------------


def figures(rule: Checklist | Defects, weight: object, *actuals: str) -> list[str]:
    return [rule.apply(weight, actual=actual).figure for actual in actuals]  # type: ignore[arg-type]


def test_items_that_are_worth_the_same() -> None:
    rule = Checklist(each=2)
    assert ["0", "6", "10", "[0, 10]"] == figures(rule, 10, "0项", "3项", "7项", "")
    assert "评分标准没有逐项列出" in rule.apply(10, actual=("是", "否")).text
    assert "每完成1项得2分" == str(rule)


def test_defects_that_grow_dearer() -> None:
    rule = Defects(defects=[Defect(what="火灾", points=5, unit="起")], series=[5, 6, 7, 8])
    assert ["60", "55", "49", "42", "34", "25", "15"] == figures(rule, 60, *map(str, range(7)))


def test_a_defect_that_is_taken_once() -> None:
    rule = Defects(defects=[Defect(what="管理不到位", points=2, once=True)])
    assert ["6", "4", "4", "4"] == figures(rule, 6, "否", "是", "1", "5")
    several = Defects(defects=[Defect(what="甲", points=2, once=True), Defect(what="乙", points=3, once=True), Defect(points=1)])
    assert ["10", "[7, 9]", "[5, 8]", "[4, 8]"] == figures(several, 10, "0", "1", "2", "3")
    assert "[0, 10]" == several.apply(10, actual="是").figure


def test_defects_in_percent_of_the_weight() -> None:
    assert ["10", "9", "0"] == figures(Defects(defects=[Defect(points=5, share=True)]), 10, "0", "2", "30")
    mixed = Defects(defects=[Defect(points=5, share=True), Defect(points=1)])
    assert "只知道总数，未计算" in mixed.apply(10, actual="2").text


SERIES = "逐次递增的扣分应只有一种事项，至少写明两次，从第一次写起。"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (Checklist, "分项应逐项写明，或写明每项的分值，二者取一。"),
        (lambda: Checklist(items=[Item(text="甲", points=1)], each=1), "分项应逐项写明，或写明每项的分值，二者取一。"),
        (lambda: Checklist(each="0.0"), "每项的分值 0 应大于 0。"),
        (lambda: Checklist(each=-1), "每项的分值 -1 应大于 0。"),
        (lambda: Item(text="甲", points="-1.50"), "分项“甲”的分值 -1.5 小于 0。"),
        (lambda: Defect(points=1, once=True), "只扣一次的事项应写明事项，不写个数。"),
        (lambda: Defect(what="甲", points=1, per=2, once=True), "只扣一次的事项应写明事项，不写个数。"),
        (lambda: Defect(points="-1.50", unit="例"), "每1例扣-1.5分不成立：个数应大于 0，分数不应小于 0。"),
        (lambda: Defect(points=1, per=0), "每0项扣1分不成立：个数应大于 0，分数不应小于 0。"),
        (lambda: Defect(points=1, per="-2.0"), "每-2项扣1分不成立：个数应大于 0，分数不应小于 0。"),
        (lambda: Defects(defects=[]), "缺陷扣分至少要有一种扣分事项。"),
        (lambda: Defects(defects=[Defect(points=5)], series=[5]), SERIES),
        (lambda: Defects(defects=[Defect(points=5)], series=[4, 5]), SERIES),
        (lambda: Defects(defects=[Defect(points=5), Defect(points=1)], series=[5, 6]), SERIES),
    ],
)
def test_forms_that_make_no_sense(make: Any, message: str) -> None:
    with pytest.raises(NumberError) as error:
        make()
    assert (message, "") == (error.value.message, error.value.hint)


def test_nothing_may_be_taken_and_nothing_earned() -> None:
    assert (0, 0) == (Defect(points=0).points, Item(text="甲", points=0).points)


MIXED = "扣分事项分值不一，只知道总数："


@pytest.mark.parametrize(
    ("rule", "texts"),
    [
        (ITEMS, {"0项": "按符合的项数，得 0", "1项": "只知道符合的项数，在 [1, 2] 之间", "1.5": "只知道符合的项数，在 [1, 2] 之间"}),
        (ITEMS, {"3项": "各项都符合，得满分 5", "4": "只知道符合的项数，在 [0, 5] 之间", "-1": "符合的项数为负，未计算"}),
        (ITEMS, {("是", "是", "是"): "各项都符合，得满分 5", ("是", "否", "否"): "各项相加，得 1", ("否", "否", "0"): "各项相加，得 0"}),
        (ITEMS, {"50%": "实际完成值是百分比，不是符合的项数，未计算", ("是", "2.01", "是"): "第 2 项最多 2 分，给出的是 2.01，未计算"}),
        (
            Checklist(each=2),
            {"0": "0 × 2 = 0", "1": "1 × 2 = 2", "2.5": "2 × 2 = 4", "3": "各项都符合，得满分 5", "": "实际完成值未填，未计算"},
        ),
        (Checklist(each=2), {("是",): "评分标准没有逐项列出，请给出符合的项数，未计算"}),
        (
            Defects(defects=[Defect(points=1, unit="例")], zero_from=3),
            {"0": "没有发现扣分事项，得满分 5", "2": "5 − 2 × 1 = 3", "3": "达到3例，得 0", "-1": "缺陷个数为负，未计算"},
        ),
        (
            Defects(defects=[Defect(points=1, unit="例", per=2)], limit=2, base=4),
            {"0": "得 4", "1": "4 − 0 × 1 = 4", "2": "4 − 1 × 1 = 3", "9": "4 − 2 = 2"},
        ),
        (
            Defects(defects=[Defect(points=5, share=True, per=2)], limit=1),
            {"5": "5 − 2 × 5 ÷ 100 × 5 = 4.5", "30": "5 − 1 = 4"},
        ),
        (
            Defects(defects=[Defect(points=20, share=True)]),
            {"2": "5 − 2 × 20 ÷ 100 × 5 = 3", "6": "5 − 6 × 20 ÷ 100 × 5 = −1，扣完为止，得 0"},
        ),
        (
            Defects(defects=[Defect(what="火灾", points=1)], series=[1, 2]),
            {"1": "5 − 1 = 4", "1.5": "5 − 1 = 4", "2": "5 − 3 = 2"}
            | {"3": "5 − (3 + (3 − 2) × 2 + (3 − 2) × (3 − 2 + 1) ÷ 2 × 1) = −1，扣完为止，得 0"},
        ),
        (
            Defects(defects=[Defect(what="火灾", points=1)], series=[1, 1, 2], limit=3),
            {"2": "5 − 2 = 3", "3": "5 − 3 = 2", "4": "5 − 3 = 2"},
        ),
        (ONCE, {"否": "没有发现扣分事项，得满分 5", "是": "5 − 1 × 2 = 3", "5": "5 − 1 × 2 = 3", "0.5": "5 − 0.5 × 2 = 4"}),
        # of several kinds: the dearest first for the lower end, all of the cheapest for the upper one
        (
            Defects(defects=[Defect(points=1), Defect(points=2)], limit=3),
            {"1": f"{MIXED}5 − 1 × 2 至 5 − 1 × 1，即 [3, 4]", "2": f"{MIXED}5 − 3 至 5 − 2 × 1，即 [2, 3]", "9": "5 − 3 = 2"},
        ),
        (
            Defects(defects=[Defect(what="甲", points=2, once=True), Defect(what="乙", points=3, once=True), Defect(points=1)]),
            {
                "1": f"{MIXED}5 − (3 + (1 − 1) × 2) 至 5 − 1 × 1，即 [2, 4]",
                "2": f"{MIXED}5 − (5 + (2 − 2) × 1) 至 5 − 1 × 2，即 [0, 3]",
                "是": "实际完成值是“是”，不是数，未计算",
            },
        ),
        (
            Defects(defects=[Defect(points=1), Defect(points=3, per=2)]),
            {
                "1": f"{MIXED}5 − 1 ÷ 2 × 3 至 5 − 0，即 [3.5, 5]",
                "3": f"{MIXED}5 − 3 ÷ 2 × 3 至 5 − (3 × 1 − 3)，即 [0.5, 5]",
                "4": f"{MIXED}5 − 4 ÷ 2 × 3 至 5 − (4 × 1 − 3)，即 [0, 4]",
            },
        ),
        (
            Defects(defects=[Defect(what="甲", points=20, share=True, once=True), Defect(what="乙", points=10, share=True, once=True)]),
            {
                "1": f"{MIXED}5 − (20 + (1 − 1) × 10) ÷ 100 × 5 至 5 − 1 × 10 ÷ 100 × 5，即 [4, 4.5]",
                "3": f"{MIXED}5 − (30 + 0) ÷ 100 × 5 至 5 − 1 × 10 ÷ 100 × 5，即 [3.5, 4.5]",
            },
        ),
        (
            Defects(defects=[Defect(points=10, share=True), Defect(points=20, share=True)]),
            {"2": f"{MIXED}5 − 2 × 20 ÷ 100 × 5 至 5 − 2 × 10 ÷ 100 × 5，即 [3, 4]"},
        ),
        (
            Defects(defects=[Defect(points=5, share=True), Defect(points=1)]),
            {"2": "扣分事项有的按分数，有的按分值的百分比，只知道总数，未计算"},
        ),
    ],
)
def test_what_is_said_of_each_count(rule: Checklist | Defects, texts: dict[Any, str]) -> None:
    assert texts == {actual: rule.apply(5, actual=actual).text for actual in texts}


@pytest.mark.parametrize(
    ("rule", "words", "full"),
    [
        (ITEMS, "①甲(1分)；②乙(2分)；③丙(2分)", 5),
        (Checklist(each="2.50"), "每完成1项得2.5分", None),
        (Checklist(each=2, unit="个", doing="建成"), "每建成1个得2分", None),
        (Defects(defects=[Defect(points=1)]), "每发现一项扣1分，扣完为止", None),
        (Defects(defects=[Defect(points=1, unit="例", what="投诉", per=3, share=True)]), "每发现3例投诉扣分值的1%，扣完为止", None),
        (ONCE, "管理不到位的扣2分，扣完为止", None),
        (
            Defects(defects=[Defect(points=5, share=True, what="甲", once=True), Defect(points=1)], base=8, limit=6, zero_from=9),
            "未发现问题得8分，甲的扣分值的5%，每发现一项扣1分，最多扣6分，扣完为止；9项及以上不得分",
            8,
        ),
        (
            Defects(defects=[Defect(what="火灾", points=5, unit="起")], series=[5, "6.50", 8], limit=30, zero_from=9),
            "第一起、第二起、第三起火灾分别扣5分、6.5分、8分，以此类推，最多扣30分，扣完为止；9起及以上不得分",
            None,
        ),
    ],
)
def test_what_a_rule_says_of_itself(rule: Checklist | Defects, words: str, full: int | None) -> None:
    assert (words, full, ()) == (str(rule), rule.full, rule.readings)


@pytest.mark.parametrize(
    ("rule", "shown", "told"),
    [
        (
            Checklist(items=[Item(text="甲", points=1)]),
            "items=(Item(text='甲', points=Decimal('1')),), each=None, unit='项', doing='完成'",
            {"kind": "checklist", "items": [{"text": "甲", "points": "1"}]},
        ),
        (
            Checklist(each=2, unit="个", doing="建成"),
            "items=(), each=Decimal('2'), unit='个', doing='建成'",
            {"kind": "checklist", "items": [], "each": "2", "unit": "个", "doing": "建成"},
        ),
        (
            Defects(defects=[Defect(points=1)]),
            f"defects=({Defect(points=1)!r},), zero_from=None, limit=None, base=None, series=()",
            {"kind": "defects", "defects": [{"what": "", "points": "1", "unit": "项", "per": "1"}], "zero_from": None, "limit": None},
        ),
        (
            Defects(defects=[DEAR], zero_from=3, limit=4, base=5, series=[5, 6]),
            f"defects=({DEAR!r},), zero_from=Decimal('3'), limit=Decimal('4'), base=Decimal('5'), series=(Decimal('5'), Decimal('6'))",
            {"kind": "defects", "defects": [{"what": "甲", "points": "5", "unit": "项", "per": "1", "once": True, "share": True}]}
            | {"zero_from": "3", "limit": "4", "base": "5", "series": ["5", "6"]},
        ),
    ],
)
def test_the_parameters_of_a_rule_and_what_is_told_of_them(rule: Checklist | Defects, shown: str, told: Any) -> None:
    assert (f"{type(rule).__name__}(veto='', remarks=(), {shown})", told) == (repr(rule), rule.to_dict())


def test_the_parameters_of_an_item_and_of_a_defect() -> None:
    assert "Defect(what='', points=Decimal('1'), unit='项', per=Decimal('1'), once=False, share=False)" == repr(Defect(points=1))
    assert "Item(text='甲', points=Decimal('1'))" == repr(Item(text="甲", points=1))


@pytest.mark.parametrize("count", [19, 20, 21, 22])
def test_items_have_circled_numbers_as_far_as_there_are_any(count: int) -> None:
    last = str(Checklist(items=[Item(text="甲", points=1)] * count)).split("；")[-1]
    assert {19: "⑲甲(1分)", 20: "⑳甲(1分)", 21: "21、甲(1分)", 22: "22、甲(1分)"}[count] == last


def test_small_numbers_in_chinese() -> None:
    named = dict(enumerate(["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一"], 1)) | {
        19: "十九",
        20: "二十",
        21: "二十一",
        99: "九十九",
    }
    assert named == {value: arabic_to_chinese(value) for value in named}


def test_several_kinds_that_are_each_taken_once() -> None:
    rule = Defects(defects=[Defect(what="甲", points=2, once=True), Defect(what="乙", points=3, once=True)])
    assert ["10", "[7, 8]", "[5, 8]"] == [rule.apply(10, actual=actual).figure for actual in ("0", "1", "2")]


@pytest.mark.parametrize(
    ("target", "actual", "text"),
    [
        (0, 2, "10 − 2 × 1 = 8"),
        (3, 2, "目标值不是 0，实际完成值是不是扣分事项的个数不能确定，未计算"),
        (0, "20%", "实际完成值是百分比，不是扣分事项的个数，未计算"),
    ],
)
def test_what_is_said_of_defects(target: Any, actual: Any, text: str) -> None:
    assert text == Defects(defects=[Defect(points=1)]).apply(weight=10, target=target, actual=actual).text


@pytest.mark.parametrize(
    ("actual", "text"),
    [
        ("-1项", "符合的项数为负，未计算"),
        (("是",), "评分标准有 2 项，给出了 1 项，未计算"),
        ("", "实际完成值未填，未计算"),
    ],
)
def test_what_is_said_of_a_checklist_that_is_not_computed(actual: Any, text: str) -> None:
    step = Checklist(items=[Item(text="制度健全", points=2), Item(text="执行有效", points=3)]).apply(weight=5, actual=actual)
    assert (text, 0, 5, None) == (step.text, step.low, step.high, step.value)


def test_which_figures_are_told_of_a_count() -> None:
    told = Defects(defects=[Defect(points=1)]).apply(weight=10, target=0, actual=2).children
    assert [("实际完成值", "2")] == [(one.label, one.text) for one in told]
    items = Checklist(items=[Item(text="制度健全", points=2), Item(text="执行有效", points=3)])
    assert [("实际完成值", "1项")] == [(one.label, one.text) for one in items.apply(weight=5, actual="1项").children]


@pytest.mark.parametrize(("actual", "score"), [(1, 9), (2, 6), (3, 1), (4, 0)])
def test_deductions_that_grow_from_two_that_are_stated(actual: int, score: int) -> None:
    assert score == Defects(defects=[Defect(points=1)], series=[1, 3]).apply(weight=10, target=0, actual=actual).value


def test_the_dearest_of_several_kinds_is_dear_for_each_time() -> None:
    rule = Defects(defects=[Defect(what="迟报", points=3, per=2), Defect(what="漏报", points=1)])
    assert 4 == rule.apply(weight=10, target=0, actual=4).low


@pytest.mark.parametrize(("actual", "low"), [(1, 18), (2, Decimal("16.5")), (3, 15), (5, 12)])
def test_what_counts_once_is_dear_only_where_it_costs_more_for_each_time(actual: int, low: Decimal | int) -> None:
    rule = Defects(defects=[Defect(what="迟报", points=3, per=2), Defect(what="漏报", points=2, once=True)])
    assert low == rule.apply(weight=20, target=0, actual=actual).low
