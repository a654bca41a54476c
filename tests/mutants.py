"""
How much the tests notice: faults put into a module one at a time (变异测试), each against the tests of that module.

The faults are those of mutmut; here they also reach what stands outside functions, and properties. A fault inside a function is put
into a process that has its tests collected already. What no test notices there, and what stands outside functions, is tried once more
in a process that imports perfscore anew. What was tried is kept in .mutants/ and not tried again.
"""

import argparse
import gc
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import multiprocessing
import multiprocessing.connection
import os
import resource
import signal
import sys
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import _lru_cache_wrapper, cached_property
from hashlib import sha256
from math import sqrt
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import libcst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import MutationVisitor, OuterFunctionProvider
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".mutants"

#: What is tried when no module is named.
MODULES = [
    "number",
    "tokens",
    "lowering",
    "trace",
    "formula",
    "interval",
    "ambiguity",
    "kind",
    "ratio",
    "ladder",
    "tier",
    "verdict",
    "count",
    "choice",
    "rule",
    "measure",
    "wording",
    "scanning",
    "piece",
    "clause",
    "casing",
    "composing",
    "criterion",
    "provision",
    "rulebook",
    "line",
    "scorecard",
    "staging",
    "scoring",
    "tallying",
    "auditing",
    "auditing.demands",
    "auditing.deviations",
    "auditing.finding",
    "auditing.form",
    "auditing.inferred",
    "auditing.money",
    "auditing.scores",
    "auditing.totals",
    "auditing.values",
]

#: Modules whose figures stand in tables of examples rather than in a test file of their own.
TABLED = {"kind", "ratio", "ladder", "tier", "count", "choice", "rule", "composing"}

#: The tests of the whole, for what a module's own tests have not noticed.
WIDE = ["tests/test_forms.py", "tests/test_conformance.py"]

#: Rooms behind the door of criterion, whose tests are those of texts.
BEHIND = {"wording", "scanning", "piece", "clause", "casing", "composing", "criterion"}

#: Loaded before the processes part: libraries, and nothing of perfscore.
LIBRARIES = ["attrs", "cattrs", "defusedxml.ElementTree", "jsonschema", "lark", "openpyxl", "simpleeval", "typer"]

#: How many examples a law tries.
EXAMPLES = 15

#: The processor time that a fault has: a multiple of what its tests take without it, and seconds besides.
TIMES, MORE = 6, 15

#: How a process ends whose fault was noticed without a test that failed: out of time, or out of the interpreter's depth.
NOTICED = {-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGSEGV}

FORK = multiprocessing.get_context("fork")


class Visitor(MutationVisitor):
    """
    All that mutmut finds; it leaves properties out only because of how it calls its mutants.

    Not what never runs: names of types (``Rule = Single | Alternatives``, ``Basis = Literal[…]``) and ``__all__``.
    """

    def _skip_node_and_children(self, node: libcst.CSTNode) -> bool:
        if isinstance(node, libcst.Assign) and self.get_metadata(OuterFunctionProvider, node, None) is None:
            target = node.targets[0].target
            union = isinstance(node.value, libcst.BinaryOperation) and isinstance(node.value.operator, libcst.BitOr)
            if union or isinstance(node.value, libcst.Subscript) or (isinstance(target, libcst.Name) and target.value == "__all__"):
                return True
        return not isinstance(node, libcst.FunctionDef) and bool(super()._skip_node_and_children(node))


@dataclass(frozen=True)
class Mutant:
    """One fault: where it stands, and the module with it. ``function``: the line of its ``def``, 0 outside functions."""

    key: str
    line: int
    function: int
    before: str
    after: str
    module: Any
    nodes: tuple[Any, Any]

    @property
    def source(self) -> str:
        return str(self.module.deep_replace(*self.nodes).code)


def mutants(path: Path) -> Iterator[Mutant]:
    """Every fault of a module. Its key holds while the code around it changes."""
    wrapper = MetadataWrapper(libcst.parse_module(path.read_text("utf-8")))
    visitor = Visitor(mutation_operators, IgnoredCode(set(), set(), set()))
    module = wrapper.visit(visitor)
    places = wrapper.resolve(PositionProvider)
    seen: Counter[tuple[str, str]] = Counter()
    for found in visitor.mutations:
        before, after = (module.code_for_node(node).strip() for node in (found.original_node, found.mutated_node))
        seen[before, after] += 1
        key = sha256(repr((before, after, seen[before, after])).encode()).hexdigest()[:16]
        outer = found.contained_by_top_level_function
        function = places[outer.name].start.line if isinstance(outer, libcst.FunctionDef) else 0
        line = places[found.original_node].start.line if found.original_node in places else function
        yield Mutant(key, line, function, before, after, module, (found.original_node, found.mutated_node))


