"""What a row below the head is (行的类别): a goal, a sum, a note with its numbered items."""

import re
from collections.abc import Iterator, Sequence

from perfscore.indicator import ALLOTTED, Goal, allotted
from perfscore.number import fold
from perfscore.pattern import pattern
from perfscore.reading.grid import GridCell, GridRow, tidy
from perfscore.source import Cell

#: 目标 1：…, 年度绩效目标一、…; the number and the text after it.
_GOAL = pattern(
    r"(?:项目|部门|单位)?(?:年度)?(?:总体|绩效|子)?目标\s*[（(]?\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[)）]?"
    r"\s*(?:[:：、.．]\s*|\s+|$)(.*)",
    re.DOTALL,
)
_HAN = {character: value for value, character in enumerate("一二三四五六七八九十", 1)}
#: Rows that only add up others.
_SUMS = {
    "合计",
    "小计",
    "总计",
    "总分",
    "总得分",
    "得分合计",
    "合计得分",
    "分值合计",
    "总分合计",
    "自评总分",
    "合计总分",
    "自评总得分",
    "自评得分合计",
    "自评合计",
}
_ASIDE = pattern(r"\([^()]*\)")
_SUBTOTAL = pattern("(?:产出|效益|满意度|成本|投入|过程|决策|管理|履职)(?:指标)?(?:合计|小计)")
_NOTE = pattern(r"(注|备注|说明|填表说明|填报说明|注释)\s*[:：]|(注|备注)\s*\d|1\s*[.．、](?!\d)|①")
_ITEM = pattern(r"\d{1,2}\s*[.．、](?!\d)")
#: Full-width digits as others, place by place.
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
#: What stands on the left of a row below the table, with words on its right.
_FOOT = pattern(
    r"(?:[一二三四五六七八九\d]+[、.])?(?:.{0,12}(?:原因分析|原因|改进措施|结果应用方案?|整改措施|存在(?:的)?问题|自评结论|评价结论|需要说明的?(?:问题|事项|情况)|有关建议))(?:及.{2,14})?(?:\([^()]*\))?:?|说明:?|其他:?"
)
_NOTE_WORD = pattern(r"(注|备注|说明|填表说明|填报说明|注释)?\s*[:：]?")


def goal_of(row: GridRow) -> Goal | None:
    """The goal that a row opens: 目标 1：… in its only text, or number and text in two cells."""
    if len(row.cells) > 2:
        return None
    if _GOAL.match(ALLOTTED.sub(" ", row.cells[0].text, count=1)) is None:
        return None
    return _goal(" ".join(cell.text for cell in row.cells), row.cells[-1])


def goal_in_head(cell: GridCell) -> Goal | None:
    """The goal that the frame beside the column heads names (表头旁的目标): 年度绩效目标1（80分）."""
    return _goal(cell.text, cell)


def _goal(shown: str, cell: GridCell) -> Goal | None:
    points = ALLOTTED.search(shown)
    match = _GOAL.fullmatch(shown.replace(points[0], " ", 1) if points else shown)
    if match is None:
        return None
    text = tidy(match[2])
    number, cells = _ordinal(match[1]), [Cell(field="text", text=text, at=cell.at)]
    return Goal(number=number, text=text, allotted=allotted(shown), cells=cells)


def _ordinal(text: str) -> int:
    """
    The number of a goal, in figures or 汉字 (序号).

    >>> _ordinal("12"), _ordinal("三"), _ordinal("十二"), _ordinal("二十")
    (12, 3, 12, 20)
    """
    if text.isdecimal():
        return int(text)
    tens, _, ones = text.partition("十")
    if "十" not in text:
        return _HAN[text[0]]
    return _HAN.get(tens[:1], 1) * 10 + _HAN.get(ones[:1], 0)


def is_sum(row: GridRow) -> bool:
    """Whether a row only adds up others: 合计, 总分."""
    return _ASIDE.sub("", fold(row.cells[0].text)).strip(":") in _SUMS


def is_subtotal(row: GridRow, names: Sequence[GridCell] = ()) -> bool:
    """
    Whether a row adds up a part of the tree: 产出指标合计, 效益指标小计, or 小计 where the name of a level below its first cell stands.
    """
    if is_sum(row):
        return False
    below = [fold(cell.text) for cell in names if cell is not row.cells[0]]
    return any(_SUBTOTAL.fullmatch(name) or name in _SUMS for name in [fold(row.cells[0].text), *below])


def is_note(row: GridRow) -> bool:
    """Whether a row begins the notes: 注：…, 备注1.…, or a first numbered item that stands alone."""
    cell = row.only
    return cell is not None and _NOTE.match(cell.text.translate(_DIGITS)) is not None


def is_item(row: GridRow) -> bool:
    """Whether a row is a numbered item alone: of notes whose first is missing, too."""
    return row.only is not None and _ITEM.match(row.cells[0].text) is not None


def is_foot(row: GridRow) -> bool:
    """Whether a row below the table has a label and what is said to it: 偏差大或目标未完成原因分析, 改进措施及结果应用方案, 说明."""
    return len(row.cells) <= 2 and len(row.cells[0].text) <= 30 and _FOOT.fullmatch(fold(row.cells[0].text)) is not None


def items(notes: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """
    The numbered items of the notes in order; sub-items (1)(2) stay inside theirs.

    An item begins at the next number in sequence, so that "5: 4" or "1.5" opens none.
    """
    first = _ITEM.match(notes[0][0].translate(_DIGITS)) if notes else None
    expected, held, place = int(re.sub(r"\D", "", first[0])) if first else 1, "", ""
    for whole, at in notes:
        text, held = whole, f"{held} " if held else ""
        while match := re.search(rf"(?:^|(?<=[\s。；;：:!！）)注]))\s*{expected}\s*[.．、](?!\d)\s*", text.translate(_DIGITS)):
            before = tidy(held + text[: match.start()])
            if before and not _NOTE_WORD.fullmatch(before):
                yield before, place or at
            held, text, place, expected = text[match.start() : match.end()].lstrip(), text[match.end() :], at, expected + 1
        held, place = held + text, place or at
    if tidy(held):
        yield tidy(held), place
