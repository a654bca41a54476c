"""How much of a file is looked at (读取上限): every bound of reading stands here, and in docs/reference/formats.md."""

MIB = 1024 * 1024

# ---- the file ----------------------------------------------------------------------------------------

#: A larger file is not opened, unless the caller allows it.
MOST_BYTES = 64 * MIB
#: A part of a package that unpacks to more, or out of all proportion, is not given to a parser. Small parts may be as dense as they like.
MOST_UNPACKED = 200 * MIB
MOST_RATIO = 100
RATIO_FROM = 4 * MIB
#: The directory of a package.
MOST_DIRECTORY = 2 * MIB

# ---- worksheets --------------------------------------------------------------------------------------

#: A form is looked for in this corner of each worksheet; more is not read, and a remark says so.
MOST_ROWS = 3_000
MOST_COLUMNS = 200
MOST_SHEETS = 200
#: Cells of all worksheets of a workbook together, the smaller ones first; merged blocks of one.
MOST_CELLS = 150_000
MOST_MERGES = 20_000
#: Characters of a cell; Excel keeps 32,767.
MOST_CHARACTERS = 32_767
#: What is parsed of the rows of all worksheets, and run through behind them for merged blocks.
MOST_ROW_BYTES = 60_000_000
MOST_TAIL = 400_000_000
#: The small parts of a package (the list of worksheets, styles).
MOST_PART = 20_000_000

#: Old workbooks: records looked at, records before the first worksheet, bytes of the texts that cells share.
MOST_RECORDS = 2_000_000
MOST_GLOBALS = 20_000
MOST_SST = 8 * MIB

# ---- documents and texts -----------------------------------------------------------------------------

MOST_LINES = 20_000
MOST_TABLE_CELLS = 400_000
MOST_TEXT_CELLS = 200_000
#: Marks of a page.
MOST_MARKS = 600_000
#: Tables within tables deeper than this are read as text.
MOST_DEPTH = 12

# ---- pages of a PDF file -----------------------------------------------------------------------------

MOST_PAGES = 200
#: Words and objects of the file itself; what its lists of objects, and its other streams, unpack to together, and one stream alone.
MOST_TOKENS = 200_000
MOST_OBJECTS = 4 * MIB
MOST_STREAMS = 64 * MIB
MOST_STREAM = 16 * MIB
#: Drawing instructions, characters and lines, and pairs of lines and crossings, of all pages and of one; fonts of all.
MOST_CONTENT, PAGE_CONTENT = 10 * MIB, MIB // 2
MOST_ITEMS, PAGE_ITEMS = 1_000_000, 40_000
MOST_PAIRS, PAGE_PAIRS = 100_000_000, 9_000_000
MOST_FONTS = 2_000
#: Codes that the fonts of a file map, and those of one.
MOST_CODES, FONT_CODES = 1_000_000, 200_000
