"""A table scored by Spark (Spark 引擎): the queries of the DuckDB engine in Spark's words, its formulas in stages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from typing import Any, Final
from uuid import uuid4

from perfscore.batching.column import MOST_PLACES, SURE_DIGITS, Column, TableError, is_text
from perfscore.batching.dialect import spoken, ticked
from perfscore.batching.duckdb import Scoring
from perfscore.batching.lanes import NARROW, WIDE, Formulas, Spread, Spreads, Stages, Wanted, merged
from perfscore.batching.layout import Layout
from perfscore.batching.menu import FEW, Menu
from perfscore.batching.recipe import BELOW, BIG, NONE, SMALL, ZERO, Recipe
from perfscore.batching.stages import FALSE, Marks, counted
from perfscore.batching.telling import BEYOND
from perfscore.batching.terms import column_cell
from perfscore.batching.writing import AWAY, Written, cap_of
from perfscore.governing import governor_of
from perfscore.querying import NULL, UNIT, Lane, Share, outside
from perfscore.rulebook import Rulebook
from perfscore.sheet import Event
from perfscore.staging import names

#: So many combinations of rules and sizes are looked up in a list; more stand in a table that is joined to the rows.
CELLS: Final = 20_000
#: Units of one row beyond this are added up by Python.
FAR: Final = 2**59
#: How often Spark goes over a query before it gives up.
ITERATIONS: Final = "spark.sql.analyzer.maxIterations"
#: What stands for the values of all rows in a query.
VALUES: Final = "perfscore_values"
#: Sums of less than this do not overflow.
SAFE: Final = 2**61


def text(said: str | None) -> str:
    """A text as Spark writes it (文本常量)."""
    return "cast(null as string)" if said is None else "'" + said.replace("\\", "\\\\").replace("'", "\\'") + "'"


def looked_up(values: Sequence[Any], kind: str, place: str) -> str:
    """One of many constants by its place in a list (查表): the list is one text, which Spark reads once."""
    if len(set(values)) < 2:
        return f"cast({values[0] if values else 'null'} as {kind})"
    return f"cast(split('{','.join(map(str, values))}', ',') as array<{kind}>)[{place}]"


def integer(column: Column, cell: str) -> str:
    """The SQL of a cell as an integer of the column's places (化为整数); NULL where it is none, or its decimal is not sure."""
    scale, kind = 10**column.places, WIDE.kind if column.wide else "bigint"
    if column.sort == "integer" or (column.sort == "decimal" and not column.places):
        return f"cast({cell} as {kind})"
    if column.sort == "decimal" and column.digits > SURE_DIGITS:
        part = f"cast(({cell} % 1) * cast({scale} as decimal({column.places + 1},0)) as {kind})"
        return f"(cast({cell} - {cell} % 1 as {kind}) * {scale} + {part})"
    if column.sort == "decimal":
        return f"cast(rint(cast({cell} as double) * {scale}D) as bigint)"
    if column.sort == "double":
        units = f"rint({cell} * {scale}D)"
        return f"case when abs({cell}) < 1e{SURE_DIGITS - column.places}D and {units} / {scale}D = {cell} then cast({units} as bigint) end"
    return f"case when {plain(column, cell)} then cast(rint(cast({cell} as double) * {scale}D) as bigint) end"


def plain(column: Column, cell: str) -> str:
    """The SQL of whether a text is a bare number that a column's places hold (纯数字文本)."""
    point = f"([.][0-9]{{1,{column.places}}})?" if column.places else ""
    return f"{cell} rlike '^-?[0-9]{{1,{SURE_DIGITS - column.places}}}{point}$'"


class SparkLayout(Layout):
    """The columns of a table, as Spark reads them (Spark 的布局)."""

    string = "string"

    def cell(self, name: str) -> str:
        own = integer(self.columns[name], ticked(name))
        return f"coalesce({own}, f_{name}_units)" if name in self.printed else own

    def first(self) -> list[str]:
        """What the first stage makes of a row (第一段)."""
        said = ["sheet_id", "indicator_id", *(f"{spoken(told)} as k_{i}" for i, told in enumerate(self.told("")))]
        for name, column in self.columns.items():
            said.append(f"{self.cell(name)} as {column_cell(name)}")
            if name in self.printed:
                said += [f"coalesce(f_{name}_form, 0) as o_{name}", f"coalesce(f_{name}_beyond, false) as b_{name}"]
            if column.sort == "double":
                said.append(f"{ticked(name)} as r_{name}")
        return [*said, *self.events]

    #: What the first stage keeps of an event.
    events: tuple[str, ...] = ()


