"""Forms drawn at random, by a seed; nothing of perfscore is used."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random

from tests.oracle.books import TEXTS, Book
from tests.oracle.figures import Figure, half_up
from tests.oracle.rules import DEFAULTS, Bands, Defects, Money
from tests.oracle.scoring import EXECUTION, Form, Row, lines_of, row_deviation, score_form
from tests.oracle.texts import KINDS, Ground, Text, digits

F = Fraction
CENT = F("0.01")

RATES = ("覆盖率", "合格率", "及时率", "群众满意度", "完好率", "知晓度", "入网率", "参与度")
COUNTS = ("培训班次", "设备台套", "检查频次", "开展活动", "安防演练", "印发资料", "受益群众", "巡查里程")
MONEYS = ("补助标准", "运维成本", "采购成本", "带动投资", "挽回损失", "筹集资金")
UNREAD = ("详见附件", "按有关规定执行", "由主管部门另行研究")
WEIGHTS = tuple(map(F, ("1", "2", "2.5", "3", "5", "5", "7.5", "8", "10", "10", "10", "15", "20", "0.5", "33.3", "6.67")))
EVENTS = ("审计披露", "重大不良社会影响", "人事变动")


def usual(random: Random, kind: str) -> Ground:
    if kind == "rate":
        return Ground("%", F(100))
    size = random.choice((F(1), F(2), F(5), F(10), F(12), F(30), F(100), F(200), F(1500), F(100_000)))
    if kind == "money":
        return Ground("万元", size)
    return Ground(random.choice(("件", "次", "人次", "公里", "")), size)


def shown(value: Fraction, unit: str, sign: str = "", before: str = "", after: str = "") -> Figure:
    return Figure(f"{before}{digits(value)}{unit}{after}", value, unit, sign)


def target_of(random: Random, ground: Ground) -> Figure:
    """A target with its sign, or without."""
    value = ground.usual
    if ground.percent:
        value = random.choice((F(100), F(100), F(95), F(90), F(85), F(80), F("98.5"), F(5)))
    chance = random.random()
    if chance < 0.05:
        value = F(0)
    elif chance < 0.08:
        value = -value
    elif chance < 0.12:
        value = random.choice((F("0.0001"), F("123456789012.34"), F("0.3"), F("7.77")))
    style = random.random()
    unit = ground.unit
    if style < 0.4:
        return shown(value, unit)
    if style < 0.6:
        return shown(value, unit, ">=", random.choice(("≥", "不低于")))
    if style < 0.78:
        return shown(value, unit, "<=", random.choice(("≤", "不超过")))
    if style < 0.82:
        return shown(value, unit, ">", random.choice((">", "高于")))
    if style < 0.86:
        return shown(value, unit, "<", random.choice(("<", "低于")))
    if style < 0.9:
        return shown(value, unit, "=", "=")
    if style < 0.93:
        return shown(value, unit, "<=", after="以内")
    if ground.percent and value > 0:
        return Figure(digits(value / 100), value / 100, "")
    return Figure(random.choice(("", "—")))


def actual_of(random: Random, ground: Ground, target: Figure) -> Figure:
    """An actual: about the target, far from it, or nothing of the kind."""
    chance = random.random()
    if chance < 0.03:
        return Figure(random.choice(("", "—", "/")))
    if chance < 0.05:
        return Figure(random.choice(("无", "不涉及")))
    if chance < 0.06:
        return shown(F(random.randint(1, 99)), "公里" if ground.unit != "公里" else "件")
    start = target.value if target.value is not None else ground.usual
    if target.value is not None and target.unit == "" and ground.percent:
        start = start * 100
    value = start * random.choice(
        (F(1), F(1), F("0.9"), F("0.85"), F("0.5"), F("1.1"), F("1.3"), F("1.5"), F("1.51"), F(2), F(3), F("0.333"))
    )
    if chance < 0.3:
        value = F(random.randint(0, int(abs(start)) * 2 + 1)) if abs(start) < 10**7 else start
    elif chance < 0.4:
        value += random.choice((F("0.01"), F("-0.01"), F("0.1"), F(-1), F(1)))
    elif chance < 0.43:
        value = F(0)
    elif chance < 0.46:
        value = -abs(value)
    if ground.percent:
        style = random.random()
        if style < 0.12 and 0 < value <= 150:
            return Figure(digits(value / 100), value / 100, "")
        if style < 0.2 and value > F(3, 2):
            return Figure(digits(value), value, "")
        return shown(value, "%")
    if ground.unit == "万元" and random.random() < 0.2:
        return shown(value * 10_000, "元")
    return shown(value, ground.unit if random.random() < 0.8 else "")


def named(random: Random, used: set[str], names: Sequence[str]) -> str:
    free = [name for name in names if name not in used] or [f"{name[:-1]}{len(used)}{name[-1]}" for name in names]
    name = random.choice(free)
    used.add(name)
    return name


def row_of(random: Random, book: Book, weight: Fraction, used: set[str]) -> Row:
    """A leaf whose criterion is of some kind, or that has none."""
    chance = random.random()
    if chance < 0.18:
        return bare_row(random, book, weight, used)
    if chance < 0.2:
        ground = usual(random, "count")
        target = target_of(random, ground)
        return Row(named(random, used, COUNTS), weight, target, actual_of(random, ground, target), random.choice(UNREAD))
    kind = random.choice(tuple(KINDS))
    if kind == "rate":
        return rate_row(random, weight, used, KINDS[kind](random, weight, Ground("%", F(100))))
    sort = random.choice(("rate", "count", "money"))
    ground = usual(random, sort)
    text = KINDS[kind](random, weight, ground)
    name = named(random, used, {"rate": RATES, "count": COUNTS, "money": MONEYS}[sort])
    second = "成本指标" if sort == "money" and random.random() < 0.4 else "数量指标"
    if kind == "constraint":
        weight = random.choice((F(0), weight))
        return Row(
            named(random, used, ("资金管理合规性", "财务合规性")),
            weight,
            criterion=text.text,
            rule=text.rule,
            first="约束性指标",
            second="资金管理",
        )
    target, actual = figures(random, ground, text)
    return Row(name, weight, target, actual, text.text, text.rule, second=second)


def figures(random: Random, ground: Ground, text: Text) -> tuple[Figure, Figure]:
    if text.actuals:
        word = random.choice(text.actuals) if random.random() < 0.95 else random.choice(("", "无", "情况良好"))
        return Figure(random.choice(("", text.actuals[0] or "—"))), Figure(word)
    if text.count:
        if random.random() < 0.05:
            return Figure(), Figure(random.choice(("", "无")))
        return Figure(), shown(F(random.randint(0, text.most)), text.count)
    target = target_of(random, ground)
    return target, actual_of(random, ground, target)


def rate_row(random: Random, weight: Fraction, used: set[str], text: Text) -> Row:
    name = EXECUTION if EXECUTION not in used and random.random() < 0.7 else named(random, used, ("资金到位率", "资金拨付率"))
    used.add(name)
    ground = Ground("%", F(100))
    target = random.choice((shown(F(100), "%"), shown(F(90), "%", ">=", "≥"), Figure(), Figure("0.9", F("0.9"), "")))
    return Row(
        name, weight, target, actual_of(random, ground, shown(F(90), "%")), text.text, text.rule, first="预算执行", second="预算执行"
    )


def bare_row(random: Random, book: Book, weight: Fraction, used: set[str]) -> Row:
    """A row without a criterion: the rulebook governs it, or nothing does."""
    known = [name for name in book.rows if name not in used]
    if known and random.random() < 0.6:
        name = random.choice(known)
        used.add(name)
        rule = book.rows[name]
        ground = Ground("%", F(100))
        if isinstance(rule, Bands):
            return Row(name, weight, Figure(), Figure(random.choice([band.label for band in rule.bands])))
        if isinstance(rule, Defects):
            return Row(name, weight, Figure(), shown(F(random.randint(0, 9)), "个"))
        target = target_of(random, ground)
        return Row(name, weight, target, actual_of(random, ground, target))
    if "qualitative" in book.values and random.random() < 0.3:
        rule = TEXTS[book.values["qualitative"]]
        assert isinstance(rule, Bands)
        labels = [band.label for band in rule.bands]
        return Row(named(random, used, ("社会影响", "持续作用", "管理水平")), weight, Figure(labels[0]), Figure(random.choice(labels)))
    sort = random.choice(("rate", "count", "money"))
    ground = usual(random, sort)
    target = target_of(random, ground)
    name = named(random, used, {"rate": RATES, "count": COUNTS, "money": MONEYS}[sort])
    second = "成本指标" if sort == "money" and random.random() < 0.4 else "数量指标"
    return Row(name, weight, target, actual_of(random, ground, target), second=second)


def weights(random: Random, count: int) -> list[Fraction]:
    """Points of the rows; half of the forms add up to 100."""
    found = [random.choice(WEIGHTS) for _ in range(count)]
    if random.random() < 0.5:
        rest = 100 - sum(found[:-1])
        if rest > 0:
            found[-1] = F(rest)
    return found


def money_of(random: Random) -> Money:
    planned = random.choice((F(100), F("1486.27"), F(200), F("310.2"), F(0), F(1), F("285.84")))
    share = random.choice((F(1), F("0.9"), F("0.45"), F("0.65"), F("0.5"), F("0.799"), F("1.1"), F(0), F("0.985305")))
    spent = half_up(planned * share, CENT) if planned else random.choice((F(0), F(5), F("0.5")))
    initial = random.choice((None, planned, planned + 10))
    chance = random.random()
    if chance < 0.1:
        return Money()
    if chance < 0.15:
        return Money(planned, None, initial)
    return Money(planned, spent, initial)


def draw(random: Random, book: Book) -> Form:
    """A form for a rulebook, with printed scores, deviations and a total."""
    count = random.randint(1, 8) if random.random() < 0.2 else random.randint(1, 3)
    used: set[str] = set()
    rows = tuple(row_of(random, book, weight, used) for weight in weights(random, count))
    money = money_of(random)
    form = Form(rows, money, reasons=random.random() < 0.4)
    if random.random() < 0.35 and EXECUTION not in used:
        criterion = random.choice(("", "得分按执行率*权重"))
        form = replace(form, budget_weight=random.choice((F(10), F(20))), budget_criterion=criterion)
    if random.random() < 0.3:
        form = replace(form, events=tuple(random.sample(EVENTS, random.randint(1, 2))))
    return declared(random, printed(random, form, book), book)


def printed(random: Random, form: Form, book: Book) -> Form:
    """The scores that the unit has filled in: right, near, full, nothing, anything."""
    card = score_form(form, book)
    marks = [mark(random, line.row.weight, line.score, line.low, line.high) for line in card.lines]
    marks = [one if one is None or line.deduction else max(one, F(0)) for one, line in zip(marks, card.lines, strict=True)]
    if form.budget_weight is not None:
        form = replace(form, budget_printed=marks.pop(0))
    with_deviations = random.random() < 0.4
    rows = []
    for row, score in zip(form.rows, marks, strict=True):
        cell = deviation_cell(random, row, form, book) if with_deviations else Figure()
        remark = "受天气影响，已整改" if form.reasons and random.random() < 0.5 else ""
        rows.append(replace(row, printed=score, deviation=cell, remark=remark))
    return replace(form, rows=tuple(rows))


def mark(random: Random, weight: Fraction, score: Fraction | None, low: Fraction, high: Fraction) -> Fraction | None:
    right = score if score is not None else (low + high) / 2
    right = half_up(right, CENT)
    chance = random.random()
    if chance < 0.5:
        return right
    if chance < 0.62:
        return weight
    if chance < 0.7:
        return None
    if chance < 0.77:
        return F(0)
    if chance < 0.87:
        return right + random.choice((F("0.01"), F("-0.01"), F("0.1"), F("-0.1"), F(1), F(-1)))
    if chance < 0.9:
        return half_up(right, F(1))
    if chance < 0.93:
        return weight + random.choice((F("0.5"), F(1), weight))
    return half_up(weight * random.choice((F("0.3"), F("0.55"), F("0.8"), F("0.95"))), CENT)


def deviation_cell(random: Random, row: Row, form: Form, book: Book) -> Figure:
    right = row_deviation(row, form, book, DEFAULTS)
    if right is None:
        return random.choice((Figure(), Figure("—"), Figure("0", F(0))))
    chance = random.random()
    if chance < 0.55:
        value = half_up(right, F("0.0001"))
    elif chance < 0.7:
        value = half_up(right, F("0.0001")) * 100
        return shown(value, "%")
    elif chance < 0.85:
        value = half_up(right, F("0.0001")) + random.choice((F("0.0001"), F("0.01"), F(1), F("-0.05")))
    else:
        return Figure()
    return shown(value, "")


def declared(random: Random, form: Form, book: Book) -> Form:
    scores = [row.printed for row in lines_of(form) if row.printed is not None]
    total = sum(scores, F(0))
    chance = random.random()
    if chance < 0.4:
        return replace(form, declared=max(total, F(0)))
    if chance < 0.55:
        right = score_form(form, book).total
        return replace(form, declared=None if right is None else max(right, F(0)))
    if chance < 0.65:
        return replace(form, declared=max(min(total, F(70)), F(0)))
    if chance < 0.85:
        return form
    return replace(form, declared=max(total + random.choice((F("0.01"), F(-1), F(2), F(10), F(100))), F(0)))
