"""An issued document's scoring rules as data (评分办法): every value beside its clause."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple, get_args

from attrs import evolve, field, fields, frozen

from perfscore.criterion import read_criterion
from perfscore.errors import PerfscoreError, RulebookError
from perfscore.formula import read_expression
from perfscore.measure import DEFAULT, Policy
from perfscore.number import SCORE, Rounding, decimal, exact, read_quantity
from perfscore.rule import Rule
from perfscore.source import Citation, Source, Status, sha256
from perfscore.value import Shown, Value as Compared

SHIPPED = Path(__file__).parent / "rulebooks"


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Value(Compared):
    """One value of a rulebook and the clause it rests on (取值与依据)."""

    value: str
    cite: Citation


class Key(NamedTuple):
    """A key that a rulebook may set (条目): its Chinese name, and what makes a value sound."""

    term: str
    check: Callable[[str], object]


def _ratio(text: str) -> tuple[Fraction, Fraction]:
    left, _, right = text.partition(":")
    pair = exact(left), exact(right)
    if min(pair) <= 0:
        raise RulebookError("比例两边都应大于 0。")
    return pair


def _one_of(*allowed: str) -> Callable[[str], object]:
    def check(text: str) -> str:
        if text not in allowed:
            raise RulebookError(f"应是 {'、'.join(allowed)} 之一。")
        return text

    return check


def _positive(text: str) -> Decimal:
    value, found = decimal(text), read_quantity(text)
    if value <= 0:
        raise RulebookError("应大于 0。")
    if found.unit not in {"", "分"} or found.comparator:
        raise RulebookError("应只是分数，例如 70。")
    return value


def _deviation(text: str) -> object:
    return read_expression(text, clamp=False)


_WORDS = str
#: Every key, in the order in which a rulebook is shown.
KEYS: dict[str, Key] = {
    "full_score": Key(term="满分", check=_positive),
    "bonus": Key(term="附加分", check=_one_of("none")),
    "row_cap": Key(term="单项得分上限", check=_one_of("weight")),
    "execution": Key(term="预算执行率计分", check=read_criterion),
    "adjustment": Key(term="预算调整率计分", check=read_criterion),
    "adjustment_excludes": Key(term="预算调整率不包括", check=_WORDS),
    "positive": Key(term="正向指标公式", check=read_criterion),
    "reverse": Key(term="反向指标公式", check=read_criterion),
    "qualitative": Key(term="定性指标分档", check=read_criterion),
    "criterion_unread": Key(term="评分标准读不懂时", check=_one_of("nothing", "note")),
    "constraint_sign": Key(term="约束性指标记分", check=_one_of("negative", "positive")),
    "event_cap": Key(term="事件封顶", check=_positive),
    "event_kinds": Key(term="封顶事件", check=_WORDS),
    "output_benefit": Key(term="产出与效益权重比", check=_ratio),
    "deviation": Key(term="指标值偏差率", check=_deviation),
    **{f"policy.{f.name}": Key(term=f"口径 {f.name}", check=_one_of(*get_args(f.type))) for f in fields(Policy) if get_args(f.type)},
}


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Rulebook(Shown):
    """
    The scoring rules of one issued document (评分办法).

    ``values`` maps a key of ``KEYS`` to its value and clause; what a document does not say
    is not there, and the library's defaults hold, shown as such.

    >>> book = rulebook("cn-hb-wh-hanyang-2019-dept")
    >>> book["full_score"].value, str(book.rule("positive"))
    ('100', '实际完成值/年初目标值*分值')
    """

    id: str
    title: str = ""
    issuer: str = ""
    jurisdiction: str = ""
    valid_from: int | None = None
    valid_to: int | None = None
    scope: str = ""
    parent: str = ""
    values: Mapping[str, Value] = field(factory=dict)
    source: Source = Source()
    #: Which of the cases holds that criteria tell apart (情形); chosen by the caller, no part of the document.
    case: str = ""

    def __getitem__(self, key: str) -> Value:
        return self.values[key]

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def get(self, key: str) -> str | None:
        """The value of a key, None where the document is silent (取值)."""
        found = self.values.get(key)
        return found.value if found else None

    def cite(self, key: str) -> Citation | None:
        """The clause of a key (依据)."""
        found = self.values.get(key)
        return found.cite if found else None

    def rule(self, key: str) -> Rule | None:
        """The rule that a key's text reads as (规则), None where the document is silent."""
        found = self.values.get(key)
        return read_criterion(found.value) if found else None

    @cached_property
    def policy(self) -> Policy:
        """How open choices are taken under this rulebook (口径)."""
        chosen = {key.removeprefix("policy."): v.value for key, v in self.values.items() if key.startswith("policy.")}
        return evolve(DEFAULT, case=self.case, **chosen)  # type: ignore[arg-type]

    @property
    def rounding(self) -> Rounding:
        """How scores are rounded (得分修约)."""
        return SCORE

    @cached_property
    def full_score(self) -> Decimal:
        """The points of a perfect form (满分)."""
        return decimal(self.get("full_score") or "100")

    @cached_property
    def event_cap(self) -> Decimal | None:
        """The most a total may be once an event is on record (事件封顶)."""
        value = self.get("event_cap")
        return decimal(value) if value else None

    @cached_property
    def event_kinds(self) -> tuple[str, ...]:
        """The kinds of event that cap the total (封顶事件); empty where the document names none."""
        return tuple(kind for kind in (self.get("event_kinds") or "").split("、") if kind)

    @cached_property
    def output_benefit(self) -> tuple[Fraction, Fraction] | None:
        """The ratio of 产出 to 效益 weights (权重比)."""
        value = self.get("output_benefit")
        return _ratio(value) if value else None

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all values and clauses (摘要), for the receipt."""
        text = "\n".join(f"{key}={v.value}|{v.cite}" for key, v in sorted(self.values.items()))
        return sha256(f"{self.id}\n{text}".encode())

    def to_dict(self) -> dict[str, Any]:
        """The rulebook as JSON data (导出)."""
        head = {
            name: getattr(self, name) for name in ("id", "title", "issuer", "jurisdiction", "valid_from", "valid_to", "scope", "parent")
        }
        return head | {"values": {key: {"value": v.value, "cite": _citation_data(v.cite)} for key, v in self.values.items()}}

    def __str__(self) -> str:
        lines = [f"{self.title}（{self.id}）", f"发布：{self.issuer}　适用：{self.jurisdiction} {_years(self)}".rstrip()]
        lines += [f"  {KEYS[key].term}：{v.value}\n    依据 {v.cite}" for key, v in self.in_order()]
        return "\n".join(lines)

    def in_order(self) -> Iterator[tuple[str, Value]]:
        """Keys and values in the order of ``KEYS`` (按条目顺序)."""
        return ((key, self.values[key]) for key in KEYS if key in self.values)


def _years(book: Rulebook) -> str:
    if book.valid_from is None:
        return ""
    return f"{book.valid_from} 年" if book.valid_from == book.valid_to else f"{book.valid_from} 年至 {book.valid_to or '今'}"


def _citation_data(cite: Citation) -> dict[str, str]:
    return {"document": cite.document, "clause": cite.clause, "quote": cite.quote, "status": cite.status.value}


#: What holds where no rulebook is known: only what the rows themselves say.
GENERAL = Rulebook(id="general", title="未指定评分办法：只按各行自己的评分标准")


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
        RulebookError: no such rulebook, or a value in it is not sound; says the key.
    """
    return _load(str(name), ())


