// node corpus.mjs ENGINE BUILT FOLDER ANSWER : checks every file of a folder with the page's own engine, without a browser.
import fs from "node:fs";
import path from "node:path";

const [engine, built, folder, answer] = process.argv.slice(2);
const { loadPyodide } = await import(path.resolve(engine, "pyodide.mjs"));
const { info } = JSON.parse(fs.readFileSync(path.join(engine, "pyodide-lock.json"), "utf8"));
const python = await loadPyodide({
  lockFileContents: JSON.stringify({ info, packages: {} }), stdLibURL: path.resolve(built, "python_stdlib.zip"),
});
python.unpackArchive(new Uint8Array(fs.readFileSync(path.join(built, "app.zip"))), "zip", { extractDir: "/lib/app" });
const check = python.runPython(`
import sys
sys.path.insert(0, "/lib/app")
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
