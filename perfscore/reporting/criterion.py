"""Criteria as plain text (评分标准的文本报告): one as it was read, and many as they were."""

from collections.abc import Iterable, Iterator

from attrs import evolve

from perfscore.arithmetic import Arithmetic
from perfscore.errors import CriterionError
from perfscore.reporting.table import GAP, Column, columns, fold, table
from perfscore.reporting.text import WIDTH, step_text
from perfscore.rule import Alternatives, Rule
from perfscore.surveying import Entry, Survey
from perfscore.trace import Step

#: What a reader calls the kinds of rules.
KIND_WORDS = {
    "proportional": "按完成比例", "rate": "按执行率", "steps": "阶梯扣分", "tiers": "分档", "bands": "定性分档", "yes-no": "是否", "checklist": "分项",
    "defects": "按缺陷扣分", "discretion": "酌情", "formula": "公式", "constraint": "约束性",
}  # fmt: skip


def kind_words(kind: str) -> str:
    """
    A kind as a reader calls it (种类).

    >>> kind_words("steps")
    '阶梯扣分（steps）'
    """
    return f"{KIND_WORDS[kind]}（{kind}）"


# ---- one ----------------------------------------------------------------------------------------


def rule_text(
    rule: Rule,
    step: Step | None = None,
    readings: Iterable[tuple[str, str, Step]] = (),
    *,
    case: str = "",
    arithmetic: Arithmetic | None = None,
    width: int = WIDTH,
) -> str:
    """
    A criterion as it was read (评分标准的读法): in words, its kind, its expression; its score; what a reader must know.

    Args:
        rule: the whole rule.
        step, readings: the score, and under each other reading where that differs.
        case: the case that was chosen.
        arithmetic: the expression, of the row where figures are given.
        width: columns of a line.
    """
    told = [_folded("读作", str(rule), width), f"种类：{kind_words(rule.kind)}"]
    if isinstance(rule, Alternatives):
        told.append(_folded("情形", _cases(rule, case), width))
    chosen = rule.choose(case) if isinstance(rule, Alternatives) and case else rule
    if arithmetic is not None:
        first, *more = arithmetic.lines
        told += [_folded("算式", first, width), *(_folded("", line, width) for line in more)]
    if step is not None:
        told += ["", step_text(evolve(step, label="得分"), width=width)]
    parts = [_notes(chosen, width), _open(chosen, width), _others(readings, width)]
    return "\n".join([*told, *(line for part in parts if part for line in ("", *part))])


def _folded(head: str, text: str, width: int) -> str:
    first = f"{head}：" if head else " " * 6
    return "\n".join(fold(text, width, first=first, rest=" " * 6))


def _cases(rule: Alternatives, case: str) -> str:
    listed = "、".join(rule.cases)
    return f"{case}（另有{'、'.join(one for one in rule.cases if one != case)}）" if case else f"{listed}；用 --case {rule.cases[0]} 选定"


def _notes(rule: Rule, width: int) -> list[str]:
    """How the text was read, and what is not counted."""
    return [line for note in notes(rule) for line in fold(note, width, first="说明：", rest=" " * 6)]


def notes(rule: Rule) -> tuple[str, ...]:
    """What a reader must know beside the rule (说明): its remarks, and its veto, which is not counted; those of each case with its name."""
    found = [str(remark) for remark in rule.remarks]
    if rule.veto:
        found.append(f"另有一票否决：{rule.veto}；表内没有记载，未计入得分")
    if isinstance(rule, Alternatives):
        found += [f"{one.case}：{note}" for one in rule.options for note in notes(one.rule)]
    return tuple(found)


def _open(rule: Rule, width: int) -> list[str]:
    most = max((columns(one.name) for one in rule.readings), default=0)
    lines = ["口径"] if rule.readings else []
    for one in rule.readings:
        lines += fold(str(one), width, first=f"  {one.name.ljust(most)}{GAP}", rest=" " * (most + 4))
    return lines


def _others(readings: Iterable[tuple[str, str, Step]], width: int) -> list[str]:
    found = [
        line for _, label, other in readings for line in fold(f"{label}：{other.text}", width, first=f"  {other.figure}{GAP}", rest="    ")
    ]
    return ["其他口径", *found] if found else []


# ---- many ---------------------------------------------------------------------------------------


def survey_text(survey: Survey, *, width: int = WIDTH) -> str:
    """
    Many criteria as they were read (普查报告): how many, of which kinds, and each that was not read with its place and the nearest form.
    """
    lines = [f"{survey.source or '评分标准'}：{survey.texts} 条，不同的 {len(survey.entries)} 条"]
    unread = survey.texts - survey.read
    lines.append(f"读懂 {survey.read} 条（{survey.share}%）" + (f"，读不懂 {unread} 条" if unread else "，全部读懂"))
    lines += [line for remark in survey.remarks for line in fold(remark, width, first="说明：", rest=" " * 6)]
    heads = [Column("种类"), Column("条数", figures=True), Column("不同的", figures=True)]
    rows = [[kind_words(kind), str(texts), str(distinct)] for kind, texts, distinct in survey.kinds]
    lines += ["", *table(heads, rows, most=width)] if rows else []
    if survey.unread:
        lines += ["", "读不懂的", *(line for one in survey.unread for line in _unread(one, width))]
    if survey.suspected:
        said = f"其中 {survey.suspected} 条疑似识别错误；核对原件后可加 --lenient，按更正后的字读。"
        lines += ["", *fold(said, width)]
    return "\n".join(lines)


def _unread(entry: Entry, width: int) -> Iterator[str]:
    assert entry.error is not None
    more = f" 等 {len(entry.places)} 处" if len(entry.places) > 1 else ""
    yield from fold(f"{entry.places[0]}{more}{GAP}{' '.join(entry.text.split())}", width, first="  ", rest="    ")
    yield from fold(why(entry.error), width, first="    ", rest="    ")


def why(error: CriterionError) -> str:
    """Why a criterion is not read, and the nearest form that is (原因)."""
    return error.message + (f"相近写法：{error.nearest}" if error.nearest else "")
