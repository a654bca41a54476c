"""What is fuzzed (目标): for each, the inputs to begin with, how they are changed, and what must hold of every one."""

import csv
import json
import tempfile
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from openpyxl import load_workbook

import perfscore as ps
from perfscore.errors import PerfscoreError, TextError
from perfscore.formula import evaluate, read_expression
from perfscore.number import pair, read_quantity
from perfscore.reading import scan, xlsx
from perfscore.reading.grid import Grid
from perfscore.receipt import read_receipt
from perfscore.reporting.json import rule_document, rulebook_document, verification_document
from perfscore.reporting.verifying import verification_text
from perfscore.sheet import Sheet
from perfscore.source import Source
from tests import hostile_files, reading_files, tables, test_tokens
from tests.fuzz.mutating import (
    HOSTILE,
    Dice,
    Mutate,
    bytes_of,
    flipped,
    marked_up,
    mixed,
    packaged,
    paged,
    quoted_changed,
    structured,
    tabled,
    text_of,
)
from tests.fuzz.whole import fits, through
from tests.pdf_files import drawn

DATA = reading_files.ROOT / "tests" / "data"


class Target(NamedTuple):
    """
    Something that takes inputs from outside.

    Args:
        seeds: inputs to begin with.
        mutate: makes another input of one.
        run: what must hold; whatever it raises is a fault. It says whether the input was read.
    """

    seeds: Callable[[], Sequence[bytes]]
    mutate: Mutate
    run: Callable[[bytes], bool]


# ---- texts ---------------------------------------------------------------------------------------


@cache
def criteria() -> tuple[str, ...]:
    found: list[str] = []
    for name in ("corpus.csv", "criteria.csv", "criteria-scores.csv"):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            found += [row.get("text") or row.get("criterion") or "" for row in csv.DictReader(file)]
    return tuple(dict.fromkeys([*found, *HOSTILE]))


FORMULAS = (
    "w if a >= t else a / t * w", "min(a/t, 1)*w", "w - floor(max(t - a, 0) / 5) * 0.5", "（ａ÷ｔ）×w", "60+(a-t)/(100-t)*40", "a // t * w",
    "w if a >= t and not a > 2*t or a == 0 else 0", "max(w - 0.5*abs(a-t), 0)", "-a + -t", "w if t else 0", "1 / (a - t)",
)  # fmt: skip
QUANTITIES = (
    "85%", "≥85%", "30万元以内", "5.8万", "1,486.27", "—", "/", "达成预期指标", "2021年12月31日前", "≤10次", "−3", "0.05", "500㎡", "第3名", "前15%", "不低于90%",
    "100％及以上", "1e5", "+5", "±5%", "12 个百分点", "3‰", "约50件", "1/2", "90%-95%", "0", "00012.500", "1,23", "٣%", "",
)  # fmt: skip
FIGURES = ("100%", "85", "≥90%", "0", "-3", "是", "3项", "—", "5.8万元", "达成预期指标", "前15%", "1e5", "9" * 30)


def refused(error: PerfscoreError) -> bool:
    """What an error of ours must have."""
    assert error.message
    assert str(error)
    if isinstance(error, TextError):
        assert 0 <= error.column <= len(error.text)
    return False


def criterion(data: bytes) -> bool:
    """A criterion is read or refused, strictly and leniently; its rule reads back to itself, and scores."""
    text = text_of(data)
    read = False
    for lenient in (False, True):
        try:
            rule = ps.read_criterion(text, lenient=lenient)
        except PerfscoreError as error:
            refused(error)
            continue
        read = True
        assert ps.read_criterion(str(rule)) == rule, f"{rule} reads back to another rule"
        at = sum(data)
        for place in range(3):
            target, actual = FIGURES[(at + place) % len(FIGURES)], FIGURES[(at * 7 + place * 5) % len(FIGURES)]
            try:
                step = rule.apply(weight=10, target=target, actual=actual)
            except PerfscoreError as error:
                refused(error)
                continue
            assert step.low <= step.high
            assert str(step)
            if not at % 16:
                fits("rule", rule_document(text, rule, step))
    return read


