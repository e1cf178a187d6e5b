'use strict';
// The other side of internal/worker: what a worker's thread does when it starts, before it runs the program it was made for.

const binding = internalBinding('worker');
const { messageTypes } = require('internal/worker/io');

let port;
let publicPort;
let workerData;

// Names of `process` that would reach beyond the thread, ...
const unavailable = ['chdir', 'setegid', 'seteuid', 'setgid', 'setgroups', 'setuid', 'initgroups', 'abort'];
// ... and those that a worker does not have.
const absent = ['_debugEnd', '_debugProcess', '_startProfilerIdleNotifier', '_stopProfilerIdleNotifier'];

function makeUnavailable(name) {
  const { codes: { ERR_WORKER_UNSUPPORTED_OPERATION } } = require('internal/errors');
  process[name] = function unavailableInWorker() {
    throw new ERR_WORKER_UNSUPPORTED_OPERATION(`process.${name}()`);
  };
  process[name].disabled = true;
}

// The channel to a parent process is the main thread's.
function refuseChannel() {
  const { codes: { ERR_WORKER_UNSUPPORTED_OPERATION } } = require('internal/errors');
  for (const name of ['channel', 'connected']) {
    Object.defineProperty(process, name, {
      __proto__: null,
      get() { throw new ERR_WORKER_UNSUPPORTED_OPERATION(`process.${name}`); },
    });
  }
  makeUnavailable('send');
  makeUnavailable('disconnect');
}

function prepareProcess() {
  unavailable.forEach(makeUnavailable);
  for (const name of absent) delete process[name];
  const { ReadableWorkerStdio, WritableWorkerStdio } = require('internal/worker/stdio');
  const make = {
    stdin: () => new ReadableWorkerStdio(port, 'stdin'),
    stdout: () => new WritableWorkerStdio(port, 'stdout'),
    stderr: () => new WritableWorkerStdio(port, 'stderr'),
  };
  const made = { __proto__: null };
  for (const name of ['stdin', 'stdout', 'stderr']) {
    Object.defineProperty(process, name, {
      __proto__: null,
      configurable: true,
      enumerable: true,
      get() { return made[name] ??= make[name](); },
    });
  }
  // Whoever throws or calls process.exit() at once gives the parent no time to ask for what was written after the first chunk.
  process.on('exit', function flushSync() {
    made.stdout?._flushed();
    made.stderr?._flushed();
  });
}

// A worker's own copy of the environment: plain text values, as the process's.
function copyOfEnvironment(values) {
  return new Proxy({ ...values }, {
    __proto__: null,
    set(target, name, value) {
      if (typeof name === 'symbol' || typeof value === 'symbol') {
        throw new TypeError('Cannot convert a Symbol value to a string');
      }
      target[name] = `${value}`;
      return true;
    },
    defineProperty(target, name, descriptor) {
      if ('value' in descriptor) descriptor.value = `${descriptor.value}`;
      return Reflect.defineProperty(target, name, descriptor);
    },
  });
}

function start() {
  require('internal/worker/io').setup();
  port = binding.getParentPort();
  prepareProcess();
  port.on('message', onMessage);
}

function onMessage(message) {
  switch (message.type) {
    case messageTypes.LOAD_SCRIPT:
      return loadScript(message);
    case messageTypes.STDIO_PAYLOAD: {
      const { pushChunks } = require('internal/worker/stdio');
      return pushChunks(process.stdin, message.chunks);
    }
    case messageTypes.STDIO_WANTS_MORE_DATA:
      return process[message.stream]._flushed();
  }
}

function loadScript(message) {
  const { script, argv, env } = message;
  port.unref();
  ({ publicPort, workerData } = message);
  publicPort.unref();
  const { environmentData } = require('internal/worker');
  for (const [key, value] of message.environmentData) environmentData.set(key, value);
  if (!env.share) process.env = copyOfEnvironment(env);
  if (process.env.NODE_CHANNEL_FD) refuseChannel();
  const names = script.mode === 'data' ? [] : [script.filename ?? '[worker eval]'];
  process.argv.splice(1, process.argv.length - 1, ...names, ...(argv ?? []));
  if (!message.hasStdin) process.stdin.push(null);
  internalBinding('messaging').joinThreads();
  port.postMessage({ type: messageTypes.UP_AND_RUNNING });
  const main = require('internal/process/main');
  // What it throws the port reports in a tick, of which there are none after process.exit().
  if (script.mode === 'classic') main.evalForWorker(script.code);
  else if (script.mode === 'data') main.importForWorker(script.url);
  else if (script.mode === 'internal') require(script.id).run(workerData);
  else main.runScript(script.filename);
}

// An error that nobody in the worker caught: its parent hears of it.
function reportUncaught(error) {
  try {
    const { serializeError } = require('internal/error_serdes');
    port.postMessage({ type: messageTypes.ERROR_MESSAGE, error: serializeError(error) });
  } catch {
    port.postMessage({ type: messageTypes.COULD_NOT_SERIALIZE_ERROR });
  }
}

module.exports = {
  start,
  reportUncaught,
  get parentPort() { return publicPort ?? null; },
  get workerData() { return workerData ?? null; },
};
