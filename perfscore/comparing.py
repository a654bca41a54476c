"""Comparisons in words (比较词): 不低于, 未超过, 以上."""

from typing import Any, Final

from perfscore.number import BEFORE

WORDED: Final = {
    "大于等于": ">=", "大于或等于": ">=", "≥": ">=", "≤": "<=", ">": ">", "<": "<", "=": "=", "超出": ">", "未达到": "<", "未达": "<", "不到": "<", "高于等于": ">=", "高于或等于": ">=", "高于或者等于": ">=",
    "大于或者等于": ">=", "低于等于": "<=", "低于或等于": "<=", "低于或者等于": "<=", "小于或者等于": "<=",
}  # fmt: skip


def comparison(word: Any) -> str:
    """The comparison that a word before the figure makes (前置比较词)."""
    bare = str(word).removeprefix("的")
    return BEFORE.get(bare) or WORDED.get(bare) or _denied(bare)


def _denied(word: str) -> str:
    """What a denial leaves of a comparison (否定): 未超过 is ≤, 不得低于 is ≥, 未能达到 is <."""
    return ">=" if word.endswith(("低于", "小于", "少于")) else "<" if word.endswith(("达到", "达", "实现")) else "<="


def after(word: str) -> str:
    """The comparison that a word after the figure makes (后置比较词): 以上、以内 include it."""
    if "不含" in word:
        return ">" if "上" in word else "<"
    return ">=" if "上" in word or "后" in word else "<="


def includes(word: str) -> bool:
    """Whether a word after the figure writes that the figure is taken in (含): 以上(含), 及以下, not 以上 alone."""
    return "不含" not in word and ("含" in word or "及" in word)
