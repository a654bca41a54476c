"""How results reach their reader (交付): one after the other as text, as JSON, as lines of JSON, as one HTML file, or as a review list in a workbook."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Protocol

from perfscore import console
from perfscore.errors import PerfscoreError
from perfscore.gathering import Given
from perfscore.reporting.html import Element, Part, page, prefix, written
from perfscore.reporting.json import audit_document, dumps, line_of, score_document
from perfscore.reporting.summary import summary_text
from perfscore.sweeping import Job, Outcome, sweep
from perfscore.tallying import Tally
from perfscore.writing import ReviewList

RULE = "─"
#: What stands for a report that was already written.
NOTHING = Element("article")


class Delivery(Protocol):
    """Where the outcomes go (交付方式): each as it comes, then the sum over all."""

    def add(self, one: Outcome) -> None:
        """Hand an outcome on (交付一项)."""

    def end(self, tally: Tally) -> None:
        """Finish what was begun (收尾)."""


class AsText:
    """Reports one below the other, errors on the standard error, at the end the table (文本)."""

    def __init__(self, out: console.Output, job: Job) -> None:
        self.out = out
        self.job = job
        self.shown = 0

    def add(self, one: Outcome) -> None:
        """Print a report, or say what could not be read."""
        if one.brief is None:
            console.complain(one.shown)
            return
        self.out.say(f"\n{RULE * 60}\n\n{one.shown}" if self.shown else one.shown)
        self.shown += 1

    def end(self, tally: Tally) -> None:
        """Print the table where there was more than one form."""
        if _is_summed(tally, self.job):
            self.out.say(f"\n{RULE * 60}\n\n{summary_text(tally, width=self.job.width)}")
        self.out.end()


class AsDocument:
    """One JSON document, written as its entries come (JSON 文档): none but the last is kept."""

    def __init__(self, out: console.Output, job: Job) -> None:
        self.out = out
        self.job = job
        head, _, self.tail = dumps((score_document if job.act == "score" else audit_document)([])).rpartition("[]")
        self.held: str | None = None
        self.begun = head + "["

    def add(self, one: Outcome) -> None:
        """Write the entry before, now that it is known not to be the last."""
        self._release(",")
        self.held = "\n".join("    " + line for line in dumps(one.shown).splitlines())

    def _release(self, mark: str) -> None:
        if self.held is not None:
            if self.begun:
                self.out.say(self.begun, as_json=True)
                self.begun = ""
            self.out.say(self.held + mark, as_json=True)

    def end(self, tally: Tally) -> None:
        """Write the last entry and close the document."""
        self._release("")
        self.out.say(f"  ]{self.tail}" if self.held is not None else f"{self.begun}]{self.tail}", as_json=True)
        self.out.end()
        _summed(tally, self.job)


class AsLines:
    """One line of JSON for each form, an entry of the document above (JSON 逐行)."""

    def __init__(self, out: console.Output, job: Job) -> None:
        self.out = out
        self.job = job

    def add(self, one: Outcome) -> None:
        """Write the line of a form."""
        self.out.say(line_of(one.shown), as_json=True)

    def end(self, tally: Tally) -> None:
        """Sum up on the standard error."""
        self.out.end()
        _summed(tally, self.job)


class AsPage:
    """One HTML file of all reports under their digest (HTML 报告); each is kept as text until the digest can be written."""

    def __init__(self, out: console.Output, job: Job) -> None:
        self.out = out
        self.job = job
        self.parts: list[Part] = []
        self.texts: list[str] = []

    def add(self, one: Outcome) -> None:
        """Write the report of a form, and keep what the digest tells of it."""
        made: Part = one.shown
        self.texts.append(written(made.tree, prefix(len(self.texts) + 1)))
        self.parts.append(made._replace(tree=NOTHING))

    def end(self, tally: Tally) -> None:
        """Put the digest before the reports."""
        made = page(self.parts, self.texts).rstrip("\n")
        self.out.say(made if self.out.path else console.marked_up(made))
        self.out.end()
        _summed(tally, self.job)


class AsWorkbook:
    """A review list (核对清单): findings, lines, forms and what was not read, each a worksheet."""

    def __init__(self, out: console.Output, job: Job) -> None:
        self.out = out
        self.job = job
        self.list = ReviewList()

    def add(self, one: Outcome) -> None:
        """Add the rows of a form."""
        self.list.add(one.name, one.shown, full=one.brief is not None and one.brief.full)

    def end(self, tally: Tally) -> None:
        """Save the workbook."""
        made = BytesIO()  # whole before it is written: a package half written closes itself with a complaint of its own
        self.list.save(made)
        with self.out.file() as file:
            file.write(made.getbuffer())
        self.out.end()
        _summed(tally, self.job)


def _is_summed(tally: Tally, job: Job) -> bool:
    """Whether there is more than one form to sum up, and something was checked."""
    return job.act == "audit" and tally.forms + len(tally.failed) > 1


def _summed(tally: Tally, job: Job) -> None:
    if _is_summed(tally, job):
        console.complain(summary_text(tally))


#: How a way of delivering is made.
Way = Callable[[console.Output, Job], Delivery]

WAYS: dict[str, Way] = {"text": AsText, "json": AsDocument, "jsonl": AsLines, "html": AsPage, "xlsx": AsWorkbook}
#: The formats that results may have.
FORMS = tuple(WAYS)


def deliver(files: Sequence[Given | PerfscoreError], job: Job, to: Delivery) -> Tally:
    """
    Every form of every file checked and handed on (核对并交付), with a bar on the terminal where there are many.

    Gives the sum over all of them.
    """
    tally = Tally()
    with console.progress(len(files)) as bar:
        for found in sweep(files, job):
            with bar.aside():
                for one in found:
                    tally.take(one.brief, one.name, one.why)
                    to.add(one)
            bar.step()
    to.end(tally)
    return tally
