// flags: --expose-gc
// What the callback of a FinalizationRegistry throws is an uncaught exception, in a worker the worker's; once it was printed by V8
// and lost.
'use strict';

const { Worker } = require('node:worker_threads');

const collect = `
  const registry = new FinalizationRegistry((text) => { throw new Error(text); });
  (() => { registry.register({}, 'in the callback'); })();
  setTimeout(() => gc(), 1);
  setTimeout(() => gc(), 20);`;

process.once('uncaughtException', (error, origin) => {
  console.log(error.message, origin);
  const worker = new Worker(collect, { eval: true });
  worker.on('error', (error) => console.log('worker', error.message));
  worker.on('exit', (code) => console.log('exit', code));
});
eval(collect);
