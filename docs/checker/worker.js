// Runs the library in a thread of its own. Page to worker: {id, act, given}; back: {id, answer} or {id, fault}.
// The first act is "boot"; the parts of the engine follow as {part, text}, so nothing is fetched, neither from a server nor from a disk.
"use strict";

const BRIDGE = `
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
const came = {}, parts = {};
for (const name of ["wasm", "memory", "stdlib", "app"]) parts[name] = new Promise((yes) => { came[name] = yes; });

function decoded(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const letters = atob(text), bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
  return bytes;
}

/** A part as an answer of a server, unpacked while it is read. */
async function answer(name, type) {
  const packed = new Blob([decoded(await parts[name])]).stream();
  return new Response(packed.pipeThrough(new DecompressionStream("gzip")), { headers: { "Content-Type": type } });
}

/** The libraries as files: a line with the name and length of each, then one after the other. */
function place(files, bytes) {
  let at = bytes.indexOf(10) + 1;
  for (const [name, length] of JSON.parse(new TextDecoder().decode(bytes.subarray(0, at)))) {
    const path = `/lib/app/${name}`;
    files.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    files.writeFile(path, bytes.subarray(at, at += length), { canOwn: true });
  }
}

async function boot({ info }) {
  self.fetch = (asked) => {
    const name = String(asked.url || asked).split("/").pop();
    if (name === "pyodide.asm.wasm") return answer("wasm", "application/wasm");
    if (name === "python_stdlib.zip") return answer("stdlib", "application/zip");
    return Promise.reject(new Error("no such part: " + name));
  };
  const whole = async (name) => (await answer(name, "application/octet-stream")).arrayBuffer();
  const base = "https://local.invalid/", memory = whole("memory"), app = whole("app");
  const python = await self.loadPyodide({
    indexURL: base, packageBaseUrl: base, lockFileContents: JSON.stringify({ info, packages: {} }),
    _loadSnapshot: memory, fsInit: async (files) => place(files, new Uint8Array(await app)),
  });
  call = python.runPython(BRIDGE);
}

self.onmessage = async ({ data: { id, act, given, part, text } }) => {
  if (part) {
    came[part](text);
    return;
  }
  try {
    const answer = act === "boot" ? await boot(given) : call(act, given);
    self.postMessage({ id, answer });
  } catch (error) {
    self.postMessage({ id, fault: String((error && error.message) || error) });
  }
};
