// node compile.mjs PYODIDE OUT LIBRARIES SAMPLE : makes what a start of the page would else do anew each time.
// OUT/python_stdlib.zip is the standard library compiled, without what no form needs; OUT/app.bin the LIBRARIES compiled, as worker.js reads them;
// OUT/memory.bin is the memory of the engine after it has checked the SAMPLE once: everything loaded, every grammar and pattern built.
import crypto from "node:crypto";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";
import { runInThisContext } from "node:vm";

globalThis.self = {};
runInThisContext(fs.readFileSync(new URL("worker.js", import.meta.url), "utf8"));

const [home, out, libraries, sample] = process.argv.slice(2);
const { loadPyodide } = await import(path.resolve(home, "pyodide.mjs"));
const { info } = JSON.parse(fs.readFileSync(path.join(home, "pyodide-lock.json"), "utf8"));
const bytes = (name) => new Uint8Array(fs.readFileSync(name));
const start = (more) => loadPyodide({ lockFileContents: JSON.stringify({ info, packages: {} }), ...more });

const python = await start({});
python.runPython(`
import importlib._bootstrap_external as external, importlib.util, io, json, zipfile

UNUSED = ("_pyrepl/", "antigravity", "asyncio/windows", "cProfile", "compileall", "ctypes/", "curses/", "dbm/", "doctest", "ensurepip/", "filecmp",
    "ftplib", "http/server", "idlelib/", "imaplib", "lib2to3/", "mailbox", "modulefinder", "msilib/", "nntplib", "pdb", "pickletools", "poplib",
    "profile", "pstats", "pyclbr", "pydoc", "rlcompleter", "smtplib", "socketserver", "sqlite3/", "tabnanny", "this", "timeit", "tkinter/",
    "trace", "turtle", "unittest/", "venv/", "webbrowser", "wsgiref/", "xmlrpc/", "zipapp")

def compiled(data, unused):
    """Name and content of every file of an archive, its modules compiled."""
    source, found = zipfile.ZipFile(io.BytesIO(data.to_bytes())), {}
    for name in sorted(source.namelist()):
        text = source.read(name)
        if name.endswith(("/", ".pyi")) or (name.startswith(unused) and not name.startswith("traceback")):
            continue
        if name.endswith(".py"):
            code = compile(text, name, "exec", dont_inherit=True)
            name, text = name + "c", bytes(external._code_to_hash_pyc(code, importlib.util.source_hash(text), False))
        found[name] = text
    return found

def archive(found):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for name, text in found:
            target.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()

def row(found):
    """The files one after the other, behind a line with the name and length of each."""
    return b"\\n".join((json.dumps([[name, len(text)] for name, text in found]).encode(), b"".join(text for _, text in found)))

def left(found, home, loaded):
    """The files without the modules that are loaded."""
    return [(name, text) for name, text in found.items() if home + name not in loaded]

def packed(loaded):
    """Both archives, without what is loaded."""
    loaded = frozenset(loaded)
    return archive(left(stdlib, "/lib/python313.zip/", loaded)), row(left(libraries, "/lib/app/", loaded))

def read(one, other):
    global stdlib, libraries
    stdlib, libraries = compiled(one, UNUSED), compiled(other, ())
`);
const [read, packed] = ["read", "packed"].map((name) => python.globals.get(name));
const write = (loaded) => {
  const [stdlib, app] = packed(loaded).toJs();
  fs.writeFileSync(path.join(out, "python_stdlib.zip"), stdlib);
  fs.writeFileSync(path.join(out, "app.bin"), app);
};
read(bytes(path.join(home, "python_stdlib.zip")), bytes(libraries));
write([]);

// The memory is the same whenever and wherever it is made: no clock, chance or path of this machine goes into it.
const then = Date.UTC(2020, 0, 1);
globalThis.Date = class extends Date {
  constructor(...given) { super(...(given.length ? given : [then])); }
  static now() { return then; }
};
performance.now = () => 0;
crypto.randomFillSync = (given) => given.fill(7);
syncBuiltinESMExports();
const engine = await start({
  _makeSnapshot: true, _sysExecutable: "python", env: { LANG: "zh_CN.UTF-8", PYTHONHASHSEED: "0" },
  stdLibURL: path.resolve(out, "python_stdlib.zip"), fsInit: (files) => place(files, bytes(path.join(out, "app.bin"))),
});
engine.FS.writeFile("/sample", bytes(sample));
const loaded = engine.runPython(`
import sys
sys.path.insert(0, "/lib/app")

def warm():
    import os
    import checker
    import perfscore as ps

    with open("/sample", "rb") as file:
        data = file.read()
    os.remove("/sample")
    for told in (
        checker.check(data, "sample.xlsx"),
        checker.what_if(data, "sample.xlsx", 0, total="98"),
        checker.criterion("每减少1个百分点扣0.1分，扣完为止", "5", "100%", "85%"),
    ):
        assert not told.get("message"), told
    for one in ps.rulebooks():
        ps.rulebook(one)
    return "\\n".join(sorted(filter(None, (getattr(one, "__file__", None) for one in [*sys.modules.values()]))))

warm()
`);
// What is in the memory is never imported again: the archives lose it, and the memory learns what is left of them.
write(loaded.split("\n"));
engine.FS.writeFile("/lib/python313.zip", bytes(path.join(out, "python_stdlib.zip")));
engine.runPython(`
import gc, importlib, importlib.util
del warm
importlib.invalidate_caches()
assert importlib.util.find_spec("no_such_module") is None
gc.collect()
`);
fs.writeFileSync(path.join(out, "memory.bin"), engine.makeMemorySnapshot());
process.exit(0);
