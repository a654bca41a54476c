"""The pages that scripts write are up to date; every sample of every page is run, and prints what the page shows."""

import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

import perfscore as ps
from perfscore.cli import run
from perfscore.reporting.json import schemas
from perfscore.rule import KINDS
from tests.test_docs import script

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
MAKERS = ("make_findings", "make_rules", "make_json", "make_commands", "make_glossary", "make_readings")
MADE: dict[Path, str] = {path: text for name in MAKERS for path, text in script(name).pages().items()}


@pytest.mark.parametrize("path", MADE, ids=lambda path: str(path.relative_to(DOCS)))
def test_a_page_is_up_to_date(path: Path) -> None:
    assert MADE[path] == path.read_text("utf-8"), "run: make pages"


@pytest.mark.parametrize(("folder", "names"), [("findings", ps.CODES), ("rules", KINDS), ("json", schemas())])
def test_each_has_a_page_and_no_page_is_left_over(folder: str, names: tuple[str, ...]) -> None:
    assert {path.stem for path in (DOCS / "reference" / folder).glob("*")} == set(names)


def test_every_code_has_an_example() -> None:
    found = script("make_findings").found()
    assert set(found) == set(ps.CODES)
    assert all(code == one.finding.code for code, one in found.items())


def test_the_clauses_are_those_of_keys_and_codes_there_are() -> None:
    from perfscore.provision import KEYS

    clauses = script("make_findings").CLAUSES
    assert set(clauses) <= set(ps.CODES)
    assert {key for keys in clauses.values() for key in keys} <= set(KEYS)


def test_every_name_of_the_face_is_in_the_api() -> None:
    page = (DOCS / "reference" / "api.md").read_text("utf-8")
    named = re.findall(r"^\.\. (?:auto\w+|py:data):: perfscore\.(\w+)$", page, re.MULTILINE)
    assert sorted(named) == sorted(set(ps.__all__) - {"__version__"})


# ---- samples ------------------------------------------------------------------------------------

BLOCK = re.compile(r"^```(console|python)\n(.*?)^```(?:\n\n```text\n(.*?)^```)?", re.DOTALL | re.MULTILINE)
#: Pages whose samples stand on files of their own: the tests of their command run them.
OWN = {"combine.md": "test_cli_combining", "receipt.md": "test_cli_verifying", "what-if.md": "test_cli_exploring"}
#: What is not for a test to run: it installs, or needs what only its reader has.
OTHER = re.compile(r"(make|python3?|py|\.venv\S*|环境\S*) |(perfscore batch .* --engine spark$|PYSPARK_SUBMIT_ARGS=.*)")
#: A call may fail where the page shows that it does.
MEANT = ("坏文件", "之后应写数", "扩展不在本机")
#: What the reader of a page has already.
GIVEN: dict[str, Any] = {"arrow_table": "各单位.parquet", "spark_frame": "各单位.parquet"}
#: A program that needs one of these is compiled only: what is not here, or stands on what other machines have written.
ABSENT = ("import ray", "from pyspark", "结果/*.parquet")
PAGES = [
    path
    for path in sorted(DOCS.rglob("*.md"))
    if "_build" not in path.parts and path.name not in OWN and BLOCK.search(path.read_text("utf-8"))
]


def test_the_pages_with_tests_of_their_own_have_them() -> None:
    for page, test in OWN.items():
        assert f'"{page}"' in (ROOT / "tests" / f"{test}.py").read_text("utf-8")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the pages speak of."""
    folder = tmp_path_factory.mktemp("desk")
    forms, first = ROOT / "tests" / "data" / "forms", ROOT / "examples" / "hanyang-2019.xlsx"
    shutil.copytree(ROOT / "examples", folder / "examples")
    shutil.copytree(ROOT / "tests" / "data", folder / "tests" / "data")
    for name in ("自评表.xlsx", "填好的表.xlsx"):
        shutil.copyfile(first, folder / name)
    for own, name in (("甲中心", "jia"), ("乙中心", "yi")):
        shutil.copyfile(ROOT / "tests" / "data" / "combine" / f"{name}.csv", folder / f"{own}.csv")
    for name in ("材料", "自评表文件夹"):
        (folder / name).mkdir()
        for file in (first, *(forms / one for one in ("anju-shipin-2021.xlsx", "daying-anke-2023.docx", "chizhou-tangxi-2022.csv"))):
            shutil.copyfile(file, folder / name / file.name)
    (folder / "材料" / "坏文件.xlsx").write_bytes(b"x")
    (own_book,) = re.findall(r"```toml\n(id = .*?)```", (DOCS / "how-to" / "own-rulebook.md").read_text("utf-8"), re.DOTALL)
    (folder / "my.toml").write_text(own_book, "utf-8")
    _long_table(folder / "各单位.parquet")
    assert 1 == run(["audit", str(folder / "自评表.xlsx"), "--format", "json", "-o", str(folder / "回执.json")])
    return folder


def _long_table(path: Path) -> None:
    import duckdb

    rows = "VALUES (1, '甲', 500, 1000000, 850000, '按完成比例得分'), (1, '乙', 1000, 100000, 100000, '按完成比例得分')"
    columns = "sheet_id, indicator_id, weight, target, actual, criterion"
    duckdb.sql(f"COPY (SELECT * FROM ({rows}) t({columns})) TO '{path.as_posix()}' (FORMAT parquet)")


def commands(text: str) -> Iterator[tuple[str, str]]:
    """The commands of a block, each with what is shown below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def shows(shown: str, whole: str, command: str) -> None:
    """Everything shown is printed, in order; a line that is only … stands for lines left out."""
    at = 0
    for part in re.split(r"^…$", shown, flags=re.MULTILINE):
        at = whole.find(part.strip("\n"), at)
        assert at >= 0, f"{command} does not print:\n{part}\n--- but:\n{whole}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(DOCS)))
def test_the_samples_of_a_page_run(path: Path, desk: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    monkeypatch.setenv("COLUMNS", "100")
    names = dict(GIVEN)
    for language, text, printed in BLOCK.findall(path.read_text("utf-8")):
        if language == "python":
            program = compile(text, path.name, "exec")
            if not any(one in text for one in ABSENT):
                exec(program, names)
            out = capfd.readouterr().out
            assert not printed or printed == out
            continue
        for command, shown in commands(text):
            word, _, rest = command.partition(" ")
            if word != "perfscore" or OTHER.match(command):
                assert OTHER.match(command), command
                continue
            status = run(shlex.split(rest))
            whole = "".join(capfd.readouterr())
            assert status in {0, 1} or any(told in whole for told in MEANT), whole
            shows(shown, whole, command)


# ---- the extensions -----------------------------------------------------------------------------


def extension(name: str) -> ModuleType:
    pytest.importorskip("sphinx")
    if str(DOCS / "_ext") not in sys.path:
        sys.path.append(str(DOCS / "_ext"))
    return import_module(name)


def test_the_search_cuts_chinese_into_pairs_and_characters() -> None:
    cut = extension("zhsearch").Pairs({}).split("预算执行率 score-mismatch 85%")
    assert {"预算", "算执", "执行", "行率", "率", "score", "mismatch", "85"} <= set(cut)


def test_a_picture_without_graphviz_is_a_plain_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = extension("picture")
    monkeypatch.setattr(picture.shutil, "which", lambda _: None)
    made: Any = SimpleNamespace(arguments=["图"], content=["digraph {}"])
    assert picture.MISSING == picture.Picture.run(made)[0].astext()
