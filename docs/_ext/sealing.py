"""
What is done to the finished pages (收尾): types lead to their page; the checker is put in place and its page sealed off.

A page whose policy says ``connect-src 'none'`` can send nothing anywhere, whatever its scripts do; the browser sees to it.
"""

import json
import re
import shutil
from base64 import b64encode
from pathlib import Path
from typing import Any

import perfscore

CHECKER = "checker/index.html"
POLICY = (
    "default-src 'none'; script-src 'self' file: blob: 'unsafe-inline' 'wasm-unsafe-eval'; worker-src blob:; "
    "style-src 'self' file: 'unsafe-inline'; img-src 'self' file: data:; font-src 'self' file: data:; connect-src 'none'; "
    "form-action 'self' file:; base-uri 'none'"
)
HEAD = re.compile(r'<meta charset="utf-8"\s*/?>', re.IGNORECASE)
#: A page that was not written anew has its policy and its engine already.
SEALED = re.compile(r'\n<(?:meta http-equiv="Content-Security-Policy"|link rel="preload" as="script" href="runtime)[^>]*>')
#: Evaluates text as code, which the policy refuses; the page has no use for it.
TRANSLATIONS = re.compile(r'\s*<script src="[^"]*translations\.js[^"]*"></script>')
NO_ENGINE = "window.RUNTIME = null;\n"


def lead(app: Any, env: Any, node: Any, contnode: Any) -> Any:
    """A name of the face wherever it is defined."""
    name = node.get("reftarget", "").rsplit(".", 1)[-1]
    if node.get("refdomain") != "py" or name not in perfscore.__all__ or node["reftarget"] == f"perfscore.{name}":
        return None
    return env.domains["py"].resolve_xref(env, node["refdoc"], app.builder, "obj", f"perfscore.{name}", node, contnode)


def seal(app: Any, exception: Exception | None) -> None:
    """Put the engine beside the checker page, which is to ask for it at once, and write its policy."""
    page = Path(app.outdir, CHECKER)
    if exception is not None or app.builder.format != "html" or not page.exists():
        return
    text = SEALED.sub("", TRANSLATIONS.sub("", page.read_text("utf-8")))
    if len(HEAD.findall(text)) != 1:
        raise ValueError(f"{CHECKER}: no one place for the policy")
    built, out = Path(app.srcdir, "_build", "checker"), page.parent
    for path in out.glob("runtime*.js"):
        path.unlink()
    (out / "runtime.js").write_text(NO_ENGINE, "utf-8")
    (out / "licences.txt").write_text("没有装入计算引擎。\n", "utf-8")
    for path in (*built.glob("runtime*.js"), *built.glob("licences.txt")):
        shutil.copyfile(path, out / path.name)
    head = [f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">']
    head += [f'<link rel="preload" as="script" href="{path.name}">' for path in sorted(out.glob("runtime*.js"))]
    page.write_text(HEAD.sub(lambda m: "\n".join((m[0], *head)), text), "utf-8")
    for name in ("gate.js", "page.js", "checker.css"):
        shutil.copyfile(Path(app.srcdir, "checker", name), out / name)
    sample = (Path(app.srcdir).parent / "examples" / "hanyang-2019.xlsx").read_bytes()
    books = [[name, perfscore.rulebook(name).title] for name in perfscore.rulebooks()]
    given = {"version": perfscore.__version__, "books": books, "sample": b64encode(sample).decode()}
    (out / "given.js").write_text(f"window.GIVEN = {json.dumps(given, ensure_ascii=False)};\n", "utf-8")


def setup(app: Any) -> dict[str, bool]:
    app.connect("missing-reference", lead)
    app.connect("build-finished", seal)
    return {"parallel_read_safe": True}
