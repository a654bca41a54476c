"""Rulebooks from their files (取评分办法): those that are shipped, and a user's own; refused with line and key where unsound."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from attrs import evolve

from perfscore.errors import PerfscoreError, RulebookError
from perfscore.number import ZERO, plain
from perfscore.provision import KEYS, POLICY, ROW, in_order, key_of
from perfscore.rulebook import GENERAL, Marks, Rulebook, Value
from perfscore.source import Citation, Document, Seen, Source, Status

SHIPPED = Path(__file__).parent / "rulebooks"
#: What an address of an official host ends in.
OFFICIAL = ("gov.cn", "edu.cn")
#: A file of more bytes is no rulebook.
MOST_BYTES = 1 << 20
#: So many rulebooks may stand above one another.
MOST_ABOVE = 8
#: A file of more values is no rulebook.
MOST_VALUES = 500
#: The keys of the head, and the types of their values.
HEAD = {"id": str, "title": str, "issuer": str, "jurisdiction": str, "scope": str, "parent": str, "valid_from": int, "valid_to": int}
TYPE_WORDS = {str: "文本", int: "整数", list: "列表"}
DOCUMENT = {"title": str, "number": str, "issuer": str, "year": int, "seen": str, "address": str}
CITE = ("document", "clause", "quote", "status")


@cache
def rulebooks() -> tuple[str, ...]:
    """
    The ids of the rulebooks that are shipped (内置评分办法).

    >>> "cn-hb-wh-hanyang-2019-dept" in rulebooks()
    True
    """
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def rulebook(name: str | Path) -> Rulebook:
    """
    A rulebook by its id, or from a TOML file (取评分办法).

    Raises:
        RulebookError: no such rulebook, or a value in it is not sound; says line and key.

    >>> book = rulebook("cn-hb-wh-hanyang-2019-dept")
    >>> book["full_score"].value, str(book.rule("positive"))
    ('100', '实际完成值/年初目标值*分值')
    """
    return _load(str(name), ())


def rulebook_diff(one: Rulebook | str, other: Rulebook | str) -> tuple[tuple[str, str | None, str | None], ...]:
    """
    Where two rulebooks differ (评分办法对照): key, value in one, value in the other; None is silent.

    >>> rulebook_diff("cn-hb-wh-hanyang-2019-dept", "cn-hb-wh-hanyang-2019-dept")
    ()
    """
    a, b = (book if isinstance(book, Rulebook) else rulebook(book) for book in (one, other))
    return tuple((key, a.get(key), b.get(key)) for key in in_order({**a.values, **b.values}) if a.get(key) != b.get(key))


# ---- files --------------------------------------------------------------------------------------


@lru_cache(256)
def _shipped(name: str) -> Rulebook:
    return _parse((SHIPPED / f"{name}.toml").read_text("utf-8"), Source(file=f"{name}.toml"), ())


def _load(name: str, below: tuple[str, ...]) -> Rulebook:
    """A rulebook by id or file; ``below`` are its children, for none may be its own parent."""
    if name == GENERAL.id:
        return GENERAL
    if name in rulebooks():
        return _shipped(name)
    path = Path(name)
    if path.suffix != ".toml":
        raise RulebookError(f"没有评分办法“{name}”。", hint=f"{_near(name, rulebooks())}也可以给出 .toml 文件。")
    try:
        known = str(path.resolve())
        if known in below or len(below) == MOST_ABOVE:
            said = "互相引用" if known in below else f"的上级超过 {MOST_ABOVE} 层"
            raise RulebookError(f"评分办法{said}：{' → '.join(Path(one).name for one in (*below, known))}。", hint="请改正 parent。")
        if not path.is_file():
            raise FileNotFoundError
        if path.stat().st_size > MOST_BYTES:
            raise RulebookError(f"评分办法文件 {path.name} 超过 {MOST_BYTES >> 20} MB。", hint="请确认给的是评分办法文件。")
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise RulebookError(f"评分办法文件 {path.name} 不是 UTF-8 编码。", hint="请另存为 UTF-8 编码的文本。") from None
    except (OSError, ValueError, RuntimeError):  # the last where links run in a circle
        raise RulebookError(f"没有评分办法文件 {path.name}，或读不了它。", hint="请检查路径和读取权限。") from None
    return _parse(text, Source(file=path.name), (*below, known), path.parent)


def _parse(text: str, source: Source, below: tuple[str, ...], folder: Path | None = None) -> Rulebook:
    import tomllib

    deep = _DEEP.search(text)
    if deep:
        place = evolve(source, cell=f"第 {text.count(chr(10), 0, deep.start()) + 1} 行")
        raise RulebookError("键的层数太多。", source=place, hint="请确认给的是评分办法文件。")
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:  # numbers beyond all bounds raise the first two
        raise _no_toml(str(error), source) from None
    return _Reader(text, source).read(data, below, folder)


#: A key of nine parts or more, over which the parser takes very long: a.a.a.a.a.a.a.a.a.
_DEEP = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){8}""")
_PLACE = re.compile(r"at line (\d+)")
_TWICE = re.compile(r"twice|overwrite|mutate|[Dd]uplicate")


