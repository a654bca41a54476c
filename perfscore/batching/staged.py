"""A table scored by Spark (Spark 引擎): the queries of the DuckDB engine in Spark's words, its formulas in stages."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from typing import Any, Final
from uuid import uuid4

from perfscore.batching.cells import by_texts, code
from perfscore.batching.column import MOST_PLACES, Column, TableError, is_text
from perfscore.batching.dialect import looked_up, made, spoken, text, ticked
from perfscore.batching.duckdb import FAR, Scoring
from perfscore.batching.figures import SparkLayout, misfit, plain, spreads_of
from perfscore.batching.lanes import NARROW, WIDE, Formulas, Stages, Wanted
from perfscore.batching.menu import FEW, Menu
from perfscore.batching.recipe import Recipe
from perfscore.batching.stages import FALSE, Marks, counted
from perfscore.batching.terms import column_cell
from perfscore.batching.writing import AWAY, Written, cap_of
from perfscore.governing import governor_of
from perfscore.querying import FARTHEST, NULL, UNIT, Lane, outside
from perfscore.rulebook import Rulebook
from perfscore.sheet import Event
from perfscore.spread import Spread, Spreads, merged
from perfscore.staging import names

#: So many combinations of rules and sizes are looked up in a list; more stand in a table that is joined to the rows.
CELLS: Final = 20_000
#: How often Spark goes over a query before it gives up.
ITERATIONS: Final = "spark.sql.analyzer.maxIterations"
_WHOLE: Final = re.compile("(tiny|small|big)?int")
#: What stands for the values of all rows in a query.
VALUES: Final = "perfscore_values"
#: Sums of less than this do not overflow.
SAFE: Final = 2**61


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
        with_rows: whether the rows are asked for, not only the sheets.
    """

    def __init__(self, frame: Any, kinds: Mapping[str, str], book: Rulebook, scale: Mapping[str, int], *, with_rows: bool) -> None:
        self.frame, self.book = frame, book
        self.session = frame.sparkSession
        self.layout: SparkLayout = SparkLayout(kinds, scale)
        self.rules = governor_of(book, book.policy)
        self.menu = Menu(self.layout, self.rules)
        self.joined, self.with_rows = frame, with_rows
        #: Whether rows beyond 64 bits get a query of their own, for they are many.
        self.widely = False
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
        asked = [f"coalesce(bool_or({misfit(one, places)}), false)" for one in waiting.values() for places in tried]
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

        small = made(self.session, kinds, rows)
        self.joined = self.joined.join(broadcast(small), expr(on), how)

    # recipes

    def _find(self) -> None:
        """Which recipes the rows need, and between what their figures lie: of the keys of all rows, with one look at the table."""
        layout = self.layout
        base = self.joined.selectExpr(*layout.first())
        sized = [f"{layout.size(name)} as z_{name}" for name in layout.sized]
        found = base.selectExpr("*", *sized).groupBy(*layout.keys).agg(*self._asked()).collect()
        self.count: int = sum(one.n for one in found)
        self.lost: int = sum(one.n - one.indicators for one in found)
        ids = [(one["first"], one["last"]) for one in found if "first" in one and one["first"] is not None]
        self.ids: tuple[int, int] | None = (min(low for low, _ in ids), max(high for _, high in ids)) if ids else None
        keys = len(layout.keys)
        spreads = [spreads_of(one, layout) for one in found]
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

        said = ["count(*) as n", "count(indicator_id) as indicators"]
        if _WHOLE.fullmatch(self.layout.kinds["indicator_id"]):
            said += ["min(indicator_id) as first", "max(indicator_id) as last"]
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
        self.keys = made(self.session, ", ".join([*said, "cell int", "m_reason string"]), rows)

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
        self.written = Written(NULL, "vr" if roomy else "", NULL, Marks(
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
        """The values of all rows (第三段): beyond 64 bits ``OUTSIDE``, or where such rows are many, by a query of their own."""
        rows = f"select *, {', '.join(f'{said} as {name}' for name, said in self._columns().items())} from ({self.celled()})"
        if not self.widely:
            return self._valued(rows, NARROW, deviations=deviations)
        guards = []
        for column, formulas, used in self._sets(deviations=deviations):
            arms = [f"when {column} = {number} then {formulas.all[number].guard(NARROW)}" for number in formulas.doubtful(used)]
            guards += [f"case {' '.join(arms)} else true end"] if arms else []
        held = " and ".join(guards) or "true"
        near = self._valued(f"select * from ({rows}) where {held}", NARROW, deviations=deviations)
        wide = self._valued(f"select * from ({rows}) where not ({held})", WIDE, deviations=deviations)
        return f"{near} union all {wide}"

    def _sets(self, *, deviations: bool) -> list[tuple[str, Formulas, set[int]]]:
        """The columns of numbers of formulas, and the numbers in them."""
        low, high, rate = self._used()
        sets = [("p", self.formulas, low), *([("q", self.formulas, high)] if self.roomy else [])]
        return [*sets, ("d", self.rates, rate)] if deviations or self.far_rates else sets

    @property
    def far_rates(self) -> bool:
        """Whether a deviation rate may lie beyond 64 bits: then a sheet is left to Python for that too (偏差率可能超出)."""
        return self.with_rows and bool(self.rates.doubtful(self._used()[2]))

    @property
    def doubts(self) -> bool:
        """Whether any row may lie beyond 64 bits (可能超出窄通道)."""
        return any(formulas.doubtful(used) for _, formulas, used in self._sets(deviations=False))

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
        kept = ["sheet_id", "indicator_id", "cell", *map(column_cell, self.layout.columns), *([] if self.few else ["m_reason"])]
        kept += [one.rpartition(" as ")[2] for one in self.layout.events]
        places = self.layout.columns["weight"].places
        base = max(10**places, 100)
        stages = {
            column: Stages(formulas, lane, column, used, filtered=self.widely)
            for column, formulas, used in self._sets(deviations=deviations)
        }
        for one in stages.values():
            for said in one.figures():
                rows = f"select *, {', '.join(said)} from ({rows})"
        values = {name: stages[name].units(f"n_weight * {base // 10**places}", base) for name in "pq" if name in stages}
        away = [f"when {test} then {outside()}" for test in self._far()]
        away += [f"when p = {AWAY} then {outside()}"] if any(self._low(r) == AWAY for r, _ in self.cells) else []
        if "d" in stages and not deviations:
            away.append(f"when {stages['d'].rate()} = {outside()} then {outside()}")
        if away:
            values["p"] = f"case {' '.join(away)} else {values['p']} end"
        told = [f"{said} as {name}" for said, name in zip(values.values(), ("vl", "vr"), strict=False)]
        told += [f"{stages['d'].rate()} as dev"] if deviations else []
        if self.has_printed:
            told.append(f"{self._near('printed')} as p_units")
        return f"select {', '.join([*kept, *told])} from ({rows})"

    def _spread(self, name: str) -> Spread | None:
        return self.spreads.get(name)

    @property
    def _reach(self) -> int:
        return self.room if self.sure else FAR

    def valued(self, *, deviations: bool) -> str:
        del deviations
        return f"select * from {VALUES}"

    def counted(self, *, deviations: bool) -> str:
        table = f"({self.valued(deviations=deviations)})"
        said = counted(self.marks, roomy=self.roomy, printed=self.has_printed, weight=self._near("weight"), table=table)
        return f"select *, coalesce(least(v, low, high) < {-SAFE}, false) as beyond from ({said})" if self.strays else said

    @property
    def strays(self) -> bool:
        """Whether any row may be ``OUTSIDE`` (可能有通道之外的行)."""
        return self.doubts or bool(self._far()) or any(one.alone for one, _ in self.recipes)

    def ask(self, sql: str, *, deviations: bool) -> Any:
        """A query of the engine's over the values of the rows (执行查询)."""
        with patient(self.session):
            return self.session.sql(spoken(sql).replace(VALUES, f"({self.lanes(deviations=deviations)})"))

    @property
    def sure(self) -> bool:
        """Whether no sum of units passes 64 bits (求和不溢出), rows of too many points put aside."""
        return self.room >= min(self.largest, FARTHEST * UNIT)

    @property
    def room(self) -> int:
        """The units that a row may have so that 64 bits hold the sums (每行可有的单位数): its score, and how far its ends lie from it."""
        return SAFE // (2 * max(self.lines, 1))

    @property
    def largest(self) -> int:
        """The most units that a row has (每行单位数上界)."""
        points: list[int] = [
            self.spreads[n].most * (UNIT // 10 ** self.layout.columns[n].places) for n in ("weight", "printed") if n in self.spreads
        ]
        return max([0, *points, FARTHEST * UNIT if any(map(self._free, self.menu.recipes)) else 0])

    @property
    def lines(self) -> int:
        """How many rows a sheet may have (每表行数上界): ids that lie near together stand there once each."""
        return self.count if self.ids is None else min(self.count, self.ids[1] - self.ids[0] + 1)

    @staticmethod
    def _free(one: Recipe) -> bool:
        return any(term is not None and not term.expression.clamp for term in (one.low, one.high))

    def _addend(self, cell: str) -> str:
        own = super()._addend(cell)
        return f"cast({f'case when not beyond then {own} end' if self.strays else own} as {'bigint' if self.sure else 'decimal(20,0)'})"

    def _sums(self, marks: Marks, mask: str) -> list[str]:
        """What is added up; a sheet with a row that is ``OUTSIDE`` is so itself."""
        sums = super()._sums(marks, mask)
        if not self.strays:
            return sums
        high = " as high"
        return [
            f"case when bool_or(beyond) then {outside()} else {one.removesuffix(high)} end as high" if one.endswith(high) else one
            for one in sums
        ]

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
