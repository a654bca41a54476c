"""The stair: a module imports only from modules below it, and stays small. The order stands here and nowhere else."""

import ast
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "perfscore"

#: From the ground up: a module imports only from modules earlier in this list.
ORDER = (
    "version",
    "pattern",
    "value",
    "source",
    "errors",
    "number",
    "trace",
    "tokens",
    "lowering",
    "voices",
    "spread",
    "querying",
    "formula",
    "spelling",
    "interval",
    "solving",
    "measure",
    "ambiguity",
    "indicator",
    "inferring",
    "kind",
    "ratio",
    "ladder",
    "tier",
    "verdict",
    "count",
    "choice",
    "rule",
    "arithmetic",
    "wording",
    "stopping",
    "formulation",
    "comparing",
    "piece",
    "scanning",
    "branching",
    "vocabulary",
    "bounding",
    "clause",
    "parts",
    "casing",
    "sharing",
    "composing",
    "criterion",
    "sheet",
    "reading.bounds",
    "reading.grid",
    "reading.added",
    "reading.format",
    "reading.package",
    "reading.compound",
    "reading.xlsx",
    "reading.xls",
    "reading.document",
    "reading.docx",
    "reading.pages",
    "reading.ruling",
    "reading.pdf",
    "reading.html",
    "reading.columns",
    "reading.text",
    "reading.content",
    "reading.header",
    "reading.row",
    "reading.leaf",
    "reading.stretch",
    "reading.layout",
    "reading",
    "surveying",
    "provision",
    "phrasing",
    "proportion",
    "noting",
    "rulebook",
    "shelving",
    "recognising",
    "overshooting",
    "deriving",
    "governing",
    "line",
    "choosing",
    "scorecard",
    "staging",
    "scoring",
    "altering",
    "requiring",
    "exploring",
    "weighing",
    "matching",
    "combining",
    "auditing.finding",
    "auditing.totals",
    "auditing.form",
    "auditing.values",
    "auditing.besides",
    "auditing.scores",
    "auditing.deviations",
    "auditing.inferred",
    "auditing.money",
    "auditing.demands",
    "auditing",
    "receipt",
    "verifying",
    "tallying",
    "reporting.table",
    "reporting.text",
    "reporting.combining",
    "reporting.criterion",
    "reporting.exploring",
    "reporting.verifying",
    "reporting.html.tree",
    "reporting.html.cells",
    "reporting.html.style",
    "reporting.html.clauses",
    "reporting.html.waterfall",
    "reporting.html.rows",
    "reporting.html.findings",
    "reporting.html.page",
    "reporting.html",
    "reporting.json",
    "reporting.summary",
    "reporting",
    "checking",
    "gathering",
    "sweeping",
    "reviving",
    "batching.column",
    "batching.recipe",
    "batching.preparing",
    "batching.telling",
    "batching.terms",
    "batching.layout",
    "batching.menu",
    "batching.stages",
    "batching.writing",
    "batching.filling",
    "batching.duckdb",
    "batching.alone",
    "batching.sourcing",
    "batching.storing",
    "batching.running",
    "batching.ranges",
    "batching.lanes",
    "batching.dialect",
    "batching.figures",
    "batching.cells",
    "batching.staged",
    "batching.spark",
    "batching.forms",
    "batching.collecting",
    "batching",
    "writing",
    "caching",
    "console",
    "marking.terms",
    "marking.entry",
    "marking.total",
    "marking.words",
    "marking.ink",
    "marking.place",
    "marking.columns",
    "marking.listing",
    "marking.copy",
    "marking.plain",
    "marking",
    "templating.tree",
    "templating.formulas",
    "templating.form",
    "templating.guide",
    "templating",
    "delivering",
    "helping",
    "cli.call",
    "cli.verifying",
    "cli.forms",
    "cli.combining",
    "cli.exploring",
    "cli.criteria",
    "cli.books",
    "cli.batch",
    "cli.marking",
    "cli.templating",
    "cli.about",
    "cli",
    "__main__",
)

#: The public face: it may import everything below the command line, and nobody imports it.
FACE = "__init__"
ABOVE_THE_FACE = (
    "cli.call",
    "cli.verifying",
    "cli.forms",
    "cli.combining",
    "cli.exploring",
    "cli.criteria",
    "cli.books",
    "cli.batch",
    "cli.marking",
    "cli.templating",
    "cli.about",
    "cli",
    "__main__",
)

#: Heavier than attrs: imported by the first call that needs them.
LATE = {
    *("cattrs", "click", "defusedxml", "duckdb", "lark", "openpyxl", "pdfminer", "pdfplumber", "pyspark", "rich", "typer", "xlrd"),
    *(
        "argparse",
        "concurrent",
        "csv",
        "difflib",
        "hashlib",
        "html",
        "importlib",
        "json",
        "logging",
        "pickle",
        "subprocess",
        "tomllib",
        "warnings",
        "zipfile",
    ),
}

