"""What a rulebook may set (条目): every key with its Chinese term, how its text is read, and when it is sound."""

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple, get_args

from attrs import fields, frozen

from perfscore.ambiguity import AMBIGUITIES, OVERSHOOT_WORDS, POLICY_WORDS
from perfscore.criterion import read_criterion
from perfscore.errors import RulebookError
from perfscore.formula import read_expression
from perfscore.measure import Policy
from perfscore.number import PERCENT, ZERO, Comparator, Rounding, fold, plain, read_quantity
from perfscore.rule import Bands
from perfscore.value import Value

# ---- how a value is read ------------------------------------------------------------------------


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Range(Value):
    """
    A range of figures and what it brings (区间): 优[90,100], [50%,60%)≤69.

    ``name`` stands before it, ``most`` behind it; a closed end belongs to the range.

    >>> print(*ranges("优[90,100]、良[80,90)", GRADES_LIKE), sep="；")
    优[90,100]；良[80,90)
    """

    name: str
    low: Decimal
    high: Decimal
    low_closed: bool
    high_closed: bool
    most: Decimal | None = None
    unit: str = ""

    def __contains__(self, value: Fraction | Decimal) -> bool:
        above = value > self.low or (self.low_closed and value == self.low)
        return above and (value < self.high or (self.high_closed and value == self.high))

    def __str__(self) -> str:
        left, right = "[" if self.low_closed else "(", "]" if self.high_closed else ")"
        most = "" if self.most is None else f"≤{plain(self.most)}"
        return f"{self.name}{left}{plain(self.low)}{self.unit},{plain(self.high)}{self.unit}{right}{most}"


_NUMBER = r"\d{1,4}(?:\.\d{1,4})?"
_SPAN = re.compile(rf"([^\[\](),、\d]{{0,12}})([\[(])({_NUMBER})(%?),({_NUMBER})(%?)([\])])(?:≤({_NUMBER}))?")


#: How grades and caps are written, for messages.
GRADES_LIKE: Final = "优[90,100]、良[80,90)"
CAPS_LIKE: Final = "[0%,50%)≤59、[50%,60%)≤69"


def ranges(text: str, like: str) -> tuple[Range, ...]:
    """
    The ranges of a text (区间), written like ``like``.

    Raises:
        RulebookError: it is written otherwise, or a range is empty.
    """
    found = []
    for part in fold(text).split("、"):
        match = _SPAN.fullmatch(part)
        if match is None or match[4] != match[6]:
            raise RulebookError(f"“{part}”不是区间，应写成 {like} 的样子。")
        low, high = Decimal(match[3]), Decimal(match[5])
        if low >= high:
            raise RulebookError(f"“{part}”的下限不小于上限。")
        found.append(
            Range(name=match[1], low=low, high=high, low_closed=match[2] == "[", high_closed=match[7] == "]",
                 most=Decimal(match[8]) if match[8] else None, unit=match[4])
        )  # fmt: skip
    return tuple(found)


def _joined(lower: Range, upper: Range, *, whole: bool = False) -> None:
    """Refuse two neighbours that overlap or leave a gap; ``whole``: steps of 1 between closed ends are what the document prints."""
    both, neither = lower.high_closed and upper.low_closed, not (lower.high_closed or upper.low_closed)
    if lower.high > upper.low or (lower.high == upper.low and both):
        raise RulebookError(f"“{lower}”与“{upper}”重叠。")
    printed = whole and both and upper.low - lower.high == 1
    if (lower.high < upper.low and not printed) or (lower.high == upper.low and neither):
        raise RulebookError(f"“{lower}”与“{upper}”之间有空档。")


