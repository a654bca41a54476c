from io import BytesIO
from struct import pack
from zipfile import ZIP_STORED, ZipFile

import pytest

from perfscore.errors import ReadError
from perfscore.reading import package
from perfscore.reading.bounds import MIB
from perfscore.reading.package import opened, pieces, refusing
from perfscore.source import Source
from tests.hostile_files import GOOD, lying
from tests.reading_files import book, form

PLACE = Source(file="表.xlsx")


def packed(content: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", 8) as made:
        made.writestr("a.xml", content)
    return out.getvalue()


def read(data: bytes, most: int = 200 * MIB) -> bytes:
    with opened(data, PLACE) as made:
        return b"".join(pieces(made, "a.xml", PLACE, most))


def test_a_part_comes_in_pieces() -> None:
    content = bytes(range(256)) * 1000
    assert content == read(packed(content))


def test_small_parts_may_be_dense() -> None:
    assert 4 * MIB == len(read(packed(bytes(4 * MIB))))


@pytest.mark.parametrize(
    ("data", "most", "size"),
    [(packed(bytes(5 * MIB)), 200 * MIB, "4"), (packed(b"abc" * MIB), 2 * MIB, "2"), (lying(packed(b"a"), 1 << 30), 200 * MIB, "4")],
)
def test_a_part_that_is_too_large_or_too_dense_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch, data: bytes, most: int, size: str
) -> None:
    monkeypatch.setattr(ZipFile, "open", None)
    with pytest.raises(ReadError) as caught:
        read(data, most)
    assert f"文件中的 a.xml 解压后过大（超过 {size} MB），已拒绝读取。" == caught.value.message
    assert "请删去与自评表无关的内容，另存后再读。" == caught.value.hint


def test_a_part_that_goes_on_beyond_what_its_directory_tells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made = ZipFile(BytesIO(packed(bytes(5 * MIB))))
    made.getinfo("a.xml").file_size = 1
    monkeypatch.setattr(made, "open", lambda _: BytesIO(bytes(5 * MIB)))
    with pytest.raises(ReadError, match="解压后过大"):
        list(pieces(made, "a.xml", PLACE))


def test_a_directory_of_many_entries_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_DIRECTORY", 100)
    with pytest.raises(ReadError, match="压缩包的目录过大"):
        opened(GOOD, PLACE)
    wide = GOOD[:-22] + b"PK\6\6" + bytes(36) + pack("<QQ", 10**9, 0) + b"PK\6\7" + bytes(16) + GOOD[-22:]
    monkeypatch.setattr(package, "MOST_DIRECTORY", 10**6)
    with pytest.raises(ReadError, match="压缩包的目录过大"):
        opened(wide, PLACE)


def test_damage_is_refused_and_errors_of_our_own_pass() -> None:
    for error in (ValueError("x"), MemoryError(), RecursionError(), OverflowError()):
        with pytest.raises(ReadError, match="Word 文档已损坏，读不出内容。"), refusing(PLACE, "Word 文档"):
            raise error
    with pytest.raises(ReadError, match="密码"), refusing(PLACE):
        raise ReadError("设有密码")
    with pytest.raises(TypeError), refusing(PLACE):
        raise TypeError


def test_stored_packages_are_read() -> None:
    out = BytesIO()
    with ZipFile(BytesIO(book(form()))) as before, ZipFile(out, "w", ZIP_STORED) as after:
        for name in before.namelist():
            after.writestr(name, before.read(name))
    with opened(out.getvalue(), PLACE) as made:
        assert b"".join(pieces(made, "xl/workbook.xml", PLACE))
