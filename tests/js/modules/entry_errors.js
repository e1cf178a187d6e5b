// What becomes of errors before and in an entry point: a module that throws is an uncaught exception, no unhandled rejection; --check
// loads what --require and --import name; --input-type is for no file; --no-warnings keeps quiet about an await that never settles;
// a built-in module is a global of -e also where that is a module.
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'entry-errors-')));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));

const files = {
  'undefined.mjs': 'throw undefined;',
  'handlers.mjs': 'process.on("unhandledRejection", (e) => console.log("rejection", e));' +
    'process.on("uncaughtException", (e, origin) => console.log("exception", e, origin)); throw 6;',
  'unsettled.mjs': 'process.on("exit", (code) => console.log("exit", code)); await new Promise(() => {});',
  'fine.js': 'console.log("ran");',
  'return.js': 'return;',
  'no_wrapper.js': 'require("module").wrapper = ["", ""];',
  'module.mjs': 'console.log("ran");',
  'preload.mjs': 'console.log("preloaded");',
};
for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(root, name), text);

function run(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  const told = stderr.split('\n').filter((line) => /^(undefined|[A-Za-z]*(Error|Warning)\b)/.test(line)).join(' | ');
  console.log(args.join(' '), '->', status, stdout.trim(), told.replaceAll(root, 'ROOT'));
}
run('undefined.mjs');
run('handlers.mjs');
run('unsettled.mjs');
run('--no-warnings', 'unsettled.mjs');
run('--import', './preload.mjs', '--check', 'fine.js');
run('--check', 'return.js');
run('--require', './no_wrapper.js', '--check', 'return.js');
run('--input-type=module', 'module.mjs');
run('--input-type=module', '-e', 'console.log(typeof fs.readFile, typeof require)');
run('--no-experimental-require-module', '-p', 'process.features.require_module');
