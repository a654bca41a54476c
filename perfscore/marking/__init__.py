"""The evaluator's own workbook back, marked (标注工作簿): live formulas beside the form, marks in its cells, a list of findings."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

from perfscore.auditing import Audit, audit
from perfscore.console import Output, OutputError
from perfscore.errors import PerfscoreError, ReadError
from perfscore.marking.columns import FormColumns
from perfscore.marking.copy import WorkbookCopy
from perfscore.marking.listing import add_list
from perfscore.marking.place import Place, place_of, side_by_side
from perfscore.marking.plain import plain_workbook, relocated
from perfscore.reading import load, scan, tables
from perfscore.reading.bounds import MOST_BYTES
from perfscore.reading.content import content_of
from perfscore.rulebook import Rulebook
from perfscore.sheet import Event, Sheet
from perfscore.source import Source

__all__ = ["Marked", "mark"]

#: What a marked workbook may be called.
ENDINGS = (".xlsx", ".xlsm")
#: A longer name of a form is no head of a column.
MOST_NAME = 16


@frozen(kw_only=True, eq=False)
class Marked:
    """
    A marked workbook (标注结果).

    ``data`` are its bytes; ``audits`` the forms in it, each as it was checked; ``unread`` what of the file could not be read;
    ``remarks`` what of the original could not be kept; ``places`` where the new columns and the list stand.
    """

    data: bytes = field(repr=False)
    audits: tuple[Audit, ...]
    unread: tuple[PerfscoreError, ...] = ()
    remarks: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether no form has an error (无错误)."""
        return all(one.ok for one in self.audits)

    def save(self, out: str | Path) -> None:
        """
        Write the workbook (保存), whole or not at all.

        Raises:
            PerfscoreError: the name does not end in .xlsx or .xlsm, or nothing can be written there.
        """
        save(self.data, out)


def mark(
    source: str | Path | bytes,
    out: str | Path | None = None,
    *,
    name: str = "",
    rulebook: Rulebook | str | None = None,
    event: Event | str | None = None,
    case: str = "",
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    most_bytes: int = MOST_BYTES,
) -> Marked:
    r"""
    A copy of a form's workbook with 核算得分、差异、说明 beside each form (标注工作簿).

    Scores and totals are live formulas over the form's own cells, in points, rounded half up as the rulebook says; their stored
    results are the library's figures. A rule that cannot be written as a formula leaves its figure, and the words say why. Cells
    in which something was found are coloured and commented, and 核对清单 lists the findings. The form's own cells stay as they
    are. A file of another format becomes a plain workbook of its cells.

    Args:
        source, name, most_bytes: as for ``read``.
        out: where to write the copy, a file that ends in .xlsx or .xlsm; None writes nothing, ``Marked.data`` has the bytes.
        rulebook, event, case, select, ignore: as for ``audit``.

    Raises:
        ReadError: the file cannot be read, has no form, or cannot be copied.
        PerfscoreError: ``out`` is the file itself, or cannot be written.

    >>> made = mark("一级指标,三级指标,分值,年度指标值,实际完成值,得分\n产出,办结率,10,≥90%,81%,10".encode(), name="自评表.csv")
    >>> made.audits[0].card.total, made.data[:2]
    (Decimal('9.00'), b'PK')
    """
    if out is not None:
        checked_name(out, ((name,) if name.lower().endswith(".xlsm") else ()) if isinstance(source, bytes) else (str(source),))
    data, file = load(source, name, most_bytes)
    found = scan(data, name=file, most_bytes=most_bytes)
    sheets = [one for one in found if isinstance(one, Sheet)]
    unread = [one for one in found if isinstance(one, PerfscoreError)]
    if not sheets:
        raise unread[0]
    macros = out is not None and str(out).lower().endswith(".xlsm")
    copy, sheets = _opened(data, file, sheets, macros=macros)
    audits = [audit(sheet, rulebook, event=event, case=case, select=select, ignore=ignore) for sheet in sheets]
    places = _written(copy, audits)
    made = Marked(data=copy.saved(), audits=tuple(audits), unread=tuple(unread), remarks=tuple(copy.remarks), places=tuple(places))
    if out is not None:
        made.save(out)
    return made


