"""The report (审核报告): a form with all that was found, and a page of several under their digest."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from perfscore.auditing import Audit, draw_with, readings_of
from perfscore.auditing.finding import SEVERITY_WORDS
from perfscore.errors import PerfscoreError
from perfscore.number import plain
from perfscore.reporting.html.cells import Head, aligned, grid
from perfscore.reporting.html.clauses import Clauses
from perfscore.reporting.html.findings import findings, readings
from perfscore.reporting.html.rows import rows
from perfscore.reporting.html.style import PAGE, STYLE
from perfscore.reporting.html.tree import Content, Element, written
from perfscore.reporting.html.waterfall import waterfall
from perfscore.reporting.text import REVIEW, STAGE_WORDS, points, resting, room
from perfscore.rulebook import GENERAL
from perfscore.scorecard import Scorecard
from perfscore.scoring import Reading
from perfscore.version import VERSION

HEADING = "绩效自评表审核报告"
UNTITLED = "（没有标题的自评表）"
DIGEST_HEADS = (
    Head("序号", "n"), Head("表", "name"), Head("自评总分", "n"), Head("各行合计", "n"), Head("复算总分", "n"), Head("区间"), Head("等级"),
    *(Head(word, "n") for word in SEVERITY_WORDS.values()),
)  # fmt: skip
STAGE_HEADS = (Head("步骤"), Head("总分", "n"), Head("区间"), Head("说明", "says"))
RECEIPT_WORDS = {"input_sha256": "输入摘要", "rulebook": "评分办法", "rulebook_sha256": "办法摘要", "perfscore": "perfscore 版本"}
#: What a page allows itself to load: nothing but its own style.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


class Part(NamedTuple):
    """
    One form of a report, or what could not be read (报告的一份).

    ``brief`` holds its cells in the digest: declared, printed sum, total, room, grade, then how many findings of each
    severity; it is empty for what could not be read, ``why`` then says it.
    """

    name: str
    title: str
    tree: Element
    brief: tuple[str, ...] = ()
    why: str = ""


# ---- one form -----------------------------------------------------------------------------------


def part(audit: Audit, found: Sequence[Reading] = ()) -> Part:
    """
    A checked form for a report (一张表的报告).

    Args:
        audit: the form.
        found: the totals under other readings; without them the report has none.
    """
    card, clauses = audit.card, Clauses()
    picture = waterfall(card)
    body = [
        _section("扣分构成", picture),
        _section("逐行复算", rows(card, clauses) if card.lines else Element("p", "表内没有指标行。")),
        _section("总分各步", _stages(card, clauses), _resting(card)),
        _section("问题", findings(audit, clauses), _opinion(audit) if audit.ok else None),
        _section("其他口径下的总分", readings(found)) if found else None,
    ]
    head = [*_header(card), _totals(card), None if audit.ok else _opinion(audit)]
    foot = [_section("引用条文", clauses.listing()) if len(clauses) else None, _section("回执", _receipt(card))]
    return Part(
        _place(card), _title(card), Element("article", head, body, foot, class_="form", id="form", aria_labelledby="title"), _brief(audit)
    )


def failed_part(error: PerfscoreError, name: str = "") -> Part:
    """
    What could not be read, in the place of a form (读不了的文件).

    >>> failed_part(PerfscoreError("文件是空的。"), "a.xlsx").why
    '文件是空的。'
    """
    file = (error.source.file if error.source else "") or name
    cell = error.source.place if error.source else ""
    facts = [("文件", file), ("单元格", cell), ("原因", error.message), ("怎么办", error.hint)]
    tree = Element(
        "article", Element("h2", f"读不了：{file or UNTITLED}", id="title"), _facts([(word, text) for word, text in facts if text]),
        class_="form", id="form", aria_labelledby="title",
    )  # fmt: skip
    return Part(file, "", tree, why=error.message)


def _section(heading: str, *content: Content) -> Element | None:
    shown = [one for one in content if one is not None]
    return Element("section", Element("h3", heading), shown) if shown else None


def _facts(facts: Sequence[tuple[str, Content]]) -> Element:
    return Element("dl", [(Element("dt", word), Element("dd", text)) for word, text in facts], class_="facts")


def _title(card: Scorecard) -> str:
    return card.sheet.title or UNTITLED


def _place(card: Scorecard) -> str:
    source = card.sheet.source
    return "!".join(one for one in (source.file, source.sheet) if one)


def _header(card: Scorecard) -> Iterator[Element]:
    """Whose form it is and of which year, where it was read from, by which rulebook it is scored and why."""
    sheet, book = card.sheet, card.rulebook
    yield Element("h2", _title(card), id="title")
    if sheet.to_review:
        yield Element("p", REVIEW, class_="review")
    named = "未认定，只按各行自己的评分标准" if book.id == GENERAL.id else f"{book.title}（{book.id}）"
    facts = [
        ("单位", sheet.unit), ("年度", f"{sheet.year} 年" if sheet.year else ""), ("出处", _place(card)), ("评分办法", named),
        ("认定理由", card.recognised_by), ("已记录事件", "；".join(map(str, card.events))), *(("读表说明", remark) for remark in sheet.remarks),
    ]  # fmt: skip
    yield _facts([(word, text) for word, text in facts if text])


def _totals(card: Scorecard) -> Element:
    """Declared, printed sum, recomputed total, its room, grade, full marks."""
    total = "未定" if card.total is None else plain(card.total)
    cells = [
        ("自评总分", points(card.declared), card.declared is not None and card.declared != card.total),
        ("各行得分合计", points(card.printed_sum), False),
        ("复算总分", total, False),
        ("区间", room(card.low, card.high) if card.low != card.high else "—", False),
        ("评价等级", card.grade or "—", False),
        ("满分", plain(card.rulebook.full_score), False),
    ]
    shown = [
        Element("div", Element("dt", word), Element("dd", text, " ≠" if differs else None), class_="differs" if differs else None)
        for word, text, differs in cells
    ]
    return Element("dl", shown, class_="totals")


def _opinion(audit: Audit) -> Element:
    word = "结论：" if audit.ok else "退回意见："
    return Element("p", Element("b", word), audit.opinion, class_="opinion fine" if audit.ok else "opinion")


def _resting(card: Scorecard) -> Element | None:
    said = resting(card)
    return Element("p", said, class_="soft") if said else None


def _stages(card: Scorecard, clauses: Clauses) -> Element:
    """The total through its stages, in the rulebook's order."""
    values = aligned([points(stage.value, "未定") for stage in card.stages])
    lines = [
        Element(
            "tr", Element("th", STAGE_WORDS.get(stage.label, stage.label), scope="row"), Element("td", value, class_="n"),
            Element("td", room(stage.low, stage.high) if stage.low != stage.high else "—"),
            Element("td", stage.text, clauses.link(stage.citation) if stage.citation else None, class_="says"),
        )
        for stage, value in zip(card.stages, values, strict=True)
    ]  # fmt: skip
    return grid("各步按评分办法的次序，没有改变总分的也列出。", STAGE_HEADS, Element("tbody", lines), label="总分各步")


