"""Recipes: what rows of one shape are scored by is what scores each of them, and rules in columns are criteria."""

import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings, strategies as st

from perfscore.batching.recipe import (
    BELOW,
    BIG,
    FLAT,
    LIKE,
    NONE,
    PLAIN,
    SMALL,
    SYMBOLS,
    ZERO,
    Form,
    Key,
    Recipe,
    Slot,
    Term,
    criterion_from,
    deviation_of,
    directed,
    divisors_of,
    path_of,
    quantity_like,
    recipe_of,
    row_like,
)
from perfscore.criterion import read_criterion
from perfscore.errors import PerfscoreError, RulebookError
from perfscore.formula import evaluate, read_expression
from perfscore.governing import Governor, governor_of
from perfscore.indicator import Indicator
from perfscore.line import Line
from perfscore.number import Quantity, exact_of, quantity
from perfscore.recognising import recognise
from perfscore.rule import Rule
from perfscore.rulebook import Rulebook
from perfscore.scoring import line_of
from perfscore.sheet import Budget, Row, Sheet
from perfscore.shelving import rulebook
from tests import strategies
from tests.tables import CRITERIA, NAMES

#: Rulebooks that take open choices in other ways, and the one that a bare table gets.
BOOKS = ("", "cn-pmkpi-default", "cn-sx-pmkpi", "cn-hn-2017-dept", "cn-unknown-doczj-project", "cn-ytjh-2022-manual", "cn-sc-daying-2020-dept",
         "cn-hb-wh-hanyang-2019-dept")  # fmt: skip
FORMS = (
    PLAIN,
    Form(unit="%"),
    Form(">=", "%"),
    Form("<=", "%"),
    Form("<=", "万元"),
    Form("=", "件"),
    Form(unit="元"),
    Form(unit="个百分点"),
)
UNLIKE = (
    Form(nature="words", words="达成预期指标"),
    Form(nature="words", words="不涉及"),
    Form(nature="words", words="前15%"),
    Form(nature="blank"),
)
#: What lies at the edges of each size.
EDGES: Mapping[int, list[str]] = {
    BELOW: ["-0.0001", "-100"],
    ZERO: ["0"],
    SMALL: ["0.0001", "1", "1.5"],
    BIG: ["1.5001", "100", "95", "12345.67"],
}
BETWEEN: Mapping[int, tuple[str, str]] = {BELOW: ("-1000", "-0.0001"), SMALL: ("0.0001", "1.5"), BIG: ("1.5001", "100000")}
#: What a parameter that is no number may say.
WORDS: Mapping[str, list[str]] = {"side": ["below", "above"], "unit": ["", "%"], "form": ["ratio", "linear"], "adds": ["false", "true"]}
#: One figure of each column, None where it is not there.
Figures = Mapping[str, Decimal | None]


def governor(book: str) -> Governor:
    found: Rulebook = rulebook(book) if book else recognise(Sheet()).rulebook
    return governor_of(found, found.policy)


def figures_of(size: int) -> st.SearchStrategy[Decimal | None]:
    if size == NONE:
        return st.none()
    edges = st.sampled_from([Decimal(text) for text in EDGES[size]])
    return edges if size == ZERO else edges | st.decimals(*map(Decimal, BETWEEN[size]), places=4)


@st.composite
def figures(draw: st.DrawFn, key: Key) -> Figures:
    return {name: draw(figures_of(getattr(key, name))) for name in ("weight", "target", "actual", "planned", "spent")}


def shown(form: Form, value: Decimal | None) -> Quantity:
    """A figure of a form, by its own value."""
    if form.nature != "number" or value is None:
        return quantity_like(form, NONE)
    return Quantity(text=f"{value}{form.unit}", value=value, unit=form.unit, comparator=form.comparator)


def line_for(key: Key, given_ones: Figures, rules: Governor) -> Line:
    """A row of a shape with figures of its own, scored as any row of a form is."""
    weight = given_ones["weight"]
    leaf = Indicator(
        name=key.name, definition=key.definition, criterion=key.criterion, weight=None if weight is None or weight < 0 else weight,
        target=directed(shown(key.target_form, given_ones["target"]), key.direction), actual=shown(key.actual_form, given_ones["actual"]),
    )  # fmt: skip
    sheet = Sheet(branches=[leaf], budget=Budget(planned=given_ones["planned"], spent=given_ones["spent"]))
    return line_of(sheet, Row(path=path_of(key.path, key.name), goal=None, indicator=leaf), rules)


