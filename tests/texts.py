"""Texts of criteria in the many ways the field words them, each with the rule that it states (评分标准的各种写法)."""

from decimal import Decimal
from typing import Literal

from hypothesis import strategies as st

from perfscore.indicator import Direction
from perfscore.number import plain
from perfscore.rule import Checklist, Defect, Defects, Discretion, Edge, Item, Ladder, Proportional, Rule, Steps, Tier, Tiers, YesNo
from tests.strategies import labels

BELOW = ("减少", "降低", "下降", "低于", "少于", "低", "少", "下滑", "低于目标值", "比目标值低")
ABOVE = ("增加", "提高", "超过", "高于", "超", "高", "上升", "超出", "高于目标值", "超过目标值")
DEDUCT = ("扣", "扣减", "扣除", "减", "则扣", "，扣", "的，扣", "的扣")
GIVE = ("得", "计", "记", "，得", "的得", "的，得", "，计", "即得")
NOTHING = ("不得分", "，不得分", "的，不得分", "不计分", "得0分", "，得零分", "此项不得分", "，该项不得分")
FLOOR = ("", "，扣完为止", "，扣完为止。", "。", "；扣完该项分值为止", ",直至扣完为止", "，扣完本项分数为止")
AT_LEAST = ("≥{}", "不低于{}", "达到{}", "{}以上", "{}及以上", "{}(含)以上", "大于等于{}", ">={}", "≧{}", "在{}以上", "不少于{}")
BELOW_ONLY = ("低于{}", "<{}", "＜{}", "小于{}", "不足{}", "未达到{}")
SUBJECTS = ("", "完成率", "合格率", "群众满意度", "预算执行率", "数量")


def numbers(low: int, high: int) -> st.SearchStrategy[Decimal]:
    return st.integers(low * 10, high * 10).map(lambda n: Decimal(n) / 10)


