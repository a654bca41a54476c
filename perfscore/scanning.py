"""From a folded text to the words of the grammar (切词): what is none of them is free text."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

#: A number stands for itself only beside one of these; elsewhere it is part of the free text around it (〔2018〕561号).
MEETS: Final = frozenset("的即")
#: After these a number must follow. Others that a number follows (每发现1例, 前5名) look for its unit themselves.
CALLS: Final = frozenset({
    "CMP", "REACH", "DEDUCT", "ADD", "GET", "LIMIT", "BELOW", "ABOVE", "EITHER", "RESPECTIVELY", "EACH", "RANGE", "BY",
    "WILL_DEDUCT", "WILL_AWARD", "NOT_OVER", "NOT_UNDER", "FRAME", "CAPPED", "LIST", "PENALTY",
})  # fmt: skip


#: Words that lean on a figure right before them; elsewhere they are free text (以上情况, 相互之间).
LEANS: Final = frozenset({"AFTER", "AMONG", "SHARE", "INCLUDED", "EXCLUDED", "RANGE"})
FIGURES: Final = frozenset({"NUM", "UNIT", "FEN", "INCLUDED", "EXCLUDED"})


class Word(NamedTuple):
    """One word of the grammar, or free text (词): its name, its characters and where they stand."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the word ends (终点)."""
        return self.start + len(self.text)


def lexicon(terminals: Iterable[tuple[str, str, int]]) -> re.Pattern[str]:
    """
    One expression that finds the next word of a grammar (词表), the higher number first.

    Args:
        terminals: name, regular expression and number of each.
    """
    ordered = sorted(terminals, key=lambda one: (-one[2], one[0]))
    return re.compile("|".join(f"(?P<{name}>{text})" for name, text, _ in ordered))


def scan(text: str, words: re.Pattern[str]) -> list[Word]:
    """
    The words of a text in order (切词), free text between them.

    >>> words = lexicon([("NUM", r"[0-9]+", 1), ("UNIT", "件", 1)])
    >>> [(word.kind, word.text) for word in scan("每少2件者", words)]
    [('TEXT', '每少'), ('NUM', '2'), ('UNIT', '件'), ('TEXT', '者')]
    """
    return list(_joined(_live(list(_found(text, words)))))


def _found(text: str, words: re.Pattern[str]) -> Iterator[Word]:
    at = 0
    for match in words.finditer(text):
        if match.start() > at:
            yield Word("TEXT", text[at : match.start()], at)
        assert match.lastgroup is not None
        yield Word(match.lastgroup, match[0], match.start())
        at = match.end()
    if at < len(text):
        yield Word("TEXT", text[at:], at)


def _live(words: list[Word]) -> Iterator[Word]:
    """Numbers that nothing of the grammar touches become free text."""
    for i, word in enumerate(words):
        before = words[i - 1].kind if i else ""
        after = words[i + 1] if i + 1 < len(words) else None
        loose = word.kind == "NUM" and before not in CALLS and after is not None and after.kind == "TEXT" and after.text[0] not in MEETS
        leaning = word.kind in LEANS and before not in FIGURES
        yield Word("TEXT", word.text, word.start) if loose or leaning else word


def _joined(words: Iterable[Word]) -> Iterator[Word]:
    """Free text in one piece; a lone 的 before a word of the grammar belongs to nothing."""
    held: Word | None = None
    for word in words:
        if word.kind == "TEXT":
            held = word if held is None else Word("TEXT", held.text + word.text, held.start)
            continue
        if held is not None:
            yield held
        held = None
        yield word
    if held is not None:
        yield held
