"""Packages (文件包): zip files with XML parts, opened within bounds, their parts given to a guarded parser piece by piece."""

import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from xml.parsers.expat import ExpatError

from perfscore.errors import ReadError
from perfscore.reading.bounds import MIB, MOST_DIRECTORY, MOST_RATIO, MOST_UNPACKED, RATIO_FROM
from perfscore.source import Source

DAMAGED = "请用 Excel 或 WPS 打开，另存为新的 .xlsx 后再读。"
SMALLER = "请删去与自评表无关的内容，另存后再读。"

_CHUNK = 1 << 16
_END, _LOCATOR, _END_64 = b"PK\5\6", b"PK\6\7", b"PK\6\6"

#: What a damaged package makes the standard library raise.
_DAMAGE = (ExpatError, zlib.error, struct.error, LookupError, ValueError, ArithmeticError, RuntimeError, OSError, MemoryError)

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


@contextmanager
def refusing(source: Source, kind: str = "工作簿", hint: str = DAMAGED, errors: tuple[type[Exception], ...] = _DAMAGE) -> Iterator[None]:
    """
    Turn whatever a damaged file makes the libraries raise into a ReadError (文件损坏).

    Args:
        errors: what counts as damage; a library that does not expect hostile bytes may raise anything.
    """
    from zipfile import BadZipFile

    from defusedxml.common import DefusedXmlException

    damage: tuple[type[Exception], ...] = (BadZipFile, *errors)
    try:
        yield
    except ReadError:
        raise
    except DefusedXmlException as error:
        raise ReadError("文件内容含有不允许的 XML 声明（DTD 或实体），已拒绝读取。", source=source, hint=hint) from error
    except EOFError as error:
        raise ReadError(f"{kind}不完整，内容在中途断了。", source=source, hint="请重新下载或复制这个文件。") from error
    except damage as error:
        raise ReadError(f"{kind}已损坏，读不出内容。", source=source, hint=hint) from error


def opened(data: bytes, source: Source) -> Any:
    """
    A package as a ZipFile (打开文件包); damage is what the library makes of it.

    Raises:
        ReadError: its directory is longer than that of any workbook or document.
    """
    from zipfile import ZipFile

    if _directory(data) > MOST_DIRECTORY:
        raise ReadError("压缩包的目录过大，已拒绝读取。", source=source, hint=SMALLER)
    return ZipFile(BytesIO(data))


def _directory(data: bytes) -> int:
    """The bytes of the directory as the end of the package tells them; the library would read all of them at once."""
    end = data.rfind(_END)
    if end < 0:
        return 0
    size: int = struct.unpack_from("<I", data, end + 12)[0]
    if data[max(end - 20, 0) : end].startswith(_LOCATOR):
        wide = data.rfind(_END_64, 0, end)
        size = max(size if size < 0xFFFFFFFF else 0, struct.unpack_from("<Q", data, wide + 40)[0])
    return size


def pieces(package: Any, part: str, source: Source, most: int = MOST_UNPACKED) -> Iterator[bytes]:
    """
    A part of a package in pieces (分块), refused before the first one where the directory says that it is too large or too dense.

    A directory that lies is found out on the way.
    """
    info = package.getinfo(part)
    limit = min(most, max(RATIO_FROM, info.compress_size * MOST_RATIO))
    if info.file_size > limit:
        raise _too_large(part, limit, source)
    done = 0
    with package.open(info) as stream:
        while piece := stream.read(_CHUNK):
            done += len(piece)
            if done > limit:
                raise _too_large(part, limit, source)
            yield piece


def _too_large(part: str, limit: int, source: Source) -> ReadError:
    return ReadError(f"文件中的 {part} 解压后过大（超过 {limit // MIB} MB），已拒绝读取。", source=source, hint=SMALLER)


def parser(start: Start, end: End | None = None, text: Callable[[str], None] | None = None) -> Any:
    """An expat parser with the guards of defusedxml, names without their namespace; no tree is built."""
    from defusedxml.ElementTree import DefusedXMLParser

    local: dict[str, str] = {}

    def named(tag: str) -> str:
        return local.get(tag) or local.setdefault(tag, tag.rpartition("}")[2])

    expat = DefusedXMLParser(forbid_dtd=True).parser
    expat.ordered_attributes = False
    expat.buffer_text = True
    expat.DefaultHandlerExpand = None
    expat.StartElementHandler = lambda tag, attributes: start(named(tag), attributes)
    expat.EndElementHandler = (lambda tag: end(named(tag))) if end else None
    expat.CharacterDataHandler = text
    return expat
