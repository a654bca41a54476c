"""Read, score and audit in one call (核对): the same for the command line, a browser page and tests."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from perfscore.auditing import Audit, audit, readings_of
from perfscore.errors import PerfscoreError
from perfscore.reading import scan
from perfscore.reading.bounds import MOST_BYTES
from perfscore.reporting.json import audit_data, audit_document, error_data
from perfscore.rulebook import Rulebook
from perfscore.sheet import Event, Sheet

Result = TypeVar("Result")


def examine(
    source: str | Path | bytes, name: str, act: Callable[[Sheet], Result], *, most_bytes: int = MOST_BYTES
) -> Iterator[Result | PerfscoreError]:
    """
    Every form of a file put through an act (逐张处理), with the error of each that cannot be read in its place.

    Args:
        source, name, most_bytes: as for ``read``.
        act: what to do with each form; a ``PerfscoreError`` that it raises stands for its result.
    """
    for sheet in scan(source, name=name, most_bytes=most_bytes):
        if isinstance(sheet, PerfscoreError):
            yield sheet
            continue
        try:
            yield act(sheet)
        except PerfscoreError as error:
            yield error


def check(
    data: bytes,
    name: str = "",
    *,
    rulebook: Rulebook | str | None = None,
    event: Event | str | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    with_readings: bool = False,
) -> dict[str, Any]:
    """
    The bytes of a file checked (核对): the document that ``perfscore audit --format json`` prints.

    A file that cannot be read is an entry with its ``error``; nothing is raised for it.

    Args:
        data: the file.
        name: its name, for the addresses of cells; what it is is seen from its content.
        rulebook, event, select, ignore: as for ``audit``.
        with_readings: add the totals under other readings.

    >>> check(b"", "a.xlsx")["sheets"][0]["error"]["message"]
    '文件是空的。'
    """
    select, ignore = tuple(select), tuple(ignore)

    def act(sheet: Sheet) -> dict[str, Any]:
        return entry(audit(sheet, rulebook, event=event, select=select, ignore=ignore), with_readings=with_readings)

    found = examine(data, name, act)
    return audit_document(error_data(one, name) if isinstance(one, PerfscoreError) else one for one in found)


def entry(checked: Audit, *, with_readings: bool = False) -> dict[str, Any]:
    """One checked form as it stands among the sheets of a document (一项)."""
    return audit_data(checked, readings_of(checked) if with_readings else ())
