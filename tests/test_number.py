"""Exact numbers, rounding, and the quantities that forms print."""

import decimal
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from perfscore.errors import NumberError, UnitError
from perfscore.number import (
    NOTHING,
    Bare,
    Mode,
    Quantity,
    Rounding,
    exact,
    finite,
    fold,
    hundredths,
    pair,
    plain,
    quantity,
    read_quantity,
    ten_thousandths,
    unit_of,
)

# ---- quantities ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "unit", "comparator"),
    [
        *((f"{sign}85%", "85", "%", ">=") for sign in ("≥", "≧", "⩾", ">=", "＞＝", "不低于", "不少于", "大于等于", "至少", "≮")),
        *((f"{sign}85%", "85", "%", "<=") for sign in ("≤", "≦", "⩽", "<=", "＜＝", "不超过", "不高于", "不大于", "控制在", "至多", "≯")),
        *((f"{sign}85%", "85", "%", ">") for sign in (">", "＞", "超过", "高于", "大于", "多于")),
        *((f"{sign}85%", "85", "%", "<") for sign in ("<", "＜", "低于", "不足", "不满", "少于")),
        *((f"85%{word}", "85", "%", ">=") for word in ("以上", "及以上", "（含）以上", "以上（含）")),
        *((f"85%{word}", "85", "%", "<=") for word in ("以下", "及以下", "以内", "之内", "内", "(含)以下", "以内（含）")),
        ("85%以上（不含）", "85", "%", ">"),
        ("85%（不含）以下", "85", "%", "<"),
        ("＝100％", "100", "%", "="),
        ("85%（含）", "85", "%", ""),
        ("控制在30万元以内", "30", "万元", "<="),
        ("30 万元以内", "30", "万元", "<="),
        ("5.8万", "5.8", "万", ""),
        ("5‰", "5", "‰", ""),
        ("1,486.27", "1486.27", "", ""),
        ("１，４８６．２７", "1486.27", "", ""),
        ("-3", "-3", "", ""),
        ("−3%", "-3", "%", ""),
        ("－3", "-3", "", ""),
        ("+3.50", "3.50", "", ""),
        (".5", "0.5", "", ""),
        ("≤10次", "10", "次", "<="),
        ("583元/人*月", "583", "元/人*月", ""),
        ("不少于12 种", "12", "种", ">="),
        ("500㎡", "500", "m2", ""),
        ("30m³以上", "30", "m3", ">="),
        ("3年", "3", "年", ""),
        ("12个月", "12", "个月", ""),
        ("3日内", "3", "日", "<="),
        ("0", "0", "", ""),
    ],
)
def test_a_figure(text: str, value: str, unit: str, comparator: str) -> None:
    found = read_quantity(text)
    assert ("number", Decimal(value), unit, comparator) == (found.nature, found.value, found.unit, found.comparator)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2021年12月31日前",
            "2021-12-31",
            "2021/12/31",
            "2021.12.31",
            "2021年",
            "2021年底",
            "12月",
            "12月底",
            "12月底前",
            "6月份",
            "10日前",
            "8:30",
        ),
        *(
            "80%-90%",
            "80%～90%",
            "3~5次",
            "10至20",
            "第3名",
            "达成预期指标",
            "无",
            "不涉及",
            "1,48",
            "1e5",
            "5-",
            "5.",
            "0x10",
            "1_000",
            "≥",
            "%",
        ),
        *("9" * 31, "NaN", "Infinity", "约100", "完成1部宣传片,2套方案"),
    ],
)
def test_words_are_no_figure(text: str) -> None:
    found = read_quantity(text)
    assert ("words", None, text) == (found.nature, found.value, found.text)
    with pytest.raises(NumberError, match="不是数"):
        _ = found.exact


@pytest.mark.parametrize("text", ["", " ", "\u3000", "-", "—", "——", "–", "/", "\\", "－", "*"])
def test_blanks_are_never_zero(text: str) -> None:
    found = read_quantity(text)
    assert ("blank", None) == (found.nature, found.value)


