'use strict';

// Assembles the `process` object. Everything here is made when the startup
// snapshot is built; what differs from run to run is filled in by
// internal/process/pre_execution.

const EventEmitter = require('node:events');
const identity = require('internal/process/identity');
const perThread = require('internal/process/per_thread');
const { hrtime } = require('internal/process/hrtime');

const binding = internalBinding('process');

const { defineProperty, defineProperties } = Object;

// `process` inherits from an otherwise empty prototype whose constructor is
// called `process`, which in turn inherits from EventEmitter.prototype.
function setUpPrototype() {
  const { process: constructor } = { process: function() {} };
  const prototype = Object.getPrototypeOf(process);
  Object.setPrototypeOf(prototype, EventEmitter.prototype);
  defineProperty(prototype, 'constructor', { value: constructor, writable: true, enumerable: false, configurable: true });
  constructor.prototype = prototype;
}

setUpPrototype();
exports.process = process;

function constant(name, value) {
  defineProperty(process, name, {
    __proto__: null,
    value, writable: false, enumerable: true, configurable: true,
  });
}

// The placeholders keep the order in which Node lists the properties.
constant('version', `v${identity.nodeVersion}`);
constant('versions', undefined);
constant('arch', undefined);
constant('platform', 'linux');
constant('release', identity.release);

process._rawDebug = function _rawDebug() {
  const { format } = require('internal/util/inspect');
  binding.rawDebug(format.apply(null, arguments));
};

constant('moduleLoadList', []);

process.binding = function binding(name) {
  return require('internal/process/legacy_binding').processBinding(name);
};
process._linkedBinding = function _linkedBinding(name) {
  throw perThread.codedError(Error, 'ERR_INVALID_MODULE', `No such binding was linked: ${name}`);
};

EventEmitter.call(process);
// Until node:domain is loaded.
process.domain = null;

let exiting = false;
defineProperty(process, '_exiting', {
  __proto__: null,
  get() { return exiting; },
  set(value) { exiting = value; },
  enumerable: true,
  configurable: true,
});

const { getExitCode, setExitCode } = perThread;
defineProperty(process, 'exitCode', {
  __proto__: null,
  get: getExitCode, set: setExitCode, enumerable: true, configurable: false,
});

constant('config', identity.config);
defineProperty(process, 'config', { __proto__: null, enumerable: true, writable: false });

for (const name of [
  'dlopen', 'uptime', '_getActiveRequests', '_getActiveHandles',
  'getActiveResourcesInfo', 'reallyExit', '_kill', 'loadEnvFile', 'cpuUsage',
  'threadCpuUsage', 'resourceUsage', 'memoryUsage', 'constrainedMemory',
  'availableMemory', 'kill', 'exit', 'execve', 'ref', 'unref',
]) {
  process[name] = perThread[name];
}

// An accessor that computes its value when it is first read and gives way to
// whatever the program assigns.
function lazyProperty(name, load) {
  let value;
  let loaded = false;
  defineProperty(process, name, {
    __proto__: null,
    get() {
      if (!loaded) {
        value = load();
        loaded = true;
      }
      return value;
    },
    set(newValue) {
      value = newValue;
      loaded = true;
    },
    enumerable: true,
    configurable: true,
  });
}

lazyProperty('finalization',
             () => require('internal/process/finalization').createFinalization());

process.hrtime = hrtime;
process.openStdin = function() {
  process.stdin.resume();
  return process.stdin;
};

Object.assign(process, require('internal/process/credentials').getters);

lazyProperty('allowedNodeEnvironmentFlags',
             () => require('internal/process/environment_flags').buildFlags());

defineProperty(process, 'features', {
  __proto__: null,
  value: identity.features, enumerable: true, writable: false, configurable: false,
});

process._fatalException = (error, fromPromise) => {
  return require('internal/process/execution').onUncaughtException(error, fromPromise);
};
process.setUncaughtExceptionCaptureCallback = function setUncaughtExceptionCaptureCallback(fn) {
  require('internal/process/execution').setUncaughtExceptionCaptureCallback(fn);
};
process.addUncaughtExceptionCaptureCallback = function addUncaughtExceptionCaptureCallback(fn) {
  require('internal/process/execution').addUncaughtExceptionCaptureCallback(fn);
};
process.hasUncaughtExceptionCaptureCallback = function hasUncaughtExceptionCaptureCallback() {
  return require('internal/process/execution').hasUncaughtExceptionCaptureCallback();
};
process.emitWarning = require('internal/process/warning').emitWarning;

const { nextTick, runNextTicks } = require('internal/process/task_queues');
process.nextTick = nextTick;
process._tickCallback = runNextTicks;

defineProperty(process, 'sourceMapsEnabled', {
  __proto__: null,
  get() { return perThread.sourceMapsEnabled(); },
  set: undefined,
  enumerable: true,
  configurable: true,
});
process.setSourceMapsEnabled = perThread.setSourceMapsEnabled;
process.getBuiltinModule = perThread.getBuiltinModule;
process._debugProcess = perThread._debugProcess;
process._debugEnd = perThread._debugEnd;
// Kept by Node for old packages; both do nothing there as well.
process._startProfilerIdleNotifier = () => {};
process._stopProfilerIdleNotifier = () => {};

const stdio = require('internal/process/stdio');
for (const [name, get] of [
  ['stdout', stdio.getStdout], ['stdin', stdio.getStdin], ['stderr', stdio.getStderr],
]) {
  defineProperty(process, name, { __proto__: null, get, set: undefined, enumerable: true, configurable: true });
}

process.abort = perThread.abort;
process.umask = perThread.wrappedUmask;
process.chdir = perThread.wrappedChdir;
process.cwd = perThread.wrappedCwd;
Object.assign(process, require('internal/process/credentials').setters);

// Filled in at start-up; see pre_execution.
process.env = undefined;
process.title = undefined;
process.argv = undefined;
process.execArgv = undefined;
constant('pid', undefined);
constant('ppid', undefined);
process.execPath = undefined;
defineProperty(process, 'debugPort', {
  __proto__: null,
  get() { return perThread.getDebugPort(); },
  set(port) { perThread.setDebugPort(port); },
  enumerable: true,
  configurable: true,
});
defineProperty(process, 'argv0', {
  __proto__: null,
  value: undefined, writable: false, enumerable: true, configurable: true,
});
constant('_preload_modules', []);
defineProperty(process, 'report', {
  __proto__: null,
  get() { return require('internal/process/report').report; },
  set: undefined,
  enumerable: true,
  configurable: true,
});

defineProperties(process, {
  [Symbol.toStringTag]: {
    __proto__: null,
    value: 'process', writable: true, enumerable: false, configurable: false,
  },
});

const { startListeningIfSignal, stopListeningIfSignal } = require('internal/process/signal');
process.on('newListener', startListeningIfSignal);
process.on('removeListener', stopListeningIfSignal);
