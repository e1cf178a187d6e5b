'use strict';
// `module.register`: hooks on a thread of their own (internal/modules/hooks_thread). They come after those of registerHooks, and are
// asked for `import` alone; the program's thread waits for their answers.

const { getOrInitializeCascadedLoader } = require('internal/modules/esm/loader');
const { receiveMessageOnPort } = require('internal/worker/io');

class HooksThread {
  #lock = new Int32Array(new SharedArrayBuffer(4));
  #port;

  constructor() {
    const { MessageChannel } = require('node:worker_threads');
    const { makeInternalWorker } = require('internal/worker');
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const worker = makeInternalWorker('internal/modules/hooks_thread',
      { workerData: { lock: this.#lock, port: port2 }, transferList: [port2] });
    worker.on('error', (error) => require('internal/process/uncaught').triggerUncaughtException(error, false));
    worker.unref();
  }

  // Waits for the answer.
  ask(name, args, transferList) {
    this.#port.postMessage({ name, args }, transferList);
    let received;
    do {
      const answers = Atomics.load(this.#lock, 0);
      received = receiveMessageOnPort(this.#port);
      if (received === undefined) Atomics.wait(this.#lock, 0, answers);
    } while (received === undefined);
    const { value, error, exit } = received.message;
    if (exit !== undefined) process.exit(exit);
    if (error !== undefined) throw require('internal/error_serdes').deserializeError(error);
    return value;
  }
}

let thread;

function registerInThread(specifier, parentURL, data, transferList) {
  if (thread === undefined) {
    thread = new HooksThread();
    const hooks = require('internal/modules/customization_hooks');
    hooks.setThread(thread);
    getOrInitializeCascadedLoader().setHooks(hooks);
  }
  thread.ask('register', [specifier, parentURL, data], transferList);
}

let isWarned = false;

function register(specifier, parentURL = undefined, options = undefined) {
  if (!isWarned) {
    isWarned = true;
    process.emitWarning('`module.register()` is deprecated. Use `module.registerHooks()` instead.', 'DeprecationWarning', 'DEP0205');
  }
  const { isURL } = require('internal/url');
  // The parent's place may be that of the options.
  const areOptions = parentURL !== null && typeof parentURL === 'object' && !isURL(parentURL);
  const parent = areOptions ? parentURL.parentURL : parentURL;
  const given = areOptions ? parentURL : options;
  registerInThread(`${specifier}`, parent === undefined ? 'data:' : `${parent}`, given?.data, given?.transferList);
}

// `--experimental-loader`
function registerLoaders(specifiers, parentURL) {
  for (const specifier of specifiers) registerInThread(specifier, parentURL);
  // What is shown is a URL between single quotes, as readable as can be.
  const decoded = { '__proto__': null, '%22': '"', '%2F': '/', "'": '%27' };
  const encode = (text) => encodeURIComponent(text).replace(/%22|%2F|'/g, (code) => decoded[code]);
  const calls = specifiers.map((specifier) => `register(${encode(JSON.stringify(specifier))}, pathToFileURL("./"));`);
  process.emitWarning('`--experimental-loader` may be removed in the future; instead use `register()`:\n--import \'data:text/javascript,' +
    `import { register } from "node:module"; import { pathToFileURL } from "node:url"; ${calls.join(' ')}'`, 'ExperimentalWarning');
}

module.exports = { register, registerLoaders };
