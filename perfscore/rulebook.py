"""An issued document's scoring rules as data (评分办法): every value beside its clause."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from attrs import evolve, field, frozen

from perfscore.criterion import read_criterion
from perfscore.indicator import BRACKETS
from perfscore.measure import DEFAULT, Policy
from perfscore.number import SCORE, Rounding, decimal, fold
from perfscore.provision import (
    OF_BUDGET,
    POLICY,
    ROW,
    STAGES,
    Bound,
    OptionalGroup,
    Range,
    Share,
    in_order,
    key_of,
    read_bound,
    read_caps,
    read_grades,
    read_groups,
    read_optional,
    read_ratio,
    read_rounding,
    read_share,
    read_stages,
    read_weights,
    words_of,
)
from perfscore.rule import Rule
from perfscore.source import SEEN_WORDS, STATUS_WORDS, Citation, Document, Seen, Source, sha256
from perfscore.value import Shown, Value as Compared


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Value(Compared):
    """One value of a rulebook and the clause it rests on (取值与依据)."""

    value: str
    cite: Citation


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Marks(Compared):
    """
    By what a form is known that prints none of a document's clauses (认定标志).

    ``titles`` are words of which one stands in the form's title, ``places`` places of which one is named in title or
    unit, ``heads`` column heads that all stand in the table; what is empty is not asked for.
    """

    titles: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Rulebook(Shown):
    """
    The scoring rules of one issued document (评分办法).

    ``values`` maps a key of ``provision.KEYS`` to its value and clause; what a document does not say
    is not there, and the library's defaults hold, shown as such.
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
    documents: tuple[Document, ...] = ()
    marks: Marks = Marks()
    source: Source = Source()
    #: Which of the cases holds that criteria tell apart (情形); chosen by the caller, no part of the document.
    case: str = ""
    #: Whether it is only taken for the form's (推测的办法): neither does the form print its clauses nor has the user named it.
    guessed: bool = False

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

    def row(self, name: str) -> str | None:
        """The key of what the document says of a row of this name (指标的评分标准), None where it says nothing."""
        return self._rows.get(bare_name(name))

    @cached_property
    def _rows(self) -> dict[str, str]:
        named = {bare_name(key.removeprefix(ROW)): key for key in self.values if key.startswith(ROW)}
        return named | ({bare_name("预算调整率"): "adjustment"} if "adjustment" in self else {})

    @cached_property
    def choices(self) -> dict[str, str]:
        """The open choices that the document makes (自定口径); where it is only guessed, none of the budget of a form."""
        made = {key.removeprefix(POLICY): v.value for key, v in self.values.items() if key.startswith(POLICY)}
        return {name: value for name, value in made.items() if not (self.guessed and name in OF_BUDGET)}

    @cached_property
    def policy(self) -> Policy:
        """How open choices are taken under this rulebook (口径)."""
        return evolve(DEFAULT, case=self.case, **self.choices)  # type: ignore[arg-type]

    @cached_property
    def rounding(self) -> Rounding:
        """How the scores of rows are rounded (各行得分修约)."""
        return self._rounding("rounding", SCORE)

    @cached_property
    def total_rounding(self) -> Rounding:
        """How the total is rounded (总分修约)."""
        return self._rounding("total_rounding", self.rounding)

    def _rounding(self, key: str, otherwise: Rounding) -> Rounding:
        value = self.get(key)
        found = read_rounding(value) if value else otherwise
        return otherwise if found == otherwise else evolve(found, citation=self.cite(key))

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
    def execution_cap(self) -> tuple[Range, ...]:
        """The most a total may be by execution rate (按执行率封顶); empty where the document has no such cap."""
        value = self.get("execution_cap")
        return read_caps(value) if value else ()

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """The stages of the total in the document's order (总分各步); a cap by execution rate only where it has one."""
        value = self.get("stages")
        order = read_stages(value) if value else STAGES
        return order if self.execution_cap else tuple(stage for stage in order if stage != "execution-cap")

    @cached_property
    def grades(self) -> tuple[Range, ...]:
        """The grades, the best first (评价等级); empty where the document has none."""
        value = self.get("grades")
        return read_grades(value) if value else ()

    def grade_of(self, total: Fraction | Decimal) -> str | None:
        """The grade of a total (评价等级), None where the document has none, or none for this total."""
        found = self.graded(total)
        return found.name if found else None

    def graded(self, total: Fraction | Decimal) -> Range | None:
        """The grade of a total with its bounds (等级区间), None where ``grade_of`` is None."""
        return next((one for one in self.grades if total in one), None)

    @cached_property
    def weights(self) -> tuple[Share, ...]:
        """The points of groups (权重分配); empty where the document does not part them."""
        value = self.get("weights")
        return read_weights(value) if value else ()

    @cached_property
    def either_or(self) -> tuple[tuple[str, ...], ...]:
        """Rows of which one is scored (二者择其一)."""
        value = self.get("either_or")
        return read_groups(value) if value else ()

    @cached_property
    def optional_group(self) -> OptionalGroup | None:
        """The group whose chosen members share its points (可选指标组)."""
        value = self.get("optional_group")
        return read_optional(value) if value else None

    @property
    def chooses(self) -> bool:
        """Whether only some rows of a group are scored (是否择项计分)."""
        return "either_or" in self or "optional_group" in self

    @cached_property
    def overshoot_points(self) -> Decimal | None:
        """The points that a figure far beyond its target costs (远超目标扣分)."""
        value = self.get("overshoot_points")
        return decimal(value) if value else None

    def bound(self, key: str) -> Bound | None:
        """From where on a figure is far beyond its target (远超目标的界限)."""
        value = self.get(key)
        return read_bound(value) if value else None

    def share(self, key: str) -> Fraction | None:
        """A percentage that the document names, as a ratio (百分比)."""
        value = self.get(key)
        return read_share(value) if value else None

    @cached_property
    def output_benefit(self) -> tuple[Fraction, Fraction] | None:
        """The ratio of 产出 to 效益 weights (权重比)."""
        value = self.get("output_benefit")
        return read_ratio(value) if value else None

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
        documents = [
            {
                "title": one.title,
                "number": one.number,
                "issuer": one.issuer,
                "year": one.year,
                "seen": one.seen.value,
                "address": one.address,
            }
            for one in self.documents
        ]
        values = {key: {"value": v.value, "cite": _citation_data(v.cite)} for key, v in self.in_order()}
        return head | {"documents": documents, "values": values}

    def __str__(self) -> str:
        several = len(self.documents) > 1
        known = {str(one): f"[{number}] " if several else "" for number, one in enumerate(self.documents, 1)}
        heads = [("发布", self.issuer), ("适用", f"{self.jurisdiction} {_years(self)}".strip())]
        lines = [f"{self.title}（{self.id}）", "　".join(f"{name}：{told}" for name, told in heads if told)]
        lines += [f"上级办法：{self.parent}（本办法没有另写的，从其规定）"] if self.parent else []
        lines += [f"文件：{known[str(one)]}{one}{_where(one)}" for one in self.documents]
        lines += [f"  {term_of(key)}：{words_of(key, v.value)}\n    依据 {_clause(v.cite, known)}" for key, v in self.in_order()]
        return "\n".join(line for line in lines if line)

    def in_order(self) -> Iterator[tuple[str, Value]]:
        """Keys and values in the order in which a rulebook is shown (按条目顺序)."""
        return ((key, self.values[key]) for key in in_order(self.values))


