"""Forms made into a long table (自评表成表): a folder of files read once, one row for each leaf."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from perfscore.checking import examine
from perfscore.errors import PerfscoreError
from perfscore.gathering import Given
from perfscore.governing import printed_money
from perfscore.indicator import is_execution
from perfscore.number import Quantity, plain, read_quantity
from perfscore.recognising import recognise
from perfscore.rulebook import Rulebook
from perfscore.sheet import Row, Sheet
from perfscore.sweeping import FEW, cores

#: The columns of the table that forms are made into, all of them texts.
COLUMNS: Final = (
    "sheet_id", "indicator_id", "weight", "target", "actual", "criterion", "name", "definition", "path", "printed", "declared", "event",
    "planned", "spent",
)  # fmt: skip
#: So many files are read before they are put away for good.
CHUNK: Final = 200


class Read(NamedTuple):
    """What came of a file (读取结果): its forms as JSON data, and why others could not be read."""

    name: str
    forms: tuple[str, ...]
    errors: tuple[str, ...]


def read_file(one: Given | PerfscoreError) -> Read:
    """The forms of a file (读一个文件); whatever is wrong with it is an error like any other."""
    from json import dumps

    if isinstance(one, PerfscoreError):
        return Read(one.source.file if one.source else "", (), (str(one),))
    forms, errors = [], []
    for found in examine(one.source, one.name, lambda sheet: dumps(sheet.to_dict(), ensure_ascii=False)):
        if isinstance(found, PerfscoreError):
            errors.append(str(found))
        else:
            forms.append(found)
    return Read(one.name, tuple(forms), tuple(errors))


def read_files(files: Sequence[Given | PerfscoreError], kept: Path, told: Callable[[int], None]) -> Iterator[Read]:
    """
    The forms of many files, on every core (读文件夹); what has been read is put into a folder, and taken from there next time.

    Args:
        kept: where that is; a part that was read from other files, or before one was changed, is read again.
        told: is told how many files are done.
    """
    from concurrent.futures import ProcessPoolExecutor

    kept.mkdir(exist_ok=True)
    done = 0
    with ProcessPoolExecutor(cores() if len(files) >= FEW else 1) as pool:
        for start in range(0, len(files), CHUNK):
            part = files[start : start + CHUNK]
            place, mark = kept / f"{start:08}.jsonl", "\n".join(map(_mark, part))
            found = _kept(place, mark)
            if found is None:
                found = list(pool.map(read_file, part, chunksize=4)) if len(files) >= FEW else [read_file(one) for one in part]
                _keep(place, mark, found)
            done += len(part)
            told(done)
            yield from found


def _mark(one: Given | PerfscoreError) -> str:
    """What tells a file from itself when it was another."""
    if isinstance(one, PerfscoreError) or isinstance(one.source, bytes):
        return str(one)
    try:
        known = one.source.stat()
    except OSError as error:  # reading it will say so
        return f"{one.source} {error}"
    return f"{one.source.resolve()} {known.st_size} {known.st_mtime_ns}"


def _kept(place: Path, mark: str) -> list[Read] | None:
    from json import loads

    try:
        first, *rest = place.read_text(encoding="utf-8").splitlines()
        return [Read(name, tuple(forms), tuple(errors)) for name, forms, errors in map(loads, rest)] if loads(first) == mark else None
    except (OSError, ValueError):
        return None


def _keep(place: Path, mark: str, found: Sequence[Read]) -> None:
    from json import dumps

    draft = place.with_suffix(".tmp")
    draft.write_text("\n".join([dumps(mark), *map(dumps, found)]) + "\n", encoding="utf-8")
    draft.replace(place)


def rows_of(sheet: Sheet, sheet_id: str, book: Rulebook) -> Iterator[dict[str, str]]:
    """The rows of a form (自评表的行): every leaf with what its form prints, the budget beside its execution rate."""
    money, seen = printed_money(sheet.budget, book.policy), dict[str, int]()
    events = "".join(":".join(part for part in (one.kind, one.source, one.date) if part) for one in sheet.events[:1])
    for place, row in enumerate(sheet.rows):
        leaf, name = row.indicator, "/".join(row.path)
        seen[name] = seen.get(name, 0) + 1
        told = {
            "sheet_id": sheet_id, "indicator_id": name if seen[name] == 1 else f"{name}#{seen[name]}",
            "weight": "" if leaf.weight is None else plain(leaf.weight), "target": _text(leaf.target), "actual": _text(leaf.actual),
            "criterion": leaf.criterion, "name": leaf.name, "definition": leaf.definition, "path": "/".join(row.path),
            "printed": "" if leaf.printed is None else plain(leaf.printed), "event": events if place == 0 else "",
            "declared": "" if sheet.declared is None or place else plain(sheet.declared), "planned": "", "spent": "",
        }  # fmt: skip
        if money is not None and _pays(row):
            told |= {"planned": plain(money[0].value or 0), "spent": plain(money[1].value or 0)}
        yield told


def _pays(row: Row) -> bool:
    return is_execution(row.indicator.name, row.indicator.definition)


def _text(one: Quantity) -> str:
    """A quantity as a text that reads as the same quantity."""
    again = read_quantity(one.text)
    if one.value is None or (again.value, again.unit, again.comparator) == (one.value, one.unit, one.comparator):
        return one.text
    return f"{one.comparator}{plain(one.value)}{one.unit}"


class Pile(NamedTuple):
    """Forms of one rulebook (同一评分办法的表): the file of their rows."""

    book: Rulebook
    place: Path


def pile(found: Iterator[Read], folder: Path, given: Rulebook | None) -> tuple[list[Pile], list[str], int]:
    """
    The rows of all forms in files, one for each rulebook that they follow (按评分办法分表); what could not be read; how many forms there are.

    Args:
        given: the rulebook of all of them; None recognises that of each.
    """
    import csv
    from json import loads

    piles: dict[tuple[str, bool], Pile] = {}
    errors, count, open_files = list[str](), 0, dict[tuple[str, bool], Any]()
    try:
        for one in found:
            errors += one.errors
            for place, text in enumerate(one.forms):
                data: Mapping[str, Any] = loads(text)
                sheet, count = Sheet.from_dict(data), count + 1
                book = given or recognise(sheet).rulebook
                key = (book.digest, book.guessed)
                if key not in piles:
                    piles[key] = Pile(book, folder / f"pile{len(piles)}.csv")
                    open_files[key] = piles[key].place.open("w", newline="", encoding="utf-8")
                    csv.DictWriter(open_files[key], COLUMNS).writeheader()
                sheet_id = one.name if len(one.forms) == 1 else f"{one.name}#{place + 1}"
                csv.DictWriter(open_files[key], COLUMNS).writerows(rows_of(sheet, sheet_id, book))
    finally:
        for file in open_files.values():
            file.close()
    return list(piles.values()), errors, count