@lru_cache(256)
def _shipped(name: str) -> Rulebook:
    return _parse((SHIPPED / f"{name}.toml").read_text("utf-8"), Source(file=f"{name}.toml"), (name,))


def _load(name: str, below: tuple[str, ...]) -> Rulebook:
    if name == GENERAL.id:
        return GENERAL
    if name in below:
        raise RulebookError(f"评分办法互相引用：{' → '.join((*below, name))}。", hint="请改正 parent。")
    if name in rulebooks():
        return (
            _shipped(name)
            if not below
            else _parse((SHIPPED / f"{name}.toml").read_text("utf-8"), Source(file=f"{name}.toml"), (*below, name))
        )
    path = Path(name)
    try:
        text = path.read_text("utf-8-sig") if path.suffix == ".toml" else None
    except (OSError, UnicodeDecodeError):
        raise RulebookError(f"评分办法文件读不了：{path.name}。", hint="请检查路径，文件应为 UTF-8 编码。") from None
    if text is None:
        known = "、".join(rulebooks())
        raise RulebookError(f"没有评分办法“{name}”。", hint=f"可用：{known}；或给出 .toml 文件。")
    return _parse(text, Source(file=path.name), (*below, name), path.parent)


HEAD = {"id": str, "title": str, "issuer": str, "jurisdiction": str, "scope": str, "parent": str, "valid_from": int, "valid_to": int}


