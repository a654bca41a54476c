"""PDF files as grids (PDF 文件): ruled tables and the lines between them; every form found there is to be reviewed."""

from collections.abc import Iterator

from attrs import evolve

from perfscore.errors import ReadError
from perfscore.reading.bounds import MOST_PAGES
from perfscore.reading.document import document_grid
from perfscore.reading.grid import Grid
from perfscore.reading.pages import Locked, Page, TooMuch, pages, silence
from perfscore.reading.ruling import blocks
from perfscore.source import Source

MAGIC = b"%PDF"
INSTALL = '请先执行 pip install "perfscore[pdf]"；或把原表存为 .xlsx 后再读。'
DAMAGED = "请重新下载或导出；有原来的 Excel 或 Word 文件的，请直接读它。"
#: What helps where a PDF file holds no form that is read.
NO_FORM = "PDF 里只认有框线的表格；没有框线的，请读原来的 Excel 或 Word 文件，或先转成 .xlsx，核对后再读。"
_ONLY = "请只导出自评表所在的几页，再读一次。"
_SCANNED = "请用 OCR 软件（或 WPS 的“图片转文字”）转成 .xlsx，逐格核对后再读；有原来的 Excel 或 Word 文件的，请直接读它。"


def grids(data: bytes, source: Source, digest: str) -> Iterator[Grid]:
    """
    The file as one grid (PDF 网格), marked as to be reviewed.

    Raises:
        ReadError: pdfplumber is not installed; the file is damaged, has a password, or holds only pictures of text.
    """
    found = _pages(data, source)
    read = [(number, page) for number, page in enumerate(found[:MOST_PAGES], 1) if isinstance(page, Page)]
    _demand_text(read, found, source)
    grid = document_grid(blocks(read), source, digest)
    yield evolve(grid, remarks=(*_unread(found), *grid.remarks), to_review=True)


def _pages(data: bytes, source: Source) -> list[Page | str]:
    try:
        with silence():
            return list(pages(data))
    except ImportError as error:
        raise ReadError("这是 PDF 文件，读取它要用 pdfplumber，还没有安装。", source=source, hint=INSTALL) from error
    except Locked as error:
        raise ReadError("PDF 文件设有密码，打不开。", source=source, hint="请先取消密码保护，再另存后读取。") from error
    except TooMuch as error:
        raise ReadError("PDF 文件的内容过多，远超一张表的需要，已拒绝读取。", source=source, hint=_ONLY) from error
    except Exception as error:
        raise ReadError("PDF 文件已损坏，读不出内容。", source=source, hint=DAMAGED) from error


def _demand_text(read: list[tuple[int, Page]], found: list[Page | str], source: Source) -> None:
    """Refuse a file without a text layer (扫描件), and one whose fonts do not say what their characters are."""
    if not found:
        raise ReadError("PDF 文件里没有页面。", source=source, hint=DAMAGED)
    if not read:
        raise ReadError(f"PDF 文件各页都没有读出：第 1 页{found[0]}。", source=source, hint=_ONLY)
    characters = [one.text for _, page in read for one in page.characters if not one.text.isspace()]
    if not characters:
        raise ReadError("这是扫描件，没有文字层：各页只有图像，读不出文字。", source=source, hint=_SCANNED)
    if 3 * sum(text.startswith("(cid:") for text in characters) > len(characters):
        raise ReadError("PDF 文件的字体没有注明文字编码，读出来是乱码。", source=source, hint=_SCANNED)


def _unread(found: list[Page | str]) -> Iterator[str]:
    """What of the file was not read (没有读的页)."""
    for number, page in enumerate(found[:MOST_PAGES], 1):
        if isinstance(page, str):
            yield f"第 {number} 页{page}。"
        elif page.pictured and not page.characters:
            yield f"第 {number} 页是图像，没有文字，没有读。"
    if len(found) > MOST_PAGES:
        yield f"只读了前 {MOST_PAGES} 页，后面的页没有读。"
