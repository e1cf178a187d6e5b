'use strict';
// process.nextTick and queueMicrotask. Rust drains microtasks after each callback, and calls processTicksAndRejections when
// `tickInfo` says that a tick is scheduled or a rejection is to be reported.

const binding = internalBinding('task_queue');
const asyncContext = internalBinding('async_context');
const { validateFunction } = require('internal/validators');
const { triggerUncaughtException } = require('internal/process/uncaught');
const { processPromiseRejections, setRejectionFlag } = require('internal/process/promises');
const { newAsyncId, executionAsyncId, currentFrame, enter } = require('internal/async_hooks');
const FixedQueue = require('internal/fixed_queue');

const kHasTickScheduled = 0;
const kHasRejectionToWarn = 1;

const queue = new FixedQueue();
let tickInfo;

// What differs from run to run: called once at start-up.
function setup() {
  tickInfo = binding.tickInfo;
  setRejectionFlag((value) => { tickInfo[kHasRejectionToWarn] = value ? 1 : 0; });
}

function runMicrotasks() {
  binding.runMicrotasks();
}

// Drains what a callback of a list (timers, immediates) has left, between two of them.
function runNextTicks() {
  if (tickInfo[kHasTickScheduled] === 0 && tickInfo[kHasRejectionToWarn] === 0) runMicrotasks();
  if (tickInfo[kHasTickScheduled] === 0 && tickInfo[kHasRejectionToWarn] === 0) return;
  processTicksAndRejections();
}

function processTicksAndRejections() {
  const context = asyncContext.getContinuationPreservedEmbedderData();
  const outer = currentFrame();
  try {
    do {
      let tick;
      while ((tick = queue.shift()) !== null) {
        asyncContext.setContinuationPreservedEmbedderData(tick.asyncContext);
        enter(tick);
        const { callback, args } = tick;
        if (args === undefined) callback();
        else Reflect.apply(callback, undefined, args);
      }
      enter(outer);
      asyncContext.setContinuationPreservedEmbedderData(context);
      runMicrotasks();
    } while (!queue.isEmpty() || processPromiseRejections());
  } finally {
    enter(outer);
    asyncContext.setContinuationPreservedEmbedderData(context);
  }
  tickInfo[kHasTickScheduled] = 0;
  tickInfo[kHasRejectionToWarn] = 0;
}

function nextTick(callback, ...args) {
  validateFunction(callback, 'callback');
  if (process._exiting) return;
  if (queue.isEmpty()) tickInfo[kHasTickScheduled] = 1;
  queue.push({
    callback,
    args: args.length === 0 ? undefined : args,
    asyncContext: asyncContext.getContinuationPreservedEmbedderData(),
    asyncId: newAsyncId(),
    triggerAsyncId: executionAsyncId(),
    resource: undefined,
  });
}

function queueMicrotask(callback) {
  validateFunction(callback, 'callback');
  const context = asyncContext.getContinuationPreservedEmbedderData();
  binding.enqueueMicrotask(() => {
    const before = asyncContext.getContinuationPreservedEmbedderData();
    asyncContext.setContinuationPreservedEmbedderData(context);
    try {
      callback();
    } catch (error) {
      triggerUncaughtException(error, false);
    } finally {
      asyncContext.setContinuationPreservedEmbedderData(before);
    }
  });
}

module.exports = { setup, nextTick, runNextTicks, processTicksAndRejections, queueMicrotask };