def value_of(term: Term, given_ones: Figures) -> Fraction | None:
    """What a formula gives for figures, kept between 0 and the weight where it says so; a figure that is not there makes no difference."""
    filled = [
        {name: Decimal(other) if value is None and name != "weight" else value for name, value in given_ones.items()} for other in (0, 5)
    ]
    one, two = (_value_of(term, figures) for figures in filled)
    assert one == two
    return one


def _value_of(term: Term, given_ones: Figures) -> Fraction | None:
    values = {
        name: Fraction((given_ones[slot.column] or 0) if slot.column else 1) * slot.by
        for name, slot in zip(term.expression.names, term.slots, strict=True)
    }
    found = evaluate(term.expression, values)
    return min(max(found, Fraction(0)), values["w"]) if found is not None and term.expression.clamp else found


def same_as_line(key: Key, given_ones: Figures, rules: Governor) -> None:
    """The recipe of a shape gives for one of its rows what the row itself is scored with."""
    recipe, line = recipe_of(key, rules), line_for(key, given_ones, rules)
    if recipe.alone:
        assert recipe.low is None
        return
    ends = [None if term is None else value_of(term, given_ones) for term in (recipe.low, recipe.high)]
    if None in ends:
        assert [None, None] == ends
        assert (line.governed.plan is None or bool(line.governed.aside)) is True
        assert (recipe.reason or "除数为零，未计算") == line.reason
        assert line.governed.aside == recipe.aside
        return
    assert [exact_of(line.bottom), exact_of(line.top)] == sorted(one for one in ends if one is not None)
    assert (line.governed.basis, "") == (recipe.basis, recipe.reason)


@st.composite
def keys(draw: st.DrawFn, criterion: str) -> Key:
    """A shape of row, nearly always one with figures."""
    usual = st.sampled_from([BELOW, ZERO, SMALL, BIG, BIG, BIG])
    forms = st.sampled_from(FORMS)
    name = draw(st.sampled_from(NAMES))
    pays = name == "预算执行率" or "执行率" in criterion
    return Key(
        criterion=criterion, name=name, definition=draw(st.sampled_from(["", "完成率×100%"])),
        path=draw(st.sampled_from(["", "产出指标/数量指标", "产出指标/成本指标"])),
        weight=draw(st.sampled_from([BIG, BIG, SMALL, ZERO, NONE])), target=draw(usual | st.just(NONE)), actual=draw(usual | st.just(NONE)),
        target_form=draw(forms | st.sampled_from(UNLIKE)), actual_form=draw(forms | st.sampled_from(UNLIKE)),
        direction=draw(st.sampled_from(["", "", "positive", "reverse"])),
        planned=draw(st.sampled_from([NONE, ZERO, SMALL, BIG])) if pays else NONE, spent=draw(st.sampled_from([NONE, ZERO, BIG])) if pays else NONE,
    )  # fmt: skip


@settings(max_examples=150)
@given(data=st.data(), book=st.sampled_from(BOOKS), criterion=st.sampled_from(CRITERIA))
def test_a_recipe_scores_as_its_rows_are_scored(data: st.DataObject, book: str, criterion: str) -> None:
    key, rules = data.draw(keys(criterion)), governor(book)
    same_as_line(key, data.draw(figures(key)), rules)


@settings(max_examples=120)
@given(data=st.data(), rule=strategies.rules())
def test_a_recipe_of_any_rule_scores_as_its_rows_are_scored(data: st.DataObject, rule: Rule) -> None:
    key, rules = data.draw(keys(str(rule))), governor("")
    same_as_line(key, data.draw(figures(key)), rules)


@settings(max_examples=60)
@given(
    data=st.data(),
    rule=strategies.formulas(),
    target=st.sampled_from([BELOW, BELOW, ZERO, BIG]),
    actual=st.sampled_from([BELOW, ZERO, SMALL]),
)
def test_a_formula_keeps_its_sign_where_it_divides_by_what_is_below_zero(data: st.DataObject, rule: Rule, target: int, actual: int) -> None:
    key = Key(criterion=str(rule), target=target, actual=actual)
    same_as_line(key, data.draw(figures(key)), governor(""))