def read_grades(text: str) -> tuple[Range, ...]:
    """
    Grades, the best first (评价等级): ``优[90,100]、良[80,90)、中[60,80)、差[0,60)``, in whichever order they are written.

    Grades in whole numbers (良[80,89]) stay as printed; what falls between them has no grade.

    Raises:
        RulebookError: gaps, overlaps, a grade without a name or with another's, or the scale does not begin at 0.
    """
    found = tuple(sorted(ranges(text, GRADES_LIKE), key=lambda one: one.low, reverse=True))
    for one in found:
        if not one.name or one.unit or one.most is not None:
            raise RulebookError(f"“{one}”不是等级，应写成 {GRADES_LIKE} 的样子。")
    if len({one.name for one in found}) < len(found):
        raise RulebookError("同一个等级出现两次。")
    for upper, lower in pairwise(found):
        _joined(lower, upper, whole=True)
    if found[-1].low != 0 or not found[-1].low_closed:
        raise RulebookError(f"最低一档“{found[-1]}”应从 0 起。")
    return found


def read_caps(text: str) -> tuple[Range, ...]:
    """
    Caps of the total by execution rate, the lowest first (按执行率封顶): ``[0%,50%)≤59、[50%,60%)≤69``.

    Raises:
        RulebookError: gaps, overlaps, a cap that does not rise with the rate, no percentages, or the rates do not begin at 0%.
    """
    found = tuple(sorted(ranges(text, CAPS_LIKE), key=lambda one: one.low))
    for one in found:
        if one.name or not one.unit or one.most is None:
            raise RulebookError(f"“{one}”不是封顶，应写成 {CAPS_LIKE} 的样子。")
    for lower, upper in pairwise(found):
        _joined(lower, upper)
        if (lower.most or ZERO) >= (upper.most or ZERO):
            raise RulebookError(f"执行率更高，封顶却不更高：“{lower}”与“{upper}”。")
    if found[0].low != 0 or not found[0].low_closed:
        raise RulebookError(f"“{found[0]}”应从 0% 起。")
    return found


class Share(NamedTuple):
    """A group of indicators and its points (权重分配): 产出50, 部门预算管理/预算编制30."""

    path: tuple[str, ...]
    points: Decimal


_SHARE = re.compile(rf"([^\d、]{{1,40}}?)({_NUMBER})")


def read_weights(text: str) -> tuple[Share, ...]:
    """
    Groups and their points (权重分配): ``预算执行率10、产出50、效益30、满意度10``.

    A part of a group is written 部门预算管理/预算编制30.

    Raises:
        RulebookError: it is written otherwise, a group stands twice, or parts are more than their whole.
    """
    found = []
    for part in fold(text).split("、"):
        match = _SHARE.fullmatch(part)
        path = tuple(match[1].split("/")) if match else ()
        if match is None or not all(path):
            raise RulebookError(f"“{part}”应写成 产出50 的样子，几组之间用顿号。")
        found.append(Share(path=path, points=Decimal(match[2])))
    known = {share.path: share.points for share in found}
    if len(known) != len(found):
        raise RulebookError("同一组出现两次。")
    for path, points in known.items():
        inner = sum((share.points for share in found if share.path[:-1] == path), ZERO)
        if inner > points:
            raise RulebookError(f"{'/'.join(path)} {plain(points)} 分，其下合计 {plain(inner)} 分。")
    return tuple(found)


class Bound(NamedTuple):
    """A bound as a share of the target (界限): ≥130%."""

    sign: Comparator | str
    share: Fraction

    @property
    def words(self) -> str:
        """The bound in words (界限文字): 达到目标值的 130% 及以上."""
        told = f"目标值的 {plain(self.share * 100)}%"
        return {">=": f"达到{told} 及以上", ">": f"超过{told}", "≠": "与目标值不同"}[self.sign]


def read_bound(text: str) -> Bound:
    """
    What goes far beyond a target (超目标的界限): ``≥130%`` or ``>100%`` of it, ``≠`` for any other figure.

    Raises:
        RulebookError: it is written otherwise.
    """
    if fold(text) == "≠":
        return Bound(sign="≠", share=Fraction(1))
    found = read_quantity(text)
    if found.comparator not in {">", ">="} or found.unit not in PERCENT or found.value is None or found.value < 100:
        raise RulebookError("应写成 ≥130% 的样子（占目标值的百分比，不小于 100%），或 ≠。")
    return Bound(sign=found.comparator, share=Fraction(found.value) / 100)


