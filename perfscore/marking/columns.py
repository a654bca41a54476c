"""The new columns of one form (新增列): scores, differences and words beside its rows, the total, and the marks on its cells."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from perfscore.auditing import Audit
from perfscore.auditing.finding import Finding
from perfscore.caching import Result
from perfscore.marking.entry import Entry, entry_of
from perfscore.marking.ink import dress, heighten, put_figure, put_formula, put_text, shade, widen
from perfscore.marking.place import Place, spot
from perfscore.marking.terms import Raw
from perfscore.marking.total import difference, sum_column, total_difference, total_of
from perfscore.marking.words import row_words, total_words
from perfscore.number import rounded
from perfscore.reading.added import ADDED, added_head
from perfscore.spelling import refs

POINTS, LESS = "0.00", "+0.00;-0.00;0.00"
#: The total says what it is: it may stand above the heads, or below the last row of a form that prints none.
TOTAL, TOTAL_LESS = '"总分 "0.00;"总分 "-0.00;"总分 "0.00;"总分 "@', '"差异 "+0.00;"差异 "-0.00;"差异 "0.00'
WIDTHS = (13, 12, 42, 0)
_WORDS = WIDTHS[2]


class FormColumns:
    """
    Writes the columns of one form into its worksheet (写入新增列).

    ``results`` takes what each formula comes to; ``name`` is that of the form, where its columns must say whose they are.
    """

    def __init__(self, tab: Any, checked: Audit, place: Place, raw: Raw, results: dict[str, Result], name: str = "") -> None:
        self.name = name
        self.tab = tab
        self.checked = checked
        self.card = checked.card
        self.place = place
        self.raw = raw
        self.results = results
        self.entries: list[tuple[int, Entry]] = [
            (row, entry_of(line, raw)) for row, line in zip(place.rows, self.card.lines, strict=True) if row
        ]
        self.exact = sum_column(self.card, self.entries, place.columns[::3]) != place.columns[0]

    def write(self) -> None:
        """Write heads, rows, total and marks (全部写入)."""
        widen(self.tab, self.place.first, WIDTHS if self.exact else WIDTHS[:3])
        for row in self.place.heads:
            self._head(row)
        for row, entry in self.entries:
            self._row(row, entry)
        self._total()
        self._mark()
        self._alarm()
        self._fit()

    # ---- cells ----

    def _cell(self, row: int, number: int) -> Any:
        return self.tab.cell(row, self.place.first + number)

    def _like(self, row: int) -> Any:
        """The cell of the form that ours are dressed like: the last of its row that has a border, else the last."""
        cells = self.tab._cells  # noqa: SLF001 - to walk the row would make every cell that is not there
        known = (cells.get((row, column)) for column in range(self.place.edge, 0, -1))
        return next((cell for cell in known if cell is not None and cell.border.bottom.style), self.tab.cell(row, self.place.edge))

    def _head(self, row: int) -> None:
        for number, text in enumerate(ADDED if self.exact else ADDED[:3]):
            cell = self._cell(row, number)
            put_text(cell, added_head(text, self.name))
            dress(cell, self._like(row), bold=True)
            heighten(self.tab, row, cell.value, WIDTHS[number] or _WORDS)

    def _row(self, row: int, entry: Entry) -> None:
        score, less, words = (self._cell(row, number) for number in range(3))
        self._score(score, entry.formula, entry.score, entry.room)
        if entry.score is not None:
            self._less(less, difference(entry.line, score.coordinate, self.raw), entry.line.printed, entry.score)
        said = row_words(entry, [one for one in self.checked.findings if one.row == entry.line.name and _at(one, row)])
        put_text(words, said)
        heighten(self.tab, row, said, _WORDS)
        if self.exact:
            self._exact(self._cell(row, 3), entry, score)
        like = self._like(row)
        dress(score, like, form=POINTS)
        dress(less, like, form=LESS)
        dress(words, like, wrap=True, ground="")

    def _score(self, cell: Any, formula: str, score: Decimal | None, room: str) -> None:
        if score is None:
            put_text(cell, room)
        elif formula:
            put_formula(cell, formula)
            self.results[cell.coordinate] = score
        else:
            put_figure(cell, score)

    def _less(self, cell: Any, formula: str, printed: Decimal | None, score: Decimal) -> None:
        """What the form prints too much; blank where it prints nothing."""
        if formula and printed is not None:
            put_formula(cell, formula)
            self.results[cell.coordinate] = rounded(Fraction(printed) - Fraction(score), 4)

    def _exact(self, cell: Any, entry: Entry, score: Any) -> None:
        """The unrounded score in the hidden column."""
        if entry.value is None:
            return
        put_formula(cell, f'IF(ISNUMBER({score.coordinate}),{entry.exact},"")' if entry.exact else score.coordinate)
        self.results[cell.coordinate] = _shortest(entry.value)
        dress(cell, score, ground="")

    def _total(self) -> None:
        row, card = self.place.total, self.card
        score, less, words = (self._cell(row, number) for number in range(3))
        total = total_of(card, self.entries, self.place.columns[::3], self.raw)
        self._score(score, total.formula, total.score, total.room)
        if total.score is not None:
            self._less(less, total_difference(card, score.coordinate, self.raw), card.declared, total.score)
        said = total_words(card, total, self.checked.findings)
        put_text(words, said)
        heighten(self.tab, row, said, _WORDS)
        like = self._like(self.place.heads[0])
        dress(score, like, bold=True, form=TOTAL)
        dress(less, like, bold=True, form=TOTAL_LESS)
        dress(words, like, wrap=True, ground="")

    # ---- marks ----

    def _mark(self) -> None:
        """Colour and comment the cells in which something was found."""
        for at, findings in by_cell(self.checked.findings).items():
            where = spot(at)
            if where is not None:
                shade(self._top(*where), findings)

    def _top(self, row: int, column: int) -> Any:
        """A cell, the first one of its block where it is merged."""
        for block in self.tab.merged_cells.ranges:
            if block.min_row <= row <= block.max_row and block.min_col <= column <= block.max_col:
                return self.tab.cell(block.min_row, block.min_col)
        return self.tab.cell(row, column)

    def _alarm(self) -> None:
        """Differences other than 0 stand out, also after a figure is changed."""
        from openpyxl.formatting import rule
        from openpyxl.styles import Font

        column = self.place.columns[1]
        rules: Any = rule
        cells = refs(column, sorted({*(row for row, _ in self.entries), self.place.total})).replace(",", " ")
        self.tab.conditional_formatting.add(
            cells, rules.CellIsRule(operator="notEqual", formula=["0"], font=Font(color="FFC00000", bold=True))
        )

    def _fit(self) -> None:
        """Keep the new columns on the printed page: one page wide, within the print area."""
        tab, last = self.tab, self.place.first + 2
        fitted = tab.sheet_properties.pageSetUpPr.fitToPage
        tab.sheet_properties.pageSetUpPr.fitToPage = True
        tab.page_setup.fitToHeight = tab.page_setup.fitToHeight if fitted and tab.page_setup.fitToHeight is not None else 0
        tab.page_setup.fitToWidth = 1
        areas = [str(one) for one in tab.print_area.replace("$", "").split(",")] if tab.print_area else []
        if areas:
            tab.print_area = ",".join(_wider(one.rpartition("!")[2], self.place, last) for one in areas)


def _wider(area: str, place: Place, last: int) -> str:
    """A print area with the new columns, where it holds rows of the form."""
    from openpyxl.worksheet.cell_range import CellRange

    block = CellRange(area)
    if block.min_row <= place.bottom and block.max_row >= place.top and block.max_col < last:
        block.expand(right=last - block.max_col)
    return str(block.coord)


def _shortest(value: Fraction) -> Decimal:
    """An exact figure in the 15 digits that a workbook keeps."""
    return rounded(value, 12)


def _at(finding: Finding, row: int) -> bool:
    """Whether a finding stands in a row: rows may share a name."""
    where = spot(finding.source.cell) if finding.source else None
    return where is None or where[0] == row


def by_cell(findings: Sequence[Finding]) -> Mapping[str, list[Finding]]:
    """The findings of each cell (按单元格归集)."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.source is not None and finding.source.cell:
            found.setdefault(finding.source.cell, []).append(finding)
    return found