@given(
    st.text(alphabet=st.sampled_from("0123456789.,%‰≥≤><=-−+—/ 万元亿个以上内下不超过低于(含)年月日第名㎡½①٣ｅe\n"), max_size=12)
    | st.text()
)
def test_any_text_is_some_quantity(text: str) -> None:
    found = quantity(text)
    assert found.nature in {"number", "words", "blank"}
    assert (found.value is not None) == (found.nature == "number")
    assert found == quantity(found.text)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6))
def test_printing_a_number_and_reading_it_gives_it_back(value: Decimal) -> None:
    assert value == read_quantity(plain(value)).value
    assert Fraction(value) == Fraction(read_quantity(plain(value)).digits, 10 ** read_quantity(plain(value)).places)


def test_what_a_caller_gives() -> None:
    given_one = read_quantity("85%")
    assert given_one is quantity(given_one)
    assert NOTHING is quantity(None)
    assert ("0.125", Decimal("0.125")) == (quantity(Fraction(1, 8)).text, quantity(Fraction(1, 8)).value)
    assert Decimal("3.5") == quantity(Decimal("3.5")).value
    assert "5" == str(quantity(5))


@pytest.mark.parametrize("value", [0.85, 1.0, float("nan"), True, [1], object(), 1j])
def test_floats_and_other_things_are_refused(value: Any) -> None:
    for take in (exact, quantity):
        with pytest.raises(NumberError, match="不接受"):
            take(value)


def test_a_float_is_told_why() -> None:
    with pytest.raises(NumberError, match="浮点数不精确。 请用文本、int 或 Decimal"):
        exact(0.1)  # type: ignore[arg-type]
    with pytest.raises(NumberError, match="Decimal"):
        Quantity(text="0.5", value=0.5)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), Decimal("1E+1000000"), Decimal("1E-1000000"), 10**40, "达成", "—"])
def test_what_is_no_usable_number_is_refused(value: Any) -> None:
    with pytest.raises(NumberError):
        exact(value)


def test_long_numbers_keep_every_digit() -> None:
    text = "123456789012345678901234567.891"
    found = read_quantity(text)
    assert int(text.replace(".", "")) == found.digits
    with decimal.localcontext(prec=5):
        assert found == Quantity(text=text, value=Decimal(text))
        assert int(text.replace(".", "")) == Quantity(text=text, value=Decimal(text)).digits
        assert text == plain(finite(exact(text)))


# ---- units --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "base", "factor"),
    [
        *(
            ("元", "元", 1),
            ("万元", "元", 10**4),
            ("亿元", "元", 10**8),
            ("千元", "元", 1000),
            ("百万元", "元", 10**6),
            ("千万元", "元", 10**7),
        ),
        *(
            ("万个", "个", 10**4),
            ("个", "个", 1),
            ("万人次", "人次", 10**4),
            ("个百分点", "%", 1),
            ("‰", "%", Fraction(1, 10)),
            ("", "", 1),
        ),
        *(("㎡", "㎡", 1), ("m2", "平方米", 1), ("公里", "米", 1000), ("千米", "米", 1000), ("吨", "克", 10**6), ("公顷", "平方米", 10**4)),
    ],
)
def test_units(unit: str, base: str, factor: Any) -> None:
    assert (base, factor) == unit_of(unit)


def test_a_quantity_in_base_units() -> None:
    assert (Fraction(58000), "") == (read_quantity("5.8万").exact, read_quantity("5.8万").base)
    assert (Fraction(1, 2), "%") == (read_quantity("5‰").exact, read_quantity("5‰").base)


