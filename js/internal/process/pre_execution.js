'use strict';

// What the startup snapshot cannot know: fills in the fields of `process` that
// differ from run to run. Called once, before any user code.

const { makeVersions } = require('internal/process/identity');
const { initializeWarnings } = require('internal/process/warning');

const binding = internalBinding('process');

const { defineProperty } = Object;

function constant(name, value) {
  defineProperty(process, name, {
    __proto__: null,
    value, writable: false, enumerable: true, configurable: true,
  });
}

// `versions` is rarely read: made on first use, and then a plain property.
function lazyVersions() {
  defineProperty(process, 'versions', {
    __proto__: null,
    get() {
      const value = makeVersions(binding.versions());
      constant('versions', value);
      return value;
    },
    enumerable: true,
    configurable: true,
  });
}

function loadEventSource() {
  return require('deps/undici/lib/web/eventsource/eventsource').EventSource;
}

// `expandArgv1`: the first argument is the path of a script, which programs see
// in full.
function patchProcessObject(expandArgv1) {
  const options = internalBinding('options');
  const execPath = binding.execPath();
  const argv = [execPath];
  if (options.script !== undefined) {
    const isPath = expandArgv1 && options.script[0] !== '-' && !options.values['--entry-url'];
    argv.push(isPath ? require('node:path').resolve(options.script) : options.script);
  }
  for (let i = 0; i < options.arguments.length; i++)
    argv.push(options.arguments[i]);

  constant('arch', binding.arch);
  lazyVersions();
  process.env = binding.env;
  binding.defineTitle(process);
  process.argv = argv;
  process.execArgv = options.execArgv;
  constant('pid', binding.pid());
  defineProperty(process, 'ppid', {
    __proto__: null,
    get: () => binding.ppid(),
    enumerable: true,
    configurable: true,
  });
  process.execPath = execPath;
  constant('argv0', options.argv0);
  const title = options.values['--title'];
  if (title)
    process.title = title;
  const code = options.values['--eval'];
  if (code !== undefined)
    process._eval = code;
  if (options.values['--disable-proto'] !== undefined)
    disableProto(options.values['--disable-proto'], Object.prototype);
  if (options.values['--experimental-eventsource'])
    require('internal/bootstrap/expose').exposeLazy('EventSource', loadEventSource);
  if (!options.values['--experimental-global-navigator'])
    delete globalThis.navigator;
  if (!options.values['--experimental-websocket']) {
    delete globalThis.WebSocket;
    delete globalThis.CloseEvent;
  }
  if (!options.values['--experimental-webstorage']) {
    for (const name of ['Storage', 'localStorage', 'sessionStorage']) delete globalThis[name];
  }
  if (options.values['--zero-fill-buffers'])
    require('internal/buffer').setZeroFill();
  initializeWarnings(process);
  if (options.values['--use-env-proxy'])
    require('internal/http/proxy').setupHttpProxy();
  if (options.values['--enable-source-maps'])
    process.setSourceMapsEnabled(true);
  if (options.values['--heapsnapshot-signal'] !== undefined)
    process.on(knownSignal(options.values['--heapsnapshot-signal']), () => require('internal/heap_utils').writeHeapSnapshot());
  if (options.values['--report-on-signal'] || options.values['--report-signal'] !== undefined ||
      options.values['--report-on-fatalerror'] || options.values['--report-uncaught-exception'])
    require('internal/process/report').applySettings();
}

function knownSignal(name) {
  if (require('internal/process/signal').signalNumber(name) === undefined) {
    const { codes: { ERR_UNKNOWN_SIGNAL } } = require('internal/errors');
    throw new ERR_UNKNOWN_SIGNAL(name);
  }
  return name;
}

// --disable-proto: Object.prototype.__proto__ is gone, or throws; in contexts of node:vm as well.
function disableProto(mode, objectPrototype) {
  delete objectPrototype.__proto__;
  if (mode !== 'throw')
    return;
  const refuse = () => {
    const error = new Error('Accessing Object.prototype.__proto__ has been disallowed with --disable-proto=throw');
    error.code = 'ERR_PROTO_ACCESS';
    throw error;
  };
  defineProperty(objectPrototype, '__proto__', {
    __proto__: null,
    get: refuse,
    set: refuse,
    enumerable: false,
    configurable: true,
  });
}

// This process was forked with a message channel, which is the main thread's. Called before the program runs.
function setupChildProcessIpcChannel() {
  const { env } = process;
  if (env.NODE_CHANNEL_FD === undefined || !internalBinding('worker').isMainThread)
    return;
  const fd = Number.parseInt(env.NODE_CHANNEL_FD, 10);
  const serialization = env.NODE_CHANNEL_SERIALIZATION_MODE || 'json';
  delete env.NODE_CHANNEL_FD;
  delete env.NODE_CHANNEL_SERIALIZATION_MODE;
  if (fd < 0)
    return;
  require('node:child_process')._forkChild(fd, serialization);
  // A worker of a cluster; its own children are none.
  if (process.argv[1] && env.NODE_UNIQUE_ID) {
    require('node:cluster')._setupWorker();
    delete env.NODE_UNIQUE_ID;
  }
}

// Everything that differs from run to run, in the order in which it is needed.
function prepareExecution() {
  patchProcessObject(true);
  setupChildProcessIpcChannel();
}

module.exports = { disableProto, patchProcessObject, prepareExecution, setupChildProcessIpcChannel };
