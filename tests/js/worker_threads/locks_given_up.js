// A lock is free when its callback has thrown and when the thread that held it is no more; query() tells of all threads.
// differs-from-node: Node 26.10 keeps the lock of a callback that throws, and of a thread that was ended, for ever; query() tells of one thread
'use strict';
const { Worker, locks } = require('node:worker_threads');

(async () => {
  await locks.request('a', () => { throw new RangeError('thrown'); }).catch((error) => console.log(error.message));
  console.log(await locks.request('a', (lock) => lock.name));

  const worker = new Worker(`
    const { locks, parentPort } = require('node:worker_threads');
    locks.request('t', () => {
      setImmediate(() => parentPort.postMessage('has it'));
      return new Promise(() => {});
    });
    locks.request('t', () => console.log('never'));
    setInterval(() => {}, 1000);`, { eval: true });
  console.log(await new Promise((resolve) => worker.once('message', resolve)));
  const waits = locks.request('t', { mode: 'shared' }, (lock) => lock.mode);
  const { held, pending } = await locks.query();
  console.log(held.length, pending.length, held[0].clientId === `node-${process.pid}-${worker.threadId}`);
  const { promise: ended, resolve } = Promise.withResolvers();
  worker.on('exit', () => setImmediate(resolve));
  worker.terminate();
  console.log(await waits);
  await ended;
  console.log(await locks.query());

  // A thousand callbacks one after the other.
  const requests = Array.from({ length: 20_000 }, (_, index) => locks.request('many', () => index));
  console.log((await Promise.all(requests)).at(-1));
})();
