"""The answer that is its own explanation (计算过程)."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import define, field

from perfscore.number import plain
from perfscore.source import Citation, Source
from perfscore.value import Value

Children = tuple["Step", ...]
#: An exact figure, or a tuple whose last two are its numerator and denominator, made a Fraction when somebody looks.
Exact = Fraction | tuple[int, int] | tuple[int, int, int]


def preformatted(text: str) -> str:
    """
    A text for a notebook (笔记本显示), its columns kept.

    >>> preformatted("3 < 5")
    '<pre>3 &lt; 5</pre>'
    """
    return f"<pre>{text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</pre>"


def _fraction(value: Exact | None) -> Fraction | None:
    return Fraction(*value[-2:]) if isinstance(value, tuple) else value


@define(eq=False, repr=False)
class Step(Value):
    """
    One figure with how it came about (步骤): value, arithmetic, clause, cell.

    ``value`` is rounded once by the rulebook's ``Rounding`` (points, or the unit named in
    ``unit``); ``exact`` is the unrounded rational that sums use. A figure that the text
    leaves open has ``value`` None and an interval ``low``…``high``, whose ends are left
    out where ``low_open``/``high_open``. ``missing`` names what was not there to compute
    with. ``full`` is what could be earned. Made once and never changed after (not frozen:
    a form has a step for every line, and making them is most of the time an explanation takes).

    >>> print(Step(label="平台操作性", value=Decimal("3.5"), full=Decimal(5), text="5 − 15 × 0.1 = 3.5"))
    平台操作性  3.5 / 5  5 − 15 × 0.1 = 3.5
    """

    label: str
    value: Decimal | None
    low: Decimal = field()
    high: Decimal = field()
    text: str = ""
    citation: Citation | None = None
    source: Source | None = None
    full: Decimal | None = None
    _exact: Exact | None = field(default=None, repr=False)
    _exact_low: Exact | None = field(default=None, repr=False, eq=False)
    _exact_high: Exact | None = field(default=None, repr=False, eq=False)
    #: The steps below, or how to make them when somebody looks.
    _children: Children | Callable[[], Children] = field(default=(), repr=False, eq=False)
    low_open: bool = False
    high_open: bool = False
    unit: str = ""
    missing: tuple[str, ...] = ()

    __hash__ = None  # type: ignore[assignment] # its children are made late

    @low.default
    def _low(self) -> Decimal:
        return self.value if self.value is not None else Decimal(0)

    @high.default
    def _high(self) -> Decimal:
        return self.value if self.value is not None else self.low

    @property
    def exact(self) -> Fraction | None:
        """The unrounded value (精确值), None where the text leaves room."""
        return _fraction(self._exact)

    @property
    def exact_low(self) -> Fraction | None:
        """The unrounded lower end (精确下限)."""
        return _fraction(self._exact_low)

    @property
    def exact_high(self) -> Fraction | None:
        """The unrounded upper end (精确上限)."""
        return _fraction(self._exact_high)

    @property
    def children(self) -> Children:
        """The steps that this one rests on (下级步骤), in order."""
        if callable(self._children):
            self._children = self._children()
        return self._children

    @property
    def figure(self) -> str:
        """The value, or the interval that is left open (数值或区间); empty for a step of words alone.

        >>> Step(label="定性", value=None, low=Decimal(8), high=Decimal(10)).figure
        '[8, 10]'
        """
        if self.value is not None:
            return plain(self.value) + self.unit
        if self.low == self.high and self.full is None:
            return ""
        left, right = "(" if self.low_open else "[", ")" if self.high_open else "]"
        return f"{left}{plain(self.low)}, {plain(self.high)}{right}"

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Step"]]:
        """This step and all below it, each with its depth (遍历)."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)

    def line(self) -> str:
        """The step in one line (单行): label, figure, arithmetic, clause, cell."""
        figure = self.figure + (f" / {plain(self.full)}" if self.full is not None else "")
        tail = [" ".join(self.text.split()), f"〔{self.citation}〕" if self.citation else "", self.source.place if self.source else ""]
        return "  ".join(part for part in (self.label, figure, *tail) if part)

    def __str__(self) -> str:
        return "\n".join(branch + step.line() for branch, step in _branches(self, "", ""))

    def _repr_html_(self) -> str:
        return preformatted(str(self))

    def to_dict(self) -> dict[str, Any]:
        """
        The step as JSON data (导出), figures as strings of exact digits.

        >>> Step(label="x", value=Decimal("3.50")).to_dict()["value"]
        '3.5'
        """
        return {
            "label": self.label,
            "value": None if self.value is None else plain(self.value),
            "low": plain(self.low),
            "high": plain(self.high),
            "exact": None if self.exact is None else str(self.exact),
            "low_open": self.low_open,
            "high_open": self.high_open,
            "text": self.text,
            "unit": self.unit,
            "citation": str(self.citation) if self.citation else None,
            "cell": self.source.place if self.source else None,
            "missing": list(self.missing),
            "children": [child.to_dict() for child in self.children],
        }


def _branches(step: Step, first: str, rest: str) -> Iterator[tuple[str, Step]]:
    yield first, step
    for number, child in enumerate(step.children, 1):
        last = number == len(step.children)
        yield from _branches(child, rest + ("└ " if last else "├ "), rest + ("  " if last else "│ "))
