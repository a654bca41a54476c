"""A table scored by DuckDB (DuckDB 引擎)."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from perfscore.batching.column import Column, integer_sql, is_text, literal, plain_sql, quoted
from perfscore.batching.filling import fill
from perfscore.batching.layout import Layout
from perfscore.batching.menu import FEW, Menu
from perfscore.batching.recipe import MOST_POINTS, Form
from perfscore.batching.stages import (
    FALSE,
    ZERO_DIVISOR,
    Marks,
    counted,
    figure,
    graded,
    held,
    printed_units,
    step_of,
    through,
)
from perfscore.batching.terms import column_cell
from perfscore.batching.writing import Listed, Written
from perfscore.governing import governor_of
from perfscore.number import read_quantity
from perfscore.querying import UNIT, outside
from perfscore.rulebook import Rulebook
from perfscore.sheet import Event
from perfscore.spread import Spread
from perfscore.staging import names

#: A deviation rate in ten-thousandths as a decimal: most are short enough for 64 bits.
_SHORT: Final = "cast(cast(dev as decimal(13,0)) * cast(0.0001 as decimal(5,4)) as decimal(38,4))"
_LONG: Final = "cast(cast(dev as decimal(34,0)) * cast(0.0001 as decimal(5,4)) as decimal(38,4))"
RATE: Final = f"case when dev between -{10**12} and {10**12} then {_SHORT} else {_LONG} end"
#: Among so many rows a table's rules are looked for first.
SAMPLE: Final = 200_000
#: Sums of units beyond this are none of real sheets.
SURE: Final = 2**61
#: Units of one row beyond this are added up by Python.
FAR: Final = 2**59


class Scoring:
    """
    The queries that score one table under one rulebook (一张表的查询).

    Args:
        connection: of DuckDB.
        source: the SQL of the table.
        layout: its columns.
        book: the rulebook.
        folder: for files that are gone at the end.
    """

    def __init__(self, connection: Any, source: str, layout: Layout, book: Rulebook, folder: str) -> None:
        self.connection, self.source, self.book, self.folder = connection, source, book, folder
        self.layout = layout
        self.joins = self.events = ""
        #: Whether only the first rows have been looked at.
        self.sampled = True
        for name, column in self.layout.columns.items():
            if column.sort in {"text", "double"}:
                self.layout.columns[name] = self._fitted(column)
        for name in self.layout.printed:
            self._read_texts(self.layout.columns[name])
        self.rules = governor_of(book, book.policy)
        self.menu = Menu(self.layout, self.rules)
        self._find()
        self._read_events()

    # figures

    def _fitted(self, column: Column) -> Column:
        """A column of texts or floats with as many places as its cells need."""
        cell = quoted(column.name)
        for places in (4, 6, 9):
            column = column._replace(places=places)
            if column.sort == "text":
                test = f"regexp_full_match({cell}, '-?[0-9]+[.][0-9]{{{places + 1},}}')"
            else:
                test = f"{cell} is not null and ({integer_sql(column, cell)}) is null"
            if not self.connection.execute(f"select 1 from {self.source} where {test} limit 1").fetchall():
                return column
        return column

    def _read_texts(self, column: Column) -> None:
        """Read every printed text of a column that is no bare number, once (读取文本)."""
        cell, name = quoted(column.name), column.name
        self.connection.execute(
            f"create or replace temp table texts as select distinct cast({cell} as varchar) as said from {self.source} "
            f"where {cell} is not null and not {plain_sql(column, cell)}"
        )
        found = self.connection.execute("select said from texts").fetchall()
        columns = {"said": "varchar", "units": "bigint", "form": "integer", "beyond": "boolean"}
        self._fill(f"f_{name}", columns, (self._read(text, column) for (text,) in found))
        self.joins += f" left join f_{name} on f_{name}.said = s.{cell}"

    def _fill(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        fill(self.connection, self.folder, name, columns, rows)

    def _read(self, text: str, column: Column) -> tuple[str, int | None, int, bool]:
        one = read_quantity(text)
        words = one.text if one.nature == "words" else ""
        form = Form(one.comparator, one.unit) if one.nature == "number" else Form(nature=one.nature, words=words)
        forms = self.layout.forms
        number = forms.setdefault(form, len(forms))
        if one.value is None:
            return text, None, number, False
        beyond = one.places > column.places or abs(one.digits) * 10 ** (column.places - one.places) >= 10**18
        return text, None if beyond else one.digits * 10 ** (column.places - one.places), number, beyond

    # recipes

    def _find(self) -> None:
        """
        Which recipes the rows need, and how a row tells its own.

        The first rows are looked at; sheets with a rule that stands only in others are left to Python, and where these are many all
        rows are looked at.
        """
        cells = self.layout.cells("s.")
        self.code = f"hash({', '.join(cells)})" if cells else "0"
        listed = ", ".join([*cells, self.code, "count(*)"])
        few = f"(select * from {self.source} limit {SAMPLE + 1})" if self.sampled else self.source
        found = self.connection.execute(f"select {listed} from {few} s group by all limit {FEW + 1}").fetchall()
        self.sampled = self.sampled and sum(row[-1] for row in found) > SAMPLE
        codes = [(tuple("" if cell is None else cell for cell in row[:-2]), row[-2]) for row in sorted(found, key=lambda row: row[-1])]
        self.few = len(found) <= FEW and not self.layout.printed and len({code for _, code in codes}) == len(codes)
        if self.few:
            self.menu.cells(codes, whole=not self.sampled)
            self.written: Written | Listed = Written.of(self.menu)
        else:
            self.sampled = False
            self._join()

    def look_again(self) -> None:
        """Look for the rules of all rows (重新认行): too many sheets have one that the first rows had not."""
        self.menu = Menu(self.layout, self.rules)
        self.sampled, self.events, self.layout.event = False, "", Layout.event
        self._find()
        self._read_events()

    def _join(self) -> None:
        """The keys of all rows in a table, each with what its recipe says."""
        names = self.layout.keys
        keyed = self.layout.keyed(self.layout.base(self.source, self.joins))
        found = self.connection.execute(f"select distinct {', '.join(names)} from ({keyed})").fetchall()
        rows = self.menu.keyed(found, {number: form for form, number in self.layout.forms.items()})
        self.written = listed = Listed.of(self.menu, self.layout)
        texts = len(self.layout.texts)
        kinds = {name: "integer" if name[0] in "zo" else "varchar" if int(name[2:]) < texts else "boolean" for name in names}
        self._fill("keys", {**kinds, **listed.columns}, ((*row[:-2], *listed.told(*row[-2:])) for row in rows))

    # stages

    def known(self) -> str:
        """The rows with their figures, and where recipes are many with what theirs say (第二段)."""
        if self.few:
            return self.layout.base(self.source, self.joins + self.events, self.code)
        base = self.layout.base(self.source, self.joins + self.events)
        on = " and ".join(f"keys.{name} = b.{name}" for name in self.layout.keys)
        told = ", ".join(f"keys.{name}" for name in self.written.columns)
        return f"select b.*, {told} from ({self.layout.keyed(base)}) b join keys on {on}"

    @property
    def roomy(self) -> bool:
        """Whether any rule leaves room."""
        return bool(self.written.high)

    def valued(self, *, deviations: bool) -> str:
        """What the rules give, in units: ``vl`` and, where room is left, ``vr``, and the deviation in ten-thousandths (第三段)."""
        written = self.written
        said = [f"cast({end} as bigint) as {name}" for name, end in (("vl", written.low), ("vr", written.high)) if end]
        said += [f"{written.deviation} as dev"] if deviations else []
        if self.has_printed:
            said.append(f"{self._near('printed')} as p_units")
        table = f"select *, {', '.join(said)} from ({self.known()})"
        far = " or ".join(self._far())
        return f"select * replace (case when {far} then {outside()} else vl end as vl) from ({table})" if far else table

    # points

    def _spread(self, name: str) -> Spread | None:
        """Between what a column of points lies; None where it has no figures."""
        return self.layout.columns[name].spread if name in self.layout.columns else None

    @property
    def _reach(self) -> int:
        """The units that a row's points may be."""
        return FAR

    def _beyond(self, name: str, most: int) -> bool:
        """Whether any row may have more points than these, in the column's own units."""
        spread = self._spread(name)
        return spread is not None and spread.most > most

    def _far(self) -> list[str]:
        """Which rows have points so many that their units could not be added up."""
        names = [name for name in ("weight", "printed") if name in self.layout.columns]
        bounds = {name: self._reach // (UNIT // 10 ** self.layout.columns[name].places) for name in names}
        return [f"coalesce(abs({column_cell(name)}) > {most}, false)" for name, most in bounds.items() if self._beyond(name, most)]

    def _near(self, name: str) -> str:
        """A column of points in units, NULL where it is far beyond any."""
        by, cell = UNIT // 10 ** self.layout.columns[name].places, column_cell(name)
        return self._within(name, FAR // by, f"cast({cell} as bigint) * {by}")

    def _within(self, name: str, most: int, said: str) -> str:
        """Something of a column's points, NULL where they are more than so many."""
        return f"case when abs({column_cell(name)}) <= {most} then {said} end" if self._beyond(name, most) else said

    # rows

    @property
    def has_printed(self) -> bool:
        return "printed" in self.layout.columns

    @property
    def signed(self) -> bool:
        """Whether a score may lie below 0."""
        return self.has_printed or any(one.low and not one.low.expression.clamp for one in self.menu.recipes)

    @property
    def marks(self) -> Marks:
        """What the later stages have to know of a row's recipe."""
        return self.written.marks

    def counted(self, *, deviations: bool) -> str:
        """The units that count, row by row (第四段)."""
        table = f"({self.valued(deviations=deviations)})"
        return counted(self.marks, roomy=self.roomy, printed=self.has_printed, weight=self._near("weight"), table=table)

    def rows(self) -> str:
        """The rows of the result, and whether Python has to score them (逐行结果)."""
        rounding, marks = self.book.rounding, self.marks
        units = {cell: printed_units(cell, rounding, signed=self.signed) for cell in ("v", "low", "high")}
        basis = held(marks, roomy=self.roomy, printed=self.has_printed)
        error = f"case when vl is null then coalesce({marks.reason}, {literal(ZERO_DIVISOR)}) end"
        away = f"vl = {outside()}" + (f" or vr = {outside()}" if self.roomy else "") + f" or coalesce(dev = {outside()}, false)"
        inner = (
            f"select sheet_id, indicator_id, v, low, high, {units['v']} as s, dev, {basis} as basis, "
            f"{error} as error, coalesce({away}, false) as routed from ({self.counted(deviations=True)})"
        )
        same = ", ".join(f"case when {end} = v then s else {units[end]} end as {end[0]}" for end in ("low", "high"))
        inner = f"select *, {figure('s', rounding)} as score, {same} from ({inner})"
        ends = ", ".join(f"case when {end[0]} = s then score else {figure(end[0], rounding)} end as {end}" for end in ("low", "high"))
        return f"select sheet_id, indicator_id, score, {ends}, {RATE} as deviation, basis, error, routed from ({inner})"

    # sheets

    @property
    def alone(self) -> bool:
        """Whether the rulebook chooses among rows, or caps by what a sheet as a whole says: then each sheet is scored by itself."""
        return self.book.chooses or bool(self.book.execution_cap)

    def sheets(self, *, mask: str = "") -> str:
        """
        The sheets of the result, and whether Python has to add them up (逐表结果).

        Args:
            mask: the SQL of a bit for each indicator of a sheet, where that tells rows that stand there twice.
        """
        marks = self.marks
        taken = self._parted(marks)
        names = [f"{which}{name}" for which in (("", "t") if taken else ("",)) for name in self.ends]
        sums = self._sums(marks, mask)
        kept = ["sheet_id", *(name for name in (one.rpartition(" as ")[2] for one in sums[1:]) if name not in (*names, "aside"))]
        grouped = f"select {', '.join(sums)} from ({self.counted(deviations=False)}) group by sheet_id"
        sure = [f"case when {name} between -{SURE} and {SURE} then cast({name} as bigint) end as {name}" for name in names]
        lost = " or ".join(f"{name} not between -{SURE} and {SURE}" for name in names)
        away = f"coalesce({lost}, false)" + (" or aside" if marks.rescaled != FALSE else "") + (" or true" if self.alone else "")
        grouped = f"select {', '.join([*kept, *sure])}, {away} as away from ({grouped})"
        table = through(
            self.book, grouped, (*kept, "away"), self._ends(""), self._cap(marks), self._ends("t") if taken else {}, signed=self.signed
        )
        return f"select {', '.join(self._shown(kept))} from ({table})"

    def _shown(self, kept: Sequence[str]) -> list[str]:
        """What a sheet of the result says."""
        known = self.ends[-1] if "value" not in self.ends else "value"
        total = f"case when known = n then {known} end"
        unsure = " or ".join(f"{name} <> {name}_most" for name in self.ends)
        said = ["sheet_id", *(f"{self._points(cell)} as {name}" for name, cell in (("total", total), ("low", "low"), ("high", "high")))]
        said += [f"case when known = n then {graded(self.book.grades, known)} end as grade", "n as lines", "n - known as unscored"]
        for name in ("printed_sum", "declared"):
            if name in kept:
                places = self.layout.columns["printed" if name == "printed_sum" else name].places
                said.append(f"{decimal_sql(name, places)} as {name}")
        twice = ["bit_count(mask) <> n as twice"] if "mask" in kept else []
        return [*said, f"away or coalesce({unsure}, false) as routed", *twice]

    def _parted(self, marks: Marks) -> bool:
        """Whether deductions have to be added up apart from the scores: where the rulebook takes them off only after another stage."""
        return marks.negative != FALSE and self.book.stages[:2] != ("sum", "deductions")

    def _points(self, cell: str) -> str:
        """Units that are rounded already, as points."""
        step = step_of(self.book.total_rounding)
        return figure(f"({cell} // {step})", self.book.total_rounding)

    def _ends(self, which: str) -> dict[str, str]:
        """Value, low and high of a sum, and the most that each may be: of n rows each may be 1 unit more than its units say."""
        ends = {name: f"coalesce({which}{name}, 0)" for name in self.ends}
        more = {} if which else {f"{name}_most": f"({said} + n{'' if self.signed else ' - 1'})" for name, said in ends.items()}
        return ends | (more or {f"{name}_most": said for name, said in ends.items()})

    def _sums(self, marks: Marks, mask: str) -> list[str]:
        """What is added up over the rows of a sheet."""
        cells = {name: self._addend("v" if name == "value" else name) for name in self.ends}
        said = ["sheet_id", "count(*) as n", "count(v) as known"]
        if not self._parted(marks):
            said += [f"sum({cell}) as {name}" for name, cell in cells.items()]
        else:
            for which, where in (("", f"not ({marks.negative})"), ("t", marks.negative)):
                said += [f"sum(case when {where} then {cell} end) as {which}{name}" for name, cell in cells.items()]
        said += [f"{act}({self._told(name)}) as {shown}" for act, name, shown in TOLD if name in self.layout.columns]
        said += [f"bool_or({marks.rescaled}) as aside"] if marks.rescaled != FALSE else []
        said += [f"bit_or({mask}) as mask"] if mask else []
        return [*said, *self._event_sums(marks)]

    def _told(self, name: str) -> str:
        """Points as a form prints them; so many as no row has count as not printed."""
        return self._within(name, MOST_POINTS * 10 ** self.layout.columns[name].places, column_cell(name))

    @property
    def ends(self) -> tuple[str, ...]:
        """
        What is added up (所求之和): where nothing is printed, a total that is known is the high one.

        For then the upper end counts of a row that has room, or it stays open.
        """
        return ("value", "low", "high") if self.has_printed else ("low", "high")

    def _addend(self, cell: str) -> str:
        """What of a row is added up: its units, or its rounded score where the rulebook adds what is printed."""
        if self.rules.policy.sum_of != "printed":
            return cell
        return f"{printed_units(cell, self.book.rounding, signed=True)} * {step_of(self.book.rounding)}"

    # events

    def _event_sums(self, marks: Marks) -> list[str]:
        """What the rows of a sheet say of events: whether one counts, what their own criteria cap the total at, and for which events."""
        if "event" not in self.layout.kinds:
            return []
        said = [f"bool_or({self.hit}) as hit"] if self.hit else []
        if marks.cap:
            said.append(f"min({marks.cap}) as cap")
            if not self.book.event_kinds:
                said += [f"bit_or({self.event}) as ev", f"bit_or({marks.kinds}) as kinds"]
        return said

    def _read_events(self) -> None:
        """Which events count: by the rulebook's kinds, else by what rows' own criteria name."""
        self.hit = self.event = ""
        if "event" not in self.layout.kinds:
            return
        if not is_text(self.layout.kinds["event"]):
            self.hit = "event"
            self.event = f"case when event then {2 ** len(self.menu.own_kinds) - 1 + 2**62} else 0 end"
            return
        found = self.connection.execute(
            f"select distinct event from {self.source} where event is not null and trim(event) <> ''"
        ).fetchall()
        rows = []
        for (text,) in found:
            kind = Event.of(text).kind
            own = sum(1 << i for i, one in enumerate(self.menu.own_kinds) if names((one,), kind))
            rows.append((text, names(self.book.event_kinds, kind), own + 2**62))
        self._fill("events", {"said": "varchar", "hits": "boolean", "bits": "bigint"}, rows)
        self.events = " left join events on events.said = s.event"
        self.layout.event = "events.hits as hits, events.bits as bits"
        self.hit, self.event = "hits", "coalesce(bits, 0)"

    def _cap(self, marks: Marks) -> str:
        """The cap of a sheet in units, as SQL; nothing where there can be none, NULL where no event counts."""
        own, book = bool(marks.cap), self.book.event_cap
        if "event" not in self.layout.kinds or not (own or book is not None):
            return ""
        units = "cap" if own else ""
        if book is not None:
            units = f"coalesce(cap, {int(Fraction(book) * UNIT)})" if own else str(int(Fraction(book) * UNIT))
        hits = "hit"
        if own and not self.book.event_kinds:  # any event where the rows name none, else one of theirs
            hits = "ev <> 0 and (coalesce(kinds, 0) = 0 or (kinds & ev) <> 0)"
        return f"(case when {hits} then {units} end)"


#: What a sheet tells beside its totals: printed scores added up, the declared total.
TOLD: Final = (("sum", "printed", "printed_sum"), ("max", "declared", "declared"))


def decimal_sql(cell: str, places: int) -> str:
    """An integer of so many places as a decimal (化为小数), NULL where it does not fit."""
    shown = max(2, places)
    if not places:
        return f"try_cast({cell} as decimal(18,{shown}))"
    return f"cast(try_cast({cell} as decimal({18 - places},0)) * cast({Decimal(1).scaleb(-places)} as decimal({places + 1},{places})) as decimal(18,{shown}))"
