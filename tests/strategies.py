"""Values of the domain for the laws (假设检验用的取值): ``rules()``, and one strategy for each kind."""

from decimal import Decimal
from typing import Literal

from hypothesis import strategies as st

from perfscore.indicator import Direction
from perfscore.rule import (
    Band,
    Bands,
    Checklist,
    Constraint,
    Defect,
    Defects,
    Discretion,
    Edge,
    Formula,
    Item,
    Ladder,
    Proportional,
    Rate,
    Rule,
    Steps,
    Tier,
    Tiers,
    YesNo,
)

#: Words that speak of things, not of rules; a label with 每…扣… or ≥95% in it would be a rule itself.
LABELS = (
    *(
        "管理制度",
        "执行记录",
        "群众投诉",
        "系统故障",
        "档案资料",
        "年度计划",
        "采购程序",
        "项目验收",
        "资金台账",
        "信息公开",
        "岗位职责",
        "应急预案",
    ),
    *(
        "培训教材",
        "设备完好",
        "安全隐患",
        "合同备案",
        "绩效目标",
        "审批手续",
        "评审意见",
        "现场检查",
        "统计报表",
        "巡查日志",
        "服务指南",
        "公示材料",
    ),
)
UNITS = ("", "%", "个百分点", "万元", "元", "件", "次", "天", "分")
COUNTED = ("项", "例", "次", "处", "起", "条", "个", "人次")


def figures(low: str = "-1000", high: str = "100000", places: int = 4) -> st.SearchStrategy[Decimal]:
    """Numbers as a form prints them."""
    return st.decimals(Decimal(low), Decimal(high), places=places)


def points(low: str = "0.0001", high: str = "100") -> st.SearchStrategy[Decimal]:
    """A number of points above 0."""
    return figures(low, high)


def labels() -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from(LABELS), st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)).map("、".join))


def proportionals() -> st.SearchStrategy[Proportional]:
    return st.sampled_from(
        (
            Proportional(),
            Proportional(direction=Direction.POSITIVE),
            Proportional(direction=Direction.REVERSE),
            Proportional(direction=Direction.REVERSE, form="ratio"),
            Proportional(direction=Direction.REVERSE, form="linear"),
        )
    )


def rates() -> st.SearchStrategy[Rate]:
    return st.just(Rate())


@st.composite
def formulas(draw: st.DrawFn) -> Formula:
    name = draw(st.sampled_from(("P", "底线值", "上年数")))
    number = draw(figures("0.0001", "1000")).normalize()
    return draw(
        st.sampled_from(
            (
                Formula("min(a/t, 1)*w"),
                Formula("w if a >= t else a / t * w"),
                Formula(f"w × (a ÷ t) - {number:f}"),
                Formula(f"max(w - {number:f}*abs(a-t), 0)"),
                Formula(f"60+({name}-t)/(a-t)*{number:f}", names=(name,)),
                Formula(f"floor({name} // 2) * {number:f}", names=(name,)),
            )
        )
    )


@st.composite
def ladders(draw: st.DrawFn, side: str | None = None) -> Ladder:
    return Ladder(
        side=side or draw(st.sampled_from(("below", "above"))),  # type: ignore[arg-type]
        step=draw(points(high="100000")),
        points=draw(figures("0", "100")),
        unit=draw(st.sampled_from(UNITS)),
        adds=draw(st.booleans()),
        limit=draw(st.none() | points()),
    )


def edges() -> st.SearchStrategy[Edge]:
    return st.builds(
        Edge,
        side=st.sampled_from(("below", "above")),
        value=figures(),
        unit=st.sampled_from(UNITS),
        inclusive=st.booleans(),
    )


@st.composite
def steps(draw: st.DrawFn) -> Steps:
    sides = draw(st.sampled_from((("below",), ("above",), ("below", "above"), ("above", "below"))))
    anchor = draw(st.none() | figures())
    return Steps(
        ladders=[draw(ladders(side)) for side in sides],
        anchor=anchor,
        anchor_unit=draw(st.sampled_from(UNITS)) if anchor is not None else "",
        of=draw(st.sampled_from(("value", "absolute"))),
        base=draw(st.none() | points()),
        zero_if=draw(st.none() | edges()),
        below_zero=draw(st.booleans()),
    )


