"""Whether today's result is the same as an earlier one (核对回执), and what changed: form by form, on the data of both documents."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from attrs import frozen

from perfscore.auditing.finding import CODES, SEVERITY_WORDS
from perfscore.line import BASIS_WORDS
from perfscore.provision import STAGE_WORDS
from perfscore.receipt import Entry, entries_of
from perfscore.value import Shown

#: What is printed or computed for a row, and what stands where there is nothing.
FIGURES: Final = {"weight": "分值", "target": "年度指标值", "actual": "实际完成值", "printed": "表内得分", "score": "复算得分"}
TOTALS: Final = {"declared": "自评总分", "printed_sum": "各行得分合计", "score": "复算总分", "grade": "评价等级"}
OPEN, NOTHING = "未定", "—"
_SEVERITIES: Final = {severity.value: words for severity, words in SEVERITY_WORDS.items()}

#: By what a form of today is found among the earlier ones; what the first of these leaves is tried with the next, in order.
KEYS: Final = (
    ("source", "hash", "sheet", "title", "unit"),
    ("source", "sheet", "title", "unit"),
    ("source", "title", "unit"),
    ("source", "sheet"),
    ("source",),
    ("hash", "sheet", "title", "unit"),
    ("hash",),
    ("file", "title", "unit"),
)


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Verification(Shown):
    """
    A form of today beside what was found earlier (一张表的核对结果).

    ``same`` says whether what the rows print, what they score, the totals with their stages and the findings are the same;
    ``changes`` are the differences in words, also those of the file, the rulebook and the version under which the result
    stayed the same. ``earlier`` and ``today`` are the receipts, None where there is none.
    """

    source: str
    sheet: str
    title: str
    unit: str
    same: bool
    changes: tuple[str, ...]
    earlier: Mapping[str, str] | None
    today: Mapping[str, str] | None

    @property
    def name(self) -> str:
        """The form in words (表名): file and worksheet, title, unit."""
        place = "!".join(part for part in (self.source, self.sheet) if part)
        return " · ".join(part for part in (place, self.title, self.unit) if part) or "（没有标题的自评表）"

    @property
    def compared(self) -> bool:
        """Whether there was a result on both sides (可比较)."""
        return self.earlier is not None and self.today is not None

    @property
    def verdict(self) -> str:
        """The result in a word (结论)."""
        return "结果相同" if self.same else "结果变了" if self.compared else "无法比较"

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON data (导出)."""
        return {
            "source": self.source, "sheet": self.sheet, "title": self.title, "unit": self.unit, "same": self.same,
            "changes": list(self.changes), "earlier": self.earlier, "today": self.today,
        }  # fmt: skip

    def __str__(self) -> str:
        return "\n".join([f"{self.name}：{self.verdict}", *(f"· {one}" for one in self.changes)])


def verify(earlier: Mapping[str, Any], today: Sequence[Entry]) -> tuple[Verification, ...]:
    r"""
    Today's forms beside those of an earlier document (核对回执), in today's order, then those that are no longer there.

    A form is known by its file and worksheet, title and unit, else by its place in the file; a renamed file by its content.

    Args:
        earlier: a document perfscore.audit/1.
        today: its forms and errors as of today, such as ``check(…)["sheets"]``.

    Raises:
        ReadError: the earlier document is another, or lacks something.

    >>> from perfscore.checking import check
    >>> document = check("一级指标,三级指标,分值,年度指标值,实际完成值,得分\n产出指标,覆盖率,5,100%,85%,5\n".encode(), "甲.csv")
    >>> print(*verify(document, document["sheets"]))
    甲.csv：结果相同
    """
    before = entries_of(earlier)
    return tuple(_verification(a, b) for a, b in _pairs(before, today))


def conclusion(found: Sequence[Verification]) -> str:
    """
    What comes of all forms, in a sentence (结语).

    >>> conclusion([])
    '共 0 张表：0 张结果相同，0 张变了。'
    """
    same = [one for one in found if one.same]
    changed = sum(one.compared and not one.same for one in found)
    told = f"共 {len(found)} 张表：{len(same)} 张结果相同，{changed} 张变了"
    missing = len(found) - len(same) - changed
    told += f"，{missing} 张只有一次的结果，无法比较。" if missing else "。"
    other = sum(bool(one.changes) for one in same if one.compared)
    return told + (f"结果相同的，有 {other} 张的文件、评分办法或版本与当时不同。" if other else "")


# ---- which form is which ------------------------------------------------------------------------