def checked_name(out: str | Path, inputs: Sequence[str] = ()) -> None:
    """
    Refuse a name that no workbook can have, or under which a file stands that is read (核对输出文件名).

    Raises:
        PerfscoreError: the name does not end in .xlsx or .xlsm, or it is one of the inputs, also by a link.
    """
    suffix = Path(out).suffix.lower()
    if suffix not in ENDINGS:
        raise OutputError(f"输出文件 {out} 的后缀不是 .xlsx。", hint="例如 -o 自评表-核对.xlsx。")
    if suffix == ".xlsm" and not any(one.lower().endswith(".xlsm") for one in inputs):
        raise OutputError(f"输出文件 {out} 的后缀是 .xlsm，而内容不带宏，Excel 打不开这样的文件。", hint="请写成 .xlsx。")
    Output(str(out), inputs)


def save(data: bytes, out: str | Path) -> None:
    """
    Write a workbook beside its place, then put it there (保存工作簿): whole or not at all.

    Raises:
        PerfscoreError: the name does not end in .xlsx or .xlsm, or nothing can be written there.
    """
    if Path(out).suffix.lower() not in ENDINGS:
        raise OutputError(f"输出文件 {out} 的后缀不是 .xlsx。", hint="例如 -o 自评表-核对.xlsx。")
    with Output(str(out)) as output:
        with output.file() as file:
            file.write(data)
        output.end()


def _opened(data: bytes, file: str, sheets: list[Sheet], *, macros: bool) -> tuple[WorkbookCopy, list[Sheet]]:
    """The workbook to be written into, and the forms with the addresses that they have in it."""
    place, suffix = Source(file=file), Path(file).suffix.lower()
    kind = content_of(data, place, suffix).kind
    if kind == "xlsx":
        return WorkbookCopy.of(data, place, macros=macros and suffix == ".xlsm"), sheets
    if kind == "json":
        raise ReadError("这是程序的数据（json），没有可以标注的单元格。", source=place, hint="请给出原来的表格文件。")
    grids = [grid for grid in tables(data, name=file) if not isinstance(grid, PerfscoreError)]
    wanted = [grid for grid in grids if any(sheet.source == grid.source for sheet in sheets)]
    copy, moved = plain_workbook(wanted, Path(file).stem)
    titles = copy.book.sheetnames
    places = [next(number for number, grid in enumerate(wanted) if grid.source == sheet.source) for sheet in sheets]
    return copy, [relocated(sheet, moved[number], titles[number]) for sheet, number in zip(sheets, places, strict=True)]


def _written(copy: WorkbookCopy, audits: Sequence[Audit]) -> list[str]:
    """Every form marked in its worksheet, then the list; says where the columns stand."""
    told = []
    for title in dict.fromkeys(checked.card.sheet.source.sheet for checked in audits):
        here = [checked for checked in audits if checked.card.sheet.source.sheet == title]
        tab: Any = copy.book[title]
        places: list[Place] = []
        for checked in here:
            places.append(place_of(checked.card.sheet, checked.card.lines, tab, places))
        names = _names([checked.card.sheet for checked in here])
        for checked, place, name, beside in zip(here, places, names, side_by_side(places), strict=True):
            FormColumns(tab, checked, place, copy.raw(title), copy.results[title], name if beside else "").write()
            whose = f"（{name}）" if beside else ""
            told.append(f"工作表“{title}”{whose}：核算得分、差异、说明在 {place.columns[0]}–{place.columns[2]} 列")
    name = add_list(copy.book, [(checked, checked.card.sheet.source.sheet) for checked in audits])
    return [*told, f"问题清单在工作表“{name}”"]


def _names(sheets: Sequence[Sheet]) -> list[str]:
    """What the forms of a worksheet are told apart by (表名): their units, else their titles, else their order."""
    for names in ([sheet.unit for sheet in sheets], [sheet.title for sheet in sheets]):
        bare = [" ".join(name.split()) for name in names]
        if len(set(bare)) == len(bare) and all(0 < len(name) <= MOST_NAME and not set(name) & set("〔〕") for name in bare):
            return bare
    return [f"左起第 {number} 张表" for number in range(1, len(sheets) + 1)]