#: What of ``math`` keeps integers and fractions exact.
EXACT_MATH = {"ceil", "comb", "floor", "gcd", "isqrt", "lcm", "prod"}

MOST_LINES = 500
MOST_BODY_LINES = 40

Function = ast.FunctionDef | ast.AsyncFunctionDef


def module_name(path: Path, package: Path = PACKAGE) -> str:
    """The name by which the list knows a file: reading/grid.py is reading.grid, reading/__init__.py is reading."""
    parts = path.relative_to(package).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}
TREES = {name: ast.parse(path.read_bytes(), str(path)) for name, path in MODULES.items()}


def shown(name: str) -> str:
    """A module as a reader of the folder sees it."""
    return MODULES[name].relative_to(PACKAGE).as_posix() if name in MODULES else f"{name.replace('.', '/')}.py"


def imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """The modules of perfscore that one import statement names; the face itself counts as a module."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.name.split(".")[0] == "perfscore":
                yield alias.name.partition(".")[2] or FACE
    elif node.module and node.module.split(".")[0] == "perfscore":
        base = node.module.partition(".")[2]
        for alias in node.names:
            inner = f"{base}.{alias.name}".strip(".")
            yield inner if inner in MODULES or inner in ORDER else base or FACE


def packages(node: ast.Import | ast.ImportFrom) -> set[str]:
    """The top-level packages that one import statement names."""
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    return {name.split(".")[0] for name in names}


def imports(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))


def stair_faults(name: str, tree: ast.AST) -> Iterator[str]:
    """Where a module imports one that stands above it, beside it or the face."""
    if name == FACE:
        allowed: set[str] = set(ORDER) - set(ABOVE_THE_FACE)
    else:
        allowed = set(ORDER[: ORDER.index(name)]) if name in ORDER else set(ORDER)
    for node in imports(tree):
        for other in dict.fromkeys(imported(node)):
            if other == FACE:
                yield f"{shown(name)}:{node.lineno} imports the face; import from the module itself"
            elif other not in allowed:
                yield f"{shown(name)}:{node.lineno} imports {shown(other)}, which stands above it"


def form_faults(name: str, tree: ast.Module) -> Iterator[str]:
    """Relative and hidden imports, TYPE_CHECKING blocks, and imports that do not stand at the top of their module."""
    for node in ast.walk(tree):
        if "TYPE_CHECKING" in (getattr(node, "id", ""), getattr(node, "attr", ""), getattr(node, "name", "")):
            yield f"{shown(name)}:{getattr(node, 'lineno', 0)} speaks of TYPE_CHECKING"
        if isinstance(node, ast.Call) and called(node) in ("__import__", "import_module"):
            yield f"{shown(name)}:{node.lineno} hides an import in {called(node)}()"
    for statement in imports(tree):
        if isinstance(statement, ast.ImportFrom) and statement.level:
            yield f"{shown(name)}:{statement.lineno} imports relatively"
        elif statement not in tree.body and not packages(statement) <= LATE:
            yield f"{shown(name)}:{statement.lineno} imports {'、'.join(sorted(packages(statement)))} inside a block"
        elif statement not in tree.body and statement not in within_functions(tree):
            yield f"{shown(name)}:{statement.lineno} imports inside a block that is no function"


def called(node: ast.Call) -> str:
    """The last word of what is called: json.loads is loads."""
    return getattr(node.func, "id", "") or getattr(node.func, "attr", "")


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def within_functions(tree: ast.AST) -> set[ast.AST]:
    return {inner for function in functions(tree) for inner in ast.walk(function)}


def body_lines(function: Function) -> int:
    """The lines of a function from its first statement after the docstring to its last."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def size_faults(name: str, tree: ast.AST, lines: int) -> Iterator[str]:
    if lines > MOST_LINES:
        yield f"{shown(name)} has {lines} lines; {MOST_LINES} is the ceiling"
    for function in functions(tree):
        if body_lines(function) > MOST_BODY_LINES:
            yield f"{shown(name)}:{function.lineno} {function.name} has a body of {body_lines(function)} lines; {MOST_BODY_LINES} is the ceiling"


def float_faults(name: str, tree: ast.AST) -> Iterator[str]:
    """Every way by which a float could come in: the constructor, a literal, a parser that makes them, inexact math."""
    harmless = set(chain.from_iterable(ast.walk(place) for place in places_for_a_type(tree)))
    for node in ast.walk(tree):
        where = f"{shown(name)}:{getattr(node, 'lineno', 0)}"
        if (getattr(node, "id", "") == "float" and node not in harmless) or getattr(node, "attr", "") == "__float__":
            yield f"{where} makes floats"
        elif isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"{where} writes the float {node.value}"
        elif isinstance(node, ast.Call) and parses_floats(node):
            yield f"{where} calls {ast.unparse(node.func)} without parse_float"
        elif isinstance(node, ast.ImportFrom) and node.module == "math":
            yield from (f"{where} imports math.{alias.name}" for alias in node.names if alias.name not in EXACT_MATH)
        elif isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "math" and node.attr not in EXACT_MATH:
            yield f"{where} uses math.{node.attr}"


