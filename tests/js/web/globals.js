'use strict';
// Every property of the global object: its kind, its flags, name and length of what it holds, before and after it is read; assigning
// to it and deleting it. What is loaded when it is first read looks like what is there from the beginning.
const { spawnSync } = require('node:child_process');

// Not there yet.
const missing = new Set(['Storage', 'localStorage', 'sessionStorage']);

function show({ get, set, value, writable, enumerable, configurable }) {
  const flags = `${enumerable ? 'e' : '-'}${configurable ? 'c' : '-'}${writable ? 'w' : '-'}`;
  if (get || set) return `${flags} get ${get?.name} ${get?.length} set ${set?.name} ${set?.length}`;
  return `${flags} ${typeof value === 'function' ? `${value.name}/${value.length}` : typeof value}`;
}
const names = Reflect.ownKeys(globalThis).filter((name) => !missing.has(name)).sort((a, b) => (String(a) < String(b) ? -1 : 1));

for (const name of names) {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
  console.log(String(name), show(descriptor), typeof globalThis[name], show(Object.getOwnPropertyDescriptor(globalThis, name)));
}
console.log(Object.keys(globalThis).filter((name) => !missing.has(name)).sort().join());

// In a program of its own for each: nothing has been read.
const programs = {
  'assigned': 'Headers = 1; console.log(Headers, JSON.stringify(Object.getOwnPropertyDescriptor(globalThis, "Headers")))',
  'assigned in strict mode': '"use strict"; URL = 2; console.log(URL); performance = 4; console.log(performance)',
  'deleted': 'console.log(delete globalThis.WebSocket, typeof WebSocket, "WebSocket" in globalThis)',
  'declared': 'var Blob = 5; function File() {} console.log(Blob, File.length)',
  'defined': 'Object.defineProperty(globalThis, "Response", { value: 6 }); console.log(Response, Object.getOwnPropertyDescriptor(globalThis, "Response").configurable)',
  'frozen': 'Object.defineProperty(globalThis, "Request", { writable: false }); console.log(typeof Request, Object.getOwnPropertyDescriptor(globalThis, "Request").writable)',
  'asked for': 'console.log("FormData" in globalThis, Object.hasOwn(globalThis, "FormData"), globalThis.propertyIsEnumerable("FormData"), FormData === FormData, FormData === globalThis.FormData)',
  'copied': 'const { Event: E, CompressionStream: C, structuredClone: s } = globalThis; console.log(E.name, C.name, s.name, Object.assign({}, globalThis).structuredClone === s)',
};
for (const [name, code] of Object.entries(programs)) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' });
  console.log(name, status, stdout.trim(), stderr.split('\n').find((line) => /Error/.test(line)) ?? '');
}