class Loader(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Gives one module of perfscore with a fault in it."""

    def __init__(self, name: str, source: str, path: Path) -> None:
        self.name, self.source, self.path = name, source, path

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self) if fullname == self.name else None

    def get_source(self, fullname: str) -> str:
        return self.source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.source, str(self.path), "exec", dont_inherit=True)

    def is_package(self, fullname: str) -> bool:
        return self.path.name == "__init__.py"


def file_of(module: str) -> Path:
    path = ROOT / "perfscore" / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def tests_of(module: str) -> list[str]:
    """The mirror of a module, the examples in its docstrings, and the tables of examples where its figures stand in them."""
    own = f"tests/test_{module.replace('.', '_')}.py"
    tables = ["tests/test_conformance.py"] if module in TABLED else []
    return [own, str(file_of(module).relative_to(ROOT)), *tables]


def functions(code: CodeType) -> dict[int, CodeType]:
    """The functions of a module and the methods of its classes, by first line."""
    found = {}
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            if inner.co_flags & 0x2:  # its names are fast: a function, not the body of a class
                found[inner.co_firstlineno] = inner
            else:
                found |= functions(inner)
    return found


class Session:
    """The plugin that collects once and then runs chosen tests in chosen order, without the ceremony around."""

    def __init__(self, loop: Callable[["Session"], None], loader: Loader | None) -> None:
        self.loop, self.loader = loop, loader
        self.items: dict[str, pytest.Item] = {}
        self.failed = ""

    def pytest_sessionstart(self) -> None:
        # Before the finder of pytest itself, which takes files that are named to it.
        sys.meta_path[:0] = [self.loader] if self.loader else []

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        from hypothesis import Phase, settings

        for item in items:
            self.items[item.nodeid] = item
            test = getattr(item, "function", None)
            law = getattr(test, "_hypothesis_internal_use_settings", None)
            if law is not None:
                phases = [Phase.explicit, Phase.generate]
                few = settings(law, max_examples=min(EXAMPLES, law.max_examples), phases=phases)
                test._hypothesis_internal_use_settings = few  # type: ignore[union-attr]

    def pytest_runtestloop(self) -> bool:
        self.loop(self)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid

    def run(self, names: list[str]) -> str:
        """The first of these tests that fails, or nothing."""
        chosen = [self.items[name] for name in names]
        for item, following in zip(chosen, [*chosen[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                break
        return self.failed


def collect(tests: list[str], loop: Callable[[Session], None], loader: Loader | None = None) -> int:
    """Collects tests in this process, whose output is thrown away, and hands them to the loop."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    null = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(null, stream)
    session = Session(loop, loader)
    plugins = ["-p", "no:cacheprovider", "-p", "no:unittest", "-p", "no:xdist", "-p", "no:benchmark", "-p", "no:cov"]
    return int(pytest.main(["-q", "-s", "--tb=no", *plugins, *tests], [session]))


def child(work: Callable[[], Any], seconds: float, answer: Any) -> None:
    """In a process of its own: works within the processor time, answers and is gone."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
    answer.send(work())
    answer.close()
    os._exit(0)


def side_by_side(jobs: int, works: Iterator[tuple[Any, Callable[[], Any], float]], done: Callable[[Any, Any], None]) -> None:
    """Does each work in a process of its own, so many at a time; a process that is stopped answers None."""
    running: dict[int, tuple[Any, Any, Any]] = {}
    more = True
    while more or running:
        while more and len(running) < jobs:
            name, work, seconds = next(works, (None, None, 0.0))
            more = work is not None
            if work is not None:
                here, there = FORK.Pipe(duplex=False)
                process = FORK.Process(target=child, args=(work, seconds, there))
                process.start()
                there.close()
                running[here.fileno()] = name, process, here
        for ready in multiprocessing.connection.wait(list(running), None if running else 0):
            name, process, here = running.pop(int(ready))  # type: ignore[arg-type]
            try:
                answer = here.recv()
            except EOFError:
                answer = None
            process.join()
            here.close()
            # A process that ran out of its time, or fell over, has noticed; one that somebody else has ended has said nothing.
            if answer is not None or process.exitcode in NOTICED:
                done(name, answer)


@dataclass
class Baseline:
    """What the tests do without a fault: how long each takes, and which functions it calls."""

    seconds: dict[str, float]
    calls: dict[str, set[int]]

    def of(self, function: int, killers: Counter[str]) -> list[str]:
        """The tests that call a function (0: all), first those that have noticed faults, then the quick ones."""
        names = [name for name, called in self.calls.items() if not function or function in called]
        return sorted(names, key=lambda name: (-killers[name], self.seconds[name]))


def measure(session: Session, path: Path, caches: list[Any]) -> Baseline | str:
    """Runs every test once; the name of one that fails as it is."""
    starts = sorted(functions(compile(path.read_text("utf-8"), str(path), "exec")))
    baseline = Baseline({}, {})
    called: set[int] = set()

    def watch(frame: Any, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename == str(path):
            called.add(starts[max(bisect_right(starts, frame.f_code.co_firstlineno) - 1, 0)])

    for name in session.items:
        for cache in caches:
            cache.cache_clear()
        called.clear()
        start = time.process_time()
        sys.setprofile(watch)
        failed = session.run([name])
        sys.setprofile(None)
        if failed:
            return failed
        baseline.seconds[name], baseline.calls[name] = time.process_time() - start, set(called)
    return baseline


class Trial:
    """The faults of one module."""

    def __init__(self, module: str, jobs: int, *, wide: bool) -> None:
        self.module, self.jobs, self.wide, self.path = module, jobs, wide, file_of(module)
        self.tests = (["tests/test_criterion.py"] if module in BEHIND else []) + WIDE if wide else tests_of(module)
        self.file = KEPT / f"{module}.json"
        self.load()

    def load(self) -> None:
        """What is known of the faults, also from the process of the quick way."""
        self.kept: dict[str, dict[str, Any]] = json.loads(self.file.read_text("utf-8")) if self.file.exists() else {}
        self.killers: Counter[str] = Counter(entry["by"] for entry in self.kept.values() if entry["by"])

    def keep(self, mutant: Mutant, end: str, by: str = "") -> None:
        self.kept[mutant.key] = {"end": end, "by": by, "line": mutant.line, "before": mutant.before, "after": mutant.after}
        self.killers.update([by] if by else [])
        self.save()

    def save(self) -> None:
        KEPT.mkdir(exist_ok=True)
        self.file.write_text(json.dumps(self.kept, ensure_ascii=False, indent=1), "utf-8")

    def start_of(self, mutant: Mutant, starts: list[int]) -> int:
        """The first line of the function around a fault, decorators included; 0 outside functions."""
        return starts[bisect_right(starts, mutant.function) - 1] if mutant.function else 0

    def settle(self, mutant: Mutant, answer: Any, silent: str) -> None:
        """Keeps what became of a fault; ``answer`` is the test that noticed it, or nothing."""
        if answer is None:
            self.keep(mutant, "stopped")
        else:
            self.keep(mutant, "killed" if answer else silent, answer)

    def quick(self, chosen: list[Mutant], out: Any) -> None:
        """In a process of its own: every fault inside a function, put where its tests are collected already."""
        original = functions(compile(self.path.read_text("utf-8"), str(self.path), "exec"))
        starts = sorted(original)

        def loop(session: Session) -> None:
            objects = gc.get_objects()
            # Those without bound hold what is made once, such as the grammar; it is made here, for all.
            caches = [thing for thing in objects if isinstance(thing, _lru_cache_wrapper) and thing.cache_parameters()["maxsize"]]
            importlib.import_module("perfscore").read_criterion("每低1%扣1分")
            alive = {
                thing.__code__.co_firstlineno: thing
                for thing in [*objects, *(getattr(each, "func", None) for each in objects if isinstance(each, cached_property))]
                if isinstance(thing, FunctionType) and thing.__code__.co_filename == str(self.path)
            }
            found: list[Baseline | str | None] = []
            if self.wide:
                found.append(Baseline(dict.fromkeys(session.items, 0.1), {name: set(starts) for name in session.items}))
            else:
                side_by_side(1, iter([(None, lambda: measure(session, self.path, caches), 1200)]), lambda _, answer: found.append(answer))
            baseline = found[0]
            out.send(baseline)
            if not isinstance(baseline, Baseline):
                return
            for cache in caches:
                cache.cache_clear()

            def works() -> Iterator[tuple[Mutant, Callable[[], str], float]]:
                for mutant in chosen:
                    start = self.start_of(mutant, starts)
                    if start not in alive:
                        continue
                    code = functions(compile(mutant.source, str(self.path), "exec", dont_inherit=True)).get(start)
                    names = baseline.of(start, self.killers)
                    if code is not None and code != original[start] and code.co_freevars == original[start].co_freevars:
                        seconds = TIMES * sum(baseline.seconds[name] for name in names) + MORE
                        yield mutant, lambda f=alive[start], c=code, n=names: swapped(session, f, c, n), seconds  # type: ignore[misc]

            side_by_side(self.jobs, works(), lambda mutant, answer: self.settle(mutant, answer, "survived" if self.wide else "silent"))

        collect(self.tests, loop)

    def run(self, chosen: list[Mutant]) -> None:
        """Both ways, the quick one first."""
        for mutant in chosen:
            if not self.wide:
                self.kept.pop(mutant.key, None)
        self.save()
        here, there = FORK.Pipe(duplex=False)
        process = FORK.Process(target=self.quick, args=(chosen, there))
        process.start()
        there.close()
        try:
            baseline = here.recv()
        except EOFError:
            baseline = None
        process.join()
        if not isinstance(baseline, Baseline):
            sys.exit(f"{self.module}: the tests fail as it is: {baseline}")
        self.load()
        starts = sorted(functions(compile(self.path.read_text("utf-8"), str(self.path), "exec")))
        waiting = [
            mutant
            for mutant in chosen
            if (not mutant.function if self.wide else self.kept.get(mutant.key, {"end": "silent"})["end"] == "silent")
        ]

        def works() -> Iterator[tuple[Mutant, Callable[[], str], float]]:
            for mutant in waiting:
                names = baseline.of(self.start_of(mutant, starts), self.killers)
                seconds = TIMES * sum(baseline.seconds[name] for name in names) + 2 * MORE
                yield mutant, lambda m=mutant, n=names: anew(self.module, self.tests, m, n), seconds  # type: ignore[misc]

        side_by_side(self.jobs, works(), lambda mutant, answer: self.settle(mutant, answer, "survived"))


def swapped(session: Session, function: FunctionType, code: CodeType, names: list[str]) -> str:
    """The test that notices a fault in one function."""
    function.__code__ = code
    return session.run(names)


def anew(module: str, tests: list[str], mutant: Mutant, names: list[str]) -> str:
    """The test that notices a fault in a module that is imported with it."""
    loader = Loader(f"perfscore.{module}", mutant.source, file_of(module))
    found: list[str] = []
    status = collect(tests, lambda session: found.append(session.run([name for name in names if name in session.items])), loader)
    return found[0] if found else f"collection: {status}"


def interval(killed: int, tried: int) -> tuple[float, float]:
    """Wilson's interval at 95 % for the share among all faults, in per cent."""
    z = 1.96
    share, spread = killed / tried, 1 + z * z / tried
    middle, half = (share + z * z / 2 / tried) / spread, z / spread * sqrt(share * (1 - share) / tried + z * z / 4 / tried / tried)
    return 100 * (middle - half), 100 * (middle + half)


def report(module: str, every: list[Mutant], chosen: list[Mutant], kept: dict[str, dict[str, Any]]) -> None:
    tried = [(mutant, kept[mutant.key]) for mutant in chosen if mutant.key in kept]
    alive = [mutant for mutant, entry in tried if entry["end"] in {"survived", "silent"}]
    for mutant in sorted(alive, key=lambda one: one.line):
        print(f"  {file_of(module).relative_to(ROOT)}:{mutant.line} {mutant.key}: {mutant.before}  →  {mutant.after}")
    if tried:
        killed = len(tried) - len(alive)
        room = "" if len(tried) == len(every) else " ({:.1f}–{:.1f})".format(*interval(killed, len(tried)))
        print(f"{module}: {killed}/{len(tried)} = {100 * killed / len(tried):.1f} %{room}, of {len(every)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", default=MODULES, help="modules of perfscore, such as number or auditing.scores")
    parser.add_argument("--sample", type=int, default=0, help="so many faults of each module, by the seed (0: all)")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--again", action="store_true", help="try once more what has survived")
    parser.add_argument("--wide", action="store_true", help="try what has survived on the tests of the whole")
    parser.add_argument("--told", action="store_true", help="tell what is kept and try nothing")
    options = parser.parse_args()
    for library in LIBRARIES:
        importlib.import_module(library)
    for module in options.modules:
        every = list(mutants(file_of(module)))
        drawn = sorted(every, key=lambda mutant: sha256(f"{options.seed}:{mutant.key}".encode()).hexdigest())
        chosen = drawn[: options.sample or None]
        trial = Trial(module, options.jobs, wide=options.wide)
        untried = {"survived"} if options.wide else {"silent", "survived"} if options.again else {"silent"}
        fresh = [mutant for mutant in chosen if trial.kept.get(mutant.key, {"end": "silent"})["end"] in untried]
        if fresh and not options.told:
            trial.run(fresh)
        report(module, every, chosen, trial.kept)


if __name__ == "__main__":
    main()