def places_for_a_type(tree: ast.AST) -> Iterator[ast.AST]:
    """Where the word float only names the type: annotations, isinstance, class patterns, comparisons of types."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            yield node.annotation
        elif isinstance(node, Function) and node.returns:
            yield node.returns
        elif isinstance(node, ast.Call) and called(node) in ("isinstance", "issubclass", "cast"):
            yield from node.args
        elif isinstance(node, ast.MatchClass):
            yield node.cls
        elif isinstance(node, ast.Subscript):
            yield node.slice
        elif isinstance(node, ast.Compare):
            yield from node.comparators


def parses_floats(node: ast.Call) -> bool:
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in ("load", "loads"):
        return False
    return getattr(node.func.value, "id", "") in ("json", "tomllib") and "parse_float" not in {word.arg for word in node.keywords}


def test_every_module_has_its_place() -> None:
    unplaced = [shown(name) for name in MODULES if name not in {FACE, *ORDER}]
    assert not unplaced, f"not in ORDER: {', '.join(unplaced)}"


def test_every_place_has_its_module() -> None:
    missing = [shown(name) for name in (FACE, *ORDER) if name not in MODULES]
    assert not missing, f"in ORDER, but not in perfscore/: {', '.join(missing)}"


@pytest.mark.parametrize("name", MODULES)
def test_imports_climb_the_stair(name: str) -> None:
    faults = list(stair_faults(name, TREES[name]))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", MODULES)
def test_imports_stand_in_the_open(name: str) -> None:
    faults = list(form_faults(name, TREES[name]))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", MODULES)
def test_modules_and_functions_stay_small(name: str) -> None:
    lines = len(MODULES[name].read_text(encoding="utf-8").splitlines())
    faults = list(size_faults(name, TREES[name], lines))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", MODULES)
def test_no_float_comes_in(name: str) -> None:
    faults = list(float_faults(name, TREES[name]))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("from perfscore.scoring import score", "rule.py:1 imports scoring.py, which stands above it"),
        ("from perfscore import scoring", "rule.py:1 imports scoring.py, which stands above it"),
        ("import perfscore.reading.grid", "rule.py:1 imports reading/grid.py, which stands above it"),
        ("from perfscore.rule import Steps", "rule.py:1 imports rule.py, which stands above it"),
        ("from perfscore import Sheet", "rule.py:1 imports the face; import from the module itself"),
        ("import perfscore", "rule.py:1 imports the face; import from the module itself"),
        ("def f():\n    from perfscore.cli import main", "rule.py:2 imports cli/__init__.py, which stands above it"),
        ("from perfscore.number import Quantity\nimport ast", None),
    ],
)
def test_the_guard_of_the_stair_sees(text: str, fault: str | None) -> None:
    assert ([fault] if fault else []) == list(stair_faults("rule", ast.parse(text)))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("from . import sheet", "rule.py:1 imports relatively"),
        ("from typing import TYPE_CHECKING", "rule.py:1 speaks of TYPE_CHECKING"),
        ("def f():\n    import attrs", "rule.py:2 imports attrs inside a block"),
        ("def f():\n    from perfscore.number import Quantity", "rule.py:2 imports perfscore inside a block"),
        ("if True:\n    import json", "rule.py:2 imports inside a block that is no function"),
        ("importlib.import_module('perfscore.cli')", "rule.py:1 hides an import in import_module()"),
        ("def f():\n    import openpyxl", None),
    ],
)
def test_the_guard_of_the_form_sees(text: str, fault: str | None) -> None:
    assert ([fault] if fault else []) == list(form_faults("rule", ast.parse(text)))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("x = float('1')", "rule.py:1 makes floats"),
        ("x = map(float, 'ab')", "rule.py:1 makes floats"),
        ("x = 0.5", "rule.py:1 writes the float 0.5"),
        ("x = json.loads('1.5')", "rule.py:1 calls json.loads without parse_float"),
        ("from math import sqrt", "rule.py:1 imports math.sqrt"),
        ("x = math.log(2)", "rule.py:1 uses math.log"),
        ("x = json.loads('1.5', parse_float=Decimal)", None),
        ("def f(x: float | int) -> bool: return isinstance(x, (int, float))", None),
        ("match x:\n    case float(): pass", None),
        ("y = type(x) is float", None),
    ],
)
def test_the_guard_against_floats_sees(text: str, fault: str | None) -> None:
    assert ([fault] if fault else []) == list(float_faults("rule", ast.parse(text)))


def test_the_docstring_does_not_count_as_body() -> None:
    (function,) = functions(ast.parse('def f():\n    """\n    One.\n\n    Two.\n    """\n    x = 1\n\n    return x\n'))
    assert 3 == body_lines(function)
