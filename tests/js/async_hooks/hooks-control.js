// createHook: its arguments, enabling and disabling, also from inside a hook, several hooks, hooks without promises.
'use strict';

const { createHook, AsyncResource, executionAsyncId } = require('node:async_hooks');
const assert = require('node:assert');

for (const options of [
  { init: 1 }, { before: {} }, { after: 'x' }, { destroy: null }, { promiseResolve: true }, null, undefined,
  { trackPromises: 1 }, { trackPromises: false, promiseResolve() {} }, {}, { trackPromises: true },
  { trackPromises: false, init() {} },
]) {
  try {
    console.log(createHook(options));
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}

const seen = [];
const quiet = createHook({});
assert.strictEqual(quiet.enable(), quiet);
assert.strictEqual(quiet.enable(), quiet);
assert.strictEqual(quiet.disable(), quiet);
assert.strictEqual(quiet.disable(), quiet);

const first = createHook({ init(id, type) { seen.push(`first ${type}`); } });
const second = createHook({ init(id, type) { seen.push(`second ${type}`); } });
first.enable();
new AsyncResource('A');
second.enable();
new AsyncResource('B');
first.enable();
new AsyncResource('C');
first.disable();
new AsyncResource('D');
first.enable();
new AsyncResource('E');
first.disable();
second.disable();
new AsyncResource('F');

// Changes made by a hook hold when all hooks have been called.
const third = createHook({ init(id, type) { seen.push(`third ${type}`); } });
const changing = createHook({
  init(id, type) {
    seen.push(`changing ${type}`);
    if (type === 'G') {
      third.enable();
      new AsyncResource('nested');
    } else if (type === 'H') {
      changing.disable();
      third.disable();
    }
  },
}).enable();
new AsyncResource('G');
new AsyncResource('H');
new AsyncResource('I');

// `this` in a hook, and an empty type while hooks are enabled.
const self = createHook({ init() { seen.push(this === self); } }).enable();
new AsyncResource('J');
try {
  new AsyncResource('');
} catch (error) {
  seen.push(`${error.code} ${error.message}`);
}
self.disable();
new AsyncResource('');

// Hooks that do not track promises hear nothing of them, whatever others do.
const plain = createHook({
  trackPromises: false,
  init(id, type) { seen.push(`plain init ${type}`); },
  before() { seen.push('plain before'); },
  after() { seen.push('plain after'); },
}).enable();
const ownSymbols = (promise) => Object.getOwnPropertySymbols(promise).length;
const all = createHook({
  init(id, type) { seen.push(`all init ${type}`); },
  before() { seen.push('all before'); },
});
setTimeout(() => {
  seen.push(ownSymbols(Promise.resolve()));
  all.enable();
  const promise = Promise.resolve();
  seen.push(ownSymbols(promise));
  promise.then(() => {
    seen.push(executionAsyncId() > 0);
    all.disable();
    setTimeout(() => {
      // Their ids are kept up until no hook is left.
      seen.push(ownSymbols(Promise.resolve()));
      plain.disable();
      setTimeout(() => {
        seen.push(ownSymbols(Promise.resolve()));
        console.log(seen);
      }, 1);
    }, 1);
  });
}, 1);
