// What ticks and microtasks throw that napi_make_callback drains: the outermost call ends with the exception of a tick, and the next
// ticks wait; a microtask's exception and an unhandled rejection are the process's. Work's completion reports all of them.
'use strict';

const addon = require('../build/c/async_hooks.node');

const log = (...what) => console.log(...what);
process.on('uncaughtException', (error, origin) => log('uncaught', error.message, origin));

const fail = (text) => () => { throw new Error(text); };
const attempt = (body) => {
  try {
    return body();
  } catch (error) {
    return `throws ${error.message}`;
  }
};
const leaveTicks = () => {
  process.nextTick(fail('tick'));
  process.nextTick(() => log('second tick'));
  return 'returned';
};

// Inside of JavaScript nothing is drained.
log('nested', attempt(() => addon.make_callback(leaveTicks)));

const steps = [
  () => addon.from_loop(leaveTicks),
  () => addon.from_loop(() => { queueMicrotask(fail('microtask')); process.nextTick(() => log('tick after a microtask')); }),
  () => addon.from_loop(() => { Promise.reject(new Error('rejection')); }),
  () => addon.from_loop(fail('callback')),
  () => addon.from_loop(() => process.nextTick(() => process.nextTick(fail('tick of a tick')))),
  () => addon.work(undefined, 'work', leaveTicks),
];
(function next() {
  const step = steps.shift();
  if (step === undefined) return;
  log('step');
  step();
  // The ticks that are left run after the timer, however late that is.
  setTimeout(setImmediate, 20, next);
})();
