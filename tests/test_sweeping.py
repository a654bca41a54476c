"""perfscore.sweeping: many files, in order, on every core, going on whatever a file brings up."""

import os
import signal
from pathlib import Path

import pytest

from perfscore import sweeping
from perfscore.checking import check
from perfscore.errors import ReadError
from perfscore.gathering import Given
from perfscore.sweeping import Job, Outcome, cores, done, sweep
from tests.reading_files import book, form


@pytest.fixture
def files(tmp_path: Path) -> list[Given | ReadError]:
    made: list[Given | ReadError] = []
    for number in range(12):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(b"" if number == 5 else book(form(H5=number % 9 + 1), form()) if number == 7 else book(form(H5=number % 9 + 1)))
        made.append(Given(source=path, name=path.name))
    return [*made, ReadError("标准输入读不了。")]


def names(found: list[list[Outcome]]) -> list[list[str]]:
    return [[one.name for one in each] for each in found]


def test_outcomes_come_in_the_order_of_the_files_on_one_core_or_several(files: list[Given]) -> None:
    job = Job(shape="data")
    alone, together = list(sweep(files, job, processes=1)), list(sweep(files, job, processes=3))
    assert alone == together
    expected = [[f"{number}.xlsx"] * (2 if number == 7 else 1) for number in range(12)]
    assert [*expected, [""]] == names(alone)
    assert ["文件是空的。", "标准输入读不了。"] == [one.why for each in alone for one in each if one.brief is None]


def test_an_outcome_is_what_check_gives(files: list[Given]) -> None:
    assert isinstance(files[0].source, Path)
    (one,) = done(Job(shape="data"), files[0])
    assert check(files[0].source.read_bytes(), "0.xlsx")["sheets"] == [one.shown]


def test_the_arguments_of_an_audit(files: list[Given]) -> None:
    job = Job(select=("overshoot",), rulebook="cn-hb-wh-hanyang-2019-dept", with_readings=True)
    (one,) = done(job, files[0])
    assert one.brief is not None
    assert {code for code, _ in one.brief.codes} <= {"overshoot"}
    assert "cn-hb-wh-hanyang-2019-dept" in one.shown


def test_a_file_that_is_too_large(files: list[Given]) -> None:
    (one,) = done(Job(most_bytes=100), files[0])
    assert "超过上限" in one.why


def test_a_fault_of_the_program_is_an_outcome(files: list[Given], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(sweeping, "audit", broken)
    monkeypatch.delenv("PERFSCORE_DEBUG", raising=False)
    (one,) = done(Job(), files[0])
    assert "程序出错（ZeroDivisionError）" in one.why
    monkeypatch.setenv("PERFSCORE_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        list(sweep(files[:1], Job(), processes=2))


class Deadly:
    """What ends the process that unpacks it, as a file may that takes all memory."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (1,)


def test_a_file_that_ends_its_process_is_told_from_the_others(files: list[Given]) -> None:
    files[3] = Given(source=Deadly(), name="3.xlsx")  # type: ignore[arg-type]
    found = list(sweep(files[:10], Job(shape="data"), processes=2))
    assert [f"{number}.xlsx" for number in range(10)] == [each[0].name for each in found]
    assert ["读这个文件时内存不够，或程序意外中止。", "文件是空的。"] == [one.why for each in found for one in each if one.brief is None]


def test_few_files_stay_in_this_process(files: list[Given], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", None)
    assert 3 == len(list(sweep(files[:3], Job())))


def test_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert os.cpu_count() == cores()


def test_a_process_of_its_own_leaves_interrupts_to_the_one_that_hands_out() -> None:
    kept = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)]
    try:
        sweeping._deaf()
        assert [signal.SIG_IGN, signal.SIG_DFL] == [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)]
    finally:
        for one, handler in zip((signal.SIGINT, signal.SIGTERM), kept, strict=True):
            signal.signal(one, handler)
