// With which code a process and a worker end when something is thrown while they end: what process.exitCode holds, and without it
// 1 for a process, 0 for a worker, whose parent hears of the error.
'use strict';

const { spawn } = require('node:child_process');
const { Worker, isMainThread } = require('node:worker_threads');

const boom = () => { throw new Error('x'); };
const cases = {
  natural: () => process.on('exit', boom),
  'natural, 0': () => { process.exitCode = 0; process.on('exit', boom); },
  'exit(0)': () => { process.on('exit', boom); process.exit(0); },
  'exit()': () => { process.on('exit', boom); process.exit(); },
  'exit(5)': () => { process.on('exit', boom); process.exit(5); },
  'exit() in a timer': () => { process.on('exit', boom); setTimeout(() => process.exit()); },
  'the listener sets 0': () => { process.on('exit', () => { process.exitCode = 0; }); boom(); },
  'the listener takes the code back': () => { process.on('exit', () => { process.exitCode = undefined; }); boom(); },
  'the listener throws, too': () => { process.on('exit', () => { throw new Error('y'); }); boom(); },
  'sets and throws': () => { process.on('exit', () => { process.exitCode = 7; boom(); }); },
  microtask: () => process.on('exit', () => { Promise.resolve().then(boom); }),
  'microtask, 0': () => process.on('exit', () => { process.exitCode = 0; Promise.resolve().then(boom); }),
  rejection: () => process.on('exit', () => { Promise.reject(new Error('r')); }),
  caught: () => { process.on('uncaughtException', () => {}); process.on('exit', boom); },
  'caught, exit(5) in a timer': () => { process.on('uncaughtException', () => {}); process.on('exit', boom); setTimeout(() => process.exit(5), 1); },
  'caught, which sets 9': () => { process.on('uncaughtException', () => { process.exitCode = 9; }); process.on('exit', () => queueMicrotask(boom)); },
};

async function codesOf(name) {
  const child = spawn(process.execPath, [__filename, name], { stdio: 'ignore' });
  const worker = new Worker(__filename, { argv: [name] });
  const errors = [];
  worker.on('error', (error) => errors.push(error.message));
  const [status, code] = await Promise.all([child, worker].map((each) => new Promise((resolve) => each.on('exit', resolve))));
  console.log(`${name}: process ${status}, worker ${[code, ...errors].join(' ')}`);
}

async function main() {
  for (const name of Object.keys(cases)) await codesOf(name);
}

const [name] = process.argv.slice(2);
if (name !== undefined) cases[name]();
else if (isMainThread) main();
