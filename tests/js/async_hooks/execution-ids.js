// executionAsyncId, triggerAsyncId and executionAsyncResource without any hook: where they are the ids of a resource and
// where they are not, and that uncaught exceptions leave them as they found them.
'use strict';

const hooks = require('node:async_hooks');
const fs = require('node:fs');
const vm = require('node:vm');

const symbols = { Timeout: 'asyncId', Immediate: 'asyncId' };
function here(what) {
  const resource = hooks.executionAsyncResource();
  const id = hooks.executionAsyncId();
  const name = symbols[resource.constructor.name];
  const own = name && resource[Object.getOwnPropertySymbols(resource).find((symbol) => symbol.description === name)];
  console.log(what, id > 1 ? 'a resource' : id, hooks.triggerAsyncId() > 1 ? 'a resource' : hooks.triggerAsyncId(),
              resource.constructor.name, own === undefined || own === id);
}

here('main');
queueMicrotask(() => here('microtask'));
Promise.resolve().then(() => here('then'));
process.nextTick(() => {
  here('tick');
  Promise.resolve().then(() => here('then of tick'));
});
const resource = new hooks.AsyncResource('Kind');
resource.runInAsyncScope(() => {
  here('scope');
  console.log(hooks.executionAsyncId() === resource.asyncId(), hooks.triggerAsyncId() === resource.triggerAsyncId(),
              hooks.executionAsyncResource() === resource);
  setTimeout(() => {
    here('timeout');
    console.log(hooks.triggerAsyncId() === resource.asyncId());
    setImmediate(() => {
      here('immediate');
      fs.stat('.', () => {
        here('stat');
        resource.runInAsyncScope(() => here('scope in stat'));
        here('stat again');
        uncaught();
      });
    });
  }, 1);
});
here('main again');
console.log(new hooks.AsyncResource('Kind', { triggerAsyncId: 7 }).triggerAsyncId(), new hooks.AsyncResource('Kind', 9).triggerAsyncId());

function uncaught() {
  process.once('uncaughtException', (error) => {
    here(`handler of ${error.message}`);
    setImmediate(() => {
      here('after');
      setTimeout(() => {
        process.once('uncaughtException', (again) => {
          here(`handler of ${again.message}`);
          process.nextTick(() => here('tick after'));
        });
        resource.runInAsyncScope(() => { throw new Error('scope'); });
      }, 1);
    });
  });
  vm.runInThisContext('throw new Error("stat")');
}

process.on('beforeExit', () => here('beforeExit'));
process.on('exit', () => here('exit'));
