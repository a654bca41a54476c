"""perfscore.auditing.money: rate, overspending, parts, adjustment."""

from typing import Any

import pytest

import perfscore as ps
from tests.books import book
from tests.forms import codes, form, leaf, only, whole

FROM_INITIAL = {"policy.rate_base": "initial"}
EXCLUDES = {"adjustment_excludes": "中央专款"}
ADJUSTED = leaf("预算调整率", target="5%", actual="10%", criterion="")


def money(*rows: ps.Indicator, **fields: Any) -> ps.Sheet:
    return form(*(rows or (leaf(),)), budget=ps.Budget(**fields))


def parts(planned: Any, spent: Any = 0, **planned_parts: Any) -> ps.Sheet:
    """A budget and its parts, of which each is a figure planned, or one planned and one spent."""
    of = {name: one if isinstance(one, tuple) else (one, None) for name, one in planned_parts.items()}
    return money(
        planned=planned,
        spent=spent,
        parts=[ps.BudgetPart(name=n.replace("其中", "其中："), planned=p, spent=s) for n, (p, s) in of.items()],
    )


@pytest.mark.parametrize(
    ("code", "sheet", "rules", "found"),
    [
        # the execution rate
        *[("execution-rate", money(planned="1486.27", spent="1464.43", rate=rate), {}, []) for rate in ("98.53%", "98.5%", "0.99", "99%", "99", "98.53件", "完成")],
        ("execution-rate", money(planned="1486.27", spent="1464.43", rate="98.54%"), {}, [
            "error | 执行率 | rate | 98.54% | 98.53% | — | 执行率填 98.54%，执行数 1464.43 ÷ 预算数 1486.27 应为 98.53%。请核对执行数与预算数。",
        ]),
        ("execution-rate", money(planned="1486.27", spent="1464.43", rate="100"), {}, [
            "error | 执行率 | rate | 100 | 98.53% | — | 执行率填 100，执行数 1464.43 ÷ 预算数 1486.27 应为 98.53%。请核对执行数与预算数。",
        ]),
        ("execution-rate", money(planned=200, spent=298, rate="1.5"), {}, []),
        ("execution-rate", money(planned=200, spent=298, rate="1.6"), {}, [
            "error | 执行率 | rate | 1.6 | 149% | — | 执行率填 1.6，执行数 298 ÷ 预算数 200 应为 149%。请核对执行数与预算数。",
        ]),
        ("execution-rate", money(planned=200, spent=-298, rate="-1.6"), {}, [
            "error | 执行率 | rate | -1.6 | -149% | — | 执行率填 -1.6，执行数 -298 ÷ 预算数 200 应为 -149%。请核对执行数与预算数。",
        ]),
        ("execution-rate", money(leaf("预算执行率", actual="80%"), leaf("投入", definition="预算执行率", actual="81%"), planned=100, spent=90, weight=10, rate="82%"), {}, [
            "error | 执行率 | rate | 82% | 90% | — | 执行率填 82%，执行数 90 ÷ 预算数 100 应为 90%。请核对执行数与预算数。",
            "error | 预算执行率 | actual1 | 80% | 90% | — | 预算执行率填 80%，执行数 90 ÷ 预算数 100 应为 90%。请核对执行数与预算数。",
            "error | 投入 | actual2 | 81% | 90% | — | 投入填 81%，执行数 90 ÷ 预算数 100 应为 90%。请核对执行数与预算数。",
        ]),
        ("execution-rate", money(leaf("预算执行率", criterion="得分按执行率*分值", target="100万元", actual="90万元"), planned=100, spent=80), {}, []),
        ("execution-rate", money(leaf("制度执行率", actual="80%"), planned=100, spent=90), {}, []),
        ("execution-rate", money(planned=0, spent=5, rate="100%"), {}, []),
        ("execution-rate", money(planned=-5, spent=5, rate="100%"), {}, []),
        ("execution-rate", money(planned=5, rate="100%"), {}, []),
        ("execution-rate", money(planned=1, spent=0, rate="1%"), {}, [
            "error | 执行率 | rate | 1% | 0% | — | 执行率填 1%，执行数 0 ÷ 预算数 1 应为 0%。请核对执行数与预算数。",
        ]),
        # what may be no mistake of arithmetic
        ("execution-rate", money(planned=100, spent=90, rate="0"), {}, [
            "warning | 执行率 | rate | 0 | 90% | — | 执行率填 0，执行数 90 ÷ 预算数 100 应为 90%。填 0 可能是没有填写。请核对执行数与预算数。",
        ]),
        ("execution-rate", money(planned=100, spent=105, rate="100%"), {}, [
            "warning | 执行率 | rate | 100% | 105% | — | 执行率填 100%，执行数 105 ÷ 预算数 100 应为 105%。可能按 100% 封顶填写。请核对执行数与预算数。",
        ]),
        ("execution-rate", money(planned=100, spent=95, rate="100%"), {}, [
            "error | 执行率 | rate | 100% | 95% | — | 执行率填 100%，执行数 95 ÷ 预算数 100 应为 95%。请核对执行数与预算数。",
        ]),
        ("execution-rate", money(planned=100, spent="98.53", rate="0.98"), {}, [
            "warning | 执行率 | rate | 0.98 | 98.53% | — | 执行率填 0.98，执行数 98.53 ÷ 预算数 100 应为 98.53%。可能截去了尾数。请核对执行数与预算数。",
        ]),
        ("execution-rate", money(planned=100, spent="98.56", rate="98.5%"), {}, [
            "warning | 执行率 | rate | 98.5% | 98.56% | — | 执行率填 98.5%，执行数 98.56 ÷ 预算数 100 应为 98.56%。可能截去了尾数。请核对执行数与预算数。",
        ]),
        ("execution-rate", money(planned=100, spent="160.4", rate="1"), {}, [
            "warning | 执行率 | rate | 1 | 160.4% | — | 执行率填 1，执行数 160.4 ÷ 预算数 100 应为 160.4%。可能按 100% 封顶填写。请核对执行数与预算数。",
        ]),
        # on the other budget
        ("execution-rate", money(planned=100, initial=80, spent=60, rate="75%"), {}, [
            "warning | 执行率 | rate | 75% | 60% | rate_base=initial | 执行率填 75%，执行数 60 ÷ 预算数 100 应为 60%。若以年初预算数 80 为分母则相符。请核对执行数与预算数。",
        ]),
        ("execution-rate", money(planned=100, initial=80, spent=60, rate="74%"), {}, [
            "error | 执行率 | rate | 74% | 60% | — | 执行率填 74%，执行数 60 ÷ 预算数 100 应为 60%。请核对执行数与预算数。",
        ]),
        ("execution-rate", money(planned=100, initial=100, spent=60, rate="75%"), {}, [
            "error | 执行率 | rate | 75% | 60% | — | 执行率填 75%，执行数 60 ÷ 预算数 100 应为 60%。请核对执行数与预算数。",
        ]),
        ("execution-rate", money(planned=100, initial=0, spent=60, rate="75%"), {}, [
            "error | 执行率 | rate | 75% | 60% | — | 执行率填 75%，执行数 60 ÷ 预算数 100 应为 60%。请核对执行数与预算数。",
        ]),
        ("execution-rate", money(planned=200, initial=100, spent=50, rate="25%"), FROM_INITIAL, [
            "warning | 执行率 | rate | 25% | 50% | rate_base=year | 执行率填 25%，执行数 50 ÷ 年初预算数 100 应为 50%。若以预算数 200 为分母则相符。请核对执行数与预算数。",
        ]),
        ("execution-rate", money(planned=200, initial=100, spent=50, rate="50%"), FROM_INITIAL, []),
        ("execution-rate", money(planned=200, initial=100, spent=50, rate="51%"), FROM_INITIAL, [
            "error | 执行率 | rate | 51% | 50% | — | 执行率填 51%，执行数 50 ÷ 年初预算数 100 应为 50%。请核对执行数与预算数。",
        ]),
        # spent beyond the budget
        ("overspent", money(planned=100, spent="100.5"), {}, [
            "warning | 执行数 | spent | 100.5 | 100 | — | 执行数：执行数 100.5 大于预算数 100，多 0.5万元。请核对预算数是否含调整，或说明超支原因。",
        ]),
        ("overspent", money(planned=1, spent=2, unit="元"), {}, [
            "warning | 执行数 | spent | 2 | 1 | — | 执行数：执行数 2 大于预算数 1，多 1元。请核对预算数是否含调整，或说明超支原因。",
        ]),
        ("overspent", money(planned=100, spent=100), {}, []),
        ("overspent", money(planned=0, spent=90), {}, []),
        ("overspent", money(planned=-1, spent=90), {}, []),
        ("overspent", money(spent=90), {}, []),
        ("overspent", money(planned=100), {}, []),
        ("overspent", parts(100, 90, 基本支出=(50, 50), 项目支出=(20, 40)), {}, [
            "warning | 执行数 | spent of 项目支出 | 40 | 20 | — | 项目支出：执行数 40 大于预算数 20，多 20万元。请核对预算数是否含调整，或说明超支原因。",
        ]),
        ("overspent", parts(100, 101, 项目支出=(20, 40)), {}, [
            "warning | 执行数 | spent | 101 | 100 | — | 执行数：执行数 101 大于预算数 100，多 1万元。请核对预算数是否含调整，或说明超支原因。",
        ]),
        # parts against their sum
        ("budget-parts", parts(100, 70, 一般公共预算=(80, 70), 政府性基金=(30, 0)), {}, [
            "error | 预算数 | planned | 100 | 110 | — | 预算数合计 100，其中各项相加 110，相差 10。请核对合计与各项。",
        ]),
        ("budget-parts", parts(120, 70, 一般公共预算=(80, 70), 政府性基金=(30, 0)), {}, [
            "warning | 预算数 | planned | 120 | 110 | — | 预算数合计 120，其中各项相加 110，相差 10。其中可能还有未列出或重复列出的项；请核对合计与各项。",
        ]),
        ("budget-parts", parts(110, 70, 一般公共预算=(80, 70), 政府性基金=(30, 0)), {}, []),
        ("budget-parts", parts(110, 71, 一般公共预算=(80, 70), 政府性基金=(30, 0)), {}, [
            "warning | 执行数 | spent | 71 | 70 | — | 执行数合计 71，其中各项相加 70，相差 1。可能由各项修约造成；请核对合计与各项。",
        ]),
        ("budget-parts", parts(110, 70, 一般公共预算=(80, 71), 政府性基金=(30, 0)), {}, [
            "warning | 执行数 | spent | 70 | 71 | — | 执行数合计 70，其中一项是 71。可能由各项修约造成；请核对合计与各项。",
        ]),
        ("budget-parts", parts(110, 70, 一般公共预算=(80, 70)), {}, []),
        ("budget-parts", parts(None, None, 一般公共预算=(80, 70), 政府性基金=(30, 0)), {}, []),
        ("budget-parts", parts(100, 一般公共预算=80, 其中中央专款=30, 政府性基金=20), {}, []),
        ("budget-parts", parts(100, 基本支出=60, 项目支出=40, 一般公共预算=100), {}, []),
        ("budget-parts", parts("100.01", 一般公共预算="66.67", 政府性基金="33.35"), {}, [
            "warning | 预算数 | planned | 100.01 | 100.02 | — | 预算数合计 100.01，其中各项相加 100.02，相差 0.01。可能由各项修约造成；请核对合计与各项。",
        ]),
        ("budget-parts", parts("100.00", 一般公共预算="66.67", 政府性基金="33.35"), {}, [
            "error | 预算数 | planned | 100 | 100.02 | — | 预算数合计 100，其中各项相加 100.02，相差 0.02。请核对合计与各项。",
        ]),
        ("budget-parts", parts("100.01", 一般公共预算="66.67", 政府性基金="33.36"), {}, [
            "error | 预算数 | planned | 100.01 | 100.03 | — | 预算数合计 100.01，其中各项相加 100.03，相差 0.02。请核对合计与各项。",
        ]),
        ("budget-parts", parts(101, 一般公共预算="66.7", 政府性基金="33.7"), {}, [
            "warning | 预算数 | planned | 101 | 100.4 | — | 预算数合计 101，其中各项相加 100.4，相差 0.6。可能由各项修约造成；请核对合计与各项。",
        ]),
        ("budget-parts", money(planned=100, spent=0, parts=[ps.BudgetPart(name="其中：一般公共预算", planned=80), ps.BudgetPart(name="(2)政府性基金", planned=30)]), {}, [
            "error | 预算数 | planned | 100 | 110 | — | 预算数合计 100，其中各项相加 110，相差 10。请核对合计与各项。",
        ]),
        ("budget-parts", money(planned=100, spent=0, parts=[ps.BudgetPart(name="一、国有资本经营", planned=80), ps.BudgetPart(name="2.社会保险基金", planned=30), ps.BudgetPart(name="说明")]), {}, [
            "error | 预算数 | planned | 100 | 110 | — | 预算数合计 100，其中各项相加 110，相差 10。请核对合计与各项。",
        ]),
        ("budget-parts", parts(0, 其中本年财政拨款=90), {}, [
            "error | 预算数 | planned | 0 | 90 | — | 预算数合计 0，其中一项是 90。请核对合计与各项。",
        ]),
        ("budget-parts", parts(50, 项目支出=51, 基本支出=9), {}, [
            "error | 预算数 | planned | 50 | 60 | — | 预算数合计 50，其中一项是 51。请核对合计与各项。",
        ]),
        ("budget-parts", parts(50, 项目支出=50, 基本支出=9), {}, []),
        ("budget-parts", parts(100, 一般公共预算=60, 一般公共预算结转=60), {}, []),
        ("budget-parts", parts(1200, 1000, 其中当年财政拨款=1000, 上年结转资金=100, 其他资金=0), {}, [
            "warning | 预算数 | planned | 1200 | 1100 | — | 预算数合计 1200，其中各项相加 1100，相差 100。其中可能还有未列出或重复列出的项；请核对合计与各项。",
        ]),
        ("budget-parts", parts(1200, 1000, 其中当年财政拨款=1000, 上年结转资金=200, 其他资金=0), {}, []),
        ("budget-parts", parts(1200, 1000, 其中当年财政拨款=1000, 上年结转资金=100), {}, []),
        ("budget-parts", parts(1200, 1000, 其中当年财政拨款=1000, 上年结转资金=100, 自筹=0), {}, []),
        # a sum that is missing
        ("budget-total-blank", parts(None, 0, 一般公共预算=(80, 70), 政府性基金=(30, 2)), {}, [
            "warning | 预算数 | planned | — | 110 | — | 预算数合计没有填，其中各项有 80、30。请补填合计。",
            "warning | 执行数 | spent | 0 | 72 | — | 执行数合计填 0，其中各项有 70、2。请补填合计。",
        ]),
        ("budget-total-blank", parts(0, 90, 一般公共预算=(80, 0), 政府性基金=(None, None)), {}, [
            "warning | 预算数 | planned | 0 | 80 | — | 预算数合计填 0，其中各项有 80。请补填合计。",
        ]),
        ("budget-total-blank", parts(0, None, 一般公共预算=(0, None)), {}, []),
        # the adjustment rate
        ("adjustment-rate", money(ADJUSTED, planned=100, spent=90), {}, [
            "note | 预算调整率 | actual1 | 10% | — | — | 预算调整率填 10%，表内没有预算调整数，无法核对。请附预算调整数（说明是否含中央专款）。",
        ]),
        ("adjustment-rate", money(ADJUSTED, planned=100, spent=90), EXCLUDES, [
            "note | 预算调整率 | actual1 | 10% | — | — | 预算调整率填 10%，表内没有预算调整数，无法核对。请附预算调整数（条文 adjustment_excludes：不包括中央专款）。",
        ]),
        ("adjustment-rate", money(ADJUSTED, adjustment=8), {}, [
            "note | 预算调整率 | actual1 | 10% | — | — | 预算调整率填 10%，表内没有预算数，无法核对。请附预算数。",
        ]),
        ("adjustment-rate", money(ADJUSTED, planned=0, adjustment=8), {}, [
            "note | 预算调整率 | actual1 | 10% | — | — | 预算调整率填 10%，表内没有预算数，无法核对。请附预算数。",
        ]),
        ("adjustment-rate", money(ADJUSTED, planned=100, spent=90, adjustment=8), {}, [
            "warning | 预算调整率 | actual1 | 10% | 8% | — | 预算调整率填 10%，预算调整数 8 ÷ 预算数 100 应为 8%。请核对调整数与分母。",
        ]),
        ("adjustment-rate", money(ADJUSTED, planned=100, spent=90, adjustment=9, excluded=4), EXCLUDES, [
            "warning | 预算调整率 | actual1 | 10% | 5% | — | 预算调整率填 10%，预算调整数 9（扣除 4） ÷ 预算数 100 应为 5%。请核对调整数与分母。",
        ]),
        ("adjustment-rate", money(ADJUSTED, planned=200, initial=300, spent=0, adjustment=10), {}, [
            "warning | 预算调整率 | actual1 | 10% | 3.33% | — | 预算调整率填 10%，预算调整数 10 ÷ 预算数 300 应为 3.33%。请核对调整数与分母。",
        ]),
        ("adjustment-rate", money(ADJUSTED, planned=80, initial=100, spent=0, adjustment=10), {}, []),
        ("adjustment-rate", money(ADJUSTED, planned=100, initial=80, spent=0, adjustment=10), {}, []),
        ("adjustment-rate", money(ADJUSTED, planned=100, spent=0, adjustment=-10), {}, []),
        ("adjustment-rate", money(leaf("预算调整率", target="5%", actual="-10%", criterion=""), planned=100, spent=0, adjustment=10), {}, []),
        ("adjustment-rate", money(ADJUSTED, planned=100, spent=0, adjustment=10, excluded=4), {}, []),
        ("adjustment-rate", money(ADJUSTED, planned=100, spent=0, adjustment=14, excluded=4), {}, []),
        ("adjustment-rate", money(ADJUSTED, planned=100, spent=0, adjustment=10, excluded=4), EXCLUDES, [
            "warning | 预算调整率 | actual1 | 10% | 6% | — | 预算调整率填 10%，预算调整数 10（扣除 4） ÷ 预算数 100 应为 6%。请核对调整数与分母。",
        ]),
        ("adjustment-rate", money(leaf("预算调整率", target="5%", actual="10件", criterion=""), planned=100, spent=0, adjustment=9), {}, []),
        ("adjustment-rate", money(leaf("预算调整率", target="5%", actual="未测", criterion=""), planned=100), {}, []),
        ("adjustment-rate", money(leaf("调整率", target="5%", actual="10%", criterion=""), planned=100), {}, []),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_money(code: str, sheet: ps.Sheet, rules: dict[str, str], found: list[str]) -> None:
    assert found == whole(sheet, code, book(rules) if rules else None)


@pytest.mark.parametrize(
    ("base", "rate", "told"),
    [("initial", "50%", False), ("year", "25%", False), ("initial", "25%", True), ("year", "50%", True)],
)
def test_the_score_is_held_to_the_budget_that_the_rulebook_measures_against(base: str, rate: str, told: bool) -> None:
    sheet = ps.Sheet(
        budget=ps.Budget(planned="200", initial="100", spent="50", rate=rate, weight="10", printed={"50%": "5", "25%": "2.5"}[rate])
    )
    found = codes(sheet, book({"policy.rate_base": base, "execution": "得分按执行率*分值"}))
    assert found & {"execution-rate", "execution-score"} == ({"execution-rate", "execution-score"} if told else set())


@pytest.mark.parametrize(
    ("planned", "spent", "rate", "name"),
    [("120", "1186500", "98.88%", "执行数"), ("1200000", "118.65", "98.88%", "预算数"), ("120", "1186500", "97%", "")],
)
def test_a_rate_that_is_right_where_one_figure_stands_in_yuan_is_no_certain_fault(planned: str, spent: str, rate: str, name: str) -> None:
    found = only(money(planned=planned, spent=spent, rate=rate), "execution-rate")
    assert ("warning" if name else "error") == found.severity
    assert f"{name}可能以元填写，另一数以万元填写。" in found.message or not name
