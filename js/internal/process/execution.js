'use strict';
// What happens to exceptions that nobody caught, and the end of the process: `uncaughtExceptionMonitor`, the capture
// callback, `uncaughtException`, `beforeExit`, `exit`, exit codes. Code of -e, -p and standard input is run from here.

const { codes: { ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET, ERR_INVALID_ARG_TYPE } } = require('internal/errors');

const { getOptionValue } = require('internal/options');

const kGenericUserError = 1;
const kUnsettledTopLevelAwait = 13;

let captureCallback = null;

function setUncaughtExceptionCaptureCallback(callback) {
  if (callback === null) {
    captureCallback = null;
    return;
  }
  if (typeof callback !== 'function') throw new ERR_INVALID_ARG_TYPE('fn', ['Function', 'null'], callback);
  if (captureCallback !== null) throw new ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET();
  captureCallback = callback;
}

// Callbacks beside that one, the latest first: the first that answers true has taken the error.
const additionalCaptureCallbacks = [];

// `mayTake`: whether it may take an error now, which --abort-on-uncaught-exception has to know before the callback is asked.
function addUncaughtExceptionCaptureCallback(callback, mayTake = () => true) {
  if (typeof callback !== 'function') throw new ERR_INVALID_ARG_TYPE('fn', 'Function', callback);
  additionalCaptureCallbacks.push({ callback, mayTake });
}

function hasUncaughtExceptionCaptureCallback() {
  return captureCallback !== null;
}

// Called with an error that ends the process, before it does (process.report.reportOnUncaughtException).
let fatalExceptionHook;

function setFatalExceptionHook(hook) {
  fatalExceptionHook = hook;
}

// Called when the thread ends, after the listeners of 'exit' (NODE_V8_COVERAGE).
const exitHooks = [];

function addExitHook(hook) {
  exitHooks.push(hook);
}

function runExitHooks() {
  for (const hook of exitHooks.splice(0)) hook();
}

// As V8 does it that was given the option; a rejection aborts when it has been reported.
function abortUnlessTaken(error, fromPromise, isMainThread) {
  if (!getOptionValue('--abort-on-uncaught-exception') || fromPromise || !isMainThread) return;
  if (captureCallback !== null || additionalCaptureCallbacks.some(({ mayTake }) => mayTake())) return;
  const { inspect } = require('internal/util/inspect');
  process._rawDebug(`Uncaught ${error instanceof Error ? `${error}` : inspect(error)}\n\nFROM\n${error?.stack ?? ''}`);
  internalBinding('errors').trap();
}

function isTaken(error, origin) {
  process.emit('uncaughtExceptionMonitor', error, origin);
  if (captureCallback !== null) {
    captureCallback(error);
    return true;
  }
  return additionalCaptureCallbacks.findLast(({ callback }) => callback(error) === true) !== undefined ||
    process.emit('uncaughtException', error, origin);
}

function tellOfExit(isHandlerBroken) {
  Object.assign(process, { _exiting: true, exitCode: kGenericUserError });
  if (!isHandlerBroken) process.emit('exit', kGenericUserError);
}

// What the runtime calls. Programs put functions of their own in the place of `process._fatalException`.
function fatalException(error, fromPromise) {
  const invalidMonkeyPatching = 6;
  if (typeof process._fatalException !== 'function') return invalidMonkeyPatching;
  return process._fatalException(error, fromPromise) !== false;
}

// True when somebody took the error; false: it is to be reported, and the process ends.
function onUncaughtException(error, fromPromise) {
  const { isMainThread } = internalBinding('worker');
  abortUnlessTaken(error, fromPromise, isMainThread);
  let taken = false;
  let isHandlerBroken = false;
  try {
    taken = isTaken(error, fromPromise ? 'unhandledRejection' : 'uncaughtException');
  } catch (thrown) {
    // A process has an exit code for this; a worker tells of the second error.
    if (isMainThread) throw thrown;
    error = thrown;
    isHandlerBroken = true;
  }
  if (taken) {
    // Ticks that the failed callback left behind are due still.
    require('node:timers').setImmediate(require('internal/process/task_queues').processTicksAndRejections);
    require('internal/async_hooks').unwindAsyncIdStack();
    return true;
  }
  const isNews = !process._exiting;
  try {
    if (isNews) tellOfExit(isHandlerBroken);
  } catch { /* what an exit listener throws must not hide the error */ }
  fatalExceptionHook?.(error);
  runExitHooks();
  if (!isMainThread) {
    require('internal/process/worker_thread').reportUncaught(error);
    // Here already, so that native code on the stack sees it.
    require('internal/process/per_thread').exit();
  }
  return false;
}

