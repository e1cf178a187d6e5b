'use strict';
// What every program finds in place: the process object, the globals, and the functions that Rust calls. Evaluated into the
// startup snapshot; `start` does what differs from run to run.

const { requireBuiltin } = require('internal/bootstrap/realm');
const { exposeValue, loadLazy } = require('internal/bootstrap/expose');

exposeValue('process', require('internal/process/object').process);

const taskQueues = require('internal/process/task_queues');
const { processTimers, processImmediate } = require('internal/timers');
const { promiseRejectHandler } = require('internal/process/promises');
const execution = require('internal/process/execution');

process.nextTick = taskQueues.nextTick;

require('internal/bootstrap/globals');

// What most programs load anyway.
for (const id of [
  'node:events', 'node:buffer', 'node:path', 'node:util', 'node:fs', 'node:url', 'node:stream', 'node:module', 'node:vm',
  'internal/modules/run_main', 'internal/process/pre_execution', 'internal/process/main', 'internal/console/global',
  'internal/fs/sync_write_stream', 'internal/socket',
]) {
  requireBuiltin(id);
}

const { ErrorPrepareStackTrace, prepareStackTraceCallback } = require('internal/errors');
Object.defineProperty(Error, 'prepareStackTrace',
  { __proto__: null, configurable: true, enumerable: false, value: ErrorPrepareStackTrace, writable: true });

function start() {
  internalBinding('errors').setPrepareStackTraceCallback(prepareStackTraceCallback);
  require('internal/async_hooks').setup();
  taskQueues.setup();
  require('internal/timers').setup();
  const { patchProcessObject, setupChildProcessIpcChannel } = require('internal/process/pre_execution');
  patchProcessObject(true);
  setupChildProcessIpcChannel();
  if (process.env.NODE_V8_COVERAGE) require('internal/process/coverage').startCoverage();
  if (internalBinding('worker').isMainThread) require('internal/process/main').runMain();
  else require('internal/process/worker_thread').start();
}

module.exports = {
  start,
  processTimers,
  processImmediate,
  processTicksAndRejections: taskQueues.processTicksAndRejections,
  promiseRejectHandler,
  fatalException: execution.fatalException,
  formatFatalException: execution.formatFatalException,
  emitBeforeExit: execution.emitBeforeExit,
  emitExit: execution.emitExit,
  getExitCode: execution.getExitCode,
  loadLazy,
};
