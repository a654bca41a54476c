"""perfscore.rulebook: what a rulebook says, each value beside its clause."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from attrs import evolve

import perfscore as ps
from perfscore.measure import DEFAULT
from perfscore.number import SCORE
from perfscore.provision import STAGES
from perfscore.rulebook import GENERAL, Rulebook, Value, bare_name, term_of
from perfscore.source import Citation, Document, Seen, Source, Status
from tests.books import book
from tests.forms import BOOK

NOTICE = Document(title="某通知", number="某财〔2020〕1号", issuer="某局", year=2020)
COPY = Document(title="某表", seen=Seen.COPY)
SYSTEM = Document(title="某系统", seen=Seen.PROGRAM)


def cited(document: Document | str, quote: str = "原文", status: Status | None = Status.VERIFIED) -> Value:
    seen = document.seen if isinstance(document, Document) else Seen.ORIGINAL
    return Value(value="100", cite=Citation(document=str(document), clause="第三条", quote=quote, status=status, seen=seen))


# ---- what it says -------------------------------------------------------------------------------


def test_values_are_told_by_key() -> None:
    found = book({"full_score": "120"})
    assert (found["full_score"].value, found.get("full_score"), "full_score" in found, found.full_score) == ("120", "120", True, 120)
    cite = found.cite("full_score")
    assert cite is not None
    assert (cite.document, cite.clause) == ("试行办法", "条文 full_score")
    assert (found.get("bonus"), found.cite("bonus"), "bonus" in found) == (None, None, False)
    with pytest.raises(KeyError):
        found["bonus"]


def test_the_general_rulebook_is_silent() -> None:
    assert (GENERAL.rule("positive"), GENERAL.event_cap, GENERAL.output_benefit, GENERAL.overshoot_points) == (None,) * 4
    assert (GENERAL.event_kinds, GENERAL.execution_cap, GENERAL.grades, GENERAL.weights, GENERAL.either_or) == ((),) * 5
    assert (GENERAL.optional_group, GENERAL.bound("overshoot_from"), GENERAL.share("unspent"), GENERAL.chooses) == (None, None, None, False)
    assert (GENERAL.full_score, GENERAL.policy, GENERAL.rounding, GENERAL.total_rounding) == (100, DEFAULT, SCORE, SCORE)
    assert GENERAL.grade_of(Decimal(95)) is None


def test_what_a_rulebook_is_where_nothing_else_is_said() -> None:
    marks, place = "Marks(titles=(), places=(), heads=())", repr(Source())
    assert repr(Rulebook(id="x")) == (
        "Rulebook(id='x', title='', issuer='', jurisdiction='', valid_from=None, valid_to=None, scope='', parent='', values={}, "
        f"documents=(), marks={marks}, source={place}, case='', guessed=False)"
    )


@pytest.mark.parametrize(("document", "seen"), [(NOTICE, "original"), (COPY, "copy"), (SYSTEM, "program")])
def test_a_clause_as_data(document: Document, seen: str) -> None:
    told = Rulebook(id="x", values={"full_score": cited(document)}).to_dict()["values"]["full_score"]
    cite = {"document": str(document), "clause": "第三条", "quote": "原文", "status": "verified", "seen": seen}
    assert {"value": "100", "cite": cite} == told


def test_figures_are_read_from_their_text() -> None:
    found = book(
        {
            "event_cap": "70", "event_kinds": "审计披露、重大不良社会影响", "output_benefit": "5:4", "unspent": "20%", "overshoot_from": "≥130%",
            "overshoot_points": "2", "grades": "优[90,100]、差[0,90)", "execution_cap": "[0%,50%)≤59", "weights": "产出50", "either_or": "甲|乙",
            "optional_group": "效益40：经济|社会",
        }
    )  # fmt: skip
    assert (found.event_cap, found.event_kinds) == (70, ("审计披露", "重大不良社会影响"))
    assert (found.output_benefit, found.share("unspent"), found.overshoot_points) == ((5, 4), Fraction(1, 5), 2)
    bound = found.bound("overshoot_from")
    assert bound is not None
    assert (bound.sign, bound.share) == (">=", Fraction(13, 10))
    assert [found.grade_of(Decimal(points)) for points in ("90", "89.99", "0", "101")] == ["优", "差", "差", None]
    assert (found.execution_cap[0].most, found.weights[0].points, found.either_or, found.chooses) == (59, 50, (("甲", "乙"),), True)
    assert found.optional_group is not None
    assert found.optional_group.members == ("经济", "社会")


def test_the_stages_leave_out_a_cap_that_the_document_has_not() -> None:
    order = "sum、execution-cap、round、deductions、event-cap、grade"
    caps = {"execution_cap": "[0%,50%)≤59"}
    assert book({}).stages == tuple(stage for stage in STAGES if stage != "execution-cap")
    assert book(caps).stages == STAGES
    assert book({"stages": order}).stages == ("sum", "round", "deductions", "event-cap", "grade")
    assert book({"stages": order} | caps).stages == tuple(order.split("、"))


def test_roundings_carry_their_clause_only_where_they_differ() -> None:
    found = book({"total_rounding": "0.1", "rounding": "0.01"})
    assert found.rounding is SCORE
    assert (found.total_rounding.quantum, found.total_rounding.citation) == (Decimal("0.1"), found.cite("total_rounding"))
    assert book({"rounding": "1"}).total_rounding.quantum == 1


def test_policy_values_become_the_policy() -> None:
    found = book({"policy.steps": "proportional"})
    assert found.policy == evolve(DEFAULT, steps="proportional")
    assert evolve(found, case="产区").policy.case == "产区"


def test_rows_are_known_without_the_marks_that_copies_differ_in() -> None:
    found = book({"row.三公经费变动率": "≤0%得8分，每增加1个百分点扣0.8分，扣完为止", "adjustment": "≤5%得10分，其余不得分"})
    assert found.row("“三公经费”变动率（%）") == "row.三公经费变动率"
    assert (found.row("预算调整率"), found.row("预算完成率")) == ("adjustment", None)
    assert bare_name("1.“三公经费”变动率(%)") == bare_name("1三公经费变动率")
    rule = found.rule("row.三公经费变动率")
    assert rule is not None
    assert str(rule) == "≤0%得8分，每增加1个百分点扣0.8分，扣完为止"


def test_terms() -> None:
    assert [term_of(key) for key in ("full_score", "row.预算完成率", "policy.steps", "colour")] == [
        "满分",
        "指标“预算完成率”",
        "口径：不足一档",
        "colour",
    ]


# ---- how it is shown ----------------------------------------------------------------------------


def test_one_document_stands_above_its_clauses() -> None:
    found = Rulebook(
        id="x",
        title="某办法",
        issuer="某局",
        jurisdiction="某市",
        valid_from=2020,
        values={"full_score": cited(NOTICE)},
        documents=(NOTICE,),
    )
    assert str(found) == (
        "某办法（x）\n发布：某局　适用：某市 2020 年起\n文件：某通知（某财〔2020〕1号，某局，2020 年）\n"
        "  满分：100\n    依据 第三条：“原文”（已核实）"
    )  # fmt: skip


def test_of_several_documents_each_has_a_number_and_what_was_seen_of_it() -> None:
    values = {
        "full_score": cited(COPY, "", Status.UNVERIFIED),
        "event_cap": cited(SYSTEM, "上限 100", Status.INFERRED),
        "weights": cited("本表", status=None),
        "overshoot_points": cited(COPY, status=None),
    }
    found = Rulebook(id="x", title="某办法", parent="y", values=values, documents=(COPY, SYSTEM))
    assert str(found) == (
        "某办法（x）\n上级办法：y（本办法没有另写的，从其规定）\n"
        "文件：[1] 某表，据转载件，原件未核对\n文件：[2] 某系统，据系统程序，不是印发文件\n"
        "  满分：100\n    依据 [1] 第三条（未核实）\n"
        "  权重分配：100\n    依据 本表 第三条：“原文”\n"
        "  远超目标扣分：100\n    依据 [1] 第三条：“原文”\n"
        "  事件封顶：100\n    依据 [2] 第三条：上限 100（推定）"
    )  # fmt: skip


def test_addresses_are_shown() -> None:
    found = Rulebook(id="x", title="某办法", documents=(evolve(NOTICE, address="https://czj.example.gov.cn/a.html"),))
    assert str(found).endswith("2020 年），https://czj.example.gov.cn/a.html")


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [(2020, 2020, "适用：2020 年"), (2020, 2022, "适用：2020–2022 年"), (2020, None, "适用：2020 年起"), (None, None, "")],
)
def test_years(first: int | None, last: int | None, told: str) -> None:
    assert str(Rulebook(id="x", title="某办法", valid_from=first, valid_to=last)).partition("\n")[2] == told


def test_it_becomes_data() -> None:
    data = ps.rulebook(BOOK).to_dict()
    assert (data["id"], data["valid_from"], data["scope"], data["parent"]) == (BOOK, 2019, "dept", "")
    assert data["values"]["event_cap"]["value"] == "70"
    assert data["values"]["event_cap"]["cite"]["status"] == "verified"
    assert data["documents"][0]["seen"] == "original"
    assert Rulebook(id="x", values={"full_score": cited("本表", status=None)}).to_dict()["values"]["full_score"]["cite"]["status"] == ""


def test_the_digest_changes_with_a_value_and_with_a_clause() -> None:
    values = {"full_score": cited(NOTICE)}
    found = {Rulebook(id="x", values=one).digest for one in (values, {"full_score": cited(COPY)}, values | {"event_cap": cited(NOTICE)})}
    assert len(found) == 3
    assert len({Rulebook(id=name, values=values).digest for name in ("x", "y", "x")}) == 2


def test_a_rulebook_from_a_file_is_shown_like_a_shipped_one(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text(f'id = "mine"\ntitle = "本县办法"\nparent = "{BOOK}"\n', "utf-8")
    assert str(ps.rulebook(path)).splitlines()[3:] == str(ps.rulebook(BOOK)).splitlines()[3:]
