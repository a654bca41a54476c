"""Values of the domain for the laws (假设检验用的取值): ``rules()``, and one strategy for each kind."""

from decimal import Decimal
from typing import Literal

from attrs import evolve
from hypothesis import strategies as st

from perfscore.indicator import Indicator
from perfscore.ratio import linear
from perfscore.rule import (
    Alternatives,
    Band,
    Bands,
    Checklist,
    Constant,
    Constraint,
    Defect,
    Defects,
    Discretion,
    Edge,
    Formula,
    Item,
    Ladder,
    Option,
    Proportional,
    Rate,
    Rule,
    Single,
    Steps,
    Tier,
    Tiers,
    YesNo,
)
from perfscore.sheet import Budget, Sheet

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


def vetoes() -> st.SearchStrategy[str]:
    """The words of an event under which nothing is earned."""
    return st.just("") | labels().map("发生{}事件".format)


@st.composite
def proportionals(draw: st.DrawFn) -> Proportional:
    direction, form = draw(
        st.sampled_from(((None, None), ("positive", None), ("reverse", None), ("reverse", "ratio"), ("reverse", "linear")))
    )
    anchor = draw(figures("0", "1000")) if direction is not None and form is None and draw(st.booleans()) else None
    return Proportional(
        direction=direction,
        form=form,  # type: ignore[arg-type]
        anchor=anchor,
        anchor_unit=draw(st.sampled_from(UNITS)) if anchor is not None else "",
        base=draw(st.none() | points()),
        zero_if=draw(st.none() | edges()),
        veto=draw(vetoes()),
    )


def rates() -> st.SearchStrategy[Rate]:
    edge = st.builds(Edge, side=st.sampled_from(("below", "above")), value=figures("0", "150"), unit=st.just("%"), inclusive=st.booleans())
    return st.builds(Rate, base=st.none() | points(), zero_if=st.none() | edge, veto=vetoes())


