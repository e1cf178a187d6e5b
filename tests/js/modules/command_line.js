// Entry points: scripts by their format, -e and -p, standard input, preloads, conditions, links, exit codes.
'use strict';
const { spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'entry-')));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
function write(name, text) {
  const file = path.join(root, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}
const local = (text) => text.replaceAll(root, 'ROOT');
function run(args, { input, env, cwd = root } = {}) {
  const result = spawnSync(process.execPath, args, { cwd, input, encoding: 'utf8', env: { ...process.env, ...env } });
  const error = result.stderr.split('\n').find((line) => /^(\w*Error|Warning)\b/.test(line));
  console.log(args.join(' '), '=>', result.status, JSON.stringify(local(result.stdout)), error === undefined ? '' : local(error));
}

const report = 'console.log(typeof require, typeof module, import.meta.url.slice(-8), import.meta.main)';
write('cjs.js', 'console.log(require.main === module, module.id, process.argv.length, __filename === process.argv[1], this === exports)');
write('esm.mjs', report);
write('detected.js', report);
write('typed/package.json', '{"type":"module"}');
write('typed/index.js', report);
write('typed/old.cjs', 'console.log(typeof require)');
write('commonjs/package.json', '{"type":"commonjs"}');
write('commonjs/esm.js', 'import "fs"');
write('dir/index.js', 'console.log("dir/index")');
write('pkg/package.json', '{"main":"lib"}');
write('pkg/lib.js', 'console.log("pkg/lib")');
write('noext', 'console.log("no extension", __filename.slice(-5))');
write('other.ext', 'console.log("other extension")');
write('data.json', '{}');
write('pre.js', 'console.log("preload", module.parent.id, module.isPreloading); globalThis.pre = 1');
write('pre.mjs', 'console.log("import preload"); globalThis.preImport = 1');
write('uses.js', 'console.log(globalThis.pre, globalThis.preImport)');
for (const args of [
  ['cjs.js', 'a', 'b'], ['./cjs'], ['esm.mjs'], ['esm'], ['detected.js'], ['typed/index.js'], ['typed'], ['typed/old.cjs'], ['commonjs/esm.js'], ['dir'], ['dir/'], ['pkg'], ['noext'], ['other.ext'],
  ['data.json'], ['missing.js'], ['missing'],
  ['-r', './pre.js', 'uses.js'], ['-r', './pre', '-r', './pre.js', 'uses.js'], ['--import', './pre.mjs', 'uses.js'], ['--import', './pre.mjs', '-r', './pre.js', 'uses.js'],
  ['--import', './pre.mjs', 'esm.mjs'], ['-r', './missing', 'uses.js'], ['--import', './missing.mjs', 'uses.js'], ['-r', 'fs', 'uses.js'],
]) run(args);

// Code on the command line and on standard input.
run(['-e', 'console.log(__filename, module.id, module.filename === process.cwd() + "/[eval]", typeof require, require.main === module, typeof fs.readFileSync)']);
run(['-p', '[1, { a: 2 }]']);
run(['-p', 'module.paths[0] === process.cwd() + "/node_modules"']);
run(['-pe', 'require("./noext"); 5']);
run(['-e', 'import fs from "fs"; console.log(typeof fs.readFileSync, import.meta.url.slice(-8))']);
run(['--input-type=module', '-e', 'console.log(typeof require, import.meta.dirname === process.cwd()); await 1; console.log("done")']);
run(['--input-type=commonjs', '-e', 'console.log(typeof require)']);
run(['--input-type=module', '-p', '1']);
write('names.mjs', 'export const a = 1; export default 2');
run(['-e', 'import("./names.mjs").then((ns) => console.log(Object.keys(ns)))']);
run(['-e', 'console.log(process.argv.slice(1), process.execArgv)', 'x', 'y']);
run(['-e', 'let x = ;']);
run(['-e', 'throw new TypeError("thrown")']);
run([], { input: 'console.log("stdin", __filename)' });
run(['-'], { input: 'console.log("dash", process.argv[1])' });
run(['-', 'x'], { input: 'import "fs"; console.log("module on stdin", process.argv[2])' });
run(['--check', 'cjs.js']);
write('bad.js', 'let x = ;');
write('bad.mjs', 'let x = ;');
run(['--check', 'bad.js']);
run(['-c', 'bad.mjs']);
run(['--check', 'esm.mjs']);

// Conditions, links, NODE_PATH.
write('node_modules/cond/package.json', '{"exports":{"special":"./special.js","default":"./default.js"}}');
write('node_modules/cond/special.js', 'module.exports = "special"');
write('node_modules/cond/default.js', 'module.exports = "default"');
write('cond.js', 'console.log(require("cond")); import("cond").then((ns) => console.log(ns.default))');
run(['cond.js']);
run(['-C', 'special', 'cond.js']);
run(['--conditions=special', 'cond.js']);
write('real/target.js', 'console.log(__filename); try { console.log(require("beside")) } catch (error) { console.log(error.code) }');
write('linked/node_modules/beside.js', 'module.exports = "beside the link"');
fs.symlinkSync('../real/target.js', path.join(root, 'linked/target.js'));
write('through.js', 'require("./linked/target.js")');
run(['through.js']);
run(['--preserve-symlinks', 'through.js']);
run(['linked/target.js']);
run(['--preserve-symlinks-main', '--preserve-symlinks', 'linked/target.js']);
write('global/shared/index.js', 'module.exports = "from NODE_PATH"');
write('nodepath.js', 'try { console.log(require("shared")) } catch (error) { console.log(error.code) }');
run(['nodepath.js'], { env: { NODE_PATH: path.join(root, 'global') } });
run(['nodepath.js'], { env: { NODE_PATH: `/nowhere${path.delimiter}${path.join(root, 'global')}` } });
run(['nodepath.js'], { env: { NODE_PATH: '' } });

// How programs end.
write('throws.mjs', 'throw new RangeError("at top level")');
write('rejects.mjs', 'await Promise.reject(new RangeError("awaited"))');
write('unsettled.mjs', 'process.on("exit", (code) => console.log("exit", code, process.exitCode)); await new Promise(() => {})');
write('unsettled-dep.mjs', 'import "./unsettled.mjs"');
write('exit-code.mjs', 'process.exitCode = 5; await new Promise(() => {})');
write('missing-import.mjs', 'import "./nowhere.mjs"');
write('missing-name.mjs', 'import { nope } from "fs"');
write('handled.mjs', 'process.on("uncaughtException", (error, origin) => console.log(error.message, origin)); setTimeout(() => console.log("alive"), 1); throw new Error("handled")');
write('ticks.mjs', 'process.nextTick(() => console.log("tick")); Promise.resolve().then(() => console.log("micro")); setImmediate(() => console.log("immediate")); console.log("main")');
write('ticks.js', 'process.nextTick(() => console.log("tick")); Promise.resolve().then(() => console.log("micro")); setImmediate(() => console.log("immediate")); console.log("main")');
for (const name of ['throws.mjs', 'rejects.mjs', 'unsettled.mjs', 'unsettled-dep.mjs', 'exit-code.mjs', 'missing-import.mjs', 'missing-name.mjs', 'handled.mjs', 'ticks.mjs', 'ticks.js']) run([name]);
