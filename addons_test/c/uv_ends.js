// Handles of libuv that an addon closes when its environment ends: their close callbacks run, however the worker ends, also in
// the middle of the handles' own callbacks.
'use strict';

const { Worker, isMainThread, workerData, parentPort } = require('node:worker_threads');
const addon = require('../build/c/uv_ends.node');

const kinds = ['timer', 'idle', 'check', 'poll', 'async'];
const endings = {
  exit: () => process.exit(2),
  throws: () => { throw new Error('thrown in a callback of libuv'); },
  loops: () => { parentPort.postMessage('ready'); for (;;); },
  terminated: () => parentPort.postMessage('ready'),
};

async function main() {
  for (const kind of [...kinds, 'all']) {
    for (const ending of Object.keys(endings)) {
      const worker = new Worker(__filename, { workerData: { kind, ending } });
      let failure = 'no error';
      worker.on('error', (error) => { failure = error.message; });
      worker.on('message', () => worker.terminate());
      const code = await new Promise((resolve) => worker.on('exit', resolve));
      console.log(kind, ending, 'ended with', code, failure, 'handles left', addon.count());
    }
  }
}

if (isMainThread) {
  main();
} else {
  // A check handle alone does not make the loop turn.
  setInterval(() => {}, 1);
  let calls = 0;
  const callback = () => {
    calls += 1;
    if (calls === 3) endings[workerData.ending]();
  };
  for (const kind of workerData.kind === 'all' ? kinds : [workerData.kind]) addon.open(kind, callback, true);
}
