"""An earlier result that today's is held against (回执): the document that an audit wrote, read and checked before anything rests on it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from perfscore.errors import PerfscoreError, ReadError
from perfscore.reading import load
from perfscore.reading.bounds import MOST_BYTES
from perfscore.recognising import CHOSEN
from perfscore.rulebook import GENERAL
from perfscore.shelving import rulebooks
from perfscore.source import Source

FORMAT: Final = "perfscore.audit/1"
HOW: Final = "回执是 perfscore audit --format json -o 回执.json 自评表 当时写出的文件；请给出完整的那一份。"

#: A form or an error of a document.
Entry = Mapping[str, Any]

_MAYBE = (str, type(None))
_SCORE = {"low": str, "high": str}
#: What of a document is compared, and must therefore be there: the type of each value, in lists that of each item.
_FORM: Final = {
    "source": str, "title": str, "unit": str, "recognised_by": str,
    "totals": {**dict.fromkeys(("declared", "printed_sum", "score", "grade"), _MAYBE), **_SCORE},
    "lines": [
        {"path": [str], "goal": (int, type(None)), "target": str, "actual": str, "basis": str,
         **dict.fromkeys(("weight", "printed", "score", "cell"), _MAYBE), **_SCORE},
    ],
    "stages": [{"stage": str, "value": _MAYBE, "text": str, **_SCORE}],
    "findings": [{"code": str, "severity": str, "row": _MAYBE}],
    "receipt": dict.fromkeys(("input_sha256", "rulebook", "rulebook_sha256", "perfscore"), str),
}  # fmt: skip
_ERROR: Final = {"source": str, "error": {"message": str, "cell": _MAYBE}}


def read_receipt(source: str | Path | bytes, *, name: str = "", most_bytes: int = MOST_BYTES) -> dict[str, Any]:
    """
    The document that an audit wrote (读取回执): as JSON, or as JSON in lines with an entry in each.

    Args:
        source, name, most_bytes: as for ``read``.

    Raises:
        ReadError: it cannot be opened, is no UTF-8, no whole JSON, or no such document; the message says where it stops.
    """
    data, file = load(source, name, most_bytes)
    place = Source(file=file)
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise ReadError("回执不完整，或不是 UTF-8 编码的文本。", source=place, hint=f"{HOW}在 Windows 上请用 -o 写出，不要用 >。") from None
    document = _of_lines(text, place) if text.startswith('{"source"') else _parsed(text, place)
    try:
        entries_of(document)
    except ReadError as error:
        raise ReadError(error.message, source=place, hint=error.hint) from None
    return dict(document)


def _of_lines(text: str, place: Source) -> dict[str, Any]:
    """JSON in lines as the document of the same entries."""
    return {"format": FORMAT, "sheets": [_parsed(line, place, above) for above, line in enumerate(text.split("\n")) if line.strip()]}


def _parsed(text: str, place: Source, above: int = 0) -> Any:
    """JSON as data; ``above`` is the number of lines that stand before it."""
    import json

    try:
        return json.loads(text, parse_float=str)
    except json.JSONDecodeError as error:
        where = f"第 {above + error.lineno} 行第 {error.colno} 列读不下去"
    except (ValueError, RecursionError):
        where = "数太长或嵌套太深"
    raise ReadError(f"回执不是完整的 JSON：{where}。", source=place, hint=HOW)


def entries_of(document: Any) -> tuple[Entry, ...]:
    """
    The forms and errors of an earlier document (回执各项), each with all that is compared.

    Raises:
        ReadError: it is a document of another format, or something is missing; the message names the first such place.

    >>> entries_of({"format": "perfscore.audit/1", "sheets": [{"source": "甲.xlsx", "error": {"message": "文件是空的。", "cell": None}}]})[
    ...     0
    ... ]["source"]
    '甲.xlsx'
    """
    found = document.get("format") if isinstance(document, Mapping) else None
    if found != FORMAT:
        told = f"格式是“{found}”" if found else "没有写明格式"
        raise ReadError(f"回执应是 {FORMAT} 格式的审核结果，这个文件{told}。", hint=HOW)
    sheets = document.get("sheets")
    if not isinstance(sheets, list):
        raise ReadError("回执不完整：缺少 sheets。", hint=HOW)
    entries = tuple(map(_compared, sheets))
    for number, entry in enumerate(entries):
        fault = next(_faults(entry, _ERROR if isinstance(entry, dict) and "error" in entry else _FORM, f"sheets[{number}]"), None)
        if fault:
            raise ReadError(f"回执不完整：{fault}。", hint=HOW)
    return entries


def _compared(entry: Any) -> Any:
    """
    An entry as it is compared (待核对的一项): an error with what is checked of it, a form whose receipt names the rulebook.

    The first receipts left that to the form itself.
    """
    if isinstance(entry, dict) and "error" in entry:
        return {key: entry[key] for key in _ERROR if key in entry}
    if isinstance(entry, dict) and isinstance(entry.get("receipt"), dict) and "rulebook" in entry:
        return {**entry, "receipt": {"rulebook": entry["rulebook"], **entry["receipt"]}}
    return entry


def _faults(data: Any, shape: Any, place: str) -> Iterator[str]:
    """Where data lack what is to be there."""
    if isinstance(shape, dict) and isinstance(data, dict):
        for key, inner in shape.items():
            yield from _faults(data[key], inner, f"{place}.{key}") if key in data else (f"{place} 缺少 {key}",)
    elif isinstance(shape, list) and isinstance(data, list):
        for number, item in enumerate(data):
            yield from _faults(item, shape[0], f"{place}[{number}]")
    elif isinstance(shape, dict | list) or not isinstance(data, shape):
        yield f"{place} 的值不对"


def named_rulebook(document: Mapping[str, Any]) -> str:
    """
    The rulebook that the user had named (当时指定的评分办法), by which a form is recomputed today; empty where it was recognised.

    Raises:
        PerfscoreError: it is none of those that are shipped, or not the same for all forms.
    """
    forms = [entry for entry in entries_of(document) if "error" not in entry]
    named = list(dict.fromkeys(one["receipt"]["rulebook"] if one["recognised_by"] == CHOSEN else "" for one in forms))
    if len(named) > 1:
        told = "、".join(name or "按表认定" for name in named)
        raise PerfscoreError(f"回执里各表所用的评分办法不是同样来的：{told}。", hint="请分成几份回执核对，或用 --rulebook 指明一个。")
    (name,) = named or [""]
    if name and name not in {GENERAL.id, *rulebooks()}:
        raise PerfscoreError(
            f"回执用的是当时指定的评分办法“{name}”，不在内置的办法之列。",
            hint="如果是自己写的办法，请给出那个文件，例如 --rulebook my.toml；否则用 perfscore rulebooks 看现有的办法，以 --rulebook 指明一个。",
        )
    return name