def test_the_deviation_rate_of_a_row_without_a_rule_is_in_one_unit() -> None:
    for units, expected in (
        (("万元", "元"), Fraction(-1, 4)),
        (("元", "万元"), Fraction(74999999)),
        (("%", ""), Fraction(-1, 4)),
        (("%", "件"), None),
    ):
        key = Key(criterion="谁也读不懂", target_form=Form(unit=units[0]), actual_form=Form(unit=units[1]))
        given_ones = {"weight": Decimal(10), "target": Decimal(200), "actual": Decimal(1500000), "planned": None, "spent": None}
        if "%" in units:
            given_ones |= {"actual": Decimal(150)}
        line, term = line_for(key, given_ones, governor("")), deviation_of(key, governor(""))
        assert expected == line.exact_deviation == (term and value_of(term, given_ones))


@settings(max_examples=150)
@given(data=st.data(), book=st.sampled_from(BOOKS), criterion=st.sampled_from(CRITERIA))
def test_the_deviation_rate_of_a_shape_is_that_of_its_rows(data: st.DataObject, book: str, criterion: str) -> None:
    key, rules = data.draw(keys(criterion)), governor(book)
    given_ones = data.draw(figures(key))
    line, term = line_for(key, given_ones, rules), deviation_of(key, rules)
    expected = line.exact_deviation
    assert expected == (None if term is None else value_of(term, given_ones))


# what a recipe says beside its formulas


def recipe(criterion: str = "", book: str = "", **fields: Any) -> Recipe:
    return recipe_of(Key(criterion=criterion, **fields), governor(book))


def test_a_recipe_says_what_it_rests_on() -> None:
    assert "criterion" == recipe("按完成比例得分").basis
    assert "note" == recipe(name="覆盖率").basis
    assert ("none", "评分标准读不懂：没有说什么情形得分。") == ((unread := recipe("谁也读不懂")).basis, unread.reason)
    assert "本行没有分值，未计算" == recipe("按完成比例得分", weight=NONE).reason


def test_room_that_is_left_shows_as_two_ends() -> None:
    discretion = recipe("酌情扣1-2分")
    assert discretion.low is not None
    assert discretion.low != discretion.high
    assert discretion.upper
    assert not recipe("得2-5分").upper
    fixed = recipe("按完成比例得分")
    assert fixed.low is fixed.high or fixed.low == fixed.high


def test_a_row_that_does_not_apply_stands_aside() -> None:
    absent = Form(nature="words", words="不涉及")
    rescaled = recipe("按完成比例得分", "cn-unknown-doczj-project", actual=NONE, actual_form=absent)
    assert ("rescaled", None, "none") == (rescaled.aside, rescaled.low, rescaled.basis)
    full = recipe("按完成比例得分", "cn-hn-2017-dept", actual=NONE, actual_form=absent)
    assert "" == full.aside
    assert full.low is not None
    left_out = recipe("", "cn-sx-pmkpi", target=NONE, target_form=Form(nature="blank"))
    assert ("left-out", "目标值未填，不计入总分") == (left_out.aside, left_out.reason)


def test_a_constraint_without_points_is_taken_off_the_total() -> None:
    text = "约束性指标，不设权重，酌情扣分，如出现审计披露等问题，总分不得超过70分"
    free = recipe(text, weight=NONE)
    assert (True, True, Decimal(70), "审计披露等问题") == (free.negative, free.caps, free.cap, free.event)
    assert (False, True) == ((weighed := recipe(text, weight=BIG)).negative, weighed.caps)
    assert (False, False, None, "") == ((plain := recipe("酌情扣分")).negative, plain.caps, plain.cap, plain.event)


def test_a_reason_that_quotes_figures_is_left_to_each_row() -> None:
    units = recipe("按完成比例得分", target_form=Form(unit="%"), actual_form=Form(unit="件"))
    assert (True, None) == (units.alone, units.low)


def test_the_execution_rate_is_reckoned_from_the_money() -> None:
    paid = recipe("得分按执行率*指标权重记分", name="预算执行率", planned=BIG, spent=BIG)
    assert paid.low is not None
    assert ["weight", "planned", "spent"] == [slot.column for slot in paid.low.slots[:3]]
    printed = recipe("得分按执行率*指标权重记分", name="预算执行率", planned=NONE, spent=BIG)
    assert printed.low is not None
    assert "planned" not in {slot.column for slot in printed.low.slots}
    one = recipe("得分按执行率*指标权重记分", "cn-pmkpi-default", name="预算执行率", planned=ZERO, spent=BIG)
    assert one.low is not None
    assert Slot("", Fraction(1)) == one.low.slots[1]