def formula(data: bytes) -> bool:
    """A formula is read or refused; its value is the same whatever the scale of the integers, and lies within the clamp."""
    text = text_of(data)
    try:
        expression = read_expression(text)
    except PerfscoreError as error:
        return refused(error)
    at = len(data)
    w, t, a = (10, 0, 5)[at % 3], (100, 3, 0, -7)[at % 4], (85, 0, 10**15, -2)[at // 2 % 4]
    value = evaluate(expression, {"w": w, "t": t, "a": a})
    fine = expression.program((2, 1, 3))
    scaled = fine.exact(w * 100, t * 10, a * 1000)
    assert value == (None if scaled is None else Fraction(scaled[0]) / Fraction(scaled[1])), "another value on another scale"
    found = fine.score(w * 100, t * 10, a * 1000)
    assert found is None or 0 <= found[0] <= w * 100
    assert isinstance(fine.text(w * 100, t * 10, a * 1000), str | None)
    try:
        step = ps.Formula(text).apply(weight=w, target=str(t), actual=str(a))
    except PerfscoreError as error:
        return refused(error) or True
    assert 0 <= step.low <= step.high <= w
    assert str(step)
    return True


def quantity(data: bytes) -> bool:
    """A cell's text is a figure, words or nothing; what it shows reads the same, and it can be held against any other."""
    text = text_of(data)
    one = read_quantity(text)
    assert read_quantity(str(one)) == one, "another quantity when read again"
    assert (one.value is None) is (one.nature != "number")
    if one.value is not None:
        assert one.value.is_finite()
        assert Fraction(one.digits, 10**one.places) == Fraction(one.value)
        assert isinstance(one.exact, Fraction)
    for other in FIGURES:
        for target, actual in ((one, read_quantity(other)), (read_quantity(other), one)):
            try:
                pair(target, actual)
                ps.deviation(target, actual)
            except PerfscoreError as error:
                refused(error)
    return one.value is not None


# ---- files ---------------------------------------------------------------------------------------


def real(suffix: str, most: int) -> list[bytes]:
    """The smallest of the real forms of a format."""
    return [path.read_bytes() for path in sorted((DATA / "forms").glob(f"*.{suffix}"), key=lambda path: path.stat().st_size)[:most]]


def file(name: str) -> Callable[[bytes], bool]:
    """Each form in the bytes of a file goes the whole way; every fourth file is checked in one call, and marked."""

    def run(data: bytes) -> bool:
        found = scan(data, name=name)
        assert found
        sheets = [one for one in found if isinstance(one, Sheet)]
        written = not crc32(data) % 4  # workbooks take ten times as long as all the rest
        for one in found:
            if isinstance(one, Sheet):
                through(one, written=written)
            else:
                refused(one)
        if written:
            fits("audit", ps.check(data, name))
            marked(data, name)
        return bool(sheets)

    return run


def marked(data: bytes, name: str) -> None:
    """A workbook is marked, or cannot be copied; a marked one can be opened."""
    try:
        made = ps.mark(data, name=name)
    except PerfscoreError as error:
        refused(error)
        return
    load_workbook(BytesIO(made.data))


def workbooks() -> list[bytes]:
    made = reading_files.book(reading_files.form(), reading_files.form(D5="十分", A9="注：1. 约束性指标扣分。"), merges=("A5:A6",))
    return [*real("xlsx", 5), made, hostile_files.SHARED, reading_files.EXAMPLE.read_bytes()]


def documents() -> list[bytes]:
    return [*real("docx", 3), hostile_files.docx(hostile_files.word_table(reading_files.form()))]


def texts() -> list[bytes]:
    return [*real("csv", 3), bytes_of(reading_files.tabs(reading_files.form())), reading_files.tabs(reading_files.form()).encode("gb18030")]


def old_books() -> list[bytes]:
    return [reading_files.old_book(reading_files.form()), *map(reading_files.converted, real("xlsx", 2))]


def old_book(data: bytes, dice: Dice) -> bytes:
    """An old workbook, its bytes or its records changed."""
    try:
        stream = reading_files.stream_of(data)
    except Exception:  # noqa: BLE001 - it is broken already
        return flipped(data, dice)
    return reading_files.wrapped(flipped(stream, dice).ljust(5000, b"\0")) if dice.random() < 0.7 else flipped(data, dice)


def pages() -> list[bytes]:
    (grid,) = xlsx.grids(reading_files.book(reading_files.form()), Source(), "")
    assert isinstance(grid, Grid)
    return [drawn(grid, [80] * 9), hostile_files.PDF]


# ---- what else is read ---------------------------------------------------------------------------


@cache
def folder() -> Path:
    """Where the files of this process stand, as long as it runs."""
    kept = tempfile.TemporaryDirectory(prefix="perfscore-fuzz-")
    _KEPT.append(kept)
    return Path(kept.name)


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def shelves() -> list[bytes]:
    found = sorted((Path(ps.__file__).parent / "rulebooks").glob("*.toml"), key=lambda path: path.stat().st_size)
    return [path.read_bytes().replace(b'id = "', b'id = "my-', 1) for path in found[:8]]  # those that are shipped are taken


def rulebook(data: bytes) -> bool:
    """A user's rulebook is read or refused; one that is read is told, makes a blank form, and scores."""
    place = folder() / "自己的.toml"
    place.write_bytes(data)
    try:
        book = ps.rulebook(place)
    except PerfscoreError as error:
        return refused(error)
    fits("rulebook", rulebook_document(book))
    assert str(book)
    load_workbook(BytesIO(ps.template(book)))
    try:
        checked = ps.audit(example(), book)
    except PerfscoreError as error:
        return refused(error) or True
    assert str(checked)
    assert checked.card.low <= checked.card.high
    return True


@cache
def example() -> Sheet:
    return ps.read(reading_files.book(reading_files.form()), name="a.xlsx")


def sheets() -> list[bytes]:
    found = [example(), *(one for data in real("xlsx", 6) for one in scan(data, name="a.xlsx") if isinstance(one, Sheet))]
    return [json.dumps(sheet.to_dict(), ensure_ascii=False).encode() for sheet in found]


@cache
def today() -> dict[str, Any]:
    return ps.check(reading_files.book(reading_files.form()), "a.xlsx")


def receipts() -> list[bytes]:
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in (*today()["sheets"], *ps.check(b"", "b.xlsx")["sheets"]))
    return [json.dumps(today(), ensure_ascii=False).encode(), lines.encode()]


