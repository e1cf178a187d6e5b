// differs-from-node: Node aborts the process when a worker ends with a libuv handle open
// A worker that ends while an addon has handles of libuv open: none of them is called any more, other threads may go on using
// them, and the process lives.
'use strict';

const { Worker, isMainThread, workerData } = require('node:worker_threads');
const addon = require('../build/c/uv_ends.node');

const kinds = ['timer', 'idle', 'check', 'poll', 'async'];

async function main() {
  for (const kind of kinds) {
    const worker = new Worker(__filename, { workerData: kind });
    const code = await new Promise((resolve) => worker.on('exit', resolve));
    await new Promise((resolve) => setTimeout(resolve, 10));
    console.log(kind, 'ended with', code, 'handles left', addon.count());
  }
}

if (isMainThread) {
  main();
} else {
  // A check handle alone does not make the loop turn.
  setInterval(() => {}, 1);
  let calls = 0;
  addon.open(workerData, () => {
    calls += 1;
    if (calls === 3) process.exit(1);
  }, false);
}
