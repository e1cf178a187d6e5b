'use strict';
// process.nextTick and queueMicrotask. Rust drains microtasks after each callback, and calls processTicksAndRejections when
// `tickInfo` says that a tick is scheduled or a rejection is to be reported.

const binding = internalBinding('task_queue');
const asyncContext = internalBinding('async_context');
const { validateFunction } = require('internal/validators');
const { triggerUncaughtException } = require('internal/process/uncaught');
const { processPromiseRejections, setRejectionFlag } = require('internal/process/promises');
const {
  newAsyncId, getDefaultTriggerAsyncId, initHooksExist, emitInit, emitAfterEntered, emitDestroy, enter, save, restore,
  symbols: { async_id_symbol, trigger_async_id_symbol },
} = require('internal/async_hooks');
const FixedQueue = require('internal/fixed_queue');

const kHasTickScheduled = 0;
const kHasRejectionToWarn = 1;

const kAsyncContextFrame = Symbol('kAsyncContextFrame');

const queue = new FixedQueue();
let tickInfo;
// Called without a function of ours in between, which would be a frame more in what the program sees of a stack.
let runMicrotasks;

// A plain object to hooks. (A literal with computed names is slower to make.)
function TickObject(callback, args, asyncId, triggerAsyncId) {
  this.callback = callback;
  this.args = args;
  this[async_id_symbol] = asyncId;
  this[trigger_async_id_symbol] = triggerAsyncId;
  this[kAsyncContextFrame] = asyncContext.getContinuationPreservedEmbedderData();
}
TickObject.prototype = Object.prototype;

// What differs from run to run: called once at start-up.
function setup() {
  ({ tickInfo, runMicrotasks } = binding);
  setRejectionFlag((value) => { tickInfo[kHasRejectionToWarn] = value ? 1 : 0; });
}

// Drains what a callback of a list (timers, immediates) has left, between two of them.
function runNextTicks() {
  if (tickInfo[kHasTickScheduled] === 0 && tickInfo[kHasRejectionToWarn] === 0) runMicrotasks();
  if (tickInfo[kHasTickScheduled] === 0 && tickInfo[kHasRejectionToWarn] === 0) return;
  processTicksAndRejections();
}

// What Rust would call after this callback, called at its end: saves the way back into JavaScript.
function runScheduledTicks() {
  if (tickInfo[kHasTickScheduled] !== 0) processTicksAndRejections();
}

// The same as process.nextTick for the last thing that a tick does: at once where nothing else is to come in between.
function callAfterTick(callback, ...args) {
  if (queue.isEmpty() && !initHooksExist()) callback(...args);
  else nextTick(callback, ...args);
}

function processTicksAndRejections() {
  const context = asyncContext.getContinuationPreservedEmbedderData();
  const outer = save();
  let tick;
  try {
    do {
      while ((tick = queue.shift()) !== null) {
        asyncContext.setContinuationPreservedEmbedderData(tick[kAsyncContextFrame]);
        const asyncId = tick[async_id_symbol];
        enter(asyncId, tick[trigger_async_id_symbol], tick);
        const { callback, args } = tick;
        if (args === undefined) callback();
        else if (args.length === 1) callback(args[0]);
        else Reflect.apply(callback, undefined, args);
        emitAfterEntered(asyncId);
        emitDestroy(asyncId);
      }
      restore(outer);
      asyncContext.setContinuationPreservedEmbedderData(context);
      runMicrotasks();
    } while (!queue.isEmpty() || processPromiseRejections());
  } finally {
    // One that has thrown. It stays in its context, for those who hear of the uncaught exception.
    if (tick) emitDestroy(tick[async_id_symbol]);
  }
  tickInfo[kHasTickScheduled] = 0;
  tickInfo[kHasRejectionToWarn] = 0;
}

function nextTick(callback, ...args) {
  validateFunction(callback, 'callback');
  if (process._exiting) return;
  scheduleTick(callback, args.length === 0 ? undefined : args);
}

// The same for what is called so often that the arguments come as an array, or not at all.
function scheduleTick(callback, args) {
  if (queue.isEmpty()) tickInfo[kHasTickScheduled] = 1;
  const asyncId = newAsyncId();
  const triggerAsyncId = getDefaultTriggerAsyncId();
  const tick = new TickObject(callback, args, asyncId, triggerAsyncId);
  emitInit(asyncId, 'TickObject', triggerAsyncId, tick);
  queue.push(tick);
}

function queueMicrotask(callback) {
  validateFunction(callback, 'callback');
  if (initHooksExist()) callback = asResource(callback);
  // V8 runs it in the async context of now.
  binding.enqueueMicrotask(() => {
    try {
      callback();
    } catch (error) {
      triggerUncaughtException(error, false);
    }
  });
}

// Hooks hear of a microtask as well. It has been left when its error is told of, so that no domain takes that.
function asResource(callback) {
  const { AsyncResource } = require('node:async_hooks');
  const resource = new AsyncResource('Microtask', { requireManualDestroy: true });
  return () => {
    try {
      resource.runInAsyncScope(callback);
    } finally {
      resource.emitDestroy();
    }
  };
}

function hasTicks() {
  return tickInfo[kHasTickScheduled] !== 0;
}

module.exports = {
  setup, hasTicks, nextTick, scheduleTick, callAfterTick, runNextTicks, runScheduledTicks, processTicksAndRejections, queueMicrotask,
};
