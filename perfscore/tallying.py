"""What many forms add up to (汇总): how many were read, findings by code, totals that are off, forms with full marks throughout."""

from collections import Counter
from collections.abc import Iterable

from attrs import define, field, frozen

from perfscore.auditing import Audit
from perfscore.auditing.finding import CODES, Severity
from perfscore.number import plain
from perfscore.scorecard import Scorecard

#: With fewer rows full marks throughout are nothing to wonder at.
FEWEST = 3


@frozen(kw_only=True)
class Brief:
    """
    A checked form in brief (一张表的概要): what the sum over many forms needs, and no more.

    ``off`` tells how the printed total differs from its rows, ``full`` that every row has full marks.
    """

    name: str
    title: str
    codes: tuple[tuple[str, Severity], ...]
    off: str = ""
    full: bool = False

    @property
    def ok(self) -> bool:
        """Whether nothing of severity error was found (无错误)."""
        return all(severity is not Severity.ERROR for _, severity in self.codes)


def brief(audit: Audit, name: str) -> Brief:
    """A checked form in brief (概要)."""
    card, codes = audit.card, tuple((finding.code, finding.severity) for finding in audit.findings)
    off = ""
    if any(code == "total-mismatch" for code, _ in codes) and card.declared is not None and card.printed_sum is not None:
        off = f"自评总分 {plain(card.declared)}，各行得分合计 {plain(card.printed_sum)}"
    return Brief(name=name, title=card.sheet.title or card.sheet.unit, codes=codes, off=off, full=all_full(card))


def all_full(card: Scorecard) -> bool:
    """
    Whether every row of a form has full marks (各行满分): nothing wrong, but what a reviewer samples first.

    Rows without printed points count as a whole: their scores must add up to the full marks of the form.
    """
    scored = [line for line in card.lines if not line.governed.constraint]
    if len(scored) < FEWEST or any(line.printed is None for line in scored):
        return False
    if any(line.weight is None for line in scored):
        return card.printed_sum == card.rulebook.full_score
    return all(line.printed == line.weight for line in scored)


@define(kw_only=True, eq=False)
class Tally:
    """The sum over many forms (汇总), added to as they come; it keeps names, not forms."""

    forms: int = 0
    wrong: int = 0
    #: Forms with findings, none of them an error.
    doubtful: int = 0
    #: Findings by code and severity; forms by code.
    findings: Counter[tuple[str, Severity]] = field(factory=Counter)
    concerned: Counter[str] = field(factory=Counter)
    #: Names with what is said of them.
    off: list[tuple[str, str]] = field(factory=list)
    full: list[tuple[str, str]] = field(factory=list)
    failed: list[tuple[str, str]] = field(factory=list)

    def add(self, one: Brief) -> None:
        """Count a checked form (计入)."""
        self.forms += 1
        self.wrong += not one.ok
        self.doubtful += one.ok and bool(one.codes)
        self.findings.update(one.codes)
        self.concerned.update({code for code, _ in one.codes})
        self.off += [(one.name, one.off)] if one.off else []
        self.full += [(one.name, one.title)] if one.full else []

    def take(self, one: Brief | None, name: str, why: str) -> None:
        """Count an outcome (计入一项): a checked form, or what could not be read."""
        if one is None:
            self.fail(name, why)
        else:
            self.add(one)

    def fail(self, name: str, why: str) -> None:
        """Count what could not be read (计入读不了的)."""
        self.failed.append((name, why))

    @property
    def codes(self) -> Iterable[str]:
        """The codes that were found, in the order of the registry (出现的代码)."""
        return (code for code in CODES if self.concerned[code])
