"""Many files checked (批量核对): in order, on every core, going on whatever a file brings up."""

import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, Literal

from attrs import frozen

from perfscore.auditing import audit, readings_of
from perfscore.checking import entry, examine
from perfscore.errors import PerfscoreError, ReadError
from perfscore.gathering import Given
from perfscore.reading.bounds import MOST_BYTES
from perfscore.reporting.html import failed_part, part
from perfscore.reporting.json import error_data
from perfscore.reporting.text import audit_text, card_text, error_text
from perfscore.scoring import score
from perfscore.sheet import Sheet
from perfscore.shelving import rulebook
from perfscore.source import Source
from perfscore.tallying import Brief, brief

#: Fewer files are checked in this process: to start others takes longer.
FEW = 8
#: So many files are handed out for each process before the first comes back.
AHEAD = 8


@frozen(kw_only=True)
class Job:
    """What is done with each form (任务): audited or only recomputed, with which arguments, and the shape of the result."""

    act: Literal["audit", "score"] = "audit"
    shape: Literal["text", "data", "page"] = "text"
    rulebook: str = ""
    event: str = ""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    with_readings: bool = False
    colour: bool = False
    width: int = 100
    most_bytes: int = MOST_BYTES


@frozen(kw_only=True)
class Outcome:
    """
    What came of a form (结果): its report, as text or as data, with its brief; or why there is none.

    ``shown`` is a text, the data of an entry or the part of a page; ``brief`` is None where the form could not be read, ``why`` then says it.
    """

    name: str
    shown: Any
    brief: Brief | None = None
    why: str = ""


def done(job: Job, one: Given | PerfscoreError) -> list[Outcome]:
    """Every form of a file checked (核对一个文件); whatever goes wrong is an outcome like any other."""
    if isinstance(one, PerfscoreError):
        return [failed(job, one, "")]
    try:
        found = examine(one.source, one.name, lambda sheet: _checked(job, sheet, one.name), most_bytes=job.most_bytes)
        return [failed(job, each, one.name) if isinstance(each, PerfscoreError) else each for each in found]
    except Exception as error:  # whatever a file brings up, the other files are still done
        if debugging():
            raise
        return [failed(job, ReadError(crash(error), source=Source(file=one.name)), one.name)]


def _checked(job: Job, sheet: Sheet, name: str) -> Outcome:
    book = rulebook(job.rulebook) if job.rulebook else None
    if job.act == "score":
        card = score(sheet, book, event=job.event or None)
        told: Any = card.to_dict() if job.shape == "data" else card_text(card, colour=job.colour, width=job.width)
        return Outcome(name=name, shown=told, brief=Brief(name=name, title=sheet.title, codes=()))
    one = audit(sheet, book, event=job.event or None, select=job.select, ignore=job.ignore)
    if job.shape == "data":
        shown: Any = entry(one, with_readings=job.with_readings)
    elif job.shape == "page":
        shown = part(one, readings_of(one))
    else:
        shown = audit_text(one, readings_of(one) if job.with_readings else (), colour=job.colour, width=job.width)
    return Outcome(name=name, shown=shown, brief=brief(one, name))


def failed(job: Job, error: PerfscoreError, name: str) -> Outcome:
    """A form that could not be read (读不了)."""
    tell = {"data": error_data, "page": failed_part, "text": error_text}[job.shape]
    shown: Any = tell(error, name)
    return Outcome(name=name or (error.source.file if error.source else ""), shown=shown, why=error.message)


def debugging() -> bool:
    """Whether faults of the program are to be shown where they arise (调试)."""
    return os.environ.get("PERFSCORE_DEBUG", "") not in {"", "0"}


def crash(error: BaseException) -> str:
    """What is said of a fault of the program (程序出错)."""
    return f"程序出错（{type(error).__name__}），这是 perfscore 的问题，请把文件和这句话报告给维护者。"


# ---- on every core ------------------------------------------------------------------------------


def cores() -> int:
    """The cores that this process may use (可用核数)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def sweep(files: Sequence[Given | PerfscoreError], job: Job, *, processes: int | None = None) -> Iterator[list[Outcome]]:
    """
    The outcomes of each file, in the order of the files (逐个文件核对); many files are shared out over the cores.

    Args:
        files: what to read; what could not even be opened stands among them as its error.
        job: what to do with each form.
        processes: how many files at a time; by default as many as there are cores, one where the files are few.
    """
    count = processes if processes is not None else cores() if len(files) >= FEW else 1
    if count < 2 or debugging():
        yield from (done(job, one) for one in files)
    else:
        yield from _shared_out(files, job, count)


def _shared_out(files: Sequence[Given | PerfscoreError], job: Job, count: int) -> Iterator[list[Outcome]]:
    """
    Hand the files out a few ahead and take their outcomes in order, so that few are kept at a time.

    Where a process dies, the files that were handed out are done again one by one, each in a process of its own.
    """
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    waiting, left = deque[tuple[Given | PerfscoreError, Any]](), iter(files)
    pool = ProcessPoolExecutor(count, initializer=_deaf)
    try:
        while True:
            waiting.extend((one, pool.submit(done, job, one)) for one in islice(left, count * AHEAD - len(waiting)))
            if not waiting:
                return
            one, future = waiting.popleft()
            try:
                found = future.result()
            except BrokenProcessPool:
                again = [one, *(other for other, _ in waiting)]
                waiting.clear()
                pool.shutdown()
                yield from (_alone(each, job) for each in again)
                pool = ProcessPoolExecutor(count, initializer=_deaf)
            else:
                yield found
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _deaf() -> None:
    """Leave interrupts to the process that hands the files out; it ends these."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _alone(one: Given | PerfscoreError, job: Job) -> list[Outcome]:
    """A file in a process of its own: the one that ends its process is told from the others."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    with ProcessPoolExecutor(1) as pool, suppress(BrokenProcessPool):
        return pool.submit(done, job, one).result()
    name = one.name if isinstance(one, Given) else ""
    error = ReadError("读这个文件时内存不够，或程序意外中止。", source=Source(file=name), hint="请只保留自评表，另存后单独再读。")
    return [failed(job, error, name)]
