"""The stored results of formulas (公式的结果): written into a workbook's XML, where openpyxl leaves them out."""

import re
from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any

from perfscore.number import plain

#: What a formula's cell may be said to hold: a number, a text, a truth value, a date or a time, or None.
Result = Any
#: The results of a worksheet by address.
Results = Mapping[str, Result]

#: A cell with a formula as openpyxl writes it; no text of a cell can look like one, for < stands there as &lt;.
_CELL = re.compile(r'<c r="([A-Z]{1,3}[0-9]{1,7})"([^>]*)><f([^>]*?)(?:/>|>([^<]*)</f>)<v ?(?:/>|></v>)</c>')
_TYPE = re.compile(r' t="[^"]*"')
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"})


def with_results(data: bytes, results: Mapping[str, Results]) -> bytes:
    """
    A workbook with the results of its formulas stored (写入公式结果), so that previews and ``data_only`` readers show them.

    Args:
        data: the workbook as openpyxl has written it.
        results: by the part of each worksheet (xl/worksheets/sheet1.xml), the results by address.
    """
    from zipfile import ZIP_DEFLATED, ZipFile

    out = BytesIO()
    with ZipFile(BytesIO(data)) as package, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for info in package.infolist():
            content = package.read(info.filename)
            known = results.get(info.filename)
            made.writestr(info, filled(content.decode(), known).encode() if known else content)
    return out.getvalue()


def filled(xml: str, results: Results) -> str:
    """
    A worksheet's XML with results in place of the blank ones (填入结果).

    >>> filled('<c r="A1" s="2"><f>1/8</f><v /></c>', {"A1": Decimal("0.125")})
    '<c r="A1" s="2"><f>1/8</f><v>0.125</v></c>'
    """

    def stored(match: re.Match[str]) -> str:
        at, attributes, how, formula = match.groups()
        kind, text = _written(results.get(at))
        if not text and kind != "str":
            return match[0]
        attributes = _TYPE.sub("", attributes) + (f' t="{kind}"' if kind else "")
        opened = f"<f{how}/>" if formula is None else f"<f{how}>{formula}</f>"
        return f'<c r="{at}"{attributes}>{opened}<v>{text}</v></c>'

    return _CELL.sub(stored, xml)


def _written(value: Result) -> tuple[str, str]:
    """A result as the XML of a workbook has it: its type and its text."""
    match value:
        case None:
            return "", ""
        case bool():
            return "b", str(int(value))
        case str() if value in _ERRORS:
            return "e", value
        case str():
            return "str", _escaped(value)
        case Decimal():
            return "", plain(value)
        case int() | float():  # a result of the form's own formulas, put back as the file had it; no figure of ours
            return "", repr(value)
        case _:
            return "", repr(_serial(value))


def _serial(value: Any) -> Any:
    """A date as the number that a workbook keeps (日期序数)."""
    from openpyxl.utils import datetime

    known: Any = datetime
    return known.to_excel(value)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def parts_of(data: bytes) -> dict[str, str]:
    """
    The part of each worksheet by its name (工作表所在部件), of a workbook that openpyxl has written.
    """
    from html import unescape
    from zipfile import ZipFile

    with ZipFile(BytesIO(data)) as package:
        book, links = (package.read(name).decode() for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
    targets = {}
    for link in re.findall(r"<Relationship [^>]*>", links):
        found = dict(re.findall(r'(\w+)="([^"]*)"', link))
        targets[found.get("Id", "")] = found.get("Target", "").lstrip("/")
    parts = {}
    for tab in re.findall(r"<sheet [^>]*>", book):
        found = dict(re.findall(r'([\w:]+)="([^"]*)"', tab))
        target = targets.get(found.get("r:id", ""), "")
        parts[unescape(found["name"])] = target if target.startswith("xl/") else f"xl/{target}"
    return parts