@st.composite
def tiers(draw: st.DrawFn) -> Tiers:
    """Tiers from the best to the worst, side by side, each edge in one of them or in both."""
    cuts = sorted(draw(st.lists(figures("-100", "1000"), min_size=1, max_size=5, unique=True)), reverse=True)
    worths = sorted(draw(st.lists(points(), min_size=len(cuts), max_size=len(cuts), unique=True)), reverse=True)
    share = draw(st.booleans())
    found = []
    for i, (cut, worth) in enumerate(zip(cuts, worths, strict=True)):
        room = st.none() if i else st.none() | figures("0", "10").map(lambda more, worth=worth: worth + more)  # type: ignore[misc]
        found.append(
            Tier(
                low=cut,
                high=cuts[i - 1] if i else None,
                low_open=draw(st.booleans()),
                high_open=draw(st.booleans()) if i else False,
                points=worth,
                points_to=draw(room),
                share=share,
            )
        )
    otherwise = draw(st.none() | figures("0", "100")) if len(found) > 1 else draw(figures("0", "100"))
    return Tiers(tiers=found, unit=draw(st.sampled_from(UNITS)), otherwise=otherwise)


@st.composite
def bands(draw: st.DrawFn) -> Bands:
    """Bands in percent of the weight, or a ladder of words with points (健全、基本健全、不健全)."""
    if draw(st.booleans()):
        return Bands(bands=draw(st.lists(_share_bands(), min_size=1, max_size=4, unique_by=lambda band: band.label)))
    ends = sorted(draw(st.lists(figures("0", "100"), min_size=3, max_size=3, unique=True)), reverse=True)
    label = draw(st.sampled_from(LABELS))
    return Bands(
        bands=[
            Band(label=prefix + label, low=end, high=end + draw(figures("0", "1")), share=False)
            for prefix, end in zip(("", "基本", "不"), ends, strict=True)
        ]
    )


@st.composite
def _share_bands(draw: st.DrawFn) -> Band:
    low, high = sorted((draw(figures("0", "100")), draw(figures("0", "100"))))
    return Band(label=draw(labels()), low=low, high=high, low_open=draw(st.booleans()), high_open=draw(st.booleans()))


def yes_nos() -> st.SearchStrategy[YesNo]:
    return st.builds(YesNo, yes=st.none() | points(), no=figures("-10", "100"), what=st.just("是") | labels())


def checklists() -> st.SearchStrategy[Checklist]:
    items = st.builds(Item, text=labels(), points=points())
    return st.builds(Checklist, items=st.lists(items, min_size=1, max_size=25))


@st.composite
def defects(draw: st.DrawFn) -> Defects:
    one = st.builds(
        Defect,
        what=st.just("") | labels(),
        points=points(),
        unit=st.sampled_from(COUNTED),
        per=st.just(Decimal(1)) | st.integers(2, 30).map(Decimal),
    )
    return Defects(
        defects=draw(st.lists(one, min_size=1, max_size=3)),
        zero_from=draw(st.none() | st.integers(1, 50).map(Decimal)),
        limit=draw(st.none() | points()),
    )


@st.composite
def discretions(draw: st.DrawFn) -> Discretion:
    low, high = sorted((draw(points()), draw(points())))
    room = draw(st.sampled_from(((None, None), (None, high), (low, None), (low, high))))
    act: Literal["deduct", "award"] = draw(st.sampled_from(("deduct", "award")))
    return Discretion(act=act, low=room[0], high=room[1], what=draw(st.just("") | labels()))


@st.composite
def constraints(draw: st.DrawFn) -> Constraint:
    cap = draw(st.none() | figures("0", "100"))
    return Constraint(cap=cap, event=draw(st.just("") | labels()) if cap is not None else "")


def rules() -> st.SearchStrategy[Rule]:
    """A rule of any kind, as its own words can state it."""
    return st.one_of(
        proportionals(), rates(), steps(), tiers(), bands(), yes_nos(), checklists(), defects(), discretions(), formulas(), constraints()
    )