def receipt(data: bytes) -> bool:
    """A receipt is read or refused; one that is read is held against today's forms, in words and as a document."""
    try:
        earlier = read_receipt(data, name="a.json")
        found = ps.verify(earlier, today()["sheets"])
    except PerfscoreError as error:
        return refused(error)
    assert found
    fits("verification", verification_document(found))
    for one in found:
        assert str(one)
    assert verification_text(found)
    return True


def batches() -> list[bytes]:
    place = folder() / "表.csv"
    return [tables.write_csv(place, tables.table(seed, 2, wide=seed > 1)).read_bytes() for seed in range(4)]


def batch(data: bytes) -> bool:
    """A table of rows is scored or refused, and so are its columns in a frame."""
    import pyarrow as pa

    place, out = folder() / "批量.csv", folder() / "结果.csv"
    place.write_bytes(data)
    try:
        told = ps.score_table(place, out)
        assert out.read_bytes()
        assert told.count >= 0
    except PerfscoreError as error:
        refused(error)
    rows = list(csv.reader(text_of(data).replace("\0", "").replace("\r", "").split("\n")[:40]))
    heads = list(dict.fromkeys(rows[0])) if rows else []
    columns = {head: [row[at] if at < len(row) else None for row in rows[1:] if row] for at, head in enumerate(heads)}
    try:
        frame = pa.table(columns)
    except (UnicodeError, pa.ArrowException):
        return False
    try:
        told = ps.score_table(frame)
    except PerfscoreError as error:
        return refused(error)
    assert told.rows.num_rows == frame.num_rows
    return True


TARGETS: dict[str, Target] = {
    "criterion": Target(lambda: [*map(bytes_of, criteria())], mixed(criteria(), 1100), criterion),
    "formula": Target(
        lambda: [bytes_of(one) for one in (*FORMULAS, *test_tokens.HOSTILE) if len(one) < 2000], mixed(FORMULAS, 600), formula
    ),
    "quantity": Target(lambda: [bytes_of(one) for one in (*QUANTITIES, *HOSTILE)], mixed(QUANTITIES, 200), quantity),
    "xlsx": Target(workbooks, packaged, file("a.xlsx")),
    "docx": Target(documents, packaged, file("a.docx")),
    "html": Target(lambda: real("html", 4), marked_up, file("a.html")),
    "csv": Target(texts, tabled, file("a.csv")),
    "xls": Target(old_books, old_book, file("a.xls")),
    "pdf": Target(pages, paged, file("a.pdf")),
    "rulebook": Target(shelves, quoted_changed(tuple(map(text_of, shelves()))), rulebook),
    "sheet": Target(sheets, structured, file("a.json")),
    "receipt": Target(receipts, structured, receipt),
    "table": Target(batches, tabled, batch),
}
