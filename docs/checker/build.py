"""
Build the engine of the page 在线核算 (计算引擎): docs/_build/checker/runtime*.js, classic scripts with everything in them.

Pyodide comes from npm at a fixed version whose archive is checked; the libraries are those installed beside perfscore, all of them
pure Python. The engine starts from the memory of one that has checked a form. Where npm is missing nothing is built and the page says
so. What has been built from the same files is not built again.
"""

import base64
import gzip
import hashlib
import importlib.metadata
import json
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fetching import PACKAGES, able, fetched

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OUT = HERE.parent / "_build" / "checker"
SAMPLE = ROOT / "examples" / "hanyang-2019.xlsx"
#: What the page loads; the first is small and says that there is an engine.
SCRIPTS: Final = ("runtime.js", "runtime-wasm.js", "runtime-memory.js", "runtime-stdlib.js", "runtime-app.js")
PYODIDE: Final = PACKAGES["pyodide"][0]
#: What the library stands on in the browser; xlrd reads old workbooks, where it is installed.
NEEDED: Final = ("attrs", "simpleeval", "openpyxl", "et_xmlfile", "defusedxml", "lark", "cattrs", "typing_extensions")
WELCOME: Final = ("xlrd",)
MISSING: Final = "没有 npm 和 node，在线核算没有装入计算引擎；文档的其余部分照常。"


def main() -> int:
    OUT.mkdir(parents=True, exist_ok=True)
    if not able():
        for name in (*SCRIPTS, "licences.txt"):
            (OUT / name).unlink(missing_ok=True)
        say(MISSING)
        return 0
    stamp, wanted = OUT / "made-from", digest()
    if (OUT / "runtime.js").exists() and stamp.exists() and stamp.read_text("utf-8") == wanted:
        return 0
    engine = fetched("pyodide", OUT)
    app = OUT / "app-source.zip"
    packed(app)
    call = ["node", str(HERE / "compile.mjs"), str(engine), str(OUT), str(app), str(SAMPLE)]
    subprocess.run(call, check=True)
    for name, text in scripts(engine):
        (OUT / name).write_text(text, "utf-8")
    (OUT / "licences.txt").write_text("".join(licences()), "utf-8")
    stamp.write_text(wanted, "utf-8")
    say(f"计算引擎 {sum((OUT / name).stat().st_size for name in SCRIPTS) / 1e6:.1f} MB")
    return 0


def say(text: str) -> None:
    sys.stdout.write(f"· {text}\n")


def digest() -> str:
    """What the engine is made from, in a word."""
    found = hashlib.sha256(PYODIDE.encode())
    for path, name in sorted(files(), key=lambda one: one[1]):
        found.update(name.encode())
        found.update(path.read_bytes())
    for path in (SAMPLE, HERE / "worker.js", HERE / "compile.mjs", HERE / "fetching.py", Path(__file__)):
        found.update(path.read_bytes())
    return found.hexdigest()


# ---- the libraries ------------------------------------------------------------------------------


def distributions() -> Iterator[importlib.metadata.Distribution]:
    for name in (*NEEDED, *WELCOME):
        try:
            found = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            if name in NEEDED:
                raise
            continue
        if "py3-none-any" not in (found.read_text("WHEEL") or ""):
            raise SystemExit(f"{name} 不是纯 Python 的库，浏览器里不能用。")
        yield found


def files() -> Iterator[tuple[Path, str]]:
    """Every file of the libraries, of perfscore and of the page, with its name in the archive."""
    for one in distributions():
        for path in one.files or ():
            name = path.as_posix()
            if not name.startswith(("..", "/")) and ".dist-info/" not in name and "__pycache__" not in name:
                yield Path(str(one.locate_file(path))), name
    for file in (ROOT / "perfscore").rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            yield file, file.relative_to(ROOT).as_posix()
    yield HERE / "check.py", "checker.py"


def packed(archive: Path) -> None:
    with zipfile.ZipFile(archive, "w") as out:
        for path, name in files():
            out.write(path, name)


# ---- the scripts --------------------------------------------------------------------------------


def part(path: Path) -> str:
    return base64.b64encode(gzip.compress(path.read_bytes(), 9, mtime=0)).decode()


def scripts(engine: Path) -> Iterator[tuple[str, str]]:
    """The engine as scripts: its code, and its parts, packed; the page unpacks them without asking anyone."""
    info = json.loads((engine / "pyodide-lock.json").read_text("utf-8"))["info"]
    code = "\n".join(path.read_text("utf-8") for path in (engine / "pyodide.asm.js", engine / "pyodide.js", HERE / "worker.js"))
    parts = {
        "wasm": engine / "pyodide.asm.wasm", "memory": OUT / "memory.bin", "stdlib": OUT / "python_stdlib.zip", "app": OUT / "app.bin",
    }  # fmt: skip
    yield "runtime.js", f"window.RUNTIME = {json.dumps({'info': info, 'code': code, 'parts': {}}, ensure_ascii=False)};\n"
    for name, path in parts.items():
        yield f"runtime-{name}.js", f'window.RUNTIME.parts.{name} = "{part(path)}";\n'


def licences() -> Iterator[str]:
    """What ships with the page, under which licence, with the texts that came with it."""
    rule = "=" * 78
    yield f"perfscore (Apache-2.0)\n\n{(ROOT / 'LICENSE').read_text('utf-8')}\n"
    yield f"{rule}\nPyodide {PYODIDE} (MPL-2.0; source: https://github.com/pyodide/pyodide/tree/{PYODIDE}, licence: https://mozilla.org/MPL/2.0/)\n\n"
    python = Path(sysconfig.get_path("stdlib"), "LICENSE.txt")
    yield f"{rule}\nPython (PSF-2.0)\n\n{python.read_text('utf-8') if python.exists() else 'https://docs.python.org/3/license.html'}\n"
    for one in distributions():
        meta = one.metadata
        classes = [value.rsplit(" :: ", 1)[-1] for value in meta.get_all("Classifier", []) if value.startswith("License")]
        told = [*meta.get_all("License-Expression", []), *meta.get_all("License", []), *classes][0]
        yield f"{rule}\n{meta['Name']} {one.version} ({' '.join(told.split())[:60]})\n\n"
        for path in one.files or ():
            if ".dist-info/" in path.as_posix() and path.name.upper().startswith(("LICEN", "NOTICE", "COPYING")):
                yield f"{Path(str(one.locate_file(path))).read_text('utf-8')}\n"


if __name__ == "__main__":
    sys.exit(main())