@st.composite
def formulas(draw: st.DrawFn) -> Formula:
    name = draw(st.sampled_from(("P", "底线值", "上年数")))
    number = draw(figures("0.0001", "1000")).normalize()
    zero, top = draw(st.lists(figures(), min_size=2, max_size=2, unique=True))
    unit = draw(st.sampled_from(("", "%", "万元")))
    veto = draw(vetoes())
    return draw(
        st.sampled_from(
            (
                evolve(linear((zero, unit), (top, unit)), veto=veto),
                Formula(f"(a-{name})/t*w", constants=[Constant(name=name, value=zero, unit=unit)]),
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
    adds = draw(st.booleans())
    return Ladder(
        side=side or draw(st.sampled_from(("below", "above"))),  # type: ignore[arg-type]
        step=draw(points(high="100000")),
        points=draw(figures("0", "100")),
        unit=draw(st.sampled_from(UNITS)),
        adds=adds,
        limit=draw(points() if adds else st.none() | points()),
        share=draw(st.booleans()),
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
    found = [draw(ladders(side)) for side in sides]
    only_adds = all(ladder.adds for ladder in found)  # 达到目标得满分 would leave open what falls short
    anchor = None if only_adds else draw(st.none() | figures())
    return Steps(
        ladders=found,
        anchor=anchor,
        anchor_unit=draw(st.sampled_from(UNITS)) if anchor is not None else "",
        of="value" if only_adds else draw(st.sampled_from(("value", "absolute"))),
        base=None if only_adds else draw(st.none() | points()),
        zero_if=draw(st.none() | edges().filter(lambda edge: edge.side == "below" or sides != ("above",))),
        below_zero=draw(st.booleans()),
        veto=draw(vetoes()),
    )


@st.composite
def tiers(draw: st.DrawFn) -> Tiers:
    """Tiers from the best to the worst, side by side, each edge in one of them or in both."""
    cuts = sorted(draw(st.lists(figures("-100", "1000"), min_size=2, max_size=5, unique=True)), reverse=True)
    worths = sorted(draw(st.lists(points(), min_size=len(cuts), max_size=len(cuts), unique=True)), reverse=True)
    share = draw(st.booleans())
    off = draw(st.booleans())
    worths = worths[::-1] if off else worths
    found = []
    for i, (cut, worth) in enumerate(zip(cuts, worths, strict=True)):
        room = st.none() if i or off else st.none() | figures("0", "10").map(lambda more, worth=worth: worth + more)  # type: ignore[misc]
        found.append(
            Tier(
                low=cut,
                high=cuts[i - 1] if i else None,
                low_open=draw(st.booleans()),
                high_open=draw(st.booleans()) if i else False,
                points=worth,
                points_to=draw(room),
                share=share,
                off=off,
            )
        )
    if off and draw(st.booleans()):
        found[0] = evolve(found[0], points=None, share=False, off=False)
    return Tiers(tiers=found, unit=draw(st.sampled_from(UNITS)), otherwise=draw(st.none() | figures("0", "100")), veto=draw(vetoes()))


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


@st.composite
def yes_nos(draw: st.DrawFn) -> YesNo:
    """是得2分，否则不得分, with a bound or a count as its condition or neither."""
    sort = draw(st.sampled_from(("words", "when", "count")))
    yes = draw(st.none() | points())
    veto = draw(vetoes())
    if sort == "words":
        no = draw(figures("-10", "100") if yes is None else st.none() | figures("-10", "100"))
        return YesNo(yes=yes, no=no, what=draw(st.just("是") | labels()), veto=veto)
    if sort == "when":
        return YesNo(yes=yes, no=draw(figures("-10", "100")), what=draw(st.just("") | labels()), when=draw(edges()), veto=veto)
    return YesNo(
        yes=yes, what=draw(st.just("") | labels()), no_from=draw(st.integers(1, 9).map(Decimal)), no_unit=draw(st.sampled_from(COUNTED)),
        no_what=draw(labels()),
    )  # fmt: skip


def checklists() -> st.SearchStrategy[Checklist]:
    items = st.builds(Item, text=labels(), points=points())
    named = st.builds(Checklist, items=st.lists(items, min_size=1, max_size=25), veto=vetoes())
    counted = st.builds(
        Checklist, each=points(), unit=st.sampled_from(("项", "个", "次")), doing=st.sampled_from(("完成", "建成", "具备")), veto=vetoes()
    )
    return named | counted


@st.composite
def defects(draw: st.DrawFn) -> Defects:
    share = draw(st.booleans())
    one = st.builds(
        Defect,
        what=st.just("") | labels(),
        points=points(),
        unit=st.sampled_from(COUNTED),
        per=st.just(Decimal(1)) | st.integers(2, 30).map(Decimal),
        share=st.just(share),
    )
    once = st.builds(Defect, what=labels(), points=points(), once=st.just(True), share=st.just(share))
    base, veto = draw(st.none() | points()), draw(vetoes())
    if draw(st.integers(0, 5)) == 0:
        series = draw(st.lists(points(), min_size=2, max_size=6))
        first = Defect(what=draw(labels()), points=series[0], unit=draw(st.sampled_from(("例", "项", "次", "起"))))
        return Defects(defects=[first], series=series, limit=draw(st.none() | points()), base=base, veto=veto)
    found = draw(st.lists(one | once, min_size=1, max_size=3, unique_by=lambda defect: (defect.once, defect.what)))
    return Defects(
        defects=found,
        zero_from=draw(st.none() | st.integers(2, 50).map(Decimal)),
        limit=draw(st.none() | points()),
        base=None if any(defect.once for defect in found) else base,  # 未发现问题得4分 would say it of one of them
        veto=veto,
    )


@st.composite
def discretions(draw: st.DrawFn) -> Discretion:
    low, high = sorted((draw(points()), draw(points())))
    room = draw(st.sampled_from(((None, None), (None, high), (low, None), (low, high))))
    act: Literal["deduct", "award"] = draw(st.sampled_from(("deduct", "award")))
    if act == "deduct" and draw(st.booleans()):
        return Discretion(low=room[0], high=room[1], what=draw(labels()), base=draw(st.none() | points()), unless=True)
    return Discretion(act=act, low=room[0], high=room[1], what=draw(st.just("") | labels()))


@st.composite
def alternatives(draw: st.DrawFn) -> Alternatives:
    """Two cases with other points in each."""
    one, other = draw(st.sampled_from((("产区", "非产区"), ("重点支持省份", "其他省份"))))
    what = draw(labels())
    side: Literal["below", "above"] = draw(st.sampled_from(("below", "above")))
    step, unit, anchor = draw(points()), draw(st.sampled_from(UNITS)), draw(figures())
    if draw(st.booleans()):
        found: list[Single] = [YesNo(yes=draw(points()), no=draw(figures("-10", "0")), what=what) for _ in range(2)]
    else:
        found = [
            Steps(ladders=[Ladder(side=side, step=step, unit=unit, points=draw(points()))], anchor=anchor, base=draw(points()))
            for _ in range(2)
        ]
    return Alternatives(options=[Option(case=case, rule=rule) for case, rule in zip((one, other), found, strict=True)])


@st.composite
def constraints(draw: st.DrawFn) -> Constraint:
    cap = draw(st.none() | figures("0", "100"))
    return Constraint(cap=cap, event=draw(st.just("") | labels()) if cap is not None else "")


def rules() -> st.SearchStrategy[Rule]:
    """A rule of any kind, as its own words can state it."""
    return st.one_of(
        proportionals(), rates(), steps(), tiers(), bands(), yes_nos(), checklists(), defects(), discretions(), formulas(), constraints(),
        alternatives(),
    )  # fmt: skip


# ---- whole forms ----------------------------------------------------------------------------------

CRITERIA = (
    "", "实际完成值/年初目标值*分值", "反向指标按完成比例得分", "每减少1个百分点扣0.1分，扣完为止", "每减少10件扣0.5分，扣完为止",
    "≥95%得5分，90%(含)-95%得3分，80%(含)-90%得1分，其余不得分", "是得满分，否则不得分", "每发现一例扣1分，扣完为止", "酌情扣分", "读不懂的标准",
)  # fmt: skip
WORDS = ("达成预期指标", "部分达成预期指标并具有一定效果", "是", "否", "无", "不涉及", "—", "")


def printed() -> st.SearchStrategy[str]:
    """What a cell of a target or an actual prints."""
    figure = st.builds("{}{}".format, st.integers(-20, 250), st.sampled_from(("", "%", "件")))
    signed = st.builds("{}{}".format, st.sampled_from(("≥", "≤", "=")), figure)
    return st.one_of(figure, signed, st.sampled_from(WORDS))


@st.composite
def indicators(draw: st.DrawFn, name: str = "指标") -> Indicator:
    """A leaf, filled in however it may be."""
    return Indicator(
        name=name,
        weight=draw(st.none() | st.sampled_from(("0", "2.5", "5", "10", "20"))),
        target=draw(printed()),
        actual=draw(printed()),
        criterion=draw(st.sampled_from(CRITERIA)),
        printed=draw(st.none() | st.sampled_from(("0", "1.5", "3.25", "5", "10"))),
    )


@st.composite
def budgets(draw: st.DrawFn) -> Budget:
    """The money of a form, with points for its line or without."""
    money = st.none() | st.decimals(0, 500, places=2)
    return Budget(planned=draw(money), spent=draw(money), initial=draw(money), weight=draw(st.none() | st.just("10")))


@st.composite
def sheets(draw: st.DrawFn, most: int = 6) -> Sheet:
    """A whole form: budget, and leaves of different names under one 二级."""
    leaves = [draw(indicators(f"指标{number}")) for number in range(1, draw(st.integers(1, most)) + 1)]
    top = Indicator(name="产出指标", level=1, children=[Indicator(name="数量指标", level=2, children=leaves)])
    return Sheet(title="项目支出绩效自评表", budget=draw(budgets()), branches=[top], declared=draw(st.none() | st.just("90")))