def test_a_formula_knows_the_signs_of_what_it_divides_by() -> None:
    big = recipe("按完成比例得分")
    assert big.low is not None
    assert {"t"} <= big.low.expression.positive
    below = recipe("按完成比例得分", target=BELOW)
    assert below.low is None or "t" not in below.low.expression.positive
    zero = recipe("按完成比例得分", actual=ZERO)
    assert zero.low is not None
    assert "a" in zero.low.expression.natural
    assert {"t"} == divisors_of(read_expression("w * a / t + a * 2 / 3"))
    assert {"t", "w"} == divisors_of(read_expression("a / (t + x) - floor(a // w)", lets={"x": "w * 2"}))


def test_numbers_in_columns_stand_in_the_place_of_the_symbols() -> None:
    criterion = criterion_from("steps", "", {"step": str(SYMBOLS["step"]), "points": str(SYMBOLS["points"])})
    key = Key(criterion=criterion, symbols=tuple(SYMBOLS.items()))
    found = recipe_of(key, governor("")).low
    assert found is not None
    assert {Slot("step", Fraction(1)), Slot("points", Fraction(1))} <= set(found.slots)
    told = {"weight": Decimal(10), "target": Decimal(100), "actual": Decimal(93), "step": Decimal(2), "points": Decimal("0.5")}
    assert Fraction(17, 2) == value_of(found, told)
    plain = recipe_of(Key(criterion=criterion_from("steps", "", {"step": "2", "points": "0.5"})), governor("")).low
    assert plain is not None
    assert Fraction(17, 2) == value_of(plain, told)


@settings(max_examples=150)
@given(
    data=st.data(),
    kind=st.sampled_from(["proportional", "rate", "steps", "defects", "checklist"]),
    direction=st.sampled_from(["", "positive", "reverse"]),
)
def test_numbers_in_columns_score_as_the_same_numbers_in_the_criterion(data: st.DataObject, kind: str, direction: str) -> None:
    needed, optional = FLAT[kind]
    some = [*needed, *sorted(data.draw(st.sets(st.sampled_from(optional)) if optional else st.just(set[str]())))]
    whole = st.sampled_from(["1", "2", "3", "10"])
    values = {
        name: data.draw(whole if name == "zero_from" else st.sampled_from(["1", "0.5", "2", "10", "100", "0.001"]))
        for name in some
        if name in SYMBOLS
    }
    words = {name: data.draw(st.sampled_from(said)) for name, said in WORDS.items() if name in some}
    stood = {name: str(SYMBOLS[name]) for name in values}
    try:
        criteria = criterion_from(kind, direction, words | values), criterion_from(kind, direction, words | stood)
    except PerfscoreError:
        assume(False)
        raise
    shape = data.draw(keys(criteria[0]))._replace(direction=direction, name="", definition="", path="", planned=NONE, spent=NONE)
    told = {**data.draw(figures(shape)), **{name: Decimal(value) for name, value in values.items()}}
    symbols = tuple((name, SYMBOLS[name]) for name in values)
    plain, symbolic = (recipe_of(key, governor("")) for key in (shape, shape._replace(criterion=criteria[1], symbols=symbols)))
    ends = [[term and value_of(term, told) for term in (one.low, one.high)] for one in (plain, symbolic)]
    assert ends[0] == ends[1]
    assert (plain.reason, plain.basis, plain.upper, plain.alone) == (symbolic.reason, symbolic.basis, symbolic.upper, symbolic.alone)


def test_symbols_are_numbers_that_do_not_divide_one_another() -> None:
    values = list(SYMBOLS.values())
    assert len(set(values)) == len(values)
    assert [] == [(x, y) for x in values for y in values if x != y and x % y == 0]


# shapes


@pytest.mark.parametrize("size", [BELOW, ZERO, SMALL, BIG])
def test_a_figure_like_a_size_has_it(size: int) -> None:
    value = LIKE[size]
    assert value is not None
    sizes = [value < 0, value == 0, 0 < value <= Decimal("1.5"), value > Decimal("1.5")]
    assert [one == size for one in (BELOW, ZERO, SMALL, BIG)] == sizes