def _no_toml(said: str, source: Source) -> RulebookError:
    """Where a file is no TOML, from what the parser says of it."""
    found = _PLACE.search(said)
    place = f"第 {found[1]} 行" if found else "文件末尾" if "end of document" in said else ""
    if _TWICE.search(said):
        return RulebookError("同一个键或表写了两次。", source=evolve(source, cell=place), hint="请删去一处。")
    hint = '请检查引号、括号是否成对；中文的键要加引号，例如 [documents."办法"]。'
    return RulebookError("不是有效的 TOML。", source=evolve(source, cell=place), hint=hint)


class _Reader:
    """One file on its way to a rulebook (读评分办法): it knows in which line each key stands."""

    def __init__(self, text: str, source: Source) -> None:
        self.source = source
        self.lines = _lines(text)
        self.documents: dict[str, Document] = {}

    def at(self, key: str) -> Source:
        """Where a key stands; one within an inline table stands where the table does."""
        known = key
        while known and known not in self.lines:
            known = known.rpartition(".")[0]
        return evolve(self.source, cell=f"第 {self.lines.get(known, 1)} 行 {key}")

    def read(self, data: Mapping[str, Any], below: tuple[str, ...], folder: Path | None) -> Rulebook:
        self.documents = self._documents(data.get("documents", {}))
        head, values, marks = {}, {}, self._marks(data.get("marks", {}))
        items = list(_flat(data))
        if len(items) > MOST_VALUES:
            raise RulebookError(
                f"评分办法有 {len(items)} 个条目，超过 {MOST_VALUES} 个。", source=self.source, hint="请确认给的是评分办法文件。"
            )
        for key, item in items:
            if key in HEAD:
                head[key] = self._typed(key, item, HEAD[key])
            elif key not in {"documents", "marks"}:
                values[key] = self._value(key, item)
        self._head(head, shipped=folder is None)
        parent = _load(_beside(head["parent"], folder), below) if head.get("parent") else None
        inherited = dict(parent.values) if parent else {}
        documents = dict.fromkeys((*self.documents.values(), *(parent.documents if parent else ())))
        book = Rulebook(**head, values=inherited | values, documents=tuple(documents), marks=marks, source=self.source)
        self._whole(book, values)
        return book

    def _typed(self, key: str, item: Any, kind: type) -> Any:
        if type(item) is not kind:
            raise RulebookError(f"“{key}”的值{_shown(item)}类型不对。", source=self.at(key), hint=f"应是{TYPE_WORDS[kind]}。")
        if type(item) is int and not 0 < item < 10_000:
            raise RulebookError(f"“{key}”的值{_shown(item)}不是年度。", source=self.at(key), hint="请写四位年度，例如 2024。")
        return item

    def _head(self, head: Mapping[str, Any], *, shipped: bool) -> None:
        if not head.get("id"):
            raise RulebookError("评分办法没有 id。", source=self.source, hint='请加上 id = "…"。')
        if head["id"] in {GENERAL.id, *rulebooks()} and not shipped:
            raise RulebookError(f"id “{head['id']}”是内置评分办法的。", source=self.at("id"), hint="请另取一个 id，以免混淆。")
        if head.get("valid_from") and head.get("valid_to") and head["valid_from"] > head["valid_to"]:
            raise RulebookError(
                f"适用年度从 {head['valid_from']} 到 {head['valid_to']}，先后颠倒。",
                source=self.at("valid_from"), hint="请核对 valid_from 与 valid_to。",
            )  # fmt: skip

    def _documents(self, items: Any) -> dict[str, Document]:
        """The documents that clauses are quoted from, by the short names that citations use."""
        found = {}
        for name, item in self._table("documents", items).items():
            key = f"documents.{name}"
            known = self._table(key, item)
            for field, value in known.items():
                if field not in DOCUMENT:
                    raise RulebookError(f"文件“{name}”没有“{field}”一项。", source=self.at(key), hint=f"可用：{'、'.join(DOCUMENT)}。")
                self._typed(f"{key}.{field}", value, DOCUMENT[field])
            if not known.get("title") or known.get("seen", "original") not in set(Seen):
                raise RulebookError(
                    f"文件“{name}”应有 title，seen 应是 {'、'.join(Seen)} 之一。",
                    source=self.at(key),
                    hint='例如 title = "…"，seen = "copy"。',
                )
            if known.get("address"):
                self._official(f"{key}.address", known["address"], known.get("seen", "original"))
            found[name] = Document(**{**known, "seen": Seen(known.get("seen", "original"))})
        return found

    def _official(self, key: str, address: str, seen: str) -> None:
        """An address is that of an official host, and of the document itself."""
        if seen != Seen.ORIGINAL:
            raise RulebookError(f"seen 是 {seen}，却写了网址。", source=self.at(key), hint="网址只写给发布机关的原件；请去掉 address。")
        found = _ADDRESS.fullmatch(address)
        if found is None or not f".{found[1].lower()}".endswith(tuple(f".{one}" for one in OFFICIAL)):
            raise RulebookError(
                f"网址{_shown(address)}不是发布机关的。", source=self.at(key),
                hint=f'只写 {"、".join(OFFICIAL)} 的网址；别处所见的，去掉 address，写 seen = "copy"。',
            )  # fmt: skip

    def _marks(self, items: Any) -> Marks:
        found = {}
        for name, words in self._table("marks", items).items():
            if (
                name not in {"titles", "places", "heads"}
                or not isinstance(words, list)
                or not all(type(word) is str and word for word in words)
            ):
                raise RulebookError(
                    f"认定标志“{name}”不对。",
                    source=self.at(f"marks.{name}"),
                    hint='应是 titles、places、heads，值是文本的列表，例如 places = ["湖北"]。',
                )
            found[name] = tuple(words)
        return Marks(**found)

    def _table(self, key: str, item: Any) -> Mapping[str, Any]:
        if not isinstance(item, dict):
            raise RulebookError(f"“{key}”的值{_shown(item)}类型不对。", source=self.at(key), hint=f"应是表，写成 [{key}]。")
        return item

    def _value(self, key: str, item: Any) -> Value:
        place, known = self.at(key), key_of(key)
        if known is None:
            names = [one for one in KEYS if one.startswith(POLICY) is key.startswith(POLICY)]
            where = "某一指标的评分标准写在 [row] 下，口径写在 [policy] 下。"
            raise RulebookError(f"没有条目“{key}”。", source=place, hint=_near(key, names) + where)
        if not isinstance(item, dict) or set(item) != {"value", "cite"} or not isinstance(item["cite"], dict):
            raise RulebookError(
                f"条目“{key}”应写成 value 与 cite 两项。",
                source=place, hint='例如 value = "100"，cite = { document = "…", clause = "…", quote = "…", status = "verified" }。',
            )  # fmt: skip
        cite = self._cite(key, item["cite"])
        if not isinstance(item["value"], str):
            raise RulebookError(f"条目“{key}”的值{_shown(item['value'])}不是文本。", source=place, hint='请写成带引号的文本，例如 "100"。')
        try:
            known.check(item["value"])
        except PerfscoreError as error:
            said = f"条目“{key}”的值{_shown(item['value'])}不成立：{error.message}"
            raise RulebookError(said, source=place, hint=error.hint) from None
        return Value(value=item["value"], cite=cite)

    def _cite(self, key: str, cite: Mapping[str, Any]) -> Citation:
        sound = (
            {"document", "status"} <= set(cite) <= set(CITE)
            and all(isinstance(text, str) for text in cite.values())
            and cite["document"]
            and cite["status"] in set(Status)
        )
        if not sound:
            raise RulebookError(
                f"条目“{key}”的依据不完整。", source=self.at(key),
                hint="应有 document、clause、quote 和 status（verified / inferred / unverified）。",
            )  # fmt: skip
        document = self.documents.get(cite["document"])
        named = str(document) if document else cite["document"]
        seen = document.seen if document else Seen.ORIGINAL
        return Citation(**{**cite, "document": named, "status": Status(cite["status"]), "seen": seen})

    def _whole(self, book: Rulebook, own: Mapping[str, Value]) -> None:
        """What several values tell each other; a fault stands at the one that this file sets, not at an inherited one."""
        full = book.full_score
        most = sum((share.points for share in book.weights if len(share.path) == 1), ZERO)
        caps = [("execution_cap", "封顶", one.most) for one in book.execution_cap if one.most is not None]
        tops = [("grades", "最高一档的上限", book.grades[0].high)] if book.grades else []
        for key, said, points in [("weights", "权重合计", most), ("event_cap", "封顶", book.event_cap or ZERO), *caps, *tops]:
            short = key == "grades" and points < full
            if points > full or short:
                place = self.at(key if key in own else "full_score")
                how = "不到" if short else "大于"
                raise RulebookError(f"{said} {plain(points)} {how}满分 {plain(full)}。", source=place, hint=f"请核对 {key} 与 full_score。")
        self._overshoot(book, own)

    def _overshoot(self, book: Rulebook, own: Mapping[str, Value]) -> None:
        """What far beyond a target means is said where it counts, and what it costs where it costs points."""
        key, effect = f"{POLICY}overshoot", book.policy.overshoot
        if effect != "cap" and not any(bound in book for bound in ("overshoot_from", "overshoot_reverse_from", "overshoot_equal_from")):
            raise RulebookError(
                "远超目标怎样处理写了，从多少起算没有写。", source=self.at(key), hint='请加上 [overshoot_from]，例如 "≥130%"。'
            )
        if effect == "penalty" and "overshoot_points" not in book:
            raise RulebookError("远超目标要扣分，扣多少没有写。", source=self.at(key), hint='请加上 [overshoot_points]，例如 "2"。')
        if effect != "penalty" and "overshoot_points" in own:
            raise RulebookError(
                "写了远超目标扣多少分，远超目标却不是扣分的。", source=self.at("overshoot_points"),
                hint='请在 [policy] 下写 overshoot，取值 "penalty"；或去掉 overshoot_points。',
            )  # fmt: skip


