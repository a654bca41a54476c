"""What a file is (文件类型): told by its content; its name decides only where the content leaves it open."""

import struct
from typing import NamedTuple

from perfscore.errors import ReadError
from perfscore.reading import docx, pdf, text, xls
from perfscore.reading.compound import MAGIC, Compound
from perfscore.reading.package import DAMAGED, opened, refusing
from perfscore.source import Source

_SAVE = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再读。"
_COPY = "请用 Word 或 WPS 打开，把表格复制到 Excel，另存为 .xlsx 后再读。"
_WORD = "请用 Word 或 WPS 打开，另存为 .docx 后再读。"
_TURN = "请先转成 Excel 表格（可用 WPS 的转换功能），核对无误后存为 .xlsx 再读。"
_UNPACK = "请先解压，再读其中的 .xlsx 文件。"
_OPEN = "请先取消密码保护，再另存为 .xlsx。"
#: What a file is by its first bytes, and what can be done with it.
_KINDS = (
    (b"{\\rtf", "RTF 文档", _WORD), (b"\x89PNG", "图片", _TURN), (b"\xff\xd8\xff", "图片", _TURN),
    (b"GIF8", "图片", _TURN), (b"BM", "图片", _TURN), (b"Rar!", "压缩包", _UNPACK), (b"7z\xbc\xaf", "压缩包", _UNPACK),
    (b"\x1f\x8b", "压缩包", _UNPACK),
)  # fmt: skip
_PACKAGES = (
    ("ppt/presentation.xml", "演示文稿（.pptx）", _COPY),
    ("xl/workbook.bin", "二进制工作簿（.xlsb）", _SAVE), ("content.xml", "OpenDocument 文件（.ods/.odt）", _SAVE), ("OFD.xml", "OFD 文件", _TURN),
)  # fmt: skip
#: A saved page or an old kind of workbook that is text, by how it begins.
_PAGES = (
    (("<?xml", "<workbook"), "XML 文件"), (("mime-version:",), "网页归档文件（.mht）"),
)  # fmt: skip
#: How a published page begins, and what it holds.
_OPENINGS = ("<!doctype html", "<html", "<head", "<meta", "<style", "<table", "<body", "<div")
#: Names of what WPS and Word before 2007 write, and what to do with it.
_ET, _WORDS = (".et", ".ett"), (".doc", ".dot", ".wps", ".wpt")
_ENTRIES = ("EncryptedPackage", *xls.STREAMS, "WordDocument", "PowerPoint Document")


class Content(NamedTuple):
    """What a file is: xlsx, xls, docx, pdf, html, json or text; and its text where it is one (文件内容)."""

    kind: str
    text: str | None = None


def content_of(data: bytes, source: Source, suffix: str) -> Content:
    """
    What a file is (判别文件类型).

    Args:
        suffix: the end of its name, in small letters: .xlsx.

    Raises:
        ReadError: it is empty, or nothing that is read; the message names it where it is known.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise ReadError("文件是空的。", source=source, hint="请确认导出或下载是否完整。")
    if data.startswith(b"PK"):
        return Content(_package(data, source, suffix))
    if data.startswith(MAGIC):
        return Content(_compound(data, source, suffix))
    if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(pdf.MAGIC):
        return Content("pdf")
    for magic, kind, hint in _KINDS:
        if data.startswith(magic):
            raise _refused(kind, source, hint)
    shown = text.decode(data, source)
    return Content(_text(shown, source, suffix), shown)


def _text(shown: str, source: Source, suffix: str) -> str:
    """What a text is; a saved page or an old workbook that is text is refused."""
    start = shown[:2000].lstrip("\ufeff \t\r\n").lower()
    if suffix == ".json" or start.startswith("{"):
        return "json"
    if start.startswith(_OPENINGS) or ("<html" in start and not start.startswith("mime-version:")):
        return "html"
    kind = next((kind for signs, kind in _PAGES if start.startswith(signs)), "")
    if kind:
        raise _refused(kind, source, _SAVE)
    return "text"


def _package(data: bytes, source: Source, suffix: str) -> str:
    """A workbook or a Word document; another package is refused."""
    kind, hint = ("Word 文档", docx.DAMAGED) if suffix == ".docx" else ("工作簿", DAMAGED)
    with refusing(source, kind, hint), opened(data, source) as package:
        infos = package.infolist()
        names = {info.filename for info in infos}
    for part, kind, hint in _PACKAGES:
        if part in names:
            raise _refused(kind, source, hint)
    if any(info.flag_bits & 1 for info in infos):
        raise ReadError("压缩包设有密码，打不开。", source=source, hint=_OPEN)
    if docx.PART in names:
        return "docx"
    if not any(name.endswith("workbook.xml") for name in names):
        raise ReadError("这是压缩包，里面没有工作簿。", source=source, hint=_UNPACK)
    return "xlsx"


def _compound(data: bytes, source: Source, suffix: str) -> str:
    """An old workbook; another file of an old Office program, or of WPS, is refused."""
    try:
        names = Compound(data).names
    except (ValueError, struct.error):
        names = frozenset(name for name in _ENTRIES if name.encode("utf-16-le") in data)
    if "EncryptedPackage" in names:
        raise ReadError("工作簿设有密码，打不开。", source=source, hint=_OPEN)
    if suffix in _ET:
        raise _refused("WPS 表格文件（.et）", source, "请用 WPS 打开，另存为 .xlsx 后再读。")
    if "WordDocument" in names or (suffix in _WORDS and not names.intersection(_ENTRIES)):
        raise _refused("Word 文档（.doc/.wps）", source, _WORD)
    if "PowerPoint Document" in names:
        raise _refused("演示文稿（.ppt/.dps）", source, _COPY)
    if not names.intersection(xls.STREAMS) and suffix != ".xls":
        raise _refused("旧版 Office 文件", source, _SAVE)
    return "xls"


def _refused(kind: str, source: Source, hint: str) -> ReadError:
    return ReadError(f"这是{' ' if kind[0].isascii() else ''}{kind}，目前还不能直接读取。", source=source, hint=hint)
