"""The page on formats states the bounds as they are."""

import pytest

from perfscore.reading import bounds
from tests.reading_files import ROOT

PAGE = (ROOT / "docs" / "reference" / "formats.md").read_text("utf-8")


@pytest.mark.parametrize(
    "said",
    [
        f"| 文件大小 | {bounds.MOST_BYTES // bounds.MIB} MB |",
        f"解压后 {bounds.MOST_UNPACKED // bounds.MIB} MB，且不超过压缩后的 {bounds.MOST_RATIO} 倍（{bounds.RATIO_FROM // bounds.MIB} MB 以下不看倍数）",
        f"前 {bounds.MOST_ROWS:,} 行、前 {bounds.MOST_COLUMNS} 列",
        f"| 工作表 | 前 {bounds.MOST_SHEETS} 张 |",
        f"{bounds.MOST_CELLS:,} 格",
        f"{bounds.MOST_MERGES:,} 个",
        f"前 {bounds.MOST_LINES:,} 行",
        f"{bounds.MOST_DEPTH} 层",
        f"前 {bounds.MOST_PAGES} 页",
        f"{bounds.PAGE_ITEMS:,} 个字符和线段，{bounds.PAGE_CONTENT // 1024} KB 绘图指令",
    ],
)
def test_the_page_states_the_bounds(said: str) -> None:
    assert said in PAGE
