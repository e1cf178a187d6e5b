'use strict';
// node:timers/promises

const { Timeout, Immediate, startTimer, clearTimeout, clearImmediate } = require('internal/timers');
const { AbortError, codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { validateAbortSignal, validateBoolean, validateNumber, validateObject } = require('internal/validators');
const { kEmptyObject } = require('internal/util');

const kScheduler = Symbol('kScheduler');

function cancelListenerHandler(clear, reject, signal) {
  if (this._destroyed) return;
  clear(this);
  reject(new AbortError(undefined, { cause: signal?.reason }));
}

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
  return options.signal?.aborted ? new AbortError(undefined, { cause: options.signal.reason }) : undefined;
}

// A promise of `value` that the timer which `make(resolve)` returns keeps, or that the signal rejects.
function wait(make, clear, value, options) {
  const { signal } = options;
  let onCancel;
  const promise = new Promise((resolve, reject) => {
    const timer = make(() => resolve(value));
    if (signal) {
      const { kResistStopPropagation } = require('internal/event_target');
      onCancel = cancelListenerHandler.bind(timer, clear, reject, signal);
      signal.addEventListener('abort', onCancel, { __proto__: null, once: true, [kResistStopPropagation]: true });
    }
  });
  return onCancel === undefined ? promise : promise.finally(() => signal.removeEventListener('abort', onCancel));
}

function setTimeout(delay, value, options = kEmptyObject) {
  const problem = problemOf(options, delay, true);
  if (problem !== undefined) return Promise.reject(problem);
  return wait((resolve) => {
    const timeout = new Timeout(resolve, delay, undefined, false, options.ref ?? true);
    startTimer(timeout);
    return timeout;
  }, clearTimeout, value, options);
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
  let onCancel;
  let interval;
  try {
    let notYielded = 0;
    let callback;
    interval = new Timeout(() => {
      notYielded++;
      callback?.();
      callback = undefined;
    }, delay, undefined, true, ref);
    startTimer(interval);
    if (signal) {
      onCancel = () => {
        clearTimeout(interval);
        callback?.(Promise.reject(new AbortError(undefined, { cause: signal.reason })));
        callback = undefined;
      };
      signal.addEventListener('abort', onCancel, { __proto__: null, once: true });
    }
    while (!signal?.aborted) {
      if (notYielded === 0) await new Promise((resolve) => { callback = resolve; });
      for (; notYielded > 0; notYielded--) yield value;
    }
    throw new AbortError(undefined, { cause: signal.reason });
  } finally {
    clearTimeout(interval);
    signal?.removeEventListener('abort', onCancel);
  }
}

class Scheduler {
  constructor() {
    throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  yield() {
    if (!this[kScheduler]) throw new ERR_INVALID_THIS('Scheduler');
    return setImmediate();
  }

  wait(delay, options) {
    if (!this[kScheduler]) throw new ERR_INVALID_THIS('Scheduler');
    return setTimeout(delay, undefined, options);
  }
}

const scheduler = Object.create(Scheduler.prototype, { [kScheduler]: { __proto__: null, value: true } });

module.exports = { setTimeout, setImmediate, setInterval, scheduler };
