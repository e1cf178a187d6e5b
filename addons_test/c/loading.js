// A file is one addon however it is reached, and another after its module was deleted from the cache; what process.dlopen()
// takes and refuses; addons from other contexts and by `import`; --no-addons.
'use strict';

const { execFile } = require('node:child_process');
const fs = require('node:fs');
const Module = require('node:module');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const vm = require('node:vm');

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'loading-')));
const file = path.join(folder, 'a.node');
const built = path.join(__dirname, '../build/c/functions.node');
const clean = (text) => String(text).replaceAll(folder, 'FOLDER').replaceAll(process.execPath, 'PROGRAM').replaceAll(/\(node:\d+\)/g, '(node)');

function attempt(what, action) {
  try {
    console.log(what, action());
  } catch (error) {
    console.log(what, error.name, error.code, clean(error.message).split('\n')[0], Object.keys(error));
  }
}

process.chdir(folder);
fs.copyFileSync(built, 'a.node');
fs.copyFileSync(built, 'b.node');
fs.symlinkSync('a.node', 'link.node');
fs.linkSync('a.node', 'hard.node');
fs.mkdirSync('dir.node');
fs.symlinkSync('../a.node', 'dir.node/up.node');
fs.writeFileSync('text.node', 'hello');
fs.writeFileSync('empty.node', '');
fs.writeFileSync('short.node', fs.readFileSync(built).subarray(0, 300));

const first = require(file);
console.log(['link.node', 'dir.node/up', 'a', 'hard.node', 'b.node'].map((name) => require(path.join(folder, name)) === first));
console.log(Object.keys(require.cache).map((name) => path.relative(folder, name)).slice(1), module.children.map(({ id, loaded, children }) => [clean(id), loaded, children]));
delete require.cache[file];
const second = require(file);
console.log(second === first, second.inspect === first.inspect, typeof second.inspect);

const count = (flags) => {
  const made = { exports: {} };
  process.dlopen(made, file, ...flags);
  return Object.keys(made.exports).length > 0;
};
const { RTLD_NOW, RTLD_LAZY, RTLD_GLOBAL, RTLD_LOCAL } = os.constants.dlopen;
for (const flags of [[], [0], [RTLD_LAZY], [RTLD_NOW], [RTLD_NOW | RTLD_GLOBAL], [RTLD_LAZY | RTLD_LOCAL], ['x'], [null], [undefined], [{}], [1.5], [-1], [2n],
  [Symbol('s')], [2 ** 33], [{ valueOf() { throw new Error('thrown'); } }]]) attempt(flags, () => count(flags));
for (const name of ['none.node', 'libm.so.6', '/dev/null', folder, 5, null, undefined, {}, 'a\0b', Buffer.from(file), pathToFileURL(file)])
  attempt(clean(name), () => process.dlopen({ exports: {} }, name));
attempt('no arguments', () => process.dlopen());
attempt('one argument', () => process.dlopen({}));
for (const target of [{}, { exports: null }, { exports: 'text' }, 5, null]) attempt('target', () => process.dlopen(target, file));
for (const name of ['text', 'empty', 'short', 'dir', 'none']) attempt(name, () => require(path.join(folder, `${name}.node`)));
attempt('relative', () => require('./a.node'));
attempt('createRequire', () => typeof Module.createRequire(path.join(folder, 'x.js'))('./a.node').inspect);
attempt('extension', () => {
  const made = new Module('made');
  Module._extensions['.node'](made, file);
  return typeof made.exports.inspect;
});

attempt('dlopen from another context', () => vm.runInNewContext('const made = { exports: {} }; dlopen(made, file); [typeof made.exports.inspect, made.exports instanceof Object, made.exports.inspect instanceof Function]',
  { dlopen: process.dlopen, file }));
attempt('require from another context', () => vm.runInNewContext('const addon = require(file); [addon.inspect instanceof Function, addon.inspect.call({}, 1, []).length]', { require, file }));

function run(...args) {
  return new Promise((resolve) => execFile(process.execPath, args, { cwd: folder }, (error, stdout, stderr) => {
    const lines = clean(stderr).split('\n').filter((line) => /^\w*Error|Warning:|^ {2}code/.test(line));
    resolve([clean(args.join(' ')), error?.code ?? 0, clean(stdout).trim(), ...lines].join('\n'));
  }));
}

const script = (text) => ['--input-type=module', '-e', text];
fs.writeFileSync('import.mjs', 'import addon, * as all from "./a.node"; console.log(typeof addon.inspect, Object.keys(all), all["module.exports"] === addon);');
Promise.all([
  run('import.mjs'),
  run('--experimental-addon-modules', 'import.mjs'),
  run('--no-experimental-addon-modules', 'import.mjs'),
  run('--no-addons', 'import.mjs'),
  run(...script('import { createRequire } from "node:module"; const { default: addon } = await import("./a.node?x"); console.log(createRequire(import.meta.url)("./a.node") === addon);')),
  run(...script('for (const name of ["text.node", "none.node"]) await import(`./${name}`).catch((error) => console.log(error.code))')),
  run('a.node'),
  run('-r', './a.node', '-p', '1'),
  run('--import', './a.node', '-p', '1'),
  run('--no-addons', '-p', 'require("./a.node")'),
  run('--no-addons', '-p', 'process.dlopen()'),
  run('--no-addons', '-p', 'try { require("./none.node") } catch ({ code }) { code }'),
  run('-e', 'new (require("worker_threads").Worker)("require(`./a.node`)", { eval: true, execArgv: ["--no-addons"] }).on("error", ({ code }) => console.log(code))'),
]).then((outcomes) => {
  console.log(outcomes.join('\n'));
  fs.rmSync(folder, { recursive: true });
});