def _pairs(earlier: Sequence[Entry], today: Sequence[Entry]) -> Iterator[tuple[Entry | None, Entry | None]]:
    """Each form of today with the earlier one that it is, then the earlier ones that are left."""
    left = {number: _known(entry) for number, entry in enumerate(earlier)}
    names = [_known(entry) for entry in today]
    partners: dict[int, int] = {}
    for key in KEYS:
        waiting: dict[tuple[str, ...], deque[int]] = defaultdict(deque)
        for number, known in left.items():
            waiting[_key(known, key)].append(number)
        for number, known in enumerate(names):
            found = waiting[_key(known, key)]
            if number not in partners and found and ("hash" not in key or known["hash"]):
                partners[number] = found.popleft()
                del left[partners[number]]
    yield from ((earlier[partners[number]] if number in partners else None, entry) for number, entry in enumerate(today))
    yield from ((earlier[number], None) for number in left)


def _known(entry: Entry) -> dict[str, str]:
    """By what a form is known; an error is known by its file and worksheet alone."""
    source: str = entry["source"]
    return {
        "source": source, "file": source.rpartition("/")[2], "sheet": _sheet(entry), "title": entry.get("title", ""),
        "unit": entry.get("unit", ""), "hash": entry.get("receipt", {}).get("input_sha256", ""),
    }  # fmt: skip


def _sheet(entry: Entry) -> str:
    """The worksheet of a form (工作表), from the address of its first cell."""
    cells = [entry["error"]["cell"]] if "error" in entry else [line["cell"] for line in entry["lines"]]
    return next((cell for cell in cells if cell), "").rpartition("!")[0]


