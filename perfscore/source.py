"""Where a figure stands and which clause governs it (来源与依据)."""

from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property

from attrs import frozen

from perfscore.value import Value


@frozen(kw_only=True, eq=False, repr=False)
class Source(Value):
    """
    The place a value was read from (出处): file, worksheet and cell.

    ``str`` gives it as a reader looks it up: 自评表.xlsx!Sheet1!E12. In text files the
    row number of a cell is the line of the file, and ``sheet`` is empty.

    >>> str(Source(file="自评表.xlsx", sheet="Sheet1", cell="E12"))
    '自评表.xlsx!Sheet1!E12'
    """

    file: str = ""
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        if self.file and self.sheet and self.cell:
            return f"{self.file}!{self.sheet}!{self.cell}"
        return f"{self.file}!{self.place}" if self.file and self.place else self.file or self.place

    @property
    def place(self) -> str:
        """The address without the file (单元格): Sheet1!E12."""
        return f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell

    def at(self, cell: str) -> "Source":
        """Another cell of the same worksheet (同表另一单元格)."""
        return Source(file=self.file, sheet=self.sheet, cell=cell)


class Status(StrEnum):
    """How sure a citation is (核实状态)."""

    VERIFIED = "verified"
    INFERRED = "inferred"
    UNVERIFIED = "unverified"


#: The words a reader sees for each status.
STATUS_WORDS = {Status.VERIFIED: "已核实", Status.INFERRED: "推定", Status.UNVERIFIED: "未核实"}


class Seen(StrEnum):
    """What was read of a document (所见版本): itself, a copy published elsewhere, a program that carries it out, nothing."""

    ORIGINAL = "original"
    COPY = "copy"
    PROGRAM = "program"
    NONE = "none"


#: The words a reader sees for what was read, beside the status.
SEEN_WORDS = {Seen.ORIGINAL: "", Seen.COPY: "据转载件，原件未核对", Seen.PROGRAM: "据系统程序，不是印发文件", Seen.NONE: "文件未见"}


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Document(Value):
    """
    An issued document (文件): title, number, issuer, year.

    ``address`` is where an official host publishes it; a copy seen elsewhere has none.

    >>> print(Document(title="项目支出绩效评价管理办法", number="财预〔2020〕10号", issuer="财政部", year=2020))
    项目支出绩效评价管理办法（财预〔2020〕10号，财政部，2020 年）
    """

    title: str
    number: str = ""
    issuer: str = ""
    year: int | None = None
    seen: Seen = Seen.ORIGINAL
    address: str = ""

    def __str__(self) -> str:
        told = [self.number, self.issuer, f"{self.year} 年" if self.year else ""]
        known = "，".join(part for part in told if part)
        return f"{self.title}（{known}）" if known else self.title


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Citation(Value):
    """
    The clause that a value or a rule rests on (依据).

    ``status`` says whether the quote was checked, ``seen`` in what; None where the clause stands in the form itself.

    >>> str(Citation(document="自评表", clause="注5(4)", quote="实际完成值/年初目标值*该指标权重"))
    '自评表 注5(4)：“实际完成值/年初目标值*该指标权重”'
    """

    document: str
    clause: str = ""
    quote: str = ""
    status: Status | None = None
    seen: Seen = Seen.ORIGINAL

    @cached_property
    def words(self) -> str:
        """The citation as it is printed (依据文字), with its status; what a program does is told, not quoted."""
        text = f"{self.document} {self.clause}".strip()
        if self.quote:
            text += f"：{self.quote}" if self.seen is Seen.PROGRAM else f"：“{self.quote}”"
        told = [STATUS_WORDS[self.status] if self.status else "", SEEN_WORDS[self.seen]]
        how = "，".join(part for part in told if part)
        return f"{text}（{how}）" if how else text

    def __str__(self) -> str:
        return self.words


@frozen(kw_only=True, eq=False, repr=False)
class Cell(Value):
    """
    What a cell prints for one field (单元格内容): the text as shown and its address.

    ``stored`` is set where the number format hides digits: the workbook holds 0.98533,
    the form shows 99%.
    """

    field: str
    text: str
    at: str = ""
    stored: str = ""


def as_cells(values: Iterable[Cell]) -> tuple[Cell, ...]:
    """Cells as a tuple (单元格元组)."""
    return tuple(values)


def as_texts(values: Iterable[str]) -> tuple[str, ...]:
    """Texts as a tuple (文本元组)."""
    return tuple(values)


def sha256(data: bytes) -> str:
    """The SHA-256 of some bytes (摘要), in hexadecimal digits."""
    import hashlib  # loads OpenSSL, for which only a receipt need wait

    return hashlib.sha256(data).hexdigest()