@pytest.mark.parametrize(
    ("target", "actual", "unit", "by"),
    [
        ("100%", "85%", "%", (1, 1)),
        ("100%", "85", "%", (1, 1)),
        ("100%", "100", "%", (1, 1)),
        ("100%", "0.85", "%", (1, 100)),
        ("100%", "1", "%", (1, 100)),
        ("100%", "1.5", "%", (1, 100)),
        ("100%", "1.51", "%", (1, 1)),
        ("100%", "0", "%", (1, 1)),
        ("100%", "-0.5", "%", (1, 1)),
        ("0.9", "99%", "%", (100, 1)),
        ("90", "99%", "%", (1, 1)),
        ("5个百分点", "1.2", "个百分点", (1, 1)),
        ("5‰", "4", "‰", (1, 1)),
        ("5‰", "0.4%", "‰", (1, 10)),
        ("30万元", "236000元", "万元", (1, Fraction(1, 10**4))),
        ("1亿元", "9000万元", "亿元", (1, Fraction(1, 10**4))),
        ("30", "23.6", "", (1, 1)),
        ("30万元", "23.6", "万元", (1, 1)),
        ("30", "23.6万元", "万元", (1, 1)),
        ("500㎡", "480平方米", "m2", (1, 1)),
        ("1000件", "达成", "件", (1, 1)),
        ("—", "85%", "%", (1, 1)),
        ("0.9", "0.99", "", (1, 1)),
    ],
)
def test_two_figures_in_one_unit(target: str, actual: str, unit: str, by: tuple[Any, Any]) -> None:
    found = pair(read_quantity(target), read_quantity(actual))
    assert (unit, by) == (found.unit, found.by)


@pytest.mark.parametrize(
    ("target", "actual", "is_ratio"),
    [
        ("0.05", "0.05", True),
        ("0.9", "1.5", True),
        ("0", "0.05", True),
        ("0.9", "99", False),
        ("0.9", "-0.1", False),
        ("0.9", "", True),
        ("", "", False),
    ],
)
def test_a_row_of_bare_ratios(target: str, actual: str, is_ratio: bool) -> None:
    found = pair(read_quantity(target), read_quantity(actual), ratio=True)
    assert is_ratio == found.ratio == (found.unit == "%")
    assert [100 if is_ratio else 1] * 2 == list(found.by)


@pytest.mark.parametrize(("reading", "factor"), [("size", 100), ("percent", 1)])
def test_a_bare_figure_may_always_be_percent(reading: Bare, factor: int) -> None:
    found = pair(read_quantity("100%"), read_quantity("0.85"), bare=reading)
    assert [factor, True] == [found.by[1], found.mixed]


@pytest.mark.parametrize(("target", "actual"), [("100%", "1000件"), ("30万元", "30个"), ("85%", "30万元"), ("15台", "15套")])
def test_units_that_cannot_be_compared(target: str, actual: str) -> None:
    with pytest.raises(UnitError, match=f"目标“{target}”与实际“{actual}”单位不同"):
        pair(read_quantity(target), read_quantity(actual))


@pytest.mark.parametrize(
    ("one", "other"), [("15台/套", "15台（套）"), ("15台套", "15台/套"), ("100%", "100%完成"), ("95%", "95%达标"), ("4次/年", "4次")]
)
def test_units_written_in_another_way_are_the_same(one: str, other: str) -> None:
    found = pair(read_quantity(one), read_quantity(other))
    assert [1, 1] == list(found.by)
    assert not found.mixed


@pytest.mark.parametrize("text", ["90%左右", "5000人上下", "100余人", "3万多元"])
def test_about_so_much_is_no_figure(text: str) -> None:
    assert "words" == read_quantity(text).nature


# ---- rounding and printing ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "value", "expected"),
    [
        *(("half-up", "0.125", "0.13"), ("half-up", "-0.125", "-0.13"), ("half-up", "0.1249", "0.12"), ("half-up", "0.004", "0")),
        *(
            ("half-even", "0.125", "0.12"),
            ("half-even", "0.135", "0.14"),
            ("half-even", "-0.125", "-0.12"),
            ("half-even", "0.1251", "0.13"),
        ),
        *(("down", "0.129", "0.12"), ("down", "-0.129", "-0.12")),
    ],
)
def test_rounding(mode: Mode, value: str, expected: str) -> None:
    rounding = Rounding(quantum="0.01", mode=mode)
    assert Decimal(expected) == rounding(Fraction(value))
    assert plain(Decimal(expected)) == plain(rounding(Decimal(value)))