#: An address: its scheme and its host, and nothing before or behind the host that would hide another.
_ADDRESS = re.compile(r"https?://([A-Za-z0-9.-]+)(?::\d+)?(?:[/?#][^\s\\]*)?")


def _shown(item: Any) -> str:
    """A value as its file writes it, cut where it is long."""
    if isinstance(item, dict | list):
        return "是表，" if isinstance(item, dict) else "是列表，"
    if isinstance(item, str):
        return f"“{item[:60]}…”" if len(item) > 60 else f"“{item}”"
    if type(item) is int and abs(item) >= 10**30:
        return "超过 30 位，"
    return f" {str(item).lower() if isinstance(item, bool) else item} "


def _near(name: str, known: Sequence[str]) -> str:
    """The names that are most like one that is none; all of them where none is like it."""
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=3)
    return f"最接近的是 {'、'.join(near)}。" if near else f"可用：{'、'.join(known)}。"


def _beside(parent: str, folder: Path | None) -> str:
    """A parent that is a file stands beside its child, wherever the call comes from (同目录)."""
    return str(folder / parent) if folder is not None and parent.endswith(".toml") else parent


def _flat(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The keys of a file: those of [policy] and [row] with the table's name before them."""
    for key, item in data.items():
        if f"{key}." in {POLICY, ROW} and isinstance(item, dict):
            yield from ((f"{key}.{name}", value) for name, value in item.items())
        else:
            yield key, item


_TABLE = re.compile(r"\s*\[{1,2}([^\[\]]+)\]{1,2}\s*(?:#.*)?")
_PART = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_KEY = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=")


def _lines(text: str) -> dict[str, int]:
    """In which line each key stands, with the tables that it stands in before it (行号)."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        head, key = _TABLE.fullmatch(line), _KEY.match(line)
        if head:
            table = _unquoted(head[1])
        name = table if head else f"{table}.{_unquoted(key[1])}".lstrip(".") if key else ""
        for part in _above(name) if name else ():
            found.setdefault(part, number)
    return found


def _above(name: str) -> Iterator[str]:
    """A key and the tables that it stands in: policy, policy.steps; of deeper ones only the first, for nothing stands deeper."""
    yield name
    parts = name.split(".", 3)
    yield from (".".join(parts[:depth]) for depth in range(1, min(len(parts), 4)))


def _unquoted(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))
