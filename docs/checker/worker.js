// Runs the library in a thread of its own. Page to worker: {id, act, given}; back: {id, answer} or {id, fault}.
// The first act is "boot"; its given holds the bytes of the engine, so nothing is fetched, neither from a server nor from a disk.
"use strict";

const BRIDGE = `
import sys
sys.path.insert(0, "/lib/app")
import checker
from js import Object
from pyodide.ffi import to_js

def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value

def call(act, given):
    answer = getattr(checker, act)(**{key: _plain(value) for key, value in given.to_py().items()})
    return to_js(answer, dict_converter=Object.fromEntries)

call
`;

let call;

async function boot({ parts, info }) {
  self.fetch = (asked) => {
    const name = String(asked.url || asked).split("/").pop();
    if (!parts[name]) return Promise.reject(new Error("no such part: " + name));
    const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
    return Promise.resolve(new Response(parts[name], { headers: { "Content-Type": type } }));
  };
  const base = "https://local.invalid/";
  const python = await self.loadPyodide({
    indexURL: base, packageBaseUrl: base, lockFileContents: JSON.stringify({ info, packages: {} }),
  });
  python.unpackArchive(parts["app.zip"], "zip", { extractDir: "/lib/app" });
  call = python.runPython(BRIDGE);
}

self.onmessage = async ({ data: { id, act, given } }) => {
  try {
    const answer = act === "boot" ? await boot(given) : call(act, given);
    self.postMessage({ id, answer });
  } catch (error) {
    self.postMessage({ id, fault: String((error && error.message) || error) });
  }
};
