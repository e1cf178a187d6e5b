// What a worker has written arrives however it ends by itself: process.exit() or an error in the same turn, an 'exit' listener that writes;
// in the order of the two streams, to the parent's own streams and to `worker.stdout`.
'use strict';
const { Worker } = require('node:worker_threads');

const ends = {
  exit: 'process.exit(3)',
  error: 'throw new Error("sync")',
  rejection: 'Promise.reject(new Error("rejected"))',
  streams: 'console.error("e1"); console.error("e2"); process.exit(1)',
  listener: 'process.on("exit", () => { console.log("in exit"); console.log("and more"); }); throw new Error("listener")',
  large: 'console.log("x".repeat(100000).length, "y".repeat(70000)); console.log("after"); process.exit()',
  caught: 'process.on("uncaughtException", (e) => { console.log(e.message); console.log("more"); process.exit(4); }); throw new Error("caught")',
  'no listeners': 'process.removeAllListeners("exit"); process.exit()',
  listeners: 'console.log(process.listenerCount("exit"))',
};

(async () => {
  for (const [name, code] of Object.entries(ends)) {
    const worker = new Worker(`for (let i = 0; i < 3; i++) console.log(i); ${code}`, { eval: true, stdout: true, stderr: true });
    const chunks = [];
    for (const stream of ['stdout', 'stderr']) worker[stream].on('data', (chunk) => chunks.push(`${stream}: ${String(chunk).trim().slice(0, 20)}`));
    const status = await new Promise((resolve) => {
      worker.on('error', (error) => chunks.push(`error: ${error.message}`));
      worker.on('exit', resolve);
    });
    await new Promise(setImmediate);
    console.log(name, status, chunks.filter((chunk) => chunk.startsWith('stdout')), chunks.filter((chunk) => !chunk.startsWith('stdout')));
  }
  new Worker('console.log("to"); console.log("the parent"); process.exit()', { eval: true });
})();
