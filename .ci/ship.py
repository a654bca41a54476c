"""
What is shipped, tried as its users get it (发布核对): built twice, looked into, installed where nothing else is, and run.

Run by ``make ship``; ``make check`` runs it with ``--quick``, which leaves out what needs other Pythons or many downloads.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NAME = f"{PROJECT['name']}-{PROJECT['version']}"
#: What the package holds, by the endings of its files, and what stands beside it in the wheel.
ENDINGS = (".py", ".lark", ".toml", ".json", "py.typed")
BESIDE = ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")
#: Files of either build carry this time.
EPOCH = {"SOURCE_DATE_EPOCH": "1700000000"}
#: The tests that say whether the oldest libraries do: each of them is called by these.
CORE = ("cli", "cli_marking", "criterion", "formula", "formulation", "marking", "reading_xlsx", "reviving", "templating", "writing")
TOOLS = ("pytest", "hypothesis", "jsonschema")


class ShipError(Exception):
    """What is not as it is promised (不符)."""


def do(*words: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None, fine: Sequence[int] = (0,)) -> str:
    """Run a command and give what it prints (执行)."""
    done = subprocess.run([*map(str, words)], cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False)
    if done.returncode not in fine:
        raise ShipError(f"{' '.join(map(str, words))}\n退出状态 {done.returncode}：\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return done.stdout


def demand(agreed: object, said: str) -> None:
    """Stop where something is not as it is promised (要求)."""
    if not agreed:
        raise ShipError(said)


# ---- built ------------------------------------------------------------------------------------


def build(source: Path, place: Path) -> tuple[Path, Path]:
    """The sdist of a folder, and the wheel that is made of that sdist (打包)."""
    do(sys.executable, "-m", "build", "--outdir", place, source, env={**os.environ, **EPOCH})
    sdist, wheel = place / f"{NAME}.tar.gz", place / f"{NAME}-py3-none-any.whl"
    demand({sdist, wheel} == set(place.iterdir()), f"打出的包是 {sorted(one.name for one in place.iterdir())}。")
    do(sys.executable, "-m", "twine", "check", "--strict", sdist, wheel)
    return sdist, wheel


def same_twice(folder: Path) -> tuple[Path, Path, Path]:
    """Build here, unpack that elsewhere with other times and rights, build there: the same bytes (可重现)."""
    sdist, wheel = build(ROOT, folder / "first")
    with tarfile.open(sdist) as packed:
        packed.extractall(folder, filter="data")
    there = folder / NAME
    for path in there.rglob("*"):
        os.utime(path, (0, 86400))
        path.chmod(path.stat().st_mode & 0o700)
    again = build(there, folder / "second")
    for one, other in zip((sdist, wheel), again, strict=True):
        demand(one.read_bytes() == other.read_bytes(), f"{one.name} 两次打包不同。")
    do(sys.executable, "-m", "build", "--wheel", "--outdir", folder / "third", ROOT, env={**os.environ, **EPOCH})
    demand(wheel.read_bytes() == (folder / "third" / wheel.name).read_bytes(), "直接打的 wheel 与由 sdist 打的不同。")
    return sdist, wheel, there


def compare(what: str, found: set[str], expected: set[str]) -> None:
    """Demand that a package holds what it should, and no more (核对内容)."""
    demand(found == expected, f"{what} 多了 {sorted(found - expected)}，少了 {sorted(expected - found)}。")


def look_into(sdist: Path, wheel: Path) -> None:
    """Demand that both packages hold what they should (核对内容)."""
    package = {path.relative_to(ROOT).as_posix() for path in (ROOT / "perfscore").rglob("*") if path.name.endswith(ENDINGS)}
    beside = {f"{NAME}.dist-info/{name}" for name in BESIDE}
    compare(wheel.name, set(ZipFile(wheel).namelist()), package | beside)
    if (ROOT / ".git").exists():
        tracked = set(do("git", "ls-files", "-z", cwd=ROOT).split("\0")) - {""}
        with tarfile.open(sdist) as packed:
            names = {one.name.removeprefix(f"{NAME}/") for one in packed.getmembers() if one.isfile()}
        compare(sdist.name, names, tracked | {"PKG-INFO"})


# ---- installed ----------------------------------------------------------------------------------


def fresh(python: str, place: Path, *packages: str | Path, constrained: bool = True) -> Path:
    """A new environment with these packages, and the folder of its programs (新环境)."""
    do(python, "-m", "venv", place)
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    free = {key: value for key, value in os.environ.items() if key != "PIP_CONSTRAINT"}
    env = {**os.environ, "PIP_CONSTRAINT": str(ROOT / "constraints.txt")} if constrained else free
    do(programs / "python", "-m", "pip", "install", "--quiet", *packages, env=env)
    return programs


def run_outside(programs: Path, folder: Path) -> None:
    """The demo and the other commands, with an empty HOME, outside of the project (试运行)."""
    home, here = folder / "home", folder / "here"
    for one in (home, here):
        one.mkdir()
    shutil.copy(ROOT / "examples" / "hanyang-2019.xlsx", here / "表.xlsx")
    env = {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "PATH": "",
        "PYTHONIOENCODING": "utf-8",
        "SYSTEMROOT": os.environ.get("SYSTEMROOT", ""),
    }

    def call(*words: str, status: int = 0) -> str:
        return do(programs / "perfscore", *words, cwd=here, env=env, fine=(status,))

    demand(call("--version") == f"perfscore {PROJECT['version']}\n", "--version 不是这一版。")
    demand("退出状态" in call("--help"), "--help 不对。")
    demand("自评总分 96    各行得分合计 94    复算 97.35" in call("audit", "表.xlsx", status=1), "示例表的结果不对。")
    demand("5 − 15 × 0.1 = 3.5" in call("explain", "表.xlsx", "平台操作性"), "explain 不对。")
    demand("97.35" in call("score", "表.xlsx"), "score 不对。")
    call("audit", "表.xlsx", "--format", "json", "-o", "回执.json", status=1)
    totals = json.loads((here / "回执.json").read_text("utf-8"))["sheets"][0]["totals"]
    demand((totals["declared"], totals["printed_sum"], totals["score"]) == ("96", "94", "97.35"), f"回执里是 {totals}。")
    demand("1 张结果相同" in call("audit", "表.xlsx", "--verify", "回执.json"), "回执核对不上。")
    call("audit", "表.xlsx", "--format", "html", "-o", "报告.html", status=1)
    call("mark", "表.xlsx", "-o", "核对.xlsx", status=1)
    call("template", "cn-mof-2020-10", "-o", "空白表.xlsx")
    demand("97.35" in call("audit", "核对.xlsx", status=1), "标注过的表读出来不同。")
    for name in ("rulebooks", "findings", "schema"):
        demand(call(name), f"{name} 没有输出。")
    said = do(programs / "python", "-c", "import perfscore as ps; print(ps.read('表.xlsx').declared)", cwd=here, env=env)
    demand(said == "96\n", f"ps.read 给出 {said}。")
    demand(not list(home.iterdir()), f"运行后 HOME 里多了 {[one.name for one in home.iterdir()]}。")


# ---- the whole ----------------------------------------------------------------------------------


def extras(python: str, wheel: Path, folder: Path) -> None:
    """Every extra resolves (可选依赖)."""
    programs = fresh(python, folder / "extras", "pip")
    free = {key: value for key, value in os.environ.items() if key != "PIP_CONSTRAINT"}
    for name in PROJECT["optional-dependencies"]:
        do(programs / "python", "-m", "pip", "install", "--quiet", "--dry-run", f"{wheel}[{name}]", env=free)


def lowest(python: str, wheel: Path, there: Path, folder: Path) -> None:
    """The oldest libraries that are allowed do: the demo, and the tests of what calls them (最低版本)."""
    pins = [one.partition(",")[0].replace(">=", "==") for one in PROJECT["dependencies"]]
    programs = fresh(python, folder / "lowest", *pins, wheel, *TOOLS, constrained=False)
    (folder / "lowest-run").mkdir()
    run_outside(programs, folder / "lowest-run")
    shutil.rmtree(there / "perfscore")  # what is tested is what was installed
    files = [f"tests/test_{name}.py" for name in CORE]
    do(programs / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", *files, cwd=there)


def citation(folder: Path) -> None:
    """CITATION.cff is what its schema says (引用信息)."""
    programs = fresh(sys.executable, folder / "citation", "cffconvert==2.0.0", constrained=False)
    do(programs / "cffconvert", "--validate", "-i", ROOT / "CITATION.cff")


def steps(pythons: Sequence[str], folder: Path, *, quick: bool) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is tried, one after the other, each with its name (各步)."""
    sdist, wheel, there = same_twice(folder)
    yield "打包两次，字节相同；由 sdist 打的 wheel 也相同；twine check --strict 通过", lambda: None
    yield "wheel 和 sdist 的内容不多不少", lambda: look_into(sdist, wheel)
    for number, python in enumerate(pythons):
        place = folder / f"empty{number}"
        place.mkdir()
        said = do(python, "-V").strip()
        yield f"{said}：装进空环境，示例表 96、94、97.35", lambda: run_outside(fresh(python, place / "venv", wheel), place)  # noqa: B023 - called at once
        if not quick:
            yield f"{said}：各项可选依赖都装得上", lambda: extras(python, wheel, place)  # noqa: B023 - called at once
    if not quick:
        yield "依赖取最低版本，示例表和有关的测试通过", lambda: lowest(pythons[0], wheel, there, folder)
        yield "CITATION.cff 合乎格式", lambda: citation(folder)


def main() -> int:
    parser = argparse.ArgumentParser(description="发布核对")
    parser.add_argument("--quick", action="store_true", help="只做打包、内容和一次安装")
    parser.add_argument("--python", nargs="*", default=[], help="在这些 Python 上安装，默认只用自己的")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="perfscore-ship-") as name:
        try:
            for said, step in steps(told.python or [sys.executable], Path(name).resolve(), quick=told.quick):
                step()
                print(f"· {said}", flush=True)
        except ShipError as error:
            print(f"发布核对没有通过：{error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
