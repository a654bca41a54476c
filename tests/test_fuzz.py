"""The short form of ``make fuzz``: some inputs of every target, and that a fault would be seen."""

import time
from itertools import islice
from pathlib import Path

import pytest

from tests.effort import calls
from tests.fuzz import __main__ as running
from tests.fuzz.__main__ import NAMES, Hang, Watch, drawn
from tests.fuzz.targets import TARGETS

SEED = 20_260
#: How many inputs, the seeds among them; a form on its whole way takes as long as a hundred texts.
COUNTS = {
    "criterion": 500, "formula": 3_000, "quantity": 2_000, "xlsx": 16, "docx": 14, "html": 14, "csv": 16, "xls": 20, "pdf": 30, "rulebook": 60,
    "sheet": 40, "receipt": 150, "table": 7,
}  # fmt: skip
#: Functions entered for one text, of as many characters as are read at all.
MOST_CALLS = {"criterion": 150_000, "formula": 20_000, "quantity": 5_000}


def inputs(name: str, count: int) -> list[bytes]:
    target = TARGETS[name]
    return list(islice(drawn(list(target.seeds()), target.mutate, SEED), count))


def test_the_targets_have_their_names() -> None:
    assert list(NAMES) == list(TARGETS) == list(COUNTS)


@pytest.mark.parametrize("name", TARGETS)
def test_inputs_that_nobody_meant(name: str, tmp_path: Path) -> None:
    target = TARGETS[name]
    watch = Watch(name, target.run, tmp_path)
    for data in inputs(name, COUNTS[name]):
        watch.take(data)
    assert {} == watch.faults, [path.read_text("utf-8") for path in tmp_path.glob("*.txt")]
    assert COUNTS[name] == watch.count
    assert watch.read > 0


@pytest.mark.parametrize("name", MOST_CALLS)
def test_no_text_takes_much_work(name: str) -> None:
    run = TARGETS[name].run
    made = inputs(name, 300)
    for data in made[:20]:  # what is made once, such as the parser
        run(data)
    for data in made:
        assert calls(lambda data=data: run(data)) < MOST_CALLS[name], data  # type: ignore[misc]


@pytest.mark.parametrize("name", TARGETS)
def test_the_same_seed_gives_the_same_inputs(name: str) -> None:
    if name not in {"xlsx", "docx", "xls"}:  # their seeds are made anew, and tell the time
        assert inputs(name, 20 + len(TARGETS[name].seeds())) == inputs(name, 20 + len(TARGETS[name].seeds()))


def test_a_fault_is_kept_and_the_run_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(data: bytes) -> bool:
        if len(data) > 3:
            raise ValueError("too long")
        return True

    watch = Watch("x", run, tmp_path)
    for data in (b"abcdef", b"abc", b"abcd"):
        watch.take(data)
    watch.tell(SEED, "random")
    assert (3, 1, 2, [b"abcd"]) == (watch.count, watch.read, watch.failed, list(watch.faults.values()))
    assert {b"abcd"} == {path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".txt"}
    assert "ValueError: too long" in next(tmp_path.glob("*.txt")).read_text("utf-8")
    said = capsys.readouterr().out
    assert "x: ValueError test_fuzz.py:" in said
    assert "3 个输入（读懂 1 个）" in said
    assert f"出错 2 个、1 处，种子 {SEED}，random" in said


def test_an_input_that_hangs_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MOST_SECONDS", 0.05)

    def run(data: bytes) -> bool:
        while True:
            try:
                time.process_time()
            except Exception:  # noqa: BLE001 - what is under test may catch whatever it likes
                return True

    watch = Watch("x", run, tmp_path)
    watch.take(b"a")
    assert {"Hang": b"a"} == watch.faults
    assert not issubclass(Hang, Exception)


def test_a_run_ends_with_its_inputs_or_its_seconds(tmp_path: Path) -> None:
    watch = Watch("x", bool, tmp_path)
    assert not watch.over(1, 1_000)
    assert watch.over(1, 0)
    watch.take(b"")
    assert watch.over(1, 1_000)
