from struct import pack_into

import pytest

from perfscore.reading import compound
from perfscore.reading.compound import MAGIC, Compound
from tests.reading_files import old_book, wrapped


def patched(data: bytes, at: int, *values: int) -> bytes:
    """A file with 32-bit numbers put at a place."""
    made = bytearray(data)
    pack_into(f"<{len(values)}I", made, at, *values)
    return bytes(made)


def directory(data: bytes) -> int:
    """Where the directory of a file begins."""
    return 512 + 512 * int.from_bytes(data[48:52], "little")


STREAM = bytes(range(256)) * 24
FILE = wrapped(STREAM)


def test_a_stream_is_unwrapped() -> None:
    assert FILE.startswith(MAGIC)
    assert frozenset({"Workbook"}) == Compound(FILE).names
    assert STREAM == Compound(FILE).stream("Workbook")[: len(STREAM)]


def test_a_large_file_has_its_allocation_table_in_further_sectors() -> None:
    stream = b"abcdefgh" * 1_000_000
    assert stream == Compound(wrapped(stream)).stream("Workbook")[: len(stream)]


def short(data: bytes, table: int) -> bytes:
    """The stream of a file as a small one: its first 4096 bytes lie in the stream of the root, in sectors of 64 bytes."""
    start = directory(data)
    made = bytearray(data)
    made += bytearray(-len(made) % 512)
    sector = len(made) // 512 - 1
    for number in range(64):
        made += (number + 1 if number < 63 else 0xFFFFFFFE).to_bytes(4, "little")
    made += b"\xff" * 256
    made = bytearray(patched(bytes(made), 60, table if table >= 0 else sector, 1))
    place = 512 + 512 * int.from_bytes(made[76:80], "little") + 4 * sector
    made = bytearray(patched(bytes(made), place, 0xFFFFFFFE))
    first, size = made[start + 128 + 116 : start + 128 + 120], 4096
    made[start + 116 : start + 124] = first + size.to_bytes(4, "little")
    made[start + 128 + 116 : start + 128 + 124] = bytes(4) + (4000).to_bytes(4, "little")
    return bytes(made)


def test_a_small_stream_lies_inside_that_of_the_root() -> None:
    assert STREAM[:4000] == Compound(short(FILE, -1)).stream("Workbook")


def test_a_small_stream_that_goes_round_has_an_end() -> None:
    good = short(FILE, -1)
    round_ = patched(good, len(good) - 512 + 4 * 63, 0)
    with pytest.raises(ValueError, match="a chain without end"):
        Compound(round_).stream("Workbook")


@pytest.mark.parametrize(
    ("at", "values", "reason"),
    [
        (30, (40,), "no header"),
        (48, (0xFFFFFFFE,), "no root entry"),
        (48, (0x7FFFFFFF,), "a sector beyond the end of the file"),
        (76, (0x7FFFFFFF,), "a sector beyond the end of the file"),
        (directory(FILE) + 64, (0x00010016,), "no root entry"),
        (directory(FILE) + 76, (0,), "the directory is no tree"),
        (directory(FILE) + 76, (77,), "the directory is no tree"),
        (directory(FILE) + 128 + 68, (1,), "the directory is no tree"),
        (directory(FILE) + 128 + 68, (2, 2), "the directory is no tree"),
    ],
)
def test_a_damaged_file(at: int, values: tuple[int, ...], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Compound(patched(FILE, at, *values))


def test_a_chain_that_goes_round_has_an_end() -> None:
    table = 512 + 512 * int.from_bytes(FILE[76:80], "little")
    round_ = patched(FILE, table + 4 * int.from_bytes(FILE[48:52], "little"), int.from_bytes(FILE[48:52], "little"))
    with pytest.raises(ValueError, match="a chain without end"):
        Compound(round_)


def test_a_sector_beyond_the_allocation_table() -> None:
    data = old_book([["甲"]]) + bytes(512 * 20_000)
    start = int.from_bytes(data[48:52], "little")
    table = 512 + 512 * int.from_bytes(data[76:80], "little")
    with pytest.raises(ValueError, match="a sector beyond"):
        Compound(patched(data, table + 4 * start, 19_000))


def test_too_many_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compound, "MOST_ENTRIES", 3)
    with pytest.raises(ValueError, match="too many entries"):
        Compound(FILE)
