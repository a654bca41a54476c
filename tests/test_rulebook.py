"""perfscore.rulebook: values beside clauses, refused where unsound."""

from pathlib import Path

import pytest

import perfscore as ps
from perfscore.provision import KEYS
from perfscore.rulebook import GENERAL, Rulebook
from tests.forms import BOOK

GOOD = 'id = "x"\n[full_score]\nvalue = "100"\ncite = { document = "文件", clause = "1", quote = "满分100分", status = "verified" }\n'
CITE = 'cite = { document = "文件", status = "verified" }'


def load(tmp_path: Path, text: str, name: str = "my.toml") -> Rulebook:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return ps.rulebook(path)


def test_every_shipped_rulebook_loads_and_every_value_has_a_clause_and_a_quote() -> None:
    for name in ps.rulebooks():
        book = ps.rulebook(name)
        assert book.id == name
        assert book.values
        for key, value in book.in_order():
            assert value.cite.document, key
            assert value.cite.clause, key
            assert value.cite.quote or value.cite.status is ps.Status.UNVERIFIED, key


def test_the_first_rulebook_quotes_the_published_form_word_for_word() -> None:
    sheet = ps.read(Path(__file__).parents[1] / "examples" / "hanyang-2019.xlsx")
    printed = "".join(text for note in sheet.notes for text in note.text.split())
    printed += "".join(text for row in sheet.rows for text in row.indicator.criterion.split())
    plain = printed.replace(",", "，").replace(":", "：")
    for key, value in ps.rulebook(BOOK).in_order():
        quote = "".join(value.cite.quote.split()).replace(",", "，").replace(":", "：")
        assert quote in plain, key


def test_a_users_file_works_like_a_shipped_one(tmp_path: Path) -> None:
    book = load(tmp_path, GOOD)
    assert (book.id, book["full_score"].value, book.full_score) == ("x", "100", 100)


def test_a_child_stores_only_what_it_overrides(tmp_path: Path) -> None:
    child = load(tmp_path, f'id = "child"\nparent = "{BOOK}"\n[event_cap]\nvalue = "60"\n{CITE}\n')
    parent = ps.rulebook(BOOK)
    assert child.event_cap == 60
    assert child["positive"] == parent["positive"]
    assert ps.rulebook_diff(parent, child) == (("event_cap", "70", "60"),)


def test_policy_values_become_the_policy(tmp_path: Path) -> None:
    book = load(tmp_path, f'id = "x"\n[policy]\nsteps = {{ value = "proportional", {CITE} }}\n')
    assert book.policy.steps == "proportional"


def test_the_digest_changes_with_a_value(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD).digest != load(tmp_path, GOOD.replace('"100"', '"120"')).digest


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id = ", "my.toml：不是有效的 TOML：Invalid value (at end of document)。 请按行号改正；中文的键要加引号，例如 [documents.\"办法\"]。"),
        ("[full_score]\nvalue = '1'\n" + CITE, "my.toml：评分办法没有 id。 请加上 id = \"…\"。"),
        ('id = "x"\ncolour = 1\n', f"my.toml!第 2 行 colour：没有条目“colour”。 可用条目：{'、'.join(KEYS)}；某一指标的评分标准写在 [row] 下。"),
        (GOOD.replace('"100"', "100"), 'my.toml!第 2 行 full_score：条目“full_score”的值 100 不是文本。 请写成带引号的文本，例如 "100"。'),
        (GOOD.replace('"100"', '"一百"'), "my.toml!第 2 行 full_score：条目“full_score”的值“一百”不成立：“一百”不是数。"),
        (GOOD.replace('"100"', '"-1"'), "my.toml!第 2 行 full_score：条目“full_score”的值“-1”不成立：应大于 0。"),
        (GOOD.replace('"verified"', '"sure"'), "my.toml!第 2 行 full_score：条目“full_score”的依据不完整。 应有 document、clause、quote 和 status（verified / inferred / unverified）。"),
        ('id = "x"\nparent = "nowhere"\n', f"没有评分办法“nowhere”。 可用：{'、'.join(ps.rulebooks())}；或给出 .toml 文件。"),
        ("id = 3\n", "my.toml!第 1 行 id：“id”的值 3 类型不对。 应是文本。"),
        (f'id = "x"\n[output_benefit]\nvalue = "5:0"\n{CITE}\n', "my.toml!第 2 行 output_benefit：条目“output_benefit”的值“5:0”不成立：比例两边都应大于 0。"),
        (f'id = "x"\n[policy]\nsteps = {{ value = "half", {CITE} }}\n', "my.toml!第 3 行 policy.steps：条目“policy.steps”的值“half”不成立：应是 whole、proportional 之一。"),
    ],
)  # fmt: skip
def test_what_is_unsound_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ps.RulebookError) as caught:
        load(tmp_path, text)
    assert str(caught.value) == message


def test_cycles_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text(f'id = "x"\nparent = "{path}"\n', "utf-8")
    with pytest.raises(ps.RulebookError, match="评分办法互相引用"):
        ps.rulebook(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ps.RulebookError, match=r"评分办法文件读不了：none\.toml"):
        ps.rulebook(tmp_path / "none.toml")


def test_the_general_rulebook_is_silent() -> None:
    assert (GENERAL.get("positive"), GENERAL.rule("positive"), GENERAL.event_cap, GENERAL.output_benefit) == (None, None, None, None)
    assert GENERAL.full_score == 100
    assert ps.rulebook("general") is GENERAL


def test_it_prints_values_with_clauses() -> None:
    text = str(ps.rulebook(BOOK))
    assert "正向指标公式：实际完成值/年初目标值*分值" in text
    assert "注5(4)" in text
    assert ps.rulebook(BOOK).to_dict()["values"]["event_cap"]["cite"]["status"] == "verified"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace('status = "verified"', 'status = ["verified"]'), "依据不完整"),
        (GOOD.replace('clause = "1"', "clause = 1"), "依据不完整"),
        ('id = "x"\nvalid_from = true\n', "类型不对"),
        ('id = "x"\nvalid_from = 2020\nvalid_to = 2019\n', "先后颠倒"),
        ('id = "general"\n', "是内置评分办法的"),
        (f'id = "x"\n[event_cap]\nvalue = "700"\n{CITE}\n', "大于满分"),
        (f'id = "x"\n[event_cap]\nvalue = "70分以内"\n{CITE}\n', "应只是分数"),
    ],
)
def test_more_that_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ps.RulebookError, match=message):
        load(tmp_path, text)


def test_a_parent_file_stands_beside_its_child(tmp_path: Path) -> None:
    load(tmp_path, GOOD, "parent.toml")
    child = load(tmp_path, '\ufeffid = "child"\nparent = "parent.toml"\n')
    assert child["full_score"].value == "100"
