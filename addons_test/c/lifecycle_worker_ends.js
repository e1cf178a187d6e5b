// However a worker ends, its environments are torn down, and the main thread's go on.
'use strict';

const { Worker, isMainThread, workerData, parentPort } = require('node:worker_threads');
const fs = require('node:fs');
const addon = require('../build/c/lifecycle.node');

const say = (...what) => fs.writeSync(1, `${what.join(' ')}\n`);

const endings = {
  exit: () => process.exit(3),
  throws: () => { throw new Error('uncaught in a worker'); },
  terminated: () => { parentPort.postMessage('ready'); setInterval(() => {}, 1000); },
  busy: () => { parentPort.postMessage('ready'); for (;;); },
};

async function main() {
  addon.set_instance_number(1);
  for (const ending of Object.keys(endings)) {
    const worker = new Worker(__filename, { workerData: ending });
    let failure = 'no error';
    worker.on('error', (error) => { failure = error.message; });
    worker.on('message', () => worker.terminate());
    const code = await new Promise((resolve) => worker.on('exit', resolve));
    say(ending, 'ended with', code, failure, 'main has', addon.instance_number());
  }
}

if (isMainThread) {
  main();
} else {
  say(workerData, 'starts with', addon.instance_number());
  addon.set_instance_number(2);
  addon.add_hook(`${workerData}: hook`);
  addon.finalize_with(globalThis, `${workerData}: finalized`);
  endings[workerData]();
}
