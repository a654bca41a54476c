"""PDF files for the tests of reading: ruled tables with Chinese text in a font that every reader knows by name."""

import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from perfscore.reading.grid import Grid

FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0"
    "/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000/W[1 95 500]"
    "/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880"
    "/Descent -120/CapHeight 880/StemV 93>>>>]>>"
)
SIZE, LEAD, PAD = 10, 12, 3
WIDTH, HEIGHT, MARGIN = 842, 595, 36


def stream(data: bytes, more: str = "", *, packed: bool = True) -> bytes:
    """A stream object, compressed unless told otherwise."""
    body = zlib.compress(data) if packed else data
    filters = "/Filter/FlateDecode" if packed else ""
    return f"<</Length {len(body)}{filters}{more}>>stream\n".encode() + body + b"\nendstream"


def document(objects: Sequence[bytes | str], *, trailer: str = "", version: str = "1.4") -> bytes:
    """A file from its objects, the first of which is the catalog."""
    out, places = f"%PDF-{version}\n%\xe2\xe3\n".encode("latin-1"), []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + (one.encode() if isinstance(one, str) else one) + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    return out + f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()


def pdf(*contents: bytes, resources: str = f"<</Font<</F1 {FONT}>>>>", more: Sequence[bytes | str] = (), **options: Any) -> bytes:
    """A file with one page for each content; further objects are numbered from 3 + two for each page."""
    kids = " ".join(f"{3 + 2 * number} 0 R" for number in range(len(contents)))
    objects: list[bytes | str] = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {len(contents)}/Kids[{kids}]>>"]
    for number, content in enumerate(contents):
        page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents {4 + 2 * number} 0 R/Resources {resources}>>"
        objects += [page, stream(content)]
    return document([*objects, *more], **options)


def text(left: Any, top: Any, words: str, size: int = SIZE) -> bytes:
    """A line of text whose upper left corner stands at a place counted from the top of the page."""
    return f"BT /F1 {size} Tf {left} {HEIGHT - top - size} Td <{words.encode('utf-16-be').hex()}> Tj ET\n".encode()


def line(left: Any, top: Any, right: Any, bottom: Any) -> bytes:
    return f"{left} {HEIGHT - top} m {right} {HEIGHT - bottom} l S\n".encode()


def box(left: Any, top: Any, right: Any, bottom: Any) -> bytes:
    """The four sides of a cell."""
    return b"".join(
        line(*side)
        for side in ((left, top, right, top), (left, bottom, right, bottom), (left, top, left, bottom), (right, top, right, bottom))
    )


def wrapped_words(words: str, width: int) -> list[str]:
    """A text in lines that fit a width: 汉字 are as wide as they are high, other characters half."""
    found, room = [""], 0
    for character in words:
        wide = SIZE if ord(character) > 0x2000 else SIZE // 2
        if room + wide > width - 2 * PAD and found[-1]:
            found.append("")
            room = 0
        found[-1] += character
        room += wide
    return found


def drawn(
    grid: Grid, widths: Sequence[int], *, loose_rows: Iterable[int] = (), bottom: int = HEIGHT - MARGIN, footer: bool = True
) -> bytes:
    """
    A worksheet printed on pages (打印): every cell ruled, merged ones as one box, cut where a page ends.

    Args:
        widths: of the columns, in points.
        loose_rows: rows printed as text without a box around them.
    """
    texts = {(cell.row, cell.column): cell.text for row in grid.rows for cell in row.cells}
    last, columns = max(row for row, _ in texts), len(widths)
    spans = {(merge.top, merge.left): (min(merge.bottom, last), min(merge.right, columns)) for merge in grid.merges}
    hidden = {
        (row, column)
        for (top, left), (low, right) in spans.items()
        for row in range(top, low + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    sides = [MARGIN + sum(widths[:column]) for column in range(columns + 1)]
    loose = set(loose_rows)
    words = {}
    heights = dict.fromkeys(range(1, last + 1), LEAD + 2 * PAD)
    for (row, column), shown in texts.items():
        low, right = spans.get((row, column), (row, column))
        words[row, column] = wrapped_words(shown, sides[right] - sides[column - 1]) if row not in loose else [shown]
        if low == row:
            heights[row] = max(heights[row], len(words[row, column]) * LEAD + 2 * PAD)
    pages: list[list[int]] = [[]]
    room = MARGIN
    for row in range(1, last + 1):
        if room + heights[row] > bottom and pages[-1]:
            pages.append([])
            room = MARGIN
        pages[-1].append(row)
        room += heights[row]
    contents = []
    for number, rows in enumerate(pages, 1):
        tops, place = {}, MARGIN
        for row in rows:
            tops[row] = place
            place += heights[row]
        tops[rows[-1] + 1] = place
        content = b""
        for row in rows:
            for column in range(1, columns + 1):
                top, left = next(
                    ((t, c) for (t, c), (low, right) in spans.items() if t <= row <= low and c <= column <= right), (row, column)
                )
                low, right = spans.get((top, left), (row, column))
                if row == max(top, rows[0]) and column == left and row not in loose:
                    content += box(sides[left - 1], tops[row], sides[right], tops[min(low, rows[-1]) + 1])
                if (row, column) in words and (row, column) not in hidden:
                    for index, part in enumerate(words[row, column]):
                        content += text(sides[column - 1] + PAD, tops[row] + PAD + index * LEAD, part)
        if footer:
            content += text(WIDTH // 2, HEIGHT - MARGIN + 8, f"— {number} —")
        contents.append(content)
    return pdf(*contents)
