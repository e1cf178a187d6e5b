// Hooks see the promises of other contexts, and each thread has its own hooks.
'use strict';

const { createHook, executionAsyncId } = require('node:async_hooks');
const vm = require('node:vm');
const { Worker } = require('node:worker_threads');

const log = [];
const before = vm.createContext({ log, executionAsyncId });
const names = new Map();
const hook = createHook({
  init(id, type) {
    if (type !== 'PROMISE') return;
    names.set(id, `promise ${names.size + 1}`);
    log.push(`init ${names.get(id)}`);
  },
  before(id) { if (names.has(id)) log.push(`before ${names.get(id)}`); },
  after(id) { if (names.has(id)) log.push(`after ${names.get(id)}`); },
}).enable();
const after = vm.createContext({ log, executionAsyncId });
const code = 'Promise.resolve().then(() => { log.push(executionAsyncId() > 1); }); 0';
vm.runInContext(code, before);
vm.runInContext(code, after);

setTimeout(() => {
  hook.disable();
  vm.runInContext(code, after);
  setTimeout(() => {
    console.log(log.join('\n'));
    const worker = new Worker(`
      const { createHook, executionAsyncId } = require('async_hooks');
      const types = [];
      createHook({ init(id, type) { types.push(type); } }).enable();
      setTimeout(() => {
        require('worker_threads').parentPort.postMessage([types.includes('Timeout'), executionAsyncId() > 1]);
      }, 1);`, { eval: true });
    worker.on('message', (message) => console.log(message));
  }, 1);
}, 1);