@contextmanager
def patient(session: Any) -> Iterator[None]:
    """Let Spark look at a long query as often as it takes (放宽分析次数), and no longer than for that query."""
    before = session.conf.get(ITERATIONS)
    session.conf.set(ITERATIONS, "2000")
    try:
        yield
    finally:
        session.conf.set(ITERATIONS, before)


class SparkScoring(Scoring):
    """
    The queries that score one table under one rulebook, for Spark (一张表的 Spark 查询).

    Args:
        frame: the table.
        kinds: the type of each of its columns.
        book: the rulebook.
        scale: the decimal places of columns of scaled integers.
    """

    def __init__(self, frame: Any, kinds: Mapping[str, str], book: Rulebook, scale: Mapping[str, int]) -> None:
        self.frame, self.book = frame, book
        self.session = frame.sparkSession
        self.layout: SparkLayout = SparkLayout(kinds, scale)
        self.rules = governor_of(book, book.policy)
        self.menu = Menu(self.layout, self.rules)
        self.joined = frame
        self.views: list[str] = []
        self._fit()
        for name in self.layout.printed:
            self._read_texts(self.layout.columns[name])
        self._find()
        self._read_events()

    # figures

    def _fit(self) -> None:
        """As many places for columns of texts and floats, and of decimals of very many places, as their cells need."""
        waiting = {n: c for n, c in self.layout.columns.items() if c.sort in {"text", "double"} or c.places > MOST_PLACES}
        tried = (4, 6, MOST_PLACES)
        if not waiting:
            return
        asked = [f"coalesce(bool_or({_misfit(one, places)}), false)" for one in waiting.values() for places in tried]
        found = list(self.frame.selectExpr(*(f"{said} as m_{i}" for i, said in enumerate(asked))).collect()[0])
        for i, (name, column) in enumerate(waiting.items()):
            bad = found[i * len(tried) : (i + 1) * len(tried)]
            places = next((p for p, misfit in zip(tried, bad, strict=True) if not misfit), None)
            if places is None and column.sort == "decimal":
                if name in {"target", "actual"}:
                    continue
                raise TableError(f"列“{name}”有超过 {MOST_PLACES} 位的小数。", hint="请把分值和得分修约后再计分。")
            self.layout.columns[name] = column._replace(places=places or MOST_PLACES)

    def _read_texts(self, column: Column) -> None:
        """Read every printed text of a column that is no bare number, once (读取文本)."""
        name = column.name
        cell = ticked(name)
        found = self.frame.where(f"{cell} is not null and not ({plain(column, cell)})").selectExpr(f"{cell} as said").distinct()
        rows = [self._read(one.said, column) for one in found.collect()]
        kinds = f"f_{name}_said string, f_{name}_units bigint, f_{name}_form int, f_{name}_beyond boolean"
        if rows:
            self._join_small(kinds, rows, f"{cell} = f_{name}_said", "left")
        else:
            nothing = [f"cast(null as {kind}) as {said}" for said, kind in (one.split() for one in kinds.split(", ")[1:])]
            self.joined = self.joined.selectExpr("*", *nothing)

    def _join_small(self, kinds: str, rows: Sequence[Sequence[Any]], on: str, how: str) -> None:
        """Join a small table to every row."""
        from pyspark.sql.functions import broadcast, expr

        small = self.session.createDataFrame([tuple(row) for row in rows], kinds)
        self.joined = self.joined.join(broadcast(small), expr(on), how)

    # recipes

    def _find(self) -> None:
        """Which recipes the rows need, and between what their figures lie: of the keys of all rows, with one look at the table."""
        layout = self.layout
        base = self.joined.selectExpr(*layout.first())
        sized = [f"{layout.size(name)} as z_{name}" for name in layout.sized]
        found = base.selectExpr("*", *sized).groupBy(*layout.keys).agg(*self._asked()).collect()
        self.count = sum(one.n for one in found)
        self.lost = (sum(one.n - one.sheets for one in found), sum(one.n - one.indicators for one in found))
        ids = [(one.first, one.last) for one in found if one.first is not None]
        self.ids = (min(low for low, _ in ids), max(high for _, high in ids)) if ids else (None, None)
        keys = len(layout.keys)
        spreads = [_spreads(one, layout) for one in found]
        self.spreads: dict[str, Spread] = {}
        for one in spreads:
            self.spreads = merged(self.spreads, one)
        told = [tuple(one)[:keys] for one in found]
        numbered = self.menu.keyed(told, {number: form for form, number in layout.forms.items()})
        self._number(numbered, spreads)
        self.few = not layout.printed and self._looks_up(numbered)
        if not self.few:
            self._join_keys(numbered)
        self._mark()

    def _asked(self) -> list[Any]:
        """What is asked of the rows of each key: how many, their ids, between what their figures lie."""
        from pyspark.sql.functions import expr

        said = ["count(*) as n", "count(sheet_id) as sheets", "count(indicator_id) as indicators", "min(indicator_id) as first",
                "max(indicator_id) as last"]  # fmt: skip
        for i, name in enumerate(self.layout.columns):
            cell = column_cell(name)
            said += [f"min({cell}) as low_{i}", f"max({cell}) as high_{i}", f"count({cell}) as there_{i}"]
        return [expr(one) for one in said]

    def _number(self, numbered: Sequence[tuple[Any, ...]], spreads: Sequence[Spreads]) -> None:
        """The formulas of the recipes, each with the bounds of the figures of its own rows."""
        scores: dict[int, dict[str, Spread]] = {}
        rates: dict[int, dict[str, Spread]] = {}
        for (*_, recipe, rate), own in zip(numbered, spreads, strict=True):
            scores[recipe] = merged(scores.get(recipe, {}), own)
            rates[rate] = merged(rates.get(rate, {}), own)
        ends = {}
        for one, number in self.menu.recipes.items():
            terms = [one.low, *([one.high] if one.high != one.low else [])] if number in scores else []
            ends[number] = [Wanted(term, scores[number]) for term in terms if term]
        self.formulas = Formulas(self.layout, ends)
        deviations = {n: [Wanted(term, rates[n])] for term, n in self.menu.deviations.items() if term and n in rates}
        self.rates = Formulas(self.layout, deviations)
        self.recipes = sorted(self.menu.recipes.items(), key=lambda one: one[1])

    def _low(self, recipe: int) -> int:
        if self.recipes[recipe][0].alone:
            return AWAY
        return next(iter(self.formulas.numbers[recipe]), AWAY - 1)

    def _high(self, recipe: int) -> int:
        return next(iter(self.formulas.numbers[recipe][1:]), AWAY - 1)

    def _rate(self, rate: int) -> int:
        return next(iter(self.rates.numbers.get(rate, [])), AWAY - 1)

    def _looks_up(self, numbered: Sequence[tuple[Any, ...]]) -> bool:
        """Whether a row's rule and sizes tell its cell by tests and reckoning; then how."""
        layout = self.layout
        texts = len(layout.texts) + len(layout.asked)
        told = list(dict.fromkeys(row[:texts] for row in numbered))
        sizes = [sorted({row[texts + i] for row in numbered}) for i in range(len(layout.sized))]
        cells = [(*said, *size) for said in told for size in product(*sizes)] if 0 < len(told) <= FEW else []
        if not cells or len(cells) > CELLS:
            return False
        found = {row[:-2]: row[-2:] for row in numbered}
        self.cells = [found.get(cell, numbered[0][-2:]) for cell in cells]
        rule = by_texts({one: i for i, one in enumerate(told)})
        self.codes = [f"{rule} as g", *(f"{code(layout, name, size)} as g_{name}" for name, size in zip(layout.sized, sizes, strict=True))]
        self.place = "g"
        for name, size in zip(layout.sized, sizes, strict=True):
            self.place = f"({self.place} * {len(size)} + g_{name})" if len(size) > 1 else self.place
        return True

    def _join_keys(self, numbered: Sequence[tuple[Any, ...]]) -> None:
        """The keys of all rows in a small table, each with the number of its cell."""
        names = self.layout.keys
        texts = len(self.layout.texts)
        kinds = ["int" if name[0] in "zo" else "string" if int(name[2:]) < texts else "boolean" for name in names]
        places = {cell: i for i, cell in enumerate(dict.fromkeys(row[-2:] for row in numbered))}
        self.cells = list(places)
        rows = [(*row[:-2], places[row[-2:]], self.recipes[row[-2]][0].reason or None) for row in numbered]
        said = [f"key_{name} {kind}" for name, kind in zip(names, kinds, strict=True)]
        self.keys = self.session.createDataFrame(rows, ", ".join([*said, "cell int", "m_reason string"]))

    def _say(self, values: Iterable[Any], kind: str) -> str:
        """What goes with a row's cell."""
        return looked_up(list(values), kind, "cell")

    def _mark(self) -> None:
        """What the stages have to know of a row's cell."""
        recipes = [self.recipes[recipe][0] for recipe, _ in self.cells]
        self.columns = {"p": self._say((self._low(r) for r, _ in self.cells), "int"), "q": self._say((self._high(r) for r, _ in self.cells), "int"),
                        "d": self._say((self._rate(d) for _, d in self.cells), "int")}  # fmt: skip

        def where(test: Callable[[Recipe], bool]) -> str:
            found = [test(one) for one in recipes]
            return self._say((str(one).lower() for one in found), "boolean") if any(found) else FALSE

        bases, reasons = sorted({one.basis for one in recipes}), sorted({one.reason for one in recipes})
        reason = "m_reason"
        if self.few:
            reason = f"array({', '.join(text(one or None) for one in reasons)})[{self._say((reasons.index(one.reason) for one in recipes), 'int')}]"
        capping = any(one.caps for one in recipes)
        caps = (cap_of(one).replace("null", "-1") for one in recipes)
        roomy = any(self._high(r) >= 0 for r, _ in self.cells)
        self.written = Written(Share(NULL), Share("vr") if roomy else None, NULL, Marks(
            basis=f"array({', '.join(map(text, bases))})[{self._say((bases.index(one.basis) for one in recipes), 'int')}]" if bases else "''",
            reason=reason, upper=where(lambda one: one.upper), low_open=where(lambda one: one.low_open),
            high_open=where(lambda one: one.high_open), aside=where(lambda one: bool(one.aside)),
            rescaled=where(lambda one: one.aside == "rescaled"), negative=where(lambda one: one.negative),
            cap=f"nullif({self._say(caps, 'bigint')}, -1)" if capping else "",
            kinds=self._say((self.menu.kind_bits(one) for one in recipes), "bigint") if capping else "",
        ))  # fmt: skip

    # stages

    def celled(self) -> str:
        """The rows with their figures, each with the number of its cell (第二段)."""
        base = f"select {', '.join(self.layout.first())} from {self._view(self.joined)}"
        if self.few:
            return f"select *, {self.place} as cell from (select *, {', '.join(self.codes)} from ({base}))"
        sized = [f"{self.layout.size(name)} as z_{name}" for name in self.layout.sized]
        on = " and ".join(f"key_{name} = {name}" for name in self.layout.keys)
        keys = self._view(self.keys)
        return f"select /*+ broadcast({keys}) */ * from (select *, {', '.join(sized)} from ({base})) join {keys} on {on}"

    def _view(self, frame: Any) -> str:
        """The name of a table in queries."""
        name = f"perfscore_{uuid4().hex}"
        frame.createOrReplaceTempView(name)
        self.views.append(name)
        return name

    def lanes(self, *, deviations: bool) -> str:
        """The values of all rows: of those that 64 bits hold, and where there may be others, of these by a query of their own (第三段)."""
        low, high, rate = self._used()
        sets = [("p", self.formulas, low), ("q", self.formulas, high), *([("d", self.rates, rate)] if deviations else [])]
        guards = []
        for column, formulas, used in sets:
            arms = [f"when {column} = {number} then {formulas.all[number].guard(NARROW)}" for number in formulas.doubtful(used)]
            guards += [f"case {' '.join(arms)} else true end"] if arms else []
        rows = f"select *, {', '.join(f'{said} as {name}' for name, said in self._columns().items())} from ({self.celled()})"
        if not guards:
            return self._valued(rows, NARROW, deviations=deviations)
        held = " and ".join(guards)
        near = self._valued(f"select * from ({rows}) where {held}", NARROW, deviations=deviations)
        wide = self._valued(f"select * from ({rows}) where not ({held})", WIDE, deviations=deviations)
        return f"{near} union all {wide}"

    def _columns(self) -> dict[str, str]:
        """The numbers of a row's formulas, and their constants where these stand in a list."""
        told = dict(self.columns)
        for name, formulas, of in (("constants", self.formulas, 0), ("rate_constants", self.rates, 1)):
            if formulas.listing:
                lists = zip(*(self._padded(formulas, cell[of]) for cell in self.cells), strict=True)
                told[name] = f"array({', '.join(self._say(one, WIDE.kind) for one in lists)})"
        return told

    @staticmethod
    def _padded(formulas: Formulas, number: int) -> list[int]:
        own = formulas.constants.get(number, [])
        return own + [0] * (formulas.listing - len(own))

    def _used(self) -> tuple[set[int], set[int], set[int]]:
        """The numbers of the formulas that rows need: of the low end, of the high end, of the deviation rate."""
        found = ({self._low(r) for r, _ in self.cells}, {self._high(r) for r, _ in self.cells}, {self._rate(d) for _, d in self.cells})
        low, high, rate = ({number for number in one if number >= 0} for one in found)
        return low, high, rate

    def _valued(self, rows: str, lane: Lane, *, deviations: bool) -> str:
        """The values of the rows of one lane."""
        low, high, rate = self._used()
        kept = ["sheet_id", "indicator_id", "cell", *map(column_cell, self.layout.columns), *([] if self.few else ["m_reason"])]
        kept += [one.rpartition(" as ")[2] for one in self.layout.events]
        base = max(10 ** self.layout.columns["weight"].places, 100)
        ends = [Stages(self.formulas, lane, "p", low, "a")]
        ends += [Stages(self.formulas, lane, "q", high, "b")] if self.roomy else []
        rates = [Stages(self.rates, lane, "d", rate, "e")] if deviations else []
        for one in (*ends, *rates):
            rows = f"select *, {', '.join(one.figures())} from ({rows})"
        full = f"n_weight * {base // 10 ** self.layout.columns['weight'].places}"
        values = [one.units(full, base) for one in ends]
        away = [f"when p = {AWAY}"] if any(self._low(r) == AWAY for r, _ in self.cells) else []
        away += [f"when {test}" for test in self._far()]
        if away:
            values[0] = f"case {' '.join(f'{one} then {outside()}' for one in away)} else {values[0]} end"
        told = [f"{said} as {name}" for said, name in zip(values, ("vl", "vr"), strict=False)]
        told += [f"{one.rate()} as dev" for one in rates]
        if self.has_printed:
            told.append(f"{self._near('printed')} as p_units")
        return f"select {', '.join([*kept, *told])} from ({rows})"

    def _near(self, name: str) -> str:
        """A column of points in units, NULL where it is far beyond any."""
        by = UNIT // 10 ** self.layout.columns[name].places
        cell = column_cell(name)
        bound = FAR // by
        if name in self.spreads and self.spreads[name].most > bound:
            return f"case when abs({cell}) <= {bound} then cast({cell} as bigint) * {by} end"
        return f"cast({cell} as bigint) * {by}"

    def _far(self) -> list[str]:
        """Which rows have points so many that their units could not be added up."""
        out = []
        for name in ("weight", "printed"):
            bound = FAR // (UNIT // 10 ** self.layout.columns[name].places) if name in self.layout.columns else 0
            if name in self.spreads and self.spreads[name].most > bound:
                out.append(f"abs({column_cell(name)}) > {bound}")
        return out

    def valued(self, *, deviations: bool) -> str:
        del deviations
        return f"select * from {VALUES}"

    def counted(self, *, deviations: bool) -> str:
        table = f"({self.valued(deviations=deviations)})"
        return counted(self.marks, roomy=self.roomy, printed=self.has_printed, weight=self._near("weight"), table=table)

    def ask(self, sql: str, *, deviations: bool) -> Any:
        """A query of the engine's over the values of the rows (执行查询)."""
        with patient(self.session):
            return self.session.sql(spoken(sql).replace(VALUES, f"({self.lanes(deviations=deviations)})"))

    @property
    def sure(self) -> bool:
        """Whether no sum of units can overflow (求和不溢出)."""
        if not self._far() and not any(one.alone or self._free(one) for one, _ in self.recipes):
            most = max((self.spreads[n].most * (UNIT // 10 ** self.layout.columns[n].places) for n in ("weight", "printed")
                        if n in self.spreads), default=0)  # fmt: skip
            return not self.formulas.doubtful({*self._used()[0], *self._used()[1]}) and 2 * most * self.count <= SAFE
        return False

    @staticmethod
    def _free(one: Recipe) -> bool:
        return any(term is not None and not term.expression.clamp for term in (one.low, one.high))

    def _addend(self, cell: str) -> str:
        own = super()._addend(cell)
        return own if self.sure else f"cast({own} as decimal(20,0))"

    # events

    def _read_events(self) -> None:
        self.hit = self.event = ""
        if "event" not in self.layout.kinds:
            return
        bits = 2 ** len(self.menu.own_kinds) - 1 + 2**62
        if not is_text(self.layout.kinds["event"]):
            self.layout.events = ("cast(event as boolean) as event",)
            self.hit, self.event = "event", f"case when event then {bits} else 0 end"
            return
        found = self.frame.where("event is not null and trim(event) <> ''").selectExpr("event as said").distinct().collect()
        rows = []
        for (said,) in found:
            kind = Event.of(said).kind
            own = sum(1 << i for i, one in enumerate(self.menu.own_kinds) if names((one,), kind))
            rows.append((said, names(self.book.event_kinds, kind), own + 2**62))
        if rows:
            self._join_small("e_said string, hits boolean, bits bigint", rows, "event = e_said", "left")
            self.layout.events = ("hits", "bits")
        else:
            self.layout.events = ("cast(null as boolean) as hits", "cast(null as bigint) as bits")
        self.hit, self.event = "hits", "coalesce(bits, 0)"


def _misfit(column: Column, places: int) -> str:
    """The SQL of whether a cell has more than so many places (位数不足)."""
    cell = ticked(column.name)
    if column.sort == "text":
        return f"{cell} rlike '^-?[0-9]+[.][0-9]{{{places + 1},}}$'"
    if column.sort == "decimal":
        return f"round({cell}, {places}) <> {cell}"
    return f"{cell} is not null and ({integer(column._replace(places=places), cell)}) is null"


def _spreads(one: Any, layout: Layout) -> dict[str, Spread]:
    """Between what the figures of the rows of one key lie."""
    found = {}
    for i, name in enumerate(layout.columns):
        low, high, there = one[f"low_{i}"], one[f"high_{i}"], one[f"there_{i}"]
        found[name] = Spread(int(low or 0), int(high or 0), nulls=there < one.n)
    return found


def code(layout: Layout, name: str, sizes: Sequence[int]) -> str:
    """The number of a figure's size among those that there are, as SQL (大小编号)."""
    edge, cell, column = 3 * 10 ** layout.columns[name].places // 2, column_cell(name), layout.columns[name]
    tests = {NONE: f"{cell} is null", BELOW: f"{cell} < 0", ZERO: f"{cell} = 0", SMALL: f"{cell} <= {edge}", BIG: f"{cell} > {edge}"}
    if column.sort == "double":
        tests = {NONE: f"r_{name} is null", **tests, BEYOND: f"{cell} is null"} | {NONE: f"r_{name} is null"}
    order = [size for size in (NONE, BEYOND, BELOW, ZERO, SMALL, BIG) if size in sizes]
    arms = [f"when {tests[size]} then {sizes.index(size)}" for size in order[:-1]]
    return f"case {' '.join(arms)} else {sizes.index(order[-1])} end" if arms else "0"


def by_texts(found: Mapping[tuple[Any, ...], int], at: int = 0) -> str:
    """
    The number of a combination of texts, as SQL (规则文字编号): one column after the other.

    >>> by_texts({("a", True): 0, ("a", False): 1, ("b", True): 2})
    "case when k_0 = 'a' then case when k_1 then 0 else 1 end else 2 end"
    """
    if len(found) == 1:
        return str(next(iter(found.values())))
    groups: dict[Any, dict[tuple[Any, ...], int]] = {}
    for told, number in found.items():
        groups.setdefault(told[at], {})[told] = number
    *first, (_, last) = groups.items()
    arms = [f"when {_told(f'k_{at}', value)} then {by_texts(group, at + 1)}" for value, group in first]
    return f"case {' '.join(arms)} else {by_texts(last, at + 1)} end" if arms else by_texts(last, at + 1)


def _told(column: str, value: Any) -> str:
    return f"{column} = {text(value)}" if isinstance(value, str) else column if value else f"not {column}"
