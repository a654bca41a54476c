"""The findings and the readings of a report (问题与口径): what was found, what is right, where, what to do, by which clause."""

from collections.abc import Iterator, Sequence

from perfscore.auditing import Audit
from perfscore.auditing.finding import CODES, READING_WORDS, SEVERITY_WORDS, Finding, Severity
from perfscore.line import Line
from perfscore.reporting.html.cells import Head, aligned, grid, value
from perfscore.reporting.html.clauses import Clauses, clauses_of
from perfscore.reporting.html.tree import Content, Element
from perfscore.reporting.text import points, room
from perfscore.scoring import Difference, Reading

#: The sign of each severity: its shape tells it where colours do not.
SIGNS = {Severity.ERROR: "■", Severity.WARNING: "▲", Severity.NOTE: "○"}
HEADS = (
    Head("序号", "n"),
    Head("程度", "sign"),
    Head("问题与位置", "name"),
    Head("表内", "v"),
    Head("应为", "v"),
    Head("说明与处理", "says"),
)
READING_HEADS = (Head("总分", "n"), Head("口径", "says"), Head("不同的行", "says"))


def findings(audit: Audit, clauses: Clauses) -> Element:
    """The findings, errors first (问题), each in a row."""
    if not audit.findings:
        return Element("p", "未发现问题。")
    list_ = _List(audit, clauses)
    rows = [list_.row(number, finding) for number, finding in enumerate(audit.findings, 1)]
    counts = "，".join(f"{SIGNS[one]} {SEVERITY_WORDS[one]} {len(audit.of(one))} 条" for one in Severity if audit.of(one))
    told = "错误：按表内文字的任何一种读法都不对；提醒：取决于某种口径或推定；备注：写法问题或无法核对之处。"
    return grid(f"{counts}。{told}", HEADS, Element("tbody", rows), label="问题")


class _List:
    """The rows of the list of findings (问题清单), each leading to the row of the form that it is about."""

    def __init__(self, audit: Audit, clauses: Clauses) -> None:
        self.card, self.clauses = audit.card, clauses
        self.named: dict[str, list[tuple[int, Line]]] = {}
        for number, line in enumerate(audit.card.lines, 1):
            self.named.setdefault(line.name, []).append((number, line))
        self.placed: dict[tuple[str, str], list[tuple[int, Line]]] = {}
        for one in (one for found in self.named.values() if len(found) > 1 for one in found):
            for place in _places(one[1]) - {""}:
                self.placed.setdefault((one[1].name, place), []).append(one)

    def row(self, number: int, finding: Finding) -> Element:
        """One finding: how sure it is, what it is and where, printed and right, what to do."""
        severity, code, line = finding.severity, CODES[finding.code], self._line(finding)
        about: Content = Element("a", finding.row or "", href=f"#row{line[0]}") if line else finding.row or "整张表"
        place = finding.source.place if finding.source else ""
        where = [Element("div", about), Element("small", place) if place else None, Element("div", Element("code", finding.code))]
        return Element(
            "tr", Element("td", str(number), class_="n"), Element("td", f"{SIGNS[severity]} {SEVERITY_WORDS[severity]}", class_="sign"),
            Element("th", Element("b", code.title), where, scope="row", class_="name"),
            value(finding.printed), value(finding.expected),
            Element("td", self._says(finding, line[1] if line else None), class_="says"),
            class_=severity.value, id=f"finding{number}",
        )  # fmt: skip

    def _line(self, finding: Finding) -> tuple[int, Line] | None:
        """The line that a finding is about, with its number; of several of one name that of its cell."""
        found = self.named.get(finding.row or "", [])
        place = finding.source.place if finding.source else ""
        if len(found) > 1:
            found = self.placed.get((finding.row or "", place), [])
        return found[0] if len(found) == 1 else None

    def _says(self, finding: Finding, line: Line | None) -> Iterator[Content]:
        """The message, what it rests on, what to do about such a finding, and the clauses."""
        yield Element("p", finding.message)
        if finding.reading:
            yield Element("p", f"取决于口径：{READING_WORDS.get(finding.reading, finding.reading)}。", class_="soft")
        yield Element("p", f"怎么办：{CODES[finding.code].settle}", class_="soft")
        told = self._grounds(finding, line)
        if told:
            yield Element("p", "依据：", told, class_="soft")

    def _grounds(self, finding: Finding, line: Line | None) -> list[Content]:
        """The clauses that a finding names and that of its row; else, where it is about the score, the row's own criterion."""
        cites = clauses_of(finding, self.card)
        if line is None or not finding.by_rule:
            return [self.clauses.link(one) for one in cites]
        own, criterion = line.citation, line.indicator.criterion
        if own is not None and own.quote != criterion and own not in cites:
            cites = [own, *cites]
        return [self.clauses.link(one) for one in cites] or ([f"本行评分标准“{criterion}”"] if criterion else [])


def _places(line: Line) -> set[str]:
    """The cells of a row."""
    return {line.source.place, *(line.sheet.locate(cell).place for cell in line.indicator.cells)}


# ---- readings -----------------------------------------------------------------------------------


def readings(found: Sequence[Reading]) -> Element:
    """The totals under the readings and rulebooks that give another result (其他口径), under the one that was taken."""
    own, *others = found
    telling = [one for one in others if one.rows or (one.total, one.low, one.high) != (own.total, own.low, own.high)]
    totals = aligned([_total(one) for one in (own, *telling)])
    first, *rest = (
        Element(
            "tr",
            Element("td", total, class_="n"),
            Element("th", _words(one), scope="row", class_="says"),
            Element("td", _rows(one), class_="says"),
        )
        for one, total in zip((own, *telling), totals, strict=True)
    )
    caption = "同一张表，换一种说得通的口径或另一个评分办法所得的总分；与采用的相同的不列。"
    return grid(
        caption if telling else f"{caption}此表换哪一种都相同。", READING_HEADS, Element("tbody", first, rest), label="其他口径下的总分"
    )


def _words(one: Reading) -> str:
    return (
        f"采用：{one.label}"
        if one.name == "default"
        else f"评分办法：{one.label.removeprefix('按')}"
        if one.name.startswith("rulebook=")
        else one.label
    )


def _total(one: Reading) -> str:
    return room(one.low, one.high) if one.total is None else points(one.total)


def _rows(one: Reading) -> Content:
    return Element("ul", [Element("li", _difference(row)) for row in one.rows], class_="notes") if one.rows else "—"


def _difference(row: Difference) -> str:
    if row.default == row.score:
        return f"{row.name} {points(row.score, '未定')}（区间不同）"
    return f"{row.name} {points(row.default, '未定')} → {points(row.score, '未定')}"