_RATIO = re.compile(rf"({_NUMBER}):({_NUMBER})")


def read_ratio(text: str) -> tuple[Fraction, Fraction]:
    """
    A ratio of two (比例): ``5:4``.

    Raises:
        RulebookError: it is written otherwise, or a side is 0.
    """
    match = _RATIO.fullmatch(fold(text))
    pair = (Fraction(match[1]), Fraction(match[2])) if match else (Fraction(0), Fraction(0))
    if min(pair) == 0:
        raise RulebookError("应写成 5:4 的样子，两边都大于 0。")
    return pair


#: The stages of the total, in the order that holds where a rulebook says nothing.
STAGES: Final = ("sum", "deductions", "event-cap", "execution-cap", "round", "grade")


def read_stages(text: str) -> tuple[str, ...]:
    """
    The stages of the total in a rulebook's order (总分各步): ``sum、deductions、event-cap、execution-cap、round、grade``.

    Raises:
        RulebookError: a stage is missing, stands twice or is unknown; the sum is not first or the grade not last.
    """
    found = tuple(fold(text).split("、"))
    if sorted(found) != sorted(STAGES):
        raise RulebookError(f"应把 {'、'.join(STAGES)} 各写一次。")
    if (found[0], found[-1]) != (STAGES[0], STAGES[-1]):
        raise RulebookError("第一步应是 sum，最后一步应是 grade。")
    return found


def read_rounding(text: str) -> Rounding:
    """
    What a figure is rounded to, half up (修约): ``0.01``.

    Raises:
        RulebookError: it is no power of ten from 0.0001 to 1.
    """
    if text not in {"1", "0.1", "0.01", "0.001", "0.0001"}:
        raise RulebookError("应是 1、0.1、0.01、0.001、0.0001 之一。")
    return Rounding(quantum=Decimal(text))


def read_groups(text: str) -> tuple[tuple[str, ...], ...]:
    """
    Rows that belong together (成组的行): ``甲|乙``, several groups parted by 、.

    Raises:
        RulebookError: a group has fewer than two rows, or a row stands twice.
    """
    found = tuple(tuple(part.split("|")) for part in fold(text).split("、"))
    if not all(len(group) > 1 and all(group) for group in found):
        raise RulebookError("应写成 甲|乙 的样子，几组之间用顿号。")
    rows = [row for group in found for row in group]
    if len(set(rows)) < len(rows):
        raise RulebookError("同一行出现两次。")
    return found


class OptionalGroup(NamedTuple):
    """A group whose chosen members share its points (可选指标组): 项目效益40：经济|社会|生态."""

    name: str
    points: Decimal
    members: tuple[str, ...]


_OPTIONAL = re.compile(rf"([^\d、:/|]{{1,40}}?)({_NUMBER}):([^、]*\|[^、]*)")


def read_optional(text: str) -> OptionalGroup:
    """
    A group whose chosen members share its points (可选指标组): ``项目效益40：经济|社会|生态``.

    Raises:
        RulebookError: it is written otherwise.
    """
    match = _OPTIONAL.fullmatch(fold(text))
    if match is None:
        raise RulebookError("应写成 项目效益40：经济|社会|生态 的样子，只写一组。")
    (members,) = read_groups(match[3])
    return OptionalGroup(name=match[1], points=Decimal(match[2]), members=members)


def read_points(text: str) -> Decimal:
    """
    A number of points above 0 (分数).

    Raises:
        RulebookError: it is anything else.
    """
    found = read_quantity(text)
    if found.value is None or found.value <= 0 or found.unit not in {"", "分"} or found.comparator:
        raise RulebookError("应是大于 0 的分数，例如 70。")
    return found.value


