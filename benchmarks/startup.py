"""How long the program takes to start: medians of warm runs, interleaved, each in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).parents[1]
ROUNDS = 7
FORM = "examples/hanyang-2019.xlsx"

#: Warm means that the bytecode is kept, whatever the environment says of it.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

#: What is run, in the order of each round, and the exit statuses that mean it went well.
RUNS: dict[str, tuple[list[str], set[int]]] = {
    "python -c pass": (["-c", "pass"], {0}),
    "import perfscore": (["-c", "import perfscore"], {0}),
    "import openpyxl": (["-c", "import openpyxl"], {0}),
    f"perfscore audit {FORM}": (["-m", "perfscore", "audit", FORM], {0, 1}),
}


def milliseconds(arguments: list[str], good: set[int]) -> float:
    """One run from start to end, in ms."""
    start = perf_counter()
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    taken = (perf_counter() - start) * 1000
    if done.returncode not in good:
        sys.exit(f"python {' '.join(arguments)}: exit status {done.returncode}\n{done.stderr}")
    return taken


def measure() -> dict[str, float]:
    """The median of each run, the first round (which fills the caches) left out."""
    times: dict[str, list[float]] = {name: [] for name in RUNS}
    for _ in range(ROUNDS + 1):
        for name, (arguments, good) in RUNS.items():
            times[name].append(milliseconds(arguments, good))
    return {name: median(taken[1:]) for name, taken in times.items()}


def main() -> None:
    times = measure()
    bare, face, workbook, audit = times.values()
    print(f"Python {sys.version.split()[0]}, medians of {ROUNDS} warm runs, interleaved")
    print(f"{'':44}{'ms':>8}{'over pass':>12}{'× openpyxl':>12}")
    for name, taken in times.items():
        print(f"{name:44}{taken:8.1f}{taken - bare:12.1f}{taken / workbook:12.2f}")
    print(f"import perfscore over python -c pass: {face - bare:.1f} ms (goal: at most 60 ms)")
    print(f"perfscore audit against import openpyxl: {audit / workbook:.2f} × (goal: at most 4 ×)")


if __name__ == "__main__":
    main()
