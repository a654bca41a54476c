"""The formulas of a blank form (空白表公式): what the rulebook gives a row, spelled over its cells."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from perfscore.indicator import Indicator
from perfscore.line import Line
from perfscore.marking.entry import whole_places
from perfscore.number import plain
from perfscore.provision import Range
from perfscore.rule import Rate
from perfscore.rulebook import Rulebook
from perfscore.scoring import score
from perfscore.sheet import Budget, Sheet
from perfscore.spelling import FINE, SIDE, Term, digits, places_of, spelled

#: Figures of a row as it may be filled in; which they are does not matter, for the formula holds for any.
_SAMPLE = {"weight": 10, "target": "100", "actual": "85"}


def row_formula(book: Rulebook, cells: Mapping[str, str], *, exact: bool = False) -> str:
    """
    The score of a row of the tree by the rulebook's general formulas (通用公式), blank until sign, figures and points are there.

    Args:
        cells: the addresses of ``sign``, ``target``, ``actual`` and ``weight``.
        exact: unrounded.
    """
    reverse = _spelled(_line(book, target="≤100", actual="120"), cells, exact=exact)
    positive = _spelled(_line(book, target="≥100"), cells, exact=exact)
    zero = _spelled(_line(book, target="0", actual="0"), cells, exact=exact)
    if not positive:
        return ""
    sign, three = cells["sign"], f"{cells['target']},{cells['actual']},{cells['weight']}"
    up = positive if zero == positive else f"IF({cells['target']}=0,{zero or _BLANK},{positive})"
    return f'IF(OR({sign}="",COUNT({three})<3),{_BLANK},IF({sign}="≤",{reverse or _BLANK},{up}))'


def own_formula(book: Rulebook, criterion: str, cells: Mapping[str, str], *, exact: bool = False) -> tuple[str, str]:
    """
    The score of a row by its own criterion (本行评分标准), blank until its figures are there, and the unit that they have.

    Both are "" where it takes a person.
    """
    for target, actual in (("100%", "85%"), ("100", "85"), ("", "85%"), ("", "3")):
        line = _line(book, target=target, actual=actual, criterion=criterion)
        found = _spelled(line, cells, exact=exact)
        if found and cells["actual"] in found:
            needed = [cells[name] for name in ("target", "actual", "weight") if cells[name] in found]
            return f"IF(COUNT({','.join(needed)})<{len(needed)},{_BLANK},{found})", "%" if "%" in actual else ""
    return "", ""


def rate_formula(book: Rulebook, cells: Mapping[str, str], *, exact: bool = False) -> str:
    """The score of the execution rate (预算执行得分), blank until the money is there; ``exact`` unrounded."""
    money = Budget(planned=100, initial=100, spent=90, weight=10)
    (line, *_) = score(Sheet(budget=money), book).lines
    planned = cells[base_of(book)]
    found = _spelled(line, {"target": planned, "actual": cells["spent"], "weight": cells["weight"]}, exact=exact)
    if not found or not isinstance(line.governed.rule, Rate):
        return ""
    return f"IF(COUNT({planned},{cells['spent']},{cells['weight']})<3,{_BLANK},IF({planned}=0,{_BLANK},{found}))"


def base_of(book: Rulebook) -> str:
    """Which budget figure the rate is of (执行率分母): ``initial`` 年初预算数 or ``planned`` 全年预算数."""
    return "initial" if book.policy.rate_base == "initial" else "planned"


_BLANK = '""'


def total_formula(book: Rulebook, scores: str, money: tuple[str, str], added: str = "") -> str:
    """
    The total (总分): the scores added up, capped by the execution rate where the rulebook has such caps, rounded as it says.

    Args:
        scores: the cells of the scores, as arguments of SUM.
        money: the cells of the budget and of what was spent.
        added: the cells that are added up, where these are others than the scores.
    """
    total, to = f"SUM({added or scores})", whole_places(book.total_rounding)
    assert to is not None
    if book.execution_cap:
        base, spent = money
        caps = _caps(book.execution_cap, f"{spent}/{base}", book.full_score)
        total = f"IF(COUNT({base},{spent})<2,{total},IF({base}<=0,{total},MIN({total},{caps})))"
    return f"IF(COUNT({scores})=0,{_BLANK},ROUND(ROUND({total},{FINE}),{to}))"


def _caps(caps: tuple[Range, ...], rate: str, full: Decimal) -> str:
    arms = "".join(
        f"IF(ROUND({rate},{SIDE}){'<=' if one.high_closed else '<'}{plain(one.high)}%,{plain(one.most or full)}," for one in caps
    )
    return f"{arms}{plain(full)}{')' * len(caps)}"


def grade_formula(book: Rulebook, total: str) -> str:
    """The grade of a total (等级), "" where the rulebook has no grades."""
    if not book.grades:
        return ""
    arms = "".join(
        f'IF(AND({total}{">=" if one.low_closed else ">"}{plain(one.low)},{total}{"<=" if one.high_closed else "<"}{plain(one.high)}),"{one.name}",'
        for one in book.grades
    )
    return f'IF(ISNUMBER({total}),{arms}"没有规定的等级"{")" * len(book.grades)},{_BLANK})'


def _line(book: Rulebook, **given: str) -> Line:
    leaf = Indicator(name="指标", **{**_SAMPLE, **given})  # type: ignore[arg-type]
    top = Indicator(name="产出指标", level=1, children=[Indicator(name="数量指标", level=2, children=[leaf])])
    return score(Sheet(branches=[top]), book).lines[0]


def _spelled(line: Line, cells: Mapping[str, str], *, exact: bool = False) -> str:
    """A line's rule over other cells, which hold figures in the unit of the row, rounded unless ``exact``; "" where it is none."""
    plan, to = line.governed.plan, whole_places(line.rounding)
    if plan is None or plan.ends is None or to is None:
        return ""
    w, t, a = (Fraction(one, 10**plan.places) for one in plan.arguments(*_digits(line))[:3])
    known = {"w": Term(cells["weight"], w, natural=True), "t": Term(cells["target"], t), "a": Term(cells["actual"], a)}
    if not plan.t_by:
        known["t"] = Term(digits(t), t, places_of(t), natural=t >= 0)
    known |= {name: Term(digits(value), value, places_of(value), natural=value >= 0) for name, value in plan.ends.parameters.items()}
    found = spelled(plan.ends.low, known)
    if found is None:
        return ""
    return found.text if exact else found.rounded(to).text


def adds_exact(book: Rulebook) -> bool:
    """Whether the rulebook adds up unrounded scores (按未修约的得分相加)."""
    return book.policy.sum_of == "exact"


def exact_formula(score: str, exact: str, to: int) -> str:
    """
    What a row adds to the total (计入总分的得分): its unrounded score, or what a person has written over the formula.

    Args:
        score: the cell of the rounded score.
        exact: the unrounded formula.
        to: the places to which the score is rounded.
    """
    if not exact:
        return f"IF(ISNUMBER({score}),{score},{_BLANK})"
    return f"IF(ISNUMBER({score}),IFERROR(IF(ROUND(ROUND({exact},{FINE}),{to})={score},{exact},{score}),{score}),{_BLANK})"


def _digits(line: Line) -> tuple[int, int, int]:
    w, t, a = line.row.digits
    return (w, t, a) if line.money is None else (w, line.money[0].digits, line.money[1].digits)
