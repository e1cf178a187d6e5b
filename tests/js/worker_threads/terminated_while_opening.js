// differs-from-node: Node 26.10 leaks what promises.open() and opendir() open when the worker that asked for it is no more
// Here the thread pool closes it. Cause, once: the numbers belonged to nobody when no JavaScript was left to take them.
'use strict';
const fs = require('node:fs');
const { setTimeout } = require('node:timers/promises');
const { Worker } = require('node:worker_threads');

const cases = {
  'file handles': `fs.promises.open(file)`,
  'directories': `fs.opendir('.', () => {})`,
};
const count = () => fs.readdirSync('/proc/self/fd').length;

async function run(name) {
  const source = `
    const fs = require('node:fs');
    const { parentPort, workerData: file } = require('node:worker_threads');
    for (let i = 0; i < 16; i++) ${cases[name]};
    parentPort.postMessage('ready');
    for (;;);`;
  const worker = new Worker(source, { eval: true, workerData: __filename });
  await new Promise((resolve) => worker.once('message', resolve));
  await worker.terminate();
}

(async () => {
  for (const name of Object.keys(cases)) {
    await run(name);
    await setTimeout(20);
    const before = count();
    for (let i = 0; i < 3; i++) await run(name);
    for (let i = 0; i < 100 && count() > before; i++) await setTimeout(10);
    console.log(name, count() > before ? 'leaked' : 'closed');
  }
})();
