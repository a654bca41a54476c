// Runs the library in a thread of its own. Page to worker: {id, act, given}; back: {id, answer} or {id, fault}.
// The first act is "boot"; the parts of the engine follow as {part, bytes}, so nothing is fetched, neither from a server nor from a disk.
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
  // The code is compiled while the memory is still being unpacked; Pyodide would wait for both.
  const compiled = parts.wasm.then((bytes) => WebAssembly.compile(bytes));
  WebAssembly.instantiateStreaming = async (_, imports) => {
    const module = await compiled;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  self.fetch = async (asked) => {
    const name = String(asked.url || asked).split("/").pop();
    if (name === "pyodide.asm.wasm") return new Response();
    if (name === "python_stdlib.zip") return new Response(await parts.stdlib);
    throw new Error("no such part: " + name);
  };
  const base = "https://local.invalid/";
  const python = await self.loadPyodide({
    indexURL: base, packageBaseUrl: base, lockFileContents: JSON.stringify({ info, packages: {} }),
    _loadSnapshot: parts.memory, fsInit: async (files) => place(files, new Uint8Array(await parts.app)),
  });
  call = python.runPython(BRIDGE);
}

self.onmessage = async ({ data: { id, act, given, part, bytes } }) => {
  if (part) {
    came[part](bytes);
    return;
  }
  try {
    const answer = act === "boot" ? await boot(given) : call(act, given);
    self.postMessage({ id, answer });
  } catch (error) {
    self.postMessage({ id, fault: String((error && error.message) || error) });
  }
};