@pytest.mark.parametrize(
    ("form", "size", "text"),
    [
        (Form(">=", "%"), BIG, "100%"), (Form(unit="件"), SMALL, "1件"), (PLAIN, BELOW, "-1"), (Form(nature="blank"), BIG, ""),
        (Form(nature="words", words="是"), NONE, "是"), (PLAIN, NONE, ""),
    ],
)  # fmt: skip
def test_a_figure_of_a_form_prints_so(form: Form, size: int, text: str) -> None:
    found = quantity_like(form, size)
    assert (text, form.comparator if found.value is not None else "") == (found.text, found.comparator)
    assert ("number" if found.value is not None else "words" if form.nature == "words" else "blank") == found.nature


def test_a_direction_gives_a_sign_only_where_none_is_printed() -> None:
    assert ["<=", ">=", ">=", ""] == [
        directed(quantity(text), direction).comparator
        for text, direction in (("5", "reverse"), ("5", "positive"), ("≥5", "reverse"), ("5", ""))
    ]
    words = quantity("达成预期指标")
    assert words is directed(words, "reverse")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", ("人次",)), ("产出指标/数量指标", ("产出指标", "数量指标", "人次")), ("产出指标/人次", ("产出指标", "人次")),
        (" 产出指标 / / 人次 ", ("产出指标", "人次")), ("人次", ("人次",)),
    ],
)  # fmt: skip
def test_a_path_ends_in_the_row_itself(path: str, expected: tuple[str, ...]) -> None:
    assert expected == path_of(path, "人次")


def test_a_negative_weight_is_none_in_a_row_like_it() -> None:
    assert [None, None, Decimal(0), Decimal(100)] == [row_like(Key(weight=size)).indicator.weight for size in (NONE, BELOW, ZERO, BIG)]


# rules in columns


@pytest.mark.parametrize(
    ("rule", "direction", "given_ones", "expected"),
    [
        ("proportional", "", {}, "按完成比例得分"),
        ("proportional", "reverse", {}, "反向指标按完成比例得分"),
        ("proportional", "reverse", {"form": "linear"}, "反向指标超过目标值的部分按比例扣分"),
        ("rate", "", {}, "得分按执行率*分值"),
        ("steps", "", {"step": "10", "points": "0.1"}, "每减少10扣0.1分，扣完为止"),
        ("steps", "reverse", {"step": "1", "points": "0.5", "unit": "%"}, "每增加1%扣0.5分，扣完为止"),
        ("steps", "reverse", {"step": "1", "points": "0.5", "side": "below"}, "每减少1扣0.5分，扣完为止"),
        ("steps", "", {"step": "1", "points": "1", "side": "above", "adds": "True", "limit": "5"}, "每增加1加1分，最多加5分，扣完为止"),
        ("defects", "", {"points": "1"}, "每发现一例扣1分，扣完为止"),
        ("checklist", "", {"each": "2"}, "每完成1项得2分"),
        ("yes-no", "", {"yes": "2"}, "是得2分，否则不得分"),
        ("discretion", "", {}, "酌情扣分"),
        (' {"kind": "rate", "base": "5"}', "", {"step": "9"}, None),
    ],
)
def test_a_rule_in_columns_is_a_criterion(rule: str, direction: str, given_ones: Mapping[str, str], expected: str | None) -> None:
    said = criterion_from(rule, direction, given_ones)
    assert expected in {said, None}
    assert said == str(read_criterion(said))


#: Parameters with which each kind is read, each of them tried alone and all together.
PARAMETERS = {"step": "2", "points": "0.5", "each": "1", "limit": "5", "unit": "%", "from": "90", "base": "5", "yes": "3", "no": "1", "side": "above",
              "zero_from": "3", "form": "linear", "adds": "是"}  # fmt: skip


@pytest.mark.parametrize("kind", FLAT)
def test_every_kind_may_stand_in_columns_with_each_of_its_parameters(kind: str) -> None:
    needed, optional = FLAT[kind]
    least = {name: PARAMETERS[name] for name in needed}
    unread = []
    for name in ("", *optional):
        told = least | ({name: PARAMETERS[name]} if name else {})
        told |= {"limit": "5"} if name == "adds" else {}
        direction = "reverse" if name == "form" else "positive" if name == "from" and kind == "proportional" else ""
        try:
            said = criterion_from(kind, direction, told)
        except PerfscoreError:
            unread.append(name)
            continue
        assert kind == read_criterion(said).kind
        if name in {"step", "points", "each", "limit", "from", "base", "yes", "no", "zero_from"}:
            assert PARAMETERS[name] in said
        assert not name or said != (criterion_from(kind, direction, least) if not direction else "")
    assert [] == unread


