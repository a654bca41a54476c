"""The built site in a real browser: the checker gives what CPython gives, the search finds, and nothing is asked of anyone."""

import json
import os
import re
import shutil
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import perfscore as ps
from tests.test_checker import CHECK, cells_of, page_module

ROOT = Path(__file__).parents[2]
DATA, FIRST = ROOT / "tests" / "data", ROOT / "examples" / "hanyang-2019.xlsx"
SITE = ROOT / "docs" / "_build" / "html"
WORKER = ROOT / "docs" / "checker" / "worker.js"
BUILT = ROOT / "docs" / "_build" / "checker"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not page_module("fetching").able(), reason="没有 npm 和 node"),
    pytest.mark.skipif(not (BUILT / "runtime.js").exists(), reason="网站还没有生成：先执行 make docs"),
]
in_chromium = pytest.mark.skipif(CHROMIUM is None, reason="没有 Chromium")

#: What a reader types, and the page that must be among the first found.
QUERIES = {
    "总分与各行得分之和不等": "reference/findings/total-mismatch.html",
    "偏差率算错": "reference/findings/deviation-mismatch.html",
    "预算执行率": "reference/findings/execution-rate.html",
    "酌情扣分": "reference/rules/discretion.html",
    "为什么不用浮点数": "explanation/exact.html",
    "核对回执": "how-to/receipt.html",
    "汇总成一张": "how-to/combine.html",
    "不能上网的电脑": "how-to/offline.html",
    "审核整个文件夹": "how-to/folder.html",
    "名词对照": "reference/glossary.html",
    "汉阳区": "reference/rulebooks/cn-hb-wh-hanyang-2019-dept.html",
    "score-mismatch": "reference/findings/score-mismatch.html",
}
NONSENSE = "鹦鹉螺潜艇"
SHOTS = {
    "home": "index.html", "finding": "reference/findings/score-mismatch.html", "reference": "reference/commands.html",
    "search": "search.html?q=预算执行率", "picture": "explanation/index.html", "api": "reference/api.html",
}  # fmt: skip


class _Quiet(SimpleHTTPRequestHandler):
    """A plain server of a folder."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server names it
        pass


#: What reached the server that nothing may reach.
LEAKED: list[str] = []


class _Counting(_Quiet):
    def do_GET(self) -> None:
        LEAKED.append(self.path)
        self.send_response(204)
        self.end_headers()

    do_POST = do_GET  # noqa: N815 - http.server names it


def _served(handler: Any) -> tuple[ThreadingHTTPServer, str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The first form and others in each format that the browser reads, and files that are none."""
    folder = tmp_path_factory.mktemp("forms")
    for path in (
        FIRST, DATA / "forms" / "daying-anke-2023.docx", DATA / "forms" / "chizhou-tangxi-2022.html",
        DATA / "forms" / "suixi-linshi-2019.csv", DATA / "hanyang-2019-published.md",
    ):  # fmt: skip
        shutil.copyfile(path, folder / path.name)
    (folder / "自评表.json").write_text(json.dumps(ps.read(FIRST).to_dict()), "utf-8")
    (folder / "旧表.xls").write_bytes(_old_workbook())
    (folder / "坏文件.xlsx").write_bytes(b"PK\x03\x04broken")
    (folder / "空.csv").write_bytes(b"")
    return sorted(folder.iterdir())


