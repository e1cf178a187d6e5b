'use strict';
// util.setTraceSigInt(): SIGINT shows where the program is, also in a loop that never ends, and ends it as ever.
const { spawn } = require('node:child_process');
const util = require('node:util');
const { Worker } = require('node:worker_threads');

const children = {
  loop() {
    util.setTraceSigInt(true);
    (function spin() {
      process.send('ready');
      for (;;);
    })();
  },
  idle() {
    util.setTraceSigInt(1);
    process.send('ready');
    setInterval(() => {}, 1e6);
  },
  off() {
    util.setTraceSigInt(true);
    util.setTraceSigInt(false);
    process.send('ready');
    setInterval(() => {}, 1e6);
  },
  'off, with a listener'() {
    util.setTraceSigInt(true);
    process.on('SIGINT', () => process.exit(5));
    util.setTraceSigInt(false);
    process.send('ready');
    setInterval(() => {}, 1e6);
  },
};

async function main() {
  for (const name of Object.keys(children)) {
    const child = spawn(process.execPath, [__filename, name], { stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
    let text = '';
    child.stderr.on('data', (chunk) => { text += chunk; });
    child.on('message', () => setTimeout(() => child.kill('SIGINT'), 50));
    const [code, signal] = await new Promise((resolve) => child.on('close', (...args) => resolve(args)));
    console.log(name, code, signal, text.split('\n').slice(0, 2).map((line) => line.replace(__filename, 'FILE')));
  }
  const source = `try { require('node:util').setTraceSigInt(true); } catch (error) {
    require('node:worker_threads').parentPort.postMessage([error.code, error.message]); }`;
  new Worker(source, { eval: true }).on('message', (message) => console.log(message));
}

if (process.argv[2]) children[process.argv[2]]();
else main();