// Where `require` throws what an ES module has thrown: where that was is of more use.
const kRethrown = 'node:internal/modules/esm/record:';

function arrowOfStack(error) {
  let frame;
  try {
    frame = /^ {4}at (?:.* \()?((?:file|data):.*):(\d+):(\d+)\)?$/m.exec(error?.stack);
  } catch {
    // A program's own getter, or what is no text.
  }
  if (!frame) return undefined;
  const [, url, line, column] = frame;
  const { getOrInitializeCascadedLoader } = require('internal/modules/esm/loader');
  const text = getOrInitializeCascadedLoader().sourceOf(url)?.split('\n')[line - 1];
  return text && `${url}:${line}\n${text}\n${text.slice(0, column - 1).replace(/[^\t]/g, ' ')}^`;
}

// What is printed of an uncaught error: where it was thrown, then the error. `thrownAt`: the stack of the throw, for
// --trace-uncaught.
function formatFatalException(error, arrow, thrownAt) {
  const { isErrorLike } = require('internal/process/promises');
  const { fatalExceptionStackEnhancers } = require('internal/errors');
  const isObject = (typeof error === 'object' && error !== null) || typeof error === 'function';
  let text;
  try {
    // Where an 'error' event that nobody listened to was emitted belongs to the stack.
    if (isObject && isErrorLike(error)) {
      const stack = fatalExceptionStackEnhancers.beforeInspector(error);
      if (stack !== error.stack) error.stack = stack;
    }
  } catch { /* it is printed as it is */ }
  try {
    text = isObject ? fatalExceptionStackEnhancers.afterInspector(error) : String(error);
  } catch {
    text = '<toString() threw exception>';
  }
  if (arrow?.startsWith(kRethrown)) arrow = arrowOfStack(error) ?? arrow;
  if (arrow !== undefined && process.sourceMapsEnabled) {
    arrow = require('internal/source_map/prepare_stack_trace').mapArrow(arrow) ?? arrow;
  }
  const lines = [];
  if (isObject && isErrorLike(error)) {
    if (arrow !== undefined) lines.push(arrow, '');
    lines.push(text);
  } else {
    lines.push('');
    if (arrow !== undefined) lines.push(arrow);
    lines.push(typeof error === 'symbol' ? '' : text);
    if (!isObject && thrownAt === undefined) lines.push('(Use `anode --trace-uncaught ...` to show where the exception was thrown)');
  }
  if (thrownAt !== undefined) lines.push(thrownAt);
  if (getOptionValue('--extra-info-on-fatal-exception')) lines.push('', `Node.js ${process.version}`);
  return lines.join('\n');
}

// What the loop itself emits belongs to no resource but the process.
function emitAtTopLevel(event) {
  const { save, enter, restore } = require('internal/async_hooks');
  const outer = save();
  enter(0, 0, process);
  process.emit(event, getExitCode() ?? 0);
  restore(outer);
}

function emitBeforeExit() {
  emitAtTopLevel('beforeExit');
}

// The loop has ended. That may follow a `process.exit()` whose listeners threw what somebody caught: they hear of this end too.
function emitExit() {
  process._exiting = true;
  if (process.exitCode === undefined && require('internal/modules/run_main').hasUnsettledTopLevelAwait?.()) {
    process.exitCode = kUnsettledTopLevelAwait;
  }
  emitAtTopLevel('exit');
  runExitHooks();
}

function getExitCode() {
  const code = process.exitCode;
  return code === undefined || code === null ? undefined : Number(code) | 0;
}

module.exports = {
  setUncaughtExceptionCaptureCallback,
  addUncaughtExceptionCaptureCallback,
  hasUncaughtExceptionCaptureCallback,
  setFatalExceptionHook,
  addExitHook,
  runExitHooks,
  fatalException,
  onUncaughtException,
  formatFatalException,
  emitBeforeExit,
  emitExit,
  getExitCode,
};
