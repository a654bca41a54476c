"""perfscore.shelving: rulebooks from files, refused with line and key where unsound."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, strategies as st

import perfscore as ps
from perfscore.number import plain
from perfscore.provision import KEYS, POLICY
from perfscore.rulebook import GENERAL, Rulebook
from perfscore.shelving import MOST_ABOVE, MOST_VALUES, rulebook_diff, rulebooks
from perfscore.source import Seen
from tests.forms import BOOK

#: What files of rulebooks are made of, so that many come near to being sound.
FRAGMENTS = (
    'id = "x"\n', '\nparent = "my.toml"\n', 'parent = "cn-mof-2020-10"\n', "[policy]\n", "[row]\n", "[documents.a]\n", "[marks]\n", "[full_score]\n",
    'value = "100"\n', 'value = "60"\n', 'cite = { document = "a", status = "verified" }\n', 'title = "甲"\n', 'seen = "copy"\n', "year = 2020\n",
    'address = "http://["\n', 'steps = { value = "whole", cite = { document = "a", status = "inferred" } }\n', 'places = ["甲"]\n', "valid_from = 2020\n",
    '"人员" = ', "{", "}", "[", "]", '"', "'", "=", "1", "\r\n", "\u2028", "#", "\ufeff", "= 1979-05-27\n", "1e400", "-0", "inf",
)  # fmt: skip

CITE = 'cite = { document = "文件", status = "verified" }'
FULL = f'[full_score]\nvalue = "100"\n{CITE}\n'
#: The line in which the part after a head stands.
HEAD = 'id = "x"\n'


def load(tmp_path: Path, text: str, name: str = "my.toml") -> Rulebook:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return ps.rulebook(path)


def one(key: str, value: str) -> str:
    """A value under its own table."""
    return f'[{key}]\nvalue = "{value}"\n{CITE}\n'


def refused(tmp_path: Path, text: str) -> str:
    with pytest.raises(ps.RulebookError) as caught:
        load(tmp_path, text)
    return str(caught.value)


# ---- what is read -------------------------------------------------------------------------------


def test_shipped_rulebooks_are_known_by_id_and_kept() -> None:
    assert BOOK in rulebooks()
    assert list(rulebooks()) == sorted(rulebooks())
    assert ps.rulebook(BOOK) is ps.rulebook(BOOK)
    assert ps.rulebook("general") is GENERAL


def test_a_users_file_works_like_a_shipped_one(tmp_path: Path) -> None:
    book = load(tmp_path, HEAD + FULL)
    assert (book.id, book["full_score"].value, book.full_score, book.source.file) == ("x", "100", 100, "my.toml")


def test_the_head_and_the_marks(tmp_path: Path) -> None:
    book = load(
        tmp_path,
        'id = "x"\ntitle = "某办法"\nissuer = "某局"\njurisdiction = "某市"\nscope = "project"\nvalid_from = 2020\nvalid_to = 2022\n'
        '[marks]\ntitles = ["自评表"]\nplaces = ["某市", "某县"]\nheads = ["指标值"]\n',
    )
    assert (book.title, book.issuer, book.jurisdiction, book.scope) == ("某办法", "某局", "某市", "project")
    assert (book.valid_from, book.valid_to) == (2020, 2022)
    assert (book.marks.titles, book.marks.places, book.marks.heads) == (("自评表",), ("某市", "某县"), ("指标值",))


def test_documents_are_cited_by_their_short_names(tmp_path: Path) -> None:
    head = '[documents.a]\ntitle = "某办法"\nnumber = "某财〔2020〕1号"\nissuer = "某局"\nyear = 2020\nseen = "copy"\n'
    book = load(tmp_path, HEAD + head + FULL.replace("文件", "a"))
    cite = book["full_score"].cite
    assert (cite.document, cite.seen) == ("某办法（某财〔2020〕1号，某局，2020 年）", Seen.COPY)
    assert [str(document) for document in book.documents] == [cite.document]


def test_an_original_on_an_official_host_may_have_its_address(tmp_path: Path) -> None:
    book = load(tmp_path, HEAD + '[documents.a]\ntitle = "某办法"\naddress = "https://czj.example.gov.cn/a.html"\n')
    assert book.documents[0].address == "https://czj.example.gov.cn/a.html"


def test_rows_and_choices_stand_in_tables_of_their_own(tmp_path: Path) -> None:
    book = load(
        tmp_path,
        f'{HEAD}[policy]\nsteps = {{ value = "proportional", {CITE} }}\n[row]\n'
        f'"“三公经费”变动率" = {{ value = "每增加1%扣1分，扣完为止", {CITE} }}\n[row."人员.控制率"]\nvalue = "≤100%得5分，其余不得分"\n{CITE}\n',
    )
    assert book.policy.steps == "proportional"
    assert book.row("三公经费变动率（%）") == "row.“三公经费”变动率"
    assert book.row("人员.控制率") == "row.人员.控制率"
    assert book.row("别的") is None


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_bytes(("\ufeff" + HEAD + FULL).replace("\n", "\r\n").encode())
    assert ps.rulebook(path).full_score == 100


# ---- parents ------------------------------------------------------------------------------------


def test_a_child_stores_only_what_it_overrides(tmp_path: Path) -> None:
    child = load(tmp_path, f'id = "child"\nparent = "{BOOK}"\n{one("event_cap", "60")}')
    parent = ps.rulebook(BOOK)
    assert child.event_cap == 60
    assert child["positive"] == parent["positive"]
    assert rulebook_diff(parent, child) == (("event_cap", "70", "60"),)
    assert rulebook_diff(child, BOOK) == (("event_cap", "60", "70"),)
    assert child.documents == parent.documents


def test_a_parent_file_stands_beside_its_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules").mkdir()
    load(tmp_path, HEAD + FULL, "rules/parent.toml")
    monkeypatch.chdir(tmp_path)
    child = load(tmp_path, 'id = "child"\nparent = "parent.toml"\n', "rules/child.toml")
    assert child["full_score"].value == "100"
    assert ps.rulebook("rules/child.toml")["full_score"].value == "100"


def test_rulebooks_that_are_each_others_parents_are_refused(tmp_path: Path) -> None:
    for name, parent in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.toml").write_text(f'id = "{name}"\nparent = "{parent}.toml"\n', "utf-8")
    with pytest.raises(ps.RulebookError) as caught:
        ps.rulebook(tmp_path / "a.toml")
    assert str(caught.value) == "评分办法互相引用：a.toml → b.toml → c.toml → a.toml。 请改正 parent。"
    assert refused(tmp_path, 'id = "x"\nparent = "my.toml"\n') == "评分办法互相引用：my.toml → my.toml。 请改正 parent。"


def test_a_tower_of_parents_is_refused(tmp_path: Path) -> None:
    for number in range(MOST_ABOVE + 1):
        (tmp_path / f"{number}.toml").write_text(f'id = "n{number}"\nparent = "{number + 1}.toml"\n', "utf-8")
    with pytest.raises(ps.RulebookError, match=f"评分办法的上级超过 {MOST_ABOVE} 层：0.toml → 1.toml"):
        ps.rulebook(tmp_path / "0.toml")
    (tmp_path / f"{MOST_ABOVE - 1}.toml").write_text('id = "top"\n', "utf-8")
    assert ps.rulebook(tmp_path / "0.toml").id == "n0"


# ---- files that cannot be read ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["none.toml", "folder.toml", "circle.toml", "pipe.toml", "nul\0.toml", f"{'long' * 100}.toml"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "circle.toml").symlink_to(tmp_path / "circle.toml")
    os.mkfifo(tmp_path / "pipe.toml")
    with pytest.raises(ps.RulebookError) as caught:
        ps.rulebook(tmp_path / name)
    assert str(caught.value) == f"没有评分办法文件 {name}，或读不了它。 请检查路径和读取权限。"
    child = f'id = "x"\nparent = "{name}"\n'.replace("\0", "\\u0000")
    assert refused(tmp_path, child) == str(caught.value)


def test_a_file_in_another_encoding_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_bytes('id = "x"  # 办法\n'.encode("gb18030"))
    with pytest.raises(ps.RulebookError) as caught:
        ps.rulebook(tmp_path / "my.toml")
    assert str(caught.value) == "评分办法文件 my.toml 不是 UTF-8 编码。 请另存为 UTF-8 编码的文本。"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    assert refused(tmp_path, "#" * 1_048_577) == "评分办法文件 my.toml 超过 1 MB。 请确认给的是评分办法文件。"
    assert load(tmp_path, HEAD + "#" * (1_048_576 - len(HEAD))).id == "x"


def test_an_unknown_id_names_those_that_are_known() -> None:
    with pytest.raises(ps.RulebookError) as caught:
        ps.rulebook("nowhere")
    assert str(caught.value) == f"没有评分办法“nowhere”。 可用：{'、'.join(rulebooks())}。也可以给出 .toml 文件。"
    with pytest.raises(ps.RulebookError, match=r"没有评分办法“cn-mof-2020”。 最接近的是 cn-mof-2020-10。"):
        ps.rulebook("cn-mof-2020")


NO_TOML = '不是有效的 TOML。 请检查引号、括号是否成对；中文的键要加引号，例如 [documents."办法"]。'
TWICE = "同一个键或表写了两次。 请删去一处。"


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("id = ", "!文件末尾", NO_TOML),
        ('id = "x', "!文件末尾", NO_TOML),
        ("[办法]\n", "!第 1 行", NO_TOML),
        ('id = "x"\n\n办法 = 1\n', "!第 3 行", NO_TOML),
        ('id = "x"\n[marks]\n[marks]\n', "!第 3 行", TWICE),
        ('id = "x"\nid = "y"\n', "!第 2 行", TWICE),
        ("marks = { places = [], places = [] }\n", "!第 1 行", TWICE),
        (f"id = {'[' * 5000}", "", NO_TOML),
        (f"id = {'9' * 5000}", "", NO_TOML),
        ("id = 1e99999999999999999999", "", NO_TOML),
        (f"id = 0x{'f' * 5000}", "!第 1 行 id", "“id”的值超过 30 位，类型不对。 应是文本。"),
        (f'id = "x"\nvalid_to = 0x{"f" * 5000}', "!第 2 行 valid_to", "“valid_to”的值超过 30 位，不是年度。 请写四位年度，例如 2024。"),
        ('id = "x"\nvalid_to = 0', "!第 2 行 valid_to", "“valid_to”的值 0 不是年度。 请写四位年度，例如 2024。"),
    ],
)  # fmt: skip
def test_what_is_no_toml_is_told_with_its_place(tmp_path: Path, text: str, place: str, said: str) -> None:
    assert refused(tmp_path, text) == f"my.toml{place}：{said}"


def test_a_file_of_very_many_values_ends_soon(tmp_path: Path) -> None:
    many = f"my.toml：评分办法有 100001 个条目，超过 {MOST_VALUES} 个。 请确认给的是评分办法文件。"
    assert refused(tmp_path, 'id="x"\n' + "".join(f"k{number}=1\n" for number in range(100_000))) == many
    deep = "my.toml!第 2 行：键的层数太多。 请确认给的是评分办法文件。"
    for nine in ("a.a.a.a.a.a.a.a.a = 1", "[a.a.a.a.a.a.a.a.a]", "'a' . " * 8 + "'a' = 1", "a." * 100_000 + "a = 1"):
        assert refused(tmp_path, f'id = "x"\n{nine}\n') == deep
    assert refused(tmp_path, HEAD + "a.a.a.a.a.a.a.a = 1\n").startswith("my.toml!第 2 行 a：没有条目“a”。")


@given(data=st.binary(max_size=300) | st.lists(st.sampled_from(FRAGMENTS), max_size=30).map(lambda parts: "".join(parts).encode()))
def test_any_bytes_are_a_rulebook_or_refused(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "my.toml"
        path.write_bytes(data)
        try:
            told = str(ps.rulebook(path))
        except ps.RulebookError as error:
            told = error.message
    assert told


# ---- what is refused, with its line -------------------------------------------------------------

HINT = 'value = "100"，cite = { document = "…", clause = "…", quote = "…", status = "verified" }。'
CITED = "应有 document、clause、quote 和 status（verified / inferred / unverified）。"
ELSE = "某一指标的评分标准写在 [row] 下，口径写在 [policy] 下。"
DOCUMENT = "title、number、issuer、year、seen、address"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (FULL, 'my.toml：评分办法没有 id。 请加上 id = "…"。'),
        ('id = ""\n', 'my.toml：评分办法没有 id。 请加上 id = "…"。'),
        ("id = 3\n", "my.toml!第 1 行 id：“id”的值 3 类型不对。 应是文本。"),
        ('id = "x"\nvalid_from = "2020"\n', "my.toml!第 2 行 valid_from：“valid_from”的值“2020”类型不对。 应是整数。"),
        ('id = "x"\nvalid_from = true\n', "my.toml!第 2 行 valid_from：“valid_from”的值 true 类型不对。 应是整数。"),
        ('id = "x"\nvalid_from = 2020\nvalid_to = 2019\n', "my.toml!第 2 行 valid_from：适用年度从 2020 到 2019，先后颠倒。 请核对 valid_from 与 valid_to。"),
        ('id = "general"\n', "my.toml!第 1 行 id：id “general”是内置评分办法的。 请另取一个 id，以免混淆。"),
        (f'id = "{BOOK}"\n', f"my.toml!第 1 行 id：id “{BOOK}”是内置评分办法的。 请另取一个 id，以免混淆。"),
        (HEAD + "colour = 1\n", f"my.toml!第 2 行 colour：没有条目“colour”。 可用：{'、'.join(key for key in KEYS if not key.startswith(POLICY))}。{ELSE}"),
        (HEAD + "grade = 1\n", f"my.toml!第 2 行 grade：没有条目“grade”。 最接近的是 grades。{ELSE}"),
        (HEAD + f"[policy]\n# 注释\nstep = {{ value = 'x', {CITE} }}\n", f"my.toml!第 4 行 policy.step：没有条目“policy.step”。 最接近的是 policy.steps、policy.sum_of、policy.rate_from。{ELSE}"),
        (HEAD + "full_score = 100\n", f"my.toml!第 2 行 full_score：条目“full_score”应写成 value 与 cite 两项。 例如 {HINT}"),
        (HEAD + '[full_score]\nvalue = "100"\n', f"my.toml!第 2 行 full_score：条目“full_score”应写成 value 与 cite 两项。 例如 {HINT}"),
        (HEAD + '[full_score]\nvalue = "100"\ncite = "文件"\n', f"my.toml!第 2 行 full_score：条目“full_score”应写成 value 与 cite 两项。 例如 {HINT}"),
        (HEAD + FULL + 'note = "x"\n', f"my.toml!第 2 行 full_score：条目“full_score”应写成 value 与 cite 两项。 例如 {HINT}"),
        (HEAD + FULL.replace('"100"', "100"), 'my.toml!第 2 行 full_score：条目“full_score”的值 100 不是文本。 请写成带引号的文本，例如 "100"。'),
        (HEAD + FULL.replace('"100"', "0.5"), 'my.toml!第 2 行 full_score：条目“full_score”的值 0.5 不是文本。 请写成带引号的文本，例如 "100"。'),
        (HEAD + FULL.replace('"100"', "[]"), 'my.toml!第 2 行 full_score：条目“full_score”的值是列表，不是文本。 请写成带引号的文本，例如 "100"。'),
        (HEAD + FULL.replace('"100"', f'"{"甲" * 99}"'), f"my.toml!第 2 行 full_score：条目“full_score”的值“{'甲' * 60}…”不成立：应是大于 0 的分数，例如 70。"),
        (HEAD + one("positive", "看情况"), "my.toml!第 2 行 positive：条目“positive”的值“看情况”不成立：没有说什么情形得分。 可写成“每减少1扣0.1分，扣完为止”。"),
        (HEAD + one("deviation", "(a - x) / t"), "my.toml!第 2 行 deviation：条目“deviation”的值“(a - x) / t”不成立：公式里不认识“x”。 可用的名称：w、t、a；函数：min、max、abs、floor。"),
        (HEAD + "policy = { steps = 3 }\n", f"my.toml!第 2 行 policy.steps：条目“policy.steps”应写成 value 与 cite 两项。 例如 {HINT}"),
        (HEAD + "row = 3\n", "my.toml!第 2 行 row：没有条目“row”。 最接近的是 row_cap。" + ELSE),
        (HEAD + FULL.replace('"100"', '"一百"'), "my.toml!第 2 行 full_score：条目“full_score”的值“一百”不成立：应是大于 0 的分数，例如 70。"),
        (HEAD + FULL.replace('"verified"', '"sure"'), f"my.toml!第 2 行 full_score：条目“full_score”的依据不完整。 {CITED}"),
        (HEAD + FULL.replace('"verified"', '["verified"]'), f"my.toml!第 2 行 full_score：条目“full_score”的依据不完整。 {CITED}"),
        (HEAD + FULL.replace('"文件"', '""'), f"my.toml!第 2 行 full_score：条目“full_score”的依据不完整。 {CITED}"),
        (HEAD + FULL.replace(", status", ", page = 3, status"), f"my.toml!第 2 行 full_score：条目“full_score”的依据不完整。 {CITED}"),
        (HEAD + FULL.replace('document = "文件", ', ""), f"my.toml!第 2 行 full_score：条目“full_score”的依据不完整。 {CITED}"),
        (HEAD + 'documents = "文件"\n', "my.toml!第 2 行 documents：“documents”的值“文件”类型不对。 应是表，写成 [documents]。"),
        (HEAD + '[documents]\na = "文件"\n', "my.toml!第 3 行 documents.a：“documents.a”的值“文件”类型不对。 应是表，写成 [documents.a]。"),
        (HEAD + '[documents.a]\ntitle = "x"\npage = 3\n', f"my.toml!第 2 行 documents.a：文件“a”没有“page”一项。 可用：{DOCUMENT}。"),
        (HEAD + '[documents.a]\ntitle = "x"\nyear = "2020"\n', "my.toml!第 4 行 documents.a.year：“documents.a.year”的值“2020”类型不对。 应是整数。"),
        (HEAD + "[documents.a]\ntitle = ['x']\n", "my.toml!第 3 行 documents.a.title：“documents.a.title”的值是列表，类型不对。 应是文本。"),
        (HEAD + "[documents.a]\nyear = 2020\n", 'my.toml!第 2 行 documents.a：文件“a”应有 title，seen 应是 original、copy、program、none 之一。 例如 title = "…"，seen = "copy"。'),
        (HEAD + '[documents.a]\ntitle = "x"\nseen = "web"\n', 'my.toml!第 2 行 documents.a：文件“a”应有 title，seen 应是 original、copy、program、none 之一。 例如 title = "…"，seen = "copy"。'),
        (HEAD + '[marks]\nplaces = "湖北"\n', 'my.toml!第 3 行 marks.places：认定标志“places”不对。 应是 titles、places、heads，值是文本的列表，例如 places = ["湖北"]。'),
        (HEAD + "[marks]\nwords = []\n", 'my.toml!第 3 行 marks.words：认定标志“words”不对。 应是 titles、places、heads，值是文本的列表，例如 places = ["湖北"]。'),
        (HEAD + '[marks]\nheads = [""]\n', 'my.toml!第 3 行 marks.heads：认定标志“heads”不对。 应是 titles、places、heads，值是文本的列表，例如 places = ["湖北"]。'),
        (HEAD + one("policy.steps", "half"), "my.toml!第 2 行 policy.steps：条目“policy.steps”的值“half”不成立：应是 whole、proportional 之一。"),
        (HEAD + one("weights", "产出60、效益50"), "my.toml!第 2 行 weights：权重合计 110 大于满分 100。 请核对 weights 与 full_score。"),
        (HEAD + FULL + one("event_cap", "700"), "my.toml!第 5 行 event_cap：封顶 700 大于满分 100。 请核对 event_cap 与 full_score。"),
        (HEAD + FULL + one("execution_cap", "[0%,50%)≤101"), "my.toml!第 5 行 execution_cap：封顶 101 大于满分 100。 请核对 execution_cap 与 full_score。"),
        (HEAD + one("grades", "优[60,120]、差[0,60)"), "my.toml!第 2 行 grades：最高一档的上限 120 大于满分 100。 请核对 grades 与 full_score。"),
        (HEAD + one("grades", "优[60,90]、差[0,60)"), "my.toml!第 2 行 grades：最高一档的上限 90 不到满分 100。 请核对 grades 与 full_score。"),
        (HEAD + FULL + one("policy.overshoot", "miss"), 'my.toml!第 5 行 policy.overshoot：远超目标怎样处理写了，从多少起算没有写。 请加上 [overshoot_from]，例如 "≥130%"。'),
        (HEAD + one("overshoot_from", "≥130%") + one("policy.overshoot", "penalty"), 'my.toml!第 5 行 policy.overshoot：远超目标要扣分，扣多少没有写。 请加上 [overshoot_points]，例如 "2"。'),
        (HEAD + one("overshoot_points", "2"), 'my.toml!第 2 行 overshoot_points：写了远超目标扣多少分，远超目标却不是扣分的。 请在 [policy] 下写 overshoot，取值 "penalty"；或去掉 overshoot_points。'),
    ],
)  # fmt: skip
def test_what_is_unsound_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    assert refused(tmp_path, text) == message


@pytest.mark.parametrize(
    "address",
    [
        "https://www.example.com/a.html",
        "https://www.gov.cn.example.com/a.html",
        "https://notgov.cn/a.html",
        "https://gov.cn@example.com/a.html",
        "https://example.com#.gov.cn",
        "http://[",
        "ftp://czj.gov.cn/a.html",
        "czj.gov.cn/a.html",
        "https://czj.gov.cn/a b.html",
    ],
)
def test_addresses_are_those_of_official_hosts(tmp_path: Path, address: str) -> None:
    assert refused(tmp_path, f'{HEAD}[documents.a]\ntitle = "x"\naddress = "{address}"\n') == (
        f"my.toml!第 4 行 documents.a.address：网址“{address}”不是发布机关的。 "
        '只写 gov.cn、edu.cn 的网址；别处所见的，去掉 address，写 seen = "copy"。'
    )


@pytest.mark.parametrize("address", ["https://gov.cn", "http://CZJ.example.GOV.CN:8080/a?b=c#d", "https://cwc.example.edu.cn/1/2.htm"])
def test_official_addresses(tmp_path: Path, address: str) -> None:
    assert load(tmp_path, f'{HEAD}[documents.a]\ntitle = "x"\naddress = "{address}"\n').documents[0].address == address


@pytest.mark.parametrize("seen", ["copy", "program"])
def test_only_an_original_has_an_address(tmp_path: Path, seen: str) -> None:
    text = f'{HEAD}[documents.a]\ntitle = "x"\nseen = "{seen}"\naddress = "https://czj.gov.cn/a.html"\n'
    assert refused(tmp_path, text) == (
        f"my.toml!第 5 行 documents.a.address：seen 是 {seen}，却写了网址。 网址只写给发布机关的原件；请去掉 address。"
    )


BAD_ROW = f'{{ value = "看情况", {CITE} }}'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f'[row]\n"人员控制率" = {BAD_ROW}\n', 3),
        (f"\n\n[row] # 指标\n# 人员\n\n'人员控制率' = {BAD_ROW}\n", 7),
        (f'[ row ]\n  "人员控制率"   = {BAD_ROW}\n', 3),
        (f'[row]\n"别的" = {{ value = "按比例得分", {CITE} }}\n"人员控制率" = {BAD_ROW}\n', 4),
        (f'[row."人员控制率"]\nvalue = "看情况"\n{CITE}\n', 2),
        (f'row."人员控制率" = {BAD_ROW}\n', 2),
        (f'row."人员控制率".value = "看情况"\nrow."人员控制率".{CITE}\n', 2),
        (f'\nrow = {{ "人员控制率" = {BAD_ROW} }}\n', 3),
        (f'{FULL}[row]\n"人员控制率" = {BAD_ROW}\n', 6),
        (f'# 一行注释里有 \u2028 和 \u0085\n[row]\n"人员控制率" = {BAD_ROW}\n', 4),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path, text: str, line: int, ends: str) -> None:
    path = tmp_path / "my.toml"
    path.write_bytes((HEAD + text).replace("\n", ends).encode())
    with pytest.raises(ps.RulebookError) as caught:
        ps.rulebook(path)
    assert str(caught.value).startswith(f"my.toml!第 {line} 行 row.人员控制率：条目“row.人员控制率”的值“看情况”不成立：")


@pytest.mark.parametrize(
    "line", ["[" * 100_000, "[" + " " * 100_000, "a" * 100_000, "a-" * 50_000, "a " * 50_000, "'" * 100_000, "." * 100_000]
)
def test_long_lines_cost_no_time(tmp_path: Path, line: str) -> None:
    assert load(tmp_path, f'title = """\n{line}\n"""\n{HEAD}').id == "x"


def test_the_full_score_of_the_document_is_the_measure(tmp_path: Path) -> None:
    text = HEAD + one("full_score", "120") + one("weights", "产出70、效益50") + one("grades", "优[100,120]、差[0,100)")
    assert plain(load(tmp_path, text).full_score) == "120"


# ---- what a child and its parent tell each other ------------------------------------------------


def test_a_child_may_do_without_the_penalty_of_its_parent(tmp_path: Path) -> None:
    child = load(tmp_path, f'id = "child"\nparent = "cn-ytjh-2022-manual"\n{one("policy.overshoot", "explain")}')
    assert (child.policy.overshoot, child.bound("overshoot_from")) == (
        "explain",
        ps.rulebook("cn-ytjh-2022-manual").bound("overshoot_from"),
    )


def test_a_fault_stands_at_what_the_child_sets(tmp_path: Path) -> None:
    head = f'id = "child"\nparent = "{BOOK}"\n'
    assert refused(tmp_path, head + one("full_score", "60")) == (
        "my.toml!第 3 行 full_score：封顶 70 大于满分 60。 请核对 event_cap 与 full_score。"
    )
    assert refused(tmp_path, head + one("policy.overshoot", "penalty") + one("overshoot_from", ">120%")) == (
        'my.toml!第 3 行 policy.overshoot：远超目标要扣分，扣多少没有写。 请加上 [overshoot_points]，例如 "2"。'
    )


def test_a_parent_is_the_same_file_by_whichever_path(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "my.toml").write_text('id = "x"\nparent = "../b/my.toml"\n', "utf-8")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(ps.RulebookError) as caught:
        ps.rulebook(tmp_path / "a" / "my.toml")
    assert str(caught.value) == "评分办法互相引用：my.toml → my.toml。 请改正 parent。"