def _receipt(card: Scorecard) -> Element:
    return _facts([(RECEIPT_WORDS[name], Element("code", value) if value else "—") for name, value in card.receipt.items()])


def _brief(audit: Audit) -> tuple[str, ...]:
    card = audit.card
    total = "未定" if card.total is None else plain(card.total)
    open_ = room(card.low, card.high) if card.low != card.high else "—"
    counts = [str(len(audit.of(severity)) or "—") for severity in SEVERITY_WORDS]
    return (points(card.declared), points(card.printed_sum), total, open_, card.grade or "—", *counts)


# ---- several forms ------------------------------------------------------------------------------


def prefix(number: int) -> str:
    """
    What stands before the names of the elements of a form (锚点前缀), so that those of several are told apart.

    >>> prefix(3)
    's3-'
    """
    return f"s{number}-"


def digest(parts: Sequence[Part]) -> Element:
    """All forms in one table, each leading to its own report (汇总表)."""
    columns = [aligned([one.brief[place] for one in parts if one.brief]) for place in range(3)]
    shown = iter(zip(*columns, strict=True))
    lines = [_digest_row(number, one, next(shown) if one.brief else ()) for number, one in enumerate(parts, 1)]
    failed = sum(not one.brief for one in parts)
    wrong = sum(bool(one.brief) and one.brief[5] != "—" for one in parts)
    caption = f"共 {len(parts) - failed} 张表，{wrong} 张有错误" + (f"；另有 {failed} 处读不了" if failed else "") + "。"
    return Element("section", Element("h2", "汇总"), grid(caption, DIGEST_HEADS, Element("tbody", lines), label="汇总"), class_="form")


