"""Results as plain text for a terminal (文本报告): aligned under 汉字, folded at a width."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from attrs import evolve

from perfscore.ambiguity import AMBIGUITIES, other_ways
from perfscore.auditing import Audit
from perfscore.auditing.finding import SEVERITY_WORDS, Finding, Severity
from perfscore.errors import PerfscoreError, TextError
from perfscore.line import BASIS_WORDS, Line
from perfscore.number import plain
from perfscore.reporting.table import GAP, Column, columns, fold, pad, paint, table
from perfscore.rulebook import GENERAL, Rulebook
from perfscore.scorecard import Scorecard, Subtotal
from perfscore.scoring import Difference, Reading, every_reading
from perfscore.trace import Step

#: What a reader calls the stages of a total.
STAGE_WORDS = {
    "sum": "各行相加", "deductions": "约束性扣分", "event-cap": "事件封顶", "execution-cap": "执行率封顶", "round": "修约", "grade": "评价等级",
}  # fmt: skip
SEVERITY_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}
#: What stands before a line: the printed score differs, or was not checked.
DIFFERS, UNCHECKED = "≠", "?"
#: What stands in place of a reason that several rows share.
SHARED = "没有复算，原因见表下"
WIDTH = 100
#: What stands at the head of a form that came from a page's drawing.
REVIEW = "待复核：本表由 PDF 读出，请先对照原件核对数值。"

LINE_HEADS = (
    Column(""),
    Column("指标", most=30),
    Column("分值", figures=True),
    Column("目标", right=True, most=12),
    Column("实际", right=True, most=12),
    Column("表内", figures=True, most=8),
    Column("复算", figures=True, most=16),
    Column("算式与依据", optional=True),
)


def points(value: Decimal | None, otherwise: str = "—") -> str:
    """A figure in points, or what stands for none (分数)."""
    return otherwise if value is None else plain(value)


def room(low: Decimal, high: Decimal) -> str:
    """The room between two figures (区间)."""
    return f"[{plain(low)}, {plain(high)}]"


# ---- lines --------------------------------------------------------------------------------------


def mark(line: Line) -> str:
    """The sign before a line (标记): ≠ the printed score is another, ? it was not checked."""
    if line.reason or line.score is None:
        return UNCHECKED
    return DIFFERS if line.printed is not None and line.printed != line.score else ""


def basis_text(line: Line) -> str:
    """The arithmetic of a line, and what it rests on where that is not its own criterion (算式与依据)."""
    if line.reason:
        return line.reason
    said = line.step.text
    return said if line.basis in {"criterion", "none"} else f"{BASIS_WORDS[line.basis]}：{said}"


def score_text(line: Line) -> str:
    """The score of a line (复算得分): in brackets where it was only taken over from the form, its room where it is open."""
    if line.score is not None:
        return f"({plain(line.score)})" if line.reason else plain(line.score)
    return room(line.low, line.high) if line.low != line.high else "—"


def line_cells(line: Line) -> list[str]:
    """The cells of a line in the order of ``LINE_HEADS`` (表格单元)."""
    leaf = line.indicator
    return [
        mark(line), line.name, leaf.shown("weight") or "—", leaf.shown("target") or "—", leaf.shown("actual") or "—",
        leaf.shown("printed") or "—", score_text(line), basis_text(line),
    ]  # fmt: skip


def line_text(line: Line) -> str:
    """
    One line in words (单行): name, figures, score, arithmetic, cell.
    """
    figures = [f"分值 {points(line.weight)}", f"目标 {line.indicator.shown('target') or '—'}", f"实际 {line.indicator.shown('actual') or '—'}",
               f"表内 {points(line.printed)}", f"复算 {score_text(line)}"]  # fmt: skip
    place = f"〔{line.source.place}〕" if line.source.place else ""
    return f"{'/'.join(line.path)}{place}  {'，'.join(figures)}  {basis_text(line)}".rstrip()


def _lines(card: Scorecard, width: int, *, colour: bool) -> Iterator[str]:
    if not card.lines:
        return
    total = ["", "合计", points(card.weight_sum), "", "", points(card.printed_sum), points(card.stages[0].value, "未定"), ""]
    rows = [*(line_cells(line) for line in card.lines), total]
    reasons = Counter(line.reason for line in card.lines if line.reason)
    for line, row in zip(card.lines, rows, strict=False):
        row[-1] = SHARED if reasons[line.reason] > 2 else row[-1]
    heads = (LINE_HEADS[0], evolve(LINE_HEADS[1], most=30 if width >= WIDTH else 20), *LINE_HEADS[2:])
    head, *drawn, foot = table(heads, rows, most=width)
    yield paint(head, "dim", on=colour)
    shades = {DIFFERS: "red", UNCHECKED: "yellow"}
    for line, text in zip(card.lines, drawn, strict=True):
        shade = shades.get(mark(line))
        yield paint(text, shade, on=colour) if shade else text
    yield foot
    signs = legend(card.lines)
    yield from fold(f"（{signs}）", width) if signs else ()
    for said in unscored(card):
        yield from fold(said, width, rest="  ")


# ---- header, totals, stages ---------------------------------------------------------------------


def _header(card: Scorecard, width: int, *, colour: bool) -> Iterator[str]:
    sheet, book = card.sheet, card.rulebook
    place = "!".join(part for part in (sheet.source.file, sheet.source.sheet) if part)
    yield paint(sheet.title or "（没有标题的自评表）", "bold", on=colour)
    about = " · ".join(part for part in (sheet.unit, f"{sheet.year} 年" if sheet.year else "", place) if part)
    if about:
        yield from fold(about, width)
    if sheet.to_review:
        yield from (paint(line, "yellow", on=colour) for line in fold(REVIEW, width))
    named = "未认定" if book.id == GENERAL.id else f"{book.title}（{book.id}）"
    yield from fold(f"{named}；{card.recognised_by}", width, first="评分办法：", rest=" " * 10)
    for remark in sheet.remarks:
        yield from fold(remark, width, first="读表说明：", rest=" " * 10)


def totals_text(card: Scorecard) -> str:
    """The totals in one line (总分): declared, printed sum, recomputed, room."""
    parts = [f"自评总分 {points(card.declared)}", f"各行得分合计 {points(card.printed_sum)}"]
    copied = sum((line.score for line in card.lines if line.reason and line.score is not None), Decimal(0))
    rest = f"（其中 {plain(copied)} 未复算）" if copied else ""
    parts.append(f"复算 {plain(card.total)}{rest}" if card.total is not None else f"复算未定（{len(card.open)} 行没有唯一得分）")
    if card.low != card.high:
        parts.append(f"区间 {room(card.low, card.high)}")
    if card.grade:
        parts.append(f"等级 {card.grade}")
    return "    ".join([*parts, f"满分 {plain(card.rulebook.full_score)}"])


def _totals(card: Scorecard, width: int, *, colour: bool) -> Iterator[str]:
    yield from (paint(line, "bold", on=colour) for line in fold(totals_text(card), width))


def _changed(card: Scorecard) -> Iterator[Step]:
    """The stages after the first that change what is shown, and the cap where an event is on record."""
    for before, stage in zip(card.stages, card.stages[1:], strict=False):
        shown = (stage.value, stage.low, stage.high)
        if shown != (before.value, before.low, before.high) or (card.events and stage.label == "event-cap"):
            yield stage


def stage_text(stage: Step) -> str:
    """One stage of the total in words (总分一步)."""
    value = "" if stage.value is None else f" {plain(stage.value)}"
    shown = value if stage.low == stage.high == stage.value else f"{value} {room(stage.low, stage.high)}"
    cite = f"〔{stage.citation}〕" if stage.citation else ""
    return f"{STAGE_WORDS.get(stage.label, stage.label)}{shown}  {stage.text}{cite}".rstrip()


def _stages(stages: Iterable[Step], width: int) -> Iterator[str]:
    for stage in stages:
        yield from fold(stage_text(stage), width, first="  ", rest="      ")


def resting(card: Scorecard) -> str:
    """How many points rest on printed scores alone, and why (依表内得分), empty where none do."""
    lines = [line for line in card.lines if line.basis == "printed"]
    if not lines:
        return ""
    unread, roomy = [line for line in lines if line.reason], [line for line in lines if not line.reason]
    parts = [f"{len(unread)} 行没有复算"] if unread else []
    parts += [f"评分标准留有余地的有{'、'.join(line.name for line in roomy)}"] if roomy else []
    return f"各行得分中有 {plain(card.from_printed)} 分按表内得分计：{'；'.join(parts)}。"


def unscored(card: Scorecard) -> Iterator[str]:
    """Why rows were not recomputed (未复算的行), the reasons that are shared said once."""
    reasons: dict[str, list[str]] = {}
    for line in card.lines:
        if line.reason:
            reasons.setdefault(line.reason.removesuffix("，未计算"), []).append(line.name)
    for reason, names in reasons.items():
        who = f"“{names[0]}”" if len(names) == 1 else f"{len(names)} 行"
        yield f"{UNCHECKED} {who}没有复算：{reason}"


# ---- findings -----------------------------------------------------------------------------------


def finding_text(finding: Finding, width: int = WIDTH, *, colour: bool = False) -> str:
    """One finding (问题): row, cell and code in the first line, the message folded below."""
    place = finding.source.place if finding.source else ""
    head = GAP.join(part for part in (finding.row or "整张表", place) if part)
    first, *more = fold(f"{finding.code}{GAP}{head}", width, first="  ", rest="    ")
    code = paint(finding.code, SEVERITY_COLOURS[finding.severity], on=colour)
    words = _reading_words(finding.reading or "")
    said = finding.message + (f"（另一种口径：{words}）" if words else "")
    return "\n".join([first.replace(finding.code, code, 1), *more, *fold(said, width, first="    ", rest="    ")])


def _reading_words(name: str) -> str:
    """What a reader calls the reading that a finding rests on, empty where the message says it."""
    choice, _, taken = name.partition("=")
    ways = [way for one in AMBIGUITIES if one.name == choice for way in ((one.value, one.default), *one.others)]
    return "；".join(words for value, words in (ways if taken else ways[1:]) if not taken or value == taken)


def _findings(audit: Audit, width: int, *, colour: bool) -> Iterator[str]:
    for severity in Severity:
        found = audit.of(severity)
        if not found:
            continue
        yield ""
        yield paint(f"{SEVERITY_WORDS[severity]} {len(found)} 条", SEVERITY_COLOURS[severity], on=colour)
        for finding in found:
            yield finding_text(finding, width, colour=colour)


# ---- readings -----------------------------------------------------------------------------------


def readings_text(readings: Sequence[Reading], width: int = WIDTH) -> str:
    """
    The totals side by side (口径对照).

    The rulebook's own reading, then each other reading and each other rulebook that gives another result, with the rows that differ.
    """
    if not readings:
        return ""
    own, *others = readings
    telling = [one for one in others if one.rows or (one.total, one.low, one.high) != (own.total, own.low, own.high)]
    most = max(columns(_total(one)) for one in (own, *telling))
    lines = list(fold(f"采用：{_total(own)}{GAP}{own.label}", width, rest="  "))
    for title, of_books in (("其他口径下的总分", False), ("其他评分办法下的总分", True)):
        found = [one for one in telling if one.name.startswith("rulebook=") is of_books]
        lines += [title] if found else [f"{title}：都与采用的相同"]
        lines += [line for one in found for line in _reading_lines(one, most, width)]
    return "\n".join(lines)


def _reading_lines(one: Reading, most: int, width: int) -> list[str]:
    rows = "、".join(_difference(row) for row in one.rows)
    said = f"{one.label}：{rows}" if rows else one.label
    return fold(said, width, first=f"  {pad(_total(one), most, right=True)}{GAP}", rest=" " * (most + 4))


def _difference(row: Difference) -> str:
    if row.default == row.score:
        return f"{row.name} {points(row.score, '未定')}（区间不同）"
    return f"{row.name} {points(row.default, '未定')} → {points(row.score, '未定')}"


def _total(reading: Reading) -> str:
    return room(reading.low, reading.high) if reading.total is None else plain(reading.total)


# ---- whole results ------------------------------------------------------------------------------


def audit_text(audit: Audit, readings: Sequence[Reading] = (), *, colour: bool = False, width: int = WIDTH) -> str:
    """
    A checked form for reading (审核报告): totals, lines, findings by severity, and one sentence for a 退回意见.
    """
    card = audit.card
    lines = [*_header(card, width, colour=colour), "", *_totals(card, width, colour=colour), "", *_lines(card, width, colour=colour)]
    changed = list(_changed(card))
    lines += ["", "总分各步", *_stages((card.stages[0], *changed), width)] if changed else []
    lines += _findings(audit, width, colour=colour)
    lines += ["", readings_text(readings, width)] if readings else []
    lines += ["", *fold(resting(card), width)] if resting(card) else []
    head = "结论：" if audit.ok else "退回意见："
    lines += ["", *(paint(one, "bold", on=colour) for one in fold(audit.opinion, width, first=head, rest=" " * columns(head)))]
    return "\n".join(lines)


def legend(lines: Iterable[Line]) -> str:
    """What the signs before the lines mean (标记说明), for those that stand there."""
    found = {mark(line) for line in lines}
    words = {DIFFERS: "表内得分与复算不同", UNCHECKED: "没有复算（括号内照抄表内得分）或没有唯一得分"}
    said = [f"{sign} {text}" for sign, text in words.items() if sign in found]
    return "；".join(said)


def card_text(card: Scorecard, *, colour: bool = False, width: int = WIDTH) -> str:
    """
    A recomputed form for reading (计分报告): totals, lines, subtotals, every stage, receipt.
    """
    lines = [*_header(card, width, colour=colour), "", *_totals(card, width, colour=colour), "", *_lines(card, width, colour=colour)]
    lines += ["", *_subtotals(card.subtotals, width, colour=colour)] if card.subtotals else []
    lines += ["", "总分各步", *_stages(card.stages, width)]
    lines += ["", *fold(resting(card), width)] if resting(card) else []
    lines += ["", *(f"{name}{GAP}{value or '—'}" for name, value in _receipt(card))]
    return "\n".join(lines)


def _receipt(card: Scorecard) -> Iterator[tuple[str, str]]:
    words = {"input_sha256": "输入摘要 ", "rulebook": "评分办法 ", "rulebook_sha256": "办法摘要 ", "perfscore": "perfscore"}
    return ((words[name], value) for name, value in card.receipt.items())


SUBTOTAL_HEADS = (
    Column("小计", most=44),
    Column("分值", figures=True),
    Column("表内", figures=True),
    Column("复算", figures=True),
    Column("区间"),
)


def _subtotals(parts: Sequence[Subtotal], width: int, *, colour: bool) -> Iterator[str]:
    rows = []
    for part in parts:
        deep = len(part.path) - (0 if part.goal is not None else 1)
        open_ = room(part.low, part.high) if part.low != part.high else ""
        rows.append(["  " * deep + part.label, plain(part.weight), plain(part.printed), points(part.score, "未定"), open_])
    drawn = table(SUBTOTAL_HEADS, rows, most=width)
    yield paint(drawn[0], "dim", on=colour)
    yield from drawn[1:]


# ---- steps and errors ---------------------------------------------------------------------------


def step_text(step: Step, *, colour: bool = False, width: int = WIDTH) -> str:
    """
    A step and all below it as a tree (计算过程): figure and arithmetic, folded; clause and cell at the end of each.

    >>> print(step_text(Step(label="覆盖率", value=Decimal("3.5"), full=Decimal(5), text="5 − 15 × 0.1 = 3.5")))
    覆盖率  3.5 / 5  5 − 15 × 0.1 = 3.5
    """
    return "\n".join(_tree(step, "", "", width, colour=colour))


def _tree(step: Step, first: str, rest: str, width: int, *, colour: bool) -> Iterator[str]:
    below = rest + ("│ " if step.children else "  ")
    line, *more = fold(_step_line(step), width, first=first, rest=below + "  ")
    label = _label(step)
    yield line if first else line.replace(label, paint(label, "bold", on=colour), 1)
    yield from more
    for number, child in enumerate(step.children, 1):
        last = number == len(step.children)
        yield from _tree(child, rest + ("└ " if last else "├ "), rest + ("  " if last else "│ "), width, colour=colour)


def explain_text(line: Line, book: Rulebook, *, colour: bool = False, width: int = WIDTH) -> str:
    """
    One line explained (讲清一行): where it stands, its figures, the steps of its score, what a reader must know, the other readings.
    """
    goal = f"（目标{line.goal}）" if line.goal is not None else ""
    leaf, step = line.indicator, line.step
    figures = [f"分值 {points(line.weight)}"]
    if not step.children:
        figures += [f"目标 {leaf.shown('target') or '—'}", f"实际 {leaf.shown('actual') or '—'}"]
    figures += [f"表内得分 {points(line.printed)}", "没有复算" if line.reason else f"复算 {score_text(line)}"]
    if line.deviation is not None:
        figures.append(f"偏差率 {plain(line.deviation)}" + ("" if not line.deviation else "（有利）" if line.favourable else "（不利）"))
    lines = [
        *fold(" / ".join(line.path) + goal, width),
        paint("，".join(figures), "bold", on=colour),
        "",
        step_text(step, colour=colour, width=width),
    ]
    told = [*(note for note in line.notes if note != step.text), *_other_scores(line, book)]
    lines += ["", *(one for said in told for one in fold(said, width, first="· ", rest="  "))] if told else []
    return "\n".join(lines)


def _other_scores(line: Line, book: Rulebook) -> Iterator[str]:
    """The score of a line under each single choice taken the other way, where it is another."""
    (own, _), *others = every_reading(line, book)
    for policy, other in others:
        taken = [label for name, value, label in other_ways(own) if getattr(policy, name) == value]
        if len(taken) == 1 and (other.score, other.low, other.high) != (line.score, line.low, line.high):
            yield f"其他口径：{taken[0]}，{'本行不计算' if other.reason else f'得 {score_text(other)}'}"


def _label(step: Step) -> str:
    return STAGE_WORDS.get(step.label, step.label)


def _step_line(step: Step) -> str:
    figure = step.figure + (f" / {plain(step.full)}" if step.full is not None and step.figure else "")
    told = any(child.label == "评分标准" for child in step.children)
    cite = f"〔{evolve(step.citation, quote='') if told else step.citation}〕" if step.citation else ""
    place = step.source.place if step.source and step.source.cell else ""
    return GAP.join(part for part in (_label(step), figure, step.text, cite, place) if part)


def error_text(error: PerfscoreError, source: str = "") -> str:
    """What could not be read, in two or three lines (错误): place, message, next step."""
    place = str(error.source) if error.source and str(error.source) else source
    caret = f"\n{error.caret()}" if isinstance(error, TextError) and error.text else ""
    hint = f"\n  {error.hint}" if error.hint else ""
    return f"{f'{place}：' if place else ''}{error.message}{caret}{hint}"
