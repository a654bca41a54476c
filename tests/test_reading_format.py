import pytest
from hypothesis import given, strategies as st

from perfscore.reading.format import BUILTIN, show

ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("digits", "code", "shown", "stored"),
    [
        ("0.85", "0%", "85%", ""),
        ("0.90169999999999995", "0.00%", "90.17%", ""),
        ("0.98533", "0%", "99%", "0.98533"),
        ("0.985", "0%", "99%", "0.985"),
        ("0.125", "0.00", "0.13", "0.125"),
        ("-0.125", "0.00", "-0.13", "-0.125"),
        ("0.30000000000000004", "General", "0.3", ""),
        ("1486.27", "General", "1486.27", ""),
        ("9.7999999999999998E-3", "General", "0.0098", ""),
        ("1E+5", "General", "100000", ""),
        ("10", "0.00", "10.00", ""),
        ("5", "@", "5", ""),
        ("96620", "#,##0", "96,620", ""),
        ("1234567.891", "#,##0.00", "1,234,567.89", "1234567.891"),
        ("12345678", "0.0,", "12345.7", "12345678"),
        ("0.5", "#.##", ".5", ""),
        ("0.5", "0.0#", "0.5", ""),
        ("5", "00", "05", ""),
        ("3", '0"分"', "3分", ""),
        ("3", 'General"分"', "3分", ""),
        ("3", "0\\个", "3个", ""),
        ("3.5", "[$¥-804]#,##0.00", "¥3.50", ""),
        ("-3", "0;[Red](0)", "(3)", ""),
        ("-3.5", "0_ ;[Red]-0 ", "-4", "-3.5"),
        ("1464.43", ACCOUNTING, "1,464.43", ""),
        ("-1464.43", ACCOUNTING, "-1,464.43", ""),
        ("0", ACCOUNTING, "-", "0"),
        ("0", "0;-0;;@", "", "0"),
        ("0", "0.00", "0.00", ""),
        ("-0.001", "0.00", "0.00", "-0.001"),
        ("7", ";;;", "", "7"),
        ("0.00012", "0.00E+00", "0.00012", ""),
        ("0.5", "# ?/?", "0.5", ""),
        ("1e999999999", "0.00", "1e999999999", ""),
        ("NaN", "0.00", "NaN", ""),
        ("abc", "0.00", "abc", ""),
    ],
)
def test_a_number_is_shown_as_the_workbook_shows_it(digits: str, code: str, shown: str, stored: str) -> None:
    assert (shown, stored) == show(digits, code)


@pytest.mark.parametrize(
    ("digits", "code", "shown"),
    [
        ("43830", "yyyy/m/d", "2019/12/31"),
        ("43830", BUILTIN[14], "2019/12/31"),
        ("43830", 'yyyy"年"m"月"d"日"', "2019年12月31日"),
        ("43830", "[$-804]yyyy-mm-dd;@", "2019-12-31"),
        ("43830.5", "yyyy-mm-dd hh:mm:ss", "2019-12-31 12:00:00"),
        ("43830", "yy.mm", "19.12"),
        ("43830", "aaaa", "二"),
        ("0.75", "h:mm", "18:00"),
        ("1.5", "[h]:mm", "36:00"),
        ("0.001", "mm:ss", "01:26"),
        ("59", "m-d", "2-28"),
        ("0.75", "h:mm AM/PM", "18:00"),
        ("-1", "yyyy/m/d", "-1"),
        ("99999999", "yyyy/m/d", "99999999"),
        ("2958465.9", "yyyy/m/d", "9999/12/31"),
    ],
)
def test_a_day_number_is_shown_as_a_date(digits: str, code: str, shown: str) -> None:
    assert (shown, "") == show(digits, code)


def test_a_workbook_may_count_its_days_from_1904() -> None:
    assert ("2019/12/31", "") == show("42368", "yyyy/m/d", from_1904=True)
    assert ("2958465", "") == show("2958465", "yyyy/m/d", from_1904=True)


@given(st.text(max_size=40), st.text(alphabet='0#?.,%;"[]\\_*@EGeneralymdhs- /+$中', max_size=30))
def test_any_digits_and_any_format_give_a_text(digits: str, code: str) -> None:
    shown, stored = show(digits, code)
    assert isinstance(shown, str)
    assert isinstance(stored, str)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4), st.sampled_from(sorted(BUILTIN.values())))
def test_what_is_hidden_is_kept(value: object, code: str) -> None:
    assert show(str(value), code)[0] or show(str(value), code)[1]
