// ES modules: what can be imported and how, errors, cycles, top-level await, import.meta.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL, fileURLToPath } from 'node:url';

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'esm-')));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
function write(name, text) {
  const file = path.join(root, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return pathToFileURL(file).href;
}
const local = (text) => String(text).replaceAll(root, 'ROOT');
async function attempt(label, run) {
  try {
    console.log(label, await run());
  } catch (error) {
    console.log(label, 'threw', error?.name, error?.code, local(error?.message), error && Object.keys(error));
  }
}

write('package.json', '{}');
const main = await import(write('main.mjs', 'export const load = (s, o) => import(s, o); export const { resolve } = import.meta; export default import.meta;'));
const { load, resolve } = main;
console.log(local(JSON.stringify(main.default)), Object.keys(main.default), Object.getPrototypeOf(main.default), main[Symbol.toStringTag]);
console.log(import.meta.filename === fileURLToPath(import.meta.url), import.meta.dirname === path.dirname(import.meta.filename));

// Formats.
write('esm.mjs', 'export let count = 0; export function inc() { count++ } export default "esm"; export { count as "a string" }');
write('cjs.cjs', 'exports.a = 1; exports.b = () => 2; exports.default = 3; exports.__esModule = true; module.exports.late = Math.random() >= 0');
write('fn.cjs', 'module.exports = function named() {}; module.exports.prop = 1');
write('value.cjs', 'module.exports = 42');
write('null.cjs', 'module.exports = null');
write('reexport.cjs', 'module.exports = require("./cjs.cjs")');
write('star.cjs', 'var tslib = { __exportStar(m, e) { Object.assign(e, m); } }; tslib.__exportStar(require("./cjs.cjs"), exports); exports.own = 1');
write('detected.js', 'export const detected = import.meta.url.length > 0');
write('detected-await.js', 'const x = await Promise.resolve(5); globalThis.detectedAwait = x;');
write('detected-redeclare.js', 'const require = 1; const x = await 1; globalThis.redeclared = x');
write('plain.js', 'module.exports = { plain: true }');
write('typed/package.json', '{"type": "module"}');
write('typed/index.js', 'export const typed = true');
write('typed/noext', 'export const noext = true');
write('data.json', '{"answer": 42}');
for (const name of ['./esm.mjs', './cjs.cjs', './fn.cjs', './value.cjs', './null.cjs', './reexport.cjs', './star.cjs', './detected.js', './detected-await.js', './detected-redeclare.js',
  './plain.js', './typed/index.js', './typed/noext']) {
  await attempt(name, () => load(name));
}
console.log(globalThis.detectedAwait, globalThis.redeclared);
await attempt('json', () => load('./data.json', { with: { type: 'json' } }));
await attempt('json without', () => load('./data.json'));
await attempt('json wrong', () => load('./data.json', { with: { type: 'css' } }));
await attempt('json other key', () => load('./data.json', { with: { kind: 'json' } }));
await attempt('type of js', () => load('./esm.mjs', { with: { type: 'json' } }));
write('bad.json', '{bad');
await attempt('bad json', () => load('./bad.json', { with: { type: 'json' } }));
console.log(createRequire(import.meta.url)(path.join(root, 'data.json')) === (await load('./data.json', { with: { type: 'json' } })).default);

// Live bindings and instances.
const esm = await load('./esm.mjs');
esm.inc();
console.log(esm.count, esm['a string'], (await load('./esm.mjs')) === esm, (await load('./esm.mjs?query')) === esm, (await load('./esm.mjs?query')).count);
await attempt('assign', () => { esm.count = 1; });

// data: and node: URLs.
await attempt('data', () => load('data:text/javascript,export default 1; export const url = import.meta.url'));
await attempt('data base64', () => load('data:text/javascript;base64,ZXhwb3J0IGRlZmF1bHQgNDI='));
await attempt('data json', () => load('data:application/json,{"a":1}', { with: { type: 'json' } }));
await attempt('data relative', () => load('data:text/javascript,import "./x"'));
await attempt('data bare', () => load('data:text/javascript,import "x"'));
await attempt('data builtin', () => load('data:text/javascript,export { sep } from "path"'));
await attempt('data mime', () => load('data:text/css,a'));
await attempt('node:', async () => (await load('node:path')).default === (await load('path')).default);
await attempt('node: names', async () => typeof (await load('node:fs')).readFileSync);
await attempt('node: unknown', () => load('node:unknown'));
await attempt('http', () => load('http://example.com/x.js'));
await attempt('scheme', () => load('foo:bar'));

// Errors.
write('syntax.mjs', 'export const = 1');
write('missing-name.mjs', 'import { nope } from "./esm.mjs"');
write('missing-cjs-name.mjs', 'import { nope } from "./cjs.cjs"');
write('missing-cjs-names.mjs', 'import { nope as other, a } from "./cjs.cjs"');
write('missing-dep.mjs', 'import "./does-not-exist.mjs"');
write('throws.mjs', 'throw new TypeError("thrown")');
write('throws-object.mjs', 'throw { custom: true }');
write('text.txt', '');
for (const name of ['./syntax.mjs', './missing-name.mjs', './missing-cjs-name.mjs', './missing-cjs-names.mjs', './missing-dep.mjs', './throws.mjs', './throws.mjs', './throws-object.mjs',
  './text.txt', './does-not-exist.mjs', './typed', './typed/', '.', '..', './esm', 'bare', '@bare', '', './a%2fb', '/does/not/exist.mjs', 'fs/sub']) {
  await attempt(JSON.stringify(name), () => load(name));
}
const first = await load('./throws.mjs').catch((error) => error);
console.log(first === await load('./throws.mjs').catch((error) => error));

// Cycles.
write('cycle-a.mjs', 'import { b } from "./cycle-b.mjs"; export function a() { return "a" } export const seen = b;');
write('cycle-b.mjs', 'import { a } from "./cycle-a.mjs"; export const b = a();');
await attempt('cycle', async () => (await load('./cycle-a.mjs')).seen);
write('tdz-a.mjs', 'import "./tdz-b.mjs"; export const a = 1;');
write('tdz-b.mjs', 'import { a } from "./tdz-a.mjs"; export const b = a;');
await attempt('dead zone', () => load('./tdz-a.mjs'));
write('mixed-a.mjs', 'import b from "./mixed-b.cjs"; export const a = b;');
write('mixed-b.cjs', 'try { require("./mixed-a.mjs") } catch (error) { module.exports = error.code }');
await attempt('cycle with require', async () => (await load('./mixed-a.mjs')).a);

// Order of evaluation with top-level await.
globalThis.log = [];
write('order-1.mjs', 'log.push("1 start"); await 0; log.push("1 end")');
write('order-2.mjs', 'log.push("2")');
write('order.mjs', 'import "./order-1.mjs"; import "./order-2.mjs"; log.push("main")');
const pending = load('./order.mjs');
log.push('after import()');
await pending;
console.log(log.join());

// import.meta.resolve
for (const name of ['./esm.mjs', './does-not-exist.mjs', 'fs', 'node:fs', '../x', './typed', 'bare', 'data:text/javascript,1', 'http://example.com/']) {
  await attempt(`resolve ${name}`, () => local(resolve(name)));
}

// require of ES modules.
const require = createRequire(path.join(root, 'main.js'));
write('facade.mjs', 'export default class Thing {}; export const named = 1');
write('own-marker.mjs', 'export const __esModule = true; export default 1');
write('module-exports.mjs', 'export { value as "module.exports" }; const value = "the exports"');
write('async.mjs', 'await 0');
write('imports-async.mjs', 'import "./async.mjs"');
for (const name of ['./esm.mjs', './facade.mjs', './own-marker.mjs', './module-exports.mjs', './async.mjs', './imports-async.mjs', './detected.js', './typed/index.js', './throws.mjs', './missing-name.mjs']) {
  await attempt(`require ${name}`, () => require(name));
}
console.log(require('./esm.mjs').inc === esm.inc, require('./facade.mjs').default === (await load('./facade.mjs')).default);
await attempt('import after require of async', () => load('./async.mjs'));

// CommonJS sees the same module whichever way it came.
write('shared.cjs', 'globalThis.shared = (globalThis.shared || 0) + 1; module.exports = { n: globalThis.shared }');
console.log((await load('./shared.cjs')).default === require('./shared.cjs'), globalThis.shared);
write('dynamic.cjs', 'module.exports = import("./esm.mjs")');
console.log((await require('./dynamic.cjs')) === esm);
write('parent.cjs', 'module.exports = [module.parent, require.main === module, module.children.length]');
console.log((await load('./parent.cjs')).default);
