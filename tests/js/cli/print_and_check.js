// -p prints when the process ends, before its `exit` listeners: promises are settled by then. --check reads standard input. -e runs in a
// working directory that is gone.
'use strict';
const { spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

function run(args, options) {
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', ...options });
  const lines = stderr.split('\n').filter((line) => line !== '' && !/^ {4}at |^Node\.js v|--trace-(?:warnings|uncaught)/.test(line));
  console.log(args.join(' '), '=>', status, JSON.stringify(stdout), lines.map((line) => line.replace(/^\(node:\d+\) /, '')));
}

for (const code of [
  'setTimeout(() => console.log("later"), 5); "value"', 'process.on("exit", () => console.log("exit")); 1', 'Promise.resolve().then(() => 42)',
  'new Promise(() => {})', 'setTimeout(process.exit, 5, 42); timers.promises.setTimeout(100)', 'process.exit(3)',
  'process.removeAllListeners("exit"); process.listenerCount("exit")', '({ then(resolve) { resolve(42); } })', 'process.nextTick(() => { throw 5; }); 7',
]) run(['-p', code]);
run(['--unhandled-rejections=none', '-p', 'Promise.resolve().then(() => Promise.reject(1))']);

for (const input of ['var a;', 'var a b;', 'export var a;', 'export var a b;', 'throw 1']) {
  run(['--check'], { input });
  run(['--input-type=module', '-c', '-'], { input });
}

const gone = fs.mkdtempSync(path.join(os.tmpdir(), 'gone-'));
process.chdir(gone);
fs.rmdirSync(gone);
run(['-e', 'console.log(typeof require, module.filename !== undefined)']);
