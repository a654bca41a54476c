// node compile.mjs PYODIDE SLIM IN OUT [IN OUT]… : compiles every module of a zip with Pyodide's own Python, so that a start does not.
// With SLIM = 1 the first zip, the standard library, loses what no form needs.
import fs from "node:fs";
import path from "node:path";

const [home, slim, ...pairs] = process.argv.slice(2);
const { loadPyodide } = await import(path.resolve(home, "pyodide.mjs"));
const { info } = JSON.parse(fs.readFileSync(path.join(home, "pyodide-lock.json"), "utf8"));
const python = await loadPyodide({ lockFileContents: JSON.stringify({ info, packages: {} }) });

const compiled = python.runPython(`
import importlib._bootstrap_external as external, importlib.util, io, zipfile

UNUSED = ("_pyrepl/", "antigravity", "asyncio/windows", "cProfile", "compileall", "ctypes/", "curses/", "dbm/", "doctest", "ensurepip/", "filecmp",
    "ftplib", "http/server", "idlelib/", "imaplib", "lib2to3/", "mailbox", "modulefinder", "msilib/", "nntplib", "pdb", "pickletools", "poplib",
    "profile", "pstats", "pyclbr", "pydoc", "rlcompleter", "smtplib", "socketserver", "sqlite3/", "tabnanny", "this", "timeit", "tkinter/",
    "trace", "turtle", "unittest/", "venv/", "webbrowser", "wsgiref/", "xmlrpc/", "zipapp")

def compiled(data, slim):
    source, out = zipfile.ZipFile(io.BytesIO(data.to_bytes())), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for one in sorted(source.infolist(), key=lambda one: one.filename):
            name, text = one.filename, source.read(one)
            if slim and name.startswith(UNUSED) and not name.startswith("traceback"):
                continue
            if name.endswith(".py"):
                code = compile(text, name, "exec", dont_inherit=True)
                name, text = name + "c", bytes(external._code_to_hash_pyc(code, importlib.util.source_hash(text), False))
            target.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text)
    return out.getvalue()

compiled
`);

for (let at = 0; at < pairs.length; at += 2) {
  const made = compiled(new Uint8Array(fs.readFileSync(pairs[at])), slim === "1" && at === 0);
  fs.writeFileSync(pairs[at + 1], made.toJs());
  made.destroy();
}
process.exit(0);
