"""The mirror: every module of perfscore/ has a test file that names it."""

from pathlib import Path

ROOT = Path(__file__).parents[1]

#: The face and the entry by ``python -m`` are tested under other names.
ELSEWHERE = {"__init__": "test_face.py", "__main__": "test_cli.py"}


def mirrors(module: tuple[str, ...]) -> list[str]:
    """The names under which the test of a module may stand, the best one first."""
    if module[-1] in ELSEWHERE and len(module) == 1:
        return [ELSEWHERE[module[0]]]
    names = module[:-1] if module[-1] == "__init__" else module
    return [f"test_{'_'.join(names[: length or None])}.py" for length in range(len(names), 0, -1)]


def test_every_module_has_its_test() -> None:
    tests = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    modules = [path.relative_to(ROOT / "perfscore") for path in sorted((ROOT / "perfscore").rglob("*.py"))]
    names = {module.as_posix(): mirrors(module.with_suffix("").parts) for module in modules}
    missing = [f"{module}: {best}" for module, (best, *others) in names.items() if not tests & {best, *others}]
    assert not missing, "no test file for:\n" + "\n".join(missing)


def test_names_of_mirrors() -> None:
    assert ["test_rule.py"] == mirrors(("rule",))
    assert ["test_reading_grid.py", "test_reading.py"] == mirrors(("reading", "grid"))
    assert ["test_reading.py"] == mirrors(("reading", "__init__"))
    assert ["test_face.py"] == mirrors(("__init__",))
