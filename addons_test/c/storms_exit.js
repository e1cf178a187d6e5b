// differs-from-node: Node waits for ever for threads of the pool that wait for room in a queue
// timeout: 60
// A process that exits, and a thread that waits for its workers, do not wait for producers that are blocked on a queue of theirs.
'use strict';

const { spawnSync } = require('node:child_process');
const { Worker, isMainThread, workerData } = require('node:worker_threads');
const addon = require('../build/c/storms.node');

const options = { threads: 2, calls: 1000, queue: 1, blocking: 1, late: 0, detached: 1, abortAt: -1, leaveAt: -1, every: 0 };

function busyFor(milliseconds) {
  const start = performance.now();
  while (performance.now() - start < milliseconds);
}

// The loop does not empty the queues while `busyFor` runs.
const cases = {
  // Work on the pool fills the queue of the main thread.
  'process.exit with blocked work': () => {
    addon.fill(1, 100);
    busyFor(20);
    process.exit(3);
  },
  'uncaught exception with blocked work': () => {
    addon.fill(1, 100);
    busyFor(20);
    throw new Error('uncaught');
  },
  'process.exit with blocked threads': () => {
    addon.start(options, () => {}, () => {});
    busyFor(20);
    process.exit(4);
  },
  // A worker is in native code that waits for room in a queue of its parent's.
  'process.exit with a worker that is blocked': () => {
    const queue = addon.open(1);
    new Worker(__filename, { workerData: queue }).on('online', () => {
      busyFor(200);
      process.exit(5);
    });
  },
};

if (!isMainThread) {
  addon.push(workerData, 100);
} else if (process.argv[2]) {
  cases[process.argv[2]]();
} else {
  for (const name of Object.keys(cases)) {
    const { status, signal } = spawnSync(process.execPath, [__filename, name], { timeout: 20000 });
    console.log(name, signal ?? status);
  }
}
