"""One unit's filled form for one year (绩效自评表)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from sys import intern
from typing import Any

from attrs import evolve, field, frozen, resolve_types

from perfscore.errors import NumberError, PerfscoreError, ReadError
from perfscore.indicator import Goal, Indicator, points
from perfscore.inferring import FULL, Branch, Inferred, inferred
from perfscore.number import NOTHING, ZERO, Quantity, plain, quantity
from perfscore.source import Cell, Source, as_cells, as_texts, sha256
from perfscore.trace import preformatted
from perfscore.value import Shown, Value

FORMAT = "perfscore.sheet/1"
#: How deep indicators may stand below one another; forms have four levels at most.
MOST_LEVELS = 60
#: The path of the budget line among the rows of a form that gives it points.
BUDGET_LINE = ("预算执行", "执行率")


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class BudgetPart(Value):
    """
    A part of the budget (预算构成): 一般公共预算, 政府性基金, an 其中 row.

    ``planned`` and ``spent`` in the unit of the budget, None where nothing is printed.
    """

    name: str
    planned: Decimal | None = field(default=None, converter=points)
    spent: Decimal | None = field(default=None, converter=points)
    cells: tuple[Cell, ...] = field(default=(), converter=as_cells, repr=False)


def as_parts(values: Iterable[BudgetPart]) -> tuple[BudgetPart, ...]:
    """Parts of a budget as a tuple (预算构成元组)."""
    return tuple(values)


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Budget(Value):
    """
    The money of a form (资金情况), in ``unit`` (万元 unless the form says otherwise).

    ``planned`` 预算数, ``spent`` 全年执行数; ``initial`` 年初预算数, ``adjustment`` 预算调整数
    and ``excluded`` 中央专款 are what the adjustment rate needs; ``rate``, ``weight`` and
    ``printed`` stand where the form gives the budget line a rate and points.

    >>> Budget(planned="1,486.27", spent="1464.43").planned
    Decimal('1486.27')
    """

    planned: Decimal | None = field(default=None, converter=points)
    spent: Decimal | None = field(default=None, converter=points)
    initial: Decimal | None = field(default=None, converter=points)
    adjustment: Decimal | None = field(default=None, converter=points)
    excluded: Decimal | None = field(default=None, converter=points)
    rate: Quantity = field(default=NOTHING, converter=quantity)
    weight: Decimal | None = field(default=None, converter=points)
    printed: Decimal | None = field(default=None, converter=points)
    #: How the line is scored, where its column head says so: 20分*执行率.
    criterion: str = ""
    parts: tuple[BudgetPart, ...] = field(default=(), converter=as_parts)
    unit: str = "万元"
    cells: tuple[Cell, ...] = field(default=(), converter=as_cells, repr=False)
    #: Planned and spent as quantities, None where one of them is not printed.
    money: tuple[Quantity, Quantity] | None = field(init=False, repr=False, eq=False)

    @money.default
    def _money(self) -> tuple[Quantity, Quantity] | None:
        return self._pair(self.planned)

    @property
    def from_initial(self) -> tuple[Quantity, Quantity] | None:
        """年初预算数 and spent as quantities (按年初预算数), None where one of them is not printed."""
        return self._pair(self.initial)

    @weight.validator
    def _not_negative(self, _: object, value: Decimal | None) -> None:
        if value is not None and value < ZERO:
            raise NumberError(f"执行率的分值 {plain(value)} 小于 0。", hint="分值应为 0 或正数。")

    def _pair(self, planned: Decimal | None) -> tuple[Quantity, Quantity] | None:
        if planned is None or self.spent is None:
            return None
        first, spent = (Quantity(text=plain(value), value=value, unit=self.unit) for value in (planned, self.spent))
        return first, spent

    def cell(self, name: str) -> Cell | None:
        """The cell that a field was read from (所在单元格)."""
        return next((cell for cell in self.cells if cell.field == name), None)


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Event(Value):
    """
    A recorded fact that bears on the total (事件): given by the caller or the form, never inferred.

    >>> Event(kind="审计披露", source="审计报告2020年第3号").kind
    '审计披露'
    """

    kind: str
    source: str = ""
    date: str = ""

    @classmethod
    def of(cls, given: "Event | str") -> "Event":
        """
        An event as a caller gives it (事件写法): itself, its kind, or 种类:来源:日期.

        Raises:
            PerfscoreError: no kind is given.

        >>> Event.of("审计披露：审计报告2020年第3号：2020-06-30").date
        '2020-06-30'
        """
        if isinstance(given, Event):
            return given
        if not isinstance(given, str):
            raise PerfscoreError(f"事件 {given!r} 不是文本。", hint="请写种类，例如 审计披露，或给出 Event。")
        kind, source, date, *_ = (part.strip() for part in (*given.replace("：", ":").split(":", 2), "", ""))
        if not kind:
            raise PerfscoreError(f"事件“{given}”没有写明种类。", hint="请写种类，例如 审计披露，或 审计披露:来源:日期。")
        return cls(kind=kind, source=source, date=date)

    def __str__(self) -> str:
        where = "，".join(part for part in (self.source, self.date) if part)
        return f"{self.kind}（{where}）" if where else self.kind


@frozen(kw_only=True, eq=False, repr=False)
class Row(Shown):
    """
    A leaf where it stands (指标行): names from 一级 down, goal number or None, the leaf.

    ``weight`` is its 分值 as a quantity, ``key`` what decides how the row is computed apart
    from its digits: rows with one key share their rule and plan.

    >>> Row(path=("产出指标", "覆盖率"), goal=1, indicator=Indicator(name="覆盖率", weight=5)).weight.value
    Decimal('5')
    """

    path: tuple[str, ...]
    goal: int | None
    indicator: Indicator
    #: Where its score stands, its name where no score is printed.
    source: Source = field(default=Source(), repr=False)
    weight: Quantity = field(init=False, repr=False, eq=False)
    key: str = field(init=False, repr=False, eq=False)
    #: The digits of weight, target and actual.
    digits: tuple[int, int, int] = field(init=False, repr=False, eq=False)

    @weight.default
    def _weight(self) -> Quantity:
        return quantity(self.indicator.weight)

    @key.default
    def _key(self) -> str:
        leaf = self.indicator
        parts = (*self.path, leaf.criterion, leaf.definition, self.weight.shape, leaf.target.shape, leaf.actual.shape)
        return intern("\0".join(parts))

    @digits.default
    def _digits(self) -> tuple[int, int, int]:
        return self.weight.digits, self.indicator.target.digits, self.indicator.actual.digits


def as_branches(values: Iterable[Branch]) -> tuple[Branch, ...]:
    """Goals and indicators as a tuple (分支元组)."""
    return tuple(values)


def as_events(values: Iterable[Event]) -> tuple[Event, ...]:
    """Events as a tuple (事件元组)."""
    return tuple(values)


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Sheet(Value):
    """
    A filled self-evaluation form (绩效自评表): header, budget, indicator tree, notes.

    ``branches`` are goals and first-level indicators in the form's order; ``declared`` is
    the total that the form prints, in points. ``remarks`` are what the reader of the file
    must know: what was not read, what was taken for granted.

    >>> sheet = Sheet(title="自评表", branches=[Indicator(name="产出", weight=10)])
    >>> Sheet.from_dict(sheet.to_dict()) == sheet
    True
    """

    title: str = ""
    unit: str = ""
    year: int | None = None
    declared: Decimal | None = field(default=None, converter=points)
    budget: Budget = Budget()
    branches: tuple[Branch, ...] = field(default=(), converter=as_branches)
    #: The form's own notes, one numbered item each.
    notes: tuple[Cell, ...] = field(default=(), converter=as_cells)
    events: tuple[Event, ...] = field(default=(), converter=as_events)
    remarks: tuple[str, ...] = field(default=(), converter=as_texts)
    #: The column heads of the table, in the form's words.
    heads: tuple[str, ...] = field(default=(), converter=as_texts)
    cells: tuple[Cell, ...] = field(default=(), converter=as_cells, repr=False)
    source: Source = Source()
    #: 待复核: the figures come from a page's drawing (a PDF file); compare them with the original before they count.
    to_review: bool = False
    #: SHA-256 of the bytes read, for the receipt; empty for a sheet made in memory.
    digest: str = ""

    def cell(self, name: str) -> Cell | None:
        """The cell that a header field was read from (所在单元格)."""
        return next((cell for cell in self.cells if cell.field == name), None)

    def locate(self, cell: Cell | None) -> Source:
        """The full address of a cell of this form (出处)."""
        return self.source.at(cell.at) if cell else self.source

    @property
    def goals(self) -> tuple[Goal, ...]:
        """The annual goals (年度绩效目标), in the form's order."""
        return tuple(branch for branch in self.branches if isinstance(branch, Goal))

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The first-level indicators (一级指标), goals opened, in the form's order."""
        return tuple(indicator for branch in self.branches for indicator in (branch.children if isinstance(branch, Goal) else (branch,)))

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The leaves with path and goal (指标行), in the form's order; first the budget line where the form gives it points."""
        scored = self.budget.weight is not None or self.budget.printed is not None
        line = [(BUDGET_LINE, None, _budget_line(self.budget))] if scored else []
        leaves = (
            (path, branch.number if isinstance(branch, Goal) else None, leaf)
            for branch in self.branches
            for top in (branch.children if isinstance(branch, Goal) else (branch,))
            for path, leaf in top.leaves()
        )
        return tuple(
            Row(path=path, goal=goal, indicator=leaf, source=self.locate(leaf.cell("printed") or leaf.cell("name")))
            for path, goal, leaf in (*line, *leaves)
        )

    @cached_property
    def stated(self) -> str:
        """The notes, criteria and definitions that the form prints (印出的条文), each once, between bars."""
        leaves = (row.indicator for row in self.rows)
        texts = (*(note.text for note in self.notes), *(text for leaf in leaves for text in (leaf.criterion, leaf.definition)))
        return "|".join(dict.fromkeys(texts))

    @cached_property
    def inferred(self) -> Mapping[Indicator, Inferred]:
        """The points that the form does not print but its arithmetic fixes (推定分值), by leaf."""
        counted = self.budget.weight if self.budget.weight is not None else None if self.budget.printed is not None else ZERO
        return inferred(self.branches, None if counted is None else FULL - counted)

    def __str__(self) -> str:
        head = " · ".join(part for part in (self.title, self.unit, f"{self.year} 年" if self.year else "", str(self.source)) if part)
        total = f"自评总分 {plain(self.declared)}" if self.declared is not None else "没有自评总分"
        return f"{head}\n{total}，{len(self.rows)} 行指标，{len(self.goals)} 个目标"

    def _repr_html_(self) -> str:
        return preformatted(str(self))

    def __repr__(self) -> str:
        return f"<Sheet {self.unit or self.title} {self.year or ''} {len(self.rows)} 行>"

    @cached_property
    def content_digest(self) -> str:
        """SHA-256 of the form as canonical JSON (内容摘要), for a form that was not read from a file."""
        import json

        text = json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return sha256(text.encode("utf-8", "surrogatepass"))

    def to_dict(self) -> dict[str, Any]:
        """The form as JSON data (导出); numbers are strings of exact digits."""
        return {"format": FORMAT, **_converter().unstructure(self)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Sheet":
        """
        The form from what ``to_dict`` gave (导入).

        Raises:
            ReadError: the data are not a form in this format; the message names the place.
        """
        given: Any = data
        found = given.get("format") if isinstance(given, Mapping) else type(given).__name__
        if found != FORMAT:
            raise ReadError(f"不是 {FORMAT} 格式的数据（读到 {found!r}）。", hint="请用 Sheet.to_dict() 的输出。")
        fields = {key: value for key, value in data.items() if key != "format"}
        if _is_deep(fields):
            raise ReadError(f"数据中的指标超过 {MOST_LEVELS} 层。", hint="请核对 children。")
        try:
            sheet: Sheet = _converter().structure(fields, cls)
            return sheet
        except Exception as error:  # noqa: BLE001 - cattrs raises groups of whatever the fields raise
            from cattrs import transform_error

            raise ReadError(
                "数据中有读不懂的字段：" + "；".join(map(_placed, transform_error(error, "表", _fault))), hint="请按格式说明改正。"
            ) from None


def _is_deep(fields: Mapping[str, Any]) -> bool:
    """Whether indicators stand below one another deeper than whatever walks them could go (层数过多)."""
    layer = [fields.get("branches")]
    for _ in range(MOST_LEVELS):
        layer = [one.get("children") for given in layer if isinstance(given, list | tuple) for one in given if isinstance(one, Mapping)]
    return any(layer)


def _fault(error: BaseException, _: Any) -> str:
    """What is wrong with a field, in words (字段错误)."""
    if isinstance(error, PerfscoreError):
        return str(error)
    if isinstance(error, KeyError):
        return "缺少这个字段"
    if hasattr(error, "extra_fields"):
        return f"不认识的字段 {'、'.join(sorted(map(str, error.extra_fields)))}"
    return "值的类型或取值不对"


def _placed(fault: str) -> str:
    reason, _, place = fault.rpartition(" @ ")
    return f"{place} {reason}"


def _of(kind: type) -> Any:
    """Take a value of JSON as it is, or not at all: cattrs would turn None into a text (只收本类型)."""
    words = {str: "文本", int: "整数", bool: " true 或 false"}

    def structure(value: Any, _: Any) -> Any:
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            raise ReadError(f"读到 {value!r}，应为{words[kind]}")
        return value

    return structure


def _budget_line(budget: Budget) -> Indicator:
    """The budget line as the indicator that it is where the form gives it points."""
    names = {"rate": "actual", "weight": "weight", "printed": "printed", "criterion": "criterion"}
    cells = [evolve(cell, field=names[cell.field]) for cell in budget.cells if cell.field in names]
    return Indicator(
        name="执行率", weight=budget.weight, actual=budget.rate, printed=budget.printed, criterion=budget.criterion, cells=cells
    )


_CONVERTERS: list[Any] = []


def _converter() -> Any:
    if not _CONVERTERS:
        _CONVERTERS.append(_make_converter())
    return _CONVERTERS[0]


def _make_converter() -> Any:
    """cattrs, told how the field's values stand in JSON: text for figures, a key for what a branch is."""
    from cattrs import Converter
    from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

    resolve_types(Indicator)
    converter = Converter(forbid_extra_keys=True, omit_if_default=True)
    converter.register_structure_hook(str, _of(str))
    converter.register_structure_hook(int, _of(int))
    converter.register_structure_hook(bool, _of(bool))
    converter.register_unstructure_hook(Decimal, plain)
    converter.register_structure_hook(Decimal, lambda value, _: points(value))
    converter.register_unstructure_hook(Quantity, lambda value: value.text)
    converter.register_structure_hook(Quantity, lambda value, _: quantity(value))
    plain_goal = make_dict_unstructure_fn(Goal, converter, _cattrs_omit_if_default=True)
    read_goal = make_dict_structure_fn(Goal, converter, _cattrs_forbid_extra_keys=True)
    converter.register_unstructure_hook(
        Goal, lambda goal: {"goal": goal.number, **{k: v for k, v in plain_goal(goal).items() if k != "number"}}
    )
    names = {"goal": "number", "number": "number（应写作 goal）"}
    converter.register_structure_hook(Goal, lambda data, _: read_goal({names.get(key, key): value for key, value in data.items()}, Goal))
    converter.register_unstructure_hook(Branch, converter.unstructure)
    converter.register_structure_hook(
        Branch, lambda data, _: converter.structure(data, Goal if isinstance(data, dict) and "goal" in data else Indicator)
    )
    return converter