def _parse(text: str, source: Source, below: tuple[str, ...], folder: Path | None = None) -> Rulebook:
    import tomllib

    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise RulebookError(f"不是有效的 TOML：{error}。", source=source, hint="请按行号改正。") from None
    head: dict[str, Any] = {}
    values: dict[str, Value] = {}
    for key, item in _flat(data):
        place = evolve(source, cell=f"第 {_line_of(text, key)} 行 {key}")
        if key in HEAD:
            if type(item) is not HEAD[key]:
                raise RulebookError(f"“{key}”的值 {item!r} 类型不对。", source=place, hint=f"应是 {HEAD[key].__name__}。")
            head[key] = item
        else:
            values[key] = _value(key, item, place)
    if not head.get("id"):
        raise RulebookError("评分办法没有 id。", source=source, hint="请加上 id = “…”。")
    if head["id"] in {GENERAL.id, *rulebooks()} and source.file != f"{head['id']}.toml":
        raise RulebookError(f"id “{head['id']}”是内置评分办法的。", source=source, hint="请另取一个 id，以免混淆。")
    if head.get("valid_from") and head.get("valid_to") and head["valid_from"] > head["valid_to"]:
        raise RulebookError(
            f"适用年度从 {head['valid_from']} 到 {head['valid_to']}，先后颠倒。", source=source, hint="请核对 valid_from 与 valid_to。"
        )
    parent = _load(_beside(head["parent"], folder), below) if head.get("parent") else None
    inherited = dict(parent.values) if parent else {}
    book = Rulebook(**head, values=inherited | values, source=source)
    if book.event_cap is not None and book.event_cap > book.full_score:
        raise RulebookError(
            f"事件封顶 {book.get('event_cap')} 大于满分 {book.get('full_score') or 100}。", source=source, hint="请核对 event_cap。"
        )
    return book


def _beside(parent: str, folder: Path | None) -> str:
    """A parent that is a file stands beside its child, wherever the call comes from (同目录)."""
    return str((folder / parent).resolve()) if folder is not None and parent.endswith(".toml") else parent


def _flat(data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, item in data.items():
        if key == "policy" and isinstance(item, dict):
            yield from ((f"policy.{name}", value) for name, value in item.items())
        else:
            yield key, item


def _value(key: str, item: Any, place: Source) -> Value:
    if key not in KEYS:
        raise RulebookError(f"没有条目“{key}”。", source=place, hint=f"可用条目：{'、'.join(KEYS)}。")
    if not isinstance(item, dict) or set(item) != {"value", "cite"} or not isinstance(item["cite"], dict):
        raise RulebookError(
            f"条目“{key}”应写成 value 与 cite 两项。",
            source=place,
            hint='例如 value = "100"，cite = { document = "…", clause = "…", quote = "…", status = "verified" }。',
        )
    cite = item["cite"]
    if (
        not {"document", "status"} <= set(cite) <= {"document", "clause", "quote", "status"}
        or not all(isinstance(text, str) for text in cite.values())
        or not cite["document"]
        or cite["status"] not in {s.value for s in Status}
    ):
        raise RulebookError(
            f"条目“{key}”的依据不完整。", source=place, hint="应有 document、clause、quote 和 status（verified / inferred / unverified）。"
        )
    if not isinstance(item["value"], str):
        raise RulebookError(
            f"条目“{key}”的值 {item['value']!r} 不是文本。", source=place, hint=f'请写成带引号的文本，例如 "{item["value"]}"。'
        )
    try:
        KEYS[key].check(item["value"])
    except PerfscoreError as error:
        raise RulebookError(f"条目“{key}”的值“{item['value']}”不成立：{error.message}", source=place) from None
    return Value(value=item["value"], cite=Citation(**{**cite, "status": Status(cite["status"])}))


def _line_of(text: str, key: str) -> int:
    name = re.escape(key)
    found = re.search(rf"^\s*(\[{name}\]|{name}\s*=|{re.escape(key.removeprefix('policy.'))}\s*=)", text, re.MULTILINE)
    return text.count("\n", 0, found.start(1)) + 1 if found else 1


def rulebook_diff(one: Rulebook | str, other: Rulebook | str) -> tuple[tuple[str, str | None, str | None], ...]:
    """
    Where two rulebooks differ (评分办法对照): key, value in one, value in the other; None is silent.

    >>> rulebook_diff("cn-hb-wh-hanyang-2019-dept", "cn-hb-wh-hanyang-2019-dept")
    ()
    """
    a, b = (book if isinstance(book, Rulebook) else rulebook(book) for book in (one, other))
    return tuple((key, a.get(key), b.get(key)) for key in KEYS if a.get(key) != b.get(key))
