"""The total of a marked form as one formula: deductions, rows that do not apply, caps by the execution rate."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

import perfscore as ps
from tests.books import CAPS, book
from tests.forms import form, leaf
from tests.spreadsheet import Live, workbook

FULL = [leaf(f"指标{number}", weight=10, actual="100%", printed=10) for number in range(2)]
TAKEN = leaf("约束", criterion="约束性指标，酌情扣分", weight=None, target="", actual="", printed=-2)
RATE = leaf("预算执行率", weight=10, criterion="得分按执行率*分值", target="100%", actual="55%", printed="5.5")


@pytest.mark.parametrize(
    ("sheet", "values", "formula", "words", "total"),
    [
        (form(*FULL, TAKEN), {"policy.constraint_base": "negative"}, "SUM(I5:I6)+SUM(I7)", "约束性指标 1 行以负数记分", "18.00"),
        (form(TAKEN), {"policy.constraint_base": "negative"}, "0+SUM(I5)", "约束性指标 1 行以负数记分", "-2.00"),
        (form(*FULL, leaf("不用", weight=10, actual="不涉及", printed=0)), {"policy.not_applicable": "rescale"}, "SUM(I5:I7)*100/90", "不适用的 10 分不计，× 100 ÷ 90 折算", "22.22"),
        (form(*FULL, RATE, budget=ps.Budget(planned=100, spent=55, rate="55%")), {"policy.rate_from": "printed", **CAPS}, "MIN(SUM(L5:L7),69)", "按未修约的得分相加", "25.50"),
        (form(*FULL), CAPS, "", "总分的算法写不成电子表格公式，填的是核算结果", "20.00"),
    ],
    ids=["deductions", "deductions alone", "not applicable", "printed rate", "no rate"],
)  # fmt: skip
def test_the_stages_of_the_total(sheet: ps.Sheet, values: dict[str, str], formula: str, words: str, total: str) -> None:
    made = ps.mark(workbook(sheet), name="a.xlsx", rulebook=book(values))
    tab = load_workbook(BytesIO(made.data))["自评表"]
    row = 5 + len(sheet.rows)
    assert formula in str(tab[f"I{row}"].value)
    assert words in tab[f"K{row}"].value
    assert total == str(made.audits[0].card.total)
    assert [] == Live(made.data).faults()
