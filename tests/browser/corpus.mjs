// node corpus.mjs ENGINE WORKER BUILT FOLDER ANSWER : checks every file of a folder with the page's own engine, without a browser.
import fs from "node:fs";
import path from "node:path";
import { runInThisContext } from "node:vm";

const [engine, worker, built, folder, answer] = process.argv.slice(2);
const { loadPyodide } = await import(path.resolve(engine, "pyodide.mjs"));
const { info } = JSON.parse(fs.readFileSync(path.join(engine, "pyodide-lock.json"), "utf8"));
const bytes = (name) => new Uint8Array(fs.readFileSync(path.join(built, name)));
globalThis.self = {};
runInThisContext(fs.readFileSync(worker, "utf8"));
const python = await loadPyodide({
  lockFileContents: JSON.stringify({ info, packages: {} }), stdLibURL: path.resolve(built, "python_stdlib.zip"),
  _loadSnapshot: bytes("memory.bin"), fsInit: (files) => place(files, bytes("app.bin")),
});
const check = python.runPython(`
import checker

def check(data, name):
    answer = checker.check(data.to_bytes(), name)
    return [answer.get("json", ""), answer["message"]]
check
`);
const found = {};
for (const name of fs.readdirSync(folder).sort()) {
  found[name] = check(new Uint8Array(fs.readFileSync(path.join(folder, name))), name).toJs();
}
fs.writeFileSync(answer, JSON.stringify(found));
process.exit(0);
