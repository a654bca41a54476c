"""The pages on rulebooks are up to date, lead somewhere, and name no host that is not official."""

import re
from pathlib import Path

import pytest

import perfscore as ps
from perfscore.provision import KEYS, POLICY
from perfscore.shelving import OFFICIAL
from tests.forms import form, leaf
from tests.test_docs import script

BOOKS = script("make_rulebooks")
PAGES: dict[Path, str] = BOOKS.pages()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_up_to_date(path: Path) -> None:
    assert PAGES[path] == path.read_text("utf-8"), "run: make pages"


def test_every_page_is_that_of_a_rulebook() -> None:
    assert {path.stem for path in BOOKS.FOLDER.glob("*")} == set(ps.rulebooks())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^()\s]+\.md)\)", PAGES[path])
    assert links
    for link in links:
        assert (path.parent / link).resolve().is_file(), link


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_addresses_are_official(path: Path) -> None:
    hosts = re.findall(r"https?://([^/\s>]+)", PAGES[path])
    assert all(host.endswith(OFFICIAL) for host in hosts), hosts


@pytest.mark.parametrize("name", ps.rulebooks())
def test_a_page_tells_every_key_once_set_or_by_default(name: str) -> None:
    book = ps.rulebook(name)
    text = PAGES[BOOKS.FOLDER / f"{name}.md"]
    told, silent = text.partition("## 没有写的")[::2]
    for key, value in book.in_order():
        assert BOOKS.cell(value.cite.quote) in told, key
    assert silent.count("\n| ") == 2 + sum(key not in book for key in KEYS)


def test_every_key_has_a_default_in_words() -> None:
    assert set(BOOKS.DEFAULTS) == set(KEYS)


def test_what_comes_from_a_parent_stands_apart() -> None:
    text = PAGES[BOOKS.FOLDER / "cn-gx-pmkpi.md"]
    own = text.partition("## 条目\n")[2].partition("## 从上级办法来的")[0]
    assert own.count("已核实") == 2
    assert "从 [cn-pmkpi-default](cn-pmkpi-default.md)" in text
    assert "## 从上级办法来的" not in PAGES[BOOKS.FOLDER / "cn-pmkpi-default.md"]


def test_a_document_whose_clauses_were_not_seen_is_told_as_such() -> None:
    text = PAGES[BOOKS.FOLDER / "cn-mof-2020-10.md"]
    assert "1. 项目支出绩效评价管理办法（财预〔2020〕10号，财政部，2020 年）：条文未见\n" in text
    assert "2. 项目支出绩效自评表（池州市贵池区棠溪镇，2022 年）：转载件，原件未核对\n" in text
    yueyang = PAGES[BOOKS.FOLDER / "cn-hn-yueyang-dept.md"]
    assert "：原件，<http://yueyang.gov.cn/zwgk/62389/62391/content_1344912.html>\n" in yueyang


# ---- a rulebook of one's own --------------------------------------------------------------------

OWN = script("make_own_rulebook")


def test_the_page_on_own_rulebooks_is_up_to_date() -> None:
    assert OWN.page() == OWN.PAGE.read_text("utf-8"), "run: make pages"


def test_every_key_has_a_sound_example() -> None:
    assert list(OWN.EXAMPLES) == [key for key in KEYS if not key.startswith(POLICY)]
    for key, value in OWN.EXAMPLES.items():
        KEYS[key].check(value)


def test_the_example_of_the_page_works(tmp_path: Path) -> None:
    text = re.findall(r"```toml\n(.*?)```", OWN.PAGE.read_text("utf-8"), re.DOTALL)[0]
    path = tmp_path / "my.toml"
    path.write_text(text, "utf-8")
    book, parent = ps.rulebook(path), ps.rulebook("cn-mof-2020-10")
    assert (book.id, book.grades, book["positive"]) == ("my-county-2024", parent.grades, parent["positive"])
    assert [key for key, _, _ in ps.rulebook_diff(parent, book)] == [
        "reverse",
        "overshoot_from",
        "overshoot_points",
        "policy.overshoot",
        "row.预算编制准确率",
    ]
    rows = [
        leaf("预算编制准确率", weight=10, target="—", actual="92%", criterion=""),
        leaf(weight=10, target="≥100件", actual="130件", criterion=""),
    ]
    assert [str(line.score) for line in ps.score(form(*rows), book).lines] == ["7.00", "8.00"]
