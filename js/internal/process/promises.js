'use strict';
// Rejections that nobody handles: `unhandledRejection`, `rejectionHandled`, and the policies of --unhandled-rejections.

const AsyncContextFrame = require('internal/async_context_frame');
const {
  executionAsyncId, pop, push, symbols: { async_id_symbol, trigger_async_id_symbol },
} = require('internal/async_hooks');
const { triggerUncaughtException } = require('internal/process/uncaught');

// v8::PromiseRejectEvent
const kPromiseRejectWithNoHandler = 0;
const kPromiseHandlerAddedAfterReject = 1;
const kPromiseRejectAfterResolved = 2;
const kPromiseResolveAfterResolved = 3;

// Rejections to look at once microtasks have run, and, of those that were reported, the ones that may yet get a handler.
let pendingUnhandledRejections = new Map();
let asyncHandledRejections = [];
let reported;
let lastUid = 0;
let setFlag;

function setRejectionFlag(set) {
  setFlag = set;
}

function promiseRejectHandler(event, promise, reason) {
  switch (event) {
    case kPromiseRejectWithNoHandler: return unhandledRejection(promise, reason);
    case kPromiseHandlerAddedAfterReject: return handledRejection(promise);
    case kPromiseRejectAfterResolved: return multipleResolves('reject', promise, reason);
    case kPromiseResolveAfterResolved: return multipleResolves('resolve', promise, reason);
  }
}

function multipleResolves(type, promise, reason) {
  if (process.listenerCount('multipleResolves') > 0) process.emit('multipleResolves', type, promise, reason);
}

function unhandledRejection(promise, reason) {
  const frame = AsyncContextFrame.current();
  pendingUnhandledRejections.set(promise, { reason, uid: ++lastUid, domain: process.domain, frame });
  setFlag(true);
}

function handledRejection(promise) {
  if (pendingUnhandledRejections.delete(promise)) return;
  reported ??= new WeakMap();
  const info = reported.get(promise);
  if (info === undefined) return;
  reported.delete(promise);
  asyncHandledRejections.push({ promise, uid: info.uid, warned: info.warned });
  setFlag(true);
}

function isErrorLike(value) {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'stack');
}

function inspectReason(reason) {
  if (isErrorLike(reason)) return reason.stack;
  const { inspect } = require('internal/util/inspect');
  try {
    return inspect(reason);
  } catch {
    return String(reason);
  }
}

// What an unhandled rejection that is no error is reported as.
class UnhandledPromiseRejection extends Error {
  constructor(reason) {
    const { toDetailString } = internalBinding('util');
    super('This error originated either by throwing inside of an async function without a catch block, or by rejecting ' +
      'a promise which was not handled with .catch(). The promise rejected with the reason ' +
      `"${toDetailString(reason)}".`);
    this.code = 'ERR_UNHANDLED_REJECTION';
    Object.defineProperty(this, 'name',
      { __proto__: null, configurable: true, enumerable: false, value: 'UnhandledPromiseRejection', writable: true });
  }
}

function emitWarning(uid, reason) {
  const warning = new Error(
    'Unhandled promise rejection. This error originated either by throwing inside of an async function without a catch ' +
    'block, or by rejecting a promise which was not handled with .catch(). To terminate the node process on unhandled ' +
    'promise rejection, use the CLI flag `--unhandled-rejections=strict` (see ' +
    'https://nodejs.org/api/cli.html#cli_unhandled_rejections_mode). ' +
    `(rejection id: ${uid})`);
  warning.name = 'UnhandledPromiseRejectionWarning';
  try {
    if (isErrorLike(reason)) {
      warning.stack = reason.stack;
      process.emitWarning(reason.stack, 'UnhandledPromiseRejectionWarning');
    } else {
      process.emitWarning(inspectReason(reason), 'UnhandledPromiseRejectionWarning');
    }
  } catch { /* a reason whose stack throws still gets the warning below */ }
  process.emitWarning(warning);
}

function emitUnhandled(promise, info) {
  // A rejection inside of a domain (node:domain) is an error of the domain.
  if (info.domain) return info.domain.emit('error', info.reason);
  return process.emit('unhandledRejection', info.reason, promise);
}

function raise(info) {
  triggerUncaughtException(isErrorLike(info.reason) ? info.reason : new UnhandledPromiseRejection(info.reason), true);
}

const modes = {
  __proto__: null,
  // A handler of `unhandledRejection` takes it, else it is an uncaught exception.
  throw(promise, info) {
    if (!emitUnhandled(promise, info)) raise(info);
  },
  // Always an uncaught exception; `unhandledRejection` only if that was handled.
  strict(promise, info) {
    raise(info);
    if (!emitUnhandled(promise, info)) emitWarning(info.uid, info.reason);
  },
  warn(promise, info) {
    emitUnhandled(promise, info);
    emitWarning(info.uid, info.reason);
  },
  none(promise, info) {
    emitUnhandled(promise, info);
  },
  'warn-with-error-code'(promise, info) {
    if (!emitUnhandled(promise, info)) {
      emitWarning(info.uid, info.reason);
      process.exitCode = 1;
    }
  },
};

let mode;

function currentMode() {
  if (mode === undefined) {
    const { getOptionValue } = require('internal/options');
    mode = modes[getOptionValue('--unhandled-rejections')] ?? modes.throw;
  }
  return mode;
}

// Reports what is pending. True when that may have scheduled more ticks or microtasks.
function processPromiseRejections() {
  setFlag(false);
  if (asyncHandledRejections.length === 0 && pendingUnhandledRejections.size === 0) return false;
  let maybeScheduled = asyncHandledRejections.length > 0;
  while (asyncHandledRejections.length > 0) {
    const { promise, uid, warned } = asyncHandledRejections.shift();
    if (warned) {
      const warning = new Error(`Promise rejection was handled asynchronously (rejection id: ${uid})`);
      warning.name = 'PromiseRejectionHandledWarning';
      warning.id = uid;
      process.emitWarning(warning);
    }
    process.emit('rejectionHandled', promise);
  }
  const pending = pendingUnhandledRejections;
  pendingUnhandledRejections = new Map();
  for (const [promise, info] of pending) {
    maybeScheduled = true;
    const handle = currentMode();
    (reported ??= new WeakMap()).set(promise, { uid: info.uid, warned: handle !== modes.throw && handle !== modes.none });
    const before = AsyncContextFrame.exchange(info.frame);
    // Where hooks made a resource of the promise, it is what executes. They are not told.
    const asyncId = promise[async_id_symbol];
    if (asyncId !== undefined) push(asyncId, promise[trigger_async_id_symbol], promise);
    try {
      handle(promise, info);
    } catch (error) {
      AsyncContextFrame.set(before);
      triggerUncaughtException(error, false);
    }
    // An uncaught exception has left it already.
    if (asyncId !== undefined && asyncId === executionAsyncId()) pop();
    AsyncContextFrame.set(before);
  }
  return maybeScheduled || pendingUnhandledRejections.size > 0;
}

module.exports = { isErrorLike, promiseRejectHandler, processPromiseRejections, setRejectionFlag };
