"""The command line: the first sheet, bad input, exit statuses, consoles that know few characters."""

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from perfscore import cli, console, sweeping
from perfscore.auditing import audit
from perfscore.cli import run
from perfscore.errors import PerfscoreError
from perfscore.reading import read
from tests.pages import parsed
from tests.reading_files import EXAMPLE, book, form

Call = Callable[..., tuple[int, str, str]]
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le")


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a call in this process; gives status, standard output and standard error."""
    monkeypatch.delenv("PERFSCORE_DEBUG", raising=False)

    def done(*arguments: str | Path) -> tuple[int, str, str]:
        status = run([str(one) for one in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return done


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.xlsx").write_bytes(book(form()))
    (tmp_path / "b.xlsx").write_bytes(b"")
    (tmp_path / "c.xlsx").write_bytes(book(form(), form(A1="第二局绩效自评表")))
    (tmp_path / "d.xls").write_bytes(OLD)
    (tmp_path / "e.pdf").write_bytes(b"%PDF")
    (tmp_path / "f.doc").write_bytes(b"")
    return tmp_path


def loaded(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)


# ---- audit --------------------------------------------------------------------------------------


def test_an_audit_of_the_first_sheet(call: Call) -> None:
    status, out, err = call("audit", EXAMPLE)
    assert (1, "") == (status, err)
    for part in ("自评总分 96", "各行得分合计 94", "复算 97.35", "5 − 15 × 0.1 = 3.5", "total-mismatch", "退回意见："):
        assert part in out
    assert "\x1b" not in out


def test_the_same_as_json(call: Call) -> None:
    status, out, err = call("audit", EXAMPLE, "--format", "json")
    document = loaded(out)
    assert (1, "", "perfscore.audit/1") == (status, err, document["format"])
    (sheet,) = document["sheets"]
    assert {
        "declared": "96",
        "printed_sum": "94",
        "score": "97.35",
        "low": "87.35",
        "high": "97.35",
        "grade": None,
        "from_printed": "10",
    } == sheet["totals"]
    assert 15 == len(sheet["lines"])


def test_the_same_as_a_page(call: Call, tmp_path: Path) -> None:
    status, out, err = call("audit", EXAMPLE, "--format", "html")
    assert (1, "") == (status, err)
    assert out == audit(read(EXAMPLE)).to_html()
    for part in ("96 ≠", "<dd>94</dd>", "<dd>97.35</dd>", "5 − 15 × 0.1 = 3.5", "退回意见："):
        assert part in out
    path = tmp_path / "报告.html"
    assert (1, "", "") == call("audit", EXAMPLE, "--format", "html", "-o", path)
    assert out == path.read_text("utf-8")


def test_a_page_takes_what_the_call_says(call: Call) -> None:
    out = call("audit", EXAMPLE, "--format", "html", "--select", "weight-sum", "--event", "审计披露", "--rulebook", "cn-hb-2020-project")[1]
    for part in ("未发现问题。", "（cn-hb-2020-project）", "审计披露"):
        assert part in out


def test_a_page_that_cannot_be_read_is_told_in_its_place(call: Call, folder: Path) -> None:
    status, out, err = call("audit", folder / "b.xlsx", folder / "none.xlsx", "--format", "html")
    assert (2, 2) == (status, out.count("<article"))
    assert "文件是空的。" in out
    assert "none.xlsx" in out
    assert "读不了：2 处" in err


def test_a_page_on_a_console_of_another_kind_is_plain_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page calls itself UTF-8; what a console of GBK would make of it would not be."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="gbk")
    monkeypatch.setattr(sys, "stdout", stream)
    assert 1 == run(["audit", str(EXAMPLE), "--format", "html"])
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    made = stream.buffer.getvalue()
    assert made.isascii()
    texts = ["".join(parsed(text.replace("\r\n", "\n")).itertext()).strip() for text in (made.decode(), audit(read(EXAMPLE)).to_html())]
    assert texts[0] == texts[1]


def test_an_event_caps_the_total(call: Call) -> None:
    _, out, _ = call("audit", EXAMPLE, "--event", "审计披露")
    assert "事件封顶 70" in out
    _, out, _ = call("audit", EXAMPLE, "--event", "审计披露", "--readings", "--format", "json")
    (sheet,) = loaded(out)["sheets"]
    assert "70" == sheet["totals"]["score"]
    assert {"70"} == {reading["total"] for reading in sheet["readings"]}


def test_readings_are_shown_on_demand(call: Call) -> None:
    assert "其他口径" not in call("audit", EXAMPLE, "--select", "weight-sum")[1]
    out = call("audit", EXAMPLE, "--readings")[1]
    assert "97.4" in out
    assert "99.85" in out


def test_codes_are_chosen_and_left_out(call: Call) -> None:
    status, out, _ = call("audit", EXAMPLE, "--select", "percent-style", "--select", "constraint-sign", "--ignore", "constraint-sign")
    assert 0 == status
    assert "percent-style" in out
    assert "constraint-sign" not in out
    assert "结论：" in out


def test_a_rulebook_may_be_named(call: Call, tmp_path: Path) -> None:
    assert "由使用者指定" in call("audit", EXAMPLE, "--rulebook", "cn-hb-wh-hanyang-2019-dept")[1]
    own = tmp_path / "own.toml"
    own.write_text('id = "own"\nparent = "cn-hb-wh-hanyang-2019-dept"\n', "utf-8")
    assert "own" == loaded(call("audit", EXAMPLE, "--rulebook", own, "--format", "json")[1])["sheets"][0]["rulebook"]
    status, out, err = call("audit", EXAMPLE, "--rulebook", tmp_path / "none.toml")
    assert (2, "") == (status, out)
    assert "none.toml" in err


# ---- files and folders --------------------------------------------------------------------------


def test_a_folder_is_done_to_its_end_whatever_is_in_it(call: Call, folder: Path) -> None:
    status, out, err = call("audit", folder)
    assert 2 == status
    assert 3 == out.count("\n评分办法：")
    assert "第二局绩效自评表" in out
    assert "共 3 张表" in out
    assert "另有 3 处读不了" in out
    assert "b.xlsx：文件是空的。" in err
    assert "另存为 .xlsx" in err
    assert "另有 1 个文档没有读（.doc、.wps 请另存为 .docx，.ofd 请转成 .xlsx 后再读）：f.doc" in err


def test_in_json_errors_stand_in_their_place(call: Call, folder: Path) -> None:
    status, out, err = call("audit", folder, "--format", "json")
    sheets = loaded(out)["sheets"]
    assert 2 == status
    assert ["a.xlsx", "b.xlsx", "c.xlsx", "c.xlsx", "d.xls", "e.pdf"] == [sheet["source"] for sheet in sheets]
    assert [False, True, False, False, True, True] == ["error" in sheet for sheet in sheets]
    assert {"message", "hint", "cell"} == set(sheets[1]["error"])
    assert "f.doc" in err
    assert err.startswith("共 3 张表")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("空.xlsx", b"", "空的"),
        ("旧.xls", OLD, "另存为 .xlsx"),
        ("假.xlsx", b"PK\x03\x04", ""),
        ("无.csv", "甲,乙\n1,2\n".encode(), "没有找到自评表"),
        ("头.csv", "一级指标,二级指标,三级指标,分值,说明\n产出,数量,人次,10,9\n".encode(), "实际完成值"),
        ("坏.json", b"{", "JSON"),
        ("行.xlsx", book(form()[:4]), "表头下面没有指标行"),
        ("公式.xlsx", book(form(H5="=1+1")), ""),
    ],
)
def test_bad_input_is_said_with_place_and_next_step(call: Call, tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    status, out, err = call("audit", tmp_path / name, EXAMPLE)
    assert 2 == status
    assert name in err
    assert message in err
    assert "\n  " in err
    assert "复算 97.35" in out


def test_a_file_that_is_not_there(call: Call, tmp_path: Path) -> None:
    status, out, err = call("audit", tmp_path / "无.xlsx")
    assert (2, "") == (status, out)
    assert "无.xlsx：没有这个文件。" in err


def test_the_standard_input_is_read(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(EXAMPLE.read_bytes())))
    status, out, _ = call("audit", "-", "--format", "json")
    assert (1, "标准输入") == (status, loaded(out)["sheets"][0]["source"])


@pytest.mark.parametrize("command", ["score", "audit", "explain"])
def test_a_standard_input_that_is_closed_is_said(call: Call, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setattr("sys.stdin", None)
    status, out, err = call(command, "-")
    assert 2 == status
    assert "标准输入：标准输入读不了。\n  请用 < 或 | 给出文件内容，或直接写文件名。" in out + err


def test_the_result_may_go_to_a_file(call: Call, tmp_path: Path) -> None:
    for form_, start in (("text", "汉阳区"), ("json", "{")):
        path = tmp_path / f"out.{form_}"
        status, out, err = call("audit", EXAMPLE, "--format", form_, "-o", path)
        assert (1, "", "") == (status, out, err)
        assert path.read_text("utf-8").startswith(start)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "empty：文件夹里没有可读的文件。" in call("audit", empty)[2]
    assert 2 == call("audit", EXAMPLE, "-o", tmp_path / "no" / "out")[0]
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(EXAMPLE.read_bytes())
    assert "就是输入文件" in call("audit", copy, "-o", copy)[2]


# ---- score, explain -----------------------------------------------------------------------------


def test_a_score_has_subtotals_and_receipt(call: Call) -> None:
    status, out, _ = call("score", EXAMPLE)
    assert 0 == status
    assert "小计" in out
    assert "输入摘要" in out
    assert "perfscore.score/1" == loaded(call("score", EXAMPLE, "--format", "json")[1])["format"]
    assert "事件封顶 70" in call("score", EXAMPLE, "--event", "审计披露")[1]
    assert 2 == call("score", "none.xlsx")[0]


@pytest.mark.parametrize(
    "key", ["平台操作性", "产出指标/质量指标/平台操作性", "质量指标/平台操作性", "I24", "Sheet1!I24", "i24", " 平台操作性"]
)
def test_a_row_is_explained_by_name_path_or_cell(call: Call, key: str) -> None:
    status, out, _ = call("explain", EXAMPLE, key)
    assert 0 == status
    for part in ("100%", "85%", "15 个百分点", "15 次", "5 − 15 × 0.1 = 3.5", "数量每减少 1 扣 0.1 分", "Sheet1!I24"):
        assert part in out


def test_without_a_row_the_whole_tree_is_explained(call: Call) -> None:
    status, out, _ = call("explain", EXAMPLE)
    assert 0 == status
    assert out.startswith("总分  97.35 / 100")
    assert "├ 修约" in out
    document = loaded(call("explain", EXAMPLE, "--format", "json")[1])
    assert [[]] == [trace["path"] for trace in document["traces"]]
    assert "平台操作性" == loaded(call("explain", EXAMPLE, "平台操作性", "--format", "json")[1])["traces"][0]["path"][-1]


def test_a_row_that_is_not_there_or_there_twice(call: Call, tmp_path: Path) -> None:
    status, out, err = call("explain", EXAMPLE, "操作")
    assert (2, "") == (status, out)
    assert "名称相近的：\n  产出指标/质量指标/平台操作性  Sheet1!I24" in err
    assert "表内指标：" in call("explain", EXAMPLE, "xyz")[2]
    twice = tmp_path / "a.xlsx"
    twice.write_bytes(book(form(), form()))
    status, _, err = call("explain", twice, "合格率")
    assert 2 == status
    assert "对应 2 行" in err
    assert "Sheet2!" in err


def test_an_unreadable_file_is_not_explained(call: Call, tmp_path: Path) -> None:
    status, out, err = call("explain", tmp_path / "无.xlsx", "x")
    assert (2, "") == (status, out)
    assert "没有这个文件" in err


# ---- criterion ----------------------------------------------------------------------------------


CASES = "到位率不低于95%的，产区得2.5分,非产区得1.5分；每减少1个百分点，产区扣0.5分，非产区扣0.3分；低于90%不得分。"


def test_a_criterion_is_read_and_scored(call: Call) -> None:
    status, out, _ = call("criterion", "数量每减少 1 扣 0.1 分，扣完为止。", "--weight", "5", "--target", "100%", "--actual", "84.5%")
    assert 0 == status
    for part in ("种类：阶梯扣分（steps）", "算式：差距 = 0 时 分值", "5 − 15 × 0.1 = 3.5", "口径\n  steps ", "5 − 15.5 × 0.1 = 3.45"):
        assert part in out
    document = loaded(call("criterion", "每减少1扣0.1分", "-w", "5", "-t", "100%", "-a", "85%", "--format", "json")[1])
    assert ("steps", "3.5") == (document["rule"]["kind"], document["step"]["value"])
    assert "w if gap == 0 else w - steps * below_points" == document["arithmetic"]["low"]["text"]
    assert ["steps", "one_means", "bare_percent"] == [one["name"] for one in document["ambiguities"]]


def test_a_criterion_without_figures_tells_its_expression_and_what_is_open(call: Call) -> None:
    status, out, _ = call("criterion", "每减少1扣0.1分")
    assert 0 == status
    for part in ("读作：", "算式：差距 = 0 时 分值", "one_means     百分比行里的“1”指 1 个百分点；另一种："):
        assert part in out
    assert "得分  " not in out
    assert "算式" not in call("criterion", "按完成比例得分")[1]
    document = loaded(call("criterion", "按完成比例得分", "--format", "json")[1])
    assert document.keys().isdisjoint({"arithmetic", "step", "readings", "case"})


def test_a_shared_edge_is_one_of_the_readings(call: Call) -> None:
    out = call("criterion", "95%-100%得10分，90%-95%得8分，其余不得分", "-w", "10", "-a", "95%")[1]
    assert "shared_edge   两档都写到的边界归较高的一档；另一种：两档都写到的边界归较低的一档" in out
    assert "  8  两档都写到的边界归较低的一档" in out


def test_a_veto_and_what_was_passed_over_are_told(call: Call) -> None:
    out = call("criterion", "每发现一例扣1分，扣完为止；发生安全事故的，不得分。以上需提供佐证资料。")[1]
    assert "说明：另有一票否决：发生安全事故；表内没有记载，未计入得分" in out
    assert "说明：“以上需提供佐证资料”不影响计分，未采用" in out


def test_one_of_the_cases_is_chosen(call: Call) -> None:
    out = call("criterion", CASES, "-w", "2.5", "-a", "93%")[1]
    assert "情形：产区、非产区；用 --case 产区 选定" in out
    assert "[0.9, 1.5] / 2.5" in out
    assert "1.5 / 2.5  2.5 − 2 × 0.5 = 1.5" in call("criterion", CASES, "-w", "2.5", "-a", "93%", "--case", "产区")[1]
    document = loaded(call("criterion", CASES, "-w", "2.5", "-a", "93%", "--case", "非产区", "--format", "json")[1])
    assert ("非产区", "0.9") == (document["case"], document["step"]["value"])
    status, out, err = call("criterion", CASES, "--case", "山区")
    assert (2, "", "评分标准没有“山区”这种情形。\n  可用：产区、非产区。\n") == (status, out, err)
    assert "不分情形" in call("criterion", "是得2分，否则不得分", "--case", "产区")[2]


def test_slips_of_recognition_are_read_when_asked_for(call: Call) -> None:
    text = "评价指标得分二支出使用资金占到位资金的比例*该项指标分值"
    assert 2 == call("criterion", text)[0]
    status, out, _ = call("criterion", text, "--lenient")
    assert 0 == status
    assert "说明：疑似识别错误，按“二”应为“=”读" in out


def test_a_criterion_that_is_not_read_or_lacks_a_figure(call: Call) -> None:
    status, out, err = call("criterion", "每减少扣分")
    assert (2, "") == (status, out)
    assert "    每减少扣分\n          ^" in err
    assert "--weight" in call("criterion", "每减少1扣0.1分", "--actual", "85%")[2]
    assert 2 == call("criterion", "每减少1扣0.1分", "--weight", "x")[0]
    assert "评分标准是空的" in call("criterion", "")[2]


# ---- many criteria ------------------------------------------------------------------------------


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "标准.csv"
    path.write_text("编号,评分标准\n1,是得2分，否则不得分\n2,视情况而定\n3,是得2分，否则不得分\n", "utf-8")
    return path


def test_the_criteria_of_a_file_are_surveyed(call: Call, listed: Path) -> None:
    status, out, err = call("criterion", "--file", listed)
    assert (1, "") == (status, err)
    assert out.startswith("标准.csv：3 条，不同的 2 条\n读懂 2 条（66.7%），读不懂 1 条\n")
    for part in ("是否（yes-no）     2       1", "读不懂的\n  B3  视情况而定\n", "相近写法："):
        assert part in out
    document = loaded(call("criterion", "--file", listed, "--column", "2", "--format", "json")[1])
    assert ("perfscore.criteria/1", "标准.csv", "3", "66.7") == tuple(document[key] for key in ("format", "source", "texts", "share"))


def test_a_survey_in_which_all_is_read_ends_well(call: Call, listed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO("是得2分，否则不得分\n".encode())))
    status, out, _ = call("criterion", "--file", "-")
    assert (0, True) == (status, out.startswith("标准输入：1 条，不同的 1 条\n读懂 1 条（100.0%），全部读懂\n"))
    listed.with_suffix(".txt").write_text("评价指标得分二支出使用资金占到位资金的比例*该项指标分值\n", "utf-8")
    assert 1 == call("criterion", "--file", listed.with_suffix(".txt"))[0]
    assert 0 == call("criterion", "--file", listed.with_suffix(".txt"), "--lenient")[0]


def test_a_file_that_cannot_be_surveyed(call: Call, listed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status, out, err = call("criterion", "--file", listed, "--column", "标准")
    assert (2, "") == (status, out)
    assert "标准.csv：没有“标准”这一列。表头有：编号、评分标准。\n  请用 --column" in err
    assert "没有这个文件" in call("criterion", "--file", tmp_path / "无.csv")[2]
    assert "这是文件夹" in call("criterion", "--file", tmp_path)[2]
    monkeypatch.setattr("sys.stdin", None)
    assert "标准输入读不了" in call("criterion", "--file", "-")[2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "没有给出评分标准。"),
        (("是得2分，否则不得分", "--file", "a.csv"), "不能同时给出评分标准"),
        (("--file", "a.csv", "--weight", "5"), "不能同时给出评分标准"),
        (("--file", "a.csv", "--case", "产区"), "不能同时给出评分标准"),
        (("是得2分，否则不得分", "--column", "2"), "--column 只与 --file 同用。"),
    ],
)
def test_a_text_or_a_file_and_not_both(call: Call, arguments: tuple[str, ...], message: str) -> None:
    status, out, err = call("criterion", *arguments)
    assert (2, "") == (status, out)
    assert message in err
    assert "\n  请" in err


# ---- rulebooks, findings, schema ----------------------------------------------------------------


def test_rulebooks_are_listed_shown_and_compared(call: Call) -> None:
    name = "cn-hb-wh-hanyang-2019-dept"
    assert name in call("rulebooks")[1]
    assert "满分：100" in call("rulebooks", "show", name)[1]
    assert "perfscore.rulebook/1" == loaded(call("rulebooks", "show", name, "--format", "json")[1])["format"]
    assert "甲：（未规定）" in call("rulebooks", "diff", "general", name)[1]
    assert "没有差别" in call("rulebooks", "diff", name, name)[1]


def test_findings_are_listed_and_told(call: Call) -> None:
    assert "total-mismatch" in call("findings")[1]
    out = call("findings", "total-mismatch")[1]
    assert all(part in out for part in ("是什么：", "为什么要紧：", "怎么办："))


def test_schemas_are_listed_and_printed(call: Call) -> None:
    assert "perfscore.audit/1" in call("schema")[1]
    assert "urn:perfscore:audit:1" == loaded(call("schema", "perfscore.audit/1")[1])["$id"]


def test_the_version_and_the_help(call: Call) -> None:
    assert call("--version")[1].startswith("perfscore ")
    status, out, _ = call()
    assert (2, True) == (status, out.startswith("用法："))


# ---- whatever happens ---------------------------------------------------------------------------


def test_a_fault_of_the_program_is_one_line(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(sweeping, "audit", broken)
    status, out, err = call("audit", EXAMPLE)
    assert (2, "") == (status, out)
    assert "程序出错（ZeroDivisionError）" in err
    monkeypatch.setattr(cli.books, "rulebooks", broken)
    assert "程序出错（ZeroDivisionError）" in call("rulebooks")[2]
    monkeypatch.setenv("PERFSCORE_DEBUG", "1")
    for arguments in (["audit", str(EXAMPLE)], ["rulebooks"]):
        with pytest.raises(ZeroDivisionError):
            run(arguments)


def test_an_interrupt_is_quiet(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sweeping, "audit", stopped)
    assert (130, "", "") == call("audit", EXAMPLE)
    monkeypatch.setattr(console, "ready", lambda: None)
    monkeypatch.setattr("typer.main.get_command", stopped)
    assert 130 == call("audit", EXAMPLE)[0]


def test_a_closed_output_ends_the_call(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: Any, **__: Any) -> None:
        raise console.ClosedError

    monkeypatch.setattr(console, "say", closed)
    monkeypatch.setattr(console, "hush", lambda: None)
    assert (141, "", "") == call("audit", EXAMPLE)


def test_what_cannot_be_shown_stands_in_its_place(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = iter([PerfscoreError("不行。"), ZeroDivisionError(), None])

    def text(*_: Any, **__: Any) -> str:
        error = next(shown)
        if error:
            raise error
        return "第三张"

    monkeypatch.setattr(sweeping, "audit_text", text)
    status, out, err = call("audit", EXAMPLE, EXAMPLE, EXAMPLE)
    assert 2 == status
    assert out.startswith("第三张")
    assert "不行。" in err
    assert "程序出错（ZeroDivisionError）" in err


def test_main_exits_with_the_status(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["perfscore", "--version"])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert 0 == caught.value.code
    assert capsys.readouterr().out


def started(*arguments: str | Path, **settings: Any) -> subprocess.CompletedProcess[bytes]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHON"))}
    return subprocess.run(
        [sys.executable, "-m", "perfscore", *map(str, arguments)], capture_output=True, check=False, env=environment | settings
    )


def test_a_console_that_knows_only_gbk() -> None:
    done = started("audit", EXAMPLE, PYTHONIOENCODING="gbk")
    assert (1, b"") == (done.returncode, done.stderr)
    assert "5 - 15 × 0.1 = 3.5" in done.stdout.decode("gbk")
    done = started("audit", EXAMPLE, "--format", "json", PYTHONIOENCODING="cp936")
    assert "5 − 15 × 0.1 = 3.5" in {line["explanation"] for line in loaded(done.stdout.decode("gbk"))["sheets"][0]["lines"]}


def test_a_console_that_knows_only_ascii(tmp_path: Path) -> None:
    settings = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    done = started("audit", EXAMPLE, tmp_path / "none.xlsx", **settings)
    assert 2 == done.returncode
    assert b"5 - 15 x 0.1 = 3.5" in done.stdout
    assert b"none.xlsx:" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_error() -> None:
    child = subprocess.Popen([sys.executable, "-m", "perfscore", "explain", str(EXAMPLE)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.close()
    assert child.stderr is not None
    assert b"" == child.stderr.read()
    child.stderr.close()
    assert 141 == child.wait()


def test_nothing_heavy_is_loaded_for_an_audit() -> None:
    code = (
        "import sys\nfrom perfscore.cli import run\n"
        f"assert run(['audit', {str(EXAMPLE)!r}, '-o', {os.devnull!r}]) == 1\n"
        "print(sorted({'rich', 'pydantic', 'duckdb', 'numpy', 'cattrs'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "[]" == done.stdout.strip()


@pytest.mark.parametrize("command", ["audit", "score", "explain"])
def test_every_command_that_reads_forms_may_be_allowed_larger_files(call: Call, tmp_path: Path, command: str) -> None:
    path = tmp_path / "大.csv"
    path.write_bytes(b"\n" * (65 * 1024 * 1024))
    assert "超过上限 64 MB，没有打开。" in call(command, path)[2]
    assert "文件是空的。" in call(command, path, "--max-size", "66")[2]


def test_being_told_to_end_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "材料"
    folder.mkdir()
    for number in range(200):
        (folder / f"{number}.xlsx").write_bytes(EXAMPLE.read_bytes())
    out = tmp_path / "out.json"
    with subprocess.Popen(
        [sys.executable, "-m", "perfscore", "audit", str(folder), "--format", "jsonl", "-o", str(out)], stderr=subprocess.PIPE
    ) as process:
        while process.poll() is None and not list(tmp_path.glob(".out.json.*")):
            time.sleep(0.01)
        process.terminate()
        _, err = process.communicate(timeout=30)
    assert (130, b"") == (process.returncode, err)
    assert ["材料"] == [path.name for path in tmp_path.iterdir()]


def test_a_disk_that_is_full(call: Call) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("没有 /dev/full")
    for form_ in ("text", "json", "jsonl", "xlsx"):
        status, _, err = call("audit", EXAMPLE, "--format", form_, "-o", "/dev/full")
        assert (2, "写不了文件 /dev/full（磁盘已满）。\n  请核对磁盘空间。\n") == (status, err)
