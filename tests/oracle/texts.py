"""Criteria as forms print them, each with what it says; nothing of perfscore is used."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from tests.oracle.figures import Figure
from tests.oracle.rules import (
    Band,
    Bands,
    Checklist,
    Constraint,
    Defects,
    Discretion,
    Edge,
    Ladder,
    Linear,
    Proportional,
    Rate,
    Rule,
    Steps,
    Tier,
    Tiers,
    Written,
    YesNo,
)

F = Fraction


@dataclass(frozen=True, slots=True)
class Ground:
    """What a row counts: the unit that its figures are printed in, and a usual size."""

    unit: str
    usual: Fraction

    @property
    def percent(self) -> bool:
        return self.unit == "%"


@dataclass(frozen=True, slots=True)
class Text:
    """A criterion, and the words that an actual of it may be (none: it takes a figure)."""

    text: str
    rule: Rule
    actuals: tuple[str, ...] = ()
    count: str = ""  # the actual is a number of these
    most: int = 0


def digits(value: Fraction) -> str:
    """A fraction with a finite decimal form, as a form prints it."""
    sign, value = ("-" if value < 0 else ""), abs(value)
    places = 0
    while value.denominator != 1 and (value * 10**places).denominator != 1:
        places += 1
    whole = int(value * 10**places)
    text = str(whole).rjust(places + 1, "0")
    return sign + (f"{text[:-places]}.{text[-places:]}" if places else text)


def points(random: Random, weight: Fraction) -> Fraction:
    """Points of a step: a tenth up to the whole weight."""
    return random.choice((F("0.1"), F("0.2"), F("0.25"), F("0.5"), F(1), F(2), F(3), F("0.05"), weight / 10, weight / 5, weight))


def proportional(random: Random, weight: Fraction, ground: Ground) -> Text:
    if random.random() < 0.15:
        bound = random.choice((F(90), F(95), F(80), F("99.5"))) if ground.percent else ground.usual
        shown = digits(bound) + ground.unit
        anchor = Figure(shown, bound, ground.unit)
        return Text(f"≥{shown}得满分，低于{shown}按比例得分", Proportional("positive", anchor=anchor))
    return random.choice(
        (
            Text("按完成比例得分", Proportional()),
            Text("达到目标得满分，未达到目标的按完成比例得分", Proportional()),
            Text("实际完成值/年初目标值*分值", Proportional("positive")),
            Text("实际完成值/年初目标值×该指标权重", Proportional("positive")),
            Text("年初目标值/实际完成值*分值", Proportional("reverse", "ratio")),
            Text("反向指标按完成比例得分", Proportional("reverse")),
            Text("反向指标超过目标值的部分按比例扣分", Proportional("reverse", "linear")),
        )
    )


def rate(random: Random, weight: Fraction, ground: Ground) -> Text:
    base = random.choice((F(10), F(20), F(5)))
    return random.choice(
        (
            Text("得分按执行率*权重", Rate()),
            Text("得分=执行率×权重", Rate()),
            Text("得分按执行率*指标权重记分", Rate()),
            Text(f"得分按执行率*{base}", Rate(base)),
        )
    )


BELOW = ("减少", "降低", "低于目标值", "少")
ABOVE = ("增加", "超过", "高于目标值", "超过目标值")


def step_of(random: Random, ground: Ground) -> tuple[Fraction, str]:
    """The size of a step and its unit."""
    if ground.percent:
        return random.choice((F(1), F("0.1"), F("0.5"), F(2), F(5), F(10))), random.choice(("%", "个百分点", "个百分点", ""))
    if random.random() < 0.25:
        return random.choice((F(1), F(5), F(10), F("0.1"))), "%"
    size = ground.usual / random.choice((10, 20, 50, 100, 3))
    size = F(max(round(size), 1)) if size >= 1 else F("0.1")
    return size, random.choice((ground.unit, ""))


def steps(random: Random, weight: Fraction, ground: Ground) -> Text:
    below = random.random() < 0.6
    size, unit = step_of(random, ground)
    off = points(random, weight)
    word = random.choice(BELOW if below else ABOVE)
    side = "below" if below else "above"
    ladder = Ladder(side, size, unit, off)
    said = f"每{word}{digits(size)}{unit}扣{digits(off)}分"
    shape = random.random()
    if shape < 0.45:
        return Text(f"{said}，扣完为止", Steps((ladder,)))
    if shape < 0.6:
        limit = random.choice((F(1), F(2), weight / 2, weight))
        return Text(f"{said}，最多扣{digits(limit)}分", Steps((Ladder(side, size, unit, off, limit=limit),)))
    if shape < 0.75:
        return anchored(random, weight, ground, ladder, said)
    if shape < 0.83:
        return added(random, ground, size, unit, off)
    if shape < 0.91:
        return two_sided(random, ground, ladder, said)
    return vetoed(random, ground, size, unit, off)


def anchored(random: Random, weight: Fraction, ground: Ground, ladder: Ladder, said: str) -> Text:
    bound = random.choice((F(90), F(95), F(100), F(5))) if ground.percent else ground.usual
    shown = digits(bound) + ground.unit
    base = random.choice((weight, weight, weight / 2))
    sign = "≥" if ladder.side == "below" else "≤"
    for word in ("低于目标值", "高于目标值", "超过目标值"):
        said = said.replace(word, "减少" if word.startswith("低") else "增加")
    anchor = Figure(shown, bound, ground.unit)
    if ladder.side == "above" and ground.percent and random.random() < 0.5:
        return Text(f"绝对值≤{shown}得{digits(base)}分，{said}，扣完为止", Steps((ladder,), anchor, absolute=True, base=base))
    return Text(f"{sign}{shown}得{digits(base)}分，{said}，扣完为止", Steps((ladder,), anchor, base=base))


def added(random: Random, ground: Ground, size: Fraction, unit: str, off: Fraction) -> Text:
    limit = random.choice((F(1), F(2), F(5)))
    word = random.choice(("提高", "增加", "超过"))
    return Text(
        f"每{word}{digits(size)}{unit}加{digits(off)}分，最多加{digits(limit)}分", Steps((Ladder("above", size, unit, off, True, limit),))
    )


def two_sided(random: Random, ground: Ground, ladder: Ladder, said: str) -> Text:
    other = "above" if ladder.side == "below" else "below"
    word = "增加" if other == "above" else "减少"
    size, unit = step_of(random, ground)
    off = random.choice((F("0.1"), F("0.5"), F(1)))
    if random.random() < 0.5:
        limit = random.choice((F(1), F(2)))
        second = Ladder(other, size, unit, off, True, limit)
        tail = f"每{word}{digits(size)}{unit}加{digits(off)}分，最多加{digits(limit)}分"
        return Text(f"{said}，扣完为止；{tail}", Steps((ladder, second)))
    second = Ladder(other, size, unit, off)
    return Text(f"{said}，每{word}{digits(size)}{unit}扣{digits(off)}分，扣完为止", Steps((ladder, second)))


def vetoed(random: Random, ground: Ground, size: Fraction, unit: str, off: Fraction) -> Text:
    bound = random.choice((F(60), F(80))) if ground.percent else ground.usual / 2
    shown = digits(bound) + ground.unit
    edge = Edge("below", bound, ground.unit, False)
    return Text(f"每减少{digits(size)}{unit}扣{digits(off)}分，低于{shown}不得分", Steps((Ladder("below", size, unit, off),), zero_if=edge))


def tiers(random: Random, weight: Fraction, ground: Ground) -> Text:
    unit = ground.unit
    if ground.percent:
        cuts = sorted(random.sample((F(100), F(98), F(95), F(90), F(85), F(80), F(70), F(60)), random.randint(2, 4)), reverse=True)
    else:
        cuts = sorted({ground.usual * n / 10 for n in random.sample(range(2, 13), random.randint(2, 4))}, reverse=True)
    worth = [weight * n / 10 for n in sorted(random.sample(range(1, 10), len(cuts) - 1), reverse=True)]
    worth = [weight, *worth]
    shape = random.random()
    if shape < 0.5:
        return written_tiers(cuts, worth, unit)
    if shape < 0.65:
        return shared_tiers(cuts, worth, unit)
    if shape < 0.85:
        return reverse_tiers(cuts[::-1], worth, unit)
    said = "，".join(f"≥{digits(cut)}{unit}得{digits(one)}分" for cut, one in zip(cuts, worth, strict=True))
    found = tuple(Tier(cut, None, False, False, one) for cut, one in zip(cuts, worth, strict=True))
    return Text(f"{said}，其余不得分", Tiers(found, unit, F(0)))


def written_tiers(cuts: list[Fraction], worth: list[Fraction], unit: str) -> Text:
    said = [f"≥{digits(cuts[0])}{unit}得{digits(worth[0])}分"]
    found = [Tier(cuts[0], None, False, False, worth[0])]
    for high, low, one in zip(cuts, cuts[1:], worth[1:], strict=False):
        said.append(f"{digits(low)}{unit}(含)-{digits(high)}{unit}(不含)得{digits(one)}分")
        found.append(Tier(low, high, False, True, one))
    return Text("，".join(said) + "，其余不得分", Tiers(tuple(found), unit, F(0)))


def shared_tiers(cuts: list[Fraction], worth: list[Fraction], unit: str) -> Text:
    """Both tiers name the edge and neither says whose it is."""
    said = [f"≥{digits(cuts[0])}{unit}得{digits(worth[0])}分"]
    found = [Tier(cuts[0], None, False, False, worth[0])]
    for high, low, one in zip(cuts, cuts[1:], worth[1:], strict=False):
        said.append(f"{digits(low)}{unit}-{digits(high)}{unit}得{digits(one)}分")
        found.append(Tier(low, high, False, False, one))
    return Text("，".join(said) + "，其余不得分", Tiers(tuple(found), unit, F(0)))


def reverse_tiers(cuts: list[Fraction], worth: list[Fraction], unit: str) -> Text:
    said = [f"≤{digits(cuts[0])}{unit}得{digits(worth[0])}分"]
    found = [Tier(None, cuts[0], False, False, worth[0])]
    for low, high, one in zip(cuts, cuts[1:], worth[1:], strict=False):
        said.append(f"{digits(low)}{unit}(不含)-{digits(high)}{unit}(含)得{digits(one)}分")
        found.append(Tier(low, high, True, False, one))
    return Text("，".join(said) + "，其余不得分", Tiers(tuple(found), unit, F(0)))


WORDS = (("健全", "基本健全", "不健全"), ("齐全", "基本齐全", "不齐全"), ("优秀", "良好", "合格"))


def bands(random: Random, weight: Fraction, ground: Ground) -> Text:
    if random.random() < 0.5:
        middle = random.choice((50, 60))
        labels = ("达成预期指标", "部分达成预期指标", "未达成预期指标")
        text = f"{labels[0]}得100%(含)-80%(含)的分值，{labels[1]}得80%(不含)-{middle}%(含)的分值，{labels[2]}得{middle}%(不含)-0%(含)的分值"
        found = (
            Band(labels[0], F(80), F(100)),
            Band(labels[1], F(middle), F(80), high_open=True),
            Band(labels[2], F(0), F(middle), high_open=True),
        )
        return Text(text, Bands(found), labels)
    words = random.choice(WORDS)
    ends = (weight, weight * random.choice((F("0.5"), F("0.6"), F("0.8"))), F(0))
    text = f"{words[0]}得{digits(ends[0])}分，{words[1]}得{digits(ends[1])}分，{words[2]}不得分"
    return Text(text, Bands(tuple(Band(word, end, end, share=False) for word, end in zip(words, ends, strict=True))), words)


def yes_no(random: Random, weight: Fraction, ground: Ground) -> Text:
    yes = random.choice((weight, weight, weight / 2))
    what = random.choice(("是", "按时验收", "制定管理制度", "建立台账"))
    return Text(f"{what}得{digits(yes)}分，否则不得分", YesNo(yes, F(0)), ("是", "否"))


THINGS = ("制度健全", "制度合规", "执行有效", "资料完整", "程序规范", "公示到位")


def checklist(random: Random, weight: Fraction, ground: Ground) -> Text:
    count = random.randint(2, 5)
    worth = [weight / count] * count if random.random() < 0.5 else [random.choice((F("0.5"), F(1), F(2), F("1.5"))) for _ in range(count)]
    if any((one * 10000).denominator != 1 for one in worth):
        worth = [F(1)] * count
    named = zip("①②③④⑤", random.sample(THINGS, count), worth, strict=False)
    text = "；".join(f"{number}{thing}({digits(one)}分)" for number, thing, one in named)
    return Text(text, Checklist(tuple(worth)), count="项", most=count)


def defects(random: Random, weight: Fraction, ground: Ground) -> Text:
    unit = random.choice(("例", "次", "项"))
    off = random.choice((F("0.5"), F(1), F(2), F("0.75")))
    shape = random.random()
    if shape < 0.5:
        return Text(f"每发现一{unit}扣{digits(off)}分，扣完为止", Defects((off,)), count=unit, most=12)
    if shape < 0.65:
        limit = random.choice((F(2), weight / 2, weight))
        return Text(f"每发现一{unit}扣{digits(off)}分，最多扣{digits(limit)}分", Defects((off,), limit=limit), count=unit, most=12)
    if shape < 0.8:
        most = random.randint(2, 5)
        return Text(
            f"每有一{unit}未完成的扣{digits(off)}分，{most}{unit}及以上未完成的，此项不得分",
            Defects((off,), zero_from=F(most)),
            count=unit,
            most=8,
        )
    other = off + random.choice((F("0.5"), F(1)))
    text = f"每发现一{unit}一般问题扣{digits(off)}分，每发现一{unit}严重问题扣{digits(other)}分，扣完为止"
    return Text(text, Defects((off, other)), count=unit, most=8)


def discretion(random: Random, weight: Fraction, ground: Ground) -> Text:
    low, high = sorted(random.sample((F("0.5"), F(1), F(2), F(3), F(4)), 2))
    return random.choice(
        (
            Text("酌情扣分", Discretion("deduct", None, None), ("是", "否", "")),
            Text(f"酌情扣{digits(low)}-{digits(high)}分", Discretion("deduct", low, high), ("是", "否", "")),
            Text(f"视情况得{digits(low)}-{digits(high)}分", Discretion("award", low, high), ("是", "")),
            Text(f"酌情得{digits(low)}-{digits(high)}分", Discretion("award", low, high), ("是", "")),
        )
    )


def formula(random: Random, weight: Fraction, ground: Ground) -> Text:
    if random.random() < 0.5:
        full, zero = (random.choice((F(80), F(90), F(100))), random.choice((F(60), F(70), F(50))))
        if not ground.percent:
            full, zero = ground.usual, ground.usual / 2
        top, least = digits(full) + ground.unit, digits(zero) + ground.unit
        return Text(f"低于{least}得0分，{least}-{top}线性得分，{top}即可得满分", Linear(zero, full, ground.unit))
    number = random.choice((F("0.1"), F("0.5"), F(1)))
    return random.choice(
        (
            Text("得分=a/t*w", Written("ratio")),
            Text("得分=ａ÷ｔ×ｗ", Written("ratio")),
            Text("得分=t/a*w", Written("inverse")),
            Text("得分=min(a/t, 1)*w", Written("least")),
            Text(f"得分=w-{digits(number)}*abs(a-t)", Written("gap", number)),
            Text("得分=60+(P-底线值)/(目标值-底线值)×40", Written("unknown")),
        )
    )


def constraint(random: Random, weight: Fraction, ground: Ground) -> Text:
    return random.choice(
        (
            Text("不设权重，酌情扣分，如出现审计披露的问题，评价总得分不得超过70分。", Constraint(F(70), ("审计披露",))),
            Text(
                "不设权重, 酌情扣分, 如出现审计等部门重点披露的问题, 或造成重大不良社会影响, 评价总得分不得超过 70 分。",
                Constraint(F(70), ("审计披露", "重大不良社会影响")),
            ),
        )
    )


KINDS: dict[str, Callable[[Random, Fraction, Ground], Text]] = {
    "proportional": proportional,
    "rate": rate,
    "steps": steps,
    "tiers": tiers,
    "bands": bands,
    "yes-no": yes_no,
    "checklist": checklist,
    "defects": defects,
    "discretion": discretion,
    "formula": formula,
    "constraint": constraint,
}
