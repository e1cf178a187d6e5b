'use strict';
// destroy hooks wait for the event loop, but not when there are very many: then they are called between microtasks, so that a program
// that never lets the loop turn does not pile them up.
const { AsyncResource, createHook } = require('node:async_hooks');

let destroyed = 0;
createHook({ init() {}, destroy() { destroyed++; } }).enable();

function make(count) {
  for (let i = 0; i < count; i++) new AsyncResource('MANY', { requireManualDestroy: true }).emitDestroy();
}

(async () => {
  make(16_383);
  await null;
  await null;
  console.log('below the limit', destroyed);
  make(1);
  console.log('in the middle of JavaScript', destroyed);
  await null;
  // A loop, in which V8 looks whether it is to be interrupted.
  make(100);
  await null;
  await null;
  const before = destroyed;
  console.log('at the limit', before >= 16_384);
  make(100);
  await null;
  await null;
  console.log('a few', destroyed - before);
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  console.log('after a turn', destroyed - before >= 100);
})();
