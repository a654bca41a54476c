"""A spreadsheet in miniature (小电子表格): formulas over binary floats, as Excel and LibreOffice compute them; and LibreOffice itself."""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from math import floor
from pathlib import Path
from shutil import which
from subprocess import run
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

import perfscore as ps
from perfscore.caching import parts_of, with_results

_TOKEN = re.compile(r"\s*(<=|>=|<>|[<>=+\-*/%(),:&]|[A-Z]+(?=\()|[A-Z]{1,3}[0-9]+|\"[^\"]*\"|[0-9.]+(?:E[+-]?[0-9]+)?)")
Cells = Callable[[str], Any]


def evaluate(formula: str, cells: Cells) -> Any:
    """What a formula comes to, over the values of cells."""
    return _Formula(formula.removeprefix("="), cells).whole()


def rounded(value: float, places: int) -> float:
    """ROUND: half away from zero, of the 15 digits that a spreadsheet has."""
    shown = Decimal(format(value, ".15g"))
    return float(shown.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


#: What stands for #VALUE! and #DIV/0!: it makes everything that is computed from it an error too.
ERROR = float("nan")


def is_error(value: Any) -> bool:
    """Whether a cell or an argument is an error."""
    return isinstance(value, float) and value != value  # noqa: PLR0124 - only NaN differs from itself


def _value(text: object) -> float:
    text = "0" if text is None else str(text)
    number = text.removesuffix("%")
    if not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?", number):
        return ERROR
    return float(number) / 100 if text.endswith("%") else float(number)


def _text(value: Any) -> str:
    """A value as a text function or & sees it."""
    return "" if value is None else value if isinstance(value, str) else format(value, ".15g")


def _find(wanted: str, text: Any) -> float:
    return _text(text).find(wanted) + 1 or ERROR


def _flat(values: Sequence[Any]) -> Iterator[float]:
    for value in values:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, int | float) and not is_error(one):
                yield one


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "ROUND": lambda value, places: value if is_error(value) else rounded(value, int(places)),
    "INT": lambda value: value if is_error(value) else floor(value),
    "ABS": abs,
    "MIN": lambda *values: ERROR if any(map(is_error, values)) else min(values),
    "MAX": lambda *values: ERROR if any(map(is_error, values)) else max(values),
    "AND": lambda *values: all(values),
    "OR": lambda *values: any(values),
    "NOT": lambda value: not value,
    "VALUE": _value,
    "SUBSTITUTE": lambda text, old, new: _text(text).replace(old, new),
    "TRIM": lambda text: " ".join(_text(text).split()),
    "FIND": _find,
    "ISERROR": is_error,
    "IFERROR": lambda value, other: other if is_error(value) else value,
    "SUM": lambda *values: sum(_flat(values)),
    "COUNT": lambda *values: len(list(_flat(values))),
    "ISNUMBER": lambda value: isinstance(value, int | float) and not is_error(value),
}


#: What tells a blank cell from 0, a text from an error, or takes both as they are.
AS_THEY_ARE = {"COUNT", "ISNUMBER", "SUM", "VALUE", "SUBSTITUTE", "TRIM", "FIND", "ISERROR", "IFERROR", "AND", "OR", "NOT"}


def figure(value: Any) -> Any:
    """A blank cell in arithmetic is 0, a text the number that it holds, else an error."""
    return 0 if value is None else _value(value) if isinstance(value, str) else value


def compared(sign: str, left: Any, right: Any) -> bool:
    """A comparison; a blank cell is an empty text beside a text, 0 beside a number."""
    if isinstance(left, str) or isinstance(right, str):
        left, right = ("" if one is None else one for one in (left, right))
        assert sign in {"=", "<>"}, "texts are only held to be the same or not"
        return bool((left == right) is (sign == "="))
    left, right = figure(left), figure(right)
    return bool(
        {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right, "=": left == right, "<>": left != right}[sign]
    )


def divided(one: float, by: float) -> float:
    """A quotient; by 0 it is an error."""
    return one / by if by else ERROR


