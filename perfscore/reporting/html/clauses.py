"""The clauses that a report rests on (引用条文): numbered as they are met, told once."""

from perfscore.auditing.finding import Finding, clause, told
from perfscore.reporting.html.tree import Element
from perfscore.scorecard import Scorecard
from perfscore.source import Citation

#: What may not follow the name of a clause: 注5 is another than 注5(5), 第1条 than 第1条之二.
GOES_ON = frozenset("0123456789(（之")


class Clauses:
    """Clauses with their numbers (条文编号), in the order in which the report meets them."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def link(self, cite: Citation) -> Element:
        """
        The number of a clause, leading to it (条文链接).

        >>> str(Clauses().link(Citation(document="自评表", clause="注5")))
        '<a href="#clause1" aria-label="依据 1">〔1〕</a>'
        """
        number = self._numbers.setdefault(str(cite), len(self._numbers) + 1)
        return Element("a", f"〔{number}〕", href=f"#clause{number}", aria_label=f"依据 {number}")

    def listing(self) -> Element:
        """All of them with document, place, quote and status (条文一览)."""
        return Element("ol", [Element("li", words, id=f"clause{number}") for words, number in self._numbers.items()], class_="clauses")


def clauses_of(finding: Finding, card: Scorecard) -> list[Citation]:
    """The clauses that a finding names (问题所据条文): that of its row, and those of the rulebook that its message tells."""
    found = {}
    for key in card.rulebook.values:
        cite = clause(card, key)
        if cite is not None and (_names(finding.message, told(cite)) or (cite.clause and _names(finding.message, cite.clause))):
            found[str(cite)] = cite
    return list(found.values())


def _names(message: str, name: str) -> bool:
    """Whether a message names just this clause."""
    return any(rest[:1] not in GOES_ON or not rest for rest in message.split(name)[1:])
