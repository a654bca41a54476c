"""perfscore.caching: the results of formulas in a workbook's XML."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from perfscore.caching import Result, filled, parts_of, with_results

RESULTS: dict[str, Result] = {
    "A1": Decimal("9.850"), "A2": "<好>&", "A3": True, "A4": "#DIV/0!", "A5": 3, "A6": 0.1, "A7": None, "A8": date(2020, 1, 1), "A9": Decimal(2),
}  # fmt: skip


def book() -> Any:
    made: Any = Workbook()
    tab = made.active
    tab.title = "甲 & <乙>\"'"
    for number in range(1, 9):
        tab[f"A{number}"] = f'=IF(1<2,"<v></v>","&")&{number}'
    tab["A8"].number_format = "yyyy-mm-dd"
    tab["A9"] = ArrayFormula("A9", "=SUM(1,1)")
    tab["B1"] = '<c r="A1"><f>1</f><v></v></c>'
    made.create_sheet("丙")["A1"] = "=1+1"
    return made


def test_results_are_read_back() -> None:
    out = BytesIO()
    book().save(out)
    parts = parts_of(out.getvalue())
    assert ["甲 & <乙>\"'", "丙"] == list(parts)
    made = with_results(out.getvalue(), {parts["甲 & <乙>\"'"]: RESULTS, parts["丙"]: {"A1": Decimal(2)}})
    shown = load_workbook(BytesIO(made), data_only=True)
    tab = shown["甲 & <乙>\"'"]
    day = datetime(2020, 1, 1)  # noqa: DTZ001 - workbooks know no time zones
    assert [9.85, "<好>&", True, "#DIV/0!", 3, 0.1, None, day, 2] == [tab[f"A{row}"].value for row in range(1, 10)]
    assert (2, '<c r="A1"><f>1</f><v></v></c>') == (shown["丙"]["A1"].value, tab["B1"].value)
    formulas = load_workbook(BytesIO(made))
    assert '=IF(1<2,"<v></v>","&")&2' == formulas["甲 & <乙>\"'"]["A2"].value


def test_what_has_no_result_stays() -> None:
    xml = '<c r="A1"><f>1+1</f><v /></c><c r="B1" t="inlineStr"><is><t>x</t></is></c>'
    assert xml == filled(xml, {"B1": Decimal(1)})
    assert '<c r="A1" t="str"><f t="shared" si="0"/><v>好</v></c>' == filled(
        '<c r="A1" t="n"><f t="shared" si="0"/><v></v></c>', {"A1": "好"}
    )