class _Formula:
    """A formula, read from the left; only the arm of an IF that is taken is computed."""

    def __init__(self, text: str, cells: Cells) -> None:
        self.tokens = _TOKEN.findall(text)
        assert "".join(self.tokens) == text, (self.tokens, text)
        self.at = 0
        self.cells = cells

    def whole(self) -> Any:
        value = self.compared(live=True)
        assert self.at == len(self.tokens), self.tokens[self.at :]
        return value

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.next
        assert not wanted or token == wanted, (wanted, self.tokens[self.at :])
        self.at += 1
        return token

    def compared(self, *, live: bool) -> Any:
        left = self.connected(live=live)
        while self.next in {"<", "<=", ">", ">=", "=", "<>"}:
            sign, right = self.take(), self.connected(live=live)
            if live:
                left = compared(sign, left, right)
        return left

    def connected(self, *, live: bool) -> Any:
        left = self.summed(live=live)
        while self.next == "&":
            self.take()
            right = self.summed(live=live)
            left = _text(left) + _text(right) if live else None
        return left

    def summed(self, *, live: bool) -> Any:
        left = self.multiplied(live=live)
        while self.next in {"+", "-"}:
            sign, right = self.take(), self.multiplied(live=live)
            left = (figure(left) + figure(right) if sign == "+" else figure(left) - figure(right)) if live else None
        return left

    def multiplied(self, *, live: bool) -> Any:
        left = self.signed(live=live)
        while self.next in {"*", "/"}:
            sign, right = self.take(), self.signed(live=live)
            left = (figure(left) * figure(right) if sign == "*" else divided(figure(left), figure(right))) if live else None
        return left

    def signed(self, *, live: bool) -> Any:
        if self.next in {"-", "+"}:
            sign, value = self.take(), self.signed(live=live)
            return (-figure(value) if sign == "-" else value) if live else None
        value = self.single(live=live)
        while self.next == "%":
            self.take()
            value = figure(value) / 100 if live else None
        return value

    def single(self, *, live: bool) -> Any:
        token = self.take()
        if token == "(":
            value = self.compared(live=live)
            self.take(")")
            return value
        if token[0] == '"':
            return token[1:-1]
        if token[0].isdigit():
            return float(token)
        if self.next == "(":
            return self.called(token, live=live)
        if self.next == ":":
            self.take()
            return self.block(token, self.take(), live=live)
        return self.cells(token) if live else None

    def called(self, name: str, *, live: bool) -> Any:
        self.take("(")
        if name == "IF":
            test = self.compared(live=live)
            self.take(",")
            yes = self.compared(live=live and bool(test))
            no: Any = False
            if self.next == ",":
                self.take(",")
                no = self.compared(live=live and not test)
            self.take(")")
            return (ERROR if is_error(test) else yes if test else no) if live else None
        values = [self.compared(live=live)]
        while self.next == ",":
            self.take()
            values.append(self.compared(live=live))
        self.take(")")
        if not live:
            return None
        return FUNCTIONS[name](*(values if name in AS_THEY_ARE else [figure(value) for value in values]))

    def block(self, first: str, last: str, *, live: bool) -> Any:
        (left, top), (right, bottom) = ((re.sub(r"\d", "", at), int(re.sub(r"\D", "", at))) for at in (first, last))
        assert left == right, "only blocks of one column are known here"
        return [self.cells(f"{left}{row}") for row in range(top, bottom + 1)] if live else None


class Live:
    """The worksheets of a workbook, each formula computed anew from its cells."""

    def __init__(self, data: bytes) -> None:
        self.book = load_workbook(BytesIO(data))
        self.stored = load_workbook(BytesIO(data), data_only=True)

    def value(self, tab: str, at: str) -> Any:
        """What a cell comes to."""
        cell = self.book[tab][at]
        if cell.data_type == "f":
            return evaluate(str(cell.value), lambda other: self.value(tab, other))
        return cell.value

    def formulas(self) -> Iterator[tuple[str, str]]:
        """Worksheet and address of every formula."""
        for tab in self.book.worksheets:
            for row in tab.iter_rows():
                yield from ((tab.title, cell.coordinate) for cell in row if cell.data_type == "f")

    def computed(self) -> bytes:
        """The workbook as a spreadsheet program saves it: every formula with its result."""
        out = BytesIO()
        self.book.save(out)
        parts = parts_of(out.getvalue())
        results: dict[str, dict[str, Any]] = {part: {} for part in parts.values()}
        for tab, at in self.formulas():
            results[parts[tab]][at] = self.value(tab, at)
        return with_results(out.getvalue(), results)

    def faults(self) -> list[str]:
        """The formulas whose stored result is another than the one computed."""
        found = []
        for tab, at in self.formulas():
            value, stored = self.value(tab, at), self.stored[tab][at].value
            if not alike(value, stored):
                found.append(f"{tab}!{at} {self.book[tab][at].value} = {value!r}, stored {stored!r}")
        return found


