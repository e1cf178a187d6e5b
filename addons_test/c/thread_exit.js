// differs-from-node: Node takes an addon out of memory with the last worker that used it, and crashes when the thread ends
// Addons stay in memory when a worker that has loaded them ends: what they have left to run at the end of a thread, its own or
// another one, runs.
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Worker, isMainThread, workerData } = require('node:worker_threads');

async function main() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'thread-exit-'));
  // One that no other test and no other thread has in memory.
  const file = path.join(folder, 'thread_exit.node');
  fs.copyFileSync(path.join(__dirname, '../build/c/thread_exit.node'), file);
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => new Worker(__filename, { workerData: file }).on('exit', (code) => resolve(console.log('ended with', code))));
  }
  const addon = require(file);
  const interval = setInterval(() => {
    if (addon.count_destroyed() < 6) return;
    console.log('destructors', addon.count_destroyed());
    clearInterval(interval);
    fs.rmSync(folder, { recursive: true });
  }, 10);
}

if (isMainThread) main();
else require(workerData).set_destructors();