def _digest_row(number: int, one: Part, figures: Sequence[Content]) -> Element:
    link = Element("a", one.title or one.name or UNTITLED, href=f"#{prefix(number)}form")
    name = Element("th", link, Element("div", Element("small", one.name)) if one.title and one.name else None, scope="row", class_="name")
    first = Element("td", str(number), class_="n")
    if not one.brief:
        return Element("tr", first, name, Element("td", f"读不了：{one.why}", colspan=str(len(DIGEST_HEADS) - 2)), class_="failed")
    cells = [Element("td", text, class_="n") for text in figures]
    rest = [Element("td", text, class_=head.kind or None) for text, head in zip(one.brief[3:], DIGEST_HEADS[5:], strict=True)]
    return Element("tr", first, name, cells, rest, class_="error" if one.brief[5] != "—" else None)


def page(parts: Sequence[Part], drawn: Sequence[str] = ()) -> str:
    """
    A file of its own (自含的报告文件): nothing in it runs, nothing is loaded; several forms stand under their digest.

    Args:
        parts: the forms and what could not be read, in order.
        drawn: each of them as text, where that was already written.
    """
    several = len(parts) != 1 or not parts[0].brief
    title = f"{parts[0].title} · {HEADING}" if not several else HEADING
    head = Element(
        "head", Element("meta", charset="utf-8"), Element("meta", name="generator", content="perfscore"), Element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        Element("meta", name="viewport", content="width=device-width, initial-scale=1"), Element("title", title), Element("style", STYLE + PAGE),
    )  # fmt: skip
    letterhead = Element("header", Element("h1", HEADING), Element("p", f"perfscore {VERSION} 复算。", class_="lead"), class_="form head")
    shell = Element(
        "html", head, Element("body", letterhead, Element("main", digest(parts) if several else None), class_="ps"), lang="zh-CN"
    )
    before, end, after = written(shell).rpartition("</main>")
    texts = drawn or [written(one.tree, prefix(number)) for number, one in enumerate(parts, 1)]
    return "".join(("<!DOCTYPE html>\n", before, *(f"\n{text}" for text in texts), "\n", end, after, "\n"))


def audit_html(audit: Audit, found: Sequence[Reading] = ()) -> str:
    """A checked form as a file of its own (HTML 报告); ``found`` are the totals under other readings."""
    return page([part(audit, found)])


def audit_fragment(audit: Audit) -> str:
    """A checked form for a notebook (笔记本显示): its report with its style, and no page around it."""
    name = f"ps{(audit.card.sheet.digest or audit.card.sheet.content_digest)[:8]}-"
    return written(Element("div", Element("style", STYLE), part(audit).tree, class_="ps", lang="zh-CN"), name)


draw_with(lambda audit, others: audit_html(audit, readings_of(audit) if others else ()), audit_fragment)