def _key(known: Mapping[str, str], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(known[name] for name in names)


# ---- one form -----------------------------------------------------------------------------------


def _verification(a: Entry | None, b: Entry | None) -> Verification:
    """One form beside its earlier self; one of the two may be missing, or may not have been read."""
    there = a if b is None else b
    assert there is not None
    if a is None or b is None or "error" in a or "error" in b:
        same, changes = bool(a and b) and _why(a) == _why(b), list(_unread(a, b))
    else:
        results = [*_figures(a["totals"], b["totals"], TOTALS), *_lines(a, b), *_stages(a, b), *_findings(a, b)]
        same, changes = not results, [*_about(a, b), *results]
    return Verification(
        source=there["source"], sheet=_sheet(there), title=there.get("title", ""), unit=there.get("unit", ""), same=same,
        changes=tuple(changes), earlier=a.get("receipt") if a else None, today=b.get("receipt") if b else None,
    )  # fmt: skip


def _why(entry: Entry | None) -> str:
    """Why a form was not read, empty where it was."""
    return entry["error"]["message"] if entry and "error" in entry else ""


def _unread(a: Entry | None, b: Entry | None) -> Iterator[str]:
    """What is said of a form that is missing, or was not read, on one side or both."""
    was, now = _why(a), _why(b)
    if a is None:
        yield "回执里没有这张表"
    if b is None:
        yield "回执里有这张表，这次没有"
    if was and was == now:
        yield f"当时和现在都读不了：{now}"
        return
    if was:
        yield f"当时读不了：{was}"
    if now:
        yield f"现在读不了：{now}"


def _about(a: Entry, b: Entry) -> Iterator[str]:
    """Whether the file, the rulebook or the version is another; of which the result need not be."""
    was, now = a["receipt"], b["receipt"]
    if a["source"] != b["source"]:
        yield f"文件名 {_change(a['source'], b['source'])}"
    if was["input_sha256"] != now["input_sha256"]:
        yield "文件内容变了"
    if was["rulebook"] != now["rulebook"]:
        yield f"评分办法 {_change(was['rulebook'], now['rulebook'])}"
    elif was["rulebook_sha256"] != now["rulebook_sha256"]:
        yield f"评分办法 {now['rulebook']} 的内容变了，或表注另写的变了"
    if was["perfscore"] != now["perfscore"]:
        yield f"perfscore 的版本 {_change(was['perfscore'], now['perfscore'])}"


def _change(was: str | None, now: str | None, nothing: str = NOTHING) -> str:
    return f"原 {was or nothing}，现 {now or nothing}"


# ---- figures ------------------------------------------------------------------------------------


def _figures(was: Mapping[str, Any], now: Mapping[str, Any], terms: Mapping[str, str]) -> Iterator[str]:
    """The figures that are others, and their room where the figure does not tell it."""
    for key, term in terms.items():
        if was[key] != now[key]:
            yield f"{term} {_change(was[key], now[key], OPEN if key == 'score' else NOTHING)}"
    if (was["low"], was["high"]) != (now["low"], now["high"]) and not (_is_one(was) and _is_one(now)):
        yield f"区间 {_change(_room(was), _room(now))}"


def _is_one(figures: Mapping[str, Any]) -> bool:
    """Whether the score is all that is possible."""
    return bool(figures["low"] == figures["high"] == figures["score"])


def _room(figures: Mapping[str, Any]) -> str:
    return f"[{figures['low']}, {figures['high']}]"


def _lines(a: Entry, b: Entry) -> Iterator[str]:
    """The rows that are others, then those that came, then those that went."""
    was, now = _rows(a), _rows(b)
    for key in now:
        if key in was:
            told = list(_row(was[key], now[key]))
            yield from [f"{_row_name(now[key])}：{'；'.join(told)}"] if told else []
    yield from (f"多了一行 {_row_name(now[key])}，复算得分 {now[key]['score'] or OPEN}" for key in now if key not in was)
    yield from (f"少了一行 {_row_name(was[key])}，复算得分原 {was[key]['score'] or OPEN}" for key in was if key not in now)


def _row(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    yield from _figures(was, now, FIGURES)
    if was["basis"] != now["basis"]:
        yield f"得分依据 {_change(*(BASIS_WORDS.get(line['basis'], line['basis']) for line in (was, now)))}"


def _rows(entry: Entry) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    """The rows by goal and path; rows of one path by their number among these."""
    seen: Counter[tuple[Any, ...]] = Counter()
    found = {}
    for line in entry["lines"]:
        key = (line["goal"], *line["path"])
        seen[key] += 1
        found[seen[key], *key] = line
    return found


def _row_name(line: Mapping[str, Any]) -> str:
    return "/".join(line["path"]) + (f"〔{line['cell']}〕" if line["cell"] else "")


# ---- stages and findings ------------------------------------------------------------------------


def _stages(a: Entry, b: Entry) -> Iterator[str]:
    """The stages of the total that are others, where the totals do not tell it already."""
    was, now = ({stage["stage"]: stage for stage in entry["stages"]} for entry in (a, b))
    for name in {**was, **now}:
        one, other = was.get(name), now.get(name)
        words = _words(one) != _words(other) and name != "grade"
        figures = _of(one) != _of(other) and (_of(one), _of(other)) != (_total(a), _total(b))
        if words or figures:
            told = f"{STAGE_WORDS.get(name, name)} {_change(_stage(one, words=words), _stage(other, words=words))}"
            capped = name == "event-cap" and _takes(a, name) and not _takes(b, name)
            yield told + ("；当时按事件封顶，事件仍然有效的请加 --event 再核对，例如 --event 审计披露" if capped else "")


def _of(stage: Mapping[str, Any] | None) -> tuple[Any, ...] | None:
    return None if stage is None else (stage["value"], stage["low"], stage["high"])


def _total(entry: Entry) -> tuple[Any, ...]:
    return entry["totals"]["score"], entry["totals"]["low"], entry["totals"]["high"]


def _words(stage: Mapping[str, Any] | None) -> str:
    return stage["text"] if stage else ""


def _stage(stage: Mapping[str, Any] | None, *, words: bool) -> str:
    """A stage as it is told: its figure or room, and what it did where that is another."""
    if stage is None:
        return "没有这一步"
    figure = stage["value"] if stage["low"] == stage["high"] == stage["value"] else f"{stage['value'] or OPEN} {_room(stage)}"
    return f"{figure}（{stage['text']}）" if words and stage["text"] else figure


def _takes(entry: Entry, name: str) -> bool:
    """Whether a stage makes the total another than it was before."""
    return any(stage["stage"] == name and _of(stage) != _of(before) for before, stage in pairwise(entry["stages"]))


def _findings(a: Entry, b: Entry) -> Iterator[str]:
    """The findings that came, then those that went, by severity, row and code."""
    was, now = (Counter((one["severity"], one["row"], one["code"]) for one in entry["findings"]) for entry in (a, b))
    for word, more in (("多了", now - was), ("少了", was - now)):
        for (severity, row, code), count in more.items():
            title = f"（{CODES[code].title}）" if code in CODES else ""
            yield f"{word} {count} 条{_SEVERITIES.get(severity, severity)}：{row or '整张表'} {code}{title}"
