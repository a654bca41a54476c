"""What a form's own notes rule (表注): real wordings, what is left alone, and the law that a value is sound or not there."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given, strategies as st

import perfscore as ps
from perfscore.noting import LONGEST, Noted, _read, noted
from perfscore.proportion import CONVENTION
from perfscore.provision import KEYS
from perfscore.source import Cell, Source
from tests.effort import effort
from tests.forms import BOOK, FIRST

HERE = Path(__file__).parent
RATIO, INVERSE = "实际完成值/年初目标值*分值", "年初目标值/实际完成值*分值"
FORMULAS = "正向指标得分=B/A*分值,反向指标得分=A/B*分值。"


def table(name: str) -> list[dict[str, str]]:
    with (HERE / "conformance" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


READ, UNREAD = table("notes.csv"), table("notes-unread.csv")
TEXTS = list(dict.fromkeys(row["text"] for row in (*READ, *UNREAD)))


def form(*notes: str, heads: tuple[str, ...] = ()) -> ps.Sheet:
    cells = [Cell(field="note", text=text, at=f"A{row}") for row, text in enumerate(notes, 30)]
    return ps.Sheet(notes=cells, heads=heads, source=Source(file="自评表.xlsx", sheet="Sheet1"))


def values(*notes: str, heads: tuple[str, ...] = ()) -> dict[str, str]:
    return {key: one.value for key, one in noted(form(*notes, heads=heads)).stated.items()}


def clauses(*notes: str) -> list[str]:
    return [one.clause for one in noted(form(*notes)).stated.values()]


# ---- real wordings ------------------------------------------------------------------------------


@pytest.mark.parametrize("text", dict.fromkeys(row["text"] for row in READ), ids=lambda text: text[:24])
def test_a_note_states_these_values_and_no_others(text: str) -> None:
    assert {row["key"]: row["value"] for row in READ if row["text"] == text} == values(text)


@pytest.mark.parametrize("row", UNREAD, ids=lambda row: row["text"][:24])
def test_what_is_not_certain_is_not_read(row: dict[str, str]) -> None:
    assert row["why"]
    found = values(row["text"])
    assert row["key"] not in found if row["key"] else not found


def test_every_row_names_its_source() -> None:
    assert all(row["source"].strip() for row in READ)


def test_every_key_that_is_read_has_a_case() -> None:
    assert {
        *("full_score", "bonus", "weights", "output_benefit", "row_cap", "execution", "adjustment_excludes", "positive", "reverse"),
        *("qualitative", "constraint_sign", "event_cap", "event_kinds", "execution_cap", "grades"),
        *("deviation", "rollup_absolute", "rollup_relative", "rollup_qualitative"),
    } == {row["key"] for row in READ}


@pytest.mark.parametrize("row", READ, ids=lambda row: f"{row['key']}-{row['text'][:16]}")
def test_white_space_and_the_width_of_marks_do_not_matter(row: dict[str, str]) -> None:
    wide = row["text"].translate(str.maketrans("()%,;:=/*", "（）％，；：＝／＊"))
    for text in (wide, row["text"].replace(",", " , "), row["text"].replace("指标", "指\n标").replace("得分", "得　分")):
        assert row["value"] == values(text).get(row["key"])


# ---- the first form -----------------------------------------------------------------------------


def test_the_notes_of_the_first_form_state_what_its_rulebook_says() -> None:
    found, book = noted(ps.read(FIRST)).stated, ps.rulebook(BOOK)
    assert {key: one.value for key, one in found.items()} == {key: book[key].value for key in found}
    in_rows = {key for key, value in book.values.items() if not value.cite.clause.startswith("注")}
    assert set(book.values) - in_rows - {"policy.overshoot"} == set(found)
    assert book.rule("qualitative") == ps.read_criterion(found["qualitative"].value)


def test_clauses_of_the_first_form_are_those_of_its_rulebook() -> None:
    book = ps.rulebook(BOOK)
    for key, one in noted(ps.read(FIRST)).stated.items():
        cite = book[key].cite
        assert (one.key, one.clause) == (key, cite.clause)
        assert one.source.cell in {"A30", "A33", "A34", "A35"}


def test_a_value_has_its_clause_its_words_and_its_cell() -> None:
    note = "4. 子目标中产出指标与效益指标的权重比为 5: 4。"
    assert noted(form("1. 无。", note)).stated["output_benefit"] == Noted(
        key="output_benefit", value="5:4", clause="注4", quote="产出指标与效益指标的权重比为 5: 4",
        source=Source(file="自评表.xlsx", sheet="Sheet1", cell="A31"),
    )  # fmt: skip


def test_a_form_without_notes_states_nothing() -> None:
    assert noted(ps.Sheet()) == ({}, frozenset())


# ---- clauses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("不设附加分。", "表注 Sheet1!A30"),
        ("注:不设附加分。", "表注 Sheet1!A30"),
        ("5.计分规则:(1)满分如下;(2)不设附加分。", "注5(2)"),
        ("注：1、填表要求。2、不设附加分。", "注2"),
        ("5 . 计分规则：\n（１）填表要求\n（２）不设附加分", "注5(2)"),
        ("一、填表要求。二、计分:(一)按年填报。(二)规则如下:1.按行计分。2.说明:①不设附加分。", "注二(二)2①"),
        ("1.按表5.2填。3.不设附加分。", "注3"),
        ("1.按第9.条填。不设附加分。", "注1"),
        ("本表共有:12、15项。不设附加分。", "表注 Sheet1!A30"),
        ("(1)不设附加分。", "注(1)"),
        ("12.不设附加分。", "注12"),
    ],
)
def test_the_clause_is_the_number_that_the_note_prints(text: str, clause: str) -> None:
    assert [clause] == clauses(text)


def test_notes_may_be_one_cell_or_many() -> None:
    notes = ["1.满分100分。", "2.不设附加分。", "3.得分不得超过该指标分值。"]
    assert values(*notes) == values("".join(notes)) == values("\n".join(notes))
    assert ["注1", "注2", "注3"] == clauses(*notes) == clauses("".join(notes))


# ---- letters ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heads",
    [(), ("年初目标值(A)", "实际完成值(B)"), ("年度指标值（A）", "全年实际值（B）", "得分"), ("年初目标值（A）", "实际完成值")],
)
def test_letters_are_what_the_heads_say_or_what_is_usual(heads: tuple[str, ...]) -> None:
    assert {"positive": RATIO, "reverse": INVERSE} == values(FORMULAS, heads=heads)


def test_letters_are_the_other_way_round_where_the_heads_say_so() -> None:
    heads = ("实际完成值(A)", "年初目标值(B)")
    assert not values(FORMULAS, heads=heads)
    assert {"positive": RATIO} == values("正向指标得分=A/B*分值。", heads=heads)


@pytest.mark.parametrize(
    "heads", [("分值(A)", "年初目标值(B)", "实际完成值(C)"), ("年初目标值(A)", "实际完成值(A)"), ("年初目标值(B)", "实际完成值(B)")]
)
def test_letters_that_stand_for_something_else_are_not_read(heads: tuple[str, ...]) -> None:
    assert not values(FORMULAS, heads=heads)


def test_letters_that_another_note_explains() -> None:
    assert {"positive": RATIO} == values("1.A为全年实际值,B为年度指标值。", "2.正向指标得分=A/B*分值。")


# ---- notes that contradict one another ----------------------------------------------------------


def test_what_two_notes_state_differently_is_not_read() -> None:
    assert {"bonus": "none"} == values("1.产出指标与效益指标的权重比为5:4。", "2.产出指标与效益指标的权重比为5:3,不设附加分。")
    assert {"bonus": "none"} == values("产出指标与效益指标的权重比为5:4;产出指标与效益指标的权重比为5:3;不设附加分")


def test_what_is_said_twice_is_read_once() -> None:
    assert {"bonus": "注1"} == {key: one.clause for key, one in noted(form("1.不设附加分。", "2.不设置附加分。")).stated.items()}


@pytest.mark.parametrize(
    "other", ["超额完成指标值的,减2分。", "完成率低于60%的,不得分。", "完成值每超过目标值10%加1分", "完成率90%以上的得满分。", "得分取整。"]
)
def test_formulas_are_not_read_where_another_note_goes_beyond_them(other: str) -> None:
    assert {"bonus": "none"} == values(f"1.{FORMULAS}", f"2.{other}", "3.不设附加分。")


@pytest.mark.parametrize("other", ["预算执行率低于90%的,每低1%扣0.5分。", "执行率达到100%得10分。", "得分保留一位小数。"])
def test_the_execution_rate_is_not_read_where_another_note_goes_beyond_it(other: str) -> None:
    assert {"execution": "得分按执行率*10"} == values("预算执行率得分=执行率*10。")
    assert not values("1.预算执行率得分=执行率*10。", f"2.{other}")


@pytest.mark.parametrize(
    "other",
    [
        "超额完成的不加分。",
        "预算执行率低于60%的扣1分。",
        "评价结论：未完成的指标扣2分。",
        "完成值超过指标值30%的,应说明原因。",
        "总分四舍五入取整。",
        "得分保留两位小数。",
        "定性指标未完成的酌情确定分值。",
    ],
)
def test_formulas_are_read_beside_what_does_not_concern_them(other: str) -> None:
    assert {"positive": RATIO, "reverse": INVERSE} == values(FORMULAS, other)


def test_one_formula_the_wrong_way_round_makes_both_doubtful() -> None:
    assert not values("1.正向指标得分=目标值/完成值*分值。", "2.反向指标得分=目标值/完成值*分值。")


def test_points_that_do_not_fit_the_full_marks_are_not_read() -> None:
    weights, grades = "2.分值设置:产出指标70分、效益指标50分。", "3.优(90-100分)、良(80-89分)、中(60-79分)、差(0-59分)。"
    assert {"weights", "full_score"} == set(values("1.满分120分。", weights, grades))
    assert {"grades"} == set(values(weights, grades))


@pytest.mark.parametrize(
    ("weights", "read"),
    [
        ("产出50分、效益30分、满意度10分、预算执行率10分", True),
        ("产出50分、效益30分、满意度10分、预算执行率1分", False),
        ("产出50分、效益30分、满意度10分", True),
        ("产出60分、效益40分、满意度10分", False),
        ("产出40分、效益30分、满意度10分", True),
        ("产出50分、效益3分、满意度10分", False),
        ("产出50分、效益30分", True),
        ("产出50分、效益3分", False),
        ("产出60分、效益50分", False),
        ("产出20分、效益20分", False),
        ("产出100分、效益0分", False),
    ],
)
def test_groups_of_which_a_digit_may_be_lost_are_not_read(weights: str, read: bool) -> None:
    assert ({"weights"} if read else set()) == set(values(f"分值设置:{weights}。"))


# ---- any text -----------------------------------------------------------------------------------

#: What notes are made of: the words of all cases, cut at their marks.
WORDS = sorted({word for text in TEXTS for mark in (",", "。", ";", "、", ":", "，", "；") for word in text.split(mark) if word})


@given(
    st.lists(
        st.one_of(st.sampled_from(WORDS), st.text(alphabet="正反向指标得分=AB/*()0189%-~含,、。;:优良中差①(1)1.", max_size=12)), max_size=8
    )
)
@example(["正向指标得分=A/B*分值。"])
@example(["得分٥分制"])
def test_any_text_gives_sound_values_in_its_own_words_or_nothing(parts: list[str]) -> None:
    text = "".join(parts)
    for key, one in noted(form(text)).stated.items():
        assert key == one.key
        KEYS[key].check(one.value)
        assert one.quote
        assert one.quote in text


@given(st.text(max_size=60))
def test_no_text_is_too_much(text: str) -> None:
    assert set(noted(form(text, "不设附加分。")).stated) <= set(KEYS)


def test_a_note_is_read_up_to_its_last_whole_sentence_within_bounds() -> None:
    filler = "本表由各单位填报。" * (LONGEST // 9)
    assert {"bonus": "none"} == values(f"不设附加分。{filler}满分100分。")
    assert not values("不设附加分" * LONGEST)


def test_a_sentence_without_end_is_no_rule() -> None:
    assert {"bonus": "none"} == values(f"不设附加分,{'各单位' * 200}")
    assert not values(f"不设附加分,{'各单位' * 300}")


@pytest.mark.parametrize(
    "unit", ["正向指标(即目标值为≥X,得分=", "产出指标50分、", "未达成", "100%-80%(含)、", "出现审计", "满分100分,", "1.(1)①"]
)
def test_hostile_notes_take_no_more_time_than_their_length(unit: str) -> None:
    """Four times the text in less than ten times the time: where the time grew as the square, it would take sixteen."""
    text = unit * LONGEST

    def run(length: int) -> float:
        return effort(lambda: _read.__wrapped__(text[:length], frozenset(CONVENTION.items())))

    assert run(LONGEST) < 10 * run(LONGEST // 4) + 0.05


def test_known_notes_cost_next_to_nothing() -> None:
    sheet = ps.read(FIRST)
    noted(sheet)
    first = _read.cache_info()
    noted(sheet)
    assert _read.cache_info().misses == first.misses
    assert _read.cache_info().hits > first.hits