def read_share(text: str) -> Fraction:
    """
    A percentage from 0% to 100% as a ratio (百分比).

    Raises:
        RulebookError: it is anything else.
    """
    found = read_quantity(text)
    if found.value is None or found.unit not in PERCENT or found.comparator or not 0 <= found.value <= 100:
        raise RulebookError("应是 0% 至 100% 的百分比，例如 20%。")
    return Fraction(found.value) / 100


def _bands(text: str) -> object:
    """Qualitative bands: shares of the weight without gaps or overlaps."""
    rule = read_criterion(text)
    if not isinstance(rule, Bands) or not all(band.share for band in rule.bands):
        raise RulebookError("应是定性分档，各档写占分值的百分比，例如 达成预期指标得100%(含)-80%(含)的分值，…。")
    ends = [(band.low, band.high, band.low_open, band.high_open, band.label) for band in rule.bands]
    for (low, _, low_open, _, label), (_, high, _, high_open, other) in pairwise(ends):
        if high > low or (high == low and not low_open and not high_open):
            raise RulebookError(f"“{label}”与“{other}”两档重叠。")
        if high < low or (low_open and high_open):
            raise RulebookError(f"“{label}”与“{other}”两档之间有空档。")
    return rule


def _deviation(text: str) -> object:
    return read_expression(text, clamp=False)


def _words(text: str) -> str:
    if not text.strip():
        raise RulebookError("不能是空的。")
    return text


def _one_of(*allowed: str) -> Callable[[str], object]:
    told = f"应是 {'、'.join(allowed)} 之一。" if len(allowed) > 1 else f"只能写 {allowed[0]}。"

    def check(text: str) -> str:
        if text not in allowed:
            raise RulebookError(told)
        return text

    return check


# ---- the keys -----------------------------------------------------------------------------------


class Key(NamedTuple):
    """A key that a rulebook may set (条目): its Chinese name, and what makes a value sound."""

    term: str
    check: Callable[[str], object]


ROW: Final = "row."
POLICY: Final = "policy."
#: The choices that concern the budget of a form, not its rows.
OF_BUDGET: Final = ("rate_base", "rate_rounding", "zero_budget")

#: Every key, in the order in which a rulebook is shown.
KEYS: Final[dict[str, Key]] = {
    "full_score": Key(term="满分", check=read_points),
    "bonus": Key(term="附加分", check=_one_of("none")),
    "weights": Key(term="权重分配", check=read_weights),
    "output_benefit": Key(term="产出与效益权重比", check=read_ratio),
    "output_benefit_tolerance": Key(term="权重比容差（产出占两者之和的百分点）", check=read_share),
    "row_cap": Key(term="单项得分上限", check=_one_of("weight")),
    "execution": Key(term="预算执行率计分", check=read_criterion),
    "execution_numerator": Key(term="执行率分子", check=_words),
    "execution_denominator": Key(term="执行率分母", check=_words),
    "adjustment": Key(term="预算调整率计分", check=read_criterion),
    "adjustment_excludes": Key(term="预算调整率不包括", check=_words),
    "positive": Key(term="正向指标公式", check=read_criterion),
    "reverse": Key(term="反向指标公式", check=read_criterion),
    "qualitative": Key(term="定性指标分档", check=_bands),
    "criterion_unread": Key(term="评分标准读不懂时", check=_one_of("nothing", "note")),
    "overshoot_from": Key(term="远超目标的界限", check=read_bound),
    "overshoot_reverse_from": Key(term="反向指标远超目标的界限", check=read_bound),
    "overshoot_equal_from": Key(term="等于指标偏离目标的界限", check=read_bound),
    "overshoot_points": Key(term="远超目标扣分", check=read_points),
    "explanation": Key(term="须说明原因的", check=_one_of("below-weight", "missed")),
    "either_or": Key(term="二者择其一", check=read_groups),
    "optional_group": Key(term="可选指标组", check=read_optional),
    "constraint_sign": Key(term="约束性指标记分", check=_one_of("negative", "positive")),
    "event_cap": Key(term="事件封顶", check=read_points),
    "event_kinds": Key(term="封顶事件", check=_words),
    "execution_cap": Key(term="按执行率封顶", check=read_caps),
    "rounding": Key(term="各行得分修约", check=read_rounding),
    "total_rounding": Key(term="总分修约", check=read_rounding),
    "stages": Key(term="总分各步", check=read_stages),
    "grades": Key(term="评价等级", check=read_grades),
    "deviation": Key(term="指标值偏差率", check=_deviation),
    "attainment_gap": Key(term="指标完成与预算执行之差的预警线", check=read_share),
    "unspent": Key(term="未执行比例的预警线", check=read_share),
    "rollup_absolute": Key(term="绝对值汇总", check=_one_of("sum")),
    "rollup_relative": Key(term="相对值汇总", check=_one_of("funds")),
    "rollup_qualitative": Key(term="定性指标汇总", check=_one_of("funds")),
    **{
        f"{POLICY}{one.name}": Key(term=f"口径：{POLICY_WORDS[one.name]}", check=_one_of(*get_args(one.type)))
        for one in fields(Policy)
        if get_args(one.type)
    },
}

