'use strict';
// node:timers/promises

const { Timeout, Immediate, clearTimeout, clearImmediate } = require('internal/timers');
const { abortError, codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { validateAbortSignal, validateBoolean, validateNumber, validateObject } = require('internal/validators');
const { kEmptyObject } = require('internal/util');

const kScheduler = Symbol('kScheduler');

// Checks the options that all functions share; undefined, or the error that the promise is rejected with.
function problemOf(options, delay, hasDelay) {
  try {
    if (hasDelay && delay !== undefined) validateNumber(delay, 'delay');
    validateObject(options, 'options');
    if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
    if (options.ref !== undefined) validateBoolean(options.ref, 'options.ref');
  } catch (error) {
    return error;
  }
  return options.signal?.aborted ? abortError(options.signal) : undefined;
}

// A promise of `value` that the timer which `start(resolve)` returns keeps, or that the signal rejects.
function wait(start, clear, value, { signal }) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const timer = start(() => resolve(value));
  if (!signal) return promise;
  const onAbort = () => {
    if (timer._destroyed) return;
    clear(timer);
    reject(abortError(signal));
  };
  const { kResistStopPropagation } = require('internal/event_target');
  signal.addEventListener('abort', onAbort, { __proto__: null, once: true, [kResistStopPropagation]: true });
  return promise.finally(() => signal.removeEventListener('abort', onAbort));
}

function setTimeout(delay, value, options = kEmptyObject) {
  const problem = problemOf(options, delay, true);
  if (problem !== undefined) return Promise.reject(problem);
  const start = (resolve) => new Timeout(resolve, delay, undefined, false, options.ref ?? true);
  return wait(start, clearTimeout, value, options);
}

function setImmediate(value, options = kEmptyObject) {
  const problem = problemOf(options);
  if (problem !== undefined) return Promise.reject(problem);
  return wait((resolve) => {
    const immediate = new Immediate(resolve);
    if (options.ref === false) immediate.unref();
    return immediate;
  }, clearImmediate, value, options);
}

async function* setInterval(delay, value, options = kEmptyObject) {
  const problem = problemOf(options, delay, true);
  if (problem !== undefined) throw problem;
  const { signal, ref = true } = options;
  // How often it was time since the consumer took a value, and what a consumer that came too early waits for.
  let due = 0;
  let waiting;
  const interval = new Timeout(() => {
    due++;
    waiting?.resolve();
  }, delay, undefined, true, ref);
  const onAbort = () => {
    clearTimeout(interval);
    waiting?.reject(abortError(signal));
  };
  signal?.addEventListener('abort', onAbort, { __proto__: null, once: true });
  try {
    for (; due > 0 || !signal?.aborted; due--) {
      if (due === 0) {
        waiting = Promise.withResolvers();
        await waiting.promise;
      }
      yield value;
    }
    throw abortError(signal);
  } finally {
    clearTimeout(interval);
    signal?.removeEventListener('abort', onAbort);
  }
}

// What Web IDL says of an interface without a constructor.
class Scheduler {
  constructor() {
    throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  yield() {
    checkScheduler(this);
    return setImmediate();
  }

  wait(delay, options) {
    checkScheduler(this);
    return setTimeout(delay, undefined, options);
  }
}

function checkScheduler(value) {
  if (!value[kScheduler]) throw new ERR_INVALID_THIS('Scheduler');
}

const scheduler = Object.create(Scheduler.prototype, { [kScheduler]: { __proto__: null, value: true } });

module.exports = { setTimeout, setImmediate, setInterval, scheduler };
