// TypeScript by erasing types: every way a text comes to be run (files by extension and package, require and import, -e, -p,
// standard input, workers), what is refused and how the error shows the place, --no-strip-types, module.stripTypeScriptTypes().
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { stripTypeScriptTypes } = require('node:module');
const os = require('node:os');
const path = require('node:path');
const { Worker } = require('node:worker_threads');

process.removeAllListeners('warning');
const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'typescript-')));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
const local = (text) => text.replaceAll(root, 'ROOT');
function write(name, text) {
  const file = path.join(root, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

// `place`: the lines that tell where an error is are the same; else only the error itself.
function run(args, { input, place = true } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, input, encoding: 'utf8' });
  const lines = stderr.split('\n').filter((line) => line !== '' && !/^(\s+at |Node\.js|\(|})/.test(line));
  const from = place ? 0 : lines.findIndex((line) => /^(\w*Error|Warning)\b/.test(line));
  console.log(args.join(' '), '=>', status, JSON.stringify(local(stdout)), local(lines.slice(from).join('\n')));
}

const esm = 'export const x: number = 1; console.log(typeof require, import.meta.url.slice(-5))';
const cjs = 'module.exports = 1 as number; console.log(typeof require, __filename.slice(-5))';
write('plain.ts', 'interface A { x: number }\nconst a: A = { x: 1 };\nconsole.log(a.x as number, typeof require)');
write('esm.ts', esm);
write('module/package.json', '{"type":"module"}');
write('module/esm.ts', esm);
write('module/cjs.ts', cjs);
write('commonjs/package.json', '{"type":"commonjs"}');
write('commonjs/cjs.ts', cjs);
write('commonjs/esm.ts', esm);
write('esm.mts', 'import { type Foo, bar } from "./types.ts";\nconsole.log(1 as Foo, bar satisfies number)');
write('types.ts', 'export type Foo = number; export const bar: number = 2');
write('cjs.cts', cjs);
write('enum.ts', '// first\nenum X { A }\nconsole.log(X.A)');
write('wrong.ts', 'const a: = 1;');
write('equals.cts', 'import fs = require("fs")');
write('throws.ts', 'function f(x: number): never {\n  throw new Error("x" + x);\n}\nf(1)');
write('node_modules/dependency/index.ts', esm);
write('node_modules/dependency/package.json', '{"main":"index.ts"}');
write('requires.js', 'require("./esm.ts"); require("./cjs.cts"); console.log(require("./types.ts").bar)');
write('imports.mjs', 'import "./esm.ts"; import "./cjs.cts"; import { bar } from "./types.ts"; console.log(bar)');
write('no-extension.js', 'require("./plain")');
write('dependency.js', 'require("dependency")');
write('dependency.mjs', 'import "dependency"');
write('off.js', `
for (const name of ['./equals.cts', './plain.ts']) try { require(name); } catch (error) { console.log(error.name, error.message); }
import('./plain.ts').catch((error) => console.log(error.code, error.message.split('/')[0]));
console.log(process.features.typescript, Object.keys(require.extensions));
`);
for (const name of [
  'plain.ts', 'esm.ts', 'module/esm.ts', 'commonjs/cjs.ts', 'esm.mts', 'cjs.cts', 'enum.ts', 'wrong.ts', 'equals.cts',
  'throws.ts', 'requires.js', 'imports.mjs',
]) run([name]);
for (const name of ['module/cjs.ts', 'commonjs/esm.ts', 'no-extension.js', 'dependency.js', 'dependency.mjs']) run([name], { place: false });
run(['--no-strip-types', 'off.js']);
for (const name of ['plain.ts', 'esm.mts', 'cjs.cts']) run(['--no-strip-types', name], { place: false });
run(['--no-experimental-strip-types', 'plain.ts']);
run(['--check', 'plain.ts']);

// Code without a file: what is no JavaScript is tried as TypeScript, unless its kind is given.
for (const code of [
  'enum X { A }', 'const x: = 1', 'const x: number = 1; foo(', 'foo(', 'import fs from "fs"; let x: number = 1; console.log(x, typeof fs)',
  'await 1; let x: number = 2; console.log(x)', 'let x: number = 2;\nthrow new Error("x")', 'let x: number = 3; console.log(x, typeof require)',
]) run(['-e', code]);
run(['-p', '1 as number']);
run(['-p', 'let x: number = 2; null.x']);
run(['-p', 'import fs from "fs"; 1 as number'], { place: false });
run(['--no-strip-types', '-p', 'const x: number = 1; x']);
run(['--input-type=commonjs', '-e', 'let x: number']);
run(['--input-type=module', '-e', 'let x: number']);
for (const kind of ['commonjs-typescript', 'module-typescript']) {
  run([`--input-type=${kind}`, '-e', 'let x: number = 1; console.log(x, typeof require)']);
  run([`--input-type=${kind}`, '-e', 'enum X { A }']);
}
run(['--input-type=commonjs-typescript', '-p', 'let x: number = 1; x']);
run([], { input: 'let y: number = 2; console.log(y)' });
run([], { input: 'enum Y {}' });
run(['--input-type=module-typescript', '-'], { input: 'let y: number = 2; console.log(y)' });

for (const args of [
  ['let x: number;'], ['let x: number', { sourceUrl: 'a b.ts' }], ['let x: number', { mode: undefined }], ['enum X {}', { sourceUrl: 's.ts' }],
  ['let x: ='], ['module X {}'], ['namespace X { let a = 1 }'], ['class A { constructor(private x) {} }'], ['<T>x'],
  ['export default <T,>(x: T) => x;'], ['\ufefflet \u00e9: string = "\u00fc\u{1d4b3}"; // \u20ac'], ['@dec class A {}'],
  ['import type x from "y"; import { type z } from "q"'], ['declare const x: 1; abstract class Q extends R { abstract foo(): void; override x?: number; y!: 1 }'],
  [1], ['', 1], ['', { mode: 1 }], ['', { mode: 'transform' }], ['', { sourceUrl: 1 }], ['', { sourceMap: true }], ['', { sourceMap: 1 }],
]) {
  try {
    console.log(JSON.stringify(stripTypeScriptTypes(...args)));
  } catch (error) {
    console.log(error.code, Object.keys(error), error.stack.split('\n    at ')[0]);
  }
}
console.log(process.features.typescript, typeof process.versions.amaro);

const finished = (worker) => new Promise((resolve) => {
  worker.on('error', (error) => console.log(error.name, error.code, error.message));
  worker.on('exit', resolve);
});
(async () => {
  await finished(new Worker('const x: number = 3; require("worker_threads").parentPort.postMessage(x)', { eval: true })
    .on('message', (message) => console.log('worker', message)));
  await finished(new Worker('enum X {}', { eval: true }));
  await finished(new Worker(path.join(root, 'enum.ts')));
})();