def _old_workbook() -> bytes:
    """A small form as Excel 97 writes it."""
    from io import BytesIO

    import xlwt

    book, out = xlwt.Workbook(), BytesIO()
    tab = book.add_sheet("自评表")
    heads = ("一级指标", "二级指标", "三级指标", "分值", "年度指标值", "实际完成值", "评分标准", "得分")
    rows = (
        ("产出指标", "数量指标", "培训人次", 60, "≥100人次", "80人次", "按完成比例得分", 60),
        ("产出指标", "质量指标", "合格率", 40, "≥95%", "96%", "按完成比例得分", 40),
    )
    for down, row in enumerate((heads, *rows)):
        for across, value in enumerate(row):
            tab.write(down, across, value)
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def seen(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the browser saw, once for all tests."""
    out = Path(os.environ.get("PERFSCORE_SHOTS") or tmp_path_factory.mktemp("seen"))
    out.mkdir(parents=True, exist_ok=True)
    playwright = page_module("fetching").fetched("playwright-core", BUILT)
    server, site = _served(partial(_Quiet, directory=str(SITE)))
    leaking, leak = _served(_Counting)
    plan = {
        "playwright": str(playwright), "chromium": CHROMIUM, "site": site, "leak": leak, "out": str(out), "answer": str(out / "seen.json"),
        "file": (SITE / "checker" / "index.html").as_uri(), "files": [str(path) for path in files],
        "pages": sorted(str(path.relative_to(SITE).as_posix()) for path in SITE.rglob("*.html") if "_static" not in path.parts),
        "queries": [*QUERIES, NONSENSE], "shots": SHOTS,
    }  # fmt: skip
    (out / "plan.json").write_text(json.dumps(plan), "utf-8")
    subprocess.run(["node", str(Path(__file__).with_name("drive.mjs")), str(out / "plan.json")], check=True, timeout=600)
    for one in (server, leaking):
        one.shutdown()
        one.server_close()
    told: dict[str, Any] = json.loads((out / "seen.json").read_text("utf-8"))
    return told | {"leaked": [*LEAKED]}


# ---- the checker --------------------------------------------------------------------------------


@in_chromium
@pytest.mark.parametrize("way", ["http", "file"])
def test_the_page_gives_what_cpython_gives(way: str, seen: dict[str, Any], files: list[Path]) -> None:
    results = seen[way]["results"]
    assert {path.name for path in files} == set(results)
    for path in files:
        answer, result = CHECK.check(path.read_bytes(), path.name), results[path.name]
        assert answer["json"] == Path(result["json"]["path"]).read_text("utf-8"), path.name
        assert ([answer["message"]] if answer["message"] else []) == result["message"]
        sheets = [one for one in json.loads(answer["json"])["sheets"] if "error" not in one]
        assert sorted(one["code"] for sheet in sheets for one in sheet["findings"]) == sorted(result["codes"])
        assert sum(len(sheet["lines"]) for sheet in sheets) == result["rows"]


@in_chromium
@pytest.mark.parametrize("way", ["http", "file"])
def test_the_first_form_on_the_page(way: str, seen: dict[str, Any]) -> None:
    found = seen[way]["results"][FIRST.name]
    assert [["declared", "96"], ["sum", "94"], ["score", "97.35"], ["room", "87.35 – 97.35"]] == found["totals"]
    assert {"total-mismatch", "score-mismatch", "execution-score", "deviation-mismatch"} <= set(found["codes"])
    assert "hanyang-2019-核算.json" == found["json"]["name"]
    assert "其中 2 个读不了" in seen[way]["status"]


@in_chromium
@pytest.mark.parametrize("way", ["http", "file"])
def test_the_rest_of_the_page(way: str, seen: dict[str, Any]) -> None:
    found = seen[way]
    assert "核对清单.xlsx" == found["review"]["name"]
    with Path(found["review"]["path"]).open("rb") as file:
        assert FIRST.name in {row[0] for row in load_workbook(file)["各表汇总"].iter_rows(min_row=2, values_only=True)}
    assert CHECK.criterion("每减少1个百分点扣0.1分，扣完为止", "5", "100%", "85%")["text"] == found["tried"]
    assert CHECK.criterion("≥95%得满分，每降低扣2分")["message"] == found["refused"]
    data = FIRST.read_bytes()
    assert CHECK.what_if(data, FIRST.name, 0, changes={"产出指标/质量指标/平台操作性": "95%"})["text"] == found["changed"]
    assert CHECK.what_if(data, FIRST.name, 0, total="97.4")["text"] == found["reached"]


@in_chromium
@pytest.mark.parametrize("way", ["http", "file"])
def test_the_report_and_the_marked_workbook_of_the_page(way: str, seen: dict[str, Any]) -> None:
    found, data = seen[way], FIRST.read_bytes()
    html = CHECK.report(data, FIRST.name)["html"]
    assert ("hanyang-2019-核算.html", html) == (found["html"]["name"], Path(found["html"]["path"]).read_text("utf-8"))
    assert "97.35" in found["frame"]
    assert "hanyang-2019-核对.xlsx" == found["marked"]["name"]
    assert cells_of(CHECK.mark(data, FIRST.name)["workbook"]) == cells_of(Path(found["marked"]["path"]).read_bytes())


@in_chromium
def test_the_page_by_keyboard_and_with_another_rulebook(seen: dict[str, Any]) -> None:
    found = seen["keyboard"]
    assert (["files", "rulebook", "sample"], "97.35", "polite") == (found["order"], found["score"], found["live"])
    answer = CHECK.check(FIRST.read_bytes(), FIRST.name, "cn-mof-2020-10")
    assert answer["json"] == Path(found["other"]["path"]).read_text("utf-8")


@in_chromium
def test_nothing_leaves_the_page_whatever_tries(seen: dict[str, Any]) -> None:
    assert ["refused", "refused"] == seen["keyboard"]["leaks"]
    assert [] == seen["leaked"]
    for way in ("http", "file"):
        assert ([], []) == (seen[way]["outside"], seen[way]["errors"])


def test_the_page_is_sealed() -> None:
    page = (SITE / "checker" / "index.html").read_text("utf-8")
    assert 1 == len(re.findall(r'<meta http-equiv="Content-Security-Policy" content="[^"]*connect-src .none.', page))
    assert page.index("Content-Security-Policy") < page.index("<script")
    asked = re.findall(r'<link rel="preload" as="script" href="(runtime[^"]*)">', page)
    assert sorted(page_module("build").SCRIPTS) == asked == sorted(path.name for path in (SITE / "checker").glob("runtime*.js"))
    others = [path for path in SITE.rglob("*.html") if path.parent.name != "checker" and "runtime.js" in path.read_text("utf-8")]
    assert [] == others


@in_chromium
def test_an_engine_that_dies_is_started_anew(seen: dict[str, Any]) -> None:
    found = seen["crash"]
    assert "这一次没有算成（out of memory）" in found["message"]
    assert CHECK.check(b"PK", "bad.xlsx")["message"] == found["unread"]
    assert ("97.35", []) == (found["score"], found["errors"])


@in_chromium
def test_an_old_browser_and_a_bare_site_are_told_in_plain_words(seen: dict[str, Any]) -> None:
    assert "这个浏览器太旧" in seen["old"]["status"]
    assert "没有装入计算引擎" in seen["bare"]["status"]
    assert [] == seen["old"]["errors"] + seen["bare"]["errors"]


# ---- the site -----------------------------------------------------------------------------------


@in_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_asks_anything_of_anyone(scheme: str, seen: dict[str, Any]) -> None:
    pages = seen[scheme]
    assert len(pages) > 100
    assert {} == {name: page for name, page in pages.items() if page["outside"] or page["errors"]}
    assert {scheme} == {page["theme"] for page in pages.values()}


@in_chromium
@pytest.mark.parametrize("query", QUERIES)
def test_the_search_finds(query: str, seen: dict[str, Any]) -> None:
    found = [address.split("?")[0].split("#")[0] for address in seen["search"]["found"][query]]
    assert QUERIES[query] in found[:10], found[:10]


@in_chromium
def test_the_search_does_not_find_what_is_not_there(seen: dict[str, Any]) -> None:
    assert [] == seen["search"]["found"][NONSENSE]
    assert ([], []) == (seen["search"]["outside"], seen["search"]["errors"])


# ---- without a browser --------------------------------------------------------------------------


def test_the_corpus_under_the_engine_of_the_page(files: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(DATA / "forms", folder)
    for path in files:
        shutil.copyfile(path, folder / path.name)
    engine = page_module("fetching").fetched("pyodide", BUILT)
    call = ["node", str(Path(__file__).with_name("corpus.mjs")), str(engine), str(WORKER), str(BUILT), str(folder)]
    subprocess.run([*call, str(tmp_path / "answer.json")], check=True, timeout=600)
    found = json.loads((tmp_path / "answer.json").read_text("utf-8"))
    for path in sorted(folder.iterdir()):
        answer = CHECK.check(path.read_bytes(), path.name)
        assert [answer["json"], answer["message"]] == found[path.name], path.name


def test_the_memory_of_the_engine_is_the_same_whenever_it_is_made(tmp_path: Path) -> None:
    engine = page_module("fetching").fetched("pyodide", BUILT)
    call = ["node", str(WORKER.with_name("compile.mjs")), str(engine), str(tmp_path), str(BUILT / "app-source.zip"), str(FIRST)]
    subprocess.run(call, check=True, timeout=600)
    for name in ("memory.bin", "app.bin", "python_stdlib.zip"):
        assert (BUILT / name).read_bytes() == (tmp_path / name).read_bytes(), name
    assert os.fsencode(tmp_path) not in (BUILT / "memory.bin").read_bytes()
    assert os.fsencode(ROOT) not in (BUILT / "memory.bin").read_bytes()
