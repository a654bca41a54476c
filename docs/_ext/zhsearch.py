"""
Search for Chinese words (中文搜索): text and query are both cut into pairs of characters.

Sphinx 9.0 ships a search for Chinese whose script names a stemmer that is not there, and that cuts the text
into words but not the query. Here ``预算执行率`` is 预算, 算执, 执行, 行率 on both sides, and a single character is itself.
"""

import re
from typing import Any

from sphinx.search import SearchLanguage

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_PIECE = re.compile(f"[{_HAN}]+|[A-Za-z0-9_]+")

_SCRIPT = r"""
window.splitQuery = function (query) {
  var found = [];
  (query.match(/[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|[A-Za-z0-9_]+/g) || []).forEach(function (piece) {
    if (piece.length === 1 || !/^[\u3400-\u9fff\uf900-\ufaff]/.test(piece)) found.push(piece);
    else for (var i = 0; i + 1 < piece.length; i++) found.push(piece.slice(i, i + 2));
  });
  return found;
};
var splitQuery = window.splitQuery;
"""

_STEMMER = """
var ChineseStemmer = function () { this.stemWord = function (word) { return word; }; };
var Stemmer = ChineseStemmer;
window.Stemmer = Stemmer;
"""


class Pairs(SearchLanguage):
    """Chinese by pairs of characters (两字切分)."""

    lang = "zh"
    language_name = "Chinese"
    js_stemmer_code = _STEMMER
    js_splitter_code = _SCRIPT

    def split(self, input: str) -> list[str]:  # noqa: A002 - Sphinx names it
        found: list[str] = []
        for piece in _PIECE.findall(input):
            if piece[0] < "\u3400":
                found.append(piece.lower())
            else:
                found += [piece[i : i + 2] for i in range(len(piece) - 1)]
                found += list(piece)
        return found

    def word_filter(self, word: str) -> bool:
        return bool(word)

    def stem(self, word: str) -> str:
        return word


def setup(app: Any) -> dict[str, bool]:
    app.add_search_language(Pairs)
    return {"parallel_read_safe": True}