#: What a row of a document's own table may say: its criterion.
ROW_KEY: Final = Key(term="", check=read_criterion)


def key_of(name: str) -> Key | None:
    """
    What a key means (条目含义), None where there is no such key; ``row.在职人员控制率`` is the criterion of a row.

    >>> key_of("row.在职人员控制率").term, key_of("colour")
    ('指标“在职人员控制率”', None)
    """
    if name.startswith(ROW) and len(name) > len(ROW):
        return ROW_KEY._replace(term=f"指标“{name.removeprefix(ROW)}”")
    return KEYS.get(name)


def in_order(names: Iterable[str]) -> Iterator[str]:
    """Keys in the order in which a rulebook is shown (按条目顺序); the rows stand last, as given."""
    given = dict.fromkeys(names)
    yield from (name for name in KEYS if name in given)
    yield from (name for name in given if name.startswith(ROW))


#: The words of a value that is a word of the code.
WORDS: Final[dict[tuple[str, str], str]] = {
    ("bonus", "none"): "不设附加分",
    ("row_cap", "weight"): "不超过本行分值",
    ("criterion_unread", "nothing"): "本行不计算",
    ("criterion_unread", "note"): "按通用公式",
    ("explanation", "below-weight"): "得分低于分值的行",
    ("explanation", "missed"): "没有达到目标的行",
    ("constraint_sign", "negative"): "以负数记分",
    ("constraint_sign", "positive"): "以正数记分",
    ("rollup_absolute", "sum"): "直接累加",
    ("rollup_relative", "funds"): "按资金额度加权平均",
    ("rollup_qualitative", "funds"): "按资金额度加权平均",
    **{(f"{POLICY}{one.name}", value): words for one in AMBIGUITIES for value, words in ((one.value, one.default), *one.others)},
    (f"{POLICY}constraint_base", "pool"): "约束性指标从本行分值中扣",
    **{(f"{POLICY}overshoot", value): words for value, words in OVERSHOOT_WORDS.items()},
}
#: The stages in words.
STAGE_WORDS: Final = {
    "sum": "各行相加", "deductions": "扣减", "event-cap": "事件封顶", "execution-cap": "按执行率封顶", "round": "修约", "grade": "定级",
}  # fmt: skip


def words_of(key: str, value: str) -> str:
    """
    A value as a reader sees it (取值文字).

    >>> words_of("bonus", "none"), words_of("full_score", "100")
    ('不设附加分', '100')
    """
    if key == "stages":
        return " → ".join(STAGE_WORDS[stage] for stage in read_stages(value))
    if key == "deviation":
        return re.sub(r"\b[at]\b", lambda name: {"a": "实际完成值", "t": "目标值"}[name[0]], value)
    return WORDS.get((key, value), value)