def full_width(text: str) -> str:
    """The same text as a typist with a full-width keyboard has it."""
    return text.translate({ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789%.()<>=,;:"})


def spaced(draw: st.DrawFn, text: str) -> str:
    """The same text with white space inside words, as forms break it."""
    at = draw(st.lists(st.integers(1, max(1, len(text) - 1)), max_size=3))
    cuts = sorted({i for i in at if i < len(text) and not (text[i - 1].isdigit() and text[i].isdigit()) and not text[:i].endswith("分")})
    for i in reversed(cuts):
        text = text[:i] + draw(st.sampled_from((" ", "\n", "　"))) + text[i:]
    return text


@st.composite
def ladders(draw: st.DrawFn) -> tuple[str, Rule]:
    """Thresholds, ladders, vetoes, limits."""
    side: Literal["below", "above"] = draw(st.sampled_from(("below", "above")))
    step, points = draw(numbers(1, 40)), draw(numbers(1, 30))
    unit = draw(st.sampled_from(("%", "个百分点")))
    word = draw(st.sampled_from(BELOW if side == "below" else ABOVE))
    threshold = draw(st.none() | st.integers(60, 99)) if side == "below" else None
    limit = draw(st.none() | numbers(1, 30)) if threshold is None else None
    veto = draw(st.none() | st.integers(1, 50)) if side == "below" else None
    subject = draw(st.sampled_from(SUBJECTS))
    text = ""
    if threshold is not None:
        text = (
            subject
            + draw(st.sampled_from(AT_LEAST)).format(f"{threshold}%")
            + draw(st.sampled_from(GIVE))
            + "满分"
            + draw(st.sampled_from("，；"))
        )
    text += f"每{word}{plain(step)}{unit}{draw(st.sampled_from(DEDUCT))}{plain(points)}分"
    if limit is not None:
        text += f"，最多扣{plain(limit)}分"
    text += draw(st.sampled_from(FLOOR)) if veto is None else "，扣完为止；"
    if veto is not None:
        text += draw(st.sampled_from(BELOW_ONLY)).format(f"{veto}%") + draw(st.sampled_from(NOTHING))
    rung = Ladder(side=side, step=step, unit=unit, points=points, limit=limit)
    edge = Edge(side="below", value=veto, unit="%") if veto is not None else None
    return text, Steps(ladders=[rung], anchor=threshold, anchor_unit="%" if threshold is not None else "", zero_if=edge)


@st.composite
def tiers(draw: st.DrawFn) -> tuple[str, Rule]:
    """A table of tiers, the edges worded in one way or another."""
    cuts = sorted(draw(st.lists(st.integers(50, 99), min_size=2, max_size=4, unique=True)), reverse=True)
    worths = sorted(draw(st.lists(st.integers(1, 20), min_size=len(cuts), max_size=len(cuts), unique=True)), reverse=True)
    style = draw(st.sampled_from(("sandwich", "range", "含")))
    subject = draw(st.sampled_from(SUBJECTS))
    stop = draw(st.sampled_from(("，", "；", "。")))
    give = draw(st.sampled_from(GIVE))
    parts = [subject + draw(st.sampled_from(AT_LEAST)).format(f"{cuts[0]}%") + f"{give}{worths[0]}分"]
    found = [Tier(low=cuts[0], points=worths[0])]
    for high, low, worth in zip(cuts, cuts[1:], worths[1:], strict=False):
        bound = {"sandwich": f"{high}%>X≥{low}%", "range": f"{low}%-{high}%", "含": f"{low}%(含)至{high}%(不含)"}[style]
        parts.append(f"{bound}{give}{worth}分")
        found.append(Tier(low=low, high=high, high_open=style != "range", points=worth))
    if draw(st.booleans()):
        parts.append(draw(st.sampled_from(BELOW_ONLY)).format(f"{cuts[-1]}%") + draw(st.sampled_from(NOTHING)))
        return stop.join(parts), Tiers(unit="%", tiers=[*found, Tier(high=cuts[-1], high_open=True, points=0)])
    parts.append(draw(st.sampled_from(("其余", "否则", "其他情况"))) + "不得分")
    return stop.join(parts), Tiers(unit="%", tiers=found, otherwise=0)


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, Rule]:
    """是否 in words, or by one figure."""
    points, what = draw(st.none() | numbers(1, 20)), draw(labels())
    worth = "满分" if points is None else f"{plain(points)}分"
    other = draw(st.sampled_from(("，否则不得分", "；否则不得分。", "，反之不得分", "，其余不得分")))
    if draw(st.booleans()):
        return f"{what}{draw(st.sampled_from(GIVE))}{worth}{other}", YesNo(yes=points, what=what)
    value = draw(st.integers(1, 99))
    text = what + draw(st.sampled_from(AT_LEAST)).format(f"{value}%") + draw(st.sampled_from(GIVE)) + worth + other
    return text, YesNo(yes=points, what=what, when=Edge(side="above", value=value, unit="%", inclusive=True))


@st.composite
def items(draw: st.DrawFn) -> tuple[str, Rule]:
    """Items with their points, numbered in one way or another."""
    found = draw(st.lists(st.tuples(labels(), numbers(1, 9)), min_size=2, max_size=6))
    style = draw(st.sampled_from(("①", "1、", "(1)", "1.")))
    marks = {"①": "①②③④⑤⑥", "1、": None, "(1)": None, "1.": None}[style]
    give = draw(st.sampled_from(("({}分)", "（{}分）", "{}分", "得{}分", "，得{}分")))
    stop = draw(st.sampled_from(("；", "。", "；\n")))
    parts = []
    for i, (label, points) in enumerate(found):
        mark = marks[i] if marks else style.replace("1", str(i + 1))
        parts.append(mark + label + give.format(plain(points)))
    return stop.join(parts), Checklist(items=[Item(text=label, points=points) for label, points in found])


@st.composite
def defects(draw: st.DrawFn) -> tuple[str, Rule]:
    """What is found, each at its points."""
    points, what = draw(numbers(1, 9)), draw(labels())
    unit = draw(st.sampled_from("项例次处起个"))
    limit = draw(st.none() | numbers(1, 20))
    veto = draw(st.none() | st.integers(2, 9))
    found = draw(st.sampled_from(("每发现一{}", "每发现1{}", "发现一{}", "每有一{}", "每出现一{}", "每存在1{}", "每一{}"))).format(unit)
    text = f"{found}{what}{draw(st.sampled_from(DEDUCT))}{plain(points)}分"
    text += f"，最多扣{plain(limit)}分" if limit is not None else ""
    text += draw(st.sampled_from(FLOOR)) if veto is None else f"，{veto}{unit}{draw(st.sampled_from(('及以上', '以上', '(含)以上')))}不得分"
    return text, Defects(defects=[Defect(what=what, points=points, unit=unit)], limit=limit, zero_from=veto)


@st.composite
def judgements(draw: st.DrawFn) -> tuple[str, Rule]:
    """酌情 in its many words."""
    low, high = sorted(draw(st.lists(numbers(1, 20), min_size=2, max_size=2, unique=True)))
    what = draw(labels())
    act: Literal["deduct", "award"] = draw(st.sampled_from(("deduct", "award")))
    will = draw(st.sampled_from(("酌情", "视情况", "视情节", "适当")))
    verb = "扣" if act == "deduct" else "得"
    return f"{what}的，{will}{verb}{plain(low)}-{plain(high)}分", Discretion(act=act, low=low, high=high, what=what)


@st.composite
def shares(draw: st.DrawFn) -> tuple[str, Rule]:
    """Proportions with a threshold of their own."""
    value = draw(st.integers(60, 99))
    full = draw(st.sampled_from(AT_LEAST)).format(f"{value}%") + draw(st.sampled_from(GIVE)) + "满分"
    rest = draw(st.sampled_from(("低于{}%按比例得分", "低于{}%的，按比例计分", "不足{}%的按比例得分"))).format(value)
    return f"{full}，{rest}", Proportional(direction=Direction.POSITIVE, anchor=value, anchor_unit="%")


@st.composite
def criteria(draw: st.DrawFn) -> tuple[str, Rule]:
    """A text of any sort, as typed by anyone, and its rule."""
    text, rule = draw(st.one_of(ladders(), tiers(), cases(), items(), defects(), judgements(), shares()))
    text = full_width(text) if draw(st.booleans()) else text
    return spaced(draw, text), rule