def bare_name(name: str) -> str:
    """
    A row's name without the marks that copies differ in (指标名称比对).

    >>> bare_name("“三公经费”变动率（%）")
    '三公经费变动率'
    """
    return "".join(c for c in BRACKETS.sub("", fold(name)) if c.isalnum())


def term_of(key: str) -> str:
    """The Chinese term of a key (条目名称)."""
    found = key_of(key)
    return found.term if found else key


def _years(book: Rulebook) -> str:
    if book.valid_from is None:
        return ""
    if book.valid_to is None:
        return f"{book.valid_from} 年起"
    return f"{book.valid_from} 年" if book.valid_from == book.valid_to else f"{book.valid_from}–{book.valid_to} 年"


def _clause(cite: Citation, known: Mapping[str, str]) -> str:
    """A clause below the list of documents: what was read of them is said there, and a number tells which one it is."""
    if cite.document not in known:
        return str(cite)
    quote = cite.quote if cite.seen is Seen.PROGRAM or not cite.quote else f"“{cite.quote}”"
    told = "：".join(part for part in (cite.clause, quote) if part)
    return f"{known[cite.document]}{told}（{STATUS_WORDS[cite.status]}）" if cite.status else f"{known[cite.document]}{told}"


def _where(document: Document) -> str:
    told = [document.address, SEEN_WORDS[document.seen]]
    where = "，".join(part for part in told if part)
    return f"，{where}" if where else ""


def _citation_data(cite: Citation) -> dict[str, str]:
    status = cite.status.value if cite.status else ""
    return {"document": cite.document, "clause": cite.clause, "quote": cite.quote, "status": status, "seen": cite.seen.value}


#: What holds where no rulebook is known: only what the rows themselves say.
GENERAL = Rulebook(id="general", title="未指定评分办法：只按各行自己的评分标准")