def test_rounding_to_other_quanta() -> None:
    assert Decimal("9.5") == Rounding(quantum=Decimal("0.5"))(Fraction("9.3"))
    assert Decimal(20) == Rounding(quantum=Decimal(10))(Fraction(15))
    assert Decimal("0.63") == Rounding(quantum=Decimal("0.01"))(3 * Fraction(5, 24))


@pytest.mark.parametrize(("fields", "words"), [({"quantum": 0}, "应大于 0"), ({"quantum": "-1"}, "应大于 0"), ({"quantum": 0.01}, "浮点"), ({"quantum": "0.01", "mode": "half_up"}, "half_up")])  # fmt: skip
def test_a_rounding_that_makes_no_sense(fields: Any, words: str) -> None:
    with pytest.raises(NumberError, match=words):
        Rounding(**fields)


def test_rounding_refuses_floats() -> None:
    with pytest.raises(NumberError, match="浮点"):
        Rounding(quantum="0.01")(0.125)  # type: ignore[arg-type]


@given(st.fractions(max_denominator=10**6).filter(lambda value: abs(value) < 10**20), st.sampled_from(["0.01", "0.0001", "0.5", "1", "10"]))
def test_rounding_is_the_nearest_multiple_whatever_the_context(value: Fraction, quantum: str) -> None:
    with decimal.localcontext(prec=3):
        found = Rounding(quantum=quantum)(value)
    assert abs(Fraction(found) - value) <= Fraction(quantum) / 2
    assert 1 == (Fraction(found) / Fraction(quantum)).denominator
    assert -found == Rounding(quantum=quantum)(-value)


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("3.50"), "3.5"), (Decimal("1E+2"), "100"), (Decimal("-0.00"), "0"), (Decimal("-0.15"), "-0.15"), (Fraction(1, 8), "0.125"), (7, "7"), (Decimal("0E-7"), "0")],
)  # fmt: skip
def test_plain_digits(value: Any, text: str) -> None:
    assert text == plain(value)


def test_what_does_not_end_has_no_digits() -> None:
    for make in (finite, plain, quantity):
        with pytest.raises(NumberError, match="写不成有限小数"):
            make(Fraction(1, 3))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
def test_plain_says_the_same_number(value: Decimal) -> None:
    text = plain(value)
    assert Decimal(text) == value
    assert "e" not in text.lower()
    assert not ("." in text and text.endswith(("0", ".")))


def test_folding() -> None:
    assert "≥85%(含)=" == fold("≥ ８５ ％\t（含）﹦\u3000")


def test_small_units_whatever_the_context() -> None:
    with decimal.localcontext(prec=3):
        assert ["9876.54", "-0.15", "0.00"] == [str(hundredths(units)) for units in (987654, -15, 0)]
        assert "-98.7654" == str(ten_thousandths(-987654))


@pytest.mark.parametrize(
    ("mode", "words"),
    [("half-up", "修约到 0.01，四舍五入"), ("half-even", "修约到 0.01，四舍六入五成双"), ("down", "修约到 0.01，舍去尾数")],
)
def test_a_rounding_in_words(mode: Mode, words: str) -> None:
    assert words == Rounding(quantum="0.010", mode=mode).words


def test_a_bare_multiple_takes_the_unit_of_the_other_side() -> None:
    both = pair(read_quantity("200万"), read_quantity("195.5万元"))
    assert both.by == (1, 1)


@pytest.mark.parametrize("text", ["", "-", "--", "---", "—", "——", "–", "―", "/", "\\", "\\\\", "一一", "*"])
def test_what_stands_for_nothing(text: str) -> None:
    found = quantity(text)
    assert (None, "blank") == (found.value, found.nature)


def test_a_quantity_prints_what_it_says() -> None:
    assert "Quantity(text='85%', value=Decimal('85'), unit='%', comparator='', nature='number')" == repr(quantity("85%"))


def test_units_that_cannot_be_compared_say_what_to_do() -> None:
    with pytest.raises(UnitError) as refused:
        pair(quantity("3人"), quantity("4天"))
    assert ("目标“3人”与实际“4天”单位不同，无法比较。", "请把两者改成同一单位。") == (refused.value.message, refused.value.hint)
