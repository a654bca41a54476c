"""
The run (运行): each target takes inputs until so many have passed or so many seconds are over; faults are kept and told.

Where atheris is installed it chooses by coverage what to change next; otherwise the inputs are drawn from the seeds alone.
Status 1 says that there was a fault. Every fault is one line of the code: further inputs that end there are counted, the shortest is kept.
"""

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).parents[2]
#: Seconds of the processor's that no input may take, by which a target counts as hanging.
MOST_SECONDS = 30


class Hang(BaseException):
    """An input that takes far too long; no handler of the code under test catches it."""


class Watch:
    """A target's inputs, one by one: how many, how long, what went wrong."""

    def __init__(self, name: str, run: Any, kept: Path) -> None:
        self.name, self.run, self.kept = name, run, kept
        self.count = self.read = self.failed = 0
        self.slowest = 0.0
        self.faults: dict[str, bytes] = {}
        self.began = time.monotonic()
        signal.signal(signal.SIGVTALRM, _hang)

    def take(self, data: bytes) -> None:
        """One input; a fault is kept, and the run goes on."""
        start = time.process_time()
        try:
            signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
            self.read += self.run(data)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever comes out is a fault
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            self._keep(data, error)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        self.count += 1
        took = time.process_time() - start
        if took > self.slowest:
            self.slowest = took
            if took > 1:
                self._write("slowest", data)

    def _keep(self, data: bytes, error: BaseException) -> None:
        self.failed += 1
        key = _place(error)
        old = self.faults.get(key)
        if old is None or len(data) < len(old):
            self.faults[key] = data
            digest = hashlib.sha256(key.encode()).hexdigest()[:8]
            self._write(digest, data)
            if old is None:
                told = "".join(traceback.format_exception(error))
                (self.kept / f"{self.name}-{digest}.txt").write_text(told, "utf-8", "backslashreplace")
                print(f"{self.name}: {key}（{self.kept / f'{self.name}-{digest}'}）", flush=True)

    def _write(self, label: str, data: bytes) -> None:
        self.kept.mkdir(parents=True, exist_ok=True)
        (self.kept / f"{self.name}-{label}").write_bytes(data)

    def over(self, inputs: int, seconds: float) -> bool:
        return self.count >= inputs or time.monotonic() - self.began >= seconds

    def tell(self, seed: int, engine: str) -> None:
        seconds = time.monotonic() - self.began
        print(
            f"{self.name}: {self.count} 个输入（读懂 {self.read} 个），{seconds:.0f} 秒，最慢 {self.slowest:.2f} 秒，"
            f"出错 {self.failed} 个、{len(self.faults)} 处，种子 {seed}，{engine}",
            flush=True,
        )


def _hang(number: int, frame: FrameType | None) -> None:
    raise Hang(f"more than {MOST_SECONDS} seconds")


def _place(error: BaseException) -> str:
    """Where an error arose: its kind and the last line of our own; a hang has no line, for it may be met anywhere."""
    if isinstance(error, Hang):
        return "Hang"
    frames = [one for one in traceback.extract_tb(error.__traceback__) if "perfscore" in one.filename or "/tests/" in one.filename]
    last = frames[-1] if frames else None
    return f"{type(error).__name__} {Path(last.filename).name}:{last.lineno}" if last else type(error).__name__


def drawn(seeds: list[bytes], mutate: Any, seed: int) -> Iterator[bytes]:
    """The seeds themselves, then what they become, without end."""
    dice = random.Random(seed)
    yield from seeds
    while True:
        data = dice.choice(seeds)
        for _ in range(dice.choice((1, 1, 1, 2, 4))):
            data = mutate(data, dice)
        yield data


def _guided(watch: Watch, target: Any, options: argparse.Namespace) -> None:
    """The inputs that atheris finds; it never returns."""
    import tempfile

    import atheris

    corpus = Path(tempfile.mkdtemp(prefix="perfscore-fuzz-"))
    for number, data in enumerate(target.seeds()):
        (corpus / f"{number:04}").write_bytes(data)

    def one(data: bytes) -> None:
        watch.take(bytes(data))
        if watch.over(options.inputs, options.seconds):
            _end(watch, options, "atheris", corpus)

    def changed(data: bytes, most: int, seed: int) -> bytes:
        dice = random.Random(seed)
        made: bytes = atheris.Mutate(data, most) if dice.random() < 0.2 else target.mutate(data, dice)
        return made[:most]

    longest = max(map(len, target.seeds()), default=0)
    arguments = [
        sys.argv[0],
        f"-seed={options.seed}",
        f"-max_len={longest * 2 + 4096}",
        "-mutate_depth=2",
        "-report_slow_units=100000",
        "-timeout=100000",
        "-rss_limit_mb=0",
        "-verbosity=0",
    ]
    atheris.Setup([*arguments, str(corpus)], one, custom_mutator=changed)
    atheris.Fuzz()


def _end(watch: Watch, options: argparse.Namespace, engine: str, corpus: Path | None = None) -> None:
    """The line of a target, and out: libFuzzer knows no other end than the process's own."""
    import shutil

    from tests.fuzz import targets

    watch.tell(options.seed, engine)
    if corpus is not None:
        shutil.rmtree(corpus, ignore_errors=True)
    for kept in targets._KEPT:
        kept.cleanup()
    sys.stdout.flush()
    os._exit(1 if watch.faults else 0)


def _alone(name: str, options: argparse.Namespace) -> None:
    """One target in this process."""
    guided = options.engine == "atheris" or (options.engine == "auto" and find_spec("atheris") is not None)
    if guided:
        import atheris

        with atheris.instrument_imports(include=["perfscore"]):
            from tests.fuzz.targets import TARGETS
    else:
        from tests.fuzz.targets import TARGETS
    target = TARGETS[name]
    watch = Watch(name, target.run, Path(options.keep))
    if guided:
        _guided(watch, target, options)
    for data in drawn(list(target.seeds()), target.mutate, options.seed):
        watch.take(data)
        if watch.over(options.inputs, options.seconds):
            _end(watch, options, "random")


NAMES = ("criterion", "formula", "quantity", "xlsx", "docx", "html", "csv", "xls", "pdf", "rulebook", "sheet", "receipt", "table")


def main() -> int:
    """Each target in a process of its own, one after the other."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", nargs="*", choices=[*NAMES, []], default=[])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=["auto", "atheris", "random"], default="auto")
    parser.add_argument("--keep", default=str(ROOT / ".fuzz"), help="where inputs that failed are kept")
    options = parser.parse_args()
    names = options.target or list(NAMES)
    if len(names) == 1:
        _alone(names[0], options)
    same = [f"--{key}={getattr(options, key)}" for key in ("seconds", "inputs", "seed", "engine", "keep")]
    done = [subprocess.run([sys.executable, "-m", "tests.fuzz", name, *same], cwd=ROOT, check=False).returncode for name in names]
    return int(any(done))


if __name__ == "__main__":
    sys.exit(main())