@pytest.mark.parametrize(
    ("rule", "direction", "given_ones", "said"),
    [
        (
            "no-such", "", {},
            "rule 列的“no-such”不是可以用参数列写的规则种类。 可用：proportional、rate、steps、defects、checklist、yes-no、discretion、constraint；其他种类请在 rule 列写 JSON，或写 criterion。",
        ),
        (
            "tiers", "", {},
            "rule 列的“tiers”不是可以用参数列写的规则种类。 可用：proportional、rate、steps、defects、checklist、yes-no、discretion、constraint；其他种类请在 rule 列写 JSON，或写 criterion。",
        ),
        ("steps", "", {"step": "10"}, "规则 steps 缺少参数列 points，未计算。"),
        ("steps", "", {"points": "", "unit": "%"}, "规则 steps 缺少参数列 step、points，未计算。"),
        ("defects", "", {}, "规则 defects 缺少参数列 points，未计算。"),
        ("checklist", "", {"points": "2"}, "规则 checklist 缺少参数列 each，未计算。"),
        ("steps", "", {"step": "0", "points": "1"}, "每档的步长 0 应大于 0。"),
        ("steps", "", {"step": "x", "points": "1"}, "“x”不是数。 请填数字，例如 85 或 85%。"),
        ("steps", "", {"step": "1", "points": "1", "side": "up"}, "side 不能是 'up'。 可用：below、above。"),
        ('{"kind": "rate"', "", {}, 'rule 列的 JSON 写法不对。 请按 rule.to_dict() 的写法，例如 {"kind": "rate"}。'),
        ('{"kind": "rate", "step": "1"}', "", {}, "rate 没有参数“step”。 可用：veto、base、zero_if。"),
    ],
)  # fmt: skip
def test_a_rule_that_is_none_is_told(rule: str, direction: str, given_ones: Mapping[str, str], said: str) -> None:
    with pytest.raises(PerfscoreError) as caught:
        criterion_from(rule, direction, given_ones)
    assert said == str(caught.value)


@given(strategies.rules())
def test_a_rule_in_json_is_its_criterion(rule: Rule) -> None:
    said = criterion_from(json.dumps(rule.to_dict()), "", {})
    assert str(rule) == said
    assert rule == read_criterion(said)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            {"kind": "yes-no", "what": "每减少1件扣1分", "yes": "2"},
            "规则“每减少1件扣1分得2分，否则不得分”读不懂：这一句和前面的合不成一条规则。",
        ),
        (
            {"kind": "rate", "veto": "发生事故 "},
            "规则写成评分标准是“得分按执行率*分值；发生事故 的，不得分”，读回来是另一条规则。 请改用 criterion 列写评分标准文字。",
        ),
        (
            {"kind": "proportional", "anchor_unit": "%"},
            "规则写成评分标准是“按完成比例得分”，读回来是另一条规则。 请改用 criterion 列写评分标准文字。",
        ),
    ],
)
def test_a_rule_that_no_words_state_is_refused(rule: dict[str, Any], said: str) -> None:
    with pytest.raises(RulebookError) as caught:
        criterion_from(json.dumps(rule), "", {})
    assert said == str(caught.value)


@pytest.mark.parametrize(
    "rule",
    [
        '{"kind": "steps", "ladders": [5]}',
        '{"kind": "yes-no", "what": 5}',
        '{"kind": "bands", "bands": [null]}',
        '{"kind": "formula", "text": []}',
        '{"kind": "rate", "alternatives": [5]}',
        '{"kind": "rate", "veto": {"a": []}}',
    ],
)
def test_json_of_a_wrong_sort_is_told(rule: str) -> None:
    with pytest.raises(PerfscoreError):
        criterion_from(rule, "", {})


def test_a_bare_rate_deviates_from_its_target_in_percent() -> None:
    """90 beside a target of 0.9 is no deviation, in a table as in a form."""
    book = rulebook("cn-hb-wh-hanyang-2019-dept")
    rules = governor_of(book, book.policy)
    row = Key(name="预算执行率", criterion="得分按执行率*权重", target=SMALL, actual=BIG)
    found = deviation_of(row, rules)
    assert found is not None
    assert [Slot("target", Fraction(100)), Slot("actual", Fraction(1))] == list(found.slots)
    other = deviation_of(row._replace(name="培训率", criterion="按完成比例得分"), rules)
    assert other is not None
    assert list(found.slots) != list(other.slots)