def alike(one: Any, other: Any) -> bool:
    """Whether two results are one figure: to 10 places, for unrounded ones carry noise."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 1e-10 * max(1, abs(one))
    return bool((one or None) == (other or None))


def workbook(sheet: ps.Sheet) -> bytes:
    """A form as an evaluator's workbook: figures as numbers, all else as text."""
    book: Any = Workbook()
    tab = book.active
    tab.title = "自评表"
    budget = sheet.budget
    rows: list[list[Any]] = [[sheet.title or "项目支出绩效自评表"], ["评价单位", "甲单位"]]
    rows.append(["预算数", budget.planned, "全年执行数", budget.spent])
    rows.append(["一级指标", "二级指标", "三级指标", "分值", "评分标准", "年度指标值", "实际完成值", "得分"])
    for row in sheet.rows:
        leaf = row.indicator
        rows.append([*row.path, leaf.weight, leaf.criterion, leaf.target.text, leaf.actual.text, leaf.printed])
    rows.append(["总分", None, None, None, None, None, None, sheet.declared])
    for number, texts in enumerate(rows, 1):
        for column, text in enumerate(texts, 1):
            put(tab.cell(number, column), text)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def put(cell: Any, text: Any) -> None:
    """A value as a typist enters it: a bare number and a percentage become numbers, a text stays one."""
    shown = str(text) if text is not None else ""
    if re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", shown):
        cell.value = float(shown) if "." in shown else int(shown)
        if "." in shown:
            cell.number_format = f"0.{'0' * len(shown.partition('.')[2])}"
    elif re.fullmatch(r"[0-9]{1,3}%", shown):
        cell.value, cell.number_format = float(shown[:-1]) / 100, "0%"
    elif shown:
        cell.value, cell.data_type = shown, "s"


# ---- LibreOffice ---------------------------------------------------------------------------------

needs_office = pytest.mark.skipif(
    which("soffice") is None,
    reason="LibreOffice is not installed: apt-get install -y libreoffice-calc, then soffice recalculates the formulas",
)


def recalculated(data: bytes, folder: Path) -> Any:
    """A workbook as LibreOffice computes it: the stored results are taken out before, so that nothing else can be read back."""
    bare = re.compile(rb"(<f[^>]*?(?:/>|>[^<]*</f>))<v>[^<]*</v>")
    given = folder / "given.xlsx"
    with ZipFile(BytesIO(data)) as package, ZipFile(given, "w", ZIP_DEFLATED) as stripped:
        for info in package.infolist():
            content = package.read(info.filename)
            stripped.writestr(info, bare.sub(rb"\1<v/>", content) if info.filename.startswith("xl/worksheets/") else content)
    out = folder / "out"
    profile = (folder / "profile").as_uri()
    command = [
        "soffice",
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(out),
    ]
    run([*command, str(given)], check=True, capture_output=True, timeout=300)
    return load_workbook(out / "given.xlsx", data_only=True)


def office_faults(data: bytes, folder: Path) -> list[str]:
    """The formulas for which LibreOffice computes another figure than the stored one."""
    office, live = recalculated(data, folder), Live(data)
    assert all(live.stored[tab][at].value is not None for tab, at in live.formulas())
    return [
        f"{tab}!{at} {live.book[tab][at].value}: LibreOffice {office[tab][at].value!r}, stored {live.stored[tab][at].value!r}"
        for tab, at in live.formulas()
        if not alike(office[tab][at].value, live.stored[tab][at].value)
    ]
