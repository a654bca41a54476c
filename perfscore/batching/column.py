"""The columns of a table of rows (表列): what each is for, and how its cells become integers."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple

from perfscore.errors import PerfscoreError
from perfscore.spread import Spread

#: Every column that a table may have, and what it is.
COLUMNS: Final[Mapping[str, str]] = {
    "sheet_id": "自评表的编号", "indicator_id": "指标的编号，同一张表内不重复", "weight": "分值", "target": "年初目标值", "actual": "实际完成值",
    "criterion": "评分标准", "rule": "规则种类，或规则的 JSON", "name": "指标名称，没有则用 indicator_id", "definition": "指标说明",
    "path": "上级指标，用 / 隔开", "direction": "方向：positive 正向，reverse 反向", "printed": "表内得分", "declared": "表内总分",
    "event": "已记录的事件", "planned": "预算数", "spent": "执行数", "rulebook": "评分办法的 ID",
}  # fmt: skip
#: The parameters of a rule that may stand in columns of their own.
PARAMETERS: Final[Mapping[str, str]] = {
    "side": "阶梯的方向：below 低于，above 高于", "step": "每档的步长", "points": "每档或每例的分数", "limit": "最多扣分", "unit": "步长的单位",
    "from": "文中标准", "base": "文中满分", "form": "反向的形式：ratio、linear", "yes": "符合得分", "no": "不符合得分", "each": "每项得分",
    "adds": "加分而不是扣分", "zero_from": "达到即不得分的个数",
}  # fmt: skip
REQUIRED: Final = ("sheet_id", "indicator_id", "weight", "target", "actual")
#: Columns that hold figures, and those whose cells are told apart as texts.
FIGURES: Final = ("weight", "target", "actual", "printed", "declared", "planned", "spent")
AMOUNTS: Final = ("step", "points", "limit", "from", "base", "yes", "no", "each", "zero_from")

Sort = Literal["integer", "decimal", "double", "text"]
#: The decimal places that figures get whose type does not say how many: as many as are needed, up to these.
MOST_PLACES: Final = 9
USUAL_PLACES: Final = 4
#: Integers of less than this need no more than 64 bits.
BEYOND_WIDE: Final = 2**62
#: What the integers lie between that texts and floats become, and those of 64 and of 128 bits.
SHORT: Final = Spread(-(10**18), 10**18, nulls=True)
ANY: Final = Spread(-(2**63), 2**63, nulls=True)
ANY_WIDE: Final = Spread(-(2**128), 2**128, nulls=True)
#: The digits of a DOUBLE that print as they were meant.
SURE_DIGITS: Final = 15


class TableError(PerfscoreError):
    """A table that cannot be scored (表格错误): a column that is missing, a type that is none, a row that stands there twice."""


class Column(NamedTuple):
    """
    A column of figures (数列).

    Args:
        name: what it is called.
        sort: of what its cells are made.
        places: an integer n in it stands for n / 10**places.
        wide: whether its integers may pass 64 bits.
        digits: the most that a DECIMAL has.
        spread: between what its integers lie.
    """

    name: str
    sort: Sort
    places: int = 0
    wide: bool = False
    digits: int = 0
    spread: Spread = SHORT

    def between(self, low: Any, high: Any, *, nulls: bool) -> "Column":
        """The same column, its cells known to lie between two values (已知范围); integers that 64 bits hold are no longer wide."""
        if low is None or high is None or self.sort not in {"integer", "decimal"}:
            return self
        least, most = (int(one if self.sort == "integer" else Decimal(one).scaleb(self.places)) for one in (low, high))
        spread = Spread(least, most, nulls)
        return self._replace(spread=spread, wide=self.wide and (self.sort == "decimal" or spread.most >= BEYOND_WIDE))


def quoted(name: str) -> str:
    """
    A name as SQL writes it (加引号).

    >>> quoted('分"值')
    '"分""值"'
    """
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def literal(text: str) -> str:
    """
    A text as SQL writes it (文本常量).

    >>> literal("it's")
    "'it''s'"
    """
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


_WHOLE = re.compile(r"(U?(TINY|SMALL|BIG)?INT(EGER)?|U?INT(8|16|32|64)|BYTE|SHORT|LONG)", re.IGNORECASE)
_HUGE = re.compile(r"U?HUGEINT", re.IGNORECASE)
_DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)", re.IGNORECASE)
_DOUBLE = re.compile(r"DOUBLE|FLOAT|REAL", re.IGNORECASE)
_TEXT = re.compile(r"VARCHAR|STRING|CHAR|TEXT|ENUM.*|(VAR)?CHAR\(\d+\)", re.IGNORECASE)


def column_of(name: str, kind: str, places: int | None) -> Column:
    """
    What a column of figures is made of, by its type (数列的类型).

    Raises:
        TableError: the type holds no figures.

    >>> column_of("target", "DECIMAL(18,4)", None)
    Column(name='target', sort='decimal', places=4, wide=False, digits=18, spread=Spread(low=-9223372036854775808, high=9223372036854775808, nulls=True))
    """
    if places is not None and not _WHOLE.fullmatch(kind) and not _HUGE.fullmatch(kind):
        raise TableError(
            f"列“{name}”的类型是 {kind}，不是放大的整数，不能给它指定小数位数。",
            hint="scale 只用于整数列；csv 的各列是文本，请写原数，或存成 Parquet。" if _TEXT.fullmatch(kind) else "scale 只用于整数列。",
        )
    if _TEXT.fullmatch(kind):
        return Column(name, "text")
    if _WHOLE.fullmatch(kind) or _HUGE.fullmatch(kind):
        wide = bool(_HUGE.fullmatch(kind)) or kind.upper().startswith("UBIG")
        return Column(name, "integer", places or 0, wide, spread=ANY_WIDE if wide else ANY)
    if found := _DECIMAL.fullmatch(kind):
        return Column(name, "decimal", int(found[2]), int(found[1]) > 18, int(found[1]), ANY_WIDE if int(found[1]) > 18 else ANY)
    if _DOUBLE.fullmatch(kind):
        return Column(name, "double", USUAL_PLACES)
    raise TableError(f"列“{name}”的类型 {kind} 不是数，也不是文本。", hint="请用整数、DECIMAL、DOUBLE，或表内所印的文本。")


def is_text(kind: str) -> bool:
    """Whether a type holds texts (是否文本)."""
    return bool(_TEXT.fullmatch(kind))


def demand(names: Iterable[str], scale: Iterable[str] = ()) -> None:
    """
    Refuse a table in which a column is missing (必需的列), and a scale of a column that is not there.

    Raises:
        TableError: it names what is missing, and what is there.
    """
    there = list(names)
    unknown = [name for name in scale if name not in there or name not in (*FIGURES, *AMOUNTS)]
    if unknown:
        raise TableError(f"scale 指的列 {'、'.join(unknown)} 不在表中，或不是数列。", hint=f"现有的列：{'、'.join(there)}。")
    lost = [name for name in REQUIRED if name not in there]
    if lost:
        raise TableError(
            f"表中没有列 {'、'.join(f'{name}（{COLUMNS[name]}）' for name in lost)}。",
            hint=f"现有的列：{'、'.join(there) or '没有'}。每行是一个末级指标。",
        )


def integer_sql(column: Column, cell: str) -> str:
    """
    The SQL of a cell as an integer of the column's places (化为整数); NULL where it is none, or its decimal is not sure.

    A DOUBLE counts where it is the one nearest to a decimal of so many places and at most 15 digits: then it prints as that decimal.
    """
    scale, whole = 10**column.places, "hugeint" if column.wide else "bigint"
    if column.sort == "integer":
        return f"cast({cell} as {whole})"
    if column.sort == "decimal" and column.wide:  # its digits one after the other are the integer; a product would not fit
        return f"cast(replace(cast({cell} as varchar), '.', '') as hugeint)"
    if column.sort == "decimal" and column.digits > SURE_DIGITS:
        return f"cast(cast({cell} as decimal(38,{column.places})) * cast({scale} as decimal({column.places + 1},0)) as {whole})"
    if column.sort == "decimal":  # so many digits a double holds, and is quicker at
        return f"cast(round(cast({cell} as double) * {scale}.0) as bigint)"
    if column.sort == "double":
        units = f"round({cell} * {scale}.0)"
        sure = f"abs({cell}) < 1e{SURE_DIGITS - column.places} and {units} / {scale}.0 = {cell}"
        return f"case when {sure} then cast({units} as bigint) end"
    number = f"cast(cast({cell} as decimal({SURE_DIGITS},{column.places})) as double)"
    return f"case when {plain_sql(column, cell)} then cast(round({number} * {scale}.0) as bigint) end"


def plain_sql(column: Column, cell: str) -> str:
    """The SQL of whether a text is a bare number that a column's places hold (纯数字文本)."""
    point = f"([.][0-9]{{1,{column.places}}})?" if column.places else ""
    return f"regexp_full_match({cell}, '-?[0-9]{{1,{SURE_DIGITS - column.places}}}{point}')"
