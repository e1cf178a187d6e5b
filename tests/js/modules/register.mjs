// module.register(): hooks on a thread of their own, which the program waits for; the order of several, what they get and may
// return, and errors in them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { register, registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel } from 'node:worker_threads';

const directory = mkdtempSync(join(tmpdir(), 'register-'));
const base = pathToFileURL(join(directory, 'base.mjs')).href;
for (const [name, text] of Object.entries({
  'change.mjs': 'export const value = "before";',
  'show.mjs': 'export const shown = 1; import "./show_other.mjs"; import { createRequire } from "node:module";',
  'show_other.mjs': '',
  'show.cjs': 'exports.required = require("./required.cjs");',
  'required.cjs': 'module.exports = "no hook is asked";',
  'show.json': '{"a":1}',
  'second.mjs': 'export const resolve = (specifier, context, next) => next(specifier === "virtual:second" ? "virtual:module" : specifier, context);',
})) writeFileSync(join(directory, name), text);
const url = (name) => new URL(name, base).href;

async function t(what, make) {
  try {
    console.log(what, await make());
  } catch (error) {
    console.log(what, '!', error.name, error.code, error.message.replaceAll(directory, 'DIR').replaceAll(import.meta.dirname, 'HERE'));
  }
}

process.on('warning', ({ code, message }) => console.log(code, message));
const { port1, port2 } = new MessageChannel();
const told = new Promise((resolve) => port1.once('message', resolve));
console.log(register('./_register_hooks.mjs', import.meta.url, { data: { given: 5, port: port2 }, transferList: [port2] }));
console.log(await told);
port1.close();

await t('module', async () => (await import('virtual:module')).default);
await t('CommonJS', () => import('virtual:cjs'));
await t('JSON', () => import('virtual:json', { with: { type: 'json' } }));
for (const name of ['number', 'incomplete', 'nothing', 'throw']) await t(name, () => import(`virtual:${name}`));
await t('changed', () => import(url('change.mjs')));
await t('files', () => import(url('show.mjs')));
await t('a file of CommonJS', async () => (await import(url('show.cjs'))).default);
await t('a file of JSON', () => import(url('show.json'), { with: { type: 'json' } }));
await t('built-in', async () => typeof (await import('node:fs')).readFileSync);
await t('missing', () => import(url('missing.mjs')));
await t('import.meta.resolve', () => import.meta.resolve('virtual:module'));
console.log(register('./second.mjs', { parentURL: base }));
await t('second', async () => (await import('virtual:second')).default);
// Those of registerHooks come first.
const hooks = registerHooks({ resolve: (specifier, context, next) => next(specifier === 'virtual:third' ? 'virtual:second' : specifier, context) });
await t('third', async () => (await import('virtual:third')).default);
hooks.deregister();
await t('no such hooks', () => register('./none.mjs', base));
await t('hooks that throw', () => register('data:text/javascript,throw new TypeError("at load")'));
await t('hooks that throw later', () => register('data:text/javascript,export function initialize() { throw new TypeError("at initialize") }'));
// The same as options of the command line, for every kind of program.
writeFileSync(join(directory, 'loader.mjs'), `export const resolve = (specifier, context, next) =>
  specifier === 'virtual:' ? { url: 'data:text/javascript,export default 1', format: 'module', shortCircuit: true } : next(specifier, context);`);
writeFileSync(join(directory, "@it's a.mjs"), 'export {}');
writeFileSync(join(directory, 'program.mjs'), 'import value from "virtual:"; console.log(value, process.execArgv);');
writeFileSync(join(directory, 'program.cjs'), 'import("virtual:").then((namespace) => console.log(namespace.default));');
for (const args of [
  ['--experimental-loader', './loader.mjs', 'program.mjs'],
  ['--loader=./loader.mjs', 'program.cjs'],
  ['--loader=./loader.mjs', '--loader=./loader.mjs', '-e', 'import("virtual:").then(console.log)'],
  ["--loader=./@it's a.mjs", '--loader=./loader.mjs', 'program.mjs'],
  ['--loader=./none.mjs', 'program.mjs'],
]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: directory, encoding: 'utf8' });
  const lines = stderr.replaceAll(directory, 'DIR').split('\n').filter((line) => /^--import|loader|^Error/.test(line) && !/^ +at /.test(line));
  console.log(args, status, stdout, lines.map((line) => line.replace(/\(node:\d+\)/, 'NODE')));
}
rmSync(directory, { recursive: true });
