"""The copy of a workbook: what cannot be opened, what unpacks to too much, what is not carried over."""

import sys
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest

from perfscore.errors import ReadError
from perfscore.marking import copy, save
from perfscore.marking.copy import WorkbookCopy
from perfscore.source import Source
from tests.forms import FIRST

PLACE = Source(file="a.xlsx")


def with_parts(*names: str, data: bytes = b"") -> bytes:
    """A package with further parts."""
    out = BytesIO(data)
    with ZipFile(out, "a") as package:
        for name in names:
            package.writestr(name, b"<x/>")
    return out.getvalue()


def test_what_cannot_be_opened_is_said_with_its_reason() -> None:
    with pytest.raises(ReadError) as caught:
        WorkbookCopy.of(with_parts("a.txt"), PLACE)
    assert caught.value.message.startswith("工作簿打不开，写不了副本：")
    assert PLACE == caught.value.source


def test_what_unpacks_to_too_much_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copy, "MOST_UNPACKED", 10)
    with pytest.raises(ReadError, match=r"工作簿展开后有 \d+ MB，超过上限 0 MB，没有写副本。"):
        WorkbookCopy.of(FIRST.read_bytes(), PLACE)


def test_macros_are_kept_where_the_copy_may_have_them() -> None:
    data = with_parts("xl/vbaProject.bin", data=FIRST.read_bytes())
    said = "宏没有带过来；要保留宏，请把输出文件写成 .xlsm"
    assert [said] == list(copy._lost(data, macros=False))
    assert [] == list(copy._lost(data, macros=True))


def test_pictures_are_kept_where_the_library_for_them_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name if name == "PIL" else None)
    assert copy._draws()
    assert [] == list(copy._lost(with_parts("xl/media/image1.png"), macros=False))
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert not copy._draws()
    assert sys.modules["importlib.util"] is not None


def test_another_ending_is_refused() -> None:
    with pytest.raises(ReadError.__mro__[1], match=r"^输出文件 a.txt 的后缀不是 .xlsx。"):
        save(b"", "a.txt")


def test_a_date_is_neither_number_nor_words() -> None:
    assert None is copy.stored_in(date(2021, 12, 31))
