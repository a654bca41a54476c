"""Compound files (复合文档): what the old Office programs and WPS wrap their documents in, unwrapped with bounds on every chain."""

from collections.abc import Iterator
from functools import cached_property
from struct import unpack, unpack_from
from typing import NamedTuple

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: No Office program writes more entries, or sectors of another size.
MOST_ENTRIES = 20_000
_SHIFTS = range(7, 17)
#: Numbers from here on are marks: the end of a chain, a free sector, no neighbour.
_MARKS = 0xFFFFFFFA
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class _Entry(NamedTuple):
    """An entry of the directory (目录项): name and kind, neighbours and first child by number, where its bytes begin and how many they are."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """
    A compound file (复合文档).

    Every chain of sectors ends after as many steps as the file has sectors, and every entry is reached once:
    a file that goes round in circles is an error here, before a library follows it without end.

    Raises:
        ValueError, struct.error: the file is damaged.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        shift = unpack_from("<H", data, 30)[0]
        if shift not in _SHIFTS:
            raise ValueError("no header")
        self.size = 1 << shift
        self.table = [*unpack_from("<109I", data, 76), *self._further()]
        self.entries = list(self._entries())
        if not self.entries or self.entries[0].kind != _ROOT:
            raise ValueError("no root entry")
        self.top = self._top()

    @property
    def names(self) -> frozenset[str]:
        """What the file holds at its top (顶层条目): a workbook has Workbook or Book, a document WordDocument."""
        return frozenset(self.entries[number].name for number in self.top)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream at the top (数据流)."""
        entry = next(entry for entry in map(self.entries.__getitem__, self.top) if entry.name == name and entry.kind == _STREAM)
        if entry.size >= unpack_from("<I", self.data, 56)[0]:
            return b"".join(self._chain(entry.start))[: entry.size]
        return b"".join(self._short_chain(entry.start))[: entry.size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        if start >= len(self.data):
            raise ValueError("a sector beyond the end of the file")
        return self.data[start : start + self.size]

    def _further(self) -> Iterator[int]:
        """The sectors of the allocation table that the header has no room for."""
        sector, count = unpack_from("<II", self.data, 68)
        for _ in range(min(count, len(self.data) // self.size)):
            *numbers, sector = unpack(f"<{self.size // 4}I", self._sector(sector))
            yield from numbers

    def _next(self, sector: int) -> int:
        table, place = divmod(sector, self.size // 4)
        if table >= len(self.table):
            raise ValueError("a sector beyond the allocation table")
        following: int = unpack_from("<I", self._sector(self.table[table]), place * 4)[0]
        return following

    def _chain(self, sector: int) -> Iterator[bytes]:
        """The sectors of a chain, never more than the file has."""
        left = len(self.data) // self.size + 1
        while sector < _MARKS:
            left -= 1
            if left < 0:
                raise ValueError("a chain without end")
            yield self._sector(sector)
            sector = self._next(sector)

    def _short_chain(self, sector: int) -> Iterator[bytes]:
        """The short sectors of a small stream, which lie inside the stream of the root entry."""
        size = 1 << min(unpack_from("<H", self.data, 32)[0], 16)
        left = len(self._short) // size + 1
        while sector < _MARKS:
            left -= 1
            if left < 0:
                raise ValueError("a chain without end")
            yield self._short[sector * size : (sector + 1) * size]
            sector = unpack_from("<I", self._short_table, sector * 4)[0]

    @cached_property
    def _short(self) -> bytes:
        return b"".join(self._chain(self.entries[0].start))[: self.entries[0].size]

    @cached_property
    def _short_table(self) -> bytes:
        return b"".join(self._chain(unpack_from("<I", self.data, 60)[0]))

    def _entries(self) -> Iterator[_Entry]:
        count = 0
        for sector in self._chain(unpack_from("<I", self.data, 48)[0]):
            for start in range(0, len(sector) - 127, 128):
                count += 1
                if count > MOST_ENTRIES:
                    raise ValueError("too many entries")
                length, kind = unpack_from("<HB", sector, start + 64)
                name = sector[start : start + min(max(length - 2, 0), 64)].decode("utf-16-le", "replace")
                yield _Entry(name, kind, *unpack_from("<III", sector, start + 68), *unpack_from("<II", sector, start + 116))

    def _top(self) -> list[int]:
        """The entries below the root, by number."""
        found, seen, waiting = [], {0}, [self.entries[0].child]
        while waiting:
            number = waiting.pop()
            if number >= _MARKS:
                continue
            if number in seen or number >= len(self.entries):
                raise ValueError("the directory is no tree")
            seen.add(number)
            found.append(number)
            waiting += [self.entries[number].left, self.entries[number].right]
        return found
